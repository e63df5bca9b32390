"""Facts that the file gives outside its text, put where the text itself gives none or another.

Only facts that are ``given``, by a column that the caller named or that is
called so, or by the tags of an official document, stand over what was found.
A date or source that the page states fills a place that stayed empty, when the
text shows it too. Everything else the file says is evidence for the reader.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..errors import Diagnostic
from ..model.nodes import Article, Date, Document, Person, Text
from ..text.given import DAY, given_facts, iso_date
from ..text.source import GivenFact, Source, Span

_NAME = re.compile(r"[^、,，;；/|\s]+(?: [A-Z][\w.]*)*")


def with_given(document: Document, source: Source) -> Document:
    """The document with the facts that its file gives, on its article when it has one, and a remark that says so.

    What was read from the text and says the same keeps its place there. A fact
    that stands nowhere in the extracted text is left to the remark.
    """
    if not source.layout:
        return document
    if len(document.articles) != 1:
        return document
    found = given_facts(source)
    document = _with_year(document, found)
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


def _with_year(document: Document, found: dict[str, tuple[GivenFact, ...]]) -> Document:
    """A date that was read without its year, completed from what the page states of the same day."""
    (article,) = document.articles
    if article.date is None or not article.date.when.startswith("--"):
        return document
    for fact in found.get("date", ()):
        when = iso_date(fact.value) if fact.trust != "hint" else None
        if when and when[4:10] == article.date.when[1:7]:
            date = replace(article.date, when=when[:4] + article.date.when[1:], year_inferred=True)
            return replace(document, articles=(replace(article, date=date),))
    return document


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
        match = DAY.search(source.text, line.start, line.end) if line.end - line.start <= 200 else None
        if match and (iso_date(match[0]) or "")[:10] in days and not _is_excluded(source, line.start):
            return Span(*match.span())
    return None


def _is_excluded(source: Source, offset: int) -> bool:
    return any(entry.span.start <= offset < entry.span.end for entry in source.layout.excluded)


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
