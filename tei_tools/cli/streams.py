"""Standard streams that are closed or full: the work is done all the same, and the exit code says what happened."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from types import FrameType
from typing import BinaryIO, TextIO, cast

from ..errors import OutputError, SourceError

_CLOSED: set[str] = set()


def prepare_streams() -> None:
    """Take closed streams out of the way of files, and let messages that nobody can read do no harm.

    For the start of a process of its own: descriptors that are closed get the
    null device, or the next file that is opened would have their number.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            _CLOSED.add(name)
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    if sys.stdout is None:
        sys.stdout = cast(TextIO, _Closed())
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 — lives as long as the process
    sys.stderr = cast(TextIO, _Tolerant(sys.stderr))
    for signal_name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, signal_name):
            number = getattr(signal, signal_name)
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # as Ctrl-C does: whatever is half done is undone on the way out


def standard_input() -> BinaryIO:
    """Standard input as bytes. Raises :class:`SourceError`, code ``unreadable``, if it is closed."""
    if "stdin" in _CLOSED or sys.stdin is None:
        raise SourceError("unreadable", "standard input: is closed; give it a text, or name a file.")
    return cast(BinaryIO, sys.stdin.buffer)


def refuse_closed_output() -> None:
    """Raise :class:`OutputError`, code ``stdout``, if standard output is closed: data for it would be lost."""
    if "stdout" in _CLOSED:
        raise OutputError("stdout", "standard output: is closed; open it, or let the command write into a file.")


class _Closed:
    """Standard output that is closed: whoever writes hears of it."""

    encoding, errors = "utf-8", "strict"

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def flush(self) -> None:
        """Nothing waits to be written."""

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return 1


class _Tolerant:
    """A stream of messages. When it cannot be written, nobody reads it: what comes after goes nowhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            written = self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._give_up()
            return len(text)
        return written

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def _give_up(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # what is in buffers goes there too
            os.close(nowhere)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
