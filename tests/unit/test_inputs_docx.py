"""Word documents and their kin: every text in order, and the numbers that are in no file."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from html import escape
from pathlib import Path

import pytest

from tei_tools.errors import SourceError
from tei_tools.inputs.docx_numbering import counting
from tei_tools.inputs.registry import read_source
from tei_tools.model.visit import leaves
from tei_tools.parse import parse
from tei_tools.text.source import Source
from tests.unit.input_files import (
    W,
    check_layout,
    docx,
    kept,
    levels,
    lines_of,
    num,
    numbered,
    paragraph,
    read_one,
    spans,
    zipped,
)


def test_order_tables_boxes_notes_and_what_is_gone() -> None:
    box = (
        "<w:p><w:r><w:pict><w:textbox><w:txbxContent>"
        + paragraph("框里的字")
        + "</w:txbxContent></w:textbox></w:pict></w:r></w:p>"
    )
    table = (
        "<w:tbl><w:tr><w:tc>" + paragraph("甲") + "</w:tc><w:tc>" + paragraph("乙") + "</w:tc></w:tr>"
        "<w:tr><w:tc>"
        + paragraph("丙")
        + paragraph("丁")
        + "</w:tc><w:tc>"
        + paragraph("戊")
        + "</w:tc></w:tr></w:tbl>"
    )
    changed = (
        "<w:p><w:r><w:t>去年</w:t></w:r><w:del><w:r><w:delText>欠收</w:delText></w:r></w:del><w:ins><w:r><w:t>丰收"
        "</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>（密）</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r><w:r><w:t>七</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    body = paragraph("题") + table + box + changed + field + "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r></w:p>"
    parts = {
        "footnotes": f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("注文")}</w:footnote></w:footnotes>',
        "header": f"<w:hdr {W}>{paragraph('青石镇文件')}</w:hdr>",
        "comments": f'<w:comments {W}><w:comment w:id="1">{paragraph("请核对")}</w:comment></w:comments>',
    }
    source = read_one(docx(body, parts=parts), "a.docx")
    check_layout(source)
    assert lines_of(source) == [
        "题", "甲\t乙", "丙", "丁", "戊", "框里的字", "去年欠收丰收（密）", "七", "一", "二", "[1] 注文", "青石镇文件", "请核对",
    ]  # fmt: skip
    assert [(source.text[e.span.start : e.span.end], e.reason) for e in source.layout.excluded] == [
        ("欠收", "deleted"), ("（密）", "hidden"), ("青石镇文件", "running-head"), ("请核对", "annotation"),
    ]  # fmt: skip


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:rPr><w:sz w:val="24"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl '
    'w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="48"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/><w:basedOn w:val="1"/></w:style>'
)


def test_styles_are_inherited() -> None:
    body = (
        paragraph("目录行", '<w:pStyle w:val="t"/>')
        + paragraph("总则", '<w:pStyle w:val="mine"/><w:jc w:val="center"/>')
        + paragraph("正文" * 9)
    )
    found = dict(spans(read_one(docx(body, styles=STYLES), "a.docx")))
    assert found["目录行"].role == "contents"
    head = found["总则"]
    assert (head.role, head.level, head.bold, head.size, head.centered) == ("heading", 1, 1.0, 2.0, True)
    assert found["正文" * 9].size == 1.0


CHINESE = levels(("chineseCountingThousand", "%1、"), ("decimal", "%2."), ("decimalEnclosedCircle", "%3"))


@pytest.mark.parametrize(
    ("numbering", "paragraphs", "marks"),
    [
        (CHINESE + num(1), [(0, 1), (1, 1), (1, 1), (0, 1), (1, 1), (2, 1)], ["一、", "1.", "2.", "二、", "1.", "①"]),
        (levels(("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")) + num(1),
         [(0, 1), (1, 1), (2, 1), (2, 1), (1, 1), (0, 1), (1, 1)], ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1"]),
        (levels(("chineseCounting", "第%1章"), ("decimal", "%1.%2")).replace('<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:isLgl/>') + num(1),
         [(0, 1), (1, 1)], ["第一章", "1.1"]),
        (CHINESE + num(1) + num(2), [(0, 1), (0, 2), (0, 1)], ["一、", "二、", "三、"]),
        (CHINESE + num(1) + num(2, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
         [(0, 1), (0, 1), (0, 2), (0, 2)], ["一、", "二、", "一、", "二、"]),
        (levels(("bullet", "\uf06c")) + num(1), [(0, 1)], ["●"]),
        (levels(("upperRoman", "%1."), ("lowerLetter", "%2)")) + num(1), [(0, 1), (1, 1), (1, 1)], ["I.", "a)", "b)"]),
        (levels(("decimal", "（%1）")).replace('w:start w:val="1"', 'w:start w:val="7"') + num(1), [(0, 1), (0, 1)], ["（7）", "（8）"]),
        (levels(("ideographTraditional", "%1、"), ("decimalFullWidth", "%2．")) + num(1), [(0, 1), (1, 1)], ["甲、", "１．"]),
    ],
)  # fmt: skip
def test_numbers_are_computed(numbering: str, paragraphs: list[tuple[int, int]], marks: list[str]) -> None:
    body = "".join(numbered(f"文{n}", level, name) for n, (level, name) in enumerate(paragraphs))
    source = read_one(docx(body, numbering), "a.docx")
    check_layout(source)
    assert [source.text[span.start : span.end] for span in source.layout.supplied] == marks
    assert [line.removeprefix(mark).lstrip() for line, mark in zip(lines_of(source), marks, strict=True)] == [
        f"文{n}" for n in range(len(paragraphs))
    ]


def test_numbers_of_styles_and_none() -> None:
    numbering = CHINESE.replace("</w:lvl>", '<w:pStyle w:val="1"/></w:lvl>', 1) + num(1)
    styles = STYLES.replace(
        '<w:outlineLvl w:val="0"/>', '<w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="1"/></w:numPr>'
    )
    body = paragraph("总则", '<w:pStyle w:val="1"/>') + paragraph(
        "附", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    assert lines_of(read_one(docx(body, numbering, styles), "a.docx")) == ["一、总则", "附"]


def test_counting_agrees_with_itself() -> None:
    from tei_tools.text.numerals import parse_numeral

    for number in (*range(1, 121), 200, 210, 305, 999, 1000, 1010, 2021):
        assert parse_numeral(counting(number)) == number


def test_a_password_and_a_broken_file_are_told_apart() -> None:
    with pytest.raises(SourceError) as caught:
        read_one(b"PK\x03\x04", "a.docx")
    assert caught.value.code == "damaged-file"
    with pytest.raises(SourceError) as caught:
        read_one(zipped({"[Content_Types].xml": "", "word/document.xml": "<a>"}), "a.docx")
    assert caught.value.code == "damaged-file"


ODT = (
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:mimetype="application/vnd.oasis.opendocument.text">'
    '<office:automatic-styles><style:style style:name="C" style:family="paragraph"><style:paragraph-properties '
    'fo:text-align="center"/><style:text-properties fo:font-weight="bold"/></style:style><text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."/></text:list-style>'
    '</office:automatic-styles><office:body><office:text><text:h text:outline-level="2">总则</text:h>'
    '<text:p text:style-name="C">居中<text:s text:c="2"/>粗</text:p><text:list text:style-name="L"><text:list-item><text:p>甲'
    "</text:p><text:list><text:list-item><text:p>子</text:p></text:list-item></text:list></text:list-item><text:list-item>"
    '<text:p>乙<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>注'
    "</text:p></text:note-body></text:note></text:p></text:list-item></text:list></office:text></office:body></office:document>"
)


def test_opendocument() -> None:
    source = read_one(ODT, "a.fodt")
    check_layout(source)
    assert lines_of(source) == ["总则", "居中  粗", "一、甲", "1. 子", "二、乙", "[1] 注"]
    found = dict(spans(source))
    assert (found["总则"].role, found["总则"].level) == ("heading", 2)
    assert found["居中  粗"].centered and found["居中  粗"].bold == 1.0


def test_rtf() -> None:
    text = "青石镇召开农村工作会议，安排今年的粮食生产，王小石主持会议并讲话。"

    def escaped(codec: str) -> str:
        return "".join(f"\\'{byte:02x}" for byte in text.encode(codec))

    right = (
        "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 a;}}{\\header "
        + escaped("gbk")
        + "\\par}\\qc\\b "
        + escaped("gbk")
    )
    right += "\\b0\\par\\pard \\u38738?\\u30707?{\\v x}\\par{\\*\\unknown zz}\\trowd \\'bc\\'d7\\cell b\\cell\\row}"
    source = read_one(right, "a.rtf")
    check_layout(source)
    assert lines_of(source) == [text, "青石x", "甲\tb", text]
    assert kept(source).split() == [text, "青石", "甲", "b"]
    first = source.layout.lines[0]
    assert first.centered and first.bold == 1.0
    wrong = "{\\rtf1\\ansi\\ansicpg950 " + escaped("gbk") + "\\par}"
    source = read_one(wrong, "a.rtf")
    assert lines_of(source) == [text]
    assert [remark.code for remark in source.remarks] == ["encoding-contradicts"]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """The examples as Word documents, one with generated numbers, and what LibreOffice makes of all of them."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice")
    folder = tmp_path_factory.mktemp("converted")
    for path in sorted((project / "examples").glob("*.txt")):
        lines = read_source(path).text.split("\n")
        body = "".join(paragraph(escape(line)) if line.strip() else "<w:p/>" for line in lines)
        (folder / f"{path.stem}.docx").write_bytes(docx(body))
    body = (
        paragraph("青石镇工作要点")
        + numbered("总则")
        + numbered("粮食")
        + numbered("水利", 1)
        + numbered("道路", 1)
        + numbered("附则")
    )
    (folder / "numbered.docx").write_bytes(docx(body, CHINESE + num(1)))
    made = sorted(map(str, folder.glob("*.docx")))
    for kind in ("txt:Text (encoded):UTF8", "odt", "rtf", "epub", "doc"):  # to start it takes longer than to convert
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
             "--outdir", str(folder), *made],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    return folder


