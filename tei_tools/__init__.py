"""Finds the structure of messy Chinese reports and news texts and writes it as validated TEI XML and JSON.

>>> import tei_tools
>>> document = tei_tools.parse("澄湖县稻田音乐节开幕\\n\\n9月24日，首届稻田音乐节在白鹭乡举行，村民走进田间听山歌。\\n")
>>> document.articles[0].title.text
'澄湖县稻田音乐节开幕'

Offsets everywhere count Unicode code points of the decoded source text, and
ranges are half-open. Names are imported when they are first used, so that
``import tei_tools`` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from . import errors
    from .errors import Diagnostic, OutputError, OutputInvalid, Problem, SourceError, TeiToolsError
    from .inputs.registry import read_source, read_sources
    from .model.nodes import Document
    from .parse import explain, parse
    from .text.source import Source, Span
    from .validate import check_record, check_tei
    from .write.record import from_record, to_record
    from .write.tei import to_tei
    from .write.tei_reader import read_tei

__all__ = [
    "Diagnostic",
    "Document",
    "OutputError",
    "OutputInvalid",
    "Problem",
    "Source",
    "SourceError",
    "Span",
    "TeiToolsError",
    "__version__",
    "check_record",
    "check_tei",
    "errors",
    "explain",
    "from_record",
    "parse",
    "read_source",
    "read_sources",
    "read_tei",
    "to_record",
    "to_tei",
]

_HOME = {
    "Diagnostic": "errors",
    "Document": "model.nodes",
    "OutputError": "errors",
    "OutputInvalid": "errors",
    "Problem": "errors",
    "Source": "text.source",
    "SourceError": "errors",
    "Span": "text.source",
    "TeiToolsError": "errors",
    "check_record": "validate",
    "check_tei": "validate",
    "explain": "parse",
    "from_record": "write.record",
    "parse": "parse",
    "read_source": "inputs.registry",
    "read_sources": "inputs.registry",
    "read_tei": "write.tei_reader",
    "to_record": "write.record",
    "to_tei": "write.tei",
}


class _Package(ModuleType):
    """The package as a module whose ``parse`` is the function, whoever imports ``tei_tools.parse`` first.

    The import system binds a submodule to its name in the package; where a
    public function has that name, the function has to win.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> object:
        if name == "errors":
            return import_module(".errors", __name__)
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f".{_HOME[name]}", __name__), name)
        super().__setattr__(name, value)
        return value

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Package
