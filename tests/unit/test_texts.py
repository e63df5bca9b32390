"""Small whole texts of all kinds of trouble, each with what it must be read as: ``tests/cases/texts.tsv``.

A row is the name of a text in ``tests/cases/texts/``, ``right`` or ``wrong``, and what must hold, ``KEY=VALUE``. A text
that is ``wrong`` is one that is known to be read otherwise: when it comes to be read right, the row has to say so.
``-`` is nothing, ``…`` at the end of a value stands for whatever follows, ``|`` is between several values.

Where articles are not asked about, there must be one, and keys are about it: ``title``, ``subtitle``, ``date``,
``role`` (of the date), ``source``, ``authors``, ``photographers``, ``editors``, ``blocks`` (types, at the top),
``paragraphs`` (how many at the top, or ``as indented``: each that begins with two wide blanks), ``paragraph`` (one of
these is there), ``sections`` (levels and how the heads begin), ``numbers`` (of sections), ``caption`` and ``facts``
(there is one). ``titles`` are those of all articles; ``discarded`` is a reason and ``remark`` a diagnostic that is
there; ``tei`` stands in the TEI; ``script`` is what the text is converted to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tei_tools.batch.job import JobOptions, Script, read_document
from tei_tools.inputs.registry import read_source
from tei_tools.model.nodes import Document
from tei_tools.model.walk import check_accounts
from tei_tools.write.record import to_record
from tei_tools.write.tei import to_tei

CASES = Path(__file__).resolve().parents[1] / "cases"
FOLDER = CASES / "texts"
Record = dict[str, Any]


def rows() -> list[tuple[str, str, dict[str, str]]]:
    lines = (CASES / "texts.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, state, dict(cell.split("=", 1) for cell in wanted)) for name, state, *wanted in cells]


def blocks_of(blocks: list[Record]) -> Iterator[Record]:
    for block in blocks:
        yield block
        yield from blocks_of(block.get("blocks", []))


def text_of(value: Record | None) -> str:
    return "-" if value is None else str(value["text"])


def names(people: list[Record]) -> str:
    return "|".join(person["name"] for person in people) or "-"


def indented(source: str) -> str:
    """The paragraphs of a text as their indents tell them, the lines of each joined."""
    found: list[str] = []
    for line in source.split("\n")[2:]:
        if line.startswith("\u3000\u3000"):
            found.append(line.strip())
        elif line.strip() and found:
            found[-1] += line.strip()
    return "|".join(found)


def facts_of(article: Record) -> dict[str, str]:
    """What the keys are about that tell one thing of an article."""
    date = article["date"]
    return {
        "title": text_of(article["title"]), "subtitle": text_of(article["subtitle"]),
        "date": "-" if date is None else date["when"], "role": "-" if date is None else date["role"],
        "source": text_of(article["source"]), "authors": names(article["authors"]),
        "photographers": names(article["photographers"]), "editors": names(article["editors"]),
        "blocks": " ".join(block["type"] for block in article["blocks"]),
        "numbers": " ".join(str(b["number"]) for b in blocks_of(article["blocks"]) if b["type"] == "section") or "-",
    }  # fmt: skip


def holds(key: str, value: str, document: Document, record: Record, source: str) -> bool:
    if key == "titles":
        return "|".join(text_of(article["title"]) for article in record["articles"]) == value
    if key == "discarded":
        return value in {entry["reason"] for entry in record["discarded"]}
    if key == "remark":
        return value in {entry["code"] for entry in record["diagnostics"]}
    if key == "tei":
        return value in to_tei(document).decode()
    (article,) = record["articles"] if len(record["articles"]) == 1 else [None]
    if article is None:
        return False
    blocks = list(blocks_of(article["blocks"]))
    if key == "sections":
        heads = [(str(b["level"]), b["head"]["text"]) for b in blocks if b["type"] == "section"]
        wanted = [tuple(part.split(" ", 1)) for part in value.split("|")] if value != "-" else []
        return len(heads) == len(wanted) and all(
            level == deep and head.startswith(mark) for (level, head), (deep, mark) in zip(heads, wanted, strict=True)
        )
    paragraphs = [block["text"] for block in article["blocks"] if block["type"] == "paragraph"]
    if key == "paragraphs":
        return "|".join(paragraphs) == indented(source) if value == "as indented" else len(paragraphs) == int(value)
    there = {
        "paragraph": paragraphs,
        "caption": [b["caption"]["text"] for b in blocks if b["type"] == "figure" and b["caption"] is not None],
        "facts": [block["text"] for block in blocks if block["type"] in ("meta", "byline")],
    }
    if key in there:
        return any(text in there[key] or f"{text}。" in there[key] for text in value.split("|"))
    found = facts_of(article)[key]
    return found.startswith(value[:-1]) if value.endswith("…") else found == value


def wrong_keys(name: str, wanted: dict[str, str]) -> list[str]:
    """The keys whose values do not hold, with all that was read of the text accounted for."""
    source = read_source(FOLDER / f"{name}.txt")
    script = cast("Script", wanted.get("script", "keep"))
    document = read_document(source, JobOptions(script=script))
    if script == "keep":
        assert check_accounts(document, source.text) == []
    record = to_record(document)
    asked = [(key, value) for key, value in wanted.items() if key != "script"]
    return [key for key, value in asked if not holds(key, value, document, record, source.text)]


@pytest.mark.parametrize(("name", "state", "wanted"), rows(), ids=[name for name, _, _ in rows()])
def test_a_text_is_read_as_it_is(name: str, state: str, wanted: dict[str, str]) -> None:
    wrong = wrong_keys(name, wanted)
    if state == "wrong":
        assert wrong, f"{name} is read right now: say so in texts.tsv"
    else:
        assert not wrong


def test_each_text_is_asked_about_and_most_are_right() -> None:
    known = [name for name, _, _ in rows()]
    assert sorted(known) == sorted(path.stem for path in FOLDER.glob("*.txt")) and len({*known}) == len(known)
    assert {state for _, state, _ in rows()} <= {"right", "wrong"}
    assert sum(state == "right" for _, state, _ in rows()) >= 150
