"""Figures as tables, and whether each bar is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .parts import STAGES

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it says above and below it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        lines = [f"### {self.title}", ""]
        if self.rows:
            lines += [_line(self.head), _line(["---", *["---:"] * (len(self.head) - 1)])]
            lines += [_line(row) for row in self.rows]
        if self.note:
            lines += ["", self.note] if self.rows else [self.note]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it asks, what was measured, and whether that is enough. None: not measured, or not so far."""

    asked: str
    measured: str
    met: bool | None


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _figure(value: object, digits: int = 2) -> str:
    """A number with so many digits behind the point, fewer where it is large; a dash for none.

    >>> _figure(0.1234), _figure(12.34), _figure(12345.6), _figure(None)
    ('0.12', '12.3', '12,346', '–')
    """
    if not isinstance(value, int | float):
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{digits if abs(value) < 10 else 1}f}"


def tables(results: Data) -> Iterator[Table]:
    """The tables of all parts that were measured."""
    if stages := results.get("stages"):
        for label, found in stages.items():
            yield from _stages(label, found)
    if peers := results.get("peers"):
        yield _peers(peers)
        if own := peers.get("own"):
            yield _peers(own, "Side by side: the pages given with `--html`")
    if text := results.get("text"):
        yield _text(text)
    if files := results.get("files"):
        yield _files(files)
    if workers := results.get("workers"):
        yield _workers(workers)
    if dumps := results.get("dumps"):
        yield _dumps(dumps)


_WHOSE = {"invented": "invented texts", "own": "the texts given with `--texts`"}


def _stages(label: str, found: Data) -> Iterator[Table]:
    rows = []
    for stage in STAGES:
        fast, plain = found["fast"].get(stage, {}), found["plain"].get(stage, {})
        rows.append(
            (
                stage,
                _figure(fast.get("ms")), _figure(fast.get("documents")), _figure(fast.get("megabytes")),
                _figure(plain.get("ms")), _figure(plain.get("documents")), _figure(plain.get("megabytes")),
            )
        )  # fmt: skip
    note = (
        f"{found['documents']} documents, {_figure(found['megabytes'])} MB of UTF-8; the smallest has "
        f"{found['smallest']:,} bytes, half have less than {found['median']:,}, the largest has {found['largest']:,}."
    )
    if "skipped" in found["fast"]:
        note += f" Not measured: {found['fast']['skipped']}."
    head = ("stage", "ms", "documents/s", "MB/s", "ms without [fast]", "documents/s", "MB/s")
    yield Table(f"Stages: {_WHOSE[label]}", head, tuple(rows), note)
    floor = found["floor"]
    if "skipped" in floor:
        yield Table(f"Floor: {_WHOSE[label]}", (), (), f"Not measured: {floor['skipped']}.")
        return
    steps = tuple((name, _figure(value["ms"], 3), _figure(value["documents"])) for name, value in floor.items())
    note = (
        f"The whole conversion takes {_figure(found['whole_over_floor'])} times the floor; everything but the parser "
        f"takes {_figure(found['beside_parse_over_floor'])} times the floor."
    )
    yield Table(f"Floor: {_WHOSE[label]}", ("step", "ms", "documents/s"), steps, note)


def _peers(found: Data, title: str = "Side by side") -> Table:
    rows = []
    for label, value in found["contestants"].items():
        if "skipped" in value:
            rows.append((label, "–", "–", "–", value["skipped"]))
        else:
            per_second = 1000 / value["ms"]
            remark = f"{_figure(value['missed'])} pages gave nothing" if value["missed"] else ""
            rows.append((label, _figure(value["ms"]), _figure(per_second), _figure(value["times_trafilatura"]), remark))
    note = f"{found['pages']} pages of {found['html_bytes']:,.0f} bytes of HTML each; tei-tools validates both outputs."
    if "text_bytes" in found:
        note += (
            f" As plain text they have {found['text_bytes']:,.0f} bytes, which tei-tools reads too, in rows of its own."
        )
    return Table(title, ("program", "ms", "pages/s", "time ÷ trafilatura", ""), tuple(rows), note)


def _text(found: Data) -> Table:
    rows = []
    for label, sizes in found.items():
        for row in sizes:
            rows.append(
                (
                    label, f"{row['bytes']:,.0f}", _figure(row["seconds"], 3), _figure(row["ms_per_kb"]),
                    _figure(row.get("for_ten_times")), _figure(row["peak_mb"]), _figure(row["start_mb"]),
                )
            )  # fmt: skip
    head = ("one text", "bytes", "CPU s", "ms per kB", "ten times longer costs ×", "peak MB", "before MB")
    return Table("One text that grows", head, tuple(rows))


