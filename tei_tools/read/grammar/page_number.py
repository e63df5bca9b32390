"""The number of a printed page that stands in a line of its own: ``- 3 -``, ``第 3 页 共 12 页``, ``3/12``, ``· 3 ·``."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"[\s·•~\u2010-\u2015第-]{0,4}([0-9]{1,4})\s{0,3}页?"
    r"(?:\s{0,2}/\s{0,2}[0-9]{1,4}|[\s,]{0,2}共\s{0,2}[0-9]{1,4}\s{0,2}页?)?[\s·•~\u2010-\u2015-]{0,4}"
)
_LONGEST = 24


def page_number(text: str) -> int | None:
    """The number of a page that a line holds and nothing else, None where it holds something else.

    ``text`` is folded and simplified, as all patterns see it. A bare number may be anything, so it takes more than this
    to call a line the number of a page.

    >>> page_number("- 3 -"), page_number("第3页,共12页"), page_number("2023"), page_number("3月"), page_number("第3条")
    (3, 3, 2023, None, None)
    """
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    return None if found is None else int(found[1])
