"""Texts whose encoding is not one: what is certain is mended, everything is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.batch.job import make_outputs
from tei_tools.errors import SourceError
from tei_tools.model.walk import check_accounts
from tei_tools.parse import parse
from tei_tools.text.decoding import read_text
from tei_tools.text.script import convert
from tei_tools.text.source import Source, SourceFile

LINE = "青石镇召开2021年农村工作会议，总结去年工作，安排今年任务。镇党委书记王小石主持会议并讲话。\n"
FRENCH = "Le café était très bon à Genève, où l’été dure.\n"
TRADITIONAL = "青石鎮召開農村工作會議，總結去年工作，安排今年任務。鎮長王小石主持會議並講話。\n"


def codes(data: bytes) -> list[str]:
    return [remark.code for remark in read_text(data).remarks]


@pytest.mark.parametrize(
    ("data", "text", "encoding", "said"),
    [
        (LINE.encode("hz"), LINE, "hz", []),
        (LINE.encode() + LINE.encode("gbk") * 2, LINE * 3, "gb18030", ["mixed-encodings"]),
        (LINE.encode() * 2 + TRADITIONAL.encode("big5"), None, "utf-8", ["mixed-encodings"]),
        (LINE.encode().decode("latin-1").encode(), LINE, "utf-8", ["encoded-twice"]),
        (LINE.encode("gbk").decode("latin-1").encode(), LINE, "utf-8", ["encoded-twice"]),
        (LINE.encode("utf-8-sig").decode("latin-1").encode(), LINE, "utf-8", ["encoded-twice"]),
        ("鏂伴椈\n".encode() * 2, "新闻\n" * 2, "utf-8", ["encoded-twice"]),
        ("æ–°é—»\n".encode() * 2, "新闻\n" * 2, "utf-8", ["encoded-twice"]),
        ("ÇàºÌ\n".encode() * 2, "青禾\n" * 2, "utf-8", ["encoded-twice"]),
        (FRENCH.encode(), FRENCH, "utf-8", []),
        (LINE.encode(), LINE, "utf-8", []),
        (LINE.encode("gbk"), LINE, "gb18030", []),
    ],
)  # fmt: skip
def test_read(data: bytes, text: str | None, encoding: str, said: list[str]) -> None:
    read = read_text(data)
    assert read.encoding == encoding
    assert [remark.code for remark in read.remarks] == said
    assert read.mended == bool(said)
    if text is not None:
        assert read.text == text


@pytest.mark.parametrize("place", range(4, 60, 7))
def test_a_lost_byte_costs_its_character_and_a_neighbor(place: int) -> None:
    data = (LINE * 3).encode("gbk")
    whole = data[:place] + data[place + 1 :]
    read = read_text(whole)
    assert read.text.count("\ufffd") <= 1
    assert read.text.endswith(LINE * 2)
    assert len(set(LINE) - set(read.text.split("\n")[0])) <= 3
    if "\ufffd" in read.text:
        assert "bytes-replaced" in codes(whole)


def test_characters_lost_on_the_way_are_gaps() -> None:
    read = read_text((LINE.encode().decode("gb18030", "replace") * 2).encode())
    assert "年农村工作会议，总结去年工作，安排今年任务" in read.text
    assert "\ufffd" in read.text
    assert [remark.code for remark in read.remarks][:1] == ["encoded-twice"]


def test_characters_lost_between_latin_letters_are_gaps_too() -> None:
    """UTF-8 read as cp1252, which has no character for five bytes."""
    read = read_text((LINE.encode().decode("cp1252", "replace") * 2).encode())
    assert "总结去年工作" in read.text and "\ufffd" in read.text
    assert [remark.code for remark in read.remarks] == ["encoded-twice"]


def test_what_is_named_is_not_doubted() -> None:
    assert read_text(LINE.encode("big5", "ignore"), encoding="big5hkscs").encoding == "big5hkscs"
    with pytest.raises(SourceError) as caught:
        read_text(b"x", encoding="rot13")
    assert caught.value.code == "unknown-encoding"


@given(st.text(min_size=1, max_size=60))
def test_sound_utf_8_stays_what_it_is_or_it_is_said(text: str) -> None:
    """A text is changed only with a remark."""
    try:
        read = read_text(text.encode("utf-8", "surrogatepass"))
    except (SourceError, UnicodeEncodeError):
        return
    if read.text != text.removeprefix("\ufeff"):
        assert read.remarks or read.confidence != "high" or read.encoding != "utf-8" or "\ufeff" in text


def test_destroyed_characters_are_gaps_in_both_outputs() -> None:
    text = "青石镇召\ufffd农村工作会议\n\n来源：青石\ufffd\ufffd报\n\n"
    text += "镇党委书记王锟斤拷主持会议并讲话，安排今年的粮食生产。\n\ufffd\n"
    document = parse(text)
    article = document.articles[0]
    assert article.title is not None and article.title.text == "青石镇召农村工作会议"
    assert [(one.sic, one.corr, one.gap) for one in article.title.corrections] == [("\ufffd", "", 1)]
    assert article.source is not None and [one.gap for one in article.source.corrections] == [2]
    assert [entry.reason for entry in document.discarded] == ["lost-character"]
    make_outputs(Source(text, SourceFile(characters=len(text))), "a")  # raises when one is not valid
    assert check_accounts(document, text) == []


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be"])
def test_slices_of_real_texts_come_back(codec: str, shared: Path) -> None:
    """Slices of 50, 200 and 1,000 characters and the whole of each sample: read right, or something is said."""
    seeds = sorted((shared / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("needs ../shared/seeds, which is not here")
    wrong = 0
    for path in seeds:
        text = path.read_text("utf-8").replace("\r\n", "\n")
        text = convert(text, "tw") if codec == "big5" else text
        text = text.encode(codec, "ignore").decode(codec)
        for size in (50, 200, 1000, len(text)):
            for start in range(0, max(1, len(text) - size + 1), max(size, len(text) // 20)):
                part = text[start : start + size]
                if sum("\u4e00" <= character <= "\u9fff" for character in part) < 10:
                    continue
                read = read_text(part.encode(codec))
                if read.text != part:
                    assert read.remarks or read.confidence != "high", (path.name, start, size)
                    wrong += size >= 200
    assert wrong == 0
