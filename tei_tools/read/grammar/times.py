"""Dates as facts lines write them: what the grammar of dates reads, and forms that only facts lines have.

``Nov 14, 2024``, ``19/09/2023``, ``12:33 2024/10/03``, a zero that an encoding lost (``二?一一年``), a month and day
alone (``02-04``), the stamp of a content system in seconds. Each value is one that the schemas know: a year, a month,
a day, a day with a time, or ``--MM-DD``; a day alone (``3日``) is given as ``---03`` for the reader to complete.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from ...text.dates import find_dates

LONGEST = 600
"""How much of a line is read: no line of facts is longer, and what is longer is prose."""


class Found(NamedTuple):
    """A date at ``[start, end)`` of the text. ``when`` is a W3C form."""

    start: int
    end: int
    when: str


WRITABLE = re.compile(r"--\d\d-\d\d|\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)?)?")
"""What may be written as the date of an article."""
DAY_ALONE = re.compile(r"---\d\d")

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
HAN_MONTHS = {name: number for number, name in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)}
HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
"""The number of a month in words, as a pattern."""
MONTH_NAME = rf"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
"""The name of a month in English, folded to lower case or not, whole or shortened: its first three letters count."""
_MONTH = rf"(?P<m>{MONTH_NAME})\.?"
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:{_MONTH} ?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<c>\d\d:\d\d(?::\d\d)? )?(?P<y>(?:19|20)\d\d)(?!\d))"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? ?{_MONTH.replace('<m>', '<m2>')},? ?(?P<y2>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?<![\d/.-])(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d)(?![\d/.-])")
_CLOCK_FIRST = re.compile(r"(?<![\d:])(?P<c>[0-2]?\d:[0-5]\d(?::[0-5]\d)?) {0,2}(?=(?:19|20)\d\d ?[-/年.])")
_BROKEN = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})[-/.]{2}(?P<d>\d{1,2})(?!\d)")
_SPLIT = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s{1,3}(?P<m>0?[1-9]|1[0-2])\s?[/-]\s?(?P<d>0?[1-9]|[12]\d|3[01])(?=\s{1,3}\d{1,2}:\d\d)"
)
"""The year in a box of its own: ``2021 03/04 14:05:06``."""
_NO_DAY = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})(?![\d日号个多余])")
_SHORT_YEAR = re.compile(
    r"(?<![\d/.-])(?P<y>[0-2]\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?= [0-2]\d:[0-5]\d)"
)
"""A stamp whose year has two digits, which only the clock behind it tells from other numbers."""
_IN_PATH = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)年/(?P<m>\d{1,2})月/(?P<d>\d{1,2})日")
"""The year, month and day as folders of an archive: ``青禾日报/2004年/03月/15日``."""
_MONTH_FIRST = re.compile(
    rf"(?<!\d)(?P<m>\d{{1,2}}|{HAN_MONTH}) ?月 ?(?P<d>\d{{1,2}})(?:,| |, )(?P<y>(?:19|20)\d\d)(?!\d)"
)
"""As calendars of blogs have it: ``星期六, 5月 22, 2021``, ``三月 9 2015``."""
_TWO_YEARS = re.compile(
    r"(?<![\d.])(?P<roc>\d{2,3}) ?年? ?[(\[] ?['’‘]?(?P<y>(?:19|20)?\d\d) ?年? ?[)\]] ?[年./-]? ?(?P<m>\d{1,2}) ?[月./-] ?(?P<d>\d{1,2})(?!\d) ?日?"
)
"""The year of the Republic with the Western one in brackets, as periodicals of Taiwan have it: ``89('00).01.01``."""
_MONTH_IN_WORDS = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[ .]{{1,2}}(?P<m>{HAN_MONTH})月,? (?P<y>(?:19|20)\d\d)(?!\d)")
"""Day, month in words and year, as content systems translate an English stamp: ``周六, 14 四月 2018 22:10``."""
_CLOCK_ALONE = re.compile(
    r"\W{0,2}(?:香港|北京|台北|澳门|本地|当地|新加坡)?时间:? ?(?P<half>上午|中午|下午|晚上)?(?P<h>\d{1,2})[时点:](?P<m>\d\d)分?\W{0,2}"
)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_MONTH_DAY = re.compile(r"[\s(\[]*(?P<m>0[1-9]|1[0-2])[-/.](?P<d>0[1-9]|[12]\d|3[01])[\s)\]]*")
_LOST_ZERO = re.compile(
    r"(?<=[一二])[?○](?=[?〇○零一二三四五六七八九]{2}年)|(?<=[一二][?〇○零])\?(?=[一二三四五六七八九?]年)"
)
_STAMP = re.compile(r"\s*(?P<seconds>1\d{9})(?:\d{3})?\s*")
_MONTH_ONLY = re.compile(r"(?<![\d./-])(?P<y>(?:19|20)\d\d) ?[./] ?(?P<m>0?[1-9]|1[0-2])(?![\d./-]|[%℃万亿元米吨倍])")
_YEAR = re.compile(r"\s*+(?P<y>(?:19|20)\d\d)\s*+年?\s*+\.?\s*+")
_SPACED = re.compile(r"(?<=\d) (?=[年月日])|(?<=[年月]) (?=\d)")
_IN_ADDRESS = re.compile(r"(?<![\d])(?P<y>(?:19|20)\d\d)[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]{4,300}|[a-z0-9.-]{4,40}\.(?:com|cn|net|org)/[!-~]{4,300}", re.IGNORECASE
)
_HELD = re.compile(r"[12]\d{3}|\d[-/.:]|[年月日曰号]|[a-z]{3} \d|\d \d", re.IGNORECASE)


def dates_in(text: str, *, roc: bool = False) -> list[Found]:
    """The dates of a folded and simplified text, in order and disjoint; ranges, decades and lunar months left out.

    >>> [found.when for found in dates_in("nov 14, 2024 · 12:33 2024/10/03 · 民国112年12月15日 · 89('00).01.02 · 3日")]
    ['2024-11-14', '2024-10-03T12:33', '2023-12-15', '2000-01-02', '---03']
    """
    text = text[:LONGEST]
    if _HELD.search(text) is None:
        return []
    text = _LOST_ZERO.sub("〇", text)
    found = [*_english(text), *_day_first(text, roc), *_broken(text), *_two_years(text)]
    for match in find_dates(text, roc=roc):
        if match.when is None or not (WRITABLE.fullmatch(match.when) or DAY_ALONE.match(match.when)):
            continue
        if not any(other.start < match.end and match.start < other.end for other in found):
            clock = _CLOCK.search(text, match.start, match.end) if match.when.startswith("--") else None
            when = match.when + (f"T{clock.group().rjust(5, '0')}" if clock else "")
            found.append(Found(match.start, match.end, when))
    found.sort()
    if not any(len(entry.when) >= 10 and entry.when[0] in "12" for entry in found) and _APART.search(text):
        found = _spaced(text, roc) or found
    clocks = {match.end(): match for match in _CLOCK_FIRST.finditer(text)}
    for place, entry in enumerate(found):
        clock = clocks.get(entry.start)
        if clock is None:  # 12:332024/10/03: the grammar saw a number that goes on
            continue
        if "T" not in entry.when and len(entry.when) == 10:
            found[place] = Found(clock.start(), entry.end, f"{entry.when}T{clock['c'].rjust(5, '0')}")
    return [_clocked(text, _clocked_in_front(text, entry)) for entry in found]


_APART = re.compile(r"(?<![\d.])[12] ?\d ?\d ?\d ?[-/.年]|民 ?国(?= )|[一二] [一二三四五六七八九〇○零] ")
"""Where a date may begin whose characters stand apart."""
_GLUED_CLOCK = re.compile(r"(?<=[-/.]\d\d)(?=[0-2]\d:[0-5]\d)|(?<=日)(?=[0-2]?\d:[0-5]\d)")


def _spaced(text: str, roc: bool) -> list[Found]:
    """The full dates of a text whose characters stand apart: ``2 0 1 3年1 1月2 5日``."""
    places = [place for place, character in enumerate(text) if character != " "]
    compact = "".join([text[place] for place in places])
    glued = _GLUED_CLOCK.search(compact)
    if glued is not None:
        compact = f"{compact[: glued.start()]} {compact[glued.start() :]}"
        places.insert(glued.start(), places[glued.start() - 1] + 1)
    return [
        Found(places[match.start], places[match.end - 1] + 1, match.when)
        for match in find_dates(compact, roc=roc)
        if match.when is not None and len(match.when) >= 7 and WRITABLE.fullmatch(match.when)
    ]


_CLOCK_BEHIND = re.compile(
    r"(?: (?:hkt |cst )?| ?[|丨] ?|, ?(?:格林尼治标准时间|北京时间|香港时间|台北时间|gmt|utc|hkt|cst)? ?)(?P<c>[0-2]?\d:[0-5]\d(?::[0-5]\d)?)(?!\d)",
    re.IGNORECASE,
)


_HALF_DAY = re.compile(r"(?<![\d:])(?P<h>1[0-2]|0?[1-9]):(?P<m>[0-5]\d) ?(?P<half>[ap])m {1,2}\Z", re.IGNORECASE)


def _clocked_in_front(text: str, entry: Found) -> Found:
    """A date with the time of half a day in front of it: ``7:52pm 15/08/2022``."""
    if len(entry.when) != 10 or entry.when[0] not in "12" or text[entry.start - 1 : entry.start] != " ":
        return entry
    clock = _HALF_DAY.search(text[max(0, entry.start - 12) : entry.start])
    if clock is None:
        return entry
    hour = int(clock["h"]) % 12 + (12 if clock["half"] in "pP" else 0)
    start = max(0, entry.start - 12) + clock.start()
    return Found(start, entry.end, f"{entry.when}T{hour:02d}:{clock['m']}")


def _clocked(text: str, entry: Found) -> Found:
    """A date in a form of its own with the time behind it."""
    clock = _CLOCK_BEHIND.match(text, entry.end) if len(entry.when) == 10 and entry.when[0] in "12" else None
    return Found(entry.start, clock.end(), f"{entry.when}T{clock['c'].rjust(5, '0')}") if clock else entry


def _english(text: str) -> list[Found]:
    out = []
    for match in _ENGLISH.finditer(text):
        month = MONTHS[(match["m"] or match["m2"]).lower()[:3]]
        when = _day(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))
        if when:
            clock = f"T{match['c'].strip()}" if match["c"] else ""
            out.append(Found(match.start(), match.end(), when + clock))
    return out