@pytest.mark.slow
def test_libreoffice_sees_the_same(converted: Path) -> None:
    """Numbers and text of a document are those of LibreOffice's text export; DOC, ODT and RTF of it say the same."""
    want = "".join(kept(read_one((converted / "numbered.docx").read_bytes(), "a.docx")).split())
    for kind in ("txt", "odt", "rtf", "doc"):
        made = converted / f"numbered.{kind}"
        assert "".join(kept(read_one(made.read_bytes(), made.name)).split()) == want, kind


@pytest.mark.slow
def test_examples_in_other_formats_have_the_articles_of_the_text(converted: Path, project: Path) -> None:
    def shape(source: Source) -> str:
        """The text of all articles and their titles; blank lines, which formats lose, are evidence for the rest."""
        document = parse(source)
        titles = [article.title.text if article.title else "" for article in document.articles]
        found = (leaf.text for article in document.articles for leaf in leaves(article))
        words = "".join(text.text for text in found if text is not None)
        return re.sub(r"\s+", "", "|".join([*titles, words]))

    for number, path in enumerate(sorted((project / "examples").glob("*.txt"))):
        want = shape(read_source(path))
        old = ("doc",) if number == 0 else ()  # LibreOffice is started anew to read each
        for kind in ("docx", "odt", "rtf", "epub", *old):
            assert shape(read_source(converted / f"{path.stem}.{kind}")) == want, (path.stem, kind)


