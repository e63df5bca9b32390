"""From comparisons to figures: shares of what is right, over any set of documents.

Sums run in the order of documents and units, so that the same comparisons
give the same figures to the last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..text.source import Confidence
from .compare import Comparison
from .labels import FIELDS

LEVELS: tuple[Confidence, ...] = ("high", "medium", "low")
PARTS = ("blocks", "blocks_macro", "headings", "fields", "articles")
"""The figures whose mean is the score."""
MINOR_PARTS = ("run_in_heads", "numbers", "joins")
FEWEST = 5
"""A label counts for ``blocks_macro`` when at least so many units have it."""


@dataclass(slots=True)
class Tally:
    """Things that are right; things read that are not right (``wrong``); things labelled and not read (``missed``)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, right: bool, *, labelled: bool = True, read: bool = True) -> None:
        """Count one thing that is labelled, read, or both."""
        self.right += right
        self.missed += labelled and not right
        self.wrong += read and not right

    @property
    def precision(self) -> float | None:
        """The share of right ones among those read; None if there are none."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """The share of right ones among those labelled; None if there are none."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, None if nothing is labelled and nothing read.

        >>> Tally(right=2, wrong=1, missed=1).f1 == 2 / 3
        True
        """
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Trust:
    """How many units have a level of confidence, and how many of them are right."""

    units: int
    right: int

    @property
    def share(self) -> float | None:
        """The share of right ones; None if there are no units."""
        return _share(self.right, self.units)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures over a set of documents; a figure is None where nothing could be counted for it.

    ``parts`` has :data:`PARTS` and :data:`MINOR_PARTS`. ``confusion`` counts
    units by what they are and what they were read as.
    """

    score: float
    parts: Mapping[str, float | None]
    tallies: Mapping[str, Tally]
    labels: Mapping[str, Tally]
    fields: Mapping[str, Tally]
    confusion: Mapping[tuple[str, str], int]
    confidence: Mapping[Confidence, Trust]
    characters: int
    unaccounted: int


@dataclass(slots=True)
class _Counts:
    labels: dict[str, Tally] = field(default_factory=dict)
    fields: dict[str, Tally] = field(default_factory=dict)
    headings: Tally = field(default_factory=Tally)
    run_in: Tally = field(default_factory=Tally)
    numbers: Tally = field(default_factory=Tally)
    joins: Tally = field(default_factory=Tally)
    owners: list[tuple[str, str]] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: Counter[Confidence] = field(default_factory=Counter)
    right: Counter[Confidence] = field(default_factory=Counter)

    def add(self, comparison: Comparison) -> None:
        for outcome in comparison.units:
            if outcome.join is not None:
                self.joins.add(
                    outcome.join == "joined",
                    labelled=outcome.join != "wrongly-joined",
                    read=outcome.join != "not-joined",
                )
            if not outcome.counted:
                continue
            label, got = outcome.label, outcome.got
            self.confusion[label, got] += 1
            self.labels.setdefault(label, Tally()).add(outcome.right, read=False)
            if not outcome.right:
                self.labels.setdefault(got, Tally()).wrong += 1
            self.units[outcome.confidence] += 1
            self.right[outcome.confidence] += outcome.right
            if outcome.is_heading:
                self.headings.add(outcome.right_heading, labelled=label in ("head", "sec"), read=got in ("head", "sec"))
            if outcome.run_in is not None:
                self.run_in.add(outcome.run_in, read=False)
            if outcome.number is not None:
                self.numbers.add(outcome.number, read=False)
        for fact in comparison.fields:
            tally = self.fields.setdefault(fact.name, Tally())
            tally.add(fact.right, labelled=bool(fact.label), read=bool(fact.got))
        self.owners += owners_of(comparison)


def owners_of(comparison: Comparison) -> list[tuple[str, str]]:
    """For each unit that belongs to an article: that article, and the one that it was read into."""
    return [
        (f"{comparison.id}/{outcome.unit.article}", f"{comparison.id}/{outcome.owner}")
        for outcome in comparison.units
        if outcome.counted and outcome.label != "noise"
    ]


