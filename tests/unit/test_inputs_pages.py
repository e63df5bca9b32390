"""Formats of pages: OFD and PDF, from pieces that stand somewhere to paragraphs in reading order."""

from __future__ import annotations

import pytest

from tei_tools.errors import SourceError
from tei_tools.inputs.blob import TextBuilder
from tei_tools.inputs.pages import PageText, Piece, write_pages
from tei_tools.inputs.pdf import _is_vertical
from tei_tools.inputs.radicals import fold_radicals
from tei_tools.parse import parse
from tests.unit.input_files import (
    check_layout,
    garbage_pdf,
    kept,
    lines_of,
    ofd,
    pdf,
    read_one,
    song_pdf,
    spans,
    text_object,
    vertical_pdf,
)


def story(page: int) -> str:
    """A page with a running head, a paragraph over three lines and its number."""
    lines = [
        "青石镇地处山区全镇共有十二个村今年粮食丰收大家都很",
        "高兴镇里召开会议总结经验安排明年的工作会上镇长王小石讲",
        "了话。",
    ]
    out = text_object("青石年鉴二〇二一", 80, 10)
    out += text_object(lines[0], 40, 40 + page) + "".join(
        text_object(line, 30, 48 + 8 * n + page) for n, line in enumerate(lines[1:])
    )
    return out + text_object(f"- {page} -", 100, 280)


def test_ofd_lines_are_joined_and_margins_excluded() -> None:
    source = read_one(ofd([story(1), story(2), story(3)]), "a.ofd")
    check_layout(source)
    whole = (
        "青石镇地处山区全镇共有十二个村今年粮食丰收大家都很高兴镇里召开会议总结经验安排明年的工作会上镇长王小石讲了话。"
    )
    assert [line for line in lines_of(source) if line.startswith("青石镇")] == [whole] * 3
    assert "".join(kept(source).split()) == whole * 3
    assert {entry.reason for entry in source.layout.excluded} == {"running-head", "page-number"}
    assert {line.page for _, line in spans(source)} == {1, 2, 3}


def test_ofd_templates_and_official_tags() -> None:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    tags = f'<ofd:OfficialDoc {space}><ofd:发文字号><ofd:ObjectRef PageRef="0">9</ofd:ObjectRef></ofd:发文字号></ofd:OfficialDoc>'
    parts = {
        "Doc_0/T.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{text_object('底版', 100, 30)}</ofd:Layer></ofd:Content></ofd:Page>",
        "Doc_0/Tags/CustomTags.xml": f'<ofd:CustomTags {space}><ofd:CustomTag TypeID="x"><ofd:FileLoc>t.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>',
        "Doc_0/Tags/t.xml": tags,
    }
    document = "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>"
    data = ofd(
        [text_object("青政〔2021〕3号", 90, 60, name=9) + '<ofd:Template TemplateID="7"/>'],
        "<ofd:Title>通知</ofd:Title>",
        parts,
        document,
    )
    source = read_one(data, "a.ofd")
    assert "青政〔2021〕3号" in source.text
    assert [(fact.field, fact.value, fact.trust) for fact in source.layout.facts] == [
        ("title", "通知", "stated"), ("document-number", "青政〔2021〕3号", "given"),
    ]  # fmt: skip


def column(x: float, words: list[str]) -> list[tuple[float, float, float, str]]:
    return [(x, 700 - 14 * n, 10, line) for n, line in enumerate(words)]


def test_pdf_columns_are_read_one_after_the_other() -> None:
    pytest.importorskip("pypdfium2")
    left = [f"left column line number {n} goes on and on" for n in range(20)]
    right = [f"right column line number {n} goes on too so" for n in range(20)]
    source = read_one(
        pdf([[(50, 750, 20, "A Heading Over Both Columns Of The Page Here"), *column(50, left), *column(330, right)]]),
        "a.pdf",
    )
    check_layout(source)
    text = source.text
    assert text.index("line number 19 goes on and on") < text.index("right column line number 0")
    assert text.startswith("A Heading Over Both")
    head = source.layout.lines[0]
    assert head.size == pytest.approx(2.0, abs=0.1)


def test_pdf_running_heads_and_hyphens() -> None:
    pytest.importorskip("pypdfium2")
    pages = [
        [(50, 770, 10, "Annals of Qingshi"), (60, 600, 10, f"Story {n} has words that fill its line to the margin and then"),
         (50, 586, 10, "it ends."), (290, 30, 10, str(n))]
        for n in range(1, 5)
    ]  # fmt: skip
    source = read_one(pdf(pages), "a.pdf")
    assert [line for line in lines_of(source) if line.startswith("Story 2")] == [
        "Story 2 has words that fill its line to the margin and then it ends."
    ]
    assert "Annals" not in kept(source)
    assert sorted({entry.reason for entry in source.layout.excluded}) == ["page-number", "running-head"]


