"""What is exported: every form says the reading text, and says it in the terms of its format."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import given, settings
from lxml import etree
from markdown_it import MarkdownIt

from tei_tools.cli import export as export_command
from tei_tools.export.documents import converted_files, holds_document, read_document
from tei_tools.export.markdown import to_markdown
from tei_tools.export.pages import to_html, to_text
from tei_tools.export.registry import EXPORTERS
from tei_tools.export.tables import COLUMNS, CsvWriter, ParquetWriter
from tei_tools.model.nodes import Article, Document, Figure, Graphic, ItemList, ListItem, Paragraph, Table, Text
from tei_tools.model.visit import walk_blocks
from tei_tools.parse import parse
from tei_tools.text.source import SourceFile
from tei_tools.write.record import dump_record, to_record
from tei_tools.write.rows import UNITS, rows
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei

from ..laws.model_strategies import documents
from .reading import reading_text, squeezed
from .specimen import specimen
from .test_schemas import METADATA

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def known() -> dict[str, Document]:
    made = {"specimen": replace(specimen()[0], metadata=METADATA)}
    for path in sorted(EXAMPLES.glob("*.tei.xml")):
        made[path.name.partition(".")[0]] = read_tei(path)
    return made


NAMES = sorted(known())


# --- Markdown ---


def rendered(data: bytes) -> etree._Element:
    """What a program that knows CommonMark and tables shows of a file without its front matter."""
    _, front, body = data.decode().split("---\n", 2)
    yaml.safe_load(front)
    html = MarkdownIt("commonmark").enable("table").render(body)
    return etree.fromstring(f"<body>{html}</body>", etree.HTMLParser(huge_tree=True)).find("body")  # type: ignore[return-value]


def shown(element: etree._Element) -> str:
    return squeezed("".join(cast(list[str], element.xpath(".//text()"))))


@pytest.mark.parametrize("name", NAMES)
def test_markdown_shows_the_reading_text(name: str) -> None:
    document = known()[name]
    page = rendered(to_markdown(document))
    assert shown(page) == reading_text(to_record(document))
    titles = [squeezed(article.title.text) for article in document.articles if article.title is not None]
    assert [shown(head) for head in page.iter("h1")] == titles


# Characters that CommonMark and HTML replace, or that an HTML parser in a test does not give back.
_LOST = {"\0", "\ufeff", "\ufffd"}


@settings(max_examples=60)
@given(documents())
def test_markdown_of_any_document(document: Document) -> None:
    text = reading_text(to_record(document))
    if _LOST & {*text} or any("\x7f" <= c <= "\x9f" for c in text):
        return
    assert shown(rendered(to_markdown(document))) == text


def paragraphs(*texts: str) -> Document:
    return Document(SourceFile("a.txt"), "zh", (Article("a1", "zh", tuple(Paragraph(Text(t, ())) for t in texts)),))


@pytest.mark.parametrize(
    "text",
    [
        "# 不是标题", "- 不是条目", "+ 也不是", "1. 第一", "1.改善", "2) 第二", "12345", "=====", "---", "***", "___",
        "~~~", "```", "> 引文", "<b>粗</b>", "<!-- 注 -->", "&amp; &#65; &", "[甲](乙)", "![图](a.png)", "a*b*c _d_",
        "`码`",
        "\\", "\\#", "C#", "甲 | 乙", "|---|", "http://a.example/x_y_z", "a@b.example", "[^1]: 脚注", "[甲]: 乙",
        "    缩进", "\t缩进", "%", "甲\u2028乙", "~~删~~", "2021. ", "#", "- ", "： 冒号",
    ],
)  # fmt: skip
def test_nothing_in_a_text_is_a_mark_of_markdown(text: str) -> None:
    page = rendered(to_markdown(paragraphs(text, "尾")))
    assert [element.tag for element in page] == ["p", "p"]
    assert [*page[0]] == []
    assert shown(page[0]) == squeezed(text)


def test_markdown_of_lists_tables_and_figures() -> None:
    table = Table(((Text("甲|乙", ()), Text("丙", ())), (Text("\\", ()), Text("1 \\| 2", ()), Text("丁", ()))))
    items = ItemList(
        (ListItem("1.", 1, Text("1. 甲", ()), (Paragraph(Text("下", ())),)), ListItem("", None, Text("乙", ())))
    )
    figure = Figure(Graphic("图 1.jpg", ()), Text("图为会场", ()))
    document = Document(SourceFile("a.txt"), "zh", (Article("a1", "zh", (items, table, figure)),))
    page = rendered(to_markdown(document))
    assert [element.tag for element in page] == ["ul", "table", "p", "p"]
    assert [shown(item) for item in page[0]] == ["1.甲下", "乙"]
    assert [[shown(cell) for cell in row] for row in page[1].iter("tr")] == [["甲|乙", "丙", ""], ["\\", "1\\|2", "丁"]]
    assert [image.get("src") for image in page[2]] == ["%E5%9B%BE%201.jpg"]


def front_matter(document: Document) -> dict[str, Any]:
    return cast(dict[str, Any], yaml.safe_load(to_markdown(document).decode().split("---\n", 2)[1]))


def test_front_matter_has_the_facts() -> None:
    one = parse(
        "石桥镇修路三条\n\n时间：2024-05-01 来源：石桥县政务中心 作者：白洁\n\n　　石桥镇今年修路三条，群众满意。\n"
    )
    assert front_matter(one) == {
        "language": one.language, "title": "石桥镇修路三条", "date": "2024-05-01", "source": "石桥县政务中心",
        "authors": ["白洁"],
    }  # fmt: skip
    page = known()["newspaper-page"]
    found = front_matter(page)
    assert [article["id"] for article in found["articles"]] == [article.id for article in page.articles]
    assert "title" not in found
    several = front_matter(known()["specimen"])
    assert several["licence"] == METADATA.licence and several["keywords"] == [*METADATA.keywords]


def test_front_matter_is_yaml_whatever_a_title_says() -> None:
    title = 'a: "b" #c \x85\u2028\u2029\ufeff\x7f\t&*!|>%@` 𠮷\\'
    article = Article("a1", "zh", (), title=Text(title, ()))
    assert front_matter(Document(SourceFile("a.txt"), "zh", (article,)))["title"] == title


# --- HTML and text ---


@pytest.mark.parametrize("name", NAMES)
def test_pages_and_text_say_the_reading_text(name: str) -> None:
    document = known()[name]
    page = etree.fromstring(to_html(document), etree.HTMLParser())
    body = page.find("body")
    assert body is not None and shown(body) == reading_text(to_record(document))
    assert page.xpath("//link") == [] and b"max-width: 42em" in to_html(document)
    assert squeezed(to_text(document).decode()) == reading_text(to_record(document))


def test_a_page_loads_nothing() -> None:
    figure = Figure(Graphic("http://elsewhere.example/a.png", ()), Text("图为会场", ()))
    page = to_html(Document(SourceFile("a.txt"), "zh", (Article("a1", "zh", (figure,)),)))
    assert b"<img" not in page and b"url(" not in page and b"<link" not in page
    assert b'data-name="http://elsewhere.example/a.png"' in page


@settings(max_examples=60)
@given(documents())
def test_text_of_any_document(document: Document) -> None:
    assert squeezed(to_text(document).decode()) == reading_text(to_record(document))


# --- Word ---


def paragraphs_of(data: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph of a Word file, cells too, in order."""
    docx = pytest.importorskip("docx")
    body = docx.Document(io.BytesIO(data))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    names = {style.style_id: style.name for style in body.styles}
    found = []
    for paragraph in body.element.body.iter(f"{space}p"):
        style = paragraph.find(f"{space}pPr/{space}pStyle")
        text = "".join(part.text or "" for part in paragraph.iter(f"{space}t"))
        found.append((names[style.get(f"{space}val")] if style is not None else "", text))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_word_files_have_the_reading_text_and_its_levels(name: str) -> None:
    pytest.importorskip("docx")
    document = known()[name]
    data = make(document, "docx")
    found = paragraphs_of(data)
    assert squeezed("".join(text for _, text in found)) == reading_text(to_record(document))
    titles = [article.title.text for article in document.articles if article.title is not None]
    assert [text for style, text in found if style == "Title"] == titles
    heads = [(f"Heading {depth}", text) for depth, text in sections(document)]
    assert [(style, text) for style, text in found if style.startswith("Heading")] == heads


