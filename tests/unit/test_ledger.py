"""What is done again and what is not; one writer; nothing is lost that was recorded."""

from __future__ import annotations

import ast
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tei_tools.batch import ledger as module
from tei_tools.batch.document import DocumentResult, sha256_of
from tei_tools.batch.job import JobOptions
from tei_tools.batch.ledger import Ledger, deciding_files, ledger_path, ledger_paths, read_ledgers, rules_hash
from tei_tools.batch.plan import Part, Plan, Shard, Work, make_plan
from tei_tools.batch.shard import ShardResult, run_shard
from tei_tools.errors import OutputError

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"
NAMES = ["a", "b", "c", "空"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three texts and an empty file in ``src``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    for name in "abc":
        (tmp_path / "src" / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    (tmp_path / "src" / "空.txt").write_bytes(b"")
    return tmp_path


def plan_of(part: Part | None = None) -> Plan:
    return make_plan(["src"], "out", part=part)


def convert(part: Part | None = None, options: JobOptions | None = None) -> None:
    options = options or JobOptions()
    with Ledger(ledger_path("out", part)) as ledger:
        ledger.begin(options)
        works = tuple(ledger.pending(plan_of(part).works()))
        ledger.record(run_shard(ledger.start(Shard(0, works)), options, "out"))


def again(*, retry_failed: bool = False, force: bool = False, verify: bool = False) -> list[str]:
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        found = ledger.pending(plan_of().works(), retry_failed=retry_failed, force=force, verify=verify)
        return [work.relative for work in found]


def test_everything_is_new_then_nothing_is() -> None:
    assert again() == NAMES
    convert()
    assert again() == []
    assert again(retry_failed=True) == ["空"]
    assert again(force=True) == NAMES
    assert again(verify=True) == []


def change_source(folder: Path) -> None:
    (folder / "src" / "b.txt").write_text(TEXT + "改", encoding="utf-8")


def change_source_at_the_same_size_and_time(folder: Path) -> None:
    path = folder / "src" / "b.txt"
    stat = path.stat()
    path.write_text(TEXT + "x", encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def touch_source(folder: Path) -> None:
    os.utime(folder / "src" / "b.txt", ns=(1, 1))


def touch_output(folder: Path) -> None:
    os.utime(folder / "out" / "b.json", ns=(1, 1))


def remove_output(folder: Path) -> None:
    (folder / "out" / "b.tei.xml").unlink()


def alter_output(folder: Path) -> None:
    path = folder / "out" / "b.json"
    path.write_bytes(path.read_bytes()[:-2] + b" \n")


def alter_output_at_the_same_time(folder: Path) -> None:
    path = folder / "out" / "b.json"
    stat = path.stat()
    alter_output(folder)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def move_source(folder: Path) -> None:
    (folder / "src").rename(folder / "moved")
    (folder / "src").symlink_to("moved")


@pytest.mark.parametrize(
    ("change", "quick", "verified"),
    [
        (change_source, ["b"], ["b"]),
        (change_source_at_the_same_size_and_time, [], ["b"]),
        (touch_source, [], []),
        (touch_output, [], []),
        (remove_output, ["b"], ["b"]),
        (alter_output, ["b"], ["b"]),
        (alter_output_at_the_same_time, [], ["b"]),
        (move_source, [], []),
    ],
)
def test_what_is_done_again(
    folder: Path, change: Callable[[Path], None], quick: list[str], verified: list[str]
) -> None:
    convert()
    change(folder)
    assert again() == quick
    assert again(verify=True) == verified


def test_what_was_touched_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert()
    touch_source(folder)
    touch_output(folder)
    read: list[object] = []

    def note(path: str) -> str:
        read.append(path)
        return sha256_of(path)

    monkeypatch.setattr(module, "sha256_of", note)
    assert again() == []
    assert len(read) == 2
    assert again() == []
    assert len(read) == 2


def test_a_failure_is_tried_again_when_its_file_changes(folder: Path) -> None:
    convert()
    (folder / "src" / "空.txt").write_text(TEXT, encoding="utf-8")
    assert again() == ["空"]


def test_another_configuration_makes_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    convert()
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions(script="hans"))
        assert [work.relative for work in ledger.pending(plan_of().works())] == NAMES
    monkeypatch.setattr(module, "rules_hash", lambda: "other rules")
    assert again() == NAMES


def test_what_was_in_work_is_done_again_and_may_be_replaced() -> None:
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        shard = ledger.start(Shard(0, tuple(plan_of().works())))
        run_shard(shard, JobOptions(), "out")  # all is in place, and nothing is recorded
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        works = list(ledger.pending(plan_of().works()))
        assert [(work.relative, work.overwrite) for work in works] == [(name, True) for name in NAMES]
        assert ledger.counts()["started"] == 4


def test_a_worker_that_died_after_its_work_is_in_nobodys_way() -> None:
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        shard = ledger.start(Shard(0, tuple(ledger.pending(plan_of().works()))))
        for _ in range(2):  # the engine runs a shard again whose result never came
            states = [result.state for result in run_shard(shard, JobOptions(), "out").results]
            assert states == ["done", "done", "done", "failed"]


def test_outputs_that_are_not_ours_are_never_ours(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "a.json").write_bytes(b"mine")
    for _ in range(2):
        convert()
        assert (folder / "out" / "a.json").read_bytes() == b"mine"
    with Ledger(ledger_path("out"), write=False) as ledger:
        assert ledger.counts() == {"done": 2, "failed": 1, "crashed": 0, "timeout": 0, "skipped": 1, "started": 0}


def test_another_input_of_the_same_name_replaces_nothing(folder: Path) -> None:
    convert()
    before = (folder / "out" / "a.json").read_bytes()
    (folder / "other").mkdir()
    (folder / "other" / "a.txt").write_text("别的文章\n\n" + TEXT, encoding="utf-8")
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        works = tuple(ledger.pending(make_plan(["other"], "out").works()))
        result = run_shard(ledger.start(Shard(0, works)), JobOptions(), "out")
        ledger.record(result)
    assert [found.code for found in result.results] == ["exists"]
    assert (folder / "out" / "a.json").read_bytes() == before
    assert again() == []


def test_it_counts_what_is_left() -> None:
    convert()
    left: Counter[str] = Counter()
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        assert list(ledger.pending(plan_of().works(), left=left)) == []
    assert left == {"done": 3, "failed": 1}


def test_what_is_recorded_comes_back() -> None:
    odd = os.fsdecode(b"\xff")
    results = (
        DocumentResult(
            f"/x/{odd}.txt", odd, 7, "ab", "done", outputs=((f"{odd}.json", "cd"),), seconds=1.5,
            diagnostics=(("number-gap", 2),), confidence=(1, 2, 3), mtime_ns=9, stamps=((4, 5),),
        ),
        DocumentResult("/x/b.txt", "b", 1, "", "failed", "empty-file", "/x/b.txt: empty", detail="Traceback"),
        DocumentResult("/x/c.txt", "c", 1, "", "timeout", "timeout", "slow\udcff", seconds=9.0),
    )  # fmt: skip
    with Ledger(ledger_path("out")) as ledger:
        ledger.begin(JobOptions())
        ledger.record(ShardResult(0, results))
    with Ledger(ledger_path("out"), write=False) as ledger:
        found = list(ledger.iter_documents())
        assert found[-1] == results[0]
        assert found[0] == results[1]
        assert found[1].message == "slow\\udcff"
        assert [result.code for result in ledger.failures()] == ["empty-file", "timeout"]
        assert [result.code for result in ledger.failures("timeout")] == ["timeout"]
        assert ledger.causes() == {"empty-file": 1, "timeout": 1}
        assert [result.relative for result in ledger.slowest(2)] == ["c", odd]
        assert (ledger.state_of("c"), ledger.state_of(odd), ledger.state_of("x")) == ("timeout", "done", None)
        (run,) = ledger.runs()
        assert run.ended is not None


HOLD = """
import sys
from tei_tools.batch.ledger import Ledger
part = tuple(map(int, sys.argv[2:])) or None
from tei_tools.batch.ledger import ledger_path
with Ledger(ledger_path(sys.argv[1], part)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def hold() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Hold the ledger of a part in another process."""
    held: list[subprocess.Popen[bytes]] = []

    def start(*part: int) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, "out", *map(str, part)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        held.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        return process

    yield start
    for process in held:
        process.communicate()


def test_a_second_run_is_refused_and_a_killed_one_is_in_nobodys_way(
    hold: Callable[..., subprocess.Popen[bytes]],
) -> None:
    process = hold()
    for part in (None, (1, 2)):
        with pytest.raises(OutputError, match="another run is writing there") as caught:
            Ledger(ledger_path("out", part))
        assert caught.value.code == "in-use"
    assert f"process {process.pid}" in str(caught.value)
    with Ledger(ledger_path("out"), write=False) as ledger:
        assert ledger.is_in_use()
    process.kill()
    process.communicate()
    with Ledger(ledger_path("out"), write=False) as ledger:
        assert not ledger.is_in_use()
    Ledger(ledger_path("out")).close()


def test_parts_do_not_disturb_each_other(hold: Callable[..., subprocess.Popen[bytes]]) -> None:
    hold(1, 2)
    Ledger(ledger_path("out", (2, 2))).close()
    for part in (None, (1, 2)):
        with pytest.raises(OutputError, match="another run"):
            Ledger(ledger_path("out", part))


def test_parts_are_read_as_one() -> None:
    for i in (1, 2, 3):
        convert((i, 3))
    assert [path.name for path in ledger_paths("out")] == [f"part-{i}-of-3.sqlite" for i in (1, 2, 3)]
    with read_ledgers("out") as ledger:
        assert ledger.counts()["done"] == 3
        assert [found.relative for found in ledger.iter_documents()] == NAMES
        assert len(ledger.runs()) == 3
        assert not ledger.is_in_use()


def test_the_latest_word_counts_when_the_division_changes(folder: Path) -> None:
    convert()
    (folder / "src" / "空.txt").write_text(TEXT, encoding="utf-8")
    for i in (1, 2):
        convert((i, 2))
    with read_ledgers("out") as ledger:
        assert ledger.counts()["done"] == 4
    for i in (1, 2):
        with Ledger(ledger_path("out", (i, 2)), write=False) as part:
            assert part.counts()["done"] <= 1  # what was done before was not done again


def test_no_ledger_and_no_database(folder: Path) -> None:
    with pytest.raises(OutputError) as caught:
        read_ledgers("out")
    assert caught.value.code == "no-ledger"
    assert not (folder / "out").exists()
    ledger_path("out").parent.mkdir(parents=True)
    ledger_path("out").write_bytes(b"x" * 5000)
    for write in (True, False):
        with pytest.raises(OutputError) as caught:
            Ledger(ledger_path("out"), write=write)
        assert caught.value.code == "not-a-ledger"


def test_the_journal_fits_the_use() -> None:
    for part, mode in ((None, "wal"), ((1, 2), "delete")):
        convert(part)
        base = sqlite3.connect(ledger_path("out", part))
        assert base.execute("PRAGMA journal_mode").fetchone() == (mode,)
        base.close()


def test_a_reader_sees_a_run_that_goes_on() -> None:
    with Ledger(ledger_path("out")) as writer:
        writer.begin(JobOptions())
        writer.start(Shard(0, (Work("src/a.txt", "a", 1),)))
        with Ledger(ledger_path("out"), write=False) as reader:
            assert reader.counts()["started"] == 1
            writer.record(ShardResult(0, (DocumentResult("src/a.txt", "a", 1, "", "done"),)))
            assert reader.counts()["done"] == 1


# --- the fingerprint -------------------------------------------------------------------------------------------------


def imported(path: Path) -> set[Path]:
    """The modules of the package that a module imports, at its top or late."""
    package = Path(module.__file__).parents[1]
    found: set[Path] = set()
    names = path.relative_to(package).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package.joinpath(*names[: len(names) - node.level], *(node.module or "").split("."))
            found |= {base.with_suffix(".py"), base / "__init__.py", *(base / f"{one.name}.py" for one in node.names)}
    return {path for path in found if path.is_file()}


def test_every_module_that_takes_part_in_an_output_is_in_the_fingerprint() -> None:
    package = Path(module.__file__).parents[1]
    todo, seen = {package / "batch" / "job.py", package / "batch" / "document.py"}, set[Path]()
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo |= imported(path)
    hashed = {*deciding_files()}
    limits_only = {"document.py", "limits.py", "naming.py", "plan.py", "__init__.py"}
    assert {path for path in seen - hashed if path.parent.name != "batch" or path.name not in limits_only} == set()
    assert len(seen & hashed) > 50
    assert {path.name for path in hashed} >= {"report.rng", "report.sch", "record.schema.json", "job.py", "plain.py"}


def test_a_new_module_and_a_compiled_one_change_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("parse.py", "batch/job.py", "batch/watch.py", "cli/convert.py", "__main__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1", "utf-8")
    monkeypatch.setattr(module, "_PACKAGE", tmp_path)
    hashes = [rules_hash.__wrapped__()]
    for name in ("newly/made/table.tsv", "parse.cpython-311-x86_64-linux-gnu.so", "batch/job.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("2", "utf-8")
        hashes.append(rules_hash.__wrapped__())
    assert len({*hashes}) == 4
    for name in ("batch/watch.py", "cli/new.py", "__main__.py", "newly/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("3", "utf-8")
    assert rules_hash.__wrapped__() == hashes[-1]


def test_the_library_of_compiled_modules_changes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """mypyc puts the code of all compiled modules into one library beside the package."""
    package = tmp_path / "tei_tools"
    package.mkdir()
    (package / "parse.py").write_text("1", "utf-8")
    monkeypatch.setattr(module, "_PACKAGE", package)
    hashes = [rules_hash.__wrapped__()]
    for content in "12":
        (tmp_path / "tei_tools__mypyc.cpython-311-x86_64-linux-gnu.so").write_text(content, "utf-8")
        hashes.append(rules_hash.__wrapped__())
    (tmp_path / "other__mypyc.cpython-311-x86_64-linux-gnu.so").write_text("1", "utf-8")
    assert len({*hashes}) == 3
    assert rules_hash.__wrapped__() == hashes[-1]
