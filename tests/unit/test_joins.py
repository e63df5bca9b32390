"""Whether a line goes on with what the line above ends with, and what stands behind the last sentence of a line."""

from __future__ import annotations

import pytest

from tei_tools.read.evidence import page_evidence
from tei_tools.read.features.joins import common_pairs
from tei_tools.read.reading import propose
from tei_tools.recognize.page import read_page
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines


def told(text: str, *families: str) -> list[str]:
    """What the last line of a text has of some families of evidence."""
    page = read_page(cut_lines(text, read_lines(text)))
    names = page_evidence(page, propose(page, all_rules()))[-1]
    return [name for name in names if name.partition("=")[0] in families]


WRAPPED = "青禾县今年沿河修了三条路，架了两座桥，群\n众赶集不用绕路，都说这件事办得好，办得早"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (WRAPPED, ["join=20"]),
        ("雾溪乡的茶园里到处是说笑声，今年雾溪\n溪茶比去年多收了两成，雾溪的茶农们都说是雨水好", ["join=00"]),
        (
            "雾蔻长在山上，今年山里雨水多，雾蔻比去年多收了两成，价钱也好，收雾蔻的人从省城一直排到了山脚下，都说雾\n蔻比去年好",
            ["join=01"],
        ),
        ("全县共有耕地1\n2万亩", ["join=N0"]),
        ("全县共有耕地12\n万亩", ["join=U0"]),
        ("全县共有耕地12\n\n万亩", ["join=U1"]),
        ("the county of Qing\nhe has a river", ["join=a0"]),
        ("青禾县修路。\n群众都说好", []),
        ("群众都说好", []),
    ],
)
def test_how_two_lines_go_together(text: str, names: list[str]) -> None:
    assert told(text, "join") == names


def test_pairs_are_of_two_levels() -> None:
    pairs = common_pairs()
    assert {*pairs.values()} == {1, 2} and len(pairs) > 10_000
    assert all(len(pair) == 2 for pair in pairs)
    assert pairs["我们"] == 2 and "蔻雾" not in pairs


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("龙舟在江面上竞渡。青禾晚报", ["tail=outlet"]),
        ("龙舟在江面上竞渡。陶远舟", ["tail=person"]),
        ("龙舟在江面上竞渡。组委会提供", ["tail=words"]),
        ("龙舟在江面上竞渡。", []),
        ("龙舟在江面上竞渡。青禾晚报记者陶远舟在江边采访时看到了这一幕", []),
        ("龙舟在江面上竞渡，青禾晚报", []),
        (
            "龙舟在江面上竞渡，两岸站满了从各村赶来的群众，锣鼓声、喝彩声响成一片，传出去几里路远。青禾晚报",
            ["tail=outlet"],
        ),
    ],
)
def test_what_stands_behind_the_last_sentence(line: str, kind: list[str]) -> None:
    assert told(line, "tail") == kind
