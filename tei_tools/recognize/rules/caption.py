"""Captions: 图为…, ▲…, (吴芳 摄), 图片来源:…, and unmarked lines next to a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ...text.names import is_credit
from ..page import SHORT, Page, unit_width
from ..pictures import is_counted, is_file, is_placeholder
from ..rule import Candidate, Rule, Unit

_OPENING = re.compile(
    r"[(【]?(?:上图|下图|左图|右图|组图|资料图|图片|本图|题图|封面图)?(?:图为|图片说明|图说|▲|△|↑|↓|资料图[:：]|资料图片|题图[:：]|[上下左右]图[:：]|图[一二三四①②③④\d][:：\s])"
)
_CREDIT = re.compile(r"(?:摄|翻摄|供图|制图|摄影|摄\([^()]{2,8}\)|视觉中国|东方IC|CFP)\s*[)）]?$")
_AGENCY = re.compile(r"摄\s?\([^()]{2,8}\)$")
_DATED = re.compile(r"(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日[,，]?")
_SOURCE = re.compile(r"[(]?(?:图片来源|图源|图片提供|图片由|资料图片)[:：]?")
_SCENE = re.compile(
    r"现场$|合影|截图|讨论$|报告$|报道截图|活动|积极|向[^。]{2,12}(?:宣传|讲解|介绍)|正在|一角|全景|外景|影像|实施手术|得到|作[^。]{2,10}报告。?$|》$"
)
_SHOT = re.compile(r"截图。?$|(?:照片|合影|示意图|效果图|影像|画面)$")
_VIDEO = re.compile(r"(?:视频|图集|图|动图)[-—:：]\S")

_TELLING = re.compile("[图▲△↑↓摄视东C照影画]")
"""What the words of all captions have."""


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    if shape.marker is not None or shape.size > 160 or is_placeholder(text):
        return ()
    evidence = list((_short_says if shape.size <= SHORT else _says)(text))
    if unit.index and _is_image(page.texts[unit.index - 1]):
        evidence.append("below-picture")
    elif _is_image(page.texts[unit.index + 1]):
        evidence.append("above-picture")
    if shape.stops == 1 and _DATED.match(text) and _is_photo_credit(unit.index + 1, page):
        evidence.append("above-credit")
    near = [k for k in (unit.index - 1, unit.index + 1) if 0 <= k < len(page.shapes)]
    if not evidence:
        if shape.size > 48 or shape.size < 3 or shape.final in ":,;、?" or shape.stops > 1:
            return ()
        if not page.core[0] <= unit.index < page.core[1] or page.run[unit.index] >= 5:
            return ()
        if page.wrap and unit_width(text) >= page.wrap - 7:
            return ()
        evidence.append("unmarked")
        if _SCENE.search(text) and not (text[0] == "《" and text[-1] == "》"):
            evidence.append("scene")
        if page.shapes[unit.index].final == "。":
            evidence.append("stopped")
        after = page.neighbors[unit.index + 1]
        if after is not None and after.marker is not None:
            evidence.append("mark-next")
    if any(page.shapes[k].size <= 60 and _CREDIT.search(page.texts[k]) for k in near):
        evidence.append("near-caption")
    if shape.size > 60:
        evidence.append("long")
    if unit.gap >= 3:
        evidence.append("wide-gap")
    if not unit.first:
        evidence.append("same-line")
    return (Candidate("caption", tuple(evidence)),)


def _is_photo_credit(index: int, page: Page) -> bool:
    """Whether the line right below says who took the picture, and nothing else."""
    text = page.texts[index]
    return (
        0 < len(text) <= 30
        and page.units[index].gap == 0
        and (_CREDIT.search(text) is not None or _AGENCY.search(text) is not None)
        and is_credit(text)
    )


def _says(text: str) -> tuple[str, ...]:
    """The evidence of the words alone."""
    evidence: list[str] = []
    if _TELLING.search(text) is None:
        return ("counted",) if is_counted(text) else ()
    if _OPENING.match(text):
        evidence.append("says-so")
    if is_counted(text):
        evidence.append("counted")
    if _CREDIT.search(text):
        evidence.append("photographer")
    if _SOURCE.match(text):
        evidence.append("picture-source")
    if _SHOT.search(text):
        evidence.append("screenshot")
    if _VIDEO.match(text):
        evidence.append("video")
    return tuple(evidence)


_short_says = lru_cache(maxsize=2048)(_says)


def _is_image(text: str) -> bool:
    """Whether a line names a picture, or says that one stood there."""
    return is_file(text) or is_placeholder(text)


RULE = Rule(
    "caption",
    find,
    {
        "caption": {
            "base": 0.0, "says-so": 4.0, "counted": 4.0, "photographer": 3.5, "picture-source": 3.5, "video": 2.0, "screenshot": 3.2, "below-picture": 1.5, "above-picture": 0.6,
            "unmarked": -1.6, "scene": 2.2, "stopped": -0.8, "mark-next": 0.8, "near-caption": 1.0, "above-credit": 4.0, "long": -3.0, "wide-gap": 0.8, "same-line": 0.5,
        },
    },
)  # fmt: skip
