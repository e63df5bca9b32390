"""One evaluation from end to end: labels and texts in, everything there is to tell out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..model.nodes import Document
from ..parse import parse
from ..read.model import Model
from ..read.own_rules import OwnRule
from .compare import Comparison
from .differences import Difference, differences
from .figures import Figures, figures
from .run import Case, NotCompared, compare_cases, load_cases, read_record


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is read without some evidence, and the 95 % interval of how much the score is higher with it."""

    name: str
    total: Figures
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How texts were kept aside: ``by`` what, of how many ``groups``, in how many parts.

    ``also`` is how many texts were learned from beside and not counted. ``interval`` holds the score 95 times in 100.
    ``lots`` and ``scripts`` are ids of documents by lot of labelling and by script; ``dropped`` what each piece of
    evidence adds.
    """

    by: str
    groups: int
    folds: int
    interval: tuple[float, float]
    lots: Mapping[str, tuple[str, ...]]
    scripts: Mapping[str, tuple[str, ...]]
    dropped: tuple[Dropped, ...] = ()
    also: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was found. ``lost`` are documents that should have been read and were not: they count as read wrong.

    ``not_compared`` are those without usable labels or text: they count for
    nothing. ``found`` is None when differences were not asked for. ``texts``
    is the folder of texts, for the commands that explain differences.
    ``held_out`` is there when every text was read by weights that had not seen its source.
    """

    cases: tuple[Case, ...]
    comparisons: tuple[Comparison, ...]
    not_compared: tuple[NotCompared, ...]
    texts: Path
    total: Figures
    lost: tuple[NotCompared, ...] = ()
    found: tuple[Difference, ...] | None = None
    held_out: HeldOut | None = None


def evaluate(
    labels: Mapping[str, Path],
    texts: Path,
    records: Path | None = None,
    *,
    details: bool = False,
    model: Model | None = None,
    own_rules: Sequence[OwnRule] = (),
) -> Evaluation:
    """Compare the texts in a folder with their labels, given as files by the id of the document.

    ``records`` is a folder of records to take in place of parsing; one that
    is not there or cannot be read is a lost document, as is a text that the
    parser refuses. ``model`` stands in for that of the package; ``own_rules`` are rules of the user's own.
    """
    cases, failed = load_cases(labels, texts)

    def read(case: Case) -> Document:
        return parse(case.source, model=model, own_rules=own_rules) if records is None else read_record(case, records)

    comparisons, lost = compare_cases(cases, read)
    found = None
    if details:
        by_id = {case.id: case for case in cases}
        gone = {entry.id for entry in lost}
        found = tuple(
            differences(
                comparisons, by_id, lost=gone, with_reasons=records is None, model=model, own_rules=own_rules
            )
        )  # fmt: skip
    return Evaluation(tuple(cases), tuple(comparisons), tuple(failed), texts, figures(comparisons), tuple(lost), found)
