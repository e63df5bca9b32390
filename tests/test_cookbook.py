"""The recipes of the cookbook work: their commands and programs are run, and print what the page says."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "cookbook.md"
PROGRAMS = {"basex", "psql"}
FILES = {"CETEICEAN"}


class Block(NamedTuple):
    """A fenced block: its language and what stands in it."""

    language: str
    text: str


def recipes() -> dict[str, tuple[list[str], list[Block]]]:
    """What each recipe needs, and its blocks, by its head."""
    found = {}
    for part in re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        needs = [name for names in re.findall(r"<!-- needs: (.*?) -->", part) for name in names.split()]
        blocks = [Block(*block) for block in re.findall(r"^```(\w+)\n(.*?)^```", part, re.DOTALL | re.MULTILINE)]
        found[part.partition("\n")[0]] = (needs, blocks)
    return found


RECIPES = recipes()


def missing(name: str) -> bool:
    if name in FILES:
        return not Path(os.environ.get(name, "")).is_file()
    return shutil.which(name) is None if name in PROGRAMS else find_spec(name) is None


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with ``texts`` and ``out``, and an environment in which ``tei-tools`` is a command."""
    (tmp_path / "texts").mkdir()
    for text in sorted((PROJECT / "examples").glob("*.txt")):
        shutil.copy(text, tmp_path / "texts" / text.name)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "tei-tools").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tei_tools "$@"\n')
    (programs / "tei-tools").chmod(0o755)
    path = os.pathsep.join((str(programs), str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    run("tei-tools convert texts -o out -q", "sh", tmp_path, environment)
    yield tmp_path, environment


def run(text: str, language: str, folder: Path, environment: dict[str, str]) -> str:
    command = ["sh", "-e", "-c", text] if language == "sh" else [sys.executable, "-W", "ignore", "-c", text]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def cook(name: str, folder: Path, environment: dict[str, str]) -> None:
    """Run the blocks of a recipe in their order; what is printed is what the next block of text says."""
    needs, blocks = RECIPES[name]
    for need in needs:
        if missing(need):
            pytest.skip(f"needs {need}")
    printed = ""
    for block in blocks:
        if block.language in ("sh", "python"):
            printed = run(block.text, block.language, folder, environment)
        elif block.language == "text":
            assert printed.splitlines() == block.text.splitlines()


def test_xpath(kitchen: tuple[Path, dict[str, str]]) -> None:
    cook("XPath with lxml", *kitchen)


def test_pandas(kitchen: tuple[Path, dict[str, str]]) -> None:
    cook("pandas from JSON lines", *kitchen)


def test_duckdb(kitchen: tuple[Path, dict[str, str]]) -> None:
    cook("DuckDB on Parquet", *kitchen)


def test_jieba(kitchen: tuple[Path, dict[str, str]]) -> None:
    cook("Words of sentences with jieba, and where they stand", *kitchen)


def test_ceteicean(kitchen: tuple[Path, dict[str, str]]) -> None:
    cook("CETEIcean", *kitchen)
    names = {path.name for path in (kitchen[0] / "pages").iterdir()}
    assert {"CETEI.js", "report.css", "ceteicean.html", "work-summary.tei.xml"} <= names


def query() -> str:
    (found,) = (block.text for block in RECIPES["XQuery in BaseX"][1] if block.language == "xquery")
    return found


def test_basex(kitchen: tuple[Path, dict[str, str]]) -> None:
    folder, environment = kitchen
    (folder / "sections.xq").write_text(query(), encoding="utf-8")
    cook("XQuery in BaseX", folder, environment | {"HOME": str(folder)})  # where it keeps its databases


def test_the_query_in_saxon(kitchen: tuple[Path, dict[str, str]]) -> None:
    if missing("saxonche"):
        pytest.skip("needs saxonche")
    from saxonche import PySaxonProcessor

    found = []
    with PySaxonProcessor(license=False) as saxon:
        for path in sorted((kitchen[0] / "out").glob("*.tei.xml")):
            processor = saxon.new_xquery_processor()
            processor.set_query_content(query().replace("collection()", f'doc("{path.as_uri()}")'))
            items = processor.run_query_to_value()
            found += [str(item) for item in items] if items is not None else []
    (shown,) = (block.text for block in RECIPES["XQuery in BaseX"][1] if block.language == "text")
    assert found == shown.splitlines()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL of our own, on a socket in a folder; the variables that lead to it."""
    if any(shutil.which(name) is None for name in ("initdb", "pg_ctl", "psql")):
        pytest.skip("needs PostgreSQL (initdb, pg_ctl, psql)")
    become: list[str] = []
    place = tmp_path / "pg"
    place.mkdir()
    if os.geteuid() == 0:  # which PostgreSQL does not run as
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv, for PostgreSQL does not run as root")
        become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        os.chown(place, 65534, 65534)
        for folder in (tmp_path, *tmp_path.parents):
            if not folder.stat().st_mode & 0o001 and folder.stat().st_uid == 0 and folder != Path("/"):
                folder.chmod(folder.stat().st_mode | 0o011)
    base = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(place)}

    def control(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*become, *command], env=base, capture_output=True, text=True, cwd=place)

    made = control("initdb", "-D", str(place / "data"), "-U", "cook", "-A", "trust", "-E", "UTF8", "-N")
    if made.returncode:
        pytest.skip(f"initdb does not work here: {made.stderr[-300:]}")
    options = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
    started = control("pg_ctl", "-D", str(place / "data"), "-w", "-l", str(place / "log"), "-o", options, "start")
    if started.returncode:
        pytest.skip(f"PostgreSQL does not start here: {started.stdout[-300:]}")
    try:
        yield {"PGHOST": str(place), "PGUSER": "cook", "PGDATABASE": "postgres"}
    finally:
        control("pg_ctl", "-D", str(place / "data"), "-m", "immediate", "stop")


def sql() -> str:
    (found,) = (block.text for block in RECIPES["PostgreSQL"][1] if block.language == "sql")
    return found


@pytest.mark.slow
def test_postgresql(server: dict[str, str], kitchen: tuple[Path, dict[str, str]]) -> None:
    folder, environment = kitchen
    (folder / "paragraphs.sql").write_text(sql(), encoding="utf-8")
    cook("PostgreSQL", folder, environment | server)


def test_the_table_of_paragraphs_in_sqlite(kitchen: tuple[Path, dict[str, str]]) -> None:
    """Where there is no PostgreSQL: the columns are those of the file, and their types take its values."""
    folder, environment = kitchen
    run("tei-tools export out --to csv --rows paragraph --no-spans -o paragraphs.csv", "sh", folder, environment)
    with (
        closing(sqlite3.connect(":memory:")) as base,
        open(folder / "paragraphs.csv", encoding="utf-8", newline="") as file,
    ):
        base.executescript(re.sub(r"^\\copy.*\n", "", sql().replace("INDEX ON", "INDEX years ON"), flags=re.MULTILINE))
        names = [column[1] for column in base.execute("PRAGMA table_info (paragraphs)")]
        rows = csv.reader(file)
        assert next(rows) == names
        marks = ", ".join("?" * len(names))
        for row in rows:
            base.execute(f"INSERT INTO paragraphs VALUES ({marks})", [value or None for value in row])
        found = base.execute("SELECT DISTINCT typeof(year), typeof(level) FROM paragraphs").fetchall()
        assert {kind for kinds in found for kind in kinds} <= {"integer", "null"}
        assert base.execute("SELECT count(*) FROM paragraphs WHERE text LIKE '%水泥路%'").fetchone()[0] > 0


def test_every_recipe_is_run_or_said_not_to_be() -> None:
    run_here = {
        "XPath with lxml", "pandas from JSON lines", "DuckDB on Parquet", "XQuery in BaseX", "CETEIcean",
        "Words of sentences with jieba, and where they stand", "PostgreSQL",
    }  # fmt: skip
    page = PAGE.read_text("utf-8")
    for name in RECIPES:
        if name not in run_here and name != "中文说明":
            part = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
            assert "Not run by the tests" in part, name
