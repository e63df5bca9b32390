"""What stands above and below a unit, seen from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...recognize.page import Page

_FARTHER = ("field=", "R=", "x=", "credit")
_SEEN = ("x=", "field=", "fields=", "m=", "lab=", "f=", "z=", "o=", "whole=", "in=", "w2=", "R=", "r=")
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


def neighbor_evidence(page: Page, kinds: Sequence[str], own: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each unit the names of what its neighbors are."""
    count = len(own)
    afar = [list(filter(None, map(_SHOWN.__getitem__, names))) for names in own]
    farther = [[below[2:] for below, _, far in shown if far] for shown in afar]
    out: list[list[str]] = []
    padded = ["^^", "^", *kinds, "$", "$$", "$$$"]
    for index in range(count):
        names: list[str] = []
        if index:
            names.extend([below for below, _, _ in afar[index - 1]])
        if index + 1 < count:
            names.extend([above for _, above, _ in afar[index + 1]])
        a, b, c, d, e = padded[index : index + 5]
        names.extend(_kinds(a, b, c, d, e))
        if index > 1:
            names.extend(["-2" + name for name in farther[index - 2]])
        if index + 2 < count:
            names.extend(["+2" + name for name in farther[index + 2]])
        out.append(names)
    return out


@lru_cache(maxsize=8192)
def _kinds(a: str, b: str, c: str, d: str, e: str) -> tuple[str, ...]:
    """The kinds of the two units above, of the unit and of the two below."""
    return f"-2k={a}", f"+2k={e}", f"-k={b}{c}", f"+k={c}{d}", f"-k+={b}{c}{d}", f"--k={a}{b}{c}", f"++k={c}{d}{e}"
