"""``tei-tools decisions``: what people decided, listed, merged, given out as labels."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import TeiToolsError
from .messages import Verbosity, emit, say, verbosity, verbosity_options

if TYPE_CHECKING:
    from ..decisions.entries import Decisions, Entry
    from ..decisions.take import Placed

HELP = """List, merge or give out what people decided of readings.

\b
FILE is a file of decisions (NAME.decisions.json, made by "tei-tools view
--edit"), a source with one beside it, or a folder of them. Each decision that
stands is listed:
  FILE:LINE: what was decided: the words (who, when)
One whose words are not in the source any more, or whose source is gone, is
named too, and the exit code is 1.

\b
Examples:
  tei-tools decisions texts
  tei-tools decisions texts --json | jq '.[] | select(.line == null)'
  tei-tools decisions mine.json theirs.json --merge report.txt.decisions.json
      the decisions of two people on one source, put together; it does not
      matter in which order, and what is merged again changes nothing
  tei-tools decisions texts --labels DIR
      DIR/labels/NAME.tsv and DIR/texts/NAME.txt for "tei-tools evaluate" and
      for learning weights; lines that nobody decided are marked ?, with
      --whole none is: say so only if a person looked at all of them
"""


@click.command("decisions", help=HELP, short_help="List or merge what reviewers decided.", no_args_is_help=True)
@click.argument("inputs", metavar="FILE...", nargs=-1, required=True)
@click.option("--merge", "merged", metavar="FILE", help="Put all together into this file of decisions.")
@click.option("--labels", metavar="DIR", help="Write labels and texts into this folder.")
@click.option("--whole", is_flag=True, help="With --labels: a person looked at every line of these texts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.option("-f", "--force", is_flag=True, help="Overwrite files that exist.")
@verbosity_options
def command(
    inputs: tuple[str, ...],
    merged: str | None,
    labels: str | None,
    whole: bool,
    as_json: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    level = verbosity(quiet, verbose)
    if merged and labels:
        raise click.UsageError("--merge and --labels are two things: give one of them.")
    if whole and not labels:
        raise click.UsageError("--whole goes with --labels.")
    paths = [path for given in inputs for path in _files(Path(given))]
    if not paths:
        raise click.UsageError(f"{inputs[0]}: holds no decisions; tei-tools view --edit makes them.")
    if merged:
        return _merge(paths, Path(merged), force, level)
    if labels:
        return _labels(paths, Path(labels), whole, force, level)
    return _list(paths, as_json)


def _files(given: Path) -> list[Path]:
    """The files of decisions that a path means."""
    from ..decisions.entries import ENDING, decisions_path

    if given.is_dir():
        return sorted(path for path in given.rglob(f"*{ENDING}") if path.is_file())
    beside = decisions_path(given)
    return [beside] if beside.is_file() else [given]


def _merge(paths: list[Path], target: Path, force: bool, level: Verbosity) -> int:
    from ..decisions.entries import dump_decisions, read_decisions
    from ..write.atomic import refuse_existing, write_together

    first, *others = [read_decisions(path) for path in paths]
    together = first.merged(others)
    if target not in paths:
        refuse_existing([target], force)
    write_together({target: dump_decisions(together)}, overwrite=True)
    if level > Verbosity.QUIET:
        say(f"written: {target}, {len(together.standing())} decisions that stand")
    return 0


def _sources(path: Path, decisions: Decisions) -> dict[str, list[Placed] | str]:
    """For each document that a file of decisions is about: each decision with its place, or why there is none."""
    from ..decisions.take import placed
    from ..inputs.blob import Blob, InputOptions, Limits
    from ..inputs.registry import read_member

    found: dict[str, list[Placed] | str] = {}
    for member in dict.fromkeys(entry.member for entry in decisions.standing()):
        try:
            limits = Limits()
            blob = Blob.of_input(str(path.with_name(decisions.source)), InputOptions(), limits)
            found[member] = placed(decisions, read_member(blob, member, limits))
        except TeiToolsError as error:
            found[member] = str(error)
    return found


def _list(paths: list[Path], as_json: bool) -> int:
    from ..decisions.entries import read_decisions

    rows: list[dict[str, object]] = []
    failed = False
    for path in paths:
        try:
            decisions = read_decisions(path)
        except TeiToolsError as error:
            say(str(error))
            failed = True
            continue
        for member, found in _sources(path, decisions).items():
            if isinstance(found, str):
                say(found)
                failed = True
                rows += [_row(path, entry, None) for entry in decisions.standing() if entry.member == member]
            else:
                rows += [_row(path, one.entry, _line(path, decisions, one)) for one in found]
    if as_json:
        emit(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        for row in rows:
            place = row["line"] if row["line"] is not None else "no longer fits"
            emit(f"{row['file']}:{place}: {row['says']}: {row['words']} ({row['by']}, {row['when']})\n")
    return 1 if failed or any(row["line"] is None for row in rows) else 0


def _line(path: Path, decisions: Decisions, one: Placed) -> int | None:
    """The line of a decision's words in its source."""
    from ..inputs.blob import Blob, InputOptions, Limits
    from ..inputs.registry import read_member

    if one.span is None:
        return None
    limits = Limits()
    blob = Blob.of_input(str(path.with_name(decisions.source)), InputOptions(), limits)
    return read_member(blob, one.entry.member, limits).text.count("\n", 0, one.span.start) + 1


def _row(path: Path, entry: Entry, line: int | None) -> dict[str, object]:
    from ..decisions.take import decision_of
    from ..write.decided import spell

    decision = decision_of(entry, entry.span)
    return {
        "file": os.fspath(path), "line": line, "says": spell(decision), "words": decision.words, "by": entry.by,
        "when": entry.when, "id": entry.id,
    }  # fmt: skip


def _labels(paths: list[Path], folder: Path, whole: bool, force: bool, level: Verbosity) -> int:
    from ..decisions.entries import read_decisions
    from ..inputs.blob import Blob, InputOptions, Limits
    from ..inputs.registry import read_member
    from ..review.labels import labels_of
    from ..write.atomic import write_together

    done, failed = 0, False
    for path in paths:
        try:
            decisions = read_decisions(path)
            limits = Limits()
            blob = Blob.of_input(str(path.with_name(decisions.source)), InputOptions(), limits)
            for number, member in enumerate(dict.fromkeys(entry.member for entry in decisions.standing())):
                source = read_member(blob, member, limits)
                name = Path(decisions.source).stem + (f".{number + 1}" if member else "")
                labels = labels_of(source, decisions, whole=whole)
                write_together(
                    {
                        folder / "labels" / f"{name}.tsv": labels.encode(),
                        folder / "texts" / f"{name}.txt": source.text.encode("utf-8", "replace"),
                    },
                    overwrite=force,
                )
                done += 1
        except TeiToolsError as error:
            say(str(error))
            failed = True
    if level > Verbosity.QUIET:
        say(f"{done} texts with labels in {folder}")
    return 1 if failed else 0
