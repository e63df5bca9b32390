"""TEI: the grammar, the rules, and the arithmetic of offsets."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, Literal

from lxml import etree

from ..errors import Problem, Severity
from ..write.ranges import Cuts
from ..write.xml import PREFIX, safe_parser
from .claims import check_claims, inside
from .grammar import edition_problems, relax_ng_problems
from .places import Places
from .schemas import MOST, schema_bytes

SchemaName = Literal["strict", "edition"]
"""``strict``: what our writer makes, ``report.rng``. ``edition``: what people may make of that."""


def check_tei(data: bytes | etree._Element, schema: SchemaName = "strict") -> list[Problem]:
    """The problems of a TEI document, given as a file's bytes or as its root element.

    Under the schema for editions what the rules and the offsets say is a
    warning: a person may know better than the source.

    Lines and columns are known for bytes only. A parsed element must come from
    a parser that keeps document type declarations out.
    """
    if isinstance(data, bytes):
        try:
            root = etree.fromstring(data, safe_parser())
        except etree.XMLSyntaxError as error:
            return [_syntax_problem(error)]
        info: Any = root.getroottree().docinfo
        if info.doctype:
            message = "A DOCTYPE is refused, because it can pull in other files. Take it out."
            return [Problem("doctype", message, *_doctype(data))]
        return _check_tree(root, Places(root, data), schema)
    return _check_tree(data, Places(data, b""), schema)


def _syntax_problem(error: etree.XMLSyntaxError) -> Problem:
    line, column = error.position
    message = re.sub(r",? line \d+, column \d+( \(<string>, line \d+\))?$", "", str(error.msg))
    if "depth" in message:
        return Problem("too-deep", "The elements are nested deeper than 256 levels.", line, column)
    if found := re.fullmatch(r"ID (.*) already defined", message):
        return Problem("xml-id", f'The xml:id "{found[1]}" stands more than once.', line, column)
    if message.startswith("xml:id"):
        return Problem("xml-id", f"An xml:id is no name: {message.partition(': ')[2]}.", line, column)
    return Problem("not-xml", f"This is not well-formed XML: {message}.", line, column)


def _doctype(data: bytes) -> tuple[int, int]:
    at = data.find(b"<!DOCTYPE")
    return (0, 0) if at < 0 else (data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at))


def _check_tree(root: etree._Element, places: Places, schema: SchemaName) -> list[Problem]:
    held = list(root.iter())  # lxml makes an object of each element anew, unless one is there
    grammar = relax_ng_problems if schema == "strict" else edition_problems
    problems = list(grammar(root, places))
    beyond = [*_schematron_problems(root, places), *islice(_span_problems(root, places), MOST)]
    if schema == "edition":
        beyond = [problem if problem.code == "sch-id" else replace(problem, severity="warning") for problem in beyond]
    problems.extend(beyond)
    del held
    return problems


@cache
def schematron() -> etree.XSLT:
    """``report.sch`` as the stylesheet that reports what it finds, compiled once per process."""
    isoschematron = importlib.import_module("lxml.isoschematron")  # slow, and unknown to the type stubs of lxml
    # Attributes are reached from the rules for their elements: not visiting them saves a fifth of the time.
    compiled = isoschematron.Schematron(
        etree.fromstring(schema_bytes("report.sch"), safe_parser()),
        store_xslt=True,
        compile_params={"attributes": "'false'", "only-child-elements": "'true'"},
    )
    access: Any = etree.XSLTAccessControl
    return etree.XSLT(_without_idle_work(compiled.validator_xslt), access_control=access.DENY_ALL)


_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_XSL = "{http://www.w3.org/1999/XSL/Transform}"


def _without_idle_work(stylesheet: etree._ElementTree) -> etree._ElementTree:
    """The stylesheet without what only costs time: a walk that matches nothing, and a report of each rule tried."""
    for element in list(stylesheet.iter(_SVRL + "fired-rule", _XSL + "apply-templates")):
        parent = element.getparent()
        idle = element.tag == _SVRL + "fired-rule" or (parent is not None and parent.tag == _SVRL + "active-pattern")
        if parent is not None and idle:
            parent.remove(element)
        elif element.get("select") == "*|comment()|processing-instruction()":
            element.set("select", "*")  # no rule is about anything but elements
    # A path to the place would count siblings for each thing found: the number of the element says it too.
    for path in list(stylesheet.iter(_XSL + "apply-templates")):
        if path.get("mode") == "schematron-get-full-path":
            path.tag = _XSL + "value-of"
            path.attrib.clear()
            path.set("select", f"@*[local-name() = '{_NUMBER[0]}' and namespace-uri() = '{_NUMBER[1]}']")
    return stylesheet


_NUMBER = "number", "urn:tei-tools:element"
"""Name and namespace of the attribute that tells, in a copy, which element is which."""


def _schematron_problems(root: etree._Element, places: Places) -> Iterator[Problem]:
    report = schematron()(root).getroot()
    if next(_found(report), None) is None:
        return
    elements = list(root.iter("*"))
    copy = deepcopy(root)
    for number, element in enumerate(copy.iter("*")):
        element.set(f"{{{_NUMBER[1]}}}{_NUMBER[0]}", str(number))
    for found in islice(_found(schematron()(copy).getroot()), MOST):
        line, column = places.of(elements[int(found.get("location") or 0)])
        message = " ".join((found.findtext(_SVRL + "text") or "").split())
        severity: Severity = "warning" if found.get("role") == "warning" else "error"
        yield Problem(found.get("id", "sch"), message, line, column, severity)


def _found(report: etree._Element) -> Iterator[etree._Element]:
    return report.iter(_SVRL + "failed-assert", _SVRL + "successful-report")


_RANGE = re.compile(r"s:([0-9]{1,15}),([0-9]{1,15})")

# Elements whose characters are theirs alone, and marks inside them, which repeat a part of these characters.
_OWNERS = {
    PREFIX + name: f"<{name}>"
    for name in ("head", "p", "opener", "closer", "byline", "note", "ab", "cell", "graphic", "item")
}
_MARKS = {PREFIX + name: f"<{name}>" for name in ("seg", "persName", "orgName", "date", "idno", "choice")}
_CLAIMING = _OWNERS | _MARKS


def _ranges(value: str | None) -> list[tuple[int, int]]:
    if not value:
        return []
    if (only := _RANGE.fullmatch(value)) is not None:  # as nearly always
        return [(int(only[1]), int(only[2]))]
    return [(int(start), int(end)) for start, end in _RANGE.findall(value)]


_Claim = tuple[Sequence[Sequence[int]], etree._Element]
"""Ranges, and the element that claims them."""


def _span_problems(root: etree._Element, places: Places) -> Iterator[Problem]:
    """What is wrong with the offsets of a document; in a corpus of many sources, with those of each by itself."""
    documents = list(root.iterchildren(PREFIX + "TEI"))
    if documents and _size(root) is None:
        for document in documents:
            yield from _span_problems(document, places)
        return
    claims: list[_Claim] = []
    for stand_off in root.iterchildren(PREFIX + "standOff"):
        for span in stand_off.iter(PREFIX + "span"):
            ranges = _ranges(span.get("target"))
            parts = [ranges] if span.get("subtype") == "parts" else [[one] for one in ranges]
            claims.extend((part, span) for part in parts)
    cuts = Cuts(one for ranges, _ in claims for one in ranges if one[0] < one[1])
    for text in root.iter(PREFIX + "text"):
        for div in text.iter(_DIV):
            if div.get("type") == "article":
                yield from _article_problems(div, places, claims, cuts)
    yield from check_claims(claims, _size(root), "", _claimant, places.of)


def _claimant(element: etree._Element) -> str:
    return _OWNERS.get(element.tag) or f"discarded {element.get('type')}"


def _size(root: etree._Element) -> int | None:
    """The number of characters of the source, as the first header says."""
    path = f"{PREFIX}teiHeader/{PREFIX}fileDesc/{PREFIX}extent/{PREFIX}measure[@unit='characters']"
    measure = root.find(path)
    quantity = "" if measure is None else measure.get("quantity", "")
    return int(quantity) if re.fullmatch(r"[0-9]{1,15}", quantity) else None


_DIV, _ITEM = PREFIX + "div", PREFIX + "item"
_Owner = tuple[str, list[tuple[int, int]]]
"""The tag of an element that claims characters, and its ranges."""


def _article_problems(div: etree._Element, places: Places, claims: list[_Claim], cuts: Cuts) -> Iterator[Problem]:
    """One walk in document order that carries the nearest owner around, instead of asking each element for it."""
    walk: list[tuple[Iterator[etree._Element], _Owner | None]] = [(iter(div), None)]
    while walk:
        children, owner = walk[-1]
        for element in children:
            tag, own = element.tag, owner
            name = _CLAIMING.get(tag)
            if name is not None and (value := element.get("source")) is not None:
                spans = _ranges(value)
                owns = tag in _OWNERS
                if owner is not None and (not owns or owner[0] != _ITEM):
                    if not inside(spans, owner[1]):
                        message = f"{name} claims {value}, which lies outside the {_OWNERS[owner[0]]} it stands in."
                        yield Problem("span-part", message, *places.of(element))
                elif owns:
                    claims.append((cuts.cut_pairs(spans), element))
                if value and owns:
                    own = (tag, spans)
            if len(element):
                walk.append((iter(element), own))
                break
        else:
            walk.pop()
