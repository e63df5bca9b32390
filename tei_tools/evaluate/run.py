"""Folders of labels and texts in, comparisons out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import Problem, SourceError, TeiToolsError
from ..inputs.blob import Blob, InputOptions
from ..inputs.registry import read_member
from ..model.nodes import Document
from ..parse import parse
from ..text.encoding import load_bytes
from ..text.source import Source
from ..write.record import from_record, load_record
from .compare import Comparison, compare
from .labels import Labels, read_labels


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its labels. ``path`` is the file of labels, ``text_path`` that of the text."""

    id: str
    path: Path
    text_path: Path
    source: Source
    labels: Labels


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A document that could not be read or compared, and why: one line of people's language for each problem."""

    id: str
    reason: str


def load_cases(labels: Mapping[str, Path], texts: Path) -> tuple[list[Case], list[NotCompared]]:
    """The labelled texts, and those that cannot be used. ``texts`` has ``<id>.txt`` for each id of ``labels``."""
    cases: list[Case] = []
    failed: list[NotCompared] = []
    for name, path in labels.items():
        text_path = texts / f"{name}.txt"
        try:
            source = read_member(Blob.of_path(text_path, InputOptions("text")), "")
            cases.append(Case(name, path, text_path, source, read_labels(path, source.text)))
        except TeiToolsError as error:
            failed.append(NotCompared(name, str(error)))
    return cases, failed


def remarks_of(cases: Iterable[Case]) -> list[tuple[Path, Problem]]:
    """What looks forgotten in the files of labels."""
    return [(case.path, remark) for case in cases for remark in case.labels.remarks]


def read_record(case: Case, folder: Path) -> Document:
    """The document in the record of a case, ``<id>.json`` in a folder.

    Raises ``SourceError`` if it is not there, is no record, or was made from another text.
    """
    path = folder / f"{case.id}.json"
    data = load_bytes(path)
    try:
        document = from_record(load_record(data))
    except SourceError as error:
        raise SourceError(error.code, f"{path}: {error}") from error
    size = len(case.source.text)
    if document.file.characters != size:
        raise SourceError(
            "other-text",
            f"{path}: made from a text of {document.file.characters} characters, but {case.text_path} has {size}; "
            "convert that text again.",
        )
    return document


def compare_cases(
    cases: Iterable[Case], read: Callable[[Case], Document] | None = None
) -> tuple[list[Comparison], list[NotCompared]]:
    """Every case beside the document that ``read`` gives (the parser if None), and why some were lost.

    A document is lost when ``read`` raises a :class:`TeiToolsError`; it is
    compared all the same and is wrong throughout.
    """
    comparisons: list[Comparison] = []
    lost: list[NotCompared] = []
    for case in cases:
        document: Document | None = None
        try:
            document = parse(case.source) if read is None else read(case)
        except TeiToolsError as error:
            lost.append(NotCompared(case.id, str(error)))
        comparisons.append(compare(case.id, case.source.text, case.labels, document))
    return comparisons, lost
