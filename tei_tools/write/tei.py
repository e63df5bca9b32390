"""A document as TEI. ``docs/encoding.md`` says why each element is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

from lxml import etree

from ..errors import OutputInvalid
from ..model.nodes import (
    Article,
    Block,
    Byline,
    Credit,
    Date,
    Discard,
    Document,
    Facts,
    Field,
    Figure,
    InlineItem,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Spans,
    Table,
    Text,
)
from ..model.visit import Visitor, named, printed_heads
from ..model.walk import article_spans, offset_of, pieces, slice_text
from ..text.placeholders import says_nothing
from ..text.sentences import sentences
from ..text.source import Confidence, Span
from . import header
from .header import WriteOptions
from .ranges import Ranges
from .running_text import (
    DATE,
    PERS_NAME,
    Mark,
    date_attributes,
    empty_mark,
    fill,
    key_attributes,
    mark,
    role_attributes,
)
from .xml import PREFIX, WRITTEN_ID, WRITTEN_LANG, Element, legal, pointers, serialize, spelled, uri

TEI, TEI_CORPUS, TEXT, BODY = PREFIX + "TEI", PREFIX + "teiCorpus", PREFIX + "text", PREFIX + "body"
STAND_OFF, SPAN_GRP, SPAN = PREFIX + "standOff", PREFIX + "spanGrp", PREFIX + "span"
DIV, HEAD, LABEL, P, AB, SEG, S = (PREFIX + name for name in ("div", "head", "label", "p", "ab", "seg", "s"))
OPENER, CLOSER, BYLINE, SALUTE, SIGNED, DATELINE = (
    PREFIX + name for name in ("opener", "closer", "byline", "salute", "signed", "dateline")
)
LIST, ITEM, TABLE, ROW, CELL = (PREFIX + name for name in ("list", "item", "table", "row", "cell"))
FIGURE, GRAPHIC, NOTE, ORG_NAME, IDNO = (PREFIX + name for name in ("figure", "graphic", "note", "orgName", "idno"))

STRUCTURAL = header.STRUCTURAL | {
    TEI, TEI_CORPUS, TEXT, BODY, STAND_OFF, SPAN_GRP, DIV, LIST, TABLE, ROW, FIGURE,
}  # fmt: skip
"""Elements whose children stand on lines of their own."""

# Which mark goes outside when two have the same range.
_DATELINE, _ITEM, _SENTENCE, _LABEL, _CREDIT, _FIELD, _DATE, _PERSON, _NUMBER = range(9)

_TOP = (Facts, Byline, Salutation, Note, Figure)
_BOTTOM = (Facts, Byline, Signature, Note, Figure)
_ANYWHERE = (Section, Note, Figure)

PERSON_FIELDS = ("author", "photographer", "editor", "chair", "other")
"""Fields that one ``persName`` says where the person is all of their value."""


def field_of_date(role: str) -> str:
    """The name of the field that a date of this role is all the value of, where one element says both.

    >>> field_of_date("updated"), field_of_date("created")
    ('date', 'created')
    """
    return "created" if role == "created" else "date"


_PLAIN = WriteOptions()


def to_tei(document: Document, options: WriteOptions = _PLAIN) -> bytes:
    """The document as one TEI file, UTF-8. The same document and options give the same bytes.

    OutputInvalid if it holds what TEI cannot: a character outside XML in a
    text that is not discarded, or a section inside a list item.

    >>> from tei_tools.text.source import SourceFile
    >>> to_tei(Document(SourceFile(name="a.txt"), "zh-Hans", ()))[:38]
    b'<?xml version="1.0" encoding="UTF-8"?>'
    """
    root = Element(TEI, {WRITTEN_LANG: document.language})
    ranges = Ranges(document.discarded)
    _write(root, document, options, ranges)
    _stand_off(root, document)
    return _file(root, document, options)


def tei_element(document: Document, options: WriteOptions = _PLAIN) -> etree._Element:
    """The ``TEI`` element of a document, indented, with the instructions that name its schemas before it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, collect_ids=False)
    return etree.fromstring(to_tei(document, options), parser)


