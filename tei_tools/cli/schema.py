"""``tei-tools schema``: the schemas of the outputs and stylesheets for them, for editors, readers and archives."""

from __future__ import annotations

from pathlib import Path

import click

from ..language import phrase
from .messages import Verbosity, emit, say, verbosity, verbosity_options

PURPOSES = {
    "report.odd": "the customization of TEI for people: which elements, what for, with examples",
    "report.rng": "RELAX NG, the grammar of the TEI files",
    "report-edition.rng": "RELAX NG, wider: for TEI files that people go on editing (needs report.rng beside it)",
    "report.sch": "Schematron, what a grammar cannot say: pointers, numbers, dates, offsets",
    "report.compiled.rng": "what the TEI Stylesheets make of report.odd, for editors that know TEI",
    "report.html": "report.odd as a page to read in a browser",
    "record.schema.json": "JSON Schema (draft 2020-12) of the JSON records",
    "decisions.schema.json": "JSON Schema of the files of decisions that reviewers make",
    "after-dat46.rng": "RELAX NG of the sidecars of a package: fields after DA/T 46",
    "report.text.xsl": "XSLT 1.0: the reading text of a TEI file",
    "report.html.xsl": "XSLT 1.0: a TEI file as a page of HTML",
    "report.dc.xsl": "XSLT 1.0: the header of a TEI file as Dublin Core",
    "report.css": "how those pages look, and TEI shown by CETEIcean",
    "ceteicean.html": "a page that shows a TEI file with CETEIcean",
}

HELP = """Print a schema or a stylesheet, or write them into a folder.

\b
NAME is one of:
  report.odd          the customization of TEI for people
  report.rng          RELAX NG, the grammar of the TEI files
  report-edition.rng  RELAX NG, wider, for files that people edit
  report.sch          Schematron, what a grammar cannot say
  report.compiled.rng what the TEI Stylesheets make of report.odd
  report.html         report.odd as a page to read
  record.schema.json  JSON Schema of the JSON records
  decisions.schema.json
                      JSON Schema of the decisions of reviewers
  after-dat46.rng     RELAX NG of the sidecars of "tei-tools pack"
  report.text.xsl, report.html.xsl, report.dc.xsl
                      TEI as text, as HTML, as Dublin Core (XSLT 1.0)
  report.css, ceteicean.html
                      how it looks; TEI in a browser with CETEIcean
Without NAME they are listed; with --dir and without NAME all are written.

\b
Examples:
  tei-tools schema
  tei-tools schema report.rng > report.rng
  tei-tools schema --dir . && xsltproc report.text.xsl out/report.tei.xml
  tei-tools schema --dir out
      so that an XML editor finds the schemas beside the TEI files, which
      point at report.rng and report.sch
"""


@click.command("schema", help=HELP, short_help="Print the schemas and stylesheets.")
@click.argument("name", type=click.Choice(sorted(PURPOSES)), metavar="[NAME]", required=False)
@click.option("-d", "--dir", "folder", metavar="DIR", help="Write into this folder, made if missing.")
@click.option("-f", "--force", is_flag=True, help="Overwrite files that exist.")
@verbosity_options
def command(name: str | None, folder: str | None, force: bool, quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    if name is None and folder is None:
        emit("".join(f"{schema:22}{phrase(purpose)}\n" for schema, purpose in PURPOSES.items()))
        return 0
    from ..validate import SCHEMA_NAMES, schema_bytes
    from ..validate.stylesheets import stylesheet_bytes

    names = [name] if name else list(PURPOSES)
    if folder is None:
        for schema in names:
            emit(schema_bytes(schema) if schema in SCHEMA_NAMES else stylesheet_bytes(schema))
        return 0
    from ..write.atomic import write_together

    files = {
        Path(folder) / schema: schema_bytes(schema) if schema in SCHEMA_NAMES else stylesheet_bytes(schema)
        for schema in names
    }
    write_together(files, overwrite=force)
    if level > Verbosity.QUIET:
        for path in files:
            say(f"written: {path}")
    return 0
