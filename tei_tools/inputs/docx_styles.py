"""Paragraph and character styles of Word documents: what they inherit, and what a paragraph looks like in the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from .docx_numbering import W

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])\Z", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading)?\Z|toc heading", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph, or a run of it, looks like. ``size`` is in half points, ``indent`` in hundredths of characters.

    ``outline`` is the outline level from 1, 0 for body text; ``number`` and
    ``level`` are the list and its level, ``number`` empty for none.
    """

    kind: str = ""
    outline: int = 0
    align: str = ""
    indent: int = 0
    number: str = ""
    level: int | None = None
    bold: bool = False
    size: int = 0
    font: str = ""
    hidden: bool = False
    style: str = ""


class Styles:
    """The styles of a document by their identifiers, each with all that it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._looks: dict[str, Look] = {}
        self._base = Look()
        self.default = ""
        if root is None:
            return
        defaults = root.find(W + "docDefaults")
        if defaults is not None:
            for part in defaults.iter(W + "rPr", W + "pPr"):
                self._base = change(self._base, part, self)
        for style in root.iterchildren(W + "style"):
            name = style.get(W + "styleId", "")
            self._elements[name] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default", "0") not in _OFF:
                self.default = name

    def look(self, style: str, before: Look | None = None) -> Look:
        """What a style gives; ``before`` is what holds where a character style is put on."""
        if before is None:
            if style not in self._looks:
                self._looks[style] = self._resolve(style, self._base)
            return self._looks[style]
        return self._resolve(style, before)

    def _resolve(self, style: str, look: Look) -> Look:
        chain: list[tuple[str, etree._Element]] = []
        name = style
        while name in self._elements and len(chain) < 50 and all(name != other for other, _ in chain):
            element = self._elements[name]
            chain.append((name, element))
            base = element.find(W + "basedOn")
            name = "" if base is None else base.get(W + "val", "")
        for name, element in reversed(chain):
            title = element.find(W + "name")
            words = "" if title is None else title.get(W + "val", "")
            kind = _kind(words)
            if kind:
                look = replace(look, kind=kind)
            if match := _HEADING.match(words):
                look = replace(look, outline=int(match[1]))
            for part in ("pPr", "rPr"):
                if (properties := element.find(W + part)) is not None:
                    look = change(look, properties, self)
            if look.number and element.find(f"{W}pPr/{W}numPr") is not None:
                look = replace(look, style=name)
        return look


def _kind(words: str) -> str:
    bare = words.strip().lower()
    if _CONTENTS.match(bare):
        return "contents"
    if bare in ("title", "标题"):
        return "title"
    if bare in ("caption", "题注"):
        return "caption"
    if bare in ("footnote text", "endnote text", "脚注文本", "尾注文本"):
        return "footnote"
    if bare in ("normal", "正文"):
        return ""
    return ""


def is_on(element: etree._Element | None) -> bool:
    """Whether a toggle is there and on."""
    return element is not None and element.get(W + "val", "1") not in _OFF


def change(look: Look, properties: etree._Element, styles: Styles | None = None) -> Look:
    """The look after the properties of a paragraph (``pPr``) or run (``rPr``)."""
    changes: dict[str, object] = {}
    for child in properties:
        tag = child.tag
        value = child.get(W + "val")
        if tag == W + "outlineLvl":
            level = int(value) if value and value.isdigit() else 9
            changes["outline"] = level + 1 if level < 9 else 0
        elif tag == W + "jc":
            changes["align"] = value or ""
        elif tag == W + "ind":
            changes["indent"] = _indent(child)
        elif tag == W + "numPr":
            _numbering(child, changes)
        elif tag in (W + "b", W + "bCs"):
            if tag == W + "b":
                changes["bold"] = is_on(child)
        elif tag == W + "sz" and value and value.isdigit():
            changes["size"] = int(value)
        elif tag == W + "rFonts":
            font = child.get(W + "eastAsia") or child.get(W + "eastAsiaTheme") or ""
            if font:
                changes["font"] = font
        elif tag == W + "vanish":
            changes["hidden"] = is_on(child)
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]  # the names above are its fields


def _numbering(element: etree._Element, changes: dict[str, object]) -> None:
    number, level = element.find(W + "numId"), element.find(W + "ilvl")
    if number is not None:
        name = number.get(W + "val", "")
        changes["number"] = "" if name == "0" else name
    if level is not None:
        value = level.get(W + "val", "0")
        changes["level"] = int(value) if value.isdigit() else 0


def _indent(element: etree._Element) -> int:
    characters = element.get(W + "firstLineChars")
    if characters and characters.lstrip("-").isdigit():
        return int(characters)
    twips = element.get(W + "firstLine")
    if twips and twips.isdigit():
        return int(twips) * 100 // 240  # a character of 12 points
    return 0
