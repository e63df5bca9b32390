"""Which part of a headline's line is the headline: what stands around it in marks, labels, site names and stamps.

Pages that were saved, dumped or converted leave things in the headline's own line: the mark of a Markdown head, the
key of front matter or of a JSON object, the label of a form (标题：), quotes around a value, the name of the site and of
its column behind the page title (HTML's ``title`` element holds both), the day in brackets behind an entry of a list.
All patterns are written for folded, simplified text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Cut(NamedTuple):
    """A part of a line, ``[start, end)``, that does not belong to the headline, and the reason of its discard."""

    start: int
    end: int
    reason: str


_LABEL = r"(?:文章|新闻|信息|文件|作品|公文|发文|帖子|主要|原文|完整新闻)?(?:标\s{0,4}题|题目|题名|篇名)|(?:文件|作品|信息|文章|法规)名称|名称|主题|主旨"
FIELD = re.compile(
    rf"[-*]?\s*[\"']?(?:title(?:_[a-z]{{2,8}})?|headline|subject)[\"']?\s*[:=]\s*[\"'“]?|(?:\d{{1,2}}[.、]\s?)?(?:{_LABEL})\s*[:|]\s*(?=\S)|[【〔](?:{_LABEL})[】〕]\s*(?=\S)",
    re.IGNORECASE,
)
"""The key or label before a headline: ``title: "``, ``"title":"``, ``标题：``, ``【作品名称】``."""

_OPENINGS: tuple[re.Pattern[str], ...] = (
    re.compile(r"#{1,6}\s*(?=[^\s#])(?![^\s#]{1,40}#)"),
    re.compile(r"\*{2,3}(?=[^\s*])"),
    re.compile(r"\[(?=[^\[\]]{4,200}\]\()"),
    re.compile(r"[-+]\s+(?=[\"']?\w+[\"']?\s*:)"),
    re.compile(r"[★☆●○◎•‧■□◆◇▲△▼►▶※◈|]{1,4}\s*(?=[^\s★☆●○◎•‧■□◆◇▲△▼►▶※◈|])"),
    re.compile(r"\(\d{1,6},\s*(?:(?:\d{1,12}|NULL|'[^']{0,40}'),\s*){0,12}'"),
    re.compile(r"(?:'[^']{0,40}|[^'(),]{0,40})'\s*\),\s*\(\d{1,6},\s*(?:(?:\d{1,12}|NULL|'[^']{0,40}'),\s*){0,12}'"),
    FIELD,
)
"""What may open a line before its headline: marks of Markdown, the values before it in a row of SQL, a key."""

_SITE = r"(?:网|报|社|电视台|台|频道|首页|官网|门户|在线|资讯|信息港|客户端|中心|博客|论坛|\.cn|\.com|\.net|\.org)"
_TAILS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\]\([^()\s]{1,300}\)\s*$"), "markup"),
    (re.compile(r"(?<!\*)\*{2,}+\s*+$"), "markup"),
    (re.compile(r"(?<![\s,\"'])(?P<quote>[\"'])\s{0,4},\s{0,4}(?P=quote)?\s*+$"), "markup"),
    (re.compile(r"\s#{1,6}\s*$"), "markup"),
    (re.compile(r"(?<![\s|])(?=\s*+\|)[\s|]++$"), "markup"),
    (re.compile(r"(?<!\s)\s*+\[\s?(?:编辑|打印|列印|打印本页|列印本页|复制链接|分享)\s?\]\s*+$"), "boilerplate"),
    (re.compile(r"(?<!\s)\s*+分享(?:到|至):?\s*+$"), "boilerplate"),
    (re.compile(r"\s{0,60}(?:_{1,60}|-{1,2}|\|{1,60}|丨|｜)\s*[^-_|丨、,。!?:]{1,16}" + _SITE + r"\s*$", re.IGNORECASE), "site-name"),
    (re.compile(r"(?<=[\u3400-\u9fff!?”)》])_+[^-_|。!?:,]{1,16}\s*$"), "site-name"),
    (re.compile(r"(?<=[\u3400-\u9fff!?”)》])\s+[-|]\s+[\u3400-\u9fff]{2,4}\s*$"), "column-name"),
    (
        re.compile(
            r"\s{0,60}[(\[]\s*(?:(?:19|20)?\d\d[-/.])?\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\s*[)\]]\s*$"
        ),
        "boilerplate",
    ),
    (re.compile(r"(?<=[\u3400-\u9fff!?”)》])\s*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d\d:\d\d(?::\d\d)?)?\s*$"), "boilerplate"),
)  # fmt: skip
"""What may close a line behind its headline, and the reason for leaving it out."""

_OPENERS = frozenset("#*[-+(\"'【〔 \ttThHsS\u017f文新信公作标题篇名主法发帖原完★☆●○◎•‧■□◆◇▲△▼►▶※◈|0123456789")
"""What a text that has no ' opens with if one of :data:`_OPENINGS` matches it."""
_CLOSERS = re.compile(r"[_|丨｜)\]*#\d:\"'-]|分享")
"""What all of :data:`_TAILS` have."""
_PARTING = re.compile(r"\s*(?:_+|-{1,2}|\|+|丨)\s*|\s+")
_TAIL, _LINK = 60, 320
"""Code points from the end within which a tail is looked for, and the address of a link."""
_WORD = re.compile(r"\w")


