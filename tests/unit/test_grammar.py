"""The grammars of facts: words in one script, values that may be written."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tei_tools.read
from tei_tools.model.nodes import FIELD_NAMES, Text
from tei_tools.read.facts import FactLine, collect, weights
from tei_tools.read.grammar.lexicon import labels, words
from tei_tools.read.grammar.line import mask, read_line
from tei_tools.read.grammar.times import WRITABLE, complete
from tei_tools.read.marked import credit_of, facts_of, people_of
from tei_tools.text.script import plain, simplified
from tei_tools.text.source import Span, fold

CLASSES = ("nobody", "outlet-end", "office-end", "tool", "head", "key")


def text_of(text: str) -> Text:
    return Text(text, (Span(0, len(text)),) if text else ())


# -- one script


def patterns() -> Iterator[tuple[str, str]]:
    """Every compiled pattern of the modules below ``read`` with where it stands."""
    for module in pkgutil.walk_packages(tei_tools.read.__path__, "tei_tools.read."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value.pattern


@pytest.mark.parametrize(("where", "pattern"), list(patterns()))
def test_patterns_are_closed_under_simplification(where: str, pattern: str) -> None:
    assert simplified(pattern) == pattern


def test_words_are_folded_simplified_and_in_lower_case() -> None:
    every = [*labels(), *(word for name in CLASSES for word in words(name))]
    assert [word for word in every if simplified(fold(word)).lower() != word] == []
    assert {said.field for said in labels().values()} <= set(FIELD_NAMES)


@pytest.mark.parametrize("first", "时地主列出请缺记纪")
@pytest.mark.parametrize("last", "间点席假录")
def test_labels_set_off_by_blanks_are_read_or_passed_over(first: str, last: str) -> None:
    """The header of minutes whose labels are set apart: 缺 席 was no label of the table, and ended a document."""
    assert read_line(f"{first} {last} 陶远舟 温若溪")


# -- laws

WORDS = """来源 作者 发布时间 编辑 文 图 摄影 记者 陶远舟 温若溪 青禾日报 县水利局 2023-09-19 2023年9月19日
9月19日电 19日 二〇二三年九月廿九日 112年9月19日 16:04 PM : ： / ／ | 丨 ( ) （ ） 【 】 ** " [ ](http://a.cn) 、 。
2023-13-40 通过 供稿 原载
《青禾》 新华社 讯 1599999999 責任編輯 發布日期 @reed 于 发布"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\u3000", "Sep 19, 2023"])
LINES = st.lists(PIECES, min_size=1, max_size=12).map("".join)
LABELS = st.sampled_from(["title", "meta", "byline", "p", "caption", "sign", "note", "noise", "item", "sec"])


@given(st.lists(st.tuples(LABELS, LINES), min_size=1, max_size=8))
def test_no_fact_that_the_schemas_refuse(given: list[tuple[str, str]]) -> None:
    lines = []
    position = 0
    for label, text in given:
        stripped = text.strip()
        span = Span(position, position + len(stripped))
        position += len(stripped) + 1
        if stripped:
            lines.append(FactLine(label, Text(stripped, (span,)), None if label == "noise" else 0))
    facts = collect(lines, 1)[0]
    source = "\n".join(line.text.text for line in lines)
    if facts.date is not None:
        assert WRITABLE.fullmatch(facts.date.when)
    assert facts.source is None or (facts.source.text and facts.source.text in source)
    for person in (*facts.authors, *facts.photographers, *facts.editors):
        assert person.name.strip() and person.spans
        assert "".join(person.name.split()) in "".join(source.split())


@given(LINES)
def test_pieces_lie_in_the_line_in_order(text: str) -> None:
    readable = plain(text)
    pieces = read_line(readable)
    assert len(mask(readable)) == len(readable)
    for piece in pieces:
        assert 0 <= piece.at <= piece.start <= piece.end <= len(readable)
    starts = [piece.at for piece in pieces]
    assert starts == sorted(starts)
    text_ = text_of(text.strip())
    if text_.spans:
        fields, date, people = facts_of(text_)
        assert all(found.value is None or found.value.text in text_.text for found in fields)
        assert date is None or WRITABLE.fullmatch(date.when)
        assert all(person.spans for person in (*people, *people_of(text_)))
        credit_of(text_, caption=True)


# -- values


@pytest.mark.parametrize(
    ("when", "near", "full"),
    [
        ("---03", "2023-04-05T10:00", "2023-04-03"),
        ("---30", "2023-04-01", "2023-03-30"),
        ("--12-31", "2024-01-02", "2023-12-31"),
        ("--02-29", "2023-03-01", ""),
        ("---31", "no date", ""),
    ],
)
def test_a_day_is_completed(when: str, near: str, full: str) -> None:
    assert complete(when, near) == full


def test_every_piece_of_evidence_has_a_weight() -> None:
    table = weights()
    assert all(name.partition(":")[0] in ("date", "source") for name in table)
