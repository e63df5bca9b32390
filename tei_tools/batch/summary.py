"""What a run did, counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .document import DocumentResult

OnResult = Callable[[DocumentResult], None]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, in documents.

    ``total`` is the size of the plan; ``unchanged`` were done before,
    ``failed_before`` failed before and were not tried again; the others came to
    their end in this run. ``seconds`` is wall time; ``interrupted`` says that
    the rest was left for the next run.
    """

    total: int = 0
    unchanged: int = 0
    failed_before: int = 0
    done: int = 0
    failed: int = 0
    crashed: int = 0
    timeout: int = 0
    skipped: int = 0
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def unsuccessful(self) -> int:
        """Documents of the plan without outputs of this run or an earlier one."""
        return self.failed + self.crashed + self.timeout + self.skipped + self.failed_before


class Tally:
    """Counts results and makes the summary."""

    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._started = time.monotonic()

    def add(self, results: Iterable[DocumentResult]) -> None:
        """Count some results."""
        self._states.update(result.state for result in results)

    def summary(self, *, interrupted: bool = False) -> RunSummary:
        """The summary of all results so far."""
        states, seconds = self._states, time.monotonic() - self._started
        return RunSummary(
            total=sum(states.values()),
            done=states["done"],
            failed=states["failed"],
            crashed=states["crashed"],
            timeout=states["timeout"],
            skipped=states["skipped"],
            seconds=seconds,
            interrupted=interrupted,
        )
