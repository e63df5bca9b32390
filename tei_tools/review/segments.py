"""The characters of a source cut where anything begins or ends: what each piece became, and where the text shows it.

All arithmetic of offsets is done here; a page is told identifiers only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..model.nodes import (
    Article,
    Block,
    Byline,
    Correction,
    Discard,
    Document,
    Facts,
    Figure,
    ItemList,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Table,
    Text,
)
from ..model.visit import headline, named
from ..model.walk import pieces
from ..text.source import Confidence, Span


@dataclass(frozen=True, slots=True)
class Owner:
    """What owns some characters: the identifier of a block or discard, its kind, how sure it is, and why left out."""

    id: str
    kind: str
    confidence: Confidence = "high"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters ``[start, end)`` of one line of the source that share everything.

    ``unit`` is the number of the unit of the reader, -1 where there is none; ``facts`` are identifiers such as
    ``a1.date``, separated by blanks.
    """

    start: int
    end: int
    owner: Owner | None
    unit: int
    facts: str = ""
    correction: Correction | None = None


_KINDS: dict[type[Block], str] = {
    Paragraph: "p", Facts: "meta", Byline: "byline", Salutation: "salute", Signature: "sign",
}  # fmt: skip


def kind_of(block: Block) -> str:
    """The name of a kind of block, as the record has it."""
    if isinstance(block, Section):
        return "sec" if block.run_in else "head"
    if isinstance(block, Figure):
        return "figure" if block.caption is None else "caption"
    if isinstance(block, ItemList):
        return "item"
    if isinstance(block, Table):
        return "table"
    return _KINDS.get(type(block), "note")


def owned(document: Document) -> Iterator[tuple[Span, Owner, Text | None]]:
    """Every range of the source with what owns it: blocks, headlines and discards."""
    for article in document.articles:
        for name, text in headline(article):
            yield from _ranges(text, Owner(f"{article.id}.{name}", name, article.headline_confidence))
        yield from _owned_blocks(article.id, article.blocks)
    for number, discard in enumerate(document.discarded, 1):
        owner = discard_owner(number, discard)
        for span in discard.spans:
            yield span, owner, None


def discard_owner(number: int, discard: Discard) -> Owner:
    """The owner that a discard is; they are numbered from 1."""
    return Owner(f"d{number}", "noise", discard.confidence, discard.reason)


def _ranges(text: Text, owner: Owner) -> Iterator[tuple[Span, Owner, Text | None]]:
    for span in text.spans:
        yield span, owner, text


def _owned_blocks(name: str, blocks: Iterable[Block]) -> Iterator[tuple[Span, Owner, Text | None]]:
    for id, block in named(name, blocks):
        owner = Owner(id, kind_of(block), block.confidence)
        if isinstance(block, Section):
            yield from _ranges(block.head, owner)
            yield from _owned_blocks(id, block.blocks)
        elif isinstance(block, ItemList):
            for number, item in enumerate(block.items, 1):
                inner = Owner(f"{id}.i{number}", "item", block.confidence)
                yield from _ranges(item.text, inner)
                yield from _owned_blocks(inner.id, item.blocks)
        elif isinstance(block, Figure):
            for span in block.graphic.spans if block.graphic else ():
                yield span, Owner(id, "figure", block.confidence), None
            if block.caption is not None:
                yield from _ranges(block.caption, Owner(id, "caption", block.confidence))
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from _ranges(cell, owner)
        else:
            yield from _ranges(block.text, owner)


def facts_of(article: Article) -> Iterator[tuple[str, tuple[Span, ...], str]]:
    """The facts of an article: the name of the field, where it stands, and its value for people."""
    for name, text in headline(article):
        yield name, text.spans, text.text
    if article.date is not None:
        yield "date", article.date.text.spans, article.date.when
    for name, found in (("source", article.source), ("document-number", article.document_number)):
        if found is not None:
            yield name, found.spans, found.text
    people: tuple[tuple[str, tuple[Person, ...]], ...] = (
        ("authors", article.authors), ("photographers", article.photographers), ("editors", article.editors),
    )  # fmt: skip
    for name, persons in people:
        for person in persons:
            yield name, person.spans, person.name