def to_tei_split(document: Document, options: WriteOptions = _PLAIN) -> dict[str, bytes]:
    """One TEI file per article under its identifier, and under ``corpus`` one ``teiCorpus`` that embeds them all.

    What was discarded, and the diagnostics, stand in the corpus; the file of
    an article repeats those that begin between its first and last character.
    The articles are embedded because no TEI schema has a place for
    ``xi:include``: a file that includes them is only valid once it is
    resolved. In the corpus the identifiers of each header are prefixed
    (``a1.source``), since they must be unique in a file.
    """
    files: dict[str, bytes] = {}
    ranges = Ranges(document.discarded)
    corpus = Element(TEI_CORPUS, {WRITTEN_LANG: document.language})
    header.add_header(corpus, document, options, ranges, bibliography=False)
    _stand_off(corpus, document)  # TEI wants it before the documents of a corpus
    for article in document.articles:
        spans = article_spans(article)
        low, high = (spans[0].start, spans[-1].end) if spans else (0, 0)
        own = replace(
            document,
            articles=(article,),
            discarded=tuple(d for d in document.discarded if d.spans and low <= d.spans[0].start < high),
            diagnostics=tuple(d for d in document.diagnostics if d.spans and low <= d.spans[0][0] < high),
        )
        files[article.id] = to_tei(own, options)
        embedded = corpus.add(TEI, {WRITTEN_LANG: document.language})
        _write(embedded, replace(own, discarded=(), diagnostics=()), options, ranges, f"{article.id}.")
    if not document.articles:
        _write(corpus.add(TEI, {WRITTEN_LANG: document.language}), document, options, ranges, "a0.")
    files["corpus"] = _file(corpus, document, options)
    return files


def _write(root: Element, document: Document, options: WriteOptions, ranges: Ranges, prefix: str = "") -> None:
    header.add_header(root, document, options, ranges, prefix)
    body = root.add(TEXT).add(BODY)
    for number, article in enumerate(document.articles, 1):
        _article(body, article, number, document.language, ranges, sentences=options.sentences)
    if not document.articles:
        body.add(DIV, {"type": "empty"})


def xml_models(options: WriteOptions) -> list[str]:
    """The processing instructions that name the schemas of a file (https://www.w3.org/TR/xml-model/)."""
    return [
        f'xml-model href="{options.schemas}{schema}" schematypens="{namespace}"'
        for namespace, schema in (
            ("http://relaxng.org/ns/structure/1.0", "report.rng"),
            ("http://purl.oclc.org/dsdl/schematron", "report.sch"),
        )
    ]


def document_element(document: Document, options: WriteOptions, prefix: str) -> bytes:
    """The ``TEI`` element of a document, spelled, to stand in a corpus: its identifiers begin with ``prefix``.

    OutputInvalid as :func:`to_tei`.
    """
    articles = tuple(replace(article, id=f"{prefix}{article.id}") for article in document.articles)
    document = replace(document, articles=articles)
    root = Element(TEI, {WRITTEN_LANG: document.language})
    _write(root, document, options, Ranges(document.discarded), prefix)
    _stand_off(root, document)
    with _told(document):
        return spelled(root, STRUCTURAL)


def _file(root: Element, document: Document, options: WriteOptions) -> bytes:
    with _told(document):
        return serialize(root, xml_models(options), STRUCTURAL)


@contextmanager
def _told(document: Document) -> Iterator[None]:
    """Tell of a character that XML cannot hold with the name of the file."""
    try:
        yield
    except ValueError as error:
        raise OutputInvalid(
            "character-not-allowed",
            f"{legal(document.file.name)}: a text holds a character that XML cannot hold ({error}). "
            "Discard it with the reason control.",
        ) from error


def _stand_off(root: Element, document: Document) -> None:
    """Where the source has what was discarded: pointers, and no text that could get into a reading of the file."""
    if not document.discarded:
        return
    group = root.add(STAND_OFF).add(SPAN_GRP, {"type": "discarded"})
    for attributes, spans in _pointers_to(document.discarded):
        group.add(SPAN, {**attributes, "target": pointers(spans)})


