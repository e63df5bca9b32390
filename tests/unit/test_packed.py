"""Sequences that make their entries when asked for are like lists of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.parse import parse
from tei_tools.read import columns, model
from tei_tools.text import packed
from tei_tools.text.packed import SHORT, Made, Rows, made, replaced
from tei_tools.write.record import dump_record, to_record


def squares(count: int) -> Sequence[int]:
    return Made(count, lambda index: index * index)


@given(st.integers(0, 40), st.integers(-50, 50), st.integers(-50, 50))
def test_a_sequence_is_like_its_list(count: int, low: int, high: int) -> None:
    found, plain = squares(count), [index * index for index in range(count)]
    assert list(found) == plain and found == plain and len(found) == count
    assert found[low:high] == plain[low:high]
    for index in (low, high):
        if -count <= index < count:
            assert found[index] == plain[index]
        else:
            with pytest.raises(IndexError):
                found[index]


def test_few_entries_are_a_list_and_many_are_made_again() -> None:
    asked: list[int] = []

    def make(index: int) -> int:
        asked.append(index)
        return index

    few, many = made(SHORT, make), made(SHORT + 1, make)
    assert isinstance(few, list) and len(asked) == SHORT
    assert many[7] == many[7] == 7 and len(asked) == SHORT + 1  # what was asked for last is kept
    assert sum(many) == sum(range(SHORT + 1))


@given(st.dictionaries(st.integers(0, 9), st.integers()), st.booleans())
def test_entries_are_replaced(changes: dict[int, int], as_list: bool) -> None:
    whole = squares(10)
    found = replaced(list(whole) if as_list else whole, changes)
    assert list(found) == [changes.get(index, index * index) for index in range(10)]
    assert list(whole) == [index * index for index in range(10)]


@given(st.lists(st.lists(st.floats(allow_nan=False), max_size=4), max_size=9))
def test_rows_come_back_and_turn(rows: list[list[float]]) -> None:
    found = Rows(rows)
    assert [list(found.row(index)) for index in range(len(found))] == rows
    found.turn()
    assert [list(found.row(index)) for index in range(len(found))] == [row[::-1] for row in rows[::-1]]


def test_a_long_page_is_read_as_it_would_be_if_it_were_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held in lists for short pages is held in arrays for long ones."""
    parts = [
        "首页",
        "石桥镇修路三条",
        "时间:2024-05-01 来源:石桥镇政府",
        "一、抓进度",
        "今年,全镇修路三条,群众满意。",
        "(记者 白洁)",
    ]
    text = "\n".join(parts * 30)
    plain = dump_record(to_record(parse(text)))
    for module in (packed, columns, model):
        monkeypatch.setattr(module, "SHORT", 20)
    assert dump_record(to_record(parse(text))) == plain
