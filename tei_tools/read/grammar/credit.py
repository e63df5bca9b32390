"""Who is credited, and with what: the people of bylines, of labelled values, of brackets at an end, of captions.

The strict grammar (:func:`tei_tools.text.names.read_credit`) takes a text only if everything in it is a name, a role or
punctuation. Where the place says already that people are credited (a line of credits, the value of ``作者:``), the words
are read one by one and what is neither name nor role is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from ...text.names import is_person_name, read_credit, role_class
from ...text.values import value
from .lexicon import is_nobody, is_office, is_outlet, labels, words
from .line import PEOPLE, SLASHES, Piece, mask, read_line
from .times import LONGEST

Work = Literal["author", "photographer", "editor"]


@value(frozen=True, slots=True)
class Named:
    """One who is credited, at ``[start, end)`` of the text; ``works`` is empty where the role is none of the three.

    ``sure``: the name has the form of a person's name, or a label says that it is one.
    """

    name: str
    role: str
    works: frozenset[Work]
    start: int
    end: int
    sure: bool = True


_KINDS: dict[str, frozenset[Work]] = {
    "author": frozenset({"author"}),
    "picture": frozenset({"photographer"}),
    "both": frozenset({"author", "photographer"}),
    "editor": frozenset({"editor"}),
    "nobody": frozenset(),
}
_OTHERS = re.compile(
    r"[监统]制|监制|统筹|出品|排版|版式|美编|版面|策划|设计|海报|剪辑|选题|译者|翻译|录入|签发|制作|播音|主播|配音|指导|辅导"
)


def works_of(role: str, also: str = "") -> frozenset[Work] | None:
    """What a role makes of a person: nothing (empty), some of the three works, or None where the role is unknown.

    >>> sorted(works_of("责编")), sorted(works_of("文/图")), sorted(works_of("监制")), works_of("镇长")
    (['editor'], ['author', 'photographer'], [], None)
    """
    if also:
        return works_of(also) or works_of(role)
    compact = re.sub(r"\s", "", role)
    known = labels().get(compact.lower())
    if known is not None and known.kind in _KINDS:
        return _KINDS[known.kind]
    if known is not None and known.kind == "poster":
        return frozenset()
    if _OTHERS.search(compact):
        return frozenset()
    classes = role_class(role)
    return frozenset(classes) if classes else None


_NO_NAMES = frozenset({"报导", "报道", "采访", "综合", "提供", "供稿", "连线", "外电", "协力", "归类于", "属于"})
"""What is done, where a name could stand."""
_OF_THINGS = ("编辑", "责编", "校对", "审核", "排版", "设计", "地点", "时间", "日期", "次数", "来源", "单位")
"""How works and labels end, which are no names."""


def _is_label(name: str) -> bool:
    """Whether a word is a label, a tool of a page, or says what is done: 出处, 报导地点, 大 (of 大 中 小), 协力."""
    if len(name) > 2 and name.endswith(_OF_THINGS):
        return True
    return name in _NO_NAMES or name in words("tool") or (name in labels() and not name.isascii())


def is_no_name(name: str) -> bool:
    """Whether a word that stands where a name could stand is the name of a thing or of a city: 中心, 通知, 高雄."""
    return (
        _is_label(name)
        or name in words("office-end")
        or name in words("head")
        or name in words("outlet-end")
        or name in words("city")
    )


# -- strict


def strict(text: str, start: int = 0, end: int | None = None) -> list[Named]:
    """The people of a text that is a credit and nothing else."""
    shift = start
    out: list[Named] = []
    region = _DATELINE_END.sub(lambda match: " " * len(match.group()), text[start:end])
    for name in read_credit(region):
        works = works_of(name.role, name.also)
        role = f"{name.role} {name.also}".strip()
        place = (shift + name.start, shift + name.end)
        if is_nobody(name.name) or is_no_name(name.name):
            continue
        if out and text[place[0] - 1] in "(（" and _WHAT_ONE_IS.search(name.name):
            continue
        if given := _PICTURE_BY.match(name.name):
            rest = name.name[given.end() :]
            out.append(Named(rest, role, frozenset({"photographer"}), place[1] - len(rest), place[1], sure=False))
            continue
        out.append(Named(name.name, role, works if works is not None else frozenset({"author"}), *place))
    return out


_WHAT_ONE_IS = re.compile("(?:[员师生者工长导]|主任)\\Z")
"""How words end that tell in brackets what somebody is."""
_PICTURE_BY = re.compile("(?:本文|文中|以上)?(?:图片?|照片|配图)[均皆]?由(?=..)")


def supplies(named: Named) -> bool:
    """Whether one who is credited is an office or outlet that supplied the text: the source, and nobody who wrote.

    >>> [supplies(named) for named in (*strict("(县水利局供稿)"), *strict("(陶远舟供稿)"))]
    [True, False]
    """
    return named.role.endswith(("供稿", "提供")) and "author" in named.works and not is_person_name(named.name)


# -- word by word

_CORE = (
    "(?:记者|通讯员|评论员|观察员|撰稿人|实习生|特派员|发言人|分析师|研究员|报道员|信息员|摄影师|主笔|撰稿|撰文|采写|作者|编辑|责编|"
    "校对|审核|编译|译者|主编|主播|执笔|特写|采访)"
)
_ROLE_WORD = re.compile(rf"[\u4e00-\u9fff]{{0,40}}{_CORE}")
_ROLE_NAME = re.compile(rf"(?P<role>[\u4e00-\u9fff]{{0,14}}?{_CORE})(?P<name>[\u4e00-\u9fff·]{{2,5}}\d?)\Z")
_WORK_END = re.compile(
    r"(?P<name>[\u4e00-\u9fff·]{2,4}?)(?P<work>(?:联合|综合)?(?:摄影报道|报道|访摄|采访摄影|摄影|翻摄|合摄|摄|文/?图|图/?文|图|文|撰文|撰|整理|编译|编|采写|供图|供稿|绘|制图|译))\Z"
)
_OFFICE = re.compile(
    r"\s*(?P<office>[\u4e00-\u9fff]{2,24}(?:[省市县区镇乡州部局厅院校会团队所委站社]长|检察长|董事长|主席|总理|书记|主任|总经理|发言人))"
    r"\s+(?P<name>[\u4e00-\u9fff](?:\s{0,4}[\u4e00-\u9fff]){1,3})\s*"
)
_DATELINE_END = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})\s[\u4e00-\u9fff]{2,3}(?:即时|综合|连线)?报导(?=[\s】〕)\]]|\Z)|/\s?(?:[\u4e00-\u9fff]{2,8}?|[A-Za-z ]{2,16})(?:即时|综合|专题|连线)?(?:报导|报道|[一-龥]{0,2}电|讯|综合外电|采访报道|外电报导)(?=[\s】〕)\]。]|\Z)"
)
_WIRE = re.compile(
    r"记者(?P<run>[\u4e00-\u9fff]{4,7}?)(?:(?:\d{1,2}月)?(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})日(?:综合)?(?:专)?[电讯]|(?:即时|综合)?报[道导](?![\u4e00-\u9fff])|[专特航]?[电讯](?=[】〕)\]]))"
)
_WIRE_BEHIND = re.compile(
    r"[【〔(\[][\u4e00-\u9fff]{2,8}/(?:记者)?(?P<run>[\u4e00-\u9fff]{4,7}?)(?:即时|综合)?(?:报[道导]|电|讯)[】〕)\]]"
)
"""The outlet in front: 【青禾通讯/陶远舟青禾报道】."""
_WIRE_BARE = re.compile(r"[【〔(\[]\s?(?P<run>[\u4e00-\u9fff]{5,7}?)(?:即时|综合|专题|采访)?报导\s?[】〕)\]]")
"""Nothing in front: 【陶远舟青禾报导】."""
_REPORTED = re.compile(
    r"\s*(?:[【〔(\[][^【】〔〕()\[\]]{2,8}[】〕)\]]\s?)?(?:本[报刊台网社]|[\u4e00-\u9fff]{2,4}[报网社台])?(?:特派|见习|实习|特约)?"
    r"(?:记者|通讯员)\s?(?P<name>[\u4e00-\u9fff]{2,4}?)\s?(?:摄影)?(?:报[道导]|讯)(?=[\s:,]|\Z)"
)
"""Who reports, at the head of a paragraph and without brackets: 本报记者陶远舟报道."""
_TOLD = re.compile(r"\s*[【〔(\[][^【】〔〕()\[\]]{2,8}[讯电][】〕)\]]\s?(?=[【〔(\[])")
"""The bracket of a paper's own news in front of that of its reporter: 【本报讯】【记者陶远舟】."""
_NOTE = re.compile(r"[(（][^()（）]{0,30}[)）]")
_CONTACT = re.compile(
    r"https?:\S+|(?<![\w.+-])[\w.+-]++@[\w.-]+|(?:tel|email|电话|邮箱|执业证号|证书|微信)[:：]?\S*|(?:\b|_)[A-Z]{1,3}\d{2,6}\b|_[A-Z]{2,3}\b|(?<![A-Za-z0-9\u4e00-\u9fff])\d{3,}[-\d]*|\d{5,}[-\d]*|[²³¹*†‡]",
    re.IGNORECASE | re.ASCII,
)
_CALLED = re.compile(
    "(?P<name>[\u4e00-\u9fff]{2,4}?)(?:老师|同学|先生|女士|教授|博士|院士|主任|医生|律师|牧师|神父|传道|校长|里长|馆长|委员|议员)"
)
_POST = re.compile("(?:干事|部长|主任|书记|[0-9]班|班|副?会长|主席|秘书长|校长|院长|处长|科长|局长|教授|经理)\\Z")
_CODE = re.compile(r"(?<=[\u4e00-\u9fff])_?[A-Z]{1,3}\d{2,6}\b|(?<=[\u4e00-\u9fff])_[A-Z]{2,3}\b")
"""The code of a member of the staff behind the name."""
_HARD = re.compile(r"[、,;，；/|丨&·•]|\s{2,}|\s[和与及]\s")
_LATIN = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}", re.ASCII)
_TWO_LATIN = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")
_HANDLE = re.compile(r"@(?P<name>[A-Za-z0-9_\u4e00-\u9fff-]{2,20})")
_PEN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_.\-\u4e00-\u9fff]{1,15}")
_COLLECTIVE = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,16}(?:评论员|编辑部|课题组|调研组|报道组|采访组|工作室|记者|观察员|写作组|小组|团队)\Z"
)
_WORDS = re.compile(r"[^\s、,;|丨/—–]+")
_ROLES_INSIDE = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?=(?:本[报刊网台]|见习|实习|特约|首席)?(?:记者|通讯员|实习生)[\u4e00-\u9fff]{2}|(?:摄影|统筹|制图|供图)/)"
)
_LINK = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{2})")
_TITLED = re.compile(
    r"(?:[\u4e00-\u9fff“”]{2,30}(?:主任|书记|主席|[长员师人]|教授|院士|经理|总理|代表|总裁|博士|工程师|秘书长|副总裁|市长|主编))"
)


