"""Where lines are cut into units, and where not."""

from __future__ import annotations

import pytest

from tei_tools.parse import parse
from tei_tools.recognize.rule import BELOW_MARKUP, IN_CAPTION, IN_HEADING, IN_LIST, IN_PARAGRAPH, Unit
from tei_tools.recognize.units import cut_lines
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines


def units_of(text: str) -> tuple[Unit, ...]:
    return cut_lines(text, read_lines(text, find_repairs(text)[0]))


LONG = "雾溪区地处云顶山北麓,全区共有12个村、3.2万人,耕地面积2.6万亩,是有名的茶叶之乡"
FIRST = f"一、修路。{LONG}。二、架桥。{LONG}。三、种茶。{LONG}。"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("雾溪大桥通车", ["雾溪大桥通车"]),
        (f"{LONG}。", [f"{LONG}。"]),
        ("雾溪大桥<br>昨天正式通车</p>两岸群众", ["雾溪大桥", "昨天正式通车", "两岸群众"]),
        ("雾溪大桥<b>昨天</b>正式通车两岸群众", ["雾溪大桥昨天正式通车两岸群众"]),
        (f"{LONG}。责任编辑:符远", [f"{LONG}。", "责任编辑:符远"]),
        (f"{LONG}。图为通车现场", [f"{LONG}。", "图为通车现场"]),
        ("雾溪大桥昨天正式通车    4月8日,两岸群众", ["雾溪大桥昨天正式通车", "4月8日,两岸群众"]),
        ("雾溪大桥昨天正式通车,    4月8日,两岸群众", ["雾溪大桥昨天正式通车,    4月8日,两岸群众"]),
        ("2022-10-14 来源:石湾晚报 分享到:", ["2022-10-14 来源:石湾晚报", "分享到:"]),
        ("雾溪大桥昨天正式通车【来源:石湾晚报】", ["雾溪大桥昨天正式通车", "【来源:石湾晚报】"]),
        (FIRST * 3, [f"一、修路。{LONG}。", f"二、架桥。{LONG}。", f"三、种茶。{LONG}。"] * 3),
        (f"会议强调,一要修路,二要架桥,三要种茶。{LONG}。", [f"会议强调,一要修路,二要架桥,三要种茶。{LONG}。"]),
        (f"{LONG}。1.5万亩茶园,2.6亿元产值。", [f"{LONG}。1.5万亩茶园,2.6亿元产值。"]),
        (f"按照统一、规范的要求,{LONG}。", [f"按照统一、规范的要求,{LONG}。"]),
        (
            "各镇人民政府、县直各单位:现将防汛工作的安排通知如下。",
            ["各镇人民政府、县直各单位:", "现将防汛工作的安排通知如下。"],
        ),
        ("尊敬的居民朋友:本周六起停水检修,请提前储水。", ["尊敬的居民朋友:", "本周六起停水检修,请提前储水。"]),
        ("县水务局:经查,水管已于昨日修好,恢复供水。", ["县水务局:", "经查,水管已于昨日修好,恢复供水。"]),
        ("县水务局:负责下游河道的水情监测和调度。", ["县水务局:负责下游河道的水情监测和调度。"]),
        ("各镇人民政府:负责本辖区内的巡查和转移工作。", ["各镇人民政府:负责本辖区内的巡查和转移工作。"]),
        ("记者:有人说这门手艺已经快没有人学了。", ["记者:有人说这门手艺已经快没有人学了。"]),
        ("会议要求各地各部门做到:一是抓好责任落实。", ["会议要求各地各部门做到:一是抓好责任落实。"]),
        (
            "【雾溪大桥提前三个月通车】昨日上午,雾溪大桥通车。",
            ["【雾溪大桥提前三个月通车】", "昨日上午,雾溪大桥通车。"],
        ),
        ("【本报记者符远雾溪报导】昨日上午,雾溪大桥通车。", ["【本报记者符远雾溪报导】昨日上午,雾溪大桥通车。"]),
        ("", []),
        (" \n\u3000\n", []),
    ],
)
def test_cuts(text: str, parts: list[str]) -> None:
    assert [unit.text for unit in units_of(text)] == parts


STORY = "采茶的人一早上了山，茶园里到处是说笑声，今年的头茬茶比去年多收了两成，茶农们都说是雨水好，价钱也好"


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ([f"2020-02-0{day},茶季{day},{STORY}{day},7,8" for day in range(1, 5)],
         ["2020-02-01,", "茶季1,", f"{STORY}1,".replace("，", ","), "7,8"]),
        ([f"{day}\t山上的茶季开始了\t{STORY}{day}" for day in range(1, 5)],
         ["1", "山上的茶季开始了", f"{STORY}1".replace("，", ",")]),
        ([f'2020-02-0{day},"茶季,又一年","{STORY},{day}"' for day in range(1, 5)],
         ["2020-02-01,", '"茶季,又一年",', f'"{STORY},1"'.replace("，", ",")]),
        ([f"2020-02-0{day},茶季{day},短" for day in range(1, 5)], ["2020-02-01,茶季1,短"]),  # cells, no texts
        ([f"茶季{day},{STORY * day}" for day in range(1, 5)], [f"茶季1,{STORY}".replace("，", ",")]),  # prose
        ([f"2020-02-0{day},茶季{day},{STORY}" for day in range(1, 3)],
         [f"2020-02-01,茶季1,{STORY}".replace("，", ",")]),  # too few
    ],
)  # fmt: skip
def test_rows_are_cut_at_their_fields(rows: list[str], parts: list[str]) -> None:
    assert [unit.text for unit in units_of("\n".join(rows)) if unit.line == 1] == parts


