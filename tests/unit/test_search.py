"""The best path against all paths."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.read import search
from tei_tools.read.search import best_path

Column = list[tuple[str, float]]
INFINITE = float("inf")


@dataclass(frozen=True)
class Lattice:
    """Columns of alternatives, and what each state makes of each alternative. Whole numbers, so that sums are exact."""

    columns: list[Column]
    turns: dict[tuple[int, str], tuple[int, float]]

    def step(self, state: int, choice: str) -> tuple[int, float]:
        return self.turns[state, choice]

    def score(self, path: tuple[int, ...]) -> float:
        state, total = 0, 0.0
        for column, number in zip(self.columns, path, strict=True):
            choice, score = column[number]
            state, change = self.step(state, choice)
            total += score + change
        return total

    def paths(self) -> list[tuple[int, ...]]:
        return list(product(*(range(len(column)) for column in self.columns)))


_SCORE = st.integers(-6, 6).map(float)


@st.composite
def lattices(draw: st.DrawFn) -> Lattice:
    names = "abc"
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=6))
    columns = [[(name, draw(_SCORE)) for name in names[:size]] for size in sizes]
    turns = {(state, name): (draw(st.integers(0, 2)), draw(_SCORE)) for state in range(3) for name in names}
    return Lattice(columns, turns)


@settings(max_examples=200)
@given(lattices())
def test_no_path_is_better(lattice: Lattice) -> None:
    choices = best_path(lattice.columns, 0, lattice.step, 10_000, INFINITE)
    taken = tuple("abc".index(choice.chosen) for choice in choices)
    assert lattice.score(taken) == max(map(lattice.score, lattice.paths()))
    state = 0
    for choice in choices:
        state, _ = lattice.step(state, choice.chosen)
        assert choice.state == state


@settings(max_examples=200)
@given(lattices())
def test_a_loss_is_what_the_best_path_through_the_alternative_lacks(lattice: Lattice) -> None:
    best = max(map(lattice.score, lattice.paths()))
    for place, choice in enumerate(best_path(lattice.columns, 0, lattice.step, 10_000, INFINITE)):
        forced = [
            best - max(lattice.score(path) for path in lattice.paths() if path[place] == number)
            for number in range(len(lattice.columns[place]))
        ]
        assert list(choice.losses) == forced
        assert choice.losses["abc".index(choice.chosen)] == 0.0


@settings(max_examples=100)
@given(lattices(), st.integers(1, 3), st.sampled_from([0.0, 4.0, INFINITE]))
def test_a_narrow_beam_gives_a_path_that_counts_right(lattice: Lattice, width: int, lead: float) -> None:
    choices = best_path(lattice.columns, 0, lattice.step, width, lead)
    taken = tuple("abc".index(choice.chosen) for choice in choices)
    state = 0
    for choice in choices:
        state, _ = lattice.step(state, choice.chosen)
        assert choice.state == state
        assert choice.losses["abc".index(choice.chosen)] == 0.0
        assert all(loss >= 0.0 for loss in choice.losses)
    assert lattice.score(taken) <= max(map(lattice.score, lattice.paths()))


def test_the_order_of_alternatives_breaks_ties() -> None:
    columns = [[("b", 1.0), ("a", 1.0)], [("a", 0.0)]]
    assert [choice.chosen for choice in best_path(columns, 0, lambda state, _: (state, 0.0))] == ["b", "a"]


@settings(max_examples=200)
@given(st.lists(_SCORE, min_size=1, max_size=6), st.integers(1, 3))
def test_the_best_state_stays_in_the_beam(scores: list[float], width: int) -> None:
    columns = [[(str(number), score) for number, score in enumerate(scores)], [("end", 0.0)]]
    first, _ = best_path(columns, "", lambda state, choice: (state + choice, 0.0), width)
    assert scores[int(first.chosen)] == max(scores)


def test_a_state_stays_for_its_best_path() -> None:
    """The state ``x`` is reached well and badly; the bad way comes last."""
    columns = [[("good x", 5.0), ("y", 0.0), ("bad x", -5.0)], [("end", 0.0)]]
    choices = best_path(columns, "", lambda state, choice: (state + choice[-1], 0.0), width=1)
    assert choices[0].chosen == "good x"


def test_what_the_beam_dropped_is_infinitely_worse() -> None:
    columns = [[("a", 5.0), ("b", 0.0)], [("a", 0.0)]]
    choices = best_path(columns, "", lambda state, choice: (state + choice, 0.0), width=1)
    assert choices[0].losses == (0.0, float("inf"))


@pytest.mark.parametrize("size", [0, 1])
def test_short_texts(size: int) -> None:
    assert len(best_path([[("a", 1.0)]] * size, 0, lambda state, _: (state, 0.0))) == size


def test_a_later_gain_outweighs_an_early_loss() -> None:
    """A greedy reader would take ``a`` first."""

    def step(state: str, choice: str) -> tuple[str, float]:
        return choice, 5.0 if (state, choice) == ("b", "c") else 0.0

    choices = best_path([[("a", 2.0), ("b", 0.0)], [("c", 0.0), ("d", 1.0)]], "", step)
    assert [choice.chosen for choice in choices] == ["b", "c"]
    assert choices[0].losses == (2.0, 0.0)


@settings(max_examples=100)
@given(lattices(), st.integers(1, 4), st.integers(1, 3), st.sampled_from([2.0, INFINITE]))
def test_a_long_way_is_found_in_stretches(lattice: Lattice, stretch: int, width: int, lead: float) -> None:
    """What is kept of a long way is made again on the way back, the same."""
    whole = best_path(lattice.columns, 0, lattice.step, width, lead)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_STRETCH", stretch)
        assert best_path(lattice.columns, 0, lattice.step, width, lead) == whole
