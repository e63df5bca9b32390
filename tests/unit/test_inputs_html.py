"""Web pages: nothing is lost, facts keep their parts, and the layout says what it should."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.decode.given import with_given
from tei_tools.errors import SourceError
from tei_tools.model.nodes import Article, Document, Text
from tei_tools.parse import parse
from tei_tools.text.given import given_facts, iso_date
from tests.unit.input_files import check_layout, kept, lines_of, read_one, spans

BLANK = re.compile(r"[\s\u200b\ufeff]+")


def oracle(markup: str) -> str:
    """The characters of a page as an HTML5 parser has them."""
    lexbor = pytest.importorskip("selectolax.lexbor")
    tree = lexbor.LexborHTMLParser(markup)
    tree.strip_tags(
        ["script", "style", "template", "head", "title", "svg", "math", "object", "video", "audio", "canvas"]
    )
    return BLANK.sub("", tree.root.text(deep=True) if tree.root else "")


PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>青石镇开渔了_青石新闻网</title>
<meta name="PubDate" content="2021-03-04 08:05"><meta name="ContentSource" content="来源：青石日报">
<meta name="author" content="admin7"><script type="application/ld+json">{"@type":"NewsArticle","headline":"青石镇开渔了",
"datePublished":"2021-03-04T00:05:00Z","author":{"name":"网站编辑"}}</script><script>var a = "不是文字";</script></head>
<body><div id="nav"><a href="/">首页</a><a href="/n">新闻</a></div><h1>青石镇开渔了</h1>
<div class="info"><span class="time">2021-03-04 08:05</span><span class="from">来源：青石日报</span></div>
<div style="display:none">隐藏的字</div><p>　　三月四日，<b>青石镇</b>开
渔，王小石带头下水，大家跟在后面，一网下去就是三百斤，岸上的人都拍手叫好，说今年的鱼比去年的多，也比去年的大，明天还要来。</p><img src="a.jpg" width="600"><p style="text-align:center">图为开渔现场。</p>
<p><strong>鱼多了</strong></p><!-- 注释 --><table><tr><td>鱼</td><td>斤</td></tr><tr><td>鲤</td><td>30</td></tr></table>
</body></html><p>页尾在后面。</p></html>"""


def test_a_page() -> None:
    source = read_one(PAGE, "page.html")
    check_layout(source)
    assert lines_of(source) == [
        "首页 新闻", "青石镇开渔了", "2021-03-04 08:05 来源：青石日报", "隐藏的字",
        "　　三月四日，青石镇开渔，王小石带头下水，大家跟在后面，一网下去就是三百斤，岸上的人都拍手叫好，说今年的鱼比去年的多，也比去年的大，明天还要来。", "图为开渔现场。", "鱼多了", "鱼\t斤", "鲤\t30", "页尾在后面。",
    ]  # fmt: skip
    assert "隐藏的字" not in kept(source)
    found = dict(spans(source))
    title = found["青石镇开渔了"]
    assert (title.role, title.level) == ("heading", 1)
    assert {"starts-title", "equals-headline", "single-h1"} <= set(title.hints)
    assert found["首页 新闻"].link == pytest.approx(1.0, abs=0.3)
    assert "time-word" in found["2021-03-04 08:05 来源：青石日报"].hints
    assert found["图为开渔现场。"].image_before and found["图为开渔现场。"].centered
    assert found["鱼多了"].bold == 1.0
    assert found["鱼\t斤"].role == "row"
    assert BLANK.sub("", source.text) == oracle(PAGE)


def test_facts_are_given_in_the_order_of_trust() -> None:
    facts = given_facts(read_one(PAGE, "page.html"))
    assert facts["title"][0].value == "青石镇开渔了"
    assert iso_date(facts["date"][0].value) == "2021-03-04T08:05:00"
    assert [fact.trust for fact in facts["author"]] == ["hint", "hint"]
    assert facts["source"][0].value == "青石日报"


