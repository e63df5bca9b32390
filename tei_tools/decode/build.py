"""From the chosen readings to the document. The only place that makes nodes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..errors import Diagnostic
from ..model.facts import supplied_title
from ..model.nodes import Article, Discard, Document, Text
from ..model.walk import article_spans
from ..recognize.rule import Candidate, Unit
from ..text.script import language_of
from ..text.source import LineIndex, Repair, Source, Span, merge
from .coherence import State
from .entry import Entry
from .fields import ArticleFields, collect_fields, page_date
from .margin import LARGEST, MEDIUM, confidence_of, margin_of
from .page_tools import without_tools
from .reading_text import TextReader
from .search import Choice
from .tree import TreeBuilder, sink_tail

_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+(?=\w+:))")


def build(
    source: Source, repairs: Sequence[Repair], remarks: Sequence[Diagnostic], units: Sequence[Unit],
    columns: Sequence[Sequence[tuple[Candidate, float]]], choices: Sequence[Choice[Candidate, State]],
) -> Document:  # fmt: skip
    """The document that the choices say. Every non-blank character goes into one block or one discard."""
    reader = TextReader(source.text, repairs)
    drafts, gone = _draft(reader, units, columns, choices)
    lines = LineIndex(source.text)
    diagnostics = list(remarks)
    articles = []
    language = language_of(source.text)
    shared = ArticleFields()
    if len(drafts) > 1:
        shared.date = page_date(reader, gone)
    for number, draft in enumerate(drafts, 1):
        articles.append(_article(reader, draft, f"a{number}", language, diagnostics, lines, gone, shared, len(drafts)))
    if len(articles) > 1:
        articles = [_with_page_facts(article, shared) for article in articles]
    covered = merge(
        [span for article in articles for span in article_spans(article)]
        + [span for entry in gone for span in entry.spans]
    )
    discarded = sorted(
        [*gone, *_taken_out(source.text, repairs, covered)], key=lambda entry: (entry.spans, entry.reason)
    )
    if not articles:
        diagnostics.append(Diagnostic("no-article", "warning", "No article was found: everything was discarded."))
    diagnostics.sort(key=lambda entry: (entry.spans[:1], entry.code, entry.message))
    return Document(
        source.file, language, tuple(articles), tuple(_merge_discards(source.text, discarded)), tuple(diagnostics)
    )


@dataclass(slots=True)
class _Draft:
    kickers: list[Entry] = field(default_factory=list)
    titles: list[Entry] = field(default_factory=list)
    subtitles: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.kickers or self.titles or self.subtitles or self.entries)


def _draft(
    reader: TextReader, units: Sequence[Unit], columns: Sequence[Sequence[tuple[Candidate, float]]],
    choices: Sequence[Choice[Candidate, State]],
) -> tuple[list[_Draft], list[Discard]]:  # fmt: skip
    drafts: list[_Draft] = []
    draft = _Draft()
    gone: list[Discard] = []
    last: Entry | None = None
    before = ""
    source = reader.source
    for unit, column, choice in zip(units, columns, choices, strict=True):
        candidate, state = choice.chosen, choice.state
        margin = margin_of(unit, column, choice)
        visible = Span(unit.view.origin[0], unit.view.origin[-1])
        label = candidate.label
        if label == "noise":
            spans = reader.visible(visible)
            words = source[spans[0].start : spans[0].end] if len(spans) == 1 else ""
            gone.append(
                Discard(
                    candidate.detail or "boilerplate",
                    words or "".join([source[start:end] for start, end in spans]),
                    spans,
                    confidence_of(margin),
                )
            )
            continue
        if label == "cont" and last is not None:
            last.ranges.append(visible)
            last.margin = min(last.margin, margin)
            before = label
            continue
        depth = nest = 0
        for sequence in state.open:
            if sequence.kind == "sec":
                depth += 1
            elif sequence.kind == "item":
                nest += 1
        entry = Entry("p" if label == "cont" else label, unit, candidate, [visible], depth, nest, state.phase, margin)
        if label in ("title", "kicker"):
            main = any(other.label not in ("meta", "byline", "figure") for other in draft.entries)
            if (main or (draft.titles and before not in ("title", "kicker"))) and draft:
                drafts.append(draft)
                draft = _Draft()
        if label == "title":
            draft.titles.append(entry)
        elif label == "kicker":
            draft.kickers.append(entry)
        elif label == "subtitle":
            draft.subtitles.append(entry)
        else:
            draft.entries.append(entry)
        last = entry
        before = label
    if draft:
        drafts.append(draft)
    return drafts, gone


def _headline(reader: TextReader, entries: Sequence[Entry], gone: list[Discard]) -> Text | None:
    if not entries:
        return None
    ranges = [span for entry in entries for span in entry.ranges]
    match = _MARKDOWN.match(entries[0].unit.text)
    if match is not None:
        mark = entries[0].unit.source(0, match.end())
        cut = reader.trim(mark)
        gone.append(Discard("markup", reader.source[cut.start : cut.end], (cut,)))
        ranges[0] = Span(mark.end, ranges[0].end)
    return reader.read(*reader.join(ranges, spaced=True))


def _article(
    reader: TextReader, draft: _Draft, name: str, language: str, diagnostics: list[Diagnostic], lines: LineIndex,
    gone: list[Discard], shared: ArticleFields, count: int,
) -> Article:  # fmt: skip
    kicker = _headline(reader, draft.kickers, gone)
    title = _headline(reader, draft.titles, gone)
    subtitle = _headline(reader, draft.subtitles, gone)
    for entry in draft.entries:
        ranges = list(entry.ranges)
        match = _MARKDOWN.match(entry.unit.text) if entry.label in ("head", "meta") else None
        if match is not None:
            mark = entry.unit.source(0, match.end())
            cut = reader.trim(mark)
            gone.append(Discard("markup", reader.source[cut.start : cut.end], (cut,)))
            ranges[0] = Span(mark.end, ranges[0].end)
        entry.ranges = ranges
        entry.text = reader.read(*reader.join(ranges, spaced=False))
        if entry.label == "meta":
            entry.text, tools = without_tools(reader, entry.text)
            gone.extend(tools)
    sink_tail(draft.entries)
    collected = collect_fields(
        reader, [(entry.label, entry.text, entry.choice, entry.phase) for entry in draft.entries], title
    )
    if count > 1 and collected.page:
        shared.merge(collected.page)
    blocks = TreeBuilder(reader, draft.entries, diagnostics, lines).blocks()
    margin = min((entry.margin for entry in (*draft.kickers, *draft.titles, *draft.subtitles)), default=LARGEST)
    if title is not None and margin < MEDIUM:
        diagnostics.append(
            Diagnostic(
                "low-confidence",
                "warning",
                f"The title of article {name} is a weak reading; please look at it.",
                title.spans,
            )
        )
    article = Article(
        name, language, blocks, kicker, title, subtitle, collected.date, collected.source, collected.document_number,
        tuple(collected.authors), tuple(collected.photographers), tuple(collected.editors), confidence_of(margin),
    )  # fmt: skip
    if title is None:
        message = f"Article {name} has no title in the text; one is supplied from its first words: "
        place = draft.entries[0].text.spans[:1] if draft.entries else ()
        diagnostics.append(Diagnostic("title-supplied", "warning", f"{message}{supplied_title(article)}.", place))
    return article


def _with_page_facts(article: Article, shared: ArticleFields) -> Article:
    """The page's editors and date belong to every article of the page."""
    out = article
    if not out.editors and shared.editors:
        out = replace(out, editors=tuple(shared.editors))
    if shared.date is not None and (out.date is None or out.date.role not in ("published", "issued")):
        out = replace(out, date=shared.date)
    return out


