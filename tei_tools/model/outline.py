"""A document as a few lines of text for people: one line per block. Golden files hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from ..text.source import Confidence
from .nodes import (
    Article,
    Block,
    Byline,
    Document,
    Facts,
    Figure,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Table,
)

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
    for name, text in (("kicker", article.kicker), ("title", article.title), ("subtitle", article.subtitle)):
        if text is not None:
            yield f"{_STEP}{name} {short(text.text)}{_sure(article.headline_confidence)}"
    for block in article.blocks:
        yield from _block(block, _STEP)


def _block(block: Block, margin: str) -> Iterator[str]:
    match block:
        case Section():
            path = f" {block.path}" if block.path else ""
            marks = (" run-in" if block.run_in else "") + (" inferred" if block.number_inferred else "")
            yield f"{margin}section{path}{marks} | {short(block.head.text)}{_sure(block.confidence)}"
            for inner in block.blocks:
                yield from _block(inner, margin + _STEP)
        case ItemList():
            yield f"{margin}list of {len(block.items)}{_sure(block.confidence)}"
            for item in block.items:
                yield from _item(item, margin + _STEP)
        case Paragraph():
            yield f"{margin}p {short(block.text.text)}{_paragraph_parts(block)}{_sure(block.confidence)}"
        case Figure():
            parts = [short(block.graphic.url)] if block.graphic is not None else []
            parts += [short(block.caption.text)] if block.caption is not None else []
            credit = f" [credit {_people(block.credit.people)}]" if block.credit is not None else ""
            yield f"{margin}figure {' | '.join(parts)}{credit}{_sure(block.confidence)}"
        case Table():
            yield f"{margin}table of {len(block.rows)}{_sure(block.confidence)}"
            for row in block.rows:
                yield f"{margin}{_STEP}row {' | '.join(short(cell.text) for cell in row)}"
        case Facts():
            fields = [f"{found.name}={short(found.value.text) if found.value else ''}" for found in block.fields]
            fields += [f"date {block.date.when}"] if block.date is not None else []
            yield f"{margin}meta {short(block.text.text)}{_bracket(fields)}{_sure(block.confidence)}"
        case Byline():
            people = [_people(block.people)] if block.people else []
            yield f"{margin}byline {short(block.text.text)}{_bracket(people)}{_sure(block.confidence)}"
        case Signature():
            parts = [f"signed {short(block.signed.text)}"] if block.signed is not None else []
            parts += [f"date {block.date.when}"] if block.date is not None else []
            yield f"{margin}sign {short(block.text.text)}{_bracket(parts)}{_sure(block.confidence)}"
        case Salutation():
            yield f"{margin}salute {short(block.text.text)}{_sure(block.confidence)}"
        case Note():
            yield f"{margin}note {block.kind} {short(block.text.text)}{_sure(block.confidence)}"
        case _:
            assert_never(block)


def _item(item: ListItem, margin: str) -> Iterator[str]:
    number = f" {item.number}" if item.number is not None else ""
    yield f"{margin}item{number} | {short(item.text.text)}"
    for block in item.blocks:
        yield from _block(block, margin + _STEP)


def _bracket(parts: Iterable[str]) -> str:
    inside = ", ".join(part for part in parts if part)
    return f" [{inside}]" if inside else ""


def _paragraph_parts(block: Paragraph) -> str:
    parts: list[str] = []
    if block.dateline is not None:
        parts.append(f"dateline {short(block.dateline.text)}")
    if block.items:
        parts.append("items " + " ".join(f"{short(item.label)}={item.number}" for item in block.items))
    if block.credit is not None:
        parts.append(f"credit {_people(block.credit.people) or short(block.credit.text.text)}")
    return _bracket(parts)
