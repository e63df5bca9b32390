"""``python -m tei_tools.read.train``: weights of the reader from labelled texts."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .evaluate import FILE, FOLDER
from .messages import emit, printable, say

HELP = """Learn the weights of the reader from labelled texts.

\b
DIR of --gold holds files of labels, <id>.tsv, and DIR of --text the texts,
<id>.txt; docs/labels.md describes the labels, docs/training.md the way from
labels to a better reader. Everything is learned from these texts: which
evidence speaks for which label, what stands beside what, what makes one
coherent page, and how sure a reading is. Needs the extra "train"
(pip install 'tei-tools[train]').

\b
--sources names the source of each text: lines of ID, KIND, SOURCE, with tabs
between them. Without it the source of a text is its family, what its id has
in front of the first underscore. A piece of evidence is learned when texts
of three sources show it, and the figures are cross-validated: each text is
read with weights learned from other sources. --also names a folder with
labels and text in it: these are learned from as well, and no figure counts
them.

\b
It prints those figures. --write puts the weights into FILE, sorted and one
piece of evidence a line, with the version, the sha256 of the labelled texts,
the labels and the figures. The same texts give the same bytes. Without
--write no file is written.

\b
Examples:
  python -m tei_tools.read.train --gold labels --text texts
  python -m tei_tools.read.train --gold labels --text texts --sources sources.tsv --write mine.json
  tei-tools evaluate --gold labels --text texts --model mine.json

Labels and texts that cannot be used are told of and left out; the exit code
is 1 then. Some hundred texts take some minutes.
"""


@click.command(
    "train",
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.option("--gold", metavar="DIR", required=True, type=FOLDER, help="The labels: <id>.tsv.")
@click.option("--text", metavar="DIR", required=True, type=FOLDER, help="The texts: <id>.txt.")
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
@click.option("--write", "target", metavar="FILE", type=FILE, help="Write the weights to FILE.")
@click.option("-f", "--force", is_flag=True, help="Overwrite FILE whatever it is.")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of a fault.")
def command(
    gold: Path,
    text: Path,
    sources: Path | None,
    also: Path | None,
    folds: int,
    target: Path | None,
    force: bool,
    verbose: bool,
) -> int:
    one_thread()
    from ..evaluate.crossvalidate import also_learned, compare_held, figures_of_record, origins_of
    from ..evaluate.labels import find_labels
    from ..evaluate.run import load_cases
    from ..read.chain_fit import sparse_library
    from ..read.model import is_model
    from ..read.train import about, fit, sample_of, spelled
    from ..write.atomic import refuse_foreign, write_together

    sparse_library()
    if target is not None and not force:
        refuse_foreign([target], is_model, "give another name, or --force")
    cases, failed = load_cases(find_labels(gold), text)
    for entry in failed:
        say(f"{entry.id} was left out:")
        say("\n".join(f"  {line}" for line in entry.reason.splitlines()))
    named = {name: origin.source for name, origin in origins_of(cases, sources).items()}
    say(f"{len(cases)} texts of {len({*named.values()})} sources")
    samples = [sample_of(case, named[case.id]) for case in cases]
    beside = [] if also is None else also_learned(also, cases)
    if beside:
        say(f"{len(beside)} texts of {len({one.source for one in beside})} sources that no figure counts")
    samples += [one.sample() for one in beside]
    workers = os.cpu_count() or 1
    learned, held = fit(samples, say, folds, workers)
    comparisons, lost = compare_held(cases, held, folds=folds, workers=workers)
    for entry in lost:
        say(f"{entry.id} could not be read and counts as read wrong: {entry.reason}")
    figures = figures_of_record(comparisons, named, folds)
    if target is not None:
        more = {one.case.id: one.source for one in beside}
        said = about(cases, {**named, **more}, figures, [one.case for one in beside])
        content = spelled({**learned, **said})
        write_together({target: content.encode()}, overwrite=True)
    emit(printable(in_words(figures)))
    return 1 if failed or lost else 0


def one_thread() -> None:
    """Let products of matrices take one thread each, where no other number is asked for: processes share the work here,
    and threads beside them hold it up. To be called before numpy is loaded.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def in_words(figures: dict[str, object]) -> str:
    """The figures, one a line, those inside others named with a dot."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += in_words({f"{name}.{inner}": found for inner, found in value.items()}).splitlines()
        else:
            shown = " to ".join(map(str, value)) if isinstance(value, list) else "-" if value is None else str(value)
            lines.append(f"{name:<28}{shown}")
    return "\n".join(lines) + "\n"
