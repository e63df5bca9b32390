"""From pieces of text that stand somewhere on pages to lines and paragraphs in reading order.

Formats of pages (PDF, OFD) say where characters stand and nothing more. Pieces
on one height make a line; a gutter that most lines respect makes columns; a
line that reaches the right margin goes on in the next one unless that is
indented or looks different; what repeats at the head or foot of the pages is
excluded as a running head or a page number.

Lengths are in the unit of the format, from the top left corner of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from statistics import median

from .blob import TextBuilder
from .radicals import fold_radicals

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6‘’“”—…·]"
)
_PAGE_NUMBER = re.compile(
    r"[\s\-—－–·.|/第共页頁pageofPAGEOF０-９0-9ivxIVX]{0,20}[0-9０-９ivxIVX][\s\-—－–·.|/第共页頁pageofPAGEOF０-９0-9]{0,20}\Z"
)
_DIGITS = re.compile(r"[0-9０-９]+")
_APART = 5.0
"""Characters from the margin from which on a line is no first line of a paragraph."""
_LATELY = 64
"""Pieces of the same words that a piece is compared with."""
_OVER = 0.5
"""The share of its width and height from which on a piece lies over another."""
_BADGE = 0.65
"""The size of the words on a badge against that of the headline behind it."""
_BADGE_WORD = re.compile("[\u3400-\u9fffA-Za-z]{1,4}")
_LEADER = re.compile(r"(?:[.…·‧・]\s?){3}[.…·‧・]\Z")
_ENDS = frozenset("。！？!?；;：:”’」』）)】》…")
_STARTS = re.compile(
    r"(?:[（(][一二三四五六七八九十百0-9]{1,3}[）)]|[一二三四五六七八九十百]{1,3}、|第[一二三四五六七八九十百0-9]{1,4}[章节條条]|[0-9]{1,2}[.、．](?![0-9])|[●■◆○▲★•])"
)


@dataclass(slots=True)
class Piece:
    """Text in one font on one line: left, right, top, bottom."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str = ""
    bold: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class PageText:
    """The pieces of one page, in the order of the file. ``images`` are the bottoms of its pictures."""

    width: float
    height: float
    pieces: list[Piece]
    images: list[tuple[float, float]] = field(default_factory=list)
    vertical: bool = False


@dataclass(slots=True)
class _Line:
    pieces: list[Piece]
    page: int
    column: int = 1
    excluded: str = ""
    text: str = ""
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    image_before: bool = False
    vertical: bool = False

    def measure(self) -> None:
        self.left = min(piece.left for piece in self.pieces)
        self.right = max(piece.right for piece in self.pieces)
        self.top = min(piece.top for piece in self.pieces)
        self.bottom = max(piece.bottom for piece in self.pieces)
        weights: dict[float, int] = {}
        for piece in self.pieces:
            weights[piece.size] = weights.get(piece.size, 0) + len(piece.text)
        self.size = max(weights, key=lambda size: (weights[size], size))
        self.text = _joined(self.pieces)


def _joined(pieces: Sequence[Piece]) -> str:
    out = pieces[0].text
    for before, piece in pairwise(pieces):
        gap = piece.left - before.right
        size = max(before.size, piece.size, 0.1)
        wide = bool(_WIDE.match(out[-1:]) and _WIDE.match(piece.text[:1]))
        if gap > 4 * size:
            out += "\t"
        elif (
            gap > (0.8 if wide else 0.22) * size and not out.endswith((" ", "\u3000")) and not piece.text[:1].isspace()
        ):
            out += " "
        out += piece.text
    return out


def write_pages(pages: Sequence[PageText], builder: TextBuilder) -> None:
    """Write the lines of all pages, joined to paragraphs, into ``builder``."""
    lines: list[_Line] = []
    for number, page in enumerate(pages, 1):
        for piece in page.pieces:
            piece.text = fold_radicals(piece.text)
        lines.extend(_lines(page, number))
    _exclude_margins(lines, pages)
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for line in lines:
        for piece in line.pieces:
            if not line.excluded:
                sizes[round(piece.size, 1)] += len(piece.text)
                fonts[piece.font] += len(piece.text)
    body = max(sizes, key=lambda size: (sizes[size], size), default=1.0)
    font = max(fonts, key=lambda name: (fonts[name], name), default="")
    _write(lines, builder, body or 1.0, font)


