"""The stretch of the page that a unit stands in: behind a sign of related links or comments, among what tools say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ...recognize.page import Page

_SURE = 3.0
"""Nats by which the rules must prefer noise for a line to be a sign of its zone."""


def zone_evidence(page: Page, kinds: Sequence[str], reasons: Sequence[tuple[str, float]], out: list[list[str]]) -> None:
    """Add the names of each unit's zone. ``reasons`` has for each unit why it may be noise and by how many nats."""
    count = len(kinds)
    sure = [reason if lead >= _SURE else "" for reason, lead in reasons]
    total = [0, *accumulate(1 if reason else 0 for reason in sure)]
    since, distance = "", 0
    last_prose = max((index for index, shape in enumerate(page.shapes) if shape.prose), default=-1)
    for index in range(count):
        names = out[index]
        if page.shapes[index].prose:
            since, distance = "", 0
        if since:
            distance += 1
            names.append(f"zr={since}")
            names.append(f"zrk={since}{kinds[index]}")
            names.append(f"zd={bisect_right((1, 3, 8, 20), distance)}{kinds[index]}")
            if index > last_prose:
                names.append(f"zt={kinds[index]}")
        if sure[index]:
            since, distance = sure[index], 0
        low, high = max(index - 8, 0), min(index + 9, count)
        above, below = total[index] - total[low], total[high] - total[index + 1]
        names.append(f"zb={bisect_right((1, 2, 4), above)}{bisect_right((1, 2, 4), below)}")
        names.append(f"zk={bisect_right((1, 3), above)}{bisect_right((1, 3), below)}{kinds[index]}")
        if above and index and sure[index - 1]:
            names.append(f"za={sure[index - 1]}")
        if index + 1 < count and sure[index + 1]:
            names.append(f"ze={sure[index + 1]}")
