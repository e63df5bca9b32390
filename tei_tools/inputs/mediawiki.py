"""MediaWiki exports: the pages of the main name space, with their wikitext read as text and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text.source import GivenFact, Source
from .blob import MEMBER, Blob, Limits, Member, TextBuilder, extracted
from .package import parse_xml
from .records import LONGEST, read_at, regions

MEDIA_TYPE = "application/xml"
_BEGIN = re.compile(rb"<page>")
_TITLE = re.compile(rb"<title>([^<]*)</title>")
_SPACE = re.compile(rb"<ns>(-?\d+)</ns>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_GONE = re.compile(r"<(ref|gallery|math|timeline|score|syntaxhighlight|source)\b[^<>]*(?:/>|>.*?</\1>)", re.DOTALL | re.IGNORECASE)  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_INNERMOST = re.compile(r"\{\{[^{}]*\}\}|\{\|(?:(?!\{\||\|\}).)*\|\}", re.DOTALL)
_FILE = re.compile(r"\[\[(?:File|Image|文件|檔案|档案|图像|圖像|Category|分类|分類|category)\s*:(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\]", re.IGNORECASE)  # fmt: skip
_LINK = re.compile(r"\[\[(?:[^|\[\]]*\|)?([^|\[\]]*)\]\]")
_ADDRESS = re.compile(r"\[(?:https?:)?//[^\s\[\]]++\s*+([^\[\]]*+)\]")
_VARIANT = re.compile(r"-\{(?:[^{}|]*\|)?([^{}]*)\}-")


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The pages that are articles and no redirects."""
    with blob.open() as stream:
        for offset, data in regions(stream, _BEGIN, b"</page>", min(limits.max_bytes, LONGEST)):
            space, title = _SPACE.search(data[:2000]), _TITLE.search(data[:4000])
            if (space and space[1] != b"0") or b"<redirect " in data[:4000] or title is None:
                continue
            name = title[1].decode("utf-8", "replace")
            yield Member(f"{offset}-{offset + len(data)}", name, len(data))


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The page at a place. Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``empty-file``."""
    data = read_at(blob, key, limits)
    page = parse_xml(data, blob, "MediaWiki export")
    title = page.findtext("title") or ""
    builder = TextBuilder()
    builder.facts.append(GivenFact("title", title, "title", "given"))
    if name := page.findtext("id"):
        builder.facts.append(GivenFact("id", name, "id", "given"))
    if moment := page.findtext("revision/timestamp"):
        builder.facts.append(GivenFact("date", moment, "revision timestamp", "hint"))
    builder.line(title, role="title", hints=("equals-headline",))
    wikitext_lines(page.findtext("revision/text") or "", builder)
    member = f"{blob.member}{MEMBER}{key}" if blob.member else key
    inner = Blob(blob.name, data, None, member, f"{blob.label}{MEMBER}{key}", blob.options, blob.depth + 1)
    return extracted(inner, data, builder.text(), MEDIA_TYPE, builder.layout())


def wikitext_lines(text: str, builder: TextBuilder) -> None:
    """Write wikitext as lines: headings and items keep their roles, templates, tables and files go."""
    text = _GONE.sub("", _COMMENT.sub("", text))
    for _ in range(40):  # templates stand in templates
        text, count = _INNERMOST.subn("", text)
        if not count:
            break
    text = _VARIANT.sub(r"\1", text)
    text = _ADDRESS.sub(r"\1", _LINK.sub(r"\1", _FILE.sub("", text)))
    for line in text.split("\n"):
        line = _TAG.sub("", line).replace("'''", "").replace("''", "").rstrip()
        if marks := _heading_marks(line):
            builder.line(line[marks:-marks].strip(), role="heading", level=max(marks - 1, 1))
        elif line[:1] in ("*", "#", ":", ";"):
            bare = line.lstrip("*#:; ")
            builder.line(bare, role="item", level=len(line) - len(line.lstrip("*#:;")))
        elif line.strip() and line.strip() not in ("__TOC__", "__NOTOC__", "----"):
            builder.line(line, role="paragraph")


def _heading_marks(line: str) -> int:
    """How many ``=`` enclose a heading on either side, at most 6; 0 for a line that is none."""
    ahead, behind = len(line) - len(line.lstrip("=")), len(line) - len(line.rstrip("="))
    return min(ahead, behind, 6, max(len(line) - 1, 0) // 2)
