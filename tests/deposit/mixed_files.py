"""Two hundred files as an archive gets them: many formats, many encodings, one that cannot be read. All is invented."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from tests.deposit.packages import NEWS, PAGE, REPORT
from tests.unit.input_files import docx, paragraph, zipped

TOWNS = ("石桥镇", "云岫镇", "白鹭乡", "青石乡", "棲梧街道", "红枫镇", "龙溪乡", "柏树镇")
"""Eight invented places, of each twenty-five files."""
UNREADABLE = "柏树镇/扫描件.bin"

HANT = (
    "{town}舉辦讀書會\n\n時間:2024-04-2{n} 來源:{town}文化站\n\n{town}文化站舉辦讀書會，三十位居民參加，"
    "大家談了各自讀過的書，也談了對社區圖書室的期望。\n"
)
NOTICE = (
    "{town}人民政府关于做好防汛工作的通知\n\n{short}政发〔2024〕{n}号\n\n各村民委员会：\n\n汛期将至，现就做好防汛工作通知如下。\n\n"
    "一、落实责任\n\n各村要明确专人值守，遇有险情立即报告。\n\n二、备足物资\n\n沙袋、水泵须在五月底以前备齐。\n\n"
    "{town}人民政府\n2024年4月{n}日\n"
)
MEETING = (
    "{town}召开春耕现场会",
    "4月{n}日，{town}在下湾村召开春耕现场会，各村负责人参加。",
    "一、抓好育秧",
    "全镇育秧大棚已全部投入使用，秧苗长势良好。",
    "二、修好水渠",
    "下湾村的水渠已疏通三公里，上湾村的水渠本月动工。",
)


def mixed_files(page: str) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of each file. ``page`` is a newspaper page of several articles."""
    for number, town in enumerate(TOWNS, 1):
        for name, data in _of_town(town, number, page):
            if number == len(TOWNS) and name == "名册.csv":
                yield UNREADABLE, b"\x00\x01\x02" * 50
            else:
                yield f"{town}/{name}", data


def _of_town(town: str, n: int, page: str) -> Iterator[tuple[str, bytes]]:
    def news(way: str, day: int) -> str:
        return NEWS.format(way, day).replace("石桥镇", town)

    yield "新闻1.txt", news("东", 1).encode()
    yield "新闻2.txt", b"\xef\xbb\xbf" + news("西", 2).replace("\n", "\r\n").encode()
    yield "新闻3.txt", news("南", 3).encode("gb18030")
    yield "新闻4.txt", news("北", 4).encode("utf-16")
    hant = (
        town.replace("桥", "橋").replace("镇", "鎮").replace("鹭乡", "鷺鄉").replace("乡", "鄉").replace("红枫", "紅楓")
    )
    hant = hant.replace("龙", "龍").replace("树", "樹")
    yield "讀書會1.txt", HANT.format(town=hant, n=1).encode("big5")
    yield "讀書會2.txt", HANT.format(town=hant, n=2).encode("utf-8")
    report = REPORT.replace("云岫镇", town)
    yield "总结1.txt", report.encode()
    yield "总结2.txt", report.replace("2021", "2022").encode("gbk")
    yield "通知.txt", NOTICE.format(town=town, short=town[:2], n=n).encode()
    yield "版面.txt", page.replace("石桥镇", town).encode()
    html = PAGE.replace("白鹭乡", town)
    yield "网页1.html", html.encode()
    yield "网页2.html", html.replace("utf-8", "gb2312").replace("植树", "护林").encode("gb18030")
    yield "网页3.htm", html.replace("植树", "清渠").replace("<meta charset='utf-8'>", "").encode()
    yield "通报.md", f"# {town}通报\n\n{town}今年修通村道五公里，村民出行方便。\n".encode()
    lines = [line.format(town=town, n=n) for line in MEETING]
    yield "材料1.docx", docx("".join(map(paragraph, lines)))
    yield "材料2.docx", docx("".join(map(paragraph, (line.replace("春耕", "秋收") for line in lines))))
    yield "报告1.odt", odt(lines)
    yield "报告2.odt", odt([line.replace("春耕", "植树") for line in lines])
    yield "纪要.rtf", rtf(lines)
    yield "保存.mht", _mail(html, f"{town}网页", mht=True)
    yield "来信.eml", _mail(html.replace("植树", "防火"), f"{town}来信", mht=False)
    records = [
        {"id": f"{n}{at}", "title": f"{town}{way}路修通", "text": news(way, at)} for at, way in enumerate("东南西", 1)
    ]
    yield "稿件.jsonl", "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()
    yield "旧稿.zip", zipped({"甲.txt": news("前", 5), "乙.txt": news("后", 6).encode("gb18030")})
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(("title", "date", "content"))
    rows.writerows((f"{town}短讯{at}", f"2024-03-0{at}", f"{town}今天有{at}件小事，都已办妥。") for at in (1, 2))
    yield "名册.csv", table.getvalue().encode()
    yield "剪报.txt.gz", gzip.compress(news("新", 7).encode(), mtime=0)


def odt(lines: list[str]) -> bytes:
    """A text document of these paragraphs."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:text="{space}text:1.0">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def rtf(lines: list[str]) -> bytes:
    """A rich text of these paragraphs."""
    words = r"\par ".join("".join(f"\\u{ord(sign)}?" for sign in line) for line in lines)
    return rf"{{\rtf1\ansi\ansicpg936\uc1 {words}\par}}".encode("ascii")


def _mail(html: str, subject: str, *, mht: bool) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "archive@example.org"
    message["Date"] = "Wed, 01 May 2024 08:15:00 +0800"
    if mht:
        message["Snapshot-Content-Location"] = "http://www.example.org/saved.html"
        message.set_content(html, subtype="html", charset="utf-8")
    else:
        message.set_content("见附件。", charset="utf-8")
        message.add_alternative(html, subtype="html", charset="utf-8")
        for part in message.walk():
            part.set_boundary("=-=") if part.is_multipart() else None
    return bytes(message)


def write_mixed_files(folder: Path, page: str) -> int:
    """Write them below a folder; gives how many."""
    count = 0
    for name, data in mixed_files(page):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    return count
