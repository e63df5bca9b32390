"""What a unit's text says by itself: its shape, its marks, its words. The same text gives the same names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial

from ...recognize.addressed import is_addressed, is_letter_opening
from ...recognize.page import Shape
from ...text.names import is_credit, is_person_name
from ..grammar.dateline import read_dateline
from ..grammar.lexicon import is_outlet
from ..grammar.number import find_number
from . import Group, Words
from .labels import field_evidence, label_evidence

_SIZES = (2, 3, 5, 7, 10, 14, 19, 25, 33, 46, 71, 111, 201, 401)
_SHORT = 48
"""Code points up to which all words of a unit are named; of longer ones only the edges."""

_TEMPLATE = re.compile(r"(?P<W>[\u3400-\u9fff]+)|(?P<N>\d+)|(?P<A>[A-Za-z]+)|(?P<S>\s+)")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")
_PATTERNS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("url", ":.", re.compile(r"https?:|www\.|\.com|\.cn\b|\.html?\b")),
    ("mail", "@", re.compile(r"\w@\w")),
    ("full-date", "-月/.", re.compile(r"(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}")),
    ("roc-date", "国年", re.compile(r"(?:民国|(?<!\d)1\d\d年\s?\d{1,2}月)")),
    ("year-month", "年", re.compile(r"(?:19|20)\d\d年\d{1,2}月(?!\d)|[一二][〇零○九O0][〇零○一二三四五六七八九O0]{2}年")),
    ("month-day", "月", re.compile(r"\d{1,2}月\d{1,2}日")),
    ("clock", ":", re.compile(r"\d{1,2}:\d\d")),
    ("weekday", "星周礼", re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")),
    ("tag", "<&{}/", re.compile(r"</?[A-Za-z][^<>]{0,200}>|&[a-z]{2,6};|\{\{|\}\}|/>")),
    ("image", "!.<", re.compile(r"!\[|\.(?:jpe?g|png|gif|webp)\b|<img", re.IGNORECASE)),
    ("link", "]", re.compile(r"\]\(")),
    ("bold", "*_", re.compile(r"\*\*|__")),
    ("picture-words", "▲△▼◎图摄", re.compile(r"^[▲△▼◎]|图为|上图|下图|[左右]图|图[:/／|]|图[一二三四\d]|图片|配图|资料图|摄[)]?$|供图|截图|翻摄|摄影")),
    ("agency", "记讯电消报", re.compile(r"(?:社|网|报|台|讯|电)(?:记者|讯|电|消息|报道|报导)")),
    ("reporter", "记讯派撰作辑责校审译", re.compile(r"记者|通讯员|特派员|撰稿|作者|编辑|责编|校对|审核|编译")),
    ("phone", "-1电传邮址", re.compile(r"\d{3,4}-\d{7,8}|1[3-9]\d{9}|电话|传真|邮编|地址")),
    ("page-of", "页版期", re.compile(r"\d\s*[页版期]")),
    ("greeting", "^尊亲各敬同朋$:,!好", re.compile(r"^(?:尊敬的|亲爱的|各位|敬爱的|同志们|朋友们)|(?:先生|女士|同志|代表|同学|朋友|单位|公司|部门|政府|委员会?|老师|部|局|处|机构|厅|院|办|企业|市民|议员|教师|家长|职工|校长)们?(?:[(][^()]{0,20}[)])?[:,!]$|您?好[!:,]?$")),
    ("closing", "^此敬特谢专顺祝", re.compile(r"^(?:此致|敬礼|特此|此复|谢谢|专此|顺颂|祝)")),
    ("attachment", "^附抄主印正副发", re.compile(r"^附(?:件|表|录|图|:)|^(?:抄送|抄报|主送|印发|正本|副本|发送)")),
    ("editorial", "^(【[〔编按注备说记延相参原", re.compile(r"^[(【\[〔]?(?:编者[按注]|编按|按语?:|注:|注释|备注|说明:|记者手记|延伸阅读|相关链接|参考文献|参考资料|原标题|原文)")),
    ("signature-office", "^$会室府局厅部委院司心校学组处科社", re.compile(r"(?:委员会|办公室|人民政府|局|厅|部|委|院|公司|协会|中心|学校|大学|学院|支部|党委|组|会|处|科|社)$")),
    ("question", "^问答记主网QA", re.compile(r"^(?:问|答|记者|主持人|网友|[QA]\d{0,2})\s?[:、]")),
    ("label", ":", re.compile(r"^[^\s:,。;]{1,10}:")),
    ("label-only", "^$:", re.compile(r"^[^\s,。;]{1,12}:$")),
    ("rule-line", "^-=*_~—─━＊·.", re.compile(r"^[-=*_~—─━＊·.\s]{3,}$")),
    ("table-row", "|\t", re.compile(r"^\|.*\||\t")),
    ("bars", "|丨│", re.compile(r"\S\s*[|丨│]\s*\S")),
    ("crumbs", ">»›→", re.compile(r"\S\s*(?:>+|»|›|→)\s*\S")),
    ("share", "分转收点评打字关二扫公微客下", re.compile(r"分享|转发|收藏|点赞|评论|打印|字号|字体|关闭|二维码|扫码|扫一扫|关注|公众号|微信|微博|客户端|下载")),
    ("site-words", "首登注网频更返版备I导搜上下热推相排", re.compile(r"首页|登录|注册|网站|频道|更多|返回|版权|备案|ICP|导航|搜索|上一[篇页]|下一[篇页]|热门|推荐|相关|排行")),
    ("kind", "^$议定令报告知案函见示复要结点话法例则划书信明辞稿)）", re.compile(r"(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|总结|方案|预案|要点|讲话|简报|办法|规定|条例|细则|规划|计划|建议|提案|公示|汇报|倡议书|公开信|声明|致辞|讲稿|说明)(?:[(（][^)）]{1,12}[)）])?$")),
    ("about", "关", re.compile(r"^关于|关于.{2,40}的")),
    ("verb-end", "^$行开动幕布办牌工成立约展通线相炉研察谈", re.compile(r"(?:举行|召开|启动|开幕|闭幕|落幕|发布|举办|揭牌|开工|完成|成立|签约|开展|开通|上线|亮相|出炉|调研|考察|座谈)$")),
    ("dash", "^—―–-", re.compile(r"^[—―–-]{1,3}\s*\S")),
    ("front-matter", ":", re.compile(r"^[A-Za-z_][\w-]{1,24}\s?:(?:\s|$)")),
    ("list-dash", "^-*+", re.compile(r"^[-*+]\s")),
    ("heading-mark", "^#", re.compile(r"^#{1,6}\s")),
    ("quote-mark", "^>", re.compile(r"^>\s")),
    ("contents", ".…·目", re.compile(r"\.{4}|……\s*\d|·{4}|目\s*录$")),
    ("kv", ":", re.compile(r"^[^\s:]{2,8}:\S")),
    ("amount", "万亿%元人个家吨亩公平", re.compile(r"\d(?:万|亿|%|元|人|个|家|吨|亩|公里|平方米)")),
    ("said", "示出调为绍说称露言", re.compile(r"(?:表示|指出|强调|认为|介绍|说|称|透露|坦言)[:,:。]?")),
    ("digits-only", "", re.compile(r"^[\d\s.,:/-]+$")),
    ("reference", "^[【", re.compile(r"^[\[【]\d{1,3}[\]】]\s?[^\s:]")),
    ("json", '"', re.compile(r"^[{\[,\s]{0,4}\"?[A-Za-z_]\w{0,40}\"\s?:|\"\s?[,}\]]{1,3}$")),
    ("hashtags", "^#", re.compile(r"^(?:#[^\s#]{1,30}#?\s?){1,12}$")),
    ("photo-words", "料剧合拍摄照源截意发网取", re.compile(r"资料(?:图片|照片|图)|剧照|合[影照](?=[.。)]|$)|拍[摄攝]|摄于|[图照]片?[来來]源|示意图|社发$|网络(?:图|截图)|取自")),
)  # fmt: skip
"""What is looked for: its name, characters of which every match has at least one (none named: any may do), the pattern.

