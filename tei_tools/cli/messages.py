"""What the commands say: data on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

import click
from click.core import ParameterSource

from ..errors import OutputError
from ..language import shown
from ..text.printable import printable as printable
from .streams import refuse_closed_output

FAULT = (
    "This is a fault of tei-tools, not of your files. Please report it to its developers with the file that causes it"
)


PIPE_CLOSED = 141
"""Exit code when the reader of the standard output went away: 128 + SIGPIPE, as shells count."""


class Verbosity(IntEnum):
    """How much to say on standard error."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


F = TypeVar("F", bound=Callable[..., object])


def verbosity_options(function: F) -> F:
    """The options ``--quiet`` and ``--verbose`` for a command; :func:`verbosity` makes one value of them."""
    function = click.option("-v", "--verbose", is_flag=True, help="Say more: details on every remark.")(function)
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")(function)


def verbosity(quiet: bool, verbose: bool) -> Verbosity:
    """One value from the two options; what the command line says stands over what is configured.

    Raises ``click.UsageError`` if both are given.
    """
    if quiet and verbose:
        context = click.get_current_context(silent=True)
        sources = [context.get_parameter_source(name) if context else None for name in ("quiet", "verbose")]
        given = [source is ParameterSource.COMMANDLINE for source in sources]
        if any(given) and not all(given):
            return Verbosity.QUIET if given[0] else Verbosity.VERBOSE
        raise click.UsageError("--quiet and --verbose contradict each other: give one of them.")
    return Verbosity.QUIET if quiet else Verbosity.VERBOSE if verbose else Verbosity.NORMAL


def say(message: str) -> None:
    """A line for people, on standard error, in the language that is spoken."""
    click.echo(printable(shown(message)), err=True)


def tell(text: str) -> None:
    """Lines for people, on standard output, in the language that is spoken. Raises as :func:`emit`."""
    emit("".join(shown(line) for line in text.splitlines(keepends=True)))


def emit(data: str | bytes) -> None:
    """Data on standard output, as it is.

    Raises :class:`OutputError` when it cannot be written; a reader that went away is a ``BrokenPipeError``.
    """
    refuse_closed_output()
    try:
        click.echo(data, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        forget_output()
        raise OutputError("stdout", f"standard output: cannot be written: {error.strerror or error}") from error


def say_fault(error: BaseException, verbose: bool, label: str = "") -> None:
    """Tell of a fault of ours: what happened, whom to tell, and the traceback if it was asked for."""
    if verbose:
        say("".join(traceback.format_exception(error)).rstrip())
    where = f"{label}: " if label else ""
    say(f"tei-tools: {where}internal error: {type(error).__name__}: {error}")
    say(f"{FAULT}{' and the traceback above' if verbose else '; --verbose shows the traceback to send along'}.")


def forget_output() -> int:
    """Let Python end without a complaint about output that nobody reads any more; gives the exit code."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
