"""The facts of an article from its lines: cases as data, and laws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tei_tools.model.nodes import Text
from tei_tools.parse import parse
from tei_tools.read.facts import ArticleFacts, FactLine, collect
from tei_tools.text.script import TRADITIONAL_ONLY, convert
from tei_tools.text.source import Span

BODY = "　　石桥镇近日开展春季河道清淤行动，组织党员干部和群众三百余人参加，清理河道十二公里，群众都很赞成。"
DATA = Path(__file__).parent / "data"
TABLES = {
    name: [row for row in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if row and row[0] != "#"]
    for name in ("article_facts", "facts_lines")
}
PARAGRAPHS = (
    "　　青禾县石桥镇三月四日上午召开动员大会，安排春季河道清淤工作，镇党委书记主持会议并讲话，各村负责人参加。",
    "　　清淤行动为期十天，全镇组织党员干部和群众三百余人参加，清理河道十二公里，打捞水草和垃圾四十多吨。",
    "　　“河水清了，大家心里也亮堂了。”村民老周说。镇里还将建立长效管护机制，让河道长年保持干净。",
)


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


@pytest.mark.parametrize(
    ("head", "source"),
    [("日期：2013/08/30　單位：學務處", "學務處"), ("單位：學務處", ""), ("单位：学务处 2013-08-30", "")],
)
def test_a_unit_beside_a_date_has_published_where_the_page_is_in_traditional_script(head: str, source: str) -> None:
    body = convert(BODY, "hant") if "單" in head else BODY
    title = "title 青禾縣石橋鎮開展春季河道清淤行動" if "單" in head else "title 青禾县石桥镇开展春季河道清淤行动"
    assert shown(collect(lines_of(f"{title} ⏎ meta {head} ⏎ p {body.strip()}"), 1)[0])[1] == source


@pytest.mark.parametrize("row", [row for rows in TABLES.values() for row in rows])
def test_facts(row: str) -> None:
    spelled, *expected = row.split("\t")
    assert len(expected) == 5
    assert shown(collect(lines_of(spelled), 1)[0]) == expected


@pytest.mark.parametrize(("rule", "shared"), [("---", True), ("页首", False)])
def test_authors_in_front_matter_are_those_of_all_articles(rule: str, shared: bool) -> None:
    """Also where a paragraph between it and the first headline makes an article without one."""
    spelled = [
        ("noise", rule, None), ("meta", "author: 陶远舟", 0), ("noise", rule, None), ("p", BODY.strip(), 0),
        *[(label, text, article) for article in (1, 2) for label, text in (("title", "修路惠民"), ("p", BODY.strip()))],
    ]  # fmt: skip
    lines, at = [], 0
    for label, text, article in spelled:
        lines.append(FactLine(label, Text(text, (Span(at, at + len(text)),)), article))
        at += len(text) + 1
    found = [[person.name for person in facts.authors] for facts in collect(lines, 3)]
    assert found == [["陶远舟"]] * 3 if shared else found == [["陶远舟"], [], []]


@pytest.mark.parametrize(
    ("masthead", "date"),
    [
        ("青禾通讯·09月 / 第四期 / 2019", "2019-09"),
        ("青禾通訊 2019年第4期（9月）", "2019-09"),
        ("总第12期 2019年9月", "2019-09"),
        ("本期共有第四期学员九月结业", None),
    ],
)
def test_the_month_of_an_issue_is_that_of_all_its_articles(masthead: str, date: str | None) -> None:
    spelled = [
        ("noise", masthead, None),
        *[(label, text, article) for article in (0, 1) for label, text in (("title", "修路惠民"), ("p", BODY.strip()))],
    ]  # fmt: skip
    lines, at = [], 0
    for label, text, article in spelled:
        lines.append(FactLine(label, Text(text, (Span(at, at + len(text)),)), article))
        at += len(text) + 1
    found = [facts.date for facts in collect(lines, 2)]
    assert [one and one.when for one in found] == [date, date]


@pytest.mark.parametrize(
    ("spelled", "sources"),
    [
        ("o t p|o t p|o t p", ["青禾晚报", "河湖新闻网", "雾溪日报"]),  # above each headline
        ("t p o|t p o|t p o", ["青禾晚报", "河湖新闻网", "雾溪日报"]),  # behind each text
        ("o t p|o t p|t p|t p", [""] * 4),  # too few to be more than furniture
        ("o t p|o t p|o t p|t p|t p|t p|t p", [""] * 7),  # most have none
        ("o t p|o t p", ["", ""]),
    ],
)
def test_outlets_in_the_same_place_of_each_article(spelled: str, sources: list[str]) -> None:
    outlets = iter(("青禾晚报", "河湖新闻网", "雾溪日报"))
    lines, at = [], 0
    for article, story in enumerate(spelled.split("|")):
        for kind in story.split():
            label = {"o": "noise", "t": "title", "p": "p"}[kind]
            text = {"o": next(outlets, "") if kind == "o" else "", "t": "修路惠民", "p": BODY.strip()}[kind]
            lines.append(FactLine(label, Text(text, (Span(at, at + len(text)),)), None if kind == "o" else article))
            at += len(text) + 1
    found = collect(lines, spelled.count("|") + 1)
    assert [facts.source.text if facts.source else "" for facts in found] == sources


_BELOW = re.compile("编辑|编審|编审|责编|責編|編輯|审|校|供稿|系青禾|单位|（作者|来源")


def as_text(spelled: str) -> str:
    """The lines of a case where they would stand in a news text."""
    given = [entry.partition(" ")[::2] for entry in spelled.split(" ⏎ ")]
    of = {label: [text.strip() for name, text in given if name == label] for label, _ in given}
    traditional = not TRADITIONAL_ONLY.isdisjoint(spelled)
    body = [convert(text, "hant") if traditional else text for text in PARAGRAPHS]
    title = "青禾县石桥镇开展春季河道清淤行动"
    own = ["　　" + text for text in of.get("p", []) if not text.startswith("青禾縣石橋鎮")]
    ending = bool(own) and own[0].endswith(("）", ")"))
    credits = of.get("byline", [])
    below = bool(_BELOW.search(" ".join(credits)))
    lines = [convert(title, "hant") if traditional else title, *of.get("meta", []), *([] if below else credits)]
    lines += (
        body[:2] + of.get("caption", []) + body[2:] + own
        if ending
        else own + body[:2] + of.get("caption", []) + body[2:]
    )
    return "\n".join([*lines, *(credits if below else []), *of.get("sign", [])]) + "\n"


def test_facts_of_whole_texts() -> None:
    """The same lines in texts, where the reader has to find out first what they are."""
    wrong = []
    rows = TABLES["facts_lines"]
    for row in rows:
        spelled, *expected = row.split("\t")
        articles = parse(as_text(spelled)).articles
        if len(articles) != 1:
            wrong.append(row)
            continue
        (article,) = articles
        found = ArticleFacts(
            article.date, article.source, None, [*article.authors], [*article.photographers], [*article.editors]
        )
        if shown(found) != expected:
            wrong.append(row)
    assert len(wrong) <= 0.08 * len(rows), "\n".join(wrong)
