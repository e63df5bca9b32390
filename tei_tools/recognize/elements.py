"""Which elements of HTML the words of a line stand in, where tags were left in the text around them."""

from __future__ import annotations

import re

from .rule import BELOW_MARKUP, IN_CAPTION, IN_HEADING, IN_LIST, IN_PARAGRAPH

_TAG = re.compile(
    r"<(?P<end>/?)(?:(?P<caption>figcaption)|(?P<heading>h[1-6])|(?P<list>li|dt|dd)|(?P<paragraph>p|div|blockquote|section|span))\b"
    r"(?P<rest>[^<>]{0,300})",
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(r"\bclass\s?=\s?[\"']?[\w -]{0,40}?caption", re.IGNORECASE)
_BITS = {"caption": IN_CAPTION, "heading": IN_HEADING, "list": IN_LIST, "paragraph": IN_PARAGRAPH}
_LONGEST = 4
"""Lines that a caption or a heading may have: behind more of them its end was lost."""


class Elements:
    """Goes through the tags of a text from its top to its end, and knows in which elements it is.

    ``p`` and ``li`` need no end in HTML and are held to end with their line; a caption and a heading may go on.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._open = self._goes_on = self._lines = self._above = 0

    def line(self) -> None:
        """Go to the next line."""
        self._lines += 1
        if self._lines > _LONGEST:
            self._goes_on = 0
        self._open = self._goes_on

    def without_words(self, start: int, end: int) -> None:
        """Go through a line that has no words: tags, remnants of tags, blanks."""
        self.behind(start, end)
        if not self._text[start:end].isspace():
            self._above = BELOW_MARKUP

    def above(self) -> int:
        """Whether lines of markup alone stand between the last words and the next ones, as a bit; asked for once."""
        above, self._above = self._above, 0
        return above

    def behind(self, start: int, end: int) -> int:
        """The elements, as bits of :attr:`~.rule.Unit.traits`, in which the text stands behind the tags of a range."""
        if self._text.find("<", start, end) < 0:
            return self._open
        for match in _TAG.finditer(self._text, start, end):
            bit = next(bit for name, bit in _BITS.items() if match[name])
            goes_on = bit & (IN_CAPTION | IN_HEADING)
            if match["end"]:
                self._open &= ~bit
                self._goes_on &= ~goes_on
                continue
            self._open |= bit
            self._goes_on |= goes_on
            self._lines = 0 if goes_on else self._lines
            if _CAPTION_CLASS.search(match["rest"]):
                self._open |= IN_CAPTION
        return self._open
