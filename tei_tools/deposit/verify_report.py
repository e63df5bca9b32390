"""The report on a bag in the terms of the four-property check (DA/T 70-2018): a page of HTML, and the same as JSON.

The page asks for nothing else: no script, no picture, no address. Both are
written in pieces, for there may be a million files.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from itertools import islice
from typing import get_args

from .._version import __version__
from ..text.printable import printable
from .bag_index import FileResult
from .fault_words import in_chinese
from .finding import CHECKS, PROPERTIES, RESULTS, Fault, Property, Result
from .verify import Verification

LISTED_FILES = 5_000
"""So many files are listed on the page; of more only those that failed. The JSON has them all."""
LISTED_FAULTS = 1_000

_GENERATOR = '<meta name="generator" content="tei-tools verify">'
_REPORT = "tei-tools/verification/1"


def is_our_report(data: bytes) -> bool:
    """Whether a file is a report that this module wrote."""
    return _GENERATOR.encode() in data[:1500] or data.startswith(f'{{\n "report": "{_REPORT}"'.encode())


_MARKS = {"passed": "✓", "failed": "✗", "": "–"}

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #5f6875; --rule: #d8dce2; --band: #f4f6f8;
  --passed: #226b41; --remarks: #8a5a00; --failed: #a3271f; --not-checked: #5f6875; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181c; --faint: #9aa3af; --rule: #363b43;
  --band: #1e2127; --passed: #6cc48f; --remarks: #dcab55; --failed: #ef8078; --not-checked: #9aa3af; } }
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: var(--ink);
  background: var(--paper); max-width: 74rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h1 small, h2 small { font-weight: 400; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
p.note, small { color: var(--faint); } small { display: block; }
.scroll { overflow-x: auto; } .scroll table { min-width: 46rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: var(--band); } th { font-weight: 600; } th.n, td.n { text-align: right; white-space: nowrap; }
.four { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem; margin: 1.2rem 0; }
.four div { border: 1px solid var(--rule); border-left: .35rem solid; padding: .6rem .9rem; }
.four b { display: block; font-size: 1.05rem; color: var(--ink); }
.passed { color: var(--passed); } .remarks { color: var(--remarks); } .failed { color: var(--failed); }
.not-checked { color: var(--not-checked); } td.r { white-space: nowrap; } dt { color: var(--faint); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


def json_report(done: Verification, moment: int) -> Iterator[bytes]:
    """The report as JSON, in pieces; ``moment`` (seconds since 1970) dates it."""
    findings = done.findings
    head = {
        "report": _REPORT,
        "standard": "DA/T 70-2018 (four properties; no claim of conformance)",
        "generator": {"name": "tei-tools", "version": __version__},
        "date": _time(moment),
        "bag": done.label,
        "bagit_version": done.version,
        "bag_info": [{"label": label, "value": value} for label, value in done.information],
        "package_of_tei_tools": done.is_package,
        "documents": done.documents,
        "valid": done.is_valid,
        "properties": {
            name: {"zh": zh, "en": en, "result": findings.result_of_property(name)}
            for name, (zh, en) in PROPERTIES.items()
        },
        "checks": [
            {
                "check": name,
                "property": about.property,
                "zh": about.zh,
                "en": about.en,
                "how_zh": about.how_zh,
                "how_en": about.how_en,
                "looked_at": findings.looked_at[name],
                "errors": findings.errors[name],
                "warnings": findings.warnings[name],
                "result": findings.result_of(name),
            }
            for name, about in CHECKS.items()
        ],
    }
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield opening.encode("utf-8", "replace")
    yield b',\n "faults": ['
    for at, fault in enumerate(findings):
        row = {
            "code": fault.code, "check": fault.check, "property": CHECKS[fault.check].property,
            "severity": fault.severity, "file": fault.file, "place": fault.place, "cause": fault.cause,
            "remedy": fault.remedy, "cause_zh": in_chinese(fault)[0], "remedy_zh": in_chinese(fault)[1],
        }  # fmt: skip
        yield (",\n  " if at else "\n  ").encode() + _line(row)
    yield b'\n ],\n "files": ['
    for at, file in enumerate(done.index.results()):
        made = {
            "path": file.path, "bytes": file.size, "sha256": file.sha256, "fixity": file.fixity or "not-listed",
            "valid": file.valid or "not-checked", "source": file.source or "not-checked",
        }  # fmt: skip
        yield (",\n  " if at else "\n  ").encode() + _line(made)
    yield b"\n ]\n}\n"


def _line(row: Mapping[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")


def html_report(done: Verification, moment: int) -> Iterator[bytes]:
    """The report as a page, in pieces; ``moment`` (seconds since 1970) dates it."""
    for piece in _page(done, moment):
        yield piece.encode("utf-8", "replace")


def _page(done: Verification, moment: int) -> Iterator[str]:
    findings = done.findings
    name = _shown(done.label)
    verdict: Result = "passed" if done.is_valid else "failed"
    yield (
        '<!DOCTYPE html>\n<html lang="zh">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{_GENERATOR}"
        f"<title>四性检测报告 · {name}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>四性检测报告 <small>Four-property report on a package</small></h1>\n"
        f'<p><code>{name}</code> · <b class="{verdict}">{" ".join(RESULTS[verdict])}</b></p>\n'
    )
    yield '<div class="four">'
    for key, (zh, en) in PROPERTIES.items():
        result = findings.result_of_property(key)
        yield f'<div class="{result}"><b>{zh} <small>{en}</small></b>{_both(result)}</div>'
    yield "</div>\n"
    yield from _facts(done, moment)
    yield from _faults(done)
    for key in get_args(Property):
        yield from _checks(done, key)
    yield from _files(done)
    yield (
        '<p class="note">检测项目参照 DA/T 70-2018 的四性拟定，不声明符合该标准；未检测的项目不算通过。'
        "<small>The checks follow the four properties of DA/T 70-2018; conformance is not claimed. What was not checked "
        "has not passed.</small></p>\n</body>\n</html>\n"
    )


def _facts(done: Verification, moment: int) -> Iterator[str]:
    octets, count = done.index.payload()
    yield "<h2>基本情况 <small>About the package</small></h2>\n<dl>"
    rows = [
        ("检测时间 Date", _time(moment)),
        ("检测软件 Program", f"tei-tools {__version__}"),
        ("格式 Form", f"BagIt {done.version or '?'}" + (" · tei-tools pack" if done.is_package else "")),
        ("载荷 Payload", f"{count:,} 个文件 files · {octets:,} 字节 bytes"),
        *([("文件 Documents", f"{done.documents:,}")] if done.is_package else []),
        *done.information,
    ]
    for label, value in rows:
        yield f"<dt>{_shown(label)}</dt><dd>{_shown(value)}</dd>"
    yield "</dl>\n"


def _faults(done: Verification) -> Iterator[str]:
    total = sum(done.findings.errors.values()) + sum(done.findings.warnings.values())
    yield "<h2>问题 <small>What was found</small></h2>\n"
    if not total:
        yield "<p>没有发现问题。<small>Nothing was found.</small></p>\n"
        return
    yield (
        '<div class="scroll"><table><thead><tr><th>文件 File</th><th>检测项 Check</th>'
        "<th>原因与处理 Cause and remedy</th></tr></thead><tbody>\n"
    )
    ordered = sorted(islice(done.findings, LISTED_FAULTS), key=lambda fault: fault.severity != "error")
    for fault in ordered:
        yield _fault_row(fault)
    yield "</tbody></table></div>\n"
    if total > LISTED_FAULTS:
        yield (
            f'<p class="note">共 {total:,} 条，此处列 {LISTED_FAULTS:,} 条，其余见 JSON。'
            f"<small>The first {LISTED_FAULTS:,} of {total:,}; the JSON has all.</small></p>\n"
        )


def _fault_row(fault: Fault) -> str:
    about = CHECKS[fault.check]
    cause, remedy = in_chinese(fault)
    kind = "failed" if fault.severity == "error" else "remarks"
    place = f" : {_shown(fault.place)}" if fault.place else ""
    return (
        f"<tr><td><code>{_shown(fault.file)}</code>{place}</td>"
        f'<td class="{kind}">{about.zh}<small>{about.en} · {escape(fault.code)}</small></td>'
        f"<td>{cause}。{remedy}<small>{_shown(fault.cause)} {_shown(fault.remedy)}</small></td></tr>\n"
    )


def _checks(done: Verification, key: Property) -> Iterator[str]:
    zh, en = PROPERTIES[key]
    findings = done.findings
    yield (
        f"<h2>{zh} <small>{en}</small></h2>\n"
        '<div class="scroll"><table><thead><tr><th>检测项 Check</th><th>方法 How</th><th class="n">检测数 Looked at</th>'
        '<th class="n">错误 Errors</th><th class="n">提示 Remarks</th><th>结果 Result</th></tr></thead><tbody>\n'
    )
    for name, about in CHECKS.items():
        if about.property == key:
            result = findings.result_of(name)
            yield (
                f"<tr><td>{about.zh}<small>{about.en}</small></td><td>{about.how_zh}<small>{about.how_en}</small></td>"
                f'<td class="n">{findings.looked_at[name]:,}</td><td class="n">{findings.errors[name]:,}</td>'
                f'<td class="n">{findings.warnings[name]:,}</td><td class="r {result}">{_both(result)}</td></tr>\n'
            )
    yield "</tbody></table></div>\n"


def _files(done: Verification) -> Iterator[str]:
    total = sum(1 for _ in done.index.files())
    all_of_them = total <= LISTED_FILES
    note = "" if all_of_them else f"；文件多于 {LISTED_FILES:,}，只列不通过的，全部见 JSON"
    yield (
        f"<h2>逐个文件 <small>File by file</small></h2>\n<p class='note'>共 {total:,} 个文件{note}。"
        "✓ 通过 passed · ✗ 不通过 failed · – 不适用 not applicable</p>\n"
        '<div class="scroll"><table><thead><tr><th>文件 File</th><th class="n">字节 Bytes</th><th>SHA-256</th>'
        "<th>未变 Fixity</th><th>有效 Valid</th><th>与原文 Source</th></tr></thead><tbody>\n"
    )
    shown = done.index.results() if all_of_them else islice(filter(_has_failed, done.index.results()), LISTED_FILES)
    for file in shown:
        marks = "".join(f'<td class="{mark or "not-checked"}">{_MARKS[mark]}</td>' for mark in _marks(file))
        yield (
            f'<tr><td><code>{_shown(file.path)}</code></td><td class="n">{file.size:,}</td>'
            f"<td><code>{file.sha256[:16]}…</code></td>{marks}</tr>\n"
        )
    yield "</tbody></table></div>\n"


def _marks(file: FileResult) -> tuple[str, str, str]:
    return file.fixity, file.valid, file.source


def _has_failed(file: FileResult) -> bool:
    return "failed" in _marks(file)


def _both(result: Result) -> str:
    zh, en = RESULTS[result]
    return f"{zh}<small>{en}</small>"


def _shown(text: str) -> str:
    return escape(printable(text))


def _time(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"
