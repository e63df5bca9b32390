"""What the whole tool makes of the real files that stand beside the project on some machines, against what is true."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tei_tools.inputs.blob import Blob
from tei_tools.inputs.registry import detect, read_member
from tei_tools.model.nodes import Block, Document, Figure, ItemList, Section
from tei_tools.parse import parse


@pytest.fixture(scope="module")
def files(shared: Path) -> Path:
    folder = shared / "files"
    if not folder.is_dir():
        pytest.skip("needs ../shared/files, which is not here")
    return folder


def rows(files: Path, kind: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (files / "truth_fields.jsonl").read_text("utf-8").splitlines()]
    return [row for row in found if row["file"].startswith(kind)]


@cache
def read(path: Path) -> Document:
    blob = Blob.of_path(path)
    if detect(blob).missing():
        pytest.skip(f"needs {detect(blob).missing()}")
    return parse(read_member(blob, ""))


def bare(text: str) -> str:
    return "".join(text.split())


def words(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def right(row: dict[str, Any], document: Document) -> dict[str, bool]:
    """Which fields of the only article of a file are what the truth says, exactly."""
    (article,) = document.articles
    title = bare(article.title.text) if article.title is not None else ""
    source = bare(article.source.text) if article.source is not None else ""
    authors = {person.name for person in article.authors}
    return {
        "title": title in {bare(row["title"]), *map(bare, row.get("alt_title", []))},
        "date": (article.date.when[:10] if article.date is not None else "") == row["date"][:10],
        "source": bool(row.get("opt_source")) or source in {bare(row["source"]), *map(bare, row.get("alt_source", []))},
        "authors": {*row["authors"]} <= authors <= {*row["authors"], *row.get("opt_authors", [])},
        "kicker": "kicker" not in row or (article.kicker is not None and bare(article.kicker.text) == row["kicker"]),
        "subtitle": "subtitle" not in row or article.subtitle is not None,
    }


def test_facts_of_web_pages(files: Path) -> None:
    counts: Counter[str] = Counter()
    pages = rows(files, "html")
    for row in pages:
        counts.update(name for name, holds in right(row, read(files / row["file"])).items() if holds)
    least = {"title": 0.95, "date": 0.97, "source": 0.88, "authors": 0.85, "kicker": 1.0, "subtitle": 1.0}
    assert {name: counts[name] / len(pages) for name in least if counts[name] < least[name] * len(pages)} == {}


def heads_of(blocks: Sequence[Block], depth: int = 1) -> Iterator[tuple[int, str, bool]]:
    for block in blocks:
        if isinstance(block, Section):
            yield depth, words(block.head.text), block.run_in
            yield from heads_of(block.blocks, depth + 1)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from heads_of(item.blocks, depth)


def captions_of(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield from captions_of(block.blocks)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from captions_of(item.blocks)
        elif isinstance(block, Figure) and block.caption is not None:
            yield words(block.caption.text)


def outlines(files: Path, kind: str) -> Iterator[tuple[list[tuple[str, str]], list[Block]]]:
    """For each file of a kind the rows of its outline as a person wrote them, and its blocks as they were read."""
    for row in rows(files, kind):
        path = files / "outline" / (row["file"].rpartition(".")[0].replace("/", "_", 1) + ".txt")
        if path.exists():
            lines = [line.split("\t", 1) for line in path.read_text("utf-8").splitlines() if "\t" in line]
            document = read(files / row["file"])
            yield [(key, text) for key, text in lines], [b for article in document.articles for b in article.blocks]


def is_head(true: str, found: str) -> bool:
    """Whether two heads are the same, but for a number in front that one of them lacks."""
    longer, shorter = (true, found) if len(true) > len(found) else (found, true)
    number = longer.removesuffix(shorter) if longer.endswith(shorter) else "-"
    return (len(shorter) > 1 and re.fullmatch(r"[\d第章节一二三四五六七八九十]*", number) is not None) or true == found


def harmonic(pairs: Iterator[tuple[list[Any], list[Any], int]]) -> float:
    true = found = both = 0
    for one, two, right in pairs:
        true, found, both = true + len(one), found + len(two), both + right
    return 2 * both / (true + found)


def compared(files: Path, kind: str, level: bool) -> Iterator[tuple[list[Any], list[Any], int]]:
    for lines, blocks in outlines(files, kind):
        true = [(int(key[1]), words(text)) for key, text in lines if re.fullmatch(r"H\d", key)]
        run_in = [words(text) for key, text in lines if key.startswith("SEC")]
        found = [
            (depth, text)
            for depth, text, inside in heads_of(blocks)
            if not (inside and any(text.startswith(mark) for mark in run_in))
        ]
        left, both = list(found), 0
        for depth, text in true:
            same = next((one for one in left if is_head(text, one[1]) and (not level or one[0] == depth)), None)
            if same is not None:
                left.remove(same)
                both += 1
        yield true, found, both


@pytest.mark.parametrize(
    ("kind", "level", "least"),
    [("html", False, 0.85), ("docx", False, 0.85), ("docx", True, 0.84), ("html", True, 0.84), ("ofd", True, 0.875)],
)
def test_heads(kind: str, level: bool, least: float, files: Path) -> None:
    assert harmonic(compared(files, kind, level)) >= least


def test_captions_of_web_pages(files: Path) -> None:
    pairs = []
    for lines, blocks in outlines(files, "html"):
        true, found = [words(text) for key, text in lines if key == "CAPTION"], list(captions_of(blocks))
        pairs.append((true, found, sum((Counter(true) & Counter(found)).values())))
    assert harmonic(iter(pairs)) >= 0.89
