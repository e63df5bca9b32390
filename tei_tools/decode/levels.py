"""The depths of the entries of one article: heads are judged together, the others stand in the section above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ..read.levels import DEEPEST, Head, depths_of
from ..text.source import NO_LAYOUT, Layout, LayoutSpan
from .entry import Entry

_SECTION = ("head", "sec")
_CLEARLY, _MOST_SIZES, _SEVERAL = 0.95, 3, 2
"""The share of a size below which type is clearly smaller; sizes of heads in an article, and heads of each."""


def heads_of(entries: Sequence[Entry], layout: Layout = NO_LAYOUT) -> list[Head]:
    """The heads and sections of an article, each with what stands above it and how much stands below it."""
    heads: list[Head] = []
    places = [place for place, entry in enumerate(entries) if entry.label in _SECTION]
    for place, following in pairwise([*places, len(entries)]):
        entry = entries[place]
        unit = entry.unit
        above = entries[place - 1] if place else None
        heads.append(
            Head(
                text=unit.text,
                label=entry.label,
                marker=entry.choice.marker,
                gap=unit.gap,
                indent=unit.indent,
                emphasis=unit.emphasis,
                inner=not unit.first,
                body=following - place - (1 if entry.label == "head" else 0),
                above=above.unit.text[-1] if above is not None else "",
                behind=above.label if above is not None else "start",
                enclosed=entry.choice.detail.startswith("ut"),
                depth=entry.depth,
                pinned=entry.level or 0,
                stated=stated_level(layout, unit.visible.start),
            )
        )
    return (
        _with_sizes(heads, [layout.at(entries[place].unit.visible.start) for place in places])
        if layout.lines
        else heads
    )


def _with_sizes(heads: list[Head], spans: Sequence[LayoutSpan | None]) -> list[Head]:
    """The heads; where neither numbers, marks nor styles tell them apart, with levels by the sizes of their type.

    There must be two or three sizes, each of several heads, and the first head must be of the largest.
    """
    if any(head.stated or head.marker is not None or head.label != "head" for head in heads):
        return heads
    sizes = [span.size if span is not None else 0.0 for span in spans]
    classes: list[float] = []
    for size in sorted(sizes, reverse=True):
        if not classes or size < _CLEARLY * classes[-1]:
            classes.append(size)
    levels = [sum([size < _CLEARLY * one for one in classes[:-1]]) + 1 for size in sizes]
    if not 2 <= len(classes) <= _MOST_SIZES or levels[0] != 1 or min(map(levels.count, {*levels})) < _SEVERAL:
        return heads
    return [replace(head, stated=level) for head, level in zip(heads, levels, strict=True)]


def stated_level(layout: Layout, offset: int) -> int:
    """The level of a head by its style in a word processor, 0 where no style gives one."""
    span = layout.at(offset) if layout.lines else None
    return min(span.level, DEEPEST) if span is not None and "style-heading" in span.hints else 0


def set_depths(
    entries: Sequence[Entry], weights: Mapping[str, float] | None = None, layout: Layout = NO_LAYOUT
) -> None:
    """Give the entries of one article their depths, by the weights of the package if none are given.

    ``layout`` may state the levels of some of them.
    """
    depths = iter(depths_of(heads_of(entries, layout), weights))
    depth = 0
    for entry in entries:
        if entry.label in _SECTION:
            depth = next(depths)
        entry.depth = depth
