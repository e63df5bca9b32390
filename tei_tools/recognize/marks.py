"""The marks that number heads and list entries: 一、 (一) 1. (1) ① 第一章 01 1.1, and the bullets.

GB/T 15834-2011 appendix B.3 and GB/T 9704-2012 order them 一、 > (一) > 1. > (1) > ①;
:data:`RANK` is that order as a prior. Patterns match width-folded text.
"""

from __future__ import annotations

import re

from ..text.numerals import parse_numeral
from .rule import Marker

_CN = "[一二三四五六七八九十廿卅百零〇○两]"
_ORDINAL = "(?P<n>[一二三四五六七八九十廿卅百千零〇○两壹贰叁肆伍陆柒捌玖拾佰仟]{1,7}|\\d(?: ?\\d){0,3})"
"""A number behind 第: 一千零一, 拾贰 as old volumes have it, and 1 0 as pages with every character apart have it."""
_QUOTE = '[\u201c"]?'

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cn-comma", re.compile(rf"(?P<n>{_CN}{{1,4}}) ?(?:、|[.\uff0e](?!\d))\s*")),
    ("cn-paren", re.compile(rf"{_QUOTE}[(〈﹙] ?(?P<n>{_CN}{{1,4}}) ?[)〉﹚][、.]?\s*")),
    ("ar-dot", re.compile(r"(?P<n>\d{1,2}) ?(?:[、.\uff0e](?!\d)|[.](?=\d{4}年))\s*")),
    ("ar-paren", re.compile(r"\( ?(?P<n>\d{1,2}) ?\)[、.]?\s*")),
    ("ar-half", re.compile(r"(?P<n>\d{1,2})\)\s*")),
    ("circled", re.compile(r"(?P<n>[①-⑳⑴-⒇])[、.]?\s*")),
    ("volume", re.compile(rf"第 ?{_ORDINAL} ?分?[编篇卷](?=[\s:]|$)\s*")),
    ("chapter", re.compile(rf"第 ?{_ORDINAL} ?章(?=[\s:]|$|[^程的中])\s*")),
    ("section", re.compile(rf"第 ?{_ORDINAL} ?节(?=[\s:]|$)\s*")),
    ("article", re.compile(rf"第 ?{_ORDINAL} ?条(?:之{_CN}{{1,3}})?(?=\s|$|【)\s*")),
    ("part", re.compile(rf"(?:第(?P<n>{_CN}{{1,4}}|\d{{1,3}})部分)[:\s、]*")),
    ("zero", re.compile(r"(?P<n>0[1-9])(?:[ |丨/、.]+(?=\S)|$)")),
    ("bare", re.compile(r"(?P<n>[1-9]\d?)\s{1,4}(?=[\u4e00-\u9fff、和与及]{2,20}$)")),
    ("cn-alone", re.compile(rf"(?P<n>{_CN}{{1,3}})$")),
    ("stem", re.compile(r"(?P<n>[甲乙丙丁戊己庚辛壬癸])、\s*")),
    ("stem-paren", re.compile(r"\((?P<n>[甲乙丙丁戊己庚辛壬癸])\)[、.]?\s*")),
    ("formal", re.compile(r"(?P<n>[壹贰叁参叄肆伍陆柒捌玖拾]{1,3})、\s*")),
    ("cn-bracket", re.compile(rf"[【〔\[](?P<n>{_CN}{{1,3}})[】〕\]]\s*")),
    ("cn-paren", re.compile(rf"(?P<n>{_CN}{{1,3}})\)\s*")),
    ("cn-comma", re.compile(rf"(?P<n>{_CN}{{1,3}}):\s*(?=\S)")),
    (
        "roman",
        re.compile(
            r"(?P<n>[Ⅰ-Ⅻ]|X?(?:IX|IV|V?I{1,3}|V)|X)(?:[.、\uff0e](?![\w.])|[.、\uff0e](?=[\u4e00-\u9fff])|(?<=[Ⅰ-Ⅻ])\s+)\s*"
        ),
    ),
    ("box", re.compile(r"专栏\s?(?P<n>\d{1,2})(?=\s|$|[^\d])\s*")),
)

