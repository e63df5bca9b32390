"""``view``: pages of files, of folders, of what was converted."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import urllib.request
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


def test_what_is_taken_of_a_folder_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.copy(EXAMPLES / "local-news.txt", texts / "a.md")
    shutil.copy(EXAMPLES / "local-news.txt", texts / "b.html")
    code, said = view(capsys, texts, "-o", tmp_path / "pages")
    assert code == 2 and "--include" in said
    assert view(capsys, texts, "-o", tmp_path / "pages", "--include", "*.*", "--exclude", "*.html")[0] == 0
    assert [path.name for path in (tmp_path / "pages").glob("[ab].html")] == ["a.html"]
    assert "<title>texts</title>" in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")


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


def test_it_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    shutil.copy(EXAMPLES / "local-news.txt", tmp_path / "texts" / "a.txt")
    assert main(["convert", str(tmp_path / "texts"), "-o", str(tmp_path / "out"), "-q"]) == 0
    for given in (tmp_path / "texts" / "a.txt", tmp_path / "out"):
        command = [sys.executable, "-m", "tei_tools", "view", "--edit", str(given), "--by", "白 洁"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None and run.stderr is not None
            address = run.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:") and address.endswith("/d/0")
            with urllib.request.urlopen(address, timeout=60) as answer:
                assert "澄湖县举办首届稻田音乐节" in answer.read().decode()
            run.send_signal(signal.SIGINT)
            said = run.stderr.read()
            assert run.wait(60) == 0 and "decided by 白 洁" in said and said.endswith("is saved.\n")
            assert address.split("/")[3] not in said


def test_without_sources_there_is_nothing_to_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(EXAMPLES / "local-news.txt"), "-o", str(tmp_path), "-q"]) == 0
    code, said = view(capsys, "--edit", tmp_path, "--by", "A")
    assert code == 1 and "Give the source files or their folder" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--edit", "-o", "x"], "leave -o away"),
        (["--by", "A"], "go with --edit"),
        (["--edit", "--by", " "], "say who decides"),
        (["--edit", "--by", "a\x07b"], "say who decides"),
    ],
)
def test_what_contradicts_itself_is_refused(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = view(capsys, EXAMPLES / "local-news.txt", *words)
    assert code == 2 and told in said
