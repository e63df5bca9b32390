"""The month of an issue of a periodical beside its number: ``2019年第4期（9月）``, ``09月 / 第四期 / 2019``, ``2019年9月 总第12期``."""

from __future__ import annotations

import re

from .times import Found

_YEAR, _MONTH = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>0?[1-9]|1[0-2])"
_NUMBER = r"总?第?\s?[\d一二三四五六七八九十百零〇]{1,5}\s?期"
_GAP = r"[\s/·|,.()\[\]-]{0,4}"
_ISSUES = tuple(
    re.compile(rf"(?<!\d){pattern}")
    for pattern in (
        rf"{_YEAR}\s?年?{_GAP}{_MONTH}\s?月[号刊份]?{_GAP}{_NUMBER}",
        rf"{_YEAR}\s?年?{_GAP}{_NUMBER}{_GAP}{_MONTH}\s?月(?!\s?\d{{1,2}}\s?日)",
        rf"{_MONTH}\s?月[号刊份]?{_GAP}{_NUMBER}{_GAP}{_YEAR}(?!\d)",
        rf"{_NUMBER}{_GAP}{_YEAR}\s?年?{_GAP}{_MONTH}\s?月(?!\s?\d{{1,2}}\s?日)",
    )
)


def issue_month(text: str) -> Found | None:
    """The month of the issue that a line names with its number, None where it names none; ``text`` is folded and simplified.

    >>> issue_month("青禾通讯·09月 / 第四期 / 2019"), issue_month("青禾通讯 2019年第4期(9月)").when, issue_month("第4期 9月")
    (Found(start=5, end=21, when='2019-09'), '2019-09', None)
    """
    if "期" not in text:
        return None
    for pattern in _ISSUES:
        if (found := pattern.search(text)) is not None:
            return Found(found.start(), found.end(), f"{found['y']}-{int(found['m']):02d}")
    return None
