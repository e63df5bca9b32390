"""``tei-tools export``: converted documents as pages, Markdown, text, Word files and tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from ..batch.naming import STDIN
from ..errors import OutputError, TeiToolsError
from .documents import Documents
from .inputs import input_options
from .messages import FAULT, Verbosity, emit, say, verbosity, verbosity_options
from .stream import UNITS, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..export.registry import Exporter
    from ..model.nodes import Document
    from ..write.rows import Unit

FORMATS = ("html", "markdown", "text", "docx", "csv", "parquet")
"""Names of :data:`tei_tools.export.registry.EXPORTERS`, here so that a command line is read without loading it."""
_TABLES = ("csv", "parquet")

HELP = """Export documents to other forms.

\b
FILE is an output of "tei-tools convert" (a record or TEI), a folder of them,
or a source, which is read as convert reads it ("-" is standard input). --to
is one of
  html      a page that holds its style and loads no other file
  markdown  CommonMark with the facts as front matter
  text      the reading text, one block a line
  docx      a Word file with heading styles
  csv       one table of all: a row for each article, section, paragraph or
            sentence, with the heads above it and the facts of its article
  parquet   the same for pandas, DuckDB and others, lists as lists

\b
The first four make a file for each document, in the subfolders that the
documents stand in; of one document text goes to standard output without -o.
A table is one file.

\b
Examples:
  tei-tools export out --to markdown -o pages
  tei-tools export report.docx --to text
  tei-tools export out --to csv --rows article -o articles.csv
  tei-tools export out --to parquet --rows sentence -o sentences.parquet

A document that cannot be read is named and left out; the exit code is then 1.
A file that exists is not overwritten without --force.
"""


@click.command(
    "export", help=HELP, short_help="Export documents to HTML, Markdown, Word, tables.", no_args_is_help=True
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-t", "--to", "form", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option(
    "-o", "--output", metavar="PATH", help='Folder for the files, or the file of a table; "-": standard output.'
)
@click.option("--rows", type=click.Choice(UNITS), help="What a row of a table is about.  [default: paragraph]")
@click.option("--spans/--no-spans", default=True, help="Of tables: keep the source ranges, or not.  [default: keep]")
@click.option("-f", "--force", is_flag=True, help="Overwrite files that exist.")
@input_options
@verbosity_options
@click.pass_context
def command(
    context: click.Context,
    files: tuple[str, ...],
    form: str,
    output: str | None,
    rows: str | None,
    spans: bool,
    force: bool,
    from_format: str | None,
    encoding: str | None,
    quiet: bool,
    verbose: bool,
) -> int:
    level = verbosity(quiet, verbose)
    if form not in _TABLES and (rows is not None or not spans):
        raise click.UsageError("--rows and --no-spans are about tables: --to csv or --to parquet.")
    from ..batch.job import JobOptions
    from ..export.registry import EXPORTERS
    from ..inputs.blob import InputOptions

    exporter = EXPORTERS[form]
    exporter.check()
    output = None if output == STDIN else output
    if output is None and not exporter.is_text:
        raise click.UsageError(
            f"--to {form} is no text for standard output: give -o {'FILE' if exporter.open else 'DIR'}."
        )
    documents = Documents(files, JobOptions(input=InputOptions(from_format or "", encoding or "")))
    if exporter.open is not None:
        lost = _table(exporter, documents, output, cast("Unit", rows or "paragraph"), spans, force)
    elif output is None:
        lost = _one(exporter, documents)
    else:
        lost = _folder(exporter, documents, Path(output), force)
    if documents.faults:
        say(f"{FAULT}.")
    failed = documents.failed + lost
    if level > Verbosity.QUIET and (output is not None or failed):
        say(f"{documents.done - lost} exported" + (f", {failed} failed" if failed else ""))
    return 70 if documents.faults else 1 if failed or not documents.done else 0


def _table(exporter: Exporter, documents: Documents, output: str | None, unit: Unit, spans: bool, force: bool) -> int:
    from ..export.tables import COLUMNS
    from ..write.rows import rows

    assert exporter.open is not None
    columns = [name for name in COLUMNS if spans or name != "spans"]
    with opened(output, force) as write, exporter.open(cast(BinaryIO, _Sink(write)), columns) as table:
        for name, document in documents:
            table.write(rows(document, unit, spans=spans, folder=name.rpartition("/")[0]))
    return 0


class _Sink:
    """A binary file, as writers of tables see it, that hands on what is written."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._place = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        self._write(bytes(data))
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def _one(exporter: Exporter, documents: Documents) -> int:
    """The one document there is, on standard output."""
    assert exporter.make is not None
    found = list(_first(documents, 2))
    if len(found) > 1:
        raise click.UsageError("Standard output takes one document: give -o DIR for several.")
    for _, document in found:
        emit(exporter.make(document))
    return 0


def _first(documents: Documents, number: int) -> Iterator[tuple[str, Document]]:
    for count, found in enumerate(documents, 1):
        yield found
        if count == number:
            return


def _folder(exporter: Exporter, documents: Documents, folder: Path, force: bool) -> int:
    """A file for each document; gives the number of those that could not be written."""
    from ..batch.document import HOPELESS
    from ..write.atomic import write_together

    assert exporter.make is not None
    written: set[str] = set()
    lost = 0
    for name, document in documents:
        path = folder / f"{name}{exporter.ending}"
        try:
            if name in written:
                told = f"{path}: belongs to two inputs; the first stands there. Export them into folders of their own."
                raise OutputError("same-output", told)
            write_together({path: exporter.make(document)}, overwrite=force)
        except TeiToolsError as error:
            if error.code in HOPELESS:
                raise
            lost += 1
            say(str(error))
        else:
            written.add(name)
    return lost
