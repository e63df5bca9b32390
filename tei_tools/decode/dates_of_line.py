"""The dates of a facts line beside the one that is marked first: when it was changed, beside when it was published."""

from __future__ import annotations

from ..model.nodes import DATE_ROLES, Date, DateRole, Text
from ..model.walk import part
from ..read.grammar.line import read_line
from ..read.grammar.times import WRITABLE
from ..text.script import plain

_ROLES: dict[str, DateRole] = {
    "published": "published", "date": "published", "issued": "issued", "updated": "updated", "created": "created",
    "composed": "created",
}  # fmt: skip
"""What a labelled date says, by the kind of its label."""


def other_dates(text: Text, marked: Date) -> tuple[Date, ...]:
    """The labelled dates of a line that say something else than the one that was ``marked`` in it, in their order.

    Of each role there is one, the first, and none that comes before that of ``marked`` in
    :data:`~tei_tools.model.nodes.DATE_ROLES`.

    >>> from tei_tools.text.source import Span
    >>> line = Text("发布时间:2023-09-19 更新时间:2023-09-20", (Span(0, 31),))
    >>> first = Date("2023-09-19", "published", Text("2023-09-19", (Span(5, 15),)))
    >>> [(date.when, date.role) for date in other_dates(line, first)]
    [('2023-09-20', 'updated')]
    """
    taken = {*DATE_ROLES[: DATE_ROLES.index(marked.role) + 1]}
    found: list[Date] = []
    for piece in read_line(plain(text.text)):
        role, when = _ROLES.get(piece.kind), piece.when
        if role is None or role in taken or when is None or len(when.when) < 7 or not WRITABLE.fullmatch(when.when):
            continue
        value = part(text, when.start, when.end)
        if value.spans and value.spans != marked.text.spans:
            taken.add(role)
            found.append(Date(when.when, role, value))
    return tuple(found)
