"""A run on one page for people: what came out, what failed and why, how sure the readings are, what to look at first.

The page is one HTML file that asks for nothing else: no script, no picture, no
address. Its policy forbids them too, should a name in it try.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from urllib.parse import quote

from .._version import __version__
from ..language import shown_page
from ..text.printable import printable
from .doubt import Place, doubtful_places
from .naming import STDIN
from .watch import FAILED, duration

if TYPE_CHECKING:
    from .document import DocumentResult
    from .ledger import Run

T = TypeVar("T")

REVIEWED = 500
"""So many documents are on the list for human review."""
SLOWEST = 20
FAILURES = 200
"""So many failures are listed one by one."""
BINS = 10
PLACES = 3
"""So many places of a document on that list are shown."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2127; --paper: #f6f7f9; --card: #fff; --faint: #626b77; --rule: #dfe3e8;
  --good: #2f7d4f; --fair: #c98a1b; --bad: #b3372f; --bar: #3b6ea8; --track: #e9edf2; --link: #2a5d97; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --paper: #14171b; --card: #1d2126; --faint: #9aa4b0;
  --rule: #333a43; --good: #59b37f; --fair: #d9a441; --bad: #e0716a; --bar: #6b9fd8; --track: #2a3038;
  --link: #8db8e8; } }
* { box-sizing: border-box; }
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: var(--ink);
  background: var(--paper); margin: 0; padding: 0 1rem 3rem; }
header, main { max-width: 68rem; margin: 0 auto; }
header { padding: 2rem 0 .5rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 .8rem; } h3 { font-size: .95rem; margin: 1.4rem 0 .5rem; }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 1.2rem 1.4rem;
  margin-top: 1.1rem; }
a { color: var(--link); overflow-wrap: anywhere; } a:not(:hover) { text-decoration: none; }
p { margin: .4rem 0; } p.note, figcaption, dt { color: var(--faint); }
figure { margin: 1.1rem 0 0; } figcaption { margin-bottom: .35rem; }
dl { margin: 0; } dd { margin: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .7rem; }
.tiles div { border: 1px solid var(--rule); border-radius: 8px; padding: .6rem .8rem; }
.tiles dt { font-size: .8rem; } .tiles dd { font-size: 1.35rem; font-weight: 600; line-height: 1.3; }
.settings { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .9rem; }
.settings dd { overflow-wrap: anywhere; }
.bars div { display: grid; grid-template-columns: 15rem 1fr 8.5rem; gap: .8rem; align-items: center;
  padding: .12rem 0; }
.bars dt { color: var(--ink); overflow-wrap: anywhere; } .bars .n { white-space: nowrap; font-size: .9rem; }
svg { width: 100%; height: .85rem; display: block; border-radius: 3px; background: var(--track); }
.good { fill: var(--good); } .fair { fill: var(--fair); } .bad { fill: var(--bad); } .bar { fill: var(--bar); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin-top: .8rem; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: top;
  overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
th { color: var(--faint); font-weight: 500; }
th.n, td.n { text-align: right; padding-right: 1rem; white-space: nowrap; }
.n, td.n, .tiles dd { font-variant-numeric: tabular-nums; }
ol.review { list-style: none; margin: .8rem 0 0; padding: 0; }
ol.review > li { border-top: 1px solid var(--rule); padding: .8rem 0; }
.doc { display: flex; flex-wrap: wrap; gap: .1rem .9rem; align-items: baseline; }
.doc b { overflow-wrap: anywhere; } .doc .n { color: var(--faint); font-size: .9rem; }
.review svg { height: .4rem; margin: .35rem 0; }
.places { margin: .3rem 0 0; padding: 0; list-style: none; font-size: .92rem; }
.places li { border-left: 3px solid var(--rule); padding: .05rem 0 .05rem .7rem; margin: .35rem 0; }
.places li.warning { border-color: var(--fair); }
.places q { quotes: none; overflow-wrap: anywhere; } .places span { color: var(--faint); display: block; }
.more { font-size: .85rem; color: var(--faint); }
@media (max-width: 640px) { body { padding: 0 .6rem 2rem; } section { padding: 1rem .9rem; }
  .bars div { grid-template-columns: 1fr auto; gap: .1rem .6rem; padding: .25rem 0; }
  .bars .track { grid-column: 1 / -1; grid-row: 2; } .tiles { grid-template-columns: 1fr 1fr; }
  th, td { padding-right: .5rem; } td.n, th.n { padding-right: .5rem; }
  table.wide thead { display: none; } table.wide td { display: block; border: 0; padding: .1rem 0; }
  table.wide tr { display: block; border-bottom: 1px solid var(--rule); padding: .4rem 0; } }
@media print { body { background: none; } section { break-inside: auto; border: 0; padding: 0; } }
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

    def runs(self) -> Sequence[Run]: ...


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
        _states(account),
        *_confidence(account),
        _review(account, here),
        _failures(account, here),
        _diagnostics(account),
        _slow(account, here),
    ]
    name = _shown(os.path.basename(os.path.abspath(ledgers[0].out))) if ledgers else ""
    runs = sorted((run for ledger in ledgers for run in ledger.runs()), key=lambda run: run.started)
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer">\n{_GENERATOR}\n'
        f"<title>{name}: report of tei-tools</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{name}</h1>\n"
        f'<p class="note">Report of tei-tools {escape(__version__)} on the ledger of this folder{_when(runs)}.</p>\n'
        "</header>\n<main>\n"
    )
    shown = "\n".join(f"<section>\n{section}\n</section>" for section in (*sections, _settings(runs)) if section)
    return head + shown + "\n</main>\n</body>\n</html>\n"


