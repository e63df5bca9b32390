"""Web pages: HTML of any age, whole or in part, and what a browser saved of it.

The whole page is taken. Which part of it is the article is for the reader to
find: tools that cut it out first lose the lines that name source and author.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from ..errors import Diagnostic, SourceError
from ..text.encoding import Decoded, decode, decode_as, decode_utf8
from ..text.source import GivenFact, Source
from .blob import Blob, Limits, TextBuilder, extracted
from .html_facts import date_in_address, facts_of_page
from .html_script import article_in_script, put_into, shows_running_text
from .html_unseen import unseen_facts
from .html_walk import PageMarks, Walker, put
from .title_hints import bare

_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_BODIES = re.compile(r"<body(?=[\s>/])", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_DEEPEST = 2048
_MOST_ATTRIBUTES = 5_000
"""Attributes of one tag; libxml2 takes time that grows with their square."""
_TAG_NAME = re.compile(r"[A-Za-z][\w:-]*")
_QUOTED = re.compile(r"=[ \t\r\n\f]{0,9}([\"'])")


def read(blob: Blob, limits: Limits) -> Source:
    """The text of a page and its layout.

    Raises :class:`SourceError`: ``too-large``, ``empty-file``, ``too-deep`` for
    elements nested more than 2,048 deep, and what decoding raises.
    """
    data = blob.load(limits)
    decoded, remarks = decode_page(data, blob)
    return read_markup(decoded, data, blob, remarks)


def read_markup(
    decoded: Decoded, data: bytes, blob: Blob, remarks: list[Diagnostic], media_type: str = "text/html"
) -> Source:
    """The source for markup that was decoded already; ``data`` are the bytes that stand for it."""
    builder = TextBuilder()
    silent = markup_lines(decoded.text, builder, blob, whole=True)
    for name in ("head", "meta", "link", "base", "title"):  # every page has these
        silent.pop(name, None)
    if silent:
        words = ", ".join(f"{count} {name}" for name, count in sorted(silent.items()))
        remarks = [*remarks, Diagnostic("not-text", "info", f"Left out of the page as no text of it: {words}.")]
    if any(fact.name.startswith("script ") for fact in builder.facts):
        remarks = [
            *remarks,
            Diagnostic("text-in-script", "info", "The page shows no article; the one that its script holds was read."),
        ]
    return extracted(
        blob,
        data,
        builder.text(),
        media_type,
        builder.layout(),
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        replaced=decoded.replaced,
        remarks=remarks,
    )


def markup_lines(markup: str, builder: TextBuilder, blob: Blob, *, whole: bool = False) -> dict[str, int]:
    """Write the lines and facts of a page into ``builder``; gives how many elements of which kind are no text.

    Of a ``whole`` page the date and source that its head states and no line shows stand below the headline, and an
    article that only a script holds stands in front.
    """
    root = parse(markup, blob)
    if root is None:
        return {}
    facts = facts_of_page(root)
    walker = Walker()
    walker.walk(root)
    if whole and not shows_running_text(walker.lines) and (article := article_in_script(root)):
        put_into(root, article, walker.lines)
        facts = list(dict.fromkeys([*facts, *article.facts]))
        walker = Walker()
        walker.walk(root)
    builder.facts.extend(facts)
    title = next((fact.value for fact in facts if fact.name == "title"), "")
    headlines = {bare(fact.value) for fact in facts if fact.field == "title" and fact.name != "title"}
    unseen = unseen_facts(facts, walker.lines) if whole else ()
    put(walker, PageMarks(bare(title), frozenset(headlines)), builder, unseen)
    return walker.silent


def facts_of_address(address: str) -> list[GivenFact]:
    """The address that a page was had from, and the day in it."""
    facts = [GivenFact("url", address, "address")]
    if day := date_in_address(address):
        facts.append(GivenFact("date", day, f"url {address[:200]}"))
    return facts


def parse(markup: str, blob: Blob) -> etree._Element | None:
    """The tree of a page, or None for nothing.

    Ends of ``html`` and ``body`` are taken out first: pages have them in the
    middle, and libxml2 drops what follows.
    """
    markup = _without_endless_tags(_ENDS.sub("", markup))
    if len(_BODIES.findall(markup)) > 1:  # a page in a page: only the first may be the body
        first = _BODIES.search(markup)
        assert first is not None
        markup = markup[: first.end()] + _BODIES.sub("<div", markup[first.end() :])
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True, remove_pis=False)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceError(
            "too-deep",
            f"{blob.label}: its elements are nested more than {_DEEPEST:,} deep, which no page needs; "
            "open it in a browser and save it anew.",
        )
    return root


def _without_endless_tags(markup: str) -> str:
    """The markup; a tag with thousands of attributes, which no page has, without them.

    >>> _without_endless_tags("<p " + " ".join(f"a{n}='>'" for n in range(6000)) + ">石桥</p>")
    '<p>石桥</p>'
    """
    if len(markup) < 2 * _MOST_ATTRIBUTES:
        return markup
    out, copied, start = [], 0, markup.find("<")
    while start >= 0:
        following = markup.find("<", start + 1)
        stop = len(markup) if following < 0 else following
        if stop - start > 2 * _MOST_ATTRIBUTES and (name := _TAG_NAME.match(markup, start + 1)):
            end = _end_of_tag(markup, name.end(), stop)
            spaces = sum([markup.count(blank, start, end) for blank in " \t\r\n\f/\"'"])
            if spaces > _MOST_ATTRIBUTES:
                out.append(markup[copied : name.end()])
                copied = end
        start = following
    return "".join([*out, markup[copied:]])


def _end_of_tag(markup: str, start: int, stop: int) -> int:
    """Where the tag ends whose name ends at ``start``: at the first ``>`` outside of quotation marks."""
    position = start
    while True:
        end = markup.find(">", position, stop)
        quoted = _QUOTED.search(markup, position, stop if end < 0 else end)
        if quoted is None:
            return stop if end < 0 else end
        close = markup.find(quoted[1], quoted.end(), stop)
        if close < 0:
            return stop
        position = close + 1


def decode_page(data: bytes, blob: Blob, declared: str = "") -> tuple[Decoded, list[Diagnostic]]:
    """The markup of a page: as UTF-8 if it is that, else as it declares, else as the best guess.

    Nine of ten pages that declare gb2312 and were saved are UTF-8 by now, so
    the declaration comes second. The remarks say where it was not followed.
    ``declared`` is what was said outside the page, in a header of HTTP or mail.
    """
    if blob.options.encoding:
        return decode_as(data, blob.options.encoding, name=blob.label), []
    match = _XML_DECLARED.search(data[:1024]) or _DECLARED.search(data[:65536])
    told = match[1].decode("ascii") if match else declared
    declared = _codec(told) if told else ""
    found = decode_utf8(data)
    if found is None and declared and declared != "utf-8":
        candidate = decode_as(data, declared, name=blob.label)
        if candidate.replaced <= 0.002 * len(data):
            found = candidate
    if found is None:
        found = decode(data, name=blob.label)
    remarks = []
    if declared and declared != found.encoding and not found.text.isascii():
        remarks.append(
            Diagnostic(
                "encoding-contradicts",
                "info",
                f"The page declares {told} and was read as {found.encoding}, which its bytes are.",
            )
        )
    return found, remarks


def _codec(name: str) -> str:
    """The codec for a declared name, the widest of its family; nothing for a name that nobody knows."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(found, found)
