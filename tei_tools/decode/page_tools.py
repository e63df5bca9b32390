"""Tools of a page in a line of facts, such as 字体大小: 大 中 小 and 浏览次数: 512: no facts of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.nodes import Discard, Text
from ..model.walk import offset_of, part, slice_text
from ..recognize.facts import read_fields
from ..text.script import plain
from ..text.source import is_blank, merge
from .reading_text import TextReader

_REASONS = {
    "share-tool": "字体|字体大小|字号|字號|字體|字體大小|打印|分享",
    "counter": "浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击率|点击量|点击|访问量|人气",
}
_REASON_OF = {label: reason for reason, labels in _REASONS.items() for label in labels.split("|")}
_SIZES = re.compile(r"[\[【(（\s]*+(?:(?:特?大|中|小|超大|默认)(?:字|号)?+[\s/|,，、]*+)*+[\]】)）\s]*+")
_COUNT = re.compile(r"[\[【(（\s]*(?:\d[\d,，.]*\s*(?:万|次|人次|人)?)?[\]】)）]?")


def without_tools(reader: TextReader, text: Text) -> tuple[Text, list[Discard]]:
    """A line of facts without its tools, and the tools; the line as it was where nothing else would be left."""
    kept: list[Text] = []
    gone: list[Discard] = []
    reached = 0
    for start, end, reason in _tools(plain(text.text)):
        kept.append(_slice(text, reached, start))
        spans = _slice(text, start, end).spans
        gone.append(Discard(reason, "".join([reader.source[low:high] for low, high in spans]), spans))
        reached = end
    if not gone:
        return text, []
    kept.append(_slice(text, reached, len(text.text)))
    whole = Text(
        "".join([piece.text for piece in kept]),
        merge([span for piece in kept for span in piece.spans]),
        tuple(correction for piece in kept for correction in piece.corrections),
    )
    whole = part(whole, 0, len(whole.text))
    return (whole, gone) if whole.text else (text, [])


def _tools(readable: str) -> Iterator[tuple[int, int, str]]:
    """Where tools begin and end, and why they are left out; blanks around them belong to neither."""
    for field in read_fields(readable):
        reason = _REASON_OF.get(field.label)
        if reason is None:
            continue
        colon = readable.find(":", field.at + len(field.label) - 1, field.start + 1)
        behind = colon + 1 if colon >= 0 else field.start
        value = _SIZES.match(readable, behind) if reason == "share-tool" else _COUNT.match(readable, behind)
        end = max(value.end() if value else behind, field.end if reason == "counter" else behind)
        while end > field.at and is_blank(readable[end - 1]):
            end -= 1
        yield field.at, end, reason


def _slice(text: Text, start: int, end: int) -> Text:
    if start >= end:
        return Text("", ())
    high = text.spans[-1].end if end >= len(text.text) else offset_of(text, end)
    return slice_text(text, offset_of(text, start), high)
