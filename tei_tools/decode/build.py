"""From the chosen readings to the document. The only place that makes nodes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import Diagnostic
from ..model.nodes import (
    Article, Block, Byline, Credit, Date, Discard, Document, Facts, Figure, Graphic, InlineItem, ItemList, ListItem,
    Note, NoteKind, Paragraph, Salutation, Section, Signature, Table, Text,
)  # fmt: skip
from ..model.walk import article_spans
from ..recognize.dateline import read_dateline
from ..recognize.rule import Candidate, Unit
from ..text.script import language_of, plain
from ..text.dates import find_dates
from ..text.source import Confidence, LineIndex, Repair, Source, Span, merge
from .coherence import TAIL, State
from .fields import ArticleFields, collect_fields, credit_in, page_date, read_facts, read_people
from .reading_text import TextReader, part
from .search import Choice

HIGH, MEDIUM = 3.0, 1.5
"""Margins in nats from which a reading counts as ``high`` and as ``medium``."""

SERIES = 2.2
"""Nats that the neighborhood may add to a unit's own evidence when confidence is said."""

LARGEST = 99.0
"""The margin of a unit that can be read in one way only."""

_ENUMERATORS = (
    re.compile(r"(?:(?<=[。;:,!?”)])|\A)(?P<label>(?P<n>[一二三四五六七八九十]{1,2})(?:是|要|则))(?=[^、。,一二三四五六七八九十])"),
    re.compile(r"(?:(?<=[。;:!?”])|\A)(?P<label>第(?P<n>[一二三四五六七八九十]{1,2})[,、])"),
    re.compile(r"(?:(?<=[。;:,!?”])|\A)(?P<label>其(?P<n>[一二三四五六七八九十])[,是])"),
    re.compile(r"(?:(?<=[。;:!?”])|\A)(?P<label>(?P<n>首先|其次|再次|最后)[,是])"),
)
_ORDER = {word: number for number, word in enumerate(("首先", "其次", "再次", "最后"), 1)}
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)}
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+(?=\w+:))")
_CELLS = re.compile(r"\s*[\t|]\s*")


@dataclass(slots=True)
class _Entry:
    """One block in the making: its units' ranges, how it was read, how deep it lies."""

    label: str
    unit: Unit
    choice: Candidate
    ranges: list[Span]
    depth: int
    nest: int
    phase: int
    margin: float
    text: Text = field(default_factory=lambda: Text("", ()))
    head_end: int = 0


def confidence_of(margin: float) -> Confidence:
    """The word for a margin in nats."""
    return "high" if margin >= HIGH else "medium" if margin >= MEDIUM else "low"


def margin_of(unit: Unit, candidates: Sequence[tuple[Candidate, float]], choice: Choice[Candidate, State]) -> float:
    """How sure a reading is, in nats.

    The lead of the best whole page over the best one that reads this unit
    otherwise; but at most :data:`SERIES` more than the unit's own evidence
    leads by, because a whole series can be misread together, and less than
    high where line breaks had to be guessed.
    """
    best = LARGEST
    own = other_own = -LARGEST
    for (other, score), loss in zip(candidates, choice.losses, strict=True):
        if other.label == choice.chosen.label:
            own = max(own, score)
            continue
        best = min(best, loss)
        if other.label in ("sec", "item", "head", "p"):
            other_own = max(other_own, score)
    if choice.chosen.label in ("sec", "item", "head", "p"):
        best = min(best, max(own - other_own, 0.0) + SERIES)
    if not (unit.first and unit.last):
        best = min(best, HIGH - 0.1)
    return best


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
    plain = "".join(unit.text for unit in units)
    language = language_of(plain)
    shared = ArticleFields()
    if len(drafts) > 1:
        shared.date = page_date(reader, gone)
    for number, draft in enumerate(drafts, 1):
        articles.append(_article(reader, draft, f"a{number}", language, diagnostics, lines, gone, shared, len(drafts)))
    if len(articles) > 1:
        articles = [_with_page_facts(article, shared) for article in articles]
    covered = merge([span for article in articles for span in article_spans(article)] + [span for entry in gone for span in entry.spans])
    discarded = sorted([*gone, *_taken_out(source.text, repairs, covered)], key=lambda entry: (entry.spans, entry.reason))
    if not articles:
        diagnostics.append(Diagnostic("no-article", "warning", "No article was found: everything was discarded."))
    diagnostics.sort(key=lambda entry: (entry.spans[:1], entry.code, entry.message))
    return Document(source.file, language, tuple(articles), tuple(_merge_discards(source.text, discarded)), tuple(diagnostics))


