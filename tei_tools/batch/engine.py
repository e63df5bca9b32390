"""The engine of one machine: shards in worker processes, whatever happens to these.

A worker that dies takes the pool with it, so the pool is replaced. A shard that
was in work when that happened twice is suspected: suspects run alone, and one
that ends its process is halved until the document is found that none survives.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import traceback
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.context import BaseContext

from ..errors import OutputError, TeiToolsError
from .document import crashed
from .job import JobOptions
from .ledger import Ledger
from .limits import settle
from .locks import hold_worker_lock
from .orphans import die_with_parent
from .plan import Limits, Plan, Shard, part_name
from .shard import ShardResult, run_shard, sweep
from .stop import Stop
from .summary import OnResult, RunSummary, Tally

BREAKS = 2
"""How often a shard may be in work when the pool breaks before it is suspected."""
DEATHS = 3
"""How often a document alone in a process must end it before it is blamed: somebody else may kill a process too."""

_LOSSES = 3
"""So many breaks in a row make the engine ask whether workers live at all."""
_PROBES = 10
"""It asks so often before it gives up."""

_LOOK = 0.2
"""Seconds after which the engine looks whether it shall stop."""
_PRELOADED = (
    "tei_tools.batch.engine",
    "tei_tools.inputs.registry",
    "tei_tools.inputs.plain",
    "tei_tools.recognize.registry",
)


@dataclass(frozen=True, slots=True)
class Todo:
    """What a run finds: documents in the plan, how many are to be done, and how many are left as they are."""

    total: int
    pending: int
    unchanged: int
    failed_before: int


def prepare(
    plan: Plan,
    ledger: Ledger,
    *,
    force: bool = False,
    retry_failed: bool = False,
    verify: bool = False,
    adopt: bool = False,
) -> Todo:
    """Begin a run in the ledger, and strike off the plan what needs not be done.

    ``adopt`` takes up outputs that the ledger does not know.
    """
    ledger.begin(plan.options)
    total = len(plan)
    left: Counter[str] = Counter()
    pending = plan.listing.keep(
        ledger.pending(
            plan.works(),
            force=force,
            retry_failed=retry_failed,
            verify=verify,
            left=left,
            adopting=plan.options if adopt else None,
        )
    )
    return Todo(total, pending, left["done"], total - pending - left["done"])


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(
    plan: Plan,
    ledger: Ledger,
    *,
    workers: int,
    on_result: OnResult | None = None,
) -> RunSummary:
    """Do what is left of the plan in ``workers`` processes, record it, and give ``on_result`` every document.

    Ctrl-C and SIGTERM end the run with what is finished. Raises
    :class:`~tei_tools.errors.OutputError` when going on is of no use, such as with a full disk.
    """
    with Stop() as stop:
        return _Engine(plan, ledger, workers, on_result, stop).run()


@dataclass(frozen=True, slots=True)
class _Task:
    """A shard to do, how often the pool broke with it in work, and whether it must be alone."""

    shard: Shard
    breaks: int = 0
    alone: bool = False


class _Engine:
    def __init__(self, plan: Plan, ledger: Ledger, workers: int, on_result: OnResult | None, stop: Stop) -> None:
        self.plan, self.ledger, self.stop = plan, ledger, stop
        self.on_result = on_result
        self.workers = max(1, workers)
        self.context = _context()
        self.tally = Tally()
        self.again: deque[_Task] = deque()
        self.suspects: deque[_Task] = deque()
        self.in_work: dict[Future[ShardResult | Fault], _Task] = {}
        self.pool: ProcessPoolExecutor | None = None
        self.alone = False
        self.losses = 0

    def run(self) -> RunSummary:
        fresh = (_Task(shard) for shard in self.plan.shards(self.workers))
        try:
            while not self.stop.asked:
                self._hand_out(fresh)
                if not self.in_work:
                    break
                finished, _ = wait(self.in_work, timeout=_LOOK, return_when=FIRST_COMPLETED)
                self._collect(finished)
        finally:
            self._close(kill=bool(self.in_work))
        return self.tally.summary(interrupted=self.stop.asked)

    def _hand_out(self, fresh: Iterator[_Task]) -> None:
        """Keep one shard more than workers on the way, or one suspect alone."""
        while len(self.in_work) <= self.workers and not any(task.alone for task in self.in_work.values()):
            task: _Task | None
            if self.again:
                task = self.again.popleft()
            else:
                # Suspects wait until the others are done, but not in any number: each holds its documents.
                task = next(fresh, None) if len(self.suspects) <= 4 * self.workers else None
            if task is None:
                if not self.suspects or self.in_work:
                    return
                task = self.suspects.popleft()
            if not self._submit(task):
                return

    def _submit(self, task: _Task) -> bool:
        """Give a shard to the workers; False if the pool is broken and that has to be looked at first."""
        task = replace(task, shard=self.ledger.start(task.shard))
        while True:
            if self.pool is not None and self.alone != task.alone:
                self._close(kill=False)
            if self.pool is None:
                self.pool, self.alone = self._new_pool(task.alone), task.alone
            try:
                future = self.pool.submit(attempt, task.shard, self.plan.options, self.plan.out, self.plan.limits)
            except BrokenProcessPool:
                if self.in_work:
                    self.again.appendleft(task)
                    return False
                self._close(kill=True)  # a worker died while none had work
                continue
            self.in_work[future] = task
            return True

    def _collect(self, finished: Iterable[Future[ShardResult | Fault]]) -> None:
        broken: list[_Task] = []
        for future in finished:
            task = self.in_work.pop(future)
            try:
                result = future.result()
            except BrokenProcessPool:
                broken.append(task)
                continue
            self._take(result)
        if broken:
            # The others are lost too, though the pool may not have told them yet.
            for future in wait(self.in_work)[0]:
                task = self.in_work.pop(future)
                try:
                    self._take(future.result())
                except BrokenProcessPool:
                    broken.append(task)
            self.losses += 1
            self._close(kill=True)
            for task in sorted(broken, key=lambda task: task.shard.number):
                self._again(task)

    def _take(self, result: ShardResult | Fault) -> None:
        if isinstance(result, ShardResult):
            self.losses = 0
            self._record(result)
        elif result.code:
            raise OutputError(result.code, result.message)
        else:
            raise RuntimeError(f"a worker failed:\n{result.message}")

    def _record(self, result: ShardResult) -> None:
        self.ledger.record(result)
        self.tally.add(result.results)
        if self.on_result:
            for found in result.results:
                self.on_result(found)

    def _again(self, task: _Task) -> None:
        """Decide what happens to a shard that was in work when the pool broke."""
        shard, breaks = task.shard, task.breaks + 1
        if not task.alone:
            if breaks < BREAKS:
                self.again.append(replace(task, breaks=breaks))
            else:
                self.suspects.append(_Task(shard, alone=True))
        elif len(shard.documents) > 1:
            half = len(shard.documents) // 2
            for documents in (shard.documents[half:], shard.documents[:half]):
                self.suspects.appendleft(_Task(replace(shard, documents=documents), alone=True))
        elif breaks < DEATHS:
            self.suspects.appendleft(replace(task, breaks=breaks))
        else:
            (work,) = shard.documents
            message = (
                "the process that converts it dies; please report it with this file. Everything else goes on; "
                "--retry-failed tries it again."
            )
            self._record(ShardResult(shard.number, (crashed(work, message),)))

    def _new_pool(self, alone: bool) -> ProcessPoolExecutor:
        """A new pool.

        That of a suspect has one process, which is ready to convert: a process
        that dies before, or beside, says nothing about the document. After
        several breaks in a row any pool has to show that its workers live.

        Raises :class:`TeiToolsError`, code ``no-workers``.
        """
        for _ in range(_PROBES):
            pool = ProcessPoolExecutor(
                1 if alone else self.workers,
                self.context,
                initializer=_begin_worker,
                initargs=(self.ledger.worker_lock,),
            )
            if not alone and self.losses < _LOSSES:
                return pool
            try:
                pool.submit(_get_ready).result()
                return pool
            except BrokenProcessPool:
                pool.shutdown(wait=True)
        raise TeiToolsError(
            "no-workers",
            "Worker processes die as soon as they start, before they see a document. Look into the system log for "
            "the reason (memory limits, security rules); tei-tools doctor checks the installation.",
        )

    def _close(self, kill: bool) -> None:
        """End the workers, at once if ``kill``, and remove what they leave."""
        pool, self.pool = self.pool, None
        if pool is None:
            return
        processes = list((getattr(pool, "_processes", None) or {}).values()) if kill else []
        for process in processes:
            with contextlib.suppress(OSError, ValueError):
                process.kill()
        pool.shutdown(wait=True, cancel_futures=True)
        sweep(self.plan.out, part_name(self.plan.part))


def _context() -> BaseContext:
    """How workers start: from a clean server process that has everything loaded, where there is such a thing.

    A plain fork would copy the locks, threads and database of this process.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    _start_server()
    return context


