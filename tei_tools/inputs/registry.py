"""Which formats there are, how each is known, and reading a file of any of them.

A format is a row of :data:`FORMATS` and a module of this package. The module
of a format that holds one document has ``read(blob, limits) -> Source``; that
of one that holds many has ``members(blob, limits) -> Iterator[Member]`` and
either ``read_member(blob, key, limits) -> Source`` (a dump: its columns say
more than its text) or ``open_member(blob, key, limits) -> Blob`` (an archive).
Nothing of a format is loaded before a file of it is met.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module, util
from typing import TYPE_CHECKING, Literal

from ..errors import SourceError
from ..text.encoding import MAX_BYTES
from ..text.source import Source
from .blob import MEMBER, Blob, InputOptions, Limits, Member, special_kind

if TYPE_CHECKING:
    from types import ModuleType

Kind = Literal["document", "records", "archive"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read.

    ``module`` is its module in this package; ``needs`` names modules or programs without which it
    cannot be read here, and ``remedy`` how to get them.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    module: str
    kind: Kind = "document"
    needs: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    remedy: str = ""

    @property
    def many(self) -> bool:
        """Whether a file of this format can hold many documents."""
        return self.kind != "document"

    def missing(self) -> list[str]:
        """What would be needed to read it and is not here; of ``programs`` one is enough."""
        gone = [name for name in self.needs if util.find_spec(name) is None]
        if self.programs and not any(map(shutil.which, self.programs)):
            gone.append(self.programs[0])
        return gone


_OFFICE = "install LibreOffice (Debian: apt install libreoffice-writer-nogui; others: libreoffice.org)"

FORMATS = (
    Format("text", "plain text", (".txt", ".text"), "text/plain", "plain"),
    Format("markdown", "Markdown", (".md", ".markdown"), "text/markdown", "markdown"),
    Format("html", "web pages", (".html", ".htm", ".xhtml", ".shtml"), "text/html", "html"),
    Format("mhtml", "web pages saved whole (MHTML)", (".mht", ".mhtml"), "multipart/related", "mhtml"),
    Format("docx", "Word documents (DOCX)", (".docx", ".docm", ".dotx"),
           "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    Format("odt", "OpenDocument texts", (".odt", ".fodt", ".ott"), "application/vnd.oasis.opendocument.text", "odt"),
    Format("epub", "EPUB books", (".epub",), "application/epub+zip", "epub"),
    Format("ofd", "OFD documents (GB/T 33190)", (".ofd",), "application/ofd", "ofd"),
    Format("pdf", "PDF documents with text", (".pdf",), "application/pdf", "pdf", needs=("pypdfium2",),
           remedy="pip install 'tei-tools[pdf]'"),
    Format("doc", "old Word documents (DOC, WPS)", (".doc", ".wps", ".dot", ".wpt"), "application/msword", "office",
           programs=("soffice", "libreoffice"), remedy=_OFFICE),
    Format("rtf", "RTF documents", (".rtf",), "application/rtf", "rtf"),
    Format("jsonl", "JSON, one record a line", (".jsonl", ".ndjson"), "application/x-ndjson", "jsonl", "records"),
    Format("json", "JSON, a list of records", (".json",), "application/json", "json_list", "records"),
    Format("csv", "tables (CSV, TSV)", (".csv", ".tsv", ".tab"), "text/csv", "csv_table", "records"),
    Format("feed", "feeds (RSS, Atom)", (".rss", ".atom", ".rdf"), "application/rss+xml", "feed", "records"),
    Format("mediawiki", "MediaWiki exports", (), "application/xml", "mediawiki", "records"),
    Format("sgml", "newswire SGML (Gigaword)", (".sgm", ".sgml"), "text/sgml", "sgml", "records"),
    Format("sqlite", "SQLite databases", (".sqlite", ".sqlite3", ".db"), "application/vnd.sqlite3", "sqlite",
           "records"),
    Format("sql", "SQL dumps with INSERT", (".sql",), "application/sql", "sql", "records"),
    Format("parquet", "Parquet tables", (".parquet",), "application/vnd.apache.parquet", "parquet", "records",
           needs=("pyarrow",), remedy="pip install 'tei-tools[parquet]'"),
    Format("warc", "web archives (WARC)", (".warc",), "application/warc", "warc", "archive", needs=("fastwarc",),
           remedy="pip install 'tei-tools[warc]'"),
    Format("zip", "ZIP archives", (".zip",), "application/zip", "zip", "archive"),
    Format("tar", "TAR archives", (".tar", ".tgz"), "application/x-tar", "tar", "archive"),
    Format("gzip", "compressed files (gzip, bzip2, xz)", (".gz", ".bz2", ".xz"), "application/gzip", "compressed",
           "archive"),
)  # fmt: skip
"""All formats, those of single documents first."""

_BY_NAME = {format.name: format for format in FORMATS}
_BY_SUFFIX = {suffix: format for format in FORMATS for suffix in format.suffixes}

_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<title[\s>]|<(?:div|p|table|article)[\s>]",
    re.IGNORECASE,
)
_HTML_START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|article|section|h[1-6]|span|ul|center|font|script|link|style)[\s>/]", re.IGNORECASE | re.DOTALL)  # fmt: skip
_SQL = re.compile(rb"^\s*(?:INSERT\s+INTO|CREATE\s+TABLE)\s", re.IGNORECASE | re.MULTILINE)


def format_named(name: str) -> Format:
    """The format of a name.

    Raises :class:`SourceError` ``unknown-format`` with the names there are.

    >>> format_named("docx").title
    'Word documents (DOCX)'
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise SourceError(
            "unknown-format", f"{name}: there is no such format; there are {', '.join(_BY_NAME)}."
        ) from None


