"""``tei-tools pack``: a package for deposit of what ``convert`` wrote."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import ConfigError
from .messages import Verbosity, say, verbosity, verbosity_options

if TYPE_CHECKING:
    from ..deposit.description import Description
    from ..deposit.pack import Packed

HELP = """Pack converted documents for an archive.

\b
DIR is the folder that "tei-tools convert" wrote into; BAG.zip is a bag
(BagIt 1.0, RFC 8493) in a ZIP file. In it are the originals, the texts, TEI
and records, one teiCorpus of all, the directory list (件目录) as CSV and
XLSX, DataCite, Dublin Core and RO-Crate metadata, fields after DA/T 46, how
web pages were taken (DA/T 80), schemas and stylesheets, and a README that
tells the next archivist how to check it without tei-tools.

\b
What the texts do not say comes from tei-tools.toml, and nothing is invented:
  [metadata]
  licence = "https://creativecommons.org/licenses/by/4.0/"
  rights_holder = "…"       publisher, funder, collection, identifier, keywords
  [deposit]
  title = "…"               description, version, doi
  creators = [{ name = "…", orcid = "…", affiliation = "…" }]
  institution = "…"         contact, email
  archive = "…"             fonds, unit: 档案馆名称, 全宗名称, 立档单位名称
Without a licence nothing is packed: say one in [metadata], or for each document in the table given with
"tei-tools convert --metadata".

\b
Examples:
  tei-tools convert texts -o out
  tei-tools pack out -o village-reports.zip
  tei-tools verify village-reports.zip
  tei-tools pack out -o reports.zip --without-originals

The same folder gives the same bytes each time: dates are those of the last
conversion, or SOURCE_DATE_EPOCH. Nothing is written when an original or an
output is missing or was changed: it is named, and the exit code is 1. The
exit code is 2 when a setting is wrong or no licence was said.
"""

_NAME = re.compile(r"[^\W_][\w.-]*")


@click.command("pack", help=HELP, short_help="Pack converted documents for an archive.", no_args_is_help=True)
@click.argument("folder", metavar="DIR")
@click.option("-o", "--output", metavar="BAG.zip", required=True, help="The package; its folder is made if missing.")
@click.option("--title", metavar="TEXT", help="What the package is called. [default: title of [deposit], or its name]")
@click.option("--originals", metavar="DIR", help="Where the originals are now, if they were moved.")
@click.option("--without-originals", is_flag=True, help="Leave out the files that the texts were read from.")
@click.option("--no-corpus", is_flag=True, help="Leave out corpus.xml, which holds all TEI once more.")
@click.option("--no-xlsx", is_flag=True, help="Write the directory list as CSV only.")
@click.option("--config", metavar="FILE", help="Read this file in place of the tei-tools.toml found.")
@click.option("--no-config", is_flag=True, help="Read no such file.")
@click.option("-f", "--force", is_flag=True, help="Overwrite a package that exists.")
@verbosity_options
def command(
    folder: str,
    output: str,
    title: str | None,
    originals: str | None,
    without_originals: bool,
    no_corpus: bool,
    no_xlsx: bool,
    config: str | None,
    no_config: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    from ..deposit.pack import PackOptions, pack
    from .settings import refuse

    level = verbosity(quiet, verbose)
    if originals and without_originals:
        raise click.UsageError("--originals and --without-originals contradict each other: give one of them.")
    target = Path(output)
    options = PackOptions(
        name=_bag_name(target),
        moment=epoch(),
        originals=not without_originals,
        originals_folder=Path(originals) if originals else None,
        corpus=not no_corpus,
        xlsx=not no_xlsx,
        overwrite=force,
    )
    try:
        packed = pack(Path(folder), target, _description(config, no_config, title), options)
    except ConfigError as error:
        refuse(error)
    if level > Verbosity.QUIET:
        _tell(target, packed)
    return 0


def _tell(target: Path, packed: Packed) -> None:
    for remark in packed.remarks:
        say(remark)
    totals = packed.totals
    say(
        f"{target}: {totals.documents:,} documents, {totals.articles:,} articles, {totals.originals:,} originals; "
        f"{packed.files:,} files, {packed.octets:,} bytes"
    )


def _bag_name(target: Path) -> str:
    """The name of the bag, which is that of the file without ``.zip``."""
    if target.suffix.lower() != ".zip":
        raise click.BadParameter(f"{target} must end with .zip: a package is a ZIP file.", param_hint="-o")
    if not _NAME.fullmatch(target.stem):
        raise click.BadParameter(
            f"{target.stem!r} is no name for a package: letters, digits, dots, dashes and underlines only, a letter or "
            "digit first, so that every system and repository takes it.",
            param_hint="-o",
        )
    return target.stem


def epoch() -> int | None:
    """The moment that SOURCE_DATE_EPOCH asks reproducible builds to use, if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return None
    try:
        moment = int(epoch)
        datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds.") from error
    return moment


def _description(config: str | None, no_config: bool, title: str | None) -> Description:
    """What the settings say of the package. Raises :class:`ConfigError`."""
    from dataclasses import replace

    from ..batch.metadata import settings_metadata
    from ..deposit.description import make_description
    from .settings import deposit_tables, find_files, metadata_tables

    files = find_files(config, no_config)
    for file in files:
        if file.found and file.path.parent != Path.cwd():
            say(f"tei-tools: settings of {file.path}")
    metadata = settings_metadata(*metadata_tables(files))
    values, where = deposit_tables(files)
    made = make_description(values, metadata, where)
    return replace(made, title=" ".join(title.split())) if title else made
