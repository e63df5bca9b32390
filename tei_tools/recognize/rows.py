"""Rows of a table that was written as text, one record to a line: where the fields of each begin.

What a program writes with a delimiter between the fields (RFC 4180, or with tabs) is read field by field: the day, the
headline and the text of a story stand in one line. Told from prose by what prose never does: line after line has the
same number of delimiters, and a field that is a text of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..text.source import Line

_DELIMITERS = ("\t", ",")
_LEAST_ROWS, _LEAST_FIELDS = 3, 3
_SHARE = 0.7
"""Of the lines so many have the same number of fields."""
_TEXT = 50
"""Code points from which a field is a text of its own; half of the rows have one."""
_SHORT = 6
"""Code points up to which a field that follows another such one is no part of its own: counters, ids, flags."""


def fields_of_rows(text: str, lines: Sequence[Line]) -> Mapping[int, Sequence[int]]:
    """The offsets at which fields begin behind the first one, by the number of the line; empty where lines are no rows.

    >>> from tei_tools.text.source import read_lines
    >>> text = "".join(f"2020-02-0{day},茶季{day},{'采茶的人都上山了。' * 8},7\\n" for day in range(1, 5))
    >>> fields_of_rows(text, read_lines(text, ()))[1]
    [11, 15, 88]
    """
    filled = [line for line in lines if line.view.text]
    if len(filled) < _LEAST_ROWS:
        return {}
    for delimiter in _DELIMITERS:
        rows = [line for line in filled if text.find(delimiter, *line.span) >= 0]
        if len(rows) < max(_LEAST_ROWS, _SHARE * len(filled)):
            continue
        fields = {line.number: _fields(text[line.span.start : line.span.end], delimiter) for line in rows}
        count, same = Counter(map(len, fields.values())).most_common(1)[0]
        if count < _LEAST_FIELDS or same < max(_LEAST_ROWS, _SHARE * len(filled)):
            continue
        alike = [line for line in rows if len(fields[line.number]) == count]
        if 2 * sum(max(map(len, fields[line.number])) >= _TEXT for line in alike) >= len(alike):
            return {line.number: _starts(line.span.start, fields[line.number]) for line in alike}
    return {}


def _fields(row: str, delimiter: str) -> list[str]:
    """The fields of a row with the quotes that they stand in, so that they are as long as they are written."""
    out = [""]
    quoted = False
    for piece in row.split(delimiter):
        if quoted:
            out[-1] += delimiter + piece
        else:
            out.append(piece)
        quoted = quoted ^ (piece.count('"') % 2 == 1)
    return row.split(delimiter) if quoted else out[1:]


def _starts(at: int, fields: Sequence[str]) -> list[int]:
    starts = []
    for place, field in enumerate(fields):
        if place and field.strip() and max(len(field), len(fields[place - 1])) > _SHORT:
            starts.append(at)
        at += len(field) + 1
    return starts
