"""Where the sentences of a Chinese text end."""

from __future__ import annotations

import re

_PAIRS = dict(zip("“‘「『《〈（(【[〔", "”’」』》〉）)】]〕", strict=True))
_LONGEST_INSIDE = 120
"""An opener that is not closed within so many characters was lost its other half, and holds nothing."""
_END = frozenset("。！？!?")
_QUOTES = frozenset("”’」』")
_NO_OPENING = frozenset("，,、；;：:。！？!?的这那是等地")
_SPEAKS = re.compile(r"(?!没|沒)[\u4e00-\u9fff]{0,8}?(?:说|說|道|问|問|答|喊|表示|介绍|介紹|告诉|告訴|坦言|感慨)")
_DOTS = re.compile(r"…{1,2}|\.{3,6}")
_TAIL = re.compile(r"[。！？!?…]*[”’」』）)】\]》]*")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text as half-open ranges of it that tile it, blanks at their ends included.

    A sentence ends behind 。！？ and the marks that close a quotation with it. It does not end inside 《》 and
    brackets, nor inside a quotation that goes on, nor at a decimal point.

    >>> text = "他说：“路修好了。大家都高兴。”《路在何方？》一文写道，增长3.5倍。"
    >>> [text[a:b] for a, b in sentences(text)]
    ['他说：“路修好了。大家都高兴。”', '《路在何方？》一文写道，增长3.5倍。']
    """
    ends: list[int] = []
    waiting: list[tuple[str, int]] = []  # the closing mark expected, and where it was opened
    place = 0
    while place < len(text):
        character = text[place]
        waiting = [(mark, at) for mark, at in waiting if place - at <= _LONGEST_INSIDE]
        if character in _PAIRS:
            waiting.append((_PAIRS[character], place))
        elif waiting and character == waiting[-1][0]:
            _, opened = waiting.pop()
            whole = opened == (ends[-1] if ends else 0) or text[place] in _QUOTES
            if not waiting and text[place - 1] in _END and whole and not _goes_on(text, place + 1):
                place = _behind(text, place)
                ends.append(place)
                continue
        elif not waiting and (character in _END or _DOTS.match(text, place)):
            dots = _DOTS.match(text, place)
            if character in _END or (dots is not None and _opens(text, dots.end())):
                place = _behind(text, place if dots is None else dots.end() - 1)
                ends.append(place)
                continue
        place += 1
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    starts = [0, *ends[:-1]]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start < end)


def _behind(text: str, place: int) -> int:
    """Behind the marks that end a sentence at ``place``, and the blanks after them."""
    tail = _TAIL.match(text, place + 1)
    end = tail.end() if tail else place + 1
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _opens(text: str, place: int) -> bool:
    """Whether what stands at a place can open a sentence: dots inside a sentence are followed by its rest."""
    return place >= len(text) or text[place] in "“‘「『《\n" or text[place].isspace()


def _goes_on(text: str, place: int) -> bool:
    """Whether a sentence goes on behind a quotation or a bracket that ends with a full stop."""
    behind = text[place : place + 12]
    return (bool(behind) and behind[0] in _NO_OPENING) or _SPEAKS.match(behind) is not None
