"""OpenDocument texts (ISO/IEC 26300): paragraphs, lists with their numbers, tables, notes; from a package or flat."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from ..text.source import GivenFact, Role, Source
from .blob import Blob, Limits, TextBuilder, damaged, extracted
from .docx_numbering import FORMS, counting
from .package import open_package, parse_xml, text_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
WHAT = "OpenDocument text"
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, STYLE, FO, DRAW, META = (
    f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "style", "xsl-fo-compatible", "drawing", "meta")
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_THROUGH = frozenset(TEXT + name for name in ("span", "a", "ruby", "ruby-base", "meta", "meta-field"))
_SILENT = frozenset({TEXT + "sequence-decls", OFFICE + "forms"})
_CHINESE: dict[str, Callable[[int], str]] = {"一, 二, 三, ...": counting, "甲, 乙, 丙, ...": FORMS["ideographTraditional"],
            "壹, 贰, 叁, ...": FORMS["chineseLegalSimplified"], "①, ②, ③, ...": FORMS["decimalEnclosedCircle"]}  # fmt: skip
_FORMATS: dict[str, Callable[[int], str]] = {"1": str, "a": FORMS["lowerLetter"], "A": FORMS["upperLetter"], "i": FORMS["lowerRoman"],
            "I": FORMS["upperRoman"], "01, 02, 03, ...": FORMS["decimalZero"], "１, ２, ３, ...": FORMS["decimalFullWidth"],
            "子, 丑, 寅, ...": FORMS["ideographZodiac"], **_CHINESE}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    outline: int = 0
    align: str = ""
    bold: bool = False
    size: float = 0.0
    font: str = ""
    hidden: bool = False
    title: bool = False


@dataclass(slots=True)
class _Piece:
    text: str
    look: _Look
    gone: str = ""


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a document and its layout.

    Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``zip-bomb``,
    ``xml-entities``, ``encrypted``, ``too-large``, ``empty-file``.
    """
    data = blob.load(limits)
    if data.lstrip()[:1] == b"<":
        root = parse_xml(data, blob, WHAT)
        trees = [root]
    else:
        with open_package(blob, limits, WHAT) as package:
            content = package.xml("content.xml")
            if content is None:
                raise damaged(blob, WHAT, "it has no content.xml")
            trees = [tree for tree in (content, package.xml("styles.xml"), package.xml("meta.xml")) if tree is not None]
    body = next(trees[0].iter(OFFICE + "text"), None)
    if body is None:
        raise damaged(blob, WHAT, "it has no text")
    reader = _Reader(trees)
    reader.blocks(body, 0, [])
    reader.finish()
    return extracted(blob, data, reader.builder.text(), MEDIA_TYPE, reader.builder.layout())


