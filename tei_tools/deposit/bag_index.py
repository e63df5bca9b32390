"""What a bag holds and what its manifests say, side by side in a database on the disk: a bag may be of any size."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from .bag_reader import BagFile, collides, composed

_TABLES = """
CREATE TABLE file (path TEXT PRIMARY KEY, size INTEGER, nfc TEXT, place TEXT, sha256 TEXT NOT NULL DEFAULT '',
  fixity TEXT NOT NULL DEFAULT '', valid TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',
  cataloged INTEGER NOT NULL DEFAULT 0);
CREATE INDEX file_nfc ON file (nfc);
CREATE INDEX file_place ON file (place);
CREATE TABLE listed (path TEXT, algorithm TEXT, digest TEXT, manifest TEXT, line INTEGER, actual TEXT,
  PRIMARY KEY (path, algorithm));
CREATE INDEX listed_actual ON listed (actual);
CREATE TABLE sum (path TEXT, algorithm TEXT, digest TEXT);
CREATE INDEX sum_digest ON sum (digest, algorithm);
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that a manifest lists and that is not there."""

    path: str
    algorithm: str
    digest: str
    manifest: str
    line: int


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came of a file: ``fixity``, ``valid`` and ``source`` are ``passed``, ``failed`` or empty (not asked)."""

    path: str
    size: int
    sha256: str
    fixity: str
    valid: str
    source: str


