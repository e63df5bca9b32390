"""How far a score can be trusted: the bootstrap over sources.

Texts of one source are alike, so that what is drawn anew is sources with all of their texts, never single texts
(B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993). Draws follow from nothing but the names and
number of the sources: the same comparisons give the same interval.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .compare import Comparison
from .figures import FEWEST, Tally, bcubed_sums, figures, owners_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 1000
"""So many times sources are drawn anew."""
_INSIDE = 0.95

Interval = tuple[float, float]
"""The lower and the upper end."""


def score_interval(comparisons: Sequence[Comparison], sources: Mapping[str, str]) -> Interval:
    """The interval that holds the score 95 times in 100 when other sources of the same kinds had been labelled.

    ``sources`` gives the source of each document by its id.
    """
    return _middle(_drawn_scores(comparisons, sources))


def difference_interval(
    comparisons: Sequence[Comparison], others: Sequence[Comparison], sources: Mapping[str, str]
) -> Interval:
    """The interval of what ``comparisons`` score more than ``others``, which are the same texts read otherwise."""
    return _middle(_drawn_scores(comparisons, sources) - _drawn_scores(others, sources))


def _middle(values: NDArray[np.float64]) -> Interval:
    ordered = sorted(values.tolist())
    outside = round(len(ordered) * (1 - _INSIDE) / 2)
    return ordered[outside], ordered[-1 - outside]


def _drawn_scores(comparisons: Sequence[Comparison], sources: Mapping[str, str]) -> NDArray[np.float64]:
    import numpy

    names = sorted({sources[comparison.id] for comparison in comparisons})
    draw = random.Random(len(names))
    times = numpy.zeros((DRAWS, len(names)))
    at = {name: place for place, name in enumerate(names)}
    for row in times:
        for name, count in Counter(draw.choices(names, k=len(names))).items():
            row[at[name]] = count
    counts, owners = _counts(comparisons, sources, names)
    return scores(numpy.tensordot(times, counts, axes=1), times @ owners)


def _counts(
    comparisons: Sequence[Comparison], sources: Mapping[str, str], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each source the tallies of headings, fields and labels; the sums behind ``articles`` and their number."""
    import numpy

    own = [figures([comparison]) for comparison in comparisons]
    labels = sorted({label for found in own for label in found.labels})
    at = {name: place for place, name in enumerate(names)}
    counts = numpy.zeros((len(names), 2 + len(labels), 3))
    owners = numpy.zeros((len(names), 3))
    for comparison, found in zip(comparisons, own, strict=True):
        here = at[sources[comparison.id]]
        tallies = [found.tallies["headings"], found.tallies["fields"]]
        tallies += [found.labels.get(label, Tally()) for label in labels]
        counts[here] += [[tally.right, tally.wrong, tally.missed] for tally in tallies]
        pairs = owners_of(comparison)
        owners[here] += [*bcubed_sums(pairs), len(pairs)]
    return counts, owners


def scores(counts: NDArray[np.float64], owners: NDArray[np.float64]) -> NDArray[np.float64]:
    """The score for each row of tallies, as :func:`tei_tools.evaluate.figures.figures` has it."""
    import numpy

    with numpy.errstate(invalid="ignore", divide="ignore"):
        right, wrong, missed = numpy.moveaxis(counts, -1, 0)
        each = 2 * right / (2 * right + wrong + missed)
        whole = counts[:, 2:].sum(axis=1)
        blocks = 2 * whole[:, 0] / (2 * whole[:, 0] + whole[:, 1] + whole[:, 2])
        frequent = (right + missed)[:, 2:] >= FEWEST
        macro = numpy.where(frequent, each[:, 2:], 0.0).sum(axis=1) / frequent.sum(axis=1)
        precision, recall = owners[:, 0] / owners[:, 2], owners[:, 1] / owners[:, 2]
        articles = 2 * precision * recall / (precision + recall)
    parts = numpy.stack([blocks, macro, each[:, 0], each[:, 1], articles], axis=1)
    known = ~numpy.isnan(parts)
    total: NDArray[np.float64] = numpy.where(known, parts, 0.0).sum(axis=1) / numpy.maximum(known.sum(axis=1), 1)
    return total
