"""Bytes to text: which encoding, how sure, and how many bytes did not fit.

The order is: byte-order mark; tolerant UTF-8; the best of the Chinese codecs
and UTF-16 by the share of common Chinese characters; and, when none of these
gives plausible Chinese, the guess of charset-normalizer. Nothing is replaced
silently: every byte that did not fit is counted.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, Final

from tei_tools.errors import SourceError
from tei_tools.text.common_characters import COMMON
from tei_tools.text.source import Confidence, Source, SourceFile

MAX_BYTES: Final = 100_000_000
"""The largest input that is read unless the caller says otherwise (bytes)."""

SAMPLE: Final = 256 * 1024
"""How many bytes the choice among the legacy codecs looks at."""

_FIRST_LOOK: Final = 2048

FLOOR: Final = 0.25
"""The lowest score at which a decoding is believed to be Chinese; real pages score 0.65 and more."""

_REPLACEMENT = "\ufffd"
_TOLERATED = 0.10  # U+FFFD among the non-ASCII characters of a text that still counts as UTF-8
_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")  # big5hkscs reads all of big5 and more
_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_ENCODED_REPLACEMENT = {
    "utf-8": b"\xef\xbf\xbd",
    "gb18030": b"\x84\x31\xa4\x37",
    "utf-16-le": b"\xfd\xff",
    "utf-16-be": b"\xff\xfd",
    "utf-32-le": b"\xfd\xff\0\0",
    "utf-32-be": b"\0\0\xff\xfd",
}
_SHOWN = re.compile(r"[^\s\u200b\ufeff]")
_CONTROL_BYTES = bytes(b for b in range(0x20) if b not in b"\t\n\v\f\r\x1a\x1b") + b"\x7f"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]")
_CUT_HEAD = re.compile(rb"\A[\x80-\xbf]{1,3}")
_CUT_TAIL = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")

_AS_TEXT = "save it as plain text (UTF-8) first and give that file"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF document", f"extract its text (for example with pdftotext), or {_AS_TEXT}"),
    (b"%!PS", "a PostScript document", _AS_TEXT),
    (b"{\\rtf", "an RTF document", _AS_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (DOC, XLS, PPT or WPS)", _AS_TEXT),
    (b"AT&TFORM", "a DjVu document", "recognize its text first"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", "recognize its text (OCR) first"),
    (b"\xff\xd8\xff", "a JPEG image", "recognize its text (OCR) first"),
    (b"GIF87a", "a GIF image", "recognize its text (OCR) first"),
    (b"GIF89a", "a GIF image", "recognize its text (OCR) first"),
    (b"II*\x00", "a TIFF image", "recognize its text (OCR) first"),
    (b"MM\x00*", "a TIFF image", "recognize its text (OCR) first"),
    (b"\x1f\x8b", "gzip-compressed data", "decompress it first (gunzip)"),
    (b"BZh", "bzip2-compressed data", "decompress it first (bunzip2)"),
    (b"\xfd7zXZ\x00", "xz-compressed data", "decompress it first (unxz)"),
    (b"(\xb5/\xfd", "zstd-compressed data", "decompress it first (unzstd)"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database", "export its texts first"),
    (b"PAR1", "a Parquet table", "export its texts first"),
    (b"\x7fELF", "a program", "give a text file"),
    (b"OggS", "an audio or video file", "transcribe it first"),
    (b"ID3", "an MP3 audio file", "transcribe it first"),
)
_ZIP_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document (DOCX)"),
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint presentation (PPTX)"),
    (b"application/epub+zip", "an EPUB book"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"OFD.xml", "an OFD document"),
    (b"[Content_Types].xml", "an Office document"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without byte-order mark and how it was read.

    ``encoding`` is the Python codec that gave the text, ``confidence`` how
    sure that choice is, ``replaced`` the number of bytes that did not fit the
    codec and stand as U+FFFD in the text.
    """

    text: str
    encoding: str
    confidence: Confidence
    replaced: int = 0


def decode(data: bytes, *, name: str = "input") -> Decoded:
    """The text of some bytes, with the encoding found by looking at them.

    ``name`` is only for messages. Raises :class:`SourceError` with the code
    ``empty-file`` (no bytes, or nothing but blanks), ``binary-file`` or
    ``undecodable``.

    >>> decode("\u5e38\u5e73\u9547\u5de5\u4f5c\u603b\u7ed3".encode("gb18030"))
    Decoded(text='常平镇工作总结', encoding='gb18030', confidence='high', replaced=0)
    """
    if not data:
        raise SourceError("empty-file", f"{name}: the file is empty (0 bytes); give a file that holds a text.")
    _refuse_signature(data, name)
    decoded = _by_mark(data) or _as_utf8(data) or _as_utf16_ascii(data) or _best(data, name)
    if _SHOWN.search(decoded.text) is None:
        raise SourceError("empty-file", f"{name}: the file holds only blanks; give a file that holds a text.")
    sample = decoded.text[:65536]
    if len(_CONTROLS.findall(sample)) > 0.05 * len(sample):
        raise _binary(name)
    return decoded


