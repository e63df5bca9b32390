"""``index`` and ``search`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tei_tools.__main__ import main


@pytest.fixture
def out(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert main(["index", "out"]) == 0
    assert capsys.readouterr().err == "2 articles in the index (documents: 2 added)\n"
    return tmp_path


def test_what_is_shown(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "修路1", "out"]) == 0
    captured = capsys.readouterr()
    assert captured.out == (
        "out/a.json  a1  2024-05-01  石桥县政务中心  石桥镇修路1条\n"
        "  a1.h1  3-6  石桥镇修路1条\n"
        "  a1.p1  42-45  石桥镇今年修路1条，群众满意。\n"
    )
    assert captured.err == "1 article\n"
    source = Path("texts/a.txt").read_text("utf-8")
    assert (source[3:6], source[42:45]) == ("修路1", "修路1")


def test_filters_and_limits(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "修路", "out", "--since", "2024-05-02", "--source", "石橋"]) == 0
    assert capsys.readouterr().out.startswith("out/2021/b.json  a1")
    assert main(["search", "修路", "out", "-n", "1", "--passages", "1"]) == 0
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 3 and "… and 1 more passages" in captured.out
    assert captured.err == "2 articles, 1 shown (--limit)\n"
    assert main(["search", "不曾有", "out"]) == 0
    assert capsys.readouterr() == ("", "Nothing found.\n")


def test_json(out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir("out")  # the working directory unless another is given
    assert main(["search", "修路1", "--json"]) == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert (answer["schema"], answer["total"], captured.err) == ("tei-tools/search/1", 1, "")
    (hit,) = answer["hits"]
    assert (hit["record"], hit["file"], hit["article"], hit["title"]) == ("a.json", "a.txt", "a1", "石桥镇修路1条")
    assert [(passage["id"], passage["matches"], passage["spans"]) for passage in hit["passages"]] == [
        ("a1.h1", [[3, 6]], [[[3, 6]]]), ("a1.p1", [[5, 8]], [[[42, 45]]]),
    ]  # fmt: skip


def test_what_has_changed_is_said(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/a.json").unlink()
    assert main(["search", "修路", "out"]) == 0
    assert "out/a.json: has changed or is gone since it was indexed" in capsys.readouterr().err
    assert main(["index", "out"]) == 0
    assert capsys.readouterr().err == "2 articles in the index (documents: 1 added, 1 removed, 1 unchanged)\n"


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (["search", "修路", "texts"], 1, "texts: there is no index; tei-tools index makes one."),
        (["search", "-修路", "out"], 2, "There is no option -修"),
        (["search", " ", "out"], 2, "There is no word in the query"),
        (["search", "--", "-修路", "out"], 2, "There is no word in the query"),
        (["search", "修路", "out", "--since", "2024-5"], 2, "is not a date like"),
        (["index", "texts/a.txt"], 2, "is no folder"),
        (["index", "texts"], 1, "holds no converted document"),
        (["index", "out", "-o", "texts/a.txt"], 1, "is no index of tei-tools and was left as it is"),
    ],
)
def test_what_is_wrong_is_said(
    line: list[str], code: int, told: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == code
    assert told in capsys.readouterr().err


def test_an_index_elsewhere(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "out", "-o", "elsewhere/i.sqlite", "-q"]) == 0
    assert main(["search", "修路1", "elsewhere/i.sqlite"]) == 0
    assert capsys.readouterr().out.startswith("out/a.json  a1")


def test_what_is_no_record_is_named(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/b.json").write_text("{}", encoding="utf-8")
    assert main(["index", "out"]) == 1
    err = capsys.readouterr().err
    assert "out/b.json: The record says its schema is None" in err and "2 unchanged, 1 failed" in err
