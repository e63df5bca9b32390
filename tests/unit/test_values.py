"""What is made or asked by the thousand: values are what their fields are, the certainty of a place is found fast."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tei_tools.model.facts import Certainty, weakest
from tei_tools.model.nodes import Discard, Document
from tei_tools.recognize.rule import Candidate, Marker, Rule
from tei_tools.text.source import Confidence, SourceFile, Span


def test_values_are_what_their_fields_are() -> None:
    one, same = Marker("cn-comma", 2, 2), Marker("cn-comma", 2, 2)
    assert one == same and hash(one) == hash(same) and one != replace(one, number=3)
    assert {Candidate("head", marker=one)} == {Candidate("head", marker=same)}
    assert not hasattr(one, "__dict__")


def test_a_rule_is_not_what_it_remembers() -> None:
    rule, other = (Rule("none", lambda unit, page: []) for _ in range(2))
    assert replace(rule, weights={"p": {"base": 1.0}}).known == {} and "known" not in repr(rule)
    rule.known["p", (), ""] = (Candidate("p"), 0.0, "none")
    assert other.known == {}


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 6)).map(lambda place: Span(place[0], place[0] + place[1]))
SURE: st.SearchStrategy[Confidence] = st.sampled_from(["low", "medium", "high"])


@given(st.lists(st.tuples(st.lists(SPANS, max_size=3), SURE), max_size=8), st.lists(SPANS, max_size=3))
def test_the_certainty_of_a_place_is_that_of_what_it_touches(
    gone: list[tuple[list[Span], Confidence]], asked: list[Span]
) -> None:
    discards = [Discard("navigation", "", tuple(spans), sure) for spans, sure in gone]
    document = Document(SourceFile(), "zh", (), tuple(discards))
    touched = [
        sure for spans, sure in gone for low, high in spans for start, end in asked if low < end and start < high
    ]
    assert Certainty(document).of(asked) == weakest("high", *touched)
