"""``tei-tools convert``: documents in, validated TEI and JSON out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from ..batch.naming import STDIN
from .batch import Request, asks_for_batch, batch_options
from .inputs import column_options, input_options, max_bytes_option
from .messages import verbosity, verbosity_options
from .metadata import metadata_options, put_schemas, read_table, read_words, schemas_address
from .rules import read_rules, rules_option
from .stream import Stream, stream_options

if TYPE_CHECKING:
    from ..batch.job import Format, Script
    from ..inputs.blob import InputOptions

FORMATS = ("tei", "json")
STREAMED = ("jsonl",)

HELP = """Convert texts, web pages, Word and PDF files and dumps to TEI XML and JSON.

\b
FILE is a file of any format that "tei-tools formats" lists, a folder (every
.txt file below it is converted, or what --include names), or "-" for standard
input. For each document two files are written into DIR:
  <name>.tei.xml   the TEI
  <name>.json      the JSON record, which says the same
  <name>.txt       the text that was extracted, when FILE is no plain text:
                   the offsets in the others count its characters
Both are validated first, and they are written together or not at all.

\b
Examples:
  tei-tools convert report.txt -o out
      out/report.tei.xml and out/report.json
  cat report.txt | tei-tools convert - --to json
      the record on standard output
  tei-tools convert page.txt -o out --split
      out/page.a1.tei.xml … one TEI per article, and out/page.tei.xml, a
      teiCorpus that holds them all
  tei-tools convert report.txt -o out --script hans
      reading text in simplified characters; offsets still point at the source
  tei-tools convert texts -o out
      a folder: texts/2021/a.txt becomes out/2021/a.tei.xml, on all processors
  tei-tools convert texts -o out --include '2021/**/*.txt' --exclude 'draft*'
  tei-tools convert page.html report.docx -o out
      what a file is, is found by looking into it
  tei-tools convert crawl.jsonl -o out --column text=body --column date=pubtime
      a dump: out/crawl/000/<id>.tei.xml, one for each record
  find texts -name '*.txt' | tei-tools convert --files-from - -o out

\b
Folders, lists and batch options: what was done is written down in DIR (in
its ledger, a database), and the same command again does only what is new, changed, unfinished, or whose
outputs are missing or altered. Ctrl-C, a crash or a power cut cost what was
in work. "tei-tools status DIR" tells how it stands and why documents failed;
those are tried again with --retry-failed. --shard 3/16 does the third of
sixteen parts, for machines that share DIR.

The encoding of an input is found by looking at it (UTF-8, GB18030, Big5,
UTF-16); the outputs say which it was and how sure that is.

An input that cannot be converted does not stop the others: it is named with
the reason, and the exit code is 1. An output that exists already is left as it
is unless --force is given; its input counts as skipped and the exit code is 1.

How sure every reading is stands in the outputs (cert in TEI, confidence in
JSON). A file with doubtful places gets one line; --verbose lists them, and
"tei-tools explain FILE" says why.
"""


def read_formats(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """A comma-separated choice of :data:`FORMATS`, in their order; None if nothing was given."""
    if value is None:
        return None
    chosen = {part.strip().lower() for part in value.split(",")}
    if chosen == {*STREAMED}:
        return STREAMED
    if not chosen <= set(FORMATS):
        raise click.BadParameter(f"{value!r} is not one of tei, json, tei,json, or jsonl.", ctx, param)
    return tuple(format for format in FORMATS if format in chosen)


def read_date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A date as TEI writes it: 2024, 2024-05 or 2024-05-01."""
    if value is None:
        return None
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value, re.ASCII):
        try:
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
            return value
        except ValueError:
            pass
    raise click.BadParameter(f"{value!r} is not a date like 2024-05-01, 2024-05 or 2024.", ctx, param)


