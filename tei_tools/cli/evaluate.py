"""``tei-tools evaluate``: how much of labelled texts is read as a person labelled it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .messages import emit, printable, say

STDOUT = "-"

HELP = """Compare what is read with labels that people gave.

\b
DIR of --gold holds files of labels, <id>.tsv, and DIR of --text the texts,
<id>.txt. docs/labels.md describes the labels. The texts are parsed, or, with
--pred, records that "tei-tools convert" wrote before (<id>.json) are taken.

\b
It prints the score and its parts, precision, recall and F1 of each label and
of each fact of articles, how often readings of each confidence are right,
what is mistaken for what, and the worst documents. Every figure is a share
from 0 to 1. A family of documents is what their ids have in front of the
first underscore; the two halves take the documents of each family in turn.

\b
--details lists every difference by cause, the most frequent first:
  ID:LINE: labelled head:2, read p   the words
      the rule behind the reading, its strongest evidence, its margin
      the command that explains all of it

\b
Examples:
  tei-tools evaluate --gold labels --text texts
  tei-tools evaluate --gold labels --text texts --only a_1 a_2 --details
  tei-tools evaluate --gold labels --text texts --pred out --json figures.json
  tei-tools evaluate --gold labels --text texts --json - | jq .by_label

A text that cannot be read, and a record of --pred that is not there, count as
read wrong from beginning to end. Exit code 1 means that there were such, or
that some labels or texts could not be used; all others were compared.
"""

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    "evaluate", help=HELP, short_help="Compare what is read with labels that people gave.", no_args_is_help=True
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--gold", metavar="DIR", required=True, type=_FOLDER, help="The labels: <id>.tsv.")
@click.option("--text", metavar="DIR", required=True, type=_FOLDER, help="The texts: <id>.txt.")
@click.option("--pred", metavar="DIR", type=_FOLDER, help="Take these records, <id>.json, and parse nothing.")
@click.option("--only", metavar="ID...", multiple=True, help="Compare only these documents.")
@click.option("--families", is_flag=True, help="One line per family of documents too.")
@click.option("--details", is_flag=True, help="List every difference.")
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    help='Write all figures to FILE as JSON; "-" is the standard output and leaves the tables out.',
)
@click.option("-f", "--force", is_flag=True, help="Overwrite FILE of --json whatever it is.")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of a fault.")
def command(
    ids: tuple[str, ...],
    gold: Path,
    text: Path,
    pred: Path | None,
    only: tuple[str, ...],
    families: bool,
    details: bool,
    json_file: str | None,
    force: bool,
    verbose: bool,
) -> int:
    from ..evaluate.evaluation import evaluate
    from ..evaluate.labels import find_labels
    from ..evaluate.run import remarks_of

    labels = find_labels(gold)
    if chosen := {*only, *ids}:
        if unknown := sorted(chosen - {*labels}):
            raise click.BadParameter(f"there is no {gold / unknown[0]}.tsv.", param_hint="--only")
        labels = {name: path for name, path in labels.items() if name in chosen}
    target = None if json_file in (None, STDOUT) else Path(str(json_file))
    if target is not None and not force:
        from ..write.atomic import refuse_foreign

        refuse_foreign([target], _is_evaluation, "give another name, or --force")
    report = evaluate(labels, text, pred, details=details)
    for path, remark in remarks_of(report.cases):
        say(f"{path}:{remark.line}: warning: {remark.message}" if remark.line else f"{path}: warning: {remark.message}")
    for entries, told in (
        (report.lost, "could not be read and counts as read wrong"),
        (report.not_compared, "was not compared"),
    ):
        for entry in entries:
            say(f"{entry.id} {told}:")
            say("\n".join(f"  {line}" for line in entry.reason.splitlines()))
    if not report.comparisons:
        say("No document could be compared.")
        return 1
    from ..evaluate.report import to_data, to_words

    # A lone surrogate, which UTF-8 cannot carry, becomes an escape, which JSON has for it.
    data = (json.dumps(to_data(report), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
    emit(data if json_file == STDOUT else printable(to_words(report, families=families)))
    if target is not None:
        from ..write.atomic import write_together

        write_together({target: data}, overwrite=True)
    return 1 if report.lost or report.not_compared else 0


def _is_evaluation(content: bytes) -> bool:
    """Whether a file is one that this command wrote: those are written anew."""
    from ..evaluate.report import SCHEMA

    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("schema") == SCHEMA
