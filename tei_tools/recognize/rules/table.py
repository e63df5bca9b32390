"""Tables: lines of cells between tabs, and tables whose cells became lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..page import Page
from ..rule import Candidate, Rule, Unit

_HEADER = re.compile(
    r"(?:序\s*号|姓\s*名|性\s*别|单\s*位|工作单位|现工作单位|职\s*务|职\s*称|备\s*注|学\s*历|出生(?:年月)?|年月|政治面貌|名\s*称|数\s*量|金\s*额|合\s*计|电\s*话|地\s*址|类\s*别|项\s*目|指\s*标|"
    r"参加工作时间|联系方式|联系电话|编\s*号|规\s*格|单\s*价|时\s*间|地\s*点|内\s*容|责任单位|完成时限|面\s*积|人\s*数|籍\s*贯|民\s*族|年\s*龄)"
)
_FULL_DATE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s?年\s?\S{1,2}\s?月\s?\S{1,3}\s?日")
_VALUE = re.compile(
    r"[\d.,%\-/年月日:— ]+|男|女|中共党员|党员|群众|共青团员|预备党员|大学|本科|大专|硕士(?:研究生)?|博士|是|否|有|无|合格|优秀"
)


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    text = unit.text
    if unit.cell:
        return (Candidate("table", ("markup",)),)
    if "\t" in text or text.count(" | ") >= 2 or (text[0] == "|" and text.count("|") >= 3):
        evidence = ["cells"]
        if page.web:
            evidence.append("web-page")
        return (Candidate("table", tuple(evidence)),)
    said = page.cells.get(unit.index)
    if said is not None:
        return (Candidate("table", (said,)),)
    if page.run[unit.index] < 6:
        return ()
    start = unit.index
    low = max(page.run_start[start], start - 40)
    size = min(page.run[start], 60)
    heads, values = _count(page.texts[low : low + size])
    if heads < 2 and not (values * 3 >= size and size >= 6):
        return ()
    evidence = ["header-words"] if heads >= 2 else []
    if values * 4 >= size:
        evidence.append("values")
    if _FULL_DATE.fullmatch(text) or _FULL_DATE.fullmatch(page.texts[start + 1]):
        evidence.append("signature-like")
    if page.shapes[start].size > 24:
        evidence.append("longish")
    if page.web:
        evidence.append("web-page")
    return (Candidate("table", tuple(evidence)),)


@lru_cache(maxsize=16)
def _count(cells: tuple[str, ...]) -> tuple[int, int]:
    """How many cells are words of a header, and how many are values. All units of one run ask for the same cells."""
    kinds = [*map(_kind, cells)]
    return kinds.count("head"), kinds.count("value")


@lru_cache(maxsize=512)
def _kind(cell: str) -> str:
    """What a cell is by its words; no word of a header is a value."""
    return "head" if _HEADER.fullmatch(cell) else "value" if _VALUE.fullmatch(cell) else ""


RULE = Rule(
    "table",
    find,
    {
        "table": {
            "base": 0.0,
            "markup": 7.0,
            "cells": 2.0,
            "column-heads": 6.0,
            "definitions": 6.0,
            "header-words": 3.0,
            "values": 2.0,
            "signature-like": -3.5,
            "longish": -1.5,
            "web-page": -2.5,
        }
    },
)
