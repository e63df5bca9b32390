"""A file that a person goes on editing: what the wider schema takes, and what of it is read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tei_tools.__main__ import main
from tei_tools.model.nodes import Document
from tei_tools.validate import check_tei, errors_of, schema_path
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
    assert read.articles == ONE.articles  # what the editor added to the text is not of the source
    assert read.metadata.keywords == ("road",)


def test_an_edition_is_not_everything() -> None:
    for old, new in (
        ("文末一段。", "文末一<q xmlns=''>段</q>。"),
        ("<body>\n", "<body>\n<p>没有文章。</p>"),
        ('type="section"', 'type="chapter"'),
        ('<availability status="unknown">', '<availability status="maybe">'),
    ):
        assert errors_of(check_tei(edited((old, new)), "edition")) != [], new


@pytest.mark.slow
@pytest.mark.parametrize("name", ["specimen", "published", "split-corpus"])
def test_whatever_is_strict_is_an_edition(name: str, tmp_path: Path) -> None:
    """On mutants too, and under two engines."""
    paths: list[Path] = []
    for number, (_, data) in enumerate(mutants(documents()[name], 200, 5, ".")):
        paths.append(tmp_path / f"{number}.xml")
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
