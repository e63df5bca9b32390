"""JSON files that hold a list of records, at the top or below it; or one record. Read without holding them whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..errors import SourceError
from ..text.source import Source
from .blob import Blob, Limits, Member
from .jsonl import read_json, too_many
from .records import LONGEST, choose_columns, encoding_of, read_at, record_name, spell

MEDIA_TYPE = "application/json"
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]|"', re.DOTALL)
_STEP = 1 << 20


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The objects of the outermost list; the whole object when there is no list of objects."""
    encoding = encoding_of(blob)
    for number, (start, end) in enumerate(_objects(blob), 1):
        if number > limits.max_members:
            raise too_many(blob, limits)
        key = f"{start}-{end}"
        name = f"{number:07}"
        try:
            record = json.loads(spell(read_at(blob, key, limits), encoding)[0], strict=False)
            name = record_name(record, choose_columns(list(record), blob, must=False), number)
        except (ValueError, RecursionError, SourceError, AttributeError, TypeError):
            pass
        yield Member(key, name, end - start)


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The object at a place. Raises :class:`SourceError`: ``damaged-file``, ``no-column``, ``empty-file``."""
    return read_json(blob, key, read_at(blob, key, limits), MEDIA_TYPE)


def _objects(blob: Blob) -> Iterator[tuple[int, int]]:
    """The places of the objects that stand in a list and in no other such object."""
    stack: list[int] = []  # bytes of the brackets that are open
    start = -1
    depth = 0
    found = False
    whole = (-1, -1)
    for offset, token in _tokens(blob):
        if token in (b"{", b"["):
            if token == b"{" and start < 0 and stack and stack[-1] == 91:
                start, depth = offset, len(stack)
            elif token == b"{" and not stack and whole[0] < 0:
                whole = (offset, -1)
            stack.append(token[0])
        elif stack:
            stack.pop()
            if start >= 0 and len(stack) == depth:
                found = True
                yield start, offset + 1
                start = -1
            elif not stack and whole[0] >= 0 and whole[1] < 0:
                whole = (whole[0], offset + 1)
    if not found and whole[1] > 0:
        yield whole


def _tokens(blob: Blob) -> Iterator[tuple[int, bytes]]:
    rest = b""
    offset = 0
    with blob.open() as stream:
        while True:
            more = stream.read(max(_STEP, len(rest)))  # twice as much each time while a string goes on
            rest += more
            place = 0
            for match in _TOKEN.finditer(rest):
                token = match.group()
                if token == b'"':  # a string that goes on in the next piece
                    break
                if token[0] != 34:
                    yield offset + match.start(), token
                place = match.end()
            else:
                place = len(rest)
            if not more:
                return
            rest, offset = rest[place:], offset + place
            if len(rest) > LONGEST:  # a string without an end
                return
