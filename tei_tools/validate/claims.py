"""Source ranges and who claims them: the arithmetic that both outputs must obey."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from ..errors import Problem


class Claim(NamedTuple):
    """Source ranges, who claims them, and where that stands."""

    name: str
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
                yield Problem(f"{prefix}span-order", f"{claim.name}: the range {start},{end} {why}.", *claim.place())
            elif size is not None and (end > size or start < 0):
                yield Problem(
                    f"{prefix}span-outside",
                    f"{claim.name}: the range {start},{end} lies outside the source of {size} characters.",
                    *claim.place(),
                )
            else:
                owned.append((start, end, claim))
            reached = max(reached, end)
    owned.sort(key=lambda entry: entry[:2])
    reached, holder = -1, ""
    for start, end, claim in owned:
        if start < reached:
            message = f"{claim.name} and {holder} both claim the characters {start} to {min(reached, end)}."
            yield Problem(f"{prefix}span-overlap", message, *claim.place())
        if end > reached:
            reached, holder = end, claim.name


def inside(spans: Iterable[Sequence[int]], around: Sequence[Sequence[int]]) -> bool:
    """Whether every range lies in one of ``around``, which must be in rising order."""
    for start, end in spans:
        place = bisect_right(around, start, key=itemgetter(0)) - 1
        if place < 0 or end > around[place][1]:
            return False
    return True
