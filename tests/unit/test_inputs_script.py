"""Pages whose article stands as data in a script and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tei_tools.parse import parse
from tests.unit.input_files import check_layout, lines_of, read_one

TITLE = "石桥镇抢抓农时推进春耕备耕"
TEXT = [
    "惊蛰过后，石桥镇的田间地头一片繁忙。记者在石桥村看到，几台旋耕机正来回穿梭，翻起一道道新泥，农技员蹲在田埂上教村民调节行距。",
    "据镇农业农村办公室介绍，全镇今年计划种植早稻一万二千亩，目前已备足种子三万公斤、化肥八百吨，检修农机具四百余台。",
    "下一步，石桥镇将组织党员服务队进村入户，帮助缺劳力的农户抢种抢播，确保不误农时、不荒一亩。",
]
MARKUP = "".join(f"<p>{text}</p>" for text in TEXT)
FACTS = {"title": TITLE, "publishTime": "2021-03-15 08:30:00", "source": "青禾日报", "author": "陶远舟"}


def dumped(data: Any, ascii_only: bool = False) -> str:
    return json.dumps(data, ensure_ascii=ascii_only)


COMMENTS = [{"content": "写得好，看着就想回家种田了。" * 12, "user": "罗大娘"}]
SCRIPTS = {
    "state": f"<script>window.__INITIAL_STATE__={dumped({'article': {**FACTS, 'content': MARKUP}})};(function(){{}}())</script>",
    "next": f'<script id="__NEXT_DATA__" type="application/json">{dumped({"props": {"pageProps": {"data": {**FACTS, "body": MARKUP}}}})}</script>',
    "escaped": f"<script>var detail = {dumped({**FACTS, 'content': MARKUP}, ascii_only=True)};</script>",
    "parsed": f"<script>window.data = JSON.parse({dumped(dumped({**FACTS, 'content': MARKUP}))})</script>",
    "plain": f"<script>app({dumped({**FACTS, 'text': chr(10).join(TEXT)})})</script>",
    "blocks": f"<script>window.page={dumped({'news': {**FACTS, 'list': [{'type': 'text', 'text': text} for text in TEXT]}})}</script>",
    "strings": f"<script>window.page={dumped({'news': {**FACTS, 'paragraphs': TEXT}})}</script>",
    "parent": f"<script>x={dumped({**FACTS, 'detail': {'html': MARKUP}})}</script>",
    "stamp": f"<script>x={dumped({**FACTS, 'publishTime': 1615768200000, 'content': MARKUP})}</script>",
    "names": f"<script>x={dumped({'headline': TITLE, 'pubDate': '2021-03-15', 'media': {'name': '青禾日报'}, 'articleBody': MARKUP})}</script>",
    "ld": f'<script type="application/ld+json">{dumped({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2021-03-15", "sourceOrganization": {"name": "青禾日报"}, "articleBody": chr(10).join(TEXT)})}</script>',
    "comments": f"<script>x={dumped({'article': {**FACTS, 'content': MARKUP}, 'comments': COMMENTS})}</script>",
    "behind code": f"<script>if(a){{b={{c:1}}}}; var f=function(){{return {{d:2}}}}; window.s = {dumped({**FACTS, 'content': MARKUP})};</script>",
}


def page(script: str, shown: str = "<div id=app>加载中</div>") -> str:
    return f"<html><head><meta charset=utf-8><title>{TITLE}_青禾网</title></head><body><div><a href=/>首页</a></div>{shown}{script}</body></html>"


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_article_in_a_script_is_read(name: str) -> None:
    source = read_one(page(SCRIPTS[name]), "a.html")
    check_layout(source)
    assert lines_of(source)[0] == TITLE and [text for text in TEXT if text not in lines_of(source)] == []
    assert "text-in-script" in [remark.code for remark in source.remarks]
    (article,) = parse(source).articles
    assert article.title is not None and article.title.text == TITLE
    assert article.date is not None and article.date.when[:10] == "2021-03-15"
    assert article.source is not None and article.source.text == "青禾日报"


def test_a_page_that_shows_its_article_is_taken_as_it_shows() -> None:
    shown = f"<h1>{TITLE}</h1>{MARKUP}"
    script = SCRIPTS["state"].replace("惊蛰过后", "清明过后")
    assert read_one(page(script, shown), "a.html").text == read_one(page("", shown), "a.html").text


def test_a_title_that_the_page_shows_is_not_put_there_twice() -> None:
    found = lines_of(read_one(page(SCRIPTS["state"], f"<h1>{TITLE}</h1>"), "a.html"))
    assert found.count(TITLE) == 1


@pytest.mark.parametrize(
    "script",
    ["var a = {broken: 1, '惊蛰'", "x=" + "[" * 3000 + "]" * 3000, "x={" * 5000, 'x={"content":"短。"}', "x=1"],
)
def test_scripts_that_hold_no_article_are_left(script: str) -> None:
    shown = "<p>石桥村</p>"
    assert lines_of(read_one(page(f"<script>{script}</script>", shown), "a.html")) == ["首页", "石桥村"]
