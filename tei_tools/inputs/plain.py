"""Plain text files, and what is no text at all, which is refused by its name with what to do about it."""

from __future__ import annotations

import hashlib
import re

from ..errors import Diagnostic, SourceError
from ..text.decoding import read_text
from ..text.source import Source, SourceFile
from .blob import MEMBER, Blob, Limits, legal_text

_OFFICE = "open it in Word, WPS or LibreOffice, save it as DOCX and convert that"
_READER = "save its text as a plain text file (UTF-8) and convert that"

_PAGE_START = re.compile(r"\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)

OTHER_FORMATS = {
    ".xls": _OFFICE, ".xlsx": _OFFICE, ".et": _OFFICE, ".ppt": _OFFICE, ".pptx": _OFFICE,
    ".caj": _READER, ".mobi": _READER, ".azw3": _READER,
}  # fmt: skip
"""Suffixes of formats that people have such texts in and that nothing here reads, with the way out."""


def read(blob: Blob, limits: Limits) -> Source:
    """The source behind a plain text.

    Its text is what decoding gives, so it stands in the user's own file; only a
    text of which lines had to be read differently, or that lies in an archive,
    has a file of its own. Raises :class:`SourceError`: ``not-plain-text`` for a
    suffix in :data:`OTHER_FORMATS`, and what
    :func:`tei_tools.text.decoding.read_text` raises.
    """
    if blob.suffix in OTHER_FORMATS and not blob.options.format:
        raise SourceError(
            "not-plain-text",
            f"{blob.label}: files of the kind {blob.suffix} are not read; {OTHER_FORMATS[blob.suffix]}.",
        )
    data = blob.load(limits)
    decoded = read_text(data, encoding=blob.options.encoding, name=blob.label)
    text = legal_text(decoded.text)
    remarks = decoded.remarks
    if _PAGE_START.match(text) and not blob.options.format:
        message = "The text begins as a web page and was read as the text that it is; --from html reads it as a page."
        remarks = (*remarks, Diagnostic("looks-like-html", "info", message))
    own = bool(blob.member) or decoded.mended
    return Source(
        text,
        SourceFile(
            name=blob.label.split(MEMBER, 1)[0].replace("\\", "/").rpartition("/")[2] if blob.member else blob.name,
            encoding=decoded.encoding,
            encoding_confidence=decoded.confidence,
            replaced=decoded.replaced,
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            characters=len(text),
            member=blob.member,
            text_sha256=hashlib.sha256(text.encode("utf-8")).hexdigest() if own else "",
        ),
        remarks=remarks,
    )
