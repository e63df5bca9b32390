"""What the series of a mark says: all marks of one style that count on are one thing, a list or the sections of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise

from ...recognize.marks import BULLETS, RANK
from ...recognize.page import PHRASE, Page, runs_of_marks
from . import Group, Words

_LIST_WORDS = re.compile(
    r"名词解释|报告事项|讨论事项|报告|附件|参考文献|注释|如下|以下|下列|包括|议程|目录|名单|清单|条件|材料|要求|内容|措施|情形"
)


class Series:
    """The series of the marks of a page: for each marked unit what its series has in common, and whether it is the last.

    ``bullets`` counts the lines that open with each sign.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.common = dict(_common_of_runs(page))
        self.bullets = Counter([char for unit in page.units if (char := unit.text[0]) in BULLETS or char in "-*+>#"])


def _common_of_runs(page: Page) -> Iterator[tuple[int, tuple[Words, bool]]]:
    shapes = page.shapes
    marked = [0, *accumulate(1 if shape.marker is not None else 0 for shape in shapes)]
    styles = {shape.marker.style for shape in shapes if shape.marker is not None}
    outer = {style: sum(1 for other in styles if RANK[other] < RANK[style]) for style in styles}
    known: dict[tuple[str, ...], tuple[tuple[Words, bool], tuple[Words, bool]]] = {}
    for run in runs_of_marks(shapes):
        pure = marked[run[-1] + 1] - marked[run[0]] == len(run)
        names = tuple(_common(page, run, outer, pure))
        found = known.get(names)
        if found is None:  # series that have the same in common are weighed once
            common = Words(partial(tuple, names))
            found = known[names] = ((common, False), (common, True))
        inner, last = found
        for index in run:
            yield index, inner if index != run[-1] else last


def series_evidence(series: Series, part: range, out: list[list[Group]]) -> None:
    """Add to each marked unit of a part of a page what all members of its series have in common."""
    shapes, units = series.page.shapes, series.page.units
    for index, names in zip(part, out, strict=True):
        marker = shapes[index].marker
        if marker is not None:
            common, last = series.common[index]
            names.append(common)
            names.append(f"no={min(marker.number, 3)}")
            names.append(f"nst={marker.style}{min(marker.number, 2)}{'l' if last else 'i'}")
            rest = units[index].text[marker.end :]
            phrase = PHRASE.match(rest) is not None
            names.append(
                f"phr={int(phrase)}{'o' if RANK[marker.style] <= 4 else 'm' if RANK[marker.style] == 5 else 'i'}"
            )
            names.append(
                f"rz={bisect_right((0, 8, 16, 28, 40, 80, 160), len(rest))}{int(phrase)}{'.' if shapes[index].stopped else shapes[index].final if shapes[index].final in ':;,' else '-'}"
            )
        first = units[index].text[0]
        if first in series.bullets:
            names.append(f"bul={first}{bisect_right((1, 3, 8), series.bullets[first])}")


def _common(page: Page, run: Sequence[int], outer: Mapping[str, int], pure: bool) -> list[str]:
    """The names that all members of a run have; ``outer`` counts the styles that stand above each, ``pure``: no other mark between."""
    shapes, units = page.shapes, page.units
    marker = shapes[run[0]].marker
    assert marker is not None
    style = marker.style
    size = len(run)
    rests = [units[index].text[shapes[index].marker.end :] for index in run]  # type: ignore[union-attr]
    phrased = sum(1 for rest in rests if PHRASE.match(rest)) / size
    adjacent = sum(1 for a, b in pairwise(run) if b == a + 1) / max(size - 1, 1) if size > 1 else -1
    body = (
        sum(
            1
            for index in run
            if index + 1 < len(shapes)
            and shapes[index + 1].marker is None
            and (shapes[index + 1].prose or shapes[index + 1].size > 34)
        )
        / size
    )
    child = (
        sum(
            1
            for index in run
            if index + 1 < len(shapes) and (m := shapes[index + 1].marker) is not None and RANK[m.style] > RANK[style]
        )
        / size
    )
    semicolon = sum(1 for index in run if shapes[index].final == ";") / size
    stopped = sum(1 for index in run if shapes[index].stopped) / size
    mean = sum(map(len, rests)) / size
    out = [
        f"Sst={style}", f"Sz={bisect_right((1, 2, 3, 5, 9), size)}", f"Sp={_third(phrased)}", f"Sb={_third(body)}", f"Sc={_third(child)}",
        f"Ss={_third(semicolon)}", f"Se={_third(stopped)}", f"Sm={bisect_right((8, 16, 28, 44, 80, 150), mean)}",
        f"Sa={'-' if adjacent < 0 else _third(adjacent)}", f"Smx={style}{bisect_right((16, 44, 100), mean)}{_third(phrased)}{_third(body)}",
        f"Sab={'-' if adjacent < 0 else _third(adjacent)}{_third(body)}{_third(child)}{bisect_right((28, 80), mean)}",
    ]  # fmt: skip
    if run[0]:
        above = shapes[run[0] - 1]
        out.append(
            f"Sl={':' if above.final == ':' else '.' if above.stopped else ',' if above.final in ',;' else 'h' if above.size <= 34 else '-'}"
        )
        out.append(f"Slm={above.marker.style if above.marker else '-'}")
        if (above.final == ":" or above.size <= 20) and _LIST_WORDS.search(units[run[0] - 1].text[-24:]):
            out.append("Slw")
    out.append(f"Son={min(outer[style], 3)}")
    if pure and size > 1:
        out.append("Spure")
    return out


def _third(share: float) -> int:
    return 0 if share < 0.1 else 1 if share < 0.4 else 2 if share < 0.75 else 3
