"""The directory of a ZIP file, read in pieces into a database on the disk: :mod:`zipfile` would hold it in memory.

A million members take :mod:`zipfile` 800 MB. Here it does what it does best,
which is to unpack a member; which members there are is read from the central
directory (PKWARE's APPNOTE 6.3.10, 4.3.12 to 4.3.16), that of ZIP64 too.
"""

from __future__ import annotations

import sqlite3
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_HEAD, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_LONGEST_COMMENT = (1 << 16) - 1
_FULL_16, _FULL_32 = (1 << 16) - 1, (1 << 32) - 1
_ZIP64 = 1
"""The extra field that holds what has no room in 32 bits."""


@dataclass(frozen=True, slots=True)
class Member:
    """What the directory says of a member.

    ``name`` is decoded as its flags say; ``kind`` is the type of file that a Unix system gave it, 0 if none did;
    ``again``: another member behind it has the same name.
    """

    name: str
    size: int
    packed: int
    flags: int
    kind: int
    again: bool

    @property
    def is_folder(self) -> bool:
        """Whether it stands for a folder."""
        return self.name.endswith("/")


class ZipDirectory:
    """The members of a ZIP file. Raises ``zipfile.BadZipFile`` for what is none, and ``OSError``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base = sqlite3.connect("", isolation_level=None)  # a file that SQLite removes by itself
        try:
            self._base.execute("PRAGMA journal_mode=OFF")
            self._base.execute(
                "CREATE TABLE member (number INTEGER PRIMARY KEY, name TEXT, offset INTEGER, packed INTEGER,"
                " size INTEGER, crc INTEGER, method INTEGER, flags INTEGER, kind INTEGER)"
            )
            with open(path, "rb") as file:
                self._start, shift, size = _place_of_directory(file)
                self._base.execute("BEGIN")
                self._base.executemany(
                    "INSERT INTO member (name, offset, packed, size, crc, method, flags, kind)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    _entries(file, self._start, shift, size),
                )
            self._base.execute("CREATE INDEX member_name ON member (name)")
            self._base.execute("CREATE INDEX member_offset ON member (offset)")
        except BaseException:
            self._base.close()
            raise

    def close(self) -> None:
        """Give the database back."""
        self._base.close()

    def members(self) -> Iterator[Member]:
        """All members, in the order of the directory."""
        for name, size, packed, flags, kind, again in self._base.execute(
            "SELECT name, size, packed, flags, kind, EXISTS (SELECT 1 FROM member AS later"
            " WHERE later.name = member.name AND later.number > member.number) FROM member ORDER BY number"
        ):
            yield Member(name, size, packed, flags, kind, bool(again))

    def packed(self) -> int:
        """The bytes that all members take, by what they say."""
        return int(self._base.execute("SELECT coalesce(sum(packed), 0) FROM member").fetchone()[0])

    def names_ending(self, end: str) -> list[str]:
        """The names that end so, each once, sorted; a bag has few of them."""
        rows = self._base.execute("SELECT DISTINCT name FROM member WHERE name LIKE ? ORDER BY name", (f"%{end}",))
        return [name for (name,) in rows if name.endswith(end)]

    def open(self, name: str) -> IO[bytes]:
        """The bytes of the last member of a name. ``KeyError`` when there is none, ``BadZipFile`` when it is broken."""
        row = self._base.execute(
            "SELECT offset, packed, size, crc, method, flags FROM member WHERE name = ? ORDER BY number DESC LIMIT 1",
            (name,),
        ).fetchone()
        if row is None:
            raise KeyError(f"there is no member {name!r}")
        entry = zipfile.ZipInfo(name)
        entry.header_offset, entry.compress_size, entry.file_size, entry.CRC, entry.compress_type, entry.flag_bits = row
        file = open(self.path, "rb")  # noqa: SIM115 - it is closed with what is given
        try:
            self._to_bytes(file, entry)
            return cast("IO[bytes]", zipfile.ZipExtFile(file, "r", entry, None, True))
        except BaseException:
            file.close()
            raise

    def _to_bytes(self, file: IO[bytes], entry: zipfile.ZipInfo) -> None:
        """Go behind the local header of a member, which must be that of the member, and lead to no other one."""
        file.seek(entry.header_offset)
        head = file.read(30)
        if len(head) != 30 or head[:4] != _LOCAL:
            raise zipfile.BadZipFile("there is no header where the directory says")
        length, more = struct.unpack("<HH", head[26:30])
        if _decoded(file.read(length), entry.flag_bits) != entry.filename:
            raise zipfile.BadZipFile("its header has another name than the directory")
        file.seek(more, 1)
        behind, same = self._base.execute(
            "SELECT (SELECT min(offset) FROM member WHERE offset > ?), (SELECT count(*) FROM member WHERE offset = ?)",
            (entry.header_offset, entry.header_offset),
        ).fetchone()
        if same > 1 or file.tell() + entry.compress_size > (self._start if behind is None else behind):
            raise zipfile.BadZipFile("it overlaps another member")


def _decoded(name: bytes, flags: int) -> str:
    return name.decode("utf-8" if flags & 0x800 else "cp437", "surrogateescape")


def _place_of_directory(file: IO[bytes]) -> tuple[int, int, int]:
    """Where the directory begins, how much stands before the ZIP file, and the bytes of the directory."""
    whole = file.seek(0, 2)
    tail_at = max(0, whole - 22 - _LONGEST_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("its end is missing")
    size, offset = struct.unpack("<II", tail[at + 12 : at + 20])
    end = tail_at + at
    if end >= 20:
        file.seek(end - 20)
        locator = file.read(20)
        if locator[:4] == _LOCATOR_64 and end >= 76:
            file.seek(end - 76)  # right before its locator, whatever stands before the ZIP file
            record = file.read(56)
            if record[:4] == _END_64:
                size, offset = struct.unpack("<QQ", record[40:56])
                end -= 76
    shift = end - size - offset
    if shift < 0:
        raise zipfile.BadZipFile("its directory is not where its end says")
    return offset + shift, shift, size


_Row = tuple[str, int, int, int, int, int, int, int]


def _entries(file: IO[bytes], start: int, shift: int, size: int) -> Iterator[_Row]:
    """Name, offset, packed and whole size, checksum, method, flags and kind of each entry, one in memory at a time."""
    file.seek(start)
    left = size
    while left > 0:
        head = file.read(46)
        if len(head) != 46 or head[:4] != _HEAD:
            raise zipfile.BadZipFile("its directory is damaged")
        system, flags, method, crc, packed, whole = head[5], *struct.unpack("<HH4xIII", head[8:28])
        name_size, extra_size, comment_size = struct.unpack("<HHH", head[28:34])
        attributes, offset = struct.unpack("<II", head[38:46])
        raw, extra = file.read(name_size), file.read(extra_size)
        file.seek(comment_size, 1)
        left -= 46 + name_size + extra_size + comment_size
        if left < 0 or len(raw) != name_size or len(extra) != extra_size:
            raise zipfile.BadZipFile("its directory is damaged")
        whole, packed, offset = _long(extra, [whole, packed, offset])
        kind = (attributes >> 16) & 0o170000 if system == 3 else 0
        yield _stored(_decoded(raw, flags)), offset + shift, packed, whole, crc, method, flags, kind


def _stored(name: str) -> str:
    """A name as SQLite takes it: what is no UTF-8 is told by U+FFFD, and no such member is opened."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _long(extra: bytes, values: list[int]) -> list[int]:
    """Sizes and offset, those from the field of ZIP64 that have no room in the entry itself."""
    if _FULL_32 not in values:
        return values
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack("<HH", extra[at : at + 4])
        if kind == _ZIP64:
            field = extra[at + 4 : at + 4 + length]
            found = []
            for value in values:
                if value == _FULL_32:
                    if len(field) < 8:
                        raise zipfile.BadZipFile("its directory is damaged: a long size is missing")
                    value, field = struct.unpack("<Q", field[:8])[0], field[8:]
                found.append(value)
            return found
        at += 4 + length
    return values
