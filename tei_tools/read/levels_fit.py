"""Fits the weights of :mod:`tei_tools.read.levels` to articles whose depths a person has labelled.

Each head is one choice among the places open to it, given the right places of the heads before it: a log-linear model,
pulled to :data:`PRIOR` where the cases say little. Articles as a reader has them, with heads that are none and without
some that are, teach what to do beside those that are right alone: a false head is no choice, and stands where weights
of right articles put it. Plain Python; the same cases give the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

from .levels import Head, Known, Outline, names_at

PULL = 0.3
"""How strongly weights are pulled to the prior: the precision of a normal distribution around it."""
RARE = 3
"""Evidence that fewer places than this show is left out."""
LONG = 0.3
"""An article of n heads counts n ** (1 - LONG) heads: a long statute is not to outvote many reports."""
STEPS = 120

PRIOR = {
    "closed:next:mark": -3.0,
    "passed:next:mark": -3.0,
    "kept:anew:mark": -1.5,
    "closed:anew:mark": 0.5,
    "closed:here-next:mark": -1.0,
    "kept:here-next:mark": -1.5,
    "same:next": 2.0,
    "same": 1.0,
    "below-same:mark": -1.5,
    "below-same:plain": -0.5,
    "below-statute:<": -4.0,
    "below-statute:=": -2.0,
    "beside-statute": -3.0,
    "known:=mark": 0.5,
    "known:=plain": 0.5,
    "plain:same": 0.5,
    "plain:else": -0.5,
    "below-md:>21": 1.0,
    "below-md:<21": -1.5,
    "below-md:=21": -1.5,
    "md:=21": 1.0,
    "md:>21": -1.5,
    "md:<21": -1.0,
    "md:<20": -0.5,
    "below-md:<20": 0.5,
    "below-md:>20": -0.5,
}
"""What is known before any case, in nats: a series is not left while its next number is to come, nor kept open where it
begins anew; heads of one make are peers; the divisions of a statute have one order; a Markdown head stands below one
with fewer number signs."""


@dataclass(frozen=True, slots=True)
class Case:
    """The heads of one article and their depths from 1, 0 for what a reader took for a head and a person did not.

    ``placed`` are the depths with those of false heads filled in; nothing is learned from these.
    """

    heads: Sequence[Head]
    depths: Sequence[int]
    placed: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One head: the evidence for each place open to it, the right place, how much it counts."""

    places: Sequence[Sequence[str]]
    right: int
    share: float


def without_holes(depths: Sequence[int]) -> list[int]:
    """Depths none of which is more than one deeper than the last.

    >>> without_holes([2, 4, 1])
    [1, 2, 1]
    """
    out: list[int] = []
    for depth in depths:
        out.append(min(depth, (out[-1] if out else 0) + 1))
    return out


def choices(case: Case) -> Iterator[Choice]:
    """The choices that lead to the depths of a case."""
    outline = Outline(case.heads)
    stack: tuple[int, ...] = ()
    known = Known()
    for at, depth in enumerate(without_holes(case.placed or case.depths)):
        if case.depths[at]:
            places = [names_at(outline, at, stack, known, place) for place in range(len(stack) + 1)]
            yield Choice(places, depth - 1, len(case.heads) ** -LONG)
        stack, known = _with_head(outline, at, depth, stack, known)


def completed(case: Case, weights: Mapping[str, float]) -> Case:
    """The case with its false heads placed where the weights put them, whatever the right heads below would like.

    >>> completed(Case([Head("一、路"), Head("(一)村道")], [1, 0]), {}).placed
    [1, 1]
    """
    outline = Outline(case.heads)
    stack: tuple[int, ...] = ()
    known = Known()
    placed = []
    for at, told in enumerate(case.depths):
        depth = min(told, len(stack) + 1) or _likeliest(outline, at, stack, known, weights)
        placed.append(told or depth)
        stack, known = _with_head(outline, at, depth, stack, known)
    return replace(case, placed=placed)


def _likeliest(outline: Outline, at: int, stack: tuple[int, ...], known: Known, weights: Mapping[str, float]) -> int:
    values = [
        sum([weights.get(name, 0.0) for name in names_at(outline, at, stack, known, place)])
        for place in range(len(stack) + 1)
    ]
    return values.index(max(values)) + 1


def _with_head(
    outline: Outline, at: int, depth: int, stack: tuple[int, ...], known: Known
) -> tuple[tuple[int, ...], Known]:
    """The open heads and what is known behind one more head."""
    above = outline.keys[stack[depth - 2]] if depth > 1 else ""
    return (*stack[: depth - 1], at), known.with_head(outline.keys[at], depth, above)


