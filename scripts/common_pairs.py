"""Makes ``tei_tools/read/data/pairs.tsv``: the pairs of ideographs that many texts have inside their lines.

python scripts/common_pairs.py tests/written/text
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tei_tools.text.script import plain

LEVELS = (200, 30)
"""In how many texts pairs of each row stand at least."""
_TARGET = Path(__file__).parent.parent / "tei_tools" / "read" / "data" / "pairs.tsv"


def main(folder: Path) -> None:
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt")):
        found: set[str] = set()
        for line in plain(path.read_text(encoding="utf-8", errors="replace")).split("\n"):
            found.update([a + b for a, b in pairwise(line) if _is_han(a) and _is_han(b)])
        counts.update(found)
    rows, above = [], 10**9
    for least in LEVELS:
        rows.append(f"{least}\t{''.join(sorted(pair for pair, count in counts.items() if least <= count < above))}\n")
        above = least
    note = "# Pairs of ideographs by how many of the written texts have them in a line, at least.\n"
    _TARGET.write_text(note + "".join(rows), encoding="utf-8")


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
