"""Pins: the unit has the reading that was asked for, the rest is read around it, and no pin ends a document."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.model.nodes import Document, Facts, Paragraph, Section
from tei_tools.model.walk import check_accounts
from tei_tools.parse import explain, parse
from tei_tools.read.coherence import HEADLINE, State, Transition, step
from tei_tools.read.pins import NOTHING, Fixed, Pin, fixed_units, narrowed
from tei_tools.recognize.page import read_page
from tei_tools.recognize.rule import Candidate, Label
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import Layout, LayoutSpan, Source, SourceFile, Span, read_lines
from tei_tools.write.record import to_record
from tei_tools.write.tei import to_tei

TEXT = """首页 > 镇街动态
青禾镇抓实秋收服务
2023-10-12 来源:青禾镇党政办 作者:温若溪
连日来,青禾镇组织农机手下田抢收,已收水稻八千亩,群众都说今年收成好。
一、送农机
全镇调来收割机十六台,分成四个小组,逐村逐户帮助群众抢收水稻。
(一)送技术
农技员包村到户,指导农户烘干稻谷,减少损失。
柳湾村办起晒谷场
柳湾村腾出村部广场,供村民晒谷,老人们在树下看场,孩子们在一旁嬉戏。
责任编辑:杜一帆
"""
LABELS: tuple[Label, ...] = get_args(Label)


def pin(
    words: str, reading: Label | None = None, level: int | None = None, begins: bool | None = None, name: str = ""
) -> Pin:
    start = TEXT.index(words)
    return Pin(Span(start, start + len(words)), reading, level, begins, name)


def labels(*pins: Pin) -> list[str]:
    return [f"{unit.line} {unit.label}" for unit in explain(TEXT, pins=pins).units]


def heads(document: Document) -> list[tuple[int, str]]:
    """Levels and words of all sections, in order."""
    out: list[tuple[int, str]] = []

    def walk(blocks: tuple[object, ...]) -> None:
        for block in blocks:
            if isinstance(block, Section):
                out.append((block.level, block.head.text))
                walk(block.blocks)

    for article in document.articles:
        walk(article.blocks)
    return out


def messages(document: Document) -> list[str]:
    return [entry.message for entry in document.diagnostics if entry.code.startswith("pin-")]


def titles(document: Document) -> list[str | None]:
    return [article.title.text if article.title is not None else None for article in document.articles]


@pytest.mark.parametrize("reading", LABELS)
@pytest.mark.parametrize("line", range(1, 12))
def test_a_line_is_read_as_it_is_pinned_or_a_remark_says_why_not(line: int, reading: Label) -> None:
    words = TEXT.split("\n")[line - 1]
    pins = [pin(words, reading, name="seen by Wen")]
    document = parse(TEXT, pins=pins)
    (unit,) = [unit for unit in explain(TEXT, pins=pins).units if unit.line == line]
    assert check_accounts(document, TEXT) == []
    if unit.label == reading:
        assert (unit.rule, unit.sureness, unit.confidence) == ("pin seen by Wen", 1.0, "high")
        assert messages(document) == []
    else:
        said = (
            f'Line {line}: the pin "seen by Wen" says {reading}, which cannot stand there; it is read as {unit.label}.'
        )
        assert messages(document) == [said]
        assert (reading, unit.label) in {("cont", "p"), ("subtitle", "head"), ("sec", "head")}


def test_without_pins_nothing_is_different() -> None:
    assert parse(TEXT, pins=[]) == parse(TEXT)


def test_a_title_makes_an_article_and_noise_takes_one_away() -> None:
    two = parse(TEXT, pins=[pin("柳湾村办起晒谷场", "title")])
    assert titles(two) == ["青禾镇抓实秋收服务", "柳湾村办起晒谷场"]
    assert titles(parse(TEXT, pins=[pin("青禾镇抓实秋收服务", "noise")])) == [None]


def test_the_headline_is_decided_around_a_pin() -> None:
    """What stood as headline is one no more when another line is, and no pinned line becomes part of one."""
    moved = parse(TEXT, pins=[pin("连日来,青禾镇组织农机手下田抢收", "title")])
    assert titles(moved) == ["连日来,青禾镇组织农机手下田抢收"]
    both = parse(TEXT, pins=[pin("首页 > 镇街动态", "p"), pin("青禾镇抓实秋收服务", "title")])
    assert titles(both) == [None, "青禾镇抓实秋收服务"]


def test_a_border_of_articles() -> None:
    cut = parse(TEXT, pins=[pin("柳湾村办起晒谷场", begins=True)])
    assert titles(cut) == ["青禾镇抓实秋收服务", "柳湾村办起晒谷场"]
    whole = parse(
        TEXT, pins=[pin("柳湾村办起晒谷场", "title"), pin("柳湾村办起晒谷场", begins=False, name="one story")]
    )
    assert titles(whole) == ["青禾镇抓实秋收服务"]
    assert messages(whole) == [
        'Line 9: the pin "one story" says title, which cannot stand there; it is read as head.'
    ]  # fmt: skip


def test_an_article_that_begins_in_noise_begins_behind_it() -> None:
    document = parse(TEXT, pins=[pin("柳湾村办起晒谷场", "noise", begins=True)])
    assert len(document.articles) == 2
    first = document.articles[1].blocks[0]
    assert isinstance(first, Paragraph) and first.text.text.startswith("柳湾村腾出")


def test_the_label_model_reads_on_around_a_pin() -> None:
    """What stands beside a pinned unit is judged by what the unit is."""
    line = "柳湾村腾出村部广场"
    before = {unit.line: unit.chance for unit in explain(TEXT).units if line in unit.text}
    after = {
        unit.line: unit.chance
        for unit in explain(TEXT, pins=[pin("柳湾村办起晒谷场", "noise")]).units
        if line in unit.text
    }
    assert before != after


def test_levels() -> None:
    assert heads(parse(TEXT, pins=[pin("(一)送技术", level=1)]))[:2] == [(1, "一、送农机"), (1, "(一)送技术")]
    deep = parse(TEXT, pins=[pin("一、送农机", level=3, name="outline")])
    assert heads(deep)[0] == (1, "一、送农机")
    assert messages(deep) == [
        'Line 5: the pin "outline" says level 3, which cannot stand there; it is put at level 1.'
    ]  # fmt: skip
    below = parse(TEXT, pins=[pin("柳湾村办起晒谷场", "head", level=3)])
    assert heads(below) == [(1, "一、送农机"), (2, "(一)送技术"), (3, "柳湾村办起晒谷场")]


def test_a_pin_cuts_a_line_and_joins_lines() -> None:
    assert labels(pin("连日来,", "p"), pin("青禾镇组织", "head"))[3:6] == ["4 p", "4 head", "4 p"]
    joined = pin("农技员包村到户,指导农户烘干稻谷,减少损失。\n柳湾村办起晒谷场", "p")
    assert labels(joined)[7:9] == ["8 p", "9 cont"]
    rows = pin("农技员包村到户,指导农户烘干稻谷,减少损失。\n柳湾村办起晒谷场", "table")
    assert labels(rows)[7:9] == ["8 table", "9 table"]


def test_of_two_pins_the_later_one_counts_for_what_it_says() -> None:
    pins = [pin("(一)送技术", "p", name="first"), pin("(一)送技术", "head", name="second"), pin("(一)送技术", level=1)]
    assert labels(*pins)[6] == "7 head"
    assert heads(parse(TEXT, pins=pins))[1] == (1, "(一)送技术")


def test_a_pin_on_nothing_is_told() -> None:
    gone = parse(TEXT, pins=[Pin(Span(9999, 10000), "p", name="old text"), Pin(Span(9, 10), "p")])
    assert messages(gone) == [
        "A pin has no effect: its span 9 to 10 has no readable text.",
        'The pin "old text" has no effect: its span 9999 to 10000 is behind the end of the text.',
    ]
    assert parse("", pins=[Pin(Span(0, 0), "title")]).articles == ()


def test_an_empty_span_is_the_unit_around_it() -> None:
    start = TEXT.index("柳湾村办起晒谷场")
    assert len(parse(TEXT, pins=[Pin(Span(start, start), begins=True)]).articles) == 2


def test_no_headline_is_made_of_what_is_pinned_as_noise() -> None:
    """The title of a page that its file gives does not win over a pin."""
    line = TEXT.index("青禾镇抓实秋收服务")
    layout = Layout(lines=(LayoutSpan(line, line + 9, role="heading", hints=("equals-headline",)),))
    source = Source(TEXT, SourceFile(characters=len(TEXT)), layout=layout)
    assert titles(parse(source, pins=[pin("青禾镇抓实秋收服务", "noise")])) == [None]


@pytest.mark.parametrize(
    ("reading", "level", "span", "message"),
    [
        ("heading", None, Span(0, 1), "there is no reading 'heading'"),
        ("head", 10, Span(0, 1), "a level is a number from 1 to 9, not 10"),
        ("head", 0, Span(0, 1), "a level is a number from 1 to 9, not 0"),
        ("head", 1, Span(3, 1), "3 to 1 is no span"),
    ],
)
def test_a_pin_that_says_nothing_that_can_be(reading: Label, level: int | None, span: Span, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Pin(span, reading, level)


def test_facts_are_read_around_pins() -> None:
    document = parse(TEXT, pins=[pin("2023-10-12 来源:青禾镇党政办 作者:温若溪", "meta")])
    (article,) = document.articles
    assert isinstance(article.blocks[0], Facts) and article.source is not None
    assert article.source.text == "青禾镇党政办"


# --- what it is made of ---


def test_narrowed_columns_have_the_label_and_the_nearest_that_can_be() -> None:
    units = cut_lines("甲乙\n丙丁", read_lines("甲乙\n丙丁", ()))
    page = read_page(units)
    column = [(Candidate("p"), 0.0), (Candidate("noise", (), None, 0, "navigation"), -1.0)]
    out = narrowed(page, [column, column], {0: "noise", 1: "cont"})
    assert out[0] == [column[1]]
    assert [candidate.label for candidate, _ in out[1]] == ["cont", "p"] and out[1][1][1] < -20
    assert narrowed(page, [column, column], {}) == [column, column]
    assert fixed_units(units, []) == (NOTHING, [])


def test_what_is_known_of_a_unit() -> None:
    units = cut_lines("甲乙\n丙丁", read_lines("甲乙\n丙丁", ()))
    pins = [Pin(Span(0, 5), "p", begins=True, name="one"), Pin(Span(3, 5), level=2, name="two")]
    known, remarks = fixed_units(units, pins)
    assert known == {0: Fixed("p", None, True, "one"), 1: Fixed("cont", 2, None, "two")} and remarks == []


def test_where_an_article_begins_the_page_starts_anew() -> None:
    behind = State(4, 0, "p", ())
    assert step(behind, Transition("title", None, "", "", True)) == (State(HEADLINE, 0, "title", ()), ("front:title",))
    assert step(behind, Transition("title", None, "", "", False)) is None
    assert step(behind, Transition("p", None, "", "", False)) == step(behind, Transition("p", None, "", ""))
    assert step(behind, Transition("cont", None, "", "", True)) is None


PINS = st.builds(
    lambda start, size, reading, level, begins: Pin(Span(start, start + size), reading, level, begins),
    st.integers(0, len(TEXT) + 3), st.integers(0, 60), st.sampled_from((None, *LABELS)),
    st.one_of(st.none(), st.integers(1, 9)), st.sampled_from((None, True, False)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PINS, max_size=6))
def test_no_pin_ends_a_document(pins: list[Pin]) -> None:
    document = parse(TEXT, pins=pins)
    assert check_accounts(document, TEXT) == []
    assert to_record(document) and to_tei(document)
    told = len(messages(document))
    units = explain(TEXT, pins=pins).units
    assert told or all(unit.label for unit in units)
    assert parse(TEXT, pins=pins) == document


STORIES = [
    ("p", "走进半山腰的村子，一股小米蒸熟的香气飘了过来。"),
    ("meta", "日期：2018-05-09"),
    ("p", "报税的日子就要到了，租屋的人最关心能不能扣除。"),
    ("meta", "日期：2018-04-26"),
]


@pytest.mark.parametrize(("begins", "articles"), [(None, 2), (True, 2), (False, 1)])
def test_stories_that_lines_of_facts_part_stay_apart_unless_a_pin_says_so(begins: bool | None, articles: int) -> None:
    text = "\n\n".join(words for _, words in STORIES) + "\n"
    pins = [
        Pin(Span(at := text.index(words), at + len(words)), label, None, begins if place == 2 else None)  # type: ignore[arg-type]
        for place, (label, words) in enumerate(STORIES)
    ]
    assert len(parse(text, pins=pins).articles) == articles
