"""What a reading means behind what stands before it: names, None for what cannot be. What they weigh is learned."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.read.coherence import (
    AFTER,
    BODY,
    FACTS,
    FRONT,
    HEADLINE,
    KICKER,
    TAIL,
    Sequence,
    State,
    Transition,
    step,
    transition_of,
)
from tei_tools.read.model import load_model
from tei_tools.read.priors import COHERENCE
from tei_tools.recognize.marks import RANK
from tei_tools.recognize.rule import Candidate, Label, Marker

STYLES = {"一": "cn-comma", "(": "cn-paren", "1": "ar-dot", "条": "article"}
LABELS: tuple[Label, ...] = get_args(Label)


def reading(word: str) -> Transition:
    """``一3``: a section with this style and number; ``-13``: a list entry; others: labels with a detail or trait."""
    item = word.startswith("-")
    mark = word.removeprefix("-")
    if mark[0] in STYLES:
        return transition_of(Candidate("item" if item else "head", (), Marker(STYLES[mark[0]], int(mark[1:]))))
    label, _, detail = mark.partition("/")
    label, _, trait = label.partition("!")
    known: Label = label  # type: ignore[assignment]
    return transition_of(Candidate(known, (trait,) if trait else (), None, 0, detail))


def walk(words: str) -> tuple[State, list[tuple[str, ...]]]:
    """The state behind some readings, and what each of them means where it stands."""
    state = State()
    meanings = []
    for word in words.split():
        taken = step(state, reading(word))
        assert taken is not None, f"{word} cannot be in {words}"
        state, names = taken
        meanings.append(names)
    return state, meanings


def meaning(words: str) -> str:
    """What the last reading means, ``impossible`` if it cannot be."""
    *before, last = words.split()
    state, _ = walk(" ".join(before))
    taken = step(state, reading(last))
    return "impossible" if taken is None else " ".join(taken[1])


BODY_START = "title p "


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("一1", "sec:first"),
        ("一1 p 一2", "sec:next"),
        ("一2", "starts-late"),
        ("一1 一3", "missing:1"),
        ("一1 一4", "missing:2"),
        ("一1 一9", "missing:3"),  # from three on it does not matter how many
        ("一1 一1", "again"),
        ("一3 一2", "back"),
        ("一1 一2 一1", "restart"),
        ("一1 (1 (2 一2", "sec:next"),
        ("一1 (1 一2 (1", "sec:first"),  # a section begins its own numbers
        ("一1 (1 一2 (2", "starts-late"),
        ("(1 一1", "outward sec:first"),
        ("一1 -11", "item:first"),
        ("一1 -11 -12", "item:next"),
        ("-11", "item:at-top item:first"),
        ("一1 -11 12", "kind-change sec:next"),
        ("-11 (1", "outward sec:first"),
        ("条1 条3", "missing:of-statute"),  # statutes leave articles out when they are quoted
        ("head/u", "unnumbered:new"),
        ("head/u p head/u", "unnumbered:peer"),
        ("head/u p head/us", "unnumbered:nested"),
        ("head/u head/u", "head:head unnumbered:peer"),
        ("一1 head/u^", "head:head unnumbered:outer"),
        ("head/u^", "impossible"),  # nothing numbered to be above
        ("head/u p head/u^", "impossible"),
        ("head/m2 p head/m3", "markdown"),
        ("head/m2 p head/m3 p head/m2", "unnumbered:peer"),
    ],
)
def test_numbering(words: str, names: str) -> None:
    assert meaning(BODY_START + words) == names


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ("一1", [("cn-comma", 1)]),
        ("一1 (1 (2", [("cn-comma", 1), ("cn-paren", 2)]),
        ("一1 (1 11 一2", [("cn-comma", 2)]),
        ("一1 (1 11 (2", [("cn-comma", 1), ("cn-paren", 2)]),
        ("11 (1", [("cn-paren", 1)]),  # 1. has a lower rank than (一) and is left
        ("head/u", [("u", 0)]),
        ("head/u 一1", [("u", 0), ("cn-comma", 1)]),
        ("一1 head/u", [("cn-comma", 1), ("u", 0)]),
        ("一1 head/u head/u", [("cn-comma", 1), ("u", 0)]),
        ("一1 (1 head/u^", [("u", 0)]),
        ("head/m2 head/m3 head/m2", [("m2", 0)]),
        ("head/m2 head/m3", [("m2", 0), ("m3", 0)]),
        ("一1 -11 -12", [("cn-comma", 1), ("ar-dot", 2)]),
    ],
)
def test_open_sequences(words: str, opened: list[tuple[str, int]]) -> None:
    state, _ = walk(BODY_START + words)
    assert [(sequence.style, sequence.number) for sequence in state.open] == opened


def test_a_lost_number_must_be_the_next() -> None:
    lost = transition_of(Candidate("sec", (), Marker("cn-paren", 2), 4, "lost"))
    after_one, _ = walk(BODY_START + "(1 p")
    after_two, _ = walk(BODY_START + "(1 (2 p")
    taken = step(after_one, lost)
    assert taken is not None
    assert taken[0].open == (Sequence("cn-paren", 2, "sec"),) and taken[1] == ("lost:next",)
    assert step(after_two, lost) is None
    assert step(walk(BODY_START)[0], lost) is None
    assert step(taken[0], reading("(3")) == step(after_two, reading("(3"))


@pytest.mark.parametrize(
    ("words", "phase"),
    [
        ("", FRONT),
        ("noise noise", FRONT),
        ("meta", FRONT),
        ("kicker", KICKER),
        ("title", HEADLINE),
        ("kicker title subtitle", HEADLINE),
        ("title meta", FACTS),
        ("title meta salute", FACTS),
        ("title meta p", BODY),
        ("p", BODY),
        ("title figure", FACTS),
        ("title figure p", BODY),
        ("title p note", BODY),
        ("title p sign", TAIL),
        ("title p sign sign byline", TAIL),
        ("title p noise", AFTER),
        ("title p sign noise", AFTER),
        ("title p noise noise p", BODY),
        ("title p noise cont", BODY),
        ("title p byline title", HEADLINE),
    ],
)
def test_phases(words: str, phase: int) -> None:
    assert walk(words)[0].phase == phase


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("title", "front:title"),
        ("p", "front:body"),
        ("title p", "headline:body"),
        ("title p p", ""),
        ("title subtitle", "headline:subtitle"),
        ("title meta subtitle", "subtitle:late"),
        ("p subtitle", "impossible"),
        ("title title", "headline:title-more"),
        ("title meta title", "facts:title"),
        ("title p title", "body:title"),
        ("title p/credit title", "credit:title"),  # a story ends with a credit
        ("title p title!one-of-several", "story:title"),
        ("title p sign title", "tail:title"),
        ("title p noise title", "after:title"),
        ("title noise title", "headline:title-more headline:title-apart"),
        ("kicker title", "kicker:title"),
        ("kicker p", "kicker:other"),
        ("title p noise", "body:noise"),
        ("title p noise p", "after:body-1"),
        ("title p noise noise noise noise p", "after:body-3"),
        ("title p sign p", "tail:body"),
        ("title p cont", ""),
        ("title p noise cont", "cont:across-noise"),
        ("title p noise noise cont", "impossible"),
        ("cont", "impossible"),  # nothing stands in front of it
        ("title figure cont", "impossible"),
        ("title salute", ""),
        ("title p salute", "salute:late"),
        ("title p caption", ""),
        ("title p caption caption", "caption:caption"),
        ("title p head caption!unmarked", "head:caption"),
        ("title p table", "table:first"),
        ("title p table table", "table:table"),
        ("title p sign sign", "body:sign sign:sign"),
        ("title p meta", "body:facts"),
        ("title p sign byline", "tail:facts"),
    ],
)
def test_sequences_of_labels(words: str, names: str) -> None:
    assert meaning(words) == names


def test_a_title_closes_the_sections() -> None:
    state, _ = walk(BODY_START + "一1 (1 p/credit title")
    assert state.open == () and state.phase == HEADLINE


def test_a_step_says_the_same_for_equal_states() -> None:
    state, _ = walk(BODY_START + "一1 (1 p")
    same = State(*state)
    assert step(state, reading("(2")) == step(same, reading("(2")) and hash(state) == hash(same)


# -- laws

MARKERS = st.builds(Marker, st.sampled_from(sorted(RANK)), st.integers(1, 12))
CANDIDATES = st.builds(
    Candidate,
    st.sampled_from(LABELS),
    st.lists(st.sampled_from(["unmarked", "one-of-several", "short"]), max_size=2).map(tuple),
    st.none() | MARKERS,
    st.just(0),
    st.sampled_from(["", "u", "us", "u^", "ux", "m2", "m3", "credit"]),
)


@given(st.lists(CANDIDATES, max_size=14))
def test_every_label_is_taken_in_every_state_and_every_name_has_a_weight(readings: list[Candidate]) -> None:
    """An unknown label, or a name that the model knows nothing of, would pass unseen."""
    state = State()
    for candidate in readings:
        for label in LABELS:  # none raises
            step(state, Transition(label, None, "u" if label == "head" else "", ""))
        taken = step(state, transition_of(candidate))
        if taken is None:
            continue
        state, names = taken
        assert state.phase in range(7) and 0 <= state.noise <= 3
        assert [name for name in names if name not in COHERENCE] == []


@given(st.lists(CANDIDATES, max_size=14))
def test_some_reading_is_always_possible(readings: list[Candidate]) -> None:
    state = State()
    for candidate in readings:
        taken = step(state, transition_of(candidate))
        state = state if taken is None else taken[0]
        assert step(state, reading("noise")) is not None and step(state, reading("p")) is not None


def test_the_model_weighs_what_the_priors_name() -> None:
    learned = load_model().coherence
    assert [name for name in learned if name not in COHERENCE] == [], "names that no step gives any more"
    assert [name for name in COHERENCE if name not in learned] == []
