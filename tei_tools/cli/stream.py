"""The part of ``tei-tools convert`` that writes many documents into one stream: records or rows, one a line."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import click
from click.core import ParameterSource

from ..batch.naming import STDIN
from .batch import Request
from .conversion import FAULTY, OK, SOME_FAILED, Kept, plan_of, tell_folders
from .messages import FAULT, Verbosity, emit, say
from .metadata import WithoutRow
from .streams import refuse_closed_output

if TYPE_CHECKING:
    from ..batch.job import JobOptions, Outputs
    from ..batch.plan import Limits
    from ..text.source import Source
    from ..write.rows import Unit

UNITS = ("article", "section", "paragraph", "sentence")
F = TypeVar("F", bound=Callable[..., object])

JSONL = "jsonl"

_OF_FOLDERS = (
    "workers", "retry_failed", "adopt", "verify", "engine", "address", "report", "log_format", "split", "schemas",
)  # fmt: skip
"""Options that are about files in a folder."""
_OF_LEDGERS = ("retry_failed", "adopt", "verify", "report")
"""Those among them that are about what was done before."""


def stream_options(function: F) -> F:
    """The options that are about one stream of many documents."""
    for option in reversed(
        (
            click.option(
                "--rows",
                type=click.Choice(UNITS),
                help="Write a row for each of these, as JSON, one a line, all inputs into one stream.",
            ),
            click.option(
                "--spans/--no-spans",
                default=True,
                help="With --to jsonl and --rows: keep the source ranges, or leave them out.  [default: keep]",
            ),
        )
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Stream:
    """What is asked of the stream; ``unit`` is None for whole records."""

    unit: Unit | None
    spans: bool

    @classmethod
    def asked(cls, given: dict[str, object], formats: Sequence[str] | None) -> Stream | None:
        """The stream that the options ask for, taken out of them; None if they ask for none."""
        unit, spans = cast("Unit | None", given.pop("rows")), bool(given.pop("spans"))
        if unit is None and formats != (JSONL,):
            if not spans:
                raise click.UsageError("--no-spans goes with --to jsonl or --rows: the schema of the record has them.")
            return None
        if unit is not None and formats not in (None, (JSONL,)):
            raise click.UsageError("--rows writes JSON lines: leave out --to.")
        return cls(unit, spans)

    def refuse_contradictions(self, context: click.Context) -> None:
        """Raise ``click.UsageError`` for an option on the command line that is about files in a folder."""
        for name in _OF_FOLDERS:
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                option = "--" + name.replace("_", "-")
                why = f"{option} is about files in a folder; --rows and --to jsonl write one stream"
                if name in _OF_LEDGERS:
                    why += (
                        ", which has no ledger and is made anew each time: a file that stands there is whole. For many "
                        "documents, convert them into a folder, which can be interrupted, or give --shard I/N, a "
                        "stream for each part"
                    )
                raise click.UsageError(f"{why}.")

    def run(
        self,
        inputs: tuple[str, ...],
        output: str | None,
        request: Request,
        options: JobOptions,
        limits: Limits,
        force: bool,
        level: Verbosity,
    ) -> int:
        """Write all inputs, those of folders too, in the order of the plan, and give the exit code.

        An input that fails is named; the others follow.
        """
        from ..batch.document import FAULTS, convert_one
        from ..batch.limits import Alarm

        plan = plan_of(inputs, "", request, options, limits)
        failed = faults = done = 0
        without_row = WithoutRow()
        try:
            with opened(output, force) as write, Alarm(limits.timeout) as alarm:
                for work in plan.works():
                    kept = Kept()
                    result = convert_one(work, options, limits, alarm, kept, self._make)
                    if kept.made is None:
                        failed += 1
                        faults += result.code in FAULTS
                        say(result.message)
                        if result.detail and level is Verbosity.VERBOSE:
                            say(result.detail.rstrip())
                        continue
                    done += 1
                    without_row.hear(result)
                    for lines in kept.made.files.values():
                        write(lines)
            failed += tell_folders(plan, request, level, say)
        finally:
            plan.listing.close()
        if faults:
            say(f"{FAULT}{'' if level is Verbosity.VERBOSE else '; --verbose shows more'}.")
        if level > Verbosity.QUIET:
            without_row.tell(say)
            say(f"{done} converted, {failed} failed")
        return FAULTY if faults else SOME_FAILED if failed else OK

    def _make(self, source: Source, name: str, options: JobOptions, folder: str) -> Outputs:
        """The document, and its lines of the stream."""
        from ..batch.job import Outputs, checked_record, read_document
        from ..write.record import dump_record
        from ..write.rows import rows, without_spans

        document = read_document(source, options, folder)
        record = checked_record(document, name)
        if self.unit is None:
            found = dump_record(record if self.spans else without_spans(record))
        else:
            found = b"".join([dump_record(row) for row in rows(document, self.unit, spans=self.spans, folder=folder)])
        return Outputs(document, {name: found})


@contextmanager
def opened(output: str | None, force: bool) -> Iterator[Callable[[bytes], object]]:
    """What writes to standard output, or to a file that is put in its place when all is written."""
    from ..write.atomic import discard, output_error, refuse_existing

    if output is None or output == STDIN:
        refuse_closed_output()  # before the work, not after it
        yield emit
        return
    path = Path(output)
    refuse_existing([path], force)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "xb") as file:
            yield file.write
        os.replace(beside, path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        discard(beside)
