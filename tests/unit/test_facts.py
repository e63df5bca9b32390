"""Labelled facts: a label never swallows the next one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.model.nodes import FIELD_NAMES
from tei_tools.read.grammar.number import DOCUMENT_NUMBER
from tei_tools.recognize.facts import read_fields


def shown(text: str) -> list[str]:
    return [f"{field.label}/{field.name}={text[field.start : field.end]}" for field in read_fields(text)]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("时间:2023-04-08 10:30 来源:石湾晚报", ["时间/date=2023-04-08 10:30", "来源/source=石湾晚报"]),
        ("日期:2020-08-31 17:29 来源: 字体大小:", ["日期/date=2020-08-31 17:29", "来源/source=", "字体大小/other="]),
        ("来源:石湾晚报 作者:符远", ["来源/source=石湾晚报", "作者/author=符远"]),
        ("(来源:石湾晚报)", ["来源/source=石湾晚报"]),
        ("【责任编辑:穆春生】", ["责任编辑/editor=穆春生"]),
        ("来 源:石湾晚报", ["来源/source=石湾晚报"]),
        ("2022-10-14 16:05 来源:石湾晚报", ["来源/source=石湾晚报"]),
        (
            "索引号:000014/2021-00012 发文字号:石水发〔2022〕14号",
            ["索引号/index-number=000014/2021-00012", "发文字号/document-number=石水发〔2022〕14号"],
        ),
        (
            "发布机构:石湾市水务局 成文日期:2022年3月28日",
            ["发布机构/issuer=石湾市水务局", "成文日期/created=2022年3月28日"],
        ),
        ("编辑:符远|审核:穆春生|监制:岳青川", ["编辑/editor=符远", "审核/editor=穆春生", "监制/editor=岳青川"]),
        ("浏览次数:128 作者:", ["浏览次数/other=128", "作者/author="]),
    ],
)
def test_fields(text: str, fields: list[str]) -> None:
    assert shown(text) == fields


@pytest.mark.parametrize(
    "text", ["", "雾溪大桥通车了", "他说:路通了", "问题来源于思想认识不足:", "这段时间里:", "网络时间:"]
)
def test_no_fields(text: str) -> None:
    assert not read_fields(text)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("时  间 民国110年5月11日", "date", "民国110年5月11日"),
        ("地  点 本会议事厅", "place", "本会议事厅"),
        ("主  席 祁主席大禾", "chair", "祁主席大禾"),
    ],
)
def test_the_header_of_minutes(text: str, name: str, value: str) -> None:
    (field,) = read_fields(text)
    assert (field.name, text[field.start : field.end], field.header) == (name, value, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("石水发〔2022〕14号", "石水发〔2022〕14号"),
        ("石水发[2022]14号", "石水发[2022]14号"),
        ("石水办函(2022)第5号", "石水办函(2022)第5号"),
        ("石水发 〔2022〕 14 号", "石水发 〔2022〕 14 号"),
        ("石湾市2022年第14号", ""),
        ("(2022)", ""),
    ],
)
def test_document_numbers(text: str, number: str) -> None:
    match = DOCUMENT_NUMBER.search(text)
    assert (match.group() if match else "") == number


def test_a_document_number_is_never_cut() -> None:
    match = DOCUMENT_NUMBER.search("石水发〔2022〕14号文件")
    assert match is None or match.group() == "石水发〔2022〕14号"


_LABELS = st.sampled_from(
    [
        "时间:",
        "来源:",
        "作者:",
        "编辑:",
        "发布日期:",
        "来 源:",
        "时  间 ",
        "字号:",
        " ",
        "|",
        "2023-04-08",
        "石湾晚报",
        "符远",
        "(",
        "】",
    ]
)


@given(st.lists(_LABELS, max_size=12).map("".join))
def test_fields_follow_each_other(text: str) -> None:
    position = 0
    for field in read_fields(text):
        assert position <= field.start <= field.end <= len(text)
        assert field.name in FIELD_NAMES
        position = field.end
