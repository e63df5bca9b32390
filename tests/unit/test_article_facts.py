"""The facts of an article from its lines: cases as data, and laws."""

from __future__ import annotations

from pathlib import Path

import pytest

from tei_tools.model.nodes import Text
from tei_tools.read.facts import ArticleFacts, FactLine, collect
from tei_tools.text.source import Span

BODY = "　　石桥镇近日开展春季河道清淤行动，组织党员干部和群众三百余人参加，清理河道十二公里，群众都很赞成。"
DATA = Path(__file__).parent / "data" / "article_facts.tsv"
ROWS = [row for row in DATA.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]


def lines_of(spelled: str) -> list[FactLine]:
    """The lines of a case, with a headline in front and a paragraph behind the head matter."""
    given = [entry.partition(" ")[::2] for entry in spelled.split(" ⏎ ")]
    if not any(label == "title" for label, _ in given):
        given.insert(0, ("title", "青禾县石桥镇开展春季河道清淤行动"))
    if not any(label == "p" for label, _ in given):
        place = next((k for k, (label, text) in enumerate(given) if label == "sign" or "供稿" in text), len(given))
        given.insert(place, ("p", BODY))
    out = []
    position = 0
    for label, text in given:
        stripped = text.strip()
        out.append(FactLine(label, Text(stripped, (Span(position, position + len(stripped)),)), 0))
        position += len(stripped) + 1
    return out


def shown(facts: ArticleFacts) -> list[str]:
    date = facts.date
    when = "" if date is None else date.when if date.role == "published" else f"{date.when} {date.role}"
    people = (
        "|".join(person.name for person in group) for group in (facts.authors, facts.photographers, facts.editors)
    )
    return [when, facts.source.text if facts.source else "", *people]


@pytest.mark.parametrize("row", ROWS)
def test_facts(row: str) -> None:
    spelled, *expected = row.split("\t")
    assert len(expected) == 5
    assert shown(collect(lines_of(spelled), 1)[0]) == expected
