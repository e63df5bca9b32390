"""Where sentences end: cases as data, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.text.sentences import sentences

CASES = (Path(__file__).parent / "data" / "sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    text = case.replace("|", "")
    assert [text[start:end] for start, end in sentences(text)] == case.split("|")


@given(st.lists(st.sampled_from([*"石桥修路。！？…，“”‘’《》（）().3 \n"]), max_size=60).map("".join))
def test_sentences_tile_their_text(text: str) -> None:
    found = sentences(text)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(start < end for start, end in found)


def test_a_quotation_that_is_never_closed_does_not_swallow_the_rest() -> None:
    text = "他说：“路修好了。" + "石桥镇的路今年修好了，大家都很高兴。" * 12
    assert len(sentences(text)) >= 6
