"""Titles of what a notice encloses: a decree, plan or report that stands whole behind the notice which issues it.

GB/T 9704-2012 prints what is issued (印发, 转发, 批转, 发布) behind the signature of the notice, with its own title; the
notice names that title in its headline or in its text. Both are one document, and the title behind is a head of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from .rule import Unit

Enclosed = Literal["same", "tail", "longer", "near", "more"]
"""How a line agrees with the title that the notice names: the same, its last part, with words around it, nearly so; or
it continues such a line."""


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def size(self) -> int: ...


_ISSUING = "印发|转发|批转|发布|公布|颁布|颁发|下达|印送|修正|函转|检送|订定|核定"
"""Words of issuing; all patterns here are written for folded, simplified text, as units are."""
_VERB = re.compile(rf"(?:{_ISSUING})(?:实施|试行|施行)?(?=[^。,.;]{{4}})")
_KIND = re.compile(r"的?(?:通知|通告|公告|命令|令|决定|函|批复|批覆|决议)(?:[(][^()]{1,16}[)])?\W*\Z")
_IN_TEXT = re.compile(rf"《(?P<behind>[^《》]{{4,60}})》(?=[^。《》]{{0,60}}(?:{_ISSUING}|通过|批准|同意))|(?:{_ISSUING})[^。《》]{{0,12}}《(?P<before>[^《》]{{4,60}})》")  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")
_EARLY = 60
"""Units among which the notice must stand."""
_CLOSE: tuple[Enclosed, ...] = ("same", "longer", "tail", "near")
_LONGEST = 60
_LINES = 3
"""Lines that a title may be broken into."""
_AROUND = 16
"""Code points that the title may have around what the notice names: its issuing body, (试行), a year."""


def enclosures(units: Sequence[Unit], shapes: Sequence[_Keyed]) -> tuple[dict[int, Enclosed], int]:
    """The lines that are the title of something enclosed, and the index of the headline of the notice.

    ``units`` are those of a text, ``shapes`` say of each how its text is compared. The index is -1 where no notice is.
    """
    notice, first, named = _named(units, shapes)
    found: dict[int, Enclosed] = {}
    if not named:
        return found, notice
    index = first + 2
    while index < len(units):
        lines, how = _agrees(units, shapes, index, named)
        if how is not None:
            found[index] = how
            found.update((index + more, "more") for more in range(1, lines))
        index += lines
    return found, notice


def _named(units: Sequence[Unit], shapes: Sequence[_Keyed]) -> tuple[int, int, list[str]]:
    """The index of a notice's headline, that of the first line that names a title, and the titles, as keys, each once."""
    first, start, named = -1, -1, []
    for index in range(min(len(units), _EARLY)):
        text = units[index].text
        for name in _in_headline(units, index) if shapes[index].size <= 2 * _LONGEST else ():
            first = index if first < 0 else first
            start = index if start < 0 else start
            named.append(name)
        if "《" in text and len(text) < 500:
            for match in _IN_TEXT.finditer(text):
                start = index if start < 0 else start
                named.append(_NOT_WORD.sub("", match["behind"] or match["before"]))
    return first, start, [name for name in dict.fromkeys(named) if len(name) >= 4]


def _in_headline(units: Sequence[Unit], index: int) -> Iterator[str]:
    """What the headline that begins in a line issues; it may go on for some lines, to its 的通知."""
    verb = _VERB.search(units[index].text)
    if verb is None:
        return
    rest = units[index].text[verb.end() :]
    for more in range(1, _LINES + 1):
        kind = _KIND.search(rest, max(len(rest) - 24, 0))
        if kind is not None:
            yield _NOT_WORD.sub("", rest[: kind.start()])
            return
        if index + more >= len(units) or len(units[index + more].text) > _LONGEST or len(rest) > 2 * _LONGEST:
            return
        rest += units[index + more].text


def _agrees(
    units: Sequence[Unit], shapes: Sequence[_Keyed], index: int, named: Sequence[str]
) -> tuple[int, Enclosed | None]:
    """How many lines from one on make up a title that is named, and how they agree with it."""
    joined = ""
    best: tuple[int, Enclosed | None] = (1, None)
    for lines in range(1, _LINES + 1):
        place = index + lines - 1
        if place >= len(units) or shapes[place].size > _LONGEST or units[place].text[-1] in "。:;,、!":
            break
        if units[place].text[0] in "附《(" or (_VERB.search(units[place].text) and _KIND.search(units[place].text)):
            break
        key = shapes[place].key
        named = [name for name in named if _is_part(key, name)]
        if not named:
            break
        joined += key
        for name in named if len(joined) >= 4 else ():
            how = _relation(joined, name)
            if how is not None and (best[1] is None or _CLOSE.index(how) < _CLOSE.index(best[1])):
                best = lines, how
    return best


def _is_part(key: str, name: str) -> bool:
    """Whether most of what a line says stands in a title, or the title in it."""
    if sum(letter.isdigit() for letter in key) * 2 >= len(key):
        return False
    if key in name or name in key:
        return True
    pairs = _pairs(key)
    return bool(pairs) and sum(pair in name for pair in pairs) * 2 >= len(pairs)


def _relation(key: str, name: str) -> Enclosed | None:
    """How the key of a line agrees with a title.

    >>> _relation("青禾县林长制实施办法试行", "林长制实施办法"), _relation("实施办法", "林长制实施办法")
    ('longer', 'tail')
    """
    if key == name:
        return "same"
    if name in key:
        return "longer" if len(key) <= len(name) + _AROUND else None
    if name.endswith(key):
        return "tail" if 2 * len(key) >= len(name) else None
    if len(key) < 8 or not 0.6 < len(key) / len(name) < 1.6:
        return None
    mine, theirs = _pairs(key), _pairs(name)
    return "near" if len(mine & theirs) * 1.3 >= max(len(mine), len(theirs)) else None


def _pairs(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)}
