"""TAR archives, packed or not: every file in them that can be a document. Links are not followed."""

from __future__ import annotations

import lzma
import posixpath
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import BinaryIO

from .blob import MEMBER, Blob, Limits, Member, damaged, too_large
from .jsonl import too_many
from .package import RATIO_FROM, bomb
from .records import no_member
from .zip import is_document

WHAT = "TAR archive"
_TROUBLES = (tarfile.TarError, OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The files. Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``zip-bomb``, ``too-many-members``."""
    with _open(blob, limits) as archive:
        number = 0
        try:
            for info in archive:
                if not info.isfile() or not is_document(info.name):
                    continue
                number += 1
                if number > limits.max_members:
                    raise too_many(blob, limits)
                base = posixpath.basename(info.name).replace(MEMBER[:1], "_")
                yield Member(f"{info.offset_data}-{info.offset_data + info.size}/{base}", info.name, info.size)
        except _TROUBLES as error:
            raise damaged(blob, WHAT, error) from error


def open_member(blob: Blob, key: str, limits: Limits) -> Blob:
    """The file at a place. Raises ``no-member``, ``too-large``, ``damaged-file``."""
    place, _, name = key.partition("/")
    first, _, last = place.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise no_member(blob, key)
    size = int(last) - int(first)
    if size > limits.max_bytes:
        raise too_large(blob, limits)
    with _stream(blob, limits) as stream:
        stream.seek(int(first))
        data = stream.read(max(size, 0))
    if len(data) != size:
        raise no_member(blob, key)
    return blob.child(data, name, key)


@contextmanager
def _open(blob: Blob, limits: Limits) -> Iterator[tarfile.TarFile]:
    try:
        with _stream(blob, limits) as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError) as error:
        raise damaged(blob, WHAT, error) from error


@contextmanager
def _stream(blob: Blob, limits: Limits) -> Iterator[BinaryIO]:
    """The archive unpacked; that of a file stays in a temporary file for the next member."""
    stamp = blob.stamp
    if blob.head(512)[257:262] == b"ustar":
        with blob.open() as stream:
            yield stream
    elif stamp is not None:
        stream = _unpacked(blob, limits, stamp)
        stream.seek(0)
        yield stream
    else:
        with _unpack(blob, limits) as stream:
            yield stream


@lru_cache(maxsize=1)
def _unpacked(blob: Blob, limits: Limits, stamp: tuple[int, int]) -> BinaryIO:
    return _unpack(blob, limits)


def _unpack(blob: Blob, limits: Limits) -> BinaryIO:
    from .compressed import open_stream

    out = tempfile.TemporaryFile(prefix="tei-tools-")  # noqa: SIM115 — it lives as long as somebody reads it
    size = 0
    most = max(limits.max_unpacked, 10 * blob.size)
    try:
        with open_stream(blob) as stream:
            while part := stream.read(1 << 20):
                size += len(part)
                if size > RATIO_FROM and size > limits.max_ratio * max(blob.size, 1):
                    raise bomb(blob, f"it is packed more than {limits.max_ratio} times smaller than it is")
                if size > most:
                    raise bomb(blob, f"it unpacks to more than {most:,} bytes")
                out.write(part)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        out.close()
        raise damaged(blob, WHAT, error) from error
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out
