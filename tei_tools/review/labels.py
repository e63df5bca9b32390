"""What people decided as labels: for ``tei-tools evaluate`` and for learning weights (``docs/labels.md``)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from ..decisions.entries import Decisions
from ..decisions.take import explain_decided, parse_decided
from ..evaluate.labels import DEEP, FIELDS, PEOPLE
from ..evaluate.reading import OpenedHead, flatten
from ..model.nodes import Article, Document
from ..parse import UnitExplanation
from ..text.source import Source
from .reasons import person_of
from .segments import Layer, owned


def labels_of(source: Source, decisions: Decisions, *, whole: bool = False) -> str:
    """The file of labels of a source on which people decided something.

    Every line has the label with which it is read around the decisions. Those
    that nobody decided are marked ``?``, so that another reading of them is not
    held against; ``whole`` says that a person looked at all of them and marks
    none. Facts are those of the articles, as decided or as read.

    >>> from tei_tools.text.source import Source
    >>> print(labels_of(Source("甲镇简讯\\n\\n全镇修路五公里，群众满意。"), Decisions("a.txt")).replace("\\t", "→"))
    #article→a1
    #title→甲镇简讯
    1→title→a1→?
    3→p→a1→?
    <BLANKLINE>
    """
    document = parse_decided(source, decisions)
    units = explain_decided(source, decisions).units
    rows = [row for article in document.articles for row in _facts(article)]
    rows.extend(_rows(source.text, document, units, whole))
    return "".join(f"{row}\n" for row in rows)


def _facts(article: Article) -> Iterator[str]:
    yield f"#article\t{article.id}"
    date = "" if article.date is None else article.date.when
    found = {
        "title": "" if article.title is None else article.title.text,
        "kicker": "" if article.kicker is None else article.kicker.text,
        "subtitle": "" if article.subtitle is None else article.subtitle.text,
        "date": date if len(date) in (4, 7, 10, 16, 19) else date[:10],
        "source": "" if article.source is None else article.source.text,
        **{field: "|".join(person.name for person in getattr(article, field)) for field in PEOPLE},
    }
    for field in FIELDS:
        if value := " ".join(found[field].split()):
            yield f"#{field}\t{value}"


def _rows(text: str, document: Document, units: tuple[UnitExplanation, ...], whole: bool) -> Iterator[str]:
    heads = {head.start: head for head in flatten(document).heads}
    starts = sorted(heads)
    owners = Layer((span.start, span.end, owner.id) for span, owner, _ in owned(document))
    last = 0
    several = {unit.line for unit, after in pairwise(units) if unit.line == after.line}
    for unit in units:
        owner = str(owners.at(unit.start) or "d")
        article = "-" if owner.startswith("d") else owner.partition(".")[0]
        label = unit.label if article != "-" else "noise"
        if label == "noise":
            article = "-"
        head = _head_in(unit, heads, starts) if label in DEEP else None
        place = str(unit.line)
        if unit.line in several:
            # The first part of a line begins with it; others begin where their words do.
            line_start = text.rfind("\n", 0, unit.start) + 1
            place += f"@{unit.start - line_start if unit.line == last else 0}"
        last = unit.line
        details = [f"num={head.number}"] if head is not None and head.number is not None else []
        if head is not None and label == "sec":
            details.append(f"head={' '.join(head.text.split())}")
        if not whole and not person_of(unit):
            details.append("?")
        if label in DEEP:
            label += f":{1 if head is None else head.level}"
        yield "\t".join([place, label, article, *([" ; ".join(details)] if details else [])])


def _head_in(unit: UnitExplanation, heads: dict[int, OpenedHead], starts: list[int]) -> OpenedHead | None:
    place = bisect_left(starts, unit.start)
    return heads[starts[place]] if place < len(starts) and starts[place] < unit.end else None
