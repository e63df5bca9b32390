"""Command lines in the documents: each names a command and options that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tei_tools.cli.group import cli
from tei_tools.cli.train import command as train

PROJECT = Path(__file__).resolve().parents[2]
TRAIN = ["python", "-m", "tei_tools.read.train"]


def lines(page: str) -> Iterator[str]:
    """The command lines of ours in the ``sh`` blocks of a page."""
    for block in re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith(("tei-tools ", " ".join(TRAIN) + " ")):
                yield line


def unknown_options(line: str) -> list[str]:
    """The options of a command line that its command does not have."""
    words = shlex.split(line, comments=True)
    words = words[: next((at for at, word in enumerate(words) if word in ("|", ">", "&&", ";")), len(words))]
    command: click.Command | None = train
    rest = words[len(TRAIN) :]
    if words[: len(TRAIN)] != TRAIN:
        command = cli.get_command(click.Context(cli), words[1])
        rest = words[2:]
    assert command is not None, f"there is no command {words[1]}"
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    given = [word.partition("=")[0] for word in rest if re.match(r"--?[A-Za-z]", word)]
    return [word for word in given if word not in known and word not in ("-h", "--help")]


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "docs").rglob("*.md")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_documented_command_lines(path: Path) -> None:
    assert [(line, found) for line in lines(path.read_text(encoding="utf-8")) if (found := unknown_options(line))] == []


def test_the_check_sees() -> None:
    assert unknown_options("tei-tools evaluate --gold labels --text texts --cross-validated") == ["--cross-validated"]
    assert unknown_options(f"{' '.join(TRAIN)} --gold labels --out x.json  # comment --no") == ["--out"]
    assert unknown_options("tei-tools evaluate --gold labels --json - | jq --raw") == []
    with pytest.raises(AssertionError, match="no command evaluat"):
        unknown_options("tei-tools evaluat --gold labels")


def test_training_is_described_with_commands() -> None:
    for name in ("training.md", "zh/training.md"):
        page = (PROJECT / "docs" / name).read_text(encoding="utf-8")
        assert sum(line.startswith(" ".join(TRAIN)) for line in lines(page)) == 1


def test_the_page_of_figures_is_made_by_a_cross_validation() -> None:
    page = (PROJECT / "docs" / "quality.md").read_text(encoding="utf-8")
    (line,) = lines(page)
    assert "--cross-validate" in line and "--write docs/quality.md" in line
    assert page.index("cross-validated") < page.index("| fitted |")
