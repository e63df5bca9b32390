"""One source in, its validated outputs as bytes: pure, and the same whoever calls it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from ..errors import OutputError, OutputInvalid, Problem
from ..inputs.blob import InputOptions
from ..model.nodes import Document
from ..model.walk import article_spans
from ..parse import parse
from ..text.source import LineIndex, Source
from ..validate import check_record, check_tei, errors_of
from ..write.header import WriteOptions
from ..write.record import dump_record, to_record
from ..write.script_conversion import convert_document
from ..write.tei import to_tei, to_tei_split
from .naming import TEXT_ENDING

Format = Literal["tei", "json"]
Script = Literal["keep", "hans", "hant"]


@dataclass(frozen=True, slots=True)
class JobOptions:
    """What to make of a source. ``split``: one TEI file per article, and all of them in one ``teiCorpus``."""

    formats: tuple[Format, ...] = ("tei", "json")
    script: Script = "keep"
    split: bool = False
    write: WriteOptions = field(default_factory=WriteOptions)
    input: InputOptions = field(default_factory=InputOptions)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The document that was read, and the content of every output by file name."""

    document: Document
    files: dict[str, bytes]


def make_outputs(source: Source, name: str, options: JobOptions | None = None) -> Outputs:
    """The outputs of one source, called ``<name>.tei.xml`` and ``<name>.json``, each found valid.

    A text that was extracted from another format goes beside them as
    ``<name>.txt``, last: the offsets in the others count its code points.

    Raises :class:`OutputInvalid` (a fault of this package) when one is not.
    """
    with _uncollected():
        return _make(source, name, options or JobOptions())


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


def _make(source: Source, name: str, options: JobOptions) -> Outputs:
    if source.file.text_sha256:
        source = replace(source, file=replace(source.file, text_name=name + TEXT_ENDING))
    document = parse(source)
    if options.script != "keep":
        document = convert_document(document, options.script)
    files: dict[str, bytes] = {}
    if "tei" in options.formats:
        _refuse_long_text(source, document)
        if options.split:
            for part, content in to_tei_split(document, options.write).items():
                files[f"{name}.tei.xml" if part == "corpus" else f"{name}.{part}.tei.xml"] = content
        else:
            files[f"{name}.tei.xml"] = to_tei(document, options.write)
        for file, content in files.items():
            _refuse_invalid(file, check_tei(content))
    if "json" in options.formats:
        record = to_record(document)
        content = dump_record(record)
        _refuse_invalid(f"{name}.json", check_record(record, encoded=True))
        files[f"{name}.json"] = content
    if source.file.text_sha256:
        files[source.file.text_name] = source.text.encode("utf-8")
    return Outputs(document, files)


_LONGEST = 9_900_000
"""Bytes of one text node; libxml2, and so most readers of XML, refuse nodes of 10,000,000."""


def _refuse_long_text(source: Source, document: Document) -> None:
    """Say in time that a text is longer than XML readers take, instead of writing a file that nobody can open."""
    if len(source.text) * 4 < _LONGEST:
        return
    for article in document.articles:
        for span in article_spans(article):
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
