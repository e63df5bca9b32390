"""Hostile files of every format that needs nothing more than lxml, as data: their names and how they are made."""

# ruff: noqa: E501 — a file is read as one piece

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import struct
import tarfile
from collections.abc import Callable, Iterator

from tests.unit.input_files import W, docx, levels, num, numbered, ofd, paragraph, pdf, text_object, zipped

STORY = "石桥镇召开秋收工作会议\n\n9月24日,镇里组织农机手下田抢收,群众满意。\n"
P = "<p>9月24日,镇里组织农机手下田抢收,群众满意。</p>"
XML = "<?xml version='1.0'?>"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY a{n} "{("&a" + (str(n - 1) if n else "") + ";") * 10}">' for n in range(12)
) + "]>"  # fmt: skip
BIG = "9" * 400


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>石桥镇召开秋收工作会议</title>{head}</head><body>{body}{P}</body></html>".encode()


def odt(body: str, styles: str = "") -> bytes:
    space = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    content = (
        f"<office:document-content{space}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text>{body}<text:p>群众满意。</text:p></office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def epub(spine: str, manifest: str, files: dict[str, str], root: str = "content.opf") -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            f'<rootfile full-path="{root}" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "content.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata/>'
            f"<manifest>{manifest}</manifest><spine>{spine}</spine></package>",
            **files,
        }
    )


ITEM = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
HTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{P}</body></html>'


def tar(*members: tarfile.TarInfo, data: bytes = STORY.encode()) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member in members:
            if member.isreg():
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
            else:
                archive.addfile(member)
    return out.getvalue()


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, target
    return found


def database(*statements: str) -> bytes:
    base = sqlite3.connect(":memory:")
    for statement in statements:
        base.execute(statement)
    base.commit()
    data: bytes = base.serialize()
    base.close()
    return data


def ladder(depth: int) -> str:
    return paragraph("表") + "<w:tbl><w:tr><w:tc>" * depth + paragraph("格") + "</w:tc></w:tr></w:tbl>" * depth


def overlapping() -> bytes:
    """A ZIP whose directory names the same bytes many times."""
    data = zipped({"a.txt": STORY})
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[at:end]
    many = entry * 500
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 500, 500, len(many), at, 0)
    return data[:at] + many + tail


def wide(count: int, cell: str = "甲") -> str:
    return "<table>" + f"<tr>{f'<td>{cell}</td>' * 50}</tr>" * count + "</table>"


