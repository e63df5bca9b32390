"""The facts of an article, and reading text from ranges."""

from __future__ import annotations

import pytest

from tei_tools.decode.reading_text import TextReader
from tei_tools.model.nodes import Article, Text
from tei_tools.model.walk import part
from tei_tools.parse import parse
from tei_tools.read.marked import credit_of, facts_of, people_of
from tei_tools.recognize.facts import read_fields
from tei_tools.text.source import Repair, Span

BODY = "4月8日,雾溪大桥建成通车,两岸群众敲锣打鼓,南北往来只要8分钟,大家都说这座桥修得好。"


def text_of(text: str) -> Text:
    return Text(text, (Span(0, len(text)),))


def article(*lines: str) -> Article:
    document = parse("\n".join(lines))
    assert len(document.articles) == 1
    return document.articles[0]


# --- ranges to text ---


def test_text_without_what_repairs_take_out() -> None:
    reader = TextReader("雾<b>溪大?桥", [Repair(Span(1, 4), "markup"), Repair(Span(6, 7), "lost-space", " ")])
    read = reader.read(Span(0, 8))
    assert read.text == "雾溪大 桥"
    assert read.spans == (Span(0, 1), Span(4, 8))
    assert [(made.sic, made.corr) for made in read.corrections] == [("?", " ")]
    assert reader.visible(Span(0, 8)) == (Span(0, 1), Span(4, 8))


def test_edges_are_trimmed() -> None:
    reader = TextReader(" \u3000雾溪<b> \n", [Repair(Span(4, 7), "markup")])
    assert reader.trim(Span(0, 9)) == Span(2, 4)
    assert reader.read(Span(0, 9)).text == "雾溪"
    assert reader.read(Span(4, 9)) == Text("", ())


@pytest.mark.parametrize(
    ("left", "right", "spaced", "text"),
    [
        ("雾溪", "大桥", False, "雾溪大桥"),
        ("雾溪", "大桥", True, "雾溪 大桥"),
        ("tea", "road", False, "tea road"),
        ("雾溪", "2023", False, "雾溪2023"),
        ("No", "5", False, "No 5"),
    ],
)
def test_lines_are_joined(left: str, right: str, spaced: bool, text: str) -> None:
    source = f"{left} \r\n {right}"
    reader = TextReader(source, [])
    ranges = [Span(0, len(left)), Span(len(source) - len(right), len(source))]
    assert reader.read(*reader.join(ranges, spaced=spaced)).text == text


def test_blanks_between_facts_of_one_line_are_kept() -> None:
    reader = TextReader("青禾日报　 我要评论\n雾溪", [])
    ranges = [Span(0, 4), Span(6, 10), Span(11, 13)]
    assert reader.read(*reader.join(ranges, spaced=False, apart=True)).text == "青禾日报　 我要评论雾溪"
    assert reader.read(*reader.join(ranges, spaced=False)).text == "青禾日报我要评论雾溪"


def test_parts_of_a_text() -> None:
    text = Text("雾 溪大桥", (Span(0, 2), Span(5, 8)))
    assert part(text, 0, 5) is text
    assert part(text, 1, 3) == Text("溪", (Span(5, 6),))
    assert part(text, 0, 3) == Text("雾 溪", (Span(0, 2), Span(5, 6)))
    assert part(text, 1, 2) == Text("", ())


# --- one line ---


@pytest.mark.parametrize(
    ("line", "when", "role"),
    [
        ("时间:2023-04-08 10:30 来源:石湾晚报", "2023-04-08T10:30", "published"),
        ("成文日期:2022年3月28日 发布日期:2022年4月1日", "2022-04-01", "published"),
        ("成文日期:2022年3月28日", "2022-03-28", "created"),
        ("2022-10-14 16:05:33 来源:石湾晚报", "2022-10-14T16:05:33", "published"),
        ("2022年10月14日", "2022-10-14", "published"),
        ("2021年3月15日雾溪区人民代表大会通过", "2021-03-15", "created"),
        ("发布时间:２０２３年４月８日", "2023-04-08", "published"),
    ],
)
def test_dates_of_facts_lines(line: str, when: str, role: str) -> None:
    _, date, _ = facts_of(text_of(line))
    assert date is not None and (date.when, date.role) == (when, role)