def _pointers_to(discarded: Iterable[Discard]) -> Iterator[tuple[dict[str, str], list[Span]]]:
    """Discards of one range each that have a reason and a certainty in common go together; others stand alone."""
    together: dict[tuple[str, Confidence], list[Span]] = {}
    for discard in discarded:
        if len(discard.spans) == 1:
            together.setdefault((discard.reason, discard.confidence), []).extend(discard.spans)
    for (reason, confidence), spans in together.items():
        yield {"type": reason, **({} if confidence == "high" else {"cert": confidence})}, spans
    for discard in discarded:
        if len(discard.spans) != 1:
            certain = {} if discard.confidence == "high" else {"cert": discard.confidence}
            yield {"type": discard.reason, "subtype": "parts", **certain}, [*discard.spans]


def article_element(article: Article, ranges: Ranges) -> Element:
    """The ``div`` of an article, for writers that make something else of it."""
    body = Element(BODY)
    _article(body, article, 1, article.language, ranges)
    (div,) = body.content
    assert isinstance(div, Element)
    return div


def _article(
    body: Element, article: Article, number: int, language: str, ranges: Ranges, *, sentences: bool = False
) -> None:
    attributes = {"type": "article", WRITTEN_ID: article.id, "n": str(number)}
    if article.language != language:
        attributes[WRITTEN_LANG] = article.language
    div = body.add(DIV, attributes)
    heads = printed_heads(article)
    if not heads and article.headline_confidence != "high":
        div.attributes["cert"] = article.headline_confidence
    kinds = {"kicker": "kicker", "title": "main", "subtitle": "sub"}
    for place, (kind, text) in enumerate(heads, 1):
        head = {"type": kinds[kind], WRITTEN_ID: f"{article.id}.h{place}"}
        fill(div.add(HEAD, head | ranges.attributes(text.spans, article.headline_confidence)), text)
    _Blocks(article, ranges, sentences).all(div, [*named(article.id, article.blocks)])


