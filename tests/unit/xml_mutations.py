"""Small damages done to an XML document, to see what a schema says to them. Nothing here knows TEI."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache

from lxml import etree

Element = etree._Element


@cache
def parser() -> etree.XMLParser:
    """A parser that lets an xml:id stand twice. Only for documents made here: it would read an external subset."""
    return etree.XMLParser(resolve_entities=False, no_network=True, collect_ids=False)


def _elements(root: Element) -> list[Element]:
    return [e for e in root.iter("*") if e is not root]


def _remove(element: Element) -> None:
    """Take an element out and leave the text behind it in place."""
    parent = element.getparent()
    assert parent is not None
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _delete(root: Element, rng: random.Random) -> None:
    _remove(rng.choice(_elements(root)))


def _duplicate(root: Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root))
    twin = deepcopy(element)
    twin.tail = None
    element.addprevious(twin)


def _move(root: Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root))
    others = [e for e in _elements(root) if element not in (e, *e.iterancestors())]
    if others:
        _remove(element)
        element.tail = None
        rng.choice(others).addprevious(element)


def _swap(root: Element, rng: random.Random) -> None:
    element = rng.choice([e for e in _elements(root) if e.getnext() is not None] or _elements(root))
    following = element.getnext()
    if following is not None:
        tail, element.tail = element.tail, None
        following.addnext(element)
        following.tail, element.tail = tail, following.tail


def _append(root: Element, rng: random.Random) -> None:
    """Put a copy of an element at the end of another one that holds elements."""
    holders = [e for e in _elements(root) if len(e)]
    if holders:
        copy = deepcopy(rng.choice(_elements(root)))
        copy.tail = None
        rng.choice(holders).append(copy)


def _rename(root: Element, rng: random.Random) -> None:
    elements = _elements(root)
    rng.choice(elements).tag = rng.choice(elements).tag


def _unwrap(root: Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root))
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _empty(root: Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root))
    for child in list(element):
        element.remove(child)
    element.text = None


def _drop_attribute(root: Element, rng: random.Random) -> None:
    element = rng.choice([e for e in _elements(root) if e.attrib])
    del element.attrib[rng.choice(list(element.attrib))]


def _copy_attribute(root: Element, rng: random.Random) -> None:
    giver = rng.choice([e for e in _elements(root) if e.attrib])
    name = rng.choice(list(giver.attrib))
    rng.choice(_elements(root)).set(name, giver.attrib[name])


_VALUES = (
    "", "x", "two words", "level3", "1.2", "0", "-1", "high", "低", "s:3,4", "s:3,4 s:9,9", "#a1", "main",
    "U+0000", "2020-02-29", "2021-02-29", "2020-01-02T03:04", "2020-01-02T03:04:05", "--02-30", "a b.jpg", "zh-Hant",
    "zh_Hant",
)  # fmt: skip


def _change_attribute(root: Element, rng: random.Random) -> None:
    element = rng.choice([e for e in _elements(root) if e.attrib])
    element.set(rng.choice(list(element.attrib)), rng.choice(_VALUES))


def _swap_attribute(root: Element, rng: random.Random) -> None:
    """Give an attribute the value that one of the same name has elsewhere."""
    element = rng.choice([e for e in _elements(root) if e.attrib])
    name = rng.choice(list(element.attrib))
    element.set(name, rng.choice([e.attrib[name] for e in _elements(root) if name in e.attrib]))


def _insert_text(root: Element, rng: random.Random) -> None:
    element = rng.choice(_elements(root))
    if rng.random() < 0.5:
        element.text = (element.text or "") + "字"
    else:
        element.tail = "字" + (element.tail or "")


MUTATIONS: tuple[Callable[[Element, random.Random], None], ...] = (
    _delete, _duplicate, _move, _swap, _append, _rename, _unwrap, _empty, _drop_attribute, _copy_attribute,
    _change_attribute, _swap_attribute, _insert_text,
)  # fmt: skip


def mutants(document: bytes, count: int, seed: int, below: str = ".") -> Iterator[tuple[str, bytes]]:
    """``count`` damaged copies of a document and the names of what was done to each; the same for the same seed.

    Only what is below the first element that the path ``below`` finds is damaged.
    """
    rng = random.Random(seed)
    for number in range(count):
        root = etree.fromstring(document, parser())
        scope = root.find(below)
        assert scope is not None
        done: list[str] = []
        for _ in range(1 + (number % 4 == 3)):
            if not any(element.attrib for element in _elements(scope)):
                break  # the first damage left nothing to damage
            mutation = MUTATIONS[number % len(MUTATIONS)] if not done else rng.choice(MUTATIONS)
            mutation(scope, rng)
            done.append(mutation.__name__.strip("_"))
        yield "+".join(done), etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
