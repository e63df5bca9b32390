"""What the facts of an article rest on: the title that stands in for a missing one, and how sure each fact is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from ..text.source import Confidence, Span
from .nodes import Article, Date, Document, Facts, Paragraph, Section, Spans
from .visit import leaves, walk_blocks

_LEAST, _MOST, _LONGEST = 4, 24, 40
_STOP = re.compile(r"[。！？!?；;]|\s{2,}")
_PAUSE = re.compile(r"[，,：:、）)”》\s]")


def supplied_title(article: Article) -> str:
    """A title for an article without one: its first words in square brackets, up to a mark of punctuation.

    >>> from .nodes import Paragraph, Text
    >>> supplied_title(Article("a1", "zh", (Paragraph(Text("今天下雨，石桥镇的路还是修好了，大家都来看。", ())),)))
    '[今天下雨，石桥镇的路还是修好了，大家都来看。]'
    """
    for text in (article.subtitle, article.kicker):
        if text is not None and text.text.strip():
            return f"[{_first_words(text.text)}]"
    for leaf in leaves(article):
        if leaf.text is not None and leaf.text.text.strip():
            return f"[{_first_words(leaf.text.text)}]"
    return "[无题]"


def _first_words(text: str) -> str:
    """The beginning of a text, cut behind a sentence or before a pause; only a text without either is cut in a word."""
    words = " ".join(text[:400].split())
    stop = next((found.end() for found in _STOP.finditer(words) if found.end() >= _LEAST), len(words))
    if stop <= _MOST:
        return words[:stop]
    pauses = [found.start() for found in _PAUSE.finditer(words, 0, _LONGEST + 1) if found.start() >= _LEAST]
    within = [place for place in pauses if place <= _MOST]
    cut = within[-1] if within else pauses[0] if pauses else min(_MOST, stop)
    if not pauses and stop <= _LONGEST:
        return words[:stop]
    return words[:cut].rstrip() + "…"


def updated_date(article: Article) -> Date | None:
    """When an article was changed last, where a line of facts says so and the date of the article is another one.

    >>> from .nodes import Text
    >>> first, last = (Date(role, role, Text("", ())) for role in ("published", "updated"))
    >>> line = Facts(Text("", ()), date=first, other_dates=(last,))
    >>> updated_date(Article("a1", "zh", (line,), date=first)) is last
    True
    """
    if article.date is None or article.date.role == "updated":
        return None
    for block in walk_blocks(article):
        if isinstance(block, Facts):
            for date in (block.date, *block.other_dates):
                if date is not None and date.role == "updated":
                    return date
    return None


_RANK: dict[Confidence, int] = {"low": 0, "medium": 1, "high": 2}


def weakest(*confidences: Confidence) -> Confidence:
    """The least sure of some certainties.

    >>> weakest("high", "low", "medium")
    'low'
    """
    return min(confidences, key=_RANK.__getitem__, default="high")


class Certainty:
    """How sure a fact of an article is: as sure as the block, or the discarded line, that it was read from."""

    __slots__ = ("_places", "_reach", "_starts")

    def __init__(self, document: Document) -> None:
        doubtful = [(*span, sure) for spans, sure in _doubtful(document) for span in spans]
        self._places = sorted(doubtful, key=lambda place: place[:2])
        self._starts = [start for start, _, _ in self._places]
        self._reach = list(accumulate((end for _, end, _ in self._places), max))

    def of(self, spans: Iterable[Span]) -> Confidence:
        """The certainty of what was read from source ranges. Takes the time of a bisection."""
        found: list[Confidence] = []
        for start, end in spans:
            place = bisect_left(self._starts, end) - 1
            while place >= 0 and self._reach[place] > start:
                if self._places[place][1] > start:
                    found.append(self._places[place][2])
                place -= 1
        return weakest("high", *found)


def _doubtful(document: Document) -> Iterator[tuple[Spans, Confidence]]:
    for article in document.articles:
        for block in walk_blocks(article):
            if block.confidence != "high":
                if isinstance(block, Section):
                    yield block.head.spans, block.confidence
                    continue
                for leaf in leaves(block):
                    yield leaf.spans, block.confidence
    for discard in document.discarded:
        if discard.confidence != "high":
            yield discard.spans, discard.confidence


def publishes(article: Article) -> bool:
    """Whether the source of an article is named as its outlet (来源：…), and not quoted in a text (据…消息)."""
    source = article.source
    if source is None or not source.spans:
        return False
    start, end = source.spans[0].start, source.spans[-1].end
    return not any(
        isinstance(block, Paragraph) and any(low <= start and end <= high for low, high in block.text.spans)
        for block in walk_blocks(article)
    )