_EDGES = "()（）[]【】〔〕“”:：.。…?!*《》"


def words_of(text: str, start: int, end: int) -> list[Named]:
    """The people of a line of credits, read word by word; a name without any role is an author, if it looks like one."""
    region = _blanked(text, start, end)
    reader = _Words()
    for low, high in _cut_words(region, start, end):
        found = region[low:high]
        word = found.strip(_EDGES)
        bare = _NOTE_MARK.sub("", word)
        if bare and not is_nobody(bare):
            reader.take(bare, low + found.index(word))
    return reader.out


_NOTE_MARK = re.compile(r"(?<=[\u4e00-\u9fff])\d{1,2}\Z")


class _Words:
    """People gathered from left to right. ``group`` is the first of them that a role behind would still apply to."""

    def __init__(self) -> None:
        self.out: list[Named] = []
        self.role = ""
        self.group = 0

    def take(self, word: str, at: int) -> None:
        """The next word, without its edges, and where it stands."""
        if word[0] == "@" and len(word) > 2:
            self.out.append(Named(word[1:], self.role, frozenset({"author"}), at + 1, at + len(word), False))
        elif not (self._role_and_name(word, at) or self._role_alone(word) or self._work(word, at)) and (
            is_person_name(word) and not is_no_name(word)
        ):
            self.out.append(_named(word, self.role, at))

    def _role_and_name(self, word: str, at: int) -> bool:
        """记者陶远舟; 实习生陶远舟温若溪."""
        glued = _ROLE_NAME.fullmatch(word)
        if glued is not None and _may_be_name(glued["name"]):
            self.role = glued["role"]
            self.group = len(self.out)
            self.out.append(_named(glued["name"], self.role, at + glued.start("name")))
            return True
        if len(word) <= 5 or word[-1] in "者员" or not _ROLES_OPEN.match(word):
            return False
        several = strict(f"({word})")
        if several:
            self.group = len(self.out)
            self.out += [_named(n.name, n.role, at + n.start - 1, at + n.end - 1) for n in several]
            self.role = several[-1].role
        return bool(several)

    def _role_alone(self, word: str) -> bool:
        """A role before names, or behind them where none stands in front."""
        done = _WORK_END.fullmatch(word)
        if not _ROLE_WORD.fullmatch(word) or (done is not None and is_person_name(done["name"])):
            return False
        behind = self.group < len(self.out) and not self.role
        self.role = "" if behind else word
        if behind:
            self.out[self.group :] = [_named(n.name, word, n.start, n.end) for n in self.out[self.group :]]
        self.group = len(self.out)
        return True

    def _work(self, word: str, at: int) -> bool:
        """A work behind names, alone (文/图) or glued to the last of them (温若溪摄)."""
        closing = works_of(word) if word in labels() else None
        if closing is not None and self.group < len(self.out):
            self.out[self.group :] = [
                _named(n.name, f"{n.role} {word}".strip(), n.start, n.end, closing) for n in self.out[self.group :]
            ]
            self.group = len(self.out)
            return True
        ended = _WORK_END.fullmatch(word)
        if ended is None or not is_person_name(ended["name"]):
            return False
        work = ended["work"]
        works = frozenset[Work]({"author", "photographer"}) if "访摄" in work else works_of(work)
        if "联合" in work or work[0] == "合":
            self.out[self.group :] = [_named(n.name, work, n.start, n.end, works) for n in self.out[self.group :]]
        self.out.append(_named(ended["name"], work, at, at + len(ended["name"]), works))
        self.group = len(self.out)
        return True


