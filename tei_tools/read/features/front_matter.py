"""What the front matter of a text says of its lines: a key and its sense, an entry under a key, the headline said again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...recognize.rule import Unit
from ..grammar.front_matter import FrontMatter, front_matter_of

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
    block = front_matter_of([unit.text for unit in units])
    if block is None:
        return {}
    found: dict[int, tuple[str, ...]] = {block.start: ("fm=rule",)}
    above = "?"
    for index in range(block.start + 1, block.end):
        key = block.keys.get(index)
        if key is None:
            found[index] = ("fm=entry", f"fmu={above}")
            continue
        above = key.kind
        listed = key.value >= len(units[index].text)
        found[index] = ("fm=key", f"fmk={above}", "fm-list" if listed else "fm-value")
    found[block.end] = ("fm=end",)
    if block.end + 1 < len(units):
        found[block.end + 1] = ("fm=below",)
    _tell_headline(units, block, found)
    return found


def _tell_headline(units: Sequence[Unit], block: FrontMatter, found: dict[int, tuple[str, ...]]) -> None:
    """Add whether the headline of the block stands again below it, to its key and to the line that says it again."""
    for index, key in block.keys.items():
        said = _NOT_WORD.sub("", units[index].text[key.value :]) if key.kind == "title" else ""
        if not said:
            continue
        again = [
            other for other in range(block.end + 1, min(block.end + _BELOW, len(units)))
            if len(units[other].text) < 2 * len(said) + 16 and _NOT_WORD.sub("", units[other].text) == said
        ]  # fmt: skip
        found[index] += ("fm-title-again" if again else "fm-title-once",)
        for other in again:
            found[other] = (*found.get(other, ()), "fm-title-copy")
