"""What a folder that ``convert`` wrote into holds: documents with their outputs and originals, in a fixed order.

What is known comes from the ledgers of the folder; a folder without one is
searched for records. The list is kept in a database on the disk, so that it may
be of any size.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ..batch.document import sha256_of
from ..batch.ledger import Ledger, Run, ledger_paths, read_ledgers
from ..batch.naming import ENDINGS, STDIN
from ..batch.plan import LEDGER_FOLDER
from ..errors import OutputError, SourceError
from .names import payload_name, same_place

CONVERTED, ORIGINALS, DECISIONS, TEXTS = "converted", "originals", "decisions", "texts"
"""Folders of the payload: outputs as ``convert`` wrote them; originals; texts decoded of originals."""

_TABLES = """
CREATE TABLE item (number INTEGER PRIMARY KEY, relative TEXT, base TEXT, outputs TEXT, source TEXT, member TEXT,
  sha256 TEXT, version TEXT);
CREATE TABLE taken (place TEXT PRIMARY KEY);
CREATE TABLE original (source TEXT PRIMARY KEY, name TEXT, found TEXT, sha256 TEXT, decisions TEXT);
CREATE TABLE decided (source TEXT PRIMARY KEY, decisions TEXT);
CREATE TABLE found (sha256 TEXT, path TEXT);
CREATE INDEX item_source ON item (source);
CREATE TABLE failed (number INTEGER PRIMARY KEY, source TEXT, member TEXT, code TEXT, message TEXT);
"""
_ORIGINALS = (
    "INSERT INTO original (source, name, found, sha256)"
    " SELECT source, '', '', max(CASE member WHEN '' THEN sha256 ELSE '' END) FROM item GROUP BY source",
    "INSERT OR IGNORE INTO original (source, name, found, sha256) SELECT source, '', '', '' FROM failed",
    "UPDATE original SET decisions = decided.decisions FROM decided WHERE decided.source = original.source",
    f"DELETE FROM original WHERE source = '{STDIN}' OR source LIKE '%/{STDIN}'",
)
"""A text from standard input was in no file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document.

    ``relative`` is the path of its outputs below the folder without ending,
    ``base`` what it is called in the bag. ``outputs`` are paths below the
    folder with their sha256, empty if nobody knows it. ``source`` is the file
    that it was made from (``member``: which part of it) and ``sha256`` that of
    the file or part. ``version`` is that of the program that made it.
    """

    number: int
    relative: str
    base: str
    outputs: tuple[tuple[str, str], ...]
    source: str
    member: str
    sha256: str
    version: str

    def path_in_bag(self, output: str) -> str:
        """Where one of its outputs goes in the payload."""
        return f"{CONVERTED}/{self.base}{output[len(self.relative) :]}"


@dataclass(frozen=True, slots=True)
class Original:
    """A file that documents were made from: as the ledger names it, its name in the bag, and where it is now.

    ``decisions`` is the sum of the files of decisions with which it was converted, empty if there were none, and None
    if nobody knows: there is no ledger, or it could not be converted.
    """

    source: str
    name: str
    found: str
    sha256: str
    decisions: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that could not be converted, and why; ``original`` is the name of its file in the bag."""

    source: str
    member: str
    code: str
    message: str
    original: str


