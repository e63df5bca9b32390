"""The best path through columns of alternatives, and by how much it wins. Knows nothing of documents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)
C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Choice(Generic[C, S]):
    """What was chosen in one column.

    ``chosen`` is the alternative and ``index`` its place in the column;
    ``state`` is the state behind it. ``losses[i]`` is how much worse the best
    whole path through alternative ``i`` of the column is than the best path of
    all (0 for the chosen one, infinity where the beam dropped every such path).
    """

    chosen: C
    index: int
    state: S
    losses: tuple[float, ...]


def _total(entry: tuple[object, float]) -> float:
    return entry[1]


def best_path(
    columns: Sequence[Sequence[tuple[C, float]]],
    start: S,
    step: Callable[[S, C], tuple[S, float]],
    width: int = 8,
    lead: float = 10.0,
) -> list[Choice[C, S]]:
    """The best alternative for every column, with the state it leads to.

    Viterbi: of the paths that reach an equal state one survives (the one found
    first when they tie, so the order of alternatives decides and nothing else),
    and only the ``width`` best states go on, of those at most ``lead`` nats
    behind the best. A backward pass over the edges that survived gives the
    max-marginals. A step is taken once for a state and an alternative.
    """
    minus = float("-inf")
    beam: dict[S, float] = {start: 0.0}
    lattice: list[list[tuple[S, int, S, float]]] = []
    known: dict[S, dict[C, tuple[S, float]]] = {}
    for column in columns:
        edges: list[tuple[S, int, S, float]] = []
        grown: dict[S, float] = {}
        for state, total in beam.items():
            steps = known.get(state)
            if steps is None:
                steps = known[state] = {}
            for number, (choice, score) in enumerate(column):
                taken = steps.get(choice)
                if taken is None:
                    taken = steps[choice] = step(state, choice)
                after, change = taken
                gain = score + change
                edges.append((state, number, after, gain))
                reached = total + gain
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
        else:
            beam = grown
        lattice.append([edge for edge in edges if edge[2] in beam])
    forward = [dict[S, float]() for _ in columns]
    reach: dict[S, float] = {start: 0.0}
    for number, edges in enumerate(lattice):
        forward[number] = reach
        following: dict[S, float] = {}
        for before, _, after, gain in edges:
            total = reach[before] + gain
            if total > following.get(after, minus):
                following[after] = total
        reach = following
    backward: dict[S, float] = dict.fromkeys(reach, 0.0)
    best = max(reach.values(), default=0.0)
    out: list[Choice[C, S]] = []
    target: S | None = next((state for state, total in reach.items() if total == best), None)
    for number in range(len(columns) - 1, -1, -1):
        alternatives = [minus] * len(columns[number])
        earlier: dict[S, float] = {}
        chosen: tuple[S, int, S] | None = None
        top = minus
        for before, alternative, after, gain in lattice[number]:
            rest = backward.get(after)
            if rest is None:
                continue
            through = forward[number][before] + gain + rest
            if through > alternatives[alternative]:
                alternatives[alternative] = through
            if gain + rest > earlier.get(before, minus):
                earlier[before] = gain + rest
            if after == target and forward[number][before] + gain > top:
                top = forward[number][before] + gain
                chosen = (before, alternative, after)
        assert chosen is not None
        before, alternative, after = chosen
        losses = tuple(max(best - value, 0.0) for value in alternatives)
        out.append(Choice(columns[number][alternative][0], alternative, after, losses))
        backward = earlier
        target = before
    return out[::-1]
