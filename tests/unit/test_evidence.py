"""Evidence named once and weighed in two ways: by all names, and by what units say themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.read.evidence import own_evidence, own_in_parts, page_evidence
from tei_tools.read.features.neighbors import neighbor_evidence, sides_of
from tei_tools.read.features.words import _PATTERNS, _TAIL, _found, _found_behind
from tei_tools.read.model import Model, load_model, model_from
from tei_tools.read.reading import propose
from tei_tools.recognize.page import Page, read_page
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").rglob("*.txt"))


def page_of(text: str) -> Page:
    return read_page(cut_lines(text, read_lines(text)))


def assert_same_marginals(page: Page, model: Model) -> None:
    proposals = propose(page, all_rules())
    by_names = model.marginals(page_evidence(page, proposals))
    own, kinds = own_evidence(page, proposals)
    by_units = model.page_marginals([own], kinds)
    assert by_units == model.page_marginals(*own_in_parts(page, proposals))
    assert [*map(dict.keys, map(dict, by_units))] == [*map(dict.keys, map(dict, by_names))]
    for one, other in zip(by_units, by_names, strict=True):
        assert dict(one) == pytest.approx(dict(other), abs=1e-12)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_neighbors_see_weighs_the_same_where_it_stands(path: Path) -> None:
    assert_same_marginals(page_of(path.read_text(encoding="utf-8", errors="replace")), load_model())


@given(
    st.lists(
        st.sampled_from(["一、修路", "首页", "雾溪大桥今日通车,群众说好。", "(记者 岳青川)", "来源:青禾日报"]),
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_pages_of_few_units_too(lines: list[str]) -> None:
    assert_same_marginals(page_of("\n".join(lines)), load_model())


def test_what_is_weighed_only_in_neighbors() -> None:
    """A name may have weights only where a neighbor sees it; what neighbors do not see counts nowhere."""
    weights = {"+1x=url": {"p": 1.0}, "-2R=p": {"title": 2.0}, "-1hc=1": {"p": 5.0}, "z=c": {"title": 0.5}}
    model = model_from({"tags": ["p", "title"], "weights": weights, "transitions": {"p>title": 0.5}})
    assert_same_marginals(page_of("雾溪大桥\nwww.example.org\n今年以来,雾溪区修通村道12公里,群众出行方便。"), model)
    assert model.page_marginals([["a"]], ["k"]) == model.marginals([["a"]]) == [{"p": 0.5, "title": 0.5}]
    assert model.page_marginals([], []) == model.marginals([]) == []


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=lambda path: path.stem)
def test_neighbors_see_what_sides_say(path: Path) -> None:
    page = page_of(path.read_text(encoding="utf-8", errors="replace"))
    own, kinds = own_evidence(page, propose(page, all_rules()))
    around = neighbor_evidence(page, kinds, own)
    for index, names in enumerate(around):
        wanted = set()
        for away, side in ((-1, 0), (1, 1), (-2, 2), (2, 3)):
            if 0 <= index + away < len(own):
                wanted |= {sides[side] for name in own[index + away] if len(sides := sides_of(name)) > side}
        assert {name for name in names if "k=" not in name and "k+=" not in name} == {
            name for name in wanted if "k=" not in name
        }


PIECES = [
    *"敬尊亲各同朋此附编问答网记图摄注说会局]】#<>-*=—.:,!。·|　年月日19 20a",
    "好!", "同志们:", "附件", "参考文献", "关于", "的通知", "举行", "(试行)",
    "Q1", "[1]", "<li>", "公司", "2020-01-02", "title:",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join).map(str.strip).filter(bool))
@settings(max_examples=400, deadline=None)
def test_telling_characters_leave_no_pattern_out(text: str) -> None:
    """What is looked for because of a character is all that a text matches."""
    assert _found(text) == [f"x={name}" for name, _, pattern in _PATTERNS if pattern.search(text)]
    some = [_PATTERNS[place] for place in _TAIL]
    assert _found_behind(text) == [f"xt={name}" for name, _, pattern in some if pattern.search(text)]
