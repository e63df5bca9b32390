"""Fits the weights of :mod:`tei_tools.read.facts` to articles whose facts a person has labelled.

For each article the right candidate for its date, and for its source, is one choice among those that its lines offer and
"none": a conditional logit model, drawn to the weights set by hand. Plain Python; the same cases give the same weights.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from ..evaluate.compare import same_date, squeeze
from ..evaluate.labels import Labels
from .candidates import Candidate, FactLine, Target
from .facts import ANY, Offers, completed_dates, offers_of, weights
from .levels_fit import minimum

PULL = 15.0
"""How strongly weights are drawn to those set by hand: the precision of a normal distribution around each."""
READY = 0.5
"""Nats by which any candidate leads over none. Of values that are right as often as not more are gained than lost for the
F1 of a field: with an F1 of f a value is better given than not from a probability of f / 2 on."""
SPREAD = 3
"""From how many sources on evidence that has no weight set by hand is learned."""
STEPS = 100


@dataclass(frozen=True, slots=True)
class Stated:
    """What a labelled text says of its facts: where its units begin (offsets in code points) and of which article each
    is, and the fields of the articles."""

    starts: Sequence[int]
    owners: Sequence[str]
    fields: Mapping[str, Mapping[str, str]]


NOTHING_STATED = Stated((), (), {})


@dataclass(frozen=True, slots=True)
class Case:
    """The choice of one fact of one article: the evidence of each candidate, and which of them are right."""

    source: str
    target: Target
    evidence: Sequence[Sequence[str]]
    right: Sequence[bool]


def stated(labels: Labels) -> Stated:
    """What labels say of facts."""
    return Stated(
        [unit.start for unit in labels.units], [unit.article for unit in labels.units],
        {article.id: article.fields for article in labels.articles},
    )  # fmt: skip


def cases_of(lines: Sequence[FactLine], articles: int, known: Stated, source: str) -> Iterator[Case]:
    """The choices that a text as read offers; ``lines`` and ``articles`` are as :func:`facts.collect` takes them.

    The lines must come from weights that never saw the text, else those of facts trust its labels too much.
    """
    offers = offers_of(lines, articles)
    for name, number in _matched(lines, articles, known).items():
        fields = known.fields[name]
        date, origin = fields.get("date", ""), squeeze(fields.get("source", ""))
        dates = completed_dates(offers.collectors[number], offers.page, weights())
        yield _case(source, "date", [found for found, _ in dates], [same_date(date, one.when) for _, one in dates])
        found = [entry for entry in _found(offers, number) if entry.target == "source"]
        yield _case(source, "source", found, [bool(origin) and squeeze(one.text.text) == origin for one in found])


def _found(offers: Offers, number: int) -> Sequence[Candidate]:
    return offers.collectors[number].found


def _case(source: str, target: Target, found: Iterable[Candidate], right: Sequence[bool]) -> Case:
    return Case(source, target, [entry.evidence for entry in found], right)


def _matched(lines: Sequence[FactLine], articles: int, known: Stated) -> dict[str, int]:
    """For each labelled article the number of the one as read that most of its lines are in, each taken once."""
    owners: list[Counter[str]] = [Counter() for _ in range(articles)]
    for line in lines:
        if line.article is not None and line.text.spans:
            place = bisect_right(known.starts, line.text.spans[0].start) - 1
            if place >= 0:
                owners[line.article][known.owners[place]] += 1
    out: dict[str, int] = {}
    for name in known.fields:
        ranked = [(-owners[k][name], k) for k in range(articles) if owners[k][name] and k not in out.values()]
        if ranked:
            out[name] = min(ranked)[1]
    return out


def fit(cases: Iterable[Case]) -> dict[str, float]:
    """The weights of the evidence in nats, by target and name, rounded to thousandths."""
    by_target: dict[Target, list[Case]] = defaultdict(list)
    for case in cases:
        if case.evidence:
            by_target[case.target].append(case)
    out: dict[str, float] = {}
    for target in sorted(by_target):
        out |= _fitted(target, by_target[target])
        out[f"{target}:{ANY}"] = READY
    return out


def _fitted(target: Target, cases: Sequence[Case]) -> dict[str, float]:
    sources: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for name in {name for names in case.evidence for name in names}:
            sources[name].add(case.source)
    by_hand = {name: weight for name in sources if (weight := weights().get(f"{target}:{name}")) is not None}
    names = sorted(name for name in sources if name in by_hand or len(sources[name]) >= SPREAD)
    numbers = {name: number for number, name in enumerate(names)}
    rows = [
        ([[numbers[name] for name in found if name in numbers] for found in case.evidence], case.right)
        for case in cases
    ]
    prior = [by_hand.get(name, 0.0) for name in names]

    def loss(table: list[float]) -> tuple[float, list[float]]:
        slope = [PULL * (weight - own) for weight, own in zip(table, prior, strict=True)]
        total = PULL * sum([(weight - own) ** 2 for weight, own in zip(table, prior, strict=True)]) / 2
        for candidates, right in rows:
            total += _add_slope(candidates, right, table, slope)
        return total, slope

    found = minimum(loss, prior, STEPS)
    learned = {f"{target}:{name}": round(weight, 3) for name, weight in zip(names, found, strict=True)}
    return {name: weight for name, weight in learned.items() if weight or name in weights()}


def _add_slope(
    candidates: Sequence[Sequence[int]], right: Sequence[bool], table: Sequence[float], slope: list[float]
) -> float:
    """The loss of one choice; its gradient is added to ``slope``. None weighs nothing, and is right where no other is."""
    values = [sum([table[number] for number in names]) for names in candidates]
    most = max(0.0, *values)
    powers = [exp(value - most) for value in values]
    rest = exp(-most)
    whole = sum(powers) + rest
    good = sum([power for power, is_right in zip(powers, right, strict=True) if is_right]) or rest
    for names, power, is_right in zip(candidates, powers, right, strict=True):
        pull = power / whole - (power / good if is_right else 0.0)
        for number in names:
            slope[number] += pull
    return log(whole / good)
