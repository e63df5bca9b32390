"""The part of ``tei-tools convert`` that does folders: many documents, in many processes, with a ledger."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

import click
from click.core import ParameterSource

from ..errors import TeiToolsError
from .messages import Verbosity, say
from .plan import STDIN

if TYPE_CHECKING:
    from ..batch.engine import OnResult, RunSummary
    from ..batch.job import JobOptions
    from ..batch.ledger import Ledger
    from ..batch.plan import Limits, Part, Plan
    from ..batch.shard import DocumentResult
    from ..batch.watch import LogFormat, Progress

F = TypeVar("F", bound=Callable[..., object])

TIMEOUT = 600.0
"""Seconds that one document may take unless ``--timeout`` says otherwise: a text of 10 MB takes about a minute."""
INTERRUPTED, FAULT = 130, 70

_ASKING = (
    "include", "exclude", "files_from", "workers", "timeout", "max_memory", "retry_failed", "verify", "shard", "engine",
    "address", "report", "log_format",
)  # fmt: skip
"""Options that, given on the command line, ask for a ledger even with single files."""


def read_part(ctx: click.Context, param: click.Parameter, value: str | None) -> Part | None:
    """``3/16`` as the third of sixteen parts."""
    if value is None:
        return None
    if match := re.fullmatch(r"(\d{1,9})/(\d{1,9})", value, re.ASCII):
        part = int(match[1]), int(match[2])
        if 1 <= part[0] <= part[1]:
            return part
    raise click.BadParameter(f"{value!r} is not a part like 3/16: the first is 1/16, the last 16/16.", ctx, param)


def batch_options(function: F) -> F:
    """The options that are about many documents."""
    for option in reversed(
        (
            click.option(
                "--include",
                metavar="GLOB",
                multiple=True,
                help="Files of a folder to take; may be given several times. [default: *.txt]",
            ),
            click.option(
                "--exclude",
                metavar="GLOB",
                multiple=True,
                help="Files and folders of a folder to leave out; may be given several times.",
            ),
            click.option(
                "--files-from",
                metavar="FILE",
                help='Read the inputs from this list, one path a line or separated by NULs; "-" is standard input.',
            ),
            click.option(
                "--keep-folders/--flat",
                default=True,
                help="Keep the subfolders of a folder, or put all outputs into DIR itself.  [default: keep]",
            ),
            click.option(
                "-j",
                "--workers",
                metavar="N",
                type=click.IntRange(min=1, max=4096),
                help="Work in so many processes. [default: as many as there are processors]",
            ),
            click.option(
                "--timeout",
                metavar="S",
                type=click.FloatRange(min=0),
                default=TIMEOUT,
                show_default=True,
                help="Give up a document after so many seconds; 0 is never.",
            ),
            click.option(
                "--max-memory",
                metavar="MB",
                type=click.IntRange(min=0),
                default=0,
                help="Give up a document that needs more memory than this. [default: no limit]",
            ),
            click.option("--retry-failed", is_flag=True, help="Try again what failed in an earlier run."),
            click.option(
                "--verify", is_flag=True, help="Compare all inputs and outputs with the ledger by sha256, not by time."
            ),
            click.option(
                "--shard",
                metavar="I/N",
                callback=read_part,
                help="Do the I-th of N parts, for N machines that share DIR; they need not know of each other.",
            ),
            click.option(
                "--engine",
                type=click.Choice(["local", "ray"]),
                default="local",
                show_default=True,
                help="Work on this machine, or on a Ray cluster.",
            ),
            click.option("--address", metavar="ADDRESS", help="The Ray cluster. [default: one made on this machine]"),
            click.option(
                "--report",
                metavar="FILE",
                help="Write a report on all documents of DIR, one HTML file. It replaces an older report.",
            ),
            click.option(
                "--log-format",
                type=click.Choice(["text", "json"]),
                default="text",
                show_default=True,
                help="Messages for people, or one JSON object per line.",
            ),
            click.option(
                "--progress",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
                help="Show how far it is: on a terminal, always, or never.",
            ),
        )
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Request:
    """What the batch options say."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    files_from: str | None
    keep_folders: bool
    workers: int | None
    timeout: float
    max_memory: int
    retry_failed: bool
    verify: bool
    shard: Part | None
    engine: str
    address: str | None
    report: str | None
    log_format: LogFormat
    progress: Progress

    @classmethod
    def of(cls, given: Mapping[str, object]) -> Request:
        """The request in the parameters of a command."""
        return cls(**{name: given[name] for name in cls.__slots__})  # type: ignore[arg-type]  # click checked them


def asks_for_batch(ctx: click.Context) -> str | None:
    """The first batch option on the command line, as it is spelled there; None if there is none.

    What stands in a configuration file is how to do a batch, not that there shall be one.
    """
    for name in _ASKING:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            return "--" + name.replace("_", "-")
    return None


