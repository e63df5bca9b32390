"""All evidence of a page: for each unit the names of what speaks for one reading or another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import get_args

from ..recognize.page import Page
from ..recognize.rule import Candidate, Label
from .features import Group, Words
from .features.front_matter import front_matter_evidence
from .features.joins import join_evidence
from .features.layout import Places, kind_of, layout_evidence
from .features.neighbors import neighbor_evidence
from .features.series import Series, series_evidence
from .features.stretches import Stretches, stretch_evidence
from .features.words import word_evidence

Proposed = Sequence[tuple[Candidate, float, str]]
"""What the rules propose for one unit: the reading, its score, the rule's name."""


Names = Collection[str]
"""Names of evidence, each once."""


def page_evidence(page: Page, proposals: Sequence[Proposed]) -> list[list[str]]:
    """For each unit of a page the names of its evidence, each once."""
    own, kinds = own_evidence(page, proposals)
    around = neighbor_evidence(page, kinds, own)
    return [list(dict.fromkeys(chain(mine, theirs))) for mine, theirs in zip(own, around, strict=True)]


def own_evidence(page: Page, proposals: Sequence[Proposed]) -> tuple[list[Names], list[str]]:
    """For each unit of a page what it says itself, and its kind: of this all that its neighbors see of it is made."""
    parts, kinds = own_in_parts(page, proposals)
    return [dict.fromkeys(names_in(groups)).keys() for groups in chain.from_iterable(parts)], kinds


def own_in_parts(page: Page, proposals: Sequence[Proposed]) -> tuple[Iterator[list[list[Group]]], list[str]]:
    """The same for the units of one stretch of a page after the other, so that a long page is never named at once.

    Names come as they are made, some of them many together; each of a unit comes once.
    """
    kinds = [kind_of(page, index) for index in range(len(page.units))]
    return _named(page, proposals, kinds), kinds


def names_in(groups: Iterable[Group]) -> Iterator[str]:
    """All names of some groups, in their order."""
    for group in groups:
        if isinstance(group, str):
            yield group
        else:
            yield from group.find() if isinstance(group, Words) else group


def _named(page: Page, proposals: Sequence[Proposed], kinds: Sequence[str]) -> Iterator[list[list[Group]]]:
    places, series, stretches = Places(page, kinds), Series(page), Stretches(page, kinds)
    known: dict[int, list[Group]] = {}
    units, shapes = page.units, page.shapes
    front = front_matter_evidence(units)
    for low in range(0, len(units), _TOGETHER):
        part = range(low, min(low + _TOGETHER, len(units)))
        own = layout_evidence(places, part)
        for index, names in zip(part, own, strict=True):
            names += word_evidence(units[index].text, shapes[index])
        series_evidence(series, part, own)
        stretch_evidence(stretches, part, own)
        join_evidence(page, kinds, places.echoes.body, part, own)
        for index, names in zip(part, own, strict=True):
            proposed = proposals[index]
            said = known.get(id(proposed))
            if said is None:
                if len(known) > _TOGETHER:
                    known.clear()
                said = known[id(proposed)] = rule_evidence(proposed)
            names += said
            if index in front:
                names.append(front[index])
        yield own


_TOGETHER = 256
"""Units that are named before the next ones are."""


def rule_evidence(proposed: Proposed) -> list[Group]:
    """What the rules say, as evidence."""
    names: list[Group] = []
    best: dict[str, float] = {}
    seen: dict[tuple[str, str], tuple[str, ...]] = {}
    for candidate, score, rule in proposed:
        label = candidate.label
        if score > best.get(label, -99.0):
            best[label] = score
        said = _said(rule, label, candidate.evidence)
        before = seen.get((rule, label))
        if before is not None:  # the same rule has another reading of this label
            said = tuple([name for name in said if name not in before])
            seen[rule, label] = (*before, *said)
        else:
            seen[rule, label] = said
        names.append(said)
        if label == "noise" and candidate.detail and (reason := _REASON[candidate.detail]) not in names:
            names.append(reason)
    if len(best) == 1:
        (only,) = best
        names.append(_ranked(only, "", True, True))
        names.append(_BEHIND[only, 0])
    elif best:
        (first, top), (second, next_best) = sorted(best.items(), key=_order)[:2]
        lead = top - next_best
        names.append(_ranked(first, second, lead > 1.5, lead > 4))
        names += [_BEHIND[other, bisect_right(_STEPS, top - score)] for other, score in best.items()]
    return names


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return -pair[1], pair[0]


_STEPS = (0.5, 1.5, 3, 5)
"""Nats behind the best reading at which a label is told to be farther behind."""
_BEHIND: dict[tuple[str, int], str] = {
    (label, step): f"Q={label}{step}" for label in get_args(Label) for step in range(len(_STEPS) + 1)
}


@lru_cache(maxsize=8192)
def _said(rule: str, label: str, evidence: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([f"{rule[:3]}.{label}.{name}" for name in evidence]))


class _Reasons(dict[str, str]):
    """What is said of a reason for leaving something out, by the reason."""

    def __missing__(self, reason: str) -> str:
        said = self[reason] = f"reason={reason}"
        return said


_REASON = _Reasons()


@cache
def _ranked(first: str, second: str, clear: bool, far: bool) -> tuple[str, ...]:
    names = (f"R={first}", f"r={first}{int(clear)}{int(far)}")
    return (*names, f"R2={first}{second}") if second else names
