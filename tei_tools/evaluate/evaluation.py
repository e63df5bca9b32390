"""One evaluation from end to end: labels and texts in, everything there is to tell out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.nodes import Document
from ..parse import parse
from .compare import Comparison
from .differences import Difference, differences
from .figures import Figures, figures
from .run import Case, NotCompared, compare_cases, load_cases, read_record


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was found. ``lost`` are documents that should have been read and were not: they count as read wrong.

    ``not_compared`` are those without usable labels or text: they count for
    nothing. ``found`` is None when differences were not asked for. ``texts``
    is the folder of texts, for the commands that explain differences.
    """

    cases: tuple[Case, ...]
    comparisons: tuple[Comparison, ...]
    not_compared: tuple[NotCompared, ...]
    texts: Path
    total: Figures
    lost: tuple[NotCompared, ...] = ()
    found: tuple[Difference, ...] | None = None


def evaluate(
    labels: Mapping[str, Path],
    texts: Path,
    records: Path | None = None,
    *,
    details: bool = False,
) -> Evaluation:
    """Compare the texts in a folder with their labels, given as files by the id of the document.

    ``records`` is a folder of records to take in place of parsing; one that
    is not there or cannot be read is a lost document, as is a text that the
    parser refuses.
    """
    cases, failed = load_cases(labels, texts)

    def read(case: Case) -> Document:
        return parse(case.source) if records is None else read_record(case, records)

    comparisons, lost = compare_cases(cases, read)
    found = None
    if details:
        by_id = {case.id: case for case in cases}
        found = tuple(differences(comparisons, by_id, lost={entry.id for entry in lost}, with_reasons=records is None))
    return Evaluation(tuple(cases), tuple(comparisons), tuple(failed), texts, figures(comparisons), tuple(lost), found)
