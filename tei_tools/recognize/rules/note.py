"""Notes: 编者按, footnotes and 附注, attachment lines, release remarks such as (此件公开发布)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..marks import RANK
from ..page import SHORT, Page
from ..rule import Candidate, Rule, Unit

_EDITORIAL = re.compile(
    r"[【(]?(?:编者按|编者的话|编者语|编辑按|開欄的話|开栏的话|按语|编前|编前语|编者注)[】)]?\s*[:：]?"
)
_RELEASE = re.compile(
    r"[(（](?:此件.{0,16}|本文有删[减节]|有删节|此文件.{0,12}|不公开|联系人[:：].+|节选.{0,6}|征求意见截止.+)[)）]"
)
_ATTACHMENT = re.compile(
    r"附件\s*+(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*+)?[:：.、]\s*\S|附件\s*\d{1,2}$|附[:：]\s*\S|附表\d?[:：]"
)
_FOOTNOTE = re.compile(
    r"(?:注|备注|附注|说明|注释|参考文献|参考资料|资料来源|数据来源)\s*[:：]|(?:参考文献|注释|参考资料)$|注\d{0,2}[:：]|※|\*注"
)
_HONORS = re.compile(r"[(（]?(?:按|以)姓氏笔[画划]为?(?:序|排序|排列)[)）]?|排名不分先后")

_OPENERS = frozenset("【(（编開开按附注备说参资数※*以排")
"""What all of them open with."""


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    said = (_short_says if shape.size <= SHORT else _says)(text)
    if said == "editorial":
        return (Candidate("note", ("editorial",), detail="editorial"),)
    elif said == "release":
        return (Candidate("note", ("release",), detail="release"),)
    elif said == "attachment":
        if opens_parts(unit.index, page):
            return ()
        evidence = ["attachment"]
        if unit.index < page.core[0] + 2 and unit.index <= page.text_start:
            evidence.append("top")
        if shape.stopped:
            evidence.append("sentence")
        return (Candidate("note", tuple(evidence), detail="attachment"),)
    elif shape.marker is not None and shape.size <= 60 and unit.index and _ATTACHMENT.match(page.texts[unit.index - 1]):
        return (Candidate("note", ("attachment-list",), detail="attachment"),)
    elif said == "footnote":
        evidence = ["footnote"]
        if unit.index < len(page.units) * 2 // 3:
            evidence.append("early")
        return (Candidate("note", tuple(evidence), detail="footnote"),)
    elif said == "order":
        return (Candidate("note", ("order",), detail="footnote"),)
    elif unit.index and page.shapes[unit.index - 1].size <= 6 and _EDITORIAL.fullmatch(page.texts[unit.index - 1]):
        return (Candidate("note", ("below-editorial",), detail="editorial"),)
    return ()


def opens_parts(index: int, page: Page) -> bool:
    """Whether the line of an attachment heads the attachment itself: the first of its parts stands right below it."""
    below = page.neighbors[index + 1]
    return below is not None and below.marker is not None and below.marker.number == 1 and RANK[below.marker.style] <= 4


def _says(text: str) -> str:
    """What kind of note the words are by themselves, ``""`` for none."""
    if text[0] not in _OPENERS:
        return ""
    if _EDITORIAL.match(text):
        return "editorial"
    if len(text) <= 60 and _RELEASE.fullmatch(text):
        return "release"
    if len(text) <= 90 and _ATTACHMENT.match(text):
        return "attachment"
    if _FOOTNOTE.match(text):
        return "footnote"
    return "order" if _HONORS.fullmatch(text) else ""


_short_says = lru_cache(maxsize=2048)(_says)


RULE = Rule(
    "note",
    find,
    {
        "note": {
            "base": 0.0, "editorial": 6.0, "release": 5.0, "attachment": 3.0, "attachment-list": 4.0, "top": -2.0, "sentence": -1.0, "footnote": 2.0, "early": -1.5, "order": 4.0,
            "below-editorial": 5.0,
        },
    },
)  # fmt: skip
