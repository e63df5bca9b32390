"""``evaluate``: data goes where it is asked for, and what stands there already is spared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = "青禾镇抓实秋收服务\n\n连日来,青禾镇组织农机手下田抢收,已收水稻八千亩,群众满意。\n"


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    (tmp_path / "news_1.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "news_1.tsv").write_text("#article\ta1\n1\ttitle\ta1\n3\titem\ta1\n", encoding="utf-8")
    return ["evaluate", "--gold", str(tmp_path), "--text", str(tmp_path)]


def test_standard_output_is_json_and_nothing_else(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*folders, "--json", "-", "--details", "--families"]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert err == ""
    assert data["schema"] == "tei-tools/evaluation/1"
    assert [one["read"] for one in data["details"] if one["kind"] == "label"] == ["p"]
    assert {"rule", "evidence", "sureness", "confidence"} <= data["details"][0].keys()


def test_a_report_may_be_written_anew(folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "figures.json"
    assert main([*folders, "--json", str(file), "--details"]) == 0
    first = file.read_bytes()
    assert "details" in json.loads(first)
    assert main([*folders, "--json", str(file)]) == 0
    assert "details" not in json.loads(file.read_bytes())
    assert capsys.readouterr().out.count("Labels\n") == 2


@pytest.mark.parametrize("content", [b"notes", b"[]", b'{"schema": "tei-tools/record/1"}'])
def test_other_files_are_left_as_they_are(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    assert main([*folders, "--json", str(file)]) == 1
    out, err = capsys.readouterr()
    assert (out, file.read_bytes()) == ("", content)
    assert "mine.json: was left as it is" in err and "--force" in err
    assert main([*folders, "--json", str(file), "--force"]) == 0
    assert json.loads(file.read_bytes())["schema"] == "tei-tools/evaluation/1"


def test_a_folder_is_no_place_for_a_report(folders: list[str], tmp_path: Path) -> None:
    assert main([*folders, "--json", str(tmp_path)]) == 1


def test_the_same_inputs_give_the_same_bytes(folders: list[str], tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        assert main([*folders, "--json", str(file), "--details"]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
