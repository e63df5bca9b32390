"""Stories without headlines, parted by lines of facts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tei_tools.decode.headless import story_starts


@dataclass
class Words:
    text: str


@dataclass
class Row:
    label: str
    unit: Words


def starts(text: str) -> list[int]:
    rows = (row.strip().partition(" ") for row in text.strip().split("\n"))
    return story_starts([Row(label, Words(words)) for label, _, words in rows])


BELOW = """
p 走进半山腰的部落，一股小米蒸熟的香气飘了过来。
meta 日期:2018-05-09
p 报税季就要到了，租屋的人最关心能不能扣除。
p 税务局说明了办法。
meta 日期:2018-04-26
p 速食改变了街角的样子。
meta 日期:2018-04-12
"""
ABOVE = """
meta 2018-05-09 青禾日报
p 走进半山腰的部落，一股小米蒸熟的香气飘了过来。
caption 小米熟了。
meta 2018-04-26 澄湖晚报
p 报税季就要到了，租屋的人最关心能不能扣除。
"""


@pytest.mark.parametrize(("text", "places"), [(BELOW, [2, 5]), (ABOVE, [3])])
def test_lines_of_facts_of_one_make_are_borders(text: str, places: list[int]) -> None:
    assert starts(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "p 一段。\nmeta 日期:2018-05-09",
        "meta 日期:2018-05-09\np 一段。\np 二段。",
        "p 一段。\nmeta 日期:2018-05-09\np 二段。\nmeta 来源:青禾日报",  # of two makes
        "p 一段。\nmeta 日期:2018-05-09\nhead 一、修路\np 二段。\nmeta 日期:2018-05-10",  # an article with heads
        "meta (陶远舟)\np 一段。\nmeta (温若溪)\np 二段。",  # brackets close
        "p 一段。\nmeta 日期:2018-05-09\np 二段。\nmeta 日期:2018-05-10\np 三段。",  # neither above nor below all
        "p 一段。\np 二段。",
        "",
    ],
)
def test_anything_else_is_one_story(text: str) -> None:
    assert starts(text) == []
