"""What each rule and each part of the decoder contributes: the score without it.

``python -m tei_tools.evaluate.ablation --gold DIR --text DIR`` prints it as Markdown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shlex import join

import click

from ..decode import coherence
from ..errors import TeiToolsError
from ..parse import parse
from ..recognize.page import Page
from ..recognize.registry import all_rules
from ..recognize.rule import Candidate, Rule, Unit
from .compare import Comparison
from .figures import MINOR_PARTS, PARTS, Figures, figures, halves
from .labels import find_labels
from .run import Case, compare_cases, load_cases

NUMBERING = frozenset({
    "next", "first", "missing", "missing-most", "starts-late", "again", "back", "restart", "kind-change", "outward",
    "item-at-top", "item-top-first", "unnumbered-new", "unnumbered-peer", "unnumbered-nested", "unnumbered-outer",
    "head-head", "lost-next", "item-next", "item-first",
})  # fmt: skip
"""Weights of :data:`tei_tools.decode.coherence.W` that tell which number may follow which; the others tell phases."""


def _plain(unit: Unit, page: Page) -> Iterator[Candidate]:
    yield Candidate("p")


LAST_RESORT = Rule("last-resort", _plain, {"p": {"base": -20.0}})
"""Stands in where a rule is left out: a unit must have some reading."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The figures without one thing."""

    without: str
    comparisons: tuple[Comparison, ...]
    figures: Figures


@contextmanager
def weights_at_zero(names: frozenset[str]) -> Iterator[None]:
    """The decoder with these weights of coherence at 0; afterwards all are as before.

    >>> with weights_at_zero(frozenset({"next"})):
    ...     coherence.W["next"]
    0.0
    """
    weights: MutableMapping[str, float] = coherence.W
    before = dict(weights)
    try:
        weights.update(dict.fromkeys(names & before.keys(), 0.0))
        yield
    finally:
        weights.update(before)


@contextmanager
def no_repairs() -> Iterator[None]:
    """The parser without repairs: glosses, markup, entities and byte shifts stay in the text."""
    names = vars(import_module(f"{__package__.rpartition('.')[0]}.parse"))  # tei_tools.parse itself is the function
    before = names["find_repairs"]
    try:
        names["find_repairs"] = lambda text: ((), ())
        yield
    finally:
        names["find_repairs"] = before


def trials(cases: Sequence[Case], tell: Callable[[str], None] = lambda name: None) -> Iterator[Trial]:
    """First with everything, then without each rule, without repairs, without the decoder's coherence.

    ``tell`` hears what comes next. Each trial parses all texts.
    """

    def trial(name: str, rules: Sequence[Rule] | None = None) -> Trial:
        tell(name)
        comparisons, _ = compare_cases(cases, lambda case: parse(case.source, rules))
        return Trial(name, tuple(comparisons), figures(comparisons))

    yield trial("")
    for rule in all_rules():
        rest = tuple(other for other in all_rules() if other is not rule)
        yield trial(f"rule {rule.name}", (*rest, LAST_RESORT))
    with no_repairs():
        yield trial("repairs")
    phases = frozenset(coherence.W) - NUMBERING
    for name, names in (("numbering", NUMBERING), ("phases", phases), ("numbering and phases", NUMBERING | phases)):
        with weights_at_zero(names):
            yield trial(f"coherence: {name}")


PAGE = """# How well it reads

Made by a command and not edited by hand:

```sh
{command}
```

Figures over {documents} texts ({units} units, {characters} characters) that were labelled by reading. Every figure is
a share from 0 to 1; `docs/labels.md` says what each counts. `tei-tools evaluate` prints them with much more detail.

{overview}

The halves take the documents of each family in turn. Visible characters in no block and no discard: {unaccounted}.

## Labels

{labels}

## Facts of articles

{fields}

## Confidence

How often a reading is right, by the confidence that it is given.

{confidence}

## What each part contributes

The score without it, and what is lost by that; then the other figures without it. A rule that is left out takes its
readings and its evidence with it; without the rule `prose` a line that no other rule reads is a paragraph all the
same. `numbering` and `phases` are the decoder's weights of which number may follow which and of what may stand where
in an article, set to 0. What a discarded line is discarded as is not counted: `repeated-line` tells other copies of a
headline from navigation.

{ablation}
"""


def page(done: Sequence[Trial], command: str) -> str:
    """``docs/quality.md``: all figures of the first trial, and what the others are without."""
    base = done[0]
    total = base.figures
    first, second = (figures(half) for half in halves(base.comparisons))
    names = ("score", *PARTS, *MINOR_PARTS)
    overview = [["", *names]]
    for title, found in (("all", total), ("half A", first), ("half B", second)):
        overview.append([title, *_values(found)])
    ablation = [["without", "score", "lost", *PARTS, *MINOR_PARTS]]
    for trial in done:
        score, *values = _values(trial.figures)
        lost = f"{total.score - trial.figures.score:+.4f}" if trial is not base else ""
        ablation.append([trial.without or "nothing", score, lost, *values])
    tallies = []
    for what, found_by in (("label", total.labels), ("field", total.fields)):
        rows = [[what, "labelled", "read", "right", "precision", "recall", "F1"]]
        for name, tally in found_by.items():
            counts = (tally.right + tally.missed, tally.right + tally.wrong, tally.right)
            rows.append([name, *map(str, counts), *map(_figure, (tally.precision, tally.recall, tally.f1))])
        tallies.append(_markdown(rows))
    confidence = [["confidence", "units", "right", "share"]]
    for level, trust in total.confidence.items():
        confidence.append([level, str(trust.units), str(trust.right), _figure(trust.share)])
    return PAGE.format(
        command=command,
        documents=len(base.comparisons),
        units=sum(total.confusion.values()),
        characters=total.characters,
        overview=_markdown(overview),
        unaccounted=total.unaccounted,
        labels=tallies[0],
        fields=tallies[1],
        confidence=_markdown(confidence),
        ablation=_markdown(ablation),
    )


def _values(found: Figures) -> list[str]:
    return [_figure(found.score), *(_figure(found.parts[name]) for name in (*PARTS, *MINOR_PARTS))]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("python -m tei_tools.evaluate.ablation", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--gold", metavar="DIR", required=True, type=_FOLDER, help="The labels: <id>.tsv.")
@click.option("--text", metavar="DIR", required=True, type=_FOLDER, help="The texts: <id>.txt.")
@click.option("--write", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write the page there.")
def command(gold: Path, text: Path, write: Path | None) -> None:
    """Measure what each rule, the repairs and the decoder's coherence contribute to reading labelled texts.

    It prints a page of Markdown, or writes it to a file anew. All texts are parsed once for each rule and a few times
    more.
    """
    from ..write.atomic import refuse_foreign, write_together

    try:
        if write is not None:
            title = PAGE.partition("\n")[0].encode()
            refuse_foreign([write], lambda page: page.startswith(title), "give another name")
        cases, failed = load_cases(find_labels(gold), text)
        if failed:
            raise click.ClickException(f"{failed[0].id} cannot be compared: {failed[0].reason}")
        done = list(trials(cases, lambda name: click.echo(f"without {name or 'nothing'} …", err=True)))
        words = ["python", "-m", "tei_tools.evaluate.ablation", "--gold", str(gold), "--text", str(text)]
        content = page(done, join([*words, "--write", str(write)] if write is not None else words))
        if write is None:
            click.echo(content, nl=False)
            return
        write_together({write: content.encode()}, overwrite=True)
    except TeiToolsError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    sys.exit(command())
