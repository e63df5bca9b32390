"""The blocks that hold no other blocks: paragraphs, facts, signatures, lists, tables, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model.nodes import (
    Block,
    Byline,
    Credit,
    Facts,
    Figure,
    Graphic,
    InlineItem,
    ItemList,
    ListItem,
    Note,
    NoteKind,
    Paragraph,
    Salutation,
    Signature,
    Table,
    Text,
)
from ..model.walk import part
from ..read.confidence import weakest
from ..read.grammar.dateline import read_dateline
from ..read.marked import credit_of, facts_of, people_of, signed_date
from ..recognize.marks import BULLETS
from ..text.script import plain
from ..text.source import Confidence
from .addresses import whole_addresses
from .dates_of_line import other_dates
from .entry import Entry
from .reading_text import TextReader

_CELLS = re.compile(r"(?<![^\S\t])[^\S\t]*+\t\s*")
_NOTES: dict[str, NoteKind] = {
    "editorial": "editorial",
    "footnote": "footnote",
    "attachment": "attachment",
    "release": "release",
}
_ENUMERATORS = tuple(
    (re.compile(opening), re.compile(pattern))
    for opening, pattern in (
        (
            "[一二][是要则]",
            r"(?:(?<=[。;:,!?”)])|\A)(?P<label>(?P<n>[一二三四五六七八九十]{1,2})(?:是|要|则))(?=[^、。,一二三四五六七八九十])",
        ),
        ("第[一二]", r"(?:(?<=[。;:!?”])|\A)(?P<label>第(?P<n>[一二三四五六七八九十]{1,2})[,、])"),
        ("其[一二]", r"(?:(?<=[。;:,!?”)])|\A)(?P<label>其(?P<n>[一二三四五六七八九十])[,是])"),
        ("首先|其次", r"(?:(?<=[。;:!?”])|\A)(?P<label>(?P<n>首先|其次|再次|最后)[,是])"),
    )
)
"""What every series must begin with somewhere, which is found fast, and how its members look."""
_ENUMERATES = re.compile("[一二][是要则]|第[一二]|其[一二]|首先|其次")
"""What one of the series begins with."""
_ORDER = {word: number for number, word in enumerate(("首先", "其次", "再次", "最后"), 1)}
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)}


def leaf(entry: Entry) -> Block:
    """The block of an entry that stands alone."""
    text, confidence = entry.text, entry.confidence
    match entry.label:
        case "meta":
            fields, date, people = facts_of(text)
            dated = sum(field.value is not None and field.name in ("date", "created") for field in fields)
            others = other_dates(text, date) if date is not None and dated > 1 else ()
            return Facts(text, whole_addresses(text, fields), date, tuple(people), confidence, others)
        case "byline":
            return Byline(text, tuple(people_of(text)), confidence)
        case "salute":
            return Salutation(text, confidence)
        case "sign":
            return _signature(text, confidence)
        case "note":
            return Note(_NOTES.get(entry.choice.detail, "footnote"), text, confidence)
        case _:
            return paragraph(text, confidence)


def paragraph(text: Text, confidence: Confidence) -> Paragraph:
    """A paragraph with its dateline, its trailing credit and its inline 一是…二是…."""
    readable = plain(text.text)
    dateline = read_dateline(readable)
    credit = credit_of(text)
    if credit is not None and dateline is not None and len(text.text) - len(credit.text.text) < dateline.end:
        credit = None  # the bracket of the dateline itself
    return Paragraph(
        text,
        part(text, 0, dateline.end) if dateline is not None else None,
        credit,
        _inline_items(text, readable, credit),
        None,
        confidence,
    )


def _signature(text: Text, confidence: Confidence) -> Signature:
    readable = plain(text.text)
    date = signed_date(text)
    if date is None:
        return Signature(text, text if ":" not in readable else None, None, confidence)
    body = text.text[: text.text.rindex(date.text.text)].strip()
    if body:
        low = text.text.index(body)
        return Signature(text, part(text, low, low + len(body)), date, confidence)
    return Signature(text, None, date, confidence)


def _inline_items(text: Text, folded: str, credit: Credit | None) -> tuple[InlineItem, ...]:
    if len(folded) < 12 or _ENUMERATES.search(folded) is None:
        return ()
    best: list[tuple[int, str, int]] = []
    for opening, pattern in _ENUMERATORS:
        if opening.search(folded) is None:
            continue
        found: list[tuple[int, str, int]] = []
        for match in pattern.finditer(folded):
            word = match["n"]
            number = _ORDER.get(word) or _numeral(word)
            if number == (found[-1][2] + 1 if found else 1) or (word == "最后" and found):
                found.append((match.start(), match["label"], number if word != "最后" else found[-1][2] + 1))
            elif not found and number == 2:
                found.append((match.start(), match["label"], number))
        if len(found) > len(best):
            best = found
    if len(best) < 2:
        return ()
    stop = len(folded)
    if credit is not None:
        stop = text.text.rindex(credit.text.text) if credit.text.text in text.text else stop
    out = []
    for k, (start, label, number) in enumerate(best):
        end = best[k + 1][0] if k + 1 < len(best) else max(stop, start + len(label))
        piece = part(text, start, end)
        out.append(InlineItem(part(text, start, start + len(label)).text, number, piece.spans))
    return tuple(out)


def _numeral(word: str) -> int:
    if len(word) == 2 and word[0] == "十":
        return 10 + _DIGITS.get(word[1], 0)
    return _DIGITS.get(word, 0)


def item_list(reader: TextReader, entries: Sequence[Entry]) -> ItemList:
    """A list; entries of a deeper series become lists inside the entry before them."""
    return ItemList(_items(reader, entries, 0), weakest(*(entry.sureness for entry in entries)))


def _items(reader: TextReader, entries: Sequence[Entry], nest: int) -> tuple[ListItem, ...]:
    out: list[ListItem] = []
    at = 0
    while at < len(entries):
        entry = entries[at]
        end = at + 1
        while end < len(entries) and entries[end].nest > max(entry.nest, nest) and entries[end].number is not None:
            end += 1
        inner = entries[at + 1 : end]
        blocks: tuple[Block, ...] = ()
        if inner:
            blocks = (ItemList(_items(reader, inner, inner[0].nest), weakest(*(other.sureness for other in inner))),)
        out.append(ListItem(_label(reader, entry), entry.number, entry.text, blocks))
        at = end
    return tuple(out)


def _label(reader: TextReader, entry: Entry) -> str:
    """The mark of a list entry as written, if its text opens with it."""
    label = ""
    if entry.choice.marker is not None:
        label = reader.read(entry.unit.source(0, entry.choice.marker.end)).text
    elif entry.unit.text[0] in BULLETS:
        label = entry.text.text[:1]
    return label if entry.text.text.startswith(label) else ""


def table(reader: TextReader, entries: Sequence[Entry]) -> Table:
    """A table: rows of markup, of tabs, or one cell a row when the cells became lines."""
    rows: list[tuple[Text, ...]] = []
    reached = -1
    for entry in entries:
        if entry.unit.cell and entry.text.spans:
            begins = entry.text.spans[0].start
            if rows and reached >= 0 and "<tr" not in reader.source[reached:begins].lower():
                rows[-1] = (*rows[-1], entry.text)
            else:
                rows.append((entry.text,))
            reached = entry.text.spans[-1].end
        else:
            reached = -1
            rows.append(_cells(reader, entry))
    return Table(tuple(row for row in rows if row), weakest(*(entry.sureness for entry in entries)))


def _cells(reader: TextReader, entry: Entry) -> tuple[Text, ...]:
    text = entry.unit.text
    if len(entry.ranges) != 1 or "\t" not in text:
        return (entry.text,) if entry.text.spans else ()
    cells = []
    position = 0
    for match in _CELLS.finditer(text):
        cells.append(reader.read(entry.unit.source(position, match.start())))
        position = match.end()
    cells.append(reader.read(entry.unit.source(position, len(text))))
    return tuple(cell for cell in cells if cell.spans)


def figure(entries: Sequence[Entry], at: int, stop: int) -> tuple[Figure, int]:
    """The figure that begins at ``entries[at]`` and how many entries it takes: a picture, its caption, or both."""
    entry = entries[at]
    following = entries[at + 1] if at + 1 < stop else None
    if entry.label == "figure":
        graphic = _graphic(entry.text)
        if following is not None and following.label == "caption":
            credit = credit_of(following.text, caption=True)
            return Figure(graphic, following.text, credit, weakest(entry.sureness, following.sureness)), 2
        return Figure(graphic, None, None, entry.confidence), 1
    credit = credit_of(entry.text, caption=True)
    captioned = at + 2 < stop and entries[at + 2].label == "caption"
    if following is not None and following.label == "figure" and not captioned:
        return Figure(_graphic(following.text), entry.text, credit, entry.confidence), 2
    return Figure(None, entry.text, credit, entry.confidence), 1


_ADDRESS = re.compile(
    r"<img\s(?:[^<>]*?\s)?src\s?=\s?(?P<quote>[\"']?)(?P<tag>[^\"'<>\s]+)(?P=quote)|!\[[^\[\]]*\]\((?P<mark>[^\s()]+)",
    re.IGNORECASE,
)


def _graphic(text: Text) -> Graphic:
    """The picture that a line names: by the address in a tag of HTML or a mark of Markdown, else as it is written.

    The spans are those of the whole tag or mark.
    """
    found = _ADDRESS.search(text.text)
    return Graphic(text.text if found is None else found["tag"] or found["mark"], text.spans)
