"""Characters and where they came from. Nothing here knows what a document is.

Every offset in this package counts Unicode code points of the decoded source
(byte-order mark excluded, line endings as they are) and every range is
half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from ..errors import Diagnostic
from .values import value

Confidence = Literal["high", "medium", "low"]
"""How sure a reading is. ``high`` is meant to be right at least 98 times in 100."""


class Span(NamedTuple):
    """Half-open range of code points ``[start, end)`` in one source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that a text was decoded or extracted from.

    ``name`` is the bare file name and ``member`` says which part of it the text
    is, when it holds many (a path in an archive, the number of a record);
    ``bytes`` and ``sha256`` describe the file as it lay on disk, or the member;
    ``encoding`` is the codec that gave the text and ``encoding_confidence`` how
    sure that is; ``replaced`` counts the bytes that did not fit the codec and
    became U+FFFD; ``characters`` counts the code points of the text.

    ``text_sha256`` is that of the text as UTF-8, for a text that was extracted
    and so stands in no file of the user; empty for one that decoding the file
    gives. ``text_name`` is the file beside the outputs that holds it.
    """

    name: str = ""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    encoding_confidence: Confidence = "high"
    replaced: int = 0
    bytes: int = 0
    sha256: str = ""
    characters: int = 0
    member: str = ""
    text_sha256: str = ""
    text_name: str = ""


Role = Literal[
    "", "heading", "title", "paragraph", "item", "cell", "row", "caption", "footnote", "comment", "header", "footer",
    "preformatted", "contents",
]  # fmt: skip
"""What a file says that a line is; empty when it says nothing."""


@dataclass(frozen=True, slots=True)
class LayoutSpan:
    """What the layout of a file says about one line of its extracted text, ``[start, end)`` in code points.

    This is evidence for a reader, never an order: pages use ``<h3>`` for boxes
    beside the text and write their headlines in ``<div>``.

    ``level`` is 1 to 9 for headings and list items, 0 where there is none.
    ``bold``, ``link`` and ``other_font`` are shares (0 to 1) of the non-blank
    characters that are bold, stand in a link, or in another font than most of
    the document. ``size`` is the font size against that of most of the
    document, 1.0 when it is the same or unknown. ``indent`` is the indentation
    of the first line in characters. ``page`` and ``column`` count from 1, 0 is
    unknown. ``container`` numbers the block that holds the paragraph, item or
    cell: lines with one number stand side by side in it. ``words`` are the class and id words of that
    block and of those around it, in lower case, nearest first. ``hints`` are
    names of what else was seen, such as ``starts-title``; see ``HINTS``.
    ``gaps`` are offsets inside the line where two pieces meet that stand apart
    on the page although no blank lies between them in the text.
    """

    start: int
    end: int
    role: Role = ""
    level: int = 0
    bold: float = 0.0
    link: float = 0.0
    other_font: float = 0.0
    size: float = 1.0
    indent: float = 0.0
    centered: bool = False
    right: bool = False
    image_before: bool = False
    page: int = 0
    column: int = 0
    container: int = 0
    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    gaps: tuple[int, ...] = ()


HINTS = {
    "starts-title": "the title of the file (<title>, core properties) begins with this line, and not for a site's name",
    "ends-title": "the title of the file ends with this line, which is most of it",
    "equals-headline": "the line is the headline that the file gives (og:title, JSON-LD, core properties)",
    "single-h1": "the only <h1> of the page",
    "time-word": "a class or id around the line speaks of time, info or source",
    "given-date": "the line is, or stands in, an element that gives its date to machines",
    "form": "the line is part of a form",
    "in-nav": "the line stands in an element for navigation or a page footer",
    "in-article": "the line stands in an element for articles or the main part of the page",
    "in-table": "the line stands in a table",
    "footnote-mark": "the line holds the mark of a footnote",
    "contents-style": "a table of contents",
    "style-heading": "a style that is a heading by its outline level",
    "page-top": "the first line of a page",
    "page-bottom": "the last line of a page",
    "vertical": "set vertically",
    "same-block": "the line stands in the paragraph of the line before it, behind a forced line break",
    "given-fact": "the line is a fact that a column of a dump or the head of a page gives, its label supplied",
}
"""The names that :attr:`LayoutSpan.hints` may hold, and what each means."""


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact that the file states about the document, outside its text.

    ``field`` is one of :data:`FACT_FIELDS`, ``value`` the words as the file has
    them, ``name`` where they stand (``meta publishdate``, ``json-ld headline``,
    ``column author``). ``trust`` says what it is worth: ``given`` was put
    there by a person who knows (a column of a table that the caller named, an
    official-document tag); ``stated`` by the software of a site; ``hint`` is known to name something
    else as often as not (``meta author`` names the editor). ``span`` is where
    the value stands in the extracted text, if it was put there.
    """

    field: str
    value: str
    name: str
    trust: Literal["given", "stated", "hint"] = "stated"
    span: Span | None = None


