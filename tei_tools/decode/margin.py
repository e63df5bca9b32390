"""From margins to words: how sure a reading is."""

from __future__ import annotations

from collections.abc import Sequence

from ..recognize.rule import Candidate, Unit
from ..text.source import Confidence
from .coherence import State
from .search import Choice

HIGH, MEDIUM = 3.0, 1.5
"""Margins in nats from which a reading counts as ``high`` and as ``medium``."""

SERIES = 2.2
"""Nats that the neighborhood may add to a unit's own evidence when confidence is said."""

LARGEST = 99.0
"""The margin of a unit that can be read in one way only."""


_OF_BODY = frozenset({"sec", "item", "head", "p"})


def confidence_of(margin: float) -> Confidence:
    """The word for a margin in nats."""
    return "high" if margin >= HIGH else "medium" if margin >= MEDIUM else "low"


def margin_of(unit: Unit, candidates: Sequence[tuple[Candidate, float]], choice: Choice[Candidate, State]) -> float:
    """How sure a reading is, in nats.

    The lead of the best whole page over the best one that reads this unit
    otherwise; but at most :data:`SERIES` more than the unit's own evidence
    leads by, because a whole series can be misread together, and less than
    high where line breaks had to be guessed.
    """
    best = LARGEST
    own = other_own = -LARGEST
    chosen = choice.chosen.label
    if len(candidates) > 1:
        for (other, score), loss in zip(candidates, choice.losses, strict=True):
            label = other.label
            if label == chosen:
                if score > own:
                    own = score
                continue
            if loss < best:
                best = loss
            if score > other_own and label in _OF_BODY:
                other_own = score
    else:
        own = candidates[0][1]
    if chosen in _OF_BODY:
        best = min(best, max(own - other_own, 0.0) + SERIES)
    if not (unit.first and unit.last):
        best = min(best, HIGH - 0.1)
    return best


def weakest(*margins: float) -> Confidence:
    """The confidence of a block that is as sure as the least sure of its units."""
    return confidence_of(min(margins))
