"""The forms that converted documents are exported to, by the name that the command line gives them.

A new form is a row of :data:`EXPORTERS` and the function or the class that
writes it: a file for each document, or one table of the rows of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import BinaryIO

from ..errors import OutputError
from ..model.nodes import Document
from .tables import TableWriter


@dataclass(frozen=True, slots=True)
class Exporter:
    """How one form is written.

    ``ending`` is that of its files. ``make`` gives the file of one document;
    None for a table, which ``open`` writes into a binary file, given the names
    of its columns. ``needs`` is a module that must be there, and ``extra``
    brings it. ``is_text`` tells whether a terminal can show it.
    """

    name: str
    ending: str
    make: Callable[[Document], bytes] | None = None
    open: Callable[[BinaryIO, Sequence[str]], TableWriter] | None = None
    needs: str = ""
    extra: str = ""
    is_text: bool = True

    def check(self) -> None:
        """Raise :class:`~tei_tools.errors.OutputError`, code ``extra-missing``, if what it needs is not installed."""
        if self.needs and find_spec(self.needs) is None:
            raise OutputError(
                "extra-missing", f"--to {self.name} needs {self.needs}: pip install 'tei-tools[{self.extra}]'."
            )


def _html(document: Document) -> bytes:
    from .pages import to_html

    return to_html(document)


def _text(document: Document) -> bytes:
    from .pages import to_text

    return to_text(document)


def _markdown(document: Document) -> bytes:
    from .markdown import to_markdown

    return to_markdown(document)


def _docx(document: Document) -> bytes:
    from .docx import to_docx

    return to_docx(document)


def _csv(file: BinaryIO, columns: Sequence[str]) -> TableWriter:
    from .tables import CsvWriter

    return CsvWriter(file, columns)


def _parquet(file: BinaryIO, columns: Sequence[str]) -> TableWriter:
    from .tables import ParquetWriter

    return ParquetWriter(file, columns)


EXPORTERS = {
    exporter.name: exporter
    for exporter in (
        Exporter("html", ".html", make=_html),
        Exporter("markdown", ".md", make=_markdown),
        Exporter("text", ".txt", make=_text),
        Exporter("docx", ".docx", make=_docx, needs="docx", extra="docx", is_text=False),
        Exporter("csv", ".csv", open=_csv),
        Exporter("parquet", ".parquet", open=_parquet, needs="pyarrow", extra="parquet", is_text=False),
    )
}
"""All forms, in the order in which the help page names them."""
