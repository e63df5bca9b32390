"""From the chosen readings to the document. The only place that makes nodes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from itertools import chain, pairwise

from ..errors import Diagnostic
from ..model.facts import supplied_title
from ..model.nodes import Article, Discard, Document, Text
from ..model.visit import leaves
from ..read.choice import Choice
from ..read.coherence import State
from ..read.confidence import CERTAIN, MEDIUM, confidence_of
from ..read.facts import ArticleFacts, FactLine, collect
from ..read.headline_words import Cut, column_names, own_words
from ..read.model import load_model
from ..read.pins import NOTHING, Fixed, level_not_possible
from ..recognize.rule import Candidate, Label, Unit
from ..text.script import language_of
from ..text.source import LineIndex, Repair, Source, Span
from ..text.values import value
from .entry import Entry
from .facts_above import leaving, opening_of
from .headless import story_starts
from .levels import set_depths
from .page_tools import without_tools
from .reading_text import TextReader
from .tree import TreeBuilder, sink_tail

_UNKNOWN = Fixed()
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+(?=\w+:))")


def build(
    source: Source, repairs: Sequence[Repair], remarks: Sequence[Diagnostic], units: Sequence[Unit],
    sureness: Sequence[float], choices: Sequence[Choice[Candidate, State]], levels: Mapping[str, float] | None = None,
    fixed: Mapping[int, Fixed] = NOTHING, metas: Sequence[float] = (), facts: Mapping[str, float] | None = None,
) -> Document:  # fmt: skip
    """The document that the choices say. Every non-blank character goes into one block or one discard.

    ``levels`` and ``facts`` stand in for the weights by which the package judges the depths of heads and chooses facts;
    ``fixed`` is what pins say of units: the levels of heads, and where articles begin; ``metas`` are for each unit the
    probability of being a line of facts (:func:`metas_of`).
    """
    reader = TextReader(source.text, repairs)
    drafts, gone = _draft(reader, units, sureness, choices, fixed)
    lines = LineIndex(source.text)
    diagnostics = list(remarks)
    articles = []
    language = language_of(source.text)
    names = _Names(units)
    for draft in drafts:
        set_depths(draft.entries, levels, source.layout)
        diagnostics += _unpinned_levels(draft, fixed, lines)
        _read_texts(reader, draft, gone, names.has)
    del names
    table = load_model().facts if facts is None else facts
    found = collect(_fact_lines(drafts, gone, units, metas), len(drafts), table)
    del units
    drafts.reverse()
    for number, known in enumerate(found, 1):  # what an article was made of goes when it is made
        articles.append(_article(reader, drafts.pop(), f"a{number}", language, diagnostics, lines, known))
    held = chain((leaf.spans for article in articles for leaf in leaves(article)), [one.spans for one in gone])
    gone += _taken_out(source.text, repairs, chain.from_iterable(held))
    discarded = sorted(gone, key=lambda entry: (entry.spans, entry.reason))
    if not articles:
        diagnostics.append(Diagnostic("no-article", "warning", "No article was found: everything was discarded."))
    diagnostics.sort(key=lambda entry: (entry.spans[:1], entry.code, entry.message))
    return Document(
        source.file, language, tuple(articles), tuple(_merge_discards(source.text, discarded)), tuple(diagnostics)
    )


class _Names:
    """What a page may name a site or a column, looked up when it is first asked for."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset([words for unit in self._units for words in column_names(unit.text)])

    def has(self, words: str) -> bool:
        """Whether some words are such a name."""
        return words in self._known


def drafts_of(
    text: str, repairs: Sequence[Repair], units: Sequence[Unit], choices: Sequence[Choice[Candidate, State]]
) -> list[list[Entry]]:
    """The entries of each article as the search has them: what the depths of heads are learned from."""
    return [draft.entries for draft in _draft(TextReader(text, repairs), units, [CERTAIN] * len(units), choices)[0]]


