"""The JSON record: its schema, and the law of accounts as far as a record alone can tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from .accept import Accept, acceptor
from .claims import check_claims, inside
from .places import JsonPath, json_place, spell_path
from .schemas import MOST, schema_bytes

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_Place = Callable[[JsonPath], tuple[int, int]]


def check_record(record: object, *, encoded: bool = False) -> list[Problem]:
    """The problems of a JSON record, given as the value that JSON decoding makes; places are not known.

    ``encoded``: it has been written as UTF-8 already, so that this need not be tried.
    """
    return list(_record_problems(record, lambda path: (0, 0), encoded=encoded))


def check_record_bytes(data: bytes) -> list[Problem]:
    """The problems of a JSON record, given as a file's bytes, with line and column of the value that is wrong."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")
        message = f"This is not UTF-8: the byte {data[error.start]:#04x} does not belong there."
        return [Problem("not-json", message, data.count(b"\n", 0, error.start) + 1, len(before) + 1)]
    try:
        record = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        return [Problem("not-json", f"This is not JSON: {error.msg}.", error.lineno, error.colno)]
    except ValueError as error:
        return [Problem("not-json", f"This is not JSON as every program reads it: {error}.", 1, 1)]
    except RecursionError:
        return [Problem("too-deep", "The values are nested too deeply.", 1, 1)]
    return list(_record_problems(record, partial(json_place, text)))


