"""``tei-tools explain``: why each line was read as it was."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..batch.naming import STDIN
from ..language import phrase, shown
from .inputs import input_options, max_bytes_option
from .messages import emit, printable, say
from .rules import find_rules, rules_option
from .settings import settings_options
from .streams import standard_input

if TYPE_CHECKING:
    from ..decisions.take import Placed
    from ..inputs.blob import InputOptions, Limits
    from ..parse import UnitExplanation
    from ..text.source import Source

HELP = """Say, line by line, how a text file is read and why.

\b
For every unit of the source (a line, or a part of one) it prints
  LINE:COLUMN  READING  sure 0.98, high, chance 0.91, rule   the words
    + the evidence that decided for it, with weights
    ~ what it means behind what stands before it (coherence), with weights
    = that the headline of the article was decided as a whole, of all lines
      around it together, whether this line is of it, and by how much that leads
    - another reading, its chance, how far it is behind, its rule: evidence
"sure" is the probability that the reading is right, as often as it was on
sources that nothing was learned from; high, medium and low are words for
it. "chance" is the probability of a label by the evidence of the page,
before coherence is looked at. "behind" is what the whole page loses by
taking another reading. Losses and weights are in nats: 0.7 is twice as
likely, 2.3 ten times. Weights of evidence are for one label and against
another one: for the reading and against the next best one in the line
with +, for the other reading and against the one chosen in lines with -.
A rule named "model" is none: the reading comes from evidence alone. Rules
of your own (docs/rules.md) have their names, and weigh as "rule=NAME".

