"""Learning what the layout of a file says about its lines (:mod:`tei_tools.read.layout_evidence`), from labelled pages.

The labels of plain texts teach what the words of a line say; pages teach what the layout adds to that. So the weights are
fitted with the probabilities that the words give as a fixed offset: of each line with evidence of its layout, the label
is a choice whose log probability is what the words give plus the weights of the evidence (a multinomial logit), and
weights are drawn to those that were set by hand (:mod:`~tei_tools.read.layout_priors`, 0 for all others) by a Gaussian
prior. Probabilities of words must come from weights that were not learned from the same texts, else they leave nothing
to learn: so label weights are fitted here first, to those texts that share no long line, and few others, with a page.

``python -m tei_tools.read.layout_training`` is the command of :mod:`tei_tools.cli.train_layout`.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SourceError
from ..evaluate.labels import LabelledUnit, read_labels
from ..inputs.blob import Blob
from ..inputs.registry import read_member
from ..recognize.page import read_page
from ..recognize.registry import all_rules
from ..recognize.rule import Unit
from ..recognize.units import cut_lines
from ..text.encoding import load_bytes
from ..text.repair import find_repairs
from ..text.source import Source, is_blank, read_lines, with_repairs_of_file
from .evidence import own_in_parts
from .layout_evidence import layout_evidence, with_sequence_weights
from .layout_priors import HEADLINE, LABELS, SEQUENCE
from .model import LEAST, Marginals, Model, label_of, learned_label, model_from
from .priors import COHERENCE
from .reading import propose
from .train import Sample, fit_labels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PULL = 1.0
"""The precision of the prior."""
SHARE = 0.3
"""What a line of a page that no figure counts is worth against one of a page that counts: layouts that were drawn at random
are many, and not as they are drawn on real sites. Of 0.1, 0.3 and 1 the best in cross-validation."""
SPREAD = 2
"""From how many sites or layouts on a piece of evidence is learned."""
KEPT = frozenset({"layout:own-block"})
"""What is not learned but stays as it was set: nearly every line has it, so that it would learn how frequent labels are."""
LEAST_WEIGHT = 0.05
"""Weights that differ less than this from nothing are left out."""
STEPS = 100
_LONG, _LINE, _SHARED = 30, 10, 3
"""Ideographs of a line that two texts share from which on one is a copy of the other, and of lines of which so many say it."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page whose lines are labelled: for each unit what the words make of it, what its layout says, and its label.

    ``group`` is the site or layout it is of; a label is None where nobody labelled the unit.
    """

    id: str
    group: str
    marginals: Sequence[Marginals]
    evidence: Sequence[Sequence[str]]
    gold: Sequence[str | None]


def labels_on(source: Source, units: Sequence[Unit], text: str, labels: Iterable[LabelledUnit]) -> list[str | None]:
    """The labels of the units of a source, where the labels are of another extraction of the same page.

    Blanks aside, however many a line has, the characters of the two texts are matched line by line and then one by one;
    a unit whose characters lie for the most part in no labelled stretch has none.
    """
    other = _solid(text)
    owners: dict[int, int] = {}
    labelled = list(labels)
    for place, one in enumerate(labelled):
        owners.update(dict.fromkeys(range(one.start, one.end), place))
    owner: dict[int, int] = {}
    for low, high in _matched(_solid(source.text), other, source.text, text):
        if high in owners:
            owner[low] = owners[high]
    out: list[str | None] = []
    seen: set[int] = set()
    for unit in units:
        places = [owner.get(offset, -1) for offset in unit.view.origin[:-1] if not is_blank(source.text[offset])]
        best = max({*places}, key=lambda place: (places.count(place), -place), default=-1)
        if best < 0 or labelled[best].unsure:
            out.append(None)
            continue
        label = learned_label(labelled[best].label)
        out.append("cont" if best in seen and label not in ("noise", "table") else label)
        seen.add(best)
    return out


def _solid(text: str) -> list[tuple[str, int]]:
    """The lines of a text without blanks, and the offset where each begins."""
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    return [(bare, at) for line, at in zip(text.split("\n"), starts, strict=False) if (bare := _without_blanks(line))]


def _without_blanks(line: str) -> str:
    return "".join([character for character in line if not is_blank(character)])


def _places(line: tuple[str, int], text: str) -> list[int]:
    """The offsets of the characters of a line that are not blank."""
    end = text.find("\n", line[1])
    stretch = range(line[1], end if end >= 0 else len(text))
    return [offset for offset in stretch if not is_blank(text[offset])]


def _matched(
    one: Sequence[tuple[str, int]], two: Sequence[tuple[str, int]], text: str, other: str
) -> list[tuple[int, int]]:
    """Pairs of offsets of the same characters in two texts."""
    out: list[tuple[int, int]] = []
    lines = SequenceMatcher(None, [line for line, _ in one], [line for line, _ in two], autojunk=False)
    for kind, a, b, c, d in lines.get_opcodes():
        if kind == "equal":
            for first, second in zip(one[a:b], two[c:d], strict=True):
                out += zip(_places(first, text), _places(second, other), strict=True)
        elif kind == "replace":
            left = [offset for line in one[a:b] for offset in _places(line, text)]
            right = [offset for line in two[c:d] for offset in _places(line, other)]
            marks = SequenceMatcher(None, [text[n] for n in left], [other[n] for n in right], autojunk=False)
            for low, high, size in marks.get_matching_blocks():
                out += zip(left[low : low + size], right[high : high + size], strict=True)
    return out


def page_of(
    name: str, group: str, blob: Blob, text: str, labels: Iterable[LabelledUnit], model: Model
) -> LabelledPage:  # fmt: skip
    """A labelled page, read with the label weights of a model. ``text`` is what the labels are of."""
    source = read_member(blob, "")
    repairs, _ = find_repairs(source.text)
    units = cut_lines(source.text, read_lines(source.text, with_repairs_of_file(source, repairs)))
    page = read_page(units)
    told = layout_evidence(units, source.layout)
    own, kinds = own_in_parts(page, propose(page, all_rules()))
    marginals = model.page_marginals(own, kinds, {}, with_sequence_weights({}, told))
    return LabelledPage(name, group, marginals, told, labels_on(source, units, text, labels))


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page as a list of pages names it: its file, its labels, the text that they are of, and its site."""

    id: str
    file: Path
    labels: Path
    text: Path
    source: str

    def words(self) -> str:
        """The text that the labels are of. Raises ``SourceError`` if it cannot be read."""
        return load_bytes(self.text).decode("utf-8-sig", "replace")

    def page(self, model: Model) -> LabelledPage:
        """The page, read. Raises ``LabelsInvalid`` and ``SourceError``."""
        text = self.words()
        labels = read_labels(self.labels, text)
        return page_of(self.id, self.source, Blob.of_path(self.file), text, labels.units, model)


