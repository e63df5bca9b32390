"""Words that OpenCC's dictionaries cut in the wrong place or give another character than anybody writes.

A character of simplified script that stands for several (干: 干 幹 乾) is told by the word it is in. Where a dictionary
has the two characters before it as a word of another kind, it goes wrong: 去干 of 去干扰 becomes 去幹.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

_HANT = """
干扰 干擾 干预 干預 干涉 干涉 若干 若干 干部 幹部
公里 公里 英里 英里 海里 海里 华里 華里 里程 里程 故里 故里 邻里 鄰里 万里 萬里 千里 千里
子丑 子丑 丑时 丑時 乙丑 乙丑 丁丑 丁丑 己丑 己丑 辛丑 辛丑 癸丑 癸丑
墨沈 墨瀋
"""
_PASSED = re.compile("(?<![日农公阴阳挂台皇夏月年])历(?=程|史|届|代|任|来|时|次|经|练)")
"""历 that is 歷, past, and not 曆, calendar."""
_SURNAMES = re.compile(
    "(?P<name>[余范于岳郁涂游])"
    "(?=先生|女士|小姐|太太|老师|教授|医生|师傅|同志|某[某甲乙]?[,，。、说在于]|氏[^族]|书记|主任|镇长|县长|区长|市长|局长|校长|院长)"
)
_CHARACTERS = str.maketrans("纔喫", "才吃")


@cache
def _hant() -> tuple[re.Pattern[str], Mapping[str, str]]:
    words = _HANT.split()
    return pattern_of(pairs := dict(zip(words[::2], words[1::2], strict=True))), pairs


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """Matches any of some words, the longest first.

    >>> pattern_of(["里程", "里程碑"]).findall("里程碑和里程")
    ['里程碑', '里程']
    """
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


def put_words(before: str, after: str, pattern: re.Pattern[str], words: Mapping[str, str]) -> str:
    """``after`` with what ``words`` says at the places where ``before``, which is as long, has one of them.

    >>> put_words("里程", "裏程", pattern_of(["里程"]), {"里程": "里程"})
    '里程'
    """
    changed: list[str] | None = None
    for match in pattern.finditer(before):
        new = words[match[0]]
        if after[match.start() : match.end()] != new:
            changed = changed or list(after)
            changed[match.start() : match.end()] = new
    return "".join(changed) if changed else after


def mend_traditional(before: str, after: str) -> str:
    """A conversion into traditional script, mended: ``before`` is the text in simplified script.

    >>> mend_traditional("去干扰,余先生刚才", "去幹擾,餘先生剛纔")
    '去干擾,余先生剛才'
    """
    after = put_words(before, after.translate(_CHARACTERS), *_hant())
    changes = [(match.start(), "歷") for match in _PASSED.finditer(before)]
    for match in _SURNAMES.finditer(before):
        if not _inside(before, match.start()):
            changes.append((match.start(), match["name"]))
    if not changes:
        return after
    characters = list(after)
    for place, character in changes:
        characters[place] = character
    return "".join(characters)


def _inside(text: str, place: int) -> bool:
    """Whether the character before makes a word of it that is no surname: 其余某些, 业余教授."""
    return place > 0 and text[place - 1] in "其业剩多盈年由等关对至终"
