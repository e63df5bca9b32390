"""``tei-tools doctor``: is everything there that the program needs, and does it work?"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Literal

import click

from .._version import __version__
from ..errors import ConfigError, TeiToolsError
from ..language import phrase, shown
from ..text.printable import columns, padded
from .messages import emit

State = Literal["ok", "missing", "broken"]

PYTHON = (3, 11)
NEEDED = {
    "click": "8.2",
    "lxml": "6.1",
    "jsonschema": "4.21",
    "charset-normalizer": "3.3",
    "rich": "13.7",
    "platformdirs": "4.0",
    "numpy": "1.26",
}
"""Distributions that nothing works without, with the oldest version that will do; OpenCC is looked at by itself."""
OPTIONAL = {
    "jsonschema-rs": ("fast", "0.29", "records are validated faster"),
    "orjson": ("fast", "3.10", "records are written and read faster"),
    "pypdfium2": ("pdf", "5.0", "PDF documents are read"),
    "pyarrow": ("parquet", "15", "Parquet tables are read and written"),
    "python-docx": ("docx", "1.1", "export --to docx: Word files are written"),
    "fastwarc": ("warc", "0.15", "web archives (WARC) are read"),
    "openpyxl": ("archive", "3.1", "packages have their directory list as XLSX too"),
    "ray": ("ray", "2.59", "--engine ray: one job on many machines"),
    "scipy": ("train", "1.11", "weights are learned from labelled texts of your own"),
}
"""Distributions that the program does without: the extra that installs them, the oldest version, and their use."""
_MODULES = {"python-docx": "docx"}
"""Modules that are not named as the distribution that brings them."""
ROOM = 200_000_000
"""With less space than this for temporary files a run may not come to its end."""

SAMPLE = "澄湖县稻田音乐节开幕\n\n9月24日，首届稻田音乐节在白鹭乡举行，村民走进田间听山歌。\n"

HELP = """Check that everything the program needs is there and works.

\b
Every line is one check:
  ok       as it should be
  missing  an optional part is not installed; the line says how to install it
  broken   something that is used does not work; the line says what to do

The exit code is 1 when something is broken, 0 otherwise. Put the output
into a report of a fault: it names versions and holds nothing of your texts.
"""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found; ``remedy`` is what to do about it, empty when it is ok."""

    name: str
    state: State
    found: str
    remedy: str = ""


