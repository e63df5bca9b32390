"""What speaks for a candidate for the source beside what its own words say: where its line stands, what else is there.

The names are those of weights that are learned (:mod:`.facts_fit`); by hand none is set. For dates the same was tried:
cross-validated by source, the labelled texts of other people were read worse by it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..text.script import plain
from .candidates import Candidate, Collector
from .loose_days import LOOSE

_CHANCES = (0.02, 0.1, 0.25, 0.5, 0.8, 0.97)
"""Bounds of the steps in which the probability of a line of facts is told."""
_LINES, _NAMES = (15, 30, 60, 120), (2, 3, 5, 8, 12)
"""Bounds of the steps in which the length of a line and that of a name are told, in code points."""
_FAR = 4
"""The number of lines from which on their number is not told."""
_OPEN = frozenset("(（[【〔《「")


def with_context(collector: Collector, number: int, articles: int) -> list[Candidate]:
    """The candidates of one article, those for its source with the evidence of their places and of one another.

    The article is ``number`` of ``articles``, from 0.
    """
    found = collector.found
    names = [_bare(entry) for entry in found if entry.target == "source"]
    if not names:
        return found
    dated = {entry.order for entry in found if entry.target == "date" and LOOSE not in entry.evidence}
    out = []
    for entry in found:
        if entry.target == "source":
            told = [*_of_line(entry, collector), *_of_place(collector, entry.order), *_of_names(entry, names, dated)]
            if articles > 1:
                told.append("later-article" if number else "first-article")
            entry = replace(entry, evidence=(*entry.evidence, *told))
        out.append(entry)
    return out


def _bare(entry: Candidate) -> str:
    return "".join(plain(entry.text.text).split())


def _of_line(entry: Candidate, collector: Collector) -> Iterator[str]:
    """What the line of a candidate was read as, how likely it is one of facts, how much of it the candidate is."""
    line = collector.lines[entry.order]
    yield f"in:{line.label}"
    apart = f"{line.label}:" if line.label in ("noise", "p") else ""
    yield f"meta:{apart}{bisect_right(_CHANCES, line.meta)}"
    own, whole = entry.text.text, line.text.text
    if len(own) + 2 >= len(whole):
        yield "whole-line"
    else:
        yield f"line:{bisect_right(_LINES, len(whole))}"
    yield f"size:{bisect_right(_NAMES, len(own))}"
    start = whole.find(own)
    if start > 0 and whole[start - 1] in _OPEN:
        yield "bracketed"


def _of_place(collector: Collector, place: int) -> Iterator[str]:
    """Where a line stands, seen from the headline and from the running text."""
    titled, first, last = collector.titled, collector.first_text, collector.last_text
    if titled < 0:
        yield "no-title"
    elif place < titled:
        yield f"above:{min(titled - place, _FAR)}"
    elif place == titled:
        yield "on-headline"
    elif place < first:
        yield f"below:{min(place - titled, _FAR)}"
    if place == first:
        yield "opens-text"
    elif first < place < last:
        yield "in-text"
    elif place >= last > first:
        yield f"behind:{min(place - last, _FAR - 1)}"


def _of_names(entry: Candidate, names: Sequence[str], dated: Collection[int]) -> Iterator[str]:
    """Whether a name comes again, and how many lines away the nearest date is."""
    if names.count(_bare(entry)) > 1:
        yield "twice"
    gaps = [abs(entry.order - place) for place in dated]
    yield f"date:{min(*gaps, _FAR)}" if gaps else "date:none"
