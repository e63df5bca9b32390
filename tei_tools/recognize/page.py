"""What only the neighborhood tells: computed once per text, used by the rules as evidence."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from sys import intern

from ..read.grammar.dateline import read_dateline
from ..text.names import is_credit, is_person_name
from ..text.values import value
from .enclosures import Enclosed, enclosures
from .facts import read_fields
from .line_tables import cells_in_lines
from .marks import read_glued_article, read_loose_marker, read_marker
from .rule import Marker, Unit

_HAN = re.compile(r"[\u3400-\u9fff]+")
_CLOSERS = "”\"’'）)》】』」"
_STOPS = "。!?…;"
_LAST_BRACKET = re.compile(r"(?<=[。!?;…”])\s*[(【][^()【】]{1,46}[)】]$")
_PUNCTUATION = re.compile(r"[。!?;]")
_NOT_WORD = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\W_]+")
_SERVICE = re.compile(
    r"首页|登[录錄]|注册|分享|版权|ICP|客户端|关注|微信|返回|打印|收藏|字号|评论|搜索|频道|下载|二维码|English|©|热线|相关|推荐|上一篇|下一篇"
)
_HEAD_MARK = re.compile(r"#{1,6}\s+")
_LINK = re.compile(r"https?://|www\.")
_RULE_LINE = re.compile(r"[-=*_~—]{3,}")
BRACKETED = re.compile(r"【[^】]{2,8}】\S")
"""The opening of a head such as 【镜头一】机声隆隆备耕忙."""
_TITLE_FIELD = re.compile(r"-?\s?(?:title|标题|標題|题名|文件名称|名称|信息名称)\s*:\s*")
_SITE_TAIL = re.compile(
    r"[-_|—–丨｜]\s{0,8}[^-_|]{2,16}(?:网|報|报|社|台|频道|首页|新闻|中心|商报|門戶|门户|在线|資訊|资讯|信息港|客户端|\.cn|\.com)\s*$",
    re.IGNORECASE,
)


SHORT = 40
"""Code points up to which what a line says by itself is remembered: menus and links are the same on all pages of a site."""


@value(frozen=True, slots=True)
class Shape:
    """What one look at a unit shows.

    ``size`` counts characters, ``han`` ideographs, ``stops`` sentence marks
    inside, ``commas`` the marks , and 、; ``final`` is the last character that is not a closing
    quote or bracket, ``stopped`` that it ends a sentence; ``prose`` says that the unit reads as running text; ``key`` is the text without
    punctuation and blanks, for comparing lines.
    """

    size: int
    han: int
    stops: int
    commas: int
    final: str
    prose: bool
    key: str
    marker: Marker | None
    stopped: bool


def shape_of(text: str) -> Shape:
    """The shape of a unit's text."""
    return _short_shape(text) if len(text) <= SHORT else _shape(text)


def _shape(text: str) -> Shape:
    size = len(text)
    end = size
    if size > 3 and text[-1] in ")】":
        bracket = _LAST_BRACKET.search(text, max(size - 52, 0))
        if bracket is not None and bracket.start() > 0:
            end = bracket.start()
    while end > 1 and text[end - 1] in _CLOSERS:
        end -= 1
    final = intern(text[end - 1]) if end else ""
    if size > 120:
        han, stops, commas = size * 4 // 5, 3, 3
        size_of_sample = size if size < 200 else 200
        if not _PUNCTUATION.search(text):
            stops = 0
        if len("".join(_HAN.findall(text, 0, 200))) < size_of_sample // 3:
            han = size // 4
        return Shape(
            size, han, stops, commas, final, stops > 0 and han * 3 > size, text[:60], _marker(text), final in _STOPS
        )
    han = len("".join(_HAN.findall(text)))
    if han == size and text.isalpha():  # U+4DC0-4DFF are signs
        return Shape(size, han, 0, 0, final, False, text, read_marker(text), False)
    key = "".join(_WORDS.findall(text))
    if len(key) == size:
        key = text
    stops = text.count("。") + text.count("!") + text.count("?") + text.count(";")
    commas = text.count(",") + text.count("、") + text.count("，")
    prose = han * 2 >= size and (
        (size >= 30 and stops >= 1 and (commas >= 1 or final in "。!?"))
        or (size >= 45 and commas >= 1 and " | " not in text)
        or (size >= 18 and final == "。" and commas >= 1)
    )
    return Shape(size, han, stops, commas, final, prose, key, _marker(text), final in _STOPS)


