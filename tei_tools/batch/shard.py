"""One shard in, its outputs on the disk and a result to record: all that an engine needs.

:func:`run_shard` may run anywhere and again: the same shard gives the same
files. What goes wrong with a document is its result; only what stops
everything, such as a full disk, is raised.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ..errors import OutputError, TeiToolsError
from .job import JobOptions
from .limits import Alarm, OutOfTime, memory_cap
from .naming import ENDINGS
from .plan import LEDGER_FOLDER, Limits, Shard, Work

State = Literal["done", "failed", "crashed", "timeout", "skipped"]
"""How a document ended; ``skipped`` is one whose output was there already and not ours to replace."""

HOPELESS = frozenset({"disk-full", "read-only", "disk-fault", "folder-gone"})
"""Codes of faults that the next document would meet too."""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What became of one document.

    ``source``, ``relative`` and ``size`` are those of its :class:`Work`.
    ``outputs`` are paths below the output folder with their sha256, and
    ``stamps`` the size and modification time (ns) of each. ``diagnostics`` are
    counts by code, ``confidence`` the blocks of high, medium and low
    confidence. ``detail`` is the traceback of a fault of ours.
    """

    source: str
    relative: str
    size: int
    sha256: str
    state: State
    code: str = ""
    message: str = ""
    outputs: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    diagnostics: tuple[tuple[str, int], ...] = ()
    confidence: tuple[int, int, int] = (0, 0, 0)
    mtime_ns: int = 0
    stamps: tuple[tuple[int, int], ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of the documents of a shard, in their order."""

    number: int
    results: tuple[DocumentResult, ...]


@dataclass(slots=True)
class _Staged:
    """A result, and its outputs in the staging folder with the places where they belong."""

    result: DocumentResult
    files: list[tuple[Path, Path]] = field(default_factory=list)


def staging_folder(out: str, part: str) -> Path:
    """Where the temporary files of a part stand: on the disk of the outputs, and out of everybody's way."""
    return Path(out) / LEDGER_FOLDER / f"staging-{part}"


def sweep(out: str, part: str) -> None:
    """Remove what a run that was killed left of its temporary files. No worker of that part may be alive."""
    shutil.rmtree(staging_folder(out, part), ignore_errors=True)


def run_shard(shard: Shard, options: JobOptions, out: str, limits: Limits | None = None) -> ShardResult:
    """Make the outputs of a shard below ``out``: all are written aside, brought to the disk at once, and renamed.

    Raises :class:`OutputError` for what would stop the next shard too (codes in
    :data:`HOPELESS`); then nothing of the shard is in place that was not before.
    """
    limits = limits or Limits()
    staging = staging_folder(out, shard.part) / secrets.token_hex(8)
    staged: list[_Staged] = []
    try:
        try:
            _make_staging(staging)
        except OSError as error:
            raise _hopeless(staging, error) from error
        with Alarm(limits.timeout) as alarm:
            for number, work in enumerate(shard.documents):
                staged.append(_one(work, options, Path(out), staging, number, limits, alarm))
        if any(entry.files for entry in staged):
            _bring_to_disk(staging, [file for entry in staged for file, _ in entry.files])
        folders: set[Path] = set()
        results = tuple(_put_in_place(entry, folders) for entry in staged)
        for folder in sorted(folders):
            _sync(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with contextlib.suppress(OSError):
            staging.parent.rmdir()  # the last one to leave
    return ShardResult(shard.number, results)


def crashed(work: Work, message: str) -> DocumentResult:
    """The result of a document that no process survives."""
    return DocumentResult(
        work.source,
        work.relative,
        work.size,
        sha256_of(work.source),
        "crashed",
        "crashed",
        f"{work.source}: {message}",
        mtime_ns=work.mtime_ns,
    )


def sha256_of(path: str | Path) -> str:
    """The sha256 of a file, or nothing if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _one(
    work: Work, options: JobOptions, out: Path, staging: Path, number: int, limits: Limits, alarm: Alarm
) -> _Staged:
    started = time.perf_counter()
    base = DocumentResult(work.source, work.relative, work.size, "", "failed", mtime_ns=work.mtime_ns)
    with contextlib.suppress(OSError):
        stat = os.stat(work.source)  # before it is read: a change after this is seen by the next run
        base = replace(base, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
    entry = _Staged(base)
    try:
        try:
            alarm.start()
            with memory_cap(limits.max_memory):
                entry = _make(work, base, options, out, staging, number, limits.max_bytes)
        finally:
            alarm.stop()
    except OutOfTime:
        entry.result = replace(
            base,
            state="timeout",
            code="timeout",
            message=f"{work.source}: took more than {limits.timeout:g} seconds; look whether it is one text, "
            "or raise --timeout and run again with --retry-failed.",
        )
    except MemoryError:
        entry.result = replace(
            base,
            code="out-of-memory",
            message=f"{work.source}: needs more than the {limits.max_memory} MB of --max-memory; split it, "
            "or raise the limit and run again with --retry-failed."
            if limits.max_memory
            else f"{work.source}: the memory of this machine does not suffice for it; split it, or use fewer --workers "
            "and run again with --retry-failed.",
        )
    except TeiToolsError as error:
        if error.code in HOPELESS:
            raise
        told = str(error) if str(error).startswith(work.source) else f"{work.source}: {error}"
        state: State = "skipped" if error.code == "exists" else "failed"
        entry.result = replace(base, state=state, code=error.code, message=told)
    except Exception as error:
        entry.result = replace(
            base,
            code="internal-error",
            message=f"{work.source}: internal error: {type(error).__name__}: {error}",
            detail="".join(traceback.format_exception(error)),
        )
    result = entry.result
    if not result.sha256 and result.code != "unreadable":
        result = replace(result, sha256=sha256_of(work.source))
    entry.result = replace(result, seconds=time.perf_counter() - started)
    return entry


def _make(
    work: Work, base: DocumentResult, options: JobOptions, out: Path, staging: Path, number: int, max_bytes: int
) -> _Staged:
    """The outputs of one document in the staging folder."""
    from ..inputs.plain import read_plain
    from ..model.visit import walk_blocks
    from ..write.atomic import output_error, refuse_existing
    from .job import make_outputs

    target = out / work.relative
    refuse_existing([target.with_name(target.name + ENDINGS[name]) for name in options.formats], work.overwrite)
    source = read_plain(Path(work.source), max_bytes=max_bytes)
    made = make_outputs(source, target.name, options, work.relative.rpartition("/")[0])
    if options.split:
        refuse_existing([target.with_name(name) for name in made.files], work.overwrite)
    files: list[tuple[Path, Path]] = []
    outputs: list[tuple[str, str]] = []
    stamps: list[tuple[int, int]] = []
    folder = work.relative.rpartition("/")[0]
    for name, content in made.files.items():
        file = staging / f"{number}-{len(files)}.tmp"
        try:
            with open(file, "xb") as handle:
                handle.write(content)
                handle.flush()
                stat = os.fstat(handle.fileno())
        except OSError as error:
            raise output_error(file, error) from error
        files.append((file, target.with_name(name)))
        outputs.append((f"{folder}/{name}" if folder else name, hashlib.sha256(content).hexdigest()))
        stamps.append((stat.st_size, stat.st_mtime_ns))
    blocks = Counter(block.confidence for block in walk_blocks(made.document))
    remarks = Counter(remark.code for remark in made.document.diagnostics)
    result = replace(
        base,
        sha256=source.file.sha256,
        state="done",
        outputs=tuple(outputs),
        stamps=tuple(stamps),
        diagnostics=tuple(sorted(remarks.items())),
        confidence=(blocks["high"], blocks["medium"], blocks["low"]),
    )
    return _Staged(result, files)


def _put_in_place(entry: _Staged, folders: set[Path]) -> DocumentResult:
    """Rename the outputs of one document; a place that cannot be had is a failure of this document alone."""
    from ..write.atomic import output_error

    for file, place in entry.files:
        try:
            if place.parent not in folders:
                place.parent.mkdir(parents=True, exist_ok=True)
            _rename(file, place)
        except OSError as error:
            failed = output_error(place, error)
            if failed.code in HOPELESS:
                raise failed from error
            code, message = failed.code, str(failed)
            if isinstance(error, IsADirectoryError):
                code = "is-a-folder"
                message = f"{place}: cannot be written: a folder has that name; rename the folder or the input."
            return replace(
                entry.result,
                state="failed",
                code=code,
                message=f"{entry.result.source}: {message}",
                outputs=(),
                stamps=(),
            )
        folders.add(place.parent)
    return entry.result


def _rename(file: Path, place: Path) -> None:
    try:
        os.replace(file, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Another disk is mounted below the output folder: write beside, then rename.
        beside = place.with_name(f".tei-tools-{secrets.token_hex(4)}.tmp")
        try:
            shutil.copy2(file, beside)
            _sync(beside)
            os.replace(beside, place)
        finally:
            beside.unlink(missing_ok=True)


def _bring_to_disk(staging: Path, files: list[Path]) -> None:
    """Everything of the shard at once where the system can do that: for each file alone it takes longer by far."""
    if sys.platform == "linux":
        import ctypes

        handle = os.open(staging, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).syncfs(handle) == 0:
                return
            code = ctypes.get_errno()
        finally:
            os.close(handle)
        if code in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise _hopeless(staging, OSError(code, os.strerror(code)))
    for file in files:
        _sync(file)


def _make_staging(staging: Path) -> None:
    """Make the folder, again if another worker that believed to be the last one removed the one above meanwhile."""
    for last in (*[False] * 9, True):
        try:
            staging.mkdir(parents=True)
            return
        except FileNotFoundError:
            if last:
                raise


def _hopeless(path: Path, error: OSError) -> OutputError:
    """An error about the output folder itself, which is one for every document."""
    from ..write.atomic import output_error

    found = output_error(path, error)
    return found if found.code in HOPELESS else OutputError("folder-gone", str(found))


def _sync(path: Path) -> None:
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