@dataclass(slots=True)
class _Draft:
    kickers: list[_Entry] = field(default_factory=list)
    titles: list[_Entry] = field(default_factory=list)
    subtitles: list[_Entry] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.kickers or self.titles or self.subtitles or self.entries)


def _draft(
    reader: TextReader, units: Sequence[Unit], columns: Sequence[Sequence[tuple[Candidate, float]]],
    choices: Sequence[Choice[Candidate, State]],
) -> tuple[list[_Draft], list[Discard]]:  # fmt: skip
    drafts: list[_Draft] = []
    draft = _Draft()
    gone: list[Discard] = []
    last: _Entry | None = None
    before = ""
    source = reader.source
    for unit, column, choice in zip(units, columns, choices, strict=True):
        candidate, state = choice.chosen, choice.state
        margin = margin_of(unit, column, choice)
        visible = Span(unit.view.origin[0], unit.view.origin[-1])
        label = candidate.label
        if label == "noise":
            spans = reader.visible(visible)
            gone.append(Discard(candidate.detail or "boilerplate", "".join(source[s.start : s.end] for s in spans), spans, confidence_of(margin)))
            continue
        if label == "cont" and last is not None:
            last.ranges.append(visible)
            last.margin = min(last.margin, margin)
            before = label
            continue
        depth = state.depth
        nest = sum(1 for sequence in state.open if sequence.kind == "item")
        entry = _Entry("p" if label == "cont" else label, unit, candidate, [visible], depth, nest, state.phase, margin)
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


def _headline(reader: TextReader, entries: Sequence[_Entry], gone: list[Discard]) -> Text | None:
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
    _sink_tail(draft.entries)
    collected = collect_fields(reader, [(entry.label, entry.text, entry.choice, entry.phase) for entry in draft.entries], title)
    if count > 1 and collected.page:
        shared.merge(collected.page)
    blocks = _nest(reader, draft.entries, diagnostics, lines)
    if title is None:
        words = next((entry.text.text for entry in draft.entries if entry.text.text), "")
        diagnostics.append(
            Diagnostic(
                "title-supplied", "warning",
                f"Article {name} has no title in the text; the TEI header supplies one from its first words: [{words[:20]}…].",
                tuple((s.start, s.end) for s in (draft.entries[0].text.spans[:1] if draft.entries else ())),
            )
        )  # fmt: skip
    margin = min((entry.margin for entry in (*draft.kickers, *draft.titles, *draft.subtitles)), default=99.0)
    if title is not None and margin < MEDIUM:
        diagnostics.append(
            Diagnostic("low-confidence", "warning", f"The title of article {name} is a weak reading; please look at it.", tuple(tuple(s) for s in title.spans))  # type: ignore[misc]
        )
    return Article(
        name, language, blocks, kicker, title, subtitle, collected.date, collected.source, collected.document_number,
        tuple(collected.authors), tuple(collected.photographers), tuple(collected.editors), confidence_of(margin),
    )  # fmt: skip


def _with_page_facts(article: Article, shared: ArticleFields) -> Article:
    """The page's editors and date belong to every article of the page."""
    from dataclasses import replace

    out = article
    if not out.editors and shared.editors:
        out = replace(out, editors=tuple(shared.editors))
    if shared.date is not None and (out.date is None or out.date.role not in ("published", "issued")):
        out = replace(out, date=shared.date)
    return out


_TAIL_LABELS = frozenset({"meta", "byline", "sign", "note"})


def _sink_tail(entries: list[_Entry]) -> None:
    """What closes the article belongs to the article, not to its last section."""
    for entry in reversed(entries):
        if entry.label not in _TAIL_LABELS or (entry.phase != TAIL and entry.label == "note"):
            break
        entry.depth = 0


