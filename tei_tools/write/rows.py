"""A document as rows, for tables and data frames: one for each article, section or paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, get_args

from ..model.nodes import Article, Document
from .record import Record, from_record, to_record

Unit = Literal["article", "section", "paragraph", "sentence"]
"""What one row is about."""

UNITS: tuple[Unit, ...] = get_args(Unit)

SCHEMA = "tei-tools/rows/1"


def rows(document: Document, unit: Unit, *, spans: bool = True, folder: str = "") -> Iterator[Record]:
    """The rows of a document, in reading order; every row has the same names.

    ``file`` and ``sha256`` tell the source, which stands in ``folder`` below
    the folder that was given (``2021/a.txt``); ``id`` is the name that the block
    has in TEI and in the record, ``article`` that of its article. ``path`` are
    the headings above it from the title down, ``level`` how many sections it
    stands in. ``text`` is the text of all that the unit holds, a line feed
    between two blocks. The facts of the article stand in every row: ``title``,
    ``date`` (with ``year``, ``month``, ``day``), ``source``, ``authors``,
    ``document_number``, ``language``. ``spans`` are the ranges of the text in
    code points of the source, left out without ``spans``.

    A ``paragraph`` is any block with text of its own: paragraphs, items,
    captions, cells, and the lines of facts and credits, told apart by ``type``.

    >>> from tei_tools.model.nodes import Article, Paragraph, Text
    >>> from tei_tools.text.source import SourceFile, Span
    >>> article = Article("a1", "zh", (Paragraph(Text("路修好了。", (Span(0, 5),))),))
    >>> [row["text"] for row in rows(Document(SourceFile(), "zh", (article,)), "paragraph")]
    ['路修好了。']
    """
    record = to_record(document)
    if folder and "member" not in record["file"]:  # the folders of members are those of their outputs
        record["file"]["name"] = f"{folder}/{record['file']['name']}"
    yield from _rows(record, unit, document.articles, spans)


def record_rows(record: Record, unit: Unit, *, spans: bool = True) -> Iterator[Record]:
    """The rows of a document whose record (of version 2) is there already, as :func:`rows`."""
    articles = from_record(record).articles if unit == "sentence" else ()
    yield from _rows(record, unit, articles, spans)


def _rows(record: Record, unit: Unit, articles: Sequence[Article], spans: bool) -> Iterator[Record]:
    """The rows of a record. ``articles`` are those of its document, which only sentences ask for."""
    for place, article in enumerate(record["articles"]):
        above = _facts_above(record, article)
        made = _sentences(article, articles[place]) if unit == "sentence" else _MAKERS[unit](article)
        for row in made:
            found = {"schema": SCHEMA, "unit": unit, **above, **row}
            if not spans:
                del found["spans"]
            yield found


def without_spans(value: Any) -> Any:
    """A record, or any part of one, without its source ranges.

    >>> without_spans({"text": "甲", "spans": [[0, 1]], "items": [{"n": 1, "spans": []}]})
    {'text': '甲', 'items': [{'n': 1}]}
    """
    if isinstance(value, dict):
        return {key: without_spans(inner) for key, inner in value.items() if key not in ("spans", "span")}
    if isinstance(value, list):
        return [without_spans(inner) for inner in value]
    return value


def _facts_above(record: Record, article: Record) -> Record:
    date = article["date"] or {}
    return {
        "file": record["file"]["name"],
        "sha256": record["file"]["sha256"],
        **({"member": record["file"]["member"]} if "member" in record["file"] else {}),
        "article": article["id"],
        "language": article["language"],
        "title": _words(article["title"]),
        "date": date.get("when"),
        "year": date.get("year"),
        "month": date.get("month"),
        "day": date.get("day"),
        "source": _words(article["source"]),
        "authors": [person["name"] for person in article["authors"]],
        "document_number": _words(article["document_number"]),
    }


def _words(text: Record | None) -> str | None:
    return None if text is None else str(text["text"])


def _row(name: str, kind: str, path: Sequence[str], level: int, text: str, spans: list[list[int]], sure: str) -> Record:
    return {
        "id": name,
        "type": kind,
        "path": [*path],
        "level": level,
        "text": text,
        "confidence": sure,
        "spans": spans,
    }


def _top(article: Record) -> list[str]:
    title = _words(article["title"]) or article.get("supplied_title")
    return [title] if title else []


def _articles(article: Record) -> Iterator[Record]:
    heads = [article[name] for name in ("kicker", "title", "subtitle") if article[name] is not None]
    heads.sort(key=lambda head: head["spans"][:1])  # as they are printed
    text = "\n".join([*(head["text"] for head in heads), *(leaf["text"] for leaf in _leaves(article["blocks"], [], 0))])
    sure = article.get("headline_confidence", "high")
    yield _row(article["id"], "article", [], 0, text, article["spans"], sure)


def _sections(article: Record) -> Iterator[Record]:
    def below(blocks: list[Record], path: list[str], level: int) -> Iterator[Record]:
        for block in blocks:
            if block["type"] == "section":
                inner = [*_leaves(block["blocks"], [], 0)]
                text = "\n".join([block["head"]["text"], *(leaf["text"] for leaf in inner)])
                spans = [*block["head"]["spans"], *(span for leaf in inner for span in leaf["spans"])]
                sure = block.get("confidence", "high")
                yield _row(block["id"], "section", path, level, text, spans, sure)
                yield from below(block["blocks"], [*path, block["head"]["text"]], level + 1)

    yield from below(article["blocks"], _top(article), 1)


def _paragraphs(article: Record) -> Iterator[Record]:
    yield from _leaves(article["blocks"], _top(article), 0)


def _sentences(article: Record, known: Article) -> Iterator[Record]:
    """Those of paragraphs are those that ``--sentences`` marks in TEI, with the same names."""
    from ..text.sentences import sentences
    from .tei import sentences_of

    of_paragraphs = sentences_of(known)
    for leaf in _leaves(article["blocks"], _top(article), 0):
        found = of_paragraphs.get(leaf["id"])
        if found is None:
            parts = [(leaf["text"][start:end], part_of(leaf, start, end)) for start, end in sentences(leaf["text"])]
        else:
            parts = [(part.text, [[start, end] for start, end in part.spans]) for part in found]
        for number, (text, spans) in enumerate(parts, 1):
            yield {**leaf, "id": f"{leaf['id']}.{number}", "text": text, "spans": spans}


def part_of(leaf: Record, start: int, end: int) -> list[list[int]]:
    """The ranges of a part of a text; those of the whole text where corrections changed its length."""
    spans: list[list[int]] = leaf["spans"]
    if sum(high - low for low, high in spans) != len(leaf["text"]):
        return spans
    found: list[list[int]] = []
    reached = 0
    for low, high in spans:
        first, last = max(start - reached, 0), min(end - reached, high - low)
        if first < last:
            found.append([low + first, low + last])
        reached += high - low
    return found


def _leaves(blocks: list[Record], path: list[str], level: int) -> Iterator[Record]:
    """A row for every block with text of its own, and for every head."""
    for block in blocks:
        kind, name, sure = block["type"], block["id"], block.get("confidence", "high")
        if kind == "section":
            head = block["head"]
            yield _row(f"{name}.h", "head", path, level + 1, head["text"], head["spans"], sure)
            yield from _leaves(block["blocks"], [*path, head["text"]] if path or level else [head["text"]], level + 1)
        elif kind == "list":
            for item in block["items"]:
                yield _row(item["id"], "item", path, level, item["text"], item["spans"], sure)
                yield from _leaves(item.get("blocks", []), path, level)
        elif kind == "figure":
            if block["caption"] is not None:
                yield _row(name, kind, path, level, block["caption"]["text"], block["caption"]["spans"], sure)
        elif kind == "table":
            text = "\n".join("\t".join(cell["text"] for cell in row) for row in block["rows"])
            yield _row(name, kind, path, level, text, block["spans"], sure)
        else:
            yield _row(name, kind, path, level, block["text"], block["spans"], sure)


_MAKERS: dict[Unit, Callable[[Record], Iterator[Record]]] = {
    "article": _articles,
    "section": _sections,
    "paragraph": _paragraphs,
}
