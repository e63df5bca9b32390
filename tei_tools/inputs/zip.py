"""ZIP archives: every file in them that can be a document. Names are repaired, and lead nowhere."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from ..errors import SourceError
from .blob import Blob, Limits, Member, damaged
from .jsonl import too_many
from .package import bomb, check_member, open_zip
from .records import no_member

WHAT = "ZIP archive"
_SKIPPED = ("__MACOSX/", ".git/", ".DS_Store", "Thumbs.db", "desktop.ini")
_NO_DOCUMENTS = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".bmp",
        ".webp",
        ".svg",
        ".ico",
        ".css",
        ".js",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".mp3",
        ".mp4",
        ".avi",
        ".wav",
        ".exe",
        ".dll",
        ".so",
        ".py",
        ".pyc",
        ".class",
        ".map",
    ]
)


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The files. Raises :class:`SourceError`: ``damaged-file``, ``zip-bomb``, ``too-many-members``."""
    with _open(blob) as archive:
        infos = archive.infolist()
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if total > limits.max_unpacked and total > limits.max_ratio * max(packed, 1):
            raise bomb(blob, f"it holds {total:,} bytes packed into {packed:,}")
        if len(infos) > limits.max_members:
            raise too_many(blob, limits)
        for number, info in enumerate(infos):
            name = name_of(info)
            if info.is_dir() or not is_document(name):
                continue
            yield Member(str(number), name, info.file_size)


@contextmanager
def _open(blob: Blob) -> Iterator[zipfile.ZipFile]:
    """The archive; that of a file stays open for the next member, because its list of members can be long."""
    stamp = blob.stamp
    if stamp is None:
        with blob.open() as stream, open_zip(stream, blob, WHAT) as archive:
            yield archive
    else:
        yield _kept_open(blob, stamp).archive


class _Kept:
    """An archive that closes itself when nobody has it any more."""

    def __init__(self, blob: Blob) -> None:
        self._stream = blob.open()
        try:
            self.archive = open_zip(self._stream, blob, WHAT)
        except SourceError:
            self._stream.close()
            raise

    def __del__(self) -> None:
        if hasattr(self, "archive"):
            self.archive.close()
        self._stream.close()


@lru_cache(maxsize=2)
def _kept_open(blob: Blob, stamp: tuple[int, int]) -> _Kept:
    return _Kept(blob)


def is_document(name: str) -> bool:
    """Whether a file of an archive can be a document, by its name."""
    base = posixpath.basename(name)
    if any(name.startswith(part) or f"/{part}" in name or base == part for part in _SKIPPED) or base.startswith("."):
        return False
    return posixpath.splitext(base)[1].lower() not in _NO_DOCUMENTS


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a file; of one that says nothing of its encoding as GBK if it is that: Windows writes so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if raw.isascii():
        return info.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def open_member(blob: Blob, key: str, limits: Limits) -> Blob:
    """The file of a number. Raises ``no-member``, ``encrypted``, ``zip-bomb``, ``too-large``, ``damaged-file``."""
    with _open(blob) as archive:
        infos = archive.infolist()
        if not key.isdigit() or int(key) >= len(infos):
            raise no_member(blob, key)
        info = infos[int(key)]
        if info.flag_bits & 1:
            raise SourceError(
                "encrypted", f"{blob.label}: {name_of(info)} is protected by a password; unpack it first."
            )
        check_member(info, blob, limits)
        try:
            with archive.open(info) as part:
                data = part.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise damaged(blob, WHAT, f"{name_of(info)}: {error}") from error
    name = posixpath.basename(name_of(info).replace("\\", "/")) or "text"
    return blob.child(data, name, key)
