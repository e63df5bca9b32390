"""What may follow what, and what numbering earns. Weights are tuned, so that mostly orders are tested, not figures."""

from __future__ import annotations

import pytest

from tei_tools.decode.coherence import (
    AFTER,
    BODY,
    FACTS,
    FRONT,
    HEADLINE,
    TAIL,
    Sequence,
    State,
    Transition,
    step,
    transition_of,
)
from tei_tools.recognize.rule import Candidate, Label, Marker

STYLES = {"一": "cn-comma", "(": "cn-paren", "1": "ar-dot", "条": "article"}
DIGITS = "零一二三四五六七八九"


def reading(word: str) -> Transition:
    """``一3``: a section with this style and number; ``-13``: a list entry; others: labels with an optional detail."""
    item = word.startswith("-")
    mark = word.removeprefix("-")
    if mark[0] in STYLES:
        return transition_of(Candidate("item" if item else "head", (), Marker(STYLES[mark[0]], int(mark[1:]))))
    label, _, detail = mark.partition("/")
    known: Label = label  # type: ignore[assignment]
    return transition_of(Candidate(known, (), None, 0, detail))


def walk(words: str, state: State | None = None) -> tuple[State, list[float]]:
    state = state or State()
    gains = []
    for word in words.split():
        state, gain = step(state, reading(word))
        gains.append(gain)
    return state, gains


def last_gain(words: str) -> float:
    return walk(words)[1][-1]


BODY_START = "title p "


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("一1 p 一2", "p 一1"),  # the next number earns more than a first one
        ("p 一1", "p 一2"),  # a sequence starts with 1
        ("一1 一2", "一1 一3"),  # a gap costs
        ("一1 一3", "一1 一4"),  # a wide gap costs more
        ("一1 一3", "一1 一1"),  # to repeat a number is worse than to miss one
        ("一1 一2 一3", "一1 一2 一1"),  # starting again costs
        ("一1 (1 (2 一2", "一1 (1 (2 一3"),
        ("一1 (1 一2 (1", "一1 (1 一2 (2"),  # a section begins its own numbers
        ("一1 (1", "(1 一1"),  # inwards is better than outwards
        ("-11 -12", "-11 12"),  # list and section do not mix
        ("条1 条3", "一1 一3"),  # statutes leave articles out when they are quoted
    ],
)
def test_numbering(better: str, worse: str) -> None:
    assert last_gain(BODY_START + better) > last_gain(BODY_START + worse)


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


def test_depth_counts_sections_only() -> None:
    assert walk(BODY_START + "一1 (1 -11")[0].depth == 2


def test_an_outer_head_needs_numbered_heads_before_it() -> None:
    assert last_gain(BODY_START + "一1 head/u^") > -5 > last_gain(BODY_START + "head/u^")
    assert last_gain(BODY_START + "head/u head/u^") < -5


def test_a_peer_of_its_style_earns() -> None:
    assert last_gain(BODY_START + "一1 head/u p head/u") > last_gain(BODY_START + "一1 head/u")
    assert last_gain(BODY_START + "一1 head/u p head/us") < last_gain(BODY_START + "一1 head/u p head/u")


def test_a_lost_number_must_be_the_next() -> None:
    lost = transition_of(Candidate("sec", (), Marker("cn-paren", 2), 4, "lost"))
    after_one, _ = walk(BODY_START + "(1 p")
    after_two, _ = walk(BODY_START + "(1 (2 p")
    state, gain = step(after_one, lost)
    assert state.open == (Sequence("cn-paren", 2, "sec"),)
    assert gain > step(after_two, lost)[1] + 3
    assert step(state, reading("(3"))[1] == step(after_two, reading("(3"))[1]


@pytest.mark.parametrize(
    ("words", "phase"),
    [
        ("", FRONT),
        ("noise noise", FRONT),
        ("title", HEADLINE),
        ("kicker title subtitle", HEADLINE),
        ("title meta", FACTS),
        ("title meta salute", FACTS),
        ("title meta p", BODY),
        ("p", BODY),
        ("title figure", FACTS),
        ("title figure p", BODY),
        ("title p sign", TAIL),
        ("title p sign sign byline", TAIL),
        ("title p noise", AFTER),
        ("title p sign noise", AFTER),
        ("title p noise noise p", BODY),
        ("title p byline title", HEADLINE),
    ],
)
def test_phases(words: str, phase: int) -> None:
    assert walk(words)[0].phase == phase


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("title p", "p"),  # a body wants a headline
        ("title subtitle", "title meta subtitle"),
        ("title subtitle", "p subtitle"),
        ("title p p", "title p noise p"),  # noise inside the body costs
        ("title p noise p", "title p noise noise noise noise p"),  # the more of it, the more
        ("title p p", "title p sign p"),  # and so does what closes the article
        ("title p/credit title", "title p title"),  # a story ends with a credit
        ("title p sign title", "title p title"),
        ("title p cont", "title p noise cont"),  # what goes on is not interrupted
        ("kicker title", "kicker p"),
        ("title salute", "title p salute"),
        ("title p caption caption", "title p caption"),
        ("title p table table", "title p table"),
        ("title p sign sign", "title p sign"),
    ],
)
def test_sequences_of_labels(better: str, worse: str) -> None:
    assert last_gain(better) > last_gain(worse)


def test_nothing_continues_a_facts_line() -> None:
    assert last_gain("title p cont") > -2 > -10 > last_gain("title meta cont")
    assert last_gain("cont") < -10


def test_a_title_closes_the_sections() -> None:
    state, _ = walk(BODY_START + "一1 (1 p/credit title")
    assert state.open == () and state.phase == HEADLINE


def test_a_step_says_the_same_for_equal_states() -> None:
    state, _ = walk(BODY_START + "一1 (1 p")
    same = State(*state)
    assert step(state, reading("(2")) == step(same, reading("(2")) and hash(state) == hash(same)
