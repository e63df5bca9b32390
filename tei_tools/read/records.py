"""Records of a table written as text, one to a line: which field is the headline, which the text, which the day.

Their lines were cut at their fields (:mod:`tei_tools.recognize.rows`), so that each stands in several units. A field alone
says little of what it is; its place among the others, in line after line, says it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .grammar.times import dates_in

_LEAST_RECORDS, _LEAST_FIELDS = 3, 3
_SHARE = 0.7
"""Of the lines so many have as many fields."""
_TEXT = 30
"""Code points from which a field is a text of its own."""
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_DELIMITED = re.compile(r",\s*\Z")
_SUBJECT = re.compile(r"[\"'\s]{0,3}#[^#]{1,40}#[\"'\s,]{0,4}")


def records_of(texts: Sequence[str], lines: Sequence[int]) -> list[tuple[int, list[str]]]:
    """For each record the place of its first field and the labels of its fields; empty where the lines are no records.

    ``texts`` are the folded and simplified texts of all units, ``lines`` the numbers of the lines in which they stand.

    >>> texts = ["2020-02-07,", "茶园开采,", "石桥镇三百亩茶园昨日开采,首日收鲜叶两千斤。" * 3 + ",", "71"] * 3
    >>> records_of(texts, [place // 4 for place in range(12)])[1]
    (4, ['meta', 'title', 'p', 'noise'])
    """
    if len(lines) < _LEAST_RECORDS * _LEAST_FIELDS or 2 * len({*lines}) > len(lines):
        return []  # most lines are whole
    records: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        records.setdefault(line, []).append(place)
    several = [places for places in records.values() if len(places) >= _LEAST_FIELDS]
    if len(several) < max(_LEAST_RECORDS, _SHARE * len(records)):
        return []
    ((count, alike),) = Counter(map(len, several)).most_common(1)
    if alike < _SHARE * len(records):
        return []
    told = [(places[0], _record([texts[place] for place in places])) for places in several if len(places) == count]
    found = [(first, labels) for first, labels in told if labels]
    return found if len(found) >= max(_LEAST_RECORDS, _SHARE * len(several)) else []


def _record(fields: Sequence[str]) -> list[str]:
    """The labels of the fields of one record, nothing if it has no text or is not parted by a delimiter.

    The subject of a post (#修路#) is no headline.
    """
    text = max(range(len(fields)), key=lambda place: len(_WORDS.findall(fields[place])))
    if len(fields[text]) < _TEXT or not all(map(_DELIMITED.search, fields[:-1])):
        return []
    days = {place for place, field in enumerate(fields) if len(field) < 30 and dates_in(field)}
    words = [place for place in range(text) if place not in days and _WORDS.search(fields[place])]
    headline = max(words, key=lambda place: len(fields[place])) if words else None
    if headline is not None and _SUBJECT.fullmatch(fields[headline]):
        headline = None
    return [
        "p" if place == text else "title" if place == headline else "meta" if place in days else "noise"
        for place in range(len(fields))
    ]
