"""What is looked at before a pattern is asked, leaves out nothing that the pattern matches."""

from __future__ import annotations

import re

import pytest

from tei_tools.recognize.rules import byline, signature, title


@pytest.mark.parametrize("word", [
    "第一提案人", "领衔代表", "联名提案人", "提案委员", "联名人",
    "連署人", "连署人", "附议人", "签发人", "建议人", "领衔建议人",
])  # fmt: skip
def test_who_proposes(word: str) -> None:
    assert signature._says(f"{word}:岳青川") == ("proposers", False)


@pytest.mark.parametrize("word", [
    "审判长", "审判员", "代理审判员", "人民陪审员", "书记员", "代理书记员", "检察员", "法官助理",
])  # fmt: skip
def test_who_judges(word: str) -> None:
    assert signature._says(f"{word} 岳青川") == ("court", False)


@pytest.mark.parametrize("word", ["主席", "部长", "省长", "市长", "县长", "总理", "局长"])
def test_who_holds_an_office(word: str) -> None:
    assert signature._says(f"{word} 岳青川")[1]
    assert byline._says(f"{word} 岳青川") == ("office",)


def test_kinds_of_documents_by_their_last_character() -> None:
    words = re.findall("[\u4e00-\u9fff]+", title._KIND.pattern)
    assert len(words) > 30
    found = [title._says(f"雾溪区{word}{more}") for word in words for more in ("", "(试行)")]
    assert all(said is not None and said[1] for said in found)


@pytest.mark.parametrize("front", ["", "(", "【", "本报", "见习", "实习", "特约", "(本网"])
@pytest.mark.parametrize("role", ["记者", "通讯员", "责任编辑", "编辑"])
def test_roles_by_their_first_character(front: str, role: str) -> None:
    said = title._says(f"{front}{role}岳青川去看了雾溪大桥并说了话,大家都在场")
    assert said is not None and said[0]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [("——(宋)岳青川", "verse"), ("(作者系雾溪区干部)", "remark"), ("(雾溪区统计局 岳青川)", "of-office")],
)
def test_lines_that_credit_by_their_form(text: str, evidence: str) -> None:
    assert byline._says(text) == (evidence,)
