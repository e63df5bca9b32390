"""Heads without a number: short lines that name the topic of what follows.

Styles, kept apart because a document uses each for one level: ``u`` no closing
mark or a question, ``ux`` a box beside the text (专栏), ``ut`` the title of something enclosed, ``uc`` a colon, ``us`` a full stop (生态底色更加亮丽。), ``ud`` opened by a
dash, ``ub`` opened by a middle dot, ``m2`` … ``m6`` Markdown. With ``^`` behind it the head
stands above all numbered heads before it, without it below the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..marks import BULLETS
from ..page import BRACKETED, Page, unit_width
from ..pictures import is_counted, is_placeholder
from ..rule import Candidate, Rule, Unit

_MARKDOWN = re.compile(r"(#{1,6})\s+\S")
_NOISY = re.compile(r"https?:|www\.|@|[|©]|\d{4}[-/]\d|\d:\d\d|【|】")
_LABEL = re.compile(
    r"(?:记者手记|编后|编后语|链接|新闻链接|延伸阅读|相关链接|新闻背景|背景|专家点评|点评|短评|报告事项|報告事項|討論事項|讨论事项|選舉事項|选举事项|"
    r"名片|前言|引言|导语|结语|附则|总则|摘要|新闻摘要|详细新闻|调研情况|问题分析|具体建议|对策建议|办理流程|案由|案据|方案|背景资料|声音|数说):?"
)
_COUPLET = re.compile(r"[^\s,。]{3,14}[ ,][^\s,。]{3,20}(?: [^\s,。]{3,14})?")
_SCENE = re.compile(r"图为|摄$|现场$|合影|进行[^。]{2,6}讨论|正在|截图|资料图|供图")
_ANNOUNCES = re.compile(
    r"(?:如下|以下|下列|下面|几点|几个|方面|工作|要求|问题|任务|措施|通知|公告|报告|事项|提问|回答|表示|指出|强调|认为|说|道|[是为]|包括|其中|建议|主席|要点|内容|目标是|做到)\W*:$"
)
_BOX = re.compile(r"(?:专栏|知识链接|延伸阅读|新闻链接|相关链接|记者手记|背景链接|名词解释)\s?\d{0,2}:?")
_ATTACHMENT = re.compile(r"附件?\s*+(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*+)?:?")
_PERSONAL = re.compile(r"(?:电话|传真|地址|邮编|邮箱|联系人|帐\s*号|账\s*号|户\s*名|开户)")


def find(unit: Unit, page: Page) -> Iterable[Candidate]:
    shape = page.shapes[unit.index]
    if shape.marker is not None or shape.size > 48 or shape.size < 2:
        return ()
    return _readings(unit, page)


def _readings(unit: Unit, page: Page) -> Iterator[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    markdown = _MARKDOWN.match(text) if text[0] == "#" else None
    if markdown:
        if len(markdown[1]) == 1 and page.markdown_titles == 1:
            return
        yield Candidate("head", ("markdown",), detail=f"m{len(markdown[1])}")
        return
    if shape.final in ",;、" or shape.stops > 1 or (text[0] == "(" and text[-1] == ")" and text.count("(") == 1):
        return
    if is_placeholder(text) or is_counted(text):
        return
    after = page.neighbors[unit.index + 1]
    before = page.neighbors[unit.index - 1]
    evidence = []
    annex = unit.index > 0 and _ATTACHMENT.fullmatch(page.texts[unit.index - 1]) is not None
    box, label, noisy, scene, contact = _says(text)
    if box:
        style = "ux"
        evidence.append("box")
    elif text[0] in "—―–-":
        style = "ud"
        evidence.append("dash")
    elif text[0] == "·":
        style = "ub"
        evidence.append("dot")
    elif shape.final == ":":
        style = "uc"
        evidence.append("colon")
    elif shape.final in "。!…":
        style = "us"
        evidence.append("stop")
        if shape.size > 34:
            return
    else:
        style = "ut" if annex or unit.index in page.enclosed or shape.key in page.quoted else "u"
        if shape.stops and shape.final not in "?":
            return
        if shape.final == "?":
            evidence.append("question")
    key_size = len(shape.key)
    if shape.han * 2 < key_size:
        evidence.append("foreign")
    if unit.index in page.stories:
        evidence.append("one-of-several")
    if unit.index - 1 in page.credited:
        evidence.append("after-credit")
    if unit.index - 1 in page.separators:
        evidence.append("after-separator")
    if after is None:
        evidence.append("last")
    elif after.prose or (after.stopped and after.size > 20):
        evidence.append("body-next")
    elif after.marker is not None:
        if after.marker.number == 1 and after.size <= 40 and style == "u" and after.final != ":":
            evidence.append("opens-series")
        else:
            evidence.append("mark-next" if after.size > 40 or after.marker.number == 1 else "head-follows")
    elif page.texts[unit.index + 1][0] in BULLETS:
        evidence.append("list-next")
    elif after.size <= 34 and not after.stopped and not (style == "uc" and unit.index + 1 in page.headlike):
        evidence.append("short-next")
    if before is not None and (before.stopped or before.prose):
        evidence.append("after-text")
    elif before is None:
        evidence.append("first")
    if page.run[unit.index] >= 5:
        evidence.append("among-short-lines")
    if not page.core[0] <= unit.index < page.core[1]:
        evidence.append("outside-body")
    if style == "us" or (style == "ud" and shape.final == "。"):
        evidence.append(
            "sentence-peers"
            if page.sentence_heads >= 3 and after is not None and (after.size > 60 or after.prose)
            else "no-peers"
        )
    elif style == "uc":
        if page.labels >= 3:
            evidence.append("label-peers")
        if after is not None and unit.index + 1 in page.headlike:
            evidence.append("head-next")
        if _ANNOUNCES.search(text) or shape.size > 18:
            evidence.append("announces")
    elif (
        unit.index in page.headlike
        and sum(page.head_sizes.get(size, 0) for size in range(shape.size - 4, shape.size + 5)) > 2  # itself and two
    ):
        evidence.append("peers")
    if " " in text and _COUPLET.fullmatch(text):
        evidence.append("couplet")
    if label:
        evidence.append("label")
    if shape.final == "?" and (":" in text or "," in text) and not page.indented:
        evidence.append("comma")
    if page.wrap and unit_width(text) >= page.wrap - 7:
        evidence.append("full-line")
    if unit.emphasis:
        evidence.append("emphasis")
    if text[0] == "《" and text[-1] == "》" and text.count("《") == 1:
        evidence.append("work-title")
    if shape.key in page.quoted:
        evidence.append("quoted-before")
    if unit.index in page.enclosed:
        evidence.append("enclosed")
    if style == "ut" and annex:
        evidence.append("below-attachment")
    if page.bracketed >= 2 and text[0] == "【" and BRACKETED.match(text):
        evidence.append("bracket-peers")
    elif noisy:
        evidence.append("noisy")
    if scene:
        evidence.append("scene")
    if contact:
        evidence.append("contact")
    if shape.size > 32 and shape.commas:
        evidence.append("long-clause")
    if style == "u" and ":" in text[1:-1]:
        evidence.append("inner-colon")
    if shape.size > 26:
        evidence.append("longish")
    elif shape.size < 4:
        evidence.append("tiny")
    yield Candidate("head", tuple(evidence), detail=style)
    if page.series:
        yield Candidate("head", tuple(evidence), detail=style + "^")


@lru_cache(maxsize=2048)
def _says(text: str) -> tuple[bool, bool, bool, bool, bool]:
    """What the words are by themselves: the head of a box, a usual head, addresses and times, a scene, contact data."""
    return (
        _BOX.fullmatch(text) is not None,
        _LABEL.fullmatch(text.replace(" ", "")) is not None,
        _NOISY.search(text) is not None,
        _SCENE.search(text) is not None,
        _PERSONAL.search(text) is not None,
    )


RULE = Rule(
    "plain-heading",
    find,
    {
        "head": {
            "base": -0.2, "box": 2.0, "markdown": 6.0, "dash": -0.6, "dot": 0.8, "colon": -0.3, "stop": -2.2, "question": 0.0, "foreign": -1.5, "last": -2.0,
            "body-next": 1.2, "head-follows": -1.2, "opens-series": 1.2, "mark-next": 0.3, "list-next": 1.2, "short-next": -0.8, "after-text": 0.5, "first": -1.0, "among-short-lines": -1.5,
            "outside-body": -1.5, "peers": 1.2, "bracket-peers": 1.2, "no-peers": -1.0, "couplet": 0.8, "label": 1.8, "sentence-peers": 3.2, "label-peers": 1.0, "head-next": 1.0, "work-title": 0.8, "announces": -2.2, "comma": -1.0, "full-line": -2.5, "emphasis": 4.0, "quoted-before": 1.5, "enclosed": 3.0, "below-attachment": 3.0, "after-separator": -1.5, "after-credit": -1.2, "one-of-several": -1.5, "noisy": -2.5, "scene": -2.0, "contact": -1.5,
            "longish": -0.4, "long-clause": -1.2, "inner-colon": -0.5, "tiny": -0.5,
        },
    },
)  # fmt: skip