def _when(runs: Sequence[Run]) -> str:
    """When the last run was, in UTC, and which one it was."""
    if not runs:
        return ""
    started, ended = runs[-1].started, runs[-1].ended
    told = f". The last of {len(runs):,} runs" if len(runs) > 1 else ". The run"
    told += f" began on {_minute(started)} UTC"
    return told + (f" and took {duration(ended - started)}" if ended is not None else "")


def _minute(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d, %H:%M")


def _settings(runs: Sequence[Run]) -> str:
    """The settings of the last run: those that decide what its outputs say."""
    if not runs:
        return ""
    given = [("version", runs[-1].version), *_flat(json.loads(runs[-1].options))]
    rows = "".join(f"<dt>{_shown(name)}</dt><dd>{_shown(value) or '–'}</dd>" for name, value in given)
    return f'<h2>Settings</h2>\n<dl class="settings">{rows}</dl>'


_ALWAYS_TOLD = ("formats", "script", "split")


def _flat(values: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Names and values; what was not set is left out, but for what everybody wants to know."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}: " if name not in ("write", "default") else above)
        elif value not in ("", [], False) or name in _ALWAYS_TOLD:
            items = [item if isinstance(item, list) else [item] for item in value] if isinstance(value, list) else []
            told = ", ".join("=".join(map(str, item)) for item in items) if items else str(value)
            yield above + name, {"True": "yes", "False": "no"}.get(told, told)


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


def _states(account: _Account) -> str:
    total = account.states.total()
    high, medium, low = account.confidence
    blocks = high + medium + low
    tiles = [
        ("done", f"{account.states['done']:,}"),
        ("failed", f"{sum(account.states[state] for state in FAILED):,}"),
        ("with doubtful readings", f"{account.doubtful:,}"),
        ("blocks of high confidence", f"{high / blocks:.1%}" if blocks else "–"),
        ("working time of all processes", duration(account.seconds)),
    ]
    rows = [
        (_STATE_NAMES.get(state, state), number, _STATE_CLASSES.get(state, "bad"))
        for state, number in ((state, account.states[state]) for state in _STATE_NAMES)
        if number
    ]
    shown = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in tiles)
    title = f'<h2>{total:,} documents</h2>\n<dl class="tiles">{shown}</dl>\n'
    return title + _bars("Documents by how they ended", rows, total)


def _failures(account: _Account, here: str) -> str:
    failed = account.codes.total()
    if not failed:
        return "<h2>Failures</h2>\n<p>None.</p>"
    parts = ["<h2>Failures</h2>"]
    parts.append(
        _bars("Failures by code", [(code, number, "bad") for code, number in _by_number(account.codes)], failed)
    )
    if failed > len(account.failures):
        parts.append(
            f'<p class="note">The first {len(account.failures):,} of {failed:,}; "tei-tools status" lists all.</p>'
        )
    rows = [(_source(found, here), _shown(found.code), _shown(found.message)) for found in account.failures]
    parts.append(_table(("document", "code", "what happened"), rows))
    return "\n".join(parts)


def _confidence(account: _Account) -> Iterator[str]:
    high, medium, low = account.confidence
    total = high + medium + low
    if not total:
        yield "<h2>How sure the readings are</h2>\n<p>There are no blocks.</p>"
        return
    documents = sum(account.bins)
    width = 100 // BINS
    shares = [
        (f"{k * width}-{k * width + width} %", number, "good" if k == BINS - 1 else "bar")
        for k, number in enumerate(account.bins)
    ]
    lows = [(name, account.lows[name], "good" if name == "0" else "bar") for name in _LOW_CLASSES]
    yield "\n".join(
        (
            "<h2>How sure the readings are</h2>",
            _bars(
                "Blocks by confidence",
                [("high", high, "good"), ("medium", medium, "fair"), ("low", low, "bad")],
                total,
            ),
            _bars("Documents by the share of their blocks that have high confidence", shares, documents),
            _bars("Documents by the number of their blocks that have low confidence", lows, documents),
        )
    )


def _diagnostics(account: _Account) -> str:
    if not account.remarks:
        return "<h2>Diagnostics</h2>\n<p>None.</p>"
    codes = _by_number(account.remarks)
    rows = [(_shown(code), f"{number:,}", f"{account.remarked[code]:,}") for code, number in codes]
    return "\n".join(
        (
            "<h2>Diagnostics</h2>",
            _bars("Diagnostics by code", [(code, number, "bar") for code, number in codes]),
            _table(("code", "#times", "#documents"), rows),
        )
    )


