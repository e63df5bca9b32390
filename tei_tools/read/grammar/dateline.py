"""The dateline of a news paragraph: 本报讯(记者 …), 新华社北京4月3日电, 4月5日消息.

The opening ends with 电, 讯 or 消息 and takes in the bracket behind it (电头 and 消息头 of the press).
"""

from __future__ import annotations

import re

from ...text.values import value

_DAY = r"(?:(?:(?:19|20)\d\d年)?\d{1,2}月)?\d{1,2}日(?:\s*\d{1,2}[:时]\d{1,2}分?)?"
_AGENCY = r"(?:本[报网台刊社]|[\u4e00-\u9fffA-Za-z]{0,10}(?:社|新闻网|在线|网|晚报|日报|晨报|早报|商报|都市报|时报|报|电视台|广播电台|电台|客户端|融媒体?|融媒体中心|之家|视频|新闻|资讯|快讯))"
_OPENING = re.compile(
    rf"\s*+(?:[(\[【]\s*+)?据?(?P<agency>{_AGENCY})(?:[^\S\n]{{0,2}}(?P<place>[\u4e00-\u9fff]{{1,8}}?))?[^\S\n]{{0,2}}(?P<day>{_DAY})?[^\S\n]{{0,2}}(?:专?电|讯|消息|综合消息|报道)"
    rf"(?:[^\S\n]{{0,3}}[)\]】])?(?=[\s(:,]|记者|通讯员|$|[\u4e00-\u9fff\u201c“《\d])"
)
_DAY_FIRST = re.compile(
    rf"\s*(?P<agency>{_AGENCY})[^\S\n]{{0,2}}(?P<day>{_DAY})(?P<place>[\u4e00-\u9fff]{{2,6}})(?:电|讯|消息)(?=[\s(:,])"
)
_BOXED = re.compile(
    r"\s*[\[【(](?P<agency>[\u4e00-\u9fffA-Za-z]{2,10})[^\S\n]{0,2}(?P<day>(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)"
    r"(?P<place>[\u4e00-\u9fff]{0,6})(?:专?电|讯|消息|报道)[\]】)]"
)
_REPORTER = re.compile(
    r"\s*[【〔\[(](?:[\u4e00-\u9fff]{0,8}(?:记者|特派员|通讯员)|本报讯|本报记者)[^】〕\])]{1,28}[】〕\])](?=[^\s】\]])"
)
_PLACE = re.compile(r"/[\u4e00-\u9fff]{2,6}(?:报导|报道|电|讯)")
_DAY_ONLY = re.compile(r"\s*(?P<day>(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)(?:消息|讯|电)(?=[\s:,(]|[\u4e00-\u9fff])")
_PLAIN = re.compile(r"\s*(?:本报讯|本网讯|本台消息|本刊讯|本报电|讯)(?=[\s(:]|记者|通讯员|[\u4e00-\u9fff])")
_TELLING = re.compile("[电讯息道]")
"""What all datelines but those that are a credit alone have."""
_BRACKET = re.compile(r"[^\S\n]{0,3}\([^()]{1,60}\)")
_LOOSE = re.compile(r"[^\S\n]{0,2}(?:[\u4e00-\u9fff]{0,6}(?:记者|通讯员)[^,。:]{2,16})(?:报道|摄影报道)?:")


@value(frozen=True, slots=True)
class Dateline:
    """A dateline: where it ends in the text, its date as written, and the range of its credit."""

    end: int
    day: str
    credit: tuple[int, int] | None


def read_dateline(text: str) -> Dateline | None:
    """The dateline a paragraph opens with, or None.

    >>> read_dateline("新华社南京3月31日电(记者赵久龙)江苏省").end
    18
    >>> read_dateline("据报道,今年") is None
    True
    """
    head = text[:90]
    match = None
    if _TELLING.search(head) is not None:
        match = _DAY_ONLY.match(head) or _DAY_FIRST.match(head) or _PLAIN.match(head) or _OPENING.match(head)
        match = match or _BOXED.match(head)
    if match is None:
        match = _REPORTER.match(head)
        if match is None or len(text) < match.end() + 12:
            return None
        place = _PLACE.search(head, match.start(), match.end())
        return Dateline(match.end(), "", (len(head) - len(head.lstrip()), place.start() if place else match.end()))
    groups = match.groupdict()
    day = groups.get("day") or ""
    if match.re is _OPENING and not day and not re.search(r"(?:讯|电|消息)\W*$", match.group()):
        return None
    if match.re is _OPENING and head[match.end() - 1 : match.end()] == "道" and not day:
        return None
    end = match.end()
    credit = None
    bracket = _BRACKET.match(head, end)
    if bracket is not None:
        start = head.index("(", end)
        credit = (start, bracket.end())
        end = bracket.end()
    else:
        loose = _LOOSE.match(head, end)
        if loose is not None:
            credit = (end, loose.end() - 1)
            end = loose.end()
    return Dateline(end, day, credit)
