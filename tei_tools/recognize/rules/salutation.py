"""The addressee: 各位代表:, and the 主送机关 of a government document (GB/T 9704-2012, 7.3.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..page import Page
from ..rule import Candidate, Rule, Unit

_PEOPLE = re.compile(
    r"(?:尊敬|敬爱|亲爱)的[^。:]{2,24}[:!]|(?:尊敬的)?(?:各位(?:代表|委员|领导|同志|来宾|朋友|嘉宾|评委|老师)?|同志们|同胞们|朋友们|女士们|先生们|主席)[^。]{0,30}[:!]"
)
_BODIES = re.compile(
    r"[^。;]{0,160}(?:各|人民政府|委员会|部门|单位|机构|办事处|局|厅|公司|学校|市|县|区|乡镇|党委|支部|中心|院)[^。;]{0,60}:"
)
_NOT = re.compile(
    r"如下|以下|下列|包括|要求|通知|认为|表示|指出|为:|是:|强调|介绍|说|问题|分析|建议|情况|流程|内容|作者|来源|编辑"
)


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    if shape.final not in ":!" or shape.size > 220:
        return ()
    if shape.size <= 30 and _PEOPLE.fullmatch(text):
        evidence = ["people"]
    elif shape.final == ":" and text.startswith("各") and _BODIES.fullmatch(text) and not _NOT.search(text):
        evidence = ["bodies"]
    elif (
        shape.final == ":"
        and shape.size <= 120
        and _BODIES.fullmatch(text)
        and not _NOT.search(text)
        and shape.size >= 4
    ):
        evidence = ["body"]
    else:
        return ()
    if text.endswith("!"):
        evidence.append("exclaimed")
    if unit.index > page.core[0] + 4:
        evidence.append("inside-body")
    return (Candidate("salute", tuple(evidence)),)


RULE = Rule(
    "salutation",
    find,
    {"salute": {"base": 0.0, "people": 4.0, "bodies": 3.5, "body": 1.2, "exclaimed": -2.5, "inside-body": -2.0}},
)
