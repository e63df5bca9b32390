"""``man``: pages that roff sets without a complaint and that say what ``--help`` says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from tei_tools.__main__ import main
from tei_tools.cli.group import COMMANDS, cli
from tei_tools.cli.man import manual_pages

PAGES = manual_pages(cli)


def test_every_command_has_a_page() -> None:
    assert list(PAGES) == ["tei-tools.1", *(f"tei-tools-{name}.1" for name in COMMANDS)]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def set_page(page: str) -> str:
    program = shutil.which("man"), shutil.which("groff")
    if None in program:
        pytest.skip("needs man and groff, to see that the pages are set as meant")
    environment = {**os.environ, "MANWIDTH": "200", "MANROFFOPT": "-ww", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    done = subprocess.run(
        ["man", "--warnings=w", "-l", "-"], input=page.encode(), capture_output=True, env=environment, check=True
    )
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_is_set_and_says_what_the_help_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    shown = set_page(PAGES[f"tei-tools-{name}.1"])
    lines = {line.strip() for line in shown.splitlines()}
    for paragraph in (command.help or "").split("\n\n"):
        kept = paragraph.removeprefix("\b\n")
        if kept != paragraph:  # lines that stay as they are
            assert [line for line in kept.splitlines() if line.strip() not in lines] == []
        else:
            assert "".join(words(kept)) in "".join(words(shown.replace("\u2010\n", "")))
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert all(option in shown for option in parameter.opts)
    assert "-h, --help" in shown


def test_the_main_page_names_all_commands() -> None:
    shown = set_page(PAGES["tei-tools.1"])
    assert [name for name in COMMANDS if f"tei-tools-{name}(1)" not in shown] == []
    assert "141  the reader of the standard output went away" in shown


def test_what_roff_would_take_for_its_own_is_escaped() -> None:
    @click.command("x", help="\b\n.SH not a heading\n'quoted' \\fBnot bold\n\nA -- b ~ c ^ d \"e\".")
    @click.option("--y", help=".PP not a paragraph")
    def command() -> None: ...

    group = click.Group("x", {"x": command})
    shown = set_page(manual_pages(group)["tei-tools-x.1"])
    for text in (".SH not a heading", "'quoted' \\fBnot bold", 'A -- b ~ c ^ d "e".', ".PP not a paragraph"):
        assert text in shown


def test_printing_and_writing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    assert capsys.readouterr().out == PAGES["tei-tools.1"]
    assert main(["man", "convert"]) == 0
    assert capsys.readouterr().out == PAGES["tei-tools-convert.1"]
    for _ in range(2):
        assert main(["man", "--dir", str(tmp_path / "man1"), "--quiet"]) == 0
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "man1").iterdir()} == PAGES
    assert main(["man", "nonsense"]) == 2
    assert main(["man", "convert", "--dir", str(tmp_path)]) == 2


def test_other_files_are_left_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "tei-tools-schema.1"
    mine.write_text("notes", "utf-8")
    assert main(["man", "--dir", str(tmp_path)]) == 1
    assert "tei-tools-schema.1: was left as it is" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["tei-tools-schema.1"]
    assert main(["man", "--dir", str(tmp_path), "--force"]) == 0
    assert mine.read_text("utf-8") == PAGES["tei-tools-schema.1"]
