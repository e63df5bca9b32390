"""Which lines are the title of a document that a notice encloses."""

from __future__ import annotations

import pytest

from tei_tools.recognize.page import Page, read_page
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

BODY = "现将办法印发给你们，请结合实际认真贯彻执行，执行中的问题及时报县水利局。"
FIRST = "第一条 为加强石湾县小型水库安全管理，保障下游群众安全，制定本办法。"


def page_of(*lines: str) -> Page:
    text = "\n".join(lines)
    return read_page(cut_lines(text, read_lines(text)))


def notice(
    *enclosed: str, title: tuple[str, ...] = ("石湾县人民政府关于印发石湾县小型水库安全管理办法的通知",)
) -> Page:
    return page_of(*title, "各镇人民政府：", BODY, "石湾县人民政府", "2024年3月5日", *enclosed, FIRST)


@pytest.mark.parametrize(
    ("enclosed", "how"),
    [
        (("石湾县小型水库安全管理办法",), ["same"]),
        (("小型水库安全管理办法",), ["tail"]),
        (("石湾县小型水库安全管理办法（试行）",), ["longer"]),
        (("石湾县小型水库", "安全管理办法"), ["same", "more"]),
        (("石湾县小型水库安全管理", "办法", "（2024年修订）"), ["same", "more"]),
        (("石湾县小型水库安全管理实施办法",), ["near"]),
        (("石湾县小型水利工程安全管理办法",), []),
        (("石湾县山洪灾害防御预案",), []),
        (("附件：石湾县小型水库安全管理办法",), []),
        (("《石湾县小型水库安全管理办法》已经县政府同意。",), []),
        (("石湾县人民政府关于印发石湾县小型水库安全管理办法的通知",), []),
    ],
)
def test_the_title_behind_the_notice(enclosed: tuple[str, ...], how: list[str]) -> None:
    page = notice(*enclosed)
    assert [page.enclosed[index] for index in sorted(page.enclosed)] == how
    assert all(index >= 5 for index in page.enclosed) and page.notice == 0


def test_a_headline_of_several_lines_in_traditional_script() -> None:
    page = notice(
        "石灣縣小型水庫安全管理辦法", title=("石灣縣政府", "關於轉發《石灣縣小型水庫", "安全管理辦法》的通知")
    )
    assert [*page.enclosed.values()] == ["same"] and page.notice == 1


def test_a_text_may_name_what_it_issues() -> None:
    told = "《石湾县小型水库安全管理办法》已经2024年3月5日县政府常务会议通过，现予公布。"
    page = page_of("石湾县人民政府令", "第12号", told, "县长 岳青川", "石湾县小型水库安全管理办法", FIRST)
    assert page.enclosed == {4: "same"} and page.notice == -1


def test_news_encloses_nothing() -> None:
    told = "记者从县水利局获悉，新规下月起施行。"
    page = page_of("石湾县出台水库管理新规", BODY, told, "石湾县小型水库安全管理办法", FIRST)
    assert page.enclosed == {} and page.notice == -1
