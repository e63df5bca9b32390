"""List entries without a number: ●… ▪… and lines of labelled particulars (地址:… 电话:…)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..marks import BULLETS
from ..page import Page
from ..rule import Candidate, Rule, Unit

_PARTICULAR = re.compile(
    r"(?:地\s*址|电\s*话|联系(?:人|电话|方式)|垂询电话|咨询电话|传\s*真|邮\s*箱|邮\s*编|网\s*址|开户(?:银行|行)|户\s*名|帐\s*号|账\s*号|客服\S{0,4}|支付宝\S{0,6}|"
    r"举办时间|承办网站|承办单位|主办单位|协办单位|时\s*间|地\s*点|报名\S{0,4}|收件人|报名地点|监督电话)\s*:\s*\S"
)


_MARKS = frozenset(BULLETS)


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    if shape.marker is not None:
        return ()
    evidence = []
    before = page.texts[unit.index - 1]
    after = page.texts[unit.index + 1]
    if text[0] in BULLETS:
        if len(text) < 2:
            return ()
        evidence.append("bullet")
        if after[:1] == text[0] or before[:1] == text[0]:
            evidence.append("peers")
        if text[0] in "·▲△" and after[:1] != text[0] and before[:1] != text[0]:
            return ()
    elif shape.size <= 60 and page.core[0] < unit.index and ":" in text and _PARTICULAR.match(text):
        evidence.append("particular")
        if _PARTICULAR.match(before) or _PARTICULAR.match(after):
            evidence.append("peers")
    elif shape.final in ";" and 6 <= shape.size <= 90 and not shape.prose:
        evidence.append("semicolon")
        previous = page.neighbors[unit.index - 1]
        following = page.neighbors[unit.index + 1]
        if (previous is not None and previous.final == ";") or (following is not None and following.final == ";"):
            evidence.append("peers")
    elif (
        3 <= shape.size <= 22
        and text[0] not in "(【"
        and after[:1] not in _MARKS
        and not shape.stopped
        and shape.final not in ":,、"
        and page.core[0] < unit.index < page.core[1] + 8
        and not page.web
    ):
        previous = page.neighbors[unit.index - 1]
        following = page.neighbors[unit.index + 1]
        near = [
            other
            for other in (previous, following)
            if other is not None
            and other.marker is None
            and abs(other.size - shape.size) <= 8
            and other.size <= 22
            and not other.stopped
        ]
        if (not near and page.run[unit.index] < 6) or page.run[unit.index] < 3 or shape.key in page.quoted:
            return ()
        evidence.append("short-run")
        if unit.index <= page.text_start:
            evidence.append("before-text")
    else:
        return ()
    return (Candidate("item", tuple(evidence)),)


RULE = Rule(
    "bullet-item",
    find,
    {
        "item": {
            "base": 0.0,
            "bullet": 2.5,
            "peers": 1.2,
            "particular": 1.5,
            "semicolon": -0.6,
            "short-run": 0.2,
            "before-text": -2.5,
        }
    },
)
