"""One way of doing the work, alone in a process: it prepares, then runs once for every line on its standard input.

Each contestant has its own process, so that what one has loaded, compiled or
kept costs the others nothing, and so that they can take turns: A B A B. Times
are CPU time of the process, because a shared machine disturbs them least.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from time import process_time
from typing import Any

Times = dict[str, float]
Pass = Callable[[], Times]

FAST = ("jsonschema_rs", "orjson")
"""What the extra ``[fast]`` installs."""


def _forget() -> None:
    """Empty what a program remembers of lines it has read, so that a pass over the same pages begins like the first.

    What tei-tools keeps for good (schemas, patterns) stays, as in a long run.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "tei_tools":
            for value in list(vars(module).values()):
                parameters = getattr(value, "cache_parameters", None)
                if parameters is not None and parameters()["maxsize"] is not None:
                    value.cache_clear()
    if "trafilatura" in sys.modules:
        importlib.import_module("trafilatura.meta").reset_caches()


class _Clock:
    """Seconds of CPU by name."""

    def __init__(self) -> None:
        self.times: Times = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = process_time()
        yield
        self.times[name] = self.times.get(name, 0.0) + process_time() - start


def tei_tools_stages(folder: Path) -> Pass:
    """Every stage of the conversion by itself, and the whole from the file to both validated outputs."""
    from tei_tools.batch.job import make_outputs
    from tei_tools.inputs.registry import read_source
    from tei_tools.parse import parse
    from tei_tools.validate import check_record, check_tei
    from tei_tools.write.record import dump_record, to_record
    from tei_tools.write.tei import to_tei

    paths = _paths(folder, "txt")

    def once() -> Times:
        clock = _Clock()
        with clock("decode"):
            sources = [read_source(path) for path in paths]
        with clock("parse"):
            documents = [parse(source) for source in sources]
        with clock("write TEI"):
            files = [to_tei(document) for document in documents]
        with clock("validate TEI"):
            faults = sum(map(len, map(check_tei, files)))
        with clock("make record"):
            records = [to_record(document) for document in documents]
        with clock("write JSON"):
            for record in records:
                dump_record(record)
        with clock("validate JSON"):
            faults += sum(len(check_record(record, encoded=True)) for record in records)
        clock.times["write JSON"] += clock.times.pop("make record")
        _forget()
        with clock("whole"):
            for path in paths:
                make_outputs(read_source(path), path.stem)
        if faults:
            clock.times["problems"] = faults
        return clock.times

    return once


def tei_tools_whole(folder: Path) -> Pass:
    """Only the whole: a text file in, both validated outputs in memory."""
    return _whole(folder, "txt")


def tei_tools_page(folder: Path) -> Pass:
    """The whole from an HTML page, menus and all: the same work as that of the other programs, and validation."""
    return _whole(folder, "html")


def _whole(folder: Path, ending: str) -> Pass:
    from tei_tools.batch.job import make_outputs
    from tei_tools.inputs.registry import read_source

    paths = _paths(folder, ending)

    def once() -> Times:
        clock = _Clock()
        with clock("whole"):
            for path in paths:
                make_outputs(read_source(path), path.stem)
        return clock.times

    return once


def tei_tools_parse(folder: Path) -> Pass:
    """Only the parser: a text in memory to a document in memory."""
    from tei_tools.inputs.registry import read_source
    from tei_tools.parse import parse

    sources = [read_source(path) for path in _paths(folder, "txt")]

    def once() -> Times:
        clock = _Clock()
        with clock("parse"):
            for source in sources:
                parse(source)
        return clock.times

    return once