def decode_utf8(data: bytes) -> Decoded | None:
    """The bytes as UTF-8, or UTF-16 or UTF-32 with a byte-order mark; None if they are something else.

    >>> decode_utf8("一".encode()).encoding, decode_utf8("常平镇".encode("gbk"))
    ('utf-8', None)
    """
    return _by_mark(data) or _as_utf8(data)


def decode_as(data: bytes, encoding: str, *, name: str = "input") -> Decoded:
    """The bytes in an encoding that somebody who knows has named; what does not fit is replaced and counted.

    Raises :class:`SourceError` ``unknown-encoding`` when Python has no such codec for text.

    >>> decode_as("常平镇".encode("big5", "ignore"), "big5").confidence
    'high'
    """
    try:
        text, replaced = _whole(data, encoding)
    except (LookupError, UnicodeError) as error:
        raise SourceError(
            "unknown-encoding",
            f"{name}: cannot be read as {encoding}: {error}; name an encoding of Python, such as utf-8, gb18030, "
            "big5hkscs or utf-16-le.",
        ) from error
    confidence: Confidence = "high" if replaced == 0 else "medium" if replaced <= 0.01 * len(data) else "low"
    return Decoded(text.removeprefix("\ufeff"), encoding, confidence, replaced)


def read_bytes(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Source:
    """The source behind some bytes; raises what :func:`decode` raises, and ``too-large``.

    >>> source = read_bytes(b"\\xef\\xbb\\xbf\\xe4\\xb8\\x80\\n", "one.txt")
    >>> source.text, source.file.bytes, source.file.characters
    ('一\\n', 7, 2)
    """
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")  # file names may hold lone surrogates
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes)
    decoded = decode(data, name=name)
    return Source(
        decoded.text,
        SourceFile(
            name=name,
            encoding=decoded.encoding,
            encoding_confidence=decoded.confidence,
            replaced=decoded.replaced,
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            characters=len(decoded.text),
        ),
    )


