"""The numbers that a word processor writes before paragraphs and that no file holds (ISO/IEC 29500-1, 17.9).

A paragraph names a list and a level; ``numbering.xml`` says how levels count and
look. The counters belong to the abstract list: several lists of one abstract
list count on, unless one overrides where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED, _LEGAL_TRADITIONAL = "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_MOST = 1_000_000


def counting(number: int, digits: str = _DIGITS, units: str = "十百千", *, ten: bool = True) -> str:
    """A number in words; ``ten``: ten is 十, not 一十.

    >>> counting(10), counting(21), counting(105), counting(1020), counting(12, _LEGAL_SIMPLIFIED, "拾佰仟", ten=False)
    ('十', '二十一', '一百零五', '一千零二十', '壹拾贰')
    """
    if not 0 < number < 10000:
        return digits[0] if number == 0 else str(number)
    out = ""
    gap = False
    for place, digit in zip(range(3, -1, -1), f"{number:04}", strict=True):
        value = int(digit)
        if value == 0:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + digits[value] + ("" if place == 0 else units[place - 1])
        gap = False
    if ten and 10 <= number < 20:
        out = out[1:]
    return out


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 30 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 5000:
        return str(number)
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _enclosed(number: int, first: str, most: int) -> str:
    return chr(ord(first) + number - 1) if 0 < number <= most else str(number)


def _circle(number: int) -> str:
    if 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _cycle(number: int, marks: str) -> str:
    return marks[(number - 1) % len(marks)] if number > 0 else str(number)


FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02}",
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "ordinal": lambda n: f"{n}.",
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "japaneseCounting": counting,
    "koreanCounting": counting,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "koreanDigital2": _digital,
    "chineseLegalSimplified": lambda n: counting(n, _LEGAL_SIMPLIFIED, "拾佰仟", ten=False),
    "ideographLegalTraditional": lambda n: counting(n, _LEGAL_TRADITIONAL, "拾佰仟", ten=False),
    "japaneseLegal": lambda n: counting(n, _LEGAL_TRADITIONAL, "拾百千", ten=False),
    "ideographTraditional": lambda n: _cycle(n, _STEMS),
    "ideographZodiac": lambda n: _cycle(n, _BRANCHES),
    "ideographZodiacTraditional": lambda n: _cycle(n, _STEMS) + _cycle(n, _BRANCHES),
    "ideographEnclosedCircle": lambda n: _enclosed(n, "㊀", 10),
    "decimalEnclosedCircle": _circle,
    "decimalEnclosedCircleChinese": _circle,
    "decimalEnclosedParen": lambda n: _enclosed(n, "⑴", 20),
    "decimalEnclosedFullstop": lambda n: _enclosed(n, "⒈", 20),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "none": lambda n: "",
    "numberInDash": lambda n: f"- {n} -",
}
"""How numbers are written, by the name of the format (17.18.59)."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""
    suffix: str = "tab"
    font: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, and their counters as its paragraphs are met in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        links: dict[str, str] = {}
        for element in root.iterchildren(W + "abstractNum"):
            name = element.get(W + "abstractNumId", "")
            levels = dict(map(_level, element.iterchildren(W + "lvl")))
            self._abstract[name] = levels
            if (style := element.find(W + "styleLink")) is not None:
                links[style.get(W + "val", "")] = name
            if (style := element.find(W + "numStyleLink")) is not None:
                self._linked[name] = style.get(W + "val", "")
        for name, linked in list(self._linked.items()):
            self._linked[name] = links.get(linked, name)
        for element in root.iterchildren(W + "num"):
            reference = element.find(W + "abstractNumId")
            if reference is None:
                continue
            abstract = reference.get(W + "val", "")
            abstract = self._linked.get(abstract, abstract)
            found = _List(abstract, dict(self._abstract.get(abstract, {})))
            for override in element.iterchildren(W + "lvlOverride"):
                index = _number(override.get(W + "ilvl"), 0)
                if (level := override.find(W + "lvl")) is not None:
                    found.levels[index] = _level(level)[1]
                if (start := override.find(W + "startOverride")) is not None:
                    found.starts[index] = _number(start.get(W + "val"), 1)
            self._lists[element.get(W + "numId", "")] = found

    def level_of_style(self, number: str, style: str) -> int | None:
        """The level of a list that a paragraph style stands for."""
        found = self._lists.get(number)
        if found is None:
            return None
        return next((index for index, level in found.levels.items() if level.style == style), None)

    def next(self, number: str, level: int) -> tuple[str, Level] | None:
        """Count on in a list: the mark of the paragraph and its level; None if there is no such list or level."""
        found = self._lists.get(number)
        if found is None or level not in found.levels:
            return None
        counts = self._counts.setdefault(found.abstract, {})
        if (number, level) not in self._used:
            self._used.add((number, level))
            if level in found.starts:
                counts.pop(level, None)
                found.levels[level] = replace(found.levels[level], start=found.starts[level])
        own = found.levels[level]
        counts[level] = min(counts[level] + 1, _MOST) if level in counts else own.start
        for upper in range(level):
            if upper in found.levels and upper not in counts:
                counts[upper] = found.levels[upper].start
        for deeper in [index for index in counts if index > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or (restart != 0 and level < restart):
                del counts[deeper]
        return self._spell(found, own, counts), own

    @staticmethod
    def _spell(found: _List, own: Level, counts: dict[int, int]) -> str:
        if own.form == "bullet":
            return _bullet(own)
        if own.form == "none" and "%" not in own.text:
            return own.text

        def fill(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            level = found.levels.get(index)
            if level is None:
                return ""
            form = "decimal" if own.legal else level.form
            return FORMS.get(form, str)(counts.get(index, level.start))

        return _PLACE.sub(fill, own.text)


SYMBOLS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA7: "■", 0xA8: "□",
    0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xF0: "⇒", 0xFC: "✓", 0xFE: "☑", 0xB2: "◇", 0x2D: "-",
}  # fmt: skip
"""Symbols of Wingdings and Symbol that bullets are taken from, by their code in the font."""


def _bullet(level: Level) -> str:
    mark = level.text
    if len(mark) == 1 and 0xF000 <= ord(mark) <= 0xF0FF:
        return SYMBOLS.get(ord(mark) - 0xF000, "•")
    if len(mark) == 1 and "wingdings" in level.font.lower():
        return SYMBOLS.get(ord(mark), "•")
    return mark


def _level(element: etree._Element) -> tuple[int, Level]:
    def value(name: str, default: str = "") -> str:
        child = element.find(W + name)
        return default if child is None else child.get(W + "val", default)

    form = value("numFmt", "decimal")
    restart = value("lvlRestart")
    fonts = element.find(f"{W}rPr/{W}rFonts")
    legal = element.find(W + "isLgl")
    return _number(element.get(W + "ilvl"), 0), Level(
        form=form,
        text=value("lvlText"),
        start=_number(value("start", "1"), 1),
        restart=_number(restart, 0) if restart else None,
        legal=legal is not None and legal.get(W + "val", "1") not in ("0", "false", "off"),
        style=value("pStyle"),
        suffix=value("suff", "tab"),
        font="" if fonts is None else fonts.get(W + "ascii", "") or fonts.get(W + "hAnsi", ""),
    )


def _number(text: str | None, default: int) -> int:
    try:
        return max(-1, min(int(text or default), _MOST))
    except ValueError:
        return default
