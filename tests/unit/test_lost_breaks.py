"""Texts that lost their line breaks: where they are cut, and that nothing is cut away."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.recognize.rule import Unit
from tei_tools.recognize.units import cut_lines
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines

BODY = "连日来，青禾县抢抓晴好天气，组织植保无人机全面展开作业，细密的药雾均匀地落在叶片上，群众看在眼里。"


def units_of(text: str) -> tuple[Unit, ...]:
    repairs, _ = find_repairs(text)
    return cut_lines(text, read_lines(text, repairs))


def parts(text: str) -> list[str]:
    return [unit.text for unit in units_of(text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (f"首页 资讯 小麦防治全面展开2021-04-29 来源:青禾融媒 作者:尚进 {BODY}{BODY}{BODY}",
         ["首页", "资讯", "小麦防治全面展开", "2021-04-29", "来源:青禾融媒", "作者:尚进"]),
        (f"小麦防治全面展开\n{BODY}{BODY}{BODY}责任编辑:苗青", ["小麦防治全面展开", BODY.replace("，", ",")]),
        (f"{BODY}\ue40c解读\ue40c{BODY}{BODY}\ue40c{BODY}", [f"{BODY}\ue40c".replace("，", ","), "解读\ue40c"]),
        (f"一、修路。{BODY}二、架桥。{BODY}三、种茶。{BODY}", [f"一、修路。{BODY}".replace("，", ",")]),
        (f"国  务  院  办  公  厅关于小麦防治的通知 {BODY}{BODY}{BODY}", ["国  务  院  办  公  厅关于小麦防治的通知"]),
        (f"青禾社石湾4月3日电 {BODY}{BODY}{BODY}", [f"青禾社石湾4月3日电 {BODY}".replace("，", ",")]),
        (f"本报讯(记者 尚进){BODY}{BODY}{BODY}", [f"本报讯(记者 尚进){BODY}".replace("，", ",")]),
    ],
)  # fmt: skip
def test_long_lines_are_cut_where_a_block_may_begin(text: str, first: list[str]) -> None:
    assert parts(text)[: len(first)] == first


def test_a_text_with_its_breaks_is_not_cut_into_sentences() -> None:
    lines = [f"{BODY}{BODY}{BODY}"] * 6
    assert len(units_of("\n".join(lines))) == 6


@given(st.text(alphabet="青禾县。，；：“”（）【】12\ue40c 　来源作者2021-04-29\n", max_size=400))
def test_every_character_stays_in_one_unit(text: str) -> None:
    units = units_of(text)
    lines = read_lines(text, find_repairs(text)[0])
    whole = "".join(line.view.text for line in lines)
    assert "".join("".join(unit.text for unit in units).split()) == "".join(whole.split())
    assert all(one.span.end <= other.span.start for one, other in pairwise(units))
