"""Records of dumps: rows with named columns, of which one is the text and others are facts about it.

What a column says about a document is known before the document is read: it is
given, and trusted before what is found in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, BinaryIO

from ..errors import SourceError
from ..text.encoding import decode, decode_as, decode_utf8
from ..text.source import FACT_FIELDS, Exclusion, GivenFact, Source, Span
from .blob import MEMBER, Blob, Limits, TextBuilder, extracted, legal_text

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "article", "articlebody", "article_body", "maintext", "main_text", "fulltext",
             "full_text", "content_html", "html", "raw_content", "markdown", "post_content", "news", "正文", "内容",
             "文章内容", "新闻内容", "全文", "content_text", "document", "passage", "desc", "description"),
    "id": ("id", "_id", "docid", "doc_id", "uid", "uuid", "guid", "article_id", "news_id", "aid", "编号", "序号", "post_name"),
    "title": ("title", "headline", "head", "subject", "post_title", "article_title", "news_title", "标题", "题目", "题名"),
    "date": ("date", "pubdate", "pub_date", "publish_date", "publishdate", "published", "pub_time", "pubtime",
             "publish_time", "published_at", "datetime", "time", "post_date", "created_at", "ctime", "日期", "时间",
             "发布时间", "发布日期", "发表时间"),
    "source": ("source", "media", "publisher", "origin", "site_name", "来源", "媒体", "发布机构", "报纸"),
    "author": ("author", "authors", "writer", "byline", "reporter", "作者", "记者", "署名"),
    "editor": ("editor", "editors", "编辑", "责任编辑"),
    "url": ("url", "link", "href", "uri", "source_url", "permalink", "链接", "网址", "地址"),
    "section": ("category", "channel", "section", "column", "栏目", "分类", "频道"),
    "document-number": ("doc_number", "document_number", "文号", "发文字号"),
    "keywords": ("keywords", "tags", "关键词", "标签"),
}  # fmt: skip
"""What columns are called, by the field they hold, the surest name first."""

LONGEST = 1 << 24
"""Bytes of one part of a dump whose end has to be looked for; what is longer has lost its end."""

_TAGS = re.compile(r"<(?:p|br|div|span|table|a|img|h[1-6]|ul|ol|strong|font|section|article|html|body)(?:\s[^<>]*)?/?>", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field. ``named`` are the fields whose column the caller named."""

    of: Mapping[str, str]
    named: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return self.of.get("text", "")


def choose_columns(names: Sequence[str], blob: Blob, *, must: bool = True) -> Columns:
    """The columns by what the caller said, then by their names.

    Raises :class:`SourceError` ``no-column`` when a named column is not there,
    or (``must``) no column looks like the text.
    """
    found: dict[str, str] = {}
    named = set()
    lower = {name.strip().lower(): name for name in reversed(names)}
    for field, column in blob.options.columns:
        if column in names:
            found[field] = column
        elif column.lower() in lower:
            found[field] = lower[column.lower()]
        elif column.isdigit() and 0 < int(column) <= len(names):
            found[field] = names[int(column) - 1]
        else:
            raise SourceError(
                "no-column", f"{blob.label}: has no column {column}; it has {_listed(names)}. Change --column {field}=."
            )
        named.add(field)
    for field, spellings in NAMES.items():
        if field not in found:
            name = next((lower[spelling] for spelling in spellings if spelling in lower), None)
            if name is not None and name not in found.values():
                found[field] = name
    if must and "text" not in found:
        raise SourceError(
            "no-column",
            f"{blob.label}: no column looks like the text; it has {_listed(names)}. Say which: --column text=NAME.",
        )
    return Columns(found, frozenset(named))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(str(name) for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "") if names else "none"


