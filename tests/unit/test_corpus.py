"""Many documents in one corpus: embedded and included, valid, with names that stay apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from lxml import etree

from tei_tools.errors import SourceError
from tei_tools.model.nodes import Document, Metadata
from tei_tools.validate import check_tei, errors_of
from tei_tools.write.corpus import CorpusOptions, component, embedded, identifier, including
from tei_tools.write.pressmint import components, root_file
from tei_tools.write.record import to_record
from tei_tools.write.tei_reader import read_tei
from tei_tools.write.xml import PREFIX, TEI_NS, XML_ID, parse_xml

from .reading import reading_text, squeezed
from .specimen import specimen
from .test_schemas import jing, tei_all

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
DOCUMENT, _ = specimen()
OPTIONS = CorpusOptions("石桥文库", "zh-Hans", Metadata(licence="CC0", availability="free"))
NAMED: list[tuple[str, Document]] = [("a.txt", DOCUMENT), ("b.txt", DOCUMENT), ("a.txt", DOCUMENT)]


def test_documents_are_embedded_one_after_the_other(tmp_path: Path) -> None:
    data = b"".join(embedded(NAMED, OPTIONS))
    assert errors_of(check_tei(data)) == []
    path = tmp_path / "corpus.xml"
    path.write_bytes(data)
    assert jing(tei_all(), [path]) == {}
    root = parse_xml(data)
    names = [div.get(XML_ID) for div in root.iter(f"{PREFIX}div") if div.get("type") == "article"]
    assert names[::3] == ["d-a.txt.a1", "d-b.txt.a1", "d-a.txt-2.a1"]
    header = root[0]
    assert header.findtext(".//t:licence", "", {"t": TEI_NS}) == "CC0"
    assert header.findtext(".//t:sourceDesc/t:bibl/t:title", "", {"t": TEI_NS}) == "石桥文库"
    for name in ("idno", "extent", "note", "prefixDef"):  # a corpus is no file, and has no characters to count
        assert next(header.iter(f"{PREFIX}{name}"), None) is None
    with pytest.raises(SourceError, match="a corpus of several sources"):
        read_tei(data)


def test_documents_are_read_one_at_a_time() -> None:
    seen: list[str] = []

    def stream() -> Iterator[tuple[str, Document]]:
        for name, document in NAMED:
            seen.append(name)
            yield name, document

    pieces = embedded(stream(), OPTIONS)
    next(pieces)
    assert seen == []
    next(pieces)
    assert seen == ["a.txt"]


def test_documents_are_included(tmp_path: Path) -> None:
    taken: set[str] = set()
    files: list[str] = []
    for name, document in NAMED:
        stem = identifier(name, taken)
        files.append(f"{stem}.xml")
        data = component(document, OPTIONS, stem)
        (tmp_path / files[-1]).write_bytes(data)
    root = tmp_path / "corpus.xml"
    root.write_bytes(b"".join(including(files, OPTIONS)))
    tree = etree.parse(root)
    tree.xinclude()
    for element in tree.getroot():
        if XML_BASE in element.attrib:
            del element.attrib[XML_BASE]
    whole = etree.tostring(tree)
    assert errors_of(check_tei(whole)) == []
    for number, document in enumerate(tree.getroot().iterchildren(f"{PREFIX}TEI")):
        read = read_tei(etree.tostring(document))
        assert [a.title for a in read.articles] == [a.title for a in DOCUMENT.articles], number


def pressmint(shared: Path) -> Path:
    schema = shared / "pressmint" / "PressMint.odd.rng"
    if not schema.is_file():
        pytest.skip("needs the published schema of PressMint in ../shared/pressmint")
    return schema


def test_a_corpus_in_the_form_of_pressmint(shared: Path, tmp_path: Path) -> None:
    found = [*components(DOCUMENT, OPTIONS, "CN", "0001")]
    assert [part.path for part in found] == [
        "2023/PressMint-CN_2023-09-19-0001-a1.xml", "undated/PressMint-CN_undated-0001-a2.xml",
        "undated/PressMint-CN_undated-0001-a3.xml",
    ]  # fmt: skip
    root = tmp_path / "PressMint-CN.xml"
    root.write_bytes(b"".join(root_file(found, OPTIONS, "CN")))
    paths = [root]
    for part in found:
        paths.append(tmp_path / part.path)
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_bytes(part.data)
        assert parse_xml(part.data).get(XML_ID) == part.identifier == paths[-1].stem
    assert jing(pressmint(shared), paths) == {}
    tree = etree.parse(root)
    tree.xinclude()
    whole = tmp_path / "whole.xml"
    for element in tree.getroot():
        if XML_BASE in element.attrib:
            del element.attrib[XML_BASE]
    tree.write(whole, encoding="utf-8")
    assert jing(pressmint(shared), [whole]) == {}


def test_pressmint_has_the_reading_text() -> None:
    record = to_record(DOCUMENT)
    for part, article in zip(components(DOCUMENT, OPTIONS, "CN", "1"), record["articles"], strict=True):
        text = "".join(cast(list[str], parse_xml(part.data).xpath("//t:text//text()", namespaces={"t": TEI_NS})))
        assert squeezed(text) == reading_text({"articles": [article]})


def test_pressmint_says_of_each_document_what_is_known_of_it(shared: Path, tmp_path: Path) -> None:
    """Its own licence and publisher stand over those of the corpus; the corpus says its own."""
    own = Metadata(licence="CC BY 4.0", publisher="石桥档案馆", url="https://a.example/1", identifier="sq-1")
    corpus = CorpusOptions("石桥文库", "zh-Hans", Metadata(availability="free", funder="石桥基金", identifier="sq"))
    documents = [(replace(DOCUMENT, metadata=own), "1"), (DOCUMENT, "2")]
    found = [part for document, number in documents for part in components(document, corpus, "CN", number)]
    data = [part.data for part in found] + [b"".join(root_file(found, corpus, "CN"))]
    said = []
    for number, content in enumerate(data):
        publication = parse_xml(content).find(".//t:publicationStmt", {"t": TEI_NS})
        assert publication is not None
        said.append([(etree.QName(part).localname, str(part.xpath("string()"))) for part in publication])
        (tmp_path / f"{number}.xml").write_bytes(content)
    known = [("publisher", "石桥档案馆"), ("idno", "sq-1"), ("availability", "CC BY 4.0")]
    nothing = [("publisher", "Unpublished."), ("availability", "No licence is known.")]
    assert said == [known] * 3 + [nothing] * 3 + [[nothing[0], ("idno", "sq"), nothing[1]]]
    assert all("石桥基金".encode() in content for content in data)
    assert b"prefixDef" not in data[-1]  # offsets are those of each document
    assert jing(pressmint(shared), [*tmp_path.glob("*.xml")]) == {}


def test_offsets_in_pressmint_count_the_text_that_was_extracted() -> None:
    document = replace(DOCUMENT, file=replace(DOCUMENT.file, name="a.docx", text_name="a.txt", text_sha256="0" * 64))
    (first, *_) = components(document, OPTIONS, "CN", "1")
    assert b'replacementPattern="a.txt#char=$1,$2"' in first.data
