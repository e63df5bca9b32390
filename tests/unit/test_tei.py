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
    Note,
    Paragraph,
    Person,
    Section,
    Signature,
    Text,
)
from tei_tools.model.walk import check_accounts
from tei_tools.text.source import SourceFile, Span
from tei_tools.write.header import WriteOptions, supplied_title
from tei_tools.write.running_text import Mark, fill, mark
from tei_tools.write.tei import tei_element, to_tei, to_tei_split
from tei_tools.write.tei_reader import read_tei
from tei_tools.write.xml import PREFIX, Element, parse_xml, serialize, uri

from .specimen import specimen

DOCUMENT, SOURCE = specimen()
DATA = to_tei(DOCUMENT)
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


@pytest.mark.parametrize(
    ("blocks", "spelled"),
    [
        ([P1], '<p corresp="src:10,13">甲乙。</p>'),
        ([replace(P1, confidence="low", language="zh")], '<p corresp="src:10,13" cert="low" xml:lang="zh">甲乙。</p>'),
        ([NOTE], '<note type="footnote" corresp="src:50,51">注</note>'),
        ([Figure(Graphic("a 1.jpg", (Span(1, 8),)), None)],
         '<figure><graphic url="a%201.jpg" corresp="src:1,8" n="a 1.jpg"/></figure>'),
        ([ItemList((ListItem("1.", 1, text("1.甲")),))],
         '<list><item corresp="src:0,3"><label n="1">1.</label>甲</item></list>'),
        ([Section(2, 3, "1.3", "(三)", text("(三)路。"), True, ())],
         '<div type="section" subtype="level2" n="1.3"><head corresp="src:0,5" rend="run-in">'
         '<label n="3">(三)</label>路。</head></div>'),
        ([Section(1, 2, "2", None, text("路"), False, (P1,), True)],
         '<div type="section" subtype="level1" n="2" resp="#tei-tools" cert="medium">'
         '<head corresp="src:0,1" cert="high">路</head><p corresp="src:10,13">甲乙。</p></div>'),
        ([P1, SIGNED], '<p corresp="src:10,13">甲乙。</p><closer corresp="src:60,63"><signed>镇政府</signed></closer>'),
        ([Paragraph(text("甲。(乙)"), credit=Credit(text("(乙)", 2), (Person("乙", "", (Span(3, 4),)),)))],
         '<p corresp="src:0,2">甲。</p><byline rend="run-on" corresp="src:2,5">'
         '(<persName corresp="src:3,4">乙</persName>)</byline>'),
        ([Facts(text("时间:5月 1日"), (Field("时间", "date", DAY),), Date("--05-01", "issued", DAY))],
         '<opener corresp="src:0,8">时间:<seg type="date" n="时间" corresp="src:3,8">'
         '<date type="issued" when="--05-01" corresp="src:3,8">5月 1日</date></seg></opener>'),
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
    assert tags_of(paragraph) == ["p", "list", "item", "label", "seg"]
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
    assert read_tei(DATA) == read_tei(path) == read_tei(str(path)) == DOCUMENT
    assert all(type(span) is Span for span in read_tei(DATA).articles[0].authors[0].spans)


def test_file_begins_with_its_schemas() -> None:
    lines = DATA.decode().split("\n")
    assert lines[0] == '<?xml version="1.0" encoding="UTF-8"?>'
    assert re.findall(r'href="([^"]*)"', "".join(lines[1:3])) == ["report.rng", "report.sch"]
    assert lines[3] == '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="zh-Hans">'
    assert lines[-2:] == ["</TEI>", ""]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("//t:titleStmt/t:title/@type", ["main", "sub", "kicker"]),
        ("//t:titleStmt/t:author/t:persName/text()", ["白洁", "王芳", "张三"]),
        ("//t:titleStmt/t:editor/@role", ["责任编辑"]),
        ("//t:extent/t:measure/@unit", ["characters", "bytes"]),
        ("//t:publicationStmt/t:p/text()", ["Unpublished."]),
        ("//t:bibl[@type='file']/@xml:id", ["source"]),
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
        ("//t:application/@version", ["0.1.0"]),
        ("//t:language/@ident", ["zh-Hans", "zh-Hant", "zh-Hant-t-zh-hans"]),
        ("//t:revisionDesc/t:change/@when", []),
        ("//t:tagUsage[@gi='table']/@occurs", ["2"]),
        ("//t:spanGrp[@type='discarded']/t:span/@n", ["U+000B U+0000", "U+0061 U+D800"]),
        ("//t:spanGrp[@type='diagnostics']/t:span/@subtype", ["warning", "info"]),
        ("//t:body/t:div/@xml:lang", ["zh-Hant"]),
        ("//t:body/t:div[1]/t:head/@type", ["kicker", "main", "sub"]),
    ],
)
def test_header_and_frame(path: str, found: list[str]) -> None:
    assert strings(parse_xml(DATA), path) == found


