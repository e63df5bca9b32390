"""The wheel works where the source tree is not: schemas inside, typed, and the command runs."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from tei_tools.validate import SCHEMA_NAMES
from tei_tools.validate.stylesheets import STYLESHEET_NAMES

pytestmark = pytest.mark.slow

SCHEMAS = SCHEMA_NAMES


def test_it_holds_the_schemas_the_type_marker_and_nothing_of_the_tests(wheel: Path, project: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for schema in SCHEMAS:
            assert archive.read(f"tei_tools/schemas/{schema}") == (project / "schemas" / schema).read_bytes()
        for sheet in STYLESHEET_NAMES:
            assert archive.read(f"tei_tools/stylesheets/{sheet}") == (project / "stylesheets" / sheet).read_bytes()
    assert "tei_tools/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "tei_tools/locale/zh/LC_MESSAGES/tei_tools.mo" in names
    assert not any(name.endswith(".po") for name in names)
    assert {name.split("/")[0] for name in names} == {"tei_tools", wheel.name.split("-py3")[0] + ".dist-info"}


def test_the_installed_command_converts_and_validates(programs: Path, project: Path, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, encoding="utf-8")

    where = run(str(programs / "python"), "-c", "import tei_tools; print(tei_tools.__file__)")
    assert str(programs.parent) in where.stdout, "the wheel is not what runs"
    command = str(programs / "tei-tools")
    source = project / "examples" / "local-news.txt"
    done = run(command, "convert", str(source), "-o", "out")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "local-news.json", "local-news.tei.xml", "schemas",
    ]  # fmt: skip
    checked = run(command, "validate", "out")
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stderr
    schema = run(command, "schema", "report.rng")
    assert schema.stdout == (project / "schemas" / "report.rng").read_text(encoding="utf-8")
    chinese = run(command, "convert", "missing.txt", "-o", "out", "--lang", "zh")
    assert (chinese.returncode, chinese.stderr.splitlines()[0]) == (
        1,
        "missing.txt：无法读取：没有该文件或目录；请核对路径。",
    )
    module = run(str(programs / "python"), "-m", "tei_tools", "--version")
    assert module.stdout.startswith("tei-tools, version ")
