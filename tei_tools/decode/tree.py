"""The tree of an article: sections inside sections, from the depths that the decoder found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import Diagnostic, Severity
from ..model.nodes import Block, Paragraph, Section, Table, Text
from ..read.coherence import TAIL
from ..read.confidence import MEDIUM
from ..text.source import LineIndex, Span
from ..text.values import value
from .blocks import figure, item_list, leaf, paragraph, table
from .entry import Entry
from .reading_text import TextReader
from .slogan import end_of_slogan

CLOSING = frozenset({"meta", "byline", "sign", "note"})
"""Labels of what may close an article."""


def sink_tail(entries: Sequence[Entry]) -> None:
    """Give what closes the article depth 0: it belongs to the article, not to its last section."""
    for entry in reversed(entries):
        footnote = entry.label == "note" and entry.phase != TAIL and entry.choice.detail == "footnote"
        if entry.label not in CLOSING or footnote:
            return
        entry.depth = 0


@value(frozen=True, slots=True)
class TreeBuilder:
    """Makes the blocks of one article. Remarks go to ``diagnostics``."""

    reader: TextReader
    entries: Sequence[Entry]
    diagnostics: list[Diagnostic]
    lines: LineIndex

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the whole article."""
        return tuple(self._level(0, len(self.entries), 0, ()))

    def _level(self, start: int, stop: int, level: int, path: tuple[int, ...]) -> list[Block]:
        """The blocks of ``entries[start:stop]``, which lie in ``level`` sections whose numbers are ``path``."""
        blocks: list[Block] = []
        at = start
        previous: int | None = None
        while at < stop:
            entry = self.entries[at]
            if entry.label in ("head", "sec"):
                end = self._end_of_section(at, stop, level)
                blocks.append(self._section(at, end, level + 1, path, previous))
                previous = entry.number if entry.number is not None else previous
                at = end
            elif entry.label == "item":
                end = self._end_of_run(at, stop)
                blocks.append(item_list(self.reader, self.entries[at:end]))
                at = end
            elif entry.label == "table":
                end = self._end_of_run(at, stop)
                blocks.append(self._table(self.entries[at:end]))
                at = end
            elif entry.label in ("figure", "caption"):
                block, used = figure(self.entries, at, stop)
                blocks.append(block)
                at += used
            else:
                blocks.append(leaf(entry))
                self._remark_items(blocks[-1])
                at += 1
        return blocks

    def _remark_items(self, block: Block) -> None:
        """Say that a series inside a paragraph begins with 二是: the one before it is lost, or not marked."""
        if isinstance(block, Paragraph) and block.items and block.items[0].number > 1:
            first = block.items[0]
            row, _ = self.lines.place(first.spans[0].start)
            message = f"Line {row}: the series inside the paragraph begins with number {first.number}, {first.label}."
            self._say("number-lost", "warning", message, Text(first.label, first.spans))

    def _end_of_section(self, at: int, stop: int, level: int) -> int:
        depth = self.entries[at].depth
        for end in range(at + 1, stop):
            other = self.entries[end]
            if other.label in ("head", "sec"):
                if other.depth <= depth:
                    return end
            elif level == 0 and other.depth == 0 and all(rest.label in CLOSING for rest in self.entries[end:stop]):
                return end
        return stop

    def _end_of_run(self, at: int, stop: int) -> int:
        label = self.entries[at].label
        end = at + 1
        while end < stop and self.entries[end].label == label:
            end += 1
        return end

    def _section(self, start: int, stop: int, level: int, path: tuple[int, ...], previous: int | None) -> Section:
        entry = self.entries[start]
        lost = entry.choice.detail == "lost"
        head, body = self._head(entry)
        number = entry.number
        here = path if number is None else (*path, number)
        self._remark(entry, head, previous)
        inner = self._level(start + 1, stop, level, here)
        confidence = "medium" if lost and entry.confidence == "high" else entry.confidence
        own: list[Block] = [] if body is None else [paragraph(body, entry.confidence)]
        for block in own:
            self._remark_items(block)
        return Section(
            level=level,
            number=number,
            path=".".join(map(str, here)) if number is not None else None,
            label=self._label(entry, head),
            head=head,
            run_in=body is not None,
            blocks=(*own, *inner),
            number_inferred=lost,
            confidence=confidence,
        )

    def _head(self, entry: Entry) -> tuple[Text, Text | None]:
        """The head, and the text that follows it on its line."""
        if entry.label == "head":
            return entry.text, None
        unit = entry.unit
        end = entry.choice.head
        marker = entry.choice.marker
        if marker is not None and marker.end == end:
            end = end_of_slogan(unit.text, end, self._siblings(entry))
        whole = end >= len(unit.text)
        cut = unit.visible.end if whole else unit.source(0, end).end
        rest = [Span(cut, entry.ranges[0].end), *entry.ranges[1:]]
        readable = [span for span in rest if self.reader.trim(span).start < self.reader.trim(span).end]
        body = self.reader.read(*self.reader.join(readable, spaced=False))
        return self.reader.read(Span(entry.ranges[0].start, cut)), body if body.text else None

    def _siblings(self, entry: Entry) -> Iterator[str]:
        """The words of the heads beside this one, without their marks."""
        for other in self.entries:
            if other is not entry and other.label in ("head", "sec") and other.depth == entry.depth:
                start = other.choice.marker.end if other.choice.marker is not None else 0
                if other.choice.head > start or other.label == "head":
                    yield other.unit.text[start:]

    def _label(self, entry: Entry, head: Text) -> str | None:
        marker = entry.choice.marker
        if marker is None or not marker.end:
            return None
        label = self.reader.read(entry.unit.source(0, marker.end)).text
        return label if head.text.startswith(label) else None

    def _table(self, entries: Sequence[Entry]) -> Table:
        found = table(self.reader, entries)
        if len(found.rows) > 1 and all(len(row) == 1 for row in found.rows):
            self._say(
                "table-shape",
                "info",
                "The cells of a table stand on lines of their own; its columns are not known, so each cell is a row.",
                entries[0].text,
            )
        return found

    def _remark(self, entry: Entry, head: Text, previous: int | None) -> None:
        """Say what is odd about the number of a section, and that its reading is weak."""
        row, _ = self.lines.place(head.spans[0].start if head.spans else entry.unit.span.start)
        number = entry.number
        if entry.choice.detail == "lost" and number is not None:
            self._say(
                "number-lost",
                "warning",
                f"Line {row}: no mark in the text; read as section number {number} because it stands between "
                f"{number - 1} and {number + 1}.",
                head,
            )
        elif previous is not None and number is not None and number != previous + 1:
            kind = "gap" if number > previous + 1 else "repeated" if number == previous else "restart"
            self._say(f"number-{kind}", "warning", f"Line {row}: section number {number} follows {previous}.", head)
        if entry.sureness < MEDIUM:
            self._say("low-confidence", "info", f"Line {row}: weak reading as a heading.", head)

    def _say(self, code: str, severity: Severity, message: str, place: Text) -> None:
        self.diagnostics.append(Diagnostic(code, severity, message, place.spans))
