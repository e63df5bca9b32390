"""A document as TEI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from lxml import etree

from ..errors import Diagnostic, OutputInvalid
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
from ..model.walk import article_spans, offset_of, pieces, slice_text
from ..text.source import Confidence, Span
from . import header
from .header import WriteOptions
from .running_text import (
    DATE,
    PERS_NAME,
    Mark,
    date_attributes,
    empty_mark,
    fill,
    mark,
    name_attributes,
    role_attributes,
    source_attributes,
)
from .xml import PREFIX, WRITTEN_ID, WRITTEN_LANG, Element, code_points, is_legal, legal, pointers, serialize, uri

TEI, TEI_CORPUS, TEXT, BODY = PREFIX + "TEI", PREFIX + "teiCorpus", PREFIX + "text", PREFIX + "body"
STAND_OFF, SPAN_GRP, SPAN = PREFIX + "standOff", PREFIX + "spanGrp", PREFIX + "span"
DIV, HEAD, LABEL, P, AB, SEG = (PREFIX + name for name in ("div", "head", "label", "p", "ab", "seg"))
OPENER, CLOSER, BYLINE, SALUTE, SIGNED, DATELINE = (
    PREFIX + name for name in ("opener", "closer", "byline", "salute", "signed", "dateline")
)
LIST, ITEM, TABLE, ROW, CELL = (PREFIX + name for name in ("list", "item", "table", "row", "cell"))
FIGURE, GRAPHIC, NOTE, ORG_NAME, IDNO = (PREFIX + name for name in ("figure", "graphic", "note", "orgName", "idno"))

_STRUCTURAL = header.STRUCTURAL | {
    TEI, TEI_CORPUS, TEXT, BODY, STAND_OFF, SPAN_GRP, DIV, LIST, TABLE, ROW, FIGURE,
}  # fmt: skip

_MODELS = tuple(
    f'xml-model href="{schema}" type="application/xml" schematypens="{namespace}"'
    for namespace, schema in (
        ("http://relaxng.org/ns/structure/1.0", "report.rng"),
        ("http://purl.oclc.org/dsdl/schematron", "report.sch"),
    )
)

# Which mark goes outside when two have the same range.
_DATELINE, _LIST, _ITEM, _LABEL, _CREDIT, _FIELD, _DATE, _PERSON = range(8)

_TOP = (Facts, Byline, Salutation, Note, Figure)
_BOTTOM = (Facts, Byline, Signature, Note, Figure)
_ANYWHERE = (Section, Note, Figure)

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
    _write(root, document, options)
    return _file(root, document)


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
    corpus = Element(TEI_CORPUS, {WRITTEN_LANG: document.language})
    header.add_header(corpus, document, options, Counter(), "", bibliography=False)
    _stand_off(corpus, document)
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
        _write(embedded, replace(own, discarded=(), diagnostics=()), options, f"{article.id}.")
    if not document.articles:
        _write(corpus.add(TEI, {WRITTEN_LANG: document.language}), document, options, "a0.")
    files["corpus"] = _file(corpus, document)
    return files


def _write(root: Element, document: Document, options: WriteOptions, prefix: str = "") -> None:
    text = Element(TEXT)
    body = text.add(BODY)
    for number, article in enumerate(document.articles, 1):
        _article(body, article, number, document.language)
    if not document.articles:
        body.add(DIV, {"type": "empty"})
    header.add_header(root, document, options, Counter(text.tags()), prefix)
    _stand_off(root, document)
    root.content.append(text)


def _file(root: Element, document: Document) -> bytes:
    try:
        return serialize(root, _MODELS, _STRUCTURAL)
    except ValueError as error:
        raise OutputInvalid(
            "character-not-allowed",
            f"{legal(document.file.name)}: a text holds a character that XML cannot hold ({error}). "
            "Discard it with the reason control.",
        ) from error


def _stand_off(root: Element, document: Document) -> None:
    if not (document.discarded or document.diagnostics):
        return
    stand_off = root.add(STAND_OFF)
    if document.discarded:
        group = stand_off.add(SPAN_GRP, {"type": "discarded"})
        for discard in document.discarded:
            _discard(group, discard)
    if document.diagnostics:
        group = stand_off.add(SPAN_GRP, {"type": "diagnostics"})
        for diagnostic in document.diagnostics:
            _diagnostic(group, diagnostic)


def _discard(group: Element, discard: Discard) -> None:
    attributes = {"type": discard.reason, "target": pointers(discard.spans)}
    if discard.confidence != "high":
        attributes["cert"] = discard.confidence
    if discard.reason == "control" or not is_legal(discard.text):
        attributes["n"] = " ".join(code_points(discard.text))
        group.add(SPAN, attributes)
    else:
        group.add(SPAN, attributes).content.append(discard.text)


def _diagnostic(group: Element, diagnostic: Diagnostic) -> None:
    attributes = {"type": diagnostic.code, "subtype": diagnostic.severity}
    if diagnostic.spans:
        attributes["target"] = pointers(diagnostic.spans)
    group.add(SPAN, attributes).content.append(legal(diagnostic.message))


def _article(body: Element, article: Article, number: int, language: str) -> None:
    attributes = {
        "type": "article",
        WRITTEN_ID: article.id,
        "n": str(number),
        **source_attributes(article_spans(article)),
    }
    if article.language != language:
        attributes[WRITTEN_LANG] = article.language
    div = body.add(DIV, attributes)
    heads = [
        (text, kind)
        for text, kind in ((article.kicker, "kicker"), (article.title, "main"), (article.subtitle, "sub"))
        if text is not None
    ]
    if not heads and article.headline_confidence != "high":
        div.attributes["cert"] = article.headline_confidence
    heads.sort(key=lambda head: head[0].spans[:1])
    for text, kind in heads:
        head = {"type": kind, **source_attributes(text.spans, article.headline_confidence)}
        fill(div.add(HEAD, head), text)
    _blocks(div, article.blocks, article)


def _blocks(div: Element, blocks: Sequence[Block], article: Article) -> None:
    """Write what a div holds. TEI wants its matter in four zones: top, paragraphs and the like, divs, bottom."""
    top = 0
    while top < len(blocks) and isinstance(blocks[top], _TOP):
        top += 1
    bottom = len(blocks)
    while bottom > top and isinstance(blocks[bottom - 1], _BOTTOM):
        bottom -= 1
    if top == bottom < len(blocks):
        bottom += 1  # TEI: bottom matter only stands behind something
    for block in blocks[:top]:
        _top(div, block, article)
    behind_section: list[Block] = []
    sections = False
    for place in range(top, bottom):
        block = blocks[place]
        if isinstance(block, Section):
            if behind_section:
                _blocks(div.add(DIV, {"type": "continuation"}), behind_section, article)
                behind_section = []
            _section(div, block, article)
            sections = True
        elif behind_section or (sections and not isinstance(block, _ANYWHERE)):
            behind_section.append(block)
        else:
            _inner(div, block, article, last=place == bottom - 1)
    if behind_section:
        _blocks(div.add(DIV, {"type": "continuation"}), behind_section, article)
    for block in blocks[bottom:]:
        _bottom(div, block, article)


def _section(parent: Element, section: Section, article: Article) -> None:
    attributes = {"type": "section", "subtype": f"level{section.level}"}
    if section.path is not None:
        attributes["n"] = section.path
    sure: Confidence = section.confidence
    if section.number_inferred:
        attributes["resp"] = f"#{header.TOOL_ID}"
        sure = "medium" if sure == "high" else sure
    if sure != "high":
        attributes["cert"] = sure
    div = parent.add(DIV, attributes)
    text = section.head
    own = dict(source_attributes(text.spans))
    if section.run_in:
        own["rend"] = "run-in"
    if sure != section.confidence:
        own["cert"] = section.confidence
    if own or text.text or section.label is not None:
        fill(div.add(HEAD, own), text, _label(text, section.label, section.number))
    _blocks(div, section.blocks, article)


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


def _top(div: Element, block: Block, article: Article) -> None:
    match block:
        case Facts():
            _facts(div.add(OPENER, source_attributes(block.text.spans, block.confidence)), block)
        case Byline():
            _byline(div.add(BYLINE, source_attributes(block.text.spans, block.confidence)), block)
        case Salutation():
            opener = div.add(OPENER, source_attributes(block.text.spans, block.confidence))
            fill(opener.add(SALUTE), block.text)
        case _:
            _inner(div, block, article)


def _bottom(div: Element, block: Block, article: Article) -> None:
    match block:
        case Facts():
            _facts(div.add(CLOSER, source_attributes(block.text.spans, block.confidence)), block)
        case Byline():
            _byline(div.add(BYLINE, source_attributes(block.text.spans, block.confidence)), block)
        case Signature():
            closer = div.add(CLOSER, source_attributes(block.text.spans, block.confidence))
            _signature(closer, block)
        case _:
            _inner(div, block, article)


def _inner(parent: Element, block: Block, article: Article, *, last: bool = False) -> None:
    """Write a block where neither the top nor the bottom of a div is."""
    match block:
        case Paragraph():
            _paragraph(parent, block, article, last=last)
        case ItemList():
            attributes = source_attributes((), block.confidence)
            items = parent.add(LIST, attributes)
            for item in block.items:
                _item(items, item, article)
        case Figure():
            _figure(parent, block)
        case Table():
            attributes = source_attributes((), block.confidence)
            table = parent.add(TABLE, attributes)
            for row in block.rows:
                line = table.add(ROW)
                for cell in row:
                    fill(line.add(CELL, source_attributes(cell.spans)), cell)
        case Note():
            attributes = {"type": block.kind, **source_attributes(block.text.spans, block.confidence)}
            fill(parent.add(NOTE, attributes), block.text)
        case Facts():
            _facts(_ab(parent, "facts", block.text, block.confidence), block)
        case Byline():
            _byline(_ab(parent, "byline", block.text, block.confidence), block)
        case Salutation():
            fill(_ab(parent, "salutation", block.text, block.confidence), block.text)
        case Signature():
            marks = _signature_marks(block, inside_closer=False)
            fill(_ab(parent, "signature", block.text, block.confidence), block.text, marks)
        case Section():
            raise OutputInvalid(
                "section-in-item", f"The section {block.head.text[:40]!r} stands inside a list item, which TEI forbids."
            )
        case _:
            assert_never(block)


def _ab(parent: Element, kind: str, text: Text, confidence: Confidence) -> Element:
    return parent.add(AB, {"type": kind, **source_attributes(text.spans, confidence)})


def _people(text: Text, people: Iterable[Person]) -> list[Mark]:
    marks = []
    for order, person in enumerate(people):
        attributes = {**role_attributes(person.role), **name_attributes(person, _shown(text, person.spans))}
        marks.append(mark(person.spans, _PERSON, order, PERS_NAME, attributes, person.as_found))
    return marks


def _date(date: Date) -> Mark:
    return mark(date.text.spans, _DATE, 0, DATE, date_attributes(date), date.text.as_found)


def _byline(element: Element, byline: Byline) -> None:
    fill(element, byline.text, _people(byline.text, byline.people))


def _facts(element: Element, facts: Facts) -> None:
    marks = _people(facts.text, facts.people)
    if facts.date is not None:
        marks.append(_date(facts.date))
    taken = [(m.start, -m.reach) for m in marks]
    behind = facts.text.spans[0].start if facts.text.spans else 0
    for order, field in enumerate(facts.fields):
        attributes = {"type": field.name}
        if field.label:
            attributes["n"] = field.label
        if field.value is None:
            offset = _behind_label(facts, order, behind)
            marks.append(empty_mark(offset, _FIELD, order, SEG, attributes))
            behind = offset
            continue
        attributes.update(source_attributes(field.value.spans))
        tag = _field_tag(field, field.value, taken)
        marks.append(mark(field.value.spans, _FIELD, order, tag, attributes, field.value.as_found))
        behind = field.value.spans[-1].end
    fill(element, facts.text, marks)


def _field_tag(field: Field, value: Text, taken: Iterable[tuple[int, int]]) -> str:
    if field.name in ("source", "issuer"):
        return ORG_NAME
    if field.name in ("document-number", "index-number"):  # idno holds nothing but text
        low, high = value.spans[0].start, value.spans[-1].end
        if not value.corrections and value.as_found is None and all(e <= low or high <= s for s, e in taken):
            return IDNO
    return SEG


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


def _signature(closer: Element, signature: Signature) -> None:
    fill(closer, signature.text, _signature_marks(signature, inside_closer=True))


def _signature_marks(signature: Signature, *, inside_closer: bool) -> list[Mark]:
    """``orgName`` and ``date``; in a closer within ``signed`` and ``dateline``, one of which tells it from facts."""
    marks: list[Mark] = []
    signed = signature.signed
    if signed is not None:
        if inside_closer:
            marks.append(mark(signed.spans, 0, 0, SIGNED, {}))
        marks.append(mark(signed.spans, 1, 0, ORG_NAME, source_attributes(signed.spans), signed.as_found))
    if signature.date is not None:
        if inside_closer:
            marks.append(mark(signature.date.text.spans, 0, 1, DATELINE, {}))
        marks.append(_date(signature.date))
    if not marks and inside_closer:
        marks.append(mark(signature.text.spans, 0, 0, SIGNED, {}))
    return marks


def _paragraph(parent: Element, block: Paragraph, article: Article, *, last: bool) -> None:
    attributes = source_attributes(block.text.spans, block.confidence)
    if block.language is not None:
        attributes[WRITTEN_LANG] = block.language
    text, credit = block.text, block.credit
    parted: tuple[Text, Text] | None = None
    if credit is not None and last:
        parted = _part(text, credit)
        if parted is not None and block.items and block.items[-1].spans[-1].end > credit.text.spans[0].start:
            parted = None
    marks: list[Mark] = []
    if block.dateline is not None:
        dateline = block.dateline
        own = {"type": "dateline", **source_attributes(dateline.spans)}
        marks.append(mark(dateline.spans, _DATELINE, 0, SEG, own, dateline.as_found))
        marks.extend(_in_dateline(text, dateline, article))
    if block.items:
        marks.extend(_inline_items(text, block.items))
    if credit is not None and parted is None:
        own = {"type": "credit", **source_attributes(credit.text.spans)}
        marks.append(mark(credit.text.spans, _CREDIT, 0, SEG, own, credit.text.as_found))
        marks.extend(_people(text, credit.people))
    if parted is not None and credit is not None:
        text = parted[0]
        attributes["corresp"] = pointers(text.spans)
    fill(parent.add(P, attributes), text, marks)
    if parted is not None and credit is not None:
        own = {"rend": "run-on", **source_attributes(credit.text.spans)}
        fill(parent.add(BYLINE, own), credit.text, _people(credit.text, credit.people))


def _part(text: Text, credit: Credit) -> tuple[Text, Text] | None:
    """A text cut before its trailing credit, if the two halves are exactly what it is made of."""
    if text.as_found is not None or credit.text.as_found is not None:
        return None
    start = credit.text.spans[0].start
    body = slice_text(text, 0, start)
    tail = slice_text(text, start, text.spans[-1].end)
    return (body, tail) if tail == credit.text and body.text else None


def _in_dateline(text: Text, dateline: Text, article: Article) -> list[Mark]:
    """Persons and the date of the article that were read in a dateline, each once."""
    low, high = dateline.spans[0].start, dateline.spans[-1].end
    people: dict[tuple[Span, ...], Person] = {}
    for group in (article.authors, article.photographers, article.editors):
        for person in group:
            if person.spans and low <= person.spans[0].start and person.spans[-1].end <= high:
                people.setdefault(person.spans, person)
    marks = _people(text, people.values())
    date = article.date
    if date is not None and date.text.spans:
        spans = date.text.spans
        if low <= spans[0].start and spans[-1].end <= high:
            marks.append(_date(date))
    return marks


def _inline_items(text: Text, items: Sequence[InlineItem]) -> list[Mark]:
    """Items, their labels, and one list around each run of items with nothing between them."""
    marks: list[Mark] = []
    first = 0
    for order, item in enumerate(items):
        start, end = item.spans[0].start, item.spans[-1].end
        marks.append(mark(item.spans, _ITEM, order, ITEM, {"n": str(item.number), **source_attributes(item.spans)}))
        if item.label:
            marks.append(_prefix_mark(text, start, item.label, {}))
        behind = items[order + 1].spans[0].start if order + 1 < len(items) else None
        if behind is None or (behind > end and slice_text(text, end, behind).spans):
            spans = (Span(items[first].spans[0].start, end),)
            marks.append(mark(spans, _LIST, order, LIST, {"rend": "inline"}))
            first = order + 1
    return marks


def _item(parent: Element, item: ListItem, article: Article) -> None:
    attributes = source_attributes(item.text.spans)
    if not item.label and item.number is not None:
        attributes["n"] = str(item.number)
    element = parent.add(ITEM, attributes)
    fill(element, item.text, _label(item.text, item.label, item.number))
    for block in item.blocks:
        _inner(element, block, article)


def _figure(parent: Element, figure: Figure) -> None:
    element = parent.add(FIGURE, source_attributes((), figure.confidence))
    if figure.graphic is not None:
        url = figure.graphic.url
        own = {"url": uri(url), **source_attributes(figure.graphic.spans)}
        if own["url"] != url:
            own["n"] = url
        element.add(GRAPHIC, own)
    caption, credit = figure.caption, figure.credit
    if caption is None:
        return
    parted = None if credit is None else _part(caption, credit)
    marks: list[Mark] = []
    if credit is not None and parted is None:
        own = {"type": "credit", **source_attributes(credit.text.spans)}
        marks.append(mark(credit.text.spans, _CREDIT, 0, SEG, own, credit.text.as_found))
        marks.extend(_people(caption, credit.people))
    text = caption if parted is None else parted[0]
    fill(element.add(HEAD, source_attributes(text.spans)), text, marks)
    if credit is not None and parted is not None:
        own = source_attributes(credit.text.spans)
        fill(element.add(BYLINE, own), credit.text, _people(credit.text, credit.people))
