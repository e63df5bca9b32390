"""Folders: trees, patterns, lists, resuming, parts, limits, crashes, and what ``status`` says of all that."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """``texts`` with three texts in a tree, an empty file and one that is no text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in ("texts/a.txt", "texts/2021/b.TXT", "texts/2021/c.txt"):
        put(name, TEXT + name + "\n")
    put("texts/2021/d.docx", "x")
    put("texts/.git/e.txt", TEXT)
    return tmp_path


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def made(out: str) -> list[str]:
    found = (path.relative_to(out) for path in Path(out).rglob("*.*") if path.is_file())
    return sorted(str(path) for path in found if path.parts[0] not in (".tei-tools", "schemas"))


def both(*names: str) -> list[str]:
    return sorted(name + ending for name in names for ending in (".json", ".tei.xml"))


def convert(*words: str) -> int:
    return main(["convert", *words, "-o", "out", "-j", "2"])


def test_a_folder_keeps_its_tree_and_again_there_is_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "texts", "-o", "out"]) == 0
    assert made("out") == both("2021/b", "2021/c", "a")
    out, err = capsys.readouterr()
    assert out == ""
    assert "texts: left out 1 file whose name does not end in .txt" in err
    assert "3 done, 0 failed" in err.splitlines()[-1]
    before = {name: os.stat(f"out/{name}").st_mtime_ns for name in made("out")}
    assert convert("texts") == 0
    assert "0 done, 0 failed, 0 skipped, 3 unchanged" in capsys.readouterr().err
    put("texts/a.txt", TEXT + "新")
    Path("out/2021/b.json").unlink()
    assert convert("texts") == 0
    assert "2 done, 0 failed, 0 skipped, 1 unchanged" in capsys.readouterr().err
    assert made("out") == both("2021/b", "2021/c", "a")
    assert {name for name, time in before.items() if os.stat(f"out/{name}").st_mtime_ns == time} == set(both("2021/c"))
    assert convert("texts", "--force", "-q") == 0
    assert capsys.readouterr().err == ""


def test_a_folder_gives_the_bytes_that_single_files_give() -> None:
    assert convert("texts", "-q") == 0
    assert main(["convert", "texts/a.txt", "-o", "single", "-q"]) == 0
    assert not Path("single/.tei-tools").exists()
    for name in ("a.json", "a.tei.xml"):
        assert Path("out", name).read_bytes() == Path("single", name).read_bytes()


def test_patterns_and_flat() -> None:
    assert convert("texts", "--include", "2021/*", "--exclude", "*.docx", "--flat", "-q") == 0
    assert made("out") == both("b", "c")


def test_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    put("list", "texts/2021/c.txt\n\ntexts/a.txt\n")
    assert convert("--files-from", "list", "-q") == 0
    assert made("out") == both("texts/2021/c", "texts/a")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"texts/2021/b.TXT\0")))
    assert convert("--files-from", "-", "--flat", "-q") == 0
    assert made("out") == both("b", "texts/2021/c", "texts/a")


def test_failures_are_told_kept_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    put("texts/bad.txt", "")
    put("texts/empty.txt", "")
    assert convert("texts", "missing.txt") == 1
    err = capsys.readouterr().err
    assert "texts/bad.txt: the file is empty" in err
    assert "missing.txt: cannot be read" in err
    assert "3 done, 3 failed" in err
    assert made("out") == both("2021/b", "2021/c", "a")
    assert convert("texts", "missing.txt") == 1
    assert "3 failed before and were left; --retry-failed" in capsys.readouterr().err
    put("texts/bad.txt", TEXT)
    assert convert("texts", "missing.txt") == 1
    assert "1 done, 0 failed, 0 skipped, 3 unchanged" in capsys.readouterr().err
    assert convert("texts", "missing.txt", "--retry-failed") == 1
    assert "0 done, 2 failed" in capsys.readouterr().err

    assert main(["status", "out"]) == 1
    out = capsys.readouterr().out
    assert "out: 6 documents" in out
    assert "4 done" in out
    assert "empty-file: 1. There is no text in it" in out
    assert "missing.txt: cannot be read" in out
    assert main(["status", "out", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["states"] == {"done": 4, "failed": 2, "crashed": 0, "timeout": 0, "skipped": 0, "started": 0}
    assert [cause["code"] for cause in said["failures"]] == ["empty-file", "unreadable"]
    assert said["running"] is False
    assert main(["status", "out", "--csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["output"], row["state"]) for row in rows] == [
        ("2021/b", "done"), ("2021/c", "done"), ("a", "done"), ("bad", "done"), ("empty", "failed"),
        ("missing", "failed"),
    ]  # fmt: skip
    assert rows[0]["outputs"] == "2021/b.tei.xml 2021/b.json"


def test_parts_together_are_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "texts", "-o", "whole", "-q"]) == 0
    for i in (3, 1, 2):
        assert convert("texts", "--shard", f"{i}/3", "-q") == 0
    assert made("out") == made("whole")
    assert all(Path("out", name).read_bytes() == Path("whole", name).read_bytes() for name in made("out"))
    assert main(["status", "out"]) == 0
    assert "3 done" in capsys.readouterr().out


def test_a_folder_without_texts_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("nothing").mkdir()
    assert convert("nothing", "texts") == 1
    assert "nothing: holds no .txt file" in capsys.readouterr().err
    assert made("out") == both("2021/b", "2021/c", "a")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["texts", "--shard", "0/3"], "'0/3' is not a part"),
        (["texts", "--shard", "4/3"], "'4/3' is not a part"),
        (["texts", "texts/a.txt"], "texts/a.txt is given twice"),
        (["texts", "--flat", "more/a.txt"], "would write the same output"),
        (["texts", "-"], "one text on standard input"),
        (["texts", "--address", "auto"], "--engine ray"),
        (["--files-from", "nowhere"], "cannot be read"),
        ([], "What shall be converted?"),
    ],
)
def test_wrong_command_lines_write_nothing(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    put("more/a.txt", TEXT)
    assert main(["convert", *words, "-o", "out"]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not Path("out").exists()


def test_batch_options_need_a_folder_for_the_outputs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "texts/a.txt", "-o", "-", "--workers", "2"]) == 2
    assert "--workers is about many files" in capsys.readouterr().err


