"""The part of ``tei-tools convert`` that writes many documents into one stream: records or rows, one a line."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar, cast

import click

from ..errors import TeiToolsError
from .messages import Verbosity, emit, say, say_fault
from .plan import STDIN, Job, make_plan

if TYPE_CHECKING:
    from ..batch.job import JobOptions
    from ..text.source import Source
    from ..write.rows import Unit

UNITS = ("article", "section", "paragraph", "sentence")
F = TypeVar("F", bound=Callable[..., object])

JSONL = "jsonl"


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

    def run(
        self,
        inputs: Sequence[str],
        output: str | None,
        options: JobOptions,
        read: Callable[[Job], Source],
        force: bool,
        level: Verbosity,
    ) -> int:
        """Write all inputs, those of folders too, in their order. An input that fails is named; the others follow."""
        plan = make_plan(inputs, True)
        failed = faults = done = 0
        with _opened(output, force) as write:
            for job in plan.jobs:
                try:
                    lines = b"".join(self._lines(job, options, read))
                except TeiToolsError as error:
                    failed += 1
                    say(str(error) if str(error).startswith(job.label) else f"{job.label}: {error}")
                except Exception as error:
                    failed += 1
                    faults += 1
                    say_fault(error, level is Verbosity.VERBOSE, job.label)
                else:
                    done += 1
                    write(lines)
        for folder in plan.empty:
            failed += 1
            say(f"{folder}: holds no .txt file; give files by name to convert others.")
        if level > Verbosity.QUIET:
            say(f"{done} converted, {failed} failed")
        return 70 if faults else 1 if failed else 0

    def _lines(self, job: Job, options: JobOptions, read: Callable[[Job], Source]) -> Iterator[bytes]:
        from ..batch.job import checked_record, read_document
        from ..write.record import dump_record
        from ..write.rows import rows, without_spans

        folder = str(PurePath(job.name).parent.as_posix())
        document = read_document(read(job), options, "" if folder == "." else folder)
        record = checked_record(document, job.label)
        if self.unit is None:
            yield dump_record(record if self.spans else without_spans(record))
            return
        for row in rows(document, self.unit, spans=self.spans):
            yield dump_record(row)


@contextmanager
def _opened(output: str | None, force: bool) -> Iterator[Callable[[bytes], object]]:
    """What writes to standard output, or to a file that is put in its place when all is written."""
    from ..write.atomic import output_error, refuse_existing

    if output is None or output == STDIN:
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
        beside.unlink(missing_ok=True)
