"""Files of decisions: what a person said of some words of a source, and what was taken back. They only ever grow.

A file is a set of entries, each with a name of its own. Undoing adds an entry
that names another one, so that files of two people merge by putting their
entries together: in whatever order, and however often, the result is the same
(a grow-only set with tombstones; Shapiro et al. 2011, Conflict-free Replicated
Data Types). Of decisions on the same words the latest counts.

Words are found as the W3C Web Annotation Data Model does it (4.2.4 and 4.2.5):
by their place where the source has not changed, else by the words themselves
with those before and behind them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

from ..errors import SourceError
from ..model.writable import is_writable_date
from ..recognize.rule import Label
from ..text.source import Span
from ..write.decided import read_said, said_record

SCHEMA = "tei-tools/decisions/1"
FIELDS = ("date", "source", "document-number", "authors", "photographers", "editors")
"""Facts that a person can decide; a headline is a reading."""
PEOPLE = frozenset({"authors", "photographers", "editors"})
READINGS: tuple[str, ...] = get_args(Label)
CONTEXT = 24
"""Characters before and behind the words that are kept to tell equal words apart."""
MOST_QUOTED = 100_000
"""Words quoted of one decision, at most."""
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_NAME = re.compile(r"[0-9a-f]{16}", re.ASCII)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Says:
    """What a decision says: a reading, a level or both; or whether an article begins; or a fact.

    ``value`` of a ``field`` is the fact (a date in W3C form, names separated by ``|``), None when there is none.
    """

    reading: str = ""
    level: int | None = None
    begins: bool | None = None
    field: str = ""
    value: str | None = None

    @property
    def aspects(self) -> frozenset[str]:
        """What it speaks of; a later decision on the same words and the same of these stands over it."""
        return frozenset(self.by_aspect)

    @property
    def by_aspect(self) -> dict[str, str | int | None]:
        """What it says of each of them."""
        said = said_record(self)
        if field := said.pop("field", ""):
            said[f"field {field}"] = self.value
        return said


_NOWHERE, _NOTHING = Span(0, 0), Says()


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision, or with ``undoes`` the taking back of one.

    ``sha256`` is that of the source (or of the text extracted from it) in which the words stood at ``span``;
    ``member`` names the document in a file that holds many. ``quote`` are the words, ``before`` and ``after`` what
    stands around them.
    """

    id: str
    by: str
    when: str
    undoes: str = ""
    sha256: str = ""
    member: str = ""
    span: Span = _NOWHERE
    quote: str = ""
    before: str = ""
    after: str = ""
    says: Says = _NOTHING

    @property
    def order(self) -> tuple[str, str]:
        """Entries are sorted by this: the time in UTC, then the name."""
        return _in_utc(self.when), self.id


def _in_utc(when: str) -> str:
    from datetime import UTC, datetime

    return datetime.fromisoformat(when).astimezone(UTC).isoformat()


