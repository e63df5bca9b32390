"""The step of the build that compiles the catalogues of messages into the wheel, as ``gettext`` reads them.

In a source tree, and so in an editable install, the edited files (``.po``) are read as they are: see ``language.py``.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compiled(source: Path, target: Path) -> None:
    """Compile one catalogue. Raises ``babel.messages.pofile.PoFileError`` where it cannot be read."""
    with open(source, "rb") as file:
        catalog = read_po(file, abort_invalid=True)
    with open(target, "wb") as file:
        write_mo(file, catalog)


class CompileCatalogues(BuildHookInterface[Any]):
    """Puts ``tei_tools.mo`` of each language where ``tei_tools.po`` stands in the tree."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        self._folder = folder = Path(tempfile.mkdtemp(prefix="tei-tools-locale-"))
        for source in sorted(root.glob("tei_tools/locale/*/LC_MESSAGES/*.po")):
            target = folder / f"{source.parts[-3]}.mo"
            compiled(source, target)
            build_data["force_include"][str(target)] = str(source.relative_to(root).with_suffix(".mo"))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._folder)
