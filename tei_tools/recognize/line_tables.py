"""Tables whose cells became lines, as copies from web pages and PDF files have them: told by the heads of their columns,
or by the word 指 that stands between each term of a glossary and its definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .rule import Unit

if TYPE_CHECKING:
    from .page import Shape

COLUMN_HEADS = frozenset(
    [
        "序号",
        "编号",
        "号码",
        "姓名",
        "名称",
        "单位",
        "单位名称",
        "部门",
        "项目",
        "项目名称",
        "内容",
        "金额",
        "数量",
        "备注",
        "说明",
        "合计",
        "小计",
        "总计",
        "电话",
        "联系电话",
        "联系人",
        "地址",
        "时间",
        "日期",
        "型号",
        "规格",
        "单价",
        "总价",
        "职务",
        "职称",
        "性别",
        "年龄",
        "学历",
        "比例",
        "占比",
        "类别",
        "类型",
        "种类",
        "指标",
        "科目",
        "等级",
        "级别",
        "地区",
        "区域",
        "年份",
        "年度",
        "月份",
        "名次",
        "排名",
        "得分",
        "成绩",
        "分数",
        "标准",
        "要求",
        "条件",
        "责任单位",
        "牵头单位",
        "完成时间",
        "岗位",
        "专业",
        "人数",
        "面积",
        "产量",
        "价格",
        "增长",
        "同比",
        "品种",
        "代码",
    ]
)
"""Words that head a column of a table."""
CERTAINTY = 0.9
"""The probability that a unit which such a table holds is a cell, at least: such tables are too rare for weights to be learned,
and what tells them is right by count (210 of 216 labelled units below two column heads, 116 of 116 in glossaries)."""
_LONGEST_CELL = 60
_LEAST_LINES = 6
"""Lines that a table of lines has at least."""
_LEAST_HEADS = 2
_LEAST_TERMS = 3
_NEAR = 6
"""Lines between two terms of one glossary at most."""
_SPACE = re.compile(r"\s")
_TERM_DEFINED = re.compile(r'^指$|[\u201d"」] ?指$|^[\u201c"][^\u201d"]{1,24}[\u201d"] ?指')


def cells_in_lines(units: Sequence[Unit], shapes: Sequence[Shape]) -> dict[int, str]:
    """The units that are cells of such tables, each with what says so: ``column-heads`` or ``definitions``."""
    return {**_below_column_heads(units, shapes), **_glossaries(units)}


def _below_column_heads(units: Sequence[Unit], shapes: Sequence[Shape]) -> dict[int, str]:
    found: dict[int, str] = {}
    start, count = 0, len(units)
    while start < count:
        end = start
        while end < count and _may_be_cell(shapes[end]):
            end += 1
        if end - start >= _LEAST_LINES:
            heads = [index for index in range(start, end) if _SPACE.sub("", units[index].text) in COLUMN_HEADS]
            if len(heads) >= _LEAST_HEADS and heads[1] - heads[0] <= _NEAR:
                found.update(dict.fromkeys(range(heads[0], end), "column-heads"))
        start = max(end, start + 1)
    return found


def _may_be_cell(shape: Shape) -> bool:
    return shape.size <= _LONGEST_CELL and not shape.prose and not shape.stopped


def _glossaries(units: Sequence[Unit]) -> dict[int, str]:
    terms = [index for index, unit in enumerate(units) if "指" in unit.text and _TERM_DEFINED.search(unit.text)]
    found: dict[int, str] = {}
    first = 0
    for place in range(1, len(terms) + 1):
        if place == len(terms) or terms[place] - terms[place - 1] > _NEAR:
            if place - first >= _LEAST_TERMS:
                found.update(dict.fromkeys(range(terms[first], terms[place - 1] + 1), "definitions"))
            first = place
    return found
