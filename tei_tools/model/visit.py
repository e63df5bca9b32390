"""One traversal of a document for whatever goes over its blocks: dispatch, descent, texts, names, rebuilding.

What a kind of block is made of stands once, in :data:`SHAPES`. A new kind gets a line there and a method in
:class:`Visitor`; the type checker then names every visitor that lacks it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from .nodes import (
    Article,
    Block,
    Byline,
    Credit,
    Date,
    Document,
    Facts,
    Field,
    Figure,
    Graphic,
    InlineItem,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Spans,
    Table,
    Text,
)

Result = TypeVar("Result")


class Shape(NamedTuple):
    """What a kind of block is made of.

    ``method`` is its method in a visitor, ``short`` begins the identifiers of
    its blocks. ``owned`` are the attributes that own source characters,
    ``parts`` those that repeat a part of them, both in the order of the text.
    """

    method: str
    short: str
    owned: tuple[str, ...] = ("text",)
    parts: tuple[str, ...] = ()


SHAPES: dict[type[Block], Shape] = {
    Section: Shape("section", "s", ("head",)),
    Paragraph: Shape("paragraph", "p", parts=("dateline", "credit")),
    ItemList: Shape("item_list", "l", ("items",)),
    Figure: Shape("figure", "f", ("graphic", "caption"), ("credit",)),
    Table: Shape("table", "t", ("rows",)),
    Facts: Shape("facts", "m", parts=("fields", "date", "people", "other_dates")),
    Byline: Shape("byline", "b", parts=("people",)),
    Salutation: Shape("salutation", "g"),
    Signature: Shape("signature", "c", parts=("signed", "date")),
    Note: Shape("note", "n"),
}
"""The shape of each kind of block."""


class Visitor(ABC, Generic[Result]):
    """One method for each kind of block; :meth:`visit` calls the right one."""

    def visit(self, block: Block) -> Result:
        """What the method for this kind of block gives."""
        method: Callable[[Block], Result] = getattr(self, SHAPES[type(block)].method)
        return method(block)

    @abstractmethod
    def section(self, block: Section) -> Result: ...

    @abstractmethod
    def paragraph(self, block: Paragraph) -> Result: ...

    @abstractmethod
    def item_list(self, block: ItemList) -> Result: ...

    @abstractmethod
    def figure(self, block: Figure) -> Result: ...

    @abstractmethod
    def table(self, block: Table) -> Result: ...

    @abstractmethod
    def facts(self, block: Facts) -> Result: ...

    @abstractmethod
    def byline(self, block: Byline) -> Result: ...

    @abstractmethod
    def salutation(self, block: Salutation) -> Result: ...

    @abstractmethod
    def signature(self, block: Signature) -> Result: ...

    @abstractmethod
    def note(self, block: Note) -> Result: ...


# --- descent ---


def walk_blocks(node: Document | Article | Block) -> Iterator[Block]:
    """Every block below a node in reading order, sections and list items before what they hold.

    >>> from ..text.source import Span
    >>> inner = Note("footnote", Text("注", (Span(1, 2),)))
    >>> [type(b).__name__ for b in walk_blocks(Article("a1", "zh", (ItemList((ListItem("", None, inner.text,
    ...     (inner,)),)),)))]
    ['ItemList', 'Note']
    """
    if isinstance(node, Document):
        for article in node.articles:
            yield from walk_blocks(article)
    elif isinstance(node, Article | Section):
        for block in node.blocks:
            yield block
            yield from walk_blocks(block)
    elif isinstance(node, ItemList):
        for item in node.items:
            for block in item.blocks:
                yield block
                yield from walk_blocks(block)


def named(name: str, blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Blocks with their identifiers, as those of what holds them is ``name``: ``a1.p2``, the second paragraph of a1.

    An identifier says the way to a block through the articles, sections and
    items around it and counts the kinds apart, so that it stays the same as
    long as the structure does, whatever becomes of texts and offsets.

    >>> [name for name, _ in named("a1", (Note("release", Text("", ())), Paragraph(Text("", ()))))]
    ['a1.n1', 'a1.p1']
    """
    counts: Counter[str] = Counter()
    for block in blocks:
        short = SHAPES[type(block)].short
        counts[short] += 1
        yield f"{name}.{short}{counts[short]}", block


# --- what owns source characters, and what repeats them ---


class Leaf(NamedTuple):
    """A place that owns source characters: what it is, its ranges, its text if it has one."""

    name: str
    spans: Spans
    text: Text | None


def headline(article: Article) -> tuple[tuple[str, Text], ...]:
    """The kicker, title and subtitle that an article has, with these names."""
    found = (("kicker", article.kicker), ("title", article.title), ("subtitle", article.subtitle))
    return tuple((name, text) for name, text in found if text is not None)


def printed_heads(article: Article) -> list[tuple[str, Text]]:
    """What :func:`headline` gives, in the order in which it is printed.

    >>> from ..text.source import Span
    >>> title, kicker = Text("修路", (Span(0, 2),)), Text("民生", (Span(3, 5),))
    >>> [name for name, _ in printed_heads(Article("a1", "zh", (), kicker=kicker, title=title))]
    ['title', 'kicker']
    """
    return sorted(headline(article), key=lambda head: head[1].spans[:1])


def leaves(node: Article | Block) -> Iterator[Leaf]:
    """Every place below a node that owns source characters, in reading order."""
    if isinstance(node, Article):
        for name, text in headline(node):
            yield Leaf(name, text.spans, text)
        for block in node.blocks:
            yield from leaves(block)
        return
    for name in SHAPES[type(node)].owned:
        value: object = getattr(node, name)
        if isinstance(value, Text):
            yield Leaf(type(node).__name__.lower() if name == "text" else name, value.spans, value)
        elif isinstance(value, Graphic):
            yield Leaf(name, value.spans, None)
        elif isinstance(node, ItemList):
            yield from _item_leaves(node)
        elif isinstance(node, Table):
            yield from (Leaf("table cell", cell.spans, cell) for row in node.rows for cell in row)
    if isinstance(node, Section):
        for block in node.blocks:
            yield from leaves(block)


