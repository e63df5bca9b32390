"""Whom a document or a letter goes to: the bodies above a notice (主送机关, GB/T 9704-2012, 7.3.2), the salutation of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LETTER = re.compile(
    r"(?:先生|女士|小姐|夫人|同志|老师|教授|医生|博士|主席|主任|[局厅部处科县市镇乡校院会社]长|书记|议员|法师|居士|大人|编辑|编者|读者|[兄弟姊姐妹师君卿公翁]"
    r"|父亲|母亲|爸爸|妈妈|膝下|函丈|坛席|讲座|[讲道经史撰著文礼]席|尊前|台端|足下|阁下|左右|麾下|妆次|文几|如[晤面握]|[赐台大惠雅英伟青芳俯钧勋崇慧法道]鉴|慧览|收阅|亲启|们)"
    r"[:,!]?\Z"
)
"""The end of a letter's salutation: names of address, and the words of respect behind a name (提称语)."""
_BODY = re.compile(
    r"(?:[省市县区镇乡州旗]|街道|[局厅部委办会院校园所站处科室组行社厂队司]|大学|学院|中心|机构|单位|部门|企业|政府|支部|党组|集团|地区|组织|机关|同志)(?:[(][^()]*[)])?\Z"
)
_APART = re.compile("[、,;]")
_ADDRESSED = 400
"""Code points of the longest line of addressees."""
_CALLED = re.compile(
    r"(?:(?:尊敬|敬爱|亲爱)的[^。,:]{2,24}|(?:各位|诸位)[^。:,]{2,24}|(?:老师|同学|同志|朋友|代表|委员|战友|家长)们"
    r"|(?:编辑|编者)(?:同志|先生)|[^\s。,、;:]{1,10}(?:足下|阁下|左右|慧览|道席|如[晤面握]|[赐台大惠雅英伟青芳俯钧勋崇慧法道]鉴))"
)
"""Who is called at the head of a letter or a speech, by words that open nothing else."""
_OPENS = re.compile(
    r"(?:\\n|\s)*(?:你[们局县市区乡镇院校单部委省厅公]|贵[局县市区院校单部公]|兹|案[奉据经准]|奉|现[将就把在]|根据|按照?|经|为|关于|近|据|入[春夏秋冬]|自|截至|上级|由于|随着|今|岁末|目前|当前|日前|进入)"
)
"""How the text of a document begins behind those it goes to."""
_TASK = re.compile(r"(?:\\n|\s)*(?:负责|要|应|做好|配合|协[助同]|牵头|承担|是|[一二三四五1-9][是、.]|未|已|没)")
"""How a line goes on that tells what each body has to do or has done."""
_OPENING = re.compile(
    r"(?:\A|(?<=[\s'\"。!;>])|(?<=\\n))[^\s。!?;:'\"<>\\][^。!?;:'\"<>\\]{1,160}:(?=(?:\\n|\s){0,12}[^\s:/\d].{5})"
)
"""What may be a salutation inside a line: from its start or a gap to a colon with words behind it."""
_LIKE = re.compile("[各敬亲诸们编足阁左慧如鉴席]|政府|[局委办厅部会院校]:")


def is_letter_opening(text: str) -> bool:
    """Whether a short folded, simplified line ends as the salutation of a letter does."""
    return _LETTER.search(text) is not None


def is_addressed(text: str) -> bool:
    """Whether a folded, simplified line is the bodies that a document goes to (主送机关, GB/T 9704-2012, 7.3.2).

    >>> is_addressed("各镇人民政府,县直各单位:"), is_addressed("会议指出,各单位要做到:")
    (True, False)
    """
    if text[-1] != ":" or len(text) > _ADDRESSED or any(mark in text for mark in "。!?“"):
        return False
    parts = [part.strip() for part in _APART.split(text[:-1])]
    bodies = sum(part.startswith("各") or _BODY.search(part) is not None for part in parts)
    return bodies * 4 >= len(parts) * 3 and (len(parts) > 1 or text.startswith("各") or len(text) <= 20)


def salutations_inside(words: str) -> Iterator[tuple[int, int]]:
    """Where salutations with text behind them stand in a folded, simplified line: from where to where.

    >>> list(salutations_inside("各镇人民政府:现将有关事项通知如下。")), list(salutations_inside("会上要求各地做到:一是抓好落实。"))
    ([(0, 7)], [])
    """
    if _LIKE.search(words) is None:
        return
    for match in _OPENING.finditer(words):
        bare = match.group()[:-1].rstrip()
        if _CALLED.fullmatch(bare) is not None or _is_to_bodies(bare, words, match):
            yield match.span()


def _is_to_bodies(bare: str, words: str, place: re.Match[str]) -> bool:
    """Whether the words in front of a colon are the bodies that a document goes to, its text behind them."""
    if len(bare) < 3 or not is_addressed(f"{bare}:") or _TASK.match(words, place.end()) is not None:
        return False
    if bare.startswith("各"):
        return True
    return place.start() == 0 and _OPENS.match(words, place.end()) is not None
