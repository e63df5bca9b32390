"""``tei-tools status``: what the ledgers of an output folder say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from .messages import emit, printable, say, tell

if TYPE_CHECKING:
    from ..batch.document import DocumentResult
    from ..batch.ledger import Ledger

HELP = """Tell how a conversion of many files stands.

\b
DIR is the folder that "tei-tools convert" writes into, now or earlier; a run
that goes on is not disturbed. Parts made with --shard are told of together.

\b
Examples:
  tei-tools status out
      counts, what failed and what to do about it, the slowest documents
  tei-tools status out --csv > documents.csv
      a line for each document
  tei-tools status out --json
      the same as without, for programs

The exit code is 0 when no document failed or is unfinished, 1 otherwise.
"""

REMEDIES = {
    "binary-file": "Save the text as plain text (UTF-8) and convert that.",
    "crashed": "The process that converts it dies. Please report it with the file; --retry-failed tries it again.",
    "empty-file": "There is no text in it: leave it out (--exclude), or bring a better copy.",
    "exists": "Its output was there and is not from this input: move it away, or give --force.",
    "internal-error": "A fault of tei-tools: please report it with the file.",
    "link-out": "A link leads out of the output folder: move it away, then --retry-failed.",
    "is-a-folder": "A folder has the name of its output: rename the folder or the input.",
    "name-too-long": "Give the input a shorter name.",
    "no-permission": "Change the permissions of the output folder, then --retry-failed.",
    "not-a-folder": "A file stands where a folder is needed: move it away, then --retry-failed.",
    "not-plain-text": "Extract its text and convert that.",
    "out-of-memory": "Split it, or raise --max-memory or use fewer --workers, then --retry-failed.",
    "output-invalid": "A fault of tei-tools: please report it with the file.",
    "timeout": "Look whether it is one text; raise --timeout, then --retry-failed.",
    "too-large": "Split it, or raise --max-bytes, then --retry-failed.",
    "undecodable": "Convert it to UTF-8, for example with iconv.",
    "unreadable": "Check that the file is there and may be read, then --retry-failed.",
    "write-failed": "Look at the message, then --retry-failed.",
}
"""What to do about documents that failed, by code."""

_EXAMPLES = 3
_SLOWEST = 10
_COLUMNS = (
    "output", "source", "member", "state", "code", "message", "bytes", "sha256", "seconds", "high", "medium", "low",
    "diagnostics", "outputs",
)  # fmt: skip


@click.command("status", help=HELP, short_help="Tell how a conversion of many files stands.", no_args_is_help=True)
@click.argument("folder", metavar="DIR")
@click.option("--csv", "as_csv", is_flag=True, help="A line for each document, as CSV.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--prune", is_flag=True, help="Remove outputs whose source or member is gone, if unchanged.")
def command(folder: str, as_csv: bool, as_json: bool, prune: bool) -> int:
    from ..batch.ledger import read_ledgers

    if prune:
        _prune(folder)
    if as_csv and as_json:
        raise click.UsageError("--csv and --json contradict each other: give one of them.")
    with read_ledgers(folder) as ledger:
        counts = ledger.counts()
        if as_csv:
            for lines in _table(ledger):
                emit(lines)
        elif as_json:
            emit(json.dumps(_summary(ledger, counts), ensure_ascii=False, indent=2) + "\n")
        else:
            tell("".join(printable(line) + "\n" for line in _lines(folder, ledger, counts)))
    return 0 if counts["done"] == sum(counts.values()) else 1


def _lines(folder: str, ledger: Ledger, counts: dict[str, int]) -> Iterator[str]:
    running = ledger.is_in_use()
    unfinished = "in work" if running else "unfinished (convert does them again)"
    yield f"{folder}: {sum(counts.values()):,} documents" + (", a run is going on" if running else "")
    for state, number in counts.items():
        if number or state == "done":
            yield f"  {number:>11,} {unfinished if state == 'started' else _NAMES.get(state, state)}"
    for code, number, examples in _causes(ledger):
        yield ""
        yield f"{code}: {number:,}. {_remedy(code)}"
        for result in examples:
            yield f"  {result.message or result.label}"
        if number > len(examples):
            yield f"  … and {number - len(examples):,} more: tei-tools status {folder} --csv"
    if gone := sum(1 for _ in ledger.gone()):
        yield ""
        yield f"{gone:,} of the done have no source any more; --prune removes their outputs:"
        for found in islice(ledger.gone(), _EXAMPLES):
            yield f"  {found.source}"
    slowest = [result for result in ledger.slowest(_SLOWEST) if result.seconds >= 1]
    if slowest:
        yield ""
        yield "slowest:"
    for result in slowest:
        yield f"  {result.seconds:8.1f} s  {result.size:>12,} bytes  {result.label}"


def _prune(folder: str) -> None:
    from ..batch.ledger import Ledger, ledger_path, ledger_paths

    for path in ledger_paths(folder) or [ledger_path(folder)]:
        Ledger(path, write=False).close()  # says what is wrong with it, and makes nothing
        with Ledger(path) as ledger:
            for removed in ledger.prune():
                say(f"removed: {removed}")


_NAMES = {"timeout": "took too long", "skipped": "skipped"}


def _remedy(code: str) -> str:
    return REMEDIES.get(code, "The messages say what to do; then --retry-failed.")


def _causes(ledger: Ledger) -> Iterator[tuple[str, int, list[DocumentResult]]]:
    for code, number in ledger.causes().items():
        yield code, number, list(islice(ledger.failures(code), _EXAMPLES))


def _summary(ledger: Ledger, counts: dict[str, int]) -> dict[str, object]:
    return {
        "documents": sum(counts.values()),
        "states": counts,
        "running": ledger.is_in_use(),
        "failures": [
            {
                "code": code,
                "documents": number,
                "remedy": _remedy(code),
                "examples": [{"source": _text(found.label), "message": found.message} for found in examples],
            }
            for code, number, examples in _causes(ledger)
        ],
        "slowest": [
            {"source": _text(found.label), "seconds": round(found.seconds, 3), "bytes": found.size}
            for found in ledger.slowest(_SLOWEST)
        ],
        "runs": [
            {"version": run.version, "started": run.started, "ended": run.ended, "host": run.host}
            for run in ledger.runs()
        ],
    }


def _table(ledger: Ledger) -> Iterator[str]:
    """CSV, a thousand documents at a time."""
    entries = ledger.iter_entries()
    first = True
    while (page := list(islice(entries, 1000))) or first:
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        if first:
            table.writerow(_COLUMNS)
        first = False
        for entry in page:
            found = entry.result
            table.writerow(
                (
                    _text(found.relative),
                    _text(found.source),
                    _text(found.member),
                    entry.state,
                    found.code,
                    found.message,
                    found.size,
                    found.sha256,
                    round(found.seconds, 3),
                    *found.confidence,
                    " ".join(f"{code}={number}" for code, number in found.diagnostics),
                    _text(" ".join(name for name, _ in found.outputs)),
                )
            )
        yield text.getvalue()


def _text(name: str) -> str:
    """A name that may hold bytes that are no text, as text."""
    return name.encode("utf-8", "backslashreplace").decode()