def fact_lines_of(
    text: str, repairs: Sequence[Repair], units: Sequence[Unit], choices: Sequence[Choice[Candidate, State]],
    metas: Sequence[float],
) -> tuple[list[FactLine], int]:  # fmt: skip
    """The lines from which facts are read, and the number of articles: what the choice of facts is learned from."""
    reader = TextReader(text, repairs)
    drafts, gone = _draft(reader, units, [CERTAIN] * len(units), choices)
    names = _Names(units)
    for draft in drafts:
        _read_texts(reader, draft, gone, names.has)
    return _fact_lines(drafts, gone, units, metas), len(drafts)


def metas_of(marginals: Iterable[Mapping[str, float]]) -> Sequence[float]:
    """For each unit the probability of being a line of facts."""
    return [chances.get("meta", 0.0) for chances in marginals]


@value(frozen=False, slots=True)
class _Draft:
    kickers: list[Entry] = field(default_factory=list)
    titles: list[Entry] = field(default_factory=list)
    subtitles: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    kicker: Text | None = None
    title: Text | None = None
    subtitle: Text | None = None

    def __bool__(self) -> bool:
        return bool(self.kickers or self.titles or self.subtitles or self.entries)

    def ends_at(self, label: str, before: str) -> bool:
        """Whether a line with this label, behind one with the label ``before``, is of another article."""
        if label not in ("title", "kicker"):
            return False
        main = any(other.label not in ("meta", "byline", "figure") for other in self.entries)
        return main or bool(self.titles and before not in ("title", "kicker"))


def _draft(
    reader: TextReader, units: Sequence[Unit], sureness: Sequence[float],
    choices: Sequence[Choice[Candidate, State]], fixed: Mapping[int, Fixed] = NOTHING,
) -> tuple[list[_Draft], list[Discard]]:  # fmt: skip
    drafts: list[_Draft] = []
    draft = _Draft()
    gone: list[Discard] = []
    last: Entry | None = None
    before = ""
    source = reader.source
    opens = False
    for unit, sure, choice in zip(units, sureness, choices, strict=True):
        candidate, state = choice.chosen, choice.state
        visible = unit.visible
        label = candidate.label
        known = fixed.get(unit.index, _UNKNOWN)
        opens = opens or known.begins is True
        if label == "noise":
            spans = reader.visible(visible)
            words = "".join([source[start:end] for start, end in spans])
            words = unit.text if words == unit.text else words
            gone.append(Discard(candidate.detail or "boilerplate", words, spans, confidence_of(sure)))
            continue
        if label == "cont" and last is not None and not opens:
            last.ranges.append(visible)
            last.sureness = min(last.sureness, sure)
            before = label
            continue
        depth = nest = 0
        for sequence in state.open:
            if sequence.kind == "sec":
                depth += 1
            elif sequence.kind == "item":
                nest += 1
        shown: Label = "p" if label == "cont" else label
        entry = Entry(shown, unit, candidate, [visible], depth, nest, state.phase, sure, known.level)
        if draft and (opens or (known.begins is None and draft.ends_at(label, before))):
            drafts.append(draft)
            draft = _Draft()
        opens = False
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
    return _parted(drafts, fixed), gone


def _parted(drafts: list[_Draft], fixed: Mapping[int, Fixed]) -> list[_Draft]:
    """The articles with their borders moved to where lines of facts say they are."""
    drafts = [story for draft in drafts for story in _stories(draft, fixed)]
    _move_facts_above(drafts)
    return drafts


def _stories(draft: _Draft, fixed: Mapping[int, Fixed]) -> list[_Draft]:
    """The stories of a draft without a headline, where lines of facts part them and no pin forbids it."""
    found = [] if draft.titles else story_starts(draft.entries)
    starts = [place for place in found if fixed.get(draft.entries[place].unit.index, _UNKNOWN).begins is not False]
    if not starts:
        return [draft]
    places = [0, *starts, len(draft.entries)]
    stories = [_Draft(entries=draft.entries[low:high]) for low, high in pairwise(places)]
    stories[0].kickers, stories[0].subtitles = draft.kickers, draft.subtitles
    return stories


