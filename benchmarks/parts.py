"""What is measured: each part gives figures as plain data, with the ratios in one run that the bars ask for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from .corpus import write_corpus, write_news_pages
from .dumps import NEEDS, PAGES, TEXTS, write_forms
from .race import Entry, Finish, race, ratio

Data = dict[str, object]
ROOT = Path(__file__).resolve().parents[1]
STAGES = ("decode", "parse", "write TEI", "validate TEI", "write JSON", "validate JSON", "whole")


@dataclass(frozen=True, slots=True)
class Options:
    """How much to measure. ``texts`` and ``html`` are the user's own; ``work`` is where everything is written."""

    work: Path
    texts: Path | None = None
    html: Path | None = None
    documents: int = 100
    pages: int = 60
    rounds: int = 7
    files: tuple[int, ...] = (1_000, 10_000, 50_000)
    file_size: int = 1_500
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000, 10_000_000)
    batch: int = 2_000
    batch_rounds: int = 3
    engines: tuple[str, ...] = ("local", "ray")
    dumped: int = 300
    tell: Callable[[str], None] = print


def stages(options: Options) -> Data:
    """(a) and (b): every stage, with and without ``[fast]``, and the floor under it."""
    folder = options.work / "corpus"
    write_corpus(folder, options.documents)
    made: Data = {"invented": _stages(folder, options)}
    if options.texts is not None:
        made["own"] = _stages(options.texts, options)
    return made


def _stages(folder: Path, options: Options) -> Data:
    sizes = [path.stat().st_size for path in folder.rglob("*.txt")]
    if not sizes:
        raise FileNotFoundError(f"{folder} holds no .txt file; give another folder with --texts.")
    entries = [
        Entry("fast", "stages", folder),
        Entry("plain", "stages", folder, fast=False),
        Entry("floor", "floor", folder),
    ]
    found = race(entries, options.rounds)
    documents, megabytes = len(sizes), sum(sizes) / 1e6
    return {
        "documents": documents,
        "megabytes": megabytes,
        "smallest": min(sizes),
        "median": int(median(sizes)),
        "largest": max(sizes),
        **{label: _rates(found[label], documents, megabytes) for label in ("fast", "plain", "floor")},
        "parse_megabytes_per_second": _over(megabytes, found["plain"].times.get("parse")),
        "whole_over_floor": ratio(found["fast"], found["floor"], "whole", "floor"),
        "beside_parse_over_floor": _beside_parse(found["fast"], found["floor"]),
        "plain_over_fast": ratio(found["plain"], found["fast"], "whole"),
    }


def _over(amount: float, seconds: float | None) -> float | None:
    return amount / seconds if seconds else None


def _beside_parse(ours: Finish, floor: Finish) -> float | None:
    """The median over the rounds of everything but the parser, divided by the floor."""
    pairs = [
        (sum(one[name] for name in STAGES[2:-1]) / two["floor"])
        for one, two in zip(ours.rounds, floor.rounds, strict=False)
        if two.get("floor")
    ]
    return median(pairs) if pairs else None


def _rates(finish: Finish, documents: int, megabytes: float) -> Data:
    if finish.skipped:
        return {"skipped": finish.skipped}
    return {
        name: {"ms": seconds * 1000 / documents, "documents": documents / seconds, "megabytes": megabytes / seconds}
        for name, seconds in finish.times.items()
        if name not in ("problems", "missed") and seconds
    }


def peers(options: Options) -> Data:
    """(c): the same news pages, as HTML for all; and as text for us, which is less to read and a row of its own."""
    folder = options.work / "pages"
    write_news_pages(folder, options.pages)
    entries = [
        Entry("tei-tools from the page", "page", folder),
        Entry("tei-tools from the page, without [fast]", "page", folder, fast=False),
        Entry("tei-tools from its text", "whole", folder),
        Entry("tei-tools from its text, without [fast]", "whole", folder, fast=False),
        Entry("trafilatura xmltei", "trafilatura", folder),
        Entry("trafilatura xmltei, validated", "trafilatura-validated", folder),
        Entry("GNE", "gne", folder),
    ]
    made = _side_by_side(entries, options.rounds, options.pages)
    made |= {"html_bytes": _mean_size(folder, "html"), "text_bytes": _mean_size(folder, "txt")}
    if options.html is not None:
        pages = [path for path in options.html.rglob("*.html") if path.is_file()]
        own = [entry for entry in entries if "from its text" not in entry.label]
        own = [replace(entry, folder=options.html) for entry in own]
        size = sum(path.stat().st_size for path in pages) / max(len(pages), 1)
        made["own"] = {**_side_by_side(own, options.rounds, len(pages)), "html_bytes": size}
    return made


def _side_by_side(entries: Sequence[Entry], rounds: int, pages: int) -> Data:
    """What each program takes for a page, and how often what trafilatura takes."""
    found = race(entries, rounds)
    base = found["trafilatura xmltei"]
    return {
        "pages": pages,
        "contestants": {
            label: {"skipped": finish.skipped}
            if finish.skipped
            else {
                "ms": finish.times["whole"] * 1000 / pages,
                "times_trafilatura": ratio(finish, base, "whole"),
                "missed": finish.times.get("missed", 0.0),
            }
            for label, finish in found.items()
        },
    }


def _mean_size(folder: Path, ending: str) -> float:
    sizes = [path.stat().st_size for path in folder.glob(f"*.{ending}")]
    return sum(sizes) / len(sizes)