def test_characters_of_a_paragraph_each_are_words_set_down_the_page() -> None:
    down = "".join(paragraph(character) + "<w:p/>" for character in "实施方案")
    source = read_one(docx(paragraph("柳河镇茶园项目") + down + paragraph("编制时间：2021年6月")), "a.docx")
    assert lines_of(source) == ["柳河镇茶园项目", "实施方案", "编制时间：2021年6月"]
    check_layout(source)


@pytest.mark.parametrize(
    "body",
    [
        paragraph("甲") + paragraph("乙"),  # two say nothing
        paragraph("甲") + paragraph("乙", run='<w:sz w:val="60"/>') + paragraph("丙"),
        paragraph("甲") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("乙") + paragraph("丙"),
        "".join(numbered(character) for character in "甲乙丙"),
    ],
)
def test_other_paragraphs_of_one_character_stay_alone(body: str) -> None:
    source = read_one(docx(body, levels(("decimal", "%1.")) + num(1)), "a.docx")
    assert len(lines_of(source)) == source.text.count("\n") >= 2


def test_the_title_in_the_properties_marks_the_line_that_is_it() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>柳河镇茶园项目实施方案.docx</dc:title></cp:coreProperties>'
    )
    with zipfile.ZipFile(io.BytesIO(docx(paragraph("柳河镇") + paragraph("柳河镇茶园项目实施方案")))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    source = read_one(zipped({**parts, "docProps/core.xml": core}), "a.docx")
    assert [text for text, line in spans(source) if "starts-title" in line.hints] == ["柳河镇茶园项目实施方案"]
