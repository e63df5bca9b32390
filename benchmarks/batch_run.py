"""One run over a folder, as ``tei-tools convert`` makes it, in a process of its own that reports what it took."""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter

from tei_tools.batch.document import DocumentResult
from tei_tools.batch.engine import prepare, run
from tei_tools.batch.ledger import Ledger, ledger_path
from tei_tools.batch.plan import make_plan

from .one_text import peak_megabytes


def main(arguments: list[str]) -> int:
    """``SOURCE OUT WORKERS ENGINE``: one JSON line with seconds, documents, and what this process, the parent, took.

    ``cpu`` are seconds of CPU of this process and its workers, ``first`` is when the first shard was heard of,
    ``steady`` the seconds for each document behind it.
    """
    source, out, workers, engine = arguments
    start = perf_counter()
    heard_at: list[float] = []

    def heard(result: DocumentResult) -> None:
        now = perf_counter() - start
        heard_at[1:] = [now]
        if len(heard_at) < 2:
            heard_at.append(now)

    plan = make_plan([source], out)
    with Ledger(ledger_path(out)) as ledger:
        found = prepare(plan, ledger)
        size = len(next(plan.shards(int(workers))).documents) if found.pending else 0
        if engine == "ray":
            from tei_tools.batch.ray_engine import run_ray

            summary = run_ray(plan, ledger, workers=int(workers), on_result=heard)
        else:
            summary = run(plan, ledger, workers=int(workers), on_result=heard)
    seconds = perf_counter() - start
    first, last = (heard_at[0], heard_at[-1]) if heard_at else (0.0, 0.0)
    made = {
        "seconds": seconds,
        "first": first,
        "steady": (last - first) / (summary.done - size) if summary.done > size else 0.0,
        "done": summary.done,
        "unchanged": found.unchanged,
        "unsuccessful": summary.unsuccessful,
        "parent_cpu": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
        "cpu": sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)),
        "parent_mb": peak_megabytes(),
    }
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
