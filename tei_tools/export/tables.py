"""Rows as tables, written as they come: CSV (RFC 4180) and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]

COLUMNS = (
    "unit", "file", "member", "sha256", "article", "language", "title", "date", "year", "month", "day", "source",
    "authors", "document_number", "id", "type", "path", "level", "text", "confidence", "spans",
)  # fmt: skip
"""The columns of every table: the names of :func:`tei_tools.write.rows.rows`."""


class TableWriter(Protocol):
    """Takes rows one after the other; what it is given to write into is whole when it is left."""

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def joined(value: object) -> object:
    """A value as a cell of CSV: lists joined, ranges as ``0-5 8-13``.

    >>> joined(["白洁", "王芳"]), joined([[0, 5], [8, 13]]), joined(None)
    ('白洁; 王芳', '0-5 8-13', None)
    """
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], list):
        return " ".join(f"{start}-{end}" for start, end in value)
    return "; ".join(value)


class CsvWriter:
    """A table in CSV: UTF-8, a line of names first, lists joined."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        self._file, self._columns = file, columns
        self._buffer = io.StringIO(newline="")
        self._csv = csv.DictWriter(self._buffer, columns, extrasaction="ignore")
        self._csv.writeheader()
        self._flush()

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            self._csv.writerow({name: joined(value) for name, value in row.items()} | {"path": " > ".join(row["path"])})
        self._flush()

    def _flush(self) -> None:
        self._file.write(self._buffer.getvalue().encode())
        self._buffer.seek(0)
        self._buffer.truncate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left to be written."""


_GROUP = 8_000_000
"""Characters of text in a row group of Parquet, which is held in memory."""


class ParquetWriter:
    """A table in Parquet, lists as lists, ranges as a list of ``start`` and ``end``."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        import pyarrow
        from pyarrow import parquet

        self._schema: pyarrow.Schema = pyarrow.schema([(name, _type(name, pyarrow)) for name in columns])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._size = 0

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows; they are written when there are enough for a group."""
        for row in rows:
            found = {name: row.get(name) for name in self._schema.names}
            if "spans" in found:
                found["spans"] = [{"start": start, "end": end} for start, end in row["spans"]]
            self._rows.append(found)
            self._size += len(row["text"]) + 500
            if self._size > _GROUP:
                self._flush()

    def _flush(self) -> None:
        import pyarrow

        if self._rows:
            self._writer.write_table(pyarrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._size = [], 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


def _type(name: str, arrow: Any) -> Any:
    if name in ("authors", "path"):
        return arrow.list_(arrow.string())
    if name in ("year", "month", "day", "level"):
        return arrow.int32()
    if name == "spans":
        return arrow.list_(arrow.struct([("start", arrow.int64()), ("end", arrow.int64())]))
    return arrow.string()
