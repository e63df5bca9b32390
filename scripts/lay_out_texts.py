"""Labelled texts as pages of many invented layouts: ``python scripts/lay_out_texts.py --write DIR``.

What the layout of a file says about its lines is learned from labelled pages (``docs/training.md``), and few real ones
are labelled. Here the texts of ``tests/written``, which are, are laid out as web pages and Word documents by layouts that
are drawn at random: what is a heading, what is bold, centered or large, the classes of elements, menus, teasers,
boxes beside the text. Since the labels are those of the text, and all that a layout adds around it is noise, every line
of a page is labelled by construction.

DIR gets ``pages/``, ``text/`` and ``labels/`` by id, and ``pages.tsv``, the list of them for
``python -m tei_tools.read.layout_training``, in which a layout is a source. The same texts give the same bytes. One text in five is laid out (:func:`is_laid_out`).
"""

from __future__ import annotations

import argparse
import html
import io
import random
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tei_tools.evaluate.crossvalidate import AlsoLearned, also_learned

WEB, WORD = 90, 40
"""Layouts that are drawn, of web pages and of Word documents."""
EACH = 3
"""Texts in each layout."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: its characters and the labels that begin in it, with their columns."""

    text: str
    labels: tuple[tuple[int, str], ...]

    @property
    def label(self) -> str:
        """What the line begins with, without a depth."""
        return self.labels[0][1].partition(":")[0] if self.labels else "noise"

    @property
    def depth(self) -> int:
        """How deep a head stands."""
        return int(self.labels[0][1].partition(":")[2] or 1) if self.labels else 1


def lines_of(one: AlsoLearned) -> list[Line]:
    """The lines of a labelled text that are not blank."""
    text = one.case.source.text
    begin: dict[int, list[tuple[int, str]]] = {}
    for unit in one.case.labels.units:
        name = f"{unit.label}:{unit.depth}" if unit.depth else unit.label
        begin.setdefault(unit.line, []).append((unit.column, name))
    out = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            found = begin.get(number, [(0, "noise")])
            shift = len(line) - len(line.lstrip())
            out.append(Line(line.strip(), tuple((max(column - shift, 0), label) for column, label in found)))
    return out


