"""A document as a JSON record, and back. The names are a contract: ``schemas/record.schema.json`` describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields as fields_of
from functools import cache
from typing import Any, cast, get_args

from .._version import __version__
from ..errors import Diagnostic, OutputInvalid, Severity, SourceError
from ..model.facts import Certainty, publishes, supplied_title, updated_date
from ..model.nodes import (
    NO_METADATA,
    Article,
    Availability,
    Block,
    Byline,
    Converted,
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
from ..model.visit import Visitor, named
from ..model.walk import article_spans, block_spans
from ..text.source import Confidence, SourceFile, Span
from .decided import decision_record, read_decision
from .xml import code_points, from_code_points, is_legal, legal

Record = dict[str, Any]

SCHEMA = "tei-tools/record/2"
READABLE = (SCHEMA, "tei-tools/record/1")
"""The schemas that :func:`from_record` reads."""

METADATA_NAMES = tuple(field.name for field in fields_of(Metadata))


def to_record(document: Document) -> Record:
    """The record of a document, ready for JSON: ``from_record(to_record(d)) == d``.

    Names of the contract are always present; what was added to it (corrections,
    ``confidence`` other than high, …) only where there is something to say.
    Blocks and items have the ``id`` that they have in TEI.

    >>> to_record(Document(SourceFile(name="a.txt"), "zh-Hans", ()))["file"]["name"]
    'a.txt'
    """
    record: Record = {
        "schema": SCHEMA,
        "generator": {"name": "tei-tools", "version": __version__},
        "file": _file(document.file),
        "language": document.language,
    }
    if document.script != "keep":
        record["script"] = document.script
    if document.metadata != NO_METADATA:
        record["metadata"] = _metadata(document.metadata)
    certainty = Certainty(document)
    record["articles"] = [_article(article, certainty) for article in document.articles]
    record["discarded"] = [_discard(discard) for discard in document.discarded]
    record["diagnostics"] = [
        {"code": d.code, "severity": d.severity, "message": legal(d.message), "spans": _spans(d.spans)}
        for d in document.diagnostics
    ]
    if document.decisions:
        record["decisions"] = [decision_record(decision) for decision in document.decisions]
    return record


def dump_record(record: Record) -> bytes:
    """A record as one line of compact UTF-8 JSON with a line feed behind it.

    The bytes are the same whether orjson is installed or not. OutputInvalid if
    a text holds a lone surrogate, which UTF-8 cannot carry.

    >>> dump_record({"text": "甲", "spans": [[0, 1]]}).decode()
    '{"text":"甲","spans":[[0,1]]}\\n'
    """
    if (fast := _fast_dumps()) is not None:
        try:
            return fast(record) + b"\n"
        except TypeError:
            pass  # nested deeper than orjson goes, or a lone surrogate: the slow way tells
    return _plain_dumps(record) + b"\n"


def _plain_dumps(record: Record) -> bytes:
    try:
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        found = ", ".join(code_points(error.object[error.start : error.end]))
        raise OutputInvalid(
            "character-not-allowed",
            f"The record holds {found}, which UTF-8 cannot carry, in a text that is not discarded. "
            "Discard it with the reason control.",
        ) from error


@cache
def _fast_dumps() -> Callable[[Record], bytes] | None:
    try:
        import orjson
    except ImportError:
        return None
    return orjson.dumps


def load_record(data: bytes) -> Record:
    """The record in a JSON file. SourceError if it is not UTF-8, not JSON, or no object.

    >>> load_record(b'{"schema": "tei-tools/record/1"}')
    {'schema': 'tei-tools/record/1'}
    """
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        message = f"The record is not JSON in UTF-8: {error}. Mend it or convert the source again."
        raise SourceError("not-json", message) from error
    if not isinstance(record, dict):
        raise SourceError("not-a-record", f"The record is a JSON {type(record).__name__}, not an object.")
    return record


def _with(record: Record, confidence: Confidence) -> Record:
    if confidence != "high":
        record["confidence"] = confidence
    return record


def _spans(spans: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [*map(list, spans)]


def _file(file: SourceFile) -> Record:
    record: Record = {
        "name": legal(file.name),
        "media_type": file.media_type,
        "encoding": file.encoding,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "characters": file.characters,
    }
    if file.encoding_confidence != "high":
        record["encoding_confidence"] = file.encoding_confidence
    if file.replaced:
        record["replaced"] = file.replaced
    if file.member:
        record["member"] = legal(file.member)
    if file.text_sha256:
        record["text_sha256"] = file.text_sha256
    if file.text_name:
        record["text_file"] = legal(file.text_name)
    return record


def _discard(discard: Discard) -> Record:
    text = discard.text
    record: Record = {"reason": discard.reason, "text": text, "spans": _spans(discard.spans)}
    if discard.reason == "control" or not is_legal(text):
        record["text"] = ""
        record["codepoints"] = code_points(text)
    return _with(record, discard.confidence)


def _text(text: Text) -> Record:
    record: Record = {"text": text.text, "spans": _spans(text.spans)}
    if text.corrections:
        record["corrections"] = [_correction(correction) for correction in text.corrections]
    if text.as_found is not None:
        record["as_found"] = text.as_found
    return record


def _text_or_none(text: Text | None) -> Record | None:
    return None if text is None else _text(text)


def _correction(correction: Correction) -> Record:
    record: Record = {
        "span": list(correction.span),
        "sic": correction.sic,
        "corr": correction.corr,
        "reason": correction.reason,
    }
    if not is_legal(correction.sic):
        record["sic"] = ""
        record["codepoints"] = code_points(correction.sic)
    if correction.gap:
        record["gap"] = correction.gap
    return _with(record, correction.confidence)


def _person(person: Person) -> Record:
    record: Record = {"name": person.name, "role": person.role, "spans": _spans(person.spans)}
    if person.as_found is not None:
        record["as_found"] = person.as_found
    return record


def _people(people: Iterable[Person]) -> list[Record]:
    return [_person(person) for person in people]


_DAY = re.compile(r"(?:(?P<year>\d{4})|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")


def _date(date: Date) -> Record:
    record: Record = {"when": date.when}
    found = _DAY.match(date.when)
    for name, value in (found.groupdict() if found else {"year": None, "month": None, "day": None}).items():
        record[name] = None if value is None else int(value)
    record["role"] = date.role
    record.update(_text(date.text))
    if date.year_inferred:
        record["year_inferred"] = True
    return record


def _credit(credit: Credit) -> Record:
    return {**_text(credit.text), "people": _people(credit.people)}


def _metadata(metadata: Metadata) -> Record:
    """What is known, and the availability always."""
    known = {name: value for name in METADATA_NAMES if (value := getattr(metadata, name))}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}


def _article(article: Article, certainty: Certainty) -> Record:
    def sure(record: Record | None, spans: Iterable[Span]) -> Record | None:
        return None if record is None else _with(record, certainty.of(spans))

    def people(group: Iterable[Person]) -> list[Record]:
        return [_with(_person(person), certainty.of(person.spans)) for person in group]

    date, source, number = article.date, article.source, article.document_number
    record: Record = {
        "id": article.id,
        "language": article.language,
        "kicker": _text_or_none(article.kicker),
        "title": _text_or_none(article.title),
        "subtitle": _text_or_none(article.subtitle),
        "date": None if date is None else sure(_date(date), date.text.spans),
        "source": None if source is None else sure(_text(source), source.spans),
        "document_number": None if number is None else sure(_text(number), number.spans),
        "authors": people(article.authors),
        "photographers": people(article.photographers),
        "editors": people(article.editors),
        "spans": _spans(article_spans(article)),
        "blocks": _blocks(article.id, article.blocks),
    }
    if (updated := updated_date(article)) is not None:
        record["updated"] = sure(_date(updated), updated.text.spans)
    if article.title is None:
        record["supplied_title"] = supplied_title(article)
    if source is not None and not publishes(article):
        record["source"]["quoted"] = True
    if article.headline_confidence != "high":
        record["headline_confidence"] = article.headline_confidence
    return record


def _blocks(name: str, blocks: Iterable[Block]) -> list[Record]:
    return [_Blocks(inner).record(block) for inner, block in named(name, blocks)]


class _Blocks(Visitor[Record]):
    """Writes one block, whose identifier is ``name``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def record(self, block: Block) -> Record:
        return _with(self.visit(block), block.confidence)

    def top(self, kind: str, text: Text | None = None) -> Record:
        record: Record = {"type": kind, "id": self.name}
        if text is not None:
            record.update(_text(text))
        return record

    def section(self, block: Section) -> Record:
        record = {
            **self.top("section"),
            "level": block.level,
            "number": block.number,
            "path": block.path,
            "label": block.label,
            "head": _text(block.head),
            "run_in": block.run_in,
            "blocks": _blocks(self.name, block.blocks),
        }
        if block.number_inferred:
            record["number_inferred"] = True
        return record

    def paragraph(self, block: Paragraph) -> Record:
        record = self.top("paragraph", block.text)
        if block.dateline is not None:
            record["dateline"] = _text(block.dateline)
        if block.credit is not None:
            record["credit"] = _credit(block.credit)
        if block.items:
            record["items"] = [
                {"label": item.label, "number": item.number, "spans": _spans(item.spans)} for item in block.items
            ]
        if block.language is not None:
            record["language"] = block.language
        return record

    def item_list(self, block: ItemList) -> Record:
        items = [self.item(f"{self.name}.i{number}", item) for number, item in enumerate(block.items, 1)]
        return {**self.top("list"), "items": items}

    def item(self, name: str, item: ListItem) -> Record:
        record = {"id": name, "label": item.label, "number": item.number, **_text(item.text)}
        if item.blocks:
            record["blocks"] = _blocks(name, item.blocks)
        return record

    def figure(self, block: Figure) -> Record:
        graphic = block.graphic
        record = self.top("figure")
        record["graphic"] = None if graphic is None else {"url": graphic.url, "spans": _spans(graphic.spans)}
        record["caption"] = _text_or_none(block.caption)
        if block.credit is not None:
            record["credit"] = _credit(block.credit)
        record["spans"] = _spans(block_spans(block))
        return record

    def table(self, block: Table) -> Record:
        rows = [[_text(cell) for cell in row] for row in block.rows]
        return {**self.top("table"), "rows": rows, "spans": _spans(block_spans(block))}

    def facts(self, block: Facts) -> Record:
        record = {**self.top("meta", block.text), "fields": [_field(field) for field in block.fields]}
        if block.date is not None:
            record["date"] = _date(block.date)
        if block.people:
            record["people"] = _people(block.people)
        if block.other_dates:
            record["other_dates"] = [_date(date) for date in block.other_dates]
        return record

    def byline(self, block: Byline) -> Record:
        return {**self.top("byline", block.text), "people": _people(block.people)}

    def salutation(self, block: Salutation) -> Record:
        return self.top("salutation", block.text)

    def signature(self, block: Signature) -> Record:
        record = self.top("signature", block.text)
        if block.signed is not None:
            record["signed"] = _text(block.signed)
        if block.date is not None:
            record["date"] = _date(block.date)
        return record

    def note(self, block: Note) -> Record:
        return {**self.top("note"), "kind": block.kind, **_text(block.text)}