class _Blocks(Visitor[None]):
    """Writes blocks into ``parent``. What becomes of a block depends on its ``place`` in its div."""

    def __init__(self, article: Article, ranges: Ranges, sentences: bool) -> None:
        self.article = article
        self.ranges = ranges
        self.sentences = sentences
        self.parent = Element("")
        self.name = ""
        self.place = "middle"
        self.depth = 0

    def one(self, parent: Element, name: str, block: Block, place: str = "middle") -> None:
        self.parent, self.name, self.place = parent, name, place
        self.visit(block)

    def all(self, div: Element, blocks: Sequence[tuple[str, Block]]) -> None:
        """Write what a div holds. TEI wants its matter in four zones: top, paragraphs and the like, divs, bottom."""
        top = 0
        while top < len(blocks) and isinstance(blocks[top][1], _TOP):
            top += 1
        bottom = len(blocks)
        while bottom > top and isinstance(blocks[bottom - 1][1], _BOTTOM):
            bottom -= 1
        if top == bottom < len(blocks):
            bottom += 1  # TEI: bottom matter only stands behind something
        for name, block in blocks[:top]:
            self.one(div, name, block, "top")
        behind: list[tuple[str, Block]] = []
        sections = False
        for name, block in blocks[top:bottom]:
            if isinstance(block, Section):
                self.behind(div, behind)
                behind = []
                self.one(div, name, block)
                sections = True
            elif behind or (sections and not isinstance(block, _ANYWHERE)):
                behind.append((name, block))
            else:
                self.one(div, name, block)
        self.behind(div, behind)
        for name, block in blocks[bottom:]:
            self.one(div, name, block, "bottom")

    def behind(self, div: Element, blocks: Sequence[tuple[str, Block]]) -> None:
        """Write blocks that stand behind a section without belonging to it."""
        if blocks:
            self.all(div.add(DIV, {"type": "continuation"}), blocks)

    def add(self, tag: str, spans: Spans, confidence: Confidence, attributes: dict[str, str] | None = None) -> Element:
        """A new element for the block, with its name, its place in the source and its certainty."""
        return self.parent.add(
            tag, {**(attributes or {}), WRITTEN_ID: self.name, **self.ranges.attributes(spans, confidence)}
        )

    def line(self, text: Text, confidence: Confidence, kind: str, top: str, bottom: str) -> Element:
        """The element of a line that opens or closes a div; between blocks it is an ``ab`` of this kind."""
        tag = {"top": top, "bottom": bottom}.get(self.place) or AB
        return self.add(tag, text.spans, confidence, {"type": kind} if tag == AB else None)

    def section(self, block: Section) -> None:
        if self.parent.tag == ITEM:
            raise OutputInvalid(
                "section-in-item", f"The section {block.head.text[:40]!r} stands inside a list item, which TEI forbids."
            )
        attributes = {"type": "section"}
        self.depth += 1
        if block.level != self.depth:
            attributes["subtype"] = f"level{block.level}"  # which no schema takes: the level is that of the nesting
        number = block.number
        if block.path is not None:
            attributes["n"] = block.path
            if block.path.rpartition(".")[2] == str(number):
                number = None  # said by the path
        sure: Confidence = block.confidence
        if block.number_inferred:
            attributes["resp"] = f"#{header.TOOL_ID}"
            sure = "medium" if sure == "high" else sure
        name = self.name
        div = self.add(DIV, (), sure, attributes)
        text = block.head
        own = {WRITTEN_ID: f"{name}.h", **self.ranges.attributes(text.spans)}
        if block.run_in:
            own["rend"] = "run-in"
        if sure != block.confidence:
            own["cert"] = block.confidence
        if len(own) > 1 or text.text or block.label is not None:
            fill(div.add(HEAD, own), text, _label(text, block.label, number))
        self.all(div, [*named(name, block.blocks)])
        self.depth -= 1

    def paragraph(self, block: Paragraph) -> None:
        text = block.text
        attributes = {} if block.language is None else {WRITTEN_LANG: block.language}
        marks = self.marks_of(block)
        if self.sentences:
            marks.extend(self.sentence_marks(text, marks))
        fill(self.add(P, text.spans, block.confidence, attributes), text, marks)

    def marks_of(self, block: Paragraph) -> list[Mark]:
        """What is marked in a paragraph apart from its sentences."""
        text, credit = block.text, block.credit
        marks: list[Mark] = []
        if block.dateline is not None:
            marks.append(self.seg("dateline", block.dateline, _DATELINE))
            marks.extend(self.in_dateline(text, block.dateline))
        if block.items:
            marks.extend(self.inline_items(text, block.items))
        if credit is not None:
            marks.extend(self.credit(text, credit))
        return marks

    def item_list(self, block: ItemList) -> None:
        name = self.name
        items = self.add(LIST, (), block.confidence)
        for number, item in enumerate(block.items, 1):
            self.item(items, f"{name}.i{number}", item)

    def item(self, items: Element, name: str, item: ListItem) -> None:
        attributes = {WRITTEN_ID: name, **self.ranges.attributes(item.text.spans)}
        if not item.label and item.number is not None:
            attributes["n"] = str(item.number)
        element = items.add(ITEM, attributes)
        fill(element, item.text, _label(item.text, item.label, item.number))
        for inner, block in named(name, item.blocks):
            self.one(element, inner, block)

    def figure(self, block: Figure) -> None:
        figure = self.add(FIGURE, (), block.confidence)
        if block.graphic is not None:
            url = block.graphic.url
            own = {"url": uri(url), **self.ranges.attributes(block.graphic.spans)}
            if own["url"] != url:
                own["n"] = url
            figure.add(GRAPHIC, own)
        if (caption := block.caption) is not None:
            marks = () if block.credit is None else [*self.credit(caption, block.credit)]
            fill(figure.add(HEAD, self.ranges.attributes(caption.spans)), caption, marks)

    def table(self, block: Table) -> None:
        table = self.add(TABLE, (), block.confidence)
        for row in block.rows:
            line = table.add(ROW)
            for cell in row:
                fill(line.add(CELL, self.ranges.attributes(cell.spans)), cell)

    def facts(self, block: Facts) -> None:
        fill(self.line(block.text, block.confidence, "facts", OPENER, CLOSER), block.text, self.fact_marks(block))

    def byline(self, block: Byline) -> None:
        element = self.line(block.text, block.confidence, "byline", BYLINE, BYLINE)
        fill(element, block.text, self.people(block.text, block.people))

    def salutation(self, block: Salutation) -> None:
        element = self.line(block.text, block.confidence, "salutation", OPENER, "")
        fill(element if element.tag == AB else element.add(SALUTE), block.text)

    def signature(self, block: Signature) -> None:
        element = self.line(block.text, block.confidence, "signature", "", CLOSER)
        fill(element, block.text, self.signature_marks(block, inside_closer=element.tag == CLOSER))

    def note(self, block: Note) -> None:
        fill(self.add(NOTE, block.text.spans, block.confidence, {"type": block.kind}), block.text)

    # --- marks in running text ---

    def seg(self, kind: str, text: Text, rank: int) -> Mark:
        return mark(text.spans, rank, 0, SEG, {"type": kind, **self.ranges.attributes(text.spans)}, text.as_found)

    def person_attributes(self, text: Text, person: Person) -> dict[str, str]:
        return {
            **role_attributes(person.role),
            **self.ranges.attributes(person.spans),
            **key_attributes(person, _shown(text, person.spans)),
        }

    def people(self, text: Text, people: Iterable[Person]) -> list[Mark]:
        return [
            mark(person.spans, _PERSON, order, PERS_NAME, self.person_attributes(text, person), person.as_found)
            for order, person in enumerate(people)
        ]

    def date_attributes(self, date: Date) -> dict[str, str]:
        attributes = date_attributes(date)
        attributes.update(self.ranges.attributes(date.text.spans))
        if date.year_inferred:
            attributes.update(header.INFERRED)
        return attributes

    def date(self, date: Date) -> Mark:
        return mark(date.text.spans, _DATE, 0, DATE, self.date_attributes(date), date.text.as_found)

    def credit(self, text: Text, credit: Credit) -> Iterator[Mark]:
        yield self.seg("credit", credit.text, _CREDIT)
        yield from self.people(text, credit.people)

    def in_dateline(self, text: Text, dateline: Text) -> list[Mark]:
        """Persons and the date of the article that were read in a dateline, each once."""
        low, high = dateline.spans[0].start, dateline.spans[-1].end
        article = self.article
        people: dict[tuple[Span, ...], Person] = {}
        for group in (article.authors, article.photographers, article.editors):
            for person in group:
                if person.spans and low <= person.spans[0].start and person.spans[-1].end <= high:
                    people.setdefault(person.spans, person)
        marks = self.people(text, people.values())
        date = article.date
        if date is not None and date.text.spans:
            spans = date.text.spans
            if low <= spans[0].start and spans[-1].end <= high:
                marks.append(self.date(date))
        return marks

    def inline_items(self, text: Text, items: Sequence[InlineItem]) -> Iterator[Mark]:
        for order, item in enumerate(items):
            attributes = {"type": "item", "n": str(item.number), **self.ranges.attributes(item.spans)}
            yield mark(item.spans, _ITEM, order, SEG, attributes)
            if item.label:
                yield _prefix_mark(text, item.spans[0].start, item.label, {})

    def sentence_marks(self, text: Text, marks: list[Mark]) -> Iterator[Mark]:
        """A mark around each sentence, ``a1.p1.1`` the first; none crosses another mark, nor holds a label itself."""
        labels = {other.start: -other.reach for other in marks if other.tag == LABEL}
        around = [(other.start, -other.reach) for other in marks]
        for order, (start, end) in enumerate(_sentence_ranges(text, marks), 1):
            if start in labels and any(
                first == start and last >= end for first, last in around if last > labels[start]
            ):
                start = labels[start]
            part = slice_text(text, start, end)
            if part.text.strip():
                attributes = {WRITTEN_ID: f"{self.name}.{order}", **self.ranges.attributes(part.spans)}
                yield mark(part.spans, _SENTENCE, order, S, attributes)

    def fact_marks(self, facts: Facts) -> list[Mark]:
        """One element for each fact; a fact that is more than its element can say stands in a ``seg`` around it."""
        people = [*enumerate(facts.people)]
        dates = [date for date in (facts.date, *facts.other_dates) if date is not None]
        marks: list[Mark] = []
        taken = [person.spans for person in facts.people] + [date.text.spans for date in dates]
        behind = facts.text.spans[0].start if facts.text.spans else 0
        for order, field in enumerate(facts.fields):
            if field.value is None:
                behind = _behind_label(facts, order, behind)
                marks.append(empty_mark(behind, _FIELD, order, SEG, {"type": field.name, "n": field.label}))
                continue
            spans = field.value.spans
            behind = spans[-1].end
            same = [entry for entry in people if entry[1].spans == spans]
            date = next((date for date in dates if _is_date_of(field, date)), None)
            if date is not None:
                attributes = {**self.date_attributes(date), "n": field.label}
                marks.append(mark(spans, _FIELD, order, DATE, attributes, date.text.as_found))
                dates.remove(date)
            elif len(same) == 1 and _is_person_of(field, same[0][1], facts.people):
                person = same[0][1]
                attributes = {"type": field.name, **self.person_attributes(facts.text, person)}
                marks.append(mark(spans, _FIELD, order, PERS_NAME, attributes, person.as_found))
                people.remove(same[0])
            else:
                attributes = {"type": field.name, "n": field.label, **self.ranges.attributes(spans)}
                marks.append(mark(spans, _FIELD, order, _field_tag(field, taken), attributes, field.value.as_found))
        marks += [
            mark(person.spans, _PERSON, order, PERS_NAME, self.person_attributes(facts.text, person), person.as_found)
            for order, person in people
        ]
        marks += [self.date(date) for date in dates]
        return [*marks, *self.loose_number(facts, marks)]

    def loose_number(self, facts: Facts, marks: Iterable[Mark]) -> Iterator[Mark]:
        """The 文号 of the article where it stands without a label, apart from all other marks."""
        number = self.article.document_number
        if number is None or not number.spans or number.corrections or number.as_found is not None:
            return
        low, high = number.spans[0].start, number.spans[-1].end
        inside = any(start <= low and high <= end for start, end in facts.text.spans)
        if inside and all(-other.reach <= low or high <= other.start for other in marks):
            attributes = {"type": "document-number", **self.ranges.attributes(number.spans)}
            yield mark(number.spans, _NUMBER, 0, IDNO, attributes)

    def signature_marks(self, signature: Signature, *, inside_closer: bool) -> list[Mark]:
        """``orgName`` and ``date``; in a closer within ``signed`` or ``dateline``, which tell it from facts."""
        marks: list[Mark] = []
        signed = signature.signed
        if signed is not None:
            if inside_closer:
                marks.append(mark(signed.spans, 0, 0, SIGNED, {}))
            marks.append(mark(signed.spans, 1, 0, ORG_NAME, self.ranges.attributes(signed.spans), signed.as_found))
        if signature.date is not None:
            if inside_closer:
                marks.append(mark(signature.date.text.spans, 0, 1, DATELINE, {}))
            marks.append(self.date(signature.date))
        if not marks and inside_closer:
            marks.append(mark(signature.text.spans, 0, 0, SIGNED, {}))
        return marks


