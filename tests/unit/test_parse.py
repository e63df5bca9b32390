"""The two functions that everything hangs on: what they take, what they tell, and that no text makes them slow."""

from __future__ import annotations

import cProfile
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from math import isfinite
from pathlib import Path

import pytest

from tei_tools.model.nodes import Facts
from tei_tools.model.walk import check_accounts
from tei_tools.parse import explain, parse
from tei_tools.read.confidence import confidence_of
from tei_tools.read.model import load_model, model_from
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.rule import Candidate, Rule
from tei_tools.text.source import Source, SourceFile

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

TEXT = """雾溪区2022年工作总结

一、主要工作
今年以来,雾溪区把修路作为头等大事,修通村道12公里,群众出行更加方便。
二、下步打算
首页
"""


SAID = "青石镇近日组织党员下河清淤，行动历时五天，惠及沿线六个村，村民都说河水又清了，明年还要接着干下去。"


def test_a_string_is_a_source_without_a_file() -> None:
    document = parse(TEXT)
    assert document.file == SourceFile(characters=len(TEXT))
    file = SourceFile("a.txt", "text/plain", "gb18030", characters=len(TEXT), bytes=9, sha256="0" * 64)
    named = parse(Source(TEXT, file))
    assert named.file == file
    assert named.articles == document.articles


def test_rules_propose_and_the_model_decides() -> None:
    """A text is read without any rule too: every label is possible for every unit."""
    document = parse(TEXT, rules=[])
    assert check_accounts(document, TEXT) == []
    told = explain(TEXT, rules=[]).units
    assert {unit.rule for unit in told} == {"model"} == {loser.rule for unit in told for loser in unit.losers}
    assert {unit.label for unit in told} > {"p"}


def test_another_model_reads_otherwise() -> None:
    """All weights are in the model: one that knows nothing but paragraphs reads nothing else."""
    data = {"tags": ["p"], "weights": {}, "transitions": {}, "coherence": {}, "confidence": {"one": 5.0}}
    told = explain(TEXT, model=model_from(data)).units
    assert [unit.label for unit in told if unit.chance == 1.0] == ["p"] * len(told) != []
    (article,) = parse(TEXT, model=model_from(data)).articles
    assert article.title is None and len(article.blocks) == len(told)


def test_rules_are_found_and_named() -> None:
    names = [rule.name for rule in all_rules()]
    assert names == sorted(set(names)) and {"prose", "numbered-heading", "title"} <= set(names)
    for rule in all_rules():
        for label, weights in rule.weights.items():
            assert "base" in weights and all(isfinite(weight) for weight in weights.values()), (rule.name, label)


def test_an_explanation_is_on_one_scale() -> None:
    known = {rule.name for rule in all_rules()} | {"model"}
    weights = load_model().coherence
    for unit in explain(TEXT).units:
        assert (unit.line, unit.column, TEXT[unit.start : unit.end]) == (unit.line, 1, unit.text)
        assert unit.confidence == confidence_of(unit.sureness)
        assert 0 <= unit.sureness <= 1 and 0 <= unit.chance <= 1
        assert {loser.rule for loser in unit.losers} | {unit.rule} <= known
        behind = [loser.behind for loser in unit.losers]
        assert behind == sorted(behind) and all(loss >= 0 for loss in behind)
        others = [loser.behind for loser in unit.losers if loser.label != unit.label]
        assert unit.margin == min(others, default=float("inf"))
        assert all(weights[name] == weight for name, weight in unit.coherence)
        for evidence in (unit.evidence, *(loser.evidence for loser in unit.losers)):
            assert [abs(weight) for _, weight in evidence] == sorted((abs(w) for _, w in evidence), reverse=True)


def test_what_decides_between_two_readings_is_told_from_both_sides() -> None:
    """The same evidence speaks for the one as it speaks against the other."""
    seen = 0
    for path in sorted(EXAMPLES.glob("*.txt")):
        for unit in explain(path.read_text(encoding="utf-8")).units:
            rival = next((loser for loser in unit.losers if loser.label != unit.label), None)
            if rival is not None:
                seen += 1
                assert dict(rival.evidence) == {name: -weight for name, weight in unit.evidence}
    assert seen


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
    times = 250 if "\n" in piece else 750
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("青石镇下河\ufffd淤。", "1 character was destroyed by a wrong change of encoding before (“\ufffd”)"),
        (
            "青石镇下河锟斤拷淤，村民锟斤拷锟斤拷。",
            "3 characters were destroyed by a wrong change of encoding before (“锟斤拷”",
        ),
    ],
)
def test_destroyed_characters_are_said_by_name(text: str, says: str) -> None:
    (remark,) = [entry for entry in parse(text).diagnostics if entry.code == "destroyed-characters"]
    assert remark.severity == "warning" and remark.message.startswith(says)
    assert text[remark.spans[0][0]] in "\ufffd锟"
    assert "destroyed-characters" not in [entry.code for entry in parse("青石镇下河清淤。").diagnostics]


@pytest.mark.parametrize("label", ["原文链接", "来源网址", "网址", "采集网址", "原文地址"])
def test_the_address_of_an_article_is_a_fact(label: str) -> None:
    address = "http://www.qingshi.example/a_1.html"
    text = f"石桥村开展河道清淤行动\n\n时间：2023-05-06　来源：青石日报\n\n　　{SAID}\n\n{label}：{address}\n"
    (article,) = parse(text).articles
    fields = [field for block in article.blocks if isinstance(block, Facts) for field in block.fields]
    assert [field.value.text for field in fields if field.name == "link" and field.value] == [address]


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_of_garbage_is_left_as_it_was(collecting: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        parse(TEXT)
        assert gc.isenabled() is collecting
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(parse, [TEXT] * 8))) == 1
        assert gc.isenabled() is collecting
        with pytest.raises(ZeroDivisionError):
            parse(TEXT, rules=[Rule("none", lambda unit, page: [Candidate("p")] * (1 // 0))])
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
