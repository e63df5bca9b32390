"""One stream of many documents, what is known about them, and the schemas beside the outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.validate import check_record_bytes, schema_bytes
from tei_tools.write.tei_reader import read_tei

TEXT = "石桥镇道路建设工作总结\n\n一、主要做法\n\n石桥镇的路今天修好了，大家都很高兴。增长3.5倍。\n"


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("texts/a.txt", "texts/2021/b.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    return tmp_path


def lines(data: str | bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in data.splitlines()]


def test_records_of_a_folder_into_one_stream(texts: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["convert", "texts", "--to", "jsonl", "-o", "-"]) == 0
    out, err = capsysbinary.readouterr()
    assert err == b"2 converted, 0 failed\n"
    assert len(out.splitlines()) == 2
    for line in out.splitlines():
        assert check_record_bytes(line) == []


def test_rows_into_a_file(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "texts", "--rows", "sentence", "--no-spans", "-o", "rows.jsonl"]) == 0
    found = lines((texts / "rows.jsonl").read_bytes())
    assert [row["text"] for row in found if row["type"] == "paragraph"] == [
        "石桥镇的路今天修好了，大家都很高兴。", "增长3.5倍。",
    ] * 2  # fmt: skip
    assert all("spans" not in row for row in found)
    assert {row["file"] for row in found} == {"a.txt", "2021/b.txt"}  # of files of one name too
    assert main(["convert", "texts", "--rows", "sentence", "-o", "rows.jsonl"]) == 1  # exists already
    assert "exists already" in capsys.readouterr().err
    assert [path.name for path in texts.iterdir() if path.suffix == ".tmp"] == []


def test_an_input_that_fails_does_not_stop_the_others(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "empty.txt").write_bytes(b"")
    assert main(["convert", "empty.txt", "texts/a.txt", "--rows", "article", "-o", "-"]) == 1
    out, err = capsys.readouterr()
    assert [row["id"] for row in lines(out)] == ["a1"]
    assert "empty.txt: " in err and "1 converted, 1 failed" in err


def test_every_record_of_a_dump_is_in_the_stream(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = [
        {"id": name, "text": f"{name}镇的路修好了\n\n{name}镇的路今天修好了，大家都很高兴。"}
        for name in ("石桥", "柳河")
    ]
    dump = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    (texts / "dump.jsonl").write_text(dump, encoding="utf-8")
    assert main(["convert", "dump.jsonl", "--rows", "article", "-o", "-"]) == 0
    out, err = capsys.readouterr()
    rows = lines(out)
    assert (len(rows), len({row["member"] for row in rows})) == (2, 2)
    assert "2 converted, 0 failed" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rows", "article", "--to", "tei"], "--rows writes JSON lines"),
        (["--no-spans"], "--no-spans goes with"),
        (["--rows", "article", "--workers", "2"], "--workers is about files in a folder"),
        (["--rows", "article", "--retry-failed"], "has no ledger and is made anew each time"),
        (["--rows", "article", "--adopt"], "or give --shard I/N, a stream for each part"),
        (["--to", "jsonl", "--split"], "--split is about files in a folder"),
        (["--to", "jsonl,tei"], "is not one of"),
    ],
)
def test_what_contradicts_itself(texts: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "texts/a.txt", "-o", "out", *words]) == 2
    assert says in capsys.readouterr().err


def test_metadata_of_a_table_and_of_the_settings(texts: Path) -> None:
    (texts / "m.csv").write_text("file,url\n2021/b.txt,https://a.example/b\n", encoding="utf-8")
    (texts / "tei-tools.toml").write_text('[metadata]\nlicence = "CC0"\nurl = "https://a.example/"\n', encoding="utf-8")
    assert main(["convert", "texts", "-o", "out", "--metadata", "m.csv", "-q"]) == 0
    known = [read_tei(texts / "out" / name).metadata for name in ("a.tei.xml", "2021/b.tei.xml")]
    assert [(found.url, found.licence) for found in known] == [
        ("https://a.example/", "CC0"), ("https://a.example/b", "CC0"),
    ]  # fmt: skip


@pytest.mark.parametrize("words", [["-o", "out"], ["--rows", "article"]], ids=["files", "rows"])
def test_documents_without_a_row_are_told(texts: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A table whose keys fit nothing gave no word, and every document went out without what is known of it."""
    (texts / "m.csv").write_text("file,url\n2021/b.TXT,https://a.example/b\na.txt,https://a.example/a\n", "utf-8")
    assert main(["convert", "texts", *words, "--metadata", "m.csv"]) == 0
    said = capsys.readouterr().err
    assert "--metadata: has no row for 1 of 2 documents, the first is texts/2021/b.txt; rows are found by" in said
    (texts / "m.csv").write_text("file,url\nb.txt,https://a.example/b\na.txt,https://a.example/a\n", "utf-8")
    assert main(["convert", "texts", *words, "--metadata", "m.csv"]) == 0
    assert "no row" not in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--metadata", "--words"])
def test_a_table_that_cannot_be_read_is_a_wrong_command_line(
    texts: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", "texts", "-o", "out", option, "none.csv"]) == 2
    assert "none.csv: cannot be read" in capsys.readouterr().err
    assert not (texts / "out").exists()


def test_a_wrong_table_in_the_settings_is_told(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "tei-tools.toml").write_text('[metadata]\nlicens = "CC0"\n', encoding="utf-8")
    assert main(["convert", "texts/a.txt", "-o", "out"]) == 2
    assert "[metadata]: there is no 'licens'" in capsys.readouterr().err
    assert not (texts / "out").exists()


def test_schemas_stand_where_the_files_look_for_them(texts: Path) -> None:
    assert main(["convert", "texts", "-o", "out", "-q"]) == 0
    for name in ("a.tei.xml", "2021/b.tei.xml"):
        path = texts / "out" / name
        (href,) = {part.partition('"')[0] for part in path.read_text("utf-8").split('href="')[1:2]}
        assert (path.parent / href).read_bytes() == schema_bytes("report.rng")
    other = texts / "out" / "schemas" / "report.rng"
    other.write_text("mine", encoding="utf-8")
    assert main(["convert", "texts", "-o", "out", "-q", "--force"]) == 0
    assert other.read_text("utf-8") == "mine"


def test_schemas_may_have_an_address(texts: Path) -> None:
    assert main(["convert", "texts/a.txt", "-o", "out", "-q", "--schemas", "https://a.example/s"]) == 0
    assert 'href="https://a.example/s/report.rng"' in (texts / "out" / "a.tei.xml").read_text("utf-8")
    assert not (texts / "out" / "schemas").exists()


def test_words_of_a_file(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "words.txt").write_text("# ours\n石桥镇 石橋鄉\n高兴 歡喜\n", encoding="utf-8")
    words = ["convert", "texts/a.txt", "--rows", "article", "-o", "-", "-q", "--script", "hant", "--words", "words.txt"]
    assert main(words) == 0
    assert "石橋鄉的路今天修好了，大家都很歡喜" in capsys.readouterr().out
    (texts / "words.txt").write_text("高兴 歡喜\n高兴 很歡喜\n", encoding="utf-8")
    assert main(words) == 2
    assert "words.txt:2: must be two words of the same length" in capsys.readouterr().err
