"""What a recognizer is: a function from one unit of text to candidate readings of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from ..text.source import Span, View
from ..text.values import value

if TYPE_CHECKING:
    from .page import Page

Label = Literal[
    "title", "kicker", "subtitle", "meta", "byline", "salute", "head", "sec", "p", "cont", "item",
    "figure", "caption", "sign", "note", "table", "noise",
]  # fmt: skip
"""The readings a unit can have. ``head`` stands on its own, ``sec`` opens a section and holds body text too,
``cont`` continues the unit before it. The others are named as in the JSON record."""


FIRST, LAST, EMPHASIS, CELL, LINKED = 1, 2, 4, 8, 16
IN_CAPTION, IN_HEADING, IN_LIST, IN_PARAGRAPH, BELOW_MARKUP = 32, 64, 128, 256, 512
"""The bits of :attr:`Unit.traits`; those of the second row say in which elements of HTML a unit stands, and whether lines of
markup alone stand right above it."""
_AROUND = IN_CAPTION | IN_HEADING | IN_LIST | IN_PARAGRAPH | BELOW_MARKUP


@value(frozen=True, slots=True)
class Unit:
    """A line of the source, or a part of one where a boundary is possible.

    ``text`` is the readable text, width-folded and simplified (repairs hidden, edges trimmed);
    ``view`` has the same characters as they stand and leads back to the source. ``span`` covers the unit in the source,
    blank edges and line ending included, so that units tile the text.
    ``indent`` counts the blanks in front of the first character of a line,
    ``gap`` the blank lines above it; ``first`` says that the unit opens its line, ``last`` that it closes it;
    ``emphasis`` that markup in the source set all of it in bold or as a heading,
    ``cell`` that its line is markup of a table, ``linked`` that its line is the text of links and nothing else.

    A text has hundreds of thousands of them, so what can be had from another field is none of its own: ``places`` is
    the view, or where that begins if it has the characters of ``text``, one behind the other, as on nearly all lines;
    ``traits`` are the yes and no of ``first`` to ``linked`` as bits, and so are the elements of HTML whose tags stand
    around it in the source.
    """

    index: int
    line: int
    start: int
    end: int
    text: str
    places: View | int
    indent: int
    gap: int
    traits: int

    @property
    def span(self) -> Span:
        """The source span of the unit, blank edges included."""
        return Span(self.start, self.end)

    @property
    def view(self) -> View:
        """The characters as they stand."""
        places = self.places
        return View(self.text, places) if isinstance(places, int) else places

    @property
    def visible(self) -> Span:
        """The source span of the readable text, without blank edges."""
        places = self.places
        return Span(places, places + len(self.text)) if isinstance(places, int) else places.whole

    @property
    def first(self) -> bool:
        """Whether it opens its line."""
        return self.traits & FIRST != 0

    @property
    def last(self) -> bool:
        """Whether it closes its line."""
        return self.traits & LAST != 0

    @property
    def whole(self) -> bool:
        """Whether it is a line, and no part of one."""
        return self.traits & _WHOLE == _WHOLE

    @property
    def emphasis(self) -> bool:
        """Whether markup sets all of it in bold or as a heading."""
        return self.traits & EMPHASIS != 0

    @property
    def cell(self) -> bool:
        """Whether its line is markup of a table."""
        return self.traits & CELL != 0

    @property
    def linked(self) -> bool:
        """Whether its line is the text of links and nothing else."""
        return self.traits & LINKED != 0

    @property
    def around(self) -> int:
        """The bits of what markup stands around it: elements of HTML, lines of markup alone right above."""
        return self.traits & _AROUND

    def source(self, start: int, end: int) -> Span:
        """The source span behind ``text[start:end]``."""
        places = self.places
        return Span(places + start, places + end) if isinstance(places, int) else places.span(start, end)


_WHOLE = FIRST | LAST


@value(frozen=True, slots=True)
class Marker:
    """The mark of a numbered head or list entry: its style, its value, and where it ends in the unit's text."""

    style: str
    number: int
    end: int = 0


@value(frozen=True, slots=True)
class Candidate:
    """One way to read one unit.

    ``evidence`` names what speaks for and against it; the weights stand beside
    the rule. ``head`` is the end of a run-in head in the unit's text.
    ``detail`` is the discard reason of noise, the kind of a note, or the style of an unnumbered head.
    """

    label: Label
    evidence: tuple[str, ...] = ()
    marker: Marker | None = None
    head: int = 0
    detail: str = ""


Weights = Mapping[str, Mapping[str, float]]
"""For each label that a rule proposes, the weight of each piece of evidence in nats; ``base`` is always counted."""


@value(frozen=True, slots=True)
class Rule:
    """A recognizer: its name, what it proposes, and the weights of its evidence.

    ``known`` remembers readings by label, evidence and detail, each with its score and the name of the rule.
    """

    name: str
    find: Callable[[Unit, Page], Iterable[Candidate]]
    weights: Weights = field(default_factory=dict)
    known: dict[tuple[str, tuple[str, ...], str], tuple[Candidate, float, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def score(self, candidate: Candidate) -> float:
        """The base weight of the label and the sum of the weights of the evidence."""
        weights = self.weights[candidate.label]
        return weights["base"] + sum([weights[name] for name in candidate.evidence])
