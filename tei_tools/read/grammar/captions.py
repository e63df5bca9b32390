"""Who took or gave a picture, as captions say it: at their end, in brackets, behind a word for a work."""

from __future__ import annotations

import re

from ...text.names import is_person_name
from .credit import Named, Work, ending_credit, strict, words_of
from .lexicon import is_nobody, is_office, is_outlet
from .line import mask

_PROVIDED = re.compile(r"图片?由\s?(?P<name>[^\s。,()（）、]{2,16}?)\s?提供")
_CAPTION_TAIL = re.compile(
    r"(?:(?<=[。”!?…\s)）/])|\A)(?P<who>[^\s。,，()（）:：/]{2,16}?(?:\s[^\s。,()（）]{2,8}?){0,3}?)\s?(?P<work>文并?[摄图]|文/[摄图]|翻?摄影?|供图|制图|绘图|图片|资料照片|资料图片?|航拍)"
    r"(?:[(（][^()（）]{2,8}[)）])?[。?]?\Z"
)
_PICTURED = re.compile(
    r"(?:图片?|摄影|照片)(?:提供|摄)?\s?[/:：丨|]\s?(?P<who>[^\s。,，()（）/]{2,16})[)）】]?[。?]?\Z"
)
_LONE_TAIL = re.compile(r"(?<=[。!?])\s?(?P<who>[\u4e00-\u9fff]{2,8})[。]?\Z")
_SENT = re.compile(r"[社报]发\s?[(（](?P<in>[^()（）]{2,24})[)）][。?]?\Z")
_SCREEN = re.compile(
    r"截图|微博|视频|网络|资料|图片|截屏|直播|脸书|facebook|twitter|@|官网|受访|业者|网页|翻摄自|公开", re.IGNORECASE
)


def caption_credit(text: str) -> tuple[int, int, list[Named]] | None:
    """Who took or gave the picture of a caption, and where the credit stands in it.

    >>> caption_credit("图为施工现场。温若溪摄")[2][0].name
    '温若溪'
    """
    text = mask(text)
    if ending := ending_credit(text):
        people = [Named(n.name, n.role, n.works or frozenset({"photographer"}), n.start, n.end) for n in ending[2]]
        if all(n.role or len(n.name) > 2 for n in people) and not any(
            is_nobody(n.name) or _SCREEN.search(n.name) for n in people
        ):
            return ending[0], ending[1], people
    tail = text[-64:]
    shift = len(text) - len(tail)
    for pattern in (_SENT, _CAPTION_TAIL, _PICTURED, _PROVIDED, _LONE_TAIL):
        match = pattern.search(tail)
        if match is None:
            continue
        people = _pictured(text, shift, match)
        if people:
            return shift + match.start(), shift + match.end(), people
    return None


def _pictured(text: str, shift: int, match: re.Match[str]) -> list[Named]:
    group = "in" if "in" in match.re.groupindex else "name" if "name" in match.re.groupindex else "who"
    start, end = shift + match.start(group), shift + match.end(group)
    words = text[start:end]
    photographer: frozenset[Work] = frozenset({"photographer"})
    if group == "in":
        found = strict(text, shift + match.start(group) - 1, shift + match.end(group) + 1)
        found = found or words_of(text, start, end)
    else:
        found = words_of(text, start, end)
        found = [named for named in found if is_person_name(named.name)]
    if found:
        work = match["work"] if "work" in match.re.groupindex else ""
        return [Named(n.name, f"{n.role} {work}".strip(), photographer, n.start, n.end) for n in found]
    body = re.sub(r"(?:供图|提供|图片|供)\Z", "", words)
    if _SCREEN.search(body) or is_nobody(body) or not 2 <= len(body) <= 16 or " " in body:
        return []
    if (
        group != "who"
        or body.isascii()
        or is_outlet(body)
        or (is_office(body) and match.re is not _LONE_TAIL)
        or match.re is _PICTURED
    ):
        return [Named(body, "", photographer, start, start + len(body), sure=False)]
    return []
