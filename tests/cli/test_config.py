"""Settings reach ``convert``, what is wrong with them is said, and ``config`` tells where each one came from."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import click
import pytest

from tei_tools.__main__ import main
from tei_tools.cli.settings import keys_of

TEXT = "澄湖县稻田音乐节开幕\n\n9月24日，首届稻田音乐节在白鹭乡举行，村民走进田间听山歌。\n"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with one source, and no settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def configure(text: str, name: str = "tei-tools.toml") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def made(*words: str) -> list[str]:
    """The names of the files that ``convert`` makes."""
    assert main(["convert", "a.txt", "--quiet", *words]) == 0
    return sorted(str(path) for path in Path(".").rglob("*") if path.name.startswith("a."))


def test_a_file_gives_the_defaults() -> None:
    configure('output = "out"\nto = "json"\nscript = "hant"\n')
    assert made() == ["a.txt", "out/a.json"]
    assert "音樂" in Path("out/a.json").read_text(encoding="utf-8")


def test_the_command_line_stands_over_the_environment_over_project_over_user(monkeypatch: pytest.MonkeyPatch) -> None:
    def origin() -> str:
        made("-o", "out", "--force")
        return json.loads(Path("out/a.json").read_text(encoding="utf-8")).get("script") or "keep"

    assert origin() == "keep"
    configure('script = "hant"', "home/tei-tools/tei-tools.toml")
    assert origin() == "hant"
    configure('[tool.tei-tools]\nscript = "hans"', "pyproject.toml")
    assert origin() == "hans"
    monkeypatch.setenv("TEI_TOOLS_SCRIPT", "hant")
    assert origin() == "hant"
    made("-o", "out", "--force", "--script", "hans")
    assert json.loads(Path("out/a.json").read_text(encoding="utf-8"))["script"] == "hans"


def test_the_command_line_turns_off_what_a_file_turned_on() -> None:
    configure('output = "out"\nto = "tei"\nsplit = true\nforce = true')
    assert made() == ["a.txt", "out/a.a1.tei.xml", "out/a.tei.xml"]
    Path("out/a.a1.tei.xml").unlink()
    assert made("--no-split") == ["a.txt", "out/a.tei.xml"]
    assert main(["convert", "a.txt", "--quiet", "--no-split", "--no-force"]) == 1


def test_a_profile_is_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    configure('output = "out"\n[profile.short]\nto = "json"\n[profile.other]\noutput = "elsewhere"\n')
    assert made("--profile", "short") == ["a.txt", "out/a.json"]
    monkeypatch.setenv("TEI_TOOLS_PROFILE", "other")
    assert made() == ["a.txt", "elsewhere/a.json", "elsewhere/a.tei.xml", "out/a.json"]


def test_another_file_and_no_file() -> None:
    configure('output = "out"')
    configure('output = "there"\nto = "tei"', "settings/b.toml")
    assert made("--config", "settings/b.toml") == ["a.txt", "settings/there/a.tei.xml"]
    assert main(["convert", "a.txt", "--no-config"]) == 2


def test_the_order_of_the_words_does_not_matter() -> None:
    configure('[profile.x]\noutput = "there"\nto = "tei"', "b.toml")
    assert made("--profile", "x", "--config", "b.toml") == ["a.txt", "there/a.tei.xml"]


def test_a_path_starts_from_the_folder_of_its_file(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure('output = "out"\nto = "tei"')
    inner = desk / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert main(["convert", "../a.txt", "--quiet"]) == 0
    assert (desk / "out" / "a.tei.xml").exists()


def test_what_is_said_on_the_command_line_silences_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    configure('output = "out"\nverbose = true')
    assert main(["convert", "a.txt", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    configure('output = "out"\nverbose = true\nquiet = true\nforce = true')
    assert main(["convert", "a.txt"]) == 2


def test_the_environment_silences_the_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    configure('output = "out"\nverbose = true')
    monkeypatch.setenv("TEI_TOOLS_QUIET", "1")
    assert main(["convert", "a.txt"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('scirpt = "hans"', "tei-tools.toml: there is no setting scirpt (did you mean script?)."),
        (
            'script = "pinyin"',
            "tei-tools.toml: script: 'pinyin' is not one of 'keep', 'hans', 'hant', 'tw', 'twp', 'hk'.",
        ),
        ("script = 3", "tei-tools.toml: script: must be a string, not 3."),
        ('force = "yes"', 'tei-tools.toml: force: must be true or false, not the string "yes".'),
        ("force = 1", "tei-tools.toml: force: must be true or false, not 1."),
        ('max-bytes = "5"', 'tei-tools.toml: max-bytes: must be a whole number, not the string "5".'),
        ("max-bytes = true", "tei-tools.toml: max-bytes: must be a whole number, not true."),
        ("max-bytes = 0", "tei-tools.toml: max-bytes: 0 is not in the range x>=1."),
        ('to = "pdf"', "tei-tools.toml: to: 'pdf' is not one of tei, json, tei,json, or jsonl."),
        ("[profile.a]\nto = []", "tei-tools.toml: [profile.a]: to: must be a string, not a list."),
        ("[profile.a.b]", "tei-tools.toml: [profile.a]: there is no setting b"),
        ('help = "x"', "tei-tools.toml: there is no setting help"),
        ('config = "x"', "tei-tools.toml: there is no setting config"),
        ("script = ", "tei-tools.toml: is not TOML: "),
    ],
)
def test_what_is_wrong_in_a_file(desk: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure(text)
    assert main(["convert", "a.txt", "-o", "out"]) == 2
    assert f"Error: {desk}/{message}" in capsys.readouterr().err
    assert not Path("out").exists()
    assert main(["config"]) == 2
    assert f"Error: {desk}/{message}" in capsys.readouterr().err


def test_what_is_wrong_in_the_environment(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TEI_TOOLS_MAX_BYTES", "many")
    assert main(["convert", "a.txt", "-o", "out"]) == 2
    assert "environment variable TEI_TOOLS_MAX_BYTES: 'many' is not a valid integer range." in capsys.readouterr().err


def test_help_is_there_even_when_the_settings_are_broken(capsys: pytest.CaptureFixture[str]) -> None:
    configure("broken")
    assert main(["convert", "--help"]) == 0
    assert "--profile NAME" in capsys.readouterr().out
    assert main(["validate", "--help"]) == 0


def test_contradictions_and_missing_profiles(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "a.txt", "-o", "out", "--config", "x", "--no-config"]) == 2
    assert "contradict" in capsys.readouterr().err
    assert main(["convert", "a.txt", "-o", "out", "--profile", "none"]) == 2
    assert "There is no profile 'none'" in capsys.readouterr().err


def test_config_tells_where_each_value_came_from(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure('script = "hans"\nmax-bytes = 7\n[profile.p]\nmax-bytes = 8\n')
    configure("force = true", "home/tei-tools/tei-tools.toml")
    monkeypatch.setenv("TEI_TOOLS_TO", "tei")
    monkeypatch.setenv("TEI_TOOLS_SCRIBT", "hans")
    assert main(["config", "--profile", "p", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    told = {entry["key"]: (entry["value"], entry["origin"], entry["place"]) for entry in shown["settings"]}
    assert told["script"] == ("hans", "project file", f"{desk}/tei-tools.toml")
    assert told["max-bytes"] == (8, "project file", f"{desk}/tei-tools.toml: [profile.p]")
    assert told["force"] == (True, "user file", f"{desk}/home/tei-tools/tei-tools.toml")
    assert told["to"] == ("tei", "environment", "TEI_TOOLS_TO")
    assert told["split"] == (False, "default", "")
    assert (shown["profile"], shown["profiles"]) == ("p", ["p"])
    assert shown["unused_variables"] == ["TEI_TOOLS_SCRIBT"]
    assert [file["kind"] for file in shown["files"]] == ["project file", "user file"]


def test_what_config_prints_is_a_file_that_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure('script = "hans"\nforce = true\n')
    assert main(["config"]) == 0
    printed = capsys.readouterr().out
    values = tomllib.loads(printed)
    assert (values["script"], values["force"], values["split"]) == ("hans", True, False)
    assert f"# project file: {Path.cwd()}/tei-tools.toml" in printed
    configure(printed)
    assert main(["config"]) == 0
    assert tomllib.loads(capsys.readouterr().out) == values


def test_every_kind_of_option_can_be_set() -> None:
    @click.command()
    @click.option("--include", multiple=True)
    @click.option("--rate", type=float)
    @click.option("--pair", nargs=2, type=int)
    @click.option("-j", "--jobs", "workers", type=click.IntRange(min=1), default=2)
    @click.option("--list", "files_from", metavar="FILE")
    @click.option("--progress", type=click.Choice(["auto", "never"]), default="auto")
    @click.option("--on/--off", default=True)
    @click.option("--secret", hidden=True)
    def command() -> None: ...

    keys = {key.name: key for key in keys_of(command)}
    assert list(keys) == ["include", "rate", "pair", "jobs", "list", "progress", "on"]
    folder = Path("/etc")
    assert keys["include"].check(["*.txt", "*.md"], folder) == ["*.txt", "*.md"]
    assert keys["include"].read("*.txt *.md") == ["*.txt", "*.md"]
    assert keys["rate"].check(2, folder) == 2
    assert keys["list"].check("x/y", folder) == "/etc/x/y"
    assert keys["list"].check("-", folder) == "-"
    assert keys["list"].read("x/y") == "x/y"
    assert keys["on"].read("no") is False
    assert (keys["jobs"].default, keys["on"].default, keys["list"].default) == (2, True, None)
    for name, wrong in {"include": "*.txt", "rate": "2", "pair": [1], "jobs": 0, "on": "no", "progress": 1}.items():
        with pytest.raises(ValueError):
            keys[name].check(wrong, folder)
