"""``view``: pages of files, of folders, of what was converted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tei_tools.__main__ import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def view(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    code = main(["view", *map(str, words)])
    out, err = capsys.readouterr()
    assert out == ""
    return code, err


def test_one_file_is_one_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert view(capsys, EXAMPLES / "local-news.txt") == (0, "written: local-news.view.html\n")
    page = (tmp_path / "local-news.view.html").read_text(encoding="utf-8")
    assert view(capsys, EXAMPLES / "local-news.txt", "--lang", "en", "-q") == (0, "")  # ours is made anew
    assert (tmp_path / "local-news.view.html").read_text(encoding="utf-8") == page


def test_a_file_of_somebody_else_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = tmp_path / "a.html"
    theirs.write_text("<p>mine</p>", encoding="utf-8")
    code, said = view(capsys, EXAMPLES / "local-news.txt", "-o", theirs)
    assert code == 1 and "was not made by this command" in said and "--force" in said
    assert theirs.read_text(encoding="utf-8") == "<p>mine</p>"
    assert view(capsys, EXAMPLES / "local-news.txt", "-o", theirs, "-f")[0] == 0


def test_a_folder_has_a_list_and_what_fails_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "texts"
    (texts / "below").mkdir(parents=True)
    shutil.copy(EXAMPLES / "local-news.txt", texts / "below" / "a.txt")
    shutil.copy(EXAMPLES / "local-news.txt", texts / "index.txt")
    (texts / "empty.txt").write_bytes(b"")
    (texts / "bad.txt").write_bytes(b"PK\x03\x04 no archive")
    code, said = view(capsys, texts, "-o", tmp_path / "pages")
    assert code == 1 and "bad.txt" in said
    pages = sorted(path.relative_to(tmp_path / "pages").as_posix() for path in (tmp_path / "pages").rglob("*.html"))
    assert {"below/a.html", "index.html", "index.view.html"} <= {*pages}
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert 'href="below/a.html"' in index and 'href="index.view.html"' in index


def test_of_a_conversion_the_record_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts, out, pages = tmp_path / "texts", tmp_path / "out", tmp_path / "pages"
    texts.mkdir()
    shutil.copy(EXAMPLES / "local-news.txt", texts / "a.txt")
    assert main(["convert", str(texts), "-o", str(out), "-q"]) == 0
    assert view(capsys, out, "-o", pages)[0] == 0
    assert "The source is not at hand" not in (pages / "a.html").read_text(encoding="utf-8").partition("<script")[0]
    assert not (pages / "schemas").exists()
    (texts / "a.txt").unlink()
    assert view(capsys, out, "-o", pages)[0] == 0
    assert "The source is not at hand" in (pages / "a.html").read_text(encoding="utf-8").partition("<script")[0]


def test_a_folder_needs_a_place_for_its_pages(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = view(capsys, EXAMPLES)
    assert code == 2 and "give the folder for the pages: -o DIR" in said.lower().replace("-o dir", "-o DIR")
