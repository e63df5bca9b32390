"""Where the words of a decision stand in a source, also in one that has changed since."""

from __future__ import annotations

from collections.abc import Iterator

from ..text.source import Span
from .entries import Entry

_MOST_PLACES = 10_000
"""Places of the same words that are looked at."""


def find_words(entry: Entry, text: str, sha256: str) -> Span | None:
    """The place of a decision's words in a text; None if they are not there, or nothing tells which of several.

    In the very source that it was made in that is its span. Elsewhere it is
    the one place that has the words; of several the one with most of the same
    characters around, if no other has as many.

    >>> from tei_tools.decisions.entries import Says, decided
    >>> entry = decided("甲\\n一、修路\\n乙", "x", Span(2, 6), Says("head"), "白洁", "2026-05-01T08:30:00Z")
    >>> find_words(entry, "新\\n甲\\n一、修路\\n乙", "y"), find_words(entry, "一、铺路", "y")
    (Span(start=4, end=8), None)
    """
    if entry.sha256 == sha256 and text[entry.span.start : entry.span.end] == entry.quote:
        return entry.span
    best: list[tuple[int, int]] = []
    for number, start in enumerate(_places(text, entry.quote)):
        if number == _MOST_PLACES:
            return None
        end = start + len(entry.quote)
        same = _common(entry.before[::-1], text[max(0, start - len(entry.before)) : start][::-1])
        same += _common(entry.after, text[end : end + len(entry.after)])
        best.append((same, start))
    if not best:
        return None
    best.sort(reverse=True)
    if len(best) > 1 and best[0][0] == best[1][0]:
        return None
    return Span(best[0][1], best[0][1] + len(entry.quote))


def _places(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginnings."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
