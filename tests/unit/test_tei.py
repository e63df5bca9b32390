"""TEI: how each thing is spelled, what the header says, and what is refused, written or read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from lxml import etree

from tei_tools.errors import OutputInvalid, SourceError
from tei_tools.model.facts import supplied_title
from tei_tools.model.nodes import (
    Article,
    Block,
    Byline,
    Credit,
    Date,
    Discard,
    Document,
    Facts,
    Field,
    Figure,
    Graphic,
    InlineItem,
    ItemList,
    ListItem,
    Metadata,
    Note,
    Paragraph,
    Person,
    Section,
    Signature,
    Text,
)
from tei_tools.model.walk import check_accounts
from tei_tools.text.source import SourceFile, Span
from tei_tools.validate import check_tei, errors_of
from tei_tools.write.header import WriteOptions
from tei_tools.write.record import dump_record, to_record
from tei_tools.write.running_text import Mark, fill, mark
from tei_tools.write.tei import tei_element, to_tei, to_tei_split
from tei_tools.write.tei_reader import read_tei
from tei_tools.write.xml import PREFIX, XML_ID, Element, parse_xml, serialize, uri

from .specimen import specimen

DOCUMENT, SOURCE = specimen()
DATA = to_tei(DOCUMENT)
WORDLESS = replace(DOCUMENT, discarded=tuple(replace(discard, text="") for discard in DOCUMENT.discarded))
"""The document as TEI alone gives it back: what was discarded stands there without its words."""
NS = {"t": "http://www.tei-c.org/ns/1.0"}


def text(string: str, start: int = 0) -> Text:
    return Text(string, (Span(start, start + len(string)),))


def strings(root: etree._Element, path: str) -> list[str]:
    return cast(list[str], root.xpath(path, namespaces=NS))


def page(*blocks: Block, title: Text | None = None) -> Document:
    return Document(SourceFile(name="a.txt"), "zh-Hans", (Article("a1", "zh-Hans", blocks, title=title),))


def body_of(*blocks: Block) -> str:
    """What stands in the div of an article, without the white space between its elements."""
    root = tei_element(page(*blocks))
    div = root.find("t:text/t:body/t:div", NS)
    assert div is not None
    for element in div.iter():
        element.tail = None if (element.tail or "").isspace() and "\n" in (element.tail or "") else element.tail
        element.text = None if (element.text or "").isspace() and "\n" in (element.text or "") else element.text
    inside = "".join(etree.tostring(child, encoding="unicode") for child in div)
    return re.sub(r' xmlns="[^"]*"', "", inside)


def tags_of(*blocks: Block) -> list[str]:
    return re.findall(r"<([A-Za-z]+)", body_of(*blocks))


DAY = text("5月 1日", 3)
P1, P2 = Paragraph(text("甲乙。", 10)), Paragraph(text("丙丁。", 20))
FACTS, BYLINE, NOTE = Facts(text("来源:甲", 30)), Byline(text("记者", 40)), Note("footnote", text("注", 50))
SIGNED = Signature(text("镇政府", 60))
SECTION = Section(1, None, None, None, text("节", 70), False, ())


ONE = '<p xml:id="a1.p1" source="s:10,13">甲乙。</p>'


@pytest.mark.parametrize(
    ("blocks", "spelled"),
    [
        ([P1], ONE),
        ([replace(P1, confidence="low", language="zh")],
         '<p xml:lang="zh" xml:id="a1.p1" source="s:10,13" cert="low">甲乙。</p>'),
        ([NOTE], '<note type="footnote" xml:id="a1.n1" source="s:50,51">注</note>'),
        ([Figure(Graphic("a 1.jpg", (Span(1, 8),)), None)],
         '<figure xml:id="a1.f1"><graphic url="a%201.jpg" source="s:1,8" n="a 1.jpg"/></figure>'),
        ([ItemList((ListItem("1.", 1, text("1.甲")),))],
         '<list xml:id="a1.l1"><item xml:id="a1.l1.i1" source="s:0,3"><label n="1">1.</label>甲</item></list>'),
        ([Section(2, 3, "1.3", "(三)", text("(三)路。"), True, ())],
         '<div type="section" subtype="level2" n="1.3" xml:id="a1.s1">'
         '<head xml:id="a1.s1.h" source="s:0,5" rend="run-in"><label>(三)</label>路。</head></div>'),
        ([Section(1, 3, None, "(三)", text("(三)路。"), False, ())],
         '<div type="section" xml:id="a1.s1">'
         '<head xml:id="a1.s1.h" source="s:0,5"><label n="3">(三)</label>路。</head></div>'),
        ([Section(1, 2, "2", None, text("路"), False, (P1,), True)],
         '<div type="section" n="2" resp="#tei-tools" xml:id="a1.s1" cert="medium">'
         '<head xml:id="a1.s1.h" source="s:0,1" cert="high">路</head>' + ONE.replace("a1.p1", "a1.s1.p1") + "</div>"),
        ([P1, SIGNED],
         ONE + '<closer xml:id="a1.c1" source="s:60,63"><signed>镇政府</signed></closer>'),
        ([Paragraph(text("甲。(乙)"), credit=Credit(text("(乙)", 2), (Person("乙", "", (Span(3, 4),)),)))],
         '<p xml:id="a1.p1" source="s:0,5">甲。<seg type="credit" source="s:2,5">'
         '(<persName source="s:3,4">乙</persName>)</seg></p>'),
        ([Facts(text("时间:5月 1日"), (Field("时间", "date", DAY),), Date("--05-01", "published", DAY))],
         '<opener xml:id="a1.m1" source="s:0,8">时间:'
         '<date type="published" when="--05-01" source="s:3,8" n="时间">5月 1日</date></opener>'),
        ([Facts(text("时间:5月 1日"), (Field("时间", "date", DAY),), Date("2024-05-01", "issued", DAY, True))],
         '<opener xml:id="a1.m1" source="s:0,8">时间:<date type="issued" '
         'when="2024-05-01" source="s:3,8" cert="medium" resp="#tei-tools" n="时间">5月 1日</date></opener>'),
        ([Facts(text("监制:白洁"), (Field("监制", "other", text("白洁", 3)),),
                people=(Person("白洁", "监制", (Span(3, 5),)),))],
         '<opener xml:id="a1.m1" source="s:0,5">监制:'
         '<persName type="other" role="监制" source="s:3,5">白洁</persName></opener>'),
        ([Facts(text("发布:2024 更新:2025"),
                (Field("发布", "date", text("2024", 3)), Field("更新", "date", text("2025", 11))),
                Date("2024", "published", text("2024", 3)), other_dates=(Date("2025", "updated", text("2025", 11)),))],
         '<opener xml:id="a1.m1" source="s:0,15">发布:<date type="published" when="2024" source="s:3,7" n="发布">2024'
         '</date> 更新:<date type="updated" when="2025" source="s:11,15" n="更新">2025</date></opener>'),
        ([Facts(text("作者:白 洁"), (Field("作者", "author", text("白 洁", 3)),),
                people=(Person("白洁", "作者", (Span(3, 6),)),))],
         '<opener xml:id="a1.m1" source="s:0,6">作者:'
         '<persName type="author" role="作者" source="s:3,6">白 洁</persName></opener>'),
        ([Facts(text("来源:未知"), (Field("来源", "source", text("未知", 3)),))],
         '<opener xml:id="a1.m1" source="s:0,5">来源:'
         '<seg type="source" n="来源" source="s:3,5">未知</seg></opener>'),
        ([Paragraph(text("一是路。二是桥。"),
                    items=(InlineItem("一是", 1, (Span(0, 4),)), InlineItem("二是", 2, (Span(4, 8),))))],
         '<p xml:id="a1.p1" source="s:0,8"><seg type="item" n="1" source="s:0,4"><label>一是</label>路。</seg>'
         '<seg type="item" n="2" source="s:4,8"><label>二是</label>桥。</seg></p>'),
    ],
)  # fmt: skip
def test_spelling(blocks: list[Block], spelled: str) -> None:
    assert body_of(*blocks) == spelled


@pytest.mark.parametrize(
    ("blocks", "tags"),
    [
        ([FACTS, BYLINE, P1, BYLINE, FACTS], "opener byline p byline closer"),
        ([P1, FACTS, P2], "p ab p"),
        ([P1, BYLINE, NOTE, P2, BYLINE], "p ab note p byline"),
        ([SIGNED], "ab"),
        ([FACTS, SIGNED, SIGNED], "opener ab closer signed"),
        ([FACTS, NOTE], "opener note"),
        ([SECTION, BYLINE], "div head byline"),
        ([SECTION, P1, SECTION], "div head div p div head"),
        ([SECTION, NOTE, SECTION], "div head note div head"),
        ([SECTION, P1, NOTE, BYLINE], "div head div p note byline"),
    ],
)
def test_place_decides_the_element(blocks: list[Block], tags: str) -> None:
    assert tags_of(*blocks) == tags.split()
    assert read_tei(to_tei(page(*blocks))) == page(*blocks)


def test_a_credit_inside_the_last_item_stays_in_the_paragraph() -> None:
    words = text("一是路。(乙)")
    item = InlineItem("一是", 1, words.spans)
    paragraph = Paragraph(words, credit=Credit(text("(乙)", 4)), items=(item,))
    assert tags_of(paragraph) == ["p", "seg", "label", "seg"]
    assert read_tei(to_tei(page(paragraph))) == page(paragraph)


def test_how_sure_a_missing_headline_is() -> None:
    article = Article("a1", "zh-Hans", (P1,), headline_confidence="low")
    document = replace(page(), articles=(article,))
    assert read_tei(to_tei(document)) == document


def test_specimen_keeps_its_accounts() -> None:
    assert check_accounts(DOCUMENT, SOURCE) == []


def test_read_back_from_bytes_and_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(DATA)
    assert read_tei(DATA, SOURCE) == read_tei(path, SOURCE) == read_tei(str(path), SOURCE) == DOCUMENT
    assert read_tei(DATA) == WORDLESS
    with pytest.raises(SourceError, match="the text given has 1 characters"):
        read_tei(DATA, "甲")
    assert all(type(span) is Span for span in read_tei(DATA).articles[0].authors[0].spans)


def test_file_begins_with_its_schemas() -> None:
    lines = DATA.decode().split("\n")
    assert lines[0] == '<?xml version="1.0" encoding="UTF-8"?>'
    assert re.findall(r'href="([^"]*)"', "".join(lines[1:3])) == ["schemas/report.rng", "schemas/report.sch"]
    assert lines[3] == '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="zh-Hans">'
    assert lines[-2:] == ["</TEI>", ""]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("//t:titleStmt/t:title/text()", ["[版面，3篇文章]"]),
        ("//t:titleStmt/t:author | //t:titleStmt/t:editor", []),
        ("//t:extent/t:measure/@unit", ["characters", "bytes"]),
        ("//t:publicationStmt/t:authority/text()", ["Unpublished."]),
        ("//t:availability/@status", ["unknown"]),
        ("//t:bibl[@type='file']/t:idno[@type='filename']/text()", ["石 桥.txt"]),
        ("//t:bibl[@type='file']/t:note[@type='encoding']/@cert", ["medium"]),
        ("//t:bibl[@type='file']/t:note[@type='replaced-bytes']/text()", ["2"]),
        ("//t:listBibl/t:bibl/@corresp", ["#a1", "#a2", "#a3"]),
        ("//t:listBibl/t:bibl[2]/t:title/text()", ["[只有一段。]"]),
        ("//t:listBibl/t:bibl[2]/t:title/@type", ["supplied"]),
        ("//t:listBibl//t:date/@when", ["2023-09-19T16:04:00", "--08-31"]),
        ("//t:listBibl//t:idno/text()", ["石政发〔2020〕1号"]),
        ("//t:normalization/@n", ["hans"]),
        ("//t:prefixDef/@replacementPattern", ["%E7%9F%B3%20%E6%A1%A5.txt#char=$1,$2"]),
        ("//t:application/@version", ["0.2.0"]),
        ("//t:language/@ident", ["zh-Hans", "zh-Hant", "zh-Hant-t-zh-hans"]),
        ("//t:revisionDesc/t:change[not(@type)]/@when", []),
        ("//t:spanGrp[@type='discarded']/t:span/@type", ["navigation", "markup", "control"]),
        ("//t:standOff//text()[normalize-space()]", []),
        ("//t:notesStmt/t:note/@subtype", ["warning", "info"]),
        ("/t:TEI/*[last()]//t:span/@subtype", ["parts"]),
        ("//t:listBibl//t:persName/@cert", ["medium", "low", "low", "medium"]),
        ("//t:body/t:div/@xml:lang", ["zh-Hant"]),
        ("//t:body/t:div[1]/t:head/@type", ["kicker", "main", "sub"]),
    ],
)
def test_header_and_frame(path: str, found: list[str]) -> None:
    assert strings(parse_xml(DATA), path) == found


def test_what_is_known_about_a_file_is_written() -> None:
    metadata = Metadata(
        url="https://a.example/石桥",
        captured="2024-05-01",
        capture_method="wget",
        rights_holder="石桥县",
        licence="https://example.org/by/4.0/",
        availability="free",
        publisher="石桥档案馆",
        funder="石桥基金",
        collection="石桥文库",
        identifier="sq-1",
        keywords=("路", "桥"),
        text_class=("https://a.example/classes#news", "新闻"),
    )
    document = replace(DOCUMENT, metadata=metadata)
    root = tei_element(document, WriteOptions(date="2024-01-02", schemas="../schemas/"))
    statement = root.find("t:teiHeader/t:fileDesc/t:publicationStmt", NS)
    assert statement is not None
    names = [element.tag.removeprefix(PREFIX) for element in statement]
    assert names == ["publisher", "authority", "date", "idno", "availability"]
    assert strings(root, "//t:licence/@target") == [metadata.licence]
    assert strings(root, "//t:availability/@status") == ["free"]
    assert strings(root, "//t:bibl[@type='file']/t:ref/@target") == ["https://a.example/%E7%9F%B3%E6%A1%A5"]
    assert strings(root, "//t:change[not(@type)]/@when") == ["2024-01-02"]
    assert strings(root, "//t:classCode/@scheme") == ["https://a.example/classes", "#tei-tools"]
    assert errors_of(check_tei(to_tei(document))) == []
    assert read_tei(to_tei(document), SOURCE) == document
    assert b'href="../schemas/report.rng"' in to_tei(document, WriteOptions(schemas="../schemas/"))


def test_the_header_of_one_article_has_its_title_and_its_people() -> None:
    root = tei_element(replace(DOCUMENT, articles=DOCUMENT.articles[:1]))
    assert strings(root, "//t:titleStmt/t:title/@type") == ["main", "sub", "kicker"]
    assert strings(root, "//t:titleStmt/t:author/t:persName/text()") == ["白洁", "王芳", "张三"]
    assert strings(root, "//t:titleStmt/t:author/t:persName/@cert") == ["medium", "low", "low"]
    assert strings(root, "//t:titleStmt/t:editor/@role") == ["责任编辑"]


def test_who_is_only_quoted_is_no_publisher() -> None:
    news = text("据石桥县官网消息，路通了。")
    document = replace(page(), articles=(Article("a1", "zh-Hans", (Paragraph(news),), source=text("石桥县官网", 1)),))
    root = tei_element(document)
    assert strings(root, "//t:bibl/t:publisher") == []
    assert strings(root, "//t:bibl/t:orgName[@type='source']/text()") == ["石桥县官网"]
    assert read_tei(to_tei(document)) == document
    assert to_record(document)["articles"][0]["source"]["quoted"] is True


def test_a_number_without_a_label_is_marked_where_it_stands() -> None:
    line, number = Facts(text("石政发〔2020〕1号", 10)), text("石政发〔2020〕1号", 10)
    document = replace(page(), articles=(Article("a1", "zh-Hans", (line,), document_number=number),))
    assert strings(tei_element(document), "//t:opener/t:idno/@type") == ["document-number"]
    assert read_tei(to_tei(document)) == document


def test_an_address_in_a_line_of_facts_is_told_in_the_header() -> None:
    line = text("原文链接：http://a.example/1 来源：石桥")
    facts = Facts(line, (Field("原文链接", "link", text("http://a.example/1", 5)),))
    assert strings(tei_element(page(facts)), "//t:listBibl//t:ref/@target") == ["http://a.example/1"]


def test_glosses_are_pointed_at_once() -> None:
    """Ranges with nothing but discards between them are one range, and all glosses are one span."""
    body = Text("石桥路", (Span(0, 1), Span(4, 5), Span(8, 9)))
    glosses = tuple(Discard("pinyin", "(x)", (Span(start, start + 3),)) for start in (1, 5, 9))
    document = replace(page(Paragraph(body)), discarded=glosses, file=SourceFile(name="a.txt", characters=12))
    data = to_tei(document)
    assert '<p xml:id="a1.p1" source="s:0,9">石桥路</p>' in data.decode()
    assert strings(parse_xml(data), "//t:span/@target") == ["s:1,4 s:5,8 s:9,12"]
    assert read_tei(data, "石(x)桥(x)路(x)") == document


def test_a_fact_of_a_discarded_line_with_glosses_is_read_back() -> None:
    """The line is discarded in parts around its glosses: joined, the range of the fact lost the parts in its middle."""
    parts = (Span(3, 4), Span(7, 8), Span(11, 12))
    glosses = tuple(Discard("pinyin", "(x)", (Span(start, start + 3),)) for start in (4, 8, 12))
    line = Discard("disclaimer", "石桥社", parts)
    article = Article("a1", "zh-Hans", (Paragraph(text("路修好")),), source=Text("石桥社", parts))
    file = SourceFile(name="a.txt", characters=15)
    document = replace(page(), file=file, articles=(article,), discarded=(line, *glosses))
    assert read_tei(to_tei(document), "路修好石(x)桥(x)社(x)") == document


def test_extracted_text_has_a_name_of_its_own() -> None:
    document = replace(DOCUMENT, file=SourceFile(name="a.docx", media_type="application/x", text_name="a b.txt"))
    (pattern,) = strings(tei_element(document), "//t:prefixDef/@replacementPattern")
    assert pattern == "a%20b.txt#char=$1,$2"


def test_white_space_is_only_between_structural_elements() -> None:
    """Every element with text of its own holds exactly the text of the model: no line break was put into it."""
    for element in parse_xml(DATA).find("t:text", NS).iter():  # type: ignore[union-attr]
        name = element.tag.removeprefix(PREFIX)
        if name in {"text", "body", "div", "list", "figure", "table", "row"}:
            assert not (element.text or "").strip() and not any((child.tail or "").strip() for child in element), name
        else:
            assert "\n" not in "".join(strings(element, ".//text()")), name


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("路修好了。桥还没有。", "[路修好了。]"),
        (
            "去年，石桥镇在县委、县政府的坚强领导下，深入推进道路建设，取得成效。",
            "[去年，石桥镇在县委、县政府的坚强领导下…]",
        ),
        (
            "去年石桥镇在县委县政府的坚强领导下深入推进道路建设，取得成效。",
            "[去年石桥镇在县委县政府的坚强领导下深入推进道路建设…]",
        ),
        ("路" * 50, f"[{'路' * 24}…]"),
        ("石桥镇  修路", "[石桥镇 修路]"),
    ],
)  # fmt: skip
def test_a_supplied_title_ends_at_punctuation(words: str, title: str) -> None:
    assert supplied_title(Article("a1", "zh", (Paragraph(text(words)),))) == title


def test_an_article_without_words_has_a_title_too() -> None:
    assert supplied_title(Article("a1", "zh", ())) == "[无题]"


def test_marks_that_cross_lose_no_text() -> None:
    element = Element(PREFIX + "p")
    marks: list[Mark] = [mark((Span(1, 3),), 0, 0, PREFIX + "a", {}), mark((Span(2, 4),), 0, 1, PREFIX + "b", {})]
    fill(element, text("甲乙丙丁戊"), marks)
    assert serialize(element, (), frozenset()).decode().endswith('">甲<a>乙<b>丙</b></a>丁戊</p>\n')


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.jpg", "a.jpg"),
        ("图 1.jpg", "%E5%9B%BE%201.jpg"),
        ("100%.png", "100%25.png"),
        ("a%20b.png", "a%20b.png"),
        ("a:b?c#d", "a%3Ab%3Fc%23d"),
        ("http://a.example/b?c=图#d#e", "http://a.example/b?c=%E5%9B%BE#d%23e"),
        ("https://a.example:80/[b]", "https://a.example:80/%5Bb%5D"),
    ],
)
def test_addresses_are_uris(name: str, found: str) -> None:
    assert uri(name) == found
    document = page(Figure(Graphic(name, (Span(0, 1),)), None))
    assert read_tei(to_tei(document)) == document


def test_one_file_for_each_article() -> None:
    files = to_tei_split(DOCUMENT)
    assert [*files] == ["a1", "a2", "a3", "corpus"]
    assert read_tei(files["corpus"], SOURCE) == DOCUMENT
    assert strings(parse_xml(files["a3"]), "//t:titleStmt/t:title/text()") == ["第三篇"]
    assert read_tei(files["a2"]).articles == DOCUMENT.articles[1:2]
    assert read_tei(files["a1"]).diagnostics == DOCUMENT.diagnostics[:1]
    corpus = parse_xml(files["corpus"])
    identifiers = strings(corpus, "//@xml:id")
    assert len(identifiers) == len({*identifiers}) and {"tei-tools", "a1", "a3.tei-tools"} <= {*identifiers}
    assert {pointer[1:] for pointer in strings(corpus, "//@who | //@resp")} <= {*identifiers}


def test_a_file_without_articles_is_still_tei() -> None:
    empty = Document(SourceFile(characters=2), "zh", (), (Discard("navigation", "首页", (Span(0, 2),)),))
    assert read_tei(to_tei(empty), "首页") == empty
    assert read_tei(to_tei_split(empty)["corpus"], "首页") == empty


@pytest.mark.parametrize("bad", ["\x0b", "\ud800", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_told(bad: str) -> None:
    with pytest.raises(OutputInvalid, match=r"a\.txt: a text holds a character that XML cannot hold") as raised:
        to_tei(page(Paragraph(text(f"甲{bad}"))))
    assert raised.value.code == "character-not-allowed"


def test_a_file_name_never_stops_the_writer() -> None:
    document = Document(SourceFile(name="a\udcff\x01.txt"), "zh", ())
    assert read_tei(to_tei(document)).file.name == "a\ufffd\ufffd.txt"


def test_a_section_in_a_list_item_is_refused() -> None:
    with pytest.raises(OutputInvalid, match="'节' stands inside a list item"):
        to_tei(page(ItemList((ListItem("", None, text("甲"), (SECTION,)),))))


def test_a_label_that_is_not_in_its_text_is_refused() -> None:
    with pytest.raises(OutputInvalid, match="does not open the text"):
        to_tei(page(Section(1, 1, "1", "一、", text("路"), False, ())))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"", b"", "not well-formed"),
        (b"<TEI ", b"<!DOCTYPE TEI><TEI ", "DOCTYPE"),
        (b"<TEI ", b'<!DOCTYPE TEI [<!ENTITY x SYSTEM "/etc/passwd">]><TEI ', "DOCTYPE"),
        (b"<TEI xmlns=", b"<TEI xmlns:x=", "the root element is 'TEI', not TEI in the namespace"),
        (b' xml:lang="zh-Hans">\n<teiHeader>', b">\n<teiHeader>", "no xml:lang"),
        (b'type="file"', b'type="book"', r"no teiHeader/fileDesc/sourceDesc/bibl\[@type='file'\]"),
        (b'corresp="#a1"', b'corresp="#a9"', "no bibl for the article a1"),
        (b'cert="low" target', b'cert="unknown" target', "cert is 'unknown'"),
        (b'source="s:0,4"', b'source="s:0-4"', "'s:0-4' is not a source range"),
        (b'type="kicker" xml:id', b'type="top" xml:id', "head/@type is 'top'"),
        (b'unit="characters" quantity="', b'unit="characters" quantity="x', "where a number must stand"),
        (b'type="section" n="1"', b'type="chapter" n="1"', "neither an article nor a section"),
        (b'type="section" n="1"', b'type="section" subtype="one" n="1"', "the subtype of a section is not level1"),
        (b'<ab type="facts"', b'<ab type="verse"', "ab is not expected here"),
        (b'<p xml:id="', b'<q xml:id="', "not well-formed"),
        (b'target="s:556,558"', b'target="556"', "span/@target: '556' is not a source range"),
    ],
)
def test_what_is_not_ours_is_refused(old: bytes, new: bytes, says: str) -> None:
    broken = DATA.replace(old, new, 1) if old else DATA[:-20]
    assert broken != DATA
    with pytest.raises(SourceError, match=says):
        read_tei(broken)


def test_a_place_is_named(tmp_path: Path) -> None:
    path = tmp_path / "b.xml"
    path.write_bytes(DATA.replace(b'type="kicker" xml:id', b'type="top" xml:id'))
    line = DATA[: DATA.index(b'type="kicker" xml:id')].count(b"\n") + 1
    with pytest.raises(SourceError, match=rf"b\.xml, line {line}: .*convert the source again"):
        read_tei(path)
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_tei(tmp_path / "none.xml")


def test_comments_are_passed_over() -> None:
    assert read_tei(DATA.replace("路真".encode(), "路<!-- x -->真".encode()), SOURCE) == DOCUMENT


def test_json_and_tei_say_the_same() -> None:
    assert json.loads(dump_record(to_record(read_tei(DATA, SOURCE)))) == to_record(DOCUMENT)


def test_sentences_are_marked_on_request() -> None:
    words = text("他说:“路好了。”走了。一是修桥。二是修路。通了。")
    items = (InlineItem("一是", 1, (Span(12, 17),)), InlineItem("二是", 2, (Span(17, 25),)))
    root = tei_element(page(Paragraph(words, items=items)), WriteOptions(sentences=True))
    found = [(s.get(XML_ID), "".join(strings(s, ".//text()"))) for s in root.iter(PREFIX + "s")]
    assert found == [
        ("a1.p1.1", "他说:“路好了。”"), ("a1.p1.2", "走了。"), ("a1.p1.3", "修桥。"), ("a1.p1.4", "修路。"),
        ("a1.p1.5", "通了。"),
    ]  # fmt: skip
    assert strings(root, "//t:seg[@n='2']/t:s/@source") == ["s:19,22", "s:22,25"]
    assert strings(tei_element(page(P1)), "//t:s") == []
