"""Hostile files of all formats, names and sidecars: refused clearly or done, in 500 MB and ten seconds.

The seconds are those of a machine of its own; the tests grant twelve times as many, for slower ones with other work beside.
"""

# ruff: noqa: E501 — a file is read as one piece

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.batch.ledger import Entry, Ledger, ledger_path
from tei_tools.validate import errors_of, validate_file

from .files import FILES, STORY, hostile_names

BAD = {"timeout", "out-of-memory", "internal-error", "output-invalid", "crashed"}
BROKEN = {
    "deep.html", "bomb.docx", "entities.docx", "cut.docx", "empty.odt", "entities.odt", "entities.ofd", "deep.rtf",
    "no.pdf", "pages.pdf", "deep.jsonl", "half.json", "entities.rss", "external.rss", "view.sqlite", "bomb.zip",
    "cut.zip", "liar.txt.gz", "cut.txt.gz",
}  # fmt: skip
"""Files of which nothing can come but a message."""
MANY = {"many.zip", "items.rss"}
"""Files of thousands of members that are empty."""


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, list[Entry]]]]:
    """What became of each file, by its name; and the folder of the outputs."""
    folder = tmp_path_factory.mktemp("files")
    for name, make in FILES.items():
        place = folder / "in" / name.rpartition(".")[2] / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if name not in MANY:
            place.write_bytes(make())
    words = ["--include", "*", "--timeout", "120", "--max-memory", "500", "-j", "2", "-q"]
    code = main(["convert", str(folder / "in"), "-o", str(folder / "out"), *words])
    assert code == 1
    found: dict[str, list[Entry]] = {}
    with Ledger(ledger_path(folder / "out"), write=False) as ledger:
        for entry in ledger.iter_entries():
            found.setdefault(Path(entry.result.source).name, []).append(entry)
    yield folder, found


@pytest.mark.slow
def test_each_file_is_refused_or_done(entries: tuple[Path, dict[str, list[Entry]]]) -> None:
    folder, found = entries
    assert len(FILES) >= 110
    assert found.keys() == {*FILES} - MANY
    every = [entry.result for several in found.values() for entry in several]
    assert {end.label: end.message for end in every if end.code in BAD} == {}
    assert {name for name in BROKEN if any(entry.state == "done" for entry in found[name])} == set()
    assert all(Path(end.source).name in end.message for end in every if end.state != "done")
    assert Counter(end.state for end in every)["done"] > 400
    outside = {path.name for path in folder.iterdir()} - {"in", "out"}
    assert outside == set()