def test_the_declared_encoding_comes_second() -> None:
    source = read_one(PAGE, "page.html")
    assert source.file.encoding == "utf-8"
    assert [remark.code for remark in source.remarks if remark.code == "encoding-contradicts"]
    gbk = read_one(PAGE.encode("gb18030"), "page.html")
    assert gbk.text == source.text and gbk.file.encoding == "gb18030"
    big5 = "<meta charset=big5><p>青石鎮召開農村工作會議，安排今年糧食生產。</p>".encode("big5")
    assert lines_of(read_one(big5, "page.html")) == ["青石鎮召開農村工作會議，安排今年糧食生產。"]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>他<b>说</b>了</p>", ["他说了"]),
        ("<p>一<br>二</p>", ["一", "二"]),
        ("<div>来源：<a href=x>青石网</a></div>", ["来源：青石网"]),
        ("<div><a href=x>青石网</a><a href=y>打印</a></div>", ["青石网 打印"]),
        ("<p>在<a href=x>青石镇</a>开会</p>", ["在青石镇开会"]),
        ("<p><span class=a>作者</span><span class=b>王小石</span></p>", ["作者 王小石"]),
        ("<p><em>" + "长" * 70 + "</em><em>句</em></p>", ["长" * 70 + "句"]),
        ("<p>two\nwords</p>", ["two words"]),
        ("<p>来源：青石网\n作者：王小石</p>", ["来源：青石网 作者：王小石"]),
        ("<pre>一\n 二</pre>", ["一", " 二"]),
        ("<td>甲<td>乙", ["甲", "乙"]),
        ("<table><tr><td><p>甲</p><p>乙</p></td><td>丙</td></tr></table>", ["甲", "乙", "丙"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
        ("<p>甲</body><p>乙</html><p>丙", ["甲", "乙", "丙"]),
        ("<body><p>甲<body class=x><p>乙", ["甲", "乙"]),
        ("甲&nbsp;乙&#20013;&hellip;", ["甲\u00a0乙中…"]),
        ("<noscript>请开启脚本</noscript><p>甲</p>", ["请开启脚本", "甲"]),
        ("<p>甲<script>var x='</p>'</script>乙</p>", ["甲乙"]),
    ],
)  # fmt: skip
def test_lines(markup: str, lines: list[str]) -> None:
    source = read_one(markup, "fragment.html")
    assert lines_of(source) == lines
    check_layout(source)
    assert BLANK.sub("", source.text) == oracle(markup.replace("</body>", "").replace("</html>", ""))


def test_a_line_of_running_text_keeps_the_place_as_a_gap() -> None:
    markup = "<p><span class=a>" + "这是一句很长的话" * 9 + "</span><span class=b>下一句</span></p>"
    ((words, line),) = spans(read_one(markup, "a.html"))
    assert " " not in words and line.gaps == (72,)


def test_a_page_that_hides_everything_is_read() -> None:
    source = read_one("<div style='display:none'><p>青石镇开渔了，大家都来了。</p></div><p>载入</p>", "a.html")
    assert source.layout.excluded == ()


def test_what_is_excluded_is_discarded_with_the_reason() -> None:
    document = parse(read_one(PAGE, "page.html"))
    hidden = [entry for entry in document.discarded if entry.reason == "hidden"]
    assert [entry.text for entry in hidden] == ["隐藏的字"]


def test_a_page_saved_whole() -> None:
    mhtml = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a.cn/2021-03/04/x.html\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E9=9D=92=E7=9F=B3=E9=95=87</p>\r\n--b--\r\n"
    )
    source = read_one(mhtml, "a.mht")
    assert lines_of(source) == ["青石镇"]
    assert given_facts(source)["date"][0].value == "2021-03-04"


def test_markdown_keeps_its_text() -> None:
    text = "---\ntitle: 开渔了\ndate: 2021-03-04\n---\n# 青石镇\n\n* 甲\n\n**粗**\n\n尾\n===\n"
    source = read_one(text, "a.md")
    assert source.text == text
    found = {words: line.role for words, line in spans(source)}
    assert (found["# 青石镇"], found["* 甲"], found["尾"]) == ("heading", "item", "heading")
    assert given_facts(source)["date"][0].trust == "given"


def test_too_deep_is_said() -> None:
    with pytest.raises(SourceError) as caught:
        read_one("<div>" * 100_000 + "x", "deep.html")
    assert caught.value.code == "too-deep"


TAGS = ["p", "div", "b", "span", "a", "td", "tr", "table", "h1", "ul", "li", "br", "body", "html"]


@given(st.lists(st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["<span class=x>", "&nbsp;", "<!--x-->"]),
    st.text("甲乙，。 \n\tab1", min_size=1, max_size=6),
), max_size=30))  # fmt: skip
def test_any_markup_gives_a_sound_layout(pieces: list[str]) -> None:
    try:
        source = read_one("<p>" + "".join(pieces), "a.html")
    except SourceError as error:
        assert error.code == "empty-file"
        return
    check_layout(source)


def test_a_page_called_txt_is_read_as_the_text_that_it_is() -> None:
    markup = "<html><body><p>青石镇开渔了</p></body></html>"
    source = read_one(markup, "a.txt")
    assert source.text == markup
    assert [remark.code for remark in source.remarks] == ["looks-like-html"]
    assert lines_of(read_one(markup, "a.txt", format="html")) == ["青石镇开渔了"]
    assert lines_of(read_one(markup, "a")) == ["青石镇开渔了"]


def test_what_a_page_states_fills_what_was_not_read() -> None:
    source = read_one(PAGE, "page.html")
    article = Article("a1", "zh-Hans", (), title=Text("乙", ()))
    (found,) = with_given(Document(source.file, "zh-Hans", (article,)), source).articles
    assert found.date is not None and found.date.when == "2021-03-04T08:05"
    assert found.source is not None and found.source.text == "青石日报"
    for text in (found.date.text, found.source):
        ((start, end),) = text.spans
        assert source.text[start:end] == text.text
    assert found.authors == ()


