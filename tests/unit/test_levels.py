"""The depths of heads: cases as data, laws, the fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.model.nodes import Section
from tei_tools.model.visit import walk_blocks
from tei_tools.parse import parse
from tei_tools.read.levels import DEEPEST, WIDTH, Head, Known, Outline, depths_of, load, make_of, names_at
from tei_tools.read.levels_fit import Case, choices, completed, fit, minimum, without_holes
from tei_tools.recognize.marks import read_marker
from tei_tools.recognize.rule import Marker
from tei_tools.text.script import plain

BODY = "今年以来,雾溪区把修路作为头等大事,修通村道12公里,群众出行更加方便。"


def read_cases() -> Iterator[tuple[str, Case]]:
    text = (Path(__file__).parent / "data" / "levels.txt").read_text(encoding="utf-8")
    for part in text.split("\n== ")[1:]:
        name, *lines = part.strip("\n").split("\n")
        heads: list[Head] = []
        depths = []
        for line in lines:
            words = line.strip()
            if words == "…":
                heads[-1] = replace(heads[-1], body=heads[-1].body + 1)
            elif words:
                above = "start" if not heads else "p" if heads[-1].body else heads[-1].label
                label = "sec" if words[0] == "~" else "head"
                body = 1 if label == "sec" else 0
                bold = words[0] == "*"
                words = words.lstrip("~*")
                heads.append(Head(words, label, read_marker(words), emphasis=bold, body=body, behind=above))
                depths.append(1 + (len(line) - len(line.lstrip())) // 2)
        yield name, Case(heads, depths)


CASES = dict(read_cases())


@pytest.mark.parametrize("name", CASES)
def test_depths(name: str) -> None:
    case = CASES[name]
    assert depths_of(case.heads) == list(case.depths)


@pytest.mark.parametrize(
    ("text", "style", "number", "prefix"),
    [
        ("一、道路", "cn-comma", 1, ()),
        ("# 2.1 道路", "decimal2", 1, (2,)),
        ("**(三)道路**", "cn-paren", 3, ()),
        ("第二编 分则", "volume", 2, ()),
        ("第二章 分则", "chapter", 2, ()),
        ("IV. 道路", "roman", 4, ()),
        ("(ii) 道路", "roman-paren", 2, ()),
        ("B. 道路", "alpha", 2, ()),
        ("㈢道路", "cn-paren", 3, ()),
        ("⒉道路", "ar-dot", 2, ()),
        ("叁、道路", "formal", 3, ()),
        ("附件2: 名单", "annex", 2, ()),
        ("三月份", "month", 3, ()),
        ("1987年", "year", 1987, ()),
        ("2结果", "bare", 2, ()),
        ("2024年道路", "dated", 0, ()),
        ("道路越修越宽", "u", 0, ()),
        ("【道路】", "u【", 0, ()),
        ("联系方式:", "u:", 0, ()),
    ],
)
def test_make(text: str, style: str, number: int, prefix: tuple[int, ...]) -> None:
    folded = plain(text)
    make = make_of(Head(folded, marker=read_marker(folded)))
    assert (make.style, make.number, make.prefix) == (style, number, prefix)


def test_a_lost_mark_stands_where_its_number_stood() -> None:
    lost = Head("茶园", marker=Marker("cn-comma", 2, 0))
    assert depths_of([Head("一、道路"), lost, Head("三、蜂场")]) == [1, 1, 1]


WORDS = st.sampled_from(
    ["一、路", "二、路", "(一)路", "(二)路", "1.路", "2.路", "①路", "# 路", "## 路", "路", "茶园:", "【茶】",
     "第一章 路", "第一条 路", "1.1 路", "附件1", "IV. 路", "2024年", "·", "#", "**", "—", "第",
     "零", "(ix) 路", ""]
)  # fmt: skip
HEADS = st.builds(
    lambda words, label, gap, indent, bold, body, depth: Head(
        words, label, read_marker(words), gap, indent, bold, False, body, "。", "p", False, depth
    ),
    WORDS, st.sampled_from(["head", "sec"]), st.integers(0, 2), st.integers(0, 4), st.booleans(), st.integers(0, 3),
    st.integers(0, 4),
)  # fmt: skip


@given(st.lists(HEADS, max_size=12))
def test_depths_leave_no_holes(heads: list[Head]) -> None:
    depths = depths_of(heads)
    assert depths == without_holes(depths)
    assert len(depths) == len(heads)
    assert all(1 <= depth <= DEEPEST for depth in depths)
    assert depths == depths_of(heads)


def test_the_beam_tells_what_the_evidence_tells() -> None:
    """With one path kept the depths are those of the best place each time, summed from the names."""
    weights = load()
    for case in CASES.values():
        outline = Outline(case.heads)
        stack: tuple[int, ...] = ()
        known = Known()
        greedy = []
        for at in range(len(case.heads)):
            sums = [
                sum(weights.get(name, 0.0) for name in names_at(outline, at, stack, known, place))
                for place in range(len(stack) + 1)
            ]
            place = max(range(len(sums)), key=lambda number: (sums[number], -number))
            known = known.with_head(outline.keys[at], place + 1, outline.keys[stack[place - 1]] if place else "")
            stack = (*stack[:place], at)
            greedy.append(place + 1)
        assert depths_of(case.heads, weights, width=1) == greedy


def test_the_work_grows_with_the_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many heads: each is judged at most once for each place of each path kept."""
    asked = 0
    whole = Outline.around

    def counted(outline: Outline, at: int, stack: tuple[int, ...], place: int) -> list[str]:
        nonlocal asked
        asked += 1
        return whole(outline, at, stack, place)

    monkeypatch.setattr(Outline, "around", counted)
    heads = [Head(f"{'一二三四五'[n % 5]}、路" if n % 3 else f"({'一二三'[n % 3]})路", body=n % 2) for n in range(300)]
    depths_of(heads)
    assert asked <= len(heads) * WIDTH * (DEEPEST + 1)


