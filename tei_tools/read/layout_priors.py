"""What the layout of a file was taken to say before anything was learned: set by hand, from counts.

The weights that are learned (:mod:`~tei_tools.read.layout_training`) are drawn to these, so that what no labelled page
shows stays as it is here. Those of ``SEQUENCE`` and ``HEADLINE`` are not learned.
"""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, float]] = {
    "layout:page-title": {"title": 7.0},  # the headline in 44 of 45 lines of 47 pages, the other a copy of it
    "layout:page-title-alone": {"title": 4.0},  # 5 of 5
    "layout:page-title-line": {"title": 1.5},  # 2 of 4
    "layout:above-page-title": {"kicker": 3.0},  # 1 of 1
    "layout:below-page-title": {"subtitle": 3.0},  # 1 of 2, the other in words a line of facts
    "layout:facts-class": {"meta": 2.0},  # 10 of 14
    "layout:date-box": {"meta": 6.0},  # not on the labelled pages
    "layout:links": {"noise": 3.0},  # 1,426 of 1,426
    "layout:under-image": {"caption": 1.5},  # 12 of 14 captions, 15 of 360 other lines of articles
    "layout:set-as-caption": {"caption": 4.0},  # 8 of 9
    "layout:bold-sentence": {"head": -2.0},  # none of 5
    "layout:bold-behind-colon": {"cont": 9.0},  # 4 of 4, but all of one page
    "layout:section-number": {"head": 8.0},  # 5 of 5
    "layout:outline": {"head": 6.0},  # 49 of 49 in four documents
    "layout:no-outline": {"head": -3.0},  # 1 of 149 in them
    "layout:contents": {"noise": 8.0},  # 55 of 55
    "layout:title-style": {"title": 3.0},
    "layout:cells": {"table": 4.0},  # 38 of 42 in eight documents, the others facts and menus
    "layout:fact-cells": {"meta": 6.0, "table": -6.0},  # not on the labelled pages
    "layout:caption": {"caption": 4.0},  # 12 of 12
    "layout:large": {"head": 1.5, "title": 1.5},  # most heads of nine documents, and lines of covers
    "layout:large-numbered": {"head": 5.0},  # 99 of 100 in six documents
    "layout:largest": {"title": 3.0},
    "layout:below-largest": {"title": -4.0, "head": 1.5},  # 5 of 5 in two documents
    "layout:letterhead": {"title": -4.0, "meta": 3.0},  # not in the documents shown
    "layout:centered-first": {"title": 4.0},  # 13 of 13
    "layout:first-at-margin": {"title": 4.0},  # 1 of 1
    "layout:first-in-middle": {"title": 3.5, "p": -3.0, "caption": -2.0},  # 2 of 2
    "layout:below-number": {"cont": 8.0},  # not on the labelled pages
    "layout:on-cover": {"noise": 6.0},  # 2 of 2, the copy of the headline on the cover of a document
    "layout:behind-cover": {
        "meta": 4.0,
        "noise": 2.0,
        "title": -6.0,
        "head": -3.0,
        "item": -4.0,
        "p": -3.0,
        "table": -4.0,
        "note": -4.0,
    },  # 4 of 4 are facts
    "layout:as-on-cover": {"title": 6.0},  # 1 of 1
    "layout:as-on-cover-more": {"title": 6.0},  # 1 of 1
    "layout:caption-element": {"caption": 4.0},  # not on the labelled pages
    "layout:heading-among-text": {"head": 5.0},  # not on the labelled pages
    "layout:own-block": {"cont": -3.0},  # none of 1,667 goes on, but for those above
}
"""Nats that a signal was set to add to the log probability of labels.

Beside each stands how often it was right on real files, all of which were looked at: these numbers are of shown files.
What rests on a page or two says so. bold-behind-colon is asked of repeated pairs only, so that a page has to show the
habit first; it and what is not on the labelled pages stand on invented pages of usual layouts (the tests have them).
"""

SEQUENCE: Mapping[str, Mapping[str, float]] = {
    "layout:among-text": {"noise": -8.0},  # none of 352
    "layout:teaser": {"noise": 8.0},
    "layout:comments": {"noise": 6.0},  # not on the labelled pages
}
"""Nats that count before the labels of a page are weighed as one sequence, so that the lines around know of them.

Noise comes in stretches: a link amid an article would take the rest of it along, and whole sentences below the links
to other articles are an article of their own but for what stands around them.
"""

HEADLINE: Mapping[str, float] = {
    "layout:page-title": 6.0, "layout:page-title-alone": 3.0, "layout:page-title-line": 1.5, "layout:title-style": 3.0, "layout:largest": 3.0,
    "layout:centered-first": 3.0, "layout:first-at-margin": 3.0,
}  # fmt: skip
"""Nats that speak for a line being the headline of its article, in the decision between all lines that may be it."""
