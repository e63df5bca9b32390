"""``explain``: every line of a source is told of, in words and as data that say the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.decisions.beside import decisions_path
from tei_tools.decisions.entries import Decisions, Entry, Says, decided, dump_decisions
from tei_tools.text.source import Span

SOURCE = Path(__file__).resolve().parents[2] / "examples" / "work-summary.txt"


def explained(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["explain", str(SOURCE), *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_as_data_it_covers_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    shown = json.loads(explained(capsys, "--json"), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert shown["file"] == "work-summary.txt"
    told = {line for line in range(1, text.count("\n") + 2) if any(unit["line"] == line for unit in shown["units"])}
    assert {number for number, line in enumerate(text.split("\n"), 1) if line.strip()} <= told
    for unit in shown["units"]:
        assert text.count("\n", 0, unit["start"]) + 1 == unit["line"]
        assert unit["text"] in text.translate({0xFF08: "(", 0xFF09: ")", 0xFF1A: ":", 0xFF0C: ",", 0xFF1B: ";"})
        assert unit["confidence"] in ("high", "medium", "low")
        assert 0 <= unit["sureness"] <= 1 and 0 <= unit["chance"] <= 1
        assert all(loser["behind"] is None or loser["behind"] >= 0 for loser in unit["losers"])
        assert {"evidence", "coherence", "margin", "rule"} <= unit.keys()
    heads = [unit["text"] for unit in shown["units"] if unit["label"] == "head"]
    assert "一、主要工作完成情况" in heads


def test_in_words_it_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    units = json.loads(explained(capsys, "--json"))["units"]
    lines = explained(capsys).splitlines()
    for unit in units:
        words = " ".join(unit["text"].split())
        unit["shown"] = words if len(words) <= 40 else words[:39] + "…"
    assert [line for line in lines if not line.startswith("    ")] == [
        f"{unit['line']}:{unit['column']}  {unit['label']}  sure {unit['sureness']:.2f}, {unit['confidence']}, "
        f"chance {unit['chance']:.2f}, {unit['rule']}   {unit['shown']}"
        for unit in units
    ]
    assert sum(line.startswith("    + ") for line in lines) == len(units)
    assert [line for line in lines if line.startswith("    ~ ")] == [
        "    ~ " + "  ".join(f"{found['name']} {found['weight']:+.1f}" for found in unit["coherence"])
        for unit in units
        if unit["coherence"]
    ]
    assert sum(line.startswith("    - ") for line in lines) == sum(len(unit["losers"]) for unit in units)


def test_only_what_is_doubtful(capsys: pytest.CaptureFixture[str]) -> None:
    units = json.loads(explained(capsys, "--json"))["units"]
    doubtful = json.loads(explained(capsys, "--json", "--doubtful"))["units"]
    assert doubtful == [unit for unit in units if unit["confidence"] != "high"]


def test_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "missing.txt"]) == 1
    assert (
        capsys.readouterr().err
        == "tei-tools: missing.txt: cannot be read: No such file or directory; check the path.\n"
    )


def test_only_some_lines(capsys: pytest.CaptureFixture[str]) -> None:
    units = json.loads(explained(capsys, "--json"))["units"]
    chosen = json.loads(explained(capsys, "--json", "--line", "1", "--line", str(units[-1]["line"])))["units"]
    assert chosen == [unit for unit in units if unit["line"] in (1, units[-1]["line"])]
    assert 0 < len(chosen) < len(units)


def test_a_line_with_nothing_in_it_and_a_line_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    lines = SOURCE.read_text(encoding="utf-8").split("\n")
    blank = next(number for number, line in enumerate(lines, 1) if not line.strip())
    assert main(["explain", str(SOURCE), "--line", str(blank)]) == 0
    out, err = capsys.readouterr()
    assert (out, f":{blank}: nothing is read here" in err) == ("", True)
    assert main(["explain", str(SOURCE), "--line", "100000"]) == 2
    assert "has 48 lines." in capsys.readouterr().err


@pytest.fixture
def decided_text(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    text = (
        "石桥镇修路惠民\n\n今年以来,石桥镇修路三条,群众出行更加方便。\n\n道路通到家门口\n\n红枫村的路修到了家门口。\n"
    )
    path.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()

    def entry(words: str, says: Says) -> Entry:
        start = text.index(words)
        return decided(text, sha256, Span(start, start + len(words)), says, "白洁", "2026-05-01T08:30:00Z")

    reading, fact = entry("道路通到家门口", Says("note")), entry("今年以来", Says(field="date", value="2024"))
    lost = replace(entry("红枫村", Says("p")), quote="白枫村", sha256="x")
    decisions_path(path).write_bytes(dump_decisions(Decisions("a.txt", (reading, fact, lost))))
    return path


def test_around_what_people_decided(decided_text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(decided_text), "--decisions"]) == 0
    out, err = capsys.readouterr()
    assert "5:1  note  sure 1.00, high, chance 1.00, pin 白洁, 2026-05-01T08:30:00Z   道路通到家门口\n" in out
    assert out.endswith("3:1  field=date value=2024  decided by 白洁, 2026-05-01T08:30:00Z   今年以来\n")
    assert "白枫村" in err and "has no effect" in err
    assert main(["explain", str(decided_text), "--decisions", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["line"], one["field"], one["value"]) for one in told["facts"]] == [(3, "date", "2024")]
    assert [unit["label"] for unit in told["units"] if unit["rule"].startswith("pin")] == ["note"]
    assert main(["explain", str(decided_text)]) == 0
    assert "pin" not in capsys.readouterr().out


def test_where_nobody_decided_anything_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("石桥镇修路\n", encoding="utf-8")
    assert main(["explain", str(tmp_path / "a.txt"), "--decisions"]) == 0
    assert "a.txt: nobody decided anything" in capsys.readouterr().err
    assert main(["explain", "-", "--decisions"]) == 2
    assert "nothing stands beside standard input" in capsys.readouterr().err


def test_other_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = {"tags": ["p"], "weights": {}, "transitions": {}, "coherence": {}, "confidence": {}}
    (tmp_path / "mine.json").write_text(json.dumps(model), encoding="utf-8")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    units = json.loads(explained(capsys, "--json", "--model", str(tmp_path / "mine.json")))["units"]
    assert {unit["label"] for unit in units} == {"p"} and {unit["sureness"] for unit in units} == {0.5}
    assert main(["explain", str(SOURCE), "--model", str(tmp_path / "other.json")]) == 1
    assert "other.json: holds no weights of a reader; python -m tei_tools.read.train makes" in capsys.readouterr().err
    assert main(["explain", str(SOURCE), "--model", str(tmp_path / "missing.json")]) == 1
    assert "check the path" in capsys.readouterr().err
