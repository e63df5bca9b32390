"""One document beside its labels: every unit, every field, right or not.

A unit is what a row of labels names: a line, or a part of one. Its reading is
the one that most of its visible characters have. All of this is defined so
that figures can be compared with those of other tools on the same labels; it
is written out in ``docs/labels.md``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from ..model.nodes import Article, Document, Person, Text
from ..text.source import Confidence, SourceFile, fold, is_blank
from .labels import DEEP, FIELDS, INVISIBLE, PEOPLE, LabelledArticle, LabelledUnit, Labels
from .reading import Flat, OpenedHead, Piece, flatten

NOTHING = "none"
"""The reading of characters that are in no block and in no discard."""
HEAD_SHARE = 0.8
"""A unit that opens a section is a head on its own when this share of it belongs to heads, else a ``sec``."""

Join = Literal["joined", "not-joined", "wrongly-joined"]

_GLOSS = re.compile(
    r"\([a-z\u0101\u00e1\u01ce\u00e0\u0113\u00e9\u011b\u00e8\u012b\u00ed\u01d0\u00ec\u014d\u00f3\u01d2\u00f2"
    r"\u016b\u00fa\u01d4\u00f9\u01d6\u01d8\u01da\u01dc\u00fc]{1,6}\)"
)


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """How one labelled unit was read.

    ``label`` and ``got`` are compared; a byline counts as ``meta``, and a
    paragraph joined to the unit before it as ``cont``. ``counted`` is false
    for a unit that the person was not sure of and that was read otherwise.
    ``owner`` is the article that it was read into. ``confidence`` is that of
    the block with most of it, low where it is in none. ``run_in`` and ``number`` tell whether these
    are right; None where none is labelled.
    """

    unit: LabelledUnit
    text: str
    label: str
    got: str
    got_depth: int
    counted: bool
    confidence: Confidence
    owner: str | None
    join: Join | None = None
    run_in: bool | None = None
    number: bool | None = None
    opened: OpenedHead | None = None

    @property
    def right(self) -> bool:
        """Whether the label is the one that was read; the depth does not matter."""
        return self.label == self.got

    @property
    def is_heading(self) -> bool:
        """Whether it counts among the headings: labelled as one, or read as one."""
        return self.label in DEEP or self.got in DEEP

    @property
    def right_heading(self) -> bool:
        """Whether it is a heading, read as the same kind at the same depth."""
        return self.label in DEEP and self.right and self.got_depth == self.unit.depth


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """One fact of an article as labelled and as read; ``article`` is the labelled one, or else the one read."""

    article: str
    name: str
    label: str
    got: str
    right: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A document beside its labels. ``unaccounted`` of its ``characters`` are in no block and no discard."""

    id: str
    units: tuple[UnitOutcome, ...]
    fields: tuple[FieldOutcome, ...]
    characters: int
    unaccounted: int


def squeeze(text: str) -> str:
    """A text as facts are compared: without blanks and machine pinyin, full-width forms folded.

    >>> squeeze("甲　镇（hello） 总结(zǒng)")
    '甲镇(hello)总结'
    """
    return "".join(character for character in fold(_GLOSS.sub("", text)) if not is_blank(character))


def compare(name: str, text: str, labels: Labels, document: Document | None) -> Comparison:
    """A document read from ``text`` beside the labels of that text; ``name`` is its id.

    None is a document that was lost: every unit of it is read wrong, every
    fact missing, every character unaccounted for. Characters of glosses,
    markup, entities and control characters that were taken out of running text
    have no vote on what their unit is, unless nothing else stands in it: then
    it is noise.
    """
    if document is None:
        document = Document(SourceFile(), "und", ())
    flat = flatten(document)
    at = _by_character(flat, len(text))
    outcomes = []
    before: int | None = None
    for unit in labels.units:
        voters = [place for place in range(unit.start, unit.end) if not is_blank(text[place])]
        if not voters:
            continue
        passed_over = {place for place in voters if (piece := at[place]) is not None and piece.taken_out}
        if len(passed_over) == len(voters):
            passed_over = set()
        here = [at[place] for place in voters if place not in passed_over]
        seen = "".join(" " if place in passed_over else text[place] for place in range(unit.start, unit.end))
        outcome, before = _outcome(unit, seen, here, flat.heads, before)
        outcomes.append(outcome)
    return Comparison(
        name,
        tuple(outcomes),
        tuple(_field_outcomes(labels.articles, outcomes, document.articles)),
        len(squeeze(text)),
        sum(piece is None and not is_blank(text[place]) for place, piece in enumerate(at)),
    )


