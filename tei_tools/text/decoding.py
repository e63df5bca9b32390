"""Text files whose encoding is not one: mixed by line, encoded twice, or with a byte lost; and HZ.

:mod:`tei_tools.text.encoding` finds the one encoding of a text. This module
looks at what it gives and mends what is certain: lines of GBK in a file of
UTF-8, UTF-8 that was read as something else and saved again, GBK that lost a
byte and would garble the rest of its line. What is not certain is named in a
remark and left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..errors import Diagnostic, SourceError
from .common_characters import COMMON
from .encoding import Decoded, decode, decode_as, share_of_common
from .source import Confidence

_HAN = re.compile("[\u3400-\u9fff]")
_LINES = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_TEXT_LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")
_LEVEL_ONE = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]){2,}")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{3}"
)
_TWICE = re.compile("[锛銆鐨鏄鍦浜涓鍜][^ -~]")
"""What 的, 是, 在, ， and 。 begin with when UTF-8 is read as GBK; 锛 and 銆 stand in no running text."""
_CP1252 = {code: bytes([code]) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text, how it was read, and what a reader should know about that.

    ``mended``: no single codec gives this text from the bytes.
    """

    text: str
    encoding: str
    confidence: Confidence
    replaced: int = 0
    mended: bool = False
    remarks: tuple[Diagnostic, ...] = ()


def read_text(data: bytes, *, encoding: str = "", name: str = "input") -> ReadText:
    """The text of some bytes; with ``encoding`` as that, without looking for another.

    Raises what :func:`tei_tools.text.encoding.decode` raises.

    >>> read_text("石桥镇要闻\\n".encode() + "澄湖县新闻\\n".encode("gbk")).text
    '石桥镇要闻\\n澄湖县新闻\\n'
    """
    if encoding:
        found = decode_as(data, encoding, name=name)
        return _silent_no_more(ReadText(found.text, found.encoding, found.confidence, found.replaced))
    if (hz := _hz(data)) is not None:
        return hz
    found = _decode(data, name)
    read = ReadText(found.text, found.encoding, found.confidence, found.replaced)
    if found.encoding in ("utf-8", "gb18030", "big5hkscs") and not (found.encoding == "utf-8" and not found.replaced):
        read = _by_line(data, found) or read
    if read.encoding == "gb18030" and not read.mended:
        read = _resynchronized(data, read)
    once = _once(read)
    return _silent_no_more(replace(once, text=once.text.removeprefix("\ufeff")))  # the mark was encoded twice too


def _decode(data: bytes, name: str) -> Decoded:
    """One encoding; GBK too when a lost byte garbles so much that it is not seen to be that."""
    try:
        found = decode(data, name=name)
    except SourceError as error:
        if error.code == "undecodable" and _is_broken_gbk(data):
            return Decoded(data.decode("gb18030", "replace"), "gb18030", "medium")
        if error.code == "binary-file" and (twice := _controls_of_utf8(data)) is not None:
            return twice
        mixed = _by_line(data, Decoded("", "gb18030", "low")) if error.code == "undecodable" else None
        if mixed is not None and share_of_common(mixed.text) >= 0.4:
            return Decoded("", "gb18030", "medium", 1)  # it is read by line
        raise
    if found.confidence == "low" and _is_broken_gbk(data):
        return Decoded(data.decode("gb18030", "replace"), "gb18030", "medium")
    return found


