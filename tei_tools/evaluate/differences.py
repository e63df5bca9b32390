"""Every place where a document differs from its labels, and the evidence behind the reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..parse import Explanation, UnitExplanation, explain
from ..read.model import Model
from ..read.own_rules import OwnRule
from ..text.source import Confidence, LineIndex
from .compare import Comparison, UnitOutcome
from .labels import DEEP
from .run import Case

Kind = Literal["label", "depth", "run-in-head", "number", "field"]
STRONGEST = 4
"""So many pieces of evidence are shown."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the parser read a unit as it did: rule, evidence with weights in nats, strongest first, how sure it was."""

    rule: str
    evidence: tuple[tuple[str, float], ...]
    sureness: float
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as labelled.

    ``line`` counts from 1 as in the file of labels, 0 for a field of an
    ``article``; ``column`` from 0. ``explain_line`` is the line to give to
    ``tei-tools explain``, which differs where a text has lone carriage returns.
    """

    id: str
    kind: Kind
    label: str
    got: str
    line: int = 0
    column: int = 0
    text: str = ""
    article: str = ""
    name: str = ""
    explain_line: int = 0
    reason: Reason | None = None

    @property
    def cause(self) -> str:
        """What differences of one kind have in common."""
        match self.kind:
            case "label":
                return f"labelled {self.label.partition(':')[0]}, read {self.got.partition(':')[0]}"
            case "field":
                said = "not read" if not self.got else "not labelled" if not self.label else "another one read"
                return f"{self.name}: {said}"
            case "depth":
                return "another depth"
            case "run-in-head":
                return "another run-in head"
            case "number":
                return "another number"


def differences(
    comparisons: Iterable[Comparison],
    cases: Mapping[str, Case],
    *,
    lost: Collection[str] = (),
    with_reasons: bool = True,
    model: Model | None = None,
    own_rules: Sequence[OwnRule] = (),
) -> list[Difference]:
    """Every difference, in the order of documents, units before fields.

    ``with_reasons`` reads the texts of documents that differ once more, for
    the evidence: only for comparisons of what this version of the parser read
    with this ``model`` (that of the package if None) and these rules of the user's own.
    For ``lost`` documents, given by id, there is none.
    """
    out: list[Difference] = []
    for comparison in comparisons:
        source = cases[comparison.id].source
        found = [(unit, kind, label, got) for unit in comparison.units for kind, label, got in _unit_differences(unit)]
        lines = LineIndex(source.text)
        asked = found and with_reasons and comparison.id not in lost
        explanation = explain(source, model=model, own_rules=own_rules) if asked else None
        for outcome, kind, label, got in found:
            unit = outcome.unit
            at = unit.start + len(outcome.text) - len(outcome.text.lstrip())
            out.append(
                Difference(
                    comparison.id, kind, label, got, unit.line, unit.column, outcome.text.strip(),
                    explain_line=lines.place(at)[0], reason=_reason(explanation, outcome),
                )
            )  # fmt: skip
        for fact in comparison.fields:
            if not fact.right:
                out.append(
                    Difference(comparison.id, "field", fact.label, fact.got, article=fact.article, name=fact.name)
                )
    return out


def _unit_differences(outcome: UnitOutcome) -> Iterable[tuple[Kind, str, str]]:
    if not outcome.counted:
        return
    unit = outcome.unit
    if not outcome.right:
        yield "label", _deep(outcome.label, unit.depth), _deep(outcome.got, outcome.got_depth)
    elif outcome.label in DEEP and not outcome.right_heading:
        yield "depth", str(unit.depth), str(outcome.got_depth)
    opened = outcome.opened
    if outcome.run_in is False:
        yield "run-in-head", unit.head, opened.text if opened is not None else ""
    if outcome.number is False:
        got = "" if opened is None or opened.number is None else str(opened.number)
        yield "number", str(unit.number), got


def _deep(label: str, depth: int) -> str:
    return f"{label}:{depth}" if label in DEEP else label


def _reason(explanation: Explanation | None, outcome: UnitOutcome) -> Reason | None:
    """The reading of that part which shares most with the unit."""
    if explanation is None:
        return None
    start, end = outcome.unit.start, outcome.unit.end

    def shared(part: UnitExplanation) -> int:
        return min(part.end, end) - max(part.start, start)

    best = max(explanation.units, key=shared, default=None)
    if best is None or shared(best) <= 0:
        return None
    return Reason(best.rule, best.evidence[:STRONGEST], best.sureness, best.confidence)


def by_cause(found: Sequence[Difference]) -> list[tuple[str, list[Difference]]]:
    """Differences grouped by cause, the largest group first."""
    groups: defaultdict[str, list[Difference]] = defaultdict(list)
    for difference in found:
        groups[difference.cause].append(difference)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def explain_command(difference: Difference, folder: Path) -> str:
    """The command line that tells all about the reading of a place; ``folder`` holds the texts."""
    from shlex import quote

    return f"tei-tools explain {quote(str(folder / f'{difference.id}.txt'))} --line {difference.explain_line}"