def _field(field: Field) -> Record:
    return {"label": field.label, "name": field.name, "value": _text_or_none(field.value)}


# And back.


def from_record(record: Mapping[str, Any]) -> Document:
    """The document of a record of version 2 or 1. Keys that are not known are passed over.

    SourceError if it is not a record of this kind, or lacks what the schema demands.

    >>> from_record(to_record(Document(SourceFile(name="a.txt"), "zh-Hans", ()))).file.name
    'a.txt'
    """
    if record.get("schema") not in READABLE:
        known = " and ".join(map(repr, READABLE))
        raise SourceError(
            "not-a-record", f"The record says its schema is {record.get('schema')!r}; this version reads {known}."
        )
    name = "The record"
    try:
        file = _read_file(record["file"])
        name = f"The record of {file.name}"
        return Document(
            file,
            _string(record["language"]),
            tuple(_read_article(article) for article in record["articles"]),
            tuple(_read_discard(discard) for discard in record["discarded"]),
            tuple(
                Diagnostic(
                    _string(d["code"]),
                    cast(Severity, _one_of(d["severity"], get_args(Severity))),
                    _string(d["message"]),
                    _read_spans(d["spans"]),
                )
                for d in record["diagnostics"]
            ),
            cast(Converted, _one_of(record.get("script", "keep"), get_args(Converted))),
            _read_metadata(record.get("metadata", {})),
            tuple(read_decision(d, _read_spans(d["spans"])) for d in record.get("decisions", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        raise SourceError(
            "not-a-record", f"{name} is not complete: {what}. Check it against record.schema.json."
        ) from error


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} stands where a string must")
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} stands where an integer must")
    return value


def _one_of(value: object, values: Sequence[str]) -> str:
    if value not in values:
        raise ValueError(f"{value!r} is not one of {', '.join(values)}")
    return cast(str, value)


def _confidence(record: Mapping[str, Any], key: str = "confidence") -> Confidence:
    value = record.get(key, "high")
    return "high" if value == "high" else cast(Confidence, _one_of(value, get_args(Confidence)))


def _read_spans(spans: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple([Span(_integer(start), _integer(end)) for start, end in spans])


def _read_file(file: Mapping[str, Any]) -> SourceFile:
    return SourceFile(
        name=_string(file["name"]),
        media_type=_string(file["media_type"]),
        encoding=_string(file["encoding"]),
        encoding_confidence=_confidence(file, "encoding_confidence"),
        replaced=_integer(file.get("replaced", 0)),
        bytes=_integer(file["bytes"]),
        sha256=_string(file["sha256"]),
        characters=_integer(file["characters"]),
        member=_string(file.get("member", "")),
        text_sha256=_string(file.get("text_sha256", "")),
        text_name=_string(file.get("text_file", "")),
    )


def _read_metadata(record: Mapping[str, Any]) -> Metadata:
    known: dict[str, Any] = {}
    for name in METADATA_NAMES:
        if name in ("keywords", "text_class"):
            known[name] = tuple(_string(value) for value in record.get(name, ()))
        elif name == "availability":
            known[name] = _one_of(record.get(name, "unknown"), get_args(Availability))
        else:
            known[name] = _string(record.get(name, ""))
    return Metadata(**known)


def _read_discard(discard: Mapping[str, Any]) -> Discard:
    names = discard.get("codepoints")
    text = _string(discard["text"]) if names is None else from_code_points(names)
    return Discard(_string(discard["reason"]), text, _read_spans(discard["spans"]), _confidence(discard))


def _read_text(record: Mapping[str, Any]) -> Text:
    corrections = record.get("corrections")
    return Text(
        _string(record["text"]),
        _read_spans(record["spans"]),
        () if corrections is None else tuple(_read_correction(correction) for correction in corrections),
        record.get("as_found"),
    )


def _read_optional(record: Mapping[str, Any] | None) -> Text | None:
    return None if record is None else _read_text(record)


def _read_correction(record: Mapping[str, Any]) -> Correction:
    start, end = record["span"]
    names = record.get("codepoints")
    return Correction(
        Span(_integer(start), _integer(end)),
        _string(record["sic"]) if names is None else from_code_points(names),
        _string(record["corr"]),
        _string(record["reason"]),
        _confidence(record),
        _integer(record.get("gap", 0)),
    )


def _read_people(people: Iterable[Mapping[str, Any]]) -> tuple[Person, ...]:
    return tuple(
        Person(_string(p["name"]), _string(p["role"]), _read_spans(p["spans"]), p.get("as_found")) for p in people
    )


def _read_date(record: Mapping[str, Any] | None) -> Date | None:
    if record is None:
        return None
    role = cast(DateRole, _one_of(record["role"], get_args(DateRole)))
    return Date(_string(record["when"]), role, _read_text(record), bool(record.get("year_inferred", False)))


def _read_credit(record: Mapping[str, Any] | None) -> Credit | None:
    return None if record is None else Credit(_read_text(record), _read_people(record["people"]))


def _read_article(record: Mapping[str, Any]) -> Article:
    return Article(
        id=_string(record["id"]),
        language=_string(record["language"]),
        blocks=_read_blocks(record["blocks"]),
        kicker=_read_optional(record["kicker"]),
        title=_read_optional(record["title"]),
        subtitle=_read_optional(record["subtitle"]),
        date=_read_date(record["date"]),
        source=_read_optional(record["source"]),
        document_number=_read_optional(record["document_number"]),
        authors=_read_people(record["authors"]),
        photographers=_read_people(record["photographers"]),
        editors=_read_people(record["editors"]),
        headline_confidence=_confidence(record, "headline_confidence"),
    )


def _read_blocks(records: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    return tuple(_read_block(record) for record in records)


def _read_block(record: Mapping[str, Any]) -> Block:
    read = _READERS.get(record["type"])
    if read is None:
        raise ValueError(f"{record['type']!r} is no type of block")
    return read(record, _confidence(record))


def _read_section(record: Mapping[str, Any], sure: Confidence) -> Section:
    return Section(
        level=_integer(record["level"]),
        number=record["number"],
        path=record["path"],
        label=record["label"],
        head=_read_text(record["head"]),
        run_in=bool(record["run_in"]),
        blocks=_read_blocks(record["blocks"]),
        number_inferred=bool(record.get("number_inferred", False)),
        confidence=sure,
    )


def _read_paragraph(record: Mapping[str, Any], sure: Confidence) -> Paragraph:
    items = (
        InlineItem(_string(item["label"]), _integer(item["number"]), _read_spans(item["spans"]))
        for item in record.get("items", ())
    )
    return Paragraph(
        _read_text(record),
        _read_optional(record.get("dateline")),
        _read_credit(record.get("credit")),
        tuple(items),
        record.get("language"),
        sure,
    )


def _read_figure(record: Mapping[str, Any], sure: Confidence) -> Figure:
    graphic = record["graphic"]
    picture = None if graphic is None else Graphic(_string(graphic["url"]), _read_spans(graphic["spans"]))
    return Figure(picture, _read_optional(record["caption"]), _read_credit(record.get("credit")), sure)


def _read_facts(record: Mapping[str, Any], sure: Confidence) -> Facts:
    fields = tuple(Field(_string(f["label"]), _string(f["name"]), _read_optional(f["value"])) for f in record["fields"])
    people = _read_people(record.get("people", ()))
    others = tuple(date for other in record.get("other_dates", ()) if (date := _read_date(other)) is not None)
    return Facts(_read_text(record), fields, _read_date(record.get("date")), people, sure, others)


def _read_signature(record: Mapping[str, Any], sure: Confidence) -> Signature:
    signed = _read_optional(record.get("signed"))
    return Signature(_read_text(record), signed, _read_date(record.get("date")), sure)


def _read_note(record: Mapping[str, Any], sure: Confidence) -> Note:
    return Note(cast(NoteKind, _one_of(record["kind"], get_args(NoteKind))), _read_text(record), sure)


_READERS: dict[str, Callable[[Mapping[str, Any], Confidence], Block]] = {
    "section": _read_section,
    "paragraph": _read_paragraph,
    "list": lambda record, sure: ItemList(tuple(_read_item(item) for item in record["items"]), sure),
    "figure": _read_figure,
    "table": lambda record, sure: Table(tuple(tuple(map(_read_text, row)) for row in record["rows"]), sure),
    "meta": _read_facts,
    "byline": lambda record, sure: Byline(_read_text(record), _read_people(record["people"]), sure),
    "salutation": lambda record, sure: Salutation(_read_text(record), sure),
    "signature": _read_signature,
    "note": _read_note,
}


def _read_item(record: Mapping[str, Any]) -> ListItem:
    return ListItem(
        _string(record["label"]), record["number"], _read_text(record), _read_blocks(record.get("blocks", ()))
    )
