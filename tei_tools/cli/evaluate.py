"""``tei-tools evaluate``: how much of labelled texts is read as a person labelled it."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from .messages import emit, printable, say
from .rules import find_rules, rules_option
from .settings import settings_options

if TYPE_CHECKING:
    from ..evaluate.crossvalidate import By
    from ..evaluate.evaluation import Evaluation
    from ..read.own_rules import OwnRule

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
      the rule behind the reading, its strongest evidence, how sure it was
      the command that explains all of it

\b
--cross-validate gives the figures of record. The weights of the package were
learned from labelled texts, and on those they look better than they are. Here
the texts are cut into parts; each part is read with weights that are learned
from the other parts, so that no text is read by what its own source taught.
--sources names the source of each text: lines of ID, KIND, SOURCE and, if
there is one, LOT, with tabs between them; without it the source of a text is
its family. --also names a folder with labels and text in it: its texts are
learned from in every part and counted in no figure. The 95 % interval of the
score is a bootstrap over sources. It takes some minutes and needs the extra
"train". --drop leaves evidence out,
learns everything anew and tells what the evidence adds; NAME is that of a
rule, or what the names of evidence begin with ("tei-tools explain" shows
both). With --only, --only-kind and IDs the figures are those of some texts,
and all are learned from. --write makes a page of the figures, cross-validated
ones first and those of the weights in the package beside them.

\b
Examples:
  tei-tools evaluate --gold labels --text texts
  tei-tools evaluate --gold labels --text texts --only a_1 a_2 --details
  tei-tools evaluate --gold labels --text texts --pred out --json figures.json
  tei-tools evaluate --gold labels --text texts --json - | jq .by_label
  tei-tools evaluate --gold labels --text texts --cross-validate --sources sources.tsv
  tei-tools evaluate --gold labels --text texts --cross-validate --drop series --drop title

Rules of your own (--rules, or in the settings) are used as "tei-tools convert"
uses them; not with --cross-validate, which tells what the package does.


A text that cannot be read, and a record of --pred that is not there, count as
read wrong from beginning to end. Exit code 1 means that there were such, or
that some labels or texts could not be used; all others were compared.
"""

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "evaluate", help=HELP, short_help="Compare what is read with labels that people gave.", no_args_is_help=True
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--gold", metavar="DIR", required=True, type=FOLDER, help="The labels: <id>.tsv.")
@click.option("--text", metavar="DIR", required=True, type=FOLDER, help="The texts: <id>.txt.")
@click.option("--pred", metavar="DIR", type=FOLDER, help="Take these records, <id>.json, and parse nothing.")
@click.option("--only", metavar="ID...", multiple=True, help="Compare only these documents.")
@click.option(
    "--only-kind", "kinds", metavar="KIND...", multiple=True, help="Compare only documents of these families."
)
@click.option("--families", is_flag=True, help="One line per family of documents too.")
@click.option("--details", is_flag=True, help="List every difference.")
@click.option("--model", "model_file", metavar="FILE", type=FILE, help="Read with these weights.")
@rules_option
@click.option("--cross-validate", is_flag=True, help="Read each text with weights learned from other sources.")
@click.option(
    "--by",
    type=click.Choice(["source", "family"]),
    default="source",
    show_default=True,
    help="What is kept aside as a whole.",
)
@click.option(
    "--sources", metavar="FILE", type=FILE, help="The source of each text: ID, KIND, SOURCE, with tabs between."
)
@click.option("--also", metavar="DIR", type=FOLDER, help="Learn from these too: DIR/labels and DIR/text.")
@click.option(
    "--folds",
    metavar="N",
    type=click.IntRange(min=2),
    default=10,
    show_default=True,
    help="Parts of the cross-validation.",
)
@click.option("--drop", metavar="NAME", multiple=True, help="Tell what evidence adds; may be given several times.")
@click.option(
    "--write", "page_file", metavar="FILE", help="Write a page of the cross-validated figures to FILE, in Markdown."
)
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    help='Write all figures to FILE as JSON; "-" is the standard output and leaves the tables out.',
)
@click.option("-f", "--force", is_flag=True, help="Overwrite FILE of --json and --write whatever it is.")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of a fault.")
@click.pass_context
def command(
    context: click.Context,
    /,
    ids: tuple[str, ...],
    gold: Path,
    text: Path,
    pred: Path | None,
    only: tuple[str, ...],
    kinds: tuple[str, ...],
    families: bool,
    details: bool,
    model_file: Path | None,
    rules_file: str | None,
    cross_validate: bool,
    by: By,
    sources: Path | None,
    also: Path | None,
    folds: int,
    drop: tuple[str, ...],
    page_file: str | None,
    json_file: str | None,
    force: bool,
    verbose: bool,
    config: str | None,
    no_config: bool,
    profile: str | None,
) -> int:
    from ..evaluate.labels import find_labels
    from ..evaluate.quality import page, spoken
    from ..evaluate.report import to_words

    _refuse_what_contradicts(context, cross_validate)
    labels = find_labels(gold)
    chosen = _chosen(labels, gold, {*only, *ids}, kinds)
    json_path = None if json_file in (None, STDOUT) else Path(str(json_file))
    page_path = None if page_file is None else Path(page_file)
    if not force:
        _refuse_foreign(json_path, page_path)
    some = {name: path for name, path in labels.items() if name in chosen}
    own = [] if cross_validate or pred else _own_rules(rules_file, config, no_config, profile)
    if cross_validate:
        report = _cross_validated(
            labels, text, sources=sources, also=also, by=by, drop=drop, only=chosen, folds=folds, details=details,
            tell=say, workers=os.cpu_count() or 1,
        )  # fmt: skip
    else:
        report = _evaluated(some, text, pred, details, model_file, own)
    if not _tell(report):
        return 1
    data = _json_of(report)
    files = {} if json_path is None else {json_path: data}
    if page_path is not None:
        files[page_path] = spoken(page(report, _evaluated(some, text, None, False, None), _spelled(context))).encode()
    emit(data if json_file == STDOUT else printable(to_words(report, families=families)))
    _write(files)
    return 1 if report.lost or report.not_compared else 0


