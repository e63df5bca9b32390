"""Feeds: RSS 0.9 to 2.0, RDF, Atom (RFC 4287). Every entry is a document."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..text.source import Source
from .blob import Blob, Limits, Member
from .package import local, parse_xml, text_of
from .records import Columns, no_member, read_record

MEDIA_TYPE = "application/rss+xml"
_FIELDS = {
    "title": "title", "pubDate": "date", "published": "date", "date": "date", "updated": "updated", "author": "author",
    "creator": "author", "source": "source", "guid": "id", "id": "id", "category": "section",
}  # fmt: skip
_TEXTS = ("encoded", "content", "description", "summary")
_COLUMNS = Columns(
    {"text": "text", **{field: field for field in ("title", "date", "author", "source", "id", "url", "section")}}
)


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The entries. Raises :class:`tei_tools.errors.SourceError` for a feed that is no XML."""
    for number, entry in enumerate(_entries(blob, limits), 1):
        yield Member(str(number), f"{number:05}", len(etree.tostring(entry)))


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The entry of a number. Raises ``no-member``, ``empty-file``."""
    for number, entry in enumerate(_entries(blob, limits), 1):
        if str(number) == key:
            return read_record(blob, _record(entry), _COLUMNS, key, etree.tostring(entry, encoding="utf-8"), MEDIA_TYPE)
    raise no_member(blob, key)


def _entries(blob: Blob, limits: Limits) -> Iterator[etree._Element]:
    root = parse_xml(blob.load(limits), blob, "feed")
    for element in root.iter():
        if local(element) in ("item", "entry"):
            yield element


def _record(entry: etree._Element) -> dict[str, str]:
    record: dict[str, str] = {}
    texts: dict[str, str] = {}
    for child in entry:
        name = local(child)
        if name in _TEXTS:
            if child.get("type") == "xhtml":
                words = "".join(etree.tostring(part, encoding="unicode") for part in child)
            else:
                words = text_of(child)
            texts[name] = max(texts.get(name, ""), words, key=len)
        elif name == "link":
            if child.get("rel", "alternate") == "alternate":
                record.setdefault("url", child.get("href") or (child.text or "").strip())
        elif name in _FIELDS:
            words = " ".join(text_of(child).split())
            record.setdefault(_FIELDS[name], words)
    record.setdefault("date", record.get("updated", ""))
    record["text"] = next((texts[name] for name in _TEXTS if texts.get(name, "").strip()), "")
    return record
