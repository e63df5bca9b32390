"""What the layout of a file says about its lines: evidence beside that of the words.

The label model is learned from plain texts, which have no layout. So what a file says besides its characters
(:class:`~tei_tools.text.source.Layout`) comes in behind it: signals of a line by itself, and of a line among the others,
each with weights in nats that are added to the log probability of a label before anything is decided. It is evidence
and no order: words that speak clearly against it win. The weights are learned from labelled pages
(:mod:`~tei_tools.read.layout_training`), drawn to what was set by hand before (:mod:`~tei_tools.read.layout_priors`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp
from typing import NamedTuple

from ..recognize.rule import Unit
from ..text.source import Layout, LayoutSpan
from .grammar.date_box import boxes
from .grammar.lexicon import label_word
from .grammar.number import DOCUMENT_NUMBER
from .layout_plain import add_plain_evidence
from .model import LEAST, Marginals


class LayoutWeights(NamedTuple):
    """Nats by the name of evidence: those added to the log probabilities of labels, those that count before the labels
    of a page are weighed as one sequence, and those that speak for a line being the headline of its article."""

    labels: Mapping[str, Mapping[str, float]]
    sequence: Mapping[str, Mapping[str, float]]
    headline: Mapping[str, float]


@cache
def layout_weights() -> LayoutWeights:
    """The weights of this package, which ``python -m tei_tools.read.layout_training`` wrote."""
    data = json.loads(files(__package__).joinpath("data", "layout.json").read_bytes())
    return LayoutWeights(data["labels"], data["sequence"], data["headline"])


_AGAIN, _AGAIN_MORE, _BETWEEN = "layout:as-on-cover", "layout:as-on-cover-more", "layout:behind-cover"
_AS_ON_COVER = 6.0
"""Nats for all lines that say together what the headline on the cover says."""
_NAMED = frozenset({"layout:page-title", "layout:page-title-alone", "layout:page-title-line"})
_WHOLE, _NEARLY = 0.95, 0.8
_LONGEST = 60
"""Code points up to which a line can be a head."""
_LONG = 40
"""Code points from which on a line with a full stop is running text."""
_SHORT = 25
"""Code points up to which words below a number are its head."""
_BELOW = 4
_TOP = 3
_LETTERHEAD = 5
"""Lines among which the number of a document stands that has a letterhead."""
_LARGE, _LARGEST = 1.12, 1.3
_SMALL, _CLEARLY_SMALLER = 0.95, 0.85
_COVER, _COVER_TOP, _COVER_LINES, _COVER_SHORTEST = 80, 10, 8, 6
"""Lines that a cover and a list of contents have at most, those of a cover among which its headline begins, and goes
over; characters of that at least."""
_INDENT, _MIDDLE, _FEWEST = 1.5, 4.0, 4
"""Characters by which paragraphs are indented, and by which a line in the middle is more; the fewest paragraphs that show it."""
_TEASER = 8
"""Lines that a teaser has at most: the headline of another article, its first sentence, date, source, tags."""
_LEAST_OUTLINE = 4
"""Heads by style from which on a document is taken to have all its heads by style."""
_OWN = frozenset({"paragraph", "heading", "item", "caption", "title", "cell", "row"})
_STOP = "。；;，,！!？?…"
_NOT_WORD = re.compile(r"[\W_]+")
_CAPTION = re.compile(r"图\s*[\d一二三四五六七八九十]")
_NUMBERED = re.compile(
    r"(?:\d{1,2}[.、\s]|\d{1,2}(?:\.\d{1,2}){1,3}[.、\s]?)(?![\d.])|第\s?[\d一二三四五六七八九十]{1,3}\s?[章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
)
_NUMBER = re.compile(r"0?([1-9]|[1-9]\d)")
_CONTENTS = re.compile(r"目\s*[录次]|table of contents|contents", re.I)
"""What stands above a list of contents (目次: GB/T 7713.1-2006), however large it is printed."""
_LARGE_NAMES = frozenset({"layout:large", "layout:large-numbered"})
_TITLES = frozenset({"starts-title", "ends-title", "equals-headline"})
_FIRST = _TITLES - {"ends-title"}


def layout_evidence(units: Sequence[Unit], layout: Layout) -> list[tuple[str, ...]]:
    """For each unit of a page the names of what the layout of its line says; nothing where the file says nothing."""
    if not layout.lines:
        return [()] * len(units)
    spans = [layout.at(*unit.visible) for unit in units]
    out: list[list[str]] = [[] for _ in units]
    for unit, span, names in zip(units, spans, out, strict=True):
        if span is not None:
            names.extend(_of_line(unit, span))
    _of_titles(units, spans, out)
    _of_facts(units, spans, out)
    _of_date_boxes(units, spans, out)
    _of_cells(units, spans, out)
    _of_numbers(units, spans, out)
    _of_print(units, spans, out)
    _of_outline(units, spans, out)
    _of_center(units, spans, out)
    _of_indents(units, spans, out)
    _of_covers(units, spans, out)
    _of_blocks(spans, out)
    _of_bold(units, spans, out)
    _of_images(units, spans, out)
    _of_text(units, spans, out)
    _of_teasers(units, spans, out)
    add_plain_evidence(units, spans, out)
    return [tuple(names) for names in out]


def with_layout(marginals: Sequence[Marginals], evidence: Sequence[Sequence[str]]) -> Sequence[Marginals]:
    """The probabilities of the labels of each unit, given what the layout says too."""
    if not any(evidence):
        return marginals
    return [_with(chances, names) if names else chances for chances, names in zip(marginals, evidence, strict=True)]


def with_sequence_weights(
    more: Mapping[int, Mapping[str, float]], evidence: Sequence[Sequence[str]]
) -> Mapping[int, Mapping[str, float]]:
    """What else speaks for labels of units, by their places, and what of the layout counts with the sequence."""
    sequence = layout_weights().sequence
    told = {index: names for index, names in enumerate(evidence) if not sequence.keys().isdisjoint(names)}
    if not told:
        return more
    out = {index: dict(weights) for index, weights in more.items()}
    for index, names in told.items():
        weights = out.setdefault(index, {})
        for name in names:
            for label, weight in sequence.get(name, {}).items():
                weights[label] = weights.get(label, 0.0) + weight
    return out


def _with(chances: Marginals, names: Sequence[str]) -> Marginals:
    found = dict(chances)
    for label, factor in _factors(tuple(names)):
        found[label] = found.get(label, LEAST / 4) * factor
    total = sum(found.values())
    least = LEAST * total
    return {label: chance / total for label, chance in found.items() if chance >= least}


@lru_cache(4096)
def _factors(names: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """By how much all that the layout of a line says multiplies the odds of each label."""
    weights = layout_weights().labels
    nats: dict[str, float] = {}
    for name in names:
        for label, weight in weights.get(name, {}).items():
            nats[label] = nats.get(label, 0.0) + weight
    return tuple((label, exp(weight)) for label, weight in nats.items())


def reasons(names: Sequence[str], label: str) -> list[tuple[str, float]]:
    """What the layout says for and against a label, in nats."""
    weights, sequence, _ = layout_weights()
    told = [(name, sum([table.get(name, {}).get(label, 0.0) for table in (weights, sequence)])) for name in names]
    return [(name, weight) for name, weight in told if weight]


def headline_weight(evidence: Sequence[Sequence[str]], group: Sequence[int]) -> float:
    """What the layout says for the lines of a group being the headline, in nats.

    A group that holds the line which the page names and another line has nothing of it; how lines are printed speaks
    for all of a group; what a cover says in several lines speaks for no less than all of them, and what stands between
    a cover and the headline that it has too is none.
    """
    if not evidence or not group:
        return 0.0
    if any([_BETWEEN in evidence[index] for index in group]):
        return -_AS_ON_COVER
    if _AGAIN in evidence[group[0]]:
        whole = all([_AGAIN_MORE in evidence[index] for index in group[1:]])
        ended = group[-1] + 1 == len(evidence) or _AGAIN_MORE not in evidence[group[-1] + 1]
        if whole and ended:
            return _AS_ON_COVER
    named = min([_most(evidence[index], named=True) for index in group])
    return max(named, max([_most(evidence[index], named=False) for index in group]))


def speaks_of_headline(names: Sequence[str]) -> bool:
    """Whether what the layout of a line says is of weight for a headline that holds it."""
    return any([name in (_AGAIN, _AGAIN_MORE, _BETWEEN) or name in layout_weights().headline for name in names])


def _most(names: Sequence[str], *, named: bool) -> float:
    """The most that one of the names says for a headline: of those by which the page names it, or of the others."""
    weights = layout_weights().headline
    return max([weights[name] for name in names if name in weights and (name in _NAMED) is named], default=0.0)


def _of_line(unit: Unit, span: LayoutSpan) -> Iterator[str]:
    """What a line says by itself."""
    size = len(unit.text)
    if "contents-style" in span.hints or span.role == "contents":
        yield "layout:contents"
    elif "style-heading" in span.hints:
        if unit.first and unit.last:
            yield "layout:outline"
    elif span.role == "title":
        yield "layout:title-style"
    if span.link > 0.6:
        yield "layout:links"
    elif span.image_before and size <= 100:
        yield "layout:under-image"
    if span.role == "caption" and "in-table" not in span.hints and unit.text[0] != "表" and size <= 100:
        yield "layout:caption-element"
    if span.role == "row" and "\t" in unit.text:
        yield "layout:cells"
    if _CAPTION.match(unit.text) and size <= _LONGEST and (span.centered or span.image_before):
        yield "layout:caption"
    if span.bold >= _WHOLE and unit.text[-1:] in _STOP:
        yield "layout:bold-sentence"


def _is_heading(span: LayoutSpan | None) -> bool:
    return span is not None and span.role == "heading" and "style-heading" not in span.hints


def _of_titles(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """The line that the title of a page begins with, or of which it is most, and the headings right above and below it."""
    named = [index for index, span in enumerate(spans) if span is not None and not _TITLES.isdisjoint(span.hints)]
    heads = [index for index in named if _is_heading(spans[index])]
    begin = [index for index in heads if (span := spans[index]) is not None and not _FIRST.isdisjoint(span.hints)]
    heads = begin or heads  # the name of a site ends the title of its pages, and is a heading too
    if not heads:
        for index in named:
            if units[index].first and units[index].last:
                out[index].append("layout:page-title-line" if len(named) > 1 else "layout:page-title-alone")
        return
    for index in heads:
        out[index].append("layout:page-title")
    for beside, name in ((-1, "layout:above-page-title"), (1, "layout:below-page-title")):
        for index in heads:
            other = index + beside
            if not 0 <= other < len(units) or other in named or not _is_heading(spans[other]):
                continue
            if beside < 0 or not _is_one_of_several(other, units, spans):
                out[other].append(name)


def _is_one_of_several(index: int, units: Sequence[Unit], spans: Sequence[LayoutSpan | None]) -> bool:
    """Whether a heading has running text below it, and another that is made so has too: both are heads of that."""
    made = spans[index]
    alike = [
        place
        for place in range(index, len(units) - 1)
        if (span := spans[place]) is not None and made is not None and _is_heading(span)
        and (span.level, span.words) == (made.level, made.words)
        and (below := spans[place + 1]) is not None and below.link <= 0.3 and "。" in units[place + 1].text
    ]  # fmt: skip
    return index in alike and len(alike) > 1


def _of_numbers(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Numbers that stand alone on lines of a block and count on from 1: a text without pages counts its parts so."""
    series: dict[tuple[str, ...], list[int]] = {}
    for unit, span in zip(units, spans, strict=True):
        match = _NUMBER.fullmatch(unit.text) if span is not None and len(unit.text) <= 2 else None
        if match is None or span is None or span.page or span.link or span.role not in ("paragraph", "heading", ""):
            continue
        found = series.setdefault(span.words, [])
        if int(match[1]) == len(found) + 1:
            found.append(unit.index)
    for found in series.values():
        if len(found) >= 2 and all(two - one > 2 for one, two in pairwise(found)):
            for index in found:
                out[index].append("layout:section-number")
                _below_number(index, units, spans, out)


