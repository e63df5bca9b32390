"""The reading that every unit has: a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..marks import BULLETS
from ..page import Page
from ..rule import Candidate, Rule, Unit

_ENUMERATOR = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是|要|则)|首先|其次|再次|最后|第[一二三四五六七八九十],|其[一二三四五]"
)
_ENUMERATES = frozenset("一二三四五六七八九十首其再最第")
_SPEECH = re.compile(r"[^,。:]{2,14}(?:\([^)]{2,12}\))?:\S")


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    evidence = []
    if shape.prose:
        evidence.append("prose")
    if shape.stopped:
        evidence.append("stopped")
    elif shape.final == ":":
        evidence.append("announces")
    else:
        evidence.append("open")
    if shape.han * 3 < shape.size:
        evidence.append("foreign")
    if shape.size <= 8:
        evidence.append("tiny")
    elif shape.size <= 20:
        evidence.append("short")
    elif shape.size > 80:
        evidence.append("long")
    if page.run[unit.index] >= 5:
        evidence.append("among-short-lines")
    if not page.core[0] <= unit.index < page.core[1]:
        evidence.append("outside-body")
    if shape.marker is not None:
        evidence.append("marked")
    elif unit.text[0] in _ENUMERATES and _ENUMERATOR.match(unit.text):
        evidence.append("enumerator")
    elif shape.stopped and _SPEECH.match(unit.text):
        evidence.append("speech")
    if unit.text[0] in BULLETS:
        evidence.append("bullet")
    if unit.text[0] == "(" and unit.text[-1] == ")" and shape.size <= 20:
        evidence.append("stage-direction")
    if page.indented and unit.first and unit.indent >= 1 and page.run[unit.index] < 5:
        evidence.append("indented")
    return (Candidate("p", tuple(evidence), detail="credit" if unit.index in page.credited else ""),)


RULE = Rule(
    "prose",
    find,
    {
        "p": {
            "base": 0.0, "prose": 1.5, "stopped": 1.2, "announces": 0.3, "open": -0.6, "tiny": -0.8, "short": -0.3, "long": 1.5,
            "among-short-lines": -1.2, "outside-body": -1.2, "marked": -4.0, "enumerator": 0.6, "speech": 0.6,
            "bullet": -2.0, "foreign": -2.0, "stage-direction": 1.2, "indented": 0.2,
        },
    },
)  # fmt: skip
