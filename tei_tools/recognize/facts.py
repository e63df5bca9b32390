"""The grammar of publication facts: 时间: 来源: 作者:, and the tables of 索引号 and 发文字号 of government sites.

A label never swallows the next one: ``来源: 字体大小:`` is two empty fields.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..text.values import value

_NAMES: dict[str, str] = {
    "date": "时间|時間|日期|发布时间|發布時間|发布日期|發布日期|发稿时间|更新时间|更新日期|发表时间|发表日期|刊发时间|上传时间|公开日期|公布日期|"
    "发文日期|印发日期|生成日期|录入时间|信息时间|publish_date",
    "created": "成文日期|成文时间",
    "source": "来源|來源|信息来源|文章来源|新闻来源|稿件来源|稿源|来源于|转自|来自|摘自|出处|文章出处|供稿单位|供稿|发布单位|source|来 源",
    "author": "作者|文章作者|原作者|撰稿|撰稿人|撰文|供稿人|投稿人|记者|通讯员|执笔|文/图|文|整理",
    "photographer": "摄影|摄影记者|摄|图片|图",
    "editor": "编辑|編輯|责编|責編|责任编辑|責任編輯|编审|校对|审核|审核人|终审|初审|复审|一审|二审|三审|监制|录入|录入人|责任人|"
    "本版责编|值班编辑|网络编辑|版式|美编|值班主任|签发",
    "document-number": "提案编号|提案号|建议编号|案号|文号|文 号|发文字号|發文字號|文件编号|公文文号",
    "index-number": "索引号|索 引 号|信息索引|公开目录号",
    "issuer": "发布机构|发文机构|印发机关|印发机构|制发机关|公开机构|公开主体|发文机关|发文单位|发布机关|发布部门|制定机关|publisher|信息公开责任部门|责任部门",
    "title": "标题|标 题|名称|名 称|信息名称|文件名称|原标题|原標題|题名",
    "category": "主题分类|信息分类|内容分类|体裁|分类|分 类|组配分类|所属分类|公文种类|体裁分类|服务对象分类|公文目录|有效性|时效性|体裁|文种|栏目|所属栏目",
    "keywords": "主题词|关键词|关键字|標籤|标签",
    "place": "地点|地點|地 点",
    "chair": "主席|主持人|秘书长|秘書長|列席|出席|请假|記錄|记录|紀錄|纪录",
    "link": "链接|原文链接|来源链接|采集链接|原始链接|网址|来源网址|采集网址|原文网址|本文链接|source_url|原文地址|来源地址|source_domain",
    "other": "抄送|抄报|分送|主送|内容概述|内容简介|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击率|点击量|点击|访问量|人气|字体|字体大小|字号|字體|字體大小|字號|其他部门|打印|分享|"
    "有效期|生效日期|施行日期|废止日期|版次|版面|责任单位|提案形式|提案类别|提案类型|建议办理单位|办理单位",
}  # fmt: skip

_SPACED = {label.replace(" ", ""): name for name, labels in _NAMES.items() for label in labels.split("|")}
_SPACED |= dict.fromkeys(
    ("出席者", "缺席", "請假"), "chair"
)  # set off by blanks in the header of minutes, no label otherwise
_ALL = sorted(
    {re.sub(r"\s+", "", label) for labels in _NAMES.values() for label in labels.split("|")},
    key=lambda label: (-len(label), label),
)
_PATTERN = "|".join(
    r"\s{0,3}".join(map(re.escape, label)) if not label.isascii() and len(label) <= 4 else re.escape(label)
    for label in _ALL
)
_LABEL = re.compile(rf"(?:(?<=[\s|;,。、(（【\[\]】)）/>—•·●-])|\A|(?<=\d)|(?<=日))(?P<label>{_PATTERN})\s*[:：]")
_WIDE_LABEL = re.compile(
    r"\A(?P<label>時\s+間|地\s+點|主\s+席|列\s+席|出\s+席|缺\s+席|請\s+假|秘書長|秘书长|時間|地點|紀\s*錄|記\s*錄|时\s+间|地\s+点|出\s*席\s*者|记\s*录|纪\s*录|秘书长)\s+(?=\S)"
)
_BARE_FROM = re.compile(r"\A(?P<label>来源|來源|作者|链接|来自)\s*(?=https?:|\S{2,16}\Z)")
_UNKNOWN_LABEL = re.compile(r"(?<=\s)[\u4e00-\u9fff]{2,6}[:：]")
"""A label that the lexicon does not know ends a value too."""
_EDGE = " \t•·●|;,，。、()（）【】[]-—/>\u3000"


@value(frozen=True, slots=True)
class FactsField:
    """One label of a facts line and where its value stands (``start == end``: empty); ``at`` is where the label begins.

    ``header``: set off by blanks, as in the record header of minutes (時　　間　…).
    """

    label: str
    name: str
    start: int
    end: int
    at: int
    header: bool = False


@lru_cache(maxsize=1024)
def read_fields(text: str) -> tuple[FactsField, ...]:
    """The labelled facts of a line; offsets are indexes of ``text``.

    >>> [(f.label, text[f.start:f.end]) for text in ["日期:2020-08-31 来源: 字体大小:"] for f in read_fields(text)]
    [('日期', '2020-08-31'), ('来源', ''), ('字体大小', '')]
    """
    header = False
    colon = ":" in text or "\uff1a" in text
    hits = [(match.start("label"), match.end(), match["label"]) for match in _LABEL.finditer(text)] if colon else []
    if not hits:
        wide = _WIDE_LABEL.match(text) or _BARE_FROM.match(text)
        if wide is None:
            return ()
        hits = [(wide.start("label"), wide.end(), wide["label"])]
        header = wide.re is _WIDE_LABEL
    out = []
    for k, (at, start, label) in enumerate(hits):
        end = hits[k + 1][0] if k + 1 < len(hits) else len(text)
        unknown = _UNKNOWN_LABEL.search(text, start - 1 if start else start, end)
        if unknown is not None:
            end = max(start, unknown.start())
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
            end -= 1
        clean = re.sub(r"\s+", "", label)
        out.append(FactsField(clean, _SPACED[clean], start, end, at, header))
    return tuple(out)