def _below_number(
    number: int, units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]
) -> None:
    """The words of a head below its number: short, and printed as that is."""
    above, below = spans[number], spans[number + 1] if number + 1 < len(spans) else None
    if above is None or below is None or below.link or len(units[number + 1].text) > _SHORT:
        return
    alike = (above.bold >= _WHOLE, above.role, above.size) == (below.bold >= _WHOLE, below.role, below.size)
    if (
        alike
        and (above.bold >= _WHOLE or above.centered or above.size > 1.0)
        and units[number + 1].text[-1] not in _STOP
    ):
        out[number + 1][:] = [name for name in out[number + 1] if name != "layout:own-block"]
        out[number + 1].append("layout:below-number")


def _of_outline(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Lines made like the text in a document that makes its heads otherwise: by a style, or in larger and bold type."""
    styled = [index for index, names in enumerate(out) if "layout:outline" in names]
    if not styled:
        styled = [
            index
            for index, span in enumerate(spans)
            if span is not None and _LARGE_NAMES & {*out[index]} and span.bold >= _WHOLE
        ]
    if len(styled) < _LEAST_OUTLINE:
        return
    for index in range(styled[0] + 1, len(units)):
        span = spans[index]
        if span is not None and span.role != "heading" and span.bold < _WHOLE and not _LARGE_NAMES & {*out[index]}:
            out[index].append("layout:no-outline")


def _of_print(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Short lines in larger type than the text; the first ones of those in the largest."""
    large = []
    top = _below_letterhead(units, spans)
    for index in range(top):
        out[index].append("layout:letterhead")
    for index, (unit, span) in enumerate(zip(units[top:], spans[top:], strict=True), top):
        if span is None or span.role not in ("", "paragraph") or span.size < _LARGE or span.link > 0.6:
            continue
        whole = unit.first and unit.last and unit.text[-1:] not in _STOP and "\t" not in unit.text
        if whole and _CONTENTS.fullmatch(unit.text):
            out[index].append("layout:contents")
        elif whole and 2 <= len(unit.text) <= _LONGEST:
            out[index].append("layout:large-numbered" if _NUMBERED.match(unit.text) else "layout:large")
            large.append(index)
    sizes = {index: span.size for index in large if (span := spans[index]) is not None}
    most = max(sizes.values(), default=0.0)
    first = next((index for index in large if sizes[index] == most), None)
    if first is not None and most >= _LARGEST and all(span is None or span.column < 2 for span in spans):
        for index in large:
            if index > first and sizes[index] <= _CLEARLY_SMALLER * most:
                out[index].append("layout:below-largest")
    while first is not None and most >= _LARGEST and sizes.get(first) == most:
        out[first].append("layout:largest")
        first += 1


def _below_letterhead(units: Sequence[Unit], spans: Sequence[LayoutSpan | None]) -> int:
    """Where the text begins below the name of an office in large type and the number of its document; else 0.

    So GB/T 9704-2012 has it: 发文机关标志, 发文字号, and the headline below them.
    """
    for index in range(1, min(_LETTERHEAD, len(units))):
        if DOCUMENT_NUMBER.fullmatch(units[index].text.partition("签发人")[0].strip()):
            above = [span for span in spans[:index] if span is not None and span.page]
            return index + 1 if any(span.size >= _LARGEST for span in above) else 0
    return 0


def _of_center(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """The first centered line at the top of a document that has pages."""
    top = _below_letterhead(units, spans)
    for index in range(top, min(top + _TOP, len(units))):
        span = spans[index]
        if span is None or not span.page or not span.centered or "layout:contents" in out[index]:
            continue
        if 3 <= len(units[index].text) <= _LONGEST:
            out[index].append("layout:centered-first")
            return


def _of_indents(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """The first line of a document that has pages, where its paragraphs are all indented: at the margin, or far from it."""
    first = spans[0] if spans else None
    if first is None or not first.page or len(units[0].text) > _LONG:
        return
    prose = [
        span
        for unit, span in zip(units, spans, strict=True)
        if span is not None and span.page and _is_prose(unit, span)
    ]
    if len(prose) < _FEWEST:
        return
    indented = [span.indent - first.indent for span in prose]
    if not first.centered and units[0].text[-1] not in _STOP and first.indent < _INDENT:
        if sum([more >= _INDENT for more in indented]) * 10 >= len(prose) * 9:
            out[0].append("layout:first-at-margin")
    elif first.centered and sum([more <= -_MIDDLE for more in indented]) * 10 >= len(prose) * 9:
        out[0].append("layout:first-in-middle")


def _of_covers(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """The headline on a cover, in one line or several, and the same above the text: the latter is nearer to it."""
    if not spans or spans[0] is None or spans[0].page != 1:
        return
    prose = next((unit.index for unit in units if len(unit.text) >= _LONG), len(units))
    runs: dict[str, tuple[int, int]] = {}
    for low in range(min(prose, _COVER_TOP)):
        for high in range(low + 1, min(low + 1 + _COVER_LINES, prose + 1)):
            runs.setdefault(_bare("".join([unit.text for unit in units[low:high]])), (low, high))
    for index in range(1, min(prose, _COVER)):
        span = spans[index]
        if span is None or "layout:contents" in out[index]:
            continue
        if not (span.role in ("title", "heading") or span.centered or span.size >= _LARGE or span.bold >= _WHOLE):
            continue
        for stop in range(min(index + _COVER_LINES, prose), index, -1):
            text = _bare("".join([unit.text for unit in units[index:stop]]))
            low, high = runs.get(text, (0, index + 1))
            if high <= index and len(text) >= _COVER_SHORTEST:
                for above in range(low, high):
                    out[above][:] = ["layout:on-cover"]
                for between in range(high, index):
                    out[between].append(_BETWEEN)
                for below in range(index, stop):
                    out[below].append(_AGAIN if below == index else _AGAIN_MORE)
                return


def _bare(text: str) -> str:
    """Letters, digits and ideographs only."""
    return _NOT_WORD.sub("", text)


def _of_bold(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """The second lines of heads over two, where more than one is made so.

    Both are bold and without a number, the text below is not bold, the first ends with a colon.
    """
    shares = [
        span.bold if span is not None and len(unit.text) <= _LONGEST else 0.0
        for unit, span in zip(units, spans, strict=True)
    ]
    found = [
        index
        for index in range(1, len(units) - 1)
        if shares[index - 1] >= _NEARLY and shares[index] >= _WHOLE > shares[index + 1]
        and units[index - 1].text[-1] == ":" != units[index].text[-1]
        and not _NUMBERED.match(units[index].text) and not _NUMBERED.match(units[index - 1].text)
    ]  # fmt: skip
    for index in found if len(found) > 1 else ():
        out[index][:] = [name for name in out[index] if name != "layout:own-block"]
        out[index].append("layout:bold-behind-colon")


_FACTS = frozenset({"source", "issuer", "date", "created", "author", "editor", "document-number", "index-number"})
_FEW_CELLS, _FEW_ROWS, _LABEL_SIZE = 6, 12, 8


def _of_cells(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """The rows of a small table whose cells are labels of facts by turns with what they say of the document.

    So sites of the government show 索引号, 发布机构 and 发文字号 (政府信息公开), and those of Taiwan 發稿單位.
    """
    run: list[int] = []
    for index in range(len(units) + 1):
        if index < len(units) and "layout:cells" in out[index] and _is_pairs(units[index].text):
            run.append(index)
            continue
        told = {field for place in run for field in _fields(units[place].text)}
        if 2 <= len(run) <= _FEW_ROWS and len(told & _FACTS) > 1:
            for place in run:
                out[place][:] = [name for name in out[place] if name != "layout:cells"]
                out[place].append("layout:fact-cells")
        run = []


def _is_pairs(text: str) -> bool:
    """Whether the cells of a row can be labels and values by turns."""
    cells = text.split("\t")
    return len(cells) <= _FEW_CELLS and len(cells) % 2 == 0 and all([len(cell) <= _LABEL_SIZE for cell in cells[::2]])


def _fields(text: str) -> Iterator[str]:
    """The facts that the labels of a row speak of."""
    for cell in text.split("\t")[::2]:
        word = label_word("".join(cell.split()).rstrip(":"))
        if word is not None:
            yield word.field


_CAPTION_WORDS = frozenset(
    {"caption", "desc", "descr", "description", "picinfo", "pictext", "imgtext", "tuzhu", "tushuo"}
)


def _of_images(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Short lines under an image that are set otherwise than the text: centered, smaller, or named so."""
    prose = [span for unit, span in zip(units, spans, strict=True) if span is not None and _is_prose(unit, span)]
    if not prose or sum([span.centered for span in prose]) * 2 > len(prose):
        return
    for unit, span, names in zip(units, spans, out, strict=True):
        if span is None or not span.image_before or span.link > 0.3 or len(unit.text) > _LONGEST:
            continue
        set_so = (span.centered or span.size < _SMALL) and span.bold < _NEARLY
        if span.role != "heading" and (set_so or not _CAPTION_WORDS.isdisjoint(span.words[:4])):
            names.append("layout:set-as-caption")


def _is_prose(unit: Unit, span: LayoutSpan) -> bool:
    """Whether a line is running text that is no link."""
    return len(unit.text) >= _LONG and "。" in unit.text and span.link <= 0.3


def _of_facts(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Short lines right below the headline in elements whose names speak of time or source; such a line may be a link."""
    for index, names in enumerate(out):
        if "layout:page-title" not in names:
            continue
        for other in range(index + 1, min(index + 1 + _BELOW, len(units))):
            span = spans[other]
            if span is not None and "time-word" in span.hints and len(units[other].text) <= _LONGEST:
                out[other][:] = [name for name in out[other] if name != "layout:links"]
                out[other].append("layout:facts-class")


def _of_date_boxes(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Lines right above or below the headline that are a date together."""
    for title in [index for index, names in enumerate(out) if not _NAMED.isdisjoint(names)]:
        first = max(title - _BELOW, 0)
        for low, high, _ in boxes([unit.text for unit in units[first : title + 1 + _BELOW]]):
            for index in range(first + low, first + high):
                if spans[index] is not None and "layout:date-box" not in out[index]:
                    out[index][:] = [name for name in out[index] if name != "layout:links"]
                    out[index].append("layout:date-box")


def _of_text(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Lines between the long ones of the element that has most of the running text of a page without pages."""
    prose: dict[int, list[int]] = {}
    size = 0
    for unit, span in zip(units, spans, strict=True):
        if span is None or span.page or not span.container or span.link > 0.3 or len(unit.text) < _LONG:
            continue
        if "。" in unit.text:
            prose.setdefault(span.container, []).append(unit.index)
            size += len(unit.text)
    most = max(prose.values(), key=lambda found: sum([len(units[index].text) for index in found]), default=[])
    if len(most) < 2 or sum([len(units[index].text) for index in most]) * 2 < size:
        return
    home = spans[most[0]]
    for index in range(most[0], most[-1] + 1):
        span = spans[index]
        if span is None or home is None or span.container != home.container or span.link > 0.6:
            continue
        text = units[index].text
        heading = _is_heading(span) and "layout:page-title" not in out[index]
        if heading or len(text) >= _LONG or text[-1] in _STOP:  # what is short may be 广告
            out[index].append("layout:among-text")
        if heading:
            out[index].append("layout:heading-among-text")


def _of_teasers(units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Headlines of other articles, each a link with a sentence or two of that article below it, in a list of blocks.

    Such blocks are made alike, so two of them show the pattern; each is an element, or all are one beside the article's. A page of nothing else is no page of an article: there
    must be running text besides.
    """
    starts: dict[tuple[object, ...], list[int]] = {}
    for index in range(len(units) - 1):
        key = _teaser_at(index, units, spans, out)
        if key is not None:
            starts.setdefault(key, []).append(index)
    prose = _Prose(units, spans)
    inside: set[int] = set()
    for found in starts.values():
        bodies = {span.container for index in found if (span := spans[index + 1]) is not None}
        alone = len(bodies) == len(found) or prose.stands_apart([index + 1 for index in found], bodies, units)
        steps = [two - one for one, two in pairwise(found)]
        usual = max([step for step in steps if step <= _TEASER], default=0)
        if len(found) > 1 and usual and alone:
            for index, step in zip(found, [*steps, usual], strict=True):
                inside.update(range(index, min(index + min(step, usual), len(units))))
    text = prose.lines - inside
    for index in inside if text else ():
        if _NAMED.isdisjoint(out[index]) and "layout:facts-class" not in out[index]:
            out[index][:] = [name for name in out[index] if name not in _OF_ARTICLES]
            out[index].append("layout:teaser")


class _Prose:
    """How much running text the elements of a page hold."""

    def __init__(self, units: Sequence[Unit], spans: Sequence[LayoutSpan | None]) -> None:
        self.sizes: dict[int, int] = {}
        """Code points by element."""
        self.lines: set[int] = set()
        for unit, span in zip(units, spans, strict=True):
            if span is not None and _is_prose(unit, span):
                self.lines.add(unit.index)
                self.sizes[span.container] = self.sizes.get(span.container, 0) + len(unit.text)
        self.size = sum(self.sizes.values())

    def stands_apart(self, below: Sequence[int], bodies: set[int], units: Sequence[Unit]) -> bool:
        """Whether lines that share elements are all running text of them, and no less of that stands elsewhere.

        Otherwise they are parts of the article, whose heads are links.
        """
        own = sum([len(units[index].text) for index in below if index in self.lines])
        held = sum([self.sizes.get(body, 0) for body in bodies])
        return held == own and self.size - held >= sum([len(units[index].text) for index in below])


_OF_ARTICLES = frozenset({"layout:among-text", "layout:heading-among-text"})


def _teaser_at(
    index: int, units: Sequence[Unit], spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]
) -> tuple[object, ...] | None:
    """How a teaser is made that may begin at a unit, None if none does: a link, and below it words that are none."""
    link, text = spans[index], spans[index + 1]
    if link is None or text is None or link.page or link.link <= 0.6 or not text.container:
        return None
    if text.link > 0.6 and "," not in units[index + 1].text:  # a card that is one link; not a list of links
        return None
    if len(units[index].text) < 5 or len(units[index + 1].text) < _SHORT or not _NAMED.isdisjoint(out[index]):
        return None
    return link.role, link.level, link.words, text.role, text.level, text.words


def _of_blocks(spans: Sequence[LayoutSpan | None], out: Sequence[list[str]]) -> None:
    """Lines that begin a block of their own, where blocks are known: what goes on stands in the same one."""
    for span, names in zip(spans, out, strict=True):
        if span is not None and span.role in _OWN and "same-block" not in span.hints:
            names.append("layout:own-block")