def test_a_scan_and_too_many_pages_are_named() -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(SourceError) as caught:
        read_one(pdf([], 3), "a.pdf")
    assert caught.value.code == "scan-without-text" and "OCR" in str(caught.value)
    assert "no Chinese font" in str(caught.value)
    with pytest.raises(SourceError) as caught:
        read_one(pdf([], 6000), "a.pdf")
    assert caught.value.code == "too-many-pages"


def test_garbage_is_told_from_a_scan() -> None:
    from tei_tools.inputs.blob import Blob
    from tei_tools.inputs.pdf import _refuse_unreadable

    blob = Blob.of_bytes(b"", "a.pdf")
    with pytest.raises(SourceError, match="3 pages hold pictures and hardly any text"):
        _refuse_unreadable("青石镇", 3, 1, blob)
    _refuse_unreadable("青石镇召开农村工作会议，安排今年的工作。" * 20, 1, 0, blob)
    for text in ("\ue123\ue456" * 300, "\ufffd" * 300, "龘靐齉爩麤龗灪龖厵纞虋讟钃鸜" * 20):
        with pytest.raises(SourceError) as caught:
            _refuse_unreadable(text, 1, 0, blob)
        assert caught.value.code == "garbage-text-layer"


@pytest.mark.parametrize(
    ("text", "doubled", "want"),
    [("\u2f2f作\u2ed4户", False, "工作门户"), ("\u2f47日报\u2f47日", True, "日报日"), ("不\uf967是", True, "不是"), ("日日", True, "日日"),
     ("\u2eaf", False, "糹"), ("〇㎡①", False, "〇㎡①")],
)  # fmt: skip
def test_radicals(text: str, doubled: bool, want: str) -> None:
    assert fold_radicals(text, doubled=doubled) == want


def test_vertical_writing_is_read_in_columns_from_the_right() -> None:
    columns = ["青石镇召开农村工作会议总结", "安排今年的粮食生产和水利建"]
    pieces = [
        Piece(character, 500 - 30 * place, 520 - 30 * place, 50 + 22 * n, 70 + 22 * n, 20)
        for place, words in enumerate(columns)
        for n, character in enumerate(words)
    ]
    assert _is_vertical(pieces)
    builder = TextBuilder()
    write_pages([PageText(600, 800, pieces, vertical=True)], builder)
    assert "".join(builder.text().split()) == "".join(columns)
    assert "vertical" in builder.lines[0].hints


def test_a_pdf_in_vertical_writing() -> None:
    pytest.importorskip("pypdfium2")
    paragraphs = [
        "石桥镇志序",
        "青禾县石桥镇地处山区，全镇共有十二个村，四面环山，一水中流。明代设巡检司，清代为商埠，茶叶桐油由此出山，舟楫往来，极一时之盛。民国以后渐衰。",
        "近年来，镇里治水修路，旧貌换了新颜，乡贤倡议修志，以存史料，因为之序。",
    ]
    columns = [("\u3000" + text)[low : low + 30] for text in paragraphs for low in range(0, len(text) + 1, 30)]
    try:
        source = read_one(vertical_pdf(columns), "a.pdf")
    except SourceError as error:
        assert "no Chinese font is on this machine" in str(error)
        pytest.skip(
            "needs a Chinese font, without which PDFium reads no vertical writing: apt-get install fonts-noto-cjk"
        )
    check_layout(source)
    assert lines_of(source) == paragraphs
    assert all("vertical" in line.hints for _, line in spans(source))


def test_a_pdf_whose_font_hides_its_characters() -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(SourceError) as caught:
        read_one(garbage_pdf([*range(0x3000, 0x3080)]), "a.pdf")
    assert caught.value.code == "garbage-text-layer"


def test_the_title_of_a_printed_page_is_found_in_its_lines() -> None:
    pytest.importorskip("pypdfium2")
    page = [
        (50, 750, 10, "Home News Map"),
        (50, 700, 20, "The river is clean again"),
        (50, 660, 10, "It took ten years."),
    ]
    source = read_one(pdf([page], title="The river is clean again - Qinghe Online"), "a.pdf")
    assert [text for text, line in spans(source) if "starts-title" in line.hints] == ["The river is clean again"]


def test_a_soft_hyphen_that_is_drawn_is_a_hyphen() -> None:
    pytest.importorskip("pypdfium2")
    source = read_one(song_pdf("发表于2014\u00ad12\u00ad01，河水清了"), "a.pdf")
    assert lines_of(source) == ["发表于2014-12-01，河水清了"]


HEADLINE = "石桥镇河道清淤纪实"
PARAGRAPHS = [
    "惊蛰过后，石桥镇十二个村的党员下河清淤，行动历时五天，清理河道十二公里。",
    "镇水利站站长周满仓说，今年的淤泥全部送到苗圃，一车也没有倒在路边。",
    "下一步，镇里将给每条河沟定下管护的人，谁家门前的水脏了，一查就知道。",
    "村民们说，河水清了，鱼也回来了，明年还要接着干下去，让子孙后代都看到。",
]


