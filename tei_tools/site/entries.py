"""What a site knows of every article before a page is written: its facts, its place in the order, its address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import TeiToolsError
from ..export.documents import Converted, converted_files, read_bytes, read_document
from ..model.facts import supplied_title
from ..model.nodes import Article, Document
from ..write.corpus import identifier

FACETS = ("year", "source", "place")
_LONGEST = 150
"""Bytes of the name of a page: file systems take 255."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article: ``at`` is its number in its document, ``page`` the name of its file; facts are empty if not known."""

    file: Converted
    at: int
    page: str
    title: str
    date: str
    year: str
    source: str
    place: str

    def facet(self, name: str) -> str:
        """Its value of one of :data:`FACETS`."""
        return {"year": self.year, "source": self.source, "place": self.place}[name]


@dataclass(slots=True)
class Known:
    """All articles, the newest first, those without a year last; ``characters`` is the size of their texts."""

    entries: list[Entry]
    documents: int
    characters: int
    failed: int


def look_over(folder: Path, tell: Callable[[str], None]) -> Known:
    """Read every document of a folder once. What cannot be read is told and left out."""
    known = Known([], 0, 0, 0)
    taken: set[str] = set()
    for file in converted_files(folder):
        try:
            document = read(file)
        except TeiToolsError as error:
            known.failed += 1
            tell(str(error))
            continue
        known.documents += 1
        known.characters += document.file.characters
        stem = _page(identifier(file.name, taken))
        known.entries += [_entry(file, document, at, stem) for at in range(len(document.articles))]
    known.entries.sort(key=_order)
    return known


def read(file: Converted) -> Document:
    """The document in a file. Raises :class:`~tei_tools.errors.SourceError`."""
    return read_document(read_bytes(file.path), str(file.path))


def _page(name: str) -> str:
    """A name of a page that every file system takes."""
    name = name.removeprefix("d-")
    data = name.encode()
    if data and len(data) <= _LONGEST:
        return name
    return f"{data[: _LONGEST - 13].decode('utf-8', 'ignore')}-{hashlib.sha256(data).hexdigest()[:12]}"


def _entry(file: Converted, document: Document, at: int, stem: str) -> Entry:
    article = document.articles[at]
    when = article.date.when if article.date else ""
    folder = file.name.rpartition("/")[0]
    return Entry(
        file=file, at=at, page=f"{stem}.{article.id}.html", title=title_of(article), date=when[:10],
        year=when[:4] if when[:1].isdigit() else "", source=article.source.text if article.source else "",
        place=document.metadata.collection or folder,
    )  # fmt: skip


def title_of(article: Article) -> str:
    """The title, or the one supplied."""
    return article.title.text if article.title is not None else supplied_title(article)


def _order(entry: Entry) -> tuple[bool, list[int], str, int]:
    dated = bool(entry.year)
    return not dated, [-ord(c) for c in entry.date] if dated else [], entry.file.name, entry.at


def values(entries: list[Entry], facet: str) -> Iterator[tuple[str, list[int]]]:
    """The values of a facet with the numbers of their articles: years from the last, others from the most frequent."""
    found: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        found.setdefault(entry.facet(facet), []).append(number)
    if facet == "year":
        yield from sorted(found.items(), key=lambda item: (item[0] == "", [-ord(c) for c in item[0]]))
    else:
        yield from sorted(found.items(), key=lambda item: (item[0] == "", -len(item[1]), item[0]))
