"""How deep the heads of one article stand: for each head, in order, which open head it is a sibling of, or a child.

The open heads form a stack. The next head is a sibling of one of them, which closes all below that one, or a child of
the last. Each place is judged by named evidence with weights in nats (``levels`` in the model file, fitted by
:mod:`tei_tools.read.levels_fit`): what stands beside it, what would be its parent, which series it closes although they
go on, which it keeps open although they begin anew. A small beam over the whole article and evidence of what comes later let later heads speak for
earlier ones. The order of marks is that of GB/T 9704-2012, 7.3.3: 一、 > (一) > 1. > (1).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from math import exp, log
from typing import NamedTuple

from ..recognize.marks import RANK, read_marker
from ..recognize.rule import Marker
from ..text.numerals import parse_numeral
from ..text.values import value
from .model import load_model

WIDTH = 3
"""How many stacks the beam keeps. More change nothing: what comes later is evidence already (:meth:`Outline.around`)."""

_UNPINNED = 1000.0
"""What each level costs by which a head is not as deep as a pin says: more than all evidence of an article."""
DEEPEST = 9
"""Deeper than this no head is put."""


@value(frozen=True, slots=True)
class Head:
    """A head, or a section with a run-in head, as the article has it.

    ``text`` is its reading text, width-folded and simplified; ``label`` is ``head`` or ``sec``; ``marker`` the mark
    that the reader found (with the inferred number where the mark was lost); ``gap`` counts blank lines above,
    ``indent`` blanks in front, ``inner`` says that it does not open its line; ``body`` counts the blocks between this
    head and the next one, a run-in head's own text included; ``above`` is the last character of the block above and
    ``behind`` its label (``start`` without one); ``enclosed`` marks the title of something enclosed; ``depth`` is the
    depth that the numbering of the search gives, 0 where there is none; ``pinned`` is the depth that a pin says and
    ``stated`` the level that the file gives it by a style, 0 where there is none.
    """

    text: str
    label: str = "head"
    marker: Marker | None = None
    gap: int = 0
    indent: int = 0
    emphasis: bool = False
    inner: bool = False
    body: int = 1
    above: str = ""
    behind: str = ""
    enclosed: bool = False
    depth: int = 0
    pinned: int = 0
    stated: int = 0


class Make(NamedTuple):
    """How a head is made, as far as heads are compared."""

    style: str
    number: int
    prefix: tuple[int, ...]
    rank: int
    markdown: int
    words: str
    size: int
    final: str
    bracket: str
    shape: str


STATED: Mapping[str, float] = {
    "style:>21": -3.0, "style:=21": 1.5, "style:<21": -1.5, "style:=11": 0.7, "style:<20": -1.0,
    "below-style:>21": 2.0, "below-style:=21": -2.0, "below-style:<21": -2.0, "below-style:=11": -0.7, "below-style:<20": 0.8,
}  # fmt: skip
"""Nats of evidence by levels that a file gives its heads: set by hand, since no text that is learned from has such. The
number signs of Markdown, which people write as they like, are other evidence."""
_MARKDOWN = re.compile(r"(#{1,6})\s*")
_WRAPPED = re.compile(r"(\*\*|__)(.*)\1")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?![\d%])")
_NUMERAL = "[一二三四五六七八九十百零〇两]{1,4}|\\d{1,3}"
_MARKS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("annex", -1, re.compile(rf"附(?:件|录|表)(?:\s*+(?P<n>{_NUMERAL}))?(?=[\s:.、]|$)[\s:.、]*")),
    ("formal", 3, re.compile(r"(?P<g>[壹贰叁参叄肆伍陆柒捌玖])[、.:\s]\s*")),
    ("year", 4, re.compile(r"(?P<n>(?:19|20)\d\d)年?(?:度)?$")),
    ("dated", 4, re.compile(r"(?:[一二〇○零九八七六五四三]{4}|\d{4})年|\d{1,2}月\d{1,2}日")),
    ("month", 5, re.compile(rf"(?P<n>{_NUMERAL})月份?$")),
    ("roman", 3, re.compile(r"(?P<r>[IVX]{1,5}|[Ⅰ-Ⅻ])[.、\s]\s*")),
    ("roman-paren", 7, re.compile(r"\((?P<r>[ivx]{1,5}|[ⅰ-ⅻ])\s?\)\s*")),
    ("alpha", 5, re.compile(r"(?P<a>[A-Z])[.、]\s*")),
    ("alpha-paren", 7, re.compile(r"\((?P<a>[a-z])\)\s*")),
    ("ordinal", 4, re.compile(r"第(?P<n>[一二三四五六七八九十]{1,3}),\s*")),
    ("cn-comma", RANK["cn-comma"], re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})[:\s]\s*")),
    ("bare", 6, re.compile(r"(?P<n>[1-9]\d?)\s?(?=[\u4e00-\u9fff“《])(?![年月日个项名位级届省市县万亿号人家岁])")),
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_STATUTE = frozenset({"volume", "chapter", "section", "article"})
"""The divisions of a statute, which stand in one another in one order only: 编 > 章 > 节 > 条 (立法法, 65)."""
_BRACKETS = frozenset("【[(〔<■◆●★▲▪·—")
_CLOSING = re.compile(
    r"(?:结束?语|结论|附则|附[件录]?|参考文献|致谢|后记|尾声|编后|注释?|备注|注意事项|联系方式|其[他它]|相关链接|延伸阅读)\W?$"
)
_OPENING = re.compile(r"(?:前言|引言|导[语言读]|序言?|概述|摘要|总则|背景|编者按)\W?$")
_DOCUMENT = re.compile(
    r"(?:办法|方案|规定|细则|条例|章程|意见|计划|规划|要点|制度|预案|指南|名单|说明|报告|通知|一览表|表)(?:\([^()]{1,12}\))?$"
)


def _roman(text: str) -> int:
    if "Ⅰ" <= text <= "Ⅻ":
        return ord(text) - ord("Ⅰ") + 1
    if "ⅰ" <= text <= "ⅻ":
        return ord(text) - ord("ⅰ") + 1
    values = [_ROMAN[letter] for letter in text.upper()]
    return sum(-v if any(w > v for w in values[k + 1 : k + 2]) else v for k, v in enumerate(values))


def _value(match: re.Match[str]) -> int:
    groups = {name: text for name, text in match.groupdict().items() if text}
    if "n" in groups:
        return parse_numeral(groups["n"]) or 0
    if "r" in groups:
        return _roman(groups["r"])
    if "a" in groups:
        return ord(groups["a"].lower()) - ord("a") + 1
    if "g" in groups:
        return "壹贰叁肆伍陆柒捌玖".index({"参": "叁", "叄": "叁"}.get(groups["g"], groups["g"])) + 1
    return 0


def _mark(head: Head, words: str) -> tuple[str, int, tuple[int, ...], int, int]:
    """Style, number, outer numbers, rank and end of the mark in front of the words; style ``""`` without one."""
    decimal = _DECIMAL.match(words)
    marker = head.marker if head.marker is not None and not head.marker.style.startswith("decimal") else None
    if decimal is not None and (marker is None or marker.style.startswith("decimal")):
        parts = tuple(int(part) for part in decimal[1].split("."))
        return f"decimal{len(parts)}", parts[-1], parts[:-1], 4 + len(parts), decimal.end()
    marker = marker or read_marker(words)
    if marker is not None:
        return marker.style, marker.number, (), RANK[marker.style], marker.end
    for style, rank, pattern in _MARKS:
        match = pattern.match(words)
        if match is not None:
            return style, _value(match), (), rank, match.end()
    return "", 0, (), -2, 0


def make_of(head: Head) -> Make:
    """How a head is made."""
    words = head.text
    found = _MARKDOWN.match(words)
    markdown = len(found[1]) if found is not None else head.stated
    words = (words[found.end() :] if found is not None else words) or head.text or "-"
    wrapped = _WRAPPED.fullmatch(words)
    words = (wrapped[2] if wrapped is not None else words).strip() or words
    style, number, prefix, rank, end = _mark(head, words)
    rest = words[end:]
    final = words[-1] if words[-1] in ":。?!;,…" else ""
    bracket = words[0] if words[0] in _BRACKETS else ""
    if not style:
        style = f"u{bracket}{final if final in ':。' else ''}"
    kind = (
        "enclosed"
        if head.enclosed
        else "closing"
        if _CLOSING.match(rest)
        else "opening"
        if _OPENING.match(rest)
        else "document"
        if _DOCUMENT.search(rest)
        else ""
    )
    return Make(style, number, prefix, rank, markdown, rest, len(words), final, bracket, kind)


@value(frozen=True, slots=True)
class Known:
    """What a path has seen: for each key the depth and the parent's key of its last head, and how often it stood where."""

    last: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    often: Mapping[tuple[str, int | str], int] = field(default_factory=dict)

    def with_head(self, key: str, depth: int, above: str) -> Known:
        """What is known behind one more head."""
        often = dict(self.often)
        often[key, depth] = often.get((key, depth), 0) + 1
        often[key, above] = often.get((key, above), 0) + 1
        return Known({**self.last, key: (depth, above)}, often)


