"""Parquet tables, through Apache Arrow: every row a document, one row group in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..text.source import Source
from .blob import Blob, Limits, Member, damaged
from .jsonl import too_many
from .records import Columns, choose_columns, no_member, read_record, words_of

MEDIA_TYPE = "application/vnd.apache.parquet"


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The rows. Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``no-column``, ``too-many-members``."""
    file = _open(blob, limits)
    columns = _columns(file, blob)
    wanted = [columns.of["id"]] if "id" in columns.of else []
    if file.metadata.num_rows > limits.max_members:
        raise too_many(blob, limits)
    number = 0
    for group in range(file.metadata.num_row_groups):
        found = file.metadata.row_group(group)
        size = found.total_byte_size // max(found.num_rows, 1)
        ids = file.read_row_group(group, columns=wanted).column(0).to_pylist() if wanted else [None] * found.num_rows
        for row, name in enumerate(ids):
            number += 1
            yield Member(f"{group}.{row}", words_of(name).strip() or f"{number:07}", size)


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The row of a group. Raises ``no-member``, ``no-column``, ``empty-file``."""
    group, _, row = key.partition(".")
    file = _open(blob, limits)
    columns = _columns(file, blob)
    if not (group.isdigit() and row.isdigit()) or int(group) >= file.metadata.num_row_groups:
        raise no_member(blob, key)
    stamp = _stamp(blob)
    table = _group(stamp, int(group), tuple(dict.fromkeys(columns.of.values()))) if stamp else None
    if table is None:
        table = file.read_row_group(int(group), columns=list(dict.fromkeys(columns.of.values())))
    if int(row) >= table.num_rows:
        raise no_member(blob, key)
    record = {name: table.column(name)[int(row)].as_py() for name in table.column_names}
    data = words_of(record.get(columns.text)).encode("utf-8", "replace")
    return read_record(blob, record, columns, key, data, MEDIA_TYPE)


def _columns(file: Any, blob: Blob) -> Columns:
    return choose_columns(list(file.schema_arrow.names), blob)


def _stamp(blob: Blob) -> tuple[str, int, int] | None:
    if blob.path is None:
        return None
    stat = blob.path.stat()
    return str(blob.path), stat.st_size, stat.st_mtime_ns


def _open(blob: Blob, limits: Limits) -> Any:
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        if stamp := _stamp(blob):
            return _file(stamp)
        return parquet.ParquetFile(arrow.BufferReader(blob.load(limits)))
    except (arrow.ArrowException, OSError) as error:
        raise damaged(blob, "Parquet table", error) from error


@lru_cache(maxsize=2)
def _file(stamp: tuple[str, int, int]) -> Any:
    from pyarrow import parquet

    return parquet.ParquetFile(stamp[0])


@lru_cache(maxsize=2)
def _group(stamp: tuple[str, int, int], group: int, names: tuple[str, ...]) -> Any:
    return _file(stamp).read_row_group(group, columns=list(names))
