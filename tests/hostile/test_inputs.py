"""Inputs that hurt: each is refused with a message or done, in ten seconds and 500 MB; nothing is half written."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.batch.ledger import Ledger, ledger_path
from tei_tools.validate import errors_of, validate_file

HEAD = "石桥镇召开秋收工作会议\n\n"
END = "\n\n9月24日,镇里组织农机手下田抢收,群众满意。\n"
MANY = 20_000

TEXTS = {
    "crumbs": "ab" + ">" * 40 + " c",
    "crumb-steps": "甲乙 > " * MANY,
    "dashes": "—" * MANY + "字",
    "label-blanks": "来源:" + " " * MANY * 2,
    "label-wide-blanks": "来源：" + "\u3000" * MANY,
    "tabs": "甲" + "\t" * MANY,
    "nbsp": "字&nbsp;" * MANY,
    "nbsp-tag-nul": "&nbsp;<b>\0" * 4_000,
    "open-tags": "<b " * MANY,
    "comments": "<!--" * MANY,
    "amps": "&amp;" * MANY,
    "amp-amp": "&" + "amp;" * MANY,
    "numeric-references": "&#x4e00;" * MANY,
    "reference-to-nul": "&#0;" * 2_000,
    "reference-to-surrogate": "&#xd800;" * 2_000,
    "reference-too-large": "&#9999999;",
    "glosses": "字(zi)" * 5_000,
    "byte-shifts": "?a)" * 3_000,
    "brackets": "(" * MANY,
    "brackets-closed": "()" * MANY,
    "quotes": "“" * MANY,
    "questions": "?" * MANY,
    "digits": "7" * MANY,
    "chinese-digits": "一" * MANY,
    "numbered-to-9999": "".join(f"{n}、甲\n" for n in range(1, 4_000)),
    "falling": "".join(f"{n}、甲\n" for n in range(2_000, 0, -1)),
    "huge-number": "9" * 5_000 + "、甲\n" + "一" * 5_000 + "、乙",
    "years": "2024年" * MANY,
    "dates": "2024年3月5日" * 5_000,
    "days": "新华社北京3日电 " * 500,
    "day-32": "新华社北京32日电 甲镇开会。",
    "month-13": "2024年13月45日 甲镇开会。",
    "year-0": "0000年1月1日\n0000-00-00 00:00:00",
    "feb-30": "时间:2023-02-30 来源:石桥镇",
    "hour-99": "时间:2023-02-03 99:99",
    "circled": "①" * MANY,
    "returns": "字\r" * 5_000,
    "line-separators": "字\u2028" * 5_000,
    "form-feeds": "字\f" * 5_000,
    "joiners": "\u200d" * MANY,
    "variation": "字\ufe0f" * 5_000,
    "combining": "a" + "\u0301" * MANY,
    "rtl": "\u202e" + "字" * 500,
    "private-use": "\ue000" * 5_000,
    "noncharacters": "字\ufffe\uffff" * 2_000,
    "controls": "".join(map(chr, range(32))) * 20,
    "astral": "𠮷" * MANY,
    "unassigned": "\U000e0fff" * 2_000,
    "emoji": "👨‍👩‍👧‍👦" * 2_000,
    "fullwidth": "Ａ１：" * 5_000,
    "replacement": "字\ufffd" * 2_000,
    "bom-inside": "字\ufeff" * 5_000,
    "one-letter-lines": "R\n" * 4_000,
    "date-lines": "2024-01-01\n" * 3_000,
    "label-lines": "来源:\n" * 3_000,
    "title-lines": HEAD * 1_000,
    "blank-lines": "\n" * MANY * 5,
    "bars": "甲 | " * MANY,
    "rules": "-" * MANY,
    "hashes": "#" * MANY,
    "stars": "*" * MANY,
    "cells": "甲\t乙\n" * 3_000,
    "markdown-table": "| 甲 | 乙 |\n" * 2_000,
    "images": "a.jpg\n" * 2_000,
    "addresses": "https://a/" * MANY,
    "names": "张三、" * 5_000,
    "bylines": "(记者 张三)\n" * 2_000,
    "credit-without-end": "(记者 " + "张三 " * 5_000,
    "signature": "石桥镇人民政府\n2024年1月1日\n" * 900,
    "salutations": "各村:\n" * 2_000,
    "attachments": "附件:1.甲\n" * 2_000,
    "letters": "(a)甲\n(b)乙\n" * 1_500,
    "roman": "Ⅳ、甲\n" * 2_000,
    "mixed-ends": "甲\r\n乙\r丙\n" * 2_000,
    "deep-numbers": "".join(f"{'1.' * n}1 甲\n" for n in range(1, 200)),
    "xml": "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "script": "<script>" + "alert(1);" * 2_000,
    "css": "{color:red}" * 3_000,
    "json-remains": '{"a":[' * 2_000,
    "terminal": "\x1b[2J\x1b]0;甲\x07" * 500,
    "long-word": "a" * 100_000,
    "sections": "一、甲\n乙\n" * 2_000,
    "quotes-nested": "“‘" * 5_000,
    "books": "《" * MANY,
    "ideographic": "⿰" * MANY,
    "question-glosses": "?(zi)" * 3_000,
}
BYTES = {
    "nothing": b"",
    "blank": b" \n\t\n",
    "nul": b"\0" * 999,
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
    "zip": b"PK\x03\x04" + b"\0" * 99,
    "gzip": b"\x1f\x8b" + b"\0" * 99,
    "pdf": b"%PDF-1.7\n",
    "elf": b"\x7fELF" + bytes(999),
    "noise": bytes(range(256)) * 99,
    "half-utf8": "字".encode()[:2] * 500,
    "utf16": "石桥镇开会。\n".encode("utf-16"),
    "utf16-odd": "石桥镇开会。\n".encode("utf-16")[:-1],
    "utf32": "石桥镇开会。\n".encode("utf-32"),
    "gb18030": "石桥镇开会。\n".encode("gb18030") * 50,
    "big5": "石橋鎮開會。\n".encode("big5") * 50,
    "gb-cut": ("石桥镇开会。" * 99).encode("gb18030")[:-1],
    "latin1": b"\xe9\xe8\xe0 " * 500,
    "ebcdic": "HELLO ".encode("cp500") * 99,
    "boms": b"\xef\xbb\xbf" * 999,
    "mixed": "石桥镇".encode() + "石桥镇".encode("gb18030") * 3,
    "surrogates": b"\xed\xa0\x80" * 99,
    "overlong": b"\xc0\x80" * 99,
    "too-large": b"x" * 3_000_001,
    "no-line-end": b"a",
    "only-bom": b"\xef\xbb\xbf",
}
MUST_FAIL = {"nothing", "blank", "nul", "png", "zip", "gzip", "pdf", "elf", "too-large", "only-bom", "pipe", "socket"}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    folder = tmp_path_factory.mktemp("hostile")
    texts = folder / "texts"
    texts.mkdir()
    for name, text in TEXTS.items():
        (texts / f"{name}.txt").write_bytes((HEAD + text + END).encode("utf-8", "surrogatepass"))
    for name, data in BYTES.items():
        (texts / f"{name}.txt").write_bytes(data)
    os.mkfifo(texts / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(texts)  # names of sockets must be short
        listener.bind("socket.txt")
        os.chdir(before)
        words = ["--timeout", "10", "--max-memory", "500", "--max-bytes", "3000000", "-j", "2", "-q"]
        code = main(["convert", str(texts), "-o", str(folder / "out"), *words])
        yield folder / "out", code


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and sockets with names")
def test_each_is_refused_or_done(outcome: tuple[Path, int]) -> None:
    out, code = outcome
    assert code == 1
    with Ledger(ledger_path(out), write=False) as ledger:
        ends = {entry.result.relative: entry.result for entry in ledger.iter_entries()}
    assert ends.keys() == {*TEXTS, *BYTES, "pipe", "socket"} and len(ends) > 110
    assert {name for name in MUST_FAIL if ends[name].state != "failed"} == set()
    bad = {"timeout", "out-of-memory", "internal-error", "output-invalid", "crashed"}
    assert {name: end.code for name, end in ends.items() if end.code in bad} == {}
    assert {name: end.code for name, end in ends.items() if name in TEXTS and end.code not in ("", "binary-file")} == {}
    assert all(name in end.message for name, end in ends.items() if end.state != "done")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and sockets with names")
def test_what_is_there_is_whole(outcome: tuple[Path, int]) -> None:
    out, _ = outcome
    made = {path for path in out.rglob("*") if path.is_file() and not {".tei-tools", "schemas"} & {*path.parts}}
    names = {path.name.removesuffix(".json").removesuffix(".tei.xml").removesuffix(".txt") for path in made}
    assert names == {path.stem for path in made if path.suffix == ".json"}
    for name in names:
        extracted = json.loads((out / f"{name}.json").read_bytes())["file"].get("text_sha256")
        endings = (".json", ".tei.xml", ".txt") if extracted else (".json", ".tei.xml")
        assert {path for path in made if path.name.startswith(f"{name}.")} == {out / (name + end) for end in endings}
    for name in sorted(names)[::12]:
        assert errors_of(validate_file(out / f"{name}.tei.xml")) == []
        assert json.loads((out / f"{name}.json").read_bytes())["schema"]