def _lines(page: PageText, number: int) -> list[_Line]:
    """The lines of a page in reading order."""
    pieces = _without_copies([piece for piece in page.pieces if piece.text.strip()])
    if page.vertical:
        pieces = [_turned(piece, page) for piece in pieces]
    rows = [part for row in _rows(pieces) for part in _without_badges(row)]
    segments = [segment for row in rows for segment in _segments(row)]
    gutter = _gutter(segments, page.height if page.vertical else page.width)
    lines = [_Line(row, number) for row in rows] if gutter is None else _in_columns(segments, gutter, number)
    for line in lines:
        line.measure()
        line.vertical = page.vertical
        if not page.vertical:
            line.image_before = any(0 <= line.top - bottom < 2.5 * line.size for _, bottom in page.images)
    return lines


def _without_copies(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces without those that print the same words over others again: shadows, type made bold so, the text of seals."""
    out: list[Piece] = []
    known: dict[str, list[Piece]] = {}
    for piece in pieces:
        same = known.setdefault(piece.text, [])
        if any(_covers(other, piece) for other in same[-_LATELY:]) and any(map(str.isalnum, piece.text)):
            continue
        same.append(piece)
        out.append(piece)
    return out


def _covers(one: Piece, two: Piece) -> bool:
    """Whether two pieces of the same words lie over each other for the most part, and so show them once."""
    wide = min(one.right, two.right) - max(one.left, two.left)
    high = min(one.bottom, two.bottom) - max(one.top, two.top)
    return wide > _OVER * min(one.right - one.left, two.right - two.left) and high > _OVER * min(
        one.bottom - one.top, two.bottom - two.top
    )


def _turned(piece: Piece, page: PageText) -> Piece:
    """A piece of vertical writing as if it were horizontal: down is right, and left is down."""
    return Piece(
        piece.text, piece.top, piece.bottom, page.width - piece.right, page.width - piece.left, piece.size, piece.font,
        piece.bold,
    )  # fmt: skip


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one height, from the top; a piece joins the row that it overlaps by half."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.middle, piece.left)):
        for row in reversed(rows[-6:]):
            first = max(row, key=lambda other: other.size)
            if abs(first.middle - piece.middle) < 0.5 * max(first.size, piece.size):
                row.append(piece)
                break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.left)
    rows.sort(key=lambda row: min(piece.top for piece in row))
    return rows


def _without_badges(row: list[Piece]) -> list[list[Piece]]:
    """A row without the words in much smaller type in front of it, and these: 原, 荐 and 置顶 stand on badges before a headline."""
    main = max(row, key=lambda piece: piece.size * len(piece.text))
    front = list(takewhile(lambda piece: piece.size <= _BADGE * main.size and _BADGE_WORD.fullmatch(piece.text), row))
    return [front, row[len(front) :]] if front else [row]


def _segments(row: Sequence[Piece]) -> list[list[Piece]]:
    """A row cut where pieces stand more than a character and a half apart."""
    out = [[row[0]]]
    for before, piece in pairwise(row):
        if piece.left - before.right > 1.5 * max(before.size, piece.size):
            out.append([piece])
        else:
            out[-1].append(piece)
    return out


def _gutter(segments: Sequence[Sequence[Piece]], width: float) -> float | None:
    """Where two columns part, or None: a place in the middle that few lines cross and that has many on both sides."""
    spans = [(segment[0].left, segment[-1].right) for segment in segments]
    if len(spans) < 16:
        return None
    best: tuple[int, float] | None = None
    for step in range(30, 71):
        x = width * step / 100
        left = sum(right <= x for _, right in spans)
        behind = sum(first >= x for first, _ in spans)
        crossing = len(spans) - left - behind
        if min(left, behind) < 8 or crossing > 0.1 * len(spans):
            continue
        # lines of a column are about as long as the column is wide; cells of a table are not
        wide = sum(right - first > 0.25 * width for first, right in spans)
        if wide < 0.6 * len(spans):
            continue
        if best is None or crossing < best[0]:
            best = crossing, x
    return None if best is None else best[1]


def _cut_at(gutter: float, segments: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    """Segments, those over the gutter cut where a piece begins as the lines of the right column do: a mark hangs between."""
    lefts = Counter(round(segment[0].left) for segment in segments if segment[0].left >= gutter)
    usual, count = lefts.most_common(1)[0] if lefts else (0, 0)
    for segment in segments:
        place = 0
        if count > 2 and segment[0].left < gutter < segment[-1].right:
            place = next((n for n, piece in enumerate(segment) if abs(piece.left - usual) < 0.3 * piece.size), 0)
        yield from (segment[:place], segment[place:]) if place else (segment,)


def _in_columns(segments: Sequence[list[Piece]], gutter: float, number: int) -> list[_Line]:
    """Bands between the lines that cross the gutter; in each the left column, then the right."""
    out: list[_Line] = []
    band: list[_Line] = []

    def close() -> None:
        out.extend(line for line in band if line.column == 1)
        out.extend(line for line in band if line.column == 2)
        band.clear()

    for segment in _cut_at(gutter, segments):
        left, right = segment[0].left, segment[-1].right
        if left < gutter < right:
            close()
            out.append(_Line(list(segment), number))
        else:
            band.append(_Line(list(segment), number, 1 if right <= gutter else 2))
    close()
    return out


def _exclude_margins(lines: Sequence[_Line], pages: Sequence[PageText]) -> None:
    """Exclude what stands at the head or foot of pages: numbers, and what several pages have alike."""
    by_page: dict[int, list[_Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    seen: Counter[tuple[str, str]] = Counter()
    margins: list[tuple[_Line, tuple[str, str]]] = []
    for number, found in by_page.items():
        page = pages[number - 1]
        height = page.width if page.vertical else page.height
        ordered = sorted(found, key=lambda line: line.top)
        for place, some in (("head", ordered[:2]), ("foot", ordered[-2:])):
            for line in some:
                near = line.bottom < 0.12 * height if place == "head" else line.top > 0.86 * height
                if near:
                    key = (f"{place}{line.size:.0f}", _DIGITS.sub("#", re.sub(r"\s", "", line.text)))
                    margins.append((line, key))
                    seen[key] += 1
    enough = max(2, min(3, len(pages)))
    for line, key in margins:
        if len(line.text) <= 20 and _PAGE_NUMBER.match(line.text.strip()):
            line.excluded = "page-number"
        elif seen[key] >= enough and len(pages) > 1 and len(line.text) < 80:
            line.excluded = "running-head"


def _write(lines: Sequence[_Line], builder: TextBuilder, body: float, font: str) -> None:
    page = 0
    group: list[_Line] = []
    margins = _margins(lines)
    held: list[_Line] = []  # margins of the page that a paragraph runs over

    def close() -> None:
        nonlocal group
        if group:
            _emit(group, builder, body, font, margins)
        group = []
        for line in held:
            _emit([line], builder, body, font, margins)
        held.clear()

    for line in lines:
        if line.page != page:
            page = line.page
            if not group:
                builder.page()
        if line.excluded:
            held.append(line)
            continue
        if (group and not _goes_on(group[-1], line, margins, body)) or not group:
            close()
        group.append(line)
    close()


_Margins = dict[tuple[int, int], tuple[float, float, float]]


def _margins(lines: Sequence[_Line]) -> _Margins:
    """For page and column: the left and right margin of its running text and the usual step between lines."""
    groups: dict[tuple[int, int], list[_Line]] = {}
    for line in lines:
        if not line.excluded:
            groups.setdefault((line.page, line.column), []).append(line)
    out: _Margins = {}
    for key, found in groups.items():
        lefts = Counter(round(line.left / max(line.size, 0.1) * 2) for line in found)
        most = max(lefts.values())
        size = median(line.size for line in found)
        left = min(place for place, count in lefts.items() if count >= max(1, 0.3 * most)) * size / 2
        right = sorted(line.right for line in found)[-max(1, len(found) // 8)]
        steps = [b.top - a.top for a, b in pairwise(found) if 0 < b.top - a.top < 4 * size]
        out[key] = (left, right, median(steps) if steps else 1.5 * size)
    # a last page with two lines says little: it takes the margins of the page before
    widest = max((right for _, right, _ in out.values()), default=0.0)
    for key, (left, right, step) in out.items():
        if len(groups[key]) < 4 and len(out) > 1 and key[1] == 1:
            out[key] = (left, max(right, widest), step)
    return out


def _is_led(text: str) -> bool:
    """Whether a line ends with a row of dots and the number of a page, as those of contents do."""
    text = text.rstrip()
    dots = text.rstrip("0123456789ivxIVX")
    return len(text) - len(dots) <= 5 and _LEADER.search(dots.rstrip()[-7:]) is not None


def _goes_on(line: _Line, following: _Line, margins: _Margins, body: float) -> bool:
    """Whether a line goes on in the next one."""
    left, right, step = margins[line.page, line.column]
    next_left, _, _ = margins[following.page, following.column]
    size = line.size
    if abs(size - following.size) > 0.08 * max(size, 0.1) or "\t" in line.text or "\t" in following.text:
        return False
    if _is_led(line.text):
        return False
    if line.right < right - 1.6 * size:  # it ends before the margin, and so does the paragraph
        return False
    apart = line.left > left + _APART * size and abs(following.left - line.left) > 0.5 * size
    if apart or line.left > (left + right) / 2:  # it is set in the middle or at the right
        return False
    if following.left > next_left + 0.4 * size and following.left > line.left + 0.3 * size:
        return False
    if line.page == following.page and line.column == following.column:
        distance = following.top - line.top
        if distance > 1.45 * step or distance <= 0:
            return False
    if _STARTS.match(following.text.lstrip()) and line.text.rstrip()[-1:] in _ENDS:
        return False
    if line.pieces[-1].font != following.pieces[0].font and line.pieces[0].font != following.pieces[-1].font:
        return not (line.text.rstrip()[-1:] in _ENDS or size > 1.1 * body)
    return True


def _emit(group: Sequence[_Line], builder: TextBuilder, body: float, font: str, margins: _Margins) -> None:
    text = ""
    for line in group:
        piece = line.text.strip()
        if text:
            wide = _WIDE.match(text[-1:]) or _WIDE.match(piece[:1])
            text += piece if wide or text.endswith("-") else " " + piece
        else:
            text = piece
    first = group[0]
    left, right, _ = margins.get((first.page, first.column), (first.left, first.right, first.size))
    shown = sum(len(piece.text) for line in group for piece in line.pieces) or 1
    bold = sum(len(piece.text) for line in group for piece in line.pieces if piece.bold)
    other = sum(len(piece.text) for line in group for piece in line.pieces if piece.font != font)
    before, behind = first.left - left, right - first.right
    centered = len(group) == 1 and before > first.size and behind > first.size and abs(before - behind) < 2 * first.size
    hints = ("vertical",) if first.vertical else ()
    builder.line(
        text,
        excluded=first.excluded,
        role="header" if first.excluded else "contents" if _is_led(text) else "",
        bold=round(bold / shown, 3),
        other_font=round(other / shown, 3),
        size=round(first.size / body, 2),
        indent=round(max(before, 0.0) / max(first.size, 0.1), 1),
        centered=centered,
        right=len(group) == 1 and not centered and before > 8 * first.size and behind < 2 * first.size,
        image_before=first.image_before,
        page=first.page,
        column=first.column,
        hints=hints,
    )
