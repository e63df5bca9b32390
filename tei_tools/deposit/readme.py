"""``README.md`` of a deposit: for the next archivist, who may have neither this program nor a network."""

from __future__ import annotations

from .description import Description
from .entry import Totals
from .ro_crate import summary

_TEXT = """# {title}

{description}

## 中文

本文件包由 tei-tools {version} 于 {day} 按 BagIt 1.0（RFC 8493）封装，可脱离 tei-tools 长期使用。

**一、如何核对。** 解包后，在文件包的根目录（`manifest-sha512.txt` 所在处）执行：

```
sha512sum -c --quiet manifest-sha512.txt
sha512sum -c --quiet tagmanifest-sha512.txt
```

没有输出即全部相符；不相符或缺失的文件逐一列出。macOS 用 `shasum -a 512 -c`。多出的文件须另查：
`find data -type f | wc -l` 应为 {files}。`sha256` 的清单用法相同。装有 tei-tools 时，`tei-tools verify 文件包`
除核对外还以包内的规范文件校验每个文件，并按“四性”（真实性、完整性、可用性、安全性）出具报告。

**二、内有什么。** 共 {documents} 份文件、{articles} 篇（件）。

{contents_zh}

**三、如何阅读。** `metadata/directory.csv` 是件目录，备注栏写明每件所在的文件。`*.tei.xml` 为 TEI XML（UTF-8），
任何文本编辑器都能打开；`xsltproc stylesheets/report.html.xsl 文件` 可转为网页，`report.text.xsl` 可取出正文。
`catalog.jsonl` 逐行说明每份文件的原件、文本、TEI 和记录。TEI 与记录中的位置按文本的 Unicode 字符计数，自 0 起，含首不含尾；
“文本”一栏指明所计的是哪个文件。校验：`xmllint --noout --relaxng schemas/report.rng 文件`。

**四、权利。** {rights_zh}

**五、须知。**

{notes_zh}

## English

This package was made by tei-tools {version} on {day} as a bag (BagIt 1.0, RFC 8493). Nothing of tei-tools is needed to
use it.

**1. To check it**, unpack it and run, in the folder that `manifest-sha512.txt` is in:

```
sha512sum -c --quiet manifest-sha512.txt
sha512sum -c --quiet tagmanifest-sha512.txt
```

No output means that every file is as it was; each file that is changed or missing is named. On macOS the command is
`shasum -a 512 -c`. Files that were added are not seen by it: `find data -type f | wc -l` must say {files}. The
manifests of SHA-256 are used in the same way. With tei-tools, `tei-tools verify BAG` does this, validates every file
with the schemas in the bag, and reports in the terms of the four-property check (真实性 authenticity, 完整性 integrity,
可用性 usability, 安全性 safety).

**2. What is in it**: {summary}

{contents_en}

**3. To read it**: `metadata/directory.csv` is the directory list; its last column says which file an entry is in.
`*.tei.xml` is TEI XML in UTF-8, which every text editor opens; `xsltproc stylesheets/report.html.xsl FILE` makes a page
of it, `report.text.xsl` its reading text. `catalog.jsonl` names, a line for each document, its original, text, TEI and
record. Offsets in TEI and records are half-open, from 0, and count Unicode code points of the file named as `text`.
To validate: `xmllint --noout --relaxng schemas/report.rng FILE`.

**4. Rights**: {rights_en}

**5. Notes**

{notes_en}
"""