class BagIndex:
    """The files of a bag and the lines of its manifests."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)  # a file that SQLite removes by itself
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")

    def close(self) -> None:
        """Give the file back."""
        self._base.close()

    def add_file(self, file: BagFile) -> None:
        """Take a file that is there."""
        self._base.execute(
            "INSERT INTO file (path, size, nfc, place) VALUES (?, ?, ?, ?)",
            (file.path, file.size, composed(file.path), collides(file.path)),
        )

    def has_file(self, path: str) -> bool:
        """Whether a file is there."""
        return self._base.execute("SELECT 1 FROM file WHERE path = ?", (path,)).fetchone() is not None

    def is_listed(self, path: str) -> bool:
        """Whether a manifest lists a file: that it is missing is told then for that reason already."""
        return self._base.execute("SELECT 1 FROM listed WHERE path = ? LIMIT 1", (path,)).fetchone() is not None

    def actual_path(self, path: str) -> str:
        """The path of a listed file as the system has it: the same, or one composed otherwise; empty if none is."""
        if self.has_file(path):
            return path
        row = self._base.execute("SELECT min(path) FROM file WHERE nfc = ?", (composed(path),)).fetchone()
        return str(row[0] or "")

    def add_listed(self, path: str, algorithm: str, digest: str, manifest: str, line: int, actual: str) -> bool:
        """Take a line of a manifest; False if the manifest had one for the path before."""
        done = self._base.execute(
            "INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?, ?, ?)",
            (path, algorithm, digest, manifest, line, actual or path),
        )
        return done.rowcount > 0

    def digests_of(self, path: str) -> dict[str, tuple[str, str, int]]:
        """What the manifests say of a file: digest, manifest and line, by algorithm."""
        rows = self._base.execute(
            "SELECT algorithm, digest, manifest, line FROM listed WHERE actual = ?", (path,)
        ).fetchall()
        return {algorithm: (digest, manifest, line) for algorithm, digest, manifest, line in rows}

    def set_sums(self, path: str, sha256: str, fixity: str, sums: dict[str, str]) -> None:
        """Note what was computed of a file; ``sums`` of one that no manifest lists, by algorithm."""
        self._base.execute("UPDATE file SET sha256 = ?, fixity = ? WHERE path = ?", (sha256, fixity, path))
        self._base.executemany(
            "INSERT INTO sum VALUES (?, ?, ?)", [(path, name, digest) for name, digest in sums.items()]
        )

    def set_valid(self, path: str, result: str) -> None:
        """Note whether a file is valid."""
        self._base.execute("UPDATE file SET valid = ? WHERE path = ?", (result, path))

    def set_source(self, path: str, result: str) -> None:
        """Note whether a record agrees with its source."""
        self._base.execute("UPDATE file SET source = ? WHERE path = ?", (result, path))

    def set_cataloged(self, path: str) -> bool:
        """Note that the catalog names a file; False if there is no such file."""
        return self._base.execute("UPDATE file SET cataloged = 1 WHERE path = ?", (path,)).rowcount > 0

    def sha256_of(self, path: str) -> str:
        """The sum of a file that was read; empty for any other."""
        row = self._base.execute("SELECT sha256 FROM file WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else ""

    def size_of(self, path: str) -> int:
        """The size of a file in bytes; -1 if it is not there."""
        row = self._base.execute("SELECT size FROM file WHERE path = ?", (path,)).fetchone()
        return int(row[0]) if row else -1

    def files(self) -> Iterator[BagFile]:
        """All files, in the order they lie in."""
        for path, size in self._base.execute("SELECT path, size FROM file ORDER BY rowid"):
            yield BagFile(path, size)

    def tag_files(self) -> list[str]:
        """The files beside the payload."""
        rows = self._base.execute("SELECT path FROM file WHERE path NOT LIKE 'data/%' ORDER BY path")
        return [path for (path,) in rows]

    def payload(self) -> tuple[int, int]:
        """Bytes and number of the files of the payload."""
        octets, count = self._base.execute(
            "SELECT coalesce(sum(size), 0), count(*) FROM file WHERE path LIKE 'data/%'"
        ).fetchone()
        return int(octets), int(count)

    def missing(self) -> Iterator[Missing]:
        """Files that are listed and not there, each once."""
        for row in self._base.execute(
            "SELECT path, algorithm, digest, manifest, line FROM listed WHERE actual NOT IN (SELECT path FROM file)"
            " GROUP BY path ORDER BY path"
        ):
            yield Missing(*row)

    def extra(self) -> Iterator[str]:
        """Files of the payload that no manifest lists."""
        for (path,) in self._base.execute(
            "SELECT path FROM file WHERE path LIKE 'data/%' AND path NOT IN (SELECT actual FROM listed) ORDER BY path"
        ):
            yield path

    def unlisted_tags(self) -> Iterator[str]:
        """Tag files that no tag manifest lists."""
        for (path,) in self._base.execute(
            "SELECT path FROM file WHERE path NOT LIKE 'data/%' AND path NOT LIKE 'tagmanifest-%'"
            " AND path NOT IN (SELECT actual FROM listed) ORDER BY path"
        ):
            yield path

    def unlisted_twin(self, algorithm: str, digest: str) -> str:
        """A file that no manifest lists and whose bytes have this digest; empty if there is none."""
        row = self._base.execute(
            "SELECT min(path) FROM sum WHERE algorithm = ? AND digest = ?", (algorithm, digest)
        ).fetchone()
        return str(row[0] or "")

    def not_in_all(self, algorithms: int) -> Iterator[tuple[str, str]]:
        """Payload files that some manifests list and others do not, with one that does."""
        yield from self._base.execute(
            "SELECT path, min(manifest) FROM listed WHERE path LIKE 'data/%' GROUP BY path HAVING count(*) < ?"
            " ORDER BY path",
            (algorithms,),
        )

    def collisions(self) -> Iterator[tuple[str, str]]:
        """Files that some system takes for one: case or composition of their names differ, and nothing else."""
        yield from self._base.execute(
            "SELECT min(path), max(path) FROM file GROUP BY place HAVING count(*) > 1 ORDER BY 1"
        )

    def uncataloged(self) -> Iterator[str]:
        """Files in folders of documents that the catalog does not name."""
        for (path,) in self._base.execute(
            "SELECT path FROM file WHERE cataloged = 0 AND (path LIKE 'data/converted/%' OR path LIKE 'data/texts/%' OR"
            " path LIKE 'data/metadata/after-dat46/%') AND path NOT LIKE 'data/converted/schemas/%' ORDER BY path"
        ):
            yield path

    def results(self) -> Iterator[FileResult]:
        """What came of each file, by path."""
        for row in self._base.execute("SELECT path, size, sha256, fixity, valid, source FROM file ORDER BY path"):
            yield FileResult(*row)
