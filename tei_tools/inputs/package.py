"""Packages: ZIP files with XML in them, opened with limits, and XML parsed without ever fetching anything.

What a ZIP says about sizes is looked at before anything is unpacked, and not
believed while it is: reading stops where the size that was named is passed.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from lxml import etree

from ..errors import SourceError
from .blob import Blob, Limits, damaged

RATIO_FROM = 1_000_000
"""Members smaller than this may be packed as well as they can."""

_MOST_PARTS = 20_000


class Package:
    """An open ZIP file; parts are read within the limits, of all of them together too."""

    def __init__(self, archive: zipfile.ZipFile, blob: Blob, limits: Limits, what: str) -> None:
        self._archive, self.blob, self.limits, self.what = archive, blob, limits, what
        self._left = limits.max_unpacked
        self.names = frozenset(archive.namelist())

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, or None if there is none of this name (case counts, then it does not)."""
        name = posixpath.normpath(name.lstrip("/")) if name else ""
        if name not in self.names:
            lower = name.lower()
            name = next((other for other in self.names if other.lower() == lower), "")
            if not name:
                return None
        info = self._archive.getinfo(name)
        check_member(info, self.blob, self.limits)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(min(info.file_size, self._left) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise damaged(self.blob, self.what, f"{name}: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise bomb(self.blob, f"its parts are larger than {self.limits.max_unpacked:,} bytes together")
        return data

    def xml(self, name: str) -> etree._Element | None:
        """A part as a tree, or None if there is none. Raises :class:`SourceError` ``damaged-file`` for broken XML."""
        data = self.part(name)
        return None if data is None else parse_xml(data, self.blob, f"{self.what}, {name}")


@contextmanager
def open_package(blob: Blob, limits: Limits, what: str) -> Iterator[Package]:
    """Open a ZIP file. ``what`` names the format in messages.

    Raises :class:`SourceError`: ``damaged-file``, ``zip-bomb``, ``too-large``, ``encrypted``.
    """
    if blob.size > limits.max_bytes:
        blob.load(limits)  # says so
    with blob.open() as stream:
        archive = open_zip(stream, blob, what)
        with archive:
            infos = archive.infolist()
            if len(infos) > _MOST_PARTS:
                raise bomb(blob, f"it has {len(infos):,} parts, more than the {_MOST_PARTS:,} allowed")
            if any(info.flag_bits & 1 for info in infos):
                raise SourceError(
                    "encrypted",
                    f"{blob.label}: is protected by a password; open it, save it without, and convert that.",
                )
            yield Package(archive, blob, limits, what)


def open_zip(stream: BinaryIO, blob: Blob, what: str) -> zipfile.ZipFile:
    """A ZIP file over a stream. Raises :class:`SourceError` ``damaged-file``."""
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError) as error:
        raise damaged(blob, what, error) from error


def check_member(info: zipfile.ZipInfo, blob: Blob, limits: Limits) -> None:
    """Raise :class:`SourceError` ``zip-bomb`` or ``too-large`` for a member that says that it is too big."""
    if info.file_size > RATIO_FROM and info.file_size > limits.max_ratio * max(info.compress_size, 1):
        raise bomb(
            blob,
            f"{info.filename} is packed {info.file_size // max(info.compress_size, 1):,} times smaller than it is, "
            f"more than {limits.max_ratio} times",
        )
    if info.file_size > limits.max_bytes:
        raise SourceError(
            "too-large",
            f"{blob.label}: {info.filename} has {info.file_size:,} bytes, more than the limit of "
            f"{limits.max_bytes:,}; raise the limit (--max-bytes).",
        )


def bomb(blob: Blob, cause: str) -> SourceError:
    """The error for what is packed to do harm, or looks like it."""
    return SourceError(
        "zip-bomb", f"{blob.label}: {cause}; files made to fill memory look so. If you trust it, unpack it yourself."
    )


def parse_xml(data: bytes, blob: Blob, what: str) -> etree._Element:
    """The tree of an XML document: nothing is fetched, no entity is resolved, and a DOCTYPE with any is refused.

    Raises :class:`SourceError` ``damaged-file`` or ``xml-entities``.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    head = data[:4096]
    if b"<!ENTITY" in head or "<!ENTITY".encode("utf-16-le") in head:
        raise _entities(blob)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "amplification" in str(error) or "entity" in str(error).lower():
            raise _entities(blob) from error
        raise damaged(blob, what, error) from error
    table: Any = root.getroottree().docinfo.internalDTD
    if table is not None and any(True for _ in table.iterentities()):
        raise _entities(blob)
    return root


def text_of(element: etree._Element) -> str:
    """All text in an element."""
    return "".join(map(str, element.itertext()))


def local(element: etree._Element) -> str:
    """The name of an element without its name space; writers use several for one."""
    return str(element.tag).rpartition("}")[2]


def _entities(blob: Blob) -> SourceError:
    return SourceError(
        "xml-entities",
        f"{blob.label}: defines XML entities, which office programs never write and attacks do; it was not read.",
    )


def related(base: str, target: str) -> str:
    """The name of a part that another part names.

    >>> related("word/document.xml", "header1.xml"), related("Doc_0/Document.xml", "/Doc_0/Pages/P.xml")
    ('word/header1.xml', 'Doc_0/Pages/P.xml')
    """
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
