"""A document as Markdown (CommonMark 0.31, tables of GitHub's) with front matter in YAML 1.2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict

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
from ..model.visit import Visitor, printed_heads

_DEEPEST = 6


def to_markdown(document: Document) -> bytes:
    """Front matter with the facts, then the text: heads as ``#``, items as ``-``, what Markdown would read escaped.

    A program that renders it shows the reading text. Facts of the one article
    of a document stand at the top of the front matter, those of several in
    ``articles``.

    >>> from ..text.source import SourceFile, Span
    >>> article = Article("a1", "zh", (Paragraph(Text("1. 路修*好*了。", (Span(0, 10),))),), title=Text("修路", ()))
    >>> print(to_markdown(Document(SourceFile(name="a.txt"), "zh", (article,))).decode())
    ---
    file: "a.txt"
    language: "zh"
    title: "修路"
    ---
    <BLANKLINE>
    # 修路
    <BLANKLINE>
    1\\. 路修\\*好\\*了。
    <BLANKLINE>
    """
    parts = ["\n".join(["---", *_front_matter(document), "---"])]
    for number, article in enumerate(document.articles):
        if number:
            parts.append("***")
        parts += _article(article)
    return ("\n\n".join(parts) + "\n").encode()


# --- front matter ---

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def _scalar(value: object) -> str:
    """A value as YAML reads it: JSON, without the characters that YAML takes for line breaks or refuses."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _front_matter(document: Document) -> Iterator[str]:
    known: dict[str, object] = {
        "file": document.file.name, "member": document.file.member, "sha256": document.file.sha256,
        "language": document.language,
    }  # fmt: skip
    known |= {name: value for name, value in asdict(document.metadata).items() if value != "unknown"}
    facts = [_facts(article) for article in document.articles]
    if len(facts) == 1:
        known |= facts[0]
    yield from (f"{name}: {_scalar(value)}" for name, value in known.items() if value)
    if len(facts) > 1:
        yield "articles:"
        for article, found in zip(document.articles, facts, strict=True):
            yield f"  - id: {_scalar(article.id)}"
            yield from (f"    {name}: {_scalar(value)}" for name, value in found.items() if value)


def _facts(article: Article) -> dict[str, object]:
    def words(text: Text | None) -> str:
        return "" if text is None else text.text

    return {
        "title": words(article.title),
        "kicker": words(article.kicker),
        "subtitle": words(article.subtitle),
        "date": article.date.when if article.date else "",
        "source": words(article.source),
        "document_number": words(article.document_number),
        "authors": [person.name for person in article.authors],
        "photographers": [person.name for person in article.photographers],
        "editors": [person.name for person in article.editors],
    }


# --- text ---

_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029\t]+")
_ANYWHERE = re.compile(r"[\\`*_\[\]<>~]|&(?=[#0-9A-Za-z])|!(?=\[)")
_AT_START = re.compile(r"[#+=-]|[0-9]{1,9}[.)](?=\s|$)")


def _inline(text: str) -> str:
    """Text on one line, with a backslash before whatever Markdown would read as a mark inside a line."""
    return _ANYWHERE.sub(r"\\\g<0>", _BREAKS.sub(" ", text).strip())


def _line(text: str) -> str:
    """Text as a line of its own, whose beginning is no mark of a block either."""
    line = _inline(text)
    if found := _AT_START.match(line):
        line = f"{line[: found.end() - 1]}\\{line[found.end() - 1 :]}"
    return line


def _article(article: Article) -> Iterator[str]:
    for name, text in printed_heads(article):
        if text.text.strip():
            yield _heading(1, text.text) if name == "title" else _line(text.text)
    yield from _blocks(article.blocks, 1)


def _heading(level: int, text: str) -> str:
    line = _inline(text)
    words = line.rstrip("#")
    line = words + "\\#" * (len(line) - len(words))
    return f"{'#' * min(level, _DEEPEST)} {line}" if line else ""


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[str]:
    writer = _Blocks(level)
    for block in blocks:
        yield from (part for part in writer.visit(block) if part)


class _Blocks(Visitor[list[str]]):
    """Writes one block that stands below a head of ``level``, in parts with an empty line between them."""

    def __init__(self, level: int) -> None:
        self.level = level

    def section(self, block: Section) -> list[str]:
        return [_heading(self.level + 1, block.head.text), *_blocks(block.blocks, self.level + 1)]

    def item_list(self, block: ItemList) -> list[str]:
        return ["\n".join(self._item(item) for item in block.items)]

    def _item(self, item: ListItem) -> str:
        inner = "\n\n".join([_line(item.text.text), *_blocks(item.blocks, self.level)])
        return "- " + inner.replace("\n", "\n  ").replace("\n  \n", "\n\n")

    def figure(self, block: Figure) -> list[str]:
        image = ""
        if block.graphic is not None:
            address = re.sub(r"[\\<>]", r"\\\g<0>", _BREAKS.sub(" ", block.graphic.url).strip())
            image = f"![](<{address}>)"
        return [image, _line(block.caption.text) if block.caption else ""]

    def table(self, block: Table) -> list[str]:
        """The first row is the head, for there is no table without one here."""
        width = max((len(row) for row in block.rows), default=0)
        if not width:
            return []
        lines = ["| " + " | ".join(self._cells(row, width)) + " |" for row in block.rows]
        lines.insert(1, "|" + " --- |" * width)
        return ["\n".join(lines)]

    def _cells(self, row: tuple[Text, ...], width: int) -> list[str]:
        cells = [_inline(cell.text).replace("|", "\\|") for cell in row]
        return cells + [""] * (width - len(cells))

    def _line(self, text: Text) -> list[str]:
        return [_line(text.text)]

    def paragraph(self, block: Paragraph) -> list[str]:
        return self._line(block.text)

    def facts(self, block: Facts) -> list[str]:
        return self._line(block.text)

    def byline(self, block: Byline) -> list[str]:
        return self._line(block.text)

    def salutation(self, block: Salutation) -> list[str]:
        return self._line(block.text)

    def signature(self, block: Signature) -> list[str]:
        return self._line(block.text)

    def note(self, block: Note) -> list[str]:
        return self._line(block.text)
