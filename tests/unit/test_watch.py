"""What is seen of a run: lines, a display, a log; nothing of it does a terminal harm."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from tei_tools.batch.document import DocumentResult, State
from tei_tools.batch.summary import RunSummary
from tei_tools.batch.watch import Account, JsonWatch, LiveWatch, PlainWatch, Watch, duration, make_watch

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
NASTY = "a[red]b[/]\x1b[2J\ud800:smile:<b>"


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def result(state: State = "done", source: str = "in/a.txt", code: str = "", seconds: float = 0.1) -> DocumentResult:
    message = "" if state == "done" else f"{source}: went wrong."
    return DocumentResult(source, "a", 10, "", state, code, message, seconds=seconds)


def run(watch: Watch, clock: Clock, results: list[DocumentResult], *, each: float = 1.0) -> None:
    with watch:
        watch.started(len(results))
        for entry in results:
            clock.now += each
            watch.result(entry)
        watch.finished()


def test_plain_lines_say_how_far_it_is() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = PlainWatch(stream, "out", clock=clock)
    with watch:
        watch.started(12)
        watch.tick()
        for number in range(12):
            clock.now += 1
            watch.result(result())
            if number % 5 == 4:
                watch.tick()
                watch.tick()
        watch.finished()
    assert stream.getvalue().splitlines() == [
        "5 of 12 (42%), 5 done, 0 failed, 1.0/s, 7.0 s left",
        "10 of 12 (83%), 10 done, 0 failed, 1.0/s, 2.0 s left",
        "12 done, 0 failed, 0 skipped in 12 s, 1.0/s",
    ]


def test_plain_lines_come_by_themselves_and_stop_with_the_run() -> None:
    stream = io.StringIO()
    with pytest.raises(RuntimeError), PlainWatch(stream, "out", pause=0.01) as watch:
        watch.started(2)
        watch.result(result())
        until = time.monotonic() + 10
        while not stream.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
        watch.result(result())
        raise RuntimeError
    said = stream.getvalue()
    assert said.startswith("1 of 2 (50%), 1 done, 0 failed")
    time.sleep(0.05)
    assert stream.getvalue() == said


def test_the_last_line_says_what_failed_and_how_to_see_why() -> None:
    clock, stream = Clock(), io.StringIO()
    results = [result(), result("failed", "in/b.txt", "empty"), result("timeout", "in/c.txt", "timeout")]
    results += [result("failed", "in/d.txt", "empty"), result("skipped", code="exists")]
    run(PlainWatch(stream, "my out", pause=None, clock=clock), clock, results)
    assert stream.getvalue().splitlines() == [
        "in/b.txt: went wrong.",
        "in/c.txt: went wrong.",
        "in/d.txt: went wrong.",
        "in/a.txt: went wrong.",
        "1 done, 3 failed, 1 skipped in 5.0 s, 1.0/s. Failed: 2 empty, 1 timeout; the first was in/b.txt. "
        "Why: tei-tools status 'my out'",
    ]


def test_a_run_that_never_began_took_no_time() -> None:
    stream = io.StringIO()
    watch = PlainWatch(stream, "out", clock=Clock())
    watch.finished()  # such as one whose ledger cannot be opened
    assert stream.getvalue() == "0 done, 0 failed, 0 skipped in 0.0 s\n"


def test_after_many_failures_they_are_only_counted() -> None:
    clock, stream = Clock(), io.StringIO()
    run(PlainWatch(stream, "out", pause=None, clock=clock), clock, [result("failed", f"{k}", "x") for k in range(100)])
    lines = stream.getvalue().splitlines()
    assert lines[:20] == [f"{k}: went wrong." for k in range(20)]
    assert lines[20] == "Further failures are only counted; to see all: tei-tools status out"
    assert len(lines) == 22
    assert lines[21].startswith("0 done, 100 failed, 0 skipped in")


def test_quiet_says_nothing_unless_something_failed() -> None:
    for results, count in (([result()], 0), ([result("failed", code="x")], 2)):
        stream = io.StringIO()
        run(make_watch("out", stream=stream, quiet=True), Clock(), results)
        assert len(stream.getvalue().splitlines()) == count


def test_an_interrupted_run_says_how_to_go_on() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = PlainWatch(stream, "out", clock=clock)
    watch.started(10)
    clock.now += 2
    watch.result(result())
    watch.finished(RunSummary(total=12, unchanged=2, failed_before=1, done=1, interrupted=True))
    assert stream.getvalue() == (
        "1 done, 0 failed, 0 skipped, 2 unchanged in 2.0 s, 0.5/s; interrupted with 9 to do, the same command goes on "
        "from here. 1 failed before and were left; --retry-failed tries them again. Why: tei-tools status out\n"
    )


def test_the_log_is_one_object_per_line_with_the_time_of_day() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = JsonWatch(stream, "out", clock=clock, now=lambda: NOON)
    run(watch, clock, [result(seconds=0.12345), result("failed", NASTY, "x")])
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert lines[0] == {"time": "2024-05-01T12:00:00.000+00:00", "event": "started", "total": 2}
    assert lines[1] == {
        "time": lines[0]["time"], "event": "result", "path": "in/a.txt", "member": "", "state": "done", "code": "",
        "message": "", "seconds": 0.123,
    }  # fmt: skip
    assert (lines[2]["path"], lines[2]["code"]) == (NASTY, "x")
    assert (lines[3]["event"], lines[3]["done"], lines[3]["failed"], lines[3]["causes"]) == ("finished", 1, 1, {"x": 1})
    stream.getvalue().encode()


def test_the_display_shows_all_of_it_and_no_name_is_markup() -> None:
    clock, stream = Clock(), Terminal()
    watch = LiveWatch(stream, "out", clock=clock, width=100)
    with watch:
        watch.started(4)
        for entry in (result(), result("failed", NASTY, "x"), result(source="in/slow.txt", seconds=75)):
            clock.now += 1
            watch.result(entry)
        assert watch._live is not None
        watch._live.refresh()
        watch.finished()
    shown = stream.getvalue()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert r"a[red]b[/]\x1b[2J\ud800:smile:<b>: went wrong." in plain
    assert "3 of 4  2 done  1 failed  1.0/s  1.0 s left" in plain
    assert "slow: 1 min 15 s  in/slow.txt" in plain
    assert plain.rstrip().endswith("Why: tei-tools status out")
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l"), "the cursor is hidden at the end"


def test_the_display_ends_when_the_run_breaks() -> None:
    stream = Terminal()
    with pytest.raises(RuntimeError), LiveWatch(stream, "out") as watch:
        watch.started(1)
        raise RuntimeError
    assert stream.getvalue().count("\x1b[?25h") == stream.getvalue().count("\x1b[?25l") == 1


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    color = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    found = []
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for value in ("", "1"):
        if value:
            monkeypatch.setenv("NO_COLOR", value)
        clock, stream = Clock(), Terminal()
        run(LiveWatch(stream, "out", clock=clock, width=80), clock, [result(), result("failed", code="x")])
        found.append(bool(color.search(stream.getvalue())))
    assert found == [True, False]


def test_which_kind_is_chosen() -> None:
    xterm = {"TERM": "xterm"}
    assert isinstance(make_watch("o", stream=Terminal(), environment=xterm), LiveWatch)
    assert isinstance(make_watch("o", stream=Terminal(), environment={"TERM": "dumb"}), PlainWatch)
    assert isinstance(make_watch("o", stream=Terminal(), environment=xterm, progress="never"), PlainWatch)
    assert isinstance(make_watch("o", stream=io.StringIO(), environment=xterm), PlainWatch)
    assert isinstance(make_watch("o", stream=io.StringIO(), environment=xterm, progress="always"), LiveWatch)
    assert isinstance(make_watch("o", stream=Terminal(), environment=xterm, log_format="json"), JsonWatch)


def test_never_means_no_line_on_the_way() -> None:
    clock, stream = Clock(), Terminal()
    watch = make_watch("out", stream=stream, progress="never")
    run(watch, clock, [result()] * 50, each=10)
    assert len(stream.getvalue().splitlines()) == 1


def test_nothing_grows_with_the_run() -> None:
    clock = Clock()
    account = Account("out", clock)
    account.start(10_000)
    for number in range(10_000):
        clock.now += 1
        account.add(result(seconds=number))
    assert [seconds for seconds, _ in sorted(account.slowest)] == [9997, 9998, 9999]
    assert len(account._marks) < 40
    assert account.rate() == pytest.approx(1, rel=0.05)


def test_bursts_do_not_mislead() -> None:
    """A shard of 100 documents every 5 seconds is 20 documents a second, whenever one asks."""
    clock = Clock()
    account = Account("out", clock)
    account.start(10_000)
    for shard in range(20):
        clock.now += 5
        for number in range(100):
            account.add(result())
            if shard > 8 and number in (50, 99):
                assert account.rate() == pytest.approx(20, rel=0.1)
        clock.now += 2
        assert account.rate() == pytest.approx(100 * (shard + 1) / (5 * (shard + 1)), rel=0.1)
        clock.now -= 2


def test_the_rate_is_that_of_lately() -> None:
    clock = Clock()
    account = Account("out", clock)
    account.start(1000)
    for step in [0.01] * 500 + [10.0] * 10:
        clock.now += step
        account.add(result())
    assert account.rate() == pytest.approx(0.1, rel=0.1)
    assert account.left() == "1 h 21 min"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0.0 s"), (9.94, "9.9 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3599.7, "1 h 0 min"), (86400, "1 d 0 h")],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_without_a_display_rich_is_not_loaded() -> None:
    code = (
        "import io, sys; from tei_tools.batch.watch import make_watch\n"
        "w = make_watch('o', stream=io.StringIO()); w.started(1); w.finished(); print('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
