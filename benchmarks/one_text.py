"""One text of a given size, parsed and converted in a process of its own: seconds and peak memory."""

from __future__ import annotations

import json
import resource
import sys
from time import process_time

from tei_tools.batch.job import make_outputs
from tei_tools.parse import parse
from tei_tools.text.source import Source, SourceFile

from .corpus import long_text

ENOUGH = 2.0
"""Seconds of CPU after which a small text is not repeated any more; and never more than so many times:"""
MOST = 40


def peak_megabytes(who: int = resource.RUSAGE_SELF) -> float:
    """The most memory that was resident at once, in MB. Linux counts it in kilobytes, macOS in bytes."""
    return resource.getrusage(who).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


def _source(text: str) -> Source:
    return Source(text, SourceFile(name="long.txt", characters=len(text)))


def main(arguments: list[str]) -> int:
    """``KIND BYTES WHAT``: the least seconds of ``parse`` or of ``whole``, and the peak, as one JSON line.

    The least, because what else the machine does only adds; a long text has one try, so that growth is not flattered.
    """
    kind, size, what = arguments[0], int(arguments[1]), arguments[2]
    make_outputs(_source(long_text(kind, 3_000)), "warm")
    before = peak_megabytes()
    source = _source(long_text(kind, size))
    seconds: list[float] = []
    while not seconds or (sum(seconds) < ENOUGH and len(seconds) < MOST):
        start = process_time()
        if what == "parse":
            parse(source)
        else:
            make_outputs(source, "long")
        seconds.append(process_time() - start)
    made = {
        "bytes": len(source.text.encode()), "seconds": min(seconds), "peak_mb": peak_megabytes(), "start_mb": before,
    }  # fmt: skip
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