def floor(folder: Path) -> Pass:
    """What the libraries alone need for the same trees and records, made from nothing that has to be found out."""
    import jsonschema_rs
    import orjson
    from lxml import etree

    from tei_tools.inputs.registry import read_source
    from tei_tools.parse import parse
    from tei_tools.validate import schema_bytes
    from tei_tools.write.record import to_record
    from tei_tools.write.tei import tei_element

    documents = [parse(read_source(path)) for path in _paths(folder, "txt")]
    plans = [_plan_of(tei_element(document)) for document in documents]
    records = [to_record(document) for document in documents]
    grammar = etree.RelaxNG(etree.fromstring(schema_bytes("report.rng")))
    schema = jsonschema_rs.validator_for(json.loads(schema_bytes("record.schema.json")))

    def once() -> Times:
        clock = _Clock()
        with clock("build trees"):
            roots = [_build(plan) for plan in plans]
        with clock("serialize"):
            for root in roots:
                etree.tostring(root, encoding="UTF-8")
        with clock("validate with RELAX NG"):
            valid = [grammar.validate(root) for root in roots]
        with clock("dump"):
            for record in records:
                orjson.dumps(record)
        with clock("validate with JSON Schema"):
            valid += [schema.is_valid(record) for record in records]
        clock.times["floor"] = sum(clock.times.values())
        if not all(valid):
            clock.times["problems"] = valid.count(False)
        return clock.times

    return once


_Plan = list[tuple[int, str, dict[str, str], str | None, str | None]]


def _plan_of(root: Any) -> _Plan:
    """A tree as a list: for each element the place of its parent, its name, attributes, text and tail."""
    elements = list(root.iter("*"))
    places = {element: place for place, element in enumerate(elements)}
    return [
        (places.get(element.getparent(), -1), element.tag, dict(element.attrib), element.text, element.tail)
        for element in elements
    ]


def _build(plan: _Plan) -> Any:
    from lxml import etree

    made: list[Any] = []
    for parent, tag, attributes, text, tail in plan:
        if parent < 0:
            element = etree.Element(tag, attributes, nsmap={None: "http://www.tei-c.org/ns/1.0"})  # type: ignore[dict-item]
        else:
            element = etree.SubElement(made[parent], tag, attributes)
        element.text = text
        if parent >= 0:
            element.tail = tail
        made.append(element)
    return made[0]


def _trafilatura(folder: Path, *, validated: bool = False) -> Pass:
    import trafilatura

    paths = _paths(folder, "html")

    def once() -> Times:
        clock = _Clock()
        missed = 0
        with clock("whole"):
            for path in paths:
                content = path.read_bytes()
                made = trafilatura.extract(content, output_format="xmltei", tei_validation=validated)
                missed += made is None
        if missed:
            clock.times["missed"] = missed
        return clock.times

    return once


def trafilatura_plain(folder: Path) -> Pass:
    """``xmltei`` of trafilatura, unchecked."""
    return _trafilatura(folder)


def trafilatura_validated(folder: Path) -> Pass:
    """``xmltei`` of trafilatura with its validation."""
    return _trafilatura(folder, validated=True)


def gne(folder: Path) -> Pass:
    """GeneralNewsExtractor, which gives title, time, author and text as a dictionary."""
    extractor = importlib.import_module("gne").GeneralNewsExtractor()
    paths = _paths(folder, "html")

    def once() -> Times:
        clock = _Clock()
        with clock("whole"):
            for path in paths:
                extractor.extract(path.read_text(encoding="utf-8", errors="replace"))
        return clock.times

    return once


CONTESTANTS: dict[str, Callable[[Path], Pass]] = {
    "stages": tei_tools_stages,
    "whole": tei_tools_whole,
    "page": tei_tools_page,
    "parse": tei_tools_parse,
    "floor": floor,
    "trafilatura": trafilatura_plain,
    "trafilatura-validated": trafilatura_validated,
    "gne": gne,
}


def _paths(folder: Path, ending: str) -> list[Path]:
    return sorted(path for path in folder.rglob(f"*.{ending}") if path.is_file())


def main(arguments: list[str]) -> int:
    """``NAME FOLDER [--without-fast]``: one JSON line when ready (or with the reason why not), one for each pass."""
    name, folder, *options = arguments
    if "--without-fast" in options:
        for module in FAST:
            sys.modules[module] = None  # type: ignore[assignment]  # makes "import" raise ImportError
    out = sys.stdout
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):  # what libraries remark is not ours to read
        try:
            once = CONTESTANTS[name](Path(folder))
            once()  # schemas compiled, modules loaded, patterns cached
            ready: dict[str, object] = {"ready": True}
        except ImportError as error:
            ready = {"skipped": f"{error.name or error} is not installed"}
        print(json.dumps(ready), file=out, flush=True)
        if "skipped" in ready:
            return 0
        for _ in sys.stdin:
            _forget()
            print(json.dumps(once()), file=out, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