def _review(account: _Account, here: str) -> str:
    if not account.review:
        return "<h2>For human review</h2>\n<p>No document has a reading of low confidence.</p>"
    shown = f"The first {len(account.review):,} of {account.doubtful:,}. " if account.doubtful > REVIEWED else ""
    items = "\n".join(_reviewed(number, found, out, here) for number, (found, out) in enumerate(account.review, 1))
    return (
        "<h2>For human review</h2>\n"
        f'<p class="note">Documents with readings of low confidence, the most doubtful first. {shown}'
        "&quot;tei-tools explain&quot; says for each line of a source why it was read so.</p>\n"
        f'<ol class="review">\n{items}\n</ol>'
    )


def _reviewed(number: int, found: DocumentResult, out: str, here: str) -> str:
    """A document of the list: links, how sure it is, and its doubtful places with their words."""
    high, medium, low = found.confidence
    links = " · ".join(_link(out, name, found.relative, here) for name, _ in found.outputs)
    places = doubtful_places(out, found.outputs)
    told = "".join(map(_place, places[:PLACES]))
    more = f'<li class="more">and {len(places) - PLACES:,} more</li>' if len(places) > PLACES else ""
    codes = _shown(", ".join(f"{code} {times}" for code, times in found.diagnostics))
    rest = f'<ul class="places">{told}{more}</ul>' if told else f'<p class="more">{codes}</p>' if codes else ""
    return (
        f'<li><div class="doc"><span class="n">{number:,}</span><b>{_source(found, here)}</b><span>{links}</span>'
        f'<span class="n">{low:,} low, {medium:,} medium, {high:,} high</span></div>'
        f"{_stack([(low, 'bad'), (medium, 'fair'), (high, 'good')])}{rest}</li>"
    )


def _place(place: Place) -> str:
    kind = ' class="warning"' if place.warning else ""
    words = f"<q>{_shown(place.text)}</q>" if place.text else ""
    return f"<li{kind}>{words}<span>{_shown(place.reason)}</span></li>"


def _slow(account: _Account, here: str) -> str:
    rows = [
        (_source(found, here), f"{found.seconds:.3f}", f"{found.size:,}", _shown(_STATE_NAMES[found.state]))
        for found in account.slow
    ]
    shown = _table(("document", "#seconds", "#bytes", "state"), rows) if rows else "<p>None.</p>"
    return f"<h2>Slowest documents</h2>\n{shown}"


def _bars(title: str, rows: Sequence[tuple[str, int, str]], total: int = 0) -> str:
    """A chart of horizontal bars: name, number and class of each; with ``total`` it has its share in percent.

    The widths are attributes of SVG: the policy of the page allows no styles but those at its head.
    """
    most = max((number for _, number, _ in rows), default=0)
    lines = "".join(
        f'<div><dt>{_shown(name)}</dt><dd class="track"><svg aria-hidden="true">'
        f'<rect class="{kind}" width="{100 * number / most if most else 0:.2f}%" height="100%"/></svg></dd>'
        f'<dd class="n">{number:,}{f" ({number / total:.1%})" if total else ""}</dd></div>'
        for name, number, kind in rows
    )
    return f'<figure><figcaption>{escape(title)}</figcaption><dl class="bars">{lines}</dl></figure>'


def _stack(parts: Sequence[tuple[int, str]]) -> str:
    """One bar of several parts that together fill it."""
    total = sum(number for number, _ in parts)
    at, rects = 0.0, ""
    for number, kind in parts:
        share = 100 * number / total if total else 0.0
        rects += f'<rect class="{kind}" x="{at:.2f}%" width="{share:.2f}%" height="100%"/>' if number else ""
        at += share
    return f'<svg aria-hidden="true">{rects}</svg>'


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; a name that begins with ``#`` is a column of numbers."""
    kinds = [' class="n"' if name.startswith("#") else "" for name in names]
    titles = [name.removeprefix("#") or "#" for name in names]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(titles, kinds, strict=True))
    wide = "" if any(kinds) else ' class="wide"'
    lines = (
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in rows
    )
    return "\n".join(chain([f"<table{wide}><thead><tr>{head}</tr></thead><tbody>"], lines, ["</tbody></table>"]))


def _link(out: str, name: str, relative: str, here: str) -> str:
    """A link to an output, called by what its name has more than that of its document."""
    label = name.removeprefix(relative).lstrip(".") or name
    return f'<a href="{escape(_address(os.path.join(out, name), here))}">{_shown(label)}</a>'


def _source(found: DocumentResult, here: str) -> str:
    """The name of a document, as a link to its source where that is a file."""
    if found.source in ("", STDIN):
        return _shown(found.relative)
    return f'<a href="{escape(_address(found.source, here))}">{_shown(found.relative)}</a>'


def _address(path: str, here: str) -> str:
    target = os.path.abspath(path)
    try:
        relative = PurePath(os.path.relpath(target, here)).as_posix()
        return "./" + quote(os.fsencode(relative))  # so that a colon in a name does not make it another kind of address
    except ValueError:  # another drive
        return PurePath(target).as_uri()


def _by_number(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _shown(text: str) -> str:
    return escape(printable(text))
