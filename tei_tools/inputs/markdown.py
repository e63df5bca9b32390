"""Markdown: plain text whose marks for headings, lists and emphasis are layout (CommonMark 0.31)."""

from __future__ import annotations

import re
from dataclasses import replace

from ..text.source import GivenFact, Layout, LayoutSpan, Source, line_spans
from . import plain
from .blob import Blob, Limits

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_ITEM = re.compile(r"( {0,8})(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_BOLD = re.compile(r"\s*(\*\*|__)[^*_].*\1\s*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
_FRONT = {
    "title": "title", "date": "date", "source": "source", "author": "author", "url": "url", "link": "url",
    "category": "section", "tags": "keywords", "标题": "title", "日期": "date", "来源": "source", "作者": "author",
}  # fmt: skip


def read(blob: Blob, limits: Limits) -> Source:
    """The text as it stands, and what its marks say about the lines. Raises what the reader of plain text raises."""
    source = plain.read(blob, limits)
    lines: list[LayoutSpan] = []
    text = source.text
    for start, end in line_spans(text):
        line = text[start:end].rstrip("\r\n")
        end = start + len(line)
        if not line.strip():
            continue
        if match := _HEADING.match(line):
            lines.append(LayoutSpan(start, end, "heading", len(match[1])))
        elif (match := _UNDERLINE.match(line)) and lines and lines[-1].end + 2 >= start and lines[-1].role == "":
            lines[-1] = replace(lines[-1], role="heading", level=1 if match[1][0] == "=" else 2)
        elif match := _ITEM.match(line):
            lines.append(LayoutSpan(start, end, "item", len(match[1]) // 2 + 1))
        else:
            lines.append(LayoutSpan(start, end, bold=1.0 if _BOLD.match(line) else 0.0))
    layout = Layout(tuple(lines), tuple(_front_matter(text)))
    return replace(source, layout=layout, file=replace(source.file, media_type="text/markdown"))


def _front_matter(text: str) -> list[GivenFact]:
    """The facts in a block of ``key: value`` between two lines of ``---`` at the start."""
    match = re.match(r"---[ \t]*\r?\n(.{0,4000}?)\r?\n---[ \t]*(?:\r?\n|\Z)", text, re.DOTALL)
    if match is None:
        return []
    facts = []
    for line in match[1].splitlines():
        name, mark, value = line.partition(":")
        field = _FRONT.get(name.strip().lower())
        value = value.strip().strip("\"'")
        if mark and field and value:
            facts.append(GivenFact(field, value, f"front matter {name.strip()}", "given"))
    return facts