class _Reader:
    def __init__(self, trees: list[etree._Element]) -> None:
        self.builder = TextBuilder()
        self._styles = {
            style.get(STYLE + "name", ""): style
            for tree in reversed(trees)
            for style in tree.iter(STYLE + "style", STYLE + "default-style")
        }
        self._lists = {
            style.get(STYLE + "name", ""): style for tree in reversed(trees) for style in tree.iter(TEXT + "list-style")
        }
        self._outline = next((found for tree in trees for found in tree.iter(TEXT + "outline-style")), None)
        self._looks: dict[str, _Look] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._notes: list[tuple[str, etree._Element]] = []
        self._comments: list[etree._Element] = []
        self._margins = [tree for tree in trees if next(tree.iter(STYLE + "master-page"), None) is not None]
        self._container = 0
        self._again = False
        self._image = False
        self._facts(trees)
        self._measure(trees[0])

    def _facts(self, trees: list[etree._Element]) -> None:
        for tree in trees:
            for element in tree.iter(_DC + "title", META + "initial-creator", META + "creation-date"):
                value = " ".join((element.text or "").split())
                name = element.tag.rpartition("}")[2]
                field = {"title": "title", "initial-creator": "author"}.get(name, "date")
                if value:
                    self.builder.facts.append(
                        GivenFact(field, value, f"meta {name}", "stated" if name == "title" else "hint")
                    )

    def _measure(self, content: etree._Element) -> None:
        sizes: dict[float, int] = {}
        fonts: dict[str, int] = {}
        for paragraph in content.iter(TEXT + "p"):
            look = self.look(paragraph.get(TEXT + "style-name", ""))
            length = len(text_of(paragraph))
            sizes[look.size] = sizes.get(look.size, 0) + length
            fonts[look.font] = fonts.get(look.font, 0) + length
        self.body_size = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
        self.body_font = max(fonts, key=lambda font: (fonts[font], font), default="")

    def look(self, name: str, depth: int = 0) -> _Look:
        """What a style gives, with what it inherits."""
        if name in self._looks:
            return self._looks[name]
        style = self._styles.get(name)
        if style is None or depth > 30:
            return _Look()
        look = self.look(style.get(STYLE + "parent-style-name", ""), depth + 1)
        shown = (style.get(STYLE + "display-name") or name).lower()
        if shown == "title":
            look = replace(look, title=True)
        level = style.get(STYLE + "default-outline-level", "")
        if level.isdigit():
            look = replace(look, outline=int(level))
        for properties in style.iterchildren(STYLE + "paragraph-properties", STYLE + "text-properties"):
            look = _changed(look, properties)
        self._looks[name] = look
        return look

    # --- blocks ---

    def blocks(self, parent: etree._Element, level: int, marks: list[str], **fixed: object) -> None:
        """Write everything below an element. ``marks`` are the number of the item that is to be put, if any."""
        for child in parent:
            tag = child.tag
            if tag in (TEXT + "p", TEXT + "h"):
                self._paragraph(child, marks, level, **fixed)
            elif tag == TEXT + "list":
                self._list(child, level + 1, "", **fixed)
            elif tag == TABLE + "table":
                self._table(child, **fixed)
            elif tag == TEXT + "tracked-changes":
                for change in child.iter(TEXT + "deletion"):
                    self.blocks(change, 0, [], role="comment", excluded="deleted")
            elif tag in (TEXT + "table-of-content", TEXT + "illustration-index", TEXT + "alphabetical-index"):
                self.blocks(child, level, marks, role="contents", hints=("contents-style",))
            elif tag not in _SILENT and not (tag.startswith(TEXT) and tag.endswith(("-source", "-template"))):
                self.blocks(child, level, marks, **fixed)

    def _list(self, element: etree._Element, level: int, inherited: str, **fixed: object) -> None:
        name = element.get(TEXT + "style-name") or inherited
        counts = self._counts.setdefault(name, {})
        if (
            level == 1
            and element.get(TEXT + "continue-numbering") != "true"
            and not element.get(TEXT + "continue-list")
        ):
            counts.clear()
        for item in element.iterchildren(TEXT + "list-item", TEXT + "list-header"):
            direct = item.find(TEXT + "p") is not None or item.find(TEXT + "h") is not None
            marks: list[str] = []
            if item.tag == TEXT + "list-item" and direct:
                marks = [self._count(name, level, item.get(TEXT + "start-value", ""))]
            for child in item:
                if child.tag == TEXT + "list":
                    self._list(child, level + 1, name, **fixed)
                elif child.tag in (TEXT + "p", TEXT + "h"):
                    self._paragraph(child, marks, level, **fixed)
                else:
                    self.blocks(child, level, marks, **fixed)

    def _count(self, name: str, level: int, start: str) -> str:
        style = self._lists.get(name)
        return "" if style is None else self._next(style, self._counts.setdefault(name, {}), level, start)

    @staticmethod
    def _next(style: etree._Element, counts: dict[int, int], level: int, start: str) -> str:
        levels = {
            int(entry.get(TEXT + "level", "0")): entry for entry in style if entry.get(TEXT + "level", "").isdigit()
        }
        own = levels.get(level)
        if own is None:
            return ""
        if own.tag == TEXT + "list-level-style-bullet":
            return own.get(TEXT + "bullet-char", "•") + " "
        first = own.get(TEXT + "start-value", "1")
        if start.isdigit() or level not in counts:
            counts[level] = int(start) if start.isdigit() else int(first) if first.isdigit() else 1
        else:
            counts[level] += 1
        for deeper in [index for index in counts if index > level]:
            del counts[deeper]
        form = own.get(STYLE + "num-format", "")
        if not form:
            return ""
        shown = own.get(TEXT + "display-levels", "1")
        spelled = []
        for index in range(max(1, level - (int(shown) if shown.isdigit() else 1) + 1), level + 1):
            entry = levels.get(index)
            kind = form if entry is None or index == level else entry.get(STYLE + "num-format", "")
            if kind:
                spelled.append(_FORMATS.get(kind, str)(counts.setdefault(index, 1)))
        mark = own.get(STYLE + "num-prefix", "") + ".".join(spelled) + own.get(STYLE + "num-suffix", "")
        return mark if mark[-1:] in "、）)，．" else mark + " "

    def _table(self, table: etree._Element, **fixed: object) -> None:
        self._container += 1
        container = self._container
        for row in table.iter(TABLE + "table-row"):
            if next(row.iterancestors(TABLE + "table")) is not table:
                continue
            cells = list(row.iterchildren(TABLE + "table-cell"))
            texts = [self._short(cell) for cell in cells]
            if len(cells) > 1 and all(text is not None for text in texts):
                if any(texts):
                    line = "\t".join(text or "" for text in texts).rstrip("\t")
                    role: dict[str, object] = {"role": "row", "hints": ("in-table",), **fixed}
                    self.builder.line(line, container=container, **role)  # type: ignore[arg-type]
                continue
            for cell in cells:
                self.blocks(cell, 0, [], **{"role": "cell", "hints": ("in-table",), **fixed})

    def _short(self, cell: etree._Element) -> str | None:
        if next(cell.iter(TABLE + "table", TEXT + "list", DRAW + "text-box", TEXT + "note"), None) is not None:
            return None
        paragraphs = list(cell.iter(TEXT + "p", TEXT + "h"))
        if len(paragraphs) > 1:
            return None
        text = "".join(piece.text for found in paragraphs for line in self._collect(found)[0] for piece in line).strip()
        return text if len(text) <= 60 and "\t" not in text else None

    def _paragraph(self, element: etree._Element, marks: list[str], level: int, **fixed: object) -> None:
        look = self.look(element.get(TEXT + "style-name", ""))
        if element.tag == TEXT + "h":
            given = element.get(TEXT + "outline-level", "1")
            look = replace(look, outline=int(given) if given.isdigit() else 1)
        lines, boxes = self._collect(element, look)
        shown = any(piece.text.strip() for line in lines for piece in line)
        mark = marks.pop() if marks and shown else ""
        if not mark and shown and element.tag == TEXT + "h" and self._outline is not None and not fixed:
            mark = self._next(self._outline, self._counts.setdefault("", {}), look.outline, "")
            mark = mark if any(character.isalnum() for character in mark) else ""
        self._container += 1
        self._again = False
        for pieces in lines:
            if any(piece.text.strip() for piece in pieces):
                self._line(pieces, look, mark, level, fixed)
                mark = ""
                self._image = False
                self._again = True
        for box in boxes:
            self.blocks(box, 0, [], **fixed)

    def _line(self, pieces: list[_Piece], look: _Look, mark: str, level: int, fixed: dict[str, object]) -> None:
        place = len(mark)
        gone: list[tuple[int, int, str]] = []
        shown = bold = other = 0
        for piece in pieces:
            size = len(piece.text)
            reason = piece.gone or ("hidden" if piece.look.hidden else "")
            if reason:
                gone.append((place, place + size, reason))
            shown += size
            bold += size * piece.look.bold
            other += size * (piece.look.font != self.body_font)
            place += size
        role: Role = "heading" if look.outline else "title" if look.title else "item" if level else "paragraph"
        layout: dict[str, Any] = {
            "role": role, "level": look.outline or level, "bold": round(bold / max(shown, 1), 3),
            "other_font": round(other / max(shown, 1), 3), "centered": look.align == "center",
            "right": look.align in ("end", "right"), "image_before": self._image, "container": self._container,
            "size": round(look.size / self.body_size, 2) if look.size and self.body_size else 1.0,
            "hints": (("style-heading",) if look.outline else ()) + (("same-block",) if self._again else ()),
        }  # fmt: skip
        excluded = str(fixed.get("excluded", ""))
        layout.update({key: value for key, value in fixed.items() if key != "excluded"})
        text = mark + "".join(piece.text for piece in pieces)
        self.builder.line(text, excluded=excluded, excluded_parts=gone, supplied=len(mark.rstrip()), **layout)

    # --- inline ---

    def _collect(
        self, element: etree._Element, look: _Look | None = None
    ) -> tuple[list[list[_Piece]], list[etree._Element]]:
        lines: list[list[_Piece]] = [[]]
        boxes: list[etree._Element] = []
        self._inline(element, look or _Look(), lines, boxes)
        return lines, boxes

    def _inline(
        self, element: etree._Element, look: _Look, lines: list[list[_Piece]], boxes: list[etree._Element]
    ) -> None:
        self._put(element.text, look, lines)
        for child in element:
            tag = child.tag
            if tag in _THROUGH:
                name = child.get(TEXT + "style-name", "")
                self._inline(child, self._over(look, name) if name else look, lines, boxes)
            elif tag == TEXT + "s":
                count = child.get(TEXT + "c", "1")
                lines[-1].append(_Piece(" " * min(int(count) if count.isdigit() else 1, 200), look))
            elif tag == TEXT + "tab":
                lines[-1].append(_Piece("\t", look))
            elif tag == TEXT + "line-break":
                lines.append([])
            elif tag == TEXT + "note":
                self._notes.append((f"[{len(self._notes) + 1}] ", child))
            elif tag == OFFICE + "annotation":
                self._comments.append(child)
            elif tag == TEXT + "hidden-text":
                self._put(child.get(TEXT + "string-value"), replace(look, hidden=True), lines)
            elif tag.startswith(DRAW):
                found = list(child.iter(DRAW + "text-box"))
                boxes.extend(found)
                self._image = self._image or next(child.iter(DRAW + "image"), None) is not None
            elif tag.startswith(TEXT) and tag != TEXT + "ruby-text":
                self._inline(child, look, lines, boxes)
            self._put(child.tail, look, lines)

    @staticmethod
    def _put(text: str | None, look: _Look, lines: list[list[_Piece]]) -> None:
        if text:
            spaced = " ".join(text.split("\n")) if "\n" in text else text
            lines[-1].append(_Piece(spaced, look))

    def _over(self, look: _Look, name: str) -> _Look:
        style = self._styles.get(name)
        for properties in () if style is None else style.iterchildren(STYLE + "text-properties"):
            look = _changed(look, properties)
        return look

    def finish(self) -> None:
        """Write what stands beside the text: notes, headers and footers, comments."""
        for mark, note in self._notes:
            body = note.find(TEXT + "note-body")
            marks = [mark]
            for child in () if body is None else body.iter(TEXT + "p"):
                self._paragraph(child, marks, 0, role="footnote")
        seen: set[str] = set()
        for tree in self._margins:
            for kind, role in ((STYLE + "header", "header"), (STYLE + "footer", "footer")):
                for element in tree.iter(kind):
                    text = text_of(element).strip()
                    if text and text not in seen:
                        seen.add(text)
                        self.blocks(element, 0, [], role=role, excluded="running-head")
        for comment in self._comments:
            self.blocks(comment, 0, [], role="comment", excluded="annotation")


def _changed(look: _Look, properties: etree._Element) -> _Look:
    changes: dict[str, object] = {}
    if align := properties.get(FO + "text-align"):
        changes["align"] = align
    if weight := properties.get(FO + "font-weight"):
        changes["bold"] = weight in ("bold", "600", "700", "800", "900")
    size = properties.get(STYLE + "font-size-asian") or properties.get(FO + "font-size") or ""
    if size.endswith("pt"):
        with contextlib.suppress(ValueError):
            changes["size"] = float(size[:-2])
    if font := properties.get(STYLE + "font-name-asian") or properties.get(STYLE + "font-name"):
        changes["font"] = font
    if properties.get(TEXT + "display") == "none":
        changes["hidden"] = True
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]  # the names are its fields
