"""Numbers as documents write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.text.numerals import parse_numeral


def spell(number: int, zero: str = "零") -> str:
    """The usual Chinese spelling of 0 … 9999."""
    digits = "零一二三四五六七八九"
    if number == 0:
        return zero
    out, skipped = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += (zero if skipped and out else "") + digits[digit] + sign
        skipped = digit == 0
    return out[1:] if 10 <= number < 20 else out


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("０７", 7), (" 12 ", 12), ("一", 1), ("十", 10), ("十二", 12), ("九十九", 99), ("廿", 20),
        ("廿一", 21),
        ("卅", 30), ("卅一", 31), ("一百零九", 109), ("一百○九", 109), ("一百〇九", 109), ("一百一十", 110),
        ("一百十二", 112),
        ("两", 2), ("两百", 200), ("一万零一", 10001), ("壹佰贰拾", 120), ("二〇二〇", 2020), ("二○二◯", 2020),
        ("一〇九", 109),
        ("①", 1), ("⑳", 20), ("㉑", 21), ("㊿", 50), ("⑴", 1), ("⒇", 20), ("㈠", 1), ("㈩", 10), ("Ⅰ", 1), ("Ⅻ", 12),
        ("ⅳ", 4), ("⼀", 1), ("〇", 0),
    ],
)  # fmt: skip
def test_values(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "第一", "一、", "(一)", "十十", "百", "一百一", "一百零十",
     "一百零一十", "二十零", "十零五", "零一百", "一千百", "1.5", "-", "ー", "IV", "甲",
     "二两", "1" * 30, "²", "٣"],
)  # fmt: skip
def test_no_value(text: str) -> None:
    assert parse_numeral(text) is None


def test_flags() -> None:
    assert [parse_numeral(t, roman=True) for t in ("IV", "xii", "MCMXLIX", "IIII", "Iv", "")] == [
        4, 12, 1949, None, None, None
    ]  # fmt: skip
    assert [parse_numeral(t, stems=True) for t in "甲癸子"] == [1, 10, None]
    assert [parse_numeral(t, lookalikes=True) for t in ("ー", "—", "-", "ニ", "十ー", "第ー")] == [1, 1, 1, 2, 11, None]


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 9999), st.sampled_from("零〇○◯"))
def test_spelled_numbers_come_back(number: int, zero: str) -> None:
    assert parse_numeral(spell(number, zero)) == number


@settings(deadline=None, max_examples=200)
@given(st.text("零〇一二三九十廿卅百千万两12①IVX甲ー ", max_size=8), st.booleans())
def test_never_raises_and_never_negative(text: str, flag: bool) -> None:
    value = parse_numeral(text, roman=flag, stems=flag, lookalikes=flag)
    assert value is None or value >= 0
