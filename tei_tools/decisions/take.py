"""Decisions as the reader takes them: pins for the search, facts put on the articles, and who decided what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..decode.reading_text import TextReader
from ..errors import Diagnostic
from ..model.nodes import Article, Date, Decision, Document, Person, Text
from ..model.visit import leaves
from ..model.walk import article_spans, slice_text
from ..parse import Explanation, explain, parse
from ..read.own_rules import OwnRule
from ..read.pins import Pin
from ..text.dates import find_dates
from ..text.source import Source, Span
from ..write.decided import spell
from ..write.ranges import Cuts
from ..write.xml import legal
from .entries import PEOPLE, Decisions, Entry, label_of
from .place import find_words

_ROLES = {"authors": "作者", "photographers": "摄影", "editors": "编辑"}
_HEADS = frozenset({"title", "kicker", "subtitle", "head"})
_WORDS = 60
"""Characters of the words that a document keeps of a decision."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A decision and where its words stand in the source at hand; None where they are not found."""

    entry: Entry
    span: Span | None


def placed(decisions: Decisions, source: Source) -> list[Placed]:
    """The standing decisions on a source, each with its place in it, by time.

    In a file that holds many documents a decision belongs to the one that it names, and to one whose text is the very
    same: records of a dump are named by their place in it, which changes when others come before them.
    """
    found = _placed(decisions.standing(), source)
    latest = {(one.span, aspect): one for one in found for aspect in one.entry.says.aspects}
    kept = {one.entry.id for one in latest.values()}  # two that stood at other places, in texts of other times
    return [one for one in found if one.span is None or one.entry.id in kept]


def _placed(entries: Sequence[Entry], source: Source) -> list[Placed]:
    member, sha256 = source.file.member, sum_of(source)
    return [
        Placed(entry, find_words(entry, source.text, sha256))
        for entry in entries
        if entry.member == member or (entry.member and entry.sha256 == sha256)
    ]


def sum_of(source: Source) -> str:
    """What tells one text from another: the sha256 of the extracted text, or that of the file when it is text."""
    return source.file.text_sha256 or source.file.sha256


def pins_of(found: Sequence[Placed], text: str) -> list[Pin]:
    """The pins for the reader.

    A head that ends in the middle of a line has what follows in that line as a paragraph behind it, unless another
    decision says what that is.
    """
    pins = []
    rests = []
    for entry, span in ((one.entry, one.span) for one in found):
        says = entry.says
        if span is None or says.field:
            continue
        reading = label_of(says.reading) if says.reading else None
        pins.append(Pin(span, reading, says.level, says.begins, _who(entry)))
        end = text.find("\n", span.end)
        rest = Span(span.end, len(text) if end < 0 else end)
        if reading in _HEADS and text[rest.start : rest.end].strip():
            rests.append(Pin(rest, "p", name=_who(entry)))
    return [*rests, *pins]


def _who(entry: Entry) -> str:
    return f"{entry.by}, {entry.when}"


def parse_decided(source: Source, decisions: Decisions | None, own_rules: Sequence[OwnRule] = ()) -> Document:
    """The document in a source, read around what people decided of it and by rules of the user's own, if there are any.

    Facts that they name stand over those that were found. What does not fit any more is named in a remark.
    """
    if decisions is None or not decisions.entries:
        return parse(source, own_rules=own_rules)
    found = placed(decisions, source)
    document = parse(source, pins=pins_of(found, source.text), own_rules=own_rules)
    document, remarks = _with_facts(document, found, source.text)
    remarks += _borders_not_held(document, found)
    remarks += [lost(one.entry) for one in found if one.span is None]
    remarks += disputes(decisions, source)
    taken = [decision_of(one.entry, one.span) for one in found if one.span is not None]
    both = sorted([*document.diagnostics, *remarks], key=lambda entry: (entry.spans[:1], entry.code, entry.message))
    return replace(document, diagnostics=tuple(both), decisions=tuple(taken))