def load_bytes(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file; raises :class:`SourceError` ``unreadable`` or ``too-large``."""
    shown = os.fspath(path).encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        with open(path, "rb") as stream:
            return read_limited(stream, shown, max_bytes=max_bytes)
    except FileNotFoundError as error:
        remedy = "check the path"
        cause: OSError | ValueError = error
    except PermissionError as error:
        remedy = "allow this user to read it"
        cause = error
    except IsADirectoryError as error:
        remedy = "give a file, not a folder"
        cause = error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        remedy = "check the path and the disk"
        cause = error
    reason = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
    raise SourceError("unreadable", f"{shown}: cannot be read: {reason}; {remedy}.") from cause


def read_limited(stream: BinaryIO, name: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """All bytes of a stream; raises ``too-large`` after ``max_bytes``, so an endless pipe does no harm."""
    parts: list[bytes] = []
    left = max_bytes + 1
    while left > 0 and (part := stream.read(min(left, 1 << 24))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise _too_large(name, max_bytes)
    return b"".join(parts)


def _too_large(name: str, max_bytes: int) -> SourceError:
    return SourceError(
        "too-large", f"{name}: larger than the limit of {max_bytes:,} bytes; split it or raise the limit (max_bytes)."
    )


def _binary(name: str) -> SourceError:
    return SourceError(
        "binary-file",
        f"{name}: this is not text: it holds NULs and control characters in mass; {_AS_TEXT}.",
    )


def _refuse_signature(data: bytes, name: str) -> None:
    """Raise ``binary-file`` when the first bytes are those of a format that is not text."""
    what = remedy = ""
    head = data[:4096].lstrip(b" \t\r\n")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = next((kind for mark, kind in _ZIP_KINDS if mark in data[:65536]), "")
        what = kind or "a ZIP archive"
        remedy = _AS_TEXT if kind else "unpack it first"
    elif data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        what, remedy = "an image, audio or video file", "give the text of it"
    elif data[4:8] == b"ftyp" and data[0] == 0:
        what, remedy = "a video or image file (MP4, HEIC)", "give the text of it"
    elif data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        what, remedy = "a BMP image", "recognize its text (OCR) first"
    elif data.startswith(b"MZ") and b"\0" in data[:64]:
        what, remedy = "a program", "give a text file"
    elif data[257:262] == b"ustar":
        what, remedy = "a TAR archive", "unpack it first"
    else:
        for mark, kind, advice in _SIGNATURES:
            if head.startswith(mark) and not (mark == b"BZh" and data[4:10] != b"1AY&SY"):
                what, remedy = kind, advice
                break
    if what:
        raise SourceError("binary-file", f"{name}: this is {what}, not a text file; {remedy}.")


def _unfit(data: bytes, text: str, codec: str) -> int:
    """How many bytes a codec could not read, given the text with its replacements."""
    fit = len(text.replace(_REPLACEMENT, "").encode(codec, "ignore"))
    mark = _ENCODED_REPLACEMENT.get(codec)  # how the file itself spells U+FFFD; most codecs cannot
    genuine = data.decode(codec, "ignore").count(_REPLACEMENT) * len(mark) if mark and mark in data else 0
    return max(1, len(data) - fit - genuine)


def _whole(data: bytes, codec: str) -> tuple[str, int]:
    """All of the bytes as text, and the number of bytes replaced."""
    try:
        return data.decode(codec), 0
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return text, _unfit(data, text, codec)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in _BOMS:
        if not data.startswith(mark):
            continue
        text, replaced = _whole(data[len(mark) :], codec)
        if replaced and (codec.startswith("utf-32") or not _bearable(text)):
            continue  # the mark was a chance, or was put before a text in another encoding
        return Decoded(text.lstrip("\ufeff"), codec, "medium" if replaced else "high", replaced)
    return None


def _bearable(text: str, edges: int = 0) -> bool:
    """Whether few enough of the non-ASCII characters are replacements; ``edges`` of them are forgiven."""
    foreign = len(text) - len(text.encode("ascii", "ignore")) - edges
    return foreign > 0 and text.count(_REPLACEMENT) - edges <= _TOLERATED * foreign


def _as_utf8(data: bytes) -> Decoded | None:
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = body.decode("utf-8")
        replaced = 0
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        # a slice that begins or ends inside a character says nothing against UTF-8
        head = _CUT_HEAD.match(body)
        edges = (len(head.group()) if head else 0) + (_CUT_TAIL.search(body[-3:]) is not None)
        if not _bearable(text, edges):
            return None
        replaced = _unfit(body, text, "utf-8")
    nuls = body.count(0)
    if nuls > 0.005 * len(body):  # a stray NUL is damage, many are UTF-16 or no text
        return None
    if _only_short_forms(text) and _prefers_gb(body):
        return None
    if replaced == 0:
        return Decoded(text, "utf-8", "high")
    return Decoded(text, "utf-8", "high" if replaced <= 0.01 * len(body) else "medium", replaced)


_LONG_FORM = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")


def _only_short_forms(text: str) -> bool:
    """Whether the non-ASCII characters are all of two bytes: Latin, Greek, Cyrillic …, or GBK by chance."""
    return not text.isascii() and _LONG_FORM.search(text) is None


def _prefers_gb(data: bytes) -> bool:
    try:
        return share_of_common(data[:SAMPLE].decode("gb18030")) > 0.5
    except UnicodeDecodeError:
        return False


def _as_utf16_ascii(data: bytes) -> Decoded | None:
    """UTF-16 without a mark that holds ASCII only: every second byte is a NUL."""
    if len(data) < 4 or len(data) % 2:
        return None
    for codec, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if high.count(0) == len(high):
            return Decoded(data.decode(codec).lstrip("\ufeff"), codec, "medium")
    return None


def share_of_common(text: str) -> float:
    """Share of common Chinese characters minus twice that of U+FFFD, among all that is not printable ASCII."""
    known = foreign = 0
    for character, count in Counter(text).items():
        if character > "~" or character < "\t":
            foreign += count
            if character in COMMON:
                known += count
            elif character == _REPLACEMENT:
                known -= 2 * count
    return known / foreign if foreign else 0.0


def _rank(sample: bytes, *, cut: bool) -> list[tuple[float, str]]:
    """The candidate codecs by score, best first; ``cut``: the sample may end inside a character."""
    ranked = []
    for codec in _CANDIDATES:
        text = sample.decode(codec, "replace")
        ranked.append((share_of_common(text.rstrip(_REPLACEMENT) if cut else text), codec))
    return sorted(ranked, reverse=True)


def _best(data: bytes, name: str) -> Decoded:
    sample = data[:SAMPLE]
    ranked: list[tuple[float, str]] = []
    for size in (_FIRST_LOOK, SAMPLE):  # the first kilobytes settle most files
        ranked = _rank(data[:size], cut=len(data) > size)
        if len(data) <= size or ranked[0][0] - ranked[1][0] >= 0.4:
            break
    (best, codec), (second, _) = ranked[0], ranked[1]
    if best >= FLOOR:
        text, replaced = _whole(data, codec)
        confidence: Confidence = "high" if best >= 0.5 and best - second >= 0.2 else "medium"
        if replaced > 0.02 * len(data):
            confidence = "low"
        return Decoded(text.lstrip("\ufeff"), codec, confidence, replaced)
    if len(sample) - len(sample.translate(None, _CONTROL_BYTES)) > 0.03 * len(sample):
        raise _binary(name)
    from charset_normalizer import from_bytes  # late: costs time at import and is seldom needed

    guess = from_bytes(sample).best()
    if guess is None:
        raise SourceError(
            "undecodable",
            f"{name}: no encoding gives a plausible text (tried UTF-8, GB18030, Big5, UTF-16 and a general guess); "
            "convert it to UTF-8 first, for example with iconv.",
        )
    text, replaced = _whole(data, guess.encoding)
    return Decoded(text.lstrip("\ufeff"), guess.encoding, "low", replaced)
