"""The list of many documents: searched, and sorted by how sure their readings are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from ..model.facts import supplied_title
from ..model.visit import walk_blocks
from .markup import data_block, element, shown
from .page import View, asset, document_html, style
from .words import LANGUAGES, Language, words_of

_CHANCE = {"high": 0.98, "medium": 0.85, "low": 0.5}
"""What stands for the sureness of a block in a record, which has words only."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the list.

    ``doubtful`` counts lines (blocks where only a record is at hand) that are not sure; ``sureness`` is the mean over
    all of them, ``least`` the smallest. ``href`` leads to the page.
    """

    name: str
    title: str
    href: str
    characters: int
    articles: int
    doubtful: int
    sureness: float
    least: float
    remarks: int


def row_of(view: View, href: str) -> Row:
    """The row of a document whose page is at ``href``, a path relative to the list, not yet quoted."""
    document = view.document
    if view.explanation is not None:
        sure = [unit.sureness for unit in view.explanation.units]
        doubtful = sum(unit.confidence != "high" for unit in view.explanation.units)
    else:
        words = [block.confidence for block in walk_blocks(document)]
        sure = [_CHANCE[word] for word in words]
        doubtful = sum(word != "high" for word in words)
    titles = [a.title.text if a.title is not None else supplied_title(a) for a in document.articles]
    return Row(
        view.name,
        " · ".join(titles[:3]) + (" …" if len(titles) > 3 else ""),
        quote(href),
        len(view.text),
        len(document.articles),
        doubtful,
        sum(sure) / len(sure) if sure else 1.0,
        min(sure, default=1.0),
        sum(remark.severity != "info" for remark in document.diagnostics),
    )


_COLUMNS = ("document", "sure", "doubtful", "least", "remarks", "articles", "characters")


def make_index(title: str, rows: Iterable[Row], language: Language = "en") -> str:
    """The page of a list of documents, the least sure first. The same rows give the same page."""
    words = words_of(language)
    ordered = sorted(rows, key=lambda row: (row.sureness, row.name))
    head = "".join(
        element("th", element("button", shown(words[key]), data_t=key), class_="" if place == 0 else "r", scope="col",
                aria_sort="ascending" if key == "sure" else "none")
        for place, key in enumerate(_COLUMNS)
    )  # fmt: skip
    table = element("table", element("thead", element("tr", head)) + element("tbody", "".join(map(_row, ordered))),
                    class_="docs")  # fmt: skip
    tools = (
        element("input", "", id="search", type="search", placeholder=words["search"], aria_label=words["search"])
        .replace("</input>", "")
        + element("span", "", id="shown", class_="pct", aria_live="polite")
        + element("button", shown(words["language"]), id="lang", data_t="language")
    )  # fmt: skip
    body = (
        element("h1", shown(title))
        + element("div", tools, class_="tools")
        + table
        + data_block("data", {"words": {one: words_of(one) for one in LANGUAGES}})
    )
    return document_html(
        title, language, style() + asset("index.css"), [asset("index.js")], element("body", body, class_="index")
    )


def _row(row: Row) -> str:
    name = element("a", shown(row.title or row.name), href=row.href) + element("small", shown(row.name))
    percent = min(round(row.sureness * 100, 1), 99.9) if row.sureness < 1 else 100
    word = "low" if row.sureness < 0.75 else "medium" if row.sureness < 0.95 else "high"
    meter = element("span", f'<i data-w="{percent}"></i>', class_=f"meter {word}")
    numbers = "".join(
        element("td", f"{number:,}" if not kind else f"{number}{kind}", class_="r", data_v=str(number))
        for number, kind in (
            (row.doubtful, ""), (min(round(row.least * 100), 99), "%"), (row.remarks, ""), (row.articles, ""),
            (row.characters, ""),
        )
    )  # fmt: skip
    return element(
        "tr", element("td", name) + element("td", f"{meter} {percent:.1f}%", class_="r", data_v=str(percent)) + numbers
    )
