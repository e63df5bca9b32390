"""The schemas that lie in a bag, made ready to validate what lies beside them.

A package is valid by its own schemas, whatever later versions of this program
say. One that is the same as ours is not compiled: ours is used. Another one
comes from a stranger: it is compiled only if it pulls in nothing, is not nested
deeply and not large (CVE-2026-0989 is a stack overflow by nested includes).
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from lxml import etree

from ..errors import Problem
from ..validate import check_record_bytes, check_tei, errors_of, schema_bytes
from ..write.xml import safe_parser
from .finding import Fault, Findings

RNG, SCH, RECORD, SIDECAR = "report.rng", "report.sch", "record.schema.json", "after-dat46.rng"
NAMES = (RNG, SCH, RECORD, SIDECAR)
FOLDER = "data/schemas"
_LARGEST = 4_000_000
_DEEPEST = 60
_PULLS_IN = ("include", "externalRef", "import", "extends", "copy", "document", "unparsed-text")

Check = Callable[[bytes], list[Problem]]


class _Unusable(Exception):
    """Why a schema cannot be used, in words."""


class BagSchemas:
    """The schemas of a bag. ``read`` gives the bytes of a file of the bag, or None where it is not there."""

    def __init__(self, read: Callable[[str], bytes | None], findings: Findings) -> None:
        self._data: dict[str, bytes] = {}
        self._findings = findings
        for name in NAMES:
            findings.looked_at["schemas"] += 1
            data = read(f"{FOLDER}/{name}")
            if data is None:
                self._tell(name, "schema-missing", "It is not in the bag, so nothing can be validated with it.", _AGAIN)
            else:
                self._data[name] = data

    def _tell(self, name: str, code: str, cause: str, remedy: str) -> None:
        self._findings.add(Fault("schemas", code, f"{FOLDER}/{name}", cause, remedy))

    def is_ours(self, name: str) -> bool:
        """Whether a schema of the bag is the one of this version."""
        return self._data.get(name) == schema_bytes(name)

    def _usable(self, name: str, make: Callable[[bytes], Check]) -> Check | None:
        if name not in self._data:
            return None
        try:
            return make(self._data[name])
        except _Unusable as error:
            self._tell(name, "schema-unusable", f"It cannot be used: {error}.", _AGAIN)
        return None

    @cached_property
    def tei(self) -> Check | None:
        """Finds the problems of a TEI file; None where the bag has no schema for it."""
        if self.is_ours(RNG) and self.is_ours(SCH):
            return lambda data: errors_of(check_tei(data))
        grammar, rules = self._usable(RNG, _relax_ng), self._usable(SCH, _schematron)
        if grammar is None or rules is None:
            return None
        return lambda data: grammar(data) or rules(data)

    @cached_property
    def record(self) -> Check | None:
        """Finds the problems of a record; None where the bag has no schema for it."""
        if self.is_ours(RECORD):
            return lambda data: errors_of(check_record_bytes(data))
        return self._usable(RECORD, _json_schema)

    @cached_property
    def sidecar(self) -> Check | None:
        """Finds the problems of a sidecar; None where the bag has no schema for it."""
        return self._usable(SIDECAR, _relax_ng)

    @cached_property
    def record_version(self) -> str:
        """The version of records that the schema of the bag is about; empty if it does not say."""
        try:
            found = json.loads(self._data[RECORD])["properties"]["schema"]["const"]
        except (KeyError, ValueError, TypeError):
            return ""
        return str(found)

    def has_expired(self, name: str, data: bytes) -> bool:
        """Whether a file that is not valid by a schema of the bag is by that of this version."""
        if self.is_ours(name):
            return False
        return not errors_of(check_record_bytes(data) if name == RECORD else check_tei(data))


_AGAIN = "Take the schema from the version that made the files (tei-tools schema), or pack again."


def parsed(data: bytes) -> etree._Element | Problem:
    """The root of an XML file, or why it may not be read: not well-formed, or with a DOCTYPE."""
    try:
        root = etree.fromstring(data, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        line, column = getattr(error, "position", (0, 0))
        return Problem("not-xml", f"This is not well-formed XML: {error}.", line, column)
    info: Any = root.getroottree().docinfo
    if info.doctype:
        return Problem("doctype", "A DOCTYPE is refused, because it can pull in other files.", 1, 1)
    return root


def _safe_schema(data: bytes) -> etree._Element:
    if len(data) > _LARGEST:
        raise _Unusable(f"it has {len(data):,} bytes")
    root = parsed(data)
    if isinstance(root, Problem):
        raise _Unusable(root.message.rstrip("."))
    deepest = 0
    for element in root.iter("*"):
        name = etree.QName(element).localname
        values = " ".join(map(str, element.attrib.values()))
        if name in _PULLS_IN or "document(" in values.replace(" ", "") or "unparsed-text" in values:
            raise _Unusable(f"line {element.sourceline}: <{name}> can pull in other files")
        deepest = max(deepest, sum(1 for _ in element.iterancestors()))
    if deepest > _DEEPEST:
        raise _Unusable(f"it is nested {deepest} levels deep")
    return root


def _relax_ng(data: bytes) -> Check:
    try:
        schema = etree.RelaxNG(_safe_schema(data))
    except etree.RelaxNGParseError as error:
        raise _Unusable(str(error)) from error

    def check(document: bytes) -> list[Problem]:
        root = parsed(document)
        if isinstance(root, Problem):
            return [root]
        if schema.validate(root) and not len(schema.error_log):
            return []
        for entry in schema.error_log:  # the first one: the others say that what is around it is not valid either
            return [Problem("rng", f"{entry.message}.", entry.line, entry.column)]
        return [Problem("rng", "It is not what the grammar allows.")]

    return check


def _schematron(data: bytes) -> Check:
    isoschematron = importlib.import_module("lxml.isoschematron")
    try:
        compiled = isoschematron.Schematron(_safe_schema(data), store_xslt=True)
        access: Any = etree.XSLTAccessControl
        transform = etree.XSLT(compiled.validator_xslt, access_control=access.DENY_ALL)
    except (etree.LxmlError, TypeError) as error:
        raise _Unusable(str(error)) from error

    def check(document: bytes) -> list[Problem]:
        root = parsed(document)
        if isinstance(root, Problem):
            return [root]
        failed = transform(root).iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report")
        return [Problem("sch", " ".join("".join(map(str, one.itertext())).split())) for one in failed if _is_error(one)]

    return check


_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def _is_error(assertion: etree._Element) -> bool:
    return assertion.get("role") not in ("warning", "info", "information")


def _json_schema(data: bytes) -> Check:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        schema = json.loads(data)
        Draft202012Validator.check_schema(schema)
    except (ValueError, SchemaError, RecursionError) as error:
        raise _Unusable(str(error).splitlines()[0]) from error
    validator = Draft202012Validator(schema, registry=Registry())  # an empty one: no reference leads out

    def problems(record: object) -> Iterable[Problem]:
        for error in validator.iter_errors(record):
            yield Problem("record-schema", f"{'.'.join(map(str, error.absolute_path))}: {error.message[:240]}.")

    def check(document: bytes) -> list[Problem]:
        try:
            return list(problems(json.loads(document)))
        except (ValueError, RecursionError) as error:
            return [Problem("not-json", f"This is not JSON: {error}.")]
        except Unresolvable as error:
            return [Problem("record-schema", f"The schema refers to what is not in it: {error}.")]

    return check
