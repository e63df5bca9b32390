"""One document that holds every construct the writers have, and the source it is thought to be read from."""

from __future__ import annotations

from collections.abc import Sequence

from tei_tools.errors import Diagnostic
from tei_tools.model.nodes import (
    Article,
    Block,
    Byline,
    Correction,
    Credit,
    Date,
    DateRole,
    Decision,
    Discard,
    Document,
    Facts,
    Field,
    Figure,
    Graphic,
    InlineItem,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Person,
    Salutation,
    Section,
    Signature,
    Table,
    Text,
)
from tei_tools.model.walk import slice_text
from tei_tools.text.source import Confidence, SourceFile, Span


class Pen:
    """Writes a source and gives the texts read from it, one line each."""

    def __init__(self) -> None:
        self.source = ""

    def put(self, string: str) -> Span:
        span = Span(len(self.source), len(self.source) + len(string))
        self.source += string
        return span

    def text(self, string: str, as_found: str | None = None) -> Text:
        span = self.put(as_found or string)
        self.put("\n")
        return Text(string, (span,), (), as_found)

    def paragraph(self, string: str, credit: str = "", name: str = "", role: str = "") -> Paragraph:
        text = self.text(string)
        if not credit:
            return Paragraph(text)
        return Paragraph(text, credit=Credit(part(text, credit), (person(text, name, role),)))

    def facts(self, string: str, *fields: tuple[str, str, str], sure: Confidence = "high") -> Facts:
        text = self.text(string)
        found = (Field(label, name, part(text, value) if value else None) for label, name, value in fields)
        return Facts(text, tuple(found), confidence=sure)

    def byline(self, string: str, *people: tuple[str, str], sure: Confidence = "high") -> Byline:
        text = self.text(string)
        return Byline(text, tuple(person(text, name, role) for name, role in people), sure)

    def signature(self, string: str, signed: str = "", date: str = "", when: str = "") -> Signature:
        text = self.text(string)
        return Signature(
            text, part(text, signed) if signed else None, dated(text, date, when, "signed") if date else None
        )

    def graphic(self, url: str) -> Graphic:
        span = self.put(url)
        self.put("\n")
        return Graphic(url, (span,))


def part(text: Text, string: str) -> Text:
    start = text.spans[0].start + text.text.index(string)
    return slice_text(text, start, start + len(string))


def person(text: Text, name: str, role: str) -> Person:
    return Person("".join(name.split()), role, part(text, name).spans)


def dated(text: Text, string: str, when: str, role: DateRole) -> Date:
    return Date(when, role, part(text, string))


def specimen() -> tuple[Document, str]:
    """The document and its source. Script was converted, so that ``as_found`` has a place."""
    pen = Pen()
    first = _first_article(pen)
    only = pen.paragraph("只有一段。")
    head = pen.text("节")
    ending = pen.paragraph("末段。(小吴)", "(小吴)", "小吴")
    second = Article("a2", "zh-Hant", (only, Section(1, None, None, None, head, False, (ending,))))
    title = pen.text("第三篇")
    news = pen.text("新华社石桥8月31日电 路通了。")
    opening = Paragraph(news, part(news, "新华社石桥8月31日电"))
    closing = pen.paragraph("路真通了。(小郑)", "(小郑)", "小郑")
    third = Article(
        "a3",
        "zh-Hans",
        (opening, closing, pen.byline("编辑 小冯")),
        title=title,
        date=dated(news, "8月31日", "--08-31", "dateline"),
    )
    navigation = pen.put("首页")
    pen.put("\n")
    control = pen.put("\x0b")
    pen.put("\n")
    other = pen.put("\x00")
    markup = pen.put("a\ud800")
    document = Document(
        SourceFile("石 桥.txt", "text/plain", "gb18030", "medium", 2, 4096, "0" * 64, len(pen.source)),
        "zh-Hans",
        (first, second, third),
        (
            Discard("navigation", "首页", (navigation,)),
            Discard("control", "\x0b\x00", (control, other), "medium"),
            Discard("markup", "a\ud800", (markup,), "low"),
        ),
        (
            Diagnostic("number-gap", "warning", "the number 2 is missing", (Span(3, 5),)),
            Diagnostic("no-title", "info", "the article a2 has no title"),
        ),
        "hans",
        decisions=(
            Decision((Span(0, 4),), "引题在上", "白洁", "2026-05-01T08:30:00Z", reading="kicker"),
            Decision((Span(5, 9),), "石橋”鎮 ", "吴芳", "2026-05-02T08:30:00+08:00", reading="head", level=2),
            Decision((Span(5, 9),), "石橋鎮", "白洁", "2026-05-02T09:30:00Z", field="authors", value="白 洁|吴芳"),
            Decision((Span(5, 9),), "石橋鎮", "白洁", "2026-05-02T09:31:00Z", field="date"),
            Decision((Span(5, 9),), "石橋鎮", "白洁", "2026-05-02T09:32:00Z", begins=False),
        ),
    )
    return document, pen.source


