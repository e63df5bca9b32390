"""Credits of people: ``(本报记者 张三 通讯员李四 摄)`` to names with their roles.

A lexer, not one regex: role words, one-letter works (文 图 摄) beside a slash or
at an end, runs of Han characters, single characters spaced out to fill a column,
the organisation in front of a role. A text is a credit only if everything in it
is a name, a role or punctuation; otherwise nothing is read out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Literal

from tei_tools.text.source import fold
from tei_tools.text.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, NOT_NAMES, SOMETIMES_NAMES, SURNAMES

from .values import value


@value(frozen=True, slots=True)
class CreditName:
    """One person credited: the name without inner spaces, at ``[start, end)`` of the text read.

    ``role`` is the role as written in front of the name (organisation
    included) or, when there is none, the work named behind it; ``also`` is the
    work named behind a name that has a role in front.
    """

    name: str
    role: str
    also: str
    start: int
    end: int


RoleClass = Literal["author", "photographer", "editor"]


def read_credit(text: str) -> list[CreditName]:
    """The people a text credits, in order; empty when the text is anything else than a credit.

    Names without any role are believed only inside brackets, and only with a
    known surname.

    >>> [(p.name, p.role, p.also) for p in read_credit("(本报记者  刘岩松  通讯员  曾  强 摄)")]
    [('刘岩松', '本报记者', '摄'), ('曾强', '通讯员', '摄')]
    >>> read_credit("(此件公开发布)")
    []
    """
    parsed = _parse(text)
    return list(parsed[0]) if parsed else []


def is_credit(text: str) -> bool:
    """Whether a text holds nothing but names, roles and punctuation, at least one name or an explicit role.

    >>> is_credit("责编:李璞"), is_credit("(本报记者)"), is_credit("记者了解到,工程已完工")
    (True, True, False)
    """
    parsed = _parse(text)
    return parsed is not None and (bool(parsed[0]) or parsed[1])


def is_person_name(text: str) -> bool:
    """Whether a text looks like the name of one person, known surname or middle dots included.

    >>> is_person_name("欧阳修文"), is_person_name("张 三"), is_person_name("阿依古丽·买买提"), is_person_name("公章")
    (True, True, True, False)
    """
    return _is_person_name(text)


@lru_cache(maxsize=2048)
def _is_person_name(text: str) -> bool:
    name = _plain("".join(fold(text).split()))
    if _DOTTED_NAME.fullmatch(name):
        return True
    if not _HAN_RUN.fullmatch(name) or name in NOT_NAMES or _FUNCTION.search(name) or _ORG_END.search(name):
        return False
    if name[:2] in COMPOUND_SURNAMES:
        return 3 <= len(name) <= 4
    return 2 <= len(name) <= 3 and name[0] in SURNAMES


def _plain(text: str) -> str:
    """The text with Han characters of the rarer blocks made an ordinary one, so that patterns stay small."""
    return _RARE.sub("\u9fa5", text)


def role_class(role: str, also: str = "") -> frozenset[RoleClass]:
    """What a role makes of a person; empty when it says nothing of the three.

    A work named outright (摄, 文/图, 摄影报道) decides over the profession:
    ``记者 X 摄`` took the picture and wrote nothing.

    >>> sorted(role_class("记者", "摄")), sorted(role_class("文/图")), sorted(role_class("责任编辑"))
    (['photographer'], ['author', 'photographer'], ['editor'])
    """
    return _role_class(fold(role), fold(also))


@lru_cache(maxsize=1024)
def _role_class(role: str, also: str) -> frozenset[RoleClass]:
    if also:
        return _works(also) or _role_class(role, "")
    if _EDITOR.search(role) and not _NOT_EDITOR.search(role):
        return frozenset({"editor"})
    if works := _works(role):
        return works
    return frozenset({"author"}) if _AUTHOR_ROLE.search(role) else frozenset()


def _works(words: str) -> frozenset[RoleClass]:
    photographer: set[RoleClass] = {"photographer"} if _PHOTO.search(words) else set()
    author: set[RoleClass] = {"author"} if _TEXT_WORK.search(words) else set()
    return frozenset(photographer | author)


# -- vocabulary, both scripts; texts are folded

_H = "\u3400-\u4e27\u4e29-\u9fff"  # two ranges compile fast; U+4E28 is typed as a bar; see _plain for the rest
_RARE = re.compile("[\uf900-\ufaff\U00020000-\U0003ffff〇]")
_HAN_RUN = re.compile(f"[{_H}]+")
_DOTTED_NAME = re.compile(f"(?:[{_H}]{{1,8}}|[A-Z])(?:[·•・‧.][{_H}]{{1,9}}){{1,3}}")
_PROSE = re.compile("[的了是我你她它]")  # no credit holds these; it saves the lexer most lines
_FUNCTION = re.compile("[的了在是不我你他她它们這这那哪等吗嗎呢吧就都也很更最把被將将]")
_ORG_END = re.compile(
    "(?:[省市县縣镇鎮乡鄉村局厅廳委办辦院校所站厂廠店馆館队隊组組科处處社报報网網台臺部]|中心|公司|大学|"
    "大學|协会|協會|客户端|"
    "视频|視頻|新闻|新聞|在线|在線|媒体|媒體|日报|日報|晚报|晚報|晨报|晨報|频道|頻道|杂志|雜誌)\\Z"
)
_AGENCY = re.compile(f"[{_H}]{{2,8}}[社网網报報][发發]")  # 新华社发(张三 摄)

_PERSON = (
    "记者|記者|通[讯訊][员員]|实习生|實習生|[评評][论論][员員]|撰稿人|信息[员員]|[报報][道導导][员員]|特派[员員]|"
    "[观觀]察[员員]|宣[传傳][员員]|[摄攝]影[师師]|主[笔筆]"
)
_PERSON_CORE = re.compile(_PERSON)
_QUALIFIER = re.compile(
    "(?:本[报報网網刊台臺社站]|[实實][习習]|[见見][习習]|首席|特[约約派]|高[级級]|[资資]深|全媒[体體]?|"
    "融媒[体體]?|新媒[体體]|"
    "[摄攝]影|文字|[图圖]片|[视視][频頻]|[摄攝]像|[驻駐][地站]?|前方|一[线線]|随[军軍行]|校[园園]){1,8}\\Z"
)
_ONE = "文图圖摄攝绘繪"
_WORK = (
    "[摄攝]影[报報][道導导]|[图圖]文[报報][道導导]|[摄攝]影|拍[摄攝]|翻[摄攝]|航拍|[摄攝]像|文[图圖]|"
    "[图圖]文|文[并並][图圖摄攝]|"
    "[绘繪][图圖制製]?|[制製][图圖]|漫[画畫]|插[画畫]|供[图圖]|供稿|提供|[报報][道導导]|撰稿|撰文|"
    "[采採][写寫访訪]|整理|[编編][译譯]|"
    f"[执執][笔筆]|文字|[图圖]片|[视視][频頻]|[{_ONE}著]"
)
_COMBO = re.compile(
    f"(?:{_WORK})(?: ?[/、&+] ?(?:{_WORK})|(?<!著)[和与與及并並](?:{_WORK}))+(?![{_H}])",
)
_WORK_ONLY = re.compile(_WORK)
_WORK_TAIL = re.compile(f"(?:{_WORK.rsplit('|', 1)[0]}|摄|攝)\\Z")
_LABEL = (
    "[责責][编編]|[责責]任[编編][辑輯审審]|[编編][辑輯审審委]|[编編]|校[对對]|校[审審][签簽]?|"
    "[审審][核校读讀阅閱签簽稿定]|核稿|"
    "[一二三初复複覆终終][审審校核]|[一二三][审審][一二三]校|[监監][制製]|[总總][监監][制製]|策[划劃]|"
    "[统統][筹籌]|出品|主[编編]|[总總][编編][辑輯]?|值班主任|"
    "[译譯][者文]|美[编編]|美[术術][编編][辑輯]|版[式面](?:[设設][计計])?|排版|[设設][计計]|制作|製作|剪[辑輯]|海[报報]|配音|播音|主播|"
    "主持|出[镜鏡]|[录錄]入|上[传傳]|"
    "[发發]布|投稿|[来來]稿|作者|原作者|特[约約]撰稿|[签簽][发發]|指[导導]老[师師]|翻[译譯]|口述|"
    "[讲講]述|文案|[组組]稿|"
    f"通[联聯]|供稿|供[图圖]|撰稿|撰文|[执執][笔筆]|[摄攝]影|[摄攝]像|拍[摄攝]|[图圖]片|文字|"
    f"[报報][道導导]|[采採][写寫访訪]|整理|"
    f"[编編][译譯]|文[图圖]|[图圖]文|[绘繪][图圖制製]|[制製][图圖]|漫[画畫]|插[画畫]|[视視][频頻]|{_PERSON}"
)
_LABEL_PREFIX = (
    "(?:本[版报報期刊文社网網台]|值班|[责責]任|[执執]行|特[约約]|[网網][络絡]|新媒[体體]|微信|[图圖]文|"
    "[视視][觉覺频頻]|[栏欄]目|文字|[图圖]片|[联聯]合|"
    "首席|[实實][习習]|[见見][习習]|高[级級]|[资資]深|[总總]|副|前方|后方|技[术術]|[内內]容|全媒[体體]?|"
    "融媒[体體]?|稿件|新[闻聞]|原文?|第一|"
    "版面|[当當]班|今日)*"
)
_LABEL_WORD = re.compile(f"{_LABEL_PREFIX}(?:{_LABEL})[人者员員]?(?:[一二三][校审審])?")
_LABEL_BEFORE_NAME = re.compile(f"{_LABEL_PREFIX}(?:{_LABEL})")
_WEAK_LABEL = re.compile(
    "(?:[报報][道導导]|[图圖]片|文字|[视視][频頻]|[发發]布|"
    "上[传傳]|[设設][计計]|制作|製作|整理|[采採][写寫访訪]|翻[译譯])\\Z"
)
_ONE_LABEL = re.compile(f"[{_ONE}]")
_NO_ONE = frozenset(
    ["未知", "佚名", "匿名", "不详", "不詳", "无", "無", "暂无", "暫無", "管理员", "管理員", "网络", "網絡", "本站",
     "原创", "原創", "admin", "Admin", "null", "None"]
)  # fmt: skip
_MEDIA = re.compile("(?:[日晚早晨时時]?[报報]|[网網]|社|[电電][视視]台|[杂雜][志誌]|新[闻聞]|在[线線]|客[户戶]端)\\Z")
_PICTURE_SOURCE = re.compile("(?:[图圖]片|[封]面[图圖]?|稿件|文章)[来來]源|作者[单單]位|作者[系為为]")

_COLLECTIVE = re.compile(
    f"[{_H}]{{1,12}}(?:[评評][论論][员員]|[编編][辑輯]部|[课課][题題][组組]|[调調]研[组組]|"
    f"[报報][道導导][组組]|[采採][访訪][组組]|工作室|"
    f"[编編][写寫][组組]|工作[组組]|[观觀]察[员員]|[写寫]作[组組]|[记記]者[站部])"
)
_PLACE = (
    "北京|天津|上海|重[庆慶]|河北|山西|[辽遼][宁寧]|吉林|黑[龙龍]江|江[苏蘇]|浙江|安徽|福建|江西|"
    "山[东東]|河南|湖北|湖南|[广廣][东東]|"
    "海南|四川|[贵貴]州|[云雲]南|[陕陝]西|甘[肃肅]|青海|[台臺][湾灣]|内蒙古|[广廣]西|西藏|[宁寧]夏|新疆|"
    "香港|澳[门門]|中[国國共央]|[国國]家|"
    "[广廣]州|深圳|武[汉漢]|成都|杭州|南京|西安|沈[阳陽]|[郑鄭]州|[长長]沙|[济濟]南|合肥|福州|昆明|"
    "[贵貴][阳陽]|[兰蘭]州|太原|石家[庄莊]|"
    "哈[尔爾][滨濱]|[长長]春|南昌|南[宁寧]|海口|西[宁寧]|[银銀]川|[乌烏][鲁魯]木[齐齊]|拉[萨薩]|"
    "呼和浩特|[苏蘇]州|[宁寧]波|青[岛島]|大[连連]|[温溫]州"
)
_AFFILIATION = re.compile(
    f"(?:{_PLACE})[{_H}]{{2,24}}(?:[教副]授|研究[员員]|主任|院士|"
    f"[医醫][师師生]|[长長]|[师師]|委[员員]|博士|硕士|[员員])"
)
_TITLE = re.compile(
    f"[{_H}]{{0,20}}(?:主任|[书書][记記]|主席|[长長]|教授|研究[员員]|院士|委[员員]|[经經]理|[总總]理|代表)"
)
_OFFICIAL = re.compile(
    f"(?P<role>[{_H}]{{0,24}}(?:[省市县縣区區镇鎮乡鄉州部局厅廳院校会會行团團村队隊所委站][长長]|"
    f"检察[长長]|董事[长長]|主席|[总總]理|"
    f"[书書][记記]|主任|[总總][经經]理))[ \\u00a0]{{1,8}}(?P<name>[{_H}](?: {{0,4}}[{_H}]){{1,3}})"
)

_EDITOR = re.compile(
    "[编編][辑輯审審委]|[责責][编編]|[主总總美][编編]|校[对對审審]|[审審]|核稿|[一二三]校|[监監][制製]|"
    "值班主任|版式|排版|[签簽][发發]|^[编編]$"
)
_NOT_EDITOR = re.compile("[编編][译譯]")
_PHOTO = re.compile("[摄攝]|供[图圖]|航拍|[图圖]|拍[摄攝]")
_TEXT_WORK = re.compile("文|[报報][道導导]|撰|[执執][笔筆]|供稿|[采採][写寫访訪]|整理|[编編][译譯]|著|投稿|[来來]稿")
_AUTHOR_ROLE = re.compile(
    "记者|記者|通[讯訊][员員]|作者|[评評][论論][员員]|撰稿|实习生|實習生|主[笔筆]|信息[员員]|"
    "[报報][道導导][员員]|[观觀]察[员員]|特派[员員]|"
    "宣[传傳][员員]|原作者"
)

# -- tokens

_HAN_TAIL = re.compile(f"[{_H}]{{1,2}}\\Z")
_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{1,19}")

_OPEN, _CLOSE = "([【〔〈<{「『", ")]】〕〉>}」』"
_CLOSES = re.escape(_CLOSE)
_BRACKET = re.compile(f"[{re.escape(_OPEN)}\uff08\uff3b\uff1c\uff5b]")
_CLEANED = re.compile(
    rf"[(\[【〔][{_H}]{{1,3}}[)\]】〕](?=[{_H}]{{1,8}}[·•・‧])"  # the country of an author: [英]罗恩·西斯尔
    r"|(?:邮箱|郵箱|电邮|電郵|[Ee]-?mail|电话|電話|热线|熱線|微信|QQ) ?:? ?[0-9A-Za-z@._+-]{5,40}"  # contact data
    rf"|(?<=[{_H}])[ \u00a0]{{0,3}}[A-Z]{{1,3}}[0-9]{{2,5}}(?![0-9A-Za-z])"  # staff code: 张三 SF183
    rf"|(?:[发發]自|[综綜]合)(?:{_PLACE}|[{_H}]{{2,3}})(?=[{_CLOSES}\s]*\Z)|"
    rf"(?:{_PLACE})(?=[报報][道導导][{_CLOSES}\s]*\Z)"
    rf"|(?<=[{_H}]) ?[(](?:人民视觉|视觉中国|視覺中國|影像中国|新华社|中新社|资料图|资料图片|資料圖片|实习生?|本报记者|"
    rf"图片?|图文无关)[)](?=[{_CLOSES}\s。]*\Z)"
)
_EDGE = " \t\u00a0\u200b\ufeff?*■□◆◇●○◎▲△▼▽★☆※►▶◀—-–_~·•|/丨."
_TOKEN = re.compile(
    rf"(?P<space>[ \t\u00a0\u2000-\u200b\ufeff?\r\n]+)|(?P<slash>[/|丨︱∕\\])|(?P<colon>:)|"
    rf"(?P<comma>[、,;&])|(?P<dot>[。.!…])"
    rf"|(?P<bullet>[■□◆◇●○◎▲△▼▽★☆※►▶—–_~*-])|(?P<open>[(\[【〔〈<「『])|(?P<close>[)\]】〕〉>」』])"
    rf"|(?P<word>(?:[{_H}]|[0-9A-Za-z](?:[0-9A-Za-z_.]*[0-9A-Za-z])?|(?<=[{_H}A-Z])[·•・‧.](?=[{_H}]))+)"
)
_CUE = re.compile(
    f"[{_ONE}著记記者员員編编审審校核制製稿笔筆写寫理道導导供师師作]|主任|[策統统设設播主][划劃筹籌计計音持播]"
)

_Kind = Literal["name", "role", "label", "work", "agency", "gap", "slash", "colon", "mark"]


@value(frozen=True, slots=True)
class _Token:
    kind: _Kind | Literal["word"]
    text: str
    start: int
    end: int


class _NotACredit(Exception):
    """Something in the text is neither a name nor a role."""


def read_official(text: str) -> CreditName | None:
    """The holder of an office named alone on a line, as under the title of a speech, or None.

    >>> official = read_official("青石市市长 王 明")
    >>> (official.role, official.name) if official else None
    ('青石市市长', '王明')
    """
    folded = fold(text)
    stripped = folded.strip(_EDGE)
    match = _OFFICIAL.fullmatch(stripped)
    if match is None or not is_person_name(match["name"]):
        return None
    shift = folded.index(stripped)
    name = "".join(match["name"].split())
    return CreditName(name, match["role"], "", shift + match.start("name"), shift + match.end("name"))


@lru_cache(maxsize=2048)
def _parse(text: str) -> tuple[tuple[CreditName, ...], bool] | None:
    """Names and whether a role stands there explicitly; None when the text is not a credit."""
    if len(text) > 300 or len(text) < 2 or _PROSE.search(text):
        return None
    cued = _CUE.search(text) is not None
    if not cued and not _BRACKET.search(text):
        return None
    folded = fold(text)
    start, end, bracketed = _inside(folded)
    if end - start < 1 or (not bracketed and not cued):
        return None
    return _parse_inside(folded, start, end, bracketed)


@lru_cache(maxsize=256)
def _parse_inside(folded: str, start: int, end: int, bracketed: bool) -> tuple[tuple[CreditName, ...], bool] | None:
    if _PICTURE_SOURCE.search(folded, start, end):
        return None
    plain = _plain(folded)
    cleaned = _CLEANED.sub(lambda match: " " * len(match.group()), plain)
    try:
        tokens = list(_classify(_lex(cleaned, start, end)))
        parsed = _assemble(cleaned, tokens, bracketed)
    except _NotACredit:
        return None
    if parsed is None or plain == folded:
        return parsed
    names, explicit = parsed
    return tuple(replace(n, name="".join(folded[n.start : n.end].split())) for n in names), explicit


def _inside(text: str) -> tuple[int, int, bool]:
    """The range inside bullets and outer brackets, and whether there were brackets."""
    start, end, bracketed = 0, len(text), False
    while True:
        while start < end and (text[start] in _EDGE or text[start].isspace()):
            start += 1
        while end > start and (text[end - 1] in _EDGE + "。" or text[end - 1].isspace()):
            end -= 1
        if end - start < 2 or text[start] not in _OPEN:
            return start, end, bracketed
        close = _CLOSE[_OPEN.index(text[start])]
        if text[end - 1] != close or close in text[start + 1 : end - 1]:
            return start, end, bracketed
        start, end, bracketed = start + 1, end - 1, True


def _lex(text: str, start: int, end: int) -> list[_Token]:
    """Words and marks; works written together (文/图) are cut out first, spaced single characters joined."""
    tokens: list[_Token] = []
    position = start
    for combo in _COMBO.finditer(text, start, end):
        first = combo.start()
        run = _HAN_TAIL.search(text, max(position, first - 2), first)
        glued = len(run.group()) if run else 0
        if glued == 1 and text[first - 1] not in _ONE:  # 李文/图: 李 is no name, so the name is 李文
            continue
        tokens += _lex_plain(text, position, first)
        tokens.append(_Token("work", combo.group(), first, combo.end()))
        position = combo.end()
    tokens += _lex_plain(text, position, end)
    return _join_singles(tokens)


def _lex_plain(text: str, start: int, end: int) -> Iterator[_Token]:
    kinds: dict[str, _Kind | Literal["word"]] = {
        "space": "gap", "slash": "slash", "colon": "colon", "word": "word", "comma": "mark"
    }  # fmt: skip
    position = start
    while position < end:
        match = _TOKEN.match(text, position, end)
        if match is None or match.lastgroup is None:
            raise _NotACredit
        yield _Token(kinds.get(match.lastgroup, "mark"), match.group(), match.start(), match.end())
        position = match.end()


def _join_singles(tokens: list[_Token]) -> list[_Token]:
    """``刘  念  陈  震`` as two names: the widest gaps and the surnames say where to cut."""
    out: list[_Token] = []
    i = 0
    while i < len(tokens):
        run = [i]
        while run[-1] + 2 < len(tokens) and _is_single(tokens[run[-1]]) and tokens[run[-1] + 1].kind == "gap":
            if not _is_single(tokens[run[-1] + 2]):
                break
            run.append(run[-1] + 2)
        if len(run) > 1:
            letters = [tokens[k] for k in run]
            ends_in_work = letters[-1].text in "摄攝图圖绘繪" and len(letters) > 2
            body = letters[:-1] if ends_in_work else letters
            out += _cut_singles(body)
            if ends_in_work:
                out += [_Token("gap", " ", body[-1].end, letters[-1].start), letters[-1]]
            i = run[-1] + 1
            continue
        if (  # 王 小明
            _is_single(tokens[i])
            and tokens[i].text in SURNAMES
            and (i == 0 or tokens[i - 1].kind != "slash")
            and not (tokens[i].text in _ONE and any(t.kind == "word" for t in tokens[:i]))
            and i + 2 < len(tokens)
            and tokens[i + 1].kind == "gap"
            and tokens[i + 2].kind == "word"
            and len(tokens[i + 2].text) == 2
            and _HAN_RUN.fullmatch(tokens[i + 2].text)
            and not _LABEL_WORD.fullmatch(tokens[i + 2].text)
        ):
            out.append(_Token("name", tokens[i].text + tokens[i + 2].text, tokens[i].start, tokens[i + 2].end))
            i += 3
            continue
        out.append(tokens[i])
        i += 1
    return out


def _is_single(token: _Token) -> bool:
    return token.kind == "word" and len(token.text) == 1 and _HAN_RUN.match(token.text) is not None


def _cut_singles(letters: list[_Token]) -> Iterator[_Token]:
    count = len(letters)
    if count > 12:  # a table, not a list of names; and the ways to cut grow fast
        raise _NotACredit
    gaps = [letters[i + 1].start - letters[i].end for i in range(count - 1)]
    best: tuple[float, int, tuple[int, ...]] | None = None
    for pieces in range(1, count // 2 + 1):
        for cuts in combinations(range(2, count - 1), pieces - 1):
            bounds = (0, *cuts, count)
            names = ["".join(t.text for t in letters[a:b]) for a, b in pairwise(bounds)]
            if not all(_fits(name) for name in names):
                continue
            outer = [gaps[cut - 1] for cut in cuts]
            inner = [gap for i, gap in enumerate(gaps) if i + 1 not in cuts]
            contrast = (sum(outer) / len(outer) if outer else max(inner)) - sum(inner) / len(inner)
            strangers = sum(not is_person_name(name) for name in names)
            if best is None or (contrast - 2 * strangers, -pieces) > best[:2]:
                best = (contrast - 2 * strangers, -pieces, bounds)
    if best is None:
        raise _NotACredit
    for a, b in pairwise(best[2]):
        if a:
            yield _Token("gap", " ", letters[a - 1].end, letters[a].start)
        yield _Token("name", "".join(t.text for t in letters[a:b]), letters[a].start, letters[b - 1].end)


def _fits(name: str) -> bool:
    return 2 <= len(name) <= 3 or (len(name) == 4 and name[:2] in COMPOUND_SURNAMES)


# -- what each word is


def _classify(tokens: list[_Token]) -> Iterator[_Token]:
    """Words cut into names, roles, labels and works."""
    for i, token in enumerate(tokens):
        if token.kind != "word":
            yield token
            continue
        rest = [t for t in tokens[i + 1 :] if t.kind != "gap"]
        before = [t for t in tokens[:i] if t.kind != "gap"]
        yield from _cut_word(token, before[-1] if before else None, rest[0] if rest else None)


def _cut_word(token: _Token, before: _Token | None, after: _Token | None) -> Iterator[_Token]:
    word, start = token.text, token.start
    delimited = after is not None and after.kind in ("colon", "slash")
    if _AGENCY.fullmatch(word):
        yield replace(token, kind="agency")
        return
    if len(word) == 1 and _ONE_LABEL.match(word):
        # 文/记者 or 文:记者 opens; 郑静/文 closes
        closes = before is not None and before.kind == "slash" and not (after is not None and after.kind == "colon")
        yield replace(token, kind="label" if delimited and not closes else "work")
        return
    if delimited and after is not None and after.kind == "colon" and _LABEL_WORD.fullmatch(word):
        yield replace(token, kind="label")
        return
    if _WORK_ONLY.fullmatch(word) or (word[:2] in ("特约", "特約") and _WORK_ONLY.fullmatch(word[2:])):
        yield replace(token, kind="label" if delimited else "work")
        return
    if core := _PERSON_CORE.search(word):
        head = word[: core.start()]
        qualifier = _QUALIFIER.search(head)
        lead = head[: qualifier.start()] if qualifier else head
        if lead and (is_person_name(lead) and not _ORG_END.search(lead)):
            yield _Token("name", lead, start, start + len(lead))
            yield _Token("role", word[len(lead) : core.end()], start + len(lead), start + core.end())
        elif len(lead) > 20 or _FUNCTION.search(lead):
            raise _NotACredit
        else:
            yield _Token("role", word[: core.end()], start, start + core.end())
        if core.end() < len(word):
            yield from _cut_word(_Token("word", word[core.end() :], start + core.end(), token.end), None, after)
        return
    if _LABEL_WORD.fullmatch(word) and not is_person_name(word):
        yield replace(token, kind="label")
        return
    tail = _WORK_TAIL.search(word)
    if tail and tail.start() >= 2:
        stem = word[: tail.start()]
        if is_person_name(stem) or (_is_body(stem) and tail.group()[0] in "供提"):
            yield _Token("name", stem, start, start + len(stem))
            yield _Token("work", tail.group(), start + tail.start(), token.end)
            return
    opening = _LABEL_BEFORE_NAME.match(word)
    if opening and opening.end() < len(word) and is_person_name(word[opening.end() :]):
        yield _Token("label", opening.group(), start, start + opening.end())
        yield _Token("name", word[opening.end() :], start + opening.end(), token.end)
        return
    yield token


def _is_body(text: str) -> bool:
    """Whether a text names an organisation that may supply a picture or a text."""
    return 3 <= len(text) <= 20 and _ORG_END.search(text) is not None and not _FUNCTION.search(text)


_GLUED_CUTS = {
    4: (((0, 2), (2, 4)),),
    5: (((0, 2), (2, 5)), ((0, 3), (3, 5))),
    6: (((0, 3), (3, 6)), ((0, 2), (2, 4), (4, 6))),
}


def _glued_names(word: str) -> list[str]:
    """``王丽李强``, ``张三和李四`` as several names, or nothing when the cut is not plain."""
    for link in "和与與及":
        left, found, right = word.partition(link)
        if found and is_person_name(left) and is_person_name(right):
            return [left, right]
    splits = [cut for cut in _GLUED_CUTS.get(len(word), ()) if all(is_person_name(word[a:b]) for a, b in cut)]
    return [word[a:b] for a, b in splits[0]] if len(splits) == 1 else []


# -- who did what


class _Assembly:
    """Names of one credit gathered from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: list[CreditName] = []
        self.group = 0  # the first name that a work behind would still apply to
        self.work = ""  # 摄影 in 摄影 记者 X 通讯员 Y
        self.role = ""
        self.explicit = False
        self.by_label = False

    def add(self, name: str, start: int, end: int) -> None:
        role = " ".join(part for part in (self.work, self.role) if part)
        self.names.append(CreditName(name, role, "", start, end))

    def close(self, work: str) -> None:
        """A work named behind names: 张三 李四 摄."""
        if self.group == len(self.names):
            raise _NotACredit
        self.names[self.group :] = [
            replace(n, also=work) if n.role else replace(n, role=work) for n in self.names[self.group :]
        ]
        self.group = len(self.names)
        self.work = self.role = ""
        self.explicit = True


