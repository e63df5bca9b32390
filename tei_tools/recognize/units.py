"""From lines to units: a line is cut wherever another block may begin inside it.

A wrong cut costs nothing, because every unit may be read as the continuation
of the one before; so the places are chosen generously where breaks were lost
and not at all in ordinary lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

from ..text.script import plain, simplified
from ..text.source import Line, View, is_blank
from .addressed import salutations_inside
from .elements import Elements
from .lost_breaks import free_cuts, stand_ins
from .marks import INNER_MARK, MARK_INSIDE, read_marker
from .rows import fields_of_rows
from .rule import CELL, EMPHASIS, FIRST, LAST, LINKED, Unit

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|h[1-6]|li|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_SENTENCE_END = '。;!?”"):'
_FORM_LABEL = (
    "(?:调研情况|问题分析|具体建议|对策建议|原因分析|存在问题|主要问题|现状分析|基本情况|案由|案据|背景情况|情况分析|建议措施|"
    "工作建议|事实与理由|办理建议)"
)
_FORM = re.compile(rf"(?:(?<=[。!?;”) ])|\A){_FORM_LABEL}:\s*(?=\S)")
_PART_LABEL = re.compile(r"(?:主旨|依据|公告事项|说明|办法|拟办|决议|决定|案由|裁示|结论)\s?:\s*(?=\S{6})")
"""The parts of an official letter of Taiwan and of minutes, in front of their texts (文书处理手册: 主旨, 说明, 办法)."""
_LITERAL = re.compile(r"\\n(?:\\[nrt]|\\u3000|\s)*+")
"""The line break of a programming language, written out."""
_FIELD = re.compile(
    r"'\s?,\s?(?:(?:\d{1,12}|NULL|'')\s?,\s?){0,6}'(?=[^',]{4})|\"\s?,\s?\"(?=[^\",]{4})|'\s?\)\s?,\s?\(\s?\d{1,9}\s?,\s?'(?=[^',]{4})"
)
"""Where a field or a record of a dump begins: ``'…','…'``, ``'),(4,'``."""
_FIELDS = 2
"""Borders of fields from which on a line is held to be one of a dump."""
_BRACKETED = re.compile(r"【(?![^【】]{0,60}(?:记者|报[导道]|[讯电]】))[^【】]{8,80}】(?=\s{0,2}[^\s【】].{5})")
"""A headline in brackets in front of its text, as posts have it: 【青石镇举行龙舟赛】昨日,…"""
_LAST_CAPTION = re.compile(r"(?<=[。”])(?:上图|下图|左图|右图)?图(?:为|①|一)[^。]{4,80}(?:。(?:[^。]{0,24}摄[)]?)?)?\Z")
_WIDE = re.compile(r"(?<!\s)\s{4,}+(?=\S)")
_OPENING = re.compile(r"\d{1,2}月\d{1,2}日|本[报网台]|记者|据|近日|日前")
_FACTS_TAIL = re.compile(
    r"(?<=[^\s:])\s*(?:参与互动|我要评论|微信公众号|微信公眾號|QQ公[众眾][号號]|分享到|【?字[体號号]|扫一扫)"
)
# All alternatives begin with their letters, which makes a search some times faster.
_FACTS = re.compile(
    r"来源\s*:|來源\s*:|时间\s*:|時間\s*:|日期\s*:|作者\s*:"
    r"|1(?:9\d\d[-年/.]\d{1,2}[-月/.]\d{1,2})|2(?:0\d\d[-年/.]\d{1,2}[-月/.]\d{1,2})"
)
_MARK_REACH = 64
"""How much of a text is looked at to read its mark."""
_MAIL = re.compile(r"(?<!\s)\s*+邮箱:\S[^\s@]{0,80}@")
_ORIGIN = re.compile(r"(?<!\s)\s*+[【(\[]\s*+来\s*+源\s*+:")
_ENDING = re.compile(r"(?<=[。”!?])\s*[(【]?(?:来源|作者|责任编辑|责编|编辑):\S{2,20}(?:\s+\S{2,12})?\Z")
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_EMPHASIS = re.compile(r"<(strong|b|h[1-6])\b[^<>]*>([^<>]*)</\1>", re.IGNORECASE)
_STRONG = re.compile(r"\*\*([^*\n]{1,200})\*\*")
_LINKS = re.compile(
    r"(?:[-*+>\s·•|]|#{1,6}\s|\d{1,3}\.\s|\[[^\[\]]{1,200}\]\([^()\s]{0,600}(?:\s+\"[^\"]{0,200}\")?\))+"
)
_STAMP = re.compile(r"(?<=[\u4e00-\u9fff)。])\s*(?:19|20)\d\d-\d\d-\d\d \d\d:\d\d:\d\d[:.]\d")
_CUTTABLE = 12
"""Code points from which a line may hold two blocks."""
_LONG = 400
_LONE = 120
"""Code points from which a line of a text that lost its breaks is cut wherever a block may begin."""
_LOST = 500
"""Code points a line has on an average from which a text is held to have lost its breaks."""
_HEAD_END = (
    re.compile(
        r"(?<=[\u4e00-\u9fff)”])(?=(?:根据|按照?|为了|凡|由于|对于|当前|目前|近年来|今年|明年|去年|下一步|我们|一是|一要|首先,|我[省市县区国]|本[省市县区]|考生|申请人|当事人|各单位|各[省市县区])"
        r"[\u4e00-\u9fff\d“《])"
    ),
    re.compile(r"(?<=[\u4e00-\u9fff)”])(?=(?:为|所有|从|经|由|要|以|在|网上|各)[\u4e00-\u9fff\d“《])"),
)
"""Where a head whose line break was lost may end: before a word that opens sentences, sure ones first."""


Series = Callable[[], Mapping[str, set[int]]]
"""The numbers of the marks that open lines, by their style, asked for where a line may be cut at a mark."""


def cut_lines(text: str, lines: Sequence[Line], edges: Sequence[int] = ()) -> tuple[Unit, ...]:
    """The units of a text, in order; blank lines give none.

    Every character of a line with readable text lies in exactly one unit. ``edges`` are offsets, sorted, at which a
    line is cut in any case; so it is at the fields of rows (:mod:`.rows`).
    """
    series = cache(partial(_line_start_series, lines))  # few texts need it
    filled = [len(line.view.text) for line in lines if line.view.text]
    lonely = len(filled) <= 3
    lost = lonely or sum(filled) >= _LOST * len(filled)
    if rows := fields_of_rows(text, lines):
        edges = sorted({*edges, *(start for starts in rows.values() for start in starts)})
    units: list[Unit] = []
    numbers = [*range(len(lines) + 1)]
    gap = 0
    whole = "".join([line.view.text for line in lines])
    traditional = simplified(whole) != whole
    elements = Elements(text)
    for line in lines:
        view = line.view
        elements.line()
        if not view.text:
            gap += 1
            elements.without_words(*line.span)
            continue
        if traditional:
            view = View(simplified(view.text), view.places)
        words = view.text
        raw_start, raw_end = line.span
        indent = 0
        while is_blank(text[raw_start + indent]) and raw_start + indent < raw_end - 1:
            indent += 1
        cuts = _cuts(text, line, view, series, lonely, lost) if len(words) >= _CUTTABLE else []
        if edges:
            cuts = _with_edges(cuts, edges, view)
        traits, bold = _marked_up(text, raw_start, raw_end)
        above = elements.above()
        number = numbers[line.number]
        if not cuts:
            traits |= FIRST | LAST | (EMPHASIS if words in bold else 0)
            traits |= above | elements.behind(raw_start, view.whole.start)
            elements.behind(view.whole.start, raw_end)
            places = _places(words, line.view, raw_start)
            units.append(
                Unit(_number(numbers, len(units)), number, raw_start, raw_end, words, places, indent, gap, traits)
            )
        else:
            reached = raw_start
            for low, high, start, end, at_edge in _parts(line, view, cuts):
                piece = words[low:high]
                first = at_edge & FIRST
                around = elements.behind(reached, view.origin[low]) | (above if first else 0)
                reached = view.origin[low]
                units.append(
                    Unit(
                        _number(numbers, len(units)), number, start, end, piece,
                        _places(piece, line.view.part(low, high), start), indent if first else 0, gap if first else 0,
                        traits | at_edge | around | (EMPHASIS if piece in bold else 0),
                    )
                )  # fmt: skip
            elements.behind(reached, raw_end)
        gap = 0
    return tuple(units)


def _marked_up(text: str, start: int, end: int) -> tuple[int, set[str]]:
    """What markup says of a line, as bits, and the words in it that are set in bold or as a heading."""
    traits, bold = 0, set()
    if text.find("](", start, end) >= 0 and _LINKS.fullmatch(text[start:end].strip()) is not None:
        traits |= LINKED
    if text.find("**", start, end) >= 0:
        bold = {plain(match[1]).strip() for match in _STRONG.finditer(text[start:end])}
    if text.find("<", start, end) >= 0:
        traits |= CELL if _CELL.search(text, start, end) is not None else 0
        bold |= {plain(match[2]).strip() for match in _EMPHASIS.finditer(text, start, end)}
    return traits, bold


def _number(numbers: Sequence[int], number: int) -> int:
    """A number, the same object for all that have it: indexes and lines of a long text are mostly the same numbers."""
    return numbers[number] if number < len(numbers) else number


def _places(text: str, view: View, start: int) -> View | int:
    """Where a text begins whose characters stand one behind the other, as they are, or else its view."""
    places = view.places
    if not isinstance(places, int) or (view.text is not text and view.text != text):
        return view
    return start if places == start else places


def _parts(line: Line, view: View, cuts: Sequence[int]) -> list[tuple[int, int, int, int, int]]:
    """The parts of a line: where the text of each begins and ends, its span in the source, whether it is at an edge."""
    words = view.text
    bounds = [0, *cuts, len(words)]
    offsets = [line.span.start, *(view.origin[cut] for cut in cuts), line.span.end]
    pieces = []
    for k in range(len(bounds) - 1):
        low, high = bounds[k], bounds[k + 1]
        while low < high and is_blank(words[low]):
            low += 1
        while high > low and is_blank(words[high - 1]):
            high -= 1
        if low < high:
            pieces.append((low, high, offsets[k], offsets[k + 1]))
    out = []
    for k, (low, high, start, end) in enumerate(pieces):
        begin = line.span.start if k == 0 else pieces[k - 1][3]
        last = k == len(pieces) - 1
        edges = (FIRST if k == 0 else 0) | (LAST if last else 0)
        out.append((low, high, min(begin, start), line.span.end if last else end, edges))
    return out


def _with_edges(cuts: Sequence[int], edges: Sequence[int], view: View) -> list[int]:
    """The cuts of a line, and those at offsets inside it."""
    low, high = bisect_right(edges, view.origin[0]), bisect_left(edges, view.origin[-1])
    return sorted({*cuts, *(view.index(edge) for edge in edges[low:high])} - {0, len(view.text)})


def _line_start_series(lines: Sequence[Line]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        marker = read_marker(line.view.text)
        if marker is not None:
            found[marker.style].add(marker.number)
    return found


def _cuts(
    text: str, line: Line, view: View, series_of: Series, lonely: bool, lost: bool
) -> list[int]:  # fmt: skip
    words = view.text
    size = len(words)
    cuts: set[int] = set()
    colon = ":" in words
    if text.find("<", *line.span) >= 0:
        for match in _BLOCK_TAG.finditer(text, line.span.start, line.span.end):
            cuts.add(view.index(match.start()))
    ending = _ENDING.search(words) if colon and size >= 40 else None
    if ending:
        cuts.add(ending.start())
    if "  " in words or "\u00a0" in words:
        cuts |= _wide_cuts(words)
    if size <= 160 and _FACTS.search(words):
        tail = _FACTS_TAIL.search(words)
        if tail and tail.start() > 8:
            cuts.add(tail.start())
    if size >= 60 and "-" in words:
        stamp = _STAMP.search(words)
        if stamp:
            cuts.add(stamp.start())
    if size <= 80 and colon:
        origin = _ORIGIN.search(words)
        if origin and origin.start() >= 3:
            cuts.add(origin.start())
        mail = _MAIL.search(words)
        if mail and mail.start() > 3:
            cuts.add(mail.start())
    if words[0] == "【" and (bracketed := _BRACKETED.match(words)) is not None:
        cuts.add(bracketed.end())
    if size >= 40 and "图" in words[-90:]:
        caption = _LAST_CAPTION.search(words)
        if caption and caption.start() >= 30:
            cuts.add(caption.start())
    if colon:
        cuts |= _label_cuts(words)
    if "\\n" in words or ("," in words and ("'" in words or '"' in words)):
        cuts |= _dump_cuts(words)
    if size >= 40:
        cuts |= _mark_cuts(words, series_of, lonely)
    if size >= _LONE:
        cuts |= stand_ins(text, line, view)
        if lost:
            marks = [cut for cut in (0, *cuts) if read_marker(words[cut : cut + _MARK_REACH]) is not None]
            cuts |= free_cuts(words, marks)
    return sorted(cut for cut in cuts if 0 < cut < size)


def _wide_cuts(words: str) -> set[int]:
    """Places behind wide blanks in a line where what follows may be a block of its own."""
    cuts = set()
    for match in _WIDE.finditer(words):
        left, right = words[: match.start()], words[match.end() :]
        if (
            len(left) >= 8
            and left[-1] not in "。;,、:"
            and len(right) > 4
            and (read_marker(right) or _OPENING.match(right) or len(right) >= 40)
        ):
            cuts.add(match.end())
    return cuts


def _label_cuts(words: str) -> set[int]:
    """Places around labels of parts and salutations in a line that has a colon."""
    cuts = {place for match in _FORM.finditer(words) for place in match.span()}
    if (part := _PART_LABEL.match(words)) is not None:
        cuts.add(part.end())
    return cuts.union(*salutations_inside(words))


def _dump_cuts(words: str) -> set[int]:
    """Places in a line of a dump: behind line breaks that are written out, and where its fields begin.

    >>> sorted(_dump_cuts("正文一。\\\\n正文二。")), _dump_cuts("'一', '二'")
    ([6], set())
    """
    cuts = {match.end() for match in _LITERAL.finditer(words)}
    fields = [match.end() for match in _FIELD.finditer(words)]
    return cuts.union(fields) if len(fields) >= _FIELDS else cuts


def _mark_cuts(words: str, series_of: Series, lonely: bool) -> set[int]:
    """Places inside a long line where a numbered block seems to begin."""
    if MARK_INSIDE.search(words, 1) is None:
        return set()
    long = len(words) >= _LONG or (lonely and len(words) >= 150)
    hits: list[tuple[int, str, int]] = []
    for match in INNER_MARK.finditer(words):
        at = match.start()
        if at == 0:
            continue
        before = words[at - 1]
        wide = before == " " and at > 1 and (words[at - 2] in " 。;!?")
        if not wide and before not in _SENTENCE_END and not long:
            continue
        if (
            words[at] == "("
            and words[at : at + 3] != "(一)"
            and before not in _SENTENCE_END
            and not wide
            and before not in "一二三四五六七八九十)"
            and not long
        ):
            continue
        marker = read_marker(words[at : at + _MARK_REACH])
        if marker is None:
            continue
        hits.append((at, marker.style, marker.number))
    if not hits:
        return set()
    series = series_of()
    cuts: set[int] = set()
    here: dict[str, list[tuple[int, int]]] = defaultdict(list)
    opening = read_marker(words)
    for at, style, number in hits:
        here[style].append((at, number))
    lost = (len(words) >= 800 and len(hits) >= 4) or (lonely and long and len(hits) >= 3)
    for style, found in here.items():
        numbers = {number for _, number in found}
        if opening is not None and opening.style == style:
            numbers.add(opening.number)
        outer = style in ("cn-comma", "cn-paren")
        reached = opening.number if opening is not None and opening.style == style else 0
        for at, number in found:
            before = words[at - 1]
            if (
                style == "cn-comma"
                and before not in "。;!?”:) "
                and (number != reached + 1 or before in "统单唯第之专如同万合一二三四五六七八九十")
            ):
                continue
            reached = number
            ended = before in "。;!?”:)" or before == " "
            run = {number - 1, number + 1} & (numbers | series.get(style, set()))
            wide = before == " " and at > 1 and words[at - 2] in " 。"
            glued = (
                style == "cn-paren"
                and number == 1
                and len(words) - at <= 40
                and {2, 3} & (numbers | series.get(style, set()))
            )
            if (
                glued
                or (wide and run)
                or (outer and ended and before != ";" and before != ":" and run and (series.get(style) or lost or long))
                or (lost and run)
            ):
                cuts.add(at)
    if lost:
        starts = sorted(cuts | {0})
        for at, stop in zip(starts, [*starts[1:], len(words)], strict=True):
            marker = read_marker(words[at : at + _MARK_REACH])
            if marker is None:
                continue
            body = words[at + marker.end : stop]
            first = re.search(r"[。;:,]", body)
            limit = first.start() if first and body[first.start()] in "。;:" else min(len(body), 40)
            if limit > 25 or len(body) > 60:
                sure, likely = (pattern.search(body, low, 30) for pattern, low in zip(_HEAD_END, (3, 6), strict=True))
                end = sure or likely
                if end and len(body) - end.start() > 30:
                    cuts.add(at + marker.end + end.start())
    return cuts
