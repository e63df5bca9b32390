"""What every web page says: share and font tools, disclaimers, counters, downloads, QR texts, links to related pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..facts import read_fields
from ..page import SHORT, Page
from ..rule import Candidate, Rule, Unit

# reason -> pattern; searched in lines of up to 200 characters. `whole` patterns must fill the line.
_EDGES = " \t\u00a0[]【】()|·•>+:《》<"
_GAP = r"[\s\[\]【】()|·•>+:《》]++"
_WHOLE: tuple[tuple[str, str], ...] = tuple(
    (reason, rf"(?:{pattern})(?:{_GAP}(?:{pattern})){{0,3}}")
    for reason, pattern in (
        (
            "share-tool",
            r"分享(?:到|至)?(?:[:：].{0,20})?\d*|分享到?[:：]?(?:微信|微博|QQ空间|朋友圈)*|微信(?:扫一扫)?(?:[:：]?分享)?|微博|新浪微博|腾讯QQ|QQ空间|QQ|Qzone|朋友圈|赞(?:\s*+\d+)?|点赞(?:\s*+\d+)?|"
            r"赏|收藏|转发|评论|复制链接|扫一扫|查看评论|.{0,6}参与评论|分享让更多人看到|(?:点击)?(?:下方)?阅读(?:原文|全文)|阅读\s*+[\d.]+万?\+?|(?:分享|收藏|点赞|在看|转发|评论){2,6}|喜欢此内容的人还喜欢",
        ),
        (
            "share-tool",
            r"(?:调整字体|[【\[]?字[号体體號][:：]?(?:[\s+|]*+[大中小TA\-])*+|加大|还原|减小|放大\+?|缩小-?|默认|朗读|收听|缩小字体|放大字体|大|中|小|打印(?:本页)?|全屏|下载|A[+-]|\+1|T[+-]|隐藏边栏|纠错|我要纠错|我要反馈|返回顶部|"
            r"关闭(?:窗口|本页)?|打印|听新闻|播放|暂停|语音播报)",
        ),
        (
            "navigation",
            r"首页|网站首页|新闻首页|登[录錄](?:\s*+(?:[|/]\s*+)?注册)?|注册|退出|导航|搜索|频道|更多|[上下]一[篇页版期]|返回目录|版面(?:导航|概览)|标题导航|(?:下转|上接|紧接|转自?|见|详见)第?\s*+(?:[A-Z]\s*+)?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*+版|客户端|触屏版|移动版|手机版|English|EN|"
            r"个人中心|忘记密码|记住.{2,6}|设为首页|加入收藏|返回.{0,6}|站内搜索|最新资讯|最新資訊|正文|新闻中心|通知公告|政务公开|\S{2,6}网\s++正文",
        ),
        (
            "related-link",
            r"(?:相关|推荐|热门|精彩|延伸|更多|最新|编辑推荐|猜你喜欢|大家都在看|今日|本月|本周|往期|频道)\S{0,4}(?:阅读|新闻|文章|报道|推荐|链接|附件|内容|资讯|图集|图片|视频|排行|专题|热点|评论|回顾|精选)(?:\s*+[:：])?|"
            r"新闻推荐|猜你喜欢|热帖|热评|热点|相关专题|专题推荐|作者最新文章|\S{2,4}(?:新闻)?精选|新闻评论|加载更多|热词",
        ),
        (
            "counter",
            r"(?:浏览|阅读|点击|访问|评论|人气|播放|点赞)(?:次数|量|数|人次)?\s*+(?:[:：]\s*+)?\d+(?:\s*+(?:次|人次))?",
        ),
        (
            "page-number",
            r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*+(?:/\s*+)?共\s*+\d{1,3}\s*+页)?|(?:【\d{1,2}】){2,}|\d{1,3}\s*/\s*\d{1,3}",
        ),
        (
            "column-name",
            r"图片(?:报道|新闻)|(?:公益)?广告|(?:第\s*)?[A-Z]?\d{1,2}\s*版\s*[:：]\S{1,14}|[^\s>]{2,8}\s*>[\s>]*[^\s>]{2,12}(?:\s*>[\s>]*[^\s>]{2,12})*+",
        ),
        ("separator", r"[-=*_~—─━＊·.\s]{3,}+|#+"),
        ("empty-label", r"其他部门|附件|标签|責任單位|责任单位|所属栏目|关键字?词?|点击数|来源|时间|日期|作者"),
    )
)
_OPENING = (
    ("navigation", r"(?:上|下)一[篇页条][:：\s]|个人中心|忘记密码|设为首页|加入收藏|(?:缩小|放大)字体"),
    (
        "related-link",
        r"(?:最热|最新)评论|点击进入|更多精彩|此前报道[:：]|查看更多|更多.{0,12}(?:资讯|信息|内容|新闻)$",
    ),
    ("counter", r"[\d,]+人参与|\d+条评论|已有[\d,]+人"),
)
_INSIDE: tuple[tuple[str, str], ...] = (
    (
        "disclaimer",
        r"免责声明|免責聲明|特别声明|版权声明|版权所有|版權所有|侵权必究|未经.{0,12}(?:授权|许可|书面)|不代表.{0,12}(?:立场|观点)|如有侵[权犯]|转载请注明|请注明出处|版权归.{0,12}所有|声明[:：]本[网站平刊]|我们将在24小时|Copyright|copyright|©|All [Rr]ights",
    ),
    (
        "contact",
        r"ICP[备證证]|公网安备|增值电信|许可证[:：号]|不良信息举报|举报电话[:：]?\s*\d{3,}|新闻热线|广告(?:热线|业务)|违法和不良|网警|违法信息|网站标识码|主办(?:单位)?[:：].{2,30}[承协]办(?:单位)?[:：]|技术支持[:：]",
    ),
    (
        "advertisement",
        r"万博|体育(?:\d|手机|官|网|app|平台)|博彩|娱乐(?:城|平台|官网)|彩票|棋牌|手机版(?:下载)?$|官方网站$|APP下载|app下载|下载安装|亚博|澳门.{0,6}(?:官网|娱乐|赌)|代开|发票|真人|注册送|彩金",
    ),
    (
        "share-tool",
        r"扫(?:描|一扫|码)|二维码|二維碼|长按.{0,6}关注|長按|关注.{0,10}(?:公众号|微信|微博|公眾號)|公[众眾][号號]|微信扫|微博扫|分享到|扫二维码|欢迎(?:扫描|关注)|下载.{0,6}客户端|客户端下载|扫码下载",
    ),
    (
        "download",
        r"\A(?:(?:PDF|附件|视频|音频|图片)?(?:链接|下载)[:：]\s*https?://|\[查看原文\]|\[[^\]]{2,16}\]\(https?:)",
    ),
    ("download", "点击下载|附件下载"),
    (
        "comment",
        r"举报赞?\d*回复|条评论|参与网友评论|网友评论|发表评论|登录后.{0,4}评论|网友.{2,10}举报|用户\d{6,}",
    ),
    (
        "navigation",
        r"当前的?位置|现在的?位置|所在的?位置|首页\s*[>»›/|]|>>\s*正文|网站地图|设为首页|加入收藏|使用百度前必读|我要投稿|联系我们|关于我们|法律声明|加入我们|友情链接",
    ),
    ("related-link", r"\A(?:点击进入|查看更多|相关报道)"),
    ("related-link", r"【详细】|\[详细\]"),
    ("boilerplate", "更新时间戳|enproperty|property-->|<!--|-->"),
    ("boilerplate", r"\A-\s?[a-z][a-z_\d]{2,24}:\s"),
)


def _first(patterns: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """One pattern of many, which names by ``lastindex`` the first of them that matches."""
    return re.compile("|".join(f"({pattern})" for _, pattern in patterns))


_WHOLE_LINE = _first(_WHOLE)
_LINE_OPENING = _first(_OPENING)
_AT_START = _first([entry for entry in _INSIDE if entry[1].startswith(r"\A")])
# All alternatives begin with their letters, which makes a search some times faster.
_ANYWHERE = re.compile("|".join(pattern for _, pattern in _INSIDE if not pattern.startswith(r"\A")))
_PHRASES = tuple(
    (reason, re.compile(pattern).match if pattern.startswith(r"\A") else re.compile(pattern).search)
    for reason, pattern in _INSIDE
)
_MORE = re.compile(r"[【\[](?:详细|阅读全文|更多|全文)[】\]]\W*$")
_STATEMENT = re.compile(r"[“\"(【*※]?(?:特别|免责|版权|郑重|重要)?声明[】]?\s*[:：]")
_TIME_ONLY = re.compile(r"(?:(?:19|20)\d\d[-年./])?\d{1,2}[-月./]\d{1,2}日?\s*\d{0,2}:?\d{0,2}:?\d{0,2}")
_BARS = re.compile(r"\S\s*[|丨]\s*\S.*[|丨]")
_SITE_TITLE = re.compile(r"(?:[-_|—]{1,2})\s*\S{2,14}(?:网|报|台|频道|新闻|门户)$|_\S{2,10}_\S{2,10}")


def find(unit: Unit, page: Page) -> Sequence[Candidate]:
    shape = page.shapes[unit.index]
    text = unit.text
    if shape.size > 420:
        return ()
    said = (_short_says if shape.size <= SHORT else _says)(text, shape.prose)
    if said is not None:
        return (said,)
    evidence = []
    reason = "navigation"
    if text[0].isdecimal() and _TIME_ONLY.fullmatch(text):
        evidence.append("bare-time")
        reason = "related-link"
    if ("|" in text or "丨" in text) and _BARS.search(text):
        evidence.append("bars")
    if unit.index <= 2 and _SITE_TITLE.search(text):
        evidence.append("site-title")
        reason = "site-name"
    if shape.han * 4 < len(shape.key) and shape.size >= 4 and shape.marker is None:
        evidence.append("foreign")
        reason = "boilerplate"
    if text in ("?", "??") or not shape.key:
        evidence.append("no-words")
        reason = "separator"
    if shape.size <= 3 and text.isdigit():
        evidence.append("between-wrapped-lines" if page.wrap else "page-number")
        reason = "page-number"
    if evidence:
        return (Candidate("noise", tuple(evidence), detail=reason),)
    return ()


def _says(text: str, prose: bool) -> Candidate | None:
    """The reading that the words ask for, wherever they stand."""
    size = len(text)
    if size <= 60:
        bare = text.strip(_EDGES)
        whole = _WHOLE_LINE.fullmatch(bare)
        if whole is not None:
            return Candidate("noise", ("whole-line",), detail=_WHOLE[(whole.lastindex or 1) - 1][0])
        pieces = bare.split()
        if 2 <= len(pieces) <= 8:
            first = _WHOLE_LINE.fullmatch(pieces[0].strip(_EDGES))
            if first is not None and all([_WHOLE_LINE.fullmatch(piece.strip(_EDGES)) for piece in pieces[1:]]):
                return Candidate("noise", ("whole-line",), detail=_WHOLE[(first.lastindex or 1) - 1][0])
        opening = _LINE_OPENING.match(bare)
        if opening is not None:
            return Candidate("noise", ("whole-line",), detail=_OPENING[(opening.lastindex or 1) - 1][0])
    for reason, says in _PHRASES if _ANYWHERE.search(text) or _AT_START.match(text) else ():
        if says(text):
            evidence = ["phrase"]
            if size > 90:
                evidence.append("long")
            elif size <= 24:
                evidence.append("short")
            if reason in ("disclaimer", "boilerplate", "download", "comment", "contact"):
                evidence.append("unmistakable")
            if prose:
                evidence.append("prose")
            fields = read_fields(text.removeprefix("- "))
            if len(fields) >= 2 or any(
                field.name in ("date", "source", "issuer", "document-number") and field.end > field.start
                for field in fields
            ):
                evidence.append("facts")
            if _MORE.search(text):
                evidence.append("more-link")
            if _STATEMENT.match(text):
                evidence.append("opens")
            return Candidate("noise", tuple(evidence), detail=reason)
    return None


_short_says = lru_cache(maxsize=2048)(_says)


RULE = Rule(
    "boilerplate",
    find,
    {
        "noise": {
            "base": 0.0, "whole-line": 4.0, "phrase": 3.0, "long": -0.8, "short": 0.5, "unmistakable": 1.5, "prose": -0.8, "facts": -3.5, "more-link": 3.5, "opens": 1.2, "bare-time": 2.0, "bars": 2.0,
            "site-title": 2.5, "foreign": 1.2, "no-words": 4.0, "page-number": 2.5, "between-wrapped-lines": 4.5,
        },
    },
)  # fmt: skip
