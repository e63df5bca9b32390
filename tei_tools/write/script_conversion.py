"""A document in the other script: the same structure and the same spans, other characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from ..errors import Diagnostic
from ..model.nodes import (
    Article,
    Block,
    Byline,
    Correction,
    Credit,
    Date,
    Document,
    Facts,
    Figure,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Table,
    Text,
)
from ..model.walk import pieces, walk_blocks
from ..text.script import convert

_LANGUAGE = {"hans": "zh-Hans", "hant": "zh-Hant"}

# Surnames that stay as they are in traditional script, where the same character in a word would not.
_SURNAMES_KEPT = ("于", "范", "余", "岳", "郁", "后", "朴", "涂", "游", "台", "占", "种", "党", "丑", "万俟")


def convert_document(document: Document, to: Literal["hans", "hant"]) -> Document:
    """The document in simplified (``hans``) or traditional (``hant``) script, its spans unchanged.

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
    conversion = _Conversion(to, _names(document, to))
    articles = tuple(conversion.article(article) for article in document.articles)
    message = (
        f"The reading text was converted to {'simplified' if to == 'hans' else 'traditional'} script with OpenCC "
        f"({'tw2s' if to == 'hans' else 's2t'}); headlines, sources and names keep the form found as well."
    )
    return replace(
        document,
        language=_language(document.language, to),
        articles=articles,
        diagnostics=(*document.diagnostics, Diagnostic("script-converted", "info", message)),
        script=to,
    )


def _language(tag: str, to: Literal["hans", "hant"]) -> str:
    """The tag of a text after its conversion; pinyin and other languages are not converted."""
    if tag != "zh" and not tag.startswith(("zh-Han", "zh-TW", "zh-HK", "zh-MO", "zh-CN", "zh-SG")):
        return tag
    return _LANGUAGE[to]


def convert_name(name: str, to: Literal["hans", "hant"]) -> str:
    """A personal name in the other script, character by character: names are not words.

    >>> convert_name("于文華", "hans"), convert_name("范曉後", "hans"), convert_name("于建国", "hant")
    ('于文华', '范晓后', '于建國')
    """
    changed = "".join(convert(character, to) for character in name)
    if to == "hans" and name.startswith("於"):
        return "於" + changed[1:]
    if to == "hant" and name.startswith(_SURNAMES_KEPT):
        return name[:1] + changed[1:]
    return changed


def _names(document: Document, to: Literal["hans", "hant"]) -> dict[str, str]:
    """What the names of the persons of a document become, wherever they stand in it."""
    people: list[Person] = []
    for article in document.articles:
        people += (*article.authors, *article.photographers, *article.editors)
        people += _people(article.blocks)
    return {person.name: convert_name(person.name, to) for person in people if len(person.name) > 1}


def _people(blocks: Iterable[Block]) -> Iterable[Person]:
    for block in blocks:
        match block:
            case Byline() | Facts():
                yield from block.people
            case Paragraph() | Figure():
                yield from block.credit.people if block.credit else ()
            case Section():
                yield from _people(block.blocks)
            case ItemList():
                for item in block.items:
                    yield from _people(item.blocks)
            case Table() | Salutation() | Signature() | Note():
                pass
            case _:
                assert_never(block)


@dataclass(frozen=True, slots=True)
class _Conversion:
    to: Literal["hans", "hant"]
    names: dict[str, str]

    def string(self, text: str) -> str:
        converted = convert(text, self.to)
        for name, new in self.names.items():
            place = text.find(name)
            while place >= 0:
                converted = converted[:place] + new + converted[place + len(name) :]
                place = text.find(name, place + len(name))
        return converted

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

    def part(self, whole: Text, part: Text) -> Text:
        """A part of a text, converted as it is within the whole."""
        place = _place(whole, part.spans[0].start) if part.spans else -1
        if place < 0 or whole.text[place : place + len(part.text)] != part.text:
            place = whole.text.find(part.text)
        if place < 0:
            return self.text(part)
        return self._with(part, self.string(whole.text)[place : place + len(part.text)])

    def person(self, person: Person) -> Person:
        name = self.names.get(person.name) or convert_name(person.name, self.to)
        role = self.string(person.role)
        as_found = person.as_found if name == person.name else person.as_found or person.name
        return replace(person, name=name, role=role, as_found=as_found)

    def people(self, people: Iterable[Person]) -> tuple[Person, ...]:
        return tuple(self.person(person) for person in people)

    def credit(self, whole: Text | None, credit: Credit | None) -> Credit | None:
        if credit is None:
            return None
        text = self.part(whole, credit.text) if whole else self.text(credit.text)
        return Credit(text, self.people(credit.people))

    def date(self, whole: Text | None, date: Date | None) -> Date | None:
        if date is None:
            return None
        return replace(date, text=self.part(whole, date.text) if whole else self.text(date.text))

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
            authors=self.people(article.authors),
            photographers=self.people(article.photographers),
            editors=self.people(article.editors),
        )

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(self.block(block) for block in blocks)

    def block(self, block: Block) -> Block:
        match block:
            case Section():
                head = self.text(block.head)
                label = block.label
                if label is not None:
                    within = block.head.text.startswith(label)
                    label = head.text[: len(label)] if within else self.string(label)
                return replace(block, head=head, label=label, blocks=self.blocks(block.blocks))
            case Paragraph():
                return self.paragraph(block)
            case ItemList():
                return replace(block, items=tuple(self.item(item) for item in block.items))
            case Figure():
                caption = self.text(block.caption) if block.caption else None
                return replace(block, caption=caption, credit=self.credit(block.caption, block.credit))
            case Table():
                return replace(block, rows=tuple(tuple(self.text(cell) for cell in row) for row in block.rows))
            case Facts():
                fields = tuple(
                    replace(
                        field,
                        label=self.string(field.label),
                        value=self.part(block.text, field.value) if field.value else None,
                    )
                    for field in block.fields
                )
                date = self.date(block.text, block.date)
                return replace(
                    block, text=self.text(block.text), fields=fields, date=date, people=self.people(block.people)
                )
            case Byline():
                return replace(block, text=self.text(block.text), people=self.people(block.people))
            case Salutation() | Note():
                return replace(block, text=self.text(block.text))
            case Signature():
                signed = self.part(block.text, block.signed) if block.signed else None
                return replace(block, text=self.text(block.text), signed=signed, date=self.date(block.text, block.date))
            case _:
                assert_never(block)

    def paragraph(self, block: Paragraph) -> Paragraph:
        if block.language and _language(block.language, self.to) == block.language != _LANGUAGE[self.to]:
            return block  # another language
        language = block.language and _language(block.language, self.to)
        dateline = self.part(block.text, block.dateline) if block.dateline else None
        return replace(
            block,
            text=self.text(block.text),
            dateline=dateline,
            credit=self.credit(block.text, block.credit),
            items=tuple(replace(item, label=self.string(item.label)) for item in block.items),
            language=language,
        )

    def item(self, item: ListItem) -> ListItem:
        text = self.text(item.text)
        within = item.text.text.startswith(item.label)
        label = text.text[: len(item.label)] if within else self.string(item.label)
        return replace(item, label=label, text=text, blocks=self.blocks(item.blocks))


def _place(text: Text, offset: int) -> int:
    """Where in the reading of ``text`` the source offset stands, -1 if not in it."""
    place = 0
    for piece in pieces(text):
        if piece.span.start <= offset < piece.span.end:
            return place if piece.correction else place + offset - piece.span.start
        place += len(piece.text)
    return -1
