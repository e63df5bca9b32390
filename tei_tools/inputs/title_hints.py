"""Lines of a file that are, or begin, the title which the file gives outside of its text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from .blob import TextBuilder

_BARE = re.compile(r"[\W_]+")
_SITE = re.compile(r"(?:网|网站|门户|频道|在线)\Z")
_LEAST, _LEAST_START = 4, 10
_LONGEST = 120
"""Code points up to which a line can be a headline."""
_PROGRAM = re.compile(r"\AMicrosoft \w+ - |\.(?:docx?|wps|pptx?|html?|pdf|txt)\Z", re.IGNORECASE)
_TITLE_PAGES = 3


def bare(text: str) -> str:
    """Letters, digits and ideographs only.

    >>> bare("甲镇：工作 总结（一）")
    '甲镇工作总结一'
    """
    return _BARE.sub("", text)


def title_hints(text: str, title: str, headlines: Collection[str] = ()) -> tuple[str, ...]:
    """What a line is beside the title of a file: ``starts-title``, ``ends-title``, ``equals-headline`` or nothing.

    ``title`` may hold the name of a site or a section too, ``headlines`` are nothing but headlines; both :func:`bare`.

    >>> title_hints("石桥村开渔了", "石桥村开渔了青石新闻网"), title_hints("青石新闻网", "青石新闻网石桥村开展河道清淤行动")
    (('starts-title',), ())
    """
    if len(text) > _LONGEST or not (title or headlines):
        return ()
    text = bare(text)
    if len(text) < _LEAST:
        return ()
    hints = []
    if title.startswith(text) and _is_most(text, title):
        hints.append("starts-title")
    elif len(text) * 2 >= len(title) and title.endswith(text):
        hints.append("ends-title")
    if text in headlines:
        hints.append("equals-headline")
    return tuple(hints)


def _is_most(start: str, title: str) -> bool:
    """Whether the start of a title is its main part, and not the name of a site or the first words of a heading."""
    return len(start) * 2 >= len(title) or (len(start) >= _LEAST_START and _SITE.search(start) is None)


def mark_title(builder: TextBuilder) -> None:
    """Say which lines of the first pages the title in the properties of a document begins with, or is.

    Programs write the name of the file there, or their own in front; a browser that prints writes that of the page.
    """
    title = next((bare(_PROGRAM.sub("", fact.value)) for fact in builder.facts if fact.field == "title"), "")
    if len(title) < _LEAST:
        return
    shown = builder.text()
    for place, line in enumerate(builder.lines):
        if line.page > _TITLE_PAGES:
            return
        if line.role != "contents" and (hints := title_hints(shown[line.start : line.end], title)):
            builder.lines[place] = replace(line, hints=(*line.hints, *hints))
