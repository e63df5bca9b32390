"""Options of ``tei-tools convert`` about what stands in no text: metadata, and where the schemas are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import click

from ..errors import ConfigError, SourceError

if TYPE_CHECKING:
    from ..batch.document import DocumentResult
    from ..batch.metadata import MetadataTable

F = TypeVar("F", bound=Callable[..., object])

SCHEMAS_FOLDER = "schemas"
SETTINGS_KEY = "tei-tools.metadata"
"""Where the table ``[metadata]`` of the settings stands in ``Context.meta``: its values, and the file and table."""


def metadata_options(function: F) -> F:
    """The options about what stands in no text, and about what is marked in it."""
    for option in reversed(
        (
            click.option(
                "--metadata",
                "metadata_file",
                metavar="FILE",
                help="Table of what is known about the inputs (CSV with a header, or JSON lines): file or sha256, url, "
                "licence, publisher, keywords and more.",
            ),
            click.option(
                "--words",
                "words_file",
                metavar="FILE",
                help="With --script: words of your own, one a line: as found, a blank, what becomes of it.",
            ),
            click.option("--sentences", is_flag=True, help="Mark the sentences of paragraphs in the TEI."),
            click.option(
                "--schemas",
                metavar="ADDRESS",
                help="Where the TEI files find their schemas. [default: DIR/schemas, where they are put]",
            ),
        )
    ):
        function = option(function)
    return function


def read_table(given: dict[str, object]) -> MetadataTable:
    """The table that ``--metadata`` and the settings give; ``metadata_file`` is taken out of the options.

    Ends the command for what the table or the settings say wrong.
    """
    from ..batch.metadata import MetadataTable, read_metadata, settings_metadata
    from .settings import refuse

    name = cast("str | None", given.pop("metadata_file"))
    values, where = click.get_current_context().meta.get(SETTINGS_KEY, ({}, ""))
    try:
        return MetadataTable(settings_metadata(values, where), read_metadata(name) if name else {})
    except ConfigError as error:
        refuse(error)
    except SourceError as error:
        refuse(ConfigError(error.code, str(error)))


@dataclass(slots=True)
class WithoutRow:
    """Counts the documents about which a table of metadata says nothing: a key that is written otherwise finds none."""

    done: int = 0
    missing: int = 0
    first: str = ""

    def hear(self, result: DocumentResult) -> None:
        """Count a document."""
        if result.state == "done":
            self.done += 1
            if result.known.endswith("/"):  # a table was asked, and had no row
                self.missing += 1
                self.first = self.first or result.label

    def tell(self, say: Callable[[str], None]) -> None:
        """Say it once, for all."""
        if self.missing:
            documents = "1 document" if self.done == 1 else f"{self.done:,} documents"
            say(
                f"--metadata: has no row for {self.missing:,} of {documents}, the first is {self.first}; "
                "rows are found by sha256, by the path below the folder given, or by the file name."
            )


def read_words(given: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """The words that ``--words`` names, in the order of the file; ``words_file`` is taken out of the options.

    Ends the command for what the file says wrong.
    """
    from .settings import refuse

    name = cast("str | None", given.pop("words_file"))
    try:
        return () if name is None else _words(name)
    except SourceError as error:
        refuse(ConfigError(error.code, str(error)))


def _words(name: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a file of words. SourceError, whose message names the line."""
    try:
        text = Path(name).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError("unreadable", f"{name}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SourceError("words-encoding", f"{name}: is not UTF-8 (byte {error.start}): save it as UTF-8.") from error
    words: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.partition("#")[0].split()
        if not parts:
            continue
        if len(parts) != 2 or len(parts[0]) != len(parts[1]):
            raise SourceError(
                "words-line",
                f"{name}:{number}: must be two words of the same length, as found and as wanted: {line!r}.",
            )
        if words.setdefault(parts[0], parts[1]) != parts[1]:
            raise SourceError("words-twice", f"{name}:{number}: {parts[0]} stands there already, as {words[parts[0]]}.")
    return tuple(words.items())


def schemas_address(given: dict[str, object]) -> str:
    """The address given, with a slash at its end, or that of the folder of schemas; taken out of the options."""
    address = cast("str | None", given.pop("schemas"))
    if address is None:
        return f"{SCHEMAS_FOLDER}/"
    return address if not address or address.endswith("/") else f"{address}/"


def put_schemas(folder: Path, *, always: bool = False) -> None:
    """Put the schemas of the TEI files where these look for them, below an output folder.

    Nothing is put where no output of ``convert`` is, unless ``always``. A file that is there and is not of this
    version is replaced only if it is one of ours, as its first lines say;
    otherwise it is left as it is.
    """
    if not always and next(folder.rglob("*.tei.xml"), None) is None:
        return
    from ..validate import schema_bytes
    from ..write.atomic import write_together

    files: dict[Path, bytes] = {}
    for name in ("report.rng", "report.sch"):
        path, content = folder / SCHEMAS_FOLDER / name, schema_bytes(name)
        if not path.exists() or (path.is_file() and _is_older(path, content, name)):
            files[path] = content
    if files:
        (folder / SCHEMAS_FOLDER).mkdir(parents=True, exist_ok=True)
        write_together(files, overwrite=True)


def _is_older(path: Path, content: bytes, name: str) -> bool:
    there = path.read_bytes()
    return there != content and f"{name}: ".encode() in there[:400]
