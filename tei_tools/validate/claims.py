"""Source ranges and who claims them: the arithmetic that both outputs must obey."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TypeVar

from ..errors import Problem

Owner = TypeVar("Owner")


def check_claims(
    claims: Iterable[tuple[Sequence[Sequence[int]], Owner]],
    size: int | None,
    prefix: str,
    name: Callable[[Owner], str],
    place: Callable[[Owner], tuple[int, int]],
) -> Iterator[Problem]:
    """Ranges that are empty, out of order, outside the source of ``size`` characters, or claimed twice.

    A claim is source ranges and who claims them; ``name`` and ``place`` tell a reader who that is and where it stands.
    """
    owned: list[tuple[int, int, Owner]] = []
    for spans, owner in claims:
        reached = -1
        for start, end in spans:
            if start >= end or start <= reached:
                why = "is empty or turned round" if start >= end else "does not come behind the one before it"
                yield Problem(f"{prefix}span-order", f"{name(owner)}: the range {start},{end} {why}.", *place(owner))
            elif size is not None and (end > size or start < 0):
                yield Problem(
                    f"{prefix}span-outside",
                    f"{name(owner)}: the range {start},{end} lies outside the source of {size} characters.",
                    *place(owner),
                )
            else:
                owned.append((start, end, owner))
            if end > reached:
                reached = end
    owned.sort(key=itemgetter(0, 1))
    reached = -1
    holder: Owner | None = None
    for start, end, owner in owned:
        if start < reached and holder is not None:
            both = f"{name(owner)} and {name(holder)}"
            message = f"{both} both claim the characters {start} to {min(reached, end)}."
            yield Problem(f"{prefix}span-overlap", message, *place(owner))
        if end > reached:
            reached, holder = end, owner


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
