"""Text in, document out; and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .decode.build import build
from .decode.coherence import State, Transition, step, transition_of
from .decode.given import with_given
from .decode.margin import confidence_of, margin_of
from .decode.search import Choice, best_path
from .errors import Diagnostic
from .model.nodes import Document
from .model.writable import writable
from .recognize.page import Page, read_page
from .recognize.registry import all_rules
from .recognize.rule import Candidate, Rule, Unit, Weights
from .recognize.units import cut_lines
from .text.repair import find_repairs
from .text.source import Confidence, LineIndex, Repair, Source, SourceFile, Span, read_lines, with_repairs_of_file

_TOGETHER = 64
"""Units that one rule looks at before the next rule does: the same code over many lines runs faster."""

_HOPELESS = 7.0
"""Nats behind the best reading of a unit from which no neighborhood has been seen to rescue another one."""

Column = list[tuple[Candidate, float]]
_Found = dict[tuple[object, ...], tuple[float, Candidate]]
_Finder = tuple[Callable[[Unit, Page], Iterable[Candidate]], Weights, dict[str, dict[tuple[str, ...], float]]]


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


def _order(pair: tuple[Candidate, float]) -> tuple[float, str, tuple[str, ...], str]:
    candidate, value = pair
    return -value, candidate.label, candidate.evidence, candidate.detail


def candidates(units: Sequence[Unit], page: Page, rules: Sequence[Rule]) -> list[Column]:
    """Every reading of every unit with its score, best first. The order of the rules means nothing."""
    columns: list[Column] = []
    # For each rule the score of every set of evidence met so far: lines of one page have much in common.
    finders: list[_Finder] = [(rule.find, rule.weights, {label: {} for label in rule.weights}) for rule in rules]
    for first in range(0, len(units), _TOGETHER):
        some = units[first : first + _TOGETHER]
        found: list[_Found] = [{} for _ in some]
        tops = [-1e9] * len(some)
        for find, weights, known in finders:
            for place, unit in enumerate(some):
                for candidate in find(unit, page):
                    label, evidence, marker = candidate.label, candidate.evidence, candidate.marker
                    scores = known[label]
                    value = scores.get(evidence)
                    if value is None:
                        table = weights[label]
                        value = scores[evidence] = table["base"] + sum([table[name] for name in evidence])
                    if value > tops[place]:
                        tops[place] = value
                    elif value < tops[place] - _HOPELESS:
                        continue
                    if marker is not None:
                        key: tuple[object, ...] = (
                            label, marker.style, marker.end, candidate.head, candidate.detail
                        )  # fmt: skip
                    else:
                        key = (label, candidate.detail) if label == "head" else (label,)
                    best = found[place]
                    before = best.get(key)
                    if before is None or (value, evidence, candidate.detail) > (
                        before[0],
                        before[1].evidence,
                        before[1].detail,
                    ):
                        best[key] = (value, candidate)
        for best, top in zip(found, tops, strict=True):
            floor = top - _HOPELESS
            column = [(candidate, value) for value, candidate in best.values() if value >= floor]
            if len(column) > 1:
                column.sort(key=_order)
            columns.append(column)
    return columns


def _read(
    source: Source, rules: Sequence[Rule]
) -> tuple[tuple[Repair, ...], tuple[Unit, ...], list[Column], list[Choice[Candidate, State]], tuple[Diagnostic, ...]]:
    repairs, remarks = find_repairs(source.text)
    repairs, remarks = with_repairs_of_file(source, repairs), (*source.remarks, *remarks)
    units = cut_lines(source.text, read_lines(source.text, repairs))
    page = read_page(units)
    columns = candidates(units, page, rules)
    return repairs, units, columns, _decode(columns), remarks


def _decode(columns: Sequence[Column]) -> list[Choice[Candidate, State]]:
    """The best reading of the page. Transitions are numbered, so that a step once taken is looked up."""
    numbers: dict[Transition, int] = {}
    transitions: list[Transition] = []
    numbered: list[list[tuple[int, float]]] = []
    for column in columns:
        row = []
        for candidate, score in column:
            transition = transition_of(candidate)
            number = numbers.get(transition)
            if number is None:
                number = numbers[transition] = len(transitions)
                transitions.append(transition)
            row.append((number, score))
        numbered.append(row)
    path = best_path(numbered, State(), lambda state, number: step(state, transitions[number]))
    return [
        Choice(column[choice.index][0], choice.index, choice.state, choice.losses)
        for column, choice in zip(columns, path, strict=True)
    ]


def parse(text: str | Source, rules: Sequence[Rule] | None = None) -> Document:
    """The document in a text: its articles, their facts and sections, and what was left out.

    Never raises on any string. The same text gives the same document.

    >>> parse("甲镇工作总结\\n\\n一、工作开展情况\\n今年,甲镇完成了各项任务,群众满意。").articles[0].title.text
    '甲镇工作总结'
    """
    source = _as_source(text)
    repairs, units, columns, choices, remarks = _read(source, all_rules() if rules is None else rules)
    return writable(with_given(build(source, repairs, remarks, units, columns, choices), source))


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
                line=row,
                column=place,
                start=visible.start,
                end=visible.end,
                text=unit.view.text,
                label=winner.label,
                score=score,
                margin=margin,
                confidence=confidence_of(margin),
                rule=winner.rule,
                evidence=winner.evidence,
                losers=losers,
            )
        )
    return Explanation(tuple(out))
