"""The reasons behind every reading, as small data for the script of a page."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from ..parse import Explanation, UnitExplanation
from .evidence_words import said_of
from .words import LANGUAGES

MOST = 6
"""Pieces of evidence that a page tells of a reading."""
FEW = 3
"""Other readings that it tells, and pieces of evidence of a reading that is sure."""


class Names:
    """Names that come often, told once: a page has the list and numbers into it."""

    def __init__(self) -> None:
        self.list: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, name: str) -> int:
        """The number of a name."""
        if name not in self._places:
            self._places[name] = len(self.list)
            self.list.append(name)
        return self._places[name]


def reasons_of(explanation: Explanation) -> dict[str, Any]:
    """What a page knows of the readings: ``names``, what they mean (``said``), and ``units``, a list for each.

    A unit is its line, label, sureness (0 to 100), word for it, evidence,
    coherence, other readings, and the person who decided it, if one did. Of
    another reading there are its label, chance (0 to 100), nats behind (None
    where it cannot be) and evidence. Evidence is pairs of a number into
    ``names`` and a weight in nats.
    """
    names = Names()
    units = [_unit(unit, names) for unit in explanation.units]
    said = {language: [said_of(name, language) for name in names.list] for language in LANGUAGES}
    return {"names": names.list, "said": said, "units": units}


def _unit(unit: UnitExplanation, names: Names) -> list[object]:
    doubtful = unit.confidence != "high"
    others = [
        [
            other.label,
            round(other.chance * 100),
            round(other.behind, 1) if isfinite(other.behind) else None,
            _pairs(other.evidence[:FEW], names) if doubtful else [],
        ]
        for other in unit.losers[:FEW]
    ]
    return [
        unit.line,
        unit.label,
        min(round(unit.sureness * 100), 99 if unit.sureness < 1 else 100),
        unit.confidence,
        _pairs(unit.evidence[: MOST if doubtful else FEW], names),
        _pairs(unit.coherence[:FEW], names),
        others,
        person_of(unit),
    ]


def person_of(unit: UnitExplanation) -> str:
    """The person, and when, whose decision a reading is; empty if it is nobody's."""
    return unit.rule.removeprefix("pin").strip() if unit.rule.startswith("pin") else ""


def _pairs(evidence: Iterable[tuple[str, float]], names: Names) -> list[list[float]]:
    return [[names.place(name), round(weight, 1)] for name, weight in evidence]
