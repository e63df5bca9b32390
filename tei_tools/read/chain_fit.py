"""Fits the weights of labels in sequence: a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001).

Each unit of a text is a row of evidence, a text is a sequence of rows. All sequences go through the forward and backward
pass together, the longest first: place by place, one product of matrices for as many of them as reach so far. The loss is
minimized by OWL-QN (Andrew and Gao 2007), which is L-BFGS with a penalty on the sum of absolute weights, so that most of
them are nothing. Stopped after as many steps it gives the weights that CRFsuite gives, in a third of the time.

Needs SciPy (the extra ``train``). The same sequences give the same weights on one kind of machine.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..errors import TeiToolsError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Numbers = NDArray[numpy.float64]
    Places = NDArray[numpy.intp]

_REMEMBERED = 6
"""Steps that the curvature is told by."""
_TRIALS = 20
"""Lengths of a step that are tried at the most."""
_DECREASE = 1e-4
"""The share of the decrease that the slope promises with which a step is long enough (Armijo)."""
_FLAT, _STILL, _WINDOW = 1e-5, 1e-5, 10
"""The slope at which, and the share of the loss by which the last so many steps were better at which, the fit is over."""


def sparse_library() -> ModuleType:
    """The library of sparse matrices.

    Raises ``TeiToolsError`` (code ``no-extra``) where it is not installed.
    """
    try:
        from scipy import sparse
    except ImportError as error:
        raise TeiToolsError(
            "no-extra", f"learning needs scipy, which cannot be loaded ({error}): pip install 'tei-tools[train]'"
        ) from error
    library: ModuleType = sparse
    return library


@dataclass(frozen=True, slots=True)
class Chain:
    """What was learned: the weight of each evidence for each tag, by name and tag, and of each tag behind another."""

    weights: Mapping[str, Mapping[str, float]]
    transitions: Mapping[tuple[str, str], float]


class Sequences:
    """Sequences to fit weights to; ``evidence`` of each are the names of every unit, ``tags`` what each unit is.

    Made once for any number of fits to some of them. Raises as :func:`sparse_library` does.
    """

    def __init__(self, evidence: Sequence[Sequence[Sequence[str]]], tags: Sequence[Sequence[str]]) -> None:
        import numpy

        sparse = sparse_library()
        self.names = sorted({*chain.from_iterable(chain.from_iterable(evidence))})
        self.tags = sorted({*chain.from_iterable(tags)})
        places = {name: place for place, name in enumerate(self.names)}
        columns = array("i")
        bounds = [0]
        for names in chain.from_iterable(evidence):
            columns.extend([places[name] for name in names])
            bounds.append(len(columns))
        self.rows = sparse.csr_matrix(
            (numpy.ones(len(columns)), numpy.array(columns, dtype=numpy.int32), bounds),
            shape=(len(bounds) - 1, len(self.names)),
        )
        at = {tag: place for place, tag in enumerate(self.tags)}
        self.labels = numpy.array([at[tag] for tag in chain.from_iterable(tags)], dtype=numpy.intp)
        self.lengths = [len(one) for one in tags]
        self.starts = numpy.concatenate(([0], numpy.cumsum(self.lengths, dtype=numpy.intp)))

    def seen(self, chosen: Sequence[int]) -> Places:
        """The names that the chosen sequences have, each once, given by their places among all names."""
        import numpy

        bounds = self.rows.indptr
        some = [self.rows.indices[bounds[self.starts[one]] : bounds[self.starts[one + 1]]] for one in chosen]
        return numpy.unique(numpy.concatenate(some)) if some else numpy.zeros(0, dtype=numpy.intp)

    def fit(self, chosen: Sequence[int], l1: float, l2: float, steps: int, known: Places | None = None) -> Chain:
        """The weights that the chosen sequences teach, given by their places.

        ``l1`` weighs the sum of absolute weights, ``l2`` that of squares; the fit ends after so many ``steps``. ``known``
        are the places of the names that count, in order; without it all do.

        >>> some = Sequences([[["a"], ["b"]], [["b"], ["b"]], [["a"], ["a"]]], [["x", "y"], ["y", "y"], ["x", "x"]])
        >>> learned = some.fit(range(3), 0.01, 0.01, 50)
        >>> learned.weights["a"]["x"] > 0 > learned.transitions["y", "x"]
        True
        """
        problem = _Problem(self, chosen, l2, known)
        if not problem.counts:
            return Chain({}, {})
        found = _minimum(problem, l1, steps)
        names = self.names if known is None else [self.names[place] for place in known.tolist()]
        weights: dict[str, dict[str, float]] = {}
        count = len(problem.rows)
        for row, column, value in zip(
            problem.rows.tolist(), problem.columns.tolist(), found[:count].tolist(), strict=True
        ):
            if value:
                weights.setdefault(names[row], {})[problem.tags[column]] = value
        pairs = [(before, after) for before in problem.tags for after in problem.tags]
        moves = zip(pairs, found[count:].tolist(), strict=True)
        return Chain(weights, {pair: value for pair, value in moves if value})


def _with_columns(table: Any, known: Places) -> Any:
    """A sparse table with some of its columns only, what is left of each row in the same order."""
    import numpy

    sparse = sparse_library()
    places = numpy.full(table.shape[1], -1, dtype=numpy.int32)
    places[known] = numpy.arange(len(known), dtype=numpy.int32)
    columns = places[table.indices]
    kept = columns >= 0
    bounds = numpy.concatenate(([0], numpy.cumsum(kept)))[table.indptr]
    return sparse.csr_matrix((table.data[kept], columns[kept], bounds), shape=(table.shape[0], len(known)))


class _Problem:
    """The loss of some sequences and its slope.

    The weights stand in one run: those of evidence beside the tags that it was seen with, then those of tags behind tags.
    """

    def __init__(self, sequences: Sequences, chosen: Sequence[int], l2: float, known: Places | None = None) -> None:
        import numpy

        sparse = sparse_library()
        self.l2 = l2
        starts = sequences.starts
        ordered = sorted((one for one in chosen if sequences.lengths[one]), key=lambda one: -sequences.lengths[one])
        lengths = numpy.array([sequences.lengths[one] for one in ordered])
        first = starts[ordered] if ordered else numpy.zeros(0, dtype=numpy.intp)
        # How many sequences reach each place, and the rows of the table place by place.
        longest = int(lengths[0]) if ordered else 0
        self.counts = [int(numpy.searchsorted(-lengths, -place, side="left")) for place in range(longest)]
        self.bounds = [0]
        for count in self.counts:
            self.bounds.append(self.bounds[-1] + count)
        rows = [first[:count] + place for place, count in enumerate(self.counts)]
        order: Places = numpy.concatenate(rows) if rows else numpy.zeros(0, dtype=numpy.intp)
        table = sequences.rows[order]
        self.table = table if known is None else _with_columns(table, known)
        there, self.labels = numpy.unique(sequences.labels[order], return_inverse=True)
        self.tags = [sequences.tags[place] for place in there]
        self.size = len(self.tags)
        self.above = self._above()
        units = numpy.arange(len(order))
        gold = sparse.csr_matrix((numpy.ones(len(order)), (units, self.labels)), shape=(len(order), self.size))
        seen = (self.table.T @ gold).tocoo()
        picked = numpy.lexsort((seen.col, seen.row))
        self.rows, self.columns, self.seen = seen.row[picked], seen.col[picked], seen.data[picked]
        self.moved = numpy.zeros((self.size, self.size))
        self.first = self.counts[0] if self.counts else 0  # so many units have none above
        numpy.add.at(self.moved, (self.labels[self.above], self.labels[self.first :]), 1.0)
        self.width = len(self.rows) + self.size * self.size

    def _above(self) -> Places:
        """The unit before each one that is not the first of its sequence."""
        import numpy

        some = [
            numpy.arange(self.bounds[place], self.bounds[place] + self.counts[place + 1])
            for place in range(len(self.counts) - 1)
        ]
        return numpy.concatenate(some) if some else numpy.zeros(0, dtype=numpy.intp)

    def loss(self, weights: Numbers) -> tuple[float, Numbers]:
        """The loss without the penalty on absolute weights, and its slope."""
        import numpy

        count, size = len(self.rows), self.size
        table = numpy.zeros((self.table.shape[1], size))
        table[self.rows, self.columns] = weights[:count]
        moves = weights[count:].reshape(size, size)
        scores = self.table @ table
        told = scores[numpy.arange(len(scores)), self.labels].sum() + (self.moved * moves).sum()
        top = scores.max(axis=1)
        scores -= top[:, None]
        numpy.exp(scores, out=scores)
        powers = numpy.exp(moves)
        forward, scale = self._forward(scores, powers)
        total = numpy.log(scale).sum() + top.sum() - told
        backward = self._backward(scores, powers, scale)
        pairs = (forward[self.above].T @ (scores * backward / scale[:, None])[self.first :]) * powers
        forward *= backward  # how likely each tag is
        slope = numpy.empty_like(weights)
        slope[:count] = (self.table.T @ forward)[self.rows, self.columns] - self.seen
        slope[count:] = (pairs - self.moved).ravel()
        if self.l2:
            total += self.l2 * float(weights @ weights)
            slope += 2 * self.l2 * weights
        return float(total), slope

    def _forward(self, scores: Numbers, powers: Numbers) -> tuple[Numbers, Numbers]:
        """What leads to each tag of each unit from above, summing to one, and what it was divided by."""
        import numpy

        out, scale = numpy.empty_like(scores), numpy.empty(len(scores))
        for place, count in enumerate(self.counts):
            low = self.bounds[place]
            here = scores[low : low + count]
            if place:
                before = self.bounds[place - 1]
                here = (out[before : before + count] @ powers) * here
            whole = here.sum(axis=1)
            scale[low : low + count] = whole
            numpy.divide(here, whole[:, None], out=out[low : low + count])
        return out, scale

    def _backward(self, scores: Numbers, powers: Numbers, scale: Numbers) -> Numbers:
        """What follows each tag of each unit below, divided by the same."""
        import numpy

        out = numpy.ones_like(scores)
        turned = numpy.ascontiguousarray(powers.T)
        for place in range(len(self.counts) - 1, 0, -1):
            low, count = self.bounds[place], self.counts[place]
            before = self.bounds[place - 1]
            here = scores[low : low + count] * out[low : low + count]
            here /= scale[low : low + count, None]
            numpy.matmul(here, turned, out=out[before : before + count])
        return out


def _minimum(problem: _Problem, l1: float, steps: int) -> Numbers:
    """The weights with the least loss and penalty, as near as so many steps come."""
    import numpy

    weights = numpy.zeros(problem.width)
    loss, slope = problem.loss(weights)
    lean = _lean(weights, slope, l1)
    length = float(numpy.linalg.norm(lean))
    if not length:
        return weights
    direction, size = -lean, 1.0 / length
    known: deque[tuple[Numbers, Numbers, float]] = deque(maxlen=_REMEMBERED)
    losses = [loss]
    for _ in range(steps):
        found = _step(problem, l1, weights, loss, lean, direction, size)
        if found is None:
            break
        after, loss, after_slope = found
        moved, turned = after - weights, after_slope - slope
        weights, slope = after, after_slope
        lean = _lean(weights, slope, l1)
        losses.append(loss)
        flat = float(numpy.linalg.norm(lean)) <= _FLAT * max(1.0, float(numpy.linalg.norm(weights)))
        if flat or (len(losses) > _WINDOW and losses[-1 - _WINDOW] - loss < _STILL * loss):
            break
        if (curve := float(moved @ turned)) > 0:
            known.append((moved, turned, curve))
        direction, size = _direction(lean, known), 1.0
    return weights


def _lean(weights: Numbers, slope: Numbers, l1: float) -> Numbers:
    """The slope with the penalty; at nothing, where that has two slopes, the one that leads down, or none."""
    import numpy

    if not l1:
        return slope
    out = slope + l1 * numpy.sign(weights)
    still = weights == 0
    out[still] = numpy.sign(slope[still]) * numpy.maximum(numpy.abs(slope[still]) - l1, 0.0)
    return out


def _direction(lean: Numbers, known: deque[tuple[Numbers, Numbers, float]]) -> Numbers:
    """Where the curvature of the last steps leads (the two loops of L-BFGS), as far as the slope leads there too."""
    out = -lean
    shares = []
    for moved, turned, curve in reversed(known):
        share = float(moved @ out) / curve
        shares.append(share)
        out = out - share * turned
    if known:
        _, turned, curve = known[-1]
        out *= curve / float(turned @ turned)
    for (moved, turned, curve), share in zip(known, reversed(shares), strict=True):
        out = out + (share - float(turned @ out) / curve) * moved
    out[out * lean >= 0] = 0.0
    return out


def _step(
    problem: _Problem, l1: float, weights: Numbers, loss: float, lean: Numbers, direction: Numbers, size: float
) -> tuple[Numbers, float, Numbers] | None:
    """The weights after a step, their loss and slope; no weight changes its sign in one step. None: nothing is better."""
    import numpy

    signs = numpy.where(weights == 0, -lean, weights)
    for _ in range(_TRIALS):
        after = weights + size * direction
        after[after * signs <= 0] = 0.0
        found, slope = problem.loss(after)
        found += l1 * float(numpy.abs(after).sum())
        if found <= loss + _DECREASE * float((after - weights) @ lean):
            return after, found, slope
        size /= 2
    return None
