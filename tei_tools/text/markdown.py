"""Marks of Markdown inside lines: emphasis and links around words that are the text.

CommonMark 0.31.2, 6.2 and 6.3, as people write it in Chinese: marks may touch blanks, and pairs stand in one line.
Heads (``#``), list marks and images are left: they say what a line is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINK = re.compile(
    r"(?<!!)\[(?=(?P<words>[^\[\]\n]{1,300})\]\()(?P=words)"
    r"(?P<target>\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,1000}(?:[ \t]+\"[^\"\n]{0,200}\")?\))"
)
_STARS = re.compile(r"(?:\*\*)+\*?")
_RULE = re.compile(r"[\s*]*")
_WHOLE = re.compile(r"^[ \t]*(?P<open>\*)[^\s*][^*\n]{0,100}(?P<close>\*)[ \t]*$", re.MULTILINE)


def find_marks(text: str) -> Iterator[tuple[int, int]]:
    """The places of emphasis and link marks, not sorted; they do not overlap.

    >>> text = "**青石镇**见[公告](/a.html)"
    >>> [text[start:end] for start, end in sorted(find_marks(text))]
    ['**', '**', '[', '](/a.html)']
    >>> list(find_marks("2**3,见[1](注)")), list(find_marks("****"))
    ([(6, 7), (8, 12)], [])
    """
    if "](" in text:
        for match in _LINK.finditer(text):
            yield match.start(), match.start() + 1
            yield match.span("target")
    if "*" not in text:
        return
    for match in _WHOLE.finditer(text):
        yield match.span("open")
        yield match.span("close")
    at = text.find("**")
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if _RULE.fullmatch(text, start, end) is None:
            found = [match.span() for match in _STARS.finditer(text, start, end)]
            if sum((behind - before) // 2 for before, behind in found) % 2 == 0 and not _in_target(text, start, end):
                yield from found
        at = text.find("**", end)


def _in_target(text: str, start: int, end: int) -> bool:
    """Whether a line has stars inside the address of a link, where they are no marks."""
    return any("**" in match["target"] for match in _LINK.finditer(text, start, end))
