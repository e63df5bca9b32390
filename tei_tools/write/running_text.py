"""Running text with marks in it: persons, dates, labels, corrections, inside one TEI element."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..model.nodes import Correction, Date, Person, Spans, Text
from ..model.walk import pieces
from .xml import PREFIX, Element, code_points, is_legal, pointers

CHOICE, SIC, CORR = PREFIX + "choice", PREFIX + "sic", PREFIX + "corr"
ORIG, REG, GAP = PREFIX + "orig", PREFIX + "reg", PREFIX + "gap"
PERS_NAME, DATE = PREFIX + "persName", PREFIX + "date"

REGULARIZED = ("entity", "lost-space")
"""Reasons whose correction mends how a character is written, not which one it is: ``orig`` and ``reg``."""


class Mark(NamedTuple):
    """An element to put around a source range of a text. Order of the members is the order of nesting.

    ``fills`` is 0 for a mark without characters, which must come before what
    starts at the same place; ``reach`` is the negative end, so that the longer
    of two marks opens first; ``rank`` and ``order`` settle equal ranges.
    """

    start: int
    fills: int
    reach: int
    rank: int
    order: int
    tag: str
    attributes: dict[str, str]
    as_found: str | None = None


def mark(
    spans: Spans, rank: int, order: int, tag: str, attributes: dict[str, str], as_found: str | None = None
) -> Mark:
    """A mark from the first to the last character of some source ranges."""
    return Mark(spans[0].start, 1, -spans[-1].end, rank, order, tag, attributes, as_found)


def empty_mark(offset: int, rank: int, order: int, tag: str, attributes: dict[str, str]) -> Mark:
    """A mark without characters, at a source offset."""
    return Mark(offset, 0, -offset, rank, order, tag, attributes)


def fill(element: Element, text: Text, marks: Sequence[Mark] = ()) -> None:
    """Write a text into an empty element, each mark as an element around the characters of its range.

    A mark that starts inside another one ends inside it: one that does not is
    cut short, because XML cannot hold ranges that cross.
    """
    target = element if text.as_found is None else _choose(element, text.as_found)
    if not marks and not text.corrections:
        target.content.append(text.text)
        return
    parts = [(span.start, span.end, string, correction) for span, string, correction in pieces(text)]
    parts.reverse()
    stack: list[tuple[int, Element]] = [(parts[0][1] if parts else 0, target)]

    def write_up_to(offset: int) -> None:
        current = stack[-1][1]
        while parts and parts[-1][0] < offset:
            start, end, string, correction = parts.pop()
            if correction is not None:
                _correct(current, correction)
            elif end <= offset:
                current.content.append(string)
            else:
                cut = offset - start
                current.content.append(string[:cut])
                parts.append((offset, end, string[cut:], None))

    for start, fills, reach, _, _, tag, attributes, as_found in sorted(marks):
        while len(stack) > 1 and stack[-1][0] <= start:
            write_up_to(stack[-1][0])
            stack.pop()
        write_up_to(start)
        inner = stack[-1][1].add(tag, attributes)
        if as_found is not None:
            inner = _choose(inner, as_found)
        if fills:
            stack.append((min(-reach, stack[-1][0]), inner))
    while len(stack) > 1:
        write_up_to(stack[-1][0])
        stack.pop()
    write_up_to(stack[-1][0])


def _choose(element: Element, as_found: str) -> Element:
    choice = element.add(CHOICE)
    read = choice.add(REG)
    choice.add(ORIG).content.append(as_found)
    return read


def _correct(parent: Element, correction: Correction) -> None:
    """What is read, then what was found: programs that know no better take the first of a choice."""
    choice = parent.add(CHOICE, {"source": pointers((correction.span,))})
    regularized = correction.reason in REGULARIZED
    read = choice.add(REG if regularized else CORR, {"type": correction.reason})
    read.content.append(correction.corr)
    if correction.confidence != "high":
        read.attributes["cert"] = correction.confidence
    found = choice.add(ORIG if regularized else SIC)
    if is_legal(correction.sic):
        found.content.append(correction.sic)
    else:
        found.attributes["n"] = " ".join(code_points(correction.sic))
    if correction.gap:
        parent.add(GAP, {"reason": "encoding", "unit": "chars", "quantity": str(correction.gap)})


@lru_cache(1024)
def _role(role: str) -> tuple[str, str | None]:
    token = "".join(c if unicodedata.category(c)[0] not in "CZ" and c < "\U00010000" else " " for c in role)
    token = " ".join(token.split())
    return token, None if token == role else role


def role_attributes(role: str) -> dict[str, str]:
    """``role`` as written; where that is no list of words (TEI ``teidata.enumerated``), ``n`` holds it exactly.

    >>> role_attributes("记者"), role_attributes("")
    ({'role': '记者'}, {})
    """
    token, exact = _role(role)
    attributes = {"role": token} if token else {}
    if exact is not None:
        attributes["n"] = exact
    return attributes


def key_attributes(person: Person, shown: str) -> dict[str, str]:
    """``key`` when the name of a person is not simply the marked characters without blanks."""
    return {} if without_blanks(shown) == person.name else {"key": person.name}


def without_blanks(text: str) -> str:
    """The text without its white space, as the names of persons are kept.

    >>> without_blanks("白 \\u3000洁")
    '白洁'
    """
    return "".join(text.split())


_TO_THE_MINUTE = re.compile(r"(.*T\d\d:\d\d)(Z|[+-]\d\d:\d\d)?")


def date_attributes(date: Date) -> dict[str, str]:
    """``type``, ``when`` with seconds as W3C wants them, and ``subtype`` "minute" where the text gave none.

    >>> date_attributes(Date("2020-08-31T17:29", "published", Text("", ())))
    {'type': 'published', 'when': '2020-08-31T17:29:00', 'subtype': 'minute'}
    """
    attributes = {"type": date.role, "when": date.when}
    if match := _TO_THE_MINUTE.fullmatch(date.when):
        attributes["when"] = f"{match[1]}:00{match[2] or ''}"
        attributes["subtype"] = "minute"
    return attributes