def test_options_are_written() -> None:
    licence = "https://example.org/by/4.0/"
    root = tei_element(DOCUMENT, WriteOptions(publisher="石桥档案馆", licence=licence, date="2024-01-02"))
    statement = root.find("t:teiHeader/t:fileDesc/t:publicationStmt", NS)
    assert statement is not None
    assert [element.tag.removeprefix(PREFIX) for element in statement] == ["publisher", "date", "availability"]
    assert strings(root, "//t:licence/@target") == [licence]
    assert strings(root, "//t:change/@when") == ["2024-01-02"]
    dated = tei_element(DOCUMENT, WriteOptions(statement="For the archive.", date="2024-01-02"))
    assert strings(dated, "//t:publicationStmt/t:p//text()") == ["For the archive. ", "2024-01-02"]


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


def test_supplied_title_is_short() -> None:
    assert supplied_title(Article("a1", "zh", (Paragraph(text("路" * 50)),))) == f"[{'路' * 20}…]"
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
    assert read_tei(files["corpus"]) == DOCUMENT
    assert read_tei(files["a2"]).articles == DOCUMENT.articles[1:2]
    assert read_tei(files["a1"]).diagnostics == DOCUMENT.diagnostics[:1]
    corpus = parse_xml(files["corpus"])
    identifiers = strings(corpus, "//@xml:id")
    assert len(identifiers) == len({*identifiers}) and {"source", "a1.source", "a1", "a3.tei-tools"} <= {*identifiers}
    assert {pointer[1:] for pointer in strings(corpus, "//@who | //@ref | //@resp")} <= {*identifiers}


def test_a_file_without_articles_is_still_tei() -> None:
    empty = Document(SourceFile(), "zh", (), (Discard("navigation", "首页", (Span(0, 2),)),))
    assert read_tei(to_tei(empty)) == empty
    assert read_tei(to_tei_split(empty)["corpus"]) == empty


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
        (b' xml:lang="zh-Hans">\n <teiHeader>', b">\n <teiHeader>", "no xml:lang"),
        (b'type="file"', b'type="book"', r"no teiHeader/fileDesc/sourceDesc/bibl\[@type='file'\]"),
        (b'corresp="#a1"', b'corresp="#a9"', "no bibl for the article a1"),
        (b'cert="low"', b'cert="unknown"', "cert is 'unknown'"),
        (b'corresp="src:0,4"', b'corresp="src:0-4"', "'src:0-4' is not a source range"),
        (b'type="kicker" corresp', b'type="top" corresp', "head/@type is 'top'"),
        (b'unit="characters" quantity="', b'unit="characters" quantity="x', "where a number must stand"),
        (b"U+000B", b"U+XYZ", "does not name code points"),
        (b'subtype="level1"', b'subtype="one"', "neither an article nor a section"),
        (b'<ab type="facts"', b'<ab type="verse"', "ab is not expected here"),
        (b'<p corresp="src:', b'<q corresp="src:', "not well-formed"),
        (b'<byline corresp="src:', b'<byline rend="run-on" corresp="src:', "does not follow a paragraph"),
    ],
)
def test_what_is_not_ours_is_refused(old: bytes, new: bytes, says: str) -> None:
    broken = DATA.replace(old, new, 1) if old else DATA[:-20]
    assert broken != DATA
    with pytest.raises(SourceError, match=says):
        read_tei(broken)


def test_a_place_is_named(tmp_path: Path) -> None:
    path = tmp_path / "b.xml"
    path.write_bytes(DATA.replace(b'type="kicker" corresp', b'type="top" corresp'))
    line = DATA[: DATA.index(b'type="kicker" corresp')].count(b"\n") + 1
    with pytest.raises(SourceError, match=rf"b\.xml, line {line}: .*convert the source again"):
        read_tei(path)
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_tei(tmp_path / "none.xml")


def test_comments_are_passed_over() -> None:
    assert read_tei(DATA.replace("路真".encode(), "路<!-- x -->真".encode())) == DOCUMENT


def test_json_and_tei_say_the_same() -> None:
    from tei_tools.write.record import dump_record, to_record

    assert json.loads(dump_record(to_record(read_tei(DATA)))) == to_record(DOCUMENT)