def fit(cases: Sequence[Case], read: Sequence[Case] = ()) -> dict[str, float]:
    """The weights of the evidence in nats, by name, rounded to thousandths.

    ``cases`` are articles whose heads are all right, ``read`` the same or others as a reader has them.
    """
    weights = _fitted(cases)
    if not read:
        return weights
    some = [case for case in read if len(case.heads) > 1 and any(case.depths)]
    return _fitted([*cases, *(completed(case, weights) for case in some)])


def _fitted(cases: Sequence[Case]) -> dict[str, float]:
    made = [choice for case in cases for choice in choices(case)]
    counts = Counter(name for choice in made for names in choice.places for name in set(names))
    names = sorted(name for name, count in counts.items() if count >= RARE)
    numbers = {name: number for number, name in enumerate(names)}
    rows = [
        ([[numbers[name] for name in place if name in numbers] for place in choice.places], choice.right, choice.share)
        for choice in made
        if len(choice.places) > 1
    ]
    prior = [PRIOR.get(name, 0.0) for name in names]

    def loss(weights: list[float]) -> tuple[float, list[float]]:
        slope = [PULL * (weight - own) for weight, own in zip(weights, prior, strict=True)]
        total = PULL * sum([(weight - own) ** 2 for weight, own in zip(weights, prior, strict=True)]) / 2
        for places, right, share in rows:
            values = [sum([weights[number] for number in place]) for place in places]
            most = max(values)
            powers = [exp(value - most) for value in values]
            whole = sum(powers)
            total += share * (most + log(whole) - values[right])
            for place, (numbers_of, power) in enumerate(zip(places, powers, strict=True)):
                pull = share * (power / whole - (place == right))
                for number in numbers_of:
                    slope[number] += pull
        return total, slope

    found = minimum(loss, prior, STEPS)
    weights = {name: round(weight, 3) for name, weight in zip(names, found, strict=True)}
    return {name: weight for name, weight in weights.items() if weight}


Function = Callable[[list[float]], tuple[float, list[float]]]


def _dot(one: Sequence[float], two: Sequence[float]) -> float:
    return sum([a * b for a, b in zip(one, two, strict=True)])


def minimum(function: Function, start: Sequence[float], steps: int, memory: int = 8) -> list[float]:
    """Where a smooth convex function of many variables is least (L-BFGS with backtracking).

    ``function`` gives the value and the gradient; ``steps`` is the most iterations, ``memory`` the pairs kept.

    >>> [round(x, 3) for x in minimum(lambda x: ((x[0] - 2) ** 2, [2 * (x[0] - 2)]), [0.0], 20)]
    [2.0]
    """
    here = list(start)
    value, slope = function(here)
    pairs: list[tuple[list[float], list[float], float]] = []
    for _ in range(steps):
        way = _direction(slope, pairs)
        fall = _dot(way, slope)
        length = 1.0 if pairs else min(1.0, 1.0 / (sqrt(_dot(slope, slope)) or 1.0))
        while True:
            there = [x + length * w for x, w in zip(here, way, strict=True)]
            reached, new = function(there)
            if reached <= value + 1e-4 * length * fall or length < 1e-9:
                break
            length /= 2
        moved = [b - a for a, b in zip(here, there, strict=True)]
        turned = [b - a for a, b in zip(slope, new, strict=True)]
        bend = _dot(moved, turned)
        if bend > 1e-12:
            pairs = [*pairs[1 - memory :], (moved, turned, bend)]
        gained = value - reached
        here, value, slope = there, reached, new
        if gained <= 1e-7 * max(1.0, abs(value)):
            break
    return here


def _direction(slope: Sequence[float], pairs: Sequence[tuple[list[float], list[float], float]]) -> list[float]:
    """The two-loop recursion of L-BFGS."""
    way = [-x for x in slope]
    shares = []
    for moved, turned, bend in reversed(pairs):
        share = _dot(moved, way) / bend
        shares.append(share)
        way = [w - share * t for w, t in zip(way, turned, strict=True)]
    if pairs:
        _, turned, bend = pairs[-1]
        scale = bend / _dot(turned, turned)
        way = [scale * w for w in way]
    for (moved, turned, bend), share in zip(pairs, reversed(shares), strict=True):
        back = share - _dot(turned, way) / bend
        way = [w + back * m for w, m in zip(way, moved, strict=True)]
    return way
