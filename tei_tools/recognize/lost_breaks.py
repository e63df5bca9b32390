"""Where a text that lost its line breaks may have had them.

Pages that were read off a screen, cells of tables and dumps of crawlers come as one line, thousands of characters long.
Places in it are given generously: a wrong one costs nothing, because what follows may be read as going on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..read.grammar.dateline import read_dateline
from ..text.source import Line, View

_SENTENCE = re.compile("[。!?;…][”’」』)）】\\s\ue000-\uf8ff]*(?=[^\\s。!?;,…])")
_BLANKS = re.compile(r"(?<=[^\s:])\s+(?=[^\s:])")
_LATIN = re.compile(r"[A-Za-z0-9.,%-]")
_FACTS = re.compile(
    r"(?:(?:信息|文章|新闻|稿件|消息)?来源|作者|编辑|责编|责任编辑|(?:发布|更新|发表)?(?:时间|日期)|浏览|点击|阅读|字号|记者|摄影|供稿|审核|校对|标签|分类)"
    r"\s?:|(?<!\d)(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?"
)
_AFTER_FACTS = re.compile(
    r"(?:\d{1,2}:\d\d(?::\d\d)?|(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?|[\]】])\s*(?=[\u4e00-\u9fff“【(])"
)
_BRACKET = re.compile(r"[(\[【《“][^()\[\]【】《》“”。!?]{1,40}[)\]】》”]")
_STORY = re.compile(
    "(?:本[报刊台网社]|[\u4e00-\u9fff]{2,6}[社报网])[^。,;:]{0,14}?[讯电](?=[\\s(（【]|[\u4e00-\u9fff])|【[^【】]{2,12}[讯电]】"
)
_TAIL = re.compile(
    "相关(?:阅读|新闻|链接|报道|推荐)|延伸阅读|上一[篇页条]|下一[篇页条]|版权(?:所有|声明)|热门(?:推荐|文章)|分享到|打印本页|关闭窗口|返回(?:顶部|首页)|"
    "原标题:|原文链接|特别声明|免责声明|扫一扫|关注我们"
)
_HEAD = 400
"""Code points in which the furniture of a page and the facts of its article are looked for."""
_RUN_IN = 45
"""Code points of the longest phrase that stands between a mark and the text of its block."""
_OPENING = 100
"""Code points that are looked at for a dateline."""
_PRIVATE = re.compile("[\ue000-\uf8ff]+")


def stand_ins(text: str, line: Line, view: View) -> set[int]:
    """Places behind private-use characters, which stand for breaks or pictures and never for text."""
    found = _PRIVATE.finditer(text, line.span.start, line.span.end)
    return {view.index(match.end()) for match in found}


def free_cuts(words: str, marks: Iterable[int]) -> set[int]:
    """The places of a long line where another block may begin: sentences, wide gaps, facts, the tools of a page.

    ``marks`` are places where a numbered block begins: the phrase behind its mark, up to the first full stop, is its
    head and stays with the text that it opens.
    """
    cuts = {match.end() for match in _SENTENCE.finditer(words)}
    for mark in marks:
        if (head := _SENTENCE.search(words, mark, mark + _RUN_IN)) is not None:
            cuts.discard(head.end())
    for pattern in (_STORY, _TAIL):
        cuts.update(match.start() for match in pattern.finditer(words))
    last = max(0, len(words) - _HEAD)
    for match in _FACTS.finditer(words):
        if match.start() < _HEAD or match.start() > last:
            cuts.add(match.start())
    for match in _AFTER_FACTS.finditer(words, 0, min(len(words), _HEAD)):
        cuts.add(match.end())
    for match in _BLANKS.finditer(words):
        wide = match.end() - match.start() > 1
        both = _LATIN.match(words, match.end()) and _LATIN.match(words[match.start() - 1])
        if (wide or match.start() < _HEAD or match.start() > last) and not both and not _apart(words, match):
            cuts.add(match.end())
    for bracket in _BRACKET.finditer(words):
        cuts.difference_update(range(bracket.start() + 1, bracket.end()))
    for start in sorted({0, *cuts}):
        dateline = read_dateline(words[start : start + _OPENING])
        if dateline is not None:  # it opens the paragraph that it stands in
            cuts.difference_update(range(start + 1, start + dateline.end + 2))
    return cuts


def _apart(words: str, gap: re.Match[str]) -> bool:
    """Whether single characters stand around a gap: a word whose characters are set apart."""
    before, after = words[max(0, gap.start() - 12) : gap.start()].split()[-2:], words[gap.end() : gap.end() + 2]
    lone = len(before[-1]) == 1
    return lone and (len(before) < 2 or len(before[0]) == 1 or len(after.split()[0]) == 1)
