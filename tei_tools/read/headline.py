"""The headline of each article, one joint decision: which lines it is, or that there is none.

The reader labels line by line; a headline is a matter of all lines above the body at once: its copies, the title of the
page, the facts line, the words that it shares with the text below. So, behind the labels, every article's neighborhood
is looked at again: each line and each group of two or three that could be its headline is one way to decide, "none" is
another, named evidence speaks for each, and the weights (``read/data/headline.json``) are learned by choosing right
(a conditional logit model, McFadden 1974) on the labelled set. Rejected lines go back to what they would have been,
copies become noise; the lines above and below become kicker and subtitle, which Chinese newspapers know as 引题 and 副题.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import cast

from ..recognize.facts import read_fields
from ..recognize.page import Page
from ..recognize.rule import Candidate, Label
from ..text.names import is_credit, is_person_name
from .headline_words import FIELD, column_names, own_words

Marginals = Sequence[Mapping[str, float]]
"""For each unit the probability of each label. Noise may come in parts, ``noise.F`` (front), ``noise.M``, ``noise.T``."""

LINES = 3
"""The most lines that a headline is sought over."""

KEEP, KEEP_SOME, KEEP_LATER = 0.8, 0.4, 1.0
"""Nats in favor of the headline that the labels show, and of any headline where they show one.

A wrong change costs more than a right one gains: heads, facts and borders of the article hang on it."""

_ABOVE = 8
"""How many lines that are labelled as an article's text a headline found below them may turn into front matter."""

_SEEDS = 14
"""How many lines of a neighborhood are looked at, those with the most reason."""

_KIND = re.compile(
    r"(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|总结|方案|预案|要点|讲话|简报|办法|规定|条例|细则|规则|规划|计划"
    r"|建议|提案|公示|汇报|修正案|记录|倡议书|公开信|声明|致辞|贺信|制度|章程|指南|标准|合同|协议|说明|说明书|名单|采访通知|新闻稿)(?:\([^)]{1,16}\))?$"
)
_ISSUER = re.compile(
    r"(?:委员会|人民政府|政府|党委|县委|市委|省委|区委|办公室|办公厅|[厅局部院署会社]|公司|学校|大学|中学|小学|集团|中心|协会|总局)$"
)
_OPEN_END = re.compile(r"(?:关于|印发|转发|批转|的|和|与|及|、|——)$|关于.{2,30}[^知见告定法案函议答读明信书划]$")
_NOT_WORD = re.compile(r"[\W_]+")
_MENU = re.compile(
    r"首页|登[录陆]|注册|分享|版权|ICP|客户端|扫一扫|微信|返回|打印|收藏|字号|字体|评论|搜索|下载|二维码|热线|相关|推荐|上一篇|下一篇"
    r"|频道|官网|导航|skip|menu|login|search|share|主要内容|无障碍|繁体|手机版|更多|热门|关键词|订阅|广告|点击|意见反馈|复制|[连链][结接]",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"[>»›]|/\s.*/\s|位置\s*:|\s-\s.*\s-\s|→")
_KEY = re.compile(r"[-*\"']{0,2}\s?(?!title)[A-Za-z][\w-]{1,20}[\"']?\s?:\s?(?!//)", re.IGNORECASE)
_FACT = re.compile(
    r"(?:来源|作者|时间|日期|发布|发布时间|编辑|责任编辑|记者|摄影|发稿单位|发布机构|字号|浏览|阅读|点击|文号|索引号|分类|主题词|原标题|地点|电话"
    r"|联系人|联络人|tags?|date|author|source|categor(?:y|ies)|description|摘要|关键字|关键词|书目|审|图|文)[^:]{0,4}:|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}"
)
_LABEL = re.compile(
    r"[*\s]{0,3}(?:来源|作者|时间|日期|发布(?:时间|日期|单位|机构)|发稿(?:单位|时间)|责任编辑|编辑|记者|摄影|联[系络]人|电话|地点|书目|关键[词字]|摘要|审[核稿校]?"
    r"|tags?|date|author|source|description)[^:]{0,3}:|【(?:关键[字词]|摘要|作者|来源)】",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-*+]\s+\S")