def _assemble(text: str, tokens: list[_Token], bracketed: bool) -> tuple[tuple[CreditName, ...], bool] | None:
    out = _Assembly(text)
    role_start: int | None = None  # where an organisation in front of a role began
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind in ("gap", "mark", "slash", "colon", "agency"):
            i += 1
        elif token.kind == "role":
            begin = token.start if role_start is None else role_start
            if out.by_label and _COLLECTIVE.fullmatch(token.text) and not _person_follows(tokens, i):
                out.add(token.text, token.start, token.end)  # 作者:本报评论员
                i += 1
                continue
            if out.group < len(out.names) and out.work and out.by_label:
                out.work = ""
            out.role = " ".join(text[begin : token.end].split())
            role_start, out.by_label = None, False
            out.explicit = out.explicit or _QUALIFIER.search(out.role[:-2]) is not None or out.role.startswith("本")
            if _next(tokens, i, "colon"):
                out.explicit = True
            i += 1
        elif token.kind == "label":
            _open_label(out, tokens, i)
            i += 1
        elif token.kind == "work":
            _open_or_close_work(out, tokens, i)
            i += 1
        elif token.kind == "name":
            out.add(token.text, token.start, token.end)
            i += 1
        elif role_start is not None:
            if not _is_org(token.text):
                raise _NotACredit
            i += 1
        elif _opens_role(tokens, i):
            role_start = token.start
            i += 1
        else:
            _add_word(out, token, tokens, i)
            i += 1
    if role_start is not None:
        raise _NotACredit
    if any(not n.role for n in out.names):
        roles = any(n.role for n in out.names)
        if not (bracketed or roles) or not all(is_person_name(n.name) for n in out.names if not n.role):
            return None
        if len(out.names) == 1 and len(out.names[0].name) == 2 and out.names[0].name[0] not in COMMON_SURNAMES:
            return None
    if not out.names and len(tokens) == 1 and tokens[0].kind == "role" and _COLLECTIVE.fullmatch(tokens[0].text):
        out.role = ""  # 本报评论员 alone is who wrote it
        out.add(tokens[0].text, tokens[0].start, tokens[0].end)
    if not out.names and not out.explicit:
        return None
    return tuple(out.names), out.explicit