def explain_decided(source: Source, decisions: Decisions | None, own_rules: Sequence[OwnRule] = ()) -> Explanation:
    """Why each unit of a source is read as it is, around what people decided of it."""
    if decisions is None or not decisions.entries:
        return explain(source, own_rules=own_rules)
    return explain(source, pins=pins_of(placed(decisions, source), source.text), own_rules=own_rules)


def lost(entry: Entry) -> Diagnostic:
    """The remark that the words of a decision are not found."""
    words = _cut(entry.quote)
    return Diagnostic(
        "decision-lost", "warning",
        f"The decision of {entry.by} ({entry.when}) on \u201c{words}\u201d has no effect: these words are not in the "
        "source any more, or at several places alike. Decide it anew, or undo it.",
    )  # fmt: skip


def disputes(decisions: Decisions, source: Source) -> list[Diagnostic]:
    """The remarks that people decided otherwise on the same words of a source."""
    places = {one.entry.id: one.span for one in _placed(decisions.not_undone(), source)}
    pairs = decisions.disputed(lambda entry: places.get(entry.id))
    return [
        Diagnostic("decision-disputed", "warning", told_dispute(one, two), tuple(filter(None, (places[one.id],))))
        for one, two in pairs
    ]


def told_dispute(counts: Entry, other: Entry) -> str:
    """That two people decided otherwise on the same words, in a sentence."""
    here, there = (spell(decision_of(entry, entry.span)) for entry in (counts, other))
    return (
        f"{counts.by} ({counts.when}) and {other.by} ({other.when}) decided otherwise on "
        f"\u201c{_cut(counts.quote)}\u201d: {here} counts, being the later, and not {there}. Undo one of the two."
    )


def decision_of(entry: Entry, span: Span) -> Decision:
    """A decision as a document holds it, its words at a span."""
    says = entry.says
    return Decision(
        (span,), _cut(entry.quote), entry.by, entry.when, says.reading, says.level, says.begins, says.field,
        "" if says.value is None else " ".join(says.value.split()),
    )  # fmt: skip


def _cut(words: str) -> str:
    line = " ".join(legal(words).split())
    return line if len(line) <= _WORDS else line[: _WORDS - 1] + "…"


# --- borders ---


def _borders_not_held(document: Document, found: Sequence[Placed]) -> Iterator[Diagnostic]:
    """A remark on each decision on a border of articles that the document does not keep."""
    spans = [(span, span is own[0]) for article in document.articles if (own := article_spans(article)) for span in own]
    for one in found:
        begins = one.entry.says.begins
        if begins is None or one.span is None:
            continue
        # The first words of an article at the span or, where that was left out, behind it.
        behind = [(span, first) for span, first in spans if span.end > one.span.start]
        span, first = min(behind, default=(None, False))
        opens = first and span is not None and span.start >= one.span.start
        within = span is not None and span.start < one.span.end
        who, place = f"{one.entry.by} ({one.entry.when})", (one.span,)
        if begins and not opens:
            message = f"The decision of {who} that an article begins has no effect: none can begin there."
            yield Diagnostic("decision-not-possible", "warning", message, place)
        elif not begins and opens and within:
            message = f"The decision of {who} that no article begins has no effect: there is none before it to go on."
            yield Diagnostic("decision-not-possible", "warning", message, place)


# --- facts ---


def _with_facts(document: Document, found: Sequence[Placed], text: str) -> tuple[Document, list[Diagnostic]]:
    articles = list(document.articles)
    remarks: list[Diagnostic] = []
    gone = Cuts(span for entry in document.discarded for span in entry.spans)
    for one in found:
        if not one.entry.says.field or one.span is None:
            continue
        place = _article_at(articles, one.span)
        changed = None if place is None else _changed(articles[place], one.entry, one.span, text, gone)
        if place is None or changed is None:
            remarks.append(_unfit(one.entry, one.span, bool(articles)))
        else:
            articles[place] = changed
    return replace(document, articles=tuple(articles)), remarks