\b
With --decisions the text is read around what people decided of it, as convert
reads it: the rule of a line that a person decided is "pin WHO, WHEN", and the
lines around it are read anew. Facts that were decided come behind the lines:
  LINE:COLUMN  field=FIELD value=VALUE  decided by WHO, WHEN   the words

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
  tei-tools explain report.txt --decisions --line 12
  tei-tools explain report.txt --model mine.json
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
@max_bytes_option
@click.option(
    "--model", "model_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Read with these weights, which python -m tei_tools.read.train wrote.",
)  # fmt: skip
@click.option("--decisions", "decided", is_flag=True, help="Read around the decisions that stand beside FILE.")
@rules_option
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of a fault.")
def command(
    file: str,
    from_format: str | None,
    encoding: str | None,
    as_json: bool,
    doubtful: bool,
    numbers: tuple[int, ...],
    max_bytes: int,
    model_file: Path | None,
    decided: bool,
    rules_file: str | None,
    verbose: bool,
    config: str | None,
    no_config: bool,
    profile: str | None,
) -> int:
    from ..decisions.take import pins_of
    from ..inputs.blob import InputOptions, Limits
    from ..parse import explain
    from ..read.model import read_model
    from ..text.source import line_spans

    if decided and file == STDIN:
        raise click.UsageError("--decisions goes with a file: nothing stands beside standard input.")
    source = _source(file, InputOptions(from_format or "", encoding or ""), Limits(max_bytes=max_bytes))
    own = [found.rule for found in find_rules(rules_file, config, no_config, profile)]
    model = None if model_file is None else read_model(model_file)
    placed = _decided(file, source) if decided else []
    explanation = explain(source, model=model, pins=pins_of(placed, source.text), own_rules=own)
    if numbers and max(numbers) > (count := len(line_spans(source.text))):
        raise click.BadParameter(
            f"{file} has {count} lines." if count > 1 else f"{file} has 1 line.", param_hint="--line"
        )
    for number in sorted({*numbers} - {unit.line for unit in explanation.units}):
        say(f"{file}:{number}: nothing is read here: the line is blank, or all of it is taken out of the text.")
    units = [
        unit
        for unit in explanation.units
        if (not doubtful or unit.confidence != "high") and (not numbers or unit.line in numbers)
    ]
    facts = [one for one in placed if one.entry.says.field and one.span is not None]
    facts = [one for one in facts if not numbers or _place(one, source.text)[0] in numbers]
    if as_json:
        data = {"file": source.file.name, "units": [_data(unit) for unit in units]}
        if decided:
            data["facts"] = [_fact(one, source.text) for one in facts]
        emit(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    else:
        for unit in units:
            emit(_words(unit))
        for one in facts:
            emit(_fact_words(one, source.text))
    return 0


command.params.extend(settings_options(load=False))


def _source(file: str, options: InputOptions, limits: Limits) -> Source:
    from ..inputs.blob import Blob
    from ..inputs.registry import read_member

    if file == STDIN:
        blob = Blob.of_stream(standard_input(), "standard input", options, limits)
    else:
        blob = Blob.of_input(file, options, limits)
    return read_member(blob, "", limits)


def _decided(file: str, source: Source) -> list[Placed]:
    """What people decided of the source; what does not fit any more, and what they dispute, is said."""
    from ..decisions.beside import load_decisions
    from ..decisions.take import disputes, lost, placed

    decisions, _ = load_decisions(file)
    if decisions is None:
        say(f"{file}: nobody decided anything: no {file}.decisions.json stands beside it.")
        return []
    found = placed(decisions, source)
    remarks = [lost(one.entry) for one in found if one.span is None]
    for remark in (*remarks, *disputes(decisions, source)):
        say(f"{file}: {remark.message}")
    return found


def _place(one: Placed, text: str) -> tuple[int, int]:
    """Line and column of the words of a decision, counted from 1."""
    start = one.entry.span.start if one.span is None else one.span.start
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def _fact(one: Placed, text: str) -> dict[str, object]:
    from ..decisions.take import decision_of
    from ..write.decided import decision_record

    line, column = _place(one, text)
    return {"line": line, "column": column, **decision_record(decision_of(one.entry, one.span or one.entry.span))}


def _fact_words(one: Placed, text: str) -> str:
    from ..decisions.take import decision_of
    from ..write.decided import spell

    line, column = _place(one, text)
    decision = decision_of(one.entry, one.span or one.entry.span)
    how = shown(f"decided by {decision.by}, {decision.when}")
    return f"{line}:{column}  {spell(decision)}  {how}   {printable(decision.words)}\n"


def _data(unit: UnitExplanation) -> dict[str, object]:
    return {
        "line": unit.line,
        "column": unit.column,
        "start": unit.start,
        "end": unit.end,
        "text": unit.text,
        "label": unit.label,
        "sureness": round(unit.sureness, 4),
        "confidence": unit.confidence,
        "chance": round(unit.chance, 4),
        "margin": _number(unit.margin),
        "rule": unit.rule,
        "evidence": _pairs(unit.evidence),
        "coherence": _pairs(unit.coherence),
        "headline": None if unit.headline is None else _number(unit.headline),
        "losers": [
            {
                "label": loser.label,
                "chance": round(loser.chance, 4),
                "behind": _number(loser.behind),
                "rule": loser.rule,
                "evidence": _pairs(loser.evidence),
            }
            for loser in unit.losers
        ],
    }


def _pairs(evidence: tuple[tuple[str, float], ...]) -> list[dict[str, object]]:
    return [{"name": name, "weight": weight} for name, weight in evidence]


def _number(loss: float) -> float | None:
    """A loss, or nothing for a reading that cannot be: JSON has no infinity."""
    return round(loss, 4) if isfinite(loss) else None


def _words(unit: UnitExplanation) -> str:
    text = printable(" ".join(unit.text.split()))
    text = text if len(text) <= 40 else text[:39] + "…"
    how = shown(
        f"sure {round(unit.sureness, 4):.2f}, {unit.confidence}, chance {round(unit.chance, 4):.2f}, {unit.rule}"
    )
    lines = [
        f"{unit.line}:{unit.column}  {unit.label}  {how}   {text}",
        f"    + {_evidence(unit.evidence)}",
    ]
    if unit.coherence:
        lines.append(f"    ~ {_evidence(unit.coherence)}")
    if unit.headline is not None:
        is_it = "this line is of it" if unit.label in ("title", "subtitle") else "this line is not of it"
        lines.append(f"    = headline decided: {is_it}, {unit.headline:.1f} ahead of the next best")
    for loser in unit.losers:
        behind = f"{loser.behind:.1f} behind" if isfinite(loser.behind) else "far behind"
        how = shown(f"chance {loser.chance:.2f}, {behind}, {loser.rule}")
        lines.append(f"    - {loser.label}  {how}: {_evidence(loser.evidence)}")
    return "\n".join(lines) + "\n"


def _evidence(evidence: tuple[tuple[str, float], ...]) -> str:
    return "  ".join(f"{printable(name)} {weight:+.1f}" for name, weight in evidence) or phrase("nothing")
