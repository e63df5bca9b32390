"""The documents of a package: valid by its own schemas, true to their sources, and what the catalog says they are."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from ..errors import Problem, TeiToolsError
from ..model.nodes import Document
from ..model.visit import leaves
from ..model.walk import check_accounts
from ..write.record import from_record, load_record
from ..write.tei_reader import read_tei
from ..write.xml import PREFIX, legal, parse_xml
from .archival import NAMESPACE
from .bag_index import BagIndex
from .bag_reader import Unreadable
from .bag_schemas import RECORD, RNG, BagSchemas
from .directory import BOM
from .entry import CATALOG
from .finding import Fault, Findings
from .ro_crate import METADATA_FILE

Read = Callable[[str, int], bytes | None]
"""The bytes of a file of the bag, unless it is not there or larger than so many."""

Open = Callable[[str], IO[bytes]]
"""A file of the bag, to be read in pieces."""

LARGEST = 200_000_000
"""So large a file may be to be looked into; larger ones are hashed only."""
_MOST = 20
_DIRECTORY, _DUBLIN_CORE = "data/metadata/directory.csv", "data/metadata/dc.csv"
_DATACITE = "data/metadata/datacite.json"
_WORKBOOK = "data/metadata/directory.xlsx"

_AGAIN = "Pack again from the outputs of convert, or bring another copy of the bag."
_CONVERT = "Convert its original again and pack anew."


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the catalog; paths begin with ``data/``, empty for what is not there."""

    line: int
    record: str
    tei: tuple[str, ...]
    text: str
    original: str
    sidecar: str
    member: str
    sha256: str
    articles: tuple[tuple[str, ...], ...]


def verify_contents(read: Read, open_file: Open, index: BagIndex, findings: Findings) -> int:
    """Look at every document that the catalog names; gives their number."""
    return _Contents(read, open_file, index, findings).run()


