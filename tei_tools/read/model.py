"""The learned model: named weights in a readable file, and the marginal probability of each label of each unit.

A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001): the score of a sequence of tags is the sum
of the weights of each unit's evidence for its tag and of the weights of neighboring tags. Tags are labels; ``noise``
is three of them, in front of (``noise.F``), between (``noise.M``) and behind (``noise.T``) what belongs to articles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SourceError
from ..text.encoding import load_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Marginals = Mapping[str, float]
"""The probability of each label that a unit may have, those under :data:`LEAST` left out."""

_NEVER = -1e6
"""The score of a tag that a unit cannot have."""
LEAST = 0.002
"""Probabilities below this are not told."""


_TABLES = ("coherence", "confidence", "headline", "levels")
"""The tables of a model file around the labels, in the order of the fields of :class:`Model`."""


def label_of(tag: str) -> str:
    """The label that a tag is a case of.

    >>> label_of("noise.F"), label_of("title")
    ('noise', 'title')
    """
    return tag.partition(".")[0]


def learned_label(label: str) -> str:
    """The label under which a reading is learned: bylines are lines of facts (``meta``), as the labelled set counts them.

    >>> learned_label("byline"), learned_label("p")
    ('meta', 'p')
    """
    return "meta" if label == "byline" else label


@dataclass(frozen=True)
class Model:
    """Weights by name, ready for use: of labels, of what stands together (``coherence``), of how sure it is (``confidence``),
    of headlines and of the levels of heads. ``about`` is what the file says of itself: version, data, figures."""

    tags: tuple[str, ...]
    places: Mapping[str, int]
    weights: NDArray[np.float32]
    transitions: NDArray[np.float64]
    coherence: Mapping[str, float]
    confidence: Mapping[str, float]
    headline: Mapping[str, float]
    levels: Mapping[str, float]
    about: Mapping[str, Any]
    spelled: Mapping[str, Mapping[str, float]]

    def marginals(
        self, evidence: Sequence[Sequence[str]], known: Mapping[int, str] | None = None,
        more: Mapping[int, Mapping[str, float]] | None = None,
    ) -> list[Marginals]:  # fmt: skip
        """The probability of each label of each unit, given the evidence of all units of a page.

        ``known`` has the labels of units of which they are known; what stands beside such a unit is judged by that.
        ``more`` has what else speaks for labels of units, in nats.
        """
        if not evidence:
            return []
        scores = self._scores(evidence)
        for index, weights in (more or {}).items():
            for label, weight in weights.items():
                own = [place for place, tag in enumerate(self.tags) if label_of(tag) == learned_label(label)]
                scores[index, own] += weight
        for index, label in (known or {}).items():
            learned = learned_label(label)
            others = [place for place, tag in enumerate(self.tags) if label_of(tag) != learned]
            if len(others) < len(self.tags):
                scores[index, others] = _NEVER
        chances = _forward_backward(scores, self.transitions)
        labels = [label_of(tag) for tag in self.tags]
        out: list[Marginals] = []
        for row in chances.tolist():
            found: dict[str, float] = {}
            for label, chance in zip(labels, row, strict=True):
                if chance > LEAST / 4:
                    found[label] = found.get(label, 0.0) + chance
            out.append({label: chance for label, chance in found.items() if chance >= LEAST})
        return out

    def _scores(self, evidence: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        import numpy

        places, unknown = self.places, len(self.places)
        flat = numpy.fromiter(map(places.get, chain.from_iterable(evidence), repeat(unknown)), dtype=numpy.intp)
        told = flat != unknown
        counts = numpy.array([0, *accumulate(map(len, evidence))])
        starts = numpy.concatenate(([0], numpy.cumsum(told)))[counts]
        silent = numpy.flatnonzero(starts[1:] == starts[:-1])
        flat, firsts = flat[told], starts[:-1]
        if len(silent):  # a unit of which nothing is known has the row of zeros
            flat = numpy.insert(flat, firsts[silent], unknown)
            firsts = firsts + numpy.searchsorted(silent, numpy.arange(len(firsts)))
        summed: NDArray[np.float64] = numpy.add.reduceat(self.weights[flat], firsts, axis=0, dtype=numpy.float64)
        return summed

    def reasons(self, names: Sequence[str], label: str) -> list[tuple[str, float]]:
        """What the evidence of a unit says for and against a label, strongest first.

        Weights are log odds in nats; of the cases of ``noise`` the mean is told.
        """
        tags = [tag for tag in self.tags if label_of(tag) == label]
        if not tags:
            return []
        found = []
        for name in names:
            weights = self.spelled.get(name)
            if weights:
                value = sum(weights.get(tag, 0.0) for tag in tags) / len(tags)
                if value:
                    found.append((name, value))
        return sorted(found, key=lambda pair: (-abs(pair[1]), pair[0]))


def _forward_backward(scores: NDArray[np.float64], transitions: NDArray[np.float64]) -> NDArray[np.float64]:
    """The marginal probability of each tag at each place."""
    import numpy

    local = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    moves = numpy.exp(transitions)
    back_moves = numpy.ascontiguousarray(moves.T)
    count = len(local)
    ahead = numpy.empty_like(local)
    behind = numpy.empty_like(local)
    here = local[0] / local[0].sum()
    ahead[0] = here
    for place in range(1, count):
        here = (here @ moves) * local[place]
        here /= here.sum()
        ahead[place] = here
    there = numpy.ones(local.shape[1])
    behind[count - 1] = there
    for place in range(count - 2, -1, -1):
        there = (there * local[place + 1]) @ back_moves
        there /= there.sum()
        behind[place] = there
    chances: NDArray[np.float64] = ahead * behind
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def model_from(data: Mapping[str, Any]) -> Model:
    """The model in the content of a weights file."""
    import numpy

    tags = tuple(data["tags"])
    at = {tag: place for place, tag in enumerate(tags)}
    spelled: Mapping[str, Mapping[str, float]] = data["weights"]
    weights = numpy.zeros((len(spelled) + 1, len(tags)), dtype=numpy.float32)
    rows, columns, values = [], [], []
    for row, by_tag in enumerate(spelled.values()):
        for tag, value in by_tag.items():
            rows.append(row)
            columns.append(at[tag])
            values.append(value)
    weights[rows, columns] = values
    transitions = numpy.zeros((len(tags), len(tags)))
    for pair, value in data["transitions"].items():
        before, _, after = pair.partition(">")
        transitions[at[before], at[after]] = value
    about = {key: value for key, value in data.items() if key not in ("weights", "transitions", *_TABLES)}
    places = {name: place for place, name in enumerate(spelled)}
    coherence, confidence, headline, levels = (data.get(table, {}) for table in _TABLES)
    return Model(tags, places, weights, transitions, coherence, confidence, headline, levels, about, spelled)


@cache
def load_model() -> Model:
    """The model of this package."""
    content = files(__package__).joinpath("data", "reader.json").read_bytes()
    return model_from(json.loads(content))


_PARTS = ("tags", "weights", "transitions", "coherence", "confidence")


def is_model(content: bytes) -> bool:
    """Whether a file is one of weights."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.keys() >= {*_PARTS}


def read_model(path: Path) -> Model:
    """The model in a file that ``python -m tei_tools.read.train --write`` made.

    Raises ``SourceError`` if the file cannot be read or holds no such model.
    """
    content = load_bytes(path)
    if is_model(content):
        try:
            return model_from(json.loads(content))
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
    raise SourceError(
        "no-model", f"{path}: holds no weights of a reader; python -m tei_tools.read.train makes such files."
    )
