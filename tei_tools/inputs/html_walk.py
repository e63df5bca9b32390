"""The text of an HTML tree, line by line, with what its elements say about each line.

Everything that a browser could show is taken, in document order: which part of
it is the article is for a reader to find, who sees the whole page. Blocks make
lines. White space collapses as CSS Text 3 has it: in running text a line break
between two wide characters disappears, any other run is one space. Where two inline
elements meet without a blank between them, the place is kept as a gap, and in
a short line that has no running text it becomes a space: facts stand there
side by side (``<span>来源</span><span>2023-01-02</span>``) and only style sheets
keep them apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from ..text.source import Role
from .blob import TextBuilder
from .title_hints import bare, title_hints

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "html",
        "iframe",
        "legend",
        "li",
        "listing",
        "main",
        "marquee",
        "menu",
        "nav",
        "noframes",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    ]
)
"""Elements that begin and end a line, by the style sheet of HTML (Living Standard 15.3)."""

_EMPTY = frozenset(["br", "wbr", "img", "hr"])
"""Elements that never hold anything."""

SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "head",
        "title",
        "base",
        "link",
        "meta",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
    ]
)
"""Elements whose content is no text of the page."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROLES: dict[str, Role] = {
    "p": "paragraph", "li": "item", "dd": "item", "dt": "item", "td": "cell", "th": "cell", "figcaption": "caption",
    "caption": "caption", "pre": "preformatted",
}  # fmt: skip
_PLACES = {
    "nav": "in-nav", "footer": "in-nav", "article": "in-article", "main": "in-article", "table": "in-table",
    "form": "form", "select": "form", "textarea": "form", "button": "form",
}  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_IS_WIDE = re.compile(f"[{_WIDE}]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_LEADS = re.compile(r"location|href|open\(|\bgo\w*\(|jump|navigate|detail", re.IGNORECASE)
"""Scripts of a block that lead to another page, as those of cards do."""
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_INDENT = re.compile(r"text-indent\s*:\s*([\d.]+)\s*(em|rem|px|pt)", re.IGNORECASE)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]+)\s*(px|pt|em|rem|%)", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TIME_WORDS = frozenset(
    [
        "time",
        "date",
        "info",
        "source",
        "pubtime",
        "publishtime",
        "pubdate",
        "timestamp",
        "datetime",
        "laiyuan",
        "author",
        "meta",
        "byline",
    ]
)
_NO_GAP_BEFORE = frozenset("，。、；：！？）】》」』”’,.;:!?)]}%％")
_NO_GAP_BEHIND = frozenset("：（【《「『“‘([{:")
RUNNING = 60
"""Characters from which a line counts as running text, in which no space is put between inline elements."""

_JOINT = "\x01"
"""Stands for a line break between two wide characters until the length of the line is known."""

_SIZES = {"1": 0.63, "2": 0.82, "3": 1.0, "4": 1.13, "5": 1.5, "6": 2.0, "7": 3.0}


@dataclass(slots=True)
class _Style:
    """What holds for text at a place of the tree."""

    bold: bool = False
    link: bool = False
    hidden: str = ""
    size: float = 1.0
    family: str = ""
    centered: bool = False
    right: bool = False
    indent: float = 0.0
    pre: bool = False
    role: Role = ""
    level: int = 0
    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    container: int = 0
    own: int = 0


@dataclass(slots=True)
class Line:
    """A line that was found, before it is known what it weighs against the whole page."""

    text: str
    style: _Style
    bold: int
    link: int
    shown: int
    sizes: dict[float, int]
    families: dict[str, int]
    gaps: tuple[int, ...]
    hidden: tuple[tuple[int, int, str], ...]
    image_before: bool
    inline_words: tuple[str, ...]
    dated: bool


@lru_cache(maxsize=4096)
def class_words(text: str) -> tuple[str, ...]:
    """The words of class and id names.

    >>> class_words("articleTitle main-text nav_2")
    ('article', 'title', 'main', 'text', 'nav')
    """
    return tuple(dict.fromkeys(word.lower() for word in _WORDS.findall(text)))


