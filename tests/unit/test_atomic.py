"""Files that appear together and whole, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tei_tools.errors import OutputError
from tei_tools.write.atomic import write_together


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_all_are_written_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write_together({folder / "a.json": b"{}", folder / "a.tei.xml": "<TEI/>澄湖".encode()})
    assert listing(folder) == {"a.json": b"{}", "a.tei.xml": "<TEI/>澄湖".encode()}


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_together({tmp_path / "a": b"x"})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_a_name_as_long_as_a_file_system_takes(tmp_path: Path) -> None:
    name = "镇" * 82 + ".tei.xml"  # 254 bytes
    write_together({tmp_path / name: b"x"})
    write_together({tmp_path / name: b"y"}, overwrite=True)
    assert listing(tmp_path) == {name: b"y"}


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="too long") as caught:
        write_together({tmp_path / "a": b"x", tmp_path / ("镇" * 90): b"y"})
    assert caught.value.code == "name-too-long"
    assert listing(tmp_path) == {}


def test_what_exists_is_left_without_leave(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(OutputError, match="--force") as caught:
        write_together({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert caught.value.code == "exists"
    assert listing(tmp_path) == {"b": b"old"}
    write_together({tmp_path / "a": b"new", tmp_path / "b": b"new"}, overwrite=True)
    assert listing(tmp_path) == {"a": b"new", "b": b"new"}


def test_a_folder_of_that_name_is_said(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(OutputError, match="folder has that name") as caught:
        write_together({tmp_path / "a": b"new", tmp_path / "b": b"new"}, overwrite=True)
    assert caught.value.code == "is-a-folder"
    assert listing(tmp_path) == {}


class FailingAt:
    """Stands for a function of ``os`` and fails at its n-th call."""

    def __init__(self, function: Any, call: int, error: BaseException) -> None:
        self.function, self.left, self.error = function, call, error

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise self.error
        return self.function(*arguments, **named)


@pytest.mark.parametrize("old", [{}, {"a": b"old a", "b": b"old b"}, {"b": b"old b"}], ids=["new", "over", "half"])
@pytest.mark.parametrize(("function", "call"), [("fsync", 1), ("fsync", 2), ("replace", 1), ("replace", 2)])
@pytest.mark.parametrize("interrupt", [False, True], ids=["full", "ctrl-c"])
def test_nothing_changes_when_it_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: dict[str, bytes],
    function: str,
    call: int,
    interrupt: bool,
) -> None:
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    full = OSError(errno.ENOSPC, "No space left on device")
    error: BaseException = KeyboardInterrupt() if interrupt else full
    files = {tmp_path / name: f"new {name}".encode() for name in ("a", "b")}
    monkeypatch.setattr(os, function, FailingAt(getattr(os, function), call, error))
    with pytest.raises(KeyboardInterrupt if interrupt else OutputError) as caught:
        write_together(files, overwrite=True)
    if isinstance(caught.value, OutputError):
        assert caught.value.code == "disk-full"
        assert "make room" in str(caught.value)
    assert listing(tmp_path) == old


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(os, "link", FailingAt(os.link, 1, OSError(errno.EPERM, "no links")))
    write_together({tmp_path / "a": b"new"}, overwrite=True)
    assert listing(tmp_path) == {"a": b"new"}
