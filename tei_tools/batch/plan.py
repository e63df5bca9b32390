"""What is to be done: the documents of a run, in one order for all machines, cut into shards.

A corpus may hold millions of documents, so nothing of it is kept in memory:
the listing is a private SQLite database that lies in the temporary folder and
is gone when the plan is. It sorts, and it sees when two inputs have one output.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from ..decisions.beside import source_names
from ..errors import TeiToolsError
from ..inputs.blob import Blob, InputOptions, Member
from ..text.encoding import MAX_BYTES
from .job import JobOptions
from .limits import Alarm, OutOfTime, memory_cap
from .naming import STDIN, input_label, member_name, output_name

LEAST, MOST = 100, 1000
"""Documents in a shard, as long as there are enough of them and they are small."""

MOST_BYTES = 4_000_000
"""A shard is closed when its sources have so many bytes: it is the work that a crash can cost."""

LEDGER_FOLDER = ".tei-tools"
"""Folder of the ledgers and locks, below the output folder."""

_PART_OF_SPLIT = re.compile(rb"(.+)\.a[0-9]+", re.DOTALL)
_PAGE = 1000

Part = tuple[int, int]
"""``(i, n)``: the i-th of n parts of a plan, counted from 1."""


@dataclass(frozen=True, slots=True)
class Work:
    """One document to make.

    ``source`` is its path; ``relative`` the path of its outputs below the
    output folder without suffix (``/`` between folders); ``size`` (bytes) and
    ``mtime_ns`` are those of the source when it was seen, 0 if it was not
    there. ``overwrite`` allows outputs that exist: the ledger or ``--force``
    says so. ``member`` finds the document in a file that holds many (an
    archive, a dump); ``size`` is that of the document then.
    """

    source: str
    relative: str
    size: int
    mtime_ns: int = 0
    overwrite: bool = False
    member: str = ""

    @property
    def label(self) -> str:
        """What messages call it."""
        return input_label(self.source, self.member)


@dataclass(frozen=True, slots=True)
class Shard:
    """Some documents that are made together, written together and recorded together.

    ``part`` is the name of the ledger they belong to (:func:`part_name`);
    their temporary files stand in a folder of that name.
    """

    number: int
    documents: tuple[Work, ...]
    part: str = "all"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: ``max_bytes`` of source, ``timeout`` in seconds, ``max_memory`` in MB; 0 is no limit.

    Memory is what a document may take on top of what the process holds already.
    """

    max_bytes: int = MAX_BYTES
    timeout: float = 0.0
    max_memory: int = 0


@dataclass(frozen=True, slots=True)
class FolderNote:
    """What people should know about a folder: how many files were taken, of other names, and links that lead out.

    ``unreadable`` are the folders in it, or itself, that could not be looked into, each with the reason.
    """

    folder: str
    taken: int
    others: int
    links: int
    unreadable: tuple[str, ...] = ()