class Walker:
    """Walks one tree; :attr:`lines` are the lines, :attr:`silent` counts the elements that were left out."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.silent: dict[str, int] = {}
        self.headings = 0
        self._containers = 0
        self._image = False
        self._style = _Style()
        self._row = False
        self._start()

    def _start(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._space = ""
        self._boundary = 0
        self._gaps: list[tuple[int, int]] = []
        self._hidden: list[tuple[int, int, str]] = []
        self._bold = self._link = self._shown = 0
        self._sizes: dict[float, int] = {}
        self._families: dict[str, int] = {}
        self._inline_words: list[str] = []
        self._dated = False
        self._line_style = self._style

    # --- text ---

    def _add(self, text: str) -> None:
        style = self._style
        if style.pre:
            first, *rest = text.split("\n")
            self._append(first.rstrip("\r"))
            for more in rest:
                self._flush()
                self._append(more.rstrip("\r"))
            return
        bare = text.strip(" \t\r\n\f")
        if not bare:
            if text:
                self._blank(text)
            return
        if bare is not text:
            if text[0] in " \t\r\n\f":
                self._blank(text[: text.index(bare[0])])
            tail = text[len(text.rstrip(" \t\r\n\f")) :]
        else:
            tail = ""
        if "\n" in bare or "\r" in bare:
            bare = _BREAK.sub(_JOINT, bare)
        if "  " in bare or "\n" in bare or "\t" in bare or "\r" in bare or "\f" in bare:
            bare = _SPACES.sub(" ", bare)
        self._append(bare)
        if tail:
            self._blank(tail)

    def _blank(self, text: str) -> None:
        if "\n" in text or "\r" in text:
            self._space = self._space if self._space == " " else "\n"
        else:
            self._space = " "

    def _append(self, text: str) -> None:
        if not text:
            return
        style = self._style
        if self._parts:
            if self._space == "\n":
                last = self._parts[-1][-1]
                self._space = _JOINT if _IS_WIDE.match(last) and _IS_WIDE.match(text) else " "
            if self._space:
                self._parts.append(self._space)
                self._length += len(self._space)
            elif self._boundary:
                self._gaps.append((self._length, self._boundary))
        else:
            self._line_style = style
            if self._row:
                self._line_style = _copy(style)
                self._line_style.role = "row"
        self._space = ""
        self._boundary = 0
        size = len(text)
        if style.hidden:
            self._hidden.append((self._length, self._length + size, style.hidden))
        self._parts.append(text)
        self._length += size
        self._shown += size
        if style.bold:
            self._bold += size
        if style.link:
            self._link += size
        self._sizes[style.size] = self._sizes.get(style.size, 0) + size
        if style.family:
            self._families[style.family] = self._families.get(style.family, 0) + size

    def _flush(self) -> None:
        if self._row:
            self._space = self._space or " "
            return
        if self._parts:
            text = "".join(self._parts)
            if not text.isspace():
                self._finish(text)
                self._image = False
        self._start()

    def _finish(self, text: str) -> None:
        cuts: list[int] = []
        gaps: list[int] = []
        short = self._shown <= RUNNING and not self._line_style.pre
        for place, strength in self._gaps:
            bare = text[place] in _NO_GAP_BEFORE or text[place - 1] in _NO_GAP_BEHIND
            bare = bare or text[place - 1].isspace() or text[place].isspace()
            if short and strength > 1 and not bare:
                cuts.append(place)
            else:
                gaps.append(place + len(cuts))
        hidden = self._hidden
        if _JOINT in text:
            if short:  # short lines are not wrapped: the break was a blank
                text = text.replace(_JOINT, " ")
            else:
                text, gaps, hidden = _without_joints(text, gaps, hidden)
        if cuts:
            pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
            text = " ".join(pieces)
            hidden = [
                (a + sum(cut <= a for cut in cuts), b + sum(cut < b for cut in cuts), reason) for a, b, reason in hidden
            ]
        self.lines.append(
            Line(
                text, self._line_style, self._bold, self._link, self._shown, self._sizes, self._families, tuple(gaps),
                tuple(hidden), self._image, tuple(dict.fromkeys(self._inline_words)), self._dated,
            )
        )  # fmt: skip

    # --- tree ---

    def walk(self, root: etree._Element) -> None:
        """Take the lines of a tree."""
        stack: list[tuple[etree._Element, _Style, bool, bool, Iterator[etree._Element]]] = []
        element: etree._Element | None = root
        while True:
            if element is not None:
                entered = self._enter(element)
                if entered is None:
                    following = element.tail
                    element = None
                    if following and stack:
                        self._add(following)
                else:
                    stack.append((element, *entered, iter(element)))
                    if element.text:
                        self._add(element.text)
                    element = None
            if not stack:
                break
            top, before, block, row, children = stack[-1]
            element = next(children, None)
            if element is None:
                stack.pop()
                self._leave(top, before, block, row)
                if stack and top.tail:
                    self._add(top.tail)
        self._flush()

    def _enter(self, element: etree._Element) -> tuple[_Style, bool, bool] | None:
        """Begin an element: the style before it, whether it is a block, whether it opens a row. None: it is no text."""
        tag = element.tag
        if not isinstance(tag, str):  # a comment, a processing instruction
            self._count("comment")
            return None
        tag = tag.lower().rpartition("}")[2]
        if tag in SILENT:
            self._count(tag)
            return None
        if tag in _EMPTY or (tag == "input" and not element.text):
            self._pass(element, tag)
            return None
        before = self._style
        block = tag in BLOCKS
        style = _inherit(before, element, tag, block)
        opens_row = False
        if block:
            if tag == "tr" and not self._row and _is_data_row(element):
                self._flush()
                self._row = opens_row = True
                style.role = "row"
            elif tag in ("td", "th") and self._row and self._parts:
                self._space = "\t"
            else:
                self._flush()
            if style is before:
                style = _copy(before)
            if not (self._row and not opens_row):
                self._containers += 1
                style.container, style.own = before.own, self._containers
        else:
            self._boundary = max(self._boundary, 2 if self._boundary == 3 else 1)
            self._note_inline(element, tag)
        if tag == "h1":
            self.headings += 1
        self._style = style
        if block and not self._parts:
            self._line_style = style
        return before, block, opens_row

    def _pass(self, element: etree._Element, tag: str) -> None:
        """What an element without content does to the line."""
        if tag == "img":
            self._image = self._image or _is_picture(element)
        elif tag in ("br", "hr"):
            self._flush()

    def _note_inline(self, element: etree._Element, tag: str) -> None:
        given = element.get("class"), element.get("id")
        for names in given:
            if names:
                self._inline_words.extend(class_words(names))
        if tag == "time" or element.get("datetime"):
            self._dated = True
        if self._boundary < 2 and self._stands_apart(element, tag):
            self._boundary = 2

    def _leave(self, element: etree._Element, before: _Style, block: bool, row: bool) -> None:
        if row:
            self._row = False
        if block:
            if self._row and element.tag in ("td", "th"):
                pass
            else:
                self._flush()
            self._style = before
            if not self._parts:
                self._line_style = before
            return
        self._style = before
        # 3: an element has just been left; another that begins here stands beside it
        self._boundary = 3 if self._stands_apart(element, element.tag) else max(self._boundary, 1)

    def _stands_apart(self, element: etree._Element, tag: str) -> bool:
        """Whether an inline element may be set apart from its neighbors by a style sheet.

        Links are part of the sentence in a paragraph and buttons elsewhere.
        """
        if tag == "a":
            return not self._line_style.role
        return bool(element.get("class") or element.get("id")) or tag in ("em", "i", "time", "label", "span")

    def _count(self, name: str) -> None:
        self.silent[name] = self.silent.get(name, 0) + 1


def _without_joints(
    text: str, gaps: list[int], hidden: list[tuple[int, int, str]]
) -> tuple[str, list[int], list[tuple[int, int, str]]]:
    """A line whose wrapped ends are joined, and the places in it moved along."""

    joints = [match.start() for match in re.finditer(_JOINT, text)]

    def moved(place: int) -> int:
        return place - bisect_left(joints, place)

    spans = [(moved(start), moved(end), reason) for start, end, reason in hidden]
    return text.replace(_JOINT, ""), [moved(gap) for gap in gaps], spans


def _copy(style: _Style) -> _Style:
    return _Style(
        style.bold, style.link, style.hidden, style.size, style.family, style.centered, style.right, style.indent,
        style.pre, style.role, style.level, style.words, style.hints, style.container,
        style.own,
    )  # fmt: skip


def _inherit(before: _Style, element: etree._Element, tag: str, block: bool) -> _Style:
    """The style inside an element; ``before`` itself when the element changes nothing."""
    attributes = element.attrib
    if not attributes and not block and tag not in _BOLD and tag not in ("a", "button", "font", "center"):
        return before
    style = _copy(before)
    if tag in _BOLD:
        style.bold = True
    elif tag == "a" and (attributes.get("href") or attributes.get("onclick")):
        style.link = True
    elif tag == "center":
        style.centered, style.right = True, False
    elif tag in ("pre", "textarea", "xmp", "listing", "plaintext"):
        style.pre = True
    elif tag in ("noscript", "noframes"):
        style.hidden = style.hidden or "hidden"
    elif tag == "font":
        _font(style, element)
    if block:
        _as_block(style, tag, attributes)
    elif tag == "button":
        style.hints = _with(style.hints, "form")
    if attributes:
        _by_attributes(style, attributes)
        if block and not style.link and tag != "body" and _LEADS.search(attributes.get("onclick", "")):
            style.link = True
    return style


def _as_block(style: _Style, tag: str, attributes: etree._Attrib) -> None:
    if tag in _HEADINGS:
        style.role, style.level = "heading", _HEADINGS[tag]
    elif tag in _ROLES:
        style.role, style.level = _ROLES[tag], 0
    elif tag in ("div", "section", "article", "header", "footer", "nav", "aside", "main", "table", "blockquote"):
        style.role, style.level = "", 0
    if tag in _PLACES:
        style.hints = _with(style.hints, _PLACES[tag])
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}" if attributes else ""
    if names.strip():
        style.words = (*class_words(names), *style.words)[:16]


def _by_attributes(style: _Style, attributes: etree._Attrib) -> None:
    css = attributes.get("style")
    if css:
        if _HIDDEN.search(css):
            style.hidden = "hidden"
        if match := _ALIGN.search(css):
            style.centered, style.right = match[1].lower() == "center", match[1].lower() == "right"
        if "font" in css or "FONT" in css:
            if match := _WEIGHT.search(css):
                style.bold = True
            if match := _SIZE.search(css):
                style.size = _size(float(match[1] or 0) if match[1].count(".") < 2 else 0.0, match[2].lower(), style)
            if match := _FAMILY.search(css):
                style.family = match[1].split(",")[0].strip(" '\"").lower()[:40]
        if match := _INDENT.search(css):
            number = float(match[1]) if match[1].count(".") < 2 and match[1] != "." else 0.0
            style.indent = number if match[2].lower() in ("em", "rem") else number / 16
    if "hidden" in attributes:
        style.hidden = "hidden"
    align = attributes.get("align", "").lower()
    if align in ("center", "middle"):
        style.centered, style.right = True, False
    elif align == "right":
        style.centered, style.right = False, True


def _size(number: float, unit: str, style: _Style) -> float:
    scale = {"px": 1 / 16, "pt": 1 / 12, "em": style.size, "rem": 1.0, "%": style.size / 100}[unit]
    return round(min(max(number * scale, 0.0), 20.0), 3) or style.size


def _font(style: _Style, element: etree._Element) -> None:
    size = element.get("size", "")
    style.size = _SIZES.get(size, style.size)
    face = element.get("face")
    if face:
        style.family = face.split(",")[0].strip().lower()[:40]


def _with(hints: tuple[str, ...], name: str) -> tuple[str, ...]:
    return hints if name in hints else (*hints, name)


def _is_picture(element: etree._Element) -> bool:
    """Whether an image is large enough, or of unknown size, to be one that has a caption."""
    for side in (element.get("width"), element.get("height")):
        number = re.match(r"\d{1,5}", side or "")
        if number and int(number[0]) < 100:
            return False
    return True


def _is_data_row(row: etree._Element) -> bool:
    """Whether a table row holds short cells side by side, rather than laying out the page."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2:
        return False
    filled = 0
    for cell in cells:
        if next(cell.iter("table", "div", "ul", "ol", "h1", "h2", "h3", "script", "form"), None) is not None:
            return False
        if len(cell.findall(".//p")) > 1:
            return False
        length = sum(len(piece.strip()) for piece in cell.itertext())
        if length > 60:
            return False
        filled += length > 0
    return filled >= 2