def _next(tokens: list[_Token], i: int, kind: str) -> bool:
    """Whether the next token that is no gap is of a kind."""
    following = next((t for t in tokens[i + 1 :] if t.kind != "gap"), None)
    return following is not None and following.kind == kind


def _open_label(out: _Assembly, tokens: list[_Token], i: int) -> None:
    token = tokens[i]
    if _WORK_ONLY.fullmatch(token.text) and not _next(tokens, i, "colon"):
        out.work, out.role, out.by_label = token.text, "", False
    else:
        out.work, out.role, out.by_label = "", token.text, True
        if _WORK_ONLY.fullmatch(token.text):
            out.work, out.role = token.text, ""
    out.group = len(out.names)
    if _next(tokens, i, "colon") and not _WEAK_LABEL.search(token.text):
        out.explicit = True


def _open_or_close_work(out: _Assembly, tokens: list[_Token], i: int) -> None:
    """A work word opens what follows (摄影 记者 X) or closes what stands before it (X 摄)."""
    token = tokens[i]
    pending = out.group < len(out.names)
    later = [t for t in tokens[i + 1 :] if t.kind not in ("gap", "mark", "slash", "colon")]
    after_slash = i > 0 and tokens[i - 1].kind == "slash"
    people_follow = bool(later) and later[0].kind in ("name", "role", "word")
    if pending and not after_slash and people_follow and len(token.text) > 1:
        closes = any(t.kind == "work" for t in later)
    else:
        closes = pending
    if closes:
        out.close(" ".join(token.text.split()))
    elif people_follow and (len(token.text) > 1 or _next(tokens, i, "slash")):
        out.work, out.role, out.by_label = token.text, "", False
        out.group = len(out.names)
    else:
        raise _NotACredit


