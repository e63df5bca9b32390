"""PDF documents with a text layer, through PDFium: characters with their places, made lines by :mod:`.pages`."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import Any

from ..errors import Diagnostic, SourceError
from ..text.common_characters import COMMON
from ..text.source import GivenFact, Source
from .blob import Blob, Limits, TextBuilder, damaged, extracted
from .pages import PageText, Piece, write_pages
from .radicals import are_doubled, count_radicals, fold_radicals
from .title_hints import mark_title

WHAT = "PDF document"
_HAN = re.compile("[\u3400-\u9fff]")
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|heavy|black|heiti|simhei|黑体", re.IGNORECASE)
_SOFT_HYPHEN = 0xAD
_FEWEST = 8
"""Characters on a page in the mean from which a document is no scan."""


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a document and its layout.

    Raises :class:`SourceError`: ``damaged-file``, ``encrypted``,
    ``too-many-pages``, ``scan-without-text``, ``garbage-text-layer``, ``too-large``.
    """
    import pypdfium2

    data = blob.load(limits)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceError(
                "encrypted", f"{blob.label}: is protected by a password; save it without and convert that."
            ) from error
        raise damaged(blob, WHAT, "PDFium cannot open it") from error
    try:
        count = len(document)
        if count > limits.max_pages:
            raise too_many_pages(blob, count, limits)
        pages, images = [], 0
        for number in range(count):
            try:
                page, pictures = _page(document, number)
            except pypdfium2.PdfiumError as error:
                raise damaged(blob, WHAT, f"PDFium cannot read page {number + 1}") from error
            pages.append(page)
            images += pictures
        facts = _facts(document)
    finally:
        document.close()
    text = "".join(piece.text for page in pages for piece in page.pieces)
    _refuse_unreadable(text, count, images, blob)
    remarks = [*_mend_radicals(pages, text), *_name_strangers(text)]
    builder = TextBuilder()
    builder.facts.extend(facts)
    write_pages(pages, builder)
    mark_title(builder)
    return extracted(blob, data, builder.text(), "application/pdf", builder.layout(), remarks=remarks)


def too_many_pages(blob: Blob, count: int, limits: Limits) -> SourceError:
    """The error for a document of more pages than allowed."""
    return SourceError(
        "too-many-pages", f"{blob.label}: has {count:,} pages, more than the {limits.max_pages:,} allowed; split it."
    )


def _facts(document: Any) -> list[GivenFact]:
    fields = {"Title": "title", "Author": "author", "CreationDate": "date", "Keywords": "keywords"}
    facts = []
    for name, field in fields.items():
        value = " ".join(document.get_metadata_value(name).replace("\0", "").split())
        if name == "CreationDate":
            value = value.removeprefix("D:")[:14]
        if value:
            facts.append(GivenFact(field, value, f"info {name}", "hint"))
    return facts


def _refuse_unreadable(text: str, pages: int, images: int, blob: Blob) -> None:
    """Raise for a scan and for a text layer whose characters mean nothing."""
    shown = [character for character in text if not character.isspace()]
    if not shown and not images:
        raise SourceError(
            "scan-without-text",
            f"{blob.label}: its {pages:,} pages hold no character that can be read; if they show text, their fonts are not "
            "in the file and no Chinese font is on this machine: install one (for example fonts-noto-cjk), or recognize "
            "the text (OCR, for example with ocrmypdf --force-ocr -l chi_sim).",
        )
    if len(shown) < _FEWEST * pages and images:
        raise SourceError(
            "scan-without-text",
            f"{blob.label}: its {pages:,} pages hold pictures and hardly any text "
            f"({len(shown):,} characters); recognize it first (OCR, for example with ocrmypdf -l chi_sim).",
        )
    counts = Counter(shown)
    strange = han = known = 0
    for character, count in counts.items():
        if unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or character == "\ufffd":
            strange += count
        elif _HAN.match(character):
            han += count
            known += count * (character in COMMON)
    if strange > 0.3 * len(shown) or (han > 60 and han > 0.3 * len(shown) and known < 0.2 * han):
        raise SourceError(
            "garbage-text-layer",
            f"{blob.label}: its text layer is garbage: its fonts do not say which characters they show; "
            "recognize it anew (OCR, for example with ocrmypdf --force-ocr -l chi_sim).",
        )


def _mend_radicals(pages: list[PageText], text: str) -> list[Diagnostic]:
    radicals = count_radicals(text)
    if not radicals:
        return []
    doubled = are_doubled(text)
    for page in pages:
        for place, piece in enumerate(page.pieces):
            following = page.pieces[place + 1].text[:1] if doubled and place + 1 < len(page.pieces) else ""
            if (
                following
                and fold_radicals(following) == fold_radicals(piece.text[-1:])
                and following != piece.text[-1:]
            ):
                piece.text = piece.text[:-1]  # one of the two stands in another font, and goes here
            piece.text = fold_radicals(piece.text, doubled=doubled)
    more = ", each before its own ideograph: one of the two was left out" if doubled else ""
    return [Diagnostic("radicals-read", "info", f"{radicals:,} radicals were read as the ideographs they show{more}.")]