def _first_article(pen: Pen) -> Article:
    kicker = pen.text("引题在上")
    title = pen.text("石桥镇今年修路三条", "石橋鎮今年修路三條")
    subtitle = pen.text("——副题在下")
    line = pen.text(
        "时间:2023-09-19 16:04 来源:石桥县政务中心 作者:白 洁 文号:石政发〔2020〕1号 主题词: 栏目:要闻 责编:"
    )
    labelled: Sequence[tuple[str, str, str]] = (
        ("时间", "date", "2023-09-19 16:04"),
        ("来源", "source", "石桥县政务中心"),
        ("作者", "author", "白 洁"),
        ("文号", "document-number", "石政发〔2020〕1号"),
        ("主题词", "keywords", ""),
        ("栏目", "column", "要闻"),
        ("责编", "editor", ""),
    )
    published = dated(line, "2023-09-19 16:04", "2023-09-19T16:04", "published")
    author = person(line, "白 洁", "作者")
    fields = (Field(label, name, part(line, value) if value else None) for label, name, value in labelled)
    facts = Facts(line, tuple(fields), published, (author,), "medium")
    byline = pen.byline("本报记者 张三 通讯员 李四", ("张三", "本报记者"), ("李四", "通讯员"), sure="low")
    salutation = Salutation(pen.text("各位代表:"))
    note = Note("editorial", pen.text("编者按:石桥镇的路。"), "medium")
    graphic = pen.graphic("图 1.jpg")
    caption = pen.text("图为新路。(吴芳 摄)")
    photographer = person(caption, "吴芳", "摄")
    figure = Figure(graphic, caption, Credit(part(caption, "(吴芳 摄)"), (photographer,)), "medium")
    news = pen.text("本报讯(记者 王芳)石桥镇修路。一是早动手。二是快收工。余下的话。三是常看护(王五)")
    items = tuple(
        InlineItem(string[:2], number, part(news, string).spans)
        for number, string in enumerate(("一是早动手。", "二是快收工。", "三是常看护(王五)"), 1)
    )
    credit = Credit(part(news, "(王五)"), (person(news, "王五", ""),))
    opening = Paragraph(news, part(news, "本报讯(记者 王芳)"), credit, items, "zh-Hant-t-zh-hans", "low")
    middle = _middle(pen, facts, byline, salutation, note, figure, opening)
    section = _section(pen)
    last = (pen.paragraph("文末一段。"), Note("footnote", pen.text("注一")))
    ending = pen.paragraph("路又修好了。(周八)", "(周八)", "周八")
    bottom: tuple[Block, ...] = (
        pen.signature("石桥镇政府", "石桥镇政府"),
        pen.signature("二〇二〇年八月三十一日", "", "二〇二〇年八月三十一日", "2020-08-31"),
        pen.signature("落款其他"),
        pen.signature("县政府 2020年8月31日", "县政府", "2020年8月31日", "2020-08-31"),
        Note("attachment", pen.text("附件:1.路图")),
        Note("release", pen.text("(此件公开发布)")),
        pen.facts("来源:东川台", ("来源", "source", "东川台")),
    )
    responsible = pen.byline("责任编辑:张伟", ("张伟", "责任编辑"))
    picture = Figure(None, pen.text("尾图"))
    source = part(line, "石桥县政务中心")
    reporter = Person("张三", "本报记者", byline.people[0].spans, "張三")
    return Article(
        "a1",
        "zh-Hans",
        (*middle, section, *last, ending, *bottom, responsible, picture),
        kicker,
        title,
        subtitle,
        published,
        Text(source.text, source.spans, (), "石橋縣政務中心"),
        part(line, "石政发〔2020〕1号"),
        (author, person(news, "王芳", "记者"), reporter),
        (photographer,),
        responsible.people,
        "medium",
    )


