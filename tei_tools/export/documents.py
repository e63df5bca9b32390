"""Converted documents on disk: which files of a folder they are, and reading them one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import SourceError, TeiToolsError
from ..model.nodes import Document
from ..write.record import from_record, load_record
from ..write.tei_reader import read_tei

RECORD_ENDING, TEI_ENDING = ".json", ".tei.xml"
_NO_RECORDS = frozenset({"record.schema.json"})
_LOOKED_AT = 4000
"""Bytes at the beginning of a file that tell what it is."""


class Converted(NamedTuple):
    """A file that holds a converted document: ``name`` is its path below the folder given, without its ending."""

    name: str
    path: Path


def converted_files(given: str | os.PathLike[str]) -> Iterator[Converted]:
    """The converted documents of a folder that ``tei-tools convert`` wrote into, in the order of their names.

    A document is its record; TEI counts where there is no record beside it, and
    the files of single articles (``--split``) do not count beside the whole.
    Hidden folders are left out. A path that is a file is that file.

    >>> [found.name for found in converted_files("examples")]
    ['local-news', 'newspaper-page', 'pinyin-damaged', 'work-summary']
    """
    path = Path(given)
    if not path.is_dir():
        yield Converted(_stem(path.name), path)
        return
    yield from _below(path, "")


def _below(folder: Path, prefix: str) -> Iterator[Converted]:
    with os.scandir(folder) as entries:
        found = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries if not entry.name.startswith(".")}
    for name in sorted(found):
        if found[name]:
            yield from _below(folder / name, f"{prefix}{name}/")
        elif _is_document(name, found):
            yield Converted(prefix + _stem(name), folder / name)


def _is_document(name: str, beside: dict[str, bool]) -> bool:
    if name.endswith(RECORD_ENDING):
        return name not in _NO_RECORDS
    if not name.endswith(TEI_ENDING):
        return False
    stem = _stem(name)
    whole, dot, part = stem.rpartition(".")
    if dot and part[:1] == "a" and part[1:].isdigit() and {whole + RECORD_ENDING, whole + TEI_ENDING} & beside.keys():
        return False
    return stem + RECORD_ENDING not in beside


def _stem(name: str) -> str:
    for ending in (TEI_ENDING, RECORD_ENDING, ".xml"):
        if name.endswith(ending):
            return name[: -len(ending)]
    return name


def holds_document(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a record or TEI of ours, told by its beginning; False for what cannot be read."""
    try:
        with open(path, "rb") as file:
            start = file.read(_LOOKED_AT).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError:
        return False
    if start.startswith(b"{"):
        return b'"tei-tools/record/' in start
    return start.startswith(b"<") and b"http://www.tei-c.org/ns/1.0" in start


def read_document(data: bytes, name: str) -> Document:
    """The document in the bytes of a record or of a TEI file; ``name`` is for messages.

    Raises :class:`~tei_tools.errors.SourceError`, its message beginning with ``name``.
    """
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return read_tei(data)
        return from_record(load_record(data))
    except TeiToolsError as error:
        raise SourceError(error.code, f"{name}: {error}") from error


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises :class:`~tei_tools.errors.SourceError`, code ``unreadable``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError("unreadable", f"{path}: cannot be read: {error.strerror or error}") from error
