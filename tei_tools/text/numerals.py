"""Numbers as documents write them: 12, 十二, 一百零九, ⑫, ㈠, Ⅻ, and on request XII and 甲.

Chinese numbers are read strictly: what no careful writer would write, such as
十十 or 一百一 (110 or 101?), has no value. Zero comes in many shapes, for
GB/T 15835-2011 asks for 〇 in strings of digits and 零 in quantities, and
keyboards give ○, ◯, O and 0 instead.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tei_tools.text.source import fold

ZEROS: Final = "零〇○◯"
"""The characters that stand for zero in Chinese numbers (letters that look like one are for dates only)."""

CHINESE_DIGITS: Final = "一二三四五六七八九"
"""The nine digits; 两, the financial forms and the radical forms are read as well."""

_DIGIT = {c: i for i, c in enumerate(CHINESE_DIGITS, 1)}
_DIGIT |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {c: i for i, c in enumerate("壹貳參肆伍陸柒捌玖", 1)}
_DIGIT |= {"弌": 1, "参": 3, "两": 2, "兩": 2, "叄": 3, "⼀": 1, "⼆": 2, "⼋": 8} | dict.fromkeys(
    ZEROS, 0
)  # ⼀: PDF radicals
_UNIT = {"十": 10, "拾": 10, "⼗": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SHORT_TENS = {"廿": 20, "卅": 30, "卌": 40}
_LOOKALIKE = str.maketrans({"ー": "一", "—": "一", "―": "一", "–": "一", "-": "一", "─": "一", "ニ": "二", "ハ": "八"})

_ARABIC = re.compile(r"[0-9]{1,15}")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_SIGNS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "L", "C", "D", "M")


def parse_numeral(text: str, *, roman: bool = False, stems: bool = False, lookalikes: bool = False) -> int | None:
    """The value of a number written alone, or None when the text is none.

    Read always: ASCII and full-width digits, Chinese numbers (also 廿 卅, 两,
    financial forms, and digits by position: 一〇九), encircled and bracketed
    numbers, Roman numeral signs. ``roman`` adds ASCII Roman numbers in one
    case, ``stems`` 甲乙丙… as 1 to 10, ``lookalikes`` the dashes and kana that
    typists and OCR put for 一 and 二. Blanks around the number are ignored.

    >>> parse_numeral("二十一"), parse_numeral("一百零九"), parse_numeral("二〇二〇"), parse_numeral("⑫")
    (21, 109, 2020, 12)
    >>> parse_numeral("IV"), parse_numeral("IV", roman=True), parse_numeral("丙", stems=True)
    (None, 4, 3)
    >>> parse_numeral("一百一") is None, parse_numeral("第一") is None
    (True, True)
    """
    text = fold(text).strip()
    if not text or len(text) > 20:
        return None
    if _ARABIC.fullmatch(text):
        return int(text)
    if len(text) == 1:
        if (sign := _signs().get(text)) is not None:
            return sign
        if stems and text in _STEMS:
            return _STEMS.index(text) + 1
    if (value := _chinese(text)) is not None:
        return value
    if lookalikes and (value := _chinese(text.translate(_LOOKALIKE))) is not None:
        return value
    spelled = _roman_signs(text)
    if spelled is None and roman and (text.isupper() or text.islower()):
        spelled = text.upper()
    return _roman(spelled) if spelled else None


def _chinese(text: str) -> int | None:
    if all(c in _DIGIT for c in text):
        return _positional(text)
    return _with_units(text)


def _positional(text: str) -> int | None:
    if len(text) > 1 and any(c in "两兩" for c in text):
        return None  # 两 is a quantity, never a digit in a string
    value = 0
    for character in text:
        value = value * 10 + _DIGIT[character]
    return value


def _with_units(text: str) -> int | None:
    """A number below 100 million spelled with 十 百 千 万: units fall, gaps are bridged by one zero."""
    head, separator, tail = text.replace("萬", "万").partition("万")
    if separator:
        high = _below_myriad(head)
        if not high:
            return None
        if not tail:
            return high * 10000
        low = _below_myriad(tail.removeprefix("零").removeprefix("〇")) if len(tail) > 1 else None
        if low is None or (low < 1000) != (tail[0] in ZEROS):
            return None
        return high * 10000 + low
    return _below_myriad(text)


def _below_myriad(text: str) -> int | None:
    if text and text[0] in _SHORT_TENS:
        return _short_tens(text)
    total = 0
    last_unit = 10000  # the unit read before; units must fall
    digit: int | None = None
    zero = False
    for character in text:
        if (unit := _UNIT.get(character)) is not None:
            if unit >= last_unit or digit == 0:
                return None
            if digit is None:
                if unit != 10 or zero:  # only 十 may stand without a digit: 十二, 一百十二
                    return None
                digit = 1
            elif zero and unit * 10 == last_unit:
                return None  # 一百零一十: nothing was skipped
            total += digit * unit
            last_unit, digit, zero = unit, None, False
        elif (value := _DIGIT.get(character)) is None or digit is not None:
            return None
        elif value == 0:
            if zero or last_unit in (10, 10000):
                return None
            zero = True
        else:
            digit = value
    if digit is None:
        return None if zero or not total else total
    return _with_ones(total, digit, last_unit, zero, len(text))


def _short_tens(text: str) -> int | None:
    """A number whose first character is 廿 or the like."""
    if len(text) == 1:
        return _SHORT_TENS[text[0]]
    ones = _DIGIT.get(text[1], 0) if len(text) == 2 else 0
    return _SHORT_TENS[text[0]] + ones if ones else None


def _with_ones(total: int, digit: int, last_unit: int, zero: bool, size: int) -> int | None:
    """A number that ends with a digit behind ``last_unit``."""
    if last_unit == 10000:
        return digit if size == 1 else None
    if not zero and last_unit != 10:
        return None  # 一百一: 101 or 110
    return total + digit


def _roman_signs(text: str) -> str | None:
    """ASCII letters for Roman numeral signs (U+2160–217F), or None when another character is among them."""
    letters = []
    for character in text:
        place = ord(character) - 0x2160
        if not 0 <= place < 32:
            return None
        letters.append(_ROMAN_SIGNS[place % 16])
    return "".join(letters)


def _roman(text: str) -> int | None:
    if not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUE[c] for c in text]
    return sum(-v if i + 1 < len(values) and values[i + 1] > v else v for i, v in enumerate(values))


@cache
def _signs() -> dict[str, int]:
    """Values of the characters that are a whole number: ① ⑴ ⒈ ㈠ ㊀ ❶ and their kin."""
    runs = (  # first code point, first value, how many
        (0x2460, 1, 20),  # ①
        (0x24EA, 0, 1),  # ⓪
        (0x3251, 21, 15),  # ㉑
        (0x32B1, 36, 15),  # ㊱
        (0x2474, 1, 20),  # ⑴
        (0x2488, 1, 20),  # ⒈
        (0x24F5, 1, 10),  # ⓵
        (0x24EB, 11, 10),  # ⓫
        (0x2776, 1, 10),  # ❶
        (0x2780, 1, 10),  # ➀
        (0x278A, 1, 10),  # ➊
        (0x3220, 1, 10),  # ㈠
        (0x3280, 1, 10),  # ㊀
    )
    return {chr(code + i): value + i for code, value, count in runs for i in range(count)}