# --- the tree ---


def _nest(reader: TextReader, entries: list[_Entry], diagnostics: list[Diagnostic], lines: LineIndex) -> tuple[Block, ...]:
    blocks, _ = _level(reader, entries, 0, len(entries), 0, 1, (), diagnostics, lines)
    return tuple(blocks)


def _level(
    reader: TextReader, entries: list[_Entry], start: int, stop: int, floor: int, level: int, path: tuple[int, ...],
    diagnostics: list[Diagnostic], lines: LineIndex,
) -> tuple[list[Block], int]:  # fmt: skip
    """The blocks of ``entries[start:stop]``, whose heads all lie deeper than ``floor``."""
    blocks: list[Block] = []
    at = start
    previous: int | None = None
    while at < stop:
        entry = entries[at]
        if entry.label in ("head", "sec"):
            end = at + 1
            while end < stop and not (
                (entries[end].label in ("head", "sec") and entries[end].depth <= entry.depth)
                or (entries[end].label in _TAIL_LABELS and entries[end].depth == 0 and floor == 0 and _all_tail(entries, end, stop))
            ):
                end += 1
            blocks.append(_section(reader, entries, at, end, entry, level, path, previous, diagnostics, lines))
            if entry.choice.marker is not None:
                previous = entry.choice.marker.number
            at = end
        elif entry.label == "item":
            end = at + 1
            while end < stop and entries[end].label == "item":
                end += 1
            blocks.append(_list(reader, entries[at:end]))
            at = end
        elif entry.label == "table":
            end = at + 1
            while end < stop and entries[end].label == "table":
                end += 1
            blocks.append(_table(reader, entries[at:end], diagnostics))
            at = end
        elif entry.label in ("figure", "caption"):
            block, used = _figure(reader, entries, at, stop)
            blocks.append(block)
            at += used
        else:
            blocks.append(_leaf(reader, entry))
            at += 1
    return blocks, at


def _all_tail(entries: list[_Entry], start: int, stop: int) -> bool:
    return all(entry.label in _TAIL_LABELS for entry in entries[start:stop])


def _section(
    reader: TextReader, entries: list[_Entry], start: int, stop: int, entry: _Entry, level: int, path: tuple[int, ...],
    previous: int | None, diagnostics: list[Diagnostic], lines: LineIndex,
) -> Section:  # fmt: skip
    marker = entry.choice.marker
    lost = entry.choice.detail == "lost"
    number = marker.number if marker is not None else None
    run_in = entry.label == "sec"
    body: list[Block] = []
    if run_in:
        cut = entry.unit.source(0, entry.choice.head).end if entry.choice.head < len(entry.unit.text) else entry.unit.view.origin[-1]
        head_ranges = [Span(entry.ranges[0].start, cut)]
        rest = [Span(cut, entry.ranges[0].end), *entry.ranges[1:]]
        head = reader.read(*head_ranges)
        tail = reader.read(*reader.join([span for span in rest if reader.trim(span).start < reader.trim(span).end], spaced=False))
        if tail.text:
            body.append(_paragraph(reader, tail, confidence_of(entry.margin)))
        else:
            run_in = False
    else:
        head = entry.text
    label = None
    if marker is not None and not lost:
        mark = reader.read(entry.unit.source(0, marker.end))
        label = mark.text
        if not head.text.startswith(label):
            label = None
    here = (*path, number) if number is not None else path
    for other, check in ((previous, number),):
        if other is not None and check is not None and check != other + 1 and entry.choice.detail != "lost":
            row, _ = lines.place(head.spans[0].start if head.spans else entry.unit.span.start)
            code = "number-gap" if check > other + 1 else "number-repeated" if check == other else "number-restart"
            diagnostics.append(
                Diagnostic(code, "warning", f"Line {row}: section number {check} follows {other}.", tuple((s.start, s.end) for s in head.spans))
            )
    if lost:
        row, _ = lines.place(entry.unit.span.start)
        diagnostics.append(
            Diagnostic(
                "number-lost", "warning",
                f"Line {row}: no mark in the text; read as section number {number} because it stands between {number - 1 if number else 0} and {(number or 0) + 1}.",
                tuple((s.start, s.end) for s in head.spans),
            )
        )  # fmt: skip
    inner, _ = _level(reader, entries, start + 1, stop, entry.depth, level + 1, here, diagnostics, lines)
    if body and inner and isinstance(body[-1], Paragraph) and isinstance(inner[0], Paragraph) and entries[start].label == "cont":
        pass
    confidence: Confidence = confidence_of(entry.margin)
    if lost and confidence == "high":
        confidence = "medium"
    if entry.margin < MEDIUM:
        row, _ = lines.place(entry.unit.span.start)
        diagnostics.append(
            Diagnostic("low-confidence", "info", f"Line {row}: weak reading as a heading.", tuple((s.start, s.end) for s in head.spans))
        )
    return Section(
        level, number, ".".join(map(str, here)) if number is not None else None, label, head, run_in, (*body, *inner), lost, confidence
    )


