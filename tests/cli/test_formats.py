"""Other formats on the command line: what is read, what is written beside, what the ledger knows."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.batch import plan
from tei_tools.batch.job import JobOptions
from tei_tools.batch.ledger import read_ledgers
from tei_tools.batch.plan import Work, make_plan, members_of
from tei_tools.batch.shard import run_shard
from tei_tools.cli.inputs import FORMAT_NAMES
from tei_tools.inputs import jsonl
from tei_tools.inputs.blob import Blob, InputOptions, Limits, Member
from tei_tools.inputs.registry import FORMATS
from tests.unit.input_files import docx, levels, num, numbered, paragraph, zipped

PAGE = (
    "<html><head><title>青石镇召开农村工作会议_青石网</title></head><body><h1>青石镇召开农村工作会议</h1>"
    "<p><span class=t>2021-03-04</span><span class=s>来源：青石日报</span></p><div style='display:none'>藏</div>"
    "<p>镇党委书记王小石主持会议并讲话，安排今年的粮食生产。</p></body></html>"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return main(list(arguments))


def test_the_names_on_the_command_line_are_those_of_the_registry() -> None:
    assert tuple(format.name for format in FORMATS) == FORMAT_NAMES
    assert len({suffix for format in FORMATS for suffix in format.suffixes}) == sum(len(f.suffixes) for f in FORMATS)


def test_formats_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("formats") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(FORMATS) and all(line.split()[0] in FORMAT_NAMES for line in lines)
    assert run("formats", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"]: row["ready"] for row in rows}["docx"] is True


def test_the_extracted_text_stands_beside_the_outputs(here: Path) -> None:
    Path("page.html").write_text(PAGE, encoding="utf-8")
    assert run("convert", "page.html", "-o", "out") == 0
    record = json.loads(Path("out/page.json").read_bytes())
    text = Path("out/page.txt").read_bytes()
    assert record["file"]["text_sha256"] == hashlib.sha256(text).hexdigest()
    assert record["file"]["sha256"] == hashlib.sha256(PAGE.encode()).hexdigest()
    assert record["file"]["text_file"] == "page.txt" and record["file"]["media_type"] == "text/html"
    article = record["articles"][0]
    for field in ("title", "source", "date"):
        ((start, end),) = article[field]["spans"]
        assert text.decode()[start:end] == article[field]["text"]
    assert [entry["reason"] for entry in record["discarded"] if entry["text"] == "藏"] == ["hidden"]
    tei = Path("out/page.tei.xml").read_text(encoding="utf-8")
    assert record["file"]["text_sha256"] in tei and "page.txt#char=" in tei
    assert run("validate", "out/page.tei.xml", "out/page.json") == 0


def test_plain_text_needs_no_copy_unless_it_was_mended(here: Path) -> None:
    text = "青石镇召开农村工作会议\n\n镇党委书记王小石主持会议并讲话。\n"
    Path("a.txt").write_bytes(text.encode("gbk"))
    Path("b.txt").write_bytes(text.encode() + text.encode("gbk") * 2)
    assert run("convert", "a.txt", "b.txt", "-o", "out") == 0
    assert not Path("out/a.txt").exists()
    assert Path("out/b.txt").read_text(encoding="utf-8") == text * 3


def test_a_text_of_the_user_is_never_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.html").write_text(PAGE, encoding="utf-8")
    Path("page.txt").write_text("我的笔记", encoding="utf-8")
    assert run("convert", "page.html", "-o", ".", "--force") == 1
    assert "was not written by tei-tools" in capsys.readouterr().err
    assert Path("page.txt").read_text(encoding="utf-8") == "我的笔记"
    Path("page.txt").unlink()
    assert run("convert", "page.html", "-o", ".") == 0
    assert run("convert", "page.html", "-o", ".", "--force") == 0
    Path("page.html").write_text(PAGE.replace("粮食", "水利"), encoding="utf-8")
    assert run("convert", "page.html", "-o", ".", "--force") == 0
    assert "水利" in Path("page.txt").read_text(encoding="utf-8")


def test_numbers_of_word_reach_the_outputs(here: Path) -> None:
    numbering = levels(("chineseCountingThousand", "%1、")) + num(1)
    body = paragraph("青石镇工作要点") + numbered("抓好粮食生产") + paragraph("要种足种好。")
    body += numbered("抓好水利建设") + paragraph("要修渠。")
    Path("a.docx").write_bytes(docx(body, numbering))
    assert run("convert", "a.docx", "-o", "out") == 0
    record = json.loads(Path("out/a.json").read_bytes())
    assert "一、抓好粮食生产" in Path("out/a.txt").read_text(encoding="utf-8")
    assert [remark["code"] for remark in record["diagnostics"]].count("numbers-computed") == 1


def test_format_and_encoding_can_be_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.dat").write_bytes("<p>青石鎮開會</p><p>王小石講話。</p>".encode("big5"))
    assert run("convert", "a.dat", "-o", "out", "--from", "html", "--encoding", "big5") == 0
    assert Path("out/a.txt").read_text(encoding="utf-8").startswith("青石鎮開會\n")
    assert run("convert", "a.dat", "-o", "out2", "--encoding", "klingon") == 2
    assert "is no encoding" in capsys.readouterr().err
    assert run("convert", "a.dat", "-o", "out2", "--column", "body") == 2
    assert run("explain", "a.dat", "--from", "html", "--encoding", "big5") == 0


def records(count: int) -> bytes:
    rows = [{"id": f"n{n}", "body": f"青石镇第{n}次开会\n\n王小石讲话，安排工作。"} for n in range(count)]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_a_dump_has_a_row_for_every_record(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("d.jsonl").write_bytes(records(3) + b'{"id": "bad", "body": \n')
    assert run("convert", "d.jsonl", "-o", "out", "--workers", "1") == 1
    names = sorted(str(path.relative_to("out")) for path in Path("out/d").rglob("*.tei.xml"))
    assert names == ["d/000/n0.tei.xml", "d/000/n1.tei.xml", "d/000/n2.tei.xml"]
    with read_ledgers("out") as ledger:
        entries = {entry.result.relative: (entry.state, entry.result.member) for entry in ledger.iter_entries()}
    assert entries["d/000/n0"][0] == "done" and entries["d/000/n0"][1].startswith("0-")
    assert entries["d/000/0000004"][0] == "failed"
    capsys.readouterr()
    assert run("convert", "d.jsonl", "-o", "out", "--workers", "1") == 1  # what failed before is left
    assert "3 unchanged" in capsys.readouterr().err
    Path("d.jsonl").write_bytes(records(4))
    assert run("convert", "d.jsonl", "-o", "out", "--workers", "1", "--retry-failed") == 0
    assert Path("out/d/000/n3.tei.xml").exists()


def test_ids_that_are_not_unique_get_names_of_their_own(here: Path) -> None:
    Path("d.jsonl").write_bytes(records(2).replace(b'"n1"', b'"n0"'))
    assert run("convert", "d.jsonl", "-o", "out", "--workers", "1") == 0
    assert sorted(path.name for path in Path("out/d/000").glob("*.json")) == ["n0-2.json", "n0.json"]


def test_an_archive_in_a_folder(here: Path) -> None:
    Path("in").mkdir()
    Path("in/a.zip").write_bytes(
        zipped({"x/p.html": PAGE, "../q.txt": "青石镇要闻\n\n今天开会。", "bad.docx": b"PK\x03\x04"})
    )
    Path("in/b.txt").write_text("青石镇要闻\n\n今天开会。", encoding="utf-8")
    assert run("convert", "in", "-o", "out", "--include", "*", "--workers", "1") == 1
    names = sorted(str(path.relative_to("out")) for path in Path("out").rglob("*.tei.xml"))
    assert names == ["a/q.tei.xml", "a/x/p.tei.xml", "b.tei.xml"]
    assert not Path("q.tei.xml").exists()


def test_several_documents_do_not_go_to_standard_output(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("d.jsonl").write_bytes(records(2))
    assert run("convert", "d.jsonl", "-o", "-") == 1
    assert "more than one document" in capsys.readouterr().err


def test_standard_output_says_where_the_text_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.html").write_text(PAGE, encoding="utf-8")
    assert run("convert", "page.html", "-o", "-", "--to", "json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["file"]["media_type"] == "text/html"
    assert "-o DIR writes it too" in told.err


def test_a_ledger_of_before_there_were_members_goes_on(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text("青石镇要闻\n\n今天开会。", encoding="utf-8")
    assert run("convert", "in", "-o", "out", "--workers", "1") == 0
    with sqlite3.connect("out/.tei-tools/ledger.sqlite") as base:
        base.execute("ALTER TABLE document DROP COLUMN member")
        base.execute("PRAGMA user_version = 1")
    base.close()
    assert run("status", "out") == 0
    capsys.readouterr()
    assert run("convert", "in", "-o", "out", "--workers", "1") == 0
    assert "1 unchanged" in capsys.readouterr().err


def test_a_record_that_moved_in_its_dump_is_made_again(here: Path) -> None:
    Path("d.jsonl").write_bytes(records(2))
    assert run("convert", "d.jsonl", "-o", "out", "--workers", "1") == 0
    first = {"id": "m", "body": "青石镇要闻\n\n今天开会。"}
    Path("d.jsonl").write_bytes(json.dumps(first, ensure_ascii=False).encode() + b"\n" + records(2))
    assert run("convert", "d.jsonl", "-o", "out", "--workers", "1") == 0
    assert sorted(path.name for path in Path("out/d/000").glob("*.json")) == ["m.json", "n0.json", "n1.json"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_never_opened(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    for name in ("a.jsonl", "b", "c.zip"):
        os.mkfifo(Path("in") / name)
    Path("in/d.html").write_text(PAGE, encoding="utf-8")
    assert run("convert", "in", "-o", "out", "--include", "*", "--workers", "1") == 1
    told = capsys.readouterr().err
    assert told.count("is a pipe (FIFO), not a file") == 3 and "1 done, 3 failed" in told
    assert run("convert", "in/c.zip", "-o", "out", "--from", "zip") == 1
    assert run("explain", "in/b") == 1


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system does not name open files")
def test_a_pipe_that_a_shell_opened_is_read_once(here: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as stream:
        stream.write(PAGE.encode())
    try:
        assert run("convert", f"/dev/fd/{reading}", "-o", "out") == 0
    finally:
        os.close(reading)
    (text,) = Path("out").glob("*.txt")
    assert "青石镇召开农村工作会议" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize("hurts", ["waits", "breaks", "grows"])
def test_a_file_that_cannot_be_looked_into_fails_by_itself(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hurts: str
) -> None:
    def members(blob: Blob, limits: Limits) -> Iterator[Member]:
        yield Member("0", "first", 1)
        if hurts == "waits":
            time.sleep(60)
        elif hurts == "grows":
            raise MemoryError
        raise RuntimeError("a fault")

    monkeypatch.setattr(jsonl, "members", members)
    Path("d.jsonl").write_bytes(records(2))
    Path("page.html").write_text(PAGE, encoding="utf-8")
    work = Work("d.jsonl", "d", 1)
    found = list(members_of(work, InputOptions(), plan.Limits(timeout=0.2)))
    assert [one.member for one in found] == ["0", ""] and found[1] == work
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    listing = make_plan(["d.jsonl", "page.html"], "out", limits=plan.Limits(timeout=0.2))
    assert [one.relative for one in listing.works()] == ["d", "d/000/first", "page"]
    code = {"waits": "timeout", "breaks": "internal-error", "grows": "out-of-memory"}[hurts]
    results = [
        result
        for shard in listing.shards()
        for result in run_shard(shard, JobOptions(), "out", plan.Limits(timeout=0.2)).results
    ]
    assert [result.code for result in results][::2] == [code, ""] and results[2].state == "done"
    assert results[0].message.startswith("d.jsonl: ")


def test_outputs_of_members_and_pages_are_taken_up(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    Path("in/d.jsonl").write_bytes(records(2))
    Path("in/page.html").write_text(PAGE, encoding="utf-8")
    words = ("convert", "in", "-o", "out", "--include", "*", "--workers", "1")
    assert run(*words) == 0
    Path("out/.tei-tools/ledger.sqlite").unlink()
    assert run(*words, "--adopt") == 0
    assert "0 done, 0 failed, 0 skipped, 3 unchanged" in capsys.readouterr().err
    assert run("convert", "in", "-o", "out", "--include", "*", "--workers", "1") == 0
    Path("out/.tei-tools/ledger.sqlite").unlink()
    Path("in/d.jsonl").write_bytes(records(2).replace("王小石".encode(), "王大石".encode(), 1))
    Path("out/page.txt").write_text("我的笔记", encoding="utf-8")
    assert run(*words, "--adopt") == 1
    assert "0 done, 0 failed, 2 skipped, 1 unchanged" in capsys.readouterr().err