def _controls_of_utf8(data: bytes) -> Decoded | None:
    """UTF-8 whose control characters are the middle bytes of UTF-8 that was read as Latin-1."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Decoded(text, "utf-8", "high") if _undo(text[:4000].rpartition("\n")[0] or text[:4000]) else None


def _is_broken_gbk(data: bytes) -> bool:
    lines = [match.group() for match in _LINES.finditer(data[:20_000])]
    text = "".join(_resync(line) or "" for line in lines)
    return len(_HAN.findall(text)) >= 6 and share_of_common(text) >= 0.4


def _silent_no_more(read: ReadText) -> ReadText:
    """The same with a remark for bytes that did not fit, and for a reading that is a guess."""
    remarks = list(read.remarks)
    if read.replaced:
        remarks.append(
            Diagnostic(
                "bytes-replaced",
                "warning",
                f"{read.replaced:,} bytes did not fit {read.encoding} and stand as U+FFFD.",
            )
        )
    if read.confidence == "low":
        remarks.append(
            Diagnostic(
                "encoding-guessed",
                "warning",
                f"The encoding is a guess ({read.encoding}); if the text looks wrong, name it with --encoding.",
            )
        )
    return replace(read, remarks=tuple(remarks))


# --- HZ (RFC 1843) ---


def _hz(data: bytes) -> ReadText | None:
    """ASCII that switches to GB 2312 between ``~{`` and ``~}``, if that is what it is."""
    if b"~{" not in data or not data.isascii() or not _HZ.search(data):
        return None
    try:
        text = data.decode("hz")
        replaced = 0
    except UnicodeDecodeError:
        text = data.decode("hz", "replace")
        replaced = text.count("\ufffd")
    if len(_HAN.findall(text)) < 2 or share_of_common(text) < 0.3:
        return None
    return ReadText(text, "hz", "medium" if replaced else "high", replaced)


# --- mixed by line ---


def _by_line(data: bytes, whole: Decoded) -> ReadText | None:
    """Every line as what it is, when lines of UTF-8 and lines of GBK (or Big5) stand in one file."""
    old = "big5hkscs" if whole.encoding == "big5hkscs" else "gb18030"
    parts: list[str] = []
    counts = {"utf-8": 0, old: 0}
    replaced = 0
    for match in _LINES.finditer(data):
        line = match.group()
        if line.isascii():
            parts.append(line.decode("ascii"))
            continue
        text, codec, lost = _line(line, old)
        parts.append(text)
        counts[codec] += 1
        replaced += lost
    if not counts["utf-8"] or not counts[old]:
        return None
    most = max(counts, key=lambda codec: counts[codec])
    remark = Diagnostic(
        "mixed-encodings",
        "warning",
        f"The file mixes encodings by line: {counts['utf-8']:,} lines are utf-8, {counts[old]:,} are {old}; "
        "each was read as what it is.",
    )
    return ReadText("".join(parts).removeprefix("\ufeff"), most, "medium", replaced, True, (remark,))


def _line(line: bytes, old: str) -> tuple[str, str, int]:
    """A line that is not ASCII, as UTF-8 or in the old encoding, and how many bytes did not fit."""
    try:
        utf8: str | None = line.decode("utf-8")
    except UnicodeDecodeError:
        utf8 = None
    try:
        other: str | None = line.decode(old)
    except UnicodeDecodeError:
        other = None
    if utf8 is not None and (other is None or share_of_common(utf8) >= share_of_common(other) - 0.1):
        return utf8, "utf-8", 0
    if other is not None:
        return other, old, 0
    first, second = line.decode("utf-8", "replace"), line.decode(old, "replace")
    if share_of_common(first) >= share_of_common(second):
        return first, "utf-8", first.count("\ufffd")
    return second, old, second.count("\ufffd")


# --- a byte lost ---


def _resynchronized(data: bytes, read: ReadText) -> ReadText:
    """GBK in which lines that lost a byte are read with a gap there, not as garbage from there on."""
    lines = [match.group() for match in _LINES.finditer(data)]
    mended = 0
    parts: list[str] = []
    for line in lines:
        text = line.decode("gb18030", "replace")
        if not line.isascii() and _suspicious(text):
            better = _resync(line)
            if better is not None and _is_better(better, text):
                text = better
                mended += 1
        parts.append(text)
    if not mended:
        return read
    text = "".join(parts)
    remark = Diagnostic(
        "bytes-lost", "warning", f"In {mended:,} lines a byte is lost; a U+FFFD stands there, and the rest is whole."
    )
    return replace(read, text=text, mended=True, confidence="medium", remarks=(*read.remarks, remark),
                   replaced=text.count("\ufffd"))  # fmt: skip


def _suspicious(text: str) -> bool:
    return "\ufffd" in text or (len(_HAN.findall(text)) >= 6 and share_of_common(text) < 0.45)


def _is_better(better: str, text: str) -> bool:
    return share_of_common(better) > share_of_common(text) + 0.05


def _resync(line: bytes) -> str | None:
    """The cheapest way to read a line as characters of one, two or four bytes and lost bytes.

    Dynamic programming over the bytes: a common character costs nothing, a
    rare one something, a lost byte as much as some rare ones.
    """
    size = len(line)
    if size > 100_000:
        return None
    best = [0.0] + [1e9] * size
    step = [0] * (size + 1)
    piece = [""] * (size + 1)
    for place in range(size):
        cost = best[place]
        byte = line[place]
        if byte < 0x80:
            _relax(best, step, piece, place, 1, cost, chr(byte))
            continue
        _relax(best, step, piece, place, 1, cost + 5.0, "\ufffd")
        if 0x81 <= byte <= 0xFE and place + 1 < size and 0x40 <= line[place + 1] <= 0xFE and line[place + 1] != 0x7F:
            try:
                character = line[place : place + 2].decode("gb18030")
            except UnicodeDecodeError:
                continue
            both = byte >= 0xA1 and line[place + 1] >= 0xA1
            rare = 0.0 if character in COMMON else 1.0 if both and byte < 0xD8 else 2.0 if both else 3.0
            _relax(best, step, piece, place, 2, cost + rare, character)
    out: list[str] = []
    place = size
    while place > 0:
        out.append(piece[place])
        place -= step[place]
    return "".join(reversed(out))


def _relax(
    best: list[float], step: list[int], piece: list[str], place: int, size: int, cost: float, character: str
) -> None:
    if cost < best[place + size]:
        best[place + size], step[place + size], piece[place + size] = cost, size, character


# --- encoded twice ---


def _once(read: ReadText) -> ReadText:
    """The text with lines undone that were encoded, read as something else, and encoded again."""
    text = read.text
    sample = text[:4000]
    strange = share_of_common(sample) < 0.35 and len(_HAN.findall(sample)) > 0.3 * len(sample)
    if not (strange or _TWICE.search(text) or _LATIN.search(text)):
        return read
    parts: list[str] = []
    undone: dict[str, int] = {}
    left = 0
    for line in _TEXT_LINES.findall(text):
        suspect = strange or bool(_LATIN.search(line)) or bool(_TWICE.search(line))
        if not suspect:
            parts.append(line)
            continue
        found = _undo(line)
        if found is None:
            left += len(_TWICE.findall(line)) >= 3 and share_of_common(line) < 0.3
            parts.append(line)
        else:
            parts.append(found[0])
            undone[found[1]] = undone.get(found[1], 0) + 1
    remarks = list(read.remarks)
    if undone:
        words = ", ".join(f"{count:,} lines {how}" for how, count in undone.items())
        remarks.append(Diagnostic("encoded-twice", "warning", f"The text was encoded twice; undone: {words}."))
    if left:
        remarks.append(
            Diagnostic(
                "encoded-twice-left",
                "warning",
                f"{left:,} lines look as if they were encoded twice and have lost characters since; they are left.",
            )
        )
    if not undone:
        return replace(read, remarks=tuple(remarks))
    return replace(read, text="".join(parts), mended=True, confidence="medium", remarks=tuple(remarks))


def _undo(line: str) -> tuple[str, str] | None:
    """What a line was before it was encoded again, and how; None when that is not certain."""
    before = share_of_common(line)
    ways: tuple[tuple[str, Callable[[str], bytes], str], ...] = (
        ("utf-8 read as gbk", lambda text: text.encode("gb18030"), "utf-8"),
        ("utf-8 read as cp1252", _as_cp1252, "utf-8"),
        ("utf-8 read as latin-1", lambda text: text.encode("latin-1"), "utf-8"),
        ("gbk read as latin-1", lambda text: text.encode("latin-1"), "gb18030"),
        ("gbk read as cp1252", _as_cp1252, "gb18030"),
        ("big5 read as latin-1", lambda text: text.encode("latin-1"), "big5hkscs"),
    )
    found: list[tuple[float, str, str]] = []
    for how, back, codec in ways:
        try:
            text = back(line).decode(codec)
        except UnicodeError:
            continue
        han = len(_HAN.findall(text))
        share = share_of_common(text)
        if how == "gbk read as latin-1" and share < 0.6 and _all_level_one(line):
            share = 0.6  # rare ideographs, and yet no Latin letters stand together like this
        if han >= 2 and share >= max(0.6, before + 0.2):
            found.append((share, text, how))
    if not found:
        return _undo_damaged(line, before)
    share, text, how = max(found)
    return text, how


def _all_level_one(line: str) -> bool:
    """Whether all that is not ASCII stands in runs of four and more that are common ideographs of GB 2312."""
    runs = re.findall("[\x80-\xff]+", line)
    return bool(runs) and all(_LEVEL_ONE.fullmatch(run.encode("latin-1")) for run in runs)


def _undo_damaged(line: str, before: float) -> tuple[str, str] | None:
    """UTF-8 that was read as another encoding and lost bytes that this has no character for: the rest is certain, gaps
    stay."""
    if "\ufffd" not in line and "?" not in line:
        return None
    ways: tuple[tuple[str, Callable[[str], bytes]], ...] = (
        ("gbk", lambda text: text.encode("gb18030")),
        ("cp1252", _as_cp1252),
    )
    for name, back in ways:
        found = _with_gaps(line, back, before)
        if found is not None:
            return found, f"utf-8 read as {name}, with characters lost"
    return None


def _with_gaps(line: str, back: Callable[[str], bytes], before: float) -> str | None:
    """The line undone one way, U+FFFD where characters are lost; None when that gives no Chinese text."""
    try:
        data = b"\xff".join(back(part) for part in re.split("[\ufffd?]", line))
    except UnicodeEncodeError:
        return None
    text = re.sub("\ufffd+", "\ufffd", data.decode("utf-8", "replace"))
    han = len(_HAN.findall(text))
    lost = text.count("\ufffd")
    if han >= 4 and 4 * lost <= han and share_of_common(text.replace("\ufffd", "")) >= max(0.6, before + 0.2):
        return text
    return None


def _as_cp1252(text: str) -> bytes:
    out = bytearray()
    for character in text:
        code = ord(character)
        out += _CP1252[code] if code in _CP1252 else character.encode("cp1252")
    return bytes(out)