class _Contents:
    def __init__(self, read: Read, open_file: Open, index: BagIndex, findings: Findings) -> None:
        self._read = read
        self._open = open_file
        self._index = index
        self._findings = findings
        self._schemas = BagSchemas(lambda path: read(path, LARGEST), findings)

    def run(self) -> int:
        directory, dublin_core = self._table(_DIRECTORY), self._table(_DUBLIN_CORE)
        count = 0
        for row in self._rows():
            count += 1
            self._document(row)
            for article in row.articles:
                self._dublin_core(row, article, next(dublin_core, None))
                self._findings.looked_at["catalog"] += 1
                if (listed := next(directory, None)) != article:
                    what = f"row {article[0]} is {listed!r}" if listed else f"row {article[0]} is missing"
                    cause = f"Its {what:.200}, and the catalog has {article!r:.200}."
                    self._tell("catalog", "directory-differs", _DIRECTORY, cause, _AGAIN)
        if (more := next(directory, None)) is not None:
            cause = f"Row {more[0]} is about nothing that the catalog names."
            self._tell("catalog", "directory-differs", _DIRECTORY, cause, _AGAIN)
        for path in self._index.uncataloged():
            self._findings.looked_at["catalog"] += 1
            self._tell("catalog", "not-in-catalog", path, "The catalog does not name it.", _AGAIN)
        self._crate()
        self._datacite()
        self._workbook()
        self._corpus(count)
        if not count:
            self._tell("catalog", "empty-catalog", f"data/{CATALOG}", "It names no document.", _AGAIN)
        return count

    def _tell(self, check: str, code: str, path: str, cause: str, remedy: str, place: str = "") -> None:
        self._findings.add(Fault(check, code, path, cause, remedy, place))

    # The lists

    def _rows(self) -> Iterator[_Row]:
        path = f"data/{CATALOG}"
        for number, line in self._lines(path):
            try:
                found = json.loads(line)
                if number == 1 and isinstance(found, dict) and "format" in found:
                    if str(found["format"]).partition("/")[0] != "tei-tools":
                        raise ValueError("it is of no format that is known")
                    continue
                yield _row(found, number)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                cause = f"The line cannot be read: {error}."
                self._tell("catalog", "catalog-line", path, cause, _AGAIN, str(number))

    def _dublin_core(self, row: _Row, article: tuple[str, ...], listed: tuple[str, ...] | None) -> None:
        """A row of ``dc.csv`` against the catalog: file, title and creator."""
        self._findings.looked_at["catalog"] += 1
        expected = (next(iter(row.tei), row.record).removeprefix("data/"), article[2], article[1])
        if listed is None or listed[:3] != expected:
            cause = (
                f"The row of article {article[0]} is {listed[:3] if listed else None!r:.200}, not {expected!r:.200}."
            )
            self._tell("catalog", "directory-differs", _DUBLIN_CORE, cause, _AGAIN)

    def _table(self, path: str) -> Iterator[tuple[str, ...]]:
        """The rows of a list in CSV below its heads; nothing, and a fault, if it is not there or cannot be read."""
        if not self._index.has_file(path):
            self._tell("catalog", "missing-list", path, "The list is not there.", _AGAIN)
            return
        try:
            with self._open(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
                rows = csv.reader(text, strict=True)
                next(rows, None)
                for row in rows:
                    yield tuple(row)
        except (UnicodeDecodeError, csv.Error, *Unreadable) as error:
            self._tell("catalog", "unreadable-list", path, f"It is not CSV in UTF-8: {error}.", _AGAIN)

    def _lines(self, path: str) -> Iterator[tuple[int, bytes]]:
        try:
            with self._open(path) as file:
                yield from enumerate(file, 1)
        except Unreadable:
            return  # hashing it said so

    # A document

    def _document(self, row: _Row) -> None:
        for path in dict.fromkeys((row.record, *row.tei, row.text, row.original, row.sidecar)):
            if path:
                self._findings.looked_at["catalog"] += 1
                if not self._index.set_cataloged(path) and not self._index.is_listed(path):
                    cause = f"data/{CATALOG} names it, and it is not there."
                    self._tell("catalog", "cataloged-missing", path, cause, _AGAIN)
        self._original(row)
        valid = [path for path in row.tei if self._validated(path, "tei", self._schemas.tei, RNG)]
        self._record(row, row.tei[0] if valid and valid[0] == row.tei[0] else "")
        if row.sidecar and self._validated(row.sidecar, "metadata", self._schemas.sidecar, ""):
            self._sidecar(row)

    def _sidecar(self, row: _Row) -> None:
        """Compare what a sidecar says of each article with the catalog: number, who, title, document number."""
        data = self._read(row.sidecar, LARGEST)
        if data is None:
            return
        self._findings.looked_at["catalog"] += 1
        contents = parse_xml(data).iter(f"{{{NAMESPACE}}}内容描述")
        for one, article in zip_longest(contents, row.articles):
            said = ("", "", "", "") if one is None else (one.get("件号", ""), *(_said(one, name) for name in _COMPARED))
            number, responsible, title, _, document_number, *_ = article or ("",) * 6
            wanted = (number, *(legal(" ".join(cell.split())) for cell in (responsible, title, document_number)))
            if said != wanted:
                cause = f"It says {said!r:.200} of an article, and the catalog has {wanted!r:.200}."
                self._tell("catalog", "sidecar-differs", row.sidecar, cause, _AGAIN)
                return

    def _original(self, row: _Row) -> None:
        if not row.original or row.member or not row.sha256:
            return  # of a part of an archive only the whole is there
        found = self._index.sha256_of(row.original)
        if found:
            self._findings.looked_at["originals"] += 1
            if found != row.sha256:
                cause = f"Its SHA-256 is {found[:16]}…, and it was converted when that was {row.sha256[:16]}…."
                self._tell("originals", "original-differs", row.original, cause, "Put the original back and verify.")

    def _validated(self, path: str, check: str, validate: Callable[[bytes], list[Problem]] | None, schema: str) -> bool:
        """Validate a file; whether it is valid, as far as that can be told."""
        if validate is None or not self._index.has_file(path):
            return False
        data = self._read(path, LARGEST)
        if data is None:
            cause = f"It has more than {LARGEST:,} bytes, or cannot be read, and was not validated."
            self._tell(check, "not-validated", path, cause, "Validate it by itself: tei-tools validate.")
            return False
        self._findings.looked_at[check] += 1
        problems = validate(data)
        self._index.set_valid(path, "failed" if problems else "passed")
        if problems and schema and self._schemas.has_expired(schema, data):
            cause = f"It is valid, but not by schemas/{schema} of the bag, which has expired: {problems[0].message}"
            remedy = "Put the schema of the version that made the file into the bag (tei-tools schema), or pack again."
            self._tell("schemas", "schema-expired", path, cause, remedy, _place(problems[0]))
            return True
        for problem in problems[:_MOST]:
            kind = "programs" if problem.code == "doctype" else check
            self._tell(kind, problem.code, path, problem.message, _CONVERT, _place(problem))
        return not problems

    def _record(self, row: _Row, tei: str) -> None:
        """The record of a document; ``tei`` is the TEI file to compare it with, if that is valid."""
        data = self._read(row.record, LARGEST)
        if data is None:
            return
        try:
            record = load_record(data)
        except TeiToolsError as error:
            self._index.set_valid(row.record, "failed")
            self._tell("records", error.code, row.record, str(error), _CONVERT)
            return
        said, known = str(record.get("schema", "")), self._schemas.record_version
        if known and said != known:
            self._index.set_valid(row.record, "failed")
            cause = f"It is of {said}, and schemas/{RECORD} of the bag is about {known}: that schema has expired."
            remedy = "Put the schema of the version that made the file into the bag (tei-tools schema), or pack again."
            self._tell("schemas", "schema-expired", row.record, cause, remedy)
        elif not self._validated(row.record, "records", self._schemas.record, RECORD):
            return
        self._source(row, record, tei)

    def _source(self, row: _Row, record: dict[str, Any], tei: str) -> None:
        """The offsets of a record against the text that they count."""
        if not row.text:
            return
        data = self._read(row.text, LARGEST)
        if data is None:
            return
        findings = self._findings
        findings.looked_at["offsets"] += 1
        wrong: list[str]
        try:
            document = from_record(record)
            text = data.removeprefix(BOM).decode("utf-8")
        except UnicodeDecodeError as error:
            wrong = [f"{row.text} is not UTF-8 (byte {error.start})"]
        except TeiToolsError as error:
            wrong = [str(error).rstrip(".")]
        else:
            wrong = check_accounts(document, text)
            if len(text) != document.file.characters:
                wrong = [f"{row.text} has {len(text):,} characters, and the record counts {document.file.characters:,}"]
            self._titles(row, [_title(article) for article in record["articles"]])
            if tei and not wrong:
                self._agreement(tei, row.record, document, text)
        self._index.set_source(row.record, "failed" if wrong else "passed")
        for why in wrong[:_MOST]:
            cause = f"It does not agree with {row.text}; {why}."
            self._tell("offsets", "offsets", row.record, cause, _CONVERT)

    def _agreement(self, path: str, record: str, document: Document, text: str) -> None:
        """The TEI of a document, where it can be read back, against its record."""
        data = self._read(path, LARGEST)
        if data is None:
            return
        self._findings.looked_at["agreement"] += 1
        try:
            found = read_tei(data, text)
        except TeiToolsError as error:
            cause = f"It cannot be compared with its record: {error}"
            remedy = "Look whether somebody has edited it; a newer tei-tools may read it."
            fault = Fault("agreement", "tei-unread", path, cause, remedy, severity="warning")
            self._findings.add(fault)
            return
        if found != document:
            cause = f"It does not say what {record} says; {_difference(found, document)}."
            self._tell("agreement", "tei-differs", path, cause, _CONVERT)

    def _titles(self, row: _Row, titles: list[str]) -> None:
        """The titles that the catalog has, where the text has them, are those of the record."""
        self._findings.looked_at["catalog"] += 1
        listed = [article[2] for article in row.articles]
        if len(titles) != len(listed) and (titles or len(listed) != 1):
            cause = f"It has {len(titles)} articles, and the catalog has {len(listed)} of it."
            self._tell("catalog", "catalog-differs", row.record, cause, _AGAIN)
            return
        for title, said in zip(titles, listed, strict=False):
            if title and title != said:
                cause = f"The title of an article is {title!r:.80}, and the catalog has {said!r:.80}."
                self._tell("catalog", "catalog-differs", row.record, cause, _AGAIN)

    # What is about all of them

    def _corpus(self, documents: int) -> None:
        """The file of all documents: well-formed, and as many as the catalog has."""
        path = "data/corpus.xml"
        if not self._index.has_file(path):
            return
        self._findings.looked_at["tei"] += 1
        found = 0
        try:
            with self._open(path) as file:
                for _, element in etree.iterparse(file, tag=PREFIX + "TEI", resolve_entities=False, no_network=True):
                    found += 1
                    element.clear()
                    while (before := element.getprevious()) is not None and before.tag == element.tag:
                        element.getparent().remove(before)
        except etree.XMLSyntaxError as error:
            line, column = error.position
            self._tell("tei", "not-xml", path, f"It is not well-formed XML: {error}.", _AGAIN, f"{line}:{column}")
            return
        except Unreadable:
            return
        if found != documents:
            cause = f"It holds {found:,} documents, and the catalog names {documents:,}."
            self._tell("catalog", "corpus-differs", path, cause, _AGAIN)

    def _crate(self) -> None:
        path = f"data/{METADATA_FILE}"
        data = self._read(path, LARGEST)
        if data is None:
            self._tell("metadata", "missing-list", path, "The RO-Crate metadata is not there.", _AGAIN)
            return
        self._findings.looked_at["metadata"] += 1
        try:
            graph = json.loads(data)["@graph"]
            named = [
                unquote(str(entity["@id"]))
                for entity in graph
                if "File" in (entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]])
            ]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self._tell("metadata", "not-ro-crate", path, f"It cannot be read as an RO-Crate: {error}.", _AGAIN)
            return
        for name in named:
            path_named = f"data/{name}"
            if "://" not in name and not self._index.has_file(path_named) and not self._index.is_listed(path_named):
                self._tell("metadata", "crate-missing", path, f"It names {name}, which is not there.", _AGAIN)

    def _datacite(self) -> None:
        data = self._read(_DATACITE, LARGEST)
        if data is None:
            self._tell("metadata", "missing-list", _DATACITE, "The DataCite metadata is not there.", _AGAIN)
            return
        self._findings.looked_at["metadata"] += 1
        try:
            found = json.loads(data)
            lacking = [
                name
                for name in ("creators", "titles", "publisher", "publicationYear", "types", "rightsList")
                if not found.get(name)
            ]
        except (ValueError, AttributeError, RecursionError) as error:
            self._tell("metadata", "not-json", _DATACITE, f"It cannot be read: {error}.", _AGAIN)
            return
        if lacking:
            self._tell("metadata", "datacite", _DATACITE, f"It does not say {', '.join(lacking)}.", _AGAIN)

    def _workbook(self) -> None:
        """Whether the directory list as a workbook can be opened; a package may have none."""
        data = self._read(_WORKBOOK, LARGEST)
        if data is None:
            return
        self._findings.looked_at["metadata"] += 1
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                if sum(part.file_size for part in book.infolist()) > 10 * LARGEST:
                    raise zipfile.BadZipFile("it unpacks to more than a list can be")
                book.getinfo("xl/workbook.xml")
                if broken := book.testzip():
                    raise zipfile.BadZipFile(f"{broken} in it is damaged")
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
            self._tell("metadata", "workbook", _WORKBOOK, f"It cannot be opened as a workbook: {error}.", _AGAIN)


