"""The tree that readings give. Which reading is chosen is no matter of the builder, and of no test here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tei_tools.decode.build import build
from tei_tools.errors import Diagnostic
from tei_tools.model.nodes import (
    Article,
    Block,
    Document,
    Facts,
    Figure,
    ItemList,
    Note,
    Paragraph,
    Section,
    Signature,
    Table,
)
from tei_tools.model.visit import walk_blocks
from tei_tools.model.walk import check_accounts
from tei_tools.model.writable import writable
from tei_tools.parse import parse
from tei_tools.read.choice import Choice
from tei_tools.read.coherence import State, step, transition_of
from tei_tools.read.confidence import CERTAIN, HIGH, MEDIUM, confidence_of, weakest
from tei_tools.read.evidence import Proposed
from tei_tools.read.pins import Fixed, Pin
from tei_tools.read.reading import propose
from tei_tools.recognize.page import read_page
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.rule import Candidate, Label
from tei_tools.recognize.units import cut_lines
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import Source, SourceFile, Span, read_lines
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei

SURE = 0.99
BODY = "今年以来,雾溪区把修路作为头等大事,修通村道12公里,群众出行更加方便。"


def read(*lines: str, begins: int | None = None) -> Document:
    """The document of some lines, each with its label in front: readings are given here, whatever a model would say.

    ``label/detail`` asks for a reading with that detail. What else there is to a reading (mark, run-in head) is what
    the rules propose. A part that a line is cut into, and that has no label, continues the part before it. At the unit
    with the number ``begins`` a person says that an article begins.
    """
    labels = [line.partition(" ")[0] for line in lines]
    text = "\n".join(line.partition(" ")[2] for line in lines)
    repairs, remarks = find_repairs(text)
    units = cut_lines(text, read_lines(text, repairs))
    proposals = propose(read_page(units), all_rules())
    state = State()
    choices = []
    for unit, proposed in zip(units, proposals, strict=True):
        chosen = _wanted(labels[unit.line - 1] if unit.first else "cont", proposed)
        taken = step(state, transition_of(chosen))
        assert taken is not None, f"{chosen.label} cannot stand in line {unit.line}"
        state = taken[0]
        choices.append(Choice(chosen, 0, state, (0.0,)))
    source = Source(text, SourceFile(characters=len(text)))
    fixed = {} if begins is None else {begins: Fixed(begins=True)}
    document = writable(build(source, repairs, remarks, units, [SURE] * len(units), choices, fixed=fixed))
    assert check_accounts(document, text) == []
    return document


def _wanted(spelled: str, proposed: Proposed) -> Candidate:
    label, _, detail = spelled.partition("/")
    known: Label = label  # type: ignore[assignment]
    found = [
        (score, candidate.evidence, candidate)
        for candidate, score, _ in proposed
        if candidate.label == label and (not detail or candidate.detail == detail)
    ]
    return max(found, key=lambda one: one[:2])[2] if found else Candidate(known, detail=detail)


def only(document: Document) -> Article:
    assert len(document.articles) == 1
    return document.articles[0]


def sections(article: Article) -> list[tuple[int, int | None, str | None, str, bool]]:
    found = [block for block in walk_blocks(article) if isinstance(block, Section)]
    return [(section.level, section.number, section.path, section.head.text, section.run_in) for section in found]


def codes(document: Document) -> list[str]:
    return [found.code for found in document.diagnostics]


def first(article: Article, wanted: Callable[[Block], bool]) -> Block:
    return next(block for block in walk_blocks(article) if wanted(block))


def test_nested_sections() -> None:
    document = read(
        "title 雾溪区2022年工作总结",
        "head 一、主要工作",
        f"p {BODY}",
        f"sec (一)道路更加通畅。{BODY}",
        f"sec (二)茶园更加兴旺。{BODY}",
        "head 二、存在问题",
        f"p {BODY}",
        "head 三、下步打算",
        f"p {BODY}",
    )
    assert sections(only(document)) == [
        (1, 1, "1", "一、主要工作", False),
        (2, 1, "1.1", "(一)道路更加通畅。", True),
        (2, 2, "1.2", "(二)茶园更加兴旺。", True),
        (1, 2, "2", "二、存在问题", False),
        (1, 3, "3", "三、下步打算", False),
    ]
    assert "number-gap" not in codes(document)


def test_a_run_in_head_and_its_paragraph_share_the_line() -> None:
    article = only(read("title 雾溪区2022年工作总结", f"sec (一)道路更加通畅。{BODY}", f"sec (二)茶园更加兴旺。{BODY}"))
    section = first(article, lambda block: isinstance(block, Section))
    assert isinstance(section, Section)
    (paragraph,) = section.blocks
    assert isinstance(paragraph, Paragraph)
    assert section.label == "(一)"
    assert section.head.spans[-1].end == paragraph.text.spans[0].start


def test_a_missing_number_is_told_and_not_repaired() -> None:
    document = read(
        "title 雾溪区2022年工作总结",
        "head 一、主要工作",
        f"p {BODY}",
        "head 二、存在问题",
        f"p {BODY}",
        "head 四、下步打算",
        f"p {BODY}",
    )
    assert [number for _, number, *_ in sections(only(document))] == [1, 2, 4]
    (gap,) = [found for found in document.diagnostics if found.code == "number-gap"]
    assert gap.severity == "warning" and "section number 4 follows 2" in gap.message and "Line 6" in gap.message


def test_a_lost_mark_is_inferred() -> None:
    document = read(
        "title 雾溪区2022年工作总结",
        f"sec (一)狠抓河道整治。{BODY}",
        "sec/lost 扎实推进村道硬化,全年完成通组公路18公里,安装路灯320盏。",
        f"sec (三)持续改善饮水。{BODY}",
    )
    found = [block for block in walk_blocks(only(document)) if isinstance(block, Section)]
    assert [(section.number, section.number_inferred, section.label) for section in found] == [
        (1, False, "(一)"), (2, True, None), (3, False, "(三)"),
    ]  # fmt: skip
    assert found[1].head.text == "扎实推进村道硬化"
    assert "number-lost" in codes(document)


def test_inline_items() -> None:
    line = "今后要做好三件事:一是修路,让出行更方便;二是种茶,让村民更富裕;三是管水,让用水更安全。(岳青川)"
    article = only(read("title 雾溪区2022年工作总结", f"p {BODY}", f"p {line}"))
    paragraph = article.blocks[-1]
    assert isinstance(paragraph, Paragraph)
    assert [(item.label, item.number) for item in paragraph.items] == [("一是", 1), ("二是", 2), ("三是", 3)]
    assert paragraph.credit is not None
    assert paragraph.items[-1].spans[-1].end <= paragraph.credit.text.spans[0].start


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("首先,要修路,让出行更方便。其次,要种茶,让村民更富裕。最后,要管水,让用水更安全。", [1, 2, 3]),
        ("第一,要修路,让出行更方便。第二,要种茶,让村民更富裕。", [1, 2]),
        ("一是修路,让出行更方便,让村民更富裕,让用水更安全。", []),
        ("修路是第一位的,种茶是第二位的,管水也不能放松,要一件一件抓好落实。", []),
        ("二是种茶,让村民更富裕;三是管水,让用水更安全,让大家都满意。", [2, 3]),
    ],
)
def test_numbers_of_inline_items(line: str, numbers: list[int]) -> None:
    paragraph = only(read("title 雾溪区2022年工作总结", f"p {BODY}", f"p {line}")).blocks[-1]
    assert isinstance(paragraph, Paragraph)
    assert [item.number for item in paragraph.items] == numbers


def test_a_list_of_articles_of_a_statute() -> None:
    document = read(
        "title 雾溪区古树保护办法",
        "sec 第一条 为了保护古树,制定本办法。",
        "sec 第二条 古树分三级保护:",
        "item (一)树龄五百年以上的,为一级保护;",
        "item (二)树龄三百年以上的,为二级保护;",
        "item (三)其他古树,为三级保护。",
        "sec 第三条 本办法自发布之日起施行。",
    )
    items = first(only(document), lambda block: isinstance(block, ItemList))
    assert isinstance(items, ItemList)
    assert [(item.label, item.number) for item in items.items] == [("(一)", 1), ("(二)", 2), ("(三)", 3)]
    assert [path for _, _, path, *_ in sections(only(document))] == ["1", "2", "3"]


def test_a_picture_and_its_caption() -> None:
    article = only(
        read(
            "title 雾溪大桥今日建成通车",
            f"p {BODY}",
            "figure a_1.jpg",
            "caption 图为通车现场。(祁小禾 摄)",
            f"p {BODY}",
        )
    )
    figure = first(article, lambda block: isinstance(block, Figure))
    assert isinstance(figure, Figure)
    assert figure.graphic is not None and figure.graphic.url == "a_1.jpg"
    assert figure.caption is not None and figure.caption.text.startswith("图为")
    assert figure.credit is not None and figure.credit.text.text == "(祁小禾 摄)"


@pytest.mark.parametrize(
    "line", ["云顶村\t1200\t84.5", "| 云顶村 | 1200 | 84.5 |", "云顶村 | 1200 | 84.5", "云顶村\t|1200|\t84.5"]
)
def test_cells(line: str) -> None:
    """Whatever parts the cells is in a cell or a discard: the accounts are checked by ``read``."""
    article = only(
        read("title 雾溪区茶园面积", f"p {BODY}", f"table {line}", f"table {line.replace('云顶', '红枫')}", f"p {BODY}")
    )
    table = first(article, lambda block: isinstance(block, Table))
    assert isinstance(table, Table) and len(table.rows) == 2
    if "|" not in line:
        assert [cell.text for cell in table.rows[0]] == ["云顶村", "1200", "84.5"]


def test_a_signature_belongs_to_the_article() -> None:
    article = only(
        read(
            "title 关于加强水塘管理的通知",
            "salute 各村民委员会:",
            "head 一、加强巡查",
            f"p {BODY}",
            "head 二、加强清淤",
            f"p {BODY}",
            "sign 石湾市人民政府",
            "sign 2022年3月28日",
        )
    )
    body, date = article.blocks[-2:]
    assert isinstance(body, Signature) and body.signed is not None and body.date is None
    assert isinstance(date, Signature) and date.date is not None and date.date.when == "2022-03-28"


def test_kinds_of_notes() -> None:
    article = only(
        read(
            "title 雾溪大桥今日建成通车",
            "note 编者按:雾溪大桥今天通车,本报派出记者采访。",
            f"p {BODY}",
            f"p {BODY}",
            "note (此件公开发布)",
        )
    )
    assert [block.kind for block in walk_blocks(article) if isinstance(block, Note)] == ["editorial", "release"]


def test_two_stories() -> None:
    document = read(
        "title 雾溪大桥今日建成通车", f"p 本报讯 {BODY}(岳青川)", "title 云顶镇春茶开采", f"p 本报讯 {BODY}(祁小禾)"
    )
    assert [article.id for article in document.articles] == ["a1", "a2"]
    assert [article.title.text if article.title else None for article in document.articles] == [
        "雾溪大桥今日建成通车",
        "云顶镇春茶开采",
    ]
    assert [[person.name for person in article.authors] for article in document.articles] == [["岳青川"], ["祁小禾"]]


def test_a_title_of_two_lines_is_joined_with_a_blank() -> None:
    article = only(
        read("title 石湾市人民政府关于", "title 加强水塘管理的通知", "salute 各村民委员会:", f"p {BODY}", f"p {BODY}")
    )
    assert article.title is not None and article.title.text == "石湾市人民政府关于 加强水塘管理的通知"


def test_no_title_is_told() -> None:
    document = read(f"p {BODY}", f"p {BODY}")
    assert only(document).title is None and "title-supplied" in codes(document)


def test_nothing_at_all() -> None:
    document = read("", " \n")
    assert document.articles == () and document.discarded == ()
    assert document.diagnostics == (
        Diagnostic("no-article", "warning", "No article was found: everything was discarded."),
    )


@pytest.mark.parametrize(
    ("sureness", "word"),
    [
        (CERTAIN, "high"),
        (HIGH, "high"),
        (HIGH - 0.001, "medium"),
        (MEDIUM, "medium"),
        (MEDIUM - 0.001, "low"),
        (0.0, "low"),
    ],
)
def test_words_for_probabilities(sureness: float, word: str) -> None:
    assert confidence_of(sureness) == word


def test_a_block_is_as_sure_as_its_least_sure_unit() -> None:
    assert weakest(CERTAIN, MEDIUM, HIGH) == "medium"
    assert weakest(0.1, CERTAIN) == "low"


def test_a_series_that_begins_with_its_second_item_is_remarked() -> None:
    page = (
        "石桥镇道路建设工作总结\n\n一、主要做法\n\n石桥镇今年修路三条。二是抓进度，倒排工期，挂图作战，按时完工。"
        "三是抓质量，全程监理，严格验收，群众满意。\n\n二、下步打算\n\n明年再修两条，方便群众出行。\n"
    )
    document = parse(page)
    (remark,) = [found for found in document.diagnostics if found.code == "number-lost"]
    assert remark.message == "Line 5: the series inside the paragraph begins with number 2, 二是."
    assert page[remark.spans[0][0] :].startswith("二是抓进度")


def test_a_head_that_runs_in_without_a_stop_is_cut_like_its_siblings() -> None:
    page = (
        "石桥镇道路建设工作总结\n\n一、下步打算\n\n(一)深入开展桥梁建设工作。全镇新建桥梁三座，改造危桥五座，方便群众出行，受到好评。\n\n"
        "(二)深入开展道路建设工作坚持先修主路，再修支路，逐村推进，确保年底以前全部完工，让群众走上放心路。\n"
    )
    heads = [block.head.text for block in walk_blocks(parse(page)) if isinstance(block, Section) and block.level == 2]
    assert heads == ["(一)深入开展桥梁建设工作。", "(二)深入开展道路建设工作"]


@pytest.mark.parametrize(
    ("line", "left", "gone"),
    [
        ("日期:2020-08-31 17:29 来源: 字体大小:", "日期:2020-08-31 17:29 来源:", [("share-tool", "字体大小:")]),
        (
            "时间:2020-08-31 来源:白鹭乡 浏览次数:512次 打印:",
            "时间:2020-08-31 来源:白鹭乡",
            [("counter", "浏览次数:512次"), ("share-tool", "打印:")],
        ),
        ("时间:2020-08-31 来源:白鹭乡", "时间:2020-08-31 来源:白鹭乡", []),
    ],
)
def test_tools_of_the_page_are_no_facts(line: str, left: str, gone: list[tuple[str, str]]) -> None:
    document = read("title 雾溪区修路三条", f"meta {line}", f"p {BODY}")
    (facts,) = [block for block in walk_blocks(document) if isinstance(block, Facts)]
    assert facts.text.text == left
    assert [(discard.reason, discard.text) for discard in document.discarded] == gone
    assert all(field.name != "other" for field in facts.fields)


def test_an_address_behind_a_blank_is_the_value_of_its_label() -> None:
    """The https of an address was taken for a label: 原文链接 had no value, and the header no address."""
    text = (
        "石桥镇今年修路三条\n\n2023-09-19 来源：石桥镇政府网\n\n　　石桥镇的路今天修好了，大家都很高兴。\n\n"
        '原文链接： https://sq.example/1.html\n原文地址： "http://sq.example/2.html"\n'
    )
    document = parse(text)
    lines = [block for block in walk_blocks(document) if isinstance(block, Facts)]
    fields = [(field.label, field.name, field.value and field.value.text) for line in lines for field in line.fields]
    assert fields[-2:] == [
        ("原文链接", "link", "https://sq.example/1.html"), ("原文地址", "link", "http://sq.example/2.html"),
    ]  # fmt: skip
    tei = to_tei(document)
    assert tei.count(b"<ref target=") == 2
    assert read_tei(tei, text) == document


def test_an_article_begins_where_a_person_says_also_at_a_line_that_only_goes_on() -> None:
    lines = ("title 雾溪区修路惠民", f"p {BODY}", "cont 各村投工投劳,路修到了家门口。", "p 明年再修两条路,群众都盼着。")
    one = read(*lines)
    assert len(one.articles) == 1
    two = read(*lines, begins=2)
    first = [article.blocks[0] for article in two.articles]
    assert [isinstance(block, Paragraph) and block.text.text[:4] for block in first] == ["今年以来", "各村投工"]


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ('<img src="/2023/04/tea.png" alt="采茶">', "/2023/04/tea.png"),
        ("<img alt='采茶' src=tea.png>", "tea.png"),
        ("![采茶](images/tea.webp)", "images/tea.webp"),
        ("采茶开园.jpeg", "采茶开园.jpeg"),
        ("[图片]", "[图片]"),
    ],
)
def test_a_picture_has_the_address_in_its_tag_or_mark(line: str, url: str) -> None:
    story = "今年的头茬茶比去年多收了两成，茶农们都说是雨水好，价钱也好。"
    text = f"雾溪茶园开园\n\n{story}\n{line}\n{story}\n"
    start = text.index(line)
    document = parse(text, pins=[Pin(Span(start, start + len(line)), "figure")])
    (graphic,) = [block.graphic for block in document.articles[0].blocks if isinstance(block, Figure)]
    assert graphic is not None and graphic.url == url
    assert graphic.spans == (Span(start, start + len(line)),)
