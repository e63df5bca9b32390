"""Front matter: the block of keys and values that site generators and note books keep above a text.

YAML 1.2 stands between two rules of three hyphens, TOML 1.0 between two of three plus signs. Which key a line has, and
under which key an entry of a list stands, tells more than the words of the value: entries of ``tags`` are none of the
document, those of ``authors`` are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .lexicon import label_word

_RULE = re.compile(r"(?:-{3,}|\+{3,})\s?\Z")
_KEY = re.compile(r"\s{0,8}[\"']?([A-Za-z_][\w.-]{0,24})[\"']?\s?[:=](?:\s{1,8}|\Z)")
_FIRST = 3
"""Lines above the block at the most: a copyist's remark, the name of the file."""
_LONGEST = 80
"""Lines of the longest block."""
_KEYS = 2
"""One in so many lines of a block is a key, or two of them are."""


class Key(NamedTuple):
    """A line with a key: the kind of it in the lexicon of labels, ``?`` for a word that is none, and where its value starts."""

    kind: str
    value: int


class FrontMatter(NamedTuple):
    """The places of the two rules, and the keys of the lines between them by their places."""

    start: int
    end: int
    keys: Mapping[int, Key]


def front_matter_of(texts: Sequence[str]) -> FrontMatter | None:
    """The front matter of a text, None if it has none; ``texts`` are its folded lines that are not blank.

    >>> found = front_matter_of(["---", "title: 春耕", "tags:", "- 农业", "---", "正文。"])
    >>> found.end, found.keys[1], found.keys[2].kind
    (4, Key(kind='title', value=7), 'keywords')
    """
    start = next((place for place in range(min(_FIRST, len(texts))) if _RULE.match(texts[place])), -1)
    if start < 0:
        return None
    last = min(start + _LONGEST, len(texts))
    end = next((place for place in range(start + 1, last) if _RULE.match(texts[place])), -1)
    keys = {place: key for place in range(start + 1, end) if (key := _key(texts[place])) is not None}
    if end < start + 2 or _KEYS * len(keys) < min(end - start - 1, 2 * _KEYS):
        return None
    return FrontMatter(start, end, keys)


def _key(text: str) -> Key | None:
    found = _KEY.match(text)
    if found is None:
        return None
    word = label_word(found[1].lower().replace("-", "_"))
    return Key("?" if word is None else word.kind, found.end())
