"""Lines that only credit people: (记者 张三), 责任编辑:李四, 吴永亮 郭翼文/图, and the speaker's line under a speech's title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ...text.names import is_credit, is_person_name, read_credit
from ..facts import read_fields
from ..page import Page
from ..rule import Candidate, Rule, Unit

_ROLE = re.compile(
    r"记者|記者|通讯员|通訊員|作者|责编|責編|编辑|編輯|校对|审核|文/图|文并摄|摄影|执笔|供稿|撰稿|专家|整理|监制|供图|一审|初审|主编|值班"
)
_EDITOR = re.compile(r"^[【\[(]?\s*(?:本版)?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|审核人?|校对|值班编辑)\s*[:：]?")
OFFICE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,14})(?:省长|市长|县长|区长|镇长|乡长|州长|旗长|主席|主任|书记|院长|检察长|部长|局长|厅长|司长|总理|会长|校长)\s+"
    r"(?P<name>[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff·]){1,5})"
)
_VERSE = re.compile(r"[—―–]{2}\s*\([\u4e00-\u9fff]{1,3}\)\s*[\u4e00-\u9fff]{2,4}")
_REMARK = re.compile(r"\(作者(?:为|系|是|单位|简介|:)[^()]{2,60}\)")
_EXPERT = re.compile(r"(?:本期|受访|审核|指导|特邀|审稿)?专家\s*:\s*\S")
_MONTH = re.compile(
    r"\(?[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?\)?"
)
_BETWEEN_NAMES = re.compile(r"\s+|、")
_COLLECTIVE = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:政府|委员会|办公室|办公厅|统计局|局|厅|委|院|组|调研组|课题组|编辑部|评论员|工作站|研究室|宣传部|组织部|公司|学校|中心)"
)
"""A body that signs below the headline, as reports and bulletins of statistics do."""
_MEMBER = re.compile(
    rf"[(]{_COLLECTIVE.pattern}\s+(?P<names>[\u4e00-\u9fff]{{2,4}}(?:[\s、]+[\u4e00-\u9fff]{{2,4}}){{0,3}})[)]"
)
"""The office and the name of who wrote it, behind the text: (县水利局 陶远舟)."""
_BULLETS = "■□●○◆◇▲△★☆▪· "
"""What stands in front of the names below a headline."""
_FROM = re.compile(r"发自|报道:?$")


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    if shape.size > 64 or shape.size < 2 or shape.marker is not None:
        return ()
    said = _says(text)
    if said == ("verse",) or said == ("office",):
        return (Candidate("byline", said),)
    if 0 < unit.index <= 8 and page.shapes[unit.index - 1].size >= 4:
        if shape.size <= 8 and is_person_name(text.replace(" ", "")):
            return (Candidate("byline", ("name-near-top",)),)
        after = page.neighbors[unit.index + 1]
        begins = after is not None and (
            after.prose or page.facts[unit.index + 1] or _MONTH.fullmatch(page.texts[unit.index + 1]) is not None
        )
        if _are_names(text.lstrip(_BULLETS)) and (begins or not _are_names(page.texts[unit.index + 1])):
            return (Candidate("byline", ("names-near-top",)),)
        if begins and unit.index <= 3 and not page.web and _COLLECTIVE.fullmatch(text):
            return (Candidate("byline", ("body-near-top",)),)
    elif unit.index in page.signed:
        return (Candidate("byline", ("name-below-headline",)),)
    if not said or (said[0] == "partly" and shape.stopped):
        return ()
    if page.run[unit.index] >= 5 and said != ("expert",) and not _ROLE.search(text):
        said = (*said, "among-short-lines")
    return (Candidate("byline", said),)


def _are_names(text: str) -> bool:
    """Whether a line is two to four names and nothing else: 李长河 石大川."""
    names = _BETWEEN_NAMES.split(text)
    return 2 <= len(names) <= 4 and all(2 <= len(name) <= 4 and is_person_name(name) for name in names)


@lru_cache(maxsize=2048)
def _says(text: str) -> tuple[str, ...]:
    """The evidence of the words alone, empty when they credit nobody."""
    first = text[0]
    if first in "—―–" and _VERSE.fullmatch(text):
        return ("verse",)
    if first == "(":
        if _REMARK.fullmatch(text):
            return ("remark",)
        member = _MEMBER.fullmatch(text)
        if member and all(is_person_name(name) for name in _BETWEEN_NAMES.split(member["names"])):
            return ("of-office",)
    office = OFFICE.fullmatch(text) if len(text.split()) > 1 else None
    if office and is_person_name(office["name"].replace(" ", "")):
        return ("office",)
    if len(text) <= 40 and "专家" in text and _EXPERT.match(text):
        return ("expert",)
    if any(field.name in ("other", "date", "source", "category") for field in read_fields(text)):
        return ()
    evidence = []
    if is_credit(text):
        evidence.append("credit")
    elif (
        not _ROLE.search(text)
        or not (_EDITOR.match(text) or read_credit(text))
        or (
            not _EDITOR.match(text)
            and not (_ROLE.match(text.lstrip("(【[本")) and (len(text) <= 30 or _FROM.search(text)))
        )
    ):
        return ()
    else:
        evidence.append("partly")
    if _EDITOR.match(text):
        evidence.append("editor")
    elif _ROLE.search(text) or any(credit.role for credit in read_credit(text)):
        evidence.append("role")
    elif text[0] in "(（":
        evidence.append("bracketed")
    else:
        evidence.append("bare")
    if text.rstrip(")）").endswith(("摄", "摄影", "供图")) and not text.rstrip(")）").endswith("文/摄"):
        evidence.append("photographer")
    return tuple(evidence)


RULE = Rule(
    "byline",
    find,
    {
        "byline": {
            "base": 0.0, "name-near-top": 0.6, "names-near-top": 2.5, "body-near-top": 0.8, "name-below-headline": 2.0, "remark": 3.0, "expert": 3.0, "verse": 3.0, "office": 3.0, "of-office": 4.0, "credit": 1.5, "partly": 0.3, "editor": 3.0, "role": 2.2, "bracketed": 1.0, "bare": -1.0,
            "photographer": -1.2, "among-short-lines": -3.0,
        },
    },
)  # fmt: skip
