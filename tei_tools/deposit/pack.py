"""A bag made of an output folder of ``convert``: one document at a time, whole or not at all, always the same bytes."""

from __future__ import annotations

import csv
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from .._version import __version__
from ..batch.naming import ENDINGS
from ..decisions.beside import files_beside, sum_beside
from ..errors import ConfigError, OutputError, Problem, SourceError, TeiToolsError
from ..inputs.blob import Blob, InputOptions, Limits
from ..model.nodes import Document
from ..text.source import Source
from ..validate import SCHEMA_NAMES, check_bytes, errors_of, schema_bytes
from ..validate.stylesheets import STYLESHEET_NAMES, stylesheet_bytes
from ..write.corpus import CorpusOptions, embedded
from ..write.header import WriteOptions
from ..write.record import from_record, load_record
from ..write.tei import document_element
from .archival import sidecar
from .bag_writer import BagWriter, write_whole
from .collection import CONVERTED, DECISIONS, ORIGINALS, TEXTS, Collection, Item, Original
from .datacite import datacite
from .description import Description
from .directory import BOM, COLUMNS, Row, csv_line, require_openpyxl, rows_of, write_xlsx
from .entry import (
    CAPTURES,
    CATALOG,
    DUBLIN_CORE,
    FORMAT,
    SIDECARS,
    Capture,
    Entry,
    Totals,
    capture_lines,
    dublin_core_lines,
    known_of,
)
from .names import payload_name
from .readme import readme
from .ro_crate import METADATA_FILE, Crate, summary

_CHUNK = 1 << 20
_LIMITS = Limits(max_bytes=1 << 31, max_unpacked=1 << 33)


@dataclass(frozen=True, slots=True)
class PackOptions:
    """How to pack. ``name`` is that of the bag and its only folder; ``moment`` (seconds since 1970) dates all.

    ``moment`` None is the end of the last conversion. ``originals_folder`` is
    where originals are looked for that are not where they were.
    """

    name: str
    moment: int | None = None
    originals: bool = True
    originals_folder: Path | None = None
    corpus: bool = True
    xlsx: bool = True
    overwrite: bool = False


@dataclass(slots=True)
class Packed:
    """What was packed: ``files`` and ``octets`` of the payload, and what should be known about it."""

    totals: Totals = field(default_factory=Totals)
    files: int = 0
    octets: int = 0
    remarks: list[str] = field(default_factory=list)


def pack(out: Path, target: Path, description: Description, options: PackOptions) -> Packed:
    """Write the bag ``target`` (a ZIP file) of what ``convert`` wrote into the folder ``out``.

    Nothing is written when something is wrong. Raises
    :class:`~tei_tools.errors.ConfigError` (``no-licence``) when nobody has said under what licence a document is,
    :class:`~tei_tools.errors.OutputError` and :class:`~tei_tools.errors.SourceError`: ``original-missing``,
    ``original-changed``, ``decisions-changed``, ``output-missing``, ``output-changed``, ``output-old``,
    ``no-record``, ``no-tei``, ``exists``, and what :class:`~tei_tools.deposit.collection.Collection` raises.
    """
    from ..write.atomic import refuse_existing

    refuse_existing([target], options.overwrite)
    if options.xlsx:
        require_openpyxl()
    if target.resolve().is_relative_to(out.resolve()):
        message = f"{target}: lies in the folder that is packed; give a place outside of {out}."
        raise OutputError("inside", message)
    packed = Packed()
    with Collection(out, options.originals_folder) as collection:
        _refuse_without_licence(collection, description)
        moment = int(collection.latest) if options.moment is None else options.moment

        def write(place: Path) -> None:
            with tempfile.TemporaryDirectory(prefix=".tei-tools-", dir=target.parent) as folder:
                packer = _Packer(collection, description, options, moment, Path(folder), packed)
                with BagWriter(place, options.name, moment) as bag:
                    packer.fill(bag)

        write_whole(target, write, overwrite=options.overwrite)
    return packed


