"""The same documents as files and as dumps: what the dump costs beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .corpus import make_news_page, make_page

TEXTS = ("text files", "JSON Lines", "Parquet")
"""The forms of the texts; the first is what the others are compared with."""
PAGES = ("HTML files", "WARC")
"""The forms of the pages, in the same way."""
NEEDS = {"Parquet": "pyarrow", "WARC": "fastwarc"}
"""The modules without which a form cannot be measured."""
_SIZE = 6_000


def write_forms(folder: Path, documents: int, forms: tuple[str, ...]) -> dict[str, Path]:
    """Write so many documents in each form; where each is."""
    out = {form: folder / form.replace(" ", "-") for form in forms}
    for form, place in out.items():
        place.mkdir(parents=True, exist_ok=True)
        _WRITERS[form](place, documents)
    return out


def _text_files(folder: Path, documents: int) -> None:
    for number in range(documents):
        page = make_page(number, _SIZE)
        (folder / f"{page.name}.txt").write_text(page.text, encoding="utf-8")


def _jsonl(folder: Path, documents: int) -> None:
    import json

    pages = [make_page(number, _SIZE) for number in range(documents)]
    rows = [json.dumps({"id": page.name, "text": page.text}, ensure_ascii=False) for page in pages]
    (folder / "dump.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _parquet(folder: Path, documents: int) -> None:
    import pyarrow
    from pyarrow import parquet

    pages = [make_page(number, _SIZE) for number in range(documents)]
    table = pyarrow.table({"id": [page.name for page in pages], "text": [page.text for page in pages]})
    parquet.write_table(table, folder / "dump.parquet", row_group_size=100)


def _html_files(folder: Path, documents: int) -> None:
    for number in range(documents):
        page = make_news_page(number)
        (folder / f"{page.name}.html").write_text(page.html, encoding="utf-8")


def _warc(folder: Path, documents: int) -> None:
    import gzip

    with (folder / "crawl.warc.gz").open("wb") as file:
        for number in range(documents):
            body = make_news_page(number).html.encode("utf-8")
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            lines = (
                "WARC/1.0", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
                f"WARC-Target-URI: http://news.example.cn/{number:06}.html", "WARC-Date: 2022-01-01T00:00:00Z",
                "Content-Type: application/http; msgtype=response", f"Content-Length: {len(head) + len(body)}", "", "",
            )  # fmt: skip
            file.write(gzip.compress("\r\n".join(lines).encode() + head + body + b"\r\n\r\n"))


_WRITERS: dict[str, Callable[[Path, int], None]] = {
    "text files": _text_files,
    "JSON Lines": _jsonl,
    "Parquet": _parquet,
    "HTML files": _html_files,
    "WARC": _warc,
}