def own_words(text: str, is_name: Callable[[str], bool] | None = None) -> tuple[Cut, ...]:
    """The cuts that leave the headline of a line; none where nothing would be left.

    ``text`` is folded and simplified. ``is_name`` says of the words behind the last dash, bar or blank whether the page
    knows them as the name of a site or a column (``None``: no page is known).

    >>> own_words("# 甲镇举行比赛-青禾网")
    (Cut(start=0, end=2, reason='markup'), Cut(start=8, end=12, reason='site-name'))
    """
    cuts: list[Cut] = []
    start, end = _opened(text)
    start_end, behind = _closed(text, start, end, is_name)
    if start:
        cuts.append(Cut(0, start, "markup"))
    cuts += behind
    if _WORD.search(text, start, start_end) is None:
        return ()
    return tuple(cuts)


def column_names(text: str) -> tuple[str, ...]:
    """The names that a line of a page may be, or hold as a breadcrumb does: short lines and the parts between ``>``.

    >>> column_names("首页 > 镇街动态 > 正文")
    ('首页', '镇街动态', '正文')
    """
    if ">" in text and len(text) <= 80:
        return tuple(part.strip() for part in text.split(">") if part.strip())
    return (text,) if len(text) <= 16 else ()


def _opened(text: str) -> tuple[int, int]:
    """Where the headline begins, and where it ends if quotes that opened in front of it close."""
    start = 0
    for _ in range(4 if text[:1] in _OPENERS or "'" in text else 0):
        for pattern in _OPENINGS:
            match = pattern.match(text, start)
            if match is not None and match.end() < len(text):
                start = match.end()
                break
        else:
            break
    end = len(text)
    quoted = start > 0 and text[start - 1] in "\"'“"
    if not quoted and start and text[start] in "\"'" and text[-1] == text[start] and end - start > 3:
        start, quoted = start + 1, True
    if quoted:
        end = len(text.rstrip("\"'”,; "))
    return start, max(end, start)


def _closed(text: str, start: int, end: int, is_name: Callable[[str], bool] | None) -> tuple[int, list[Cut]]:
    """Where the headline ends, and what is cut behind it, in order."""
    behind = [Cut(end, len(text), "markup")] if end < len(text) else []
    for _ in range(4):
        tails = _TAILS if _CLOSERS.search(text, max(start, end - _LINK), end) is not None else ()
        for pattern, reason in tails:
            match = pattern.search(text, max(start, end - (_LINK if reason == "markup" else _TAIL)), end)
            if match is not None and match.start() - start >= 4:
                _push(behind, Cut(match.start(), end, reason))
                end = match.start()
                break
        else:
            named = _named_tail(text, start, end, is_name)
            if named == end:
                break
            _push(behind, Cut(named, end, "column-name"))
            end = named
    return end, behind[::-1]


def _push(behind: list[Cut], cut: Cut) -> None:
    """Add a cut in front of the last one, or to it where the reason is the same."""
    if behind and behind[-1].reason == cut.reason:
        cut = Cut(cut.start, behind.pop().end, cut.reason)
    behind.append(cut)


def _named_tail(text: str, start: int, end: int, is_name: Callable[[str], bool] | None) -> int:
    """Where the last words of a line begin, with the mark in front of them, if the page knows them as a name."""
    if is_name is None:
        return end
    last = None
    for match in _PARTING.finditer(text, max(start + 4, end - 20), end):
        last = match
    if last is None or not 2 <= end - last.end() <= 16 or last.start() - start < 6:
        return end
    return last.start() if is_name(text[last.end() : end]) else end