def page_of(first: str) -> str:
    """A page of one line and paragraphs over two lines that are all indented."""
    rows = enumerate([(text[:26], text[26:]) for text in PARAGRAPHS])
    return first + "".join(text_object(a, 30, 60 + 16 * n) + text_object(b, 20, 68 + 16 * n) for n, (a, b) in rows)


@pytest.mark.parametrize(
    "badges",
    [["原"], ["原", "荐"], ["转"], ["置顶"], ["精"], ["热", "推荐"], ["NEW"], ["独家"], ["图文"], ["原创", "首发"]],
)
def test_words_on_badges_in_front_of_a_headline_stand_apart_from_it(badges: list[str]) -> None:
    shown = "".join(text_object(word, 20 + 12 * n, 33, 4.0) for n, word in enumerate(badges))
    source = read_one(ofd([page_of(shown + text_object(HEADLINE, 20 + 12 * len(badges), 30, 10.0))]), "a.ofd")
    check_layout(source)
    assert lines_of(source)[:2] == [" ".join(badges), HEADLINE]
    (article,) = parse(source).articles
    assert article.title is not None and article.title.text == HEADLINE


@pytest.mark.parametrize("front", ["一、", "1.", "①", "石桥镇的"])
def test_what_stands_in_front_in_larger_type_or_is_a_number_is_part_of_the_line(front: str) -> None:
    size = 4.0 if not front[0].isalpha() or front == "一、" else 8.0
    shown = text_object(front, 20, 33, size) + text_object("河道清淤纪实", 20 + size * len(front), 30, 10.0)
    source = read_one(ofd([page_of(shown)]), "a.ofd")
    assert lines_of(source)[0].replace(" ", "") == f"{front}河道清淤纪实"


@pytest.mark.parametrize("place", [20.0, 62.0])
def test_a_first_line_at_the_margin_or_in_the_middle_is_the_headline_where_paragraphs_are_indented(
    place: float,
) -> None:
    source = read_one(ofd([page_of(text_object(HEADLINE + "。" * (place > 20), place, 30))]), "a.ofd")
    (article,) = parse(source).articles
    assert article.title is not None and article.title.text.strip("。") == HEADLINE
    first = "青禾县二月里连下了三场雨，河沟里积满了枯枝和淤泥，水流不动。"
    indented = read_one(ofd([page_of(text_object(first, 30, 30))]), "a.ofd")
    assert parse(indented).articles[0].title is None


@pytest.mark.parametrize(
    ("right", "down", "size"), [(0.4, 0.0, 5.0), (0.3, 0.3, 5.0), (-2.0, 2.0, 4.0), (0.0, 0.0, 5.0), (1.5, -1.0, 6.0)]
)
def test_words_printed_over_themselves_are_read_once(right: float, down: float, size: float) -> None:
    sign = "石桥镇人民政府"
    shown = text_object(sign, 100, 200) + text_object(sign, 100 + right, 200 + down, size, name=9)
    source = read_one(ofd([page_of(text_object(HEADLINE, 62, 30)) + shown]), "a.ofd")
    assert [line for line in lines_of(source) if "人民政府" in line] == [sign]


def test_the_same_words_beside_or_below_are_read_again() -> None:
    twice = text_object("同意", 20, 200) + text_object("同意", 60, 200) + text_object("同意", 20, 208)
    source = read_one(ofd([page_of(text_object(HEADLINE, 62, 30)) + twice]), "a.ofd")
    assert "".join(lines_of(source)).count("同意") == 3


def test_a_mark_that_hangs_between_two_columns_does_not_join_them() -> None:
    lines = ["石桥镇十二个村的党员下河清淤行动", "历时五天清理河道十二公里村民都说"] * 6
    shown = text_object(HEADLINE, 75, 20, 6.0)
    for column in (20, 110):
        shown += "".join(text_object(line, column, 40 + 8 * n) for n, line in enumerate(lines))
    shown += text_object("，", 100, 56)
    source = read_one(ofd([shown]), "a.ofd")
    check_layout(source)
    assert lines_of(source)[0] == HEADLINE
    assert "".join(lines_of(source)[1:]).replace("，", "") == "".join(lines) * 2


@pytest.mark.parametrize("day", ["2021年3月15日", "二〇二一年三月", "2021-03-15"])
def test_lines_at_the_right_margin_stand_each_for_itself(day: str) -> None:
    sign = "石桥镇人民政府"
    shown = text_object(sign, 160 - 5 * len(sign), 140) + text_object(day, 160 - 5 * len(day), 148)
    source = read_one(ofd([page_of(text_object(HEADLINE, 62, 30)) + shown]), "a.ofd")
    assert lines_of(source)[-2:] == [sign, day]
