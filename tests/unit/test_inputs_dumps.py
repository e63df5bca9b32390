"""Dumps and archives: every record a document, found again by its place, with what its columns say."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools.batch.naming import member_name
from tei_tools.errors import SourceError
from tei_tools.inputs.blob import Blob, InputOptions, Limits
from tei_tools.inputs.registry import detect, expand, read, read_member
from tei_tools.inputs.sql import _tuples
from tei_tools.parse import parse
from tests.unit.input_files import check_layout, zipped

ROWS = [
    {
        "id": f"n{n}",
        "title": f"石桥镇第{n}次集市开张",
        "content": f'　　{n}月3日，石桥镇集市开张，"人"很多；\n　　镇上说，往后每月都办。',
        "pub_time": f"2021-0{n}-03 08:00",
        "source": "石桥日报",
        "author": "王小石、李大桥",
    }
    for n in range(1, 6)
]


def table(delimiter: str, encoding: str, header: bool = True) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    if header:
        writer.writerow(["编号", "标题", "正文", "发布时间", "来源", "作者"])
    writer.writerows(list(row.values()) for row in ROWS)
    return out.getvalue().encode(encoding)


def database() -> bytes:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE log (x)")
    base.execute("CREATE TABLE news (id, title, content, pub_time, source, author)")
    base.executemany("INSERT INTO news VALUES (?, ?, ?, ?, ?, ?)", [tuple(row.values()) for row in ROWS])
    base.commit()
    return base.serialize()


def statements() -> bytes:
    names = "".join(f"  `{name}` text,\n" for name in ROWS[0])

    def escape(value: str) -> str:
        return value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")

    rows = ",".join("(" + ",".join(f"'{escape(value)}'" for value in row.values()) + ")" for row in ROWS)
    return (
        f"-- dump\nCREATE TABLE `news` (\n{names}  PRIMARY KEY (`id`)\n);\nINSERT INTO `news` VALUES {rows};\n".encode()
    )


def parquet() -> bytes:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet as files

    out = io.BytesIO()
    files.write_table(arrow.Table.from_pylist(ROWS), out, row_group_size=2)
    return out.getvalue()


JSONL = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
DUMPS: dict[str, Callable[[], bytes]] = {
    "a.jsonl": lambda: JSONL,
    "b.json": lambda: json.dumps({"code": 0, "data": {"list": ROWS, "n": [1, "]}"]}}, ensure_ascii=False).encode(),
    "list.json": lambda: json.dumps(ROWS, indent=1).encode("utf-8-sig"),
    "c.csv": lambda: table(",", "gb18030"),
    "d.tsv": lambda: table("\t", "utf-8-sig"),
    "e.csv": lambda: table(";", "utf-16"),
    "f.db": database,
    "g.sql": statements,
    "h.parquet": parquet,
    "i.jsonl.gz": lambda: gzip.compress(JSONL),
    "j.jsonl.xz": lambda: lzma.compress(JSONL),
    "k.csv.bz2": lambda: bz2.compress(table(",", "gbk")),
    "l.zip": lambda: zipped({"x/a.jsonl": JSONL, "pic.png": b"1"}),
}


@pytest.mark.parametrize("name", DUMPS)
def test_every_record_is_a_document(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(DUMPS[name]())
    blob = Blob.of_path(path)
    members = list(expand(blob))
    assert [member.name.rpartition("/")[2] for member in members] == [row["id"] for row in ROWS]
    assert len(list(read(blob))) == len(members)
    for row, member in reversed(list(zip(ROWS, members, strict=True))):  # in any order
        source = read_member(blob, member.key)
        check_layout(source)
        assert source.file.member == member.key and source.file.name == name
        assert source.text == (
            f"{row['title']}\n日期：{row['pub_time']}\n来源：石桥日报\n作者：王小石、李大桥\n{row['content']}\n"
        )
    article = parse(source).articles[0]
    assert article.title is not None and article.title.text == ROWS[0]["title"]
    assert article.date is not None and article.date.when == "2021-01-03T08:00"
    assert article.source is not None and article.source.text == "石桥日报"
    assert [person.name for person in article.authors] == ["王小石", "李大桥"]


def test_columns_are_named_and_missing_ones_said() -> None:
    data = b'{"a": "\xe7\x9f\xb3\xe6\xa1\xa5\xe9\x95\x87\xe9\x80\x9a\xe7\x9f\xa5", "when": "2021-03-04"}\n'
    options = InputOptions(columns=(("text", "A"), ("date", "when")))
    (source,) = read(Blob.of_bytes(data, "a.jsonl", options))
    assert source.text == "日期：2021-03-04\n石桥镇通知\n"
    for wrong in ((), (("text", "b"),)):
        with pytest.raises(SourceError) as caught:
            list(read(Blob.of_bytes(data, "a.jsonl", InputOptions(columns=wrong))))
        assert caught.value.code == "no-column" and "--column text=" in str(caught.value)


def test_a_table_without_names() -> None:
    options = InputOptions(columns=(("text", "3"), ("title", "2")))
    sources = list(read(Blob.of_bytes(table(",", "utf-8", header=False), "a.csv", options)))
    assert [source.text.split("\n")[0] for source in sources] == [row["title"] for row in ROWS]


def test_a_bad_line_does_not_stop_the_others() -> None:
    blob = Blob.of_bytes(b'{"text": "a b"}\n{"text": \n{"text": "c d"}\n', "a.jsonl")
    members = list(expand(blob))
    assert len(members) == 3
    assert read_member(blob, members[2].key).text == "c d\n"
    with pytest.raises(SourceError) as caught:
        read_member(blob, members[1].key)
    assert caught.value.code == "damaged-file"


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>石桥镇通知</title><link>http://a.cn/1</link><pubDate>Wed, 03 Mar 2021 08:00:00 +0800</pubDate>
<description>短</description><content:encoded><![CDATA[<p>明日<b>开会</b>。</p><p>请到。</p>]]></content:encoded></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>石桥镇通知</title><id>x1</id><link href="http://a.cn/1"/>
<published>2021-03-03T00:00:00Z</published><author><name>王小石</name></author><content type="html">明日开会。</content></entry></feed>"""
WIKI = """<mediawiki><page><title>石桥镇</title><ns>0</ns><id>7</id><revision><timestamp>2021-01-01T00:00:00Z</timestamp>
<text>{{表|a={{b}}}}'''石桥镇'''是[[澄湖县|澄湖]]的镇&lt;ref&gt;x&lt;/ref&gt;。
== 历史 ==
* 第一
[[File:a.jpg|thumb|[[b]]]]
{| class="x"
| 格
|}
正文。</text></revision></page><page><title>讨论</title><ns>1</ns></page></mediawiki>"""
SGML = """<DOC id="XXX_CMN_20210304.0001" type="story" >
<HEADLINE>
石桥镇通知
</HEADLINE>
<TEXT>
<P>
明日开会，请大家
都来。
</P>
</TEXT>
</DOC>
"""


