"""The JSON record: names of the contract, exact bytes, and a schema that refuses what is wrong."""

from __future__ import annotations

import copy
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

from tei_tools.errors import OutputInvalid, SourceError
from tei_tools.model.nodes import Article, Discard, Document, Paragraph, Text
from tei_tools.text.source import SourceFile, Span
from tei_tools.write import record as records
from tei_tools.write.record import dump_record, from_record, load_record, to_record
from tei_tools.write.tei import to_tei
from tei_tools.write.xml import parse_xml

from .specimen import specimen

DOCUMENT, SOURCE = specimen()
RECORD = to_record(DOCUMENT)


@pytest.fixture(scope="module")
def schema(project: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((project / "schemas" / "record.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(loaded)
    return loaded


def blocks(kind: str) -> list[dict[str, Any]]:
    return [node for _, node in objects(RECORD) if node.get("type") == kind]


def objects(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every object in a JSON value, with the way to it."""
    if isinstance(node, dict):
        yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from objects(child, (*path, key))


def strings(data: bytes, path: str) -> list[str]:
    return cast(list[str], parse_xml(data).xpath(path, namespaces={"t": "http://www.tei-c.org/ns/1.0"}))


def at(node: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        node = node[key]
    return node


def test_top_has_the_names_of_the_contract() -> None:
    assert [*RECORD] == [
        "schema", "generator", "file", "language", "script", "articles", "discarded", "diagnostics",
        "decisions",
    ]  # fmt: skip
    assert RECORD["schema"] == "tei-tools/record/2"
    assert [*RECORD["file"]][:6] == ["name", "media_type", "encoding", "bytes", "sha256", "characters"]
    assert [*RECORD["articles"][1]] == [
        "id", "language", "kicker", "title", "subtitle", "date", "source", "document_number", "authors",
        "photographers", "editors", "spans", "blocks", "supplied_title",
    ]  # fmt: skip


def test_what_is_absent_is_null_in_the_contract_and_missing_beyond_it() -> None:
    article = RECORD["articles"][1]
    assert [article[key] for key in ("kicker", "title", "subtitle", "date", "source", "document_number")] == [None] * 6
    assert "headline_confidence" not in article
    assert blocks("paragraph")[-1].keys() == {"type", "id", "text", "spans", "credit"}
    assert "script" not in to_record(Document(SourceFile(), "zh", ()))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("section", "type id level number path label head run_in blocks confidence"),
        ("paragraph", "type id text spans dateline credit items language confidence"),
        ("list", "type id items confidence"),
        ("figure", "type id graphic caption credit spans confidence"),
        ("table", "type id rows spans confidence"),
        ("meta", "type id text spans fields date people confidence"),
        ("byline", "type id text spans people confidence"),
        ("salutation", "type id text spans"),
        ("signature", "type id text spans signed date"),
        ("note", "type id kind text spans confidence"),
    ],
)
def test_blocks_have_the_names_of_the_contract(kind: str, names: str) -> None:
    assert {*names.split()} in [{*block} for block in blocks(kind)]


def test_a_paragraph_in_full() -> None:
    text = Text("一是修路。", (Span(3, 6), Span(8, 10)))
    document = Document(SourceFile(), "zh-Hans", (Article("a1", "zh-Hans", (Paragraph(text),)),))
    assert to_record(document)["articles"][0]["blocks"] == [
        {"type": "paragraph", "id": "a1.p1", "text": "一是修路。", "spans": [[3, 6], [8, 10]]}
    ]
    assert to_record(document)["articles"][0]["spans"] == [[3, 6], [8, 10]]


def test_seconds_are_not_added() -> None:
    assert RECORD["articles"][0]["date"]["when"] == "2023-09-19T16:04"


@pytest.mark.parametrize(
    ("discard", "text", "names"),
    [
        (Discard("control", "\x0b", (Span(0, 1),)), "", ["U+000B"]),
        (Discard("markup", "a\ud800", (Span(0, 2),)), "", ["U+0061", "U+D800"]),
        (Discard("markup", "\uffff", (Span(0, 1),)), "", ["U+FFFF"]),
        (Discard("control", "𠮷", (Span(0, 1),)), "", ["U+20BB7"]),
        (Discard("separator", "\t\x85\u2028", (Span(0, 3),)), "\t\x85\u2028", None),
    ],
)
def test_what_json_and_xml_cannot_hold_is_named(discard: Discard, text: str, names: list[str] | None) -> None:
    written = to_record(Document(SourceFile(), "zh", (), (discard,)))["discarded"][0]
    assert (written["text"], written.get("codepoints")) == (text, names)


def test_dates_come_in_parts_too() -> None:
    dates = [article["date"] for article in RECORD["articles"] if article["date"]]
    parts = [(date["when"], date["year"], date["month"], date["day"]) for date in dates]
    assert parts == [("2023-09-19T16:04", 2023, 9, 19), ("--08-31", None, 8, 31)]


def test_identifiers_are_those_of_the_tei() -> None:
    names = [node["id"] for _, node in objects(RECORD) if "id" in node]
    assert len({*names}) == len(names)
    in_tei = strings(to_tei(DOCUMENT), "//t:text//@xml:id")
    assert [name for name in in_tei if not re.search(r"\.h\d*$", name)] == names


def test_a_fact_is_as_sure_as_the_block_it_was_read_from() -> None:
    article = RECORD["articles"][0]
    assert [author.get("confidence") for author in article["authors"]] == ["medium", "low", "low"]
    assert [article[name].get("confidence") for name in ("date", "source", "document_number")] == ["medium"] * 3
    assert "confidence" not in article["editors"][0]


def test_the_schema_names_everything_that_is_written(schema: dict[str, Any]) -> None:
    known = {name for _, node in objects(schema) for name in node.get("properties", {})}
    assert {name for _, node in objects(RECORD) for name in node} <= known


def test_a_record_of_version_1_is_read(project: Path) -> None:
    old = load_record((project / "tests" / "unit" / "data" / "record-1.json").read_bytes())
    assert old["schema"] == "tei-tools/record/1"
    document = from_record(old)
    new = to_record(document)
    assert new["schema"] == "tei-tools/record/2" and from_record(new) == document
    for name in ("title", "authors", "editors", "spans"):
        assert new["articles"][0][name] == old["articles"][0][name]
    texts = [[node["text"] for _, node in objects(record) if "text" in node] for record in (old, new)]
    assert texts[0] == texts[1]


def test_unknown_names_are_passed_over() -> None:
    record = copy.deepcopy(RECORD)
    for _, node in [*objects(record)]:
        node["x-later"] = {"text": 1}
    assert from_record(record) == DOCUMENT


def test_read_back() -> None:
    read = from_record(load_record(dump_record(RECORD)))
    assert read == DOCUMENT
    assert all(type(span) is Span for span in read.articles[0].authors[0].spans)
    assert type(read.articles[0].blocks) is tuple


def test_bytes_are_compact_and_the_same_without_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    nasty = {"a": ['\x00\x1f\x7f\x85\u2028"\\/\b\f\n\r\t<&𠮷é'], "甲": [None, True, 2**53], "": {}}
    with_it = [dump_record(RECORD), dump_record(nasty)]
    monkeypatch.setitem(sys.modules, "orjson", None)
    records._fast_dumps.cache_clear()
    try:
        assert records._fast_dumps() is None
        assert [dump_record(RECORD), dump_record(nasty)] == with_it
    finally:
        monkeypatch.undo()
        records._fast_dumps.cache_clear()
    assert with_it[0].startswith(b'{"schema":"tei-tools/record/2","generator":{"name":"tei-tools"')
    assert with_it[0].endswith(b"}\n") and with_it[0].count(b"\n") == 1
    assert "石桥镇".encode() in with_it[0]


def test_deep_nesting_is_written() -> None:
    nested: dict[str, Any] = {}
    for _ in range(400):  # orjson stops at 254
        nested = {"a": nested}
    assert load_record(dump_record(nested)) == nested


def test_a_lone_surrogate_outside_discards_is_refused() -> None:
    with pytest.raises(OutputInvalid, match=r"U\+D800") as raised:
        dump_record({"text": "a\ud800"})
    assert raised.value.code == "character-not-allowed"


def test_a_file_name_never_stops_the_record() -> None:
    assert to_record(Document(SourceFile(name="a\udcff\x01.txt"), "zh", ()))["file"]["name"] == "a\ufffd\ufffd.txt"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe{}", b"[" * 100_000])
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="not JSON in UTF-8"):
        load_record(data)


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(SourceError, match="JSON list"):
        load_record(b"[]")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("schema",), "tei-tools/record/9", "record/9"),
        (("language",), 1, "where a string must"),
        (("articles", 0, "blocks", 0, "type"), "verse", "'verse' is no type of block"),
        (("articles", 0, "date", "role"), "born", "'born' is not one of"),
        (("articles", 0, "blocks", 0, "spans"), [[1, "2"]], "where an integer must"),
        (("articles", 0, "blocks", 0, "spans"), [[1]], "石 桥.txt"),
        (("articles", 0, "headline_confidence"), "sure", "'sure' is not one of"),
    ],
)
def test_what_is_no_record_is_refused(path: tuple[str | int, ...], value: object, says: str) -> None:
    broken = copy.deepcopy(RECORD)
    at(broken, path[:-1])[path[-1]] = value
    with pytest.raises(SourceError, match=says):
        from_record(broken)


def test_a_missing_name_is_told() -> None:
    with pytest.raises(SourceError, match="there is no 'articles'"):
        from_record({key: value for key, value in RECORD.items() if key != "articles"})


def test_record_is_valid(schema: dict[str, Any]) -> None:
    assert [f"{e.json_path}: {e.message}" for e in Draft202012Validator(schema).iter_errors(RECORD)] == []


def test_every_property_of_the_schema_is_described(schema: dict[str, Any]) -> None:
    for path, node in objects(schema):
        for name, value in node.get("properties", {}).items() if path[-1:] != ("if",) else ():
            assert isinstance(value.get("description"), str) and value["description"].endswith("."), (path, name)
        assert "additionalProperties" not in node, path  # 2.x may add names


def test_schema_never_tries_alternatives(schema: dict[str, Any]) -> None:
    assert not [path for path, node in objects(schema) if {"oneOf", "anyOf"} & {*node}]


OPTIONAL = {
    "script", "encoding_confidence", "replaced", "headline_confidence", "confidence", "corrections", "as_found", "gap",
    "codepoints", "dateline", "credit", "number_inferred", "signed", "supplied_title", "year_inferred", "quoted",
    "metadata", "decisions",
}  # fmt: skip
OPTIONAL_HERE = {
    ("paragraph", "items"), ("paragraph", "language"), ("meta", "date"), ("meta", "people"), ("signature", "date"),
    ("entry", "blocks"), ("decision", "reading"), ("decision", "level"), ("decision", "begins"), ("decision", "field"),
    ("decision", "value"),
}  # fmt: skip


def is_optional(node: dict[str, Any], name: str) -> bool:
    kind = node.get("type", "entry" if "label" in node else "decision" if "by" in node else None)
    return name in OPTIONAL or (kind, name) in OPTIONAL_HERE


def test_mutated_records_are_refused(schema: dict[str, Any]) -> None:
    """At every object of a full record: each name too few, each value of another kind. A name more is allowed."""
    jsonschema_rs = pytest.importorskip("jsonschema_rs")  # fast enough for thousands; compared with jsonschema below
    validator = jsonschema_rs.validator_for(schema)
    slow = Draft202012Validator(schema)
    refused: Counter[str] = Counter()
    allowed = 0
    accepted: list[tuple[str, tuple[str | int, ...], str]] = []
    seen: set[tuple[object, ...]] = set()
    work = copy.deepcopy(RECORD)
    for path, node in list(objects(work)):
        kind = (node.get("type"), *sorted(node))
        for name in (*node, "unknown"):
            before = dict(node)
            changes: list[tuple[str, object]] = [("added", 1)] if name == "unknown" else [("removed", None)]
            if name != "unknown":
                changes.append(("changed", {"x": 1} if not isinstance(node[name], dict) else "x"))
            for how, value in changes:
                if how == "removed":
                    del node[name]
                else:
                    node[name] = value
                if not validator.is_valid(work):
                    refused[how] += 1
                elif how == "added":
                    allowed += 1
                elif not (how == "removed" and is_optional(before, name)):
                    accepted.append((how, path, name))
                if (kind, name, how) not in seen and len(seen) < 60:
                    seen.add((kind, name, how))
                    assert slow.is_valid(work) == validator.is_valid(work), (how, path, name)
                node.clear()
                node.update(before)
    assert accepted == []
    assert allowed == sum(1 for _ in objects(RECORD)) > 150
    assert min(refused["removed"], refused["changed"]) > 500, refused


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("articles", 0, "date", "when"), "2023-13-01"),
        (("articles", 0, "date", "when"), "2023-09-19 16:04"),
        (("articles", 0, "id"), "1"),
        (("articles", 0, "language"), "zh_Hans"),
        (("articles", 0, "spans"), [[0, 1, 2]]),
        (("articles", 0, "spans"), [[-1, 2]]),
        (("articles", 0, "blocks", 0, "type"), "verse"),
        (("articles", 0, "blocks", 0, "fields", 0, "name"), "colour"),
        (("articles", 0, "blocks", 0, "text"), "\x0b"),
        (("discarded", 0, "reason"), "ugly"),
        (("discarded", 1, "codepoints"), ["\x0b"]),
        (("diagnostics", 0, "severity"), "fatal"),
        (("file", "sha256"), "xyz"),
    ],
)
def test_wrong_values_are_refused(schema: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    broken = copy.deepcopy(RECORD)
    at(broken, path[:-1])[path[-1]] = value
    assert not Draft202012Validator(schema).is_valid(broken)


def test_the_scorer_reads_every_block(shared: Path) -> None:
    path = shared / "gold" / "score.py"
    spec = spec_from_file_location("score", path)
    assert spec is not None and spec.loader is not None
    score = module_from_spec(spec)
    spec.loader.exec_module(score)
    pieces, heads = score.read_pred(RECORD)
    owned = {i for start, end, *_ in pieces for i in range(start, end)}
    assert [SOURCE[i] for i in range(len(SOURCE)) if i not in owned and not SOURCE[i].isspace()] == []
    labels = {label for _, _, label, *_ in pieces}
    assert labels == {
        "kicker", "title", "subtitle", "meta", "byline", "salute", "note", "figure", "caption", "p", "item", "table",
        "head", "sign", "noise", "taken out",
    }  # fmt: skip
    assert [(text, run_in, number) for *_, run_in, text, number in heads][:2] == [
        ("一、情况", False, 1),
        ("(一)党建。", True, 1),
    ]
