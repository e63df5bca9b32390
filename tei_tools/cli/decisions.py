"""``tei-tools decisions``: what people decided, listed, merged, given out as labels."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import TeiToolsError
from .messages import Verbosity, emit, say, verbosity, verbosity_options

if TYPE_CHECKING:
    from ..decisions.entries import Decisions, Entry
    from ..text.source import Source

HELP = """List, merge or give out what people decided of readings.

\b
FILE is a file of decisions (NAME.decisions.json, made by "tei-tools view
--edit"), a source with some beside it, or a folder of them. Each decision that
stands is listed:
  FILE:LINE: what was decided: the words (who, when)
One whose words are not in the source any more, or whose source is gone, is
named too, and the exit code is 1. Files of others that stand beside a source
as NAME.decisions.*.json count together with one's own; where two people
decided otherwise on the same words, that is named, and the later counts.

\b
Examples:
  tei-tools decisions texts
  tei-tools decisions texts --json | jq '.[] | select(.line == null)'
  tei-tools decisions mine.json theirs.json --merge report.txt.decisions.json
      the decisions of two people on one source, put together; it does not
      matter in which order, and what is merged again changes nothing
  tei-tools decisions texts --labels DIR
      DIR/labels/NAME.tsv and DIR/text/NAME.txt for "tei-tools evaluate" and
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
    from ..decisions.beside import files_beside, is_of_decisions

    if given.is_dir():
        return sorted(path for path in given.rglob("*.json") if is_of_decisions(path.name) and path.is_file())
    return files_beside(given) or [given]


def _merge(paths: list[Path], target: Path, force: bool, level: Verbosity) -> int:
    from ..decisions.entries import dump_decisions, read_decisions
    from ..decisions.take import told_dispute
    from ..write.atomic import refuse_existing, write_together

    first, *others = [read_decisions(path) for path in paths]
    together = first.merged(others)
    if target not in paths:
        refuse_existing([target], force)
    write_together({target: dump_decisions(together)}, overwrite=True)
    for pair in together.disputed():
        say(f"{together.source}: {told_dispute(*pair)}")
    if level > Verbosity.QUIET:
        say(f"written: {target}, {len(together.standing())} decisions that stand")
    return 0


@dataclass(frozen=True, slots=True)
class _Beside:
    """The decisions on one source that stand in one folder, from all their files."""

    folder: Path
    decisions: Decisions
    files: dict[str, Path]
    """The file of each decision, by its name."""

    def documents(self) -> Iterator[tuple[str, Source | str]]:
        """The documents that they are about, by their place in the source; or why one cannot be read."""
        from ..inputs.blob import Blob, InputOptions, Limits
        from ..inputs.registry import read_member

        for member in dict.fromkeys(entry.member for entry in self.decisions.standing()):
            try:
                limits = Limits()
                blob = Blob.of_input(str(self.folder / self.decisions.source), InputOptions(), limits)
                yield member, read_member(blob, member, limits)
            except TeiToolsError as error:
                yield member, str(error)


def _beside(paths: Sequence[Path]) -> tuple[list[_Beside], bool]:
    """What the files hold, those on one source in one folder together; and whether one could not be read."""
    from ..decisions.entries import read_decisions

    found: dict[tuple[Path, str], _Beside] = {}
    failed = False
    for path in dict.fromkeys(paths):
        try:
            decisions = read_decisions(path)
        except TeiToolsError as error:
            say(str(error))
            failed = True
            continue
        decisions = _beside_its_source(path, decisions)
        key = path.parent, decisions.source
        before = found.get(key) or _Beside(path.parent, decisions, {})
        files = {entry.id: path for entry in decisions.entries} | before.files
        found[key] = _Beside(path.parent, before.decisions.merged([decisions]), files)
    return list(found.values()), failed


def _beside_its_source(path: Path, decisions: Decisions) -> Decisions:
    """The decisions under the name of the source that they stand beside, if both were given another name."""
    from ..decisions.beside import source_names

    if (path.parent / decisions.source).exists():
        return decisions
    there = [name for name in source_names(path.name) if (path.parent / name).is_file()]
    return replace(decisions, source=there[-1]) if there else decisions


def _list(paths: list[Path], as_json: bool) -> int:
    from ..decisions.take import disputes, placed

    rows: list[dict[str, object]] = []
    together, failed = _beside(paths)
    for one in together:
        for member, source in one.documents():
            if isinstance(source, str):
                say(source)
                failed = True
                lost = [entry for entry in one.decisions.standing() if entry.member == member]
                rows += [_row(one.files[entry.id], entry, None) for entry in lost]
                continue
            for found in placed(one.decisions, source):
                line = None if found.span is None else source.text.count("\n", 0, found.span.start) + 1
                rows.append(_row(one.files[found.entry.id], found.entry, line))
            for remark in disputes(one.decisions, source):
                say(f"{one.folder / one.decisions.source}: {remark.message}")
    if as_json:
        emit(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        for row in rows:
            place = row["line"] if row["line"] is not None else "no longer fits"
            emit(f"{row['file']}:{place}: {row['says']}: {row['words']} ({row['by']}, {row['when']})\n")
    return 1 if failed or any(row["line"] is None for row in rows) else 0


def _row(path: Path, entry: Entry, line: int | None) -> dict[str, object]:
    from ..decisions.take import decision_of
    from ..write.decided import spell

    decision = decision_of(entry, entry.span)
    return {
        "file": os.fspath(path), "line": line, "says": spell(decision), "words": decision.words, "by": entry.by,
        "when": entry.when, "id": entry.id,
    }  # fmt: skip


def _labels(paths: list[Path], folder: Path, whole: bool, force: bool, level: Verbosity) -> int:
    from ..review.labels import labels_of
    from ..write.atomic import write_together

    done = 0
    together, failed = _beside(paths)
    for one in together:
        for number, (member, source) in enumerate(one.documents()):
            try:
                if isinstance(source, str):
                    raise TeiToolsError("unreadable", source)
                name = Path(one.decisions.source).stem + (f".{number + 1}" if member else "")
                labels = labels_of(source, one.decisions, whole=whole)
                write_together(
                    {
                        folder / "labels" / f"{name}.tsv": labels.encode(),
                        folder / "text" / f"{name}.txt": source.text.encode("utf-8", "replace"),
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
