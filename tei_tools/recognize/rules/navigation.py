"""Menus and link lists: runs of short lines around the body that are no sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ..facts import read_fields
from ..page import Page
from ..rule import Candidate, Rule, Unit


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    index = unit.index
    shape = page.shapes[index]
    start, stop = page.core
    evidence = []
    if page.run[index] >= 12:
        evidence.append("long-run")
    elif page.run[index] >= 5:
        evidence.append("run")
    if index < start:
        evidence.append("before-body")
    elif index >= stop:
        evidence.append("behind-body")
    low, high = page.headline if page.headline[1] else page.masthead
    if high and index < low and not _is_fact(unit, page):
        evidence.append("before-headline")
    elif not evidence or not (page.web or page.run[index] >= 5):
        return ()
    if shape.prose:
        evidence.append("prose")
    elif shape.stopped:
        evidence.append("stopped")
    elif shape.size <= 6:
        evidence.append("tiny")
    if page.web:
        evidence.append("web-page")
    elif "before-headline" not in evidence:
        evidence.append("plain-page")
    if shape.marker is not None:
        evidence.append("marked")
    return (
        Candidate(
            "noise",
            tuple(evidence),
            detail="navigation" if index < start or "before-headline" in evidence else "related-link",
        ),
    )


def _is_fact(unit: Unit, page: Page) -> bool:
    """Whether the line belongs to a table of facts in front of the headline."""
    if any(field.name not in ("other", "title", "link") for field in read_fields(unit.text)):
        return True
    before = read_fields(page.texts[unit.index - 1]) if unit.index else []
    return bool(before) and before[-1].start == before[-1].end and before[-1].name != "other"


RULE = Rule(
    "navigation",
    find,
    {
        "noise": {
            "base": -1.2, "long-run": 1.6, "run": 1.0, "before-body": 1.0, "behind-body": 1.0, "prose": -2.0, "stopped": -1.0, "tiny": 0.5, "web-page": 0.6, "plain-page": -2.2, "before-headline": 2.2,
            "marked": -0.5,
        },
    },
)  # fmt: skip
