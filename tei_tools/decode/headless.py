"""Stories without headlines: where each begins that has a line of facts of one make above or below it.

Digests, guest books and lists of posts set story after story with nothing but a day, a writer or a paper between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from .facts_above import FACTS, Line, make_of, opens_article

_STORY = frozenset({"p", "caption", "figure", "note"})
_LEAST = 2
"""Stories from which on lines of facts of one make are their borders."""


def story_starts(entries: Sequence[Line]) -> list[int]:
    """The indexes of the entries with which a further story begins, in an article without headline.

    A line of facts above each story opens it, one below each closes it. Nothing but paragraphs, pictures and lines of
    facts may stand there, and those lines must be of one make; else there is one story, and the list is empty.
    """
    groups: list[range] = []
    for place, entry in enumerate(entries):
        if entry.label in FACTS:
            if groups and groups[-1].stop == place:
                groups[-1] = range(groups[-1].start, place + 1)
            else:
                groups.append(range(place, place + 1))
        elif entry.label not in _STORY:
            return []
    makes = {make_of(entries[group.start].unit.text) for group in groups}
    if len(groups) < _LEAST or len(makes) != 1 or not opens_article(entries[groups[0].start]):
        return []
    texts = [place for place, entry in enumerate(entries) if entry.label == "p"]
    if not texts:
        return []
    if groups[0].start > 0 and texts[0] < groups[0].start and texts[-1] < groups[-1].start:
        return [group.stop for group in groups[:-1]]
    if groups[0].start == 0 and texts[-1] > groups[-1].start:
        return [group.start for group in groups[1:]]
    return []