@click.command("convert", help=HELP, short_help="Convert documents to TEI XML and JSON.")
@click.argument("inputs", metavar="FILE...", nargs=-1)
@click.option("-o", "--output", metavar="DIR", help='Folder for the outputs, made if missing; "-" is standard output.')
@click.option(
    "-t",
    "--to",
    "formats",
    metavar="FORMATS",
    callback=read_formats,
    help="What to write: tei, json or tei,json, files beside each other; or jsonl, one stream of records.  "
    "[default: tei,json]",
)
@click.option(
    "--script",
    type=click.Choice(["keep", "hans", "hant", "tw", "twp", "hk"]),
    default="keep",
    show_default=True,
    help="Script of the reading text: as found, simplified, traditional, as in Taiwan, with the words of Taiwan, "
    "or as in Hong Kong.",
)
@click.option("--split", is_flag=True, help="One TEI file per article, and a teiCorpus that holds them all.")
@click.option("-f", "--force", is_flag=True, help="Overwrite outputs that exist, and make all anew.")
@click.option(
    "--date",
    "written",
    metavar="DATE",
    callback=read_date,
    help="Date of the conversion for the TEI header. [default: none, or SOURCE_DATE_EPOCH; "
    "without a date the same input gives the same bytes]",
)
@max_bytes_option
@input_options
@column_options
@stream_options
@metadata_options
@rules_option
@batch_options
@verbosity_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    output: str | None,
    formats: tuple[str, ...] | None,
    script: str,
    split: bool,
    force: bool,
    written: str | None,
    max_bytes: int,
    from_format: str | None,
    encoding: str | None,
    columns: tuple[tuple[str, str], ...],
    table: str | None,
    quiet: bool,
    verbose: bool,
    **batch: object,
) -> int:
    from ..batch.job import JobOptions
    from ..batch.plan import Limits
    from ..inputs.blob import InputOptions
    from ..write.header import WriteOptions
    from .conversion import Conversion

    level = verbosity(quiet, verbose)
    given = InputOptions(from_format or "", encoding or "", columns, table or "")
    stream = Stream.asked(batch, formats)
    given_schemas = batch["schemas"] is not None
    options = JobOptions(
        script=cast("Script", script),
        split=split,
        write=WriteOptions(written or _epoch_date(), schemas_address(batch), bool(batch.pop("sentences"))),
        input=given,
        metadata=read_table(batch),
        words=read_words(batch),
        rules=read_rules(batch),
    )
    request = Request.of(batch)
    limits = Limits(max_bytes, request.timeout, request.max_memory)
    _refuse_nothing(inputs, request)
    if stream is not None:
        stream.refuse_contradictions(ctx)
        return stream.run(inputs, output, request, options, limits, force, level)
    asked = asks_for_batch(ctx)
    to_stdout = _to_stdout(inputs, output)
    ledger = not to_stdout and (
        asked is not None or request.files_from is not None or any(_holds_many(path, given) for path in inputs)
    )
    _refuse_contradictions(inputs, request, asked, to_stdout, ledger)
    if to_stdout:
        _refuse_several(inputs, formats, split)
    chosen = formats or FORMATS
    options = replace(options, formats=cast("tuple[Format, ...]", chosen[:1] if to_stdout else chosen))
    out = None if to_stdout else output
    code = Conversion(inputs, out, request, options, limits, force, level, ledger).run()
    if out is not None and "tei" in chosen and not given_schemas:
        put_schemas(Path(out))
    return code


def _holds_many(path: str, options: InputOptions) -> bool:
    """Whether an input is a folder, an archive or a dump."""
    from ..inputs.registry import holds_many

    return path != STDIN and (os.path.isdir(path) or holds_many(path, options))


def _refuse_nothing(inputs: Sequence[str], request: Request) -> None:
    if not inputs and request.files_from is None:
        raise click.UsageError(
            "What shall be converted? Give files or a folder, and the folder for the outputs:\n"
            "  tei-tools convert report.txt -o out\n"
            "  tei-tools convert folder -o out"
        )


def _refuse_contradictions(
    inputs: Sequence[str], request: Request, asked: str | None, to_stdout: bool, ledger: bool
) -> None:
    if to_stdout and asked:
        raise click.UsageError(f"{asked} is about many files: give -o DIR.")
    if ledger and STDIN in inputs:
        raise click.UsageError('"-" is one text on standard input; it does not go with folders and batch options.')
    if request.address and request.engine != "ray":
        raise click.UsageError("--address is that of a Ray cluster: give --engine ray too.")


def _refuse_several(inputs: Sequence[str], formats: Sequence[str] | None, split: bool) -> None:
    if len(inputs) != 1:
        raise click.UsageError("Standard output takes one input: give -o DIR for several.")
    if split:
        raise click.UsageError("--split makes several files: give -o DIR.")
    if formats and len(formats) > 1:
        raise click.UsageError("Standard output takes one format: give --to tei or --to json, or -o DIR.")


def _to_stdout(inputs: Sequence[str], output: str | None) -> bool:
    """Whether the output goes to standard output: asked for, or standard input without a folder."""
    if output is None:
        if tuple(inputs) != (STDIN,):
            raise click.UsageError("Where to? Give the folder for the outputs: -o DIR.")
        return True
    if output == STDIN:
        return True
    if Path(output).exists() and not Path(output).is_dir():
        raise click.BadParameter(f"{output} is a file; give the folder for the outputs.", param_hint="-o")
    return False


def _epoch_date() -> str:
    """The date that SOURCE_DATE_EPOCH asks reproducible builds to use, or nothing."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return ""
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds.") from error