@pytest.mark.parametrize(
    ("data", "name", "format", "text", "facts"),
    [
        (FEED, "a.xml", "feed", "石桥镇通知\n日期：Wed, 03 Mar 2021 08:00:00 +0800\n明日开会。\n请到。\n", {"url": "http://a.cn/1"}),
        (ATOM, "a.atom", "feed", "石桥镇通知\n日期：2021-03-03T00:00:00Z\n作者：王小石\n明日开会。\n", {"id": "x1"}),
        (WIKI, "a.xml", "mediawiki", "石桥镇\n石桥镇是澄湖的镇。\n历史\n第一\n正文。\n", {"title": "石桥镇"}),
        (SGML, "a.sgm", "sgml", "石桥镇通知\n明日开会，请大家都来。\n", {"date": "2021-03-04"}),
    ],
)  # fmt: skip
def test_xml_dumps(data: str, name: str, format: str, text: str, facts: dict[str, str]) -> None:
    blob = Blob.of_bytes(data.encode(), name)
    assert detect(blob).name == format
    (source,) = read(blob)
    check_layout(source)
    assert source.text == text
    found = {fact.field: fact.value for fact in source.layout.facts}
    assert found.items() >= facts.items()


def test_rows_of_sql_are_parted_outside_of_strings() -> None:
    statement = b"INSERT INTO t VALUES (1,'a);(','it''s'),(2,'b\\'),(',NULL);"
    rows = [statement[a:b] for a, b in _tuples(statement, statement.index(b"("))]
    assert rows == [b"(1,'a);(','it''s')", b"(2,'b\\'),(',NULL)"]


