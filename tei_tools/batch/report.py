"""A run on one page for people: what came out, what failed and why, how sure the readings are, what to look at first.

The page is one HTML file that asks for nothing else: no script, no picture, no
address. Its policy forbids them too, should a name in it try.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from urllib.parse import quote

from .._version import __version__
from ..language import shown_page
from ..text.printable import printable
from .watch import FAILED, duration

if TYPE_CHECKING:
    from .document import DocumentResult

T = TypeVar("T")

REVIEWED = 500
"""So many documents are on the list for human review."""
SLOWEST = 20
FAILURES = 200
"""So many failures are listed one by one."""
BINS = 10

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #6b7280; --rule: #d8dce2;
  --good: #2f7d4f; --fair: #b7791f; --bad: #b3372f; --bar: #3b6ea8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181c; --faint: #9aa3af; --rule: #363b43;
  --good: #59b37f; --fair: #d9a441; --bad: #e0716a; --bar: #6b9fd8; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 70rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
p.note, figcaption { color: var(--faint); } figure { margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top;
  overflow-wrap: anywhere; }
th { white-space: nowrap; }
th.n, td.n { text-align: right; white-space: nowrap; }
svg { width: 100%; height: auto; max-width: 46rem; display: block; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.good { fill: var(--good); } .fair { fill: var(--fair); } .bad { fill: var(--bad); } .bar { fill: var(--bar); }
a { color: var(--bar); }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"

_GENERATOR = '<meta name="generator" content="tei-tools report">'
"""Tells a report from any other file."""

_STATE_NAMES = {
    "done": "done",
    "failed": "failed",
    "crashed": "crashed",
    "timeout": "took too long",
    "skipped": "skipped: the output was there and not ours",
    "started": "not brought to an end",
}
_STATE_CLASSES = {"done": "good", "skipped": "fair", "started": "fair"}


class Ledger(Protocol):
    """What is asked of a ledger: :class:`tei_tools.batch.ledger.Ledger` is one."""

    out: str

    def counts(self) -> dict[str, int]: ...

    def iter_documents(self) -> Iterator[DocumentResult]: ...


def refuse_other_file(path: str | Path) -> None:
    """Raise :class:`~tei_tools.errors.OutputError` if something stands at ``path`` that is no report of ours."""
    from ..write.atomic import refuse_foreign

    refuse_foreign([Path(path)], lambda page: _GENERATOR.encode() in page[:2000], "give another name, or --force")


def write_report(ledger: Ledger | Sequence[Ledger], path: str | Path, *, force: bool = False) -> None:
    """Write the report on a ledger, or on those of all parts of a run, as one HTML file; an older report is replaced.

    Any other file is replaced only with ``force``. The same ledger gives the
    same bytes at the same place. Raises :class:`~tei_tools.errors.OutputError`.
    """
    from ..write.atomic import write_together

    if not force:
        refuse_other_file(path)
    write_together({Path(path): shown_page(make_report(ledger, path)).encode()}, overwrite=True)


def make_report(ledger: Ledger | Sequence[Ledger], path: str | Path) -> str:
    """The report as text; its links lead from ``path`` to the outputs."""
    ledgers = list(ledger) if isinstance(ledger, Sequence) else [ledger]
    account = _account(ledgers)
    here = os.path.dirname(os.path.abspath(path))
    sections = [
        *_states(account),
        *_failures(account),
        *_confidence(account),
        *_diagnostics(account),
        *_review(account, here),
        *_slow(account),
    ]
    name = _shown(os.path.basename(os.path.abspath(ledgers[0].out))) if ledgers else ""
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer">\n{_GENERATOR}\n'
        f"<title>{name}: report of tei-tools</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{name}</h1>\n"
        f'<p class="note">Report of tei-tools {escape(__version__)} on the ledger of this folder.</p>\n'
    )
    return head + "\n".join(sections) + "\n</body>\n</html>\n"


@dataclass(slots=True)
class _Account:
    """All that the page says, added up in one pass; its size does not grow with the corpus."""

    states: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    failures: list[DocumentResult] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    remarked: Counter[str] = field(default_factory=Counter)
    confidence: list[int] = field(default_factory=lambda: [0, 0, 0])
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    lows: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0
    review: list[tuple[DocumentResult, str]] = field(default_factory=list)
    slow: list[DocumentResult] = field(default_factory=list)
    seconds: float = 0.0


def _account(ledgers: Sequence[Ledger]) -> _Account:
    account = _Account()
    for ledger in ledgers:
        account.states.update({state: number for state, number in ledger.counts().items() if number})
    documents = ((found, ledger.out) for ledger in ledgers for found in ledger.iter_documents())
    # Three lists of bounded length are kept on the way: heaps whose least member gives way.
    review: _Best[tuple[DocumentResult, str]] = _Best(REVIEWED)
    slow: _Best[DocumentResult] = _Best(SLOWEST)
    failures: _Best[DocumentResult] = _Best(FAILURES)
    for found, out in documents:
        account.seconds += found.seconds
        slow.add((found.seconds,), found)
        if found.state in FAILED:
            account.codes[found.code or found.state] += 1
            failures.add((), found)
        if found.state != "done":
            continue
        for code, number in found.diagnostics:
            account.remarks[code] += number
            account.remarked[code] += 1
        high, medium, low = found.confidence
        for kind, number in enumerate(found.confidence):
            account.confidence[kind] += number
        if blocks := high + medium + low:
            account.bins[min(high * BINS // blocks, BINS - 1)] += 1
            account.lows[_low_class(low)] += 1
        if low:
            account.doubtful += 1
            review.add((low, medium), (found, out))
    account.review, account.slow, account.failures = review.sorted(), slow.sorted(), failures.sorted()
    return account


class _Best(Generic[T]):
    """The ``size`` items with the largest keys; among equal ones those that came first."""

    def __init__(self, size: int) -> None:
        self._size, self._count = size, 0
        self._heap: list[tuple[tuple[float, ...], int, T]] = []

    def add(self, key: tuple[float, ...], item: T) -> None:
        self._count -= 1  # decides between equal keys, so that items are never compared
        entry = (key, self._count, item)
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, entry)
        elif entry[:2] > self._heap[0][:2]:
            heapq.heapreplace(self._heap, entry)

    def sorted(self) -> list[T]:
        return [item for _, _, item in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]


_LOW_CLASSES = ("0", "1", "2", "3-5", "6-10", "more than 10")


def _low_class(low: int) -> str:
    limits = ((0, "0"), (1, "1"), (2, "2"), (5, "3-5"), (10, "6-10"))
    return next((name for limit, name in limits if low <= limit), "more than 10")


def _states(account: _Account) -> Iterator[str]:
    total = account.states.total()
    yield f"<h2>{total:,} documents</h2>"
    rows = [
        (_STATE_NAMES.get(state, state), number, _STATE_CLASSES.get(state, "bad"))
        for state, number in ((state, account.states[state]) for state in _STATE_NAMES)
        if number
    ]
    yield _bars("Documents by how they ended", rows, total)
    yield f'<p class="note">Working time of all processes together: {duration(account.seconds)}.</p>'


def _failures(account: _Account) -> Iterator[str]:
    failed = account.codes.total()
    yield "<h2>Failures</h2>"
    if not failed:
        yield "<p>None.</p>"
        return
    yield _bars("Failures by code", [(code, number, "bad") for code, number in _by_number(account.codes)], failed)
    if failed > len(account.failures):
        yield f'<p class="note">The first {len(account.failures):,} of {failed:,}; "tei-tools status" lists all.</p>'
    rows = [(_shown(found.relative), _shown(found.code), _shown(found.message)) for found in account.failures]
    yield _table(("document", "code", "what happened"), rows)


def _confidence(account: _Account) -> Iterator[str]:
    high, medium, low = account.confidence
    total = high + medium + low
    yield "<h2>How sure the readings are</h2>"
    if not total:
        yield "<p>There are no blocks.</p>"
        return
    yield _bars(
        "Blocks by confidence", [("high", high, "good"), ("medium", medium, "fair"), ("low", low, "bad")], total
    )
    documents = sum(account.bins)
    width = 100 // BINS
    shares = [
        (f"{k * width}-{k * width + width} %", number, "good" if k == BINS - 1 else "bar")
        for k, number in enumerate(account.bins)
    ]
    yield _bars("Documents by the share of their blocks that have high confidence", shares, documents)
    lows = [(name, account.lows[name], "good" if name == "0" else "bar") for name in _LOW_CLASSES]
    yield _bars("Documents by the number of their blocks that have low confidence", lows, documents)


def _diagnostics(account: _Account) -> Iterator[str]:
    yield "<h2>Diagnostics</h2>"
    if not account.remarks:
        yield "<p>None.</p>"
        return
    codes = _by_number(account.remarks)
    yield _bars("Diagnostics by code", [(code, number, "bar") for code, number in codes])
    rows = [(_shown(code), f"{number:,}", f"{account.remarked[code]:,}") for code, number in codes]
    yield _table(("code", "#times", "#documents"), rows)


def _review(account: _Account, here: str) -> Iterator[str]:
    yield "<h2>For human review</h2>"
    if not account.review:
        yield "<p>No document has a reading of low confidence.</p>"
        return
    shown = f"The first {len(account.review):,} of {account.doubtful:,}. " if account.doubtful > REVIEWED else ""
    yield (
        f'<p class="note">Documents with readings of low confidence, the most doubtful first. {shown}'
        "&quot;tei-tools explain&quot; says for each line of a source why it was read so.</p>"
    )
    rows = [
        (
            f"{number:,}",
            _shown(found.relative),
            *(f"{count:,}" for count in (found.confidence[2], found.confidence[1], found.confidence[0])),
            _shown(", ".join(f"{code} {times}" for code, times in found.diagnostics)),
            " ".join(_link(out, name, found.relative, here) for name, _ in found.outputs),
        )
        for number, (found, out) in enumerate(account.review, 1)
    ]
    yield _table(("#", "document", "#low", "#medium", "#high", "diagnostics", "outputs"), rows)


def _slow(account: _Account) -> Iterator[str]:
    yield "<h2>Slowest documents</h2>"
    rows = [
        (_shown(found.relative), f"{found.seconds:.3f}", f"{found.size:,}", _shown(_STATE_NAMES[found.state]))
        for found in account.slow
    ]
    yield _table(("document", "#seconds", "#bytes", "state"), rows) if rows else "<p>None.</p>"


def _bars(title: str, rows: Sequence[tuple[str, int, str]], total: int = 0) -> str:
    """A chart of horizontal bars as SVG: name, number and class of each; with ``total`` it has its share in percent."""
    left, right, height, line = 300, 130, 18, 26
    width, top = 760, 6
    most = max((number for _, number, _ in rows), default=0)
    parts = []
    for index, (name, number, kind) in enumerate(rows):
        y = top + index * line
        length = (width - left - right) * number / most if most else 0
        share = f" ({number / total:.1%})" if total else ""
        label = _shown(name if len(name) <= 42 else name[:41] + "…")
        parts.append(
            f'<text x="{left - 10}" y="{y + 14}" text-anchor="end">{label}</text>'
            f'<rect class="{kind}" x="{left}" y="{y}" width="{length:.1f}" height="{height}" rx="2"/>'
            f'<text x="{left + length + 8:.1f}" y="{y + 14}">{number:,}{share}</text>'
        )
    size = top * 2 + len(rows) * line
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg viewBox="0 0 {width} {size}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; a name that begins with ``#`` is a column of numbers."""
    kinds = [' class="n"' if name.startswith("#") else "" for name in names]
    titles = [name.removeprefix("#") or "#" for name in names]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(titles, kinds, strict=True))
    lines = (
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in rows
    )
    return "\n".join(chain([f"<table><thead><tr>{head}</tr></thead><tbody>"], lines, ["</tbody></table>"]))


def _link(out: str, name: str, relative: str, here: str) -> str:
    """A link to an output, called by what its name has more than that of its document."""
    target = os.path.abspath(os.path.join(out, name))
    try:
        path = PurePath(os.path.relpath(target, here)).as_posix()
        address = "./" + quote(os.fsencode(path))  # so that a colon in a name does not make it another kind of address
    except ValueError:  # another drive
        address = PurePath(target).as_uri()
    label = name.removeprefix(relative).lstrip(".") or name
    return f'<a href="{escape(address)}">{_shown(label)}</a>'


def _by_number(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _shown(text: str) -> str:
    return escape(printable(text))
