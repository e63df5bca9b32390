"""The index: one SQLite database (FTS5) of the articles of a folder, brought up to date by the sha256 of its files."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import OutputError, SourceError, TeiToolsError
from ..export.documents import converted_files, read_bytes, read_document
from ..model.nodes import Document
from ..write.record import Record, to_record
from ..write.rows import record_rows
from .grams import folded, pairs

INDEX_NAME = ".tei-tools/search.sqlite"
"""Where the index of a folder is, unless somebody says otherwise."""

_MARK = 0x54454953
"""``application_id`` of the database: TEIS."""
_VERSION = 1
_TABLES = """
CREATE TABLE folder (path TEXT NOT NULL);
CREATE TABLE document (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL,
  member TEXT NOT NULL, source_sha256 TEXT NOT NULL);
CREATE TABLE article (id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, name TEXT NOT NULL,
  title TEXT NOT NULL, date TEXT NOT NULL, source TEXT NOT NULL, authors TEXT NOT NULL, source_folded TEXT NOT NULL,
  authors_folded TEXT NOT NULL);
CREATE TABLE passages (article INTEGER PRIMARY KEY REFERENCES article, packed BLOB NOT NULL);
CREATE INDEX article_document ON article (document);
CREATE VIRTUAL TABLE pairs USING fts5 (title, body, content = '', tokenize = 'ascii', prefix = '1');
"""
OTHER_VERSION = "was made by another version; tei-tools index --force makes it anew."
_AT_ONCE = 2_000
"""Documents in one transaction: what an interruption costs."""
_PENDING = 64 * 2**20
"""Bytes of words that FTS5 holds before it writes a segment; with the 1 MB it has by itself it merges all the time."""

HEADS = ("kicker", "title", "subtitle")


@dataclass(slots=True)
class Update:
    """What bringing an index up to date did, in documents."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0
    articles: int = 0


def update(folder: str | os.PathLike[str], file: Path, tell: Callable[[str], None], *, anew: bool = False) -> Update:
    """Bring the index in ``file`` up to date with the converted documents below ``folder``; it is made if missing.

    A document whose file has the sha256 that is in the index is left as it is;
    one that is gone is taken out. ``anew`` makes the whole index again. What
    cannot be read is told and is not in the index. An interrupted update is
    gone on with by the next. Raises :class:`~tei_tools.errors.OutputError`
    (code ``exists`` for a file that is no index).
    """
    done = Update()
    try:
        with closing(_opened(Path(folder), file, anew)) as base:
            known = dict(base.execute("SELECT path, sha256 FROM document"))
            for number, found in enumerate(converted_files(folder), 1):
                path = found.path.relative_to(folder).as_posix() if Path(folder).is_dir() else found.path.name
                _take(base, path, found.path, known.pop(path, None), done, tell)
                if number % _AT_ONCE == 0:
                    base.commit()
            for path in known:
                _remove(base, path)
                done.removed += 1
            (done.articles,) = base.execute("SELECT count(*) FROM article").fetchone()
            base.commit()
    except sqlite3.Error as error:
        raise OutputError("index-unwritable", f"{file}: the index cannot be written: {error}.") from error
    return done


def _opened(folder: Path, file: Path, anew: bool) -> sqlite3.Connection:
    there = os.path.lexists(file)
    if there:
        version = index_version(file)
        if version is None:
            raise OutputError("exists", f"{file}: is no index of tei-tools and was left as it is; give another -o.")
        if not anew and version != _VERSION:
            raise OutputError("index-version", f"{file}: {OTHER_VERSION}")
        if anew:
            file.unlink()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(file)
    except (OSError, sqlite3.Error) as error:
        raise OutputError("index-unwritable", f"{file}: the index cannot be made: {error}.") from error
    if anew or not there:
        base.executescript(
            f"PRAGMA application_id = {_MARK}; PRAGMA user_version = {_VERSION}; BEGIN; {_TABLES} COMMIT;"
        )
        base.execute("INSERT INTO pairs (pairs, rank) VALUES ('hashsize', ?)", (_PENDING,))
    base.execute("DELETE FROM folder")
    base.execute("INSERT INTO folder VALUES (?)", (os.path.relpath(folder, file.parent),))
    return base


def index_version(file: Path) -> int | None:
    """The version of the index in a file, as its header says (https://www.sqlite.org/fileformat.html#the_database_header).

    None if it is no index of this package, or cannot be read.
    """
    try:
        with open(file, "rb") as opened:
            header = opened.read(72)
    except OSError:
        return None
    if not header.startswith(b"SQLite format 3\0") or int.from_bytes(header[68:72]) != _MARK:
        return None
    return int.from_bytes(header[60:64])