_STRANGER = re.compile("[\u0e80-\u10ff\u1200-\u1dff\u2c00-\u2dff\ua490-\uabff\ue000-\uf8ff]")


def _name_strangers(text: str) -> list[Diagnostic]:
    """Say that letters of far-off scripts stand between ideographs: a font names them wrong, and they are lost."""
    found = len(_STRANGER.findall(text))
    if not found or len(_HAN.findall(text)) < 20 * min(found, 3):
        return []
    return [
        Diagnostic(
            "wrong-characters",
            "warning",
            f"{found:,} characters of other scripts stand in for characters that a font of the file names wrong; "
            "they are left as they are. Recognizing the pages (OCR) would give them.",
        )
    ]


def _page(document: Any, number: int) -> tuple[PageText, int]:
    """The pieces of a page, and how many pictures of some size it has."""
    import pypdfium2.raw as raw

    page = document[number]
    width, height = page.get_size()
    try:
        left, bottom, right, top = page.get_cropbox()
    except Exception:  # pypdfium2 raises what PDFium leaves it
        left, bottom, right, top = 0.0, 0.0, width, height
    if right - left > 1 and top - bottom > 1 and page.get_rotation() in (0, 180):
        width, height = right - left, top - bottom
    else:
        left, top = 0.0, height
    text = page.get_textpage()
    try:
        pieces = _pieces(raw, text.raw, left, top)
    finally:
        text.close()
    images = []
    for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        box = found.get_bounds() if hasattr(found, "get_bounds") else found.get_pos()
        if box[2] - box[0] > 60 and box[3] - box[1] > 40:
            images.append((top - box[3], top - box[1]))
    page.close()
    return PageText(width, height, pieces, images, _is_vertical(pieces)), len(images)


def _pieces(raw: Any, text: Any, left: float, top: float) -> list[Piece]:
    """The characters of a page as pieces of one font on one line, in the order of the file."""
    count = raw.FPDFText_CountChars(text)
    box = raw.FS_RECTF()
    name = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    pieces: list[Piece] = []
    current: Piece | None = None
    fonts: dict[int, tuple[str, bool, float]] = {}
    matrix = raw.FS_MATRIX()
    spaced = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0, 0xFFFE, 0xFFFF, 2) or code < 0x20 or raw.FPDFText_IsGenerated(text, index) == 1:
            if code in (10, 13):
                current = None
            spaced = spaced or code == 0x20
            continue
        if 0xD800 <= code < 0xDC00:  # PDFium gives UTF-16
            low = raw.FPDFText_GetUnicode(text, index + 1)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) if 0xDC00 <= low < 0xE000 else 0xFFFD
        elif 0xDC00 <= code < 0xE000:
            continue
        elif code == _SOFT_HYPHEN:  # it is drawn, so it is a hyphen: fonts give both characters one glyph
            code = 0x2D
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        x0, x1, y0, y1 = box.left - left, box.right - left, top - box.top, top - box.bottom
        if code in (0x20, 0xA0):
            spaced = True
            continue
        holder = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(holder, ctypes.c_void_p).value or 0
        if key not in fonts:
            length = raw.FPDFText_GetFontInfo(text, index, name, 256, ctypes.byref(flags))
            title = _SUBSET.sub("", name.raw[: max(length - 1, 0)].decode("utf-8", "replace")) if length else ""
            weight = raw.FPDFText_GetFontWeight(text, index)
            scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(text, index, matrix) else 1.0
            size = round(raw.FPDFText_GetFontSize(text, index) * (scale or 1.0), 1) or round(y1 - y0, 1)
            fonts[key] = (title, weight >= 600 or _BOLD.search(title) is not None, size)
        font, bold, size = fonts[key]
        if (
            current is not None
            and current.font == font
            and abs(current.size - size) < 0.2 * size
            and abs(current.bottom - y1) < 0.3 * size
            and -0.5 * size < x0 - current.right < (0.9 if spaced else 0.25) * size
        ):
            current.text += (" " if spaced else "") + chr(code)
            current.right = max(current.right, x1)
        else:
            current = Piece(chr(code), x0, x1, y0, y1, size, font, bold)
            pieces.append(current)
        spaced = False
    return pieces


def _is_vertical(pieces: list[Piece]) -> bool:
    """Whether characters go down the page: most pieces are one ideograph that stands right below the one before."""
    singles = [piece for piece in pieces if len(piece.text) <= 2]
    if len(singles) < 20 or len(singles) < 0.7 * len(pieces):
        return False
    below = 0
    for before, piece in pairwise(pieces):
        size = max(before.size, piece.size, 0.1)
        if abs(piece.left - before.left) < 0.5 * size and 0.5 * size < piece.top - before.top < 2.2 * size:
            below += 1
    return below > 0.6 * len(pieces)
