"""Plain text files. Files of other formats are refused, with what to do about each."""

from __future__ import annotations

from pathlib import Path

from ..errors import SourceError
from ..text.encoding import MAX_BYTES, load_bytes, read_bytes
from ..text.source import Source

_OFFICE = "open it in Word, WPS or LibreOffice, save it as plain text (UTF-8) and convert that"
_BROWSER = "open it in a browser, copy the article into a text file (UTF-8) and convert that"
_PDF = "extract its text (pdftotext FILE.pdf FILE.txt; scanned pages need OCR first) and convert that"
_READER = "save its text as a plain text file (UTF-8) and convert that"
_DATA = "write each text it holds into a plain text file (UTF-8) and convert those"

OTHER_FORMATS = {
    ".doc": _OFFICE, ".docx": _OFFICE, ".dotx": _OFFICE, ".odt": _OFFICE, ".rtf": _OFFICE, ".wps": _OFFICE,
    ".xls": _OFFICE, ".xlsx": _OFFICE, ".et": _OFFICE, ".ppt": _OFFICE, ".pptx": _OFFICE,
    ".htm": _BROWSER, ".html": _BROWSER, ".mht": _BROWSER, ".mhtml": _BROWSER, ".xhtml": _BROWSER,
    ".csv": _DATA, ".json": _DATA, ".jsonl": _DATA, ".tsv": _DATA, ".xml": _DATA,
    ".pdf": _PDF, ".caj": _READER, ".epub": _READER, ".mobi": _READER, ".ofd": _READER,
}  # fmt: skip
"""Suffixes of formats that people have such texts in and that are not plain text, with the way out."""


def read_plain(path: Path, *, max_bytes: int = MAX_BYTES) -> Source:
    """The source behind a plain text file, named in messages by its whole path.

    Raises :class:`SourceError`: ``not-plain-text`` for a suffix in
    :data:`OTHER_FORMATS`, and what :func:`tei_tools.text.encoding.read_source` raises.
    """
    suffix = path.suffix.lower()
    if suffix in OTHER_FORMATS:
        raise SourceError(
            "not-plain-text",
            f"{path}: this version reads plain text only, not {suffix} files; {OTHER_FORMATS[suffix]}.",
        )
    data = load_bytes(path, max_bytes=max_bytes)
    try:
        return read_bytes(data, path.name, max_bytes=max_bytes)
    except SourceError as error:
        message = str(error).removeprefix(f"{path.name}: ")
        raise SourceError(error.code, f"{path}: {message}") from error
