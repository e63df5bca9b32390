"""Numbered heads, numbered sections with a run-in head, and numbered list entries.

The guide: a head stands on a line of its own; a section's line holds body text too, and its head ends
at the first 。or ： when that phrase reads as a heading; numbered short entries are a list when
they stand inside a section and nothing hangs below them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..marks import RANK
from ..page import Page, stands_alone, unit_width
from ..rule import Candidate, Marker, Rule, Unit

_SLOGAN = re.compile(r"[^。:!?;]{2,44}[。:!?]")
_SENTENCE = re.compile(
    r"应当|不得|可以|可由|必须[^达]|如下|以下|下列|分成|包括$|须[在于经]|均[须应可]|由[^来于]|的,|时,|后,|中,|因此|并且|据|已经|了[,。]|是指"
)
_BIBLIOGRAPHY = re.compile(r"\[[MJCDN]\]|[A-Z][a-z]+[A-Z]{1,2},|\(\d{1,2}\):\d+|出版社")
_WORKS = re.compile(r"(?:《[^《》]{2,80}》[、,和及]?)+[;。]?")
_CLAUSE = re.compile(r"(?<!目)的[。;]?$|者[。;]$")


def find(unit: Unit, page: Page) -> Iterable[Candidate]:
    marker = page.shapes[unit.index].marker
    return () if marker is None else _readings(unit, page, marker)


def _readings(unit: Unit, page: Page, marker: Marker) -> Iterator[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    rest = text[marker.end :]
    style = marker.style
    after = page.neighbors[unit.index + 1]
    before = page.neighbors[unit.index - 1]
    outer = "outer" if RANK[style] <= 4 else "middle" if RANK[style] == 5 else "inner"
    context = [outer]
    if style == "article":
        context.append("article")
    sibling_next = after is not None and after.marker is not None and after.marker.style == style
    child_next = after is not None and after.marker is not None and RANK[after.marker.style] > RANK[style]
    body_next = after is not None and after.marker is None and (after.prose or after.stopped or after.size > 34)
    if page.wrap and not shape.stopped:
        body_next = False
    share, size, alone = page.runs.get(unit.index, (0.0, 1, 0.0))
    in_series = size >= 3 and alone >= 0.8 and stands_alone(page.shapes, unit.index)
    lonely = page.series.get(style, 0) == 1
    stop = _SLOGAN.match(rest)
    run_in = stop is not None and len(rest) - stop.end() >= 4
    if not rest and style not in ("zero", "box", "cn-alone"):
        yield Candidate("sec", (*context, "mark-alone"), marker, marker.end)
        return
    labelled = (
        run_in
        and stop is not None
        and stop.group()[-1] == ":"
        and len(rest) <= 34
        and shape.final not in "。;,、:"
        and shape.stops == 0
    )
    if len(rest) <= 44 and (not run_in or labelled) and (shape.final not in ",;、"):
        evidence = [*context]
        if shape.final == "。":
            evidence.append("ends-with-stop")
        elif shape.final == ":":
            evidence.append("announces")
        else:
            evidence.append("stands-alone")
        if labelled:
            evidence.append("inner-colon")
        if len(rest) > 30:
            evidence.append("longish")
            if in_series:
                evidence.append("like-its-series")
        if page.wrap and unit_width(text) >= page.wrap - 7:
            evidence.append("full-line")
        if page.web and not page.core[0] <= unit.index < page.core[1]:
            evidence.append("outside-body")
        if body_next:
            evidence.append("body-next")
        if child_next:
            evidence.append("child-next")
        if sibling_next:
            evidence.append("sibling-next")
        if after is None:
            evidence.append("last")
        if _CLAUSE.search(rest) or _SENTENCE.search(rest):
            evidence.append("sentence")
        yield Candidate("head", tuple(evidence), marker)
    elif in_series and body_next:
        evidence = [*context, "ends-with-stop" if shape.final == "。" else "stands-alone", "longish", "like-its-series"]
        yield Candidate("head", (*evidence, "body-next"), marker)
    evidence = [*context]
    end = marker.end
    if run_in and stop is not None and style != "article":
        phrase = stop.group()
        if (phrase[-1] == ":" and (len(phrase) > 16 or "," in phrase)) or (
            _SENTENCE.search(phrase[:-1]) and len(phrase) > 8
        ):
            evidence.append("no-phrase")
        else:
            evidence.append("phrase")
            if phrase[-1] == ":" and (len(phrase) > 8 or style in ("ar-paren", "circled", "ar-half")):
                evidence.append("long-label")
            elif outer == "inner" and phrase.count(",") >= 2:
                evidence.append("long-phrase")
            end = marker.end + stop.end()
    elif len(rest) > 40:
        evidence.append("long-text")
        if outer == "inner":
            evidence.append("inner-text")
    else:
        evidence.append("short-text" if shape.stopped or shape.final in ":;" else "bare-words")
    if page.web and not page.core[0] <= unit.index < page.core[1]:
        evidence.append("outside-body")
    if outer == "inner" and share >= 0.5:
        evidence.append("phrased-run")
    if sibling_next:
        evidence.append("sibling-next")
    if shape.final == ";":
        evidence.append("semicolon")
    if lonely:
        evidence.append("lonely")
    yield Candidate("sec", tuple(evidence), marker, end)
    phrased = "phrase" in evidence and "long-label" not in evidence
    evidence = [*context]
    if shape.final == ";":
        evidence.append("semicolon")
    elif _CLAUSE.search(rest):
        evidence.append("clause")
    if style == "circled":
        evidence.append("circled")
    elif style in ("ar-paren", "ar-half"):
        evidence.append("arabic-in-brackets")
    if style.startswith("decimal") or style == "bare":
        evidence.append("decimal")
    if text[0] in '“"':
        evidence.append("quoted")
    if outer != "outer" and _WORKS.fullmatch(rest):
        evidence.append("titles-of-works")
    if _BIBLIOGRAPHY.search(text):
        evidence.append("reference")
    if size >= 2:
        evidence.append("sibling-near")
    elif body_next:
        evidence.append("body-next")
    if marker.number == 1 and before is not None and before.final == ":":
        evidence.append("announced")
    if child_next:
        evidence.append("child-next")
    if len(rest) <= 34 and not run_in:
        evidence.append("short")
    elif phrased:
        evidence.append("phrase")
    elif len(rest) > 100:
        evidence.append("long")
    if page.web and not page.core[0] <= unit.index < page.core[1]:
        evidence.append("outside-body")
    if page.series.get("article", 0) >= 2 and style == "cn-paren":
        evidence.append("of-a-statute")
    yield Candidate("item", tuple(evidence), marker)


RULE = Rule(
    "numbered-heading",
    find,
    {
        "head": {
            "base": 0.0, "outer": 1.2, "middle": 0.9, "inner": 0.2, "article": -2.0, "stands-alone": 2.0, "ends-with-stop": 0.6,
            "announces": 1.0, "longish": -0.5, "inner-colon": -0.4, "full-line": -2.5, "outside-body": -4.0, "body-next": 0.9, "child-next": 0.8, "sibling-next": -0.8, "last": -0.8, "sentence": -1.0, "like-its-series": 1.5,
        },
        "sec": {
            "base": 0.0, "outer": 1.4, "middle": 0.8, "inner": 0.2, "article": 3.0, "mark-alone": 0.0, "phrase": 2.0, "no-phrase": 1.2,
            "long-text": 1.4, "short-text": 0.0, "bare-words": -1.5, "sibling-next": 0.0, "semicolon": -1.2, "outside-body": -4.0, "inner-text": -0.9, "long-label": -1.8, "long-phrase": -1.4, "phrased-run": 1.0, "lonely": -0.6,
        },
        "item": {
            "base": 0.6, "outer": -2.0, "middle": -0.8, "inner": 0.3, "article": -4.0, "semicolon": 1.5, "clause": 0.6, "circled": 1.6,
            "arabic-in-brackets": 0.7, "quoted": 1.5, "titles-of-works": 2.5, "decimal": -2.0, "reference": 2.5, "sibling-near": 0.5, "body-next": -0.8, "announced": 0.8,
            "child-next": -1.3, "short": 0.5, "phrase": -0.8, "long": -0.4, "outside-body": -4.0, "of-a-statute": 2.0,
        },
    },
)  # fmt: skip
