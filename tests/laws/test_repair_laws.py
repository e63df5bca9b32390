"""What holds of repairs whatever the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines

_PIECES = st.sampled_from(
    [
        "青石鎮(zhèn)", "發(fā)展", "領(lǐng)導(dǎo)", "動(dòng)", "會(huì)", "總?cè)丝?8443人",
        "當?shù)厝罕娫鍪罩赂弧?/span>", "人們?cè)谌粘=浑H", "牽(qiān)", "重(chóng)", "<b>", "</p>", "/span>",
        "<span style=", "<!--", "-->", "<", ">", "=", '"', "&", "&nbsp;", "&amp;", "lt;", "&lt;p&gt;",
        "#11;", "?", "??", "(记者?白杨)", "\n", "\r\n", "\r", " ", "\u3000", "\u200b", "\ufeff", "\x0b",
        "\ud800", "\ufffe", "\uff1c", "\uff08zhèn\uff09", "。", ",,", "甲乙丙丁", "Aa1", "è", "\u0300",
    ]
)  # fmt: skip
texts = st.one_of(
    st.lists(_PIECES, max_size=30).map("".join),
    st.text(max_size=60),
    st.text(st.characters(), max_size=60),
    st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=20).map("".join),
)


@settings(max_examples=300)
@given(texts)
def test_repairs_are_sorted_disjoint_and_inside(text: str) -> None:
    repairs, diagnostics = find_repairs(text)
    position = 0
    for repair in repairs:
        assert position <= repair.span.start < repair.span.end <= len(text)
        position = repair.span.end
        assert repair.gap >= 0
        assert repair.text is not None or repair.gap == 0
        if repair.text is not None:
            assert not set("\r\n") & set(text[repair.span.start : repair.span.end])
    for diagnostic in diagnostics:
        assert all(0 <= start < end <= len(text) for start, end in diagnostic.spans)


@settings(max_examples=300)
@given(texts)
def test_views_of_repaired_text_never_raise(text: str) -> None:
    repairs, _ = find_repairs(text)
    for line in read_lines(text, repairs):
        assert len(line.view.origin) == len(line.view.text) + 1
        assert list(line.view.origin) == sorted(line.view.origin)


@settings(max_examples=300)
@given(texts)
def test_a_repaired_reading_needs_no_more_repair_of_the_kind(text: str) -> None:
    repairs, _ = find_repairs(text)
    reading = "\n".join(line.view.text for line in read_lines(text, repairs))
    again = {repair.reason for repair in find_repairs(reading)[0]}
    assert not again & {"pinyin", "markup", "control"}


@settings(max_examples=200)
@given(texts)
def test_nothing_readable_is_lost(text: str) -> None:
    """What no repair covers reads as it stands."""
    repairs, _ = find_repairs(text)
    hidden = {offset for repair in repairs for offset in range(*repair.span)}
    seen = {offset for line in read_lines(text, repairs) for offset in line.view.origin[:-1]}
    for offset, character in enumerate(text):
        if offset not in hidden and not character.isspace() and character not in "\u200b\ufeff":
            assert offset in seen
