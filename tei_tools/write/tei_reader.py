"""TEI that this package wrote, read back as a document."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, cast, get_args

from lxml import etree

from ..errors import Diagnostic, Severity, SourceError
from ..model.nodes import (
    DATE_ROLES,
    FIELD_NAMES,
    Article,
    Availability,
    Block,
    Byline,
    Converted,
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
from ..text.source import Confidence, SourceFile, Span
from .decided import unspell
from .edits import Edit, edited
from .header import UNPUBLISHED
from .ranges import Cuts
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
    field_of_date,
)
from .xml import PREFIX, TEI_NS, XML_ID, XML_LANG, from_code_points, parse_xml, read_pointers

_NS = {"t": TEI_NS}
_ENTRIES = "t:teiHeader/t:fileDesc/t:sourceDesc/t:listBibl/t:bibl"


class _Unreadable(Exception):
    """What is wrong, and at which element."""

    def __init__(self, element: etree._Element, message: str) -> None:
        super().__init__(message)
        self.line = cast(int | None, element.sourceline) or 0


def read_tei(source: bytes | str | os.PathLike[str], text: str | None = None) -> Document:
    """The document that a TEI file (its bytes, or its path) was written from.

    What was discarded stands in TEI as ranges only. ``text``, the decoded text
    of the source, gives it its words back: ``read_tei(to_tei(d), text) == d``.
    Without it the text of every discard is empty. A ``teiCorpus`` that
    :func:`tei_tools.write.tei.to_tei_split` wrote gives the whole document.

    SourceError if the file is missing, is not well-formed XML, has a DOCTYPE,
    or is TEI of another kind, and if ``text`` is not as long as the header
    says; its message names the place.
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
        return _Reader(root, text).document()
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


def _find(element: etree._Element, path: str) -> etree._Element:
    found = element.find(path, _NS)
    return _fail(element, f"{_name(element)} has no {path.replace('t:', '')}") if found is None else found


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    return parent.iterchildren("*")  # no comments, no instructions


def _stand_off(root: etree._Element) -> Iterator[etree._Element]:
    for stand_off in root.iterchildren(STAND_OFF):
        for group in stand_off.iterchildren(SPAN_GRP):
            if group.get("type") == "discarded":
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


def _metadata(root: etree._Element) -> Metadata:
    header = _find(root, "t:teiHeader")

    def text(path: str) -> str:
        return header.findtext(path, "", _NS)

    statement = "t:fileDesc/t:publicationStmt/"
    file = "t:fileDesc/t:sourceDesc/t:bibl[@type='file']/"
    authority = text(statement + "t:authority")
    availability = header.find(statement + "t:availability[@status]", _NS)
    classes = "t:profileDesc/t:textClass/"
    known: Availability = "unknown"
    if availability is not None:
        known = cast(Availability, _one_of(availability, "status", get_args(Availability)))
    return Metadata(
        url=text(file + "t:ref"),
        captured=text(file + "t:date[@type='captured']"),
        capture_method=text(file + "t:note[@type='capture-method']"),
        rights_holder="" if authority == UNPUBLISHED else authority,
        licence=text(statement + "t:availability/t:licence"),
        availability=known,
        publisher=text(statement + "t:publisher"),
        funder=text("t:fileDesc/t:titleStmt/t:funder"),
        collection=text(file + "t:note[@type='collection']"),
        identifier=text(statement + "t:idno[@type='identifier']") or text(statement + "t:idno"),  # a DOI, of an editor
        keywords=tuple(term.text or "" for term in header.iterfind(classes + "t:keywords/t:term", _NS)),
        text_class=tuple(code.text or "" for code in header.iterfind(classes + "t:classCode", _NS)),
    )


def _diagnostic(note: etree._Element) -> Diagnostic:
    severity = _one_of(note, "subtype", get_args(Severity))
    return Diagnostic(note.get("n", ""), cast(Severity, severity), note.text or "", _pointers(note, "target"))


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


def _pointers(element: etree._Element, attribute: str) -> tuple[Span, ...]:
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


def _is_signature(closer: etree._Element) -> bool:
    return next(closer.iter(SIGNED, DATELINE), None) is not None


_IN_ITEM = frozenset((P, LIST, TABLE, FIGURE, NOTE, AB))
_UNREAD = frozenset((GAP, NOTE))
"""What a file may have inside a text that is not of it."""
_ADDED = frozenset((PREFIX + "supplied", PREFIX + "add"))
_REMOVED = PREFIX + "del"
"""What an editor put into a text, or took out of it."""
_BREAKS = frozenset(PREFIX + name for name in ("pb", "cb", "lb", "ptr", "anchor"))
_FACT_TAGS = (SEG, ORG_NAME, IDNO, DATE, PERS_NAME)


