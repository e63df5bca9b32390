"""Where a head ends that runs into its text without a mark of punctuation, told by its siblings."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SLOGAN = re.compile(
    r"(?:深入|扎实|扎實|持续|持續|进一步|進一步|切实|切實|加强|加強|强化|強化|推进|推進|坚持|堅持|突出|着力|著力|大力|积极|積極|狠抓"
    r"|抓好|做好|落实|落實|完善|加快|用心|全力|努力|不断|不斷)[^，,。:：;；!！?？]{4,20}?(?=坚持|堅持|重点|重點|紧紧|緊緊|围绕|圍繞|按照|根据|根據|结合|結合|认真|認真|通过|通過|充分|全面|首先|一是)"
)
_COMMON = 2


def end_of_slogan(text: str, start: int, siblings: Iterable[str]) -> int:
    """The place in ``text`` where the head ends that opens at ``start``; ``start`` itself where none can be told.

    A head is cut before a word that opens a sentence, and only if a sibling
    (the words of its head, without its mark) begins with the same two characters.

    >>> end_of_slogan("(一)深入开展道路建设坚持先修主路,再修支路。", 3, ["深入开展桥梁建设。"])
    11
    >>> end_of_slogan("(一)深入开展道路建设坚持先修主路,再修支路。", 3, ["全力建桥。"])
    3
    """
    opening = text[start : start + _COMMON]
    if not any(words.startswith(opening) for words in siblings):
        return start
    found = _SLOGAN.match(text, start)
    return start if found is None else found.end()