def _refuse(name: str) -> object:
    raise ValueError(f"it holds {name}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"one object names {next(n for n in names if names.count(n) > 1)!r} twice")
    return found


def _record_problems(record: Any, place: _Place, *, encoded: bool = False) -> Iterator[Problem]:
    faulty = False
    if not encoded and not _is_encodable(record):
        for path in islice(_lone_surrogates(record, ()), MOST):
            message = "it holds half of a surrogate pair, which UTF-8 cannot carry."
            yield Problem("record-character", f"{spell_path(path)}: {message}", *place(path))
        return
    for path, message in islice(schema_errors(record), MOST):
        faulty = True
        yield Problem("record-schema", f"{spell_path(path)}: {message}", *place(path))
    if not faulty:  # what follows takes the shape for granted
        yield from islice(_Accounts(record, place).problems(), MOST)


@cache
def _fast_dumps() -> Callable[[Any], bytes] | None:
    try:
        import orjson
    except ImportError:
        return None
    return orjson.dumps


def _is_encodable(record: Any) -> bool:
    if (fast := _fast_dumps()) is not None:
        try:
            fast(record)
        except TypeError:
            pass  # half of a surrogate pair, or nested deeper than orjson goes
        else:
            return True
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _lone_surrogates(node: Any, path: JsonPath) -> Iterator[JsonPath]:
    """Paths of the strings, and of the objects with a name, that cannot be encoded."""
    if isinstance(node, str):
        if not _is_encodable(node):
            yield path
    elif isinstance(node, dict):
        if not all(map(_is_encodable, node)):
            yield path
        for name, inner in node.items():
            yield from _lone_surrogates(inner, (*path, name))
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from _lone_surrogates(inner, (*path, number))


def schema_errors(record: Any) -> Iterator[tuple[JsonPath, str]]:
    """Path and message of everything that ``record.schema.json`` does not allow."""
    found = _fast_errors(record) if _fast_schema() is not None else _plain_errors(record)
    for path, keyword, message in found:
        if keyword == "else" or message.startswith("False schema"):
            yield path, "there is no block of this type."
        else:
            yield path, (message if len(message) <= 240 else f"{message[:120]} … {message[-100:]}") + "."


@cache
def _fast_schema() -> Any:
    """The validator of ``jsonschema_rs``, or None where that is not installed."""
    try:
        import jsonschema_rs
    except ImportError:
        return None
    return jsonschema_rs.validator_for(json.loads(schema_bytes("record.schema.json")))


def _fast_errors(record: Any) -> Iterator[tuple[JsonPath, str, str]]:
    schema = _fast_schema()
    if schema.is_valid(record):
        return
    for error in schema.iter_errors(record):
        yield tuple(error.instance_path), str((error.schema_path or [""])[-1]), error.message


@cache
def _quick_schema() -> Accept:
    return acceptor(json.loads(schema_bytes("record.schema.json")))


@cache
def _plain_schemas() -> dict[str, Draft202012Validator]:
    """A validator for each type of block, and one under ``""`` for all that is around blocks, references resolved.

    The validators of the ``jsonschema`` package spend most of their time in ``$ref`` and in ``if``: choosing the
    type of a block in code and writing the definitions out makes them several times faster.
    """
    from jsonschema import Draft202012Validator

    schema = json.loads(schema_bytes("record.schema.json"))
    definitions = schema.pop("$defs")

    def written_out(node: Any) -> Any:
        if isinstance(node, list):
            return [written_out(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        own = {key: written_out(value) for key, value in node.items() if key not in ("$ref", "description")}
        name = node["$ref"].rpartition("/")[2] if isinstance(node.get("$ref"), str) else None
        if name is None:
            return own
        return own if name == "block" else {**written_out(definitions[name]), **own}

    types = [name for name, rule in definitions.items() if "const" in rule.get("properties", {}).get("type", {})]
    parts = {"": schema, **{name: definitions[name] for name in types}}
    return {name: Draft202012Validator(written_out(part)) for name, part in parts.items()}


def _plain_errors(record: Any) -> Iterator[tuple[JsonPath, str, str]]:
    try:
        if _quick_schema()(record):  # many times faster than the library, which is slow even with nothing to say
            return
    except RecursionError:
        pass
    schemas = _plain_schemas()

    def errors(name: str, value: Any, at: JsonPath) -> Iterator[tuple[JsonPath, str, str]]:
        for error in schemas[name].iter_errors(value):
            yield (*at, *error.absolute_path), str(error.validator), error.message

    def blocks(value: Any, at: JsonPath) -> Iterator[tuple[JsonPath, str, str]]:
        for number, block in enumerate(value) if isinstance(value, list) else ():
            here = (*at, number)
            kind = block.get("type") if isinstance(block, dict) else None
            if not isinstance(kind, str) or not kind or kind not in schemas:
                yield here, "else", ""
                continue
            yield from errors(kind, block, here)
            yield from blocks(block.get("blocks"), (*here, "blocks"))
            items = block.get("items")
            for place, item in enumerate(items) if isinstance(items, list) else ():
                if isinstance(item, dict):
                    yield from blocks(item.get("blocks"), (*here, "items", place, "blocks"))

    yield from errors("", record, ())
    articles = record.get("articles") if isinstance(record, dict) else None
    for number, article in enumerate(articles) if isinstance(articles, list) else ():
        if isinstance(article, dict):
            yield from blocks(article.get("blocks"), ("articles", number, "blocks"))


class _Accounts:
    """The law of accounts, as far as a record alone can tell: no source is at hand.

    Of a record whose shape is right. ``claims`` are the places that own
    characters; ``outside`` and ``lengths`` those found wrong, which are told
    in this order and before what is wrong with the claims together.
    """

    def __init__(self, record: dict[str, Any], place: _Place) -> None:
        self._record = record
        self._place = place
        self._claims: list[tuple[Sequence[Sequence[int]], JsonPath]] = []
        self._outside: list[tuple[JsonPath, str]] = []
        self._lengths: list[tuple[JsonPath, str]] = []

    def problems(self) -> Iterator[Problem]:
        for number, article in enumerate(self._record["articles"]):
            self._article(("articles", number), article)
        for number, discard in enumerate(self._record["discarded"]):
            spans = discard["spans"]
            self._claims.append((spans, ("discarded", number)))
            held = len(discard["codepoints"]) if "codepoints" in discard else len(discard["text"])
            if held != (spanned := _width(spans)):
                message = f"its text has {held} characters, its spans make {spanned}."
                yield self._problem("record-text-length", ("discarded", number), message)
        for path, what in self._outside:
            yield self._problem("record-span-part", path, f"its spans lie outside those of {what}.")
        for path, why in self._lengths:
            yield self._problem("record-text-length", path, why)
        size = self._record["file"]["characters"]
        yield from check_claims(self._claims, size, "record-", spell_path, self._place)

    def _problem(self, code: str, path: JsonPath, message: str) -> Problem:
        return Problem(code, f"{spell_path(path)}: {message}", *self._place(path))

    def _own(self, path: JsonPath, text: dict[str, Any], around: Sequence[Sequence[int]]) -> None:
        spans = text["spans"]
        self._claims.append((spans, path))
        if not inside(spans, around):
            self._outside.append((path, "the article"))
        if why := _length_fault(text):
            self._lengths.append((path, why))

    def _part(self, path: JsonPath, part: dict[str, Any], around: Sequence[Sequence[int]]) -> None:
        if not inside(part["spans"], around):
            self._outside.append((path, "the block"))
        if "text" in part and (why := _length_fault(part)):
            self._lengths.append((path, why))

    def _article(self, path: JsonPath, article: dict[str, Any]) -> None:
        for name in ("kicker", "title", "subtitle"):
            if article[name] is not None:
                self._own((*path, name), article[name], article["spans"])
        for name in ("date", "source", "document_number"):
            if article[name] is not None and (why := _length_fault(article[name])):
                self._lengths.append(((*path, name), why))
        self._blocks((*path, "blocks"), article["blocks"], article["spans"])

    def _blocks(self, start: JsonPath, blocks: Iterable[dict[str, Any]], around: Sequence[Sequence[int]]) -> None:
        for number, block in enumerate(blocks):
            path = (*start, number)
            match block["type"]:
                case "section":
                    self._own((*path, "head"), block["head"], around)
                    self._blocks((*path, "blocks"), block["blocks"], around)
                case "list":
                    for index, item in enumerate(block["items"]):
                        self._own((*path, "items", index), item, around)
                        self._blocks((*path, "items", index, "blocks"), item.get("blocks", ()), around)
                case "figure":
                    if block["graphic"] is not None:
                        self._claims.append((block["graphic"]["spans"], (*path, "graphic")))
                        self._part((*path, "graphic"), block["graphic"], block["spans"])
                    if block["caption"] is not None:
                        self._own((*path, "caption"), block["caption"], block["spans"])
                case "table":
                    for row, cells in enumerate(block["rows"]):
                        for column, cell in enumerate(cells):
                            self._own((*path, "rows", row, column), cell, block["spans"])
                case _:
                    self._own(path, block, around)
                    self._parts_of(path, block)

    def _parts_of(self, path: JsonPath, block: dict[str, Any]) -> None:
        for name in ("dateline", "credit", "signed", "date"):
            if block.get(name) is not None:
                self._part((*path, name), block[name], block["spans"])
        for name in ("items", "people"):
            for index, part in enumerate(block.get(name, ())):
                self._part((*path, name, index), part, block["spans"])
        for index, field in enumerate(block.get("fields", ())):
            if field["value"] is not None:
                self._part((*path, "fields", index, "value"), field["value"], block["spans"])


def _width(spans: Sequence[Sequence[int]]) -> int:
    if len(spans) == 1:  # as nearly always
        return spans[0][1] - spans[0][0]
    width = 0
    for start, end in spans:
        width += end - start
    return width


def _length_fault(text: dict[str, Any]) -> str | None:
    """Why a text cannot be what its spans hold: outside corrections every source character gives one of the text."""
    expected = _width(text["spans"])
    if "corrections" in text:
        for correction in text["corrections"]:
            if not inside([correction["span"]], text["spans"]):
                return f"the correction of {correction['span']} lies outside its spans."
            expected += len(correction["corr"]) - _width([correction["span"]])
    if len(text["text"]) != expected:
        return f"its text has {len(text['text'])} characters, its spans make {expected}."
    if "as_found" in text and len(text["as_found"]) != expected:
        return "as_found is not as long as text."
    return None
