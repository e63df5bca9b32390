"""Writing a site: read everything once to know it, then each article to write it; whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import OutputError
from ..export.documents import Converted
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
    _last: tuple[Converted, Document] | None = None
    _texts: list[object] = field(default_factory=list)

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

    def _document(self, file: Converted) -> Document:
        """The document in a file; the one before is at hand, for its articles mostly follow each other."""
        if self._last is None or self._last[0] != file:
            self._last = (file, read(file))
        return self._last[1]

    def _articles(self) -> None:
        entries = self.known.entries
        shards = Shards(shards_for(self.known.characters), self.folder / "data" / "collected")
        for number, entry in enumerate(entries):
            document = self._document(entry.file)
            before = entries[number - 1] if number else None
            behind = entries[number + 1] if number + 1 < len(entries) else None
            self._write(f"articles/{entry.page}", pages.article_page(self.look, document, entry, before, behind))
            passages = [*articles_of(to_record(document))][entry.at][1]
            facets = {f"{name}={entry.facet(name)}" for name in FACETS}
            shards.add(number, keys_of(passage["text"] for passage in passages) | facets)
            texts = [[passage["id"], passage["text"]] for passage in passages]
            self._keep_text(number, [entry.page, entry.title, entry.date, entry.source, entry.place, texts])
        count = 0
        for number, script in shards.scripts():
            self._write(f"data/k/{number}.js", script)
            count = number + 1
        self._site_script(count)

    def _keep_text(self, number: int, text: object) -> None:
        self._texts.append(text)
        if len(self._texts) == PER_TEXT or number + 1 == len(self.known.entries):
            place = number // PER_TEXT
            self._write(f"data/t/{place}.js", f"tei.texts({place},{_json(self._texts)})\n")
            self._texts = []

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
