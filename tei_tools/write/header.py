"""The TEI header: what the file is, what its articles are, what was done to it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote

from .._version import __version__
from ..model.nodes import Article, Document, Paragraph, Person, Text
from ..model.visit import walk_blocks
from .running_text import (
    date_attributes,
    fill,
    name_attributes,
    role_attributes,
    source_attributes,
)
from .xml import PREFIX, TEI_NS, WRITTEN_ID, Element, legal


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What the header says that no source says.

    ``statement`` is the publication statement as one sentence. With
    ``publisher`` or ``licence`` (an address, or words) it becomes a structured
    one. ``date`` (W3C form) dates the file: without it the same input gives
    the same bytes.
    """

    statement: str = "Unpublished."
    publisher: str = ""
    licence: str = ""
    date: str = ""


def _tags(names: str) -> dict[str, str]:
    return {name: PREFIX + name for name in names.split()}


_T = _tags(
    "teiHeader fileDesc titleStmt title author editor respStmt resp name extent measure publicationStmt p publisher "
    "date availability licence sourceDesc bibl idno note listBibl orgName persName seg encodingDesc editorialDecl "
    "correction normalization segmentation stdVals interpretation tagsDecl namespace tagUsage listPrefixDef prefixDef "
    "appInfo application label profileDesc langUsage language revisionDesc change"
)

STRUCTURAL = frozenset(
    _tags(
        "teiHeader fileDesc titleStmt respStmt extent publicationStmt availability sourceDesc bibl listBibl "
        "encodingDesc editorialDecl tagsDecl namespace listPrefixDef appInfo application profileDesc langUsage "
        "revisionDesc"
    ).values()
)
"""Header elements that hold elements and no text of their own."""

TOOL_ID = "tei-tools"
SOURCE_ID = "source"

_LANGUAGES = {
    "zh": "Chinese, script undecidable",
    "zh-Hans": "Chinese, simplified script",
    "zh-Hant": "Chinese, traditional script",
    "zh-Hant-t-zh-hans": "Chinese, traditional script, converted by machine from simplified script",
    "zh-Hans-t-zh-hant": "Chinese, simplified script, converted by machine from traditional script",
}
_SCRIPTS = {"hans": "simplified", "hant": "traditional"}

_SUPPLIED_LENGTH = 20


def supplied_title(article: Article) -> str:
    """A title for an article without one: its first words in square brackets.

    >>> supplied_title(Article("a1", "zh", (Paragraph(Text("今天下雨。", ())),)))
    '[今天下雨。]'
    """
    for text in (article.subtitle, article.kicker):
        if text is not None and text.text.strip():
            return _bracketed(text.text)
    for block in walk_blocks(article):
        text = getattr(block, "text", None) or getattr(block, "head", None)
        if isinstance(text, Text) and text.text.strip():
            return _bracketed(text.text)
    return "[无题]"


def _bracketed(text: str) -> str:
    words = " ".join(text.split())
    return f"[{words}]" if len(words) <= _SUPPLIED_LENGTH else f"[{words[:_SUPPLIED_LENGTH]}…]"


def add_header(
    root: Element,
    document: Document,
    options: WriteOptions,
    used: Counter[str],
    prefix: str = "",
    *,
    bibliography: bool = True,
) -> None:
    """Append the ``teiHeader``. ``used`` counts the elements of the text; ``prefix`` keeps identifiers apart."""
    header = root.add(_T["teiHeader"])
    _file_description(header, document, options, prefix, bibliography=bibliography)
    _encoding_description(header, document, used, prefix)
    profile = header.add(_T["profileDesc"])
    usage = profile.add(_T["langUsage"])
    for language in sorted(_languages(document)):
        _text(usage, "language", _LANGUAGES.get(language, language), {"ident": language})
    revision = header.add(_T["revisionDesc"])
    change = _text(revision, "change", "Converted from the source file.", {"who": f"#{prefix}{TOOL_ID}"})
    if options.date:
        change.attributes["when"] = options.date


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = parent.add(_T[name], attributes)
    element.content.append(text)
    return element