def _may_be_name(name: str) -> bool:
    """Whether a word that a role vouches for may be a name."""
    return is_person_name(name) or (len(name) <= 3 and not is_office(name) and not is_no_name(name))


_ROLES_OPEN = re.compile("(?:本[报刊网台]|见习|实习|特约|首席)?(?:记者|通讯员|实习生)")


def _cut_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the words of a range stand; a role inside a word begins a new one."""
    out = []
    for match in _WORDS.finditer(text, start, end):
        cuts = [match.start(), *(m.start() for m in _ROLES_INSIDE.finditer(text, *match.span())), match.end()]
        out += [(low, high) for low, high in pairwise(cuts) if low < high]
    return out


def _blanked(text: str, start: int, end: int) -> str:
    """The text with what is said about people (brackets behind a name, telephone, the place of 台北报道) made blanks."""

    def blank(match: re.Match[str]) -> str:
        return " " * len(match.group())

    region = _DATELINE_END.sub(blank, text[start:end])
    if region.strip() and region.strip()[0] not in "(（":
        region = _NOTE.sub(blank, region)
    region = _LINK.sub("、", _CONTACT.sub(blank, region)).replace("--", "  ")
    return text[:start] + region + text[end:]


def _named(name: str, role: str, start: int, end: int | None = None, works: frozenset[Work] | None = None) -> Named:
    if works is None:
        works = works_of(role) if role else None
    return Named(name, role, works if works is not None else frozenset({"author"}), start, end or start + len(name))


# -- values of labels


def value_people(text: str, piece: Piece) -> list[Named]:
    """The people that the value of a label names; the label vouches for pen names, Latin names and collectives.

    >>> [named.name for piece in read_line("作者:Harry Chen") for named in value_people("作者:Harry Chen", piece)]
    ['Harry Chen']
    """
    works = _KINDS[piece.kind]
    if from_where := _FROM_WHERE.match(text, max(piece.start - 1, 0), piece.end):
        piece = replace(piece, start=from_where.end())
    found = _strict_value(text, piece, works)
    if found:
        return found
    out: list[Named] = []
    region = _blanked(text, piece.start, piece.end)
    handles = list(_HANDLE.finditer(region, piece.start, piece.end))
    if handles:
        return [Named(m["name"], piece.label, works, m.start("name"), m.end()) for m in handles]
    position = piece.start
    for cut in [*_HARD.finditer(region, piece.start, piece.end), None]:
        stop = cut.start() if cut is not None else piece.end
        out += _value_part(region, position, stop, piece.label, works)
        position = cut.end() if cut is not None else stop
    return out


_FROM_WHERE = re.compile(r"[(（\[【][\u4e00-\u9fff]{1,6}[)）\]】]\s?(?=[\u4e00-\u9fff]{2})")
"""From where an author is, in brackets before the name: (台湾)陶远舟."""


def _strict_value(text: str, piece: Piece, works: frozenset[Work]) -> list[Named]:
    """As the strict grammar has it, if it takes the value; a role inside the value decides over the label."""
    value = _DATELINE_END.sub(lambda match: " " * len(match.group()), text[piece.start : piece.end])
    if not value.strip():
        return []
    if "http" in value or "@" in value or _TWO_LATIN.search(value):
        return []
    if value[0] not in "(（":
        value = _NOTE.sub(lambda match: " " * len(match.group()), value)
    value = _CONTACT.sub(lambda match: " " * len(match.group()), value)
    found = read_credit("(编辑:" + value + ")")
    out = []
    for name in found:
        start = piece.start + name.start - 4
        if start < piece.start or is_nobody(name.name) or is_no_name(name.name):
            continue
        inner = None if name.role == "编辑" and not name.also else works_of(name.role, name.also)
        role = f"{'' if name.role == '编辑' else name.role} {name.also}".strip() or piece.label
        if inner and _PROFESSION.search(name.role) and not name.also:
            inner = None  # what one is says less than what the label says that was done
        mine = works if inner is None or not inner or not works else inner
        out.append(Named(name.name, role, mine, start, piece.start + name.end - 4))
    return out


_PROFESSION = re.compile("(?:记者|通讯员|实习生|评论员|观察员|特派员|信息员)\\Z")


def _value_part(text: str, start: int, end: int, label: str, works: frozenset[Work]) -> list[Named]:
    part = text[start:end]
    low = start + len(part) - len(part.lstrip(" ()（）[]【】:*<>"))
    part = part.strip(" ()（）[]【】:*<>")
    if not part or is_nobody(part):
        return []
    if _LATIN.fullmatch(part) or _COLLECTIVE.fullmatch(part):
        return [Named(part, label, works, low, low + len(part))]
    if " " in part:
        found = words_of(text, low, low + len(part))
        return [Named(n.name, n.role or label, n.works if n.role and n.works else works, n.start, n.end) for n in found]
    if glued := _ROLE_NAME.fullmatch(part):
        name = glued["name"]
        if is_person_name(name) or len(name) <= 3:
            role = works_of(glued["role"]) or works
            return [
                Named(name, glued["role"], role if works else works, low + glued.start("name"), low + glued.end("name"))
            ]
    if _ROLE_WORD.fullmatch(part):
        return []
    ended = _WORK_END.fullmatch(part)
    if ended is not None and is_person_name(ended["name"]) and len(part) > 3:
        return [Named(ended["name"], label, works_of(ended["work"]) or works, low, low + len(ended["name"]))]
    if size := _affiliated(part):
        return [Named(part[:size], label, works, low, low + size)]
    return _named_alone(part, low, label, works)


def _affiliated(part: str) -> int:
    """How long the name is that opens a word and has an office or an organization glued behind it; 0 for none."""
    for size in (3, 2, 4):
        rest = part[size:]
        if rest and is_person_name(part[:size]) and (_TITLED.fullmatch(rest) or (len(rest) > 5 and is_office(rest))):
            return size
    return 0


def _placed(part: str) -> int:
    """How long the place is that stands before a name, as letters to the editor have it: 马来西亚方世达; 0 for none."""
    for size in (4, 3, 2):
        name = part[size:]
        if len(name) >= 2 and part[:size] in words("from") and is_person_name(name) and not is_person_name(part):
            return size
    return 0


def _named_alone(part: str, low: int, label: str, works: frozenset[Work]) -> list[Named]:
    """A word that a label says is a name: a person's, a pen name, the name of an office."""
    called = _CALLED.fullmatch(part)
    if called is not None and is_person_name(called["name"]):
        part = called["name"]
    placed = _placed(part)
    part, low = part[placed:], low + placed
    person = is_person_name(part)
    if not person and (_POST.search(part) or not _PEN.fullmatch(part) or _is_label(part)):
        return []
    return [Named(part, label, works, low, low + len(part), person or not (is_office(part) or is_outlet(part)))]


