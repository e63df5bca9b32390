"""``tei-tools index``: an index of converted documents, to be searched."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .documents import counted
from .messages import Verbosity, say, verbosity, verbosity_options

HELP = """Make an index of converted documents, or bring it up to date.

\b
OUT is a folder that "tei-tools convert" wrote into. The index is one SQLite
database in it (.tei-tools/search.sqlite), or the file that -o names.
"tei-tools search" asks it.

\b
Examples:
  tei-tools index out
  tei-tools search 道路 out

The same command again takes up only what is new or changed (by sha256) and
forgets what is gone. A document that cannot be read is named and left out; the
exit code is then 1.
"""


@click.command("index", help=HELP, short_help="Make an index of documents, for search.", no_args_is_help=True)
@click.argument("folder", metavar="OUT")
@click.option("-o", "--output", metavar="FILE", help="The database. [default: OUT/.tei-tools/search.sqlite]")
@click.option("-f", "--force", is_flag=True, help="Make the whole index anew.")
@verbosity_options
def command(folder: str, output: str | None, force: bool, quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    if not os.path.isdir(folder):
        raise click.UsageError(f"{folder}: is no folder; give the one that tei-tools convert wrote into.")
    from ..search.index import INDEX_NAME, update

    file = Path(output) if output else Path(folder) / INDEX_NAME
    done = update(folder, file, say, anew=force)
    if level > Verbosity.QUIET:
        counts = (
            ("added", done.added), ("changed", done.changed), ("removed", done.removed),
            ("unchanged", done.unchanged), ("failed", done.failed),
        )  # fmt: skip
        told = ", ".join(f"{number:,} {name}" for name, number in counts if number)
        held = counted(done.articles, "article")
        say(f"{held} in the index (documents: {told})" if told else f"{held} in the index")
    if not done.articles and not done.failed:
        say(f"{folder}: holds no converted document; tei-tools convert makes them.")
    return 1 if done.failed or not done.articles else 0
