"""Which inputs there are and what their outputs are called, settled before anything is read or written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import click

from ..batch.naming import output_name

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Job:
    """One input. ``path`` is None for standard input; ``name`` is the path of its outputs below DIR, without suffix."""

    path: Path | None
    name: str

    @property
    def label(self) -> str:
        """What messages call this input."""
        return str(self.path) if self.path else "standard input"


def text_files(folder: Path) -> tuple[list[Path], int]:
    """The .txt files below a folder, sorted, and how many other files lie there; hidden ones do not count."""
    found: list[Path] = []
    others = 0
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or path.is_dir():
            continue
        if path.suffix.lower() == ".txt":
            found.append(path)
        else:
            others += 1
    return found, others


@dataclass(frozen=True, slots=True)
class Plan:
    """All jobs of a command line; folders that hold no text file; and how many other files were seen in folders."""

    jobs: tuple[Job, ...]
    empty: tuple[Path, ...] = ()
    others: tuple[tuple[Path, int], ...] = ()


def make_plan(given: Sequence[str], keep_folders: bool = False) -> Plan:
    """The jobs behind the arguments of a command line: files, folders, ``-``.

    ``keep_folders`` keeps the subfolders of a folder in the names of the
    outputs. Raises ``click.UsageError`` if two inputs would write the same output.
    """
    jobs: list[Job] = []
    empty: list[Path] = []
    others: list[tuple[Path, int]] = []
    for argument in given:
        path = Path(argument)
        if argument == STDIN:
            jobs.append(Job(None, "stdin"))
        elif not os.path.isdir(path):  # Path.is_dir raises for a name that is too long
            jobs.append(Job(path, output_name(path)))
        else:
            files, left_out = text_files(path)
            for file in files:
                inside = file.relative_to(path).parent if keep_folders else PurePath()
                jobs.append(Job(file, str(inside / output_name(file))))
            if not files:
                empty.append(path)
            elif left_out:
                others.append((path, left_out))
    refuse_collisions(jobs)
    return Plan(tuple(jobs), tuple(empty), tuple(others))


def refuse_collisions(jobs: Sequence[Job]) -> None:
    """Raise ``click.UsageError`` if two inputs would write the same output."""
    seen: dict[str, Job] = {}
    for job in jobs:
        if (other := seen.setdefault(job.name, job)) is job:
            continue
        if other.path == job.path:
            raise click.UsageError(f"{job.label} is given twice. Nothing was written.")
        raise click.UsageError(
            f"{other.label} and {job.label} would write the same output, {PurePath(job.name).name}. "
            "Nothing was written. Rename one of them, convert them into different folders, "
            "or give a folder with --keep-folders, which keeps its subfolders in the output."
        )
