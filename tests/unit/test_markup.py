"""Tags and remnants of tags."""

from __future__ import annotations

import pytest

from tei_tools.text.markup import find_markup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<p style="color:red">青石镇</p>', ['<p style="color:red">', "</p>"]),
        ("结束。</span>", ["</span>"]),
        ("结束。/span>", ["/span>"]),
        ("一<br/>二<BR>三", ["<br/>", "<BR>"]),
        ("></a>\n</span>\n<span style=)", ["></a>", "</span>", "<span style=)"]),
        ("正文<span style=", ["<span style="]),
        ("正文</spa\n正文</span", ["</span"]),
        ("前<!-- 一\n二 -->后", ["<!-- 一\n二 -->"]),
        ("<!-- open 正文", ["<!-- open "]),
        ("<![endif]-->", ["<![endif]-->"]),
        ("<script>var a = 1 < 2;</script>正文", ["<script>var a = 1 < 2;</script>"]),
        ('<img src="a.jpg" alt="图\n片">正文', ['<img src="a.jpg" alt="图\n片">']),
        ('class="x">正文', ['class="x">']),
        ("<td>-</td>", ["<td>", "</td>"]),
        ("<o:p></o:p>", ["<o:p></o:p>"]),
        ("  <b> </b>  ", ["<b> </b>"]),
        ("<title><![CDATA[青石镇]]></title>", ["<title><![CDATA[", "]]></title>"]),
        ('<p>\n<img src="a.jpg">\n</p>', ["<p>", "</p>"]),
        ('<p><img src="a.jpg"></p>', ["<p>", "</p>"]),
        ('  <a href="/b"><IMG src=a.jpg><br/><img src=b.jpg></a>', ['<a href="/b">', "</a>"]),
        ('<img src="a.jpg">图为青石镇。', ['<img src="a.jpg">']),
        ('<img src="a.jpg"\nwidth="600"/>', ['<img src="a.jpg"\nwidth="600"/>']),
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_markup(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "《青石镇志》〈序〉",
        "若a<b则停",
        "若a<b and c>d则停",
        "增幅<5%",
        "<请输入>关键字",
        "首页 > 新闻",
        ">",
        "if x<b",
        "p>0.05",
        "http://a.example/span>x",
        "A --> B",
        "<>",
        "<3",
        "x<p\ny",
    ],
)
def test_kept(text: str) -> None:
    assert find_markup(text) == ()
