"""The TEI header: what the file is, what its articles are, what was done to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from .._version import __version__
from ..model.facts import Certainty, publishes, supplied_title, updated_date, weakest
from ..model.nodes import Article, Date, Document, Facts, Metadata, Paragraph, Person, Spans, Text
from ..model.visit import leaves, walk_blocks
from .decided import spell, told
from .ranges import Ranges
from .running_text import date_attributes, fill, key_attributes, role_attributes
from .xml import PREFIX, WRITTEN_ID, Element, legal, pointers, uri


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a file is written.

    ``date`` (W3C form) dates it: without it the same input gives the same
    bytes. ``schemas`` is put before the names of the schemas that the file
    points at: an address, or a relative path that ends with a slash.
    ``sentences``: the sentences of paragraphs are marked.
    """

    date: str = ""
    schemas: str = "schemas/"
    sentences: bool = False

    def below(self, folder: str) -> WriteOptions:
        """The same for a file in a folder below the output folder: a relative path to the schemas leads up from it.

        >>> WriteOptions().below("2021/05").schemas, WriteOptions(schemas="https://a.example/").below("2021").schemas
        ('../../schemas/', 'https://a.example/')
        """
        if not folder or not self.schemas or self.schemas.startswith("/") or "://" in self.schemas:
            return self
        return replace(self, schemas="../" * (folder.count("/") + 1) + self.schemas)


def _tags(names: str) -> dict[str, str]:
    return {name: PREFIX + name for name in names.split()}


_T = _tags(
    "teiHeader fileDesc titleStmt title author editor funder respStmt resp extent measure publicationStmt p "
    "publisher authority date availability licence notesStmt note sourceDesc bibl idno ref listBibl orgName persName "
    "seg encodingDesc editorialDecl correction normalization listPrefixDef prefixDef appInfo application label "
    "profileDesc langUsage language textClass keywords classCode term revisionDesc change"
)

STRUCTURAL = frozenset(_tags("teiHeader fileDesc titleStmt notesStmt sourceDesc bibl listBibl encodingDesc").values())
"""Header elements whose children stand on lines of their own."""

TOOL_ID = "tei-tools"

INFERRED = {"cert": "medium", "resp": f"#{TOOL_ID}"}
"""Of a date whose year stands elsewhere on the page."""

LANGUAGES = {
    "zh": "Chinese, script undecidable",
    "zh-Hans": "Chinese, simplified script",
    "zh-Hant": "Chinese, traditional script",
    "zh-Hant-TW": "Chinese, traditional script as in Taiwan",
    "zh-Hant-HK": "Chinese, traditional script as in Hong Kong",
    "zh-Hant-t-zh-hans": "Chinese, traditional script, converted by machine from simplified script",
    "zh-Hans-t-zh-hant": "Chinese, simplified script, converted by machine from traditional script",
}
_SCRIPTS = {
    "hans": "simplified characters",
    "hant": "traditional characters",
    "tw": "traditional characters as in Taiwan",
    "twp": "traditional characters and words as in Taiwan",
    "hk": "traditional characters as in Hong Kong",
}


def add_header(
    root: Element,
    document: Document,
    options: WriteOptions,
    ranges: Ranges,
    prefix: str = "",
    *,
    bibliography: bool = True,
) -> None:
    """Append the ``teiHeader``. ``prefix`` keeps identifiers apart; ``bibliography``: describe articles."""
    header = root.add(_T["teiHeader"])
    _file_description(header, document, options, ranges, prefix, bibliography=bibliography)
    _encoding_description(header, document, prefix)
    profile = header.add(_T["profileDesc"])
    usage = profile.add(_T["langUsage"])
    for language in sorted(_languages(document)):
        usage.add(_T["language"], {"ident": language})
    _text_class(profile, document.metadata)
    revision = header.add(_T["revisionDesc"])
    change = _text(revision, "change", "Converted.", {"who": f"#{prefix}{TOOL_ID}"})
    if options.date:
        change.attributes["when"] = options.date
    reviewers = _reviewers(document)
    for decision in document.decisions:
        attributes = {"who": f"#{prefix}{reviewers[decision.by]}", "when": decision.when, "type": "decision"}
        attributes |= {"n": spell(decision), "target": pointers(decision.spans)}
        _text(revision, "change", told(decision), attributes)


