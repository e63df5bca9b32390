"""The directory list of a deposit (件目录): what an archivist reads first, a row for each article.

Columns and the form of dates are those of DA/T 22-2015 and DA/T 18-2022: eight
digits, zeros for what is not known, square brackets around what was inferred; a
title that the text does not have is supplied in square brackets.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..errors import OutputError
from ..model.facts import publishes, supplied_title
from ..model.nodes import Article, Date, Document, Facts, Signature
from ..model.visit import walk_blocks
from ..write.xml import legal

COLUMNS = ("件号", "责任者", "题名", "日期", "文号", "备注")
"""The columns of the list, as archives in China name them."""

SHEET_ROWS = 1_000_000
"""So many rows go on one sheet; a sheet of a spreadsheet program has 1,048,576."""
_WIDTHS = (8, 24, 60, 12, 22, 48)
_CELL = 32_767
_WHEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: 件号, 责任者, 题名, 日期, 文号, 备注. ``number`` counts the articles of the deposit from 1."""

    number: int
    responsible: str
    title: str
    date: str
    document_number: str
    note: str


def rows_of(document: Document, first: int, file: str) -> tuple[Row, ...]:
    """The rows of a document, numbered from ``first``; ``file`` is where its TEI stands in the bag.

    A page in which no article was found has a row too, so that nothing in the bag is missing from the list.
    """
    where = f"文件：{file}"
    if not document.articles:
        name = legal(document.file.name) or "无题"
        return (Row(first, "", f"[{name}]", "", "", f"未识别出文章；题名为自拟。{where}"),)
    return tuple(_row(article, first + at, where) for at, article in enumerate(document.articles))


def _row(article: Article, number: int, where: str) -> Row:
    notes: list[str] = []
    if article.title is not None and article.title.text.strip():
        title = article.title.text
        if article.headline_confidence != "high":
            notes.append("题名待核。")
        if article.subtitle is not None:
            notes.append(f"副题：{_one_line(article.subtitle.text)}。")
    else:
        title = supplied_title(article)
        notes.append("题名为自拟。")
    if article.source is not None:
        notes.append(f"来源：{_one_line(article.source.text)}。")
    date, remark = date_digits(article.date)
    if remark:
        notes.append(remark)
    number_text = article.document_number.text if article.document_number else ""
    return Row(number, responsible(article), _one_line(title), date, _one_line(number_text), "".join(notes) + where)


def responsible(article: Article) -> str:
    """Who answers for an article (责任者): its authors; else who signed it, who issued it, or the outlet it names.

    Several are separated by ``；``. Empty when the text names nobody.
    """
    if article.authors:
        return "；".join(dict.fromkeys(person.name for person in article.authors))
    signed: list[str] = []
    issued: list[str] = []
    for block in walk_blocks(article):
        if isinstance(block, Signature) and block.signed is not None:
            signed.append(_one_line(block.signed.text))
        elif isinstance(block, Facts):
            issued += [_one_line(field.value.text) for field in block.fields if field.name == "issuer" and field.value]
    found = signed or issued
    if not found and article.source is not None and publishes(article):
        found = [_one_line(article.source.text)]
    return "；".join(dict.fromkeys(filter(None, found)))


def date_digits(date: Date | None) -> tuple[str, str]:
    """A date as eight digits (DA/T 18-2022), and what is to be remarked about it.

    >>> from ..model.nodes import Text
    >>> [date_digits(Date(when, "issued", Text("", ())))[0] for when in ("2021-07-12T09:30", "2020-08", "--08-31")]
    ['20210712', '20200800', '']
    """
    if date is None:
        return "", ""
    match = _WHEN.match(date.when)
    if match is None:
        return "", f"日期原文为“{_one_line(date.text.text)}”，无年份。"
    digits = f"{match[1]}{match[2] or '00'}{match[3] or '00'}"
    remark = "" if match[3] else "日期仅至月。" if match[2] else "日期仅至年。"
    if date.year_inferred:
        return f"[{digits}]", remark + "年份系推定。"
    return digits, remark


def _one_line(text: str) -> str:
    return " ".join(text.split())


def csv_line(cells: Sequence[object]) -> bytes:
    r"""A row of a CSV file (RFC 4180) in UTF-8.

    >>> csv_line((1, 'a"b', "甲,乙")).decode()
    '1,"a""b","甲,乙"\r\n'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


BOM = b"\xef\xbb\xbf"
"""What a CSV file in UTF-8 begins with, for spreadsheet programs would take it for another encoding without."""


def require_openpyxl() -> None:
    """Raise :class:`~tei_tools.errors.OutputError` (code ``needs-openpyxl``) where no XLSX can be written."""
    try:
        import openpyxl  # noqa: F401
    except ImportError as error:
        raise OutputError(
            "needs-openpyxl",
            "directory.xlsx needs openpyxl: pip install 'tei-tools[archive]', or give --no-xlsx to have the CSV alone.",
        ) from error


def write_xlsx(rows: Iterable[Row], target: Path, moment: int) -> None:
    """Write the list as an Office Open XML workbook, a row at a time; ``moment`` (seconds since 1970) dates it.

    Every cell is text, so that no title can be a formula. Needs openpyxl (:func:`require_openpyxl`).
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    when = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
    book.properties.creator = "tei-tools"
    book.properties.created = book.properties.modified = when
    _fill(book, rows)
    beside = target.with_suffix(".raw.xlsx")
    try:
        book.save(beside)
        _copy_dated(beside, target, when)
    finally:
        beside.unlink(missing_ok=True)


def _fill(book: object, rows: Iterable[Row]) -> None:
    from typing import Any

    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    made: Any = book

    def sheet(number: int) -> Any:
        new = made.create_sheet("目录" if number == 1 else f"目录{number}")
        new.freeze_panes = "A2"
        for column, width in zip("ABCDEF", _WIDTHS, strict=True):
            new.column_dimensions[column].width = width
        heads = [WriteOnlyCell(new, name) for name in COLUMNS]
        for head in heads:
            head.font = Font(bold=True)
        new.append(heads)
        return new

    current = sheet(number := 1)
    for at, row in enumerate(rows):
        if at and at % SHEET_ROWS == 0:
            current = sheet(number := number + 1)
        cells: list[object] = [row.number]
        for text in astuple(row)[1:]:
            cell: Any = WriteOnlyCell(current, _cell_text(text))
            cell.data_type = "s"  # what begins with = too
            cells.append(cell)
        current.append(cells)


_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _cell_text(text: str) -> str:
    return _NOT_IN_A_CELL.sub("\ufffd", text)[:_CELL]


def _copy_dated(source: Path, target: Path, when: datetime) -> None:
    """The workbook with one date for all its parts: saving writes the time of day into it."""
    modified = f"{when:%Y-%m-%dT%H:%M:%SZ}".encode()
    earliest = max(when, datetime(1980, 1, 1))
    moment = (earliest.year, earliest.month, earliest.day, earliest.hour, earliest.minute, earliest.second)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        for part in sorted(old.infolist(), key=lambda part: (part.filename != "[Content_Types].xml", part.filename)):
            entry = zipfile.ZipInfo(part.filename, moment)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o100644 << 16
            with new.open(entry, "w", force_zip64=part.file_size > 1 << 30) as file:
                for chunk in _pieces(old, part):
                    if part.filename == "docProps/core.xml":
                        chunk = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + modified, chunk)
                    file.write(chunk)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as file:
        while chunk := file.read(1 << 20):
            yield chunk
