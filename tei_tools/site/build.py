"""Writing a site: read everything once to know it, then each article to write it; whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import OutputError
from ..model.nodes import Document
from ..search.index import articles_of
from ..write.atomic import output_error
from ..write.record import to_record
from . import pages
from .entries import FACETS, Entry, Known, look_over, read, values
from .pages import Look
from .shards import Shards, folding_script, keys_of, shards_for
from .words import FOUND, WORDS

MARK = "tei-tools/site/1"
_MARK_FILE = ".tei-tools-site.json"
"""Says that a folder is a site of ours; hidden, so that it is no record when a site stands among records."""
_PER_LIST = 100
"""Articles on a page of a list."""
PER_TEXT = 8
"""Articles whose texts are one script: what a result loads."""


@dataclass(slots=True)
class Made:
    """What was written."""

    articles: int = 0
    documents: int = 0
    failed: int = 0


def build_site(folder: Path, site: Path, look: Look, tell: Callable[[str], None], *, force: bool = False) -> Made:
    """Write the site of the converted documents below ``folder`` into ``site``.

    It is made beside its place and put there when it is whole. A site that
    stands there is replaced with ``force``; anything else never is.
    Raises :class:`~tei_tools.errors.OutputError` (``exists``, ``no-documents`` and those of writing).
    """
    refuse_site(site, force)
    known = look_over(folder, tell)
    if not known.entries:
        raise OutputError("no-documents", f"{folder}: holds no converted document; tei-tools convert makes them.")
    beside = site.with_name(f".{site.name}.{secrets.token_hex(4)}.tmp")
    try:
        beside.mkdir(parents=True)
        _Builder(beside, look, known).run()
        _put(beside, site)
    except OSError as error:
        raise output_error(site, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Made(len(known.entries), known.documents, known.failed)


def refuse_site(site: Path, force: bool) -> None:
    """Raise :class:`~tei_tools.errors.OutputError`, code ``exists``, if a site may not be written there."""
    if not os.path.lexists(site) or (site.is_dir() and not site.is_symlink() and not any(site.iterdir())):
        return
    ours = False
    if site.is_dir() and not site.is_symlink():
        try:
            ours = json.loads((site / _MARK_FILE).read_text("utf-8")).get("schema") == MARK
        except (OSError, ValueError, AttributeError):
            ours = False
    if not ours:
        raise OutputError("exists", f"{site}: is there already and is no site of tei-tools; give another -o.")
    if not force:
        raise OutputError("exists", f"{site}: exists already and was left as it is; --force replaces it.")


def _put(beside: Path, site: Path) -> None:
    if not os.path.lexists(site):
        os.replace(beside, site)
        return
    old = site.with_name(f".{site.name}.{secrets.token_hex(4)}.old")
    os.replace(site, old)
    try:
        os.replace(beside, site)
    except BaseException:
        os.replace(old, site)
        raise
    shutil.rmtree(old)


@dataclass(slots=True)
class _Builder:
    folder: Path
    look: Look
    known: Known

    def run(self) -> None:
        for name in ("articles", "lists", "data/k", "data/t", "assets"):
            (self.folder / name).mkdir(parents=True)
        self._articles()
        self._lists()
        for name in ("site.css", "site.js"):
            self._write(f"assets/{name}", (Path(__file__).parent / "assets" / name).read_text("utf-8"))
        self._write("data/folding.js", folding_script())
        mark = {"schema": MARK, "title": self.look.title, "articles": len(self.known.entries)}
        self._write(_MARK_FILE, json.dumps(mark, ensure_ascii=False) + "\n")

    def _write(self, name: str, text: str) -> None:
        with open(self.folder / name, "x", encoding="utf-8", newline="") as file:
            file.write(text)

    def _articles(self) -> None:
        """Write the pages document by document, each read once, and what is searched in the order of the articles."""
        with closing(sqlite3.connect("", isolation_level=None)) as kept:  # a file that SQLite removes by itself
            kept.execute("CREATE TABLE text (number INTEGER PRIMARY KEY, text TEXT)")
            kept.execute("BEGIN")
            for numbers in self._by_document():
                document = read(self.known.entries[numbers[0]].file)
                for number in numbers:
                    kept.execute("INSERT INTO text VALUES (?, ?)", (number, _json(self._article(number, document))))
            self._searched(kept)

    def _by_document(self) -> list[list[int]]:
        """The numbers of the articles of each document."""
        found: dict[str, list[int]] = {}
        for number, entry in enumerate(self.known.entries):
            found.setdefault(entry.file.name, []).append(number)
        return list(found.values())

    def _article(self, number: int, document: Document) -> list[tuple[str, str]]:
        """Write the page of an article; gives its passages, each with its identifier."""
        entries = self.known.entries
        entry = entries[number]
        before = entries[number - 1] if number else None
        behind = entries[number + 1] if number + 1 < len(entries) else None
        alone = replace(document, articles=(document.articles[entry.at],), discarded=(), diagnostics=(), decisions=())
        self._write(f"articles/{entry.page}", pages.article_page(self.look, alone, entry, before, behind))
        ((_, passages),) = articles_of(to_record(alone))
        return [(passage["id"], passage["text"]) for passage in passages]

    def _searched(self, kept: sqlite3.Connection) -> None:
        """Write the scripts that a page searches in."""
        entries = self.known.entries
        shards = Shards(shards_for(self.known.characters), self.folder / "data" / "collected")
        together: list[object] = []
        for number, text in kept.execute("SELECT number, text FROM text ORDER BY number"):
            entry, passages = entries[number], json.loads(text)
            facets = {f"{name}={entry.facet(name)}" for name in FACETS}
            shards.add(number, keys_of(words for _, words in passages) | facets)
            together.append([entry.page, entry.title, entry.date, entry.source, entry.place, passages])
            if len(together) == PER_TEXT or number + 1 == len(entries):
                place = number // PER_TEXT
                self._write(f"data/t/{place}.js", f"tei.texts({place},{_json(together)})\n")
                together = []
        count = 0
        for number, script in shards.scripts():
            self._write(f"data/k/{number}.js", script)
            count = number + 1
        self._site_script(count)

    def _site_script(self, shards: int) -> None:
        facets = {name: [[value, len(found)] for value, found in values(self.known.entries, name)] for name in FACETS}
        known = {
            "shards": shards, "perText": PER_TEXT, "articles": len(self.known.entries), "facets": facets,
            "words": FOUND[self.look.language] | {"none": WORDS[self.look.language]["none"]},
        }  # fmt: skip
        self._write("data/site.js", f"tei.site({_json(known)})\n")

    def _lists(self) -> None:
        entries = self.known.entries
        counted: dict[str, pages.Values] = {}
        for facet in FACETS:
            found = [*values(entries, facet)]
            counted[facet] = [(value, len(numbers)) for value, numbers in found]
            self._write(f"lists/{facet}.html", pages.values_page(self.look, facet, counted[facet]))
            for value, numbers in found:
                self._list(facet, value, [entries[number] for number in numbers])
        self._list("", "", entries)
        self._write("index.html", pages.home_page(self.look, entries, counted))
        self._write("search.html", pages.search_page(self.look))

    def _list(self, facet: str, value: str, entries: Sequence[Entry]) -> None:
        count = -(-len(entries) // _PER_LIST)
        for number in range(1, count + 1):
            part = entries[(number - 1) * _PER_LIST : number * _PER_LIST]
            text = pages.list_page(self.look, facet, value, part, number, count, len(entries))
            self._write(pages.list_address(facet, value, number), text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
