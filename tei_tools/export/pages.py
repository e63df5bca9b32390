"""A document as a page of HTML and as plain text, by the stylesheets of the package."""

from __future__ import annotations

from functools import cache

from lxml import etree

from ..model.nodes import Document
from ..validate.stylesheets import stylesheet_bytes
from ..write.tei import to_tei
from ..write.xml import parse_xml


@cache
def _stylesheet(name: str) -> etree.XSLT:
    return etree.XSLT(etree.fromstring(stylesheet_bytes(name)))


def html_tree(document: Document) -> etree._ElementTree:
    """The page that ``report.html.xsl`` makes of a document, without a style, and with pictures named and not loaded.

    A picture is a ``span`` of the class ``image`` with the address in ``data-name``: a text names files that are
    not there, or that stand on a host which nobody has asked for anything.
    """
    page = _stylesheet("report.html.xsl")(parse_xml(to_tei(document)), css="''")
    for image in [*page.getroot().iter("img")]:
        image.tag = "span"
        image.set("class", "image")
        image.set("data-name", image.attrib.pop("src", ""))
        image.attrib.pop("alt", "")
    return page


_IMAGE = '.image::before { content: "\\25A1  " attr(data-name); color: #555; font-size: .9em; }\n'


def to_html(document: Document) -> bytes:
    """A page of HTML5 that holds its style and needs no other file.

    >>> from ..parse import parse
    >>> b"<h1" in to_html(parse("石桥镇修路三条\\n\\n来源：石桥县政务中心\\n\\n　　石桥镇今年修路三条，群众满意。\\n"))
    True
    """
    tree = html_tree(document)
    head = tree.getroot().find("head")
    assert head is not None
    etree.SubElement(head, "style").text = stylesheet_bytes("report.css").decode() + _IMAGE
    return etree.tostring(tree, method="html", encoding="utf-8", doctype="<!DOCTYPE html>") + b"\n"


def to_text(document: Document) -> bytes:
    """The reading text, one block a line, an empty line between two articles: what ``report.text.xsl`` makes.

    >>> from ..model.nodes import Article, Paragraph, Text
    >>> from ..text.source import SourceFile, Span
    >>> article = Article("a1", "zh", (Paragraph(Text("路修好了。", (Span(0, 5),))),))
    >>> to_text(Document(SourceFile(), "zh", (article,))).decode()
    '路修好了。\\n'
    """
    return str(_stylesheet("report.text.xsl")(parse_xml(to_tei(document)))).encode()
