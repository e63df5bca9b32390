"""Which inputs there are and what their outputs are called."""

from __future__ import annotations

from pathlib import Path, PurePath

import click
import pytest

from tei_tools.batch.naming import output_name
from tei_tools.cli.plan import Job, make_plan


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("report.txt", "report"),
        ("report.v2.txt", "report.v2"),
        ("工作总结.TXT", "工作总结"),
        ("工作总结2020.8", "工作总结2020.8"),
        ("README", "README"),
        (".txt", ".txt"),
        ("a.text", "a"),
        ("三.公开", "三.公开"),
    ],
)
def test_output_names(name: str, output: str) -> None:
    assert output_name(PurePath("folder") / name) == output


def test_folders_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a.txt", "a/.hidden/d.txt", "x.pdf", ".y.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.txt").mkdir()
    plan = make_plan([str(tmp_path)])
    assert [job.name for job in plan.jobs] == ["c", "a", "b"]
    assert plan.others == ((tmp_path, 1),)
    kept = make_plan([str(tmp_path)], keep_folders=True)
    assert [PurePath(job.name) for job in kept.jobs] == [PurePath("a/c"), PurePath("a"), PurePath("b")]


def test_standard_input_is_an_input() -> None:
    assert make_plan(["-", "a.txt"]).jobs == (Job(None, "stdin"), Job(Path("a.txt"), "a"))


@pytest.mark.parametrize("given", [["a.txt", "b/a.txt"], ["a.txt", "a.md"], ["-", "-"], ["a.txt", "a.txt"]])
def test_two_inputs_of_one_name(given: list[str]) -> None:
    with pytest.raises(click.UsageError, match="Nothing was written"):
        make_plan(given)


def test_a_folder_with_two_files_of_one_name(tmp_path: Path) -> None:
    for name in ("1/a.txt", "2/a.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(click.UsageError, match="--keep-folders"):
        make_plan([str(tmp_path)])
    assert len(make_plan([str(tmp_path)], keep_folders=True).jobs) == 2
