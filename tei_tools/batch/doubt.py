"""The places of a document that deserve a look, from the record that was made of it: the words, and why."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import TeiToolsError
from ..write.record import load_record
from .naming import ENDINGS

MOST_BYTES = 20_000_000
"""A record larger than this is not read for the report."""
SHOWN = 60
"""Code points of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place: how it begins, what is said of it, and whether that is a warning."""

    text: str
    reason: str
    warning: bool


def doubtful_places(out: str, outputs: Sequence[tuple[str, str]]) -> list[Place]:
    """The places of a document whose outputs stand below ``out``, warnings first; none without a record to read.

    They are the diagnostics of the record, each with the words that it is about.
    """
    name = next((name for name, _ in outputs if name.endswith(ENDINGS["json"])), None)
    if name is None:
        return []
    path = Path(out) / name
    try:
        if os.stat(path).st_size > MOST_BYTES:
            return []
        record = load_record(path.read_bytes())
    except (OSError, TeiToolsError):
        return []
    texts = dict(_texts([record.get("articles"), record.get("discarded")]))
    found = [
        Place(_begin(texts, remark.get("spans") or []), str(remark.get("message", "")), remark["severity"] != "info")
        for remark in record.get("diagnostics", [])
        if isinstance(remark, dict) and "severity" in remark
    ]
    return sorted(found, key=lambda place: not place.warning)


def _texts(value: Any) -> Iterator[tuple[int, str]]:
    """Where the texts of a record begin in the source; of several that begin there the inmost counts."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        text, spans = value.get("text"), value.get("spans")
        if isinstance(text, str) and text and spans:
            yield spans[0][0], text
        for item in value.values():
            if isinstance(item, list | dict):
                yield from _texts(item)


def _begin(texts: dict[int, str], spans: Sequence[Sequence[int]]) -> str:
    text = texts.get(spans[0][0], "") if spans else ""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
