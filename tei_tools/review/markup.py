"""Small pieces of HTML: escaped text, elements, data for scripts."""

from __future__ import annotations

import json
import re
from html import escape

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that HTML forbids, and those that turn the direction of the text around them."""


def shown(text: str) -> str:
    """A text for HTML, every character in view: controls as their pictures, what may not stand there as U+FFFD.

    >>> shown("甲\\x07<b>\\u202e")
    '甲␇&lt;b&gt;�'
    """
    return escape(_UNSEEN.sub(_picture, text), quote=True)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def element(name: str, content: str, /, **attributes: str | int | None) -> str:
    """An element with ``content`` that is HTML already; ``_`` in names of attributes stands for ``-``.

    An attribute that is None or empty is left out; one underscore at the end of a name is, too.

    >>> element("b", "甲", class_="x", data_u=3, title=None)
    '<b class="x" data-u="3">甲</b>'
    """
    pairs = (
        f' {key.rstrip("_").replace("_", "-")}="{shown(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return f"<{name}{''.join(pairs)}>{content}</{name}>"


def data_block(id: str, value: object) -> str:
    """A JSON value for the script of the page; no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)
    return f'<script type="application/json" id="{id}">{text}</script>'
