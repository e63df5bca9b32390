"""Lines that speak of a picture that is not there: its file, what stands in its place, how a gallery counts it."""

from __future__ import annotations

import re

_IMAGE = re.compile(r"\S+\.(?:jpe?g|png|gif|bmp|webp)", re.IGNORECASE)
_LAST_LETTERS = frozenset("gGpPfF")
_PLACEHOLDER = re.compile(r"[\[【(](?:图片|图|image|img|插图|此处插图)\d{0,3}[\]】)]", re.IGNORECASE)
_COUNTER = re.compile(r"(?P<place>\d{1,2})/(?P<all>\d{1,2})\s+(?=[\u4e00-\u9fff])")


def is_file(text: str) -> bool:
    """Whether a line is the name of an image file."""
    return text[-1:] in _LAST_LETTERS and _IMAGE.fullmatch(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether a line says that a picture stood there: [图片]."""
    return text[:1] in "[【(" and len(text) <= 12 and _PLACEHOLDER.fullmatch(text) is not None


def is_counted(text: str) -> bool:
    """Whether a line opens as the captions of a gallery do.

    >>> is_counted("1/3 村民在清理河道"), is_counted("3/1 村民在清理河道"), is_counted("1/3的村民")
    (True, False, False)
    """
    found = _COUNTER.match(text) if text[:1].isdigit() else None
    return found is not None and 1 <= int(found["place"]) <= int(found["all"])
