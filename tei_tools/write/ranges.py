"""Source ranges as TEI spells them, and back.

An element names the ranges that it was read from, but for what was discarded
in the middle of them: that stands once, in ``standOff``. A page with a gloss
behind every third character would otherwise name every range twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from ..model.nodes import Discard, Spans
from ..text.source import Span, merge
from .xml import pointers


class Ranges:
    """Spells ranges of one source, whose discards are known."""

    __slots__ = ("_behind", "_cuts")

    def __init__(self, discarded: Iterable[Discard]) -> None:
        gone = [span for discard in discarded for span in discard.spans]
        self._behind = dict(gone)
        self._cuts = Cuts(gone)

    def extents(self, spans: Spans) -> Spans:
        """The ranges, joined where nothing stands between two of them but what was discarded.

        A fact may have been read from a line that was discarded: its ranges
        would be cut away with the line, so they stay apart.

        >>> Ranges([Discard("pinyin", "(jia)", (Span(1, 6),))]).extents((Span(0, 1), Span(6, 7), Span(9, 12)))
        (Span(start=0, end=7), Span(start=9, end=12))
        """
        behind = self._behind
        out = [spans[0]]
        for span in spans[1:]:
            reached = out[-1].end
            while reached < span.start and reached in behind:
                reached = behind[reached]
            if reached == span.start:
                out[-1] = Span(out[-1].start, span.end)
            else:
                out.append(span)
        joined = tuple(out)
        return joined if self._cuts.cut(joined) == spans else spans

    def attributes(self, spans: Spans, confidence: str = "high") -> dict[str, str]:
        """``source`` for where it was read, ``cert`` when that is not sure."""
        attributes: dict[str, str] = {}
        if len(spans) == 1:  # as nearly always
            start, end = spans[0]
            attributes["source"] = f"s:{start},{end}"
        elif spans:
            attributes["source"] = pointers(self.extents(spans))
        if confidence != "high":
            attributes["cert"] = confidence
        return attributes


class Cuts:
    """Takes what was discarded out of ranges again."""

    __slots__ = ("_gone", "_starts")

    def __init__(self, discarded: Iterable[Sequence[int]]) -> None:
        """``discarded``: its ranges, in any order."""
        self._gone = sorted((start, end) for start, end in discarded)
        self._starts = [start for start, _ in self._gone]

    def cut(self, spans: Spans) -> Spans:
        """The parts of ranges that were not discarded; what is discarded at an edge of a range stays in it.

        >>> Cuts([(1, 6)]).cut((Span(0, 7), Span(9, 12)))
        (Span(start=0, end=1), Span(start=6, end=7), Span(start=9, end=12))
        """
        out = self.cut_pairs(spans)
        if len(out) == len(spans):
            return spans
        return merge([Span(start, end) for start, end in out])

    def cut_pairs(self, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """The same for ranges that may be wrong: they come back in their order, and none is joined with another."""
        gone, starts = self._gone, self._starts
        if not gone:
            return spans
        out: list[tuple[int, int]] = []
        for start, end in spans:
            place = bisect_left(starts, start + 1)
            while place < len(gone) and gone[place][1] < end:
                low, high = gone[place]
                if start < low:
                    out.append((start, low))
                start = max(start, high)
                place += 1
            out.append((start, end))
        return out
