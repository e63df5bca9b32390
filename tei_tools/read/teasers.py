"""A list of teasers: what stands in equal steps above days alone is of one kind.

Pages end in lists of other stories, each with its headline, at times its first sentence, and its day: ``2024-04-02
15:40``. By themselves such lines look like short articles. In equal steps they are one list, so where much of it was
left out as boilerplate all of it is: a page of articles has texts of different lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_DAY = re.compile(
    r"\W{0,2}(?:[0-9]{4}[-./年])?[0-9]{1,2}[-./月][0-9]{1,2}日?(?:\s{0,3}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\W{0,2}"
)
_LONGEST = 24
_LEAST = 5
"""Days from which on equal steps are no accident."""
_WIDEST = 4
"""Lines of the longest step: a headline, its text, a place or a number, its day."""
_SHARE = 3
"""One in so many lines left out speaks for all."""


def teasers(texts: Sequence[str], labels: Sequence[str]) -> Iterator[int]:
    """The places of the lines that belong to lists of teasers, of which the first lines are boilerplate already.

    >>> list(teasers(["茶", "2024-04-02", "路", "2024-04-01"] * 3, ["noise", "noise"] * 3 + ["title", "p"] * 3))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    """
    days = [at for at, text in enumerate(texts) if len(text) <= _LONGEST and _DAY.fullmatch(text)]
    at = 0
    while at + 1 < len(days):
        step, last = days[at + 1] - days[at], at + 1
        while last + 1 < len(days) and days[last + 1] - days[last] == step:
            last += 1
        first = max(days[at] - step + 1, 0)
        if last - at + 1 >= _LEAST and 1 < step <= _WIDEST:
            run = range(first, days[last] + 1)
            gone = sum([labels[place] == "noise" for place in run])
            if len(run) > gone >= len(run) / _SHARE and all(label == "noise" for label in labels[first : days[at] + 1]):
                yield from run
        at = last
