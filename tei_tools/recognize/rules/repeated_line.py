"""Copies of the headline: the page's title, a second h1. The copy nearest to the body stays."""

from __future__ import annotations

from collections.abc import Sequence

from ..page import Page
from ..rule import Candidate, Rule, Unit


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    index = unit.index
    low, high = page.headline
    if not high or index >= low or not page.echoes[index]:
        return ()
    key, anchor = page.shapes[index].key, "".join(page.shapes[k].key for k in range(low, high))
    evidence = (
        ["same"] if key == anchor else ["contains"] if key.startswith(anchor) or key.endswith(anchor) else ["other"]
    )
    return (Candidate("noise", tuple(evidence), detail="repeated-title"),)


RULE = Rule("repeated-line", find, {"noise": {"base": 0.0, "same": 6.0, "contains": 5.5, "other": 1.0}})
