"""``tei-tools verify``: is a package what it says?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..language import language, phrase, shown
from ..text.printable import padded
from .messages import Verbosity, emit, printable, say, verbosity, verbosity_options
from .pack import epoch

if TYPE_CHECKING:
    from ..deposit.finding import Fault
    from ..deposit.verify import Verification

HELP = """Check a package, or any BagIt bag.

\b
BAG is a ZIP file or a folder that holds a bag (BagIt 0.93 to 1.0), made by
"tei-tools pack" or another program. Every file is hashed anew and compared
with all manifests. In a package of tei-tools, besides, every TEI file, record
and sidecar is validated with the schemas inside the bag, every text is looked
up at its offsets in its source, and the catalog and the directory list are
compared with the contents. Nothing is unpacked or fetched.

\b
Every fault is one line on standard output: file, place, code, cause, remedy.
  data/originals/a.txt: changed: Its bytes were changed: … Put back the file …
A message that begins with "warning:" leaves the bag valid. The summary has
the terms of the four-property check (DA/T 70-2018): 真实性 authenticity,
完整性 integrity, 可用性 usability, 安全性 safety.

\b
Examples:
  tei-tools verify village-reports.zip
  tei-tools verify village-reports.zip --report report
      writes report.html and report.json: what was checked, how, result, per file
  tei-tools verify unpacked/village-reports -q

The exit code is 0 when the bag is valid, 1 when it is not or cannot be read.
"""


@click.command("verify", help=HELP, short_help="Check a package, or any BagIt bag.", no_args_is_help=True)
@click.argument("bag", metavar="BAG")
@click.option("--report", metavar="NAME", help="Write NAME.html and NAME.json. They replace older reports.")
@verbosity_options
def command(bag: str, report: str | None, quiet: bool, verbose: bool) -> int:
    level = verbosity(quiet, verbose)
    from ..deposit.verify import verify

    moment = epoch()
    done = verify(bag, _tell)
    try:
        if report is not None:
            _write_reports(done, report, int(time.time()) if moment is None else moment, level)
        if level > Verbosity.QUIET:
            for line in _summary(done, level):
                say(line)
        return 0 if done.is_valid else 1
    finally:
        done.close()


def _tell(fault: Fault) -> None:
    if language() == "en":
        emit(printable(str(fault)) + "\n")
        return
    where = f"{fault.file}:{fault.place}" if fault.place else fault.file
    severity = "" if fault.severity == "error" else f"{phrase(fault.severity)}："
    emit(printable(f"{where}: {fault.code}: {severity}{shown(fault.cause)}{shown(fault.remedy)}".rstrip()) + "\n")


def _write_reports(done: Verification, name: str, moment: int, level: Verbosity) -> None:
    from ..deposit.bag_writer import write_whole
    from ..deposit.verify_report import html_report, is_our_report, json_report
    from ..write.atomic import refuse_foreign

    stem = name[: -len(ending)] if (ending := Path(name).suffix.lower()) in (".html", ".json") else name
    made = {Path(stem + ".html"): html_report(done, moment), Path(stem + ".json"): json_report(done, moment)}
    refuse_foreign(made, is_our_report, "give --report another name")
    for place, pieces in made.items():

        def write(beside: Path, pieces: Iterator[bytes] = pieces) -> None:
            with open(beside, "xb") as file:
                file.writelines(pieces)

        write_whole(place, write, overwrite=True)
        if level > Verbosity.QUIET:
            say(f"written: {place}")


def _summary(done: Verification, level: Verbosity) -> Iterator[str]:
    from ..deposit.finding import CHECKS, PROPERTIES, RESULTS

    findings, chinese = done.findings, language() == "zh"
    for name, (zh, en) in PROPERTIES.items():
        result = RESULTS[findings.result_of_property(name)][0 if chinese else 1]
        yield f"{zh}：{result}" if chinese else f"{zh} {en + ':':13} {result}"
        for check, about in CHECKS.items():
            if about.property == name and (level is Verbosity.VERBOSE):
                label = padded(f"{about.zh}：" if chinese else f"{about.en}:", 26)
                ended = RESULTS[findings.result_of(check)][0 if chinese else 1]
                yield f"    {label} {findings.looked_at[check]:>9,}  {ended}"
    errors, warnings = sum(findings.errors.values()), sum(findings.warnings.values())
    octets, count = done.index.payload()
    found = f"{errors:,} errors, {warnings:,} warnings"
    verdict = "valid" if done.is_valid else "NOT valid"
    if done.is_package:
        documents = f"{done.documents:,} documents"
        yield f"{done.label}: {verdict}; {count:,} files, {octets:,} bytes, {documents}; {found}"
    else:
        yield f"{done.label}: {verdict}; {count:,} files, {octets:,} bytes; {found}"
