"""Workers and the whole run killed at random moments: what is there in the end is what an undisturbed run makes.

``TEI_TOOLS_FAULT_ROUNDS`` (2) and ``TEI_TOOLS_FAULT_FILES`` (90) make it longer, ``TEI_TOOLS_FAULT_SEED`` repeats one.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUNDS = int(os.environ.get("TEI_TOOLS_FAULT_ROUNDS", "2"))
FILES = int(os.environ.get("TEI_TOOLS_FAULT_FILES", "90"))
SEED = int(os.environ.get("TEI_TOOLS_FAULT_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="needs /proc to see all processes of a run"
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, each many times and each time a little different, in several folders; some cannot be read."""
    folder = tmp_path_factory.mktemp("corpus")
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    for number in range(FILES):
        path = folder / f"{number % 7}" / f"文{number:05}.txt"
        path.parent.mkdir(exist_ok=True)
        text = "" if number % 50 == 49 else f"{texts[number % len(texts)]}\n以上为第{number}号材料,由丁村整理。\n"
        path.write_text(text, encoding="utf-8")
    return folder


def start(corpus: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    words = ["convert", str(corpus), "-o", str(out), "-j", "2", "--progress", "never", *options]
    environment = {**os.environ, "TEI_TOOLS_FAULT_MARK": str(out)}
    return subprocess.Popen([sys.executable, "-m", "tei_tools", *words], env=environment, stderr=subprocess.PIPE)


def finish(corpus: Path, out: Path, *options: str) -> tuple[int, str]:
    process = start(corpus, out, *options)
    err = process.communicate(timeout=1800)[1].decode()
    return process.returncode, err


def family(out: Path) -> dict[int, int]:
    """Every process that was started for runs into ``out``, with its parent: they carry it in their environment."""
    mark = f"TEI_TOOLS_FAULT_MARK={out}".encode()
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    return found


def workers(out: Path, run: int) -> list[int]:
    """The workers of a run: its fork server has one child for each."""
    processes = family(out)
    servers = {process for process, parent in processes.items() if parent == run}
    return [process for process, parent in processes.items() if parent in servers]


def kill(process: int, number: signal.Signals = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def outputs(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] not in (".tei-tools", "schemas")
    }


def no_orphans(out: Path) -> None:
    until = time.monotonic() + 10
    while left := family(out):
        assert time.monotonic() < until, f"processes left behind: {left}"
        time.sleep(0.05)


def nothing_but_outputs(out: Path) -> None:
    left = [path for path in out.rglob("*") if path.name.endswith((".tmp", "-wal", "-shm", "-journal")) or
            path.name.startswith("staging")]  # fmt: skip
    assert left == []


def check_ledger(out: Path) -> None:
    base = sqlite3.connect(out / ".tei-tools" / "ledger.sqlite")
    try:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        states = dict(base.execute("SELECT state, count(*) FROM document GROUP BY state"))
    finally:
        base.close()
    failed = FILES // 50
    assert states == {"done": FILES - failed, **({"failed": failed} if failed else {})}


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    started = time.monotonic()
    code, err = finish(corpus, out)
    seconds = time.monotonic() - started
    assert code == (1 if FILES >= 50 else 0), err
    no_orphans(out)
    nothing_but_outputs(out)
    check_ledger(out)
    made = outputs(out)
    assert len(made) == 2 * (FILES - FILES // 50)
    return made, seconds


@pytest.mark.parametrize("round", range(ROUNDS))
def test_killing_changes_nothing(
    round: int, corpus: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    chance = random.Random(SEED + round)
    out = tmp_path / "out"
    runs = kills = 0
    told = f"seed {SEED + round}"
    for _ in range(chance.randint(2, 5)):
        run = start(corpus, out)
        runs += 1
        until = time.monotonic() + chance.uniform(0.1, 1.0) * seconds
        while time.monotonic() < until and run.poll() is None:
            time.sleep(chance.uniform(0.05, 0.6) * min(seconds, 8) / 4)
            if chance.random() < 0.6 and (mine := workers(out, run.pid)):
                kill(chance.choice(mine))
                kills += 1
        kill(run.pid, chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
        if chance.random() < 0.5:
            run.wait(60)  # otherwise the next run begins while this one dies
        else:
            time.sleep(0.01)
            kill(run.pid)
        run.communicate(timeout=60)
    code, err = finish(corpus, out)
    assert code == (1 if FILES >= 50 else 0), f"{told}: {err}"
    no_orphans(out)
    nothing_but_outputs(out)
    check_ledger(out)
    made = outputs(out)
    assert sorted(made) == sorted(expected), told
    assert [name for name in made if made[name] != expected[name]] == [], told
    code, err = finish(corpus, out)
    assert "0 done, 0 failed" in err, f"{told}: a run with nothing to do did something: {err}"
    print(f"round {round}: {told}, {runs} runs killed, {kills} workers killed", file=sys.__stderr__)
    shutil.rmtree(out)


def test_the_parent_dies_and_nobody_lives_on(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = start(corpus, out)
    until = time.monotonic() + 30
    while len(workers(out, run.pid)) < 2:
        assert time.monotonic() < until, "no workers came"
        time.sleep(0.02)
    kill(run.pid)
    run.communicate(timeout=30)
    no_orphans(out)


def test_ctrl_c_keeps_what_is_finished(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = start(corpus, out)
    until = time.monotonic() + 60
    while not list(out.rglob("*.json")):
        assert time.monotonic() < until, "nothing was converted"
        time.sleep(0.02)
    kill(run.pid, signal.SIGINT)
    err = run.communicate(timeout=30)[1].decode()
    if run.returncode == 130:  # it may have been done already
        assert "interrupted" in err
        assert "Traceback" not in err
    no_orphans(out)
    nothing_but_outputs(out)
    base = sqlite3.connect(out / ".tei-tools" / "ledger.sqlite")
    states = dict(base.execute("SELECT relative, state FROM document"))
    base.close()
    there = {str(path.relative_to(out))[:-5] for path in out.rglob("*.json")}
    assert {name for name, state in states.items() if state == "done"} <= there
    # A worker can be stopped between putting its outputs in place and the record of them: they count as in work.
    assert {states[name] for name in there} <= {"done", "started"}
    code, err = finish(corpus, out)
    assert code == (1 if FILES >= 50 else 0), err
    assert "0 skipped" in err
    nothing_but_outputs(out)
    check_ledger(out)
    assert len(outputs(out)) == 2 * (FILES - FILES // 50)
