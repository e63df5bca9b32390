"""The outlet of each story of a collection, alone on a line in the same place of each: above its headline, or behind its text.

Press reviews and dumps of news data have it so. The same name again and again is read as furniture line by line; that most
stories have one, in one place, tells that it belongs to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..text.script import plain
from .candidates import Collector, FactLine, names_outlet

_FEWEST = 3
"""Stories that must have an outlet in the same place; so must half of all."""


def add_outlets(collectors: Sequence[Collector], lines: Sequence[FactLine]) -> None:
    """Add the names of outlets that stand in the same place of most articles to what these offer for their sources.

    ``lines`` are those of the page, in order.
    """
    if len(collectors) < _FEWEST:
        return
    places = {id(line): place for place, line in enumerate(lines)}
    above, behind = {}, {}
    for number, one in enumerate(collectors):
        if one.titled > 0 and _is_outlet(one, one.titled - 1, one.titled, places):
            above[number] = one.titled - 1
        if one.last_text >= 0 and _is_outlet(one, one.last_text + 1, one.last_text, places):
            behind[number] = one.last_text + 1
    found = behind if len(behind) > len(above) or (len(behind) == len(above) and 0 not in above) else above
    if len(found) >= _FEWEST and 2 * len(found) >= len(collectors):
        for number, place in found.items():
            collectors[number].take_outlet(place)


def _is_outlet(collector: Collector, place: int, beside: int, places: Mapping[int, int]) -> bool:
    """Whether a line right beside another one of an article was discarded and is the name of an outlet."""
    lines = collector.lines
    if place >= len(lines) or lines[place].label != "noise":
        return False
    apart = places[id(lines[place])] - places[id(lines[beside])]
    return abs(apart) == 1 and names_outlet(plain(lines[place].text.text))
