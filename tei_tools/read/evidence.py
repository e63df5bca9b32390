"""All evidence of a page: for each unit the names of what speaks for one reading or another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import get_args

from ..recognize.page import Page
from ..recognize.rule import Candidate, Label
from .features.layout import Places, kind_of, layout_evidence
from .features.neighbors import neighbor_evidence
from .features.series import Series, series_evidence
from .features.words import word_evidence

Proposed = Sequence[tuple[Candidate, float, str]]
"""What the rules propose for one unit: the reading, its score, the rule's name."""


Names = Collection[str]
"""Names of evidence, each once."""


def page_evidence(page: Page, proposals: Sequence[Proposed]) -> list[list[str]]:
    """For each unit of a page the names of its evidence, each once."""
    own, kinds = own_evidence(page, proposals)
    around = neighbor_evidence(page, kinds, own)
    return [list(dict.fromkeys(chain(mine, theirs))) for mine, theirs in zip(own, around, strict=True)]


def own_evidence(page: Page, proposals: Sequence[Proposed]) -> tuple[list[Names], list[str]]:
    """For each unit of a page what it says itself, and its kind: of this all that its neighbors see of it is made."""
    parts, kinds = own_in_parts(page, proposals)
    return list(chain.from_iterable(parts)), kinds


def own_in_parts(page: Page, proposals: Sequence[Proposed]) -> tuple[Iterator[list[Names]], list[str]]:
    """The same for the units of one stretch of a page after the other, so that a long page is never named at once."""
    kinds = [kind_of(page, index) for index in range(len(page.units))]
    return _named(page, proposals, kinds), kinds


def _named(page: Page, proposals: Sequence[Proposed], kinds: Sequence[str]) -> Iterator[list[Names]]:
    places, series = Places(page, kinds), Series(page)
    known: dict[tuple[int, ...], list[str]] = {}
    for low in range(0, len(page.units), _TOGETHER):
        part = range(low, min(low + _TOGETHER, len(page.units)))
        own = layout_evidence(places, part)
        for index, names in zip(part, own, strict=True):
            names += word_evidence(page.units[index].text, page.shapes[index])
        series_evidence(series, part, own)
        for index, names in zip(part, own, strict=True):
            same = tuple(map(id, proposals[index]))
            said = known.get(same)
            if said is None:
                if len(known) > _TOGETHER:
                    known.clear()
                said = known[same] = rule_evidence(proposals[index])
            names += said
        yield [dict.fromkeys(names).keys() for names in own]


_TOGETHER = 256
"""Units that are named before the next ones are."""


def rule_evidence(proposed: Proposed) -> list[str]:
    """What the rules say, as evidence."""
    names: list[str] = []
    best: dict[str, float] = {}
    for candidate, score, rule in proposed:
        label = candidate.label
        if score > best.get(label, -99.0):
            best[label] = score
        names += _said(rule, label, candidate.evidence, candidate.detail if label == "noise" else "")
    if len(best) == 1:
        (only,) = best
        names += _ranked(only, "", True, True)
        names.append(_BEHIND[only, 0])
    elif best:
        (first, top), (second, next_best) = sorted(best.items(), key=_order)[:2]
        lead = top - next_best
        names += _ranked(first, second, lead > 1.5, lead > 4)
        names += [_BEHIND[other, bisect_right(_STEPS, top - score)] for other, score in best.items()]
    return names


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


_STEPS = (0.5, 1.5, 3, 5)
"""Nats behind the best reading at which a label is told to be farther behind."""
_BEHIND: dict[tuple[str, int], str] = {
    (label, step): f"Q={label}{step}" for label in get_args(Label) for step in range(len(_STEPS) + 1)
}


@lru_cache(maxsize=8192)
def _said(rule: str, label: str, evidence: tuple[str, ...], detail: str) -> tuple[str, ...]:
    said = tuple(f"{rule[:3]}.{label}.{name}" for name in evidence)
    return (*said, f"reason={detail}") if detail else said


@lru_cache(maxsize=2048)
def _ranked(first: str, second: str, clear: bool, far: bool) -> tuple[str, ...]:
    names = (f"R={first}", f"r={first}{int(clear)}{int(far)}")
    return (*names, f"R2={first}{second}") if second else names
