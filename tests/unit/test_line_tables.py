"""Tables whose cells stand on lines of their own."""

from __future__ import annotations

import pytest

import tei_tools
from tei_tools.model.nodes import Table
from tei_tools.recognize.page import read_page
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines

_HEADED = [
    "序号",
    "单位",
    "办公电话",
    "街道地址",
    "1",
    "青禾街",
    "37280001",
    "青禾大街8号",
    "2",
    "云溪街",
    "37280002",
    "云溪路3号",
]
_TERMS = [
    "释义项",
    "指",
    "释义内容",
    "青禾",
    "指",
    "青禾县水利局",
    "云溪",
    "指",
    "云溪镇人民政府",
    "水库",
    "指",
    "青禾县第一水库",
]


def _document(lines: list[str]) -> tei_tools.Document:
    body = "各街道办事处已经开放服务窗口，市民可以就近办理登记备案，办公时间为每个工作日的上午九点到下午五点。"
    return tei_tools.parse("\n".join(["关于办理地点的通告", "2023年5月4日", body, *lines, "", body]))


@pytest.mark.parametrize("lines", [_HEADED, _TERMS], ids=["heads of columns", "glossary"])
def test_the_lines_are_one_table(lines: list[str]) -> None:
    tables = [block for block in _document(lines).articles[0].blocks if isinstance(block, Table)]
    assert len(tables) == 1
    text = "".join(cell.text for row in tables[0].rows for cell in row)
    assert all(line in text for line in lines[3:])


@pytest.mark.parametrize(
    "lines",
    [
        ["序号", "一段短话", "再一段", "还有一段", "又一段", "末一段"],
        ["青禾是指县名", "他指着远处", "指导意见", "指", "青禾"],
    ],
    ids=["one head", "指 in sentences"],
)
def test_a_few_words_alone_make_no_table(lines: list[str]) -> None:
    units = cut_lines("\n".join(lines), read_lines("\n".join(lines), ()))
    assert read_page(units).cells == {}