def convert_many(
    inputs: tuple[str, ...],
    out: str,
    request: Request,
    options: JobOptions,
    max_bytes: int,
    force: bool,
    level: Verbosity,
) -> int:
    """Do it, and give the exit code.

    Raises ``click.UsageError`` before anything is written if the inputs contradict each other.
    """
    from ..batch.ledger import Ledger, ledger_path
    from ..batch.plan import Limits
    from ..batch.watch import make_watch

    if STDIN in inputs:
        raise click.UsageError('"-" is one text on standard input; it does not go with folders and batch options.')
    if request.address and request.engine != "ray":
        raise click.UsageError("--address is that of a Ray cluster: give --engine ray too.")
    if request.report and not force:
        from ..batch.report import refuse_other_file

        refuse_other_file(request.report)  # before the work, not after it
    plan = _plan(inputs, out, request, options, Limits(max_bytes, request.timeout, request.max_memory))
    watch = make_watch(out, progress=request.progress, log_format=request.log_format, quiet=level is Verbosity.QUIET)
    try:
        with watch, Ledger(ledger_path(out, plan.part)) as ledger:
            from ..batch.engine import prepare

            empty = _tell_folders(plan, request, level, watch.note)
            faults = 0

            def on_result(result: DocumentResult) -> None:
                nonlocal faults
                faults += result.code == "internal-error"
                watch.result(result)
                if result.detail and level is Verbosity.VERBOSE:
                    watch.note(result.detail.rstrip())

            todo = prepare(plan, ledger, force=force, retry_failed=request.retry_failed, verify=request.verify)
            watch.started(todo.pending)
            summary = replace(
                _run(plan, ledger, request, on_result),
                total=todo.total,
                unchanged=todo.unchanged,
                failed_before=todo.failed_before,
            )
            watch.finished(summary)
            if request.report:
                from ..batch.report import write_report

                write_report(ledger, request.report, force=force)
    finally:
        plan.listing.close()
    if summary.interrupted:
        say("tei-tools: interrupted")
        return INTERRUPTED
    return FAULT if faults else 1 if summary.unsuccessful or empty else 0


def _run(plan: Plan, ledger: Ledger, request: Request, on_result: OnResult) -> RunSummary:
    from ..batch.engine import run, usable_processors

    if request.engine == "ray":
        from ..batch.ray_engine import run_ray

        return run_ray(plan, ledger, address=request.address, workers=request.workers, on_result=on_result)
    return run(plan, ledger, workers=request.workers or usable_processors(), on_result=on_result)


def _plan(inputs: tuple[str, ...], out: str, request: Request, options: JobOptions, limits: Limits) -> Plan:
    from ..batch.plan import make_plan, read_list

    try:
        with _list(request.files_from) as file:
            return make_plan(
                inputs,
                out,
                include=request.include,
                exclude=request.exclude,
                files_from=None if file is None else read_list(file),
                keep_tree=request.keep_folders,
                part=request.shard,
                options=options,
                limits=limits,
            )
    except TeiToolsError as error:
        if error.code in ("same-output", "given-twice", "outside"):
            raise click.UsageError(str(error)) from error
        raise


@contextmanager
def _list(name: str | None) -> Iterator[BinaryIO | None]:
    if name is None:
        yield None
    elif name == STDIN:
        yield cast(BinaryIO, sys.stdin.buffer)
    else:
        try:
            file = open(name, "rb")  # noqa: SIM115 — it is closed below
        except OSError as error:
            raise click.BadParameter(f"{name}: cannot be read: {error.strerror}.", param_hint="--files-from") from error
        with file:
            yield file


def _tell_folders(plan: Plan, request: Request, level: Verbosity, tell: Callable[[str], None]) -> int:
    """Say which folders hold nothing to do, and what was left out; gives the number of the former."""
    empty = 0
    patterns = bool(request.include or request.exclude)
    for note in plan.notes:
        if not note.taken:
            empty += 1
            if patterns:
                tell(f"{note.folder}: holds no file that --include and --exclude let through; change the patterns.")
            else:
                tell(f"{note.folder}: holds no .txt file; give files by name to convert others, or --include.")
        elif note.others and not patterns and level > Verbosity.QUIET:
            files = "1 file whose name does" if note.others == 1 else f"{note.others:,} files whose names do"
            tell(
                f"{note.folder}: left out {files} not end in .txt; give by name what shall be converted, or --include."
            )
        if note.links and level > Verbosity.QUIET:
            links = "1 link that leads" if note.links == 1 else f"{note.links:,} links that lead"
            tell(f"{note.folder}: left out {links} out of it.")
    return empty