# -- whole lines


def line_people(text: str) -> list[Named]:
    """The people of a line that credits people; ``text`` is folded and simplified.

    >>> [(named.name, sorted(named.works)) for named in line_people("文/陶远舟 图/温若溪")]
    [('陶远舟', ['author']), ('温若溪', ['photographer'])]
    """
    text = text[:LONGEST]
    masked = mask(text)
    cut = _DATELINE_END.search(masked)
    if cut is not None:
        masked = masked[: cut.start()] + " " * (cut.end() - cut.start()) + masked[cut.end() :]
    masked = _CODE.sub(lambda match: " " * len(match.group()), masked)
    if apart := _works_in_brackets(masked):
        return apart
    plainly = "http" not in masked and _TWO_LATIN.search(masked) is None
    if plainly and not any(piece.kind == "both" for piece in read_line(text)) and (found := strict(masked)):
        persons = [named for named in found if not _COLLECTIVE.fullmatch(named.name)]
        return persons or found
    if wire := wire_reporter(masked):
        return [wire]
    if told := _told_apart(masked):
        return told
    if (office := _OFFICE.fullmatch(masked)) and is_person_name(office["name"]):
        author: frozenset[Work] = frozenset({"author"})
        return [Named("".join(office["name"].split()), office["office"].strip(), author, *office.span("name"))]
    if alone := _one_alone(text, masked):
        return [alone]
    if paired := _paired(masked):
        return paired
    out: list[Named] = []
    for piece in read_line(text):
        if piece.kind in PEOPLE and piece.start < piece.end:
            out += value_people(masked, piece)
        elif piece.kind == "words":
            out += strict(masked, piece.start, piece.end) or words_of(masked, piece.start, piece.end)
    return out


