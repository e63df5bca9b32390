"""Ray makes the bytes that the local engine makes, whatever dies on the way.

``TEI_TOOLS_FAULT_ROUNDS`` says how often processes are killed (1 unless given).
"""

from __future__ import annotations

import importlib.util
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tei_tools.batch import engine
from tei_tools.batch.document import DocumentResult
from tei_tools.batch.engine import prepare
from tei_tools.batch.ledger import Ledger, fingerprint, ledger_path
from tei_tools.batch.plan import LEDGER_FOLDER, Plan, Shard, make_plan, part_name
from tei_tools.batch.ray_engine import Driver, make_shard, run_ray
from tei_tools.batch.summary import RunSummary
from tei_tools.errors import OutputError, TeiToolsError

ROUNDS = int(os.environ.get("TEI_TOOLS_FAULT_ROUNDS", "1"))
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DOCUMENTS = 24

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="needs Ray: pip install 'tei-tools[ray]'"
)
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="finds processes in /proc, as Linux has it"
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of texts, four of them in every folder, none of which is another's equal."""
    folder = tmp_path_factory.mktemp("ray") / "texts"
    sources = sorted(EXAMPLES.glob("*.txt"))
    for number in range(DOCUMENTS):
        place = folder / f"{2000 + number // 4}"
        place.mkdir(parents=True, exist_ok=True)
        text = sources[number % 4].read_text(encoding="utf-8")
        (place / f"text-{number}.txt").write_text(f"{text}\n第{number}篇。\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(texts: Path) -> dict[str, bytes]:
    """What the local engine makes of them."""
    out = texts.parent / "local"
    with Ledger(ledger_path(out)) as ledger:
        plan = planned(texts, out)
        prepare(plan, ledger)
        assert engine.run(plan, ledger, workers=1).done == DOCUMENTS
    made = outputs(out)
    assert len(made) == 2 * DOCUMENTS
    return made


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """One Ray for several tests, as a program that uses Ray itself would have it."""
    ray = pytest.importorskip("ray", reason="needs Ray: pip install 'tei-tools[ray]'")
    folder = tempfile.mkdtemp(prefix="r", dir="/tmp")  # a short name, because Ray makes sockets in it
    ray.init(
        address="local", num_cpus=2, object_store_memory=80 * 1024 * 1024, include_dashboard=False,
        logging_level="ERROR", log_to_driver=False, _temp_dir=folder,
    )  # fmt: skip
    yield ray
    ray.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def planned(texts: Path, out: Path) -> Plan:
    return make_plan([str(texts)], str(out), shard_size=3)


def outputs(out: Path) -> dict[str, bytes]:
    """All files below a folder but those of the ledger."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and LEDGER_FOLDER not in path.parts
    }


def leftovers(out: Path) -> list[str]:
    return [str(path) for path in out.rglob("*") if path.suffix == ".tmp" or path.name.startswith("staging-")]


def ray_run(texts: Path, out: Path, **named: Any) -> RunSummary:
    with Ledger(ledger_path(out)) as ledger:
        plan = planned(texts, out)
        prepare(plan, ledger)
        return run_ray(plan, ledger, **named)


def states(out: Path) -> dict[str, int]:
    with Ledger(ledger_path(out), write=False) as ledger:
        return {state: number for state, number in ledger.counts().items() if number}


# Without Ray


def test_without_ray_the_remedy_is_said(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(TeiToolsError, match=r"pip install 'tei-tools\[ray\]'") as caught:
        ray_run(texts, tmp_path / "out")
    assert caught.value.code == "no-ray"


def one_shard(texts: Path, out: Path) -> tuple[Shard, Plan]:
    plan = planned(texts, out)
    return next(plan.shards()), plan


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fingerprint": "another"}, "install the same on all"),
        ({"ledger": "/nowhere/ledger.sqlite"}, "same path on all machines"),
    ],
)
def test_a_machine_that_does_not_fit_writes_nothing(
    texts: Path, tmp_path: Path, change: dict[str, str], says: str
) -> None:
    out = tmp_path / "out"
    shard, plan = one_shard(texts, out)
    with Ledger(ledger_path(out)) as ledger:
        driver = Driver("1", fingerprint(plan.options), str(tmp_path), str(ledger.path), ledger.worker_lock)
        refused = make_shard(shard, plan.options, plan.out, plan.limits, replace(driver, **change))
    assert isinstance(refused, engine.Fault)
    assert refused.code == "node"
    assert says in refused.message
    assert outputs(out) == {}


# With Ray


@needs_ray
def test_the_bytes_are_those_of_the_local_engine(
    texts: Path, tmp_path: Path, expected: dict[str, bytes], cluster: Any
) -> None:
    heard: list[DocumentResult] = []
    summary = ray_run(texts, tmp_path / "out", on_result=heard.append)
    assert outputs(tmp_path / "out") == expected
    assert summary.done == summary.total == len(heard) == DOCUMENTS
    assert states(tmp_path / "out") == {"done": DOCUMENTS}
    assert leftovers(tmp_path / "out") == []
    assert ray_run(texts, tmp_path / "out").total == 0  # nothing is left to do
    assert cluster.is_initialized()


@needs_ray
def test_paths_may_be_relative(
    texts: Path, tmp_path: Path, expected: dict[str, bytes], cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(texts.parent)
    out = Path(os.path.relpath(tmp_path / "out"))
    assert ray_run(Path(texts.name), out).done == DOCUMENTS
    assert outputs(tmp_path / "out") == expected


def without_hurry(shard: Shard, *arguments: Any) -> object:
    """make_shard, before and after a while in which it can be killed."""
    import time

    from tei_tools.batch.ray_engine import make_shard

    time.sleep(0.1)
    made = make_shard(shard, *arguments)
    time.sleep(0.1)
    return made


@needs_ray
@needs_proc
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_killed_worker_changes_nothing(
    texts: Path, tmp_path: Path, expected: dict[str, bytes], cluster: Any, round_: int,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("tei_tools.batch.ray_engine.make_shard", without_hurry)
    over = threading.Event()
    killed: list[int] = []
    chance = random.Random(round_)

    def kill() -> None:
        while not over.wait(chance.uniform(0.02, 0.2)) and len(killed) < 3:
            if found := workers_of(os.getpid()):
                killed.append(chance.choice(found))
                os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        summary = ray_run(texts, tmp_path / "out")
    finally:
        over.set()
        killer.join()
    assert killed, "no worker was found in work"
    assert summary.done == DOCUMENTS
    assert outputs(tmp_path / "out") == expected
    assert states(tmp_path / "out") == {"done": DOCUMENTS}
    assert leftovers(tmp_path / "out") == []
    assert capfd.readouterr().out == ""


def deadly(shard: Shard, *arguments: Any) -> object:
    """make_shard with a document in the corpus that no process survives."""
    import os
    import signal

    from tei_tools.batch.ray_engine import make_shard

    if any(work.relative.endswith("text-7") for work in shard.documents):
        os.kill(os.getpid(), signal.SIGKILL)
    return make_shard(shard, *arguments)


@needs_ray
def test_the_document_that_kills_is_found_and_named(
    texts: Path, tmp_path: Path, expected: dict[str, bytes], cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tei_tools.batch.ray_engine.make_shard", deadly)
    monkeypatch.setattr("tei_tools.batch.ray_engine.RETRIES", 1)  # each death costs Ray a second
    summary = ray_run(texts, tmp_path / "out")
    assert (summary.done, summary.crashed) == (DOCUMENTS - 1, 1)
    assert outputs(tmp_path / "out") == {name: made for name, made in expected.items() if "text-7." not in name}
    with Ledger(ledger_path(tmp_path / "out"), write=False) as ledger:
        (failure,) = ledger.failures()
    assert failure.relative.endswith("text-7")
    assert failure.state == "crashed"
    assert "dies" in failure.message


def dying_late(shard: Shard, *arguments: Any) -> object:
    """make_shard in a process that is killed when everything is written, the first time."""
    import os
    import signal
    from pathlib import Path

    from tei_tools.batch.ray_engine import make_shard

    made = make_shard(shard, *arguments)
    mark = Path(arguments[1], ".tei-tools", f"died-{shard.number}")
    if shard.number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return made


@needs_ray
def test_outputs_of_a_try_that_died_are_no_strangers(
    texts: Path, tmp_path: Path, expected: dict[str, bytes], cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tei_tools.batch.ray_engine.make_shard", dying_late)
    (tmp_path / "out" / "2000").mkdir(parents=True)
    (tmp_path / "out" / "2000" / "text-0.json").write_text("somebody's own")
    summary = ray_run(texts, tmp_path / "out")
    assert (tmp_path / "out" / LEDGER_FOLDER / "died-1").exists()
    assert (summary.done, summary.skipped) == (DOCUMENTS - 1, 1)
    made = {name: content for name, content in expected.items() if "text-0." not in name}
    assert outputs(tmp_path / "out") == {**made, "2000/text-0.json": b"somebody's own"}


@needs_ray
def test_what_would_stop_every_shard_stops_the_run(texts: Path, tmp_path: Path, cluster: Any) -> None:
    out = tmp_path / "out"
    with Ledger(ledger_path(out)) as ledger:
        plan = planned(texts, out)
        prepare(plan, ledger)
        (out / LEDGER_FOLDER / f"staging-{part_name(None)}").write_text("a file where a folder is needed")
        with pytest.raises(OutputError, match="staging-all"):
            run_ray(plan, ledger)


@needs_ray
def test_a_cluster_that_is_not_there_is_said_at_once(texts: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    code = """
from tei_tools.batch.ray_engine import run_ray
from tei_tools.errors import TeiToolsError
for address in ("127.0.0.1:9", "nonsense"):
    try:
        run_ray(None, None, address=address)
    except TeiToolsError as error:
        print(error.code, error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [["no-cluster", "127.0.0.1:9:"], ["no-cluster", "nonsense:"]]
    assert time.monotonic() - started < 30


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A temporary folder with a name so short that Ray can make sockets in it."""
    folder = Path(tempfile.mkdtemp(prefix="r", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


DRIVER = """
import sys
from tei_tools.batch.engine import prepare
from tei_tools.batch.ledger import Ledger, fingerprint, ledger_path
from tei_tools.batch.plan import make_plan
from tei_tools.batch.ray_engine import run_ray

texts, out = sys.argv[1:]
with Ledger(ledger_path(out)) as ledger:
    plan = make_plan([texts], out, shard_size=3)
    prepare(plan, ledger)
    summary = run_ray(plan, ledger, workers=2, on_result=lambda found: print(found.relative, flush=True))
print(summary.done, summary.interrupted)
"""


@needs_ray
@needs_proc
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_killed_driver_leaves_nothing_that_the_next_run_does_not_mend(
    texts: Path, tmp_path: Path, expected: dict[str, bytes], round_: int, short_folder: Path
) -> None:
    out = tmp_path / "out"
    environment = {**os.environ, "RAY_TMPDIR": str(short_folder)}
    command = [sys.executable, "-c", DRIVER, str(texts), str(out)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as driver:
        assert driver.stdout is not None
        for _ in range(1 + random.Random(round_).randrange(12)):
            assert driver.stdout.readline()
        started = descendants(driver.pid)
        assert any("raylet" in title for title in started.values())
        driver.kill()
    end = time.monotonic() + 20
    while (left := still_there(started)) and time.monotonic() < end:
        time.sleep(0.2)
    assert left == {}
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env=environment)
    *documents, last = done.stdout.splitlines()
    assert 0 < len(documents) < DOCUMENTS
    assert last == f"{len(documents)} False"
    assert done.stderr == ""
    assert len(list(short_folder.iterdir())) == 1  # of the killed one; the other has tidied up
    assert outputs(out) == expected
    assert states(out) == {"done": DOCUMENTS}
    assert leftovers(out) == []


def descendants(process: int) -> dict[int, str]:
    """The processes below a process, with their command lines."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: dict[int, str] = {}
    below = {process}
    while below:
        below = {child for child, parent in parents.items() if parent in below and child not in found}
        found.update((child, title(child)) for child in below)
    return found


def title(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def workers_of(process: int) -> list[int]:
    return [
        child
        for child, name in descendants(process).items()
        if name.startswith(("ray::make_shard", "ray::without_hurry"))
    ]


def still_there(processes: dict[int, str]) -> dict[int, str]:
    """Those that have not ended. Two agents of Ray, which convert nothing, look for their master for a minute."""
    now = {process: title(process) for process in processes}
    return {
        process: name
        for process, name in now.items()
        if name and not re.match("ray::(Dashboard|RuntimeEnv)Agent", name)
    }
