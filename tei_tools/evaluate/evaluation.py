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
    """All that was found. ``voting`` has the figures where characters taken out of running text do not vote.

    ``found`` is None when differences were not asked for. ``texts`` is the
    folder of texts, for the commands that explain differences.
    """

    cases: tuple[Case, ...]
    comparisons: tuple[Comparison, ...]
    not_compared: tuple[NotCompared, ...]
    texts: Path
    total: Figures
    voting: Figures | None = None
    found: tuple[Difference, ...] | None = None


def evaluate(
    labels: Mapping[str, Path],
    texts: Path,
    records: Path | None = None,
    *,
    details: bool = False,
    ignore_taken_out: bool = False,
) -> Evaluation:
    """Compare the texts in a folder with their labels, given as files by the id of the document.

    ``records`` is a folder of records to take in place of parsing. A document
    that cannot be compared is in ``not_compared`` and counts for nothing.
    """
    cases, failed = load_cases(labels, texts)
    documents: dict[str, Document] = {}

    def read(case: Case) -> Document:
        if case.id not in documents:
            documents[case.id] = parse(case.source) if records is None else read_record(case, records)
        return documents[case.id]

    comparisons, unread = compare_cases(cases, read)
    voting = found = None
    if ignore_taken_out:
        again = [case for case in cases if case.id in documents]
        voting = figures(compare_cases(again, read, ignore_taken_out=True)[0])
    if details:
        by_id = {case.id: case for case in cases}
        found = tuple(differences(comparisons, by_id, with_reasons=records is None))
    not_compared = sorted([*failed, *unread], key=lambda entry: entry.id)
    return Evaluation(tuple(cases), tuple(comparisons), tuple(not_compared), texts, figures(comparisons), voting, found)
