"""Words without a label in a line of facts: which of them may be the name of a source."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .age import AGO
from .lexicon import is_outlet, labels, words

_NAMELIKE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·.《》“”()（）+-]{2,24}")
_CALENDAR = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|"
    r"(?:last|post|updat|publish|modifi|edit)(?:e?d)?|views?|by|on|am|pm",
    re.IGNORECASE,
)
"""English words of calendars and of stamps, which name nobody; Chinese ones are of the class ``head``."""
_IDENTIFIER = re.compile(
    r"[a-z]{1,20}[A-Z]\w{0,20}(?:\.\w{1,12})?|(?=[A-Za-z])[A-Za-z0-9]{1,20}_\w{1,20}|[a-z]\w{0,20}\.(?:add|put|push|append|get|set)",
    re.ASCII,
)
"""A key or a call of a program: publishDate, news_source, list.add."""
_OUTLET_AT_EDGE = (
    re.compile(r"(?:/|报[导道])\s?(?P<site>(?:(?!报导)[\u4e00-\u9fff]){2,8})\W{0,3}\Z"),
    re.compile(r"\W{0,3}(?P<site>[\u4e00-\u9fff]{2,8})/\s?(?:本报|特派|特约)?(?:记者|特派员|通讯员)"),
)
_ROLE_END = re.compile("(?:记者|通讯员|评论员|实习生|报导)\\Z")
_COUNTED = re.compile(r"[\u4e00-\u9fff]{1,6}\s?[(（\[【]\s?\d[\d,.万]*\s?[)）\]】]")
"""How often a page was seen or spoken of: 评论(27)."""
_SEPARATORS = re.compile(r"\s+|--+|—+|[|/丨∣,，、;；]+|(?<=[\u4e00-\u9fff]{2})报导(?=[\u4e00-\u9fff]{2})")
_PLACED = re.compile(
    r"来自|发布于|发表于|农历|阴历|第\d{1,3}\Z|总?第.{1,6}期|星期[一二三四五六日天]|周[一二三四五六日]|第?[A-Z]?\d{1,3}版|[上下]午|发自|ip属地|晴|多云|阴|分类于",
    re.IGNORECASE,
)


def may_be_source(value: str) -> bool:
    """Whether words may be the name of a source: no label, no tool of a page, nobody's role.

    >>> may_be_source("青禾日报"), may_be_source("打印"), may_be_source("评论(27)"), may_be_source("publishDate")
    (True, False, False, False)
    """
    lowered = value.lower()
    return (
        _NAMELIKE.fullmatch(value) is not None
        and lowered not in words("head")
        and lowered not in words("tool")
        and lowered not in labels()
        and _ROLE_END.search(value) is None
        and _COUNTED.fullmatch(value) is None
        and _CALENDAR.fullmatch(value) is None
        and _IDENTIFIER.fullmatch(value) is None
        and AGO.fullmatch(value) is None
    )


def outlet_of_credit(text: str) -> tuple[int, int] | None:
    """Where the outlet stands that a line of credits names before or behind the people: 陶远舟/青禾日报, 【青禾报/记者…】.

    >>> outlet_of_credit("陶远舟/青禾日报"), outlet_of_credit("【青禾晚报/记者陶远舟/即时报导】"), outlet_of_credit("文/陶远舟")
    ((4, 8), (1, 5), None)
    """
    for find in (_OUTLET_AT_EDGE[0].search, _OUTLET_AT_EDGE[1].match):
        match = find(text)
        if match is not None and is_outlet(match["site"]) and not match["site"].endswith(("报导", "报道")):
            return match.span("site")
    return None


def chunks_of(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The words of a range that are neither tools nor places nor counters, where they stand.

    >>> text = "青禾日报 第3期 打印"
    >>> [text[start:end] for start, end in chunks_of(text, 0, len(text))]
    ['青禾日报']
    """
    position = start
    for match in [*_SEPARATORS.finditer(text, start, end), None]:
        stop = match.start() if match is not None else end
        low, high = position, stop
        while low < high and text[low] in "([（【)]）】:：-—_~«»":
            low += 1
        while (high > low and text[high - 1] in "([（【:：-—_~«»") or (
            high > low and text[high - 1] in ")]）】" and not re.search(r"[(\[（【]", text[low:high])
        ):
            high -= 1
        if "》" in text[low:high] and "《" not in text[low:high]:
            high = text.index("》", low, high)
        word = text[low:high]
        if len(word) >= 2 and not _PLACED.match(word) and word.lower() not in words("tool") and not word.isdigit():
            yield low, high
        position = match.end() if match is not None else stop
