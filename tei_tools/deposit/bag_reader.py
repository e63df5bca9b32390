"""Bags as they lie there, a folder or a ZIP file: which files, of what size, and their bytes. Nothing is unpacked.

What could do harm (links, paths that lead out, members packed beyond measure)
is told as a fault and never opened.
"""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import SourceError
from .finding import Fault, Findings
from .names import leaves_bag, same_place
from .zip_directory import Member, ZipDirectory

MOST_RATIO = 200
"""So many times its packed size a member of more than a megabyte may have."""
_MEGABYTE = 1 << 20

Unreadable = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What reading a member may end with."""


@dataclass(frozen=True, slots=True)
class BagFile:
    """A file of a bag: its path below the folder of the bag, ``/`` between folders, and its size in bytes."""

    path: str
    size: int


class Bag(ABC):
    """A bag. ``label`` is what messages call it. Use it as a context manager."""

    label: str

    def __enter__(self) -> Bag:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Give back what is open."""

    @abstractmethod
    def files(self, findings: Findings) -> Iterator[BagFile]:
        """The files that may be read, in the order they lie in; what else is there goes to ``findings``."""

    @abstractmethod
    def open(self, path: str) -> IO[bytes]:
        """The bytes of a file that :meth:`files` gave. Raises what is in :data:`Unreadable`, also while reading."""


def open_bag(path: str | Path) -> Bag:
    """The bag at ``path``: a folder, or a ZIP file that holds one.

    Raises :class:`~tei_tools.errors.SourceError`: ``unreadable``, ``not-a-bag``, ``damaged-file``.
    """
    place = Path(path)
    if place.is_dir():
        if not (place / "bagit.txt").is_file():
            message = f"{place}: holds no bagit.txt, so it is no bag; give the folder that has it."
            raise SourceError("not-a-bag", message)
        return _Folder(place)
    if not place.is_file():
        raise SourceError("unreadable", f"{place}: is not there; give the folder or ZIP file of a bag.")
    if not zipfile.is_zipfile(place):
        message = f"{place}: is no ZIP file, or its end is missing; unpack a bag of another form and give its folder."
        raise SourceError("damaged-file", message)
    return _Zip(place)


class _Folder(Bag):
    def __init__(self, folder: Path) -> None:
        self.label = str(folder)
        self._folder = folder

    def close(self) -> None:
        """Nothing is open."""

    def files(self, findings: Findings) -> Iterator[BagFile]:
        for folder, folders, names in os.walk(self._folder):
            folders.sort()
            for name in sorted([*names, *(one for one in folders if os.path.islink(os.path.join(folder, one)))]):
                place = os.path.join(folder, name)
                shown = os.path.relpath(place, self._folder).replace(os.sep, "/")
                mode = os.lstat(place)
                findings.looked_at["links"] += 1
                findings.looked_at["paths"] += 1
                if not stat.S_ISREG(mode.st_mode):
                    kind = "a symbolic link" if stat.S_ISLNK(mode.st_mode) else "no regular file"
                    findings.add(_special(_printable(shown), kind))
                    continue
                if not _is_text(shown):
                    findings.add(_no_text(_printable(shown)))
                    continue
                yield BagFile(shown, mode.st_size)

    def open(self, path: str) -> IO[bytes]:
        return open(self._folder / path, "rb")