ROWS = """date,title,content,read
2020-02-07,"石桥镇三百亩茶园开采","本报讯（记者陶远舟）石桥镇三百亩茶园昨日开采，首日收鲜叶两千斤。茶农说，今年雨水足，芽头壮，价钱也比去年好。",71
2020-02-08,"青禾县疏浚河道十二公里","青禾县水利局昨日通报，冬季清淤工程全部完工，共疏浚河道十二公里，打捞水草四十多吨，沿河三个村不再受淹。",133
2020-02-09,"柳湾小学添了图书馆","柳湾小学的新图书馆本周开放，藏书八千册，孩子们下课就往那里跑。校长温若溪说，书都是校友捐的。",58
2020-02-10,"雾溪大桥主跨合龙","雾溪大桥主跨昨天下午合龙，工人们在桥上放了鞭炮。大桥长四百二十米，明年春天通车，两岸群众过河不必再绕行。",97
"""


def test_a_headline_in_a_row_is_without_its_quotes_and_delimiter() -> None:
    document = parse(ROWS)
    assert [(one.title and one.title.text, one.date and one.date.when) for one in document.articles] == [
        ("石桥镇三百亩茶园开采", "2020-02-07"), ("青禾县疏浚河道十二公里", "2020-02-08"),
        ("柳湾小学添了图书馆", "2020-02-09"), ("雾溪大桥主跨合龙", "2020-02-10"),
    ]  # fmt: skip


def test_a_series_at_line_starts_opens_the_lines_too() -> None:
    text = f"一、修路。{LONG}。二、架桥。{LONG}。\n三、种茶。{LONG}。"
    assert [unit.text[:2] for unit in units_of(text)] == ["一、", "二、", "三、"]


def test_where_a_unit_stands() -> None:
    text = "雾溪大桥通车\n\n\n\u3000\u3000雾溪大桥<br>昨天正式通车,群众高兴极了\r\n云顶镇"
    first, second, third, fourth = units_of(text)
    assert [unit.index for unit in (first, second, third, fourth)] == [0, 1, 2, 3]
    assert [(unit.line, unit.gap, unit.indent) for unit in (first, second, third, fourth)] == [
        (1, 0, 0), (4, 2, 2), (4, 0, 0), (5, 0, 0),
    ]  # fmt: skip
    assert [(unit.first, unit.last) for unit in (second, third)] == [(True, False), (False, True)]
    assert text[slice(*third.source(0, 2))] == "昨天"
    assert text[slice(*third.span)].endswith("了\r\n")
    assert second.span.end == third.span.start


def test_what_stood_in_bold() -> None:
    bold, plain = units_of("<strong>生态茶园</strong>\n<strong>今年</strong>的新茶")
    assert (bold.emphasis, plain.emphasis) == (True, False)


def test_a_repair_is_hidden_and_leads_back() -> None:
    text = "青石<b>鎮今日通车"
    (unit,) = units_of(text)
    assert "<" not in unit.text
    assert text[slice(*unit.source(0, 3))] == "青石<b>鎮"


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("主旨：公告本鎮第三公有停車場啟用事宜。", ["主旨:", "公告本镇第三公有停车场启用事宜。"]),
        ("依據：停車場法第十二條及本鎮管理要點。", ["依据:", "停车场法第十二条及本镇管理要点。"]),
        ("這個計畫的主旨：讓每個孩子都有書可以讀。", ["这个计画的主旨:让每个孩子都有书可以读。"]),
        (r"澄湖县今年修路三条。\n\u3000群众出行更方便了。", [r"澄湖县今年修路三条。\n\u3000", "群众出行更方便了。"]),
        (
            "(41,'石桥镇摊位拍出天价',1,'青禾都市报社','石桥镇昨天举行摊位拍卖会。'",
            ["(41,'石桥镇摊位拍出天价',1,'", "青禾都市报社','", "石桥镇昨天举行摊位拍卖会。'"],
        ),
    ],
)
def test_labels_of_parts_and_the_fields_of_dumps_are_cut(line: str, pieces: list[str]) -> None:
    assert [unit.text for unit in cut_lines(line, read_lines(line))] == pieces


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("<figcaption>大桥通车。</figcaption>\n两岸群众", [IN_CAPTION, 0]),
        (
            "<figure>\n<figcaption>\n大桥通车。\n</figcaption>\n</figure>\n群众",
            [IN_CAPTION | BELOW_MARKUP, BELOW_MARKUP],
        ),
        ('<p class="wp-caption-text">大桥通车。</p>\n群众', [IN_CAPTION | IN_PARAGRAPH, 0]),
        ("<h2>大桥</h2>\n<p>两岸群众来了很多。\n<li>一座桥", [IN_HEADING, IN_PARAGRAPH, IN_LIST]),
        ("<h2>大桥</h2><p>今天上午,两岸群众来了很多。</p>", [IN_HEADING, IN_PARAGRAPH]),
        ("<h2>大桥\n二\n三\n四\n五\n六", [IN_HEADING] * 5 + [0]),  # its end was lost
        ("大桥\n\n\n群众", [0, 0]),
        ("大桥\n</div>\n群众", [0, BELOW_MARKUP]),
    ],
)
def test_elements(text: str, bits: list[int]) -> None:
    assert [unit.around for unit in units_of(text)] == bits
