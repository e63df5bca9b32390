"""One document within its limits: read, made, handed over; and what is to be said when it fails.

Every conversion goes through :func:`convert_one`: of one text to standard
output, of some files, of millions on a cluster.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Literal, Protocol

from ..decisions.beside import load_decisions
from ..errors import OutputInvalid, SourceError, TeiToolsError
from ..inputs import blob as inputs
from ..inputs.blob import Blob, InputOptions
from ..text.source import Source
from .job import JobOptions, Outputs, make_outputs
from .limits import Alarm, OutOfTime, memory_cap
from .naming import STDIN, input_label
from .plan import Limits, Work

State = Literal["done", "failed", "crashed", "timeout", "skipped"]
"""How a document ended; ``skipped`` is one whose output was there already and not ours to replace."""

HOPELESS = frozenset({"disk-full", "read-only", "disk-fault", "folder-gone"})
"""Codes of faults that the next document would meet too."""

FAULTS = frozenset({"internal-error", "output-invalid"})
"""Codes of faults of this package: exit code 70."""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What became of one document.

    ``source``, ``relative``, ``size`` and ``member`` are those of its :class:`Work`.
    ``outputs`` are paths below the output folder with their sha256, and
    ``stamps`` the size and modification time (ns) of each. ``diagnostics`` are
    counts by code, ``confidence`` the blocks of high, medium and low
    confidence. ``detail`` is the traceback of a fault of ours. ``decisions`` is
    the sha256 of the file of decisions that was taken, empty when there was none.
    ``known`` are the name by which metadata were looked up and the digest of
    the row, with a ``/`` between; nothing where there is no table.
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
    member: str = ""
    decisions: str = ""
    known: str = ""

    @property
    def label(self) -> str:
        """What messages call it."""
        return input_label(self.source, self.member)


Stored = tuple[tuple[tuple[str, str], ...], tuple[tuple[int, int], ...]]
"""Outputs and stamps, as a :class:`DocumentResult` has them."""


Maker = Callable[[Source, str, JobOptions, str], Outputs]
"""Makes outputs of a source: its name, and the folder of the outputs below the output folder, are the others."""


class Target(Protocol):
    """Where the outputs of one document go."""

    def check(self) -> None:
        """Raise :class:`~tei_tools.errors.TeiToolsError` if nothing may go there: before the work, not after it."""

    def take(self, source: Source, made: Outputs) -> Stored:
        """Take what was made of a source, and say where it is."""


def convert_one(
    work: Work, options: JobOptions, limits: Limits, alarm: Alarm, target: Target, make: Maker = make_outputs
) -> DocumentResult:
    """Make the outputs of one document within its limits for a ``target``; what goes wrong is the result.

    ``make`` makes them of the text. ``alarm`` is entered and set to ``limits.timeout``; it counts reading too.
    Raises :class:`~tei_tools.errors.TeiToolsError` only for what the next
    document would meet as well (:data:`HOPELESS`).
    """
    started = time.perf_counter()
    base = _stamped(work)
    try:
        try:
            alarm.start()
            with memory_cap(limits.max_memory):
                found = _make(work, base, options, limits.max_bytes, target, make)
        finally:
            alarm.stop()
    except OutOfTime:
        found = _out_of_time(base, limits)
    except MemoryError:
        found = _out_of_memory(base, limits)
    except TeiToolsError as error:
        if error.code in HOPELESS:
            raise
        found = _failed(base, error)
    except BrokenPipeError:
        raise
    except Exception as error:
        found = _out_of_memory(base, limits) if _is_short_of_memory(error) else _internal(base, error)
    if not found.sha256 and found.code != "unreadable" and not work.member:
        found = replace(found, sha256=sha256_of(work.source))
    return replace(found, seconds=time.perf_counter() - started)


def crashed(work: Work, message: str) -> DocumentResult:
    """The result of a document that no process survives."""
    sha256 = "" if work.member else sha256_of(work.source)
    told = f"{work.label}: {message}"
    return replace(_unmade(work), sha256=sha256, state="crashed", code="crashed", message=told)


def sha256_of(path: str | Path) -> str:
    """The sha256 of a file, or nothing if it cannot be read or is a pipe, a socket or a device."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _stamped(work: Work) -> DocumentResult:
    """The result of a document that was not made, with size and time of its source before that is read.

    A change after this is seen by the next run.
    """
    base = _unmade(work)
    if work.source != STDIN:
        with contextlib.suppress(OSError):
            found = os.stat(work.source)
            base = replace(base, size=work.size if work.member else found.st_size, mtime_ns=found.st_mtime_ns)
    return base


