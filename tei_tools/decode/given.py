"""Facts that the file gives outside its text, put where the text itself gives none or another.

Only facts that are ``given``, by a column that the caller named or that is
called so, or by the tags of an official document, stand over what was found.
A date or source that the page states fills a place that stayed empty, when the
text shows it too. Everything else the file says is evidence for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from ..errors import Diagnostic
from ..model.nodes import Article, Date, Document, Person, Text
from ..text.given import given_facts, iso_date
from ..text.source import GivenFact, Source, Span

_DAY = re.compile(
    r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:[T\s]*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
_NAME = re.compile(r"[^、,，;；/|\s]+(?: [A-Z][\w.]*)*")


def with_given(document: Document, source: Source, known: Collection[Span] = ()) -> Document:
    """The document with the facts that its file gives, on its article when it has one, and a remark that says so.

    What was read from the text and says the same keeps its place there. A fact
    that stands nowhere in the extracted text is left to the remark. ``known`` are spans of which pins say what they
    are: no headline is made of them.
    """
    if not source.layout:
        return document
    document = with_headline(document, source, known)
    if len(document.articles) != 1:
        return document
    found = given_facts(source)
    facts = {field: facts[0] for field, facts in found.items() if facts[0].trust == "given"}
    facts |= _stated(document.articles[0], found, source)
    if not facts:
        return document
    article, used = _put(document.articles[0], facts, source.text)
    if not used:
        return document
    words = ", ".join(f"{field} ({facts[field].name})" for field in used)
    spans = tuple(sorted((span.start, span.end) for field in used if (span := _place(facts[field], source.text))))
    remark = Diagnostic("given-facts", "info", f"Given by the file and not read from the text: {words}.", spans)
    remarks = sorted([*document.diagnostics, remark], key=lambda entry: (entry.spans[:1], entry.code, entry.message))
    return replace(document, articles=(article,), diagnostics=tuple(remarks))


def _stated(article: Article, found: dict[str, tuple[GivenFact, ...]], source: Source) -> dict[str, GivenFact]:
    """The date and source that the page states where none was read, if the text shows the same above or in it."""
    out = {}
    if article.date is None:
        days = {when[:10] for fact in found.get("date", ()) if fact.trust != "hint" and (when := iso_date(fact.value))}
        if span := _day_in_text(source, days):
            out["date"] = GivenFact("date", source.text[span.start : span.end], "stated by the page", "stated", span)
    if article.source is None:
        for fact in found.get("source", ()):
            start = source.text.find(fact.value) if 2 <= len(fact.value) <= 30 and fact.trust != "hint" else -1
            if start >= 0 and not _is_excluded(source, start):
                out["source"] = replace(fact, span=Span(start, start + len(fact.value)))
                break
    return out


def _day_in_text(source: Source, days: set[str]) -> Span | None:
    """Where a line that is no running text shows one of these days first."""
    for line in source.layout.lines if days else ():
        match = _DAY.search(source.text, line.start, line.end) if line.end - line.start <= 200 else None
        if match and (iso_date(match[0]) or "")[:10] in days and not _is_excluded(source, line.start):
            return Span(*match.span())
    return None


def _is_excluded(source: Source, offset: int) -> bool:
    return any(entry.span.start <= offset < entry.span.end for entry in source.layout.excluded)


def with_headline(document: Document, source: Source, known: Collection[Span] = ()) -> Document:
    """The document with the headline of the page, when its one article has none and the page says which line it is.

    That is a line with which the title of the file begins, a heading before any
    other, the longest, the last; it was discarded, and is so no more.
    """
    if len(document.articles) != 1 or document.articles[0].title is not None:
        return document
    discarded = {entry.spans[0]: entry for entry in document.discarded if len(entry.spans) == 1}
    best: tuple[tuple[bool, int, int], Span] | None = None
    for line in source.layout.lines:
        if not {"starts-title", "equals-headline"}.isdisjoint(line.hints):
            words = source.text[line.start : line.end]
            start = line.start + len(words) - len(words.lstrip())
            span = Span(start, start + len(words.strip()))
            rank = (line.role in ("heading", "title"), span.end - span.start, span.start)
            if span in discarded and span not in known and (best is None or rank > best[0]):
                best = rank, span
    if best is None:
        return document
    span = best[1]
    article = replace(document.articles[0], title=Text(source.text[span.start : span.end], (span,)),
                      headline_confidence="medium")  # fmt: skip
    rest = tuple(entry for entry in document.discarded if entry is not discarded[span])
    remark = Diagnostic("given-headline", "info", "The title of the page says which line is the headline.", (span,))
    remarks = [entry for entry in document.diagnostics if entry.code != "title-supplied"]
    remarks = sorted([*remarks, remark], key=lambda entry: (entry.spans[:1], entry.code, entry.message))
    return replace(document, articles=(article,), discarded=rest, diagnostics=tuple(remarks))


def _place(fact: GivenFact, text: str) -> Span | None:
    """Where a fact stands in the extracted text: where it was put, or the first place that has it on one line."""
    if fact.span is not None:
        return fact.span
    start = text.find(fact.value)
    return None if start < 0 or not fact.value else Span(start, start + len(fact.value))


def _put(article: Article, facts: dict[str, GivenFact], text: str) -> tuple[Article, list[str]]:
    changes: dict[str, object] = {}
    used = []
    for field, fact in facts.items():
        span = _place(fact, text)
        if span is None:
            continue
        found = Text(text[span.start : span.end], (span,))
        if field == "date":
            when = iso_date(fact.value)
            if when and (article.date is None or not _says(article.date.when, when)):
                changes["date"] = Date(when, "published", found)
                used.append(field)
        elif field == "source":
            if article.source is None or article.source.text != found.text:
                changes["source"] = found
                used.append(field)
        elif field == "document-number":
            if article.document_number is None or article.document_number.text != found.text:
                changes["document_number"] = found
                used.append(field)
        elif field in ("author", "editor"):
            place, role = ("authors", "作者") if field == "author" else ("editors", "编辑")
            people = _people(found.text, span, role)
            if people and {one.name for one in people} != {one.name for one in getattr(article, place)}:
                changes[place] = people
                used.append(field)
    return replace(article, **changes), used  # type: ignore[arg-type]  # the names are its fields


def _says(found: str, when: str) -> bool:
    """Whether a date found in the text is the given one, and no less precise."""
    return found[:10] == when[:10] and len(found) >= len(when)


def _people(text: str, span: Span, role: str) -> tuple[Person, ...]:
    """The persons in a list of names."""
    out: dict[str, Person] = {}
    for match in _NAME.finditer(text):
        name = match[0]
        place = Span(span.start + match.start(), span.start + match.end())
        out.setdefault(name.replace(" ", ""), Person(name.replace(" ", ""), role, (place,)))
    return tuple(out.values())
