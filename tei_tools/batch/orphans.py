"""Workers end when the run that they work for ends, however it does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait


def die_with_parent() -> None:
    """Let this worker end when the process that started it ends, however that ends and whatever the worker does.

    A thread waits for the parent. On Linux the system kills a worker with its
    fork server too, also one that is deep in a library; the server ends when
    the process does that it serves.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    _let_server_end()
    if sys.platform == "linux":
        import ctypes

        set_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
        ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, int(signal.SIGKILL), 0, 0, 0)
    if not parent.is_alive():  # it may have ended before the signal was ordered
        os._exit(1)
    threading.Thread(target=_watch, args=(parent.sentinel,), name="parent-watch", daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _let_server_end() -> None:
    """Close what tells the fork server that it is needed: every worker has it too, so that it would live for ever."""
    if sys.platform == "win32":
        return
    from multiprocessing import forkserver

    server = getattr(forkserver, "_forkserver", None)
    handle = getattr(server, "_forkserver_alive_fd", None)
    if isinstance(handle, int):
        setattr(server, "_forkserver_alive_fd", None)  # noqa: B010 — a private name of the standard library
        with contextlib.suppress(OSError):
            os.close(handle)