@pytest.mark.parametrize(
    "line", ["来源:石湾晚报", "时间:上午9时", "日期:2020-02-30", "时  间 民国110年5月11日", "2021年7月1日施行"]
)
def test_no_date_of_publication(line: str) -> None:
    assert facts_of(text_of(line))[1] is None


@pytest.mark.parametrize(
    ("line", "credit", "names"),
    [
        ("路通了。(记者 岳青川)", "(记者 岳青川)", ["岳青川"]),
        ("路通了。（岳青川 祁小禾）", "（岳青川 祁小禾）", ["岳青川", "祁小禾"]),
        ("路通了。(记者 岳青川)。", "(记者 岳青川)。", ["岳青川"]),
        ("路通了(图)。", "", []),
        ("路通了(详见第三版)", "", []),
        ("(记者 岳青川)路通了。", "", []),
    ],
)
def test_trailing_credits(line: str, credit: str, names: list[str]) -> None:
    found = credit_of(text_of(line))
    assert (found.text.text if found else "") == credit
    assert ([person.name for person in found.people] if found else []) == names


def test_the_credit_of_a_caption_needs_no_brackets() -> None:
    line = text_of("村民在云顶茶园采茶。祁小禾 摄")
    assert credit_of(line) is None
    found = credit_of(line, caption=True)
    assert found is not None and found.text.text == "祁小禾 摄"
    assert [(person.name, person.role) for person in found.people] == [("祁小禾", "摄")]


def test_an_office_is_the_role_of_who_holds_it() -> None:
    (person,) = people_of(text_of("雾溪区代区长 岳 青 川"))
    assert (person.name, person.role) == ("岳青川", "雾溪区代区长")


# --- the whole article ---


def test_a_label_is_trusted_more_than_a_dateline_and_a_signature() -> None:
    found = article(
        "雾溪大桥今日建成通车",
        "时间:2023-04-09 来源:石湾晚报",
        f"石湾新闻网2023年4月8日讯 {BODY}",
        BODY,
        "石湾市人民政府",
        "2023年4月7日",
    )
    assert found.date is not None and (found.date.when, found.date.role) == ("2023-04-09", "published")
    assert found.source is not None and found.source.text == "石湾晚报"


def test_a_dateline_without_year_stays_without() -> None:
    found = article("雾溪大桥今日建成通车", f"石湾新闻网4月8日讯 {BODY}", BODY)
    assert found.date is not None and (found.date.when, found.date.role) == ("--04-08", "dateline")


def test_no_date_of_the_body() -> None:
    assert article("雾溪大桥今日建成通车", f"2023年{BODY}", BODY).date is None


def test_an_unknown_source_is_none_and_the_last_one_wins() -> None:
    found = article("雾溪大桥今日建成通车", "时间:2023-04-09 来源:未知", BODY, BODY, "来源:石湾市交通局供稿")
    assert found.source is not None and found.source.text == "石湾市交通局"


def test_who_did_what() -> None:
    found = article(
        "雾溪大桥今日建成通车",
        "时间:2023-04-09 来源:石湾晚报 作者:岳青川",
        BODY,
        "图为通车现场。(祁小禾 摄)",
        BODY,
        "责任编辑:穆春生",
    )
    assert [person.name for person in found.authors] == ["岳青川"]
    assert [person.name for person in found.photographers] == ["祁小禾"]
    assert [person.name for person in found.editors] == ["穆春生"]


def test_a_credit_for_both() -> None:
    found = article("雾溪大桥今日建成通车", BODY, BODY, "岳青川 文/图")
    assert [person.name for person in found.authors] == ["岳青川"]
    assert [person.name for person in found.photographers] == ["岳青川"]


def test_names_alone_are_people() -> None:
    assert [person.name for person in people_of(text_of("柳青禾 石大川"))] == ["柳青禾", "石大川"]
    assert [person.name for person in people_of(text_of("石　念"))] == ["石念"]
    assert people_of(text_of("雾溪区人民政府")) == []


@pytest.mark.parametrize("label", ["出席者", "缺　席", "請　假", "出　席", "列　席"])
def test_each_label_of_the_header_of_minutes_has_a_name(label: str) -> None:
    """A row of three of them, as a table of attendance begins, ended the document."""
    (field,) = read_fields(f"{label}　　　出席時間　　離席時間")
    assert (field.label, field.name, field.header) == (label.replace("　", ""), "chair", True)