class _Reader:
    """Reads one file. What was discarded is known first, because ranges are written without taking it out."""

    def __init__(self, root: etree._Element, text: str | None) -> None:
        if root.tag not in (TEI, TEI_CORPUS):
            _fail(root, f"the root element is {root.tag!r}, not TEI in the namespace {TEI_NS}")
        self.root = root
        self.source = text
        self.cuts = Cuts(span for entry in _stand_off(root) for span in _pointers(entry, "target"))

    def document(self) -> Document:
        root = self.root
        if root.tag == TEI_CORPUS and root.find("t:teiHeader/t:fileDesc/t:extent", _NS) is None:
            _fail(root, "this is a corpus of several sources; its documents can be read one by one")
        file = _file(_find(root, "t:teiHeader/t:fileDesc/t:sourceDesc/t:bibl[@type='file']"), root)
        if self.source is not None and len(self.source) != file.characters:
            _fail(root, f"the text given has {len(self.source)} characters, that of the source {file.characters}")
        language = root.get(XML_LANG) or _fail(root, "the TEI element has no xml:lang")
        articles: list[Article] = []
        for tei in root.iterchildren(TEI) if root.tag == TEI_CORPUS else (root,):
            body = _find(tei, "t:text/t:body")
            headers = {bibl.get("corresp", ""): bibl for bibl in tei.iterfind(_ENTRIES, _NS)}
            for div in _elements(body):
                if div.tag == DIV and div.get("type") == "article":
                    articles.append(self.article(div, headers, language))
                elif not (div.tag == DIV and div.get("type") == "empty"):
                    _fail(div, f"body holds {_name(div)}, not div of type article")
        script = root.find("t:teiHeader/t:encodingDesc/t:editorialDecl/t:normalization", _NS)
        converted = None if script is None else script.get("n")
        if converted is not None and converted not in get_args(Converted)[1:]:
            _fail(root, f"{converted!r} is no script")
        notes = root.iterfind("t:teiHeader/t:fileDesc/t:notesStmt/t:note[@type='diagnostic']", _NS)
        return Document(
            file,
            language,
            tuple(articles),
            tuple(sorted(self.discarded(), key=lambda discard: discard.spans[:1])),
            tuple(_diagnostic(note) for note in notes),
            "keep" if converted is None else cast(Converted, converted),
            _metadata(root),
            tuple(self.decisions()),
        )

    def decisions(self) -> Iterator[Decision]:
        header = _find(self.root, "t:teiHeader")
        people = {
            statement.get(XML_ID, ""): statement.findtext("t:persName", "", _NS)
            for statement in header.iterfind("t:fileDesc/t:titleStmt/t:respStmt", _NS)
        }
        for change in header.iterfind("t:revisionDesc/t:change[@type='decision']", _NS):
            by, when = people.get(change.get("who", "")[1:], ""), change.get("when", "")
            try:
                yield unspell(change.get("n", ""), _pointers(change, "target"), change.text or "", by, when)
            except ValueError as error:
                _fail(change, str(error))

    def discarded(self) -> Iterator[Discard]:
        for entry in _stand_off(self.root):
            spans, reason, sure = _pointers(entry, "target"), entry.get("type", ""), _confidence(entry)
            groups = [spans] if entry.get("subtype") == "parts" else [(span,) for span in spans]
            for group in groups:
                text = self.source or ""
                yield Discard(reason, "".join([text[start:end] for start, end in group]), group, sure)

    def spans(self, element: etree._Element) -> tuple[Span, ...]:
        return self.cuts.cut(_pointers(element, "source"))

    def text(self, element: etree._Element, stop: frozenset[str] = frozenset()) -> Text:
        """The running text of an element, up to the first child with a name in ``stop``."""
        strings: list[str] = []
        corrections: list[Correction] = []
        edits: list[Edit] = []
        content, as_found = element, None
        if not element.text and len(element) and element[0].tag == CHOICE and element[0].get("source") is None:
            content = _find(element[0], "t:reg")
            as_found = _find(element[0], "t:orig").text or ""
        self.collect(content, strings, corrections, edits, stop)
        text = Text("".join(strings), self.spans(element), tuple(corrections), as_found)
        return edited(text, edits, self.found if self.source is not None else None)

    def found(self, span: Span) -> str:
        """What the source has in a range."""
        return (self.source or "")[span.start : span.end]

    def collect(
        self,
        element: etree._Element,
        strings: list[str],
        corrections: list[Correction],
        edits: list[Edit],
        stop: frozenset[str] = frozenset(),
    ) -> None:
        if element.text:
            strings.append(element.text)
        for child in element:
            if child.tag in stop:
                return
            if child.tag == CHOICE:
                if child.get("source") is None:
                    self.collect(_find(child, "t:reg"), strings, corrections, edits)
                else:
                    correction = self.correction(child)
                    corrections.append(correction)
                    strings.append(correction.corr)
            elif child.tag in _ADDED:
                before = child.getprevious()
                beside = element.text if before is None else before.tail
                removed = before is not None and before.tag == _REMOVED and not beside  # a word for a word
                behind = removed or bool(beside and not beside[-1].isspace()) or not child.tail
                words = "".join(cast("Iterator[str]", child.itertext("*")))
                edits += [Edit(sum(map(len, strings)), words, behind)] if words else []
            elif child.tag not in _UNREAD and not isinstance(child, etree._Comment | etree._ProcessingInstruction):
                begun = sum(map(len, strings))
                self.collect(child, strings, corrections, edits)
                if child.tag == _REMOVED and (gone := sum(map(len, strings)) - begun):
                    edits.append(Edit(begun, gone=gone))
            if child.tail:
                strings.append(child.tail)

    def correction(self, choice: etree._Element) -> Correction:
        found = read = None
        for child in choice:
            if child.tag in (SIC, ORIG):
                found = child
            elif child.tag in (CORR, REG):
                read = child
        spans = _pointers(choice, "source")
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

    def person(self, element: etree._Element, roles: etree._Element | None = None) -> Person:
        text = self.text(element)
        name = element.get("key")
        bearer = element if roles is None else roles
        role = bearer.get("n") or bearer.get("role") or ""
        return Person(without_blanks(text.text) if name is None else name, role, text.spans, text.as_found)

    def people(self, element: etree._Element) -> tuple[Person, ...]:
        return tuple(self.person(name) for name in element.iter(PERS_NAME))

    def date(self, element: etree._Element) -> Date:
        when = element.get("when") or _fail(element, "date has no when")
        if element.get("subtype") == "minute":
            when = re.sub(r"(T\d\d:\d\d):00", r"\1", when)
        role = cast(DateRole, _one_of(element, "type", get_args(DateRole)))
        return Date(when, role, self.text(element), element.get("resp") is not None)

    def article(self, div: etree._Element, headers: dict[str, etree._Element], language: str) -> Article:
        identifier = div.get(XML_ID) or _fail(div, "the div of an article has no xml:id")
        bibl = headers.get(f"#{identifier}")
        if bibl is None:
            _fail(div, f"the header has no bibl for the article {identifier}")
        heads: dict[str, Text] = {}
        confidence = _confidence(div)
        for head in div.iterchildren(HEAD):
            heads[_one_of(head, "type", ("kicker", "main", "sub"))] = self.text(head)
            confidence = _confidence(head)
        source = bibl.find("t:publisher/t:orgName", _NS)
        if source is None:
            source = bibl.find("t:orgName[@type='source']", _NS)
        number = bibl.find("t:seg[@type='document-number']", _NS)
        if number is None:
            number = bibl.find("t:idno[@type='document-number']", _NS)
        date = bibl.find("t:date", _NS)
        return Article(
            id=identifier,
            language=div.get(XML_LANG, language),
            blocks=self.blocks(div),
            kicker=heads.get("kicker"),
            title=heads.get("main"),
            subtitle=heads.get("sub"),
            date=None if date is None else self.date(date),
            source=None if source is None else self.text(source),
            document_number=None if number is None else self.text(number),
            authors=tuple(self.person(name) for name in bibl.iterfind("t:author/t:persName", _NS)),
            photographers=tuple(self.person(name) for name in bibl.iterfind("t:respStmt/t:persName", _NS)),
            editors=tuple(self.person(name, name.getparent()) for name in bibl.iterfind("t:editor/t:persName", _NS)),
            headline_confidence=confidence,
        )

    def blocks(self, div: etree._Element) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for child in _elements(div):
            if child.tag == HEAD or child.tag in _BREAKS:
                continue
            if child.tag == DIV and child.get("type") == "continuation":
                blocks.extend(self.blocks(child))
            else:
                blocks.append(self.block(child))
        return tuple(blocks)

    def block(self, element: etree._Element) -> Block:
        tag, sure = element.tag, _confidence(element)
        if tag == P:
            return self.paragraph(element, sure)
        if tag == DIV:
            return self.section(element, sure)
        if tag == LIST:
            return ItemList(tuple(self.item(item) for item in element.iterchildren(ITEM)), sure)
        if tag == FIGURE:
            return self.figure(element, sure)
        if tag == TABLE:
            rows = (tuple(self.text(cell) for cell in row.iterchildren(CELL)) for row in element.iterchildren(ROW))
            return Table(tuple(rows), sure)
        if tag == NOTE:
            return Note(cast(NoteKind, _one_of(element, "type", get_args(NoteKind))), self.text(element), sure)
        kind = element.get("type") if tag == AB else None
        if tag == BYLINE or kind == "byline":
            return Byline(self.text(element), self.people(element), sure)
        if kind == "salutation":
            return Salutation(self.text(element), sure)
        if tag == OPENER and (salute := element.find(SALUTE)) is not None:
            return Salutation(replace(self.text(salute), spans=self.spans(element)), sure)
        if kind == "signature" or (tag == CLOSER and _is_signature(element)):
            signed, date = next(element.iter(ORG_NAME), None), next(element.iter(DATE), None)
            return Signature(
                self.text(element),
                None if signed is None else self.text(signed),
                None if date is None else self.date(date),
                sure,
            )
        if tag in (OPENER, CLOSER) or kind == "facts":
            return self.facts(element, sure)
        _fail(element, f"{_name(element)} is not expected here")

    def facts(self, element: etree._Element, sure: Confidence) -> Facts:
        fields = (self.field(fact) for fact in element.iter(*_FACT_TAGS))
        dates = [self.date(date) for date in element.iter(DATE)]
        first = min(dates, key=lambda date: DATE_ROLES.index(date.role), default=None)
        return Facts(
            self.text(element),
            tuple(field for field in fields if field is not None),
            first,
            self.people(element),
            sure,
            tuple(date for date in dates if date is not first),
        )

    def field(self, element: etree._Element) -> Field | None:
        """The labelled fact that an element says; None when it marks a date, a person or a number only."""
        kind, label = element.get("type", ""), element.get("n")
        if element.tag == DATE:
            kind = field_of_date(kind)
        elif element.tag == PERS_NAME:
            label = element.get("role")
        if label is None or kind not in FIELD_NAMES:
            return None
        return Field(label, kind, None if element.get("source") is None else self.text(element))

    def paragraph(self, element: etree._Element, sure: Confidence) -> Paragraph:
        dateline = credit = None
        items: list[InlineItem] = []
        for seg in element.iter(SEG):
            kind = seg.get("type")
            if kind == "dateline":
                dateline = self.text(seg)
            elif kind == "credit":
                credit = Credit(self.text(seg), self.people(seg))
            elif kind == "item":
                label, _ = self.label(seg)
                items.append(InlineItem(label or "", _integer(seg, seg.get("n")), self.spans(seg)))
        return Paragraph(self.text(element), dateline, credit, tuple(items), element.get(XML_LANG), sure)

    def label(self, element: etree._Element) -> tuple[str | None, int | None]:
        """The label that opens an element, as written, and its value."""
        label = element.find("t:label", _NS)
        if label is None:
            label = element.find("t:choice/t:reg/t:label", _NS)
        if label is None:
            return None, None
        return self.text(label).text, _optional_integer(label, label.get("n"))

    def section(self, div: etree._Element, sure: Confidence) -> Section:
        if div.get("type") != "section":
            _fail(div, "a div is neither an article nor a section")
        depth = 1 + sum(around.get("type") == "section" for around in div.iterancestors(DIV))
        level = re.fullmatch(r"level([0-9]{1,4})", div.get("subtype", f"level{depth}"))
        if level is None:
            _fail(div, "the subtype of a section is not level1, level2 and so on")
        path = div.get("n")
        head = div.find(HEAD)
        text, label, number, run_in = Text("", ()), None, None, False
        if head is not None:
            text = self.text(head)
            label, number = self.label(head)
            run_in = head.get("rend") == "run-in"
            if head.get("cert") is not None:
                sure = _confidence(head)
        if number is None and path is not None:
            number = _integer(div, path.rpartition(".")[2])
        inferred = div.get("resp") is not None
        return Section(int(level[1]), number, path, label, text, run_in, self.blocks(div), inferred, sure)

    def item(self, element: etree._Element) -> ListItem:
        label, number = self.label(element)
        if label is None:
            number = _optional_integer(element, element.get("n"))
        blocks = tuple(self.block(child) for child in _elements(element) if child.tag in _IN_ITEM)
        return ListItem(label or "", number, self.text(element, _IN_ITEM), blocks)

    def figure(self, element: etree._Element, sure: Confidence) -> Figure:
        graphic, head = element.find(GRAPHIC), element.find(HEAD)
        caption = credit = picture = None
        if head is not None:
            caption = self.text(head)
            for seg in head.iter(SEG):
                credit = Credit(self.text(seg), self.people(seg))
        if graphic is not None:
            picture = Graphic(graphic.get("n") or graphic.get("url") or "", self.spans(graphic))
        return Figure(picture, caption, credit, sure)
