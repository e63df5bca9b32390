"""What stands above and below a unit, seen from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from ...recognize.page import Page

_FARTHER = ("field=", "R=", "x=", "credit")
_SEEN = (
    "x=", "field=", "fields=", "m=", "lab=", "lk1=", "lv=", "n=", "f=", "z=", "o=", "whole=", "in=", "w2=", "R=", "r=", "element=", "join=",
)  # fmt: skip
_NAMES = frozenset(
    {
        "credit",
        "credit-tail",
        "person",
        "dateline",
        "prose",
        "stopped",
        "echo",
        "headline-of-page",
        "separator",
        "document-number",
        "cell",
        "emphasis",
        "linked",
    }
)


def seen_from_afar(name: str) -> bool:
    """Whether the unit above and the unit below look at this."""
    return name in _NAMES or name.startswith(_SEEN)


def sides_of(name: str) -> tuple[str, ...]:
    """What a name is from below and from above, and from two units below and above if it is seen so far; empty if not at all.

    >>> sides_of("R=p"), sides_of("z=b"), sides_of("hc=1")
    (('-1R=p', '+1R=p', '-2R=p', '+2R=p'), ('-1z=b', '+1z=b'), ())
    """
    if not seen_from_afar(name):
        return ()
    near = ("-1" + name, "+1" + name)
    return (*near, "-2" + name, "+2" + name) if name.startswith(_FARTHER) else near


_MOST = 100_000


class _Shown(dict[str, "tuple[str, str, bool] | None"]):
    """What a name is from below and from above and whether two units away it is seen too, None if it is not seen;
    bounded, and the same whatever was asked before."""

    def __missing__(self, name: str) -> tuple[str, str, bool] | None:
        shown = ("-1" + name, "+1" + name, name.startswith(_FARTHER)) if seen_from_afar(name) else None
        if len(self) < _MOST:
            self[name] = shown
        return shown


_SHOWN = _Shown()


def neighbor_evidence(page: Page, kinds: Sequence[str], own: Sequence[Collection[str]]) -> list[list[str]]:
    """For each unit the names of what its neighbors are."""
    count = len(own)
    afar = [list(filter(None, map(_SHOWN.__getitem__, names))) for names in own]
    farther = [[below[2:] for below, _, far in shown if far] for shown in afar]
    out: list[list[str]] = []
    around = kinds_around(kinds)
    for index in range(count):
        names: list[str] = []
        if index:
            names.extend([below for below, _, _ in afar[index - 1]])
        if index + 1 < count:
            names.extend([above for _, above, _ in afar[index + 1]])
        names.extend(around[index])
        if index > 1:
            names.extend(["-2" + name for name in farther[index - 2]])
        if index + 2 < count:
            names.extend(["+2" + name for name in farther[index + 2]])
        out.append(names)
    return out


def kinds_around(kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """For each unit the names of the kinds of the units around it."""
    padded = ["^^", "^", *kinds, "$", "$$"]
    return list(map(_kinds, padded, padded[1:], kinds, padded[3:], padded[4:]))


@lru_cache(maxsize=8192)
def _kinds(a: str, b: str, c: str, d: str, e: str) -> tuple[str, ...]:
    """The kinds of the two units above, of the unit and of the two below."""
    return f"-2k={a}", f"+2k={e}", f"-k={b}{c}", f"+k={c}{d}", f"-k+={b}{c}{d}", f"--k={a}{b}{c}", f"++k={c}{d}{e}"
