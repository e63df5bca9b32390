"""The reading text of a record: what every way of taking the text out of the TEI must give, white space aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]


def reading_text(record: Record) -> str:
    """All texts of the articles in printed order, without white space."""
    return squeezed("".join(text for article in record["articles"] for text in _of_article(article)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def _of_article(article: Record) -> Iterator[str]:
    heads = [article[name] for name in ("kicker", "title", "subtitle") if article[name] is not None]
    for head in sorted(heads, key=lambda head: head["spans"][:1]):
        yield head["text"]
    yield from _of_blocks(article["blocks"])


def _of_blocks(blocks: list[Record]) -> Iterator[str]:
    for block in blocks:
        if "head" in block:
            yield block["head"]["text"]
        if block.get("caption") is not None:
            yield block["caption"]["text"]
        yield block.get("text", "")
        for row in block.get("rows", ()):
            yield from (cell["text"] for cell in row)
        if block["type"] == "list":
            for item in block["items"]:
                yield item["text"]
                yield from _of_blocks(item.get("blocks", []))
        yield from _of_blocks(block.get("blocks", []))
