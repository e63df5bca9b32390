"""What somebody knows about files that does not stand in their texts: a table, one row for each file."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path, PurePosixPath
from typing import TextIO, get_args

from ..errors import ConfigError, SourceError
from ..model.nodes import NO_METADATA, Availability, Metadata
from ..text.source import SourceFile

NAMES = tuple(entry.name for entry in fields(Metadata))
KEYS = ("file", "sha256")
"""Columns that say which file a row is about: its name, or its path below the folder given; or its sha256."""
_LISTS = ("keywords", "text_class")
_SEPARATORS = re.compile("[;；|]")
_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?)?)?")


@dataclass(frozen=True, slots=True)
class MetadataTable:
    """What is known: ``default`` about every file, ``rows`` about some, by name, path or sha256."""

    default: Metadata = NO_METADATA
    rows: Mapping[str, Metadata] = field(default_factory=dict)

    def of(self, file: SourceFile, folder: str = "") -> Metadata:
        """What is known about a file in a folder below the one that was given (``/`` between folders).

        A row found by sha256 counts more than one by path, that more than one
        by name. Where a row says nothing, the default holds.

        >>> table = MetadataTable(Metadata(licence="CC0"), {"a.txt": Metadata(url="http://a.example/")})
        >>> found = table.of(SourceFile(name="a.txt"))
        >>> found.url, found.licence
        ('http://a.example/', 'CC0')
        """
        row = self._row(file.sha256, file.name, folder)
        return self.default if row is None else row.over(self.default)

    def digest(self, sha256: str, name: str, folder: str = "") -> str:
        """A short name for the row of a file alone; nothing where the table has no row for it.

        Whether a document has to be made anew depends on its own row, not on those of the others.
        """
        row = self._row(sha256, name, folder)
        if row is None:
            return ""
        return hashlib.sha256(json.dumps(asdict(row), sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def known(self, file: SourceFile, folder: str = "") -> str:
        """The name of a file and the digest of its row, with a ``/`` between, for the ledger; nothing without rows."""
        return f"{file.name}/{self.digest(file.sha256, file.name, folder)}" if self.rows else ""

    def without_rows(self) -> MetadataTable:
        """What holds for every file."""
        return MetadataTable(self.default)

    def _row(self, sha256: str, name: str, folder: str) -> Metadata | None:
        if not self.rows:
            return None
        path = str(PurePosixPath(folder) / name) if folder else name
        return next((row for key in (sha256, path, name) if key and (row := self.rows.get(key)) is not None), None)


def read_metadata(path: str | os.PathLike[str]) -> Mapping[str, Metadata]:
    """The rows of a table in a CSV file with a header, or in a file of JSON objects, one a line (``.jsonl``).

    The column ``file`` has the name of a file or its path, ``sha256`` its sum;
    the others are the attributes of :class:`Metadata`. Several keywords are
    separated by ``;`` in CSV and a list in JSON. Columns whose names begin with
    ``_`` are passed over. Raises :class:`SourceError`; its message names the
    line.
    """
    path = Path(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return _stored(_rows(path, file))
    except OSError as error:
        raise SourceError("unreadable", f"{path}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SourceError("metadata-encoding", f"{path}: is not UTF-8: save it as UTF-8.") from error


def _rows(path: Path, file: TextIO) -> Iterator[tuple[str, Metadata, str]]:
    """Keys, what is known, and where the row stands."""
    entries = _json_lines(path, file) if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else _csv(path, file)
    for line, entry in entries:
        where = f"{path}:{line}"
        keys = [str(entry.get(name) or "").strip() for name in KEYS]
        if not any(keys):
            raise SourceError("metadata-key", f"{where}: says neither file nor sha256; one must tell which file it is.")
        found = make_metadata({name: value for name, value in entry.items() if name not in KEYS}, where)
        for key in filter(None, keys):
            yield key, found, where


MOST_IN_MEMORY = 5_000
"""A table of more rows is put into a temporary file, which all processes of this machine look into."""


def _stored(rows: Iterable[tuple[str, Metadata, str]]) -> Mapping[str, Metadata]:
    from .stored_rows import StoredRows

    few: dict[str, Metadata] = {}
    many: StoredRows | None = None
    for key, found, where in rows:
        if many is None and len(few) >= MOST_IN_MEMORY:
            many = StoredRows.make(few.items())
        if key in few or (many is not None and not many.add(key, found)):
            raise SourceError("metadata-twice", f"{where}: {key} has a row already; put all about it into one.")
        if many is None:
            few[key] = found
        else:
            few.clear()
    if many is not None:
        many.close()
    return few if many is None else many


def make_metadata(values: Mapping[str, object], where: str) -> Metadata:
    """Metadata from named values, as a table or the settings have them. SourceError, with ``where`` in its message."""
    known: dict[str, object] = {}
    for name, value in values.items():
        if name.startswith("_"):
            continue
        attribute = name.strip().replace("-", "_")
        if attribute not in NAMES:
            raise SourceError(
                "metadata-column",
                f"{where}: there is no {name!r}; there are {', '.join(NAMES)}. What begins with _ is passed over.",
            )
        if value is None or value == "":
            continue
        found = _list(value) if attribute in _LISTS else _plain(value, f"{where}: {name}")
        _refuse_unwritable("".join(found), f"{where}: {name}")
        known[attribute] = found
    made = replace(NO_METADATA, **known)  # type: ignore[arg-type]  # every attribute by its name, checked below
    if made.availability not in get_args(Availability):
        choices = ", ".join(get_args(Availability))
        raise SourceError("metadata-value", f"{where}: availability is {made.availability!r}, not one of {choices}.")
    if made.captured and not _DAY.fullmatch(made.captured):
        raise SourceError("metadata-value", f"{where}: captured is {made.captured!r}, not a date like 2024-05-01.")
    return made


def settings_metadata(values: Mapping[str, object], where: str) -> Metadata:
    """Metadata from a table ``[metadata]`` of the settings. Raises :class:`ConfigError`."""
    try:
        return make_metadata(values, where)
    except SourceError as error:
        raise ConfigError(error.code, str(error)) from error


_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (XML 1.0, production 2): controls, halves of characters, U+FFFE and U+FFFF."""


def _refuse_unwritable(text: str, where: str) -> None:
    if found := _UNWRITABLE.search(text):
        message = f"{where} holds U+{ord(found.group()):04X}, which is no character that XML can hold; take it out."
        raise SourceError("metadata-value", message)


def _plain(value: object, where: str) -> str:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip()
    if hasattr(value, "isoformat"):  # a date of TOML
        return str(value.isoformat())
    raise SourceError("metadata-value", f"{where} is {value!r}, not a text.")


def _list(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else _SEPARATORS.split(str(value))
    return tuple(word for part in parts if (word := str(part).strip()))


def _csv(path: Path, file: TextIO) -> Iterator[tuple[int, Mapping[str, object]]]:
    delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    reader = csv.DictReader(file, delimiter=delimiter, restkey="", strict=True)
    try:
        for row in reader:
            if "" in row:
                message = f"{path}:{reader.line_num}: has more cells than there are columns."
                raise SourceError("metadata-columns", message)
            yield reader.line_num, {(name or "").strip(): value for name, value in row.items()}
    except csv.Error as error:
        raise SourceError("metadata-syntax", f"{path}:{reader.line_num}: is not CSV: {error}.") from error


def _json_lines(path: Path, file: TextIO) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError("metadata-syntax", f"{path}:{number}: is not JSON: {error}.") from error
        if not isinstance(entry, dict):
            raise SourceError("metadata-syntax", f"{path}:{number}: is no JSON object.")
        yield number, entry
