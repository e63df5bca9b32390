"""One file that was compressed: gzip, bzip2, xz."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from .blob import Blob, Limits, Member, damaged, too_large
from .package import RATIO_FROM, bomb

_TROUBLES = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)


def peek(head: bytes) -> bytes:
    """The first unpacked bytes of a compressed file, or nothing, from its first bytes.

    >>> peek(gzip.compress(b"abc"))
    b'abc'
    """
    decoder = _decoder(head)
    try:
        return decoder.decompress(head, 4096)
    except _TROUBLES:
        return b""


def _decoder(head: bytes) -> _Decoder:
    if head.startswith(b"BZh"):
        return bz2.BZ2Decompressor()
    if head.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMADecompressor(memlimit=200_000_000)
    return _Gzip()


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(data, max_length)


_Decoder = _Gzip | bz2.BZ2Decompressor | lzma.LZMADecompressor


@contextmanager
def open_stream(blob: Blob) -> Iterator[BinaryIO]:
    """A stream over the unpacked bytes; what it reads is not believed to end where the file says."""
    head = blob.head(8)
    opener: Any = bz2.open if head.startswith(b"BZh") else lzma.open if head.startswith(b"\xfd7zXZ\0") else gzip.open
    with blob.open() as raw, opener(raw) as stream:
        yield stream


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The one file that is in it, called as the outer one without the last suffix."""
    name = blob.name[: -len(blob.suffix)] if blob.suffix in (".gz", ".bz2", ".xz") else blob.name
    yield Member("0", name or "text", blob.size)


def open_member(blob: Blob, key: str, limits: Limits) -> Blob:
    """The unpacked file, never more of it than the limits allow.

    Raises :class:`tei_tools.errors.SourceError`: ``too-large``, ``zip-bomb``, ``damaged-file``.
    """
    (member,) = members(blob, limits)
    parts: list[bytes] = []
    size = 0
    try:
        with open_stream(blob) as stream:
            while part := stream.read(1 << 20):
                size += len(part)
                parts.append(part)
                if size > limits.max_bytes:
                    raise too_large(blob, limits)
                if size > RATIO_FROM and size > limits.max_ratio * max(blob.size, 1):
                    raise bomb(blob, f"it is packed more than {limits.max_ratio} times smaller than it is")
    except _TROUBLES as error:
        raise damaged(blob, "compressed file", error) from error
    return blob.child(b"".join(parts), member.name, key)