FACT_FIELDS = (
    "title", "date", "source", "author", "editor", "url", "site", "id", "document-number", "keywords", "description",
    "section",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Text of the file that is no part of what it says: hidden, deleted, repeated on every page; and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file says about its text besides the characters.

    ``lines`` are sorted and disjoint; ``excluded`` too. ``supplied`` are spans of
    ``text`` that are not in the file but follow from it, such as numbers that a
    word processor generates. ``pages`` are offsets where pages begin.
    """

    lines: tuple[LayoutSpan, ...] = ()
    facts: tuple[GivenFact, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    supplied: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.facts or self.excluded or self.supplied or self.pages)

    def at(self, start: int, end: int | None = None) -> LayoutSpan | None:
        """What the layout says about the line that holds ``start``, or else the first that begins before ``end``.

        Takes the time of a bisection.

        >>> layout = Layout((LayoutSpan(0, 3, "heading", 1), LayoutSpan(4, 9, "paragraph")))
        >>> layout.at(5).role, layout.at(3), layout.at(3, 6).role
        ('paragraph', None, 'paragraph')
        """
        place = bisect_right(self.lines, start, key=_start_of)
        if place and self.lines[place - 1].end > start:
            return self.lines[place - 1]
        if end is not None and place < len(self.lines) and self.lines[place].start < end:
            return self.lines[place]
        return None


def _start_of(line: LayoutSpan) -> int:
    return line.start


NO_LAYOUT = Layout()


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the file it came from. ``text`` holds no byte-order mark.

    ``layout`` is what the file says about the text besides its characters, and
    ``remarks`` what a reader of the outputs should know about how the text was
    had: an encoding that contradicts what the file declares, numbers that were
    computed.
    """

    text: str
    file: SourceFile = field(default_factory=SourceFile)
    layout: Layout = NO_LAYOUT
    remarks: tuple[Diagnostic, ...] = ()


@value(frozen=True, slots=True)
class Repair:
    """A damaged place that recognizers must not see as it stands.

    ``text is None``: the characters are taken out of the reading text and kept
    as discarded, for ``reason``. Otherwise they are read as ``text`` (a
    correction), and ``gap`` characters are gone for good behind it.
    """

    span: Span
    reason: str
    text: str | None = None
    gap: int = 0
    confidence: Confidence = "high"


_LOST = re.compile("\ufffd+|(?:锟斤拷)+")


def find_lost(text: str) -> tuple[Repair, ...]:
    """Gaps for characters that a change of encoding has destroyed: U+FFFD, and 锟斤拷, which is two of it read as GBK.

    >>> find_lost("石桥\ufffd召开")[0].gap, find_lost("召开锟斤拷会议")[0].span
    (1, Span(start=2, end=5))
    """
    if "\ufffd" not in text and "锟" not in text:
        return ()
    return tuple(
        Repair(
            Span(*match.span()), "lost-character", "", len(match[0]) if match[0][0] == "\ufffd" else len(match[0]) // 3
        )
        for match in _LOST.finditer(text)
    )


def with_repairs_of_file(source: Source, repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """The repairs of a text with what its file excludes and what is lost in it, sorted and disjoint.

    What is excluded needs no repair, and a repair that was found stands over a loss.

    >>> source = Source("甲乙丙", layout=Layout(excluded=(Exclusion(Span(1, 2), "hidden"),)))
    >>> with_repairs_of_file(source, [])
    (Repair(span=Span(start=1, end=2), reason='hidden', text=None, gap=0, confidence='high'),)
    """
    excluded = [Repair(entry.span, entry.reason) for entry in source.layout.excluded]
    found = _added(excluded, repairs)
    return tuple(_added(found, find_lost(source.text)))


def _added(first: Sequence[Repair], more: Sequence[Repair]) -> Sequence[Repair]:
    """Repairs, and those of ``more`` that touch none of them. Both are sorted and disjoint."""
    if not first or not more:
        return first or more
    out = list(first)
    starts = [repair.span.start for repair in first]
    for repair in more:
        place = bisect_right(starts, repair.span.start)
        before = place > 0 and first[place - 1].span.end > repair.span.start
        behind = place < len(first) and first[place].span.start < repair.span.end
        if not (before or behind):
            out.append(repair)
    return sorted(out, key=lambda repair: repair.span)


FOLDABLE = "\uff01-\uff5e\u3000"
"""What is folded, as the inside of a class of characters."""
_FOLDABLE = re.compile(f"[{FOLDABLE}]")
# The marks of running text are replaced one by one, which is faster than a table for the whole text.
_OFTEN = tuple((chr(code), chr(code - 0xFEE0)) for code in (0xFF0C, 0xFF1A, 0xFF08, 0xFF09, 0xFF1B, 0xFF01, 0xFF1F))
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def fold(text: str) -> str:
    """Full-width forms as ASCII and the ideographic space as a space, one for one.

    >>> fold("\\uff08\\u4e00\\uff09\\u3000\\uff11")
    '(一) 1'
    """
    if _FOLDABLE.search(text) is None:
        return text
    for wide, narrow in _OFTEN:
        text = text.replace(wide, narrow)
    text = text.replace("\u3000", " ")
    return text if _FOLDABLE.search(text) is None else text.translate(_FOLD)


def is_blank(character: str) -> bool:
    """Whether a character shows nothing: white space, zero-width space, byte-order mark.

    >>> is_blank("\\u3000"), is_blank("\\u200b"), is_blank("?")
    (True, True, False)
    """
    return character.isspace() or character in _UNSEEN


_UNSEEN = "\u200b\ufeff"


@value(frozen=True, slots=True)
class View:
    """The readable, width-folded text of a range: what recognizers match against.

    ``places`` is :attr:`origin`, or where that begins if one character follows the other, as on nearly all lines.
    """

    text: str
    places: Sequence[int] | int

    @property
    def origin(self) -> Sequence[int]:
        """``origin[i]`` is the source offset of ``text[i]``; ``origin[len(text)]`` behind the last of them.

        What a repair takes out has no place in ``text``; all characters of a correction share the offset where it
        starts.
        """
        places = self.places
        return range(places, places + len(self.text) + 1) if isinstance(places, int) else places

    @property
    def whole(self) -> Span:
        """The source span of the whole text."""
        places = self.places
        if isinstance(places, int):
            return Span(places, places + len(self.text))
        return Span(places[0], places[-1])

    def span(self, start: int, end: int) -> Span:
        """The source span behind ``text[start:end]``, as a regex match gives it.

        >>> View("ab", (3, 7, 8)).span(1, 2), View("ab", 3).span(1, 2)
        (Span(start=7, end=8), Span(start=4, end=5))
        """
        places = self.places
        if isinstance(places, int):
            return Span(places + start, places + end)
        return Span(places[start], places[end])

    def part(self, start: int, end: int) -> View:
        """The view of ``text[start:end]``."""
        places = self.places
        inner = places + start if isinstance(places, int) else places[start : end + 1]
        return View(self.text[start:end], inner)

    def index(self, offset: int) -> int:
        """The first place in ``text`` that came from ``offset`` or later."""
        return min(bisect_left(self.origin, offset), len(self.text))


@value(frozen=True, slots=True)
class Line:
    """One physical line, ``number`` from 1; ``span`` includes the line ending, ``view`` has no blank edges."""

    number: int
    span: Span
    view: View


_LINE = re.compile("[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029])|[^\r\n\x85\u2028\u2029]+\\Z")
# not str.splitlines: that also cuts at \x0b \x0c \x1c


def line_spans(text: str) -> tuple[Span, ...]:
    """Spans of the physical lines, ending at CR LF, LF, CR, NEL (U+0085), U+2028 or U+2029; they tile the text.

    >>> line_spans("a\\r\\nb\\x0bc")
    (Span(start=0, end=3), Span(start=3, end=6))
    """
    if "\r" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
        return tuple(Span(*match.span()) for match in _LINE.finditer(text))
    spans: list[Span] = []
    start = 0
    while end := text.find("\n", start) + 1:
        spans.append(Span(start, end))
        start = end
    if start < len(text):
        spans.append(Span(start, len(text)))
    return tuple(spans)


class LineIndex:
    """Turns offsets into the 1-based line and column that a person can look up."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in line_spans(self._text)] or [0]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1.

        >>> LineIndex("ab\\ncd").place(4)
        (2, 2)
        """
        row = max(bisect_right(self._starts, offset) - 1, 0)
        return row + 1, offset - self._starts[row] + 1


def read_view(text: str, span: Span, repairs: Sequence[Repair] = ()) -> View:
    """The view of one range, edges trimmed. ``repairs`` are sorted, disjoint and may reach outside the range."""
    start, end = span
    hits = [r for r in repairs if r.span.start < end and r.span.end > start]
    if not hits:
        line = text[start:end]
        bare = line.strip()
        if bare and bare[0] not in _UNSEEN and bare[-1] not in _UNSEEN:
            start += line.index(bare[0])
            return View(fold(bare), start)
        while start < end and is_blank(text[start]):
            start += 1
        while end > start and is_blank(text[end - 1]):
            end -= 1
        return View(fold(text[start:end]), start)
    kept: list[str] = []
    origin: list[int] = []
    position = start
    for repair in hits:
        first, last = max(repair.span.start, start), min(repair.span.end, end)
        kept.append(text[position:first])
        origin.extend(range(position, first))
        if repair.text:
            kept.append(repair.text)
            origin.extend([first] * len(repair.text))
        position = max(position, last)
    kept.append(text[position:end])
    origin.extend(range(position, end))
    whole = "".join(kept)
    low, high = 0, len(whole)
    while low < high and is_blank(whole[low]):
        low += 1
    while high > low and is_blank(whole[high - 1]):
        high -= 1
    if low == high:
        return View("", start)
    behind = origin[high - 1] + 1
    for repair in hits:
        if repair.span.start <= origin[high - 1] < repair.span.end:
            behind = min(repair.span.end, end)
    return View(fold(whole[low:high]), (*origin[low:high], behind))


def read_lines(text: str, repairs: Sequence[Repair] = ()) -> tuple[Line, ...]:
    """The physical lines of a text, each with its view."""
    folded = fold(text)
    lines: list[Line] = []
    first = 0
    for number, span in enumerate(line_spans(text), 1):
        while first < len(repairs) and repairs[first].span.end <= span.start:
            first += 1
        last = first
        while last < len(repairs) and repairs[last].span.start < span.end:
            last += 1
        if last > first:
            view = read_view(text, span, repairs[first:last])
        else:
            start, end = span
            bare = folded[start:end].strip()
            if bare and bare[0] not in _UNSEEN and bare[-1] not in _UNSEEN:
                start = folded.index(bare[0], start)
                view = View(bare, start)
            else:
                view = read_view(text, span)
        lines.append(Line(number, span, view))
    return tuple(lines)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans with neighbors that touch or overlap made one.

    >>> merge([Span(3, 5), Span(0, 3)])
    (Span(start=0, end=5),)
    """
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            if span.end > out[-1].end:
                out[-1] = Span(out[-1].start, span.end)
        elif span.start < span.end:
            out.append(span)
    return tuple(out)
