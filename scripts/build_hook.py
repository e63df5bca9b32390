"""The steps of the build: catalogues of messages as ``gettext`` reads them, and modules compiled where asked for.

In a source tree, and so in an editable install, the edited catalogues (``.po``) are read as they are: see
``language.py``; and nothing is compiled there.

``TEI_TOOLS_COMPILE=1`` compiles the modules that read a text (:func:`modules_to_compile`) with mypyc into the wheel,
beside their sources. They give the same bytes in less time; the wheel is then for one platform and one Python.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SWITCH = "TEI_TOOLS_COMPILE"
GROUP = "tei_tools"
"""The name of the library that holds the code of all compiled modules: ``tei_tools__mypyc``, beside the package."""
COMPILER = ["mypy>=1.14", "setuptools>=65"]
ALONE = ("text/dates.py", "text/names.py", "text/numerals.py")
FOLDERS = ("recognize", "recognize/rules", "read", "read/features", "read/grammar", "decode")
"""Modules that read a text, and folders of them."""
AS_IT_IS = frozenset({
    "read/choice.py",  # a generic dataclass, which mypyc cannot make
    "read/model.py",  # the work is numpy's
    # no part of reading
    "read/train.py", "read/chain_fit.py", "read/headline_training.py", "read/levels_fit.py", "read/variants.py",
})  # fmt: skip


def compiled(source: Path, target: Path) -> None:
    """Compile one catalogue. Raises ``babel.messages.pofile.PoFileError`` where it cannot be read."""
    with open(source, "rb") as file:
        catalog = read_po(file, abort_invalid=True)
    with open(target, "wb") as file:
        write_mo(file, catalog)


def is_asked_for() -> bool:
    """Whether modules are to be compiled. Raises ``ValueError`` for a value of the switch that means nothing."""
    said = os.environ.get(SWITCH, "")
    if said not in ("", "0", "1"):
        raise ValueError(
            f"{SWITCH}={said}: 1 compiles the modules that read a text; 0 or nothing leaves them as they are."
        )
    return said == "1"


def modules_to_compile(package: Path) -> list[str]:
    """The modules that read a text, as paths below the package."""
    found = [path.relative_to(package).as_posix() for folder in FOLDERS for path in (package / folder).glob("*.py")]
    found += ALONE
    return sorted(name for name in found if not name.endswith("__init__.py") and name not in AS_IT_IS)


def compile_modules(package: Path, work: Path) -> list[Path]:
    """Compile the modules of a package below ``work``, an empty folder; the files made, as they lie beside the package.

    mypyc looks at a copy: it leaves nothing in the tree. Raises ``subprocess.CalledProcessError`` where it fails; what
    it says goes to standard error.
    """
    sources = work / "sources"
    shutil.copytree(package, sources / package.name, ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
    names = [f"{package.name}/{name}" for name in modules_to_compile(package)]
    for name in names:
        path = sources / name
        path.write_text(with_constants(path.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run([sys.executable, __file__, "../built", *names], cwd=sources, check=True)
    built = work / "built"
    return sorted(path.relative_to(built) for path in built.rglob("*") if path.suffix in (".so", ".pyd"))


def with_constants(source: str) -> str:
    """The source of a module that says ``Final`` of its constants, which compiled code then finds without a look-up.

    A constant has a name in capitals and is assigned once, at the top of the module.

    >>> print(with_constants("import re\\n_A = re.compile('x')\\nB: int = 1\\nc = 2"))
    import re
    from typing import Final
    _A: Final = re.compile('x')
    B: Final[int] = 1
    c = 2
    """
    tree = ast.parse(source)
    written = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    lines = source.splitlines(keepends=True)
    last = 0
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            last = node.end_lineno or 0
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, said = node.targets[0], "Final"
        elif isinstance(node, ast.AnnAssign) and "Final" not in ast.unparse(node.annotation):
            target, said = node.target, f"Final[{ast.unparse(node.annotation)}]"
        else:
            continue
        if not isinstance(target, ast.Name) or not target.id.isupper() or written.count(target.id) != 1:
            continue
        if node.value is None or "TypeVar" in ast.unparse(node.value):
            continue
        rest = lines[node.lineno - 1].partition(" = ")[2]
        one_line = isinstance(node, ast.Assign) or (node.annotation.end_lineno or 0) == node.lineno
        if rest and one_line:
            lines[node.lineno - 1] = f"{target.id}: {said} = {rest}"
    lines.insert(last, "from typing import Final\n")
    return "".join(lines)


def _compile(target: str, names: list[str]) -> None:
    """What the process of the compiler does, in the folder of the package's copy."""
    from mypyc.build import mypycify
    from setuptools.dist import Distribution

    options = ["--config-file=", "--explicit-package-bases", "--ignore-missing-imports", "--no-warn-no-return"]
    level = os.environ.get("TEI_TOOLS_COMPILE_LEVEL", "2")
    extensions = mypycify([*options, *names], opt_level=level, debug_level="0", group_name=GROUP)
    distribution = Distribution({"name": GROUP, "ext_modules": extensions})
    command: Any = distribution.get_command_obj("build_ext")
    command.build_lib = target
    command.ensure_finalized()
    command.run()


class Build(BuildHookInterface[Any]):
    """Puts ``tei_tools.mo`` where ``tei_tools.po`` stands in the tree, and compiled modules beside their sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return COMPILER if is_asked_for() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        self._folder = folder = Path(tempfile.mkdtemp(prefix="tei-tools-build-"))
        for source in sorted(root.glob("tei_tools/locale/*/LC_MESSAGES/*.po")):
            target = folder / f"{source.parts[-3]}.mo"
            compiled(source, target)
            build_data["force_include"][str(target)] = str(source.relative_to(root).with_suffix(".mo"))
        if is_asked_for():
            for path in compile_modules(root / "tei_tools", folder):
                build_data["force_include"][str(folder / "built" / path)] = path.as_posix()
            build_data["pure_python"] = False
            build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._folder)


if __name__ == "__main__":
    _compile(sys.argv[1], sys.argv[2:])
