"""The index that a page searches: which articles have a character or a pair of characters, in many small scripts.

A page loads the shard of each pair in a query and no other. Numbers of articles
are written as gaps, five bits a character, so that a script is read fast and
packs well. What is collected goes to files beside from time to time, so that
memory does not grow with the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from ..search.grams import folded, squeezed

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""64 characters: five bits of a number each, the lowest first; 32 is added where more follow."""

_IN_MEMORY = 1_000_000
"""Numbers held before they go to files."""
_SHARD = 32_768
"""Bytes that a shard has, about."""
_MOST = 4096


def coded(number: int) -> str:
    """A number that is not negative, in :data:`DIGITS`.

    >>> coded(0), coded(31), coded(32), coded(1000)
    ('A', 'f', 'gB', 'of')
    """
    found = ""
    while number >= 32:
        found += DIGITS[32 + (number & 31)]
        number >>= 5
    return found + DIGITS[number]


def shard_of(key: str, count: int) -> int:
    """The shard of a key, as the page counts it: FNV-1a (RFC 9923) of its code points.

    >>> shard_of("石桥", 512)
    293
    """
    found = 0x811C9DC5
    for character in key:
        found = (found ^ ord(character)) * 0x01000193 & 0xFFFFFFFF
    return found % count


def shards_for(characters: int) -> int:
    """How many shards a corpus of so many characters wants: a power of two.

    >>> shards_for(1000), shards_for(15_000_000)
    (1, 2048)
    """
    count = 1
    while count < _MOST and count * _SHARD < characters * 3.5:
        count *= 2
    return count


def keys_of(texts: Iterable[str]) -> set[str]:
    """Every character and every pair of neighbors in some texts, folded and without blanks.

    >>> sorted(keys_of(["石橋", "A b"]))
    ['a', 'ab', 'b', '桥', '石', '石桥']
    """
    found: set[str] = set()
    for text in texts:
        characters = squeezed(text)
        found.update(characters)
        found.update(map("".join, pairwise(characters)))
    return found


class Shards:
    """Collects the keys of articles in the order of their numbers, and writes the shards in the end."""

    def __init__(self, count: int, beside: Path) -> None:
        self._count = count
        self._beside = beside
        self._numbers: dict[str, list[int]] = {}
        self._held = 0
        beside.mkdir()

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Take the keys of one article."""
        for key in keys:
            self._numbers.setdefault(key, []).append(number)
            self._held += 1
        if self._held >= _IN_MEMORY:
            self._put_down()

    def _put_down(self) -> None:
        """A line for each key: key, first number, last number, gaps between; into the file of its shard."""
        lines: list[list[str]] = [[] for _ in range(self._count)]
        for key, numbers in self._numbers.items():
            gaps = "".join([coded(b - a) for a, b in pairwise(numbers)])
            lines[shard_of(key, self._count)].append(f"{key}\t{numbers[0]}\t{numbers[-1]}\t{gaps}\n")
        for number, found in enumerate(lines):
            if found:
                with open(self._beside / str(number), "a", encoding="utf-8", newline="") as file:
                    file.writelines(found)
        self._numbers, self._held = {}, 0

    def scripts(self) -> Iterator[tuple[int, str]]:
        """Every shard with its number, also one without keys: a page may ask for it."""
        self._put_down()
        for number in range(self._count):
            path = self._beside / str(number)
            found: dict[str, str] = {}
            if path.exists():
                found = _merged(path.read_text("utf-8"))
                path.unlink()
            yield number, f"tei.shard({number},{json.dumps(found, ensure_ascii=False, separators=(',', ':'))})\n"
        self._beside.rmdir()


def _merged(lines: str) -> dict[str, str]:
    codes: dict[str, list[str]] = {}
    last: dict[str, int] = {}
    for line in lines.split("\n")[:-1]:
        key, first, end, gaps = line.split("\t")
        codes.setdefault(key, []).append(coded(int(first) - last.get(key, 0)) + gaps)
        last[key] = int(end)
    return {key: "".join(codes[key]) for key in sorted(codes)}


def folding_script() -> str:
    """The characters that are folded and what they become, so that a page compares as :func:`folded` does."""
    pairs = [(c, f) for c in map(chr, range(0x110000)) if not "\ud800" <= c <= "\udfff" and (f := folded(c)) != c]
    both = ("".join(one) for one in zip(*pairs, strict=True))
    return f"tei.folding({','.join(json.dumps(one, ensure_ascii=False) for one in both)})\n"