# --- what was taken out ---


def _taken_out(source: str, repairs: Sequence[Repair], covered: Sequence[Span]) -> list[Discard]:
    """What repairs took out, and the corrections to blanks that were trimmed away at an edge."""
    out = []
    starts = [span.start for span in covered]
    for repair in repairs:
        place = bisect_right(starts, repair.span.start) - 1
        inside = place >= 0 and covered[place].end > repair.span.start
        if not inside:
            piece = source[repair.span.start : repair.span.end]
            out.append(Discard(repair.reason, piece, (repair.span,), repair.confidence))
    return out


def _merge_discards(source: str, discards: Sequence[Discard]) -> list[Discard]:
    """Neighbors with one reason and only blanks between become one entry; glosses and control characters do not."""
    out: list[Discard] = []
    for entry in discards:
        if not entry.spans:
            continue
        if (
            out
            and entry.reason == out[-1].reason
            and entry.reason not in ("pinyin", "control")
            and entry.confidence == out[-1].confidence
        ):
            between = source[out[-1].spans[-1].end : entry.spans[0].start]
            if out[-1].spans[-1].end <= entry.spans[0].start and not between.strip() and "\n" not in between:
                last = out.pop()
                spans = list(last.spans)
                for span in entry.spans:
                    if spans[-1].end == span.start:
                        spans[-1] = Span(spans[-1].start, span.end)
                    else:
                        spans.append(span)
                out.append(Discard(last.reason, last.text + entry.text, tuple(spans), last.confidence))
                continue
        out.append(entry)
    return out