_DASH = re.compile(r"[—―–]{1,3}\s*\S|--\s*[\u3400-\u9fff]")
_OCCASION = re.compile(r"[(—-]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_SERIAL = re.compile(r"第.{1,12}[期号章卷集讲回单元]|[(（]?\d{4}年?第\d+")
_HEX = re.compile(r"[\x00-\x7f]+")
_SUM_UP = re.compile(r"[(〔\[]\d{4}[)〕\]]\s?第?\d+号|令$|第\d+号$")


@dataclass(frozen=True, slots=True)
class Decision:
    """The labels of all units after the decision.

    ``leads`` gives for the units whose label is new, and for all lines of headlines, by how much the decision leads
    over the best other one, in nats.
    """

    labels: tuple[str, ...]
    leads: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """Where the headline of one article is sought: units ``[low, high)``, those labelled title now, the body's words."""

    low: int
    high: int
    titles: tuple[int, ...]
    number: int


class View:
    """What the lines of one page say, each asked once."""

    def __init__(self, page: Page, marginals: Marginals, labels: Sequence[str]) -> None:
        self.page = page
        self.labels = labels
        self.marginals = marginals
        self._words: dict[int, str] = {}
        self._p: dict[tuple[int, str], float] = {}

    def p(self, index: int, label: str) -> float:
        """The probability of a label, noise of all parts together; 0 beyond the page."""
        if not 0 <= index < len(self.marginals):
            return 0.0
        row = self.marginals[index]
        if label == "noise":
            return sum([value for name, value in row.items() if name.startswith("noise")])
        return row.get(label, 0.0)

    def words(self, index: int) -> str:
        """A line's own words, without what :func:`own_words` cuts."""
        known = self._words.get(index)
        if known is None:
            text = self.page.texts[index]
            if len(text) > 200:
                known = text
            else:
                cuts = own_words(text, self.is_name)
                low = cuts[0].end if cuts and cuts[0].start == 0 else 0
                high = next((cut.start for cut in cuts if cut.start), len(text))
                known = text[low:high].strip()
            self._words[index] = known
        return known

    def is_name(self, words: str) -> bool:
        """Whether words stand alone on a short line, or as a part of a breadcrumb."""
        return words in self.names

    @cached_property
    def names(self) -> frozenset[str]:
        """Short lines and the parts of breadcrumbs: names of columns, as far as a page tells."""
        return frozenset([name for text in self.page.texts[:-1] for name in column_names(text)])

    def key(self, index: int) -> str:
        """A line's own words without punctuation and blanks."""
        return _NOT_WORD.sub("", self.words(index)).lower()

    @cached_property
    def keys(self) -> Mapping[str, tuple[int, ...]]:
        """Where each wording of a line stands, of the lines short enough to be headlines."""
        out: dict[str, list[int]] = {}
        for index, text in enumerate(self.page.texts[:-1]):
            if len(text) <= 120:
                out.setdefault(self.key(index), []).append(index)
        return {key: tuple(places) for key, places in out.items()}

    def above(self, low: int, index: int) -> int:
        """How many lines of an article's text, as labelled, stand in ``[low, index)``."""
        return sum(1 for label in self.labels[low:index] if label in _FRONT_MAIN)

    def is_body(self, index: int) -> bool:
        """Whether a unit is running text of an article, more likely than not."""
        shape = self.page.shapes[index]
        if self.labels[index] in ("p", "sec", "salute") and (shape.size > 12 or shape.prose):
            return True
        return shape.prose and self.p(index, "noise") < 0.5 and self.labels[index] != "noise"


_APART = frozenset({"noise", "cont", "subtitle", "meta", "byline", "figure"})
"""Labels of lines that may stand between two copies or parts of one headline."""


def neighborhoods(view: View) -> list[Neighborhood]:
    """The articles of a page as its labels part them, and where the headline of each is sought."""
    labels = view.labels
    count = len(labels)
    starts: list[list[int]] = []
    main = False
    for index, label in enumerate(labels):
        if label in ("title", "kicker"):
            if not starts or main:
                starts.append([])
                main = False
            starts[-1].append(index)
        elif starts and label not in _APART:
            main = True
    if not starts:
        return [Neighborhood(0, _reach(view, 0, count), (), 0)]
    out = []
    low = 0
    for number, found in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else count
        first = found[0]
        while number and first > low and labels[first - 1] in ("noise", "meta", "subtitle"):
            first -= 1
        begin = 0 if number == 0 else first
        high = max(_reach(view, found[-1] + 1, stop), found[-1] + 1)
        titles = tuple(index for index in found if labels[index] == "title")
        out.append(Neighborhood(begin, min(high, stop), titles, number))
        low = high
    return out


def _reach(view: View, start: int, stop: int) -> int:
    """The unit up to which a headline below ``start`` may stand: the third line of running text."""
    seen = 0
    for index in range(start, stop):
        if view.is_body(index):
            seen += 1
            if seen == 3:
                return index + 1
    return stop


# --- candidates and their evidence ---

Group = tuple[int, ...]
Evidence = dict[str, float]


def groups(view: View, place: Neighborhood) -> list[Group]:
    """The lines and groups of lines that may be a headline; the empty group means none."""
    seeds = sorted(_seeds(view, place))
    known = set(seeds)
    out: list[Group] = [()]
    for index in seeds:
        if is_barred(view.page.texts[index]) or (index not in place.titles and view.above(place.low, index) > _ABOVE):
            continue
        out.append((index,))
        group: Group = (index,)
        for further in range(index + 1, min(index + LINES, place.high)):
            if further not in known and not (view.p(further, "title") > 0.01 or view.p(further, "noise") > 0.3):
                break
            if is_barred(view.page.texts[further]) or len(view.page.texts[further]) > 60 or len(view.page.texts[index]) > 60:
                break
            group = (*group, further)
            out.append(group)
    return out


def is_barred(text: str) -> bool:
    """Whether a line cannot be a line of a headline: its —— line, a label of facts, a key of front matter, a credit."""
    if FIELD.match(text):
        return False
    if any(pattern.match(text) for pattern in (_DASH, _KEY, _LABEL, _BULLET)):
        return True
    if is_credit(text) or is_person_name(text):
        return True
    if ":" not in text[:16]:
        return False
    fields = read_fields(text)
    return bool(fields) and fields[0].at <= 2 and fields[0].name != "title"


def _seeds(view: View, place: Neighborhood) -> list[int]:
    ranked = []
    for index in range(place.low, place.high):
        text = view.page.texts[index]
        if len(text) > 140 or not view.key(index):
            continue
        chance = view.p(index, "title")
        if index in place.titles:
            chance += 1.0
        elif chance < 0.1:
            chance += _reason(view, index, place)
        ranked.append((-chance, index))
    ranked.sort()
    return [index for chance, index in ranked[:_SEEDS] if chance < -0.004]


def _reason(view: View, index: int, place: Neighborhood) -> float:
    """What speaks for looking at a line that the labels do not take for a headline."""
    text = view.page.texts[index]
    if FIELD.match(text) or text.startswith("# "):
        return 0.5
    if len(view.keys.get(view.key(index), ())) > 1 or view.page.echoes[index]:
        return 0.2
    return 0.1 * (view.p(index, "kicker") + view.p(index, "subtitle") + view.p(index, "head")) + (
        0.05 if index < place.low + 2 else 0.0
    )


def evidence_of(view: View, place: Neighborhood, group: Group, context: Context) -> Evidence:
    """What speaks for a group of lines being the headline, or against it."""
    if not group:
        return _of_none(view, place, context)
    out: Evidence = {}
    _of_labels(view, place, group, out)
    _of_words(view, group, context, out)
    _of_place(view, place, group, context, out)
    _of_copies(view, place, group, context, out)
    _of_lines(view, group, out)
    return out


def _of_none(view: View, place: Neighborhood, context: Context) -> Evidence:
    out = {"none": 1.0, "none:best": -_logit(context.best)}
    if not place.titles:
        out["none:as-labelled"] = 1.0
    if place.number:
        out["none:later"] = 1.0
        if not place.titles:
            out["none:later-untitled"] = 1.0
    first = context.body[0] if context.body else -1
    if first == place.low:
        out["none:body-first"] = 1.0
    if not context.body:
        out["none:no-body"] = 1.0
    return out


def _logit(p: float) -> float:
    return math.log(max(p, 0.002) / max(1.0 - p, 0.02))


def _of_labels(view: View, place: Neighborhood, group: Group, out: Evidence) -> None:
    chances = [view.p(index, "title") for index in group]
    out["p:best"] = _logit(max(chances))
    out["p:least"] = _logit(min(chances))
    for label in ("noise", "meta", "p", "kicker", "subtitle", "head", "caption", "item", "table"):
        value = max([view.p(index, label) for index in group])
        if value > 0.02:
            out[f"p:{label}"] = value
    held = set(place.titles)
    if held and set(group) == held:
        out["as-labelled"] = 1.0
    elif held & set(group):
        out["as-labelled-in-part"] = 1.0
    out["beside"] = max(view.p(group[0] - 1, "title"), view.p(group[-1] + 1, "title"))
    if group[0] > place.low:
        out["kicker-above"] = view.p(group[0] - 1, "kicker")
    out["subtitle-below"] = view.p(group[-1] + 1, "subtitle")


def _of_words(view: View, group: Group, context: Context, out: Evidence) -> None:
    first, last = view.page.texts[group[0]], view.page.texts[group[-1]]
    words = "".join([view.words(index) for index in group])
    size = len(words)
    out[f"size:{'1' if size < 4 else '2' if size < 7 else '3' if size < 10 else '4' if size < 16 else '5' if size < 40 else '6' if size < 60 else '7'}"] = 1.0
    if size * 2 < context.longest:
        out["shorter"] = 1.0
    elif size >= context.longest:
        out["longest"] = 1.0
    if words[-1:] in "。;,":
        out["sentence"] = 1.0
    elif words[-1:] == ":":
        out["announces"] = 1.0
    for name, pattern, text in (
        ("menu", _MENU, words), ("crumbs", _CRUMBS, first), ("fact", _FACT, words), ("serial", _SERIAL, words),
        ("kind", _KIND, words), ("open-end", _OPEN_END, words), ("number", _SUM_UP, words),
    ):  # fmt: skip
        if pattern.search(text):
            out[name] = 1.0
    for name, pattern in (("dash", _DASH), ("key", _KEY), ("occasion", _OCCASION)):
        if pattern.match(first):
            out[name] = 1.0
    if FIELD.match(first):
        out["labelled"] = 1.0
    if _ISSUER.search(words):
        out["issuer"] = 1.0
        if view.page.texts[group[-1] + 1].startswith("关于"):
            out["issuer-alone"] = 1.0
    if first.startswith("关于"):
        out["about"] = 1.0
    if "关于" in words and "kind" in out:
        out["about-kind"] = 1.0
    if _HEX.fullmatch(words):
        out["latin"] = 1.0
    if is_credit(last) or is_person_name(words):
        out["credit"] = 1.0
    if "http" in words or "www." in words:
        out["address"] = 1.0
    opened = words.count("《") - words.count("》") + words.count("“") - words.count("”") + words.count("(") - words.count(")")
    if opened:
        out["quote-open"] = 1.0
    if words[:1] in "【[" and words[-1:] in "】]":
        out["bracketed"] = 1.0
    if words.startswith(("*", ">", "|", "!", "<", "(")):
        out["mark-left"] = 1.0


def _of_place(view: View, place: Neighborhood, group: Group, context: Context, out: Evidence) -> None:
    page = view.page
    first, last = group[0], group[-1]
    shape = page.shapes[first]
    above = sum(1 for index in context.body if index < first)
    if above:
        out[f"behind-body:{min(above, 3)}"] = 1.0
    below = next((index for index in context.body if index > last), -1)
    distance = below - last - 1 if below >= 0 else -1
    out[f"body:{'none' if below < 0 else '0' if distance == 0 else '1' if distance == 1 else '3' if distance <= 3 else '7' if distance <= 7 else '9'}"] = 1.0
    facts = next((k for k in range(1, 4) if last + k < len(page.shapes) and (page.facts[last + k] or view.p(last + k, "meta") > 0.5)), 0)
    if facts:
        out[f"facts:{facts}"] = 1.0
    if first and (page.facts[first - 1] or view.p(first - 1, "meta") > 0.5):
        out["facts-above"] = 1.0
    if first == place.low:
        out["opens"] = 1.0
    elif first <= place.low + 2:
        out["near-top"] = 1.0
    if shape.marker is not None:
        out["marked"] = 1.0
    if page.units[first].gap:
        out["gap-above"] = 1.0
    if last + 1 < len(page.units) and page.units[last + 1].gap:
        out["gap-below"] = 1.0
    if page.units[first].emphasis:
        out["emphasis"] = 1.0
    _of_marks(view, first, context, out)
    rank = min([context.ranks.get(index, "4") for index in group])
    out[f"rank:{rank}"] = 1.0
    run = page.run[first]
    if run >= 5:
        out["in-run"] = 1.0
        if page.run_start[first] + run - 1 == last:
            out["ends-run"] = 1.0
    start, stop = page.core
    if page.web and not start <= first < stop:
        out["above-core" if first < start else "below-core"] = 1.0


def _of_marks(view: View, first: int, context: Context, out: Evidence) -> None:
    text = view.page.texts[first]
    if text.startswith("#"):
        level = len(text) - len(text.lstrip("#"))
        out[f"markdown:{min(level, 3)}"] = 1.0
        if level == context.level and context.marks == 1:
            out["markdown:only"] = 1.0
    elif context.marks:
        out["markdown:other"] = 1.0
    low, high = view.page.masthead
    if high and low <= first < high:
        out["masthead"] = 1.0
    low, high = view.page.headline
    if high and low <= first < high:
        out["anchor"] = 1.0


def _of_copies(view: View, place: Neighborhood, group: Group, context: Context, out: Evidence) -> None:
    key = "".join([view.key(index) for index in group])
    if len(key) < 4:
        return
    places = [index for index in view.keys.get(key, ()) if index not in group]
    near = [index for index in places if place.low <= index < place.high]
    if any(index < group[0] for index in near) or context.repeats.get(group, -1) >= 0:
        out["copy-above"] = 1.0
    if any(index > group[-1] for index in near) or (len(group) == 1 and group[0] in context.repeated):
        out["copy-below"] = 1.0
    if len(places) > 2:
        out["copies:many"] = 1.0
    if not near:
        _of_likeness(key, group, context, out)
    inside = [name for name, whole, index in context.wholes if index not in group and _within(key, whole)]
    for name in inside:
        out[f"in-{name}"] = 1.0
    if context.shared:
        pairs = _pairs(key)
        share = len(pairs & context.shared) / len(pairs) if pairs else 0.0
        out["shared"] = share
        if share == 0.0:
            out["shared:none"] = 1.0
        elif share >= context.most_shared and len(key) >= 6:
            out["shared:most"] = 1.0


def _of_likeness(key: str, group: Group, context: Context, out: Evidence) -> None:
    """Whether another line of the neighborhood says nearly the same: a page title that is not quite the headline."""
    pairs = _pairs(key)
    if len(pairs) < 6:
        return
    for index, others in context.pairs.items():
        if index not in group and len(pairs & others) * 10 >= max(len(pairs), len(others)) * 6:
            out["like-above" if index < group[0] else "like-below"] = 1.0


def _pairs(key: str) -> frozenset[str]:
    return frozenset([key[k : k + 2] for k in range(len(key) - 1)])


def _within(key: str, whole: str) -> bool:
    return len(key) >= 6 and len(key) * 10 >= len(whole) * 3 and (whole.startswith(key) or whole.endswith(key))


def _of_lines(view: View, group: Group, out: Evidence) -> None:
    if len(group) == 1:
        return
    out[f"lines:{len(group)}"] = 1.0
    page = view.page
    first, last = page.texts[group[0]], page.texts[group[-1]]
    if any(page.units[index].gap for index in group[1:]):
        out["lines:gap"] = 1.0
    if any(_OPEN_END.search(page.texts[index]) for index in group[:-1]):
        out["lines:open"] = 1.0
    if any(_ISSUER.search(page.texts[index]) for index in group[:-1]) and page.texts[group[1]].startswith("关于"):
        out["lines:issuer"] = 1.0
    if _DASH.match(last):
        out["lines:dash"] = 1.0
    if _KIND.search(last) and not _KIND.search(first):
        out["lines:kind"] = 1.0
        if len(last) <= 8:
            out["lines:kind-alone"] = 1.0
    if view.key(group[0]) == view.key(group[-1]) or view.key(group[-1]) in view.key(group[0]):
        out["lines:same"] = 1.0
    marks = [len(page.texts[index]) - len(page.texts[index].lstrip("#")) for index in group]
    if len(set(marks)) > 1:
        out["lines:marks-differ"] = 1.0
    elif marks[0]:
        out["lines:marks-alike"] = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """What a neighborhood tells of all its groups.

    ``body`` are the lines of running text in it and the next one below, ``shared`` the pairs of characters of the text
    below, ``wholes`` the first line of the page, its named title and its last breadcrumb, ``best`` the highest
    probability of a title, ``marks`` how many Markdown heads there are and ``level`` the highest of them.
    """

    body: tuple[int, ...]
    shared: frozenset[str]
    wholes: tuple[tuple[str, str, int], ...]
    best: float
    marks: int
    level: int
    pairs: Mapping[int, frozenset[str]]
    most_shared: float
    longest: int
    repeats: Mapping[Group, int]
    repeated: frozenset[int]
    ranks: Mapping[int, str]


def _repeats(view: View, place: Neighborhood) -> dict[Group, int]:
    """Lines that together repeat one line above them, with that line; of a headline and its —— line, the headline."""
    out: dict[Group, int] = {}
    high = min(place.high, len(view.labels) - 1)
    for first in range(place.low + 1, high):
        key = view.key(first)
        if not key:
            continue
        for last in range(first + 1, min(first + LINES, high + 1)):
            key += view.key(last)
            above = [index for index in view.keys.get(key, ()) if place.low <= index < first]
            if above and len(key) >= 8:
                dash = _DASH.match(view.page.texts[last]) is not None
                out[tuple(range(first, last if dash else last + 1))] = above[0]
    return out


def _ranks(view: View, seeds: Sequence[int]) -> dict[int, str]:
    """The places of the likeliest headline lines of a neighborhood."""
    ranked = sorted(seeds, key=lambda index: (-view.p(index, "title"), index))
    return {index: str(rank) for rank, index in enumerate(ranked[:3], 1)}


def context_of(view: View, place: Neighborhood) -> Context:
    """What the neighborhood tells."""
    count = len(view.labels)
    body = [index for index in range(place.low, min(place.high + 40, count)) if view.is_body(index)]
    text = ""
    for index in body:
        text += view.page.shapes[index].key if len(view.page.texts[index]) <= 60 else _NOT_WORD.sub("", view.page.texts[index][:400])
        if len(text) > 1500:
            break
    text = text.lower()
    wholes = []
    for index in range(place.low, min(place.low + 14, place.high)):
        line = view.page.texts[index]
        if FIELD.match(line):
            wholes.append(("field", view.key(index), index))
        elif index == 0:
            wholes.append(("first", _NOT_WORD.sub("", line).lower(), index))
        elif ">" in line and len(line) < 140:
            wholes.append(("crumb", _NOT_WORD.sub("", line.split(">")[-1]).lower(), index))
    levels = [len(line) - len(line.lstrip("#")) for line in view.page.texts[place.low : place.high] if line.startswith("#")]
    best = max([view.p(index, "title") for index in range(place.low, place.high)], default=0.0)
    shared = _pairs(text)
    seeds = _seeds(view, place)
    pairs = {index: _pairs(view.key(index)) for index in seeds}
    most = max([len(own & shared) / len(own) for own in pairs.values() if len(own) >= 5], default=1.0)
    repeats = _repeats(view, place)
    sizes = [len(view.words(index)) for index in seeds if not is_barred(view.page.texts[index])]
    longest = max([size for size in sizes if size <= 60], default=0)
    return Context(
        tuple(body), shared, tuple(wholes), best,
        levels.count(min(levels)) if levels else 0, min(levels, default=0), pairs, most, longest, repeats,
        frozenset(repeats.values()), _ranks(view, seeds),
    )  # fmt: skip


# --- learning and choosing ---


@dataclass(frozen=True, slots=True)
class Case:
    """One choice to learn from: the evidence of each group, and the place of the right one."""

    evidence: tuple[Evidence, ...]
    right: int


def fit(cases: Sequence[Case], prior: float = 1.0, rounds: int = 120) -> dict[str, float]:
    """The weights under which the right groups are most likely, drawn to 0 by a Gaussian prior.

    The likelihood is concave, so the weights do not depend on the way to them; resilient steps (Igel and Hüsken 2000,
    iRprop-) take the same way each time. The same cases give the same weights. ``prior`` is the precision of the prior.
    """
    names = sorted({name for case in cases for evidence in case.evidence for name in evidence})
    number = {name: place for place, name in enumerate(names)}
    rows = [
        ([[(number[name], value) for name, value in evidence.items()] for evidence in case.evidence], case.right)
        for case in cases
    ]
    weights = [0.0] * len(names)
    steps = [0.1] * len(names)
    before = [0.0] * len(names)
    for _ in range(rounds):
        slope = _slope(rows, weights, prior)
        for place, value in enumerate(slope):
            turned = value * before[place]
            if turned > 0:
                steps[place] = min(steps[place] * 1.2, 1.0)
            elif turned < 0:
                steps[place] *= 0.5
                value = 0.0
            if value:
                weights[place] += math.copysign(steps[place], value)
            before[place] = value
    return {name: round(weights[place], 3) for name, place in number.items() if abs(weights[place]) >= 0.0005}


def _slope(
    rows: Sequence[tuple[Sequence[Sequence[tuple[int, float]]], int]], weights: Sequence[float], prior: float
) -> list[float]:
    """The gradient of the logarithm of the posterior."""
    out = [-prior * weight for weight in weights]
    for groups_, right in rows:
        scores = [sum([weights[place] * value for place, value in row]) for row in groups_]
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        whole = sum(shares)
        for index, row in enumerate(groups_):
            change = (index == right) - shares[index] / whole
            if abs(change) > 1e-4:
                for place, value in row:
                    out[place] += change * value
    return out


def score(evidence: Evidence, weights: Mapping[str, float]) -> float:
    """The sum of the weights of the evidence; what was not there in training weighs nothing."""
    return sum([weights.get(name, 0.0) * value for name, value in evidence.items()])


@cache
def learned() -> Mapping[str, float]:
    """The weights that the package brings."""
    text = resources.files("tei_tools.read").joinpath("data", "headline.json").read_text(encoding="utf-8")
    table: dict[str, float] = json.loads(text)["weights"]
    return table


def decide(
    page: Page, marginals: Marginals, labels: Sequence[str], weights: Mapping[str, float] | None = None
) -> Decision:
    """The labels of a page with the headline of each article decided as a whole.

    ``marginals`` and ``labels`` are what the reader thinks of each unit: the probabilities of the labels, and the labels
    it chose.
    """
    table = learned() if weights is None else weights
    view = View(page, marginals, labels)
    out = list(labels)
    leads: dict[int, float] = {}
    for place in neighborhoods(view):
        group, lead = choose(view, place, table)
        for index in _relabel(view, place, group, out):
            leads[index] = lead
    series = stories(view, out)
    for index in range(series[0] if series else 0):
        if out[index] == "title" and index not in series:
            out[index], leads[index] = "meta", _STORY_LEAD
    _keep_text(view, series, out, leads)
    for index in series:
        for place in (index, index + 1):
            if place == index or (place < len(out) and out[place] == "cont"):
                out[place] = "title" if place == index else "p"
                leads[place] = _STORY_LEAD
    return Decision(tuple(out), leads)


def choose(view: View, place: Neighborhood, weights: Mapping[str, float]) -> tuple[Group, float]:
    """The headline of a neighborhood, empty if it has none, and its lead over the next best choice in nats."""
    options = groups(view, place)
    context = context_of(view, place)
    held = tuple(place.titles)
    scores = [
        score(evidence_of(view, place, group, context), weights)
        + (KEEP if group == held else 0.0)
        + ((KEEP_LATER if place.number else KEEP_SOME) if group and held else 0.0)
        for group in options
    ]
    ranked = sorted(range(len(options)), key=lambda index: (-scores[index], index))
    lead = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else 99.0
    return options[ranked[0]], lead


def _keep_text(view: View, series: Sequence[int], out: list[str], leads: dict[int, float]) -> None:
    """What stands between two headlines of a series is the story's text: not all of it can be noise."""
    for first, last in zip(series, [*series[1:], len(out)], strict=False):
        if any(label not in _APART for label in out[first + 1 : last]):
            continue
        for index in range(first + 1, last):
            if out[index] == "noise" and view.page.shapes[index].size >= 15:
                out[index], leads[index] = "p", _STORY_LEAD


_STORY_LEAD = 1.0
"""Nats by which a series of headlines is said to lead: never enough for high confidence."""
_MARKED = re.compile(r"(#{1,6})\s+\S")
_LINKED = re.compile(r"#{1,6}\s+\[.{4,200}\]\(\S+\)$")
_LEAST_STORIES = 3


def stories(view: View, labels: Sequence[str]) -> tuple[int, ...]:
    """The lines that are headlines of one story each, where the heads of a page form such a series; else none.

    A digest in Markdown whose heads link to what they report; a page without a headline that opens with a head, its
    peers each above text; a page without a headline whose first head is all it has to go by.
    """
    texts = view.page.texts[:-1]
    marks = [(index, match[1]) for index, text in enumerate(texts) if (match := _MARKED.match(text))]
    if len(marks) >= _LEAST_STORIES:
        level = min([mark for _, mark in marks], key=len)
        peers = [index for index, mark in marks if mark == level]
        linked = sum(1 for index in peers if _LINKED.match(texts[index]))
        opens = peers[0] == 0 and len(peers) == len(marks) and "title" not in labels
        if len(peers) >= _LEAST_STORIES and (opens or linked * 2 >= len(peers)):
            return tuple(index for index in peers if len(view.key(index)) > 5)
    before = ["head" if view.labels[k] == "head" and label == "title" else label for k, label in enumerate(labels)]
    return () if "title" in before or "kicker" in before else _bare_stories(view, before)


def _bare_stories(view: View, labels: Sequence[str]) -> tuple[int, ...]:
    """The heads of a page without a headline, if its text opens with one of them."""
    page = view.page
    solid = [index for index, label in enumerate(labels) if label not in _APART]
    if solid and labels[solid[0]] == "p" and page.texts[solid[0]].endswith(":") and page.shapes[solid[0]].size <= 30:
        solid = solid[1:]
    if not solid or labels[solid[0]] != "head":
        return ()
    heads = [index for index in solid if labels[index] == "head"]
    plain = all(page.shapes[index].marker is None and page.shapes[index].final != ":" for index in heads)
    follow = dict(zip(solid, solid[1:], strict=False))
    if not plain or any(labels[follow.get(index, index)] != "p" for index in heads):
        return ()
    return tuple(heads) if len(heads) >= _LEAST_STORIES else (heads[0],)


_FRONT_MAIN = frozenset({"p", "head", "item", "table", "caption", "note", "sign", "salute"})


def _relabel(view: View, place: Neighborhood, group: Group, out: list[str]) -> list[int]:
    """Write the decision of one neighborhood into ``out``; the units it speaks of."""
    touched = list(group)
    key = "".join([view.key(index) for index in group])
    for index in place.titles:
        if index not in group:
            out[index] = _other_label(view, index, group, key)
            touched.append(index)
    if not group:
        return touched
    for index in group:
        out[index] = "title"
    if group[0] not in place.titles and place.number == 0:
        for index in range(place.low, group[0]):
            if out[index] in _FRONT_MAIN or out[index] == "cont":
                out[index] = "noise"
                touched.append(index)
    below = group[-1] + 1
    if below < len(out) and out[below] == "cont":
        out[below] = "p"
        touched.append(below)
    if below < len(out) and _DASH.match(view.page.texts[below]) and len(view.page.texts[below]) <= 70:
        out[below] = "subtitle"
        touched.append(below)
    return touched


def _other_label(view: View, index: int, group: Group, key: str) -> str:
    """What a line is that the decision does not take for the headline."""
    own = view.key(index)
    if group and (own == key or (len(own) >= 6 and (own in key or key in own))):
        return "noise"
    chances: dict[str, float] = {}
    for name, value in view.marginals[index].items():
        label = name.partition(".")[0]
        if label not in ("title", "cont", "kicker", "subtitle"):
            chances[label] = chances.get(label, 0.0) + value
    if not chances:
        return "noise"
    if group and index < group[0] + 5:
        chances["head"] = chances.get("head", 0.0) * 0.3
    return max(sorted(chances), key=lambda label: chances[label])


_NUMBERED = ("head", "sec", "item")


def pinned(
    page: Page, columns: Sequence[Sequence[tuple[Candidate, float]]], labels: Sequence[str], decision: Decision
) -> list[Sequence[tuple[Candidate, float]]]:
    """Columns in which the units that a decision speaks of have one reading, for a second search over the page.

    ``labels`` are those before the decision. Units that keep their label keep the readings with that label.
    """
    out = list(columns)
    for index in decision.leads:
        label = decision.labels[index]
        same = [pair for pair in columns[index] if pair[0].label == label]
        out[index] = same or [(_reading(page, index, label), 0.0)]
    return out


def _reading(page: Page, index: int, label: str) -> Candidate:
    """A plain reading with a label, for a unit that no rule read so."""
    marker = page.shapes[index].marker if label in _NUMBERED else None
    if label == "sec":
        return Candidate("sec", (), marker, marker.end) if marker is not None else Candidate("p")
    if label == "head":
        return Candidate("head", (), marker, 0, "" if marker is not None else "u")
    details = {"note": "footnote", "noise": "boilerplate"}
    return Candidate(cast(Label, label), (), marker, 0, details.get(label, ""))
