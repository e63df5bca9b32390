"""An archivist's day with the installed wheel: 200 mixed files, metadata, report, corrections, package, LibreOffice."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.deposit.mixed_files import TOWNS, UNREADABLE, write_mixed_files
from tests.deposit.packages import NEWS, SETTINGS, unpack
from tests.unit.input_files import zipped

pytestmark = pytest.mark.slow

HEAD, PARAGRAPH = "一、产业发展", "新建大棚三十座，带动就业二百人。"
DATED = "2024年4月1日"


class Archivist:
    """Runs the installed command in a folder, as a program of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.command = str(programs / "tei-tools")
        self.folder = folder
        self.environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "none"), "PYTHONUTF8": "1"}
        self.environment.pop("PYTHONPATH", None)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.command, *words], cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8"
        )

    @contextmanager
    def review(self, *files: str) -> Iterator[Review]:
        """The pages of ``view --edit`` on some files."""
        command = [self.command, "view", "--edit", *files, "--by", "祝晚晴"]
        with subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            try:
                yield Review(server.stdout.readline().strip())
            finally:
                server.terminate()


class Review:
    """What the page does when a person decides: it posts the words and what they are."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.origin = "/".join(address.split("/")[:3])

    def decide(self, number: int, text: str, words: str, says: dict[str, object]) -> None:
        page = urlopen(f"{self.address}d/{number}").read().decode()
        state = re.search(r'"state": ?"([0-9a-f]+)"', page)
        start = text.index(words)
        line, begun = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
        before = text[begun:start]
        assert state is not None
        asked: dict[str, Any] = {"state": state[1], "says": says}
        asked["words"] = {"from": {"line": line, "before": before}, "to": {"line": line, "before": before + words}}
        headers = {"Origin": self.origin, "Content-Type": "application/json"}
        with urlopen(Request(f"{self.address}d/{number}/decide", json.dumps(asked).encode(), headers)) as answer:
            assert json.loads(answer.read())["say"] == "saved"


@pytest.fixture
def archivist(programs: Path, tmp_path: Path, project: Path) -> Archivist:
    page = (project / "examples" / "newspaper-page.txt").read_text("utf-8")
    assert write_mixed_files(tmp_path / "texts", page) == 200
    (tmp_path / "tei-tools.toml").write_text(SETTINGS, encoding="utf-8")
    table = "file,url,captured,capture_method\n"
    table += "".join(
        f"{town}/网页1.html,http://{at}.example.org/,2024-01-02,整页另存\n" for at, town in enumerate(TOWNS)
    )
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    made = Archivist(programs, tmp_path)
    where = subprocess.run(
        [str(programs / "python"), "-c", "import tei_tools; print(tei_tools.__file__)"],
        cwd=tmp_path, env=made.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(programs.parent) in where.stdout, "the wheel is not what runs"
    return made


CONVERT = ("convert", "texts", "-o", "out", "--include", "*.*", "--metadata", "table.csv", "--report", "report.html",
           "-j", "1")  # fmt: skip


def test_an_archivists_day(archivist: Archivist) -> None:
    folder = archivist.folder
    done = archivist.run(*CONVERT)
    assert done.returncode == 1 and UNREADABLE in done.stderr, done.stderr
    assert "230 done, 1 failed" in done.stderr
    report = (folder / "report.html").read_text("utf-8")
    assert "扫描件.bin" in report and "230" in report
    _correct(archivist)
    done = archivist.run(*CONVERT, "--retry-failed")
    assert "3 done, 1 failed, 0 skipped, 227 unchanged" in done.stderr, done.stderr
    _is_as_corrected(folder)

    done = archivist.run("pack", "out", "-o", "deposit/villages.zip")
    assert done.returncode == 0, done.stderr
    assert "230 documents" in done.stderr and "200 originals" in done.stderr and "1 documents could not" in done.stderr
    done = archivist.run("verify", "deposit/villages.zip", "--report", "deposit/report")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    made = json.loads((folder / "deposit" / "report.json").read_text("utf-8"))
    assert made["valid"] and made["documents"] == 230
    assert {about["result"] for about in made["properties"].values()} == {"passed"}

    bag = unpack(folder / "deposit" / "villages.zip", folder / "unpacked")
    rows = list(csv.reader(io.StringIO((bag / "data/metadata/directory.csv").read_text("utf-8-sig"))))
    assert len(rows) >= 230 and rows[0] == ["件号", "责任者", "题名", "日期", "文号", "备注"]
    titles = [row[2] for row in rows]
    assert all(f"{town}2021年上半年工作总结" in titles and f"{town}东路修通" in titles for town in TOWNS)
    assert "石橋鎮舉辦讀書會" in titles and "石桥政发〔2024〕1号" in [row[4] for row in rows]
    captures = list(csv.reader(io.StringIO((bag / "data/metadata/captures.csv").read_text("utf-8-sig"))))
    assert [row[2] for row in captures[1:]].count("http://0.example.org/") == 1
    _opens_in_libreoffice(bag / "data/metadata/directory.xlsx", rows, folder)


def _correct(archivist: Archivist) -> None:
    """Three corrections: a heading that is none, a date, a second article; in two texts and a Word document."""
    files = ["texts/石桥镇/总结1.txt", "texts/石桥镇/材料1.docx", "texts/石桥镇/通知.txt"]
    assert files == sorted(files)  # as the pages are numbered
    report, notice = ((archivist.folder / name).read_text("utf-8") for name in (files[0], files[2]))
    paper = (archivist.folder / "out/石桥镇/材料1.txt").read_text("utf-8")
    with archivist.review(*files) as review:
        review.decide(0, report, HEAD, {"reading": "p"})
        review.decide(1, paper, "二、修好水渠", {"reading": "title", "begins": True})
        review.decide(2, notice, DATED, {"field": "date", "value": "2024-04-02"})
    for name in files:
        assert (archivist.folder / f"{name}.decisions.json").is_file()
    assert archivist.run("decisions", "texts").stdout.count("祝晚晴") == 3


def _is_as_corrected(folder: Path) -> None:
    def record(name: str) -> Any:
        return json.loads((folder / "out" / "石桥镇" / f"{name}.json").read_text("utf-8"))

    report, notice, paper = record("总结1"), record("通知"), record("材料1")
    paragraphs = [block["text"] for block in report["articles"][0]["blocks"] if block["type"] == "paragraph"]
    assert HEAD in paragraphs and PARAGRAPH in paragraphs
    assert notice["articles"][0]["date"]["when"] == "2024-04-02"
    assert [article["title"]["text"] for article in paper["articles"]] == ["石桥镇召开春耕现场会", "二、修好水渠"]
    for one in (report, notice, paper):
        assert [decision["by"] for decision in one["decisions"]] == ["祝晚晴"]
    tei = (folder / "out" / "石桥镇" / "总结1.tei.xml").read_text("utf-8")
    assert "<persName>祝晚晴</persName></respStmt>" in tei and 'type="decision" n="reading=p"' in tei


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


def tei_tools(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(cwd / "none"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "tei_tools", *words], cwd=cwd, env=environment, capture_output=True, encoding="utf-8"
    )


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
