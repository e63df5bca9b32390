"""``python -m benchmarks.deposit``: what packing and verifying take, and whether time and memory grow as they should.

A few invented texts are converted; their outputs are linked under many names,
for what is measured is packing. Times are compared within one run only.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tei_tools.batch.ledger import ledger_path

from .corpus import write_corpus

_TEXTS = 12
_RUN = """
import json, resource, sys
from tei_tools.__main__ import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
megabytes = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
print(json.dumps([code, used.ru_utime + used.ru_stime, megabytes]))
"""


def grown(seed: Path, folder: Path, documents: int) -> Path:
    """An output folder of so many documents, made of the few in ``seed/out``: links to the same files, a ledger."""
    out, texts = folder / "out", folder / "texts"
    ledger = ledger_path(out)
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(ledger_path(seed / "out").read_bytes())
    with closing(sqlite3.connect(ledger)) as base:
        base.row_factory = sqlite3.Row
        rows = [dict(row) for row in base.execute("SELECT * FROM document ORDER BY relative")]
        base.execute("DELETE FROM document")
        for number in range(documents):
            row = dict(rows[number % len(rows)])
            place = f"{number // 1000:04}/{number:07}"
            for top in (out, texts):
                (top / place).parent.mkdir(parents=True, exist_ok=True)
            source = texts / f"{place}.txt"
            os.link(row["source"], source)
            made = []
            for name, *rest in json.loads(row["outputs"]):
                copy = place + name[len(row["relative"]) :]
                os.link(seed / "out" / name, out / copy)
                made.append([copy, *rest])
            row.update(relative=place, source=str(source), outputs=json.dumps(made))
            marks = ", ".join("?" * len(row))
            base.execute(f"INSERT INTO document ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        base.commit()
    return out


def took(*words: str, folder: Path) -> tuple[float, float]:
    """Seconds of processor time and megabytes at most of a command, run in a process of its own."""
    command = [sys.executable, "-c", _RUN, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    code, seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    if code:
        raise RuntimeError(f"{' '.join(words)} ended with {code}: {done.stderr}")
    return seconds, megabytes


def measure(sizes: Sequence[int], folder: Path) -> list[tuple[int, str, float, float]]:
    """Documents, command, seconds and megabytes, for each size."""
    seed = folder / "seed"
    write_corpus(seed / "texts", _TEXTS)
    (folder / "tei-tools.toml").write_text(
        '[metadata]\nlicence = "CC0"\n[deposit]\ninstitution = "县档案馆"\n', "utf-8"
    )
    took("convert", str(seed / "texts"), "-o", str(seed / "out"), "-q", "-j", "1", folder=folder)
    found = []
    for size in sizes:
        out = grown(seed, folder / str(size), size)
        bag = folder / f"bag-{size}.zip"
        found.append((size, "pack", *took("pack", str(out), "-o", str(bag), "-q", folder=folder)))
        found.append((size, "verify", *took("verify", str(bag), "-q", folder=folder)))
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deposit", description=__doc__)
    parser.add_argument("--documents", default="1000,10000", help="sizes, separated by commas (%(default)s)")
    sizes = [int(part) for part in parser.parse_args(given).documents.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        found = measure(sizes, Path(folder))
    print("| documents | command | s of processor | ms a document | MB at most |\n|--:|---|--:|--:|--:|")
    for size, command, seconds, megabytes in found:
        print(f"| {size:,} | {command} | {seconds:.1f} | {1000 * seconds / size:.2f} | {megabytes:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
