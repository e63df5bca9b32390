"""Packages: what is in them, that they are the same each time, and that nothing is packed that is not right."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tei_tools.__main__ import main
from tei_tools.decisions.entries import Decisions, Says, decided, dump_decisions
from tei_tools.deposit import directory, ro_crate
from tei_tools.deposit.bag_writer import BagWriter
from tei_tools.deposit.names import decoded, leaves_bag, payload_name
from tei_tools.text.source import Span
from tei_tools.validate import check_tei, errors_of, schema_bytes
from tests.deposit.packages import PAGE, convert, unpack

Capture = pytest.CaptureFixture[str]
A46 = "{urn:tei-tools:after-dat46:1}"


def read(package: Path, path: str) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read(f"{package.stem}/data/{path}")


def test_what_is_in_a_package(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        names = [name.removeprefix("villages/") for name in archive.namelist()]
        assert {name.split("/")[0] for name in archive.namelist()} == {"villages"}
        dates = {info.date_time for info in archive.infolist()}
    assert len(dates) == 1
    documents = ["2024/东路", "2024/西路100_", "总结", "旧闻/北路", "旧闻/南路", "植树"]
    for document in documents:
        for path in (f"converted/{document}.tei.xml", f"converted/{document}.json"):
            assert f"data/{path}" in names
        assert f"data/metadata/after-dat46/{document}.xml" in names
    originals = ["2024/东路.txt", "2024/西路100_.txt", "总结.txt", "旧闻.zip", "植树.html"]
    assert [name for name in names if name.startswith("data/originals/")] == [f"data/originals/{n}" for n in originals]
    # what is not UTF-8 has its text beside it; that of a page and of what lies in an archive was extracted
    assert [name for name in names if name.startswith("data/texts/")] == ["data/texts/2024/西路100_.txt"]
    assert {f"data/converted/{name}.txt" for name in ("植树", "旧闻/北路", "旧闻/南路")} <= {*names}
    for path in ("report.odd", "report.rng", "record.schema.json", "after-dat46.rng"):
        assert f"data/schemas/{path}" in names
    assert "data/stylesheets/report.html.xsl" in names and "data/corpus.xml" in names


def test_outputs_and_originals_are_packed_as_they_are(collection: Path, package: Path) -> None:
    for path in ("2024/东路.tei.xml", "植树.json", "植树.txt"):
        assert read(package, f"converted/{path}") == (collection / "out" / path).read_bytes()
    assert read(package, "originals/2024/西路100_.txt") == (collection / "texts/2024/西路100%.txt").read_bytes()


def test_a_text_that_is_not_utf8_is_packed_as_its_offsets_count_it(package: Path) -> None:
    record = json.loads(read(package, "converted/2024/西路100_.json"))
    text = read(package, "texts/2024/西路100_.txt").decode("utf-8")
    title = record["articles"][0]["title"]
    ((start, end),) = title["spans"]
    assert text[start:end] == title["text"] == "石桥镇西路修通"


def test_the_directory_list(package: Path) -> None:
    data = read(package, "metadata/directory.csv")
    assert data.startswith(b"\xef\xbb\xbf")  # or spreadsheet programs take it for GBK
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["件号", "责任者", "题名", "日期", "文号", "备注"]
    found = [row[:5] for row in rows[1:]]
    assert any(row[1:5] == ["云岫镇人民政府", "云岫镇2021年上半年工作总结", "20210712", ""] for row in found)
    assert any(row[1:4] == ["祝晚晴", "石桥镇东路修通", "20240501"] for row in found)
    assert [row[0] for row in found] == [str(number) for number in range(1, len(found) + 1)]
    assert all(f"文件：converted/{name}" in rows[at + 1][5] for at, name in enumerate(_converted(package)))


def _converted(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as archive:
        head = f"{package.stem}/data/converted/"
        return [n.removeprefix(head) for n in archive.namelist() if n.startswith(head) and n.endswith(".tei.xml")]


def test_the_workbook_says_what_the_csv_says(package: Path) -> None:
    rows = list(csv.reader(io.StringIO(read(package, "metadata/directory.csv").decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(read(package, "metadata/directory.xlsx")))
    sheet = book.worksheets[0]
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    book.close()


def test_sidecars_are_valid_and_say_what_is_known(package: Path) -> None:
    schema = etree.RelaxNG(etree.fromstring(schema_bytes("after-dat46.rng")))
    for name in _converted(package):
        root = etree.fromstring(read(package, f"metadata/after-dat46/{name.removesuffix('.tei.xml')}.xml"))
        assert schema.validate(root), schema.error_log
        assert root.findtext(f"{A46}来源/{A46}全宗名称") == "石桥镇人民政府"
    page = etree.fromstring(read(package, "metadata/after-dat46/植树.xml"))
    web = page.find(f"{A46}网页采集")
    assert web is not None
    assert web.findtext(f"{A46}网址") == "http://www.example.org/a.html"
    assert web.findtext(f"{A46}采集时间") == "2024-01-02T03:04:05+08:00"
    assert web.findtext(f"{A46}采集方式") == "整页另存"
    text = etree.fromstring(read(package, "metadata/after-dat46/总结.xml"))
    assert text.find(f"{A46}网页采集") is None
    rows = list(csv.reader(io.StringIO(read(package, "metadata/captures.csv").decode("utf-8-sig"))))
    assert [row[2:5] for row in rows[1:]] == [
        ["http://www.example.org/a.html", "2024-01-02T03:04:05+08:00", "整页另存"]
    ]


def test_the_corpus_is_valid_and_holds_every_document(package: Path) -> None:
    data = read(package, "corpus.xml")
    assert errors_of(check_tei(data)) == []
    assert len(etree.fromstring(data).findall("{http://www.tei-c.org/ns/1.0}TEI")) == 6


def test_the_crate_has_an_action_for_each_step(package: Path) -> None:
    crate = json.loads(read(package, "ro-crate-metadata.json"))["@graph"]
    by_id = {entity["@id"]: entity for entity in crate}
    actions = [entity for entity in crate if entity["@type"] == "CreateAction"]
    assert [action["@id"] for action in actions] == ["#extraction", "#recognition", "#packing"]
    assert all(action["instrument"]["@id"] in by_id for action in actions)
    assert by_id["./"]["license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    assert by_id["./"]["author"] == [
        {"@id": "https://orcid.org/0000-0002-1825-0097"},
        {"@id": by_id_of(crate, "沈青禾")},
    ]
    assert len(by_id) == len(crate)


def test_what_people_decided_is_packed_and_who_they_are(own_collection: Path, capsys: Capture) -> None:
    text = Path("texts/总结.txt").read_text("utf-8")
    for who, ending, words in (("沈青禾", "", "二、民生实事"), ("魏一", ".wei", "修通村道五公里")):
        start = text.index(words)
        span = Span(start, start + len(words))
        entry = decided(text, hashlib.sha256(text.encode()).hexdigest(), span, Says("p"), who, "2026-05-01T08:30:00Z")
        path = Path(f"texts/总结.txt.decisions{ending}.json")
        path.write_bytes(dump_decisions(Decisions("总结.txt", (entry,))))
    changed = "what people decided of it was changed"
    assert main(["pack", "out", "-o", "early.zip"]) == 1, "convert has not taken them"
    assert changed in capsys.readouterr().err and not Path("early.zip").exists()
    assert convert("out", "--metadata", "table.csv") == 0
    assert main(["pack", "out", "-o", "bag.zip", "-q"]) == 0
    assert main(["verify", "bag.zip", "-q"]) == 0
    package = Path("bag.zip")
    for name in ("总结.txt.decisions.json", "总结.txt.decisions.wei.json"):
        assert read(package, f"decisions/{name}") == Path("texts", name).read_bytes()
    crate = json.loads(read(package, "ro-crate-metadata.json"))["@graph"]
    by_id = {entity["@id"]: entity for entity in crate}
    assert len(by_id) == len(crate)
    people = [by_id[one["@id"]] for one in by_id["#review"]["agent"]]
    assert [(one["@type"], one["name"]) for one in people] == [("Person", "沈青禾"), ("Person", "魏一")]
    assert {"@id": "#review"} in by_id["./"]["mentions"] and "decisions/" in by_id
    assert "- `decisions/`" in read(package, "README.md").decode()
    sidecar = etree.fromstring(read(package, "metadata/after-dat46/总结.xml"))
    reviewed = [one for one in sidecar.iter(f"{A46}业务行为") if one.findtext(f"{A46}行为") == "人工审读"]
    assert [one.findtext(f"{A46}行为时间") for one in reviewed] == ["2026-05-01", "2026-05-01"]
    assert "沈青禾 裁定 1 处" in str(reviewed[0].findtext(f"{A46}行为描述"))
    Path("texts/总结.txt.decisions.wei.json").unlink()
    capsys.readouterr()
    assert main(["pack", "out", "-o", "late.zip"]) == 1
    assert changed in capsys.readouterr().err and not Path("late.zip").exists()


def by_id_of(crate: list[dict[str, str]], name: str) -> str:
    return next(entity["@id"] for entity in crate if entity.get("name") == name and entity["@type"] == "Person")


def test_packing_twice_gives_the_same_bytes(collection: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(collection)
    assert main(["pack", "out", "-o", "again/villages.zip", "-q"]) == 0
    assert (collection / "again" / "villages.zip").read_bytes() == package.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for folder in ("one", "two"):
        assert main(["pack", "out", "-o", f"{folder}/villages.zip", "-q"]) == 0
    one = (collection / "one" / "villages.zip").read_bytes()
    assert one == (collection / "two" / "villages.zip").read_bytes() != package.read_bytes()
    with zipfile.ZipFile(collection / "one" / "villages.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert b"Bagging-Date: 2023-11-14\n" in archive.read("villages/bag-info.txt")


@pytest.mark.skipif(shutil.which("sha512sum") is None, reason="needs sha512sum")
def test_the_recipe_of_the_readme(package: Path, tmp_path: Path) -> None:
    bag = unpack(package, tmp_path)
    text = (bag / "data" / "README.md").read_text("utf-8")
    recipes = [line for line in text.splitlines() if line.startswith("sha512sum ")]
    assert len(recipes) == 4 and recipes[:2] == recipes[2:]  # in Chinese and in English
    for recipe in recipes[:2]:
        done = subprocess.run(recipe.split(), cwd=bag, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    files = sum(1 for path in (bag / "data").rglob("*") if path.is_file())
    assert f"应为 {files}。" in text and f"must say {files}." in text


def test_a_licence_that_nobody_set_is_refused(own_collection: Path, capsys: Capture) -> None:
    (own_collection / "tei-tools.toml").unlink()
    assert convert("bare") == 0
    assert main(["pack", "bare", "-o", "bag.zip"]) == 2
    told = capsys.readouterr().err
    assert "nobody has said under what licence 6 of 6 documents are" in told
    assert "[metadata] licence =" in told and "column licence" in told
    assert not (own_collection / "bag.zip").exists()
    # the licence may come from the documents' own metadata: from the conversion before
    assert main(["pack", "out", "-o", "bag.zip", "-q"]) == 0


def test_a_licence_that_came_later_is_remarked(own_collection: Path, capsys: Capture) -> None:
    settings = own_collection / "tei-tools.toml"
    text = settings.read_text("utf-8")
    settings.unlink()
    assert convert("bare") == 0
    settings.write_text(text, encoding="utf-8")
    assert main(["pack", "bare", "-o", "bag.zip"]) == 0
    assert "6 TEI headers name no licence" in capsys.readouterr().err
    assert main(["verify", "bag.zip", "-q"]) == 0


def refused(capsys: Capture, *words: str) -> str:
    """What ``pack`` says when it packs nothing."""
    assert main(["pack", "out", "-o", "bag.zip", *words]) == 1
    assert sorted(os.listdir(".")) == sorted(
        name for name in os.listdir(".") if "bag" not in name and "tmp" not in name
    )
    return capsys.readouterr().err


def test_an_original_that_is_gone_is_named_and_found_elsewhere(own_collection: Path, capsys: Capture) -> None:
    (own_collection / "texts").rename(own_collection / "moved")
    told = refused(capsys)
    assert "东路.txt: is not where it was converted from" in told and "--originals DIR" in told
    assert main(["pack", "out", "-o", "bag.zip", "--originals", "moved", "-q"]) == 0
    assert main(["verify", "bag.zip", "-q"]) == 0
    (own_collection / "moved" / "总结.txt").rename(own_collection / "moved" / "另名.txt")
    assert main(["pack", "out", "-o", "bag2.zip", "--originals", "moved", "-q"]) == 0  # found by its sum
    assert main(["pack", "out", "-o", "bag3.zip", "--without-originals", "-q"]) == 0
    assert main(["verify", "bag3.zip", "-q"]) == 0


def test_an_original_that_was_changed_is_named(own_collection: Path, capsys: Capture) -> None:
    (own_collection / "texts" / "总结.txt").write_text("另一篇文章\n", encoding="utf-8")
    assert "总结.txt: was changed since it was converted" in refused(capsys)


def test_a_member_of_an_archive_that_was_changed_is_named(own_collection: Path, capsys: Capture) -> None:
    with zipfile.ZipFile(own_collection / "texts" / "旧闻.zip", "w") as archive:
        archive.writestr("北路.txt", "另一篇文章，内容完全不同。\n")
        archive.writestr("南路.txt", "又一篇文章，内容完全不同。\n")
    told = refused(capsys)
    assert "旧闻.zip" in told and "was changed since it was converted" in told


@pytest.mark.parametrize(("name", "code"), [("总结.tei.xml", "is not as convert wrote it"), ("总结.json", "is not as")])
def test_an_output_that_was_changed_is_named(own_collection: Path, capsys: Capture, name: str, code: str) -> None:
    path = own_collection / "out" / name
    path.write_bytes(path.read_bytes().replace("大棚".encode(), "大篷".encode()))
    told = refused(capsys)
    assert name in told and code in told


def test_an_output_that_is_gone_is_named(own_collection: Path, capsys: Capture) -> None:
    (own_collection / "out" / "总结.tei.xml").unlink()
    told = refused(capsys)
    assert "总结.tei.xml: cannot be read" in told and "convert again" in told


def test_outputs_of_another_version_must_be_valid_by_the_schemas_that_are_packed(
    own_collection: Path, capsys: Capture
) -> None:
    import hashlib

    path = own_collection / "out" / "总结.tei.xml"
    data = path.read_bytes().replace(b"<body>", b"<body><ab/>")
    path.write_bytes(data)
    with sqlite3.connect(own_collection / "out" / ".tei-tools" / "ledger.sqlite") as base:
        base.execute("UPDATE configuration SET version = '0.1.0'")
        (outputs,) = base.execute("SELECT outputs FROM document WHERE relative = '总结'").fetchone()
        made = [
            [name, hashlib.sha256(data).hexdigest(), len(data), time]
            if name == "总结.tei.xml"
            else [name, sha, size, time]
            for name, sha, size, time in json.loads(outputs)
        ]
        base.execute("UPDATE document SET outputs = ? WHERE relative = '总结'", (json.dumps(made),))
    base.close()
    told = refused(capsys)
    assert "总结.tei.xml" in told and "Written by version 0.1.0" in told and "convert again with this version" in told


def test_records_are_needed(own_collection: Path, capsys: Capture) -> None:
    shutil.rmtree(own_collection / "out")
    assert convert("out", "--to", "tei") == 0
    assert "has no JSON record" in refused(capsys)


def test_a_package_that_exists_is_left(own_collection: Path, capsys: Capture) -> None:
    Path("bag.zip").write_bytes(b"mine")
    assert main(["pack", "out", "-o", "bag.zip"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert Path("bag.zip").read_bytes() == b"mine"
    assert main(["pack", "out", "-o", "bag.zip", "--force", "-q"]) == 0
    assert main(["pack", "out", "-o", "out/bag.zip"]) == 1
    assert "lies in the folder that is packed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "the disk is full"),
        (OSError(errno.EIO, "Input/output error"), 1, "the disk reports a fault"),
        (RuntimeError("a fault of ours"), 70, "internal error"),
    ],
)
@pytest.mark.parametrize("step", ["add", "finish"])
def test_nothing_half_written_is_left(
    collection: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    raised: BaseException,
    code: int,
    said: str,
    step: str,
) -> None:
    def fail(self: BagWriter, *_: object) -> None:
        raise raised

    monkeypatch.setattr(BagWriter, step, fail)
    (tmp_path / "bag.zip").write_bytes(b"mine")
    words = ["pack", str(collection / "out"), "-o", str(tmp_path / "bag.zip"), "--force"]
    assert main([*words, "--config", str(collection / "tei-tools.toml")]) == code
    assert said in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["bag.zip"] and (tmp_path / "bag.zip").read_bytes() == b"mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_original_that_may_not_be_read_is_named(own_collection: Path, capsys: Capture) -> None:
    (own_collection / "texts" / "总结.txt").chmod(0)
    assert "总结.txt: cannot be read: Permission denied" in refused(capsys)


@given(st.text(max_size=40))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    made = payload_name(name)
    assert made == payload_name(made) and not leaves_bag(made)
    assert decoded(made) == made and made.encode()
    assert not set(made) & set('<>:"|?*\\%\n\r\0')
    assert all(part == part.strip(" ").rstrip(". ") and part not in ("", ".", "..") for part in made.split("/"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "bag.tar"], "must end with .zip"),
        (["-o", "-x y.zip"], "is no name for a package"),
        (["-o", "bag.zip", "--originals", "a", "--without-originals"], "contradict each other"),
    ],
)
def test_command_lines_that_are_wrong(collection: Path, capsys: Capture, words: list[str], said: str) -> None:
    assert main(["pack", str(collection / "out"), *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[deposit]\ntitel = "x"', "there is no 'titel'"),
        ("[deposit]\ntitle = 5", "title must be a text in quotes"),
        ('[deposit]\ncreators = [{ name = "甲", orcid = "0000-0002-1825-0098" }]', "of 甲 is none"),
        ('[deposit]\ncreators = [{ nam = "甲" }]', "a creator is a name, or a table with a name"),
        ('[deposit]\ncreators = [{ name = "甲", born = "1990" }]', "a creator has no 'born'"),
        ('[deposit]\ndoi = "abc"', "not one like 10.1234/abc"),
        ('[deposit]\nemail = "abc"', "not an address like"),
    ],
)
def test_settings_that_are_wrong(
    collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, settings: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tei-tools.toml").write_text(settings + '\n[metadata]\nlicence = "CC0"\n', encoding="utf-8")
    assert main(["pack", str(collection / "out"), "-o", "bag.zip"]) == 2
    told = capsys.readouterr().err
    assert said in told and "tei-tools.toml: [deposit]" in told


def test_a_folder_that_was_not_converted(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["pack", str(tmp_path / "empty"), "-o", str(tmp_path / "a.zip"), "--no-config"]) == 1
    assert "holds no document" in capsys.readouterr().err
    assert main(["pack", str(tmp_path / "none"), "-o", str(tmp_path / "a.zip"), "--no-config"]) == 1
    assert "is no folder" in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["empty"]


def test_a_folder_without_a_ledger(own_collection: Path, capsys: Capture) -> None:
    files = ["texts/总结.txt", "texts/植树.html", "texts/2024/西路100%.txt"]
    assert main(["convert", *files, "-o", "some", "-q", "--split"]) == 0
    assert not (own_collection / "some" / ".tei-tools").exists()
    assert main(["pack", "some", "-o", "bag.zip"]) == 1
    assert "--originals DIR" in capsys.readouterr().err
    assert main(["pack", "some", "-o", "bag.zip", "--originals", "texts"]) == 0
    assert "3 documents, 3 articles, 3 originals" in capsys.readouterr().err
    assert main(["verify", "bag.zip"]) == 0
    with zipfile.ZipFile("bag.zip") as archive:
        assert "bag/data/converted/总结.a1.tei.xml" in archive.namelist()


def test_documents_that_could_not_be_converted_are_listed(own_collection: Path, capsys: Capture) -> None:
    (own_collection / "texts" / "空.txt").write_bytes(b"")
    assert convert("out", "--metadata", "table.csv") == 1
    capsys.readouterr()
    assert main(["pack", "out", "-o", "bag.zip"]) == 0
    assert "1 documents could not be converted" in capsys.readouterr().err
    rows = list(csv.reader(io.StringIO(read(Path("bag.zip"), "metadata/not-converted.csv").decode("utf-8-sig"))))
    assert rows[1][:3] == ["originals/空.txt", "", "empty-file"] and rows[1][3].startswith("空.txt: ")
    with zipfile.ZipFile("bag.zip") as archive:  # nothing says where it was packed
        here = str(own_collection).encode()
        assert [name for name in archive.namelist() if here in archive.read(name)] == []
    assert read(Path("bag.zip"), "originals/空.txt") == b""
    assert main(["verify", "bag.zip", "-q"]) == 0


def test_nothing_is_invented_where_nothing_was_said(own_collection: Path) -> None:
    Path("tei-tools.toml").write_text('[metadata]\nlicence = "仅供研究"\n', encoding="utf-8")
    assert convert("bare") == 0
    assert main(["pack", "bare", "-o", "bag.zip", "-q"]) == 0
    made = json.loads(read(Path("bag.zip"), "metadata/datacite.json"))
    assert made["creators"] == [{"name": "(:unav)"}] and made["publisher"] == {"name": "(:unav)"}
    assert made["rightsList"] == [{"rights": "仅供研究"}]
    assert "contributors" not in made and "doi" not in made
    with zipfile.ZipFile("bag.zip") as archive:
        info = archive.read("bag/bag-info.txt").decode()
    assert "Source-Organization" not in info and "Contact" not in info


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/../../b.txt", "a/b.txt"),
        ("/abs/x", "abs/x"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("a\nb\r.txt", "a_b_.txt"),
        ("x" * 300 + ".html", None),
        ("报" * 100 + ".txt", None),
        ("~root/a", "_root/a"),
        ("nul", "_nul"),
        ("a. /b ", "a/b"),
        ("\udcff.txt", "_.txt"),
    ],
)
def test_names_in_a_package(name: str, safe: str | None) -> None:
    made = payload_name(name)
    assert safe is None or made == safe
    assert all(0 < len(part.encode()) <= 200 for part in made.split("/"))
    assert payload_name(made) == made


def test_what_a_web_archive_says_of_a_capture_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastwarc")
    monkeypatch.chdir(tmp_path)
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        "WARC-Date: 2023-03-13T01:02:03Z\r\nWARC-Target-URI: http://www.example.org/zhishu.html\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.warc").write_bytes(head.encode() + body + b"\r\n\r\n")
    (tmp_path / "tei-tools.toml").write_text('[metadata]\nlicence = "仅供研究"\n', encoding="utf-8")
    assert convert("out") == 0
    assert main(["pack", "out", "-o", "bag.zip", "-q"]) == 0
    rows = list(csv.reader(io.StringIO(read(Path("bag.zip"), "metadata/captures.csv").decode("utf-8-sig"))))
    assert rows[1][1:5] == ["澄湖县开展植树活动", "http://www.example.org/zhishu.html", "2023-03-13T01:02:03Z", ""]
    assert main(["verify", "bag.zip", "-q"]) == 0


def test_of_many_documents_the_crate_describes_folders(
    collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    monkeypatch.setattr(ro_crate, "LISTED", 5)  # there are six
    monkeypatch.chdir(collection)
    bag = tmp_path / "bag.zip"
    assert main(["pack", "out", "-o", str(bag), "-q"]) == 0
    crate = json.loads(read(bag, "ro-crate-metadata.json"))["@graph"]
    names = {entity["@id"] for entity in crate}
    assert {"converted/", "originals/", "metadata/", "catalog.jsonl"} <= names
    assert not any(name.startswith(("converted/2", "originals/2")) for name in names)
    folder = unpack(bag, tmp_path / "unpacked") / "data"
    assert rocrate.ROCrate(str(folder)).get("converted/") is not None
    assert main(["verify", str(bag), "-q"]) == 0


def test_a_workbook_has_as_many_sheets_as_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "SHEET_ROWS", 2)
    rows = [directory.Row(number, "", f"=1+{number}", "", "", "\x01") for number in range(1, 6)]
    directory.write_xlsx(rows, tmp_path / "a.xlsx", 0)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [sheet.title for sheet in book.worksheets] == ["目录", "目录2", "目录3"]
    cells = [cell for sheet in book.worksheets for (cell,) in sheet.iter_rows(min_row=2, min_col=3, max_col=3)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(f"=1+{number}", "s") for number in range(1, 6)]
    book.close()
