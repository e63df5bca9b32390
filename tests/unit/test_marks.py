"""The marks of numbered heads and entries, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.recognize.marks import RANK, read_marker
from tei_tools.recognize.rule import Marker

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
    ],
)
def test_values_and_ends(text: str, marker: Marker) -> None:
    assert read_marker(text) == marker


def test_each_style_has_its_rank() -> None:
    assert set(STYLES) <= set(RANK)
    order = ["cn-comma", "cn-paren", "ar-dot", "ar-paren", "circled"]
    assert [RANK[style] for style in order] == sorted({RANK[style] for style in order})


@given(st.text(st.sampled_from("一二十百(第条章、.)1239①０ 年月万"), max_size=12))
def test_a_mark_is_a_prefix_with_a_number(text: str) -> None:
    marker = read_marker(text)
    if marker is not None:
        assert 0 < marker.end <= len(text) and marker.number > 0 and marker.style in RANK
