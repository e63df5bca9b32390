"""The two functions that everything hangs on: what they take, what they tell, and that no text makes them slow."""

from __future__ import annotations

import cProfile
import time
from math import isfinite

import pytest

from tei_tools.parse import explain, parse
from tei_tools.recognize.registry import all_rules
from tei_tools.text.source import Source, SourceFile

TEXT = """雾溪区2022年工作总结

一、主要工作
今年以来,雾溪区把修路作为头等大事,修通村道12公里,群众出行更加方便。
二、下步打算
首页
"""


def test_a_string_is_a_source_without_a_file() -> None:
    document = parse(TEXT)
    assert document.file == SourceFile(characters=len(TEXT))
    file = SourceFile("a.txt", "text/plain", "gb18030", characters=len(TEXT), bytes=9, sha256="0" * 64)
    named = parse(Source(TEXT, file))
    assert named.file == file
    assert named.articles == document.articles


def test_without_rules_nothing_can_be_read_otherwise() -> None:
    prose = [rule for rule in all_rules() if rule.name == "prose"]
    (article,) = parse(TEXT, rules=prose).articles
    assert article.title is None and len(article.blocks) == 5


def test_rules_are_found_and_named() -> None:
    names = [rule.name for rule in all_rules()]
    assert names == sorted(set(names)) and {"prose", "numbered-heading", "title"} <= set(names)
    for rule in all_rules():
        for label, weights in rule.weights.items():
            assert "base" in weights and all(isfinite(weight) for weight in weights.values()), (rule.name, label)


def test_an_explanation_is_the_sum_of_its_evidence() -> None:
    for unit in explain(TEXT).units:
        assert unit.score == pytest.approx(sum(weight for _, weight in unit.evidence))
        assert (unit.line, unit.column, TEXT[unit.start : unit.end]) == (unit.line, 1, unit.text)
        assert unit.confidence in ("high", "medium", "low")
        assert {loser.rule for loser in unit.losers} | {unit.rule} <= {rule.name for rule in all_rules()}


def test_an_explanation_tells_what_parse_does() -> None:
    labels = [(unit.line, unit.label) for unit in explain(TEXT).units]
    assert labels[:4] == [(1, "title"), (3, "head"), (4, "p"), (5, "head")]


# --- time ---

REPEATED = (
    "一、", "(一)", "1.", "(", ")", "《", "》", "【", "】", "“", "<", "<p>", "<!--", "&amp;", "?", " ", "\u3000",
    "\t", "|", " | ", "·", "—", "●", "#", "、", "。", ",,", ":", "a:", "a ", "记者", "(记者 ", "王五、", "王 五 ",
    "2020年", "1月", "2020-01-01 ", "(2020)", "来源:", "时 间", "责任编辑:", "本报讯", "第一条 甲。", "一是", "第一,",
    "关于", "印发", "扎实推进", "图为", "摄 ", "供图", "https://", "鎮(zhèn)", "zhèn)", "\u200b", "\x0b", "甲,",
    "甲。", "十", "一、\n", "1.\n", "首页\n", "甲\n", "# 甲\n", "● 甲\n", "男\n", "(一)甲。乙丙丁戊\n", "来源:\n",
    "记者 王五\n", "2020年1月1日\n", "\n", "图为甲\n", "甲:\n", "甲;\n",
)  # fmt: skip
"""Repeated a thousand times, these make a reader look at the whole page again and again."""

CROWDED = (
    "|", " | ", "·", "· ", ">", "》", "】", "缩小字体", "上一篇", "首页 > ", "更多>", "大 中 小 ", "赞1", "记者 ",
    "王五、", "王 五 ", "来源:", "时  间 ", "1月1日", "〔2020〕", "关于", "(", "(甲)", "甲 ", "甲,", "各", "局 ",
    "人民政府", "图为", "供图 ", "摄 ", "# ", "--", "1.", "一、", "a.jpg ", "http://", "附件1", "附件:",
)  # fmt: skip
"""Rules look closely at short lines: a short line of these must not take long either."""


def calls(text: str) -> int:
    """How many functions are called to read a text: the same on every machine, however busy it is."""
    profile = cProfile.Profile()
    profile.enable()
    parse(text)
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_twice_the_text_asks_for_hardly_more_than_twice_the_work(piece: str) -> None:
    times = 400 if "\n" in piece else 1200
    parse(piece)  # what is made once per process is made here
    once, twice = calls(piece * times), calls(piece * times * 2)
    # A reader that looks at the whole page for every line takes nearly four times as many.
    assert twice < 2.4 * once + 1000, f"{once} calls, then {twice}"


@pytest.mark.parametrize("piece", CROWDED, ids=repr)
def test_a_crowded_line_is_over_in_a_moment(piece: str) -> None:
    for size in (18, 26, 34, 58, 118, 238):  # rising, so that a pattern that explodes is seen before it never ends
        lines = [(piece * size)[: size - 1] + end for end in "甲a。"]
        start = time.process_time()
        parse("雾溪大桥今日建成通车\n" + "\n".join(lines))
        # Such a pattern takes twice as long for every character more: minutes, not seconds.
        assert time.process_time() - start < 5, f"{size} characters"
