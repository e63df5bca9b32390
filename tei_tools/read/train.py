"""Learning to read: weights from labelled texts.

``python -m tei_tools.read.train --gold DIR --text DIR`` fits everything that the model file holds: the labels with their
evidence, what stands together, and how sure a reading is; it writes the file of this package or another one. The same
labelled texts give the same bytes. What the figures in the file say was measured on sources that the weights behind them
were not fitted to: cross-validation by source, :data:`FOLDS` parts.

Needs the extra ``train`` (SciPy). This module is the library; run as a program it is the command of
:mod:`tei_tools.cli.train`.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
import sys
import warnings
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from ..decode.build import drafts_of, fact_lines_of, metas_of
from ..decode.levels import heads_of
from ..errors import TeiToolsError
from ..evaluate.run import Case
from ..recognize.page import Page, read_page
from ..recognize.registry import all_rules
from ..recognize.rule import Candidate, Rule, Unit
from ..recognize.units import cut_lines
from ..text.repair import find_repairs
from ..text.source import Repair, read_lines
from .chain_fit import Sequences, sparse_library
from .choice import Choice
from .coherence import State
from .columns import Column, columns_of
from .confidence import firsts_of, signs_of
from .evidence import Proposed, page_evidence
from .facts_fit import NOTHING_STATED, PULL, Stated, stated
from .facts_fit import Case as FactCase
from .facts_fit import cases_of as fact_cases_of
from .facts_fit import fit as fit_facts
from .headline_training import cases_of
from .headline_training import fit as fit_headline
from .levels_fit import Case as LevelCase
from .levels_fit import fit as fit_levels
from .model import Marginals, label_of, learned_label, model_from
from .priors import COHERENCE
from .reading import Decoded, decode, propose, search
from .variants import Piece, wrapped

if TYPE_CHECKING:
    from .chain_fit import Places

Part = TypeVar("Part")

FOLDS = 10
"""Parts of a cross-validation. All texts of one source are in one part, so that each text is read by what nine in ten of the
sources teach: nearly as many as the weights of the package come from."""
SPREAD = 3
"""From how many sources on a piece of evidence is learned: what one source knows only does not help on another."""
LEAST_WEIGHT = 0.01
"""Weights nearer to nothing than this are left out."""
_HEADS = ("head", "sec")
_MEMBERS: tuple[tuple[float, float, float, int, Sequence[int] | None], ...] = (
    (1.0, 0.1, 0.1, 50, ()), (0.5, 0.1, 0.1, 50, (0,)), (0.5, 0.1, 0.1, 40, (1,)), (0.5, 0.3, 0.1, 45, (3, 5)),
    (0.5, 0.3, 0.1, 45, (2, 4)), (2.0, 0.02, 0.5, 42, None),
)  # fmt: skip
"""The share, L1, L2 and steps of the optimizer for each of the models whose mean the weights are, and of which lots of the
texts that do not count it learns, by their places: of none, of some, of all (None). Stopping early is what keeps the weights
from learning the sources by heart; a mean varies less than each of its parts (Breiman 1996), and the more so the less of
their texts the parts share. What counts is in all of them: there the texts of others weigh more than those that were
written to learn from."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled text, ready for learning. ``gold`` is the label of each unit, None where the labeller was unsure;
    ``titles`` are the units of the headline of each article, ``levels`` the heads of each article with their depths,
    ``depths`` those of each unit that is a head.
    ``text`` is what was labelled and ``facts`` what labels say of facts; ``counts`` is false of a text that is only learned
    from: no figure and no confidence is taken from it; ``lot`` is the lot of such texts that it came with."""

    id: str
    source: str
    page: Page
    proposals: Sequence[Proposed]
    evidence: Sequence[Sequence[str]]
    tags: Sequence[str]
    gold: Sequence[str | None]
    variants: Sequence[tuple[Sequence[Sequence[str]], Sequence[str]]] = ()
    titles: Sequence[tuple[int, ...]] = ()
    levels: Sequence[LevelCase] = ()
    depths: Mapping[int, int] = field(default_factory=dict)
    counts: bool = True
    lot: str = ""
    text: str = ""
    facts: Stated = NOTHING_STATED


def sample_of(
    case: Case, source: str, rules: Sequence[Rule] | None = None, *, counts: bool = True, lot: str = ""
) -> Sample:
    """A labelled text as a sample; ``source`` names where it comes from, ``counts`` and ``lot`` are as in
    :class:`Sample`."""
    chosen = all_rules() if rules is None else rules
    text = case.source.text
    page, units, proposals, evidence = _look(text, chosen)
    spans = [(unit.start, unit.end, learned_label(unit.label)) for unit in case.labels.units]
    labels, places = _aligned(units, spans)
    unsure = {place for place, unit in enumerate(case.labels.units) if unit.unsure}
    gold = [None if place in unsure else label for label, place in zip(labels, places, strict=True)]
    heads = [index for index, label in enumerate(labels) if label in _HEADS]
    depths = {index: case.labels.units[places[index]].depth for index in heads}
    variants = []
    other = wrapped(case.id, _pieces(text, spans))
    if other is not None:
        again, placed = _rendered(other)
        _, more, _, seen = _look(again, chosen)
        variants.append((seen, _tags(_aligned(more, placed)[0])))
    return Sample(
        case.id, source, page, proposals, evidence, _tags(labels), gold, tuple(variants),
        _titles(case, labels, places), _levels(case, page, units, proposals, labels, depths), depths, counts,
        lot, text, stated(case.labels),
    )  # fmt: skip


def _titles(case: Case, labels: Sequence[str], places: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    found: dict[str, list[int]] = {}
    for index, (label, place) in enumerate(zip(labels, places, strict=True)):
        if label == "title":
            found.setdefault(case.labels.units[place].article, []).append(index)
    return tuple(tuple(units) for units in found.values())


def _levels(
    case: Case, page: Page, units: Sequence[Unit], proposals: Sequence[Proposed], labels: Sequence[str],
    depths: Mapping[int, int],
) -> tuple[LevelCase, ...]:  # fmt: skip
    """The heads of each article, as the search builds them where all labels are right."""
    certain = [{label: 1.0} for label in labels]
    repairs, _ = find_repairs(case.source.text)
    choices = decode(columns_of(page, proposals, certain), COHERENCE).choices
    found = _headed(case.source.text, repairs, units, choices, depths)
    return tuple(one for one in found if all(one.depths))


def _headed(
    text: str, repairs: Sequence[Repair], units: Sequence[Unit], choices: Sequence[Choice[Candidate, State]],
    depths: Mapping[int, int],
) -> Iterator[LevelCase]:  # fmt: skip
    """The heads of each article that the choices make, with the depths that a person gave them."""
    for entries in drafts_of(text, repairs, units, choices):
        if heads := heads_of(entries):
            yield LevelCase(heads, [depths.get(entry.unit.index, 0) for entry in entries if entry.label in _HEADS])


def _look(text: str, rules: Sequence[Rule]) -> tuple[Page, tuple[Unit, ...], list[Proposed], list[list[str]]]:
    repairs, _ = find_repairs(text)
    units = cut_lines(text, read_lines(text, repairs))
    page = read_page(units)
    proposals = propose(page, rules)
    return page, units, proposals, page_evidence(page, proposals)


def _aligned(units: Sequence[Unit], spans: Sequence[tuple[int, int, str]]) -> tuple[list[str], list[int]]:
    """The label of each unit and the place of the labelled stretch that it lies in, -1 in none."""
    starts = [start for start, _, _ in spans]
    labels, places = [], []
    seen: set[int] = set()
    for unit in units:
        low, high = unit.view.origin[0], unit.view.origin[-1]
        best, most = -1, 0
        place = max(bisect_right(starts, low) - 1, 0)
        while place < len(spans) and spans[place][0] < high:
            shared = min(high, spans[place][1]) - max(low, spans[place][0])
            if shared > most:
                best, most = place, shared
            place += 1
        label = "noise" if best < 0 else spans[best][2]
        if best in seen and label != "noise":
            label = "cont"
        seen.add(best)
        labels.append(label)
        places.append(best)
    return labels, places


def _tags(labels: Sequence[str]) -> list[str]:
    """Labels as tags: noise is told apart by where it stands."""
    solid = [place for place, label in enumerate(labels) if label != "noise"]
    first, last = (solid[0], solid[-1]) if solid else (len(labels), len(labels))
    return [
        label if label != "noise" else "noise.F" if place < first else "noise.T" if place > last else "noise.M"
        for place, label in enumerate(labels)
    ]


def _pieces(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Piece]:
    out: list[Piece] = []
    reached = 0
    for start, end, label in spans:
        out.append(Piece(text[start:end], label, text.count("\n", reached, start) if out else 1))
        reached = end
    return out


def _rendered(pieces: Sequence[Piece]) -> tuple[str, list[tuple[int, int, str]]]:
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = 0
    for piece in pieces:
        breaks = "\n" * piece.breaks if parts else ""
        parts += [breaks, piece.text]
        at += len(breaks)
        spans.append((at, at + len(piece.text), piece.label))
        at += len(piece.text)
    return "".join(parts), spans


class Taught:
    """Samples as the fit of label weights takes them, made once for all parts of a cross-validation."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        texts = [
            (sample.id, evidence, tags)
            for sample in samples
            for evidence, tags in ((sample.evidence, sample.tags), *sample.variants)
        ]
        self.sequences = Sequences([evidence for _, evidence, _ in texts], [tags for _, _, tags in texts])
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (name, _, _) in enumerate(texts):
            self._places[name].append(place)
        own: dict[str, list[int]] = defaultdict(list)
        for sample in samples:
            own[sample.source].append(self._places[sample.id][0])
        self._seen = {source: self.sequences.seen(places) for source, places in own.items()}

    def places(self, samples: Iterable[Sample]) -> list[int]:
        """The places of the sequences that some of the samples gave, variants among them."""
        return [place for sample in samples for place in self._places[sample.id]]

    def known(self, samples: Iterable[Sample]) -> Places:
        """The places of the evidence that the texts of enough sources have, in order."""
        import numpy

        seen = [self._seen[source] for source in {sample.source: None for sample in samples}]
        counts = numpy.bincount(numpy.concatenate(seen)) if seen else numpy.zeros(0, dtype=numpy.intp)
        return numpy.flatnonzero(counts >= SPREAD)


