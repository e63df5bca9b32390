"""What the stretch of a page around a unit is made of: cells and rows of tables, lines that go on, sentences, marks.

A table whose cells became lines, or a page whose lines end anywhere, shows in many lines and hardly in one of them. Widths
of stretches, and what is told of them, were chosen by cross-validation by source.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from ...recognize.page import Page
from . import Group

_VALUES = r"\d.,%±+()/年月日:—~\s-"
_CELL = re.compile(
    # a value, or a word that heads a column or a row
    rf"(?=\D{{0,40}}\d)[{_VALUES}]+|[-—–/]{{1,3}}|男|女|是|否|有|无|合格|优秀|√|×"
    r"|序\s?号|姓\s?名|性\s?别|单\s?位|职\s?[务称]|备\s?注|学\s?历|名\s?称|数\s?[量额]|金\s?额|[合小总]\s?计|类\s?[别型]|项\s?目|指\s?标"
    r"|年\s?[份度龄]|比\s?[例重率]|增[长减幅][率幅]?|同比\S{0,4}|占比|均值|其中"
    # a row: words, then values
    r"|[^\d\s。,;!?][^。;!?]{0,24}?(?:\s+[-+(]?\d[\d.,]*[%)‰]?|\s+[-—]){2,}"
)
_TABLE_NAME = re.compile(
    r"(?:附?续?表|table)\s?[\d一二三四五六七八九十A-Z][\d.\-]{0,5}(?![\d月日年示明])(?!.{0,30}。)"
    r"|\S{2,30}(?:一览|明细|汇总|统计|对照|情况|计划|排名|成绩|名次|价目|时刻|负债|利润|流量|预算|决算)表(?:\(\S{1,12}\))?"
    r"|[(\[]?单位\s?:\s?[千百万亿]?(?:美|港)?(?:元|人|户|吨|公?斤|亩|公顷|平方米|立方米|个|家|%|件|台|辆)\S{0,6}",
    re.IGNORECASE,
)
"""The name of a table, or the unit of its values, which stands above it."""
_LONGEST_CELL, _LONGEST_NAME, _LONGEST_ROW = 80, 40, 120
_GOES_ON = 14
"""Code points from which on a line without a mark at its end may go on in the next one."""
_NEAR, _MIDDLE, _FAR, _BESIDE = 4, 12, 40, 3
"""Units above and below that are a stretch; those in which rows have as many fields."""
_SHARES = (0.001, 0.1, 0.25, 0.45, 0.65, 0.85, 0.999)
_DISTANCES = (1, 2, 3, 4, 6, 10, 20, 50)


def _sums(values: Iterable[int]) -> array[int]:
    return array("l", accumulate(values, initial=0))


class Stretches:
    """What all units of a page tell of the stretch around each. Most fields count up, from the top of the page: ``open`` the
    lines without a mark at their end, ``stopped`` those with one, ``marked`` those with a number or a bullet, ``short`` the
    short ones, ``mass`` the characters of running text and ``whole`` all characters, ``tabular`` the ``cells``; ``named`` is
    the last name of a table so far, ``fields`` how many words parted by blanks a line has."""

    def __init__(self, page: Page, kinds: Sequence[str]) -> None:
        units, shapes = page.units, page.shapes
        self.kinds = kinds
        self.open = _sums(int(not shape.stopped and shape.size > _GOES_ON) for shape in shapes)
        self.stopped = _sums(int(shape.stopped) for shape in shapes)
        self.marked = _sums(int(kind in "Mm") for kind in kinds)
        self.short = _sums(int(kind in "tkjx") for kind in kinds)
        self.mass = _sums(shape.size if shape.prose else 0 for shape in shapes)
        self.whole = _sums(shape.size for shape in shapes)
        self.fields = [len(unit.text.split()) if len(unit.text) <= _LONGEST_ROW else 0 for unit in units]
        self.cells = [len(unit.text) <= _LONGEST_CELL and _CELL.fullmatch(unit.text) is not None for unit in units]
        self.tabular = _sums(map(int, self.cells))
        self.named = array("l")
        named = -1
        for index, unit in enumerate(units):
            if len(unit.text) <= _LONGEST_NAME and _TABLE_NAME.match(unit.text):
                named = index
            self.named.append(named)


def stretch_evidence(seen: Stretches, part: range, out: list[list[Group]]) -> None:
    """Add to some units of a page the names of what the stretch around them is made of."""
    count = len(seen.kinds)
    whole, mass, short = seen.whole, seen.mass, seen.short
    for index, names in zip(part, out, strict=True):
        kind = seen.kinds[index]
        low, high = _bounds(index, _MIDDLE, count)
        for name, sums in (("wo", seen.open), ("wst", seen.stopped), ("wm", seen.marked)):
            names.append(_told(name, bisect_right(_SHARES, (sums[high] - sums[low]) / (high - low)), kind))
        low, high = _bounds(index, _FAR, count)
        names.append(_told("ws40", bisect_right(_SHARES, (short[high] - short[low]) / (high - low)), kind))
        names.append(_told("wp40", bisect_right(_SHARES, (mass[high] - mass[low]) / (whole[high] - whole[low])), kind))
        if seen.fields[index] > 1:
            names += _as_row(seen.fields, index, kind)
        if seen.tabular[-1]:
            names += _among_cells(seen, index, kind)
        if seen.named[index] >= 0:
            names += _below_name(seen, index, kind)


def _bounds(index: int, reach: int, count: int) -> tuple[int, int]:
    return (index - reach if index > reach else 0), (index + reach + 1 if index + reach < count else count)


@cache
def _told(name: str, step: int, kind: str) -> str:
    return f"{name}={step}{kind}"


def _as_row(fields: Sequence[int], index: int, kind: str) -> tuple[str, str, str]:
    """How many fields a line has, and how many lines beside it have as many, or several."""
    mine = fields[index]
    around = fields[max(0, index - _BESIDE) : index + _BESIDE + 1]
    alike = min(around.count(mine) - 1, 3)
    several = min(sum([other > 2 for other in around]) - (mine > 2), 4)
    return (
        _told("co", 10 * min(mine, 6) + alike, ""),
        _told("cos", 10 * min(mine, 3) + several, ""),
        _told("cok", alike, kind),
    )


def _among_cells(seen: Stretches, index: int, kind: str) -> list[str]:
    """How many of the lines around are cells."""
    tabular, names, step = seen.tabular, [], 0
    for name, reach in (("wt4", _NEAR), ("wt12", _MIDDLE)):
        low, high = _bounds(index, reach, len(seen.kinds))
        step = bisect_right(_SHARES, (tabular[high] - tabular[low]) / (high - low))
        names.append(_told(name, step, ""))
    names.append(_told("wtk", step, f"{kind}{int(seen.cells[index])}"))
    return names


def _below_name(seen: Stretches, index: int, kind: str) -> list[str]:
    """How far above the name of a table stands, and whether running text does between."""
    named = seen.named[index]
    far = bisect_right(_DISTANCES, index - named)
    if named == index:
        return [_told("tn", far, kind), "table-name"]
    prosed = int(seen.mass[index] > seen.mass[named + 1])
    return [_told("tn", far, kind), _told("tnp", min(far, 6), f"{prosed}{int(seen.cells[index])}")]