@dataclass(slots=True)
class PageMarks:
    """What the head of a page says that lines are compared with; all without marks and blanks."""

    title: str = ""
    headlines: frozenset[str] = field(default_factory=frozenset)


_AGAIN = ("same-block",)
_BADGE = 4
"""Code points that a word on a badge has at most."""


def put(walker: Walker, marks: PageMarks, builder: TextBuilder, unseen: Sequence[tuple[str, str]] = ()) -> None:
    """Write the lines that were found, each with its layout against the whole of the page.

    ``unseen`` are labels and values of facts that no line shows: they stand below the headline, as supplied.
    """
    sizes: dict[float, int] = {}
    families: dict[str, int] = {}
    shown = hidden = 0
    for line in walker.lines:
        shown += line.shown
        hidden += sum(end - start for start, end, _ in line.hidden)
        for size, count in line.sizes.items():
            sizes[size] = sizes.get(size, 0) + count
        families[""] = families.get("", 0) + line.shown - sum(line.families.values())
        for family, count in line.families.items():
            families[family] = families.get(family, 0) + count
    body = max(sizes, key=lambda size: (sizes[size], -size), default=1.0)
    family = max(families, key=lambda name: (families[name], name), default="")
    # A page that shows nothing before its scripts run hides its article too.
    believe = hidden * 2 < shown
    block = 0
    lines = [part for line in walker.lines for part in _without_badge(line, marks)]
    hints = [_hints(line, marks, walker.headings) for line in lines]
    below = _below_headline(lines, hints) if unseen else -1
    for place, line in enumerate(lines):
        if place == below:
            for label, value in unseen:
                builder.line(label + value, supplied=len(label + value), role="paragraph", hints=("given-fact",))
        style = line.style
        again, block = bool(style.own) and style.own == block, style.own
        largest = max(line.sizes, key=lambda size: line.sizes[size], default=body)
        own = line.families.get(family, 0) if family else line.shown - sum(line.families.values())
        builder.line(
            line.text,
            excluded_parts=line.hidden if believe else (),
            gaps=line.gaps,
            role=style.role,
            level=style.level,
            bold=round(line.bold / line.shown, 3) if line.shown else 0.0,
            link=round(line.link / line.shown, 3) if line.shown else 0.0,
            other_font=round(1 - own / line.shown, 3) if line.shown else 0.0,
            size=round(largest / body, 2) if body else 1.0,
            indent=style.indent,
            centered=style.centered,
            right=style.right,
            image_before=line.image_before,
            container=style.container,
            words=tuple(dict.fromkeys((*line.inline_words, *style.words)))[:24],
            hints=hints[place] + (_AGAIN if again else ()),
        )


