"""Facts that a page sets above each headline: which lines behind one article open the next.

A list of posts, mails or records has its date, its sender or its source above every title. Where the first headline of
a page has such lines above it, a line of the same make behind the text of an article belongs to the one that follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ..read.grammar.lexicon import is_office, is_outlet
from ..read.grammar.line import read_line
from ..text.script import plain

FACTS = ("meta", "byline")
"""Labels of lines of facts."""


class _Unit(Protocol):
    @property
    def text(self) -> str: ...


class Line(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> _Unit: ...


def make_of(text: str) -> tuple[str, ...]:
    """What a line of facts is made of: its labels in order, and the kinds of what has none.

    >>> make_of("发布日期：2022-07-06"), make_of("2022-07-06 青禾日报")
    (('published:发布日期',), ('day', 'outlet'))
    """
    words = plain(text)
    out = []
    for piece in read_line(words):
        if piece.label:
            out.append(f"{piece.kind}:{piece.label}")
        elif piece.kind == "words":
            said = words[piece.start : piece.end]
            out.append("outlet" if is_outlet(said) else "office" if is_office(said) else "words")
        else:
            out.append(piece.kind)
    return tuple(out)


def opening_of(entries: Iterable[Line]) -> frozenset[tuple[str, ...]]:
    """What the lines of facts above the first headline are made of, if they are such as open an article."""
    return frozenset(make_of(entry.unit.text) for entry in entries if entry.label in FACTS and opens_article(entry))


def opens_article(line: Line) -> bool:
    """Whether a line may open an article: brackets close one, and so do names without a date or a label."""
    text = line.unit.text.strip()
    if text[:1] in "(（" and text[-1:] in ")）":
        return False
    return any(name not in ("words", "office") for name in make_of(text))


def leaving(entries: Sequence[Line], opening: frozenset[tuple[str, ...]], following: Sequence[Line] = ()) -> int:
    """From which of its entries on an article's last lines of facts open the next one: their number if none does.

    ``following`` are the entries of the next article: where it has such a line below its headline, it needs none above.
    """
    count = len(entries)
    first = count
    if following and following[0].label in FACTS and make_of(following[0].unit.text) in opening:
        return count
    while first and entries[first - 1].label in FACTS:
        first -= 1
    if first:
        for place in range(first, count):
            if make_of(entries[place].unit.text) in opening and opens_article(entries[place]):
                return place
    return count
