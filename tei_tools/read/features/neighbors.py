"""What stands above and below a unit, seen from it."""

from __future__ import annotations

from collections.abc import Sequence

from ...recognize.page import Page

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


def neighbor_evidence(page: Page, kinds: Sequence[str], own: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each unit the names of what its neighbors are."""
    count = len(own)
    afar = [[name for name in names if seen_from_afar(name)] for names in own]
    out: list[list[str]] = []
    padded = ["^^", "^", *kinds, "$", "$$", "$$$"]
    for index in range(count):
        names: list[str] = []
        if index:
            names.extend(["-1" + name for name in afar[index - 1]])
        if index + 1 < count:
            names.extend(["+1" + name for name in afar[index + 1]])
        a, b, c, d, e = padded[index : index + 5]
        names.append(f"-2k={a}")
        names.append(f"+2k={e}")
        names.append(f"-k={b}{c}")
        names.append(f"+k={c}{d}")
        names.append(f"-k+={b}{c}{d}")
        names.append(f"--k={a}{b}{c}")
        names.append(f"++k={c}{d}{e}")
        if index > 1:
            names.extend(["-2" + name for name in afar[index - 2] if name.startswith(("field=", "R=", "x=", "credit"))])
        if index + 2 < count:
            names.extend(["+2" + name for name in afar[index + 2] if name.startswith(("field=", "R=", "x=", "credit"))])
        out.append(names)
    return out
