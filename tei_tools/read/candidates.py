"""What the lines of an article offer: candidates for its date and its source, and the people they credit.

Each line is read by the reader of its label; a candidate carries the names of what speaks for and against it, and no
weights. A line that was read as something else and opens like a line of facts is asked too (``doubtful``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from ..model.nodes import DateRole, Person, Text
from ..model.walk import part
from ..text.names import is_person_name
from ..text.numerals import parse_numeral
from ..text.script import plain
from ..text.values import value
from .grammar import credit
from .grammar.age import AGO
from .grammar.captions import caption_credit
from .grammar.credit import Named, Work, bulleted_names, ending_credit, last_name, line_people, strict
from .grammar.dateline import read_dateline
from .grammar.lexicon import is_body, is_nobody, is_outlet, label_word, labels, words
from .grammar.line import DATES, PEOPLE, SOURCES, Piece, is_stamp, mask, read_line
from .grammar.number import find_number
from .grammar.source_name import shape_of, source_name
from .grammar.times import Found, clock_alone, dates_in
from .grammar.unlabelled import chunks_of, may_be_source, outlet_of_credit


@value(frozen=True, slots=True)
class FactLine:
    """A line of the page, or a block read from several: its label, its reading text, the number of its article.

    ``article`` counts from 0 in the order of the page; None for what was discarded. ``meta`` is the probability that
    its first line is one of facts, as the evidence of labels has it.
    """

    label: str
    text: Text
    article: int | None
    meta: float = 0.0


Target = Literal["date", "source"]


@value(frozen=True, slots=True)
class Candidate:
    """A span that may be the date or the source of an article, and what speaks for and against it."""

    target: Target
    text: Text
    evidence: tuple[str, ...]
    when: str = ""
    role: DateRole = "published"
    order: int = 0


def person_of(text: Text, named: Named) -> Person | None:
    """A person as the record has it: the name as written, without inner spaces (kept between Latin names)."""
    place = part(text, named.start, named.end)
    if not place.spans:
        return None
    latin = place.text.isascii()
    return Person(place.text if latin else "".join(place.text.split()), named.role, place.spans)


def names_outlet(words_: str) -> bool:
    """Whether a folded, simplified line is the name of an outlet and nothing else; no column, tool or label is one.

    >>> names_outlet("青禾晚报"), names_outlet("首页"), names_outlet("青禾晚报 02版")
    (True, False, False)
    """
    if not words_.isalpha() or not 3 <= len(words_) <= 12 or not is_outlet(words_):
        return False
    return words_ not in labels() and words_ not in words("head") | words("tool")


class Collector:
    """Goes through the lines of one article and gathers candidates and people."""

    def __init__(
        self, lines: Sequence[FactLine], roc: bool, page_number: int = 0, named: frozenset[str] = frozenset()
    ) -> None:
        self.page_number = page_number
        self.named = named
        self.lines = [line for line in lines if line.text.text]
        self.roc = roc
        self.found: list[Candidate] = []
        self.people: list[tuple[Work, Person, str]] = []
        self.number: Text | None = None
        self.pending = ""
        self.compiled = False
        self.last_text = max((k for k, line in enumerate(self.lines) if line.label in RUNNING), default=-1)
        self.first_text = next((k for k, line in enumerate(self.lines) if line.label in RUNNING), len(self.lines))
        self.titled = next((k for k, line in enumerate(self.lines) if line.label == "title"), -1)

    def run(self) -> None:
        for place, line in enumerate(self.lines):
            words_ = plain(line.text.text)
            if line.label == "noise" and self._asked(place, line.text, words_):
                continue
            if line.label in ("noise", "kicker", "subtitle") and self._is_outlet_beside_date(place, words_):
                self.take_outlet(place)
                continue
            if line.label in DOUBTFUL and self._closes(place, words_):
                self.sign(place, line.text, words_)
                continue
            doubtful = line.label in DOUBTFUL and len(words_) <= 90 and self._tells_facts(place, words_)
            reader = Collector.doubtful if doubtful else _READERS.get(line.label)
            if reader is not None:
                reader(self, place, line.text, words_)
            if line.label not in ("meta", "byline", "table"):
                self.pending = ""

    def _closes(self, place: int, words_: str) -> bool:
        """Whether a line at the end of an article is a day and nothing else, as no other of its last lines is."""
        last = max(self.last_text, len(self.lines) - 4)
        if place < max(self.first_text + 1, last - 3) or not _CLOSING.fullmatch(words_):
            return False
        return sum(_CLOSING.fullmatch(plain(line.text.text)) is not None for line in self.lines[self.first_text :]) == 1

    def _is_outlet_beside_date(self, place: int, words_: str) -> bool:
        """Whether a line between headline and text is the name of an outlet, and a line beside it has the date."""
        if not 0 <= self.titled < place < self.first_text or not names_outlet(words_):
            return False
        return words_ not in plain(self.lines[self.titled].text.text) and self._beside(place)

    def take_outlet(self, place: int) -> None:
        """Take a line that is the name of an outlet and nothing else as a candidate for the source."""
        text = self.lines[place].text
        self._add_source(text, 0, len(text.text), ["alone", "near-date", "outlet"], place)

    def _asked(self, place: int, text: Text, words_: str) -> bool:
        """Whether a line between headline and text is a label alone, or the value of one that stood alone above it."""
        if not 0 <= self.titled < place < self.first_text:
            return False
        if self.pending and len(words_) <= 30:
            pieces = read_line(words_, self.roc)
            fits = len(pieces) == 1 and pieces[0].kind in ("words", "day") and not pieces[0].label
            answered = self._answered(pieces) if fits else ()
            self.pending = ""
            if answered and answered[0].label:
                self._read(place, text, words_, answered)
                return True
        alone = words_.strip(" :").lower()
        said = label_word(alone) if len(alone) <= 8 else None
        self.pending = alone if said is not None and said.kind in SOURCES | PEOPLE | DATES else ""
        return bool(self.pending)

    def _tells_facts(self, place: int, words_: str) -> bool:
        """Whether a line that was read as something else is one of facts all the same: a label opens it."""
        if not (place <= self.first_text + 1 or place >= self.last_text - 1) or _ASKED.fullmatch(words_):
            return False
        if self.lines[place].label == "p" and read_dateline(words_) is not None:
            return False
        above = 0 <= self.titled - place <= 3 and self.lines[place + 1].label == "meta"
        if above and is_stamp(read_line(words_, self.roc)):
            return True  # the box of the time, beside that of the source
        between = 0 <= self.titled < place <= self.first_text and words_[0] not in "·•●■◆-*"
        if between and len(words_) <= 40 and _YEAR_INSIDE.search(words_):
            pieces = read_line(words_, self.roc)
            short = all(piece.when is not None or piece.end - piece.start <= 12 for piece in pieces)
            if short and any(piece.when is not None and piece.kind not in ("event", "other") for piece in pieces):
                return True
        if 0 <= self.titled < place <= self.titled + 3 and bulleted_names(words_):
            return True
        if not _HINT.search(words_):
            return False
        if len(words_) <= 40 and any(named.role for named in strict(words_)):
            return True
        first = next(iter(read_line(words_, self.roc)), None)
        return (
            first is not None
            and first.at <= 3
            and first.start < first.end
            and (
                (first.kind in DATES - {"event"} and first.when is not None)
                or (first.kind in ("source", "author", "editor", "both", "picture") and first.end - first.start <= 30)
            )
        )

    def doubtful(self, place: int, text: Text, words_: str) -> None:
        """A line of facts that was read as something else: its labelled facts only, and they weigh less."""
        self._read(place, text, words_, read_line(words_, self.roc))

    def _read(self, place: int, text: Text, words_: str, pieces: Sequence[Piece]) -> None:
        before = len(self.found)
        masked = mask(words_)
        for piece in pieces:
            if piece.kind in DATES or piece.kind == "day":
                self.take_date(place, text, masked, piece, pieces)
            elif piece.kind in SOURCES and piece.start < piece.end:
                self._source(place, text, masked, piece)
            elif piece.kind in PEOPLE and piece.start < piece.end:
                self._people(place, text, masked, piece)
            elif piece.kind == "words" and self.titled < place <= self.first_text and any(one.when for one in pieces):
                self._words(place, text, masked, piece, True, alone=False, several=False)
        if not any(piece.kind in PEOPLE for piece in pieces):
            self._credit(text, [named for named in strict(masked) if named.role] or bulleted_names(words_))
        self.found[before:] = [replace(e, evidence=(*e.evidence, "doubtful")) for e in self.found[before:]]

    # -- lines of facts

    def meta(self, place: int, text: Text, words_: str) -> None:
        pieces = read_line(words_, self.roc)
        if self._names_people(place, words_, pieces):
            self.byline(place, text, words_)
            return
        if self.pending and pieces and pieces[0].kind in ("words", "day") and pieces[0].at == pieces[0].start:
            pieces = self._answered(pieces)
        self.pending = pieces[-1].label if pieces and pieces[-1].label and pieces[-1].start == pieces[-1].end else ""
        self._numbered(text, words_, pieces)
        if (number := find_number(words_)) is not None and number.group().strip() == words_.strip():
            return  # the sign of an office in it can look like a name
        masked = mask(words_)
        if self._is_clock(place, words_) or self._is_supplied(place, text, masked):
            return
        dated = any(piece.when is not None for piece in pieces)
        several = sum(1 for piece in pieces if piece.kind == "words") > 1
        for piece in pieces:
            if piece.kind in DATES or piece.kind == "day":
                self.take_date(place, text, masked, piece, pieces)
            elif piece.kind in SOURCES and piece.start < piece.end:
                self._source(place, text, masked, piece)
            elif piece.label in _OF_OFFICES and self.roc and piece.start < piece.end and (dated or self._beside(place)):
                self._source(place, text, masked, replace(piece, kind="issuer"))  # so the offices of Taiwan have it
            elif piece.kind in PEOPLE and piece.start < piece.end:
                self._people(place, text, masked, piece)
            elif piece.kind == "words" and (own := _OWN_TEXT.search(masked, piece.start, piece.end)):
                self._add_source(
                    text, own.start("source"), own.end("source"), ["source", *shape_of(own["source"])], place
                )
            elif piece.kind == "words":
                self._words(place, text, masked, piece, dated, alone=len(pieces) == 1, several=several)

    def _is_supplied(self, place: int, text: Text, masked: str) -> bool:
        """Whether a line says who supplied the text, an office or outlet: 县水利局供稿."""
        supplied = _SUPPLIED_LINE.fullmatch(masked)
        if supplied is None or is_person_name(supplied["who"]):
            return False
        self._add_source(text, *supplied.span("who"), ["supplied", *shape_of(supplied["who"])], place)
        return True

    def _is_clock(self, place: int, words_: str) -> bool:
        """Whether a line is a time and nothing else; the day of the line above gets it, as in press releases."""
        if clock := clock_alone(words_):
            last = self.found[-1] if self.found else None
            if last is not None and last.target == "date" and last.order == place - 1 and len(last.when) == 10:
                self.found[-1] = replace(last, when=f"{last.when}T{clock}", evidence=(*last.evidence, "clock"))
        return bool(clock)

    def _names_people(self, place: int, words_: str, pieces: Sequence[Piece]) -> bool:
        """Whether a line at the edge of the text names people and nothing else, with what they are in front."""
        if self.pending or len(pieces) != 1 or pieces[0].kind != "words" or len(words_) > 40 or place == self.titled:
            return False
        if not (0 < place - self.titled <= 3 and place < self.first_text) and place < self.last_text:
            return False
        if find_number(words_) is not None or _OTHER_PEOPLE.search(words_):
            return False
        named = line_people(words_)
        return bool(named) and all(is_person_name(one.name) for one in named)

    def _answered(self, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        """The pieces of a line, the first of them the value of the label that stood alone on the line before."""
        said = label_word(self.pending.lower())
        first = pieces[0]
        if said is None or (said.kind in DATES) != (first.kind == "day"):
            return tuple(pieces)
        changed = replace(first, kind=said.kind, label=self.pending, field=said.field)
        return (changed, *pieces[1:])

    def _numbered(self, text: Text, words_: str, pieces: Sequence[Piece]) -> None:
        if self.number is not None:
            return
        for piece in pieces:
            if piece.kind == "number" and piece.start < piece.end:
                self.number = part(text, piece.start, piece.end)
                return
        match = find_number(words_)
        if match is not None and len(words_) <= len(match.group()) + 6:
            self.number = part(text, match.start(), match.end())

    def take_date(self, place: int, text: Text, masked: str, piece: Piece, pieces: Sequence[Piece]) -> None:
        """Take the date of a piece of a line as a candidate; ``masked`` is the line as its pieces were found in it."""
        when = piece.when
        self._published_by(place, text, masked, piece)
        if when is None:
            return
        names = [piece.kind]
        role: DateRole = _ROLES.get(piece.kind, "published")
        if piece.kind == "day":
            before, after = masked[: when.start].strip(" ([（【"), masked[when.end :].strip(" )]）】。;")
            if passed := _PASSED.match(after):
                role = "published" if passed["word"] in _PUBLISHING else "created"
                names = ["passed-published" if role == "published" else "passed"]
                if passed["word"] == "印发":
                    names = ["printed"]
            elif after.startswith(("更新", "修改")):
                names, role = ["updated"], "updated"
            elif _CITED.search(before) and not (before.endswith(" 于") and pieces[0].kind in SOURCES):
                names.append("cited")
            elif len(pieces) > 1 and pieces[0].kind == "other" and pieces[0].start <= when.start < pieces[0].end:
                names.append("of-other")
            elif _SIGNATURE_LINE.search(before):
                names.append("in-words")
        if piece.kind == "date" and self._of_meeting(place):
            sourced = any(other.kind in SOURCES or other.label in _OF_OFFICES for other in pieces)
            names += [] if sourced else ["with-place"]
        if place > self.last_text >= 0 and self.last_text > self.first_text:
            names.append("behind-body")
        elif self.titled >= 0 and abs(place - self.titled) <= 3:
            names.append("near-title")
        self._add_date(text, when, role, names, place)

    def _published_by(self, place: int, text: Text, masked: str, piece: Piece) -> None:
        """Who published, where the label of a day has a name instead, or that of a body in front of the day."""
        if piece.label not in _PUBLISHED_BY:
            return
        name = masked[piece.start : piece.end if piece.when is None else piece.when.start].rstrip(" ,")
        if 3 <= len(name) <= 20 and (piece.when is None or is_body(name)):
            self._add_source(text, piece.start, piece.start + len(name), ["poster", *shape_of(name)], place)

    def _of_meeting(self, place: int) -> bool:
        """Whether lines near by tell where and before whom something took place."""
        for line in self.lines[max(0, place - 3) : place + 4]:
            if line.label == "meta" and any(
                piece.kind in ("place", "chair") for piece in read_line(plain(line.text.text), self.roc)
            ):
                return True
        return False

    def _add_date(self, text: Text, when: Found, role: DateRole, names: list[str], place: int) -> None:
        if len(when.when) == 4:
            names.append("year-alone")
        elif len(when.when) == 7:
            names.append("month-alone")
        elif "T" in when.when:
            names.append("clock")
        if when.when.startswith("-"):
            names.append("no-year")
        value = part(text, when.start, when.end)
        if value.spans:
            self.found.append(Candidate("date", value, tuple(names), when.when, role, place))

    def _source(self, place: int, text: Text, masked: str, piece: Piece) -> None:
        start, end = piece.start, piece.end
        if issue := _ISSUE.search(masked, start, end):
            end = issue.start()
        value = masked[start:end]
        supplied = _SUPPLIED.search(value)
        if supplied is not None and supplied.start() > 1:
            end = start + supplied.start()
            value = masked[start:end]
        if (cut := _WITH_NAME.fullmatch(value)) and is_person_name(cut["name"]) and is_body(cut["body"]):
            place_of_name = start + cut.start("name")
            self._credit(text, [Named(cut["name"], "", frozenset({"author"}), place_of_name, end)])
            end = start + cut.end("body")
            value = cut["body"]
        elif (cut := _WITH_PLACE.fullmatch(value)) and is_body(cut["body"]) and not is_body(cut["place"]):
            end = start + cut.end("body")  # where it was posted from, or the short name of the site
            value = cut["body"]
        names = [piece.kind, *shape_of(value)]
        if piece.label in ("供稿", "报道", "发稿") and is_person_name(value):
            self._credit(text, [Named(value, piece.label, frozenset({"author"}), start, end)])
            return
        if place > self.last_text >= 0:
            names.append("behind-body")
        self._add_source(text, start, end, names, place)

    def _add_source(self, text: Text, start: int, end: int, names: list[str], place: int) -> None:
        low, high, names = source_name(plain(text.text[start:end]), names)
        start, end = start + low, start + high
        if self._named_elsewhere("".join(plain(text.text[start:end]).split())):
            names = [*names, "named-elsewhere"]
        value = part(text, start, end)
        if value.spans:
            self.found.append(Candidate("source", value, tuple(names), order=place))

    def _named_elsewhere(self, name: str) -> bool:
        """Whether the furniture of the page has a name too, alone or with what belongs to it: 青禾日报, 青禾日报数字版."""
        if len(name) < 2 or name.isascii():
            return name in self.named
        return any(line.startswith(name) if len(name) == 2 else name in line for line in self.named)

    def _people(self, place: int, text: Text, masked: str, piece: Piece) -> None:
        named = credit.value_people(masked, piece)
        self.compiled = self.compiled or place < self.titled
        value = masked[piece.start : piece.end]
        if piece.kind == "author" and is_outlet(value) and not any(n.sure and is_person_name(n.name) for n in named):
            self._add_source(text, piece.start, piece.end, ["author-outlet", *shape_of(value)], place)
            named = [n for n in named if n.name != value or not _PUBLISHER.search(value)]
        self._credit(text, named)

    def _words(
        self, place: int, text: Text, masked: str, piece: Piece, dated: bool, *, alone: bool, several: bool
    ) -> None:
        """Words without a label: people with a role, the name of the source."""
        if dated and (poster := _POSTER.fullmatch(masked, piece.start, piece.end)):
            named = Named(poster["who"], "", frozenset({"author"}), poster.start("who"), poster.end("who"))
            self._credit(text, [named])
            return
        people = strict(masked, piece.start, piece.end)
        if not people and alone:
            wire = credit.wire_reporter(masked)
            people = [wire] if wire is not None else bulleted_names(plain(text.text))
        if not people and (dated or alone) and piece.end - piece.start <= 40:
            people = [
                n for n in credit.words_of(masked, piece.start, piece.end) if n.role or dated or self._beside(place)
            ]
        if _WHOM_TO_ASK.search(masked) is None:
            self._credit(text, people)
        chunks = [
            (start, end)
            for start, end in chunks_of(masked, piece.start, piece.end)
            if may_be_source(masked[start:end])
            and not any(n.start < end and start < n.end for n in people)
            and not masked[:start].rstrip().endswith("来自")
        ]
        shared = self._around(place, masked, piece, dated or AGO.search(masked) is not None)
        if len(chunks) > 1 or several:
            shared.append("one-of-several")
        for start, end in chunks:
            value = masked[start:end]
            names = ["plain" if name == "other" else name for name in shape_of(value)]
            if self.titled >= 0 and value in plain(self.lines[self.titled].text.text):
                names.append("in-title")
            self._add_source(text, start, end, [*shared, *names], place)

    def _around(self, place: int, masked: str, piece: Piece, dated: bool) -> list[str]:
        """What stands around words without a label."""
        names = ["beside-date" if dated else "alone"]
        if dated and _IMPRINT.search(masked):
            names.append("imprint")
        if not dated and self._beside(place):
            names.append("near-date")
        if "original" in masked[: piece.end].lower() or "原创" in masked[: piece.end]:
            names.append("original")
        if place > self.last_text >= 0:
            names.append("behind-body")
        return names

    def _beside(self, place: int) -> bool:
        """Whether a line of facts right before or behind holds a date or the address of the page."""
        for other in (place - 1, place + 1, place - 2):
            if 0 <= other < len(self.lines) and self.lines[other].label in ("meta", "byline"):
                near = plain(self.lines[other].text.text)
                if any(piece.when is not None for piece in read_line(near, self.roc)) or "http" in near:
                    return True
        return False

    # -- people

    def _credit(self, text: Text, people: Iterable[Named], place: str = "meta") -> None:
        for named in people:
            person = person_of(text, named)
            if person is None or is_nobody(named.name):
                continue
            for work in sorted(named.works):
                self.people.append((work, person, place))

    def byline(self, place: int, text: Text, words_: str) -> None:
        pieces = read_line(words_, self.roc)
        if self.pending and len(pieces) == 1 and pieces[0].kind == "words":
            pieces = self._answered(pieces)
            if pieces[0].kind in PEOPLE:
                self._people(place, text, mask(words_), pieces[0])
                self.pending = ""
                return
        self.pending = pieces[-1].label if pieces and pieces[-1].label and pieces[-1].start == pieces[-1].end else ""
        masked = mask(words_)
        supplied = self._is_supplied(place, text, masked)
        own, named = self._of_page(pieces, "" if supplied else words_)
        self.compiled = self.compiled or place < self.titled or _COMPILED.search(words_) is not None
        both = _BOTH_BEHIND.search(masked)
        if both is not None and self.lines[place - 1].label == "byline" and place:
            self.people = [entry for entry in self.people if entry[2] != f"byline{place - 1}"] + [
                (work, person, where)
                for _, person, where in [e for e in self.people if e[2] == f"byline{place - 1}"]
                for work in ("author", "photographer")
            ]
        latin = [n for n in named if n.name.isascii() and not n.role]
        if latin and any(work == "author" and not person.name.isascii() for work, person, _ in self.people):
            named = [n for n in named if n not in latin]
        for piece in own:
            value = masked[piece.start : piece.end]
            if piece.kind in SOURCES and value:
                self._source(place, text, masked, piece)
            elif piece.kind in DATES or piece.kind == "day":
                self.take_date(place, text, masked, piece, pieces)
            elif piece.kind == "author" and is_outlet(value) and _PUBLISHER.search(value):
                self._add_source(text, piece.start, piece.end, ["author-outlet", *shape_of(value)], place)
                named = [n for n in named if n.start != piece.start]
            elif piece.kind == "words" and any(other.when and len(other.when.when) >= 10 for other in pieces):
                self._words(place, text, masked, piece, True, alone=False, several=True)
        sources = [piece for piece in own if piece.kind in SOURCES and piece.start < piece.end]
        named = [n for n in named if is_person_name(n.name) or not any(p.start <= n.start < p.end for p in sources)]
        self._credit(text, named, f"byline{place}")
        if not sources and (outlet := outlet_of_credit(masked)) is not None:
            self._add_source(text, *outlet, ["beside-people", *shape_of(masked[slice(*outlet)])], place)

    def _of_page(self, pieces: Sequence[Piece], words_: str) -> tuple[Sequence[Piece], list[Named]]:
        """The people of a line of credits; of a chain for several pages of a newspaper only those of this page."""
        chain = [piece for piece in pieces if _PAGE_LABEL.match(piece.label)]
        if len(chain) > 1 and self.page_number:
            mine = [p for p in chain if parse_numeral(p.label.strip("第").partition("版")[0]) == self.page_number]
            if mine:
                return mine, [named for piece in mine for named in credit.value_people(mask(words_), piece)]
        return pieces, line_people(words_) if words_ else []

    # -- running text

    def paragraph(self, place: int, text: Text, words_: str) -> None:
        opening = credit.opening_credit(words_)
        dateline = read_dateline(words_)
        if opening is not None:
            self._credit(text, opening[2])
        elif dateline is not None and dateline.credit is not None:
            self._credit(text, strict(words_, *dateline.credit))
        if dateline is not None and dateline.day:
            self._dateline(place, text, words_, dateline.day)
        self._message(place, text, words_)
        self._ending(place, text, words_)

    def _dateline(self, place: int, text: Text, words_: str, day: str) -> None:
        start = words_.index(day)
        for found in dates_in(day, roc=self.roc)[:1]:
            moved = Found(found.start + start, found.end + start, found.when)
            self._add_date(text, moved, "dateline", ["dateline"], place)

    def _message(self, place: int, text: Text, words_: str) -> None:
        own = _OWN_TEXT.search(words_[:40])
        if own is not None:
            self._add_source(text, own.start("source"), own.end("source"), ["message", *shape_of(own["source"])], place)
        match = _MESSAGE.search(words_[:130])
        if match is None:
            return
        names = ["message", *shape_of(match["source"])]
        if place > self.first_text:
            names.append("later-paragraph")
        self._add_source(text, match.start("source"), match.end("source"), names, place)

    def _ending(self, place: int, text: Text, words_: str) -> None:
        ending = ending_credit(words_)
        last = place == self.last_text
        credited = [named for named in ending[2] if not credit.supplies(named)] if ending is not None else []
        self._credit(text, credited, "ending")
        if ending is None:
            if _TAKEN.search(words_[-24:]) and (taken := caption_credit(words_)) is not None:
                self._credit(text, [named for named in taken[2] if is_person_name(named.name)], "ending")
            if last and (name := last_name(words_)) is not None:
                self._credit(text, [name], "ending")
        self._origin(place, text, words_, last=last, credited=bool(credited))

    def _origin(self, place: int, text: Text, words_: str, *, last: bool, credited: bool) -> None:
        """The source in the bracket that ends a paragraph; beside people only where a label says so."""
        tail = words_[-40:]
        match = _ORIGIN.search(tail)
        if match is None:
            return
        shift = len(words_) - len(tail)
        inner = read_line(match["in"]) if len(match["in"]) >= 2 else ()
        for piece in inner:
            start, end = shift + match.start("in") + piece.start, shift + match.start("in") + piece.end
            if piece.kind in SOURCES and start < end:
                self._source(place, text, words_, replace(piece, start=start, end=end))
            elif piece.kind == "words" and len(inner) == 1 and not credited:
                value = words_[start:end]
                supplied = _SUPPLIED.search(value)
                shape = shape_of(value[: supplied.start()] if supplied else value)
                names = ["supplied" if supplied else "bracket", *shape, *([] if last else ["not-last"])]
                self._add_source(text, start, end - (len(supplied.group()) if supplied else 0), names, place)

    def section(self, place: int, text: Text, words_: str) -> None:
        self._message(place, text, words_)
        self._ending(place, text, words_)

    def item(self, place: int, text: Text, words_: str) -> None:
        self._message(place, text, words_)

    def caption(self, place: int, text: Text, words_: str) -> None:
        told = caption_credit(words_)
        if told is None:
            return
        for named in told[2]:
            works: frozenset[Work] = frozenset({"photographer"})
            if "文" in named.role:
                works |= {"author"}
            self._credit(text, [replace(named, works=works)], "caption")

    def sign(self, place: int, text: Text, words_: str) -> None:
        for found in dates_in(words_, roc=self.roc):
            if len(found.when) >= 4 and not found.when.startswith("---"):
                self._add_date(text, found, "signed", ["signed"], place)
        lone = _LONE_SIGN.fullmatch(words_.strip())
        if lone is not None and is_person_name(lone["name"]) and not _CALENDAR.search(lone["name"]):
            start = words_.index(lone["name"])
            self._credit(
                text, [Named(lone["name"], "", frozenset({"author"}), start, start + len(lone["name"]))], "sign"
            )
        written = _WRITTEN_BY.search(words_)
        if written is not None and is_person_name(written["name"]) and not _CALENDAR.search(written["name"]):
            self._credit(text, [Named(written["name"], "", frozenset({"author"}), *written.span("name"))], "sign")
        holder = _HOLDER.fullmatch(words_.strip())
        if holder is not None and is_person_name(holder["name"]):
            start = words_.index(holder["name"], words_.index(holder["office"]) + len(holder["office"]))
            named = Named(holder["name"], holder["office"], frozenset({"author"}), start, start + len(holder["name"]))
            self._credit(text, [named], "sign")

    def note(self, place: int, text: Text, words_: str) -> None:
        if len(words_) <= 160 and _CAME_FROM.search(words_[:24]):
            for piece in read_line(words_, self.roc):
                if piece.kind in SOURCES and piece.start < piece.end:
                    self._source(place, text, words_, replace(piece, kind="noted"))
                elif piece.kind == "published" and piece.when is not None:
                    self._add_date(text, piece.when, "published", ["noted"], place)
                elif piece.kind == "words" and (title := _BOOK.match(words_, piece.start)):
                    self._add_source(text, *title.span(), ["noted", "book"], place)

    def headline(self, place: int, text: Text, words_: str) -> None:
        dated = _DATE_AT_EDGE.match(words_.strip("# "))
        days = dates_in(words_, roc=self.roc) if dated or words_.rstrip().endswith((")", "）")) else []
        for found in days[:1] if dated else [day for day in days if words_[day.end :].strip(" )）") == ""][:1]:
            year = len(found.when) == 4
            if not year or words_[found.end : found.end + 1] in ",，":
                self._add_date(
                    text, found, "issued", ["title-year" if year else "title-date" if dated else "title-end"], place
                )
        for pattern, name in ((_SITE_BEHIND, "title-tail"), (_SITE_BEFORE, "title-front")):
            match = pattern.search(words_)
            if match is not None and is_outlet(match["site"]):
                self._add_source(text, match.start("site"), match.end("site"), [name], place)


_OTHER_PEOPLE = re.compile(r"联络|联系|电话|小姐|先生|女士|[课科处局]长|[〔\[]\d{4}[〕\]]|号\Z")
"""What the lines have that name people of other kinds: whom to ask, who is addressed; numbers of documents."""
_WHOM_TO_ASK = re.compile(r"[联连]\s?[络系]\s?人|分机|手机|[女男][,，\s]\s?\d{2}岁")
"""Lines that name people who neither wrote nor made the pictures: whom to ask, who is told of."""
_PUBLISHED_BY = frozenset({"发布", "首次发布", "最初发布", "发行", "出版", "刊行", "编印", "编制"})
"""Labels of a day that name who published it as well: 发布:客户服务中心."""
_OF_OFFICES = frozenset({"资料来源", "单位"})
"""Labels with which the offices of Taiwan say beside a date who published; elsewhere they name other things."""
_POSTER = re.compile(r"(?P<who>[^\s,，。]{2,20}) +于")
DOUBTFUL = frozenset({"noise", "subtitle", "kicker", "head", "item", "p", "table", "caption", "note", "cont"})
_ASKED = re.compile(r"[^:]{1,8}:[^:]+\?")
"""What an interviewer asks: it has 记者: in front of it too."""
_YEAR_INSIDE = re.compile(r"(?:19|20)\d\d\s?[-年/.]\s?\d|民国|[a-z]{3} \d{1,2}, \d{4}", re.IGNORECASE)
_HINT = re.compile(
    r"来源|作者|时间|日期|发布|发表|更新|编辑|责编|记者|通讯员|执笔|撰文|撰稿|采写|摄影|转自|摘自|供稿|date|author|source|文[/:丨|]|图[/:丨|]",
    re.IGNORECASE,
)
_PAGE_LABEL = re.compile("第?[一二三四五六七八九十]{1,3}版")
RUNNING = ("p", "sec", "item", "head")
_READERS = {
    "meta": Collector.meta,
    "byline": Collector.byline,
    "p": Collector.paragraph,
    "sec": Collector.section,
    "item": Collector.item,
    "caption": Collector.caption,
    "sign": Collector.sign,
    "note": Collector.note,
    "title": Collector.headline,
}
_ROLES: dict[str, DateRole] = {
    "published": "published", "date": "published", "day": "published", "updated": "updated", "created": "created",
    "composed": "created", "issued": "issued", "event": "created",
}  # fmt: skip
_PUBLISHING = ("公布", "发布", "印发", "颁布")
_PASSED = re.compile(
    r"[^\s,，;；]{0,30}?(?P<word>公布|发布|印发|颁布|通过|批准|修订|修正|施行|实施|起施行|生效)(?=\W|\Z)"
)
_CITED = re.compile(r"(?:自|于|从|至|截至|截止)\Z")
_SIGNATURE_LINE = re.compile(r"[。;；]")
_SUPPLIED = re.compile(r"(?:供稿|供|报道|提供)\Z")
_ISSUE = re.compile(
    r"(?<=[刊志报])\s?(?:\d{4}年)?第?\d{1,4}期.{0,24}|(?<=》)\s?(?:\d{4}年?第?\d{1,3}期.{0,12}|(?:总?第|[A-Z]\d).{1,12}|[春夏秋冬]季.{0,6}|(?:专|副|双月|月|季)刊.{0,12}|[一二三四五六七八九十头]{1,2}版.{0,6})"
)
_CLOSING = re.compile(
    r"\s*+(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十廿]{1,3}\s?日"
    r"\s*+(?:\(?(?:星期|周)[一二三四五六日天]\)?\s*+)?(?:[于写]\S{1,8}\s*+)?(?:\(此件[^()]{2,12}\)\s*+)?"
)
_WITH_PLACE = re.compile(r"(?P<body>\S{3,20})[ \u3000]{1,4}(?P<place>[\u4e00-\u9fff]{2,3})")
"""The name of an office or outlet, and from where it was posted: 青禾日报 望溪."""
_WITH_NAME = re.compile(r"(?P<body>[^\s,;:]{3,20})\s{1,4}(?P<name>[\u4e00-\u9fff]{2,4})")
"""The name of an office or outlet, and that of who wrote there: 县水利局 陶远舟."""
_SUPPLIED_LINE = re.compile(r"\W*(?P<who>[\u4e00-\u9fff]{3,20}?)(?:供稿|供)\W*")
_PUBLISHER = re.compile(r"(?:报|网|社|台|杂志|客户端|频道|融媒|融媒体|融媒体中心|日报社)\Z")
_BOTH_BEHIND = re.compile(r"(?:文/?[摄图]|文并摄|摄影报道)\W*\Z")
_MESSAGE = re.compile(
    r"据(?P<source>[\u4e00-\u9fff]{2,14}(?:网站|官网|官方微博|官方微信|微博|微信公众号|公众号|客户端)|[\u4e00-\u9fff]{2,10}《[^《》]{2,12}》)(?:\d{1,2}日|\d{1,2}月\d{1,2}日)?(?:消息|报道|通报|报导|公布)"
)
_OWN_TEXT = re.compile(
    r"本文(?:为|系|由|首发于|转载自|转自|选自|来自|来源于|来源)\s?[「《“\"]?(?P<source>[\u4e00-\u9fffA-Za-z0-9]{2,14})[」》”\"]?\s?(?:的?原创|公众号|微信公众号|独家|授权|首发|\Z)"
)
_TAKEN = re.compile(r"[\u4e00-\u9fff]摄(?:[(（][^()（）]{2,8}[)）])?\Z")
_ORIGIN = re.compile(r"[(（【\[](?P<in>[^()（）【】\[\]]{2,30})[)）】\]][。.?]?\Z")
_WRITTEN_BY = re.compile(
    r"(?:\A|[\s,，、])(?P<name>[\u4e00-\u9fff]{2,3})\s?(?:谨?识|谨?志|敬?撰|谨?书|谨?记|敬上|谨上|敬启|谨启|草于|写)(?=于|\s|[,，。]|\Z)"
)
"""A name and that it wrote this: 陶远舟识于青禾, 温若溪谨启."""
_HOLDER = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{0,14}(?:经理|董事长|校长|院长|会长|总裁|所长|社长|理事长))\s*+(?:[::]\s*+)?"
    r"(?P<name>[\u4e00-\u9fff](?:\s{0,4}[\u4e00-\u9fff]){1,3})"
)
_LONE_SIGN = re.compile(
    r"(?:——)?(?P<name>[\u4e00-\u9fff](?:\s{0,3}[\u4e00-\u9fff]){1,2})(?:\s*(?:[一二三四五六七八九十○〇零\d]{1,4}年|[一二三四五六七八九十\d]{1,2}月).{0,24})?"
)
_CALENDAR = re.compile("[日月历年]|^初")
_CAME_FROM = re.compile(r"发表于|最初发表|原载|原刊|刊于|载于|选自|摘自|转自|来源[:：]")
_BOOK = re.compile(r"《[^《》]{2,20}》")
_DATE_AT_EDGE = re.compile(r"(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3}年)\S{0,10}?(?:[\s,，:：、-]|\Z)")
_COMPILED = re.compile("整理|汇编|编译|编选|小组|选编|周报|@|from", re.IGNORECASE)
_SITE_BEHIND = re.compile(r"\s?[-_|—–]{1,2}\s?(?P<site>[\u4e00-\u9fffA-Za-z0-9.]{2,12})\Z")
_SITE_BEFORE = re.compile(r"\A(?P<site>[\u4e00-\u9fffA-Za-z0-9]{2,8}(?:网|报|在线|电视台|新闻))[:：]")
_IMPRINT = re.compile(r"(?:印发|公布|施行|通过|实施|修订)\W*\Z")
