"""An archivist's day: mixed files, metadata, conversion with a report, package, verification, list in LibreOffice."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.deposit.packages import NEWS, PAGE, REPORT, SETTINGS, unpack
from tests.unit.input_files import docx, paragraph, zipped

TOWNS = ("石桥镇", "云岫镇", "白鹭乡", "青石乡", "棲梧街道")
"""Five invented places, of each six files: thirty documents, and one that cannot be read."""

pytestmark = pytest.mark.slow


def tei_tools(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(cwd / "none"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "tei_tools", *words], cwd=cwd, env=environment, capture_output=True, encoding="utf-8"
    )


def make_files(folder: Path) -> None:
    for town in TOWNS:
        place = folder / town
        place.mkdir(parents=True)
        (place / "总结.txt").write_text(REPORT.replace("云岫镇", town), encoding="utf-8")
        (place / "新闻.txt").write_bytes(NEWS.format("东", 1).replace("石桥镇", town).encode("gb18030"))
        (place / "旧闻.txt").write_bytes(NEWS.format("南", 2).replace("石桥镇", town).encode("utf-16"))
        (place / "网页.html").write_text(PAGE.replace("白鹭乡", town), encoding="utf-8")
        (place / "通报.md").write_text(f"# {town}通报\n\n{town}今年修通村道五公里，村民出行方便。\n", encoding="utf-8")
        body = paragraph(f"{town}植树活动") + paragraph(f"{town}组织干部群众义务植树，共栽种树苗两千余株。")
        (place / "材料.docx").write_bytes(docx(body))
    (folder / "扫描件.bin").write_bytes(b"\x00\x01\x02" * 50)


def test_an_archivists_day(tmp_path: Path) -> None:
    make_files(tmp_path / "texts")
    (tmp_path / "tei-tools.toml").write_text(SETTINGS, encoding="utf-8")
    table = "file,url,captured,capture_method\n"
    table += "".join(
        f"{town}/网页.html,http://{at}.example.org/,2024-01-02,整页另存\n" for at, town in enumerate(TOWNS)
    )
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")

    words = ["texts", "-o", "out", "--include", "*.*", "--metadata", "table.csv", "--report", "report.html", "-j", "1"]
    done = tei_tools("convert", *words, cwd=tmp_path)
    assert done.returncode == 1 and "扫描件.bin" in done.stderr, done.stderr
    assert (tmp_path / "report.html").is_file()

    done = tei_tools("pack", "out", "-o", "deposit/villages.zip", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "30 documents" in done.stderr and "31 originals" in done.stderr and "1 documents could not" in done.stderr

    done = tei_tools("verify", "deposit/villages.zip", "--report", "deposit/report", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    made = json.loads((tmp_path / "deposit" / "report.json").read_text("utf-8"))
    assert made["valid"] and made["documents"] == 30
    assert {about["result"] for about in made["properties"].values()} == {"passed"}

    bag = unpack(tmp_path / "deposit" / "villages.zip", tmp_path / "unpacked")
    rows = list(csv.reader(io.StringIO((bag / "data/metadata/directory.csv").read_text("utf-8-sig"))))
    assert len(rows) >= 31 and rows[0] == ["件号", "责任者", "题名", "日期", "文号", "备注"]
    titles = [row[2] for row in rows]
    assert all(f"{town}2021年上半年工作总结" in titles and f"{town}东路修通" in titles for town in TOWNS)
    captures = list(csv.reader(io.StringIO((bag / "data/metadata/captures.csv").read_text("utf-8-sig"))))
    assert [row[2] for row in captures[1:]].count("http://0.example.org/") == 1 and len(captures) == 6
    _opens_in_libreoffice(bag / "data/metadata/directory.xlsx", rows, tmp_path)


def _opens_in_libreoffice(book: Path, rows: list[list[str]], folder: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("all but this: there is no soffice to open the directory list with")
    command = [office, f"-env:UserInstallation=file://{folder}/office", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(folder), str(book)]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    if not (folder / "directory.csv").exists():
        pytest.skip("all but this: the LibreOffice here has no Calc to open the directory list with")
    found = list(csv.reader(io.StringIO((folder / "directory.csv").read_text("utf-8-sig"))))
    assert found == rows


def test_a_zip_of_zips_is_packed_with_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    inner = zipped({"甲.txt": NEWS.format("东", 1), "乙.txt": NEWS.format("西", 2)})
    (tmp_path / "texts" / "外.zip").write_bytes(zipped({"内.zip": inner, "丙.txt": NEWS.format("南", 3)}))
    (tmp_path / "tei-tools.toml").write_text(SETTINGS, encoding="utf-8")
    assert tei_tools("convert", "texts", "-o", "out", "--include", "*.*", cwd=tmp_path).returncode == 0
    done = tei_tools("pack", "out", "-o", "a.zip", cwd=tmp_path)
    assert done.returncode == 0 and "3 documents" in done.stderr and "1 originals" in done.stderr, done.stderr
    assert tei_tools("verify", "a.zip", cwd=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert [name for name in archive.namelist() if "/originals/" in name] == ["a/data/originals/外.zip"]
