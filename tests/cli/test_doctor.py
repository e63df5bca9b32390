"""``doctor``: everything is looked at, and what is broken is said with what to do."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.cli import doctor
from tei_tools.validate import SCHEMA_NAMES, schema_bytes


def found(capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, dict[str, str]]:
    assert main(["doctor", "--json"]) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown["ok"] == (code == 0)
    return {check["name"]: check for check in shown["checks"]}


def test_it_looks_at_everything(capsys: pytest.CaptureFixture[str]) -> None:
    checks = found(capsys)
    expected = {"tei-tools", "Python", "libxml2", "OpenCC", "conversion", "temporary files", "configuration", "Java"}
    assert set(checks) == expected | set(doctor.NEEDED) | set(doctor.OPTIONAL) | set(SCHEMA_NAMES)
    assert [name for name, check in checks.items() if check["state"] == "broken"] == []
    for name in SCHEMA_NAMES:
        assert hashlib.sha256(schema_bytes(name)).hexdigest() in checks[name]["found"]
    assert checks["lxml"]["found"] == metadata.version("lxml")


def test_in_words_it_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    checks = found(capsys)
    assert main(["doctor"]) == 0
    lines = [re.split(r"\s+", line, maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [state for state, _ in lines] == [check["state"] for check in checks.values()]
    assert all(rest.startswith(name) for (_, rest), name in zip(lines, checks, strict=True))


def test_what_is_needed_is_what_the_project_says(project: Path) -> None:
    table = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = dict(requirement.split(">=") for requirement in table["dependencies"])
    assert needed.pop("opencc-python-reimplemented")
    assert needed == doctor.NEEDED
    extras = table["optional-dependencies"]
    for name, (extra, oldest, _) in doctor.OPTIONAL.items():
        assert f"{name}>={oldest}" in extras[extra]


def test_a_missing_needed_package_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(doctor.NEEDED, "no-such-thing", "1.0")
    check = found(capsys, 1)["no-such-thing"]
    assert (check["state"], check["found"]) == ("broken", "is not installed")
    assert check["remedy"] == "pip install 'no-such-thing>=1.0'"


def test_an_old_package_is_broken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(doctor.NEEDED, "lxml", "1000.0")
    assert found(capsys, 1)["lxml"]["found"].endswith("is too old")


def test_a_missing_optional_package_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(doctor.OPTIONAL, "no-such-thing", ("fast", "1", "nothing"))
    check = found(capsys)["no-such-thing"]
    assert (check["state"], check["remedy"]) == ("missing", "pip install 'tei-tools[fast]' (nothing)")


def test_an_optional_package_that_is_too_old_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(doctor.OPTIONAL, "attrs", ("fast", "1000", "nothing"))
    assert found(capsys, 1)["attrs"]["found"].endswith("is too old")


def test_a_schema_that_does_not_compile_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> object:
        raise ValueError("no grammar")

    monkeypatch.setattr("tei_tools.validate.grammar.relax_ng", broken)
    checks = found(capsys, 1)
    assert (checks["report.rng"]["state"], checks["report.rng"]["found"]) == ("broken", "no grammar")
    assert checks["report.sch"]["state"] == "ok"


def test_a_fault_in_a_check_is_a_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr("tei_tools.batch.job.make_outputs", fall)
    checks = found(capsys, 1)
    assert checks["conversion"]["found"] == "RuntimeError: oh"
    assert checks["temporary files"]["state"] == "ok"


def test_no_room_for_temporary_files(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    check = found(capsys, 1)["temporary files"]
    assert "cannot be written" in check["found"]
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert "make room" in found(capsys, 1)["temporary files"]["remedy"]


def test_broken_settings_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tei-tools.toml").write_text("scirpt = 1")
    assert "there is no setting scirpt" in found(capsys, 1)["configuration"]["found"]
    Path("tei-tools.toml").write_text('script = "hans"')
    assert found(capsys)["configuration"]["found"] == f"project file {tmp_path}/tei-tools.toml"


def test_without_java_only_tests_are_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(capsys)["Java"]["state"] == "missing"
    (tmp_path / "java").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "java").chmod(0o755)
    assert found(capsys)["Java"]["state"] == "missing"
