"""Lines that carry publication facts only: date, source, author, document number, and the record header of minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...read.grammar.number import find_number
from ...text.dates import find_dates
from ..facts import read_fields
from ..page import SHORT, Page
from ..rule import Candidate, Rule, Unit

_HINT = re.compile(r"[:：号月源]").search, re.compile(r"\d\d\d\d").search, re.compile("http|作者|链接").search
_MINUTES = re.compile(r"时\s+间|记\s*录|纪\s*录|地\s+[點点]|主\s+席|[列出缺]\s*席|秘[書书][長长]\s").match
_DATE_HINT = re.compile(r"年|\d{4}|世纪")
"""What every date has of which the year is told."""
_PASSED = re.compile(r"(?:通过|公布|施行|发布|修订|修正|批准|印发|制定)$")
_ORG = re.compile(
    r"\S{2,14}(?:网|报|报社|社|台|在线|之家|频道|日报|晚报|新闻网|客户端|融媒体中心|中心|办公室|办|局|部)"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")
"""A name that ends like none of the press: 健康青溪. Below a headline and behind a time of day it is the source."""
_ORIGINAL = re.compile(r"\(?(?:原标题|原題|原標題)\s*[:：]")
_DISTRIBUTION = re.compile(r"(?:报|送|发|抄报|抄送|主送|分送)\s*:\s*\S")
"""Who gets a document (GB/T 9704-2012, 7.4.2 抄送机关), as bulletins have it too."""
_TOOLS = re.compile(r"\s(?:大字?|中|小字?|打印|字号\S*|阅读\s?\d*|点击\s?\d*|浏览\s?\d*)(?=\s|$)|次浏览$|人浏览$")
_PRINTED = re.compile(r"[\u4e00-\u9fff]{4,24}\s+\d{4}年\d{1,2}月\d{1,2}日印发")
_REST = re.compile(r"(?:[\s\d:：()（）|\-—/年月日号时分秒来源自于【】\[\]<>.]|星期[一二三四五六日天])*")


def find(unit: Unit, page: Page) -> Iterator[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    index = unit.index
    if index and shape.size <= 60 and page.shapes[index - 1].size <= 20:
        label = read_fields(page.texts[index - 1])
        if (
            label
            and label[-1].start == label[-1].end
            and label[-1].name != "other"
            and not read_fields(text)
            and not shape.stopped
            and shape.final != ":"
        ):
            yield Candidate("meta", ("value-of-label",))
    if shape.size > 260 or not (_short_hints if shape.size <= SHORT else _hints)(text):
        if 2 <= shape.size <= 14 and page.anchor >= 0 and 0 < index - page.anchor <= 3 and _ORG.fullmatch(text):
            yield from _value_only(unit, page)
        return
    evidence = []
    if _PRINTED.fullmatch(text):
        yield Candidate("meta", ("printed-by",))
        return
    if _ORIGINAL.match(text):
        yield Candidate("meta", ("original-title",))
        return
    if _DISTRIBUTION.match(text) and not shape.stopped and index > page.text_start:
        yield Candidate("meta", ("distribution",))
        return
    body = text[2:] if text.startswith("- ") else text
    shift = len(text) - len(body)
    fields = read_fields(body)
    dates = find_dates(text[:160]) if (fields or shape.size <= 80) and _DATE_HINT.search(text, 0, 160) else []
    dates = [date for date in dates if date.when is not None and len(date.when) >= 7 and not date.when.startswith("--")]
    number = find_number(text) if shape.size <= 60 else None
    if number is not None and len(number.group()) >= shape.size - 2:
        yield Candidate("meta", ("document-number",))
        return
    if fields:
        evidence.append("label")
        if fields[0].header:
            evidence.append("header")
        if len(fields) >= 2:
            evidence.append("labels")
        known = {field.name for field in fields}
        if known & {"date", "created", "source", "document-number", "index-number", "issuer"}:
            evidence.append("publication-label")
        if known <= {"other", "keywords", "category"}:
            evidence.append("service-label")
        if fields[0].name == "link":
            evidence.append("link")
        if shape.size > 40 and len(fields) == 1 and fields[0].name not in ("source", "link", "author"):
            evidence.append("long-value")
        head = body[: fields[0].at]
        if len(head.strip(" (（【[")) > 30:
            evidence.append("text-in-front")
        if shape.stopped and shape.size > 24:
            evidence.append("sentence")
        if all(field.end == field.start for field in fields):
            below = page.texts[index + 1]
            evidence.append(
                "label-alone"
                if len(fields) == 1
                and below
                and len(below) <= 60
                and not read_fields(below)
                and fields[0].name != "other"
                else "empty"
            )
        if page.fact_lines >= 4:
            evidence.append("one-of-many")
    if dates:
        first = dates[0]
        rest = text[: first.start] + text[first.end :]
        for other in dates[1:]:
            rest = rest.replace(text[other.start : other.end], "")
        if _REST.fullmatch(rest):
            evidence.append("date-only")
        elif fields:
            evidence.append("date")
        elif shape.size <= (140 if text[0] == "(" else 48) and first.start <= 1 and _PASSED.search(text.rstrip(")")):
            evidence.append("passed")
        elif (
            shape.size <= 44 and text[0] not in "·•" and not shape.stopped
            and (_ORG.fullmatch(_TOOLS.sub("", rest).strip(" 来源:自|()[]【】")) or rest.strip().startswith("来自")
                 or (0 < index <= 4 and first.start == 0 and "T" in (first.when or "") and _NAME.fullmatch(rest.strip())))
        ):  # fmt: skip
            evidence.append("date-and-source")
    if not evidence:
        return
    if not fields and "date-only" not in evidence and "passed" not in evidence and "date-and-source" not in evidence:
        return
    if shift and fields:
        evidence.append("front-matter")
    if shape.size > 120:
        evidence.append("long")
    if page.web and page.run[unit.index] >= 5 and not fields and not 0 <= page.anchor < unit.index <= page.anchor + 4:
        evidence.append("among-short-lines")
    if "date-only" in evidence and 0 < index < page.text_start and not page.web:
        evidence.append("above-text")
    elif page.core[0] + 2 < unit.index < page.core[1] - 3:
        evidence.append("inside-body")
    yield Candidate("meta", tuple(evidence))


def _hints(text: str) -> bool:
    """Whether there is anything in a line that facts have."""
    mark, year, word = _HINT
    return bool(mark(text) or year(text) or word(text) or _MINUTES(text))


_short_hints = lru_cache(maxsize=2048)(_hints)


def _value_only(unit: Unit, page: Page) -> Iterator[Candidate]:
    """A source or a value on a line of its own right below the headline, next to another facts line."""
    index = unit.index
    near = [
        k
        for k in (index - 1, index + 1, index + 2, index + 3)
        if 0 <= k < len(page.shapes) and page.shapes[k].size <= 60
    ]
    if any(_DATED.search(page.texts[k]) for k in near):
        yield Candidate("meta", ("source-near-date",))


_DATED = re.compile(r"(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}|\d{2}-\d{2}\s*\d{2}:\d{2}|发布时间|来自")

RULE = Rule(
    "facts-line",
    find,
    {
        "meta": {
            "base": 0.0, "original-title": 4.0, "distribution": 2.5, "printed-by": 4.5, "document-number": 5.0, "label": 1.6, "header": 2.5, "labels": 1.2, "publication-label": 1.4, "service-label": -1.2,
            "link": 1.5, "long-value": -2.5, "text-in-front": -2.5, "sentence": -2.5, "empty": -0.6, "label-alone": 0.6, "one-of-many": 1.0, "date-only": 2.2, "above-text": 1.5, "date": 1.5, "passed": 3.5,
            "date-and-source": 2.0, "front-matter": 0.5, "long": -2.0, "among-short-lines": -2.0, "inside-body": -0.8, "value-of-label": 4.5,
            "source-near-date": 2.5,
        },
    },
)  # fmt: skip
