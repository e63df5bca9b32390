"""Files made to do harm: each is refused by name, quickly, and with little memory."""

from __future__ import annotations

import gzip
import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools.errors import SourceError
from tei_tools.inputs.blob import Blob, Limits
from tei_tools.inputs.registry import expand, read, read_member
from tests.unit.input_files import W, docx, paragraph, pdf, zipped

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{("&a" + (str(n - 1) if n else "") + ";") * 10}">' for n in range(12))
    + "]>"
)


def nested(depth: int) -> bytes:
    data = zipped({"x.txt": "石桥镇通知"})
    for _ in range(depth):
        data = zipped({"0.zip": data, "1.zip": data})
    return data


def liar() -> bytes:
    """gzip that says it holds ten bytes and holds forty million."""
    return gzip.compress(b"1" * 40_000_000)[:-4] + struct.pack("<I", 10)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (lambda: zipped({"[Content_Types].xml": "x", "word/document.xml": b" " * 50_000_000}), "zip-bomb"),
    "bomb.zip": (lambda: zipped({"a.txt": b"0" * 50_000_000}), "zip-bomb"),
    "entities.docx": (
        lambda: zipped(
            {"[Content_Types].xml": "x", "word/document.xml": f"{ENTITIES}<w:document {W}>&a11;</w:document>"}
        ),
        "xml-entities",
    ),
    "entities.rss": (
        lambda: f"<?xml version='1.0'?>{ENTITIES}<rss><item><title>&a11;</title></item></rss>".encode(),
        "xml-entities",
    ),
    "liar.txt.gz": (liar, "zip-bomb"),
    "deep.html": (lambda: b"<html>" + b"<div>" * 100_000, "too-deep"),
    "deep.rtf": (lambda: b"{\\rtf1 " + b"{" * 100_000, "too-deep"),
    "deep.jsonl": (lambda: b'{"text":' + b"[" * 100_000, "damaged-file"),
    "pages.pdf": (lambda: pdf([], 10_000), "too-many-pages"),
    "nested.zip": (lambda: nested(6), "too-deep"),
    "cut.docx": (lambda: docx(paragraph("石桥镇"))[:-200], "damaged-file"),
    "page.pdf": (lambda: pdf([[(9, 9, 9, "a")]]).replace(b"/Type/Page/Parent", b"/Type/Nope/Paren_"), "damaged-file"),
    "no.pdf": (lambda: b"%PDF-1.7 nothing", "damaged-file"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused(name: str, tmp_path: Path) -> None:
    make, code = CASES[name]
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2")
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(SourceError) as caught:
        for _ in read(Blob.of_path(path)):
            pass
    assert caught.value.code == code
    assert name in str(caught.value)


def test_a_broken_member_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped({"1.txt": "石桥镇通知", "2.zip": b"PK\x03\x04 broken", "3.docx": b"PK\x03\x04", "4.txt": "石桥镇要闻"})
    )
    blob = Blob.of_path(path)
    ends = []
    for member in expand(blob):
        try:
            ends.append(read_member(blob, member.key).text)
        except SourceError as error:
            ends.append(error.code)
    assert ends == ["石桥镇通知", "damaged-file", "damaged-file", "石桥镇要闻"]


def test_a_sparse_file_is_not_read(tmp_path: Path) -> None:
    for name in ("a.txt", "a.docx", "a.html"):
        path = tmp_path / name
        with open(path, "wb") as file:
            file.truncate(2_000_000_000)
        with pytest.raises(SourceError) as caught:
            read_member(Blob.of_path(path), "")
        assert caught.value.code == "too-large"


def test_a_zip_that_lies_about_sizes() -> None:
    data = bytearray(zipped({"a.txt": b"0" * 3_000_000}))
    real = struct.pack("<I", 3_000_000)
    while (place := data.find(real)) >= 0:
        data[place : place + 4] = struct.pack("<I", 100)
    with pytest.raises(SourceError) as caught:
        list(read(Blob.of_bytes(bytes(data), "a.zip")))
    assert caught.value.code == "damaged-file"


def test_a_password_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "石桥镇")
    data = bytearray(out.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError) as caught:
        list(read(Blob.of_bytes(bytes(data), "a.zip")))
    assert caught.value.code == "encrypted"


def test_limits_are_those_asked_for() -> None:
    blob = Blob.of_bytes(docx(paragraph("石桥镇" * 1000)), "a.docx")
    with pytest.raises(SourceError) as caught:
        read_member(blob, "", Limits(max_bytes=1000))
    assert caught.value.code == "too-large"


def test_a_tag_of_endless_attributes_is_read_without_them(tmp_path: Path) -> None:
    attributes = " ".join(f"a{n}='>'" for n in range(200_000))
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><p {attributes}>石桥镇要闻</p><p {attributes}", encoding="utf-8")
    assert read_member(Blob.of_path(path), "").text.strip() == "石桥镇要闻"


_CHILD = """
import resource, sys
from pathlib import Path
from tei_tools.errors import SourceError
from tei_tools.inputs.blob import Blob
from tei_tools.inputs.registry import read

resource.setrlimit(resource.RLIMIT_CPU, (10, 10))  # the whole process is ended behind it
try:
    for _ in read(Blob.of_path(Path(sys.argv[1]))):
        pass
except SourceError as error:
    print(error.code)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", [*CASES, "sparse.txt", "sparse.pdf", "sparse.jsonl"])
def test_within_ten_seconds_and_500_megabytes(name: str, tmp_path: Path) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc to know the memory of a process")
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2")
    path = tmp_path / name
    if name in CASES:
        path.write_bytes(CASES[name][0]())
    else:
        with open(path, "wb") as file:
            file.truncate(2_000_000_000)
    done = subprocess.run([sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True)
    code, kilobytes = done.stdout.split()
    assert code == (CASES[name][1] if name in CASES else "too-large")
    assert int(kilobytes) < 500_000
