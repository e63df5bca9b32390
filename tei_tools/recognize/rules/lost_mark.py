"""A section whose mark was lost: a line that stands where one number of a series is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..page import Page
from ..rule import Candidate, Marker, Rule, Unit

_SLOGAN = re.compile(
    r"(?:(?:深入|扎实|持续|全面|进一步|切实|加强|强化|推进|坚持|突出|着力|大力|积极|狠抓|抓好|做好|落实|完善|加快)[^,。:;]{4,20}?)(?=[,。:]|重点|是)"
)
_PHRASE = re.compile(r"[^,。:;!?]{4,24}[。:](?=\S{12,})")


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    missing = page.missing.get(unit.index)
    if missing is None:
        return ()
    text = unit.text
    marker = Marker(missing.style, missing.number, 0)
    if match := _PHRASE.match(text):
        return (Candidate("sec", ("phrase",), marker, match.end(), "lost"),)
    elif match := _SLOGAN.match(text):
        return (Candidate("sec", ("slogan",), marker, match.end(), "lost"),)
    elif len(text) <= 30 and text[-1] not in "。;,:":
        return (Candidate("head", ("stands-alone",), marker, 0, "lost"),)
    return ()


RULE = Rule(
    "lost-mark",
    find,
    {"sec": {"base": -1.0, "phrase": 0.6, "slogan": 1.8}, "head": {"base": -1.0, "stands-alone": 0.8}},
)
