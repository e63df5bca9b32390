"""What keeps one document from taking the whole run: limits of time and memory."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType

_GRACE = 10.0
"""Seconds after which a process is ended that does not hear the alarm, because it is deep in a library."""


class OutOfTime(BaseException):
    """A document took too long. Not an ``Exception``, so that nothing on the way takes it for its own."""


class Alarm:
    """Raises :class:`OutOfTime` in the main thread when a block takes more than ``seconds`` (0: never).

    Used again and again inside one ``with``; without effect in other threads
    and where the system has no interval timers. A block that cannot be
    interrupted ends the process twice the time and some seconds later.
    """

    def __init__(self, seconds: float) -> None:
        able = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        self.seconds = seconds if able else 0.0
        self._armed = False

    def __enter__(self) -> Alarm:
        if self.seconds:
            self._nowhere = open(os.devnull, "wb")  # faulthandler needs it as long as it counts
            self._before = signal.signal(signal.SIGALRM, self._ring)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.seconds:
            self.stop()
            signal.signal(signal.SIGALRM, self._before)
            self._nowhere.close()

    def start(self) -> None:
        """Begin to count."""
        if self.seconds:
            self._armed = True
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
            faulthandler.dump_traceback_later(2 * self.seconds + _GRACE, exit=True, file=self._nowhere)

    def stop(self) -> None:
        """Stop counting; nothing is raised after this."""
        if self.seconds:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            faulthandler.cancel_dump_traceback_later()

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            raise OutOfTime


@contextlib.contextmanager
def memory_cap(megabytes: int) -> Iterator[None]:
    """Let a block take so much memory on top of what the process holds (0: as much as there is).

    What asks for more gets a ``MemoryError``. Without effect where the system
    cannot say or limit the size of a process.
    """
    held = _address_space() if megabytes else 0
    if not held:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = held + megabytes * 1_000_000
    for ceiling in (soft, hard):
        if ceiling != resource.RLIM_INFINITY:
            wanted = min(wanted, ceiling)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space of this process; 0 where that is not known."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def settle() -> None:
    """Take what is in memory now out of garbage collection: it stays, and looking through it again costs time."""
    gc.collect()
    gc.freeze()
