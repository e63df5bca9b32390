"""Pages as Chinese publishing systems lay them out, about invented places and people: what is read of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tei_tools.inputs.blob import Blob
from tei_tools.inputs.registry import read_member
from tei_tools.model.nodes import Document
from tei_tools.parse import parse
from tei_tools.text.source import Source
from tests.unit.test_files_shared import bare, captions_of, harmonic, heads_of, words

DATA = Path(__file__).parent / "data" / "pages"
TRUTH: list[dict[str, Any]] = [json.loads(row) for row in (DATA / "truth.jsonl").read_text("utf-8").splitlines()]


@cache
def read(name: str) -> tuple[Source, Document]:
    source = read_member(Blob.of_path(DATA / name), "")
    return source, parse(source)


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["file"])
def test_no_paragraph_is_lost(row: dict[str, Any]) -> None:
    source, document = read(row["file"])
    assert len(document.articles) == 1
    for text in row["paragraphs"]:
        low = source.text.index(text)
        high = low + len(text)
        spans = [span for entry in document.discarded for span in entry.spans]
        assert [span for span in spans if span.start < high and low < span.end] == []


@pytest.mark.parametrize(
    ("field", "least"), [("title", 0.97), ("date", 0.95), ("source", 0.94), ("authors", 0.97), ("editors", 0.97)]
)
def test_facts(field: str, least: float) -> None:
    wrong = []
    for row in TRUTH:
        article = read(row["file"])[1].articles[0]
        found: dict[str, Any] = {
            "title": bare(article.title.text) if article.title is not None else "",
            "date": article.date.when[:10] if article.date is not None else "",
            "source": article.source.text if article.source is not None else "",
            "authors": [person.name for person in article.authors],
            "editors": [person.name for person in article.editors],
        }
        if found[field] != (bare(row[field]) if field == "title" else row[field]):
            wrong.append((row["file"], found[field]))
    assert len(wrong) <= (1 - least) * len(TRUTH), wrong


def test_heads_and_captions() -> None:
    def heads() -> Iterator[tuple[list[Any], list[Any], int]]:
        for row in TRUTH:
            blocks = read(row["file"])[1].articles[0].blocks
            true = [(level, words(text)) for level, text in row["heads"]]
            found = [(level, text) for level, text, run_in in heads_of(blocks) if not run_in]
            yield true, found, sum((Counter(true) & Counter(found)).values())

    def captions() -> Iterator[tuple[list[Any], list[Any], int]]:
        for row in TRUTH:
            true = [words(text) for text in row["captions"]]
            found = list(captions_of(read(row["file"])[1].articles[0].blocks))
            yield true, found, sum((Counter(true) & Counter(found)).values())

    assert harmonic(heads()) >= 0.95
    assert harmonic(captions()) >= 0.9
