"""Figures over the labelled texts do not fall under their floors, ``tests/floors.json``, and hold for both halves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tei_tools.evaluate.report import to_data

from ..labelled import Labelled

FLOORS = json.loads((Path(__file__).resolve().parents[1] / "floors.json").read_text(encoding="utf-8"))
BOUNDS = [(side, name, bound) for side in ("at_least", "at_most") for name, bound in FLOORS[side].items()]
MOST_APART = 0.04


@pytest.fixture(scope="module")
def found(labelled: Labelled) -> dict[str, Any]:
    return to_data(labelled.evaluation)


def figure(found: dict[str, Any], name: str) -> float:
    """The figure with this dotted name; a missing one fails."""
    value: Any = found
    for part in name.split("."):
        assert isinstance(value, dict) and part in value, f"there is no figure {name}"
        value = value[part]
    assert isinstance(value, int | float), f"{name} is {value!r}"
    return value


def test_floors_name_nothing_else() -> None:
    assert FLOORS.keys() == {"at_least", "at_most"}


@pytest.mark.parametrize(("side", "name", "bound"), BOUNDS, ids=[name for _, name, _ in BOUNDS])
def test_a_figure_keeps_its_bound(found: dict[str, Any], side: str, name: str, bound: float) -> None:
    value = figure(found, name)
    assert value >= bound if side == "at_least" else value <= bound, f"{name} is {value}, {side} {bound}"


def test_every_text_is_compared(found: dict[str, Any]) -> None:
    assert found["lost"] == found["not_compared"] == []
    assert len(found["documents"]) >= 400


def test_both_halves_are_read_alike(found: dict[str, Any]) -> None:
    scores = [found["halves"][half]["score"] for half in "ab"]
    assert abs(scores[0] - scores[1]) == pytest.approx(found["halves"]["apart"])
    assert found["halves"]["apart"] <= MOST_APART
