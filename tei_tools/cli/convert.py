"""``tei-tools convert``: text files in, validated TEI and JSON out."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, cast

import click

from ..batch.naming import ENDINGS
from ..errors import OutputError, TeiToolsError
from ..text.encoding import MAX_BYTES
from .batch import Request, asks_for_batch, batch_options, convert_many
from .messages import Verbosity, emit, say, say_fault, verbosity, verbosity_options
from .metadata import metadata_options, put_schemas, read_table, read_words, schemas_address
from .plan import STDIN, Job, Plan, make_plan
from .stream import Stream, stream_options

if TYPE_CHECKING:
    from ..batch.job import Format, JobOptions, Outputs, Script
    from ..text.source import Source

FORMATS = ("tei", "json")
STREAMED = ("jsonl",)

HELP = """Convert text files to TEI XML and JSON.

\b
FILE is a text file, a folder (every .txt file below it is converted), or "-"
for standard input. For each input two files are written into DIR:
  <name>.tei.xml   the TEI
  <name>.json      the JSON record, which says the same
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
  find texts -name '*.txt' | tei-tools convert --files-from - -o out

\b
Folders, lists and batch options: what was done is written down in DIR, and
the same command again does only what is new, changed, unfinished, or whose
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


@dataclass(slots=True)
class Tally:
    """How many inputs came to which end."""

    converted: int = 0
    failed: int = 0
    skipped: int = 0
    faults: int = 0
    written: set[Path] = field(default_factory=set)

    def summary(self) -> str:
        return f"{self.converted} converted, {self.failed} failed, {self.skipped} skipped"

    def exit_code(self) -> int:
        return 70 if self.faults else 1 if self.failed or self.skipped else 0


@click.command("convert", help=HELP, short_help="Convert text files to TEI XML and JSON.", no_args_is_help=True)
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
@click.option(
    "--max-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=MAX_BYTES,
    show_default=True,
    help="Refuse inputs larger than this, standard input too.",
)
@stream_options
@metadata_options
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
    quiet: bool,
    verbose: bool,
    **batch: object,
) -> int:
    from ..batch.job import JobOptions
    from ..write.header import WriteOptions

    level = verbosity(quiet, verbose)
    stream = Stream.asked(batch, formats)
    given_schemas = batch["schemas"] is not None
    options = JobOptions(
        script=cast("Script", script),
        split=split,
        write=WriteOptions(written or _epoch_date(), schemas_address(batch), bool(batch.pop("sentences"))),
        metadata=read_table(batch),
        words=read_words(batch),
    )
    request = Request.of(batch)
    if stream is not None:
        return stream.run(inputs, output, options, lambda job: _read(job, max_bytes), force, level)
    if not inputs and request.files_from is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    to_stdout = _to_stdout(inputs, output)
    asked = asks_for_batch(ctx)
    if to_stdout and asked:
        raise click.UsageError(f"{asked} is about many files: give -o DIR.")
    if to_stdout and len(inputs) != 1:
        raise click.UsageError("Standard output takes one input: give -o DIR for several.")
    many = not to_stdout and (asked is not None or request.files_from is not None or any(map(os.path.isdir, inputs)))
    plan = Plan(()) if many else make_plan(inputs, request.keep_folders)
    chosen = formats or FORMATS
    if to_stdout:
        if len(plan.jobs) != 1:
            raise click.UsageError("Standard output takes one input: give -o DIR for several.")
        if split:
            raise click.UsageError("--split makes several files: give -o DIR.")
        if formats and len(formats) > 1:
            raise click.UsageError("Standard output takes one format: give --to tei or --to json, or -o DIR.")
        chosen = chosen[:1]

    options = replace(options, formats=cast("tuple[Format, ...]", chosen))
    wants_schemas = not to_stdout and not given_schemas and "tei" in chosen
    if many:
        code = convert_many(inputs, cast(str, output), request, options, max_bytes, force, level)
        if wants_schemas:
            put_schemas(Path(cast(str, output)))
        return code
    folder = None if to_stdout else Path(cast(str, output))
    if folder:
        _make_folder(folder)
    tally = Tally()
    try:
        _tell_folders(plan, tally, level)
        for job in plan.jobs:
            _one(job, folder, options, force, max_bytes, tally, level)
    except KeyboardInterrupt:
        say(f"{tally.summary()}; what was converted is complete")
        raise
    if folder and wants_schemas:
        put_schemas(folder)
    if level > Verbosity.QUIET:
        say(tally.summary())
    return tally.exit_code()


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


def _make_folder(folder: Path) -> None:
    from ..write.atomic import output_error

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(folder, error) from error


def _tell_folders(plan: Plan, tally: Tally, level: Verbosity) -> None:
    for folder in plan.empty:
        tally.failed += 1
        say(f"{folder}: holds no .txt file; give files by name to convert others.")
    if level > Verbosity.QUIET:
        for folder, others in plan.others:
            files = "1 file whose name does" if others == 1 else f"{others} files whose names do"
            say(f"{folder}: left out {files} not end in .txt; give by name what shall be converted.")


def _one(
    job: Job, folder: Path | None, options: JobOptions, force: bool, max_bytes: int, tally: Tally, level: Verbosity
) -> None:
    """Convert one input; whatever goes wrong with it is said and counted, and the next one follows."""
    from ..batch.job import make_outputs

    try:
        if folder and not force:
            _refuse_existing(folder, job, options)  # before the work, not after it
        source = _read(job, max_bytes)
        folder_of = PurePath(job.name).parent.as_posix()
        outputs = make_outputs(source, PurePath(job.name).name, options, "" if folder_of == "." else folder_of)
        if folder:
            _write(outputs, (folder / job.name).parent, force, tally, level)
        else:
            emit(next(iter(outputs.files.values())))
    except TeiToolsError as error:
        if isinstance(error, OutputError) and error.code == "exists":
            tally.skipped += 1
        else:
            tally.failed += 1
        say(str(error) if str(error).startswith(job.label) else f"{job.label}: {error}")
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        tally.failed += 1
        tally.faults += 1
        say_fault(error, level is Verbosity.VERBOSE, job.label)
    else:
        tally.converted += 1
        if level > Verbosity.QUIET:
            from .remarks import tell_remarks

            tell_remarks(job.label, source, outputs.document, level)


def _read(job: Job, max_bytes: int) -> Source:
    if job.path:
        from ..inputs.plain import read_plain

        return read_plain(job.path, max_bytes=max_bytes)
    from ..text.encoding import read_stream

    return read_stream(sys.stdin.buffer, job.label, max_bytes=max_bytes)


def _refuse_existing(folder: Path, job: Job, options: JobOptions) -> None:
    from ..write.atomic import refuse_existing

    refuse_existing([folder / (job.name + ENDINGS[format]) for format in options.formats], overwrite=False)


def _write(outputs: Outputs, folder: Path, force: bool, tally: Tally, level: Verbosity) -> None:
    from ..write.atomic import write_together

    files = {folder / name: content for name, content in outputs.files.items()}
    if twice := tally.written.intersection(files):
        raise OutputError("written-twice", f"{min(twice)}: was written for another input of this run; rename one.")
    write_together(files, overwrite=force)
    tally.written.update(files)
    if level is Verbosity.VERBOSE:
        for path in files:
            say(f"written: {path}")
