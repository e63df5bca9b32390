"""What is said about a document that deserves a look: one line, or every place."""

from __future__ import annotations

from dataclasses import replace

from tei_tools.cli.messages import Verbosity
from tei_tools.cli.remarks import remarks
from tei_tools.errors import Diagnostic
from tei_tools.model.nodes import Article, Document, ItemList, ListItem, Paragraph, Section, Text
from tei_tools.text.source import Source, SourceFile, Span

SOURCE = Source("一、甲\n正文。\n乙\n", SourceFile(name="x.txt"))
DOUBTFUL = Document(
    SOURCE.file,
    "zh",
    (
        Article(
            "a1",
            "zh",
            (
                Section(
                    1, 1, "1", "一、", Text("一、甲", (Span(0, 3),)), False,
                    (Paragraph(Text("正文。", (Span(4, 7),)), confidence="medium"),),
                    confidence="low",
                ),
                ItemList((ListItem("", None, Text("乙", (Span(8, 9),))),), confidence="low"),
            ),
        ),
    ),
    diagnostics=(
        Diagnostic("number-gap", "warning", "二 is missing.", ((4, 7),)),
        Diagnostic("supplied-title", "info", "There is no title."),
    ),
)  # fmt: skip


def told(document: Document, level: Verbosity) -> list[str]:
    return list(remarks("in/x.txt", SOURCE, document, level))


def test_one_line_by_default() -> None:
    assert told(DOUBTFUL, Verbosity.NORMAL) == [
        "in/x.txt: 1 warning, 2 blocks of low confidence (--verbose lists them)"
    ]


def test_none_for_a_document_without_doubt() -> None:
    assert told(Document(SOURCE.file, "zh", ()), Verbosity.NORMAL) == []


def test_a_guessed_encoding_is_said() -> None:
    file = replace(SOURCE.file, encoding="big5hkscs", encoding_confidence="low", replaced=2)
    assert told(Document(file, "zh", ()), Verbosity.NORMAL) == [
        "in/x.txt: encoding is a guess (big5hkscs), 2 undecodable bytes replaced (--verbose lists them)"
    ]


def test_every_place_on_request_in_the_order_of_the_source() -> None:
    assert told(DOUBTFUL, Verbosity.VERBOSE) == [
        "in/x.txt: read as utf-8 (confidence high)",
        "in/x.txt:1:1: info: supplied-title: There is no title.",
        "in/x.txt:1:1: low confidence: section",
        "in/x.txt:2:1: medium confidence: paragraph",
        "in/x.txt:2:1: warning: number-gap: 二 is missing.",
        "in/x.txt:3:1: low confidence: list",
    ]