class Listing:
    """The documents of a plan on disk, in the order of their outputs (bytes). Closed by :meth:`close`."""

    def __init__(self) -> None:
        # "" is a temporary file that nobody else sees. The thread that collects garbage may be the one that closes it.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4096;"
            "CREATE TABLE work (relative BLOB PRIMARY KEY, source BLOB, size INTEGER, mtime INTEGER, overwrite INTEGER,"
            " member TEXT, struck INTEGER DEFAULT 0) WITHOUT ROWID"
        )

    def add(self, works: Iterable[Work]) -> int:
        """Add documents and give their number.

        Raises :class:`TeiToolsError`, code ``same-output`` or ``given-twice``, when an output is there already.
        """
        added = 0
        outermost = not self._base.in_transaction
        if outermost:
            self._base.execute("BEGIN")
        for work in works:
            key, source = os.fsencode(work.relative), os.fsencode(work.source)
            try:
                self._base.execute(
                    "INSERT INTO work (relative, source, size, mtime, overwrite, member) VALUES (?, ?, ?, ?, ?, ?)",
                    (key, source, work.size, work.mtime_ns, work.overwrite, work.member),
                )
            except sqlite3.IntegrityError:
                other = self.source_of(work.relative) or ""
                if work.member and other == work.source:  # ids that are not unique: the next free name
                    self.add((replace(work, relative=self._free(work.relative)),))
                    added += 1
                    continue
                raise _collision(other, work.source, work.relative) from None
            added += 1
        if outermost:
            self._base.execute("COMMIT")
        return added

    def _free(self, relative: str) -> str:
        number = 2
        while self.source_of(f"{relative}-{number}") is not None:
            number += 1
        return f"{relative}-{number}"

    def source_of(self, relative: str) -> str | None:
        """The source of an output, if there is one."""
        row = self._base.execute("SELECT source FROM work WHERE relative = ?", (os.fsencode(relative),)).fetchone()
        return os.fsdecode(row[0]) if row else None

    def works(self) -> Iterator[Work]:
        """The documents in order, but those that were struck off. The listing may change meanwhile."""
        last = b""
        while True:
            rows = self._base.execute(
                "SELECT relative, source, size, mtime, overwrite, member FROM work WHERE relative > ? AND struck = 0"
                " ORDER BY relative LIMIT ?",
                (last, _PAGE),
            ).fetchall()
            for relative, source, size, mtime, overwrite, member in rows:
                yield Work(os.fsdecode(source), os.fsdecode(relative), size, mtime, bool(overwrite), member)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def keep(self, chosen: Iterable[Work]) -> int:
        """Strike off all but ``chosen`` (works of this listing, in its order), and give the number of these.

        What they say about ``overwrite`` is kept too.
        """
        kept = 0
        self._base.execute("BEGIN")
        self._base.execute("CREATE TABLE chosen (relative BLOB PRIMARY KEY, overwrite INTEGER) WITHOUT ROWID")
        pages = iter(chosen)
        while page := list(islice(pages, _PAGE)):
            self._base.executemany(
                "INSERT INTO chosen VALUES (?, ?)", [(os.fsencode(work.relative), work.overwrite) for work in page]
            )
            kept += len(page)
        for statement in (
            "UPDATE work SET struck = 1 WHERE relative NOT IN (SELECT relative FROM chosen)",
            "UPDATE work SET overwrite = 1 WHERE relative IN (SELECT relative FROM chosen WHERE overwrite)",
            "DROP TABLE chosen",
            "COMMIT",
        ):
            self._base.execute(statement)
        return kept

    def parts_of_others(self) -> Iterator[tuple[str, str]]:
        """Pairs of outputs of which the second could be an article of the first when pages are split."""
        for (relative,) in self._base.execute(
            "SELECT relative FROM work WHERE CAST(relative AS TEXT) GLOB '*.a[0-9]*'"
        ):
            if (match := _PART_OF_SPLIT.fullmatch(relative)) and self.source_of(os.fsdecode(match[1])) is not None:
                yield os.fsdecode(match[1]), os.fsdecode(relative)

    def __len__(self) -> int:
        (number,) = self._base.execute("SELECT count(*) FROM work WHERE struck = 0").fetchone()
        return int(number)

    def size(self) -> int:
        """Bytes of the sources that are not struck off."""
        (number,) = self._base.execute("SELECT coalesce(sum(size), 0) FROM work WHERE struck = 0").fetchone()
        return int(number)

    def close(self) -> None:
        """Forget everything. Closing twice is closing once; a listing that nobody has any more closes itself."""
        self._base.close()

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError):  # the database could not be made
            self.close()