STORY = "新桥镇把全镇划分为四十二个网格，选派党员干部担任网格员，路灯坏了一个电话就有人来修，群众都说好。"
STATED = '<meta name="PubDate" content="2022-08-09 15:23"><meta name="ContentSource" content="平江融媒">'


@pytest.mark.parametrize(
    ("head", "shown", "lines"),
    [
        (STATED, "", ["发布日期：2022-08-09 15:23", "来源：平江融媒"]),
        (STATED, "<p>2022-08-09 15:23</p>", ["来源：平江融媒"]),
        (STATED, "<p>08-09 15:23</p><p>来源：青石日报</p>", []),  # what the page shows counts
        (STATED, "<p>2022年8月10日 平江融媒</p>", []),
        ('<meta name="author" content="zhangsan"><meta name="date" content="2022-08-09">', "", []),  # hints
        ('<meta name="source" content="http://example.cn/"><meta name="PubDate" content="今天">', "", []),
        ('<meta name="source" content="本站">', "", []),
    ],
)
def test_date_and_source_that_only_the_head_of_a_page_states_stand_below_the_headline(
    head: str, shown: str, lines: list[str]
) -> None:
    page = (
        f"<html><head><title>新桥镇修路灯_平江新闻</title>{head}</head><body><h1>新桥镇修路灯</h1>{shown}<p>{STORY}</p>"
    )
    source = read_one(page, "page.html")
    found = [words for words, line in spans(source) if "given-fact" in line.hints]
    assert found == lines
    assert source.text.split("\n")[1 : 1 + len(lines)] == lines
    supplied = [source.text[span.start : span.end] for span in source.layout.supplied]
    assert supplied == lines
    check_layout(source)


def test_a_page_without_a_headline_has_no_place_for_what_only_its_head_states() -> None:
    source = read_one(f"<html><head><title>平江新闻</title>{STATED}</head><body><p>{STORY}</p>", "page.html")
    assert "发布日期" not in source.text


def test_the_date_that_only_the_head_states_is_that_of_the_article() -> None:
    page = f"<html><head><title>新桥镇修路灯_平江新闻</title>{STATED}</head><body><h1>新桥镇修路灯</h1><p>{STORY}</p>"
    (article,) = parse(read_one(page, "page.html")).articles
    assert article.date is not None and article.date.when == "2022-08-09T15:23"
    assert article.source is not None and article.source.text == "平江融媒"


@pytest.mark.parametrize(
    "heading",
    [
        '<span class="tag">原创</span>{}', '{}<span class="tag">原创</span>', "<i>荐</i>{}", "<em>独家</em> {}", '{}<b class="icon">热</b>',
        '<a href="/x">图文</a>{}', "<span>置顶</span><span>{}</span>", "<span>{}</span><span>NEW</span>", "<small>转载</small>{}", "<label>头条</label>{}",
    ],
)  # fmt: skip
def test_a_word_on_a_badge_beside_a_heading_is_a_line_of_its_own(heading: str) -> None:
    title = "石桥镇抢抓农时推进春耕备耕"
    page = f"<html><head><title>{title}_青禾网</title></head><body><h1>{heading.format(title)}</h1><p>河水清了。</p></body></html>"
    source = read_one(page, "a.html")
    check_layout(source)
    assert title in lines_of(source) and len(lines_of(source)) == 3
    (span,) = [span for text, span in spans(source) if text == title]
    assert "starts-title" in span.hints and span.role == "heading" and "same-block" not in span.hints


def test_a_heading_of_two_parts_stays_one_line() -> None:
    page = "<html><head><title>两会 石桥镇代表热议春耕备耕_青禾网</title></head><body><h1><span>两会</span> 石桥镇代表热议春耕备耕</h1></body></html>"
    assert lines_of(read_one(page, "a.html")) == ["两会 石桥镇代表热议春耕备耕"]


@pytest.mark.parametrize(
    "box",
    [
        "<span class=day>15</span><span class=ym>2021-03</span>", "<b>15</b><i>2021/03</i>", "<em>15</em><span>2021.03</span>",
        "<span>15日</span><span>2021年03月</span>", "<span>03-15</span><span>2021</span>",
        "<strong>15</strong><span>2021年3月</span>",
        "<span>15</span> <span>/ 2021-03</span>",
    ],
)  # fmt: skip
def test_a_date_in_a_box_is_whole(box: str) -> None:
    title = "石桥镇抢抓农时推进春耕备耕"
    body = "<p>惊蛰过后，石桥镇的田间地头一片繁忙，几台旋耕机正来回穿梭，农技员蹲在田埂上教村民调节行距。</p>" * 2
    page = f"<html><head><title>{title}</title></head><body><div class=date>{box}</div><h1>{title}</h1>{body}</body></html>"
    (article,) = parse(read_one(page, "a.html")).articles
    assert article.date is not None and article.date.when == "2021-03-15"
