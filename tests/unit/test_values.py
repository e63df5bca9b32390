"""Values that are made by the thousand: compared and hashed by their fields."""

from __future__ import annotations

from dataclasses import replace

from tei_tools.recognize.rule import Candidate, Marker, Rule


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
