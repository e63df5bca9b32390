"""Rules of the user's own as files have them: the tables ``[[rule]]``, what can be wrong in them, and their cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import get_args

from ..errors import ConfigError
from ..read.own_rules import OwnRule
from ..recognize.registry import all_rules
from ..recognize.rule import Label
from ..text.script import plain
from .files import ConfigFile, load_toml
from .slow_pattern import MOST_SECONDS, slow_on

KEY = "rule"
"""Name of the tables of rules: ``[[rule]]``."""
NONE = "none"
"""What a case says of a text of which the rule must say nothing."""
STRONGEST = 20.0
"""Nats above which a strength decides alone, and a pin is what is meant."""
DEEPEST_LEVEL = 9
_LABELS: tuple[str, ...] = get_args(Label)
_HEADS = ("head", "sec")
_KEYS = ("name", "pattern", "reading", "level", "strength", "cases")
_OTHER_NAMES = {
    "paragraph": "p", "text": "p", "body": "p", "heading": "head", "section": "sec", "list": "item", "facts": "meta",
    "signature": "sign", "salutation": "salute", "headline": "title", "navigation": "noise", "boilerplate": "noise",
    "discard": "noise", "continuation": "cont", "picture": "figure", "footnote": "note",
}  # fmt: skip
"""What people call readings, as the record and the guides do."""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A text, and how each line of it that the rule speaks of must be read; :data:`NONE`: it must speak of none."""

    text: str
    reading: str


@dataclass(frozen=True, slots=True)
class RuleFound:
    """A rule, its cases, and where it stands: the file and, if it is in one, the table."""

    rule: OwnRule
    cases: tuple[RuleCase, ...]
    place: str


@dataclass(frozen=True, slots=True)
class WrongCase:
    """A case that is not read as it says. ``number`` counts from 1; ``message`` names file, rule and case, and what was
    read."""

    found: RuleFound
    number: int
    message: str


def read_rules_file(path: Path) -> list[RuleFound]:
    """The rules in a file of rules: TOML, tables ``[[rule]]`` and nothing else.

    Raises :class:`ConfigError` for a file that cannot be read, and for a rule that says what cannot be.
    """
    data = load_toml(path)
    for key in data:
        if key != KEY:
            raise ConfigError("rules-key", f"{path}: there is no {key} in a file of rules; it holds tables [[{KEY}]].")
    return rules_in(data, str(path))


def rules_of(files: Iterable[ConfigFile], profile: str | None = None) -> list[RuleFound]:
    """The rules of the files of settings, those of the chosen profile in front of those outside of profiles.

    All are checked, those of other profiles too. Raises :class:`ConfigError` for a rule that says what cannot be.
    """
    chosen: list[RuleFound] = []
    for file in files:
        by_profile = {name: rules_in(table, file.place(name)) for name, table in file.rules.items()}
        chosen += [*by_profile.get(profile or "", []), *(by_profile.get("", []) if profile else [])]
    return chosen


def merged(found: Iterable[RuleFound]) -> list[RuleFound]:
    """The rules, each name once: of two with one name the first, which is of the more important file, counts."""
    by_name: dict[str, RuleFound] = {}
    for one in found:
        by_name.setdefault(one.rule.name, one)
    return list(by_name.values())


def rules_in(data: Mapping[str, object], place: str) -> list[RuleFound]:
    """The rules of one table of a file. Raises :class:`ConfigError` that names place, rule, cause and remedy."""
    tables = data.get(KEY, [])
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise ConfigError("rules-type", f"{place}: {KEY} must be tables, each with [[{KEY}]] above it.")
    found: list[RuleFound] = []
    for number, table in enumerate(tables, 1):
        one = _read(table, number, place)
        if any(one.rule.name == other.rule.name for other in found):
            raise ConfigError("rules-twice", f"{place}: two rules are called {_quoted(one.rule.name)}; rename one.")
        found.append(one)
    return found


def _read(table: Mapping[str, object], number: int, place: str) -> RuleFound:
    name = table.get("name")
    here = f"{place}: rule {_quoted(name) if isinstance(name, str) and name.strip() else number}"
    try:
        for key in table:
            if key not in _KEYS:
                near = get_close_matches(key, _KEYS, n=1)
                hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(_KEYS)}."
                raise ValueError(f"there is no {key}{hint}")
        checked = _name(name)
        pattern = _pattern(table.get("pattern"))
        reading = _reading(table.get("reading"), "reading")
        strength = _strength(table.get("strength"))
        level = _level(table.get("level"), reading, strength)
        cases = _cases(table.get("cases", []))
    except ValueError as error:
        raise ConfigError("rules-value", f"{here}: {error}") from error
    known: Label = reading  # type: ignore[assignment]  # it is one of the labels
    return RuleFound(OwnRule(checked, pattern, known, level, strength), cases, place)


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError('must have a name, such as name = "guide".')
    if value in {rule.name for rule in all_rules()} | {"model"}:
        raise ValueError("there is a rule of that name in this program; choose another name.")
    return value