@dataclass(frozen=True, slots=True)
class Decisions:
    """All entries on one source file, sorted, each once. ``source`` is the bare name of the file."""

    source: str
    entries: tuple[Entry, ...] = ()

    def merged(self, others: Iterable[Decisions]) -> Decisions:
        """These and others together; it does not matter in which order. Raises :class:`SourceError`."""
        found = {entry.id: entry for entry in self.entries}
        for other in others:
            if other.source != self.source:
                raise SourceError(
                    "other-source",
                    f"decisions on {other.source} and on {self.source} cannot be put together; name the same source.",
                )
            found.update((entry.id, entry) for entry in other.entries)
        return replace(self, entries=tuple(sorted(found.values(), key=lambda entry: entry.order)))

    def with_entry(self, entry: Entry) -> Decisions:
        """These and one more."""
        return self.merged([Decisions(self.source, (entry,))])

    def standing(self) -> tuple[Entry, ...]:
        """The decisions that nobody took back and no later one stands over, by time."""
        latest: dict[tuple[str, Span, str, str], Entry] = {}
        for entry in self.not_undone():
            for aspect in entry.says.aspects:
                latest[entry.sha256 + entry.member, entry.span, entry.quote, aspect] = entry
        kept = {entry.id for entry in latest.values()}
        return tuple(entry for entry in self.entries if entry.id in kept)

    def not_undone(self) -> tuple[Entry, ...]:
        """The decisions that nobody took back, by time, also those that a later one stands over."""
        gone = self._undone()
        return tuple(entry for entry in self.entries if not entry.undoes and entry.id not in gone)

    def disputed(self, place: Callable[[Entry], object] | None = None) -> list[tuple[Entry, Entry]]:
        """What people said otherwise of the same words: the decision that counts, being later, and that of another.

        ``place`` tells where the words of a decision stand now, None where they are not found; without it each
        decision is about the words in the source that it was made in.
        """
        said: dict[tuple[object, str], dict[str, Entry]] = {}
        for entry in self.not_undone():
            where = (entry.sha256, entry.member, entry.span, entry.quote) if place is None else place(entry)
            for aspect in entry.says.aspects if where is not None else ():
                people = said.setdefault((where, aspect), {})
                people.pop(entry.by, None)  # so that the latest is the last
                people[entry.by] = entry
        pairs: dict[tuple[str, str], tuple[Entry, Entry]] = {}
        for (_, aspect), people in said.items():
            *others, last = people.values()
            for other in others:
                if other.says.by_aspect[aspect] != last.says.by_aspect[aspect]:
                    pairs[last.id, other.id] = last, other
        return list(pairs.values())

    def _undone(self) -> set[str]:
        """What is taken back; the taking back of a taking back brings it back."""
        undoing: dict[str, list[str]] = {}
        for entry in self.entries:
            if entry.undoes:
                undoing.setdefault(entry.undoes, []).append(entry.id)
        known: dict[str, bool] = {}

        def is_gone(name: str) -> bool:
            if name not in known:
                known[name] = False  # a name that comes back to itself, which no file of ours has
                known[name] = any(not is_gone(other) for other in undoing.get(name, ()))
            return known[name]

        return {entry.id for entry in self.entries if is_gone(entry.id)}

    def last_of(self, by: str) -> Entry | None:
        """The last decision of a person that stands, for an undo."""
        mine = [entry for entry in self.not_undone() if entry.by == by]
        return mine[-1] if mine else None


def decided(text: str, sha256: str, span: Span, says: Says, by: str, when: str, member: str = "") -> Entry:
    """A decision on the words of a text at a span, in code points.

    Raises :class:`SourceError` (code ``bad-decision``) if it says nothing that can be.

    >>> entry = decided("甲镇简讯\\n全镇修路。", "", Span(0, 4), Says("title"), "白洁", "2026-05-01T08:30:00Z")
    >>> entry.quote, entry.before, entry.after
    ('甲镇简讯', '', '\\n全镇修路。')
    """
    quote = text[span.start : span.end]
    before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
    entry = Entry("", by, when, "", sha256, member, span, quote, before, after, says)
    entry = replace(entry, id=_name(entry))
    if problem := _problem(entry):
        raise SourceError("bad-decision", problem)
    return entry


def undone(entry: Entry, by: str, when: str) -> Entry:
    """The entry that takes back another one."""
    made = Entry("", by, when, undoes=entry.id)
    return replace(made, id=_name(made))


