"""Text in, document out; and why."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from .decode.build import build, metas_of
from .decode.given import with_given
from .errors import Diagnostic
from .model.nodes import Document
from .model.writable import writable
from .read.confidence import confidence_of
from .read.evidence import Proposed, page_evidence
from .read.layout_evidence import reasons
from .read.model import Model, learned_label, load_model
from .read.own_rules import OwnRule, Said, fixed_by, own_evidence, with_said
from .read.pins import Fixed, Pin, edges_of, fixed_units, unheld
from .read.reading import PageReading, names_along, propose, reading_of
from .recognize.page import Page, read_page
from .recognize.registry import all_rules
from .recognize.rule import Candidate, Rule, Unit
from .recognize.units import cut_lines
from .text.repair import find_repairs
from .text.source import (
    Confidence,
    LineIndex,
    Repair,
    Source,
    SourceFile,
    Span,
    find_lost,
    read_lines,
    with_repairs_of_file,
)

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
    strongest first; ``coherence`` is what the reading means behind what stands before it; ``headline`` is by how much
    the decision on the headline leads over the next best one, None if it is not what settled the label.
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
    headline: float | None = None


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


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is known of a text before it is read."""

    repairs: tuple[Repair, ...]
    units: tuple[Unit, ...]
    page: Page
    said: Said
    fixed: Mapping[int, Fixed]
    remarks: tuple[Diagnostic, ...]


def _look(source: Source, pins: Sequence[Pin], own_rules: Sequence[OwnRule]) -> _Looked:
    repairs, remarks = find_repairs(source.text)
    repairs, remarks = with_repairs_of_file(source, repairs), (*source.remarks, *remarks, *_lost(source))
    units = cut_lines(source.text, read_lines(source.text, repairs), edges_of(pins))
    said = own_evidence(units, own_rules)
    fixed, nowhere = fixed_units(units, pins, fixed_by(said))
    return _Looked(repairs, units, read_page(units), said, fixed, (*remarks, *nowhere))


def _lost(source: Source) -> tuple[Diagnostic, ...]:
    """What is to say of characters that were destroyed before the text came here, not when it was decoded."""
    text = source.text
    found = find_lost(text)
    if not found or source.file.replaced or any(remark.code == "bytes-lost" for remark in source.remarks):
        return ()
    count, place = sum([repair.gap for repair in found]), found[0].span
    words = "1 character was" if count == 1 else f"{count:,} characters were"
    places = "" if len(found) == 1 else f", in {len(found):,} places"
    message = (
        f"{words} destroyed by a wrong change of encoding before (“{text[place.start : place.end][:6]}”{places}): "
        "gaps that no program can fill; get the text anew from where it was published."
    )
    spans = (place,) if len(found) == 1 else (Span(place.start, found[-1].span.end),)
    return (Diagnostic("destroyed-characters", "warning", message, spans),)


def parse(
    text: str | Source, rules: Sequence[Rule] | None = None, model: Model | None = None, pins: Sequence[Pin] = (),
    own_rules: Sequence[OwnRule] = (),
) -> Document:  # fmt: skip
    """The document in a text: its articles, their facts and sections, and what was left out.

    ``rules`` and ``model`` stand in for those of the package. ``pins`` say how spans of the text have to be read
    (:class:`tei_tools.read.pins.Pin`); of two that contradict each other the later one counts. ``own_rules`` are rules
    of the user's own (:class:`tei_tools.read.own_rules.OwnRule`), beside those of the package; pins stand above them.
    Never raises on any string. The same text gives the same document.

    >>> text = "甲镇工作总结\\n\\n一、工作开展情况\\n今年,甲镇完成了各项任务,群众满意。"
    >>> parse(text).articles[0].title.text
    '甲镇工作总结'
    >>> parse(text, pins=[Pin(Span(0, 6), "noise")]).articles[0].title is None
    True
    """
    with _without_collection():  # what was known on the way is gone when it ends
        return _document(
            _as_source(text), all_rules() if rules is None else rules, model or load_model(), pins, own_rules
        )