@click.command("doctor", help=HELP, short_help="Check that everything needed is there and works.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    checks = list(examine())
    broken = any(check.state == "broken" for check in checks)
    if as_json:
        data = {"version": __version__, "ok": not broken, "checks": [asdict(check) for check in checks]}
        emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        width = max(columns(phrase(check.name)) for check in checks)
        for check in checks:
            said = shown(check.found) + (f"; {shown(check.remedy)}" if check.remedy else "")
            emit(f"{padded(phrase(check.state), 8)}{padded(phrase(check.name), width)}  {said}\n")
    return 1 if broken else 0


def examine() -> Iterator[Check]:
    """All checks, one after the other; a fault inside one is a finding, and the next ones follow."""
    for name, look in _CHECKS.items():
        try:
            yield from look(name)
        except Exception as error:  # whatever is wrong with an installation, the doctor has to say it
            yield Check(name, "broken", f"{type(error).__name__}: {error}", "install tei-tools again")


def _program(name: str) -> Iterator[Check]:
    yield Check(name, "ok", f"{__version__}, in {Path(__file__).parents[1]}")


def _python(name: str) -> Iterator[Check]:
    found = f"{platform.python_implementation()} {platform.python_version()} on {platform.platform()}"
    good = sys.version_info >= PYTHON
    yield Check(name, "ok" if good else "broken", found, "" if good else "install Python 3.11 or newer")


def _needed(name: str) -> Iterator[Check]:
    for distribution, oldest in NEEDED.items():
        yield _installed(distribution, oldest)


def _installed(distribution: str, oldest: str) -> Check:
    remedy = f"pip install '{distribution}>={oldest}'"
    try:
        version = metadata.version(distribution)
        import_module(distribution.replace("-", "_"))
    except metadata.PackageNotFoundError:
        return Check(distribution, "broken", "is not installed", remedy)
    except Exception as error:
        return Check(distribution, "broken", f"cannot be imported: {error}", remedy)
    if _numbers(version) < _numbers(oldest):
        return Check(distribution, "broken", f"{version} is too old", remedy)
    return Check(distribution, "ok", version)


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers a version begins with, for comparing.

    >>> _numbers("6.10.0rc1") > _numbers("6.9")
    True
    """
    begin = re.match(r"[\d.]*\d", version)
    return tuple(map(int, begin[0].split("."))) if begin else ()


def _libxml2(name: str) -> Iterator[Check]:
    from lxml import etree

    running, built = etree.LIBXML_VERSION, etree.LIBXML_COMPILED_VERSION
    found = f"{_dotted(running)} (built with {_dotted(built)}), libxslt {_dotted(etree.LIBXSLT_VERSION)}"
    # A library older than the one lxml was built with has crashed in the past.
    state: State = "broken" if running[:2] < built[:2] else "ok"
    yield Check(name, state, found, "" if state == "ok" else "install lxml again: pip install --force-reinstall lxml")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _opencc(name: str) -> Iterator[Check]:
    from ..text.script import convert

    packages = {"opencc-python-reimplemented": "in Python", "OpenCC": "in C++"}
    there = []
    for package, kind in packages.items():
        try:
            there.append(f"{package} {metadata.version(package)} ({kind})")
        except metadata.PackageNotFoundError:
            continue
    remedy = "pip install opencc-python-reimplemented"
    if not there:
        yield Check(name, "broken", "is not installed", remedy)
    elif (got := convert("青石鎮", "hans")) != "青石镇":
        yield Check(name, "broken", f"{' and '.join(there)}: 青石鎮 became {got}", remedy)
    else:
        yield Check(name, "ok", " and ".join(there))


def _optional(name: str) -> Iterator[Check]:
    for distribution, (extra, oldest, use) in OPTIONAL.items():
        remedy = f"pip install 'tei-tools[{extra}]' ({use})"
        try:
            version = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            yield Check(distribution, "missing", "is not installed", remedy)
            continue
        try:
            if distribution != "ray":  # takes a second or more, and starts by looking at the whole machine
                import_module(_MODULES.get(distribution, distribution.replace("-", "_")))
        except Exception as error:
            yield Check(distribution, "broken", f"{version} cannot be imported: {error}", remedy)
        else:
            old = _numbers(version) < _numbers(oldest)
            found = f"{version} is too old" if old else version
            yield Check(distribution, "broken" if old else "ok", found, remedy if old else "")


def _schemas(name: str) -> Iterator[Check]:
    from lxml import etree

    from ..validate import check_record, schema_bytes
    from ..validate.grammar import edition_rng, relax_ng
    from ..validate.tei import schematron
    from ..write.xml import parse_xml

    compile_: dict[str, Callable[[], object]] = {
        "report.rng": relax_ng,
        "report.sch": schematron,
        "report.odd": lambda: parse_xml(schema_bytes("report.odd"), "report.odd"),
        "report.compiled.rng": lambda: parse_xml(schema_bytes("report.compiled.rng"), "report.compiled.rng"),
        "report.html": lambda: schema_bytes("report.html"),
        "report-edition.rng": edition_rng,
        "after-dat46.rng": lambda: etree.RelaxNG(parse_xml(schema_bytes("after-dat46.rng"), "after-dat46.rng")),
        "record.schema.json": lambda: check_record({}),
        "decisions.schema.json": lambda: json.loads(schema_bytes("decisions.schema.json")),
    }
    for schema, build in compile_.items():
        try:
            digest = hashlib.sha256(schema_bytes(schema)).hexdigest()
            start = time.perf_counter()
            build()
        except Exception as error:
            yield Check(schema, "broken", str(error), "install tei-tools again")
        else:
            took = (time.perf_counter() - start) * 1000
            yield Check(schema, "ok", f"sha256 {digest}, compiled in {took:.0f} ms")


def _conversion(name: str) -> Iterator[Check]:
    from ..batch.job import make_outputs
    from ..text.encoding import read_bytes

    try:
        outputs = make_outputs(read_bytes(SAMPLE.encode("gb18030"), "sample.txt"), "sample")
    except TeiToolsError as error:
        yield Check(name, "broken", str(error), "install tei-tools again")
        return
    title = outputs.document.articles[0].title
    good = title is not None and title.text == SAMPLE.split("\n")[0] and len(outputs.files) == 2
    yield Check(
        name,
        "ok" if good else "broken",
        "a small text became valid TEI and JSON" if good else "a small text was not read as it should be",
        "" if good else "install tei-tools again",
    )


def _temporary(name: str) -> Iterator[Check]:
    folder = tempfile.gettempdir()
    remedy = "make room, or set TMPDIR to another folder"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 65536)
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Check(name, "broken", f"{folder}: cannot be written: {error.strerror or error}", remedy)
        return
    found = f"{folder}: can be written, {free / 1e9:.1f} GB free"
    yield Check(name, "ok" if free >= ROOM else "broken", found, "" if free >= ROOM else remedy)


def _configuration(name: str) -> Iterator[Check]:
    from .group import CONFIGURED, cli
    from .settings import find_files, settings_of

    try:
        files = find_files(None, False)
        for configured in CONFIGURED:
            target = cli.get_command(click.Context(cli), configured)
            assert target is not None
            settings_of(target, files, None)
    except ConfigError as error:
        yield Check(name, "broken", str(error), 'correct it; "tei-tools config" shows the settings')
    else:
        yield Check(name, "ok", ", ".join(f"{file.kind} {file.path}" for file in files) or "no file")


def _java(name: str) -> Iterator[Check]:
    remedy = "apt install default-jre-headless, or the like (only the tests of this package use it)"
    java = shutil.which("java")
    if java is None:
        yield Check(name, "missing", "is not installed", remedy)
        return
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, errors="replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Check(name, "missing", f"{java} does not run: {error}", remedy)
        return
    said = (done.stderr or done.stdout).strip().split("\n")[0]
    if done.returncode:
        yield Check(name, "missing", f"{java} does not run: {said}", remedy)
    else:
        yield Check(name, "ok", said)


_CHECKS: dict[str, Callable[[str], Iterator[Check]]] = {
    "tei-tools": _program,
    "Python": _python,
    "packages": _needed,
    "libxml2": _libxml2,
    "OpenCC": _opencc,
    "optional packages": _optional,
    "schemas": _schemas,
    "conversion": _conversion,
    "temporary files": _temporary,
    "configuration": _configuration,
    "Java": _java,
}
