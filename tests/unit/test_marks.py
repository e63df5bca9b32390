"""The marks of numbered heads and entries, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.recognize.marks import RANK, read_loose_marker, read_marker
from tei_tools.recognize.page import read_page
from tei_tools.recognize.rule import Marker
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

STYLES = {
    "cn-comma": (
        "三:修路",
        "廿、修路",
        "廿一、修路",
        "一、修路",
        "十二、修路",
        "三.修路",
        "二、 修路",
        "一 、修路",
        "四．修路",
    ),
    "cn-paren": (
        "一)修路",
        "(一)修路",
        "(二) 修路",
        "㈠修路",
        "㈩ 修路",
        "(三)、修路",
        "( 四 )修路",
        "〈五〉修路",
        "“(六)修路",
    ),
    "roman": ("Ⅰ.修路", "Ⅳ、修路", "I.修路", "XII. 修路", "Ⅱ 修路"),
    "formal": ("壹、修路", "拾贰、修路"),
    "cn-bracket": ("【一】修路", "[二]修路"),
    "stem-paren": ("(甲)修路",),
    "ar-dot": ("⒈修路", "⒛ 修路", "1.修路", "2、修路", "3. 修路", "4．修路", "12.修路", "1.2023年修路"),
    "ar-paren": ("(1)修路", "(2)、修路", "( 3 )修路"),
    "ar-half": ("1)修路", "2) 修路"),
    "circled": ("①修路", "②、修路", "⑴修路"),
    "volume": ("第三编 附则", "第一篇 总论"),
    "chapter": ("第一章 总则", "第二章总则"),
    "section": ("第一节 修路", "第十二节"),
    "article": ("第一条 修路的钱由村里出。", "第三十二条　修路", "第5条 修路", "第六条"),
    "part": ("第一部分 修路", "第二部分:修路"),
    "zero": ("01 修路", "02|修路", "03"),
    "box": ("专栏1 修路", "专栏 2"),
    "decimal2": ("1.1 修路", "2.10 修路", "1.1修路"),
    "decimal3": ("1.2.3 修路",),
}
NO_MARKS = (
    "修路", "", "1.5万亩茶园", "7.9公里", "2023年工作", "2023.4.6", "9月19日", "8:30 集合", "0555-1234567",
    "第五条第二款规定", "第三章程", "第一条街", "第二节课", "二三十、四五十", "一、二季度", "一、二、三等奖",
    "三、四月份", "12、13日", "3、5、7号楼", "十、百、千", "(2020)12号", "(1949年生)", "(记者 柳青禾)", "一是修路",
    "一方面", "三天两头", "十分重要", "百年老店", "1", "1.25", "3.1.2.4.5米", "100米", "5G网络", "专栏作家",
    "第一次", "I型", "IV级响应", "V.I.P", "X光片", "【记者】", "〔2020〕", "㈠", "壹基金",
    "第一次", "00 修路", "统一、规范", "不统一、不规范",
)  # fmt: skip


@pytest.mark.parametrize(("style", "text"), [(style, text) for style, texts in STYLES.items() for text in texts])
def test_what_is_a_mark(style: str, text: str) -> None:
    marker = read_marker(text.replace("\u3000", " "))
    assert marker is not None and marker.style == style


@pytest.mark.parametrize("text", NO_MARKS)
def test_what_is_no_mark(text: str) -> None:
    assert read_marker(text) is None


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("二十三、修路", Marker("cn-comma", 23, 4)),
        ("(十一)修路", Marker("cn-paren", 11, 4)),
        ("07 修路", Marker("zero", 7, 3)),
        ("十二", Marker("cn-alone", 12, 2)),
        ("⑳修路", Marker("circled", 20, 1)),
        ("第一百零八条 修路", Marker("article", 108, 7)),
        ("3.2.1 修路", Marker("decimal3", 1, 6)),
        ("1. 2023年修路", Marker("ar-dot", 1, 3)),
        ("第 1 条 修路", Marker("article", 1, 6)),
        ("第 1 0 条 修路", Marker("article", 10, 8)),
        ("第 一 章 修路", Marker("chapter", 1, 6)),
        ("第零章 修路", Marker("chapter", 0, 4)),
        ("第拾贰章 修路", Marker("chapter", 12, 5)),
        ("第一千零二条 修路", Marker("article", 1002, 7)),
    ],
)
def test_values_and_ends(text: str, marker: Marker) -> None:
    assert read_marker(text) == marker


SERIES = {
    "ordinal": ["第一,修路", "第二,种茶", "第三,办学"], "cn-comma": ["一 修路", "二 种茶", "三 办学"],
    "bare": ["1 修路", "2 种茶", "3 办学"], "alpha": ["A. 修路", "B. 种茶", "A. 办学", "B. 看病"],
}  # fmt: skip


def marks_of(lines: list[str]) -> list[Marker | None]:
    text = "\n".join(lines)
    return [shape.marker for shape in read_page(cut_lines(text, read_lines(text, ()))).shapes]


@pytest.mark.parametrize("style", SERIES)
def test_marks_that_their_series_makes_marks(style: str) -> None:
    """Only a whole series of short lines, each with text below it."""
    heads = SERIES[style]
    body = "白石镇地处白石河上游,全镇共有12个村、3.2万人,是有名的茶叶之乡。"
    found = marks_of([line for head in heads for line in (head, body)])[::2]
    assert found == [read_loose_marker(head) for head in heads] and None not in found
    assert {marker.style for marker in found if marker is not None} == {style} <= {*RANK}
    for lines in (heads, [line for head in heads[:2] for line in (head, body)], [head + body for head in heads]):
        assert set(marks_of(lines)) == {None}
    assert set(marks_of([line for head in heads[::-1] for line in (head, body)])[::2]) == {None}


def test_articles_whose_blank_was_lost_count_on() -> None:
    lines = [
        "第一条 本规则适用于石湾水库。",
        "第二条本规则所称库区,指坝前一公里。",
        "第三条库区不得养鱼。",
        "第四条本规则自公布之日起施行。",
    ]
    assert [marker.number if marker else None for marker in marks_of(lines)] == [1, 2, 3, 4]
    assert [marker and marker.number for marker in marks_of([lines[0], lines[1], "第九条规定的情形除外。"])] == [
        1,
        None,
        None,
    ]


def test_days_of_the_year_are_no_marks() -> None:
    assert read_marker("5.4青年节当天") is None and read_marker("10.1黄金周期间") is None


def test_each_style_has_its_rank() -> None:
    assert set(STYLES) <= set(RANK)
    order = ["cn-comma", "cn-paren", "ar-dot", "ar-paren", "circled"]
    assert [RANK[style] for style in order] == sorted({RANK[style] for style in order})


@given(st.text(st.sampled_from("一二十百(第条章、.)1239①０ 年月万"), max_size=12))
def test_a_mark_is_a_prefix_with_a_number(text: str) -> None:
    marker = read_marker(text)
    if marker is not None:
        assert 0 < marker.end <= len(text) and marker.number > 0 and marker.style in RANK
