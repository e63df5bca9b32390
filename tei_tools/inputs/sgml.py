"""Newswire in SGML as the Linguistic Data Consortium (Gigaword) and TREC give it out: DOC elements one after the other."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..text.source import GivenFact, Source
from .blob import MEMBER, Blob, Limits, Member, TextBuilder, extracted
from .records import LONGEST, encoding_of, read_at, regions, spell

MEDIA_TYPE = "text/sgml"
_BEGIN = re.compile(rb"<DOC[\s>]", re.IGNORECASE)
_ID = re.compile(
    rb"<DOC\s[^<>]*?\bid\s*=\s*[\"']?([^\s\"'<>]+)|<DOC(?:NO|ID)>\s*([^<>]*?)\s*</DOC(?:NO|ID)>", re.IGNORECASE
)
_NAMES = "HEADLINE|DATELINE|TITLE|DATE|DATE_TIME|AUTHOR|SOURCE|TEXT|BODY|CONTENT|URL"
_MARK = re.compile(rf"<(/?)({_NAMES})>", re.IGNORECASE)
_FIELDS = {"DATE": "date", "DATE_TIME": "date", "AUTHOR": "author", "SOURCE": "source", "URL": "url"}
_PARAGRAPH = re.compile(r"</?(?:P|TURN|QUOTE|S)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d{5})")
_WIDE = re.compile("[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The documents, by their ids."""
    with blob.open() as stream:
        for number, (offset, data) in enumerate(regions(stream, _BEGIN, b"</DOC>", min(limits.max_bytes, LONGEST)), 1):
            match = _ID.search(data[:4000])
            name = (match[1] or match[2]).decode("ascii", "replace") if match else f"{number:07}"
            yield Member(f"{offset}-{offset + len(data)}", name, len(data))


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The document at a place. Raises :class:`tei_tools.errors.SourceError` ``empty-file``."""
    data = read_at(blob, key, limits)
    encoding = encoding_of(blob)
    text, replaced = spell(data, encoding)
    builder = TextBuilder()
    match = _ID.search(data[:4000])
    if match:
        name = (match[1] or match[2]).decode("ascii", "replace")
        builder.facts.append(GivenFact("id", name, "DOC id", "given"))
        if day := _DAY.search(name):
            builder.facts.append(GivenFact("date", "-".join(day.groups()), "DOC id", "given"))
    for name, words in _parts(text):
        if name in _FIELDS:
            builder.facts.append(GivenFact(_FIELDS[name], _flat(words), name, "given"))
        elif name in ("HEADLINE", "TITLE"):
            builder.facts.append(GivenFact("title", _flat(words), name, "given"))
            builder.line(_flat(words), role="title", hints=("equals-headline",))
        elif name == "DATELINE":
            builder.line(_flat(words), role="paragraph")
        else:
            for paragraph in _PARAGRAPH.split(words):
                for line in _joined(paragraph):
                    builder.line(line, role="paragraph")
    member = f"{blob.member}{MEMBER}{key}" if blob.member else key
    inner = Blob(blob.name, data, None, member, f"{blob.label}{MEMBER}{key}", blob.options, blob.depth + 1)
    return extracted(
        inner, data, builder.text(), MEDIA_TYPE, builder.layout(), encoding=encoding, replaced=replaced,
        confidence="medium" if replaced else "high",
    )  # fmt: skip


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The names and contents of the parts of a document: from a mark to the next mark that closes one of its name."""
    marks = [(match[2].upper(), bool(match[1]), *match.span()) for match in _MARK.finditer(text)]
    closed: dict[str, int] = {}
    ends: list[int] = []  # of each mark, the place of the one that closes it
    for number, (name, closing, _, _) in reversed(list(enumerate(marks))):
        ends.append(closed.get(name, -1))
        if closing:
            closed[name] = number
    ends.reverse()
    reached = 0
    for number, (name, closing, _, start) in enumerate(marks):
        if number >= reached and not closing and ends[number] >= 0:
            reached = ends[number] + 1
            yield name, text[start : marks[ends[number]][2]]


def _flat(text: str) -> str:
    return next(iter(_joined(text.replace("\n\n", "\n"))), "")


def _joined(text: str) -> Iterator[str]:
    """Paragraphs of wrapped lines: blank lines part them, a line end between wide characters is nothing."""
    text = html.unescape(_TAG.sub("", text))
    for block in re.split(r"\n[ \t\u3000]*\n", text):
        out = ""
        for line in block.split("\n"):
            bare = line.strip(" \t\r")
            if not bare:
                continue
            wide = _WIDE.match(out[-1:]) or _WIDE.match(bare[:1])
            out += bare if not out or wide else " " + bare
        if out:
            yield out