def _item_leaves(node: ItemList) -> Iterator[Leaf]:
    for item in node.items:
        yield Leaf("list item", item.text.spans, item.text)
        for block in item.blocks:
            yield from leaves(block)


def parts(article: Article) -> Iterator[tuple[str, Text]]:
    """Texts that repeat a part of a block: the facts of an article, and those marked in its blocks."""
    for name, text in (("source", article.source), ("document number", article.document_number)):
        if text is not None:
            yield name, text
    if article.date is not None:
        yield "date", article.date.text
    for block in walk_blocks(article):
        for name in SHAPES[type(block)].parts:
            value: object = getattr(block, name)
            if isinstance(value, Text):
                yield name, value
            elif isinstance(value, Credit | Date):
                yield name, value.text
            elif isinstance(value, tuple):
                for field in value:
                    if isinstance(field, Field) and field.value is not None:
                        yield f"field {field.name}", field.value
                    elif isinstance(field, Date):
                        yield "date", field.text


def people_of(node: Document | Article | Block) -> Iterator[Person]:
    """Every person credited in an article or a block, and below it; of an article its own persons first."""
    if isinstance(node, Document):
        for article in node.articles:
            yield from people_of(article)
        return
    if isinstance(node, Article):
        yield from (*node.authors, *node.photographers, *node.editors)
        blocks: Iterable[Block] = walk_blocks(node)
    else:
        blocks = (node, *walk_blocks(node))
    for block in blocks:
        if isinstance(block, Facts | Byline):
            yield from block.people
        elif isinstance(block, Paragraph | Figure) and block.credit is not None:
            yield from block.credit.people


# --- rebuilding ---


class Mapper(Visitor[Block]):
    """A document made anew with other texts and the same structure: say what becomes of a text, a part, a person.

    Left as it is, every method gives what it was given.
    """

    def text(self, text: Text) -> Text:
        """What becomes of a text that owns its characters."""
        return text

    def part(self, whole: Text | None, part: Text) -> Text:
        """What becomes of a part of a text; ``whole`` is the text as it was, None where it is not at hand."""
        return part

    def person(self, person: Person) -> Person:
        """What becomes of a person."""
        return person

    def label(self, whole: Text | None, label: str) -> str:
        """What becomes of a mark or label, which opens ``whole`` if that is a text."""
        return label

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """The blocks, each made anew."""
        return tuple([self.visit(block) for block in blocks])

    def _people(self, people: Iterable[Person]) -> tuple[Person, ...]:
        return tuple([self.person(person) for person in people])

    def _part(self, whole: Text | None, part: Text | None) -> Text | None:
        return None if part is None else self.part(whole, part)

    def date(self, whole: Text | None, date: Date | None) -> Date | None:
        """What becomes of a date."""
        return None if date is None else replace(date, text=self.part(whole, date.text))

    def credit(self, whole: Text | None, credit: Credit | None) -> Credit | None:
        """What becomes of a credit."""
        if credit is None:
            return None
        return Credit(self.part(whole, credit.text), self._people(credit.people))

    def section(self, block: Section) -> Block:
        label = None if block.label is None else self.label(block.head, block.label)
        return replace(block, head=self.text(block.head), label=label, blocks=self.blocks(block.blocks))

    def paragraph(self, block: Paragraph) -> Paragraph:
        return replace(
            block,
            text=self.text(block.text),
            dateline=self._part(block.text, block.dateline),
            credit=self.credit(block.text, block.credit),
            items=tuple([self.inline_item(item) for item in block.items]),
        )

    def inline_item(self, item: InlineItem) -> InlineItem:
        """What becomes of 一是… inside a paragraph."""
        return replace(item, label=self.label(None, item.label))

    def item_list(self, block: ItemList) -> Block:
        return replace(block, items=tuple([self.list_item(item) for item in block.items]))

    def list_item(self, item: ListItem) -> ListItem:
        """What becomes of an entry of a list."""
        label = self.label(item.text, item.label)
        return replace(item, label=label, text=self.text(item.text), blocks=self.blocks(item.blocks))

    def figure(self, block: Figure) -> Block:
        caption = None if block.caption is None else self.text(block.caption)
        return replace(block, caption=caption, credit=self.credit(block.caption, block.credit))

    def table(self, block: Table) -> Block:
        return replace(block, rows=tuple([tuple([self.text(cell) for cell in row]) for row in block.rows]))

    def facts(self, block: Facts) -> Block:
        whole = block.text
        fields = [
            replace(field, label=self.label(None, field.label), value=self._part(whole, field.value))
            for field in block.fields
        ]
        return replace(
            block,
            text=self.text(whole),
            fields=tuple(fields),
            date=self.date(whole, block.date),
            people=self._people(block.people),
            other_dates=tuple([replace(date, text=self.part(whole, date.text)) for date in block.other_dates]),
        )

    def byline(self, block: Byline) -> Block:
        return replace(block, text=self.text(block.text), people=self._people(block.people))

    def salutation(self, block: Salutation) -> Block:
        return replace(block, text=self.text(block.text))

    def signature(self, block: Signature) -> Block:
        whole = block.text
        signed = self._part(whole, block.signed)
        return replace(block, text=self.text(whole), signed=signed, date=self.date(whole, block.date))

    def note(self, block: Note) -> Block:
        return replace(block, text=self.text(block.text))
