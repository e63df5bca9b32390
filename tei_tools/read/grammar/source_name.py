"""What a name that may be the source of an article looks like, and which part of its words is the name."""

from __future__ import annotations

import re

from ...text.names import is_person_name
from .lexicon import is_nobody, is_office, is_outlet

_ACCORDING = re.compile("据[\u4e00-\u9fff]{3,}")
_TAKEN_FROM = re.compile("(?:编?译自|摘编?自|转载?自|原载|载于?|见|据|来自)(?=《)")
_EDITED = re.compile(r"(?<=[\u4e00-\u9fff]{3})\s?(?:编印|主编|编|拟稿|拟|主办|印制)\Z")
_COLUMN_BEHIND = re.compile(r"(?P<name>\S{3,12})\s{1,8}[\u4e00-\u9fff]{2,3}")
_SHAPES = frozenset(
    {"own-site", "nobody", "outlet", "book", "office", "person", "other", "plain", "long", "address", "unlikely"}
)
"""What :func:`shape_of` gives."""
_ADDRESS_ONLY = re.compile(r"https?:|\S[^\s@]*+@\S|\S[^\s/]*+/[^\s.]*+\.\S[^\s/]*+/")
_UNLIKELY = re.compile(
    r"[。!?，,;；]|\d{4,}|\A\d|\A(?:下载|打开|关注|扫码|点击|分享|以下|简称|下称|注|见|详见|附|图|完|即|本文)|号\Z|(?:消息|[^\u4e00-\u9fff]讯|电)(?:[(（].*)?\Z|(?:会长|主任|书记|教授|院长|校长|主席|代表)\Z|文件\Z|\A第|\A[A-Za-z]{0,4}[\d.-][A-Za-z\d.-]*+\Z|\A[A-Za-z]{1,2}\Z|(?:分钟|小时|秒|出刊|出版|发行|播出|播出稿|为止|该作者|[一二三四\d]稿|年)\Z|\A(?:根据|约|共|至|于|建立|主后|公元|佛历|更新)|(?:通过|公布|施行|批准|修订|订定|印发|修正|制作|终结|次会议)\Z|http|[=<>]|[:：]"
)


def shape_of(value: str) -> list[str]:
    """What a name looks like: of which kind it is, and what speaks against its being one; folded and simplified.

    >>> shape_of("青禾日报"), shape_of("据说,约三十人")
    (['outlet'], ['other', 'unlikely'])
    """
    names = []
    if re.sub(r"\s", "", value) == "本站原创":
        names.append("own-site")
    elif is_nobody(value):
        names.append("nobody")
    elif is_outlet(value.strip("《》")) or (is_outlet(value) and not value.startswith("《")):
        names.append("outlet")
    elif value.startswith("《"):
        names.append("book")
    elif is_office(value):
        names.append("office")
    elif is_person_name(value):
        names.append("person")
    else:
        names.append("other")
    if len(value) > 24:
        names.append("long")
    if _ADDRESS_ONLY.match(value):
        names.append("address")
    if _UNLIKELY.search(value) and not value.startswith("《"):
        names.append("unlikely")
    return names


def source_name(words: str, names: list[str]) -> tuple[int, int, list[str]]:
    """Where the name stands in the words that were found for a source, and what speaks for it then.

    ``words`` are folded and simplified, ``names`` the evidence that goes with them as a whole.

    >>> source_name("转自《青禾文学》", ["source"]), source_name("青禾县文史办编印", ["alone", "other"])
    ((2, 8, ['source']), (0, 6, ['edited', 'alone', 'office']))
    """
    if _ACCORDING.match(words) and is_outlet(words[1:]):
        return 1, len(words), names
    if verb := _TAKEN_FROM.match(words):
        return verb.end(), len(words), names
    if edited := _EDITED.search(words):
        if {"source", "issuer"} & {*names}:
            return 0, len(words), names
        end = edited.start()
        return 0, end, ["edited", *(name for name in names if name not in _SHAPES), *shape_of(words[:end])]
    if (column := _COLUMN_BEHIND.fullmatch(words)) and is_outlet(column["name"]):
        return 0, column.end("name"), names
    return 0, len(words), names
