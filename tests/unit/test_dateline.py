"""How news paragraphs open."""

from __future__ import annotations

import pytest

from tei_tools.read.grammar.dateline import read_dateline


@pytest.mark.parametrize(
    ("text", "opening", "day", "credit"),
    [
        ("本报讯 重阳节前夕,雾溪区", "本报讯", "", ""),
        ("本报讯(记者 岳青川)4月8日,雾溪区", "本报讯(记者 岳青川)", "", "(记者 岳青川)"),
        (
            "本报讯 (记者 岳青川 通讯员 祁小禾)4月8日",
            "本报讯 (记者 岳青川 通讯员 祁小禾)",
            "",
            "(记者 岳青川 通讯员 祁小禾)",
        ),
        ("新华社石湾4月8日电 雾溪大桥", "新华社石湾4月8日电", "4月8日", ""),
        ("新华社石湾4月8日电(记者岳青川)雾溪大桥", "新华社石湾4月8日电(记者岳青川)", "4月8日", "(记者岳青川)"),
        ("石湾新闻网4月8日讯(记者 岳青川)雾溪大桥", "石湾新闻网4月8日讯(记者 岳青川)", "4月8日", "(记者 岳青川)"),
        ("石湾在线2023年4月8日讯 雾溪大桥", "石湾在线2023年4月8日讯", "2023年4月8日", ""),
        ("4月8日消息,雾溪大桥", "4月8日消息", "4月8日", ""),
        ("云顶县融媒体中心讯(记者 岳青川)清明刚过", "云顶县融媒体中心讯(记者 岳青川)", "", "(记者 岳青川)"),
        ("石湾晚报讯 记者岳青川报道:清明刚过", "石湾晚报讯 记者岳青川报道:", "", " 记者岳青川报道"),
    ],
)
def test_openings(text: str, opening: str, day: str, credit: str) -> None:
    found = read_dateline(text)
    assert found is not None
    assert text[: found.end].rstrip() == opening
    assert found.day == day
    assert (text[slice(*found.credit)] if found.credit else "") == credit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4月8日,雾溪大桥通车。",
        "据报道,今年的新茶已经上市。",
        "本报记者岳青川在雾溪采访。",
        "本报将继续关注。",
        "电力公司的职工赶来抢修。",
        "雾溪区通讯员培训班开班。",
        "他在电话里说:“路通了。”",
        "今日讯号中断了三个小时。",
        "近日,雾溪大桥通车。",
        "新华社区居委会的干部上门慰问。",
        "一则消息传遍了山村。",
        "电视台来了!",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert read_dateline(text) is None
