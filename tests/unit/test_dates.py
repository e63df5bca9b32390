"""The date grammar, against the shared table and against its own."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.text.dates import find_dates, parse_date, range_bounds
from tei_tools.text.lunar import lunar_to_date

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "fixtures" / "dates.tsv"
REFERENCE = datetime.date(2020, 8, 31)


def rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def shown(text: str, reference: datetime.date | None) -> str:
    return "; ".join(f"{m.kind} {m.when or '?'}" for m in find_dates(text, reference))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared table of dates is not on this machine")
def test_shared_table() -> None:
    assert len(rows(SHARED)) == 44
    wrong = []
    for text, expected in rows(SHARED):
        when = parse_date(text, REFERENCE)
        day = when.partition("T")[0] if when and "/" not in when else when  # the table gives the day only
        found = find_dates(text, REFERENCE, roc=True)
        if expected == "ERR":
            good = when is None and not found
        elif expected == "":
            good = when is None and [m.when for m in found] == [None]
        else:
            good = day == expected
        if not good:
            wrong.append((text, expected, when))
    assert wrong == []


@pytest.mark.parametrize("row", rows(HERE / "data" / "dates.tsv"), ids=lambda row: row[0])
def test_own_table(row: list[str]) -> None:
    text, alone, with_reference = (*row, "", "")[:3]
    assert shown(text, None) == alone
    assert shown(text, REFERENCE) == (with_reference or alone)


def test_offsets_are_those_of_the_text_given() -> None:
    text = "\u3000来源:青石网 ２０２０年８月３１日 17:29 字体"
    (match,) = find_dates(text)
    assert text[match.start : match.end] == "２０２０年８月３１日 17:29"


def test_relative_words_have_no_value_without_reference() -> None:
    assert [parse_date(word) for word in ("近日", "今年", "昨天", "今年8月")] == [None] * 4
    assert [m.kind for m in find_dates("近日,今年以来,日前")] == ["relative"] * 3


def test_bare_roc_years_need_permission() -> None:
    assert [m.when for m in find_dates("109年8月31日 109.8.31", roc=True)] == ["2020-08-31", "2020-08-31"]
    assert [m.when for m in find_dates("109年8月31日 109.8.31")] == [None]
    assert parse_date("109年8月31日") == "2020-08-31"
    assert parse_date("109年8月31日", roc=False) is None


def test_loose_months_only_alone() -> None:
    assert [parse_date(t) for t in ("2020.8", "2020/08", "2020-8", "2020.13")] == ["2020-08"] * 3 + [None]
    assert find_dates("增长2020.8吨") == []


@pytest.mark.parametrize(
    ("when", "bounds"),
    [
        ("2020-08-29/31", ("2020-08-29", "2020-08-31")),
        ("2020-01/06", ("2020-01", "2020-06")),
        ("2016/2020", ("2016", "2020")),
        ("--08-29/--08-31", ("--08-29", "--08-31")),
        ("2020", None),
    ],
)
def test_range_bounds(when: str, bounds: tuple[str, str] | None) -> None:
    assert range_bounds(when) == bounds


def test_lunar_calendar() -> None:
    new_years = {1949: (1, 29), 1985: (2, 20), 2000: (2, 5), 2008: (2, 7), 2020: (1, 25), 2033: (1, 31), 2100: (2, 9)}
    for year, (month, day) in new_years.items():
        assert lunar_to_date(year, 1, 1) == datetime.date(year, month, day)
    assert lunar_to_date(2020, 4, 1, leap=True) == datetime.date(2020, 5, 23)
    assert lunar_to_date(2020, 5, 1, leap=True) is None
    assert lunar_to_date(1899, 1, 1) is None


FORMS = ["{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}.{1}.{2}", "{0} 年 {1:02} 月 {2:02} 日", "{0}/{1}/{2}"]
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


@settings(deadline=None, max_examples=150)
@given(DAYS, st.sampled_from(FORMS))
def test_every_day_comes_back(day: datetime.date, form: str) -> None:
    assert parse_date(form.format(day.year, day.month, day.day)) == day.isoformat()


@settings(deadline=None, max_examples=150)
@given(DAYS, st.sampled_from("〇○◯零O0oΟО"))
def test_chinese_days_come_back(day: datetime.date, zero: str) -> None:
    numbers = ["", *"一二三四五六七八九十", *(f"十{d}" for d in "一二三四五六七八九"), "二十"]
    numbers += [*(f"二十{d}" for d in "一二三四五六七八九"), "三十", "三十一"]
    year = "".join((zero + "一二三四五六七八九")[int(d)] for d in str(day.year))
    assert parse_date(f"{year}年{numbers[day.month]}月{numbers[day.day]}日") == day.isoformat()


@settings(deadline=None, max_examples=200)
@given(st.text("0123456789年月日号-./至、: 一二十〇正农历初民国上下半季度今去TZ", max_size=24), st.booleans())
def test_matches_are_disjoint_and_values_real(text: str, roc: bool) -> None:
    end = 0
    for match in find_dates(text, REFERENCE, roc=roc):
        assert end <= match.start < match.end <= len(text)
        end = match.end
        for part in range_bounds(match.when) or (match.when,) if match.when else ():
            if len(part) >= 10 and part[0] != "-":
                datetime.date.fromisoformat(part[:10])