_LETTER = re.compile(r"[(（]\s?[\u4e00-\u9fff]{2,3}/(?P<name>[\u4e00-\u9fff]{2,4})\s?[)）]")
"""Who wrote a letter to the editor, and from where: (江西/陶远舟)."""
_SINGLES = re.compile(r"\W{0,3}[\u4e00-\u9fff](?:\s{1,3}[\u4e00-\u9fff]){3}(?:(?:\s{1,3}[\u4e00-\u9fff]){2})?\W{0,3}")


def _paired(text: str) -> list[Named]:
    """Two or three people whose names of two letters are spread out: 江 楠 卞 卉.

    >>> [named.name for named in _paired("江 楠 卞 卉")]
    ['江楠', '卞卉']
    """
    if _SINGLES.fullmatch(text) is None:
        return []
    places = [match.start() for match in re.finditer("[\u4e00-\u9fff]", text)]
    pairs = list(zip(places[::2], places[1::2], strict=True))
    if not all(is_person_name(text[low] + text[high]) for low, high in pairs):
        return []
    return [Named(text[low] + text[high], "", frozenset({"author"}), low, high + 1) for low, high in pairs]


def _one_alone(text: str, masked: str) -> Named | None:
    """The person of a line that is a name, what its bearer is called, or the sign of who wrote before a pen name."""
    called = _CALLED.fullmatch(masked.strip())
    if called is not None and is_person_name(called["name"]):
        start = masked.index(called["name"])
        return Named(called["name"], "", frozenset({"author"}), start, start + len(called["name"]))
    if (pen := _SIGNED.fullmatch(text)) is not None and not is_no_name(pen["name"]):
        return Named(pen["name"], "", frozenset({"author"}), *pen.span("name"), is_person_name(pen["name"]))
    if (letter := _LETTER.fullmatch(masked)) is not None and is_person_name(letter["name"]):
        return Named(letter["name"], "", frozenset({"author"}), *letter.span("name"))
    dotted = "·" in masked and " " in masked.strip()  # several, or one with its role
    if not dotted and is_person_name(masked) and not is_no_name("".join(masked.split())):
        start = len(masked) - len(masked.lstrip())
        return Named("".join(masked.split()), "", frozenset({"author"}), start, len(masked.rstrip()))
    return None


