"""Breaks of printed pages in a text that was taken from them: running heads, page numbers, sentences that go on.

``白河市議會　2013年1月16日`` above ``3401`` stands in the middle of a speech, and its date is nobody's. A line that is the
same on page after page, with a number beside it that counts them, is furniture of the page whatever it says. Numbers
alone are not: chapters have them too, and so have boxes and tables (``专栏`` above ``1``). Where a page ends inside a
sentence, the first line of the next one is no new paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .grammar.page_number import page_number

_SHORTEST, _LONGEST = 4, 60
"""Characters of a running head: 专栏 above a number is a box, and a paragraph is none."""
_PAGE = 12
"""Lines of the shortest page."""
_BREAK = 4
"""Lines left out at a break of pages at the most: a number, a foot, a head, a rule."""
_CLOSED = re.compile(r"[。!?;:….”』」)]\s{0,4}\Z")
_SENTENCES = 5
"""One in so many lines of running text ends or begins a sentence where sentences have marks at all; subtitles have none."""
_RUNNING = ("p", "cont", "item", "sec")


def running_heads(texts: Sequence[str]) -> list[int]:
    """The places of running heads and of the page numbers beside them, from 0, in order.

    ``texts`` are the folded and simplified texts of the units of a page.

    >>> page = ["白河市议会 一月十六日", "1"] + ["茶"] * 12
    >>> running_heads(page + ["白河市议会 一月十六日", "2"])
    [0, 1, 14, 15]
    """
    numbers = {at: number for at, text in enumerate(texts) if (number := page_number(text)) is not None}
    beside: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at in numbers:
        for side in (-1, 1):
            if 0 <= at + side < len(texts) and at + side not in numbers:
                text = " ".join(texts[at + side].split())
                if _SHORTEST <= len(text) <= _LONGEST:
                    beside[side, text].append(at)
    out: set[int] = set()
    for (side, _), places in beside.items():
        for one, two in pairwise(places):
            if numbers[two] - numbers[one] in (1, 2) and two - one >= _PAGE:
                out |= {one, one + side, two, two + side}
    return sorted(out)


def continued(texts: Sequence[str], labels: Sequence[str]) -> Iterator[int]:
    """The places of paragraphs that go on in mid-sentence what stands above a break of pages with a number in it.

    ``texts`` are the folded and simplified texts of the units of a page, ``labels`` what each was read as.

    >>> list(continued(["春茶开采。茶农说,今年的", "- 3 -", "收成比去年好。"], ["p", "noise", "p"]))
    [2]
    """
    running = [text for text, label in zip(texts, labels, strict=True) if label in ("p", "cont")]
    if _SENTENCES * sum(["。" in text for text in running]) < len(running):
        return
    for at, label in enumerate(labels):
        if label != "p":
            continue
        above = at - 1
        while above > at - 1 - _BREAK and above >= 0 and labels[above] == "noise":
            above -= 1
        if above < 0 or labels[above] not in _RUNNING or _CLOSED.search(texts[above][-8:]) is not None:
            continue
        if any(page_number(text) is not None for text in texts[above + 1 : at]):
            yield at
