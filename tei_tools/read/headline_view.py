"""The lines in which the headline of an article is sought, and what each of them says by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..recognize.page import Page
from ..text.values import value
from .headline_words import column_names, own_words
from .pins import NOTHING, Fixed

Marginals = Sequence[Mapping[str, float]]
"""For each unit the probability of each label. Noise may come in parts: ``noise.F`` (front), ``noise.M``, ``noise.T``."""

MAIN = frozenset({"p", "head", "item", "table", "caption", "note", "sign", "salute"})
"""Labels of an article's text."""

APART = frozenset({"noise", "cont", "subtitle", "meta", "byline", "figure"})
"""Labels of lines that may stand between two copies or parts of one headline."""

_NOT_WORD = re.compile(r"[\W_]+")
_BODY = frozenset({"p", "sec", "salute"})
_BODY_LINES = 3
"""Lines of running text from which on no headline is sought."""


@value(frozen=True, slots=True)
class Neighborhood:
    """Where the headline of one article is sought: units ``[low, high)``.

    ``titles`` are those that the labels take for it, ``number`` says which article of the page it is, from 0.
    """

    low: int
    high: int
    titles: tuple[int, ...]
    number: int


class View:
    """What the lines of one page say, each asked once."""

    def __init__(
        self,
        page: Page,
        marginals: Marginals,
        labels: Sequence[str],
        fixed: Mapping[int, Fixed] = NOTHING,
        layout: Sequence[Sequence[str]] = (),
    ) -> None:
        self.page = page
        self.layout = layout
        self.labels = labels
        self.marginals = marginals
        self.fixed = fixed
        self._words: list[str | None] = [None] * (len(labels) + 1)  # beyond the page is an empty line
        self._keys: list[str | None] = [None] * (len(labels) + 1)
        self._names: frozenset[str] | None = None

    def is_fixed(self, index: int) -> bool:
        """Whether a pin says what a unit is."""
        return index in self.fixed and self.fixed[index].reading is not None

    def begins(self, index: int) -> bool | None:
        """Whether a pin says that an article begins with a unit, or that none does; None if it says nothing."""
        return self.fixed[index].begins if index in self.fixed else None

    def p(self, index: int, label: str) -> float:
        """The probability of a label; 0 beyond the page."""
        return self.marginals[index].get(label, 0.0) if 0 <= index < len(self.labels) else 0.0

    def named(self, index: int) -> Sequence[str]:
        """What the layout of a line says, by name."""
        return self.layout[index] if self.layout else ()

    def words(self, index: int) -> str:
        """A line's own words, without what :func:`own_words` cuts."""
        known = self._words[index]
        if known is None:
            text = self.page.texts[index]
            if len(text) > 200:
                known = text
            else:
                cuts = own_words(text, self.is_name)
                low = cuts[0].end if cuts and cuts[0].start == 0 else 0
                high = next((cut.start for cut in cuts if cut.start), len(text))
                known = text[low:high].strip()
            self._words[index] = known
        return known

    def is_name(self, words: str) -> bool:
        """Whether words stand alone on a short line, or as a part of a breadcrumb."""
        return words in self.names

    @property
    def names(self) -> frozenset[str]:
        """Short lines and the parts of breadcrumbs: names of columns, as far as a page tells."""
        if self._names is None:
            self._names = frozenset([name for text in self.page.texts[:-1] for name in column_names(text)])
        return self._names

    def key(self, index: int) -> str:
        """A line's own words without punctuation and blanks."""
        known = self._keys[index]
        if known is None:
            known = self._keys[index] = bare(self.words(index))
        return known

    def above(self, low: int, index: int) -> int:
        """How many lines of an article's text, as labelled, stand in ``[low, index)``."""
        return sum(1 for label in self.labels[low:index] if label in MAIN)

    def is_body(self, index: int) -> bool:
        """Whether a unit is running text of an article, more likely than not."""
        shape = self.page.shapes[index]
        label = self.labels[index]
        if label in _BODY and (shape.size > 12 or shape.prose):
            return True
        return shape.prose and label != "noise" and self.p(index, "noise") < 0.5


def bare(text: str) -> str:
    """A text without punctuation and blanks, in small letters: what copies of a headline have in common."""
    return _NOT_WORD.sub("", text).lower()


def neighborhoods(view: View) -> list[Neighborhood]:
    """The articles of a page as its labels part them, and where the headline of each is sought."""
    labels = view.labels
    count = len(labels)
    starts = _starts(view)
    if not starts:
        return [Neighborhood(0, _reach(view, 0, count), (), 0)]
    out = []
    low = 0
    for number, found in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else count
        first = found[0] if number else 0
        while first > low and labels[first - 1] in ("noise", "meta", "subtitle") and not view.begins(first):
            first -= 1
        below = found[-1] + 1 if found else 0
        high = min(max(_reach(view, below, stop), below), stop)
        out.append(Neighborhood(first, high, tuple(index for index in found if labels[index] == "title"), number))
        low = high
    return out


def _starts(view: View) -> list[list[int]]:
    """For each article its lines of titles and kickers; text between two of them opens another article.

    A line at which a pin says that an article begins stands first whatever it is; the first article has no lines when
    it has no headline and ends at such a line.
    """
    starts: list[list[int]] = []
    main = False
    for index, label in enumerate(view.labels):
        if view.fixed and view.begins(index):
            if not starts and any(before not in APART for before in view.labels[:index]):
                starts.append([])
            starts.append([index])
            main = label in MAIN
        elif label in ("title", "kicker") and view.begins(index) is not False:
            if not starts or main:
                starts.append([])
                main = False
            starts[-1].append(index)
        elif starts and label not in APART:
            main = True
    return starts


def _reach(view: View, start: int, stop: int) -> int:
    """The unit up to which a headline below ``start`` may stand: a few lines of running text end it."""
    seen = 0
    for index in range(start, stop):
        if view.is_body(index):
            seen += 1
            if seen == _BODY_LINES:
                return index + 1
    return stop
