"""What speaks for lines being the headline of an article, or against it: named evidence for each group of lines."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest

from ..recognize.facts import read_fields
from ..text.character_pairs import pairs_of
from ..text.names import is_credit, is_person_name
from ..text.values import value
from .grammar.dateline import read_dateline
from .grammar.lexicon import labels, words
from .headline_view import Neighborhood, View, bare
from .headline_words import FIELD

Group = tuple[int, ...]
"""The lines of a headline; empty for none."""
Evidence = dict[str, float]
"""What is there, by name, and how much of it."""

LINES = 3
"""The most lines that a headline is sought over."""
_LONGEST = 140
"""Code points up to which a line can be one of a headline."""
_SEEDS = 14
"""How many lines of a neighborhood are looked at, those with the most reason."""
_LEAST_REASON = 0.004
_ABOVE = 8
"""How many lines that are labelled as an article's text a headline found below them may turn into front matter."""
_FULL = 60
"""Code points up to which a line can be one of several of a headline."""
_SIZES = (4, 7, 10, 16, 40, 60)
_DISTANCES = (1, 2, 4, 8)
_OTHERS = ("noise", "meta", "p", "kicker", "subtitle", "head", "caption", "item", "table")

_KIND = re.compile(
    r"(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|总结|方案|预案|要点|讲话|简报|办法|规定|条例|细则|规则|规划|计划"
    r"|建议|提案|公示|汇报|修正案|记录|倡议书|公开信|声明|致辞|贺信|制度|章程|指南|标准|合同|协议|说明|说明书|名单|采访通知|新闻稿)(?:\([^)]{1,16}\))?$"
)
ISSUER = re.compile(
    r"(?:委员会|人民政府|政府|党委|县委|市委|省委|区委|办公室|办公厅|[厅局部院署会社]|公司|学校|大学|中学|小学|集团|中心|协会|总局)$"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|镇|乡|街道|村)")
_BODY = re.compile(
    r"(?:委员会|协会|学会|工会|商会|联合会|政府|党委|[省市县区]委|办公室|[厅局部院署社]|公司|集团|中心)$"
)
"""Names of bodies; less than :data:`ISSUER`, for what ends in 会 is as often a meeting."""
_LONGEST_NAME, _TOLD, _LEAST_TITLE = 14, 10, 0.005
"""Code points of the name of a body at most, and of a line at least that tells something; the probability from which
such a line may be the headline."""
_OPEN_END = re.compile(r"(?:关于|印发|转发|批转|的|和|与|及|、|——)$|关于.{2,30}[^知见告定法案函议答读明信书划]$")
_MENU = re.compile(
    r"首页|登[录陆]|注册|分享|版权|ICP|客户端|扫一扫|微信|返回|打印|收藏|字号|字体|评论|搜索|下载|二维码|热线|相关|推荐|上一篇|下一篇"
    r"|频道|官网|导航|skip|menu|login|search|share|主要内容|无障碍|繁体|手机版|更多|热门|关键词|订阅|广告|点击|意见反馈|复制|[连链][结接]",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"[>»›→]|/\s[^/]*/\s|位置\s?:|\s-\s[^-]*\s-\s")
