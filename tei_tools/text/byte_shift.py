"""Undoing the damage of a replacement that worked on GBK bytes instead of characters.

The machine of :mod:`.pinyin` looked for the two bytes of 數 and also found them
across two characters, as the last byte of one and the first of the next. What it
put there tore both apart: everything up to the next ASCII character was then read
one byte too late. ``總?cè)丝?8443人`` was 總人口 and a number.

``?cè)`` says what is gone: one byte that together with the byte before it spells a
character read cè. With that byte back, the bytes behind it fall into their old
pairs again. Only where the reading falls back into step, two bytes are lost for
good: the second one of a character, and an ASCII character. The character can
often be told from the first byte and the words of the page; the other never.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .common_characters import COMMON
from .pinyin import HAN, syllable
from .pinyin_table import SEEN, first_readings
from .script import simple_forms

_LETTERS = "a-z\u00e0-\u01dc\u0251\u0261\u0300-\u030c"
_TOKEN = re.compile(
    rf"(?P<event>\?(?P<lost>[{_LETTERS}]{{1,10}})[)\uff09])"
    rf"|(?P<tail>[@-~]?)(?P<gloss>[(\uff08](?P<py>[{_LETTERS}]{{1,10}})[)\uff09])|."
)
_EVENT = re.compile(rf"\?[{_LETTERS}]{{1,10}}[)\uff09]")

# What stands before a number or a Latin word in reports, where the reading usually falls back into step.
_WORDS = re.compile(
    "人口|投資|投资|增長|增长|達到|达到|完成|共計|共计|超過|超过|約為|约为|面積|面积|其中|總計|总计|發放|发放|新增|實現|实现"
    "|收入|累計|累计|投入|同比|占地|以上|以下|全年|截至|平均|突破|提高|降低|減少|减少|增加|群眾|群众|人員|人员|企業|企业"
    "|項目|项目|農戶|农户|貧困|贫困|黨員|党员|幹部|干部"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One damaged stretch ``[start, end)``, what it said, and how many characters behind that are lost.

    ``sure``: nothing else can be meant, and only common characters came out.
    """

    start: int
    end: int
    text: str
    gap: int
    sure: bool


class _Step(NamedTuple):
    """One token read in one way: its part of the reading and the way there."""

    score: float
    before: _Step | None
    place: int
    said: str
    lost: int = 0
    lead: int = 0  # the first byte of a character whose second byte is gone
    damaged: bool = False


class _State(NamedTuple):
    """``pending`` is the first byte of a character still open (0: unknown), None in step; ``last`` the byte before."""

    pending: int | None
    last: int


def find_shifts(text: str, words: str | None = None) -> tuple[Shift, ...]:
    """The damaged stretches of a text, sorted and disjoint; no stretch crosses a line end.

    ``words`` is the text in which to look for the words that a half lost
    character may belong to; the text itself by default.

    >>> [(s.text, s.gap) for s in find_shifts("總?cè)丝?8443人")]
    [('人口', 1)]
    """
    found: list[Shift] = []
    reached = 0
    for event in _EVENT.finditer(text):
        if event.start() < reached:
            continue
        start = text.rfind("\n", 0, event.start()) + 1
        end = text.find("\n", event.start())
        end = len(text) if end < 0 else end
        found += _read_line(text, max(start, event.start() - 16), end, words or text)
        reached = end
    return tuple(found)


def _read_line(text: str, start: int, end: int, words: str) -> Iterator[Shift]:
    tokens = list(_TOKEN.finditer(text, start, end))
    best: dict[_State, _Step] = {_State(None, 0): _Step(0.0, None, -1, "")}
    for index, token in enumerate(tokens):
        after: dict[_State, _Step] = {}
        for state, step in best.items():
            for state_after, gain, said, lost, lead in _readings(state, token):
                damaged = state.pending is not None or state_after.pending is not None
                candidate = _Step(step.score + gain, step, index, said, lost, lead, damaged)
                rival = after.get(state_after)
                if rival is None or rival.score < candidate.score:
                    after[state_after] = candidate
        best = after
    last: _Step | None = None
    open_lead = 0
    for state, step in best.items():
        score = step.score - (0.0 if state.pending is None else 3.0)
        if last is None or score > last.score:
            last, open_lead = step._replace(score=score), state.pending or 0
    steps: list[_Step] = []
    while last is not None and last.place >= 0:
        steps.append(last)
        last = last.before
    steps.reverse()
    if open_lead and steps:
        steps[-1] = steps[-1]._replace(lost=1, lead=open_lead)
    yield from _stretches(text, tokens, steps, words)


