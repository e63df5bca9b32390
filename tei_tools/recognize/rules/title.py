"""The headline: its line or lines, the line above it (kicker) and the line below it (subtitle).

Chinese newspapers know 引题 (kicker), 主题 (main) and 副题 (subtitle); a government document has one title,
broken over several lines at will (GB/T 9704-2012, 7.3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ...text.names import is_credit
from ..facts import read_fields
from ..marks import BULLETS
from ..page import Page
from ..pictures import is_counted, is_placeholder
from ..rule import Candidate, Rule, Unit

_KIND = re.compile(
    r"(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|总结|方案|预案|要点|讲话|简报|办法|规定|条例|细则|规划|计划|建议|提案|"
    r"公示|汇报|工作报告|修正案|紀錄|记录|公告稿|倡议书|公开信)(?:\([^)]{1,12}\))?$"
)
_KINDS = frozenset("议定令报告见知示复案函要结点话法例则划录錄稿书信)")
"""What all of them end with."""
_OPEN_END = re.compile(r"(?:关于|印发|转发|批转|的|和|与|、)$|关于.{2,24}[^知见告定法案函议答读明信书]$")
_DATELINE = re.compile(
    r"[(]?(?:本[报网台刊]|[^\s,。]{2,10}(?:社|网|报|在线))[^。]{0,14}(?:讯|电|消息)|\d{1,2}月\d{1,2}日|近日|日前"
)
_SITE = re.compile(r"首页|登录|注册|官网|手机版|客户端|APP下载|网站|下载|搜索|导航|版权|更多|频道|热线")
_ROLE = re.compile(r"[(【]?(?:本[报网台]|见习|实习|特约)?(?:记者|通讯员|责任编辑|编辑)\S")
_ROLES = frozenset("(【本见实特记通责编")
"""What all of them open with."""
_EDITOR = re.compile(r"[(【\[]?(?:本版)?(?:责任编辑|责编|编辑|校对|审核)")
_ATTACHMENT = re.compile(r"附件?\s*+(?:\d++\s*+)?:")
_SPEAKER = re.compile(r"(?:问|答|记者|主持人|网友|嘉宾|[QA]\d{0,2})\s?:")
_NO_TITLE = frozenset("附问答记主网嘉QA")
"""What attachments and speakers open with."""
_DASH = re.compile(r"[—―–]{1,3}\s*\S")
_OCCASION = re.compile(r"\(?(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:\S{0,2})在[^。,;]{4,50}(?:上|召开之际|期间)\)?$")
"""The day and the occasion of a speech, as they stand below its headline."""


def find(unit: Unit, page: Page) -> Iterable[Candidate]:
    shape = page.shapes[unit.index]
    if shape.size > 70 or shape.size < 2 or shape.final in ",;" or (shape.final == ":" and shape.size > 8):
        return ()
    if is_placeholder(unit.text) or is_counted(unit.text):
        return ()
    return _readings(unit, page)


def _readings(unit: Unit, page: Page) -> Iterator[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    index = unit.index
    said = _says(text)
    if said is None:
        return
    credit, kind, site, beneath = said
    after = page.neighbors[index + 1]
    before = page.neighbors[index - 1]
    if ":" in text[:16]:
        fields = read_fields(text)
        if fields and fields[0].at <= 2 and fields[0].name != "title":
            return
    start, stop = page.core
    evidence = []
    if text.startswith("# "):
        evidence.append("markdown")
    if index == 0:
        evidence.append("first")
    elif index <= 3:
        evidence.append("near-top")
    anchored = page.anchor >= 0
    low, high = page.headline
    if low <= index < high:
        evidence.append("anchor")
    elif page.echoes[index] and anchored and index < low:
        evidence.append("other-copy")
    elif anchored and index < low:
        evidence.append("before-anchor")
    if not anchored and page.masthead[1]:
        if page.masthead[0] <= index < page.masthead[1]:
            evidence.append("above-facts")
        elif index < page.masthead[0]:
            evidence.append("before-masthead")
    if shape.size < 5:
        evidence.append("tiny")
    elif shape.size >= 10:
        evidence.append("full")
    if shape.size > 45:
        evidence.append("long")
    if shape.final == "。" or shape.stops > 1:
        evidence.append("sentence")
        if shape.prose:
            evidence.append("prose")
    elif shape.final == ":":
        evidence.append("announces")
    if shape.marker is not None:
        evidence.append("marked-alone" if page.highest.get(shape.marker.style) == 1 and index <= 4 else "marked")
    if credit:
        evidence.append("credit")
    if kind:
        evidence.append("kind")
    if site:
        evidence.append("site")
    if shape.size < 24 and page.facts[index]:
        evidence.append("facts")
    if shape.han * 2 < len(shape.key):
        evidence.append("foreign")
    if any(page.facts[index + 1 : index + 4]):
        evidence.append("facts-near")
    if after is not None:
        if after.prose:
            evidence.append("body-next")
        elif after.marker is not None:
            evidence.append("mark-next")
        elif start + 1 < index < stop and after.size < 8:
            evidence.append("no-body")
        if after.size > 40 and _DATELINE.match(page.texts[index + 1]):
            evidence.append("dateline-next")
    else:
        evidence.append("last")
    if page.run[index] >= 6 and not low <= index < high:
        evidence.append("among-short-lines")
    if 0 < index < page.stack:
        evidence.append("stack")
    elif start - 4 <= index <= start + 1:
        evidence.append("opens-body")
    elif start + 1 < index < stop:
        evidence.append("inside-body")
    elif index >= stop:
        evidence.append("behind-body")
    if index:
        previous = page.texts[index - 1]
        if index - 1 in page.credited:
            evidence.append(
                "after-credit"
                if after is not None
                and (
                    after.prose
                    or (after.size <= 45 and after.marker is None and page.texts[index + 1][0] not in BULLETS)
                )
                else "after-bracket"
            )
        elif (
            before is not None
            and before.size <= 30
            and not page.web
            and not _EDITOR.match(previous)
            and is_credit(previous)
        ):
            evidence.append("after-byline")
        elif index - 1 in page.separators:
            evidence.append("after-separator")
        if low < index < high or (index <= 20 and _OPEN_END.search(previous) and page.shapes[index - 1].size < 40):
            evidence.append("completes")
        if before is not None and unit.gap > page.units[index - 1].gap + 1:
            evidence.append("gap")
    if index in page.stories:
        evidence.append("one-of-several")
    elif index + 1 in page.signed:
        evidence.append("name-next")
    if index in page.enclosed:
        evidence.append("enclosed")
    if " " in text:
        evidence.append("couplet")
    yield Candidate("title", tuple(evidence))
    if index and shape.size <= 60 and shape.marker is None:
        if beneath:
            yield Candidate("subtitle", (beneath,))
        elif shape.final not in ":;,":
            extra = ["plain"]
            if shape.commas and not page.shapes[index - 1].commas:
                extra.append("clause")
            if shape.size >= 12:
                extra.append("full")
            if after is not None and after.prose:
                extra.append("body-next")
            if shape.final == "。":
                extra.append("sentence")
            if index < page.stack:
                extra.append("stack")
            if " " in page.texts[index - 1] and " " not in text and page.shapes[index - 1].size <= 40:
                extra.append("after-couplet")
            if page.shapes[index - 1].size < 8:
                extra.append("after-tiny")
            if kind:
                extra.append("kind")
            yield Candidate("subtitle", tuple(extra))
    if (
        after is not None
        and shape.size <= 36
        and shape.marker is None
        and shape.final not in "。:;,"
        and after.size <= 45
        and not after.prose
    ):
        yield Candidate("kicker", ("after-credit",) if "after-credit" in evidence else ())


@lru_cache(maxsize=2048)
def _says(text: str) -> tuple[bool, bool, bool, str] | None:
    """Whether the words credit somebody, end with the kind of a document, speak of the site, and what shows a subtitle.

    None for what is no headline whatever stands around it.
    """
    if text.startswith("##") or (text[0] in _NO_TITLE and (_ATTACHMENT.match(text) or _SPEAKER.match(text))):
        return None
    beneath = "dash" if text[0] in "—―–" else "occasion" if text[0] in "(12" and _OCCASION.match(text) else ""
    if beneath == "dash" and not _DASH.match(text):
        beneath = ""
    credit = text[0] in _ROLES and _ROLE.match(text) is not None
    credit = credit or (len(text) <= 24 and is_credit(text))
    kind = text[-1] in _KINDS and _KIND.search(text) is not None
    return credit, kind, _SITE.search(text) is not None, beneath


RULE = Rule(
    "title",
    find,
    {
        "title": {
            "base": -1.0, "above-facts": 1.8, "before-masthead": -2.5, "markdown": 3.5, "first": 1.8, "near-top": 0.6, "anchor": 4.5, "other-copy": -2.5, "before-anchor": -3.0, "tiny": -1.0, "full": 0.6, "long": -1.0,
            "sentence": -2.5, "prose": -2.0, "announces": -3.5, "marked": -3.0, "kind": 1.2, "site": -2.5, "facts": -3.0, "foreign": -1.5, "facts-near": 1.0,
            "body-next": 0.7, "mark-next": 0.0, "dateline-next": 1.2, "last": -3.0, "among-short-lines": -2.2, "no-body": -1.2, "opens-body": 0.8,
            "inside-body": -1.2, "behind-body": -3.5, "after-credit": 4.6, "after-bracket": 0.5, "after-byline": 3.5, "credit": -4.0, "marked-alone": -1.0, "after-separator": 3.5, "completes": 2.0, "one-of-several": 3.0, "name-next": 3.0, "enclosed": -4.0, "stack": 1.5, "gap": 0.4, "couplet": 0.3,
        },
        "subtitle": {
            "base": 0.0, "dash": 4.0, "occasion": 4.0, "plain": -1.0, "full": 0.5, "body-next": 0.6, "sentence": -1.5, "after-tiny": -1.0, "kind": -1.0, "clause": 1.2, "after-couplet": 1.8, "stack": 1.5,
        },
        "kicker": {"base": -4.0, "after-credit": 1.0},
    },
)  # fmt: skip
