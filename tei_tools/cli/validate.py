"""``tei-tools validate``: is a TEI file or a record what the schemas say?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..batch.naming import STDIN
from ..errors import Problem, SourceError
from ..language import phrase, shown
from .messages import Verbosity, emit, printable, say, verbosity, verbosity_options
from .streams import standard_input

if TYPE_CHECKING:
    from ..validate import SchemaName

HELP = """Check TEI files and JSON records.

\b
FILE is an output of "tei-tools convert", edited by hand or not; a folder
(every .tei.xml and .json file below it); or "-" for standard input. What a
file is, is told by its content, not by its name.

\b
TEI is checked against report.rng and report.sch, a record against
record.schema.json ("tei-tools schema" prints them); in both, source offsets
must lie inside the source and must not overlap.

\b
A TEI file that a person has edited (names and places marked, notes, more in
the header) may be no longer what tei-tools writes and still be a good one:
--schema edition checks it against report-edition.rng, which is wider, and
makes warnings of the rules about offsets and pointers. A file that is only
that is said to be so without the option, too.

\b
Every problem is one line on standard output, as editors understand it:
  out/report.tei.xml:41:7: rng: <p> may not stand here in <list>.
  FILE:LINE:COLUMN: CODE: MESSAGE
Line and column count from 1; 0 means that the place is not known. A message
that begins with "warning:" leaves the file valid.

\b
Examples:
  tei-tools validate out/report.tei.xml out/report.json
  tei-tools validate out
  cat out/report.json | tei-tools validate -

The exit code is 0 when all files are valid, 1 when one is not or cannot be read.
"""


@click.command("validate", help=HELP, short_help="Check TEI files and JSON records.", no_args_is_help=True)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--schema",
    type=click.Choice(["strict", "edition"]),
    default="strict",
    show_default=True,
    help="What TEI files must be: what tei-tools writes, or what people may make of that.",
)
@verbosity_options
def command(files: tuple[str, ...], schema: SchemaName, quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    from ..validate import check_bytes, errors_of

    valid = invalid = failed = 0
    for given in files:
        for name in _files(given):
            try:
                data = _read(name)
                problems = check_bytes(data, schema)
            except SourceError as error:
                failed += 1
                say(str(error))
                continue
            label = "standard input" if name == STDIN else printable(click.format_filename(name))
            emit("".join(f"{phrase(label)}:{_line(problem)}\n" for problem in problems))
            bad = bool(errors_of(problems))
            if bad and schema == "strict" and level > Verbosity.QUIET and _is_edition(data):
                say(f"{label}: is valid as an edition (--schema edition), not as what tei-tools writes")
            invalid += bad
            valid += not bad
            if level is Verbosity.VERBOSE and not bad:
                say(f"{label}: valid as an edition" if schema == "edition" and _is_tei(data) else f"{label}: valid")
    if not valid + invalid + failed:
        say(f"There is no .tei.xml or .json file in {', '.join(files)}.")
        return 1
    if level > Verbosity.QUIET:
        counts = f"{valid} valid, {invalid} invalid"
        say(f"{valid} valid, {invalid} invalid, {failed} not readable" if failed else counts)
    return 1 if invalid or failed else 0


def _read(name: str) -> bytes:
    if name == STDIN:
        return standard_input().read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise SourceError("unreadable", f"{name}: cannot be read: {error.strerror or error}") from error


def _is_tei(data: bytes) -> bool:
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _is_edition(data: bytes) -> bool:
    """Whether a TEI file that is not what our writer makes is what people may make of it."""
    from ..validate import check_tei, errors_of

    return _is_tei(data) and not errors_of(check_tei(data, "edition"))


def _files(given: str) -> Iterator[str]:
    folder = Path(given)
    if given == STDIN or not folder.is_dir():
        yield given
        return
    for path in sorted(folder.rglob("*")):
        if path.name.lower().endswith((".tei.xml", ".json")) and path.is_file():
            yield str(path)


def _line(problem: Problem) -> str:
    message = printable(shown(" ".join(problem.message.split())))
    severity = "" if problem.severity == "error" else f"{phrase(problem.severity)}: "
    return f"{problem.line}:{problem.column}: {problem.code}: {severity}{message}"
