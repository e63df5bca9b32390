"""RTF documents (RTF 1.9.1): read by ourselves, because what they say about their code pages is often wrong.

Bytes are decoded by the character set of the font they stand in, or the code
page of the document. Where all bytes of one set together are plainly another
encoding, they are read as that, and it is said.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..errors import Diagnostic, SourceError
from ..text.encoding import decode
from ..text.source import GivenFact, Role, Source
from .blob import Blob, Limits, TextBuilder, damaged, extracted

WHAT = "RTF document"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_SKIPPED = frozenset(
    b"colortbl listtable listoverridetable revtbl rsidtbl generator pict object themedata colorschememapping "
    b"latentstyles datastore xmlnstbl filetbl pgptbl fldinst bkmkstart bkmkend objdata blipuid picprop sp "
    b"mmathPr nonshppict userprops operator comment company category manager creatim revtim printim "
    b"private wgrffmtfilter panose falt fontemb listname levelnumbers leveltext atnid atnauthor atndate atnref "
    b"atrfstart atrfend annotation pnseclvl do background".split()
)
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 204: "cp1251", 238: "cp1250", 0: "", 1: ""}
_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8", 54936: "gb18030", 0: "cp1252"}
_WORDS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"emspace": "\u2003", b"enspace": "\u2002", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"qmspace": "\u2005",
}  # fmt: skip
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_MOST_DEPTH = 3000


@dataclass(slots=True)
class _State:
    """What holds inside a group."""

    destination: str = "body"
    font: int = -1
    size: int = 24
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    skip: int = 1
    align: str = ""
    outline: int = 0
    style: int = 0
    table: bool = False
    supplied: bool = False


@dataclass(slots=True)
class _Run:
    data: bytes
    text: str
    state: _State


@dataclass(slots=True)
class _Paragraph:
    runs: list[_Run] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    end: str = "par"
    destination: str = "body"


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a document and its layout.

    Raises :class:`SourceError`: ``damaged-file``, ``too-deep``, ``too-large``, ``empty-file``.
    """
    data = blob.load(limits)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise damaged(blob, WHAT, "it does not begin as one")
    reader = _Reader(blob)
    reader.read(data)
    read_as, remarks = reader.settle()
    builder = TextBuilder()
    _write(reader, read_as, builder)
    return extracted(blob, data, builder.text(), "application/rtf", builder.layout(), remarks=remarks)


