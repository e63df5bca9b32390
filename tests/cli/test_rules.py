"""Rules of the user's own in the commands: checked by config, used by convert, explain and evaluate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tei_tools.__main__ import main

TEXT = """青禾镇抓实秋收服务
2023-10-12 来源:青禾镇党政办
全镇调来收割机十六台,分成四个小组,逐村逐户帮助群众抢收水稻。
【柳湾村】
柳湾村腾出村部广场,供村民晒谷,老人们在树下看场,孩子们在一旁嬉戏。
"""
LABELS = "#article\ta1\n1\ttitle\ta1\n2\tmeta\ta1\n3\tp\ta1\n4\tnoise\t-\n5\tp\ta1\n"
RULE = """[[rule]]
name = "village"
pattern = '^【.{2,4}】$'
reading = "noise"
strength = "pin"
cases = [{text = "【柳湾村】", reading = "noise"}, {text = "【柳湾】晒谷", reading = "none"}]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("t/a_1.txt", TEXT), ("l/a_1.tsv", LABELS), ("rules.toml", RULE)):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> tuple[str, str]:
    assert main(words) == code
    out, err = capsys.readouterr()
    return out, err


def discarded() -> list[str]:
    return [entry["text"] for entry in json.loads(Path("out/a_1.json").read_text(encoding="utf-8"))["discarded"]]


def test_config_lists_rules_and_tries_their_cases(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = run(capsys, "config", "--rules", "rules.toml")
    assert out.endswith("# rules of your own\n# village: noise, pin, 2 of 2 cases right (rules.toml)\n") and err == ""
    Path("rules.toml").write_text(RULE.replace('"none"', '"p"'), encoding="utf-8")
    out, err = run(capsys, "config", "--rules", "rules.toml", code=1)
    assert "1 of 2 cases right" in out
    assert err == 'rules.toml: rule "village", case 2: wants p, but the pattern matches no line of "【柳湾】晒谷".\n'
    out, _ = run(capsys, "config", "--rules", "rules.toml", "--json", code=1)
    assert json.loads(out)["rules"] == [
        {
            "name": "village", "pattern": "^【.{2,4}】$", "reading": "noise", "level": None, "strength": "pin",
            "place": "rules.toml", "cases": 2, "wrong_cases": [2],
        }
    ]  # fmt: skip


def test_convert_reads_anew_when_a_rule_has_changed(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "convert", "t", "-o", "out")
    assert discarded() == []
    with_rules = ("convert", "t", "-o", "out", "--rules", "rules.toml")
    assert "1 done" in run(capsys, *with_rules)[1]
    assert discarded() == ["【柳湾村】"]
    assert "1 unchanged" in run(capsys, *with_rules)[1]
    Path("rules.toml").write_text(RULE.replace('"none"', '"p"'), encoding="utf-8")  # another case
    assert "1 unchanged" in run(capsys, *with_rules)[1]
    Path("rules.toml").write_text(RULE.replace('"noise"', '"head"'), encoding="utf-8")
    assert "1 done" in run(capsys, *with_rules)[1]
    assert discarded() == []


def test_convert_to_one_stream_uses_rules(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "convert", "t", "--rows", "paragraph", "--rules", "rules.toml")
    assert "【柳湾村】" not in out and "收割机" in out


def test_the_settings_bring_rules_to_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tei-tools.toml").write_text(RULE, encoding="utf-8")
    run(capsys, "convert", "t", "-o", "out")
    assert discarded() == ["【柳湾村】"]
    (unit,) = json.loads(run(capsys, "explain", "t/a_1.txt", "--line", "4", "--json")[0])["units"]
    assert (unit["label"], unit["rule"]) == ("noise", "village")
    (unit,) = json.loads(run(capsys, "explain", "t/a_1.txt", "--line", "4", "--json", "--no-config")[0])["units"]
    assert unit["label"] == "head"
    read = ("evaluate", "--gold", "l", "--text", "t", "--json", "-")
    out, err = run(capsys, *read)
    assert err.startswith("1 rule of your own in use: ") and json.loads(out)["blocks"] == 1.0
    out, err = run(capsys, *read, "--no-config")
    assert "in use" not in err and json.loads(out)["blocks"] < 1.0


def test_rules_of_a_profile(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tei-tools.toml").write_text(RULE.replace("[[rule]]", "[[profile.paper.rule]]"), encoding="utf-8")
    run(capsys, "convert", "t", "-o", "out")
    assert discarded() == []
    run(capsys, "convert", "t", "-o", "out", "--profile", "paper")
    assert discarded() == ["【柳湾村】"]
    out, _ = run(capsys, "explain", "t/a_1.txt", "--line", "4", "--profile", "paper")
    assert out.startswith("4:1  noise  sure 1.00, high, chance 1.00, village   【柳湾村】\n")


def test_rules_can_be_a_setting(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tei-tools.toml").write_text('rules = "rules.toml"\n', encoding="utf-8")
    assert "village" in run(capsys, "explain", "t/a_1.txt", "--line", "4")[0]
    run(capsys, "convert", "t", "-o", "out")
    assert discarded() == ["【柳湾村】"]


def test_explain_says_that_the_headline_was_decided_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = run(capsys, "explain", "t/a_1.txt", "--line", "1")
    assert "\n    = headline decided: this line is of it, " in out
    (unit,) = json.loads(run(capsys, "explain", "t/a_1.txt", "--line", "3", "--json")[0])["units"]
    assert unit["headline"] is None
