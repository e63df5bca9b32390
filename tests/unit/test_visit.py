"""The traversal knows every kind of block, names blocks apart, and gives back what it was given."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from hypothesis import given, settings

from tei_tools.model.nodes import Block, Document
from tei_tools.model.visit import SHAPES, Mapper, leaves, named, walk_blocks

from ..laws.model_strategies import documents
from .specimen import specimen

DOCUMENT, _ = specimen()


def test_there_is_a_shape_for_every_kind_of_block() -> None:
    assert {*SHAPES} == {*get_args(Block)}
    for kind, shape in SHAPES.items():
        assert {*shape.owned, *shape.parts} <= {field.name for field in fields(kind)}, kind
    assert len({shape.short for shape in SHAPES.values()}) == len(SHAPES)


def test_the_specimen_has_every_kind() -> None:
    assert {type(block) for block in walk_blocks(DOCUMENT)} == {*get_args(Block)}


def test_names_are_paths() -> None:
    names = [name for name, _ in named("a1", DOCUMENT.articles[0].blocks)]
    assert len({*names}) == len(names)
    assert [name for name in names if name.startswith("a1.s")] == ["a1.s1"]


@settings(max_examples=50)
@given(documents())
def test_a_mapper_that_changes_nothing_gives_back_what_it_was_given(document: Document) -> None:
    for article in document.articles:
        assert Mapper().blocks(article.blocks) == article.blocks


@settings(max_examples=50)
@given(documents())
def test_no_place_is_passed_twice(document: Document) -> None:
    for article in document.articles:
        owned = [span for leaf in leaves(article) for span in leaf.spans]
        assert len({*owned}) == len(owned)