def fit_labels(samples: Sequence[Sample], taught: Taught | None = None) -> dict[str, Any]:
    """The weights of evidence and of neighboring tags: ``tags``, ``transitions``, ``weights`` of the model file.

    ``taught`` has been made of these samples, others among them or not; all texts of a source are in one part.
    """
    taught = taught or Taught(samples)
    known = taught.known(samples)
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    moves: dict[str, float] = defaultdict(float)
    whole = sum([share for share, *_ in _MEMBERS])
    for share, l1, l2, steps, lots in _MEMBERS:
        learned = taught.sequences.fit(taught.places(_with_lots(samples, lots)), l1, l2, steps, known)
        for name, told in learned.weights.items():
            for tag, weight in told.items():
                weights[name][tag] += weight * share / whole
        for (before, after), weight in learned.transitions.items():
            moves[f"{before}>{after}"] += weight * share / whole
    return {
        "tags": sorted(
            {tag for one in samples for tags in (one.tags, *(more for _, more in one.variants)) for tag in tags}
        ),
        "transitions": {pair: round(weight, 3) for pair, weight in sorted(moves.items())},
        "weights": {name: told for name in sorted(weights) if (told := _kept(weights[name]))},
    }


def _with_lots(samples: Sequence[Sample], chosen: Sequence[int] | None) -> Sequence[Sample]:
    """The samples that count, and of the others those of some lots, by their places in the order of the names of lots.

    None is all of them, and so are lots that are not there; an empty choice is none of them, if any sample counts.
    """
    if chosen is not None and not chosen:
        return [sample for sample in samples if sample.counts] or samples
    lots = sorted({sample.lot for sample in samples if not sample.counts})
    some = {lots[place] for place in chosen or () if place < len(lots)} or {*lots}
    return [sample for sample in samples if sample.counts or sample.lot in some]