command.params.extend(settings_options(load=False))


def _write(files: Mapping[Path, bytes]) -> None:
    if files:
        from ..write.atomic import write_together

        write_together(files, overwrite=True)


def _cross_validated(*given: Any, **options: Any) -> Evaluation:
    """What :func:`~tei_tools.evaluate.crossvalidate.crossvalidate` gives."""
    from .train import one_thread

    one_thread()
    from ..evaluate.crossvalidate import crossvalidate

    return crossvalidate(*given, **options)


_OF_CROSS_VALIDATION = {"by", "sources", "also", "folds", "drop", "page_file"}


def _refuse_what_contradicts(context: click.Context, cross_validate: bool) -> None:
    """Raise ``click.UsageError`` for options that say nothing together."""
    given = {
        name for name in context.params if context.get_parameter_source(name) not in (None, ParameterSource.DEFAULT)
    }
    names = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    wrong = {"pred", "model_file", "rules_file"} if cross_validate else _OF_CROSS_VALIDATION
    for name in sorted(given & wrong):
        if cross_validate:
            raise click.UsageError(f"{names[name]} cannot stand with --cross-validate.")
        raise click.UsageError(f"{names[name]} needs --cross-validate.")
    if {"pred", "model_file"} <= given:
        raise click.UsageError("--pred and --model contradict each other: with --pred nothing is parsed.")
    if {"pred", "rules_file"} <= given:
        raise click.UsageError("--pred and --rules contradict each other: with --pred nothing is parsed.")


def _chosen(labels: Mapping[str, Path], gold: Path, ids: set[str], kinds: tuple[str, ...]) -> set[str]:
    """The ids to compare; raises ``click.BadParameter`` for one that has no labels."""
    from ..evaluate.figures import family

    if unknown := sorted(ids - {*labels}):
        raise click.BadParameter(f"there is no {gold / unknown[0]}.tsv.", param_hint="--only")
    known = {family(name) for name in labels}
    if unknown := sorted({*kinds} - known):
        raise click.BadParameter(
            f"there are no labels {gold / unknown[0]}_….tsv; there are {', '.join(sorted(known))}.",
            param_hint="--only-kind",
        )
    return {name for name in labels if (not ids or name in ids) and (not kinds or family(name) in kinds)}


def _evaluated(
    labels: Mapping[str, Path], text: Path, pred: Path | None, details: bool, model_file: Path | None,
    own: Sequence[OwnRule] = (),
) -> Evaluation:  # fmt: skip
    from ..evaluate.evaluation import evaluate
    from ..read.model import read_model

    model = None if model_file is None else read_model(model_file)
    return evaluate(labels, text, pred, details=details, model=model, own_rules=own)


def _own_rules(
    rules_file: str | None, config: str | None, no_config: bool, profile: str | None
) -> list[OwnRule]:  # fmt: skip
    """The rules of the user's own that convert would use; what is read with them is told to be."""
    found = find_rules(rules_file, config, no_config, profile)
    if found:
        places = ", ".join(dict.fromkeys(one.place for one in found))
        say(f"{len(found)} rule{'s' if len(found) > 1 else ''} of your own in use: {places}")
    return [one.rule for one in found]


def _tell(report: Evaluation) -> bool:
    """Say what was forgotten, lost or could not be compared; whether anything was."""
    from ..evaluate.run import remarks_of

    for path, remark in remarks_of(report.cases):
        say(f"{path}:{remark.line}: warning: {remark.message}" if remark.line else f"{path}: warning: {remark.message}")
    told = [(f"{entry.id} could not be read and counts as read wrong:", entry.reason) for entry in report.lost]
    told += [(f"{entry.id} was not compared:", entry.reason) for entry in report.not_compared]
    for what, reason in told:
        say(what)
        say("\n".join(f"  {line}" for line in reason.splitlines()))
    if not report.comparisons:
        say("No document could be compared.")
    return bool(report.comparisons)


def _json_of(report: Evaluation) -> bytes:
    """All figures; a lone surrogate, which UTF-8 cannot carry, becomes an escape, which JSON has for it."""
    from ..evaluate.report import to_data

    return (json.dumps(to_data(report), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _spelled(context: click.Context) -> str:
    """The command line that makes the same page, in the order of the help page."""
    words = ["tei-tools", "evaluate"]
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if context.get_parameter_source(parameter.name or "") in (None, ParameterSource.DEFAULT):
            continue
        if isinstance(parameter, click.Argument):
            words += map(str, value or ())
        elif value is True:
            words.append(parameter.opts[0])
        else:
            for one in value if isinstance(value, tuple) else (value,):
                words += [parameter.opts[0], str(one)]
    return shlex.join(words)


def _refuse_foreign(json_path: Path | None, page_path: Path | None) -> None:
    from ..evaluate.quality import made_by_this
    from ..write.atomic import refuse_foreign

    remedy = "give another name, or --force"
    if json_path is not None:
        refuse_foreign([json_path], _is_evaluation, remedy)
    if page_path is not None:
        refuse_foreign([page_path], made_by_this, remedy)


def _is_evaluation(content: bytes) -> bool:
    """Whether a file is one that this command wrote: those are written anew."""
    from ..evaluate.report import SCHEMA

    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("schema") == SCHEMA