def _refuse_without_licence(collection: Collection, description: Description) -> None:
    if description.metadata.licence:
        return
    without = 0
    example = ""
    for item in collection.items():
        if not _read_record(collection.out, item).metadata.licence:
            without += 1
            example = example or item.relative
    if without:
        raise ConfigError(
            "no-licence",
            f"{collection.out}: nobody has said under what licence {without:,} of {collection.count:,} documents are "
            f"(the first is {example}), and none is assumed. Say it for all in tei-tools.toml, [metadata] licence = "
            '"…" (an address or words, such as "仅供研究" for what is not free), or for each in the column licence of '
            "the table given with convert --metadata.",
        )


def _record_output(item: Item) -> str:
    ending = ENDINGS["json"]
    for name, _ in item.outputs:
        if name == item.relative + ending:
            return name
    raise SourceError(
        "no-record",
        f"{item.relative}: has no JSON record, which a package is made from; convert with --to tei,json, then pack.",
    )


def _read_output(out: Path, name: str, sha256: str) -> bytes:
    path = out / name
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}; convert again, which makes it anew, then pack."
        raise SourceError("output-missing", message) from error
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise SourceError(
            "output-changed",
            f"{path}: is not as convert wrote it; convert again, which makes it anew, then pack.",
        )
    return data


def _read_record(out: Path, item: Item) -> Document:
    name = _record_output(item)
    data = _read_output(out, name, dict(item.outputs)[name])
    try:
        return from_record(load_record(data))
    except TeiToolsError as error:
        raise SourceError(error.code, f"{out / name}: {error}") from error