@pytest.mark.slow
def test_what_came_of_them_is_whole(entries: tuple[Path, dict[str, list[Entry]]]) -> None:
    folder, found = entries
    out = folder / "out"
    named = {name for several in found.values() for entry in several for name, _ in entry.result.outputs}
    there = {
        str(path.relative_to(out)) for path in out.rglob("*")
        if path.is_file() and path.relative_to(out).parts[0] not in (".tei-tools", "schemas")
    }  # fmt: skip
    assert there == named
    for name in sorted(named)[::40]:
        if name.endswith(".tei.xml"):
            assert errors_of(validate_file(out / name)) == []
        elif name.endswith(".json"):
            assert json.loads((out / name).read_bytes())["schema"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems refuse such names")
def test_names_of_all_kinds_are_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    for name in hostile_names():
        Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name)).write_text(STORY, encoding="utf-8")
    assert main(["convert", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-j", "1"]) == 0
    assert "\x1b" not in capsys.readouterr().err
    made = [path for path in (tmp_path / "out").glob("*.json")]
    assert len(made) == len([*hostile_names()])
    assert main(["status", str(tmp_path / "out"), "--csv"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}


def test_archives_of_many_members_do_not_hold_up(tmp_path: Path) -> None:
    for name in sorted(MANY):
        (tmp_path / name).write_bytes(FILES[name]())
    assert main(["convert", *(str(tmp_path / name) for name in MANY), "-o", str(tmp_path / "out"), "-q"]) == 1


SIDECARS: dict[str, tuple[list[str], dict[str, bytes]]] = {
    f"{option} {name}": ([option], {"x" + ending: data})
    for option, ending, cases in (
        (
            "--config", ".toml",
            {"nothing": b"", "nul": b"\0" * 99, "latin": b'to = "\xe9"', "deep": b"a = " + b"[" * 20_000, "open": b'to = "json',
             "keys": b"".join(b"k%d = 1\n" % n for n in range(3_000)), "types": b"workers = 1e999\nto = 3\n", "bom": b"\xef\xbb\xbfto = 'json'",
             "dots": b".".join([b"a"] * 3_000) + b" = 1", "number": b"max-bytes = " + b"9" * 5_000, "date": b"date = 2024-02-30", "table": b"[metadata]\nurl = []\n",
             "profile": b"profile = 'x'\n[profile.x]\nprofile = 'x'\n", "negative": b"timeout = -nan\n"},
        ),
        (
            "--metadata", ".csv",
            {"nothing": b"", "nul": b"file,url\na.txt,\0\n", "latin": b"file,url\na.txt,\xe9\n", "open": b'file,url\n"a.txt,x', "one-cell": b"file\n" + b"x" * 200_000,
             "columns": b"file" + b",url" * 3_000, "twice": b"file,url\na.txt,x\na.txt,y\n", "cells": b"file,url\n" + b"," * 9_000, "return": b"file,url\ra.txt,x\r",
             "control": "file,url\na.txt,\x0b\x1b\ufffe\n".encode(), "surrogate": b"file,url\na.txt,\xed\xa0\x80\n", "utf16": "file,url\na.txt,x\n".encode("utf-16")},
        ),
        (
            "--metadata", ".jsonl",
            {"deep": b'{"file":' + b"[" * 50_000, "surrogate": b'{"file": "a.txt", "url": "\\ud800"}', "nan": b'{"file": NaN}', "list": b"[]", "null": b'{"file": "a.txt", "url": null}',
             "number": b'{"file": "a.txt", "url": ' + b"9" * 5_000 + b"}", "keys": b'{"file": "a.txt", "file": "b.txt", "keywords": [[1]]}', "control": b'{"file": "a.txt", "publisher": "\\u0000\\ufffe"}'},
        ),
        (
            "--files-from", ".list",
            {"nothing": b"", "nuls": b"\0" * 999, "folder": b".\n", "itself": b"x.list\n", "up": b"../a.txt\n", "dash": b"-\n", "long": b"x" * 5_000,
             "device": b"/dev/null\n", "bytes": b"\xff\xfe\n", "twice": b"a.txt\na.txt\n", "blanks": b" \n\t\n"},
        ),
        (
            "--words", ".words",
            {"nothing": b"", "nul": b"\0 \0\n", "latin": b"\xe9 \xe9\n", "three": "甲 乙 丙\n".encode(), "length": "甲 乙丙\n".encode(), "twice": "甲 乙\n甲 丙\n".encode(),
             "tags": "甲 <\n".encode(), "control": "甲 \x0b\n".encode(), "surrogate": b"\xed\xa0\x80 a\n", "loop": "甲 乙\n乙 甲\n".encode()},
        ),
    )
    for name, data in cases.items()
}  # fmt: skip


@pytest.mark.parametrize("name", SIDECARS)
def test_what_stands_beside_is_refused_or_done(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (option,), files = SIDECARS[name]
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(STORY, encoding="utf-8")
    (given,) = files
    Path(given).write_bytes(files[given])
    more = ["--script", "hans"] if option == "--words" else []
    inputs = [] if option == "--files-from" else ["a.txt"]
    code = main(["convert", *inputs, "-o", "out", option, given, "-j", "1", *more])
    err = capsys.readouterr().err
    assert code in (0, 1, 2), err
    assert "Traceback" not in err and "\x1b" not in err
    if code:
        assert err and len(err) < 30_000
        if option != "--files-from":  # there the inputs are named
            assert given in err, err
    for path in Path("out").glob("*.tei.xml"):
        assert errors_of(validate_file(path)) == []


READERS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "nul": lambda: b"\0" * 99,
    "deep.xml": lambda: b"<a>" * 5_000,
    "deep-tei.xml": lambda: b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>' + b"<div>" * 200 + b"</div>" * 200 + b"</body></text></TEI>",
    "entities.xml": lambda: b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><TEI xmlns="http://www.tei-c.org/ns/1.0">&b;</TEI>',
    "external.xml": lambda: b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><TEI xmlns="http://www.tei-c.org/ns/1.0"/>',
    "include.xml": lambda: b'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></teiCorpus>',
    "attributes.xml": lambda: b'<TEI xmlns="http://www.tei-c.org/ns/1.0" ' + b" ".join(b'a%d=""' % n for n in range(5_000)) + b"/>",
    "other.xml": lambda: b"<html/>",
    "utf16.xml": lambda: '<?xml version="1.0" encoding="utf-16"?><TEI xmlns="http://www.tei-c.org/ns/1.0"/>'.encode("utf-16"),
    "encoding.xml": lambda: b'<?xml version="1.0" encoding="nosuch"?><TEI/>',
    "deep.json": lambda: b"[" * 100_000,
    "record.json": lambda: b'{"schema": "tei-tools/record/2"}',
    "future.json": lambda: b'{"schema": "tei-tools/record/99", "articles": []}',
    "types.json": lambda: b'{"schema": "tei-tools/record/2", "file": [], "articles": {"a": 1}, "discarded": "x", "diagnostics": [null]}',
    "number.json": lambda: b'{"schema": ' + b"9" * 5_000 + b"}",
    "nan.json": lambda: b'{"schema": NaN}',
    "twice.json": lambda: b'{"schema": "tei-tools/record/2", "schema": "x"}',
    "surrogate.json": lambda: b'{"schema": "\\ud800"}',
    "latin.json": lambda: b'{"schema": "\xe9"}',
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("command", ["validate", "explain", "corpus"])
def test_outputs_that_are_none_are_said(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    path = Path("out") / (name if "." in name else f"{name}.json")
    path = path.with_name(path.name.replace(".xml", ".tei.xml"))
    path.write_bytes(READERS[name]())
    words = {"validate": [str(path)], "explain": [str(path)], "corpus": ["out", "-o", "made"]}[command]
    code = main([command, *words])
    err = capsys.readouterr().err
    assert code in (0, 1, 2), err
    assert "Traceback" not in err
    if command == "validate":
        assert code == 1
