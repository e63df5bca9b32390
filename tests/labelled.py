"""The labelled texts that stand beside the project on some machines, read once for all tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tei_tools.evaluate.evaluation import Evaluation
from tei_tools.evaluate.figures import figures
from tei_tools.evaluate.labels import find_labels
from tei_tools.evaluate.run import Case, compare_cases, load_cases
from tei_tools.model.nodes import Document
from tei_tools.parse import parse


class Labelled(NamedTuple):
    """Their folder, how they were read beside their labels, and the documents by their ids."""

    folder: Path
    evaluation: Evaluation
    documents: Mapping[str, Document]


def read_labelled(folder: Path) -> Labelled:
    """What :func:`tei_tools.evaluate.evaluation.evaluate` gives, and the documents that it lets go."""
    cases, failed = load_cases(find_labels(folder / "labels"), folder / "text")
    documents: dict[str, Document] = {}

    def read(case: Case) -> Document:
        return documents.setdefault(case.id, parse(case.source))

    found, lost = compare_cases(cases, read)
    evaluation = Evaluation(tuple(cases), tuple(found), tuple(failed), folder / "text", figures(found), tuple(lost))
    return Labelled(folder, evaluation, documents)
