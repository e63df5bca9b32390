"""Files of many formats, made here: about invented places and people."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from tei_tools.inputs.blob import Blob, InputOptions
from tei_tools.inputs.registry import read
from tei_tools.text.source import LayoutSpan, Source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_MAIN}.document.main+xml"/><Override PartName="/word/numbering.xml" '
    f'ContentType="{_MAIN}.numbering+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

STORY = "青石镇召开农村工作会议\n\n来源：青石日报\n\n镇党委书记王小石主持会议并讲话，安排今年的粮食生产。\n"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, numbering: str = "", styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body; ``parts`` are further parts by their kind, called after it."""
    more = {"numbering": numbering and f"<w:numbering {W}>{numbering}</w:numbering>",
            "styles": styles and f"<w:styles {W}>{styles}</w:styles>", **(parts or {})}  # fmt: skip
    more = {kind: content for kind, content in more.items() if content}
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>' for n, kind in enumerate(more)
    )
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="m" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **{f"word/{kind}.xml": content for kind, content in more.items()},
        }
    )


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph in a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def levels(*entries: tuple[str, str]) -> str:
    """A list by the form and text of its levels."""
    rows = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(entries)
    )
    return f'<w:abstractNum w:abstractNumId="0">{rows}</w:abstractNum>'


def num(name: int, override: str = "") -> str:
    """A list that uses the one of :func:`levels`."""
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="0"/>{override}</w:num>'


def ofd(pages: Iterable[str], info: str = "", parts: Mapping[str, str] | None = None, document: str = "") -> bytes:
    """An OFD document; a page is the content of its layer."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = list(pages)
    rows = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}.xml"/>' for n in range(len(listed)))
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{rows}</ofd:Pages>{document}</ofd:Document>",
            **{
                f"Doc_0/Pages/P{n}.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content>"
                "</ofd:Page>"
                for n, page in enumerate(listed)
            },
            **(parts or {}),
        }
    )


def text_object(text: str, x: float, y: float, size: float = 5.0, name: int = 1) -> str:
    """A line of an OFD page."""
    steps = f"g {max(len(text) - 1, 1)} {size}"
    return (
        f'<ofd:TextObject ID="{name}" Boundary="{x} {y} {size * len(text)} {size}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def pdf(pages: Iterable[Iterable[tuple[float, float, float, str]]], count: int = 0, title: str = "") -> bytes:
    """A PDF document in Helvetica: of every line x, y from the bottom, size, ASCII text. ``count`` empty pages.

    ``title`` stands in its properties.
    """
    contents = [list(page) for page in pages] or [[] for _ in range(count)]
    streams = [
        b"".join(f"BT /F {s} Tf 1 0 0 1 {x} {y} Tm ({t}) Tj ET\n".encode("ascii") for x, y, s, t in lines)
        for lines in contents
    ]
    return _pdf_of(streams, [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"], title)


def vertical_pdf(columns: Iterable[str], size: int = 20) -> bytes:
    """A page of vertical writing: columns from the right, each down from one height, in a font that is not embedded."""
    stream = b"".join(
        f"BT /F {size} Tf 1 0 0 1 {540 - 36 * place} 740 Tm <{text.encode('utf-16-be').hex()}> Tj ET\n".encode()
        for place, text in enumerate(columns)
    )
    return _pdf_of([stream], _song("UniGB-UCS2-V"))


def song_pdf(text: str) -> bytes:
    """A page of one line in a font that is not embedded."""
    return _pdf_of(
        [f"BT /F 20 Tf 1 0 0 1 50 700 Tm <{text.encode('utf-16-be').hex()}> Tj ET\n".encode()], _song("UniGB-UCS2-H")
    )


def garbage_pdf(glyphs: Iterable[int]) -> bytes:
    """A page of lines of glyphs, by their numbers, whose font does not say which characters they are."""
    codes = "".join(f"{glyph:04x}" for glyph in glyphs)
    rows = [codes[place : place + 160] for place in range(0, len(codes), 160)]
    stream = "".join(f"BT /F 12 Tf 1 0 0 1 50 {700 - 20 * n} Tm <{row}> Tj ET\n" for n, row in enumerate(rows))
    return _pdf_of([stream.encode()], _song("Identity-H"))


def _song(encoding: str) -> list[bytes]:
    """Objects 3 to 5: a font of Chinese readers."""
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{encoding}/DescendantFonts[4 0 R]>>".encode(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    ]


def _pdf_of(streams: Iterable[bytes], font: list[bytes], title: str = "") -> bytes:
    """A document of a page for each stream; the font is object 3, what it needs stands behind."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *font]
    kids = []
    for stream in streams:
        kids.append(len(objects) + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {len(objects) + 2} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{listed}]>>".encode()
    if title:
        objects.append(f"<</Title({title})>>".encode("ascii"))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    info = b"/Info %d 0 R" % len(objects) if title else b""
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, info, table)
    return bytes(out)


def read_one(data: bytes | str, name: str, **options: object) -> Source:
    """The one source of some bytes."""
    raw = data.encode() if isinstance(data, str) else data
    (source,) = read(Blob.of_bytes(raw, name, InputOptions(**options)))  # type: ignore[arg-type]
    return source


def lines_of(source: Source) -> list[str]:
    """The lines of a text."""
    return [line for line in source.text.split("\n") if line]


def kept(source: Source) -> str:
    """The text without what is excluded."""
    text = source.text
    for entry in reversed(source.layout.excluded):
        text = text[: entry.span.start] + text[entry.span.end :]
    return text


def spans(source: Source) -> Iterator[tuple[str, LayoutSpan]]:
    """The lines with their layout."""
    for line in source.layout.lines:
        yield source.text[line.start : line.end], line


def check_layout(source: Source) -> None:
    """What holds for every layout: sorted, disjoint, inside the text, on one line, of visible characters."""
    layout, size = source.layout, len(source.text)
    end = 0
    for words, line in spans(source):
        assert end <= line.start < line.end <= size
        assert "\n" not in words and words.strip()
        assert all(line.start < gap < line.end for gap in line.gaps)
        assert 0 <= line.bold <= 1 and 0 <= line.link <= 1 and 0 <= line.other_font <= 1
        end = line.end
    end = 0
    for entry in layout.excluded:
        assert end <= entry.span.start < entry.span.end <= size
        end = entry.span.end
    assert all(0 <= span.start < span.end <= size for span in layout.supplied)
    assert source.file.characters == size
