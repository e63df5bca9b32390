"""Addresses in a facts line: the ``https`` of an address is no label, and what stands behind it no value of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model.nodes import Field, Text
from ..model.walk import part

_SCHEMES = ("http", "https", "ftp")
_ADDRESS = re.compile("(?:https?|ftp)://", re.IGNORECASE)
_BETWEEN = " \t\n\r\u00a0\u3000:\uff1a\"'\u201c\u2018<(\uff08"
"""What may stand between a label and its address."""


def whole_addresses(text: Text, fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields of a line, a label before an address with all of it: 原文链接： https://a.example/1.

    >>> from tei_tools.text.source import Span
    >>> line = Text("原文链接: https://a.example/1", (Span(0, 25),))
    >>> read = [Field("原文链接", "link", None), Field("https", "other", Text("a.example/1", (Span(14, 25),)))]
    >>> [(field.label, field.value.text) for field in whole_addresses(line, read)]
    [('原文链接', 'https://a.example/1')]
    """
    found: list[Field] = []
    reached = 0
    for field in fields:
        before = found[-1] if found else None
        start = -1
        if before is not None and before.value is None and field.value is not None and field.label.lower() in _SCHEMES:
            start = _start(text.text, field.value.text, reached)
        if start < 0 or before is None or field.value is None or not _stands_before(before.label, text.text[:start]):
            found.append(field)
            continue
        reached = text.text.index(field.value.text, start) + len(field.value.text)
        found[-1] = Field(before.label, before.name, part(text, start, reached))
    return tuple(found)


def _start(words: str, value: str, reached: int) -> int:
    """Where the address begins whose rest is ``value``, -1 if there is none."""
    for match in _ADDRESS.finditer(words, reached):
        if words.startswith(value, match.end()):
            return match.start()
    return -1


def _stands_before(label: str, words: str) -> bool:
    """Whether some words end with a label, blanks in it left out, and marks that open an address."""
    tail = words[-60:]
    return "".join(tail.rstrip(_BETWEEN).split()).endswith("".join(label.split()))