def _by_character(flat: Flat, size: int) -> list[Piece | None]:
    at: list[Piece | None] = [None] * size
    for piece in flat.pieces:
        for start, end in piece.spans:
            for place in range(max(start, 0), min(end, size)):
                at[place] = piece
    return at


def _outcome(
    unit: LabelledUnit, text: str, here: Sequence[Piece | None], heads: Sequence[OpenedHead], before: int | None
) -> tuple[UnitOutcome, int | None]:
    """How a unit with this text was read, and the block with most of it; ``before`` is that of the unit before."""
    votes = Counter(piece.label if piece is not None else NOTHING for piece in here)
    got = _most(votes)
    depth = 0
    opened = next((head for head in heads if unit.start <= head.start < unit.end), None)
    if opened is not None and votes["head"] / len(here) >= HEAD_SHARE:
        got, depth = "head", opened.level
    elif opened is not None and not text[: opened.start - unit.start].strip(INVISIBLE):
        got, depth = "sec", opened.level
    elif got == "head":
        depth = here[0].depth if here[0] is not None else 0
    blocks = Counter(piece.block for piece in here if piece is not None)
    block = _most(blocks) if blocks else None
    label = "meta" if unit.label == "byline" else unit.label
    joined = block is not None and block == before
    join: Join | None = None
    if label == "cont":
        join = "joined" if joined else "not-joined"
        got = "cont" if joined else got
    elif joined and label == got == "p":
        join = "wrongly-joined"
        got = "cont"
    counted = label == got or not unit.unsure
    sure: Confidence = next((piece.confidence for piece in here if piece is not None and piece.block == block), "low")
    run_in = number = None
    if label == "sec" and unit.head:
        run_in = opened is not None and squeeze(opened.text) == squeeze(unit.head)
    if label in DEEP and unit.number is not None:
        number = opened is not None and opened.number == unit.number
    owner = _most(Counter(piece.article if piece is not None else None for piece in here))
    outcome = UnitOutcome(unit, text, label, got, depth, counted, sure, owner, join, run_in, number, opened)
    return outcome, block


T = TypeVar("T")


def _most(votes: Counter[T]) -> T:
    """The winner; of several the one that came first."""
    return votes.most_common(1)[0][0]


def _field_outcomes(
    labelled: Sequence[LabelledArticle], outcomes: Iterable[UnitOutcome], articles: Sequence[Article]
) -> list[FieldOutcome]:
    """The facts of each labelled article beside those of the article that holds most of its units."""
    owners: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for outcome in outcomes:
        if outcome.counted:
            owners[outcome.unit.article][outcome.owner] += 1
    free = {article.id: article for article in articles}
    out = []
    for wanted in labelled:
        ranking = [owner for owner, _ in owners[wanted.id].most_common() if owner is not None and owner in free]
        match = free.pop(ranking[0]) if ranking else None
        for name in FIELDS:
            label = _labelled_value(wanted, name)
            got = _value(match, name) if match is not None else ""
            if label or got:
                right = same_date(label, got) if name == "date" else label == got
                out.append(FieldOutcome(wanted.id, name, label, got, right))
    for article in free.values():
        for name in FIELDS:
            if got := _value(article, name):
                out.append(FieldOutcome(article.id, name, "", got, False))
    return out


def _labelled_value(article: LabelledArticle, name: str) -> str:
    value = article.fields.get(name, "")
    if name in PEOPLE:
        return _together(value.split("|"))
    return value if name == "date" else squeeze(value)


def _value(article: Article, name: str) -> str:
    match name:
        case "date":
            return article.date.when if article.date is not None else ""
        case "authors":
            return _names(article.authors)
        case "photographers":
            return _names(article.photographers)
        case "editors":
            return _names(article.editors)
    texts: dict[str, Text | None] = {
        "title": article.title, "kicker": article.kicker, "subtitle": article.subtitle, "source": article.source,
    }  # fmt: skip
    text = texts[name]
    return squeeze(text.text) if text is not None else ""


def _names(people: Iterable[Person]) -> str:
    return _together(person.name for person in people)


def _together(names: Iterable[str]) -> str:
    return "|".join(sorted({squeeze(name) for name in names} - {""}))


def same_date(label: str, got: str) -> bool:
    """Whether a date read is the one labelled; it may be more precise than a labelled day.

    >>> same_date("2024-05-01", "2024-05-01T08:30"), same_date("2024", "2024-05-01"), same_date("", "2024")
    (True, False, False)
    """
    return bool(label) and got.startswith(label) and len(label) >= min(len(got), 10)
