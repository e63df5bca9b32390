"""Names, pointers, white space and the one safe way to parse XML. Nothing here knows what a document says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from lxml import etree

from ..errors import SourceError
from ..text.source import Span

TEI_NS = "http://www.tei-c.org/ns/1.0"
PREFIX = "{" + TEI_NS + "}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WRITTEN_ID, WRITTEN_LANG = "xml:id", "xml:lang"

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_legal(text: str) -> bool:
    """Whether XML 1.0 can hold every character (https://www.w3.org/TR/xml/#charsets).

    >>> is_legal("甲\\t"), is_legal("\\x0b"), is_legal("\\ufffe")
    (True, False, False)
    """
    return text.isprintable() or _ILLEGAL.search(text) is None


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


def pointers(spans: Sequence[Span | tuple[int, int]]) -> str:
    """Source ranges as the header's ``prefixDef`` declares them.

    >>> pointers([Span(120, 340), Span(346, 360)])
    's:120,340 s:346,360'
    """
    if len(spans) == 1:  # as nearly always
        start, end = spans[0]
        return f"s:{start},{end}"
    return " ".join([f"s:{start},{end}" for start, end in spans])


_POINTER = re.compile(r"s:([0-9]{1,15}),([0-9]{1,15})")


def read_pointers(value: str | None) -> tuple[Span, ...]:
    """The source ranges of a ``corresp`` or ``target``. ValueError if it holds anything else.

    >>> read_pointers("s:120,340 s:346,360")
    (Span(start=120, end=340), Span(start=346, end=360))
    """
    spans: list[Span] = []
    for word in (value or "").split():
        if (match := _POINTER.fullmatch(word)) is None:
            raise ValueError(f"{word!r} is not a source range such as s:120,340")
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


class Element:
    """An element to be written: its name, its attributes by the names that they are written with, and its content.

    One of lxml costs several times as much to make. The content is characters
    and elements in their order; an empty string counts as content.
    """

    __slots__ = ("attributes", "content", "tag")

    def __init__(self, tag: str, attributes: dict[str, str] | None = None) -> None:
        self.tag = tag
        self.attributes = {} if attributes is None else attributes
        self.content: list[str | Element] = []

    def add(self, tag: str, attributes: dict[str, str] | None = None) -> Element:
        """A new element behind what the element holds already."""
        element = Element(tag, attributes)
        self.content.append(element)
        return element

    def tags(self) -> list[str]:
        """The name of the element and those of all in it."""
        found = [self.tag]
        for inner in self.content:
            if not isinstance(inner, str):
                found += inner.tags() if inner.content else (inner.tag,)
        return found


def serialize(root: Element, instructions: Iterable[str], structural: frozenset[str]) -> bytes:
    """An element of TEI as an XML file in UTF-8, with processing instructions before it, each on its own line.

    Each child of a structural element stands on its own line; between other
    elements there is no character that their content does not have. ValueError
    names a character that XML cannot hold.

    >>> root = Element(PREFIX + "p")
    >>> root.content.append("a < b")
    >>> serialize(root, ["sort"], frozenset()).splitlines()[1:]
    [b'<?sort?>', b'<p xmlns="http://www.tei-c.org/ns/1.0">a &lt; b</p>']
    """
    top = Element(root.tag, {"xmlns": TEI_NS, **root.attributes})
    top.content = root.content
    return prolog(instructions) + spelled(top, structural)


def prolog(instructions: Iterable[str]) -> bytes:
    """What stands before the root element of a file: the declaration, and processing instructions.

    >>> prolog(["sort"])
    b'<?xml version="1.0" encoding="UTF-8"?>\\n<?sort?>\\n'
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n', *(f"<?{instruction}?>\n" for instruction in instructions)]
    return "".join(lines).encode()


def spelled(element: Element, structural: frozenset[str]) -> bytes:
    """An element in UTF-8 and a line break, to stand where lines may be broken. ValueError as :func:`serialize`."""
    out: list[str] = []
    _spell(element, out, structural, broken=True)
    out.append("\n")
    text = "".join(out)
    try:
        data = text.encode()
        held = data.translate(None, _CONTROLS) == data and b"\xef\xbf\xbe" not in data and b"\xef\xbf\xbf" not in data
    except UnicodeEncodeError:
        held = False
    if not held and (illegal := _ILLEGAL.search(text)):
        raise ValueError(*code_points(illegal[0]))
    return data


_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_LOCAL = len(PREFIX)


def _spell(element: Element, out: list[str], structural: frozenset[str], *, broken: bool) -> None:
    """Append an element as XML. ``broken``: lines may be broken here. Nothing is indented: it would be a tenth more."""
    tag = element.tag
    start = name = tag[_LOCAL:]
    for key, value in element.attributes.items():
        start += f' {key}="{value if _SPECIAL(value) is None else _quotable(value)}"'
    content = element.content
    if not content:
        out.append(f"<{start}/>")
        return
    inner = broken and tag in structural
    out.append(f"<{start}>")
    for part in content:
        if isinstance(part, str):
            out.append(_escaped(part))
        else:
            if inner:
                out.append("\n")
            _spell(part, out, structural, broken=inner)
    out.append(f"\n</{name}>" if inner else f"</{name}>")


_SPECIAL = re.compile('[&<>"\t\n\r]').search


# The standard library has this in xml.sax.saxutils, which loads an HTTP client and so costs every start 30 ms.
def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text


def _quotable(value: str) -> str:
    return _escaped(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


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
