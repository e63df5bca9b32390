"""One line of publication facts cut into pieces: labels with their values, dates, and what stands there without a label.

Nothing is matched as a whole line. Marks of markup, quotation marks of records (``"date": "2020-01-01"``) and bullets
count as blanks; a label is known by the colon behind it, wherever in the line it stands, so that glued pairs come apart
(``来源:青禾日报作者:陶远舟``); some labels need no colon in front of the right thing (``发布于 2023-09-19``,
``转自青禾日报``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ...text.values import value
from .lexicon import LabelWord, is_office, is_outlet, label_word, labels, words
from .times import LONGEST, Found, dates_in, lone_date, month_in

PEOPLE = frozenset({"author", "picture", "both", "editor", "nobody"})
DATES = frozenset({"published", "date", "updated", "created", "composed", "issued", "event"})
SOURCES = frozenset({"source", "poster", "issuer", "bureau"})


@value(frozen=True, slots=True)
class Piece:
    """A part of a line. ``start == end``: a label without a value.

    ``kind`` is that of the label, ``"day"`` for a date and ``"words"`` for anything else without a label. ``at`` is
    where the label begins and ``label`` how it reads (blanks taken out). ``when`` is the first date of the value.
    """

    kind: str
    start: int
    end: int
    at: int
    label: str = ""
    field: str = ""
    when: Found | None = None


_LITERAL = re.compile(r"\\u3000|\\[ntr]|&nbsp;?|&emsp;?")
_LINK = re.compile(r"\[([^\[\]]{1,60})\](\([^()\s]{0,400}\)|\[[^\[\]]{0,20}\])")
_MARK = re.compile(
    r"\A[\s>]*(?:#{1,6}(?=\s)|[-*+](?=\s)|[•·●■⊙☉◉◆◎○□▲▼★☆※♦◇►▶]+)|\*\*|__|\[\[|\]\]|[`\"'{}*⊙■]|\[[a-z_]{3,30}\]",
    re.IGNORECASE,
)
_WORK_SIGN = re.compile(
    r"(?P<work>(?:\A|(?<=[\s|/()（）【】、,;]))(?:撰文|文字|图文|文|图片|图|摄影|采写|采访|整理|译|口述|编译|编辑)"
    r"|(?<=[\u4e00-\u9fff]{2})(?:摄影|图片?)(?=\s?[‧・◎◇]))(?P<gap>\s?)[‧・·◎◇☉˙](?=\s?[\u4e00-\u9fffA-Za-z])"
)
"""A mark other than a slash between the word for a work and who did it: 文‧陶远舟."""
_WORK_DOT = re.compile(r"(?P<work>\W{0,2}(?:撰文|文字|图文|文|图片|图|摄影|采访|整理))\.(?=\s?[\u4e00-\u9fff]{2})")
"""A full stop there, at the head of a line: 文.陶远舟."""
_LABEL_SIGN = re.compile(r"(?<=来源)[‧・](?=\s?[\u4e00-\u9fff])")
"""A mark other than a colon behind a label: 资料来源‧青禾县水利局."""
SLASHES = str.maketrans("╱∕⁄│┃‖", "///|||")
_PLACE_SIGN = re.compile(r"(?<=[\u4e00-\u9fff]{2})[◎‧・](?=[\u4e00-\u9fff]{2,4}报导)")
"""A mark other than a slash in front of the place of a report: 记者陶远舟◎石桥报导."""
_MASKED = re.compile(r"[‧・◎◇☉◉╱∕⁄│┃‖˙\\\[*_`\"'{}#•·●■⊙◆◎○□▲▼★☆※♦◇►▶+-]|&nbsp|&emsp")


@lru_cache(maxsize=256)
def mask(text: str) -> str:
    """The text, as long as before, with markup, straight quotation marks and leading bullets made blanks.

    >>> mask('**来源:** [青禾日报](http://a.cn)').split()
    ['来源:', '青禾日报']
    """
    if (dotted := _WORK_DOT.match(text)) is not None:
        text = f"{dotted['work']}/{text[dotted.end() :]}"
    if _MASKED.search(text) is None:
        return text
    text = _PLACE_SIGN.sub("/", _LABEL_SIGN.sub(":", text.translate(SLASHES)))
    if _WORK_SIGN.search(text):
        text = _WORK_SIGN.sub(lambda match: match["work"] + match["gap"] + "/", text)
    text = _LITERAL.sub(lambda match: " " * len(match.group()), text)
    if "](" in text or "][" in text:
        text = _LINK.sub(lambda match: f" {match[1]} " + " " * len(match[2]), text)
    return _MARK.sub(lambda match: " " * len(match.group()), text)


# -- labels

_REACH = 12
"""The letters of the longest label in Chinese; labels in Latin letters are words of their own."""
_BEFORE = re.compile(r"[\s|;,。、(（【〔\[\]】)）/>—•·●:\-丨∣!?]")
_LATIN = re.compile(r"[a-z][a-z_:&-]{0,29}\Z")
_HAN = re.compile("[\u4e00-\u9fff]")
_VERBS = frozenset(
    [
        "转自",
        "出自",
        "转载自",
        "本文转自",
        "摘自",
        "摘编自",
        "选自",
        "引自",
        "录自",
        "节选自",
        "载自",
        "原载",
        "原载于",
        "原刊",
        "原刊于",
        "载于",
        "首发于",
        "本文首发于",
        "来源于",
        "本文来源于",
        "来源自",
        "原文来自",
        "分类于",
    ]
)
_OWN = re.compile("本条目|本[文篇帖]|[此该全]文")
_OPENS_DATE = re.compile(
    r"\s{0,3}(?:\(?(?:[12]\d{3}|民国|[一二]\S{3}年|\d{1,2}[-月/]|\d{2,3}年)|(?:(?:(?:mon|tue|wed|thu|fri|sat|sun) )?[jfmasond][a-z]{2,8} \d))"
)
_WORD = re.compile(r"[^\s|;,。()（）【】\[\]/>:]+")
_SIGN = re.compile("[/丨|∣]")


@value(frozen=True, slots=True)
class _Hit:
    at: int
    end: int
    value: int
    word: LabelWord
    label: str


def _label_before(text: str, end: int) -> _Hit | None:
    """The label that ends at ``end``, the longest one that is known and does not begin in the middle of a word."""
    known = labels()
    latin = _LATIN.search(text[max(0, end - 30) : end].rstrip())
    if latin is not None:
        stop = len(text[:end].rstrip())
        word = known.get(latin.group())
        at = stop - len(latin.group())
        return (
            _Hit(at, stop, end, word, latin.group()) if word is not None and not text[at - 1 : at].isalnum() else None
        )
    best: _Hit | None = None
    compact = ""
    position = end
    blanks = 0
    while position > 0 and len(compact) < _REACH:
        position -= 1
        character = text[position]
        if character.isspace():
            blanks += 1
            if blanks > 3 or len(compact) > 4:
                break
            continue
        blanks = 0
        if character in ":。;|【(（":
            break
        compact = character + compact
        word = known.get(compact)
        if word is not None:
            best = _Hit(position, end, end, word, compact)
    if best is None or best.at == 0 or _BEFORE.match(text[best.at - 1]) or not _HAN.match(text[best.at - 1]):
        return best
    return _glued(text, best)


_PAGE = re.compile("第?[一二三四五六七八九十]{1,3}版|[本该]版")


def _glued(text: str, hit: _Hit) -> _Hit | None:
    """A label that follows a Chinese character: the end of the value before it, or the end of an unknown label."""
    run = hit.at
    while run > 0 and _HAN.match(text[run - 1]):
        run -= 1
    if _PAGE.fullmatch(text, run, hit.at):
        return _Hit(run, hit.end, hit.value, hit.word, text[run : hit.end])
    valued = run > 0 and text[:run].rstrip()[-1:] == ":"
    open_ended = hit.label in ("时间", "日期")  # of what: 截稿时间, 开幕日期
    if len(hit.label) >= 2 and (valued or text[run - 1 : run] == "日" or (hit.at - run >= 3 and not open_ended)):
        return hit
    return _Hit(run, hit.end, hit.value, _unknown(text[run : hit.end]), text[run : hit.end])


def _unknown(label: str) -> LabelWord:
    """What a label says that the table does not have: what its parts say, or nothing."""
    return label_word(label) or LabelWord("unknown", "other")


def _colon_hits(text: str) -> list[_Hit]:
    hits: list[_Hit] = []
    for match in re.finditer(r"\s{0,3}[】\])]?\s?:", text):
        hit = _label_before(text, match.start())
        if hit is not None:
            hits.append(_Hit(hit.at, hit.end, match.end(), hit.word, hit.label))
        elif (unknown := _UNKNOWN.search(text, max(0, match.start() - 8), match.start())) is not None:
            word = _unknown(unknown["w"])
            hits.append(_Hit(unknown.start("w"), match.start(), match.end(), word, unknown["w"]))
    for match in re.finditer(r"(?<=[\u4e00-\u9fff])\s?[/丨|∣]", text):
        hit = _label_before(text, match.start())
        barred = text[match.end() - 1] != "/" and not _opens_label(text, match.end())
        if hit is None or not (hit.word.kind in PEOPLE or (hit.word.kind in SOURCES and barred)):
            continue
        if _WORK_NEXT.match(text, match.end()):
            continue
        opens = (
            hit.at == 0
            or len(hit.label) >= 2
            or not text[: hit.at].strip(" (（[【〔")
            or text[hit.at - 1] in " |/丨、;,"
        )
        closes = len(hit.label) == 1 and text[: hit.at].rstrip()[-1:] == "/"
        if opens and not closes and text[match.end() : match.end() + 6].strip():
            hits.append(_Hit(hit.at, hit.end, match.end(), hit.word, hit.label))
    return hits


def _opens_label(text: str, start: int) -> bool:
    """Whether the word at ``start`` is a label itself, as in a row of them: 来源 | 作者 | 时间."""
    word = _WORD.search(text, start)
    return word is not None and word.group() in labels()


_WORK_NEXT = re.compile(r"\s?(?:文字?|图片?|摄影?|视频|绘|撰文)(?=[\s)）】\]/]|\Z)")
_WORKS = re.compile(
    r"(?:(?<=[\s(（【\[|])|\A)(?:文字?|图片?|摄影?|撰文)[/、&·.‧・](?:文字?|图片?|摄影?|撰文)(?=\s{1,4}[\u4e00-\u9fff]{2})"
)
_WIDE_LABEL = re.compile(
    r"\A(?P<label>(?:时|地|主|列|出|请|缺|记|纪)\s+(?:间|点|席|假|录)|秘书长|时间|地点)\s{1,8}(?=\S)(?![12]\d{3}[-/.年]|(?:mon|tue|wed|thu|fri|sat|sun) )"
)
"""The record header of minutes, set off by blanks: the time is that of the meeting."""
_BOXED = re.compile(r"[【\[](?P<label>[\u4e00-\u9fff ]{2,8})[】\]](?=\s?[^\s:])")
_UNKNOWN = re.compile(r"(?:(?<=[\s)\]】|;,。、])|\A)(?P<w>[\u4e00-\u9fffa-z]{2,7})\Z", re.IGNORECASE)
"""A label that the lexicon does not know ends a value too."""


def _bare_hits(text: str) -> list[_Hit]:
    """Labels without a colon, where what follows leaves no doubt."""
    known = labels()
    hits = []
    for boxed in _BOXED.finditer(text):
        said = known.get(boxed["label"].replace(" ", ""))
        if said is not None:
            hits.append(_Hit(boxed.start("label"), boxed.end("label"), boxed.end(), said, boxed["label"]))
    wide = _WIDE_LABEL.match(text)
    if wide is not None and (said := known.get(re.sub(r"\s", "", wide["label"]))) is not None:
        meant = LabelWord("event", "date") if said.kind == "date" else said
        hits.append(_Hit(wide.start("label"), wide.end("label"), wide.end(), meant, re.sub(r"\s", "", wide["label"])))
    alone = text.strip(_EDGE)
    if 2 <= len(alone) <= 8 and (said := known.get(alone.replace(" ", ""))) and said.kind in SOURCES | DATES | PEOPLE:
        at = text.index(alone)
        hits.append(_Hit(at, at + len(alone), len(text), said, alone))
    for works in _WORKS.finditer(text):
        hits.append(_Hit(works.start(), works.end(), works.end(), LabelWord("both", "author"), works.group()))
    for match in _WORD.finditer(text):
        word = match.group()
        said_of = _OWN.match(word)
        own = said_of.end() if said_of else 0
        word = word[own:]
        for size in range(min(len(word), 8), 0, -1):
            label = word[:size]
            bare = known.get(label)
            if bare is None or not _HAN.match(label):
                continue
            end = match.start() + own + size
            if _stands_bare(text, label, bare, end, size == len(word)):
                hits.append(_Hit(match.start() + own, end, end, bare, label))
                break
    return hits


def _stands_bare(text: str, label: str, said: LabelWord, end: int, alone: bool) -> bool:
    if said.kind in DATES:
        return len(label) >= 2 and _OPENS_DATE.match(text, end) is not None
    if label in _VERBS:
        return len(text) - end >= 2
    blank = re.match(r"\s{1,4}(?=[\u4e00-\u9fffA-Za-z《“])", text[end:])
    if not alone or blank is None or text[end - len(label) - 1 : end - len(label)] == "/":
        return False
    return said.kind in ("source", "author", "editor", "picture", "both", "nobody") and label not in (
        "转载",
        "发布",
        "源",
    )


@lru_cache(maxsize=2048)
def read_line(text: str, roc: bool = False) -> tuple[Piece, ...]:
    """The pieces of a line, in order. ``text`` is folded and simplified; offsets are indexes of it.

    What reads a block, an article and the page asks for the same line: the last ones are known.

    >>> line = "来源:青禾日报2023-09-19作者:陶远舟"
    >>> [(piece.kind, line[piece.start:piece.end]) for piece in read_line(line)]
    [('source', '青禾日报'), ('day', '2023-09-19'), ('author', '陶远舟')]
    """
    masked = mask(text[:LONGEST])
    lowered = masked.lower() if len(masked.lower()) == len(masked) else masked
    days = dates_in(masked, roc=roc)
    if not days and (month := month_in(masked)) is not None:
        days = [month]
    found = _without_closing(masked, _hits(lowered), days)
    pieces: list[Piece] = []
    first = found[0].at if found else len(masked)
    pieces += _loose(masked, 0, first, days)
    for place, hit in enumerate(found):
        stop = found[place + 1].at if place + 1 < len(found) else len(masked)
        pieces += _valued(masked, hit, stop, days)
    return tuple(_behind_date(pieces))


def _behind_date(pieces: list[Piece]) -> list[Piece]:
    """``原载1928年11月25日《文学周报》``: the value of the label stands behind the date."""
    for place in range(len(pieces) - 2):
        said, day, value = pieces[place : place + 3]
        if said.kind == "source" and said.start == said.end and day.kind == "day" and value.kind == "words":
            pieces[place + 2] = Piece("source", value.start, value.end, value.start, said.label, said.field)
            del pieces[place]
            break
    return pieces


def _without_closing(text: str, hits: list[_Hit], days: list[Found]) -> list[_Hit]:
    """The labels without those that close dates instead of opening them: ``2021-03-04 发布 2021-03-05 更新``."""
    bare = [hit for hit in hits if hit.word.kind in DATES and hit.end == hit.value]
    if not bare or not days:
        return hits
    behind = all(any(not text[day.end : hit.at].strip() for day in days if day.end <= hit.at) for hit in bare)
    after = text[days[-1].end :].split()
    closed = bare[-1].at > days[-1].start or (after and after[0] in labels() and labels()[after[0]].kind in DATES)
    return [hit for hit in hits if hit not in bare] if behind and closed else hits


def _hits(lowered: str) -> list[_Hit]:
    hits = _colon_hits(lowered) if ":" in lowered or _SIGN.search(lowered) else []
    taken = [(hit.at, hit.value) for hit in hits]
    for hit in _bare_hits(lowered):
        if not any(low < hit.end and hit.at < high for low, high in taken):
            hits.append(hit)
    hits.sort(key=lambda hit: (hit.at, -hit.end))
    out: list[_Hit] = []
    for hit in hits:
        if not out or hit.at >= out[-1].value:
            out.append(hit)
    return out


_EDGE = " \t\u00a0\u200b•·●■◆|;,，。、()（）【】[]〔〕-—–/>丨∣~_:?"
_WIDE = re.compile(r"\s{2,}|[,，](?=\S)|\t|\s?[|丨∣]\s?|[;；]|\s[-—–]{1,2}\s|(?<=\S)[【\[]")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        closer = text[end - 1]
        if closer in ")）】" and {")": "(", "）": "（", "】": "【"}[closer] in text[start : end - 1]:
            break
        end -= 1
    return start, end


def _valued(text: str, hit: _Hit, stop: int, days: list[Found]) -> list[Piece]:
    """The piece of a label and what is left behind its value."""
    kind, field = hit.word
    mine = [day for day in days if day.start >= hit.value and day.end <= stop]
    end = stop
    when: Found | None = None
    if kind in DATES or kind == "index":
        if mine and not text[hit.value : mine[0].start].strip(_EDGE):
            when, end = mine[0], mine[0].end
        elif kind in DATES and (lone := lone_date(text[hit.value : stop], labelled=True)):
            when, end = Found(lone.start + hit.value, lone.end + hit.value, lone.when), stop
        elif kind in DATES and mine:
            when, end = mine[0], mine[0].end
    elif kind in PEOPLE or kind in SOURCES:
        end = min([end, *(day.start for day in mine if len(day.when) > 5)])
        end = end - 1 if kind in SOURCES and end < stop and text[hit.value : end].endswith("于") else end
    if mine and (kind == "unknown" or (kind == "other" and _COUNT.fullmatch(text, hit.value, mine[0].start))):
        end = mine[0].start
    if kind in SOURCES or kind in ("category", "number", "keywords"):
        start = hit.value + len(text[hit.value : end]) - len(text[hit.value : end].lstrip(_EDGE))
        apart = _APART.match(text, start, end)
        wide = _WIDE.search(text, apart.end() if apart else start, end)
        end = wide.start() if wide else end
        if kind in SOURCES:
            end = _without_tools(text, start, end)
            supplied = _SUPPLIED.search(text, start, end)
            end = supplied.start() if supplied and supplied.start() > start + 1 else end
    start, value_end = _trim(text, hit.value, end)
    piece = Piece(kind, start, max(start, value_end), hit.at, hit.label, field, when)
    rest = _loose(text, end, stop, days) if end < stop else []
    return [piece, *rest]


_APART = re.compile(r"\s*+(?:[\u4e00-\u9fff]\s{1,3}){2,20}[\u4e00-\u9fff](?![\u4e00-\u9fff])")
"""A name whose letters stand apart: 青 禾 日 报."""
_SUPPLIED = re.compile(r"供稿?\Z|供稿?(?=[)）】])")
_COUNT = re.compile(r"\s*+[\d,.万+]*+\s*+(?:次|人|条|阅读|个)?+\s*+\W?\s*+")


def _without_tools(text: str, start: int, end: int) -> int:
    """The end of a value before the tools of a page that stand behind it: 打印 字号 举报."""
    pieces = list(re.finditer(r"\S+", text[start:end]))
    while len(pieces) > 1 and (
        pieces[-1].group().strip(_EDGE).lower() in words("tool") or pieces[-1].group().isdigit()
    ):
        pieces.pop()
    return start + pieces[-1].end() if pieces else end


def _loose(text: str, start: int, end: int, days: list[Found]) -> list[Piece]:
    """What stands in a range without a label: its dates and the words between them."""
    pieces: list[Piece] = []
    position = start
    inside = [day for day in days if day.start >= start and day.end <= end]
    if not inside and (lone := lone_date(text[start:end])):
        inside = [Found(lone.start + start, lone.end + start, lone.when)]
    for day in [*inside, Found(end, end, "")]:
        low, high = _trim(text, position, day.start)
        if low < high:
            pieces.append(Piece("words", low, high, low))
        if day.when:
            pieces.append(Piece("day", day.start, day.end, day.start, when=day))
        position = day.end
    return pieces


def shape_of(text: str) -> tuple[str, ...]:
    """What stands in a line, as evidence for what the line is: the kinds of its pieces in order, each named once.

    A label without a value is ``kind:empty``; words without a label are ``words:outlet``, ``words:office`` or
    ``words``. ``text`` is folded and simplified.

    >>> shape_of("2023-09-19 青禾日报 作者:")
    ('day', 'words:outlet', 'author:empty')
    """
    out: list[str] = []
    for piece in read_line(text):
        name = piece.kind
        if piece.kind == "words":
            words_ = text[piece.start : piece.end]
            name = "words:outlet" if is_outlet(words_) else "words:office" if is_office(words_) else "words"
        elif piece.start == piece.end:
            name = f"{piece.kind}:empty"
        if name not in out:
            out.append(name)
    return tuple(out)


def is_stamp(pieces: Sequence[Piece]) -> bool:
    """Whether a line is one full date with its time and nothing else."""
    return len(pieces) == 1 and pieces[0].when is not None and len(pieces[0].when.when) >= 16