def _start_server() -> None:
    """Start the server process without the working directory among the places where it looks for modules.

    It is started as ``python -c``, which looks there first: a file ``html.py`` beside the texts would be run for ours.
    """
    from multiprocessing import forkserver

    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _begin_worker(lock: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    _hold(lock)


@cache
def _hold(lock: str) -> object:
    return hold_worker_lock(lock)


@cache
def _warm_up() -> None:
    """Load rules and schemas once per process: the first document would pay for it, and its limits with it."""
    from ..text.encoding import read_bytes
    from .job import make_outputs

    make_outputs(read_bytes("标题\n\n正文。\n".encode(), "warm-up.txt"), "warm-up")
    settle()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a worker could not do a shard at all. A value: exceptions with arguments of their own cannot travel."""

    code: str
    message: str


def attempt(shard: Shard, options: JobOptions, out: str, limits: Limits) -> ShardResult | Fault:
    """What :func:`run_shard` gives in a worker, or why it could not: an exception never leaves."""
    try:
        _warm_up()
        return run_shard(shard, options, out, limits)
    except TeiToolsError as error:
        return Fault(error.code, str(error))
    except Exception as error:
        return Fault("", "".join(traceback.format_exception(error)))


def _get_ready() -> None:
    with contextlib.suppress(Exception):  # the first shard will say what is wrong
        _warm_up()
