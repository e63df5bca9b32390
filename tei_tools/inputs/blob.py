"""What a reader of a format is given: bytes with a name, the limits that protect us, and what the caller said."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from ..errors import Diagnostic, SourceError
from ..text.encoding import MAX_BYTES, load_bytes, read_limited
from ..text.source import Confidence, Exclusion, GivenFact, Layout, LayoutSpan, Source, SourceFile, Span

MEMBER = "!/"
"""Stands between the steps of a member: ``pages.zip!/2021/a.html``, ``all.zip!/dump.jsonl!/17``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may cost, against files made to do harm.

    ``max_bytes`` is the size of one document, packed or not; ``max_unpacked``
    what all members that a document is read from may have together, in bytes;
    ``max_ratio`` how many times its packed size a member of more than a
    megabyte may have; ``max_members`` how many an archive may hold;
    ``max_depth`` how deep archives may lie in archives; ``max_pages`` how many
    pages a document may have.
    """

    max_bytes: int = MAX_BYTES
    max_unpacked: int = 300_000_000
    max_ratio: int = 200
    max_members: int = 1_000_000
    max_depth: int = 3
    max_pages: int = 5_000


@dataclass(frozen=True, slots=True)
class InputOptions:
    """What the caller says about the inputs; nothing unless he knows better than what is found by looking.

    ``format`` is a name of :data:`tei_tools.inputs.registry.FORMATS`,
    ``encoding`` a Python codec, ``columns`` pairs of a field (``text`` or one
    of :data:`tei_tools.text.source.FACT_FIELDS`) and the column of a dump that
    holds it. ``table`` is the table of a database.
    """

    format: str = ""
    encoding: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One document of a file that holds many.

    ``key`` finds it again in the file, ``name`` is what people call it (a path
    with ``/``, or an id) and its output is called after, ``size`` is about how
    many bytes it has.
    """

    key: str
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes, in memory or in a file, and what they are called.

    ``name`` is the bare file name, ``label`` what messages call it (a path, and
    the member), ``member`` the part of the file that these bytes are, ``facts``
    what the file around them says about them.
    """

    name: str
    data: bytes | None = None
    path: Path | None = None
    member: str = ""
    label: str = ""
    options: InputOptions = field(default_factory=InputOptions)
    depth: int = 0
    facts: tuple[GivenFact, ...] = ()

    @classmethod
    def of_path(cls, path: str | os.PathLike[str], options: InputOptions | None = None) -> Blob:
        """A file."""
        place = Path(path)
        return cls(_legal(place.name), None, place, "", _legal(str(place)), options or InputOptions())

    @classmethod
    def of_bytes(cls, data: bytes, name: str, options: InputOptions | None = None) -> Blob:
        """Bytes that came from somewhere else, such as a pipe."""
        return cls(_legal(name), data, None, "", _legal(name), options or InputOptions())

    @classmethod
    def of_stream(cls, stream: BinaryIO, name: str, options: InputOptions, limits: Limits) -> Blob:
        """All that comes out of a stream, such as standard input. Raises :class:`SourceError` ``too-large``."""
        return cls.of_bytes(read_limited(stream, name, max_bytes=limits.max_bytes), name, options)

    @classmethod
    def of_input(cls, path: str | os.PathLike[str], options: InputOptions, limits: Limits) -> Blob:
        """A file, or what comes out of a pipe that a shell opened for us, as in ``convert <(command)``.

        Such a pipe can be read only once, so that is done here. Raises
        :class:`SourceError` ``unreadable`` for any other pipe, a socket and a
        device, for opening them could wait for ever.
        """
        kind = special_kind(path)
        if not kind:
            return cls.of_path(path, options)
        shown = _legal(os.fspath(path))
        if not shown.startswith(_OWN_DESCRIPTORS):
            raise SourceError("unreadable", f"{shown}: is {kind}, not a file; write its text into a file first.")
        return cls.of_bytes(load_bytes(path, max_bytes=limits.max_bytes), shown, options)

    def child(self, data: bytes, name: str, key: str) -> Blob:
        """The bytes of a member."""
        member = f"{self.member}{MEMBER}{key}" if self.member else key
        label = f"{self.label}{MEMBER}{_legal(name)}"
        # what was said about the format of the outer file does not hold for what is in it
        inner = replace(self.options, format="")
        return Blob(_legal(name), data, None, member, label, inner, self.depth + 1)

    @property
    def size(self) -> int:
        """How many bytes there are; 0 for a file that is not there."""
        if self.data is not None:
            return len(self.data)
        try:
            return os.stat(self.path).st_size if self.path else 0
        except (OSError, ValueError):
            return 0

    @property
    def stamp(self) -> tuple[int, int] | None:
        """Size and modification time (ns) of a file, None for bytes in memory: what was found out about a file holds
        as long as this is the same."""
        if self.data is not None or self.path is None:
            return None
        try:
            found = os.stat(self.path)
        except (OSError, ValueError):
            return None
        return found.st_size, found.st_mtime_ns

    @property
    def suffix(self) -> str:
        """What the name ends with, from the last dot, in lower case.

        >>> Blob.of_bytes(b"", "a/b.Tar.GZ").suffix
        '.gz'
        """
        return os.path.splitext(self.name)[1].lower()

    def head(self, size: int = 8192) -> bytes:
        """The first bytes. Raises :class:`SourceError` ``unreadable``."""
        if self.data is not None:
            return self.data[:size]
        assert self.path is not None
        try:
            with open(self.path, "rb") as file:
                return file.read(size)
        except (OSError, ValueError):
            load_bytes(self.path, max_bytes=0)  # says what is wrong with it
            raise

    def load(self, limits: Limits) -> bytes:
        """All bytes. Raises :class:`SourceError` ``unreadable`` or ``too-large``, the latter before they are read."""
        if self.data is not None:
            if len(self.data) > limits.max_bytes:
                raise too_large(self, limits)
            return self.data
        assert self.path is not None
        if self.size > limits.max_bytes:
            raise too_large(self, limits)
        return load_bytes(self.path, max_bytes=limits.max_bytes)

    def open(self) -> BinaryIO:
        """A stream over the bytes that can be read in pieces and moved in."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None
        try:
            return open(self.path, "rb")
        except (OSError, ValueError):
            load_bytes(self.path, max_bytes=0)
            raise


