"""Contestants that take turns, and the medians of what they needed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

Times = dict[str, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """A contestant (a name in :data:`benchmarks.contestant.CONTESTANTS`) and what it works on."""

    label: str
    contestant: str
    folder: Path
    fast: bool = True


@dataclass(frozen=True, slots=True)
class Finish:
    """Median CPU seconds of a pass by stage; or why there are none."""

    times: Times
    rounds: tuple[Times, ...] = ()
    skipped: str = ""


def race(entries: Sequence[Entry], rounds: int) -> dict[str, Finish]:
    """Every entry runs ``rounds`` passes, in turn: all of them once, then all of them again.

    Prepares (and warms up) each in a process of its own first. A contestant
    whose library is missing is skipped with the reason; any other failure
    raises RuntimeError.
    """
    running = {entry.label: _start(entry) for entry in entries}
    skipped: dict[str, str] = {}
    passes: dict[str, list[Times]] = {entry.label: [] for entry in entries}
    try:
        for label, process in running.items():
            answer = _answer(process, label)
            if "skipped" in answer:
                skipped[label] = str(answer["skipped"])
        for _ in range(rounds):
            for label, process in running.items():
                if label not in skipped:
                    _in(process).write("go\n")
                    _in(process).flush()
                    passes[label].append({key: float(str(value)) for key, value in _answer(process, label).items()})
    finally:
        for process in running.values():
            _in(process).close()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
    return {
        label: Finish(medians(passes[label]), tuple(passes[label]), skipped.get(label, "")) for label in running
    }  # fmt: skip


def medians(passes: Sequence[Times]) -> Times:
    """The median of every stage.

    >>> medians([{"a": 1.0}, {"a": 5.0}, {"a": 2.0}])
    {'a': 2.0}
    """
    return {name: median(times.get(name, 0.0) for times in passes) for name in (passes[0] if passes else {})}


def ratio(above: Finish, below: Finish, name: str, other: str | None = None) -> float | None:
    """The median over the rounds of one time divided by another of the same round; None if one was skipped.

    The two ran one after the other in each round, so that a slow minute of the machine slows both.
    """
    pairs = [
        (one[name], two[other or name])
        for one, two in zip(above.rounds, below.rounds, strict=False)
        if one.get(name) and two.get(other or name)
    ]
    return median(one / two for one, two in pairs) if pairs else None


def _start(entry: Entry) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.contestant", entry.contestant, str(entry.folder)]
    if not entry.fast:
        command.append("--without-fast")
    root = Path(__file__).resolve().parents[1]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def _in(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdin is not None
    return process.stdin


def _answer(process: subprocess.Popen[str], label: str) -> dict[str, object]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the process of {label} ended with {process.wait()}; what it said stands above")
    answer: dict[str, object] = json.loads(line)
    return answer
