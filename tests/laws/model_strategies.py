"""Random documents with the source they were read from: every kind of node, and the law of accounts holds.

The source is written while the document is drawn, so that every text is what
its spans say. Texts hold any character that XML can hold; discards and the
found side of corrections hold any code point at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple, cast, get_args

from hypothesis import strategies as st

from tei_tools.errors import Diagnostic, Severity
from tei_tools.model.nodes import (
    DATE_ROLES,
    DISCARD_REASONS,
    FIELD_NAMES,
    NO_METADATA,
    Article,
    Block,
    Byline,
    Correction,
    Credit,
    Date,
    DateRole,
    Decision,
    Discard,
    Document,
    Facts,
    Field,
    Figure,
    Graphic,
    InlineItem,
    ItemList,
    ListItem,
    Metadata,
    Note,
    NoteKind,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Table,
    Text,
)
from tei_tools.model.walk import offset_of, slice_text
from tei_tools.text.source import Confidence, SourceFile, Span, merge
from tei_tools.write.running_text import without_blanks
from tei_tools.write.xml import legal

_NASTY = [
    "<",
    "&",
    "]]>",
    "&amp;",
    '"',
    "'",
    " ",
    "\t",
    "\u3000",
    "\u00a0",
    "\u2028",
    "\x85",
    "\ufeff",
    "\u200b",
    "𠮷",
    "🀄",
    "\ue000",
]
_ORDINARY = ["一", "(三)", "石桥镇", "修路", "。", ":", "记者 张三", "2020年8月31日", "abc"]


def _legal_text(minimum: int, maximum: int) -> st.SearchStrategy[str]:
    character = st.characters(exclude_categories=["Cs"]).map(lambda c: "?" if c in "\r\n" else legal(c))
    part = st.one_of(st.sampled_from(_ORDINARY), st.sampled_from(_NASTY), character)
    return st.lists(part, min_size=minimum, max_size=maximum).map("".join)


_STRING = _legal_text(1, 4)
_ANY = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=3)
_SURE: st.SearchStrategy[Confidence] = st.sampled_from(["high", "high", "high", "medium", "low"])
_FLAG = st.booleans()
_LANGUAGE = st.sampled_from(["zh-Hans", "zh-Hant", "zh", "zh-Hant-t-zh-hans"])
_WHEN = st.sampled_from(
    [
        "2020", "2020-08", "2020-08-31", "--08-31", "2020-08-31T17:29", "2020-08-31T17:29:00",
        "2020-08-31T17:00", "2020-02-29T23:59:59", "2020-08-31T17:29+08:00", "2020-08-31T17:29:00Z",
    ]
)  # fmt: skip
_CODE = st.from_regex(r"[a-z]{2,6}(-[a-z]{2,6})?", fullmatch=True)


_METADATA = st.one_of(
    st.just(NO_METADATA),
    st.builds(
        Metadata,
        url=st.sampled_from(["", "https://a.example/b?c=1&d=图"]),
        captured=st.sampled_from(["", "2024-05-01", "2024-05-01T10:30:00"]),
        capture_method=st.sampled_from(["", "wget"]),
        rights_holder=st.one_of(st.just(""), _STRING),
        licence=st.sampled_from(["", "CC BY 4.0", "https://a.example/by/4.0/"]),
        availability=st.sampled_from(["unknown", "free", "restricted"]),
        publisher=st.one_of(st.just(""), _STRING),
        funder=st.one_of(st.just(""), _STRING),
        collection=st.one_of(st.just(""), _STRING),
        identifier=st.one_of(st.just(""), _STRING),
        keywords=st.lists(_STRING, max_size=2).map(tuple),
        text_class=st.lists(st.sampled_from(["https://a.example/c#news", "新闻"]), max_size=2).map(tuple),
    ),
)


class Drawn(NamedTuple):
    """A document and the text it was read from."""

    document: Document
    source: str


class _Place(NamedTuple):
    """How deep in the sections of an article, and the numbers of those around it."""

    level: int
    numbers: tuple[int, ...]


@dataclass
class _Writer:
    """Writes the source while nodes are drawn. ``turn`` is the machine conversion of script, if any."""

    draw: st.DrawFn
    turn: dict[int, int] | None
    parts: list[str] = field(default_factory=list)
    size: int = 0
    number: int = 0
    discarded: list[Discard] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def put(self, string: str) -> Span:
        span = Span(self.size, self.size + len(string))
        self.parts.append(string)
        self.size = span.end
        return span

    def read(self, string: str) -> str:
        return string if self.turn is None else string.translate(self.turn)

    def discard(self) -> None:
        spans = [self.put(self.draw(_ANY))]
        if self.draw(_FLAG):
            self.put("\n")
            spans.append(self.put(self.draw(_ANY)))
        text = "".join(self.parts)
        reason = self.draw(st.sampled_from(DISCARD_REASONS))
        found = "".join(text[start:end] for start, end in spans)
        self.discarded.append(Discard(reason, found, merge(spans), self.draw(_SURE)))

    def between(self) -> None:
        """What stands between two blocks: nothing, a line break, or something that is left out."""
        match self.draw(st.integers(0, 5)):
            case 0:
                self.discard()
            case 1:
                pass
            case _:
                self.put("\n")

    def text(self, *, found: bool = False) -> Text:
        """The next text of the source: plain parts, joins, line breaks, discards and corrections in it."""
        draw = self.draw
        strings: list[str] = []
        spans: list[Span] = []
        corrections: list[Correction] = []
        for kind in ["plain", *draw(st.lists(st.sampled_from(_KINDS), max_size=3))]:
            if kind == "plain":
                plain = draw(_STRING)
                strings.append(self.read(plain))
                spans.append(self.put(plain))
            elif kind == "break":
                strings.append(" ")
                spans.append(self.put(draw(st.sampled_from("\r\n"))))
            elif kind == "join":
                self.put("\r\n")
            elif kind == "discard":
                self.discard()
            else:
                sic, corr = draw(_ANY), self.read(draw(_legal_text(0, 2)))
                reason = draw(st.sampled_from(["byte-shift", "lost-space", "entity"]))
                gap = draw(st.sampled_from([0, 0, 1, 2]))
                spans.append(self.put(sic))
                corrections.append(Correction(spans[-1], sic, corr, reason, draw(_SURE), gap))
                strings.append(corr)
        string = "".join(strings)
        before = string[::-1] if found and self.turn is not None and draw(_FLAG) else None
        text = Text(string, merge(spans), tuple(corrections), before)
        self.texts.append(text)
        return text


_KINDS = ["plain", "plain", "plain", "break", "join", "discard", "correction"]


def _cut(draw: st.DrawFn, text: Text) -> list[Text]:
    """Consecutive parts of a text, not always all of it; each has characters."""
    if len(text.text) < 2 or not draw(st.integers(0, 4)):
        whole = slice_text(text, 0, text.spans[-1].end)
        return [whole]
    places = draw(st.lists(st.integers(0, len(text.text)), min_size=2, max_size=6).map(sorted))
    offsets = [offset_of(text, place) for place in places]
    parts = [slice_text(text, a, b) for a, b in pairwise(offsets) if a < b]
    return [part for part in parts if part.text]


def _date(draw: st.DrawFn, text: Text, role: DateRole | None = None) -> Date:
    drawn_role: DateRole = draw(st.sampled_from(cast("Sequence[DateRole]", get_args(DateRole))))
    return Date(draw(_WHEN), role or drawn_role, text, draw(st.integers(0, 3)) == 0)


_ROLE = st.one_of(st.sampled_from(["", "记者", "本报记者", "文 图", "文/图", "摄"]), _STRING)


def _person(draw: st.DrawFn, part: Text, *, turned: bool) -> Person:
    name = without_blanks(part.text)
    if not name or not draw(st.integers(0, 3)):
        name = draw(_STRING)
    return Person(name, draw(_ROLE), part.spans, draw(_STRING) if turned and draw(_FLAG) else None)


def _people(draw: st.DrawFn, text: Text, *, turned: bool) -> tuple[Person, ...]:
    people: list[Person] = []
    for part in _cut(draw, text):
        for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
            people.append(_person(draw, part, turned=turned))
    return tuple(people)


def _label(draw: st.DrawFn, text: Text) -> str:
    """A beginning of a text that cuts no correction."""
    if not text.text:
        return ""
    label = slice_text(text, 0, offset_of(text, draw(st.integers(1, len(text.text))))).text
    return label or text.text  # a correction at the start is longer than what was drawn


def _facts(w: _Writer) -> Facts:
    draw, turned = w.draw, w.turn is not None
    text = w.text()
    fields: list[Field] = []
    people: list[Person] = []
    dates: list[Date] = []
    roles = [*DATE_ROLES]
    name = st.sampled_from(FIELD_NAMES)
    for part in _cut(draw, text):
        while not draw(st.integers(0, 3)):
            fields.append(Field(draw(st.one_of(st.just(""), _STRING, st.just(text.text[:1]))), draw(name), None))
        kind = draw(st.sampled_from(["nothing", "field", "date", "person", "field date", "field person"]))
        inner = draw(st.sampled_from([*_cut(draw, part), part]))
        if "field" in kind:
            fields.append(Field(draw(_legal_text(0, 2)), draw(name), part))
        if "date" in kind and roles:
            dates.append(_date(draw, inner, draw(st.sampled_from(roles))))
            roles.remove(dates[-1].role)
        if "person" in kind:
            people.append(_person(draw, inner, turned=turned))
    first = min(dates, key=lambda date: DATE_ROLES.index(date.role), default=None)
    others = tuple(date for date in dates if date is not first)
    return Facts(text, tuple(fields), first, tuple(people), draw(_SURE), others)


def _byline(w: _Writer) -> Byline:
    text = w.text()
    return Byline(text, _people(w.draw, text, turned=w.turn is not None), w.draw(_SURE))


def _signature(w: _Writer) -> Signature:
    draw, text = w.draw, w.text()
    signed: Text | None = None
    date: Date | None = None
    for part in _cut(draw, text):
        kind = draw(st.sampled_from(["nothing", "signed", "date"]))
        if kind == "signed" and signed is None:
            signed = part
        elif kind == "date" and date is None:
            date = _date(draw, part, "signed")
    return Signature(text, signed, date, draw(_SURE))


def _credit(draw: st.DrawFn, text: Text, *, turned: bool) -> Credit:
    return Credit(text, _people(draw, text, turned=turned))


def _paragraph(w: _Writer) -> Paragraph:
    draw, turned = w.draw, w.turn is not None
    text = w.text()
    parts = _cut(draw, text)
    dateline: Text | None = None
    credit: Credit | None = None
    items: list[InlineItem] = []
    if draw(_FLAG):
        first = parts[0] if parts else None
        if first is not None and first.spans[0] == text.spans[0] and len(parts) > 1:
            dateline = parts.pop(0)
    if draw(_FLAG) and parts:
        end = text.spans[-1].end
        tail = slice_text(text, parts[-1].spans[0].start, end)
        last = parts.pop()
        credit = _credit(draw, draw(st.sampled_from([tail, tail, last])), turned=turned)
    for number, part in enumerate(parts):
        if draw(st.integers(0, 2)):
            label = _label(draw, part)
            # A mark is never the whole of its item: behind 一是 stands what it marks.
            if label != part.text:
                items.append(InlineItem(label, number, part.spans))
    if items and credit is not None and draw(_FLAG):
        start = items[-1].spans[0].start
        reach = slice_text(text, start, credit.text.spans[-1].end)
        items[-1] = InlineItem(items[-1].label, items[-1].number, reach.spans)
    language = draw(_LANGUAGE) if draw(_FLAG) else None
    return Paragraph(text, dateline, credit, tuple(items), language, draw(_SURE))


def _item_list(w: _Writer, depth: int) -> ItemList:
    draw = w.draw
    items: list[ListItem] = []
    for _ in range(draw(st.integers(1, 2))):
        text = w.text()
        label = _label(draw, text) if draw(_FLAG) else ""
        number = draw(st.one_of(st.none(), st.integers(0, 99)))
        below = _blocks(w, depth - 1, None) if depth > 0 and draw(_FLAG) else ()
        items.append(ListItem(label, number, text, below))
    return ItemList(tuple(items), draw(_SURE))


def _figure(w: _Writer) -> Figure:
    draw = w.draw
    graphic = caption = credit = None
    if draw(_FLAG):
        url = draw(
            st.one_of(_STRING, st.sampled_from(["a 1.jpg", "a%20b.jpg", "100%.png", "http://x.example/图.jpg?a=1#b#c"]))
        )
        graphic = Graphic(url, (w.put(url),))
    if graphic is None or draw(_FLAG):
        caption = w.text()
        parts = _cut(draw, caption)
        if draw(_FLAG) and parts:
            tail = slice_text(caption, parts[-1].spans[0].start, caption.spans[-1].end)
            credit = _credit(draw, draw(st.sampled_from([tail, tail, parts[0]])), turned=w.turn is not None)
    return Figure(graphic, caption, credit, draw(_SURE))


def _table(w: _Writer) -> Table:
    draw = w.draw
    rows: list[tuple[Text, ...]] = []
    for _ in range(draw(st.integers(1, 2))):
        cells = [w.text() if draw(st.integers(0, 3)) else Text("", ()) for _ in range(draw(st.integers(1, 2)))]
        rows.append(tuple(cells))
    return Table(tuple(rows), draw(_SURE))


def _section(w: _Writer, depth: int, around: _Place) -> Section:
    draw = w.draw
    number = draw(st.one_of(st.none(), st.integers(1, 3)))
    if number is not None:
        w.number = number = w.number + number  # numbers rise
    numbers = around.numbers if number is None else (*around.numbers, number)
    path = None if number is None else ".".join(map(str, numbers))
    head = w.text() if draw(st.integers(0, 5)) else Text("", ())
    label = _label(draw, head) or None if draw(_FLAG) else None
    inside = _Place(around.level + 1, numbers)
    blocks = _blocks(w, depth - 1, inside)
    return Section(inside.level, number, path, label, head, draw(_FLAG), blocks, draw(_FLAG), draw(_SURE))


_SIMPLE: dict[str, Callable[[_Writer], Block]] = {
    "paragraph": _paragraph,
    "facts": _facts,
    "byline": _byline,
    "signature": _signature,
    "figure": _figure,
    "table": _table,
    "salutation": lambda w: Salutation(w.text(), w.draw(_SURE)),
    "note": lambda w: Note(
        w.draw(st.sampled_from(cast("Sequence[NoteKind]", get_args(NoteKind)))), w.text(), w.draw(_SURE)
    ),
}


def _blocks(w: _Writer, depth: int, place: _Place | None) -> tuple[Block, ...]:
    """Blocks at a place among the sections; None where no section may stand."""
    sections = place is not None
    kinds = [*_SIMPLE, "paragraph", "list", *(["section", "section"] if sections and depth > 0 else [])]
    blocks: list[Block] = []
    for kind in w.draw(st.lists(st.sampled_from(kinds), max_size=4 if sections else 2)):
        w.between()
        if kind == "section":
            assert place is not None
            blocks.append(_section(w, depth, place))
        elif kind == "list":
            blocks.append(_item_list(w, depth))
        else:
            blocks.append(_SIMPLE[kind](w))
    return tuple(blocks)


def _article(w: _Writer, number: int) -> Article:
    draw, turned = w.draw, w.turn is not None
    w.texts.clear()
    heads: dict[str, Text] = {}
    for kind in draw(st.permutations(["kicker", "title", "subtitle"])):
        if draw(_FLAG):
            w.between()
            heads[kind] = w.text(found=True)  # as_found is for titles, sources and persons
    blocks = _blocks(w, 2, _Place(0, ()))

    def part() -> Text | None:
        if not w.texts or draw(_FLAG):
            return None
        parts = _cut(draw, draw(st.sampled_from(w.texts)))
        return replace(draw(st.sampled_from(parts)), as_found=None) if parts else None

    def persons() -> tuple[Person, ...]:
        found = [part() for _ in range(draw(st.integers(0, 2)))]
        return tuple(_person(draw, text, turned=turned) for text in found if text is not None)

    dated, source = part(), part()
    if source is not None and turned and draw(_FLAG):
        source = replace(source, as_found=draw(_STRING))
    return Article(
        id=f"a{number}",
        language=draw(_LANGUAGE),
        blocks=blocks,
        **heads,
        date=None if dated is None else _date(draw, dated),
        source=source,
        document_number=part(),
        authors=persons(),
        photographers=persons(),
        editors=persons(),
        headline_confidence=draw(_SURE),
    )


_DECIDED: st.SearchStrategy[dict[str, object]] = st.one_of(
    st.fixed_dictionaries({"reading": st.sampled_from(["head", "sec"]), "level": st.none() | st.integers(1, 9)}),
    st.fixed_dictionaries({"reading": st.sampled_from(["noise", "p", "cont"]), "begins": st.none() | st.booleans()}),
    st.fixed_dictionaries({"field": st.sampled_from(["date", "document-number"]), "value": _legal_text(0, 4)}),
)
_DECISION = st.builds(
    lambda said, spans, words, by, when: Decision(spans, words, by, when, **said),
    _DECIDED,
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Span(*pair)), min_size=1, max_size=2)
    .map(tuple),
    _legal_text(0, 5),
    st.sampled_from(["白洁", "吴 芳", "A. B"]),
    st.sampled_from(["2026-05-01T08:30:00Z", "2026-05-01T08:30:00+08:00"]),
)  # fmt: skip


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """A document and its source."""
    script = draw(st.sampled_from(["keep", "keep", "hans", "hant"]))
    turn = None if script == "keep" else str.maketrans("一石a", "壹碩b")
    w = _Writer(draw, turn)
    articles = []
    for number in range(1, draw(st.sampled_from([0, 1, 1, 1, 2])) + 1):
        articles.append(_article(w, number))
        w.between()
    if draw(_FLAG):
        w.discard()
    source = "".join(w.parts)
    file = SourceFile(
        name=draw(_legal_text(0, 3)),
        media_type=draw(st.sampled_from(["text/plain", "text/html"])),
        encoding=draw(st.sampled_from(["utf-8", "gb18030"])),
        encoding_confidence=draw(_SURE),
        replaced=draw(st.sampled_from([0, 0, 3])),
        bytes=draw(st.integers(0, 10**9)),
        sha256=draw(st.sampled_from(["", "0f" * 32])),
        characters=len(source),
    )
    diagnostic = st.builds(
        Diagnostic,
        code=_CODE,
        severity=st.sampled_from(cast("Sequence[Severity]", get_args(Severity))),
        message=_STRING,
        spans=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple),
    )
    document = Document(
        file,
        draw(_LANGUAGE),
        tuple(articles),
        tuple(w.discarded),
        tuple(draw(st.lists(diagnostic, max_size=2))),
        script,  # type: ignore[arg-type]
        draw(_METADATA),
        tuple(draw(st.lists(_DECISION, max_size=3))),
    )
    return Drawn(document, source)


def documents() -> st.SearchStrategy[Document]:
    """Valid documents of every kind."""
    return drawn().map(lambda both: both.document)