class Collection:
    """The documents of the output folder ``out``. Use it as a context manager.

    ``originals`` is a folder to look for originals in that are not where they
    were. Raises :class:`~tei_tools.errors.OutputError` (``not-a-folder``, ``in-use``, ``unfinished``,
    ``no-documents``, and what reading ledgers raises).
    """

    def __init__(self, out: Path, originals: Path | None = None) -> None:
        self.out = out
        self.runs: tuple[Run, ...] = ()
        self.latest = 0.0
        self._folder = originals
        self._base = sqlite3.connect("", isolation_level=None)  # a file that SQLite removes by itself
        self._base.text_factory = os.fsdecode
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.executescript(_TABLES)
        try:
            if not out.is_dir():
                raise OutputError("not-a-folder", f'{out}: is no folder; give the one that "tei-tools convert" wrote.')
            self._base.execute("BEGIN")
            if ledger_paths(out):
                self._read_ledgers()
            else:
                self._search()
            if not self.count:
                message = f'{out}: holds no document; give the folder that "tei-tools convert" wrote into (-o).'
                raise OutputError("no-documents", message)
            self._name_originals()
            self._base.execute("COMMIT")
        except BaseException:
            self._base.close()
            raise

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    @property
    def count(self) -> int:
        """How many documents there are."""
        (found,) = self._base.execute("SELECT count(*) FROM item").fetchone()
        return int(found)

    @property
    def options(self) -> dict[str, object]:
        """The options of the last run; empty where there is no ledger."""
        found = json.loads(self.runs[-1].options) if self.runs else {}
        return found if isinstance(found, dict) else {}

    def items(self) -> Iterator[Item]:
        """The documents, by output."""
        for number, relative, base, outputs, *rest in self._base.execute("SELECT * FROM item ORDER BY number"):
            made = tuple((name, sha) for name, sha in json.loads(outputs))
            yield Item(number, relative, base, made, *rest)

    def originals(self) -> Iterator[Original]:
        """The files that the documents were made from, by name in the bag."""
        for row in self._base.execute("SELECT source, name, found, sha256, decisions FROM original ORDER BY name"):
            yield Original(*row)

    def original_of(self, item: Item) -> Original | None:
        """The file that a document was made from, if anybody knows it."""
        found = self._base.execute(
            "SELECT source, name, found, sha256, decisions FROM original WHERE source = CAST(? AS TEXT)",
            (_bytes(item.source),),
        ).fetchone()
        return Original(*found) if found else None

    def failed(self) -> Iterator[Failed]:
        """The documents that could not be converted."""
        for row in self._base.execute(
            "SELECT failed.source, member, code, message, coalesce(name, '') FROM failed"
            " LEFT JOIN original ON original.source = failed.source ORDER BY number"
        ):
            yield Failed(*row)

    # What there is

    def _read_ledgers(self) -> None:
        with read_ledgers(self.out) as ledger:
            self._refuse_unfinished(ledger)
            self.runs = tuple(ledger.runs())
            for entry in ledger.iter_entries():
                made = entry.result
                self.latest = max(self.latest, entry.recorded)
                source = made.source if os.path.isabs(made.source) else os.path.abspath(made.source)
                if entry.state == "done":
                    self._add(made.relative, made.outputs, source, made.member, made.sha256, entry.version)
                    row = _bytes(source), made.decisions
                    self._base.execute("INSERT OR REPLACE INTO decided VALUES (CAST(? AS TEXT), ?)", row)
                else:
                    self._base.execute(
                        "INSERT INTO failed (source, member, code, message) VALUES"
                        " (CAST(? AS TEXT), CAST(? AS TEXT), ?, CAST(? AS TEXT))",
                        (_bytes(source), _bytes(made.member), made.code, _bytes(made.message)),
                    )

    def _refuse_unfinished(self, ledger: Ledger) -> None:
        if ledger.is_in_use():
            raise OutputError("in-use", f"{self.out}: a conversion goes on there; pack when it has ended.")
        if started := ledger.counts()["started"]:
            raise OutputError(
                "unfinished",
                f"{self.out}: {started:,} documents were in work when a conversion ended; give the same "
                '"tei-tools convert" again, which does them anew, then pack.',
            )

    def _search(self) -> None:
        """The records below a folder that has no ledger."""
        for path in sorted(self.out.rglob("*" + ENDINGS["json"])):
            relative = path.relative_to(self.out).as_posix().removesuffix(ENDINGS["json"])
            if LEDGER_FOLDER in path.parts or path.name == "record.schema.json" or not path.is_file():
                continue
            try:
                record = json.loads(path.read_bytes())
                if not isinstance(record, dict) or not str(record.get("schema", "")).startswith("tei-tools/record/"):
                    continue
                file = record["file"]
                text, sha256 = str(file.get("text_file", "")), str(file["sha256"])
                name, member = _beside(relative, str(file["name"])), str(file.get("member", ""))
            except (OSError, ValueError, KeyError, TypeError) as error:
                message = f"{path}: cannot be read as a record: {error}; convert it again."
                raise SourceError("record", message) from error
            stem = path.name.removesuffix(ENDINGS["json"])
            made = [relative + ending for ending in ENDINGS.values() if (self.out / (relative + ending)).is_file()]
            made += [part.relative_to(self.out).as_posix() for part in _parts(path.parent, stem)]
            if text and (path.parent / text).is_file():
                made.append(path.with_name(text).relative_to(self.out).as_posix())
            self.latest = max(self.latest, path.stat().st_mtime)
            version = str(record.get("generator", {}).get("version", ""))
            self._add(relative, tuple((one, "") for one in made), name, member, sha256, version)

    def _add(
        self, relative: str, outputs: tuple[tuple[str, str], ...], source: str, member: str, sha256: str, version: str
    ) -> None:
        base = self._unique(CONVERTED, payload_name(relative))
        self._base.execute(
            "INSERT INTO item (relative, base, outputs, source, member, sha256, version) VALUES"
            " (CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)",
            (_bytes(relative), base, json.dumps(outputs), _bytes(source), _bytes(member), sha256, version),
        )

    def _unique(self, folder: str, name: str) -> str:
        """The name, with a number behind it if some file system would take it for one that was given out before."""
        found, number = name, 1
        while True:
            place = same_place(f"{folder}/{found}")
            if self._base.execute("INSERT OR IGNORE INTO taken VALUES (?)", (place,)).rowcount:
                return found
            number += 1
            stem, dot, ending = name.rpartition(".")
            found = f"{stem}-{number}.{ending}" if dot and "/" not in ending else f"{name}-{number}"

    # Where it was made from

    def _name_originals(self) -> None:
        """Give each original a name in the bag, a page at a time."""
        common = self._common_folder()
        for statement in _ORIGINALS:
            self._base.execute(statement)
        last = b""
        while page := self._base.execute(
            "SELECT source, sha256 FROM original WHERE source > CAST(? AS TEXT) ORDER BY source LIMIT 1000", (last,)
        ).fetchall():
            for source, sha256 in page:
                below = os.path.relpath(source, common) if os.path.isabs(source) else source
                name = self._unique(ORIGINALS, payload_name(below.replace(os.sep, "/")))
                self._base.execute(
                    "UPDATE original SET name = ?, found = CAST(? AS TEXT) WHERE source = CAST(? AS TEXT)",
                    (name, _bytes(self._locate(source, below, sha256)), _bytes(source)),
                )
            last = _bytes(page[-1][0])

    def _common_folder(self) -> str:
        """The folder that all originals lie below."""
        common = ""
        for (source,) in self._base.execute("SELECT source FROM item UNION ALL SELECT source FROM failed"):
            folder = os.path.dirname(source)
            if os.path.isabs(folder):
                common = os.path.commonpath((common, folder)) if common else folder
        return common or os.sep

    def _locate(self, source: str, below: str, sha256: str) -> str:
        """Where an original is now: in the folder given for that, or where it was; empty if it is nowhere."""
        if self._folder is not None:
            place = self._folder / below
            if place.is_file() and (not sha256 or sha256_of(place) == sha256):
                return str(place)
            if sha256 and (found := self._by_sum(sha256)):
                return found
        return source if os.path.isabs(source) and os.path.isfile(source) else ""

    def _by_sum(self, sha256: str) -> str:
        assert self._folder is not None
        if self._base.execute("SELECT 1 FROM found LIMIT 1").fetchone() is None:
            self._base.execute("INSERT INTO found VALUES ('', '')")
            for folder, _, names in os.walk(self._folder):
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    self._base.execute("INSERT INTO found VALUES (?, CAST(? AS TEXT))", (sha256_of(path), _bytes(path)))
            self._base.execute("CREATE INDEX found_sum ON found (sha256)")
        row = self._base.execute("SELECT min(path) FROM found WHERE sha256 = ?", (sha256,)).fetchone()
        return row[0] or ""


def _parts(folder: Path, stem: str) -> Iterator[Path]:
    """The TEI files of the articles of a document that was split."""
    number = 1
    while (path := folder / f"{stem}.a{number}{ENDINGS['tei']}").is_file():
        yield path
        number += 1


def _beside(relative: str, name: str) -> str:
    """The path of an original that lay where the outputs are, which is all that can be known without a ledger."""
    folder = relative.rpartition("/")[0]
    return f"{folder}/{name}" if folder else name


def _bytes(name: str) -> bytes:
    """A name for SQLite, which takes no text that is none: read as bytes it comes back through ``text_factory``."""
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "replace")