def test_fit_learns_from_cases() -> None:
    """Cases of one make against the prior: titles in brackets are peers of 一、."""
    cases = [Case([Head("一、路", body=1), Head("【茶】", body=1), Head("二、路", body=1)], [1, 1, 1])] * 20
    weights = fit(cases)
    assert weights == fit(cases)
    assert depths_of(cases[0].heads, weights) == [1, 1, 1]
    against = [Case(case.heads, [1, 2, 1]) for case in cases]
    assert depths_of(cases[0].heads, fit(against)) == [1, 2, 1]


def test_what_readers_take_for_heads_is_no_choice_and_teaches_to_do_beside_it() -> None:
    false = Case([Head("一、路"), Head("县图"), Head("(一)村道"), Head("二、路")], [1, 0, 2, 1])
    assert [choice.right for choice in choices(completed(false, {}))] == [0, 1, 0]
    right = [Case([Head("一、路", body=1), Head("茶", body=1), Head("(一)茶园", body=1)], [1, 2, 3])] * 20
    read = Case([Head("一、路", body=1), Head("茶", body=1), Head("(一)茶园", body=1), Head("二、路")], [1, 0, 2, 1])
    assert depths_of(read.heads, fit(right))[2] == 3
    assert depths_of(read.heads, fit(right, [read] * 200))[2:] == [2, 1]


def test_choices_follow_the_labels() -> None:
    found = list(choices(Case([Head("一、路"), Head("(一)路"), Head("二、路")], [1, 3, 1])))
    assert [(choice.right, len(choice.places)) for choice in found] == [(0, 1), (1, 2), (0, 3)]


def test_minimum_of_a_valley() -> None:
    def valley(x: list[float]) -> tuple[float, list[float]]:
        return (x[0] - 1) ** 2 + 50 * (x[1] + 2) ** 2, [2 * (x[0] - 1), 100 * (x[1] + 2)]

    assert [round(x, 4) for x in minimum(valley, [9.0, 9.0], 60)] == [1.0, -2.0]


@pytest.mark.parametrize(
    ("lines", "levels"),
    [
        (
            [
                "1.道路建设", BODY, "一、村道建设", BODY, "二、县道建设", BODY,
                "2.茶园建设", BODY, "一、茶山采摘", BODY, "二、茶叶销售", BODY,
            ],
            [1, 2, 2, 1, 2, 2],
        ),
        (["一、道路建设", BODY, "(一)村道建设", BODY, "(二)县道建设", BODY, "二、茶园建设", BODY], [1, 2, 2, 1]),
    ],
)  # fmt: skip
def test_sections_nest(lines: list[str], levels: list[int]) -> None:
    document = parse("\n".join(["雾溪区2022年工作总结", "", BODY, *lines]))
    found = [
        block.level for article in document.articles for block in walk_blocks(article) if isinstance(block, Section)
    ]
    assert found == levels
