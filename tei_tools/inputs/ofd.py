"""OFD documents (GB/T 33190-2016): text objects of all pages in reading order, templates under them.

The tags of official documents (GB/T 33190 annex, 标引) name the title, the
document number, the issuing body and the date: they are facts.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..errors import SourceError
from ..text.source import GivenFact, Source
from .blob import Blob, Limits, TextBuilder, damaged, extracted
from .package import Package, local, open_package, related
from .pages import PageText, Piece, write_pages

WHAT = "OFD document"
_INFO = {"Title": ("title", "stated"), "Author": ("author", "hint"), "Subject": ("description", "hint"),
         "CreationDate": ("date", "hint"), "Keywords": ("keywords", "hint")}  # fmt: skip
_OFFICIAL = {
    "标题": "title", "公文标题": "title", "发文字号": "document-number", "文号": "document-number", "发文机关": "source",
    "发文机关标志": "source", "发文机关署名": "source", "成文日期": "date", "印发日期": "date", "主题词": "keywords",
}  # fmt: skip


def read(blob: Blob, limits: Limits) -> Source:
    """The text of all documents in the file, one after the other, and its layout.

    Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``zip-bomb``,
    ``xml-entities``, ``too-large``, ``empty-file``, ``too-many-pages``.
    """
    builder = TextBuilder()
    with open_package(blob, limits, WHAT) as package:
        root = package.xml("OFD.xml")
        if root is None:
            raise damaged(blob, WHAT, "it has no OFD.xml")
        pages: list[PageText] = []
        for body in _all(root, "DocBody"):
            _info(body, builder)
            start = next(_all(body, "DocRoot"), None)
            if start is not None and start.text:
                _Document(package, start.text.strip(), pages, builder).read()
    write_pages(pages, builder)
    return extracted(blob, blob.load(limits), builder.text(), "application/ofd", builder.layout())


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of a name below another one. Writers use two name spaces, so it is left out of account."""
    return (element for element in root.iter() if local(element) == name)


def _info(body: etree._Element, builder: TextBuilder) -> None:
    for info in _all(body, "DocInfo"):
        for element in info.iter():
            name, value = local(element), " ".join((element.text or "").split())
            if name in _INFO and value:
                field, trust = _INFO[name]
                builder.facts.append(GivenFact(field, value, f"DocInfo {name}", trust))  # type: ignore[arg-type]