def _marker(text: str) -> Marker | None:
    """The mark that a text opens with, behind the mark of a Markdown head too."""
    if text[:1] != "#":
        return read_marker(text)
    head = _HEAD_MARK.match(text)
    marker = read_marker(text[head.end() :]) if head is not None else None
    return replace(marker, end=marker.end + head.end()) if marker is not None and head is not None else None


_short_shape = lru_cache(maxsize=2048)(_shape)


@value(frozen=True, slots=True)
class Page:
    """The units of a text and what the whole text tells about each.

    ``texts`` are the texts of the units with ``""`` behind the last one, ``neighbors`` their shapes with ``None`` there:
    ``[index - 1]`` and ``[index + 1]`` can be asked for every unit.
    ``core`` is the index range [start, stop) of the stretch richest in running
    text; ``run`` the length of the run of short lines that a unit stands in, ``run_start`` the index where that begins;
    ``echoes`` the units whose text repeats another one's; ``page_title`` the
    first line, or one of the first with the site's name behind it, when it is a web page's title (the headline, often with the
    site's name behind it); ``wrap`` the width of hard wrapped lines, 0 when
    lines are paragraphs; ``gaps`` the numbers missing between two marks of one
    style, by the indexes they must lie between; ``headline`` the range of lines
    that repeat the page's title line nearest to the body; ``masthead`` the lines
    right above the first facts line, where the headline must be when there is one before the text; ``series`` counts the marks of each style and ``highest`` has
    their highest number; ``facts`` says which lines carry a label of facts or a full date; ``sentence_heads`` and
    ``labels`` how many lines look like a head that is one short sentence, or like one that ends with a colon;
    ``quoted`` the titles in 《》 and the part of a headline between 印发 or 关于 and 的通知, as keys: what a notice encloses; ``credited`` the units
    that end with a credit in brackets behind a sentence, as the last line of a newspaper item does; ``runs`` gives for each
    marked unit the share of its run of numbers that opens with a heading-like phrase, the size of that run, and the share of it
    that stands alone on its lines;
    ``broken`` says that many lines end inside a sentence; ``fact_lines`` counts the
    lines that open with a label of facts; ``stories`` are short lines each above
    a paragraph with a dateline of its own, when there are several;
    ``separators`` lines of one wording, links or rules, that come again and again between stories;
    ``text_start`` is the index of the first running text or sentence, ``head_sizes`` counts the units of ``headlike``
    by size, ``markdown_titles`` the lines that open with one ``#``, ``bracketed`` those like heads that open with a few
    words in 【】; ``signed`` are the units that are the name of one person between a line like a headline, which
    blank lines set off, and running text: how a story opens on a page of several; ``stack`` is the number of short
    lines that make up a headline: those above a first paragraph with a dateline, 0 when there are other lines too;
    ``cells`` are the units that are cells of a table of lines, with what says so; ``enclosed`` the lines that are the title of
    a document which a notice issues, with how they agree with what it names, and ``notice`` its line that names it, -1 without one.
    """

    units: tuple[Unit, ...]
    shapes: tuple[Shape, ...]
    texts: tuple[str, ...]
    neighbors: tuple[Shape | None, ...]
    core: tuple[int, int]
    run: Sequence[int]
    run_start: Sequence[int]
    echoes: Sequence[int]
    headline: tuple[int, int]
    masthead: tuple[int, int]
    wrap: int
    indented: bool
    web: bool
    headlike: frozenset[int]
    missing: dict[int, Marker]
    series: dict[str, int]
    highest: dict[str, int]
    facts: Sequence[int]
    sentence_heads: int
    labels: int
    quoted: frozenset[str]
    credited: frozenset[int]
    runs: dict[int, tuple[float, int, float]]
    broken: bool
    fact_lines: int
    stories: frozenset[int]
    separators: frozenset[int]
    text_start: int
    head_sizes: dict[int, int]
    markdown_titles: int
    bracketed: int
    signed: frozenset[int]
    stack: int
    cells: dict[int, str]
    enclosed: dict[int, Enclosed]
    notice: int

    @property
    def anchor(self) -> int:
        """The last line of the headline that the page's title line gives away, -1 when it gives none."""
        return self.headline[1] - 1 if self.headline[1] else -1


