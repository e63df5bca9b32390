"""``python -m benchmarks``: measure, print tables, and on request write JSON and ``docs/performance.md``."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tei_tools.errors import OutputError
from tei_tools.write.atomic import refuse_foreign

from .parts import PARTS, Options, measure
from .report import TITLE, bars_table, document, machine_lines, tables

SCHEMA = "tei-tools/benchmarks/1"
LIBRARIES = (
    "tei-tools", "lxml", "jsonschema", "jsonschema-rs", "orjson", "opencc-python-reimplemented", "trafilatura", "gne",
    "ray", "pyarrow", "fastwarc",
)  # fmt: skip


def machine() -> dict[str, Any]:
    """What the figures depend on; nothing that names the machine."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "processors": usable,
        "memory_gb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        "system": f"{platform.system()} ({platform.machine()})",
        "python": platform.python_version(),
        "versions": versions,
    }


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.replace("_", "").split(",") if part)


_USUAL = Options(Path())


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="PARTS", help=f"some of {','.join(PARTS)}; all unless given")
    parser.add_argument("--texts", metavar="DIR", type=Path, help="a folder of your own .txt files, measured too")
    parser.add_argument("--html", metavar="DIR", type=Path, help="a folder of your own .html files, side by side too")
    parser.add_argument("--documents", type=int, default=_USUAL.documents, help="texts for the stages (%(default)s)")
    parser.add_argument("--pages", type=int, default=_USUAL.pages, help="pages for the side by side (%(default)s)")
    parser.add_argument("--rounds", type=int, default=_USUAL.rounds, help="turns of each contestant (%(default)s)")
    parser.add_argument("--files", metavar="N,…", type=_numbers, default=_USUAL.files, help="files in one run")
    parser.add_argument("--sizes", metavar="N,…", type=_numbers, default=_USUAL.sizes, help="bytes of one text")
    parser.add_argument("--batch", type=int, default=_USUAL.batch, help="files for the workers (%(default)s)")
    parser.add_argument("--batch-rounds", type=int, default=_USUAL.batch_rounds, help="turns of each (%(default)s)")
    parser.add_argument("--engines", default="local,ray", help="engines for the workers (%(default)s)")
    parser.add_argument("--dumped", type=int, default=_USUAL.dumped, help="documents in a dump (%(default)s)")
    parser.add_argument("--work", metavar="DIR", type=Path, help="where texts and outputs go (a temporary folder)")
    earlier = "figures of an earlier run (--json) for the parts that this one does not measure"
    parser.add_argument("--from", dest="earlier", metavar="FILE", type=Path, action="append", default=[], help=earlier)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures")
    parser.add_argument("--write", metavar="FILE", type=Path, help="write the page, such as docs/performance.md")
    return parser.parse_args(given)


def _refuse_other_files(arguments: argparse.Namespace) -> None:
    """Raise ``OutputError`` where a file would be replaced that these benchmarks did not make."""
    for path, mark in ((arguments.json, f'"{SCHEMA}"'), (arguments.write, TITLE)):
        if path is not None:
            refuse_foreign([path], partial(_has, mark.encode()), "give another name")


def _has(mark: bytes, content: bytes) -> bool:
    return mark in content[:200]


def _keep(results: dict[str, Any], path: Path | None) -> None:
    if path is not None:
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main(given: Sequence[str] | None = None) -> int:
    arguments = _arguments(given)
    names = list(PARTS) if arguments.only is None else [name for name in arguments.only.split(",") if name]
    if unknown := set(names) - PARTS.keys():
        print(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    try:
        _refuse_other_files(arguments)
    except OutputError as error:
        print(error, file=sys.stderr)
        return 2
    results: dict[str, Any] = {"schema": SCHEMA}
    for path in arguments.earlier:
        results.update(json.loads(path.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory(prefix="tei-tools-bench-") as folder:
        options = Options(
            work=arguments.work or Path(folder),
            texts=arguments.texts.resolve() if arguments.texts else None,
            html=arguments.html.resolve() if arguments.html else None,
            documents=arguments.documents,
            pages=arguments.pages,
            rounds=arguments.rounds,
            files=arguments.files,
            sizes=arguments.sizes,
            batch=arguments.batch,
            batch_rounds=arguments.batch_rounds,
            engines=tuple(arguments.engines.split(",")),
            dumped=arguments.dumped,
            tell=lambda line: print(line, file=sys.stderr, flush=True),
        )
        for name in names:
            before = os.getloadavg()[0]
            results[name] = measure(name, options)
            results.setdefault("load", {})[name] = [before, os.getloadavg()[0]]
            results["machine"] = machine()
            _keep(results, arguments.json)  # a later part may take long, or fail
    results.setdefault("machine", machine())
    print("\n".join(machine_lines(results)))
    for table in (*tables(results), bars_table(results)):
        print(f"\n{table.markdown()}")
    _keep(results, arguments.json)
    if arguments.write:
        arguments.write.write_text(document(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