class _Packer:
    """Fills a bag; lists that grow with the documents are kept in files of ``folder``."""

    def __init__(
        self,
        collection: Collection,
        description: Description,
        options: PackOptions,
        moment: int,
        folder: Path,
        packed: Packed,
    ) -> None:
        self._collection = collection
        self._description = description
        self._options = options
        self._moment = moment
        self._folder = folder
        self._packed = packed
        self._totals = packed.totals
        self._title = description.title or description.metadata.collection or options.name
        self._day = f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
        self._crate = Crate()
        self._lists: dict[str, IO[bytes]] = {}
        self._rows = 0
        self._reading = _input_options(collection.options)
        self._writing = _write_options(collection.options)

    def fill(self, bag: BagWriter) -> None:
        """Write all of the bag."""
        self._lists = {name: open(self._folder / str(at), "w+b") for at, name in enumerate(_LISTS)}  # noqa: SIM115
        try:
            for name, heads in _LISTS.items():
                self._lists[name].write(heads)
            if self._options.corpus:
                self._lists[_CORPUS].write(_corpus_opening(self._title, self._description, self._writing))
            if self._options.originals:
                self._add_originals(bag)
            self._add_decisions(bag)
            for item in self._collection.items():
                self._add_document(bag, item)
            self._add_failed()
            self._finish(bag)
        finally:
            for file in self._lists.values():
                file.close()

    # Originals

    def _add_originals(self, bag: BagWriter) -> None:
        for original in self._collection.originals():
            if not original.found:
                raise SourceError(
                    "original-missing",
                    f"{original.source}: is not where it was converted from. Give --originals DIR, the folder that it "
                    "is in now, or --without-originals for a package without the files that the texts were read from.",
                )
            sha256 = bag.add_file(f"{ORIGINALS}/{original.name}", original.found)
            if original.sha256 and sha256 != original.sha256:
                raise SourceError(
                    "original-changed",
                    f"{original.found}: was changed since it was converted; convert again, then pack.",
                )
            self._totals.originals += 1

    def _add_decisions(self, bag: BagWriter) -> None:
        """What people decided of the originals: the very files that were beside them when they were converted."""
        for original in self._collection.originals():
            for path, ending in _decisions_of(original):
                bag.add_file(payload_name(f"{DECISIONS}/{original.name}{ending}"), path)
                self._totals.decision_files += 1

    # Documents

    def _add_document(self, bag: BagWriter, item: Item) -> None:
        out = self._collection.out
        record = _record_output(item)
        document = _read_record(out, item)
        tei = []
        for name, sha256 in item.outputs:
            data = _read_output(out, name, sha256)
            place = item.path_in_bag(name)
            if name.endswith(tuple(ENDINGS.values())):
                self._refuse_invalid(out / name, data, item, sha256)
                if name != record:
                    tei.append(place)
            bag.add(place, data)
        if not tei:
            message = f"{item.relative}: has no TEI file; convert with --to tei,json and pack again."
            raise SourceError("no-tei", message)
        original = self._collection.original_of(item) if self._options.originals else None
        if original is None and self._options.originals:
            message = f"{item.source or item.relative}: its original is not known: it came from standard input. "
            raise SourceError("original-missing", message + "Convert from a file, or give --without-originals.")
        text, capture = self._add_text(bag, item, document, original)
        known = document.metadata
        entry = Entry(
            number=item.number,
            document=document,
            metadata=known_of(known, self._description.metadata),
            record=item.path_in_bag(record),
            tei=tuple(sorted(tei, key=lambda place: (len(place), place))),
            text=text,
            original=f"{ORIGINALS}/{original.name}" if original else "",
            sidecar=f"{SIDECARS}/{item.base}.xml",
            version=item.version,
            capture=Capture(
                known.url or capture.url, known.captured or capture.captured, known.capture_method or capture.method
            ),
            rows=rows_of(document, self._rows + 1, item.path_in_bag(item.relative + ENDINGS["tei"])),
        )
        self._rows += len(entry.rows)
        bag.add(entry.sidecar, sidecar(entry, self._description, __version__, self._day))
        self._note(entry)

    def _refuse_invalid(self, path: Path, data: bytes, item: Item, sha256: str) -> None:
        """Another version may have written what the schemas of this one, which go into the bag, do not allow."""
        if item.version == __version__ and sha256:
            return
        problems = errors_of(check_bytes(data))
        if problems:
            made_by = f" by version {item.version}" if item.version else ""
            raise OutputError(
                "output-old",
                f"{path}:{_at(problems[0])} Written{made_by}, it is not what the schemas of version {__version__} say; "
                "convert again with this version, then pack.",
            )

    def _add_text(
        self, bag: BagWriter, item: Item, document: Document, original: Original | None
    ) -> tuple[str, Capture]:
        """Where the text is in the bag that the offsets of a document count, and what its file says of a capture."""
        file = document.file
        beside = ""
        if file.text_sha256:
            folder = item.relative.rpartition("/")[0]
            name = f"{folder}/{file.text_name}" if folder else file.text_name
            beside = item.path_in_bag(name) if name in dict(item.outputs) else ""
        if original is None or (beside and not item.member):
            return beside, Capture()
        source = self._read_source(original, item)
        if source.file.sha256 != file.sha256:
            raise _changed(f"{original.found}, {item.member}" if item.member else original.found)
        capture = _capture_of(source)
        if beside:
            return beside, capture
        if len(source.text) != file.characters:
            raise SourceError(
                "original-decoded",
                f"{original.found}: is read as {len(source.text)} characters, and {item.relative} counts "
                f"{file.characters}; convert again with this version, then pack.",
            )
        if not item.member and _decoded(original.found) == source.text:
            return f"{ORIGINALS}/{original.name}", capture
        path = f"{TEXTS}/{item.base}.txt"
        bag.add(path, source.text.encode("utf-8"))
        self._totals.decoded += 1
        return path, capture

    def _read_source(self, original: Original, item: Item) -> Source:
        from ..inputs.registry import read_member

        return read_member(Blob.of_path(original.found, self._reading), item.member, _LIMITS)

    def _note(self, entry: Entry) -> None:
        """Write a document into all lists."""
        self._totals.add(entry)
        self._crate.add(entry)
        lists = self._lists
        lists[CATALOG].write(entry.catalog_line())
        lists[_DUBLIN_CORE].write(dublin_core_lines(entry))
        lists[_CAPTURES].write(capture_lines(entry))
        for row in entry.rows:
            cells = (row.number, row.responsible, row.title, row.date, row.document_number, row.note)
            lists[_DIRECTORY].write(csv_line(cells))
        if self._options.corpus:
            lists[_CORPUS].write(document_element(entry.document, self._writing, f"d{entry.number:06}."))

    def _add_failed(self) -> None:
        for failed in self._collection.failed():
            self._totals.failed += 1
            name = os.path.basename(failed.source)
            at = max(failed.message.find(name), 0)  # where it lies here is nobody's business elsewhere
            place = f"{ORIGINALS}/{failed.original}" if self._options.originals and failed.original else name
            self._lists[_NOT_CONVERTED].write(csv_line((place, failed.member, failed.code, failed.message[at:])))

    # What is about all of them

    def _finish(self, bag: BagWriter) -> None:
        paths = [*self._finish_lists(bag)]
        for name in SCHEMA_NAMES:
            bag.add(f"schemas/{name}", schema_bytes(name))
        for name in ("report.rng", "report.sch"):  # where the TEI files look for them
            bag.add(f"{CONVERTED}/schemas/{name}", schema_bytes(name))
        for name in STYLESHEET_NAMES:
            bag.add(f"stylesheets/{name}", stylesheet_bytes(name))
        description, totals = self._description, self._totals
        made = datacite(description, self._title, totals, self._day[:4], bag.octets)
        bag.add("metadata/datacite.json", made)
        paths += ["metadata/datacite.json", "README.md", "schemas/", "stylesheets/"]
        crate = self._crate.spell(
            description, self._title, totals, self._collection.runs, paths, __version__, self._moment
        )
        bag.add(METADATA_FILE, crate)
        optional = [f"{folder}/" for folder in (CONVERTED, SIDECARS)]
        optional += [f"{ORIGINALS}/"] if totals.originals else []
        optional += [f"{TEXTS}/"] if totals.decoded else []
        optional += [f"{DECISIONS}/"] if totals.decision_files else []
        there = frozenset((*paths, *optional, METADATA_FILE, "metadata/dc.csv"))
        text = readme(description, self._title, totals, __version__, self._day, bag.files + 1, there)
        bag.add("README.md", text)
        bag.finish([*_information(description, self._title, totals, self._day)])
        self._packed.files, self._packed.octets = bag.files, bag.octets
        self._packed.remarks += _remarks(totals)

    def _finish_lists(self, bag: BagWriter) -> Iterator[str]:
        """Put the lists into the bag and give their paths."""
        needless = {
            _CORPUS: not self._options.corpus,
            _CAPTURES: not self._totals.web_pages,
            _NOT_CONVERTED: not self._totals.failed,
        }
        if self._options.corpus:
            self._lists[_CORPUS].write(b"</teiCorpus>\n")
        for name, file in self._lists.items():
            if not needless.get(name):
                file.seek(0)
                bag.add(name, _pieces(file), os.fstat(file.fileno()).st_size)
                yield name
        if self._options.xlsx:
            path = self._folder / "directory.xlsx"
            write_xlsx(self._directory_rows(), path, self._moment)
            bag.add_file("metadata/directory.xlsx", path)
            yield "metadata/directory.xlsx"

    def _directory_rows(self) -> Iterator[Row]:
        file = self._lists[_DIRECTORY]
        file.flush()
        with open(file.name, encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text)
            next(rows)
            for number, *cells in rows:
                yield Row(int(number), *cells)


