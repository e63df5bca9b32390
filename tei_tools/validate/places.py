"""Line and column of an element in XML and of a value in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from lxml import etree

JsonPath = tuple[str | int, ...]
"""Names and positions that lead to a value in a record."""


class Places:
    """Line and column of the start tag of an element. libxml2 keeps the line only: the column is found in the bytes."""

    def __init__(self, root: etree._Element, data: bytes) -> None:
        self._root = root
        self._data = data
        self._lines: list[str] | None = None

    def of(self, element: etree._Element) -> tuple[int, int]:
        if not self._data:
            return 0, 0
        if self._lines is None:
            encoding = self._root.getroottree().docinfo.encoding or "utf-8"
            try:
                text = self._data.decode(encoding, "replace")
            except LookupError:  # libxml2 knows encodings that Python does not
                text = self._data.decode("latin-1")
            self._lines = re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))
        line = line_of(element)
        if not 0 < line <= len(self._lines):
            return line, 0
        # The n-th element of its name on its line has the n-th such start tag of the line.
        earlier = 0
        for other in self._root.iter(element.tag):
            if other is element:
                break
            earlier += line_of(other) == line
        name = re.escape(etree.QName(element).localname)
        tags = re.finditer(rf"<(?:[\w.-]+:)?{name}(?=[\s/>]|$)", self._lines[line - 1])
        found = next(islice(tags, earlier, None), None)
        return line, found.start() + 1 if found else 0


def line_of(element: etree._Element) -> int:
    """The line that an element stands on, 0 where it is not known."""
    line: Any = element.sourceline
    return line or 0


def spell_path(path: JsonPath) -> str:
    """A path into a record as people write it.

    >>> spell_path(("articles", 0, "title"))
    'articles[0].title'
    """
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return steps.removeprefix(".") or "the record"


_BLANK = re.compile(r"[ \t\r\n]*")


def json_place(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the value that ``path`` (names and positions) leads to in a JSON text.

    The text must be valid JSON. Where the path leads out of it, the place of
    the last value reached.

    >>> json_place('{"a": [1,\\n 2]}', ("a", 1))
    (2, 2)
    """
    skip = json.JSONDecoder().raw_decode
    at = _after_blank(text, 0)
    for step in path:
        inner = _member(text, at, step, skip) if text[at] == "{" else _element(text, at, step, skip)
        if inner is None:
            break
        at = inner
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _after_blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _member(text: str, at: int, name: str | int, skip: Callable[[str, int], tuple[Any, int]]) -> int | None:
    at = _after_blank(text, at + 1)
    while text[at] == '"':
        found, at = skip(text, at)
        at = _after_blank(text, _after_blank(text, at) + 1)
        if found == name:
            return at
        at = _after_blank(text, skip(text, at)[1])
        if text[at] == ",":
            at = _after_blank(text, at + 1)
    return None


def _element(text: str, at: int, index: str | int, skip: Callable[[str, int], tuple[Any, int]]) -> int | None:
    if text[at] != "[" or not isinstance(index, int):
        return None
    at = _after_blank(text, at + 1)
    for _ in range(index):
        if text[at] == "]":
            return None
        at = _after_blank(text, skip(text, at)[1])
        if text[at] == ",":
            at = _after_blank(text, at + 1)
    return None if text[at] == "]" else at
