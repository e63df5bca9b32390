"""What to send to the developers when a fault of this package met a document: a file without any of its text.

It stands beside the outputs as ``NAME.fault.json`` and is taken away when the
document could be made. What a text says must not leave the house with it, so
messages keep their shape only: 字 stands for a Han character, x for a letter,
9 for a digit, wherever a value of the document could stand.
"""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import platform
import re
import sys
from dataclasses import replace
from pathlib import Path

from .._version import __version__
from .document import FAULTS, DocumentResult

SCHEMA = "tei-tools/fault/1"
ENDING = ".fault.json"

_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'|«[^«»]*+»|\[[^\[\]]*+\]|“[^“”]*+”")


def without_text(message: str) -> str:
    """A message with the shape of what stands in quotes, and of all that is not ASCII, in place of the thing itself.

    >>> without_text('<date> may not have when="---14"; 甲镇a1 has no title')
    '<date> may not have when="---99"; 字字a1 has no title'
    """
    bare = _QUOTED.sub(lambda found: _shape(found.group(), all_of_it=True), message)
    return _shape(bare, all_of_it=False)


def _shape(text: str, *, all_of_it: bool) -> str:
    out = []
    for character in text:
        if character.isascii() and not (all_of_it and character.isalnum()):
            out.append(character)
        elif "\u3400" <= character <= "\u9fff" or character >= "\U00020000":
            out.append("字")
        elif character.isdecimal():
            out.append("9")
        else:
            out.append("x" if character.isalpha() else "?" if not character.isascii() else character)
    return "".join(out)


_FRAME = re.compile(r'^  File "(?P<file>[^"]*)", line (?P<line>\d+), in (?P<name>\S+)$', re.MULTILINE)
_ERROR = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?:: |$)", re.MULTILINE | re.ASCII)


def describe(result: DocumentResult) -> dict[str, object]:
    """What is known of a fault, as data; nothing in it was taken from the text."""
    data: dict[str, object] = {
        "schema": SCHEMA,
        "version": __version__,
        "python": platform.python_version(),
        "system": sys.platform,
        "code": result.code,
        "bytes": result.size,
        "sha256": result.sha256,
    }
    if result.code == "output-invalid":
        data["problems"] = [without_text(line) for line in result.detail.splitlines()]
    else:
        data["errors"] = [match["kind"] for match in _ERROR.finditer(result.detail) if _names_error(match["kind"])]
        data["frames"] = [
            f"{_inside(match['file'])}:{match['line']} {match['name']}" for match in _FRAME.finditer(result.detail)
        ]
    return data


def _names_error(kind: str) -> bool:
    """Whether a word is the name of an exception, and not of something that the message of one says."""
    known = getattr(builtins, kind, None)
    is_builtin = isinstance(known, type) and issubclass(known, BaseException)
    return is_builtin or ("." in kind and kind.partition(".")[0] in sys.modules)


def _inside(file: str) -> str:
    """The path of a module from its package on; where that is installed is nobody's business."""
    parts = Path(file).parts
    for root in ("site-packages", "dist-packages", "tei_tools"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) + (root != "tei_tools") :])
    return parts[-1] if parts else file


def fault_file(out: str, relative: str) -> Path:
    """Where the description of a fault stands."""
    place = Path(out) / relative
    return place.with_name(place.name + ENDING)


def write_fault(out: str, result: DocumentResult) -> DocumentResult:
    """Write what is to be known of a fault, and give the result whose message says where.

    For a document that was made, an older description of a fault is removed.
    What else stands in that place is left alone.
    """
    path = fault_file(out, result.relative)
    if result.code not in FAULTS:
        if result.state == "done" and os.path.lexists(path) and _is_ours(path):
            with contextlib.suppress(OSError):
                path.unlink()
        return result
    if os.path.lexists(path) and not _is_ours(path):
        return result
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(describe(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except (OSError, ValueError):
        return result  # the message says what is to be known
    return replace(result, message=f"{result.message} {path} says what to report; nothing of the text is in it.")


def _is_ours(path: Path) -> bool:
    try:
        with open(path, "rb") as file:
            return SCHEMA.encode() in file.read(200)
    except OSError:
        return False
