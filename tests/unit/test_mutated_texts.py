"""Texts that were damaged at random: what is made of them is valid under every schema, and read back as it was.

``TEI_TOOLS_MUTATED_TEXTS`` says how many are made (60 without it; releases are made after a run with 3,000), and
``TEI_TOOLS_MUTATED_FROM`` a folder of texts to damage instead of the examples.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from tei_tools import parse
from tei_tools.validate import check_tei, errors_of, schema_path
from tei_tools.write.record import from_record, to_record
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei

from .test_schemas import jing, tei_all

COUNT = int(os.environ.get("TEI_TOOLS_MUTATED_TEXTS", "60"))
PIECES = [
    "一、",
    "（二）",
    "1.",
    "来源：",
    "作者：",
    "(记者 王小石)",
    "图为现场。",
    "●",
    "|",
    "\t",
    "\u3000\u3000",
    "“",
    "\x0b",
    "\ufffd",
]
PIECES += [
    "<b>",
    "&amp;",
    "**",
    "# ",
    "] ]>",
    "此致",
    "附件：",
    "2021年3月4日",
    "本报讯",
    "第三条",
    "\u2028",
    "\ud83d\ude00",
]


def damaged(text: str, chance: random.Random) -> str:
    """A text after a few losses, repeats, moves and insertions, of characters and of lines."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(lines))
        line = lines[place]
        at = chance.randint(0, len(line))
        match chance.randrange(7):
            case 0:
                del lines[place : place + chance.randint(1, 3)]
            case 1:
                lines[place:place] = lines[chance.randrange(len(lines)) :][: chance.randint(1, 4)]
            case 2:
                lines[place] = line[:at] + chance.choice(PIECES) + line[at:]
            case 3:
                lines[place] = line[:at] + line[at + chance.randint(1, 9) :]
            case 4:
                lines[place : place + 1] = [line[:at], line[at:]]
            case 5:
                lines[place : place + 2] = ["".join(lines[place : place + 2])]
            case _:
                chance.shuffle(lines[place : place + 6])
        lines = lines or [""]
    return "\n".join(lines)


def texts(project: Path) -> Iterator[str]:
    folder = Path(os.environ.get("TEI_TOOLS_MUTATED_FROM", project / "examples"))
    whole = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    assert whole
    chance = random.Random(9)
    for number in range(COUNT):
        yield damaged(whole[number % len(whole)], chance)


def test_outputs_of_damaged_texts_are_valid_and_read_back(project: Path, tmp_path: Path) -> None:
    paths: list[Path] = []
    for number, text in enumerate(texts(project)):
        document = parse(text)
        data = to_tei(document)
        assert errors_of(check_tei(data)) == [], text
        assert read_tei(data, text) == document, text
        assert from_record(to_record(document)) == document, text
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_bytes(data)
    for schema in (schema_path("report.compiled.rng"), tei_all()):  # skipped without jing: the strict schema was met
        for first in range(0, len(paths), 250):
            assert jing(schema, paths[first : first + 250]) == {}