_Reading = tuple[_State, float, str, int, int]


def _readings(state: _State, token: re.Match[str]) -> Iterator[_Reading]:
    """Every way to read a token: the state behind it, what it earns, what it says, what is lost, whose first byte."""
    if token["event"]:
        yield from _readings_of_event(state, token)
    elif token["gloss"]:
        yield from _readings_of_gloss(state, token)
    else:
        yield from _readings_of_character(state, token[0])


def _readings_of_event(state: _State, token: re.Match[str]) -> Iterator[_Reading]:
    """A gloss that stands for a lost byte: this opens a character or closes the one that is open."""
    reading = syllable(token["lost"])
    lead = state.last if state.pending is None else state.pending
    for trail, known in _trails(lead, reading) if reading else ():
        bonus = 0.5 if known else 0.0
        if state.pending is None:
            yield _State(trail, trail), bonus, "", 0, 0
        elif whole := _character(lead, trail):
            yield _State(None, trail), bonus + _weight(whole), whole, 0, 0
    if state.pending is None:
        yield _State(None, 0), -5.0, token[0], 0, 0
    elif not state.pending and reading:
        yield _State(None, 0), 0.0, "", 0, 0


def _readings_of_gloss(state: _State, token: re.Match[str]) -> Iterator[_Reading]:
    if state.pending is None:
        yield _State(None, 0 if token["tail"] else state.last), 0.0, token[0], 0, 0
    elif syllable(token["py"]) and not token["tail"]:
        yield state, 0.0, "", 0, 0
    elif syllable(token["py"]):  # the gloss stands behind a second byte that is ASCII: 產 is 0xAE and a
        yield from (way for way in _ascii(state.pending, token["tail"]) if way[0].pending is None)


def _readings_of_character(state: _State, what: str) -> Iterator[_Reading]:
    pair = _bytes(what)
    if state.pending is None:
        code = ord(what)
        folded = 0xA1 if what == " " else 0 if what.isalpha() or not 0x21 <= code <= 0x7E else code + 0x80
        yield _State(None, pair[1] if pair else folded), _weight(what), what, 0, 0
    elif pair:
        yield from _shifted(state.pending, pair)
    else:
        yield from _ascii(state.pending, what)


def _shifted(pending: int, pair: tuple[int, int]) -> Iterator[_Reading]:
    """The two bytes of a character read one too late: the first one closes what is open, the second opens the next."""
    first, second = pair
    whole = _character(pending, first) if pending else ""
    if whole is None:
        return
    gain = _weight(whole) if whole else 0.0
    if second > 0x80:
        yield _State(second, second), gain, whole, 0, 0
    elif second < 0x80:
        yield _State(None, second), gain - 0.5, whole + chr(second), 0, 0


def _ascii(pending: int, what: str) -> Iterator[_Reading]:
    """One ASCII character while another is open: its second byte, a full-width form made narrow, or lost."""
    code = ord(what)
    if pending and 0x40 <= code <= 0x7E and (whole := _character(pending, code)):
        yield _State(None, code), _weight(whole), whole, 0, 0
    if not pending and 0x40 <= code <= 0x7E:
        yield _State(None, code), 0.5, "", 0, 0
    full = (0xA3, code + 0x80) if 0x21 <= code <= 0x7E else (0xA1, 0xA1) if what == " " else None
    if full:
        penalty = 7.0 if what == "?" else 1.5  # one byte in a hundred is 0xA3, and ? has likelier reasons
        for state, gain, said, lost, lead in _shifted(pending, full):
            yield state, gain - penalty, said, lost, lead
    if what == "?":
        # The second byte and an ASCII character behind it, or two bytes that are no character.
        yield _State(None, 0), -2.5, "", 1, pending
        yield _State(0, 0), -2.5, "", 2 if pending else 1, 0


