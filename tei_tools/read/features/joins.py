"""Whether a line goes on with what the line above ends with: a word, a number, a Latin word cut by the end of the line.

Where lines were wrapped, a word that the break parted comes again whole in other lines of the page, or is a common one.
A new paragraph, a heading, an entry begins with a character that hardly ever follows the last one above.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache
from importlib import resources

from ...recognize.page import Page
from ...text.character_pairs import pairs_of
from . import Group

_UNITS = frozenset("年月日时分秒元角个人名万亿%％度米吨亩户家次岁届期号条项")
"""What follows a number inside a phrase."""


def join_evidence(page: Page, kinds: Sequence[str], body: Set[int], part: range, out: list[list[Group]]) -> None:
    """Add to some units of a page how the last character above and the first of theirs go together.

    ``body`` are the pairs of characters in the running text of the page.
    """
    units = page.units
    for index, names in zip(part, out, strict=True):
        if not index:
            continue
        first, gap = units[index].text[:1], min(units[index].gap, 2)
        last = units[index - 1].text[-1:]
        if _is_han(first):
            if _is_han(last):
                names += _together(*_how_often(last + first, body), kinds[index], gap)
            elif last.isdigit() and first in _UNITS:
                names.append(f"join=U{gap}")
        elif first.isdigit() and last.isdigit():
            names.append(f"join=N{gap}")
        elif first.isascii() and first.isalpha() and last.isascii() and last.isalpha():
            names.append(f"join={'a' if first.islower() else 'A'}{gap}")


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _how_often(pair: str, body: Set[int]) -> tuple[int, int]:
    """How common a pair of characters is, and whether the page has it elsewhere."""
    return common_pairs().get(pair, 0), int(pairs_of(pair) <= body)


@cache
def _together(common: int, seen: int, kind: str, gap: int) -> tuple[str, ...]:
    return f"join={common}{seen}", f"joing={common}{seen}{gap}", f"joink={int(common + seen > 0)}{kind}"


@cache
def common_pairs() -> dict[str, int]:
    """The pairs of characters that many texts have, 2 for the most common ones and 1 for others."""
    text = resources.files("tei_tools.read").joinpath("data", "pairs.tsv").read_text(encoding="utf-8")
    rows = [row.partition("\t")[2] for row in text.splitlines() if not row.startswith("#")]
    return {row[at : at + 2]: len(rows) - level for level, row in enumerate(rows) for at in range(0, len(row), 2)}
