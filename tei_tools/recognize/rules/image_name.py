"""Images named in the text where a picture stood: a_4608.jpg, [图片], <img src="a.jpg">."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..page import Page
from ..rule import Candidate, Rule, Unit

_NAME = re.compile(r"(?:https?://)?\S{1,200}\.(?:jpe?g|png|gif|bmp|webp|tiff?)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"[\[【(]?(?:图片|图|image|img|插图|此处插图)\d{0,3}[\]】)]?|!\[[^\]]*\]\([^)]*\)", re.IGNORECASE
)

_TAGS = re.compile(r"(?:<[^<>]+>\s*+)+")


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    text = unit.text
    if text[:4].lower() == "<img" and _TAGS.fullmatch(text):
        return (Candidate("figure", ("tag",)),)
    if len(text) > 240:
        return ()
    if text[-1] in "gGpPfF" and _NAME.fullmatch(text):
        return (Candidate("figure", ("file-name",)),)
    elif (
        text[0] in "[【(!iI"
        and _PLACEHOLDER.fullmatch(text)
        and len(text) > 1
        and (text[0] in "[【(!" or text.isascii())
    ):
        return (Candidate("figure", ("placeholder",)),)
    return ()


RULE = Rule("image-name", find, {"figure": {"base": 0.0, "file-name": 7.0, "placeholder": 4.0, "tag": 6.0}})