def _files(found: Data) -> Table:
    rows = tuple(
        (
            f"{row['files']:,}", _figure(row["seconds"]), _figure(row["seconds"] * 1000 / row["files"]),
            _figure(row["steady"] * 1000), _figure(row["parent_mb"]), _figure(row["resume_seconds"]),
            _figure(row["resume_mb"]),
        )
        for row in found["runs"]
    )  # fmt: skip
    head = ("files", "s", "ms per file", "behind the first shard", "parent MB", "run again, s", "parent MB")
    note = (
        f"Files of about {found['bytes']:,} bytes, so that what each file costs beside reading it weighs most; two "
        "workers; seconds on the clock, start included."
    )
    return Table("Files that become more", head, rows, note)


def _workers(found: Data) -> Table:
    rows = tuple(
        (label, _figure(run["seconds"]), _figure(run["first"]), _figure(run["files_per_second"]))
        for label, run in found["runs"].items()
    )
    gains = [
        f"Two workers are {_figure(found[key])} times as fast as one with {key.removesuffix('_gain')}"
        f" ({_figure(found.get(f'{key}_steady'))} behind the first shard)."
        for key in found
        if key.endswith("_gain")
    ]
    skipped = [f"Not measured: {engine}, {reason}." for engine, reason in found["skipped"].items()]
    note = " ".join([f"{found['files']:,} files, {_figure(found['megabytes'])} MB.", *gains, *skipped])
    return Table("Workers", ("engine and workers", "s", "first shard after s", "files/s"), rows, note)


def _dumps(found: Data) -> Table:
    rows = tuple(
        (form, _figure(value["ms"]), _figure(value["rate_of_files"]), value["of"] if value["rate_of_files"] else "")
        for form, value in found["forms"].items()
    )
    skipped = [f"Not measured: {form}, {reason}." for form, reason in found["skipped"].items()]
    note = f"{found['documents']:,} documents, the same in all forms; CPU time of whole runs."
    head = ("form", "ms per document", "rate against files", "which")
    return Table("Dumps", head, rows, " ".join([note, *skipped]))


def bars(results: Data) -> list[Bar]:
    """Every bar, measured or not."""
    made: list[Bar] = []

    def bar(
        asked: str, value: object, met: bool | None, unit: str = "", what: str = "", far: bool = True
    ) -> None:  # far: measured as far as the bar asks; less gives a figure, and no verdict
        shown = f"{_figure(value)}{unit}{what}" if isinstance(value, int | float) else "not measured"
        made.append(Bar(asked, shown, met if isinstance(value, int | float) and far else None))

    def below(asked: str, value: Any, most: float, unit: str = "", what: str = "", far: bool = True) -> None:
        bar(asked, value, isinstance(value, int | float) and value <= most, unit, what, far)

    stages = results.get("stages", {})
    found = stages.get("own") or stages.get("invented") or {}
    which = ", own texts" if "own" in stages else ", invented texts"
    speed, over = found.get("parse_megabytes_per_second"), found.get("whole_over_floor")
    enough = speed is not None and speed >= 1
    bar("parse alone: at least 1 MB of UTF-8 per second and core", speed, enough, " MB/s", which)
    below("whole conversion, both outputs validated, with [fast]: at most 10 times the floor", over, 10, " ×", which)
    contestants = results.get("peers", {}).get("contestants", {})
    for source, limit, said in (
        ("the page", 1.0, "no slower than trafilatura xmltei, unchecked, from the same page"),
        ("its text", 0.8, "at most 0.8 of the time of trafilatura xmltei, unchecked, from the page"),
    ):
        entry = contestants.get(f"tei-tools from {source}", {})
        below(f"from {source} to both outputs, with [fast]: {said}", entry.get("times_trafilatura"), limit, " ×")
        if source == "the page":
            entry = results.get("peers", {}).get("own", {}).get("contestants", {}).get("tei-tools from the page", {})
            below("the same, own pages", entry.get("times_trafilatura"), limit, " ×")
    forms = results.get("dumps", {}).get("forms", {})
    for form in ("Parquet", "WARC"):
        rate = forms.get(form, {}).get("rate_of_files")
        bar(f"{form}: at least 0.8 of the rate of files", rate, rate is not None and rate >= 0.8, " ×")
    workers = results.get("workers", {})
    for engine in ("local", "ray"):
        if engine == "local" or f"{engine}_gain" in workers:
            gain = workers.get(f"{engine}_gain")
            bar(f"2 workers: at least 1.8 times 1 worker ({engine})", gain, gain is not None and gain >= 1.8, " ×")
    runs = results.get("files", {}).get("runs", [])
    first, last = (runs[0], runs[-1]) if len(runs) > 1 else ({}, {})
    per_file = last["seconds"] / last["files"] / (first["seconds"] / first["files"]) if last else None
    steady = last["steady"] / first["steady"] if last and first["steady"] else None
    span = f" ({last['files']:,} files against {first['files']:,})" if last else ""
    far = bool(runs) and runs[-1]["files"] >= 50_000
    below("time per file at 50,000 files within 10 % of that at 1,000", per_file, 1.1, " ×", span, far)
    below("the same without the start", steady, 1.1, " ×", span, far)
    grown = last["parent_mb"] - first["parent_mb"] if last else None
    below("parent memory grows under 50 MB", grown, 50, " MB", span, far)
    again = runs[-1]["resume_seconds"] if runs else None
    of = f" ({runs[-1]['files']:,} files)" if runs else ""
    below("resume over 50,000 finished files: under 10 s", again, 10, " s", of, far)
    grown_texts = [row for sizes in results.get("text", {}).values() for row in sizes]
    steps = [row["for_ten_times"] for row in grown_texts if "for_ten_times" in row]
    far = any(row["bytes"] > 9_000_000 for row in grown_texts)
    worst = max(steps, default=None)
    below("a text ten times longer takes at most 12 times as long, up to 10 MB", worst, 12, " ×", "", far)
    return made


