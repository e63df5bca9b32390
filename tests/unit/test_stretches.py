"""What the stretch of a page around a unit is made of."""

from __future__ import annotations

import pytest

from tei_tools.read.evidence import page_evidence
from tei_tools.read.features.stretches import _CELL, _TABLE_NAME
from tei_tools.read.reading import propose
from tei_tools.recognize.page import read_page
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

PROSE = "青禾县今年修了三条路，架了两座桥，沿河的村子都通了车，群众都说方便，赶集不用再绕路。"


def evidence_of(text: str) -> list[set[str]]:
    page = read_page(cut_lines(text, read_lines(text)))
    return [{*names} for names in page_evidence(page, propose(page, all_rules()))]


@pytest.mark.parametrize(
    "cell",
    ["1,234.5", "-3.2%", "2019 年", "12:30—14:00", "序号", "合 计", "同比增减", "男", "——",
     "修路 1,234 5,678", "营业收入  12,345.6  -3.2%", "青禾县 — 12"],
)  # fmt: skip
def test_cells_and_rows_of_tables(cell: str) -> None:
    assert _CELL.fullmatch(cell)


@pytest.mark.parametrize(
    "words", ["石桥镇修路三条", "年月日", "修路 12 条", "今年修路 12 条,架桥 3 座。", "(一)", "——青禾县"]
)
def test_words_are_no_cells(words: str) -> None:
    assert not _CELL.fullmatch(words)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("表1 各镇修路情况", True), ("表 2-1 各镇架桥数", True), ("续表一", True), ("2019年收支预算表(草案)", True),
        ("(单位:万元)", True), ("单位:千人", True), ("表3是各镇的情况。", False), ("表明了态度", False),
        ("单位:青禾县水利局", False), ("代表大会", False), ("表2月开工", False),
    ],
)  # fmt: skip
def test_the_name_of_a_table(line: str, named: bool) -> None:
    assert (_TABLE_NAME.match(line) is not None) == named


def test_a_line_among_cells_says_so() -> None:
    found = evidence_of(f"{PROSE}\n表1 各镇修路情况\n镇名\n条数\n石桥镇\n3\n柳湾镇\n12\n雾溪镇\n7\n合计\n22\n")
    told = [sorted(name for name in names if name.startswith(("tn", "table-name", "wtk"))) for names in found]
    assert not any(name.startswith("tn") for name in told[0])
    assert "table-name" in told[1]
    assert {name.partition("=")[0] for name in told[4]} == {"tn", "tnp", "wtk"}
    assert [name for name in told[4] if name.startswith("tnp")] == ["tnp=300"]  # no running text between, and no cell
    assert [name for name in told[5] if name.startswith("tnp")] == ["tnp=401"]


def test_rows_have_as_many_fields_as_the_rows_beside() -> None:
    rows = evidence_of("镇名 条数 座数\n石桥镇 3 2\n柳湾镇 12 1\n雾溪镇 7 5\n" + PROSE + "\n")
    assert {name for name in rows[1] if name.startswith("co")} >= {"co=33", "cos=33"}
    assert not {name for name in rows[4] if name.startswith("co=")}


def test_without_a_cell_nothing_is_told_of_tables() -> None:
    for names in evidence_of(f"{PROSE}\n{PROSE}\n"):
        assert not any(name.startswith(("wt4", "wt12", "wtk", "tn")) for name in names)
        assert {name[:4] for name in names if name.startswith(("ws40", "wp40"))} == {"ws40", "wp40"}
