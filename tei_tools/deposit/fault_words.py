"""What each kind of fault is in Chinese, for the report: what is wrong, and what to do."""

from __future__ import annotations

from .finding import Fault

_RESTORE = "以本包的另一份副本替换该文件。"
_REDO = "如系有意改动，重做清单；否则另取副本。"
_AGAIN = "重新封装，或另取副本。"
_CONVERT = "重新转换其原件，再行封装。"
_SCHEMA = "换入制作该文件的版本所附的规范文件（tei-tools schema），或重新封装。"
_ANOTHER = "不要解包，向提供者另取副本。"

IN_CHINESE: dict[str, tuple[str, str]] = {
    "algorithm": ("摘要算法过弱或不认识", "另做一份 sha512 清单。"),
    "beside-the-bag": ("文件在包的目录之外", "从 ZIP 文件中移除。"),
    "catalog-differs": ("记录与目录所载不符", _AGAIN),
    "catalog-line": ("目录中有一行无法读取", _AGAIN),
    "cataloged-missing": ("目录所载的文件不存在", _AGAIN),
    "changed": ("文件内容已被改动，摘要与清单不符", _RESTORE),
    "composition": ("文件名的 Unicode 组合形式与清单不同（NFC 与 NFD）", "改名为 NFC 形式；也可不改，各程序处理不一。"),
    "corpus-differs": ("corpus.xml 所含文件数与目录不符", _AGAIN),
    "crate-missing": ("RO-Crate 所述的文件不存在", _AGAIN),
    "sidecar-differs": ("元数据文件所述与目录不符", _AGAIN),
    "workbook": ("目录的工作簿无法打开", _AGAIN),
    "datacite": ("DataCite 元数据缺少必备项", _AGAIN),
    "declaration": ("bagit.txt 不合 RFC 8493 的规定", "应为两行（RFC 8493 第 2.1.1 节）。"),
    "directory-differs": ("件目录与总目录不符", _AGAIN),
    "doctype": ("XML 含有 DOCTYPE，可能引入其他文件", _CONVERT),
    "duplicate-member": ("ZIP 中有两个同名成员，各程序所见不同", "另取一份无重名的副本；孰是孰非无从判断。"),
    "empty-catalog": ("目录中没有文件", _AGAIN),
    "encrypted": ("成员已加密，没有口令无法读取", "另取未加密的副本。"),
    "extra": ("清单未列的多余文件", "移除；如确属本包，重做清单。"),
    "extra-tag-file": ("标签清单未列的文件，被改动也无从发现", "移除；如确属本包，重做标签清单。"),
    "information": ("bag-info.txt 无法读取", "按“标签: 值”逐行书写，续行以空格开头。"),
    "listed-twice": ("清单重复列出同一文件，摘要相同", "删去其中一行。"),
    "manifest-line": ("清单中有一行无法读取或有误", _REDO),
    "missing": ("清单所列的文件缺失", _RESTORE),
    "missing-list": ("应有的目录或元数据文件缺失", _AGAIN),
    "name-encoding": ("文件名不是 Unicode 文本，或未标明为 UTF-8", "改名后重做清单，或用标明 UTF-8 的程序重新打包。"),
    "no-manifest": ("没有可用的载荷清单", "另取完整的副本。"),
    "not-a-file": ("不是普通文件（符号链接、设备或管道），未予读取", "代之以文件副本，重做清单（RFC 8493）。"),
    "not-a-record": ("不是本程序的记录，或版本不识", _CONVERT),
    "not-fetched": ("fetch.txt 所列的文件尚未取回；本程序不取", "如信任该地址，取回后再核对。"),
    "not-in-all-manifests": ("一份清单列有，另一份清单未列（RFC 8493 第 2.1.3 节）", "重做清单。"),
    "not-in-catalog": ("目录未载的文件", _AGAIN),
    "not-json": ("不是 JSON", _CONVERT),
    "not-ro-crate": ("无法按 RO-Crate 读取", _AGAIN),
    "not-validated": ("文件过大或无法读取，未予校验", "用 tei-tools validate 单独校验。"),
    "not-xml": ("不是格式良好的 XML", _CONVERT),
    "offsets": ("记录与原文不符", _CONVERT),
    "origin-unknown": ("未写明来源信息", "向移交者查询；封装时由 [deposit] 的 institution 写明。"),
    "original-differs": ("原件与转换时的摘要不符", "放回当时的原件，再行核对。"),
    "overlapping-members": ("ZIP 成员相互重叠，一概未读", _ANOTHER),
    "packed-beyond-measure": ("压缩比异常（疑为压缩炸弹），未予读取", "如确属正常，人工解包后核对其目录。"),
    "path-leaves-bag": ("路径指向包外", _ANOTHER),
    "payload-oxum": ("文件数或字节数与 Payload-Oxum 不符", _REDO),
    "program": ("程序、脚本或带宏的文件", "查明是否应在包内，不要运行。"),
    "record-schema": ("记录不合规范", _CONVERT),
    "renamed": ("文件已被改名", "改回原名，或重做清单。"),
    "rng": ("不合 RELAX NG 文法", _CONVERT),
    "same-place": ("两个文件名仅大小写或组合形式不同，有的系统视为同一文件", "改名后重做清单。"),
    "schema-differs": ("TEI 所指的规范文件与包内所用的不同", _SCHEMA),
    "schema-expired": ("文件有效，但包内的规范文件已过期，不是其版本", _SCHEMA),
    "schema-missing": ("包内缺少规范文件，无法校验", _SCHEMA),
    "schema-unusable": ("包内的规范文件不能使用", _SCHEMA),
    "tei-differs": ("TEI 与记录不符", _CONVERT),
    "tei-unread": ("TEI 无法与记录比较", "查明是否有人改动；新版 tei-tools 或可读取。"),
    "unreadable": ("文件无法读取", _RESTORE),
    "unreadable-list": ("件目录无法读取", _AGAIN),
    "version": ("BagIt 版本不识", "查看新版 tei-tools 是否支持。"),
}  # fmt: skip
"""Cause and remedy by code; of the details the English message tells."""


def in_chinese(fault: Fault) -> tuple[str, str]:
    """Cause and remedy of a fault in Chinese; a code of a schema rule that has no words of its own is one of validity.

    >>> in_chinese(Fault("tei", "sch-number", "a.xml", "", ""))[0]
    '不合规范的规则'
    """
    return IN_CHINESE.get(fault.code, ("不合规范的规则", _CONVERT))