def _collision(other: str, source: str, relative: str) -> TeiToolsError:
    if os.path.abspath(other) == os.path.abspath(source):
        name = "standard input" if source == STDIN else source
        return TeiToolsError("given-twice", f"{name} is given twice. Nothing was written.")
    return TeiToolsError(
        "same-output",
        f"{other} and {source} would write the same output, {PurePath(relative).name}. "
        "Nothing was written. Rename one of them, convert them into different folders, "
        "or give a folder with --keep-folders, which keeps its subfolders in the output.",
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run is about: where the outputs go, how they are made, and the documents.

    ``works()`` and ``shards()`` give what is left to do: everything, until
    :func:`tei_tools.batch.engine.prepare` has struck off what the ledger knows
    to be done.
    """

    out: str
    options: JobOptions
    listing: Listing
    limits: Limits = field(default_factory=Limits)
    part: Part | None = None
    shard_size: int | None = None
    notes: tuple[FolderNote, ...] = ()

    def __len__(self) -> int:
        return len(self.listing)

    def works(self) -> Iterator[Work]:
        """The documents in the order of the plan."""
        return self.listing.works()

    def shards(self, workers: int = 1) -> Iterator[Shard]:
        """The documents cut into shards, numbered from 0; ``workers`` is how many shall have something to do."""
        size = self.shard_size or shard_size(len(self), workers)
        yield from cut(self.works(), size, part_name(self.part))


def part_name(part: Part | None) -> str:
    """The name of the ledger of a part.

    >>> part_name(None), part_name((3, 16))
    ('all', '3-of-16')
    """
    return "{}-of-{}".format(*part) if part else "all"


def shard_size(documents: int, workers: int) -> int:
    """How many documents make a shard: 100 to 1,000, or fewer when not every worker would get a few shards.

    >>> shard_size(50_000, 2), shard_size(10_000_000, 2), shard_size(1_000, 2), shard_size(40, 2)
    (390, 1000, 100, 5)
    """
    fair = -(-documents // (4 * workers))
    return max(1, min(max(LEAST, min(MOST, documents // (64 * workers))), fair))


def cut(works: Iterable[Work], size: int, part: str = "all") -> Iterator[Shard]:
    """Shards of ``size`` documents, or fewer when these are large (:data:`MOST_BYTES`)."""
    number, held, documents = 0, 0, list[Work]()
    for work in works:
        if documents and (len(documents) >= size or held + work.size > MOST_BYTES):
            yield Shard(number, tuple(documents), part)
            number, held, documents = number + 1, 0, []
        documents.append(work)
        held += work.size
    if documents:
        yield Shard(number, tuple(documents), part)


def make_plan(
    inputs: Sequence[str],
    out: str,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    files_from: Iterable[str] | None = None,
    keep_tree: bool = True,
    shard_size: int | None = None,
    part: Part | None = None,
    options: JobOptions | None = None,
    limits: Limits | None = None,
    expand: bool = True,
) -> Plan:
    """The plan for some files and folders, and for the paths that ``files_from`` gives.

    Of a folder every file below it is taken whose path in it matches a pattern
    of ``include`` (``*.txt`` unless given) and none of ``exclude``; hidden ones,
    the output folder, and links that lead out of the folder are not. With
    ``keep_tree`` outputs keep the subfolders of a folder, and the folders of a
    path in ``files_from``. ``part`` takes one of n parts: which one a document
    belongs to depends on its output alone, so machines need not agree on more.
    With ``expand`` every document in a file that holds many is work of its own
    (:func:`members_of`); ``limits`` hold for looking into it too.

    Raises :class:`TeiToolsError`: ``same-output``, ``given-twice``, or
    ``outside`` for a path in ``files_from`` that begins with ``..``.
    """
    options = options or JobOptions()
    limits = limits or Limits()
    listing = Listing()
    try:
        into = _Into(listing, options.input if expand else None, limits, _in_part(part, options.split))
        notes = _fill(into, inputs, out, _Chosen(include, exclude), files_from, keep_tree)
        if options.split:
            _refuse_articles(listing)
    except BaseException:
        listing.close()
        raise
    return Plan(out, options, listing, limits, part, shard_size, notes)


class _Into:
    """Adds documents to a listing: of a file that holds many each of them, and only those of our part.

    Without ``options`` files are not looked into.
    """

    def __init__(
        self, listing: Listing, options: InputOptions | None, limits: Limits, mine: Callable[[Work], bool]
    ) -> None:
        self.listing, self.options, self.limits, self.mine = listing, options, limits, mine

    def add(self, works: Iterable[Work]) -> None:
        self.listing.add(work for given in works for work in self._documents(given) if self.mine(work))

    def _documents(self, work: Work) -> Iterator[Work]:
        from ..inputs.registry import holds_many

        if self.options is not None and work.source != STDIN and holds_many(work.source, self.options):
            return members_of(work, self.options, self.limits)
        return iter((work,))


def members_of(work: Work, options: InputOptions, limits: Limits | None = None) -> Iterator[Work]:
    """The documents in a file that holds many, each as work of its own; the file itself if it cannot be read.

    Outputs go into a folder called after the file: members of archives keep
    their folders in it, records of dumps are called after their id and stand a
    thousand to a folder. Finding the next document may cost what ``limits``
    let one document cost; a file that takes more is work itself too, and
    reading it says what is wrong.
    """
    from ..inputs.registry import detect

    limits = limits or Limits()
    number = -1
    try:
        blob = Blob.of_path(work.source, options)
        flat = detect(blob).kind == "records"
        for number, member in enumerate(_within(limits, blob)):
            name = member_name(member.name, keep=flat)
            folder = f"{work.relative}/{number // 1000:03}" if flat else work.relative
            yield replace(work, relative=f"{folder}/{name}", size=member.size, member=member.key)
    except (Exception, OutOfTime):  # other faults too: one file never ends a run
        number = -1
    if number < 0:
        yield work  # reading it says what is wrong, or that there is nothing in it


def outputs_of(source: str, options: InputOptions) -> frozenset[str] | None:
    """The ends (``/000/17``) of the outputs of all documents in a file that holds many; None if it cannot be read."""
    found = [work.relative for work in members_of(Work(source, "", 0), options)]
    return frozenset(found) if all(found) else None


def _within(limits: Limits, blob: Blob) -> Iterator[Member]:
    """The documents in some bytes, each found within the limits."""
    from ..inputs import blob as inputs
    from ..inputs.registry import expand

    members = expand(blob, inputs.Limits(max_bytes=limits.max_bytes))
    with Alarm(limits.timeout) as alarm, memory_cap(limits.max_memory):
        while True:
            alarm.start()
            try:
                member = next(members, None)
            finally:
                alarm.stop()
            if member is None:
                return
            yield member


def _fill(
    into: _Into, inputs: Sequence[str], out: str, chosen: _Chosen, files_from: Iterable[str] | None, keep_tree: bool
) -> tuple[FolderNote, ...]:
    notes: list[FolderNote] = []
    for given in inputs:
        if os.path.isdir(given):
            walk = _Walk(given, out, chosen, keep_tree)
            into.add(walk.works())
            notes.append(FolderNote(given, walk.taken, walk.others, walk.links, tuple(walk.unreadable)))
        else:
            into.add((_one(given, output_name(given)),))
    if files_from is not None:
        into.add(_listed(files_from, keep_tree))
    return tuple(notes)


def _refuse_articles(listing: Listing) -> None:
    for whole, article in listing.parts_of_others():
        first, second = listing.source_of(whole), listing.source_of(article)
        raise TeiToolsError(
            "same-output",
            f"{second} has the name that --split gives to an article of {first}. Nothing was written. Rename it.",
        )


def _in_part(part: Part | None, split: bool) -> Callable[[Work], bool]:
    if part is None:
        return lambda work: True
    index, parts = part

    def mine(work: Work) -> bool:
        key = os.fsencode(work.relative)
        if split and (match := _PART_OF_SPLIT.fullmatch(key)):
            key = match[1]  # so that it meets the page whose article it could be
        return zlib.crc32(key) % parts == index - 1

    return mine


def _one(path: str, relative: str) -> Work:
    if path == STDIN:
        return Work(STDIN, "stdin", 0)
    try:
        stat = os.stat(path)
    except OSError:
        return Work(path, relative, 0)  # reading it will say what is wrong
    return Work(path, relative, stat.st_size, stat.st_mtime_ns)


def _listed(paths: Iterable[str], keep_tree: bool) -> Iterator[Work]:
    for path in paths:
        folder = os.path.dirname(os.path.normpath(path)).lstrip("/\\") if keep_tree else ""
        if PurePath(folder).parts[:1] == ("..",):
            raise TeiToolsError(
                "outside",
                f"{path}: begins with .., so its place below the output folder is not known. "
                "List paths below the current folder, or give --flat. Nothing was written.",
            )
        yield _one(f"./{path}" if path == STDIN else path, _join(folder, output_name(path)))


def read_list(file: BinaryIO) -> Iterator[str]:
    """The paths in a list: one a line, or separated by NULs if there are any; nothing between them is nothing.

    >>> import io
    >>> list(read_list(io.BytesIO(b"a.txt\\n\\nb c.txt\\r\\n"))), list(read_list(io.BytesIO(b"a\\nb\\0c\\0")))
    (['a.txt', 'b c.txt'], ['a\\nb', 'c'])
    """
    rest = file.read(1 << 20).removeprefix(b"\xef\xbb\xbf")  # a byte order mark, as some editors write it
    mark = b"\0" if b"\0" in rest else b"\n"
    while rest:
        *whole, rest = rest.split(mark)
        for path in whole:
            if mark == b"\n":
                path = path.removesuffix(b"\r")
            if path:
                yield os.fsdecode(path)
        more = file.read(1 << 20)
        if not more:
            if path := rest.removesuffix(b"\r") if mark == b"\n" else rest:
                yield os.fsdecode(path)
            return
        rest += more


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


class _Walk:
    """The files below a folder; afterwards how many there were, and what was left out."""

    def __init__(self, root: str, out: str, chosen: _Chosen, keep_tree: bool) -> None:
        self.root, self.chosen, self.keep_tree = root, chosen, keep_tree
        self.real_root = os.path.realpath(root)
        self.out = _identity(out)
        self.taken = self.others = self.links = 0
        self.unreadable: list[str] = []

    def works(self) -> Iterator[Work]:
        folders = [""]
        while folders:
            below = folders.pop()
            try:
                entries = os.scandir(os.path.join(self.root, below) if below else self.root)
            except OSError as error:
                path = os.path.join(self.root, below) if below else self.root
                self.unreadable.append(f"{path}: cannot be read: {error.strerror}; allow this user to read it.")
                continue
            with entries:
                for entry in entries:
                    if not entry.name.startswith("."):
                        yield from self._entry(entry, _join(below, entry.name), below, folders)

    def _entry(self, entry: os.DirEntry[str], path: str, below: str, folders: list[str]) -> Iterator[Work]:
        if entry.is_dir(follow_symlinks=False):
            if not self.chosen.prunes(path) and (self.out is None or _identity(entry.path) != self.out):
                folders.append(path)
        elif entry.is_symlink() and self._leads_out(entry.path):
            self.links += 1
        elif any(os.path.lexists(os.path.join(os.path.dirname(entry.path), name)) for name in source_names(entry.name)):
            pass  # decisions on the source beside it
        elif not self.chosen(path):
            self.others += 1
        else:
            try:
                stat = entry.stat()
            except OSError:
                self.others += 1  # gone meanwhile
                return
            self.taken += 1
            relative = _join(below if self.keep_tree else "", output_name(entry.name))
            yield Work(entry.path, relative, stat.st_size, stat.st_mtime_ns)

    def _leads_out(self, path: str) -> bool:
        """Links to folders count as leading out: what they show stands elsewhere in the folder, or not in it."""
        real = os.path.realpath(path)
        return os.path.commonpath([real, self.real_root]) != self.real_root or not os.path.isfile(real)


def _identity(path: str) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


class _Chosen:
    """Whether a path inside a folder (``/`` between names) is taken."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self.included = [glob(pattern) for pattern in include]
        self.excluded = [glob(pattern.rstrip("/")) for pattern in exclude]

    def __call__(self, path: str) -> bool:
        if self.included:
            taken = any(pattern.fullmatch(path) for pattern in self.included)
        else:
            taken = path.lower().endswith(".txt")
        return taken and not self.prunes(path)

    def prunes(self, path: str) -> bool:
        return any(pattern.fullmatch(path) for pattern in self.excluded)


def glob(pattern: str) -> re.Pattern[str]:
    """A file pattern as a regex over paths with ``/``: ``*`` and ``?`` stay in one name, ``**`` crosses folders.

    A pattern without ``/`` is about the name alone, wherever the file lies.

    >>> [bool(glob(p).fullmatch("2021/a/b.txt")) for p in ("*.txt", "2021/*.txt", "2021/**/*.txt", "[!c].txt")]
    [True, False, True, True]
    """
    regex = "" if "/" in pattern else "(?:.*/)?"
    for piece in re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", pattern.lstrip("/"), re.DOTALL):
        if piece == "**/":
            regex += "(?:.*/)?"
        elif piece == "**":
            regex += ".*"
        elif piece == "*":
            regex += "[^/]*"
        elif piece == "?":
            regex += "[^/]"
        elif len(piece) > 1:
            inside = piece[1:-1].replace("\\", "\\\\")
            regex += "[" + ("^/" + inside[1:] if inside.startswith("!") else inside.replace("^", "\\^")) + "]"
        else:
            regex += re.escape(piece)
    return re.compile(regex, re.DOTALL)
