"""Pinyin glosses: which a machine put in, which an author wrote."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools.text.pinyin import find_glosses, glosses_after_latin, machine_glosses, syllable
from tei_tools.text.pinyin_table import SEEN, first_readings
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines

# An invented page as the machine leaves it: every 鎮 會 發 動 建設 … carries its first reading.
PAGE = (
    "青石鎮(zhèn)黨委在縣委的領(lǐng)導(dǎo)下,堅(jiān)持推動(dòng)經(jīng)濟(jì)發(fā)展,"
    "建設(shè)和諧社會(huì),長(zhǎng)灣路全線(xiàn)貫通,群眾的獲得感穩(wěn)步提升。"
)
CLEAN = "青石鎮黨委在縣委的領導下,堅持推動經濟發展,建設和諧社會,長灣路全線貫通,群眾的獲得感穩步提升。"


def reading(text: str) -> str:
    """The text as recognizers see it, its lines joined again."""
    repairs, _ = find_repairs(text)
    return "\n".join(line.view.text for line in read_lines(text, repairs))


def test_a_page_loses_all_its_machine_glosses() -> None:
    assert reading(PAGE) == CLEAN


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("(", "\uff08").replace(")", "\uff09"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("g", "\u0261").replace("a", "\u0251"),
    ],
    ids=["full-width brackets", "NFD", "IPA letters"],
)
def test_spellings_of_a_gloss(change: Callable[[str], str]) -> None:
    assert reading(change(PAGE)) == CLEAN


def test_one_gloss_is_no_page() -> None:
    text = "青石鎮(zhèn)的早市六點開張。"
    assert machine_glosses(text) == ()
    assert reading(text) == text


def test_a_textbook_page_keeps_its_glosses() -> None:
    text = "课文:亳(bó)州的莘(xīn)庄有人长(zhǎng)年行(xíng)走,重(chóng)复六(lù)安的路。"
    assert len(find_glosses(text)) == 6
    assert reading(text) == text


def test_glosses_with_a_reading_that_is_not_the_first_stay() -> None:
    text = PAGE + "譙(qiáo)樓已修好。"
    assert reading(text) == CLEAN + "譙(qiáo)樓已修好。"


def test_a_character_that_is_unknown_must_never_stand_bare() -> None:
    assert "牽" not in SEEN and first_readings()["牽"] == "qiān"
    once = "牽(qiān)著老師的手。"
    assert reading(PAGE + once) == CLEAN + once
    assert reading(PAGE + once + once) == CLEAN + "牽著老師的手。" * 2
    assert reading(PAGE + once + once + "牽手。") == CLEAN + once + once + "牽手。"


def test_a_page_with_a_wider_table() -> None:
    wider = "騎(qí)馬、騎(qí)行、駱(luò)駝、駱(luò)隊、鯨(jīng)魚、鯨(jīng)群、"
    assert reading(PAGE + wider + "牽(qiān)牛。") == CLEAN + "騎馬、騎行、駱駝、駱隊、鯨魚、鯨群、牽牛。"


def test_a_gloss_behind_a_second_byte_that_is_ascii() -> None:
    # in GBK 溧 ends in 0xE0, l is 0x6C, and 0xE0 0x6C is 鄉
    assert [(gloss.base, gloss.start) for gloss in glosses_after_latin("溧l(xiāng)i")] == [("鄉", 2)]
    assert glosses_after_latin("溧l(zhèn)i") == ()
    assert reading(PAGE + "溧l(xiāng)i") == CLEAN + "溧li"


@pytest.mark.parametrize("letters", ["erp", "t", "ㄓㄤˇ", "xīnyí", "Bó", "", "zhuāngg"])
def test_no_syllables(letters: str) -> None:
    assert syllable(letters) is None


def test_the_table_is_of_characters_that_have_another_simplified_form() -> None:
    table = first_readings()
    assert len(table) > 3000
    assert set(SEEN) <= table.keys()
    assert all(syllable(reading) == reading for reading in table.values())
    assert not set("的一是不了在人有我他这亳莘六台重长") & table.keys()


def test_pairs_seen_on_real_pages(shared: Path) -> None:
    rows = (shared / "fixtures" / "pinyin_table.tsv").read_text(encoding="utf-8").splitlines()
    pairs = {row.split("\t")[0]: row.split("\t")[1] for row in rows if "\t" in row}
    assert len(pairs) >= 122
    assert pairs.items() <= first_readings().items()


@pytest.mark.parametrize(("name", "count"), [("000_6330bfa42b23ed4f", 363), ("002_d759fff7871d2bc5", 278)])
def test_real_pages(shared: Path, name: str, count: int) -> None:
    text = (shared / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
    repairs, _ = find_repairs(text)
    assert sum(repair.reason == "pinyin" for repair in repairs) == count
    assert find_glosses(reading(text)) == ()


def test_glosses_for_readers_stay(shared: Path) -> None:
    lines = (shared / "fixtures" / "pinyin_glosses_to_keep.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line]
    assert len(kept) == 14
    page = (shared / "seeds" / "000_6330bfa42b23ed4f.txt").read_text(encoding="utf-8")
    for text in ("\n".join(kept), page + "\n" + "\n".join(kept)):
        assert [line for line in kept if line not in reading(text)] == []
