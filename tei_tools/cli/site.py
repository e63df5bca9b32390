"""``tei-tools site``: a corpus as web pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .documents import counted
from .messages import Verbosity, say, verbosity, verbosity_options

if TYPE_CHECKING:
    from ..site.words import Language

HELP = """Make web pages of converted documents, for readers.

\b
OUT is a folder that "tei-tools convert" wrote into. Into SITE goes a page for
each article, with its outline and facts; lists by year, source and place of
storage (the collection that the metadata name, or the folder of the
document); and search, which runs in the page. Open SITE/index.html in a
browser, or put the folder on any web server: there is no program to install,
and no page asks another host for anything.

\b
Examples:
  tei-tools site out -o site --title 石桥县文库
  tei-tools site out -o site --language en --force

The folder appears when it is whole. A site that is there is replaced with
--force only, and nothing else ever is. A document that cannot be read is named
and left out; the exit code is then 1. Up to 20,000 articles are well; more
work, and take as much longer.
"""


@click.command("site", help=HELP, short_help="Make web pages of documents, with search.", no_args_is_help=True)
@click.argument("folder", metavar="OUT")
@click.option("-o", "--output", metavar="SITE", required=True, help="Folder for the pages; it must not be there yet.")
@click.option("--title", metavar="TEXT", help="What the corpus is called. [default: the name of OUT]")
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the words around the texts.",
)
@click.option("-f", "--force", is_flag=True, help="Replace a site that is there.")
@verbosity_options
def command(
    folder: str, output: str, title: str | None, language: Language, force: bool, quiet: bool, verbose: bool
) -> int:
    level = verbosity(quiet, verbose)
    if not os.path.isdir(folder):
        raise click.UsageError(f"{folder}: is no folder; give the one that tei-tools convert wrote into.")
    from ..site.build import build_site
    from ..site.pages import Look

    look = Look(title or Path(folder).absolute().name, language)
    made = build_site(Path(folder), Path(output), look, say, force=force)
    if level > Verbosity.QUIET:
        failed = f", {made.failed} failed" if made.failed else ""
        articles, documents = counted(made.articles, "article"), counted(made.documents, "document")
        say(f"a site of {articles} from {documents}{failed}: open {Path(output) / 'index.html'}")
    return 1 if made.failed else 0
