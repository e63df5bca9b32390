"""Decisions of people in the forms of the outputs: spelled in an attribute, told in a sentence, as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from ..model.nodes import Decision, Spans

_SPELLED = re.compile(
    r"(?:reading=(?P<reading>[a-z]+))? ?(?:level=(?P<level>[1-9]))? ?(?:begins=(?P<begins>true|false))?"
    r" ?(?:field=(?P<field>[a-z-]+)(?: value=(?P<value>.*))?)?",
    re.DOTALL,
)


class Said(Protocol):
    """What a decision says, but for the value of a fact: each of these where it speaks of it."""

    @property
    def reading(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def begins(self) -> bool | None: ...
    @property
    def field(self) -> str: ...


def said_record(what: Said) -> dict[str, Any]:
    """What is said, as JSON; what is not spoken of is left out.

    >>> said_record(Decision((), "", "", "", reading="head", level=2))
    {'reading': 'head', 'level': 2}
    """
    found = {"reading": what.reading or None, "level": what.level, "begins": what.begins, "field": what.field or None}
    return {name: value for name, value in found.items() if value is not None}


def read_said(record: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of what :func:`said_record` wrote. Raises ``TypeError``.

    >>> read_said({"begins": True})
    {'reading': '', 'level': None, 'begins': True, 'field': ''}
    """
    reading, level, begins = record.get("reading", ""), record.get("level"), record.get("begins")
    field = record.get("field", "")
    if level is not None and type(level) is not int:
        raise TypeError(f"{level!r} is no level")
    if begins is not None and not isinstance(begins, bool):
        raise TypeError(f"begins is {begins!r}, neither true nor false")
    for value in (reading, field):
        if not isinstance(value, str):
            raise TypeError(f"{value!r} stands where a string must")
    return {"reading": reading, "level": level, "begins": begins, "field": field}


def spell(decision: Decision) -> str:
    """What was decided, in one line that :func:`unspell` reads.

    >>> spell(Decision((), "", "", "", reading="head", level=2)), spell(Decision((), "", "", "", field="date"))
    ('reading=head level=2', 'field=date')
    """
    parts = said_record(decision) | ({"value": decision.value} if decision.value else {})
    return " ".join(f"{name}={str(value).lower() if value is True or value is False else value}"
                    for name, value in parts.items())  # fmt: skip


def unspell(spelled: str, spans: Spans, sentence: str, by: str, when: str) -> Decision:
    """The decision that :func:`spell` and :func:`told` wrote. Raises ``ValueError`` when it is none."""
    found = _SPELLED.fullmatch(spelled)
    if found is None or not spelled:
        raise ValueError(f"{spelled!r} is no decision")
    words = sentence[1 : sentence.rfind("\u201d ")]
    return Decision(
        spans, words, by, when, found["reading"] or "", int(found["level"]) if found["level"] else None,
        {"true": True, "false": False}.get(found["begins"] or ""), found["field"] or "", found["value"] or "",
    )  # fmt: skip


def told(decision: Decision) -> str:
    """What was decided, as a sentence for people.

    >>> told(Decision((), "一、修路", "", "", reading="head", level=2))
    '“一、修路” is read as head, level 2.'
    """
    level = "" if decision.level is None else f"level {decision.level}"
    said = [f"is read as {decision.reading}{f', {level}' if level else ''}"] if decision.reading else []
    said += [f"is a head of {level}"] if level and not decision.reading else []
    if decision.begins is not None:
        said.append("begins an article" if decision.begins else "begins no article")
    if decision.field:
        said.append(f"says the {decision.field}" if decision.value else f"says no {decision.field}")
    return f"\u201c{decision.words}\u201d {' and '.join(said)}."


def decision_record(decision: Decision) -> dict[str, Any]:
    """A decision as the record has it; what it does not speak of is left out."""
    record: dict[str, Any] = {
        "words": decision.words,
        "spans": [list(span) for span in decision.spans],
        "by": decision.by,
        "when": decision.when,
    }
    return record | said_record(decision) | ({"value": decision.value} if decision.value else {})


def read_decision(record: Mapping[str, Any], spans: Spans) -> Decision:
    """The decision in a record, whose spans are read already. Raises ``KeyError`` and ``TypeError``."""
    words, by, when, value = texts = [record["words"], record["by"], record["when"], record.get("value", "")]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a decision holds something else where a string must stand")
    return Decision(spans, words, by, when, value=value, **read_said(record))