def page_files(path: Path) -> list[PageFile]:
    """The pages that a list names: lines of ID, FILE, LABELS, TEXT, SOURCE with tabs between, paths beside the list.

    Lines that start with ``#`` are remarks. Raises ``SourceError`` for a line that has not five cells.
    """
    out = []
    for number, row in enumerate(load_bytes(path).decode("utf-8-sig", "replace").splitlines(), 1):
        cells = row.split("\t")
        if row.startswith("#") or not row.strip():
            continue
        if len(cells) != 5:
            raise SourceError("no-page", f"{path}:{number}: five cells with tabs between are needed: ID, FILE, LABELS, TEXT, SOURCE.")  # fmt: skip
        name, file, labels, text, source = cells
        out.append(PageFile(name, path.parent / file, path.parent / labels, path.parent / text, source))
    return out


def apart(samples: Iterable[Sample], pages: Iterable[PageFile]) -> list[Sample]:
    """The labelled texts that share no long line, and no three lines of some length, with the pages."""
    shown = {line for page in pages for line in _solid_lines(_lines_of(page.words()))}
    out = []
    for sample in samples:
        shared = shown & _solid_lines(sample.page.texts)
        if len(shared) < _SHARED and all([len(line) < _LONG for line in shared]):
            out.append(sample)
    return out


def _lines_of(text: str) -> list[str]:
    """The lines of a text as a sample has them: in simplified script."""
    return [unit.text for unit in cut_lines(text, read_lines(text))]


def _solid_lines(lines: Iterable[str]) -> set[str]:
    return {bare for line in lines if len(bare := _bare(line)) >= _LINE}


def _bare(line: str) -> str:
    """A line's ideographs: blanks and full width are what two extractions differ in."""
    return "".join([character for character in line if "\u4e00" <= character <= "\u9fff"])


def words_model(samples: Sequence[Sample]) -> Model:
    """Label weights from labelled texts, to read the words of pages with."""
    return model_from({**fit_labels(samples), "coherence": COHERENCE, "confidence": {}})