_SIGNED = re.compile(r"\s*[☉⊙◎◉]\s?(?P<name>[\u4e00-\u9fff]{2,5})\s*")
"""The sign that papers of Taiwan set before the name of who wrote, pen names too: ☉老柯."""
_WORK_IN_BRACKETS = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4})\s?[(（](?P<work>文/?图|图/?文|文字?|图片?|摄影?|撰文)[)）]"
)
_BODY_AND_NAME = re.compile(
    r"\W{0,2}[\u4e00-\u9fff]{2,10}[组处系所室馆科部局会][‧・·]\s?(?P<name>[\u4e00-\u9fff]{2,4})\W{0,2}"
)


def _works_in_brackets(text: str) -> list[Named]:
    """The people of a line that sets each one's work in brackets behind the name.

    >>> [(named.name, sorted(named.works)) for named in _works_in_brackets("青禾报记者 陶远舟(文) 温若溪(图)")]
    [('陶远舟', ['author']), ('温若溪', ['photographer'])]
    """
    others = _WORDS.findall(_WORK_IN_BRACKETS.sub(" ", text))
    if any(is_person_name(word.strip(_EDGES)) for word in others):
        return []
    return [
        Named(match["name"], match["work"], works_of(match["work"]) or frozenset({"author"}), *match.span("name"))
        for match in _WORK_IN_BRACKETS.finditer(text)
        if is_person_name(match["name"])
    ]


def _told_apart(text: str) -> list[Named]:
    """The people of a line that has their office or outlet in front: 典阅组‧陶远舟, 青禾新闻陶远舟石桥报导."""
    behind = _BODY_AND_NAME.fullmatch(text)
    if behind is not None and is_person_name(behind["name"]):
        return [Named(behind["name"], "", frozenset({"author"}), *behind.span("name"))]
    start = len(text) - len(text.lstrip(" 【[(（〔"))
    return _outlet_names_place(text, start, len(text.rstrip(" 】])）〕")))


_BULLETED = re.compile(
    r"\s*[□■◎○●△▲◇◆☆★※◼◻☉◉⊙]\s*(?P<names>[\u4e00-\u9fff·]{2,8}(?:[\s、]{1,4}[\u4e00-\u9fff·]{2,8}){0,3})\s*"
)


