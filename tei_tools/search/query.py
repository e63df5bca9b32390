"""Questions to an index: words that must or must not stand in an article, and filters by its facts."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..write.rows import part_of
from .grams import expression, folded, places
from .index import HEADS, unpacked

_TERM = re.compile(r'(-?)(?:"([^"]*)"|“([^”]*)”|(\S+))')


_RANKED = 20_000
"""Articles that are weighed; of more, only those with the words in their title."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: articles in which all ``terms`` stand and none of ``without``.

    ``since`` and ``until`` are dates such as 2021, 2021-05 or 2021-05-31, both
    included; a date that says less than they do counts if it can be meant.
    ``source`` is a part of the name of the source, ``author`` of an author.
    """

    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    source: str = ""
    author: str = ""


def read_terms(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a query that must stand in an article, and those that must not (``-word``).

    Words are parted by blanks; what stands in quotes is one.

    >>> read_terms('道路 "白 洁" -石桥')
    (('道路', '白 洁'), ('石桥',))
    """
    wanted: list[str] = []
    without: list[str] = []
    for minus, *forms in _TERM.findall(query):
        term = "".join(forms)
        if expression(term):
            (without if minus else wanted).append(term)
    return tuple(wanted), tuple(without)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in which terms stand.

    ``path`` are the heads above it. ``matches`` are ranges of characters of
    ``text``, and ``spans`` for each of them its ranges in code points of the source.
    """

    id: str
    type: str
    path: tuple[str, ...]
    text: str
    matches: tuple[tuple[int, int], ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found. ``record`` is the file it stands in, ``file`` (and ``member``) its source.

    ``stale``: that file is not as it was when it was indexed, or gone.
    """

    record: str
    file: str
    member: str
    sha256: str
    article: str
    title: str
    date: str
    source: str
    authors: tuple[str, ...]
    passages: tuple[Passage, ...]
    stale: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """``total`` articles were found; ``hits`` are the first of them, the best first."""

    total: int
    hits: tuple[Hit, ...]


def ask(index: Path, question: Question, *, limit: int = 20) -> Answer:
    """The articles that answer a question, those first whose title has the terms or which have them often (BM25).

    Of more than 20,000 only those with the terms in the title are weighed; the others follow in the order of the index.

    ``index`` is a file that :func:`~tei_tools.search.index.find_index` gave. Raises
    :class:`~tei_tools.errors.SourceError`, code ``index-damaged``, and ``ValueError`` if the question has no term.
    """
    if not question.terms:
        raise ValueError("a question needs a term that must be there")
    where, values = _filters(question)
    try:
        with closing(sqlite3.connect(f"{index.absolute().as_uri()}?mode=ro", uri=True)) as base:
            (folder,) = base.execute("SELECT path FROM folder").fetchone()
            total, rows = _best(base, question, where, values, limit)
            hits = tuple(_hit(base, row, index.parent / folder, question.terms) for row in rows)
    except sqlite3.Error as error:
        raise SourceError("index-damaged", f"{index}: cannot be read: {error}; make it anew: index --force.") from error
    return Answer(total, hits)


def _best(
    base: sqlite3.Connection, question: Question, where: str, values: list[str], limit: int
) -> tuple[int, list[int]]:
    """How many articles there are, and the rows of the best."""
    match = " AND ".join(expression(term) for term in question.terms)
    for term in question.without:
        match = f"({match}) NOT {expression(term)}"
    tables = "pairs" + (" JOIN article ON article.id = pairs.rowid" if where else "")
    found = f"FROM {tables} WHERE pairs MATCH ?{where}"
    (total,) = base.execute(f"SELECT count(*) {found}", (match, *values)).fetchone()
    best = f"SELECT pairs.rowid {found} ORDER BY bm25(pairs, 20.0, 1.0), pairs.rowid LIMIT ?"
    if total <= _RANKED:
        return total, [row for (row,) in base.execute(best, (match, *values, limit))]
    # To weigh them all would take too long: those with the words in the title are weighed, and the others follow.
    titled = f"title : ({match})"
    (count,) = base.execute(f"SELECT count(*) {found}", (titled, *values)).fetchone()
    first = best if count <= _RANKED else f"SELECT pairs.rowid {found} LIMIT ?"
    rows = dict.fromkeys(row for (row,) in base.execute(first, (titled, *values, limit)))
    rows |= dict.fromkeys(
        row for (row,) in base.execute(f"SELECT pairs.rowid {found} LIMIT ?", (match, *values, limit))
    )
    return total, [*rows][:limit]


def _filters(question: Question) -> tuple[str, list[str]]:
    where, values = "", []
    dated = " AND article.date <> '' AND article.date NOT LIKE '--%'"
    if question.since:
        where += f"{dated} AND substr(article.date, 1, 10) >= substr(?, 1, length(article.date))"
        values.append(question.since)
    if question.until:
        where += f"{dated} AND substr(article.date, 1, length(?)) <= ?"
        values += [question.until] * 2
    for column, wanted in (("source_folded", question.source), ("authors_folded", question.author)):
        if wanted:
            where += f" AND instr(article.{column}, ?) > 0"
            values.append(folded(wanted))
    return where, values


def _hit(base: sqlite3.Connection, row: int, folder: Path, terms: tuple[str, ...]) -> Hit:
    path, sha256, file, member, source_sha256, name, title, date, source, authors, packed = base.execute(
        "SELECT path, sha256, file, member, source_sha256, name, title, date, source, authors, packed"
        " FROM article JOIN document ON document.id = article.document JOIN passages ON passages.article = article.id"
        " WHERE article.id = ?",
        (row,),
    ).fetchone()
    record = Path(os.path.normpath(folder / path))
    try:
        stale = hashlib.sha256(record.read_bytes()).hexdigest() != sha256
    except OSError:
        stale = True
    found = [passage for kept in unpacked(packed) if (passage := _passage(kept, terms)) is not None]
    return Hit(
        str(record), file, member, source_sha256, name, title, date, source, tuple(json.loads(authors)),
        tuple(found), stale,
    )  # fmt: skip


def _passage(kept: dict[str, Any], terms: tuple[str, ...]) -> Passage | None:
    matches = _disjoint([place for term in terms for place in places(kept["text"], term)])
    if not matches:
        return None
    spans = tuple(tuple((low, high) for low, high in part_of(kept, start, end)) for start, end in matches)
    path = kept["path"] if kept["type"] not in HEADS else ()
    return Passage(kept["id"], kept["type"], tuple(path), kept["text"], tuple(matches), spans)


def _disjoint(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order; those that overlap are one.

    >>> _disjoint([(3, 5), (0, 2), (4, 6)])
    [(0, 2), (3, 6)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
