"""What the layout of a file says about its lines, and that it is evidence and no order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools import explain, parse
from tei_tools.model.nodes import Document, Figure, Paragraph, Section, Table
from tei_tools.model.walk import check_accounts
from tei_tools.read.layout_evidence import headline_weight, layout_evidence, layout_weights, with_layout
from tei_tools.read.layout_priors import HEADLINE, LABELS, SEQUENCE
from tei_tools.recognize.rule import Label
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import NO_LAYOUT, Layout, LayoutSpan, Source, read_lines
from tests.unit.input_files import docx, paragraph, read_one

BODY = "青石镇近日组织党员下河清淤，行动历时五天，惠及沿线六个村，村民都说河水又清了，明年还要接着干下去。"
HEAD = "<html><head><title>石桥村的鱼多了_青石新闻网</title></head><body>"
OUTLINE = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{properties}</w:style>'
    for name, called, properties in [
        ("h1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("h2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        ("c1", "toc 1", ""),
    ]
)


def evidence_of(source: Source) -> dict[str, tuple[str, ...]]:
    units = cut_lines(source.text, read_lines(source.text))
    return dict(zip([unit.text for unit in units], layout_evidence(units, source.layout), strict=True))


def read_page(body: str) -> Document:
    document = parse(read_one(HEAD + body, "page.html"))
    return document


def test_a_text_without_layout_has_no_such_evidence() -> None:
    units = cut_lines(BODY, read_lines(BODY))
    assert layout_evidence(units, NO_LAYOUT) == [()]
    chances = [{"p": 0.9, "head": 0.1}]
    assert with_layout(chances, [()]) is chances


def test_evidence_moves_probabilities_by_its_weight() -> None:
    (found,) = with_layout([{"p": 0.5, "head": 0.5}], [("layout:outline",)])
    told = layout_weights().labels["layout:outline"]
    assert found["head"] / found["p"] == pytest.approx(2.718281828 ** (told["head"] - told.get("p", 0.0)))
    (found,) = with_layout([{"noise": 1.0}], [("layout:page-title",)])
    assert found["title"] + found["noise"] == pytest.approx(1.0) and 0.2 < found["title"] < 0.5


def test_every_weight_is_of_a_label() -> None:
    labels = set(Label.__args__)  # type: ignore[attr-defined]  # of typing.Literal
    weights = layout_weights()
    for table in (weights.labels, weights.sequence, LABELS, SEQUENCE):
        assert all(set(told) <= labels for told in table.values())
    assert set(LABELS) <= set(weights.labels) and set(HEADLINE) <= set(LABELS)
    assert (weights.sequence, weights.headline) == (SEQUENCE, HEADLINE)


def test_a_headline_is_the_heading_that_begins_the_title_of_the_page() -> None:
    body = "<div><a href=x>新闻</a></div><h3>河水清了</h3><h1>石桥村的鱼多了</h1><h3>六个村下河清淤见闻</h3>"
    body += f"<p>{BODY}</p><p>{BODY}</p>"
    (article,) = read_page(body).articles
    assert article.title is not None and article.title.text == "石桥村的鱼多了"
    assert article.subtitle is not None and article.subtitle.text == "六个村下河清淤见闻"
    assert article.kicker is not None and article.kicker.text == "河水清了"
    found = evidence_of(read_one(HEAD + body, "page.html"))
    assert "layout:page-title" in found["石桥村的鱼多了"]
    assert "layout:links" in found["新闻"]


def test_the_name_of_a_site_in_front_of_the_title_is_no_headline() -> None:
    head = "<html><head><title>青石新闻网-石桥村开展河道清淤行动</title></head><body>"
    body = f"<h1>青石新闻网</h1><div>石桥村开展河道清淤行动</div><p>{BODY}</p><p>{BODY}</p>"
    source = read_one(head + body, "page.html")
    assert "layout:page-title" not in evidence_of(source)["青石新闻网"]
    (article,) = parse(source).articles
    assert article.title is not None and article.title.text == "石桥村开展河道清淤行动"


def test_a_group_with_another_line_than_the_one_named_gains_nothing() -> None:
    evidence = [(), ("layout:page-title",), ()]
    assert headline_weight(evidence, (1,)) == HEADLINE["layout:page-title"]
    assert headline_weight(evidence, (0, 1)) == headline_weight(evidence, ()) == headline_weight([], (1,)) == 0.0


def test_explain_names_what_the_layout_says() -> None:
    source = read_one(f"{HEAD}<h1>石桥村的鱼多了</h1><p>{BODY}</p>", "page.html")
    told = [name for unit in explain(source).units for name, _ in unit.evidence if name.startswith("layout:")]
    assert "layout:page-title" in told


def test_numbers_on_lines_of_their_own_count_sections_of_a_page() -> None:
    parts = "".join(f"<p>{number:02}</p><p>{BODY}</p><p>{BODY}</p>" for number in (1, 2, 3))
    (article,) = read_page(f"<h1>石桥村的鱼多了</h1><div>{parts}</div>").articles
    assert [block.head.text for block in article.blocks if isinstance(block, Section)] == ["01", "02", "03"]
    alone = evidence_of(read_one(f"{HEAD}<p>1</p><p>{BODY}</p><p>3</p>", "page.html"))
    assert "layout:section-number" not in alone["1"]


def test_a_head_over_two_bold_lines_is_one() -> None:
    parts = "".join(
        f"<p><b>{who}：</b></p><p><b>{what}</b></p><p>{BODY}</p><p>{BODY}</p>"
        for who, what in [("《青石日报》", "河水清了鱼也回来了"), ("《石桥周报》", "六个村一起下河清淤")]
    )
    (article,) = read_page(f"<h1>石桥村的鱼多了</h1><div><p>{BODY}</p>{parts}</div>").articles
    heads = [block.head.text for block in article.blocks if isinstance(block, Section)]
    assert ["".join(head.split()) for head in heads] == [
        "《青石日报》：河水清了鱼也回来了",
        "《石桥周报》：六个村一起下河清淤",
    ]


def test_a_line_under_an_image_is_its_caption() -> None:
    body = f'<h1>石桥村的鱼多了</h1><p>{BODY}</p><img src="a.jpg" width="600"><p>石桥村开渔现场</p><p>{BODY}</p>'
    (article,) = read_page(body).articles
    captions = [block.caption.text for block in article.blocks if isinstance(block, Figure) and block.caption]
    assert captions == ["石桥村开渔现场"]


def test_a_line_behind_a_forced_break_may_go_on_and_a_paragraph_does_not() -> None:
    found = evidence_of(read_one("<p>石桥村的鱼多<br>起来了</p><p>河水清了</p>", "page.html"))
    assert "layout:own-block" in found["石桥村的鱼多"] and found["石桥村的鱼多"] == found["河水清了"]
    assert found["起来了"] == ()
    word = read_one(docx("<w:p><w:r><w:t>石桥村</w:t><w:br/><w:t>的鱼</w:t></w:r></w:p>" + paragraph("多了")), "a.docx")
    assert ["layout:own-block" in names for names in evidence_of(word).values()] == [True, False, True]


def test_styles_of_a_word_processor_make_heads_and_their_levels() -> None:
    def styled(text: str, style: str) -> str:
        return paragraph(text, f'<w:pStyle w:val="{style}"/>')

    body = styled("引言", "c1") + styled("河道清淤", "c1") + paragraph("石桥村工作总结", '<w:jc w:val="center"/>')
    body += styled("引言", "h1") + paragraph(BODY) + styled("河道清淤", "h1") + styled("人手", "h2") + paragraph(BODY)
    body += styled("工具", "h2") + paragraph(BODY) + styled("明年的打算", "h1") + paragraph(BODY)
    (article,) = parse(read_one(docx(body, styles=OUTLINE), "a.docx")).articles
    sections = [block for block in article.blocks if isinstance(block, Section)]
    assert [section.head.text for section in sections] == ["引言", "河道清淤", "明年的打算"]
    inner = [block.head.text for block in sections[1].blocks if isinstance(block, Section)]
    assert inner == ["人手", "工具"]
    assert isinstance(sections[0].blocks[0], Paragraph)


ROLES = ["", "heading", "title", "paragraph", "item", "cell", "row", "caption", "contents"]
LINE = st.builds(
    LayoutSpan, st.just(0), st.just(0), role=st.sampled_from(ROLES), level=st.integers(0, 4),
    bold=st.sampled_from([0.0, 1.0]), link=st.sampled_from([0.0, 1.0]), size=st.sampled_from([1.0, 1.2, 2.0]),
    centered=st.booleans(), image_before=st.booleans(), page=st.integers(0, 1),
    hints=st.lists(
        st.sampled_from(["starts-title", "style-heading", "contents-style", "time-word"]), max_size=2
    ).map(tuple),
)  # fmt: skip
TEXTS = st.sampled_from([BODY, "石桥村的鱼多了", "一、河道清淤", "1", "2", "03", "来源：青石日报", "图1 现场", "首页"])


@given(st.lists(st.tuples(TEXTS, LINE), min_size=1, max_size=12))
def test_whatever_the_layout_says_every_character_is_accounted_for(rows: list[tuple[str, LayoutSpan]]) -> None:
    text, lines = "", []
    for words, line in rows:
        lines.append(
            LayoutSpan(
                len(text), len(text) + len(words), line.role, line.level, line.bold, line.link, size=line.size,
                centered=line.centered, image_before=line.image_before, page=line.page, hints=line.hints,
            )
        )  # fmt: skip
        text += words + "\n"
    source = Source(text, layout=Layout(tuple(lines)))
    document = parse(source)
    assert check_accounts(document, source.text) == []


def teaser(number: int, tag: str = "h3") -> str:
    return (
        f'<div class="card"><{tag}><a href="/{number}">青石镇第{number}中学举行开学典礼</a></{tag}>'
        f"<p>开学典礼上，校长为{number}名新生代表佩戴校徽，并勉励大家珍惜时光，好好读书。</p><span>3小时前</span></div>"
    )


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("number", [2, 5])
def test_headlines_of_other_articles_with_a_sentence_each_are_no_part_of_the_article(above: bool, number: int) -> None:
    article = f"<div><h1>石桥村的鱼多了</h1><p>{BODY}</p><p>{BODY}</p></div>"
    beside = "".join(teaser(place + 1) for place in range(number))
    body = f"<div>{beside}</div>{article}" if above else f"{article}<div>{beside}</div>"
    source = read_one(HEAD + body, "page.html")
    document = parse(source)
    (found,) = document.articles
    assert found.title is not None and found.title.text == "石桥村的鱼多了"
    assert len(found.blocks) == 2
    assert sum("layout:teaser" in names for names in evidence_of(source).values()) == 2 * number + 1  # one 3小时前


def test_a_page_of_nothing_but_teasers_has_them_as_its_articles() -> None:
    found = evidence_of(read_one(HEAD + "".join(teaser(place) for place in range(1, 5)), "page.html"))
    assert not any("layout:teaser" in names for names in found.values())


def test_heads_of_an_article_that_are_links_are_no_teasers() -> None:
    parts = "".join(f'<h3><a href="#{n}">第{n}个村的河水清了</a></h3><p>{BODY}</p>' for n in range(1, 4))
    found = evidence_of(read_one(f"{HEAD}<h1>石桥村的鱼多了</h1><div><p>{BODY}</p>{parts}</div>", "page.html"))
    assert not any("layout:teaser" in names for names in found.values())


@pytest.mark.parametrize(
    "line", ['<p style="text-align:center">{}</p>', '<p style="font-size:12px">{}</p>', '<p class="pic_desc">{}</p>']
)
def test_short_lines_under_an_image_that_are_set_otherwise_than_the_text_are_captions(line: str) -> None:
    below = line.format("青石县米粉产业园生产车间一角")
    image = '<p align="center"><img src="a.jpg" width="600"></p>'
    body = f"<h1>石桥村的鱼多了</h1><div><p>{BODY}</p>{image}{below}<p>{BODY}</p><h4>鱼从哪里来</h4><p>{BODY}</p></div>"
    (article,) = read_page(body).articles
    captions = [block.caption.text for block in article.blocks if isinstance(block, Figure) and block.caption]
    assert captions == ["青石县米粉产业园生产车间一角"]


def test_where_all_text_is_centered_a_centered_line_under_an_image_says_nothing() -> None:
    image = '<img src="a.jpg" width="600">'
    body = f"<center><h1>石桥村的鱼多了</h1><p>{BODY}</p>{image}<p>鱼从哪里来</p><p>{BODY}</p></center>"
    assert "layout:set-as-caption" not in evidence_of(read_one(HEAD + body, "page.html"))["鱼从哪里来"]


def test_a_headline_down_a_cover_and_again_above_the_text_is_the_latter() -> None:
    cover = [("柳河镇茶园项目", 2.0), *((character, 3.0) for character in "实施方案"), ("编制时间：2021年6月18日", 1.0)]
    below = [("柳河镇茶园项目实施方案", 1.4), ("一、项目概况", 1.0), (BODY, 1.0), ("二、效益分析", 1.0), (BODY, 1.0)]
    text, lines = "", []
    for words, size in [*cover, *below]:
        lines.append(
            LayoutSpan(len(text), len(text) + len(words), size=size, centered=size > 1, page=1 if size != 1.4 else 2)
        )
        text += words + "\n"
    source = Source(text, layout=Layout(tuple(lines)))
    units = cut_lines(text, read_lines(text))
    found = layout_evidence(units, source.layout)
    assert all("layout:on-cover" in found[place] for place in range(5))
    assert "layout:as-on-cover" in found[6]
    (article,) = parse(source).articles
    assert article.title is not None and article.title.text == "柳河镇茶园项目实施方案"
    assert article.date is not None and article.date.when == "2021-06-18"


SENTENCE = "开学典礼上，校长为新生代表佩戴校徽，并勉励大家珍惜时光，好好读书。"


@pytest.mark.parametrize(
    "card",
    [
        '<a href="/{0}"><h4>青石镇第{0}中学举行开学典礼</h4><p>' + SENTENCE + "</p></a>",
        "<div onclick=\"location.href='/{0}'\"><div>青石镇第{0}中学举行开学典礼</div><div>" + SENTENCE + "</div></div>",
        '<p class="it"><a href="/{0}">青石镇第{0}中学举行开学典礼</a></p><p class="ds">' + SENTENCE + "</p>",
        '<dl><dt><a href="/{0}">青石镇第{0}中学举行开学典礼</a></dt><dd>'
        + SENTENCE
        + '<a href="/{0}">[详细]</a></dd></dl>',
    ],
)
def test_teasers_of_other_makes(card: str) -> None:
    cards = "".join(card.format(place) for place in range(1, 5))
    body = f"<div><h1>石桥村的鱼多了</h1><p>{BODY}</p><p>{BODY}</p><p>{BODY}</p></div><div>{cards}</div>"
    document = read_page(body)
    (article,) = document.articles
    assert [type(block) for block in article.blocks] == [Paragraph] * 3


def test_a_file_that_sets_all_lines_alike_says_nothing_of_how_they_are_made() -> None:
    plain = evidence_of(read_one(docx(paragraph("石桥村的鱼多了") + paragraph(BODY)), "a.docx"))
    assert {*plain.values()} == {("layout:own-block",)}
    varied = evidence_of(
        read_one(docx(paragraph("石桥村的鱼多了", '<w:jc w:val="right"/>') + paragraph(BODY)), "a.docx")
    )
    assert ["layout:right" in names for names in varied.values()] == [True, False]


def test_where_a_line_stands_on_a_page_is_told() -> None:
    found = evidence_of(
        read_one(f"{HEAD}<h1>石桥村的鱼多了</h1><div>时间：昨天</div><p>{BODY}</p><p>完</p>", "page.html")
    )
    assert {"layout:above-text-at-home", "layout:right-below-title"} <= {*found["时间：昨天".replace("：", ":")]}
    assert "layout:below-text-at-home" in found["完"] and "layout:heading-1" in found["石桥村的鱼多了"]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("發稿單位", "青禾市政府農業局"),
            ("發稿日期", "110-03-15"),
            ("聯絡人", "陶遠舟"),
            ("聯絡電話", "02-12345678"),
        ],
        [("来源", "青禾县水利局"), ("发布日期", "2021-03-15")],
        [
            ("索 引 号：", "QH0001/2021-00012", "主题分类：", "农业"),
            ("发布机构：", "青禾县水利局", "成文日期：", "2021年3月15日"),
        ],
        [("信息来源", "青禾县水利局"), ("文号", "青水发〔2021〕8号"), ("发布时间", "2021-03-15"), ("有效性", "有效")],
        [("日期", "2021年3月15日"), ("来源", "青禾县水利局"), ("浏览", "128")],
        [
            ("发文单位：", "青禾县水利局", "发文日期：", "2021-03-15"),
            ("标题：", "石桥村的鱼多了", "文号：", "青水发〔2021〕8号"),
        ],
        [("供稿单位", "青禾县水利局"), ("作者", "陶远舟"), ("时间", "2021/03/15")],
        [("信息来源", "青禾县水利局", "发布时间", "2021-03-15")] * 2,
        [("编辑", "苏木"), ("来源", "青禾县水利局"), ("更新日期", "2021-03-15")],
        [("发布单位", "青禾县水利局"), ("发布日期", "2021-03-15"), ("附件", "无")],
    ],
)
def test_a_table_of_facts_is_facts_and_no_table(rows: list[tuple[str, ...]]) -> None:
    made = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"{HEAD}<h1>石桥村的鱼多了</h1><table>{made}</table><p>{BODY}</p><p>{BODY}</p>"
    (article,) = parse(read_one(page, "page.html")).articles
    assert not [block for block in article.blocks if isinstance(block, Table)]
    assert article.date is not None and article.date.when == "2021-03-15"
    assert article.source is not None and article.source.text in ("青禾县水利局", "青禾市政府農業局")


def test_a_table_of_figures_is_one() -> None:
    made = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in [("村名", "亩数"), ("石桥村", "230"), ("新桥村", "180")]
    )
    page = f"{HEAD}<h1>石桥村的鱼多了</h1><p>{BODY}</p><table>{made}</table><p>{BODY}</p>"
    (article,) = parse(read_one(page, "page.html")).articles
    assert [block for block in article.blocks if isinstance(block, Table)]


def test_the_first_of_several_heads_is_no_subtitle() -> None:
    items = [
        ("石桥镇春耕忙", BODY),
        ("新桥镇修路灯", "新桥镇东街的三十盏路灯全部修好。"),
        ("江口渡口开工", "江口渡口改造工程开工。"),
    ]
    body = "<h1>石桥村的鱼多了</h1>" + "".join(f"<h3>{head}</h3><p>{text}</p>" for head, text in items)
    found = evidence_of(read_one(HEAD + body, "page.html"))
    assert "layout:below-page-title" not in found["石桥镇春耕忙"]
    single = evidence_of(read_one(f"{HEAD}<h1>石桥村的鱼多了</h1><h3>六个村的事</h3><p>{BODY}</p>", "page.html"))
    assert "layout:below-page-title" in single["六个村的事"]


SAID = [
    ("山里人", "我们村去年也是统一供种，结果种子质量参差不齐，有的田里出苗率不到六成，希望今年能好一点。"),
    ("罗大娘", "农技员来了好几趟，手把手教，真是帮了大忙，以前请人看一次要花钱，现在免费，还留了电话。"),
    ("过路客", "支持！"),
]


@pytest.mark.parametrize(
    "name",
    [
        "comment",
        "comments",
        "comment-list",
        "cmt",
        "hotComments",
        "pinglun",
        "reply-box",
        "commentList",
        "post_comment",
        "replies",
    ],
)
@pytest.mark.parametrize(
    "entry", ["<b>{}</b><span>3月16日 09:11</span><p>{}</p><a>回复</a>", "<h4>{}</h4><div>{}</div><div>赞 3 踩 0</div>"]
)
def test_what_readers_say_below_the_text_is_no_part_of_it(name: str, entry: str) -> None:
    said = "".join(f"<div>{entry.format(*one)}</div>" for one in SAID)
    page = f"{HEAD}<h1>石桥村的鱼多了</h1><div>2021-03-15 来源：青石日报</div><div><p>{BODY}</p><p>{BODY}</p></div>"
    page += f'<div class="{name}"><h3>网友评论（3）</h3>{said}</div>'
    (article,) = parse(read_one(page, "page.html")).articles
    assert article.authors == () and len([block for block in article.blocks if isinstance(block, Paragraph)]) == 2
    assert not [block for block in article.blocks if isinstance(block, Section)]


def test_a_column_called_comment_holds_its_article() -> None:
    page = f'{HEAD}<div class="comment"><h1>石桥村的鱼多了</h1><div>2021-03-15 来源：青石日报</div>'
    page += f"<p>{BODY}</p><p>{BODY}</p></div>"
    (article,) = parse(read_one(page, "page.html")).articles
    assert len([block for block in article.blocks if isinstance(block, Paragraph)]) == 2
