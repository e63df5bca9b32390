"""The Chinese documents are those of the English ones: the same sections, tables, commands, links and names.

What a page says cannot be compared by a program; what it is made of can. A test that fails here names the Chinese page
that is behind, and what the English page has that it lacks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tei_tools.evaluate.quality import spoken
from tei_tools.language import speaking

PROJECT = Path(__file__).resolve().parents[1]
WAITING: set[str] = set()
"""English pages that are being written: their Chinese pages are missing, or not held to them yet."""
OWN = {"glossary.md"}
"""Pages that are Chinese only."""
MADE = {"docs/quality.md"}
"""Pages that a command makes."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
HAN = re.compile("[\u4e00-\u9fff]")


def chinese(page: str) -> str:
    """The path of the Chinese page of an English one."""
    return f"docs/zh/{Path(page).name}" if page.startswith("docs/") else "README.zh.md"


PAGES = sorted(
    {"README.md", *(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "docs").glob("*.md"))} - WAITING
)


def commands(page: str) -> list[str]:
    """The fenced blocks that are run or read by programs, without comments and what stands in them for people."""
    blocks = [(language, body) for language, body in FENCE.findall(page) if language]
    return [f"{language}: {re.sub(r'[ ]*#[ ].*', '', body)}" for language, body in blocks]


def parts(page: str) -> list[str]:
    """Headings by their level, tables by their columns and rows, items of lists: in their order."""
    found = []
    for line in FENCE.sub("", page).splitlines():
        if heading := re.match(r"(#+) ", line):
            found.append(heading[1])
        elif line.startswith("|"):
            cells = len(re.findall(r"(?<!\\)\|", line)) - 1
            found.append(f"row of {cells}")
        elif re.match(r"(?:-|\d\.) ", line):
            found.append("item")
    return found


def names(page: str) -> Counter[str]:
    """What stands in code within the text. A page of ours is named as in English."""
    return Counter(
        re.sub(r"^docs/zh/", "docs/", name)
        for name in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", " ".join(FENCE.sub("", page).split()))
    )


def links(page: str) -> set[str]:
    """Where links lead, without those between the languages."""
    found = re.findall(r"\]\(([^)\s]+)\)|<(https?:[^>]+)>", page)
    between = {"README.md", "README.zh.md", "docs/zh/glossary.md", "zh/training.md", "zh/cookbook.md"}
    return {a or b for a, b in found} - between


def behind(english: str, translated: str) -> list[str]:
    """What an English page has and the Chinese one lacks, or the other way round."""
    wrong = []
    for what, of in (("blocks of code", commands), ("headings, tables and lists", parts)):
        if of(english) != of(translated):
            differing = [(one, other) for one, other in zip(of(english), of(translated), strict=False) if one != other]
            wrong.append(f"{what}: {differing[:1] or f'{len(of(english))} and {len(of(translated))}'}")
    lacking = {*names(english)} - {*names(translated)}
    added = {name for name in {*names(translated)} - {*names(english)} if not HAN.search(name)}
    wrong += [f"names: lacks {sorted(lacking)}"] if lacking else []
    wrong += [f"names: has {sorted(added)}"] if added else []
    wrong += [f"links: {sorted(links(english) ^ links(translated))}"] if links(english) != links(translated) else []
    return wrong


def read(page: str) -> str:
    return (PROJECT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_chinese_page_is_that_of_the_english_one(page: str) -> None:
    assert (PROJECT / chinese(page)).is_file(), f"{page} has no Chinese page {chinese(page)}"
    if page not in MADE:
        wrong = behind(read(page), read(chinese(page)))
        assert not wrong, f"{chinese(page)} is behind {page}: " + "; ".join(wrong)


def test_no_chinese_page_is_left_over() -> None:
    there = {f"docs/{path.name}" for path in (PROJECT / "docs" / "zh").glob("*.md") if path.name not in OWN}
    assert there <= {*PAGES} | WAITING, "pages without an English one"


def test_the_page_of_figures_says_the_same(expect: Callable[[Path, bytes], None]) -> None:
    with speaking("zh"):
        made = spoken(read("docs/quality.md"))
    expect(PROJECT / "docs" / "zh" / "quality.md", made.encode())
    figures = re.compile(r"\d+\.\d{4}|(?<=\| )\d+(?= \|)")
    assert figures.findall(made) == figures.findall(read("docs/quality.md"))
    assert [line for line in made.splitlines() if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", line)] == []


@pytest.mark.parametrize("page", [*map(chinese, PAGES), "docs/zh/glossary.md", *PAGES])
def test_links_lead_somewhere(page: str) -> None:
    folder = (PROJECT / page).parent
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", read(page))):
        target, _, _ = link.partition("#")
        if not target.startswith(("http:", "https:")) and target:
            assert (folder / target).exists(), f"{page}: {link}"


@pytest.mark.parametrize("page", [*map(chinese, PAGES)])
def test_what_is_told_is_chinese(page: str) -> None:
    """A paragraph is not left in English."""
    text = re.sub(r"`[^`]*`|\([^)]*\)|<[^>]*>", "", FENCE.sub("", read(page)))
    assert [line for line in text.splitlines() if re.search(r"(?:\b[a-z]{2,}[,;]? ){4}", line)] == []


def test_the_check_sees() -> None:
    english = "# A\n\n`--x` and [b](b.md)\n\n```sh\nrun --it  # so\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    same = "# 甲\n\n`--x` 与[乙](b.md)\n\n```sh\nrun --it  # 如此\n```\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    assert behind(english, same) == []
    for old, new in (("# 甲", "## 甲"), ("`--x`", "x"), ("b.md", "c.md"), ("--it", "--that"), ("| 1 | 2 |\n", "")):
        assert len(behind(english, same.replace(old, new))) == 1, old
