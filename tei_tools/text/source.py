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

Confidence = Literal["high", "medium", "low"]
"""How sure a reading is. ``high`` is meant to be right at least 98 times in 100."""


class Span(NamedTuple):
    """Half-open range of code points ``[start, end)`` in one source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that a text was decoded from.

    ``name`` is the bare file name; ``bytes`` and ``sha256`` describe the file
    as it lay on disk; ``encoding`` is the codec that gave the text and
    ``encoding_confidence`` how sure that is; ``replaced`` counts the bytes that
    did not fit the codec and became U+FFFD; ``characters`` counts the code
    points of the decoded text.
    """

    name: str = ""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    encoding_confidence: Confidence = "high"
    replaced: int = 0
    bytes: int = 0
    sha256: str = ""
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded text and the file it came from. ``text`` holds no byte-order mark."""

    text: str
    file: SourceFile = field(default_factory=SourceFile)


@dataclass(frozen=True, slots=True)
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


_FOLDABLE = re.compile("[\uff01-\uff5e\u3000]")
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


@dataclass(frozen=True, slots=True)
class View:
    """The readable, width-folded text of a range: what recognizers match against.

    ``origin[i]`` is the source offset of ``text[i]``; ``origin[len(text)]`` is
    the offset behind the last readable character. What a repair takes out has no place in ``text``; all
    characters of a correction share the offset where it starts.
    """

    text: str
    origin: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The source span behind ``text[start:end]``, as a regex match gives it.

        >>> View("ab", (3, 7, 8)).span(1, 2)
        Span(start=7, end=8)
        """
        return Span(self.origin[start], self.origin[end])

    def index(self, offset: int) -> int:
        """The first place in ``text`` that came from ``offset`` or later."""
        return min(bisect_left(self.origin, offset), len(self.text))


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line, ``number`` from 1; ``span`` includes the line ending, ``view`` has no blank edges."""

    number: int
    span: Span
    view: View


_LINE = re.compile(
    r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z"
)  # not str.splitlines: that also cuts at \x0b \x0c \x1c \x85 \u2028


def line_spans(text: str) -> tuple[Span, ...]:
    """Spans of the physical lines, ending at CR LF, LF or CR; they tile the text.

    >>> line_spans("a\\r\\nb\\x0bc")
    (Span(start=0, end=3), Span(start=3, end=6))
    """
    if "\r" in text:
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
            return View(fold(bare), range(start, start + len(bare) + 1))
        while start < end and is_blank(text[start]):
            start += 1
        while end > start and is_blank(text[end - 1]):
            end -= 1
        return View(fold(text[start:end]), range(start, end + 1))
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
        return View("", (start,))
    behind = origin[high - 1] + 1
    for repair in hits:
        if repair.span.start <= origin[high - 1] < repair.span.end:
            behind = min(repair.span.end, end)
    return View(fold(whole[low:high]), (*origin[low:high], behind))


def read_lines(text: str, repairs: Sequence[Repair] = ()) -> tuple[Line, ...]:
    """The physical lines of a text, each with its view."""
    lines: list[Line] = []
    first = 0
    for number, span in enumerate(line_spans(text), 1):
        while first < len(repairs) and repairs[first].span.end <= span.start:
            first += 1
        last = first
        while last < len(repairs) and repairs[last].span.start < span.end:
            last += 1
        lines.append(Line(number, span, read_view(text, span, repairs[first:last])))
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