class _Reader:
    def __init__(self, blob: Blob) -> None:
        self.blob = blob
        self.page = "cp1252"
        self.named_page = ""
        self.unknown_page = False
        self.fonts: dict[int, int] = {}
        self.styles: dict[int, str] = {}
        self.paragraphs: list[_Paragraph] = []
        self.info: dict[str, list[_Run]] = {}
        self._open: dict[str, _Paragraph] = {}
        self._high = 0
        self._pending = 0  # characters that stand in for a Unicode one and are skipped
        self._style_name = b""

    def read(self, data: bytes) -> None:
        state = _State()
        stack: list[_State] = []
        self._pending = 0
        starred = False
        for match in _TOKEN.finditer(data):
            word, number, byte, symbol, brace, text = match.groups()
            if brace == b"{":
                stack.append(state)
                if len(stack) > _MOST_DEPTH:
                    raise SourceError(
                        "too-deep", f"{self.blob.label}: its groups are nested more than {_MOST_DEPTH:,} deep."
                    )
                state = replace(state)
                starred = False
            elif brace == b"}":
                self._leave(state)
                if not stack:
                    break
                state = stack.pop()
                self._pending = 0
            elif symbol == b"*":
                starred = True
            elif word is not None:
                value = int(number) if number else None
                if word == b"bin" and value:
                    continue
                self._control(word, value, state, starred)
                starred = False
            elif byte is not None:
                self._plain(bytes([int(byte, 16)]), state)
            elif symbol is not None:
                self._symbol(symbol, state)
            elif text is not None:
                self._plain(text, state)
        self._end("par", state)

    def _control(self, word: bytes, value: int | None, state: _State, starred: bool) -> None:
        if word == b"u" and value is not None:
            self._unicode(value, state)
            self._pending = state.skip
        else:
            self._pending = 0
            self._word(word, value, state, starred)

    def _plain(self, data: bytes, state: _State) -> None:
        """Bytes of the text, but those that stand in for a Unicode character."""
        dropped = min(self._pending, len(data))
        self._pending -= dropped
        if data := data[dropped:]:
            self._put(data, "", state)

    def _word(self, word: bytes, value: int | None, state: _State, starred: bool) -> None:
        name = word.decode("ascii")
        if word in _SKIPPED or (starred and word not in _KEPT):
            state.destination = "skip"
        elif word in _DESTINATIONS:
            if state.destination != "skip":
                state.destination = _DESTINATIONS[word]
                state.supplied = state.supplied or word in (b"listtext", b"pntext")
                if word in (b"listtext", b"pntext"):
                    state.destination = "body"
        elif state.destination == "info" and word in (b"title", b"author", b"subject", b"keywords"):
            state.destination = f"info {name}"
        elif word == b"ansicpg" and value is not None:
            self.named_page = str(value)
            self._set_page(value)
        elif word == b"f" and value is not None:
            state.font = value
        elif word == b"fcharset" and value is not None:
            self.fonts[state.font] = value
        elif word in _WORDS:
            self._put(b"", _WORDS[word], state)
        elif word in (b"par", b"sect", b"page", b"row", b"cell", b"nestcell", b"nestrow"):
            self._end(name, state)
        elif word in (b"line", b"softline", b"column"):
            self._end("line", state)
        else:
            self._property(word, value, state)

    def _property(self, word: bytes, value: int | None, state: _State) -> None:
        on = value != 0
        if word == b"uc":
            state.skip = min(max(value or 0, 0), 4)
        elif word == b"b":
            state.bold = on
        elif word == b"fs" and value:
            state.size = value
        elif word == b"v":
            state.hidden = on
        elif word == b"deleted":
            state.deleted = on
        elif word == b"plain":
            state.bold = state.hidden = state.deleted = False
            state.size = 24
        elif word == b"pard":
            state.align, state.outline, state.style, state.table = "", 0, 0, False
        elif word in (b"qc", b"qr", b"ql", b"qj"):
            state.align = {b"qc": "center", b"qr": "right"}.get(word, "")
        elif word == b"outlinelevel" and value is not None and value < 9:
            state.outline = value + 1
        elif word == b"s" and value is not None:
            state.style = value
        elif word == b"intbl":
            state.table = True

    def _symbol(self, symbol: bytes, state: _State) -> None:
        if symbol == b"~":
            self._put(b"", "\u00a0", state)
        elif symbol == b"_":
            self._put(b"", "-", state)
        elif symbol in (b"\n", b"\r"):
            self._end("par", state)
        elif symbol in (b"\\", b"{", b"}"):
            self._put(symbol, "", state)

    def _unicode(self, value: int, state: _State) -> None:
        value &= 0xFFFF
        if 0xD800 <= value < 0xDC00:
            self._high = value
        elif 0xDC00 <= value < 0xE000:
            high, self._high = self._high, 0
            self._put(b"", chr(0x10000 + ((high - 0xD800) << 10) + value - 0xDC00) if high else "\ufffd", state)
        elif 0xF020 <= value <= 0xF0FF:
            self._put(b"", "•", state)
        else:
            self._put(b"", chr(value), state)

    def _put(self, data: bytes, text: str, state: _State) -> None:
        place = state.destination
        if place == "stylesheet":
            self._style_name += data
            return
        if place in ("skip", "fonts", "info"):
            return
        run = _Run(data, text, replace(state))
        if place.startswith("info "):
            self.info.setdefault(place[5:], []).append(run)
            return
        paragraph = self._open.setdefault(place, _Paragraph(destination=place))
        last = paragraph.runs[-1] if paragraph.runs else None
        if last is not None and data and last.data and not last.text and _same(last.state, state):
            last.data += data
        else:
            paragraph.runs.append(run)

    def _end(self, kind: str, state: _State) -> None:
        place = state.destination
        if place in ("skip", "fonts", "info", "stylesheet"):
            return
        paragraph = self._open.pop(place, _Paragraph(destination=place))
        paragraph.state, paragraph.end = replace(state), kind
        self.paragraphs.append(paragraph)

    def _leave(self, state: _State) -> None:
        if state.destination == "stylesheet":
            if self._style_name:
                self.styles[state.style] = self._style_name.decode("ascii", "replace").strip(" ;")
            self._style_name = b""
        elif state.destination in ("footnote", "header", "footer") and state.destination in self._open:
            self._end("par", state)

    def _set_page(self, number: int) -> None:
        """Take the code page that is named; of one that nobody knows the default of the format, which is said."""
        self.page = _PAGES.get(number, f"cp{number}")
        try:
            codecs.lookup(self.page)
        except LookupError:
            self.page, self.unknown_page = "cp1252", True

    def codec(self, state: _State) -> str:
        """The codec that the document names for the bytes at a place."""
        return _CHARSETS.get(self.fonts.get(state.font, 1), "") or self.page

    def _high_bytes(self) -> Iterator[tuple[str, bytes]]:
        for paragraph in self.paragraphs:
            for run in paragraph.runs:
                if run.data and not run.data.isascii():
                    yield self.codec(run.state), run.data

    def settle(self) -> tuple[dict[str, str], list[Diagnostic]]:
        """For every codec that is named the one that its bytes are, and what is to be said about it."""
        found: dict[str, list[bytes]] = {}
        for codec, data in self._high_bytes():
            found.setdefault(codec, []).append(data)
        out: dict[str, str] = {}
        remarks = []
        for codec, parts in found.items():
            whole = b"\n".join(parts)
            out[codec] = codec
            if len(whole) < 40:
                continue
            try:
                seen = decode(whole, name=self.blob.label)
            except SourceError:
                continue
            named = whole.decode(codec, "replace")
            bad = named.count("\ufffd") / max(len(named), 1)
            if seen.encoding != codec and seen.confidence == "high" and seen.encoding != "utf-16-le":
                out[codec] = seen.encoding
                remarks.append(_contradicts(self.named_page or codec, seen.encoding))
            elif bad > 0.01:
                remarks.append(
                    Diagnostic("encoding-contradicts", "warning",
                               f"Bytes that the document says are {codec} do not fit it: {named.count(chr(0xFFFD))} "
                               "characters are lost.")
                )  # fmt: skip
        if self.unknown_page and out.get(self.page) == self.page:
            remarks.append(
                Diagnostic(
                    "encoding-contradicts",
                    "warning",
                    f"The document names code page {self.named_page}, which there is not; its bytes were read as "
                    f"{self.page}, the default of RTF.",
                )
            )
        return out, remarks


