"""Texts to measure with: invented, of the kinds and sizes that collections have, and the same on every machine."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

SMALLEST, LARGEST = 1_000, 60_000
"""Bytes of UTF-8 of the texts made here, about. Their logarithms are spread like a bell around 5 kB."""

_COUNTIES = ("澄湖县", "临湖市", "望江县", "青溪县", "宁川市", "白鹤县")
_TOWNS = ("云岫镇", "石桥镇", "白鹭乡", "青石乡", "大堰乡", "柳湾镇", "松坪镇", "龙溪乡")
_VILLAGES = ("红枫村", "望溪村", "石桥村", "樟树坪村", "南塘村", "青竹岭村", "柳林村", "新河村")
_NAMES = ("葛长河", "邹若兰", "彭一舟", "祝晚晴", "韩松涛", "陆小满", "温远山", "孟秋白", "傅晓棠", "齐明朗")
_TOPICS = ("产业发展", "乡村建设", "民生保障", "生态保护", "基层治理", "文化建设", "安全生产", "农田水利", "就业服务")
_RESULTS = ("稳中有进", "成效明显", "扎实有力", "持续改善", "不断加强", "迈出新步", "基础更牢", "再上台阶")
_DIGITS = "零一二三四五六七八九"

_SENTENCES = (
    "{town}党委、政府围绕{topic}这一重点,先后投入资金{many}万元,改造农村公路{few}公里,新建桥梁{one}座,疏通水渠{few}公里。",
    "全年完成固定资产投资{one}.{few}亿元,同比增长{one}.{one}%,带动周边{few}户群众在家门口就业。",
    "{village}利用拆旧腾出的空地建起小广场和书屋,一到傍晚,这里就成了最热闹的地方。",
    "{county}组织{few}支服务队走村入户,帮助{many}名群众办理各类事项,解决急难愁盼问题{few}件。",
    "“以前晴天一身灰、雨天一身泥,现在水泥路通到了家门口,出门卖菜方便多了。”{village}村民{name}高兴地说。",
    "截至目前,全{unit}共建成高标准农田{many}亩,安装太阳能路灯{few}盏,硬化通组公路{few}.{one}公里。",
    "下一步,{town}将继续把{topic}摆在突出位置,细化措施,压实责任,推动各项任务落到实处。",
    "记者在现场看到,工人们正抢抓晴好天气加紧施工,机器的轰鸣声与号子声此起彼伏。",
    "据介绍,该项目总投资约{many}万元,建成后每年可为村集体增加收入{few}万元以上。",
    "一是加强组织领导,成立工作专班;二是健全台账,做到底数清、情况明;三是强化督查,确保{topic}各项要求落地见效。",
    "通过举办培训班{one}期、开展技能比赛{one}场,全{unit}新增就业{few}人,其中脱贫劳动力{few}人。",
    "{town}坚持问题导向,对排查出的{few}个隐患逐一登记、限期整改,目前已全部销号。",
)
_MENU = ("首页", "新闻中心", "政务公开", "办事服务", "互动交流", "专题专栏", "走进{county}", "数据开放")
_FOOT = ("网站地图", "联系我们", "关于本站", "隐私声明", "版权所有 {county}融媒体中心", "技术支持:{county}信息中心")
_RELATED = ("{county}召开{topic}推进会", "{town}:{topic}结硕果", "{village}的新变化", "{county}举办稻田音乐节")

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a file name without its ending, as plain text, and, for a page of the web, as HTML."""

    name: str
    text: str
    html: str = ""