def _reviewers(document: Document) -> dict[str, str]:
    """The identifier of each person who decided something."""
    names = dict.fromkeys(decision.by for decision in document.decisions)
    return {name: f"reviewer{number}" for number, name in enumerate(names, 1)}


def add_corpus_header(root: Element, document: Document, title: str, options: WriteOptions, ranges: Ranges) -> None:
    """Append the ``teiHeader`` of a corpus: ``document`` holds what is known of all of it, and no article.

    A corpus is no file: it has no name, no sum and no characters that offsets could count.
    """
    add_header(root, document, options, ranges, bibliography=False)
    (top,) = _parts(root)
    description, encoding, profile, _ = _parts(top)
    statement, _, publication, sources = _parts(description)
    named = Element(_T["title"], {"type": "main"})
    named.content.append(title)
    statement.content[0] = named
    sources.content[:] = []
    _text(sources.add(_T["bibl"]), "title", title, {"type": "main"})
    description.content[:] = [statement, publication, sources]
    encoding.content[:] = [part for part in _parts(encoding) if part.tag != _T["listPrefixDef"]]
    usage = _parts(profile)[0]
    usage.content.clear()
    for language, words in LANGUAGES.items():
        _text(usage, "language", words, {"ident": language})


def _parts(element: Element) -> list[Element]:
    """The elements that an element holds."""
    return [part for part in element.content if isinstance(part, Element)]


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
    header: Element, document: Document, options: WriteOptions, ranges: Ranges, prefix: str, *, bibliography: bool
) -> None:
    file, metadata = document.file, document.metadata
    certainty = Certainty(document)
    description = header.add(_T["fileDesc"])
    _title_statement(description.add(_T["titleStmt"]), document, certainty, prefix)
    extent = description.add(_T["extent"])
    for unit, quantity in (("characters", file.characters), ("bytes", file.bytes)):
        extent.add(_T["measure"], {"unit": unit, "quantity": str(quantity)})
    _publication(description.add(_T["publicationStmt"]), metadata, options.date)
    if document.diagnostics and not prefix:
        notes = description.add(_T["notesStmt"])
        for remark in document.diagnostics:
            attributes = {"type": "diagnostic", "subtype": remark.severity, "n": remark.code}
            if remark.spans:
                attributes["target"] = pointers(remark.spans)
            _text(notes, "note", legal(remark.message), attributes)
    sources = description.add(_T["sourceDesc"])
    _file_bibliography(sources.add(_T["bibl"], {"type": "file"}), document)
    if document.articles and bibliography:
        entries = sources.add(_T["listBibl"])
        for article in document.articles:
            _Bibliography(entries.add(_T["bibl"], {"corresp": f"#{article.id}"}), ranges, certainty).write(article)


def _title_statement(statement: Element, document: Document, certainty: Certainty, prefix: str) -> None:
    """The title of the file. A page of several articles has one of its own, and none of their authors."""
    articles = document.articles
    if len(articles) == 1:
        (article,) = articles
        _titles(statement, article)
        for name, sure in _once((person.name, certainty.of(person.spans)) for person in article.authors):
            _text(statement.add(_T["author"]), "persName", name, _certain(sure))
        for person in {(person.name, person.role): person for person in article.editors}.values():
            editor = statement.add(_T["editor"], role_attributes(person.role))
            _text(editor, "persName", person.name, _certain(certainty.of(person.spans)))
    else:
        name = legal(document.file.name)
        title = f"[版面，{len(articles)}篇文章]" if articles else f"[{name or '无题'}]"
        _text(statement, "title", title, {"type": "supplied"})
    if document.metadata.funder:
        _text(statement, "funder", document.metadata.funder)
    for name, id in _reviewers(document).items():
        reviewer = statement.add(_T["respStmt"], {WRITTEN_ID: prefix + id})
        _text(reviewer, "resp", "review of the readings")
        _text(reviewer, "persName", name)


