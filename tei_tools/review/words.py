"""What the pages say, in English and in Chinese. A page holds both sets, and either can be had at a click."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

KINDS: Mapping[str, tuple[str, str]] = {
    "title": ("title", "题名"),
    "kicker": ("kicker", "引题"),
    "subtitle": ("subtitle", "副题"),
    "meta": ("facts", "出处行"),
    "byline": ("byline", "署名行"),
    "salute": ("salutation", "称谓"),
    "head": ("heading", "标题"),
    "sec": ("heading with text", "段首标题"),
    "p": ("paragraph", "段落"),
    "cont": ("continues", "续上行"),
    "item": ("list item", "列表项"),
    "figure": ("image", "图"),
    "caption": ("caption", "图题"),
    "table": ("table", "表格"),
    "sign": ("signature", "落款"),
    "note": ("note", "注释"),
    "noise": ("left out", "剔除"),
}
"""What a line or a block can be, under the names of the record."""

REASONS: Mapping[str, tuple[str, str]] = {
    "navigation": ("navigation", "导航"),
    "advertisement": ("advertisement", "广告"),
    "site-name": ("name of the site", "网站名"),
    "repeated-title": ("title said again", "重复的题名"),
    "share-tool": ("tool of the page", "分享工具"),
    "related-link": ("related link", "相关链接"),
    "disclaimer": ("disclaimer", "免责声明"),
    "counter": ("counter", "计数"),
    "comment": ("comment", "评论"),
    "download": ("download", "下载"),
    "contact": ("contact", "联系方式"),
    "column-name": ("name of a column", "栏目名"),
    "empty-label": ("label without a value", "空标签"),
    "page-number": ("page number", "页码"),
    "markup": ("markup", "标记"),
    "pinyin": ("machine pinyin", "机注拼音"),
    "entity": ("entity", "实体"),
    "control": ("control character", "控制字符"),
    "lost-space": ("lost space", "失落空格"),
    "separator": ("separator", "分隔线"),
    "boilerplate": ("boilerplate", "套话"),
    "hidden": ("hidden on the page", "页面隐藏"),
    "running-head": ("running head", "页眉页脚"),
    "deleted": ("deleted in the file", "已删修订"),
    "annotation": ("annotation", "批注"),
    "lost-character": ("lost character", "缺字"),
}
"""Why text was left out."""

FIELDS: Mapping[str, tuple[str, str]] = {
    "title": ("title", "题名"),
    "kicker": ("kicker", "引题"),
    "subtitle": ("subtitle", "副题"),
    "date": ("date", "日期"),
    "source": ("source", "出处"),
    "document-number": ("document number", "文号"),
    "authors": ("authors", "作者"),
    "photographers": ("photographers", "摄影者"),
    "editors": ("editors", "编辑"),
}
"""The facts of an article."""

ROLES: Mapping[str, tuple[str, str]] = {
    "published": ("published", "发布"),
    "issued": ("of the issue", "出版"),
    "signed": ("signed", "落款"),
    "dateline": ("dateline", "电头"),
    "created": ("written", "成文"),
    "updated": ("updated", "更新"),
}

PHRASES: Mapping[str, tuple[str, str]] = {
    "source-pane": ("Source", "原文"),
    "structure-pane": ("Structure", "结构"),
    "outline": ("Outline", "大纲"),
    "facts": ("Facts", "著录项"),
    "remarks": ("Remarks", "提示"),
    "doubtful": ("Doubts", "存疑"),
    "line": ("Line", "本行"),
    "left-out": ("Left out", "剔除的文字"),
    "article": ("Article", "篇章"),
    "no-title": ("no title in the text", "文中无题名"),
    "nothing-doubtful": ("Every line is a sure reading.", "各行判读均有把握。"),
    "more-doubtful": (
        "more are not listed here; in the source each has a ? beside its number.",
        "处存疑未在此列出；在原文中，行号旁均有 ? 标记。",
    ),
    "nothing-remarked": ("There is nothing to remark.", "没有提示。"),
    "nothing-found": ("not in the text", "文中没有"),
    "no-article": ("No article was found: everything was left out.", "未识别出篇章：全部文字均已剔除。"),
    "choose": (
        "Choose a line, on either side, to see what it became and why.",
        "在任一侧选取一行，即可看到它被判读成什么，以及依据。",
    ),
    "next": ("next", "下一处"),
    "previous": ("previous", "上一处"),
    "read-as": ("Read as", "判读为"),
    "sure": ("sure", "把握"),
    "high": ("high", "高"),
    "medium": ("medium", "中"),
    "low": ("low", "低"),
    "for-it": ("What speaks for it", "支持的依据"),
    "in-place": ("What it means here", "在此处的含义"),
    "others": ("What else was thought of", "其他可能"),
    "behind": ("behind", "相差"),
    "impossible": ("cannot be here", "此处不可能"),
    "nats": (
        "Weights are in nats: 0.7 is twice as likely, 2.3 ten times.",
        "权重单位为奈特：0.7 表示可能性为两倍，2.3 表示十倍。",
    ),
    "no-reasons": (
        "The reasons behind this line are not on this page; tei-tools explain tells them.",
        "此页未收录这一行的依据；可用 tei-tools explain 查看。",
    ),
    "rebuilt": (
        "The source is not at hand. What is shown was put together from the record; blanks may differ.",
        "原文不在手边。此处文字由记录还原，空白可能不同。",
    ),
    "converted": (
        "The structure shows the text in converted characters; the source is as found.",
        "结构一侧为转换字形后的文字，原文一侧保持原貌。",
    ),
    "characters": ("characters", "字"),
    "lines": ("lines", "行"),
    "articles": ("articles", "篇"),
    "one-article": ("article", "篇"),
    "keys": ("Keys", "按键"),
    "key-next": ("next and previous doubtful line", "下一处、上一处存疑"),
    "key-line": ("next and previous line", "下一行、上一行"),
    "key-panel": ("outline, facts, remarks, doubtful, line, decisions", "大纲、著录项、提示、存疑、本行、裁定"),
    "key-side": ("from source to structure and back", "在原文与结构之间切换"),
    "key-help": ("these keys", "按键说明"),
    "key-close": ("close, or let go of the line", "关闭，或取消选取"),
    "close": ("Close", "关闭"),
    "language": ("中文", "English"),
    "skip": ("Skip to the source", "跳到原文"),
    "given": ("given by a person", "由人工指定"),
    "corrected": ("read as", "读作"),
    "lost": ("characters lost", "缺字"),
    "panel": ("Panel", "面板"),
    "legend": ("Colors", "颜色"),
    "of": ("of", "/"),
    "decisions": ("Decided", "裁定"),
    "nobody-decided": ("Nobody has decided anything here.", "尚无人工裁定。"),
    "no-longer": ("no longer fits", "已不适用"),
    "undo": ("Undo", "撤销"),
    "level": ("level", "层级"),
    "begins": ("an article begins here", "篇章由此开始"),
    "begins-not": ("no article begins here", "此处不另起篇章"),
    "decided-by": ("decided by", "裁定人"),
    "change": ("Change the reading", "更改判读"),
    "of-line": ("of this line", "针对本行"),
    "of-words": ("of the words selected", "针对选中的文字"),
    "border": ("Border of articles", "篇章分界"),
    "state-fact": ("These words state a fact", "这些文字写明著录项"),
    "value": ("value", "值"),
    "value-help": (
        "a date as 2024-05-01; several names with | between",
        "日期写作 2024-05-01；多个姓名用 | 分隔",
    ),
    "say-so": ("Say so", "确定"),
    "not-so": ("not so", "不是"),
    "saved": ("Saved.", "已保存。"),
    "saved-but": ("Saved, but it cannot stand:", "已保存，但未能照此判读："),
    "undone": ("Undone.", "已撤销。"),
    "nothing-to-undo": ("There is nothing of yours to undo.", "没有可撤销的裁定。"),
    "not-saved": ("Not saved", "未保存"),
    "changed-meanwhile": (
        "The source or its decisions changed meanwhile; the page shows them now. Decide again.",
        "原文或裁定已有变动，页面已更新，请重新裁定。",
    ),
    "no-answer": (
        "The program does not answer. Start it again; what was saved is kept.",
        "程序没有应答。请重新启动；已保存的内容不会丢失。",
    ),
    "all-documents": ("All documents", "全部文件"),
    "key-decide": (
        "title, heading, paragraph, continues, list item, facts, left out",
        "题名、标题、段落、续上行、列表项、出处行、剔除",
    ),
    "key-level": ("level up and down", "层级升、降"),
    "key-border": ("an article begins here, or does not", "篇章由此开始，或不由此开始"),
    "key-edit": ("to all that can be said of the line", "转到本行的全部选项"),
    "key-words": (
        "to the words of the line: select some with Shift and the arrows, then Esc and what they are",
        "转到本行文字：用 Shift 加方向键选取，按 Esc 后再指定",
    ),
    "words-of-line": ("The words of the line", "本行文字"),
    "select-part": ("Select a part to speak of that alone.", "可选取其中一部分单独裁定。"),
    "key-undo": ("undo", "撤销"),
    "document": ("Document", "文件"),
    "least": ("least sure", "最低"),
    "search": ("Search names and titles", "检索文件名和题名"),
}
"""All else that a page says."""


def words_of(language: Language) -> dict[str, str]:
    """Every word by its key: ``kind.title``, ``reason.navigation``, ``field.date``, ``role.signed``, or a plain phrase.

    >>> words_of("zh")["kind.title"], words_of("en")["outline"]
    ('题名', 'Outline')
    """
    place = LANGUAGES.index(language)
    tables = (("kind.", KINDS), ("reason.", REASONS), ("field.", FIELDS), ("role.", ROLES), ("", PHRASES))
    return {prefix + key: pair[place] for prefix, table in tables for key, pair in table.items()}


def language_of_locale() -> Language:
    """The language of the words by the locale of the environment: Chinese where that is, English elsewhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
