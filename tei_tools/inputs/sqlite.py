"""SQLite databases: one table, every row a document."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from ..errors import SourceError
from ..text.source import Source
from .blob import Blob, Limits, Member, damaged
from .records import NAMES, Columns, choose_columns, no_member, read_record, words_of

MEDIA_TYPE = "application/vnd.sqlite3"
_TEXTS = frozenset(NAMES["text"])


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The rows of the table that the caller names, or that has the most text in a column of a known name.

    Raises :class:`SourceError`: ``damaged-file``, ``no-table``, ``no-column``.
    """
    with _open(blob) as base:
        table, columns = _choose(base, blob)
        name = _quoted(columns.of["id"]) if "id" in columns.of else "rowid"
        query = f"SELECT rowid, {name}, length({_quoted(columns.text)}) FROM {_quoted(table)} ORDER BY rowid"
        for row, found, size in base.execute(query):
            yield Member(str(row), words_of(found) or str(row), 3 * int(size or 0))


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The row of a number. Raises ``no-member``, ``too-large``, ``empty-file``, and what :func:`members` raises."""
    with _open(blob) as base:
        table, columns = _choose(base, blob)
        base.row_factory = sqlite3.Row
        size = base.execute(
            f"SELECT length({_quoted(columns.text)}) FROM {_quoted(table)} WHERE rowid = ?", (key,)
        ).fetchone()
        if size is None:
            raise no_member(blob, key)
        if (size[0] or 0) > limits.max_bytes:
            raise SourceError("too-large", f"{blob.label}: row {key} is larger than {limits.max_bytes:,} characters.")
        row = base.execute(f"SELECT * FROM {_quoted(table)} WHERE rowid = ?", (key,)).fetchone()
        record = {name: row[name] for name in row.keys()}  # noqa: SIM118 — a row iterates over its values
    data = words_of(record.get(columns.text)).encode("utf-8", "replace")
    return read_record(blob, record, columns, key, data, MEDIA_TYPE)


@contextmanager
def _open(blob: Blob) -> Iterator[sqlite3.Connection]:
    if blob.path is not None and blob.data is None:
        base = sqlite3.connect(f"file:{quote(str(blob.path.absolute()))}?mode=ro&immutable=1", uri=True)
    else:
        base = sqlite3.connect(":memory:")
        base.deserialize(blob.data or b"")
    base.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        yield base
    except sqlite3.DatabaseError as error:
        raise damaged(blob, "SQLite database", error) from error
    finally:
        base.close()


_chosen: dict[tuple[Blob, tuple[int, int]], tuple[str, Columns]] = {}


def _choose(base: sqlite3.Connection, blob: Blob) -> tuple[str, Columns]:
    """The table and its columns; of a file they are found out once."""
    stamp = blob.stamp
    if stamp is None:
        return _look(base, blob)
    if (blob, stamp) not in _chosen:
        _chosen.clear()
        _chosen[blob, stamp] = _look(base, blob)
    return _chosen[blob, stamp]


def _look(base: sqlite3.Connection, blob: Blob) -> tuple[str, Columns]:
    tables = [str(row[0]) for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    tables = [name for name in tables if not name.startswith("sqlite_")]
    if blob.options.table:
        if blob.options.table not in tables:
            raise SourceError(
                "no-table", f"{blob.label}: has no table {blob.options.table}; it has {', '.join(tables) or 'none'}."
            )
        return blob.options.table, choose_columns(_names(base, blob.options.table), blob)
    best = ("", 0)
    for table in tables:
        for name in _names(base, table):
            if name.lower() in _TEXTS or ("text", name) in blob.options.columns:
                sample = f"SELECT {_quoted(name)} AS words FROM {_quoted(table)} LIMIT 200"
                (size,) = base.execute(f"SELECT coalesce(sum(length(words)), 0) FROM ({sample})").fetchone()
                if size > best[1]:
                    best = (table, size)
    if not best[0]:
        raise SourceError(
            "no-table",
            f"{blob.label}: no table has a column that looks like the text; it has {', '.join(tables[:20]) or 'none'}. "
            "Say which: --table NAME --column text=NAME.",
        )
    return best[0], choose_columns(_names(base, best[0]), blob)


def _names(base: sqlite3.Connection, table: str) -> list[str]:
    return [str(row[1]) for row in base.execute(f"PRAGMA table_info({_quoted(table)})")]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
