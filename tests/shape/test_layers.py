"""Imports point one way, modules stay small, and every rule has cases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "tei_tools"
LAYERS = (
    "_version", "errors", "text", "inputs", "model", "read", "recognize", "decode", "parse", "write", "validate",
    "evaluate", "archive", "batch", "config", "cli", "__main__",
)  # fmt: skip
SKIPPED = {("recognize", "model")}
"""Pairs that the order would allow and that must not be."""
MOST_LINES = 750
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.name != "__init__.py")


def imports_of(tree: ast.AST, module: tuple[str, ...]) -> Iterator[str]:
    """First names below ``tei_tools`` of what a module imports, at its top or late; ``module`` are its own names."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ["tei_tools", *module[: -node.level]] if node.level else []
            base += (node.module or "").split(".") if node.module else []
            names = [".".join([*base, alias.name]) for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "tei_tools" and len(parts) > 1:
                yield parts[1]


def wrong_imports(source: str, module: tuple[str, ...]) -> list[str]:
    """What a module imports although it stands to its right."""
    here = module[0]
    return [
        name
        for name in imports_of(ast.parse(source), module)
        if name not in LAYERS or LAYERS.index(name) > LAYERS.index(here) or (here, name) in SKIPPED
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    module = path.relative_to(PACKAGE).with_suffix("").parts
    assert wrong_imports(path.read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    ("source", "module", "wrong"),
    [
        ("from ..write.tei import to_tei", ("text", "source"), ["write"]),
        ("def f():\n    from tei_tools.cli.plan import Job", ("batch", "job"), ["cli"]),
        ("from .. import parse", ("text", "source"), ["parse"]),
        ("from ..model.nodes import Text", ("recognize", "rule"), ["model"]),
        ("from ...model.nodes import Text", ("recognize", "rules", "title"), ["model"]),
        ("import tei_tools.utils", ("cli", "convert"), ["utils"]),
        ("from .source import Span\nfrom ..errors import Problem\nimport re", ("text", "encoding"), []),
    ],
)
def test_the_check_of_imports_sees(source: str, module: tuple[str, ...], wrong: list[str]) -> None:
    assert wrong_imports(source, module) == wrong


def test_modules_stay_small() -> None:
    sizes = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    vague = {"utils", "util", "core", "helpers", "helper", "manager", "misc", "common"}
    assert [path for path in MODULES if vague & {*path.relative_to(PACKAGE).parts[:-1], path.stem}] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        path
        for path in MODULES
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_every_rule_has_cases() -> None:
    rules = {path.stem for path in (PACKAGE / "recognize" / "rules").glob("*.py") if path.name != "__init__.py"}
    cases = {path.stem for path in (PROJECT / "tests" / "cases").glob("*.txt") if "> " in path.read_text("utf-8")}
    assert rules, "no rules found: is the folder still recognize/rules?"
    assert sorted(rules - cases) == []


LONG_YET = ("recognize", "decode", "write", "parse.py", "text/dates.py", "text/names.py")
"""Where functions may be longer until what stands there is made anew."""
MOST_LINES_OF_A_FUNCTION = 60


def test_functions_stay_short() -> None:
    sizes = {}
    for path in MODULES:
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(LONG_YET):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    sizes[f"{name}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    assert {name: size for name, size in sizes.items() if size > MOST_LINES_OF_A_FUNCTION} == {}
