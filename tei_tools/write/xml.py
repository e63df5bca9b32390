"""Names, pointers, white space and the one safe way to parse XML. Nothing here knows what a document says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree

from ..errors import SourceError
from ..text.source import Span

TEI_NS = "http://www.tei-c.org/ns/1.0"
PREFIX = "{" + TEI_NS + "}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_legal(text: str) -> bool:
    """Whether XML 1.0 can hold every character (https://www.w3.org/TR/xml/#charsets).

    >>> is_legal("甲\\t"), is_legal("\\x0b"), is_legal("\\ufffe")
    (True, False, False)
    """
    return _ILLEGAL.search(text) is None


def legal(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold; for names and messages, never for source text.

    >>> legal("a\\x00b")
    'a\\ufffdb'
    """
    return _ILLEGAL.sub("\ufffd", text)


def code_points(text: str) -> list[str]:
    """The names of the characters.

    >>> code_points("\\x0b\\u4e00")
    ['U+000B', 'U+4E00']
    """
    return [f"U+{ord(character):04X}" for character in text]


def from_code_points(names: Iterable[str]) -> str:
    """The characters so named. ValueError if one is not such a name.

    >>> from_code_points(["U+000B"])
    '\\x0b'
    """
    return "".join(chr(int(name.removeprefix("U+"), 16)) for name in names)


def pointers(spans: Iterable[Span | tuple[int, int]]) -> str:
    """Source ranges as the header's ``prefixDef`` declares them.

    >>> pointers([Span(120, 340), Span(346, 360)])
    'src:120,340 src:346,360'
    """
    return " ".join([f"src:{start},{end}" for start, end in spans])


_POINTER = re.compile(r"src:([0-9]{1,15}),([0-9]{1,15})")


def read_pointers(value: str | None) -> tuple[Span, ...]:
    """The source ranges of a ``corresp`` or ``target``. ValueError if it holds anything else.

    >>> read_pointers("src:120,340 src:346,360")
    (Span(start=120, end=340), Span(start=346, end=360))
    """
    spans: list[Span] = []
    for word in (value or "").split():
        if (match := _POINTER.fullmatch(word)) is None:
            raise ValueError(f"{word!r} is not a source range such as src:120,340")
        spans.append(Span(int(match[1]), int(match[2])))
    return tuple(spans)


_WEB = re.compile(r"(?i:https?|ftp)://[A-Za-z0-9.-]+(?::[0-9]+)?(?=[/?#]|$)")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def uri(name: str) -> str:
    """A file name or address as a URI reference: what a URI cannot hold is percent-encoded, valid escapes stay.

    >>> uri("图 1.jpg"), uri("http://a.example/b%20c?d=1#e")
    ('%E5%9B%BE%201.jpg', 'http://a.example/b%20c?d=1#e')
    """
    head = ""
    kept = "/%"
    fragment = ""
    if match := _WEB.match(name):
        head, name = match[0], name[match.end() :]
        kept = "/%?:@!$&'()*+,;=~"
        name, mark, fragment = name.partition("#")
        fragment = mark + quote(_ESCAPE.sub("%25", fragment), safe=kept) if mark else ""
    return head + quote(_ESCAPE.sub("%25", name), safe=kept) + fragment


def append_text(element: etree._Element, text: str) -> None:
    """Add text behind whatever the element holds already."""
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


def indent(element: etree._Element, structural: frozenset[str], level: int = 0) -> None:
    """Put every child of the structural elements on a line of its own; no other element is touched."""
    inner = "\n" + " " * (level + 1)
    element.text = inner
    child = None
    for child in element:
        child.tail = inner
        if child.tag in structural and len(child):
            indent(child, structural, level + 1)
    if child is not None:
        child.tail = "\n" + " " * level


def serialize(root: etree._Element) -> bytes:
    """An element as an XML file in UTF-8, with the instructions that stand before it, each on its own line."""
    lines = [b'<?xml version="1.0" encoding="UTF-8"?>']
    lines += [etree.tostring(node, encoding="UTF-8") for node in root.itersiblings(preceding=True)][::-1]
    lines += [etree.tostring(root, encoding="UTF-8", with_tail=False), b""]
    return b"\n".join(lines)


def safe_parser() -> etree.XMLParser:
    """A parser that opens no file and no address and expands no entity."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )


def parse_xml(data: bytes, name: str = "") -> etree._Element:
    """The root element of an XML file. SourceError if it is not well-formed or has a document type declaration."""
    shown = name or "The XML"
    try:
        root = etree.fromstring(data, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"{shown} is not well-formed XML: {error}. Mend it or convert it again."
        raise SourceError("not-xml", message) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise SourceError(
            "doctype", f"{shown} has a DOCTYPE, which is refused because it can pull in other files. Take it out."
        )
    return root
