"""All evidence of a page: for each unit the names of what speaks for one reading or another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from ..recognize.page import Page
from ..recognize.rule import Candidate
from .features.layout import kind_of, layout_evidence
from .features.neighbors import neighbor_evidence
from .features.series import series_evidence
from .features.words import word_evidence

Proposed = Sequence[tuple[Candidate, float, str]]
"""What the rules propose for one unit: the reading, its score, the rule's name."""


def page_evidence(page: Page, proposals: Sequence[Proposed]) -> list[list[str]]:
    """For each unit of a page the names of its evidence, each once."""
    kinds = [kind_of(page, index) for index in range(len(page.units))]
    own = layout_evidence(page, kinds)
    for names, unit, shape in zip(own, page.units, page.shapes, strict=True):
        names.extend(word_evidence(unit.text, shape))
    series_evidence(page, own)
    for names, proposed in zip(own, proposals, strict=True):
        names.extend(rule_evidence(proposed))
    around = neighbor_evidence(page, kinds, own)
    return [list(dict.fromkeys(chain(mine, theirs))) for mine, theirs in zip(own, around, strict=True)]


def rule_evidence(proposed: Proposed) -> list[str]:
    """What the rules say, as evidence."""
    names: list[str] = []
    best: dict[str, float] = {}
    for candidate, score, rule in proposed:
        label = candidate.label
        if score > best.get(label, -99.0):
            best[label] = score
        names.extend(_said(rule, label, candidate.evidence, candidate.detail if label == "noise" else ""))
    if best:
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        first, top = ranked[0]
        second, lead = (ranked[1][0], top - ranked[1][1]) if len(ranked) > 1 else ("", 9.0)
        names.extend(_ranked(first, second, lead > 1.5, lead > 4))
        names.extend([_behind(other, bisect_right(_STEPS, top - score)) for other, score in best.items()])
    return names


_STEPS = (0.5, 1.5, 3, 5)
"""Nats behind the best reading at which a label is told to be farther behind."""


@lru_cache(maxsize=8192)
def _said(rule: str, label: str, evidence: tuple[str, ...], detail: str) -> tuple[str, ...]:
    said = tuple(f"{rule[:3]}.{label}.{name}" for name in evidence)
    return (*said, f"reason={detail}") if detail else said


@lru_cache(maxsize=2048)
def _ranked(first: str, second: str, clear: bool, far: bool) -> tuple[str, ...]:
    names = (f"R={first}", f"r={first}{int(clear)}{int(far)}")
    return (*names, f"R2={first}{second}") if second else names


@lru_cache(maxsize=256)
def _behind(label: str, step: int) -> str:
    return f"Q={label}{step}"
