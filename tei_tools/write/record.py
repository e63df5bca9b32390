"""A document as a JSON record, and back. The names are a contract: ``schemas/record.schema.json`` describes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, assert_never, cast, get_args

from .._version import __version__
from ..errors import Diagnostic, OutputInvalid, Severity, SourceError
from ..model.nodes import (
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
from ..model.walk import article_spans, block_spans
from ..text.source import Confidence, SourceFile, Span
from .xml import code_points, from_code_points, is_legal, legal

Record = dict[str, Any]

SCHEMA = "tei-tools/record/1"


def to_record(document: Document) -> Record:
    """The record of a document, ready for JSON: ``from_record(to_record(d)) == d``.

    Names of the contract are always present; what was added to it (corrections,
    ``confidence`` other than high, …) only where there is something to say.

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
    record["articles"] = [_article(article) for article in document.articles]
    record["discarded"] = [_discard(discard) for discard in document.discarded]
    record["diagnostics"] = [
        {"code": d.code, "severity": d.severity, "message": legal(d.message), "spans": _spans(d.spans)}
        for d in document.diagnostics
    ]
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
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
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


def _date(date: Date) -> Record:
    return {"when": date.when, "role": date.role, **_text(date.text)}


def _credit(credit: Credit) -> Record:
    return {**_text(credit.text), "people": _people(credit.people)}


def _article(article: Article) -> Record:
    record: Record = {
        "id": article.id,
        "language": article.language,
        "kicker": _text_or_none(article.kicker),
        "title": _text_or_none(article.title),
        "subtitle": _text_or_none(article.subtitle),
        "date": None if article.date is None else _date(article.date),
        "source": _text_or_none(article.source),
        "document_number": _text_or_none(article.document_number),
        "authors": _people(article.authors),
        "photographers": _people(article.photographers),
        "editors": _people(article.editors),
        "spans": _spans(article_spans(article)),
        "blocks": [_block(block) for block in article.blocks],
    }
    if article.headline_confidence != "high":
        record["headline_confidence"] = article.headline_confidence
    return record


def _block(block: Block) -> Record:
    record: Record
    match block:
        case Section():
            record = {
                "type": "section",
                "level": block.level,
                "number": block.number,
                "path": block.path,
                "label": block.label,
                "head": _text(block.head),
                "run_in": block.run_in,
                "blocks": [_block(child) for child in block.blocks],
            }
            if block.number_inferred:
                record["number_inferred"] = True
        case Paragraph():
            record = {"type": "paragraph", **_text(block.text)}
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
        case ItemList():
            record = {"type": "list", "items": [_item(item) for item in block.items]}
        case Figure():
            graphic = block.graphic
            record = {
                "type": "figure",
                "graphic": None if graphic is None else {"url": graphic.url, "spans": _spans(graphic.spans)},
                "caption": _text_or_none(block.caption),
            }
            if block.credit is not None:
                record["credit"] = _credit(block.credit)
            record["spans"] = _spans(block_spans(block))
        case Table():
            record = {"type": "table", "rows": [[_text(cell) for cell in row] for row in block.rows]}
            record["spans"] = _spans(block_spans(block))
        case Facts():
            record = {"type": "meta", **_text(block.text), "fields": [_field(field) for field in block.fields]}
            if block.date is not None:
                record["date"] = _date(block.date)
            if block.people:
                record["people"] = _people(block.people)
        case Byline():
            record = {"type": "byline", **_text(block.text), "people": _people(block.people)}
        case Salutation():
            record = {"type": "salutation", **_text(block.text)}
        case Signature():
            record = {"type": "signature", **_text(block.text)}
            if block.signed is not None:
                record["signed"] = _text(block.signed)
            if block.date is not None:
                record["date"] = _date(block.date)
        case Note():
            record = {"type": "note", "kind": block.kind, **_text(block.text)}
        case _:
            assert_never(block)
    return _with(record, block.confidence)


def _item(item: ListItem) -> Record:
    record = {"label": item.label, "number": item.number, **_text(item.text)}
    if item.blocks:
        record["blocks"] = [_block(block) for block in item.blocks]
    return record


def _field(field: Field) -> Record:
    return {"label": field.label, "name": field.name, "value": _text_or_none(field.value)}


# And back.


def from_record(record: Mapping[str, Any]) -> Document:
    """The document of a record. Keys that are not known are passed over.

    SourceError if it is not a record of this kind, or lacks what the schema demands.

    >>> from_record(to_record(Document(SourceFile(name="a.txt"), "zh-Hans", ()))).file.name
    'a.txt'
    """
    if record.get("schema") != SCHEMA:
        raise SourceError(
            "not-a-record", f"The record says its schema is {record.get('schema')!r}; this version reads {SCHEMA!r}."
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
            _one_of(record.get("script", "keep"), ("keep", "hans", "hant")),  # type: ignore[arg-type]
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
    return Date(_string(record["when"]), role, _read_text(record))


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
    sure = _confidence(record)
    match record["type"]:
        case "section":
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
        case "paragraph":
            return Paragraph(
                _read_text(record),
                _read_optional(record.get("dateline")),
                _read_credit(record.get("credit")),
                tuple(
                    InlineItem(_string(item["label"]), _integer(item["number"]), _read_spans(item["spans"]))
                    for item in record.get("items", ())
                ),
                record.get("language"),
                sure,
            )
        case "list":
            return ItemList(tuple(_read_item(item) for item in record["items"]), sure)
        case "figure":
            graphic = record["graphic"]
            picture = None if graphic is None else Graphic(_string(graphic["url"]), _read_spans(graphic["spans"]))
            return Figure(picture, _read_optional(record["caption"]), _read_credit(record.get("credit")), sure)
        case "table":
            return Table(tuple(tuple(_read_text(cell) for cell in row) for row in record["rows"]), sure)
        case "meta":
            fields = tuple(
                Field(_string(f["label"]), _string(f["name"]), _read_optional(f["value"])) for f in record["fields"]
            )
            people = _read_people(record.get("people", ()))
            return Facts(_read_text(record), fields, _read_date(record.get("date")), people, sure)
        case "byline":
            return Byline(_read_text(record), _read_people(record["people"]), sure)
        case "salutation":
            return Salutation(_read_text(record), sure)
        case "signature":
            signed = _read_optional(record.get("signed"))
            return Signature(_read_text(record), signed, _read_date(record.get("date")), sure)
        case "note":
            kind = cast(NoteKind, _one_of(record["kind"], get_args(NoteKind)))
            return Note(kind, _read_text(record), sure)
        case other:
            raise ValueError(f"{other!r} is no type of block")


def _read_item(record: Mapping[str, Any]) -> ListItem:
    return ListItem(
        _string(record["label"]), record["number"], _read_text(record), _read_blocks(record.get("blocks", ()))
    )
