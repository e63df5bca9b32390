"""Characters and pairs of characters as words of a full-text index; how a text is folded before.

Chinese has no blanks between words, and most words have two characters. So
every character with the next one is a word of the index, and a word that is
asked for is a phrase of such pairs; a single character is the beginning of a
pair. White space is passed over: 白 洁 is found as 白洁.
"""

from __future__ import annotations

import re

from ..text.script import plain

_BLANKS = re.compile(r"\s+")
_ASCII_MARKS = {code: 0x10FF00 + code for code in range(0x80) if not chr(code).isalnum()}
"""The tokenizer ``ascii`` of FTS5 ends words at marks below U+0080; these stand for them."""


def folded(text: str) -> str:
    """A text as it is compared: simplified, narrow, in small letters, one character for one.

    >>> folded("石橋鎮ＧＤＰ，İΣ")
    '石桥镇gdp,iσ'
    """
    return plain(text).replace("\u0130", "i").lower().replace("ς", "σ")


def squeezed(text: str) -> str:
    """A text folded and without white space.

    >>> squeezed("白　潔 Ａ")
    '白洁a'
    """
    return _BLANKS.sub("", folded(text))


def pairs(text: str) -> str:
    """The words of the index for a text: every pair of characters, and the last character alone, with blanks between.

    The last one alone keeps a phrase from going on into the text behind it.

    >>> pairs("石橋 鎮")
    '石桥 桥镇 镇'
    """
    return _pairs(squeezed(text).translate(_ASCII_MARKS))


def _pairs(characters: str) -> str:
    return " ".join([characters[at : at + 2] for at in range(len(characters))])


def expression(term: str) -> str:
    """What FTS5 is asked for a term (https://www.sqlite.org/fts5.html#full_text_query_syntax); empty if it is blank.

    >>> expression("石橋鎮"), expression("路"), expression(" ")
    ('"石桥 桥镇"', '"路" *', '')
    """
    characters = squeezed(term).translate(_ASCII_MARKS)
    if len(characters) < 2:
        return f'"{characters}" *' if characters else ""
    return f'"{_pairs(characters)[:-2]}"'


def places(text: str, term: str) -> list[tuple[int, int]]:
    """Where a term stands in a text: half-open ranges of its characters, none inside another.

    >>> places("石橋鎮修 路，修路", "修路")
    [(3, 6), (7, 9)]
    """
    wanted = squeezed(term)
    if not wanted:
        return []
    characters = folded(text)
    kept = [at for at, character in enumerate(characters) if not character.isspace()]
    line = "".join([characters[at] for at in kept])
    found: list[tuple[int, int]] = []
    at = line.find(wanted)
    while at >= 0:
        found.append((kept[at], kept[at + len(wanted) - 1] + 1))
        at = line.find(wanted, at + len(wanted))
    return found
