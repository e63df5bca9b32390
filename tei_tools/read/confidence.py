"""How sure a reading is: the probability that it is right, from what the model and the search say of it.

Marginal probabilities of the label model alone are too sure of themselves on sources that it never saw. A logistic
model of few named signs, fitted on documents of sources that the label model had not seen, says how often readings
of that kind were right (Platt 1999). ``high`` means right 97 times in 100 there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, log

from ..recognize.rule import Candidate, Unit
from ..text.source import Confidence
from .columns import Column
from .evidence import Proposed
from .model import Marginals, learned_label

HIGH, MEDIUM = 0.96, 0.75
"""Probabilities from which a reading counts as ``high`` and as ``medium``."""
CERTAIN = 1.0
"""The sureness of what could not be read otherwise."""
_LEAST = 0.002
_FAR = 12.0


def confidence_of(sureness: float) -> Confidence:
    """The word for a probability of being right."""
    return "high" if sureness >= HIGH else "medium" if sureness >= MEDIUM else "low"


def weakest(*sureness: float) -> Confidence:
    """The confidence of a block that is as sure as the least sure of its units."""
    return confidence_of(min(sureness))


def _odds(chance: float) -> float:
    chance = min(max(chance, _LEAST), 1 - _LEAST)
    return log(chance / (1 - chance))


def signs_of(
    units: Sequence[Unit],
    firsts: Sequence[str],
    marginals: Sequence[Marginals],
    columns: Sequence[Column],
    chosen: Sequence[Candidate],
    losses: Sequence[Sequence[float]],
    leads: Mapping[int, float] | None = None,
) -> Iterator[dict[str, float]]:
    """For each unit the named signs of how sure its reading is, one after the other.

    ``firsts`` are the labels that the rules put first; ``leads`` tells, in nats, by how much the decision on a headline leads, for the units that it settled.
    """
    decided = leads or {}
    labels = [learned_label(candidate.label) for candidate in chosen]
    own = [chances.get(label, 0.0) for chances, label in zip(marginals, labels, strict=True)]
    page = _odds(sum(own) / len(own) if own else 0.0)
    odds = [page, *map(_odds, own), page]
    for index, (unit, label, top) in enumerate(zip(units, labels, firsts, strict=True)):
        lead = _FAR
        for (other, _), loss in zip(columns[index], losses[index], strict=True):
            if loss < lead and learned_label(other.label) != label:
                lead = loss
        settled = decided.get(index)
        if settled is not None and settled < lead:
            lead = settled
        before, after = odds[index], odds[index + 2]
        yield {
            "one": 1.0,
            "chance": odds[index + 1],
            "lead": lead,
            "lead-small": lead if lead < 2.0 else 2.0,
            "rules-agree": float(top == label),
            "rules-silent": float(not top),
            "neighbors": (before + after) / 2,
            "weakest-neighbor": before if before < after else after,
            "page": page,
            "headline": float(settled is not None),
            "cut": float(not unit.whole),
            f"is:{label}": 1.0,
        }


def firsts_of(proposals: Iterable[Proposed]) -> list[str]:
    """For each unit the label, as it is learned, of the reading that the rules put first; none proposed: an empty text."""
    return [*map(_first_of, proposals)]


def _first_of(proposed: Proposed) -> str:
    best, label = -1e9, ""
    for candidate, score, _ in proposed:
        if score > best:
            best, label = score, candidate.label
    return learned_label(label)


def sureness_of(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability that a reading with these signs is right."""
    total = sum([weights.get(name, 0.0) * value for name, value in signs.items()])
    return 1 / (1 + exp(-total)) if total > -60 else 0.0
