"""A list of teasers: what stands in equal steps above days alone is of one kind.

Pages end in lists of other stories, each with its headline, at times its first sentence, and its day: ``2024-04-02
15:40``. By themselves such lines look like short articles. In equal steps they are one list, so where much of it was
left out as boilerplate all of it is: a page of articles has texts of different lengths. Where each says how long ago it
was (``青禾日报·2 天前``), it is a list of teasers or of comments in steps of any kind: no page has four articles so dated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .grammar.age import AGED

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

_LEAST_AGED = 4
"""Lines that say how long ago something was from which on they are a list."""
_BETWEEN = 4
"""Lines that are not left out between two of them at the most."""


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
    yield from _aged(texts, labels)


def _aged(texts: Sequence[str], labels: Sequence[str]) -> Iterator[int]:
    """The places from the first to the last line of a list that says of each entry how long ago it was."""
    run: list[int] = []
    kept = 0
    for at, text in enumerate(texts):
        if len(text) > _LONGEST or AGED.fullmatch(text) is None:
            kept += labels[at] != "noise"
            continue
        if kept > _BETWEEN:
            yield from _list(run, labels)
            run = []
        run.append(at)
        kept = 0
    yield from _list(run, labels)


def _list(stamps: Sequence[int], labels: Sequence[str]) -> Iterator[int]:
    """The places of a list, if a headline stands above it: between two lists there may be a short article."""
    if len(stamps) >= _LEAST_AGED and "title" in labels[: stamps[0]]:
        run = range(stamps[0], stamps[-1] + 1)
        if _SHARE * sum([labels[place] == "noise" for place in run]) >= len(run):
            yield from run