def _unmade(work: Work) -> DocumentResult:
    """The result of a document that was not made, with what the plan knows of it."""
    return DocumentResult(
        work.source, work.relative, work.size, "", "failed", mtime_ns=work.mtime_ns, member=work.member
    )


def _make(
    work: Work, base: DocumentResult, options: JobOptions, max_bytes: int, target: Target, make: Maker
) -> DocumentResult:
    from ..model.visit import walk_blocks

    target.check()
    decisions, taken = (None, "") if work.source == STDIN else load_decisions(work.source)
    if decisions is not None:
        options = replace(options, decisions=decisions)
    source = _read(work, options.input, max_bytes)
    made = make(source, PurePath(work.relative).name, options, work.relative.rpartition("/")[0])
    outputs, stamps = target.take(source, made)
    blocks = Counter(block.confidence for block in walk_blocks(made.document))
    remarks = Counter(remark.code for remark in made.document.diagnostics)
    return replace(
        base,
        sha256=source.file.sha256,
        state="done",
        outputs=outputs,
        stamps=stamps,
        diagnostics=tuple(sorted(remarks.items())),
        confidence=(blocks["high"], blocks["medium"], blocks["low"]),
        decisions=taken,
        known=options.metadata.known(source.file, work.relative.rpartition("/")[0]),
    )


def _read(work: Work, options: InputOptions, max_bytes: int) -> Source:
    from ..inputs.registry import read_member

    limits = inputs.Limits(max_bytes=max_bytes)
    if work.source == STDIN:
        if sys.stdin is None or sys.stdin.closed:
            raise SourceError("unreadable", "standard input: is closed; give it a text, or name a file.")
        blob = Blob.of_stream(sys.stdin.buffer, work.label, options, limits)
    else:
        blob = Blob.of_input(work.source, options, limits)
    return read_member(blob, work.member, limits)


def _failed(base: DocumentResult, error: TeiToolsError) -> DocumentResult:
    name = "standard input" if base.source == STDIN else base.source
    told = str(error) if str(error).startswith(name) else f"{base.label}: {error}"
    detail = ""
    if isinstance(error, OutputInvalid):
        detail = "".join(f"{one.line}:{one.column}: {one.code}: {one.message}\n" for one in error.problems)
    return replace(
        base, state="skipped" if error.code == "exists" else "failed", code=error.code, message=told, detail=detail
    )


def _out_of_time(base: DocumentResult, limits: Limits) -> DocumentResult:
    told = (
        f"{base.label}: took more than {limits.timeout:g} seconds; look whether it is one text, "
        "or raise --timeout and run again with --retry-failed."
    )
    return replace(base, state="timeout", code="timeout", message=told)


def _internal(base: DocumentResult, error: Exception) -> DocumentResult:
    return replace(
        base,
        code="internal-error",
        message=f"{base.label}: internal error: {type(error).__name__}: {error}",
        detail="".join(traceback.format_exception(error)),
    )


_SHORT_OF_MEMORY = ("failed to map segment", "cannot allocate memory", "memory allocation failed", "out of memory")


def _is_short_of_memory(error: BaseException | None) -> bool:
    """Whether a library says in its own words that there was no memory: one that could not be loaded, or libxml2."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return True
        if any(words in str(error).lower() for words in _SHORT_OF_MEMORY):
            return True
        error = error.__cause__ or error.__context__
    return False


def _out_of_memory(base: DocumentResult, limits: Limits) -> DocumentResult:
    if limits.max_memory:
        told = (
            f"needs more than the {limits.max_memory} MB of --max-memory; split it, "
            "or raise the limit and run again with --retry-failed."
        )
    else:
        told = (
            "the memory of this machine does not suffice for it; split it, or use fewer --workers "
            "and run again with --retry-failed."
        )
    return replace(base, code="out-of-memory", message=f"{base.label}: {told}")
