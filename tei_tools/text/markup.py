"""Tags, and what is left of tags, in text that was taken out of HTML badly.

Only names that HTML has count as tags: ``<请输入>``, ``a<b`` and ``<5%`` are text. The tag of an image that has a line
to itself stands for the picture and is kept, as an image of Markdown is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

_LONG = (
    "abbr|address|article|aside|audio|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|"
    "embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|img|input|ins|label|"
    "legend|li|link|main|map|mark|marquee|meta|nav|nobr|noscript|object|ol|option|param|pre|script|section|select|small|"
    "source|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|ul|video|wbr|xml|"
    "[a-z]{1,12}:[a-z]{1,20}"
)
_NAME = f"(?:{_LONG}|[abipqsu])"
_ATTRIBUTES = re.compile(
    r"\s++(?:(?:[a-z-]++\s++)++=|(?:[a-z-]++\s++)*+[a-z_:@.-][\w:.-]*+\s*+=)|\s*+/?\s*+\Z|\s++[a-z]++\s*+/?\s*+\Z",
    re.IGNORECASE,
)

_WHOLE = re.compile(
    r"<!--(?:[^<-]|<(?!!--)|-(?!->))*-->"
    r"|<(?P<block>script|style)\b[^<>]{0,2000}>.{0,20000}?</(?P=block)\s*>"
    r"|<!doctype\b[^<>]{0,500}>|<\?xml\b[^<>]{0,500}>|<!\[(?!cdata\[)[^<>\n]{0,200}\](?:--)?>|<!\[cdata\[|\]\]>"
    rf"|(?:^[ \t\"'/]*>+[ \t]*)?(?P<tag></?{_NAME}(?P<rest>(?:\s[^<>]{{0,2000}})?/?)>)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_REMNANT = re.compile(
    # an opening without its end: at the end of a line, or before the next tag
    rf"(?P<open></?{_NAME}(?P<rest>(?:[ \t][^<>\n]{{0,500}})?))(?=[ \t\r]*(?:<|$))"
    r"|<!--[\x20-\x7e]*"
    # an end without its beginning
    rf"|(?<![a-z0-9<./:_-])/{_NAME}>"
    rf"|^[ \t]*(?:{_LONG})>"
    r"|^[ \t]*(?:[\"'][ \t]*)?(?:[a-z-]{1,30}[ \t]*=[ \t]*(?:\"[^\"<>\n]{0,300}\"|'[^'<>\n]{0,300}')[ \t]*){1,20}/?>"
    r"|^[ \t]*(?:[\"']+[ \t]*/?|/|--)>[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_OPENING = re.compile(r"<|\]\]>")
_MARK = re.compile("[<>]")
_LINE_END = re.compile(r"[\r\n]")
_LEFTOVER = re.compile(r"[\s<>/=\"'();]*")
_IMAGE = re.compile(r"<img\s[^<>\r\n]{1,2000}>", re.IGNORECASE)


def find_markup(text: str) -> tuple[tuple[int, int], ...]:
    """The places of tags and remnants of tags, sorted and disjoint; a line with nothing else in it, as a whole.

    Images stay in a line that has nothing else but tags.

    >>> text = "<p>青石镇</p>/span>"
    >>> [text[start:end] for start, end in find_markup(text)]
    ['<p>', '</p>/span>']
    >>> find_markup("<p><img src=a.png></p>")
    ((0, 3), (18, 22))
    >>> find_markup("若a<b,则<5%,见<请输入>")
    ()
    """
    if not ("<" in text or ">" in text):
        return ()
    found = sorted((*_tags(text), *_remnants(text)))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(_whole_lines(text, merged)) if merged else ()


def _tags(text: str) -> Iterator[tuple[int, int]]:
    for match in _wholes(text):
        if match["tag"] is None or _ATTRIBUTES.match(match["rest"]):
            yield match.span()


def _wholes(text: str) -> Iterator[re.Match[str]]:
    """The matches of :data:`_WHOLE`, sought where one can begin: at ``<`` or ``]]>`` or the start of their line."""
    position = 0
    while opening := _OPENING.search(text, position):
        at = opening.start()
        line = text.rfind("\n", position, at) + 1 or (position if text[position - 1 : position] in ("", "\n") else at)
        match = (_WHOLE.match(text, line) if line < at else None) or _WHOLE.match(text, at)
        if match is not None:
            yield match
        position = at + 1 if match is None else match.end()


def _lines_with_marks(text: str) -> Iterator[tuple[int, int]]:
    """The lines in which there is ``<`` or ``>``."""
    end = 0
    while mark := _MARK.search(text, end):
        start = text.rfind("\n", end, mark.start()) + 1 or end
        end = text.find("\n", mark.start())
        if end < 0:
            end = len(text)
        yield start, end


def _remnants(text: str) -> Iterator[tuple[int, int]]:
    for match in chain.from_iterable(_REMNANT.finditer(text, *line) for line in _lines_with_marks(text)):
        if match["open"] is None:
            yield match.span()
            continue
        rest = match["rest"]
        if rest.strip():
            tag = "=" in rest and "。" not in rest and _ATTRIBUTES.match(rest) is not None
        else:  # <span and </p, but not the b of a<b
            glued = text[max(0, match.start() - 1) : match.start()]
            tag = match["open"].startswith("</") or (
                len(match["open"].strip()) > 2 and not (glued.isascii() and glued.isalnum())
            )
        if tag:
            yield match.span()


def _whole_lines(text: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places as they are, but those of a line in which there is nothing else as one."""
    group: list[tuple[int, int]] = []
    for place, following in zip(places, [*places[1:], None], strict=True):
        group.append(place)
        if following and not _LINE_END.search(text, place[1], following[0]):
            continue
        start = max(text.rfind("\n", 0, group[0][0]), text.rfind("\r", 0, group[0][0])) + 1
        line_end = _LINE_END.search(text, place[1])
        end = line_end.start() if line_end else len(text)
        edges = [start, *(offset for place in group for offset in place), end]
        between = "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        if _LEFTOVER.fullmatch(between):
            whole = text[start:end]
            line = start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip())
            yield from _around_images(text, *line)
        else:
            yield from group
        group = []


def _around_images(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line of tags in front of its first image and behind its last one; as a whole without any."""
    images = [match.span() for match in _IMAGE.finditer(text, start, end)]
    if not images:
        yield start, end
        return
    if start < images[0][0]:
        yield start, images[0][0]
    if images[-1][1] < end:
        yield images[-1][1], end
