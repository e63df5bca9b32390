"""The list of a ZIP file is what zipfile finds, and what is wrong with it is told."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.deposit.zip_directory import ZipDirectory

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd\\\\"), min_size=1, max_size=20)


def packed(members: dict[str, bytes], before: bytes = b"", comment: bytes = b"", method: int = 8) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = comment
    return before + out.getvalue()


def read(data: bytes, folder: Path) -> dict[str, bytes]:
    """Every member, by name."""
    path = folder / "a.zip"
    path.write_bytes(data)
    found = {}
    with closing(ZipDirectory(path)) as directory:
        for member in directory.members():
            with directory.open(member.name) as file:
                found[member.name] = file.read()
            assert len(found[member.name]) == member.size
    return found


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=8), st.binary(max_size=40), st.sampled_from([0, 8]))
def test_the_members_are_those_of_zipfile(
    tmp_path_factory: pytest.TempPathFactory, members: dict[str, bytes], before: bytes, method: int
) -> None:
    data = packed(members, before, b"a comment", method)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        expected = {info.filename: archive.read(info) for info in archive.infolist()}
    assert read(data, tmp_path_factory.mktemp("zip")) == expected


def test_long_sizes_stand_in_the_extra_field(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as file:
        file.write("石桥".encode())
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02")
    entry = bytearray(data[at:])
    size = struct.unpack("<I", entry[24:28])[0]
    extra = struct.pack("<HHQQ", 1, 16, size, size)
    entry[20:28] = b"\xff" * 8
    entry[30:32] = struct.pack("<H", len(extra))
    entry[46 + 5 : 46 + 5] = extra
    end = entry.index(b"PK\x05\x06")
    entry[end + 12 : end + 16] = struct.pack("<I", end)
    assert read(data[:at] + bytes(entry), tmp_path) == {"a.txt": "石桥".encode()}


def test_of_two_members_of_a_name_the_first_is_said_to_come_again(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with closing(ZipDirectory(path)) as directory:
        assert [member.again for member in directory.members()] == [True, False]
        assert directory.open("a").read() == b"2"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data[:-10], "its end is missing"),
        (lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03", 1), "its directory is damaged"),
        (lambda data: data.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "no header where the directory says"),
        (lambda data: data.replace(b"a.txt", b"b.txt", 1), "another name than the directory"),
        (lambda data: data[:-10] + struct.pack("<II", 10**9, 0) + data[-2:], "not where its end says"),
    ],
)
def test_what_is_damaged_is_told(change: object, says: str, tmp_path: Path) -> None:
    assert callable(change)
    with pytest.raises(zipfile.BadZipFile, match=says):
        read(change(packed({"a.txt": b"1", "c.txt": b"2"})), tmp_path)


def test_members_that_overlap_are_not_read(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": b"1" * 90, "b.txt": b"2" * 90}, method=0))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 24] = struct.pack("<I", 150)  # the first reaches into the second
    with pytest.raises(zipfile.BadZipFile, match="overlaps another member"):
        read(bytes(data), tmp_path)
