"""The words of facts lines, from the tables in ``read/data``; loaded when first asked for.

All words are folded, simplified and in lower case; what is asked must be so too (:func:`tei_tools.text.script.plain`).
"""

from __future__ import annotations

import re
from functools import cache
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


@cache
def words(name: str) -> frozenset[str]:
    """The words of a class: ``nobody``, ``outlet-end``, ``office-end``, ``tool``, ``head``."""
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
    """Whether a name is that of a newspaper, a site, a station or the like.

    >>> is_outlet("青禾日报"), is_outlet("陶远舟"), is_outlet("news.example.com.cn")
    (True, False, True)
    """
    text = text.strip().lower()
    if _SITE.fullmatch(text) or _TITLE.search(text):
        return True
    return len(text) >= 2 and (_ending("outlet-end").search(_TAIL.sub("", text)) or _INSIDE.search(text)) is not None


def is_office(text: str) -> bool:
    """Whether a name is that of an office, a school, a company or another body.

    >>> is_office("青禾县水利局"), is_office("陶远舟")
    (True, False)
    """
    text = _TAIL.sub("", text.strip())
    return len(text) >= 3 and _ending("office-end").search(text) is not None


def is_nobody(text: str) -> bool:
    """Whether a value says that there is none: 佚名, 未知, 本站原创.

    >>> is_nobody("本站 原创"), is_nobody("admin"), is_nobody("青禾日报")
    (True, True, False)
    """
    bare = re.sub(r"[\s\W_]+", "", text.lower())
    return not bare or bare in words("nobody") or text.strip().lower() in words("nobody")
