"""What the order of the lines of a page says, whatever each of them says by itself.

Each finder is given the texts and the labels of all lines, and yields those that are of another label than they were
read as. Labels change while it does: a list may lead to the next one, and what one finder has changed the next one sees.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

from .own_addresses import own_addresses
from .running_heads import continued, running_heads
from .teasers import teasers

_Finder = Callable[[Sequence[str], Sequence[str]], Iterable[int]]
_FINDERS: Sequence[tuple[_Finder, str]] = (
    (teasers, "noise"), (lambda texts, _: running_heads(texts), "noise"), (continued, "cont"), (own_addresses, "meta"),
)  # fmt: skip


def by_order(texts: Sequence[str], labels: Sequence[str], fixed: Container[int]) -> dict[int, str]:
    """The labels of the lines that their order gives another one, by their places.

    ``texts`` are the folded and simplified texts of all lines, ``labels`` what each was read as; ``fixed`` are the lines
    that keep theirs.

    >>> by_order(["修路惠民", "原文链接:http://sq.example/1.html"], ["title", "noise"], ())
    {1: 'meta'}
    """
    now = [*labels]
    changed: dict[int, str] = {}
    for find, label in _FINDERS:
        for place in find(texts, now):
            if now[place] != label and place not in fixed:
                now[place] = changed[place] = label
    return changed