def test_what_fails_before_the_work_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    put("out", "a file")
    assert convert("texts") == 2
    assert "out is a file" in capsys.readouterr().err
    assert main(["status", "nowhere"]) == 1
    assert "nowhere: has no ledger" in capsys.readouterr().err


def test_messages_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    put("texts/bad.txt", "")
    assert convert("texts", "--log-format", "json", "--report", "report.html") == 1
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert events[-1]["event"] == "finished"
    times = [datetime.fromisoformat(event["time"]) for event in events]
    assert times == sorted(times) and all(time.utcoffset() == timedelta(0) for time in times)
    assert sum(event["event"] == "result" for event in events) == 4
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_report_takes_the_place_of_a_report_only(capsys: pytest.CaptureFixture[str]) -> None:
    put("notes.html", "<p>mine</p>")
    assert convert("texts", "--report", "notes.html") == 1
    assert "notes.html: was left as it is" in capsys.readouterr().err
    assert (Path("notes.html").read_text(), Path("out").exists()) == ("<p>mine</p>", False)
    assert convert("texts", "--report", "report.html") == 0
    assert convert("texts", "--report", "report.html") == 0
    assert convert("texts", "--report", "notes.html", "--force") == 0
    assert "<!DOCTYPE html>" in Path("notes.html").read_text(encoding="utf-8")


# A document that kills its process, as a fault in a library would; it is told to the workers by the environment.
KILLER = """
import os
import tei_tools.decisions.take as take
real = take.parse
def parse(source, **more):
    if "毒" in source.text:
        os.abort()
    if "睡" in source.text:
        import time
        time.sleep(60)
    return real(source, **more)
take.parse = parse
"""


def test_what_kills_its_process_is_found_and_named(folder: Path) -> None:
    put(
        "site/sitecustomize.py",
        KILLER.replace("\nimport tei", "\nimport sys; sys.dont_write_bytecode = True\nimport tei"),
    )
    for n in range(40):
        put(f"many/{n:02}.txt", TEXT + ("毒" if n in (7, 31) else "睡" if n == 20 else "") + f"{n}\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder / "site"), *sys.path])}
    words = ["convert", "many", "-o", "out", "-j", "2", "--timeout", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "tei_tools", *words], env=environment, capture_output=True, timeout=300, check=False
    )
    err = done.stderr.decode()
    assert done.returncode == 1, err
    assert made("out") == both(*(f"{n:02}" for n in range(40) if n not in (7, 20, 31)))
    for n in (7, 31):
        assert f"many/{n:02}.txt: the process that converts it dies" in err
    assert "many/20.txt: took more than 2 seconds" in err
    assert "37 done, 3 failed" in err
    assert list(Path("out/.tei-tools").glob("staging*")) == []


def test_a_module_beside_the_texts_is_not_run_for_one_of_the_library(folder: Path) -> None:
    """Workers looked for modules in the working directory first: a file html.py there was run, and they died."""
    put("html.py", "open('ran', 'w').close()\n")
    code = "import sys; sys.path.remove(''); from tei_tools.__main__ import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "convert", "texts", "-o", "out", "-j", "2"],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert made("out") == both("2021/b", "2021/c", "a")
    assert not Path("ran").exists()
