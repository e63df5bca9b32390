"""The options of ``tei-tools convert`` that are about many documents, and all that a command line asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from ..batch.plan import Part
    from ..batch.watch import LogFormat, Progress

F = TypeVar("F", bound=Callable[..., object])

MOST_MEMORY = 2000
"""MB that one document may take unless ``--max-memory`` says otherwise."""
TIMEOUT = 600.0
"""Seconds that one document may take unless ``--timeout`` says otherwise: a text of 10 MB takes about a minute."""

MOST_SECONDS = 100_000_000
"""Three years, which every timer can count."""

_ASKING = (
    "include", "exclude", "files_from", "workers", "retry_failed", "adopt", "verify", "shard", "engine", "address",
    "report", "log_format",
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


def _finite(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """Seconds that a clock can count; ``nan`` and ``inf`` are numbers too, for Python."""
    if not value <= MOST_SECONDS:
        raise click.BadParameter(f"{value} is no number of seconds up to {MOST_SECONDS:,}; 0 is never.", ctx, param)
    return value


_OPTIONS = (
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
        callback=_finite,
        default=TIMEOUT,
        show_default=True,
        help="Give up a document after so many seconds; 0 is never.",
    ),
    click.option(
        "--max-memory",
        metavar="MB",
        type=click.IntRange(min=0),
        default=MOST_MEMORY,
        show_default=True,
        help="Give up a document that needs more memory than this; 0 is no limit.",
    ),
    click.option(
        "--adopt",
        is_flag=True,
        help="Take up outputs in DIR that its ledger does not know, if they were made from the same input.",
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
"""The options that are about many documents, as they stand on the help page."""


def batch_options(function: F) -> F:
    """Give a command the options that are about many documents."""
    for option in reversed(_OPTIONS):
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
    adopt: bool
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
