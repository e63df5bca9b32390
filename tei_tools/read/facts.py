"""The facts of the articles of a page: which span is the date, the source, the authors; scored candidates.

Every line may offer candidates for a fact (:mod:`.candidates`); the weights of their evidence decide: those learned
from labelled texts (``facts`` in the model file, :mod:`.facts_fit`), which were drawn to the ones set by hand
(``read/data/weights.json``). Labels of lines that are asked: ``title``, ``kicker``, ``subtitle``, ``meta``,
``byline``, ``p``, ``sec``, ``item``, ``caption``, ``note``, ``sign`` and ``noise`` (what was discarded).
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from importlib import resources

from ..model.nodes import Date, Person, Text
from ..model.walk import part
from ..text.script import count_traditional, plain
from ..text.values import value
from .candidates import RUNNING, Candidate, Collector, FactLine
from .date_boxes import add_boxes
from .facts_evidence import with_context
from .grammar.credit import Work
from .grammar.front_matter import FrontMatter, front_matter_of
from .grammar.issue import issue_month
from .grammar.lexicon import is_outlet
from .grammar.line import read_line
from .grammar.times import WRITABLE, address_dates, complete, dates_in
from .loose_days import look_further
from .outlets_in_place import add_outlets

__all__ = ["ArticleFacts", "FactLine", "Offers", "collect", "completed_dates", "offers_of", "score", "weights"]


@value(frozen=False, slots=True)
class ArticleFacts:
    """What is known of one article. ``masthead``: its source stands above the headline without a label."""

    date: Date | None = None
    source: Text | None = None
    document_number: Text | None = None
    authors: list[Person] = field(default_factory=list)
    photographers: list[Person] = field(default_factory=list)
    editors: list[Person] = field(default_factory=list)
    masthead: bool = False


@cache
def weights() -> dict[str, float]:
    """What each piece of evidence weighs as set by hand. A candidate is taken if its sum is above 0 and the highest."""
    text = resources.files("tei_tools.read").joinpath("data", "weights.json").read_text(encoding="utf-8")
    table: dict[str, float] = json.loads(text)
    return table


ANY = "any"
"""The name of what every candidate has: its weight is how readily one is taken."""


def score(candidate: Candidate, table: Mapping[str, float]) -> float:
    """The sum of the weights of a candidate's evidence; what has no weight counts for nothing."""
    target = candidate.target
    return sum([table.get(f"{target}:{name}", 0.0) for name in candidate.evidence], table.get(f"{target}:{ANY}", 0.0))


@value(frozen=True, slots=True)
class Offers:
    """What a page offers for the facts of its articles: its lines, what each article offers, what the page says beside."""

    lines: Sequence[FactLine]
    collectors: Sequence[Collector]
    page: _Page


def collect(lines: Sequence[FactLine], articles: int, learned: Mapping[str, float] | None = None) -> list[ArticleFacts]:
    """The facts of each article of a page, from all its lines in order, discarded ones included.

    ``learned`` are weights that count in place of those set by hand.
    """
    table = {**weights(), **learned} if learned else weights()
    offers = offers_of(lines, articles)
    page, collectors = offers.page, offers.collectors
    facts = [_decide(collector, page, table) for collector in collectors]
    if articles > 1:
        _share(facts, collectors, page)
    elif articles and facts[0].date is None and page.is_newspaper(offers.lines):
        facts[0].date = page.stamp
    return facts


def offers_of(lines: Sequence[FactLine], articles: int) -> Offers:
    """What the lines of a page offer for the facts of its articles."""
    lines = _joined(lines)
    roc = is_roc(lines)
    page_number = _page_number(lines)
    block = _front_matter(lines)
    places: list[list[int]] = [[] for _ in range(articles)]
    for place, line in enumerate(lines):
        if line.article is not None:
            places[line.article].append(place)
    if places:
        places[0] = sorted({*places[0], *_stating(lines, block)})
    collectors = []
    named = _named(lines)
    for mine in places:
        collector = Collector(_lines_of(lines, mine), roc, page_number, named)
        collector.run()
        look_further(collector)
        add_boxes(collector)
        collectors.append(collector)
    add_outlets(collectors, lines)
    page = _Page(lines, roc, block)
    _mark_repeated(collectors)
    for number, collector in enumerate(collectors):
        collector.found = with_context(collector, number, articles)
    return Offers(lines, collectors, page)


