"""A document in the other script: the same structure and the same spans, other characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..errors import Diagnostic
from ..model.nodes import Article, Correction, Document, Paragraph, Person, Text
from ..model.visit import Mapper, people_of, walk_blocks
from ..model.walk import pieces
from ..text.script import CONFIGURATIONS, Script, convert
from ..text.script_words import pattern_of, put_words

_LANGUAGE: dict[Script, str] = {
    "hans": "zh-Hans", "hant": "zh-Hant", "tw": "zh-Hant-TW", "twp": "zh-Hant-TW", "hk": "zh-Hant-HK",
}  # fmt: skip

# Surnames that stay as they are in traditional script, where the same character in a word would not.
_SURNAMES_KEPT = ("于", "范", "余", "岳", "郁", "后", "朴", "涂", "游", "台", "占", "种", "党", "丑", "万俟")


def convert_document(document: Document, to: Script, words: Iterable[tuple[str, str]] = ()) -> Document:
    """The document in another script, its spans unchanged.

    ``words`` are pairs of equal length, a word as found and what becomes of
    it; they count more than the dictionaries, the longest first.

    Each text keeps its length. Titles, kickers, subtitles, sources and persons
    that changed keep their old reading as ``as_found``; what was discarded and
    the source side of corrections stay as found. A surname is not changed as
    the word would be: 於 stays 於, and 于 stays 于. An article that is in that
    script already is left alone. The document carries one
    more diagnostic, ``script-converted``.

    >>> from tei_tools.model.nodes import Article
    >>> from tei_tools.text.source import SourceFile, Span
    >>> title = Text("青石鎮要聞", (Span(0, 5),))
    >>> old = Document(SourceFile(), "zh-Hant", (Article("a1", "zh-Hant", (), title=title),))
    >>> new = convert_document(old, "hans")
    >>> new.language, new.articles[0].title.text, new.articles[0].title.as_found
    ('zh-Hans', '青石镇要闻', '青石鎮要聞')
    """
    conversion = _Conversion(to, _names(document, to), dict(words))
    articles = tuple(conversion.article(article) for article in document.articles)
    message = (
        f"The reading text was converted to {'simplified' if to == 'hans' else 'traditional'} script with OpenCC "
        f"({CONFIGURATIONS[to]}); headlines, sources and names keep the form found as well."
    )
    return replace(
        document,
        language=_language(document.language, to),
        articles=articles,
        diagnostics=(*document.diagnostics, Diagnostic("script-converted", "info", message)),
        script=to,
    )


def _language(tag: str, to: Script) -> str:
    """The tag of a text after its conversion; pinyin and other languages are not converted."""
    if tag != "zh" and not tag.startswith(("zh-Han", "zh-TW", "zh-HK", "zh-MO", "zh-CN", "zh-SG")):
        return tag
    return _LANGUAGE[to]


def convert_name(name: str, to: Script) -> str:
    """A personal name in the other script, character by character: names are not words.

    >>> convert_name("于文華", "hans"), convert_name("范曉後", "hans"), convert_name("于建国", "hant")
    ('于文华', '范晓后', '于建國')
    """
    changed = "".join(convert(character, to) for character in name)
    if to == "hans" and name.startswith("於"):
        return "於" + changed[1:]
    if to != "hans" and name.startswith(_SURNAMES_KEPT):
        return name[:1] + changed[1:]
    return changed


def _names(document: Document, to: Script) -> dict[str, str]:
    """What the names of the persons of a document become, wherever they stand in it."""
    return {person.name: convert_name(person.name, to) for person in people_of(document) if len(person.name) > 1}


class _Conversion(Mapper):
    def __init__(self, to: Script, names: dict[str, str], words: Mapping[str, str]) -> None:
        self.to: Script = to
        self.names = names
        self.words = words
        self.pattern = pattern_of(words) if words else None

    def string(self, text: str) -> str:
        converted = convert(text, self.to)
        for name, new in self.names.items():
            place = text.find(name)
            while place >= 0:
                converted = converted[:place] + new + converted[place + len(name) :]
                place = text.find(name, place + len(name))
        return converted if self.pattern is None else put_words(text, converted, self.pattern, self.words)

    def text(self, text: Text) -> Text:
        return self._with(text, self.string(text.text))

    def _with(self, text: Text, converted: str) -> Text:
        """A text with other characters; each correction reads what stands in its place."""
        corrections: list[Correction] = []
        for correction in text.corrections:
            place = max(_place(text, correction.span.start), 0)
            corrections.append(replace(correction, corr=converted[place : place + len(correction.corr)]))
        return replace(text, text=converted, corrections=tuple(corrections))

    def named(self, text: Text | None) -> Text | None:
        """A headline or a source, which keeps its old reading when it changed."""
        if text is None:
            return None
        new = self.text(text)
        return new if new.text == text.text else replace(new, as_found=text.as_found or text.text)

    def part(self, whole: Text | None, part: Text) -> Text:
        """A part of a text, converted as it is within the whole."""
        if whole is None:
            return self.text(part)
        place = _place(whole, part.spans[0].start) if part.spans else -1
        if place < 0 or whole.text[place : place + len(part.text)] != part.text:
            place = whole.text.find(part.text)
        if place < 0:
            return self.text(part)
        return self._with(part, self.string(whole.text)[place : place + len(part.text)])

    def label(self, whole: Text | None, label: str) -> str:
        if whole is not None and whole.text.startswith(label):
            return self.string(whole.text)[: len(label)]
        return self.string(label)

    def person(self, person: Person) -> Person:
        name = self.names.get(person.name) or convert_name(person.name, self.to)
        role = self.string(person.role)
        as_found = person.as_found if name == person.name else person.as_found or person.name
        return replace(person, name=name, role=role, as_found=as_found)

    def article(self, article: Article) -> Article:
        target = _LANGUAGE[self.to]
        own = (block.language for block in walk_blocks(article) if isinstance(block, Paragraph) and block.language)
        if article.language == target and all(_language(tag, self.to) == tag for tag in own):
            return article  # a second conversion would only find words to get wrong
        return replace(
            article,
            language=_language(article.language, self.to),
            blocks=self.blocks(article.blocks),
            kicker=self.named(article.kicker),
            title=self.named(article.title),
            subtitle=self.named(article.subtitle),
            date=self.date(None, article.date),
            source=self.named(article.source),
            document_number=self.named(article.document_number),
            authors=self._people(article.authors),
            photographers=self._people(article.photographers),
            editors=self._people(article.editors),
        )

    def paragraph(self, block: Paragraph) -> Paragraph:
        if block.language and _language(block.language, self.to) == block.language != _LANGUAGE[self.to]:
            return block  # another language
        language = block.language and _language(block.language, self.to)
        return replace(super().paragraph(block), language=language)


def _place(text: Text, offset: int) -> int:
    """Where in the reading of ``text`` the source offset stands, -1 if not in it."""
    place = 0
    for piece in pieces(text):
        if piece.span.start <= offset < piece.span.end:
            return place if piece.correction else place + offset - piece.span.start
        place += len(piece.text)
    return -1
