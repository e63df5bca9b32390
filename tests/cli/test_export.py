"""``export``: many documents, one table, standard output, and what is in the way."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = "石桥镇修路{}条\n\n时间：2024-05-0{} 来源：石桥县政务中心\n\n　　石桥镇今年修路{}条，群众满意。\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two texts and what ``convert`` makes of them, for tests that get a copy each."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for number, name in enumerate(("texts/a.txt", "texts/2021/a.txt"), 1):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(TEXT.format(number, number, number), encoding="utf-8")
        assert main(["convert", "texts", "-o", "out", "-q"]) == 0
    return folder


@pytest.fixture
def out(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


@pytest.mark.parametrize(("form", "ending"), [("html", "html"), ("markdown", "md"), ("text", "txt"), ("docx", "docx")])
def test_a_file_for_each_document(form: str, ending: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if form == "docx":
        pytest.importorskip("docx")
    assert main(["export", "out", "--to", form, "-o", "made"]) == 0
    assert files("made") == [f"2021/a.{ending}", f"a.{ending}"]
    assert capsys.readouterr().err == "2 exported\n"
    before = {name: Path("made", name).read_bytes() for name in files("made")}
    assert main(["export", "out", "--to", form, "-o", "made"]) == 1
    err = capsys.readouterr().err
    assert "made/a." in err and "--force overwrites it" in err and err.endswith("0 exported, 2 failed\n")
    assert main(["export", "out", "--to", form, "-o", "made", "--force", "-q"]) == 0
    assert {name: Path("made", name).read_bytes() for name in files("made")} == before
    assert main(["export", "texts", "--to", form, "-o", "from-sources", "-q"]) == 0  # what convert reads, export reads
    assert {name: Path("from-sources", name).read_bytes() for name in files("from-sources")} == before


@pytest.mark.parametrize(
    "line",
    [
        ["export", "out", "--to", "csv", "-o", "texts/a.txt/table.csv"],
        ["export", "out", "--to", "text", "-o", "texts/a.txt/made"],
        ["corpus", "out", "-o", "texts/a.txt"],
        ["corpus", "out", "-o", "texts/a.txt", "--layout", "embedded"],
        ["index", "out", "-o", "texts/a.txt/index"],
        ["site", "out", "-o", "texts/a.txt/site"],
        ["convert", "texts/2021/a.txt", "-o", "texts/a.txt/out"],
        ["convert", "texts/2021/a.txt", "-o", "new", "--report", "texts/a.txt/report.html"],
    ],
)
def test_a_file_that_stands_where_a_folder_is_needed_is_left(
    line: list[str], out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path("texts/a.txt").read_bytes()
    assert main(line) == 1
    assert "texts/a.txt" in capsys.readouterr().err
    assert Path("texts/a.txt").read_bytes() == before


def test_a_table_of_all(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "out/a.json", "out/2021/a.tei.xml", "--to", "csv", "--rows", "article", "--no-spans"]) == 0
    captured = capsys.readouterr()
    found = [*csv.DictReader(io.StringIO(captured.out))]
    assert [(row["title"], row["date"]) for row in found] == [
        ("石桥镇修路1条", "2024-05-01"), ("石桥镇修路2条", "2024-05-02"),
    ]  # fmt: skip
    assert "spans" not in found[0] and captured.err == ""


def test_parquet_goes_into_a_file(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert main(["export", "out", "--to", "parquet"]) == 2
    assert "give -o FILE" in capsys.readouterr().err
    assert main(["export", "out", "--to", "parquet", "-o", "t.parquet"]) == 0
    assert len(parquet.read_table("t.parquet").to_pylist()) == 4
    assert main(["export", "out", "--to", "parquet", "-o", "t.parquet"]) == 1
    assert files(".")[-1] == "texts/a.txt"


def test_one_document_goes_to_standard_output(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "texts/a.txt", "--to", "text"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "石桥镇修路1条"
    assert main(["export", "out", "--to", "text"]) == 2
    assert "Standard output takes one document" in capsys.readouterr().err


def test_what_cannot_be_read_is_named(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/b.json").write_text("{}", encoding="utf-8")
    Path("empty.txt").write_text("", encoding="utf-8")
    assert main(["export", "out", "empty.txt", "nothing.txt", "--to", "text", "-o", "made"]) == 1
    err = capsys.readouterr().err
    assert "out/b.json: The record says its schema is None" in err
    assert "empty.txt: " in err and "nothing.txt: " in err and err.endswith("2 exported, 3 failed\n")
    assert files("made") == ["2021/a.txt", "a.txt"]


def test_two_documents_of_one_name(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "out/a.json", "out/2021/a.json", "--to", "text", "-o", "made", "--force"]) == 1
    assert "made/a.txt: belongs to two inputs; the first stands there" in capsys.readouterr().err
    assert "修路1条" in Path("made/a.txt").read_text("utf-8")


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path), "--to", "text", "-o", str(tmp_path / "made")]) == 1
    assert "holds no converted document and no .txt file" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--rows", "article"], ["--no-spans"]])
def test_options_of_tables(options: list[str], out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "out", "--to", "text", *options]) == 2
    assert "are about tables" in capsys.readouterr().err