class _Zip(Bag):
    def __init__(self, file: Path) -> None:
        self.label = str(file)
        try:
            self._zip = ZipDirectory(file)
        except (zipfile.BadZipFile, OSError) as error:
            message = f"{file}: cannot be read as a ZIP file: {error}; bring a whole copy."
            raise SourceError("damaged-file", message) from error
        self._size = file.stat().st_size
        try:
            self._root = _root_of(self._zip.names_ending("bagit.txt"), self.label)
        except BaseException:
            self._zip.close()
            raise

    def close(self) -> None:
        self._zip.close()

    def files(self, findings: Findings) -> Iterator[BagFile]:
        packed = self._zip.packed()
        findings.looked_at["bombs"] += 1
        if packed > self._size:
            findings.add(
                Fault(
                    "bombs", "overlapping-members", self.label,
                    f"Its members say that they have {packed:,} packed bytes and the file has {self._size:,}: they "
                    "overlap, and none was read.",
                    "Do not unpack it; ask for another copy.",
                )
            )  # fmt: skip
            return
        for member in self._zip.members():
            if not member.is_folder or member.size:
                found = self._file(member, findings)
                if found is not None:
                    yield found

    def _file(self, member: Member, findings: Findings) -> BagFile | None:
        findings.looked_at.update(("paths", "links", "bombs"))
        fault = _fault_of(member)
        name = member.name
        path = name.removeprefix(self._root)
        if fault is None and not name.startswith(self._root):
            fault = Fault(
                "paths", "beside-the-bag", _printable(name),
                f"It lies beside the folder of the bag, {self._root.rstrip('/')}.", "Take it out of the ZIP file.",
            )  # fmt: skip
        if fault is None and member.again:
            fault = Fault(
                "paths", "duplicate-member", path,
                "The ZIP file holds two members of this name, of which programs show one or the other.",
                "Ask for a copy with one of them; which one counts cannot be told.",
            )  # fmt: skip
        if fault is not None:
            findings.add(fault)
            return None
        return BagFile(path, member.size)

    def open(self, path: str) -> IO[bytes]:
        return self._zip.open(self._root + path)


def _fault_of(member: Member) -> Fault | None:
    """Why a member may not be read."""
    name = member.name
    shown = _printable(name)
    if leaves_bag(name) or "\\" in name or "\0" in name:
        return Fault(
            "paths", "path-leaves-bag", shown,
            "A program that unpacks it could write outside of the folder of the bag.",
            "Do not unpack it with a program that does not check paths; ask for another copy.",
        )  # fmt: skip
    if "\ufffd" in name:
        return _no_text(shown)
    if not member.flags & 0x800 and not name.isascii():
        return Fault(
            "paths", "name-encoding", shown,
            "Its name is neither ASCII nor marked as UTF-8, so that every program shows another one.",
            "Pack the bag again with a program that marks names as UTF-8.",
        )  # fmt: skip
    if member.kind not in (0, stat.S_IFREG):
        return _special(shown, "a symbolic link" if member.kind == stat.S_IFLNK else "no regular file")
    if member.flags & 0x1:
        return Fault(
            "links", "encrypted", shown, "It is encrypted, and nobody can read it without the password.",
            "Ask for a copy that is not.",
        )  # fmt: skip
    if member.size > _MEGABYTE and member.size > MOST_RATIO * max(member.packed, 1):
        return Fault(
            "bombs", "packed-beyond-measure", shown,
            f"{member.packed:,} bytes would unpack to {member.size:,}, and it was not read.",
            "If it is meant, unpack the bag by hand and verify the folder.",
        )  # fmt: skip
    return None


def _special(path: str, kind: str) -> Fault:
    return Fault(
        "links", "not-a-file", path, f"It is {kind}, and was not followed.",
        "A bag holds files only (RFC 8493, 5.2): put a copy of the file there, and make the manifests anew.",
    )  # fmt: skip


def _no_text(path: str) -> Fault:
    return Fault(
        "paths", "name-encoding", path, "Its name is not UTF-8, so that it cannot stand in a manifest.",
        "Rename it, and make the manifests anew.",
    )  # fmt: skip


def _root_of(names: list[str], label: str) -> str:
    """The folder of the bag in a ZIP file, with its slash; empty when the bag lies at the top."""
    if "bagit.txt" in names:
        return ""
    roots = sorted({name for name in names if name.count("/") == 1 and name.endswith("/bagit.txt")})
    if len(roots) != 1:
        what = "no folder with a bagit.txt, so it is no bag" if not roots else f"{len(roots)} bags"
        raise SourceError("not-a-bag", f"{label}: holds {what}; give a ZIP file with one bag.")
    return roots[0].removesuffix("bagit.txt")


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def composed(path: str) -> str:
    """A path in NFC, by which a file is found whose name the system has decomposed."""
    return unicodedata.normalize("NFC", path)


def collides(path: str) -> str:
    """What paths share that lie in one place on some system (:func:`~tei_tools.deposit.names.same_place`)."""
    return same_place(path)
