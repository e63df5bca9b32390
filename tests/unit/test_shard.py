"""One shard: what is made, what is left alone, and what is said about each way to fail."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tei_tools.batch.document import DocumentResult
from tei_tools.batch.job import JobOptions
from tei_tools.batch.plan import Limits, Shard, Work
from tei_tools.batch.shard import run_shard
from tei_tools.decisions import take
from tei_tools.errors import OutputError
from tei_tools.parse import parse as really_parse

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"


@pytest.fixture
def works(tmp_path: Path) -> list[Work]:
    found = []
    for name in "abc":
        path = tmp_path / f"{name}.txt"
        path.write_text(TEXT + f"{name}组。\n", encoding="utf-8")
        found.append(Work(str(path), f"2021/{name}", path.stat().st_size))
    return found


def do(
    works: list[Work], out: Path, limits: Limits | None = None, options: JobOptions | None = None
) -> list[DocumentResult]:
    return list(run_shard(Shard(0, tuple(works)), options or JobOptions(), str(out), limits).results)


def files(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def break_on(monkeypatch: pytest.MonkeyPatch, words: str, then: Callable[[], object]) -> None:
    def parse(source: Any, **more: Any) -> Any:
        if words in source.text:
            then()
        return really_parse(source, **more)

    monkeypatch.setattr(take, "parse", parse)


def test_a_shard_is_made_and_described(works: list[Work], tmp_path: Path) -> None:
    out = tmp_path / "out"
    results = do(works, out)
    made = files(out)
    assert sorted(made) == [f"2021/{name}{ending}" for name in "abc" for ending in (".json", ".tei.xml")]
    for work, result in zip(works, results, strict=True):
        assert (result.state, result.code, result.message, result.detail) == ("done", "", "", "")
        assert result.sha256 == hashlib.sha256(Path(work.source).read_bytes()).hexdigest()
        assert dict(result.outputs) == {
            name: hashlib.sha256(content).hexdigest()
            for name, content in made.items()
            if name.startswith(work.relative + ".")
        }
        assert [(s.st_size, s.st_mtime_ns) for s in (os.stat(out / name) for name, _ in result.outputs)] == list(
            result.stamps
        )
        assert sum(result.confidence) > 0
        assert result.seconds > 0
    assert list(out.iterdir()) == [out / "2021"]


def test_a_shard_and_its_result_travel(works: list[Work], tmp_path: Path) -> None:
    shard = pickle.loads(pickle.dumps(Shard(7, tuple(works))))
    result = pickle.loads(pickle.dumps(run_shard(shard, JobOptions(), str(tmp_path / "out"))))
    assert result.number == 7
    assert [found.relative for found in result.results] == ["2021/a", "2021/b", "2021/c"]


def test_again_is_the_same(works: list[Work], tmp_path: Path) -> None:
    again = [Work(work.source, work.relative, work.size, overwrite=True) for work in works]
    do(works, tmp_path / "out")
    before = files(tmp_path / "out")
    assert {result.state for result in do(again, tmp_path / "out")} == {"done"}
    assert files(tmp_path / "out") == before


def test_what_is_there_and_not_ours_is_left(works: list[Work], tmp_path: Path) -> None:
    (tmp_path / "out" / "2021").mkdir(parents=True)
    (tmp_path / "out" / "2021" / "b.json").write_bytes(b"mine")
    results = do(works, tmp_path / "out")
    assert [(result.state, result.code) for result in results] == [("done", ""), ("skipped", "exists"), ("done", "")]
    assert files(tmp_path / "out")["2021/b.json"] == b"mine"
    assert "2021/b.tei.xml" not in files(tmp_path / "out")


def test_one_bad_document_harms_no_other(works: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by zero")

    break_on(monkeypatch, "b组", fail)
    missing = Work(str(tmp_path / "gone.txt"), "gone", 0)
    results = do([*works, missing], tmp_path / "out")
    assert [result.code for result in results] == ["", "internal-error", "", "unreadable"]
    assert "ZeroDivisionError: by zero" in results[1].message
    assert "Traceback" in results[1].detail
    assert results[1].sha256 == hashlib.sha256(Path(works[1].source).read_bytes()).hexdigest()
    fault = files(tmp_path / "out").pop("2021/b.fault.json")
    assert json.loads(fault)["errors"] == ["ZeroDivisionError"]
    assert results[1].message.endswith(
        f"{tmp_path}/out/2021/b.fault.json says what to report; nothing of the text is in it."
    )
    assert sorted(files(tmp_path / "out")) == sorted(
        ["2021/b.fault.json", *(f"2021/{n}{e}" for n in "ac" for e in (".json", ".tei.xml"))]
    )
    monkeypatch.undo()
    do([replace(work, overwrite=True) for work in works], tmp_path / "out")
    assert "2021/b.fault.json" not in files(tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="needs interval timers")
def test_a_document_that_takes_too_long(works: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang() -> None:
        try:
            time.sleep(30)
        except Exception:  # an alarm must not be taken for an error of the code it interrupts
            pytest.fail("the alarm was swallowed")

    break_on(monkeypatch, "b组", hang)
    started = time.monotonic()
    results = do(works, tmp_path / "out", Limits(timeout=1.0))
    assert time.monotonic() - started < 20
    assert [result.state for result in results] == ["done", "timeout", "done"]
    assert "took more than 1 seconds" in results[1].message
    assert "--timeout" in results[1].message


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can say and limit the size of a process")
def test_a_document_that_takes_too_much_memory(
    works: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    break_on(monkeypatch, "b组", lambda: bytearray(2_000_000_000))
    results = do(works, tmp_path / "out", Limits(max_memory=500))
    assert [result.code for result in results] == ["", "out-of-memory", ""]
    assert "500 MB" in results[1].message
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_full_disk_stops_and_leaves_nothing(
    works: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.replace, 0

    def full(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="disk is full") as caught:
        do(works, tmp_path / "out")
    assert caught.value.code == "disk-full"
    assert [name for name in files(tmp_path / "out") if name.endswith(".tmp")] == []


def test_a_folder_in_the_way_is_a_failure_of_one_document(works: list[Work], tmp_path: Path) -> None:
    (tmp_path / "out" / "2021" / "b.tei.xml").mkdir(parents=True)
    results = do(works, tmp_path / "out")
    assert [result.code for result in results] == ["", "is-a-folder", ""]


def test_another_disk_below_the_output_folder(
    works: list[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def other_disk(source: Any, target: Any) -> None:
        if Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)

    do(works, tmp_path / "plain")
    monkeypatch.setattr(os, "replace", other_disk)
    assert {result.state for result in do(works, tmp_path / "out")} == {"done"}
    assert files(tmp_path / "out") == files(tmp_path / "plain")


def test_articles_of_a_split_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (result,) = do([Work(str(tmp_path / "a.txt"), "a", 1)], tmp_path / "out", options=JobOptions(split=True))
    assert [name for name, _ in result.outputs] == sorted(
        files(tmp_path / "out"), key=lambda n: [n for n, _ in result.outputs].index(n)
    )
    assert "a.a1.tei.xml" in files(tmp_path / "out")
