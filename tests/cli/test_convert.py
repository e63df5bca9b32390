"""What transcripts cannot show: faults, full disks, interruptions, closed pipes, environments."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tei_tools.__main__ import main

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with three good texts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    found = (path.name for path in folder.iterdir()) if folder.exists() else ()
    return sorted(name for name in found if name != "schemas")


BOTH = ["a.json", "a.tei.xml", "c.json", "c.tei.xml"]


def test_a_file_without_permission(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    really_open = open

    def deny(file: Any, *arguments: Any, **named: Any) -> Any:
        if str(file) == "b.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return really_open(file, *arguments, **named)

    monkeypatch.setattr("builtins.open", deny)
    assert main(["convert", "a.txt", "b.txt", "c.txt", "-o", "out"]) == 1
    assert names(folder / "out") == BOTH
    out, err = capsys.readouterr()
    assert out == ""
    assert "b.txt: cannot be read: Permission denied" in err
    assert err.splitlines()[-1] == "2 done, 1 failed, 0 skipped"


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    real = os.fsync
    calls = 0

    def fail(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:  # a takes two files and their folder; the record of b finds the disk full, and c would too
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fail)
    assert main(["convert", "a.txt", "b.txt", "c.txt", "-o", "out"]) == 1
    assert names(folder / "out") == ["a.json", "a.tei.xml"]
    err = capsys.readouterr().err
    assert "1 done, 0 failed, 0 skipped" in err
    assert "the disk is full; make room" in err.splitlines()[-1]


def test_an_interruption_leaves_whole_files_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = os.replace
    calls = 0

    def interrupt(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(os, "replace", interrupt)
    assert main(["convert", "a.txt", "b.txt", "c.txt", "-o", "out"]) == 130
    assert names(folder / "out") == ["a.json", "a.tei.xml"]
    err = capsys.readouterr().err
    assert "1 done, 0 failed, 0 skipped, interrupted with 2 to do; what is done is complete" in err
    assert err.splitlines()[-1] == "tei-tools: interrupted"


def break_on(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Make the conversion of a source that holds some words fail as a bug would."""
    import tei_tools.decisions.take as take
    from tei_tools.parse import parse as real

    def parse(source: Any, **more: Any) -> Any:
        if words in source.text:
            raise ZeroDivisionError("by\x1bzero")
        return real(source, **more)

    monkeypatch.setattr(take, "parse", parse)


def test_a_fault_of_ours_stops_nothing_and_asks_to_be_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "b.txt").write_text("故障\n", encoding="utf-8")
    break_on(monkeypatch, "故障")
    assert main(["convert", "a.txt", "b.txt", "c.txt", "-o", "out"]) == 70
    assert names(folder / "out") == sorted([*BOTH, "b.fault.json"])
    err = capsys.readouterr().err
    assert "b.txt: internal error: ZeroDivisionError: by\\x1bzero" in err
    assert "Please report it" in err
    assert "--verbose shows more" in err
    assert "Traceback" not in err
    assert main(["convert", "b.txt", "-o", "out", "--verbose"]) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_fault_outside_the_conversion(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tei_tools.batch.plan.make_plan", fail)
    assert main(["convert", "a.txt", "-o", "out"]) == 70
    assert "Please report it" in capsys.readouterr().err


def test_an_output_that_would_not_be_valid_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tei_tools.write.tei.to_tei", lambda *_: b"<TEI/>")
    assert main(["convert", "a.txt", "-o", "out"]) == 70
    assert names(folder / "out") == ["a.fault.json"]
    assert "a.tei.xml would not be valid, so nothing was written" in capsys.readouterr().err
    assert main(["convert", "a.txt", "-o", "-"]) == 70
    out, err = capsys.readouterr()
    assert (out, "a.tei.xml would not be valid" in err) == ("", True)


def test_nothing_is_made_when_the_command_line_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "d").mkdir()
    (folder / "d" / "a.txt").write_text(TEXT, encoding="utf-8")
    assert main(["convert", "b.txt", "a.txt", "d", "-o", "out"]) == 2
    assert not (folder / "out").exists()
    assert "a.txt and d/a.txt would write the same output" in " ".join(capsys.readouterr().err.split())


