"""``site`` on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tei_tools.__main__ import main


@pytest.fixture
def out(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_site_is_made_once(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "out", "-o", "site", "--title", "石桥文库"]) == 0
    assert capsys.readouterr().err == "a site of 2 articles from 2 documents: open site/index.html\n"
    assert sorted(path.name for path in Path("site/articles").iterdir()) == ["2021-b.a1.html", "a.a1.html"]
    assert "<title>石桥文库</title>" in Path("site/index.html").read_text("utf-8")
    assert main(["site", "out", "-o", "site"]) == 1
    assert "site: exists already and was left as it is; --force replaces it." in capsys.readouterr().err
    assert main(["site", "out", "-o", "site", "--force", "-q", "--language", "en"]) == 0
    assert "<title>out</title>" in Path("site/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (["site", "out"], 2, "Missing option '-o'"),
        (["site", "texts/a.txt", "-o", "site"], 2, "is no folder"),
        (["site", "texts", "-o", "site"], 1, "holds no converted document"),
        (["site", "out", "-o", "texts", "--force"], 1, "texts: is there already and is no site of tei-tools"),
    ],
)
def test_what_is_wrong_is_said(
    line: list[str], code: int, told: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == code
    assert told in capsys.readouterr().err
    assert sorted(path.name for path in out.iterdir()) == ["out", "texts"]


def test_what_is_no_record_is_named(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/b.json").write_text("{}", encoding="utf-8")
    assert main(["site", "out", "-o", "site"]) == 1
    err = capsys.readouterr().err
    assert "out/b.json: The record says its schema is None" in err and err.endswith("1 failed: open site/index.html\n")
