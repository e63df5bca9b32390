"""What people and programs see of a run while it goes on: a live display, plain lines, or a log of JSON objects."""

from __future__ import annotations

import heapq
import json
import os
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol, Self, TextIO

from ..language import phrase, shown
from ..text.printable import printable

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from .document import DocumentResult
    from .summary import RunSummary

Progress = Literal["auto", "always", "never"]
LogFormat = Literal["text", "json"]

PAUSE = 5.0
"""Seconds between two lines of progress where there is no terminal."""
WINDOW = 30.0
"""Seconds that the rate and the time left are reckoned from."""
SHOWN_FAILURES = 20
"""So many failures are named as they happen; the rest is counted, and the ledger has all."""
SLOWEST = 3
SLOW_SECONDS = 1.0
"""Documents that took less are not shown among the slow ones."""
FAILED = ("failed", "crashed", "timeout")

Clock = Callable[[], float]


class Watch(Protocol):
    """Somebody who is told how a run goes. As a context manager it leaves the terminal as it was, whatever happens."""

    def started(self, total: int) -> None:
        """The run begins: ``total`` documents are to be made."""

    def result(self, result: DocumentResult) -> None:
        """One document came to its end."""

    def note(self, message: str) -> None:
        """Something else that people should know, one line."""

    def finished(self, summary: RunSummary | None = None) -> None:
        """The run has ended, or was interrupted: say how it went."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


def make_watch(
    out: str,
    *,
    stream: TextIO | None = None,
    progress: Progress = "auto",
    log_format: LogFormat = "text",
    quiet: bool = False,
    ledger: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Watch:
    """The watch for a run that writes into ``out``; it writes on ``stream`` (default: standard error).

    Without a ``ledger`` nobody can ask later how it went: every failure is
    said, and the summary says nothing of what is known of earlier runs.

    A live display needs a terminal, or ``progress="always"``; with ``never`` and where ``quiet`` is set nothing is
    said on the way but failures. A terminal that calls itself ``dumb`` gets plain lines. ``NO_COLOR`` is obeyed.
    """
    stream = stream or sys.stderr
    environment = os.environ if environment is None else environment
    if log_format == "json":
        return JsonWatch(stream, out, ledger=ledger)
    if quiet or progress == "never":
        return PlainWatch(stream, out, pause=None, quiet=quiet, ledger=ledger)
    live = progress == "always" or (ledger and stream.isatty() and environment.get("TERM") != "dumb")
    return LiveWatch(stream, out, ledger=ledger) if live else PlainWatch(stream, out, ledger=ledger)


@dataclass(slots=True)
class Account:
    """How a run goes: counts, rate, time left and the slowest documents; nothing in it grows with the run."""

    out: str
    clock: Clock = time.monotonic
    ledger: bool = True
    total: int = 0
    begun: float | None = None
    states: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    first_failure: str = ""
    _marks: deque[tuple[float, int]] = field(default_factory=deque)

    def start(self, total: int) -> None:
        self.total, self.begun = total, self.clock()
        self._marks.append((self.clock(), 0))

    def add(self, result: DocumentResult) -> None:
        self.states[result.state] += 1
        if result.state in FAILED:
            self.codes[result.code or result.state] += 1
            self.first_failure = self.first_failure or result.label
        if result.seconds >= SLOW_SECONDS:
            heapq.heappush(self.slowest, (result.seconds, result.label))
            if len(self.slowest) > SLOWEST:
                heapq.heappop(self.slowest)
        now = self.clock()
        if len(self._marks) > 1 and now - self._marks[-1][0] < 0.5:
            self._marks[-1] = (self._marks[-1][0], self.ended)
        else:
            self._marks.append((now, self.ended))
        while now - self._marks[0][0] > WINDOW and len(self._marks) > 2:
            self._marks.popleft()

    @property
    def ended(self) -> int:
        return self.states.total()

    @property
    def failed(self) -> int:
        return sum(self.states[state] for state in FAILED)

    @property
    def seconds(self) -> float:
        """Since it began; 0 where it never did."""
        return 0.0 if self.begun is None else self.clock() - self.begun

    def rate(self) -> float:
        """Documents per second, lately; 0 as long as nobody can know.

        Documents come in bursts, a shard at a time: it is reckoned from the end of one to the end of another.
        """
        if len(self._marks) < 2:
            return 0.0
        (since, before), (until, ended) = self._marks[0], self._marks[-1]
        now = self.clock()
        if now - until > WINDOW:
            until = now
        return (ended - before) / (until - since) if until - since >= 0.2 else 0.0

    def left(self) -> str:
        rate = self.rate()
        return duration((self.total - self.ended) / rate) if rate and self.total >= self.ended else "?"

    def line(self) -> str:
        """One line of progress."""
        share = f" ({self.ended / self.total:.0%})" if self.total else ""
        parts = [f"{self.ended:,} of {self.total:,}{share}", f"{self.states['done']:,} done", f"{self.failed:,} failed"]
        if self.states["skipped"]:
            parts.append(f"{self.states['skipped']:,} skipped")
        return ", ".join([*parts, f"{self.rate():.1f}/s", f"{self.left()} left"])

    def summary(self, run: RunSummary | None = None) -> str:
        """The last line: how many of each, what failed, and how to see why."""
        took = self.seconds
        left, skipped = max(self.total - self.ended, 0), self.states["skipped"]
        counts = [f"{self.states['done']:,} done", f"{self.failed:,} failed"]
        if not self.ledger:
            counts.append(f"{skipped:,} skipped")
            if run and run.interrupted:
                counts.append(f"interrupted with {left:,} to do; what is done is complete")
            return ", ".join(counts)
        if run and run.unchanged:
            counts += [f"{skipped:,} skipped", f"{run.unchanged:,} unchanged in {duration(took)}"]
        else:
            counts.append(f"{skipped:,} skipped in {duration(took)}")
        if took >= 1:
            counts.append(f"{self.ended / took:.1f}/s")
        said = ", ".join(counts)
        if run and run.interrupted:
            said += f"; interrupted with {left:,} to do, the same command goes on from here"
        if self.failed:
            causes = ", ".join(f"{number:,} {code}" for code, number in _by_number(self.codes))
            said += f". Failed: {causes}; the first was {self.first_failure}"
        if run and run.failed_before:
            said += f". {run.failed_before:,} failed before and were left; --retry-failed tries them again"
        if self.failed or (run and run.failed_before):
            said += f". Why: tei-tools status {_quoted(self.out)}"
        return said


class PlainWatch:
    """Lines without any control of a terminal: failures, and every ``pause`` seconds how far it is, if it got further.

    Without ``pause`` only failures are said on the way. With ``quiet`` the last line comes only if there were any.
    """

    def __init__(
        self,
        stream: TextIO,
        out: str,
        *,
        pause: float | None = PAUSE,
        quiet: bool = False,
        ledger: bool = True,
        clock: Clock = time.monotonic,
    ) -> None:
        self._account = Account(out, clock, ledger)
        self._stream, self._pause, self._quiet = stream, pause, quiet
        self._said = 0
        self._one_at_a_time = threading.Lock()
        self._ended = threading.Event()
        self._ticker: threading.Thread | None = None

    def started(self, total: int) -> None:
        self._account.start(total)
        if self._pause is not None:
            # A thread, because documents come in bursts: what is said must not be the state at the begin of one.
            self._ticker = threading.Thread(target=self._tell, args=(self._pause,), daemon=True)
            self._ticker.start()

    def result(self, result: DocumentResult) -> None:
        self._account.add(result)
        if failure := _failure(result, self._account):
            self.note(failure)

    def note(self, message: str) -> None:
        with self._one_at_a_time:
            print(printable(shown(message)), file=self._stream, flush=True)

    def tick(self) -> None:
        """Say how far it is, unless that was said."""
        if self._account.ended > self._said:
            self._said = self._account.ended
            self.note(self._account.line())

    def finished(self, summary: RunSummary | None = None) -> None:
        self._stop()
        if not self._quiet or self._account.failed or (summary and summary.failed_before):
            self.note(self._account.summary(summary))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def _tell(self, pause: float) -> None:
        while not self._ended.wait(pause):
            self.tick()

    def _stop(self) -> None:
        self._ended.set()
        if self._ticker is not None:
            self._ticker.join()


class LiveWatch:
    """A display that is drawn anew in place, with failures and notes as lines above it."""

    def __init__(
        self, stream: TextIO, out: str, *, ledger: bool = True, clock: Clock = time.monotonic, width: int | None = None
    ) -> None:
        from rich.console import Console

        self._account = Account(out, clock, ledger)
        # What a file is called must not become markup, a link or an emoji.
        self._console = Console(
            file=stream, force_terminal=True, highlight=False, markup=False, emoji=False, width=width, soft_wrap=False
        )
        self._live: Live | None = None

    def started(self, total: int) -> None:
        from rich.live import Live

        self._account.start(total)
        self._live = Live(
            get_renderable=self._picture,
            console=self._console,
            refresh_per_second=4,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def result(self, result: DocumentResult) -> None:
        self._account.add(result)
        if failure := _failure(result, self._account):
            self.note(failure)

    def note(self, message: str) -> None:
        self._console.print(printable(shown(message)), soft_wrap=True)

    def finished(self, summary: RunSummary | None = None) -> None:
        self._stop()
        self.note(self._account.summary(summary))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def _picture(self) -> Table:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        account = self._account
        table = Table.grid(expand=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        table.add_row(
            ProgressBar(
                total=max(account.total, 1), completed=account.ended, complete_style="blue", finished_style="green"
            )
        )
        counts = Text(shown(f"{account.ended:,} of {account.total:,}") + "  ")
        counts.append(shown(f"{account.states['done']:,} done") + "  ", "green")
        counts.append(shown(f"{account.failed:,} failed") + "  ", "red" if account.failed else "")
        if account.states["skipped"]:
            counts.append(shown(f"{account.states['skipped']:,} skipped") + "  ", "yellow")
        counts.append(f"{account.rate():.1f}/s  " + shown(f"{account.left()} left"), "bold")
        table.add_row(counts)
        for seconds, source in sorted(account.slowest, reverse=True):
            table.add_row(Text(f"  {phrase('slow')}: {duration(seconds)}  {printable(source)}", "dim"))
        return table


class JsonWatch:
    """One JSON object per line, with its ``time`` (UTC, ISO 8601).

    ``event`` is ``started``, ``result``, ``note`` or ``finished``.
    """

    def __init__(
        self,
        stream: TextIO,
        out: str,
        *,
        ledger: bool = True,
        clock: Clock = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._account = Account(out, clock, ledger)
        self._stream, self._now = stream, now

    def started(self, total: int) -> None:
        self._account.start(total)
        self._say("started", total=total)

    def result(self, result: DocumentResult) -> None:
        self._account.add(result)
        self._say(
            "result",
            path=result.source,
            member=result.member,
            state=result.state,
            code=result.code,
            message=result.message,
            seconds=round(result.seconds, 3),
        )

    def note(self, message: str) -> None:
        self._say("note", message=message)

    def finished(self, summary: RunSummary | None = None) -> None:
        account = self._account
        self._say(
            "finished",
            total=account.total,
            done=account.states["done"],
            failed=account.failed,
            skipped=account.states["skipped"],
            unchanged=summary.unchanged if summary else 0,
            failed_before=summary.failed_before if summary else 0,
            interrupted=bool(summary and summary.interrupted),
            causes=dict(_by_number(account.codes)),
            seconds=round(account.seconds, 3),
            message=account.summary(summary),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def _say(self, event: str, **facts: object) -> None:
        said = {"time": self._now().isoformat(timespec="milliseconds"), "event": event, **facts}
        line = json.dumps(said, ensure_ascii=False)
        try:
            line.encode(self._stream.encoding or "utf-8")
        except UnicodeEncodeError:  # names of files may hold bytes that are no text
            line = json.dumps(said)
        print(line, file=self._stream, flush=True)


def duration(seconds: float) -> str:
    """A time for people, in the two largest units.

    >>> duration(3.21), duration(75), duration(4000), duration(200_000)
    ('3.2 s', '1 min 15 s', '1 h 6 min', '2 d 7 h')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for size, name, smaller, small in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            return f"{whole // size} {name} {whole % size // smaller} {small}"
    return f"{whole} s"


def _failure(result: DocumentResult, account: Account) -> str:
    """The line to say about a document, if any."""
    if result.state == "done":
        return ""
    told = account.failed + account.states["skipped"]
    if account.ledger and told > SHOWN_FAILURES:
        if told > SHOWN_FAILURES + 1:
            return ""
        return f"Further failures are only counted; to see all: tei-tools status {_quoted(account.out)}"
    message = result.message or result.code or result.state
    return message if message.startswith((result.source, "standard input")) else f"{result.label}: {message}"


def _by_number(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