_VERDICT = {True: "yes", False: "**no**", None: "–"}


def bars_table(results: Data) -> Table:
    """The bars as a table."""
    rows = tuple((bar.asked, bar.measured, _VERDICT[bar.met]) for bar in bars(results))
    return Table("Bars", ("bar", "measured", "met"), rows)


def machine_lines(results: Data) -> list[str]:
    """What the figures were measured on, and how busy it was, as items of a list."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    lines = [
        f"- {machine['processors']} processors, {machine['memory_gb']:.0f} GB of memory, {machine['system']}",
        f"- Python {machine['python']}; {versions}",
    ]
    loads = [f"{part} {before:.1f} and {after:.1f}" for part, (before, after) in results.get("load", {}).items()]
    if loads:
        lines.append(f"- processes at work before and after each part, this one among them: {', '.join(loads)}")
    busy = [part for part, load in results.get("load", {}).items() if max(load) > machine["processors"] + 1]
    if busy:
        lines.append(
            f"- **other programs were at work while this was measured ({', '.join(busy)})**: seconds on the clock are "
            "too long and gains by more workers too small; measure again on a quiet machine"
        )
    return lines


TITLE = "# How fast it is\n"
"""How the page begins."""

_ABOUT = """
Made by a command and not edited by hand:

```sh
pip install '.[bench]'
python -m benchmarks --write docs/performance.md
```

`python -m benchmarks --help` lists the options: `--only` for some parts, `--texts DIR` for texts of your own beside the
invented ones, `--files` and `--sizes` for less (or more) growth, `--json FILE` for all figures. A part whose library is
not installed is skipped with the reason. A figure is worth comparing only with another one of the same run: the
machine, and what else runs on it, matters more than most changes to the program.

## Compiled

```sh
TEI_TOOLS_COMPILE=1 pip install .
```

compiles the modules that read a text (`recognize`, `read`, `decode`) with mypyc while the wheel is built. It takes a C
compiler and about two minutes; `pip` fetches mypy and setuptools for the time of the build. What comes out are the same
bytes: `pytest tests/packaging/test_compiled.py` compares them where the package is compiled, and is skipped where it is
not. Such a wheel is for one Python and one platform. The ledger of a folder tells compiled modules from others, so that
documents are made anew when one follows the other. An editable install (`pip install -e .`) compiles nothing; pure
Python is the default.

## What the figures mean

- Times of stages and programs are **CPU time** of one process, medians over rounds in which all take turns; each has a
  process of its own and has warmed up; what tei-tools remembers of lines already read is emptied before each turn.
  Times of whole runs over folders are seconds on the clock.
- **Stages** are measured by themselves over all documents; *whole* is one call from the file to both validated outputs
  in memory. *Without [fast]* the imports of jsonschema-rs and orjson are blocked.
- The **floor** is what the libraries alone need when everything is known already: lxml builds the same trees from
  lists, serializes them and validates them with RELAX NG; orjson dumps the same records and jsonschema-rs validates
  them. The rest is ours: finding the structure, Schematron, the arithmetic of offsets.
- **Side by side**: pages of news made for it, with the menus, lists, scripts and formatting of small news sites. Like
  is compared with like: every program gets the same HTML, and *from the page* is the row to compare. *From its text* is
  tei-tools on the lines of the page as text, menus included: no HTML to read, so a row of its own. tei-tools makes and
  validates TEI and a record; GeneralNewsExtractor makes no TEI; it finds title, time, author and body.
- **Dumps**: the same texts as files, JSON Lines and Parquet, the same pages as files and WARC, converted by one worker
  in turns; seconds of CPU of all processes of a run, its start and the libraries of the form included.
- The **invented texts** (work reports, notices, news, newspaper pages, pages of the web) have sizes spread as in real
  collections. `--texts` adds a column of figures for real ones.
- *Ten times longer costs ×* is adjusted to exactly ten times the bytes. *Peak* is the most memory resident at once.
"""


def document(results: Data) -> str:
    """The whole of ``docs/performance.md``."""
    machine = "\n".join(machine_lines(results))
    parts = "\n\n".join(table.markdown() for table in tables(results))
    met = _without_title(bars_table(results))
    return f"{TITLE}{_ABOUT}\n## Bars\n\n{met}\n\n## Measured on\n\n{machine}\n\n## Figures\n\n{parts}\n"


def _without_title(table: Table) -> str:
    return table.markdown().partition("\n\n")[2]