def words_of(value: Any) -> str:
    """A value as words: lists are joined, nothing is empty.

    >>> words_of(["张三", "李四"]), words_of(None), words_of({"name": "网"}), words_of(3.0)
    ('张三 李四', '', '网', '3')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return " ".join(filter(None, map(words_of, value)))
    if isinstance(value, dict):
        for key in ("name", "title", "text", "value", "$oid", "$date"):
            if key in value:
                return words_of(value[key])
        return ""
    return str(value)


def read_record(
    blob: Blob,
    record: Mapping[str, Any],
    columns: Columns,
    key: str,
    data: bytes,
    media_type: str,
    *,
    encoding: str = "utf-8",
    replaced: int = 0,
) -> Source:
    """The source for one record. ``data`` are its bytes in the file.

    The title, when a column gives it and the text does not begin with it, is
    the first line of the extracted text; date, source, authors and editors have
    a line each, with a label that counts as supplied. Raises ``empty-file`` for a record
    without text.
    """
    text = legal_text(words_of(record.get(columns.text)))
    facts = tuple(_facts(record, columns))
    title = next((fact.value for fact in facts if fact.field == "title"), "")
    member = f"{blob.member}{MEMBER}{key}" if blob.member else key
    inner = Blob(blob.name, data, None, member, f"{blob.label}{MEMBER}{key}", blob.options, blob.depth + 1)
    builder = TextBuilder()
    page = len(_TAGS.findall(text[:20000])) >= 2
    lines = TextBuilder()
    if page:
        from . import html

        html.markup_lines(text, lines, inner)
        text = lines.text()
    if title and not _begins_with(text, title):
        builder.line(title, role="title", hints=("equals-headline",))
    for fact in facts:
        builder.facts.append(_write_fact(fact, text, builder))
    if page:
        _append(builder, lines)
    else:
        _plain_lines(text, builder)
    return extracted(
        inner, data, builder.text(), media_type, builder.layout(), encoding=encoding, replaced=replaced,
        confidence="medium" if replaced else "high",
    )  # fmt: skip


LABELS = {"date": "日期：", "source": "来源：", "author": "作者：", "editor": "编辑："}
_NOTHING = frozenset({"", "-", "--", "null", "none", "nan", "unknown", "未知", "佚名", "无"})
_LABEL = re.compile(r"^(?:来源|作者|记者|责任编辑|编辑|责编|文|日期|时间|发布时间)\s*[:：/]\s*")


def _write_fact(fact: GivenFact, text: str, builder: TextBuilder) -> GivenFact:
    """Write a fact as a line of the extracted text, unless it is none or no field of an article; it knows its place."""
    value = _LABEL.sub("", fact.value)
    label = LABELS.get(fact.field)
    if label is None or value.lower() in _NOTHING:
        return fact
    start = builder.offset + len(label)
    builder.line(label + value, supplied=len(label), hints=("given-fact",))
    return replace(fact, value=value, span=Span(start, start + len(value)))


def _begins_with(text: str, title: str) -> bool:
    bare = re.compile(r"[\W_]+")
    wanted = bare.sub("", title)
    return bool(wanted) and wanted in bare.sub("", text[: 3 * len(title) + 200])


def _append(builder: TextBuilder, lines: TextBuilder) -> None:
    """Put the lines of one builder behind those of another."""
    shift = builder.offset
    text = lines.text()
    for line in lines.lines:
        moved = replace(
            line, start=line.start + shift, end=line.end + shift, gaps=tuple(gap + shift for gap in line.gaps)
        )
        builder.lines.append(moved)
    for entry in lines.excluded:
        builder.excluded.append(Exclusion(Span(entry.span.start + shift, entry.span.end + shift), entry.reason))
    builder.facts.extend(lines.facts)
    builder.append_text(text)


def _plain_lines(text: str, builder: TextBuilder) -> None:
    builder.append_text(text if text.endswith("\n") or not text else text + "\n")


def _facts(record: Mapping[str, Any], columns: Columns) -> Iterator[GivenFact]:
    for field in FACT_FIELDS:
        column = columns.of.get(field)
        if column is None or column == columns.text:
            continue
        if value := " ".join(legal_text(words_of(record.get(column))).split()):
            yield GivenFact(field, value[:2000], f"column {column}", "given")


def record_name(record: Mapping[str, Any], columns: Columns, number: int) -> str:
    """What the output of a record is called: its id, or its place from 1."""
    column = columns.of.get("id")
    name = words_of(record.get(column)).strip() if column else ""
    return name[:200] or f"{number:07}"


def encoding_of(blob: Blob) -> str:
    """The encoding of a dump of text, by what the caller says or the first bytes."""
    if blob.options.encoding:
        return blob.options.encoding
    stamp = blob.stamp
    return _encoding(blob) if stamp is None else _known_encoding(blob, stamp)


@lru_cache(maxsize=8)
def _known_encoding(blob: Blob, stamp: tuple[int, int]) -> str:
    return _encoding(blob)


def _encoding(blob: Blob) -> str:
    head = blob.head(1 << 18)
    cut = head.rfind(b"\n")
    sample = head[:cut] if cut > 0 else head
    found = decode_utf8(sample)
    return found.encoding if found is not None else decode(sample, name=blob.label).encoding


def spell(data: bytes, encoding: str) -> tuple[str, int]:
    """Some bytes of a dump as text, and how many did not fit."""
    found = decode_as(data, encoding)
    return found.text, found.replaced


def read_at(blob: Blob, key: str, limits: Limits) -> bytes:
    """The bytes that a key ``START-END`` names. Raises :class:`SourceError` ``no-member`` or ``too-large``."""
    first, _, last = key.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise no_member(blob, key)
    start, end = int(first), int(last)
    if end - start > limits.max_bytes:
        raise SourceError(
            "too-large", f"{blob.label}: the record at byte {start:,} has {end - start:,} bytes; raise --max-bytes."
        )
    with blob.open() as stream:
        stream.seek(start)
        return stream.read(max(end - start, 0))


def no_member(blob: Blob, key: str) -> SourceError:
    """The error for a key that finds nothing: the file was changed since it was listed."""
    return SourceError("no-member", f"{blob.label}: holds nothing at {key} any more; run again.")


def regions(stream: BinaryIO, begin: re.Pattern[bytes], end: bytes, most: int) -> Iterator[tuple[int, bytes]]:
    """The parts of a stream from what ``begin`` matches through ``end``, with the offset of each.

    A part of more than ``most`` bytes is passed over. Holds one part at a time.

    >>> import io
    >>> list(regions(io.BytesIO(b"x<D>1</D>y<D>2</D>"), re.compile(b"<D>"), b"</D>", 100))
    [(1, b'<D>1</D>'), (10, b'<D>2</D>')]
    """
    rest = b""
    offset = 0
    while True:
        more = stream.read(1 << 20)
        rest += more
        place = 0
        while True:
            match = begin.search(rest, place)
            if match is None:
                place = max(place, len(rest) - 200)
                break
            stop = rest.find(end, match.end())
            if stop < 0:
                place = match.start()
                break
            place = stop + len(end)
            yield offset + match.start(), rest[match.start() : place]
        if not more:
            return
        if len(rest) - place > most:
            place = len(rest) - len(end)
        rest, offset = rest[place:], offset + place
