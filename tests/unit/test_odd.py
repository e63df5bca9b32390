"""The customization compiles, and what comes of it accepts what the writers make."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from tei_tools.validate import schema_bytes, schema_path

from .test_schemas import documents, jing
from .xml_mutations import mutants, parser

SCH = "{http://purl.oclc.org/dsdl/schematron}"


def rules(data: bytes) -> dict[str, tuple[str, str, str]]:
    """The context, test and words of every assert, by its identifier."""
    found: dict[str, tuple[str, str, str]] = {}
    for rule in etree.fromstring(data).iter(SCH + "rule"):
        lets = "|".join(f"{let.get('name')}={let.get('value')}" for let in rule.iterchildren(SCH + "let"))
        for check in rule.iterchildren(SCH + "assert"):
            words = " ".join(etree.tostring(check, method="text", encoding="unicode").split())
            found[check.get("id", "")] = (rule.get("context", ""), f"{lets}|{check.get('test')}", words)
    return found


def test_the_rules_in_the_customization_are_those_of_the_schematron() -> None:
    assert rules(schema_bytes("report.odd")) == rules(schema_bytes("report.sch"))
    keys = re.findall(rb"<xsl:key [^>]*/>", schema_bytes("report.sch"))
    assert keys == re.findall(rb"<xsl:key [^>]*/>", schema_bytes("report.odd")) != []


def test_no_attribute_of_tei_is_declared_a_second_time() -> None:
    """The compiled schema has each attribute of an element once: twice would be no schema."""
    namespace = "{http://relaxng.org/ns/structure/1.0}"
    for element in etree.fromstring(schema_bytes("report.compiled.rng")).iter(namespace + "element"):
        names = [found.get("name") for found in element.iter(namespace + "attribute")]
        assert len(names) == len({*names}), element.get("name")


def test_the_compiled_schema_accepts_what_the_writers_make(tmp_path: Path) -> None:
    paths: list[Path] = []
    for name, data in documents().items():
        paths.append(tmp_path / f"{name}.xml")
        paths[-1].write_bytes(data)
    assert jing(schema_path("report.compiled.rng"), paths) == {}


def test_the_compiled_schema_is_wider_than_the_grammar(tmp_path: Path) -> None:
    """Whatever is valid under report.rng is valid under what the Stylesheets make of report.odd."""
    paths: list[Path] = []
    for name, count in (("specimen", 600), ("published", 60), ("split-corpus", 60)):
        for number, (_, data) in enumerate(mutants(documents()[name], count, 11, ".")):
            paths.append(tmp_path / f"{name}-{number}.xml")
            paths[-1].write_bytes(data)
    compiled = etree.RelaxNG(etree.fromstring(schema_bytes("report.rng")))
    ours = [path for path in paths if compiled.validate(etree.fromstring(path.read_bytes(), parser()))]
    assert len(ours) >= 40
    assert jing(schema_path("report.compiled.rng"), ours) == {}


def test_the_documentation_has_every_element() -> None:
    page = schema_bytes("report.html").decode()
    odd = etree.fromstring(schema_bytes("report.odd"))
    names = {spec.get("ident") or "" for spec in odd.iter("{http://www.tei-c.org/ns/1.0}elementSpec")}
    assert names and {name for name in names if f'id="TEI.{name}"' not in page} == set()
    assert not re.search(r"Date: *\d", page)  # of the day on which it was compiled: another one tomorrow


@pytest.fixture
def compile_odd(project: Path) -> Iterator[ModuleType]:
    spec = spec_from_file_location("compile_odd", project / "scripts" / "compile_odd.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["compile_odd"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["compile_odd"]


@pytest.mark.slow
def test_the_compiled_schema_is_what_the_stylesheets_make(compile_odd: ModuleType, tmp_path: Path) -> None:
    folders = [os.environ.get(name, "") for name in ("TEIC_TEI", "TEIC_STYLESHEETS")]
    if not all(map(os.path.isdir, folders)) or find_spec("saxonche") is None:
        pytest.skip("needs saxonche, and clones of TEIC/TEI and TEIC/Stylesheets in TEIC_TEI and TEIC_STYLESHEETS")
    made = compile_odd.compile_odd(schema_path("report.odd"), *map(Path, folders), tmp_path)
    for name, data in made.items():
        assert data == schema_bytes(name), f"{name} is old: run scripts/compile_odd.py"
