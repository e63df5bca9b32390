"""JSON Lines: one record a line. A record is found again by its place in the file, so that nothing is read twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..errors import SourceError
from ..text.source import Source
from .blob import Blob, Limits, Member, damaged
from .records import choose_columns, encoding_of, read_at, read_record, record_name, spell

MEDIA_TYPE = "application/x-ndjson"


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The records. A line that is no JSON is listed too: reading it says what is wrong with it."""
    encoding = encoding_of(blob)
    number = 0
    with blob.open() as stream:
        offset = 0
        while line := stream.readline(limits.max_bytes + 2):
            start, offset = offset, offset + len(line)
            if len(line) > limits.max_bytes:
                raise SourceError(
                    "too-large",
                    f"{blob.label}: the line that begins at byte {start:,} has more than {limits.max_bytes:,} bytes; "
                    "raise the limit (--max-bytes) if it is a record.",
                )
            if not line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
                continue
            number += 1
            if number > limits.max_members:
                raise too_many(blob, limits)
            name = f"{number:07}"
            try:
                record = json.loads(spell(line, encoding)[0])
                if isinstance(record, dict):
                    name = record_name(record, choose_columns(list(record), blob, must=False), number)
            except (ValueError, RecursionError, SourceError):
                pass
            yield Member(f"{start}-{offset}", name, len(line))


def too_many(blob: Blob, limits: Limits) -> SourceError:
    """The error for a file of more members than allowed."""
    return SourceError("too-many-members", f"{blob.label}: holds more than {limits.max_members:,} documents; split it.")


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The record at a place. Raises :class:`SourceError`: ``damaged-file``, ``no-column``, ``empty-file``."""
    return read_json(blob, key, read_at(blob, key, limits), MEDIA_TYPE)


def read_json(blob: Blob, key: str, data: bytes, media_type: str) -> Source:
    """The source for the bytes of one JSON object."""
    encoding = encoding_of(blob)
    text, replaced = spell(data, encoding)
    try:
        record: Any = json.loads(text.strip("\ufeff \t\r\n"), strict=False)
    except (ValueError, RecursionError) as error:
        raise damaged(blob, "JSON record", f"at byte {key.partition('-')[0]}: {error}") from error
    if isinstance(record, str):
        record = {"text": record}
    if not isinstance(record, dict):
        raise damaged(blob, "JSON record", f"at byte {key.partition('-')[0]}: it is no object with names")
    record = flattened(record)
    columns = choose_columns(list(record), blob)
    return read_record(blob, record, columns, key, data, media_type, encoding=encoding, replaced=replaced)


def flattened(record: dict[str, Any]) -> dict[str, Any]:
    """The record with what stands one level down, called by both names: ``meta.date``; and alone where that is free.

    >>> flattened({"text": "甲", "meta": {"date": "2020"}})
    {'text': '甲', 'meta': {'date': '2020'}, 'meta.date': '2020', 'date': '2020'}
    """
    out = dict(record)
    for name, value in record.items():
        if isinstance(value, dict) and len(value) <= 100:
            for inner, found in value.items():
                out.setdefault(f"{name}.{inner}", found)
                if not isinstance(found, (dict, list)):
                    out.setdefault(str(inner), found)
    return out