def _middle(pen: Pen, *above: Block) -> tuple[Block, ...]:
    plain, damaged, rest = pen.put("镇党委"), pen.put("當?shù)"), pen.put("办事了")
    pen.put("\n  ")
    space, more, entity = pen.put("?"), pen.put("丙"), pen.put("&amp;;")
    pen.put("\n")
    corrected = Text(
        "镇党委當地办事了 丙&",
        (Span(plain.start, rest.end), Span(space.start, entity.end)),
        (
            Correction(damaged, "當?shù)", "當地", "byte-shift", "medium", 1),
            Correction(space, "?", " ", "lost-space"),
            Correction(entity, "&amp;;", "&", "entity", "low"),
        ),
    )
    assert more.start == space.end
    below = (
        pen.paragraph("甲的段落。"),
        ItemList((ListItem("●", None, pen.text("●乙事")),)),
    )
    return (
        *above,
        Paragraph(corrected),
        ItemList(
            (
                ListItem("1.", 1, pen.text("1.甲事"), below),
                ListItem("", None, pen.text("无号")),
                ListItem(
                    "",
                    4,
                    pen.text("失号"),
                    (
                        Facts(pen.text("来源:甲")),
                        Byline(pen.text("丁一")),
                        Salutation(pen.text("各位:")),
                        Signature(pen.text("镇政府")),
                        Note("footnote", pen.text("注")),
                        Figure(None, pen.text("图")),
                        Table(((pen.text("格"),),)),
                    ),
                ),
            ),
            "medium",
        ),
        Table(((pen.text("甲"), pen.text("乙")), (pen.text("丙"), Text("", ()))), "low"),
        Salutation(pen.text("同志们:"), "medium"),
        pen.byline("记者 赵六", ("赵六", "记者")),
        pen.facts("来源:本台 索引号:A-1", ("来源", "source", "本台"), ("索引号", "index-number", "A-1")),
        pen.signature("镇政府2020年8月", "镇政府", "2020年8月", "2020-08"),
        Note("footnote", pen.text("文中注")),
        Figure(None, pen.text("文中图"), None, "low"),
        _credit_only(pen.text("(郑十一摄)")),
    )


def _credit_only(caption: Text) -> Figure:
    return Figure(None, caption, Credit(caption, (person(caption, "郑十一", "摄"),)))


def _section(pen: Pen) -> Section:
    head = pen.text("一、情况")
    top: tuple[Block, ...] = (
        pen.byline("节首署名 钱九", ("钱九", "")),
        Facts(pen.text("节首事实")),
        Figure(None, pen.text("节首图")),
        pen.paragraph("节首段。"),
    )
    run_in = pen.text("(一)党建。")
    body = (pen.paragraph("路修好了。(记者 孙七)", "(记者 孙七)", "孙七", "记者"), Figure(pen.graphic("a.jpg"), None))
    lost = pen.text("失号的节")
    end = (
        pen.paragraph("段。"),
        Byline(pen.text("节尾署名")),
        Facts(pen.text("节尾事实")),
        pen.signature("节尾落款"),
    )
    headless = pen.paragraph("失号无头")
    behind = (Note("footnote", pen.text("节后注")), pen.paragraph("节后的段。"))
    plain = pen.text("无号的节")
    entries = ItemList((ListItem("(2)", 2, pen.text("(2)丑")),))
    inner: tuple[Block, ...] = (
        *top,
        Section(2, 1, "1.1", "(一)", run_in, True, body),
        Section(2, 2, "1.2", None, lost, False, end, True),
        Section(2, 3, "1.3", None, Text("", ()), False, (headless,), True, "low"),
        *behind,
        Section(2, None, None, None, plain, False, (entries,), False, "medium"),
    )
    return Section(1, 1, "1", "一、", head, False, inner, False, "medium")
