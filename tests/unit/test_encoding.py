"""Bytes to text: the right codec, honest counts, clear refusals."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.errors import SourceError
from tei_tools.inputs.registry import read_source
from tei_tools.text.encoding import decode, read_bytes, read_limited

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SIMPLE = "青石镇二〇二三年工作总结\r\n一、党建引领有力有序。镇党委坚持把学习摆在首位，全年组织学习12次。\r\n"
COMPLEX = "青石鎮二〇二三年工作總結\n一、黨建引領有力有序。鎮黨委堅持把學習擺在首位，全年組織學習12次。\n"


def code_of(data: bytes, **options: int) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, "probe.txt", **options)
    assert str(caught.value).startswith("probe.txt")
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (SIMPLE, "utf-8", "utf-8"),
        (SIMPLE, "utf-8-sig", "utf-8"),
        (SIMPLE, "gbk", "gb18030"),
        (SIMPLE, "gb18030", "gb18030"),
        (COMPLEX, "gb18030", "gb18030"),
        (COMPLEX.replace("〇", "零"), "big5", "big5hkscs"),
        (SIMPLE, "utf-16", "utf-16-le"),
        (COMPLEX, "utf-16-le", "utf-16-le"),
        (SIMPLE, "utf-16-be", "utf-16-be"),
        ("\ufeff" + SIMPLE, "utf-16-be", "utf-16-be"),
        ("\ufeff" + SIMPLE, "utf-32-le", "utf-32-le"),
        ("\ufeff" + SIMPLE, "gb18030", "gb18030"),
        ("plain ASCII, two lines\n", "ascii", "utf-8"),
        ("plain ASCII, two lines\n", "utf-16-le", "utf-16-le"),
        ("一", "gbk", "gb18030"),  # two bytes that are also a Cyrillic letter in UTF-8
        ("Привет, мир", "utf-8", "utf-8"),
        ("café crème\n", "utf-8", "utf-8"),
    ],
)
def test_right_codec(text: str, codec: str, found: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text.lstrip("\ufeff"), found, 0)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_character_cut_at_the_end_is_counted(codec: str) -> None:
    data = (SIMPLE * 3 + "一").encode(codec)[:-1]
    decoded = decode(data)
    assert decoded.encoding == codec
    assert decoded.replaced == {"utf-8": 2, "gb18030": 1, "utf-16-le": 1}[codec]
    assert decoded.text.startswith(SIMPLE)
    assert decoded.text.endswith("\ufffd")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_slices_cut_at_both_ends(codec: str) -> None:
    text = (SIMPLE if codec != "big5" else COMPLEX.replace("〇", "零")) * 2
    whole = text.encode(codec)
    for start in range(0, 40, 7):
        assert decode(whole[start : start + 131]).encoding.startswith(codec)


def test_bad_bytes_are_counted_exactly() -> None:
    data = SIMPLE.encode()
    spoiled = data[:36] + b"\xff\xfe\xff" + data[36:]
    decoded = decode(spoiled)
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 3)
    assert decoded.text.count("\ufffd") == 3


def test_a_replacement_character_of_the_file_itself_is_no_loss() -> None:
    text = SIMPLE + "\ufffd"
    assert decode(text.encode()).replaced == 0
    assert decode(text.encode() + b"\xff").replaced == 1
    assert decode(text.encode("gb18030") + b"\x81").replaced == 1


def test_utf8_mark_before_gbk_text() -> None:
    decoded = decode(b"\xef\xbb\xbf" + (SIMPLE * 3).encode("gbk"))
    assert decoded.encoding == "gb18030"
    assert SIMPLE in decoded.text


def test_other_languages_are_asked_elsewhere_and_never_sure() -> None:
    text = "Le café était fermé à cause de la grève générale, où l'été a été très sec. " * 4
    decoded = decode(text.encode("latin-1"))
    assert (decoded.confidence, decoded.replaced) == ("low", 0)
    assert decoded.text.startswith("Le café")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u3000\n\u200b".encode(), b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_to_read(data: bytes) -> None:
    assert code_of(data) == "empty-file"


def zip_with(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, SIMPLE)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (zip_with("word/document.xml"), "DOCX"),
        (zip_with("a.txt"), "ZIP"),
        (gzip.compress(SIMPLE.encode(), mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "Office"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (bytes(range(32)) * 40, "NULs and control characters"),
        (b"\x00\x01\x02\x03text\x00\x00\x04" * 20, "NULs and control characters"),
    ],
)
def test_binary_files_are_named(data: bytes, named: str) -> None:
    with pytest.raises(SourceError, match=named) as caught:
        decode(data, name="probe")
    assert caught.value.code == "binary-file"


def test_a_stray_nul_is_no_binary_file() -> None:
    text = SIMPLE * 5 + "\0" + SIMPLE
    assert decode(text.encode()).text == text


def test_source_file_facts(tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    data = b"\xef\xbb\xbf" + SIMPLE.encode()
    path.write_bytes(data)
    source = read_source(path)
    assert source.text == SIMPLE
    facts = source.file
    assert (facts.name, facts.bytes, facts.characters) == ("总结.txt", len(data), len(SIMPLE))
    assert (facts.encoding, facts.encoding_confidence, facts.replaced) == ("utf-8", "high", 0)
    assert facts.sha256 == hashlib.sha256(data).hexdigest()


def test_unreadable(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.txt", "No such file"), (tmp_path, "directory")):
        with pytest.raises(SourceError, match=reason) as caught:
            read_source(path)
        assert caught.value.code == "unreadable"
        assert str(path) in str(caught.value)


def test_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(SourceError, match="Permission denied"):
        read_source(tmp_path / "locked.txt")


class Endless(io.RawIOBase):
    """A pipe that never ends."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        view[:] = b"a" * len(view)
        return len(view)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"a" * 101)
    actions: list[Callable[[], object]] = [
        lambda: read_source(path, max_bytes=100),
        lambda: read_bytes(b"a" * 101, "x", max_bytes=100),
        lambda: read_limited(io.BufferedReader(Endless()), "stdin", max_bytes=100),
    ]
    for action in actions:
        with pytest.raises(SourceError, match="100 bytes") as caught:
            action()
        assert caught.value.code == "too-large"
    assert read_source(path, max_bytes=101).file.bytes == 101


def test_stream() -> None:
    assert read_bytes(read_limited(io.BytesIO(SIMPLE.encode("gbk")), "stdin"), "stdin").text == SIMPLE


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_clear_refusal(data: bytes) -> None:
    try:
        source = read_bytes(data, "probe")
    except SourceError as error:
        assert error.code in ("empty-file", "binary-file", "undecodable")
    else:
        assert not source.text.startswith("\ufeff")
        assert 0 <= source.file.replaced <= len(data)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_valid_utf8_comes_back(text: str) -> None:
    text = SIMPLE + text
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, "utf-8", 0)
