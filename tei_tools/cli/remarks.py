"""What to tell people about a document that was converted: remarks, and places that are not sure."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.nodes import Document, Facts, ItemList
from ..model.visit import walk_blocks
from ..model.walk import block_spans
from ..text.source import LineIndex, Source
from .messages import Verbosity

_KINDS = {ItemList: "list", Facts: "meta"}
"""Blocks whose type in the record is not the name of their class."""


def remarks(label: str, source: Source, document: Document, level: Verbosity) -> Iterator[str]:
    """One line on a document that deserves a look; with ``VERBOSE``, every remark at its line and column."""
    blocks = [block for block in walk_blocks(document) if block.confidence != "high"]
    doubtful = sum(block.confidence == "low" for block in blocks)
    warnings = sum(remark.severity != "info" for remark in document.diagnostics)
    file = document.file
    if level is not Verbosity.VERBOSE:
        parts = [
            _count(warnings, "1 warning", f"{warnings} warnings"),
            _count(doubtful, "1 block of low confidence", f"{doubtful} blocks of low confidence"),
        ]
        if file.encoding_confidence == "low":
            parts.append(f"encoding is a guess ({file.encoding})")
        if file.replaced:
            parts.append(
                _count(file.replaced, "1 undecodable byte replaced", f"{file.replaced} undecodable bytes replaced")
            )
        if told := ", ".join(part for part in parts if part):
            yield f"{label}: {told} (--verbose lists them)"
        return
    lines = LineIndex(source.text)
    replaced = _count(file.replaced, "1 byte replaced", f"{file.replaced} bytes replaced")
    read = f"read as {file.encoding} (confidence {file.encoding_confidence})"
    yield f"{label}: {read}, {replaced}" if replaced else f"{label}: {read}"
    told_at: list[tuple[int, str]] = []
    for remark in document.diagnostics:
        start = remark.spans[0][0] if remark.spans else 0
        told_at.append((start, f"{remark.severity}: {remark.code}: {remark.message}"))
    for block in blocks:
        spans = block_spans(block)
        kind = _KINDS.get(type(block), type(block).__name__.lower())
        told_at.append((spans[0].start if spans else 0, f"{block.confidence} confidence: {kind}"))
    for start, message in sorted(told_at):
        line, column = lines.place(start)
        yield f"{label}:{line}:{column}: {message}"


def _count(number: int, one: str, several: str) -> str:
    """What is said of one, or of several, and nothing of none."""
    return several if number > 1 else one if number else ""
