"""Whether an output is what the schemas say, and where it is not.

TEI: ``report.rng`` (RELAX NG), ``report.sch`` (Schematron) and the arithmetic
of source offsets, which XSLT 1.0 cannot do in reasonable time. Record:
``record.schema.json`` (JSON Schema) and the same arithmetic. Every check gives
a list of :class:`~tei_tools.errors.Problem`; an output is valid when none of
them is an error (:func:`errors_of`).

Only the schemas shipped with this package are ever compiled, never one that a
document names; a document type declaration is refused; files are read as
bytes, because lxml would silently gunzip a path.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import Problem, SourceError
from .places import json_place, spell_path
from .record import check_record, check_record_bytes
from .schemas import SCHEMA_NAMES, schema_bytes, schema_path
from .tei import SchemaName, check_tei

__all__ = [
    "SCHEMA_NAMES",
    "SchemaName",
    "check_bytes",
    "check_record",
    "check_record_bytes",
    "check_tei",
    "errors_of",
    "json_place",
    "schema_bytes",
    "schema_path",
    "spell_path",
    "validate_file",
]


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that make an output invalid.

    >>> errors_of([Problem("sch-number-order", "…", severity="warning")])
    []
    """
    return [problem for problem in problems if problem.severity == "error"]


def validate_file(path: Path | str, schema: SchemaName = "strict") -> list[Problem]:
    """The problems of a file, read as TEI when it starts with ``<`` and as a record when it starts with ``{``.

    ``schema`` is that of :func:`check_tei`.

    Raises :class:`~tei_tools.errors.SourceError` if the file cannot be read.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SourceError("unreadable", f"{path}: cannot be read: {error.strerror or error}") from error
    return check_bytes(data, schema)


def check_bytes(data: bytes, schema: SchemaName = "strict") -> list[Problem]:
    """The problems of a TEI document or of a record, told apart by the first character.

    >>> [(p.code, p.line, p.column) for p in check_bytes(b"{\\n]")]
    [('not-json', 2, 1)]
    """
    start = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return check_tei(data, schema)
    if start.startswith((b"{", b"[")):
        return check_record_bytes(data)
    if not start:
        what = "it is empty"
    elif data.startswith((b"\x1f\x8b", b"PK\x03\x04", b"BZh")):
        what = "it is compressed, unpack it first"
    else:
        what = "it starts with neither < nor {"
    return [Problem("unknown-format", f"This is neither TEI nor a JSON record: {what}.", 1, 1)]
