"""Families of evidence: each module names what it sees in a unit or around it, and says nothing of what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class Words:
    """Names of what a text says by itself, or a series: hardly another one says the same, so they are weighed one by one.

    ``find`` gives the names, each time they are asked for: they take more memory than a text has. ``rows`` are the rows
    of weights that they have in a table of them, and the table, once they were asked for.
    """

    __slots__ = ("find", "rows")

    def __init__(self, find: Callable[[], Iterable[str]]) -> None:
        self.find = find
        self.rows: tuple[object, bytes] = (None, b"")


Group = str | tuple[str, ...] | Words
"""A name of evidence, several that always come together, which are weighed in one look, or the words of a text."""