def _once(entries: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each name once, as it comes first."""
    seen: dict[str, str] = {}
    for name, sure in entries:
        seen.setdefault(name, sure)
    yield from seen.items()


def _certain(confidence: str) -> dict[str, str]:
    return {} if confidence == "high" else {"cert": confidence}


def _titles(parent: Element, article: Article) -> None:
    certain = _certain(article.headline_confidence)
    if article.title is not None and article.title.text.strip():
        _text(parent, "title", article.title.text, {"type": "main", **certain})
    else:
        _text(parent, "title", supplied_title(article), {"type": "supplied"})
    if article.subtitle is not None:
        _text(parent, "title", article.subtitle.text, {"type": "sub", **certain})
    if article.kicker is not None:
        _text(parent, "title", article.kicker.text, {"type": "kicker", **certain})


UNPUBLISHED = "Unpublished."
"""What stands for the one who publishes the file when nobody does: TEI wants somebody there."""


def _publication(publication: Element, metadata: Metadata, date: str) -> None:
    if metadata.publisher:
        _text(publication, "publisher", metadata.publisher)
    if metadata.rights_holder or not metadata.publisher:
        _text(publication, "authority", metadata.rights_holder or UNPUBLISHED)
    if date:
        _text(publication, "date", date, {"when": date})
    if metadata.identifier:
        _text(publication, "idno", metadata.identifier, {"type": "identifier"})
    availability = publication.add(_T["availability"], {"status": metadata.availability})
    if metadata.licence:
        licence = _text(availability, "licence", metadata.licence)
        if re.fullmatch(r"https?://\S+", metadata.licence):
            licence.attributes["target"] = uri(metadata.licence)
    else:
        availability.add(_T["p"])


def _text_class(profile: Element, metadata: Metadata) -> None:
    if not (metadata.keywords or metadata.text_class):
        return
    text_class = profile.add(_T["textClass"])
    if metadata.keywords:
        keywords = text_class.add(_T["keywords"])
        for keyword in metadata.keywords:
            _text(keywords, "term", keyword)
    for code in metadata.text_class:
        scheme = re.match(r"https?://[^#]*", code)
        _text(text_class, "classCode", code, {"scheme": uri(scheme[0]) if scheme else f"#{TOOL_ID}"})


def _file_bibliography(bibl: Element, document: Document) -> None:
    file, metadata = document.file, document.metadata
    _text(bibl, "idno", legal(file.name), {"type": "filename"})
    _text(bibl, "idno", file.sha256, {"type": "sha256"})
    if file.member:
        _text(bibl, "note", legal(file.member), {"type": "member"})
    _text(bibl, "note", file.media_type, {"type": "media-type"})
    _text(bibl, "note", file.encoding, {"type": "encoding", **_certain(file.encoding_confidence)})
    if file.replaced:
        _text(bibl, "note", str(file.replaced), {"type": "replaced-bytes"})
    if file.text_sha256:
        _text(bibl, "note", file.text_sha256, {"type": "text-sha256"})
    if file.text_name:
        _text(bibl, "note", legal(file.text_name), {"type": "text-file"})
    if metadata.url:
        _text(bibl, "ref", metadata.url, {"target": uri(metadata.url)})
    if metadata.captured:
        _text(bibl, "date", metadata.captured, {"type": "captured", "when": metadata.captured})
    for kind, value in (("capture-method", metadata.capture_method), ("collection", metadata.collection)):
        if value:
            _text(bibl, "note", value, {"type": kind})


class _Bibliography:
    """Writes the ``bibl`` of an article: its publication facts, each with its place in the source and its certainty."""

    def __init__(self, bibl: Element, ranges: Ranges, certainty: Certainty) -> None:
        self.bibl = bibl
        self.ranges = ranges
        self.certainty = certainty

    def fact(self, spans: Spans) -> dict[str, str]:
        return self.ranges.attributes(spans, self.certainty.of(spans))

    def write(self, article: Article) -> None:
        bibl = self.bibl
        _titles(bibl, article)
        for author in article.authors:
            self.person(bibl.add(_T["author"]), author, role_attributes(author.role))
        for editor in article.editors:
            self.person(bibl.add(_T["editor"], role_attributes(editor.role)), editor, {})
        for photographer in article.photographers:
            statement = bibl.add(_T["respStmt"])
            _text(statement, "resp", "photography")
            self.person(statement, photographer, role_attributes(photographer.role))
        if (source := article.source) is not None:
            parent = bibl.add(_T["publisher"]) if publishes(article) else bibl
            kind = {} if parent is not bibl else {"type": "source"}
            fill(parent.add(_T["orgName"], {**kind, **self.fact(source.spans)}), source)
        for date in (article.date, updated_date(article)):
            if date is not None:
                self.date(date)
        if (number := article.document_number) is not None:
            attributes = {"type": "document-number", **self.fact(number.spans)}
            _text(bibl, "idno", number.text, attributes)
            if number.corrections or number.as_found is not None:  # idno may not hold choice
                fill(bibl.add(_T["seg"], dict(attributes)), number)
        for link in _links(article):
            _text(bibl, "ref", link, {"target": uri(link)})

    def date(self, date: Date) -> None:
        attributes = date_attributes(date)
        attributes.update(self.fact(date.text.spans))
        if date.year_inferred:
            sure = weakest("medium", self.certainty.of(date.text.spans))
            attributes.update({**INFERRED, "cert": sure})
        fill(self.bibl.add(_T["date"], attributes), date.text)

    def person(self, parent: Element, person: Person, attributes: dict[str, str]) -> None:
        attributes = {**attributes, **self.fact(person.spans), **key_attributes(person, person.name)}
        fill(parent.add(_T["persName"], attributes), Text(person.name, (), (), person.as_found))


_ADDRESS = re.compile(r"https?://[!-~]+")


def _links(article: Article) -> Iterator[str]:
    """Addresses that a line of facts gives for the article."""
    found = [
        match[0]
        for block in walk_blocks(article)
        if isinstance(block, Facts)
        for field in block.fields
        if field.name == "link" and field.value is not None and (match := _ADDRESS.search(field.value.text))
    ]
    yield from dict.fromkeys(found)


def _encoding_description(header: Element, document: Document, prefix: str) -> None:
    description = header.add(_T["encodingDesc"])
    declaration = description.add(_T["editorialDecl"])
    for name, attributes, prose in _practices(document):
        _text(declaration.add(_T[name], attributes), "p", prose)
    # offsets count the text, which for other formats is a file beside the outputs
    base = quote(legal(document.file.text_name or document.file.name)) or "source.txt"
    definitions = description.add(_T["listPrefixDef"])
    definition = definitions.add(
        _T["prefixDef"],
        {"ident": "s", "matchPattern": "([0-9]+),([0-9]+)", "replacementPattern": f"{base}#char=$1,$2"},
    )
    _text(definition, "p", COUNTED)
    application = description.add(_T["appInfo"]).add(
        _T["application"],
        {WRITTEN_ID: prefix + TOOL_ID, "ident": TOOL_ID, "version": plain_version(__version__)},
    )
    _text(application, "label", TOOL_ID)


COUNTED = "Code points, half-open."
"""What a range of the source counts."""


def _practices(document: Document) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, attributes and prose of each practice that the file shows; ``normalization/@n`` names the script."""
    texts = (leaf.text for article in document.articles for leaf in leaves(article))
    if any(text is not None and text.corrections for text in texts):
        prose = "Damage is undone where it can be, in choice. A gap is never guessed."
        yield "correction", {"method": "markup"}, prose
    script = _SCRIPTS.get(document.script)
    if script is None:
        yield "normalization", {"method": "silent"}, "Broken lines are joined."
    else:
        prose = (
            f"Converted by machine to {script}. Titles, sources and names that changed keep what was found "
            "in orig. Broken lines are joined."
        )
        yield "normalization", {"method": "markup", "n": document.script}, prose


def plain_version(version: str) -> str:
    """Only the numbers of a version: TEI allows no 0.1.0.dev1.

    >>> plain_version("0.1.0.dev1")
    '0.1.0'
    """
    match = re.match(r"\d+(?:\.\d+){0,2}", version)
    return match[0] if match else "0"