class Drawn:
    """A page that is being made: its markup, and the lines that it shows with their labels."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lines: list[Line] = []

    def raw(self, markup: str) -> None:
        """Markup that shows nothing."""
        self.parts.append(markup)

    def shown(self, line: Line, markup: str) -> None:
        """A line of the text, ``{}`` in the markup being its words."""
        self.parts.append(markup.replace("{}", html.escape(line.text, quote=False)))
        self.lines.append(line)

    def noise(self, text: str, markup: str) -> None:
        """A line that belongs to no article."""
        self.shown(Line(text, ((0, "noise"),)), markup)


SITES = ["青禾网", "望溪新闻网", "云溪县人民政府门户网站", "柳河日报数字报", "江口融媒", "石桥镇政务网", "春风茶业协会", "山城晚报", "大河在线", "南坪大学新闻网"]  # fmt: skip
MENUS = ["首页", "要闻", "时政", "民生", "专题", "视频", "图片", "评论", "县区", "数字报", "政务公开", "互动交流", "办事服务", "走进云溪", "English", "客户端"]  # fmt: skip
OTHERS = [
    ("云溪县举办首届茶文化节", "茶文化节为期三天，来自周边六个县的四十余家茶企带来新茶，开幕当天接待游客近万人次。"),
    ("柳河镇开展森林防火演练", "演练模拟山脚农田起火蔓延，扑火队员在十五分钟内赶到现场，用风力灭火机把明火扑灭。"),
    ("我市新增市级非遗项目六个", "新增项目包括竹编、土布纺织等传统技艺，至此全市非遗项目总数达到八十七项。"),
    ("江口渡口改造工程开工", "工程总投资一千二百万元，建成后可停靠三百吨级船舶，两岸群众出行将更加方便。"),
    ("省农科院专家到青石镇指导", "专家们走进大棚，查看西红柿的长势，就灰霉病的防治给菜农上了一课。"),
    ("青禾中学举行开学典礼", "典礼上，新生代表发言，校长向全体师生提出三点希望，随后举行了升旗仪式。"),
    ("全市安全生产会议召开", "会议通报了上半年的情况，要求各县区把隐患排查落实到每一个岗位、每一道工序。"),
    ("春季义务植树活动启动", "当天共栽下香樟、桂花等苗木三千二百余株，参加的干部群众超过八百人。"),
]
BOXES = ["热点新闻", "相关阅读", "推荐", "图片新闻", "24小时排行", "最新文章", "热门标签", "延伸阅读"]
FOOTS = ["关于我们", "联系我们", "网站地图", "版权声明", "法律顾问"]
END = ["主办：青禾市融媒体中心　青ICP备12345678号-1", "违法和不良信息举报电话：0000-1234567", "版权所有 未经授权禁止复制或建立镜像", "技术支持：云溪信息中心"]  # fmt: skip
TOOLS = [
    "【字体：大 中 小】",
    "打印本页 关闭窗口",
    "分享到：",
    "浏览次数：128",
    "扫一扫在手机打开当前页",
    "收藏 点赞 评论",
]
_TITLES = ["<h1>{}</h1>"] * 6 + [
    '<h1 class="title">{}</h1>', '<h2 class="tit">{}</h2>', "<h2>{}</h2>", "<h3>{}</h3>", '<div class="title">{}</div>',
    '<div class="bt">{}</div>', '<p align="center"><font size="5"><b>{}</b></font></p>',
    '<p style="text-align:center"><strong>{}</strong></p>', '<td class="ArtTitle">{}</td>', '<span class="bigtitle">{}</span>',
]  # fmt: skip
_FACTS = [
    "info",
    "source",
    "time",
    "article-info",
    "date-source",
    "ly",
    "msg",
    "x1",
    "pubtime",
    "sub",
    "y3",
    "authorbar",
]
_TEXT = ["<p>{}</p>"] * 4 + [
    '<p style="text-indent:2em">{}</p>', "<p>　　{}</p>", '<div class="para">{}</div>', "　　{}<br>", "{}<br><br>",
    '<p class="MsoNormal"><span style="font-size:16px">{}</span></p>', '<p align="left">{}</p>',
]  # fmt: skip
_HEADS = [
    "<p><strong>{}</strong></p>", "<p><b>{}</b></p>", "<p>　　<strong>{}</strong></p>", "<h2>{}</h2>", "<h3>{}</h3>",
    '<p style="text-align:center"><strong>{}</strong></p>', '<p><span style="font-size:18px">{}</span></p>', "<h4>{}</h4>",
    '<p class="subhead">{}</p>', "<p>{}</p>", '<p align="center">{}</p>', '<p><font size="4"><b>{}</b></font></p>',
]  # fmt: skip
_IMAGES = [
    '<p style="text-align:center"><img src="a.jpg" width="600"></p><p style="text-align:center">{}</p>',
    '<figure><img src="a.jpg" width="600"><figcaption>{}</figcaption></figure>',
    '<p><img src="a.jpg" width="600"></p><p>{}</p>', '<div class="img_wrapper"><img src="a.jpg"><span class="img_descr">{}</span></div>',
    '<p align="center"><img src="a.jpg"><br>{}</p>', '<p><img src="a.jpg" width="600"></p><p style="font-size:12px;text-align:center">{}</p>',
    '<table><tr><td><img src="a.jpg" width="600"></td></tr><tr><td align="center">{}</td></tr></table>',
    '<p><img src="a.jpg" width="600"></p><p><strong>{}</strong></p>',
]  # fmt: skip
_SUFFIXES = [
    "{0}",
    "{0}_{1}",
    "{0}-{1}",
    "{0} - 要闻 - {1}",
    "{0}|{1}",
    "{1}-{0}",
    "{1}",
    "{0}--{1}",
    "{0}_新闻中心_{1}",
    "",
]
_NUMBER = 60


class WebLayout:
    """One invented site, as the number of its draw makes it."""

    def __init__(self, number: int) -> None:
        self.draw = draw = random.Random(f"web {number}")
        self.site = draw.choice(SITES)
        self.title = draw.choice(_TITLES)
        self.named = draw.choice(_SUFFIXES)
        self.facts = draw.choice(_FACTS)
        self.spans = draw.random() < 0.5
        self.text = draw.choice(_TEXT)
        self.heads = [draw.choice(_HEADS) for _ in range(3)]
        self.image = draw.choice(_IMAGES)
        self.items = draw.choice(["<li>{}</li>", "<p>{}</p>", "<p>　　{}</p>"])
        self.around = draw.sample(["menu", "path", "box", "teasers", "cards", "tools", "search"], draw.randint(2, 5))
        self.below = draw.sample(["tools", "box", "teasers", "comments", "next", "cards"], draw.randint(1, 4))
        self.block = draw.choice(
            ['<div class="content">', '<div id="zoom">', "<article>", '<div class="TRS_Editor">', "<td>", "<div>"]
        )
        self.split_heads = "<b>" in self.heads[0] + self.heads[0].replace("strong", "b") and draw.random() < 0.4
        self.bold_first = draw.random() < 0.15
        self.sign = draw.choice(['<p style="text-align:right">{}</p>', "<p>{}</p>", self.text])

    def page(self, lines: Sequence[Line]) -> tuple[bytes, list[Line]]:
        """The page of a text, and what it shows."""
        drawn = Drawn()
        titles = [line.text for line in lines if line.label == "title"]
        shown = html.escape("".join(titles), quote=False)
        head = self.named.format(shown, self.site)
        title = f"<title>{head}</title>" if head else ""
        drawn.raw(f'<!DOCTYPE html><html><head><meta charset="utf-8">{title}</head><body>')
        for part in self.around:
            self.part(part, drawn)
        self.article(lines, drawn)
        for part in self.below:
            self.part(part, drawn)
        drawn.raw('<div class="footer"><p>')
        drawn.noise(" | ".join(FOOTS), "".join(f'<a href="/{n}">{name}</a> | ' for n, name in enumerate(FOOTS))[:-3])
        drawn.raw("</p>")
        for text in self.draw.sample(END, 2):
            drawn.noise(text, "<p>{}</p>")
        drawn.raw("</div></body></html>")
        return "\n".join(drawn.parts).encode(), drawn.lines

    def article(self, lines: Sequence[Line], drawn: Drawn) -> None:
        """The lines of the text: what stands above its body, and that."""
        body = next((n for n, line in enumerate(lines) if line.label in _OF_BODY), len(lines))
        drawn.raw('<div class="main">')
        for n, line in enumerate(lines):
            if n == body:
                drawn.raw(self.block)
            for part in self.in_two(line) if n >= body else [line]:
                drawn.shown(part, self.above(line) if n < body else self.inside(line, n == body))
        drawn.raw("</div>")

    def in_two(self, line: Line) -> list[Line]:
        """A head over two lines behind its colon, where the site sets them so."""
        first, colon, rest = line.text.partition("：")
        if line.label != "head" or not self.split_heads or not rest.strip():
            return [line]
        return [Line(first + colon, line.labels), Line(rest.strip(), ((0, "cont"),))]

    def above(self, line: Line) -> str:
        """The markup of a line above the body."""
        if line.label == "title":
            return self.title
        if line.label in ("kicker", "subtitle"):
            return "<h3>{}</h3>" if self.title.startswith("<h") else '<p align="center">{}</p>'
        if line.label in ("meta", "byline"):
            return f'<div class="{self.facts}">' + ("<span>{}</span>" if self.spans else "{}") + "</div>"
        if line.label == "noise" and len(line.text) < 16 and self.draw.random() < 0.5:
            return '<div><a href="/x">{}</a></div>'
        return "<div>{}</div>"

    def inside(self, line: Line, first: bool) -> str:
        """The markup of a line of the body or below it."""
        if line.label == "head":
            return self.heads[min(line.depth, 3) - 1]
        if line.label in ("caption", "figure"):
            return self.image if line.label == "caption" else "<p>{}</p>"
        if line.label == "table":
            cells = "".join(f"<td>{html.escape(cell, quote=False)}</td>" for cell in line.text.split("\t"))
            return f"<table><tr>{cells}</tr></table>"
        if line.label == "sign":
            return self.sign
        if line.label == "item":
            return self.items
        if line.label == "noise":
            return '<div><a href="/x">{}</a></div>' if self.draw.random() < 0.4 else "<div>{}</div>"
        if line.label == "p" and first and self.bold_first:
            return "<p><strong>{}</strong></p>"
        return self.text

    def part(self, name: str, drawn: Drawn) -> None:
        """What stands around the text."""
        draw = self.draw
        made: dict[str, Callable[[], None]] = {
            "menu": lambda: self.links(draw.sample(MENUS, 10), drawn, '<div class="nav"><ul>', "</ul></div>"),
            "path": lambda: drawn.noise(
                f"您当前的位置：首页 > {self.site} > 正文",
                f'<div class="pos">您当前的位置：<a href="/">首页</a> &gt; <a href="/x/">{self.site}</a> &gt; 正文</div>',
            ),
            "box": lambda: self.box(drawn),
            "teasers": lambda: self.teasers(drawn),
            "cards": lambda: self.cards(drawn),
            "tools": lambda: drawn.noise(draw.choice(TOOLS), '<div class="tool">{}</div>'),
            "search": lambda: drawn.noise("请输入关键字 搜索", '<div class="search">{}</div>'),
            "comments": lambda: self.comments(drawn),
            "next": lambda: self.next(drawn),
        }
        made[name]()

    def links(self, words: Sequence[str], drawn: Drawn, opening: str, closing: str) -> None:
        """A list of links."""
        drawn.raw(opening)
        for word in words:
            drawn.noise(word, '<li><a href="/x/">{}</a></li>')
        drawn.raw(closing)

    def box(self, drawn: Drawn) -> None:
        """A box of links to other articles."""
        drawn.raw('<div class="side">')
        drawn.noise(
            self.draw.choice(BOXES),
            self.draw.choice(["<h3>{}</h3>", "<h2>{}</h2>", "<div>{}</div>", "<p><b>{}</b></p>"]),
        )
        self.links([title for title, _ in self.draw.sample(OTHERS, 5)], drawn, "<ul>", "</ul></div>")

    def teasers(self, drawn: Drawn) -> None:
        """Other articles, each with its first sentence."""
        drawn.raw('<div class="list">')
        for title, text in self.draw.sample(OTHERS, 3):
            drawn.raw('<div class="one">')
            drawn.noise(title, '<h3><a href="/x">{}</a></h3>')
            drawn.noise(text, "<p>{}</p></div>")
        drawn.raw("</div>")

    def cards(self, drawn: Drawn) -> None:
        """Other articles with images."""
        drawn.raw('<div class="cards">')
        for title, _ in self.draw.sample(OTHERS, 3):
            drawn.noise(title, '<div><a href="/x"><img src="b.jpg"><span>{}</span></a></div>')
        drawn.raw("</div>")

    def comments(self, drawn: Drawn) -> None:
        """What readers say."""
        drawn.raw('<div class="comment">')
        drawn.noise("网友评论", "<h3>{}</h3>")
        for text in ("说得好，支持！", "希望我们村也能这样。", "路修好了，老人出门方便多了，为村干部点赞。"):
            drawn.noise(text, "<p>{}</p>")
        drawn.raw("</div>")

    def next(self, drawn: Drawn) -> None:
        """The articles before and after this one."""
        for name, (title, _) in zip(("上一篇：", "下一篇："), self.draw.sample(OTHERS, 2), strict=True):
            drawn.noise(f"{name}{title}", f'<p>{name}<a href="/x">{title}</a></p>')


_OF_BODY = frozenset({"p", "head", "sec", "item", "caption", "salute", "figure", "table"})
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICES = ["青禾县水利局", "云溪县农业农村局", "石桥镇人民政府", "柳河镇茶叶专业合作社", "望溪科技有限公司", "江口市城市规划设计研究院", "南坪大学", "春风茶业协会"]  # fmt: skip
DAYS = ["二〇二一年三月", "2021年6月", "2019年11月8日", "二〇一八年十二月", "2020.05"]
_FONTS = ["宋体", "仿宋", "黑体", "楷体", "方正小标宋", "微软雅黑"]


class WordLayout:
    """The documents of one invented office, as the number of its draw makes them."""

    def __init__(self, number: int) -> None:
        self.draw = draw = random.Random(f"word {number}")
        self.size = draw.choice([21, 24, 28, 32])
        self.text = draw.choice(_FONTS[:2])
        self.title = self.run(draw.choice([32, 36, 44, 52]), draw.choice(_FONTS), draw.random() < 0.6)
        self.title_style = draw.choice(["", "", "", "title", "1"])
        self.centered = draw.random() < 0.85
        self.styled = draw.random() < 0.3
        made = draw.choice(["bold", "font", "large", "large bold", "plain", "font bold"])
        self.heads = [
            self.run(self.size + (4 if "large" in made else 0), "黑体" if "font" in made else self.text, "bold" in made),
            self.run(self.size + (2 if "large" in made else 0), "楷体" if "font" in made else self.text, "bold" in made),
            self.run(self.size, self.text, "bold" in made and draw.random() < 0.5),
        ]  # fmt: skip
        self.head_centered = draw.random() < 0.15
        self.facts = draw.choice(["center", "center", "left", "right"])
        self.cover = draw.choice(["", "", "", "plain", "office", "repeated"])
        self.indent = draw.choice(['<w:ind w:firstLineChars="200"/>', '<w:ind w:firstLine="480"/>', ""])

    @staticmethod
    def run(size: int, font: str, bold: bool = False) -> str:
        """The properties of a run; ``size`` is in half points."""
        return f'<w:rFonts w:eastAsia="{font}"/>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/>'

    def paragraph(self, line: Line) -> str:
        """A line of the text."""
        text, place, run = html.escape(line.text, quote=False), self.indent, self.run(self.size, self.text)
        if line.label == "title":
            place, run = ('<w:jc w:val="center"/>' if self.centered else ""), self.title
            place = (f'<w:pStyle w:val="{self.title_style}"/>' if self.title_style else "") + place
        elif line.label in ("kicker", "subtitle"):
            place, run = '<w:jc w:val="center"/>', self.run(self.size + 2, "楷体")
        elif line.label in ("meta", "byline"):
            place = f'<w:jc w:val="{self.facts}"/>'
        elif line.label == "head":
            place, run = (
                ('<w:jc w:val="center"/>' if self.head_centered else self.indent),
                self.heads[min(line.depth, 3) - 1],
            )
            if self.styled and line.depth < 4:
                place = f'<w:pStyle w:val="{line.depth + (self.title_style == "1")}"/>'
        elif line.label in ("caption", "figure"):
            place = '<w:jc w:val="center"/>'
        elif line.label == "sign":
            place = '<w:jc w:val="right"/>'
        if line.label == "table":
            cells = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in text.split("\t"))
            return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        return self.made(text, place, run)

    @staticmethod
    def made(text: str, place: str, run: str) -> str:
        """A paragraph."""
        return f'<w:p><w:pPr>{place}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'

    def on_cover(self, lines: Sequence[Line]) -> tuple[str, list[Line]]:
        """A cover and what it shows: the headline, the office, the date; the headline may stand above the text again."""
        titles = [line for line in lines if line.label == "title"]
        office, day = self.draw.choice(OFFICES), self.draw.choice(DAYS)
        facts = [Line(text, ((0, "meta"),)) for text in ((office, day) if self.cover != "office" else (office,))]
        copies = [Line(line.text, ((0, "noise"),)) for line in titles] if self.cover == "repeated" else titles
        title, fact = self.run(44, "黑体", True), self.run(30, self.text, self.draw.random() < 0.4)
        made = [(line, title) for line in copies] + [(line, fact) for line in facts]
        center = '<w:jc w:val="center"/>'
        parts = [self.made(html.escape(line.text, quote=False), center, run) for line, run in made]
        return "".join(parts) + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>', [line for line, _ in made]

    def page(self, lines: Sequence[Line]) -> tuple[bytes, list[Line]]:
        """The document of a text, and what it shows."""
        front, shown = self.on_cover(lines) if self.cover else ("", [])
        rest = [line for line in lines if line.label != "title" or self.cover in ("", "repeated")]
        shown += rest
        body = front + "".join(self.paragraph(line) for line in rest)
        styles = "".join(
            f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n}"/><w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
            for n in (1, 2, 3, 4)
        )
        styles += '<w:style w:type="paragraph" w:styleId="title"><w:name w:val="Title"/></w:style>'
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
            f'ContentType="{_TYPE}.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="m" Type="{_OFFICE}/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        return out.getvalue(), shown


def is_laid_out(name: str) -> bool:
    """Whether a text is one of those that are laid out, by its id: one in five.

    >>> sum([is_laid_out(f"text-{number}") for number in range(100)])
    19
    """
    return zlib.crc32(name.encode()) % 5 == 0


def rows_of(lines: Sequence[Line]) -> str:
    """A file of labels for lines."""
    rows = ["#article\ta1"]
    for number, line in enumerate(lines, 1):
        for column, label in line.labels:
            place = f"{number}@{column}" if len(line.labels) > 1 else str(number)
            rows.append(f"{place}\t{label}\t{'-' if label == 'noise' else 'a1'}")
    return "\n".join(rows) + "\n"


def texts_of(folder: Path) -> list[list[Line]]:
    """The texts that are laid out: those of one article whose paragraphs are whole, by id."""
    out = []
    for one in also_learned(folder):
        lines = lines_of(one)
        labels = [label for line in lines for _, label in line.labels]
        own = [line.label for line in lines if line.label != "noise"]
        usual = len(own) > 5 and "title" in own and labels.count("cont") * 20 <= len(labels)
        if is_laid_out(one.case.id) and len(one.case.labels.articles) == 1 and usual:
            out.append(lines)
    return sorted(out, key=lambda lines: zlib.crc32("".join(line.text for line in lines).encode()))


def main() -> None:
    """Read the written texts, write the pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--written", type=Path, default=Path("tests/written"), metavar="DIR")
    parser.add_argument("--write", type=Path, required=True, metavar="DIR")
    given = parser.parse_args()
    for name in ("pages", "text", "labels"):
        (given.write / name).mkdir(parents=True, exist_ok=True)
    texts = texts_of(given.written)
    rows, at = [], 0
    kinds: list[tuple[str, str, type[WebLayout] | type[WordLayout], int]] = [
        ("web", "html", WebLayout, WEB),
        ("word", "docx", WordLayout, WORD),
    ]
    for kind, ending, layout_of, count in kinds:
        for number in range(count):
            layout = layout_of(number)
            for place in range(EACH):
                lines = [line for line in texts[at % len(texts)] if kind == "web" or line.label != "noise"]
                at += 1
                data, shown = layout.page(lines)
                name = f"{kind}{number:02}-{place}"
                (given.write / "pages" / f"{name}.{ending}").write_bytes(data)
                (given.write / "text" / f"{name}.txt").write_text("\n".join(one.text for one in shown) + "\n", "utf-8")
                (given.write / "labels" / f"{name}.tsv").write_text(rows_of(shown), "utf-8")
                rows.append(f"{name}\tpages/{name}.{ending}\tlabels/{name}.tsv\ttext/{name}.txt\t{kind}{number:02}")
    (given.write / "pages.tsv").write_text("".join(f"{row}\n" for row in rows), "utf-8")
    print(f"{len(rows)} pages of {len(texts)} texts")


if __name__ == "__main__":
    main()
