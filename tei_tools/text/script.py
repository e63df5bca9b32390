"""Which script a Chinese text is written in, and its conversion into the other one.

Characters decide: those that only one script has are counted (the tables are
in :mod:`.script_table`), so one foreign character in a page changes nothing.
Conversion is OpenCC's (``tw2s`` and ``s2t``), with a short list of corrections.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from itertools import islice
from typing import Literal, Protocol

from .script_table import (
    ALSO_CHANGED_TO_HANS,
    ALSO_CHANGED_TO_HANT,
    NEUTRAL_TRADITIONAL,
    SIMPLE_FORM,
    SIMPLIFIED,
    TRADITIONAL,
)
from .script_words import mend_traditional
from .source import FOLDABLE, fold

Script = Literal["hans", "hant", "tw", "twp", "hk"]
"""What a text can be converted to: simplified; traditional; traditional as in Taiwan, with the words of Taiwan, or as
in Hong Kong."""

TRADITIONAL_ONLY = frozenset(TRADITIONAL) - frozenset(NEUTRAL_TRADITIONAL)
"""Characters that only a text in traditional script has."""

SIMPLIFIED_ONLY = frozenset(SIMPLIFIED)
"""Characters that only a text in simplified script has."""

_ANY_TRADITIONAL, _ANY_SIMPLIFIED = (
    re.compile("[" + re.escape("".join(sorted(characters))) + "]") for characters in (TRADITIONAL_ONLY, SIMPLIFIED_ONLY)
)

_DECIDING = 8
"""With fewer characters that decide, the script stays open."""

_MOSTLY = 0.90
_HARDLY = 0.02

# A converter that works character by character leaves the letters that simplified script merged: it cannot know
# which of several traditional characters is meant. Nobody writes these words so in traditional script.
_MERGED = re.compile(
    r"[于愿]|(?<![皇太王母天影歌])后(?![土羿妃宮])|干(?=[部事群警净淨劲勁活])|(?<=[骨若能苦實])干"
    r"|余(?=[人名户戶個个家萬億元公平畝噸年次件])|(?<=[其業剩\d])余|范(?=[圍疇例文])|(?<=[規示模師防典])范"
    r"|征(?=[求集收地兵稅文詢])|(?<=[象特])征|并(?=[且不非與在將對])|(?<=合)并|占(?=[地比有用領據])"
    r"|里(?=[面邊])|(?<=[心手家城村校])里|斗(?=[爭志])|(?<=[奮戰])斗"
)
_UNMERGED = re.compile("[於後裡裏幹餘徵願範並佔併鬥]")


def language_of(text: str) -> str:
    """The BCP 47 tag of a Chinese text: ``zh-Hans``, ``zh-Hant``, ``zh-Hant-t-zh-hans`` or ``zh``.

    ``zh-Hant-t-zh-hans`` (RFC 6497) is traditional script made from simplified
    text by a character table; ``zh`` is mixed or undecidable. Give the reading
    text, with what is damaged left out: see :mod:`.repair`.

    >>> language_of("縣委書記陳國強說,這條鐵路將於後年開工。")
    'zh-Hant'
    >>> language_of("县委书记陈国强说,这条铁路将于后年开工。")
    'zh-Hans'
    >>> language_of("年月日")
    'zh'
    """
    traditional = len(_ANY_TRADITIONAL.findall(text))
    enough = None if traditional else _DECIDING  # without the other script a few say as much as all
    simplified = sum(1 for _ in islice(_ANY_SIMPLIFIED.finditer(text), enough))
    deciding = traditional + simplified
    if deciding < _DECIDING:
        return "zh"
    share = traditional / deciding
    if share <= _HARDLY:
        return "zh-Hans"
    if share < _MOSTLY:
        return "zh"
    if share >= 0.95 and not _UNMERGED.search(text) and len(_MERGED.findall(text)) >= 3:
        return "zh-Hant-t-zh-hans"
    return "zh-Hant"


@cache
def simple_forms() -> dict[str, str]:
    """The simplified form of each character that only traditional script has.

    >>> simple_forms()["鎮"]
    '镇'
    """
    return dict(zip(TRADITIONAL, SIMPLE_FORM, strict=True))


@cache
def _simplifying() -> tuple[re.Pattern[str], dict[int, str]]:
    forms = {ord(old): new for old, new in simple_forms().items() if len(new) == 1}
    return re.compile("[" + "".join(map(chr, forms)) + "]"), forms


def plain(text: str) -> str:
    """A text as recognizers match it: width-folded and simplified, one character for one.

    It is never shown to anybody, so the few characters with two readings do no harm.

    >>> plain("\u6642\u3000\u9593\uff1a")
    '时 间:'
    """
    return _plain_lately(text) if len(text) < 2000 else _plain(text)


def count_traditional(text: str) -> int:
    """How many characters of a text only traditional script has.

    >>> count_traditional("鎮黨委说")
    2
    """
    return len(_ANY_TRADITIONAL.findall(text))


def simplified(text: str) -> str:
    """A width-folded text with every character of traditional script that has one simple form in that form.

    >>> simplified("鎮黨委")
    '镇党委'
    """
    search, forms = _simplifying()
    return text if search.search(text) is None else text.translate(forms)


def _plain(text: str) -> str:
    return text if _not_plain().search(text) is None else simplified(fold(text))


@cache
def _not_plain() -> re.Pattern[str]:
    """What is folded or simplified."""
    return re.compile(f"[{''.join(map(chr, _simplifying()[1]))}{FOLDABLE}]")


_plain_lately = lru_cache(maxsize=512)(_plain)
"""The same paragraph is asked for by several readers, one after the other."""


class _Converter(Protocol):
    def convert(self, text: str, /) -> str: ...


@cache
def _converter(config: str) -> _Converter:
    # Two packages share the import name opencc; one of them wants the file name of the configuration.
    opencc = import_module("opencc")
    try:
        converter: _Converter = opencc.OpenCC(config)
    except (OSError, RuntimeError, ValueError):
        converter = opencc.OpenCC(config + ".json")
    return converter


CONFIGURATIONS: dict[Script, str] = {"hans": "tw2s", "hant": "s2t", "tw": "s2tw", "twp": "s2twp", "hk": "s2hk"}
"""The configuration of OpenCC for each."""

# No entry of OpenCC's dictionaries holds anything else, so that what stands between two runs separates them.
_RUN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


@cache
def _changeable(to: Script) -> re.Pattern[str]:
    """Matches a run that the conversion may change; the block U+4E00-9FFF by table, all others as a whole."""
    known = TRADITIONAL + ALSO_CHANGED_TO_HANS if to == "hans" else SIMPLIFIED + ALSO_CHANGED_TO_HANT
    return re.compile(f"[{known}\u3007\u3400-\u4dff\uf900-\ufaff\U00020000-\U0003ffff]")


# Where tw2s goes wrong, matched in the text before conversion: what the one character matched should become.
_HANS_FIXES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            "(?<=[卓編编原專专論论遺遗譯译土彰拙共顯显昭])著(?![手眼力重陸陆急落想實实色裝装火])"  # 原著, not 原着
            "|著(?=[錄录])"
            "|(?<=[\u4e00-\u9fff][ \u3000])著(?=[)\uff09\\s]|$)",  # the mark of an author: 高爾基 著
            re.MULTILINE,
        ),
        "著",
    ),
    (re.compile("甚(?=[麼麽么])"), "什"),
    # A surname of its own in the list of 2013; but not 關於姓名, not 百姓於…
    (re.compile("(?<![\u4e00-\u9fff])於(?=姓(?![名氏]))|(?<=(?<!百)姓)於(?![\u4e00-\u9fff])"), "於"),
    (re.compile("(?<=魏)徵"), "徵"),
    (re.compile("徬"), "彷"),
    (re.compile("擡"), "抬"),
    (re.compile("曏"), "曏"),
)


def convert(text: str, to: Script) -> str:
    """A text in the other script, with the same number of code points.

    Where a dictionary entry would change the length, a word of Taiwan gives
    way to its characters (互联网 becomes 互聯網, not 網際網路), and others are
    converted character by character.

    >>> convert("縣誌編著者", "hans"), convert("县志", "hant"), convert("软件里面", "twp")
    ('县志编著者', '縣誌', '軟體裡面')
    """
    converted = _convert(text, to)
    if to != "hans":
        return mend_traditional(text, converted)
    fixed: list[str] | None = None
    for pattern, character in _HANS_FIXES:
        for match in pattern.finditer(text):
            if converted[match.start()] != character:
                fixed = fixed or list(converted)
                fixed[match.start()] = character
    return "".join(fixed) if fixed else converted


def _convert(text: str, to: Script) -> str:
    """What OpenCC makes of a text, asked only about the runs that it may change."""
    changeable = _changeable(to)
    runs = [match.span() for match in _RUN.finditer(text) if changeable.search(text, *match.span())]
    if not runs:
        return text
    converter = _converter(CONFIGURATIONS[to])
    before = [text[start:end] for start, end in runs]
    after = converter.convert("\n".join(before)).split("\n")
    if len(after) != len(before):
        after = [converter.convert(run) for run in before]
    pieces: list[str] = []
    position = 0
    for (start, end), run, result in zip(runs, before, after, strict=True):
        pieces.append(text[position:start])
        if len(result) != len(run):
            result = _words_of_taiwan(run, converter) if to == "twp" else _one_by_one(run, converter)
        pieces.append(result)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


_AHEAD = 24
"""Characters in which a word of any dictionary ends."""


def _words_of_taiwan(run: str, converter: _Converter) -> str:
    """A run with those words of Taiwan that are as long as ours; only where one is not, its characters."""
    characters = _converter(CONFIGURATIONS["tw"])
    found: list[str] = []
    at = 0
    while at < len(run):
        ahead = run[at : at + _AHEAD]
        whole = converter.convert(ahead)
        sizes = range(1, len(ahead))
        ends = (size for size in sizes if whole == converter.convert(ahead[:size]) + converter.convert(ahead[size:]))
        part = ahead[: next(ends, len(ahead))]  # no word stands across its end
        new = converter.convert(part)
        if len(new) != len(part):
            new = characters.convert(part)
        found.append(new if len(new) == len(part) else _one_by_one(part, characters))
        at += len(part)
    return "".join(found)


def _one_by_one(run: str, converter: _Converter) -> str:
    single = ((character, converter.convert(character)) for character in run)
    return "".join(after if len(after) == 1 else before for before, after in single)
