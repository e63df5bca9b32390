"""Where a unit stands on its page: blanks, position, the runs and stretches around it, echoes of its words elsewhere."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from ...recognize.page import Page, unit_width
from ...recognize.rule import BELOW_MARKUP, IN_CAPTION, IN_HEADING, IN_LIST, IN_PARAGRAPH
from ...text.character_pairs import pairs_of
from . import Group
from .words import size_class, template_of

_POSITIONS = (1, 2, 3, 4, 6, 9, 13, 20, 35)
_DISTANCES = (1, 2, 3, 4, 6, 10, 20, 50)
_FEW = (1, 2, 4, 10)
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


class Places:
    """What all units of a page tell of the places of each.

    ``prose`` are the indexes of running text; ``mass``, ``whole``, ``short`` and ``facts`` count up, from the top of the
    page, the characters of running text, all characters, the short lines and the lines of facts.
    """

    def __init__(self, page: Page, kinds: Sequence[str]) -> None:
        units, shapes = page.units, page.shapes
        self.page, self.kinds = page, kinds
        self.prose = array("l", [index for index, shape in enumerate(shapes) if shape.prose])
        self.mass = array("l", accumulate([shape.size if shape.prose else 0 for shape in shapes], initial=0))
        self.whole = array("l", accumulate([shape.size for shape in shapes], initial=0))
        self.short = array("l", accumulate([1 if kind in "tkjx" else 0 for kind in kinds], initial=0))
        self.facts = array("l", accumulate([1 if kind == "F" else 0 for kind in kinds], initial=0))
        indents = Counter([units[index].indent for index in self.prose if units[index].first])
        self.usual = indents.most_common(1)[0][0] if indents else 0
        self.widths = array("l", [unit_width(unit.text) for unit in units])
        whole = [width for unit, width in zip(units, self.widths, strict=True) if unit.whole]
        self.widest = max(whole, default=0)
        self.airy = len(units) > 0 and sum([1 for unit in units if unit.gap]) / len(units) > 0.15
        self.echoes = _Echoes(page)
        self.periods = _Periods(page)


def layout_evidence(places: Places, part: range) -> list[list[Group]]:
    """For some units of a page the names of what their places say. The parts of a page are asked for in its order."""
    page, kinds = places.page, places.kinds
    units, shapes, count = page.units, page.shapes, len(page.units)
    prose, mass, whole, short, facts = places.prose, places.mass, places.whole, places.short, places.facts
    usual, widths, widest, airy = places.usual, places.widths, places.widest, places.airy
    first_prose, last_prose = (prose[0], prose[-1]) if prose else (count, -1)
    start, stop = page.core
    out: list[list[Group]] = []
    for index in part:
        unit, shape, kind = units[index], shapes[index], kinds[index]
        names: list[Group] = []
        out.append(names)
        following = units[index + 1].gap if index + 1 < count else 4
        names.append(_blanks(kind, unit.gap if unit.gap < 3 else 3, following if following < 4 else 4, airy))
        if unit.first:
            relation = "0" if not unit.indent else "=" if unit.indent == usual else "<" if unit.indent < usual else ">"
            names.append(_indent(kind, relation, unit.indent if unit.indent < 5 else 5, page.indented))
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
        if unit.around:
            names += _elements(unit.around)
        names.append(_position(kind, bisect_right(_POSITIONS, index), bisect_right(_POSITIONS, count - 1 - index)))
        behind = bisect_left(prose, index)
        after_at = behind + (1 if shape.prose else 0)
        before = index - prose[behind - 1] if behind else 99
        after = prose[after_at] - index if after_at < len(prose) else 99
        left = len(prose) - after_at
        names.append(
            _amid(
                kind, bisect_right(_FEW, behind), bisect_right(_FEW, left),
                bisect_right(_DISTANCES, before), bisect_right(_DISTANCES, after),
                bisect_right(_FEW, before), bisect_right(_FEW, after),
            )
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
        names.append(_run(
            side, page.web, length if length < 15 else 15, place if place < 2 else 2,
            length - 1 - place if length - 1 - place < 2 else 2,
        ))  # fmt: skip
        if page.wrap or page.broken:
            names.append(f"full={int(widths[index] >= (page.wrap or widest) - 7)}")
        if widest and index:
            stopped = "." if shapes[index - 1].stopped else ","
            names.append(f"afull={_fullness(widths[index - 1], widest)}{stopped}")
            if page.wrap:
                names.append(f"wrapfull={int(widths[index - 1] >= page.wrap - 7)}{stopped}{int(unit.indent > 0)}")
    _echoes(places, part, out)
    _periods(places.periods, part, out)
    return out


@cache
def _blanks(kind: str, gap: int, following: int, airy: bool) -> tuple[str, ...]:
    names = (f"k={kind}", f"gap={gap}", f"gapb={following}", f"gk={min(gap, 2)}{min(following, 2)}{kind}")
    return (*names, f"gu={int(gap > 0)}{int(following > 0)}{kind}") if airy else names


@cache
def _indent(kind: str, relation: str, indent: int, indented: bool) -> tuple[str, ...]:
    return f"in={relation}", f"ink={indent}{kind}{int(indented)}"


@cache
def _elements(around: int) -> tuple[str, ...]:
    """The elements of HTML in which a unit stands, and markup right above it."""
    return tuple([name for bit, name in _ELEMENTS if around & bit])


_ELEMENTS = (
    (IN_CAPTION, "element=caption"), (IN_HEADING, "element=heading"), (IN_LIST, "element=list"),
    (IN_PARAGRAPH, "element=paragraph"), (BELOW_MARKUP, "below-markup"),
)  # fmt: skip


@cache
def _position(kind: str, position: int, end: int) -> tuple[str, ...]:
    return f"pos={position}", f"pk={position}{kind}", f"end={end}", f"ek={end}{kind}"


@cache
def _amid(kind: str, behind: int, left: int, before: int, after: int, nearly: int, soon: int) -> tuple[str, ...]:
    """How much running text stands above and below, and how far away: in steps of ``_FEW`` and of ``_DISTANCES``."""
    return (
        f"pb={behind}", f"pa={left}", f"pbak={min(behind, 1)}{min(left, 1)}{kind}",
        f"db={before}", f"da={after}", f"dk={nearly}{soon}{kind}",
    )  # fmt: skip


@cache
def _run(side: str, web: bool, length: int, before: int, after: int) -> tuple[str, ...]:
    names = (f"core={side}{int(web)}", f"run={bisect_right((1, 2, 3, 5, 8, 15), length)}")
    return (*names, f"runpos={before}{after}") if length > 1 else names


def _fullness(width: int, widest: int) -> int:
    return int(4 * width / widest) if widest else 0


class _Echoes:
    """The words of a page: lines that stand there again, the pairs of characters of the running text.

    ``again`` has for each of these lines how often it stands there, and the indexes of the first and the last time.
    """

    def __init__(self, page: Page) -> None:
        self.shapes = page.shapes
        self.body: set[int] = set()
        self._pairs: dict[int, frozenset[int]] = {}
        first_at: dict[str, int] = {}
        self.again: dict[str, tuple[int, int, int]] = {}
        for index, shape in enumerate(page.shapes):
            first = first_at.setdefault(shape.key, index)
            if first != index:
                before = self.again.get(shape.key)
                self.again[shape.key] = (2 if before is None else before[0] + 1, first, index)
            if shape.prose or shape.size > 40:
                self.body.update(self.pairs(index))

    def pairs(self, index: int) -> frozenset[int]:
        """The pairs of characters of a unit, the last ones asked for known."""
        found = self._pairs.get(index)
        if found is None:
            if len(self._pairs) > _KNOWN:
                self._pairs.clear()
            found = self._pairs[index] = pairs_of(self.shapes[index].key[:60])
        return found


_KNOWN = 512
"""Units whose pairs of characters are known at once."""


def _echoes(places: Places, part: range, out: list[list[Group]]) -> None:
    """Words that come again: the same line, the line inside another one, its words in the running text."""
    page, kinds = places.page, places.kinds
    shapes, count = page.shapes, len(page.units)
    again = places.echoes.again
    body, pairs = places.echoes.body, places.echoes.pairs
    lead = shapes[0].key if count else ""
    for index, names in zip(part, out, strict=True):
        key = shapes[index].key
        if len(key) >= 2 and key in again:
            count_of, first_at, last_at = again[key]
            names.append(f"rep={count_of if count_of < 4 else 4}")
            if len(key) >= 6:
                names.append(f"copy={'f' if first_at == index else 'l' if last_at == index else 'm'}{int(index < 30)}")
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
        if kinds[index] in "kjxsL" and 5 <= len(key) <= 60:
            mine = pairs(index)
            shared = sum(map(body.__contains__, mine)) / len(mine)
            names.append(f"inbody={bisect_right((0.1, 0.25, 0.4, 0.6, 0.8), shared)}")
            beside, rest = False, mine
            for other in range(index + 1, min(index + 8, count)):
                if kinds[other] in "PLM" and (theirs := pairs(other)):
                    beside, rest = True, rest - theirs
            if beside:
                near = (len(mine) - len(rest)) / len(mine)
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
        if index in page.enclosed:
            names.append("enclosed")
            names.append(f"enclosed={page.enclosed[index]}")
        elif -1 < page.notice < index - 2 and len(key) <= 40:
            names.append(f"issued={kinds[index]}")
        if index < page.stack:
            names.append("stack")
        if index in page.missing:
            names.append("missing-mark")


class _Periods:
    """How often lines of each make stand on a page: by template, first and last characters; and the size of each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        one: dict[str, str] = {}  # templates that are equal are one
        self.templates = [
            one.setdefault(found, found)
            for found in (template_of(unit.text) if len(unit.text) <= 40 else "long" for unit in page.units)
        ]
        self.counts = Counter(self.templates)
        self.heads = Counter(unit.text[:3] for unit in page.units)
        self.tails = Counter(unit.text[-3:] for unit in page.units)
        self.sizes = [size_class(shape) for shape in page.shapes]
        self.last: dict[str, int] = {}


def _periods(seen: _Periods, part: range, out: list[list[Group]]) -> None:
    """Lines of one make that come again and again: how pages of several items are built."""
    page, templates, counts, heads, tails = seen.page, seen.templates, seen.counts, seen.heads, seen.tails
    sizes, last = seen.sizes, seen.last
    for index, names in zip(part, out, strict=True):
        unit, template = page.units[index], templates[index]
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