_KEY = re.compile(r"(?P<before>[-*\"']{0,2}\s?)(?!title)(?P<key>[A-Za-z][\w-]{1,20})[\"']?\s?:\s?(?!//)", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")
_NAMED_BY = 6
"""Ideographs behind a Latin word and a colon from which on these may be a headline: char-circle: 提供循环缓冲区的库."""
_FACT = re.compile(
    r"(?:来源|作者|时间|日期|发布|发布时间|编辑|责任编辑|记者|摄影|发稿单位|发布机构|字号|浏览|阅读|点击|文号|索引号|分类|主题词|原标题|地点|电话"
    r"|联系人|联络人|tags?|date|author|source|categor(?:y|ies)|description|摘要|关键字|关键词|书目|审|图|文)[^:]{0,4}:|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}"
)
_LABEL = re.compile(
    r"[*\s]{0,3}(?:来源|作者|时间|日期|发布(?:时间|日期|单位|机构)|发稿(?:单位|时间)|责任编辑|编辑|记者|摄影|联[系络]人|电话|地点|书目|关键[词字]|摘要|审[核稿校]?"
    r"|tags?|date|author|source|description)[^:]{0,3}:|【(?:关键[字词]|摘要|作者|来源)】",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"\A[#*\s>]*+(?:本文[为系由原首来转选作]|!\[|https?://)")
"""A line about the text (本文为…原创内容), a picture, an address."""
_BULLET = re.compile(r"[-*+]\s+\S")
DASH = re.compile(r"[—―–]{1,3}\s*\S|--\s*[\u3400-\u9fff]")
_OCCASION = re.compile(r"\A[(—-]*+(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_SERIAL = re.compile(r"第.{1,12}[期号章卷集讲回单元]|[(（]?\d{4}年?第\d+")
_DOCUMENT_NUMBER = re.compile(r"[(〔\[]\d{4}[)〕\]]\s?第?\d+号|令$|第\d+号$")


_IN_WORDS = (
    ("menu", _MENU), ("fact", _FACT), ("serial", _SERIAL), ("kind", _KIND), ("open-end", _OPEN_END),
    ("number", _DOCUMENT_NUMBER), ("issuer", ISSUER), ("address", re.compile(r"http|www\.")),
    ("latin", re.compile(r"\A[\x00-\x7f]+\Z")), ("mark-left", re.compile(r"\A[*>|!<(]")),
)  # fmt: skip
_IN_FRONT = (("labelled", FIELD), ("occasion", _OCCASION), ("about", re.compile("关于")))


_DOTS = frozenset("·•‧・.")


def _is_names(text: str) -> bool:
    """Whether a line is the names of one or a few persons and nothing else.

    A dot in it leaves that open: 昨日·今日·明日 is made as foreign names are.
    """
    names = text.lstrip("□■◎○●☆★▲△◆◇/ ").split()
    return 1 <= len(names) <= 4 and all(is_person_name(name) and not _DOTS.intersection(name) for name in names)


def _is_dateline(text: str) -> bool:
    """Whether a line is the dateline of a paragraph and nothing else."""
    dateline = read_dateline(text)
    return dateline is not None and dateline.end >= len(text.rstrip())


def _is_keyed(text: str) -> bool:
    """Whether a line opens with the key of a record, and not with what a headline is about."""
    found = _KEY.match(text)
    if found is None:
        return False
    key = found["key"].lower()
    return (
        bool(found["before"].strip())
        or key in words("key")
        or key in labels()
        or len(_HAN.findall(text, found.end())) < _NAMED_BY
    )


def is_barred(text: str) -> bool:
    """Whether a line cannot be a line of a headline: its —— line, a label of facts, a key of front matter, a credit."""
    if FIELD.match(text):
        return False
    if any(pattern.match(text) for pattern in (DASH, _LABEL, _NOTICE, _BULLET)) or _is_keyed(text):
        return True
    if is_credit(text) or _is_names(text) or _is_dateline(text):
        return True
    if ":" not in text[:16]:
        return False
    fields = read_fields(text)
    return bool(fields) and fields[0].at <= 2 and fields[0].name != "title"


@value(frozen=True, slots=True)
class Context:
    """What a neighborhood tells of all its groups.

    ``seeds`` are the lines that may be lines of the headline, ``keys`` says where each wording stands. ``body`` are the
    lines of running text in it and some below, ``shared`` the pairs of characters of that text and ``most_shared`` the
    largest share of a line's pairs among them. ``wholes`` are lines that hold the headline and more: the first of the
    page, a named title, the last part of a breadcrumb. ``repeats`` are groups that together repeat a line above them,
    ``repeated`` those lines. ``best`` is the highest probability of a title, ``ranks`` the order of the likeliest lines,
    ``longest`` the size of the longest one, ``marks`` how many Markdown heads of the highest level there are and
    ``level`` that level, 0 for none.
    """

    seeds: tuple[int, ...]
    keys: Mapping[str, Sequence[int]]
    body: tuple[int, ...]
    shared: frozenset[int]
    most_shared: float
    wholes: tuple[tuple[str, str, int], ...]
    repeats: Mapping[Group, int]
    repeated: frozenset[int]
    best: float
    ranks: Mapping[int, int]
    longest: int
    marks: int
    level: int
    pairs: Mapping[int, frozenset[int]]


def context_of(view: View, place: Neighborhood) -> Context:
    """What the neighborhood tells."""
    texts = view.page.texts
    keys = _keys(view, place)
    seeds = _seeds(view, place, keys)
    body = [index for index in range(place.low, min(place.high + 40, len(view.labels))) if view.is_body(index)]
    shared = _shared(view, body)
    pairs = {index: pairs_of(view.key(index)) for index in seeds}
    most = max([len(own & shared) / len(own) for own in pairs.values() if len(own) >= 5], default=1.0)
    repeats = _repeats(view, place, keys)
    sizes = [len(view.words(index)) for index in seeds if not is_barred(texts[index])]
    levels = [_level(line) for line in texts[place.low : place.high] if line.startswith("#")]
    ranked = sorted(seeds, key=lambda index: (-view.p(index, "title"), index))
    return Context(
        seeds=seeds,
        keys=keys,
        body=tuple(body),
        shared=shared,
        most_shared=most,
        wholes=tuple(_wholes(view, place)),
        repeats=repeats,
        repeated=frozenset(repeats.values()),
        best=max((view.p(index, "title") for index in range(place.low, place.high)), default=0.0),
        ranks={index: rank for rank, index in enumerate(ranked[:3], 1)},
        longest=max([size for size in sizes if size <= _FULL], default=0),
        marks=levels.count(min(levels)) if levels else 0,
        level=min(levels, default=0),
        pairs=pairs,
    )


def _keys(view: View, place: Neighborhood) -> dict[str, Sequence[int]]:
    out: dict[str, Sequence[int]] = {}
    for index in range(place.low, place.high):
        if len(view.page.texts[index]) <= _LONGEST:
            key = view.key(index)
            places = out.get(key)
            if places is None:
                out[key] = (index,)  # most wordings stand once, on a long page too
            elif isinstance(places, array):
                places.append(index)
            else:
                out[key] = array("l", (*places, index))
    return out


def _seeds(view: View, place: Neighborhood, keys: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """The lines that may be lines of the headline, those with the most reason."""
    likeliest = nsmallest(_SEEDS, _ranked(view, place, keys))
    return tuple(sorted(index for chance, index in likeliest if chance < -_LEAST_REASON))


def _ranked(view: View, place: Neighborhood, keys: Mapping[str, Sequence[int]]) -> Iterator[tuple[float, int]]:
    """The lines that may be lines of the headline, each with what speaks for it, negative."""
    titles = frozenset(place.titles)
    for index in range(place.low, place.high):
        if len(view.page.texts[index]) > _LONGEST or not view.key(index):
            continue
        chance = view.p(index, "title")
        if index in titles:
            chance += 1.0
        elif chance < 0.1:
            chance += _reason(view, index, place, keys)
        yield -chance, index


def _reason(view: View, index: int, place: Neighborhood, keys: Mapping[str, Sequence[int]]) -> float:
    """What speaks for looking at a line that the labels do not take for a headline."""
    text = view.page.texts[index]
    if FIELD.match(text) or text.startswith("# "):
        return 0.5
    if len(keys.get(view.key(index), ())) > 1 or view.page.echoes[index]:
        return 0.2
    about = view.p(index, "kicker") + view.p(index, "subtitle") + view.p(index, "head")
    return 0.1 * about + (0.05 if index < place.low + 2 else 0.0)


def _shared(view: View, body: Sequence[int]) -> frozenset[int]:
    """The pairs of characters of the first running text."""
    text = ""
    for index in body:
        line = view.page.texts[index]
        text += view.page.shapes[index].key if len(line) <= _FULL else bare(line[:400])
        if len(text) > 1500:
            break
    return pairs_of(text.lower())


def _wholes(view: View, place: Neighborhood) -> Iterator[tuple[str, str, int]]:
    for index in range(place.low, min(place.low + 14, place.high)):
        line = view.page.texts[index]
        if FIELD.match(line):
            yield "field", view.key(index), index
        elif index == 0:
            yield "first", bare(line), index
        elif ">" in line and len(line) < _LONGEST:
            yield "crumb", bare(line.rpartition(">")[2]), index


def _repeats(view: View, place: Neighborhood, keys: Mapping[str, Sequence[int]]) -> dict[Group, int]:
    """Lines that together repeat one line above them, with that line; of a headline and its —— line, the headline."""
    out: dict[Group, int] = {}
    stop = min(place.high + 1, len(view.labels))
    for first in range(place.low + 1, place.high):
        if len(view.page.texts[first]) > _FULL:
            continue
        key = view.key(first)
        for last in range(first + 1, min(first + LINES, stop)):
            key += view.key(last)
            same = keys.get(key) if len(key) >= 8 else None
            if same and same[0] < first:
                dash = DASH.match(view.page.texts[last]) is not None
                out[tuple(range(first, last if dash else last + 1))] = same[0]
    return out


def _level(text: str) -> int:
    return len(text) - len(text.lstrip("#"))


# --- evidence ---


def groups(view: View, place: Neighborhood, context: Context) -> list[Group]:
    """The lines and groups of lines that may be a headline; the empty group means none."""
    texts = view.page.texts
    out: list[Group] = [()]
    for index in context.seeds:
        if is_barred(texts[index]) or (index not in place.titles and view.above(place.low, index) > _ABOVE):
            continue
        group: Group = (index,)
        out.append(group)
        for further in range(index + 1, min(index + LINES, place.high)):
            if max(len(texts[index]), len(texts[further])) > _FULL or is_barred(texts[further]):
                break
            if further not in context.seeds and view.p(further, "title") <= 0.01 and view.p(further, "noise") <= 0.3:
                break
            group = (*group, further)
            out.append(group)
    return [group for group in out if not _is_below_headline(view, place, group)]


def _is_below_headline(view: View, place: Neighborhood, group: Group) -> bool:
    """Whether a group is the name of the body or place alone that stands below a headline: who issued it, not what."""
    if len(group) != 1 or not _names_body(view.page.texts[group[0]]):
        return False
    above = range(max(place.low, group[0] - 2), group[0])
    return any(
        len(view.key(index)) >= _TOLD and view.p(index, "title") >= _LEAST_TITLE
        and not _names_body(view.page.texts[index]) and not is_barred(view.page.texts[index])
        for index in above
    )  # fmt: skip


def names_issuer(view: View, index: int, below: int) -> bool:
    """Whether a line names the office whose 关于 the line below opens with: the first part of one headline.

    The title of an official document says who issues it, what it is about and what kind it is (GB/T 9704-2012, 7.3.1).
    """
    texts = view.page.texts
    return texts[below].startswith("关于") and below == index + 1 and _names_body(texts[index])


def _names_body(text: str) -> bool:
    """Whether a line is the name of an office or a place and nothing else."""
    return len(text) <= _LONGEST_NAME and (_PLACE.fullmatch(text) or _BODY.search(text)) is not None


def evidence_of(view: View, place: Neighborhood, group: Group, context: Context) -> Evidence:
    """What speaks for a group of lines being the headline, or against it."""
    if not group:
        return _of_none(place, context)
    out = _of_labels(view, place, group)
    found = [
        *_of_words(view, group, context),
        *_of_place(view, place, group, context),
        *_of_marks(view, group[0], context),
        *_of_copies(view, group, context),
        *_of_lines(view, group),
    ]
    out.update(dict.fromkeys(found, 1.0))
    if context.shared:
        out["shared"] = _share(view, group, context)
    return out


def _true(names: Mapping[str, bool]) -> list[str]:
    return [name for name, holds in names.items() if holds]


def _of_none(place: Neighborhood, context: Context) -> Evidence:
    names = {
        "none": True,
        "none:as-labelled": not place.titles,
        "none:later": place.number > 0,
        "none:body-first": context.body[:1] == (place.low,),
        "none:no-body": not context.body,
    }
    return {"none:best": -_logit(context.best), **dict.fromkeys(_true(names), 1.0)}


def _logit(p: float) -> float:
    return math.log(max(p, 0.002) / max(1.0 - p, 0.02))


def _of_labels(view: View, place: Neighborhood, group: Group) -> Evidence:
    chances = [view.p(index, "title") for index in group]
    out = {
        "p:best": _logit(max(chances)),
        "p:least": _logit(min(chances)),
        "beside": max(view.p(group[0] - 1, "title"), view.p(group[-1] + 1, "title")),
        "kicker-above": view.p(group[0] - 1, "kicker"),
        "subtitle-below": view.p(group[-1] + 1, "subtitle"),
    }
    for label in _OTHERS:
        value = max([view.p(index, label) for index in group])
        if value > 0.02:
            out[f"p:{label}"] = value
    held = set(place.titles)
    if held and set(group) == held:
        out["as-labelled"] = 1.0
    elif held & set(group):
        out["as-labelled-in-part"] = 1.0
    return out


def _of_words(view: View, group: Group, context: Context) -> list[str]:
    first, last = view.page.texts[group[0]], view.page.texts[group[-1]]
    words = "".join([view.words(index) for index in group])
    size = len(words)
    found = [f"size:{bisect_right(_SIZES, size)}"]
    found += [name for name, pattern in _IN_WORDS if pattern.search(words)]
    found += [name for name, pattern in _IN_FRONT if pattern.match(first)]
    return found + _true(
        {
            "shorter": size * 2 < context.longest,
            "longest": size >= context.longest,
            "sentence": words[-1:] in ("。", ";", ","),
            "announces": words[-1:] == ":",
            "issuer-shorter": "issuer" in found and size < context.longest,
            "issuer-alone": "issuer" in found and view.page.texts[group[-1] + 1].startswith("关于"),
            "about-kind": "关于" in words and "kind" in found,
            "crumbs": _CRUMBS.search(first) is not None,
            "credit": is_credit(last),
            "quote-open": any(words.count(left) != words.count(right) for left, right in ("《》", "“”", "()")),
            "bracketed": words[:1] in ("【", "[") and words[-1:] in ("】", "]"),
        }
    )


def _of_place(view: View, place: Neighborhood, group: Group, context: Context) -> list[str]:
    page = view.page
    first, last = group[0], group[-1]
    above = sum(1 for index in context.body if index < first)
    below = next((index for index in context.body if index > last), None)
    facts = next((k for k in range(1, 4) if _is_facts(view, last + k)), 0)
    start, stop = page.core
    apart = page.web and not start <= first < stop
    run = page.run[first]
    found = [
        f"rank:{min([context.ranks.get(index, 4) for index in group])}",
        f"body:{'none' if below is None else bisect_right(_DISTANCES, below - last - 1)}",
    ]
    if above:
        found.append(f"behind-body:{min(above, 3)}")
    if facts:
        found.append(f"facts:{facts}")
    next_line = page.texts[last + 1]
    return found + _true(
        {
            "dash-below": DASH.match(next_line) is not None,
            "credit-below": is_credit(next_line) or _is_names(next_line),
            "issuer-below": ISSUER.search(next_line) is not None and len(next_line) <= 30,
            "facts-above": _is_facts(view, first - 1),
            "opens": first == place.low,
            "near-top": place.low < first <= place.low + 2,
            "marked": page.shapes[first].marker is not None,
            "gap-above": page.units[first].gap > 0,
            "gap-below": last + 1 < len(page.units) and page.units[last + 1].gap > 0,
            "emphasis": page.units[first].emphasis,
            "in-run": run >= 5,
            "ends-run": run >= 5 and page.run_start[first] + run - 1 == last,
            "above-core": apart and first < start,
            "below-core": apart and first >= stop,
        }
    )


def _is_facts(view: View, index: int) -> bool:
    return 0 <= index < len(view.labels) and (view.page.facts[index] == 1 or view.p(index, "meta") > 0.5)


def _of_marks(view: View, first: int, context: Context) -> list[str]:
    level = _level(view.page.texts[first])
    found = [f"markdown:{min(level, 3)}"] if level else []
    return found + _true(
        {
            "markdown:only": level > 0 and level == context.level and context.marks == 1,
            "markdown:other": not level and context.marks > 0,
            "masthead": first in range(*view.page.masthead),
            "anchor": first in range(*view.page.headline),
        }
    )


def _of_copies(view: View, group: Group, context: Context) -> list[str]:
    key = "".join([view.key(index) for index in group])
    if len(key) < 4:
        return []
    places = [index for index in context.keys.get(key, ()) if index not in group]
    found = [f"in-{name}" for name, whole, index in context.wholes if index not in group and _within(key, whole)]
    share = _share(view, group, context)
    found += _true(
        {
            "copy-above": any(index < group[0] for index in places) or group in context.repeats,
            "copy-below": any(index > group[-1] for index in places)
            or (group[0] in context.repeated and len(group) == 1),
            "copies:many": len(places) > 2,
            "shared:none": bool(context.shared) and share == 0.0,
            "shared:most": bool(context.shared) and 0.0 < share >= context.most_shared and len(key) >= 6,
        }
    )
    return found if places else found + _likeness(key, group, context)


def _share(view: View, group: Group, context: Context) -> float:
    """The share of the pairs of characters of a group that the text below has too."""
    pairs = pairs_of("".join([view.key(index) for index in group]))
    return len(pairs & context.shared) / len(pairs) if pairs else 0.0


def _likeness(key: str, group: Group, context: Context) -> list[str]:
    """Whether another line of the neighborhood says nearly the same: a page title that is not quite the headline."""
    pairs = pairs_of(key)
    if len(pairs) < 6:
        return []
    return [
        "like-above" if index < group[0] else "like-below"
        for index, others in context.pairs.items()
        if index not in group and len(pairs & others) * 10 >= max(len(pairs), len(others)) * 6
    ]


def _within(key: str, whole: str) -> bool:
    return len(key) >= 6 and len(key) * 10 >= len(whole) * 3 and (whole.startswith(key) or whole.endswith(key))


def _of_lines(view: View, group: Group) -> list[str]:
    if len(group) == 1:
        return []
    page = view.page
    texts = [page.texts[index] for index in group]
    first, last = view.key(group[0]), view.key(group[-1])
    levels = {_level(text) for text in texts}
    kind = _KIND.search(texts[-1]) is not None and _KIND.search(texts[0]) is None
    return [
        f"lines:{len(group)}",
        *_true(
            {
                "lines:gap": any(page.units[index].gap for index in group[1:]),
                "lines:open": any(_OPEN_END.search(text) for text in texts[:-1]),
                "lines:issuer": texts[1].startswith("关于") and ISSUER.search(texts[0]) is not None,
                "lines:kind": kind,
                "lines:kind-alone": kind and len(texts[-1]) <= 8,
                "lines:same": last in first,
                "lines:marks-differ": len(levels) > 1,
                "lines:marks-alike": len(levels) == 1 and 0 not in levels,
            }
        ),
    ]