def detect(blob: Blob) -> Format:
    """The format of some bytes: what the caller says, else what they look like, else what their name says.

    Bytes that look like none of :data:`FORMATS` count as plain text, which
    names what it cannot read.

    >>> detect(Blob.of_bytes(b"<!DOCTYPE html><p>x", "page")).name
    'html'
    """
    if blob.options.format:
        return format_named(blob.options.format)
    head = blob.head()
    named = _BY_SUFFIX.get(blob.suffix)
    found = _by_signature(head, blob) or _by_content(head, named)
    return _BY_NAME[found] if found else _BY_NAME["text"]


def _by_signature(head: bytes, blob: Blob) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(blob)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "doc"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")):
        return _packed_kind(head, blob)
    if head.startswith(b"WARC/"):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    return ""


def _packed_kind(head: bytes, blob: Blob) -> str:
    """gzip by what is in it: a web archive, a tape archive, or one file."""
    name = blob.name.lower()
    if name.endswith(".warc.gz"):
        return "warc"
    if name.endswith((".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")):
        return "tar"
    from .compressed import peek

    inside = peek(head)
    if inside.startswith(b"WARC/"):
        return "warc"
    return "tar" if inside[257:262] == b"ustar" else "gzip"


def _zip_kind(blob: Blob) -> str:
    stamp = blob.stamp
    return _look_into_zip(blob) if stamp is None else _known_zip_kind(blob, stamp)


@lru_cache(maxsize=8)
def _known_zip_kind(blob: Blob, stamp: tuple[int, int]) -> str:
    return _look_into_zip(blob)


def _look_into_zip(blob: Blob) -> str:
    try:
        with blob.open() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist()[:5000])
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").strip()
                if kind == b"application/epub+zip":
                    return "epub"
                if kind.startswith(b"application/vnd.oasis.opendocument.text"):
                    return "odt"
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        names = set()
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    if "META-INF/container.xml" in names and any(name.endswith(".opf") for name in names):
        return "epub"
    if "[Content_Types].xml" in names or "content.xml" in names:
        return "text"  # a workbook or slides: the reader of text names what it is
    if not names and (named := _BY_SUFFIX.get(blob.suffix)) and named.name in ("docx", "odt", "epub", "ofd"):
        return named.name  # a damaged one: its reader says so
    return "zip"