def sentences_of(article: Article) -> dict[str, list[Text]]:
    """The sentences of each paragraph, by the identifier of the paragraph: the first of ``a1.p1`` is ``s`` ``a1.p1.1``.

    A mark that opens a sentence (一是) is a part of it here; ``s`` begins behind it, because TEI lets no ``s`` hold
    a ``label``.
    """
    writer = _Blocks(article, Ranges(()), sentences=False)

    def below(name: str, blocks: Iterable[Block]) -> Iterator[tuple[str, list[Text]]]:
        for inner, block in named(name, blocks):
            if isinstance(block, Paragraph):
                ranges = _sentence_ranges(block.text, writer.marks_of(block))
                yield inner, [slice_text(block.text, start, end) for start, end in ranges]
            elif isinstance(block, Section):
                yield from below(inner, block.blocks)
            elif isinstance(block, ItemList):
                for number, item in enumerate(block.items, 1):
                    yield from below(f"{inner}.i{number}", item.blocks)

    return dict(below(article.id, article.blocks))


def _sentence_ranges(text: Text, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Where the sentences of a text stand in the source. None crosses a mark, and none is blank."""
    if not text.spans:
        return []
    around = [(other.start, -other.reach) for other in marks]
    ends = [offset_of(text, end) if end < len(text.text) else text.spans[-1].end for _, end in sentences(text.text)]
    edges = sorted({text.spans[0].start, *ends, *_edges_that_cross(around, ends)})
    return [(start, end) for start, end in pairwise(edges) if slice_text(text, start, end).text.strip()]


def _edges_that_cross(marks: Iterable[tuple[int, int]], ends: Sequence[int]) -> Iterator[int]:
    """The edges of marks in which a sentence ends: there one must end or begin too, so that none crosses a mark."""
    for start, end in marks:
        if any(start < place < end for place in ends):
            yield from (start, end)


def _is_date_of(field: Field, date: Date) -> bool:
    return field.value == date.text and field.name == field_of_date(date.role)


def _is_person_of(field: Field, person: Person, people: Sequence[Person]) -> bool:
    """Whether a ``persName`` with the name of the field as its type says all of the field and the person."""
    value = field.value
    return (
        value is not None
        and field.name in PERSON_FIELDS
        and field.label == person.role == role_attributes(person.role).get("role")
        and value.as_found == person.as_found
        and all(other is person or _apart(other.spans, value.spans) for other in people)
    )


def _apart(one: Spans, other: Spans) -> bool:
    return one[-1].end <= other[0].start or other[-1].end <= one[0].start


def _field_tag(field: Field, taken: Iterable[Spans]) -> str:
    value = field.value
    if value is None or (field.name in ("source", "issuer") and says_nothing(value.text)):
        return SEG
    if field.name in ("source", "issuer"):
        return ORG_NAME
    exact = not value.corrections and value.as_found is None
    numbers = field.name in ("document-number", "index-number")  # idno holds nothing but text
    return IDNO if numbers and exact and all(_apart(spans, value.spans) for spans in taken) else SEG


def _behind_label(facts: Facts, order: int, behind: int) -> int:
    """Where a field without a value would stand: behind its label, or where the field before it ends."""
    values = (field.value for field in facts.fields[order + 1 :])
    limit = next((value.spans[0].start for value in values if value is not None), None)
    end = facts.text.spans[-1].end if facts.text.spans else 0
    window = slice_text(facts.text, behind, end if limit is None else limit)
    label = facts.fields[order].label
    if not label or (found := window.text.find(label)) < 0:
        return behind
    place = found + len(label)
    if window.text[place : place + 1] in (":", "\uff1a"):
        place += 1
    return offset_of(window, place)


def _label(text: Text, label: str | None, number: int | None) -> tuple[Mark, ...]:
    """The mark around a label, which is what the text begins with."""
    if not label:
        return ()
    if not text.text.startswith(label):
        raise OutputInvalid("label-not-in-text", f"The label {label!r} does not open the text {text.text[:40]!r}.")
    attributes = {} if number is None else {"n": str(number)}
    return (_prefix_mark(text, text.spans[0].start, label, attributes),)


def _prefix_mark(text: Text, start: int, label: str, attributes: dict[str, str]) -> Mark:
    if _is_plain(text):
        end = max(start, text.spans[0].start) + len(label)
        return Mark(start, 1, -min(end, text.spans[0].end), _LABEL, 0, LABEL, attributes)
    part = text if start <= text.spans[0].start else slice_text(text, start, text.spans[-1].end)
    return Mark(start, 1, -_end_of(part, len(label)), _LABEL, 0, LABEL, attributes)


def _is_plain(text: Text) -> bool:
    """Whether a text is what one source range says, so that its places are those of the source."""
    return len(text.spans) == 1 and not text.corrections and text.spans[0].end - text.spans[0].start == len(text.text)


def _shown(text: Text, spans: Spans) -> str:
    """The characters of a text from the first to the last character of some source ranges."""
    start, end = spans[0].start, spans[-1].end
    if _is_plain(text):
        first = text.spans[0].start
        return text.text[max(start - first, 0) : max(end - first, 0)]
    return slice_text(text, start, end).text


def _end_of(text: Text, length: int) -> int:
    """The source offset behind the first ``length`` characters of a text."""
    position = 0
    end = 0
    for span, string, correction in pieces(text):
        if position >= length:
            break
        position += len(string)
        end = span.end if correction is not None or position <= length else span.end - (position - length)
    return end