def test_files_of_a_split_page_do_not_overwrite_those_of_another(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.a1.txt").write_text(TEXT, encoding="utf-8")
    assert main(["convert", "a.txt", "a.a1.txt", "-o", "out", "--split", "--force"]) == 2
    assert "a.a1.txt has the name that --split gives to an article of a.txt" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_two_runs_give_the_same_bytes_and_a_date_only_when_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for out in ("one", "two"):
        assert main(["convert", "a.txt", "-o", out, "-q"]) == 0
    assert main(["convert", "a.txt", "-o", "dated", "-q", "--date", "2024-05-01"]) == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714521600")
    assert main(["convert", "a.txt", "-o", "epoch", "-q"]) == 0
    one, two, dated, epoch = (
        [(folder / out / name).read_bytes() for name in ("a.tei.xml", "a.json")]
        for out in ("one", "two", "dated", "epoch")
    )
    assert one == two
    assert dated == epoch != one
    assert b"2024-05-01" in dated[0]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert main(["convert", "b.txt", "-o", "epoch", "-q"]) == 2


@pytest.mark.parametrize("format", ["tei", "json"])
def test_standard_output_carries_the_file_and_nothing_else(
    folder: Path, format: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["convert", "a.txt", "-o", "out", "-q"]) == 0
    assert main(["convert", "a.txt", "-o", "-", "--to", format, "-v"]) == 0
    assert capsysbinary.readouterr().out == (folder / "out" / f"a.{format.replace('tei', 'tei.xml')}").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["convert", "-", "--to", format]) == 0
    assert len(capsysbinary.readouterr().out) > 500


def run(words: list[str], **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tei_tools", *words], **options)


def test_a_reader_that_goes_away() -> None:
    process = run(["explain", "long.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    Path("long.txt").write_text(TEXT * 400, encoding="utf-8")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 141
    assert err == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_on_a_full_disk() -> None:
    with open("/dev/full", "wb") as full:
        process = run(["schema", "report.rng"], stdout=full, stderr=subprocess.PIPE)
        err = process.communicate(timeout=60)[1].decode()
    assert (process.returncode, "No space left" in err, "Traceback" in err) == (1, True, False), err


def test_names_that_harm_terminals_and_names_that_are_no_text(folder: Path) -> None:
    odd = os.fsencode("x\x1b[2J") + b"\xff.txt"
    (Path(os.fsdecode(bytes(folder) + b"/" + odd))).write_bytes(b"")
    process = run(["convert", os.fsdecode(odd), "-o", "out"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == b""
    assert b"\x1b" not in err
    assert b"empty" in err


@pytest.mark.slow
def test_a_line_of_12_megabytes_is_refused_and_the_others_are_converted(folder: Path) -> None:
    (folder / "b.txt").write_bytes("澄湖".encode() * 2_000_000)  # XML readers refuse what has 10,000,000
    process = run(["convert", "a.txt", "b.txt", "c.txt", "-o", "out"], stderr=subprocess.PIPE)
    err = process.communicate(timeout=120)[1].decode()
    assert process.returncode == 1
    assert "b.txt: the text at line 1 has 12,000,000 bytes without a line break" in err
    assert names(folder / "out") == BOTH


def test_a_working_directory_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("gone", "texts"):
        (tmp_path / name).mkdir()
    (tmp_path / "texts" / "a.txt").write_text("澄湖县稻田音乐节开幕\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(["convert", str(tmp_path / "texts"), "-o", str(tmp_path / "out")]) == 1
    assert "the working directory is not there any more" in capsys.readouterr().err
