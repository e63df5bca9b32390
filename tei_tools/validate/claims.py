"""Source ranges and who claims them: the arithmetic that both outputs must obey."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from ..errors import Problem
from .places import JsonPath, spell_path


class Claim(NamedTuple):
    """Source ranges, who claims them (a name, or a path to be spelled as one), and where that stands."""

    name: str | JsonPath
    spans: Sequence[Sequence[int]]
    place: Callable[[], tuple[int, int]]


def check_claims(claims: Iterable[Claim], size: int | None, prefix: str) -> Iterator[Problem]:
    """Ranges that are empty, out of order, outside the source of ``size`` characters, or claimed twice."""
    owned: list[tuple[int, int, Claim]] = []
    for claim in claims:
        reached = -1
        for start, end in claim.spans:
            if start >= end or start <= reached:
                why = "is empty or turned round" if start >= end else "does not come behind the one before it"
                who = _spell(claim.name)
                yield Problem(f"{prefix}span-order", f"{who}: the range {start},{end} {why}.", *claim.place())
            elif size is not None and (end > size or start < 0):
                yield Problem(
                    f"{prefix}span-outside",
                    f"{_spell(claim.name)}: the range {start},{end} lies outside the source of {size} characters.",
                    *claim.place(),
                )
            else:
                owned.append((start, end, claim))
            reached = max(reached, end)
    owned.sort(key=itemgetter(0, 1))
    reached = -1
    holder: str | JsonPath = ""
    for start, end, claim in owned:
        if start < reached:
            both = f"{_spell(claim.name)} and {_spell(holder)}"
            message = f"{both} both claim the characters {start} to {min(reached, end)}."
            yield Problem(f"{prefix}span-overlap", message, *claim.place())
        if end > reached:
            reached, holder = end, claim.name


def _spell(name: str | JsonPath) -> str:
    return name if isinstance(name, str) else spell_path(name)


def inside(spans: Iterable[Sequence[int]], around: Sequence[Sequence[int]]) -> bool:
    """Whether every range lies in one of ``around``, which must be in rising order."""
    if len(around) == 1:  # as nearly always
        low, high = around[0]
        return all(low <= start and end <= high for start, end in spans)
    for start, end in spans:
        place = bisect_right(around, start, key=itemgetter(0)) - 1
        if place < 0 or end > around[place][1]:
            return False
    return True
