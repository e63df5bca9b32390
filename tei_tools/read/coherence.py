"""What makes a sequence of readings one coherent page: what may follow what, and numbering.

A page is read as: things in front of an article, headline, facts, body, tail (signature, credits), things behind it; a
new headline may follow. Numbering sequences are kept on a stack: the next number speaks for a reading, a missing one or
going back against it. :func:`step` names what a reading means where it stands; the weights of the names are
the model's (``coherence`` in its file), in nats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, get_args

from ..recognize.marks import RANK
from ..recognize.rule import Candidate, Label, Marker

FRONT, KICKER, HEADLINE, FACTS, BODY, TAIL, AFTER = range(7)
"""How far the article got. ``AFTER`` means that noise follows the body."""
_PHASES = ("front", "kicker", "headline", "facts", "body", "tail", "after")


class Sequence(NamedTuple):
    """A numbering sequence now open. ``kind`` is ``sec`` or ``item``; unnumbered heads have number 0."""

    style: str
    number: int
    kind: str


class State(NamedTuple):
    """What the reading so far allows: phase, noise units in a row, the last label, the open sequences."""

    phase: int = FRONT
    noise: int = 0
    last: str = ""
    open: tuple[Sequence, ...] = ()


class Transition(NamedTuple):
    """What of a candidate the neighborhood looks at: candidates that agree in it lead to the same state.

    ``begins`` says that an article begins with the unit (True), or that none does (False); None leaves it open.
    """

    label: Label
    marker: Marker | None
    detail: str
    trait: str
    begins: bool | None = None


Step = tuple[State, tuple[str, ...]]
"""The state behind a reading and the names of what it means there."""

_MAIN = frozenset({"p", "head", "sec", "item", "figure", "caption", "table"})
_CAN_CONTINUE = frozenset(
    {"p", "credit", "item", "caption", "note", "sec", "cont", "head", "title", "table", "subtitle", "sign", "meta", "byline"}
)  # fmt: skip
_ALIKE = {label: Transition(label, None, "", "") for label in get_args(Label)}
"""The transitions of candidates without a mark, of which the label alone counts."""
_DETAILED = frozenset({"head", "sec", "p", "cont", "caption", "title"})
_OPENS = frozenset({"title", "kicker"})
_TRAITS = ("unmarked", "one-of-several")
"""Evidence that the neighborhood looks at too."""


def transition_of(candidate: Candidate, begins: bool | None = None) -> Transition:
    """The transition of a candidate, for a unit of which it is known whether an article begins with it if ``begins`` says so."""
    label = candidate.label
    if candidate.marker is None and label not in _DETAILED and begins is None:
        return _ALIKE[label]
    trait = ""
    if label in ("caption", "title"):
        trait = next((name for name in _TRAITS if name in candidate.evidence), "")
    detail = candidate.detail if label in ("head", "sec", "p", "cont") else ""
    return Transition(label, candidate.marker, detail, trait, begins)


def step(state: State, choice: Transition) -> Step | None:
    """The state behind a reading and the names of what it means there; None if it cannot be.

    >>> step(State(), Transition("title", None, "", ""))
    (State(phase=2, noise=0, last='title', open=()), ('front:title',))
    >>> step(State(), Transition("cont", None, "", "")) is None
    True
    """
    if choice.begins is not None:
        if choice.begins:
            state = State()
        elif choice.label in _OPENS and state.phase not in (KICKER, HEADLINE):
            return None
    return _STEPS[choice.label](state, choice)


def _noise(state: State, choice: Transition) -> Step | None:
    phase, noise, last, opened = state
    if phase == KICKER:
        return State(FRONT, 0, "", ()), ("kicker:other",)
    if phase == FRONT:
        return state, ("front:noise",)
    if phase in (HEADLINE, FACTS):
        return State(phase, 1, last, opened), (f"{_PHASES[phase]}:noise",)
    if phase == BODY:
        return State(AFTER, 1, last, opened), ("body:noise",)
    if phase == TAIL:
        return State(AFTER, 2, last, opened), ("tail:noise",)
    return State(AFTER, min(noise + 1, 3), last, opened), (f"after:noise-{min(noise, 3)}",)


def _title(state: State, choice: Transition) -> Step | None:
    phase, noise, last, _ = state
    names: tuple[str, ...] = (f"{_PHASES[phase]}:title",)
    if phase == HEADLINE:
        names = ("headline:title-more",)
        if noise or last != "title":
            names = (*names, "headline:title-apart")
    elif phase in (FACTS, BODY) and choice.trait == "one-of-several":
        names = ("story:title",)
    elif last == "credit" and phase in (BODY, TAIL):
        names = ("credit:title",)
    return State(HEADLINE, 0, "title", ()), names


def _kicker(state: State, choice: Transition) -> Step | None:
    if state.phase in (KICKER, HEADLINE, FACTS):
        return State(KICKER, 0, "kicker", ()), ("kicker:other",)
    name = "front:kicker" if state.phase == FRONT else f"{_PHASES[state.phase]}:title"
    return State(KICKER, 0, "kicker", ()), (name,)


def _subtitle(state: State, choice: Transition) -> Step | None:
    phase, _, last, _ = state
    if phase == KICKER:
        return State(BODY, 0, "subtitle", ()), ("kicker:other",)
    if phase == HEADLINE and last == "title":
        return State(HEADLINE, 0, "subtitle", ()), ("headline:subtitle",)
    if phase in (HEADLINE, FACTS):
        return State(phase, 0, "subtitle", ()), ("subtitle:late",)
    return None


def _cont(state: State, choice: Transition) -> Step | None:
    phase, noise, last, opened = state
    if last not in _CAN_CONTINUE or phase in (FRONT, KICKER) or (noise > 1 and phase == AFTER):
        return None
    if last == "title" and phase != HEADLINE:
        return None
    names = ("cont:across-noise",) if noise else ()
    return State(BODY if phase == AFTER else phase, 0, "credit" if choice.detail else last, opened), names


def _main(state: State, choice: Transition) -> Step | None:
    """A block of the body: paragraph, head, section, list entry, figure, caption, table."""
    label = choice.label
    phase, noise, last, opened = state
    if phase == KICKER:
        return State(BODY, 0, label, ()), ("kicker:other",)
    names = [f"after:body-{noise}" if phase == AFTER else f"{_PHASES[phase]}:body"] if phase != BODY else []
    following = FACTS if label in ("figure", "caption") and phase in (HEADLINE, FACTS) else BODY
    if last == "credit" and label in ("head", "p"):
        names.append(f"credit:{label}")
    reached = "credit" if label == "p" and choice.detail == "credit" else label
    if label in ("head", "sec"):
        if phase == HEADLINE and choice.marker is None and label == "head":
            names.append("headline:head")
        found = _open(opened, choice, last)
        if found is None:
            return None
        opened, more = found
        names += more
    elif label == "item":
        if choice.marker is not None:
            opened, more = _numbered(opened, choice.marker, "item")
            names += more
        elif last == "item":
            names.append("item:item")
    elif label == "table":
        names.append("table:table" if last == "table" else "table:first")
    elif label == "caption":
        if last == "caption":
            names.append("caption:caption")
        elif last in ("head", "sec") and choice.trait == "unmarked":
            names.append("head:caption")
    return State(following, 0, reached, opened), tuple(names)


def _salute(state: State, choice: Transition) -> Step | None:
    phase, _, _, opened = state
    if phase == KICKER:
        return State(BODY, 0, "salute", ()), ("kicker:other",)
    names = ("front:salute",) if phase == FRONT else () if phase in (HEADLINE, FACTS) else ("salute:late",)
    return State(FACTS if phase <= FACTS else BODY, 0, "salute", opened), names


def _sign(state: State, choice: Transition) -> Step | None:
    phase, _, last, opened = state
    if phase == KICKER:
        return State(BODY, 0, "sign", ()), ("kicker:other",)
    if phase in (BODY, TAIL):
        names: tuple[str, ...] = ("body:sign",)
    else:
        names = (f"{'headline' if phase == FACTS else _PHASES[phase]}:sign",)
    if last == "sign":
        names = (*names, "sign:sign")
    return State(TAIL, 0, "sign", opened), names


def _facts(state: State, choice: Transition) -> Step | None:
    """Lines of facts, bylines and notes."""
    label = choice.label
    phase, noise, last, opened = state
    if phase == KICKER:
        return State(BODY, 0, label, ()), ("kicker:other",)
    if phase == FRONT:
        if label == "meta":
            return State(FRONT, 0, label, opened), ("front:meta-more" if last == "meta" else "front:meta",)
        return State(FACTS, 0, label, opened), (f"front:{label}",)
    if phase in (HEADLINE, FACTS):
        return State(FACTS, 0, label, opened), () if label == "note" else (f"{_PHASES[phase]}:facts",)
    if phase == AFTER:
        return State(TAIL, 0, label, opened), ("after:facts-1" if noise == 1 else "after:facts",)
    if label == "note" and phase == BODY:
        return State(BODY, 0, label, opened), ("body:note",)
    return State(TAIL, 0, label, opened), ("tail:facts" if phase == TAIL else "body:facts",)


_STEPS: dict[Label, Callable[[State, Transition], Step | None]] = {
    "noise": _noise, "title": _title, "kicker": _kicker, "subtitle": _subtitle, "cont": _cont,
    "p": _main, "head": _main, "sec": _main, "item": _main, "figure": _main, "caption": _main, "table": _main,
    "salute": _salute, "sign": _sign, "meta": _facts, "byline": _facts, "note": _facts,
}  # fmt: skip


def _open(opened: tuple[Sequence, ...], choice: Transition, last: str) -> tuple[tuple[Sequence, ...], list[str]] | None:
    """The sequences open behind a head or section."""
    marker = choice.marker
    if marker is None:
        return _unnumbered(opened, choice.detail, last)
    if choice.detail != "lost":
        return _numbered(opened, marker, "sec")
    for place in range(len(opened) - 1, -1, -1):
        if opened[place].style == marker.style:
            if opened[place].number == marker.number - 1 and opened[place].kind == "sec":
                return (*opened[:place], Sequence(marker.style, marker.number, "sec")), ["lost:next"]
            break
    return None


def _numbered(opened: tuple[Sequence, ...], marker: Marker, kind: str) -> tuple[tuple[Sequence, ...], list[str]]:
    style, number = marker.style, marker.number
    for place in range(len(opened) - 1, -1, -1):
        if opened[place].style == style:
            return (*opened[:place], Sequence(style, number, kind)), _counted_on(opened[place], marker, kind)
    rank = RANK[style]
    outer = opened
    names = []
    while outer and outer[-1].number and RANK[outer[-1].style] > rank:
        outer = outer[:-1]
        names = ["outward"]
    if kind == "item":
        if not any(sequence.kind == "sec" for sequence in outer):
            names.append("item:at-top")
        first = "item:first"
    else:
        first = "sec:first"
        if outer and outer[-1].kind == "item":
            names.append("kind-change")
    return (*outer, Sequence(style, number, kind)), [*names, first if number == 1 else "starts-late"]


def _counted_on(open_one: Sequence, marker: Marker, kind: str) -> list[str]:
    """What a mark means for the open sequence of its style."""
    names = ["kind-change"] if open_one.kind != kind else []
    jump = marker.number - open_one.number
    if jump == 1:
        names.append(f"{kind}:next")
    elif jump > 1:
        names.append("missing:of-statute" if marker.style in ("article", "chapter") else f"missing:{min(jump - 1, 3)}")
    elif jump == 0:
        names.append("again")
    else:
        names.append("restart" if marker.number == 1 else "back")
    return names


def _unnumbered(opened: tuple[Sequence, ...], style: str, last: str) -> tuple[tuple[Sequence, ...], list[str]] | None:
    """A head without a number: the level of its style if that is open, else one deeper."""
    names = ["head:head"] if last == "head" else []
    if style.endswith("^"):
        if not opened or opened[0].number == 0:
            return None
        return (Sequence(style[:-1], 0, "sec"),), [*names, "unnumbered:outer"]
    kept = opened
    while kept and kept[-1].kind == "item":
        kept = kept[:-1]
    for place in range(len(kept) - 1, -1, -1):
        if kept[place].style == style:
            return (*kept[:place], Sequence(style, 0, "sec")), [*names, "unnumbered:peer"]
    if style.startswith("m"):
        outer = tuple(sequence for sequence in kept if sequence.style.startswith("m") and sequence.style < style)
        return (*outer, Sequence(style, 0, "sec")), ["markdown"]
    if style == "ux":
        while kept and kept[-1].number == 0 and kept[-1].style in ("us", "u", "ud", "uc"):
            kept = kept[:-1]
    nested = bool(kept) and kept[-1].number == 0
    return (*kept, Sequence(style, 0, "sec")), [*names, "unnumbered:nested" if nested else "unnumbered:new"]
