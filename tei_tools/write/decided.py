"""Decisions of people in the forms of the outputs: spelled in an attribute, told in a sentence, as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..model.nodes import Decision, Spans

_SPELLED = re.compile(
    r"(?:reading=(?P<reading>[a-z]+))? ?(?:level=(?P<level>[1-9]))? ?(?:begins=(?P<begins>true|false))?"
    r" ?(?:field=(?P<field>[a-z-]+)(?: value=(?P<value>.*))?)?",
    re.DOTALL,
)


def spell(decision: Decision) -> str:
    """What was decided, in one line that :func:`unspell` reads.

    >>> spell(Decision((), "", "", "", reading="head", level=2)), spell(Decision((), "", "", "", field="date"))
    ('reading=head level=2', 'field=date')
    """
    parts = [f"reading={decision.reading}"] if decision.reading else []
    parts += [f"level={decision.level}"] if decision.level is not None else []
    parts += [f"begins={str(decision.begins).lower()}"] if decision.begins is not None else []
    parts += [f"field={decision.field}"] if decision.field else []
    parts += [f"value={decision.value}"] if decision.value else []
    return " ".join(parts)


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
    if decision.reading:
        record["reading"] = decision.reading
    if decision.level is not None:
        record["level"] = decision.level
    if decision.begins is not None:
        record["begins"] = decision.begins
    if decision.field:
        record["field"] = decision.field
    if decision.value:
        record["value"] = decision.value
    return record


def read_decision(record: Mapping[str, Any], spans: Spans) -> Decision:
    """The decision in a record, whose spans are read already. Raises ``KeyError`` and ``TypeError``."""
    texts = [record["words"], record["by"], record["when"], record.get("reading", ""), record.get("field", "")]
    texts.append(record.get("value", ""))
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a decision holds something else where a string must stand")
    words, by, when, reading, field, value = texts
    return Decision(spans, words, by, when, reading, record.get("level"), record.get("begins"), field,
                    value)  # fmt: skip
