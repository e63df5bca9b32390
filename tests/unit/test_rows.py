"""Rows for tables: their names, their paths, their offsets."""

from __future__ import annotations

import pytest

from tei_tools.parse import parse
from tei_tools.write.record import to_record
from tei_tools.write.rows import UNITS, Unit, rows, without_spans

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