def figures(comparisons: Sequence[Comparison]) -> Figures:
    """The figures over some documents, in the order given.

    The score is the mean of :data:`PARTS`: ``blocks`` is the F1 of labels over
    all units, ``blocks_macro`` the mean of the F1 of each label that at least
    :data:`FEWEST` units have, ``headings`` the F1 of heads at their depth,
    ``fields`` that of the facts of articles, ``articles`` the B-cubed F1 of
    which units are in one article.
    """
    counts = _Counts()
    for comparison in comparisons:
        counts.add(comparison)
    tallies = {
        "blocks": _sum(counts.labels.values()),
        "headings": counts.headings,
        "fields": _sum(counts.fields.values()),
        "run_in_heads": counts.run_in,
        "numbers": counts.numbers,
        "joins": counts.joins,
    }
    frequent = [tally.f1 for tally in counts.labels.values() if tally.right + tally.missed >= FEWEST]
    parts: dict[str, float | None] = {
        "blocks": tallies["blocks"].f1,
        "blocks_macro": _mean(frequent),
        "headings": tallies["headings"].f1,
        "fields": tallies["fields"].f1,
        "articles": bcubed(counts.owners),
    }
    score = _mean(list(parts.values())) or 0.0
    parts |= {name: tallies[name].f1 for name in MINOR_PARTS}
    return Figures(
        score,
        parts,
        tallies,
        dict(sorted(counts.labels.items())),
        {name: counts.fields[name] for name in FIELDS if name in counts.fields},
        dict(counts.confusion),
        {level: Trust(counts.units[level], counts.right[level]) for level in LEVELS},
        sum(comparison.characters for comparison in comparisons),
        sum(comparison.unaccounted for comparison in comparisons),
    )


def bcubed(pairs: Sequence[tuple[str, str]]) -> float | None:
    """The B-cubed F1 of a grouping: for each thing its group as labelled and as read; None without things.

    After A. Bagga and B. Baldwin, "Algorithms for Scoring Coreference Chains" (1998).

    >>> bcubed([("a1", "x"), ("a1", "x"), ("a2", "y")]), round(bcubed([("a1", "x"), ("a2", "x")]), 3)
    (1.0, 0.667)
    """
    if not pairs:
        return None
    precision, recall = (total / len(pairs) for total in bcubed_sums(pairs))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def bcubed_sums(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """The precision and the recall of each thing in a grouping, summed over all things.

    >>> bcubed_sums([("a1", "x"), ("a2", "x")])
    (1.0, 2.0)
    """
    both = Counter(pairs)
    labelled = Counter(label for label, _ in pairs)
    read = Counter(got for _, got in pairs)
    precision = sum(both[pair] / read[pair[1]] for pair in pairs)
    return precision, float(sum(both[pair] / labelled[pair[0]] for pair in pairs))


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.right += tally.right
        total.wrong += tally.wrong
        total.missed += tally.missed
    return total


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def family(name: str) -> str:
    """The family of a document: its id up to the first underscore.

    >>> family("town_25"), family("plain")
    ('town', 'plain')
    """
    return name.split("_", 1)[0]


def halves(comparisons: Sequence[Comparison]) -> tuple[tuple[Comparison, ...], tuple[Comparison, ...]]:
    """Documents in two halves with as much of each family: in the order of ids they go to one and the other in turn."""
    sides: tuple[list[Comparison], list[Comparison]] = ([], [])
    seen: Counter[str] = Counter()
    for comparison in sorted(comparisons, key=lambda comparison: comparison.id):
        kind = family(comparison.id)
        sides[seen[kind] % 2].append(comparison)
        seen[kind] += 1
    return tuple(sides[0]), tuple(sides[1])


def by_family(comparisons: Iterable[Comparison]) -> dict[str, list[Comparison]]:
    """Documents by family, families sorted."""
    found: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        found.setdefault(family(comparison.id), []).append(comparison)
    return dict(sorted(found.items()))
