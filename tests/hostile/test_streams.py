"""Closed and full standard streams, and signals: the work is done or undone, and the exit code says which."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a Unix shell and /dev/full")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.tsv").write_text("#article\ta1\n1\ttitle\ta1\n", encoding="utf-8")
    return tmp_path


def shell(words: str) -> subprocess.CompletedProcess[str]:
    command = f'"{sys.executable}" -m tei_tools {words}'
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120)


DATA = [
    "explain a.txt", "schema", "config", "doctor", "completion bash", "man", "convert - --to json < a.txt",
    "evaluate --gold labels --text .", "status out", "--help", "convert --help", "--version",
]  # fmt: skip


@pytest.mark.parametrize("words", DATA)
@pytest.mark.parametrize("output", [">&-", ">/dev/full"])
def test_data_that_cannot_be_written_is_said(words: str, output: str) -> None:
    if words == "status out":
        assert shell("convert . -o out").returncode == 0
    done = shell(f"{words} {output}")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "standard output" in done.stderr


@pytest.mark.parametrize("output", [">&-", ">/dev/full", "2>&-", "2>/dev/full", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["convert a.txt -o out", "convert . -o out"])
def test_files_are_written_whatever_happens_to_the_streams(folder: Path, words: str, output: str) -> None:
    assert shell(f"{words} {output}").returncode == 0
    assert {path.name for path in (folder / "out").glob("a.*")} == {"a.json", "a.tei.xml"}
    assert b"tei-tools" not in (folder / "a.txt").read_bytes()


@pytest.mark.parametrize("output", ["2>&-", "2>/dev/full"])
def test_a_failure_that_cannot_be_said_is_a_failure(output: str) -> None:
    assert shell(f"convert nowhere.txt -o out {output}").returncode == 1
    assert shell(f"convert --nonsense {output}").returncode == 2
    assert shell(f"validate nowhere.json {output}").returncode == 1


@pytest.mark.parametrize("words", ["convert - --to json", "explain -", "validate -", "convert --files-from - -o out"])
def test_a_closed_input_is_said(words: str) -> None:
    done = shell(f"{words} <&-")
    assert done.returncode == 1
    assert "standard input: is closed" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("words", [["convert", "long.txt", "-o", "out"], ["convert", "many", "-o", "out", "-j", "2"]])
def test_a_signal_ends_a_run_and_leaves_nothing_half_done(folder: Path, words: list[str], number: int) -> None:
    (folder / "many").mkdir()
    (folder / "long.txt").write_text(TEXT * 60_000, encoding="utf-8")
    for name in "abcdef":
        (folder / "many" / f"{name}.txt").write_text(TEXT * 20_000 + name, encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "tei_tools", *words], stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while not any((folder / "out").rglob("staging-*")):
            assert time.monotonic() < until and process.poll() is None
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(number)
        err = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert "interrupted" in err
    left = [path for path in (folder / "out").rglob("*") if path.name.endswith(".tmp") or "staging" in path.name]
    assert left == []
    made = {path.stem.split(".")[0] for path in (folder / "out").glob("*.json")}
    assert made == {path.name.split(".")[0] for path in (folder / "out").glob("*.tei.xml")}


def test_a_hangup_that_is_ignored_stays_ignored(folder: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = subprocess.Popen([sys.executable, "-m", "tei_tools", "convert", "a.txt", "-o", "out"])
        os.kill(process.pid, signal.SIGHUP)
        assert process.wait(60) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