def _day_first(text: str, roc: bool) -> list[Found]:
    """Day, month and year, where they can be read in one way only; in traditional script nobody has the month first."""
    out = []
    for match in _DAY_FIRST.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        certain = (
            first > 12 or first == second or roc or match["s"] == "."
        )  # with full stops nobody has the month first
        day, month = (first, second) if certain else (second, first)
        when = _day(int(match["y"]), month, day) if certain or second > 12 else ""
        if when:
            out.append(Found(match.start(), match.end(), when))
    return out


def _broken(text: str) -> list[Found]:
    out = []
    for match in _SHORT_YEAR.finditer(text):
        when = _day(2000 + int(match["y"]), int(match["m"]), int(match["d"]))
        if when:
            out.append(Found(match.start(), match.end(), when))
    for match in _MONTH_IN_WORDS.finditer(text):
        when = _day(int(match["y"]), HAN_MONTHS[match["m"]], int(match["d"]))
        if when:
            out.append(Found(match.start(), match.end(), when))
    numbered = (_BROKEN, _NO_DAY, _SPLIT, _IN_PATH, _MONTH_FIRST)
    for match in (match for pattern in numbered for match in pattern.finditer(text)):
        month = HAN_MONTHS.get(match["m"]) or int(match["m"])
        when = _day(int(match["y"]), month, int(match["d"]))
        if when:
            out.append(Found(match.start(), match.end(), when))
    for match in _CLOCK_FIRST.finditer(text):
        if match.end() > 2 and text[match.end() - 1].isdigit():  # glued, so that no number begins here
            for other in find_dates(text[match.end() : match.end() + 24]):
                if other.start == 0 and other.when is not None and len(other.when) == 10:
                    out.append(Found(match.end(), match.end() + other.end, other.when))
                break
    return out


