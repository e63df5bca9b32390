"""Imports point one way, modules stay small, and every rule has cases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tei_tools.batch import ledger

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "tei_tools"
LAYERS = (
    "_version", "language", "errors", "text", "inputs", "model", "read.grammar", "recognize", "read", "decode",
    "parse", "write", "validate", "decisions", "export", "search", "site", "evaluate", "read.facts_fit", "read.train",
    "evaluate.crossvalidate", "read.layout_training", "batch", "review", "config", "deposit", "cli", "__main__",
)  # fmt: skip
"""A layer imports what stands to its left. A module is of the layer with the longest name that its own starts with."""
SKIPPED = {("read.grammar", "model"), ("recognize", "model")}
"""Pairs that the order would allow and that must not be."""
MOST_LINES = 750
MOST_LINES_OF_A_FUNCTION = 60
LONG = {
    "cli/batch.py: batch_options", "cli/convert.py: command", "read/features/layout.py: layout_evidence",
    "read/features/layout.py: _echoes", "recognize/rules/continuation.py: find",
    "recognize/rules/facts_line.py: find", "recognize/rules/numbered_heading.py: _readings",
    "recognize/rules/plain_heading.py: _readings", "recognize/rules/title.py: _readings",
    "recognize/units.py: cut_lines", "recognize/units.py: _mark_cuts", "write/record.py: _block",
}  # fmt: skip
"""Functions that are longer still; none may come to it."""
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.name != "__init__.py")


def layer_of(module: str) -> str:
    """The layer of a module, given without the name of the package; empty if it is in none.

    >>> layer_of("read.grammar.credit"), layer_of("read.search"), layer_of("reader")
    ('read.grammar', 'read', '')
    """
    found = [layer for layer in LAYERS if f"{module}.".startswith(f"{layer}.")]
    return max(found, key=len, default="")


def imports_of(tree: ast.AST, module: tuple[str, ...]) -> Iterator[str]:
    """What a module imports of ``tei_tools``, at its top or late; ``module`` are its own names.

    What it does when it is run as a program is nothing that an import of it does, and is left out.
    """
    for node in _walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ["tei_tools", *module[: -node.level]] if node.level else []
            base += (node.module or "").split(".") if node.module else []
            names = [".".join([*base, alias.name]) for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "tei_tools" and rest:
                yield rest


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"):
            yield node
            yield from _walk(node)


def wrong_imports(source: str, module: tuple[str, ...]) -> list[str]:
    """The layers of what a module imports although it stands to its right, or the names of what is in no layer."""
    here = layer_of(".".join(module))
    wrong = []
    for name in imports_of(ast.parse(source), module):
        layer = layer_of(name)
        if not layer or LAYERS.index(layer) > LAYERS.index(here) or (here, layer) in SKIPPED:
            wrong.append(layer or name)
    return wrong


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
        ("from ..read import search", ("recognize", "rule"), ["read"]),
        ("from ..read.grammar.line import mask", ("recognize", "facts"), []),
        ("from ..recognize.rule import Unit", ("read", "columns"), []),
        ("from ...recognize.page import Page", ("read", "grammar", "line"), ["recognize"]),
        ("from ..evaluate.run import Case", ("read", "train"), []),
        ("from .train import fit", ("read", "reading"), ["read.train"]),
        ("from . import train", ("read", "reading"), ["read.train"]),
        ("from ..read.train import fit", ("evaluate", "report"), ["read.train"]),
        ("from .crossvalidate import By", ("evaluate", "report"), ["evaluate.crossvalidate"]),
        ("if __name__ == '__main__':\n    from ..cli.train import command", ("read", "train"), []),
        ("from .source import Span\nfrom ..errors import Problem\nimport re", ("text", "encoding"), []),
    ],
)
def test_the_check_of_imports_sees(source: str, module: tuple[str, ...], wrong: list[str]) -> None:
    assert wrong_imports(source, module) == wrong


def test_every_layer_is_there() -> None:
    assert [layer for layer in LAYERS if not list(PACKAGE.glob(layer.replace(".", "/") + "*"))] == []


def test_every_layer_before_the_outputs_counts_in_the_fingerprint_of_a_batch() -> None:
    """Who changes what decides the outputs makes yesterday's outputs old: the ledger must see it."""
    deciding = {layer.split(".")[0] for layer in LAYERS[: LAYERS.index("validate") + 1]} - {"_version", "language"}
    seen = {
        path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for path in ledger.deciding_files()
        if PACKAGE in path.parents
    }
    assert sorted(deciding - seen) == []


def test_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert sorted({*long} - LONG) == []


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
