"""TEI that this package wrote, read back as a document."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NoReturn, TypeVar, cast, get_args

from lxml import etree

from ..errors import Diagnostic, Severity, SourceError
from ..model.nodes import (
    FIELD_NAMES,
    Article,
    Block,
    Byline,
    Correction,
    Credit,
    Date,
    DateRole,
    Discard,
    Document,
    Facts,
    Field,
    Figure,
    Graphic,
    InlineItem,
    ItemList,
    ListItem,
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
from ..text.source import Confidence, SourceFile, Span, merge
from .running_text import CHOICE, CORR, DATE, GAP, ORIG, PERS_NAME, REG, SIC, without_blanks
from .tei import (
    AB,
    BYLINE,
    CELL,
    CLOSER,
    DATELINE,
    DIV,
    FIGURE,
    GRAPHIC,
    HEAD,
    IDNO,
    ITEM,
    LIST,
    NOTE,
    OPENER,
    ORG_NAME,
    ROW,
    SALUTE,
    SEG,
    SIGNED,
    SPAN,
    SPAN_GRP,
    STAND_OFF,
    TABLE,
    TEI,
    TEI_CORPUS,
    P,
)
from .xml import PREFIX, TEI_NS, XML_ID, XML_LANG, from_code_points, parse_xml, read_pointers

_NS = {"t": TEI_NS}
_ENTRIES = "t:teiHeader/t:fileDesc/t:sourceDesc/t:listBibl/t:bibl"
_Read = TypeVar("_Read")
_Script = Literal["keep", "hans", "hant"]


class _Unreadable(Exception):
    """What is wrong, and at which element."""

    def __init__(self, element: etree._Element, message: str) -> None:
        super().__init__(message)
        self.line = cast(int | None, element.sourceline) or 0


def read_tei(source: bytes | str | os.PathLike[str]) -> Document:
    """The document that a TEI file (its bytes, or its path) was written from: ``read_tei(to_tei(d)) == d``.

    A ``teiCorpus`` that :func:`tei_tools.write.tei.to_tei_split` wrote gives
    the whole document. SourceError if the file is missing, is not well-formed
    XML, has a DOCTYPE, or is TEI of another kind; its message names the place.
    """
    if isinstance(source, bytes):
        name, data = "The TEI", source
    else:
        name = os.fspath(source)
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise SourceError("unreadable", f"{name} cannot be read: {error.strerror}. Check the path.") from error
    root = parse_xml(data, name)
    try:
        return _document(root)
    except _Unreadable as error:
        raise SourceError(
            "not-our-tei",
            f"{name}, line {error.line}: {error}. Only TEI that tei-tools wrote can be read back: "
            "convert the source again.",
        ) from None


def _fail(element: etree._Element, message: str) -> NoReturn:
    raise _Unreadable(element, message)


def _name(element: etree._Element) -> str:
    return str(element.tag).removeprefix(PREFIX)


def _document(root: etree._Element) -> Document:
    if root.tag not in (TEI, TEI_CORPUS):
        _fail(root, f"the root element is {root.tag!r}, not TEI in the namespace {TEI_NS}")
    file = _find(root, "t:teiHeader/t:fileDesc/t:sourceDesc/t:bibl[@type='file']")
    language = root.get(XML_LANG) or _fail(root, "the TEI element has no xml:lang")
    articles: list[Article] = []
    for tei in root.iterchildren(TEI) if root.tag == TEI_CORPUS else (root,):
        body = _find(tei, "t:text/t:body")
        headers = {bibl.get("corresp", ""): bibl for bibl in tei.iterfind(_ENTRIES, _NS)}
        for div in _elements(body):
            if div.tag == DIV and div.get("type") == "article":
                articles.append(_article(div, headers, language))
            elif not (div.tag == DIV and div.get("type") == "empty"):
                _fail(div, f"body holds {_name(div)}, not div of type article")
    script = root.find("t:teiHeader/t:encodingDesc/t:editorialDecl/t:normalization", _NS)
    converted = None if script is None else script.get("n")
    if converted not in (None, "hans", "hant"):
        _fail(root, f"{converted!r} is no script")
    return Document(
        _file(file, root),
        language,
        tuple(articles),
        tuple(_discard(span) for span in _stand_off(root, "discarded")),
        tuple(_diagnostic(span) for span in _stand_off(root, "diagnostics")),
        "keep" if converted is None else cast(_Script, converted),
    )


def _find(element: etree._Element, path: str) -> etree._Element:
    found = element.find(path, _NS)
    return _fail(element, f"{_name(element)} has no {path.replace('t:', '')}") if found is None else found


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    return parent.iterchildren("*")  # no comments, no instructions


def _stand_off(root: etree._Element, kind: str) -> Iterator[etree._Element]:
    for stand_off in root.iterchildren(STAND_OFF):
        for group in stand_off.iterchildren(SPAN_GRP):
            if group.get("type") == kind:
                yield from group.iterchildren(SPAN)


def _file(bibl: etree._Element, root: etree._Element) -> SourceFile:
    def text(path: str) -> str:
        return bibl.findtext(path, "", _NS)

    def quantity(unit: str) -> int:
        measure = _find(root, f"t:teiHeader/t:fileDesc/t:extent/t:measure[@unit='{unit}']")
        return _integer(measure, measure.get("quantity"))

    encoding = _find(bibl, "t:note[@type='encoding']")
    replaced = text("t:note[@type='replaced-bytes']")
    return SourceFile(
        name=text("t:idno[@type='filename']"),
        media_type=text("t:note[@type='media-type']"),
        encoding=encoding.text or "",
        encoding_confidence=_confidence(encoding),
        replaced=_integer(bibl, replaced) if replaced else 0,
        bytes=quantity("bytes"),
        sha256=text("t:idno[@type='sha256']"),
        characters=quantity("characters"),
        member=text("t:note[@type='member']"),
        text_sha256=text("t:note[@type='text-sha256']"),
        text_name=text("t:note[@type='text-file']"),
    )


def _discard(span: etree._Element) -> Discard:
    names = span.get("n")
    text = (span.text or "") if names is None else _characters(span, names)
    return Discard(span.get("type", ""), text, _spans(span, "target"), _confidence(span))


def _diagnostic(span: etree._Element) -> Diagnostic:
    severity = _one_of(span, "subtype", get_args(Severity))
    return Diagnostic(span.get("type", ""), cast(Severity, severity), span.text or "", _spans(span, "target"))


def _characters(element: etree._Element, names: str) -> str:
    try:
        return from_code_points(names.split())
    except (ValueError, OverflowError):
        _fail(element, f"{names!r} does not name code points such as U+000B")


def _integer(element: etree._Element, value: str | None) -> int:
    if value is None or not re.fullmatch(r"[0-9]{1,15}", value):
        _fail(element, f"{_name(element)} has {value!r} where a number must stand")
    return int(value)


def _optional_integer(element: etree._Element, value: str | None) -> int | None:
    return None if value is None else _integer(element, value)


def _spans(element: etree._Element, attribute: str = "corresp") -> tuple[Span, ...]:
    try:
        return read_pointers(element.get(attribute))
    except ValueError as error:
        _fail(element, f"{_name(element)}/@{attribute}: {error}")


def _one_of(element: etree._Element, attribute: str, values: tuple[str, ...]) -> str:
    value = element.get(attribute)
    if value not in values:
        _fail(element, f"{_name(element)}/@{attribute} is {value!r}, not one of {', '.join(values)}")
    return value


def _confidence(element: etree._Element) -> Confidence:
    if element.get("cert") is None:
        return "high"
    return cast(Confidence, _one_of(element, "cert", get_args(Confidence)))


def _text(element: etree._Element, stop: frozenset[str] = frozenset()) -> Text:
    """The running text of an element, up to the first child with a name in ``stop``."""
    strings: list[str] = []
    corrections: list[Correction] = []
    content, as_found = element, None
    if not element.text and len(element) and element[0].tag == CHOICE and element[0].get("corresp") is None:
        content = _find(element[0], "t:reg")
        as_found = _find(element[0], "t:orig").text or ""
    _collect(content, strings, corrections, stop)
    return Text("".join(strings), _spans(element), tuple(corrections), as_found)


def _collect(
    element: etree._Element, strings: list[str], corrections: list[Correction], stop: frozenset[str] = frozenset()
) -> None:
    if element.text:
        strings.append(element.text)
    for child in element:
        if child.tag in stop:
            return
        if child.tag == CHOICE:
            if child.get("corresp") is None:
                _collect(_find(child, "t:reg"), strings, corrections)
            else:
                correction = _correction(child)
                corrections.append(correction)
                strings.append(correction.corr)
        elif child.tag != GAP and not isinstance(child, etree._Comment | etree._ProcessingInstruction):
            _collect(child, strings, corrections)
        if child.tail:
            strings.append(child.tail)


def _correction(choice: etree._Element) -> Correction:
    found = read = None
    for child in choice:
        if child.tag in (SIC, ORIG):
            found = child
        elif child.tag in (CORR, REG):
            read = child
    spans = _spans(choice)
    if found is None or read is None or len(spans) != 1:
        _fail(choice, "choice is not one found and one corrected reading of one source range")
    names = found.get("n")
    behind = choice.getnext()
    gap = 0
    if behind is not None and behind.tag == GAP and not choice.tail:
        gap = _integer(behind, behind.get("quantity"))
    return Correction(
        spans[0],
        (found.text or "") if names is None else _characters(found, names),
        read.text or "",
        read.get("type", ""),
        _confidence(read),
        gap,
    )


def _person(element: etree._Element, roles: etree._Element | None = None) -> Person:
    text = _text(element)
    name = element.get("key")
    bearer = element if roles is None else roles
    role = bearer.get("n") or bearer.get("role") or ""
    return Person(without_blanks(text.text) if name is None else name, role, text.spans, text.as_found)


def _people(element: etree._Element) -> tuple[Person, ...]:
    return tuple(_person(name) for name in element.iter(PERS_NAME))


def _date(element: etree._Element) -> Date:
    when = element.get("when") or _fail(element, "date has no when")
    if element.get("subtype") == "minute":
        when = re.sub(r"(T\d\d:\d\d):00", r"\1", when)
    return Date(when, cast(DateRole, _one_of(element, "type", get_args(DateRole))), _text(element))


def _first(element: etree._Element, tag: str, read: Callable[[etree._Element], _Read]) -> _Read | None:
    found = next(element.iter(tag), None)
    return None if found is None else read(found)


def _article(div: etree._Element, headers: dict[str, etree._Element], language: str) -> Article:
    identifier = div.get(XML_ID) or _fail(div, "the div of an article has no xml:id")
    bibl = headers.get(f"#{identifier}")
    if bibl is None:
        _fail(div, f"the header has no bibl for the article {identifier}")
    heads: dict[str, Text] = {}
    confidence = _confidence(div)
    for head in div.iterchildren(HEAD):
        heads[_one_of(head, "type", ("kicker", "main", "sub"))] = _text(head)
        confidence = _confidence(head)
    source = bibl.find("t:publisher/t:orgName", _NS)
    number = bibl.find("t:seg[@type='document-number']", _NS)
    if number is None:
        number = bibl.find("t:idno[@type='document-number']", _NS)
    date = bibl.find("t:date", _NS)
    return Article(
        id=identifier,
        language=div.get(XML_LANG, language),
        blocks=_blocks(div),
        kicker=heads.get("kicker"),
        title=heads.get("main"),
        subtitle=heads.get("sub"),
        date=None if date is None else _date(date),
        source=None if source is None else _text(source),
        document_number=None if number is None else _text(number),
        authors=tuple(_person(name) for name in bibl.iterfind("t:author/t:persName", _NS)),
        photographers=tuple(_person(name) for name in bibl.iterfind("t:respStmt/t:persName", _NS)),
        editors=tuple(_person(name, name.getparent()) for name in bibl.iterfind("t:editor/t:persName", _NS)),
        headline_confidence=confidence,
    )


def _blocks(div: etree._Element) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for child in _elements(div):
        if child.tag == HEAD:
            continue
        if child.tag == DIV and child.get("type") == "continuation":
            blocks.extend(_blocks(child))
        elif child.tag == BYLINE and child.get("rend") == "run-on":
            before = blocks.pop() if blocks else None
            if not isinstance(before, Paragraph):
                _fail(child, "a run-on byline does not follow a paragraph")
            blocks.append(_with_credit(before, child))
        else:
            blocks.append(_block(child))
    return tuple(blocks)


def _with_credit(paragraph: Paragraph, byline: etree._Element) -> Paragraph:
    credit = Credit(_text(byline), _people(byline))
    return Paragraph(
        _joined(paragraph.text, credit.text),
        paragraph.dateline,
        credit,
        paragraph.items,
        paragraph.language,
        paragraph.confidence,
    )


def _joined(first: Text, second: Text) -> Text:
    return Text(first.text + second.text, merge(first.spans + second.spans), first.corrections + second.corrections)


def _block(element: etree._Element) -> Block:
    tag = element.tag
    sure = _confidence(element)
    if tag == P:
        return _paragraph(element, sure)
    if tag == DIV:
        return _section(element, sure)
    if tag == LIST:
        return ItemList(tuple(_item(item) for item in element.iterchildren(ITEM)), sure)
    if tag == FIGURE:
        return _figure(element, sure)
    if tag == TABLE:
        rows = (tuple(_text(cell) for cell in row.iterchildren(CELL)) for row in element.iterchildren(ROW))
        return Table(tuple(rows), sure)
    if tag == NOTE:
        return Note(cast(NoteKind, _one_of(element, "type", get_args(NoteKind))), _text(element), sure)
    kind = element.get("type") if tag == AB else None
    if tag == BYLINE or kind == "byline":
        return Byline(_text(element), _people(element), sure)
    if kind == "salutation":
        return Salutation(_text(element), sure)
    if tag == OPENER and (salute := element.find(SALUTE)) is not None:
        text = _text(salute)
        return Salutation(Text(text.text, _spans(element), text.corrections, text.as_found), sure)
    if kind == "signature" or (tag == CLOSER and _is_signature(element)):
        return Signature(_text(element), _first(element, ORG_NAME, _text), _first(element, DATE, _date), sure)
    if tag in (OPENER, CLOSER) or kind == "facts":
        fields = (_field(e) for e in element.iter(SEG, ORG_NAME, IDNO) if e.get("type") in FIELD_NAMES)
        return Facts(_text(element), tuple(fields), _first(element, DATE, _date), _people(element), sure)
    _fail(element, f"{_name(element)} is not expected here")


def _is_signature(closer: etree._Element) -> bool:
    return next(closer.iter(SIGNED, DATELINE), None) is not None


def _field(element: etree._Element) -> Field:
    value = None if element.get("corresp") is None else _text(element)
    return Field(element.get("n", ""), element.get("type", ""), value)


def _paragraph(element: etree._Element, sure: Confidence) -> Paragraph:
    dateline = credit = None
    for seg in element.iter(SEG):
        if seg.get("type") == "dateline":
            dateline = _text(seg)
        elif seg.get("type") == "credit":
            credit = Credit(_text(seg), _people(seg))
    items = tuple(
        InlineItem(_label(item)[0] or "", _integer(item, item.get("n")), _spans(item)) for item in element.iter(ITEM)
    )
    return Paragraph(_text(element), dateline, credit, items, element.get(XML_LANG), sure)


def _label(element: etree._Element) -> tuple[str | None, int | None]:
    """The label that opens an element, as written, and its value."""
    label = element.find("t:label", _NS)
    if label is None:
        label = element.find("t:choice/t:reg/t:label", _NS)
    if label is None:
        return None, None
    return _text(label).text, _optional_integer(label, label.get("n"))


def _section(div: etree._Element, sure: Confidence) -> Section:
    level = re.fullmatch(r"level([0-9]{1,4})", div.get("subtype", ""))
    if div.get("type") != "section" or level is None:
        _fail(div, "a div is neither an article nor a section with its level")
    path = div.get("n")
    head = div.find(HEAD)
    text, label, number, run_in = Text("", ()), None, None, False
    if head is not None:
        text = _text(head)
        label, number = _label(head)
        run_in = head.get("rend") == "run-in"
        if head.get("cert") is not None:
            sure = _confidence(head)
    if label is None and path is not None:
        number = _integer(div, path.rpartition(".")[2])
    return Section(int(level[1]), number, path, label, text, run_in, _blocks(div), div.get("resp") is not None, sure)


_IN_ITEM = frozenset((P, LIST, TABLE, FIGURE, NOTE, AB))


def _item(element: etree._Element) -> ListItem:
    label, number = _label(element)
    if label is None:
        number = _optional_integer(element, element.get("n"))
    blocks = tuple(_block(child) for child in _elements(element) if child.tag in _IN_ITEM)
    return ListItem(label or "", number, _text(element, _IN_ITEM), blocks)


def _figure(element: etree._Element, sure: Confidence) -> Figure:
    graphic = element.find(GRAPHIC)
    head = element.find(HEAD)
    byline = element.find(BYLINE)
    caption = credit = None
    if head is not None:
        caption = _text(head)
        for seg in head.iter(SEG):
            credit = Credit(_text(seg), _people(seg))
        if byline is not None:
            credit = Credit(_text(byline), _people(byline))
            caption = _joined(caption, credit.text)
    picture = None
    if graphic is not None:
        picture = Graphic(graphic.get("n") or graphic.get("url") or "", _spans(graphic))
    return Figure(picture, caption, credit, sure)
