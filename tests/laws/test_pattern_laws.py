"""Patterns are looked for only where their telling characters stand: nothing that they match may be without one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.read.features.words import _PATTERNS, _TAIL, _found, _found_behind


@pytest.mark.parametrize(("name", "chars", "pattern"), _PATTERNS, ids=[name for name, _, _ in _PATTERNS])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_a_pattern_matches_has_a_telling_character(
    name: str, chars: str, pattern: re.Pattern[str], data: st.DataObject
) -> None:
    # A unit has no blank at its edges.
    text = data.draw(st.from_regex(pattern).map(str.strip).filter(pattern.search))
    match = pattern.search(text)
    assert match is not None
    if chars.startswith("^"):
        opens, _, ends = chars[1:].partition("$")
        assert text[0] in opens or text[-1] in ends
    else:
        assert not chars or set(chars) & set(match.group())
    assert _found(text) == [f"x={other}" for other, _, any_of in _PATTERNS if any_of.search(text)]
    expected = [f"xt={_PATTERNS[place][0]}" for place in _TAIL if _PATTERNS[place][2].search(text)]
    assert _found_behind(text) == expected