def _by_content(head: bytes, named: Format | None) -> str:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    name = named.name if named else ""
    if (
        name == "text"
    ):  # texts quote markup, and lines of a page called .txt are counted as they are: its reader says so
        return ""
    if name in ("csv", "sql", "markdown", "sgml"):
        return name if b"\0" not in head[:512] or head[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    if name in ("jsonl", "json"):
        return name if bare[:1] in (b"{", b"[", b'"') else ""
    if bare.startswith((b"<?xml", b"<rss", b"<feed", b"<mediawiki", b"<rdf:RDF", b"<DOC", b"<office:document")) and (
        kind := _xml_kind(bare)
    ):
        return kind
    if re.match(rb"(?:From|Subject|MIME-Version|Content-Type|Snapshot-Content-Location):\s", bare) and re.search(
        rb"multipart/related|text/html", head, re.IGNORECASE
    ):
        return "mhtml"
    if name == "html" or _HTML_START.match(head):
        return "html" if name == "html" or len(_HTML.findall(head)) >= 2 else ""
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if utf16 and name == "html":
        return "html"
    if re.match(rb"\{\s*\"", bare) and bare.count(b"\n{") >= 1:
        return "jsonl"
    if re.match(rb"\[\s*\{\s*\"", bare):
        return "json"
    if _SQL.search(head) and re.match(rb"(?:--|/\*|INSERT|CREATE|SET|DROP|BEGIN|USE)", bare, re.IGNORECASE):
        return "sql"
    if name in ("feed", "mhtml"):
        return name
    return ""


def _xml_kind(head: bytes) -> str:
    if re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", head[:4096]):
        return "feed"
    if b"<mediawiki" in head[:4096]:
        return "mediawiki"
    if re.search(rb"<DOC\s+id=|<DOC>\s*<DOC(?:ID|NO)>", head[:4096]):
        return "sgml"
    if b"office:document" in head[:4096] and b"opendocument" in head[:4096]:
        return "odt"
    return ""


def module_of(format: Format, blob: Blob) -> ModuleType:
    """The module that reads a format, loaded now.

    Raises :class:`SourceError` ``cannot-read-here`` when something that it needs is not installed.
    """
    if missing := format.missing():
        raise SourceError(
            "cannot-read-here",
            f"{blob.label}: this is one of the {format.title}, and reading them needs {', '.join(missing)}, "
            f"which is not installed: {format.remedy}.",
        )
    return import_module(f".{format.module}", __package__)


def read(blob: Blob, limits: Limits | None = None) -> Iterator[Source]:
    """All documents that some bytes hold, one after the other, members of members too.

    Raises :class:`SourceError` for what cannot be read; documents before it have been given.

    >>> [source.text for source in read(Blob.of_bytes("甲乙丙".encode(), "a.txt"))]
    ['甲乙丙']
    """
    limits = limits or Limits()
    format = detect(blob)
    module = module_of(format, blob)
    if not format.many:
        yield _with_facts(module.read(blob, limits), blob)
        return
    for member in module.members(blob, limits):
        if format.kind == "records":
            yield module.read_member(blob, member.key, limits)
        else:
            yield from read(_inner(module, blob, member.key, limits), limits)


def _with_facts(source: Source, blob: Blob) -> Source:
    """The source with what the file around it says, which comes first."""
    if not blob.facts:
        return source
    layout = replace(source.layout, facts=(*blob.facts, *source.layout.facts))
    return replace(source, layout=layout)


def expand(blob: Blob, limits: Limits | None = None) -> Iterator[Member]:
    """The documents that some bytes hold, without reading them; one with an empty key if it is a document itself.

    Raises :class:`SourceError` for a container that cannot be read.
    """
    limits = limits or Limits()
    format = detect(blob)
    if not format.many:
        yield Member("", blob.name, blob.size)
        return
    module = module_of(format, blob)
    for member in module.members(blob, limits):
        if format.kind == "archive" and _may_hold_many(member.name):
            yield from _expand_member(module, blob, member, limits)
        else:
            yield member


def _expand_member(module: ModuleType, blob: Blob, member: Member, limits: Limits) -> Iterator[Member]:
    """The documents in a member; the member itself if it cannot be read, so that reading it says what is wrong."""
    stem = member.name.rpartition(".")[0] or member.name
    try:
        for deeper in expand(_inner(module, blob, member.key, limits), limits):
            if deeper.key:
                yield Member(member.key + MEMBER + deeper.key, f"{stem}/{deeper.name}", deeper.size)
            else:
                yield Member(member.key, member.name, deeper.size)
    except SourceError:
        yield member


def _may_hold_many(name: str) -> bool:
    """Whether a member of an archive is worth a look inside, by its name: documents are not unpacked for it."""
    named = _BY_SUFFIX.get("." + name.rpartition(".")[2].lower())
    return named is not None and named.many


def _inner(module: ModuleType, blob: Blob, key: str, limits: Limits) -> Blob:
    if blob.depth >= limits.max_depth:
        raise SourceError(
            "too-deep",
            f"{blob.label}: archives lie in archives more than {limits.max_depth} deep; unpack it and look what it is.",
        )
    inner: Blob = module.open_member(blob, key, limits)
    return inner


def read_member(blob: Blob, key: str, limits: Limits | None = None) -> Source:
    """The document that ``key`` of :func:`expand` names.

    Raises :class:`SourceError`: what reading raises, and ``many-documents``
    for an empty key of bytes that hold several.
    """
    limits = limits or Limits()
    format = detect(blob)
    module = module_of(format, blob)
    if not format.many:
        return _with_facts(module.read(blob, limits), blob)
    if not key:
        return _only(blob, limits)
    if format.kind == "records":
        found: Source = module.read_member(blob, key, limits)
        return found
    first, _, rest = key.partition(MEMBER)
    return read_member(_inner(module, blob, first, limits), rest, limits)


def _only(blob: Blob, limits: Limits) -> Source:
    """The document of a container with one."""
    members = expand(blob, limits)
    first = next(members, None)
    if first is None:
        raise SourceError("empty-file", f"{blob.label}: holds no document that could be read.")
    if next(members, None) is not None:
        for _ in members:  # what is wrong with it, if something is, says more than how many there are
            pass
        remedy = "give -o DIR" if blob.path else "save it as a file and give that with -o DIR"
        raise SourceError(
            "many-documents", f"{blob.label}: holds more than one document; {remedy}, so that each gets its outputs."
        )
    return read_member(blob, first.key, limits)


def read_source(
    path: str | os.PathLike[str], *, format: str = "", encoding: str = "", max_bytes: int = MAX_BYTES
) -> Source:
    """The source behind a file of any format that holds one document.

    ``format`` is a name of :data:`FORMATS` and ``encoding`` a codec, both found by
    looking unless given. Raises :class:`SourceError`: ``unreadable``,
    ``too-large``, ``cannot-read-here``, ``many-documents`` (use
    :func:`read_sources`), and what its format raises.
    """
    limits = Limits(max_bytes=max_bytes)
    return read_member(Blob.of_input(path, InputOptions(format, encoding), limits), "", limits)


def read_sources(
    path: str | os.PathLike[str], *, options: InputOptions | None = None, limits: Limits | None = None
) -> Iterator[Source]:
    """All documents in a file: one, or those of a dump or an archive, read one by one.

    Raises :class:`SourceError` where the first one is that cannot be read.
    """
    limits = limits or Limits()
    return read(Blob.of_input(path, options or InputOptions(), limits), limits)


def holds_many(path: str, options: InputOptions) -> bool:
    """Whether a file is a container of documents. Files whose name says that they are one document are not opened."""
    if options.format:
        return format_named(options.format).many and not special_kind(path)
    named = _BY_SUFFIX.get(os.path.splitext(path)[1].lower())
    if (named is not None and not named.many) or special_kind(path):
        return False
    try:
        return detect(Blob.of_path(path, options)).many
    except Exception:
        return False  # reading it will say what is wrong, whatever that is
