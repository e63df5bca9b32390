"""What is held in memory does not grow with the number of files."""

from __future__ import annotations

import gc
import tracemalloc
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import deposit
from tei_tools.deposit.bag_reader import open_bag
from tei_tools.deposit.bag_writer import BagWriter
from tei_tools.deposit.finding import Findings


def held(target: Path, files: int) -> int:
    """Bytes that a writer holds when so many files have been written."""
    tracemalloc.start()
    try:
        return written(target, files)
    finally:
        tracemalloc.stop()


def written(target: Path, files: int) -> int:
    """Write a package of so many files; gives what Python holds before the end of it, if it counts."""
    with BagWriter(target, "bag", 0) as bag:
        for number in range(files):
            bag.add(f"converted/{number:07}.json", b"{}")
        gc.collect()  # what is in no use is not held
        size, _ = tracemalloc.get_traced_memory()
        bag.finish([])
    return size


def test_a_writer_holds_no_list_of_its_files(tmp_path: Path) -> None:
    written(tmp_path / "first.zip", 2_000)  # Python's own table of names of attributes and parts of paths has grown
    few = held(tmp_path / "few.zip", 200)
    many = min(held(tmp_path / "many.zip", 2_000), held(tmp_path / "many.zip", 2_000))  # it can grow once more
    assert many - few < 100_000, "a name and its place take 500 bytes and more"
    with zipfile.ZipFile(tmp_path / "many.zip") as archive:
        assert len(archive.namelist()) == 2_006 and archive.testzip() is None


def listed(package: Path) -> int:
    """Bytes that a reader holds of the list of a package."""
    tracemalloc.start()
    try:
        with open_bag(package) as bag, closing(Findings()) as findings:
            assert sum(1 for _ in bag.files(findings)) > 0
            gc.collect()
            size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return size


def test_a_reader_holds_no_list_of_a_packages_files(tmp_path: Path) -> None:
    for name, files in (("few", 200), ("many", 4_000)):
        written(tmp_path / f"{name}.zip", files)
    listed(tmp_path / "few.zip")  # what is loaded once
    assert listed(tmp_path / "many.zip") - listed(tmp_path / "few.zip") < 100_000, "zipfile holds 800 bytes for each"


@pytest.mark.slow
def test_a_zip_file_of_more_entries_than_its_old_form_counts(tmp_path: Path) -> None:
    written(tmp_path / "many.zip", 66_000)
    with zipfile.ZipFile(tmp_path / "many.zip") as archive:
        assert len(archive.namelist()) == 66_006
        assert archive.read("bag/data/converted/0065999.json") == b"{}"
    with open_bag(tmp_path / "many.zip") as bag, closing(Findings()) as findings:
        assert sum(1 for _ in bag.files(findings)) == 66_006
        with bag.open("data/converted/0065999.json") as file:
            assert file.read() == b"{}"


@pytest.mark.slow
def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert deposit.main(["--documents", "10,20"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 6 and all("verify" in row or "pack" in row for row in rows[2:])