def _languages(document: Document) -> set[str]:
    found = {document.language}
    for article in document.articles:
        found.add(article.language)
        for block in walk_blocks(article):
            if isinstance(block, Paragraph) and block.language is not None:
                found.add(block.language)
    return found


def _file_description(
    header: Element, document: Document, options: WriteOptions, prefix: str, *, bibliography: bool
) -> None:
    file = document.file
    description = header.add(_T["fileDesc"])
    statement = description.add(_T["titleStmt"])
    if document.articles:
        _titles(statement, document.articles[0])
    else:
        _text(statement, "title", f"[{legal(file.name) or '无题'}]", {"type": "supplied"})
    for name in dict.fromkeys(person.name for article in document.articles for person in article.authors):
        _text(statement.add(_T["author"]), "persName", name)
    editors = dict.fromkeys((person.name, person.role) for article in document.articles for person in article.editors)
    for name, role in editors:
        _text(statement.add(_T["editor"], role_attributes(role)), "persName", name)
    responsible = statement.add(_T["respStmt"])
    _text(responsible, "resp", "recognition of the structure")
    _text(responsible, "name", TOOL_ID, {"type": "software", "ref": f"#{prefix}{TOOL_ID}"})
    extent = description.add(_T["extent"])
    for unit, quantity in (("characters", file.characters), ("bytes", file.bytes)):
        extent.add(_T["measure"], {"unit": unit, "quantity": str(quantity)})
    _publication(description, options)
    sources = description.add(_T["sourceDesc"])
    bibl = sources.add(_T["bibl"], {"type": "file", WRITTEN_ID: prefix + SOURCE_ID})
    _text(bibl, "idno", legal(file.name), {"type": "filename"})
    _text(bibl, "idno", file.sha256, {"type": "sha256"})
    _text(bibl, "note", file.media_type, {"type": "media-type"})
    encoding = _text(bibl, "note", file.encoding, {"type": "encoding"})
    if file.encoding_confidence != "high":
        encoding.attributes["cert"] = file.encoding_confidence
    if file.replaced:
        _text(bibl, "note", str(file.replaced), {"type": "replaced-bytes"})
    if document.articles and bibliography:
        entries = sources.add(_T["listBibl"])
        for article in document.articles:
            _bibliography(entries.add(_T["bibl"], {"corresp": f"#{article.id}"}), article)


def _titles(parent: Element, article: Article) -> None:
    if article.title is not None and article.title.text.strip():
        _text(parent, "title", article.title.text, {"type": "main"})
    else:
        _text(parent, "title", supplied_title(article), {"type": "supplied"})
    if article.subtitle is not None:
        _text(parent, "title", article.subtitle.text, {"type": "sub"})
    if article.kicker is not None:
        _text(parent, "title", article.kicker.text, {"type": "kicker"})


def _publication(description: Element, options: WriteOptions) -> None:
    publication = description.add(_T["publicationStmt"])
    if not (options.publisher or options.licence):
        paragraph = _text(publication, "p", options.statement or "Unpublished.")
        if options.date:
            paragraph.content.append(" ")
            _text(paragraph, "date", options.date, {"when": options.date})
        return
    _text(publication, "publisher", options.publisher or "Unpublished.")
    if options.date:
        _text(publication, "date", options.date, {"when": options.date})
    availability = publication.add(_T["availability"])
    if options.licence:
        licence = _text(availability, "licence", options.licence)
        if re.fullmatch(r"https?://\S+", options.licence):
            licence.attributes["target"] = options.licence
    else:
        _text(availability, "p", options.statement or "Unpublished.")


def _bibliography(bibl: Element, article: Article) -> None:
    _titles(bibl, article)
    for author in article.authors:
        _person(bibl.add(_T["author"]), author, role_attributes(author.role))
    for editor in article.editors:
        _person(bibl.add(_T["editor"], role_attributes(editor.role)), editor, {})
    for photographer in article.photographers:
        statement = bibl.add(_T["respStmt"])
        _text(statement, "resp", "photography")
        _person(statement, photographer, role_attributes(photographer.role))
    if article.source is not None:
        publisher = bibl.add(_T["publisher"])
        fill(publisher.add(_T["orgName"], source_attributes(article.source.spans)), article.source)
    if article.date is not None:
        fill(bibl.add(_T["date"], date_attributes(article.date)), article.date.text)
    if article.document_number is not None:
        number = article.document_number
        attributes = {"type": "document-number", **source_attributes(number.spans)}
        _text(bibl, "idno", number.text, attributes)
        if number.corrections or number.as_found is not None:  # idno may not hold choice
            fill(bibl.add(_T["seg"], attributes), number)


