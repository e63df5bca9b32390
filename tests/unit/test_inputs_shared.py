"""The real files that stand beside the project on some machines: nothing is lost of them."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tei_tools.batch.job import make_outputs
from tei_tools.errors import SourceError
from tei_tools.inputs.blob import Blob, Limits
from tei_tools.inputs.html import decode_page
from tei_tools.inputs.registry import detect, expand, read, read_member
from tei_tools.text.given import given_facts, iso_date
from tests.unit.input_files import check_layout, kept, spans

BLANK = re.compile(r"[\s\u200b\ufeff\xa0]+")
SILENT = ["script", "style", "template", "head", "title", "svg", "math", "object", "video", "audio", "canvas"]


@pytest.fixture(scope="module")
def files(shared: Path) -> Path:
    folder = shared / "files"
    if not folder.is_dir():
        pytest.skip("needs ../shared/files, which is not here")
    return folder


def bare(text: str) -> str:
    return BLANK.sub("", text)


def test_the_characters_of_every_page_are_those_of_an_html5_parser(files: Path) -> None:
    lexbor = pytest.importorskip("selectolax.lexbor")
    pages = sorted((files / "html").glob("*.html"))
    assert len(pages) > 40
    for path in pages:
        blob = Blob.of_path(path)
        tree = lexbor.LexborHTMLParser(decode_page(blob.load(Limits()), blob)[0].text)
        tree.strip_tags(SILENT)
        source = read_member(blob, "")
        check_layout(source)
        assert bare(source.text) == bare(tree.root.text(deep=True)), path.name


def labelled_lines(files: Path, stem: str) -> list[tuple[str, str]]:
    """Label and text of the lines of a labelled page."""
    text = (files / "lines" / "text" / f"{stem}.txt").read_text("utf-8").split("\n")
    rows = []
    for row in (files / "lines" / "labels" / f"{stem}.tsv").read_text("utf-8").split("\n"):
        if row and not row.startswith("#"):
            place, label = row.split("\t")[:2]
            first, _, last = place.split("@")[0].partition("-")
            rows += [(label, text[number - 1]) for number in range(int(first), int(last or first) + 1)]
    return rows


def test_no_line_of_an_article_is_lost(files: Path) -> None:
    counts: Counter[str] = Counter()
    for path in sorted((files / "lines" / "labels").glob("*.tsv")):
        source = read_member(Blob.of_path(files / "html" / (path.stem[5:].replace("-", "_") + ".html")), "")
        lines = {bare(words) for words, _ in spans(source)}
        shown = bare(kept(source))
        for label, text in labelled_lines(files, path.stem):
            if label == "noise" or not bare(text):
                continue
            assert bare(text) in shown, (path.stem, text)
            kind = "facts" if label in ("meta", "byline") else "article"
            counts[kind] += 1
            counts[f"{kind} alone"] += bare(text) in lines
    assert counts["article alone"] == counts["article"] > 400
    assert counts["facts alone"] >= 0.85 * counts["facts"]


def truth(files: Path, kind: str) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in (files / "truth_fields.jsonl").read_text("utf-8").splitlines()]
    return [row for row in rows if str(row["file"]).startswith(kind)]


def test_hints_name_title_and_date(files: Path) -> None:
    titles = dates = given = 0
    rows = truth(files, "html")
    for row in rows:
        source = read_member(Blob.of_path(files / str(row["file"])), "")
        excluded = {entry.span.start for entry in source.layout.excluded}
        starts = [
            (words, line)
            for words, line in spans(source)
            if "starts-title" in line.hints and line.start not in excluded
        ]
        heads = [words for words, line in starts if line.role == "heading"] or [words for words, _ in starts]
        titles += bool(heads) and bare(max(reversed(heads), key=lambda words: len(bare(words)))) == bare(
            str(row["title"])
        )
        found = [iso_date(fact.value) for fact in given_facts(source).get("date", ()) if fact.trust != "hint"]
        given += bool(found)
        dates += bool(found) and (found[0] or "")[:10] == str(row["date"])[:10]
    assert titles >= 0.95 * len(rows)
    assert dates == given >= 10


def test_numbers_of_word_documents(files: Path) -> None:
    for row in truth(files, "docx"):
        source = read_member(Blob.of_path(files / str(row["file"])), "")
        lines = [bare(words) for words, _ in spans(source)]
        numbered = row.get("numbered", {})
        assert isinstance(numbered, dict)
        for text, mark in numbered.items():
            assert any(line.startswith(bare(str(mark) + str(text))) for line in lines), (row["file"], mark, text)


@pytest.mark.parametrize("kind", ["docx", "odt", "epub", "ofd", "pdf", "rtf", "warc", "doc"])
def test_every_file_is_read_or_named(kind: str, files: Path) -> None:
    for path in sorted((files / kind).glob("*")) if (files / kind).is_dir() else []:
        blob = Blob.of_path(path)
        if detect(blob).missing():
            pytest.skip(f"needs {detect(blob).missing()}")
        for member in expand(blob):
            try:
                source = read_member(blob, member.key)
            except SourceError as error:
                assert error.code in ("scan-without-text", "empty-file", "garbage-text-layer"), str(error)
                continue
            check_layout(source)
            assert not re.search("[\u2f00-\u2fdf]", source.text)


@pytest.mark.slow
def test_outputs_of_a_page_of_each_kind_are_valid(files: Path) -> None:
    names = ["html/cjn.html", "docx/xh_poverty.docx", "ofd/nalai.ofd", "epub/honglou.epub"]
    names += ["pdf/xh_land.pdf"] if not detect(Blob.of_path(files / "pdf" / "xh_land.pdf")).missing() else []
    names += ["doc/hb_minutes1.doc"] if shutil.which("soffice") else []
    for name in names:
        (source,) = read(Blob.of_path(files / name))
        outputs = make_outputs(source, "x")  # raises when one is not valid
        assert outputs.files["x.txt"].decode() == source.text
