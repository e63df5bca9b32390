"""``tei-tools explain``: why each line was read as it was."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING

import click

from ..batch.naming import STDIN
from ..text.encoding import MAX_BYTES
from .inputs import input_options
from .messages import emit, printable, say
from .streams import standard_input

if TYPE_CHECKING:
    from ..parse import UnitExplanation

HELP = """Say, line by line, how a text file is read and why.

\b
For every unit of the source (a line, or a part of one) it prints
  LINE:COLUMN  READING  score, margin, confidence, rule   the words
    + the evidence for it, with weights
    - the other readings that were thought of, best first, with the same
Weights and scores are log-odds in nats (natural logarithms: 2.3 are odds of
10 to 1). The score of a reading that was not
chosen is what the best reading of the whole page loses by taking it. The
margin is how far the page as read leads the best one in which this unit is
read otherwise: under a small margin the confidence is medium or low.

\b
Readings are named as in the record: title, kicker, subtitle, meta, byline,
salute, head (a heading on its own), sec (a heading with text behind it),
p, cont (continues the unit before), item, figure, caption, sign, note,
table, noise.

\b
Examples:
  tei-tools explain report.txt | less
  tei-tools explain report.txt --doubtful
  tei-tools explain report.txt --line 12 --line 14
  tei-tools explain report.txt --json | jq '.units[] | select(.label == "head")'
"""


@click.command("explain", help=HELP, short_help="Say why each line was read as it was.", no_args_is_help=True)
@click.argument("file", metavar="FILE")
@input_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--doubtful", is_flag=True, help="Only units whose confidence is not high.")
@click.option(
    "--line", "numbers", metavar="N", type=click.IntRange(min=1), multiple=True,
    help="Only units that start in this line; may be given several times.",
)  # fmt: skip
@click.option(
    "--max-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=MAX_BYTES,
    show_default=True,
    help="Refuse inputs larger than this, standard input too.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of a fault.")
def command(
    file: str,
    from_format: str | None,
    encoding: str | None,
    as_json: bool,
    doubtful: bool,
    numbers: tuple[int, ...],
    max_bytes: int,
    verbose: bool,
) -> int:
    from ..inputs.blob import Blob, InputOptions, Limits
    from ..inputs.registry import read_member
    from ..parse import explain
    from ..text.source import line_spans

    options, limits = InputOptions(from_format or "", encoding or ""), Limits(max_bytes=max_bytes)
    if file == STDIN:
        blob = Blob.of_stream(standard_input(), "standard input", options, limits)
    else:
        blob = Blob.of_input(file, options, limits)
    source = read_member(blob, "", limits)
    explanation = explain(source)
    if numbers and max(numbers) > (count := len(line_spans(source.text))):
        raise click.BadParameter(f"{file} has {count} line{'s' if count > 1 else ''}.", param_hint="--line")
    for number in sorted({*numbers} - {unit.line for unit in explanation.units}):
        say(f"{file}:{number}: nothing is read here: the line is blank, or all of it is taken out of the text.")
    units = [
        unit
        for unit in explanation.units
        if (not doubtful or unit.confidence != "high") and (not numbers or unit.line in numbers)
    ]
    if as_json:
        shown = {"file": source.file.name, "units": [_data(unit) for unit in units]}
        emit(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    else:
        for unit in units:
            emit(_words(unit))
    return 0


def _data(unit: UnitExplanation) -> dict[str, object]:
    return {
        "line": unit.line,
        "column": unit.column,
        "start": unit.start,
        "end": unit.end,
        "text": unit.text,
        "label": unit.label,
        "score": round(unit.score, 4),
        "margin": _number(unit.margin),
        "confidence": unit.confidence,
        "rule": unit.rule,
        "evidence": [{"name": name, "weight": weight} for name, weight in unit.evidence],
        "losers": [
            {
                "label": loser.label,
                "score": _number(loser.score),
                "rule": loser.rule,
                "evidence": [{"name": name, "weight": weight} for name, weight in loser.evidence],
            }
            for loser in unit.losers
        ],
    }


def _number(score: float) -> float | None:
    """A score, or nothing for a reading that cannot be: JSON has no infinity."""
    return round(score, 4) if isfinite(score) else None


def _words(unit: UnitExplanation) -> str:
    text = printable(" ".join(unit.text.split()))
    text = text if len(text) <= 40 else text[:39] + "…"
    lines = [
        f"{unit.line}:{unit.column}  {unit.label}  "
        f"score {unit.score:.1f}, margin {unit.margin:.1f}, {unit.confidence}, {unit.rule}   {text}",
        f"    + {_evidence(unit.evidence)}",
    ]
    for loser in unit.losers:
        score = f"score {loser.score:.1f}" if isfinite(loser.score) else "far behind"
        lines.append(f"    - {loser.label}  {score}, {loser.rule}: {_evidence(loser.evidence)}")
    return "\n".join(lines) + "\n"


def _evidence(evidence: tuple[tuple[str, float], ...]) -> str:
    return "  ".join(f"{name} {weight:+.1f}" for name, weight in evidence) or "nothing"