def _name(entry: Entry) -> str:
    told = json.dumps(_data(replace(entry, id="")), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _problem(entry: Entry) -> str:
    """What is wrong with a decision; empty if nothing is."""
    says = entry.says
    if not entry.by.strip() or _ILLEGAL.search(entry.by) or entry.by != " ".join(entry.by.split()):
        return f"{entry.by!r} is no name of a person; give one without line breaks and double blanks."
    if not _is_time(entry.when):
        return f"{entry.when!r} is no time like 2026-05-01T08:30:00Z."
    if entry.undoes:
        return "" if _NAME.fullmatch(entry.undoes) else f"{entry.undoes!r} is no name of a decision."
    if not entry.quote.strip():
        return "it is about no words: the span is empty or blank."
    if len(entry.quote) > MOST_QUOTED:
        return f"it is about {len(entry.quote):,} characters; {MOST_QUOTED:,} are the most."
    if len(entry.quote) != entry.span.end - entry.span.start:
        return "its span is not as long as its words."
    if not says.aspects:
        return "it says nothing: no reading, no level, no border, no field."
    if says.reading and says.reading not in READINGS:
        return f"there is no reading {says.reading!r}; there are {', '.join(READINGS)}."
    if says.level is not None and not 1 <= says.level <= 9:
        return f"a level is a number from 1 to 9, not {says.level}."
    return _field_problem(says) if says.field else ""


def _is_time(when: str) -> bool:
    from datetime import datetime

    try:
        return bool(_WHEN.fullmatch(when)) and datetime.fromisoformat(when) is not None
    except ValueError:
        return False


def _field_problem(says: Says) -> str:
    if says.field not in FIELDS:
        return f"there is no field {says.field!r}; there are {', '.join(FIELDS)}."
    if says.value is None:
        return ""
    if not says.value.strip() or _ILLEGAL.search(says.value):
        return f"{says.value!r} is no value; leave it out to say that there is no {says.field}."
    if says.field == "date" and not is_writable_date(says.value):
        return f"{says.value} is not a date like 2024-05-01, 2024-05-01T08:30, 2024-05, 2024 or --05-01."
    return ""


# --- as JSON ---


def read_decisions(path: str | os.PathLike[str]) -> Decisions:
    """The decisions in a file. Raises :class:`SourceError`, which names the file, the entry and what is wrong."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SourceError("unreadable", f"{os.fspath(path)}: cannot be read: {error.strerror or error}.") from error
    return parse_decisions(data, os.fspath(path))


def parse_decisions(data: bytes, name: str = "the decisions") -> Decisions:
    """The decisions in the bytes of a file called ``name``. Raises :class:`SourceError` (code ``bad-decisions``)."""

    def wrong(what: str) -> SourceError:
        remedy = "mend it, or move the file away to go on without it"
        return SourceError("bad-decisions", f"{name}: {what} ({remedy}).")

    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise wrong(f"is no JSON in UTF-8: {error}") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise wrong(f"is no file of decisions: its schema is not {SCHEMA!r}")
    source, entries = found.get("source"), found.get("decisions")
    if not isinstance(source, str) or not isinstance(entries, list):
        raise wrong("lacks the name of its source or the list of decisions")
    made = []
    for number, entry in enumerate(entries, 1):
        try:
            made.append(_entry(entry))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise wrong(f"decision {number}: {what}") from error
    return Decisions(source).merged([Decisions(source, tuple(made))])


def _entry(data: Mapping[str, Any]) -> Entry:
    if "undoes" in data:
        entry = Entry(_string(data["id"]), _string(data["by"]), _string(data["when"]), _string(data["undoes"]))
    else:
        start, end = data["span"]
        if type(start) is not int or type(end) is not int or not 0 <= start < end:
            raise ValueError(f"{data['span']} is no span")
        texts = [_string(data[key]) for key in ("sha256", "quote")]
        rest = [_string(data.get(key, "")) for key in ("member", "before", "after")]
        says = _says(data["says"])
        entry = Entry(_string(data["id"]), _string(data["by"]), _string(data["when"]), "", texts[0], rest[0],
                      Span(start, end), texts[1], rest[1], rest[2], says)  # fmt: skip
    if problem := _problem(entry):
        raise ValueError(problem.rstrip("."))
    if not _NAME.fullmatch(entry.id):
        raise ValueError(f"{entry.id!r} is no name of a decision")
    return entry


def _says(data: Mapping[str, Any]) -> Says:
    value = data.get("value")
    return Says(value=None if value is None else _string(value), **read_said(data))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} stands where a string must")
    return value


def _data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {"id": entry.id, "by": entry.by, "when": entry.when}
    if entry.undoes:
        return {**data, "undoes": entry.undoes}
    data |= {"sha256": entry.sha256, "span": list(entry.span), "quote": entry.quote}
    data |= {key: value for key, value in (("before", entry.before), ("after", entry.after),
                                           ("member", entry.member)) if value}  # fmt: skip
    fact = {"value": entry.says.value} if entry.says.field else {}
    return {**data, "says": said_record(entry.says) | fact}


def dump_decisions(decisions: Decisions) -> bytes:
    """A file of decisions: ``parse_decisions(dump_decisions(d)) == d``; the same decisions give the same bytes."""
    data = {"schema": SCHEMA, "source": decisions.source, "decisions": [_data(entry) for entry in decisions.entries]}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return (re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text) + "\n").encode()


def label_of(reading: str) -> Label:
    """A reading as the label that it was checked to be."""
    return cast(Label, reading)


def last_first(entries: Sequence[Entry]) -> list[Entry]:
    """Entries for people: the newest first."""
    return sorted(entries, key=lambda entry: entry.order, reverse=True)
