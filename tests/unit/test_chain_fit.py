"""The weights of a chain: those that CRFsuite learns from the same sequences, step for step."""

from __future__ import annotations

import random
from itertools import pairwise, product
from math import exp, log
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="needs scipy: pip install 'tei-tools[train]'")

from tei_tools.read.chain_fit import Chain, Sequences, _Problem

Texts = tuple[list[list[list[str]]], list[list[str]]]
TAGS = ("head", "noise.F", "p", "sign")


def texts(seed: int, count: int = 30) -> Texts:
    """Sequences of many lengths in which evidence tells something of the tags, and tags of the next ones."""
    chance = random.Random(seed)
    evidence, tags = [], []
    for _ in range(count):
        here: list[str] = []
        for _ in range(chance.choice((1, 1, 2, 3, 5, 9, 40))):
            here.append(chance.choice((*TAGS, *here[-1:] * 3)))
        tags.append(here)
        evidence.append([[*{chance.choice((tag, chance.choice(TAGS))), f"w{chance.randrange(9)}"}] for tag in here])
    return evidence, tags


def by_crfsuite(some: Texts, l1: float, l2: float, steps: int, folder: Path) -> Chain:
    pycrfsuite = pytest.importorskip("pycrfsuite")
    trainer = pycrfsuite.Trainer(verbose=False)
    for evidence, tags in zip(*some, strict=True):
        trainer.append(evidence, tags)
    trainer.set_params({"c1": l1, "c2": l2, "max_iterations": steps, "feature.possible_transitions": True})
    trainer.train(str(folder / "labels"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "labels"))
    info = tagger.info()
    weights: dict[str, dict[str, float]] = {}
    for (name, tag), weight in info.state_features.items():
        weights.setdefault(name, {})[tag] = weight
    return Chain(weights, dict(info.transitions))


def flat(learned: Chain) -> dict[tuple[str, str], float]:
    return {(name, tag): weight for name, told in learned.weights.items() for tag, weight in told.items()} | {
        ("", f"{before}>{after}"): weight for (before, after), weight in learned.transitions.items()
    }


@pytest.mark.parametrize(("l1", "l2", "steps"), [(0.1, 0.1, 4), (0.5, 0.1, 25), (0.02, 0.5, 25), (2.0, 0.0, 12)])
@pytest.mark.parametrize("seed", range(3))
def test_weights_are_those_of_crfsuite(seed: int, l1: float, l2: float, steps: int, tmp_path: Path) -> None:
    evidence, tags = texts(seed)
    ours = flat(Sequences(evidence, tags).fit(range(len(tags)), l1, l2, steps))
    theirs = flat(by_crfsuite((evidence, tags), l1, l2, steps, tmp_path))
    assert len(ours) > 20
    for name in ours.keys() | theirs.keys():
        assert ours.get(name, 0.0) == pytest.approx(theirs.get(name, 0.0), abs=1e-4), name


def test_some_of_the_sequences_teach_what_they_teach_alone() -> None:
    evidence, tags = texts(7)
    chosen = [place for place in range(len(tags)) if place % 3 and "sign" not in tags[place]]
    one = Sequences(evidence, tags).fit(chosen, 0.1, 0.1, 9)
    two = Sequences([evidence[k] for k in chosen], [tags[k] for k in chosen]).fit(range(len(chosen)), 0.1, 0.1, 9)
    assert one == two and not any("sign" in pair for pair in one.transitions)


def test_the_same_sequences_teach_the_same() -> None:
    evidence, tags = texts(3)
    one, two = (Sequences(evidence, tags).fit(range(30), 0.1, 0.1, 30) for _ in range(2))
    assert one == two


def test_names_that_are_not_known_and_empty_sequences_teach_nothing() -> None:
    evidence, tags = [[["a", "x"], ["b"]], [], [["b"]]], [["p", "head"], [], ["head"]]
    some = Sequences(evidence, tags)
    assert (some.names, some.seen((0, 2)).tolist(), some.seen(()).tolist()) == (["a", "b", "x"], [0, 1, 2], [])
    learned = some.fit(range(3), 0.01, 0.01, 20, some.seen((2,)))
    assert learned.weights.keys() == {"b"}
    assert Sequences([], []).fit((), 0.1, 0.1, 5) == Chain({}, {})


def test_the_loss_is_what_all_ways_through_say() -> None:
    """Every way through a short sequence is counted one by one; the slope is that of small changes."""
    import numpy

    evidence, tags = [[["a"], ["b", "c"], ["a", "b"]], [["c"]]], [["p", "head", "p"], ["sign"]]
    problem = _Problem(Sequences(evidence, tags), (1, 0), 0.3)
    weights = numpy.linspace(-1, 1, problem.width)
    state = {
        ("abc"[row], problem.tags[column]): float(weight)
        for row, column, weight in zip(problem.rows, problem.columns, weights, strict=False)
    }
    moves = weights[len(problem.rows) :].reshape(3, 3)

    def value(names: list[list[str]], way: tuple[str, ...]) -> float:
        own: float = sum(state.get((name, tag), 0.0) for some, tag in zip(names, way, strict=True) for name in some)
        places = [problem.tags.index(tag) for tag in way]
        return own + sum(float(moves[pair]) for pair in pairwise(places))

    expected = 0.3 * float(weights @ weights)
    for names, way in zip(evidence, tags, strict=True):
        ways = product(problem.tags, repeat=len(way))
        expected += log(sum(exp(value(names, one)) for one in ways)) - value(names, tuple(way))
    loss, slope = problem.loss(weights)
    assert loss == pytest.approx(expected)
    for place in range(problem.width):
        small = numpy.zeros(problem.width)
        small[place] = 1e-6
        change = problem.loss(weights + small)[0] - problem.loss(weights - small)[0]
        assert slope[place] == pytest.approx(change / 2e-6, abs=1e-5)