def bulleted_names(text: str) -> list[Named]:
    """The people of a line that is a mark and names and nothing else, as newspapers set those who wrote.

    >>> [named.name for named in bulleted_names("□陶远舟 温若溪")], bulleted_names("■工作回顾")
    (['陶远舟', '温若溪'], [])
    """
    match = _BULLETED.fullmatch(text)
    if match is None:
        return []
    words = list(_WORDS.finditer(text, *match.span("names")))
    if not all(is_person_name(word.group()) and not is_no_name(word.group()) for word in words):
        return []
    return [Named(word.group(), "", frozenset({"author"}), *word.span()) for word in words]


def wire_reporter(text: str) -> Named | None:
    """The reporter of a dateline written in one word: 中央社记者王明台北21日电.

    >>> wire_reporter("(中央社记者王小明台北21日电)").name
    '王小明'
    """
    match = _WIRE.search(text) or _WIRE_BEHIND.search(text) or _WIRE_BARE.match(text)
    if match is None:
        return None
    run = match["run"]
    if (
        len(run) >= 5 and match.re is not _WIRE_BEHIND and is_person_name(run[:3])
    ):  # the place has two characters or more
        return Named(run[:3], "记者", frozenset({"author"}), match.start("run"), match.start("run") + 3)
    for size in (3, 2, 4):
        if len(run) - size >= 2 and is_person_name(run[:size]) and not is_person_name(run[size:]):
            return Named(run[:size], "记者", frozenset({"author"}), match.start("run"), match.start("run") + size)
    return None


# -- credits inside paragraphs and captions

_ENDING = re.compile(r"[(（【〔\[](?P<in>[^()（）【】〔〕\[\]]{2,60})[)）】〕\]][。.?]?\Z")
_OPENING = re.compile(
    r"\s*(?P<before>[^()（）【】〔〕\[\]。]{0,40}?)[(（【〔\[](?P<in>[^()（）【】〔〕\[\]]{2,60})[)）】〕\]]"
)
_TELLS = frozenset("讯电道息")
"""What the words before the bracket end with: 本报讯, 新华社电, 报道, 消息."""
_LAST_NAME = re.compile(r"(?<=[。”!?])\s{0,3}(?P<name>[\u4e00-\u9fff]{2,4})\Z")


def ending_credit(text: str) -> tuple[int, int, list[Named]] | None:
    """The bracket at the end of a text, if it credits people: where it begins and ends, and the people.

    >>> ending_credit("路通了。(县水利局 陶远舟)")[2][0].name, [one.name for one in ending_credit("茶香。(北市 陶远舟)")[2]]
    ('陶远舟', ['陶远舟'])
    """
    tail = text[-72:]
    match = _ENDING.search(tail)
    if match is None:
        return None
    shift = len(text) - len(tail)
    start, end = shift + match.start(), shift + match.end()
    inner = text[start:end]
    found = strict(text, start, end) or _office_and_name(text, start + 1, shift + match.end("in"))
    found = found or _names_alone(text, start + 1, shift + match.end("in"))
    found = found or _outlet_names_place(text, start + 1, shift + match.end("in"))
    if not found and re.search("记者|通讯员|作者|编译|撰|供稿|摄|文/|责编|编辑", inner):
        found = [n for n in line_people(inner.rstrip("。.?"))]
        found = [
            Named(n.name, n.role, n.works, n.start + start, n.end + start) for n in found if is_person_name(n.name)
        ]
    if len(found) > 1 and not any(one.role for one in found) and _is_place_and_people(found):
        found = found[1:]
    return (start, end, found) if found else None


def _is_place_and_people(found: Sequence[Named]) -> bool:
    """Whether the first of several names is that of a place, where the others live: 北市 陶远舟."""
    place, *people = [one.name for one in found]
    return place[-1] in "市县州乡镇区村岛港" and not is_person_name(place) and all(map(is_person_name, people))


def _office_and_name(text: str, start: int, end: int) -> list[Named]:
    words = list(_WORDS.finditer(text, start, end))
    if len(words) < 2 or not (is_office(words[0].group()) or is_outlet(words[0].group())):
        return []
    names = [word for word in words[1:] if is_person_name(word.group())]
    if len(names) != len(words) - 1:
        return []
    return [Named(w.group(), words[0].group(), frozenset({"author"}), w.start(), w.end()) for w in names]


_BROADCAST = re.compile(
    r"[\u4e00-\u9fffA-Z]{1,6}?(?:新闻网?|电视台?|电台|中心|[社报网台系所处组科院室])(?:记者|志工|义工|通讯员)?[\s/]?"
    r"(?P<names>[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){0,3})(?P<last>(?<=[\u4e00-\u9fff])[\u4e00-\u9fff]{0,3})(?:综合|采访)?报[导道]"
)


