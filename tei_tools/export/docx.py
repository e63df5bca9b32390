"""A document as a Word file (WordprocessingML) with the styles that Word makes outlines and contents of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..model.facts import supplied_title
from ..model.nodes import (
    Block,
    Byline,
    Document,
    Facts,
    Figure,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Salutation,
    Section,
    Signature,
    Table,
)
from ..model.visit import Visitor, printed_heads

if TYPE_CHECKING:
    from docx.document import Document as Word

_DEEPEST = 9
_WITHOUT_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every part: a clock would give the same document other bytes."""


def to_docx(document: Document) -> bytes:
    """A Word file: ``Title``, ``Subtitle``, ``Heading 1`` to ``Heading 9``, ``Body Text``, ``List Paragraph``,
    ``Caption``, ``Quote`` for notes, and ``Facts`` and ``Signature`` of our own.

    Its text is the reading text. Images are named in the text and are not
    there, so only their captions are. Needs python-docx.
    """
    import docx
    from docx.enum.text import WD_BREAK

    word = docx.Document()
    _set_styles(word, document)
    _set_properties(word, document)
    writer = _Blocks(word)
    for number, article in enumerate(document.articles):
        if number:
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for name, text in printed_heads(article):
            writer.line(text.text, "Title" if name == "title" else "Subtitle")
        writer.blocks(article.blocks)
    packed = io.BytesIO()
    word.save(packed)
    return _without_time(packed.getvalue())


class _Blocks(Visitor[None]):
    """Writes blocks into a Word document; ``depth`` is the number of sections around them."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._depth = 0

    def line(self, text: str, style: str) -> None:
        if text.strip():
            self._word.add_paragraph(text, style=style)

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.visit(block)

    def section(self, block: Section) -> None:
        self._depth += 1
        self.line(block.head.text, f"Heading {min(self._depth, _DEEPEST)}")
        self.blocks(block.blocks)
        self._depth -= 1

    def item_list(self, block: ItemList) -> None:
        for item in block.items:
            self._item(item)

    def _item(self, item: ListItem) -> None:
        self.line(item.text.text, "List Paragraph")
        self.blocks(item.blocks)

    def figure(self, block: Figure) -> None:
        if block.caption is not None:
            self.line(block.caption.text, "Caption")

    def table(self, block: Table) -> None:
        width = max((len(row) for row in block.rows), default=0)
        if not width:
            return
        table = self._word.add_table(len(block.rows), width, style="Table Grid")
        # Not table.cell(): it goes over all cells each time.
        for row, cells in zip(table._tbl.tr_lst, block.rows, strict=True):
            for place, cell in zip(row.tc_lst, cells, strict=False):
                place.p_lst[0].add_r().text = cell.text

    def paragraph(self, block: Paragraph) -> None:
        self.line(block.text.text, "Body Text")

    def facts(self, block: Facts) -> None:
        self.line(block.text.text, "Facts")

    def byline(self, block: Byline) -> None:
        self.line(block.text.text, "Facts")

    def salutation(self, block: Salutation) -> None:
        self.line(block.text.text, "Normal")

    def signature(self, block: Signature) -> None:
        self.line(block.text.text, "Signature")

    def note(self, block: Note) -> None:
        self.line(block.text.text, "Quote")


def _set_styles(word: Word, document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    traditional = document.language.startswith("zh-Hant")
    serif, sans = ("PMingLiU", "Microsoft JhengHei") if traditional else ("SimSun", "SimHei")
    styles: Any = word.styles
    for name, right in (("Facts", False), ("Signature", True)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        if right:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            style.font.size, style.font.color.rgb = Pt(9.5), RGBColor(0x55, 0x55, 0x55)
    headings = ["Title", "Subtitle", *(f"Heading {level}" for level in range(1, _DEEPEST + 1))]
    for name in ("Normal", "Body Text", "Caption", "Quote", "List Paragraph", *headings):
        style = styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), sans if name in headings else serif)
        fonts.attrib.pop(qn("w:eastAsiaTheme"), None)
        if name in headings:
            style.font.color.rgb = RGBColor(0, 0, 0)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-TW" if traditional else "zh-CN")


def _set_properties(word: Word, document: Document) -> None:
    """The facts of the first article; no time, and nothing of the template's own."""
    properties = word.core_properties
    first = document.articles[0] if document.articles else None
    properties.title = ""
    properties.author = properties.comments = properties.last_modified_by = ""
    if first is not None:
        # A property has 255 characters at most.
        properties.title = (first.title.text if first.title else supplied_title(first))[:255]
        properties.author = "; ".join(person.name for person in first.authors)[:255]
    properties.language = document.language
    for element in [*properties._element]:
        if element.tag.rpartition("}")[2] in ("created", "modified", "revision"):
            properties._element.remove(element)


def _without_time(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _WITHOUT_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, old.read(part))
    return made.getvalue()
