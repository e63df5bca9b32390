"""Text for a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""A text that does a terminal no harm: control characters and lone surrogates written as escapes.

    >>> printable("a\x1b[2Jb\n")
    'a\\x1b[2Jb\n'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\u3000" else repr(c)[1:-1] for c in text)
