"""EPUB books (EPUB 3.3, and 2): the chapters in the order of the spine, without the navigation."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from ..text.source import GivenFact, Source
from . import html
from .blob import Blob, Limits, TextBuilder, damaged, extracted
from .package import Package, local, open_package, related

WHAT = "EPUB book"
_CONTAINER = "META-INF/container.xml"
_FACTS = {"title": "title", "creator": "author", "date": "date", "publisher": "source", "identifier": "id",
          "description": "description", "source": "url"}  # fmt: skip
_NAMED = re.compile(r"(?:^|/)(?:nav|toc)\.x?html?$", re.IGNORECASE)


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a book and its layout.

    Raises :class:`tei_tools.errors.SourceError`: ``damaged-file``, ``zip-bomb``,
    ``encrypted``, ``too-large``, ``empty-file``, and what reading HTML raises.
    """
    builder = TextBuilder()
    with open_package(blob, limits, WHAT) as package:
        name = _package_document(package)
        root = package.xml(name)
        if root is None:
            raise damaged(blob, WHAT, f"{name} is missing")
        _facts(root, builder)
        for chapter in _spine(root, name):
            data = package.part(chapter)
            if data is None:
                continue
            _chapter(data, chapter, blob, builder)
    layout = builder.layout()
    return extracted(blob, blob.load(limits), builder.text(), "application/epub+zip", layout)


def _package_document(package: Package) -> str:
    root = package.xml(_CONTAINER)
    for element in () if root is None else root.iter():
        if local(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    found = sorted(name for name in package.names if name.lower().endswith(".opf"))
    if not found:
        raise damaged(package.blob, WHAT, "it names no package document")
    return found[0]


def _facts(root: etree._Element, builder: TextBuilder) -> None:
    for element in root.iter():
        if "purl.org/dc/elements" not in str(element.tag):
            continue
        name = local(element)
        value = " ".join((element.text or "").split())
        if name in _FACTS and value:
            builder.facts.append(GivenFact(_FACTS[name], value, f"package {name}"))


def _spine(root: etree._Element, name: str) -> list[str]:
    """The parts of the book in reading order; the navigation document is none."""
    items = {}
    for item in root.iter():
        if local(item) == "item":
            properties = (item.get("properties") or "").split()
            if "html" in (item.get("media-type") or "") and "nav" not in properties:
                items[item.get("id", "")] = item.get("href", "")
    chapters = []
    for reference in root.iter():
        if local(reference) == "itemref":
            target = items.get(reference.get("idref", ""))
            if target and not _NAMED.search(target):
                chapters.append(related(name, unquote(target.partition("#")[0])))
    return chapters


def _chapter(data: bytes, name: str, blob: Blob, builder: TextBuilder) -> None:
    part = replace(blob, label=f"{blob.label}: {name}", data=data, path=None)
    decoded, _ = html.decode_page(data, part)
    facts = len(builder.facts)
    builder.page()
    html.markup_lines(decoded.text, builder, part)
    del builder.facts[facts:]  # the titles of chapters are no facts of the book
    builder.blank()
