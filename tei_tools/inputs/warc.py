"""Web archives (WARC 1.1, ISO 28500): the pages and documents that a crawler was given, one by one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import SourceError
from ..text.source import GivenFact
from .blob import Blob, Limits, Member, damaged, too_large
from .html_facts import date_in_address
from .jsonl import too_many
from .records import no_member

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "application/msword": ".doc", "application/rtf": ".rtf", "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "application/ofd": ".ofd",
}  # fmt: skip
"""Media types of what is read; pictures, style sheets, scripts and messages of servers are passed over."""


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The responses and resources that hold a document. Raises ``damaged-file``, ``too-many-members``."""
    number = 0
    for record in _records(blob, 0):
        kind = _kind(record)
        if kind not in _SUFFIXES or (record.http_headers is not None and record.http_headers.status_code != 200):
            continue
        number += 1
        if number > limits.max_members:
            raise too_many(blob, limits)
        yield Member(str(record.stream_pos), _name(record, kind, number), record.content_length)


def open_member(blob: Blob, key: str, limits: Limits) -> Blob:
    """The document at a place. Raises ``no-member``, ``too-large``, ``damaged-file``."""
    if not key.isdigit():
        raise no_member(blob, key)
    for record in _records(blob, int(key)):
        if record.stream_pos != int(key):
            break
        data = record.reader.read(limits.max_bytes + 1)
        if len(data) > limits.max_bytes:
            raise too_large(blob, limits)
        address = _address(record)
        facts = [GivenFact("url", address, "WARC-Target-URI", "given")] if address else []
        if day := date_in_address(address):
            facts.append(GivenFact("date", day, f"url {address[:200]}"))
        if moment := record.headers.get("WARC-Date"):
            facts.append(GivenFact("date", moment, "WARC-Date", "hint"))
        return replace(blob.child(data, _name(record, _kind(record), int(key)), key), facts=tuple(facts))
    raise no_member(blob, key)


def _records(blob: Blob, start: int) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with blob.open() as stream:
        stream.seek(start)
        try:
            kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
            for record in ArchiveIterator(stream, record_types=kinds, parse_http=True):
                if start and record.stream_pos < start:  # counted from where the stream stood
                    raise SourceError("damaged-file", f"{blob.label}: places of records are not known.")
                yield record
        except (ValueError, OSError, RuntimeError, EOFError) as error:
            raise damaged(blob, "web archive", error) from error


def _kind(record: Any) -> str:
    kind = record.http_content_type if record.is_http else record.headers.get("Content-Type", "")
    return str(kind or "").partition(";")[0].strip().lower()


def _address(record: Any) -> str:
    return str(record.headers.get("WARC-Target-URI", "")).strip("<> ")


def _name(record: Any, kind: str, number: int) -> str:
    address = urlsplit(_address(record))
    path = unquote(address.path).strip("/")
    stem, suffix = posixpath.splitext(path)
    name = f"{address.hostname or 'record'}/{stem or 'index'}"
    if address.query:
        name += f"_{address.query[:80]}"
    return name + (
        suffix if suffix.lower() in (".htm", ".html", ".pdf", ".txt", ".docx", ".doc") else _SUFFIXES.get(kind, "")
    )
