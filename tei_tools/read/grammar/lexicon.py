"""The words of facts lines, from the tables in ``read/data``; loaded when first asked for.

All words are folded, simplified and in lower case; what is asked must be so too (:func:`tei_tools.text.script.plain`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple


class LabelWord(NamedTuple):
    """What a label says: its kind in the grammar, and the name of its field in the record."""

    kind: str
    field: str


def _rows(name: str) -> list[list[str]]:
    text = resources.files("tei_tools.read").joinpath("data", name).read_text(encoding="utf-8")
    return [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]


@cache
def labels() -> dict[str, LabelWord]:
    """Every label, written without blanks, and what it says.

    >>> labels()["发布时间"]
    LabelWord(kind='published', field='date')
    """
    out: dict[str, LabelWord] = {}
    for kind, name, words in _rows("labels.tsv"):
        for word in words.split():
            out.setdefault(word, LabelWord(kind, name))
    return out


_WHO = (
    "(?:本[报刊网台社站版]|[\u4e00-\u9fff]{2,5}(?:报|网|社|台|客户端|新闻)|全媒体?|融媒体?|新媒体|见习|实习|特约|特派|首席|高级|资深"
    "|驻[\u4e00-\u9fff]{2}|前方|文字|图片|视频|学生|校园|联合|原文?|栏目|专栏)"
)
"""What stands before the word for one who writes or takes pictures; never the verb of a sentence (告诉记者)."""

_TEXT = "(?:采访|采写|撰文|撰稿|文字|文|编写|整理|报道)"
_PICTURE = "(?:摄影|拍摄|摄|图片?)"

_COMPOSED: tuple[tuple[Callable[[str], re.Match[str] | None], LabelWord], ...] = tuple(
    (re.compile(pattern).fullmatch, LabelWord(kind, field))
    for pattern, kind, field in (
        (
            "(?:信息|讯息|消息|新闻|文章|稿件|内容|资讯|文稿|文件|原文|本文|正文|转载|原始|图文|报[道导])?(?:来源|出处|源)"
            "(?:单位|部门|媒体|报刊|报纸|刊物|网站|网|平台|机构|渠道|栏目)?",
            "source", "source",
        ),
        (
            "(?:本|这篇)?(?:信息|讯息|消息|新闻|文章|稿件|内容|资讯|文稿|本文|文字|资料)(?:提供|报送|供稿|供给|发布|推送)"
            "(?:单位|部门|机构|科室|处室|者|方)?",
            "source", "source",
        ),
        ("(?:报[道导]|来稿|供稿|发稿|撰稿|投稿)(?:单位|部门|机构|机关|媒体|科室|处室|学校)", "source", "source"),
        ("(?:当前)?(?:报纸|报刊|期刊|刊物|杂志|媒体)(?:中文)?(?:名称?|全称|题名)", "source", "source"),
        (
            "(?:信息|文件|政策|公文|公告|通知|新闻|消息)?"
            "(?:发布|发文|公布|制发|印发|颁布|公开|制作|编制|编印|录入|公告|刊登|张贴|维护|上稿|发行|出版)"
            "(?:单位|部门|机构|机关|主体|科室|处室|学校)",
            "issuer", "issuer",
        ),
        (
            "(?:信息|消息|新闻|文章|稿件|内容|资讯|本文|首次|最早|网站|网络|正式|公告|公示|通知|通告|文件|帖子|原文)?"
            "(?:发布|发表|刊发|发稿|公布|公开|刊登|刊载|登载|发行|出版|出刊|出报|刊出|刊行|见报|播出|首播|播发|上线|上网|挂网|上版|上稿|张贴|公告|推送|上传|录入|添加|报[道导])(?:时间|日期|日|于)",
            "published", "date",
        ),
        ("(?:信息|消息|新闻|文章|稿件|资讯|网站)(?:时间|日期)", "published", "date"),
        ("(?:信息|资讯|新闻|文章|内容|本文|页面|最后|最近|最新|上次)?(?:更新|修改|修订|编辑|异动)(?:时间|日期|日|于)", "updated", "date"),
        ("(?:创建|建立|建档|生成|制作|编制|编写|撰写|成稿|完稿)(?:时间|日期|日|于)", "composed", "created"),
        (f"{_WHO}{{0,4}}(?:记者|通讯员|评论员|观察员|撰稿人?|撰文|作者|执笔人?)", "author", "author"),
        (f"{_WHO}{{0,4}}(?:摄影师?|供图)", "picture", "photographer"),
        (f"{_TEXT}(?:[、/&和及与]?{_TEXT}){{0,4}}", "author", "author"),
        (f"(?:{_TEXT}[、/&和及与]?){{1,4}}{_PICTURE}|{_PICTURE}[、/&和及与]?{_TEXT}", "both", "author"),
        ("[\u4e00-\u9fff]{0,8}(?:编辑|责编|校对|审核|审校)", "editor", "editor"),
        ("[\u4e00-\u9fff]{1,8}(?:时间|日期|期限)", "event", "other"),
    )
)  # fmt: skip
"""Labels by what they are made of, for those that the table does not have; the first that fits, in this order."""


@lru_cache(maxsize=4096)
def label_word(label: str) -> LabelWord | None:
    """What a label says that stands in the table, or is made of parts whose sense is known; None for any other.

    >>> label_word("消息源"), label_word("信息发布单位"), label_word("开幕日期"), label_word("天色")
    (LabelWord(kind='source', field='source'), LabelWord(kind='source', field='source'), LabelWord(kind='event', field='other'), None)
    """
    known = labels().get(label)
    if known is not None:
        return known
    return next((word for matched, word in _COMPOSED if matched(label)), None)


@cache
def words(name: str) -> frozenset[str]:
    """The words of a class: ``nobody``, ``outlet``, ``outlet-end``, ``office-end``, ``tool``, ``head``, ``key`` …"""
    return frozenset(word for kind, row in _rows("words.tsv") if kind == name for word in row.split())


@cache
def _ending(name: str) -> re.Pattern[str]:
    longest_first = sorted(words(name), key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})\\Z")


_SITE = re.compile(r"[a-z0-9-]{2,30}(?:\.[a-z0-9-]{2,20})*\.(?:com|cn|net|org|hk|tw|gov|edu|info|tv)", re.ASCII)
_INSIDE = re.compile(
    "日报|晚报|晨报|早报|商报|时报|都市报|新闻网|新华|人民网|央视|卫视|电视台|广播|通讯社|周刊|杂志|客户端|公众号|中新"
)
_TITLE = re.compile(r"《[^《》]{2,20}》\Z")
_TAIL = re.compile(r"[(（][^()（）]{1,12}[)）]\Z")


def is_outlet(text: str) -> bool:
    """Whether a name is that of a newspaper, a site, a station or the like: by the word for its kind, or well known.

    >>> is_outlet("青禾日报"), is_outlet("陶远舟"), is_outlet("news.example.com.cn"), is_outlet("参考消息")
    (True, False, True, True)
    """
    text = text.strip().lower()
    if _SITE.fullmatch(text) or _TITLE.search(text) or text in words("outlet"):
        return True
    return len(text) >= 2 and (_ending("outlet-end").search(_TAIL.sub("", text)) or _INSIDE.search(text)) is not None


def is_office(text: str) -> bool:
    """Whether a name is that of an office, a school, a company or another body.

    >>> is_office("青禾县水利局"), is_office("陶远舟")
    (True, False)
    """
    text = _TAIL.sub("", text.strip())
    return len(text) >= 3 and _ending("office-end").search(text) is not None


def is_body(text: str) -> bool:
    """Whether a name is that of an office or of an outlet."""
    return is_office(text) or is_outlet(text)


def is_nobody(text: str) -> bool:
    """Whether a value says that there is none: 佚名, 未知, 本站原创.

    >>> is_nobody("本站 原创"), is_nobody("admin"), is_nobody("青禾日报")
    (True, True, False)
    """
    bare = re.sub(r"[\s\W_]+", "", text.lower())
    return not bare or bare in words("nobody") or text.strip().lower() in words("nobody")
