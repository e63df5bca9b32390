"""What holds of parsing whatever the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.model.nodes import Document
from tei_tools.model.walk import check_accounts
from tei_tools.parse import explain, parse
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.rule import Rule
from tei_tools.recognize.units import cut_lines
from tei_tools.text.repair import find_repairs
from tei_tools.text.script import plain
from tei_tools.text.source import Source, is_blank, read_lines, with_repairs_of_file
from tei_tools.validate import check_record, check_tei, errors_of
from tei_tools.write.record import dump_record, from_record, load_record, to_record
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei

from .troubled_text import texts


def every_character_is_accounted_for(text: str, document: Document) -> None:
    assert check_accounts(document, text) == []


def the_record_gives_the_document_back_and_is_valid(text: str, document: Document) -> None:
    record = to_record(document)
    assert from_record(load_record(dump_record(record))) == document
    assert errors_of(check_record(record)) == []


def the_tei_gives_the_document_back_and_is_valid(text: str, document: Document) -> None:
    tei = to_tei(document)
    assert read_tei(tei, text) == document
    assert errors_of(check_tei(tei)) == []


@settings(max_examples=200)
@given(texts)
def test_what_is_parsed_is_whole_and_is_written_without_loss(text: str) -> None:
    document = parse(text)
    every_character_is_accounted_for(text, document)
    the_record_gives_the_document_back_and_is_valid(text, document)
    the_tei_gives_the_document_back_and_is_valid(text, document)


@settings(max_examples=60)
@given(texts, st.permutations(all_rules()))
def test_the_order_of_rules_means_nothing(text: str, shuffled: Sequence[Rule]) -> None:
    assert parse(text, rules=shuffled) == parse(text) == parse(text)


@settings(max_examples=100)
@given(texts)
def test_every_unit_is_explained(text: str) -> None:
    units = cut_lines(text, read_lines(text, with_repairs_of_file(Source(text), find_repairs(text)[0])))
    told = explain(text).units
    assert [(unit.line, unit.text) for unit in told] == [(unit.line, unit.view.text) for unit in units]
    for unit in told:
        assert unit.margin >= 0.0
        assert [loser.behind for loser in unit.losers] == sorted(loser.behind for loser in unit.losers)


@settings(max_examples=200)
@given(texts)
def test_units_tile_what_can_be_read(text: str) -> None:
    lines = read_lines(text, find_repairs(text)[0])
    units = cut_lines(text, lines)
    assert [unit.index for unit in units] == list(range(len(units)))
    for before, after in pairwise(units):
        assert before.span.end <= after.span.start
        assert before.span.end == after.span.start or before.line != after.line
    for line in lines:
        mine = [unit for unit in units if unit.line == line.number]
        seen = [
            offset
            for unit in mine
            for character, offset in zip(unit.view.text, unit.view.origin, strict=False)
            if not is_blank(character)
        ]
        assert seen == [
            o for character, o in zip(line.view.text, line.view.origin, strict=False) if not is_blank(character)
        ]
        for unit in mine:
            assert unit.text == plain(unit.view.text) != ""
            assert unit.span.start <= unit.view.origin[0] < unit.view.origin[-1] <= unit.span.end
        assert bool(mine) == bool(line.view.text)
        assert [unit.first for unit in mine] == [True, *([False] * (len(mine) - 1))][: len(mine)]
        assert [unit.last for unit in mine] == [*([False] * (len(mine) - 1)), True][-len(mine) or 1 :][: len(mine)]
