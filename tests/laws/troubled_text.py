"""Random texts built from what makes real texts hard: marks, glosses, tags, odd line ends, labels, long runs."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

_SECTIONS = (Path(__file__).parent / "troubles.txt").read_text(encoding="utf-8").removeprefix("[").split("\n[")
_TROUBLES = {
    name: lines.split("\n") for name, _, lines in (section.rstrip("\n").partition("]\n") for section in _SECTIONS)
}
_MARKS = _TROUBLES["marks"]
_UNPRINTABLE = ["\t", "\x00", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u2028", "\u2029", "\ud800", "\udfff", "\ue000"]
_BLANKS = [" ", "  ", "    ", "\u00a0", "\u3000", "\u3000\u3000", "\u200b", "\u200d", "\ufeff", "\ufffe", "\uffff"]
_DAMAGE = [*_TROUBLES["damage"], *_UNPRINTABLE, *_BLANKS, " | ", "👩\u200d🌾", "e\u0301"]
_BREAKS = ["\n", "\n", "\n", "\n\n", "\n\n\n\n", "\r\n", "\r", "\n\r", " \n ", "\n\u3000\u3000"]
_POINTS = list("。,，;:：!?…、”“()（）《》【】[]{}")

_RUNS = st.one_of(
    st.tuples(st.sampled_from(["首页\n", "男\n", "3\n", "白石镇修通村道\n", "a\n", "---\n"]), st.integers(3, 16)),
    st.tuples(st.sampled_from([*_POINTS, *_MARKS, "字", " ", "\n"]), st.integers(3, 25)),
    st.tuples(st.sampled_from([f"{mark}\n" for mark in _MARKS]), st.integers(2, 6)),
).map(lambda both: both[0] * both[1])
_ANY = st.text(st.characters(exclude_categories=[]), max_size=3)
_KINDS = [
    st.sampled_from(kind) for kind in (_MARKS, _TROUBLES["words"], _TROUBLES["words"], _TROUBLES["facts"], _DAMAGE)
]
_PIECES = st.one_of(*_KINDS, st.sampled_from(_BREAKS), st.sampled_from(_BREAKS), st.sampled_from(_POINTS), _RUNS, _ANY)
_LINES = st.lists(st.one_of(*_KINDS), max_size=5).map("".join)

texts = st.one_of(
    st.lists(_PIECES, max_size=12).map("".join),
    st.lists(_PIECES, min_size=20, max_size=80).map("".join),  # hypothesis draws few pieces unless told otherwise
    st.builds(
        str.join, st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n　　"]), st.lists(_LINES, min_size=5, max_size=25)
    ),
    st.text(st.characters(exclude_categories=[]), max_size=60),
)
"""Any text at all, lone surrogates too; most of them look a little like a page."""
