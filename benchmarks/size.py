"""``python -m benchmarks.size FOLDER``: how large the outputs are, beside the texts that they were made from.

The texts of a folder, or files, are converted; those of less than 3 kB are left out, because with them the header is
most of it. Told are the quartiles of TEI ÷ source and of record ÷ source, and each text with ``--each``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tei_tools import parse, read_source
from tei_tools.write.record import dump_record, to_record
from tei_tools.write.tei import to_tei

LEAST = 3_000
"""Bytes of the smallest text that is looked at."""


def ratios(paths: Iterable[Path]) -> Iterator[tuple[Path, float, float]]:
    """Each text of at least ``LEAST`` bytes, with TEI ÷ source and record ÷ source, in bytes."""
    for path in paths:
        size = path.stat().st_size
        if size >= LEAST:
            document = parse(read_source(path))
            yield path, len(to_tei(document)) / size, len(dump_record(to_record(document))) / size


def _texts(given: Iterable[Path]) -> Iterator[Path]:
    for path in given:
        yield from sorted(path.rglob("*.txt")) if path.is_dir() else (path,)


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.size", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("texts", nargs="+", type=Path, help="texts, or folders of them")
    parser.add_argument("--each", action="store_true", help="the figures of each text too")
    arguments = parser.parse_args(given)
    found = list(ratios(_texts(arguments.texts)))
    if not found:
        print(f"No text of {LEAST:,} bytes or more.", file=sys.stderr)
        return 1
    if arguments.each:
        for path, tei, record in found:
            print(f"{tei:6.2f} {record:6.2f}  {path.name}")
    for name, values in (("TEI", [tei for _, tei, _ in found]), ("record", [record for *_, record in found])):
        quarter, half, most = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
        print(f"{name:6} ÷ source: median {half:.2f}, quartiles {quarter:.2f} and {most:.2f}, of {len(values)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
