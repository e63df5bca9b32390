"""The sidecar of a document: fields after DA/T 46-2009 and, of a web page, after DA/T 80-2019, in XML.

``after-dat46.rng`` is the schema. The fields are named as the standards name
them; that a sidecar conforms to a standard is not claimed.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from ..write.xml import legal
from .description import Description
from .directory import Row, date_digits
from .entry import Entry

NAMESPACE = "urn:tei-tools:after-dat46:1"
NOTE = "字段名称参照 DA/T 46-2009、DA/T 80-2019；不声明符合标准。未知者不著录。"


def sidecar(entry: Entry, description: Description, version: str, packed: str) -> bytes:
    """The XML file about a document. ``version`` is that of the program that packs, ``packed`` the day (W3C form)."""
    root = etree.Element(_PREFIX + "电子文件元数据", {"说明": NOTE}, nsmap=_NAMESPACES)
    _add(root, "聚合层次", "文件")
    known = ("档案馆名称", description.archive), ("全宗名称", description.fonds), ("立档单位名称", description.unit)
    if any(value for _, value in known):
        origin = _part(root, "来源")
        for name, value in known:
            _add(origin, name, value)
    _add(root, "电子文件号", entry.metadata.identifier)
    for at, row in enumerate(entry.rows):
        _content(root, entry, at, row)
    _properties(root, entry)
    _rights(root, entry)
    if entry.is_web_page:
        _web(root, entry)
    _events(root, entry, version, packed)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


_NAMESPACES: Any = {None: NAMESPACE}  # the default one, which the type stubs of lxml do not know
_PREFIX = f"{{{NAMESPACE}}}"


def _part(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, _PREFIX + name, attributes or {})


def _add(parent: etree._Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    if text:
        _part(parent, name, attributes).text = legal(" ".join(text.split()))


def _content(root: etree._Element, entry: Entry, at: int, row: Row) -> None:
    content = _part(root, "内容描述", {"件号": str(row.number)})
    article = entry.document.articles[at] if entry.document.articles else None
    supplied = article is None or article.title is None or not article.title.text.strip()
    _add(content, "题名", row.title, {"来源": "自拟" if supplied else "原文"})
    if article is not None:
        _add(content, "说明题名文字", article.kicker.text if article.kicker else "")
        _add(content, "副题名", article.subtitle.text if article.subtitle else "")
    _add(content, "责任者", row.responsible)
    if article is not None and article.date is not None:
        digits, _ = date_digits(article.date)
        found = legal(" ".join(article.date.text.text.split()))
        _add(content, "日期", digits, {"类型": article.date.role, "原文": found})
    _add(content, "文件编号", row.document_number)
    for keyword in entry.metadata.keywords:
        _add(content, "主题词", keyword)
    _add(content, "语种", article.language if article else entry.document.language)


def _properties(root: etree._Element, entry: Entry) -> None:
    file = entry.document.file
    properties = _part(root, "电子属性")
    _add(properties, "计算机文件名", file.name)
    _add(properties, "包内成员", file.member)
    _add(properties, "计算机文件大小", str(file.bytes), {"单位": "字节"})
    _add(properties, "格式信息", file.media_type)
    _add(properties, "字符编码", file.encoding)
    _add(properties, "摘要", file.sha256, {"算法": "SHA-256"})
    places = _part(root, "存储位置")
    _add(places, "原件", entry.original)
    _add(places, "文本", entry.text)
    for path in entry.tei:
        _add(places, "TEI", path)
    _add(places, "记录", entry.record)


def _rights(root: etree._Element, entry: Entry) -> None:
    known = entry.metadata
    rights = _part(root, "权限管理")
    _add(rights, "许可", known.licence)
    _add(rights, "权利人", known.rights_holder)
    status = {"free": "可利用", "restricted": "限制利用"}.get(known.availability, "")
    _add(rights, "利用状况", status)


def _web(root: etree._Element, entry: Entry) -> None:
    web = _part(root, "网页采集")
    _add(web, "网址", entry.capture.url)
    _add(web, "采集时间", entry.capture.captured)
    _add(web, "采集方式", entry.capture.method)
    for article in entry.document.articles[:1]:
        if article.date is not None:
            _add(web, "发布日期", date_digits(article.date)[0])
        if article.source is not None:
            _add(web, "信息来源", article.source.text)


def _events(root: etree._Element, entry: Entry, version: str, packed: str) -> None:
    """What was done to the document, and with what (业务实体)."""
    file, document = entry.document.file, entry.document
    events = _part(root, "业务实体")

    def event(action: str, tool: str, what: str, day: str = "") -> None:
        one = _part(events, "业务行为")
        _add(one, "行为", action)
        _add(one, "行为时间", day)
        _add(one, "软件", tool)
        _add(one, "行为描述", what)

    made_by = f"tei-tools {entry.version}".strip()
    if file.text_sha256:
        event("文本提取", made_by, f"由 {file.media_type} 提取文本，计 {file.characters} 字符")
    else:
        lost = f"，{file.replaced} 字节无法解码" if file.replaced else ""
        event("文本解码", made_by, f"按 {file.encoding} 解码，计 {file.characters} 字符{lost}")
    articles, left_out = len(document.articles), len(document.discarded)
    event("结构识别", made_by, f"识别文章 {articles} 篇；移出正文 {left_out} 处，连同原因保存")
    for by in sorted({decision.by for decision in document.decisions}):
        mine = [decision.when for decision in document.decisions if decision.by == by]
        event("人工审读", made_by, f"{by} 裁定 {len(mine)} 处，据以重新识别", max(mine)[:10])
    if document.script != "keep":
        event("字形转换", made_by, f"由程序转换：{document.script}")
    event("封装", f"tei-tools {version}", "BagIt 1.0 (RFC 8493)", packed)
