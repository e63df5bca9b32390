"""The day of a page in a box: two or three short lines one above the other that are a date together.

Sites set the day in large type and month and year below it, or the year alone below month and day: ``15`` above
``2021-03``, ``3月15日`` above ``2021年``. No line of a box is a date by itself, and those of numbers alone look like page
numbers. All parts there are must be there once: a year, a month and a day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from .times import HAN_MONTH, HAN_MONTHS, MONTH_NAME, MONTHS

_LONGEST, LINES = 10, 3
"""Code points that a line of a box has at most, and the lines of one."""
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>0?[1-9]|1[0-2])"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_NAME = rf"(?P<n>{MONTH_NAME})\.?"
_HAN = rf"(?P<h>{HAN_MONTH})月份?"
_PARTS = [
    re.compile(rf"[\s/.,·-]{{0,2}}(?:{part})[\s/.,·-]{{0,2}}", re.IGNORECASE)
    for part in (
        rf"{_YEAR}\s?年?",
        rf"{_YEAR}\s?[-/.年]\s?{_MONTH}\s?月?",
        rf"{_MONTH}\s?[-/.月]\s?{_DAY}\s?[日号]?",
        rf"{_MONTH}月份?",
        rf"{_DAY}\s?日?",
        _NAME,
        _HAN,
        rf"{_NAME}\s{{0,2}}{_DAY}",
        rf"{_DAY}\s{{0,2}}{_NAME}",
        rf"{_NAME}[\s,]{{0,2}}{_YEAR}",
        rf"{_HAN}\s{{0,2}}{_DAY}日?",
        rf"{_MONTH}\s?[-/.]\s?{_YEAR}",
    )
]


def date_of_box(lines: Sequence[str]) -> str:
    """The day that short lines are together, ``""`` if they are none. The lines are folded and simplified.

    >>> date_of_box(["15", "2021-03"]), date_of_box(["3月15日", "2021年"]), date_of_box(["15", "16"])
    ('2021-03-15', '2021-03-15', '')
    """
    found: dict[str, int] = {}
    for line in lines:
        match = next((match for pattern in _PARTS if (match := pattern.fullmatch(line))), None)
        if match is None:
            return ""
        for kind, text in match.groupdict().items():
            if text is None:
                continue
            value = MONTHS[text[:3].lower()] if kind == "n" else HAN_MONTHS[text] if kind == "h" else int(text)
            kind = "m" if kind in "nh" else kind
            if kind in found:
                return ""
            found[kind] = value
    if found.keys() != {"y", "m", "d"}:
        return ""
    try:
        return datetime.date(found["y"], found["m"], found["d"]).isoformat()
    except ValueError:
        return ""


def boxes(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The boxes among lines that are folded and simplified: the first line of each, the one behind it, the day."""
    place = 0
    while place < len(lines):
        for stop in range(min(place + LINES, len(lines)), place + 1, -1):
            some = lines[place:stop]
            if all([0 < len(line) <= _LONGEST for line in some]) and (when := date_of_box(some)):
                yield place, stop, when
                place = stop - 1
                break
        place += 1
