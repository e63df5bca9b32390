"""Text in, document out; and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .decode.build import build, confidence_of, margin_of
from .decode.coherence import State, step
from .decode.search import Choice, best_path
from .model.nodes import Document
from .recognize.page import Page, read_page
from .recognize.registry import all_rules
from .recognize.rule import Candidate, Rule, Unit
from .recognize.units import cut_lines
from .text.repair import find_repairs
from .text.source import Confidence, LineIndex, Repair, Source, SourceFile, Span, read_lines

_HOPELESS = 9.0
"""Nats behind the best reading of a unit from which no neighborhood has been seen to rescue another one."""

Column = list[tuple[Candidate, float]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a unit: its label, its score in nats, the rule and evidence behind it."""

    label: str
    score: float
    rule: str
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class UnitExplanation:
    """How one line, or part of one, was read. ``start`` and ``end`` are source offsets in code points."""

    line: int
    column: int
    start: int
    end: int
    text: str
    label: str
    score: float
    margin: float
    confidence: Confidence
    rule: str
    evidence: tuple[tuple[str, float], ...]
    losers: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The readings of a whole text."""

    units: tuple[UnitExplanation, ...]


def _as_source(text: str | Source) -> Source:
    if isinstance(text, Source):
        return text
    return Source(text, SourceFile(characters=len(text)))


def candidates(units: Sequence[Unit], page: Page, rules: Sequence[Rule]) -> list[Column]:
    """Every reading of every unit with its score, best first. The order of the rules means nothing."""
    columns: list[Column] = []
    finders = [(rule, rule.find, rule.score) for rule in rules]
    for unit in units:
        column: dict[Candidate, float] = {}
        for _, find, score in finders:
            for candidate in find(unit, page):
                value = score(candidate)
                if value > column.get(candidate, -1e9):
                    column[candidate] = value
        best: dict[tuple[str, object, int, str], tuple[Candidate, float]] = {}
        for candidate, value in column.items():
            key = (candidate.label, candidate.marker, candidate.head, candidate.detail if candidate.label in ("head", "sec") else "")
            if key not in best or (value, candidate.evidence) > (best[key][1], best[key][0].evidence):
                best[key] = (candidate, value)
        top = max(value for _, value in best.values()) - _HOPELESS
        columns.append(sorted((pair for pair in best.values() if pair[1] >= top), key=lambda pair: (-pair[1], pair[0].label, pair[0].evidence, pair[0].detail)))
    return columns


def _read(source: Source, rules: Sequence[Rule]) -> tuple[tuple[Repair, ...], tuple[Unit, ...], list[Column], list[Choice[Candidate, State]], tuple]:  # type: ignore[type-arg]
    repairs, remarks = find_repairs(source.text)
    units = cut_lines(source.text, read_lines(source.text, repairs))
    page = read_page(units)
    columns = candidates(units, page, rules)
    return repairs, units, columns, best_path(columns, State(), step), remarks


def parse(text: str | Source, rules: Sequence[Rule] | None = None) -> Document:
    """The document in a text: its articles, their facts and sections, and what was left out.

    Never raises on any string. The same text gives the same document.

    >>> parse("甲镇工作总结\\n\\n一、工作开展情况\\n今年,甲镇完成了各项任务,群众满意。").articles[0].title.text
    '甲镇工作总结'
    """
    source = _as_source(text)
    repairs, units, columns, choices, remarks = _read(source, all_rules() if rules is None else rules)
    return build(source, repairs, remarks, units, columns, choices)


def explain(text: str | Source, rules: Sequence[Rule] | None = None) -> Explanation:
    """For each unit of a text: the reading chosen, its score and evidence, and the losers, best first."""
    source = _as_source(text)
    chosen = all_rules() if rules is None else rules
    _, units, columns, choices, _ = _read(source, chosen)
    places = LineIndex(source.text)
    page = read_page(units)
    out = []
    for unit, column, choice in zip(units, columns, choices, strict=True):
        named: dict[Candidate, tuple[Rule, float]] = {}
        for rule in chosen:
            for candidate in rule.find(unit, page):
                value = rule.score(candidate)
                if candidate not in named or value > named[candidate][1]:
                    named[candidate] = (rule, value)

        def spell(candidate: Candidate, score: float, named: dict[Candidate, tuple[Rule, float]] = named) -> Reading:
            rule, _ = named[candidate]
            weights = rule.weights[candidate.label]
            evidence = tuple((name, weights[name]) for name in candidate.evidence)
            base = (("base", weights["base"]),) if weights["base"] else ()
            return Reading(candidate.label, score, rule.name, base + evidence)

        margin = margin_of(unit, column, choice)
        score = next(value for candidate, value in column if candidate is choice.chosen or candidate == choice.chosen)
        winner = spell(choice.chosen, score)
        losers = tuple(
            spell(candidate, -loss)
            for (candidate, _), loss in sorted(zip(column, choice.losses, strict=True), key=lambda pair: pair[1])
            if candidate != choice.chosen
        )
        visible = Span(unit.view.origin[0], unit.view.origin[-1])
        row, place = places.place(visible.start)
        out.append(
            UnitExplanation(
                row, place, visible.start, visible.end, unit.text, winner.label, score, min(margin, 99.0), confidence_of(margin), winner.rule,
                winner.evidence, losers,
            )
        )  # fmt: skip
    return Explanation(tuple(out))
