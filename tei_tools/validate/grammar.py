"""What ``report.rng`` says to a document, in words for people who do not know RELAX NG."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from itertools import islice
from threading import Lock
from typing import NamedTuple

from lxml import etree

from ..errors import Problem
from ..write.xml import PREFIX, safe_parser
from .places import Places, line_of
from .schemas import MOST, schema_bytes, schema_path

RELAX_NG = "{http://relaxng.org/ns/structure/1.0}"

_LOG = Lock()
_MOST_ATTRIBUTES = 64
"""No element of the grammar may have as many."""


@cache
def relax_ng() -> etree.RelaxNG:
    """``report.rng``, compiled once per process."""
    return etree.RelaxNG(etree.fromstring(schema_bytes("report.rng"), safe_parser()))


@cache
def edition_rng() -> etree.RelaxNG:
    """``report-edition.rng``, with ``report.rng`` that it includes, compiled once per process."""
    return etree.RelaxNG(file=str(schema_path("report-edition.rng")))


def edition_problems(root: etree._Element, places: Places) -> Iterator[Problem]:
    """What the wider grammar for edited files does not allow in a document."""
    if quick_grammar().accepts(root) or _is_valid(edition_rng(), root):
        return
    with _LOG:
        edition_rng().validate(root)
        faults = [(entry.line, entry.message) for entry in edition_rng().error_log]
    by_line: dict[int, etree._Element] = {}
    for element in root.iter("*"):
        by_line.setdefault(line_of(element), element)
    for line, message in faults[:MOST] or [(0, "The document is not what report-edition.rng allows")]:
        element = by_line.get(line, root)
        yield Problem("rng-edition", f"{message}.", *places.of(element))


def relax_ng_problems(root: etree._Element, places: Places) -> Iterator[Problem]:
    """What the grammar does not allow in a document."""
    crowded = next((element for element in root.iter("*") if len(element.attrib) > _MOST_ATTRIBUTES), None)
    if crowded is not None:  # libxml2 would try each with every pattern
        yield Problem("rng", f"<{_name(crowded)}> has {len(crowded.attrib)} attributes.", *places.of(crowded))
        return
    if quick_grammar().accepts(root) or _is_valid(relax_ng(), root):
        return
    if root.tag not in (PREFIX + "TEI", PREFIX + "teiCorpus"):
        yield Problem("rng", f"The root element is <{_name(root)}>, not <TEI> or <teiCorpus> of TEI.", *places.of(root))
        return
    for element, message in islice(_faults(root), MOST):
        yield Problem("rng", message, *places.of(element))


def _is_valid(schema: etree.RelaxNG, root: etree._Element) -> bool:
    # Both are asked: libxml2 has been seen to answer "valid" with errors in its log. The log is of the schema, which
    # all threads share.
    with _LOG:
        valid: bool = schema.validate(root) and not len(schema.error_log)
    return valid


class QuickGrammar(NamedTuple):
    """``report.rng`` in parts that together say yes only to what it allows, in a third of its time and less.

    libxml2 compiles the pattern of a ``data`` anew for every value. So
    ``schema`` lets the attributes that have one be anything, and ``patterns``
    has them for Python: under the name of each element that such an attribute
    may stand in, its name and a function that is true of the right values.

    Where attributes decide about the content, libxml2 compares the states
    after each child with those after every other. So ``schema`` lets the
    content stand with any of these attributes, and ``bare`` has, under the
    name of an element, the types with which it may not hold some children.
    """

    schema: etree.RelaxNG
    patterns: Mapping[str, Sequence[tuple[str, Callable[[str], object]]]]
    bare: Mapping[str, Mapping[str, frozenset[str]]]

    def accepts(self, root: etree._Element) -> bool:
        """True only for a document that the grammar allows; False says nothing."""
        if not _is_valid(self.schema, root):
            return False
        patterns, bare = self.patterns, self.bare
        for element in root.iter("*"):
            tag = element.tag
            for name, matches in patterns.get(tag, ()):
                value = element.get(name)
                if value is not None and not matches(value):
                    return False
            without = bare[tag].get(element.get("type", "")) if tag in bare else None
            if without and any(child.tag in without for child in element):
                return False
        return True


_SAME_IN_PYTHON = re.compile(r"(?:[-A-Za-z0-9:,+*?(){}]|\[[-A-Za-z0-9]+\]|\\[.+])*")
"""Patterns of XML Schema that mean the same to Python, and that no value with white space around it matches."""


@cache
def quick_grammar() -> QuickGrammar:
    """The quick form of ``report.rng``, made from it once per process."""
    grammar = etree.fromstring(schema_bytes("report.rng"), safe_parser())
    definitions = {define.get("name"): define for define in grammar.iter(RELAX_NG + "define")}
    bare: dict[str, dict[str, frozenset[str]]] = {}
    for element in grammar.iter(RELAX_NG + "element"):
        for choice in element.findall(RELAX_NG + "choice"):
            without = _part_content(choice, definitions)
            if without:
                bare.setdefault(PREFIX + str(element.attrib["name"]), {}).update(without)
    patterns: dict[str, dict[tuple[str, str], Callable[[str], object]]] = {}
    loose: list[etree._Element] = []
    for element in grammar.iter(RELAX_NG + "element"):
        own = patterns.setdefault(PREFIX + str(element.attrib["name"]), {})
        for attribute in _attributes(element, definitions):
            name = str(attribute.attrib["name"])
            pattern = _pattern(attribute, definitions)
            if pattern is not None and ":" not in name:
                own[name, pattern] = re.compile(pattern).fullmatch
                loose.append(attribute)
    for attribute in loose:
        attribute[:] = []
    found = {tag: [(name, matches) for (name, _), matches in own.items()] for tag, own in patterns.items()}
    return QuickGrammar(etree.RelaxNG(grammar), found, bare)


_Definitions = Mapping[str | None, etree._Element]


def _part_content(choice: etree._Element, definitions: _Definitions) -> dict[str, frozenset[str]]:
    """Move the content out of a choice of attributes, behind it, when only one alternative has any.

    Given back, and empty when nothing was moved: the types of the other
    alternatives, and the children that an element of that type may not hold.
    """
    parts = [
        list(node.iterchildren(RELAX_NG + "*")) if node.tag == RELAX_NG + "group" else [node]
        for node in choice.iterchildren(RELAX_NG + "*")
    ]
    contents = [[node for node in part if not _is_of_attributes(node, definitions)] for part in parts]
    types = [
        value.text or ""
        for part, content in zip(parts, contents, strict=True)
        for attribute in part
        for value in attribute.iterchildren(RELAX_NG + "value")
        if not content and attribute.tag == RELAX_NG + "attribute" and attribute.get("name") == "type"
    ]
    (moved, *more) = [content for content in contents if content] or [[]]
    names = _first_names(moved, definitions)
    if not moved or more or len(types) != len(parts) - 1 or names is None:
        return {}
    for node in reversed(moved):
        choice.addnext(node)
    return dict.fromkeys(types, names)


def _is_of_attributes(node: etree._Element, definitions: _Definitions) -> bool:
    if node.tag == RELAX_NG + "attribute":
        return True
    if node.tag == RELAX_NG + "ref":
        node = definitions[node.get("name")]
    elif node.tag not in (RELAX_NG + "optional", RELAX_NG + "choice", RELAX_NG + "group"):
        return False
    return all(_is_of_attributes(inner, definitions) for inner in node.iterchildren(RELAX_NG + "*"))


def _first_names(patterns: Sequence[etree._Element], definitions: _Definitions) -> frozenset[str] | None:
    """The children that patterns allow; None if they allow anything else, or if that is hard to say."""
    names: set[str] = set()
    waiting = list(patterns)
    seen = set(patterns)
    while waiting:
        node = waiting.pop()
        if node.tag == RELAX_NG + "element":
            names.add(PREFIX + str(node.attrib["name"]))
            continue
        if node.tag == RELAX_NG + "ref":
            node = definitions[node.get("name")]
        elif node.tag not in _COMBINING:
            return None
        inner = [child for child in node.iterchildren(RELAX_NG + "*") if child not in seen]
        seen.update(inner)
        waiting += inner
    return frozenset(names)


_COMBINING = {RELAX_NG + name for name in ("group", "choice", "optional", "zeroOrMore", "oneOrMore")}


def _attributes(pattern: etree._Element, definitions: _Definitions) -> Iterator[etree._Element]:
    """The attribute patterns of an element pattern, in the definitions too that it refers to."""
    waiting, seen = [pattern], {pattern}
    while waiting:
        for node in waiting.pop().iterchildren(RELAX_NG + "*"):
            if node.tag == RELAX_NG + "attribute":
                yield node
            elif node.tag != RELAX_NG + "element":
                node = definitions[node.get("name")] if node.tag == RELAX_NG + "ref" else node
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)


def _pattern(attribute: etree._Element, definitions: _Definitions) -> str | None:
    """The pattern that says all about the values of an attribute, if there is one and Python reads it the same way."""
    content = list(attribute.iterchildren("*"))
    while len(content) == 1 and content[0].tag == RELAX_NG + "ref":
        content = list(definitions[content[0].get("name")].iterchildren("*"))
    if len(content) != 1 or content[0].tag != RELAX_NG + "data" or content[0].get("type") not in ("string", "token"):
        return None
    parameters = list(content[0].iterchildren("*"))
    if len(parameters) != 1 or parameters[0].get("name") != "pattern":
        return None
    pattern = parameters[0].text or ""
    spaced = " " in pattern and content[0].get("type") == "string"  # a token is collapsed first
    return pattern if _SAME_IN_PYTHON.fullmatch(pattern.replace(" ", "") if spaced else pattern) else None


def _faults(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Where an element that is not valid goes wrong, and how.

    The log of libxml2 often names the place where its last try ended. So each
    element is tried by itself, against every pattern of its name: one that
    fails while all its children pass is where the fault is.
    """
    wrong = [child for child in element.iterchildren("*") if not _passes(child)]
    for child in wrong:
        yield from _faults(child)
    if not wrong:
        yield _fault(element)


