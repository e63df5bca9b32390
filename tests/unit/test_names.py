"""Credits of people, against the shared lines and against its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.text.names import is_credit, is_person_name, read_credit, read_official, role_class
from tei_tools.text.source import fold

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "fixtures" / "bylines.jsonl"
OWN = [json.loads(line) for line in (HERE / "data" / "credits.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared bylines are not on this machine")
def test_shared_lines() -> None:
    lines = [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 41
    wrong = []
    for line in lines:
        got = [(p.name, p.role, p.also) for p in read_credit(line["text"])]
        if got != [(p["name"], p["role"], p.get("also", "")) for p in line["people"]]:
            wrong.append((line["text"], got))
    assert wrong == []


@pytest.mark.parametrize("line", OWN, ids=lambda line: line["text"])
def test_own_lines(line: dict[str, object]) -> None:
    people = read_credit(str(line["text"]))
    assert [[p.name, p.role, p.also] for p in people] == line["people"]
    for person in people:
        assert "".join(str(line["text"])[person.start : person.end].split()) == person.name


@pytest.mark.parametrize("line", OWN, ids=lambda line: line["text"])
def test_folded_text_reads_the_same(line: dict[str, object]) -> None:
    text = str(line["text"])
    assert read_credit(fold(text)) == read_credit(text)


def test_is_credit() -> None:
    for text in ("(本报记者)", "本报评论员", "作者:", "作者:佚名", "责编:柳青禾", "(柳青禾)"):
        assert is_credit(text), text
    for text in ("", "编辑", "摄影", "编辑部", "柳青禾", "记者", "记者从县委获悉", "相关报道:", "(完)", "文化 图书"):
        assert not is_credit(text), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("柳青", True), ("柳青禾", True), ("柳 青 禾", True), ("欧阳修文", True), ("上官雪", True), ("陳大文", True),
        ("阿依古丽·买买提", True), ("柳", False), ("柳青禾苗", False), ("公章", False), ("云南省", False),
        ("的士", False),
        ("abc", False), ("", False), ("王的家", False),
    ],
)  # fmt: skip
def test_is_person_name(text: str, expected: bool) -> None:
    assert is_person_name(text) is expected


@pytest.mark.parametrize(
    ("role", "also", "classes"),
    [
        ("本报记者", "", {"author"}), ("通讯员", "", {"author"}), ("作者", "", {"author"}), ("文", "", {"author"}),
        ("特约撰稿人", "", {"author"}), ("执笔", "", {"author"}), ("报道", "", {"author"}), ("供稿", "", {"author"}),
        ("记者", "摄", {"photographer"}), ("摄", "", {"photographer"}), ("图", "", {"photographer"}),
        ("摄影 记者", "", {"photographer"}), ("供图", "", {"photographer"}), ("摄像", "", {"photographer"}),
        ("記者", "攝", {"photographer"}), ("文/图", "", {"author", "photographer"}),
        ("记者", "报道/摄", {"author", "photographer"}), ("通讯员", "文/摄", {"author", "photographer"}),
        ("记者", "摄影报道", {"author", "photographer"}), ("本报记者", "文", {"author"}),
        ("责任编辑", "", {"editor"}), ("责编", "", {"editor"}), ("本版责编", "", {"editor"}),
        ("校对", "", {"editor"}),
        ("审核", "", {"editor"}), ("一审", "", {"editor"}), ("终审", "", {"editor"}), ("监制", "", {"editor"}),
        ("编审", "", {"editor"}), ("值班主任", "", {"editor"}), ("值班编委", "", {"editor"}),
        ("美编", "", {"editor"}),
        ("图文编辑", "", {"editor"}), ("編輯", "", {"editor"}), ("编译", "", {"author"}), ("", "", set()),
        ("策划", "", set()),
    ],
)  # fmt: skip
def test_role_class(role: str, also: str, classes: set[str]) -> None:
    assert role_class(role, also) == classes


def test_long_rows_of_single_characters_are_no_credit() -> None:
    assert read_credit("编辑:" + " ".join("王" * 140)) == []
    assert read_credit("(" + "、".join(["柳青禾"] * 200) + ")") == []


def test_rare_characters_stay_in_the_name() -> None:
    assert [p.name for p in read_credit("(记者 柳\U0002b74f禾 王〇)")] == ["柳\U0002b74f禾", "王〇"]
    assert is_person_name("柳\U0002b74f禾")


def test_officials() -> None:
    official = read_official("\u3000青石市市长　王 明")
    assert official is not None
    assert (official.name, official.role, official.start, official.end) == ("王明", "青石市市长", 7, 10)
    assert read_official("青石市市长出席会议") is None


NAMES = st.sampled_from(["柳青禾", "石满", "欧阳修文", "陈大文", "王小湖", "李强"])
ROLES = st.sampled_from(["记者", "本报记者", "通讯员", "见习记者", "青石日报记者"])


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(ROLES, st.lists(NAMES, min_size=1, max_size=3)), min_size=1, max_size=3),
    st.sampled_from([" ", "  ", "\u3000"]),
    st.sampled_from(["", "摄", "文/图", "报道"]),
    st.sampled_from(["()", "（）", "【】", ""]),
)
def test_what_is_composed_is_read(parts: list[tuple[str, list[str]]], gap: str, work: str, brackets: str) -> None:
    inside = gap.join(role + gap + gap.join(names) for role, names in parts) + (gap + work if work else "")
    text = f"{brackets[:1]}{inside}{brackets[1:]}"
    expected = [(name, role, work) for role, names in parts for name in names]
    assert [(p.name, p.role, p.also) for p in read_credit(text)] == expected


@settings(deadline=None, max_examples=200)
@given(st.text("记者通讯员摄文图/:、 ()编辑责王李柳青禾一·A1公章。\u3000", max_size=20))
def test_spans_are_ordered_and_hold_the_name(text: str) -> None:
    end = 0
    people = read_credit(text)
    for person in people:
        assert end <= person.start < person.end <= len(text)
        end = person.end
        assert "".join(fold(text[person.start : person.end]).split()) == person.name
    assert is_credit(text) or not people


def test_words_that_begin_like_a_name_are_none() -> None:
    words = "朗读 丰收 明日 左右 施工 南方 来稿 程序 成效 费用"
    assert [word for word in words.split() if is_person_name(word)] == []


def test_surnames_that_a_million_people_bear_are_known() -> None:
    """The hundred or so most frequent ones, by the yearly reports on names of the Ministry of Public Security."""
    frequent = (
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
        "谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文温"
    )
    assert [surname for surname in frequent if not is_person_name(surname + "晓棠")] == []