def number_of(value: int) -> str:
    """A number from 1 to 99 in Chinese.

    >>> number_of(3), number_of(10), number_of(25)
    ('三', '十', '二十五')
    """
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def make_page(number: int, size: int | None = None, seed: int = 1) -> Page:
    """The text of a number, of about ``size`` bytes of UTF-8: the same for the same arguments.

    Kinds take turns: work report, notice, news text, newspaper page, page of
    the web with its menus. No place and no person in them exists.

    >>> make_page(3) == make_page(3), make_page(3) == make_page(8)
    (True, False)
    """
    random = Random(f"{seed}/{number}")
    wanted = size or min(max(int(random.lognormvariate(8.5, 1.0)), SMALLEST), LARGEST)
    kind = _KINDS[number % len(_KINDS)]
    return Page(f"{number:06d}-{kind.__name__.strip('_')}", kind(random, wanted // 3))


def make_news_page(number: int, seed: int = 1) -> Page:
    """A news page of the web as HTML, and its lines as plain text.

    Made like the pages of small news sites: menus above, a list of other news
    beside, related links and a foot below, scripts and a style sheet in the
    page, and paragraphs with the formatting that editors paste.
    """
    random = Random(f"{seed}/html/{number}")
    words = _words(random)
    story = _story(random, random.randint(700, 3500))
    head = _spell("{county}{topic}{result}", words)
    site = f"{words['county']}新闻网"
    facts = f"时间:2022-{random.randint(1, 12):02d}-{random.randint(1, 28):02d} 08:15 来源:{words['county']}融媒体中心"
    menu, foot = ([_spell(entry, words) for entry in entries] for entries in (_MENU, _FOOT))
    beside = [_spell(random.choice(_RELATED), _words(random)) for _ in range(10)]
    related = [_spell(random.choice(_RELATED), _words(random)) for _ in range(6)]
    above, below = [*menu, *_TOPICS, ""], ["", "相关新闻", *related, "", "热点新闻", *beside, "", *foot, ""]
    text = "\n".join([*above, head, "", facts, "", *story, *below])
    paragraphs = "\n".join(
        f'<p style="text-indent: 2em; line-height: 1.75em;"><span style="font-size: 16px; font-family: 宋体;">'
        f"{html.escape(line.strip())}</span></p>"
        for line in story
    )
    code = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{head}_{site}</title>
<meta name="keywords" content="{words["county"]},新闻,{words["topic"]}"><meta name="viewport" content="width=1200">
<style>{"".join(f".box{i} li{{float:left;margin:{i}px 0;padding:0 {i}px}}" for i in range(40))}</style>
<script>{"".join(f"function show{i}(node){{node.style.display='block';return {i};}}" for i in range(60))}</script>
</head>
<body><div class="top"><ul class="nav">{_links(menu)}</ul><ul class="subnav">{_links(_TOPICS)}</ul></div>
<div class="crumbs"><a href="/">{menu[0]}</a> &gt; <a href="/news/">{menu[1]}</a></div>
<div class="wrap"><div class="left"><div class="article"><h1>{head}</h1>
<div class="info"><span>{facts}</span></div>
<div class="content" id="content">
{paragraphs}
<p style="text-align: center;"><img src="/upload/{number}.jpg" alt="" width="600"></p>
</div></div>
<div class="related"><h3>相关新闻</h3><ul>{_links(related)}</ul></div></div>
<div class="right"><h3>热点新闻</h3><ul class="hot">{_links(beside)}</ul></div></div>
<div class="footer">{"".join(f"<p>{line}</p>" for line in foot)}</div>
<script>var _track = _track || []; _track.push(["page", {number}]);</script></body></html>
"""
    return Page(f"{number:06d}-news", text, code)


def _links(entries: Sequence[str]) -> str:
    return "".join(f'<li><a href="/list/{i}.html" target="_blank">{entry}</a></li>' for i, entry in enumerate(entries))


def write_corpus(folder: Path, documents: int, size: int | None = None, per_folder: int = 1_000) -> None:
    """Write so many texts as ``.txt`` files into folders of at most a thousand; what is there already stays."""
    for number in range(documents):
        inner = folder / f"{number // per_folder:04d}"
        inner.mkdir(parents=True, exist_ok=True)
        page = make_page(number, size)
        path = inner / f"{page.name}.txt"
        if not path.exists():
            path.write_text(page.text, encoding="utf-8")


def write_news_pages(folder: Path, documents: int) -> None:
    """Write so many pages of the web, each as ``.html`` and as ``.txt``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        page = make_news_page(number)
        (folder / f"{page.name}.html").write_text(page.html, encoding="utf-8")
        (folder / f"{page.name}.txt").write_text(page.text, encoding="utf-8")


def long_text(kind: str, size: int) -> str:
    """One text of about ``size`` bytes of UTF-8: ``report`` is one article, ``pages`` are many of all kinds."""
    if kind == "report":
        return _work_report(Random("long"), size // 3)
    parts: list[str] = []
    length = number = 0
    while length < size:
        page = make_page(number, 2_000)
        parts.append(page.text)
        length += len(page.text.encode())
        number += 1
    return "\n".join(parts)


def _words(random: Random) -> Words:
    choice = random.choice
    return {
        "county": choice(_COUNTIES),
        "town": choice(_TOWNS),
        "village": choice(_VILLAGES),
        "name": choice(_NAMES),
        "topic": choice(_TOPICS),
        "result": choice(_RESULTS),
        "unit": choice("镇乡县市"),
        "many": str(random.randint(100, 9000)),
        "few": str(random.randint(10, 99)),
        "one": str(random.randint(1, 9)),
    }


def _spell(template: str, words: Words) -> str:
    return template.format(**words)


def _paragraph(random: Random, length: int) -> str:
    """Sentences until there are about so many characters."""
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts.append(_spell(random.choice(_SENTENCES), _words(random)))
    return "".join(parts)


def _story(random: Random, length: int) -> list[str]:
    words = _words(random)
    lines = [f"本报讯 {random.randint(1, 12)}月{random.randint(1, 28)}日,{_paragraph(random, 90)}"]
    while sum(map(len, lines)) < length:
        lines.append("  " + _paragraph(random, random.randint(60, 220)))
    lines.append(f"(记者 {words['name']} 通讯员 {random.choice(_NAMES)})")
    return lines


def _work_report(random: Random, length: int) -> str:
    words = _words(random)
    title = _spell("{town}2021年工作总结", words)
    opening = "今年以来,{town}在{county}县委、县政府的坚强领导下,各项工作稳步推进。现将情况总结如下。"
    lines = [title, "", _spell(opening, words)]
    done = len(lines[2])
    part = 0
    while done < length:
        part += 1
        mark = number_of((part - 1) % 99 + 1)
        lines += ["", f"{mark}、{random.choice(_TOPICS)}{random.choice(_RESULTS)}", ""]
        for inner in range(1, random.randint(2, 5)):
            slogan = f"{random.choice(_TOPICS)}{random.choice(_RESULTS)}"
            own = [f"({number_of(inner)}){slogan}。{_paragraph(random, random.randint(80, 300))}"]
            if random.random() < 0.4:
                own += [
                    f"{item}.{random.choice(_TOPICS)}。{_paragraph(random, random.randint(50, 120))}"
                    for item in range(1, random.randint(3, 5))
                ]
            lines += own
            done += sum(map(len, own))
            if done >= length:
                break
    return "\n".join([*lines, "", words["town"] + "人民政府", "2021年12月20日", ""])


def _notice(random: Random, length: int) -> str:
    words = _words(random)
    lines = [
        _spell("关于做好{topic}工作的通知", words),
        "",
        _spell("{county}政发〔2022〕{few}号", words),
        "",
        "各乡镇人民政府,县直各部门:",
        "",
        _paragraph(random, 80) + "现将有关事项通知如下。",
    ]
    part = 0
    while sum(map(len, lines)) < length:
        part += 1
        mark = number_of((part - 1) % 99 + 1)
        lines += [f"{mark}、{random.choice(_TOPICS)}", _paragraph(random, random.randint(120, 400))]
    return "\n".join([*lines, "", words["county"] + "人民政府办公室", "2022年3月15日", ""])


def _news(random: Random, length: int) -> str:
    words = _words(random)
    head = [_spell("{county}{topic}{result} {village}换新颜", words), ""]
    facts = [_spell("时间:2022-09-2{one} 08:15:30 来源:{county}融媒体中心 作者:{name}", words), ""]
    return "\n".join([*head, *facts, *_story(random, length), ""])


def _newspaper(random: Random, length: int) -> str:
    lines: list[str] = []
    done = 0
    while done < length:
        story = _story(random, random.randint(200, 900))
        head = _spell("{town}{topic}{result}", _words(random))
        caption = _spell("图为{village}村民在新建成的文化广场上休闲健身。({name} 摄)", _words(random))
        lines += [head, "", *story, "", *([caption, ""] if random.random() < 0.3 else [])]
        done += sum(map(len, story))
    return "\n".join(lines)


def _web(random: Random, length: int) -> str:
    words = _words(random)
    menu, related, foot = ([_spell(entry, words) for entry in entries] for entries in (_MENU, _RELATED, _FOOT))
    return "\n".join([*menu, "", _news(random, length), "相关新闻", *related, "", "分享到:", "上一篇:无", *foot, ""])


_KINDS: tuple[Callable[[Random, int], str], ...] = (_work_report, _notice, _news, _newspaper, _web)
