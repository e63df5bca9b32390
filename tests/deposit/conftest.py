"""One package for all tests of packages: making it takes a second."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tests.deposit.packages import make_collection


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a conversion: ``out`` is in it, and ``tei-tools.toml``. Nobody may change it."""
    folder = tmp_path_factory.mktemp("collection")
    before = os.getcwd()
    os.chdir(folder)
    try:
        make_collection(folder)
        assert main(["pack", "out", "-o", "bags/villages.zip", "-q"]) == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture(scope="session")
def package(collection: Path) -> Path:
    """A package of :func:`collection`. Nobody may change it."""
    return collection / "bags" / "villages.zip"


@pytest.fixture
def own_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A conversion of one's own, in the working directory."""
    monkeypatch.chdir(tmp_path)
    make_collection(tmp_path)
    yield tmp_path
