"""What the neighborhood tells of a unit."""

from __future__ import annotations

import pytest

from tei_tools.recognize.page import Page, read_page, shape_of, unit_width
from tei_tools.recognize.rule import Marker
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

PROSE = "今年以来,雾溪区把修路作为头等大事,修通村道12公里,群众出行更加方便。"
MENU = ["首页", "登录", "注册", "要闻", "政务", "专题", "互动", "图片", "视频", "搜索"]


def page_of(*lines: str) -> Page:
    text = "\n".join(lines)
    return read_page(cut_lines(text, read_lines(text)))


@pytest.mark.parametrize(
    ("text", "final", "prose"),
    [
        (PROSE, "。", True),
        ("雾溪大桥通车", "车", False),
        ("他说:“路通了。”", "。", False),
        (f"{PROSE}(记者 岳青川)", "。", True),
        ("一、修路", "路", False),
        ("A long line of English text, with commas, and a stop at the end of it all.", ".", False),
        (PROSE * 4, "。", True),
    ],
)
def test_shapes(text: str, final: str, prose: bool) -> None:
    shape = shape_of(text)
    assert (shape.final, shape.prose, shape.size) == (final, prose, len(text))


def test_a_key_has_no_punctuation() -> None:
    assert shape_of("“雾溪 大桥”,通车!").key == "雾溪大桥通车"


@pytest.mark.parametrize(("text", "width"), [("", 0), ("ab", 2), ("雾溪a", 5)])
def test_width(text: str, width: int) -> None:
    assert unit_width(text) == width


def test_runs_of_short_lines() -> None:
    assert list(page_of("首页", "登录", PROSE, "要闻").run) == [2, 2, 0, 1]


def test_a_web_page_and_its_core() -> None:
    page = page_of(*MENU, "雾溪大桥通车", PROSE, PROSE, *MENU)
    assert page.web
    assert page.core == (11, 13)
    assert not page_of("雾溪大桥通车", PROSE, PROSE).web


def test_the_headline_that_the_title_line_gives_away() -> None:
    page = page_of("雾溪大桥通车了_石湾新闻网", "首页", "雾溪大桥通车了", PROSE)
    assert page.headline == (2, 3) and page.anchor == 2
    assert [bool(echo) for echo in page.echoes] == [True, False, True, False]


def test_a_headline_of_two_lines() -> None:
    page = page_of("石湾市人民政府关于加强水塘管理的通知", "首页", "石湾市人民政府", "关于加强水塘管理的通知", PROSE)
    assert page.headline == (2, 4)


def test_without_copies_there_is_no_headline() -> None:
    page = page_of("雾溪大桥通车了", PROSE, PROSE)
    assert page.anchor == -1 and not any(page.echoes)


def test_lost_numbers() -> None:
    page = page_of("(一)修路", "架桥也有新的进展,群众满意", "(三)种茶", PROSE, "(四)管水")
    assert page.missing == {1: Marker("cn-paren", 2)}
    assert page_of("(一)修路", PROSE, "(二)种茶").missing == {}


def test_series() -> None:
    page = page_of("一、修路", "(一)修村道", "(二)修大桥", "二、种茶")
    assert page.series == {"cn-comma": 2, "cn-paren": 2}
    assert page.highest == {"cn-comma": 2, "cn-paren": 2}


def test_hard_wraps() -> None:
    wrapped = [f"雾溪区地处云顶山北麓,境内有大小溪流四十七条,第{digit}段" for digit in "一二三四五六七八"]
    assert page_of(*wrapped).wrap > 0
    assert page_of(*[PROSE] * 8).wrap == 0


def test_indented_text() -> None:
    assert page_of(*[f"\u3000\u3000{PROSE}"] * 3).indented
    assert not page_of(*[PROSE] * 3).indented


def test_what_a_notice_encloses() -> None:
    page = page_of("关于印发《雾溪区管水办法》的通知", PROSE, "雾溪区管水办法")
    assert "雾溪区管水办法" in page.quoted


def test_who_ends_a_story() -> None:
    page = page_of(f"{PROSE}(岳青川)", f"{PROSE}(公章)", PROSE)
    assert page.credited == frozenset({0})


def test_heads_that_are_sentences_are_counted() -> None:
    page = page_of("生态更加美丽。", PROSE * 2, "产业更加兴旺。", PROSE * 2, "路通了。")
    assert page.sentence_heads == 2


def test_lines_that_come_again_between_stories() -> None:
    page = page_of(PROSE, "http://a.example/1", PROSE, "http://a.example/2", PROSE)
    assert page.separators == frozenset({1, 3})


def test_an_empty_page() -> None:
    page = page_of("")
    assert page.units == () and page.texts == ("",) and page.neighbors == (None,)
