"""Invented articles in many layouts of web pages: what is read must not hang on how a site lays its pages out."""

from __future__ import annotations

import html
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tei_tools.model.nodes import Document
from tei_tools.parse import parse
from tests.unit.input_files import read_one
from tests.unit.test_files_shared import bare, captions_of, heads_of, words

DATA = Path(__file__).parent / "data" / "layouts"
ARTICLES: list[dict[str, Any]] = [json.loads(row) for row in (DATA / "articles.jsonl").read_text("utf-8").splitlines()]
LAYOUTS = sorted(path.stem for path in DATA.glob("*.html"))
PAIRS = [(layout, place) for layout in LAYOUTS for place in range(len(ARTICLES))]


@cache
def layout_of(name: str) -> tuple[dict[str, str], str]:
    """How the blocks of a layout are spelled, and the page around them."""
    first, _, page = (DATA / f"{name}.html").read_text("utf-8").partition("\n")
    return json.loads(first.removeprefix("<!-- ").removesuffix(" -->")), page


@cache
def read(name: str, place: int) -> tuple[str, Document]:
    """An article in a layout: its text as extracted and what was read of it."""
    blocks, page = layout_of(name)
    article = ARTICLES[place]
    body = "\n".join(
        blocks["h" if kind == "h2" else kind].format(html.escape(text, quote=False)) for kind, text in article["body"]
    )
    values = {name: article[name] for name in ("title", "source", "author", "editor")}
    values |= dict(zip(("year", "month", "day"), article["date"].split("-"), strict=True))
    values |= dict(zip(("hour", "minute"), article["clock"], strict=True), body=body)
    for field, value in values.items():
        page = page.replace("{{" + field + "}}", value)
    source = read_one(page, f"{name}.html")
    return source.text, parse(source)


def wrong(field: str) -> list[tuple[str, str, object]]:
    """The pages on which a field is read otherwise than it is, of those that show it."""
    out: list[tuple[str, str, object]] = []
    for name, place in PAIRS:
        if field in ("source", "author") and "{{" + field + "}}" not in layout_of(name)[1]:
            continue
        article, truth = read(name, place)[1].articles[0], ARTICLES[place]
        found: dict[str, object] = {
            "title": bare(article.title.text) if article.title is not None else "",
            "date": article.date.when[:10] if article.date is not None else "",
            "source": article.source.text if article.source is not None else "",
            "author": "、".join(person.name for person in article.authors),
        }
        if found[field] != (bare(truth[field]) if field == "title" else truth[field]):
            out.append((name, truth["name"], found[field]))
    return out


@pytest.mark.parametrize(("field", "least"), [("title", 0.99), ("date", 0.99), ("source", 0.93), ("author", 0.93)])
def test_facts(field: str, least: float) -> None:
    found = wrong(field)
    assert len(found) <= (1 - least) * len(PAIRS), found


def test_every_page_is_one_article_with_all_its_text() -> None:
    for name, place in PAIRS:
        text, document = read(name, place)
        assert len(document.articles) == 1, (name, ARTICLES[place]["name"])
        gone = [span for entry in document.discarded for span in entry.spans]
        for _, words_ in ARTICLES[place]["body"]:
            low = text.index(words_)
            assert [span for span in gone if span.start < low + len(words_) and low < span.end] == [], (name, words_)


@pytest.mark.parametrize("kind", ["head", "caption"])
def test_heads_and_captions(kind: str) -> None:
    both = true = found = 0
    for name, place in PAIRS:
        blocks = read(name, place)[1].articles[0].blocks
        want = [
            words(text)
            for what, text in ARTICLES[place]["body"]
            if (what in ("h", "h2")) is (kind == "head") and what != "p"
        ]
        made = (
            [text for _, text, run_in in heads_of(blocks) if not run_in]
            if kind == "head"
            else list(captions_of(blocks))
        )
        both += sum((Counter(want) & Counter(made)).values())
        true, found = true + len(want), found + len(made)
    assert 2 * both / (true + found) >= 0.95
