"""Word documents (DOCX, ISO/IEC 29500): all text in document order, and the numbers that Word generates.

Paragraphs, tables, text boxes, footnotes; headers and footers, comments,
deleted and hidden text are taken too and excluded with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from ..errors import Diagnostic
from ..text.source import GivenFact, Role, Source
from .blob import Blob, Limits, TextBuilder, damaged, extracted
from .docx_numbering import SYMBOLS, Numbering, W
from .docx_styles import Look, Styles, change
from .package import Package, local, open_package, parse_xml, related
from .title_hints import mark_title

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WHAT = "Word document (DOCX)"
_STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main")  # fmt: skip
_STRICT_RELATIONS = (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships")  # fmt: skip
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_THROUGH = frozenset(
    W + name
    for name in [
        "ins",
        "moveTo",
        "smartTag",
        "hyperlink",
        "fldSimple",
        "customXml",
        "sdt",
        "sdtContent",
        "dir",
        "bdo",
        "rubyBase",
    ]
)
_GONE = frozenset({W + "del", W + "moveFrom"})
_CLOSED = frozenset("，。、；：．）)】》」』!?！？:;")
_ONE = re.compile("[\u3400-\u9fff]")
_DOWN = 3
"""Paragraphs of one character each from which they are words set down the page."""
_FEW_PARTS = 12
"""Children of a paragraph up to which it can be one of a single character."""
_PIECES = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-", W + "softHyphen": ""}


@dataclass(slots=True)
class _Piece:
    text: str
    look: Look
    gone: str = ""


@dataclass(slots=True)
class _Paragraph:
    """The pieces of one paragraph, cut into lines at its line breaks."""

    lines: list[list[_Piece]] = field(default_factory=lambda: [[]])
    boxes: list[etree._Element] = field(default_factory=list)
    image: bool = False
    pages: int = 0
    notes: list[str] = field(default_factory=list)
    in_code: list[bool] = field(default_factory=list)

    def text(self) -> str:
        return "".join(piece.text for line in self.lines for piece in line)


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a document and its layout.

    Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``zip-bomb``,
    ``xml-entities``, ``encrypted``, ``too-large``, ``empty-file``.
    """
    with open_package(blob, limits, WHAT) as package:
        reader = _Reader(package)
        reader.read()
    data = blob.load(limits)
    builder = reader.builder
    mark_title(builder)
    remarks = []
    if builder.supplied:
        remarks.append(
            Diagnostic(
                "numbers-computed",
                "info",
                f"{len(builder.supplied)} numbers and marks that the word processor generates were computed.",
                tuple((span.start, span.end) for span in builder.supplied[:200]),
            )
        )
    return extracted(blob, data, builder.text(), MEDIA_TYPE, builder.layout(), remarks=remarks)


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.builder = TextBuilder()
        self.page = 1
        self._containers = 0
        self._again = False
        self._image = False
        self._notes: list[tuple[str, str]] = []
        self._sizes: dict[int, int] = {}
        self._fonts: dict[str, int] = {}
        self._depth = 0

    # --- parts ---

    def read(self) -> None:
        main = self._main()
        root = self._part(main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            raise damaged(self.package.blob, WHAT, f"{main} is missing or has no body")
        relations = self._relations(main)
        self.styles = Styles(self._first(main, relations, "styles"))
        self.numbering = Numbering(self._first(main, relations, "numbering"))
        self._measure(body)
        self._facts()
        self.builder.page()
        self._blocks(body)
        for kind, name in (("footnote", "footnotes"), ("endnote", "endnotes")):
            self._footnotes(self._first(main, relations, name), kind)
        for kind, role in (("header", "header"), ("footer", "footer")):
            self._margins(main, relations, kind, "header" if role == "header" else "footer")
        self._comments(self._first(main, relations, "comments"))

    def _part(self, name: str) -> etree._Element | None:
        data = self.package.part(name)
        if data is None:
            return None
        data = data.replace(*_STRICT).replace(*_STRICT_RELATIONS)
        return parse_xml(data, self.package.blob, f"{WHAT}, {name}")

    def _main(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                return related("", target)
        return "word/document.xml"

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, _, name = part.rpartition("/")
        root = self._part(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        if root is None:
            return {}
        return {
            entry.get("Id", ""): (entry.get("Type", "").rpartition("/")[2], entry.get("Target", ""))
            for entry in root.iter(_REL)
            if entry.get("TargetMode") != "External"
        }

    def _first(self, main: str, relations: dict[str, tuple[str, str]], kind: str) -> etree._Element | None:
        target = next((target for found, target in relations.values() if found == kind), None)
        return None if target is None else self._part(related(main, target))

    def _facts(self) -> None:
        root = self.package.xml("docProps/core.xml")
        fields = {"title": ("title", "stated"), "creator": ("author", "hint"), "created": ("date", "hint"),
                  "subject": ("description", "hint"), "keywords": ("keywords", "stated")}  # fmt: skip
        for element in () if root is None else root:
            name = local(element)
            value = " ".join((element.text or "").split())
            if name in fields and value:
                kind, trust = fields[name]
                self.builder.facts.append(GivenFact(kind, value, f"core {name}", trust))  # type: ignore[arg-type]

    # --- measure ---

    def _measure(self, body: etree._Element) -> None:
        """Which size and font most of the document has."""
        for paragraph in body.iter(W + "p"):
            look = self._look(paragraph)
            for run in paragraph.iterchildren(W + "r"):
                length = sum(len(text.text or "") for text in run.iterchildren(W + "t"))
                if length:
                    own = self._run_look(run, look)
                    self._sizes[own.size] = self._sizes.get(own.size, 0) + length
                    self._fonts[own.font] = self._fonts.get(own.font, 0) + length
        self.body_size = max(self._sizes, key=lambda size: (self._sizes[size], size), default=0)
        self.body_font = max(self._fonts, key=lambda font: (self._fonts[font], font), default="")

    def _look(self, paragraph: etree._Element) -> Look:
        properties = paragraph.find(W + "pPr")
        style = None if properties is None else properties.find(W + "pStyle")
        look = self.styles.look(self.styles.default if style is None else style.get(W + "val", ""))
        return look if properties is None else change(look, properties)

    def _run_look(self, run: etree._Element, look: Look) -> Look:
        properties = run.find(W + "rPr")
        if properties is None:
            return look
        style = properties.find(W + "rStyle")
        if style is not None:
            look = self.styles.look(style.get(W + "val", ""), look)
        return change(look, properties)

    # --- blocks ---

    def _blocks(self, parent: etree._Element, **fixed: object) -> None:
        down: list[etree._Element] = []  # paragraphs of one character each
        for child in parent:
            if child.tag == W + "p":
                text = self._collect(child).text().strip() if len(child) <= _FEW_PARTS else "…"
                if _ONE.fullmatch(text) or (down and not text and not _breaks(child)):
                    down.append(child)
                    continue
            self._down(down, fixed)
            down = []
            if child.tag == W + "p":
                self._paragraph(child, **fixed)
            elif child.tag == W + "tbl":
                self._table(child, **fixed)
            elif child.tag in _THROUGH:
                self._blocks(child, **fixed)
            elif child.tag == _MC + "AlternateContent":
                choice = child.find(_MC + "Choice")
                self._blocks(choice if choice is not None else child, **fixed)
        self._down(down, fixed)

    def _down(self, paragraphs: list[etree._Element], fixed: dict[str, object]) -> None:
        """Paragraphs of one character each: words set down the page, as covers have them, are one line."""
        found = [self._collect(paragraph) for paragraph in paragraphs]
        pieces = [piece for one in found for line in one.lines for piece in line if piece.text.strip()]
        looks = {(piece.look.size, piece.look.bold) for piece in pieces}
        counted = any(piece.look.number for piece in pieces)
        if (
            len(pieces) < _DOWN
            or len(looks) > 1
            or counted
            or any(one.boxes or one.notes or one.pages for one in found)
        ):
            for paragraph in paragraphs:
                self._paragraph(paragraph, **fixed)
            return
        look = self._look(paragraphs[0])
        self._containers += 1
        self._again = False
        self._line([replace(piece, text=piece.text.strip()) for piece in pieces], look, "", False, fixed)
        self._image = False

    def _table(self, table: etree._Element, **fixed: object) -> None:
        self._containers += 1
        container = self._containers
        self.builder.blank()
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue
            cells = [cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr")) is row]
            texts = [self._short_cell(cell) for cell in cells]
            if len(cells) > 1 and all(text is not None for text in texts):
                filled = [text or "" for text in texts]
                if any(filled):
                    line = "\t".join(filled)
                    role: dict[str, object] = {"role": "row", "hints": ("in-table",), **fixed}
                    self.builder.line(line.rstrip("\t"), container=container, page=self.page, **role)  # type: ignore[arg-type]
                continue
            for cell in cells:
                self._blocks(cell, **{"role": "cell", "hints": ("in-table",), "container": container, **fixed})
        self.builder.blank()

    def _short_cell(self, cell: etree._Element) -> str | None:
        """The text of a cell that is one short paragraph without a number; None for any other."""
        if next(cell.iter(W + "tbl", W + "txbxContent", W + "del", W + "vanish", W + "moveFrom"), None) is not None:
            return None
        paragraphs = [found for found in cell.iter(W + "p") if next(found.iter(W + "t", W + "sym"), None) is not None]
        if len(paragraphs) > 1 or any(self._look(found).number for found in paragraphs):
            return None
        text = "".join(self._collect(found).text() for found in paragraphs).strip()
        return text if len(text) <= 60 and "\t" not in text else None

    def _paragraph(self, paragraph: etree._Element, **fixed: object) -> None:
        look = self._look(paragraph)
        found = self._collect(paragraph, look)
        mark = self._mark(look) if found.text().strip() or found.image else ""
        self._containers += 1
        first = True
        self._image = self._image or found.image
        for pieces in found.lines:
            text = "".join(piece.text for piece in pieces)
            if not text.strip():
                continue
            self._again = not first
            self._line(pieces, look, mark if first else "", bool(found.notes), fixed)
            first = False
            self._image = False
        if found.pages:
            self.page += found.pages
            self.builder.page()
        for box in found.boxes:
            self._depth += 1
            if self._depth < 20:
                self._blocks(box, **fixed)
            self._depth -= 1

    def _mark(self, look: Look) -> str:
        if not look.number:
            return ""
        level = look.level
        if look.style and (named := self.numbering.level_of_style(look.number, look.style)) is not None:
            level = named
        counted = self.numbering.next(look.number, level or 0)
        if counted is None:
            return ""
        mark, own = counted
        if not mark or own.suffix == "nothing" or mark[-1] in _CLOSED:
            return mark
        return mark + " "

    def _line(self, pieces: list[_Piece], look: Look, mark: str, noted: bool, fixed: dict[str, object]) -> None:
        text = mark + "".join(piece.text for piece in pieces)
        gone: list[tuple[int, int, str]] = []
        place = len(mark)
        shown = bold = other = 0
        sizes: dict[int, int] = {}
        for piece in pieces:
            size = len(piece.text)
            reason = piece.gone or ("hidden" if piece.look.hidden else "")
            if reason:
                gone.append((place, place + size, reason))
            else:
                shown += size
                bold += size * piece.look.bold
                other += size * (piece.look.font != self.body_font)
                sizes[piece.look.size] = sizes.get(piece.look.size, 0) + size
            place += size
        if mark and not shown:
            gone.insert(0, (0, len(mark), gone[0][2] if gone else "hidden"))
        size = max(sizes, key=lambda value: sizes[value], default=self.body_size)
        hints = (("footnote-mark",) if noted else ()) + _style_hints(look) + (("same-block",) if self._again else ())
        layout: dict[str, Any] = {
            "role": _role(look), "level": look.outline or (look.level or 0) + 1 if look.outline or look.number else 0,
            "bold": round(bold / shown, 3) if shown else 0.0, "other_font": round(other / shown, 3) if shown else 0.0,
            "size": round(size / self.body_size, 2) if size and self.body_size else 1.0, "indent": look.indent / 100,
            "centered": look.align in ("center", "distribute"), "right": look.align in ("right", "end"),
            "image_before": self._image, "page": self.page, "container": self._containers, "hints": hints,
        }  # fmt: skip
        excluded = str(fixed.get("excluded", ""))
        layout.update({key: value for key, value in fixed.items() if key != "excluded"})
        if "hints" in fixed:
            layout["hints"] = tuple(dict.fromkeys((*hints, *fixed["hints"])))  # type: ignore[misc]
        if layout["role"] == "cell" and look.outline:
            layout["role"] = "heading"
        self.builder.line(text, excluded=excluded, excluded_parts=_merged(gone), supplied=len(mark.rstrip()), **layout)

    # --- inline ---

    def _collect(self, paragraph: etree._Element, look: Look | None = None) -> _Paragraph:
        found = _Paragraph()
        self._inline(paragraph, look or self._look(paragraph), found, "")
        return found

    def _inline(self, parent: etree._Element, look: Look, found: _Paragraph, gone: str) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child, self._run_look(child, look), found, gone)
            elif tag in _THROUGH:
                self._inline(child, look, found, gone)
            elif tag in _GONE:
                self._inline(child, look, found, "deleted")
            elif tag == _MC + "AlternateContent":
                self._inline(_chosen(child), look, found, gone)
            elif tag.endswith("}oMath") or tag == W + "oMathPara":
                text = "".join(piece.text or "" for piece in child.iter() if str(piece.tag).endswith("/math}t"))
                found.lines[-1].append(_Piece(text, look, gone))

    def _run(self, run: etree._Element, look: Look, found: _Paragraph, gone: str) -> None:
        for child in run:
            tag = child.tag
            if tag == W + "fldChar":
                self._field(child.get(W + "fldCharType", ""), found)
            elif found.in_code and found.in_code[-1]:
                continue
            elif tag in (W + "t", W + "delText"):
                text = re.sub(r"[\r\n]+", " ", child.text or "")
                if text:
                    found.lines[-1].append(_Piece(text, look, "deleted" if tag == W + "delText" else gone))
            elif tag in _PIECES:
                found.lines[-1].append(_Piece(_PIECES[tag], look, gone))
            elif tag in (W + "br", W + "cr"):
                found.pages += child.get(W + "type") == "page"
                found.lines.append([])
            elif tag == W + "lastRenderedPageBreak":
                found.pages += 1
            elif tag == W + "sym":
                found.lines[-1].append(_Piece(_symbol(child), look, gone))
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self._notes.append(("footnote" if "foot" in tag else "endnote", child.get(W + "id", "")))
                found.notes.append(child.get(W + "id", ""))
            elif tag == W + "ruby":
                self._inline(child, look, found, gone)
            else:
                self._drawn(child, look, found, gone)

    def _drawn(self, child: etree._Element, look: Look, found: _Paragraph, gone: str) -> None:
        if child.tag == _MC + "AlternateContent":
            chosen = _chosen(child)
            self._run(chosen, look, found, gone)
            return
        if child.tag not in (W + "drawing", W + "pict", W + "object"):
            return
        boxes = [
            box
            for box in child.iter(W + "txbxContent")
            if not any(_is_other_version(above, child) for above in box.iterancestors())
        ]
        outer = [box for box in boxes if not any(above in boxes for above in box.iterancestors(W + "txbxContent"))]
        found.boxes.extend(outer)
        if not outer:
            found.image = True

    @staticmethod
    def _field(kind: str, found: _Paragraph) -> None:
        if kind == "begin":
            found.in_code.append(True)
        elif kind == "separate" and found.in_code:
            found.in_code[-1] = False
        elif kind == "end" and found.in_code:
            found.in_code.pop()

    # --- what stands beside the text ---

    def _footnotes(self, root: etree._Element | None, kind: str) -> None:
        if root is None:
            return
        notes = {note.get(W + "id", ""): note for note in root.iterchildren(W + kind)}
        numbers = [name for found, name in self._notes if found == kind]
        for number, name in enumerate(dict.fromkeys(numbers), 1):
            note = notes.get(name)
            if note is None or note.get(W + "type") in ("separator", "continuationSeparator"):
                continue
            mark = f"[{number}] "
            for paragraph in note.iter(W + "p"):
                for pieces in self._collect(paragraph).lines:
                    if "".join(piece.text for piece in pieces).strip():
                        pieces[0].text = pieces[0].text.lstrip() if mark else pieces[0].text
                        self._line(pieces, Look(), mark, False, {"role": "footnote"})
                        mark = ""

    def _margins(self, main: str, relations: dict[str, tuple[str, str]], kind: str, role: Role) -> None:
        """Headers or footers, each text once."""
        seen: set[str] = set()
        for found, target in relations.values():
            if found != kind:
                continue
            root = self._part(related(main, target))
            if root is None:
                continue
            text = "".join(piece.text or "" for piece in root.iter(W + "t")).strip()
            if text and text not in seen:
                seen.add(text)
                self._blocks(root, role=role, excluded="running-head")

    def _comments(self, root: etree._Element | None) -> None:
        if root is not None:
            for comment in root.iterchildren(W + "comment"):
                self._blocks(comment, role="comment", excluded="annotation")


def _breaks(paragraph: etree._Element) -> bool:
    """Whether an empty paragraph begins a new page or holds something that is no text."""
    return next(paragraph.iter(W + "br", W + "drawing", W + "pict", W + "object", W + "sectPr"), None) is not None


def _chosen(alternate: etree._Element) -> etree._Element:
    choice = alternate.find(_MC + "Choice")
    if choice is not None and len(choice):
        return choice
    fallback = alternate.find(_MC + "Fallback")
    return alternate if fallback is None else fallback


def _is_other_version(above: etree._Element, child: etree._Element) -> bool:
    """Whether an element holds for other programs what its neighbor holds for this one."""
    if above.tag != _MC + "Fallback":
        return False
    parent = above.getparent()
    return parent is not None and parent.find(_MC + "Choice") is not None and child in above.iterancestors()


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(W + "char", "0"), 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:
        return SYMBOLS.get(code - 0xF000, "•")
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else ""


def _role(look: Look) -> Role:
    if look.kind == "contents":
        return "contents"
    if look.outline:
        return "heading"
    if look.kind == "title":
        return "title"
    if look.kind == "caption":
        return "caption"
    if look.kind == "footnote":
        return "footnote"
    return "item" if look.number else "paragraph"


def _style_hints(look: Look) -> tuple[str, ...]:
    if look.kind == "contents":
        return ("contents-style",)
    return ("style-heading",) if look.outline else ()


def _merged(parts: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    for start, end, reason in parts:
        if end > start:
            if out and out[-1][1] == start and out[-1][2] == reason:
                out[-1] = (out[-1][0], end, reason)
            else:
                out.append((start, end, reason))
    return out
