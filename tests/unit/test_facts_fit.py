"""How the weights of facts are learned: what the labelled articles say, drawn to what is set by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tei_tools.model.nodes import Text
from tei_tools.read.facts import ANY, FactLine, collect, offers_of, weights
from tei_tools.read.facts_fit import READY, SPREAD, Case, Stated, cases_of, fit
from tei_tools.text.source import Span

SOURCES = ("甲网", "乙网", "丙网", "丁网")
BODY = "　　石桥镇近日开展春季河道清淤行动，组织党员干部和群众三百余人参加，清理河道十二公里，群众都很赞成。"


def lines_of(*rows: tuple[str, str, int | None]) -> list[FactLine]:
    out, position = [], 0
    for label, text, article in rows:
        out.append(FactLine(label, Text(text, (Span(position, position + len(text)),)), article))
        position += len(text) + 1
    return out


PAGE = lines_of(
    ("title", "青禾县石桥镇开展春季河道清淤行动", 0),
    ("meta", "2023-03-04 青禾日报 柳湾客户端", 0),
    ("p", BODY, 0),
)


def page_case(site: str, /, **fields: str) -> list[Case]:
    starts = [line.text.spans[0].start for line in PAGE]
    return list(cases_of(PAGE, 1, Stated(starts, ["a1"] * 3, {"a1": fields}), site))


def taken(cases: Sequence[Case], target: str) -> list[bool]:
    return [right for case in cases if case.target == target for right in case.right]


def test_the_choices_of_a_page_are_those_that_its_lines_offer() -> None:
    cases = page_case("甲网", date="2023-03-04", source="青禾日报")
    assert [case.target for case in cases] == ["date", "source"]
    assert taken(cases, "date") == [True]
    assert sorted(taken(cases, "source")) == [False, True]
    assert all("below:1" in names for case in cases if case.target == "source" for names in case.evidence)
    none = page_case("甲网")  # labels that state nothing: no candidate is right
    assert not any(right for case in none for right in case.right)
    assert page_case("甲网", date="2023") and not any(taken(page_case("甲网", date="2022"), "date"))


def test_an_article_that_was_read_into_no_other_is_matched_once() -> None:
    starts = [line.text.spans[0].start for line in PAGE]
    known = Stated(starts, ["a1", "a1", "a2"], {"a1": {"date": "2023-03-04"}, "a2": {"date": "2023-03-04"}})
    assert [case.target for case in cases_of(PAGE, 1, known, "甲网")] == ["date", "source"]


def test_what_labels_say_moves_weights_away_from_those_set_by_hand() -> None:
    def cases(wanted: str) -> list[Case]:
        return [case for source in SOURCES for _ in range(320) for case in page_case(source, source=wanted)]

    learned = fit(cases("柳湾客户端"))
    assert collect(PAGE, 1)[0].source == collect(PAGE, 1, {})[0].source
    chosen = [facts.source.text for table in (None, learned) if (facts := collect(PAGE, 1, table)[0]).source]
    assert len(chosen) == 2 and chosen[1] == "柳湾客户端"
    nobody = fit(cases(""))
    assert collect(PAGE, 1, nobody)[0].source is None
    assert learned["date:day"] < weights()["date:day"]  # none of these pages is said to have a date
    assert collect(PAGE, 1, learned)[0].date is None


def test_nothing_labelled_leaves_the_weights_set_by_hand() -> None:
    assert fit([]) == {}
    names = ("source", "outlet", "new")
    few = fit([Case("甲网", "source", [names], [True])])
    assert few["source:source"] == pytest.approx(weights()["source:source"], abs=0.05)
    assert few[f"source:{ANY}"] == READY


def test_evidence_that_few_sources_show_is_not_learned() -> None:
    def cases(count: int) -> list[Case]:
        return [Case(source, "source", [("outlet", "seen")], [False]) for source in SOURCES[:count] for _ in range(9)]

    assert "source:seen" not in fit(cases(SPREAD - 1))
    assert fit(cases(SPREAD))["source:seen"] < -0.1


def test_the_same_cases_give_the_same_weights() -> None:
    cases = [case for source in SOURCES for case in page_case(source, date="2023-03-04", source="青禾日报")]
    assert fit(cases) == fit(list(cases))
    assert list(fit(cases)) == list(fit(reversed(cases)))


def loose_of(lines: Sequence[FactLine]) -> list[str]:
    found = offers_of(lines, 1).collectors[0].found
    return [entry.when for entry in found if "loose" in entry.evidence]


def test_a_day_in_a_line_that_was_read_as_something_else_is_a_candidate_near_the_headline() -> None:
    title = ("title", "青禾县石桥镇开展春季河道清淤行动", 0)
    more = [("p", BODY, 0)] * 6
    above = lines_of(("head", "Mar 4, 2023", 0), title, *more)
    assert loose_of(above) == ["2023-03-04"]
    date = collect(above, 1)[0].date
    assert date is not None and date.when == "2023-03-04"
    far = lines_of(title, *more, ("item", "3月4日 石桥村", 0), *more)
    assert loose_of(far) == []
    likely = [FactLine(line.label, line.text, 0, 0.4) if line.label == "item" else line for line in far]
    assert loose_of(likely) == ["--03-04"]


def test_a_day_with_a_label_is_taken_before_one_without() -> None:
    lines = lines_of(
        ("head", "Mar 9, 2023", 0),
        ("title", "青禾县石桥镇开展春季河道清淤行动", 0),
        ("meta", "发布时间：2023-03-04", 0),
        ("p", BODY, 0),
    )
    date = collect(lines, 1)[0].date
    assert date is not None and date.when == "2023-03-04"
