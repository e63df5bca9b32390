"""Text in, document out; and why."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from .decode.build import build
from .decode.given import with_given
from .errors import Diagnostic
from .model.nodes import Document
from .model.writable import writable
from .read.confidence import confidence_of
from .read.evidence import page_evidence
from .read.model import Model, learned_label, load_model
from .read.reading import PageReading, names_along, reading_of
from .recognize.page import Page, read_page
from .recognize.registry import all_rules
from .recognize.rule import Candidate, Rule, Unit
from .recognize.units import cut_lines
from .text.repair import find_repairs
from .text.source import Confidence, LineIndex, Repair, Source, SourceFile, Span, read_lines, with_repairs_of_file

_TOLD = 8
"""How many pieces of evidence an explanation gives for a reading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a unit that was not chosen.

    ``chance`` is the probability of its label by the evidence of the page, before coherence is looked at; ``behind`` is
    by how many nats the whole page is worse with it, infinite where it is worse than any way worth following.
    ``evidence`` is what speaks for its label and against the one chosen, or the other way round, the strongest first.
    """

    label: str
    chance: float
    behind: float
    rule: str
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class UnitExplanation:
    """How one line, or part of one, was read. ``start`` and ``end`` are source offsets in code points.

    ``sureness`` is the probability that the reading is right and ``confidence`` the word for it; ``chance`` is the
    probability of the label by the evidence of the page alone. All else is in nats: ``margin`` is by how much the page
    is worse if this unit has another label; ``evidence`` is what decided between the label and the next best one, the
    strongest first; ``coherence`` is what the reading means behind what stands before it.
    """

    line: int
    column: int
    start: int
    end: int
    text: str
    label: str
    sureness: float
    confidence: Confidence
    chance: float
    margin: float
    rule: str
    evidence: tuple[tuple[str, float], ...]
    coherence: tuple[tuple[str, float], ...]
    losers: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The readings of a whole text."""

    units: tuple[UnitExplanation, ...]


class _Parses:
    """How many parses are under way in all threads, and whether the collector of garbage ran before the first."""

    lock = Lock()
    count = 0
    collected = False


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the collector of cyclic garbage from looking at a document while it grows: it has no cycles.

    The collector is as it was when the last parse of all threads is done.
    """
    with _Parses.lock:
        if not _Parses.count:
            _Parses.collected = gc.isenabled()
            gc.disable()
        _Parses.count += 1
    try:
        yield
    finally:
        with _Parses.lock:
            _Parses.count -= 1
            if not _Parses.count and _Parses.collected:
                gc.enable()


def _as_source(text: str | Source) -> Source:
    if isinstance(text, Source):
        return text
    return Source(text, SourceFile(characters=len(text)))


def _look(source: Source) -> tuple[tuple[Repair, ...], tuple[Unit, ...], Page, tuple[Diagnostic, ...]]:
    repairs, remarks = find_repairs(source.text)
    repairs, remarks = with_repairs_of_file(source, repairs), (*source.remarks, *remarks)
    units = cut_lines(source.text, read_lines(source.text, repairs))
    return repairs, units, read_page(units), remarks


def parse(text: str | Source, rules: Sequence[Rule] | None = None, model: Model | None = None) -> Document:
    """The document in a text: its articles, their facts and sections, and what was left out.

    ``rules`` and ``model`` stand in for those of the package. Never raises on any string. The same text gives the
    same document.

    >>> parse("甲镇工作总结\\n\\n一、工作开展情况\\n今年,甲镇完成了各项任务,群众满意。").articles[0].title.text
    '甲镇工作总结'
    """
    source = _as_source(text)
    with _without_collection():
        repairs, units, page, remarks = _look(source)
        used = model or load_model()
        reading = reading_of(page, all_rules() if rules is None else rules, used)
        document = build(source, repairs, remarks, units, reading.sureness, reading.choices, used.levels)
        return writable(with_given(document, source))


def explain(text: str | Source, rules: Sequence[Rule] | None = None, model: Model | None = None) -> Explanation:
    """For each unit of a text: the reading chosen, how sure it is, what decided, and the losers, best first."""
    source = _as_source(text)
    used = model or load_model()
    _, units, page, _ = _look(source)
    reading = reading_of(page, all_rules() if rules is None else rules, used)
    places = LineIndex(source.text)
    along = names_along(reading.choices)
    evidence = page_evidence(page, reading.proposals)
    return Explanation(
        tuple(
            _explain_unit(unit, reading, used, names, coherence, places)
            for unit, names, coherence in zip(units, evidence, along, strict=True)
        )
    )


def _explain_unit(
    unit: Unit, reading: PageReading, model: Model, names: Sequence[str], coherence: Sequence[str], places: LineIndex
) -> UnitExplanation:
    index = unit.index
    column, choice = reading.columns[index], reading.choices[index]
    chosen = choice.chosen
    marginals = reading.marginals[index]
    ranked = sorted(
        ((loss, candidate) for (candidate, _), loss in zip(column, choice.losses, strict=True) if candidate != chosen),
        key=lambda pair: pair[0],
    )
    others = [(loss, candidate) for loss, candidate in ranked if candidate.label != chosen.label]
    chances = sorted(((chance, label) for label, chance in marginals.items() if label != chosen.label), reverse=True)
    rival = others[0][1].label if others else chances[0][1] if chances else ""
    visible = Span(unit.view.origin[0], unit.view.origin[-1])
    row, place = places.place(visible.start)
    return UnitExplanation(
        line=row,
        column=place,
        start=visible.start,
        end=visible.end,
        text=unit.view.text,
        label=chosen.label,
        sureness=reading.sureness[index],
        confidence=confidence_of(reading.sureness[index]),
        chance=marginals.get(learned_label(chosen.label), 0.0),
        margin=others[0][0] if others else float("inf"),
        rule=_rule_of(chosen, reading, index),
        evidence=_decided(model, names, chosen.label, rival),
        coherence=tuple((name, model.coherence.get(name, 0.0)) for name in coherence),
        losers=tuple(
            Reading(
                candidate.label, marginals.get(learned_label(candidate.label), 0.0), loss,
                _rule_of(candidate, reading, index),
                _decided(model, names, candidate.label, chosen.label) if candidate.label != chosen.label else (),
            )
            for loss, candidate in ranked
        ),
    )  # fmt: skip


def _rule_of(candidate: Candidate, reading: PageReading, index: int) -> str:
    """The rule that proposed a reading, ``model`` if none did."""
    found = [(score, rule) for proposed, score, rule in reading.proposals[index] if proposed == candidate]
    return max(found)[1] if found else "model"


def _decided(model: Model, names: Sequence[str], label: str, rival: str) -> tuple[tuple[str, float], ...]:
    """What of the evidence speaks most for one label and against another, or the other way round, in nats."""
    mine = dict(model.reasons(names, learned_label(label)))
    for name, weight in model.reasons(names, learned_label(rival)):
        mine[name] = mine.get(name, 0.0) - weight
    ranked = sorted(mine.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple((name, round(weight, 3)) for name, weight in ranked[:_TOLD])
