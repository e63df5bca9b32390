"""What makes a sequence of readings one coherent page: what may follow what, and numbering.

All scores are in nats. A document is read as: things in front of it, headline,
facts, body, tail (signature, credits), things behind it; a new headline may
follow. Numbering sequences are kept on a stack: the next number earns, a
new sequence from 1 earns less, a missing number costs, going back costs most.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

from ..recognize.marks import RANK
from ..recognize.rule import Candidate, Label, Marker

FRONT, KICKER, HEADLINE, FACTS, BODY, TAIL, AFTER = range(7)
"""How far the article got. ``AFTER`` means that noise follows the body."""


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

    @property
    def depth(self) -> int:
        """How many open sequences are sections."""
        return sum(1 for sequence in self.open if sequence.kind == "sec")


W = {
    # numbering
    "next": 2.2,
    "first": 1.0,
    "missing": -1.6,
    "missing-most": -4.5,
    "starts-late": -1.6,
    "again": -3.5,
    "back": -3.0,
    "restart": -1.2,
    "kind-change": -3.4,
    "outward": -1.0,
    "item-at-top": -3.2,
    "item-top-first": -0.5,
    "unnumbered-new": -0.3,
    "unnumbered-peer": 0.5,
    "unnumbered-nested": -0.7,
    "unnumbered-outer": -1.2,
    "head-head": -0.6,
    "lost-next": 0.3,
    "item-next": 2.0,
    "item-first": 0.6,
    # phases
    "front-title": 0.0,
    "front-body": -2.2,
    "front-salute": -1.2,
    "front-facts": -2.0,
    "front-noise": 0.2,
    "kicker-title": 0.0,
    "kicker-other": -8.0,
    "title-more": -1.8,
    "title-body": 0.2,
    "title-facts": 0.6,
    "title-noise": -0.8,
    "title-subtitle": 0.0,
    "subtitle-late": -2.5,
    "facts-title": -4.0,
    "facts-body": 0.0,
    "facts-noise": -0.6,
    "facts-more": 0.2,
    "body-title": -3.0,
    "credit-title": -0.5,
    "story-title": -0.8,
    "credit-head": -0.8,
    "credit-p": -0.6,
    "headline-head": -1.2,
    "tail-title": -0.8,
    "after-title": -1.6,
    "body-facts": -0.8,
    "body-sign": 0.0,
    "body-noise": -1.6,
    "tail-body": -2.6,
    "tail-noise": -0.3,
    "tail-more": 0.4,
    "after-body-1": -0.4,
    "after-body-2": -2.2,
    "after-body": -5.0,
    "after-tail-1": -0.2,
    "after-tail": -1.5,
    "after-noise-1": -0.5,
    "after-noise-2": 0.0,
    "after-noise": 0.2,
    "subtitle-elsewhere": -9.0,
    "salute-late": -2.0,
    "cont-impossible": -12.0,
    "cont-across": -1.0,
    "note-front": -1.0,
    "sign-sign": 0.8,
    "table-table": 1.0,
    "item-item": 0.6,
    "caption-caption": 0.3,
    "head-caption": -1.5,
    "table-start": -1.2,
}
"""Weights in nats: what a step earns or costs. Numbering first, then what may follow what."""

_NEXT_ARTICLE = {BODY: "body-title", TAIL: "tail-title", AFTER: "after-title"}
"""What opening an article costs behind another one, by how far that got."""

_MAIN = frozenset({"p", "cont", "head", "sec", "item", "figure", "caption", "table"})
_CAN_CONTINUE = frozenset({"p", "credit", "item", "caption", "note", "sec", "cont", "head", "title", "table"})


class Transition(NamedTuple):
    """What of a candidate the neighborhood looks at: candidates that agree in it lead to the same state."""

    label: Label
    marker: Marker | None
    detail: str
    trait: str


_TRAITS = ("unmarked", "one-of-several")
"""Evidence that the neighborhood looks at too."""


_ALIKE = {label: Transition(label, None, "", "") for label in get_args(Label)}
"""The transitions of candidates without a mark, of which the label alone counts."""
_DETAILED = frozenset({"head", "sec", "p", "cont", "caption", "title"})


def transition_of(candidate: Candidate) -> Transition:
    """The transition of a candidate."""
    label = candidate.label
    if candidate.marker is None and label not in _DETAILED:
        return _ALIKE[label]
    trait = ""
    if label == "caption" or label == "title":
        trait = next((name for name in _TRAITS if name in candidate.evidence), "")
    return Transition(label, candidate.marker, candidate.detail if label in ("head", "sec", "p", "cont") else "", trait)


def step(state: State, choice: Transition) -> tuple[State, float]:
    """The state behind a reading, and what the reading gains or loses by what stands before it."""
    label = choice.label
    phase, noise, last, opened = state
    if label == "noise":
        if phase == BODY:
            return State(AFTER, 1, last, opened), W["body-noise"]
        if phase == FRONT:
            return state, W["front-noise"]
        if phase == AFTER:
            count = noise + 1 if noise < 3 else 3
            return State(AFTER, count, last, opened), W["after-noise-1"] if noise == 1 else W[
                "after-noise-2"
            ] if noise == 2 else W["after-noise"]
        if phase == HEADLINE:
            return State(HEADLINE, 1, last, opened), W["title-noise"]
        if phase == FACTS:
            return State(FACTS, 1, last, opened), W["facts-noise"]
        if phase == TAIL:
            return State(AFTER, 2, last, opened), W["tail-noise"]
        return State(FRONT, 0, "", ()), W["kicker-other"]
    if label == "title":
        if phase == FRONT:
            return State(HEADLINE, 0, "title", ()), W["front-title"]
        if phase == KICKER:
            return State(HEADLINE, 0, "title", ()), W["kicker-title"]
        if phase == HEADLINE:
            return State(HEADLINE, 0, "title", ()), W["title-more"] + (
                W["title-noise"] * 3 if noise or last != "title" else 0.0
            )
        if phase in (FACTS, BODY) and choice.trait == "one-of-several":
            return State(HEADLINE, 0, "title", ()), W["story-title"]
        if last == "credit" and phase in (BODY, TAIL):
            return State(HEADLINE, 0, "title", ()), W["credit-title"]
        return State(HEADLINE, 0, "title", ()), W["facts-title" if phase == FACTS else _NEXT_ARTICLE[phase]]
    if label == "kicker":
        gain = 0.0 if phase == FRONT else W[_NEXT_ARTICLE.get(phase, "kicker-other")]
        return State(KICKER, 0, "kicker", ()), gain
    if phase == KICKER:
        return State(BODY, 0, label, ()), W["kicker-other"]
    if label == "subtitle":
        if phase == HEADLINE and last == "title":
            return State(HEADLINE, 0, "subtitle", ()), W["title-subtitle"]
        if phase in (HEADLINE, FACTS):
            return State(phase, 0, "subtitle", ()), W["subtitle-late"]
        return state, W["subtitle-elsewhere"]
    if label in _MAIN:
        if label == "cont":
            if last not in _CAN_CONTINUE or (noise > 1 and phase == AFTER):
                return state, W["cont-impossible"]
            if phase == FRONT:
                return state, W["cont-impossible"]
            gain = W["cont-across"] if noise else 0.0
            if last == "title" and phase != HEADLINE:
                gain += W["cont-impossible"]
            return State(BODY if phase == AFTER else phase, 0, "credit" if choice.detail else last, opened), gain
        gain = _to_body(phase, noise)
        following = BODY
        if label in ("figure", "caption") and phase in (HEADLINE, FACTS):
            following = FACTS
        if last == "credit" and label in ("head", "p"):
            gain += W["credit-head"] if label == "head" else W["credit-p"]
        reached: str = "credit" if label == "p" and choice.detail == "credit" else label
        if label == "head" or label == "sec":
            if phase == HEADLINE and choice.marker is None and label == "head":
                gain += W["headline-head"]
            opened, change = _open(opened, choice, last)
            return State(following, 0, label, opened), gain + change
        if label == "item":
            if choice.marker is not None:
                opened, change = _item(opened, choice.marker)
                gain += change
            elif last == "item":
                gain += W["item-item"]
        elif label == "table":
            gain += W["table-table"] if last == "table" else W["table-start"]
        elif label == "caption":
            if last == "caption":
                gain += W["caption-caption"]
            elif last in ("head", "sec") and choice.trait == "unmarked":
                gain += W["head-caption"]
        return State(following, 0, reached, opened), gain
    # meta, byline, sign, note, salute
    if label == "salute":
        gain = W["front-salute"] if phase == FRONT else 0.0 if phase in (HEADLINE, FACTS) else W["salute-late"]
        return State(FACTS if phase <= FACTS else BODY, 0, label, opened), gain
    if label == "sign":
        gain = (
            W["body-sign"]
            if phase in (BODY, TAIL)
            else W["front-body"]
            if phase == FRONT
            else -1.5
            if phase in (HEADLINE, FACTS)
            else W["after-tail"]
        )
        if last == "sign":
            gain += W["sign-sign"]
        return State(TAIL, 0, label, opened), gain
    if phase == FRONT:
        gain = W["front-facts"] + (W["note-front"] if label == "note" else 0.0)
        if label == "meta":
            return State(FRONT, 0, label, opened), gain + (2.2 if last == "meta" else 1.2)
        return State(FACTS, 0, label, opened), gain + (0.8 if label == "byline" else 0.0)
    if phase == HEADLINE:
        return State(FACTS, 0, label, opened), W["title-facts"] if label != "note" else 0.0
    if phase == FACTS:
        return State(FACTS, 0, label, opened), W["facts-more"] if label != "note" else 0.0
    if phase == AFTER:
        gain = W["after-tail-1"] if noise == 1 else W["after-tail"]
        return State(TAIL, 0, label, opened), gain
    if label == "note" and phase == BODY:
        return State(BODY, 0, label, opened), -0.3
    return State(TAIL, 0, label, opened), W["tail-more"] if phase == TAIL else W["body-facts"]


def _to_body(phase: int, noise: int) -> float:
    if phase == BODY:
        return 0.0
    if phase == FACTS:
        return W["facts-body"]
    if phase == HEADLINE:
        return W["title-body"]
    if phase == FRONT:
        return W["front-body"]
    if phase == TAIL:
        return W["tail-body"]
    return W["after-body-1"] if noise == 1 else W["after-body-2"] if noise == 2 else W["after-body"]


def _open(opened: tuple[Sequence, ...], choice: Transition, last: str) -> tuple[tuple[Sequence, ...], float]:
    marker = choice.marker
    if marker is None:
        return _unnumbered(opened, choice.detail, last)
    if choice.detail == "lost":
        for place in range(len(opened) - 1, -1, -1):
            if opened[place].style == marker.style:
                if opened[place].number == marker.number - 1 and opened[place].kind == "sec":
                    return (*opened[:place], Sequence(marker.style, marker.number, "sec")), W["lost-next"]
                break
        return opened, W["back"] * 2
    return _numbered(opened, marker, "sec")


def _numbered(opened: tuple[Sequence, ...], marker: Marker, kind: str) -> tuple[tuple[Sequence, ...], float]:
    style, number = marker.style, marker.number
    for place in range(len(opened) - 1, -1, -1):
        sequence = opened[place]
        if sequence.style != style:
            continue
        jump = number - sequence.number
        change = 0.0
        if sequence.kind != kind:
            change = W["kind-change"]
        new = (*opened[:place], Sequence(style, number, kind))
        if jump == 1:
            return new, change + (W["next"] if kind == "sec" else W["item-next"])
        if jump > 1:
            if style == "article" or style == "chapter":
                return new, change - 0.3
            return new, change + max(W["missing"] * (jump - 1), W["missing-most"])
        if jump == 0:
            return new, change + W["again"]
        if number == 1:
            return new, change + W["restart"]
        return new, change + W["back"]
    rank = RANK[style]
    outer = opened
    change = 0.0
    while outer and outer[-1].number and RANK[outer[-1].style] > rank:
        outer = outer[:-1]
        change = W["outward"]
    if kind == "item":
        if not any(sequence.kind == "sec" for sequence in outer):
            change += W["item-at-top"]
        gain = W["item-first"]
    else:
        gain = W["first"]
        if outer and outer[-1].kind == "item":
            change += W["kind-change"]
    change += gain if number == 1 else W["starts-late"]
    return (*outer, Sequence(style, number, kind)), change


def _item(opened: tuple[Sequence, ...], marker: Marker) -> tuple[tuple[Sequence, ...], float]:
    return _numbered(opened, marker, "item")


def _unnumbered(opened: tuple[Sequence, ...], style: str, last: str) -> tuple[tuple[Sequence, ...], float]:
    """A head without a number: the level of its style if that is open, else one deeper."""
    change = W["head-head"] if last == "head" else 0.0
    if style.endswith("^"):
        if not opened or opened[0].number == 0:
            return opened, W["cont-impossible"]
        return (Sequence(style[:-1], 0, "sec"),), change + W["unnumbered-outer"]
    kept = opened
    while kept and kept[-1].kind == "item":
        kept = kept[:-1]
    for place in range(len(kept) - 1, -1, -1):
        if kept[place].style == style:
            return (*kept[:place], Sequence(style, 0, "sec")), change + W["unnumbered-peer"]
    if style.startswith("m"):
        outer = tuple(sequence for sequence in kept if sequence.style.startswith("m") and sequence.style < style)
        return (*outer, Sequence(style, 0, "sec")), 0.5
    if style == "ux":
        while kept and kept[-1].number == 0 and kept[-1].style in ("us", "u", "ud", "uc"):
            kept = kept[:-1]
    nested = bool(kept) and kept[-1].number == 0
    return (*kept, Sequence(style, 0, "sec")), change + (W["unnumbered-nested"] if nested else W["unnumbered-new"])
