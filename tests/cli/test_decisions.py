"""``decisions``: listed with their lines, merged, and given out as labels that evaluate reads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.decisions.beside import decisions_path
from tei_tools.decisions.entries import Decisions, Entry, Says, decided, dump_decisions, read_decisions
from tei_tools.evaluate.crossvalidate import also_learned
from tei_tools.text.source import Span

TEXT = """石桥镇修路惠民

2023-09-19 来源:石桥县政务中心 作者:白洁

今年以来,石桥镇修路三条,群众出行更加方便。

一、道路通到家门口。红枫村的路修到了家门口,村民说以后卖茶叶方便了。

二、水渠修到田边上。柳湾村的水渠修到了田边上,旱季也有水灌田。
"""
WHEN = "2026-05-01T08:30:00Z"


def entry_on(words: str, says: Says, by: str = "白洁", when: str = WHEN) -> Entry:
    start = TEXT.index(words)
    return decided(TEXT, hashlib.sha256(TEXT.encode()).hexdigest(), Span(start, start + len(words)), says, by, when)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT.encode())
    entry = entry_on("今年以来,石桥镇修路三条,群众出行更加方便。", Says("note"))
    decisions_path(folder / "a.txt").write_bytes(dump_decisions(Decisions("a.txt", (entry,))))
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main(["decisions", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def test_they_are_listed_by_folder_source_or_file(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = decisions_path(texts / "a.txt")
    line = f"{file}:5: reading=note: 今年以来,石桥镇修路三条,群众出行更加方便。 (白洁, {WHEN})\n"
    for given in (texts, texts / "a.txt", file):
        assert run(capsys, given) == (0, line, "")
    (found,) = json.loads(run(capsys, texts, "--json")[1])
    assert (found["line"], found["says"], found["by"]) == (5, "reading=note", "白洁")


def test_what_no_longer_fits_is_named(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "a.txt").write_text(TEXT.replace("今年以来", "去年以来"), encoding="utf-8")
    code, out, _ = run(capsys, texts)
    assert code == 1 and "no longer fits: reading=note: 今年以来" in out
    (texts / "a.txt").unlink()
    code, out, err = run(capsys, texts)
    assert code == 1 and "no longer fits" in out and "a.txt" in err


def test_files_of_two_people_merge(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, theirs = decisions_path(texts / "a.txt"), tmp_path / "theirs.json"
    other = entry_on("作者:白洁", Says(field="authors"), "吴芳", "2026-05-02T08:30:00Z")
    theirs.write_bytes(dump_decisions(Decisions("a.txt", (other,))))
    assert run(capsys, mine, theirs, "--merge", tmp_path / "one.json")[0] == 0
    assert run(capsys, theirs, mine, "--merge", mine)[0] == 0
    assert read_decisions(mine) == read_decisions(tmp_path / "one.json")
    assert [entry.by for entry in read_decisions(mine).entries] == ["白洁", "吴芳"]
    code, _, err = run(capsys, theirs, "--merge", tmp_path / "one.json")
    assert code == 1 and "exists" in err


def test_what_two_people_said_otherwise_is_said(
    texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "今年以来,石桥镇修路三条,群众出行更加方便。"
    other = Decisions("a.txt", (entry_on(words, Says("p"), "吴芳", "2026-05-02T08:30:00Z"),))
    (texts / "a.txt.decisions.wu.json").write_bytes(dump_decisions(other))
    for given in ((texts,), (texts / "a.txt",)):
        code, out, err = run(capsys, *given)
        assert (
            (code, out.count("\n")) == (0, 1) and "reading=p" in out and out.startswith(f"{texts}/a.txt.decisions.wu")
        )
        assert "吴芳" in err and "白洁" in err and "decided otherwise" in err
    files = (decisions_path(texts / "a.txt"), texts / "a.txt.decisions.wu.json")
    assert "decided otherwise" in run(capsys, *files, "--merge", tmp_path / "one.json")[2]


def test_as_labels_they_are_what_evaluate_reads(
    texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gold"
    assert run(capsys, texts, "--labels", folder)[0] == 0
    rows = (folder / "labels" / "a.tsv").read_text(encoding="utf-8").splitlines()
    assert rows[:4] == ["#article\ta1", "#title\t石桥镇修路惠民", "#date\t2023-09-19", "#source\t石桥县政务中心"]
    assert "5\tnote\ta1" in rows and "1\ttitle\ta1\t?" in rows
    assert sum(row.endswith("?") for row in rows) == len([row for row in rows if not row.startswith("#")]) - 1
    assert run(capsys, texts, "--labels", folder)[0] == 1  # they exist
    assert run(capsys, texts, "--labels", folder, "--whole", "-f")[0] == 0
    assert "?" not in (folder / "labels" / "a.tsv").read_text(encoding="utf-8")
    assert (folder / "text" / "a.txt").read_bytes() == TEXT.encode()
    code = main(["evaluate", "--gold", str(folder / "labels"), "--text", str(folder / "text"), "--json", "-"])
    figures = json.loads(capsys.readouterr().out) if code == 0 else {}
    assert figures["fields"] == 1 and figures["headings"] == 1 and figures["blocks"] < 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--merge", "x", "--labels", "y"], "give one of them"),
        (["--whole"], "goes with --labels"),
    ],
)
def test_what_contradicts_itself_is_refused(
    texts: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, texts, *words)
    assert code == 2 and told in err


def test_a_folder_without_decisions_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, tmp_path)
    assert code == 2 and "holds no decisions" in err


def test_a_source_that_was_renamed_with_its_decisions_keeps_them(
    texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As convert takes them: by the file that they stand beside."""
    decisions_path(texts / "a.txt").rename(decisions_path(texts / "b.txt"))
    (texts / "a.txt").rename(texts / "b.txt")
    code, out, err = run(capsys, texts)
    assert (code, err) == (0, "") and ":5: reading=note" in out


def test_labels_stand_where_learning_looks_for_them(
    texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder can be given as it is to --also."""
    assert run(capsys, texts, "--labels", tmp_path / "mine")[0] == 0
    (found,) = also_learned(tmp_path / "mine")
    assert found.case.id == "a"
