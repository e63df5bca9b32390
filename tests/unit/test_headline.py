"""The headline: which part of a line it is, which lines of an article it is, and how that is learned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.model.walk import check_accounts
from tei_tools.parse import parse
from tei_tools.read.headline import Decision, decide, learned, score
from tei_tools.read.headline_evidence import is_barred
from tei_tools.read.headline_training import Case, cases_of, fit
from tei_tools.read.headline_words import column_names, own_words
from tei_tools.recognize.page import Page, read_page
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

DATA = Path(__file__).parent / "data"
BODY = "青禾县石桥镇近日组织党员下河清淤,行动历时五天,惠及沿线六个村,村民都说河水又清了。"


def words_cases() -> list[tuple[str, str, list[str]]]:
    rows = []
    for line in (DATA / "headline_words.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 3 and not cells[0].startswith("# a line"):
            rows.append((cells[0], cells[1], cells[2].split()))
    return rows


@pytest.mark.parametrize(("line", "own", "reasons"), words_cases(), ids=lambda value: str(value)[:40])
def test_own_words(line: str, own: str, reasons: list[str]) -> None:
    cuts = own_words(line, frozenset({"动态"}).__contains__)
    left = [char for place, char in enumerate(line) if not any(cut.start <= place < cut.end for cut in cuts)]
    assert "".join(left).strip() == own
    assert [cut.reason for cut in cuts] == reasons


@given(st.text(alphabet="甲乙网报社-_|*#[]()'\",:：。 title标题12/.《》", max_size=80))
def test_cuts_are_in_order_and_leave_words(text: str) -> None:
    cuts = own_words(text, lambda words: len(words) == 2)
    edges = [edge for cut in cuts for edge in (cut.start, cut.end)]
    assert edges == sorted(edges) and all(cut.start < cut.end for cut in cuts)
    assert not cuts or (edges[0] >= 0 and edges[-1] <= len(text))
    kept = "".join(char for place, char in enumerate(text) if not any(cut.start <= place < cut.end for cut in cuts))
    assert kept == text or re.search(r"\w", kept)


def test_names_of_columns() -> None:
    assert column_names("首页 > 镇街动态 > ") == ("首页", "镇街动态")
    assert column_names("镇街动态") == ("镇街动态",)
    assert column_names("青禾县石桥镇开展春季河道清淤行动") == ("青禾县石桥镇开展春季河道清淤行动",)
    assert column_names("青禾县石桥镇开展春季河道清淤行动的实施方案") == ()


@pytest.mark.parametrize(
    ("line", "title", "gone"),
    [
        ("# 青禾县石桥镇开展春季河道清淤行动", "青禾县石桥镇开展春季河道清淤行动", ["#"]),
        ("标题：青禾县石桥镇开展春季河道清淤行动", "青禾县石桥镇开展春季河道清淤行动", ["标题："]),
        ("青禾县石桥镇开展春季河道清淤行动_青禾新闻网", "青禾县石桥镇开展春季河道清淤行动", ["_青禾新闻网"]),
    ],
)
def test_every_character_of_the_line_is_accounted_for(line: str, title: str, gone: list[str]) -> None:
    text = f"{line}\n来源：青禾日报 2023-09-19 10:20\n　　{BODY}\n　　{BODY}"
    document = parse(text)
    found = document.articles[0].title
    assert found is not None and found.text == title
    assert check_accounts(document, text) == []
    assert [entry.text for entry in document.discarded if entry.text in line] == gone


# --- the choice ---


def page_of(text: str) -> Page:
    return read_page(cut_lines(text, read_lines(text, ())))


def pages() -> Iterator[tuple[str, Page, list[str], list[str], list[dict[str, float]]]]:
    blocks = re.split(r"\n{2,}", (DATA / "headline_pages.txt").read_text(encoding="utf-8").strip())
    for block in blocks[1:]:
        name, *lines = block.split("\n")
        rows = [line.split(" ", 3) for line in lines]
        marginals = []
        for label, _, chance, _ in rows:
            title = int(chance) / 100
            other = "noise" if label in ("title", "noise") else label
            marginals.append({"title": title, other: 1 - title})
        page = page_of("\n".join(row[3] for row in rows))
        assert len(page.units) == len(rows), name
        yield name, page, [row[0] for row in rows], [row[1] for row in rows], marginals


@pytest.mark.parametrize(
    ("name", "page", "labels", "right", "marginals"), list(pages()), ids=lambda value: str(value)[:50]
)
def test_headline_of_a_page(
    name: str, page: Page, labels: list[str], right: list[str], marginals: list[dict[str, float]]
) -> None:
    decision = decide(page, marginals, labels)
    found = [index for index, label in enumerate(decision.labels) if label in ("title", "subtitle")]
    assert found == [index for index, label in enumerate(right) if label in ("title", "subtitle")], name
    changed = {index for index, label in enumerate(labels) if decision.labels[index] != label}
    assert changed <= set(decision.leads)
    assert decide(page, marginals, labels) == decision


@pytest.mark.parametrize(
    ("headline", "head", "between", "label"),
    [
        ("青禾县河道管理条例", "青禾县河道管理条例", (), "noise"),
        ("青禾县河道管理条例", "青禾县河道管理条例", (("p", BODY), ("sign", "2023年9月19日")), "noise"),
        ("青禾县河道管理条例", "青禾县河道管理条例", (("p", BODY),), "head"),
        ("青禾县河道管理条例", "青禾县河道管理条例", (("p", BODY), ("note", "附件")), "head"),
        ("青禾县河道管理条例", "河道管理条例", (), "head"),
        ("河长谈", "河长谈", (), "head"),
    ],
)
def test_a_head_that_says_what_the_headline_says_and_follows_no_text_is_a_copy_of_it(
    headline: str, head: str, between: tuple[tuple[str, str], ...], label: str
) -> None:
    shown = [("title", headline), ("meta", "发布时间：2023-09-19"), *between, ("head", head), ("p", BODY)]
    page = page_of("\n".join(text for _, text in shown))
    marginals = [{name: 0.9, "noise": 0.1} for name, _ in shown]
    decision = decide(page, marginals, [name for name, _ in shown])
    assert decision.labels[0] == "title" and decision.labels[-2:] == (label, "p")
    assert (len(shown) - 2 in decision.leads) == (label == "noise")


@pytest.mark.parametrize(
    ("above", "chances", "label"),
    [
        ("一渠活水润万家", {"title": 0.2, "kicker": 0.15, "noise": 0.65}, "kicker"),
        ("一渠活水润万家", {"title": 0.5, "noise": 0.5}, "kicker"),
        ("一渠活水润万家", {"title": 0.2, "kicker": 0.05, "noise": 0.75}, "noise"),
        ("青禾县开展河道清淤", {"title": 0.2, "kicker": 0.15, "noise": 0.65}, "noise"),
    ],
)
def test_what_stands_right_above_a_headline_is_its_kicker(above: str, chances: dict[str, float], label: str) -> None:
    """Unless it is a copy of it: likely enough, where a kicker counts more than it is seen among labels."""
    page = page_of("\n".join((above, "青禾县开展河道清淤行动", BODY)))
    marginals = [chances, {"title": 0.97, "noise": 0.03}, {"p": 1.0}]
    assert decide(page, marginals, ["noise", "title", "p"]).labels == (label, "title", "p")


def test_a_key_below_a_headline_is_held_to_be_none_of_it() -> None:
    page = page_of('青禾县开展河道清淤行动\ndescription: "一渠活水润万家,石桥镇六个村"\n' + BODY)
    marginals = [{"title": 0.97, "noise": 0.03}, {"title": 0.6, "noise": 0.4}, {"p": 1.0}]
    decision = decide(page, marginals, ["title", "noise", "p"])
    assert decision.labels == ("title", "noise", "p") and 1 in decision.leads


def test_a_page_of_nothing() -> None:
    assert decide(page_of(""), [], []) == Decision((), {})


# --- learning ---


def test_fit_learns_what_is_right_and_gives_the_same_weights_again() -> None:
    cases = [
        case for _, page, labels, right, marginals in pages() for case in learnable(page, labels, right, marginals)
    ]
    weights = fit(cases)
    assert fit(cases) == weights
    chosen = [max(range(len(case.evidence)), key=lambda k: score(case.evidence[k], weights)) for case in cases]
    assert sum(place == case.right for place, case in zip(chosen, cases, strict=True)) == len(cases)


def learnable(page: Page, labels: list[str], right: list[str], marginals: list[dict[str, float]]) -> list[Case]:
    title = tuple(index for index, label in enumerate(right) if label == "title")
    return (
        cases_of(page, marginals, labels, [title] if title == tuple(range(title[0], title[-1] + 1)) else [])
        if title
        else []
    )


def test_a_strong_prior_makes_small_weights() -> None:
    cases = [Case(({"a": 1.0}, {"b": 1.0}), 0)] * 3
    assert fit(cases, 0.1)["a"] > fit(cases, 10.0)["a"] > 0 > fit(cases, 10.0)["b"]


def test_the_weights_of_the_package_are_sound() -> None:
    weights = learned()
    assert weights["copy-below"] < 0 < weights["shared"]
    assert all(abs(weight) < 10 for weight in weights.values())


@pytest.mark.parametrize(
    ("line", "barred"),
    [
        ("昨日·今日·明日", False),
        ("青禾小学•水资源周", False),
        ("陶远舟 温若溪", True),
        ("ring-buffer: 提供循环缓冲区和字符串转换的库", False),
        ("description: 石桥镇今年修通村道十二公里", True),
        ('"abstract": "石桥镇今年修通村道十二公里"', True),
        ("layout: post", True),
    ],
)
def test_what_is_never_a_line_of_a_headline(line: str, barred: bool) -> None:
    assert is_barred(line) is barred
