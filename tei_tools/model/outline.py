"""A document as a few lines of text for people: one line per block. Golden files hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..text.source import Confidence
from .nodes import (
    Article,
    Block,
    Byline,
    Document,
    Facts,
    Figure,
    ItemList,
    Note,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Table,
)
from .visit import Visitor, headline

_SHOWN, _FIRST, _LAST = 44, 30, 10
_STEP = "  "


def outline(document: Document) -> str:
    """One line per article, headline, block, discard and diagnostic, ending with a line feed each.

    A section shows its path, whether its head runs in, and its head, number
    included; a paragraph shows in brackets its dateline, its inline items and
    its credit. Long texts show their first 30 and last 10 characters. What is
    not sure ends with ``?medium`` or ``?low``.

    >>> from tei_tools.model.nodes import Text
    >>> from tei_tools.text.source import SourceFile, Span
    >>> head = Text("一、修路", (Span(3, 7),))
    >>> body = Paragraph(Text("路已修通。", (Span(8, 13),)))
    >>> section = Section(1, 1, "1", "一、", head, False, (body,), confidence="medium")
    >>> article = Article("a1", "zh-Hans", (section,), title=Text("白石镇", (Span(0, 3),)))
    >>> print(outline(Document(SourceFile(), "zh-Hans", (article,))), end="")
    a1 zh-Hans
      title 白石镇
      section 1 | 一、修路 ?medium
        p 路已修通。
    """
    lines: list[str] = []
    for article in document.articles:
        lines.extend(_article(article))
    if document.discarded:
        lines.append("discarded")
        for discard in document.discarded:
            lines.append(f"{_STEP}{discard.reason} {short(discard.text)}{_sure(discard.confidence)}")
    if document.diagnostics:
        lines.append("diagnostics")
        lines.extend(f"{_STEP}{found.severity} {found.code}: {_line(found.message)}" for found in document.diagnostics)
    return "".join(line + "\n" for line in lines)


def short(text: str) -> str:
    """A text on one line: blanks made single spaces, unprintable characters escaped, the middle of a long one left out.

    >>> short("甲\\u3000乙\\x00" + "丙" * 100)
    '甲 乙\\\\x00丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙…丙丙丙丙丙丙丙丙丙丙'
    """
    line = " ".join(text.split())
    return _line(line if len(line) <= _SHOWN else f"{line[:_FIRST]}…{line[-_LAST:]}")


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _sure(confidence: Confidence) -> str:
    return "" if confidence == "high" else f" ?{confidence}"


def _people(people: Iterable[Person]) -> str:
    return "、".join(
        f"{short(person.name)}({short(person.role)})" if person.role else short(person.name) for person in people
    )


def _article(article: Article) -> Iterator[str]:
    facts = [f"{article.id} {article.language}"]
    if article.date is not None:
        facts.append(f"date {article.date.when} ({article.date.role})")
    if article.source is not None:
        facts.append(f"source {short(article.source.text)}")
    if article.document_number is not None:
        facts.append(f"number {short(article.document_number.text)}")
    for name, people in (
        ("authors", article.authors), ("photographers", article.photographers), ("editors", article.editors)
    ):  # fmt: skip
        if people:
            facts.append(f"{name} {_people(people)}")
    yield ", ".join(facts)
    for name, text in headline(article):
        yield f"{_STEP}{name} {short(text.text)}{_sure(article.headline_confidence)}"
    yield from _Lines("").below(article.blocks)


class _Lines(Visitor[Iterator[str]]):
    """The lines of a block, below ``margin``."""

    def __init__(self, margin: str) -> None:
        self.margin = margin

    def below(self, blocks: Iterable[Block], steps: int = 1) -> Iterator[str]:
        inner = _Lines(self.margin + _STEP * steps)
        for block in blocks:
            yield from inner.visit(block)

    def line(self, name: str, text: str, block: Block, parts: Iterable[str] = ()) -> str:
        return f"{self.margin}{name} {short(text)}{_bracket(parts)}{_sure(block.confidence)}"

    def section(self, block: Section) -> Iterator[str]:
        path = f" {block.path}" if block.path else ""
        marks = (" run-in" if block.run_in else "") + (" inferred" if block.number_inferred else "")
        yield f"{self.margin}section{path}{marks} | {short(block.head.text)}{_sure(block.confidence)}"
        yield from self.below(block.blocks)

    def item_list(self, block: ItemList) -> Iterator[str]:
        yield f"{self.margin}list of {len(block.items)}{_sure(block.confidence)}"
        for item in block.items:
            number = f" {item.number}" if item.number is not None else ""
            yield f"{self.margin}{_STEP}item{number} | {short(item.text.text)}"
            yield from self.below(item.blocks, 2)

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        parts = [f"dateline {short(block.dateline.text)}"] if block.dateline is not None else []
        if block.items:
            parts.append("items " + " ".join(f"{short(item.label)}={item.number}" for item in block.items))
        if block.credit is not None:
            parts.append(f"credit {_people(block.credit.people) or short(block.credit.text.text)}")
        yield self.line("p", block.text.text, block, parts)

    def figure(self, block: Figure) -> Iterator[str]:
        parts = [short(block.graphic.url)] if block.graphic is not None else []
        parts += [short(block.caption.text)] if block.caption is not None else []
        credit = f" [credit {_people(block.credit.people)}]" if block.credit is not None else ""
        yield f"{self.margin}figure {' | '.join(parts)}{credit}{_sure(block.confidence)}"

    def table(self, block: Table) -> Iterator[str]:
        yield f"{self.margin}table of {len(block.rows)}{_sure(block.confidence)}"
        for row in block.rows:
            yield f"{self.margin}{_STEP}row {' | '.join(short(cell.text) for cell in row)}"

    def facts(self, block: Facts) -> Iterator[str]:
        fields = [f"{found.name}={short(found.value.text) if found.value else ''}" for found in block.fields]
        fields += [f"date {block.date.when}"] if block.date is not None else []
        yield self.line("meta", block.text.text, block, fields)

    def byline(self, block: Byline) -> Iterator[str]:
        yield self.line("byline", block.text.text, block, [_people(block.people)])

    def signature(self, block: Signature) -> Iterator[str]:
        parts = [f"signed {short(block.signed.text)}"] if block.signed is not None else []
        parts += [f"date {block.date.when}"] if block.date is not None else []
        yield self.line("sign", block.text.text, block, parts)

    def salutation(self, block: Salutation) -> Iterator[str]:
        yield self.line("salute", block.text.text, block)

    def note(self, block: Note) -> Iterator[str]:
        yield self.line(f"note {block.kind}", block.text.text, block)


def _bracket(parts: Iterable[str]) -> str:
    inside = ", ".join(part for part in parts if part)
    return f" [{inside}]" if inside else ""
