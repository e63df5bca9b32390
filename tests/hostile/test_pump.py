"""No pattern, and no step of reading and validating, takes time that grows faster than its text.

Each pattern is tried alone, on texts of its own parts, in the ways in which its module uses it. ``TEI_TOOLS_PUMPS``
(40) says how many of the parts of all patterns are tried on the whole of reading too; there are some 1,400, and
``all`` tries them all.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable

import pytest
from lxml import etree

from tei_tools.batch.limits import Alarm, OutOfTime
from tei_tools.parse import parse
from tei_tools.text.repair import find_repairs
from tei_tools.validate import check_tei
from tei_tools.write.record import to_record
from tei_tools.write.tei import to_tei

from .pumps import MOST_RATIO, NOTICED, Parts, growth, patterns, ratio, seconds

PATTERNS = patterns()
FOREVER = 60.0
"""Seconds on the clock until a test gives up, on a machine that others use too."""


SIZE = 10_000
"""Code points of the texts on which a pattern alone is tried; a tenth of them is the measure."""
SQUARED = 200
"""What takes less than such a part of the time that counts on a tenth of a text would not be noticed on the whole one
even if its time grew with the square, 100 times as long: it is not tried there."""


def every_match(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return lambda text: sum(1 for _ in pattern.finditer(text))


def worst(pattern: re.Pattern[str], ways: tuple[str, ...], size: int = SIZE) -> tuple[float, str]:
    """The largest ratio of times, and what makes it; the short text is measured where the long one takes any time."""
    found = 0.0, ""
    functions = [(way, every_match(pattern) if way == "search" else getattr(pattern, way)) for way in ways]
    for start, part in Parts(pattern).texts():
        for tail in ("", "\x01", "字"):
            for way, function in functions:
                short = start + part * max(1, size // 10 // len(part)) + tail
                if seconds(function, short, 1) * SQUARED < NOTICED:
                    continue
                text = start + part * max(1, size // len(part)) + tail
                now = seconds(function, text, 1)
                if now > NOTICED:
                    times = ratio(function, short, text, 3)
                    found = max(found, (times, f"{way}: {start!r} {part!r} {tail!r}"))
                    if times > MOST_RATIO:
                        return found
    return found


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_time_in_proportion(name: str) -> None:
    pattern, ways = PATTERNS[name]
    with Alarm(FOREVER) as alarm:
        alarm.start()
        try:
            times, why = worst(pattern, ways)
        except OutOfTime:
            pytest.fail(f"takes more than {FOREVER:.0f} seconds: {pattern.pattern[:200]}")
    assert times <= MOST_RATIO, f"{times:.0f} times as long for ten times as much: {why}"


@pytest.mark.parametrize("slow", [r"(?:a|aa)+b", r"x\s*\s*y", r"(?:\S{2,8}\s*>+\s*)+c", r"\([^)]*\)"])
def test_the_pump_sees(slow: str) -> None:
    with Alarm(1.5) as alarm:
        alarm.start()
        with contextlib.suppress(OutOfTime):  # that is slow enough
            assert worst(re.compile(slow), ("search",))[0] > MOST_RATIO


def test_the_pump_sees_what_goes_on_growing() -> None:
    def squared(text: str) -> int:
        return sum(max(text) == "字" for _ in range(len(text) // 60))

    def once(text: str) -> int:
        """Three times as slow a letter, from some length on."""
        return sum(max("甲" * 50) == "字" for _ in range(len(text) * (3 if len(text) > 5_000 else 1)))

    assert growth(squared, lambda size: "甲" * size, (1_000, 10_000)) > MOST_RATIO
    assert growth(once, lambda size: "甲" * size, (1_000, 10_000)) <= MOST_RATIO


@pytest.mark.parametrize("name", ["_says", "_short_says"])
def test_lines_of_blanks_and_marks_are_no_riddle(name: str) -> None:
    """A rule of blanks took two seconds a line: every way to cut it into four parts was tried."""
    from tei_tools.recognize.rules import boilerplate

    for line in ("-" + " " * 57 + "x", "-·" + " ·" * 28 + "x", "赞" + " " * 57 + "x"):
        assert seconds(lambda text: getattr(boilerplate, name)(text, False), line) < 10 * NOTICED


def test_the_ways_are_those_of_the_module() -> None:
    assert PATTERNS["tei_tools.batch.metadata._DAY"][1] == ("fullmatch",)
    assert PATTERNS["tei_tools.recognize.units._WIDE"][1] == ("search",)


def lines(part: str) -> Callable[[int], str]:
    return lambda size: "石桥镇简讯\n\n" + f"{part}\n" * max(1, size // (len(part) + 1))


def one_line(part: str, before: str = "石桥镇简讯\n\n", behind: str = "字\n") -> Callable[[int], str]:
    return lambda size: before + part * max(1, size // len(part)) + behind


KILLERS: dict[str, Callable[[int], str]] = {
    "marks of a breadcrumb": lambda size: "ab" + ">" * size + " c\n\n正文。",
    "steps of a breadcrumb": one_line("甲乙 > "),
    "dashes before a word": one_line("—", ""),
    "dashes and a site": one_line("—", "", "某某网"),
    "blanks behind a label": one_line(" ", "来源:"),
    "wide blanks behind a label": one_line("\u3000", "来源："),
    "tabs": one_line("\t", "甲"),
    "blanks between letters": one_line("甲 "),
    "blank references": one_line("字&nbsp;"),
    "references, tags, NULs": one_line("&nbsp;<b>\0"),
    "open tags": one_line("<b "),
    "open comments": one_line("<!--"),
    "nested references": one_line("&amp;"),
    "glosses": one_line("字(zi)"),
    "shifted bytes": one_line("?a)"),
    "open brackets": one_line("("),
    "open quotes": one_line("“"),
    "questions": one_line("?"),
    "digits": one_line("7"),
    "Chinese digits": one_line("一"),
    "years": one_line("2024年"),
    "dates": one_line("2024年3月5日"),
    "signs of numbers": one_line("①"),
    "heads": lines("一、"),
    "heads that fall": lambda size: "".join(f"{number}、甲\n" for number in range(size // 6, 0, -1)),
    "returns": lambda size: "字\r" * (size // 2),
    "joiners": lines("\u200d"),
    "names": one_line("张三、"),
    "people of a byline": one_line("张三 ", "记者 "),
    "commas": one_line(","),
    "cells": one_line("甲\t"),
    "bars": one_line("甲 | "),
    "dashes of a rule": one_line("-"),
    "hashes": one_line("#"),
    "images": one_line("a.jpg "),
    "addresses": one_line("https://a/"),
    "one letter a line": lines("R"),
    "a date a line": lines("2024-01-01"),
    "a label a line": lines("来源:"),
    "a title a line": lines("石桥镇召开秋收工作会议"),
}


@pytest.mark.parametrize("name", KILLERS)
@pytest.mark.parametrize("function", [find_repairs, parse], ids=["repairs", "parse"])
def test_reading_takes_time_in_proportion(name: str, function: Callable[[str], object]) -> None:
    with Alarm(FOREVER) as alarm:
        alarm.start()
        times = growth(function, KILLERS[name], (1_500, 15_000))
    assert times <= MOST_RATIO


MANY: dict[str, str] = {
    "articles": "## 青禾县召开会议\n今年,全县修路,群众满意。\n",
    "series": "1.修路\n一、桥梁\n",
}
"""What a page may have thousands of: steps that look at all of the page for each of them show only in long texts."""


@pytest.mark.parametrize("name", MANY)
def test_pages_of_many_parts_are_read_in_proportion(name: str) -> None:
    assert growth(parse, lambda size: MANY[name] * (size // len(MANY[name])), (20_000, 200_000)) <= MOST_RATIO


@pytest.mark.parametrize("name", ["blank references", "heads", "returns", "glosses", "cells"])
def test_writing_takes_time_in_proportion(name: str) -> None:
    def write(text: str) -> None:
        document = parse(text)
        to_record(document)
        to_tei(document)

    assert growth(write, KILLERS[name], (1_500, 15_000)) <= MOST_RATIO


def parts() -> list[str]:
    """Parts of all patterns, evenly chosen."""
    found = sorted({part for pattern, _ in PATTERNS.values() for _, part in Parts(pattern).texts()})
    some = os.environ.get("TEI_TOOLS_PUMPS", "40")
    return found if some == "all" else found[:: max(1, len(found) // int(some))]


@pytest.mark.slow
def test_the_parts_of_all_patterns_are_read_in_proportion() -> None:
    slow = {}
    for number, part in enumerate(parts()):
        make = (one_line(part), lines(part), one_line("字" + part))[number % 3]
        times = growth(parse, make, (1_500, 15_000))
        if times > MOST_RATIO:
            slow[part] = times
    assert slow == {}


# --- validation ------------------------------------------------------------------------------------------------------

TEI = to_tei(parse("石桥镇召开秋收工作会议\n\n9月24日,镇里组织农机手下田抢收,群众满意。\n")).decode()
PARAGRAPH = "<head>甲</head><p>乙</p>"


def sections(attributes: Callable[[int, int], str], inner: str = PARAGRAPH) -> Callable[[int], str]:
    def make(size: int) -> str:
        found = "".join(f"<div {attributes(number, size)}>{inner}</div>" for number in range(size))
        return TEI.replace("</div>", found + "</div>", 1)

    return make


SECTION = 'type="section"'
DOCUMENTS: dict[str, Callable[[int], str]] = {
    "sections": sections(lambda number, size: SECTION),
    "numbered sections": sections(lambda number, size: f'{SECTION} n="{number + 1}"'),
    "numbers that fall": sections(lambda number, size: f'{SECTION} n="{size - number}"'),
    "every second numbered": sections(lambda number, size: SECTION + f' n="{number + 1}"' * (number % 2)),
    "a wrong level": sections(lambda number, size: 'type="section" subtype="level9"'),
    "a type that stands alone": sections(lambda number, size: 'type="empty"'),
    "an unknown element": sections(lambda number, size: SECTION, "<head>甲</head><zz/>"),
    "attributes": lambda size: TEI.replace("<TEI ", "<TEI " + "".join(f'a{n}="" ' for n in range(size)), 1),
    "attributes of a paragraph": lambda size: TEI.replace("<p ", "<p " + "".join(f'a{n}="" ' for n in range(size)), 1),
    "paragraphs out of place": lambda size: TEI.replace("</p>", "</p>" + "<p>甲</p>" * size, 1),
    "claims that overlap": sections(lambda number, size: SECTION, '<p corresp="s:0,9">甲</p>'),
    "languages": sections(lambda number, size: f'{SECTION} xml:lang="x{number}"'),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_validating_takes_time_in_proportion(name: str) -> None:
    make = DOCUMENTS[name]
    assert etree.fromstring(make(3).encode()) is not None
    check_tei(make(3).encode())  # loads the schemas
    with Alarm(FOREVER) as alarm:
        alarm.start()
        times = growth(lambda text: check_tei(text.encode()), make, (200, 2_000))
    assert times <= MOST_RATIO
