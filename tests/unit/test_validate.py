"""Every check finds what it is for, says where, and finds nothing in what is right."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tei_tools.errors import Problem, SourceError
from tei_tools.validate import (
    check_bytes,
    check_record,
    check_record_bytes,
    check_tei,
    errors_of,
    json_place,
    spell_path,
    validate_file,
)
from tei_tools.validate import grammar as grammar_check
from tei_tools.validate import record as record_check
from tei_tools.validate import tei as tei_check
from tei_tools.validate.schemas import schema_bytes
from tei_tools.write.record import dump_record, to_record
from tei_tools.write.tei import tei_element, to_tei, to_tei_split

from .specimen import specimen

NAMES = {"t": "http://www.tei-c.org/ns/1.0"}


@cache
def tei() -> bytes:
    return to_tei(specimen()[0])


def record() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(dump_record(to_record(specimen()[0])))
    return made


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


# ---------------------------------------------------------------- what is right


def test_what_the_writers_make_has_no_problem() -> None:
    document = specimen()[0]
    assert check_tei(tei()) == []
    assert check_tei(tei_element(document)) == []
    assert check_record(to_record(document)) == []
    assert check_record_bytes(dump_record(to_record(document))) == []
    for name, data in to_tei_split(document).items():
        assert check_tei(data) == [], name


# ---------------------------------------------------------------- TEI


def first(root: etree._Element, path: str) -> etree._Element:
    found = root.xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    assert isinstance(found[0], etree._Element)
    return found[0]


def changed(path: str, **attributes: str | None) -> bytes:
    """The specimen with attributes of one element changed, or taken away where None. ``xml_id`` is xml:id."""
    root = etree.fromstring(tei())
    element = first(root, path)
    for key, value in attributes.items():
        name = key.replace("xml_", "{http://www.w3.org/XML/1998/namespace}")
        if value is None:
            del element.attrib[name]
        else:
            element.set(name, value)
    return etree.tostring(root.getroottree(), encoding="utf-8")


def edited(path: str, edit: Callable[[etree._Element], object]) -> bytes:
    root = etree.fromstring(tei())
    edit(first(root, path))
    return etree.tostring(root.getroottree(), encoding="utf-8")


def drop(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def empty(element: etree._Element) -> None:
    element[:] = []


def twin(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


ARTICLE = "//t:div[@type='article']"
SECTION = "//t:div[@n='1.2']"

WRONG = [
    # Pointers.
    ("an article without a bibl", edited("//t:bibl[@corresp='#a2']", drop), ["sch-bibl-missing"]),
    ("a bibl of no article", changed("//t:bibl[@corresp='#a2']", corresp="#a9"),
     ["sch-pointer-bibl", "sch-bibl-missing"]),
    ("a change by nobody", changed("//t:change", who="#other"), ["sch-pointer-who"]),
    ("a number inferred by nobody", changed(SECTION, resp="#other"), ["sch-pointer-resp"]),
    ("an id twice", changed("//t:application", xml_id="a1"), ["xml-id"]),
    ("an id that is no name", changed("//t:application", xml_id="1 2"), ["xml-id"]),
    ("a language not listed", changed("//t:p[@xml:lang]", xml_lang="en"), ["sch-language"]),
    # Order and nesting.
    ("articles out of order", changed(ARTICLE + "[2]", n="5"), ["sch-article-order", "sch-article-order"]),
    ("two headlines", changed(ARTICLE + "/t:head[@type='sub']", type="main"), ["sch-headline-twice"]),
    ("a level that is not the depth", changed(SECTION, subtype="level1"), ["sch-level"]),
    ("a path that leaves its parent", changed(SECTION, n="2.2"), ["sch-path"]),
    ("a path with a number too much", changed(SECTION, n="1.2.3"), ["sch-path"]),
    ("a label that says another number", changed("//t:div[@n='1.1']/t:head/t:label", n="7"), ["sch-label"]),
    ("a number twice", changed(SECTION, n="1.1"), ["sch-number-order"]),
    ("a gap behind a gap", edited("//t:gap", lambda e: e.addprevious(twin(e))), ["sch-gap"]),
    ("an empty paragraph", edited("//t:div[@n='1.3']/t:p", lambda e: setattr(e, "text", None)), ["sch-empty"]),
    ("a fact in a paragraph", changed("//t:p/t:seg[@type='dateline']", type="keywords"), ["sch-field"]),
    ("a credit in a line of facts", changed("//t:opener/t:seg[@type='keywords']", type="credit"), ["sch-seg"]),
    ("an item without its number", changed("//t:p/t:seg[@type='item']", n="x"), ["sch-item"]),
    ("a year put in by nobody", changed("//t:closer//t:date", resp="#other"), ["sch-pointer-date"]),
    ("a year nobody prints", changed("//t:closer//t:date[@when='2020-08-31']", when="0208-08-31"), ["sch-date-range"]),
    # Offsets.
    ("a range turned round", changed("//t:div[@n='1.3']/t:p", source="s:405,401"), ["span-order"]),
    ("an empty range", changed("//t:div[@n='1.3']/t:p", source="s:403,403"), ["span-order"]),
    ("a range behind the source", changed("//t:span[@type='markup']", target="s:9000,9001"), ["span-outside"]),
    ("two blocks on one character", changed("//t:div[@n='1.3']/t:p", source="s:383,384"), ["span-overlap"]),
    ("a discard on a block", changed("//t:span[@type='navigation']", target="s:3,5"), ["span-overlap"]),
    ("a block behind the source", changed("//t:div[@n='1.3']/t:p", source="s:9000,9001"), ["span-outside"]),
    ("a discard across the end of a block", changed("//t:span[@type='navigation']", target="s:388,390"),
     ["span-overlap"]),
    ("a discard that is all of a block", changed("//t:span[@type='navigation']", target="s:385,389"),
     ["span-overlap"]),
    ("a mark outside its block", changed("//t:p//t:persName[@source]", source="s:0,1"), ["span-part"]),
    # The grammar.
    ("an element that TEI has", edited("//t:div[@n='1.3']/t:p", lambda e: setattr(e, "tag", e.tag.replace("}p", "}q"))),
     ["rng"]),
    ("a date that is none", changed("//t:closer//t:date", when="2021-02-29"), ["rng"]),
    ("a time without seconds", changed("//t:opener//t:date", when="2023-09-19T16:04"), ["rng"]),
    ("spans of another kind", changed("//t:div[@n='1.3']/t:p", source="s:383-385"), ["rng"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "document", "expected"), WRONG, ids=[what for what, _, _ in WRONG])
def test_each_fault_has_its_code(what: str, document: bytes, expected: list[str]) -> None:
    assert sorted(codes(check_tei(document))) == sorted(expected)


def test_every_rule_of_the_schematron_is_tried() -> None:
    rules = set(re.findall(r'<assert id="([a-z-]+)"', schema_bytes("report.sch").decode()))
    tried = {code for _, _, expected in WRONG for code in expected} | set(ELSEWHERE)
    assert rules <= tried


ELSEWHERE = ("sch-id", "sch-not-empty", "sch-empty-figure")


def test_rules_that_need_more_than_one_attribute() -> None:
    nothing = f"<div xmlns='{NAMES['t']}' type='empty'/>"
    found = codes(check_tei(edited(ARTICLE + "[3]", lambda e: e.addnext(etree.fromstring(nothing)))))
    assert found == ["sch-not-empty"]
    assert codes(check_tei(edited("//t:div[@n='1']/t:figure", empty))) == ["sch-empty-figure"]


def test_a_tree_that_was_never_parsed_may_hold_an_id_twice() -> None:
    root = tei_element(specimen()[0])
    first(root, "//t:bibl[@type='file']").set("{http://www.w3.org/XML/1998/namespace}id", "a1")
    assert "sch-id" in codes(check_tei(root))


def test_what_the_source_has_wrong_is_a_warning() -> None:
    problems = check_tei(changed(SECTION, n="1.1"))
    assert [problem.severity for problem in problems] == ["warning"]
    assert errors_of(problems) == []


def test_a_problem_names_its_line_and_column() -> None:
    text, count = re.subn(r'<persName role="记者"(?= source="[^"]*">孙七)', "<persName rend='x'", tei().decode())
    assert count == 1
    (problem,) = check_tei(text.encode())
    assert problem.code == "rng"
    assert text.split("\n")[problem.line - 1][problem.column - 1 :].startswith("<persName rend='x'")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (changed("//t:closer//t:date", when="2021-02-29"),
         '<date> may not have when="2021-02-29": the value is wrong.'),
        (changed(SECTION, subtype="top"), '<div> may not have subtype="top".'),
        (changed("//t:measure", unit="pages"), '<measure> may not have unit="pages": the value is wrong.'),
        (changed(SECTION, rend="bold"), '<div> may not have rend="bold".'),
        (changed("//t:gap", reason=None), "<gap> lacks the attribute reason."),
        (changed(ARTICLE, xml_id=None), "<div> lacks the attribute xml:id."),
        (edited("//t:div[@n='1.3']/t:p", lambda e: setattr(e, "tail", "字")), "<div> may not hold text of its own."),
        (edited("//t:div[@n='1.3']/t:p", lambda e: setattr(e, "tag", e.tag + "p")), "There is no element <pp> here."),
        (edited("//t:div[@n='1.3']/t:p", lambda e: e.addnext(twin(first(e, "//t:figure/t:head")))),
         "<head> may not stand here in <div>."),
        (edited("//t:langUsage", empty),
         "<langUsage> is not complete, or holds what may not stand in it: it is empty."),
        (b"<html/>", "The root element is <html>, not <TEI> or <teiCorpus> of TEI."),
    ],
)  # fmt: skip
def test_the_grammar_speaks_in_plain_words(document: bytes, message: str) -> None:
    assert [problem.message for problem in check_tei(document) if problem.code == "rng"] == [message]


NOT_TEI = [
    (b"<TEI><p></TEI>", "not-xml", 1),
    (b"<a>" * 300 + b"</a>" * 300, "too-deep", 1),
    (b'<!DOCTYPE TEI [<!ENTITY x "y">]>\n<TEI>&x;</TEI>', "doctype", 1),
    (b'<?xml version="1.0"?>\n <!DOCTYPE TEI SYSTEM "file:///etc/passwd">\n<TEI/>', "doctype", 2),
    (b"<html/>", "rng", 1),
    ('<?xml version="1.0" encoding="utf-16"?><html>字</html>'.encode("utf-16"), "rng", 1),
    (b"\xef\xbb\xbf<html/>", "rng", 1),
]


@pytest.mark.parametrize(("data", "code", "line"), NOT_TEI)
def test_what_is_not_tei_is_refused(data: bytes, code: str, line: int) -> None:
    assert [(problem.code, problem.line) for problem in check_bytes(data)] == [(code, line)]


def test_an_entity_is_not_expanded_while_parsing() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 1000 + b'">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(8)
    ) + b"]><a>&i;</a>"  # fmt: skip
    assert codes(check_tei(bomb)) in (["doctype"], ["not-xml"])


def test_a_schema_that_a_document_names_is_not_used() -> None:
    other = b'<?xml-model href="file:///dev/null" type="application/xml"?>\n'
    declaration, _, rest = tei().partition(b"\n")
    assert check_tei(declaration + b"\n" + other + rest) == []


# ---------------------------------------------------------------- records


def with_value(value: object, *path: str | int) -> dict[str, Any]:
    made = record()
    node: Any = made
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return made


def block(kind: str) -> tuple[str | int, ...]:
    """The path of the first block of a kind, anywhere."""

    def find(node: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
        if isinstance(node, dict) and node.get("type") == kind:
            return path
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        return next((found for key, child in inner if (found := find(child, (*path, key)))), None)

    found = find(record(), ())
    assert found is not None, kind
    return found


P = block("paragraph")

WRONG_RECORDS: list[tuple[str, dict[str, Any], str, tuple[str | int, ...]]] = [
    ("no language", with_value(None, "language"), "record-schema", ()),
    ("an offset that is text", with_value("3", *P, "spans", 0, 0), "record-schema", (*P, "spans", 0, 0)),
    ("a block of no kind", with_value("verse", *P, "type"), "record-schema", P),
    ("a block without its text", with_value(None, *P, "text"), "record-schema", P),
    ("confidence in percent", with_value(98, *P, "confidence"), "record-schema", (*P, "confidence")),
    ("a deep block", with_value(1, *block("signature"), "text"), "record-schema", (*block("signature"), "text")),
    ("a source too short", with_value(560, "file", "characters"), "record-span-outside", ("discarded", 2)),
    ("a range turned round", with_value([[9, 8]], "discarded", 0, "spans"), "record-span-order", ("discarded", 0)),
    ("a text that is longer", with_value("题" * 60, *P, "text"), "record-text-length", P),
    ("a discard that is longer", with_value("首首页", "discarded", 0, "text"), "record-text-length", ("discarded", 0)),
    ("two that hold one character", with_value([[3, 5]], "discarded", 0, "spans"), "record-span-overlap",
     ("discarded", 0)),
    ("a dateline elsewhere", with_value([[0, 10]], *P, "dateline", "spans"), "record-span-part", (*P, "dateline")),
    ("an article that lacks a block", with_value([[0, 4]], "articles", 0, "spans"), "record-span-part",
     ("articles", 0, "title")),
]  # fmt: skip
IDS = [what for what, _, _, _ in WRONG_RECORDS]


@pytest.mark.parametrize(("what", "wrong", "code", "path"), WRONG_RECORDS, ids=IDS)
def test_each_fault_of_a_record_has_its_code_and_place(
    what: str, wrong: dict[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    text = json.dumps(wrong, ensure_ascii=False, indent=1)
    found = check_record_bytes(text.encode())
    assert (code, *json_place(text, path)) in [(p.code, p.line, p.column) for p in found], found
    assert {p.code for p in found if p.code.startswith("record-schema")} <= {code}
    assert codes(check_record(wrong)) == codes(found)
    assert all(p.message.startswith(spell_path(path) + ":") for p in found if p.code == code == "record-schema")


@pytest.mark.parametrize("path", [("file", "name"), ("articles", 0, "title", "text"), (*P, "text")], ids=spell_path)
def test_half_of_a_surrogate_pair_is_found_wherever_it_is(path: tuple[str | int, ...]) -> None:
    wrong = with_value("\ud800", *path)
    assert [(p.code, p.message.partition(":")[0]) for p in check_record(wrong)] == [
        ("record-character", spell_path(path))
    ]
    text = json.dumps(wrong)
    assert [(p.code, p.line, p.column) for p in check_record_bytes(text.encode())] == [
        ("record-character", *json_place(text, path))
    ]


@pytest.mark.parametrize(("what", "wrong", "code", "path"), WRONG_RECORDS, ids=IDS)
def test_both_libraries_find_the_same_places(
    what: str, wrong: dict[str, Any], code: str, path: tuple[str | int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("jsonschema_rs")
    fast = sorted(spell_path(at) for at, _ in record_check.schema_errors(wrong))
    monkeypatch.setattr(record_check, "_fast_schema", lambda: None)
    plain = sorted(spell_path(at) for at, _ in record_check.schema_errors(wrong))
    assert plain == fast
    assert check_record(record()) == []


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"{\n]", "not-json", (2, 1)),
        (b'{"a":1}x', "not-json", (1, 8)),
        (b'{"a": NaN}', "not-json", (1, 1)),
        (b'{"a": 1, "a": 2}', "not-json", (1, 1)),
        ('{"a":\n"字'.encode() + b"\xff" + b'"}', "not-json", (2, 3)),
        (b"[" * 100_000, "too-deep", (1, 1)),
        (b"[]", "record-schema", (1, 1)),
        (b"", "unknown-format", (1, 1)),
        (b"plain", "unknown-format", (1, 1)),
        (gzip.compress(b"<TEI/>", mtime=0), "unknown-format", (1, 1)),
    ],
)
def test_what_is_not_a_record_is_refused(data: bytes, code: str, place: tuple[int, int]) -> None:
    assert [(p.code, (p.line, p.column)) for p in check_bytes(data)] == [(code, place)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
@settings(deadline=None, max_examples=150)
def test_the_place_of_every_value_is_where_it_starts(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    lines = text.split("\n")

    def check(node: Any, path: tuple[str | int, ...]) -> None:
        line, column = json_place(text, path)
        start = sum(len(earlier) + 1 for earlier in lines[: line - 1]) + column - 1
        assert json.JSONDecoder().raw_decode(text, start)[0] == node
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in inner:
            check(child, (*path, key))

    check(value, ())


def test_a_path_that_leads_nowhere_has_the_last_place_reached() -> None:
    text = '{"a": [1]}'
    assert json_place(text, ("a", 5)) == json_place(text, ("a", "b")) == json_place(text, ("a",)) == (1, 7)
    assert json_place(text, ("c",)) == json_place("1", (0,)) == (1, 1)


# ---------------------------------------------------------------- files


def test_a_file_is_told_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(tei())
    (tmp_path / "b.xml").write_bytes(dump_record(to_record(specimen()[0])))
    (tmp_path / "c.xml").write_bytes(gzip.compress(tei()))
    assert validate_file(tmp_path / "a.json") == validate_file(tmp_path / "b.xml") == []
    (problem,) = validate_file(str(tmp_path / "c.xml"))  # lxml would unpack it
    assert problem.code == "unknown-format"
    assert "unpack" in problem.message
    with pytest.raises(SourceError, match="nothing-here"):
        validate_file(tmp_path / "nothing-here")


# ---------------------------------------------------------------- cost


def test_nothing_slow_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, tei_tools.validate; "
        "print([m for m in ('lxml.isoschematron', 'jsonschema', 'jsonschema_rs') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_schemas_are_compiled_once_and_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_tei(tei())
    compiled = tei_check.schematron(), grammar_check.relax_ng()
    check_tei(tei())
    assert (tei_check.schematron(), grammar_check.relax_ng()) == compiled