def _take(
    base: sqlite3.Connection, path: str, file: Path, known: str | None, done: Update, tell: Callable[[str], None]
) -> None:
    try:
        data = read_bytes(file)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == known:
            done.unchanged += 1
            return
        document = read_document(data, str(file))
    except TeiToolsError as error:
        done.failed += 1
        tell(str(error))
        if known is not None:
            _remove(base, path)
        return
    if known is not None:
        _remove(base, path)
        done.changed += 1
    else:
        done.added += 1
    _add(base, path, sha256, document)


def _add(base: sqlite3.Connection, path: str, sha256: str, document: Document) -> None:
    file = document.file
    key = base.execute(
        "INSERT INTO document (path, sha256, file, member, source_sha256) VALUES (?, ?, ?, ?, ?)",
        (path, sha256, file.name, file.member, file.sha256),
    ).lastrowid
    record = to_record(document)
    for article, passages in articles_of(record):
        authors = [person["name"] for person in article["authors"]]
        source = article["source"]["text"] if article["source"] else ""
        row = base.execute(
            "INSERT INTO article (document, name, title, date, source, authors, source_folded, authors_folded)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, article["id"], title_of(article), (article["date"] or {}).get("when", ""), source,
                json.dumps(authors, ensure_ascii=False), folded(source), folded("\n".join(authors)),
            ),
        ).lastrowid  # fmt: skip
        base.execute("INSERT INTO passages VALUES (?, ?)", (row, _packed(passages)))
        base.execute("INSERT INTO pairs (rowid, title, body) VALUES (?, ?, ?)", (row, *_words(passages)))


def title_of(article: Record) -> str:
    """The title of an article in a record, or the one supplied for it."""
    return str(article["title"]["text"] if article["title"] else article.get("supplied_title", ""))


def articles_of(record: Record) -> Iterator[tuple[Record, list[Record]]]:
    """Each article of a record (of version 2) with its passages: its heads, then all blocks with text of their own.

    A passage has ``id``, ``type``, ``path``, ``text`` and ``spans``, as rows have.
    """
    found: dict[str, list[Record]] = {article["id"]: _heads(article) for article in record["articles"]}
    for row in record_rows(record, "paragraph"):
        found[row["article"]].append({name: row[name] for name in ("id", "type", "path", "text", "spans")})
    for article in record["articles"]:
        yield article, found[article["id"]]


def _heads(article: Record) -> list[Record]:
    heads = [(name, article[name]) for name in HEADS if article[name] is not None]
    heads.sort(key=lambda head: head[1]["spans"][:1])
    return [
        {"id": f"{article['id']}.h{number}", "type": name, "path": [], "text": head["text"], "spans": head["spans"]}
        for number, (name, head) in enumerate(heads, 1)
    ]


def _words(passages: list[Record]) -> tuple[str, str]:
    heads = [pairs(passage["text"]) for passage in passages if passage["type"] in HEADS]
    body = [pairs(passage["text"]) for passage in passages if passage["type"] not in HEADS]
    return " ".join(heads), " ".join(body)


def _packed(passages: list[Record]) -> bytes:
    return zlib.compress(json.dumps(passages, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(passages: bytes) -> list[dict[str, Any]]:
    """The passages of an article as they are kept in the index."""
    found: list[dict[str, Any]] = json.loads(zlib.decompress(passages))
    return found


def _remove(base: sqlite3.Connection, path: str) -> None:
    """Take a document out. An index without content wants to be told the words that it shall forget."""
    (key,) = base.execute("SELECT id FROM document WHERE path = ?", (path,)).fetchone()
    kept = "SELECT id, packed FROM article JOIN passages ON passages.article = article.id WHERE document = ?"
    for row, passages in base.execute(kept, (key,)).fetchall():
        title, body = _words(unpacked(passages))
        base.execute("INSERT INTO pairs (pairs, rowid, title, body) VALUES ('delete', ?, ?, ?)", (row, title, body))
        base.execute("DELETE FROM passages WHERE article = ?", (row,))
    base.execute("DELETE FROM article WHERE document = ?", (key,))
    base.execute("DELETE FROM document WHERE id = ?", (key,))


def find_index(given: str | os.PathLike[str]) -> Path:
    """The index of a folder, or the file itself.

    Raises :class:`~tei_tools.errors.SourceError`.

    Codes: ``no-index``, ``index-version``.
    """
    path = Path(given)
    file = path / INDEX_NAME if path.is_dir() else path
    version = index_version(file)
    if version is None:
        raise SourceError("no-index", f"{path}: there is no index; tei-tools index makes one.")
    if version != _VERSION:
        raise SourceError("index-version", f"{file}: {OTHER_VERSION}")
    return file