_OWN_DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Where shells put pipes that are meant to be read."""
_SPECIAL = ((stat.S_ISFIFO, "a pipe (FIFO)"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"),
            (stat.S_ISBLK, "a device"))  # fmt: skip


def special_kind(path: str | os.PathLike[str]) -> str:
    """What is at a path that is neither a file nor a folder; nothing for these, and where there is nothing."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    return next((what for is_special, what in _SPECIAL if is_special(mode)), "")


def too_large(blob: Blob, limits: Limits) -> SourceError:
    """The error for an input that is larger than it may be."""
    return SourceError(
        "too-large",
        f"{blob.label}: larger than the limit of {limits.max_bytes:,} bytes; split it or raise the limit (--max-bytes).",
    )


def damaged(blob: Blob, what: str, cause: object) -> SourceError:
    """The error for a file that is not what its format asks for.

    >>> str(damaged(Blob.of_bytes(b"", "a.docx"), "Word document (DOCX)", "no document part"))
    'a.docx: is not a whole Word document (DOCX): no document part; get it again, or open and save it anew.'
    """
    return SourceError(
        "damaged-file", f"{blob.label}: is not a whole {what}: {cause}; get it again, or open and save it anew."
    )


def _legal(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def legal_text(text: str) -> str:
    """The text without lone surrogates, one U+FFFD for each, so that it can be written."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text


def extracted(
    blob: Blob,
    data: bytes,
    text: str,
    media_type: str,
    layout: Layout,
    *,
    encoding: str = "utf-8",
    confidence: Confidence = "high",
    replaced: int = 0,
    remarks: Iterable[Diagnostic] = (),
) -> Source:
    """The source for a text that was taken out of ``data``. ``text`` may hold anything but is made writable.

    Raises :class:`SourceError` ``empty-file`` when there is no text.
    """
    text = legal_text(text)
    if not text.strip("\ufeff\u200b \t\r\n\u3000\xa0"):
        raise SourceError("empty-file", f"{blob.label}: holds no text; if it shows one, that is a picture: use OCR.")
    return Source(
        text,
        SourceFile(
            name=blob.name if not blob.member else _outer_name(blob),
            media_type=media_type,
            encoding=encoding,
            encoding_confidence=confidence,
            replaced=replaced,
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            characters=len(text),
            member=blob.member,
            text_sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        ),
        layout,
        tuple(remarks),
    )


def _outer_name(blob: Blob) -> str:
    """The name of the file on the disk that a member is in."""
    return os.path.basename(blob.label.split(MEMBER, 1)[0])


class TextBuilder:
    """Puts lines with their layout together into a text. Offsets are kept right by construction.

    >>> builder = TextBuilder()
    >>> builder.line("一、概况", role="heading", level=1)
    >>> builder.line("第1页", excluded="page-number")
    >>> builder.text()
    '一、概况\\n第1页\\n'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.offset = 0
        self.lines: list[LayoutSpan] = []
        self.excluded: list[Exclusion] = []
        self.supplied: list[Span] = []
        self.pages: list[int] = []
        self.facts: list[GivenFact] = []

    def line(
        self,
        text: str,
        *,
        excluded: str = "",
        excluded_parts: Iterable[tuple[int, int, str]] = (),
        supplied: int = 0,
        gaps: Iterable[int] = (),
        **layout: object,
    ) -> None:
        """Add a line.

        ``excluded`` is the reason when the line is no part of what the file
        says, ``excluded_parts`` are such parts of it as (start, end, reason),
        ``supplied`` is how many characters at its start the file does not hold,
        ``gaps`` are offsets in it. The rest are fields of :class:`LayoutSpan`.
        """
        if not text:
            return
        start = self.offset
        end = start + len(text)
        self._parts.append(text)
        self._parts.append("\n")
        self.offset = end + 1
        self.lines.append(
            LayoutSpan(start, end, gaps=tuple(start + gap for gap in gaps), **layout)  # type: ignore[arg-type]
        )
        if excluded:
            self.excluded.append(Exclusion(Span(start, end), excluded))
        else:
            for first, last, reason in excluded_parts:
                if last > first:
                    self.excluded.append(Exclusion(Span(start + first, start + last), reason))
        if supplied:
            self.supplied.append(Span(start, start + supplied))

    def blank(self) -> None:
        """Add an empty line, unless the text begins here or has one already."""
        if self._parts and self._parts[-1] == "\n" and (len(self._parts) < 2 or self._parts[-2] != "\n"):
            self._parts.append("\n")
            self.offset += 1

    def append_text(self, text: str) -> None:
        """Add text that has its line ends already and of which nothing is said."""
        if text:
            self._parts.append(text)
            self.offset += len(text)

    def page(self) -> None:
        """A page begins here."""
        self.pages.append(self.offset)

    def text(self) -> str:
        """All lines, each ended by LF."""
        return "".join(self._parts)

    def layout(self) -> Layout:
        """What was said about them."""
        return Layout(
            tuple(self.lines), tuple(self.facts), tuple(self.excluded), tuple(self.supplied), tuple(self.pages)
        )
