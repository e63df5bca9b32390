"""Every example in a docstring is true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import tei_tools

MODULES = ["tei_tools", *(info.name for info in walk_packages([str(Path(tei_tools.__file__).parent)], "tei_tools."))]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_examples_in_docstrings(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0, "see the captured output"


def test_there_are_examples() -> None:
    tried = sum(doctest.testmod(import_module(name)).attempted for name in ("tei_tools", "tei_tools.text.source"))
    assert tried > 5
