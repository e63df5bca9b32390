"""From the units of a page to one coherent reading of all of them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import NamedTuple

from ..recognize.page import Page
from ..recognize.rule import Candidate, Rule
from ..text.packed import made
from ..text.source import NO_LAYOUT, Layout
from ..text.values import value
from .choice import Choice
from .coherence import State, Transition, step, transition_of
from .columns import Column, columns_of
from .confidence import CERTAIN, firsts_of, signs_of, sureness_of
from .evidence import Proposed, own_in_parts
from .headline import SERIES, decide
from .layout_evidence import layout_evidence, with_layout, with_sequence_weights
from .line_order import by_order
from .model import Marginals, Model
from .own_rules import Said, weights_of, with_said
from .pins import NOTHING, Fixed, borders, held, narrowed
from .records import records_of
from .search import best_long_path

_TOGETHER = 64
"""Units that one rule looks at before the next rule does: the same code over many lines runs faster."""
_MOST = 4096
"""Readings of a rule that are remembered with their scores."""
_IMPOSSIBLE = -30.0
"""Nats that a reading loses where it cannot be; only a unit that can be read in no other way is read so."""


@value(frozen=True, slots=True)
class PageReading:
    """How a page was read: for each unit the marginals, the column and the choice.

    ``leads`` tells for the units that the decision on a headline settled by how many nats that leads; ``fixed`` has
    what pins say of units, ``said`` the rules of the user's own that match them; ``choices`` are what came of it;
    ``layout`` is for each unit what the layout of its line says, which the marginals know.
    """

    marginals: Sequence[Marginals]
    columns: Sequence[Column]
    choices: Sequence[Choice[Candidate, State]]
    sureness: Sequence[float]
    leads: Mapping[int, float] = field(default_factory=dict)
    fixed: Mapping[int, Fixed] = field(default_factory=dict)
    said: Said = field(default_factory=dict)
    layout: Sequence[Sequence[str]] = ()


def propose(page: Page, rules: Sequence[Rule]) -> list[Proposed]:
    """What the rules propose for each unit of a page. The order of the rules means nothing."""
    units = page.units
    out: list[Proposed] = []
    ordered = sorted(rules, key=lambda rule: rule.name)
    one: dict[tuple[int, ...], Proposed] = {}
    for first in range(0, len(units), _TOGETHER):
        some = units[first : first + _TOGETHER]
        found_of: list[list[tuple[Candidate, float, str]]] = [[] for _ in some]
        for rule in ordered:
            find, name, known = rule.find, rule.name, rule.known
            if len(known) > _MOST:
                known.clear()
            for unit, mine in zip(some, found_of, strict=True):
                found = find(unit, page)
                if not found:
                    continue
                for candidate in found:
                    said = (candidate.label, candidate.evidence, candidate.detail)
                    proposal = known.get(said)
                    if proposal is None:
                        proposal = known[said] = (candidate, rule.score(candidate), name)
                    elif candidate.marker is not proposal[0].marker or candidate.head != proposal[0].head:
                        other = proposal[0]  # evidence that is equal is one
                        same = Candidate(other.label, other.evidence, candidate.marker, candidate.head, other.detail)
                        proposal = (same, proposal[1], name)
                    mine.append(proposal)  # readings that are the same are one
        if len(one) > _MOST:
            one.clear()
        for mine in found_of:  # and so are units of which the same is proposed
            members = tuple(map(id, mine))
            proposed = one.get(members)
            if proposed is None:
                proposed = one[members] = tuple(mine)
            out.append(proposed)
    return out


def reading_of(
    page: Page, rules: Sequence[Rule], model: Model, fixed: Mapping[int, Fixed] = NOTHING, said: Said | None = None,
    layout: Layout = NO_LAYOUT,
) -> PageReading:  # fmt: skip
    """The reading of a page, whose file says ``layout`` about its lines.

    ``fixed`` is what pins say of its units, ``said`` what rules of the user's own do.
    """
    proposals = propose(page, rules)
    told = layout_evidence(page.units, layout)
    labels = {index: known.reading for index, known in fixed.items() if known.reading is not None}
    own, kinds = own_in_parts(page, proposals)
    more = with_sequence_weights(weights_of(said) if said else {}, told)
    marginals = with_layout(model.page_marginals(own, kinds, labels, more), told)
    if said:
        proposals = list(with_said(proposals, said))
    columns, firsts = columns_of(page, proposals, marginals), firsts_of(proposals)
    del proposals, own  # columns hold what is needed of them
    reading = settle(
        page, firsts, marginals, columns, model.coherence, model.confidence, model.headline, fixed, told
    )  # fmt: skip
    return replace(reading, said=said) if said else reading


def settle(
    page: Page, firsts: Sequence[str], marginals: Sequence[Marginals], columns: Sequence[Column],
    coherence: Mapping[str, float], confidence: Mapping[str, float], headline: Mapping[str, float] | None = None,
    fixed: Mapping[int, Fixed] = NOTHING, layout: Sequence[Sequence[str]] = (),
) -> PageReading:  # fmt: skip
    """The reading of a page whose readings have their values: the best path, and how sure each of its units is.

    ``firsts`` are the labels that the rules put first (:func:`~tei_tools.read.confidence.firsts_of`).
    Behind a first search the headline of each article is decided as a whole; what that changes holds in a second one.
    ``headline`` stands in for the weights of the package, ``layout`` is what the layout of the lines says.
    """
    columns, decoded, leads = search(page, marginals, columns, coherence, headline, fixed, layout)
    chosen = decoded.chosen
    signs = signs_of(page.units, firsts, marginals, columns, chosen, decoded.losses, leads)  # one after the other
    sureness = array("d", [sureness_of(found, confidence) for found in signs])
    for index, known in fixed.items():
        if known.reading == chosen[index].label:
            sureness[index] = CERTAIN
    return PageReading(marginals, columns, decoded.choices, sureness, leads, fixed, layout=layout)


def search(
    page: Page, marginals: Sequence[Marginals], columns: Sequence[Column], coherence: Mapping[str, float],
    headline: Mapping[str, float] | None = None, fixed: Mapping[int, Fixed] = NOTHING,
    layout: Sequence[Sequence[str]] = (),
) -> tuple[Sequence[Column], Decoded, Mapping[int, float]]:  # fmt: skip
    """The columns as they were decided on, the best path, and by how many nats each headline leads."""
    records = records_of(page.texts, [unit.line for unit in page.units])
    begins = {**dict.fromkeys([first for first, _ in records], True), **borders(fixed)}
    columns = held(page, columns, fixed) if fixed else columns
    decoded = decode(columns, coherence, begins)
    labels = [candidate.label for candidate in decoded.chosen]
    decision = decide(page, marginals, labels, headline, fixed, layout)
    ordered = by_order(page.texts[: len(labels)], decision.labels, fixed)
    for first, fields in records:
        ordered |= {place: label for place, label in enumerate(fields, first) if place not in fixed}
    leads = {**decision.leads, **dict.fromkeys(ordered, SERIES)}
    if ordered or list(decision.labels) != labels:
        settled = {index: ordered.get(index, decision.labels[index]) for index in leads if index not in fixed}
        columns = narrowed(page, columns, settled)
        decoded = decode(columns, coherence, begins)
    return columns, decoded, leads


class Decoded(NamedTuple):
    """The best reading of a page: what was chosen, the losses of all readings of each unit, and both together."""

    chosen: Sequence[Candidate]
    losses: Sequence[Sequence[float]]
    choices: Sequence[Choice[Candidate, State]]


def decode(
    columns: Sequence[Column], weights: Mapping[str, float], begins: Mapping[int, bool] | None = None
) -> Decoded:
    """The best reading of the page. Transitions are numbered, so that a step once taken is looked up.

    ``begins`` says for some units that an article begins with them, or that none does.
    """
    numbered = _Numbered(columns, begins or {})

    def move(state: State, number: int) -> tuple[State, float]:
        taken = step(state, numbered.transitions[number])
        if taken is None:
            return state, _IMPOSSIBLE
        after, names = taken
        return after, sum([weights.get(name, 0.0) for name in names])

    path = best_long_path(len(columns), numbered.between, State(), move, width=12, lead=12.0)
    chosen = [column[taken][0] for column, taken in zip(columns, path.taken, strict=True)]

    losses = made(len(chosen), path.losses.row)

    def choice(index: int) -> Choice[Candidate, State]:
        return Choice(chosen[index], path.taken[index], path.states[index], tuple(losses[index]))

    return Decoded(chosen, losses, made(len(chosen), choice))


class _Numbered:
    """Columns with numbers of transitions, made for some of them at a time; the numbers are those of the last ones made."""

    def __init__(self, columns: Sequence[Column], begins: Mapping[int, bool]) -> None:
        self.columns, self.begins = columns, begins
        self.transitions: list[Transition] = []

    def between(self, low: int, high: int) -> list[list[tuple[int, float]]]:
        """The columns of a range."""
        numbers: dict[Transition, int] = {}
        # By candidate: the columns hold them, so none gets the place of another.
        known: dict[tuple[int, bool | None], int] = {}
        columns = self.columns[low:high]
        self.transitions = []
        out = []
        for index, column in enumerate(columns, low):
            row = []
            opens = self.begins.get(index)
            for candidate, worth in column:
                place = (id(candidate), opens)
                number = known.get(place)
                if number is None:
                    number = known[place] = self._number(transition_of(candidate, opens), numbers)
                row.append((number, worth))
            out.append(row)
        return out

    def _number(self, transition: Transition, numbers: dict[Transition, int]) -> int:
        number = numbers.get(transition)
        if number is None:
            number = numbers[transition] = len(self.transitions)
            self.transitions.append(transition)
        return number


def names_along(reading: PageReading) -> list[tuple[str, ...]]:
    """What each step of a reading means where it stands."""
    out: list[tuple[str, ...]] = []
    state = State()
    begins = borders(reading.fixed)
    for index, choice in enumerate(reading.choices):
        taken = step(state, transition_of(choice.chosen, begins.get(index)))
        out.append(() if taken is None else taken[1])
        state = choice.state
    return out
