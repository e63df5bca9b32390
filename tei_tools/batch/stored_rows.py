"""A table of metadata with many rows, in a temporary file that all processes of one machine look into."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

from ..errors import OutputError
from ..model.nodes import NO_METADATA, Metadata

_NAMES = tuple(entry.name for entry in fields(Metadata))


class StoredRows(Mapping[str, Metadata]):
    """Rows by key in the SQLite database at ``path``; :meth:`make` makes one, which goes when its maker does.

    What travels to another process is the path alone, however many rows there are.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._base: sqlite3.Connection | None = None
        self._owner = 0

    @classmethod
    def make(cls, rows: Iterable[tuple[str, Metadata]]) -> StoredRows:
        """A table to :meth:`add` to. Raises :class:`OutputError` if there is no room for it."""
        try:
            handle, path = tempfile.mkstemp(prefix="tei-tools-", suffix=".metadata")
        except OSError as error:
            raise OutputError("temporary", f"{tempfile.gettempdir()}: cannot be written: {error.strerror}.") from error
        os.close(handle)
        made = cls(path)
        weakref.finalize(made, _remove, path, os.getpid())
        made._open().executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE row (key BLOB PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID"
        )
        for key, found in rows:
            made.add(key, found)
        return made

    def add(self, key: str, found: Metadata) -> bool:
        """Add a row; False if there is one with this key."""
        said = {name: value for name in _NAMES if (value := getattr(found, name)) != getattr(NO_METADATA, name)}
        try:
            self._open().execute("INSERT INTO row VALUES (?, ?)", (os.fsencode(key), json.dumps(said)))
        except sqlite3.IntegrityError:
            return False
        except sqlite3.Error as error:
            raise OutputError("temporary", f"{self.path}: cannot be written: {error}; make room there.") from error
        return True

    def close(self) -> None:
        """Write down what was added. It can be read from then on, here and elsewhere."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                if self._base.in_transaction:
                    self._base.execute("COMMIT")
            self._base.close()
            self._base = None

    def _open(self) -> sqlite3.Connection:
        if self._base is None or self._owner != os.getpid():
            if not os.path.exists(self.path):
                raise OutputError("temporary", f"{self.path}: the table of metadata is gone; run again.")
            self._base = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._owner = os.getpid()
        return self._base

    def get(self, key: str, default: object = None) -> Metadata | None:  # type: ignore[override]
        """The row of a key, or None."""
        row = self._open().execute("SELECT said FROM row WHERE key = ?", (os.fsencode(key),)).fetchone()
        return None if row is None else _metadata(row[0])

    def __getitem__(self, key: str) -> Metadata:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        for (key,) in self._open().execute("SELECT key FROM row"):
            yield os.fsdecode(key)

    def __len__(self) -> int:
        (number,) = self._open().execute("SELECT count(*) FROM row").fetchone()
        return int(number)

    def __bool__(self) -> bool:
        return True  # it is made for many; counting them takes time

    def __reduce__(self) -> tuple[type[StoredRows], tuple[str]]:
        return StoredRows, (self.path,)


def _metadata(said: str) -> Metadata:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(said).items()}
    return replace(NO_METADATA, **values)  # type: ignore[arg-type]  # what add() wrote


def _remove(path: str, owner: int) -> None:
    if os.getpid() == owner:
        with contextlib.suppress(OSError):
            Path(path).unlink()