_DIRECTORY, _DUBLIN_CORE, _CAPTURES, _NOT_CONVERTED, _CORPUS = (
    "metadata/directory.csv", "metadata/dc.csv", "metadata/captures.csv", "metadata/not-converted.csv", "corpus.xml",
)  # fmt: skip
_LISTS: dict[str, bytes] = {
    CATALOG: f'{{"format":"{FORMAT}","generator":"tei-tools {__version__}"}}\n'.encode(),
    _DIRECTORY: BOM + csv_line(COLUMNS),
    _DUBLIN_CORE: csv_line(DUBLIN_CORE),
    _CAPTURES: BOM + csv_line(CAPTURES),
    _NOT_CONVERTED: BOM + csv_line(("文件", "成员", "原因", "说明")),
    _CORPUS: b"",
}
"""Lists that grow with the documents, and what they begin with."""


def _decisions_of(original: Original) -> list[tuple[Path, str]]:
    """The files of decisions on an original, each with the end of its name: those that it was converted with."""
    sums = {path: sum_beside(path) for path in (original.found, original.source) if path}
    for path, found in sums.items():
        if found and original.decisions in (None, found):
            name = os.path.basename(path)
            return [(beside, beside.name[len(name) :]) for beside in files_beside(path)]
    if original.decisions or (original.decisions == "" and any(sums.values())):
        raise SourceError(
            "decisions-changed",
            f"{original.source}: what people decided of it was changed, or taken away, since it was converted; "
            "convert again, then pack.",
        )
    return []


