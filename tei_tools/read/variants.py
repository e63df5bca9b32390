"""More to learn from: labelled texts set anew in other forms, as hard-wrapped lines of any width.

The words and labels stay; only the line breaks change. Nothing here is random: widths follow from the name of the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_WRAPPED = frozenset({"p", "sec", "item", "cont", "note", "caption"})
_INDENTS = ("", "  ", "\u3000\u3000", None)
_PAGES = ("", "", "- {} -", "{}", "第{}页", "\u2014 {} \u2014")
"""How the foot of a page looks that was read with the text; there is none in a third of the variants."""
_LEAST_LINE = 60
"""Code points of the longest paragraph from which wrapping a text makes it another one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with its label; ``breaks`` newlines stand in front of it (0: it goes on with the line)."""

    text: str
    label: str
    breaks: int


def wrapped(name: str, pieces: Sequence[Piece]) -> list[Piece] | None:
    """The pieces with their long lines broken at one width; None where no line is long.

    >>> [piece.label for piece in wrapped("a", [Piece("澄湖县今年种植水稻三万亩," * 9, "p", 1)])][:2]
    ['p', 'cont']
    """
    if max((len(piece.text) for piece in pieces if piece.label == "p"), default=0) <= _LEAST_LINE:
        return None
    draw = int(hashlib.sha256(name.encode()).hexdigest(), 16)
    width = 16 + draw % 31
    indent = _INDENTS[draw // 31 % len(_INDENTS)]
    spaced = draw // 127 % 5 == 0
    out: list[Piece] = []
    leaves = _PAGES[draw // 257 % len(_PAGES)]
    lines = 24 + draw // 1031 % 17
    page = 1
    for piece in pieces:
        words = piece.text.strip()
        if piece.label not in _WRAPPED or len(words) <= width:
            out.append(piece)
            continue
        lead = piece.text[: len(piece.text) - len(piece.text.lstrip())] if indent is None else indent
        if piece.label == "cont":
            lead = ""
        first = max(width - len(lead), 1)
        out.append(Piece(lead + words[:first], piece.label, max(piece.breaks, 1)))
        for at in range(first, len(words), width):
            if leaves and len(out) >= page * lines:
                out.append(Piece(leaves.format(page), "noise", 1))
                page += 1
            out.append(Piece(words[at : at + width], "cont", 2 if spaced else 1))
    return out
