"""What the layout of a line is, name by name, with no judgment of ours: the weights alone say what it speaks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..recognize.rule import Unit
from ..text.source import LayoutSpan

_WHOLE, _SOME = 0.95, 0.05
_LINK, _SMALL_LINK = 0.6, 0.3
_LARGE, _SMALL = 1.12, 0.92
_LONGEST = 60
"""Code points up to which a line can be a head, a caption or a line of facts."""
_LONG = 40
"""Code points from which on a line with a full stop is running text."""
_BELOW = 3
"""Lines right below the headline, where its facts stand."""
_COVER = 12
"""Lines that a cover has at most."""
_NAMES = {
    "form": "layout:in-form",
    "in-nav": "layout:in-navigation",
    "in-article": "layout:in-article",
    "in-table": "layout:in-table",
    "time-word": "layout:time-class",
    "given-date": "layout:given-date",
    "same-block": "layout:same-block",
}
_TITLE = "layout:page-title"
_COMMENTS = frozenset({"comment", "comments", "cmt", "cmts", "pinglun", "reply", "replies", "replylist", "commentlist"})
"""Words in the classes of elements that hold what readers say, where these stand below the text."""


def add_plain_evidence(
    units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]
) -> None:  # fmt: skip
    """Add the names for each unit of a page to those in ``out``, which know the title of the page.

    A file that sets all its lines alike says nothing of them: text was pasted into it.
    """
    if len({_make(span) for span in spans if span is not None}) < 2:
        return
    place, cover = _Place(units, spans, out), _has_cover(units, spans)
    for unit, span, names in zip(units, spans, out, strict=True):
        if span is not None:
            names.extend(_of_line(len(unit.text) <= _LONGEST, span))
            if not span.page:
                names.extend(place.of(unit.index, span))
            elif cover and span.page == 1:
                names.append("layout:cover-page")


def _make(span: LayoutSpan) -> tuple[object, ...]:
    """How a line is made, as far as readers see."""
    return (
        span.role, span.level, span.bold >= _WHOLE, span.centered, span.right, span.size >= _LARGE, span.size <= _SMALL,
        span.link > _LINK, span.image_before,
    )  # fmt: skip


def _has_cover(units: Sequence[Unit], spans: Sequence[LayoutSpan | None]) -> bool:
    """Whether the first page of several holds a few lines and no running text."""
    sizes = [len(unit.text) for unit, span in zip(units, spans, strict=True) if span is not None and span.page == 1]
    more = any([span is not None and span.page > 1 for span in spans])
    return more and 0 < len(sizes) <= _COVER and max(sizes) < _LONG


def _of_line(short: bool, span: LayoutSpan) -> Iterator[str]:
    """How a line itself is made."""
    end = "" if short else "-long"
    if span.role == "heading":
        yield f"layout:heading-style{end}" if "style-heading" in span.hints else f"layout:heading-{span.level}{end}"
    elif span.role:
        yield f"layout:{span.role}{end}"
    if span.bold >= _WHOLE:
        yield f"layout:bold{end}"
    elif span.bold > _SOME:
        yield "layout:bold-part"
    if span.right:
        yield "layout:right"
    if _SOME < span.link <= _LINK:
        yield "layout:link-part"
    if span.size <= _SMALL:
        yield "layout:smaller"
    if short:
        yield from _of_short_line(span)
    for hint in span.hints:
        if hint in _NAMES:
            yield _NAMES[hint]


def _of_short_line(span: LayoutSpan) -> Iterator[str]:
    if span.centered:
        yield "layout:centered"
    if span.size >= _LARGE:
        yield "layout:larger"
    if span.other_font >= _WHOLE:
        yield "layout:other-font"


class _Place:
    """Where lines stand: beside the running text, in the element that has most of it, below the headline."""

    def __init__(
        self, units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[Sequence[str]]
    ) -> None:  # fmt: skip
        prose: dict[int, list[int]] = {}
        for unit, span in zip(units, spans, strict=True):
            if span is None or not span.container or span.link > _SMALL_LINK:
                continue
            if len(unit.text) >= _LONG and "。" in unit.text:
                prose.setdefault(span.container, []).append(unit.index)
        most = max(prose.items(), key=lambda item: sum([len(units[n].text) for n in item[1]]), default=(0, [-1]))
        self.home, self.first, self.last = most[0], most[1][0], most[1][-1]
        self.title = next((n for n, names in enumerate(out) if any([name.startswith(_TITLE) for name in names])), -1)

    def of(self, index: int, span: LayoutSpan) -> Iterator[str]:
        """The names for a line."""
        if self.first >= 0:
            side = "above" if index < self.first else "below" if index > self.last else "amid"
            yield f"layout:{side}-text{'-at-home' if span.container == self.home else ''}"
            if side == "below" and not _COMMENTS.isdisjoint(span.words):
                yield "layout:comments"
        if 0 <= self.title != index:
            under = "right-below" if index <= self.title + _BELOW else "below"
            yield f"layout:{'above' if index < self.title else under}-title"
