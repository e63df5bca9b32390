"""One corpus of many outputs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import etree

from tei_tools.__main__ import main
from tei_tools.validate import check_tei, errors_of

TEXT = "石桥镇{}修路三条\n\n时间:2024-05-0{} 来源:石桥镇政府\n\n石桥镇的路今天修好了，大家都很高兴，纷纷走上新路。\n"
TEI = "{http://www.tei-c.org/ns/1.0}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two texts and what ``convert`` makes of them, for tests that get a copy each."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, number in (("texts/a.txt", 1), ("texts/2021/a.txt", 2)):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(TEXT.format("东西"[number - 1], number), encoding="utf-8")
        assert main(["convert", "texts", "-o", "out", "-q"]) == 0
    return folder


@pytest.fixture
def out(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "out"


def test_files_that_are_included(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out.parent / "tei-tools.toml").write_text('[metadata]\nlicence = "CC0"\n', encoding="utf-8")
    assert main(["corpus", "out", "-o", "corpus", "--title", "石桥文库"]) == 0
    assert capsys.readouterr().err == "2 documents\n"
    tree = etree.parse(out.parent / "corpus" / "corpus.xml")
    tree.xinclude()
    root = tree.getroot()
    assert len(root.findall(TEI + "TEI")) == 2
    assert root.findtext(f".//{TEI}titleStmt/{TEI}title") == "石桥文库"
    assert root.findtext(f".//{TEI}licence") == "CC0"
    for path in sorted((out.parent / "corpus").glob("d-*.xml")):
        assert errors_of(check_tei(path.read_bytes())) == []
    assert (out.parent / "corpus" / "schemas" / "report.rng").is_file()


def test_one_file_that_holds_all(out: Path) -> None:
    assert main(["corpus", "out/a.json", "out/2021", "-o", "corpus", "--layout", "embedded", "-q"]) == 0
    data = (out.parent / "corpus" / "corpus.xml").read_bytes()
    assert errors_of(check_tei(data)) == []
    assert data.count(b"<TEI ") == 2


def test_the_form_of_pressmint(out: Path) -> None:
    assert main(["corpus", "out", "-o", "corpus", "--layout", "pressmint", "-q"]) == 0
    names = sorted(str(path.relative_to(out.parent / "corpus")) for path in (out.parent / "corpus").rglob("*.xml"))
    assert names == [
        "2024/PressMint-CN_2024-05-01-000002-a1.xml", "2024/PressMint-CN_2024-05-02-000001-a1.xml", "PressMint-CN.xml",
    ]  # fmt: skip


def test_what_is_no_record_is_named(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "b.json").write_text("{}", encoding="utf-8")
    assert main(["corpus", "out", "-o", "corpus"]) == 1
    err = capsys.readouterr().err
    assert "out/b.json: The record says its schema is None" in err and "2 documents, 1 failed" in err
    assert main(["corpus", "out", "-o", "corpus"]) == 1
    assert "exists already" in capsys.readouterr().err


def test_a_folder_without_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", str(tmp_path), "-o", str(tmp_path / "corpus")]) == 1
    assert "there is nothing to put into a corpus" in capsys.readouterr().err
