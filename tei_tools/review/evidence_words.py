"""What the names of evidence mean, in words for people who review: ``-1w2=今年`` is “line above: begins with 今年”.

The names are those of :mod:`tei_tools.read.features` and of the rules; what
they weigh is learned. A name that is not known here is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .words import FIELDS, KINDS, LANGUAGES, REASONS, Language

Pair = tuple[str, str]

_SIDES: Mapping[str, Pair] = {
    "-1": ("line above", "上一行"),
    "+1": ("line below", "下一行"),
    "-2": ("two lines above", "上两行"),
    "+2": ("two lines below", "下两行"),
}
_AROUND: Pair = ("kinds of the lines around", "前后各行的类型")
_SERIES: Pair = ("the series that its mark belongs to", "其编号所在的序列")
_RUNNING: Pair = ("how far running text is, and how much", "与正文的距离和前后正文的多少")
_SHARES: Pair = ("what lines further around are like", "更远处各行的情况")

_VALUED: Mapping[str, Pair] = {
    "w": ("is “{}”", "即“{}”"),
    "w1": ("begins with “{}”", "以“{}”开头"),
    "w2": ("begins with “{}”", "以“{}”开头"),
    "w3": ("begins with “{}”", "以“{}”开头"),
    "e1": ("ends with “{}”", "以“{}”结尾"),
    "e2": ("ends with “{}”", "以“{}”结尾"),
    "e3": ("ends with “{}”", "以“{}”结尾"),
    "le2": ("its label ends with “{}”", "标签以“{}”结尾"),
    "b": ("has “{}” in it", "含“{}”"),
    "lab": ("“{}” with a colon in front", "前有“{}”和冒号"),
    "bul": ("bullet {}", "项目符号 {}"),
}
"""Names whose value is words of the text."""

_FAMILIES: Mapping[str, Pair] = {
    "z": ("its length", "行的长短"),
    "zf": ("its length and its last character", "行的长短和末字"),
    "o": ("its first character", "首字符"),
    "f": ("its last character", "末字符"),
    "l": ("its last character", "末字符"),
    "t": ("its form: words, digits, marks", "文字、数字、标点构成的形式"),
    "h": ("share of Chinese characters", "汉字所占比例"),
    "d": ("share of digits", "数字所占比例"),
    "a": ("share of Latin letters", "拉丁字母所占比例"),
    "st": ("how many sentences end in it", "句末标点的多少"),
    "cm": ("how many commas it has", "逗号的多少"),
    "sp": ("how many blanks it has", "空格的多少"),
    "m": ("the kind of its mark or number", "编号或序号的样式"),
    "mz": ("its mark, length and last character", "编号样式、长短和末字符"),
    "field": ("a label of facts", "著录项标签"),
    "bare-field": ("a fact without a colon", "无冒号的著录项"),
    "fields": ("several labels of facts", "多个著录项标签"),
    "whole": ("in brackets as a whole", "整行在括号内"),
    "top": ("lines in front of the first running text", "距首段正文的行数"),
    "foot": ("lines behind the last running text", "距末段正文的行数"),
    "full": ("whether the line is full", "行是否排满"),
    "afull": ("whether the line above is full", "上一行是否排满"),
    "wrapfull": ("whether the line above breaks off", "上一行是否在行末折断"),
    "k": ("the kind of line: long, short, marked", "行的类型：长、短、有编号等"),
    "gap": ("blank lines above", "其上的空行"),
    "gapb": ("blank lines below", "其下的空行"),
    "gk": ("blank lines around, and the kind of line", "前后空行与行的类型"),
    "gu": ("blank lines around, where most lines have some", "前后空行（多数行有空行时）"),
    "in": ("its indent beside that of the one before", "缩进与前一行相比"),
    "ink": ("its indent and the kind of line", "缩进与行的类型"),
    "pos": ("place from the beginning", "距开头的位置"),
    "pk": ("place from the beginning, and the kind of line", "距开头的位置与行的类型"),
    "end": ("place from the end", "距末尾的位置"),
    "ek": ("place from the end, and the kind of line", "距末尾的位置与行的类型"),
    "core": ("inside or outside of the main text", "在主体文字之内或之外"),
    "run": ("how many lines of one kind stand together", "同类型行连续出现的多少"),
    "runpos": ("its place among lines of one kind", "在连续同类行中的位置"),
    "rep": ("stands several times in the text", "在文中重复出现"),
    "copy": ("stands several times: first, last, amid", "重复出现：首次、末次、中间"),
    "inbody": ("its words come again in the text", "其用词在正文中再现"),
    "innext": ("its words come again right below", "其用词在紧接的下文再现"),
    "innextk": ("its words come again right below", "其用词在紧接的下文再现"),
    "tc": ("lines of the same form", "同一形式的行"),
    "ts": ("how far lines of the same form stand apart", "同一形式各行的间隔"),
    "hc": ("lines that begin alike", "开头相同的行"),
    "tl": ("lines that end alike", "结尾相同的行"),
    "no": ("its number in the series", "在序列中的序号"),
    "nst": ("its number, and the kind of mark", "序号与编号样式"),
    "phr": ("whether a phrase follows its mark", "编号后是否为短语"),
    "rz": ("what follows its mark", "编号后文字的长短和结尾"),
    "Q": ("how sure the rules are", "规则的把握程度"),
    "lk": ("what its labels mean", "标签的含义"),
    "lk1": ("what its first label means", "首个标签的含义"),
    "lks": ("how many of its labels are known", "已知标签的多少"),
    "lv": ("the kind of value behind its label", "标签后的值的类型"),
    "lkv": ("what its label means, and the kind of value", "标签的含义和值的类型"),
    "n": ("the name of an office or an outlet", "机构或媒体名称"),
    "tail": ("what stands behind its last sentence", "末句之后的文字"),
    "join": ("whether it goes on with what the line above ends with", "与上一行末字能否连读"),
    "joing": ("whether it goes on with the line above, and blank lines between", "与上一行末字能否连读及其间空行"),
    "joink": ("whether it goes on with the line above, and its kind", "与上一行末字能否连读及行的类型"),
    "element": ("the element of HTML around it", "所在的 HTML 元素"),
    "enclosed": ("a title that the notice above names", "上文通知所指文件的题名"),
    "issued": ("a short line below a notice that issues something", "印发通知之后的短行"),
    "fm": ("a line of front matter", "文前字段区（front matter）中的行"),
    "fmk": ("the key of a line of front matter", "文前字段的键"),
    "fmu": ("the key that an entry of front matter stands under", "文前字段列表项所属的键"),
}
"""Names whose value is a class, which would tell nobody anything."""

_PLAIN: Mapping[str, Pair] = {
    "prose": ("reads as running text", "像正文"),
    "stopped": ("ends as a sentence does", "以句末标点结尾"),
    "field-empty": ("a label without a value", "标签后无值"),
    "field-full": ("a label with a value", "标签后有值"),
    "field-first": ("begins with a label of facts", "以著录项标签开头"),
    "field-later": ("a label of facts further on", "著录项标签在后"),
    "document-number": ("has the number of a document", "含文号"),
    "credit": ("is a credit: who wrote, edited, took the picture", "署名：作者、编辑或摄影"),
    "credit-tail": ("ends with a credit in brackets", "句末括号内为署名"),
    "person": ("is the name of a person", "是人名"),
    "dateline": ("is or begins with a dateline", "有电头"),
    "dateline-day": ("a dateline with a day", "电头带日期"),
    "control": ("has control characters", "含控制字符"),
    "wide": ("has wide blanks in it", "中有宽空格"),
    "echo": ("says a headline again", "重复题名"),
    "headline-of-page": ("is the title that the page gives", "与网页给出的题名相同"),
    "separator": ("is a line of separators", "是分隔线"),
    "cell": ("is a cell of a table", "是表格单元"),
    "emphasis": ("is emphasized", "加粗或强调"),
    "linked": ("is a link", "是链接"),
    "below-markup": ("lines of markup alone above it", "其上有只含标记的行"),
    "fm-list": ("a key of front matter with a list below", "文前字段的键，其下为列表"),
    "fm-title-once": ("front matter has the headline, which no line below says", "文前字段有题名，下文无相同的行"),
    "fm-title-again": (
        "front matter has the headline, and a line below says it again",
        "文前字段有题名，下文另有相同的行",
    ),
    "fm-title-copy": ("says the headline of the front matter", "与文前字段的题名相同"),
    "fm-value": ("a key of front matter with its value", "文前字段的键和值"),
}
_PATTERNS: Mapping[str, Pair] = {
    "url": ("an address of the web", "网址"),
    "mail": ("a mail address", "电子邮箱"),
    "full-date": ("a date", "完整日期"),
    "roc-date": ("a date of the Republic", "民国纪年日期"),
    "year-month": ("a year and a month", "年月"),
    "month-day": ("a month and a day", "月日"),
    "clock": ("a time of day", "时刻"),
    "weekday": ("a day of the week", "星期"),
    "tag": ("markup", "标记代码"),
    "image": ("a picture", "图片"),
    "link": ("a link", "链接"),
    "bold": ("bold marks", "加粗标记"),
    "picture-words": ("words of pictures", "与图片有关的用语"),
    "agency": ("an agency or a paper that reports", "通讯社或媒体报道用语"),
    "reporter": ("reporters or editors", "记者、编辑等用语"),
    "phone": ("a telephone number or an address", "电话或地址"),
    "page-of": ("pages or issues", "页、版、期"),
    "greeting": ("a salutation", "称谓或问候"),
    "closing": ("closing words of a letter", "结束语"),
    "attachment": ("annexes or addressees", "附件、抄送等"),
    "editorial": ("a note of the editors", "编者按、注等"),
    "signature-office": ("ends with the name of an office", "以机构名结尾"),
    "question": ("a question or an answer", "问答"),
    "label": ("a label with a colon", "标签加冒号"),
    "label-only": ("nothing but a label", "仅有标签"),
    "rule-line": ("a ruled line", "横线"),
    "table-row": ("a row of a table", "表格行"),
    "bars": ("parts between bars", "竖线分隔"),
    "crumbs": ("a path of navigation", "导航路径"),
    "share": ("words of sharing tools", "分享、打印等用语"),
    "site-words": ("words of web sites", "网站用语"),
    "kind": ("ends with a kind of document", "以文种结尾"),
    "about": ("begins as titles of documents do (关于…的)", "“关于……的”"),
    "verb-end": ("ends as headlines do (举行, 启动)", "以举行、启动等结尾"),
    "dash": ("begins with a dash", "以破折号开头"),
    "front-matter": ("a field of front matter", "文前字段"),
    "list-dash": ("begins as an item of Markdown", "Markdown 列表符"),
    "heading-mark": ("begins as a head of Markdown", "Markdown 标题符"),
    "quote-mark": ("a quotation of Markdown", "Markdown 引用符"),
    "contents": ("a table of contents", "目录"),
    "kv": ("a name and a value", "名称与值"),
    "amount": ("amounts", "数量"),
    "said": ("somebody says", "引述用语"),
    "digits-only": ("nothing but digits", "仅有数字"),
    "reference": ("a reference in brackets", "方括号参考文献"),
}
_GROUPS: Mapping[str, Pair] = {
    **dict.fromkeys(("-k", "+k", "-k+", "--k", "++k", "-2k", "+2k"), _AROUND),
    **dict.fromkeys(("pb", "pa", "pbak", "db", "da", "dk"), _RUNNING),
    **dict.fromkeys(("ws4", "wp4", "ws12", "wp12", "wsl", "wsr", "wf"), _SHARES),
}


def said_of(name: str, language: Language) -> str:
    """What a piece of evidence means, in words; its name where nothing is known of it.

    >>> said_of("-1w2=今年", "en"), said_of("x=weekday", "zh"), said_of("m=ar-dot", "zh")
    ('line above: begins with “今年”', '星期', '编号或序号的样式')
    """
    found = _pair(name)
    return name if found is None else found[LANGUAGES.index(language)]


@lru_cache(maxsize=20_000)
def _pair(name: str) -> Pair | None:
    family, _, value = name.partition("=")
    if family in _GROUPS:
        return _GROUPS[family]
    if (side := _SIDES.get(name[:2])) is not None:
        inner = _pair(name[2:])
        return None if inner is None else (f"{side[0]}: {inner[0]}", f"{side[1]}：{inner[1]}")
    if (rule := name.split(".")) and len(rule) == 3 and rule[1] in KINDS:
        kind, detail = KINDS[rule[1]], rule[2].replace("-", " ")
        return f"rule for {kind[0]}: {detail}", f"{kind[1]}的规则：{detail}"
    if value and family in _VALUED:
        here, there = _VALUED[family]
        return here.format(value), there.format(value)
    if family in ("R", "R2", "r") and value:
        return _proposed(value)
    if family in ("x", "xt"):
        return _PATTERNS.get(value)
    if family in ("field", "bare-field") and value in FIELDS:
        here, there = _FAMILIES[family]
        return f"{here}: {FIELDS[value][0]}", f"{there}：{FIELDS[value][1]}"
    if family == "reason":
        words = REASONS.get(value)
        return None if words is None else (f"a rule would leave it out: {words[0]}", f"规则拟剔除：{words[1]}")
    if value and family[:1] == "S" and family[1:].isalpha():
        return _SERIES
    return _FAMILIES.get(family) if value else _PLAIN.get(name)


def _proposed(value: str) -> Pair | None:
    """What the rules propose; of two the value has both, of one with its strength digits behind it."""
    label = value.rstrip("0123456789.-")
    if label in KINDS:
        return f"the rules say {KINDS[label][0]}", f"规则判为{KINDS[label][1]}"
    for first in KINDS:
        if label.startswith(first) and label[len(first) :] in KINDS:
            two = KINDS[first], KINDS[label[len(first) :]]
            return f"the rules say {two[0][0]} or {two[1][0]}", f"规则判为{two[0][1]}或{two[1][1]}"
    return None