def test_archives_keep_folders_and_lead_nowhere() -> None:
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        for name in ("t/a.txt", "../../b.txt"):
            info = tarfile.TarInfo(name)
            info.size = len("石桥镇通知".encode())
            archive.addfile(info, io.BytesIO("石桥镇通知".encode()))
        link = tarfile.TarInfo("passwd.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    blob = Blob.of_bytes(zipped({"in/x.tar.gz": inner.getvalue(), "页.html": "<h1>石桥镇</h1><p>通知</p>"}), "a.zip")
    members = list(expand(blob))
    assert [member_name(member.name) for member in members] == ["in/x.tar/t/a", "in/x.tar/b", "页"]
    assert [source.text.split("\n")[0] for source in read(blob)] == ["石桥镇通知", "石桥镇通知", "石桥镇"]


def test_names_of_windows_are_read() -> None:
    from tei_tools.inputs.zip import name_of

    raw = zipped({"aaaa.txt": "x"}).replace(b"aaaa", "石桥".encode("gbk"))
    (member,) = expand(Blob.of_bytes(raw, "a.zip"))
    assert member.name == "石桥.txt"
    assert name_of is not None


@pytest.mark.parametrize(
    ("name", "keep", "want"),
    [("../../etc/passwd", False, "etc/passwd"), ("C:\\x\\..\\a.html", False, "C_/x/a"), ("", False, "_"), (".hidden", True, "hidden"),
     ("a/b?c", True, "a_b_c"), ("长" * 200, True, "")],
)  # fmt: skip
def test_names_of_members(name: str, keep: bool, want: str) -> None:
    found = member_name(name, keep=keep)
    assert not found.startswith(("/", ".")) and ".." not in found.split("/") and len(found.encode()) <= 255
    assert not want or found == want


def test_web_archives() -> None:
    warc = pytest.importorskip("fastwarc.warc")
    out = io.BytesIO()
    for url, kind, body in (
        ("http://a.cn/2021/03/04/x.html", "text/html", "<h1>石桥镇</h1><p>通知</p>"),
        ("http://a.cn/a.png", "image/png", "x"),
        ("http://a.cn/b.txt", "text/plain", "石桥镇要闻"),
    ):
        record = warc.WarcRecord()
        record.init_headers(record_type=warc.WarcRecordType.response)
        record.headers["WARC-Target-URI"] = url
        record.headers["Content-Type"] = "application/http; msgtype=response"
        content = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
        record.set_bytes_content(content)
        record.write(out)
    blob = Blob.of_bytes(out.getvalue(), "a.warc")
    members = list(expand(blob))
    assert [member.name for member in members] == ["a.cn/2021/03/04/x.html", "a.cn/b.txt"]
    source = read_member(blob, members[0].key)
    assert source.text == "石桥镇\n通知\n"
    assert [(fact.field, fact.value) for fact in source.layout.facts][:2] == [
        ("url", "http://a.cn/2021/03/04/x.html"), ("date", "2021-03-04"),
    ]  # fmt: skip
    assert read_member(blob, members[1].key).text == "石桥镇要闻"


def test_a_container_of_one_is_read_as_one() -> None:
    blob = Blob.of_bytes(gzip.compress("石桥镇通知".encode()), "a.txt.gz")
    assert read_member(blob, "").text == "石桥镇通知"
    with pytest.raises(SourceError) as caught:
        read_member(Blob.of_bytes(JSONL, "a.jsonl"), "")
    assert caught.value.code == "many-documents"
    with pytest.raises(SourceError) as caught:
        read_member(Blob.of_bytes(b"[[[]]]", "a.json"), "", Limits())
    assert caught.value.code == "empty-file"