def _two_years(text: str) -> list[Found]:
    """Days with both years, where these are one and the same."""
    out = []
    for match in _TWO_YEARS.finditer(text):
        year = int(match["roc"]) + 1911
        if f"{year}".endswith(match["y"]) and (when := _day(year, int(match["m"]), int(match["d"]))):
            out.append(Found(match.start(), match.end(), when))
    return out


def _day(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def lone_date(text: str, *, labelled: bool = False) -> Found | None:
    """A text that is a date and nothing else in a form too bare to be found in others: ``(02-04)``.

    With a label in front, a year alone and the seconds of Unix time too (in UTC).

    >>> lone_date("(02-04)"), lone_date("2023", labelled=True)
    (Found(start=1, end=6, when='--02-04'), Found(start=0, end=4, when='2023'))
    """
    if match := _MONTH_DAY.fullmatch(text):
        return Found(match.start("m"), match.end("d"), f"--{match['m']}-{match['d']}")
    if not labelled:
        return None
    if match := _YEAR.fullmatch(text):
        return Found(match.start("y"), match.end("y"), match["y"])
    if match := _STAMP.fullmatch(text):
        moment = datetime.datetime.fromtimestamp(int(match["seconds"]), datetime.UTC)
        return Found(match.start("seconds"), len(text.rstrip()), moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return None


def clock_alone(text: str) -> str:
    """The time of a line that has nothing but a time, below the day to which it belongs; "" where it has none.

    >>> clock_alone("香港时间16时08分"), clock_alone("时间:下午4:30"), clock_alone("会议时间9时")
    ('16:08', '16:30', '')
    """
    match = _CLOCK_ALONE.fullmatch(text)
    if match is None:
        return ""
    hour = int(match["h"])
    hour += 12 if match["half"] in ("下午", "晚上") and hour < 12 else 0
    return f"{hour:02d}:{match['m']}" if hour < 24 and match["m"] < "60" else ""


def month_in(text: str) -> Found | None:
    """The month of an issue as a line of facts has it: ``2014/05``, ``2003.8``.

    >>> month_in("青禾里讯 2014/05 第31张")
    Found(start=5, end=12, when='2014-05')
    """
    match = _MONTH_ONLY.search(text)
    return None if match is None else Found(match.start(), match.end(), f"{match['y']}-{int(match['m']):02d}")


def address_dates(text: str) -> list[Found]:
    """The days in the addresses of pages: ``/2024-04/10/content_1.htm``, ``/202404/t20240410_1.html``.

    >>> address_dates("http://a.cn/2024-04/10/content_1.htm")
    [Found(start=12, end=22, when='2024-04-10')]
    """
    out = []
    for address in _ADDRESS.finditer(text):
        for match in _IN_ADDRESS.finditer(text, *address.span()):
            when = _day(int(match["y"]), int(match["m"]), int(match["d"]))
            if when and when >= "1994":
                out.append(Found(match.start(), match.end(), when))
    return out


def complete(when: str, near: str) -> str:
    """A date that lacks its year, or its year and month, completed from a full date of about the same time; else "".

    The day before: a dateline is never later than what it is completed from, but for a day of time zones.

    >>> complete("---30", "2024-07-01"), complete("--12-31", "2024-01-01T08:00"), complete("---31", "2024-06-30")
    ('2024-06-30', '2023-12-31', '2024-05-31')
    """
    try:
        limit = datetime.date.fromisoformat(near[:10]) + datetime.timedelta(days=1)
    except ValueError:
        return ""
    if when.startswith("---"):
        day = limit
        for _ in range(45):
            if day.day == int(when[3:5]):
                return day.isoformat()
            day -= datetime.timedelta(days=1)
        return ""
    for year in (limit.year, limit.year - 1):
        full = _day(year, int(when[2:4]), int(when[5:7]))
        if full and full <= limit.isoformat():
            return full + when[7:]
    return ""
