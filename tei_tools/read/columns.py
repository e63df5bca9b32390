"""The readings that each unit may have, with their values: what the model says of the label, what the rules say within it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from math import exp, log
from typing import cast, get_args

from ..recognize.line_tables import CERTAINTY
from ..recognize.page import Page
from ..recognize.rule import Candidate, Label
from ..text.packed import SHORT, Made, Rows
from .evidence import Proposed
from .grammar.page_number import page_number
from .model import Marginals

Column = list[tuple[Candidate, float]]

_LABELS: dict[str, Label] = {label: label for label in get_args(Label)}
_POSSIBLE = 0.02
"""The probability from which a label is a candidate."""
_AGREEMENT = 0.4
"""How much of the lead of one label over another, as the rules see it, counts."""
_WITHIN = 0.4
"""How much of the lead of one reading over another with the same label counts."""
_FAR = 4.0
"""Nats behind the rules' best reading at which a label that no rule proposes is put."""
_WITHIN_REACH = 4.0
"""Nats behind the best reading of a label from which another one of that label is left out."""
_MOST = 256
"""Lists of proposals whose readings are remembered, for units of which the same is proposed."""
_MARKED = frozenset({"head", "sec", "item"})


def columns_of(page: Page, proposals: Sequence[Proposed], marginals: Sequence[Marginals]) -> Sequence[Column]:
    """Every reading of every unit of a page with its value in nats, best first."""
    columns = _columns(page, proposals, marginals)
    if len(proposals) <= SHORT:
        return [*columns]
    candidates: list[Candidate] = []
    values = Rows()
    for column in columns:
        candidates += [candidate for candidate, _ in column]
        values.append([value for _, value in column])
    return Made(len(values), partial(_column_at, candidates, values))


def _columns(page: Page, proposals: Sequence[Proposed], marginals: Sequence[Marginals]) -> Iterator[Column]:
    known: dict[int, dict[Label, list[tuple[float, Candidate]]]] = {}
    for index, (proposed, chances) in enumerate(zip(proposals, marginals, strict=True)):
        by_label = known.get(id(proposed))
        if by_label is None:
            if len(known) > _MOST:
                known.clear()
            by_label = known[id(proposed)] = _by_label(proposed)
        yield _column(page, index, by_label, chances)


def _column_at(candidates: Sequence[Candidate], values: Rows, index: int) -> Column:
    low, high = values.bounds[index], values.bounds[index + 1]
    return [*zip(candidates[low:high], values.values[low:high], strict=True)]


def _column(page: Page, index: int, by_label: dict[Label, list[tuple[float, Candidate]]], chances: Marginals) -> Column:
    top = max([options[0][0] for options in by_label.values()], default=0.0)
    said = page.cells.get(index)
    if said is not None and any([said in candidate.evidence for _, candidate in by_label.get("table", ())]):
        chances = {**chances, "table": max(CERTAINTY, chances.get("table", 0.0))}
    chances = _shared(chances, by_label)
    column: Column = []
    for name, chance in chances.items():
        label = _LABELS.get(name)
        if label is None or chance < _POSSIBLE:
            continue
        if label == "cont" and page_number(page.texts[index]) is not None:
            continue  # the number of a page stands in sentences and belongs to none
        value = log(chance)
        options = by_label.get(label)
        if options is None:
            plain = plain_reading(page, index, label)
            if plain is not None:
                column.append((plain, value - _AGREEMENT * _FAR))
            continue
        best = options[0][0]
        value += _AGREEMENT * max(best - top, -_FAR)
        column += [
            (candidate, value + _WITHIN * (score - best))
            for score, candidate in options
            if score >= best - _WITHIN_REACH
        ]
    if not column:
        likely = max(sorted(chances), key=lambda label: chances[label], default="noise")
        column = [(plain_reading(page, index, likely) or Candidate("p"), 0.0)]
    if len(column) > 1:
        column.sort(key=_order)
    return column


def _order(pair: tuple[Candidate, float]) -> tuple[float, str, tuple[str, ...], str]:
    candidate, value = pair
    return -value, candidate.label, candidate.evidence, candidate.detail


def _by_label(proposed: Proposed) -> dict[Label, list[tuple[float, Candidate]]]:
    """The proposals of each label, best first; of those that differ in evidence alone the best."""
    out: dict[Label, list[tuple[float, Candidate]]] = {}
    for candidate, score, _ in proposed:
        label = candidate.label
        options = out.get(label)
        if options is None:
            out[label] = [(score, candidate)]
        else:
            options.append((score, candidate))
    for options in out.values():
        if len(options) > 1:
            options[:] = sorted(_distinct(options), key=_best_first)
    return out


def _distinct(options: Sequence[tuple[float, Candidate]]) -> Iterable[tuple[float, Candidate]]:
    """Of readings of one label that differ in evidence alone the best."""
    best: dict[tuple[object, ...], tuple[float, Candidate]] = {}
    for option in options:
        score, candidate = option
        marker = candidate.marker
        detail = candidate.detail if candidate.label != "noise" else ""
        key = (marker and (marker.style, marker.end), candidate.head, detail)
        before = best.get(key)
        if before is None or (score, candidate.evidence, candidate.detail) > (
            before[0], before[1].evidence, before[1].detail
        ):  # fmt: skip
            best[key] = option
    return best.values()


def _best_first(option: tuple[float, Candidate]) -> tuple[float, tuple[str, ...], str]:
    score, candidate = option
    return -score, candidate.evidence, candidate.detail


def _shared(chances: Marginals, by_label: dict[Label, list[tuple[float, Candidate]]]) -> Marginals:
    """The model knows lines of facts and bylines as one label; the rules tell which it is."""
    meta = chances.get("meta", 0.0)
    byline = by_label.get("byline")
    if not meta or byline is None:
        return chances
    facts = by_label.get("meta")
    share = 1.0 if facts is None else 1 / (1 + exp(facts[0][0] - byline[0][0]))
    return {**chances, "meta": meta * (1 - share), "byline": meta * share}


def plain_reading(page: Page, index: int, label: str) -> Candidate | None:
    """The reading of a unit with a label that no rule proposes for it; None for a section where there is no mark."""
    marker = page.shapes[index].marker if label in _MARKED else None
    if label == "sec":
        return Candidate("sec", (), marker, marker.end) if marker is not None else None
    if label == "head":
        return Candidate("head", (), marker, detail="" if marker is not None else "u")
    detail = {"noise": "boilerplate", "note": "footnote"}.get(label, "")
    return Candidate(cast(Label, label), (), marker, detail=detail)
