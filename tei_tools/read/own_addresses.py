"""The lines that give a page's own address: facts of its article, whatever else the reader takes them for.

A label of the address (原文链接, 来源网址) with the address and nothing else leaves no doubt; addresses of downloads have
other labels.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..recognize.facts import read_fields

_LONGEST = 300
"""Code points of the longest line that is looked at."""
_LEAD, _END = 8, 2
"""Code points that may stand in front of the label, and behind the address."""


def own_addresses(texts: Sequence[str], labels: Sequence[str]) -> list[int]:
    """The places of lines read as noise, below a headline, that are the label of the page's own address, and the address.

    ``texts`` are the folded and simplified texts of the units of a page, ``labels`` what each was read as.

    >>> own_addresses(["修路惠民", "原文链接:http://sq.example/1.html"], ["title", "noise"])
    [1]
    """
    first = next((place for place, label in enumerate(labels) if label == "title"), len(labels))
    return [
        place
        for place in range(first + 1, len(labels))
        if labels[place] == "noise" and "://" in texts[place] and _is_own(texts[place])
    ]


def _is_own(text: str) -> bool:
    fields = read_fields(text) if len(text) <= _LONGEST else ()
    if len(fields) != 1 or fields[0].name != "link":
        return False
    value = text[fields[0].start : fields[0].end]
    return value.startswith("http") and " " not in value and fields[0].at <= _LEAD and fields[0].end >= len(text) - _END