class Outline:
    """The heads of one article, made ready to be compared. Evidence is computed once per pair."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self.heads = heads
        self.makes = [make_of(head) for head in heads]
        self.keys = [
            make.style + ("#" * make.markdown) + ("*" if head.emphasis else "")
            for make, head in zip(self.makes, heads, strict=True)
        ]
        self._going: dict[tuple[int, int, int], str] = {}
        self.places: dict[str, list[int]] = {}
        for place, key in enumerate(self.keys):
            self.places.setdefault(key, []).append(place)
        self._pairs = {self._pair_key(one): one for one in range(len(heads) - 1)}  # where each stands last
        self.markdowns = len({make.markdown for make in self.makes if make.markdown})
        ranks = sorted({make.rank for make in self.makes if make.rank > -2})
        self.order = {rank: place for place, rank in enumerate(ranks, 1)}
        self.plain = sum(1 for make in self.makes if make.rank == -2) / max(len(heads), 1)

    def after(self, opened: int, at: int) -> int:
        """The next head of the key of an open one, behind ``at``; the number of heads without one."""
        places = self.places[self.keys[opened]]
        found = bisect_right(places, at)
        return places[found] if found < len(places) else len(self.keys)

    def goes_on(self, opened: int, at: int, limit: int) -> str:
        """What the series of an open head does from ``at`` on, before ``limit``: it goes on, begins anew, is over."""
        asked = (opened, at, limit)
        found = self._going.get(asked)
        if found is None:
            found = self._going[asked] = self._goes_on(opened, at, limit)
        return found

    def _goes_on(self, opened: int, at: int, limit: int) -> str:
        other = at if self.keys[at] == self.keys[opened] else self.after(opened, at)
        if other == len(self.keys):
            return "over"
        one, two = self.makes[opened], self.makes[other]
        if other == at:
            return f"here-{'peer' if one.rank == -2 else _jump(one, two)}"
        if one.rank > -2 and two.number == one.number + 1:
            return "next"
        if other >= limit:
            return "over"
        if one.rank == -2:
            return "peer"
        if two.number == 1:
            return "anew"
        return "later" if two.number > one.number else "back"

    def own(self, at: int) -> list[str]:
        """What a head says by itself, whatever the place."""
        out: list[str] = []
        make, head = self.makes[at], self.heads[at]
        out.append("plain" if make.rank == -2 else f"mark{1 if make.number == 1 else 2}")
        if make.shape:
            out.append(make.shape)
        if at and self.heads[at - 1].body == 0 and self.heads[at - 1].label == "head":
            out.append("at-once")
        if head.above == ":":
            out.append("behind-colon")
        if head.behind not in ("p", "head", "sec", "item"):
            out.append(f"behind-{head.behind}")
        elif head.behind == "item":
            out.append(f"behind-item-{'plain' if make.rank == -2 else 'mark'}")
        if head.enclosed:
            out.append("enclosed")
        if at + 1 == len(self.heads):
            out.append("end")
        return out

    def beside(self, at: int, other: int) -> list[str]:
        """What speaks for and against standing on the level of an open head."""
        out: list[str] = []
        one, two = self.makes[other], self.makes[at]
        upper, lower = self.heads[other], self.heads[at]
        if one.rank == -2 and two.rank == -2:
            out += self._alike(at, other)
        elif one.rank == -2 or two.rank == -2:
            out += _mixed(one, two)
        elif one.style == two.style:
            out.append(f"same:{_jump(one, two)}")
            out.append("same")
            if one.prefix or two.prefix:
                out.append(f"same:prefix{int(one.prefix == two.prefix)}")
        else:
            out.append(f"other:{_sign(two.rank - one.rank)}")
            out.append(f"other:number{1 if two.number == 1 else 3 if two.number == one.number + 1 else 2}")
            if one.style in _STATUTE and two.style in _STATUTE:
                out.append("beside-statute")
        if upper.depth and lower.depth:
            out.append(f"search:{_sign(lower.depth - upper.depth)}")
        out += self._levels("", at, other)
        out.append(f"emphasis:{int(upper.emphasis)}{int(lower.emphasis)}")
        if upper.label != lower.label:
            out.append(f"label:{upper.label}>{lower.label}")
        out += _placed("", upper, lower)
        if other == at - 1 and self.keys[at] != self.keys[other]:
            out.append(self._pair("pair", other))
        if upper.body == 0 and upper.label == "head":
            out.append(f"empty:{'same' if self.keys[at] == self.keys[other] else 'else'}")
        return out

    def _levels(self, name: str, at: int, other: int) -> list[str]:
        """How the level of a head that Markdown or a style gives compares with that of an open one."""
        one, two = self.makes[other], self.makes[at]
        if not (one.markdown or two.markdown):
            return []
        both = int(bool(one.markdown and two.markdown))
        kind = "style" if self.heads[other].stated or self.heads[at].stated else "md"
        return [f"{name}{kind}:{_sign(two.markdown - one.markdown)}{min(self.markdowns, 2)}{both}"]

    def _alike(self, at: int, other: int) -> list[str]:
        out: list[str] = []
        one, two = self.makes[other], self.makes[at]
        out.append(
            f"plain:{'same' if self.keys[at] == self.keys[other] else 'alike' if one.style == two.style else 'else'}"
        )
        if one.final != two.final:
            out.append("plain:final")
        if one.bracket != two.bracket:
            out.append("plain:bracket")
        if one.words[:2] == two.words[:2] or one.words[-2:] == two.words[-2:]:
            out.append("plain:edge")
        if (" " in one.words) != (" " in two.words):
            out.append("plain:blank")
        ratio = two.size / one.size
        out.append(
            f"plain:size{'<' if ratio < 0.4 else '-' if ratio < 0.67 else '>' if ratio > 2.5 else '+' if ratio > 1.5 else '='}"
        )
        if one.shape != two.shape:
            out.append("plain:kind")
        return out

    def below(self, at: int, parent: int) -> list[str]:
        """What speaks for and against standing right below an open head."""
        out: list[str] = []
        one, two = self.makes[parent], self.makes[at]
        upper, lower = self.heads[parent], self.heads[at]
        kind = "plain" if one.rank == -2 else "mark"
        own = "plain" if two.rank == -2 else "mark"
        same = self.keys[at] == self.keys[parent]
        out.append(f"below:{kind}>{own}")
        if parent == at - 1:
            body = "at-once" if upper.body == 0 and upper.label == "head" else "body"
            out.append(f"below:{kind}>{own}:{body}:{'same' if same else 'else'}")
            if own == "mark":
                out.append(f"below:number{1 if two.number == 1 else 2}")
        if same or (kind == "mark" and one.style == two.style):
            out.append(f"below-same:{kind}")
        if kind == own == "mark":
            out.append(f"below:{_sign(two.rank - one.rank)}")
            out.append(f"below:{one.style}>{two.style}")
            if one.style in _STATUTE and two.style in _STATUTE:
                out.append(f"below-statute:{_sign(two.rank - one.rank)}")
        if two.prefix:
            out.append(f"below:prefix{int(two.prefix == (*one.prefix, one.number))}")
        if upper.depth and lower.depth:
            out.append(f"below-search:{_sign(lower.depth - upper.depth)}{int(lower.depth == upper.depth + 1)}")
        out += self._levels("below-", at, parent)
        if upper.emphasis != lower.emphasis:
            out.append(f"below-emphasis:{int(upper.emphasis)}")
        if parent == at - 1 and not same:
            out.append(self._pair("below-pair", parent))
        out += _below_words(one, two, upper, lower)
        return out

    def _pair(self, name: str, one: int) -> str:
        """Whether a head and the next one, a part and its first head, are followed by two of the same makes and numbers."""
        key, two = self.keys[one], one + 1
        kinds = ["plain" if self.makes[at].rank == -2 else "mark" for at in (one, two)]
        if self.places[key][-1] == one:
            again = "alone"
        else:
            again = "again" if self._pairs[self._pair_key(one)] > one else "once"
        return f"{name}:{again}:{kinds[0]}>{kinds[1]}"

    def _pair_key(self, one: int) -> tuple[str, str, int]:
        return self.keys[one], self.keys[one + 1], self.makes[one + 1].number

    def around(self, at: int, stack: tuple[int, ...], place: int) -> list[str]:
        """What it says that the heads above a place stay open and those below it are closed."""
        out: list[str] = []
        limit = len(self.keys)
        for opened in stack[:place]:
            kind = "mark" if self.makes[opened].rank > -2 else "plain"
            out.append(f"kept:{self.goes_on(opened, at, limit)}:{kind}")
            limit = min(limit, self.after(opened, at))
        if place < len(stack) and self.keys[stack[place]] != self.keys[at]:
            kind = "mark" if self.makes[stack[place]].rank > -2 else "plain"
            going = self.goes_on(stack[place], at, limit)
            out.append(f"passed:{going}:{kind}")
            if kind == "mark" and self.makes[at].rank > -2:
                out.append(f"passed-order:{going}:{_sign(self.makes[at].rank - self.makes[stack[place]].rank)}")
        limit = min(limit, self.after(at, at))
        for opened in stack[place + 1 :]:
            kind = "mark" if self.makes[opened].rank > -2 else "plain"
            same = ":same" if self.keys[opened] == self.keys[at] else ""
            going = self.goes_on(opened, at, limit)
            out.append(f"closed:{going}:{kind}{same}")
            if kind == "mark" and self.makes[at].rank > -2:
                out.append(f"closed-order:{going}:{_sign(self.makes[at].rank - self.makes[opened].rank)}")
        return out

    def at_depth(self, at: int, depth: int, parent: int, known: Known) -> list[str]:
        """What the depth says, and what the heads of the same key before stood on."""
        out: list[str] = []
        make = self.makes[at]
        out.append(f"depth{min(depth, 4)}")
        if make.rank > -2:
            out.append(f"order{max(min(depth - self.order[make.rank], 2), -2)}{int(self.plain > 0.2)}")
        if self.keys[at] == self.keys[0]:
            out.append(f"first-key{min(depth, 2)}")
        if make.markdown and self.markdowns > 1:
            out.append(f"md-depth{max(min(depth - make.markdown, 1), -2)}")
        before = known.last.get(self.keys[at])
        kind = "plain" if make.rank == -2 else "mark"
        if before is None:
            out.append(f"new:{kind}")
            return out
        out.append(f"known:{_sign(depth - before[0])}{kind}")
        above = self.keys[parent] if parent >= 0 else ""
        out.append(f"known-parent:{int(above == before[1])}{kind}{'1' if make.number == 1 else ''}")
        out.append(f"often:{min(known.often.get((self.keys[at], depth), 0), 3)}{kind}")
        out.append(f"often-below:{min(known.often.get((self.keys[at], above), 0), 3)}{kind}")
        return out


def _mixed(one: Make, two: Make) -> list[str]:
    """A head with a number beside one without."""
    out: list[str] = []
    out.append(f"mixed:{'plain' if two.rank == -2 else 'mark'}")
    if two.shape:
        out.append(f"mixed:{two.shape}")
    if one.shape:
        out.append(f"mixed-behind:{one.shape}")
    if two.rank > -2:
        out.append(f"mixed:number{1 if two.number == 1 else 2}")
    return out


def _placed(name: str, upper: Head, lower: Head) -> list[str]:
    """Indents and blank lines of two heads that open their lines."""
    out: list[str] = []
    if upper.inner or lower.inner:
        return out
    if lower.indent != upper.indent:
        out.append(f"{name}indent:{_sign(lower.indent - upper.indent)}")
    if not name and upper.gap != lower.gap:
        out.append(f"gap:{_sign(lower.gap - upper.gap)}")
    return out


def _below_words(one: Make, two: Make, upper: Head, lower: Head) -> list[str]:
    """Labels, indents and words of a head below another one."""
    out: list[str] = []
    if upper.label != lower.label or upper.label == "sec":
        out.append(f"below-label:{upper.label}>{lower.label}")
    out += _placed("below-", upper, lower)
    if one.shape:
        out.append(f"below-{one.shape}:{'plain' if two.rank == -2 else 'mark'}")
    if two.shape:
        out.append(f"{two.shape}-below:{'plain' if one.rank == -2 else 'mark'}")
    return out


def _sign(value: int) -> str:
    return "=" if value == 0 else ">" if value > 0 else "<"


def _jump(one: Make, two: Make) -> str:
    if two.number == one.number + 1:
        return "next"
    if two.number == 1:
        return "restart"
    if two.number == one.number:
        return "again"
    return "missing" if two.number > one.number else "back"


def names_at(outline: Outline, at: int, stack: tuple[int, ...], known: Known, place: int) -> list[str]:
    """The evidence for putting a head beside ``stack[place]``, or below the last one for ``place == len(stack)``."""
    names = list(outline.at_depth(at, place + 1, stack[place - 1] if place else -1, known))
    side = "child" if place == len(stack) else "sibling"
    names += [f"{side}:{name}" for name in outline.own(at)]
    if side == "sibling":
        names += outline.beside(at, stack[place])
        names.append(f"pop{min(len(stack) - 1 - place, 3)}")
    elif not stack:
        names.append("opens")
    if place:
        names += outline.below(at, stack[place - 1])
    names += outline.around(at, stack, place)
    return names


class _Path(NamedTuple):
    """A reading of the heads so far: its log-probability, the open heads, what it has seen, the depths."""

    value: float
    stack: tuple[int, ...]
    known: Known
    depth: int
    before: _Path | None


class _Judge:
    """Sums the weights of evidence; what depends on a pair of heads only is summed once."""

    def __init__(self, outline: Outline, weights: Mapping[str, float]) -> None:
        self.outline = outline
        self.weights = {**STATED, **weights} if any([head.stated for head in outline.heads]) else weights
        self.sums: dict[tuple[str, int, int], float] = {}
        self.depths: dict[tuple[object, ...], float] = {}
        self.arounds: dict[tuple[int, tuple[int, ...]], list[float]] = {}

    def _sum(self, names: Iterable[str]) -> float:
        weights = self.weights
        return sum([weights.get(name, 0.0) for name in names])

    def pair(self, relation: str, at: int, other: int) -> float:
        """What a head is worth as a child, beside or below another one."""
        found = (relation, at, other)
        value = self.sums.get(found)
        if value is None:
            if relation == "beside":
                value = self._sum(self.outline.beside(at, other))
            elif relation == "below":
                value = self._sum(self.outline.below(at, other))
            else:
                value = self._sum([f"{relation}:{name}" for name in self.outline.own(at)])
            self.sums[found] = value
        return value

    def depth(self, at: int, depth: int, parent: int, known: Known) -> float:
        """What the depth is worth that a head has below another one."""
        key = self.outline.keys[at]
        above = self.outline.keys[parent] if parent >= 0 else ""
        often = known.often
        seen = (at, depth, above, known.last.get(key), often.get((key, depth)), often.get((key, above)))
        value = self.depths.get(seen)
        if value is None:
            value = self.depths[seen] = self._sum(self.outline.at_depth(at, depth, parent, known))
        return value

    def around(self, at: int, stack: tuple[int, ...]) -> list[float]:
        """What it is worth at each place of a head that the heads above stay open and those below are closed."""
        values = self.arounds.get((at, stack))
        if values is None:
            places = range(min(len(stack), DEEPEST - 1) + 1)
            values = [self._sum(self.outline.around(at, stack, place)) for place in places]
            self.arounds[at, stack] = values
        return values

    def places(self, at: int, path: _Path) -> list[float]:
        """The log-probability of each place of a head: beside each open head, or below the last."""
        stack = path.stack
        count = len(stack)
        values = []
        for place, around in enumerate(self.around(at, stack)):
            parent = stack[place - 1] if place else -1
            value = self.depth(at, place + 1, parent, path.known)
            if place < count:
                value += self.pair("sibling", at, -1) + self.pair("beside", at, stack[place])
                value += self.weights.get(f"pop{min(count - 1 - place, 3)}", 0.0)
            else:
                value += self.pair("child", at, -1)
            if place:
                value += self.pair("below", at, parent)
            values.append(value + around)
        most = max(values)
        total = most + log(sum([exp(value - most) for value in values]))
        pinned = self.outline.heads[at].pinned
        return [
            value - total - (_UNPINNED * abs(pinned - place) if pinned else 0.0)
            for place, value in enumerate(values, start=1)
        ]


def depths_of(heads: Sequence[Head], weights: Mapping[str, float] | None = None, width: int = WIDTH) -> list[int]:
    """The depths of the heads of one article, in their order, from 1; no head is more than one deeper than the last.

    A head with a pin has the depth that it says, or the nearest there is.

    >>> depths_of([Head("一、道路"), Head("(一)村道"), Head("(二)县道"), Head("二、茶园")])
    [1, 2, 2, 1]
    """
    if len(heads) < 2:
        return [1] * len(heads)
    outline = Outline(heads)
    judge = _Judge(outline, load() if weights is None else weights)
    start = _Path(0.0, (), Known(), 0, None)
    beam = [
        _Path(0.0, (0,), start.known.with_head(outline.keys[0], 1, ""), 1, start)
    ]  # there is one place for the first
    for at in range(1, len(heads)):
        reached = [
            (path.value + gain, number, place, path)
            for number, path in enumerate(beam)
            for place, gain in enumerate(judge.places(at, path))
        ]
        reached.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
        beam = []
        for total, _, place, path in reached[:width]:
            above = outline.keys[path.stack[place - 1]] if place else ""
            known = path.known.with_head(outline.keys[at], place + 1, above)
            beam.append(_Path(total, (*path.stack[:place], at), known, place + 1, path))
    depths = []
    last: _Path | None = beam[0]
    while last is not None and last.before is not None:
        depths.append(last.depth)
        last = last.before
    return depths[::-1]


def load() -> Mapping[str, float]:
    """The weights of the package, by the name of the evidence."""
    return load_model().levels
