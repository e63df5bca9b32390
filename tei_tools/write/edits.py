"""What an editor put into a text, or took out of it, as corrections: so that the text reads as edited.

A correction says what stands in the source and what is read instead. Words
that the source has not (``supplied``, ``add``) are read with the character
beside them; ``del`` is read as nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..model.nodes import Correction, Text
from ..model.walk import pieces
from ..text.source import Span

REASON = "edited"
"""The reason of a correction that an editor made."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An editor's change of a text that is otherwise as the source has it.

    At ``place`` stand ``words`` that the source has not; ``behind``: they belong to the character before them. Or,
    with ``gone``, so many characters from there on are taken out.
    """

    place: int
    words: str = ""
    behind: bool = True
    gone: int = 0


def edited(text: Text, edits: Sequence[Edit], found: Callable[[Span], str] | None = None) -> Text:
    """The text with an editor's changes. ``found`` gives the characters of the source where they are at hand.

    A text that was converted to another script stays as it is, and so does an empty one: there is no character that
    a change could stand at.

    >>> text = edited(Text("修路五里", (Span(4, 8),)), [Edit(2, "三条")])
    >>> text.text, text.corrections[0].sic, text.corrections[0].corr, text.corrections[0].span
    ('修路三条五里', '路', '路三条', Span(start=5, end=6))
    """
    if not edits or text.as_found is not None or not text.text or not text.spans:
        return text
    read = list(text.text)
    changed: set[int] = set()
    for edit in edits:
        if edit.gone:
            gone = range(edit.place, min(edit.place + edit.gone, len(read)))
            changed.update(gone)
            for place in gone:
                read[place] = ""
            continue
        behind = edit.place == len(read) or (edit.behind and edit.place > 0)
        place = edit.place - 1 if behind else edit.place
        read[place] = read[place] + edit.words if behind else edit.words + read[place]
        changed.add(place)
    corrections: list[Correction] = []
    at = 0
    for span, string, correction in pieces(text):
        touched = [place for place in range(at, at + len(string)) if place in changed]
        if correction is not None:
            words = "".join(read[at : at + len(string)])
            corrections.append(replace(correction, corr=words) if touched else correction)
        else:
            corrections += _corrections(touched, at, span, text.text, read, found)
        at += len(string)
    return replace(text, text="".join(read), corrections=tuple(corrections))


def _corrections(
    touched: Sequence[int], at: int, span: Span, text: str, read: Sequence[str], found: Callable[[Span], str] | None
) -> list[Correction]:
    """One correction for each run of changed characters in a range that was read as it stands."""
    made = []
    for _, run in groupby(enumerate(touched), key=lambda one: one[1] - one[0]):  # places that follow one another
        places = [place for _, place in run]
        start, end = places[0], places[-1] + 1
        where = Span(span.start + start - at, span.start + end - at)
        sic = text[start:end] if found is None else found(where)
        made.append(Correction(where, sic, "".join(read[start:end]), REASON))
    return made
