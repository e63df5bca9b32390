"""What the evidence says of front matter, and of labels in marked-up text."""

from __future__ import annotations

import pytest

from tei_tools.read.features.front_matter import front_matter_evidence
from tei_tools.read.features.labels import label_evidence
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import read_lines


def told(text: str) -> list[tuple[str, ...]]:
    units = cut_lines(text, read_lines(text))
    found = front_matter_evidence(units)
    return [found.get(index, ()) for index in range(len(units))]


YAML = """---
layout: post
title: "石桥镇疏浚河道"
date: 2021-03-04 08:00:00
authors:
  - 陶远舟
tags: [水利, 石桥]
original_url: 'https://shiqiao.example/1'
---

正文第一段。
第二段。
"""


def test_keys_and_entries_of_yaml_are_told_by_their_sense() -> None:
    assert told(YAML) == [
        ("fm=rule",),
        ("fm=key", "fmk=other", "fm-value"),
        ("fm=key", "fmk=title", "fm-value", "fm-title-once"),
        ("fm=key", "fmk=date", "fm-value"),
        ("fm=key", "fmk=author", "fm-list"),
        ("fm=entry", "fmu=author"),
        ("fm=key", "fmk=keywords", "fm-value"),
        ("fm=key", "fmk=link", "fm-value"),
        ("fm=end",),
        ("fm=below",),
        (),
    ]


def test_toml_is_front_matter_too() -> None:
    assert told('+++\ntitle = "春耕"\ndate = 2021-03-04\n+++\n正文。\n')[1:3] == [
        ("fm=key", "fmk=title", "fm-value", "fm-title-once"),
        ("fm=key", "fmk=date", "fm-value"),
    ]


def test_a_headline_that_stands_again_is_told_at_both_places() -> None:
    found = told("---\ntitle: '春耕：水与种'\ndate: 2021\n---\n\n# 春耕：水与种\n\n正文。\n")
    assert found[1][-1] == "fm-title-again" and found[4] == ("fm=below", "fm-title-copy") and found[5] == ()


@pytest.mark.parametrize(
    "text",
    [
        "石桥镇疏浚河道\n正文。\n",
        "---\n石桥镇疏浚河道\n今年全镇疏浚河道九条。\n---\n澄湖县启动春耕\n",  # rules between stories
        "---\ntitle: 春耕\n今年全镇疏浚河道九条。\n",  # no end
        "正文。\n正文。\n正文。\n正文。\n---\ntitle: 春耕\ndate: 2021\n---\n",  # in the midst of a text
        "---\n---\n正文。\n",
    ],
)
def test_rules_without_keys_between_them_are_none(text: str) -> None:
    assert not any(told(text))


@pytest.mark.parametrize(
    ("text", "sense", "value"),
    [
        ('url: "https://shiqiao.example/1.html"', "lk1=link", "lv=url"),
        ('"source": "青禾日报",', "lk1=source", "lv=outlet"),
        ("**来源:** 青禾日报", "lk1=source", "lv=outlet"),
        ("'date': '2021-03-04'", "lk1=date", "lv=date"),
        ("来源:青禾日报", "lk1=source", "lv=outlet"),
    ],
)
def test_quotes_and_bold_marks_are_no_part_of_label_and_value(text: str, sense: str, value: str) -> None:
    assert {sense, value} <= set(label_evidence(text))


def test_an_address_is_no_label() -> None:
    assert label_evidence("https://shiqiao.example/1.html") == []
