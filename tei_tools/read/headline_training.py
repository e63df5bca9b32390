"""Learning to choose headlines: the weights of the evidence from labelled texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..recognize.page import Page
from .headline_evidence import Evidence, context_of, evidence_of, groups
from .headline_view import Marginals, View, neighborhoods

PRIOR = 0.6
"""The precision of the prior: what cross-validation by source liked best of 0.15, 0.3, 0.6, 1 and 2."""


@dataclass(frozen=True, slots=True)
class Case:
    """One choice to learn from: the evidence of each group, and the place of the right one."""

    evidence: tuple[Evidence, ...]
    right: int


def fit(cases: Sequence[Case], prior: float = PRIOR, rounds: int = 120) -> dict[str, float]:
    """The weights under which the right groups are most likely, drawn to 0 by a Gaussian prior.

    The likelihood is concave, so the weights do not depend on the way to them; resilient steps (Igel and Hüsken 2000,
    iRprop-) take the same way each time. The same cases give the same weights. ``prior`` is the precision of the prior.
    """
    names = sorted({name for case in cases for evidence in case.evidence for name in evidence})
    number = {name: place for place, name in enumerate(names)}
    rows = [
        ([[(number[name], value) for name, value in evidence.items()] for evidence in case.evidence], case.right)
        for case in cases
    ]
    weights = [0.0] * len(names)
    steps = [0.1] * len(names)
    before = [0.0] * len(names)
    for _ in range(rounds):
        slope = _slope(rows, weights, prior)
        for place, value in enumerate(slope):
            turned = value * before[place]
            if turned > 0:
                steps[place] = min(steps[place] * 1.2, 1.0)
            elif turned < 0:
                steps[place] *= 0.5
                value = 0.0
            if value:
                weights[place] += math.copysign(steps[place], value)
            before[place] = value
    return {name: round(weights[place], 3) for name, place in number.items() if abs(weights[place]) >= 0.0005}


def _slope(
    rows: Sequence[tuple[Sequence[Sequence[tuple[int, float]]], int]], weights: Sequence[float], prior: float
) -> list[float]:
    """The gradient of the logarithm of the posterior."""
    out = [-prior * weight for weight in weights]
    for groups_, right in rows:
        scores = [sum([weights[place] * value for place, value in row]) for row in groups_]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        whole = sum(shares)
        for index, row in enumerate(groups_):
            change = (index == right) - shares[index] / whole
            if abs(change) > 1e-4:
                for place, value in row:
                    out[place] += change * value
    return out


def cases_of(page: Page, marginals: Marginals, labels: Sequence[str], titles: Sequence[tuple[int, ...]]) -> list[Case]:
    """The choices of one labelled page. ``titles`` are the units of the right headline of each of its articles.

    ``marginals`` must come from a model that did not learn from this page, else the weights trust it too much. A choice
    whose right headline is not among its groups teaches nothing and is left out.
    """
    view = View(page, marginals, labels)
    out = []
    for place in neighborhoods(view):
        context = context_of(view, place)
        options = groups(view, place, context)
        inside = sorted(group for group in titles if group and place.low <= group[0] < place.high)
        held = [group for group in inside if set(group) & set(place.titles)]
        right = (held or inside or [()])[0]
        if right in options:
            evidence = tuple(evidence_of(view, place, group, context) for group in options)
            out.append(Case(evidence, options.index(right)))
    return out
