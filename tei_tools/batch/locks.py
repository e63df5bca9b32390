"""Locks on files that the system gives back when their process ends, however it ends."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import IO

from ..errors import OutputError


def take(path: Path, *, exclusive: bool, say: str, wait: float = 0.0) -> IO[bytes]:
    """A lock that the system gives back when we end, however we end. Somebody who only looks holds it for a moment."""
    until = time.monotonic() + wait
    handle = open(path, "a+b")  # noqa: SIM115 — the lock lives as long as the handle
    try:
        while not locked(handle, exclusive=exclusive):
            if time.monotonic() >= until:
                handle.seek(0)
                host, _, process = handle.readline(200).decode(errors="replace").strip().partition(" ")
                who = f" (process {process} on {host})" if process else ""
                raise OutputError(
                    "in-use",
                    f"{say}: another run is writing there{who}; wait for it, or give another folder. "
                    "Several machines can share a folder with --shard 1/N … N/N.",
                )
            time.sleep(0.02)
    except BaseException:
        handle.close()
        raise
    return handle


def locked(handle: IO[bytes], *, exclusive: bool) -> bool:
    """Try to lock a file; False if somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0x7FFFFFFF)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def hold_worker_lock(path: str) -> IO[bytes] | None:
    """Hold the shared lock of a worker until this process ends; None where that is not possible."""
    try:
        return take(Path(path), exclusive=False, say=path, wait=1.0)
    except (OSError, OutputError):
        return None
