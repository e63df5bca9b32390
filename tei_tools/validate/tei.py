"""TEI: the grammar, the rules, and the arithmetic of offsets."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from itertools import islice
from typing import Any

from lxml import etree

from ..errors import Problem, Severity
from ..write.xml import PREFIX, safe_parser
from .claims import Claim, check_claims, inside
from .grammar import relax_ng_problems
from .places import Places
from .schemas import MOST, schema_bytes


def check_tei(data: bytes | etree._Element) -> list[Problem]:
    """The problems of a TEI document, given as a file's bytes or as its root element.

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
        return _check_tree(root, Places(root, data))
    return _check_tree(data, Places(data, b""))


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


def _check_tree(root: etree._Element, places: Places) -> list[Problem]:
    problems = list(relax_ng_problems(root, places))
    problems.extend(_schematron_problems(root, places))
    problems.extend(islice(_span_problems(root, places), MOST))
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
    return etree.XSLT(compiled.validator_xslt, access_control=access.DENY_ALL)


_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def _schematron_problems(root: etree._Element, places: Places) -> Iterator[Problem]:
    report = schematron()(root).getroot()
    for found in islice(report.iter(_SVRL + "failed-assert", _SVRL + "successful-report"), MOST):
        line, column = places.at(found.get("location"))
        message = " ".join((found.findtext(_SVRL + "text") or "").split())
        severity: Severity = "warning" if found.get("role") == "warning" else "error"
        yield Problem(found.get("id", "sch"), message, line, column, severity)


_RANGE = re.compile(r"src:([0-9]{1,15}),([0-9]{1,15})")

# Elements whose characters are theirs alone, and marks inside them, which repeat a part of these characters.
_OWNERS = frozenset(
    PREFIX + name for name in ("head", "p", "opener", "closer", "byline", "note", "ab", "cell", "graphic", "item")
)
_PARTS = frozenset(
    PREFIX + name for name in ("seg", "persName", "orgName", "date", "idno", "choice", "signed", "dateline", "salute")
)


def _ranges(value: str | None) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in _RANGE.findall(value or "")]


def _span_problems(root: etree._Element, places: Places) -> Iterator[Problem]:
    """What is wrong with the offsets of a document, and with the numbers that its header gives."""
    claims: list[Claim] = []
    for span in root.iterfind(f"{PREFIX}standOff/{PREFIX}spanGrp[@type='discarded']/{PREFIX}span"):
        claims.append(Claim(f"discarded {span.get('type')}", _ranges(span.get("target")), partial(places.of, span)))
    for text in root.iter(PREFIX + "text"):
        yield from _text_problems(text, places, claims)
    yield from check_claims(claims, _size(root), "")


def _size(root: etree._Element) -> int | None:
    """The number of characters of the source, as the first header says."""
    path = f"{PREFIX}teiHeader/{PREFIX}fileDesc/{PREFIX}extent/{PREFIX}measure[@unit='characters']"
    measure = root.find(path)
    quantity = "" if measure is None else measure.get("quantity", "")
    return int(quantity) if re.fullmatch(r"[0-9]{1,15}", quantity) else None


def _text_problems(text: etree._Element, places: Places, claims: list[Claim]) -> Iterator[Problem]:
    for div in text.iter(PREFIX + "div"):
        if div.get("type") != "article":
            continue
        around = _ranges(div.get("corresp"))
        for element in div.iter(*_OWNERS, *_PARTS):
            value = element.get("corresp")
            if value is None:
                continue
            spans, name = _ranges(value), element.tag[len(PREFIX) :]
            owner = next((e for e in element.iterancestors(*_OWNERS) if e.get("corresp")), None)
            if owner is not None and (element.tag in _PARTS or owner.tag != PREFIX + "item"):
                if not inside(spans, _ranges(owner.get("corresp"))):
                    around_it = owner.tag[len(PREFIX) :]
                    message = f"<{name}> claims {value}, which lies outside the <{around_it}> it stands in."
                    yield Problem("span-part", message, *places.of(element))
            elif element.tag in _OWNERS:
                claims.append(Claim(f"<{name}>", spans, partial(places.of, element)))
                if around and not inside(spans, around):
                    message = f"<{name}> claims {value}, which its article {div.get('corresp', '')[:60]}… does not."
                    yield Problem("span-article", message, *places.of(element))
    header = text.getparent()
    counted = Counter(element.tag for element in text.iter())
    for usage in () if header is None else header.iterfind(f"{PREFIX}teiHeader//{PREFIX}tagUsage"):
        there = counted[PREFIX + usage.get("gi", "")]
        if usage.get("occurs") != str(there):
            message = f"tagUsage says {usage.get('occurs')} <{usage.get('gi')}>, the text has {there}."
            yield Problem("tag-count", message, *places.of(usage), "warning")
