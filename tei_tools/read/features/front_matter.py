"""Front matter: the block of keys and values that site generators and note books keep above a text (YAML, TOML).

YAML 1.2 stands between two rules of three hyphens, TOML 1.0 between two of three plus signs. Which key a line has, and
under which key an entry of a list stands, tells more than the words of the value: entries of ``tags`` are none of the
document, those of ``authors`` are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...recognize.rule import Unit
from ..grammar.lexicon import label_word

_RULE = re.compile(r"(?:-{3,}|\+{3,})\Z")
_KEY = re.compile(r"[\"']?([A-Za-z_][\w.-]{0,24})[\"']?\s?[:=](?:\s|\Z)")
_FIRST = 3
"""Units above the block at the most: a copyist's remark, the name of the file."""
_LONGEST = 80
"""Units of the longest block."""
_BELOW = 60
"""Units below the block among which the headline that it has may stand again."""
_NOT_WORD = re.compile(r"[\W_]+")


def front_matter_evidence(units: Sequence[Unit]) -> dict[int, tuple[str, ...]]:
    """For the units of the front matter of a text the names of what they are: a key and its sense, an entry under one.

    >>> from tei_tools.recognize.units import cut_lines
    >>> from tei_tools.text.source import read_lines
    >>> text = "---\\ntitle: 春耕\\ntags:\\n- 农业\\n---\\n正文。"
    >>> [*front_matter_evidence(cut_lines(text, read_lines(text, ()))).values()][2:4]
    [('fm=key', 'fmk=keywords', 'fm-list'), ('fm=entry', 'fmu=keywords')]

    A key of the headline says too whether that stands again below.
    """
    start = next((index for index in range(min(_FIRST, len(units))) if _RULE.match(units[index].text)), -1)
    if start < 0:
        return {}
    end = next(
        (index for index in range(start + 1, min(start + _LONGEST, len(units))) if _RULE.match(units[index].text)), -1
    )
    if end < start + 2 or 2 * sum(_KEY.match(units[index].text) is not None for index in range(start + 1, end)) < min(
        end - start - 1, 4
    ):
        return {}
    found: dict[int, tuple[str, ...]] = {start: ("fm=rule",)}
    above = "?"
    for index in range(start + 1, end):
        text = units[index].text
        key = _KEY.match(text)
        if key is None:
            found[index] = ("fm=entry", f"fmu={above}")
            continue
        word = label_word(key[1].lower().replace("-", "_"))
        above = word.kind if word is not None else "?"
        listed = key.end() >= len(text)
        found[index] = ("fm=key", f"fmk={above}", "fm-list" if listed else "fm-value")
    found[end] = ("fm=end",)
    if end + 1 < len(units):
        found[end + 1] = ("fm=below",)
    _tell_headline(units, start, end, found)
    return found


def _tell_headline(units: Sequence[Unit], start: int, end: int, found: dict[int, tuple[str, ...]]) -> None:
    """Add whether the headline of the block stands again below it, to its key and to the line that says it again."""
    for index in range(start + 1, end):
        if "fmk=title" in found[index]:
            key = _KEY.match(units[index].text)
            assert key is not None
            said = _NOT_WORD.sub("", units[index].text[key.end() :])
            if not said:
                continue
            again = [
                other for other in range(end + 1, min(end + _BELOW, len(units)))
                if len(units[other].text) < 2 * len(said) + 16 and _NOT_WORD.sub("", units[other].text) == said
            ]  # fmt: skip
            found[index] += ("fm-title-again" if again else "fm-title-once",)
            for other in again:
                found[other] = (*found.get(other, ()), "fm-title-copy")
