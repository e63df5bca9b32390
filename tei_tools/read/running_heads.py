"""Running heads: the line that a printed page repeats beside its number, in a text that was taken from pages.

``白河市議會　2013年1月16日`` above ``3401`` stands in the middle of a speech, and its date is nobody's. A line that is the
same on page after page, with a number beside it that counts them, is furniture of the page whatever it says. Numbers
alone are not: chapters have them too, and so have boxes and tables (``专栏`` above ``1``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(
    r"[\s·•~\u2010-\u2015第-]{0,4}([0-9]{1,4})\s{0,3}[页頁]?"
    r"(?:\s{0,2}[/／]\s{0,2}[0-9]{1,4}|[\s,，]{0,2}共\s{0,2}[0-9]{1,4}\s{0,2}[页頁]?)?[\s·•~\u2010-\u2015-]{0,4}"
)
_LONGEST_NUMBER = 24
_SHORTEST, _LONGEST = 4, 60
"""Characters of a running head: 专栏 above a number is a box, and a paragraph is none."""
_PAGE = 12
"""Lines of the shortest page."""


def running_heads(texts: Sequence[str]) -> list[int]:
    """The places of running heads and of the page numbers beside them.

    >>> page = ["白河市議會　一月十六日", "1"] + ["茶"] * 12
    >>> running_heads(page + ["白河市議會　一月十六日", "2"])
    [0, 1, 14, 15]
    """
    numbers = {
        at: int(found[1]) for at, text in enumerate(texts)
        if len(text) <= _LONGEST_NUMBER and (found := _NUMBER.fullmatch(text)) is not None
    }  # fmt: skip
    beside: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at in numbers:
        for side in (-1, 1):
            if 0 <= at + side < len(texts) and at + side not in numbers:
                text = " ".join(texts[at + side].split())
                if _SHORTEST <= len(text) <= _LONGEST:
                    beside[side, text].append(at)
    out: set[int] = set()
    for (side, _), places in beside.items():
        for one, two in pairwise(places):
            if numbers[two] - numbers[one] in (1, 2) and two - one >= _PAGE:
                out |= {one, one + side, two, two + side}
    return sorted(out)
