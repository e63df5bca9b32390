"""One package for all tests of packages: making it takes a second."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.batch.ledger import ledger_path
from tests.deposit.packages import make_collection


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a conversion: ``out`` is in it, and ``tei-tools.toml``. Nobody may change it."""
    folder = tmp_path_factory.mktemp("collection")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        make_collection(folder)
    return folder


@pytest.fixture(scope="session")
def collection(converted: Path) -> Path:
    """The same with a package of it. Nobody may change it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(converted)
        assert main(["pack", "out", "-o", "bags/villages.zip", "-q"]) == 0
    return converted


@pytest.fixture(scope="session")
def package(collection: Path) -> Path:
    """A package of :func:`collection`. Nobody may change it."""
    return collection / "bags" / "villages.zip"


@pytest.fixture
def own_collection(converted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A conversion of one's own, in the working directory: a copy, of which the ledger knows where its sources lie."""
    shutil.copytree(converted, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("bags"))
    with closing(sqlite3.connect(ledger_path(tmp_path / "out"))) as base:
        base.execute("UPDATE document SET source = replace(source, ?, ?)", (str(converted), str(tmp_path)))
        base.commit()
    monkeypatch.chdir(tmp_path)
    return tmp_path