def read_page(units: Sequence[Unit]) -> Page:
    """Everything that the whole page tells."""
    shapes = _without_loose_marks(tuple(shape_of(unit.text) for unit in units))
    shapes = _with_glued_articles(units, _with_series(units, shapes))
    count = len(units)
    run, run_start = _short_runs(shapes)
    listed = sum([1 for length in run if length >= 5])
    web = False
    if listed >= 5:
        service = sum([1 for unit, length in zip(units, run, strict=True) if length and _SERVICE.search(unit.text)])
        web = service >= 3 or (listed >= 10 and service >= 2)
    core = _core(shapes) if web else (0, count)
    echoes, headline = _echoes(units, shapes, core)
    headlike = _headlike(shapes)
    facts = bytes(
        [shape.size < 110 and _FACTS.search(unit.text) is not None for unit, shape in zip(units, shapes, strict=True)]
    )
    enclosed, notice = enclosures(units, shapes)
    return Page(
        units=tuple(units),
        shapes=shapes,
        texts=(*[unit.text for unit in units], ""),
        neighbors=(*shapes, None),
        core=core,
        run=run,
        run_start=run_start,
        echoes=echoes,
        headline=headline,
        masthead=_masthead(units, shapes),
        wrap=0 if web else _wrap(units, shapes),
        indented=_indented(units, shapes),
        web=web,
        headlike=headlike,
        missing=_missing(shapes),
        series=dict(Counter(shape.marker.style for shape in shapes if shape.marker)),
        highest=_highest(shapes),
        facts=facts,
        sentence_heads=_sentence_heads(shapes),
        labels=_labels(shapes),
        quoted=_quoted(units),
        credited=_credited(units),
        runs=_runs(units, shapes),
        broken=not web and _broken(shapes),
        fact_lines=_fact_lines(units),
        stories=_stories(units, shapes),
        separators=_separators(units),
        text_start=next((i for i, shape in enumerate(shapes) if shape.prose or shape.stopped), count),
        head_sizes=dict(Counter(shapes[i].size for i in headlike)),
        markdown_titles=sum(1 for unit in units if unit.text.startswith("# ")),
        bracketed=sum(1 for i in headlike if units[i].text[0] == "【" and BRACKETED.match(units[i].text)),
        signed=_signed(units, shapes),
        stack=_stack(units, shapes),
        cells=cells_in_lines(units, shapes),
        enclosed=enclosed,
        notice=notice,
    )