def _fault(element: etree._Element) -> tuple[etree._Element, str]:
    """What would have to change for an element to be valid, when its children are valid by themselves."""
    name = _name(element)
    if _fragment_schema(element.tag) is None:
        return element, f"There is no element <{name}> here."
    known = _attribute_names()
    for attribute, value in element.attrib.items():
        if _attribute(attribute) not in known:
            return element, f'<{name}> may not have {_attribute(attribute)}="{value!s}".'
    return _fault_found_by_trial(element, name)


_TRIALS = 100
"""So many attributes, and so many children, are left out in turn: each trial looks at the whole element."""


def _fault_found_by_trial(element: etree._Element, name: str) -> tuple[etree._Element, str]:
    for attribute, value in element.attrib.items()[:_TRIALS]:
        trial = deepcopy(element)
        del trial.attrib[attribute]
        if _passes(trial):
            return element, f'<{name}> may not have {_attribute(attribute)}="{value!s}".'
    for attribute, value in element.attrib.items()[:_TRIALS]:
        if _passes(element, _attribute(attribute)):
            return element, f'<{name}> may not have {_attribute(attribute)}="{value!s}": the value is wrong.'
    for place, child in islice(enumerate(element), _TRIALS):
        trial = deepcopy(element)
        comment = etree.Comment("")
        comment.tail = child.tail
        trial[place] = comment
        if _passes(trial):
            return child, f"<{_name(child)}> may not stand here in <{name}>."
    trial = deepcopy(element)
    trial.text = None
    for child in trial:
        child.tail = None
    if _passes(trial):
        return element, f"<{name}> may not hold text of its own."
    for attribute in _attribute_names():
        if attribute not in map(_attribute, element.attrib) and _passes(element, attribute):
            return element, f"<{name}> lacks the attribute {attribute}."
    return element, f"<{name}> is not complete, or holds what may not stand in it: {_inventory(element)}."