def _without_badge(line: Line, marks: PageMarks) -> tuple[Line, ...]:
    """A heading that is the title of the page but for a word on a badge before or behind it, and that word: 原创, 独家."""
    text = line.text
    places = {*line.gaps, text.find(" "), text.rfind(" ")} - {-1}
    if line.style.role != "heading" or not places or line.hidden or line.shown > 120:
        return (line,)
    if title_hints(text, marks.title, marks.headlines):
        return (line,)
    for place in sorted(places):
        first, last = text[:place].strip(), text[place:].strip()
        badge, main = (first, last) if len(first) < len(last) else (last, first)
        if len(badge) <= _BADGE and not _NAMED.isdisjoint(title_hints(main, marks.title, marks.headlines)):
            style = _copy(line.style)
            style.role, style.level, style.own = "", 0, 0
            size = len(main)
            small = replace(line, text=badge, style=style, shown=len(badge), bold=0, link=0, gaps=())
            large = replace(
                line, text=main, shown=size, bold=min(line.bold, size), link=min(line.link, size), gaps=()
            )  # fmt: skip
            return (small, large) if badge is first else (large, small)
    return (line,)


def _below_headline(lines: Sequence[Line], hints: Sequence[tuple[str, ...]]) -> int:
    """The place of the line below the headline and the headings right under it; -1 where none is known to be it."""
    named = [place for place, names in enumerate(hints) if not _NAMED.isdisjoint(names)]
    named = [place for place in named if lines[place].style.role == "heading"] or named
    if not named:
        return -1
    place = max(named, key=lambda place: (len(bare(lines[place].text)), place)) + 1
    while place < len(lines) - 1 and lines[place].style.role == "heading":
        place += 1
    return place if place < len(lines) else -1


_NAMED = frozenset({"starts-title", "equals-headline"})


def _hints(line: Line, marks: PageMarks, headings: int) -> tuple[str, ...]:
    style = line.style
    hints = list(style.hints)
    if line.shown <= 120:
        hints.extend(title_hints(line.text, marks.title, marks.headlines))
    if style.level == 1 and headings == 1:
        hints.append("single-h1")
    if not _TIME_WORDS.isdisjoint(line.inline_words) or not _TIME_WORDS.isdisjoint(style.words):
        hints.append("time-word")
    if line.dated:
        hints.append("given-date")
    return tuple(hints)