class Layer:
    """Values over disjoint ranges, found by place; of ranges that overlap the first has its place."""

    def __init__(self, entries: Iterable[tuple[int, int, object]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.values: list[object] = []
        for start, end, value in sorted(entries, key=lambda entry: entry[:2]):
            start = max(start, self.ends[-1] if self.ends else 0)
            if start < end:
                self.starts.append(start)
                self.ends.append(end)
                self.values.append(value)

    def at(self, place: int) -> object:
        found = bisect_right(self.starts, place) - 1
        return self.values[found] if found >= 0 and place < self.ends[found] else None


def segments_of(text: str, document: Document, units: Sequence[Span]) -> list[list[Segment]]:
    """The source line by line, each line cut where a block, a unit, a fact or a correction begins or ends.

    Lines end at line feeds, which belong to no segment. ``units`` are the visible ranges of the reader's units.

    >>> from tei_tools import parse
    >>> text = "甲镇简讯\\n\\n全镇修路五公里，群众满意。"
    >>> lines = segments_of(text, parse(text), ())
    >>> [[(s.start, s.end, s.owner and s.owner.kind) for s in line] for line in lines]
    [[(0, 4, 'title')], [], [(6, 19, 'p')]]
    """
    ranges = [*owned(document)]
    owners = Layer((span.start, span.end, owner) for span, owner, _ in ranges)
    numbers = Layer((span.start, span.end, number) for number, span in enumerate(units))
    facts = _fact_layer(document)
    fixes = Layer((c.span.start, c.span.end, c) for c in _corrections(ranges))
    cuts = {0, len(text)}
    for layer in (owners, numbers, facts, fixes):
        cuts.update(layer.starts)
        cuts.update(layer.ends)
    places = sorted(cuts)
    lines: list[list[Segment]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        line_cuts = [start, *places[bisect_right(places, start) : bisect_left(places, end)], end] if line else []
        row = []
        for low, high in pairwise(line_cuts):
            owner, unit, fact, fix = owners.at(low), numbers.at(low), facts.at(low), fixes.at(low)
            assert owner is None or isinstance(owner, Owner)
            assert fix is None or isinstance(fix, Correction)
            row.append(Segment(low, high, owner, unit if isinstance(unit, int) else -1, str(fact) if fact else "", fix))
        lines.append(row)
        start = end + 1
    return lines


def _fact_layer(document: Document) -> Layer:
    """Where facts stand; characters that two facts share name both."""
    entries = [
        (span.start, span.end, f"{article.id}.{name}")
        for article in document.articles
        for name, spans, _ in facts_of(article)
        if name not in ("title", "kicker", "subtitle")
        for span in spans
    ]
    places = sorted({place for start, end, _ in entries for place in (start, end)})
    names: dict[int, dict[str, None]] = {}
    for start, end, name in entries:
        for place in places[bisect_left(places, start) : bisect_left(places, end)]:
            names.setdefault(place, {})[name] = None
    return Layer((low, high, " ".join(names[low])) for low, high in pairwise(places) if low in names)


def _corrections(ranges: Iterable[tuple[Span, Owner, Text | None]]) -> list[Correction]:
    found: dict[Span, Correction] = {}
    seen: set[int] = set()
    for _, _, text in ranges:
        if text is not None and text.corrections and id(text) not in seen:
            seen.add(id(text))
            found.update((correction.span, correction) for correction in text.corrections)
    return [*found.values()]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a reading text and the number of the unit that it was read from; -1 for none."""

    text: str
    unit: int
    correction: Correction | None = None


class Runs:
    """Cuts reading texts where units of the source begin."""

    def __init__(self, units: Sequence[Span]) -> None:
        self.starts = [span.start for span in units]
        self.ends = [span.end for span in units]

    def of(self, text: Text) -> Iterator[Run]:
        """The pieces of a text in order; joined they are the text."""
        for span, string, correction in pieces(text):
            if correction is not None:
                yield Run(string, self._unit(span.start), correction)
                continue
            first = bisect_right(self.starts, span.start)
            cuts = [start - span.start for start in self.starts[first : bisect_left(self.starts, span.end)]]
            low = 0
            for cut in [*cuts, len(string)]:
                if cut > low:
                    yield Run(string[low:cut], self._unit(span.start + low))
                    low = cut

    def _unit(self, place: int) -> int:
        """The unit at a place, or the one before it: blanks between two belong to the first."""
        return bisect_right(self.starts, place) - 1
