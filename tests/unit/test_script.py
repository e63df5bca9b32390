"""Which script, and the other one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.text import script
from tei_tools.text.repair import find_repairs
from tei_tools.text.script import SIMPLIFIED_ONLY, TRADITIONAL_ONLY, Script, convert, language_of, simple_forms
from tei_tools.text.source import read_lines

HANT = "縣委書記陳國強說,這條鐵路將於後年開工,幹部群眾願意參與規劃。"
HANS = "县委书记陈国强说,这条铁路将于后年开工,干部群众愿意参与规划。"
CONVERTED = "縣委書記陳國強說,這條鐵路將于后年開工,干部群眾愿意參與規劃。"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (HANT, "zh-Hant"),
        (HANS, "zh-Hans"),
        (CONVERTED, "zh-Hant-t-zh-hans"),
        (HANT + HANS, "zh"),
        ("", "zh"),
        ("2021年8月", "zh"),
        ("县委书记", "zh"),
        (HANS * 20 + "臺灣", "zh-Hans"),
        (HANT * 5 + "丝", "zh-Hant"),
        ("羣床峰裡着并占游" * 3, "zh"),
        ("台北市政府表示,這個平台的系統在公里數與里程計算上沒有問題,皇后大道與干擾訊號無關,余小姐說。", "zh-Hant"),
    ],
)
def test_language(text: str, tag: str) -> None:
    assert language_of(text) == tag


def test_tables_are_consistent() -> None:
    assert not TRADITIONAL_ONLY & SIMPLIFIED_ONLY
    assert not TRADITIONAL_ONLY & set(simple_forms().values())
    assert all(simple_forms()[character] != character for character in simple_forms())


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        (HANT, "hans", HANS),
        ("土著、編著、原著、附著、隨著、著名、顯著", "hans", "土著、编著、原著、附着、随着、著名、显著"),
        ("《青石鎮志》 白楊 著", "hans", "《青石镇志》 白杨 著"),
        ("關於姓名,老百姓於是說", "hans", "关于姓名,老百姓于是说"),
        ("於姓人家", "hans", "於姓人家"),
        ("甚麼", "hans", "什么"),
        ("乾隆,餅乾", "hans", "乾隆,饼干"),
        (HANS, "hant", HANT.replace("群", "羣").replace("眾", "衆")),
        ("", "hans", ""),
        ("no Han at all", "hant", "no Han at all"),
        ("縣\ud800縣\x00", "hans", "县\ud800县\x00"),
    ],
)
def test_conversion(text: str, to: Script, expected: str) -> None:
    assert convert(text, to) == expected


_LETTERS = sorted(set(HANT + HANS + CONVERTED + "著着乾干於于後后里裡发髮髪面麵只隻頭髮理发,。 aA1\n."))
_HAN = st.text(st.sampled_from(_LETTERS))
_ANY = st.one_of(_HAN, st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)), st.text())


@settings(max_examples=150)
@given(_ANY, st.sampled_from(["hans", "hant"]))
def test_conversion_keeps_the_length(text: str, to: Script) -> None:
    assert len(convert(text, to)) == len(text)


@settings(max_examples=150)
@given(st.text(st.characters(codec="utf-8")) | _HAN, st.sampled_from(["hans", "hant"]))
def test_asking_about_parts_gives_what_the_whole_gives(text: str, to: Script) -> None:
    assert script._convert(text, to) == _whole(to).convert(text)


@cache
def _whole(to: Script) -> script._Converter:
    converter: script._Converter = import_module("opencc").OpenCC({"hans": "tw2s", "hant": "s2t"}[to])
    return converter


def test_a_phrase_that_changes_the_length_is_converted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Longer:
        def convert(self, text: str, /) -> str:
            return text.replace("縣長", "县里的长官").replace("縣", "县")

    monkeypatch.setattr(script, "_converter", lambda config: Longer())
    assert convert("縣長,縣", "hans") == "县長,县"


def test_either_name_of_a_configuration_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class Module:
        @staticmethod
        def OpenCC(config: str) -> str:
            if not config.endswith(".json"):
                raise FileNotFoundError(config)
            return config

    monkeypatch.setattr(script, "import_module", lambda name: Module)
    made: object = script._converter.__wrapped__("tw2s")
    assert made == "tw2s.json"


def test_words_that_are_hard(shared: Path) -> None:
    rows = (shared / "fixtures" / "traditional_to_simplified.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t")[:2] for row in rows if "\t" in row and not row.startswith("#")]
    wrong = [(found, convert(found, "hans")) for found, expected in pairs if convert(found, "hans") != expected]
    assert len(pairs) == 119
    # 鍾書 alone is not known to be a name; 裝瞭 is a misspelling
    assert wrong == [("鍾書", "钟书"), ("裝瞭", "装瞭")]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("000_6330bfa42b23ed4f", "zh-Hant-t-zh-hans"),
        ("001_c6e7d1cfa3b7f4d1", "zh-Hans"),
        ("002_d759fff7871d2bc5", "zh-Hant-t-zh-hans"),
        ("003_7c48c125e0f2856d", "zh-Hans"),
        ("004_779a65c48eedf58e", "zh-Hans"),
    ],
)
def test_real_pages(shared: Path, name: str, tag: str) -> None:
    text = (shared / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
    lines = read_lines(text, find_repairs(text)[0])
    assert language_of("\n".join(line.view.text for line in lines)) == tag
