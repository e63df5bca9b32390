"""A unit that goes on with the block before it: hard wraps, column breaks, lines cut by a page, a wrong cut of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...read.grammar.page_number import page_number
from ..page import Page, unit_width
from ..rule import Candidate, Rule, Unit

_OPEN = re.compile(r"[(《“【〈「『][^()《》“”【】〈〉「」『』。!?;]{0,30}\Z")
_CLOSES = re.compile(r"[^()《》“”【】〈〉「」『』。!?;]{0,30}[)》”】〉」』]")
"""Brackets that a line leaves open, and that the next one closes."""
_DIGITS_END = re.compile(r"\d{4}(?:[-/.]|[-/.]\d{1,2}[-/.])\Z")
"""A line that ends inside a date of digits."""
_PARTICLES = frozenset("到的和与在从等及对把将为由向以")


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    index = unit.index
    if index == 0 or unit.text[0] == "#":
        return ()
    above = index - 1
    if above and page_number(page.texts[above]) is not None:
        above -= 1
    before = page.shapes[above]
    shape = page.shapes[index]
    text = unit.text
    if page.wrap and page_number(text) is not None:
        return ()
    evidence = []
    if not unit.first:
        evidence.append("same-line")
    if text[0] in ",。、;!?)”’》】:":
        evidence.append("opens-with-closer")
    elif text[0].isascii() and text[0].islower():
        evidence.append("lower-case")
    if page.texts[index - 1] == "专栏" and text.isdigit():
        evidence.append("number-of-box")
    elif index > 1 and page.texts[index - 2] == "专栏" and page.texts[index - 1].isdigit():
        evidence.append("name-of-box")
    elif before.final in ",、":
        evidence.append("after-comma")
    elif before.final and before.final in "。!?…":
        evidence.append("after-stop")
    elif before.final == ":":
        evidence.append("after-colon")
    elif before.final == ";":
        evidence.append("after-semicolon")
    elif before.han * 2 < before.size:
        evidence.append("after-foreign")
    elif before.prose and before.stops:
        evidence.append("after-open-prose")
        if shape.size < 30 and not shape.stopped:
            evidence.append("short-line")
    elif before.size >= 40 or (before.prose and before.size >= 24):
        evidence.append("after-open-text")
    elif page.texts[above] in _PARTICLES:
        evidence.append("after-particle")
    else:
        evidence.append("after-short")
    if _is_open(page.texts[above]) and _CLOSES.match(text):
        evidence = [name for name in evidence if name not in ("after-short", "after-foreign")]
        evidence.append("closes-bracket")
    elif before.han and _is_latin(page.texts[above][-1]) and _is_latin(text[0]):  # a name of several words was parted
        evidence = [name for name in evidence if name != "after-short"]
        evidence.append("latin-goes-on")
    if text[0].isdecimal() and _DIGITS_END.search(page.texts[above]):
        evidence = [name for name in evidence if name not in ("after-short", "after-foreign")]
        evidence.append("number-goes-on")
    if page.wrap and unit.first:
        width = unit_width(page.units[above].text)
        if width >= page.wrap - 7:
            evidence = [name for name in evidence if name != "after-short"]
            evidence.append("after-full-line")
        elif width < page.wrap - 14:
            evidence.append("after-short-line")
    if unit.first and page.indented:
        evidence.append("indented" if unit.indent else "flush")
    if shape.han * 3 < shape.size and shape.size >= 12 and before.han * 2 > before.size:
        evidence.append("foreign")
    if page.broken:
        evidence.append("broken-text")
    if text[0] in "(【[":
        evidence.append("opens-bracket")
    if shape.marker is not None:
        evidence.append("marked")
    if page.run[index] >= 5:
        evidence.append("among-short-lines")
    if unit.gap > 1:
        evidence.append("gap")
    if not (
        {"after-stop", "after-short"} & set(evidence)
        and not {"after-full-line", "same-line", "flush", "opens-with-closer", "lower-case"} & set(evidence)
    ):
        return (Candidate("cont", tuple(evidence), detail="credit" if index in page.credited else ""),)
    return ()


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_open(text: str) -> bool:
    """Whether a line ends inside a bracket or a title that it has opened."""
    return _OPEN.search(text, max(len(text) - 32, 0)) is not None


RULE = Rule(
    "continuation",
    find,
    {
        "cont": {
            "base": 0.0, "same-line": 0.3, "opens-with-closer": 3.0, "lower-case": 1.5, "foreign": -4.0, "broken-text": 0.8, "opens-bracket": -2.5, "after-comma": 5.0, "closes-bracket": 5.0, "latin-goes-on": 3.0, "number-goes-on": 6.0, "after-stop": -3.0,
            "after-colon": -1.8, "after-semicolon": -1.0, "after-open-text": 3.0, "after-short": -2.2, "after-open-prose": 5.0, "short-line": -2.5, "after-particle": 5.0, "number-of-box": 8.0, "name-of-box": 6.0, "after-foreign": -0.5, "after-full-line": 3.0,
            "after-short-line": -2.0, "indented": -2.5, "flush": 1.0, "marked": -3.0, "among-short-lines": -1.5, "gap": -0.5,
        },
    },
)  # fmt: skip
