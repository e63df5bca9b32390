"""The path through a page once labels of it were decided anew: the readings that go with them, the states behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..recognize.page import Page
from ..recognize.rule import Candidate
from .coherence import State, step, transition_of
from .search import Choice

Column = Sequence[tuple[Candidate, float]]

_NUMBERED = ("head", "sec", "item")


def revise(
    page: Page, columns: Sequence[Column], choices: Sequence[Choice[Candidate, State]], labels: Sequence[str],
    leads: Mapping[int, float],
) -> tuple[list[Column], list[Choice[Candidate, State]]]:  # fmt: skip
    """Columns and choices in which every unit has the label given.

    ``leads`` says by how many nats the decision leads that chose the label of a unit. A unit whose label is as it was
    keeps its reading; the states are taken anew from the first changed unit on.
    """
    if all(choice.chosen.label == label for choice, label in zip(choices, labels, strict=True)):
        return list(columns), list(choices)
    out_columns: list[Column] = []
    out: list[Choice[Candidate, State]] = []
    state = State()
    for index, (column, choice, label) in enumerate(zip(columns, choices, labels, strict=True)):
        chosen, place, losses = choice.chosen, choice.index, choice.losses
        if chosen.label != label:
            before = chosen
            chosen = _reading(page, index, column, label)
            lead = leads.get(index, 0.0)
            column, place, losses = [(chosen, 0.0), (before, -lead)], 0, (0.0, lead)
        state, _ = step(state, transition_of(chosen))
        out_columns.append(column)
        out.append(Choice(chosen, place, state, losses))
    return out_columns, out


def _reading(page: Page, index: int, column: Column, label: str) -> Candidate:
    """The best reading of a column with a label, or a plain one where the column has none."""
    for candidate, _ in sorted(column, key=lambda pair: -pair[1]):
        if candidate.label == label:
            return candidate
    marker = page.shapes[index].marker if label in _NUMBERED else None
    if label == "sec":
        return Candidate("sec", (), marker, marker.end) if marker is not None else Candidate("p")
    if label == "head":
        return Candidate("head", (), marker, 0, "" if marker is not None else "u")
    if label == "note":
        return Candidate("note", (), None, 0, "footnote")
    if label == "noise":
        return Candidate("noise", (), None, 0, "boilerplate")
    return Candidate(label, (), marker)  # type: ignore[arg-type]
