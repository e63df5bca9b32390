"""Lists of teasers: what stands in equal steps above days alone is of one kind."""

from __future__ import annotations

import pytest

from tei_tools.read.line_order import by_order
from tei_tools.read.teasers import teasers

STEP = ("茶园开采", "石桥镇三百亩茶园今日开采，首日收鲜叶两千斤。", "2024-04-02 15:40")
STORY, TOLD = ("石桥镇修路惠民", "村道十二公里。"), ("title", "p")
AGED = ("青禾日报·2 天前", "茶园开采", "石桥镇三百亩茶园今日开采")
GONE = ("noise",) * 3
READ = ("title", "p", "meta")


@pytest.mark.parametrize(
    ("texts", "labels", "found"),
    [
        (STEP * 6, GONE * 3 + READ * 3, 18),
        (STEP * 6, GONE * 6, 0),  # nothing to mend
        (STEP * 6, GONE + READ * 5, 0),  # most of it was read
        (STEP * 6, READ * 3 + GONE * 3, 0),  # articles that are followed by boilerplate
        (STEP * 4, GONE * 2 + READ * 2, 0),  # too few
        ((*STEP, "来源：青禾日报") * 6, (*GONE, "noise") * 3 + (*READ, "meta") * 3, 23),
        ((*STEP, "一", "二", "三") * 6, GONE * 6 + READ * 6, 0),  # steps too wide
        ((*STEP * 3, "路", *STEP * 3), (*GONE * 2, *READ, "p", *READ * 3), 0),  # no equal steps
        ((*STORY, *AGED, "广告", *AGED * 3), (*TOLD, *READ, "noise", *READ, *GONE * 2), 11),  # from first to last age
        ((*STORY, *("茶友·半小时前", "真好", "茶客·3天前") * 2), (*TOLD, *["p"] * 3, *GONE), 6),  # comments
        ((*STORY, *AGED * 3), (*TOLD, *GONE, *READ * 2), 0),  # too few
        ((*STORY, *AGED * 5), (*TOLD, *READ * 5), 0),  # most of it was read
        ((*AGED * 2, *STORY, *AGED * 2), (*GONE * 2, *TOLD, *GONE * 2), 0),  # a short article between two lists
        ((*STORY, *("石桥镇修路。", *["村道十二公里。"] * 5, "石桥镇3天前") * 4), (*TOLD, *["p"] * 28), 0),
    ],
)
def test_runs(texts: tuple[str, ...], labels: tuple[str, ...], found: int) -> None:
    assert len(list(teasers(texts, labels))) == found


def test_a_list_at_the_end_of_a_page_is_no_series_of_articles() -> None:
    """Whatever the headlines are: a line that is pinned stays."""
    body = "石桥镇今年修通村道十二公里,群众出行更加方便。"
    texts = ["石桥镇修路惠民", body, *STEP * 6]
    labels = ["title", "p", *GONE * 3, *READ * 3]
    read = range(2 + 3 * len(GONE), len(labels))
    assert by_order(texts, labels, ()) == dict.fromkeys(read, "noise")
    assert by_order(texts, labels, {read[1]}) == {place: "noise" for place in read if place != read[1]}
