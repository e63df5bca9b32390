"""The same shards on many machines: tasks of Ray core, with the ledger kept here, by the driver.

Ray runs a task again when its process or its machine dies; run_shard is
idempotent, so that this changes nothing. A shard that no try survives is
halved until the document that kills its process is found and named.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TextIO, cast

from .._version import __version__
from ..errors import OutputError, TeiToolsError
from .document import crashed
from .engine import Fault, attempt, usable_processors
from .job import JobOptions
from .ledger import Ledger, fingerprint
from .locks import hold_worker_lock
from .plan import Limits, Plan, Shard, part_name
from .shard import ShardResult, sweep
from .stop import Stop
from .stored_rows import StoredRows
from .summary import OnResult, RunSummary, Tally

RETRIES = 3
"""How often Ray runs a shard again whose process or machine died, before the shard is halved."""
STORE_BYTES = 80 * 1024 * 1024
"""Memory that a local Ray keeps for passing objects, nearly the least it takes: ours are names and numbers."""
QUEUED = 2
"""Shards handed out per processor: one in work and one waiting, so that nobody waits for the driver."""
RECOUNT = 10.0
"""Seconds between two counts of the processors: machines come and go."""
LOOK = 0.2
"""Seconds after which the driver looks whether it shall stop."""
REACHED_WITHIN = 10.0
"""Seconds in which a cluster must answer; Ray itself would try for minutes before it says that none is there."""

_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",  # Ray would report to its makers that it is used, and on what
    "RAY_task_oom_retries": str(RETRIES),  # or a task that takes all memory is tried again for ever
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # what Ray will do anyway, and warns of until then
}
"""What Ray takes from the environment, unless it says something else already."""

_log = logging.getLogger(__name__)


class _Task(Protocol):
    def remote(self, *arguments: object) -> object: ...


class _Ray(Protocol):
    """The part of Ray that is used here."""

    exceptions: Any

    def init(self, **named: object) -> object: ...
    def is_initialized(self) -> bool: ...
    def shutdown(self) -> None: ...
    def remote(self, **named: object) -> Callable[[Callable[..., object]], _Task]: ...
    def wait(
        self, references: Sequence[object], *, num_returns: int, timeout: float
    ) -> tuple[list[object], list[object]]: ...
    def get(self, reference: object) -> object: ...
    def put(self, value: object) -> object: ...
    def cluster_resources(self) -> dict[str, float]: ...


@dataclass(frozen=True, slots=True)
class Driver:
    """What a machine must share with the driver before it may write anything; ``folder`` is what paths start from."""

    version: str
    fingerprint: str
    folder: str
    ledger: str
    worker_lock: str


def run_ray(
    plan: Plan,
    ledger: Ledger,
    *,
    address: str | None = None,
    workers: int | None = None,
    on_result: OnResult | None = None,
) -> RunSummary:
    """Make what is left of ``plan`` with Ray, record it in ``ledger``, and sum it up.

    ``address`` is that of a cluster: ``host:port``, ``ray://host:port``, or
    ``auto`` for the one this machine belongs to. Without one, and without
    ``RAY_ADDRESS`` in the environment, Ray is started here for this run alone
    with ``workers`` processes. On a cluster ``workers`` bounds the shards that
    are in work at one time; without it every processor is used, also those of
    machines that join later. Sources and outputs must have the same paths on
    all machines.

    ``on_result`` hears of each document after it was recorded. Raises
    :class:`TeiToolsError`, code ``no-ray``, ``no-cluster``, or ``node`` for a
    machine with another version of this package or without the output folder;
    and :class:`OutputError` for what would stop every shard, such as a full disk.
    """
    ray = _load()
    address = address or os.environ.get("RAY_ADDRESS") or None
    with _own_stdout(), _connection(ray, address, workers), Stop() as stop:
        return _Run(ray, plan, ledger, address, workers, on_result, stop).run()


class _Run:
    """One run on a cluster that is there: a bounded window of shards, each in work or next in turn."""

    def __init__(
        self,
        ray: _Ray,
        plan: Plan,
        ledger: Ledger,
        address: str | None,
        workers: int | None,
        on_result: OnResult | None,
        stop: Stop,
    ) -> None:
        self.ray, self.plan, self.ledger, self.on_result, self.stop = ray, plan, ledger, on_result, stop
        self.bound = workers if address else None
        self.tally = Tally()
        self.task = ray.remote(max_retries=RETRIES, num_cpus=1)(make_shard)
        self.options: object = plan.options
        if isinstance(plan.options.metadata.rows, StoredRows):  # other machines do not see its file
            table = replace(plan.options.metadata, rows=dict(plan.options.metadata.rows))
            self.options = ray.put(replace(plan.options, metadata=table))
        self.driver = Driver(
            __version__,
            fingerprint(plan.options),
            os.getcwd(),
            os.path.abspath(ledger.path),
            os.path.abspath(ledger.worker_lock),
        )
        self.running: dict[object, Shard] = {}
        self.halves: deque[Shard] = deque()
        self.counted, self.processors = float("-inf"), 0

    def run(self) -> RunSummary:
        shards = self.plan.shards(self._window())
        while not self.stop.asked:
            self._hand_out(shards)
            if not self.running:
                sweep(self.plan.out, part_name(self.plan.part))  # what tries left that were killed
                break
            ready, _ = self.ray.wait(list(self.running), num_returns=1, timeout=LOOK)
            for reference in ready:
                self._take_back(reference)
        return self.tally.summary(interrupted=self.stop.asked)

    def _window(self) -> int:
        """How many shards may be out now."""
        if time.monotonic() - self.counted >= RECOUNT:
            self.counted = time.monotonic()
            self.processors = int(self.ray.cluster_resources().get("CPU", 0))
            if not self.processors:
                _log.warning("the Ray cluster has no processors now; the run goes on when it has")
        return self.bound or QUEUED * max(self.processors, 1)

    def _hand_out(self, shards: Iterator[Shard]) -> None:
        while len(self.running) < self._window():
            shard = self.halves.popleft() if self.halves else next(shards, None)
            if shard is None:
                return
            shard = self.ledger.start(shard)
            plan = self.plan
            self.running[self.task.remote(shard, self.options, plan.out, plan.limits, self.driver)] = shard

    def _take_back(self, reference: object) -> None:
        shard = self.running.pop(reference)
        try:
            made = self.ray.get(reference)
        except self.ray.exceptions.RayTaskError as error:
            raise _fault(error) from error
        except self.ray.exceptions.RayError as error:
            made = self._halve(shard, error)
        if isinstance(made, Fault):
            if not made.code:
                raise RuntimeError(f"a worker failed:\n{made.message}")
            raise (TeiToolsError if made.code == "node" else OutputError)(made.code, made.message)
        if isinstance(made, ShardResult):
            self.ledger.record(made)
            self.tally.add(made.results)
            if self.on_result:
                for result in made.results:
                    self.on_result(result)

    def _halve(self, shard: Shard, error: Exception) -> ShardResult | None:
        """Put both halves of a shard back; of a single document say that it kills its process."""
        works = shard.documents
        if len(works) == 1:
            return ShardResult(shard.number, (crashed(works[0], _cause_of_death(error)),))
        middle = len(works) // 2
        self.halves += (replace(shard, documents=half) for half in (works[:middle], works[middle:]))
        return None


def make_shard(shard: Shard, options: JobOptions, out: str, limits: Limits, driver: Driver) -> ShardResult | Fault:
    """What runs on the machines: the shard, once it is certain that this one works on the same thing as the driver."""
    host = socket.gethostname()
    if fingerprint(options) != driver.fingerprint:
        return Fault(
            "node",
            f"{host}: has other rules, tei-tools {__version__}, than the machine where the run was started, "
            f"{driver.version}; install the same on all, and run again.",
        )
    if not all(map(os.path.isabs, (out, *(work.source for work in shard.documents)))):
        with contextlib.suppress(OSError):
            os.chdir(driver.folder)
    if not _sees(driver.ledger):
        return Fault(
            "node",
            f"{host}: does not see the ledger {driver.ledger}; "
            "the folders of the texts and of the outputs must have the same path on all machines.",
        )
    # Held for this shard and no longer: Ray may keep the process for another run.
    with hold_worker_lock(driver.worker_lock) or contextlib.nullcontext():
        return attempt(shard, options, out, limits)


def _sees(path: str) -> bool:
    """Whether a file is there; its folder is listed, because network file systems remember for long what was not."""
    folder, name = os.path.split(path)
    try:
        return name in os.listdir(folder)
    except OSError:
        return False


def _cause_of_death(error: Exception) -> str:
    if type(error).__name__ == "OutOfMemoryError":
        return "takes all memory of the machine; split it, or give --max-memory and run again with --retry-failed."
    return (
        f"the process that converts it dies, {RETRIES + 1} times of {RETRIES + 1}; "
        "please report this with the file, it is a fault of tei-tools or of a library."
    )


def _fault(error: Exception) -> Exception:
    """What to raise for an exception in a task: a machine without this package, or a fault of ours."""
    cause = getattr(error, "cause", None)
    if isinstance(cause, ImportError) or "failed to import" in str(cause):
        return TeiToolsError(
            "node",
            "A machine of the Ray cluster cannot load tei-tools; install the same version there, in the Python that "
            f"Ray uses, and run again. It says: {_first_line(cause)}",
        )
    return RuntimeError(f"a shard failed on the Ray cluster: {_first_line(cause or error)}")


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]


# The connection


def _load() -> _Ray:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        return cast(_Ray, importlib.import_module("ray"))
    except ImportError as error:
        raise TeiToolsError(
            "no-ray", f"Ray is not installed ({error}): pip install 'tei-tools[ray]', or leave out --engine ray."
        ) from error


@contextlib.contextmanager
def _connection(ray: _Ray, address: str | None, workers: int | None) -> Iterator[None]:
    """Ray, until the block ends; one that the calling program has started already stays as it is."""
    if ray.is_initialized():
        yield
        return
    quiet: dict[str, object] = {"log_to_driver": False, "logging_level": logging.ERROR}
    with contextlib.ExitStack() as undo:
        undo.enter_context(_own_signals())
        if address in (None, "local"):
            cluster: dict[str, object] = {
                "address": "local",
                "num_cpus": workers or usable_processors(),
                "object_store_memory": STORE_BYTES,
                "include_dashboard": False,
                "_temp_dir": undo.enter_context(_temporary_folder()),
            }
        else:
            _await_answer(str(address))
            cluster = {"address": address}
        undo.callback(_shut_down, ray)
        try:
            with contextlib.redirect_stdout(sys.stderr):
                ray.init(**cluster, **quiet)
        except (OSError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
            what = f"{address}: Ray cannot connect to this cluster" if address else "Ray cannot be started here"
            raise TeiToolsError("no-cluster", f"{what}: {_first_line(error)}") from error
        yield


def _shut_down(ray: _Ray) -> None:
    with contextlib.redirect_stdout(io.StringIO()):  # it prints what is left of the messages of its parts
        ray.shutdown()


def _await_answer(address: str) -> None:
    """Raise :class:`TeiToolsError` if nothing listens at ``host:port``; other addresses are for Ray to judge."""
    host, _, port = address.removeprefix("ray://").partition("/")[0].rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), REACHED_WITHIN).close()
    except OSError as error:
        raise TeiToolsError(
            "no-cluster",
            f"{address}: no Ray cluster answers there ({error.strerror or error}); "
            "start it with ray start --head, or look at its address.",
        ) from error


@contextlib.contextmanager
def _temporary_folder() -> Iterator[str]:
    """Where a local Ray keeps sockets and logs. Names of sockets may have 107 bytes, so it is close to the root."""
    base = os.environ.get("RAY_TMPDIR") or ("/tmp" if os.path.isdir("/tmp") else None)
    folder = tempfile.mkdtemp(prefix="tei-ray-", dir=base)
    try:
        yield folder
    finally:
        for _ in range(20):  # its last processes may still be writing there
            shutil.rmtree(folder, ignore_errors=True)
            if not os.path.exists(folder):
                break
            time.sleep(0.1)


@contextlib.contextmanager
def _own_signals() -> Iterator[None]:
    """Undo what Ray does to the answer of this process to SIGTERM."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _OwnThread:
    """Standard output for one thread; what the threads of Ray print about its parts goes to the log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._thread = stream, threading.get_ident()

    def write(self, text: str) -> int:
        if threading.get_ident() == self._thread:
            return self._stream.write(text)
        if text.strip():
            _log.debug("%s", text.rstrip())
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _own_stdout() -> Iterator[None]:
    with contextlib.redirect_stdout(cast(TextIO, _OwnThread(sys.stdout))):
        yield
