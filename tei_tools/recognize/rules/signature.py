"""The signature block at the end: the issuing body and the date (GB/T 9704-2012, 7.3.5), or 提案人: …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..page import Page
from ..rule import Candidate, Rule, Unit

_DATE = re.compile(
    r"(?:\d{4}|[一二三四五六七八九〇○零OoＯ]{4})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日|"
    r"(?:19|20)\d\d[.\-/]\d{1,2}[.\-/]\d{1,2}|(?:中華民國|民國)\S{1,4}年\S{1,3}月\S{1,3}日"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff()]{2,30}(?:政府|委员会|办公室|办公厅|办事处|委|局|厅|部|院|中心|公司|党委|组织部|宣传部|支部|协会|学会|大学|学校|小组|指挥部|法院|检察院|银行|工会|联合会|社|处)"
)
_BOTH = re.compile(rf"(?P<body>{_BODY.pattern})\s*(?P<date>{_DATE.pattern})")
_PROPOSERS = re.compile(
    r"(?:(?:第一|领衔|联名)?提案(?:人|者|委员|代表|单位|單位)|連署人|连署人|附议人|签发人|联名人|(?:领衔)?建议人|领衔(?:人|代表))\s*:"
)
_COURT = re.compile(
    r"(?:审判长|(?:代理)?审判员|人民陪审员|(?:代理)?书记员|检察员|法官助理)\s+[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,3}"
)
_HALT = re.compile(r"(?:主席|部长|省长|市长|县长|总理|局长)\s+[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,2}")

_PROPOSING, _JUDGING, _HOLDING = frozenset("第领联提連连附签建"), frozenset("审代人书检法"), frozenset("主部省市县总局")
"""What proposers, courts and holders of an office open with."""


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    if shape.size > 44:
        if text[0] in _PROPOSING and _PROPOSERS.match(text):
            return (Candidate("sign", ("proposers",)),)
        return ()
    said, office = _says(text)
    if said == "proposers":
        return (Candidate("sign", ("proposers",)),)
    if (not said and not office) or shape.stopped:
        return ()
    evidence = []
    after = page.texts[unit.index + 1]
    before = page.neighbors[unit.index - 1]
    if said == "date":
        evidence.append("date")
        previous = page.texts[unit.index - 1].replace(" ", "")
        if before is not None and _BODY.fullmatch(previous):
            evidence.append("below-body")
    elif said in ("body-and-date", "court"):
        evidence.append(said)
    elif said == "body" and _DATE.fullmatch(after.replace(" ", "") or "-"):
        evidence.append("above-date")
    elif (
        said == "body"
        and unit.index >= len(page.units) - 3
        and unit.index > 2
        and before is not None
        and before.stopped
    ):
        evidence.append("body-at-end")
    elif office and unit.index >= page.core[1] - 1:
        evidence.append("office")
    else:
        return ()
    if unit.index < 6 and unit.index < page.core[0] + 2:
        evidence.append("top")
    if before is not None and (before.stopped or before.prose):
        evidence.append("after-text")
    if page.run[unit.index] >= 6 and "above-date" not in evidence and "below-body" not in evidence:
        evidence.append("among-short-lines")
    return (Candidate("sign", tuple(evidence)),)


@lru_cache(maxsize=2048)
def _says(text: str) -> tuple[str, bool]:
    """What the words are by themselves, ``""`` if nothing that signs; and whether they name the holder of an office."""
    first = text[0]
    if first in _PROPOSING and _PROPOSERS.match(text):
        return "proposers", False
    if first in _JUDGING and _COURT.fullmatch(text):
        return "court", False
    compact = text.replace(" ", "")
    dated = text[-1] == "日" or text[-1].isdecimal()
    if dated and (_DATE.fullmatch(text) or _DATE.fullmatch(compact)):
        return "date", False
    if dated and (_BOTH.fullmatch(text) or _BOTH.fullmatch(compact)):
        return "body-and-date", False
    office = first in _HOLDING and _HALT.fullmatch(text) is not None
    return "body" if _BODY.fullmatch(compact) else "", office


RULE = Rule(
    "signature",
    find,
    {
        "sign": {
            "base": 0.0, "proposers": 3.5, "court": 2.5, "date": 1.5, "below-body": 2.0, "body-and-date": 2.5, "above-date": 3.5, "body-at-end": 1.2, "office": 1.0,
            "top": -2.0, "after-text": 0.5, "among-short-lines": -1.5,
        },
    },
)  # fmt: skip