class Lines:
    """The lines of pages that have a label and evidence of their layout, as tables to fit weights to.

    ``shares`` says for each page what its lines are worth.
    """

    def __init__(self, pages: Sequence[LabelledPage], tags: Iterable[str], shares: Sequence[float]) -> None:
        import numpy

        self.labels = sorted({label_of(tag) for tag in tags})
        at = {label: place for place, label in enumerate(self.labels)}
        told = [
            (page, place, share, at[label])
            for page, share in zip(pages, shares, strict=True)
            for place, label in enumerate(page.gold)
            if label in at and page.evidence[place]
        ]
        spread: dict[str, set[str]] = defaultdict(set)
        for page, place, _, _ in told:
            for name in page.evidence[place]:
                spread[name].add(page.group)
        self.names = sorted(name for name, groups in spread.items() if len(groups) >= SPREAD and name not in KEPT)
        number = {name: place for place, name in enumerate(self.names)}
        self.evidence = numpy.zeros((len(told), len(self.names)))
        self.offsets = numpy.empty((len(told), len(self.labels)))
        for row, (page, place, _, _) in enumerate(told):
            chances = page.marginals[place]
            set_ = [LABELS[name] for name in page.evidence[place] if name in KEPT]
            self.offsets[row] = [
                log(max(chances.get(label, 0.0), LEAST / 4)) + sum([nats.get(label, 0.0) for nats in set_])
                for label in self.labels
            ]
            self.evidence[row, [number[name] for name in page.evidence[place] if name in number]] = 1.0
        self.gold = numpy.array([label for _, _, _, label in told], dtype=numpy.intp)
        self.shares = numpy.array([share for _, _, share, _ in told])
        self.prior = numpy.zeros((len(self.names), len(self.labels)))
        for row, name in enumerate(self.names):
            self.prior[row] = [LABELS.get(name, {}).get(label, 0.0) for label in self.labels]

    def loss(self, flat: NDArray[np.float64], pull: float) -> tuple[float, NDArray[np.float64]]:
        """The negative logarithm of the posterior and its gradient."""
        import numpy

        weights = flat.reshape(self.prior.shape)
        scores = self.offsets + self.evidence @ weights
        scores -= scores.max(axis=1, keepdims=True)
        rows = numpy.arange(len(self.gold))
        right = scores[rows, self.gold].copy()
        chances = numpy.exp(scores, out=scores)
        whole = chances.sum(axis=1)
        apart = weights - self.prior
        value = float(self.shares @ (numpy.log(whole) - right)) + pull / 2 * float((apart**2).sum())
        chances /= whole[:, None]
        chances[rows, self.gold] -= 1.0
        chances *= self.shares[:, None]
        return value, (self.evidence.T @ chances + pull * apart).ravel()


Weights = dict[str, dict[str, float]]


def fit(lines: Lines, pull: float = PULL) -> Weights:
    """The weights by name and label, rounded to hundredths; names that too few pages show keep those of the prior."""
    found = _minimum(lambda flat: lines.loss(flat, pull), lines.prior.ravel()).reshape(lines.prior.shape)
    out: Weights = {name: dict(sorted(weights.items())) for name, weights in LABELS.items() if name not in lines.names}
    for name, row in zip(lines.names, found.tolist(), strict=True):
        kept = {
            label: round(value, 2) for label, value in zip(lines.labels, row, strict=True) if abs(value) >= LEAST_WEIGHT
        }
        if kept:
            out[name] = kept
    return dict(sorted(out.items()))


Function = Callable[["NDArray[np.float64]"], "tuple[float, NDArray[np.float64]]"]


def _minimum(
    function: Function, start: NDArray[np.float64], steps: int = STEPS, memory: int = 8
) -> NDArray[np.float64]:
    """Where a smooth convex function is least (L-BFGS with backtracking), as in ``levels_fit`` but for many variables."""
    import numpy

    here = start.copy()
    value, slope = function(here)
    pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for _ in range(steps):
        way = -slope
        shares = []
        for moved, turned in reversed(pairs):
            share = moved @ way / (turned @ moved)
            shares.append(share)
            way = way - share * turned
        if pairs:
            moved, turned = pairs[-1]
            way = way * (moved @ turned) / (turned @ turned)
        for (moved, turned), share in zip(pairs, reversed(shares), strict=True):
            way = way + moved * (share - turned @ way / (turned @ moved))
        length = 1.0 if pairs else min(1.0, 1.0 / (float(numpy.linalg.norm(slope)) or 1.0))
        fall = float(slope @ way)
        while True:
            there = here + length * way
            reached, new = function(there)
            if reached <= value + 1e-4 * length * fall or length < 1e-9:
                break
            length /= 2
        moved, turned = there - here, new - slope
        if float(moved @ turned) > 1e-12:
            pairs = [*pairs[1 - memory :], (moved, turned)]
        gained = value - reached
        here, value, slope = there, reached, new
        if gained <= 1e-6 * max(1.0, abs(value)):
            break
    return here


