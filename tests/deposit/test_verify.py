"""Every way a bag can be wrong is found and named; a bag that another program made is verified too."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import stat
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools import deposit
from tei_tools.__main__ import main
from tei_tools.deposit.fault_words import IN_CHINESE
from tei_tools.deposit.finding import CHECKS, PROPERTIES, Fault
from tei_tools.deposit.verify import verify
from tests.deposit.packages import list_anew, unpack

Capture = pytest.CaptureFixture[str]
TEXT, RECORD, TEI = "data/originals/总结.txt", "data/converted/总结.json", "data/converted/总结.tei.xml"


@pytest.fixture
def bag(package: Path, tmp_path: Path) -> Path:
    return unpack(package, tmp_path / "bag")


def faults(path: Path) -> list[Fault]:
    done = verify(str(path))
    try:
        return list(done.findings)
    finally:
        done.close()


def named(path: Path) -> list[tuple[str, str]]:
    """Code and file of every fault."""
    return [(fault.code, fault.file) for fault in faults(path)]


def change(path: Path, before: str, after: str) -> None:
    data = path.read_bytes()
    assert before.encode() in data
    path.write_bytes(data.replace(before.encode(), after.encode(), 1))


def test_a_package_is_valid_packed_and_unpacked(package: Path, bag: Path, capsys: Capture) -> None:
    assert main(["verify", str(package)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    for zh, en in PROPERTIES.values():
        assert zh in told.err and en in told.err
    with zipfile.ZipFile(package) as archive:
        payload = [entry for entry in archive.infolist() if "/data/" in entry.filename and not entry.is_dir()]
    size = sum(entry.file_size for entry in payload)
    assert f"valid; {len(payload)} files, {size:,} bytes, 6 documents; 0 errors, 0 warnings" in told.err
    assert main(["verify", str(bag), "-q"]) == 0
    assert capsys.readouterr() == ("", "")


def test_every_check_is_done_but_that_for_viruses(package: Path) -> None:
    done = verify(str(package))
    assert [name for name in CHECKS if done.findings.result_of(name) != "passed"] == ["virus"]
    assert done.findings.looked_at["offsets"] == 6 and done.findings.looked_at["originals"] == 4
    done.close()


# What becomes of files


def test_a_changed_byte(bag: Path) -> None:
    change(bag / TEXT, "三十座", "三百座")
    codes = named(bag)
    assert codes[0] == ("changed", TEXT)
    assert ("original-differs", TEXT) in codes and ("offsets", RECORD) in codes


def test_a_changed_byte_in_a_zip_file(package: Path, tmp_path: Path) -> None:
    data = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as archive:
        info = archive.getinfo(f"villages/{TEXT}")
    at = info.header_offset + 30 + len(info.filename.encode()) + 20
    data[at] ^= 0x10
    broken = tmp_path / "broken.zip"
    broken.write_bytes(data)
    found = faults(broken)
    assert (found[0].code, found[0].file) == ("unreadable", TEXT)
    assert found[0].remedy


def test_a_missing_file(bag: Path) -> None:
    (bag / TEXT).unlink()
    codes = named(bag)
    assert ("missing", TEXT) in codes and ("payload-oxum", "bag-info.txt") in codes
    assert [code for code, file in codes if file == TEXT] == ["missing"]  # once, whoever else names it


def test_a_file_that_only_the_catalog_knows(bag: Path) -> None:
    (bag / TEXT).unlink()
    list_anew(bag)
    codes = named(bag)
    assert codes.count(("cataloged-missing", TEXT)) == 1 and ("crate-missing", "data/ro-crate-metadata.json") in codes


def test_an_extra_file(bag: Path) -> None:
    (bag / "data" / "extra.txt").write_text("多出的文件")
    (bag / "note.txt").write_text("a note")
    found = {fault.code: fault for fault in faults(bag)}
    assert found["extra"].file == "data/extra.txt"
    assert (found["extra-tag-file"].file, found["extra-tag-file"].severity) == ("note.txt", "warning")


def test_a_renamed_file(bag: Path) -> None:
    (bag / TEXT).rename(bag / "data/originals/年终.txt")
    found = {fault.code: fault for fault in faults(bag)}
    assert found["renamed"].file == TEXT and "data/originals/年终.txt" in found["renamed"].cause
    assert "extra" not in found and "missing" not in found


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("zz  data/a.txt", "manifest-line", "is not a digest, blanks and a path"),
        ("abcd  data/a.txt", "manifest-line", "its digest has 4 digits and sha512 has 128"),
        ("0" * 128, "manifest-line", "is not a digest"),
        ("0" * 128 + "  ../../etc/passwd", "path-leaves-bag", "leads out of the bag"),
        ("0" * 128 + "  /etc/passwd", "path-leaves-bag", "leads out of the bag"),
        ("0" * 128 + "  data/..\\..\\x", "path-leaves-bag", "leads out of the bag"),
        ("0" * 128 + "  C:/x", "path-leaves-bag", "leads out of the bag"),
        ("0" * 128 + "  ~/x", "path-leaves-bag", "leads out of the bag"),
        ("0" * 128 + f"  {TEXT}", "manifest-line", "is listed twice"),
        ("0" * 128 + "  bagit.txt", "manifest-line", "is no file of the payload"),
    ],
)
def test_a_bad_line_of_a_manifest(bag: Path, line: str, code: str, says: str) -> None:
    manifest = bag / "manifest-sha512.txt"
    manifest.write_text(manifest.read_text("utf-8") + line + "\n", encoding="utf-8")
    number = len(manifest.read_text("utf-8").splitlines())
    (found,) = [fault for fault in faults(bag) if fault.code == code]
    assert found.file == "manifest-sha512.txt" and found.place == str(number)
    assert says in found.cause.lower() or says in found.cause
    assert found.remedy


def test_a_line_that_is_wrong_is_told_from_a_file_that_is(bag: Path) -> None:
    manifest = bag / "manifest-sha512.txt"
    lines = manifest.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith(TEXT))
    lines[at] = "0" * 128 + lines[at][128:]
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = faults(bag)
    wrong = [fault for fault in found if fault.code == "manifest-line"]
    assert [(fault.file, fault.place) for fault in wrong] == [("manifest-sha512.txt", str(at + 1))]
    assert ("changed", "manifest-sha512.txt") in [(fault.code, fault.file) for fault in found]  # by the tag manifests
    assert ("changed", TEXT) not in [(fault.code, fault.file) for fault in found]


def test_manifests_that_do_not_list_the_same(bag: Path) -> None:
    manifest = bag / "manifest-sha256.txt"
    manifest.write_text("".join(manifest.read_text("utf-8").splitlines(True)[1:]), encoding="utf-8")
    assert ("not-in-all-manifests", "data/originals/2024/东路.txt") in named(bag)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Line 1 is not"),
        (b"BagIt-Version: one\nTag-File-Character-Encoding: UTF-8\n", "Line 1 is not"),
        (b"BagIt-Version: 1.0\n", "Line 2 is not"),
        (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: KLINGON\n", "which is not known"),
        (b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "byte order mark"),
    ],
)
def test_a_declaration_that_is_none(bag: Path, data: bytes, says: str) -> None:
    (bag / "bagit.txt").write_bytes(data)
    (found,) = [fault for fault in faults(bag) if fault.code == "declaration"]
    assert says in found.cause


def test_files_to_be_fetched_are_not(bag: Path) -> None:
    (bag / "fetch.txt").write_text("http://a.example/x 5 data/x.txt\nhttp://a.example/y 5 ../y\n")
    codes = named(bag)
    assert ("not-fetched", "fetch.txt") in codes and ("path-leaves-bag", "fetch.txt") in codes


# What documents say


def test_a_change_that_the_manifests_were_made_anew_for(bag: Path) -> None:
    change(bag / RECORD, "云岫镇2021年上半年工作总结", "云岫镇2022年上半年工作总结")
    list_anew(bag)
    found = faults(bag)
    assert {fault.code for fault in found} == {"offsets", "catalog-differs"}
    assert all(fault.file == RECORD for fault in found)


def test_an_original_that_was_replaced_with_manifests_anew(bag: Path) -> None:
    change(bag / TEXT, "三十座", "三百座")
    list_anew(bag)
    codes = named(bag)
    assert ("original-differs", TEXT) in codes and ("offsets", RECORD) in codes


def test_tei_that_is_not_valid(bag: Path) -> None:
    change(bag / TEI, "<body>", "<body><banner/>")
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.file, found.check) == ("rng", TEI, "tei")
    assert found.place.split(":")[0].isdigit()


def test_tei_whose_words_were_changed_with_manifests_anew(bag: Path) -> None:
    change(bag / TEI, "新建大棚三十座", "新建大棚五十座")
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.file, found.check) == ("tei-differs", TEI, "agreement")
    assert "大棚五十座" in found.cause and "大棚三十座" in found.cause


def test_tei_that_cannot_be_read_back_is_remarked(bag: Path) -> None:
    record = json.loads((bag / RECORD).read_text("utf-8"))
    size = record["file"]["characters"]
    change(
        bag / TEI, f'<measure unit="characters" quantity="{size}"', f'<measure unit="characters" quantity="{size + 1}"'
    )
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.file, found.severity) == ("tei-unread", TEI, "warning")


def test_tei_with_a_doctype(bag: Path) -> None:
    data = (bag / TEI).read_bytes()
    end = data.index(b"?>") + 2
    entity = b'\n<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (bag / TEI).write_bytes(data[:end] + entity + data[end:])
    list_anew(bag)
    assert [(fault.code, fault.check) for fault in faults(bag)] == [("doctype", "programs")]


def test_a_record_that_is_not_valid(bag: Path) -> None:
    change(bag / RECORD, '"language"', '"lingua"')
    list_anew(bag)
    codes = named(bag)
    assert ("record-schema", RECORD) in codes


def test_a_sidecar_that_is_not_valid(bag: Path) -> None:
    path = "data/metadata/after-dat46/总结.xml"
    change(bag / path, "<聚合层次>文件", "<聚合层次>案卷")
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.file, found.check) == (path, "metadata")


def test_a_document_that_the_catalog_does_not_name(bag: Path) -> None:
    lines = (bag / "data/catalog.jsonl").read_bytes().splitlines(True)
    at = next(number for number, line in enumerate(lines) if "总结".encode() in line)
    (bag / "data/catalog.jsonl").write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
    list_anew(bag)
    codes = named(bag)
    assert ("not-in-catalog", TEI) in codes and ("not-in-catalog", RECORD) in codes
    assert ("directory-differs", "data/metadata/directory.csv") in codes
    assert ("corpus-differs", "data/corpus.xml") in codes


def test_a_directory_list_that_somebody_changed(bag: Path) -> None:
    change(bag / "data/metadata/directory.csv", "20210712", "20220712")
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.file) == ("directory-differs", "data/metadata/directory.csv")
    assert "20220712" in found.cause and "20210712" in found.cause


def test_dublin_core_that_somebody_changed(bag: Path) -> None:
    change(bag / "data/metadata/dc.csv", "云岫镇2021年上半年工作总结", "云岫镇2022年上半年工作总结")
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.file) == ("directory-differs", "data/metadata/dc.csv")
    (bag / "data/metadata/dc.csv").unlink()
    list_anew(bag)
    assert ("missing-list", "data/metadata/dc.csv") in named(bag)


def test_a_schema_that_tei_points_at_and_another_one(bag: Path) -> None:
    change(bag / "data/converted/schemas/report.rng", '<element name="closer">', '<element name="close">')
    list_anew(bag)
    assert named(bag) == [("schema-differs", "data/converted/schemas/report.rng")]


@pytest.mark.parametrize("line", [b"{\n", b"[1]\n", b'{"tei": 5}\n', b"\xff\n"])
def test_a_line_of_the_catalog_that_cannot_be_read(bag: Path, line: bytes) -> None:
    path = bag / "data/catalog.jsonl"
    path.write_bytes(path.read_bytes() + line)
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.file, found.place) == ("catalog-line", "data/catalog.jsonl", "8")


def test_metadata_that_names_what_is_not_there(bag: Path) -> None:
    crate = bag / "data/ro-crate-metadata.json"
    data = json.loads(crate.read_text("utf-8"))
    data["@graph"].append({"@id": "gone.txt", "@type": "File"})
    crate.write_text(json.dumps(data), encoding="utf-8")
    (bag / "data/metadata/datacite.json").write_text('{"titles": []}')
    list_anew(bag)
    assert {code for code, _ in named(bag)} == {"crate-missing", "datacite"}


def test_a_sidecar_that_says_otherwise_is_named(bag: Path) -> None:
    path = bag / "data/metadata/after-dat46/总结.xml"
    change(path, "云岫镇2021年上半年工作总结", "云岫镇2022年上半年工作总结")
    list_anew(bag)
    assert named(bag) == [("sidecar-differs", "data/metadata/after-dat46/总结.xml")]


@pytest.mark.parametrize("keep", [0, 200, -40])
def test_a_workbook_that_does_not_open_is_named(bag: Path, keep: int) -> None:
    """Also when its digests were made of the broken file."""
    workbook = bag / "data/metadata/directory.xlsx"
    workbook.write_bytes(workbook.read_bytes()[:keep])
    list_anew(bag)
    assert named(bag) == [("workbook", "data/metadata/directory.xlsx")]


# Schemas


def test_a_schema_of_another_version_decides(bag: Path) -> None:
    """A package is valid by its own schemas: here by one that allows what ours does not."""
    schema = bag / "data/schemas/report.rng"
    text = schema.read_text("utf-8")
    change(bag / TEI, 'n="1"', 'n="1" rend="special"')
    list_anew(bag)
    assert ("rng", TEI) in named(bag)
    at = text.index("<define name=")
    assert "<ref name=" in text and at
    head = text[: text.index("<start>")]
    anything = (
        '<start><ref name="any"/></start><define name="any"><element><anyName/><zeroOrMore><choice>'
        '<attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore></element></define></grammar>'
    )
    schema.write_text(head + anything, encoding="utf-8")
    (bag / "data/converted/schemas/report.rng").write_text(head + anything, encoding="utf-8")
    list_anew(bag)
    assert named(bag) == []


def test_an_expired_schema_of_tei(bag: Path) -> None:
    for name in ("data/schemas/report.rng", "data/converted/schemas/report.rng"):
        change(bag / name, '<element name="closer">', '<element name="close">')
    list_anew(bag)
    found = faults(bag)
    assert {fault.code for fault in found} == {"schema-expired"}
    assert TEI in [fault.file for fault in found] and all(fault.check == "schemas" for fault in found)
    assert "schemas/report.rng of the bag" in found[0].cause and "tei-tools schema" in found[0].remedy


def test_an_expired_schema_of_records(bag: Path) -> None:
    change(bag / "data/schemas/record.schema.json", '"const": "tei-tools/record/2"', '"const": "tei-tools/record/1"')
    list_anew(bag)
    found = faults(bag)
    assert {fault.code for fault in found} == {"schema-expired"} and len(found) == 6
    assert "tei-tools/record/2" in found[0].cause and "tei-tools/record/1" in found[0].cause


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("report.rng", "<grammar", "not well-formed"),
        ("report.rng", '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"/>', ""),
        (
            "report.rng",
            '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><include href="file:///etc/passwd"/></grammar>',
            "can pull in other files",
        ),
        ("report.rng", '<!DOCTYPE a [<!ENTITY x "y">]><a/>', "DOCTYPE"),
        ("report.rng", "<a>" * 90 + "</a>" * 90, "nested"),
        ("report.sch", "<a", "not well-formed"),
        (
            "report.sch",
            '<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern><rule context="/"><assert test="document( '
            "'/etc/passwd')\"/></rule></pattern></schema>",
            "can pull in other files",
        ),
        ("record.schema.json", "{", ""),
        ("record.schema.json", '{"type": 5}', ""),
        ("record.schema.json", '{"$ref": "http://a.example/schema.json"}', ""),
        ("after-dat46.rng", "<grammar", "not well-formed"),
    ],
)
def test_a_schema_that_cannot_be_used_or_would_pull_in_files(bag: Path, name: str, text: str, says: str) -> None:
    (bag / "data/schemas" / name).write_text(text, encoding="utf-8")
    list_anew(bag)
    found = faults(bag)
    assert found
    if says:
        told = [fault for fault in found if fault.code == "schema-unusable"]
        assert [fault.file for fault in told] == [f"data/schemas/{name}"] and says in told[0].cause


def test_a_schema_that_is_missing(bag: Path) -> None:
    (bag / "data/schemas/report.sch").unlink()
    list_anew(bag)
    assert named(bag) == [("schema-missing", "data/schemas/report.sch")]


# Bags of other programs


def foreign(folder: Path, **options: object) -> Path:
    bagit = pytest.importorskip("bagit")
    folder.mkdir()
    (folder / "工作总结.txt").write_text("石桥镇工作总结\n", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text("b")
    bagit.make_bag(str(folder), {"Source-Organization": "县档案馆"}, **options)
    return folder


def test_a_bag_made_by_bagit_is_valid(tmp_path: Path, capsys: Capture) -> None:
    folder = foreign(tmp_path / "theirs")
    assert named(folder) == []
    packed = shutil.make_archive(str(tmp_path / "theirs"), "zip", tmp_path, "theirs")
    assert named(Path(packed)) == []
    assert main(["verify", packed]) == 0
    assert "2 files" in capsys.readouterr().err
    (folder / "data" / "sub" / "b.txt").write_text("c")
    assert named(folder) == [("changed", "data/sub/b.txt")]


def test_a_bag_with_a_weak_algorithm_is_remarked(tmp_path: Path) -> None:
    found = faults(foreign(tmp_path / "theirs", checksums=["md5"]))
    assert [(fault.code, fault.severity) for fault in found if fault.check == "manifests"] == []
    (tmp_path / "theirs" / "tagmanifest-md5.txt").unlink()
    (found_again,) = faults(tmp_path / "theirs")
    assert (found_again.code, found_again.severity) == ("algorithm", "warning")


def test_names_with_per_cent_signs(tmp_path: Path) -> None:
    """RFC 8493 encodes % itself; bagit, which writes version 0.97, does not."""
    folder = tmp_path / "b"
    (folder / "data").mkdir(parents=True)
    data = b"x"
    digest = hashlib.sha256(data).hexdigest()
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (folder / "data" / "a%b.txt").write_bytes(data)
    for written in ("a%25b.txt", "a%b.txt"):
        (folder / "manifest-sha256.txt").write_text(f"{digest}  data/{written}\n")
        assert named(folder) == []
    (folder / "data" / "c%0Ad.txt").write_bytes(data)
    (folder / "manifest-sha256.txt").write_text(f"{digest}  data/a%25b.txt\n{digest} *data/c%250Ad.txt\n")
    assert named(folder) == []


@pytest.mark.skipif(sys.platform == "darwin", reason="that file system composes names by itself")
def test_names_that_are_composed_otherwise(tmp_path: Path) -> None:
    folder = foreign(tmp_path / "theirs")
    name = unicodedata.normalize("NFD", "é.txt")
    (folder / "data" / name).write_bytes(b"x")
    manifest = folder / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text("utf-8") + f"{hashlib.sha256(b'x').hexdigest()}  data/é.txt\n", "utf-8")
    codes = [fault for fault in faults(folder) if fault.code == "composition"]
    assert len(codes) == 1 and codes[0].severity == "warning"
    assert ("missing", "data/é.txt") not in named(folder)


def test_tag_files_in_utf16(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "总结.txt").write_bytes(b"x")
    (folder / "bagit.txt").write_text("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n")
    lines = f"{hashlib.sha256(b'x').hexdigest()}  data/总结.txt\n"
    (folder / "manifest-sha256.txt").write_bytes(lines.encode("utf-16"))
    info = "Source-Organization: 县档案馆\nBagging-Date: 2024-05-01\n"
    (folder / "bag-info.txt").write_bytes(info.encode("utf-16"))
    assert named(folder) == []
    (folder / "data" / "总结.txt").write_bytes(b"y")
    assert named(folder) == [("changed", "data/总结.txt")]


def test_a_file_that_is_listed_twice(tmp_path: Path) -> None:
    """Before version 1.0 that was allowed, if both lines said the same."""
    folder = foreign(tmp_path / "theirs")
    manifest = folder / "manifest-sha512.txt"
    lines = manifest.read_text("utf-8").splitlines(True)
    manifest.write_text("".join([*lines, lines[0]]), encoding="utf-8")
    (folder / "tagmanifest-sha512.txt").unlink()
    (folder / "tagmanifest-sha256.txt").unlink()
    (found,) = faults(folder)
    assert (found.code, found.severity, found.place) == ("listed-twice", "warning", "3")
    manifest.write_text("".join([*lines, "0" * 128 + lines[0][128:]]), encoding="utf-8")
    assert [(fault.code, fault.severity) for fault in faults(folder)] == [("manifest-line", "error")]


# Bags that mean harm


def made_zip(path: Path, write: Callable[[zipfile.ZipFile], None], *, manifest: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        archive.writestr("b/manifest-sha256.txt", manifest)
        write(archive)
    return path


def test_a_member_that_unpacks_beyond_measure_is_not_read(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "bomb.zip", lambda archive: archive.writestr("b/data/bomb", b"\0" * 30_000_000))
    assert ("packed-beyond-measure", "b/data/bomb") in named(path)


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil", "b/data/../../../x", "C:/x", "b\\data\\x", "b/data/..\\x"]
)
def test_a_member_whose_path_leads_out(tmp_path: Path, name: str) -> None:
    path = made_zip(tmp_path / "a.zip", lambda archive: archive.writestr(zipfile.ZipInfo(name), b"x"))
    assert "path-leaves-bag" in [code for code, _ in named(path)]
    assert os.listdir(tmp_path) == ["a.zip"]


def test_links(tmp_path: Path, bag: Path) -> None:
    def write(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("b/data/link")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert ("not-a-file", "b/data/link") in named(made_zip(tmp_path / "a.zip", write))
    (bag / "data" / "link").symlink_to("/etc/passwd")
    (bag / "data" / "folder").symlink_to("/etc")
    found = [fault.file for fault in faults(bag) if fault.code == "not-a-file"]
    assert found == ["data/folder", "data/link"]
    (bag / TEXT).unlink()
    (bag / TEXT).symlink_to(bag / "data/originals/植树.html")
    assert ("not-a-file", TEXT) in named(bag)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path) -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("b/data/a.txt", "one")
        archive.writestr("b/data/a.txt", "two")

    assert ("duplicate-member", "data/a.txt") in named(made_zip(tmp_path / "a.zip", write))


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "a.zip", lambda archive: archive.writestr("b/data/XXXX.txt", b"x"))
    path.write_bytes(path.read_bytes().replace(b"XXXX", "总结".encode("gbk")))
    assert "name-encoding" in [code for code, _ in named(path)]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_a_name_on_the_disk_that_is_no_unicode(bag: Path) -> None:
    Path(os.fsdecode(os.fsencode(bag / "data") + b"/\xd7\xdc.txt")).write_bytes(b"x")
    (found,) = [fault for fault in faults(bag) if fault.code == "name-encoding"]
    assert found.file == r"data/\udcd7\udcdc.txt"


def test_an_encrypted_member(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "a.zip", lambda archive: archive.writestr("b/data/a.txt", b"x"))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert ("encrypted", "b/data/a.txt") in named(path)


def test_members_that_overlap(tmp_path: Path) -> None:
    path = made_zip(tmp_path / "a.zip", lambda archive: archive.writestr("b/data/a.txt", os.urandom(3000)))
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    entries = bytes(data[start:end])
    last = entries[entries.rindex(b"PK\x01\x02") :]
    more = b"".join(last.replace(b"a.txt", name) for name in (b"b.txt", b"c.txt", b"d.txt"))
    tail = bytearray(data[end:])
    for offset in (8, 10):
        tail[offset : offset + 2] = (6).to_bytes(2, "little")
    tail[12:16] = (len(entries) + len(more)).to_bytes(4, "little")
    path.write_bytes(bytes(data[:end]) + more + bytes(tail))
    assert named(path)[0][0] == "overlapping-members"


def test_programs_are_remarked(tmp_path: Path) -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("b/data/a.txt", b"MZ\x90\x00")
        archive.writestr("b/data/b.docm", b"PK")

    found = [fault for fault in faults(made_zip(tmp_path / "a.zip", write)) if fault.code == "program"]
    assert [(fault.file, fault.severity) for fault in found] == [("data/a.txt", "warning"), ("data/b.docm", "warning")]


def test_names_that_some_system_takes_for_one(bag: Path) -> None:
    (bag / "data" / "A.txt").write_text("a")
    (bag / "data" / "a.txt").write_text("b")
    list_anew(bag)
    (found,) = faults(bag)
    assert (found.code, found.severity) == ("same-place", "warning")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "is not there"),
        (lambda path: path.mkdir(), "holds no bagit.txt"),
        (lambda path: path.write_bytes(b"no zip file"), "is no ZIP file"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "holds no folder with a bagit.txt"),
    ],
)
def test_what_is_no_bag(tmp_path: Path, capsys: Capture, make: Callable[[Path], object], says: str) -> None:
    make(tmp_path / "a.zip")
    assert main(["verify", str(tmp_path / "a.zip")]) == 1
    assert says in capsys.readouterr().err


def test_a_package_that_was_cut(package: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(package.read_bytes()[:-1000])
    assert main(["verify", str(path)]) == 1
    assert "is no ZIP file, or its end is missing" in capsys.readouterr().err


# The report


def test_reports(bag: Path, tmp_path: Path, capsys: Capture) -> None:
    change(bag / TEXT, "三十座", "<b>座")
    assert main(["verify", str(bag), "--report", str(tmp_path / "report")]) == 1
    lines = capsys.readouterr().out.splitlines()
    made = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert made["valid"] is False and made["package_of_tei_tools"] is True and made["documents"] == 6
    results = {name: about["result"] for name, about in made["properties"].items()}
    assert results == {"authenticity": "failed", "integrity": "failed", "usability": "passed", "safety": "passed"}
    assert len(made["faults"]) == len(lines)
    assert all(fault["cause"] and fault["remedy"] and fault["file"] for fault in made["faults"])
    files = {file["path"]: file for file in made["files"]}
    assert files[TEXT]["fixity"] == "failed" and files[TEI]["valid"] == "passed"
    assert files[RECORD]["source"] == "failed" and files[RECORD]["valid"] == "passed"
    assert files["data/converted/植树.json"]["source"] == "passed"
    checks = {check["check"]: check for check in made["checks"]}
    assert list(checks) == list(CHECKS) and checks["virus"]["result"] == "not-checked"
    page = (tmp_path / "report.html").read_text("utf-8")
    for zh, en in PROPERTIES.values():
        assert zh in page and en in page
    assert "<b>座" not in page and "http" not in page.replace("http-equiv", "").replace("http://www.example", "")
    assert page.count("</tr>") > len(files)


def test_reports_replace_reports_and_nothing_else(package: Path, tmp_path: Path, capsys: Capture) -> None:
    name = str(tmp_path / "report.html")
    assert main(["verify", str(package), "--report", name, "-q"]) == 0
    assert main(["verify", str(package), "--report", name, "-q"]) == 0
    assert sorted(os.listdir(tmp_path)) == ["report.html", "report.json"]
    (tmp_path / "report.json").write_text("{}")
    assert main(["verify", str(package), "--report", name, "-q"]) == 1
    assert "was not made by this command" in capsys.readouterr().err
    assert (tmp_path / "report.json").read_text() == "{}"


def test_reports_are_the_same_each_time(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    found = []
    for name in ("one", "two"):
        assert main(["verify", str(package), "--report", str(tmp_path / name), "-q"]) == 0
        found.append([(tmp_path / f"{name}.{ending}").read_bytes() for ending in ("html", "json")])
    assert found[0] == found[1]
    assert b"2023-11-14T22:13:20Z" in found[0][0]


def test_every_fault_is_told_in_chinese() -> None:
    """The codes that stand in the package's own calls; codes of schema rules have words of their own kind."""
    folder = Path(deposit.__file__).parent
    codes: set[str] = set()
    for name in ("bag_reader", "bag_schemas", "contents", "verify"):
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "Fault",
                "_tell",
            ):
                found = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
                codes.update(code for code in found if isinstance(code, str) and code not in CHECKS)
    codes -= {"report.rng"}
    assert len(codes) > 35
    assert sorted(codes - IN_CHINESE.keys()) == []
