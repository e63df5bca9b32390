"""Invented files of kinds that people save: of each one article with its headline, date, source and authors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tei_tools.inputs.blob import Blob
from tei_tools.inputs.registry import read_member
from tei_tools.parse import parse
from tests.unit.input_files import check_layout

FOLDER = Path(__file__).parent / "data" / "kinds"
ROWS = [row.split("\t") for row in (FOLDER / "truth.tsv").read_text("utf-8").splitlines() if row[0] != "#"]


def test_every_file_has_its_truth() -> None:
    assert sorted(row[0] for row in ROWS) == sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".tsv")


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_facts(row: list[str]) -> None:
    name, title, date, source, authors = row
    found = read_member(Blob.of_path(FOLDER / name), "")
    check_layout(found)
    (article,) = parse(found).articles
    assert (article.title.text if article.title is not None else "") == title
    assert (article.date.when if article.date is not None else "") == date
    assert source == "?" or (article.source.text if article.source is not None else "") == source
    assert "|".join(person.name for person in article.authors) == authors
