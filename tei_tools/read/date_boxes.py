"""The day of an article that stands in a box beside its headline, as a candidate for its date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model.nodes import Text
from ..text.script import plain
from ..text.source import Span
from .candidates import Candidate, Collector
from .grammar.date_box import LINES, boxes

_ABOVE = 3
"""How many lines above a headline the last one of its box stands at most."""
_CLOCK = re.compile(r"\s?([0-2]?\d:[0-5]\d(?::[0-5]\d)?)\s?")
"""What may stand below a box."""


def add_boxes(collector: Collector) -> None:
    """Add the day of a box right above the headline or between it and the text to what the lines of an article offer.

    What its lines offered one by one goes.
    """
    titled = collector.titled
    if titled < 0:
        return
    first = max(titled - LINES - _ABOVE, 0)
    near = collector.lines[first : collector.first_text]
    for place, stop, when in boxes([plain(line.text.text) for line in near]):
        names = ["day", "near-title"]
        if stop < len(near) and (clock := _CLOCK.fullmatch(near[stop].text.text)):
            stop, when = stop + 1, f"{when}T{clock.group(1).rjust(5, '0')}"
            names.append("clock")
        low, high = place + first, stop + first
        if high <= titled - _ABOVE or low <= titled < high:
            continue
        text = _joined([line.text for line in near[place:stop]])
        collector.found = [entry for entry in collector.found if not low <= entry.order < high]
        collector.found.append(Candidate("date", text, tuple(names), when, "published", low))
        return


def _joined(texts: Sequence[Text]) -> Text:
    """The texts of lines as one, with the line breaks between them as blanks."""
    out = texts[0]
    for text in texts[1:]:
        end, start = out.spans[-1].end, text.spans[0].start
        between = (Span(end, start),) if start - end == 1 else ()
        out = Text(
            f"{out.text}{' ' if between else ''}{text.text}",
            (*out.spans, *between, *text.spans),
            (*out.corrections, *text.corrections),
        )
    return out
