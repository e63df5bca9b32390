"""What is hidden from recognizers, and what is read as something else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines

CLEAN = "青石镇2020年上半年工作总结\n今年以来,我镇坚持“三个聚焦”,共投入120万元。(记者 白杨)\n" * 3


def reading(text: str) -> str:
    repairs, _ = find_repairs(text)
    return "\n".join(line.view.text for line in read_lines(text, repairs))


def shown(text: str) -> list[tuple[str, str, str | None]]:
    return [(text[r.span.start : r.span.end], r.reason, r.text) for r in find_repairs(text)[0]]


def test_clean_text_needs_nothing() -> None:
    assert find_repairs(CLEAN) == ((), ())


def test_clean_text_costs_nothing() -> None:
    text = (CLEAN * 400)[:33_000]
    find_repairs(text)
    best = min(_seconds(text) for _ in range(5))
    assert best < 0.01  # measured 0.0005; ten times that is a fault, the machine's load is not


def _seconds(text: str) -> float:
    start = time.process_time()
    find_repairs(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\x0b二\x00三", [("\x0b", "control", None), ("\x00", "control", None)]),
        ("一\u200b\u200c二\ufeff", [("\u200b\u200c", "control", None), ("\ufeff", "control", None)]),
        ("一\u2060二", [("\u2060", "control", None)]),
        ("一\ud800二\ufffe\uffff", [("\ud800", "control", None), ("\ufffe\uffff", "control", None)]),
        ("一\t二\r\n三", []),
        ("锘縷一二", [("锘縷", "control", None)]),
        ("锘元素", []),
        ("一锘縷", []),
        ("\U0001f468\u200d\U0001f469", []),
    ],
)  # fmt: skip
def test_control(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者&nbsp;白杨", "记者 白杨"),
        ("记者&nbsp;&nbsp;&emsp;白杨", "记者 白杨"),
        ("&nbsp;&nbsp;首行&#12288;", "首行"),
        ("记者 &nbsp;白杨", "记者 白杨"),
        ("&ldquo;青石&rdquo;&mdash;&#x4e2d;&#22269;", "“青石”—中国"),
        ("甲&amp;nbsp;乙", "甲 乙"),
        ("甲&amp;amp;乙", "甲&乙"),
        ("甲&nbsp乙", "甲 乙"),
        ("A&T &nbspx &foo; &;", "A&T &nbspx &foo; &;"),
        ("http://a.example/?a=1&copy=2&lt=3", "http://a.example/?a=1&copy=2&lt=3"),
        ("甲&#0;&#11;&zwnj;乙", "甲乙"),
        ("&lt;p&gt;正文&lt;/p&gt;", "正文"),
        ("&lt;请输入&gt;", "<请输入>"),
        ("甲<b>&nbsp;</b>", "甲"),
        ("<b>&nbsp;</b>甲&nbsp;<i>乙</i>", "甲 乙"),
    ],
)
def test_entities(text: str, expected: str) -> None:
    assert reading(text) == expected


def test_a_space_at_an_edge_is_taken_out() -> None:
    assert shown("&nbsp;甲&nbsp;乙&nbsp;") == [
        ("&nbsp;", "entity", None),
        ("&nbsp;", "entity", " "),
        ("&nbsp;", "entity", None),
    ]


def test_damage_in_layers_is_one_repair() -> None:
    assert shown("正文&lt;/p&gt;") == [("&lt;/p&gt;", "markup", None)]
    assert shown("正文<<b>p>") == [("<<b>p>", "markup", None)]
    assert shown("正文<\u200bp>") == [("<\u200bp>", "markup", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("村民都说好。![](https://a.example/b.gif)", "村民都说好。"),
        ('村民![路](a.png)都说![桥](b_(1).png "桥")好。', "村民都说好。"),
        ("![](a.png)图为青石镇。![](b.png)", "![](a.png)图为青石镇。"),
        ("正文。\n[![](a.png)](/b.html)", "正文。\n[![](a.png)](/b.html)"),
        ("正文![](a.png", "正文![](a.png"),
        ("正文。\n **  \n次段。\n****", "正文。\n\n次段。\n****"),
    ],
)
def test_marks_of_markdown(text: str, expected: str) -> None:
    """An image says what its line is where no words stand above it in the line."""
    assert reading(text) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end: str) -> None:
    assert shown(f"-->{end}正文<span style={end}?{end}") == [
        ("-->", "markup", None),
        ("<span style=", "markup", None),
        ("?", "lost-space", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?\n青石镇?名片", "\n青石镇 名片"),
        ("?\n??近年来,我镇发展很快", "\n近年来,我镇发展很快"),
        ("好。(记者?白杨)", "好。(记者 白杨)"),
        ("好。(本报记者?白杨?通讯员?李小溪)", "好。(本报记者 白杨 通讯员 李小溪)"),
        ("?\n记者?白杨", "\n记者 白杨"),
    ],
)
def test_lost_spaces(text: str, expected: str) -> None:
    assert reading(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        "路好走吗?",
        "他问:“路好走吗?”",
        "谁来修路?村民自己来",
        "钱从哪来?人往哪去?",
        "路修好了?村民笑了",
        "如何增收?听听他们怎么说",
        "“真的?”老人问",
        "总投资多少?答案在这里",
        "看见青石镇?名片在此,这是一行很长很长很长很长很长很长很长很长很长很长的文字不是标题",
    ],
)
def test_questions_stay(line: str) -> None:
    assert reading(line) == line
    assert reading(f"?\n{line}") == f"\n{line}"


def test_without_other_signs_a_question_mark_is_a_question_mark() -> None:
    assert reading("青石镇?名片") == "青石镇?名片"


def test_a_full_width_question_mark_is_never_a_lost_space() -> None:
    assert reading("?\n青石镇\uff1f名片") == "\n青石镇?名片"


@pytest.mark.parametrize(
    "text",
    [
        "我县,,大力发展,,农业,,工业",
        "第一段。G7q青石新闻网\n第二段。x9Kt2\n第三段。aB3青石新闻网\n",
        "法拉第電(dian)動機的(de)原理和(hé)應用在(zài)近代以(yi)來得到(dào)了許多(duō)人的認(rèn)可與支(zhī)持他們(men)說好的(de)",
    ],
)
def test_noise_that_is_only_told(text: str) -> None:
    repairs, diagnostics = find_repairs(text)
    assert repairs == ()
    assert [diagnostic.code for diagnostic in diagnostics] == ["noise-suspect"]


def test_a_real_page(shared: Path) -> None:
    text = (shared / "seeds" / "002_d759fff7871d2bc5.txt").read_text(encoding="utf-8")
    lines = reading(text).split("\n")
    assert lines[7].endswith("當地群眾增收致富。")
    assert [line for line in lines if "<" in line or ">" in line] == []


def test_a_real_page_with_lost_spaces(shared: Path) -> None:
    text = (shared / "seeds" / "000_6330bfa42b23ed4f.txt").read_text(encoding="utf-8")
    lines = reading(text).split("\n")
    assert lines[1] == ""
    assert lines[4] == "講政治 營造風清氣正好氛圍"
    assert lines[-1].endswith("(記者 張涵菓)")
    assert "總人口8443人" in lines[3]


@pytest.mark.parametrize("text", [" " * 50_000 + "<", "\n" + "\t" * 50_000 + ">", "<" * 50_000, "<script>" * 3_000])
def test_no_pattern_takes_the_square_of_the_length(text: str) -> None:
    assert _seconds(text) < 5  # measured below 1; the square took a minute


def test_a_lost_bracket_of_a_tag_is_no_character_of_the_text() -> None:
    text = "鎮(zhèn)上。澄湖縣音樂節?zé)细杪暡粩唷?/span>"
    repairs, remarks = find_repairs(text)
    assert [(repair.reason, repair.text, repair.gap) for repair in repairs if repair.reason == "byte-shift"] == [
        ("byte-shift", "上歌聲不斷。", 0)
    ]
    assert "lost-characters" not in [remark.code for remark in remarks]