Of a pattern that matches only at the edges of a text, the characters begin with ``^``: those that the text then opens
with, and behind ``$`` those that it ends with.
"""
_TAIL = range(9, 18)
"""Places of the patterns that are looked for at the end of a long text too."""


class _Telling:
    """For characters the patterns that may match where they stand, as bits: anywhere in a text, first in it, last in it."""

    def __init__(self, places: range) -> None:
        self.always = 0
        self.anywhere: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        for place in places:
            chars, bit = _PATTERNS[place][1], 1 << place
            if chars[:1] == "^":
                opens, _, ends = chars[1:].partition("$")
                _add(self.first, opens, bit)
                _add(self.last, ends, bit)
            elif chars:
                _add(self.anywhere, chars, bit)
            else:
                self.always |= bit
        self.chars = frozenset(self.anywhere)

    def of(self, text: str) -> int:
        """The patterns that may match in a text that is not empty."""
        bits = self.always | self.first.get(text[0], 0) | self.last.get(text[-1], 0)
        anywhere = self.anywhere
        for char in self.chars.intersection(text):
            bits |= anywhere[char]
        return bits


def _add(table: dict[str, int], chars: str, bit: int) -> None:
    for char in chars:
        table[char] = table.get(char, 0) | bit


_HEAD, _BEHIND = _Telling(range(len(_PATTERNS))), _Telling(_TAIL)


_Search = tuple[str, str, Callable[[str], re.Match[str] | None]]
_SEARCHES: dict[int, _Search] = {
    1 << place: (f"x={name}", f"xt={name}", pattern.search) for place, (name, _, pattern) in enumerate(_PATTERNS)
}
"""The patterns by their bits: the name of each, that at the end of a text, and how to look for it."""
_CONTROL = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x1f]")


def size_class(shape: Shape) -> str:
    """The size of a unit as a letter, the classes doubling about every second step."""
    return "abcdefghijklmno"[bisect_right(_SIZES, shape.size)]


def _step(part: int, whole: int) -> str:
    """The share of a part as a step."""
    if not part or not whole:
        return "0"
    share = part / whole
    return "1" if share < 0.25 else "2" if share < 0.5 else "3" if share < 0.8 else "4" if share < 1 else "5"


@lru_cache(maxsize=2048)
def template_of(text: str) -> str:
    """The classes of the characters of a text, runs made one: ``来源:青禾日报 09:00`` is ``W:WSN:N``."""
    return _TEMPLATE.sub(lambda match: match.lastgroup or "", text[:40])


def _found(text: str) -> list[str]:
    """The names of the patterns that a text matches."""
    return [name for name, _, search in _may_match(_HEAD, text) if search(text)]


def _found_behind(text: str) -> list[str]:
    """The names of the patterns that the end of a text matches."""
    return [name for _, name, search in _may_match(_BEHIND, text) if search(text)]


def _may_match(telling: _Telling, text: str) -> list[_Search]:
    """The patterns that may match in a text, in their order."""
    out, bits = [], telling.of(text)
    while bits:
        bit = bits & -bits
        out.append(_SEARCHES[bit])
        bits ^= bit
    return out


def word_evidence(text: str, shape: Shape) -> tuple[Group, ...]:
    """The names of what a text says by itself."""
    return _short(text, shape) if len(text) <= _SHORT else _long(text, shape)


def _long(text: str, shape: Shape) -> tuple[Group, ...]:
    return (
        _edges(size_class(shape), _class(text[0]), _class(shape.final), _class(text[-1])),
        _long_share(
            _step(shape.han, shape.size), shape.stops if shape.stops < 3 else 3, shape.commas if shape.commas < 3 else 3
        ),
        Words(partial(_long_names, text, shape)),
    )


def _long_names(text: str, shape: Shape) -> Iterable[str]:
    """What a long text says, but for its edges and its share of ideographs."""
    last = text[-1]
    head, tail = text[:48], text[-24:]
    out: list[str] = []
    if shape.prose:
        out.append("prose")
    if shape.stopped:
        out.append("stopped")
    if shape.marker is not None:
        out.append(f"m={shape.marker.style}")
    out.extend(_found(head))
    out.extend(_found_behind(tail))
    if shape.size <= 600:
        dateline = read_dateline(text)
        if dateline is not None:
            out.append("dateline")
            if dateline.day:
                out.append("dateline-day")
    han = _HAN_RUN.findall(head[:16])
    if han:
        out.append(f"w1={han[0][:1]}")
        out.append(f"w2={han[0][:2]}")
        out.append(f"w3={han[0][:3]}")
    if ":" in head[:14]:
        out.append(f"lab={head[: head.index(':')][-6:]}")
        out.extend(label_evidence(head))
    if last == ")" and is_credit(_last_bracket(text)):
        out.append("credit-tail")
    out.extend(_behind_sentence(tail))
    if last == ":" and is_addressed(text):
        out.append("x=addressed")
    if _CONTROL.search(text):
        out.append("control")
    return out


@lru_cache(maxsize=2048)
def _short(text: str, shape: Shape) -> tuple[Group, ...]:
    latin = digits = 0
    if shape.han < len(shape.key):
        latin, digits = len(_LATIN.findall(text)), len(_DIGIT.findall(text))
    spaces = text.count(" ")
    return (
        _edges(size_class(shape), _class(text[0]), _class(shape.final), _class(text[-1])),
        _shares(_step(shape.han, shape.size), _step(digits, shape.size), _step(latin, shape.size)),
        _marks(
            shape.stops if shape.stops < 3 else 3, shape.commas if shape.commas < 3 else 3, spaces if spaces < 4 else 4
        ),
        Words(partial(_short_names, text, shape)),
    )


def _short_names(text: str, shape: Shape) -> Iterable[str]:
    """What a short text says, but for its edges, its shares and its marks; each name once."""
    size = size_class(shape)
    first, last = text[0], text[-1]
    out: list[str] = []
    if shape.prose:
        out.append("prose")
    if shape.stopped:
        out.append("stopped")
    if shape.marker is not None:
        out.append(f"m={shape.marker.style}")
        out.append(f"mz={shape.marker.style}{size}{_class(shape.final)}")
    out.extend(_found(text))
    if "  " in text or "\t" in text:
        out.append("wide")
    if len(text) <= 30:
        out.append(f"t={template_of(text)[:16]}")
    out.extend(field_evidence(text))
    if last == ":" and is_addressed(text):
        out.append("x=addressed")
    if shape.size <= 20 and is_letter_opening(text):
        out.append("x=letter")
    if find_number(text) is not None:
        out.append("document-number")
    if is_credit(text):
        out.append("credit")
    elif last in ")）】" and is_credit(_last_bracket(text)):
        out.append("credit-tail")
    out.extend(_behind_sentence(text[-_LONGEST_NAME - 2 :]))
    if shape.han <= 4 and shape.size <= 8 and is_person_name(text.replace(" ", "")):
        out.append("person")
    if read_dateline(text) is not None:
        out.append("dateline")
    if first in '([【〔《“"<' and last in ')]】〕》”">':
        out.append(f"whole={first}")
    if _CONTROL.search(text):
        out.append("control")
    out.extend(_words(shape))
    return dict.fromkeys(out)


_LONGEST_NAME = 16
"""Code points of the longest name that is looked for behind the last sentence of a line."""


def _behind_sentence(tail: str) -> tuple[str, ...]:
    """What stands behind the last sentence of a line without a bracket, as the source of a picture does: …竞渡。美联社."""
    place = tail.rfind("。")
    name = tail[place + 1 :].strip()
    if place < 0 or not 2 <= len(name) <= _LONGEST_NAME or not name.replace(" ", "").isalpha():
        return ()
    kind = "outlet" if is_outlet(name) else "person" if is_person_name(name.replace(" ", "")) else "words"
    return (f"tail={kind}",)


def _words(shape: Shape) -> list[str]:
    bare = shape.key
    out = []
    if bare:
        out = [f"w1={bare[:1]}", f"w2={bare[:2]}", f"e1={bare[-1:]}", f"e2={bare[-2:]}", f"e3={bare[-3:]}"]
        if len(bare) <= 8:
            out.append(f"w={bare}")
        if shape.size <= 24:
            out.extend([f"b={bare[i : i + 2]}" for i in range(len(bare) - 1)])
    return out


def _last_bracket(text: str) -> str:
    start = max(text.rfind("(", -60), text.rfind("【", -60), text.rfind("\uff08", -60))
    return text[start:] if start >= 0 and len(text) - start <= 60 else ""


@lru_cache(maxsize=4096)
def _edges(size: str, first: str, final: str, last: str) -> tuple[str, ...]:
    return f"z={size}", f"o={first}", f"f={final}", f"l={last}", f"zf={size}{final}"


@cache
def _shares(han: str, digits: str, latin: str) -> tuple[str, ...]:
    return f"h={han}", f"d={digits}", f"a={latin}"


@cache
def _marks(stops: int, commas: int, spaces: int) -> tuple[str, ...]:
    return f"st={stops}", f"cm={commas}", f"sp={spaces}"


@cache
def _long_share(han: str, stops: int, commas: int) -> tuple[str, ...]:
    return f"h={han}", f"st={stops}", f"cm={commas}"


def _class(char: str) -> str:
    if "\u3400" <= char <= "\u9fff":
        return "W"
    if not char:
        return "-"
    if char.isdigit():
        return "N"
    if char.isalpha():
        return "a" if char.islower() else "A"
    return char