def _outlet_names_place(text: str, start: int, end: int) -> list[Named]:
    """Outlet, people and place in one word, as broadcasters of Taiwan close: 青禾新闻陶远舟、温若溪台北报导."""
    match = _BROADCAST.fullmatch(text, start, end)
    if match is None:
        return []
    found: list[Named] = []
    at, stop = match.start("names"), match.end("last")
    *others, last = text[at:stop].split("、")
    for name in others:
        found.append(Named(name, "", frozenset({"author"}), at, at + len(name)))
        at += len(name) + 1
    for size in (3, 2, 4):
        place = last[size:]
        sure = size == 3 and len(last) >= 5  # as in wire_reporter
        if is_person_name(last[:size]) and (not place or 2 <= len(place) <= 4) and (sure or not is_person_name(place)):
            found.append(Named(last[:size], "", frozenset({"author"}), at, at + size))
            return found if all(is_person_name(one.name) for one in found) else []
    return []


def _names_alone(text: str, start: int, end: int) -> list[Named]:
    """Two or three words of a bracket, all as long as a name and at least one of them the name of a person."""
    words = list(_WORDS.finditer(text, start, end))
    if not 2 <= len(words) <= 3 or not any(is_person_name(word.group()) for word in words):
        return []
    if not all(_SHORT_NAME.fullmatch(word.group()) and not is_no_name(word.group()) for word in words):
        return []
    if any(is_office(word.group()) or is_outlet(word.group()) for word in words):
        return []
    return [Named(w.group(), "", frozenset({"author"}), w.start(), w.end()) for w in words]


_SHORT_NAME = re.compile("[\u4e00-\u9fff]{2,3}")
_NAME_AND_PLACE = re.compile(r"[【〔]\s?(?P<name>[\u4e00-\u9fff]{3}) [\u4e00-\u9fff]{2,6}\s?[】〕]")
"""Who reports and from where, at the head of a text: 【陶远舟 青禾石桥】."""
_PLACED_END = re.compile(r"(?<=[\u4e00-\u9fff]{2})\s(?P<place>[\u4e00-\u9fff]{2,3})报道(?=[\s】〕)\]]|\Z)")


def _placed_end(text: str) -> re.Match[str] | None:
    """The place from which somebody reports, behind the name: 记者 陶远舟 潮州报道; None where it may be a name too."""
    match = _PLACED_END.search(text)
    return match if match is not None and not is_person_name(match["place"]) else None


def opening_credit(text: str) -> tuple[int, int, list[Named]] | None:
    """The bracket in the opening of a news paragraph, if it credits people.

    >>> opening_credit("青禾4月8日电(记者 陶远舟)大桥通车")[2][0].name
    '陶远舟'
    """
    head = text[:110].translate(SLASHES)
    if (reported := _REPORTED.match(head)) and is_person_name(reported["name"]):
        by = Named(reported["name"], "记者", frozenset({"author"}), *reported.span("name"))
        return reported.start(), reported.end(), [by]
    told = _TOLD.match(head)
    match = _OPENING.match(head, told.end() if told else 0)
    if match is None:
        return None
    start, end = match.start("in") - 1, match.end()
    if wire := wire_reporter(head[start:end]):
        return start, end, [Named(wire.name, wire.role, wire.works, wire.start + start, wire.end + start)]
    before = match["before"].strip(" |>")
    if before and before[-1] not in _TELLS:
        return None
    if (
        not before
        and not re.search("记者|通讯员|特派|特约", match["in"])
        and not _NAME_AND_PLACE.match(head[start:end])
    ):
        return None
    bracket = head[start:end]
    if (alone := _NAME_AND_PLACE.fullmatch(bracket)) and is_person_name(alone["name"]):
        who = Named(alone["name"], "", frozenset({"author"}), start + alone.start("name"), start + alone.end("name"))
        return start, end, [who]
    cut = _DATELINE_END.search(bracket) or _placed_end(bracket)
    if cut is not None:
        bracket = bracket[: cut.start()] + " " * (cut.end() - cut.start()) + bracket[cut.end() :]
    found = strict(bracket)
    if not found and re.search("记者|通讯员", bracket):
        found = [named for named in words_of(bracket, 1, len(bracket) - 1) if named.role]
    moved = [Named(n.name, n.role, n.works, n.start + start, n.end + start) for n in found]
    return (start, end, moved) if moved else None


def last_name(text: str) -> Named | None:
    """A name alone behind the last sentence of an article, without brackets."""
    match = _LAST_NAME.search(text[-12:])
    if match is None or not is_person_name(match["name"]):
        return None
    start = len(text) - len(match["name"])
    return Named(match["name"], "", frozenset({"author"}), start, len(text))
