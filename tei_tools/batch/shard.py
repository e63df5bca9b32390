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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import OutputError
from ..text.source import Source
from .document import HOPELESS, DocumentResult, Stored, convert_one
from .fault import write_fault
from .job import JobOptions, Outputs
from .limits import Alarm
from .naming import ENDINGS
from .plan import LEDGER_FOLDER, Limits, Shard, Work

OnDocument = Callable[[Work, Source, Outputs], None]

_FEW = 6
"""So many files are brought to the disk one by one; more of them go quicker with everything else at once."""


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of the documents of a shard, in their order."""

    number: int
    results: tuple[DocumentResult, ...]


def staging_folder(out: str, part: str) -> Path:
    """Where the temporary files of a part stand: on the disk of the outputs, and out of everybody's way."""
    return Path(out) / LEDGER_FOLDER / f"staging-{part}"


def sweep(out: str, part: str) -> None:
    """Remove what a run that was killed left of its temporary files. No worker of that part may be alive."""
    shutil.rmtree(staging_folder(out, part), ignore_errors=True)


def run_shard(
    shard: Shard,
    options: JobOptions,
    out: str,
    limits: Limits | None = None,
    on_document: OnDocument | None = None,
) -> ShardResult:
    """Make the outputs of a shard below ``out``: all are written aside, brought to the disk at once, and renamed.

    ``on_document`` sees every document that was made, before its outputs are
    in place. Raises :class:`OutputError` for what would stop the next shard too
    (codes in :data:`~tei_tools.batch.document.HOPELESS`); then no document of
    the shard is in place in part.
    """
    limits = limits or Limits()
    staging = staging_folder(out, shard.part) / secrets.token_hex(8)
    staged: list[tuple[DocumentResult, _Staged]] = []
    try:
        try:
            _make_staging(staging)
        except OSError as error:
            raise _hopeless(staging, error) from error
        with Alarm(limits.timeout) as alarm:
            for number, work in enumerate(shard.documents):
                target = _Staged(work, options, Path(out), staging / str(number), on_document)
                staged.append((convert_one(work, options, limits, alarm, target), target))
        _bring_to_disk(staging, [file for _, target in staged for file in target.files.values()])
        folders: set[Path] = set()
        results = [_put_in_place(result, target.files, folders, Path(out)) for result, target in staged]
        for folder in sorted(folders):
            _sync(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with contextlib.suppress(OSError):
            staging.parent.rmdir()  # the last one to leave
            staging.parent.parent.rmdir()  # where there is no ledger
    return ShardResult(shard.number, tuple(write_fault(out, result) for result in results))


@dataclass(slots=True)
class _Staged:
    """The outputs of one document in the staging folder, where their names begin with ``stem``.

    ``files`` are the places where they belong, and where they stand now.
    """

    work: Work
    options: JobOptions
    out: Path
    stem: Path
    on_document: OnDocument | None
    files: dict[Path, Path] = field(default_factory=dict)

    def check(self) -> None:
        """Raise :class:`OutputError` if an output is there already and may not be replaced."""
        from ..write.atomic import refuse_existing

        place = self.out / self.work.relative
        names = [place.name + ENDINGS[format] for format in self.options.formats]
        refuse_existing(map(place.with_name, names), self.work.overwrite)

    def take(self, source: Source, made: Outputs) -> Stored:
        """Write the outputs into the staging folder."""
        from ..write.atomic import output_error, refuse_existing, refuse_foreign_text

        place = self.out / self.work.relative
        if self.options.split:
            refuse_existing(map(place.with_name, made.files), self.work.overwrite)
        if text_name := made.document.file.text_name:
            refuse_foreign_text(place.with_name(text_name), made.files, self.work.overwrite)
        outputs: list[tuple[str, str]] = []
        stamps: list[tuple[int, int]] = []
        folder = self.work.relative.rpartition("/")[0]
        for name, content in made.files.items():
            file = self.stem.with_name(f"{self.stem.name}-{len(outputs)}.tmp")
            try:
                with open(file, "xb") as handle:
                    handle.write(content)
                    handle.flush()
                    stat = os.fstat(handle.fileno())
            except OSError as error:
                raise output_error(file, error) from error
            self.files[place.with_name(name)] = file
            outputs.append((f"{folder}/{name}" if folder else name, hashlib.sha256(content).hexdigest()))
            stamps.append((stat.st_size, stat.st_mtime_ns))
        if self.on_document:
            self.on_document(self.work, source, made)
        return tuple(outputs), tuple(stamps)


def _put_in_place(result: DocumentResult, files: dict[Path, Path], folders: set[Path], out: Path) -> DocumentResult:
    """Rename the outputs of one document; a place that cannot be had is a failure of this document alone."""
    from ..write.atomic import output_error, place_together

    if result.state != "done":
        return result
    try:
        for folder in {place.parent for place in files} - folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise output_error(folder, error) from error
            _refuse_way_out(folder, out)
            folders.add(folder)
        place_together(files)
    except OutputError as error:
        if error.code in HOPELESS:
            raise
        message = f"{result.label}: {error}"
        return replace(result, state="failed", code=error.code, message=message, outputs=(), stamps=())
    return result


def _refuse_way_out(folder: Path, out: Path) -> None:
    """Raise :class:`OutputError` if a link leads from the output folder to somewhere else."""
    if folder != out and not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(out)):
        message = (
            f"{folder}: is or lies behind a link that leads out of {out}; move the link away, or give another folder."
        )
        raise OutputError("link-out", message)


def _bring_to_disk(staging: Path, files: Sequence[Path]) -> None:
    """Everything of the shard at once where the system can do that: for each file alone it takes longer by far."""
    if not files:
        return
    if sys.platform == "linux" and len(files) > _FEW:
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


def _sync(path: Path) -> None:
    from ..write.atomic import output_error, sync

    try:
        sync(path)
    except OSError as error:
        raise output_error(path, error) from error


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
