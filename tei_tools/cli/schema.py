"""``tei-tools schema``: the schemas of the outputs, for editors and for archives."""

from __future__ import annotations

from pathlib import Path

import click

from .messages import Verbosity, emit, say, verbosity, verbosity_options

PURPOSES = {
    "report.odd": "the customization of TEI for people: which elements, what for, with examples",
    "report.rng": "RELAX NG, the grammar of the TEI files",
    "report.sch": "Schematron, what a grammar cannot say: pointers, numbers, dates, offsets",
    "report.compiled.rng": "what the TEI Stylesheets make of report.odd, for editors that know TEI",
    "report.html": "report.odd as a page to read in a browser",
    "record.schema.json": "JSON Schema (draft 2020-12) of the JSON records",
}

HELP = """Print a schema of the outputs, or write them into a folder.

\b
NAME is one of:
  report.odd          the customization of TEI for people
  report.rng          RELAX NG, the grammar of the TEI files
  report.sch          Schematron, what a grammar cannot say
  report.compiled.rng what the TEI Stylesheets make of report.odd
  report.html         report.odd as a page to read
  record.schema.json  JSON Schema of the JSON records
Without NAME the schemas are listed; with --dir and without NAME all of them
are written.

\b
Examples:
  tei-tools schema
  tei-tools schema report.rng > report.rng
  tei-tools schema --dir out
      so that an XML editor finds the schemas beside the TEI files, which
      point at report.rng and report.sch
"""


@click.command("schema", help=HELP, short_help="Print the schemas of the outputs.")
@click.argument("name", type=click.Choice(sorted(PURPOSES)), metavar="[NAME]", required=False)
@click.option("-d", "--dir", "folder", metavar="DIR", help="Write into this folder, made if missing.")
@click.option("-f", "--force", is_flag=True, help="Overwrite files that exist.")
@verbosity_options
def command(name: str | None, folder: str | None, force: bool, quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    if name is None and folder is None:
        emit("".join(f"{schema:20}{purpose}\n" for schema, purpose in PURPOSES.items()))
        return 0
    from ..validate import schema_bytes

    names = [name] if name else list(PURPOSES)
    if folder is None:
        for schema in names:
            emit(schema_bytes(schema))
        return 0
    from ..write.atomic import write_together

    files = {Path(folder) / schema: schema_bytes(schema) for schema in names}
    write_together(files, overwrite=force)
    if level > Verbosity.QUIET:
        for path in files:
            say(f"written: {path}")
    return 0