def _person(parent: Element, person: Person, attributes: dict[str, str]) -> None:
    attributes = {**attributes, **name_attributes(person, person.name)}
    fill(parent.add(_T["persName"], attributes), Text(person.name, (), (), person.as_found))


def _encoding_description(header: Element, document: Document, used: Counter[str], prefix: str) -> None:
    description = header.add(_T["encodingDesc"])
    declaration = description.add(_T["editorialDecl"])
    for name, attributes, prose in _editorial_declaration(document):
        _text(declaration.add(_T[name], attributes), "p", prose)
    if used:
        tags = description.add(_T["tagsDecl"], {"partial": "true"})
        namespace = tags.add(_T["namespace"], {"name": TEI_NS})
        for tag in sorted(used):
            counted = {"gi": tag.removeprefix(PREFIX), "occurs": str(used[tag])}
            namespace.add(_T["tagUsage"], counted)
    base = quote(legal(document.file.name)) or "source.txt"
    if document.file.media_type != "text/plain":
        base += ".txt"  # offsets count the extracted text, which is written under this name
    definitions = description.add(_T["listPrefixDef"])
    definition = definitions.add(
        _T["prefixDef"],
        {"ident": "src", "matchPattern": "([0-9]+),([0-9]+)", "replacementPattern": f"{base}#char=$1,$2"},
    )
    _text(definition, "p", "Half-open range of Unicode code points in the decoded source, as an RFC 5147 fragment.")
    application = description.add(_T["appInfo"]).add(
        _T["application"],
        {WRITTEN_ID: prefix + TOOL_ID, "ident": TOOL_ID, "version": _plain_version(__version__)},
    )
    _text(application, "label", TOOL_ID)


_CORRECTION = (
    "Characters damaged by a change of encoding are read where the damage can be undone: choice holds what was found "
    "and what is read. Characters that are gone stay gone: gap says how many. Nothing is guessed."
)
_SEGMENTATION = (
    "Articles and sections are div, paragraphs p, in the order of the source. corresp names the code points of the "
    "source that an element was read from. What belongs to no article stands in standOff with the reason."
)
_STANDARD_VALUES = (
    "Dates in when follow W3C XML Schema and are as precise as the text; the subtype minute means that the text gives "
    "no seconds. n holds the value of a number mark."
)
_INTERPRETATION = (
    "The structure was recognized by a program. cert marks what is not sure; where it is absent the certainty is high. "
    "A section whose number was lost in the source and follows from its neighbors has resp."
)


def _editorial_declaration(document: Document) -> tuple[tuple[str, dict[str, str], str], ...]:
    """Name, attributes and prose of each practice; ``normalization/@n`` names the script converted to."""
    script = _SCRIPTS.get(document.script)
    normalization: tuple[str, dict[str, str], str]
    if script is None:
        prose = "Characters are as found. Broken lines are joined."
        normalization = ("normalization", {"method": "silent"}, prose)
    else:
        prose = (
            f"Converted by machine to {script} characters. Titles, sources and names that changed keep what was found "
            "in orig. Broken lines are joined."
        )
        normalization = ("normalization", {"method": "markup", "n": document.script}, prose)
    return (
        ("correction", {"method": "markup"}, _CORRECTION),
        normalization,
        ("segmentation", {}, _SEGMENTATION),
        ("stdVals", {}, _STANDARD_VALUES),
        ("interpretation", {}, _INTERPRETATION),
    )


def _plain_version(version: str) -> str:
    """Only the numbers of a version: TEI allows no 0.1.0.dev1."""
    match = re.match(r"\d+(?:\.\d+){0,2}", version)
    return match[0] if match else "0"
