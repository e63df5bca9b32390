"""Compare figures with their floors: ``floors.py FLOORS.json SCORE.json …``; exit code 1 when one is not reached.

FLOORS holds ``{"at_least": {NAME: FIGURE}, "at_most": {NAME: FIGURE}}``. NAME is a figure of SCORE; one inside
another is written with a dot, as in ``by_label.p``. Of several SCOREs the first that has the figure counts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def figure(scores: list[dict[str, object]], name: str) -> float:
    """The figure with this name; a missing one fails."""
    for score in scores:
        value: object = score
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, int | float):
            return float(value)
    raise SystemExit(f"the score has no figure {name}")


def main() -> int:
    floors, *scores = (json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:])
    missed = 0
    for side, sign in (("at_least", 1), ("at_most", -1)):
        for name, bound in floors[side].items():
            value = figure(scores, name)
            kept = sign * value >= sign * bound
            missed += not kept
            print(f"{'ok  ' if kept else 'FAIL'} {name} {value:.4f} ({side.replace('_', ' ')} {bound})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
