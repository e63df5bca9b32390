"""What ``tei-tools convert`` does once its command line is understood: one plan, one engine, one account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

import click

from ..errors import TeiToolsError
from .batch import Request
from .messages import FAULT, Verbosity, emit, say
from .metadata import WithoutRow
from .streams import refuse_closed_output, standard_input

if TYPE_CHECKING:
    from ..batch.document import DocumentResult, Stored
    from ..batch.job import JobOptions, Outputs
    from ..batch.ledger import Ledger
    from ..batch.plan import Limits, Plan, Work
    from ..batch.summary import RunSummary
    from ..batch.watch import Watch
    from ..text.source import Source

OK, SOME_FAILED, FAULTY, INTERRUPTED = 0, 1, 70, 130


@dataclass(slots=True)
class Conversion:
    """One command line.

    ``out`` is None for standard output; ``ledger`` says whether what was done is written down.
    """

    inputs: tuple[str, ...]
    out: str | None
    request: Request
    options: JobOptions
    limits: Limits
    force: bool
    level: Verbosity
    ledger: bool
    faults: Counter[str] = field(default_factory=Counter)
    without_row: WithoutRow = field(default_factory=WithoutRow)
    unknown: int = 0
    """Documents whose outputs stood there already."""

    def run(self) -> int:
        """Do it, and give the exit code.

        Raises ``click.UsageError`` before anything is written if the inputs contradict each other.
        """
        plan = plan_of(
            self.inputs, self.out or "", self.request, self.options, self.limits, expand=self.out is not None
        )
        try:
            return self._to_stdout(plan) if self.out is None else self._to_folder(plan, self.out)
        finally:
            plan.listing.close()

    # One text to standard output

    def _to_stdout(self, plan: Plan) -> int:
        from ..batch.document import convert_one
        from ..batch.limits import Alarm

        works = list(plan.works()) if len(plan) == 1 else []
        if not works:
            raise click.UsageError("Standard output takes one input: give -o DIR for several.")
        refuse_closed_output()  # before the work, not after it
        kept = Kept()
        with Alarm(self.limits.timeout) as alarm:
            result = convert_one(works[0], self.options, self.limits, alarm, kept)
        self._count(result)
        if kept.made is None or kept.source is None:
            say(result.message)
            self._tell_fault(result, say)
        else:
            emit(next(iter(kept.made.files.values())))
            if kept.made.document.file.text_name and self.level > Verbosity.QUIET:
                say(f"{result.label}: offsets count the extracted text; -o DIR writes it too.")
            self._tell_remarks(works[0], kept.source, kept.made, say)
        self._at_the_end(say)
        return FAULTY if self.faults.total() else OK if result.state == "done" else SOME_FAILED

    # Files in a folder

    def _to_folder(self, plan: Plan, out: str) -> int:
        from ..batch.watch import make_watch

        request = self.request
        if request.report and not self.force:
            from ..batch.report import refuse_other_file

            refuse_other_file(request.report)  # before the work, not after it
        watch = make_watch(
            out,
            progress=request.progress,
            log_format=request.log_format,
            quiet=self.level is Verbosity.QUIET,
            ledger=self.ledger,
        )
        with watch:
            empty = tell_folders(plan, request, self.level, watch.note)
            try:
                summary = self._with_ledger(plan, out, watch) if self.ledger else self._here(plan, watch)
            except TeiToolsError:
                watch.finished()  # nothing more can be done; what was done is said
                raise
        if summary.interrupted:
            say("tei-tools: interrupted")
            return INTERRUPTED
        return FAULTY if self.faults.total() else SOME_FAILED if summary.unsuccessful or empty else OK

    def _here(self, plan: Plan, watch: Watch) -> RunSummary:
        """Do a few documents in this process."""
        from ..batch.here import run_here

        watch.started(len(plan))
        summary = run_here(
            plan,
            force=self.force,
            on_result=lambda result: self._heard(result, watch),
            on_document=lambda work, source, made: self._tell_remarks(work, source, made, watch.note),
        )
        self._at_the_end(watch.note)
        watch.finished(summary)
        return summary

    def _with_ledger(self, plan: Plan, out: str, watch: Watch) -> RunSummary:
        """Do what the ledger does not know to be done, in worker processes, and write it down."""
        from ..batch.engine import prepare
        from ..batch.ledger import Ledger, ledger_path

        request = self.request
        with Ledger(ledger_path(out, plan.part)) as ledger:
            todo = prepare(
                plan,
                ledger,
                force=self.force,
                retry_failed=request.retry_failed,
                verify=request.verify,
                adopt=request.adopt,
            )
            watch.started(todo.pending)
            summary = replace(
                self._engine(plan, ledger, lambda result: self._heard(result, watch)),
                total=todo.total,
                unchanged=todo.unchanged,
                failed_before=todo.failed_before,
            )
            self._at_the_end(watch.note)
            if self.unknown and not (request.adopt or summary.unchanged) and self.level > Verbosity.QUIET:
                watch.note(
                    f"{out}: holds outputs that its ledger does not know; --adopt takes up those that were made from "
                    "the same texts."
                )
            watch.finished(summary)
            if request.report:
                from ..batch.report import write_report

                write_report(ledger, request.report, force=self.force)
        return summary

    def _engine(self, plan: Plan, ledger: Ledger, on_result: Callable[[DocumentResult], None]) -> RunSummary:
        from ..batch.engine import run, usable_processors

        request = self.request
        if request.engine == "ray":
            from ..batch.ray_engine import run_ray

            return run_ray(plan, ledger, address=request.address, workers=request.workers, on_result=on_result)
        return run(plan, ledger, workers=request.workers or usable_processors(), on_result=on_result)

    # What is said of each document

    def _heard(self, result: DocumentResult, watch: Watch) -> None:
        self._count(result)
        watch.result(result)
        self._tell_fault(result, watch.note)
        if self.level is Verbosity.VERBOSE and not self.ledger:
            for name, _ in result.outputs:
                watch.note(f"written: {self.out}/{name}")

    def _count(self, result: DocumentResult) -> None:
        from ..batch.document import FAULTS

        if result.code in FAULTS:
            self.faults[result.code] += 1
        self.without_row.hear(result)
        self.unknown += result.code == "exists"

    def _tell_fault(self, result: DocumentResult, tell: Callable[[str], None]) -> None:
        if result.detail and self.level is Verbosity.VERBOSE:
            tell(result.detail.rstrip())

    def _tell_remarks(self, work: Work, source: Source, made: Outputs, tell: Callable[[str], None]) -> None:
        if self.level > Verbosity.QUIET:
            from .remarks import remarks

            for line in remarks(work.label, source, made.document, self.level):
                tell(line)

    def _at_the_end(self, tell: Callable[[str], None]) -> None:
        """Say once what to do about faults of ours, and of how many documents a table of metadata knows nothing."""
        if self.level > Verbosity.QUIET:
            self.without_row.tell(tell)
        if number := self.faults.total():
            met = "A document" if number == 1 else f"{number:,} documents"
            how = "" if self.level is Verbosity.VERBOSE else "; --verbose shows more"
            tell(f"{met} met a fault of tei-tools. {FAULT}{how}.")


@dataclass(slots=True)
class Kept:
    """A target that keeps what was made."""

    source: Source | None = None
    made: Outputs | None = None

    def check(self) -> None:
        """Nothing is in the way."""

    def take(self, source: Source, made: Outputs) -> Stored:
        """Keep it."""
        self.source, self.made = source, made
        return (), ()


def plan_of(
    inputs: tuple[str, ...], out: str, request: Request, options: JobOptions, limits: Limits, *, expand: bool = True
) -> Plan:
    """The plan that a command line asks for; ``expand`` looks into files that hold many documents.

    Raises ``click.UsageError`` if the inputs contradict each other.
    """
    from ..batch.plan import make_plan, read_list

    try:
        with _list(request.files_from) as file:
            return make_plan(
                inputs,
                out,
                include=request.include,
                exclude=request.exclude,
                files_from=None if file is None else read_list(file),
                keep_tree=request.keep_folders,
                part=request.shard,
                options=options,
                limits=limits,
                expand=expand,
            )
    except TeiToolsError as error:
        if error.code in ("same-output", "given-twice", "outside"):
            raise click.UsageError(str(error)) from error
        raise


@contextmanager
def _list(name: str | None) -> Iterator[BinaryIO | None]:
    if name is None:
        yield None
    elif name == "-":
        yield standard_input()
    else:
        try:
            file = open(name, "rb")  # noqa: SIM115 — it is closed below
        except OSError as error:
            raise click.BadParameter(f"{name}: cannot be read: {error.strerror}.", param_hint="--files-from") from error
        with file:
            yield file


def tell_folders(plan: Plan, request: Request, level: Verbosity, tell: Callable[[str], None]) -> int:
    """Say what is wrong with folders, and what was left out; gives the number of what could not be done."""
    failed = 0
    patterns = bool(request.include or request.exclude)
    for note in plan.notes:
        for told in note.unreadable:
            tell(told)
        failed += len(note.unreadable)
        if not note.taken and not note.unreadable:
            failed += 1
            if patterns:
                tell(f"{note.folder}: holds no file that --include and --exclude let through; change the patterns.")
            else:
                tell(f"{note.folder}: holds no .txt file; give files by name to convert others, or --include.")
        elif note.others and not patterns and level > Verbosity.QUIET:
            files = "1 file whose name does" if note.others == 1 else f"{note.others:,} files whose names do"
            tell(
                f"{note.folder}: left out {files} not end in .txt; give by name what shall be converted, or --include."
            )
        if note.links and level > Verbosity.QUIET:
            links = "1 link that leads" if note.links == 1 else f"{note.links:,} links that lead"
            tell(f"{note.folder}: left out {links} out of it.")
    return failed