def _attribute(name: str | bytes) -> str:
    return str(name).replace("{http://www.w3.org/XML/1998/namespace}", "xml:")


@cache
def _attribute_names() -> Mapping[str, None]:
    """The names of all attributes that the grammar has, sorted."""
    grammar = etree.fromstring(schema_bytes("report.rng"), safe_parser())
    return dict.fromkeys(sorted({node.get("name") or "" for node in grammar.iter(RELAX_NG + "attribute")}))


def _inventory(element: etree._Element) -> str:
    attributes = [f'{etree.QName(k).localname}="{v!s}"' for k, v in element.attrib.items()]
    children = [f"<{_name(child)}>" for child in element.iterchildren("*")]
    return ", ".join([*attributes, *dict.fromkeys(children)]) or "it is empty"


def _name(element: etree._Element) -> str:
    tag: object = element.tag
    return etree.QName(element).localname if isinstance(tag, str) else "comment or instruction"


def _passes(element: etree._Element, loose: str | None = None) -> bool:
    """Whether an element is valid by itself, in one of its uses; ``loose`` as :func:`_fragment_schema` has it."""
    schema = _fragment_schema(element.tag, loose)
    if schema is None:
        return False
    alone = deepcopy(element)
    alone.tail = None
    valid: bool = schema.validate(alone)
    return valid


@cache
def _fragment_schema(tag: str, loose: str | None = None) -> etree.RelaxNG | None:
    """The grammar with every pattern for one element as its start; None for an element that it does not have.

    The attribute ``loose`` may have any value there, or be absent.
    """
    grammar = etree.fromstring(schema_bytes("report.rng"), safe_parser())
    for node in [node for node in grammar.iter(RELAX_NG + "attribute") if node.get("name") == loose]:
        node.tag = RELAX_NG + "optional"
        del node.attrib["name"]
        node[:] = [etree.Element(RELAX_NG + "attribute", {"name": loose or ""})]
    patterns = [p for p in grammar.iter(RELAX_NG + "element") if PREFIX + (p.get("name") or "") == tag]
    start = grammar.find(RELAX_NG + "start")
    if not patterns or start is None:
        return None
    copies = [deepcopy(pattern) for pattern in patterns]
    start[:] = []
    etree.SubElement(start, RELAX_NG + "choice").extend(copies)
    return etree.RelaxNG(grammar)
