"""Stretches that were read one byte too late."""

from __future__ import annotations

from pathlib import Path

import pytest

from tei_tools.text.byte_shift import find_shifts, is_common
from tei_tools.text.pinyin_table import first_readings
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import fold, read_lines


def damaged(text: str, characters: str, narrow: bool = True) -> str:
    """What a replacement on GBK bytes makes of a text: the machine itself, for tests."""
    code = text.encode("gbk")
    for character in characters:
        key = character.encode("gbk")
        code = code.replace(key, key + f"({first_readings()[character]})".encode("gbk"))
    out: list[str] = []
    while code:
        size = 1 if code[0] < 0x80 else 2
        try:
            out.append(code[:size].decode("gbk"))
        except UnicodeDecodeError:
            out.append("?")
        code = code[size:]
    return fold("".join(out)) if narrow else "".join(out)


def repaired(text: str) -> str:
    """The reading with every gap as one or more ~."""
    out = ""
    position = 0
    for shift in find_shifts(text):
        out += text[position : shift.start] + shift.text + "~" * shift.gap
        position = shift.end
    return out + text[position:]


@pytest.mark.parametrize(
    ("text", "characters", "expected"),
    [
        ("阿拉伯數字", "數當", "阿拉伯數字"),
        ("總人口28443人", "側", "總人口~8443人"),
        ("全鎮總人口2萬人,其中", "側", "全鎮總人口~萬人,其中"),
        ("測量儀器", "績", "測量儀器"),
    ],
)
def test_the_machine_undone(text: str, characters: str, expected: str) -> None:
    broken = damaged(text, characters)
    assert "?" in broken
    assert repaired(broken) == expected


def test_a_full_width_form_made_narrow_inside_a_stretch() -> None:
    assert repaired("人們?cè)谌粘=浑H") == "人們在日常交際"


def test_two_bytes_that_are_no_character_cost_the_characters_they_belong_to() -> None:
    # 0xAF 0xA1, the end of 委 and the beginning of 、, is no character: the stretch goes on behind it
    broken = damaged("我們在市委、市政府的領導下", "冊")
    assert "?⑹" in broken
    assert repaired(broken) == "我們在市~~市~~~領導下"


def test_a_half_lost_character_follows_the_words_of_the_page() -> None:
    [shift] = find_shifts("總?cè)丝?8443人", words="總人孔")
    assert (shift.text, shift.gap) == ("人孔", 1)
    [shift] = find_shifts("總?cè)丝?8443人", words="總人口,總人孔")
    assert (shift.text, shift.gap) == ("人口", 1)  # undecided by the page, known from reports


def test_a_question_is_not_a_shift() -> None:
    for text in ("你去哪里?cè)", "真的吗?(是)", "what?è)", "?zhèn)", "青石镇?zhèn)的"):
        assert find_shifts(text) == ()


def test_a_stretch_ends_with_its_line() -> None:
    first, second = "總?cè)丝", "第二行"
    [shift] = find_shifts(f"{first}\n{second}")
    assert shift.end == len(first)
    assert (shift.text, shift.gap) == ("人口", 0)


def test_the_repair() -> None:
    text = "總?cè)丝?8443人"
    [repair], diagnostics = find_repairs(text)
    assert (text[repair.span.start : repair.span.end], repair.text, repair.gap) == ("?cè)丝?", "人口", 1)
    assert (repair.reason, repair.confidence) == ("byte-shift", "medium")
    assert [d.code for d in diagnostics] == ["byte-shift", "lost-characters"]
    assert diagnostics[0].spans == (repair.span,)


def test_real_stretches(shared: Path) -> None:
    rows = (shared / "fixtures" / "gbk_shift.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t")[:2] for row in rows if "\t" in row and not row.startswith("#")]
    assert len(pairs) == 7
    for found, expected in pairs:
        repairs, _ = find_repairs(found)
        reading = "".join(line.view.text for line in read_lines(found, repairs))
        for character, pinyin in first_readings().items():
            reading = reading.replace(f"{character}({pinyin})", character)
        gaps = sum(repair.gap for repair in repairs)
        # what is lost is not guessed: 28443 reads 8443, and 。</span> reads 。 and the tag is gone
        assert reading == expected.replace("28443", "8443").replace("</span>", "")
        assert gaps == (1 if "28443" in expected else 0)  # a lost < is no character of the text


def test_common_characters() -> None:
    assert all(map(is_common, "鎮發展人口"))
    assert not any(map(is_common, "厝娫鼡ab?"))
