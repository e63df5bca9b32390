"""``tei-tools corpus``: many converted documents as one corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import ConfigError, OutputError, TeiToolsError
from .messages import Verbosity, say, verbosity, verbosity_options
from .metadata import put_schemas

if TYPE_CHECKING:
    from ..model.nodes import Document, Metadata
    from ..write.corpus import CorpusOptions

HELP = """Put many converted documents into one corpus.

\b
FILE is a JSON record that "tei-tools convert" wrote, or a folder of them.
Into DIR go, by --layout:
  including  corpus.xml, a teiCorpus that includes one file for each document
             (XInclude), and these files
  embedded   corpus.xml alone, which holds all of them
  pressmint  PressMint-XX.xml and YYYY/PressMint-XX_YYYY-MM-DD-N-ID.xml, one
             for each article, as CLARIN's PressMint wants them

\b
Examples:
  tei-tools convert texts -o out
  tei-tools corpus out -o corpus --title "Reports of 2021"
  tei-tools corpus out -o corpus --layout pressmint --country CN

Documents are read one at a time, so a corpus may be of any size. Names in the
files (xml:id) begin with that of their document. A record that cannot be read
is named and left out; the exit code is then 1.
"""


@click.command("corpus", help=HELP, short_help="Put converted documents into one corpus.", no_args_is_help=True)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="DIR", required=True, help="Folder for the corpus, made if missing.")
@click.option(
    "--layout",
    type=click.Choice(["including", "embedded", "pressmint"]),
    default="including",
    show_default=True,
    help="One file that includes the others, one file that holds all, or the form of PressMint.",
)
@click.option("--title", metavar="TEXT", default="Corpus", show_default=True, help="What the corpus is called.")
@click.option("--language", metavar="TAG", default="zh", show_default=True, help="Its language (BCP 47).")
@click.option("--country", metavar="XX", default="CN", show_default=True, help="Its country, for PressMint (ISO 3166).")
@click.option("-f", "--force", is_flag=True, help="Overwrite files that exist.")
@verbosity_options
def command(
    files: tuple[str, ...],
    output: str,
    layout: str,
    title: str,
    language: str,
    country: str,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    from ..write.corpus import CorpusOptions
    from ..write.header import WriteOptions

    level = verbosity(quiet, verbose)
    options = CorpusOptions(title, language, _known(), WriteOptions())
    records = _Records([*_files(files)])
    folder = Path(output)
    if layout == "embedded":
        _embedded(records, options, folder, force)
    elif layout == "including":
        _including(records, options, folder, force)
    else:
        _pressmint(records, options, folder, country, force)
    if layout != "pressmint":
        put_schemas(folder, always=True)
    if level > Verbosity.QUIET:
        done = f"{records.done} documents"
        say(f"{done}, {records.failed} failed" if records.failed else done)
    return 1 if records.failed or not records.done else 0


def _known() -> Metadata:
    """What the settings say about all documents, and so about the corpus."""
    from ..batch.metadata import settings_metadata
    from ..config import read_files
    from .settings import metadata_tables, refuse

    try:
        return settings_metadata(*metadata_tables(read_files()))
    except ConfigError as error:
        refuse(error)


def _files(given: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Every record with its name: the path below the folder given, without its ending."""
    for name in given:
        path = Path(name)
        if not path.is_dir():
            yield path.stem, path
            continue
        for found in sorted(path.rglob("*.json")):
            if not found.name.endswith(".schema.json"):
                yield found.relative_to(path).with_suffix("").as_posix(), found


class _Records:
    """Reads the documents one at a time, and counts."""

    def __init__(self, files: list[tuple[str, Path]]) -> None:
        self._files = files
        self.done = self.failed = 0

    def __iter__(self) -> Iterator[tuple[str, Document]]:
        from ..write.record import from_record, load_record

        for name, path in self._files:
            try:
                document = from_record(load_record(path.read_bytes()))
            except OSError as error:
                self.failed += 1
                say(f"{path}: cannot be read: {error.strerror or error}")
            except TeiToolsError as error:
                self.failed += 1
                say(f"{path}: {error}")
            else:
                self.done += 1
                yield name, document


def _put(path: Path, pieces: Iterator[bytes] | list[bytes], force: bool) -> None:
    """Write a file from pieces; it is put in its place when it is whole."""
    from ..write.atomic import discard, output_error, refuse_existing

    refuse_existing([path], force)
    beside = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "wb") as file:
            for piece in pieces:
                file.write(piece)
        os.replace(beside, path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        discard(beside)


def _embedded(records: _Records, options: CorpusOptions, folder: Path, force: bool) -> None:
    from ..write.corpus import embedded

    _put(folder / "corpus.xml", embedded(records, options), force)


def _including(records: _Records, options: CorpusOptions, folder: Path, force: bool) -> None:
    from ..write.atomic import refuse_existing
    from ..write.corpus import component, identifier, including

    refuse_existing([folder / "corpus.xml"], force)
    taken: set[str] = set()
    names: list[str] = []
    for name, document in records:
        stem = identifier(name, taken)
        _put(folder / f"{stem}.xml", [component(document, options, stem)], force)
        names.append(f"{stem}.xml")
    if not names:
        raise OutputError("no-documents", f"{folder}: there is nothing to put into a corpus.")
    _put(folder / "corpus.xml", including(names, options), force)


def _pressmint(records: _Records, options: CorpusOptions, folder: Path, country: str, force: bool) -> None:
    from dataclasses import replace

    from ..write.atomic import refuse_existing
    from ..write.pressmint import Component, components, root_file

    root = folder / f"PressMint-{country}.xml"
    refuse_existing([root], force)
    found: list[Component] = []
    for number, (_, document) in enumerate(records, 1):
        for part in components(document, options, country, f"{number:06}"):
            _put(folder / part.path, [part.data], force)
            found.append(replace(part, data=b""))  # only what the root says of it is kept
    if not found:
        raise OutputError("no-documents", f"{folder}: there is nothing to put into a corpus.")
    _put(root, root_file(found, options, country), force)
