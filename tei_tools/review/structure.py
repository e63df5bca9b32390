"""The structure of a document as a reader sees it: the right side of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model.facts import supplied_title
from ..model.nodes import (
    Article,
    Block,
    Byline,
    Document,
    Facts,
    Figure,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Salutation,
    Section,
    Signature,
    Table,
    Text,
)
from ..model.visit import Visitor, named
from ..text.source import Span
from .markup import element, shown
from .segments import Runs, facts_of
from .words import REASONS, Language, words_of


class Structure(Visitor[str]):
    """Writes blocks as HTML; every element that shows text of the source names its block and its units."""

    def __init__(self, units: Sequence[Span], language: Language) -> None:
        self.runs = Runs(units)
        self.words = words_of(language)
        self.name = ""
        self.depth = 0

    def document(self, document: Document) -> str:
        """All articles, and behind them what was left out."""
        if not document.articles:
            return self.word("no-article", "p", "empty") + self.discards(document)
        return "".join(self.article(article) for article in document.articles) + self.discards(document)

    def word(self, key: str, tag: str = "span", style: str = "") -> str:
        """A phrase that changes with the language of the page."""
        return element(tag, shown(self.words[key]), class_=style, data_t=key)

    def text(self, text: Text) -> str:
        """A reading text, cut at the units that it was read from."""
        out = []
        for run in self.runs.of(text):
            inner = shown(run.text)
            if run.correction is not None:
                lost = "□" * run.correction.gap
                inner = element("span", inner + lost, class_="fix", title=f"{run.correction.sic} → {run.text}{lost}")
            out.append(element("span", inner, data_u=run.unit) if run.unit >= 0 else inner)
        return "".join(out)

    def block(self, tag: str, style: str, content: str, confidence: str = "high", name: str = "") -> str:
        """An element of a block, which can be chosen."""
        sure = "" if confidence == "high" else f" {confidence}"
        return element(tag, content, class_=f"b {style}{sure}", data_b=name or self.name)

    def article(self, article: Article) -> str:
        parts = []
        for name, text in (("kicker", article.kicker), ("title", article.title), ("subtitle", article.subtitle)):
            if text is not None:
                tag = "h2" if name == "title" else "p"
                inner = self.block(tag, f"t-{name}", self.text(text), article.headline_confidence,
                                   f"{article.id}.{name}")  # fmt: skip
                parts.append(inner)
            elif name == "title":
                given = shown(supplied_title(article)) + self.word("no-title", "small")
                parts.append(element("h2", given, class_="t-title supplied"))
        self.depth = 0
        return element(
            "article",
            element("header", "".join(parts)) + self.below(article.id, article.blocks),
            id=f"v-{article.id}",
            lang=article.language,
        )

    def below(self, name: str, blocks: Iterable[Block]) -> str:
        out = []
        for id, block in named(name, blocks):
            self.name = id
            out.append(self.visit(block))
        return "".join(out)

    def section(self, block: Section) -> str:
        name = self.name
        self.depth += 1
        level = min(2 + self.depth, 6)
        inner = self.block(f"h{level}", "t-head" + (" run-in" if block.run_in else ""), self.text(block.head),
                           block.confidence)  # fmt: skip
        below = self.below(name, block.blocks)
        self.depth -= 1
        return element("section", inner + below, id=f"v-{name}", data_level=block.level)

    def paragraph(self, block: Paragraph) -> str:
        return self.block("p", "t-p", self.text(block.text), block.confidence)

    def item_list(self, block: ItemList) -> str:
        name = self.name
        items = (self.item(f"{name}.i{number}", item, block.confidence) for number, item in enumerate(block.items, 1))
        return element("ul", "".join(items))

    def item(self, name: str, item: ListItem, confidence: str) -> str:
        inner = self.block("div", "t-item", self.text(item.text), confidence, name)
        return element("li", inner + self.below(name, item.blocks))

    def figure(self, block: Figure) -> str:
        name = self.name
        parts = []
        if block.graphic is not None:
            parts.append(self.block("div", "t-figure", shown(block.graphic.url), block.confidence, name))
        if block.caption is not None:
            parts.append(self.block("figcaption", "t-caption", self.text(block.caption), block.confidence, name))
        return element("figure", "".join(parts))

    def table(self, block: Table) -> str:
        rows = (
            element("tr", "".join(element("td", self.text(cell)) for cell in row)) for row in block.rows
        )  # fmt: skip
        return element("div", self.block("table", "t-table", "".join(rows), block.confidence), class_="wide")

    def facts(self, block: Facts) -> str:
        return self.block("p", "t-meta", self.text(block.text), block.confidence)

    def byline(self, block: Byline) -> str:
        return self.block("p", "t-byline", self.text(block.text), block.confidence)

    def salutation(self, block: Salutation) -> str:
        return self.block("p", "t-salute", self.text(block.text), block.confidence)

    def signature(self, block: Signature) -> str:
        return self.block("p", "t-sign", self.text(block.text), block.confidence)

    def note(self, block: Note) -> str:
        return self.block("p", "t-note", self.text(block.text), block.confidence)

    def discards(self, document: Document) -> str:
        """What was left out, each with its reason."""
        if not document.discarded:
            return ""
        rows = []
        for number, discard in enumerate(document.discarded, 1):
            key = f"reason.{discard.reason}"
            why = self.word(key, "small") if discard.reason in REASONS else element("small", shown(discard.reason))
            rows.append(
                self.block("li", "t-noise", element("s", shown(discard.text)) + why, discard.confidence, f"d{number}")
            )
        return element("section", self.word("left-out", "h2") + element("ul", "".join(rows)), class_="left-out")


def outline(article: Article) -> Iterator[tuple[str, int, str, str]]:
    """The heads of an article: identifier, depth from 1, path of numbers, words."""

    def below(name: str, blocks: Iterable[Block], depth: int) -> Iterator[tuple[str, int, str, str]]:
        for id, block in named(name, blocks):
            if isinstance(block, Section):
                yield id, depth, block.path or "", block.head.text
                yield from below(id, block.blocks, depth + 1)

    yield from below(article.id, article.blocks, 1)


def fact_rows(article: Article) -> Iterator[tuple[str, str, str]]:
    """The facts of an article for people: identifier, field, value; what the text does not say has no value."""
    found: dict[str, list[str]] = {}
    for name, _, value in facts_of(article):
        found.setdefault(name, []).append(value)
    for name in ("title", "date", "source", "document-number", "authors", "photographers", "editors"):
        if name in found or name in ("title", "date", "source", "authors"):
            yield f"{article.id}.{name}", name, "、".join(dict.fromkeys(found.get(name, ())))
