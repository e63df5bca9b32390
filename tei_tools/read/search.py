"""The best path through columns of alternatives, and by how much it wins. Knows nothing of documents."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from ..text.packed import Rows
from .choice import Choice

S = TypeVar("S", bound=Hashable)
C = TypeVar("C", bound=Hashable)


def _total(entry: tuple[object, float]) -> float:
    return entry[1]


_Edge = tuple[int, int, int, float, float]
"""A step that was taken: the state before, the alternative, the state behind, what it gains, what was reached before."""
_STRETCH = 2048
"""Columns of which edges and states are kept at once. Those of a longer way are made again, stretch by stretch, on the
way back."""


def best_path(
    columns: Sequence[Sequence[tuple[C, float]]],
    start: S,
    step: Callable[[S, C], tuple[S, float]],
    width: int = 8,
    lead: float = 8.0,
) -> list[Choice[C, S]]:
    """The best alternative for every column, with the state it leads to: see :func:`best_long_path`."""
    path = best_long_path(len(columns), lambda low, high: columns[low:high], start, step, width, lead)
    return [
        Choice(column[taken][0], taken, state, tuple(path.losses.row(place)))
        for place, (column, taken, state) in enumerate(zip(columns, path.taken, path.states, strict=True))
    ]


class Path(Generic[S]):
    """The best way: of each column which alternative is taken, the state it leads to, and the losses of all alternatives
    (see :class:`~tei_tools.read.choice.Choice`)."""

    def __init__(self) -> None:
        self.taken = array("l")
        self.states: list[S] = []
        self.losses = Rows()

    def turn(self) -> Path[S]:
        """The way that was found from its end, from its start; so were the losses, each row the last one first."""
        self.taken.reverse()
        self.states.reverse()
        self.losses.turn()
        return self


def best_long_path(
    count: int,
    columns_of: Callable[[int, int], Sequence[Sequence[tuple[C, float]]]],
    start: S,
    step: Callable[[S, C], tuple[S, float]],
    width: int,
    lead: float,
) -> Path[S]:
    """The best alternative for every column, with the state it leads to; ``columns_of`` gives those of a range.

    Viterbi: of the paths that reach an equal state one survives (the one found
    first when they tie, so the order of alternatives decides and nothing else),
    and only the ``width`` best states go on, of those at most ``lead`` nats
    behind the best. A backward pass over the edges that survived gives the
    max-marginals. A step is taken once for a state and an alternative, and a
    step that falls behind by more than ``lead`` goes no further.
    """
    beam = {start: 0.0}
    begins: list[dict[S, float]] = []
    some: Sequence[Sequence[tuple[C, float]]] = ()
    stretch = _Stretch(beam, step)
    for low in range(0, count, _STRETCH):
        begins.append(beam)
        some, stretch = columns_of(low, min(low + _STRETCH, count)), _Stretch(beam, step)
        beam = stretch.forward(some, width, lead)
    best = max(beam.values())
    target = next(state for state, total in beam.items() if total == best)
    backward = dict.fromkeys(beam, 0.0)
    path: Path[S] = Path()
    for number in range(len(begins) - 1, -1, -1):
        if number < len(begins) - 1:
            some, stretch = columns_of(number * _STRETCH, (number + 1) * _STRETCH), _Stretch(begins[number], step)
            stretch.forward(some, width, lead)
        backward, target = stretch.back(some, backward, target, best, path)
    return path.turn()


class _Stretch(Generic[C, S]):
    """Some columns in a row, and the beam in front of them.

    Inside, a state is its place in a list: equal states are one number, which is looked up fast.
    """

    def __init__(self, beam: dict[S, float], step: Callable[[S, C], tuple[S, float]]) -> None:
        self.beam, self.step = beam, step
        self.states: list[S] = list(beam)
        self.numbers: dict[S, int] = {state: number for number, state in enumerate(beam)}
        self.known: list[dict[C, tuple[int, float]]] = [{} for _ in beam]
        self.lattice: list[list[_Edge]] = []

    def taken(self, before: int, choice: C) -> tuple[int, float]:
        """The state that a step from a state leads to, and what it is worth."""
        state, change = self.step(self.states[before], choice)
        number = self.numbers.get(state)
        if number is None:
            number = self.numbers[state] = len(self.states)
            self.states.append(state)
            self.known.append({})
        found = self.known[before][choice] = (number, change)
        return found

    def forward(self, columns: Sequence[Sequence[tuple[C, float]]], width: int, lead: float) -> dict[S, float]:
        """The beam behind the columns; the lattice has the edges of each that survive."""
        minus = float("-inf")
        known, lattice = self.known, self.lattice
        beam = {number: total for number, total in enumerate(self.beam.values())}
        for column in columns:
            edges: list[_Edge] = []
            grown: dict[int, float] = {}
            top = minus
            for before, total in beam.items():
                steps = known[before]
                for alternative, (choice, score) in enumerate(column):
                    taken = steps.get(choice)
                    if taken is None:
                        taken = self.taken(before, choice)
                    after, change = taken
                    gain = score + change
                    reached = total + gain
                    if reached > top:
                        top = reached
                    elif reached < top - lead:
                        continue
                    edges.append((before, alternative, after, gain, total))
                    if reached > grown.get(after, minus):
                        grown[after] = reached
            ranked = sorted(grown.values(), reverse=True)
            floor = ranked[0] - lead
            if len(ranked) > width and ranked[width - 1] > floor:
                floor = ranked[width - 1]
            if ranked[-1] < floor or len(ranked) > width:
                # The sort is stable, so states that tie stay in the order in which they were found.
                best_first = sorted(grown.items(), key=_total, reverse=True)
                beam = {state: total for state, total in best_first[:width] if total >= floor}
                edges = [edge for edge in edges if edge[2] in beam]
            else:
                beam = grown
            lattice.append(edges)
        return {self.states[number]: total for number, total in beam.items()}

    def back(
        self, columns: Sequence[Sequence[tuple[C, float]]], gains: dict[S, float], reached_state: S, best: float,
        path: Path[S],
    ) -> tuple[dict[S, float], S]:  # fmt: skip
        """What can still be gained from each state in front of the columns, and the state of the best way there.

        ``gains`` and ``reached_state`` are these behind the columns. The choices are added to ``path``, the last first;
        the lattice is used up.
        """
        minus = float("-inf")
        states, lattice = self.states, self.lattice
        backward = {self.numbers[state]: gain for state, gain in gains.items()}
        target = self.numbers[reached_state]
        for place in range(len(columns) - 1, -1, -1):
            column = columns[place]
            alternatives = [minus] * len(column)
            earlier: dict[int, float] = {}
            chosen: tuple[int, int] | None = None
            top = minus
            for before, alternative, after, gain, reached in lattice.pop():
                rest = backward.get(after)
                if rest is None:
                    continue
                rest += gain
                through = reached + rest
                if through > alternatives[alternative]:
                    alternatives[alternative] = through
                if rest > earlier.get(before, minus):
                    earlier[before] = rest
                if after == target and reached + gain > top:
                    top = reached + gain
                    chosen = (before, alternative)
            assert chosen is not None
            path.taken.append(chosen[1])
            path.states.append(states[target])
            alternatives.reverse()
            path.losses.append([best - value if value < best else 0.0 for value in alternatives])
            backward = earlier
            target = chosen[0]
        return {states[number]: gain for number, gain in backward.items()}, states[target]
