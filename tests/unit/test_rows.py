"""Rows for tables: their names, their paths, their offsets."""

from __future__ import annotations

from typing import cast

import pytest
from lxml import etree

from tei_tools.model.nodes import Document
from tei_tools.parse import parse
from tei_tools.write.header import WriteOptions
from tei_tools.write.record import to_record
from tei_tools.write.rows import UNITS, Unit, rows, without_spans
from tei_tools.write.tei import to_tei
from tei_tools.write.xml import PREFIX, XML_ID

from .reading import reading_text, squeezed
from .specimen import specimen

DOCUMENT, SOURCE = specimen()
PAGE = (
    "石桥镇道路建设工作总结\n\n时间:2024-05-01 来源:石桥镇政府\n\n一、主要做法\n\n"
    "(一)抓进度。全镇倒排工期，挂图作战。三条道路按时完工，群众出行更加方便。\n\n"
    "(二)抓质量。全程监理，严格验收。今年增长3.5倍，群众满意。\n\n二、下步打算\n\n明年再修两条，方便群众出行。\n"
)


@pytest.mark.parametrize("unit", UNITS)
def test_every_row_has_the_same_names(unit: Unit) -> None:
    found = [*rows(DOCUMENT, unit)]
    assert found and len({tuple(row) for row in found}) == 1
    assert [*found[0]] == [
        "schema", "unit", "file", "sha256", "article", "language", "title", "date", "year", "month", "day", "source",
        "authors", "document_number", "id", "type", "path", "level", "text", "confidence", "spans",
    ]  # fmt: skip
    assert "spans" not in next(rows(DOCUMENT, unit, spans=False))
    assert len({row["id"] for row in found}) == len(found)


def test_paragraphs_have_all_the_text_and_the_way_to_it() -> None:
    found = [*rows(parse(PAGE), "paragraph")]
    assert [(row["id"], row["path"]) for row in found if row["type"] == "paragraph"] == [
        ("a1.s1.s1.p1", ["石桥镇道路建设工作总结", "一、主要做法", "(一)抓进度。"]),
        ("a1.s1.s2.p1", ["石桥镇道路建设工作总结", "一、主要做法", "(二)抓质量。"]),
        ("a1.s2.p1", ["石桥镇道路建设工作总结", "二、下步打算"]),
    ]
    assert {(row["year"], row["month"], row["day"], row["source"]) for row in found} == {(2024, 5, 1, "石桥镇政府")}
    for row in found:
        assert "".join(PAGE[start:end] for start, end in row["spans"]) == row["text"]


def test_sections_and_articles_hold_what_stands_below_them() -> None:
    sections = [*rows(parse(PAGE), "section")]
    assert [(row["id"], row["path"][1:]) for row in sections] == [
        ("a1.s1", []), ("a1.s1.s1", ["一、主要做法"]), ("a1.s1.s2", ["一、主要做法"]), ("a1.s2", []),
    ]  # fmt: skip
    assert sections[1]["text"].startswith("(一)抓进度。\n全镇倒排工期")
    (article,) = rows(parse(PAGE), "article")
    assert squeezed(article["text"]) == reading_text(to_record(parse(PAGE)))


def test_the_articles_of_a_page_hold_its_reading_text() -> None:
    text = "".join(row["text"] for row in rows(DOCUMENT, "article"))
    assert squeezed(text) == reading_text(to_record(DOCUMENT))


def test_sentences_have_their_place_in_the_source() -> None:
    found = [row for row in rows(parse(PAGE), "sentence") if row["type"] == "paragraph"]
    assert [(row["id"], row["text"]) for row in found] == [
        ("a1.s1.s1.p1.1", "全镇倒排工期，挂图作战。"),
        ("a1.s1.s1.p1.2", "三条道路按时完工，群众出行更加方便。"),
        ("a1.s1.s2.p1.1", "全程监理，严格验收。"),
        ("a1.s1.s2.p1.2", "今年增长3.5倍，群众满意。"),
        ("a1.s2.p1.1", "明年再修两条，方便群众出行。"),
    ]
    for row in found:
        assert "".join(PAGE[start:end] for start, end in row["spans"]) == row["text"]


def test_a_record_without_its_ranges() -> None:
    assert "span" not in str(without_spans(to_record(DOCUMENT))).replace("spans_", "")


SERIES = (
    "石桥镇道路建设\n\n　　本报讯（记者 李明）今年修路三条。一是抓进度；二是抓质量。群众满意吗？满意。（赵六）\n\n"
    "　　增长3.5倍（其中&nbsp;石桥村最多）。二是再修一条。大家说：“好！”\n"
)


@pytest.mark.parametrize("document", [parse(SERIES), parse(PAGE), DOCUMENT], ids=["series", "page", "specimen"])
def test_the_sentences_of_paragraphs_are_those_that_the_tei_marks(document: Document) -> None:
    """By name, place and text; the mark that opens one (一是) stands before its ``s``, which may not hold it."""
    data = to_tei(document, WriteOptions(sentences=True))
    marked = {s.get(XML_ID): s for s in etree.fromstring(data).iter(f"{PREFIX}s")}
    found = {row["id"]: row for row in rows(document, "sentence") if row["type"] == "paragraph"}
    assert marked and {*marked} == {*found}
    read = ".//text()[not(ancestor::*[local-name()='sic' or local-name()='orig'])]"
    for name, s in marked.items():
        before = s.getprevious()
        labelled = before is not None and before.tag == f"{PREFIX}label"
        label = str(before.xpath("string()")) if before is not None and labelled else ""
        assert squeezed(label + "".join(cast(list[str], s.xpath(read)))) == squeezed(found[name]["text"])
        last = int((s.get("source") or "").rpartition(",")[2])
        assert found[name]["spans"][-1][1] == last
