"""Reading of every labelled text by a reader that never saw its source: the figures of record.

The labelled texts are cut into parts by source. For each part label weights are fitted on the others, and the weights
of coherence and confidence on readings of the others that were themselves held out. What is given for a text is
therefore what a user gets on a source that nobody trained on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..decode.build import build, metas_of
from ..errors import SourceError, TeiToolsError
from ..model.nodes import Document
from ..model.writable import writable
from ..read.confidence import firsts_of
from ..read.reading import settle
from ..read.train import FOLDS, Held, Sample, crossvalidated, held_out, sample_of
from ..recognize.registry import all_rules
from ..recognize.rule import Rule
from ..text.encoding import load_bytes
from ..text.repair import find_repairs
from ..text.script import language_of
from .compare import Comparison
from .differences import differences
from .evaluation import Dropped, Evaluation, HeldOut
from .figures import family, figures
from .interval import difference_interval, score_interval
from .labels import find_labels
from .run import Case, NotCompared, compare_cases, load_cases

By = Literal["source", "family"]
Tell = Callable[[str], None]
_SCRIPTS = {"zh-Hans": "simplified", "zh-Hant": "traditional"}
_SIDES = ("-1", "+1", "-2", "+2")
"""What stands in front of the name of a neighbor's evidence."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a labelled text comes from, and the lot of labelling that it belongs to (empty if none is told)."""

    source: str
    lot: str = ""


def origins_of(cases: Iterable[Case], path: Path | None) -> dict[str, Origin]:
    """The origin of each text: from a file of ``id``, kind, source and, if there are any, lot, with tabs between.

    Without a file the source of a text is its family. Lines that start with ``#`` are remarks. Raises
    ``SourceError`` if the file cannot be read or has no row for a text.
    """
    cases = list(cases)
    if path is None:
        return {case.id: Origin(family(case.id)) for case in cases}
    named: dict[str, Origin] = {}
    for row in load_bytes(path).decode("utf-8-sig", "replace").splitlines():
        cells = [cell.strip() for cell in row.split("\t")]
        if len(cells) >= 3 and not row.startswith("#"):
            named[cells[0]] = Origin(cells[2], cells[3] if len(cells) > 3 else "")
    if missing := [case.id for case in cases if case.id not in named]:
        raise SourceError(
            "no-source",
            f"{path}: there is no row for {missing[0]}; write its id, kind and source there with tabs between them.",
        )
    return {case.id: named[case.id] for case in cases}


@dataclass(frozen=True, slots=True)
class AlsoLearned:
    """A labelled text that is learned from and never counted, its source and the lot that it came with."""

    case: Case
    source: str
    lot: str = ""

    def sample(self) -> Sample:
        """The text as a sample."""
        return sample_of(self.case, self.source, counts=False, lot=self.lot)


def also_learned(folder: Path, cases: Iterable[Case] = ()) -> list[AlsoLearned]:
    """The labelled texts of a folder that are learned from beside others.

    Its ``labels`` hold files ``<id>.tsv``, its ``text`` files ``<id>.txt``. The source of each is its own id, or what
    ``SOURCES.tsv`` of the folder says, as :func:`origins_of` reads it. Raises ``SourceError`` if there are no labels,
    if any text cannot be used, and if one has the id of one of ``cases``.
    """
    found, failed = load_cases(find_labels(folder / "labels"), folder / "text")
    if failed:
        raise SourceError("unusable", f"{folder}: {failed[0].id} cannot be learned from: {failed[0].reason}")
    if twice := sorted({case.id for case in found} & {case.id for case in cases}):
        raise SourceError(
            "same-id", f"{folder}: {twice[0]} is the id of a text that is counted too; rename its two files."
        )
    path = folder / "SOURCES.tsv"
    if not path.exists():
        return [AlsoLearned(case, case.id) for case in found]
    origins = origins_of(found, path)
    return [AlsoLearned(case, origins[case.id].source, origins[case.id].lot) for case in found]


def without(samples: Sequence[Sample], cases: Mapping[str, Case], name: str) -> list[Sample]:
    """The samples without some evidence: what the rule of that name says, else every piece whose name starts with it.

    What a unit sees of its neighbors goes too. Raises ``TeiToolsError`` (code ``no-evidence``) if there is no such
    rule and no such evidence in the texts.
    """
    rules = all_rules()
    if any(rule.name == name for rule in rules):
        kept: list[Rule] = [rule for rule in rules if rule.name != name]
        return [
            sample_of(cases[sample.id], sample.source, kept, counts=sample.counts, lot=sample.lot) for sample in samples
        ]
    gone = 0

    def some(evidence: Sequence[Sequence[str]]) -> list[list[str]]:
        nonlocal gone
        rest = [[one for one in names if not _is_named(one, name)] for names in evidence]
        gone += sum(map(len, evidence)) - sum(map(len, rest))
        return rest

    out = [
        replace(
            sample,
            evidence=some(sample.evidence),
            variants=tuple((some(evidence), tags) for evidence, tags in sample.variants),
        )
        for sample in samples
    ]
    if not gone:
        raise TeiToolsError(
            "no-evidence",
            f"no rule is named {name!r} and no evidence starts with it; tei-tools explain shows the names of both.",
        )
    return out


def _is_named(evidence: str, name: str) -> bool:
    return evidence.startswith(name) or (evidence[:2] in _SIDES and evidence[2:].startswith(name))


