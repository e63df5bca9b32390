"""What one block marks in itself: the fields, the date and the people of a facts line, the people of a byline, a credit.

What of it becomes a fact of the article is decided elsewhere (:mod:`tei_tools.read.facts`), over all blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model.nodes import Credit, Date, DateRole, Field, Person, Text
from ..model.walk import part
from ..text.names import is_person_name
from ..text.script import plain
from .candidates import person_of
from .grammar.captions import caption_credit
from .grammar.credit import Named, ending_credit, line_people, value_people
from .grammar.lexicon import is_outlet
from .grammar.line import PEOPLE, Piece, mask, read_line
from .grammar.times import WRITABLE, dates_in

_TRUST = ("created", "composed", "updated", "issued", "date", "published")
"""The kinds of labelled dates, the one that is marked before others last."""
_PASSED = re.compile(r"(?P<word>公布|发布|印发|通过|批准|修订|修正|施行)\W*\Z")
_PUBLISHING = ("公布", "发布", "印发")


def facts_of(text: Text) -> tuple[list[Field], Date | None, list[Person]]:
    """The labelled fields of a facts line, the date that is marked in it, and its people.

    >>> from tei_tools.text.source import Span
    >>> fields, date, people = facts_of(Text("来源:青禾日报2023-09-19", (Span(0, 17),)))
    >>> fields[0].name, fields[0].value.text, date.when
    ('source', '青禾日报', '2023-09-19')
    """
    words = plain(text.text)
    masked = mask(words)
    pieces = read_line(words)
    fields = [_field(text, piece) for piece in pieces if piece.label]
    people: list[Named] = []
    for piece in pieces:
        if piece.kind in PEOPLE and piece.start < piece.end:
            people += [named for named in value_people(masked, piece) if named.sure and not is_outlet(named.name)]
    if not any(piece.kind in PEOPLE for piece in pieces) and any(piece.kind == "words" for piece in pieces):
        people = [named for named in line_people(words) if named.role and is_person_name(named.name)]
    return fields, _date(text, words, pieces), persons(text, people)


def _field(text: Text, piece: Piece) -> Field:
    value = part(text, piece.start, piece.end)
    if piece.at == piece.start:  # the label stood elsewhere
        return Field(piece.label, piece.field, value if value.spans else None)
    end = piece.at + len(piece.label)
    label = re.sub(r"\s", "", text.text[piece.at : piece.start].partition(":")[0].partition("\uff1a")[0])
    return Field((label or text.text[piece.at : end])[: len(piece.label)], piece.field, value if value.spans else None)


def _date(text: Text, words: str, pieces: Iterable[Piece]) -> Date | None:
    labelled = [piece for piece in pieces if piece.kind in _TRUST and _writable(piece)]
    if labelled:
        best = max(labelled, key=lambda piece: (_TRUST.index(piece.kind), len(piece.when.when if piece.when else "")))
        return _marked(text, best, _ROLES.get(best.kind, "published"))
    bare = [piece for piece in pieces if piece.kind == "day" and _writable(piece)]
    if not bare:
        return None
    passed = _PASSED.search(words)
    role: DateRole = "published"
    if passed is not None:
        if passed["word"] == "施行":
            return None
        role = "published" if passed["word"] in _PUBLISHING else "created"
    return _marked(text, max(bare, key=lambda piece: (len(piece.when.when if piece.when else ""), -piece.start)), role)


_ROLES: dict[str, DateRole] = {"created": "created", "composed": "created", "updated": "updated", "issued": "issued"}


def _writable(piece: Piece) -> bool:
    return piece.when is not None and len(piece.when.when) >= 7 and WRITABLE.fullmatch(piece.when.when) is not None


def _marked(text: Text, piece: Piece, role: DateRole) -> Date | None:
    if piece.when is None:
        return None
    value = part(text, piece.when.start, piece.when.end)
    return Date(piece.when.when, role, value) if value.spans else None


def signed_date(text: Text) -> Date | None:
    """The last date of a line of a signature."""
    found = [day for day in dates_in(plain(text.text)) if len(day.when) >= 7 and WRITABLE.fullmatch(day.when)]
    return Date(found[-1].when, "signed", part(text, found[-1].start, found[-1].end)) if found else None


def people_of(text: Text) -> list[Person]:
    """The people that a byline or a credit names."""
    return persons(text, line_people(plain(text.text)))


def persons(text: Text, named: Iterable[Named]) -> list[Person]:
    """The people with their places, each place once."""
    out: list[Person] = []
    for entry in named:
        person = person_of(text, entry)
        if person is not None and all(person.spans != other.spans for other in out):
            out.append(person)
    return sorted(out, key=lambda person: person.spans)


def credit_of(text: Text, *, caption: bool = False) -> Credit | None:
    """The trailing credit of a paragraph or, more freely, of a caption."""
    words = plain(text.text)
    found = caption_credit(words) if caption else ending_credit(words)
    if found is None:
        return None
    start, end, people = found
    return Credit(part(text, start, end), tuple(persons(text, people)))