def _unfit(entry: Entry, span: Span, articles: bool) -> Diagnostic:
    why = "the page has no article"
    if articles:
        people = entry.says.field in PEOPLE
        why = "its names do not stand in these words" if people else "its value does not stand in these words"
    message = f"The decision of {entry.by} ({entry.when}) on the {entry.says.field} has no effect: {why}."
    return Diagnostic("decision-not-possible", "warning", message, (span,))


def _article_at(articles: Sequence[Article], span: Span) -> int | None:
    """The article that some words belong to: the one that holds them, or the nearest."""
    best: tuple[int, int] | None = None
    for place, article in enumerate(articles):
        spans = article_spans(article)
        if spans:
            gap = max(spans[0].start - span.start, span.end - spans[-1].end, 0)
            best = min(best or (gap, place), (gap, place))
    return None if best is None else best[1]


def _changed(article: Article, entry: Entry, span: Span, text: str, gone: Cuts) -> Article | None:
    """The article with a fact as decided; None if the words do not hold it. ``gone`` is what was discarded."""
    field, value = entry.says.field, entry.says.value
    if field in PEOPLE:
        people = () if value is None else _people(value, span, text, _ROLES[field], getattr(article, field))
        if people is None:
            return None
        if field == "authors":
            return replace(article, authors=people)
        return replace(article, photographers=people) if field == "photographers" else replace(article, editors=people)
    if value is None:
        cleared: dict[str, None] = {field.replace("-", "_"): None}
        return replace(article, **cleared)  # type: ignore[arg-type]
    if field == "date":
        role = article.date.role if article.date is not None else "published"
        return replace(article, date=Date(value, role, _text_at(article, _date_in(value, span, text), text, gone)))
    place = _place_in(value, span, text)
    if place is None:
        return None
    words = _text_at(article, place, text, gone)
    return replace(article, source=words) if field == "source" else replace(article, document_number=words)


def _place_in(value: str, span: Span, text: str) -> Span | None:
    """Where a value stands in some words, blanks aside; None if it does not."""
    places = [at for at in range(span.start, span.end) if not text[at].isspace()]
    wanted = "".join(value.split())
    at = "".join([text[place] for place in places]).find(wanted)
    return Span(places[at], places[at + len(wanted) - 1] + 1) if wanted and at >= 0 else None


def _date_in(value: str, span: Span, text: str) -> Span:
    """The expression of a date in some words, or all of them if none of its expressions says that date."""
    for found in find_dates(text[span.start : span.end]):
        if found.when == value:
            return Span(span.start + found.start, span.start + found.end)
    return span


def _text_at(article: Article, span: Span, text: str, gone: Cuts) -> Text:
    """The reading text of some words: cut from the block that has them, or as they stand in the source.

    What was discarded in the middle of them is no part of their ranges, as it is of no others.
    """
    for leaf in leaves(article):
        if leaf.text is not None and any(low <= span.start and span.end <= high for low, high in leaf.spans):
            return slice_text(leaf.text, span.start, span.end)
    parts = [TextReader(text, ()).read(part) for part in gone.cut((span,))]
    return Text(
        "".join([part.text for part in parts]),
        tuple(span for part in parts for span in part.spans),
        tuple(correction for part in parts for correction in part.corrections),
    )


def _people(value: str, span: Span, text: str, role: str, before: Sequence[Person]) -> tuple[Person, ...] | None:
    """The persons that a value names, each at its place in the words; None if one is not in them."""
    roles = {person.name: person.role for person in before}
    out: dict[str, Person] = {}
    for given in value.split("|"):
        name = "".join(given.split())
        if not name:
            continue
        place = _place_in(name, span, text)
        if place is None:
            return None
        out.setdefault(name, Person(name, roles.get(name, role), (place,)))
    return tuple(out.values()) or None
