"""All evidence of a page: for each unit the names of what speaks for one reading or another."""

from __future__ import annotations

from collections.abc import Sequence

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
    return [list(dict.fromkeys([*mine, *theirs])) for mine, theirs in zip(own, around, strict=True)]


def rule_evidence(proposed: Proposed) -> list[str]:
    """What the rules say, as evidence."""
    names = []
    best: dict[str, float] = {}
    for candidate, score, rule in proposed:
        label = candidate.label
        if score > best.get(label, -99.0):
            best[label] = score
        for evidence in candidate.evidence:
            names.append(f"{rule[:3]}.{label}.{evidence}")
        if candidate.detail and label == "noise":
            names.append(f"reason={candidate.detail}")
    if best:
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        names.append(f"R={ranked[0][0]}")
        lead = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 9.0
        names.append(f"r={ranked[0][0]}{1 if lead > 1.5 else 0}{1 if lead > 4 else 0}")
        if len(ranked) > 1:
            names.append(f"R2={ranked[0][0]}{ranked[1][0]}")
        for other, score in best.items():
            behind = ranked[0][1] - score
            names.append(f"Q={other}{0 if behind < 0.5 else 1 if behind < 1.5 else 2 if behind < 3 else 3 if behind < 5 else 4}")
    return names

