"""Radicals that stand for ideographs in text taken from pages, read as the ideographs (Unicode 15, UAX 38).

Fonts made by Chromium, macOS and others give the same glyph to 日 and ⽇, and
readers of PDF and OFD take the wrong name of it; so with compatibility
ideographs, 不 (U+F967) for 不. NFC reads these, NFKC covers the
Kangxi radicals and leaves most of the CJK radicals supplement; the table here is that
of EquivalentUnifiedIdeograph.txt as far as the ideograph is in the basic plane.
"""

from __future__ import annotations

import re
import unicodedata

_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫"
    "⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳㓁⺴㓁⺵羊⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西"
    "⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⺇几⺑尢"
)
_TABLE = (
    {ord(_SUPPLEMENT[i]): _SUPPLEMENT[i + 1] for i in range(0, len(_SUPPLEMENT), 2)}
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | {
        code: folded
        for code in (*range(0xF900, 0xFA6E), *range(0xFA70, 0xFADA))
        if len(folded := unicodedata.normalize("NFC", chr(code))) == 1 and ord(folded) != code
    }
)
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufad9]")


def are_doubled(text: str) -> bool:
    """Whether nearly every radical of a text stands beside its own ideograph, so that one of the two is too much.

    >>> are_doubled("⽇日报"), are_doubled("日⽇报"), are_doubled("⽇报")
    (True, True, False)
    """
    radicals = doubled = 0
    for match in _RADICAL.finditer(text):
        own = _TABLE.get(ord(match[0]))
        place = match.start()
        radicals += 1
        doubled += own in (text[place - 1 : place], text[place + 1 : place + 2])
    return radicals > 0 and doubled >= 0.9 * radicals


def fold_radicals(text: str, *, doubled: bool = False) -> str:
    """The text with ideographs for radicals; ``doubled``: radicals beside their own ideograph go.

    >>> fold_radicals("⼯作⻔户"), fold_radicals("⽇日报", doubled=True)
    ('工作门户', '日报')
    """
    if _RADICAL.search(text) is None:
        return text
    if doubled:
        kept: list[str] = []
        for place, character in enumerate(text):
            own = _TABLE.get(ord(character))
            if own is None or (own != text[place + 1 : place + 2] and (not kept or own != kept[-1])):
                kept.append(character)
        text = "".join(kept)
    return text.translate(_TABLE)


def count_radicals(text: str) -> int:
    """How many radicals a text holds."""
    return len(_RADICAL.findall(text))