def _opens_role(tokens: list[_Token], i: int) -> bool:
    """Whether the word is an organisation whose role word comes later: 半岛晨报、39度视频首席记者."""
    if not _is_org(tokens[i].text):
        return False
    for token in tokens[i + 1 : i + 6]:
        if token.kind == "role":
            return True
        if token.kind not in ("gap", "mark") and not (token.kind == "word" and _is_org(token.text)):
            return False
    return False


def _is_org(text: str) -> bool:
    return 2 <= len(text) <= 16 and _ORG_END.search(text) is not None and not _FUNCTION.search(text)


def _add_word(out: _Assembly, token: _Token, tokens: list[_Token], i: int) -> None:
    word = token.text
    if (out.role or out.work) and (word in _NO_ONE or (out.by_label and out.explicit and _MEDIA.search(word))):
        return
    if is_person_name(word):
        out.add(word, token.start, token.end)
        return
    credited = bool(out.role or out.work)
    if parts := _glued_names(word) if credited else []:
        for part in parts:
            start = token.start + word.index(part)
            out.add(part, start, start + len(part))
        return
    if credited and out.names and out.group < len(out.names) and (_TITLE.fullmatch(word) or _is_org(word)):
        return  # 张三 某大学教授
    if credited and _next_is_person(tokens, i) and (_TITLE.fullmatch(word) or _is_org(word)):
        return  # 审核人:某中队中队长 张三
    if not credited and _is_org(word) and _next_is_person(tokens, i) and tokens[-1].kind == "work":
        return  # 城市摄影队 张三 摄
    if credited and not (i and tokens[i - 1].kind == "role"):  # 记者探访: glued words need a surname
        pen = _pen_name(word, out)
        if pen:
            out.add(pen, token.start, token.start + len(pen))
            return
    raise _NotACredit


