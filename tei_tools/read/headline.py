"""The headline of each article, one joint decision: which lines it is, or that there is none.

The reader labels line by line; a headline is a matter of all lines above the body at once: its copies, the title of the
page, the facts line, the words that it shares with the text below. So, behind the labels, every article's neighborhood
is looked at again: each line and each group of two or three that could be its headline is one way to decide, "none" is
another, named evidence speaks for each, and the weights (``headline`` in the model file) are learned by choosing right
(a conditional logit model, McFadden 1974) on the labelled set. Rejected lines go back to what they would have been,
copies become noise; the lines above and below become kicker and subtitle, which Chinese newspapers know as 引题 and 副题.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..recognize.page import Page
from ..text.values import value
from .grammar.lexicon import is_outlet
from .headline_evidence import DASH, ISSUER, Evidence, Group, context_of, evidence_of, groups, is_barred, names_issuer
from .headline_view import APART, MAIN, Marginals, Neighborhood, View, neighborhoods
from .layout_evidence import headline_weight, speaks_of_headline
from .model import load_model
from .pins import NOTHING, Fixed

KEEP, KEEP_SOME, KEEP_LATER = 0.8, 0.4, 1.0
"""Nats in favor of the headline that the labels show, and of any headline where they show one; ``KEEP_LATER`` where
another article stands above. A wrong change costs more than a right one gains: heads, facts and the borders of the
article hang on it."""
_SURE, _PLAIN = 0.95, 4.0
"""The probability from which a line alone is the headline, and the nats by which it is said to lead."""
_ABOVE, _RARE = 0.5, 3
"""The probability of belonging to the headline from which the line right above it is its kicker and not dropped. A kicker is
so rare where labels are learned that its own probability counts three times: of 1,901 written texts read by weights of
others, kickers have an F1 of .44 with it and of .37 without."""
_TEMPTING = 0.1
"""The probability of a title from which a line that cannot be of the headline is held to what it is."""
_TELLING = 6
"""Code points of a headline from which a head of the same words is no other one."""
_NO_TEXT = frozenset({"title", "noise", "meta", "sign"})
"""What a line follows that stands above the text, or above the second of two documents on a page: an order signed."""
SERIES = 1.0
"""Nats by which what lines together say is said to lead: never enough for high confidence."""
_LEAST_STORIES = 3
_MARKED = re.compile(r"(#{1,6})\s+\S")


@value(frozen=True, slots=True)
class Decision:
    """The labels of all units after the decision.

    ``leads`` gives for the units whose label is new, and for all lines of headlines, by how much the decision leads
    over the best other one, in nats.
    """

    labels: tuple[str, ...]
    leads: Mapping[int, float]


def learned() -> Mapping[str, float]:
    """The weights that the package brings."""
    return load_model().headline


def score(evidence: Evidence, weights: Mapping[str, float]) -> float:
    """The sum of the weights of the evidence; what was not there in training weighs nothing."""
    return sum([weights.get(name, 0.0) * value for name, value in evidence.items()])


def decide(
    page: Page, marginals: Marginals, labels: Sequence[str], weights: Mapping[str, float] | None = None,
    fixed: Mapping[int, Fixed] = NOTHING, layout: Sequence[Sequence[str]] = (),
) -> Decision:  # fmt: skip
    """The labels of a page with the headline of each article decided as a whole.

    ``marginals`` and ``labels`` are what the reader thinks of each unit: the probabilities of the labels, and the label
    it chose. ``weights`` are those of the package if none are given. Units that pins have ``fixed`` keep their labels,
    and no headline goes over a border of articles that they set; ``layout`` is what the layout of each line says.
    """
    table = learned() if weights is None else weights
    view = View(page, marginals, labels, fixed, layout)
    out = list(labels)
    leads: dict[int, float] = {}
    for place in neighborhoods(view):
        group, lead = choose(view, place, table)
        for index in _relabel(view, place, group, out):
            leads[index] = lead
    for index, label in _series(view, out).items():
        if not view.is_fixed(index):
            out[index], leads[index] = label, SERIES
    for index, label in _outline(view, out).items():
        if out[index] != label and not view.is_fixed(index):
            out[index], leads[index] = label, SERIES
    return Decision(tuple(out), leads)


def choose(view: View, place: Neighborhood, weights: Mapping[str, float]) -> tuple[Group, float]:
    """The headline of a neighborhood, empty if it has none, and its lead over the next best choice in nats."""
    if _is_plain(view, place):
        return place.titles, _PLAIN
    context = context_of(view, place)
    options = _allowed(view, place, groups(view, place, context))
    some = KEEP_LATER if place.number else KEEP_SOME
    scores = []
    for group in options:
        value = score(evidence_of(view, place, group, context), weights) + headline_weight(view.layout, group)
        if group == place.titles:
            value += KEEP
        if group and place.titles:
            value += some
        scores.append(value)
    ranked = sorted(range(len(options)), key=lambda index: (-scores[index], index))
    lead = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else SERIES
    return options[ranked[0]], lead


def _allowed(view: View, place: Neighborhood, options: Sequence[Group]) -> Sequence[Group]:
    """The headlines that pins leave: those with all lines that are pinned as title, and with none that is not."""
    if not view.fixed:
        return options
    needed = {index for index in place.titles if view.is_fixed(index)}
    out = [
        group for group in options
        if needed.issubset(group)
        and not any(view.is_fixed(index) for index in group if index not in needed)
        and not (group and view.begins(group[0]) is False)
    ]  # fmt: skip
    return out or [tuple(sorted(needed))]


def _is_plain(view: View, place: Neighborhood) -> bool:
    """Whether a neighborhood has one likely line and no other: nothing to weigh."""
    if len(place.titles) != 1 or view.p(place.titles[0], "title") < _SURE:
        return False
    text = view.page.texts[place.titles[0]]
    if len(text) < 10 or is_barred(text) or ISSUER.search(text):
        return False
    others = [index for index in range(place.low, place.high) if index not in place.titles]
    if view.layout and any(speaks_of_headline(view.layout[index]) for index in others):
        return False
    return all(view.p(index, "title") < 1 - _SURE for index in others)


def _relabel(view: View, place: Neighborhood, group: Group, out: list[str]) -> list[int]:
    """Write the decision of one neighborhood into ``out``; the units it speaks of."""
    touched = list(group)
    key = "".join([view.key(index) for index in group])
    for index in place.titles:
        if index not in group and not view.is_fixed(index):
            out[index] = _other_label(view, index, group, key)
            touched.append(index)
    if not group:
        return touched
    for index in group:
        out[index] = "title"
    if group[0] not in place.titles and place.number == 0:
        for index in range(place.low, group[0]):
            if (out[index] in MAIN or out[index] == "cont") and not view.is_fixed(index):
                out[index] = "noise"
                touched.append(index)
    for index in _again_below(view, group, out):
        out[index] = "noise"
        touched.append(index)
    return touched + _relabel_around(view, group, out)


def _again_below(view: View, group: Group, out: Sequence[str]) -> list[int]:
    """The heads of the article that say what its headline says and follow no text: copies of it.

    An order stands above the rules that it publishes, whose title is that of the page; pages print the headline again
    above the text. A head in the midst of the text may say it too, and the title of an attachment is one.
    """
    key = "".join([view.key(index) for index in group])
    found: list[int] = []
    if len(key) < _TELLING:
        return found
    for index in range(group[-1] + 1, len(out)):
        if out[index] == "title":
            break
        if out[index] == "head" and out[index - 1] in _NO_TEXT and view.key(index) == key and not view.is_fixed(index):
            found.append(index)
    return found


def _relabel_around(view: View, group: Group, out: list[str]) -> list[int]:
    """The lines right above and below a headline, which it or the layout says something of."""
    touched = []
    above, below = group[0] - 1, group[-1] + 1
    if above >= 0 and not view.is_fixed(above) and out[above] != "title" and names_issuer(view, above, group[0]):
        out[above] = "title"
        return [above, *_relabel_around(view, (above, *group), out)]
    if (
        above >= 0
        and not view.is_fixed(above)
        and out[above] == "noise"
        and ("layout:above-page-title" in view.named(above) or _is_kicker(view, above, group))
    ):
        out[above] = "kicker"
        touched.append(above)
    if below >= len(out) or view.is_fixed(below):
        return touched
    text = view.page.texts[below]
    told = "layout:below-page-title" in view.named(below) and not view.page.facts[below]
    if told or (DASH.match(text) and len(text) <= 70):
        out[below] = "subtitle"
        touched.append(below)
    elif out[below] == "cont":
        out[below] = "p"
        touched.append(below)
    elif out[below] in ("noise", "meta") and view.p(below, "title") >= _TEMPTING and is_barred(text):
        touched.append(below)  # a second line of the headline it would be in the search that follows
    return touched


def _is_kicker(view: View, index: int, group: Group) -> bool:
    """Whether a line above a headline belongs to it: likely enough, no copy of it and not the name of an outlet."""
    own, key = view.key(index), "".join([view.key(one) for one in group])
    if not own or own in key or key in own or is_outlet(view.page.texts[index]):
        return False
    return view.p(index, "title") + _RARE * view.p(index, "kicker") >= _ABOVE


def _other_label(view: View, index: int, group: Group, key: str) -> str:
    """What a line is that the decision does not take for the headline."""
    own = view.key(index)
    if group and (own == key or (len(own) >= 6 and (own in key or key in own))):
        return "noise"
    chances: dict[str, float] = {}
    for name, chance in view.marginals[index].items():
        label = name.partition(".")[0]
        if label not in ("title", "cont", "kicker", "subtitle"):
            chances[label] = chances.get(label, 0.0) + chance
    if not chances:
        return "meta" if "layout:facts-class" in view.named(index) else "noise"
    if group and index < group[0] + 5:
        chances["head"] = chances.get("head", 0.0) * 0.3
    return max(sorted(chances), key=lambda label: chances[label])


# --- several stories ---


def _series(view: View, labels: Sequence[str]) -> dict[int, str]:
    """The labels that a series of stories asks for, where :func:`stories` finds one."""
    series = stories(view, labels)
    out: dict[int, str] = {}
    for index in range(series[0] if series else 0):
        if labels[index] == "title":
            out[index] = "meta"
    for first, last in zip(series, [*series[1:], len(labels)], strict=False):
        between = range(first + 1, last)
        out[first] = "title"
        if first + 1 < last and labels[first + 1] == "cont":
            out[first + 1] = "p"
        if all(labels[index] in APART for index in between):
            # What stands between two headlines of a series is the story's text: not all of it can be noise.
            text = [index for index in between if labels[index] == "noise" and view.page.shapes[index].size >= 15]
            out.update(dict.fromkeys(text, "p"))
    return out


def _outline(view: View, labels: Sequence[str]) -> dict[int, str]:
    """The labels of the headlines of a Markdown file that are heads of one article, and of its own headline.

    All headlines of one file are marked at one level. A file with a single head of the first level, above all others,
    is one article: deeper ones are its sections (as those of a page stand under its ``h1``). Where no such head is,
    what is marked deeper than a headline with text of its own is a section of it.
    """
    marks = {index: len(match[1]) for index, text in enumerate(view.page.texts) if (match := _MARKED.match(text))}
    titles = [index for index in marks if labels[index] == "title"]
    if not titles:
        return {}
    tops = [index for index, level in marks.items() if level == 1]
    if len(tops) == 1 and tops[0] == min(marks) and tops[0] < max(titles):
        if any(label == "title" and index not in marks for index, label in enumerate(labels)):
            return {}
        return {**dict.fromkeys(titles, "head"), tops[0]: "title"}
    first, *others = titles
    if others and any(labels[index] in MAIN for index in range(first + 1, others[0])):
        return {index: "head" for index in others if marks[index] > marks[first]}
    return {}


def stories(view: View, labels: Sequence[str]) -> tuple[int, ...]:
    """The lines that are headlines of one story each, where the heads of a page form such a series; else none.

    A digest in Markdown whose heads link to what they report; a page without a headline that opens with a head, its
    peers each above text; a page without a headline whose first head is all it has to go by.
    """
    texts = view.page.texts[:-1]
    marks = [(index, match[1]) for index, text in enumerate(texts) if (match := _MARKED.match(text))]
    if len(marks) >= _LEAST_STORIES:
        level = min([mark for _, mark in marks], key=len)
        peers = [index for index, mark in marks if mark == level]
        linked = sum(1 for index in peers if view.page.units[index].linked)
        opens = peers[0] == 0 and len(peers) == len(marks) and "title" not in labels
        if len(peers) >= _LEAST_STORIES and (opens or linked * 2 >= len(peers)):
            return tuple(index for index in peers if len(view.key(index)) > 5)
    if dated := _dated_stories(view, labels):
        return dated
    before = ["head" if view.labels[k] == "head" and label == "title" else label for k, label in enumerate(labels)]
    return () if "title" in before or "kicker" in before else _bare_stories(view, before)


def _dated_stories(view: View, labels: Sequence[str]) -> tuple[int, ...]:
    """The lines of a numbered series, each with a line of facts and then text of its own below it."""
    page = view.page
    found: list[int] = []
    style = ""
    for index, shape in enumerate(page.shapes[:-2]):
        marker = shape.marker
        if marker is None or shape.stopped or labels[index] not in ("title", "head", "noise"):
            continue
        dated = labels[index + 1] == "meta" and page.facts[index + 1] and labels[index + 2] in MAIN
        if not dated or marker.number != len(found) + 1 or style not in ("", marker.style):
            return ()
        found.append(index)
        style = marker.style
    others = [index for index, label in enumerate(labels) if label == "title" and index not in found]
    return tuple(found) if len(found) >= _LEAST_STORIES and not others else ()


def _bare_stories(view: View, labels: Sequence[str]) -> tuple[int, ...]:
    """The heads of a page without a headline, if its text opens with one of them."""
    page = view.page
    solid = [index for index, label in enumerate(labels) if label not in APART]
    if solid and labels[solid[0]] == "p" and page.texts[solid[0]].endswith(":") and page.shapes[solid[0]].size <= 30:
        solid = solid[1:]
    if not solid or labels[solid[0]] != "head":
        return ()
    heads = [index for index in solid if labels[index] == "head"]
    plain = all(page.shapes[index].marker is None and page.shapes[index].final != ":" for index in heads)
    follow = dict(pairwise(solid))
    if not plain or any(labels[follow.get(index, index)] != "p" for index in heads):
        return ()
    return tuple(heads) if len(heads) >= _LEAST_STORIES else (heads[0],)