def _move_facts_above(drafts: Sequence[_Draft]) -> None:
    """Give each article the lines of facts above its headline, where the page has those of its first one there."""
    if len(drafts) < 2 or not drafts[0].titles:
        return
    headline = drafts[0].titles[0].ranges[0].start
    opening = opening_of(entry for entry in drafts[0].entries if entry.ranges[0].start < headline)
    if not opening:
        return
    for draft, following in pairwise(drafts):
        place = leaving(draft.entries, opening, following.entries)
        following.entries[:0] = draft.entries[place:]
        del draft.entries[place:]


def _unpinned_levels(draft: _Draft, fixed: Mapping[int, Fixed], lines: LineIndex) -> Iterator[Diagnostic]:
    """A remark on each head that is not as deep as a pin says."""
    for entry in draft.entries:
        if entry.level is not None and entry.label in ("head", "sec") and entry.depth != entry.level:
            row, _ = lines.place(entry.ranges[0].start)
            yield level_not_possible(fixed[entry.unit.index], entry.depth, row, entry.ranges[:1])


def _headline(
    reader: TextReader, entries: Sequence[Entry], gone: list[Discard], is_name: Callable[[str], bool]
) -> Text | None:
    """The text of a headline's lines; what stands in them around the headline goes to ``gone``."""
    if not entries:
        return None
    ranges: list[Span] = []
    for entry in entries:
        start, end = entry.ranges[0]
        for cut in _around_headline(entry.unit, is_name):
            whole = entry.unit.source(cut.start, cut.end)
            if cut.start == 0:
                start = whole.end
            else:
                end = min(end, whole.start)
            for span in reader.visible(whole):
                gone.append(Discard(cut.reason, reader.source[span.start : span.end], (span,)))
        ranges += [Span(start, end), *entry.ranges[1:]]
    return reader.read(*reader.join(ranges, spaced=True))


_FIELD = re.compile(r"(?P<open>[\"']?)(?P<words>.*\S)(?P=open)\s*,\s*")
"""A field of a row with the delimiter behind it."""


def _around_headline(unit: Unit, is_name: Callable[[str], bool]) -> Iterator[Cut]:
    """What stands in a headline's line around it; in a field of a row quotes and the delimiter do."""
    field = None if unit.last else _FIELD.fullmatch(unit.text)
    if field is None:
        yield from own_words(unit.text, is_name)
        return
    low, high = field.span("words")
    within = [Cut(cut.start + low, cut.end + low, cut.reason) for cut in own_words(field["words"], is_name)]
    opened = within and within[0].start == low
    if low or opened:
        yield Cut(0, within[0].end if opened else low, "markup")
    yield from within[1:] if opened else within
    yield Cut(high, len(unit.text), "markup")


def _read_texts(reader: TextReader, draft: _Draft, gone: list[Discard], is_name: Callable[[str], bool]) -> None:
    """Give a draft its headline and its entries their reading texts; marks of markup go to ``gone``."""
    draft.kicker = _headline(reader, draft.kickers, gone, is_name)
    draft.title = _headline(reader, draft.titles, gone, is_name)
    draft.subtitle = _headline(reader, draft.subtitles, gone, is_name)
    for entry in draft.entries:
        ranges = list(entry.ranges)
        match = _MARKDOWN.match(entry.unit.text) if entry.label in ("head", "meta") else None
        if match is not None:
            mark = entry.unit.source(0, match.end())
            cut = reader.trim(mark)
            gone.append(Discard("markup", reader.source[cut.start : cut.end], (cut,)))
            ranges[0] = Span(mark.end, ranges[0].end)
        entry.ranges = ranges
        entry.text = reader.read(
            *reader.join(ranges, spaced=False, apart=entry.label in ("meta", "byline")), likely=entry.unit.text
        )
        if entry.label == "meta":
            entry.text, tools = without_tools(reader, entry.text)
            gone.extend(tools)
    sink_tail(draft.entries)


