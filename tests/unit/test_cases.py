"""What single rules say about single units: ``tests/cases/<rule module>.txt``, data and not code.

A case is a block of lines; blank lines part the blocks:

    the name of the case
    | a line of the page (a bare | is an empty one)
    > the line that the rule is asked about; >2 asks about the second unit that the line is cut into
    = label/detail style number [evidence] run-in head

One ``=`` line for each reading that the rule proposes, in any order; detail, mark and head only where there are
some. Without brackets the evidence is not compared; ``[one two]`` are all pieces of it, ``[one …]`` at least
these, ``-three`` must be missing. ``= nothing``: the rule proposes no reading. ``= no head``: it proposes none
with this label. ``= …``: it may propose others. Lines that start with ``#`` are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from tei_tools.recognize.page import read_page
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.rule import Candidate, Rule, Unit
from tei_tools.recognize.units import cut_lines
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines

FOLDER = Path(__file__).resolve().parents[1] / "cases"
FILES = sorted(FOLDER.glob("*.txt"))
_ASKED = re.compile(r">(\d?) ")


@dataclass(frozen=True)
class Case:
    """One block of a file of cases: the page, the line asked about (from 0), which unit of it, what is expected."""

    name: str
    page: str
    line: int
    unit: int
    expected: tuple[str, ...]


def read_cases(text: str) -> Iterator[Case]:
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = [line for line in block.split("\n") if not line.startswith("#")]
        if not lines:
            continue
        page = [line for line in lines[1:] if line[0] in ">|"]
        asked = [number for number, line in enumerate(page) if line[0] == ">"]
        expected = tuple(line[2:] for line in lines[1:] if line.startswith("= "))
        assert len(asked) == 1 and expected and len(page) + len(expected) == len(lines) - 1, f"not a case: {block}"
        which = _ASKED.match(page[asked[0]])
        assert which, block
        words = [_ASKED.sub("", line) if line[0] == ">" else line[2:] for line in page]
        yield Case(lines[0], "\n".join(words), asked[0], int(which[1] or 1) - 1, expected)


def spell(candidate: Candidate, unit: Unit) -> str:
    """A reading as a case spells it, all of its evidence named."""
    parts = [f"{candidate.label}/{candidate.detail}" if candidate.detail else candidate.label]
    if candidate.marker is not None:
        parts += [candidate.marker.style, str(candidate.marker.number)]
    parts.append(f"[{' '.join(candidate.evidence)}]")
    if candidate.head:
        parts.append(unit.text[: candidate.head].rstrip())
    return " ".join(parts)


def agrees(expected: str, found: str) -> bool:
    """Whether a reading is the expected one, as far as the case says."""
    wanted, got = (re.match(r"([^\[]*)(?:\[([^\]]*)\])?(.*)", spelled) for spelled in (expected, found))
    assert wanted and got
    if f"{wanted[1]}{wanted[3]}".split() != f"{got[1]}{got[3]}".split():
        return False
    names, evidence = (wanted[2] or "…").split(), set((got[2] or "").split())
    must = {name for name in names if name[0] not in "…-"}
    never = {name[1:] for name in names if name[0] == "-"}
    return must <= evidence and not never & evidence and ("…" in names or must == evidence)


def wrong(expected: Sequence[str], found: Sequence[str]) -> str:
    """Why the readings found are not those expected; empty when they are."""
    rest = list(found)
    for line in expected:
        if line in ("…", "nothing"):
            continue
        if line.startswith("no "):
            if any(re.match(rf"{re.escape(line[3:])}[ /]", spelled) for spelled in found):
                return f"there should be {line}"
            continue
        match = next((spelled for spelled in rest if agrees(line, spelled)), None)
        if match is None:
            return f"missing: {line}"
        rest.remove(match)
    open_ended = "…" in expected or any(line.startswith("no ") for line in expected)
    return "" if open_ended or not rest else f"not expected: {'; '.join(rest)}"


def all_cases() -> Iterator[object]:
    for path in FILES:
        rule: Rule = import_module(f"tei_tools.recognize.rules.{path.stem}").RULE
        for case in read_cases(path.read_text(encoding="utf-8")):
            yield pytest.param(rule, case, id=f"{path.stem}: {case.name}")


@pytest.mark.parametrize(("rule", "case"), [*all_cases()])
def test_case(rule: Rule, case: Case) -> None:
    text = case.page
    units = cut_lines(text, read_lines(text, find_repairs(text)[0]))
    mine = [unit for unit in units if unit.line == case.line + 1]
    assert case.unit < len(mine), f"the line is cut into {[unit.text for unit in mine]}"
    unit = mine[case.unit]
    readings = list(rule.find(unit, read_page(units)))
    found = [spell(reading, unit) for reading in readings]
    assert not (why := wrong(case.expected, found)), f"{why}\nfound: {found}"
    for reading in readings:
        rule.score(reading)  # every piece of evidence has its weight


def test_every_rule_has_six_cases_and_half_of_a_rule_is_what_it_must_not_say() -> None:
    counts = {path.stem: len(list(read_cases(path.read_text(encoding="utf-8")))) for path in FILES}
    assert {name: count for name, count in counts.items() if count < 6} == {}
    assert sorted(counts) == sorted(rule.name.replace("-", "_") for rule in all_rules())


@pytest.mark.parametrize(
    ("expected", "found", "problem"),
    [
        (["p"], ["p [open]"], ""),
        (["p [open]"], ["p [open]"], ""),
        (["p [open]"], ["p [open short]"], "missing: p [open]"),
        (["p [open …]"], ["p [short open]"], ""),
        (["p [-tiny …]"], ["p [short open]"], ""),
        (["p [-short …]"], ["p [short open]"], "missing"),
        (["head/u"], ["head/u^ [open]"], "missing: head/u"),
        (["head/u"], ["head/u [open]", "head/u^ [open]"], "not expected: head/u^ [open]"),
        (["head/u", "…"], ["head/u [open]", "head/u^ [open]"], ""),
        (["sec cn-comma 2 [x …] 二、修路。"], ["sec cn-comma 2 [x y] 二、修路。"], ""),
        (["sec cn-comma 2 [x …] 二、修路。"], ["sec cn-comma 2 [x y] 二、"], "missing"),
        (["sec cn-comma 2 [x …]"], ["sec cn-comma 2 [x y] 二、"], "missing"),
        (["sec cn-comma 2 二、修路。"], ["sec cn-comma 2 [x y] 二、修路。"], ""),
        (["nothing"], ["p [open]"], "not expected: p [open]"),
        (["nothing"], [], ""),
        (["no head"], ["head/u [open]"], "there should be no head"),
        (["no head"], ["p [open]"], ""),
    ],
)  # fmt: skip
def test_the_comparison_sees(expected: list[str], found: list[str], problem: str) -> None:
    why = wrong(expected, found)
    assert why.startswith(problem) and bool(why) == bool(problem)
