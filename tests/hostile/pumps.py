"""Texts that would make reading slow, made from the patterns themselves, and a measure that tells whether they do.

A pattern whose time grows faster than its text shows it on a text that repeats
one of its own parts: a literal, a member of a class, the body of a repetition.
The measure is a ratio within one run: the same part repeated ten times as
often may take fifteen times as long.
"""

from __future__ import annotations

import ast
import gc
import importlib
import importlib.util
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]  # the parser of patterns has no public face
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any

import tei_tools

MOST_RATIO = 15.0
NOTICED = 0.02
"""Seconds that count; less is not measured well."""

_OF_CATEGORY = {
    constants.CATEGORY_DIGIT: "7", constants.CATEGORY_SPACE: " ", constants.CATEGORY_WORD: "字",
    constants.CATEGORY_NOT_DIGIT: "字", constants.CATEGORY_NOT_SPACE: "字", constants.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


_WAYS = {
    "match": "match", "fullmatch": "fullmatch", "search": "search", "finditer": "search", "findall": "search",
    "sub": "search", "subn": "search", "split": "search", "scanner": "search",
}  # fmt: skip
"""How a method of a pattern goes through a text: from its beginning, or from every place in it."""


def patterns() -> dict[str, tuple[re.Pattern[str], tuple[str, ...]]]:
    """Every pattern that a module of the package keeps, and the ways it is used: by its module and its place there."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str], set[str]]] = {}
    for entry in pkgutil.walk_packages(tei_tools.__path__, "tei_tools."):
        if entry.name.endswith("__main__"):
            continue
        used = _uses(entry.name)
        for name, value in vars(importlib.import_module(entry.name)).items():
            for place, pattern, bound in _inside(f"{entry.name}.{name}", value):
                _, _, ways = found.setdefault((pattern.pattern, pattern.flags), (place, pattern, set()))
                ways |= {_WAYS[bound]} if bound in _WAYS else used[name]
    return {place: (pattern, tuple(sorted(ways)) or ("fullmatch", "search")) for place, pattern, ways in found.values()}


def _uses(module: str) -> dict[str, set[str]]:
    """How a module uses the patterns it has by name; a name that is used in no way known here has none."""
    spec = importlib.util.find_spec(module)
    assert spec is not None and spec.origin is not None
    found: defaultdict[str, set[str]] = defaultdict(set)
    for node in ast.walk(ast.parse(Path(spec.origin).read_bytes())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _WAYS:
            found[node.value.id].add(_WAYS[node.attr])
    return found


def _inside(name: str, value: Any) -> Iterator[tuple[str, re.Pattern[str], str]]:
    """The patterns in a value, each with the name of its method if it is bound to one, such as ``pattern.match``."""
    bound = getattr(value, "__name__", "")
    value = getattr(value, "__self__", value)
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield name, value, bound
    elif isinstance(value, list | tuple) and len(value) < 300:
        for number, item in enumerate(value):
            yield from _inside(f"{name}[{number}]", item)
    elif isinstance(value, dict) and len(value) < 300:
        for key, item in value.items():
            yield from _inside(f"{name}[{key!r}]", item)


class Parts:
    """What a pattern is made of: a text that it matches in part, and what can be repeated behind which beginning."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.atoms: list[str] = []
        self.pumps: list[tuple[str, str]] = []
        self.sample = self._walk(parser.parse(pattern.pattern, pattern.flags), "")

    def texts(self) -> Iterable[tuple[str, str]]:
        """Beginnings, and what to repeat behind them."""
        found = [*self.pumps, *(("", atom) for atom in self.atoms), ("", self.sample)]
        return dict.fromkeys((start, part) for start, part in found if part and len(part) <= 60)

    def _walk(self, tree: Any, before: str) -> str:
        out = ""
        for operation, argument in tree:
            out += self._one(operation, argument, before + out)
        return out

    def _one(self, operation: Any, argument: Any, before: str) -> str:
        match operation:
            case constants.LITERAL:
                self.atoms.append(chr(argument))
                return chr(argument)
            case constants.NOT_LITERAL:
                return "a" if argument == ord("字") else "字"
            case constants.ANY:
                return "字"
            case constants.IN:
                members = _members(argument)
                self.atoms += members
                return members[0] if members else ""
            case constants.MAX_REPEAT | constants.MIN_REPEAT | constants.POSSESSIVE_REPEAT:
                least, most, body = argument
                return self._repeat(least, most, body, before)
            case constants.SUBPATTERN:
                return self._walk(argument[3], before)
            case constants.ATOMIC_GROUP:
                return self._walk(argument, before)
            case constants.BRANCH:
                branches = [self._walk(branch, before) for branch in argument[1]]  # all are looked at
                return next(iter(branches))
            case constants.ASSERT | constants.ASSERT_NOT:
                said = self._walk(argument[1], before)
                return said if operation is constants.ASSERT and argument[0] < 0 else ""
        return ""

    def _repeat(self, least: int, most: int, body: Any, before: str) -> str:
        first = len(self.atoms)
        said = self._walk(body, before)
        if most > 8:
            self.pumps += [(before, part) for part in (said, *self.atoms[first:])]
        return said * max(least, 1)


def _members(items: Any) -> list[str]:
    """Up to three characters of a class."""
    negated = bool(items) and items[0][0] is constants.NEGATE
    found = []
    for operation, argument in items:
        match operation:
            case constants.LITERAL:
                found.append(chr(argument))
            case constants.RANGE:
                found.append(chr(argument[0]))
            case constants.CATEGORY:
                found.append(_OF_CATEGORY.get(argument, "字"))
    if negated:
        return [character for character in "字a7 -,:\n>" if character not in found][:3]
    return found[:3]


def seconds(function: Callable[[str], object], text: str, tries: int = 2) -> float:
    """The least time of a few tries, without the search for cycles of objects."""
    best = float("inf")
    was = gc.isenabled()
    gc.disable()
    try:
        for _ in range(tries):
            start = process_time()
            function(text)
            best = min(best, process_time() - start)
            if best > 0.5:
                break
    finally:
        if was:
            gc.enable()
    return best


def ratio(function: Callable[[str], object], short: str, text: str, tries: int) -> float:
    """How many times as long a text takes as one a tenth of it; the least of a few tries.

    The text and ten runs of its tenth are timed in turns: a machine that others use is slow for a while, and both are
    measured in that while.
    """
    best = float("inf")
    for _ in range(tries):
        now = seconds(function, text, 1)
        before = sum(seconds(function, short, 1) for _ in range(10)) / 10
        best = min(best, now / max(before, NOTICED / MOST_RATIO))
        if best <= MOST_RATIO:
            break
    return best


def growth(function: Callable[[str], object], make: Callable[[int], str], sizes: tuple[int, ...]) -> float:
    """The largest ratio of times between one size and the next, ten times as large; 0 where it takes no time.

    A ratio that looks bad counts only if it is as bad between the size and another one ten times as large: what grows
    faster than its text goes on doing so, and what a long text takes once (its lines are packed, from some length on)
    does not.
    """
    worst = 0.0
    before: float | None = None
    for size in sizes:
        now = seconds(function, make(size), 1)
        if before is not None and now > NOTICED:
            found = now / max(before, NOTICED / MOST_RATIO)
            if found > MOST_RATIO:
                found = ratio(function, make(size // 10), make(size), 3)
            if found > MOST_RATIO:
                found = min(found, ratio(function, make(size), make(10 * size), 1))
            worst = max(worst, found)
            if worst > MOST_RATIO:
                return worst
        before = now
    return worst