_OPEN_DATE = re.compile(r"\d{4}(?:[-/.年]|[-/.年]\d{1,2}[-/.月])\Z")


def _joined(lines: Sequence[FactLine]) -> list[FactLine]:
    """The lines, a line of facts that ends inside a date together with the next one, which goes on with it."""
    out: list[FactLine] = []
    for line in lines:
        above = out[-1] if out else None
        if (
            above is not None and above.label == line.label == "meta" and above.article == line.article
            and line.text.text[:1].isdecimal() and _OPEN_DATE.search(above.text.text)
        ):  # fmt: skip
            one, two = above.text, line.text
            whole = Text(one.text + two.text, (*one.spans, *two.spans), (*one.corrections, *two.corrections))
            out[-1] = FactLine("meta", whole, line.article, above.meta)
        else:
            out.append(line)
    return out


_STATING = frozenset({"author", "composed", "date", "editor", "published", "source", "updated"})
"""Kinds of keys of front matter that state facts of publication."""


def _front_matter(lines: Sequence[FactLine]) -> FrontMatter | None:
    """The front matter of a page."""
    return front_matter_of([plain(line.text.text[:80]) for line in lines[:_LONGEST_FRONT_MATTER]])


_LONGEST_FRONT_MATTER = 90
"""Lines that are looked at for front matter."""


def _stating(lines: Sequence[FactLine], block: FrontMatter | None) -> list[int]:
    """The lines of front matter that state facts and were discarded."""
    keys = {} if block is None else block.keys
    return [
        place for place, key in keys.items()
        if lines[place].label == "noise" and key.kind in _STATING and lines[place].text.text[key.value :].strip()
    ]  # fmt: skip


def _mark_repeated(collectors: Sequence[Collector]) -> None:
    """A stamp that several articles have to the second is that of their storing, not of their publication."""
    seen: dict[str, int] = {}
    for collector in collectors:
        for when in {entry.when for entry in collector.found if entry.target == "date" and "T" in entry.when}:
            seen[when] = seen.get(when, 0) + 1
    for collector in collectors:
        others = {entry.when for entry in collector.found if entry.target == "date"}
        if len(others) > 1:
            collector.found = [
                replace(entry, evidence=(*entry.evidence, "repeated")) if seen.get(entry.when, 0) > 1 else entry
                for entry in collector.found
            ]


def _lines_of(lines: Sequence[FactLine], mine: Sequence[int]) -> list[FactLine]:
    """The lines of an article, whose places are given, and those discarded among its first and right behind its last."""
    if not mine:
        return []
    body = next((k for k in mine if lines[k].label in RUNNING), mine[-1])
    around = [*range(max(0, mine[0] - 3), body), *range(mine[-1] + 1, min(mine[-1] + 3, len(lines)))]
    beside = [place for place in around if lines[place].label == "noise" and len(lines[place].text.text) <= 90]
    return [lines[place] for place in sorted({*mine, *beside})]


def _named(lines: Sequence[FactLine]) -> frozenset[str]:
    """The short discarded lines of the page, without blanks: its furniture, which names the site or the paper."""
    noise = (plain(line.text.text).split() for line in lines if line.label == "noise" and len(line.text.text) <= 40)
    return frozenset("".join(words_) for words_ in noise)


def _page_number(lines: Sequence[FactLine]) -> int:
    """Which page of the newspaper this is, 0 where nothing says so."""
    for line in lines[:12]:
        if match := _PAGE_HEAD.match(plain(line.text.text[:60])):
            return int(match["n"])
    return 0


_PAGE_HEAD = re.compile(r"(?:.{0,30}[\s日])?第?\s?0?(?P<n>\d{1,2})\s?版(?:[::\s]|\Z)")


def is_roc(lines: Sequence[FactLine]) -> bool:
    """Whether the page is in traditional script, so that a year below 200 counts from 1912."""
    counted = plainly = 0
    for line in lines[:60]:
        text = line.text.text[:200]
        counted += count_traditional(text)
        plainly += len(text)
    return counted * 20 > plainly


