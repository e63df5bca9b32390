"""Small documents of many kinds and how they are read, as ``tei_tools.model.outline`` shows it.

``golden/<slug>/outline.txt`` is what is right. Where the reading is still wrong
the file holds the right one, written by hand, and ``STILL_WRONG`` says what is
not reached; once it is, the test fails until the line there is removed.
``pytest --accept`` writes the others anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools.model.outline import outline
from tei_tools.parse import parse

GOLDEN = Path(__file__).parent / "golden"
SLUGS = sorted(path.name for path in GOLDEN.iterdir())
STILL_WRONG: dict[str, str] = {}


def case(slug: str) -> object:
    reason = STILL_WRONG.get(slug)
    return pytest.param(slug, marks=() if reason is None else pytest.mark.xfail(reason=reason, strict=True))


def text_of(slug: str) -> str:
    return (GOLDEN / slug / "source.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", [case(slug) for slug in SLUGS])
def test_golden(slug: str, expect: Callable[[Path, bytes], None]) -> None:
    path = GOLDEN / slug / "outline.txt"
    shown = outline(parse(text_of(slug))).encode("utf-8")
    if slug in STILL_WRONG:  # written by hand: never written anew
        assert shown.decode() == path.read_text(encoding="utf-8")
    expect(path, shown)


def test_there_is_one_for_each_kind() -> None:
    assert len(SLUGS) >= 10 and set(STILL_WRONG) < set(SLUGS)
    assert all(200 <= len(text_of(slug)) <= 900 for slug in SLUGS)
