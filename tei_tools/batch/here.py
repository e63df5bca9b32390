"""The engine of a few documents: one after the other in this process, and nothing is written down."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import socket
from dataclasses import replace
from pathlib import Path

from .plan import LEDGER_FOLDER, Plan, Shard
from .shard import OnDocument, run_shard
from .stop import Stop
from .summary import OnResult, RunSummary, Tally

_STAGING = re.compile(r"staging-here-(?P<process>\d+)-(?P<host>.+)-[0-9a-f]{8}")


def run_here(
    plan: Plan, *, force: bool = False, on_result: OnResult | None = None, on_document: OnDocument | None = None
) -> RunSummary:
    """Make every document of a plan, and give ``on_result`` each when it is in place or has failed.

    Outputs that exist are left as they are unless ``force`` is set. Ctrl-C,
    SIGTERM and SIGHUP end the run at once: what is done is whole, and of the
    document in work nothing is there. Raises
    :class:`~tei_tools.errors.OutputError` when going on is of no use, such as with a full disk.
    """
    tally = Tally()
    part = f"here-{os.getpid()}-{socket.gethostname()}-{secrets.token_hex(4)}"
    _sweep_dead(plan.out)
    with Stop(at_once=True) as stop:
        try:
            for number, work in enumerate(plan.works()):
                shard = Shard(number, (replace(work, overwrite=force),), part)
                results = run_shard(shard, plan.options, plan.out, plan.limits, on_document).results
                tally.add(results)
                for result in results:
                    if on_result:
                        on_result(result)
        except KeyboardInterrupt:
            stop.asked = True
    return replace(tally.summary(interrupted=stop.asked), total=len(plan))


def _sweep_dead(out: str) -> None:
    """Remove the temporary files of runs of this machine that were killed."""
    with contextlib.suppress(OSError):
        for path in (Path(out) / LEDGER_FOLDER).iterdir():
            found = _STAGING.fullmatch(path.name)
            if found and found["host"] == socket.gethostname() and not _is_alive(int(found["process"])):
                shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
