"""Records of a table written as text: each is an article, and its fields are what their places say."""

from __future__ import annotations

import pytest

from tei_tools.model.nodes import Document
from tei_tools.parse import parse
from tei_tools.read.records import records_of

TEXT = "石桥镇三百亩茶园昨日开采,首日收鲜叶两千斤,茶农说今年雨水足、芽头壮。" * 2
RECORD = ["2020-02-07,", "茶园开采,", f"{TEXT},", "71"]


def table(record: list[str], count: int = 3) -> tuple[list[str], list[int]]:
    return record * count, [place // len(record) for place in range(len(record) * count)]


@pytest.mark.parametrize(
    ("record", "labels"),
    [
        (RECORD, ["meta", "title", "p", "noise"]),
        (
            ["7,", "青禾日报,", "茶园开采三百亩,", f"{TEXT},", "2020-02-07 08:30"],
            ["noise", "noise", "title", "p", "meta"],
        ),
        (["2020-02-07,", "#茶园开采#,", f"{TEXT},", "71"], ["meta", "noise", "p", "noise"]),  # a subject is no headline
        (["2020-02-07,", f"{TEXT},", "71"], ["meta", "p", "noise"]),
    ],
)  # fmt: skip
def test_fields_are_what_their_places_say(record: list[str], labels: list[str]) -> None:
    assert records_of(*table(record)) == [(place * len(record), labels) for place in range(3)]


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        table(RECORD, 2),  # too few
        table(["2020-02-07", "茶园开采", TEXT, "71"]),  # nothing parts them
        table(["2020-02-07,", "茶园开采,", "短,", "71"]),  # no text
        ([TEXT] * 12, list(range(12))),  # whole lines
        ([*table(RECORD)[0], *[TEXT] * 9], [*table(RECORD)[1], *range(3, 12)]),  # most lines are none
    ],
)
def test_other_lines_are_no_records(texts: list[str], lines: list[int]) -> None:
    assert records_of(texts, lines) == []


def read(subject: str) -> Document:
    rows = [
        f"2020-02-0{day},{subject.format(day)},石桥镇第{day}片茶园昨日开采，首日收鲜叶两千斤，茶农说，今年雨水足，芽头壮，价钱也比去年好。"
        f"镇里请来农技员，在田头讲了一上午，家家都来人听。,{day}1"
        for day in range(1, 6)
    ]
    return parse("\n".join(rows) + "\n")


def test_each_record_is_an_article() -> None:
    found = [(one.title and one.title.text, one.date and one.date.when) for one in read("第{}片茶园开采").articles]
    assert found == [(f"第{day}片茶园开采", f"2020-02-0{day}") for day in range(1, 6)]
    found = [(one.title and one.title.text, one.date and one.date.when) for one in read("#茶园开采#").articles]
    assert found == [(None, f"2020-02-0{day}") for day in range(1, 6)]