def _list(reader: TextReader, entries: list[_Entry]) -> ItemList:
    def items(start: int, stop: int, nest: int) -> tuple[ListItem, ...]:
        out: list[ListItem] = []
        at = start
        while at < stop:
            entry = entries[at]
            end = at + 1
            while end < stop and entries[end].nest > max(entry.nest, nest) and entries[end].choice.marker is not None:
                end += 1
            marker = entry.choice.marker
            label = ""
            if marker is not None:
                label = reader.read(entry.unit.source(0, marker.end)).text
            elif entry.unit.text[0] in "●•▪■◆◇★☆○▲△►▶◎※·➢✦":
                label = entry.text.text[:1]
            if not entry.text.text.startswith(label):
                label = ""
            blocks: tuple[Block, ...] = ()
            if end > at + 1:
                low = min((confidence_of(other.margin) for other in entries[at + 1 : end]), key=("low", "medium", "high").index)
                blocks = (ItemList(items(at + 1, end, entries[at + 1].nest), low),)
            out.append(ListItem(label, marker.number if marker is not None else None, entry.text, blocks))
            at = end
        return tuple(out)

    weakest = min((confidence_of(entry.margin) for entry in entries), key=("low", "medium", "high").index)
    return ItemList(items(0, len(entries), 0), weakest)


def _table(reader: TextReader, entries: list[_Entry], diagnostics: list[Diagnostic]) -> Table:
    rows: list[tuple[Text, ...]] = []
    reached = -1
    for entry in entries:
        if entry.unit.cell and entry.text.spans:
            begins = entry.text.spans[0].start
            if rows and reached >= 0 and "<tr" not in reader.source[reached:begins].lower():
                rows[-1] = (*rows[-1], entry.text)
            else:
                rows.append((entry.text,))
            reached = entry.text.spans[-1].end
            continue
        reached = -1
        parts = []
        position = 0
        for match in _CELLS.finditer(entry.unit.text):
            if match.start() > position:
                parts.append(reader.read(entry.unit.source(position, match.start())))
            position = match.end()
        cells = [entry.text]
        if parts and len(entry.ranges) == 1 and "\t" in entry.unit.text:
            if position < len(entry.unit.text):
                parts.append(reader.read(entry.unit.source(position, len(entry.unit.text))))
            cells = parts
        rows.append(tuple(cell for cell in cells if cell.spans))
    if all(len(row) == 1 for row in rows) and len(rows) > 1:
        diagnostics.append(
            Diagnostic(
                "table-shape", "info", "The cells of a table stand on lines of their own; its columns are not known, so each cell is a row.",
                (tuple(entries[0].text.spans[0]),),  # type: ignore[arg-type]
            )
        )  # fmt: skip
    weakest = min((confidence_of(entry.margin) for entry in entries), key=("low", "medium", "high").index)
    return Table(tuple(row for row in rows if row), weakest)