def _document(
    source: Source, rules: Sequence[Rule], model: Model, pins: Sequence[Pin], own_rules: Sequence[OwnRule]
) -> Document:
    looked = _look(source, pins, own_rules)
    reading = reading_of(looked.page, rules, model, looked.fixed, looked.said, source.layout)
    sureness, choices = reading.sureness, reading.choices
    labels = [choice.chosen.label for choice in choices]
    remarks = [*looked.remarks, *unheld(looked.units, looked.fixed, labels, LineIndex(source.text))]
    units, repairs, fixed, metas = looked.units, looked.repairs, looked.fixed, metas_of(reading.marginals)
    del looked, reading  # what a long page needs most memory for has done its work
    document = build(source, repairs, remarks, units, sureness, choices, model.levels, fixed, metas, model.facts)
    return writable(with_given(document, source))


def explain(
    text: str | Source, rules: Sequence[Rule] | None = None, model: Model | None = None, pins: Sequence[Pin] = (),
    own_rules: Sequence[OwnRule] = (),
) -> Explanation:  # fmt: skip
    """For each unit of a text: the reading chosen, how sure it is, what decided, and the losers, best first.

    The rule of a unit that is read as a pin says is ``pin`` and the pin's name. Evidence of a rule of the user's own is
    called ``rule=`` and its name.
    """
    source = _as_source(text)
    used = model or load_model()
    looked = _look(source, pins, own_rules)
    units = looked.units
    asked = all_rules() if rules is None else rules
    reading = reading_of(looked.page, asked, used, looked.fixed, looked.said, source.layout)
    places = LineIndex(source.text)
    along = names_along(reading)
    proposals: Sequence[Proposed] = propose(looked.page, asked)
    evidence = page_evidence(looked.page, proposals)
    if looked.said:
        proposals = with_said(proposals, looked.said)
    return Explanation(
        tuple(
            _explain_unit(unit, proposed, reading, used, names, coherence, places)
            for unit, proposed, names, coherence in zip(units, proposals, evidence, along, strict=True)
        )
    )


def _explain_unit(
    unit: Unit,
    proposed: Proposed,
    reading: PageReading,
    model: Model,
    names: Sequence[str],
    coherence: Sequence[str],
    places: LineIndex,
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
    visible = unit.visible
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
        rule=_rule_of(chosen, proposed, reading, index),
        evidence=_decided(model, names, reading, index, chosen.label, rival),
        coherence=tuple((name, model.coherence.get(name, 0.0)) for name in coherence),
        losers=tuple(
            Reading(
                candidate.label, marginals.get(learned_label(candidate.label), 0.0), loss,
                _rule_of(candidate, proposed, reading, index),
                () if candidate.label == chosen.label
                else _decided(model, names, reading, index, candidate.label, chosen.label),
            )
            for loss, candidate in ranked
        ),
        headline=reading.leads.get(index),
    )  # fmt: skip


def _rule_of(candidate: Candidate, proposed: Proposed, reading: PageReading, index: int) -> str:
    """The rule that proposed a reading, ``model`` if none did; the pin that says so; a rule of the user's own first."""
    known = reading.fixed.get(index)
    if known is not None and known.reading == candidate.label:
        return known.called
    own = [(rule.strength or 0.0, rule.name) for rule in reading.said.get(index, ()) if rule.reading == candidate.label]
    if own and max(own)[0] > 0:
        return max(own)[1]
    found = [(score, rule) for other, score, rule in proposed if other == candidate]
    return max(found)[1] if found else "model"


def _decided(
    model: Model, names: Sequence[str], reading: PageReading, index: int, label: str, rival: str
) -> tuple[tuple[str, float], ...]:  # fmt: skip
    """What of the evidence speaks most for one label and against another, or the other way round, in nats."""
    layout = reading.layout[index] if reading.layout else ()
    own, other = learned_label(label), learned_label(rival)
    mine = dict([*model.reasons(names, own), *reasons(layout, own)])
    for rule in reading.said.get(index, ()):
        if rule.strength and rule.reading in (label, rival):
            mine[rule.evidence] = rule.strength if rule.reading == label else -rule.strength
    for name, weight in [*model.reasons(names, other), *reasons(layout, other)]:
        mine[name] = mine.get(name, 0.0) - weight
    ranked = sorted(mine.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple((name, round(weight, 3)) for name, weight in ranked[:_TOLD])
