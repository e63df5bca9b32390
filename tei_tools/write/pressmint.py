"""Articles as a corpus in the form of CLARIN's PressMint (interoperable corpora of newspapers): root and components.

PressMint has fewer elements than our TEI: paragraphs, heads, divisions and
names. So what opens and closes an article, entries of lists, rows and captions
become paragraphs, each with its name and its place in the source; marks that
it has no element for give their words to the paragraph.

https://github.com/clarin-eric/PressMint
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .._version import __version__
from ..model.facts import publishes, supplied_title
from ..model.nodes import Article, Document, Metadata
from . import header
from .corpus import XINCLUDE, CorpusOptions
from .ranges import Ranges
from .tei import STRUCTURAL, article_element
from .xml import PREFIX, TEI_NS, WRITTEN_ID, WRITTEN_LANG, Element, prolog, spelled, uri


@dataclass(frozen=True, slots=True)
class Component:
    """One article of the corpus: its identifier, the path of its file below the corpus, and the file."""

    identifier: str
    path: str
    data: bytes
    words: int


_BLOCKS = {PREFIX + name for name in ("p", "opener", "closer", "byline", "ab", "note", "row")}
_LOOSE = {PREFIX + name for name in ("list", "table", "figure")}
_KEPT = {PREFIX + name for name in ("persName", "orgName", "date", "label", "gap")}
_UNREAD = {PREFIX + name for name in ("sic", "orig", "graphic")}
_P, _HEAD, _DIV = PREFIX + "p", PREFIX + "head", PREFIX + "div"


def components(document: Document, options: CorpusOptions, country: str, number: str) -> Iterator[Component]:
    """A file for each article of a document: ``2023/PressMint-CN_2023-09-19-NUMBER-a1.xml``.

    ``country`` is the ISO 3166 code that names the corpus, ``number`` tells the documents of the corpus apart
    (letters, digits, hyphens). Articles without a year stand in the folder ``undated``.
    """
    ranges = Ranges(document.discarded)
    for article in document.articles:
        when = article.date.when[:10] if article.date is not None and article.date.when[:1].isdigit() else ""
        day = when or "undated"
        name = f"PressMint-{country}_{day}-{number}-{article.id}"
        root = Element(PREFIX + "TEI", {"xmlns": TEI_NS, WRITTEN_ID: name, WRITTEN_LANG: article.language})
        characters = _component(root, document, article, ranges, options, name, when)
        data = prolog(()) + spelled(root, STRUCTURAL | {PREFIX + "editionStmt", PREFIX + "listPrefixDef"})
        yield Component(name, f"{day[:4] if when else day}/{name}.xml", data, characters)


def root_file(found: Iterable[Component], options: CorpusOptions, country: str) -> Iterator[bytes]:
    """The root of the corpus, ``PressMint-CN.xml``: the header that all have in common, and an include for each."""
    listed = [(component.path, component.words) for component in found]
    root = Element(
        PREFIX + "teiCorpus", {"xmlns": TEI_NS, WRITTEN_ID: f"PressMint-{country}", WRITTEN_LANG: options.language}
    )
    head = root.add(PREFIX + "teiHeader")
    description = head.add(PREFIX + "fileDesc")
    _title_statement(description, options.title, options.metadata)
    _edition(description)
    extent = description.add(PREFIX + "extent")
    _measure(extent, "texts", len(listed))
    _measure(extent, "characters", sum(words for _, words in listed))
    _publication(description, options.metadata, options.write.date)
    bibl = description.add(PREFIX + "sourceDesc").add(PREFIX + "bibl")
    _text(bibl, "title", options.title)
    _encoding(head, "")
    _languages(head, header.LANGUAGES)
    opening = spelled(root, STRUCTURAL)
    yield prolog(()) + opening.removesuffix(b"</teiCorpus>\n")
    for path, _ in listed:
        yield f'<xi:include xmlns:xi="{XINCLUDE}" href="{uri(path)}"/>\n'.encode()
    yield b"</teiCorpus>\n"


def _component(
    root: Element, document: Document, article: Article, ranges: Ranges, options: CorpusOptions, name: str, when: str
) -> int:
    text = Element(PREFIX + "text", {WRITTEN_LANG: article.language})
    body = text.add(PREFIX + "body")
    _Reduction(f"{name}.").into(body, article_element(article, ranges))
    characters = sum(len(part) for part in _strings(body))
    head = root.add(PREFIX + "teiHeader")
    description = head.add(PREFIX + "fileDesc")
    title = article.title.text if article.title is not None else supplied_title(article)
    # what is known of the document; the identifier of the corpus is none of its own
    metadata = document.metadata.over(replace(options.metadata, identifier=""))
    _title_statement(description, title, metadata)
    _edition(description)
    _measure(description.add(PREFIX + "extent"), "characters", characters)
    _publication(description, metadata, options.write.date)
    bibl = description.add(PREFIX + "sourceDesc").add(PREFIX + "bibl")
    if article.source is not None and publishes(article):
        _text(bibl, "title", article.source.text, {"level": "j"})
    _text(bibl, "title", title, {"level": "a"})
    for author in article.authors:
        _text(bibl.add(PREFIX + "author"), "persName", author.name)
    if article.source is not None:
        _text(bibl, "publisher" if publishes(article) else "orgName", article.source.text)
    if when:
        _text(bibl, "date", when, {"when": when})
    _text(bibl, "idno", document.file.name or "source", {"type": "filename"})
    if document.metadata.url:
        _text(bibl, "idno", document.metadata.url, {"type": "URI"})
    _encoding(head, document.file.text_name or document.file.name or "source.txt")
    _languages(head, [article.language])
    root.content.append(text)
    return characters


class _Reduction:
    """Our elements as those that PressMint has; ``prefix`` is put before the identifiers."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def into(self, parent: Element, element: Element) -> None:
        tag = element.tag
        if tag == _DIV:
            div = parent.add(_DIV, self.attributes(element, ("type", "n")))
            self.children(div, element)
        elif tag == _HEAD and parent.tag == _DIV and element.attributes.get(WRITTEN_ID):
            self.running(parent.add(_HEAD, self.attributes(element, ("type",))), element)
        elif tag == PREFIX + "item":
            own = [part for part in element.content if isinstance(part, str) or not self.is_block(part)]
            self.running(parent.add(_P, self.attributes(element, ())), element, own)
            for part in element.content:
                if isinstance(part, Element) and self.is_block(part):
                    self.into(parent, part)
        elif tag in _BLOCKS or tag == _HEAD:
            self.running(parent.add(_P, self.attributes(element, ())), element)
        elif tag in _LOOSE:
            self.children(parent, element)

    def is_block(self, element: Element) -> bool:
        return element.tag in _BLOCKS or element.tag in _LOOSE

    def children(self, parent: Element, element: Element) -> None:
        """What an element holds. No paragraph follows a division: behind one they stand in a division of their own."""
        behind: Element | None = None
        for part in element.content:
            if not isinstance(part, Element):
                continue
            if part.tag == _DIV:
                behind = None
            elif behind is None and parent.content and _is_division(parent.content[-1]):
                behind = parent.add(_DIV, {"type": "continuation"})
            self.into(parent if behind is None else behind, part)

    def attributes(self, element: Element, names: tuple[str, ...]) -> dict[str, str]:
        kept = {name: element.attributes[name] for name in names if name in element.attributes}
        if WRITTEN_ID in element.attributes:
            kept[WRITTEN_ID] = self.prefix + element.attributes[WRITTEN_ID]
        if "source" in element.attributes and element.tag != _DIV:
            kept["source"] = element.attributes["source"]
        if WRITTEN_LANG in element.attributes:
            kept[WRITTEN_LANG] = element.attributes[WRITTEN_LANG]
        return kept

    def running(self, parent: Element, element: Element, content: list[str | Element] | None = None) -> None:
        """Running text: what has an element there keeps it, of a choice what is read stays, cells are set apart."""
        cells = 0
        for part in element.content if content is None else content:
            if isinstance(part, str):
                parent.content.append(part)
            elif part.tag in _KEPT:
                names = {"date": ("when",), "gap": ("unit", "quantity")}.get(part.tag.removeprefix(PREFIX), ())
                kept = {name: part.attributes[name] for name in names if name in part.attributes}
                if part.tag == PREFIX + "gap":
                    kept = {"reason": "illegible", "unit": "char", "quantity": part.attributes["quantity"]}
                self.running(parent.add(part.tag, kept), part)
            elif part.tag not in _UNREAD:
                if part.tag == PREFIX + "cell":
                    cells += 1
                    if cells > 1:
                        parent.content.append("\t")
                self.running(parent, part)


