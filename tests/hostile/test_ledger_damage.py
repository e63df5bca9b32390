"""A ledger that was damaged, emptied, or replaced; outputs that it does not know, and outputs without a source."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行,村民走进田间听山歌,看农展,尝新米。\n"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ledger of three texts that were converted."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts" / "sub").mkdir(parents=True)
    for name in ("a", "b", "sub/c"):
        (tmp_path / "texts" / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    assert convert() == 0
    return tmp_path / "out" / ".tei-tools" / "ledger.sqlite"


def convert(*words: str) -> int:
    return main(["convert", "texts", "-o", "out", "-j", "1", *words])


def outputs() -> dict[str, tuple[bytes, int]]:
    found = [path for path in Path("out").rglob("*.*") if path.is_file() and ".tei-tools" not in path.parts]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def damage(ledger: Path, how: str) -> None:
    data = ledger.read_bytes()
    for beside in ("-wal", "-shm"):
        ledger.with_name(ledger.name + beside).unlink(missing_ok=True)
    if how == "folder":
        ledger.unlink()
        ledger.mkdir()
    else:
        changed = {"half": data[: len(data) // 2], "noise": b"noise" * 999, "middle": data[:2000] + b"x" * 9000}
        ledger.write_bytes(changed[how])


@pytest.mark.parametrize("how", ["half", "noise", "middle", "folder"])
def test_damage_is_said_with_the_way_out(ledger: Path, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = outputs()
    damage(ledger, how)
    capsys.readouterr()
    assert convert() == 1
    err = capsys.readouterr().err
    assert "cannot be used as a ledger" in err and "--adopt" in err and "Traceback" not in err
    assert outputs() == before
    assert main(["status", "out"]) == 1
    ledger.rename(ledger.with_name("old"))
    capsys.readouterr()
    assert convert("--adopt") == 0
    assert "0 done, 0 failed, 0 skipped, 3 unchanged" in capsys.readouterr().err
    assert outputs() == before
    assert convert() == 0


def test_an_emptied_ledger_takes_nothing_for_its_own_until_asked(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = outputs()
    for path in ledger.parent.iterdir():
        path.unlink()
    assert convert() == 1
    err = capsys.readouterr().err
    assert "3 skipped" in err and "out: holds outputs that its ledger does not know; --adopt takes up" in err
    assert outputs() == before
    Path("texts/a.txt").write_text(TEXT + "new", encoding="utf-8")
    Path("out/b.tei.xml").write_bytes(b"mine")
    assert convert("--adopt") == 1
    err = capsys.readouterr().err
    assert "1 unchanged" in err and "2 skipped" in err and "does not know" not in err
    assert {name for name, made in outputs().items() if before[name] != made} == {"out/b.tei.xml"}


def test_outputs_without_a_source_are_listed_and_removed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    Path("texts/a.txt").unlink()
    Path("texts/sub/c.txt").unlink()
    Path("out/a.json").write_text("mine", encoding="utf-8")
    before = outputs()
    capsys.readouterr()
    assert main(["status", "out"]) == 0
    assert "2 of the done have no source any more; --prune" in capsys.readouterr().out
    assert outputs() == before
    assert main(["status", "out", "--prune"]) == 0
    out, err = capsys.readouterr()
    assert err.count("removed: ") == 3 and "no source" not in out
    left = sorted(name for name in outputs() if not name.startswith("out/schemas/"))
    assert left == ["out/a.json", "out/b.json", "out/b.tei.xml"]
    assert main(["status", "nowhere", "--prune"]) == 1
    assert not Path("nowhere").exists()


def test_a_link_out_of_the_output_folder_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "elsewhere").mkdir()
    Path("fresh").mkdir()
    Path("fresh/sub").symlink_to(tmp_path / "elsewhere")
    assert main(["convert", "texts", "-o", "fresh", "-j", "1"]) == 1
    assert "a link that leads out of fresh" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert Path("fresh/a.json").exists()


def test_outputs_whose_member_is_gone_are_listed_and_removed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    def archive(*names: str) -> None:
        with zipfile.ZipFile("texts.zip", "w") as file:
            for name in names:
                file.writestr(f"sub/{name}.txt", TEXT + name)

    archive("a", "b", "c-7")
    words = ["convert", "texts.zip", "-o", "packed", "-j", "1"]
    assert main(words) == 0
    assert main(["status", "packed"]) == 0
    assert "no source" not in capsys.readouterr().out
    archive("b", "d")
    os.utime("texts.zip", ns=(1, 1))
    assert main(words) == 0
    capsys.readouterr()
    assert main(["status", "packed", "--csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["output"]: row["member"] for row in table}["texts/sub/d"] == "1"
    assert {Path(row["source"]).name for row in table} == {"texts.zip"}
    assert main(["status", "packed"]) == 0
    assert "2 of the done have no source any more" in capsys.readouterr().out
    assert main(["status", "packed", "--prune"]) == 0
    left = {path.name for path in Path("packed").rglob("*.json")}
    assert left == {"b.json", "d.json"}
    Path("texts.zip").write_bytes(b"PK\x03\x04 broken")  # what cannot be read is no reason to remove anything
    assert main(["status", "packed", "--prune"]) == 0
    assert {path.name for path in Path("packed").rglob("*.json")} == left


@pytest.mark.parametrize("most", [5_000, 1])
def test_a_row_of_metadata_is_a_matter_of_its_own_document(
    most: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def convert_with(rows: str) -> str:
        Path("m.csv").write_text("file,url\n" + rows, encoding="utf-8")
        capsys.readouterr()
        assert convert("--metadata", "m.csv") == 0
        return capsys.readouterr().err

    monkeypatch.setattr("tei_tools.batch.metadata.MOST_IN_MEMORY", most)
    assert "3 unchanged" in convert_with("z.txt,u\ny.txt,u\nx.txt,u\n")
    assert "1 done, 0 failed, 0 skipped, 2 unchanged" in convert_with("z.txt,u\na.txt,https://a.example/1\n")
    assert "https://a.example/1" in Path("out/a.json").read_text(encoding="utf-8")
    assert "3 unchanged" in convert_with("z.txt,u\na.txt,https://a.example/1\n")
    assert "1 done, 0 failed, 0 skipped, 2 unchanged" in convert_with("sub/c.txt,v\na.txt,https://a.example/1\n")
    capsys.readouterr()
    assert convert() == 0
    assert "2 done, 0 failed, 0 skipped, 1 unchanged" in capsys.readouterr().err
    assert "a.example" not in Path("out/a.json").read_text(encoding="utf-8")