def _pattern(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must have a pattern, such as pattern = '^本期导读'.")
    try:
        compiled = re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        at = getattr(error, "pos", None)
        where = "" if at is None else f" (at character {at + 1}, before {value[at : at + 10]!r})"
        raise ValueError(
            f"pattern {value!r} is no regular expression: {getattr(error, 'msg', error)}{where}. "
            "In TOML write it in single quotes, so that a backslash stays one."
        ) from error
    for char in value:
        if plain(char) != char:
            raise ValueError(
                f"pattern has {char!r}, which no text has when patterns are tried: full-width forms are folded and "
                f"traditional characters simplified. Write {plain(char)!r}"
                + (" with a backslash before it." if plain(char) in "()?.|+*[]{}^$" else ".")
            )
    if compiled.search("") is not None and compiled.search("\x01字") is not None:
        raise ValueError(f"pattern {value!r} matches the empty text, and so every line; say what must be there.")
    slow = slow_on(compiled)
    if slow is not None:
        raise ValueError(
            f"pattern {value!r} takes more than {MOST_SECONDS:g} seconds on a line of {slow!r} repeated; no text "
            "would be safe from that. Leave out repetitions inside of repetitions, such as (a+)+, or give them a "
            "bound, such as .{0,20}."
        )
    return value


def _reading(value: object, key: str) -> str:
    if value in _LABELS:
        return str(value)
    known = ", ".join(_LABELS)
    if not isinstance(value, str):
        raise ValueError(f"must have a {key}: one of {known}.")
    low = value.lower()
    near = _OTHER_NAMES.get(low) or next(iter(get_close_matches(low, _LABELS, n=1)), "")
    hint = f"did you mean {near}? " if near else ""
    raise ValueError(f"{key} {_quoted(value)} does not exist; {hint}There are {known}.")


def _strength(value: object) -> float | None:
    if value == "pin":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError('must have a strength: a number in nats, such as 2.3 (ten times as likely) or -2.3, or "pin".')
    if abs(value) > STRONGEST:
        raise ValueError(
            f'strength {value:g} is above {STRONGEST:g}, where it decides alone; write strength = "pin" for that.'
        )
    return float(value)


def _level(value: object, reading: str, strength: float | None) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= DEEPEST_LEVEL:
        raise ValueError(f"level must be a number from 1, the outermost, to {DEEPEST_LEVEL}.")
    if reading not in _HEADS or (strength is not None and strength <= 0):
        raise ValueError("level is for rules that speak for the reading head or sec; leave it out.")
    return value


def _cases(value: object) -> tuple[RuleCase, ...]:
    if not isinstance(value, list):
        raise ValueError('cases must be a list, such as cases = [{text = "本期导读:…", reading = "noise"}].')
    cases = []
    for number, case in enumerate(value, 1):
        text = case.get("text") if isinstance(case, Mapping) else None
        if not isinstance(case, Mapping) or not isinstance(text, str) or not text.strip():
            raise ValueError(f"case {number} must have a text.")
        if unknown := sorted(case.keys() - {"text", "reading"}):
            raise ValueError(f"case {number}: there is no {unknown[0]}; a case has text and reading.")
        reading = case.get("reading")
        if reading != NONE:
            reading = _reading(reading, f"case {number}: reading")
        cases.append(RuleCase(text, reading))
    return tuple(cases)


def wrong_cases(rules: Sequence[RuleFound]) -> Iterator[WrongCase]:
    """The cases that are not read as they say, when all rules are in use."""
    from ..parse import explain

    own = [found.rule for found in rules]
    for found in rules:
        for number, case in enumerate(found.cases, 1):
            units = explain(case.text, own_rules=own).units
            spoken = [unit for unit in units if found.rule.matches(plain(unit.text))]
            said = ""
            if case.reading == NONE:
                said = f"wants none, but the pattern matches {_quoted(spoken[0].text)}" if spoken else ""
            elif not spoken:
                said = f"wants {case.reading}, but the pattern matches no line of {_quoted(case.text)}"
            elif wrong := [unit for unit in spoken if unit.label != case.reading]:
                said = f"wants {case.reading}, but read is {wrong[0].label}: {_quoted(wrong[0].text)}"
            if said:
                where = f"{found.place}: rule {_quoted(found.rule.name)}, case {number}"
                yield WrongCase(found, number, f"{where}: {said}.")


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f'"{short if len(short) <= 40 else short[:39] + "…"}"'