def _kept(weights: Mapping[str, float]) -> dict[str, float]:
    return {tag: round(weight, 3) for tag, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT}


def _agrees(label: str, gold: str | None) -> bool:
    return gold is None or learned_label(label) == gold


def fit_confidence(
    signs: Sequence[Mapping[str, float]], right: Sequence[bool], penalty: float = 1.0
) -> dict[str, float]:
    """The weights of the signs of sureness: logistic regression by Newton's method."""
    import numpy

    names = sorted({name for found in signs for name in found})
    at = {name: place for place, name in enumerate(names)}
    table = numpy.zeros((len(signs), len(names)))
    for row, found in enumerate(signs):
        for name, value in found.items():
            table[row, at[name]] = value
    goal = numpy.array(right, dtype=float)
    weights = numpy.zeros(len(names))
    for _ in range(25):
        chance = 1 / (1 + numpy.exp(-numpy.clip(table @ weights, -30, 30)))
        slope = table.T @ (goal - chance) - penalty * weights
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + penalty * numpy.eye(len(names))
        change = numpy.linalg.solve(curve, slope)
        weights += change
        if float(numpy.abs(change).max()) < 1e-6:
            break
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def folds_of(sources: Iterable[str], seed: int = 0, folds: int = FOLDS) -> dict[str, int]:
    """The part of the cross-validation that each source belongs to.

    Sources are dealt out in turn, in an order that follows from their names alone; parts have nearly as many of them.
    Raises ``TeiToolsError`` (code ``few-sources``) if what is left beside one part would have fewer than
    :data:`SPREAD` sources: nothing could be learned from so few.

    >>> sorted(folds_of("abcdef", folds=2).values())
    [0, 0, 0, 1, 1, 1]
    """
    named = {*sources}
    parts = min(folds, len(named))
    if parts < 2 or len(named) - -(-len(named) // parts) < SPREAD:
        raise TeiToolsError(
            "few-sources",
            f"the labelled texts are of {len(named)} sources, and what only {SPREAD - 1} sources show is not learned; "
            "label texts of more sources, or name the source of each text in the file of --sources.",
        )
    return _dealt(named, seed, parts)


def _dealt(sources: set[str], seed: int, parts: int) -> dict[str, int]:
    ordered = sorted(sources, key=lambda source: hashlib.sha256(f"{seed}{source}".encode()).hexdigest())
    return {source: place % parts for place, source in enumerate(ordered)}


def parts_of(samples: Iterable[Sample], seed: int = 0, folds: int = FOLDS) -> dict[str, int]:
    """The part of the cross-validation that the source of each sample belongs to.

    Sources of texts that count are dealt out as :func:`folds_of` does, as if there were no others; those of texts that
    are only learned from are dealt out after them. Raises as :func:`folds_of` does.
    """
    samples = list(samples)
    counted = folds_of((sample.source for sample in samples if sample.counts), seed, folds)
    others = {sample.source for sample in samples} - counted.keys()
    return {**counted, **_dealt(others, seed, max(counted.values()) + 1)}


@dataclass(frozen=True, slots=True)
class Held:
    """A sample as models that never saw its source see it: the marginals of its units, and the columns."""

    sample: Sample
    marginals: Sequence[Marginals]
    columns: Sequence[Column]


_READ = 4
"""Of the texts that do not count one in so many is read when it is kept aside. Only what stands around the labels is learned
from such readings: few weights, for which every text is read anew in each part of a cross-validation."""


def _is_read(sample: Sample) -> bool:
    """Whether a text is read when it is kept aside: always the same ones, by their ids."""
    return sample.counts or crc32(sample.id.encode()) % _READ == 0


def held_out(
    samples: Sequence[Sample], seed: int = 0, tell: Callable[[str], None] | None = None, folds: int = FOLDS,
    workers: int = 1,
) -> list[Held]:  # fmt: skip
    """Every sample that counts, and some of the others, read by label weights that were fitted on other sources.

    ``workers`` processes share the work; what comes out is the same for any number of them. Raises as
    :func:`folds_of` and :func:`~.chain_fit.sparse_library` do.
    """
    sparse_library()
    part = parts_of(samples, seed, folds)
    parts = max(part.values()) + 1
    taught = Taught(samples)

    def read(fold: int) -> dict[str, Sequence[Marginals]]:
        learned = [sample for sample in samples if part[sample.source] != fold]
        model = model_from({**fit_labels(learned, taught), "coherence": COHERENCE, "confidence": {}})
        kept_aside = [sample for sample in samples if part[sample.source] == fold and _is_read(sample)]
        return {sample.id: model.marginals(sample.evidence) for sample in kept_aside}

    seen: dict[str, Sequence[Marginals]] = {}
    for fold, some in enumerate(over_parts(read, parts, workers)):
        seen |= some
        if tell is not None:
            aside = sum([part[sample.source] == fold for sample in samples])
            tell(f"part {fold + 1} of {parts}: {len(samples) - aside} texts learned from, {aside} kept aside")
    return [
        Held(sample, seen[sample.id], columns_of(sample.page, sample.proposals, seen[sample.id]))
        for sample in sorted(samples, key=lambda one: one.id)
        if sample.id in seen
    ]


Found = tuple[Sequence[Column], Decoded, Mapping[int, float]]
"""What a search of a page gives: columns, what was chosen, and how far headlines lead."""


def _signs(held: Held, found: Found) -> tuple[list[dict[str, float]], list[bool | None]]:
    sample = held.sample
    columns, decoded, leads = found
    chosen, losses = decoded.chosen, decoded.losses
    signs = list(
        signs_of(sample.page.units, firsts_of(sample.proposals), held.marginals, columns, chosen, losses, leads)
    )
    right = [
        None if gold is None else _agrees(candidate.label, gold)
        for candidate, gold in zip(chosen, sample.gold, strict=True)
    ]
    return signs, right


def _fact_cases(held: Held, repairs: Sequence[Repair], choices: Sequence[Choice[Candidate, State]]) -> list[FactCase]:
    """The choices of facts that a held-out reading offers."""
    sample = held.sample
    lines, articles = fact_lines_of(sample.text, repairs, sample.page.units, choices, metas_of(held.marginals))
    return list(fact_cases_of(lines, articles, sample.facts, sample.source))


def fit_around(held: Sequence[Held]) -> dict[str, dict[str, float]]:
    """The weights fitted on held-out readings: of headlines, facts and levels of heads, and of confidence.

    Those of coherence are :data:`COHERENCE`, set by hand: fitted by a structured perceptron through the search they read
    sources worse that they were not fitted on.
    """
    coherence = dict(COHERENCE)
    headline = fit_headline(
        [
            case
            for one in held
            for case in cases_of(
                one.sample.page, one.marginals,
                [candidate.label for candidate in decode(one.columns, coherence).chosen], one.sample.titles,
            )
        ]
    )  # fmt: skip
    signs: list[dict[str, float]] = []
    right: list[bool] = []
    facts: list[FactCase] = []
    levels: list[LevelCase] = []
    for one in held:
        found = search(one.sample.page, one.marginals, one.columns, coherence, headline)
        repairs, _ = find_repairs(one.sample.text)
        facts += _fact_cases(one, repairs, found[1].choices)
        levels += _headed(one.sample.text, repairs, one.sample.page.units, found[1].choices, one.sample.depths)
        if not one.sample.counts:
            continue
        for told, agrees in zip(*_signs(one, found), strict=True):
            if agrees is not None:
                signs.append(told)
                right.append(agrees)
    return {
        "coherence": coherence,
        "facts": fit_facts(facts),
        "headline": headline,
        "levels": fit_levels([case for one in held for case in one.sample.levels], levels),
        "confidence": fit_confidence(signs, right),
    }


def crossvalidated(
    held: Sequence[Held], seed: int = 0, folds: int = FOLDS, workers: int = 1
) -> Iterator[tuple[Held, dict[str, dict[str, float]]]]:
    """Every held-out sample that counts, with weights of coherence and confidence fitted on the other parts."""
    part = parts_of((one.sample for one in held), seed, folds)

    def around(fold: int) -> dict[str, dict[str, float]]:
        return fit_around([one for one in held if part[one.sample.source] != fold])

    for fold, fitted in enumerate(over_parts(around, max(part.values()) + 1, workers)):
        for one in held:
            if one.sample.counts and part[one.sample.source] == fold:
                yield one, fitted


def over_parts(work: Callable[[int], Part], parts: int, workers: int) -> Iterator[Part]:
    """``work(0)``, ``work(1)`` … in this order, done by up to so many processes where Linux can fork them."""
    workers = min(workers, parts)
    if workers < 2 or sys.platform != "linux":
        yield from map(work, range(parts))
        return
    _WORK.append(work)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: none of ours hold a lock
            pool = multiprocessing.get_context("fork").Pool(workers, _end_with_the_parent)
        with pool:
            yield from pool.imap(_part_of_work, range(parts))
            pool.close()
            pool.join()
    finally:
        _WORK.pop()


_WORK: list[Callable[[int], Any]] = []
"""What the processes of :func:`over_parts` do, there when they are forked."""


def _end_with_the_parent() -> None:
    """In a process of the pool: signals do what they do by default, the parent is the one that tells of an interrupt."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _part_of_work(number: int) -> Any:
    return _WORK[-1](number)


def digest_of(cases: Iterable[Case]) -> str:
    """The sha256 of the labelled set: of ids, texts and labels in the order of ids."""
    digest = hashlib.sha256()
    for case in sorted(cases, key=lambda one: one.id):
        for part in (case.id.encode(), case.source.text.encode("utf-8", "surrogatepass"), Path(case.path).read_bytes()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def spelled(data: Mapping[str, Any]) -> str:
    """A model as the text of its file: sorted, one line for each piece of evidence."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    parts = []
    for key in sorted(data):
        value = data[key]
        if isinstance(value, dict) and key != "figures":
            rows = ",\n".join(f"{line(name)}:{line(value[name])}" for name in sorted(value))
            parts.append(f"{line(key)}:{{\n{rows}\n}}")
        else:
            parts.append(f"{line(key)}:{line(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def fit(
    samples: Sequence[Sample], tell: Callable[[str], None] | None = None, folds: int = FOLDS, workers: int = 1
) -> tuple[dict[str, Any], list[Held]]:
    """The content of a model file but for what it says of itself, and the held-out readings behind it."""
    held = held_out(samples, tell=tell, folds=folds, workers=workers)
    around = fit_around(held)
    if tell is not None:
        tell(f"all {len(samples)} texts")
    return {**fit_labels(samples), **around}, held


def about(
    cases: Sequence[Case], sources: Mapping[str, str], figures: Mapping[str, Any], also: Sequence[Case] = ()
) -> dict[str, Any]:
    """What a model file says of itself: ``figures`` are those of ``cases``, ``also`` are the texts learned from beside."""
    from .._version import __version__

    def told(some: Sequence[Case]) -> dict[str, Any]:
        return {"sha256": digest_of(some), "texts": len(some), "sources": len({sources[case.id] for case in some})}

    return {
        "version": __version__,
        "data": told(cases),
        **({"also": told(also)} if also else {}),
        "pulls": {"facts": PULL},
        "labels": sorted({label_of(unit.label) for case in (*cases, *also) for unit in case.labels.units}),
        "figures": dict(figures),
    }


if __name__ == "__main__":
    from ..__main__ import run
    from ..cli.train import command

    sys.exit(run(command, prog_name="python -m tei_tools.read.train"))
