"""Running heads: the same line beside numbers that count pages is furniture, whatever it says."""

from __future__ import annotations

import pytest

from tei_tools.read.line_order import by_order
from tei_tools.read.running_heads import continued, running_heads

HEAD = "白河市議會　─　2013年1月16日"
BODY = tuple(f"第{number}位議員發言,主席請他坐下。" for number in "一二三四五六七八九十甲乙丙")


def pages(*heads: tuple[str, ...], body: tuple[str, ...] = BODY) -> list[str]:
    """Pages with a body each below its head."""
    return [line for at, head in enumerate(heads) for line in (*head, *("早午晚"[at] + text for text in body))]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (pages((HEAD, "3400"), (HEAD, "3401"), (HEAD, "3402")), 6),
        (pages(("- 1 -", HEAD), ("- 2 -", HEAD)), 4),
        (pages((HEAD, "第 7 页 共 20 页"), ("右頁", "第 8 页 共 20 页"), (HEAD, "第 9 页 共 20 页")), 4),  # left pages
        (pages((HEAD, "7/20"), (HEAD, "8/20")), 4),
        (pages((HEAD, "3"), (HEAD, "7")), 0),  # they count something else
        (pages((HEAD, "2"), (HEAD, "1")), 0),
        (pages((HEAD, "3400"), (HEAD, "3401"), body=BODY[:4]), 0),  # too near for pages
        (pages(("专栏", "1"), ("专栏", "2")), 0),  # boxes
        (pages((BODY[0], "1"), (BODY[1], "2")), 0),  # numbers of chapters
        (pages((HEAD, "3400")), 0),
        (pages((HEAD * 4, "1"), (HEAD * 4, "2")), 0),  # a paragraph
    ],
)
def test_runs(texts: list[str], found: int) -> None:
    assert len(running_heads(texts)) == found


def test_they_go_whatever_the_labels_say_unless_they_are_pinned() -> None:
    texts = ["议会公报", *pages((HEAD, "3400"), (HEAD, "3401"))]
    labels = ["title", *("meta", "noise", *["p"] * len(BODY)) * 2]
    second = 3 + len(BODY)
    assert by_order(texts, labels, ()) == {1: "noise", second: "noise"}
    assert by_order(texts, labels, {1}) == {second: "noise"}


SPEECH = "主席说,今年的水利工程已经全部开工。各乡镇要抓紧"


@pytest.mark.parametrize(
    ("above", "labels", "found"),
    [
        ((SPEECH, "- 3 -", "时间,不误农时。"), ("p", "noise", "p"), [2]),
        ((SPEECH, "3401", HEAD, "时间,不误农时。"), ("cont", "noise", "noise", "p"), [3]),
        (("(三)" + SPEECH, "7", "时间,不误农时。"), ("item", "noise", "p"), [2]),
        ((SPEECH + "时间。", "- 3 -", "各乡镇都已经动工。"), ("p", "noise", "p"), []),  # the sentence is over
        ((SPEECH, "分享到", "时间,不误农时。"), ("p", "noise", "p"), []),  # no break of pages
        ((SPEECH, "1", "2", "3", "4", "5", "不误农时。"), ("p", *["noise"] * 5, "p"), []),  # too far
        (("今年的水利工程", "7", "已经全部开工"), ("p", "noise", "p"), []),  # subtitles
        (("今年的水利工程", "7", "已经全部开工。"), ("head", "noise", "p"), []),
        (("3", "时间。"), ("noise", "p"), []),
    ],
)  # fmt: skip
def test_a_sentence_goes_on_below_a_break_of_pages(
    above: tuple[str, ...], labels: tuple[str, ...], found: list[int]
) -> None:
    assert list(continued(above, labels)) == found
