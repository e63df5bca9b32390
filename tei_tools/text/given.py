"""What a file says about its text, asked by a reader: its facts by field.

Everything here is evidence. A column that the caller named is better than what
is found in the text; the rest is one candidate among others.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from .source import FACT_FIELDS, GivenFact, Source

_CHINA = timezone(timedelta(hours=8))
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<mark>[-/.年]?)(?P<month>0?[1-9]|1[0-2])(?:(?P=mark)|[月])(?P<day>3[01]|[12]\d|0?[1-9])日?"
    r"(?:[T\s]*(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?"
    r"(?:\.\d+)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?\Z")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?\Z")
DAY = re.compile(
    r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:[T\s]*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
"""A day as lines of facts have it, with the time of day if that follows; what it is :func:`iso_date` tells."""
_RANK = {"given": 0, "stated": 1, "hint": 2}


def given_facts(source: Source) -> dict[str, tuple[GivenFact, ...]]:
    """The facts that the file gives, by field, those most to be believed first. Costs nothing worth a cache.

    >>> from tei_tools.text.source import Layout
    >>> facts = GivenFact("author", "admin", "meta author", "hint"), GivenFact("author", "张三", "column a", "given")
    >>> source = Source("甲", layout=Layout(facts=facts))
    >>> [fact.value for fact in given_facts(source)["author"]]
    ['张三', 'admin']
    """
    found: dict[str, list[GivenFact]] = {}
    for fact in source.layout.facts:
        found.setdefault(fact.field, []).append(fact)
    return {
        field: tuple(sorted(found[field], key=lambda fact: _RANK[fact.trust]))
        for field in FACT_FIELDS
        if field in found
    }


def iso_date(value: str) -> str | None:
    """A date that a machine wrote, in the form of W3C, in the time of China when it names another zone.

    None for what is no date from 1900 to 2099. Machines write seconds since
    1970, compact digits and Chinese forms into the same field.

    >>> iso_date("2019-09-18T01:02:03Z"), iso_date("20190918"), iso_date("2019年9月18日 06:23"), iso_date("昨天")
    ('2019-09-18T09:02:03', '2019-09-18', '2019-09-18T06:23', None)
    """
    value = value.strip()
    if _EPOCH.match(value):
        moment = datetime.fromtimestamp(int(value[:10]), UTC).astimezone(_CHINA)
        return moment.strftime("%Y-%m-%dT%H:%M:%S")
    if match := _COMPACT.match(value):
        year, month, day, hour, minute, second = match.groups()
        clock = f"T{hour}:{minute}" + (f":{second}" if second else "") if hour else ""
        return _real(f"{year}-{month}-{day}{clock}")
    match = _DATE.search(value)
    if match is None:
        return _from_mail(value)
    found = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if match["hour"]:
        found += f"T{int(match['hour']):02}:{match['minute']}" + (f":{match['second']}" if match["second"] else "")
    zone = match["zone"]
    if zone and zone not in ("+08:00", "+0800") and _real(found):
        moment = datetime.fromisoformat(found + zone.replace("Z", "+00:00")).astimezone(_CHINA)
        return moment.strftime("%Y-%m-%dT%H:%M:%S" if match["second"] else "%Y-%m-%dT%H:%M")
    return _real(found)


def _from_mail(value: str) -> str | None:
    """The date of a mail or a feed (RFC 5322): ``Wed, 03 Mar 2021 08:00:00 +0800``."""
    if not re.search(r"\d{1,2} [A-Z][a-z]{2} \d{4}", value):
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(_CHINA)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def _real(found: str) -> str | None:
    try:
        datetime.fromisoformat(found)
    except ValueError:
        return None
    return found
