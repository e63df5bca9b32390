"""Facts that no output can hold are left out, with a remark: a fact may be lost, a document never.

What is read from running text can be anything; the schemas of the TEI and of
the record take only some of it. This net stands behind all rules of reading:
a date, a name or a number that gets here in a form that cannot be written is a
fault of the rule that read it, and is told as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date as calendar
from typing import NamedTuple, TypeVar

from ..errors import Diagnostic
from .nodes import (
    DATE_ROLES,
    Article,
    Block,
    Byline,
    Credit,
    Date,
    Document,
    Facts,
    Figure,
    ItemList,
    ListItem,
    Paragraph,
    Person,
    Section,
    Signature,
    Spans,
)

_WHEN = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?P<time>T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?)?)?)?"
    r"|--(?P<of>\d\d-\d\d))",
    re.ASCII,
)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets)."""
_LARGEST = 2**53 - 1
"""The largest integer that every reader of JSON takes exactly (RFC 8259, section 6)."""

Remark = Callable[[str, str, Spans], None]
N = TypeVar("N", Article, Credit, Facts, Byline, Figure, ItemList, ListItem, Paragraph, Section, Signature)
T = TypeVar("T")


class _Cut(NamedTuple):
    """How paths of sections begin, and how they shall begin, since a number above was left out."""

    before: str
    after: str


def is_writable_date(when: str) -> bool:
    """Whether a date is one of the forms that both schemas take, and a day of the calendar.

    The forms are those of W3C XML Schema that TEI takes for ``@when``: a year,
    a month or a day of it, a day with a time, a day of any year.

    >>> [is_writable_date(when) for when in ("2024", "2024-02-29", "--02-29", "2024-05-01T08:30")]
    [True, True, True, True]
    >>> [is_writable_date(when) for when in ("---03", "2023-02-29", "0000", "2024-13", "--02-30", "2024-05-01T24:00")]
    [False, False, False, False, False, False]
    """
    found = _WHEN.fullmatch(when)
    if found is None:
        return False
    year, month, day = (int(found[part] or 1) for part in ("year", "month", "day"))
    if found["of"]:
        year, (month, day) = 2000, map(int, found["of"].split("-"))  # a leap year: 29 February is a day of some year
    try:
        calendar(year, month, day)
    except ValueError:
        return False
    return True


def is_writable_number(number: int) -> bool:
    """Whether a number is one that a mark can have and every reader of the outputs takes exactly."""
    return 0 <= number <= _LARGEST


def writable(document: Document) -> Document:
    """The document without facts that cannot be written; each is told by a diagnostic ``fact-unwritable``.

    The text that a fact was read from stays where it is. A document without
    such facts is given back as it is.

    >>> from tei_tools.model.nodes import Facts, Text
    >>> from tei_tools.text.source import SourceFile, Span
    >>> text = Text("3日", (Span(0, 2),))
    >>> found = Document(SourceFile(), "zh", (Article("a1", "zh", (Facts(text, date=Date("---03", "issued", text)),)),))
    >>> writable(found).articles[0].blocks[0].date is None, writable(found).diagnostics[0].code
    (True, 'fact-unwritable')
    """
    told: dict[tuple[str, str, Spans], None] = {}  # once, though article and block may say the same

    def tell(kind: str, value: str, spans: Spans) -> None:
        told.setdefault((kind, value, spans))

    articles = tuple(_article(article, tell) for article in document.articles)
    if not told:
        return document
    remarks = [
        Diagnostic(
            "fact-unwritable",
            "warning",
            f"A {kind} was read as {value[:40]!a}, which cannot be written; it was left out. Its text stays.",
            spans,
        )
        for kind, value, spans in told
    ]
    diagnostics = sorted(
        [*document.diagnostics, *remarks], key=lambda entry: (entry.spans[:1], entry.code, entry.message)
    )
    return replace(document, articles=articles, diagnostics=tuple(diagnostics))


def _article(article: Article, tell: Remark) -> Article:
    return _changed(
        article,
        blocks=_blocks(article.blocks, _Cut("", ""), tell),
        date=_date(article.date, tell),
        authors=_people(article.authors, tell),
        photographers=_people(article.photographers, tell),
        editors=_people(article.editors, tell),
    )


def _blocks(blocks: tuple[Block, ...], cut: _Cut, tell: Remark) -> tuple[Block, ...]:
    out = tuple(_block(block, cut, tell) for block in blocks)
    return _same_or(blocks, out)


def _block(block: Block, cut: _Cut, tell: Remark) -> Block:
    match block:
        case Section():
            return _section(block, cut, tell)
        case ItemList():
            return _changed(block, items=_same_or(block.items, tuple(_item(item, cut, tell) for item in block.items)))
        case Paragraph():
            items = tuple(item for item in block.items if _number(item.number, item.spans, tell) is not None)
            return _changed(block, credit=_credit(block.credit, tell), items=_same_or(block.items, items))
        case Figure():
            return _changed(block, credit=_credit(block.credit, tell))
        case Facts():
            date, people = _date(block.date, tell), _people(block.people, tell)
            others = _same_or(block.other_dates, tuple(other for other in block.other_dates if _date(other, tell)))
            if date is None and others:  # one of them is the date of the line now
                date = min(others, key=lambda other: DATE_ROLES.index(other.role))
                others = tuple(other for other in others if other is not date)
            return _changed(block, date=date, people=people, other_dates=others)
        case Byline():
            return _changed(block, people=_people(block.people, tell))
        case Signature():
            return _changed(block, date=_date(block.date, tell))
    return block


def _section(section: Section, cut: _Cut, tell: Remark) -> Section:
    number = _number(section.number, section.head.spans, tell)
    path = section.path
    if path is not None:
        path = cut.after + path.removeprefix(cut.before)
        if number is None:
            # Sections inside begin with this number no more.
            cut = _Cut(f"{section.path}.", path[: path.rindex(".") + 1] if "." in path else "")
            path = None
    if path == section.path:  # the same string is the same object, so that nothing counts as changed
        path = section.path
    return _changed(section, number=number, path=path, blocks=_blocks(section.blocks, cut, tell))


def _item(item: ListItem, cut: _Cut, tell: Remark) -> ListItem:
    return _changed(item, number=_number(item.number, item.text.spans, tell), blocks=_blocks(item.blocks, cut, tell))


def _credit(credit: Credit | None, tell: Remark) -> Credit | None:
    return None if credit is None else _changed(credit, people=_people(credit.people, tell))


def _date(date: Date | None, tell: Remark) -> Date | None:
    if date is None or is_writable_date(date.when):
        return date
    tell("date", date.when, date.text.spans)
    return None


def _people(people: tuple[Person, ...], tell: Remark) -> tuple[Person, ...]:
    kept = []
    for person in people:
        if person.name.strip() and not _ILLEGAL.search(person.name + person.role):
            kept.append(person)
        else:
            tell("name", person.name, person.spans)
    return _same_or(people, tuple(kept))


def _number(number: int | None, spans: Spans, tell: Remark) -> int | None:
    if number is None or is_writable_number(number):
        return number
    tell("number", f"a number of {number.bit_length()} bits", spans)
    return None


def _same_or(before: tuple[T, ...], after: tuple[T, ...]) -> tuple[T, ...]:
    same = len(before) == len(after) and all(old is new for old, new in zip(before, after, strict=True))
    return before if same else after


def _changed(node: N, **parts: object) -> N:
    """The node with other parts, or the node itself if all are the same."""
    if all(getattr(node, name) is part for name, part in parts.items()):
        return node
    return replace(node, **parts)  # type: ignore[arg-type]  # names of fields, with what they hold
