"""Facts that a page sets above each headline."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tei_tools.decode.facts_above import leaving, make_of, opening_of


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Line:
    label: str
    unit: Words


def lines_of(*spelled: str) -> list[Line]:
    return [Line(label, Words(text)) for label, _, text in (entry.partition(" ") for entry in spelled)]


@pytest.mark.parametrize(
    ("above", "behind", "stays"),
    [
        (["meta 发布日期：2022-08-01"], ["p 全文如下。", "meta 责任编辑：常远", "meta 发布日期：2022-07-06"], 2),
        (["meta 青禾客户端"], ["p 全文如下。", "meta 责任编辑：常远", "meta 河湖新闻网"], 2),
        (["meta From: 陶远舟", "meta Date: Mon, 18 Apr 2005"],
         ["p 好。", "meta From: 温若溪", "meta Date: Tue, 19 Apr 2005"], 1),
        (["meta 2014-05-06 09:10"], ["p 全文如下。", "meta （县水利局供稿）"], 2),
        (["meta （县气象局供稿）"], ["p 全文如下。", "meta （县水利局供稿）"], 2),
        (["meta 青禾县水利局"], ["p 全文如下。", "meta 青禾县气象局"], 2),
        (["meta 2014-05-06"], ["meta 2014-05-07"], 1),
        ([], ["p 全文如下。", "meta 2014-05-07"], 2),
    ],
)  # fmt: skip
def test_lines_that_open_the_next_article(above: list[str], behind: list[str], stays: int) -> None:
    assert leaving(lines_of(*behind), opening_of(lines_of(*above))) == stays


def test_an_article_with_facts_of_its_own_needs_none_above() -> None:
    opening = opening_of(lines_of("meta 2018-08-09 21:51 来源："))
    behind = lines_of("p 全文如下。", "meta 2018-08-09 21:33 来源：")
    assert leaving(behind, opening, lines_of("meta 2018-08-09 21:32 来源：", "p 全文如下。")) == 2
    assert leaving(behind, opening, lines_of("p 全文如下。")) == 1


def test_what_a_line_is_made_of() -> None:
    assert make_of("2022-07-06 青禾日报") == ("day", "outlet")
    assert make_of("来源：青禾日报 责编：常远") == ("source:来源", "editor:责编")