def compare_held(
    cases: Sequence[Case], held: Sequence[Held], *, folds: int = FOLDS, workers: int = 1
) -> tuple[list[Comparison], list[NotCompared]]:
    """Every case beside its held-out reading, in the order of the cases, and those that were lost."""
    readings = {one.sample.id: (one, around) for one, around in crossvalidated(held, folds=folds, workers=workers)}
    return compare_cases(cases, lambda case: document_of(case, *readings[case.id]))


def document_of(case: Case, held: Held, around: Mapping[str, Mapping[str, float]]) -> Document:
    """The document of a held-out reading."""
    sample = held.sample
    reading = settle(
        sample.page, firsts_of(sample.proposals), held.marginals, held.columns,
        around["coherence"], around["confidence"], around.get("headline"),
    )  # fmt: skip
    repairs, remarks = find_repairs(case.source.text)
    document = build(
        case.source, repairs, remarks, sample.page.units, reading.sureness, reading.choices, around.get("levels"),
        metas=metas_of(held.marginals), facts=around.get("facts"),
    )  # fmt: skip
    return writable(document)


def crossvalidate(
    labels: Mapping[str, Path],
    texts: Path,
    *,
    sources: Path | None = None,
    also: Path | None = None,
    by: By = "source",
    drop: Sequence[str] = (),
    only: Collection[str] | None = None,
    folds: int = FOLDS,
    details: bool = False,
    tell: Tell | None = None,
    workers: int = 1,
) -> Evaluation:
    """The figures of record of labelled texts, given as files of labels by the id of the document.

    ``sources`` is a file as :func:`origins_of` takes it; ``also`` a folder as :func:`also_learned` takes it, of
    texts that are learned from and not counted. ``by`` says what is kept aside as a whole. For each name in
    ``drop`` the same is done once more without that evidence, as :func:`without` has it. ``only`` are the ids of the
    texts that figures are told of: the others are learned from all the same. ``tell`` is given lines about progress;
    ``workers`` processes share the work.
    """
    cases, failed = load_cases(labels, texts)
    origins = origins_of(cases, sources)
    groups = {case.id: origins[case.id].source if by == "source" else family(case.id) for case in cases}
    samples = [sample_of(case, groups[case.id]) for case in cases]
    beside = [] if also is None else also_learned(also, cases)
    samples += [one.sample() for one in beside]
    told = [case for case in cases if only is None or case.id in only]
    comparisons, lost = _compared(told, samples, folds, tell, workers)
    by_id = {case.id: case for case in (*cases, *(one.case for one in beside))}
    dropped = []
    for name in drop:
        if tell is not None:
            tell(f"without {name}")
        others, _ = _compared(told, without(samples, by_id, name), folds, tell, workers)
        change = difference_interval(comparisons, others, groups)
        dropped.append(Dropped(name, figures(others), change))
    held = HeldOut(
        by, len({*groups.values()}), min(folds, len({*groups.values()})),
        score_interval(comparisons, groups) if comparisons else (0.0, 0.0),
        with_others(_members(told, lambda case: origins[case.id].lot)),
        _members(told, lambda case: _SCRIPTS.get(language_of(case.source.text)[:7], "")), tuple(dropped),
        len(beside),
    )  # fmt: skip
    gone = {entry.id for entry in lost}
    found = tuple(differences(comparisons, by_id, lost=gone, with_reasons=False)) if details else None
    return Evaluation(
        tuple(told), tuple(comparisons), tuple(failed), texts, figures(comparisons), tuple(lost), found, held
    )


def _compared(
    cases: Sequence[Case], samples: Sequence[Sample], folds: int, tell: Tell | None, workers: int
) -> tuple[list[Comparison], list[NotCompared]]:
    held = held_out(samples, tell=tell, folds=folds, workers=workers)
    return compare_held(cases, held, folds=folds, workers=workers)


def _members(cases: Iterable[Case], name: Callable[[Case], str]) -> dict[str, tuple[str, ...]]:
    """The ids of the cases by a name, names sorted; cases without one are left out."""
    found: dict[str, list[str]] = {}
    for case in cases:
        if named := name(case):
            found.setdefault(named, []).append(case.id)
    return {key: tuple(found[key]) for key in sorted(found)}


def with_others(lots: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Lots, and where there are three or more also all but one of them: the one may be what rules were written for.

    >>> with_others({"a": ("1",), "b": ("2",), "c": ("3",)})["all but a"]
    ('2', '3')
    """
    others = {
        f"all but {name}": tuple(one for other, ids in lots.items() if other != name for one in ids) for name in lots
    }
    return {**lots, **(others if len(lots) > 2 else {})}


def figures_of_record(comparisons: Sequence[Comparison], groups: Mapping[str, str], folds: int) -> dict[str, object]:
    """What a model file says of how well it reads sources that it was not fitted on, four digits each."""
    found = figures(comparisons)

    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "by": "source",
        "parts": min(folds, len({*groups.values()})),
        "score": short(found.score),
        "interval": [short(end) for end in score_interval(comparisons, groups)],
        **{name: short(value) for name, value in found.parts.items()},
        "by_label": {name: short(tally.f1) for name, tally in found.labels.items()},
        "by_field": {name: short(tally.f1) for name, tally in found.fields.items()},
        "confidence": {
            level: {"units": trust.units, "share": short(trust.share)} for level, trust in found.confidence.items()
        },
    }
