"""Where a unit stands on its page: blanks, position, the runs and stretches around it, echoes of its words elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from ...recognize.page import Page, unit_width
from .words import size_class, template_of

_POSITIONS = (1, 2, 3, 4, 6, 9, 13, 20, 35)
_DISTANCES = (1, 2, 3, 4, 6, 10, 20, 50)
_SHARES = (0.001, 0.1, 0.25, 0.45, 0.65, 0.85, 0.999)
_WS4, _WP4, _WS12, _WP12, _WSL, _WSR, _WF = (
    tuple(f"{name}={step}" for step in range(len(_SHARES) + 1))
    for name in ("ws4", "wp4", "ws12", "wp12", "wsl", "wsr", "wf")
)


def kind_of(page: Page, index: int) -> str:
    """The coarse kind of a unit: what one sees from afar."""
    shape = page.shapes[index]
    if shape.marker is not None:
        return "M" if shape.size > 40 else "m"
    if shape.prose:
        return "P"
    if page.facts[index]:
        return "F"
    if shape.size > 40:
        return "L"
    if shape.stopped:
        return "s"
    if shape.han * 2 < shape.size:
        return "x"
    return "t" if shape.size <= 6 else "k" if shape.size <= 16 else "j"


def layout_evidence(page: Page, kinds: Sequence[str]) -> list[list[str]]:
    """For each unit of a page the names of what its place says."""
    units, shapes = page.units, page.shapes
    count = len(units)
    out: list[list[str]] = [[] for _ in range(count)]
    prose = [index for index, shape in enumerate(shapes) if shape.prose]
    first_prose, last_prose = (prose[0], prose[-1]) if prose else (count, -1)
    mass = [0, *accumulate(shape.size if shape.prose else 0 for shape in shapes)]
    whole = [0, *accumulate(shape.size for shape in shapes)]
    short = [0, *accumulate(1 if kind in "tkjx" else 0 for kind in kinds)]
    facts = [0, *accumulate(1 if kind == "F" else 0 for kind in kinds)]
    indents = Counter(units[index].indent for index in prose if units[index].first)
    usual = indents.most_common(1)[0][0] if indents else 0
    widths = [unit_width(unit.text) for unit in units]
    widest = max((width for unit, width in zip(units, widths, strict=True) if unit.first and unit.last), default=0)
    airy = count > 0 and sum([1 for unit in units if unit.gap]) / count > 0.15
    start, stop = page.core
    for index, (unit, shape) in enumerate(zip(units, shapes, strict=True)):
        kind = kinds[index]
        names = out[index]
        following = units[index + 1].gap if index + 1 < count else 4
        names += _blanks(kind, unit.gap if unit.gap < 3 else 3, following if following < 4 else 4, airy)
        if unit.first:
            relation = "0" if not unit.indent else "=" if unit.indent == usual else "<" if unit.indent < usual else ">"
            names += _indent(kind, relation, unit.indent if unit.indent < 5 else 5, page.indented)
        else:
            names.append("inner")
        if not unit.last:
            names.append("cut-behind")
        if unit.emphasis:
            names.append("emphasis")
        if unit.cell:
            names.append("cell")
        if unit.linked:
            names.append("linked")
        names += _position(kind, bisect_right(_POSITIONS, index), bisect_right(_POSITIONS, count - 1 - index))
        behind = bisect_left(prose, index)
        after_at = behind + (1 if shape.prose else 0)
        before = index - prose[behind - 1] if behind else 99
        after = prose[after_at] - index if after_at < len(prose) else 99
        left = len(prose) - after_at
        names += _amid(
            kind, behind if behind < 10 else 10, left if left < 10 else 10,
            before if before < 50 else 50, after if after < 50 else 50,
        )  # fmt: skip
        if index < first_prose:
            names.append(f"top={bisect_right(_DISTANCES, first_prose - index)}{kind}")
        if index > last_prose:
            names.append(f"foot={bisect_right(_DISTANCES, index - last_prose)}{kind}")
        for reach, of_short, of_prose in ((4, _WS4, _WP4), (12, _WS12, _WP12)):
            low = index - reach if index > reach else 0
            high = index + reach + 1 if index + reach < count else count
            names.append(of_short[bisect_right(_SHARES, (short[high] - short[low]) / (high - low))])
            names.append(of_prose[bisect_right(_SHARES, (mass[high] - mass[low]) / (whole[high] - whole[low]))])
        low, high = index - 6 if index > 6 else 0, index + 7 if index + 6 < count else count
        names.append(_WSL[bisect_right(_SHARES, (short[index] - short[low]) / (index - low or 1))])
        names.append(_WSR[bisect_right(_SHARES, (short[high] - short[index + 1]) / (high - index - 1 or 1))])
        near = facts[index + 4 if index + 4 < count else count] - facts[index - 3 if index > 3 else 0]
        names.append(_WF[near if near < 3 else 3])
        side = "<" if index < start else ">" if index >= stop else "="
        length, place = page.run[index], index - page.run_start[index]
        names += _run(
            side, page.web, length if length < 15 else 15, place if place < 2 else 2,
            length - 1 - place if length - 1 - place < 2 else 2,
        )  # fmt: skip
        if page.wrap or page.broken:
            names.append(f"full={int(widths[index] >= (page.wrap or widest) - 7)}")
        if widest and index:
            stopped = "." if shapes[index - 1].stopped else ","
            names.append(f"afull={_fullness(widths[index - 1], widest)}{stopped}")
            if page.wrap:
                names.append(f"wrapfull={int(widths[index - 1] >= page.wrap - 7)}{stopped}{int(unit.indent > 0)}")
    _echoes(page, kinds, out)
    _periods(page, out)
    return out


@lru_cache(maxsize=4096)
def _blanks(kind: str, gap: int, following: int, airy: bool) -> tuple[str, ...]:
    names = (f"k={kind}", f"gap={gap}", f"gapb={following}", f"gk={min(gap, 2)}{min(following, 2)}{kind}")
    return (*names, f"gu={int(gap > 0)}{int(following > 0)}{kind}") if airy else names


@lru_cache(maxsize=4096)
def _indent(kind: str, relation: str, indent: int, indented: bool) -> tuple[str, ...]:
    return f"in={relation}", f"ink={indent}{kind}{int(indented)}"


@lru_cache(maxsize=4096)
def _position(kind: str, position: int, end: int) -> tuple[str, ...]:
    return f"pos={position}", f"pk={position}{kind}", f"end={end}", f"ek={end}{kind}"


@lru_cache(maxsize=8192)
def _amid(kind: str, behind: int, left: int, before: int, after: int) -> tuple[str, ...]:
    """How much running text stands above and below, and how far away."""
    some = (1, 2, 4, 10)
    return (
        f"pb={bisect_right(some, behind)}", f"pa={bisect_right(some, left)}", f"pbak={min(behind, 1)}{min(left, 1)}{kind}",
        f"db={bisect_right(_DISTANCES, before)}", f"da={bisect_right(_DISTANCES, after)}",
        f"dk={bisect_right(some, before)}{bisect_right(some, after)}{kind}",
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _run(side: str, web: bool, length: int, before: int, after: int) -> tuple[str, ...]:
    names = (f"core={side}{int(web)}", f"run={bisect_right((1, 2, 3, 5, 8, 15), length)}")
    return (*names, f"runpos={before}{after}") if length > 1 else names


def _fullness(width: int, widest: int) -> int:
    return int(4 * width / widest) if widest else 0


def _echoes(page: Page, kinds: Sequence[str], out: list[list[str]]) -> None:
    """Words that come again: the same line, the line inside another one, its words in the running text."""
    shapes, count = page.shapes, len(page.units)
    keys = Counter(shape.key for shape in shapes)
    first_at: dict[str, int] = {}
    last_at: dict[str, int] = {}
    for index, shape in enumerate(shapes):
        first_at.setdefault(shape.key, index)
        last_at[shape.key] = index
    body: set[str] = set()
    pairs: list[frozenset[str]] = []
    for shape in shapes:
        key = shape.key
        found = frozenset(map(str.__add__, key[:59], key[1:60]))
        pairs.append(found)
        if shape.prose or shape.size > 40:
            body.update(found)
    lead = shapes[0].key if count else ""
    for index, shape in enumerate(shapes):
        names = out[index]
        key = shape.key
        if len(key) >= 2 and keys[key] > 1:
            names.append(f"rep={min(keys[key], 4)}")
            if len(key) >= 6:
                names.append(
                    f"copy={'f' if first_at[key] == index else 'l' if last_at[key] == index else 'm'}{int(index < 30)}"
                )
        if page.echoes[index]:
            names.append("echo")
        low, high = page.headline
        if low <= index < high:
            names.append("headline-of-page")
        elif high and index < low:
            names.append("above-headline-of-page")
        elif high and index < low + 12:
            names.append("below-headline-of-page")
        if page.masthead[1]:
            if page.masthead[0] <= index < page.masthead[1]:
                names.append("above-facts")
            elif index < page.masthead[0]:
                names.append("before-masthead")
        if index and 6 <= len(key) <= 60 and len(lead) >= 6:
            if lead.startswith(key):
                names.append("starts-page-title" if lead != key else "is-page-title")
            elif key in lead:
                names.append("in-page-title")
            elif key.startswith(lead):
                names.append("extends-page-title")
        if kinds[index] in "kjxsL" and 5 <= len(key) <= 60 and pairs[index]:
            shared = sum(map(body.__contains__, pairs[index])) / len(pairs[index])
            names.append(f"inbody={bisect_right((0.1, 0.25, 0.4, 0.6, 0.8), shared)}")
            beside, rest = False, pairs[index]
            for other in range(index + 1, min(index + 8, count)):
                if kinds[other] in "PLM" and pairs[other]:
                    beside, rest = True, rest - pairs[other]
            if beside:
                near = (len(pairs[index]) - len(rest)) / len(pairs[index])
                names.append(f"innext={bisect_right((0.1, 0.25, 0.4, 0.6, 0.8), near)}")
                names.append(
                    f"innextk={bisect_right((0.15, 0.4), near)}{kinds[index]}{bisect_right(_POSITIONS, index)}"
                )
        if index in page.credited:
            names.append("credited")
        if index - 1 in page.credited:
            names.append("after-credit")
        if index in page.separators:
            names.append("separator")
        if index - 1 in page.separators:
            names.append("after-separator")
        if index in page.stories:
            names.append("above-dateline")
        if index in page.signed:
            names.append("signed")
        if index in page.headlike:
            names.append("headlike")
        if key in page.quoted:
            names.append("quoted")
        if index < page.stack:
            names.append("stack")
        if index in page.missing:
            names.append("missing-mark")


def _periods(page: Page, out: list[list[str]]) -> None:
    """Lines of one make that come again and again: how pages of several items are built."""
    templates = [template_of(unit.text) if len(unit.text) <= 40 else "long" for unit in page.units]
    counts = Counter(templates)
    heads = Counter(unit.text[:3] for unit in page.units)
    tails = Counter(unit.text[-3:] for unit in page.units)
    sizes = [size_class(shape) for shape in page.shapes]
    last: dict[str, int] = {}
    for index, unit in enumerate(page.units):
        names = out[index]
        template = templates[index]
        if template != "long":
            names.append(f"tc={bisect_right((2, 3, 5, 10), counts[template])}")
            if counts[template] > 1 and template not in ("W", "long"):
                names.append("tcx")
                step = index - last[template] if template in last else 0
                names.append(f"ts={bisect_right((1, 2, 3, 5, 10), step)}")
            last[template] = index
        names.append(f"hc={bisect_right((2, 3, 5, 10), heads[unit.text[:3]])}")
        names.append(f"tl={bisect_right((2, 3, 5, 10), tails[unit.text[-3:]])}")
        if index and sizes[index] == sizes[index - 1] and page.shapes[index].final == page.shapes[index - 1].final:
            names.append("like-above")
        if (
            index + 1 < len(sizes)
            and sizes[index] == sizes[index + 1]
            and page.shapes[index].final == page.shapes[index + 1].final
        ):
            names.append("like-below")