def _stretches(text: str, tokens: list[re.Match[str]], steps: list[_Step], words: str) -> Iterator[Shift]:
    """The damaged tokens put together; a stretch ends where something is lost, because a gap stands behind it."""
    first: int | None = None
    said = ""
    for index, step in enumerate(steps):
        if not step.damaged:
            continue
        first = index if first is None else first
        said += step.said
        goes_on = index + 1 < len(steps) and steps[index + 1].damaged
        if goes_on and not step.lost:
            continue
        start, end = tokens[first].start(), tokens[index].end()
        gap = step.lost
        if step.lead:
            before = said[-1:] or text[start - 1 : start]
            character = _half_lost(step.lead, before, text[end : end + 12], words)
            said, gap = said + character, gap + (not character)
            if index + 1 == len(steps) and step.lost and not text[start:end].endswith("?"):
                gap -= 1  # the line ended inside a character: there was no ASCII character to lose
        han = re.findall(f"[{HAN}]", said)
        alternatives = _alternatives(text, tokens[first])
        sure = (
            alternatives == 1
            and gap < 2
            and bool(said)
            and all(map(is_common, han))
            and len(han) == len(re.findall(r"[^\W\d_a-zA-Z]", said))
        )
        yield Shift(start, end, said, gap, sure)
        first, said = None, ""


def _alternatives(text: str, event: re.Match[str]) -> int:
    """How many bytes the first event of a stretch may have lost."""
    reading = syllable(event["lost"]) if event["event"] else None
    before = re.sub(rf"[(\uff08][{_LETTERS}]+[)\uff09]\Z", "", text[max(0, event.start() - 12) : event.start()])
    if not reading or not before:
        return 0
    pair = _bytes(before[-1])
    trails = list(_trails(pair[1] if pair else (ord(before[-1]) + 0x80) & 0xFF, reading))
    return sum(known for _, known in trails) or len(trails)


def _half_lost(lead: int, before: str, behind: str, words: str) -> str:
    """The character that begins with the byte ``lead``, if the words of the page tell it; else nothing."""
    if lead == 0xA1:
        # Of the punctuation marks, one ends a line: 。
        rest = behind.split("\n")[0].strip()
        return "。" if not rest or rest.startswith(("/", "<")) else ""
    if not before or not re.fullmatch(f"[{HAN}]", before):
        return ""
    following = Counter(match[0][1] for match in re.finditer(f"{before}[{HAN}]", words))
    ranked = sorted(((following[c], c) for c in _row(lead) if following[c] and is_common(c)), reverse=True)
    if ranked and (len(ranked) == 1 or ranked[0][0] > 2 * ranked[1][0]):
        return ranked[0][1]
    known = [c for c in _row(lead) if _WORDS.fullmatch(before + c)]
    return known[0] if len(known) == 1 else ""


@cache
def _row(lead: int) -> tuple[str, ...]:
    return tuple(c for trail in range(0x40, 0xFF) if (c := _character(lead, trail)))


@cache
def _character(lead: int, trail: int) -> str | None:
    """The character of two GBK bytes, None when there is none."""
    try:
        character = bytes((lead, trail)).decode("gbk")
    except (UnicodeDecodeError, ValueError):
        return None
    return character if len(character) == 1 else None


def _bytes(character: str) -> tuple[int, int] | None:
    """The two GBK bytes of a character, None when it has one or none."""
    try:
        code = character.encode("gbk")
    except UnicodeEncodeError:
        return None
    return (code[0], code[1]) if len(code) == 2 else None


def _trails(lead: int, reading: str) -> Iterator[tuple[int, bool]]:
    """The second bytes that make a character of this reading, and whether pages are known that gloss it."""
    yield from _table().get((lead, reading), ())


@cache
def _table() -> dict[tuple[int, str], tuple[tuple[int, bool], ...]]:
    table: dict[tuple[int, str], list[tuple[int, bool]]] = {}
    for character, reading in first_readings().items():
        if pair := _bytes(character):
            table.setdefault((pair[0], reading), []).append((pair[1], character in SEEN))
    return {key: tuple(trails) for key, trails in table.items()}


@cache
def _level_one() -> frozenset[str]:
    """The 3,755 common characters of GB 2312."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return frozenset(pair.decode("gb2312", "ignore") for pair in rows) - {""}


def is_common(character: str) -> bool:
    """Whether a character, or its simplified form, is one of the 3,755 common ones of GB 2312.

    >>> is_common("縣"), is_common("厝")
    (True, False)
    """
    return simple_forms().get(character, character) in _level_one()


@cache
def _weight(text: str) -> float:
    """How much likelier the character is in a report than among bytes paired at random, in nats."""
    if "\u3400" <= text <= "\u9fff":
        if text in COMMON or simple_forms().get(text) in COMMON:
            return 1.5
        return -0.5 if is_common(text) else -3.5
    if text == "?":
        return -3.0
    return 0.3 if text in COMMON or text.isascii() else -2.0
