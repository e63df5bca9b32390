"""Documents in the other script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tei_tools.model.nodes import (
    Article,
    Byline,
    Correction,
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
    Salutation,
    Section,
    Signature,
    Table,
    Text,
)
from tei_tools.model.visit import walk_blocks
from tei_tools.text.script import Script, convert
from tei_tools.text.source import SourceFile, Span
from tei_tools.write.record import from_record, to_record
from tei_tools.write.script_conversion import convert_document, convert_name
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei


def text(start: int, string: str) -> Text:
    return Text(string, (Span(start, start + len(string)),))


def part(whole: Text, string: str) -> Text:
    start = whole.spans[0].start + whole.text.index(string)
    return text(start, string)


FACTS = text(10, "時間:2021年8月 來源:青石縣報 作者:於文華")
BODY = text(50, "本報8月3日訊 一是發展,二是團結。(記者 於文華)")
CAPTION = text(90, "圖為會場 張鳳 攝")
SIGNED = text(120, "青石縣委 2021年8月3日")
HEAD = text(150, "甲、強化領導")
WRITER = Person("於文華", "記者", (Span(70, 73),))

DOCUMENT = Document(
    SourceFile(name="a.txt"),
    "zh-Hant",
    (
        Article(
            "a1",
            "zh-Hant",
            (
                Facts(FACTS, (Field("來源", "source", part(FACTS, "青石縣報")), Field("作者", "author", None)), None),
                Salutation(text(45, "各位代表:")),
                Paragraph(
                    BODY,
                    part(BODY, "本報8月3日訊"),
                    Credit(part(BODY, "(記者 於文華)"), (WRITER,)),
                    (InlineItem("一是", 1, (Span(59, 64),)),),
                ),
                Figure(Graphic("圖.jpg", (Span(85, 90),)), CAPTION, Credit(part(CAPTION, "張鳳 攝"))),
                Section(
                    1,
                    1,
                    "1",
                    "甲、",
                    HEAD,
                    False,
                    (
                        ItemList((ListItem("①", 1, text(160, "①發動群眾")),)),
                        Table(((text(170, "縣"), text(172, "鎮")),)),
                        Note("editorial", text(180, "編者按:好")),
                        Byline(text(190, "於文華"), (WRITER,)),
                        Signature(
                            SIGNED,
                            part(SIGNED, "青石縣委"),
                            Date("2021-08-03", "signed", part(SIGNED, "2021年8月3日")),
                        ),
                    ),
                ),
            ),
            title=text(0, "青石縣要聞"),
            subtitle=text(6, "二十日"),
            source=part(FACTS, "青石縣報"),
            authors=(WRITER,),
        ),
    ),
    (Discard("navigation", "首頁", (Span(200, 202),)),),
)


def test_everything_that_reads_is_converted() -> None:
    new = convert_document(DOCUMENT, "hans")
    [article] = new.articles
    facts, salutation, paragraph, figure, section = article.blocks
    assert isinstance(facts, Facts) and isinstance(paragraph, Paragraph)
    assert isinstance(figure, Figure) and isinstance(section, Section) and isinstance(salutation, Salutation)
    assert facts.text.text == "时间:2021年8月 来源:青石县报 作者:於文华"
    assert [(f.label, f.value and f.value.text) for f in facts.fields] == [("来源", "青石县报"), ("作者", None)]
    assert paragraph.text.text == "本报8月3日讯 一是发展,二是团结。(记者 於文华)"
    assert paragraph.dateline and paragraph.dateline.text == "本报8月3日讯"
    assert paragraph.credit and paragraph.credit.text.text == "(记者 於文华)"
    assert figure.caption and figure.caption.text == "图为会场 张凤 摄"
    assert figure.graphic == Graphic("圖.jpg", (Span(85, 90),))
    assert (section.label, section.head.text) == ("甲、", "甲、强化领导")
    inner = section.blocks
    assert isinstance(inner[0], ItemList) and inner[0].items[0].text.text == "①发动群众"
    assert isinstance(inner[1], Table) and [cell.text for cell in inner[1].rows[0]] == ["县", "镇"]
    assert isinstance(inner[2], Note) and inner[2].text.text == "编者按:好"
    assert isinstance(inner[4], Signature) and inner[4].signed and inner[4].signed.text == "青石县委"


def test_headlines_sources_and_persons_keep_what_was_found() -> None:
    [article] = convert_document(DOCUMENT, "hans").articles
    assert article.title and (article.title.text, article.title.as_found) == ("青石县要闻", "青石縣要聞")
    assert article.subtitle and article.subtitle.as_found is None
    assert article.source and (article.source.text, article.source.as_found) == ("青石县报", "青石縣報")
    [writer] = article.authors
    assert (writer.name, writer.role, writer.as_found) == ("於文华", "记者", "於文華")


def test_the_document_says_so() -> None:
    new = convert_document(DOCUMENT, "hans")
    assert (new.script, new.language, new.articles[0].language) == ("hans", "zh-Hans", "zh-Hans")
    assert [diagnostic.code for diagnostic in new.diagnostics] == ["script-converted"]
    assert new.discarded == DOCUMENT.discarded
    assert new.file == DOCUMENT.file


def test_spans_and_lengths_stay() -> None:
    for new in (convert_document(DOCUMENT, "hans"), convert_document(DOCUMENT, "hant")):
        before, after = list(walk_blocks(DOCUMENT)), list(walk_blocks(new))
        assert [type(block) for block in before] == [type(block) for block in after]
        for old, block in zip(before, after, strict=True):
            for name in ("text", "caption", "head"):
                old_text, new_text = getattr(old, name, None), getattr(block, name, None)
                if isinstance(old_text, Text) and isinstance(new_text, Text):
                    assert old_text.spans == new_text.spans
                    assert len(old_text.text) == len(new_text.text)


def test_a_correction_reads_what_stands_in_its_place() -> None:
    damaged = Text("青石縣總人口", (Span(0, 9),), (Correction(Span(3, 9), "?cè)丝?", "總人口", "byte-shift", gap=1),))
    document = Document(SourceFile(), "zh-Hant", (Article("a1", "zh-Hant", (Paragraph(damaged),)),))
    [block] = convert_document(document, "hans").articles[0].blocks
    assert isinstance(block, Paragraph)
    assert block.text.text == "青石县总人口"
    assert block.text.corrections == (Correction(Span(3, 9), "?cè)丝?", "总人口", "byte-shift", gap=1),)


def test_other_languages_are_left_alone() -> None:
    paragraph = Paragraph(text(0, "圖書館"), language="ja")
    document = Document(SourceFile(), "zh-Hant", (Article("a1", "zh-Hant", (paragraph,)),))
    assert convert_document(document, "hans").articles[0].blocks == (paragraph,)


@pytest.mark.parametrize(
    ("name", "to", "expected"),
    [
        ("於文華", "hans", "於文华"),
        ("范曉燕", "hans", "范晓燕"),
        ("于建国", "hant", "于建國"),
        ("万俟华", "hant", "万俟華"),
        ("万国强", "hant", "萬國強"),
        ("叶松", "hant", "葉松"),
    ],
)
def test_names(name: str, to: Script, expected: str) -> None:
    assert convert_name(name, to) == expected


def test_a_surname_stays_wherever_the_person_is_named() -> None:
    body = text(0, "于建国说,产量高于去年。")
    person = Person("于建国", "", (Span(0, 3),))
    document = Document(SourceFile(), "zh-Hans", (Article("a1", "zh-Hans", (Paragraph(body),), authors=(person,)),))
    [block] = convert_document(document, "hant").articles[0].blocks
    assert isinstance(block, Paragraph)
    assert block.text.text == "于建國說,產量高於去年。"


def test_an_article_in_that_script_is_left_alone() -> None:
    same = Article("a1", "zh-Hans", (Paragraph(text(0, "执著于乾淨的路")),))
    mixed = replace(same, blocks=(*same.blocks, Paragraph(text(10, "青石鎮"), language="zh-Hant")))
    assert convert_document(Document(SourceFile(), "zh-Hans", (same,)), "hans").articles == (same,)
    [article] = convert_document(Document(SourceFile(), "zh-Hans", (mixed,)), "hans").articles
    last = article.blocks[-1]
    assert isinstance(last, Paragraph)
    assert (last.text.text, last.language) == ("青石镇", "zh-Hans")


@pytest.mark.parametrize(
    ("text", "to", "found"),
    [
        ("去干扰,若干,政府干预", "hant", "去干擾,若干,政府干預"),
        ("海底两万里,公里,里程碑", "hant", "海底兩萬里,公里,里程碑"),
        ("历史和日历,伟大历程", "hant", "歷史和日曆,偉大歷程"),
        ("日历程序", "hant", "日曆程序"),
        ("小丑和丑陋,子丑寅卯", "hant", "小丑和醜陋,子丑寅卯"),
        ("药材,才能,刚才", "hant", "藥材,才能,剛才"),
        ("沈阳,墨沈", "hant", "瀋陽,墨瀋"),
        ("余先生的业余爱好", "hant", "余先生的業餘愛好"),
        ("今天干部开会", "hant", "今天幹部開會"),
        ("软件里面的鼠标", "tw", "軟件裡面的鼠標"),
        ("软件里面的鼠标", "twp", "軟體裡面的滑鼠"),
        ("优化软件，推动软件和互联网信息服务", "twp", "優化軟體，推動軟體和互聯網資訊服務"),
        ("软件里面的台风", "hk", "軟件裏面的颱風"),
    ],
)
def test_words_and_regions(text: str, to: Script, found: str) -> None:
    assert convert(text, to) == found


def test_words_of_the_user_count_most_and_the_longest_first() -> None:
    text = Text("软件和软件园", (Span(0, 6),))
    page = Document(SourceFile(), "zh-Hans", (Article("a1", "zh-Hans", (Paragraph(text),)),))
    made = convert_document(page, "hant", [("软件", "軟體"), ("软件园", "軟件園")])
    (block,) = made.articles[0].blocks
    assert isinstance(block, Paragraph) and block.text.text == "軟體和軟件園"
    assert convert_document(page, "tw").language == "zh-Hant-TW"
    assert read_tei(to_tei(convert_document(page, "hk"))).script == "hk"
    assert from_record(to_record(convert_document(page, "twp"))).script == "twp"
