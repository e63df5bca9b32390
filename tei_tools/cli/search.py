"""``tei-tools search``: where words stand in converted documents."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ..language import shown
from .documents import counted
from .messages import emit, printable, say

if TYPE_CHECKING:
    from ..search.query import Answer, Hit, Passage

SCHEMA = "tei-tools/search/1"

HELP = """Search converted documents.

\b
QUERY is one word or several, parted by blanks: articles in which all of them
stand are found. Words in "quotes" are one, -word must not be there. A word
may be of one character. Traditional and simplified characters, full and half
width, capitals and small letters are the same, and blanks in a text do not
count.

\b
OUT is the folder that "tei-tools index" was told, or the file of an index; the
working directory unless given. The best articles come first: words in titles
count more, and words that stand often.

\b
Examples:
  tei-tools search 道路 out
  tei-tools search '"白洁" 修路 -石桥' out --since 2021 --until 2021-06
  tei-tools search 音乐节 out --source 融媒体 --json

\b
For every article a line: the record, the article, its date, its source, its
title; below it the passages with their identifier, the heads above them, and
the ranges of the matches in code points of the source:
  out/a.json  a1  2024-05-01  石桥县政务中心  石桥镇修路三条
    a1.p1  31-33  一、主要做法: 石桥镇今年修路三条，群众满意。
"""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def read_date(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """A date of 4, 7 or 10 characters."""
    if value is None:
        return ""
    if not _DATE.fullmatch(value):
        raise click.BadParameter(f"{value!r} is not a date like 2021, 2021-05 or 2021-05-31.", ctx, param)
    return value


@click.command("search", help=HELP, short_help="Search converted documents.", no_args_is_help=True)
@click.argument("query", metavar="QUERY")
@click.argument("folder", metavar="[OUT]", default=".")
@click.option(
    "--since", metavar="DATE", callback=read_date, help="Only articles of that day, month or year, and later."
)
@click.option(
    "--until", metavar="DATE", callback=read_date, help="Only articles of that day, month or year, and earlier."
)
@click.option("--source", metavar="TEXT", default="", help="Only articles whose source has that in its name.")
@click.option("--author", metavar="TEXT", default="", help="Only articles of an author with that in the name.")
@click.option("-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many articles to show.")
@click.option("--passages", type=click.IntRange(1), default=3, show_default=True, help="How many passages of each.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with all passages.")
def command(
    query: str,
    folder: str,
    since: str,
    until: str,
    source: str,
    author: str,
    limit: int,
    passages: int,
    as_json: bool,
) -> int:
    from ..search.index import find_index
    from ..search.query import Question, ask, read_terms

    terms, without = read_terms(query)
    if not terms:
        raise click.UsageError("There is no word in the query that must be found.")
    question = Question(terms, without, since, until, source, author)
    answer = ask(find_index(folder), question, limit=limit)
    if as_json:
        emit(json.dumps(_as_json(query, answer), ensure_ascii=False, indent=2) + "\n")
        return 0
    for hit in answer.hits:
        emit("".join(line + "\n" for line in _lines(hit, passages)))
        if hit.stale:
            say(f"{hit.record}: has changed or is gone since it was indexed; tei-tools index brings that up to date.")
    part = "" if answer.total == len(answer.hits) else f", {len(answer.hits):,} shown (--limit)"
    say(f"{counted(answer.total, 'article')}{part}" if answer.total else "Nothing found.")
    return 0


def _as_json(query: str, answer: Answer) -> dict[str, Any]:
    from dataclasses import asdict

    return {"schema": SCHEMA, "query": query, "total": answer.total, "hits": [asdict(hit) for hit in answer.hits]}


def _lines(hit: Hit, most: int) -> Iterator[str]:
    record = f"{hit.record}!/{hit.member}" if hit.member else hit.record
    yield printable("  ".join(part for part in (record, hit.article, hit.date, hit.source, hit.title) if part))
    for passage in hit.passages[:most]:
        ranges = " ".join(f"{low}-{high}" for spans in passage.spans[:3] for low, high in spans)
        heads = " > ".join(passage.path[1:])
        yield f"  {passage.id}  {ranges}  {printable(heads) + ': ' if heads else ''}{_snippet(passage)}"
    if len(hit.passages) > most:
        yield "  " + shown(f"… and {len(hit.passages) - most} more passages")


_BEFORE, _BEHIND = 20, 60
"""Characters of a passage shown before its first match, and behind it."""


def _snippet(passage: Passage) -> str:
    first = passage.matches[0][0]
    low, high = max(0, first - _BEFORE), min(len(passage.text), first + _BEHIND)
    parts = ["…" if low else ""]
    at = low
    for start, end in passage.matches:
        if start >= high:
            break
        parts += [
            printable(_one_line(passage.text[at:start])),
            _marked(_one_line(passage.text[start : min(end, high)])),
        ]
        at = min(end, high)
    return "".join([*parts, printable(_one_line(passage.text[at:high])), "…" if high < len(passage.text) else ""])


def _one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _marked(text: str) -> str:
    """The match, bold on a terminal."""
    return click.style(printable(text), bold=True) if sys.stdout.isatty() else printable(text)