class _Document:
    def __init__(self, package: Package, main: str, pages: list[PageText], builder: TextBuilder) -> None:
        self.package, self.main, self.pages, self.builder = package, related("", main), pages, builder
        self._texts: dict[str, str] = {}
        self._bold: dict[str, tuple[str, bool]] = {}

    def read(self) -> None:
        root = self.package.xml(self.main)
        if root is None:
            raise damaged(self.package.blob, WHAT, f"{self.main} is missing")
        for name in ("PublicRes", "DocumentRes"):
            for element in _all(root, name):
                self._fonts(related(self.main, (element.text or "").strip()))
        box = next((element.text for element in _all(root, "PhysicalBox")), None) or "0 0 210 297"
        templates = {
            element.get("ID", ""): related(self.main, element.get("BaseLoc", ""))
            for element in _all(root, "TemplatePage")
        }
        listed = [page for pages in _all(root, "Pages") for page in _all(pages, "Page")]
        if len(listed) > self.package.limits.max_pages:
            from .pdf import too_many_pages

            raise too_many_pages(self.package.blob, len(listed), self.package.limits)
        for page in listed:
            self._page(related(self.main, page.get("BaseLoc", "")), box, templates)
        for element in _all(root, "CustomTags"):
            self._tags(related(self.main, (element.text or "").strip()))

    def _fonts(self, name: str) -> None:
        root = self.package.xml(name)
        for font in () if root is None else _all(root, "Font"):
            title = font.get("FontName", "") or font.get("FamilyName", "")
            bold = font.get("Bold", "").lower() == "true" or "bold" in title.lower() or "黑体" in title
            self._bold[font.get("ID", "")] = (title, bold)

    def _page(self, name: str, box: str, templates: dict[str, str]) -> None:
        root = self.package.xml(name)
        if root is None:
            return
        own = next((element.text for element in _all(root, "PhysicalBox")), None) or box
        size = _numbers(own)
        width, height = (size[2], size[3]) if len(size) >= 4 else (210.0, 297.0)
        page = PageText(width, height, [])
        for used in _all(root, "Template"):
            under = self.package.xml(templates.get(used.get("TemplateID", ""), ""))
            if under is not None:
                self._objects(under, page)
        self._objects(root, page)
        self.pages.append(page)

    def _objects(self, root: etree._Element, page: PageText) -> None:
        for element in root.iter():
            name = local(element)
            if name == "TextObject":
                self._text(element, page)
            elif name == "ImageObject":
                box = _numbers(element.get("Boundary", ""))
                if len(box) == 4 and box[2] > 20 and box[3] > 10:
                    page.images.append((box[1], box[1] + box[3]))

    def _text(self, element: etree._Element, page: PageText) -> None:
        box = _numbers(element.get("Boundary", ""))
        if len(box) != 4:
            return
        size = (_numbers(element.get("Size", "")) or [3.0])[0]
        matrix = _numbers(element.get("CTM", ""))
        scale = abs(matrix[3]) if len(matrix) == 6 and matrix[3] else 1.0
        across = abs(matrix[0]) if len(matrix) == 6 and matrix[0] else 1.0
        font, bold = self._bold.get(element.get("Font", ""), ("", False))
        bold = bold or (element.get("Weight", "").isdigit() and int(element.get("Weight", "")) >= 600)
        said: list[str] = []
        for code in element.iter():
            if local(code) != "TextCode":
                continue
            text = (code.text or "").strip("\r\n\t")
            if not text.strip():
                continue
            said.append(text)
            x = (_numbers(code.get("X", "")) or [0.0])[0]
            y = (_numbers(code.get("Y", "")) or [size])[0]
            steps = _deltas(code.get("DeltaX", ""), len(text) - 1)
            advance = sum(steps) if steps else sum(size if ord(c) > 0x2E7F else size / 2 for c in text[:-1])
            last = size if ord(text[-1]) > 0x2E7F else size / 2
            left = box[0] + x * across
            bottom = box[1] + y * scale + 0.15 * size * scale
            piece = Piece(
                text, left, left + (advance + last) * across, bottom - size * scale, bottom, round(size * scale, 2),
                font or element.get("Font", ""), bold,
            )  # fmt: skip
            page.pieces.extend(_cut(piece, steps, size, across))
        if said:
            self._texts[element.get("ID", "")] = "".join(said)

    def _tags(self, name: str) -> None:
        root = self.package.xml(name)
        for tag in () if root is None else _all(root, "CustomTag"):
            place = next((element.text for element in _all(tag, "FileLoc")), "") or ""
            try:
                tree = self.package.xml(related(name, place.strip()))
            except SourceError:  # a template that nobody filled in; the text does not need it
                continue
            for element in () if tree is None else tree.iter():
                field = _OFFICIAL.get(local(element)) or _OFFICIAL.get(element.get("TagName", ""))
                if field is None:
                    continue
                words = [self._texts.get((one.text or "").strip(), "") for one in _all(element, "ObjectRef")]
                if value := "".join(words):
                    self.builder.facts.append(GivenFact(field, value, f"tag {local(element)}", "given"))


def _cut(piece: Piece, steps: list[float], size: float, across: float) -> Iterator[Piece]:
    """A piece cut where its characters stand far apart: a row of a table can be one text object."""
    start, left, place = 0, piece.left, piece.left
    for number, step in enumerate(steps):
        place += step * across
        if step > 2.2 * size and number + 1 < len(piece.text):
            end = place - step * across + size * across
            yield Piece(
                piece.text[start : number + 1], left, end, piece.top, piece.bottom, piece.size, piece.font, piece.bold
            )
            start, left = number + 1, place
    yield Piece(piece.text[start:], left, piece.right, piece.top, piece.bottom, piece.size, piece.font, piece.bold)


def _numbers(text: str) -> list[float]:
    out = []
    for part in text.split():
        try:
            out.append(_number(part))
        except ValueError:
            return []
    return out


def _number(text: str) -> float:
    """A length in millimeters. Raises ValueError for one that no page has: NaN, infinite, kilometers."""
    found = float(text)
    if not abs(found) <= 1_000_000:
        raise ValueError(text)
    return found


def _deltas(text: str, most: int) -> list[float]:
    """Steps between characters; ``g 3 5`` is three steps of 5.

    >>> _deltas("g 3 5 2.5", 10), _deltas("1 2", 1)
    ([5.0, 5.0, 5.0, 2.5], [1.0])
    """
    out: list[float] = []
    parts = iter(text.split())
    for part in parts:
        try:
            if part == "g":
                count, step = int(next(parts)), _number(next(parts))
                out.extend([step] * max(0, min(count, most - len(out))))
            else:
                out.append(_number(part))
        except (ValueError, StopIteration):
            break
        if len(out) >= most:
            break
    return out[: max(most, 0)]
