"""The day of a page in a box: several short lines that are a date together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.model.nodes import Facts
from tei_tools.model.walk import check_accounts
from tei_tools.parse import parse
from tei_tools.read.grammar.date_box import boxes, date_of_box
from tests.unit.input_files import read_one

HEADLINE = "青石镇抢抓农时推进春耕备耕"
BODY = "惊蛰过后，青石镇的田间地头一片繁忙，几台旋耕机正来回穿梭，翻起一道道新泥，农技员蹲在田埂上教村民调节行距。"
PLACES = {
    "above": '<div class="head"><div class="date">{}</div><h1>' + HEADLINE + "</h1></div>",
    "below": "<h1>" + HEADLINE + '</h1><div class="info">{}<div class="ly">来源：青禾日报</div></div>',
    "without a heading": '<div class="l">{}</div><div><p class="t">' + HEADLINE + "</p></div>",
}
BOXES = [
    ("3月15日", "2021年"), ("2021年", "3月15日"), ("15", "2021-03"), ("15", "2021.03"), ("15日", "2021年03月"),
    ("2021年03月", "15日"), ("03-15", "2021"), ("2021", "03/15"), ("15", "3月", "2021"), ("三月", "15", "2021"),
    ("MAR", "15", "2021"), ("Mar 15", "2021"), ("15", "/ 2021.03"), ("15", "03-2021"),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lines", BOXES, ids=" ".join)
def test_the_day_of_a_page_in_a_box(lines: tuple[str, ...], place: str) -> None:
    box = PLACES[place].format("".join(f"<p>{line}</p>" for line in lines))
    menu = "".join(f'<li><a href="/{word}/">{word}</a></li>' for word in ("首页", "要闻", "时政", "民生"))
    page = f"<html><head><title>{HEADLINE}_青禾网</title></head><body><ul>{menu}</ul>{box}"
    source = read_one(f'{page}<div class="content"><p>{BODY}</p><p>{BODY[9:]}</p></div></body></html>', "a.html")
    document = parse(source)
    assert check_accounts(document, source.text) == []
    (article,) = document.articles
    assert article.title is not None and article.title.text == HEADLINE
    assert article.date is not None and article.date.when == "2021-03-15"
    assert "".join(article.date.text.text.split()) == "".join(lines).replace(" ", "")
    assert [block for block in article.blocks if isinstance(block, Facts)]


def test_a_clock_below_a_box_is_of_its_day_and_numbers_apart_from_the_headline_are_none() -> None:
    def read(text: str) -> str:
        (article,) = parse(f"{text}\n　　{BODY}\n　　{BODY[9:]}\n").articles
        return article.date.when if article.date is not None else ""

    assert read(f"{HEADLINE}\n2021\n03/15\n09:12") == "2021-03-15T09:12"
    assert read(f"2021\n03/15\n首页\n要闻\n时政\n民生\n专题\n视频\n图片\n{HEADLINE}") == ""


@pytest.mark.parametrize(
    "lines",
    [("15", "16"), ("2021", "2022"), ("2021-03",), ("31", "2021-02"), ("15", "2021"), ("3月15日", "16日", "2021")],
)
def test_what_is_no_day_together(lines: tuple[str, ...]) -> None:
    assert date_of_box(lines) == ""


@given(st.lists(st.text(alphabet="0123年月日-/. 三mar", max_size=12), max_size=9))
def test_boxes_are_in_order_and_apart(lines: list[str]) -> None:
    found = list(boxes(lines))
    assert all(2 <= stop - place <= 3 and len(when) == 10 for place, stop, when in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
