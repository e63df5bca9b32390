"""Articles that a page holds as data in a script, and which a browser shows only when the script has run."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from lxml import etree

from ..text.source import GivenFact
from .html_walk import Line

_HAN = re.compile("[\u3400-\u9fff]")
_OPENS = re.compile(r"(?:[=(:]|\breturn\b|\A)\s{0,20}(?=[\[{])|JSON\.parse\(\s{0,20}(?=\")")
_TAG = re.compile(r"<(?:p|br|div|section|span|img|h[1-6])\b", re.IGNORECASE)
_LONGEST, _MOST_VALUES, _DEEPEST, _MOST_STARTS = 5_000_000, 50_000, 14, 40
"""Characters of a script, values in it, how deep they nest, and places where data may begin, up to which it is looked into."""
_LEAST, _PROSE = 80, 40
"""Ideographs that an article has at least, and characters from which on a line with a full stop is running text."""
_BODY = frozenset(
    {
        "content",
        "body",
        "article",
        "text",
        "articlebody",
        "html",
        "detail",
        "contenthtml",
        "articlecontent",
        "newscontent",
    }
)
_PART = ("text", "content", "value", "html", "data")
_OTHERS = re.compile("comment|repl(?:y|ies)|relate|recommend|hot|rank|copyright|agreement|policy")
_DATE, _SOURCE, _AUTHOR, _TITLE = (
    ("publishtime", "publish_time", "pubtime", "publishdate", "publish_date", "pubdate", "publishedat", "datepublished", "publicationdate", "releasetime", "ptime", "time", "date", "createtime", "createdat", "ctime"),
    ("source", "sourcename", "articlesource", "origin", "media", "medianame", "mediname"),
    ("author", "authorname", "writer", "reporter"),
    ("title", "headline", "articletitle", "newstitle", "subject"),
)  # fmt: skip
_FIELDS: tuple[tuple[Literal["title", "date", "source", "author"], tuple[str, ...]], ...] = (
    ("title", _TITLE), ("date", _DATE), ("source", _SOURCE), ("author", _AUTHOR),
)  # fmt: skip
_BEIJING = timedelta(hours=8)


class ScriptArticle(NamedTuple):
    """An article that stands in a script: its title, its markup, the facts beside it."""

    title: str
    markup: str
    facts: tuple[GivenFact, ...]


class _Found(NamedTuple):
    worth: int
    markup: str
    holders: tuple[dict[str, Any], ...]


def shows_running_text(lines: Sequence[Line]) -> bool:
    """Whether a page shows a line of running text."""
    return any(len(line.text) >= _PROSE and "。" in line.text and not line.hidden for line in lines)


def article_in_script(root: etree._Element) -> ScriptArticle | None:
    """The longest article that the scripts of a page hold as JSON, None if there is none."""
    best: _Found | None = None
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) > _LONGEST or (not _HAN.search(text) and "\\u" not in text):
            continue
        for data in _data(text):
            for found in _bodies(data):
                if best is None or found.worth > best.worth:
                    best = found
    if best is None:
        return None
    facts = tuple(_facts(best.holders))
    title = next((fact.value for fact in facts if fact.field == "title"), "")
    return ScriptArticle(title, best.markup, facts)


def put_into(root: etree._Element, article: ScriptArticle, lines: Sequence[Line]) -> None:
    """Put an article in front of the ``lines`` that a page shows; its title only if none of them is that."""
    body = root.find(".//body")
    place = root if body is None else body
    title = html.escape(article.title, quote=False)
    shown = {"".join(line.text.split()) for line in lines}
    head = f"<h1>{title}</h1>" if title and "".join(article.title.split()) not in shown else ""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    markup = f"<html><body><article>{head}<div>{article.markup}</div></article></body></html>"
    tree = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    element = None if tree is None else tree.find(".//article")
    if element is not None:
        element.tail = place.text
        place.text = None
        place.insert(0, element)


def _data(script: str) -> Iterator[Any]:
    """What a script holds as JSON: all of it, or what stands behind an assignment."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(_MOST_STARTS):
        start = _OPENS.search(script, position)
        if start is None:
            return
        try:
            value, position = decoder.raw_decode(script, start.end())
            if isinstance(value, str):
                value = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            position = start.end() + 1
            continue
        yield value


def _bodies(data: Any) -> Iterator[_Found]:
    """All that may be the body of an article, with the objects that hold it, the nearest first."""
    stack: list[tuple[Any, str, tuple[dict[str, Any], ...]]] = [(data, "", ())]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        value, name, holders = stack.pop()
        if len(holders) > _DEEPEST or _OTHERS.search(name):
            continue
        markup = ""
        if isinstance(value, str):
            markup = _markup(value)
        elif isinstance(value, list):
            markup = "".join(f"<p>{part}</p>" if not _TAG.search(part) else part for part in _parts(value))
            stack += [(one, name, holders) for one in reversed(value)]
        elif isinstance(value, dict):
            stack += [(one, key.lower(), (value, *holders)) for key, one in reversed(value.items())]
        size = len(_HAN.findall(markup))
        if size >= _LEAST and "。" in markup and holders:
            yield _Found(size * (4 if name in _BODY else 1), markup, holders)


def _markup(text: str) -> str:
    if _TAG.search(text):
        return text
    return "".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.split("\n") if line.strip())


def _parts(blocks: Sequence[Any]) -> list[str]:
    """The texts of a list of blocks, each a text or an object with one; none if some are neither."""
    out = []
    for block in blocks[:2000]:
        text = block
        if isinstance(block, dict):
            text = next((block[key] for key in _PART if isinstance(block.get(key), str)), "")
        if not isinstance(text, str):
            return []
        if text.strip():
            out.append(text if _TAG.search(text) else html.escape(text.strip(), quote=False))
    return out if len(out) > 1 else []


def _facts(holders: Sequence[dict[str, Any]]) -> Iterator[GivenFact]:
    """The facts that stand beside a body, nearest first."""
    for field, names in _FIELDS:
        for holder in holders[:4]:
            told = {key.lower(): value for key, value in holder.items()}
            name = next((name for name in names if _value(field, told.get(name))), "")
            if name:
                trust: Literal["stated", "hint"] = "hint" if field == "author" else "stated"
                yield GivenFact(field, _value(field, told[name]), f"script {name}", trust)
                break


def _value(field: str, value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value and isinstance(value[0], str) else ""
    if field == "date" and isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if field == "date" and isinstance(value, int) and not isinstance(value, bool):
        return _day_of(value)
    return " ".join(value.split())[:500] if isinstance(value, str) else ""


def _day_of(stamp: int) -> str:
    """The time of a stamp in seconds or thousandths of them, in Beijing.

    >>> _day_of(1615768200000), _day_of(20210315)
    ('2021-03-15 08:30', '')
    """
    seconds = stamp / 1000 if stamp > 10**11 else stamp
    if not 631_152_000 < seconds < 4_102_444_800:  # 1990 to 2099
        return ""
    return (datetime.fromtimestamp(seconds, UTC) + _BEIJING).strftime("%Y-%m-%d %H:%M")