_DESTINATIONS = {
    b"fonttbl": "fonts", b"stylesheet": "stylesheet", b"info": "info", b"header": "header", b"headerl": "header",
    b"headerr": "header", b"headerf": "header", b"footer": "footer", b"footerl": "footer", b"footerr": "footer",
    b"footerf": "footer", b"footnote": "footnote", b"listtext": "body", b"pntext": "body",
}  # fmt: skip
_KEPT = frozenset(_DESTINATIONS) | {b"shptxt", b"shpinst", b"ud", b"fldrslt", b"cs"}


def _contradicts(page: str, encoding: str) -> Diagnostic:
    return Diagnostic(
        "encoding-contradicts",
        "warning",
        f"The document names code page {page} for bytes that are {encoding}; they were read as that.",
    )


def _same(one: _State, other: _State) -> bool:
    return (one.font, one.bold, one.hidden, one.deleted, one.size, one.supplied) == (
        other.font, other.bold, other.hidden, other.deleted, other.size, other.supplied,
    )  # fmt: skip


def _spell(run: _Run, reader: _Reader, read_as: dict[str, str]) -> str:
    if run.text:
        return run.text
    codec = reader.codec(run.state)
    return run.data.decode(read_as.get(codec, codec), "replace")


def _write(reader: _Reader, read_as: dict[str, str], builder: TextBuilder) -> None:
    for name, runs in reader.info.items():
        value = " ".join("".join(_spell(run, reader, read_as) for run in runs).split())
        field = {"title": "title", "author": "author", "subject": "description"}.get(name, "keywords")
        if value:
            builder.facts.append(GivenFact(field, value, f"info {name}", "hint" if field == "author" else "stated"))
    sizes: dict[int, int] = {}
    for paragraph in reader.paragraphs:
        for run in paragraph.runs:
            sizes[run.state.size] = sizes.get(run.state.size, 0) + len(run.data) + len(run.text)
    body = max(sizes, key=lambda size: (sizes[size], size), default=24)
    cells: list[str] = []
    rest: list[_Paragraph] = []
    for paragraph in reader.paragraphs:
        if paragraph.destination != "body":
            rest.append(paragraph)
        elif paragraph.end in ("cell", "nestcell"):
            cells.append("".join(_spell(run, reader, read_as) for run in paragraph.runs).strip())
        elif paragraph.end in ("row", "nestrow"):
            _row(cells, builder)
            cells = []
        else:
            _paragraph(paragraph, reader, read_as, builder, body)
        if paragraph.end == "page":
            builder.page()
    _row(cells, builder)
    order = {"footnote": 0, "header": 1, "footer": 2}
    for paragraph in sorted(rest, key=lambda entry: order.get(entry.destination, 3)):
        _paragraph(paragraph, reader, read_as, builder, body)


