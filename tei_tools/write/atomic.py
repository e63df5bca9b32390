"""Files that appear together and whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..errors import OutputError

_CAUSES = {
    errno.ENOSPC: ("disk-full", "the disk is full; make room and run the command again"),
    errno.EDQUOT: ("disk-full", "your disk quota is used up; make room and run the command again"),
    errno.EACCES: ("no-permission", "you may not write there; choose another folder or change its permissions"),
    errno.EPERM: ("no-permission", "you may not write there; choose another folder or change its permissions"),
    errno.EROFS: ("read-only", "that file system is read-only; choose another folder"),
    errno.ENAMETOOLONG: ("name-too-long", "the name is too long for this file system; rename the input"),
    errno.ENOTDIR: ("not-a-folder", "a file stands where a folder is needed; choose another folder"),
    errno.EEXIST: ("not-a-folder", "a file stands where a folder is needed; choose another folder"),
    errno.ENOENT: ("folder-gone", "the folder is not there any more; make it again and run the command again"),
    errno.EIO: ("disk-fault", "the disk reports a fault; choose another disk"),
}


def output_error(path: Path, error: OSError) -> OutputError:
    """The error to raise when ``path`` could not be written: file, cause and remedy.

    >>> str(output_error(Path("out/a.json"), OSError(errno.EROFS, "Read-only file system")))
    'out/a.json: cannot be written: that file system is read-only; choose another folder.'
    """
    code, cause = _CAUSES.get(error.errno or 0, ("write-failed", str(error.strerror or error)))
    return OutputError(code, f"{path}: cannot be written: {cause}.")


def discard(unfinished: Path) -> None:
    """Remove a file that was not finished, if it is there: what was in the way of it is told, not that it cannot go.

    >>> discard(Path(__file__) / "below a file")
    """
    with contextlib.suppress(OSError):
        unfinished.unlink()


def refuse_existing(paths: Iterable[Path], overwrite: bool) -> None:
    """Raise :class:`OutputError` if a path is a folder, or exists (code ``exists``) and may not be overwritten."""
    for path in paths:
        if os.path.isdir(path):  # Path.is_dir raises for a name that is too long
            raise OutputError(
                "is-a-folder", f"{path}: cannot be written: a folder has that name; rename the folder or the input."
            )
        if not overwrite and os.path.lexists(path):
            raise OutputError("exists", f"{path}: exists already and was left as it is; --force overwrites it.")


def refuse_foreign(paths: Iterable[Path], is_ours: Callable[[bytes], bool], remedy: str) -> None:
    """Raise :class:`OutputError` (code ``exists``) for a path where something stands that this program did not make.

    ``is_ours`` tells by the content whether it did: such a file may be written
    anew. ``remedy`` is the end of the message. Nothing is opened that is no
    plain file, and a link that leads nowhere counts as something.
    """
    for path in paths:
        if not os.path.lexists(path):
            continue
        cause = "it is no file"
        if os.path.isfile(path):
            try:
                if is_ours(path.read_bytes()):
                    continue
            except OSError as error:
                raise output_error(path, error) from error
            cause = "it exists already and was not made by this command"
        raise OutputError("exists", f"{path}: was left as it is, for {cause}; {remedy}.")


def refuse_foreign_text(path: Path, files: Mapping[str, bytes], overwrite: bool) -> None:
    """Raise :class:`OutputError` when the place of an extracted text is taken by a file that is no such text.

    The text of ``a.html`` is called ``a.txt``, which could be a source of the
    user's: it is overwritten only when an output beside it names its sha256, or
    when it says the same. Codes as :func:`refuse_existing`, and ``not-ours``.
    """
    refuse_existing([path], overwrite)
    if not os.path.lexists(path):
        return
    try:
        if os.path.isfile(path) and _is_our_text(path, files):
            return
    except OSError as error:
        raise output_error(path, error) from error
    raise OutputError(
        "not-ours",
        f"{path}: is where the extracted text belongs, and was not written by tei-tools; move it, or give another -o.",
    )


def _is_our_text(path: Path, files: Mapping[str, bytes]) -> bool:
    there = path.read_bytes()
    if there == files.get(path.name):
        return True
    mark = hashlib.sha256(there).hexdigest().encode()
    others = (path.with_name(name) for name in files if name != path.name)
    return any(other.is_file() and mark in other.read_bytes() for other in others)


def write_together(files: Mapping[Path, bytes], *, overwrite: bool = False) -> None:
    """Write all ``files`` or none of them: beside their places first, then put in place by :func:`place_together`.

    Content reaches the disk before any name changes. When something fails, on
    Ctrl-C too, what stood there before stands there again and no temporary
    file is left. Raises :class:`OutputError` (codes ``exists``,
    ``is-a-folder``, ``disk-full``, ``no-permission`` and others). Folders that
    are missing are made.
    """
    refuse_existing(files, overwrite)
    mark = secrets.token_hex(4)
    beside: dict[Path, Path] = {}
    at = Path()
    try:
        for number, (path, content) in enumerate(files.items()):
            at = path
            path.parent.mkdir(parents=True, exist_ok=True)
            # A short name of its own: one made from the target's could be longer than a file system takes.
            beside[path] = path.with_name(f".tei-tools-{mark}-{number}.tmp")
            _write(beside[path], content)
        place_together(beside)
        for folder in {path.parent for path in files}:
            with contextlib.suppress(OSError):  # the files are whole and in place
                sync(folder)
    except OSError as error:
        raise output_error(at, error) from error
    finally:
        for leftover in beside.values():
            with contextlib.suppress(OSError):
                leftover.unlink()


def place_together(files: Mapping[Path, Path]) -> None:
    """Rename files to their places, given as place and where it stands now: all of them, or none.

    When something fails, on Ctrl-C too, what stood in the places before stands
    there again. Folders of the places must be there. Raises
    :class:`OutputError` (``is-a-folder``, ``disk-full`` and others).
    """
    mark = secrets.token_hex(4)
    before: dict[Path, Path] = {}
    placed: list[Path] = []
    at = Path()
    try:
        for number, path in enumerate(files):
            at = path
            if os.path.lexists(path):
                refuse_existing([path], overwrite=True)
                before[path] = path.with_name(f".tei-tools-{mark}-{number}-before.tmp")
                _keep(path, before[path])
        for path, file in files.items():
            at = path
            placed.append(path)
            _rename(file, path)
    except BaseException as error:
        for path in placed:
            _put_back(path, before.get(path), files[path])
        if isinstance(error, OSError):
            raise output_error(at, error) from error
        raise
    finally:
        for leftover in before.values():
            with contextlib.suppress(OSError):
                leftover.unlink()


def _write(path: Path, content: bytes) -> None:
    with open(path, "xb") as file:  # not mkstemp: that makes files which only their owner may read
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _rename(file: Path, place: Path) -> None:
    try:
        os.replace(file, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Another disk is mounted there: write beside, then rename.
        beside = place.with_name(f".tei-tools-{secrets.token_hex(4)}.tmp")
        try:
            shutil.copy2(file, beside)
            sync(beside)
            os.replace(beside, place)
        finally:
            discard(beside)
        with contextlib.suppress(OSError):
            file.unlink()  # as a renamed one is not there any more


def _keep(path: Path, copy: Path) -> None:
    """A second name for what stands at ``path``; a copy where the file system knows no links."""
    try:
        os.link(path, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, copy, follow_symlinks=False)


def _put_back(path: Path, before: Path | None, beside: Path) -> None:
    """Undo one renaming, if it happened: the file beside is still there when it did not."""
    with contextlib.suppress(OSError):
        if beside.exists():
            return
        if before is None:
            path.unlink()
        else:
            os.replace(before, path)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk; a system that cannot open folders does it by itself."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
