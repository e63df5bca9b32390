"""Dates as Chinese documents write them, read by a small grammar.

A date is given the W3C form that is as precise as its text (and the ISO 8601
forms ``A/B`` for ranges and ``1980s`` for decades); a date without a value is
found all the same, with ``when=None``. Only real days count: ``2020年2月30日``
is no date, and no part of it is. What the text leaves open is filled from a
reference date and only from it.

Chinese numbers follow GB/T 15835-2011 with the zeros that people really type
(〇 ○ ◯ 零 O o Ο О 0).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal

from tei_tools.text.lunar import lunar_to_date
from tei_tools.text.numerals import parse_numeral
from tei_tools.text.source import fold

from .values import value

Kind = Literal[
    "datetime", "date", "month-day", "day", "month", "year", "range", "quarter", "half", "decade", "lunar", "relative"
]
"""What the *text* states: ``month-day`` stays so when a reference date gave the year."""


@value(frozen=True, slots=True)
class DateMatch:
    """A date expression at ``[start, end)`` of the text searched; ``when`` is None when it has no value."""

    start: int
    end: int
    when: str | None
    kind: Kind


def find_dates(text: str, reference: datetime.date | None = None, *, roc: bool = False) -> list[DateMatch]:
    """All date expressions of a text, in order and disjoint.

    ``reference`` gives the year of ``8月31日``, the month of ``31日``, and the
    meaning of ``去年``; without it these are ``--08-31``, ``---31`` and None.
    ``roc`` reads a bare year below 200 as counted from 1912 (``109年8月31日``,
    ``109.8.31``), as Taiwan writes; without it such a date has no value, for
    the century is not stated. ``民國109年`` needs no permission.

    >>> [(m.when, m.kind) for m in find_dates("2020年8月31日17时29分发布,9月2日起施行")]
    [('2020-08-31T17:29', 'datetime'), ('--09-02', 'month-day')]
    >>> find_dates("国发〔2020〕31号, 1.5万亩, 版本2020.8.31.4")
    []

    A text that is nothing else may be what a page sets in a box, the day apart from the rest:

    >>> [m.when for m in (*find_dates("15 2021-03"), *find_dates("03-15 2021"), *find_dates("15 2021-33"))]
    ['2021-03-15', '2021-03-15']
    """
    folded = fold(text)
    return [*_found_lately(folded, roc)] if reference is None else _found(folded, roc, reference)


def _found(folded: str, roc: bool, reference: datetime.date | None = None) -> list[DateMatch]:
    return [boxed] if len(folded) <= _BOX and (boxed := _boxed(folded)) else _Reader(folded, reference, roc).find()


_found_lately = lru_cache(maxsize=256)(_found)
"""The rules, the grammar of facts and that of datelines ask for the same line."""


def _boxed(text: str) -> DateMatch | None:
    """A date whose day stands apart, where a text is nothing else."""
    match = _DAY_APART.fullmatch(text.strip()) or _YEAR_APART.fullmatch(text.strip())
    if match is None:
        return None
    try:
        day = datetime.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    start = text.index(match[0])
    return DateMatch(start, start + len(match[0]), day.isoformat(), "date")


def parse_date(text: str, reference: datetime.date | None = None, *, roc: bool = True) -> str | None:
    """The value of a text that is a date and nothing else, or None.

    As :func:`find_dates`, but ``roc`` is on: where the whole text is known to
    be a date, a year below 200 can only be counted from 1912. Also read here,
    because nothing else can be meant: ``2020.8`` and ``2020/08``.

    >>> parse_date("二○二○年八月三十一日"), parse_date("2020.8"), parse_date("2020年2月30日")
    ('2020-08-31', '2020-08', None)
    """
    folded = _WEEKDAY_END.sub("", fold(text).strip())
    if month := _LOOSE_MONTH.fullmatch(folded):
        return _form(int(month["y"]), int(month["m"]), None) if 1 <= int(month["m"]) <= 12 else None
    found = _Reader(folded, reference, roc).find()
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(folded)):
        return found[0].when
    return None


def range_bounds(when: str) -> tuple[str, str] | None:
    """First and last date of a range in full, or None for a single date.

    >>> range_bounds("2020-08-29/31"), range_bounds("2020-07/09"), range_bounds("2020-08")
    (('2020-08-29', '2020-08-31'), ('2020-07', '2020-09'), None)
    """
    first, slash, last = when.partition("/")
    if not slash:
        return None
    if len(last) == 2:  # shortened: what is missing in front is the same
        last = first.partition("T")[0][:-2] + last
    return first, last


# -- pieces of patterns; texts are folded, so ASCII stands for full-width forms too

_S = r"[ \t\u00a0]{0,3}"
_C = "一二三四五六七八九十"
_ZERO = "零〇○◯0OoΟО"
_CN_YEAR = rf"[一二][一二三四五六七八九1-9{_ZERO}]{{3}}"
_YEAR = rf"(?:[12][0-9]{{3}}|{_CN_YEAR})"
_MONTH = rf"(?:[0-9]{{1,2}}|元|[{_C}]{{1,3}})"
_DAY = rf"(?:[0-9]{{1,2}}|[{_C}廿卅{_ZERO}]{{1,4}})"
_TO = rf"{_S}(?:起?至|到|[-~\u2010-\u2015\u2500]{{1,2}}){_S}"
_LUNAR_WORD = "(?:[农農][历曆]|[阴陰夏旧舊][历曆])"
_LUNAR_MONTH = "(?P<leap>[闰閏])?(?P<m>正|冬|[腊臘]|十[一二]?|[一二三四五六七八九])月"
_LUNAR_DAY = "(?P<d>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[二三]?十(?:[一二三四五六七八九])?|卅)[日曰]?"

# era: (year before its first, how many years it had, whether its months are lunar)
_ERAS: Final = {
    "洪武": (1367, 31, True), "建文": (1398, 4, True), "永乐": (1402, 22, True), "洪熙": (1424, 1, True),
    "宣德": (1425, 10, True), "正统": (1435, 14, True), "景泰": (1449, 8, True), "天顺": (1456, 8, True),
    "成化": (1464, 23, True), "弘治": (1487, 18, True), "正德": (1505, 16, True), "嘉靖": (1521, 45, True),
    "隆庆": (1566, 6, True), "万历": (1572, 48, True), "天启": (1620, 7, True), "崇祯": (1627, 17, True),
    "顺治": (1643, 18, True), "康熙": (1661, 61, True), "雍正": (1722, 13, True), "乾隆": (1735, 60, True),
    "嘉庆": (1795, 25, True), "道光": (1820, 30, True), "咸丰": (1850, 11, True), "同治": (1861, 13, True),
    "光绪": (1874, 34, True), "宣统": (1908, 3, True), "明治": (1867, 45, False), "大正": (1911, 15, False),
    "昭和": (1925, 64, False), "平成": (1988, 31, False), "令和": (2018, 99, False),
}  # fmt: skip
_TRADITIONAL_ERAS = {
    "永樂": "永乐", "正統": "正统", "天順": "天顺", "隆慶": "隆庆", "萬曆": "万历", "天啟": "天启", "崇禎": "崇祯",
    "順治": "顺治", "嘉慶": "嘉庆", "咸豐": "咸丰", "光緒": "光绪", "宣統": "宣统",
}  # fmt: skip
_ERA = "|".join([*_ERAS, *_TRADITIONAL_ERAS])
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"

_RELATIVE_YEAR = {"今年": 0, "去年": -1, "上年": -1, "明年": 1, "前年": -2, "后年": 2, "後年": 2}
_RELATIVE_MONTH = {"本月": 0, "上月": -1, "上个月": -1, "上個月": -1, "下月": 1, "下个月": 1, "下個月": 1}
_RELATIVE_DAY = {
    "今天": 0, "今日": 0, "今晨": 0, "今晚": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1,
    "前天": -2, "明天": 1, "明日": 1, "明晚": 1, "后天": 2, "後天": 2,
}  # fmt: skip
_RELATIVE = (
    r"(?P<vague>今年以[来來]|截至目前|截止目前|[连連]日[来來]|近年[来來]?|近[几幾]年[来來]?|近期"
    r"|(?<![最附将將接靠邻鄰])近日(?![子期本])|(?<![节節假生作息工期今当當末次昨明天年月0-9一二三四五六七八九十两百])日前)"
    r"|(?P<ryear>(?<![文声聲证證])明年|[今去上](?<!以上)(?<!之上)年|(?<![目以之生年当當此空提几幾数數多])前年(?![均产產])"
    r"|(?<![今以之])[后後]年)(?![轻輕龄齡级級])"
    r"|(?P<rmonth>(?<!日)本月|(?<![晚早以天地海船网網])上月|下月|[上下][个個]月)(?![亮球光饼餅])"
    r"|(?P<rday>(?<!文)明[天日晚]|今[天日晨晚]|昨[天日晚夜]|(?<![目以之先])前天|(?<![今以之先])[后後]天)"
    r"(?![然下津空气氣性头頭赋賦])"
)
_START = re.compile(
    rf"[0-9]+|(?<![{_C}廿卅{_ZERO}百])[{_C}廿卅][{_C}廿卅{_ZERO}1-9]*(?={_S}[年月世])|(?:中[华華])?民[国國](?={_S}[元0-9{_C}廿卅])"
    rf"|(?:{_ERA})(?={_S}[元0-9{_C}])|[{_STEMS}][{_BRANCHES}]年|{_LUNAR_WORD}|[闰閏正冬腊臘](?=[{_C}]?月)"
    rf"|元月|(?P<century>[上本][个個]?世[纪紀])|{_RELATIVE}"
)

_ISO = re.compile(
    rf"(?P<y>(?:1[5-9]|20)[0-9]{{2}}){_S}(?P<sep>[-/.·‧・•\u2010-\u2013]){_S}(?P<m>[0-9]{{1,2}}){_S}(?P=sep){_S}"
    r"(?P<d>[0-9]{2}(?=[0-9]{2}:[0-9]{2})|[0-9]{1,2}(?![0-9]))(?:[ ]?日)?"
)
_ISO_TAIL = re.compile(
    rf"{_TO}(?:(?P<y>(?:1[5-9]|20)[0-9]{{2}})[-/.])?(?P<m>[0-9]{{1,2}})[-/.](?P<d>[0-9]{{1,2}})(?![0-9])"
)
_ISO_MONTH = re.compile(r"(?P<y>(?:19|20)[0-9]{2})-(?P<m>0[1-9]|1[0-2])(?![0-9A-Za-z年月日号號]|[-./:][0-9])")
_MONTH_RANGE = re.compile(
    rf"(?P<y>(?:19|20)[0-9]{{2}})[-./](?P<m>[0-9]{{1,2}}){_TO}(?P<y2>(?:19|20)[0-9]{{2}})[-./](?P<m2>[0-9]{{1,2}})"
    r"(?![0-9]|[-./][0-9])"
)
_LOOSE_MONTH = re.compile(r"(?P<y>(?:19|20)[0-9]{2}) ?[-./] ?(?P<m>[0-9]{1,2})")
_BOX = 16
"""Code points up to which a text can be the date in a box."""
_DAY_APART = re.compile(r"(?P<d>[0-9]{1,2})日?[ \t]{1,3}/?[ ]?(?P<y>(?:19|20)[0-9]{2})[-./年](?P<m>[0-9]{1,2})月?")
_YEAR_APART = re.compile(r"(?P<m>[0-9]{1,2})[-./](?P<d>[0-9]{1,2})[ \t]{1,3}/?[ ]?(?P<y>(?:19|20)[0-9]{2})")
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:(?P<h>[0-9]{2})(?P<mi>[0-9]{2})(?P<s>[0-9]{2}))?"
    r"(?![0-9A-Za-z_.%元人万萬亿億个個户戶吨噸]|-[0-9])"
)
_MONTH_DAY_CLOCK = re.compile(
    r"(?P<m>0[1-9]|1[0-2])[-/](?P<d>0[1-9]|[12][0-9]|3[01])(?=[ \t\u00a0]{1,3}[0-9]{1,2}:[0-9]{2})"
)
_ROC_DOTTED = re.compile(
    r"(?P<y>1?[0-9]{2})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9]|[-/.][0-9])"
)
_NOT_A_DATE = re.compile(r"(?:QQ|ID|[号號码碼话話机機箱编編证證信真]) ?[::]? ?$")

_YEAR_RANGE = re.compile(rf"(?P<a>{_YEAR})(?:{_S}年)?{_TO}(?P<b>{_YEAR}){_S}年度?(?!代)(?!{_S}{_MONTH}{_S}月)")
_DECADE = re.compile(rf"(?P<y>{_YEAR}){_S}年代(?:初期?|中期|末期?|[后後]期)?")
_CENTURY = re.compile(
    rf"(?:(?P<c>[0-9]{{1,2}}|[{_C}]{{1,3}}){_S}世[纪紀]|(?P<rel>[上本])[个個]?世[纪紀]){_S}"
    rf"(?P<dec>[0-9]0|[一二三四五六七八九]十){_S}年代(?:初期?|中期|末期?|[后後]期)?"
)
_PLAIN_YEAR = re.compile(rf"(?P<y>{_YEAR}){_S}年")
_ROC_YEAR = re.compile(rf"(?:中[华華])?民[国國]{_S}(?P<r>元|[0-9]{{1,3}}|[{_C}廿卅百{_ZERO}]{{1,6}}){_S}年")
_ERA_YEAR = re.compile(rf"(?P<era>{_ERA}){_S}(?P<r>元|[0-9]{{1,2}}|[{_C}廿卅]{{1,4}}){_S}年")
_SHORT_YEAR = re.compile(rf"(?P<r>[0-9]{{1,3}}|[{_C}百零〇○]{{2,5}}){_S}年(?={_S}{_MONTH}{_S}月)")
_SEXAGENARY_YEAR = re.compile(rf"(?P<stem>[{_STEMS}])(?P<branch>[{_BRANCHES}])年")

_MONTHS = re.compile(rf"{_S}(?P<a>{_MONTH})(?:{_S}月)?{_TO}(?P<b>{_MONTH}){_S}月份?(?!{_S}{_DAY}{_S}[日号號])")
_DAYS = re.compile(rf"{_S}(?P<m>{_MONTH}){_S}月{_S}(?P<a>{_DAY}){_TO}(?P<b>{_DAY}){_S}[日号號]")
_MONTH_DAY = re.compile(  # 日 may be missing at the end, before a clock time, and before the end of a range; OCR has 曰
    rf"{_S}(?P<m>{_MONTH}){_S}月{_S}(?P<d>{_DAY})(?:{_S}[日曰号號]|(?={_S}\Z|[ \t\u00a0]{{1,3}}[0-9]{{1,2}}:[0-9]{{2}}"
    rf"|{_TO}{_MONTH}{_S}月{_S}{_DAY}{_S}[日号號]))"
)
_ONLY_MONTH = re.compile(rf"{_S}(?P<m>{_MONTH}){_S}月(?P<part>份|[上中下]旬|[初底末])?")
_QUARTER = re.compile(rf"{_S}(?:第?{_S}(?P<q>[1-4一二三四]){_S}季度?|[Qq](?P<q2>[1-4])(?![0-9A-Za-z]))")
_HALF = re.compile(rf"{_S}(?P<h>[上下])半年")
_LUNAR_REST = re.compile(rf"{_S}{_LUNAR_WORD}?{_S}{_LUNAR_MONTH}{_S}{_LUNAR_DAY}")
_LUNAR_SURE = re.compile(
    rf"{_S}(?:{_LUNAR_WORD}|(?=[闰閏]?[正冬腊臘]月)|(?=[{_C}]{{1,2}}月{_S}[初廿])|(?=[闰閏][{_C}]))"
)
_LUNAR_WORD_AHEAD = re.compile(rf"{_S}{_LUNAR_WORD}")
_TO_DAY = re.compile(rf"{_TO}(?P<d>{_DAY}){_S}[日号號]")
_TO_HERE = re.compile(_TO)
_ONE_DAY = re.compile(
    rf"(?P<d>[0-9]{{1,2}})(?:{_S}日?{_TO}(?P<b>[0-9]{{1,2}}))?{_S}日"
    r"(?!内|內|以[内內上下]|之[内內]|[游遊龄齡间間左元均产產常子历曆语語式夜期程后後前]|之[前后後]|报(?!道)|報(?![道導])|本(?![报報台网網社刊市县縣镇鎮区區]))"
)
_GOES_ON = re.compile(r"[-./][0-9A-Za-z]")
_ANY_MONTH = re.compile(rf"{_S}[0-9]{{1,2}}{_S}月")
_PLAIN_DAY = re.compile(rf"{_S}(?P<d>[0-9]{{1,2}}){_S}日")
_COUNTED = "第每共近满滿逾超约約达達续續期前后後余餘限足个個"

_PART = "凌晨|清晨|早晨|早上|上午|中午|正午|下午|午[后後]|傍晚|晚上|晚[间間]|夜[间間]|深夜|晚"
_WEEKDAY = r"\(?(?:星期|[周週]|[礼禮]拜)[一二三四五六日天]\)?"
_WEEKDAY_END = re.compile(rf"{_S}{_WEEKDAY}\Z")
_CLOCK = re.compile(
    rf"{_S}(?:[T,]{_S}|(?:{_WEEKDAY}|\([一二三四五六日]\)){_S})?(?:(?P<part>{_PART}){_S})?(?:"
    r"(?P<h>[0-9]{1,2}) ?: ?(?P<mi>[0-5][0-9])(?: ?: ?(?P<s>[0-5][0-9])(?:\.[0-9]{1,9})?)?"
    r"(?: ?(?P<half_day>[AaPp])\.?[Mm](?![A-Za-z])\.?)?(?![0-9:])"
    rf"|(?P<h2>[0-9]{{1,2}}|[{_C}零两兩]{{1,3}}){_S}(?P<u>[时時点點])(?:{_S}(?P<mi2>[0-9]{{1,2}}|[{_C}零]{{1,3}}){_S}分"
    rf"(?:{_S}(?P<s2>[0-9]{{1,2}}){_S}秒)?|(?P<half>半)|(?P<vague>[许許整钟鐘]|左右))?"
    r")?"
)
_ZONE = re.compile(r" ?(?P<z>Z|[+-][01][0-9]:?(?:00|30|45))(?![0-9:A-Za-z])")
_AFTERNOON = frozenset(["下午", "午后", "午後", "傍晚", "晚上", "晚间", "晚間", "夜间", "夜間", "深夜", "晚"])
_JOINERS = frozenset(["、", ",", "和", "及", "与", "與"])


@value(frozen=True, slots=True)
class _Year:
    """A year that opens a date: its number (None: not known), and how the months behind it count."""

    number: int | None
    end: int
    kind: Literal["plain", "short", "lunar", "relative"] = "plain"


@value(frozen=True, slots=True)
class _Point:
    """One date read at one place; ``real`` is False for what is shaped like a date and is none."""

    end: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: str = ""
    value: str | None = None  # when it is not simply the form of the numbers
    real: bool = True

    @property
    def when(self) -> str | None:
        if self.value is not None:
            return self.value
        form = _form(self.year, self.month, self.day)
        return form + self.clock if form and self.year is not None and self.day is not None else form


def _form(year: int | None, month: int | None, day: int | None) -> str | None:
    """The W3C form of what is known."""
    if year is not None:
        if day is not None and month is not None:
            return f"{year:04d}-{month:02d}-{day:02d}"
        return f"{year:04d}" if month is None else f"{year:04d}-{month:02d}"
    if month is not None:
        return f"--{month:02d}" if day is None else f"--{month:02d}-{day:02d}"
    return None if day is None else f"---{day:02d}"


def _number(text: str) -> int | None:
    if text in ("元", "正"):
        return 1
    if text.isdecimal():
        return int(text)
    text = text.removeprefix("初").translate(_ZEROS)
    if not text.isdecimal() and any(c.isdecimal() for c in text):
        text = text.translate(_DIGITS)
    return parse_numeral(text)


_ZEROS = {ord(c): "〇" for c in _ZERO}
_DIGITS = {ord(c): d for c, d in zip("123456789", "一二三四五六七八九", strict=True)}


def _is_real(year: int | None, month: int | None, day: int | None) -> bool:
    if month is not None and not 1 <= month <= 12:
        return False
    if day is None:
        return year is None or 1 <= year <= 9999
    try:
        datetime.date(2000 if year is None else year, month or 1, day)
    except ValueError:
        return False
    return True


class _Reader:
    """One folded text being read. Methods named ``_…_at`` read at a place and give None when nothing fits there."""

    def __init__(self, text: str, reference: datetime.date | None, roc: bool) -> None:
        self.text = text
        self.reference = reference
        self.roc = roc

    def find(self) -> list[DateMatch]:
        found: list[DateMatch] = []
        last: _Point | None = None
        position = 0
        while start := _START.search(self.text, position):
            begin = start.start()
            near = last if last is not None and self.text[last.end : begin].strip() in _JOINERS else None
            point = self._relative_at(start) if start.lastgroup else self._point_at(begin, near)
            if point is None:
                position = start.end()
                continue
            position = max(point.end, begin + 1)
            last = None
            if point.real:
                found.append(DateMatch(begin, point.end, point.when, point.kind))
                last = point
        return found

    def _point_at(self, begin: int, near: _Point | None) -> _Point | None:
        first = self.text[begin]
        digits = "0" <= first <= "9"
        if digits:
            before = self.text[begin - 1] if begin else ""
            if before and before in ".-/:" and begin > 1 and self.text[begin - 2].isdecimal():
                return None  # the tail of a longer number
            clean = not before or not (before.isascii() and (before.isalnum() or before in "_/"))
            if before == "/" and begin > 1:  # 日报/2021-03-04 is no address
                clean = not self.text[begin - 2].isascii()
            if clean and (point := self._numeric_at(begin)):
                return point
        if century := _CENTURY.match(self.text, begin):
            return self._decade(century)
        if decade := _DECADE.match(self.text, begin):
            year = _number(decade["y"])
            if year is not None and year % 10 == 0:
                return _Point(decade.end(), "decade", value=f"{year}s")
        if years := _YEAR_RANGE.match(self.text, begin):
            a, b = _number(years["a"]), _number(years["b"])
            if a is not None and b is not None and a < b:
                return _Point(years.end(), "range", value=f"{a:04d}/{b:04d}")
        if opening := self._year_at(begin):
            return self._with_year(begin, opening)
        if point := self._lunar_at(begin, None):
            return point
        return self._without_year(begin, near, digits)

    # -- numbers with separators

    def _numeric_at(self, begin: int) -> _Point | None:
        text = self.text
        if iso := _ISO.match(text, begin):
            year, month, day = int(iso["y"]), int(iso["m"]), int(iso["d"])
            if not _is_real(year, month, day):
                return _Point(iso.end(), "date", real=False)
            if (tail := _ISO_TAIL.match(text, iso.end())) and not (iso["sep"] == "-" and not tail["y"]):
                last = (int(tail["y"] or year), int(tail["m"]), int(tail["d"]))
                if _is_real(*last) and last > (year, month, day):
                    return _Point(tail.end(), "range", value=_span((year, month, day), last))
            if _GOES_ON.match(text, iso.end()):
                return _Point(iso.end(), "date", real=False)  # a version, a path, a telephone number
            return self._clocked(_Point(iso.end(), "date", year, month, day))
        if months := _MONTH_RANGE.match(text, begin):
            a, b = (int(months["y"]), int(months["m"])), (int(months["y2"]), int(months["m2"]))
            if a < b and 1 <= a[1] <= 12 and 1 <= b[1] <= 12:
                return _Point(months.end(), "range", value=_span(a, b))
        if month_only := _ISO_MONTH.match(text, begin):
            return _Point(month_only.end(), "month", int(month_only["y"]), int(month_only["m"]))
        if compact := _COMPACT.match(text, begin):
            year, month, day = int(compact["y"]), int(compact["m"]), int(compact["d"])
            if not _is_real(year, month, day) or _NOT_A_DATE.search(text, max(0, begin - 4), begin):
                return _Point(compact.end(), "date", real=False)
            point = _Point(compact.end(), "date", year, month, day)
            if compact["h"]:
                if int(compact["h"]) > 23 or int(compact["mi"]) > 59 or int(compact["s"]) > 59:
                    return _Point(compact.end(), "date", real=False)
                return replace(point, kind="datetime", clock=f"T{compact['h']}:{compact['mi']}:{compact['s']}")
            return point
        if clocked := _MONTH_DAY_CLOCK.match(text, begin):
            month, day = int(clocked["m"]), int(clocked["d"])
            return self._clocked(self._month_day(clocked.end(), month, day, None, begin))
        if self.roc and (dotted := _ROC_DOTTED.match(text, begin)):
            year, month, day = int(dotted["y"]) + 1911, int(dotted["m"]), int(dotted["d"])
            real = _is_real(year, month, day)
            return self._clocked(_Point(dotted.end(), "date", year, month, day, real=real))
        return None

    # -- years in front

    def _year_at(self, begin: int) -> _Year | None:
        text = self.text
        if match := _PLAIN_YEAR.match(text, begin):
            return _Year(_number(match["y"]), match.end())
        if match := _ROC_YEAR.match(text, begin):
            count = _number(match["r"])
            return _Year(1911 + count, match.end()) if count and count < 200 else None
        if match := _ERA_YEAR.match(text, begin):
            before, length, lunar = _ERAS[_TRADITIONAL_ERAS.get(match["era"], match["era"])]
            count = _number(match["r"])
            if not count or count > length:
                return None
            return _Year(before + count, match.end(), "lunar" if lunar else "plain")
        if match := _SEXAGENARY_YEAR.match(text, begin):
            return _Year(self._sexagenary(match["stem"], match["branch"]), match.end(), "lunar")
        if match := _SHORT_YEAR.match(text, begin):
            count = _number(match["r"])
            known = self.roc and count is not None and 30 <= count < 200
            return _Year(1911 + count if known and count else None, match.end(), "plain" if known else "short")
        return None

    def _sexagenary(self, stem: str, branch: str) -> int | None:
        """The year of this name that is nearest to the reference date."""
        if self.reference is None:
            return None
        for distance in range(31):
            for year in (self.reference.year - distance, self.reference.year + distance):
                if _STEMS[(year - 4) % 10] == stem and _BRANCHES[(year - 4) % 12] == branch:
                    return year
        return None

    def _with_year(self, begin: int, opening: _Year) -> _Point | None:
        if opening.kind == "short":  # 98年8月31日: which century?
            if day := _MONTH_DAY.match(self.text, opening.end):
                return self._tail(replace(self._clocked(_Point(day.end(), "date")), year=None, month=None, day=None))
            month = _ONLY_MONTH.match(self.text, opening.end)  # 3年6月 is a time to serve
            return _Point(month.end() if month else opening.end, "month", real=False)
        if lunar := self._lunar_at(opening.end, opening):
            return lunar
        if opening.kind == "lunar":
            return self._lunar_year(opening)
        year = opening.number
        if year is None:
            return None
        if rest := self._rest_at(opening.end, year):
            return self._tail(rest)
        if _ANY_MONTH.match(self.text, opening.end):
            return _Point(opening.end, "year", real=False)  # 2020年13月
        if self.text[begin].isdecimal():
            before, after = self.text[max(0, begin - 2) : begin], self.text[opening.end : opening.end + 3]
            if year < 1600 and not before.endswith("元"):
                return None  # more likely a length of time
            if year % 100 == 0 and ((before and before[-1] in "近约約逾超有") or after.startswith(_LENGTHS)):
                return None
        end = opening.end + (self.text[opening.end : opening.end + 1] == "度")
        return self._tail(_Point(end, "year", year))

    def _rest_at(self, begin: int, year: int | None) -> _Point | None:
        """What may follow a year: months, days, quarters, half years. ``year`` None: one that is not known."""
        text = self.text
        if (quarter := _QUARTER.match(text, begin)) and (q := _number(quarter["q"] or quarter["q2"])):
            value = None if year is None else f"{year:04d}-{3 * q - 2:02d}/{3 * q:02d}"
            return _Point(quarter.end(), "quarter", value=value)
        if half := _HALF.match(text, begin):
            months = "01/06" if half["h"] == "上" else "07/12"
            return _Point(half.end(), "half", value=None if year is None else f"{year:04d}-{months}")
        if match := _DAYS.match(text, begin):
            month, a, b = _number(match["m"]), _number(match["a"]), _number(match["b"])
            if month and a and b and a < b and _is_real(year, month, b):
                return _Point(match.end(), "range", value=_span_open((year, month, a), (year, month, b)))
            return _Point(match.end(), "range", real=False)
        if match := _MONTH_DAY.match(text, begin):
            month, day = _number(match["m"]), _number(match["d"])
            real = month is not None and day is not None and _is_real(year, month, day)
            kind: Kind = "month-day" if year is None else "date"
            return self._clocked(_Point(match.end(), kind, year, month, day, real=real))
        if match := _MONTHS.match(text, begin):
            a, b = _number(match["a"]), _number(match["b"])
            if a and b and a < b <= 12:
                return _Point(match.end(), "range", value=_span_open((year, a), (year, b)))
        if match := _ONLY_MONTH.match(text, begin):
            month = _number(match["m"])
            real = month is not None and _is_real(year, month, None)
            return _Point(match.end(), "month", year, month, real=real)
        return None

    def _tail(self, first: _Point) -> _Point:
        """The range that a date opens, if ``至`` or a dash and a second date follow; else the date itself."""
        text = self.text
        if not first.real or first.value is not None or first.kind in ("quarter", "half", "decade", "range"):
            return first
        joint = _TO_HERE.match(text, first.end)
        if joint is None:
            return first
        if first.day is not None and (tail := _TO_DAY.match(text, first.end)):
            day = _number(tail["d"])
            if day and day > first.day and _is_real(first.year, first.month, day):
                value = _span_open((first.year, first.month, first.day), (first.year, first.month, day))
                return _Point(tail.end(), "range", value=value)
            return first
        second: _Point | None = None
        if (opening := self._year_at(joint.end())) and opening.kind == "plain" and opening.number is not None:
            second = self._rest_at(opening.end, opening.number) or _Point(opening.end, "year", opening.number)
        elif first.month is not None and (rest := self._rest_at(joint.end(), first.year)):
            second = rest
            a, b = (first.month, first.day or 0), (rest.month or 0, rest.day or 0)
            if rest.real and rest.year is not None and rest.month is not None and b < a:
                second = replace(rest, year=rest.year + 1)  # 12月30日至1月2日
        if second is None or not second.real or second.value is not None:
            return first
        if (first.day is None) != (second.day is None) and first.month is not None and second.month is not None:
            return first
        start, end = _numbers(first), _numbers(second)
        if first.year is not None and _known(end) <= _known(start):
            return first
        return _Point(second.end, "range", value=_span_open(start, end))

    # -- dates without a year

    def _without_year(self, begin: int, near: _Point | None, digits: bool) -> _Point | None:
        text = self.text
        before = text[begin - 1] if begin else ""
        if before and (before in "第个個" or (digits and before == ".")):
            return None
        if before == "年" and text[begin - 2 : begin - 1].isdecimal():
            return None
        year = self._given_year(begin, near)
        rest = self._rest_at(begin, year)
        if rest is None or rest.kind in ("quarter", "half"):
            return self._day_at(begin, before, near) if digits else None
        if rest.kind == "month":
            part = _ONLY_MONTH.match(text, begin)
            named = part is not None and part["part"]
            if not named and (not digits or text[rest.end : rest.end + 1] in set("龄齡内內大饼餅嫂子中")):
                return None
        elif rest.kind == "date":
            rest = replace(rest, kind="month-day")
        return self._tail(rest)

    def _given_year(self, begin: int, near: _Point | None) -> int | None:
        if begin and self.text[begin - 1] == "年":  # 每年3月5日, 次年3月: of no year that is known here
            return None
        if near is not None and near.year is not None:
            return near.year
        return self.reference.year if self.reference else None

    def _month_day(self, end: int, month: int, day: int, near: _Point | None, begin: int) -> _Point:
        year = self._given_year(begin, near)
        return _Point(end, "month-day", year, month, day, real=_is_real(year, month, day))

    def _day_at(self, begin: int, before: str, near: _Point | None) -> _Point | None:
        match = _ONE_DAY.match(self.text, begin)
        if match is None or (before and (before in _COUNTED or before in "月.")):
            return None
        day = int(match["d"])
        year = self.reference.year if self.reference else None
        month = self.reference.month if self.reference else None
        if near is not None and near.month is not None:
            year, month = near.year, near.month
        real = _is_real(year, month, day)
        if match["b"]:
            last = int(match["b"])
            if not real or last <= day or not _is_real(year, month, last):
                return _Point(match.end(), "range", real=False)
            if year is not None and month is not None:
                return _Point(match.end(), "range", value=_span((year, month, day), (year, month, last)))
            return _Point(match.end(), "range", value=f"{_form(None, month, day)}/{_form(None, month, last)}")
        return self._clocked(_Point(match.end(), "day", year, month, day, real=real))

    # -- the lunar calendar

    def _lunar_at(self, begin: int, opening: _Year | None) -> _Point | None:
        text = self.text
        sure = _LUNAR_SURE.match(text, begin)
        if sure is None and (opening is None or opening.kind != "lunar"):
            return None
        if opening is None and sure is not None and (inner := self._year_at(sure.end())):
            if inner.kind == "short":
                return None
            inner = replace(inner, kind="lunar")
            return self._lunar_at(inner.end, inner)
        match = _LUNAR_REST.match(text, begin)
        if match is None:
            return None
        month = {"正": 1, "冬": 11, "腊": 12, "臘": 12}.get(match["m"]) or _number(match["m"])
        day = _number(match["d"])
        if month is None or day is None or day > 30:
            return _Point(match.end(), "lunar", real=False)
        leap = match["leap"] is not None
        solar = opening is not None and opening.kind == "plain" and text[match.end() - 1] in "日曰" and not leap
        if (
            solar
            and "初" not in match["d"]
            and match["m"] not in "正冬腊臘"
            and not _LUNAR_WORD_AHEAD.match(text, begin)
        ):
            return None  # 二〇二三年九月廿九日
        date: datetime.date | None = None
        if opening is not None and opening.number is not None:
            date = lunar_to_date(opening.number, month, day, leap=leap)
            if date is None and opening.number < 1900 and month <= 10:  # the table begins later; the year is sure
                return _Point(match.end(), "lunar", opening.number)
        elif opening is None and self.reference is not None:
            year, reference = self.reference.year, self.reference
            near = [lunar_to_date(y, month, day, leap=leap) for y in (year - 1, year, year + 1)]
            date = min((d for d in near if d), key=lambda d: abs(d - reference), default=None)
        return self._clocked(_Point(match.end(), "lunar", value=date.isoformat() if date else None))

    def _lunar_year(self, opening: _Year) -> _Point:
        """A year of an era or of the cycle of sixty, with or without a month."""
        month = _ONLY_MONTH.match(self.text, opening.end)
        if self.text[opening.end - 3 : opening.end - 2] in _STEMS:  # 甲午年 alone: which of them?
            return _Point(month.end() if month else opening.end, "lunar")
        if month is None:
            return _Point(opening.end, "year", opening.number)
        number = _number(month["m"])
        return _Point(month.end(), "lunar", opening.number if number and number <= 10 else None)

    # -- words

    def _relative_at(self, start: re.Match[str]) -> _Point | None:
        reference = self.reference
        word, end = start.group(), start.end()
        if start["century"]:
            century = _CENTURY.match(self.text, start.start())
            return self._decade(century) if century else None
        if start["vague"]:
            return _Point(end, "relative")
        if start["rday"]:
            day = reference + datetime.timedelta(_RELATIVE_DAY[word]) if reference else None
            point = _Point(end, "relative", *((day.year, day.month, day.day) if day else ()))
            return self._clocked(point)
        if start["rmonth"]:
            return self._relative_month(word, end)
        year = reference.year + _RELATIVE_YEAR[word] if reference else None
        rest = self._rest_at(end, year)
        if rest is None:
            return _Point(end, "relative", year)
        rest = self._tail(rest)
        if year is None:  # 今年8月 of an unknown year: the month alone would say less than the text
            return replace(rest, kind="relative", value=None, year=None, month=None, day=None)
        return replace(rest, kind="relative" if rest.kind not in ("range", "quarter", "half") else rest.kind)

    def _relative_month(self, word: str, end: int) -> _Point:
        reference = self.reference
        day = _PLAIN_DAY.match(self.text, end)
        end = day.end() if day else end
        if reference is None:
            return _Point(end, "relative")
        count = reference.year * 12 + reference.month - 1 + _RELATIVE_MONTH[word]
        year, month = count // 12, count % 12 + 1
        number = int(day["d"]) if day else None
        return self._clocked(_Point(end, "relative", year, month, number, real=_is_real(year, month, number)))

    def _decade(self, match: re.Match[str]) -> _Point:
        decade = _number(match["dec"])
        century = _number(match["c"]) if match["c"] else None
        if match["rel"] and self.reference is not None:
            century = (self.reference.year - 1) // 100 + 1 - (match["rel"] == "上")
        if century is None or decade is None or not 1 <= century <= 21:
            return _Point(match.end(), "decade", real=match["rel"] is not None)
        return _Point(match.end(), "decade", value=f"{(century - 1) * 100 + decade}s")

    # -- times of day

    def _clocked(self, point: _Point) -> _Point:
        """The date with the time that follows it; minutes and seconds only as far as the text states them."""
        match = _CLOCK.match(self.text, point.end)
        if match is None or not (match["part"] or match["h"] or match["h2"]):
            return point
        part = match["part"]
        hour = minute = second = None
        if match["h"]:
            hour, minute = int(match["h"]), int(match["mi"])
            second = int(match["s"]) if match["s"] else None
        elif match["h2"]:
            stated = part or match["u"] in "时時" or match["mi2"] or match["half"] or match["vague"]
            if not stated:  # 10点建议
                return point
            hour = _number(match["h2"])
            minute = 30 if match["half"] else _number(match["mi2"]) if match["mi2"] else None
            second = int(match["s2"]) if match["s2"] else None
        if hour is not None and (hour > 24 or (minute or 0) > 59 or (second or 0) > 59):
            return point
        end = match.end()
        if hour is None or minute is None or hour == 24:  # an hour alone has no W3C form
            return replace(point, end=end)
        if part in _AFTERNOON and 1 <= hour < 12:
            hour += 12
        if match["half_day"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match["half_day"] in "Pp" else 0)
        clock = f"T{hour:02d}:{minute:02d}" + (f":{second:02d}" if second is not None else "")
        if (match["s"] or "T" in match.group()) and (zone := _ZONE.match(self.text, end)):
            sign = zone["z"] if zone["z"] == "Z" or ":" in zone["z"] else zone["z"][:3] + ":" + zone["z"][3:]
            clock, end = (clock if second is not None else clock + ":00") + sign, zone.end()
        kind: Kind = "datetime" if point.kind == "date" else point.kind
        if point.value is not None:  # a lunar day
            return replace(point, end=end, value=point.value + clock)
        return replace(point, end=end, clock=clock, kind=kind)


_LENGTHS = ("多", "余", "餘", "的历史", "的歷史", "历史", "歷史", "以上")


def _numbers(point: _Point) -> tuple[int | None, ...]:
    return tuple(n for i, n in enumerate((point.year, point.month, point.day)) if i == 0 or n is not None)


def _known(numbers: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(n for n in numbers if n is not None)


def _span(first: tuple[int, ...], last: tuple[int, ...]) -> str:
    """``A/B``; B is shortened to its last number where the ones before it are the same (ISO 8601)."""
    start = _form(*(*first, None, None)[:3])
    if len(first) == len(last) > 1 and first[:-1] == last[:-1]:
        return f"{start}/{last[-1]:02d}"
    return f"{start}/{_form(*(*last, None, None)[:3])}"


def _span_open(first: tuple[int | None, ...], last: tuple[int | None, ...]) -> str:
    """As :func:`_span`, for dates whose year may be unknown: these are written in full."""
    if first[0] is not None and last[0] is not None:
        return _span(_known(first), _known(last))
    return f"{_form(*(*first, None, None)[:3])}/{_form(*(*last, None, None)[:3])}"