_STATED = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def _stated(lines: Sequence[FactLine]) -> list[str]:
    """The full dates in the running text of an article, which may complete the day of its dateline."""
    out = []
    for line in lines:
        if line.label in RUNNING or line.label in ("title", "subtitle", "kicker", "note", "caption"):
            words_ = plain(line.text.text)
            if "年" in words_:
                out += [f"{int(y):04d}-{int(m):02d}-{int(d):02d}" for y, m, d in _STATED.findall(words_)]
    return out


class _Page:
    """What the page says beside its articles: dates in discarded lines and in addresses, the date of issue.

    ``front_matter`` is where the front matter ends in the source, 0 without any.
    """

    def __init__(self, lines: Sequence[FactLine], roc: bool, block: FrontMatter | None) -> None:
        self.front_matter = 0 if block is None else lines[block.end].text.spans[0][0]
        self.stamp: Date | None = None
        self.issue = _issue(lines)
        self.near: list[str] = []
        self.named = False
        for line in lines:
            if line.label == "noise":
                self._noise(line.text)
        for line in lines:
            if line.label in ("noise", "meta"):
                self.near += [found.when for found in address_dates(line.text.text)]

    def is_newspaper(self, lines: Sequence[FactLine]) -> bool:
        """Whether the head of the page names a day of issue, and a page of a newspaper or its name beside the day."""
        head = (plain(line.text.text[:60]) for line in lines[:20] if line.label in ("noise", "meta"))
        return self.stamp is not None and (self.named or any(_PAGE_WORD.search(words_) for words_ in head))

    def _noise(self, text: Text) -> None:
        words_ = plain(text.text[:80])
        found = next((entry for entry in dates_in(words_) if len(entry.when) >= 10 and entry.when[0] in "12"), None)
        if found is None:
            return
        if _TERM.match(words_, found.end):
            return
        paged = _STAMP.match(words_, found.start) is not None
        named = len(text.text) <= 50 and any(
            is_outlet(words_[piece.start : piece.end]) for piece in read_line(words_) if piece.kind == "words"
        )
        if not (paged or named):
            return
        self.near.append(found.when[:10])
        if self.stamp is None and len("".join(words_[: found.start].split())) <= 16:
            self.stamp = Date(found.when[:10], "issued", part(text, found.start, found.end))
            self.named = named


_MASTHEAD = 30
"""Lines in which a periodical names its issue."""


def _issue(lines: Sequence[FactLine]) -> Date | None:
    """The month of the issue that the head of a page names, None if it names none."""
    for line in lines[:_MASTHEAD]:
        if line.label in RUNNING:
            return None
        found = issue_month(plain(line.text.text[:80])) if "期" in line.text.text else None
        if found is not None:
            return Date(found.when, "issued", part(line.text, found.start, found.end))
    return None


_PAGE_WORD = re.compile(r"第?\s?[A-Z]?\d{1,2}\s?版(?![本])")
_TERM = re.compile(r"\s?(?:截止|截至|之?前|起|至|止)")
"""What stands behind a day on which something begins or ends."""
_STAMP = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d"
    r"|\S{2,16}年\s?\S{1,4}月\s?\S{1,3}日\s*+(?:\(?(?:星期|周[一二三四五六日])|(?:第\s*+)?\d{1,2}\s*版)"
)


def _decide(collector: Collector, page: _Page, table: Mapping[str, float]) -> ArticleFacts:
    out = ArticleFacts(document_number=collector.number)
    source = _best_source(collector.found, table)
    out.source = None if source is None else source.text
    out.masthead = (
        source is not None and source.order < collector.titled and not _LABELLED.intersection(source.evidence)
    )
    out.date = _best_date(completed_dates(collector, page, table), table)
    _sort(collector.people, out)
    return out


_LABELLED = frozenset({"source", "issuer", "poster", "bureau"})


def _best_source(found: Sequence[Candidate], table: Mapping[str, float]) -> Candidate | None:
    scored = [(score(entry, table), -entry.order, entry) for entry in found if entry.target == "source"]
    scored = [entry for entry in scored if entry[0] > 0]
    if not scored:
        return None
    return max(scored, key=lambda entry: entry[:2])[2]


