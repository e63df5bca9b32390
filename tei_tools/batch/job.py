"""One source in, its validated outputs as bytes: pure, and the same whoever calls it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from ..decisions.entries import Decisions
from ..decisions.take import parse_decided
from ..errors import OutputError, OutputInvalid, Problem
from ..inputs.blob import InputOptions
from ..model.nodes import Converted, Document
from ..model.walk import article_spans
from ..read.own_rules import OwnRule
from ..text.source import LineIndex, Source
from ..validate import check_record, check_tei, errors_of
from ..write.header import WriteOptions
from ..write.registry import WRITERS
from ..write.script_conversion import convert_document
from .metadata import MetadataTable
from .naming import TEXT_ENDING

Format = Literal["tei", "json"]
Script = Converted


@dataclass(frozen=True, slots=True)
class JobOptions:
    """What to make of a source. ``split``: one TEI file per article, and all of them in one ``teiCorpus``.

    ``rules`` are rules of the user's own, in their order. ``decisions`` are those of people on the one source at
    hand; a plan for many has none.
    """

    formats: tuple[Format, ...] = ("tei", "json")
    script: Script = "keep"
    split: bool = False
    write: WriteOptions = field(default_factory=WriteOptions)
    input: InputOptions = field(default_factory=InputOptions)
    metadata: MetadataTable = field(default_factory=MetadataTable)
    words: tuple[tuple[str, str], ...] = ()
    rules: tuple[OwnRule, ...] = ()
    decisions: Decisions | None = None


@dataclass(frozen=True, slots=True)
class Outputs:
    """The document that was read, and the content of every output by file name."""

    document: Document
    files: dict[str, bytes]


def make_outputs(source: Source, name: str, options: JobOptions | None = None, folder: str = "") -> Outputs:
    """The outputs of one source, called ``<name>.tei.xml`` and ``<name>.json``, each found valid.

    A text that was extracted from another format goes beside them as
    ``<name>.txt``, last: the offsets in the others count its code points.

    ``folder`` is that of the outputs below the output folder (``/`` between
    folders): by it metadata are looked up and schemas are found.

    Raises :class:`OutputInvalid` (a fault of this package) when one is not.
    """
    with _uncollected():
        return _make(source, name, options or JobOptions(), folder)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off the search for cycles of objects: a document makes none, and with megabytes of it the search is long."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


_CHECKS: dict[str, Callable[[Any], list[Problem]]] = {
    "tei": check_tei,
    "json": partial(check_record, encoded=True),
}
"""What finds the problems of a value that a writer makes."""


def read_document(source: Source, options: JobOptions, folder: str = "") -> Document:
    """The document of a source as it is to be written: with what is known about it, and in the script asked for."""
    document = parse_decided(source, options.decisions, options.rules)
    metadata = options.metadata.of(source.file, folder)
    if metadata != document.metadata:
        document = replace(document, metadata=metadata)
    return document if options.script == "keep" else convert_document(document, options.script, options.words)


def checked_record(document: Document, name: str) -> dict[str, Any]:
    """The record of a document, found valid. Raises :class:`OutputInvalid` when it is not."""
    record = dict(WRITERS["json"].make(document, WriteOptions(), False)[""])
    _refuse_invalid(f"the record of {name}", check_record(record))
    return record


def _make(source: Source, name: str, options: JobOptions, folder: str) -> Outputs:
    if source.file.text_sha256:
        source = replace(source, file=replace(source.file, text_name=name + TEXT_ENDING))
    document = read_document(source, options, folder)
    if "tei" in options.formats:
        _refuse_long_text(source, document)
    how = options.write.below(folder)
    files: dict[str, bytes] = {}
    for format in options.formats:
        writer = WRITERS[format]
        for part, value in writer.make(document, how, options.split).items():
            file = writer.file_name(name, part)
            files[file] = writer.dump(value)
            _refuse_invalid(file, _CHECKS[format](value))
    if source.file.text_sha256:
        files[source.file.text_name] = source.text.encode("utf-8")
    return Outputs(document, files)


_LONGEST = 9_900_000
"""Bytes of one text node; libxml2, and so most readers of XML, refuse nodes of 10,000,000."""


def _refuse_long_text(source: Source, document: Document) -> None:
    """Say in time that a text is longer than XML readers take, instead of writing a file that nobody can open."""
    if len(source.text) * 4 < _LONGEST:
        return
    spans = [span for article in document.articles for span in article_spans(article)]
    spans += [span for entry in document.discarded for span in entry.spans]  # they stand in the TEI too
    for span in spans:
        size = len(source.text[span.start : span.end].encode("utf-8", "replace"))
        if size >= _LONGEST:
            row, _ = LineIndex(source.text).place(span.start)
            raise OutputError(
                "text-too-long",
                f"the text at line {row} has {size:,} bytes without a line break, and XML readers refuse "
                "more than 10,000,000 in one piece. Break the line, or ask for the record alone with --to json.",
            )


def _refuse_invalid(file: str, found: list[Problem]) -> None:
    problems = errors_of(found)
    if not problems:
        return
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    raise OutputInvalid(
        "output-invalid",
        f"{file} would not be valid, so nothing was written: "
        f"{first.line}:{first.column}: {first.code}: {first.message}{more}. "
        "This is a fault of tei-tools: please report it with the input.",
        tuple(problems),
    )
