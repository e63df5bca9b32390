"""A file that a person goes on editing: what the wider schema takes, and what of it is read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tei_tools.__main__ import main
from tei_tools.model.nodes import Article, Document, Paragraph, Text
from tei_tools.model.visit import leaves
from tei_tools.model.walk import check_accounts
from tei_tools.text.source import SourceFile, Span
from tei_tools.validate import check_tei, errors_of, schema_path
from tei_tools.write.edits import REASON
from tei_tools.write.record import from_record, to_record
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei

from .specimen import specimen
from .test_schemas import documents, jing, tei_all
from .xml_mutations import mutants, parser

DOCUMENT, SOURCE = specimen()
ONE = replace(DOCUMENT, articles=DOCUMENT.articles[:1], script="keep")
EDITS = (
    ("石桥镇修路。", '<placeName xml:id="pl1" ref="https://places.example/1">石桥镇</placeName>修路。'),
    ("文末一段。", "文末一<supplied reason='lost'>长</supplied>段。<note resp='#editor'>An editor's note.</note>"),
    ('<persName role="记者" source="s:266', '<persName xml:id="pe1" ref="#pe" role="记者" source="s:266'),
    ("</respStmt>\n</titleStmt>",
     "</respStmt><respStmt xml:id='editor'><resp>edited by</resp><name>Wei</name></respStmt>\n</titleStmt>"),
    ('<availability status="unknown">', '<idno type="DOI">10.1/x</idno><availability>'),
    ("<encodingDesc>\n", "<encodingDesc>\n<projectDesc><p>A <ref target='https://a.example/'>project</ref>.</p></projectDesc>"),
    ("</langUsage>", "</langUsage><textClass><keywords scheme='#k'><term>road</term></keywords></textClass>"),
    ("</sourceDesc>", "<msDesc><msIdentifier><repository>档案馆</repository></msIdentifier></msDesc></sourceDesc>"),
    ("</profileDesc>\n",
     "</profileDesc>\n<xenoData><dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>石桥</dc:title></xenoData>"),
)  # fmt: skip


def edited(*edits: tuple[str, str], document: Document = ONE) -> bytes:
    text = to_tei(document).decode()
    for old, new in edits:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text.encode()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit[1][:24])
def test_each_edit_is_allowed_in_an_edition_only(edit: tuple[str, str]) -> None:
    data = edited(edit)
    assert errors_of(check_tei(data)) != []
    assert errors_of(check_tei(data, "edition")) == []


def test_all_edits_together_are_tei_and_are_read(tmp_path: Path) -> None:
    data = edited(*EDITS)
    path = tmp_path / "edited.xml"
    path.write_bytes(data)
    assert jing(schema_path("report-edition.rng"), [path]) == {}
    assert jing(tei_all(), [path]) == {}
    assert errors_of(check_tei(data, "edition")) == []
    read = read_tei(data, SOURCE)
    assert read.metadata.keywords == ("road",) and read.metadata.identifier == "10.1/x"
    (changed,) = (text for text in texts_of(read) if text not in texts_of(ONE))
    assert changed.text.endswith("文末一长段。") and [one.reason for one in changed.corrections] == [REASON]
    assert read_tei(to_tei(read), SOURCE) == read and check_tei(to_tei(read)) == []
    assert from_record(to_record(read)) == read


def texts_of(document: Document) -> list[Text]:
    return [leaf.text for article in document.articles for leaf in leaves(article) if leaf.text is not None]


@pytest.mark.parametrize(
    ("change", "reads", "sic"),
    [
        ("修路<supplied>三条</supplied>五里。", "修路三条五里。", ["路"]),
        ("<add>今年</add>修路五里。", "今年修路五里。", ["修"]),
        ("修路五里<del>。</del>", "修路五里", ["。"]),
        ("修<del>路五</del><add>桥两</add>里。", "修桥两里。", ["路五"]),
        ("<persName source='s:0,2'>修路</persName><supplied>了</supplied>五里。", "修路了五里。", ["五"]),
        ("修<unclear>路<supplied>面</supplied></unclear>五<del>里</del>。", "修路面五。", ["路", "里"]),
        ("修路<!-- none --><note>!</note>五里。", "修路五里。", []),
    ],
)
def test_what_an_editor_put_in_and_took_out_is_read_back(change: str, reads: str, sic: list[str]) -> None:
    source = "修路五里。"
    text = Text(source, (Span(0, 5),))
    whole = Document(SourceFile("a.txt", characters=5), "zh-Hans", (Article("a1", "zh-Hans", (Paragraph(text),)),))
    data = edited((">修路五里。</p>", f">{change}</p>"), document=whole)
    assert errors_of(check_tei(data, "edition")) == []
    read = read_tei(data, source)
    (found,) = texts_of(read)
    assert (found.text, [one.sic for one in found.corrections]) == (reads, sic)
    assert check_accounts(read, source) == [] and read_tei(to_tei(read), source) == read
    assert errors_of(check_tei(to_tei(read))) == []


def test_an_edition_is_not_everything() -> None:
    for old, new in (
        ("文末一段。", "文末一<q xmlns=''>段</q>。"),
        ("<body>\n", "<body>\n<p>没有文章。</p>"),
        ('type="section"', 'type="chapter"'),
        ('<availability status="unknown">', '<availability status="maybe">'),
    ):
        assert errors_of(check_tei(edited((old, new)), "edition")) != [], new


@pytest.mark.slow
def test_whatever_is_strict_is_an_edition(tmp_path: Path) -> None:
    """On mutants too, and under two engines."""
    paths: list[Path] = []
    for name in ("specimen", "published", "split-corpus"):
        for number, (_, data) in enumerate(mutants(documents()[name], 200, 5, ".")):
            paths.append(tmp_path / f"{name}-{number}.xml")
            paths[-1].write_bytes(data)
    strict, wide = (jing(schema_path(schema), paths) for schema in ("report.rng", "report-edition.rng"))
    assert set(wide) <= set(strict)
    compiled = etree.RelaxNG(file=str(schema_path("report-edition.rng")))
    by_libxml2 = {p.name for p in paths if not compiled.validate(etree.fromstring(p.read_bytes(), parser()))}
    assert by_libxml2 == set(wide)


def test_the_command_says_which_schema_a_file_meets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.tei.xml"
    path.write_bytes(edited(*EDITS))
    assert main(["validate", str(path)]) == 1
    assert "is valid as an edition (--schema edition)" in capsys.readouterr().err
    assert main(["validate", str(path), "--schema", "edition", "-v"]) == 0
    assert "valid as an edition" in capsys.readouterr().err