def completed_dates(collector: Collector, page: _Page, table: Mapping[str, float]) -> list[tuple[Candidate, Candidate]]:
    """The candidates for the date of an article that can be written, each as found and as completed."""
    dates = [entry for entry in collector.found if entry.target == "date"]
    if not dates:
        return []
    full = [entry for entry in dates if len(entry.when) >= 10 and entry.when[0] in "12"]
    anchors = [entry.when for entry in sorted(full, key=lambda entry: -score(entry, table)) if score(entry, table) > 0]
    stated = _stated(collector.lines)
    pairs = [(entry, _completed(entry, anchors, page.near, stated)) for entry in dates]
    return [(found, entry) for found, entry in pairs if WRITABLE.fullmatch(entry.when)]


def _best_date(dates: Sequence[tuple[Candidate, Candidate]], table: Mapping[str, float]) -> Date | None:
    best: tuple[float, int, int, Candidate, bool] | None = None
    for found_entry, entry in dates:
        value = score(entry, table)
        if value <= 0:
            continue
        order = entry.order if entry.role == "signed" else -entry.order
        if "passed" in entry.evidence or "passed-published" in entry.evidence:
            order = int(re.sub(r"\D", "", entry.when[:10]).ljust(8, "0"))
        inferred = found_entry.when.startswith("-") and not entry.when.startswith("-")
        ranked = (value, min(len(entry.when), 19), order, entry, inferred)
        if best is None or ranked[:3] > best[:3]:
            best = ranked
    if best is None:
        return None
    _, _, _, entry, inferred = best
    return Date(entry.when, entry.role, entry.text, inferred)


def _completed(entry: Candidate, anchors: Sequence[str], near: Sequence[str], stated: Sequence[str]) -> Candidate:
    """A candidate without a year, or without year and month, completed from what states the day of the same matter."""
    if not entry.when.startswith("-"):
        return entry
    bare = entry.when.partition("T")[0]
    for other in (*anchors, *near):
        near_by = bare.startswith("---") or other[4:10] == bare[1:]
        if near_by and (when := complete(entry.when, other)):
            return replace(entry, when=when)
    for other in anchors:
        if when := complete(entry.when, other):
            return replace(entry, when=when)
    if not bare.startswith("---"):
        for other in stated:  # as the reader of a newspaper does it: what is told lies at most two weeks back
            day = _date(other)
            when = complete(bare, (day + datetime.timedelta(14)).isoformat()) if day is not None else ""
            if when and when >= other:
                return replace(entry, when=when)
    return replace(entry, when=bare)


def _date(value: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def _sort(people: Sequence[tuple[Work, Person, str]], out: ArticleFacts) -> None:
    targets: dict[Work, list[Person]] = {
        "author": out.authors, "photographer": out.photographers, "editor": out.editors
    }  # fmt: skip
    for work, person, _ in people:
        target = targets[work]
        if all(other.name != person.name for other in target):
            target.append(person)


def _issue_date(first: ArticleFacts, collector: Collector) -> Date | None:
    """The date of the first article if it stands above the headline: that of the whole issue."""
    if first.date is None or not first.date.text.spans or collector.titled < 0:
        return None
    above = first.date.text.spans[0] < collector.lines[collector.titled].text.spans[0]
    return first.date if above and first.date.role in ("published", "issued") else None


def _share(facts: list[ArticleFacts], collectors: Sequence[Collector], page: _Page) -> None:
    """What belongs to the page goes to every article that has none of its own: editors, the date of issue, compilers.

    Front matter speaks of the whole file, whatever stands between it and the first headline.
    """
    editors = next((entry.editors for entry in reversed(facts) if entry.editors), [])
    dated = [entry.date for entry in facts if entry.date is not None and entry.date.role in ("published", "issued")]
    alone = dated[0] if len(dated) == 1 and facts[0].date is dated[0] else None
    shared = page.stamp or alone or _issue_date(facts[0], collectors[0]) or page.issue
    name = facts[0].source if facts[0].masthead else None
    for entry in facts:
        if entry.source is None:
            entry.source = name
        if not entry.editors:
            entry.editors = list(editors)
        if shared is not None and (entry.date is None or entry.date.role not in ("published", "issued")):
            entry.date = shared
    if len(facts) >= 3 and not any(entry.authors for entry in facts[1:-1]):
        in_front = any(person.spans[0][0] < page.front_matter for person in facts[0].authors)
        compiled = {0: collectors[0].compiled or in_front, -1: collectors[-1].compiled}
        ends = [facts[k].authors for k in (0, -1) if facts[k].authors and compiled[k]]
        if len(ends) == 1:
            for entry in facts:
                entry.authors = list(ends[0])