def _without_loose_marks(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """The shapes, without marks that count only in the company of others."""
    numbers: dict[str, dict[int, int]] = {"bare": {}, "decimal2": {}, "cn-alone": {}}
    for index, shape in enumerate(shapes):
        if shape.marker is not None and shape.marker.style in numbers:
            numbers[shape.marker.style][index] = shape.marker.number
    bare, alone = numbers["bare"], numbers["cn-alone"]
    if bare and not numbers["decimal2"]:
        # «1 总则» is a mark only beside «1.1 编制目的» (GB/T 7713).
        shapes = _without_mark(shapes, bare)
    whole = len(alone) > 1 and [*alone.values()] == list(range(1, len(alone) + 1))
    if alone and (not whole or any(index + 1 in alone for index in alone)):
        # A numeral on a line of its own opens a part of an essay only where all parts are so numbered; cells do not.
        shapes = _without_mark(shapes, alone)
    return shapes


_LEAST_OF_SERIES = 3


def _with_series(units: Sequence[Unit], shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """The shapes, with marks that are marks because a whole series of them heads what stands between.

    «1 总则», «一 总则», «第一,总则», «A. 总则»: three at least that count on from 1, or begin anew at 1, each on a short
    line that is no sentence, no two of them without a line between. GB/T 7713.1 and many theses have the first.
    """
    series: dict[str, dict[int, Marker]] = defaultdict(dict)
    taken = set()
    for index, (unit, shape) in enumerate(zip(units, shapes, strict=True)):
        if shape.marker is not None:
            taken.add(shape.marker.style)
        elif shape.size <= SHORT and not shape.prose and shape.final not in "。;,":
            marker = read_loose_marker(unit.text)
            if marker is not None:
                series[marker.style][index] = marker
    given: dict[int, Marker] = {}
    for style, found in series.items():
        numbers = [marker.number for marker in found.values()]
        counted = all(new in (old + 1, 1) for old, new in pairwise([0, *numbers]))
        apart = not any(index + 1 in found for index in found)
        if len(found) >= _LEAST_OF_SERIES and counted and apart and style not in taken:
            given |= found
    return tuple(replace(shape, marker=given[i]) if i in given else shape for i, shape in enumerate(shapes))


def _with_glued_articles(units: Sequence[Unit], shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """The shapes, with 第二条本规则… a mark where the articles of a statute count on so and their blanks were lost."""
    given: dict[int, Marker] = {}
    number = 0
    for index, (unit, shape) in enumerate(zip(units, shapes, strict=True)):
        if shape.marker is not None:
            number = shape.marker.number if shape.marker.style == "article" else number
        elif (marker := read_glued_article(unit.text)) is not None and marker.number == number + 1:
            given[index] = marker
            number = marker.number
    if len(given) < _LEAST_OF_SERIES:
        return shapes
    return tuple(replace(shape, marker=given[i]) if i in given else shape for i, shape in enumerate(shapes))


_INT = array("l").itemsize


def _short_runs(shapes: Sequence[Shape]) -> tuple[Sequence[int], Sequence[int]]:
    """For each unit the length of the run of short lines that it stands in (0: in none), and where that begins."""
    count = len(shapes)
    short = [shape.size <= 34 and not shape.stopped and shape.marker is None and not shape.prose for shape in shapes]
    run = array("l", bytes(_INT * count))
    run_start = array("l", range(count))
    at = 0
    while at < count:
        stop = at
        while stop < count and short[stop]:
            stop += 1
        run[at:stop] = array("l", [stop - at]) * (stop - at)
        run_start[at:stop] = array("l", [at]) * (stop - at)
        at = max(stop, at + 1)
    return run, run_start


def _without_mark(shapes: Sequence[Shape], places: Container[int]) -> tuple[Shape, ...]:
    return tuple(replace(shape, marker=None) if i in places else shape for i, shape in enumerate(shapes))


def _core(shapes: Sequence[Shape]) -> tuple[int, int]:
    """The stretch of lines with the most running text (maximal sum; short lines count against it)."""
    best, low, high = 0.0, 0, 0
    total, start = 0.0, 0
    for index, shape in enumerate(shapes):
        if shape.prose:
            value = min(shape.size / 25, 6.0)
        elif shape.marker is not None and shape.marker.style == "zero":
            value = -0.6
        elif shape.marker is not None or shape.final == "。":
            value = 0.5
        elif shape.stopped:
            value = -0.2
        else:
            value = -0.6
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, low, high = total, start, index + 1
    return low, high


def _echoes(
    units: Sequence[Unit], shapes: Sequence[Shape], core: tuple[int, int]
) -> tuple[Sequence[int], tuple[int, int]]:
    """Which units repeat the page's title line, and which of these stands nearest to the body (-1: none)."""
    count = len(units)
    echo = array("l", bytes(_INT * count))
    head = min(count, max(core[0] + 3, 12))
    for index in range(min(head, 12)):
        named = _TITLE_FIELD.match(units[index].text)
        if index and named is None:
            continue
        key = _NOT_WORD.sub("", units[index].text[named.end() :]) if named is not None else shapes[index].key
        for start, stop in _copies(shapes, index, head, key, alone=named is not None):
            for repeated in (index, *range(start, stop)):
                echo[repeated] = 2
            return echo, (start, stop)
    places: dict[str, list[int]] = defaultdict(list)
    for index in range(head):
        key = shapes[index].key
        if 6 <= len(key) <= 60 and not shapes[index].prose:
            places[key].append(index)
    anchor = -1
    lead = next((index for index in range(min(head, 4)) if _SITE_TAIL.search(units[index].text)), 0)
    first = units[lead].text if count else ""
    page_title = shapes[lead].key if count and shapes[lead].size <= 90 else ""
    candidates: list[int] = []
    for index in range(lead + 1, head):
        key = shapes[index].key
        if (
            page_title
            and len(key) >= 4
            and len(key) * 10 >= len(page_title) * 4
            and page_title.startswith(key)
            and shapes[index].size <= 60
        ):
            rest = page_title[len(key) :]
            if not rest or _SITE_TAIL.search(first) or len(rest) <= 14:
                candidates.append(index)
        elif len(key) >= 10 and page_title.endswith(key) and shapes[index].size <= 60:
            candidates.append(index)
    for found in places.values():
        if len(found) > 1:
            for index in found:
                echo[index] = len(found)
    for index in candidates:
        echo[index] = max(echo[index], 2)
        echo[lead] = max(echo[lead], 2)
    repeated = [
        index for index in range(head) if echo[index] and (not candidates or index in candidates or index == lead)
    ]
    if repeated:
        anchor = max(index for index in repeated)
        if candidates:
            anchor = max(candidates)
    return echo, (anchor, anchor + 1) if anchor >= 0 else (0, 0)


def _masthead(units: Sequence[Unit], shapes: Sequence[Shape]) -> tuple[int, int]:
    """The short lines right above the first facts line, if that comes before the text."""
    for index, unit in enumerate(units[:60]):
        shape = shapes[index]
        if shape.prose or (shape.stopped and shape.size > 30) or shape.marker is not None:
            return 0, 0
        if index and shape.size <= 120 and is_facts(unit.text):
            start = index
            while (
                start > 0 and index - start < 3 and shapes[start - 1].size <= 60 and not is_facts(units[start - 1].text)
            ):
                if start < index and units[start].gap > 0:
                    break
                start -= 1
            return (start, index) if start < index else (0, 0)
    return 0, 0


# All alternatives begin with their letters, which makes a search some times faster.
_DAY = r"\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}"
_FACTS = re.compile(
    rf"时间\s*:|日期\s*:|来源\s*:|作者\s*:|发文字号\s*:|索引号\s*:|时(?<![\s\S]时)\s{{2,}}间|1(?:9{_DAY})|2(?:0{_DAY})"
)
_FULL_DATE = re.compile(r"(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}")


def is_facts(text: str) -> bool:
    """Whether a line near the top carries facts of publication: two labels, or one beside a full date, or a date alone."""
    fields = {field.name for field in read_fields(text)}
    if fields & {"date", "source", "author", "document-number", "index-number", "issuer"} and (
        len(fields) >= 2 or _FULL_DATE.search(text)
    ):
        return True
    date = _FULL_DATE.search(text)
    return date is not None and date.start() <= 14 and len(text) <= 40 and text.count(":") >= 1 and "。" not in text


def _copies(shapes: Sequence[Shape], index: int, head: int, whole: str, *, alone: bool) -> Iterator[tuple[int, int]]:
    """Where lines below ``index`` together repeat a headline: one line (only if ``alone``) or several."""
    if not 8 <= len(whole) <= 70:
        return
    for start in range(index + 1, min(max(head, index + 20), len(shapes))):
        key = ""
        for stop in range(start, min(start + 4, len(shapes))):
            key += shapes[stop].key
            if (stop > start or alone) and (key == whole or (len(key) >= 8 and whole.endswith(key))):
                yield start, stop + 1
            if len(key) > len(whole):
                break


def _highest(shapes: Sequence[Shape]) -> dict[str, int]:
    out: dict[str, int] = {}
    for shape in shapes:
        if shape.marker is not None and shape.marker.number > out.get(shape.marker.style, 0):
            out[shape.marker.style] = shape.marker.number
    return out


def _sentence_heads(shapes: Sequence[Shape]) -> int:
    """How many short lines of one sentence stand before long paragraphs: 生态底色更加亮丽。"""
    found = 0
    for index in range(len(shapes) - 1):
        shape = shapes[index]
        if (
            shape.size <= 34
            and shape.final == "。"
            and shape.stops == 1
            and shape.marker is None
            and shapes[index + 1].size > 60
        ):
            found += 1
    return found


_ENCLOSED = re.compile(r"(?:印发|转发|批转|发布)《?([^《》]{4,50}?)》?的(?:通知|公告|通告|决定)|《([^《》]{4,40})》")


def _quoted(units: Sequence[Unit]) -> frozenset[str]:
    whole = " ".join(unit.text for unit in units[:40] if len(unit.text) < 400 and not unit.text.startswith("《"))
    if "》" not in whole and "印发" not in whole:
        return frozenset()
    return frozenset(_NOT_WORD.sub("", match[1] or match[2]) for match in _ENCLOSED.finditer(whole))


def _broken(shapes: Sequence[Shape]) -> bool:
    long = [shape for shape in shapes if shape.size >= 30 and shape.marker is None and shape.han * 2 > shape.size]
    return len(long) >= 6 and sum(1 for shape in long if shape.final not in "。!?:;…") * 10 >= len(long) * 3


_CREDIT = re.compile(r"[。!?”…]\s*(\([^()]{2,36}\))$")


def _credited(units: Sequence[Unit]) -> frozenset[int]:
    found = set()
    for unit in units:
        if unit.text[-1] == ")":
            match = _CREDIT.search(unit.text, max(len(unit.text) - 44, 0))
            if match is not None and is_credit(match[1]):
                found.add(unit.index)
    return frozenset(found)


PHRASE = re.compile(r"[^。:!?;]{2,40}。(?=\S{4})|[^。:!?;,]{2,9}:(?=\S{4})")


"""What a numbered section with a run-in head opens with, behind its mark: a phrase or a short label, then text."""


def runs_of_marks(shapes: Sequence[Shape]) -> list[list[int]]:
    """The indexes of marked units whose numbers count on in one style, run by run."""
    runs: list[list[int]] = []
    last: dict[str, tuple[int, int]] = {}
    for index, shape in enumerate(shapes):
        marker = shape.marker
        if marker is None:
            continue
        before = last.get(marker.style)
        if before is not None and before[1] + 1 == marker.number:
            runs[before[0]].append(index)
            last[marker.style] = (before[0], marker.number)
        else:
            runs.append([index])
            last[marker.style] = (len(runs) - 1, marker.number)
    return runs


def _runs(units: Sequence[Unit], shapes: Sequence[Shape]) -> dict[int, tuple[float, int, float]]:
    out: dict[int, tuple[float, int, float]] = {}
    for run in runs_of_marks(shapes):
        share = sum(1 for index in run if _is_phrased(units[index].text, shapes[index])) / len(run)
        alone = sum(1 for index in run if stands_alone(shapes, index)) / len(run)
        out |= dict.fromkeys(run, (share, len(run), alone))
    return out


def stands_alone(shapes: Sequence[Shape], index: int) -> bool:
    """Whether a marked line is one sentence at most, with running text that has no mark right behind it."""
    shape = shapes[index]
    if shape.size > 80 or shape.stops > 1 or (shape.stops and not shape.stopped) or index + 1 >= len(shapes):
        return False
    behind = shapes[index + 1]
    return behind.marker is None and (behind.prose or behind.size > 34)


def _is_phrased(text: str, shape: Shape) -> bool:
    marker = shape.marker
    return marker is not None and PHRASE.match(text[marker.end :]) is not None


def _fact_lines(units: Sequence[Unit]) -> int:
    return sum(
        1
        for unit in units[:80]
        if ":" in unit.text[:16] and any(field.at <= 2 and field.name != "other" for field in read_fields(unit.text))
    )


def _stories(units: Sequence[Unit], shapes: Sequence[Shape]) -> frozenset[int]:
    found = set()
    for index in range(1, len(units)):
        above = index - 1
        if (
            shapes[index].size > 36
            and 4 <= shapes[above].size <= 40
            and not shapes[above].stopped
            and shapes[above].marker is None
            and units[above].text[0] != "#"
            and read_dateline(units[index].text) is not None
        ):
            found.add(above)
    return frozenset(found) if len(found) >= 2 else frozenset()


def _signed(units: Sequence[Unit], shapes: Sequence[Shape]) -> frozenset[int]:
    found = set()
    for index in range(2, len(units) - 1):
        shape, text = shapes[index], units[index].text
        if 2 <= shape.size <= 5 and shape.marker is None and shape.han >= 2 and units[index - 1].gap:
            above, behind = shapes[index - 1], shapes[index + 1]
            if (
                6 <= above.size <= 40
                and not above.stopped
                and above.marker is None
                and above.final not in ":,;"
                and (behind.prose or behind.stopped)
                and not units[index + 1].text.startswith(text)
                and is_person_name(text.replace(" ", ""))
            ):
                found.add(index)
    return frozenset(found)


def _stack(units: Sequence[Unit], shapes: Sequence[Shape]) -> int:
    for index, shape in enumerate(shapes[:5]):
        if shape.size > 36 and read_dateline(units[index].text) is not None:
            return index
        if shape.size > 34 or shape.size < 4 or shape.stopped or shape.marker is not None or shape.final in ":,;":
            return 0
        if _FACTS.search(units[index].text) or is_credit(units[index].text):
            return 0
    return 0


def _separators(units: Sequence[Unit]) -> frozenset[int]:
    places: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        text = unit.text
        if len(text) <= 260 and (
            (text[0] in "-=*_~—" and _RULE_LINE.fullmatch(text))
            or (("//" in text or "www." in text) and _LINK.search(text))
        ):
            places[unit.text[:6]].append(unit.index)
    return frozenset(index for found in places.values() if len(found) >= 2 for index in found)


def _labels(shapes: Sequence[Shape]) -> int:
    """How many short lines end with a colon."""
    return sum(1 for shape in shapes if shape.final == ":" and 2 <= shape.size <= 18 and shape.marker is None)


def _wrap(units: Sequence[Unit], shapes: Sequence[Shape]) -> int:
    """The width at which lines were wrapped by hand or by a PDF, 0 if they were not."""
    whole = [
        (unit, shape)
        for unit, shape in zip(units, shapes, strict=True)
        if shape.size >= 24 and unit.whole and shape.han * 2 > shape.size
    ]
    if len(whole) < 6 or sum([1 for _, shape in whole if shape.commas or shape.stops]) * 10 < len(whole) * 6:
        return 0
    widths = [unit_width(unit.text) for unit, _ in whole]
    buckets = Counter(width // 4 for width in widths)
    top, _ = max(buckets.items(), key=lambda item: (item[1], item[0]))
    near = sum(count for bucket, count in buckets.items() if abs(bucket - top) <= 1)
    open_ended = sum(
        1
        for width, (_, shape) in zip(widths, whole, strict=True)
        if abs(width // 4 - top) <= 1 and shape.final not in "。!?:;"
    )
    if near * 10 >= len(widths) * 4 and open_ended * 2 >= near and top * 4 <= 200:
        return top * 4 + 2
    return 0


def unit_width(text: str) -> int:
    """Display width of a text in half-width columns.

    >>> unit_width("a字")
    3
    """
    return len(text) + text.encode("ascii", "replace").count(b"?") - text.count("?")


def _indented(units: Sequence[Unit], shapes: Sequence[Shape]) -> bool:
    prose = [unit.indent > 0 for unit, shape in zip(units, shapes, strict=True) if shape.prose and unit.first]
    return len(prose) >= 3 and sum(prose) * 10 >= len(prose) * 4


def _headlike(shapes: Sequence[Shape]) -> frozenset[int]:
    """Short unnumbered lines with running text right behind them: what heads look like."""
    found = set()
    for index, shape in enumerate(shapes):
        if shape.marker is None and 2 <= shape.size <= 34 and shape.final not in "。;,、!…" and index + 1 < len(shapes):
            following = shapes[index + 1]
            if following.prose or following.stopped or (following.size > 34):
                found.add(index)
    return frozenset(found)


def _missing(shapes: Sequence[Shape]) -> dict[int, Marker]:
    """Units that lie where exactly one number of a series is missing, with that mark."""
    out: dict[int, Marker] = {}
    last: dict[str, tuple[int, int]] = {}
    for index, shape in enumerate(shapes):
        marker = shape.marker
        if marker is None:
            continue
        before = last.get(marker.style)
        if before is not None and marker.number - before[1] == 2 and index - before[0] <= 12:
            for between in range(before[0] + 1, index):
                if shapes[between].marker is None and shapes[between].size >= 10:
                    out[between] = Marker(marker.style, before[1] + 1)
        for style in [style for style in last if style != marker.style]:
            if marker.style in ("cn-comma", "chapter") and style not in ("cn-comma", "chapter"):
                del last[style]
        last[marker.style] = (index, marker.number)
    return out
