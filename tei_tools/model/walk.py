"""Cutting texts, the ranges of blocks and articles, and the law of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..text.source import Span, is_blank, merge
from .nodes import Article, Block, Correction, Document, Spans, Text
from .visit import leaves, parts


class Piece(NamedTuple):
    """A part of a text that stands for one source range: plain characters, or one correction."""

    span: Span
    text: str
    correction: Correction | None


def pieces(text: Text) -> Iterator[Piece]:
    """The parts of a text in order, each with its source range; joined they are the text.

    Outside corrections one source character gives one character of the text
    (a line break inside a span gives one space), so every place can be found
    without the source.

    >>> [p.text for p in pieces(Text("甲乙丙", (Span(0, 3),), (Correction(Span(1, 2), "?", "乙", "byte-shift"),)))]
    ['甲', '乙', '丙']
    """
    string = text.text
    if not text.corrections and len(text.spans) == 1:
        yield Piece(text.spans[0], string, None)
        return
    index = 0
    pending = iter(text.corrections)
    correction = next(pending, None)
    last = len(text.spans) - 1
    for number, (start, end) in enumerate(text.spans):
        while correction is not None and correction.span.start < end:
            if correction.span.start > start:
                size = correction.span.start - start
                yield Piece(Span(start, correction.span.start), string[index : index + size], None)
                index += size
            yield Piece(correction.span, correction.corr, correction)
            index += len(correction.corr)
            start = correction.span.end
            correction = next(pending, None)
        stop = len(string) if number == last else index + end - start
        if start < end or index < stop:
            yield Piece(Span(start, end), string[index:stop], None)
        index = stop


def slice_text(text: Text, start: int, end: int) -> Text:
    """The part of a text that was read from the source range ``[start, end)`` (code points of the source).

    A correction belongs to the place where it starts and is never cut: it is
    taken whole or not at all. To cut by places in ``text.text`` instead, turn
    them into source offsets with :func:`offset_of`.

    >>> slice_text(Text("甲乙丙丁", (Span(0, 2), Span(5, 7))), 1, 6)
    Text(text='乙丙', spans=(Span(start=1, end=2), Span(start=5, end=6)), corrections=(), as_found=None)
    """
    strings: list[str] = []
    spans: list[Span] = []
    corrections: list[Correction] = []
    found: list[str] = []
    index = 0
    for span, string, correction in pieces(text):
        if correction is not None:
            if start <= span.start < end:
                corrections.append(correction)
                strings.append(string)
                spans.append(span)
                if text.as_found is not None:
                    found.append(text.as_found[index : index + len(string)])
        else:
            low, high = max(start, span.start), min(end, span.end)
            if low < high:
                first, stop = low - span.start, high - span.start
                strings.append(string[first:stop])
                spans.append(Span(low, high))
                if text.as_found is not None:
                    found.append(text.as_found[index + first : index + stop])
        index += len(string)
    as_found = None if text.as_found is None else "".join(found)
    return Text("".join(strings), merge(spans), tuple(corrections), as_found)


def offset_of(text: Text, index: int) -> int:
    """The source offset of ``text.text[index]``; inside a correction, where that starts; past the end, the last offset.

    As the end of a cut, ``offset_of(text, j)`` takes everything before place ``j``.

    >>> offset_of(Text("甲乙丙丁", (Span(0, 2), Span(5, 7))), 2)
    5
    """
    position = 0
    end = 0
    for span, string, correction in pieces(text):
        if index < position + len(string):
            return span.start if correction is not None else span.start + index - position
        position += len(string)
        end = span.end
    return end


def block_spans(block: Block) -> Spans:
    """The source ranges of a block with everything in it, merged."""
    return merge(span for leaf in leaves(block) for span in leaf.spans)


def article_spans(article: Article) -> Spans:
    """The source ranges of an article, headline and blocks, merged.

    >>> article_spans(Article("a1", "zh", (), title=Text("题", (Span(0, 1),)), subtitle=Text("副", (Span(1, 2),))))
    (Span(start=0, end=2),)
    """
    return merge(span for leaf in leaves(article) for span in leaf.spans)


_BREAKS = str.maketrans("\r\n", "  ")


def _differs(text: Text, source: str) -> str | None:
    """Why a text is not what its source ranges say; None if it is."""
    read: list[str] = []
    for made in text.corrections:
        if source[made.span.start : made.span.end] != made.sic:
            return f"a correction says {made.sic!r} stands at {made.span.start}, which it does not"
        if not any(start <= made.span.start and made.span.end <= end for start, end in text.spans):
            return f"the correction at {made.span.start} lies outside the spans of its text"
    for span, string, correction in pieces(text):
        read.append(string if correction is not None else source[span.start : span.end].translate(_BREAKS))
    joined = "".join(read)
    return None if joined == text.text else f"{text.text[:40]!r} stands for the source text {joined[:40]!r}"


def check_accounts(document: Document, source_text: str) -> list[str]:
    """What breaks the law of accounts, one sentence each; empty when it holds.

    The law: every non-blank character of the source lies in exactly one block
    or in exactly one discard; spans are sorted, lie inside the source, never
    overlap nor touch within one text; every discard holds its characters as
    found; and, unless the script was converted, every text is what its source
    ranges say, but for its corrections and for line breaks, read as a space each.

    >>> from tei_tools.text.source import SourceFile
    >>> check_accounts(Document(SourceFile(), "zh", ()), "甲")
    ["no block and no discard holds '甲' at 0"]
    """
    problems: list[str] = []
    size = len(source_text)
    owned: list[tuple[int, int, str]] = []
    keep = document.script == "keep"

    def own(place: str, spans: Spans) -> None:
        previous = -1
        for start, end in spans:
            if not 0 <= start < end <= size:
                problems.append(f"{place}: the span {start},{end} does not lie in the source of {size} characters")
            elif start <= previous:
                problems.append(f"{place}: the span {start},{end} overlaps, touches or comes before the one before it")
            else:
                owned.append((start, end, place))
            previous = max(previous, end)

    for article in document.articles:
        for name, spans, text in leaves(article):
            place = f"{article.id} {name}"
            own(place, spans)
            if keep and text is not None and (why := _differs(text, source_text)):
                problems.append(f"{place}: {why}")
        if keep:
            for name, text in parts(article):
                if why := _differs(text, source_text):
                    problems.append(f"{article.id} {name}: {why}")
    for discard in document.discarded:
        place = f"discarded {discard.reason}"
        own(place, discard.spans)
        if "".join(source_text[start:end] for start, end in discard.spans) != discard.text:
            problems.append(f"{place}: {discard.text[:40]!r} is not what stands at {discard.spans}")
    owned.sort()
    reached, holder = 0, ""
    for start, end, place in owned:
        if start < reached:
            both = source_text[start : min(end, reached)][:40]
            problems.append(f"{place} and {holder} both hold {both!r} at {start}")
        problems.extend(_lost(source_text, reached, start))
        if end > reached:
            reached, holder = end, place
    problems.extend(_lost(source_text, reached, size))
    return problems


def _lost(source: str, start: int, end: int) -> Iterator[str]:
    first = next((i for i in range(start, end) if not is_blank(source[i])), None)
    if first is not None:
        yield f"no block and no discard holds {source[first:end].rstrip()[:40]!r} at {first}"


def part(text: Text, start: int, end: int) -> Text:
    """A part of a text by index (``text.text[start:end]``), blank edges trimmed. Corrections are never cut."""
    while start < end and is_blank(text.text[start]):
        start += 1
    while end > start and is_blank(text.text[end - 1]):
        end -= 1
    if start == 0 and end == len(text.text):
        return text
    if start >= end:
        return Text("", ())
    if len(text.spans) == 1 and not text.corrections and text.as_found is None:
        base = text.spans[0].start
        return Text(text.text[start:end], (Span(base + start, base + end),))
    low = offset_of(text, start)
    high = offset_of(text, end) if end < len(text.text) else text.spans[-1].end
    return slice_text(text, low, high)