_CONTENTS = (
    ("originals/", "原件，未作改动", "the files that the texts were read from, unchanged"),
    ("texts/", "由原件解码所得的文本（UTF-8），仅当原件不是 UTF-8 时", "texts decoded of originals that are not UTF-8"),
    (
        "converted/",
        "TEI XML、JSON 记录、由其他格式提取的文本",
        "TEI XML, JSON records, texts extracted from other formats",
    ),
    (
        "decisions/",
        "人工审读所作的裁定（谁、何时、对哪些文字），已写入 TEI 的 revisionDesc 与记录",
        "what reviewers decided, of which words, who and when; TEI (revisionDesc) and records tell it too",
    ),
    ("corpus.xml", "全部文件合成的一个 teiCorpus", "all documents as one teiCorpus"),
    ("catalog.jsonl", "每份文件及其各种形式", "every document with its files"),
    ("metadata/directory.csv, .xlsx", "件目录", "the directory list"),
    ("metadata/dc.csv, datacite.json", "都柏林核心、DataCite 元数据", "Dublin Core and DataCite metadata"),
    (
        "metadata/after-dat46/",
        "参照 DA/T 46-2009 的字段（不声明符合标准）",
        "fields after DA/T 46-2009 (no claim of conformance)",
    ),
    ("metadata/captures.csv", "网页采集信息，参照 DA/T 80-2019", "how web pages were taken, after DA/T 80-2019"),
    ("metadata/not-converted.csv", "未能转换的文件及原因", "files that could not be converted, and why"),
    (
        "ro-crate-metadata.json",
        "RO-Crate 1.1：文件、人员、许可、处理步骤",
        "RO-Crate 1.1: files, people, licences, steps",
    ),
    ("schemas/, stylesheets/", "校验与显示所需", "what validates and shows them"),
)


def readme(
    description: Description, title: str, totals: Totals, version: str, day: str, files: int, paths: frozenset[str]
) -> bytes:
    """The file. ``files`` is the number of files of the payload, ``paths`` what of it is optional and there."""
    contents = [row for row in _CONTENTS if row[0].partition(",")[0] in paths]
    zh, en = _notes(totals)
    made = _TEXT.format(
        title=title,
        description=description.description or "",
        version=version,
        day=day,
        files=files,
        documents=totals.documents,
        articles=totals.articles,
        summary=summary(totals),
        contents_zh="\n".join(f"- `{name}`：{what}" for name, what, _ in contents),
        contents_en="\n".join(f"- `{name}`: {what}" for name, _, what in contents),
        rights_zh=_rights(description, totals, "许可", "权利人", "出版者", "联系人", "；"),
        rights_en=_rights(description, totals, "licence", "rights held by", "published by", "contact", "; "),
        notes_zh="\n".join(f"- {note}" for note in zh),
        notes_en="\n".join(f"- {note}" for note in en),
    )
    return made.encode("utf-8", "replace")


def _rights(
    description: Description, totals: Totals, licence: str, holder: str, publisher: str, contact: str, comma: str
) -> str:
    parts = [f"{licence} {name}" for name in sorted(totals.licences)]
    parts += [f"{holder} {name}" for name in sorted(totals.rights_holders)]
    if description.metadata.publisher:
        parts.append(f"{publisher} {description.metadata.publisher}")
    if description.contact:
        parts.append(f"{contact} {description.contact} {description.email}".rstrip())
    return comma.join(parts) + ("。" if comma == "；" else ".")


def _notes(totals: Totals) -> tuple[list[str], list[str]]:
    zh = ["篇章、题名、日期等由程序识别，未必无误；可信度见 TEI 的 cert 与记录的 confidence。方括号中的题名为自拟。"]
    en = [
        "Articles, titles and dates were recognized by a program and may be wrong: cert in TEI and confidence in records"
        " say how sure they are. Titles in square brackets are supplied."
    ]
    if not totals.originals:
        zh.append("原件未收入本包，因此位置无法与原件核对。")
        en.append("The originals are not in this package, so offsets cannot be checked against them.")
    if totals.unlicensed_tei:
        zh.append(f"{totals.unlicensed_tei} 份 TEI 的文件头没有写明许可，以本包的许可为准。")
        en.append(f"{totals.unlicensed_tei} TEI headers name no licence; the licence of the package holds.")
    if totals.without_address:
        zh.append(f"{totals.web_pages} 份网页中有 {totals.without_address} 份不知其网址（见 metadata/captures.csv）。")
        en.append(f"Of {totals.web_pages} web pages {totals.without_address} have no address that anybody knows.")
    if totals.failed:
        zh.append(f"另有 {totals.failed} 份文件未能转换，见 metadata/not-converted.csv。")
        en.append(f"{totals.failed} more documents could not be converted: metadata/not-converted.csv.")
    return zh, en
