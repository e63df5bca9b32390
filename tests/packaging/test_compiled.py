"""Modules that were compiled (``TEI_TOOLS_COMPILE=1``) read texts as the same modules in Python do.

These tests look at the package that is installed: where it was not compiled, they are skipped.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tei_tools
from tei_tools.parse import explain, parse
from tei_tools.read import reading
from tei_tools.write.record import dump_record, to_record

PACKAGE = Path(tei_tools.__file__).parent
TREE = Path(__file__).resolve().parents[2]
TEXTS = sorted([*(TREE / "examples").rglob("*.txt"), *(TREE / "tests" / "cases").rglob("*.txt")])

PROGRAM = """
import sys, hashlib
from pathlib import Path
from tei_tools.parse import explain, parse
from tei_tools.read import reading
from tei_tools.write.record import dump_record, to_record
assert reading.__file__.endswith(".py"), reading.__file__
for path in sys.stdin.read().splitlines():
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    made = dump_record(to_record(parse(text))) + repr(explain(text)).encode("utf-8", "surrogatepass")
    print(hashlib.sha256(made).hexdigest())
"""


def is_compiled() -> bool:
    """Whether the package that is imported was compiled."""
    return not str(reading.__file__).endswith(".py")


@pytest.mark.skipif(not is_compiled(), reason="the package is not compiled: install it with TEI_TOOLS_COMPILE=1")
def test_compiled_modules_make_the_same_bytes(tmp_path: Path) -> None:
    unwanted = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
    shutil.copytree(PACKAGE, tmp_path / "tei_tools", ignore=unwanted)
    assert len(TEXTS) > 4
    plain = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, input="\n".join(map(str, TEXTS)), capture_output=True, text=True
    )
    assert plain.returncode == 0, plain.stderr
    mine = []
    for path in TEXTS:
        text = path.read_text(encoding="utf-8", errors="replace")
        made = dump_record(to_record(parse(text))) + repr(explain(text)).encode("utf-8", "surrogatepass")
        mine.append(hashlib.sha256(made).hexdigest())
    different = [path.name for path, one, other in zip(TEXTS, mine, plain.stdout.split(), strict=True) if one != other]
    assert different == []
