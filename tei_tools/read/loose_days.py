"""Days in lines that were read as something else: candidates for the date of an article where its facts were not seen.

A line of facts between furniture is often read as furniture; its day is worth little by itself, and how much is learned.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..text.script import plain
from .candidates import DOUBTFUL, Collector
from .grammar.line import DATES, mask, read_line

LOOSE = "loose"
"""The name of the evidence that a candidate comes from a line that was read as something else and looked at further."""
_HAS_DAY = re.compile(r"\d|[年月日]")
_LEAST_DAY = len("--01-31")
_DAYS = DATES | {"day"}
_LABELS = DOUBTFUL - {"subtitle"}
"""A line under a headline with a day in it tells on which occasion something was said: ——2023年1月6日在…会议上."""
_OF_EVENT = re.compile(r"\s?(?:[在于至到起前止]|[-—–~]{1,2}\s?\d)")
"""What stands behind the day of an event, or behind the first day of several."""
_RUNNING = frozenset({"p", "cont", "caption"})
_SENTENCE = re.compile(r"[,，。;；!！?？]")
"""Labels of running text, and what a sentence has: its day is that of what it tells."""
_LONGEST, _AROUND, _LEAST_META = 60, 4, 0.05
"""Code points of a line that is looked at further, how many lines above the headline, and how likely it is one of
facts where it stands elsewhere."""


def look_further(collector: Collector) -> None:
    """Look for days in the short lines around the headline, and in others that may be of facts, that have told nothing.

    What is found is a candidate marked :data:`LOOSE`.
    """
    told = {entry.order for entry in collector.found}
    before = len(collector.found)
    above = collector.titled if collector.titled >= 0 else collector.first_text
    for place, line in enumerate(collector.lines):
        if place in told or line.label not in _LABELS or not 2 <= len(line.text.text) <= _LONGEST:
            continue
        if line.label in _RUNNING and _SENTENCE.search(line.text.text) is not None:
            continue
        if not (above - _AROUND <= place <= collector.first_text or line.meta >= _LEAST_META):
            continue
        words = plain(line.text.text)
        if _HAS_DAY.search(words) is None:
            continue
        masked, pieces = mask(words), read_line(words, collector.roc)
        for piece in pieces:
            when = piece.when if piece.kind in _DAYS else None
            if when is not None and len(when.when) >= _LEAST_DAY and not _OF_EVENT.match(masked, when.end):
                collector.take_date(place, line.text, masked, piece, pieces)
    collector.found[before:] = [replace(one, evidence=(*one.evidence, LOOSE)) for one in collector.found[before:]]