_LOOSE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ordinal", re.compile(r"第(?P<n>[一二三四五六七八九十]{1,3})[,:、]\s*(?=\S)")),
    ("cn-comma", re.compile(rf"(?P<n>{_CN}{{1,3}})\s{{1,4}}(?=[\u4e00-\u9fff“《])")),
    ("bare", re.compile(r"(?P<n>[1-9]\d?)\s{1,4}(?=[\u4e00-\u9fff“《])")),
    ("alpha", re.compile(r"(?P<n>[A-Z])[.、]\s*(?=[\u4e00-\u9fff“《])")),
)
"""Marks that are marks only in a whole series: a line may open with 第一, or with a number for other reasons."""

_LOOSE_OPENERS = frozenset("第一二三四五六七八九十廿卅百零〇○两123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

_DECIMAL = re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\.?(?:\s+|(?=[\u4e00-\u9fff]))")
"""GB/T 7713 / CY/T 35 numbering 1.1, 1.1.1: the depth is the number of parts."""

_OPENERS = frozenset(
    '一二三四五六七八九十廿卅百零〇○两壹贰叁参叄肆伍陆柒捌玖拾【〔[IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛(〈﹙“"0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽第专甲乙丙丁戊己庚辛壬癸'
)

RANK = {
    "ordinal": 4, "alpha": 5, "volume": 0, "roman": 3, "formal": 3, "cn-bracket": 5, "stem-paren": 5,
    "part": 0, "chapter": 1, "bare": 5, "section": 2, "article": 3, "stem": 3, "cn-alone": 4, "cn-comma": 4, "zero": 4, "cn-paren": 5,
    "ar-dot": 6, "ar-paren": 7, "ar-half": 7, "circled": 8, "box": 9,
    "decimal2": 6, "decimal3": 7, "decimal4": 8,
}  # fmt: skip

BULLETS = "●•▪■◆◇★☆○▲△►▶◎※·➢✦"

_SINGLE = {
    **{mark: ("cn-paren", number) for number, mark in enumerate("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", 1)},
    **{mark: ("ar-dot", number) for number, mark in enumerate("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1)},
}
"""Marks of one character, which fonts and old encodings have for (一) and for 1."""
_ROMAN = {mark: number for number, mark in enumerate(["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ", "Ⅺ", "Ⅻ"], 1)}
_LATIN = [
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
]
_ROMAN |= {mark: number for number, mark in enumerate(_LATIN, 1)}

# What follows a number that is a quantity, a date or a time, not a mark.
_NOT_MARK = re.compile(r"\d{1,2}[.](?!(?:19|20)\d\d年)(?:\d|[A-Za-z]{2,})|\d{1,2}、\d{1,2}(?:日|月|号|年|个|项|人|、)")


def read_marker(text: str) -> Marker | None:
    """The mark that a text opens with, or None.

    >>> read_marker("(二)城市建设")
    Marker(style='cn-paren', number=2, end=3)
    >>> read_marker("1.5万亩土地") is None
    True
    """
    if not text or text[0] not in _OPENERS:
        return None
    single = _SINGLE.get(text[0])
    if single is not None:
        gap = len(text) - len(text[1:].lstrip())
        return Marker(*single, gap) if text[gap:] else None
    if _NOT_MARK.match(text):
        match = _DECIMAL.match(text)
        if match and not re.match(
            r"\d+\.\d+\.\d+\.\d+|\d+\.\d+(?:万|亿|%|米|元|亩|公|平|个|级|日|月|吨|千|百|倍|至|-|~)", text
        ):
            parts = match["n"].split(".")
            behind = text[match.end() : match.end() + 8]
            dated = (
                len(parts) == 2 and int(parts[0]) <= 12 and int(parts[1]) <= 31 and _FESTIVAL.match(behind) is not None
            )
            if (
                all(0 < int(part) < 40 for part in parts)
                and behind[:1].strip()
                and not dated
                and not _QUANTITY.match(behind)
            ):
                return Marker(f"decimal{len(parts)}", int(parts[-1]), match.end())
        return None
    for style, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is not None:
            written = match["n"].replace(" ", "")
            number = _ROMAN.get(written) if style == "roman" else parse_numeral(written, stems=style.startswith("stem"))
            if (
                number is not None
                and (number > 0 or style == "chapter")
                and not _counts(style, number, written, text[match.end() : match.end() + 8])
            ):
                return Marker(style, number, match.end())
    return None


def read_loose_marker(text: str) -> Marker | None:
    """What a text opens with and what may be a mark, if others of its series stand on the page; None if there is none.

    >>> read_loose_marker("第一,排查河道问题")
    Marker(style='ordinal', number=1, end=3)
    """
    if text[:1] not in _LOOSE_OPENERS:
        return None
    for style, pattern in _LOOSE:
        match = pattern.match(text)
        if match is not None:
            written = match["n"]
            number = ord(written) - ord("A") + 1 if style == "alpha" else parse_numeral(written)
            return Marker(style, number, match.end()) if number else None
    return None


_GLUED = re.compile(rf"第 ?{_ORDINAL} ?条(?=[\u4e00-\u9fff“《])")


def read_glued_article(text: str) -> Marker | None:
    """The mark of an article of a statute whose blank was lost, if others of its series stand on the page.

    >>> read_glued_article("第二条本规则适用于县内水库。")
    Marker(style='article', number=2, end=3)
    """
    match = _GLUED.match(text) if text[:1] == "第" else None
    number = parse_numeral(match["n"].replace(" ", "")) if match is not None else None
    return Marker("article", number, match.end()) if match is not None and number else None


_NUMERALS = re.compile("[一二三四五六七八九十百]+")
_COUNTING = frozenset("一二三四五六七八九十百千万")
_COUNTED = frozenset("产级类楼线审名天人年月次者档期等季流届号是和、个、五六七")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_QUANTITY = re.compile(r"(?:米|时许|时,|月\s?\d|日[^常程]|元|公里|吨|%|个|名|人)")
_MEMBER = re.compile(rf"(?:班|号[楼院线]|项[规所]|[(]{_CN}|至|和第|学生|的|群众|地区|企业|人员)")
_FESTIVAL = re.compile(
    r"(?:元旦|妇女|植树|消费者|劳动|青年|护士|儿童|建党|建军|教师|国庆|记者|宪法)(?:权益)?[节日]"
    r"|(?:节|日|会|晚会|假期|假|地震|事件|黄金周|大促|购物|宪法|妇女|劳动|国庆|讲话|特大|案)"
)


def _counts(style: str, number: int, written: str, rest: str) -> bool:
    """Whether what looks like a mark counts or pairs things: 三、四线城市, (3)班, 01 月."""
    if style == "stem":
        return rest[:1] != "" and rest[0] in _STEMS
    if style == "cn-comma":
        if written[0] in "两零〇○" or rest.startswith("三产") or (rest[:1] in _COUNTING and rest[1:2] == "、"):
            return True
        numeral = _NUMERALS.match(rest)
        if numeral is None or parse_numeral(numeral.group()) != number + 1:
            return False
        return rest[numeral.end() : numeral.end() + 1] in _COUNTED
    if style in ("cn-paren", "ar-paren", "ar-half", "circled", "part"):
        return _MEMBER.match(rest) is not None
    return style == "zero" and _QUANTITY.match(rest) is not None


INNER_MARK = re.compile(
    rf"(?:{_CN}{{1,3}}、(?!{_CN}))|[(]{_CN}{{1,3}}[)]|(?:\d{{1,2}}[、.\uff0e](?!\d))|[(]\d{{1,2}}[)]|[①-⑳]"
)
"""A mark where it may stand inside a line, for cutting lines whose breaks were lost."""

MARK_INSIDE = re.compile(
    rf"、(?<=[一二三四五六七八九十百零〇○两\d]、)|\((?=[一二三四五六七八九十百零〇○两\d])|\.(?<=\d\.)|\uff0e(?<=\d\uff0e)|{'|'.join('①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳')}"
)
"""What every text with an :data:`INNER_MARK` holds, found some times faster."""
