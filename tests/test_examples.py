"""The examples give exactly the outputs that stand beside them. ``pytest --accept`` writes those anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools.__main__ import main

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SOURCES = sorted(EXAMPLES.glob("*.txt"))


def test_there_are_four() -> None:
    assert [path.stem for path in SOURCES] == ["local-news", "newspaper-page", "pinyin-damaged", "work-summary"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_an_example_gives_its_outputs(
    source: Path, tmp_path: Path, expect: Callable[[Path, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert main(["convert", str(source), "-o", str(tmp_path)]) == 0
    for ending in (".tei.xml", ".json"):
        expect(source.with_suffix(ending), (tmp_path / f"{source.stem}{ending}").read_bytes())
