"""What stands above and below a unit, seen from it."""

from __future__ import annotations

from collections.abc import Sequence

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


_SHOWN: dict[str, tuple[str, str] | None] = {}
"""What a name is from below and from above, None if it is not seen; bounded, and the same whatever was asked before."""
_MOST = 100_000


def _seen(names: Sequence[str]) -> list[tuple[str, str]]:
    """The names that neighbors look at, as seen from the unit below and from the one above."""
    found = []
    for name in names:
        if name in _SHOWN:
            shown = _SHOWN[name]
        else:
            shown = ("-1" + name, "+1" + name) if seen_from_afar(name) else None
            if len(_SHOWN) < _MOST:
                _SHOWN[name] = shown
        if shown is not None:
            found.append(shown)
    return found


def neighbor_evidence(page: Page, kinds: Sequence[str], own: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each unit the names of what its neighbors are."""
    count = len(own)
    afar = [_seen(names) for names in own]
    farther = [[name for name in names if name.startswith(_FARTHER) and seen_from_afar(name)] for names in own]
    out: list[list[str]] = []
    padded = ["^^", "^", *kinds, "$", "$$", "$$$"]
    for index in range(count):
        names: list[str] = []
        if index:
            names.extend([below for below, _ in afar[index - 1]])
        if index + 1 < count:
            names.extend([above for _, above in afar[index + 1]])
        a, b, c, d, e = padded[index : index + 5]
        names.append(f"-2k={a}")
        names.append(f"+2k={e}")
        names.append(f"-k={b}{c}")
        names.append(f"+k={c}{d}")
        names.append(f"-k+={b}{c}{d}")
        names.append(f"--k={a}{b}{c}")
        names.append(f"++k={c}{d}{e}")
        if index > 1:
            names.extend(["-2" + name for name in farther[index - 2]])
        if index + 2 < count:
            names.extend(["+2" + name for name in farther[index + 2]])
        out.append(names)
    return out
