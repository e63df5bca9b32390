"""A file of settings that somebody else put in the way, and one that reaches too far."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users and permissions of Unix")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a folder in it, where one stands, and a text in that."""
    work = tmp_path / "project" / "work"
    work.mkdir(parents=True)
    (work / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(work)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))
    for name in [name for name in os.environ if name.startswith("TEI_TOOLS_")]:
        monkeypatch.delenv(name)
    return tmp_path / "project"


def settings(folder: Path, text: str) -> Path:
    path = folder / "tei-tools.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_found_above_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = settings(folder, 'to = "json"\noutput = "out"\n')
    assert main(["convert", "a.txt"]) == 0
    assert f"settings of {path}" in capsys.readouterr().err
    assert (folder / "out" / "a.json").exists()
    assert main(["convert", "a.txt", "-o", "again", "-q"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["convert", "a.txt", "-o", "third", "--no-config"]) == 0
    assert "settings of" not in capsys.readouterr().err


def test_a_file_where_one_stands_is_not_news(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(folder / "work", 'to = "json"\n')
    assert main(["convert", "a.txt", "-o", "out"]) == 0
    assert "settings of" not in capsys.readouterr().err


@pytest.mark.parametrize("writable", ["folder", "file"])
def test_a_file_that_others_can_write_is_refused(
    folder: Path, writable: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings(folder, 'to = "json"\n')
    (folder if writable == "folder" else path).chmod(0o777)
    assert main(["convert", "a.txt", "-o", "out"]) == 2
    assert "other users can write there" in capsys.readouterr().err
    assert not Path("out").exists()
    assert main(["convert", "a.txt", "-o", "out", "--config", str(path)]) == 0
    assert main(["convert", "a.txt", "-o", "out2", "--no-config"]) == 0
    if writable == "folder":
        folder.chmod(0o1777)  # as /tmp: what stands there is its owner's
        assert main(["convert", "a.txt", "-o", "out3"]) == 0


def test_a_file_of_another_user_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(folder, 'to = "json"\n')
    if os.geteuid() == 0:
        os.chown(folder / "tei-tools.toml", 12345, 12345)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert main(["convert", "a.txt", "-o", "out"]) == 2
    assert "belongs to another user" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('output = "../elsewhere"', "output"),
        ('output = "/tmp"', "output"),
        ('report = "../report.html"', "report"),
        ('files-from = "../list"', "files-from"),
        ('address = "10.0.0.1:6379"', "address"),
        ("force = true", "force"),
    ],
)
def test_what_reaches_out_of_the_project_is_not_taken(
    folder: Path, line: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(folder, line + "\n")
    (folder / "work" / "out").mkdir()
    (folder / "work" / "out" / "a.json").write_text("mine", encoding="utf-8")
    words = ["convert", "a.txt"] if key == "output" else ["convert", "a.txt", "-o", "out"]
    assert main(words) in (1, 2)
    assert f": {key} was not taken" in capsys.readouterr().err
    assert (folder / "work" / "out" / "a.json").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["project"]


def test_a_misspelt_variable_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TEI_TOOLS_SCIRPT", "hans")
    assert main(["convert", "a.txt", "-o", "out"]) == 0
    err = capsys.readouterr().err
    assert "the environment variable TEI_TOOLS_SCIRPT sets nothing. Did you mean TEI_TOOLS_SCRIPT?" in err
