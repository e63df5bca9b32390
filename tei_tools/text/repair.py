"""What is damaged in a text and must be hidden from recognizers, or read as something else.

A repair names a place; it never edits. Damage lies in layers (an entity may hide
a tag, a tag may stand inside a gloss), so the text is looked at again with what
was found taken out, until nothing more is found; every place is then given in
the offsets of the text as it came.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html.entities import html5
from itertools import pairwise

from ..errors import Diagnostic
from .byte_shift import Shift, find_shifts
from .markdown import find_marks
from .markup import find_markup
from .pinyin import HAN, Gloss, find_glosses, glosses_after_latin, machine_glosses
from .source import Confidence, Repair, Span, fold, is_blank
from .values import value

_ROUNDS = 40
"""Each round takes characters away; only text built to defy this nests deeper."""

_CONTROL = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
    # joiners mean something in emoji and in the scripts of India and Persia
    "|[\u200c\u200d](?![\u0600-\u06ff\u0900-\u0dff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])"
)
_CONTROLS = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\u200b-\u200d\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
"""One of the characters that :data:`_CONTROL` may match, found some times faster."""
_SUSPICIOUS = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\u00e0-\u01dc\u0300-\u030c\u200b-\u200d\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)
_MARKS = ("**", "](", "*", "&", "<", ">", "?", "\uff06", "\uff1c", "\uff1e", ",,", "\uff0c\uff0c", "\uff0c。", ",。")


def find_repairs(text: str) -> tuple[tuple[Repair, ...], tuple[Diagnostic, ...]]:
    """The damaged places of a text, sorted and disjoint, and what a reader should know of them.

    Spans count code points. Reasons: ``pinyin``, ``byte-shift``, ``lost-space``,
    ``control``, ``entity``, ``markup``. Any text will do, lone surrogates too.

    >>> repairs, _ = find_repairs("青石镇<b>要闻</b>&nbsp;3月")
    >>> [(tuple(r.span), r.reason, r.text) for r in repairs]
    [((3, 6), 'markup', None), ((8, 12), 'markup', None), ((12, 18), 'entity', ' ')]
    """
    if _looks_clean(text):
        return (), ()
    diagnostics: list[Diagnostic] = []
    reading = _Reading(text, ())
    lossy = False
    for _ in range(_ROUNDS):
        if edits := _surface(reading):
            reading = reading.edited(edits)
            continue
        edits, remarks = _byte_damage(reading)
        diagnostics += remarks
        if not edits:
            edits = _lost_spaces(reading, lossy)
        else:
            lossy = True
        if not edits:
            break
        reading = reading.edited(edits)
    repairs = _without_blank_edges(reading)
    diagnostics += _noise(reading)
    return repairs, tuple(diagnostics)


def _looks_clean(text: str) -> bool:
    return (
        text[:1] != "锘"
        and not any(mark in text for mark in _MARKS)
        and not _SUSPICIOUS.search(text)
        and not _TAIL_CODE.search(text)
    )


# --- the text as it reads so far -----------------------------------------------------------------------------------


@value(frozen=True, slots=True)
class _Edit:
    """A place ``[start, end)`` of a reading to take out (``text`` None) or to read as something else."""

    start: int
    end: int
    reason: str
    text: str | None = None
    gap: int = 0
    confidence: Confidence = "high"


class _Reading:
    """A text with the repairs found so far carried out: ``raw`` as it reads.

    ``text`` is what patterns look at: as long, width-folded, every line end a line feed.
    """

    def __init__(self, source: str, repairs: Sequence[Repair]) -> None:
        self.source = source
        self.repairs = tuple(repairs)
        pieces: list[str] = []
        # Where each piece begins in the reading and in the source, and which repair a character was read from.
        self._begins: list[int] = []
        self._stands: list[int] = []
        self._owner: dict[int, int] = {}
        position = reached = 0
        for index, repair in enumerate(repairs):
            start, end = repair.span
            said = repair.text or ""
            if start > position:
                self._begins.append(reached)
                self._stands.append(position)
                pieces.append(source[position:start])
                reached += start - position
            if said:
                self._begins.append(reached)
                self._stands.append(start)
                pieces.append(said)
                self._owner.update(dict.fromkeys(range(reached, reached + len(said)), index))
                reached += len(said)
            position = end
        self._begins.append(reached)
        self._stands.append(position)
        pieces.append(source[position:])
        self.raw = "".join(pieces)
        self.text = fold(self.raw).replace("\r", "\n")

    def _start(self, place: int) -> int:
        """Where the character at a place of the reading stands in the source; of a correction, where that begins."""
        piece = bisect_right(self._begins, place) - 1
        stands = self._stands[piece]
        return stands if place in self._owner else stands + place - self._begins[piece]

    def span(self, start: int, end: int) -> Span:
        """The source range behind a range of the reading that is not empty."""
        last = self._owner.get(end - 1)
        return Span(self._start(start), self._start(end - 1) + 1 if last is None else self.repairs[last].span.end)

    def edited(self, edits: Iterable[_Edit]) -> _Reading:
        """The reading with sorted, disjoint edits carried out; what an edit covers becomes part of it."""
        added: list[Repair] = []
        kept: list[Repair] = []
        starts = [repair.span.start for repair in self.repairs]
        reached = copied = 0
        for edit in edits:
            start, end = edit.start, edit.end
            while start > 0 and self._owner.get(start, -1) == self._owner.get(start - 1, -2):
                start -= 1
            while end < len(self.raw) and self._owner.get(end, -1) == self._owner.get(end - 1, -2):
                end += 1
            if start < reached:
                continue  # the other half of a correction that was just edited: next round
            span = self.span(start, end)
            rest = self.raw[start : edit.start], self.raw[edit.end : end]
            said = edit.text if edit.text is not None else "" if any(rest) else None
            first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
            inside = self.repairs[first:last]
            gap = edit.gap + sum(repair.gap for repair in inside)
            if said is not None or gap:
                said = rest[0] + (said or "") + rest[1]
                if "\n" in self.source[span.start : span.end] or "\r" in self.source[span.start : span.end]:
                    continue  # a correction belongs to one line
            added.append(Repair(span, edit.reason, said, gap, edit.confidence))
            kept += self.repairs[copied:first]
            reached, copied = end, last
        kept += self.repairs[copied:]
        return _Reading(self.source, sorted((*kept, *added), key=lambda repair: repair.span))


def _without_blank_edges(reading: _Reading) -> tuple[Repair, ...]:
    """The repairs, with spaces taken out that would stand at the edge of a line or beside another space."""
    repairs = list(reading.repairs)
    behind = _characters_behind(reading.source, repairs)
    position = 0
    before = "\n"
    for index, repair in enumerate(repairs):
        if position < repair.span.start:
            before = reading.source[repair.span.start - 1]
        position = repair.span.end
        if repair.text and (repair.text[0].isspace() or repair.text[-1].isspace()):
            said = repair.text.lstrip() if is_blank(before) else repair.text
            said = said.rstrip() if is_blank(behind[index]) else said
            if said != repair.text:
                nothing = not said and not repair.gap
                repairs[index] = replace(repair, text=None if nothing else said)
        before = (repairs[index].text or before)[-1]
    return tuple(repairs)


def _characters_behind(source: str, repairs: Sequence[Repair]) -> list[str]:
    """For each repair the character that reads next behind it, a line feed at the end of the text."""
    behind = ["\n"] * len(repairs)
    following = len(source) + 1, "\n"  # where the next repair starts, and what reads from there on
    for index in range(len(repairs) - 1, -1, -1):
        repair = repairs[index]
        start, reads = following
        behind[index] = reads if start == repair.span.end else source[repair.span.end : repair.span.end + 1] or "\n"
        following = repair.span.start, repair.text[0] if repair.text else behind[index]
    return behind


# --- characters, tags, entities ------------------------------------------------------------------------------------


def _surface(reading: _Reading) -> list[_Edit]:
    """Damage that shows by itself, whatever page it is on."""
    text = reading.text
    edits: list[_Edit] = []
    if _CONTROLS.search(text) is not None:
        edits += [_Edit(*match.span(), "control") for match in _CONTROL.finditer(text)]
    if _begins_with_mark(text):
        edits.append(_Edit(0, 2, "control"))
    taken = [(start, end) for start, end in find_markup(text)]
    edits += [_Edit(start, end, "markup") for start, end in taken]
    edits += [_Edit(start, end, "markup") for start, end in find_marks(text)]
    if "&" in text:
        edits += _entities(text)
    return _disjoint(edits)


def _begins_with_mark(text: str) -> bool:
    """Whether a text begins with a byte order mark read as GBK: EF BB is 锘, and BF takes the next byte with it."""
    if text[:1] != "锘" or len(text) < 2:
        return False
    try:
        return text[1].encode("gbk")[0] == 0xBF
    except UnicodeEncodeError:
        return False


def _disjoint(edits: Iterable[_Edit]) -> list[_Edit]:
    """The edits in order, the longer one where two overlap, and neighbors of one reason together."""
    kept: list[_Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if kept and edit.start < kept[-1].end:
            continue
        last = kept[-1] if kept else None
        if last and last.end == edit.start and last.reason == edit.reason and last.text is None and edit.text is None:
            kept[-1] = _Edit(last.start, edit.end, edit.reason, None, last.gap + edit.gap, last.confidence)
        else:
            kept.append(edit)
    return kept


_ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31})(?P<end>;?)")
_UNENDED = re.compile(
    "nbsp|ensp|emsp|thinsp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|lt|gt|amp|quot|times|deg|copy|reg"
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffd"


def _entities(text: str) -> Iterator[_Edit]:
    """Character references, with spaces run together; also ``&nbsp`` without its semicolon."""
    run: tuple[int, int] | None = None
    for match in _ENTITY.finditer(text):
        said = _referred(text, match)
        if said is None:
            continue
        start, end = match.span()
        if said and not said.isspace():
            yield _Edit(start, end, "entity", said)
            continue
        if not said:
            yield _Edit(start, end, "entity")
            continue
        if run and text[run[1] : start].strip(" \u00a0") == "":
            run = run[0], end
            continue
        if run:
            yield _Edit(*run, "entity", " ")
        run = start, end
    if run:
        yield _Edit(*run, "entity", " ")


def _referred(text: str, match: re.Match[str]) -> str | None:
    """What a reference stands for; "" for what cannot be seen, None when it is no reference."""
    name = match[0][1:].removesuffix(";")
    if not match["end"]:
        behind = text[match.end() : match.end() + 1]
        if behind == "=" or (behind.isascii() and behind.isalnum()):
            return None
        if not name.startswith("#") and not _UNENDED.fullmatch(name):
            return None
    if not name.startswith("#") and name + ";" not in html5:
        return None
    said = html.unescape(f"&{name};")
    return "" if all(c in _INVISIBLE or _CONTROL.match(c) for c in said) else said


# --- what a replacement on bytes did --------------------------------------------------------------------------------


def _byte_damage(reading: _Reading) -> tuple[list[_Edit], list[Diagnostic]]:
    """Machine glosses and shifted stretches, with remarks in source offsets."""
    text = reading.text
    if not any(mark in text for mark in ")\uff09"):
        return [], []
    glosses = machine_glosses(text)
    gated = bool(glosses)
    if gated:
        glosses = tuple(sorted((*glosses, *glosses_after_latin(text)), key=lambda gloss: gloss.start))
    plain = _without(text, glosses) if gated and "?" in text else text
    found_shifts = (_without_lost_tag(reading, shift) for shift in find_shifts(text, plain))
    shifts = [shift for shift in found_shifts if shift.end > shift.start and (gated or shift.sure)]
    edits = [_Edit(s.start, s.end, "byte-shift", s.text, s.gap, "medium") for s in shifts]
    edits = _disjoint([*edits, *(_Edit(gloss.start, gloss.end, "pinyin") for gloss in glosses)])
    remarks: list[Diagnostic] = []
    spans = [reading.span(edit.start, edit.end) for edit in edits if edit.reason == "pinyin"]
    if spans:
        message = f"{len(spans)} pinyin glosses that a machine put behind single characters were taken out."
        remarks.append(Diagnostic("pinyin-glosses", "info", message, (Span(spans[0].start, spans[-1].end),)))
    for shift in shifts:
        span = reading.span(shift.start, shift.end)
        found = text[shift.start : shift.end]
        reads = f"read as “{shift.text}”" if shift.text else "unreadable"
        lost = f"; {_characters(shift.gap)} lost behind it" if shift.gap else "; nothing is lost"
        message = f"“{found}” was read one byte too late and is {reads}{lost}."
        remarks.append(Diagnostic("byte-shift", "warning", message, (span,)))
        if shift.gap:
            before = text[max(0, shift.start - 40) : shift.start]
            before = _without(before, find_glosses(before))
            place = before[-4:].split("\n")[-1] + shift.text
            behind = text[shift.end : shift.end + 6].split("\n")[0]
            message = f"Between “{place}” and “{behind}” {_characters(shift.gap)} lost for good and not guessed."
            remarks.append(Diagnostic("lost-characters", "warning", message, (span,)))
    return edits, remarks


_REST_OF_TAG = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,11}(?:\s[^<>\n]{0,200})?/?>")


def _without_lost_tag(reading: _Reading, shift: Shift) -> Shift:
    """A shift before the rest of a tag lost its ``<``, which is no character of the text."""
    if not shift.gap or shift.end <= shift.start:
        return shift
    tag = _REST_OF_TAG.match(reading.source, reading.span(shift.start, shift.end).end)
    return shift if tag is None else replace(shift, gap=shift.gap - 1)


def _characters(count: int) -> str:
    return "1 character is" if count == 1 else f"{count} characters are"


def _without(text: str, glosses: Iterable[Gloss]) -> str:
    pieces = []
    position = 0
    for gloss in glosses:
        pieces.append(text[position : gloss.start])
        position = gloss.end
    return "".join((*pieces, text[position:]))


_LONE = re.compile(r"^[ \t]*(\?[? \t]*)(?=\r?$)", re.MULTILINE)
_ROLE = "(?:记者|記者|通讯员|通訊員|作者|编辑|編輯|责编|責編|责任编辑|責任編輯|摄影|攝影|撰稿|供稿|校对|校對|审核|審核)"
_BYLINE = re.compile(rf"{_ROLE}(?P<names>(?:\?+[{HAN}]{{2,4}})+)(?=\?*(?:[)\s、,/。]|{_ROLE}|\Z))")
_QUESTION = re.compile(
    "[吗嗎呢么麼吧啊谁誰哪几幾怎何啥孰嘛]|多少|是否|能否|可否|与否|與否|是不是|有没有|有沒有|要不要|难道|難道|岂|豈|莫非|[?!。;]"
)
_INNER = re.compile(rf"(?<=[{HAN}]{{2}})(?<![了的否])\?(?=[{HAN}]{{2}})")
_LEADING = re.compile(rf"^[ \t]*(\?+)(?=[ \t]*[{HAN}]{{2}})", re.MULTILINE)
_SHORT_LINE = 40


def _lost_spaces(reading: _Reading, lossy: bool) -> list[_Edit]:
    """Question marks that stand for a no-break space, on a page that shows other signs of a lossy GBK step."""
    text, raw = reading.text, reading.raw
    if "?" not in raw:
        return []
    lone = [(match.start(1), match.start(1) + len(match[1].rstrip())) for match in _LONE.finditer(text)]
    edits = [_Edit(start, end, "lost-space", None, 0, "medium") for start, end in lone]
    named = [
        start + offset
        for match in _BYLINE.finditer(text)
        for start, names in [(match.start("names"), match["names"])]
        for offset, character in enumerate(names)
        if character == "?"
    ]
    evidence = lossy or bool(lone) or any(_bracketed(text, place) for place in named)
    if not evidence:
        return []
    places = set(named)
    for match in _INNER.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        line = text[start : len(text) if end < 0 else end].strip()
        if len(line) <= _SHORT_LINE and line.count("?") == 1 and not _QUESTION.search(line.replace("?", "")):
            places.add(match.start())
    for match in _LEADING.finditer(text):
        edits.append(_Edit(*match.span(1), "lost-space", None, 0, "medium"))
    edits += [_Edit(place, place + 1, "lost-space", " ", 0, "medium") for place in places]
    return _disjoint(edit for edit in edits if "\uff1f" not in raw[edit.start : edit.end])


def _bracketed(text: str, place: int) -> bool:
    """Whether a place is inside the brackets of a byline: (记者?张三)."""
    opening = text.rfind("(", max(0, place - 20), place)
    return opening >= 0 and ")" in text[place : place + 20] and ")" not in text[opening:place]


# --- other kinds of noise: told, not touched -------------------------------------------------------------------------

_SPELLED = re.compile(r"\((?P<py>[a-zü\u00e0-\u01dc]{1,6})\)")
_DOUBLED = re.compile(r",[ \t]?[,。]|,,")
_TAIL_CODE = re.compile(rf"。(?=[A-Za-z]*\d|[a-z]*[A-Z])(?:[A-Za-z0-9]{{3,8}})[{HAN}]{{0,8}}(?=\s|\Z)")
_NOISY = 3


def _noise(reading: _Reading) -> Iterator[Diagnostic]:
    """Signs of machines whose traces cannot be taken out safely."""
    text = reading.text

    def suspect(what: str, places: Sequence[tuple[int, int]]) -> Diagnostic:
        spans = tuple(reading.span(*place) for place in places)
        message = f"{len(places)} places look like {what}; nothing was taken out. Compare another copy of the text."
        return Diagnostic("noise-suspect", "warning", message, spans)

    spelled = [match.span() for match in _SPELLED.finditer(text) if _follows_han(text, match.start())]
    distances = [
        sum(1 for c in text[before[1] : behind[0]] if "\u3400" <= c <= "\u9fff") for before, behind in pairwise(spelled)
    ]
    if len(distances) >= 8 and 2 * distances.count(4) > len(distances):
        yield suspect("syllables put behind every fourth character", spelled)
    elif len(spelled) >= 10 and len(spelled) * 20 > len(text):
        yield suspect("pinyin put in by a machine", spelled)
    doubled = [match.span() for match in _DOUBLED.finditer(text)]
    if len(doubled) >= _NOISY:
        yield suspect("commas doubled by a machine", doubled)
    codes = [match.span() for match in _TAIL_CODE.finditer(text)]
    if len(codes) >= _NOISY:
        yield suspect("codes against copying at the ends of paragraphs", codes)


def _follows_han(text: str, place: int) -> bool:
    return place > 0 and "\u3400" <= text[place - 1] <= "\u9fff"