def _fact_lines(
    drafts: Sequence[_Draft], gone: Sequence[Discard], units: Sequence[Unit], metas: Sequence[float]
) -> list[FactLine]:
    """All lines of the page in its order, for the grammar of facts."""
    starts = array("l", [unit.visible.start for unit in units])

    def line(label: str, text: Text, article: int | None) -> FactLine:
        place = bisect_right(starts, text.spans[0].start) - 1
        return FactLine(label, text, article, metas[place] if 0 <= place < len(metas) else 0.0)

    lines = [line("noise", Text(one.text, one.spans), None) for one in gone if one.reason != "markup" and one.spans]
    for number, draft in enumerate(drafts):
        heads = (("kicker", draft.kicker), ("title", draft.title), ("subtitle", draft.subtitle))
        texts = [*heads, *[(entry.label, entry.text) for entry in draft.entries]]
        lines += [line(label, text, number) for label, text in texts if text is not None and text.spans]
    lines.sort(key=lambda line: line.text.spans[0])
    return lines


def _article(
    reader: TextReader, draft: _Draft, name: str, language: str, diagnostics: list[Diagnostic], lines: LineIndex,
    facts: ArticleFacts,
) -> Article:  # fmt: skip
    title = draft.title
    blocks = TreeBuilder(reader, draft.entries, diagnostics, lines).blocks()
    sure = min((entry.sureness for entry in (*draft.kickers, *draft.titles, *draft.subtitles)), default=CERTAIN)
    if title is not None and sure < MEDIUM:
        diagnostics.append(
            Diagnostic(
                "low-confidence",
                "warning",
                f"The title of article {name} is a weak reading; please look at it.",
                title.spans,
            )
        )
    article = Article(
        name, language, blocks, draft.kicker, title, draft.subtitle, facts.date, facts.source, facts.document_number,
        tuple(facts.authors), tuple(facts.photographers), tuple(facts.editors), confidence_of(sure),
    )  # fmt: skip
    if title is None:
        message = f"Article {name} has no title in the text; one is supplied from its first words: "
        place = draft.entries[0].text.spans[:1] if draft.entries else ()
        diagnostics.append(Diagnostic("title-supplied", "warning", f"{message}{supplied_title(article)}.", place))
    return article


# --- what was taken out ---


def _taken_out(source: str, repairs: Sequence[Repair], covered: Iterable[Span]) -> list[Discard]:
    """What repairs took out, and the corrections to blanks that were trimmed away at an edge.

    ``covered`` are the spans of all that is read or discarded without them, in any order.
    """
    if not repairs:
        return []
    starts = [repair.span.start for repair in repairs]
    inside = bytearray(len(starts))
    for start, end in covered:
        low = bisect_left(starts, start)
        while low < len(starts) and starts[low] < end:
            inside[low] = 1
            low += 1
    return [
        Discard(repair.reason, source[repair.span.start : repair.span.end], (repair.span,), repair.confidence)
        for repair, held in zip(repairs, inside, strict=True)
        if not held
    ]


def _merge_discards(source: str, discards: Sequence[Discard]) -> list[Discard]:
    """Neighbors with one reason and only blanks between become one entry; glosses and control characters do not."""
    out: list[Discard] = []
    run: list[Discard] = []
    for entry in discards:
        if not entry.spans:
            continue
        if run and not _belong_together(source, run[-1], entry):
            out.append(_merged(run))
            run = []
        run.append(entry)
    if run:
        out.append(_merged(run))
    return out


def _belong_together(source: str, last: Discard, entry: Discard) -> bool:
    if (
        entry.reason != last.reason
        or entry.reason in ("pinyin", "control")
        or entry.confidence != last.confidence
        or last.spans[-1].end > entry.spans[0].start
    ):
        return False
    between = source[last.spans[-1].end : entry.spans[0].start]
    return not between.strip() and "\n" not in between


def _merged(run: Sequence[Discard]) -> Discard:
    """One entry for several; ranges that touch become one."""
    if len(run) == 1:
        return run[0]
    spans: list[Span] = []
    for entry in run:
        for span in entry.spans:
            if spans and spans[-1].end == span.start:
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.append(span)
    return Discard(run[0].reason, "".join([entry.text for entry in run]), tuple(spans), run[0].confidence)
