"""What a document says of each character of its source: the other side of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from ..model.nodes import (
    Article,
    Block,
    Byline,
    Document,
    Facts,
    Figure,
    ItemList,
    Note,
    Paragraph,
    Salutation,
    Section,
    Signature,
    Spans,
    Table,
    Text,
)  # fmt: skip
from ..model.walk import block_spans
from ..text.source import Confidence

TAKEN_OUT = frozenset({"pinyin", "markup", "entity", "control", "lost-space"})
"""Reasons of discards that take characters out of the middle of running text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Source ranges with one reading. ``depth`` is 0 but for heads; ``article`` is None for what was discarded.

    ``block`` is the number of the block they belong to. ``taken_out``: a
    gloss, markup or the like, out of the middle of running text.
    """

    spans: Spans
    label: str
    block: int
    article: str | None
    confidence: Confidence
    depth: int = 0
    taken_out: bool = False


@dataclass(frozen=True, slots=True)
class OpenedHead:
    """A head of a section: where it starts in the source, its level, text and number."""

    start: int
    level: int
    text: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Flat:
    """A document without its tree: pieces in document order (where two overlap the later one holds), and heads."""

    pieces: tuple[Piece, ...]
    heads: tuple[OpenedHead, ...]


def flatten(document: Document) -> Flat:
    """The pieces and heads of a document.

    >>> from tei_tools.parse import parse
    >>> flat = flatten(parse("甲镇工作总结\\n\\n一、工作开展情况\\n今年,甲镇完成了各项任务,群众满意。"))
    >>> [piece.label for piece in flat.pieces], flat.heads[0].number
    (['title', 'head', 'p'], 1)
    """
    walk = _Walk()
    for article in document.articles:
        walk.article(article)
    for gone in document.discarded:
        walk.block += 1
        taken_out = gone.reason in TAKEN_OUT
        walk.pieces.append(Piece(gone.spans, "noise", walk.block, None, gone.confidence, taken_out=taken_out))
    return Flat(tuple(walk.pieces), tuple(walk.heads))


_LABELS: dict[type[Block], str] = {
    Paragraph: "p",
    Facts: "meta",
    Byline: "meta",  # both only tell facts of publication
    Salutation: "salute",
    Signature: "sign",
    Note: "note",
}


class _Walk:
    """Goes through the tree and numbers the blocks."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.heads: list[OpenedHead] = []
        self.block = 0
        self.owner = ""

    def article(self, article: Article) -> None:
        self.owner = article.id
        for label, text in (("kicker", article.kicker), ("title", article.title), ("subtitle", article.subtitle)):
            self.block += 1
            if text is not None:
                self.put(text.spans, label, article.headline_confidence)
        for block in article.blocks:
            self.enter(block)

    def put(self, spans: Spans, label: str, sure: Confidence, depth: int = 0) -> None:
        if spans:
            self.pieces.append(Piece(spans, label, self.block, self.owner, sure, depth))

    def enter(self, block: Block) -> None:
        self.block += 1
        sure = block.confidence
        match block:
            case Section():
                self.put(block.head.spans, "head", sure, block.level)
                if block.head.spans:
                    start = block.head.spans[0].start
                    self.heads.append(OpenedHead(start, block.level, block.head.text, block.number))
                for child in block.blocks:
                    self.enter(child)
            case Figure():
                self.figure(block, sure)
            case ItemList():
                for item in block.items:
                    self.block += 1
                    self.put(item.text.spans, "item", sure)
                    for child in item.blocks:
                        self.enter(child)
            case Table():
                for cell in _cells(block):
                    self.put(cell.spans, "table", sure)
            case Paragraph() | Facts() | Byline() | Salutation() | Signature() | Note():
                self.put(block.text.spans, _LABELS[type(block)], sure)
            case _:
                assert_never(block)

    def figure(self, figure: Figure, sure: Confidence) -> None:
        graphic = figure.graphic.spans if figure.graphic is not None else ()
        caption = figure.caption.spans if figure.caption is not None else ()
        self.put(graphic, "figure", sure)
        self.put(caption, "caption", sure)
        # What belongs to the figure as a whole, and a range that runs through file name and caption alike.
        rest = tuple(span for span in block_spans(figure) if span not in (*graphic, *caption))
        self.put(rest, "figure", sure)


def _cells(table: Table) -> Iterator[Text]:
    for row in table.rows:
        yield from row
