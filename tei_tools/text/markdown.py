"""Marks of Markdown inside lines: emphasis and links around words that are the text.

CommonMark 0.31.2, 6.2 and 6.3, as people write it in Chinese: marks may touch blanks, and pairs stand in one line.
Heads (``#``), list marks and images before words are left: they say what a line is. An image behind words says nothing
of them and goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINK = re.compile(
    r"(?<!!)\[(?=(?P<words>[^\[\]\n]{1,300})\]\()(?P=words)"
    r"(?P<target>\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,1000}(?:[ \t]+\"[^\"\n]{0,200}\")?\))"
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_WORD = re.compile(r"\w")
_STARS = re.compile(r"(?:\*\*)+\*?")
_RULE = re.compile(r"[\s*]*")
_ALONE = re.compile(r"^[ \t]*(?P<mark>\*\*)[ \t]*$", re.MULTILINE)
"""Emphasis whose other mark stands in another line."""
_WHOLE = re.compile(r"^[ \t]*(?P<open>\*)[^\s*][^*\n]{0,100}(?P<close>\*)[ \t]*$", re.MULTILINE)


def find_marks(text: str) -> Iterator[tuple[int, int]]:
    """The places of emphasis and link marks and of images behind words, not sorted; they do not overlap.

    >>> text = "**青石镇**见[公告](/a.html)"
    >>> [text[start:end] for start, end in sorted(find_marks(text))]
    ['**', '**', '[', '](/a.html)']
    >>> list(find_marks("2**3,见[1](注)")), list(find_marks("****"))
    ([(6, 7), (8, 12)], [])
    >>> list(find_marks("![](a.png)图为青石镇。![](b.png)\\n**"))
    [(16, 26), (27, 29)]
    """
    if "](" in text:
        for match in _LINK.finditer(text):
            yield match.start(), match.start() + 1
            yield match.span("target")
        yield from _images_behind_words(text)
    if "*" not in text:
        return
    for match in _WHOLE.finditer(text):
        yield match.span("open")
        yield match.span("close")
    for match in _ALONE.finditer(text):
        yield match.span("mark")
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


def _images_behind_words(text: str) -> Iterator[tuple[int, int]]:
    line, reached, words = -1, 0, False
    for match in _IMAGE.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if start != line:
            line, reached, words = start, start, False
        words = words or _WORD.search(text, reached, match.start()) is not None
        reached = match.end()
        if words:
            yield match.span()


def _in_target(text: str, start: int, end: int) -> bool:
    """Whether a line has stars inside the address of a link, where they are no marks."""
    return any("**" in match["target"] for match in _LINK.finditer(text, start, end))
