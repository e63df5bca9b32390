"""No fact ends a document: what a schema would refuse is left out and told, and everything else is as it was."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tei_tools import parse as parse_text
from tei_tools.errors import Problem
from tei_tools.model.nodes import (
    Article,
    Byline,
    Credit,
    Date,
    Document,
    Facts,
    Figure,
    InlineItem,
    ItemList,
    ListItem,
    Paragraph,
    Person,
    Section,
    Signature,
    Text,
)
from tei_tools.model.writable import is_writable_date, writable
from tei_tools.text.source import SourceFile, Span
from tei_tools.validate import check_record, check_tei, errors_of
from tei_tools.write.record import to_record
from tei_tools.write.tei import to_tei

from .specimen import specimen

DOCUMENT, _ = specimen()
TEXT = Text("3日", (Span(0, 2),))
OTHER = Text("4日", (Span(11, 13),))
BAD = Date("---03", "dateline", TEXT)
NOBODY = Person("\x00", "", (Span(3, 4),))
SOMEBODY = Person("温若溪", "记者", (Span(5, 8),))


def document(*blocks: object, **facts: object) -> Document:
    article = Article("a1", "zh-Hans", blocks, title=Text("题", (Span(9, 10),)), **facts)  # type: ignore[arg-type]
    return Document(SourceFile(characters=20), "zh-Hans", (article,))


def problems(found: Document) -> list[Problem]:
    return errors_of([*check_tei(to_tei(found)), *check_record(to_record(found))])


def test_what_can_be_written_is_the_same_object() -> None:
    assert writable(DOCUMENT) is DOCUMENT


@cache
def accepted(when: str) -> bool:
    """Whether both schemas take this date."""
    found = document(Facts(TEXT), date=Date(when, "issued", TEXT))
    return not problems(found)


DIGITS = st.integers(0, 60).map(lambda number: f"{number:02}")
YEARS = st.sampled_from(["0000", "0001", "1900", "2000", "2023", "2024", "9999", "999", "10000"])
WHENS = st.one_of(
    YEARS,
    st.builds("{}-{}".format, YEARS, DIGITS),
    st.builds("{}-{}-{}".format, YEARS, DIGITS, DIGITS),
    st.builds("--{}-{}".format, DIGITS, DIGITS),
    st.builds("---{}".format, DIGITS),
    st.builds("--{}".format, DIGITS),
    st.builds("2024-05-{}T{}:{}".format, DIGITS, DIGITS, DIGITS),
    st.builds("2024-05-01T08:{}:{}{}".format, DIGITS, DIGITS, st.sampled_from(["", "Z", "+08:00", "-25:00", "+14:01"])),
    st.text(st.sampled_from("0123456789-T:Z+年"), max_size=19),
)


@given(WHENS)
@example("2024-02-29")
@example("2023-02-29")
@example("--02-29")
@example("2024-05-01T23:59:59+14:00")
@example("2024-05-01T23:59:59-14:00")
def test_a_date_is_written_only_if_both_schemas_take_it(when: str) -> None:
    if is_writable_date(when):
        assert accepted(when), f"the schemas refuse {when}"
    elif accepted(when):
        pytest.fail(f"the schemas take {when}, and it would be left out")


@pytest.mark.parametrize(
    "found",
    [
        document(Facts(TEXT), date=BAD),
        document(Facts(TEXT, date=BAD, people=(NOBODY, replace(SOMEBODY, spans=TEXT.spans)))),
        document(Signature(TEXT, date=BAD)),
        document(Byline(TEXT, (NOBODY,))),
        document(Paragraph(TEXT, credit=Credit(TEXT, (NOBODY,)), items=(InlineItem("3", -1, (Span(0, 1),)),))),
        document(Figure(None, TEXT, Credit(TEXT, (NOBODY,)))),
        document(ItemList((ListItem("3", 10**40, TEXT, (Signature(OTHER, date=replace(BAD, text=OTHER)),)),))),
        document(Section(1, 10**5000, None, "3", TEXT, False, ())),
        document(
            Facts(TEXT), authors=(NOBODY,), photographers=(SOMEBODY, NOBODY), editors=(replace(NOBODY, name=" "),)
        ),
    ],
)
def test_each_kind_of_fact_is_left_out_and_told(found: Document) -> None:
    written = writable(found)
    assert {entry.code for entry in written.diagnostics} == {"fact-unwritable"}
    assert all("was left out" in entry.message and entry.spans for entry in written.diagnostics)
    assert writable(written) is written
    assert problems(written) == []


def test_the_same_fact_in_a_block_and_in_the_article_is_told_once() -> None:
    (remark,) = writable(document(Facts(TEXT, date=BAD), date=BAD)).diagnostics
    assert remark.message == "A date was read as '---03', which cannot be written; it was left out. Its text stays."
    assert remark.spans == TEXT.spans


def test_good_facts_beside_bad_ones_stay() -> None:
    found = writable(document(Byline(TEXT, (NOBODY, SOMEBODY)), authors=(SOMEBODY, NOBODY), date=BAD))
    assert found.articles[0].authors == (SOMEBODY,)
    assert found.articles[0].blocks == (Byline(TEXT, (SOMEBODY,)),)


def test_paths_leave_out_a_number_that_is_left_out() -> None:
    huge = 2**53
    deepest = Section(4, 5, f"2.{huge}.3.5", "5", TEXT, False, ())
    deep = Section(3, 3, f"2.{huge}.3", "3", TEXT, False, (deepest,))
    middle = Section(2, huge, f"2.{huge}", "9", TEXT, False, (deep,))
    peer = Section(2, 1, "2.1", "1", TEXT, False, ())
    found = writable(document(Section(1, 2, "2", "2", TEXT, False, (middle, peer))))
    (top,) = found.articles[0].blocks
    assert isinstance(top, Section)
    (above, beside) = top.blocks
    assert isinstance(above, Section) and beside is peer
    (inner,) = above.blocks
    assert isinstance(inner, Section)
    assert (top.path, above.number, above.path, inner.path) == ("2", None, None, "2.3")
    assert inner.blocks == (replace(deepest, path="2.3.5"),)


def test_parse_lets_no_such_fact_out(monkeypatch: pytest.MonkeyPatch) -> None:
    names = vars(import_module("tei_tools.parse"))  # tei_tools.parse itself is the function
    monkeypatch.setitem(names, "build", lambda *_: document(Facts(TEXT, date=BAD)))
    assert problems(parse_text("甲镇简讯")) == []