def _row(cells: list[str], builder: TextBuilder) -> None:
    if all(len(cell) <= 60 and "\t" not in cell for cell in cells):
        if line := "\t".join(cells).rstrip("\t"):
            builder.line(line, role="row", hints=("in-table",))
    else:
        for cell in cells:
            builder.line(cell, role="cell", hints=("in-table",))


def _paragraph(
    paragraph: _Paragraph, reader: _Reader, read_as: dict[str, str], builder: TextBuilder, body: int
) -> None:
    text = ""
    supplied = bold = 0
    gone: list[tuple[int, int, str]] = []
    sizes: dict[int, int] = {}
    for run in paragraph.runs:
        words = _spell(run, reader, read_as)
        if run.state.supplied:
            words = words.replace("\t", " ")
            supplied += len(words) if supplied == len(text) else 0
        if run.state.deleted or run.state.hidden:
            gone.append((len(text), len(text) + len(words), "deleted" if run.state.deleted else "hidden"))
        text += words
        bold += len(words) * run.state.bold
        sizes[run.state.size] = sizes.get(run.state.size, 0) + len(words)
    if not text.strip():
        return
    state = paragraph.state
    match = _HEADING.search(reader.styles.get(state.style, ""))
    level = state.outline or (int(match[1]) if match else 0)
    place = paragraph.destination
    role: Role = "heading" if level else "item" if supplied else "paragraph"
    if place in ("footnote", "header", "footer"):
        role = place  # type: ignore[assignment]  # the names are the same
    size = max(sizes, key=lambda value: sizes[value])
    builder.line(
        text,
        excluded="running-head" if place in ("header", "footer") else "",
        excluded_parts=gone,
        supplied=len(text[:supplied].rstrip()),
        role=role,
        level=level,
        bold=round(bold / len(text), 3),
        centered=state.align == "center",
        right=state.align == "right",
        size=round(size / body, 2) if body else 1.0,
        hints=("style-heading",) if level else (),
    )
