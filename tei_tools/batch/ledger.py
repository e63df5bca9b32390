"""What was done: a SQLite database per part in the output folder, written by one process and read by any.

Each row is a document: its source, the configuration it was made with, how it
ended, its outputs. One transaction records a shard, so that after any crash the
ledger says what was in work; what is not recorded is done again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path, PurePath
from typing import IO
from urllib.parse import quote

from .._version import __version__
from ..decisions.beside import sum_beside
from ..errors import OutputError
from ..inputs.blob import InputOptions
from .document import DocumentResult, sha256_of
from .job import JobOptions
from .ledger_rows import (
    COLUMNS,
    ENDED,
    LATER,
    MERGE,
    SELECT,
    STARTED,
    TABLES,
    columns_of,
    later_columns,
    outputs_of_row,
    result_of,
    row_of,
)
from .locks import locked, take
from .metadata import MetadataTable
from .naming import ENDINGS
from .plan import LEDGER_FOLDER, Part, Shard, Work, outputs_of, part_name
from .shard import ShardResult, sweep

STATES = ("done", "failed", "crashed", "timeout", "skipped", "started")
"""States of a document in the ledger; ``started`` is one that is in work, or was when its run was killed."""

_Touched = tuple[int, int, str, bytes]
"""Size, modification time and outputs of a document, as they are now, and its path."""
_Known = tuple[DocumentResult, str, str]
"""The last result of a document, its state, and the fingerprint of the configuration that it was made with."""
_TOGETHER = 500
"""Documents whose last results are read at once; old SQLite takes 999 parameters at most."""

_text = partial(str, encoding=sys.getfilesystemencoding(), errors=sys.getfilesystemencodeerrors())
"""What ``os.fsdecode`` makes of bytes, in a third of the time."""

_VERSION = 2
_WAIT = 30.0
_NAME = re.compile(r"(?:ledger|part-(\d+)-of-(\d+))\.sqlite")

_SAYING_NOTHING = (
    "batch",
    "cli",
    "config",
    "deposit",
    "evaluate",
    "export",
    "review",
    "search",
    "site",
    "__main__",
    "language",
    "locale",
)
"""What has no part in what an output says; all else of the package has, whatever will be added to it."""
_PACKAGE = Path(__file__).parents[1]


def deciding_files() -> list[Path]:
    """The files of the package that decide, beside the options, what an output says.

    They are modules, compiled ones too, schemas and tables of data.
    """

    def says_nothing(path: Path) -> bool:
        return path.relative_to(_PACKAGE).parts[0].split(".")[0] in _SAYING_NOTHING

    files = [path for path in _PACKAGE.rglob("*") if not says_nothing(path)]
    files += [path for name in ("job.*", "metadata.*", "stored_rows.*") for path in (_PACKAGE / "batch").glob(name)]
    files += _PACKAGE.parent.glob(f"{_PACKAGE.name}__mypyc.*")  # the code of compiled modules lies beside the package
    if not (_PACKAGE / "schemas").is_dir():  # a source tree keeps them beside the package
        files += (_PACKAGE.parent / "schemas").rglob("*")
    return sorted(path for path in files if path.is_file() and "__pycache__" not in path.parts)


@cache
def rules_hash() -> str:
    """The sha256 over :func:`deciding_files`, rules and weights among them."""
    found = hashlib.sha256()
    for path in deciding_files():
        name = path.relative_to(_PACKAGE if path.is_relative_to(_PACKAGE) else _PACKAGE.parent)
        found.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def fingerprint(options: JobOptions) -> str:
    """One name for all that decides, beside the source, what an output says: version, options, rules, schemas.

    >>> fingerprint(JobOptions()) == fingerprint(JobOptions()) != fingerprint(JobOptions(script="hans"))
    True
    """
    return hashlib.sha256(f"{__version__}\n{_spell(options)}\n{rules_hash()}".encode()).hexdigest()


def _spell(options: JobOptions) -> str:
    """All but the rows of metadata: each is a matter of its own document (``known``)."""
    plain = replace(options, metadata=options.metadata.without_rows())
    return json.dumps(asdict(plain), sort_keys=True, ensure_ascii=False)


def ledger_path(out: str | Path, part: Part | None = None) -> Path:
    """Where the ledger of a part lies.

    >>> ledger_path("out", (3, 16)).name
    'part-3-of-16.sqlite'
    """
    name = f"part-{part_name(part)}.sqlite" if part else "ledger.sqlite"
    return Path(out) / LEDGER_FOLDER / name


def ledger_paths(out: str | Path) -> list[Path]:
    """The ledgers of an output folder, that of a whole run first, then by part."""
    folder = Path(out) / LEDGER_FOLDER
    found = [path for path in folder.glob("*.sqlite") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: [int(number) for number in re.findall(r"\d+", path.name)][::-1])


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a ledger: its last result, when it was recorded (seconds since 1970), by which version."""

    result: DocumentResult
    state: str
    recorded: float
    version: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run in a ledger. ``ended`` is None while it goes on, and when it was killed."""

    version: str
    options: str
    started: float
    ended: float | None
    host: str
    process: int


class Ledger:
    """The ledger at ``path``, made if it is missing. Use it as a context manager, or :meth:`close` it.

    ``write`` takes the lock of the part, which makes a second run on it
    impossible; without it nothing is changed or made.

    Raises :class:`OutputError`: ``in-use`` when another run has the lock,
    ``no-ledger`` when there is nothing to read, ``not-a-ledger`` for a file that is something else.
    """

    def __init__(self, path: str | Path, *, write: bool = True, merge: tuple[Path, ...] = ()) -> None:
        self.path = Path(path)
        match = _NAME.fullmatch(self.path.name)
        self.part: Part | None = (int(match[1]), int(match[2])) if match and match[1] else None
        self.out = str(self.path.parent.parent)
        self.write = write
        self.merged = merge
        self._locks: list[IO[bytes]] = []
        self._run = self._configuration = 0
        self._fingerprint = ""
        self._others: list[Ledger] = []
        self._metadata = MetadataTable()
        self._members: dict[str, frozenset[str] | None] = {}
        try:
            self._base = self._merge() if merge else self._open()
            self._select = SELECT.format(later=later_columns(self._base))
        except BaseException:
            self._unlock()
            raise

    def _open(self) -> sqlite3.Connection:
        from ..write.atomic import output_error

        if self.write:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._lock()
            except OSError as error:
                raise output_error(self.path.parent, error) from error
        elif not self.path.is_file():
            raise OutputError("no-ledger", f"{self.out}: has no ledger; give the folder that convert wrote into (-o).")
        try:
            base = sqlite3.connect(self.path, isolation_level=None, timeout=_WAIT)
        except sqlite3.Error as error:
            raise self._broken(error) from error
        base.text_factory = _text  # names of files need not be text
        try:
            if not self.write and not os.access(self.path.parent, os.W_OK):
                # The write-ahead log wants to make files even for a reader; nobody can be writing here.
                base.close()
                base = sqlite3.connect(f"file:{quote(str(self.path))}?immutable=1", uri=True, isolation_level=None)
                base.text_factory = _text
            if self.write:
                # SQLite's write-ahead log needs memory that all readers share, which machines that work on the parts
                # of one folder do not have; their ledgers keep a plain journal.
                base.execute(f"PRAGMA journal_mode={'TRUNCATE' if self.part else 'WAL'}").fetchone()
                base.execute("PRAGMA synchronous=FULL")
                base.executescript(TABLES)
                for name in LATER:
                    if name not in columns_of(base):
                        base.execute(f"ALTER TABLE document ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
                base.execute(f"PRAGMA user_version={_VERSION}")
            (version,) = base.execute("PRAGMA user_version").fetchone()
            base.execute("SELECT 1 FROM document LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            base.close()
            raise self._broken(error) from error
        if version > _VERSION:
            base.close()
            raise OutputError("not-a-ledger", f"{self.path}: was written by a newer tei-tools; use that one.")
        return base

    def _merge(self) -> sqlite3.Connection:
        """All ledgers in a temporary one: for documents in several, the row that was written last."""
        base = sqlite3.connect("", isolation_level=None)
        base.text_factory = _text
        base.executescript(TABLES)
        for path in self.merged:
            Ledger(path, write=False).close()  # says what is wrong with it
            base.execute("ATTACH ? AS part", (str(path),))
            columns = COLUMNS.replace(", ".join(LATER), later_columns(base, "part"))
            base.executescript(MERGE.format(columns=columns))
            base.execute("DETACH part")
        return base

    def _broken(self, error: sqlite3.Error) -> OutputError:
        return OutputError(
            "not-a-ledger",
            f"{self.path}: cannot be used as a ledger: {error}; move it away and run convert with --adopt, which takes "
            "up the outputs that are there, or with --force to make all anew.",
        )

    def _lock(self) -> None:
        """The lock of this part for us alone, and that of the folder shared with other parts."""
        whole = self.path.with_name("run.lock")
        self._locks.append(take(whole, exclusive=self.part is None, say=self.out, wait=1.0))
        if self.part:
            self._locks.append(take(self.path.with_suffix(".lock"), exclusive=True, say=self.out, wait=1.0))
        lock = self._locks[-1]
        lock.truncate(0)
        lock.write(f"{socket.gethostname()} {os.getpid()}\n".encode())
        lock.flush()
        self._await_workers()

    def _await_workers(self) -> None:
        """Workers of a run that was killed hold :meth:`worker_lock` until they are dead too."""
        take(Path(self.worker_lock), exclusive=True, say=self.out, wait=_WAIT).close()

    @property
    def worker_lock(self) -> str:
        """The file that every worker on this machine holds a shared lock on."""
        return str(self.path.with_suffix(".workers.lock"))

    def _unlock(self) -> None:
        if self._locks:
            with contextlib.suppress(OSError):
                self._locks[-1].truncate(0)
        for lock in self._locks:
            lock.close()
        self._locks.clear()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the run, close the database and give the lock back."""
        if self._run:
            self._base.execute("UPDATE run SET ended = ? WHERE id = ?", (time.time(), self._run))
            self._run = 0
        for other in self._others:
            other.close()
        self._base.close()
        self._unlock()

    # Writing

    def begin(self, options: JobOptions) -> None:
        """Begin a run with this configuration, and clean up after one that was killed."""
        sweep(self.out, part_name(self.part))
        self._fingerprint = fingerprint(options)
        self._metadata = options.metadata
        self._base.execute(
            "INSERT OR IGNORE INTO configuration (fingerprint, version, options) VALUES (?, ?, ?)",
            (self._fingerprint, __version__, _spell(options)),
        )
        (self._configuration,) = self._base.execute(
            "SELECT id FROM configuration WHERE fingerprint = ?", (self._fingerprint,)
        ).fetchone()
        found = self._base.execute(
            "INSERT INTO run (configuration, started, host, process) VALUES (?, ?, ?, ?)",
            (self._configuration, time.time(), socket.gethostname(), os.getpid()),
        )
        self._run = found.lastrowid or 0
        for other in self._others:
            other.close()
        # Ledgers of the same division belong to other documents; those of another one may know ours.
        divided = self.part[1] if self.part else 0
        self._others = [
            Ledger(path, write=False)
            for path in ledger_paths(self.out)
            if path != self.path and _divided(path) != divided
        ]

    def start(self, shard: Shard) -> Shard:
        """Note that a shard is in work, and give it back for the engine to run.

        Documents whose outputs are not there yet are marked: outputs that a
        killed worker or run left in place are known to be ours, and may be replaced.
        """
        now = time.time()
        # An output that exists and is not ours stays unknown, or the next run would take it for ours.
        documents = tuple(
            work if work.overwrite or _is_there(self.out, work.relative) else replace(work, overwrite=True)
            for work in shard.documents
        )
        self._transaction(
            STARTED,
            (
                (
                    os.fsencode(work.relative),
                    os.fsencode(os.path.abspath(work.source)),
                    work.size,
                    work.mtime_ns,
                    self._configuration,
                    self._run,
                    now,
                    work.member,
                )
                for work in documents
                if work.overwrite
            ),
        )
        return replace(shard, documents=documents)

    def record(self, result: ShardResult) -> None:
        """Write down what became of a shard, in one transaction."""
        now = time.time()
        self._transaction(ENDED, (row_of(found, self._configuration, self._run, now) for found in result.results))

    def _transaction(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        from ..write.atomic import output_error

        try:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                self._base.executemany(statement, rows)
                self._base.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._base.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            message = f"{self.path}: cannot be written: {error}; make room or wait, and run again."
            raise OutputError("ledger", message) from error
        except OSError as error:
            raise output_error(self.path, error) from error

    # What is to be done

    def pending(
        self,
        works: Iterable[Work],
        *,
        retry_failed: bool = False,
        force: bool = False,
        verify: bool = False,
        left: Counter[str] | None = None,
        adopting: JobOptions | None = None,
    ) -> Iterator[Work]:
        """Those of ``works`` that are new, changed, unfinished, or whose outputs are missing or altered.

        ``retry_failed`` takes what failed before too, ``force`` everything.
        Sizes and times tell quickly that nothing changed; where they differ,
        and always with ``verify``, sha256 decides. Works that may replace their
        outputs say so in ``overwrite``. ``left`` counts those that are left as
        they are, by state. With ``adopting`` outputs that are not known are
        taken up if they were made with these options (:func:`~tei_tools.batch.adopt.adopt`).
        """
        if force:
            yield from (replace(work, overwrite=True) for work in works)
            return
        touched: list[_Touched] = []
        for work, known in self._with_known(works):
            if adopting and (known is None or known[1] == "skipped") and self._adopts(work, adopting):
                if left is not None:
                    left["done"] += 1
                continue
            if known is None or not self._same_place(work, known[0]):
                yield work  # new, or its outputs belong to another input: run_shard will find them to exist
                continue
            found, state, made_by = known
            if state in ("started", "skipped") or made_by != self._fingerprint:
                yield replace(work, overwrite=state != "skipped")
            elif self._stays(work, found, state, retry_failed, verify, touched):
                if left is not None:
                    left[state] += 1
                if len(touched) >= 1000:
                    self._refresh(touched)
            else:
                yield replace(work, overwrite=True)
        self._refresh(touched)

    def _adopts(self, work: Work, options: JobOptions) -> bool:
        """Write down outputs that are there and nobody knew, if they are those of this document."""
        from .adopt import adopt

        found = adopt(self.out, work, options)
        if found is not None:
            self.record(ShardResult(0, (found,)))
        return found is not None

    def _stays(
        self,
        work: Work,
        found: DocumentResult,
        state: str,
        retry_failed: bool,
        verify: bool,
        touched: list[_Touched],
    ) -> bool:
        """Whether a document that was done, or failed, need not be done again; notes new stamps in ``touched``."""
        same, touched_source = _unchanged(work, found, verify)
        same = same and sum_beside(work.source) == found.decisions
        same = same and (state != "done" or self._known_as_before(work, found))
        if state != "done":
            return same and not retry_failed
        stamps = self._intact(found, verify) if same else None
        if stamps is None:
            return False
        if touched_source or stamps != found.stamps:
            touched.append(self._touch(work, found, stamps))
        return True

    def _known_as_before(self, work: Work, found: DocumentResult) -> bool:
        """Whether the metadata of a document are those that it was made with."""
        name, _, digest = found.known.rpartition("/")
        if not (self._metadata.rows or digest):
            return True
        folder = work.relative.rpartition("/")[0]
        return self._metadata.digest(found.sha256, name or PurePath(work.source).name, folder) == digest

    def _touch(self, work: Work, found: DocumentResult, stamps: tuple[tuple[int, int], ...]) -> _Touched:
        return work.size, work.mtime_ns, outputs_of_row(found, stamps), os.fsencode(work.relative)

    def _refresh(self, touched: list[_Touched]) -> None:
        """New stamps for what was touched and not changed, so that it is not read again next time."""
        if touched:
            self._transaction(
                "UPDATE document SET size = ?, mtime_ns = ?, outputs = ? WHERE relative = CAST(? AS TEXT)", touched
            )
            touched.clear()

    def _with_known(self, works: Iterable[Work]) -> Iterator[tuple[Work, _Known | None]]:
        """Each document with its last result, state and fingerprint, from this ledger or one of another division."""
        coming = iter(works)
        while some := list(islice(coming, _TOGETHER)):
            known: dict[str, _Known] = {}
            for ledger in (self, *self._others):
                names = [os.fsencode(work.relative) for work in some if work.relative not in known]
                which = f"WHERE relative IN ({', '.join(['CAST(? AS TEXT)'] * len(names))})"
                for row in ledger._base.execute(" ".join((self._select, which)), names).fetchall():
                    known.setdefault(row[0], (result_of(row), row[7], row[16]))
            yield from ((work, known.get(work.relative)) for work in some)

    def _same_place(self, work: Work, found: DocumentResult) -> bool:
        """Whether the outputs were made from this very input; one that was moved with its folder counts as the same."""
        path = os.path.abspath(work.source)
        if path == found.source or not os.path.exists(found.source):
            return True
        with contextlib.suppress(OSError):
            return os.path.samefile(path, found.source)
        return False

    def _intact(self, found: DocumentResult, verify: bool) -> tuple[tuple[int, int], ...] | None:
        """The stamps of the outputs if all are there as they were made."""
        now: list[tuple[int, int]] = []
        for (name, sha), stamp in zip(found.outputs, found.stamps, strict=True):
            path = os.path.join(self.out, name)
            try:
                stat = os.stat(path)
            except OSError:
                return None
            now.append((stat.st_size, stat.st_mtime_ns))
            if (verify or now[-1] != stamp) and (stat.st_size != stamp[0] or sha256_of(path) != sha):
                return None
        return tuple(now)

    def gone(self) -> Iterator[DocumentResult]:
        """The documents that are done and whose source, or the member of it, is not there any more, by output."""
        for row in self._base.execute(self._select + " WHERE state = 'done' ORDER BY relative"):
            found = result_of(row)
            if not os.path.lexists(found.source) or (found.member and self._left(found)):
                yield found

    def _left(self, found: DocumentResult) -> bool:
        """Whether a file that holds many documents was changed since, and has none any more for these outputs.

        A file that cannot be read through now is taken to hold what it held.
        """
        with contextlib.suppress(OSError):
            if os.stat(found.source).st_mtime_ns == found.mtime_ns:
                return False
        if found.source not in self._members:
            self._members[found.source] = outputs_of(found.source, self._input_of(found.relative))
        members = self._members[found.source]
        if members is None:
            return False
        # The n-th record of one id has -n behind its name.
        names = {found.relative, re.sub(r"-[0-9]+\Z", "", found.relative)}
        return not any(name[at:] in members for name in names for at, sign in enumerate(name) if sign == "/")

    def _input_of(self, relative: str) -> InputOptions:
        """How the input of a document was read."""
        (options,) = self._base.execute(
            "SELECT options FROM document JOIN configuration ON configuration.id = document.configuration"
            " WHERE relative = CAST(? AS TEXT)",
            (os.fsencode(relative),),
        ).fetchone()
        given = json.loads(options).get("input", {})
        return InputOptions(**{**given, "columns": tuple(map(tuple, given.get("columns", ())))})

    def prune(self) -> Iterator[str]:
        """Remove the outputs of :meth:`gone` that are as they were made, forget the documents, and give each path."""
        for found in list(self.gone()):
            for name, sha in found.outputs:
                path = os.path.join(self.out, name)
                if sha256_of(path) == sha:
                    with contextlib.suppress(OSError):
                        os.unlink(path)
                        yield path
            self._transaction("DELETE FROM document WHERE relative = CAST(? AS TEXT)", [(os.fsencode(found.relative),)])

    # Reading

    def counts(self) -> dict[str, int]:
        """How many documents are in each of :data:`STATES`."""
        found = dict.fromkeys(STATES, 0)
        found.update(self._base.execute("SELECT state, count(*) FROM document GROUP BY state").fetchall())
        return found

    def failures(self, code: str = "") -> Iterator[DocumentResult]:
        """The documents that failed, crashed, took too long or were skipped, by code and output; or those of a code."""
        where = " WHERE state IN ('failed', 'crashed', 'timeout', 'skipped')"
        rows = self._base.execute(
            self._select + where + (" AND code = ?" if code else "") + " ORDER BY code, relative",
            (code,) if code else (),
        )
        yield from map(result_of, rows)

    def causes(self) -> dict[str, int]:
        """How many documents failed, by code."""
        return dict(
            self._base.execute(
                "SELECT code, count(*) FROM document WHERE state IN ('failed', 'crashed', 'timeout', 'skipped')"
                " GROUP BY code ORDER BY count(*) DESC, code"
            ).fetchall()
        )

    def slowest(self, n: int = 10) -> list[DocumentResult]:
        """The ``n`` documents that took longest."""
        found = self._base.execute(self._select + " ORDER BY seconds DESC, relative LIMIT ?", (n,))
        return [result_of(row) for row in found]

    def iter_documents(self) -> Iterator[DocumentResult]:
        """Every document that was brought to an end, by output."""
        yield from (
            result_of(row) for row in self._base.execute(self._select + " WHERE state != 'started' ORDER BY relative")
        )

    def iter_entries(self) -> Iterator[Entry]:
        """Every document with its state, when it was recorded and by which version, by output."""
        for row in self._base.execute(self._select + " ORDER BY relative"):
            yield Entry(result_of(row), row[7], row[15], row[17])

    def state_of(self, relative: str) -> str | None:
        """The state of one document; None if the ledger does not know it."""
        row = self._base.execute(
            "SELECT state FROM document WHERE relative = CAST(? AS TEXT)", (os.fsencode(relative),)
        ).fetchone()
        return str(row[0]) if row else None

    def runs(self) -> list[Run]:
        """The runs, first to last."""
        rows = self._base.execute(
            "SELECT version, options, started, ended, host, process FROM run JOIN configuration"
            " ON configuration.id = run.configuration ORDER BY run.id"
        )
        return [Run(*row) for row in rows]

    def is_in_use(self) -> bool:
        """Whether a run works on it now, as far as this machine can tell."""
        if self.write:
            return True
        if self.merged:
            ledgers = [Ledger(path, write=False) for path in self.merged]
            try:
                return any(ledger.is_in_use() for ledger in ledgers)
            finally:
                for ledger in ledgers:
                    ledger.close()
        lock = self.path.with_suffix(".lock") if self.part else self.path.with_name("run.lock")
        try:
            with open(lock, "rb") as handle:
                return not locked(handle, exclusive=False)
        except OSError:
            return False


def _unchanged(work: Work, found: DocumentResult, verify: bool) -> tuple[bool, bool]:
    """Whether a source is what it was, and whether its stamp is not.

    Of a member the stamp is all there is: to see its bytes the file around it would have to be unpacked.
    """
    if work.member != found.member:
        return False, False
    stamped = (work.size, work.mtime_ns) == (found.size, found.mtime_ns)
    if work.member or (stamped and not verify):
        return stamped, False
    same = work.size == found.size and found.sha256 != "" and sha256_of(work.source) == found.sha256
    return same, not stamped


def _is_there(out: str, relative: str) -> bool:
    target = os.path.join(out, relative)
    return any(os.path.lexists(target + ending) for ending in ENDINGS.values())


def _divided(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[2]) if match and match[2] else 0


def read_ledgers(out: str | Path) -> Ledger:
    """What all ledgers of an output folder say, as one to read; of a document in several the latest word counts.

    Raises what :class:`Ledger` raises.
    """
    paths = ledger_paths(out)
    if len(paths) < 2:
        return Ledger(paths[0] if paths else ledger_path(out), write=False)
    return Ledger(paths[0], write=False, merge=tuple(paths))
