"""The date and source that the head of a page states and none of its lines shows: scripts write them into the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.given import DAY, iso_date
from ..text.source import GivenFact
from .html_walk import Line

_LONGEST = 120
"""Code points up to which a line can be one of facts."""
_HAN = re.compile("[\u3400-\u9fff]")
_SOURCE_LABEL = re.compile(r"(?:来源|來源|稿源|信息源)\s*[:：]\s*\S")
_DOUBTFUL = frozenset({"本站", "本网", "原创", "网络", "互联网", "转载", "其他", "未知", "佚名", "管理员"})


def unseen_facts(facts: Sequence[GivenFact], lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Labels and values of the facts that a page states outside its text, where its lines have none of the kind.

    What names the editor or an account (trust ``hint``) is never among them.

    >>> unseen_facts([GivenFact("date", "2021-03-15 09:12", "meta pubdate")], [])
    [('发布日期：', '2021-03-15 09:12')]
    """
    shown = [line.text for line in lines if line.shown <= _LONGEST and "。" not in line.text and not line.hidden]
    stated = [fact for fact in facts if fact.trust == "stated"]
    return [*_date(stated, shown), *_source(stated, lines, shown)]


def _date(stated: Sequence[GivenFact], shown: Sequence[str]) -> list[tuple[str, str]]:
    values = [fact.value for fact in stated if fact.field == "date" and iso_date(fact.value)]
    if not values or any(DAY.search(text) for text in shown):
        return []
    when = iso_date(values[0]) or ""
    month, day = int(when[5:7]), int(when[8:10])
    spelled = {f"{month:02}{mark}{day:02}" for mark in "-/."} | {f"{month}月{day}日", f"{month:02}月{day:02}日"}
    if any(form in text for text in shown for form in spelled):
        return []
    return [("发布日期：", when[:16].replace("T", " "))]


def _source(stated: Sequence[GivenFact], lines: Sequence[Line], shown: Sequence[str]) -> list[tuple[str, str]]:
    values = [fact.value for fact in stated if fact.field == "source"]
    value = values[0] if values else ""
    if not 2 <= len(value) <= 30 or value in _DOUBTFUL or not _HAN.search(value) or "/" in value:
        return []
    if any(_SOURCE_LABEL.search(text) for text in shown) or any(value in line.text for line in lines):
        return []
    return [("来源：", value)]
