"""Which documents a run has, in which order, in which shards and parts."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path, PurePath
from typing import Any

import pytest

from tei_tools.batch.job import JobOptions
from tei_tools.batch.naming import output_name
from tei_tools.batch.plan import LEAST, MOST, Limits, Plan, Work, cut, glob, make_plan, read_list, shard_size
from tei_tools.errors import TeiToolsError


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


def test_standard_input_is_an_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "-")
    assert [(work.source, work.relative) for work in make_plan(["a.txt", "-"], "out").works()] == [
        ("a.txt", "a"),
        ("-", "stdin"),
    ]
    assert [work.source for work in make_plan(["./-"], "out").works()] == ["./-"]
    assert [work.source for work in make_plan([], "out", files_from=["-"]).works()] == ["./-"]
    with pytest.raises(TeiToolsError, match="standard input is given twice"):
        make_plan(["-", "-"], "out")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_taken_to_fail_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.pdf")
    plan = make_plan([str(tmp_path)], "out")
    assert [(note.taken, note.others) for note in plan.notes] == [(1, 1)]
    assert outputs(plan) == ["a"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions of Unix")
def test_a_folder_that_cannot_be_read_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", "closed/b.txt")
    real = os.scandir

    def scandir(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    plan = make_plan([str(tmp_path)], "out")
    assert outputs(plan) == ["a"]
    (told,) = plan.notes[0].unreadable
    assert told == f"{tmp_path}/closed: cannot be read: Permission denied; allow this user to read it."


def put(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * len(name))
    return folder


def outputs(plan: Plan) -> list[str]:
    return [work.relative for work in plan.works()]


def test_a_folder_keeps_its_tree(tmp_path: Path) -> None:
    put(tmp_path / "src", "b.txt", "a/c.TXT", "a.txt", "a/.hidden/d.txt", ".y.txt", "x.pdf", "a/b/工作2020.8.txt")
    plan = make_plan([str(tmp_path / "src")], str(tmp_path / "out"))
    assert outputs(plan) == ["a", "a/b/工作2020.8", "a/c", "b"]
    assert [(note.taken, note.others, note.links) for note in plan.notes] == [(4, 1, 0)]
    work = next(plan.works())
    stat = os.stat(work.source)
    assert (work.size, work.mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    flat = make_plan([str(tmp_path / "src")], str(tmp_path / "out"), keep_tree=False)
    assert outputs(flat) == ["a", "b", "c", "工作2020.8"]


def test_the_order_is_that_of_the_outputs_whatever_the_order_given(tmp_path: Path) -> None:
    put(tmp_path, *(f"{n % 3}/{n * 7919 % 1000}.txt" for n in range(2500)))
    parts = [str(tmp_path / str(n)) for n in range(3)]
    plans = [outputs(make_plan([str(tmp_path)], "out")) for _ in range(2)]
    assert plans[0] == plans[1] == sorted(plans[0], key=os.fsencode)
    with pytest.raises(TeiToolsError):
        make_plan(parts, "out")


@pytest.mark.parametrize(
    ("include", "exclude", "taken"),
    [
        ((), (), ["2021/1/a", "2021/b", "c", "draft/d"]),
        (("*.md",), (), ["2021/e"]),
        (("2021/*.txt",), (), ["2021/b"]),
        (("2021/**/*.txt",), (), ["2021/1/a", "2021/b"]),
        (("2021/**",), ("*.md",), ["2021/1/a", "2021/b"]),
        ((), ("draft",), ["2021/1/a", "2021/b", "c"]),
        ((), ("draft/", "c.*"), ["2021/1/a", "2021/b"]),
        (("[bc].txt",), (), ["2021/b", "c"]),
        (("[!bc].txt",), (), ["2021/1/a", "draft/d"]),
        (("?.t?t",), ("2021/1",), ["2021/b", "c", "draft/d"]),
    ],
)
def test_patterns(tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], taken: list[str]) -> None:
    put(tmp_path, "2021/1/a.txt", "2021/b.txt", "2021/e.md", "c.txt", "draft/d.txt")
    assert outputs(make_plan([str(tmp_path)], "out", include=include, exclude=exclude)) == taken


@pytest.mark.parametrize("pattern", ["a.b", "a+b", "(x)", "a^b", "[^a]", "[a", "a\\b"])
def test_patterns_mean_nothing_else(pattern: str) -> None:
    assert glob(pattern).fullmatch(pattern.replace("[^a]", "^"))
    assert not glob(pattern).fullmatch("axb")


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path / "src", "a.txt", "sub/b.txt")
    put(tmp_path / "else", "c.txt")
    (tmp_path / "src" / "out.txt").symlink_to(tmp_path / "else" / "c.txt")
    (tmp_path / "src" / "folder").symlink_to(tmp_path / "else")
    (tmp_path / "src" / "round").symlink_to(tmp_path / "src")
    (tmp_path / "src" / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "src" / "inside.txt").symlink_to(tmp_path / "src" / "a.txt")
    os.mkfifo(tmp_path / "else" / "pipe.txt")
    (tmp_path / "src" / "pipe.txt").symlink_to(tmp_path / "else" / "pipe.txt")
    plan = make_plan([str(tmp_path / "src")], "out")
    assert outputs(plan) == ["a", "inside", "sub/b"]
    assert plan.notes[0].links == 5
    (tmp_path / "link").symlink_to(tmp_path / "src")
    assert outputs(make_plan([str(tmp_path / "link")], "out")) == ["a", "inside", "sub/b"]


def test_the_output_folder_is_no_input(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "out/b.txt")
    assert outputs(make_plan([str(tmp_path)], str(tmp_path / "out"))) == ["a"]


@pytest.mark.parametrize(
    ("names", "given", "code"),
    [
        (["1/a.txt", "2/a.txt"], ["1", "2"], "same-output"),
        (["1/a.txt", "a.txt"], ["a.txt", "1/a.txt"], "same-output"),
        (["1/a.txt"], ["1", "1/a.txt"], "given-twice"),
        (["1/a.txt", "1/a.TXT"], ["1"], "same-output"),
    ],
)
def test_two_inputs_of_one_output(
    tmp_path: Path, names: list[str], given: list[str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(put(tmp_path, *names))
    with pytest.raises(TeiToolsError, match="Nothing was written") as caught:
        make_plan(given, "out")
    assert caught.value.code == code


def test_an_article_of_a_split_page_is_no_other_input(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "a.a1.txt", "b.a1.txt")
    assert len(make_plan([str(tmp_path)], "out")) == 3
    with pytest.raises(TeiToolsError, match="--split"):
        make_plan([str(tmp_path)], "out", options=JobOptions(split=True))


def test_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(put(tmp_path, "x/a.txt", "b.txt"))
    listed = ["x/a.txt", "./b.txt", "missing/c.txt", str(tmp_path / "d.txt")]
    works = list(make_plan([], "out", files_from=listed).works())
    assert [work.relative for work in works] == [
        "b", "missing/c", str(tmp_path / "d").lstrip("/"), "x/a",
    ]  # fmt: skip
    assert outputs(make_plan([], "out", files_from=listed, keep_tree=False)) == ["a", "b", "c", "d"]
    with pytest.raises(TeiToolsError) as caught:
        make_plan([], "out", files_from=["../a.txt"])
    assert caught.value.code == "outside"


def test_a_list_may_begin_with_a_byte_order_mark() -> None:
    assert list(read_list(io.BytesIO(b"\xef\xbb\xbfa.txt\r\nb.txt"))) == ["a.txt", "b.txt"]
    assert list(read_list(io.BytesIO(b"\xef\xbb\xbf"))) == []


def test_long_lists_are_read_piece_by_piece() -> None:
    paths = [f"{'长' * 50}/{n}.txt" for n in range(20_000)]
    for mark in ("\n", "\r\n", "\0"):
        assert list(read_list(io.BytesIO(mark.join(paths).encode()))) == paths
        assert list(read_list(io.BytesIO((mark.join(paths) + mark).encode()))) == paths
    assert list(read_list(io.BytesIO(b""))) == []


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.txt")
    put(tmp_path / "src", name)
    (work,) = make_plan([str(tmp_path / "src")], "out").works()
    assert (work.source, work.relative) == (str(tmp_path / "src" / name), name[:-4])


def test_parts_are_the_whole_and_stay_when_files_come(tmp_path: Path) -> None:
    put(tmp_path, *(f"{n}.txt" for n in range(500)))
    parts = [set(outputs(make_plan([str(tmp_path)], "out", part=(i, 7)))) for i in range(1, 8)]
    assert sum(map(len, parts)) == 500 == len(set().union(*parts))
    assert max(map(len, parts)) < 2 * min(map(len, parts))
    put(tmp_path, "new.txt")
    assert all(
        before <= set(outputs(make_plan([str(tmp_path)], "out", part=(i, 7)))) for i, before in enumerate(parts, 1)
    )


@pytest.mark.parametrize("documents", [1, 7, 99, 250, 800, 5_000, 50_000, 10_000_000])
@pytest.mark.parametrize("workers", [1, 2, 64])
def test_sizes_of_shards(documents: int, workers: int) -> None:
    size = shard_size(documents, workers)
    assert 1 <= size <= MOST
    if documents >= 4 * workers * LEAST:
        assert size >= LEAST
    assert -(-documents // size) >= min(workers, documents)


def test_shards_hold_everything_once_and_large_documents_are_alone() -> None:
    works = [Work(f"{n}.txt", str(n), 3_000_000 if n == 5 else 1000) for n in range(1000)]
    shards = list(cut(works, 100, "1-of-2"))
    assert [work for shard in shards for work in shard.documents] == works
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert {shard.part for shard in shards} == {"1-of-2"}
    assert max(len(shard.documents) for shard in shards) == 100
    big = [Work(f"{n}.txt", str(n), 3_000_000) for n in range(4)]
    assert [len(shard.documents) for shard in cut(big, 100)] == [1, 1, 1, 1]


def test_what_is_done_is_struck_off(tmp_path: Path) -> None:
    put(tmp_path, *(f"{n:04}.txt" for n in range(2500)))
    plan = make_plan([str(tmp_path)], "out", shard_size=100, limits=Limits(timeout=5))
    assert len(list(plan.shards())) == 25
    chosen = (work for work in plan.works() if work.relative.endswith("7"))
    assert plan.listing.keep(chosen) == 250 == len(plan)
    assert [work.relative for work in plan.works()] == [f"{n:04}" for n in range(7, 2500, 10)]
