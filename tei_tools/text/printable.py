"""Text for a terminal."""

from __future__ import annotations

from unicodedata import east_asian_width


def printable(text: str) -> str:
    r"""A text that does a terminal no harm: control characters and lone surrogates written as escapes.

    >>> printable("a\x1b[2Jb\n")
    'a\\x1b[2Jb\n'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\u3000" else repr(c)[1:-1] for c in text)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("a标题")
    5
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with blanks up to a width in columns; with ``right`` they stand in front of it.

    >>> padded("标题", 6), padded("9", 3, right=True)
    ('标题  ', '  9')
    """
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks
