"""``tei-tools validate``: is a TEI file or a record what the schemas say?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ..batch.naming import STDIN
from ..errors import Problem, SourceError
from .messages import Verbosity, emit, printable, say, verbosity, verbosity_options
from .streams import standard_input

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
@verbosity_options
def command(files: tuple[str, ...], quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    from ..validate import check_bytes, errors_of, validate_file

    valid = invalid = failed = 0
    for given in files:
        for name in _files(given):
            try:
                problems = check_bytes(standard_input().read()) if name == STDIN else validate_file(name)
            except SourceError as error:
                failed += 1
                say(str(error))
                continue
            shown = "standard input" if name == STDIN else printable(click.format_filename(name))
            emit("".join(f"{shown}:{_line(problem)}\n" for problem in problems))
            bad = bool(errors_of(problems))
            invalid += bad
            valid += not bad
            if level is Verbosity.VERBOSE and not problems:
                say(f"{shown}: valid")
    if not valid + invalid + failed:
        say("There is no .tei.xml or .json file in " + ", ".join(files) + ".")
        return 1
    if level > Verbosity.QUIET:
        say(f"{valid} valid, {invalid} invalid" + (f", {failed} not readable" if failed else ""))
    return 1 if invalid or failed else 0


def _files(given: str) -> Iterator[str]:
    folder = Path(given)
    if given == STDIN or not folder.is_dir():
        yield given
        return
    for path in sorted(folder.rglob("*")):
        if path.name.lower().endswith((".tei.xml", ".json")) and path.is_file():
            yield str(path)


def _line(problem: Problem) -> str:
    message = printable(" ".join(problem.message.split()))
    severity = "" if problem.severity == "error" else f"{problem.severity}: "
    return f"{problem.line}:{problem.column}: {problem.code}: {severity}{message}"
