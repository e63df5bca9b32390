"""What can go wrong, as data (:class:`Diagnostic`) and as exceptions (:class:`TeiToolsError`).

A diagnostic is something a reader of the output should know; it travels with
the document. An exception means that no output was made: its message names the
file, the place, the cause and the remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
"""How much a diagnostic matters: ``info`` records a decision, ``warning`` asks for a look, ``error`` is a fault."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark about a document.

    ``code`` is a stable name such as ``number-gap``; ``message`` is a sentence
    for people; ``spans`` are half-open ranges of code points in the source
    text (empty when the remark is about the whole document).
    """

    code: str
    severity: Severity
    message: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why an output is not valid, at a place in that output.

    ``line`` and ``column`` count from 1; 0 means unknown. ``severity`` is
    ``error``, or ``warning`` for what the source itself may have wrong: an
    output with nothing but warnings is valid.
    """

    code: str
    message: str
    line: int = 0
    column: int = 0
    severity: Severity = "error"


class TeiToolsError(Exception):
    """Base of every error that this package raises on purpose.

    ``code`` is a stable name for programs; ``str(error)`` is one sentence or
    two for people, with the remedy.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SourceError(TeiToolsError):
    """An input could not be read: missing, empty, binary, too large, undecodable."""


class OutputInvalid(TeiToolsError):
    """An output did not pass its schema, so it was not written. ``problems`` says where and why."""

    def __init__(self, code: str, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(code, message)
        self.problems = problems


class OutputError(TeiToolsError):
    """An output could not be written: it exists, the folder is read-only, the disk is full."""


class ConfigError(TeiToolsError):
    """A configuration file or an environment variable says what is not understood."""
