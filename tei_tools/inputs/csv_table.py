"""Tables of text: CSV and TSV with any delimiter (RFC 4180, and what spreadsheets make of it)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import BinaryIO

from ..errors import SourceError
from ..text.source import Source
from .blob import Blob, Limits, Member, damaged
from .jsonl import too_many
from .records import NAMES, Columns, choose_columns, encoding_of, read_at, read_record, record_name, spell

MEDIA_TYPE = "text/csv"
_DELIMITERS = ",\t;|"
_KNOWN = frozenset(name for names in NAMES.values() for name in names)


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The rows below the row of names. Raises :class:`SourceError` ``no-column``, ``too-many-members``."""
    blob = _narrow(blob, limits)
    table = _table_of(blob, limits)
    for number, (start, data) in enumerate(table.rows(), 1):
        if number > limits.max_members:
            raise too_many(blob, limits)
        record = table.record(data)
        yield Member(f"{start}-{start + len(data)}", record_name(record, table.columns, number), len(data))


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The row at a place. Raises :class:`SourceError`: ``no-column``, ``empty-file``, ``damaged-file``."""
    blob = _narrow(blob, limits)
    table = _table_of(blob, limits)
    data = read_at(blob, key, limits)
    _, replaced = spell(data, table.encoding)
    return read_record(
        blob, table.record(data), table.columns, key, data, MEDIA_TYPE, encoding=table.encoding, replaced=replaced
    )


def _narrow(blob: Blob, limits: Limits) -> Blob:
    """The table in an encoding in which a line feed is one byte: spreadsheets save UTF-16 as "Unicode text"."""
    if not blob.head(2).startswith((b"\xff\xfe", b"\xfe\xff")):
        return blob
    data = blob.load(limits).decode("utf-16", "replace").encode("utf-8", "replace")
    return replace(blob, data=data, path=None)


def _table_of(blob: Blob, limits: Limits) -> _Table:
    stamp = blob.stamp
    return _Table(blob, limits) if stamp is None else _known_table(blob, limits, stamp)


@lru_cache(maxsize=4)
def _known_table(blob: Blob, limits: Limits, stamp: tuple[int, int]) -> _Table:
    return _Table(blob, limits)


class _Table:
    def __init__(self, blob: Blob, limits: Limits) -> None:
        self.blob, self.limits = blob, limits
        self.encoding = encoding_of(blob)
        with blob.open() as stream:
            first = next(_records(stream, limits), (0, b""))
        text = spell(first[1], self.encoding)[0].lstrip("\ufeff")
        self.delimiter = max(_DELIMITERS, key=lambda mark: (text.count(mark), -_DELIMITERS.index(mark)))
        names = self._fields(text)
        self.headed = self._is_header(names)
        self.names = [name.strip() or f"column {place}" for place, name in enumerate(names, 1)]
        if not self.headed:
            self.names = [str(place) for place in range(1, len(names) + 1)]
        self.columns: Columns = choose_columns(self.names, blob)

    def _is_header(self, names: list[str]) -> bool:
        """Whether the first row holds names: one is known, or the caller named one, or all are short words."""
        lower = {name.strip().lower() for name in names}
        asked = {column.lower() for _, column in self.blob.options.columns}
        if lower & (_KNOWN | asked):
            return True
        if asked and all(column.isdigit() for column in asked):
            return False
        return all(0 < len(name.strip()) <= 30 and not name.strip().isdigit() for name in names)

    def _fields(self, text: str) -> list[str]:
        csv.field_size_limit(min(self.limits.max_bytes, 2**31 - 1))
        try:
            return next(csv.reader(io.StringIO(text.rstrip("\r\n\x00")), delimiter=self.delimiter), [])
        except csv.Error as error:
            raise damaged(self.blob, "table", error) from error

    def record(self, data: bytes) -> dict[str, str]:
        """A row by the names of its columns."""
        text = spell(data, self.encoding)[0].lstrip("\ufeff")
        return dict(zip(self.names, self._fields(text), strict=False))

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """The rows with their offsets, without the names and without empty ones."""
        with self.blob.open() as stream:
            for number, (start, data) in enumerate(_records(stream, self.limits)):
                if (number or not self.headed) and data.strip():
                    yield start, data


def _records(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """The rows as bytes: lines, joined while a quoted field is open. The quote is one byte in every encoding here."""
    offset = start = 0
    held: list[bytes] = []
    quotes = size = 0
    while line := stream.readline(1 << 24):
        if not held:
            start = offset
        offset += len(line)
        held.append(line)
        quotes += line.count(b'"')
        size += len(line)
        if size > limits.max_bytes:
            raise SourceError("damaged-file", f"a row that begins at byte {start:,} has no end: a quote is missing.")
        if quotes % 2 == 0:
            yield start, b"".join(held)
            held, quotes, size = [], 0, 0
    if held:
        yield start, b"".join(held)
