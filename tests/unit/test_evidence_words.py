"""Reasons behind a reading are told in words, in both languages."""

from __future__ import annotations

import pytest

from tei_tools import explain, parse
from tei_tools.read.model import load_model
from tei_tools.review.evidence_words import said_of
from tei_tools.review.page import View, make_page
from tei_tools.review.reasons import reasons_of
from tei_tools.review.words import LANGUAGES

TEXT = "石桥镇修路惠民\n\n2023-09-19 来源:石桥县政务中心\n\n今年以来,石桥镇修路三条,群众出行更加方便。\n"


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("w2=今年", "begins with “今年”", "以“今年”开头"),
        ("+1x=weekday", "line below: a day of the week", "下一行：星期"),
        ("-k+=FF$", "kinds of the lines around", "前后各行的类型"),
        ("R=item", "the rules say list item", "规则判为列表项"),
        ("R2=bylinecaption", "the rules say byline or caption", "规则判为署名行或图题"),
        ("-1credit", "line above: is a credit: who wrote, edited, took the picture", "上一行：署名：作者、编辑或摄影"),
        ("field=date", "a label of facts: date", "著录项标签：日期"),
        ("reason=navigation", "a rule would leave it out: navigation", "规则拟剔除：导航"),
        ("con.cont.after-colon", "rule for continues: after colon", "续上行的规则：after colon"),
        ("Sc=1", "the series that its mark belongs to", "其编号所在的序列"),
        ("nobody-knows-this", "nobody-knows-this", "nobody-knows-this"),
    ],
)
def test_a_name_in_words(name: str, en: str, zh: str) -> None:
    assert (said_of(name, "en"), said_of(name, "zh")) == (en, zh)


def test_nearly_all_that_the_reader_learned_has_words() -> None:
    names = list(load_model().places)
    bare = [name for name in names if said_of(name, "zh") == name]
    assert len(bare) < 0.02 * len(names), bare[:40]


def test_a_page_has_them_in_both_languages() -> None:
    explanation = explain(TEXT)
    found = reasons_of(explanation)
    assert {language: len(said) for language, said in found["said"].items()} == dict.fromkeys(
        LANGUAGES, len(found["names"])
    )
    page = make_page(View("a.txt", TEXT, parse(TEXT), explanation))
    assert '"said":{"en":[' in page and "的类型" in page