def text(options: Options) -> Data:
    """(d): one text that grows, as one long report and as many articles."""
    made: Data = {}
    for kind in ("report", "pages"):
        for what in ("parse", "whole"):
            rows: list[Data] = []
            for size in options.sizes:
                options.tell(f"one text: {kind}, {what}, {size:,} bytes")
                row = _module("benchmarks.one_text", kind, str(size), what)
                row["ms_per_kb"] = _number(row["seconds"]) * 1e6 / _number(row["bytes"])
                if rows:  # what ten times the length costs, exactly ten times
                    longer = _number(row["bytes"]) / _number(rows[-1]["bytes"])
                    times = _number(row["seconds"]) / _number(rows[-1]["seconds"])
                    row["for_ten_times"] = times * 10 / longer
                rows.append(row)
            made[f"{kind}, {what}"] = rows
    return made


def files(options: Options) -> Data:
    """(d) and (f): more and more files in one run, and the same run again with nothing left to do."""
    rows: list[Data] = []
    for count in options.files:
        options.tell(f"files: {count:,}")
        source = options.work / f"files-{count}"
        write_corpus(source, count, options.file_size)
        out = options.work / f"out-{count}"
        shutil.rmtree(out, ignore_errors=True)
        row = _run(source, out, 2, "local")
        again = _run(source, out, 2, "local")
        if again["unchanged"] != count or again["done"]:
            raise RuntimeError(f"the second run over {count} files did {again['done']} of them again")
        row["files"] = count
        row["resume_seconds"] = again["seconds"]
        row["resume_mb"] = again["parent_mb"]
        rows.append(row)
        shutil.rmtree(out)
        shutil.rmtree(source)
    return {"bytes": options.file_size, "runs": rows}


def workers(options: Options) -> Data:
    """(e): one worker and two, here and with Ray, taking turns."""
    source = options.work / f"batch-{options.batch}"
    write_corpus(source, options.batch)
    size = sum(path.stat().st_size for path in source.rglob("*.txt"))
    runs: dict[str, list[Data]] = {}
    skipped: Data = {}
    for number in range(options.batch_rounds):
        for engine in options.engines:
            if engine == "ray" and not _has("ray"):
                skipped["ray"] = "ray is not installed"
                continue
            for count in (1, 2):
                options.tell(f"workers: round {number + 1}, {engine}, {count}")
                out = options.work / "out-batch"
                shutil.rmtree(out, ignore_errors=True)
                runs.setdefault(f"{engine} {count}", []).append(_run(source, out, count, engine))
                shutil.rmtree(out)
    made: Data = {"files": options.batch, "megabytes": size / 1e6, "skipped": skipped}
    made["runs"] = {
        label: {
            "seconds": median(_number(run["seconds"]) for run in found),
            "first": median(_number(run["first"]) for run in found),
            "files_per_second": options.batch / median(_number(run["seconds"]) for run in found),
        }
        for label, found in runs.items()
    }
    for engine in options.engines:
        pairs = list(zip(runs.get(f"{engine} 1", []), runs.get(f"{engine} 2", []), strict=True))
        if pairs:
            made[f"{engine}_gain"] = median(_number(one["seconds"]) / _number(two["seconds"]) for one, two in pairs)
            steady = [_number(one["steady"]) / _number(two["steady"]) for one, two in pairs if two["steady"]]
            made[f"{engine}_gain_steady"] = median(steady) if steady else None
    return made


def dumps(options: Options) -> Data:
    """The same documents as files and as dumps, taking turns; CPU time of all processes, start included."""
    measured: dict[str, Data] = {}
    skipped: dict[str, str] = {}
    for forms in (TEXTS, PAGES):
        able = tuple(form for form in forms if form not in NEEDS or _has(NEEDS[form]))
        skipped.update({form: f"{NEEDS[form]} is not installed" for form in forms if form not in able})
        places = write_forms(options.work / "dumps", options.dumped, able)
        runs: dict[str, list[float]] = {form: [] for form in able}
        for number in range(options.rounds):
            for form, place in places.items():
                options.tell(f"dumps: round {number + 1}, {form}")
                out = options.work / "out-dumps"
                shutil.rmtree(out, ignore_errors=True)
                runs[form].append(_number(_run(place, out, 1, "local")["cpu"]))
                shutil.rmtree(out)
        for form, found in runs.items():
            rates = [files / dump for files, dump in zip(runs[able[0]], found, strict=True)]
            measured[form] = {
                "ms": median(found) * 1000 / options.dumped,
                "of": able[0],
                "rate_of_files": median(rates) if form != able[0] else None,
            }
    return {"documents": options.dumped, "forms": measured, "skipped": skipped}


PARTS: dict[str, Callable[[Options], Data]] = {
    "stages": stages,
    "peers": peers,
    "text": text,
    "files": files,
    "workers": workers,
    "dumps": dumps,
}


def _run(source: Path, out: Path, count: int, engine: str) -> Data:
    made = _module("benchmarks.batch_run", str(source), str(out), str(count), engine)
    if made["unsuccessful"]:
        raise RuntimeError(f"{made['unsuccessful']} of the documents in {source.name} were not converted")
    return made


def _module(name: str, *arguments: str) -> Data:
    """The JSON line that a module of this package prints when it runs in a process of its own."""
    done = subprocess.run([sys.executable, "-m", name, *arguments], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    made: Data = json.loads(done.stdout.splitlines()[-1])
    return made


def _has(module: str) -> bool:
    return not subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode


def _number(value: object) -> float:
    assert isinstance(value, int | float), value
    return float(value)


def measure(name: str, options: Options) -> Data:
    """The figures of one of :data:`PARTS`."""
    options.tell(f"measuring: {name}")
    return PARTS[name](options)
