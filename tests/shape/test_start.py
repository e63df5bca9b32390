"""Starting is fast: what is heavy is loaded when it is used, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "jsonschema", "jsonschema_rs", "opencc", "charset_normalizer", "lxml.isoschematron", "lxml.etree", "orjson", "rich",
    "numpy", "scipy",
)  # fmt: skip
READING = {"numpy"}
"""What reading a text needs; it is loaded then, and not before."""
RULES = "tei_tools.recognize"


def loaded_after(code: str) -> set[str]:
    """The modules in memory after some code has run in a fresh interpreter."""
    end = "\nimport sys\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + end], capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n"))


@pytest.mark.parametrize(
    "code",
    [
        "import tei_tools",
        "from tei_tools.__main__ import main; assert main(['--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['convert', '--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['validate', '--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['explain', '--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['evaluate', '--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['pack', '--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['verify', '--help']) == 0",
        "from tei_tools.__main__ import main; assert main(['schema']) == 0",
        "from tei_tools.__main__ import main; assert main(['config']) == 0",
        "from tei_tools.__main__ import main; assert main(['completion', 'bash']) == 0",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    loaded = loaded_after(code)
    assert "tei_tools" in loaded
    assert loaded.intersection(HEAVY) == set()
    assert RULES not in loaded


def test_parsing_loads_no_schema_and_no_converter() -> None:
    loaded = loaded_after("import tei_tools; tei_tools.parse('澄湖县稻田音乐节开幕\\n')")
    assert "tei_tools.parse" in loaded
    assert loaded.intersection(HEAVY) == READING


@pytest.mark.slow
def test_import_costs_little_beside_an_empty_interpreter() -> None:
    resource = pytest.importorskip("resource", reason="needs the times of processes that have ended")

    def seconds(code: str) -> float:
        """Of the processor alone: what waits for another process costs nobody anything."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return float(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    # On the machine this was written on an empty interpreter takes 0.02 s, so that this is far below 0.3 s. Both are
    # measured in turns: a machine that others use is slow for a while.
    assert min(seconds("import tei_tools.cli.group") / seconds("pass") for _ in range(5)) < 12


def test_parse_is_the_function_whoever_imports_the_module_first() -> None:
    code = """
import importlib
import tei_tools.parse
module = importlib.import_module("tei_tools.parse")
import tei_tools
assert tei_tools.parse is module.parse, tei_tools.parse
from tei_tools import parse
assert parse is module.parse
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_there() -> None:
    import tei_tools

    assert [name for name in tei_tools.__all__ if not hasattr(tei_tools, name)] == []
    assert set(tei_tools.__all__) <= set(dir(tei_tools))
    with pytest.raises(AttributeError, match="nonsense"):
        tei_tools.nonsense  # type: ignore[attr-defined]  # noqa: B018
