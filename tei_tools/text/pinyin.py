"""Pinyin glosses that a machine put behind single characters: 建勝鎮(zhèn).

They stand on copies of news pages that were passed through a character table
and "made original" by a blind replacement, so that in such a page every copy of
a character has one, always with the first reading of the dictionary, and only
characters of traditional script. Glosses that an author wrote look alike; a page
is therefore judged as a whole first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .pinyin_table import SEEN, first_readings
from .script import simple_forms

HAN = "\u3400-\u9fff\uf900-\ufaff"
_TONED = "\u00e0-\u01dc\u1e3f\u0300-\u030c"

_GLOSS = re.compile(rf"(?P<base>[{HAN}])[(\uff08](?P<reading>[a-z{_TONED}\u0251\u0261]{{1,10}})[)\uff09]")
_AFTER_LATIN = re.compile(
    rf"(?P<base>[{HAN}][A-Za-z@\[\]^_`{{}}|~\\])[(\uff08](?P<reading>[a-z{_TONED}\u0251\u0261]{{1,10}})[)\uff09]"
)
_SYLLABLE = re.compile("[a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,4}")
_LETTERS = str.maketrans("\u0251\u0261", "ag")

_FEWEST = 5
_FEWEST_KINDS = 4
_DENSITY = 0.03
_TRADITIONAL_SHARE = 0.9
_FIRST_READING_SHARE = 0.85
_WIDER_TABLE = 3


def syllable(letters: str) -> str | None:
    """One pinyin syllable with its tone mark, in NFC and plain letters; None for anything else.

    >>> syllable("zhe\\u0300n"), syllable("ɡuó"), syllable("erp")
    ('zhèn', 'guó', None)
    """
    plain = unicodedata.normalize("NFC", letters).translate(_LETTERS)
    return plain if len(plain) <= 6 and _SYLLABLE.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class Gloss:
    """A reading in brackets behind one character; ``start`` and ``end`` are those of the brackets."""

    start: int
    end: int
    base: str
    reading: str

    @property
    def first_reading(self) -> bool:
        """Whether the reading is the first one of a character that only traditional script has."""
        return first_readings().get(self.base) == self.reading


def find_glosses(text: str) -> tuple[Gloss, ...]:
    """Every Han character with one syllable in brackets behind it, whoever put it there.

    >>> [(g.base, g.reading) for g in find_glosses("青石鎮(zhèn)、莘(xīn)庄、長度(l)")]
    [('鎮', 'zhèn'), ('莘', 'xīn')]
    """
    found = []
    for match in _GLOSS.finditer(text):
        if reading := syllable(match["reading"]):
            found.append(Gloss(match.end("base"), match.end(), match["base"], reading))
    return tuple(found)


def machine_glosses(text: str) -> tuple[Gloss, ...]:
    """The glosses that a machine put in, or none when the page does not look like it.

    The page must hold 5 glosses of 4 kinds, 3 for every 100 characters; 90 in
    100 on characters of traditional script, 85 in 100 with the first reading.
    Then a gloss goes if it has the first reading of such a character. A
    character that is not known from other pages must carry it each time it
    occurs, more than once; that tells it from a gloss for the reader, which
    stands where a word is first used.
    """
    glosses = find_glosses(text)
    if len(glosses) < _FEWEST or len({gloss.base for gloss in glosses}) < _FEWEST_KINDS:
        return ()
    if len(glosses) < _DENSITY * sum(1 for _ in re.finditer(f"[{HAN}]", text)):
        return ()
    readings = first_readings()
    traditional = sum(gloss.base in readings or gloss.base in simple_forms() for gloss in glosses)
    first = sum(gloss.first_reading for gloss in glosses)
    if traditional < _TRADITIONAL_SHARE * len(glosses) or first < _FIRST_READING_SHARE * len(glosses):
        return ()
    table = _table_of_page(text, glosses)
    return tuple(gloss for gloss in glosses if gloss.first_reading and gloss.base in table)


def _table_of_page(text: str, glosses: Iterable[Gloss]) -> frozenset[str]:
    """The characters that this page's machine glosses: the known ones and those it never leaves bare."""
    counts = Counter(gloss.base for gloss in glosses if gloss.first_reading and gloss.base not in SEEN)
    always = {base: count for base, count in counts.items() if text.count(base) == count}
    repeated = {base for base, count in always.items() if count > 1}
    return frozenset(SEEN) | (always.keys() if len(repeated) >= _WIDER_TABLE else repeated)


def glosses_after_latin(text: str) -> tuple[Gloss, ...]:
    """Glosses behind an ASCII character that is the second byte of a traditional one in GBK.

    The replacement worked on bytes: 莖i ends in the bytes of a character of its table, 0xE0 and 0x69.
    ``base`` is that character.
    """
    found = []
    for match in _AFTER_LATIN.finditer(text):
        if not (reading := syllable(match["reading"])):
            continue
        try:
            behind = match["base"].encode("gbk")
            base = behind[-2:].decode("gbk")
        except UnicodeError:
            continue
        if len(base) == 1 and first_readings().get(base) == reading:
            found.append(Gloss(match.end("base"), match.end(), base, reading))
    return tuple(found)