@dataclass(slots=True)
class Figures:
    """How well lines of pages are read: by their logarithmic loss, and by their most likely labels."""

    loss: float = 0.0
    lines: int = 0
    wrong: int = 0
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many lines there are by their label and the one that they were given."""

    def add(self, page: LabelledPage, weights: Mapping[str, Mapping[str, float]], labels: Sequence[str]) -> None:
        """Count the lines of a page."""
        for chances, names, gold in zip(page.marginals, page.evidence, page.gold, strict=True):
            if gold is None or gold not in labels:
                continue
            scores = {
                label: log(max(chances.get(label, 0.0), LEAST / 4))
                + sum([weights[name].get(label, 0.0) for name in names if name in weights])
                for label in labels
            }
            most = max(scores.values())
            best = max(labels, key=scores.__getitem__)
            self.loss += most + log(sum([exp(score - most) for score in scores.values()])) - scores[gold]
            self.lines += 1
            self.wrong += best != gold
            self.pairs[gold, best] = self.pairs.get((gold, best), 0) + 1

    def told(self) -> dict[str, Any]:
        """The figures: loss a line in nats, wrong lines, the mean F1 of the labels that there are."""
        labels = sorted({gold for gold, _ in self.pairs})
        shares = []
        for label in labels:
            both = self.pairs.get((label, label), 0)
            sides = sum([count * ((gold == label) + (best == label)) for (gold, best), count in self.pairs.items()])
            shares.append(2 * both / sides)
        return {
            "f1": round(sum(shares) / max(len(shares), 1), 3), "lines": self.lines,
            "loss": round(self.loss / max(self.lines, 1), 4), "wrong": self.wrong,
        }  # fmt: skip


def measured(
    pages: Sequence[LabelledPage], also: Sequence[LabelledPage], model: Model, tell: Callable[[str], None] | None = None
) -> tuple[Weights, dict[str, Any]]:
    """The weights from all pages, and figures of those that count: without layout, by the prior, by weights that were not
    learned from their site."""
    everything = [*pages, *also]
    shares = [1.0] * len(pages) + [SHARE] * len(also)
    weights = fit(Lines(everything, model.tags, shares))
    labels = sorted({label_of(tag) for tag in model.tags})
    without, by_hand, learned = Figures(), Figures(), Figures()
    for group in sorted({page.group for page in pages}):
        kept = [(page, share) for page, share in zip(everything, shares, strict=True) if page.group != group]
        own = fit(Lines([page for page, _ in kept], model.tags, [share for _, share in kept]))
        for page in pages:
            if page.group == group:
                without.add(page, {}, labels)
                by_hand.add(page, LABELS, labels)
                learned.add(page, own, labels)
        if tell is not None:
            tell(f"{group}: {learned.lines:,} lines read so far, {learned.wrong:,} of them wrong")
    return weights, {"without": without.told(), "by-hand": by_hand.told(), "learned": learned.told()}


def about(
    files: Sequence[PageFile], also: Sequence[PageFile], texts: int, figures: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """What a file of weights says of itself: the pages it was learned from, how, and its figures."""
    from .._version import __version__

    def told(some: Sequence[PageFile]) -> dict[str, Any]:
        digest = hashlib.sha256()
        for page in sorted(some, key=lambda one: one.id):
            for part in (page.id.encode(), load_bytes(page.file), load_bytes(page.labels), load_bytes(page.text)):
                digest.update(len(part).to_bytes(8, "big") + part)
        return {"pages": len(some), "sha256": digest.hexdigest(), "sources": len({page.source for page in some})}

    return {
        "version": __version__,
        "data": told(files),
        **({"also": {**told(also), "share": SHARE}} if also else {}),
        "pull": PULL,
        "texts": texts,
        "figures": dict(figures),
    }


def content(weights: Weights, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is written into the file of weights; those that are not learned stand in it as they were set."""
    return {**said, "labels": weights, "sequence": SEQUENCE, "headline": HEADLINE}


if __name__ == "__main__":
    from ..__main__ import run
    from ..cli.train_layout import command

    sys.exit(run(command, prog_name="python -m tei_tools.read.layout_training"))
