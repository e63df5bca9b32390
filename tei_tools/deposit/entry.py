"""One document of a deposit with all that is known about it, and what all of them come to."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields, replace

from ..model.nodes import NO_METADATA, Document, Metadata
from .directory import Row, csv_line

CATALOG = "catalog.jsonl"
FORMAT = "tei-tools/deposit/1"
"""What the first line of the catalog says; readers pass over names that they do not know."""

SIDECARS = "metadata/after-dat46"

_WEB = frozenset({"text/html", "application/xhtml+xml", "multipart/related", "application/warc", "message/rfc822"})


@dataclass(frozen=True, slots=True)
class Capture:
    """How a web page was taken: its address, when (W3C form), how. DA/T 80-2019 asks for these; empty if unknown."""

    url: str = ""
    captured: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the bag: paths are those of the payload, below ``data/``; empty for what is not there."""

    number: int
    document: Document
    metadata: Metadata
    record: str
    tei: tuple[str, ...]
    text: str
    original: str
    sidecar: str
    version: str
    capture: Capture
    rows: tuple[Row, ...]
    original_size: int = 0

    @property
    def is_web_page(self) -> bool:
        """Whether it was a page of the web, as far as anything says so."""
        return bool(self.capture.url) or self.document.file.media_type in _WEB

    def catalog_line(self) -> bytes:
        """Its line of the catalog."""
        file = self.document.file
        row = {
            "number": self.number,
            "record": self.record,
            "tei": list(self.tei),
            "text": self.text,
            "original": self.original,
            "member": file.member,
            "name": file.name,
            "media_type": file.media_type,
            "sha256": file.sha256,
            "characters": file.characters,
            "sidecar": self.sidecar,
            "licence": self.metadata.licence,
            "rights_holder": self.metadata.rights_holder,
            "articles": [
                [row.number, row.responsible, row.title, row.date, row.document_number, row.note] for row in self.rows
            ],
        }
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def known_of(document: Metadata, deposit: Metadata) -> Metadata:
    """What is known about a document: what was said about it, and else what was said about all.

    >>> known_of(Metadata(licence="CC0"), Metadata(licence="CC BY", publisher="县档案馆")).publisher
    '县档案馆'
    """
    said = {
        entry.name: value
        for entry in fields(Metadata)
        if (value := getattr(document, entry.name)) != getattr(NO_METADATA, entry.name)
    }
    return replace(deposit, **said)


DUBLIN_CORE = (
    "filename", "dc.title", "dc.creator", "dc.subject", "dc.publisher", "dc.contributor", "dc.date", "dc.type",
    "dc.format", "dc.identifier", "dc.source", "dc.language", "dc.relation", "dc.rights",
)  # fmt: skip
"""Columns of ``metadata/dc.csv``: the names that Archivematica and DSpace take, a row for each article."""


def dublin_core_lines(entry: Entry) -> bytes:
    """The rows of a document in ``metadata/dc.csv``."""
    known, lines = entry.metadata, b""
    for at, row in enumerate(entry.rows):
        article = entry.document.articles[at] if entry.document.articles else None
        rights = "; ".join(filter(None, (known.licence, known.rights_holder)))
        lines += csv_line(
            (
                entry.tei[0] if entry.tei else entry.record,
                row.title,
                row.responsible,
                "; ".join(known.keywords),
                known.publisher,
                "; ".join(person.name for person in article.editors) if article else "",
                article.date.when if article and article.date else "",
                "Text",
                "application/tei+xml",
                row.document_number or known.identifier,
                entry.capture.url or entry.original,
                article.language if article else entry.document.language,
                known.collection,
                rights,
            )
        )
    return lines


CAPTURES = ("件号", "题名", "网址", "采集时间", "采集方式", "网页发布日期", "来源", "媒体类型", "文件")
"""Columns of ``metadata/captures.csv``, after what DA/T 80-2019 asks to be said of an archived web page."""


def capture_lines(entry: Entry) -> bytes:
    """The rows of a document in ``metadata/captures.csv``; nothing for one that was no web page."""
    if not entry.is_web_page:
        return b""
    lines = b""
    for at, row in enumerate(entry.rows):
        article = entry.document.articles[at] if entry.document.articles else None
        source = article.source.text if article and article.source else ""
        lines += csv_line(
            (
                row.number,
                row.title,
                entry.capture.url,
                entry.capture.captured,
                entry.capture.method,
                row.date,
                " ".join(source.split()),
                entry.document.file.media_type,
                entry.original or entry.record,
            )
        )
    return lines


_SEVERAL = 1_000


@dataclass(slots=True)
class Totals:
    """What the documents come to; of names that there may be many of only the first thousand are kept."""

    documents: int = 0
    articles: int = 0
    characters: int = 0
    originals: int = 0
    failed: int = 0
    web_pages: int = 0
    without_address: int = 0
    first_date: str = ""
    last_date: str = ""
    licences: Counter[str] = field(default_factory=Counter)
    rights_holders: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    media_types: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)
    unlicensed_tei: int = 0
    decoded: int = 0
    extracted: int = 0
    decision_files: int = 0
    decisions: int = 0
    reviewers: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count a document."""
        document = entry.document
        self.documents += 1
        self.articles += len(document.articles)
        self.characters += document.file.characters
        self.web_pages += entry.is_web_page
        self.without_address += entry.is_web_page and not entry.capture.url
        self.unlicensed_tei += not document.metadata.licence
        self.extracted += bool(document.file.text_sha256)
        self.decisions += len(document.decisions)
        for counter, name in (
            (self.licences, entry.metadata.licence),
            (self.rights_holders, entry.metadata.rights_holder),
            (self.media_types, document.file.media_type),
            (self.scripts, "" if document.script == "keep" else document.script),
            *((self.languages, article.language) for article in document.articles),
            *((self.reviewers, decision.by) for decision in document.decisions),
        ):
            if name and (name in counter or len(counter) < _SEVERAL):
                counter[name] += 1
        for row in entry.rows:
            digits = row.date.strip("[]")
            if digits:
                self.first_date = min(self.first_date or digits, digits)
                self.last_date = max(self.last_date, digits)
