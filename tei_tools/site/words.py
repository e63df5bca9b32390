"""The words of the pages, in the languages that they can have."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "tag": "zh-Hans", "skip": "跳到正文", "home": "首页", "search": "检索", "query": "检索词", "year": "年份",
        "source": "出处", "place": "存放位置", "all": "全部文章", "any": "不限", "articles": "篇", "untitled": "无题名",
        "none": "未注明", "outline": "大纲", "facts": "著录项", "date": "日期", "authors": "作者", "editors": "编辑",
        "photographers": "摄影者", "number": "文号", "file": "文件", "identifier": "标识", "licence": "许可",
        "address": "网址",
        "collection": "全宗/专题", "rights": "权利人", "before": "上一篇", "behind": "下一篇", "latest": "最新文章",
        "browse": "分类浏览", "more": "更多", "page": "第 {} 页", "pages": "分页", "previous": "上一页",
        "next": "下一页",
        "every": "全部{}", "script": "检索需要浏览器运行脚本；不用脚本时可按年份、出处和存放位置浏览。",
        "hint": "多个词用空格分开；-词 表示不含该词；繁简、全半角、大小写不分。", "made": "由 tei-tools 生成",
        "doubt": "底色标出的文字，判读的把握较小。", "colon": "：",
    },
    "en": {
        "tag": "en", "skip": "Skip to the text", "home": "Home", "search": "Search", "query": "Words", "year": "Year",
        "source": "Source", "place": "Place of storage", "all": "All articles", "any": "any", "articles": "articles",
        "untitled": "untitled", "none": "not known", "outline": "Outline", "facts": "Facts", "date": "Date",
        "authors": "Authors", "editors": "Editors", "photographers": "Photographers", "number": "Document number",
        "file": "File", "identifier": "Identifier", "licence": "Licence", "address": "Address",
        "collection": "Collection", "rights": "Rights", "before": "Before", "behind": "Next",
        "latest": "Latest articles",
        "browse": "Browse", "more": "More", "page": "page {}", "pages": "Pages", "previous": "Previous page",
        "next": "Next page", "every": "Every {}",
        "script": "Search needs scripts in the browser; without them, browse by year, source and place of storage.",
        "hint": "Words are parted by blanks; -word must not be there. Traditional and simplified, full and half width,"
        " capitals and small letters are the same.",
        "made": "Made by tei-tools", "doubt": "What has a background was read with less certainty.", "colon": ": ",
    },
}  # fmt: skip
"""Every word by its name; each language has all of them."""

FOUND: dict[Language, dict[str, str]] = {
    "zh": {"found": "找到 {} 篇", "most": "至多 {} 篇", "nothing": "没有找到", "busy": "检索中…"},
    "en": {"found": "{} found", "most": "at most {} found", "nothing": "Nothing found", "busy": "Searching…"},
}  # fmt: skip
"""What the script says."""
