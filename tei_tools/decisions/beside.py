"""The files of decisions that stand beside a source: one's own, and those of others.

``NAME.decisions.json`` is the file that ``tei-tools view --edit`` writes;
``NAME.decisions.*.json`` are those of others, put there to be merged. All of
them count, together, whatever reads decisions.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from threading import Lock
from time import perf_counter, time_ns
from typing import NamedTuple

from ..errors import SourceError
from .entries import Decisions, dump_decisions, parse_decisions

ENDING = ".decisions.json"
_MARK, _JSON = ".decisions.", ".json"


def decisions_path(source: str | os.PathLike[str]) -> Path:
    """The file of decisions that belongs to a source: beside it, under its name.

    >>> decisions_path("texts/report.txt").name
    'report.txt.decisions.json'
    """
    path = Path(source)
    return path.with_name(path.name + ENDING)


def is_of_decisions(name: str) -> bool:
    """Whether a file is by its name one of decisions, on some other file.

    >>> is_of_decisions("report.txt.decisions.json"), is_of_decisions("report.txt.decisions.wei.json")
    (True, True)
    >>> is_of_decisions("decisions.json"), is_of_decisions("report.json")
    (False, False)
    """
    return name.endswith(_JSON) and _MARK in name[1:]


def source_names(name: str) -> list[str]:
    """The names that the source of a file of decisions can have, by the name of the file.

    >>> source_names("a.txt.decisions.wei.json"), source_names("a.decisions.b.txt.decisions.json")
    (['a.txt'], ['a', 'a.decisions.b.txt'])
    """
    if not name.endswith(_JSON):
        return []
    return [name[: found.start()] for found in re.finditer(re.escape(_MARK), name) if found.start()]


def files_beside(source: str | os.PathLike[str]) -> list[Path]:
    """The files of decisions beside a source: the one of its name first, then those of others, by name."""
    folder, name = os.path.split(os.fspath(source))
    names = _named(folder or os.curdir)
    if names is None:  # a folder that cannot be listed
        return [Path(folder, name + ENDING)] if os.path.isfile(os.path.join(folder, name + ENDING)) else []
    return [Path(folder, one) for one in sorted(names.get(name, ()), key=lambda one: (one != name + ENDING, one))]


def save_decisions(source: str | os.PathLike[str], decisions: Decisions) -> None:
    """Write decisions into the file beside their source, whole or not at all. Raises ``OutputError``."""
    from ..write.atomic import write_together

    path = decisions_path(source)
    write_together({path: dump_decisions(decisions)}, overwrite=True)
    with _lock:
        _listings.pop(os.path.abspath(path.parent), None)


def load_decisions(source: str | os.PathLike[str]) -> tuple[Decisions | None, str]:
    """The decisions beside a source, merged, and a sum of their files; None and nothing when there are none.

    Raises :class:`SourceError` as :func:`parse_decisions` does, when a file cannot be read, and when one is about
    another source.
    """
    found: Decisions | None = None
    sums: list[str] = []
    for path in files_beside(source):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise SourceError("unreadable", f"{path}: cannot be read: {error.strerror or error}.") from error
        one = parse_decisions(data, str(path))
        if one.source != os.path.basename(source) and one.source in source_names(path.name):
            continue  # by its name it could be about either, and it is about the other
        if found is not None and one.source != found.source:
            raise SourceError(
                "bad-decisions",
                f"{path}: is about {one.source}, and the file beside it about {found.source} "
                "(mend it, or move the file away to go on without it).",
            )
        found = one if found is None else found.merged([one])
        sums.append(hashlib.sha256(data).hexdigest())
    return found, _together(sums)


def sum_beside(source: str | os.PathLike[str]) -> str:
    """The sum of the files of decisions beside a source; empty when there is none that can be read.

    >>> sum_beside("no-such-file.txt")
    ''
    """
    sums = []
    for path in files_beside(source):
        try:
            sums.append(hashlib.sha256(path.read_bytes()).hexdigest())
        except OSError:
            continue
    return _together(sums)


def _together(sums: list[str]) -> str:
    """One sum of several: that of the file when there is one."""
    return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest() if sums else ""


# --- which files there are ---


class _Listing(NamedTuple):
    """The files of decisions in a folder by the name of their source, when that was seen and how long looking took."""

    changed: int
    seen: int
    took: float
    names: dict[str, tuple[str, ...]]


_listings: dict[str, _Listing] = {}
_lock = Lock()
_MOST = 1_000
"""Folders that are remembered."""
_FRESH = 2_000_000_000
"""Nanoseconds in which a folder can change again without another time of change."""
_LONG, _SHARE = 0.005, 20
"""A folder that changes all the while, and takes more seconds than this to look at, is looked at again after so many
times as long as that took."""


def _named(folder: str) -> dict[str, tuple[str, ...]] | None:
    """The files of decisions in a folder by the name of their source; None when it cannot be listed.

    Every document of a folder asks; so what is there is remembered until the folder changes, and in one into which
    files are written all the while it is looked at now and then.
    """
    folder = os.path.abspath(folder)
    try:
        changed = os.stat(folder).st_mtime_ns
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    except OSError:
        return None
    with _lock:
        known = _listings.get(folder)
    now = time_ns()
    if known is not None:
        settled = known.changed == changed and known.seen - changed > _FRESH
        if settled or (known.took > _LONG and now - known.seen < known.took * 1e9 * _SHARE):
            return known.names
    begun = perf_counter()
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for entry in entries if is_of_decisions(entry.name)]
    except OSError:
        return None
    names: dict[str, tuple[str, ...]] = {}
    for name in found:
        for source in source_names(name):
            names[source] = (*names.get(source, ()), name)
    with _lock:
        if len(_listings) >= _MOST:
            _listings.clear()
        _listings[folder] = _Listing(changed, now, perf_counter() - begun, names)
    return names
