"""The learned model: named weights in a readable file, and the marginal probability of each label of each unit.

A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001): the score of a sequence of tags is the sum
of the weights of each unit's evidence for its tag and of the weights of neighboring tags. Tags are labels; ``noise``
is three of them, in front of (``noise.F``), between (``noise.M``) and behind (``noise.T``) what belongs to articles.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.resources import files
from itertools import accumulate, chain, pairwise
from pathlib import Path
from sys import byteorder
from typing import TYPE_CHECKING, Any

from ..errors import SourceError
from ..text.encoding import load_bytes
from ..text.packed import SHORT, Made
from .features import Group, Words
from .features.neighbors import kinds_around, sides_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Marginals = Mapping[str, float]
"""The probability of each label that a unit may have, those under :data:`LEAST` left out."""

_NEVER = -1e6
"""The score of a tag that a unit cannot have."""
LEAST = 0.002
"""Probabilities below this are not told."""


_TABLES = ("coherence", "confidence", "facts", "headline", "levels")
"""The tables of a model file around the labels, in the order of the fields of :class:`Model`."""
_APART = ("weights", "transitions", *_TABLES)
"""What a model file says beside what it says of itself."""


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
    of facts, headlines and the levels of heads. ``places`` are the rows of ``weights``; ``seen`` has for each of them the row of
    ``seen_weights`` where what neighbors see of it is weighed, 0 for what they do not see. ``about`` is what the file says of itself: version, data, figures."""

    tags: tuple[str, ...]
    places: Mapping[str, int]
    weights: NDArray[np.float64]
    seen: NDArray[np.intp]
    seen_weights: NDArray[np.float64]
    transitions: NDArray[np.float64]
    coherence: Mapping[str, float]
    confidence: Mapping[str, float]
    facts: Mapping[str, float]
    headline: Mapping[str, float]
    levels: Mapping[str, float]
    about: Mapping[str, Any]
    spelled: Mapping[str, Mapping[str, float]]

    def marginals(
        self, evidence: Sequence[Collection[str]], known: Mapping[int, str] | None = None,
        more: Mapping[int, Mapping[str, float]] | None = None,
    ) -> Sequence[Marginals]:  # fmt: skip
        """The probability of each label of each unit, given the evidence of all units of a page.

        ``known`` has the labels of units of which they are known; what stands beside such a unit is judged by that.
        ``more`` has what else speaks for labels of units, in nats.
        """
        if not evidence:
            return []
        import numpy

        both = numpy.zeros((len(evidence), 2 * len(self.tags)))
        scores = both[:, : len(self.tags)]
        scores += _sums(self.weights, *self._known(map(self._rows_of, evidence)))
        self._settle(scores, known or {}, more or {})
        return self._marginals_of(_forward_backward(both, self.transitions))

    def _settle(
        self, scores: NDArray[np.float64], known: Mapping[int, str], more: Mapping[int, Mapping[str, float]]
    ) -> None:
        """Add to scores what else speaks for labels of units, and leave only the tags of labels that are known."""
        for index, weights in more.items():
            for label, weight in weights.items():
                own = [place for place, tag in enumerate(self.tags) if label_of(tag) == learned_label(label)]
                scores[index, own] += weight
        for index, label in known.items():
            learned = learned_label(label)
            others = [place for place, tag in enumerate(self.tags) if label_of(tag) != learned]
            if len(others) < len(self.tags):
                scores[index, others] = _NEVER

    def page_marginals(
        self, own: Iterable[Sequence[Collection[Group]]], kinds: Sequence[str], known: Mapping[int, str] | None = None,
        more: Mapping[int, Mapping[str, float]] | None = None,
    ) -> Sequence[Marginals]:  # fmt: skip
        """The same from what each unit says itself, given for one stretch of the page after the other, and from its kind.

        What neighbors see of a unit is summed once, where the unit stands, and added to them. ``known`` and ``more`` are
        as :meth:`marginals` takes them.
        """
        if not kinds:
            return []
        both = self._page_scores(own, kinds)
        self._settle(both[:, : len(self.tags)], known or {}, more or {})
        return self._marginals_of(_forward_backward(both, self.transitions))

    def _page_scores(self, own: Iterable[Sequence[Collection[Group]]], kinds: Sequence[str]) -> NDArray[np.float64]:
        """The score of each tag of each unit of a page by the evidence, and as much room beside it."""
        import numpy

        around = kinds_around(kinds)
        tags = len(self.tags)
        both = numpy.zeros((len(kinds) + 4, 2 * tags))  # with two places above and below
        scores = both[:, :tags]
        low = 0
        for part in own:
            high = low + len(part)
            beside = map(self.rows.__getitem__, around[low:high])
            places, bounds = self._known(map(bytes.__add__, map(self._rows_of, part), beside))
            seen = self._seen_scores(places, bounds)
            scores[low + 2 : high + 2] += _sums(self.weights, places, bounds)
            for away, side in ((1, 0), (-1, 1), (2, 2), (-2, 3)):
                scores[low + 2 + away : high + 2 + away] += seen[:, side * tags : (side + 1) * tags]
            low = high
        return both[2:-2]

    @cached_property
    def rows(self) -> Rows:
        """The rows of the weights of names."""
        return Rows(self.places)

    def _rows_of(self, names: Iterable[Group]) -> bytes:
        """The rows of the weights of all evidence of a unit."""
        return b"".join(map(self.rows.__getitem__, names))

    def _known(self, rows: Iterable[bytes]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The rows of the weights of all evidence in one run, and where that of each unit begins and the last ends."""
        import numpy

        units = list(rows)
        bounds = numpy.array(list(accumulate(map(len, units), initial=0)))
        return numpy.frombuffer(b"".join(units), dtype=numpy.int64), bounds // _WIDTH

    def _seen_scores(self, places: NDArray[np.intp], bounds: NDArray[np.intp]) -> NDArray[np.float64]:
        """For each unit the sum of the weights of its evidence as its neighbors see it: from below, from above, and from
        two units below and above, side by side."""
        import numpy

        rows = self.seen[places]
        told = rows > 0
        before = numpy.zeros(len(rows) + 1, dtype=numpy.intp)
        told.cumsum(out=before[1:])
        return _sums(self.seen_weights, rows[told], before[bounds])

    def _marginals_of(self, both: NDArray[np.float64]) -> Sequence[Marginals]:
        """The probabilities of labels from what leads to each place from above and from below, which is used up."""
        import numpy

        moves = numpy.exp(self.transitions)

        labels = tuple(dict.fromkeys(map(label_of, self.tags)))
        bounds, found, values = array("q", (0,)), bytearray(), array("d")
        for low in range(0, len(both), _TOGETHER):
            chances = _chances(both, moves, low, min(low + _TOGETHER, len(both)))
            chances[chances <= LEAST / 4] = 0.0
            told = numpy.zeros((len(chances), len(labels)))
            for column, tag in zip(chances.T, self.tags, strict=True):
                told[:, labels.index(label_of(tag))] += column
            units, places = numpy.nonzero(told >= LEAST)
            if len(both) <= SHORT:
                rows: list[dict[str, float]] = [{} for _ in chances]
                found_here = zip(units.tolist(), places.tolist(), told[units, places].tolist(), strict=True)
                for unit, place, chance in found_here:
                    rows[unit][labels[place]] = chance
                return rows
            bounds.extend((numpy.bincount(units, minlength=len(chances)).cumsum() + len(found)).tolist())
            found += places.astype(numpy.uint8).tobytes()
            values.frombytes(told[units, places].tobytes())
        return Made(len(both), partial(_marginals_at, labels, bounds, bytes(found), values))

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


def _marginals_at(
    labels: Sequence[str], bounds: Sequence[int], places: bytes, values: Sequence[float], index: int
) -> Marginals:
    low, high = bounds[index], bounds[index + 1]
    return dict(zip([labels[place] for place in places[low:high]], values[low:high], strict=True))


class Rows(dict[Group, bytes]):
    """The rows of the weights of names, and of names that come together, as numbers of eight bytes; unknown names have none.

    Names that come together are few: what families of evidence make of a line's place, kind and neighbors.
    """

    def __init__(self, places: Mapping[str, int]) -> None:
        super().__init__((name, place.to_bytes(_WIDTH, byteorder)) for name, place in places.items())

    def __missing__(self, group: Group) -> bytes:
        if isinstance(group, str):
            return b""
        if isinstance(group, Words):
            table, found = group.rows
            if table is not self:
                found = b"".join(filter(None, map(self.get, group.find())))
                group.rows = (self, found)
            return found
        rows = b"".join(filter(None, map(self.get, group)))
        if len(self) < _MOST:
            self[group] = rows
        return rows


_WIDTH = 8
"""Bytes of the number of a row."""
_TOGETHER = SHORT
"""Units whose probabilities are told before those of the next ones are."""
_MOST = 200_000
"""Names and groups of names whose rows are remembered."""


def _sums(weights: NDArray[np.float64], rows: NDArray[np.intp], bounds: NDArray[np.intp]) -> NDArray[np.float64]:
    """The sums of the rows from each bound to the next; zeros where there are none."""
    import numpy

    out = numpy.zeros((len(bounds) - 1, weights.shape[1]))
    some = numpy.flatnonzero(bounds[1:] > bounds[:-1])
    if len(some):
        out[some] = numpy.add.reduceat(weights[rows], bounds[some], axis=0)
    return out


def _forward_backward(both: NDArray[np.float64], transitions: NDArray[np.float64]) -> NDArray[np.float64]:
    """What leads to each tag at each place from above, its own score in it, and beside that what leads to the place as far
    from the end from below. Both stand where the scores stood and the room beside them: a long page needs much."""
    import numpy

    tags = len(transitions)
    scores = both[:, :tags]
    scores -= scores.max(axis=1, keepdims=True)
    numpy.exp(scores, out=scores)
    both[:, tags:] = scores[::-1]
    moves = numpy.exp(transitions)
    # Both ways at once: a row is what leads to a place from above, and to the place as far from the end from below.
    step = numpy.zeros((2 * tags, 2 * tags))
    step[:tags, :tags], step[tags:, tags:] = moves, moves.T
    dot, total, led = numpy.dot, numpy.add.reduce, numpy.empty(2 * tags)
    for place, (before, reached) in enumerate(pairwise(both)):
        dot(before, step, out=led)
        reached *= led
        if place % _SCALED == 0:
            reached[:tags] /= total(reached[:tags])
            reached[tags:] /= total(reached[tags:])
    return both


def _chances(both: NDArray[np.float64], moves: NDArray[np.float64], low: int, high: int) -> NDArray[np.float64]:
    """The marginal probability of each tag at the places of a range, each of them asked for once."""
    count, tags = len(both), len(moves)
    chances: NDArray[np.float64] = both[low:high, :tags]
    following = both[::-1, tags:][low + 1 : min(high + 1, count)]
    chances[: len(following)] *= following @ moves.T
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


_SCALED = 8
"""Places after which probabilities are made to sum to one again: they are far from what a number can hold until then."""


def model_from(data: Mapping[str, Any]) -> Model:
    """The model in the content of a weights file."""
    import numpy

    tags = tuple(data["tags"])
    at = {tag: place for place, tag in enumerate(tags)}
    spelled: Mapping[str, Mapping[str, float]] = data["weights"]
    places = {name: place for place, name in enumerate(spelled)}
    sides = _seen_sides(places)
    for name in sides:
        places.setdefault(name, len(places))
    weights = numpy.zeros((len(places) + 1, len(tags)), dtype=numpy.float32)
    rows = numpy.repeat(numpy.arange(len(spelled)), numpy.fromiter(map(len, spelled.values()), dtype=numpy.intp))
    columns = numpy.fromiter(map(at.__getitem__, chain.from_iterable(spelled.values())), dtype=numpy.intp)
    values = numpy.fromiter(chain.from_iterable(told.values() for told in spelled.values()), dtype=numpy.float32)
    weights[rows, columns] = values
    seen = numpy.zeros(len(places) + 1, dtype=numpy.intp)
    seen[[places[name] for name in sides]] = range(1, len(sides) + 1)
    shown = [[len(places)] * 4, *sides.values()]
    seen_weights = weights[shown].reshape(len(shown), 4 * len(tags))
    transitions = numpy.zeros((len(tags), len(tags)))
    for pair, value in data["transitions"].items():
        before, _, after = pair.partition(">")
        transitions[at[before], at[after]] = value
    about = {key: value for key, value in data.items() if key not in _APART}
    coherence, confidence, facts, headline, levels = (data.get(table, {}) for table in _TABLES)
    exact = numpy.float64
    return Model(
        tags, places, weights.astype(exact), seen, seen_weights.astype(exact), transitions,
        coherence, confidence, facts, headline, levels, about, spelled,
    )  # fmt: skip


def _seen_sides(places: Mapping[str, int]) -> dict[str, list[int]]:
    """For what neighbors see, by its name, the rows of the weights of what it is from each side.

    The row behind all names stands for what has no weight; names that have weights on some side only are counted here
    before they get a row.
    """
    found = {name[2:] for name in places if name[:2] in ("-1", "+1", "-2", "+2")}
    sides = {name: sides_of(name) for name in sorted(found)}
    count = len(places) + sum(1 for name, shown in sides.items() if shown and name not in places)
    return {
        name: [places.get(side, count) for side in shown] + [count] * (4 - len(shown))
        for name, shown in sides.items()
        if shown
    }


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