_COMPARED = ("责任者", "题名", "文件编号")
"""What a sidecar says of an article that the catalog says too."""


def _said(content: etree._Element, name: str) -> str:
    return str(content.findtext(f"{{{NAMESPACE}}}{name}") or "")


def _row(found: dict[str, Any], line: int) -> _Row:
    def path(name: str) -> str:
        value = found.get(name) or ""
        if not isinstance(value, str):
            raise ValueError(f"{name} is no path")
        return f"data/{value}" if value else ""

    return _Row(
        line,
        path("record"),
        tuple(f"data/{one}" for one in found["tei"]),
        path("text"),
        path("original"),
        path("sidecar"),
        str(found.get("member") or ""),
        str(found.get("sha256") or ""),
        tuple(tuple(str(cell) for cell in article) for article in found["articles"]),
    )


def _difference(tei: Document, record: Document) -> str:
    """The first text in which two documents differ."""
    both = zip_longest(_texts(tei), _texts(record))
    for one, other in both:
        if one != other:
            at = next((at for at, (a, b) in enumerate(zip(one or "", other or "", strict=False)) if a != b), 0)
            cut = slice(max(at - 10, 0), at + 20)
            return f"{(one or '')[cut]!r} stands there for {(other or '')[cut]!r}"
    return "the same texts are arranged, placed or judged in another way"


def _texts(document: Document) -> Iterator[str]:
    for article in document.articles:
        for leaf in leaves(article):
            if leaf.text is not None:
                yield leaf.text.text
    for discard in document.discarded:
        yield discard.text


def _title(article: dict[str, Any]) -> str:
    title = article.get("title")
    return " ".join(title["text"].split()) if title else ""


def _place(problem: Problem) -> str:
    return f"{problem.line}:{problem.column}" if problem.line else ""
