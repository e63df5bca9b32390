"""The end of a run that somebody asks for."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a run to end."""


class Stop:
    """Notes Ctrl-C, SIGTERM and SIGHUP in ``asked`` instead of falling out of the middle; a second one does that.

    With ``at_once`` the first one does: a ``KeyboardInterrupt`` where the program stands.
    """

    def __init__(self, *, at_once: bool = False) -> None:
        self.asked = False
        self.at_once = at_once
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            for number in _ENDING:
                # A signal that is ignored, as under nohup, stays ignored.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave

    def _note(self, number: int, frame: FrameType | None) -> None:
        again, self.asked = self.asked, True
        if again or self.at_once:
            raise KeyboardInterrupt