def _input_options(options: Mapping[str, object]) -> InputOptions:
    """How the last conversion read its inputs, as the ledger has it."""
    found = options.get("input")
    if not isinstance(found, dict):
        return InputOptions()
    columns = tuple((str(name), str(column)) for name, column in found.get("columns", ()))
    format, encoding, table = (str(found.get(name, "")) for name in ("format", "encoding", "table"))
    return InputOptions(format, encoding, columns, table)


def _write_options(options: Mapping[str, object]) -> WriteOptions:
    """How the last conversion wrote, as the ledger has it; the schemas are where the bag has them."""
    found = options.get("write")
    if not isinstance(found, dict):
        return WriteOptions()
    return WriteOptions(str(found.get("date", "")), sentences=found.get("sentences") is True)


def _corpus_opening(title: str, description: Description, write: WriteOptions) -> bytes:
    return next(embedded((), CorpusOptions(title, metadata=description.metadata, write=write)))


def _at(problem: Problem) -> str:
    return f"{problem.line}:{problem.column}: {problem.code}: {problem.message}"


def _changed(what: str) -> SourceError:
    return SourceError("original-changed", f"{what}: was changed since it was converted; convert again, then pack.")


def _decoded(path: str) -> str | None:
    """The text of a file in UTF-8; None for any other file."""
    try:
        return Path(path).read_bytes().removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _capture_of(source: Source) -> Capture:
    """What a web archive says about how a page was taken (WARC 1.1, ISO 28500)."""
    found = {fact.name: fact.value for fact in source.layout.facts}
    return Capture(found.get("WARC-Target-URI", ""), found.get("WARC-Date", ""))


def _information(description: Description, title: str, totals: Totals, day: str) -> Iterator[tuple[str, str]]:
    """What ``bag-info.txt`` says, under the labels of RFC 8493."""
    yield from (
        (label, text)
        for label, text in (
            ("Source-Organization", description.institution),
            ("Contact-Name", description.contact),
            ("Contact-Email", description.email),
            ("External-Description", f"{title}. {description.description or summary(totals)}"),
            ("External-Identifier", description.doi or description.metadata.identifier),
        )
        if text
    )
    yield "Bagging-Date", day
    yield "Bag-Software-Agent", f"tei-tools {__version__}"


def _remarks(totals: Totals) -> Iterator[str]:
    if totals.unlicensed_tei:
        yield (
            f"{totals.unlicensed_tei:,} TEI headers name no licence: that of the package was set after they "
            "were written; convert again and they have it."
        )
    if totals.without_address:
        yield (
            f"{totals.without_address:,} of {totals.web_pages:,} web pages have no address (DA/T 80-2019 asks for it): "
            "say it in the columns url, captured and capture_method of the table given with convert --metadata."
        )
    if totals.failed:
        yield (
            f"{totals.failed:,} documents could not be converted; metadata/not-converted.csv names them and "
            '"tei-tools status" says what to do.'
        )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
