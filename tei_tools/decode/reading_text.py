"""From source ranges to reading text: what repairs take out is out, what they correct is corrected."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..model.nodes import Correction, Text
from ..text.source import Repair, Span, is_blank


class TextReader:
    """Makes :class:`Text` values from ranges of one source. ``repairs`` are sorted and disjoint."""

    def __init__(self, source: str, repairs: Sequence[Repair]) -> None:
        self.source = source
        self.repairs = repairs
        self._ends = [repair.span.end for repair in repairs]

    def read(self, *ranges: Span, likely: str = "") -> Text:
        """The reading text of one or more ranges, edges trimmed.

        ``likely`` is a text that is likely the same, held already: of two equal strings one is kept.

        Where two ranges meet between Latin letters or digits, or where the
        first one asks for it (headlines of several lines), see :meth:`join`.
        """
        pieces: list[str] = []
        spans: list[Span] = []
        corrections: list[Correction] = []
        for part in ranges:
            joint = self.source[part.start : part.end].isspace()
            whole = part if joint else self.trim(part)
            start, end = whole
            if len(ranges) == 1 and not self.repairs:
                string = self.source[start:end].replace("\r", " ").replace("\n", " ")
                return Text(likely if string == likely else string, (whole,) if start < end else ())
            position = start
            for repair in self._within(start, end):
                low, high = repair.span
                if low > position:
                    pieces.append(self.source[position:low])
                    spans.append(Span(position, low))
                if repair.text is not None:
                    corrections.append(
                        Correction(
                            repair.span,
                            self.source[low:high],
                            repair.text,
                            repair.reason,
                            repair.confidence,
                            repair.gap,
                        )
                    )
                    pieces.append(repair.text)
                    spans.append(repair.span)
                position = max(position, high)
            if position < end:
                pieces.append(self.source[position:end])
                spans.append(Span(position, end))
        merged: list[Span] = []
        for span in spans:
            if merged and merged[-1].end == span.start:
                merged[-1] = Span(merged[-1].start, span.end)
            else:
                merged.append(span)
        string = "".join(pieces).replace("\r", " ").replace("\n", " ")
        return Text(likely if string == likely else string, tuple(merged), tuple(corrections))

    def visible(self, part: Span) -> tuple[Span, ...]:
        """The source ranges of a part as found: trimmed, without what repairs take out, with what they correct."""
        whole = self.trim(part)
        start, end = whole
        if not self.repairs:
            return (whole,) if start < end else ()
        out: list[Span] = []
        position = start
        for repair in self._within(start, end):
            if repair.text is None:
                if repair.span.start > position:
                    out.append(Span(position, repair.span.start))
                position = max(position, repair.span.end)
        if position < end:
            out.append(Span(position, end))
        return tuple(out)

    def join(self, ranges: Sequence[Span], *, spaced: bool, apart: bool = False) -> tuple[Span, ...]:
        """Ranges with one line break kept between two of them where the text needs a space there.

        ``spaced`` asks for it everywhere (lines of a headline); otherwise it is
        kept only between Latin letters or digits, where a wrapped line lost a space.
        ``apart`` keeps the blanks between two ranges of one line: facts stand apart by them.
        """
        out: list[Span] = []
        for part in ranges:
            span = self.trim(part)
            if out and span.start > out[-1].end:
                before = out[-1]
                left, right = self.source[before.end - 1], self.source[span.start]
                if apart and "\n" not in (between := self.source[before.end : span.start]) and between.isspace():
                    out.append(Span(before.end, span.start))
                elif spaced or (left.isascii() and left.isalnum() and right.isascii() and right.isalnum()):
                    for offset in range(before.end, span.start):
                        if self.source[offset] in "\r\n":
                            out.append(Span(offset, offset + 1))
                            break
            out.append(span)
        return tuple(out)

    def trim(self, span: Span) -> Span:
        """The range without blank or taken-out characters at its edges."""
        start, end = span
        if not self.repairs:
            if start < end and not (is_blank(self.source[start]) or is_blank(self.source[end - 1])):
                return span
            while start < end and is_blank(self.source[start]):
                start += 1
            while end > start and is_blank(self.source[end - 1]):
                end -= 1
            return Span(start, end)
        while True:
            while start < end and is_blank(self.source[start]):
                start += 1
            repair = self._at(start)
            if (
                repair is not None
                and start < end
                and (repair.text is None or not repair.text.strip())
                and not repair.gap
            ):
                start = min(repair.span.end, end)
                continue
            break
        while True:
            while end > start and is_blank(self.source[end - 1]):
                end -= 1
            repair = self._at(end - 1)
            if (
                repair is not None
                and end > start
                and (repair.text is None or not repair.text.strip())
                and not repair.gap
            ):
                end = max(repair.span.start, start)
                continue
            break
        return Span(start, end)

    def _at(self, offset: int) -> Repair | None:
        place = bisect_right(self._ends, offset)
        if place < len(self.repairs) and self.repairs[place].span.start <= offset:
            return self.repairs[place]
        return None

    def _within(self, start: int, end: int) -> list[Repair]:
        place = bisect_right(self._ends, start)
        out = []
        while place < len(self.repairs) and self.repairs[place].span.start < end:
            out.append(self.repairs[place])
            place += 1
        return out