def _figure(reader: TextReader, entries: list[_Entry], at: int, stop: int) -> tuple[Figure, int]:
    entry = entries[at]
    if entry.label == "figure":
        graphic = Graphic(entry.text.text, entry.text.spans)
        if at + 1 < stop and entries[at + 1].label == "caption":
            caption = entries[at + 1]
            return Figure(graphic, caption.text, credit_in(caption.text, caption=True), confidence_of(min(entry.margin, caption.margin))), 2
        return Figure(graphic, None, None, confidence_of(entry.margin)), 1
    credit = credit_in(entry.text, caption=True)
    confidence = confidence_of(entry.margin)
    if at + 1 < stop and entries[at + 1].label == "figure" and not (at + 2 < stop and entries[at + 2].label == "caption"):
        picture = entries[at + 1]
        return Figure(Graphic(picture.text.text, picture.text.spans), entry.text, credit, confidence), 2
    return Figure(None, entry.text, credit, confidence), 1


def _leaf(reader: TextReader, entry: _Entry) -> Block:
    confidence = confidence_of(entry.margin)
    text = entry.text
    match entry.label:
        case "meta":
            fields, date, people = read_facts(text)
            return Facts(text, tuple(fields), date, tuple(people), confidence)
        case "byline":
            return Byline(text, tuple(read_people(text)), confidence)
        case "salute":
            return Salutation(text, confidence)
        case "sign":
            return _signature(text, confidence)
        case "note":
            kind: NoteKind = "footnote"
            for known in ("editorial", "footnote", "attachment", "release"):
                if entry.choice.detail == known:
                    kind = known  # type: ignore[assignment]
            return Note(kind, text, confidence)
        case _:
            return _paragraph(reader, text, confidence)


def _signature(text: Text, confidence: Confidence) -> Signature:
    found = [date for date in find_dates(plain(text.text)) if date.when is not None and len(date.when) >= 7]
    if not found:
        return Signature(text, text if ":" not in plain(text.text) else None, None, confidence)
    last = found[-1]
    date = Date(last.when, "signed", part(text, last.start, last.end))
    body = text.text[: last.start].strip()
    if body:
        low = text.text.index(body)
        return Signature(text, part(text, low, low + len(body)), date, confidence)
    return Signature(text, None, date, confidence)


def _paragraph(reader: TextReader, text: Text, confidence: Confidence) -> Paragraph:
    folded = plain(text.text)
    dateline = read_dateline(folded)
    credit = credit_in(text)
    if credit is not None and dateline is not None and dateline.credit is not None and len(text.text) - len(credit.text.text) < dateline.end:
        credit = None
    return Paragraph(
        text, part(text, 0, dateline.end) if dateline is not None else None, credit, _inline_items(text, folded, credit), None, confidence
    )


def _inline_items(text: Text, folded: str, credit: Credit | None) -> tuple[InlineItem, ...]:
    if len(folded) < 12:
        return ()
    best: list[tuple[int, str, int]] = []
    for pattern in _ENUMERATORS:
        found: list[tuple[int, str, int]] = []
        for match in pattern.finditer(folded):
            word = match["n"]
            number = _ORDER.get(word) or _numeral(word)
            if number == (found[-1][2] + 1 if found else 1) or (word == "最后" and found):
                found.append((match.start(), match["label"], number if word != "最后" else found[-1][2] + 1))
            elif not found and number == 2:
                found.append((match.start(), match["label"], number))
        if len(found) > len(best):
            best = found
    if len(best) < 2:
        return ()
    stop = len(folded)
    if credit is not None:
        stop = text.text.rindex(credit.text.text) if credit.text.text in text.text else stop
    out = []
    for k, (start, label, number) in enumerate(best):
        end = best[k + 1][0] if k + 1 < len(best) else max(stop, start + len(label))
        piece = part(text, start, end)
        out.append(InlineItem(part(text, start, start + len(label)).text, number, piece.spans))
    return tuple(out)


def _numeral(word: str) -> int:
    if len(word) == 2 and word[0] == "十":
        return 10 + _DIGITS.get(word[1], 0)
    return _DIGITS.get(word, 0)


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
    """Neighbors with one reason and only blanks between them become one entry (pinyin and control characters stay single)."""
    out: list[Discard] = []
    for entry in discards:
        if not entry.spans:
            continue
        if out and entry.reason == out[-1].reason and entry.reason not in ("pinyin", "control") and entry.confidence == out[-1].confidence:
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

