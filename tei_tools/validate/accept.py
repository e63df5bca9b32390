"""A quick yes to a JSON value that a schema allows: what is not quickly seen to be right is left to a library."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Accept = Callable[[Any], bool]
"""True only for a value that is valid; False says nothing."""

_ABOUT = {"description", "title", "$schema", "$id", "$defs"}
_KNOWN = {
    "string": {"pattern", "enum", "const", "minLength"},
    "integer": {"minimum"},
    "boolean": {"const"},
    "array": {"items", "minItems", "maxItems"},
    "object": {"properties", "required", "if", "then", "else"},
    "null": set[str](),
}


def acceptor(schema: Mapping[str, Any]) -> Accept:
    """A function that says yes to values which a JSON Schema allows, and yes to no other.

    It may say no to a valid value of a kind that decoding JSON rarely makes,
    such as 1.0 for an integer. Of JSON Schema 2020-12 it knows what
    ``record.schema.json`` uses; ValueError for a schema with anything else.

    >>> accepts = acceptor({"type": "array", "items": {"type": "integer", "minimum": 0}})
    >>> accepts([1, 2]), accepts([1, -2]), accepts("12")
    (True, False, False)
    """
    return _Compiler(schema.get("$defs", {})).compile(schema)


class _Compiler:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._made: dict[str, Accept] = {}
        self._open: set[str] = set()

    def compile(self, schema: Mapping[str, Any]) -> Accept:
        rules = {key: value for key, value in schema.items() if key not in _ABOUT}
        if isinstance(reference := rules.get("$ref"), str):
            if len(rules) > 1:
                raise ValueError(f"no other rule may stand beside $ref: {sorted(rules)}")
            return self._definition(reference.removeprefix("#/$defs/"))
        if rules.get("if") == {"type": "null"} and rules.keys() == {"if", "else"}:
            present = self.compile(rules["else"])
            return lambda value: value is None or present(value)
        types = rules.pop("type", None)
        if types is None and rules.keys() == {"const"}:
            types = {bool: "boolean", str: "string"}.get(type(rules["const"]))
        if isinstance(types, list) and len(types) == 2 and "null" in types:
            (kind,) = [name for name in types if name != "null"]
            other = self._of_type(kind, rules)
            return lambda value: value is None or other(value)
        if not isinstance(types, str):
            raise ValueError(f"a rule without a type, or with several: {schema}")
        return self._of_type(types, rules)

    def _definition(self, name: str) -> Accept:
        made = self._made
        if name not in made:
            if name in self._open:  # it holds itself: looked up when it is called
                return lambda value: made[name](value)
            self._open.add(name)
            made[name] = self.compile(self._definitions[name])
        return made[name]

    def _of_type(self, kind: str, rules: dict[str, Any]) -> Accept:
        if unknown := rules.keys() - _KNOWN.get(kind, set()) or {kind} - _KNOWN.keys():
            raise ValueError(f"rules that are not known for {kind}: {sorted(unknown)}")
        match kind:
            case "string":
                return _string(rules)
            case "integer":
                least = rules.get("minimum")
                if least is None:
                    return lambda value: type(value) is int
                return lambda value: type(value) is int and value >= least
            case "boolean":
                allowed = (rules["const"],) if "const" in rules else (True, False)
                return lambda value: type(value) is bool and value in allowed
            case "array":
                return self._array(rules)
            case "null":
                return lambda value: value is None
            case _:
                return self._choice(rules) if "if" in rules else self._object(rules)

    def _array(self, rules: dict[str, Any]) -> Accept:
        item = self.compile(rules["items"])
        low, high = rules.get("minItems", 0), rules.get("maxItems")
        if not low and high is None:
            return lambda value: type(value) is list and all(map(item, value))

        def accept(value: Any) -> bool:
            if type(value) is not list or len(value) < low or (high is not None and len(value) > high):
                return False
            return all(map(item, value))

        return accept

    def _object(self, rules: dict[str, Any]) -> Accept:
        required = frozenset(rules.get("required", ()))
        properties = {name: self.compile(rule) for name, rule in rules["properties"].items()}

        def accept(value: Any) -> bool:
            if type(value) is not dict or not required <= value.keys():
                return False
            for name, inner in value.items():
                rule = properties.get(name)
                if rule is not None and not rule(inner):
                    return False
            return True  # other names are allowed: a later 2.x has more

        return accept

    def _choice(self, rules: dict[str, Any]) -> Accept:
        """A chain of if, then and else that asks one property which of several objects this is."""
        if rules.keys() - {"required", "if", "then", "else"}:
            raise ValueError("beside if, then and else only required is known")
        choices: dict[str, Accept] = {}
        asked = set(rules.get("required", ()))
        names: set[str] = set()
        rest: Any = rules
        while rest is not False:
            (name,) = rest["if"]["properties"]
            if rest["if"].keys() != {"properties"} or rest["if"]["properties"][name].keys() != {"const"}:
                raise ValueError("an if may only ask for the constant that a property is")
            names.add(name)
            choices.setdefault(rest["if"]["properties"][name]["const"], self.compile(rest["then"]))
            rest = rest["else"]
        if names != asked:
            raise ValueError("an if must ask for the one property that is required")
        (name,) = names

        def accept(value: Any) -> bool:
            kind = value.get(name) if type(value) is dict else None
            rule = choices.get(kind) if type(kind) is str else None
            return rule is not None and rule(value)

        return accept


def _string(rules: dict[str, Any]) -> Accept:
    if "const" in rules or "enum" in rules:
        if len(rules) > 1:
            raise ValueError(f"no other rule may stand beside const or enum: {sorted(rules)}")
        allowed = frozenset(rules.get("enum") or (rules["const"],))
        return lambda value: type(value) is str and value in allowed
    shortest = rules.get("minLength", 0)
    pattern = rules.get("pattern")
    if pattern is None:
        return lambda value: type(value) is str and len(value) >= shortest
    # "$" of JSON Schema is the very end; that of Python also stands before a last line feed.
    search = re.compile(re.sub(r"\$$", r"\\Z", pattern)).search
    return lambda value: type(value) is str and len(value) >= shortest and search(value) is not None