def _is_division(part: str | Element) -> bool:
    return isinstance(part, Element) and part.tag == _DIV


def _strings(element: Element) -> Iterator[str]:
    for part in element.content:
        if isinstance(part, str):
            yield part
        else:
            yield from _strings(part)


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = parent.add(PREFIX + name, attributes)
    element.content.append(text)
    return element


def _title_statement(description: Element, title: str, metadata: Metadata) -> None:
    statement = description.add(PREFIX + "titleStmt")
    _text(statement, "title", title, {"type": "main"})
    if metadata.funder:
        _text(statement.add(PREFIX + "funder"), "orgName", metadata.funder)
    responsible = statement.add(PREFIX + "respStmt")
    _text(responsible, "name", header.TOOL_ID)
    _text(responsible, "resp", "Recognition of the structure", {WRITTEN_LANG: "en"})


def _edition(description: Element) -> None:
    _text(description.add(PREFIX + "editionStmt"), "edition", header.plain_version(__version__))


def _measure(extent: Element, unit: str, quantity: int) -> None:
    _text(extent, "measure", f"{quantity} {unit}", {"unit": unit, "quantity": str(quantity), WRITTEN_LANG: "en"})


def _publication(description: Element, metadata: Metadata, date: str) -> None:
    publication = description.add(PREFIX + "publicationStmt")
    _text(publication, "publisher", metadata.publisher or metadata.rights_holder or header.UNPUBLISHED)
    if metadata.identifier:
        _text(publication, "idno", metadata.identifier)
    availability = publication.add(PREFIX + "availability", {"status": metadata.availability})
    if metadata.licence:
        _text(availability, "licence", metadata.licence)
    else:
        _text(availability, "p", "No licence is known.", {WRITTEN_LANG: "en"})
    if date:
        _text(publication, "date", date, {"when": date})


def _encoding(head: Element, text: str) -> None:
    """What offsets count, the characters of the file ``text``, of which a corpus as a whole has none; what wrote it."""
    encoding = head.add(PREFIX + "encodingDesc")
    if text:
        base = uri(re.sub(r"\s", "_", text))
        definition = encoding.add(PREFIX + "listPrefixDef").add(
            PREFIX + "prefixDef",
            {"ident": "s", "matchPattern": "([0-9]+),([0-9]+)", "replacementPattern": f"{base}#char=$1,$2"},
        )
        _text(definition, "p", header.COUNTED, {WRITTEN_LANG: "en"})
    application = encoding.add(PREFIX + "appInfo").add(
        PREFIX + "application", {"version": header.plain_version(__version__), "ident": header.TOOL_ID}
    )
    _text(application, "label", header.TOOL_ID)


def _languages(head: Element, languages: Iterable[str]) -> None:
    usage = head.add(PREFIX + "profileDesc").add(PREFIX + "langUsage")
    for language in languages:
        _text(usage, "language", header.LANGUAGES.get(language, language), {"ident": language, WRITTEN_LANG: "en"})
