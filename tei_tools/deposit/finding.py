"""What a verification looks at, in the terms of the four-property check (DA/T 70-2018), and what it finds."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from ..errors import Severity

Property = Literal["authenticity", "integrity", "usability", "safety"]
Result = Literal["passed", "failed", "remarks", "not-checked"]

PROPERTIES: dict[Property, tuple[str, str]] = {
    "authenticity": ("真实性", "Authenticity"),
    "integrity": ("完整性", "Integrity"),
    "usability": ("可用性", "Usability"),
    "safety": ("安全性", "Safety"),
}
"""The four properties, in Chinese and English."""

RESULTS: dict[Result, tuple[str, str]] = {
    "passed": ("通过", "passed"),
    "failed": ("不通过", "failed"),
    "remarks": ("通过，有提示", "passed with remarks"),
    "not-checked": ("未检测", "not checked"),
}
"""How a check can end, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at: of which property, what it is called, and how it is done."""

    property: Property
    zh: str
    en: str
    how_zh: str
    how_en: str


CHECKS: dict[str, Check] = {
    "origin": Check(
        "authenticity", "来源信息", "Origin",
        "bag-info.txt 写明移交单位、封装日期和封装软件",
        "bag-info.txt says who hands it over, when it was packed and with what",
    ),
    "originals": Check(
        "authenticity", "原件摘要", "Originals",
        "原件的 SHA-256 与转换时记录的一致",
        "the SHA-256 of each original is the one that was recorded when it was converted",
    ),
    "offsets": Check(
        "authenticity", "内容与原文", "Texts against sources",
        "记录中的每段文字均可在其位置上的原文中找到，原文每个非空白字符均有去处",
        "every text of a record is what stands at its offsets, and every character that is not blank is accounted for",
    ),
    "agreement": Check(
        "authenticity", "TEI 与记录", "TEI against records",
        "由 TEI 读回的篇章与记录所载逐字相同",
        "what is read back from a TEI file is, character for character, what the record says",
    ),
    "oxum": Check(
        "integrity", "总量", "Totals",
        "文件数与字节数等于 Payload-Oxum",
        "number and bytes of the files are those of Payload-Oxum",
    ),
    "manifests": Check(
        "integrity", "清单", "Manifests",
        "清单逐行可读，算法可用，各清单所列一致",
        "every line of a manifest can be read, its algorithm is known, all manifests list the same files",
    ),
    "complete": Check(
        "integrity", "文件齐全", "Completeness",
        "清单所列文件均在，未列文件均不在",
        "every listed file is there and no other",
    ),
    "fixity": Check(
        "integrity", "文件未变", "Fixity",
        "重新计算每个文件的摘要，与清单相比",
        "the digest of every file is computed anew and compared with the manifests",
    ),
    "catalog": Check(
        "integrity", "目录与内容", "Catalog against contents",
        "catalog.jsonl、件目录、记录三者相符，每份文件均在目录中",
        "catalog, directory list and records agree, and every file of a document is in the catalog",
    ),
    "format": Check(
        "usability", "包格式", "Form of the bag",
        "bagit.txt 与 bag-info.txt 可按 RFC 8493 读取",
        "bagit.txt and bag-info.txt can be read as RFC 8493 says",
    ),
    "schemas": Check(
        "usability", "包内规范文件", "Schemas in the bag",
        "包内的规范文件齐全、可用，且与文件的版本相符",
        "the schemas in the bag are there, can be used, and are of the version of the files",
    ),
    "tei": Check(
        "usability", "TEI 有效", "TEI files",
        "按包内 report.rng 与 report.sch 校验",
        "each is validated with report.rng and report.sch of the bag",
    ),
    "records": Check(
        "usability", "记录有效", "Records",
        "按包内 record.schema.json 校验",
        "each is validated with record.schema.json of the bag",
    ),
    "metadata": Check(
        "usability", "元数据可读", "Metadata",
        "元数据文件按 after-dat46.rng 校验；RO-Crate 与 DataCite 可读，所指文件均在",
        "sidecars are validated with after-dat46.rng; RO-Crate and DataCite can be read and name files that are there",
    ),
    "paths": Check(
        "safety", "路径", "Paths",
        "无路径指向包外，无重名，名称为 Unicode 文本",
        "no path leads out of the bag, no name stands twice, names are Unicode text",
    ),
    "links": Check(
        "safety", "链接与特殊文件", "Links and special files",
        "无符号链接、设备、管道，无加密成员",
        "there is no link, device or pipe, and nothing is encrypted",
    ),
    "bombs": Check(
        "safety", "压缩异常", "Compression",
        "无压缩比异常、相互重叠或与声明大小不符的成员",
        "no member is packed beyond measure, overlaps another or is larger than it says",
    ),
    "programs": Check(
        "safety", "可执行内容", "Programs",
        "按文件头与后缀查找程序、脚本、带宏的文件；XML 无 DOCTYPE",
        "programs, scripts and files with macros are looked for by first bytes and ending; no XML has a DOCTYPE",
    ),
    "virus": Check(
        "safety", "病毒", "Viruses",
        "本程序不查病毒：请用 clamscan -r 等工具",
        "not done here: use clamscan -r or another scanner",
    ),
}  # fmt: skip
"""The checks by name, in the order of the report."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a bag: which check found it, in which file, where in it, why, and what to do.

    ``code`` is a stable name; ``place`` a line, or line and column, or empty.
    """

    check: str
    code: str
    file: str
    cause: str
    remedy: str
    place: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.place}" if self.place else self.file
        severity = "" if self.severity == "error" else f"{self.severity}: "
        return f"{where}: {self.code}: {severity}{self.cause} {self.remedy}".rstrip()


class Findings:
    """Takes faults as they are found, counts them, and keeps them in a file: there may be one for each of a million.

    ``on_fault`` sees each. ``looked_at`` counts for each check what it was done to.
    """

    def __init__(self, on_fault: Callable[[Fault], None] | None = None) -> None:
        self.looked_at: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self._on_fault = on_fault
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115 — see close

    def add(self, fault: Fault) -> None:
        """Take a fault."""
        (self.errors if fault.severity == "error" else self.warnings)[fault.check] += 1
        self._file.write(json.dumps(asdict(fault)) + "\n")
        if self._on_fault is not None:
            self._on_fault(fault)

    def __iter__(self) -> Iterator[Fault]:
        """All faults, in the order they were found in."""
        self._file.flush()
        self._file.seek(0)
        for line in self._file:
            yield Fault(**json.loads(line))
        self._file.seek(0, 2)

    def result_of(self, check: str) -> Result:
        """How a check ended."""
        if self.errors[check]:
            return "failed"
        if not self.looked_at[check]:
            return "not-checked"
        return "remarks" if self.warnings[check] else "passed"

    def result_of_property(self, name: Property) -> Result:
        """How the checks of a property ended together; what was not checked does not count."""
        found = {self.result_of(check) for check, about in CHECKS.items() if about.property == name}
        for result in ("failed", "remarks", "passed"):
            if result in found:
                return result
        return "not-checked"

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
