"""Rules of the user's own: a pattern on the folded text of a line, and how what it matches is to be read.

A rule with a strength is evidence like any other of the label model: it adds its nats to the score of the label of the
unit, so that the odds of that label against each other one are multiplied by exp(strength), and neighbors are judged
with it. A rule without one is a pin (:mod:`tei_tools.read.pins`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..recognize.rule import Candidate, Label, Unit
from ..text.values import value
from .evidence import Proposed
from .pins import Fixed

SEEN = 1000
"""Code points of a unit that a rule looks at: matching must end whatever the pattern, and rules are about lines."""
_FACTS = ("meta", "byline")


@value(frozen=True, slots=True)
class OwnRule:
    """A rule of the user's own.

    ``pattern`` is a regular expression (Python's ``re``) that is sought in the readable text of each unit, width-folded
    and simplified; ``reading`` is a label of the reader. ``level`` is the level that the unit has if it is read as a
    head or section. ``strength`` is what the pattern weighs for the label, in nats, against it if it is negative; None
    makes the rule a pin.

    >>> rule = OwnRule("guide", "^本期导读", "noise", strength=3.0)
    >>> rule.matches("本期导读:稻田音乐节"), rule.matches("今日要闻")
    (True, False)
    """

    name: str
    pattern: str
    reading: Label
    level: int | None = None
    strength: float | None = None

    def matches(self, text: str) -> bool:
        """Whether the pattern is found in a text, of which the first :data:`SEEN` code points are looked at.

        What reaches to that end of a longer text is not found: nobody knows how it would go on.
        """
        found = re.compile(self.pattern).search(text, 0, SEEN)
        return found is not None and (len(text) <= SEEN or found.end() < SEEN)

    @property
    def evidence(self) -> str:
        """The name of the rule as evidence."""
        return f"rule={self.name}"


Said = Mapping[int, Sequence[OwnRule]]
"""The rules that match a unit, by its index; units that none matches are not in it."""


def own_evidence(units: Sequence[Unit], rules: Sequence[OwnRule]) -> dict[int, list[OwnRule]]:
    """The rules that match each unit, in the order of the rules."""
    if not rules:
        return {}
    found = {unit.index: [rule for rule in rules if rule.matches(unit.text)] for unit in units}
    return {index: matching for index, matching in found.items() if matching}


def fixed_by(said: Said) -> dict[int, Fixed]:
    """What the rules that are pins say of each unit, the first one that matches, and the levels of the others."""
    fixed = {}
    for index, rules in said.items():
        pins = [rule for rule in rules if rule.strength is None]
        levels = [rule for rule in (*pins[:1], *rules) if rule.level is not None and (rule.strength or 1.0) > 0]
        deciding = (pins or levels)[:1]
        if deciding:
            reading = pins[0].reading if pins else None
            fixed[index] = Fixed(reading, levels[0].level if levels else None, None, deciding[0].name, "rule")
    return fixed


def weights_of(said: Said) -> dict[int, dict[str, float]]:
    """What the rules with a strength weigh for the labels of each unit, in nats."""
    out: dict[int, dict[str, float]] = {}
    for index, rules in said.items():
        for rule in rules:
            if rule.strength:
                weights = out.setdefault(index, {})
                weights[rule.reading] = weights.get(rule.reading, 0.0) + rule.strength
    return out


def with_said(proposals: Sequence[Proposed], said: Said) -> Sequence[Proposed]:
    """The proposals, and those of rules on lines of facts and bylines: the model knows the two as one label."""
    out = list(proposals)
    for index, rules in said.items():
        out[index] = [*proposals[index], *_of_facts(proposals[index], rules)]
    return out


def _of_facts(proposed: Proposed, rules: Sequence[OwnRule]) -> Iterator[tuple[Candidate, float, str]]:
    best = max((score for candidate, score, _ in proposed if candidate.label in _FACTS), default=0.0)
    for rule in rules:
        if rule.reading in _FACTS and (rule.strength or 0.0) > 0:
            yield Candidate(rule.reading), best + (rule.strength or 0.0), rule.name
