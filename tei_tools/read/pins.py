"""Pins: what somebody who knows better says of a stretch of text, and the reader has to take.

A person who reviewed a page, or a rule of the user's own, says of a span that it is a title, a head of level 2, noise,
that an article begins there or does not. The unit has that reading only, and the rest of the page is read anew around
it: the label model with the unit's label given, the search, the headline of each article, the depths of heads. A pin
never ends a document: where it cannot hold, the nearest that can is taken, and a diagnostic names the pin.

The decision on a headline (:mod:`tei_tools.read.headline`) holds its lines in the same way, by :func:`narrowed`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

from ..errors import Diagnostic
from ..recognize.page import Page
from ..recognize.rule import Candidate, Label, Unit
from ..text.packed import replaced
from ..text.source import LineIndex, Span
from ..text.values import value
from .columns import Column, plain_reading

DEEPEST_LEVEL = 9
"""The deepest level of a head that a pin may ask for."""
_EACH = frozenset({"noise", "table", "cont"})
"""Labels that all units of a pin have; of others the first unit has it and the rest continues it."""
_NEAREST: Mapping[str, Label] = {"cont": "p", "subtitle": "head", "sec": "head", "title": "head", "kicker": "head"}
"""What a unit is that cannot be what it is pinned as, where it stands."""
_OPENS = frozenset({"title", "kicker"})
_UNWILLING = -25.0
"""Nats that the nearest reading loses: more than any path worth following, less than a reading that cannot be."""

_HEADLINE = 3.0
"""Nats by which a line with which an article begins, as a pin says, is rather its headline: of 176 articles that stand below
others on the labelled pages 150 begin with one, 25 with facts or a paragraph, none with a heading."""


@value(frozen=True, slots=True)
class Pin:
    """What is known about a span of a text.

    ``span`` counts code points of the extracted text. Its edges are edges of units: a line is cut where a pin begins or
    ends inside it. Everything readable in the span becomes one block (of several units the others continue the first
    one), or rows of one table, or noise, whatever ``reading`` says. An empty span is the unit around its offset.

    ``reading`` is a label of the reader (:data:`tei_tools.recognize.rule.Label`; those of the labelled sets and
    ``byline``), None for whatever the reader finds. ``level`` is the level of a head or section, from 1 for the
    outermost to 9; it counts if the unit is read as one. ``begins`` says that an article begins with the first unit of
    the span (True), or that none does (False); on a line of noise it counts for the next line that is none. ``name``
    is what diagnostics and explanations call the pin.

    Raises ``ValueError`` for a reading or level that does not exist, and for a span that is none.

    >>> Pin(Span(0, 12), "head", level=2, name="decision 7").reading
    'head'
    """

    span: Span
    reading: Label | None = None
    level: int | None = None
    begins: bool | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.reading is not None and self.reading not in get_args(Label):
            raise ValueError(f"there is no reading {self.reading!r}; there are {', '.join(get_args(Label))}.")
        if self.level is not None and not 1 <= self.level <= DEEPEST_LEVEL:
            raise ValueError(f"a level is a number from 1 to {DEEPEST_LEVEL}, not {self.level}.")
        if not 0 <= self.span.start <= self.span.end:
            raise ValueError(f"{self.span.start} to {self.span.end} is no span of a text.")


@value(frozen=True, slots=True)
class Fixed:
    """What is said of one unit, the later pin over the earlier one; ``name`` and ``kind`` are of the last that spoke."""

    reading: Label | None = None
    level: int | None = None
    begins: bool | None = None
    name: str = ""
    kind: Literal["pin", "rule"] = "pin"

    @property
    def called(self) -> str:
        """What explanations call who said it: the name of the rule; ``pin`` and the name of the pin.

        >>> Fixed("p", name="7").called, Fixed("p", name="guide", kind="rule").called, Fixed("p").called
        ('pin 7', 'guide', 'pin')
        """
        return self.name if self.kind == "rule" else f"pin {self.name}".rstrip()


NOTHING: Mapping[int, Fixed] = {}
"""No unit is pinned."""


def edges_of(pins: Sequence[Pin]) -> list[int]:
    """The offsets at which pins want units to end, sorted: those of the spans that are not empty."""
    return sorted({edge for pin in pins if pin.span.start < pin.span.end for edge in pin.span})


def fixed_units(
    units: Sequence[Unit], pins: Sequence[Pin], before: Mapping[int, Fixed] = NOTHING
) -> tuple[dict[int, Fixed], list[Diagnostic]]:
    """What the pins say of each unit, by its index, and a remark on each pin that meets no readable text.

    ``before`` is what is known of units before any pin spoke.
    """
    ends = [unit.visible.end for unit in units] if pins else []
    fixed = dict(before)
    remarks = []
    for pin in pins:
        touched = _touched(units, ends, pin.span)
        if not touched:
            where = (
                "is behind the end of the text" if not ends or pin.span.start >= ends[-1] else "has no readable text"
            )
            called = _called(Fixed(name=pin.name))
            message = (
                f"{called[0].upper()}{called[1:]} has no effect: its span {pin.span.start} to {pin.span.end} {where}."
            )
            remarks.append(Diagnostic("pin-nowhere", "warning", message))
        for place, index in enumerate(touched):
            fixed[index] = _with(fixed.get(index, Fixed()), pin, place == 0)
    return fixed, remarks


def _touched(units: Sequence[Unit], ends: Sequence[int], span: Span) -> list[int]:
    """The units that have readable text in a span; around an empty one the unit that its offset lies in."""
    start, end = span
    if start == end:
        found = next((unit.index for unit in units if unit.span.start <= start < unit.span.end), None)
        return [] if found is None else [found]
    first = bisect_left(ends, start + 1)
    stop = first
    while stop < len(units) and units[stop].visible.start < end:
        stop += 1
    return [*range(first, stop)]


def _with(before: Fixed, pin: Pin, first: bool) -> Fixed:
    """What is known of a unit when one more pin has spoken; ``first`` that it is the first unit of the pin."""
    known = before
    if pin.reading is not None:
        known = replace(known, reading=pin.reading if first or pin.reading in _EACH else "cont")
    if first and pin.level is not None:
        known = replace(known, level=pin.level)
    if first and pin.begins is not None:
        known = replace(known, begins=pin.begins)
    return known if known == before else replace(known, name=pin.name, kind="pin")


def narrowed(page: Page, columns: Sequence[Column], labels: Mapping[int, str]) -> Sequence[Column]:
    """The columns, in which the units that ``labels`` names have the readings with that label and no others.

    Where a label cannot stand at every place, the nearest one that can is the last resort.
    """
    return replaced(columns, _narrowed(page, columns, labels))


def _narrowed(page: Page, columns: Sequence[Column], labels: Mapping[int, str]) -> dict[int, Column]:
    out = {}
    for index, label in labels.items():
        column = [pair for pair in columns[index] if pair[0].label == label]
        if not column and (plain := plain_reading(page, index, label)) is not None:
            column = [(plain, 0.0)]
        if label == "head" and all(_needs_peers(candidate) for candidate, _ in column):
            column.append((_plain(page, index, label), column[-1][1] + _UNWILLING))
        if (nearest := _NEAREST.get(label)) is not None and label not in _OPENS:
            column.append((_plain(page, index, nearest), _UNWILLING if column else 0.0))
        out[index] = column
    return out


def _needs_peers(candidate: Candidate) -> bool:
    """Whether a head can be one only behind others."""
    return candidate.detail == "lost" or candidate.detail.endswith("^")


def _plain(page: Page, index: int, label: str) -> Candidate:
    return plain_reading(page, index, label) or Candidate("p")


def held(page: Page, columns: Sequence[Column], fixed: Mapping[int, Fixed]) -> Sequence[Column]:
    """The columns as the pins leave them."""
    labels = {index: known.reading for index, known in fixed.items() if known.reading is not None}
    out = _narrowed(page, columns, labels)
    for index, known in fixed.items():
        column = out[index] if index in out else columns[index]
        if known.begins and known.reading is None:
            raised = [(one, value + _HEADLINE * (one.label == "title")) for one, value in column]
            out[index] = sorted(raised, key=lambda pair: -pair[1])
        elif known.begins is False and any(candidate.label in _OPENS for candidate, _ in column):
            out[index] = [*column, (_plain(page, index, "head"), column[-1][1] + _UNWILLING)]
    return replaced(columns, out)


def borders(fixed: Mapping[int, Fixed]) -> dict[int, bool]:
    """The units at which an article begins (True) or must not (False)."""
    return {index: known.begins for index, known in fixed.items() if known.begins is not None}


def unheld(
    units: Sequence[Unit], fixed: Mapping[int, Fixed], labels: Sequence[str], places: LineIndex
) -> Iterator[Diagnostic]:
    """A remark on each unit that is not read as it is pinned, because that cannot be where it stands."""
    for index, known in fixed.items():
        if known.reading is not None and labels[index] != known.reading:
            view = units[index].view
            row, _ = places.place(view.origin[0])
            message = (
                f"Line {row}: {_called(known)} says {known.reading}, which cannot stand there; "
                f"it is read as {labels[index]}."
            )
            yield Diagnostic("pin-not-possible", "warning", message, (Span(view.origin[0], view.origin[-1]),))


def level_not_possible(known: Fixed, depth: int, row: int, spans: Sequence[Span]) -> Diagnostic:
    """The remark on a head that is not as deep as it is pinned, because nothing is open at the level above."""
    message = (
        f"Line {row}: {_called(known)} says level {known.level}, which cannot stand there; it is put at level {depth}."
    )
    return Diagnostic("pin-not-possible", "warning", message, tuple(spans))


def _called(known: Fixed) -> str:
    return f'the {known.kind} "{known.name}"' if known.name else f"a {known.kind}"