FILES: dict[str, Callable[[], bytes]] = {
    # HTML
    "attributes.html": lambda: page("<p " + "".join(f"a{n}=1 " for n in range(20_000)) + ">甲</p>"),
    "one-attribute.html": lambda: page(f'<p class="{"c " * 200_000}">甲</p>'),
    "unclosed.html": lambda: page("<p><b><i><u><span>" * 2_000),
    "deep-tables.html": lambda: page("<table><tr><td>" * 150 + "甲"),
    "deep.html": lambda: b"<html>" + b"<div>" * 100_000,
    "spans.html": lambda: page('<table><tr><td rowspan="99999999" colspan="99999999">甲</td></tr></table>'),
    "span-words.html": lambda: page(f'<table><tr><td rowspan="-1" colspan="x{BIG}">甲</td><td rowspan="{BIG}">乙</td></tr></table>'),
    "cells.html": lambda: page(wide(400)),
    "lists.html": lambda: page("<ul><li>甲" * 200),
    "list-start.html": lambda: page(f'<ol start="{BIG}"><li value="-{BIG}">甲</li><li>乙</li></ol><ol start="x" type="?"><li>丙</ol>'),
    "headings.html": lambda: page("<h1>甲</h1><h6>乙</h6>" * 1_500),
    "comment.html": lambda: page("<!-- never closed"),
    "comments.html": lambda: page("<!---->" * 30_000 + "<!--" * 3_000 + "-->"),
    "script.html": lambda: page("<script>" + "document.write('甲');" * 20_000),
    "cdata.html": lambda: page("<![CDATA[甲]]>" * 5_000),
    "references.html": lambda: page("&#0;&#xd800;&#x110000;&#99999999999;&amp;amp;&nosuch;&#xfffe;" * 2_000),
    "json-ld.html": lambda: page("甲", '<script type="application/ld+json">' + "[" * 5_000 + "</script>"),
    "json-ld-loop.html": lambda: page("甲", '<script type="application/ld+json">{"@graph":[[],{"datePublished":[{}],"author":{"name":{"name":[1,null]}},"headline":9e999}]}</script>'),
    "meta-dates.html": lambda: page("甲", '<meta name="pubdate" content="2024-99-99T99:99"><meta property="article:published_time" content="-1"><meta name="author" content="\x0b">'),
    "meta-many.html": lambda: page("甲", '<meta name="source" content="石桥网">' * 5_000),
    "title-long.html": lambda: f"<title>{'石桥镇' * 50_000}</title>{P}".encode(),
    "charset-wrong.html": lambda: b'<meta charset="utf-7">' + page("+ADw-script+AD4-"),
    "charset-nonsense.html": lambda: f'<meta charset="{"x" * 5_000}">'.encode() + page("甲"),
    "utf16-says-utf8.html": lambda: '<meta charset="utf-8"><p>石桥镇开会。</p>'.encode("utf-16"),
    "nul.html": lambda: page("甲\0乙" * 3_000),
    "hidden.html": lambda: page('<div style="display:none">' + "甲" * 50_000 + "</div>"),
    "ruby.html": lambda: page("<ruby>甲<rp>(</rp><rt>jia</rt><rp>)</rp>" * 2_000),
    "frames.html": lambda: b"<html><frameset><frame src='a'></frameset></html>",
    "only-scripts.html": lambda: b"<html><body><script>1</script></body></html>",
    "foreign.html": lambda: page("<svg><math><desc><p>甲</p>" * 300),
    "template.html": lambda: page("<template>" * 300 + "甲"),
    "xml-entities.xhtml": lambda: f"{XML}{ENTITIES}<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&a11;</p>{P}</body></html>".encode(),
    "boundary.mhtml": lambda: b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=" + b"-" * 60_000 + b"\r\n\r\n" + b"--" * 9_000,
    "no-part.mhtml": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n",
    "parts.mhtml": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" * 3_000,
    "base64.mhtml": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=nosuch\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!=A==\r\n--b--",
    "fences.md": lambda: ("# 石桥镇\n\n" + "```\n" * 5_001 + STORY).encode(),
    "links.md": lambda: ("# 石桥镇\n\n" + "[" * 20_000 + STORY).encode(),
    "front.md": lambda: ("---\ntitle: " + "&a [" * 9_000 + "\n" + STORY).encode(),
    "emphasis.md": lambda: ("# 石桥镇\n\n" + "*_" * 15_000 + "甲\n" + STORY).encode(),
    # Word
    "entities.docx": lambda: zipped({"[Content_Types].xml": "x", "word/document.xml": f"{ENTITIES}<w:document {W}>&a11;</w:document>"}),
    "bomb.docx": lambda: zipped({"[Content_Types].xml": "x", "word/document.xml": b" " * 50_000_000}),
    "empty.docx": lambda: docx(""),
    "cut.docx": lambda: docx(paragraph("石桥镇"))[:-200],
    "tables.docx": lambda: docx(ladder(40)),
    "tables-deep.docx": lambda: docx(ladder(2_000)),
    "level.docx": lambda: docx(numbered("甲", 99) + numbered("乙", -3) + numbered("丙", 10**30) + paragraph("乙"), levels(("decimal", "%1")) + num(1)),
    "level-word.docx": lambda: docx(numbered("甲").replace('w:val="0"', 'w:val="x"') + paragraph("乙"), levels(("decimal", "%1")) + num(1)),
    "format.docx": lambda: docx(numbered("甲") * 300, levels(("nosuch", "%1%2%9%"), ("chineseCountingThousand", "第%2章")) + num(1)),
    "start.docx": lambda: docx(numbered("甲") * 3, levels(("chineseCounting", "%1、")).replace('w:start w:val="1"', f'w:start w:val="{BIG}"') + num(1)),
    "roman.docx": lambda: docx(numbered("甲") * 3, levels(("upperRoman", "%1.")).replace('w:start w:val="1"', 'w:start w:val="99999999"') + num(1)),
    "letters.docx": lambda: docx(numbered("甲") * 3, levels(("lowerLetter", "%1.")).replace('w:start w:val="1"', 'w:start w:val="99999999"') + num(1)),
    "style-loop.docx": lambda: docx(paragraph("甲", '<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'),
    "style-chain.docx": lambda: docx(paragraph("甲", '<w:pStyle w:val="s0"/>'), styles="".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(5_000))),
    "outline.docx": lambda: docx(paragraph("甲", '<w:outlineLvl w:val="-7"/>') + paragraph("乙", f'<w:outlineLvl w:val="{BIG}"/>')),
    "size.docx": lambda: docx(paragraph("甲", "", f'<w:sz w:val="{BIG}"/>') + paragraph("乙", "", '<w:sz w:val="-x"/>')),
    "fields.docx": lambda: docx("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 3_000 + "<w:r><w:t>甲</w:t></w:r></w:p>" + paragraph("乙")),
    "tabs.docx": lambda: docx("<w:p><w:r>" + "<w:tab/><w:br/>" * 3_000 + "<w:t>甲</w:t></w:r></w:p>"),
    "controls.docx": lambda: docx(paragraph("甲&#x9;&#xA;&#xD;乙\u2028丙\ufeff\u202e丁")),
    "notes.docx": lambda: docx(paragraph("甲") + '<w:p><w:r><w:footnoteReference w:id="99"/></w:r></w:p>', parts={"footnotes": f"<w:footnotes {W}><w:footnote w:id='x'/></w:footnotes>"}),
    "boxes.docx": lambda: docx("<w:p><w:r><w:pict><w:txbxContent>" * 60 + paragraph("甲") + "</w:txbxContent></w:pict></w:r></w:p>" * 60),
    # ODT, EPUB, OFD
    "empty.odt": lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
    "spaces.odt": lambda: odt(f'<text:p>甲<text:s text:c="{"9" * 9}"/>乙</text:p>'),
    "spaces-word.odt": lambda: odt('<text:p>甲<text:s text:c="-x"/>乙</text:p>'),
    "repeated.odt": lambda: odt('<table:table><table:table-row table:number-rows-repeated="99999999"><table:table-cell table:number-columns-repeated="99999999"><text:p>甲</text:p></table:table-cell></table:table-row></table:table>'),
    "heading.odt": lambda: odt(f'<text:h text:outline-level="{BIG}">甲</text:h><text:h text:outline-level="x">乙</text:h>'),
    "lists.odt": lambda: odt("<text:list><text:list-item>" * 150 + "<text:p>甲</text:p>" + "</text:list-item></text:list>" * 150),
    "style-loop.odt": lambda: odt('<text:p text:style-name="a">甲</text:p>', '<style:style style:name="a" style:parent-style-name="b"/><style:style style:name="b" style:parent-style-name="a"/>'),
    "entities.odt": lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"{ENTITIES}<x>&a11;</x>"}),
    "no-root.epub": lambda: epub("", "", {}, root="../../etc/passwd"),
    "loop.epub": lambda: epub('<itemref idref="a"/>' * 3_000, ITEM, {"a.xhtml": HTML}),
    "gone.epub": lambda: epub('<itemref idref="a"/><itemref idref="zz"/>', ITEM, {}),
    "out.epub": lambda: epub('<itemref idref="a"/>', ITEM.replace("a.xhtml", "../../../etc/passwd"), {"a.xhtml": HTML}),
    "bad-chapter.epub": lambda: epub('<itemref idref="a"/>', ITEM, {"a.xhtml": "<html><body><p>甲<b></p>" * 500}),
    "no-container.epub": lambda: zipped({"mimetype": "application/epub+zip"}),
    "numbers.ofd": lambda: ofd([text_object("石桥镇", 10, 10).replace('Size="5.0"', 'Size="NaN"').replace('X="0"', f'X="1e{BIG}"')]),
    "delta.ofd": lambda: ofd([text_object("石桥镇", 10, 10).replace("g 2 5.0", f"g {'9' * 9} 5 g x g")]),
    "box.ofd": lambda: ofd([text_object("石桥镇", 10, 10).replace('Boundary="', 'Boundary="x -1 ')]),
    "no-box.ofd": lambda: ofd([text_object("石桥镇", 10, 10).replace("Boundary", "Nothing")]),
    "pages.ofd": lambda: ofd([text_object("甲", 10, 10)] * 300),
    "objects.ofd": lambda: ofd(["".join(text_object("甲", n % 200, n // 200) for n in range(6_000))]),
    "entities.ofd": lambda: zipped({"OFD.xml": f"{ENTITIES}<x>&a11;</x>"}),
    "nowhere.ofd": lambda: zipped({"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>../../x</ofd:DocRoot></ofd:DocBody></ofd:OFD>'}),
    # RTF, PDF
    "deep.rtf": lambda: b"{\\rtf1 " + b"{" * 100_000,
    "bin.rtf": lambda: b"{\\rtf1 \\bin999999999 abc}",
    "unicode.rtf": lambda: b"{\\rtf1\\ansi\\uc99999 \\u-99999999?\\u55357?\\u22823?" + b"\\u30707?" * 500 + b"\\par}",
    "uc.rtf": lambda: b"{\\rtf1\\ansi\\uc-5 \\u30707 \\u99999999999999999999?\\par text}",
    "code-page.rtf": lambda: b"{\\rtf1\\ansi\\ansicpg99999\\fcharset999 \\'ca\\'af\\'c7\\'c5\\'d5\\'f2\\par}",
    "half-byte.rtf": lambda: b"{\\rtf1\\ansi\\ansicpg936 \\'ca\\'a\\'g\\'" + b"\\'ca\\'af" * 2_000,
    "words.rtf": lambda: b"{\\rtf1 " + b"\\" + b"a" * 100_000 + b"9" * 5_000 + b" text}",
    "only-header.rtf": lambda: b"{\\rtf1}",
    "no.pdf": lambda: b"%PDF-1.7 nothing",
    "pages.pdf": lambda: pdf([], 10_000),
    "far.pdf": lambda: pdf([[(1e9, -1e9, 1e6, "A"), (10, 10, 0, "B")] + [(10, 700 - n, 1, "C") for n in range(400)]]),
    # dumps
    "deep.jsonl": lambda: b'{"text":' + b"[" * 100_000,
    "numbers.jsonl": lambda: f'{{"text": {BIG}, "title": 1e999, "id": -0}}\n{{"text": null}}\n[1]\n"x"\n{{"text": "{"石桥镇。" * 9}", "date": {BIG}}}\n'.encode(),
    "surrogates.jsonl": lambda: b'{"text": "\\ud800\\udfff\\ud800 \\u0000 \\ufffe", "id": "\\ud83d"}\n' * 20,
    "ids.jsonl": lambda: "".join(json.dumps({"id": name, "text": STORY}) + "\n" for name in ("../../x", "/etc/passwd", ".", "..", "", "a/b", "a\\b", "CON", "x" * 5_000, "\n", "\0", "-rf", "a.tei.xml", "a", "a", "A")).encode(),
    "one-line.jsonl": lambda: (json.dumps({"text": "石桥镇。" * 100_000}) + "\n").encode(),
    "half.json": lambda: b'[{"text": "' + "石桥镇".encode()[:-1],
    "keys.json": lambda: json.dumps({f"k{n}": n for n in range(50_000)}).encode(),
    "nan.json": lambda: b'[NaN, Infinity, {"text": -Infinity}]',
    "columns.csv": lambda: ("," * 50_000 + "\n").encode() * 3,
    "quotes.csv": lambda: ('text,title\n"' + '""' * 50_000 + "石桥镇\n").encode(),
    "no-rows.csv": lambda: b"text,title\n",
    "wide-rows.csv": lambda: ("text\n" + STORY.split("\n", 1)[0] + ",x" * 5_000 + "\n").encode() * 20,
    "nul.csv": lambda: "text,title\n石桥\0镇,甲\n".encode(),
    "entities.rss": lambda: f"{XML}{ENTITIES}<rss><item><title>&a11;</title></item></rss>".encode(),
    "external.rss": lambda: f'{XML}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><item><title>石桥镇</title><description>&e;</description></item></channel></rss>'.encode(),
    "items.rss": lambda: (f"{XML}<rss><channel>" + "<item/>" * 3_000 + f"<item><title>石桥镇</title><description>{STORY}</description></item></channel></rss>").encode(),
    "dates.atom": lambda: f'{XML}<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>石桥镇</title><updated>9999-99-99T99:99:99Z</updated><id>{"x" * 9_000}</id><content type="html">&lt;p&gt;{STORY}</content></entry></feed>'.encode(),
    "templates.mediawiki.xml": lambda: ("<mediawiki><page><title>石桥镇</title><ns>0</ns><id>7</id><revision><text>" + "{{" * 9_000 + "}" * 100 + "[[" * 9_000 + "== ==\n" + "=" * 9_000 + " " * 9_000 + "x\n" + STORY + "</text></revision></page></mediawiki>").encode(),
    "open.mediawiki.xml": lambda: ("<mediawiki>" + "<page><title>石桥镇</title><ns>0</ns><text>" * 2_000).encode(),
    "open.sgml": lambda: ("<DOC id=\"X_20240101\" type=\"story\">\n" + "<HEADLINE>\n" * 9_000 + STORY + "</DOC>\n").encode(),
    "docs.sgml": lambda: ('<DOC id="X" type="story">\n' * 3_000 + "<TEXT>甲</TEXT></DOC>").encode(),
    "insert.sql": lambda: ("INSERT INTO news VALUES (1,'" + "''" * 50_000 + "石桥镇'),(" + "(" * 9_000 + ");").encode(),
    "backslash.sql": lambda: ("INSERT INTO `news` (`id`,`content`) VALUES (1,'" + "\\\\" * 50_000 + "\\'石桥镇');\n").encode(),
    "no-values.sql": lambda: b"INSERT INTO news VALUES " * 5_000,
    "empty.sqlite": lambda: database("CREATE TABLE news (id, content)"),
    "types.sqlite": lambda: database("CREATE TABLE news (id BLOB, content, title)", "INSERT INTO news VALUES (x'00ff', 9e999, NULL), (NULL, x'e79fb3', 1), (1, zeroblob(200000), '甲')"),
    "names.sqlite": lambda: database('CREATE TABLE "a""; DROP TABLE b; --" ("content""" TEXT)', 'INSERT INTO "a""; DROP TABLE b; --" VALUES (\'石桥镇\')'),
    "view.sqlite": lambda: database("CREATE VIEW news AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS id, '石桥镇' AS content FROM n"),
    "broken.sqlite": lambda: database("CREATE TABLE news (id, content)", "INSERT INTO news VALUES (1, '石桥镇')")[:4_000] + b"\xff" * 4_200,
    # archives
    "bomb.zip": lambda: zipped({"a.txt": b"0" * 50_000_000}),
    "out.zip": lambda: zipped({"../../out.txt": STORY, "/etc/out.txt": STORY, "C:\\out.txt": STORY, "a/../../b.txt": STORY, "..": "x"}),
    "names.zip": lambda: zipped({"\x01\x1b[2J.txt": STORY, "‮txt.exe.txt": STORY, "x" * 5_000 + ".txt": STORY, "CON.txt": STORY, "a\nb.txt": STORY, " .txt": STORY, "-rf.txt": STORY}),
    "twice.zip": lambda: zipped({"a.txt": STORY}) + zipped({"b.txt": STORY}),
    "overlap.zip": overlapping,
    "cut.zip": lambda: zipped({"a.txt": STORY})[:-30],
    "no-member.zip": lambda: zipped({}),
    "folders.zip": lambda: zipped({"/".join("a" * 500) + "/b.txt": STORY}),
    "many.zip": lambda: zipped({f"{n}.bin": "" for n in range(20_000)}),
    "links.tar": lambda: tar(link("a.txt", "/etc/passwd"), link("b.txt", "a.txt", tarfile.LNKTYPE), link("c.txt", "c.txt"), tarfile.TarInfo("d.txt")),
    "devices.tar": lambda: tar(link("a.txt", "", tarfile.CHRTYPE), link("b.txt", "", tarfile.FIFOTYPE), tarfile.TarInfo("c.txt")),
    "out.tar": lambda: tar(tarfile.TarInfo("../../out.txt"), tarfile.TarInfo("/etc/out.txt"), tarfile.TarInfo("ok.txt")),
    "size.tar": lambda: tar(tarfile.TarInfo("a.txt"))[:124] + b"77777777777\0" + tar(tarfile.TarInfo("a.txt"))[136:],
    "liar.txt.gz": lambda: gzip.compress(b"1" * 40_000_000)[:-4] + struct.pack("<I", 10),
    "cut.txt.gz": lambda: gzip.compress(STORY.encode() * 99)[:-20],
    "many.txt.gz": lambda: gzip.compress(b"") * 5_000 + gzip.compress(STORY.encode()),
    "sum.txt.gz": lambda: gzip.compress(STORY.encode())[:-8] + b"\0" * 8,
    "method.zip": lambda: zipped({"a.txt": STORY}).replace(b"\x08\x00", b"\x63\x00"),
}  # fmt: skip


def hostile_names() -> Iterator[bytes]:
    """Names of text files, as a file system of Unix takes them."""
    yield from (
        b"-rf.txt", b"--force.txt", b" .txt", b"a b.txt", b"a\nb.txt", b"\x1b[2J.txt", b"\xff\xfe.txt", b"'\"`$(x).txt",
        b"a.tei.xml.txt", b"a.json.txt", b"con.txt", b"%s%n.txt", b"<b>.txt", b"&amp;.txt", b"a;b|c.txt", b"~.txt",
        b"\\.txt", b"x" * 240 + b".txt", "石".encode() * 80 + b".txt", "\u202etxt".encode() + b".txt", b"a:b.txt",
        b"*.txt", b"[a].txt", b"?.txt", b"a.TXT.txt", b"#.txt", b"schemas.txt",
    )  # fmt: skip