def _person_follows(tokens: list[_Token], i: int) -> bool:
    following = next((t for t in tokens[i + 1 :] if t.kind not in ("gap", "colon")), None)
    return following is not None and following.kind in ("name", "word")


def _next_is_person(tokens: list[_Token], i: int) -> bool:
    following = next((t for t in tokens[i + 1 :] if t.kind != "gap"), None)
    return following is not None and (
        following.kind == "name" or (following.kind == "word" and is_person_name(following.text))
    )


def _pen_name(word: str, out: _Assembly) -> str:
    """A name that an explicit role vouches for though its form does not: 山桦, 穗妇宣, 本报评论员, kiidy."""
    if word in SOMETIMES_NAMES:
        return word
    if word in NOT_NAMES or _FUNCTION.search(word):
        return ""
    if _DOTTED_NAME.fullmatch(word):
        return word
    if _HAN_RUN.fullmatch(word):
        if 2 <= len(word) <= 3 or _COLLECTIVE.fullmatch(word):
            return word
        for length in (2, 3):  # the affiliation glued to the name: 方明北京大学教授
            if is_person_name(word[:length]) and _AFFILIATION.fullmatch(word[length:]):
                return word[:length]
        if out.explicit and out.by_label and len(word) <= 12 and (len(word) <= 4 or _is_body(word)):
            return word
        return ""
    if out.explicit and _HANDLE.fullmatch(word):
        return word
    return ""
