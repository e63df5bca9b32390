"""Many documents as one ``teiCorpus``: embedded, or in files of their own that it includes. One document at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..model.nodes import NO_METADATA, Document, Metadata
from ..text.source import SourceFile
from . import header
from .header import WriteOptions
from .ranges import Ranges
from .tei import STRUCTURAL, TEI_CORPUS, document_element, xml_models
from .xml import TEI_NS, WRITTEN_LANG, Element, prolog, spelled, uri

XINCLUDE = "http://www.w3.org/2001/XInclude"


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """What a corpus is called, and what is known about all of it."""

    title: str
    language: str = "zh"
    metadata: Metadata = NO_METADATA
    write: WriteOptions = field(default_factory=WriteOptions)


def identifier(name: str, taken: set[str]) -> str:
    """An XML name for a document called ``name`` that is not taken yet; it is taken then.

    >>> taken: set[str] = set()
    >>> [identifier(name, taken) for name in ("2021/a.txt", "2021/a.txt", "工作总结", "")]
    ['d-2021-a.txt', 'd-2021-a.txt-2', 'd-工作总结', 'd-']
    """
    stem = "d-" + re.sub(r"[^\w.-]+", "-", name).strip("-")
    stem = "".join(c for c in stem if c.isascii() or "\u4e00" <= c <= "\u9fff")
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    taken.add(found)
    return found


def embedded(documents: Iterable[tuple[str, Document]], options: CorpusOptions) -> Iterator[bytes]:
    """A ``teiCorpus`` in pieces: its header, then each document under its name, then its end.

    Only one document is held at a time. Identifiers begin with that of their
    document (:func:`identifier`). OutputInvalid as :func:`~tei_tools.write.tei.to_tei`.
    """
    yield _opening(options)
    taken: set[str] = set()
    for name, document in documents:
        yield document_element(document, options.write, f"{identifier(name, taken)}.")
    yield b"</teiCorpus>\n"


def component(document: Document, options: CorpusOptions, name: str) -> bytes:
    """A document as a file of its own, to be included in a corpus under the identifier ``name``."""
    element = document_element(document, options.write, f"{name}.")
    return prolog(xml_models(options.write)) + element.replace(b"<TEI ", f'<TEI xmlns="{TEI_NS}" '.encode(), 1)


def including(addresses: Iterable[str], options: CorpusOptions) -> Iterator[bytes]:
    """A ``teiCorpus`` that includes files (https://www.w3.org/TR/xinclude/): valid once it is resolved."""
    yield _opening(options)
    for address in addresses:
        yield f'<xi:include xmlns:xi="{XINCLUDE}" href="{uri(address)}"/>\n'.encode()
    yield b"</teiCorpus>\n"


def _opening(options: CorpusOptions) -> bytes:
    root = Element(TEI_CORPUS, {"xmlns": TEI_NS, WRITTEN_LANG: options.language})
    document = Document(SourceFile(name=options.title), options.language, (), metadata=options.metadata)
    header.add_corpus_header(root, document, options.title, options.write, Ranges(()))
    opening = spelled(root, STRUCTURAL)
    return prolog(xml_models(options.write)) + opening.removesuffix(b"</teiCorpus>\n")
