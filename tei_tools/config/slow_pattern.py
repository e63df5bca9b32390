"""Whether a pattern can be trusted with any text: it is tried on texts made to be slow for it, small ones first.

A pattern with nested or adjoining repetitions may take time that grows with the square of its text or doubles with
each character (Davis et al. 2018, "The impact of regular expression denial of service"). What makes it slow is nearly
always a repetition of what the pattern itself is made of, behind which nothing fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import process_time

SIZES = (8, 12, 16, 20, 24, 28, 32, 40, 56, 80, 120, 200, 400, 1000)
"""Code points of the texts that are tried. They grow slowly at first: what doubles with each is seen in time."""
MOST_SECONDS = 0.05
"""Seconds of processor time that the search of one such text may take; a harmless pattern takes a thousandth."""
_LONGEST_PART = 5
_MOST_PARTS = 120
_TAILS = ("\x01", "")
_STANDS_FOR = {
    "d": "7",
    "s": " ",
    "w": "字",
    "D": "字",
    "S": "字",
    "W": "-",
    "b": "",
    "B": "",
    "A": "",
    "Z": "",
    "t": "\t",
}
_SYNTAX = re.compile(r"\(\?(?:P<\w+>|[a-zA-Z-]*:|[=!>]|<[=!]|[a-zA-Z]+\))?|\{\d*+,?\d*+\}|[()|*+?^$\[\]]")


def slow_on(pattern: re.Pattern[str]) -> str | None:
    """The piece whose repetition makes a search slow, None if none was found.

    >>> slow_on(re.compile("^(?:a|aa)+b"))
    'a'
    >>> slow_on(re.compile("^本期导读"))
    """
    for part in _parts(pattern.pattern):
        for tail in _TAILS:
            for size in SIZES:
                text = part * (size // len(part) + 1) + tail
                before = process_time()
                pattern.search(text)
                if process_time() - before > MOST_SECONDS and _is_slow(pattern, text):
                    return part
    return None


def _is_slow(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it is slow a second time: a machine that is busy may have stopped the first one."""
    before = process_time()
    pattern.search(text)
    return process_time() - before > MOST_SECONDS


def _parts(source: str) -> Iterator[str]:
    """Pieces of texts that a pattern may match, short ones first, each once."""
    plain = re.sub(r"\\(.)", lambda match: _STANDS_FOR.get(match[1], match[1]), source)
    words = _SYNTAX.sub("", plain).replace(".", "字")
    found = dict.fromkeys(
        words[start : start + size] for size in range(1, _LONGEST_PART + 1) for start in range(len(words) - size + 1)
    )
    yield from list(dict.fromkeys([*found, *"字a7 "]))[:_MOST_PARTS]