def sections(document: Document) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []

    def below(blocks: list[dict[str, Any]], depth: int) -> None:
        for block in blocks:
            if block["type"] == "section":
                if block["head"]["text"].strip():
                    found.append((depth, block["head"]["text"]))
                below(block["blocks"], depth + 1)

    for article in to_record(document)["articles"]:
        below(article["blocks"], 1)
    return found


def make(document: Document, form: str) -> bytes:
    exporter = EXPORTERS[form]
    assert exporter.make is not None
    return exporter.make(document)


@settings(max_examples=25)
@given(documents())
def test_word_files_of_any_document(document: Document) -> None:
    pytest.importorskip("docx")
    text = squeezed("".join(text for _, text in paragraphs_of(make(document, "docx"))))
    assert text == reading_text(to_record(document))


def test_word_files_have_no_time_and_no_name_but_the_author_s() -> None:
    pytest.importorskip("docx")
    data = make(known()["local-news"], "docx")
    assert data == make(known()["local-news"], "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert "python-docx" not in core and "created" not in core
    assert "祝晚晴; 洪树声" in core and "澄湖县举办首届稻田音乐节" in core


def test_word_files_are_read_back_with_their_levels(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    import tei_tools

    document = known()["work-summary"]
    (tmp_path / "a.docx").write_bytes(make(document, "docx"))
    again = tei_tools.parse(tei_tools.read_source(tmp_path / "a.docx"))
    assert reading_text(to_record(again)) == reading_text(to_record(document))
    assert sections(again) == sections(document)


@pytest.mark.slow
def test_libreoffice_opens_word_files(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice, to see that it opens what is written")
    document = known()["work-summary"]
    (tmp_path / "a.docx").write_bytes(make(document, "docx"))
    subprocess.run(
        [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert squeezed((tmp_path / "a.txt").read_text("utf-8-sig")) == reading_text(to_record(document))


# --- tables ---


@pytest.mark.parametrize("unit", UNITS)
def test_csv_is_read_back(unit: Any) -> None:
    document = known()["specimen"]
    wanted = [*rows(document, unit)]
    file = io.BytesIO()
    with CsvWriter(file, COLUMNS) as table:
        table.write(wanted)
    found = [*csv.DictReader(io.StringIO(file.getvalue().decode(), newline=""))]
    assert [row["text"] for row in found] == [row["text"] for row in wanted]
    for row, want in zip(found, wanted, strict=True):
        assert [*row] == [*COLUMNS]
        assert row["path"] == " > ".join(want["path"]) and row["authors"] == "; ".join(want["authors"])
        assert [[*map(int, part.split("-"))] for part in row["spans"].split()] == want["spans"]
        assert row["level"] == str(want["level"]) and row["date"] == (want["date"] or "")


@pytest.mark.parametrize("unit", UNITS)
def test_parquet_is_read_back(unit: Any) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    document = known()["specimen"]
    wanted = [*rows(document, unit)]
    file = io.BytesIO()
    with ParquetWriter(file, COLUMNS) as table:
        table.write(wanted)
    for row, want in zip(parquet.read_table(io.BytesIO(file.getvalue())).to_pylist(), wanted, strict=True):
        spans = [[span["start"], span["end"]] for span in row["spans"]]
        assert {**row, "spans": spans} == {name: want.get(name) for name in COLUMNS}


def test_a_table_without_rows_has_its_columns() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    with ParquetWriter(file, COLUMNS[:3]):
        pass
    assert parquet.read_schema(io.BytesIO(file.getvalue())).names == [*COLUMNS[:3]]


# --- which files are documents ---


def test_converted_files_of_a_folder(tmp_path: Path) -> None:
    for name in (
        "b.json", "b.tei.xml", "a.tei.xml", "a.a1.tei.xml", "c.a1.json", "c.a2.tei.xml", "d/e.json", "b.txt",
        "schemas/record.schema.json", ".tei-tools/x.json",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = [(name, path.relative_to(tmp_path).as_posix()) for name, path in converted_files(tmp_path)]
    assert found == [
        ("a", "a.tei.xml"), ("b", "b.json"), ("c.a1", "c.a1.json"), ("c.a2", "c.a2.tei.xml"), ("d/e", "d/e.json"),
    ]  # fmt: skip


def test_documents_are_told_by_their_content(tmp_path: Path) -> None:
    document = parse("石桥镇修路三条\n\n　　石桥镇今年修路三条，群众满意。\n")
    path = tmp_path / "x"
    for data, is_document in (
        (dump_record(to_record(document)), True), (to_tei(document), True), (b"\xef\xbb\xbf" + to_tei(document), True),
        (b'{"a": 1}', False), (b"<html>", False), ("石桥镇".encode(), False), (b"", False),
    ):  # fmt: skip
        path.write_bytes(data)
        assert holds_document(path) is is_document
        if is_document:
            assert [*walk_blocks(read_document(data, "x"))] == [*walk_blocks(document)]
    assert not holds_document(tmp_path / "nothing")


# --- the registry ---


def test_the_command_names_the_forms_that_there_are() -> None:
    assert tuple(EXPORTERS) == export_command.FORMATS
    assert {name for name, exporter in EXPORTERS.items() if exporter.open} == {*export_command._TABLES}
    assert [name for name, exporter in EXPORTERS.items() if (exporter.make is None) == (exporter.open is None)] == []


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(Exception, match=r"pip install 'tei-tools\[docx\]'"):
        EXPORTERS["docx"].check()
