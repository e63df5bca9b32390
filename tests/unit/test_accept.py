"""The quick yes is never wrong, and is said to what the writers make."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tei_tools.validate.accept import acceptor
from tei_tools.validate.schemas import schema_bytes
from tei_tools.write.record import dump_record, load_record, to_record

from .specimen import specimen

SCHEMA: dict[str, Any] = json.loads(schema_bytes("record.schema.json"))
RECORD = load_record(dump_record(to_record(specimen()[0])))
ACCEPTS = acceptor(SCHEMA)
VALIDATOR = Draft202012Validator(SCHEMA)

Way = tuple[str | int, ...]


def ways(node: Any, way: Way = ()) -> list[Way]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [way, *(deep for key, child in inner for deep in ways(child, (*way, key)))]


WAYS = ways(RECORD)[1:]
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 2.5, "", "a", "high", "\x0b", "1\n", "paragraph", "list", [], [1], [[1, 2]], {},
)  # fmt: skip


def at(node: Any, way: Way) -> Any:
    for step in way:
        node = node[step]
    return node


@contextmanager
def damaged(way: Way, how: int) -> Iterator[Any]:
    """The specimen with one value replaced, left out, or (in an object) with a name added; whole again behind it."""
    parent, step = at(RECORD, way[:-1]), way[-1]
    before = copy.copy(parent)
    if how < len(VALUES):
        parent[step] = VALUES[how]
    elif how == len(VALUES):
        del parent[step]
    elif isinstance(parent, dict):
        parent["extra"] = 1
    yield RECORD
    if isinstance(parent, dict):
        parent.clear()
        parent.update(before)
    else:
        parent[:] = before


def test_what_the_writers_make_is_accepted() -> None:
    assert ACCEPTS(RECORD)


@given(st.sampled_from(WAYS), st.integers(0, len(VALUES) + 1))
@settings(deadline=None, max_examples=150)
def test_what_is_accepted_is_valid(way: Way, how: int) -> None:
    with damaged(way, how) as record:
        assert not ACCEPTS(record) or VALIDATOR.is_valid(record), way


def test_every_damage_is_judged_as_the_fast_library_judges_it() -> None:
    fast = pytest.importorskip("jsonschema_rs").validator_for(SCHEMA)
    for way in WAYS[::3]:
        for how in range(len(VALUES) + 2):
            if how < len(VALUES) and isinstance(VALUES[how], float):
                continue  # 1.0 is an integer to JSON Schema: the quick check leaves it to the library
            with damaged(way, how) as record:
                assert ACCEPTS(record) == fast.is_valid(record), (way, how)
    assert load_record(dump_record(to_record(specimen()[0]))) == RECORD


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "string", "format": "date"},
        {"type": "number"},
        {"type": ["string", "integer"]},
        {"type": "string", "const": "a", "pattern": "b"},
        {"type": "object", "properties": {}, "additionalProperties": False},
        {"$ref": "#/$defs/a", "type": "string", "$defs": {"a": {"type": "string"}}},
        {"type": "object", "required": ["b"], "if": {"properties": {"a": {"const": "x"}}},
         "then": {"type": "string"}, "else": False},
        {"type": "object", "required": ["a"], "if": {"properties": {"a": {"minimum": 1}}},
         "then": {"type": "string"}, "else": False},
    ],
)  # fmt: skip
def test_a_schema_with_anything_unknown_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        acceptor(schema)
