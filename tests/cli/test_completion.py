"""``completion``: scripts that their shells understand, and that complete what is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.cli.group import COMMANDS


def completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What bash is told for the last of the words: the kind and the value of each proposal."""
    monkeypatch.setenv("_TEI_TOOLS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(["tei-tools", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    assert main([]) == 0
    return capsys.readouterr().out.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_understands_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_TEI_TOOLS_COMPLETE={shell}_complete" in script
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"needs {shell}, to see that it understands the script")
    done = subprocess.run([program, "-n", "/dev/stdin"], input=script, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "csh"]) == 2
    assert "is not one of 'bash', 'zsh', 'fish'" in capsys.readouterr().err


def test_commands_options_choices_and_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed(monkeypatch, capsys, "conv") == ["plain,convert"]
    assert {f"plain,{name}" for name in COMMANDS} == set(completed(monkeypatch, capsys, ""))
    assert "plain,--profile" in completed(monkeypatch, capsys, "convert", "--pro")
    assert completed(monkeypatch, capsys, "convert", "--script", "han") == ["plain,hans", "plain,hant"]
    assert completed(monkeypatch, capsys, "convert", "rep") == ["file,rep"]
    assert completed(monkeypatch, capsys, "convert", "-o", "ou") == ["dir,ou"]
    assert completed(monkeypatch, capsys, "validate", "a") == ["file,a"]


def test_profiles_are_completed_from_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tei-tools.toml").write_text("[profile.gazette]\n[profile.paper]\n")
    assert completed(monkeypatch, capsys, "convert", "--profile", "g") == ["plain,gazette"]
    Path("tei-tools.toml").write_text("broken")
    assert completed(monkeypatch, capsys, "convert", "--profile", "g") == []
    assert completed(monkeypatch, capsys, "convert", "--script", "k") == ["plain,keep"]


def test_bash_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    main(["completion", "bash"])
    program = tmp_path / "tei-tools"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tei_tools "$@"\n')
    program.chmod(0o755)
    session = capsys.readouterr().out + (
        "COMP_WORDS=(tei-tools sch); COMP_CWORD=1; _tei_tools_completion tei-tools; echo ${COMPREPLY[@]}\n"
    )
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([bash], input=session, capture_output=True, text=True, env=environment)
    assert (done.stdout, done.stderr) == ("schema\n", "")
