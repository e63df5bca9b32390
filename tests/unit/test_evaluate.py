"""Labels beside readings: the format of labels, every rule of counting, and figures equal to those of the scorer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.__main__ import main
from tei_tools.errors import SourceError
from tei_tools.evaluate.compare import Comparison, compare, squeeze
from tei_tools.evaluate.differences import by_cause, differences, explain_command
from tei_tools.evaluate.evaluation import Evaluation, evaluate
from tei_tools.evaluate.figures import Tally, bcubed, figures, halves
from tei_tools.evaluate.labels import DETAILS, FIELDS, LABELS, Labels, LabelsInvalid, find_labels, parse_labels
from tei_tools.evaluate.report import to_data, to_words
from tei_tools.evaluate.run import Case
from tei_tools.model.nodes import (
    Article,
    Byline,
    Date,
    Discard,
    Document,
    Facts,
    Figure,
    Graphic,
    ItemList,
    ListItem,
    Note,
    Paragraph,
    Person,
    Section,
    Text,
)
from tei_tools.parse import explain, parse
from tei_tools.text.source import Confidence, Source, SourceFile, Span
from tei_tools.write.record import dump_record, to_record

from ..labelled import Labelled

LINES = "甲镇修路\n\n一、乙村。路修好了。\n(二)丙村\n桥也\n能走了。\n"
GOOD = "#article\ta1\n#title\t甲镇修路\n"


# --- the agreement with the scorer -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gold(labelled: Labelled) -> Path:
    return labelled.folder


@pytest.fixture(scope="module")
def evaluated(labelled: Labelled) -> Evaluation:
    return labelled.evaluation


@pytest.fixture(scope="module")
def records(labelled: Labelled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of the labelled texts, as ``convert`` writes them."""
    folder = tmp_path_factory.mktemp("records")
    for name, document in labelled.documents.items():
        (folder / f"{name}.json").write_bytes(dump_record(to_record(document)))
    return folder


def scored(gold: Path, records: Path, out: Path, *words: str) -> tuple[dict[str, object], str]:
    """What the scorer says, as data and as words."""
    command: list[str | Path] = [sys.executable, gold / "score.py", "--gold", gold / "labels", "--text", gold / "text"]
    done = subprocess.run(
        [*command, "--pred", records, "--json", out, *words], capture_output=True, text=True, check=True
    )
    data: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return data, done.stdout


def test_every_figure_is_that_of_the_scorer(gold: Path, records: Path, evaluated: Evaluation, tmp_path: Path) -> None:
    theirs, printed = scored(gold, records, tmp_path / "score.json", "--families")
    ours = to_data(evaluated)
    assert evaluated.not_compared == ()
    assert len(evaluated.comparisons) >= 70
    assert {name: ours.get(name) for name in theirs} == theirs
    families = ours["families"]
    assert isinstance(families, dict)
    for name, found in families.items():
        shown = " ".join(
            f"{part} {found[part]:.3f}" if found[part] is not None else f"{part}   -  "
            for part in ("score", "blocks", "headings", "fields", "articles")
        )
        assert f"{name:12} {shown}\n" in printed


def test_a_lost_document_counts_as_the_scorer_counts_it(gold: Path, records: Path, tmp_path: Path) -> None:
    some = dict(list(find_labels(gold / "labels").items())[:6])
    (tmp_path / "records").mkdir()
    for name in list(some)[::2]:
        (tmp_path / "records" / f"{name}.json").write_bytes((records / f"{name}.json").read_bytes())
    theirs, _ = scored(gold, tmp_path / "records", tmp_path / "score.json", "--only", *some)
    found = evaluate(some, gold / "text", tmp_path / "records", details=True)
    ours = to_data(found)
    assert {name: ours.get(name) for name in theirs} == theirs
    assert [entry.id for entry in found.lost] == list(some)[1::2]
    assert ours["characters_unaccounted"]


def test_a_text_that_is_refused_counts_as_read_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Source, model: None, own_rules: object) -> Document:
        if source.text == NEWS:
            raise SourceError("too-large", "a.txt: is too large.")
        return parse(source)

    put(tmp_path, "news_1", RIGHT)
    put(tmp_path, "town_2", RIGHT, NEWS + "\n")
    monkeypatch.setattr("tei_tools.evaluate.evaluation.parse", refuse)
    found = evaluate(find_labels(tmp_path), tmp_path, details=True)
    assert [(entry.id, entry.reason) for entry in found.lost] == [("news_1", "a.txt: is too large.")]
    assert found.total.parts["blocks"] == 0.5
    assert {(one.id, one.got) for one in found.found or () if one.kind == "label"} == {("news_1", "none")}


def test_figures_over_some_documents_are_those_of_the_scorer(
    gold: Path, records: Path, evaluated: Evaluation, tmp_path: Path
) -> None:
    half, _ = halves(evaluated.comparisons)
    names = [comparison.id for comparison in half]
    theirs, _ = scored(gold, records, tmp_path / "a.json", "--only", *names)
    chosen = {name: path for name, path in find_labels(gold / "labels").items() if name in names}
    ours = to_data(evaluate(chosen, gold / "text", records))
    assert {name: ours.get(name) for name in theirs} == theirs
    found = to_data(evaluated)["halves"]
    assert isinstance(found, dict)
    # The scorer reads in the order of file names, the halves in that of ids: sums may differ in the last digit.
    assert found["a"]["score"] == pytest.approx(theirs["score"], abs=1e-12)


# --- files of labels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("x\tp\ta1", "'x' is no place"),
        ("3@\tp\ta1", "'3@' is no place"),
        ("3-5@2\tp\ta1", "a range and a column"),
        ("0\tp\ta1", "no range of lines"),
        ("5-3\tp\ta1", "no range of lines"),
        ("8\tp\ta1", "there is no line 8; the text has 7"),
        ("4@5\tp\ta1", "there is no column 5 in line 4; it has 5 characters"),
        ("3\theading\ta1", "there is no label 'heading'"),
        ("3\thead\ta1", "'head' has no depth"),
        ("3\thead:0\ta1", "'head:0' has no depth"),
        ("3\tsec:x\ta1", "'sec:x' has no depth"),
        ("3\tp:1\ta1", "only head and sec have one"),
        ("3\tp\ta2", "there is no article 'a2'"),
        ("3\tp\t-", "there is no article '-'"),
        ("3\tnoise\ta1", "noise belongs to no article"),
        ("3\tp", "2 cells where three or four must be"),
        ("3\tp\ta1\t\tx", "5 cells where three or four must be"),
        ("3 p a1", "1 cells where three or four must be"),
        ("3\tsec:1\ta1\tnum=一", "num=一 is no integer"),
        ("3\tp\ta1\thead=一、", "head= belongs to sec, not to p"),
        ("3\tsec:1\ta1\tnumber=1", "there is no detail 'number'"),
        ("3\tsec:1\ta1\tyes", "'yes' is no detail"),
        ("3\tp\ta1\n3\tp\ta1", "labelled already, in line 3 of this file"),
        ("#author\t甲", "#author is not known"),
        ("#title\t甲", "#title is given twice for article a1"),
        ("#date\t2024年", "2024年 is not a date"),
        ("#authors\t甲\t乙", "#authors has 2 values"),
        ("#article\ta1", "article a1 is opened twice"),
        ("#article", "#article has no name"),
    ],
)
def test_a_malformed_row_is_told_with_its_line(row: str, cause: str) -> None:
    with pytest.raises(LabelsInvalid) as caught:
        parse_labels(GOOD + row + "\n", LINES, Path("labels/甲.tsv"))
    line = 2 + len(row.split("\n"))
    (problem,) = caught.value.problems
    assert problem.line == line
    assert cause in problem.message
    assert str(caught.value) == f"labels/甲.tsv:{line}: {problem.message}"


def test_all_malformed_rows_are_told_at_once() -> None:
    with pytest.raises(LabelsInvalid) as caught:
        parse_labels("#title\t甲\n1\tp\ta1\n\n3\theading\t-\n", LINES)
    assert [problem.line for problem in caught.value.problems] == [1, 2, 4]


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(b"#article\ta1\n#title\t" + "甲镇".encode("gb18030"))
    (tmp_path / "a.txt").write_text(LINES, encoding="utf-8")
    found = evaluate(find_labels(tmp_path), tmp_path)
    assert found.not_compared[0].reason.endswith("a.tsv:2: this line is not UTF-8; save the file as UTF-8.")


def test_what_looks_forgotten_is_told_and_stops_nothing() -> None:
    labels = parse_labels(GOOD + "1\ttitle\ta1\n2\tp\ta1\n3@2\tp\ta1\n4-5\tp\ta1\n", LINES)
    assert [(remark.line, remark.message.split(";")[0]) for remark in labels.remarks] == [
        (4, "line 2 of the text is blank"),
        (0, "line 3 of the text has no label in front of column 2"),
        (0, "line 6 of the text has no label and is not compared."),
    ]


def test_units_of_a_line_end_where_the_next_begins() -> None:
    rows = "3@5\tp\ta1\n3@0\tsec:1\ta1\thead=一、乙村。 ; num=1 ; ?\n4-6\tp\ta1\n"
    labels = parse_labels(("\ufeff" + GOOD + rows).replace("\n", "\r\n").lstrip("\ufeff"), LINES)
    assert [(unit.line, LINES[unit.start : unit.end]) for unit in labels.units] == [
        (3, "一、乙村。"), (3, "路修好了。"), (4, "(二)丙村"), (5, "桥也"), (6, "能走了。"),
    ]  # fmt: skip
    first = labels.units[0]
    assert (first.depth, first.head, first.number, first.unsure) == (1, "一、乙村。", 1, True)


# --- counting --------------------------------------------------------------------------------------------------------


def span(part: str, start: int = 0) -> Span:
    at = LINES.index(part, start)
    return Span(at, at + len(part))


def text(*parts: str) -> Text:
    return Text("".join(parts), tuple(span(part) for part in parts))


def document(
    *, head: Text | None = None, number: int | None = 1, body: tuple[Text, ...] = (), confidence: Confidence = "high",
    discarded: tuple[Discard, ...] = (), level: int = 1,
) -> Document:  # fmt: skip
    paragraphs = tuple(Paragraph(part, confidence=confidence) for part in body)
    blocks = (
        paragraphs
        if head is None
        else (Section(level, number, None, None, head, bool(body), paragraphs, confidence=confidence),)
    )
    article = Article("x1", "zh-Hans", blocks, title=text("甲镇修路"))
    return Document(SourceFile(characters=len(LINES)), "zh-Hans", (article,), discarded)


def compared(rows: str, found: Document) -> Comparison:
    return compare("t", LINES, parse_labels(GOOD + rows, LINES), found)


def read_as(rows: str, found: Document) -> list[str]:
    units = compared(rows, found).units
    return [f"{unit.got}:{unit.got_depth}" if unit.got_depth else unit.got for unit in units]


SEC = "3\tsec:1\ta1\tnum=1 ; head=一、乙村。\n"


def test_a_head_with_text_behind_it_opens_its_line() -> None:
    found = document(head=text("一、乙村。"), body=(text("路修好了。"),))
    assert read_as(SEC, found) == ["sec:1"]
    (unit,) = compared(SEC, found).units
    assert (unit.right_heading, unit.run_in, unit.number) == (True, True, True)


def test_a_unit_that_is_head_for_the_most_part_is_a_head() -> None:
    found = document(head=text("一、乙村。路修好了"), body=(text("桥也"),))
    assert read_as(SEC, found) == ["head:1"]  # nine of ten characters


def test_a_head_behind_other_text_does_not_make_a_section_of_the_line() -> None:
    found = document(head=text("乙村。路修好了")).articles[0]
    broken = Document(SourceFile(), "zh-Hans", (found,), (Discard("markup", "一、", (span("一、"),)),))
    assert read_as(SEC, broken) == ["head:1"]  # what was taken out in front of it is not text
    broken = Document(SourceFile(), "zh-Hans", (found,), (Discard("navigation", "一、", (span("一、"),)),))
    assert read_as(SEC, broken) == ["head"]  # seven of ten are the winner, but the depth is that of the first character


def test_another_number_another_run_in_head_another_depth() -> None:
    (unit,) = compared(SEC, document(head=text("一、"), number=2, body=(text("乙村。路修好了。"),), level=2)).units
    assert (unit.right, unit.right_heading, unit.run_in, unit.number) == (True, False, False, False)


def test_a_broken_paragraph_is_joined_or_not() -> None:
    rows = "5\tp\ta1\n6\tcont\ta1\n"
    joined, apart = document(body=(text("桥也", "能走了。"),)), document(body=(text("桥也"), text("能走了。")))
    assert read_as(rows, joined) == ["p", "cont"]
    assert read_as(rows, apart) == ["p", "p"]
    assert figures([compared(rows, apart)]).tallies["joins"] == Tally(missed=1)
    wrongly = "5\tp\ta1\n6\tp\ta1\n"
    assert read_as(wrongly, joined) == ["p", "cont"]
    assert figures([compared(wrongly, joined)]).tallies["joins"] == Tally(wrong=1)


def test_who_was_not_sure_holds_nothing_against_a_reading() -> None:
    found = document(body=(text("桥也"),))
    assert figures([compared("5\titem\ta1\t?\n", found)]).labels == {}
    assert figures([compared("5\tp\ta1\t?\n", found)]).labels == {"p": Tally(right=1)}
    assert figures([compared("5\titem\ta1\n", found)]).labels == {"item": Tally(missed=1), "p": Tally(wrong=1)}


def test_what_is_nowhere_is_counted() -> None:
    comparison = compared("5\tp\ta1\n", document(body=(text("能走了。"),)))
    assert [unit.got for unit in comparison.units] == ["none"]
    assert comparison.unaccounted == len("一、乙村。路修好了。(二)丙村桥也")
    assert comparison.characters == len(squeeze(LINES))


def test_taken_out_characters_have_no_vote() -> None:
    glosses = (Discard("pinyin", "能走了。", (span("能走了。"),)),)
    rows = "5-6\tp\ta1\n"
    found = document(body=(text("桥也"),), discarded=glosses)
    assert read_as(rows, found) == ["p", "noise"]  # nothing else is in the second unit
    half = document(body=(Text("路修", (span("路修"),)),), discarded=(Discard("pinyin", "好了。", (span("好了。"),)),))
    at_five = "3@5\tp\ta1\n"
    assert read_as(at_five, half) == ["p"]
    other = document(
        body=(Text("路修", (span("路修"),)),), discarded=(Discard("navigation", "好了。", (span("好了。"),)),)
    )
    assert read_as(at_five, other) == ["noise"]


def test_confidence_is_that_of_the_block_with_most_of_a_unit() -> None:
    gone = (Discard("navigation", "(二)丙村", (span("(二)丙村"),), "medium"),)
    found = document(head=text("一、乙村。"), body=(text("路修好了。", "桥也"),), confidence="low", discarded=gone)
    total = figures([compared("1\ttitle\ta1\n3\tp\ta1\n4\tnoise\t-\n5\tcont\ta1\n", found)])
    shown = {level: (trust.units, trust.right, trust.share) for level, trust in total.confidence.items()}
    assert shown == {"high": (1, 1, 1.0), "medium": (1, 1, 1.0), "low": (2, 0, 0.0)}


def test_a_range_through_picture_and_caption_counts_as_the_picture() -> None:
    picture, caption = Graphic("桥也", (span("桥也"),)), text("能走了。")
    parts = Document(
        SourceFile(), "zh", (Article("x1", "zh", (Figure(picture, caption), Figure(None, text("(二)丙村")))),)
    )
    assert read_as("4-6\tcaption\ta1\n", parts) == ["caption", "figure", "caption"]


def test_one_range_through_picture_and_caption_counts_as_the_picture() -> None:
    picture = Figure(Graphic("桥", (span("桥"),)), text("也"))
    found = Document(SourceFile(), "zh", (Article("x1", "zh", (picture,)),))
    assert read_as("5@0\tfigure\ta1\n5@1\tcaption\ta1\n", found) == ["figure", "figure"]


def test_entries_of_a_list_are_blocks_of_their_own() -> None:
    items = ItemList((ListItem("", None, text("桥也")), ListItem("", None, text("能走了。"))))
    found = Document(SourceFile(), "zh", (Article("x1", "zh", (items,)),))
    assert read_as("5\titem\ta1\n6\tcont\ta1\n", found) == ["item", "item"]
    one = ItemList((ListItem("", None, text("桥也", "能走了。")),))
    found = Document(SourceFile(), "zh", (Article("x1", "zh", (one,)),))
    assert read_as("5\titem\ta1\n6\tcont\ta1\n", found) == ["item", "cont"]
    assert read_as("5\titem\ta1\n6\titem\ta1\n", found) == ["item", "item"]  # only paragraphs are wrongly joined
    assert read_as("5\titem\ta1\n6\tp\ta1\n", found) == ["item", "item"]


def test_bylines_and_facts_count_as_one() -> None:
    blocks = (Byline(text("桥也")), Facts(text("能走了。")))
    found = Document(SourceFile(), "zh", (Article("x1", "zh", blocks),))
    total = figures([compared("5\tmeta\ta1\n6\tbyline\ta1\n", found)])
    assert total.labels == {"meta": Tally(right=2)}


def test_rare_labels_stay_out_of_the_mean_and_noise_out_of_the_articles() -> None:
    long = "甲。\n" * 5 + "乙。\n" * 4
    spans = [Span(at, at + 2) for at in range(0, len(long), 3)]
    first = Article("x1", "zh", tuple(Paragraph(Text("甲。", (where,))) for where in spans[:5]))
    rest = Article("x2", "zh", tuple(Note("editorial", Text("乙。", (where,))) for where in spans[5:]))
    found = Document(SourceFile(), "zh", (first, rest))
    labels = parse_labels("#article\ta1\n1-5\tp\ta1\n6-9\tnoise\t-\n", long)
    total = figures([compare("t", long, labels, found)])
    assert total.parts["blocks"] == pytest.approx(5 / 9)
    assert total.parts["blocks_macro"] == 1.0
    assert total.parts["articles"] == 1.0


def facts_of(label: str, article: Article) -> list[tuple[str, str, str, bool]]:
    labels = parse_labels(f"#article\ta1\n{label}\n1\ttitle\ta1\n", LINES)
    found = compare("t", LINES, labels, Document(SourceFile(), "zh", (article,)))
    return [(fact.name, fact.label, fact.got, fact.right) for fact in found.fields]


def with_date(when: str) -> Article:
    return Article("x1", "zh", (Paragraph(text("甲镇修路")),), date=Date(when, "published", text("甲镇")))


@pytest.mark.parametrize(
    ("label", "when", "right"),
    [
        ("2024-05-01", "2024-05-01", True),
        ("2024-05-01", "2024-05-01T08:30", True),
        ("2024-05-01T08:30", "2024-05-01T08:30:11", True),
        ("2024-05-01T08:30", "2024-05-01", False),
        ("2024-05", "2024-05-01", False),
        ("2024", "2024-05", False),
        ("--05-01", "2024-05-01", False),
    ],
)
def test_dates_may_be_more_precise_than_a_labelled_day(label: str, when: str, right: bool) -> None:
    assert facts_of(f"#date\t{label}", with_date(when)) == [("date", label, when, right)]


def test_people_are_a_set_and_blanks_make_no_difference() -> None:
    people = tuple(Person(name, "", ()) for name in ("乙二", "甲一"))
    article = Article("x1", "zh", (Paragraph(text("甲镇修路")),), title=text("甲镇修路"), authors=people)
    assert facts_of("#authors\t甲 一|乙二|\n#title\t甲镇　修路(lù)", article) == [
        ("title", "甲镇修路", "甲镇修路", True),
        ("authors", "乙二|甲一", "乙二|甲一", True),
    ]


def test_articles_that_nobody_labelled_count_as_wrong() -> None:
    first = Article("x1", "zh", (Paragraph(text("甲镇修路")),))
    second = Article("x2", "zh", (Paragraph(text("桥也")),), title=text("(二)丙村"))
    labels = parse_labels(GOOD + "1\tp\ta1\n", LINES)
    total = figures([compare("t", LINES, labels, Document(SourceFile(), "zh", (first, second)))])
    assert total.fields == {"title": Tally(missed=1, wrong=1)}


def test_grouping() -> None:
    assert bcubed([]) is None
    assert bcubed([("a", "x"), ("a", "y")]) == pytest.approx(2 / 3)  # precision 1, recall 1/2
    assert bcubed([("a", "x"), ("a", "x"), ("b", "x")]) == pytest.approx(2 * (5 / 9) / (14 / 9))


def test_halves_take_a_family_in_turn() -> None:
    def empty(name: str) -> Comparison:
        return Comparison(name, (), (), 0, 0)

    first, second = halves([empty(name) for name in ("b_1", "a_3", "a_1", "c", "a_2")])
    assert [c.id for c in first] == ["a_1", "a_3", "b_1", "c"]
    assert [c.id for c in second] == ["a_2"]


WORDS = st.sampled_from(
    [
        "甲镇工作总结", "一、工作情况", "(一)修路。路修好了,群众满意。", "首页 | 要闻", "", "1.稻子", "①谷子",
        "<b>要闻</b>", "9月24日,青禾镇开镰,农机手下田抢收。", "2023-10-12 来源:青禾镇", "(记者 温若溪)",
        "图为村民晒谷", "修(xiū)路(lù)忙(máng)",
    ]
)  # fmt: skip


@settings(max_examples=80)
@given(st.lists(WORDS, min_size=1, max_size=9))
def test_labels_that_say_what_was_read_are_all_right(lines: list[str]) -> None:
    source = "\n".join(lines)
    if not source.strip():
        return
    found = parse(source)

    def beside(rows: list[str]) -> Comparison:
        labels = parse_labels("#article\ta1\n" + "\n".join(rows), source)
        return compare("t", source, labels, found)

    first = beside([f"{number}\tp\ta1" for number, line in enumerate(lines, 1) if line.strip()])
    rows = []
    for unit in first.units:
        label = f"{unit.got}:{unit.got_depth or 1}" if unit.got in ("head", "sec") else unit.got
        rows.append(f"{unit.unit.line}\t{label}\t{'-' if label == 'noise' else 'a1'}")
    total = figures([beside(rows)])
    assert total.parts["blocks"] == 1.0
    assert total.unaccounted == 0
    assert all(value is None or 0 <= value <= 1 for value in total.parts.values())


# --- differences and reports -----------------------------------------------------------------------------------------


NEWS = "青禾镇抓实秋收服务\n\n时间:2023-10-12 来源:青禾镇党政办\n\n连日来,青禾镇组织农机手下田抢收,群众满意。\n"
FACTS = "#article\ta1\n#title\t青禾镇抓实秋收服务\n#date\t2023-10-12\n#source\t青禾镇党政办\n"
RIGHT = FACTS + "1\ttitle\ta1\n3\tmeta\ta1\n5\tp\ta1\n"
WRONG = RIGHT.replace("5\tp\ta1", "5@0\thead:1\ta1\n5@4\tsec:2\ta1\tnum=1 ; head=一、").replace("党政办", "宣传办")


def put(folder: Path, name: str, labels: str, source: str = NEWS) -> None:
    (folder / f"{name}.tsv").write_text(labels, encoding="utf-8")
    (folder / f"{name}.txt").write_text(source, encoding="utf-8")


def test_every_difference_has_its_cause_its_reason_and_its_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "news_1", WRONG)
    put(tmp_path, "news_2", RIGHT)
    found = evaluate(find_labels(tmp_path), tmp_path, details=True).found
    assert found is not None
    told = [(d.id, d.line, d.column, d.kind, d.label, d.got) for d in found]
    assert told == [
        ("news_1", 5, 0, "label", "head:1", "p"),
        ("news_1", 5, 4, "label", "sec:2", "p"),
        ("news_1", 5, 4, "run-in-head", "一、", ""),
        ("news_1", 5, 4, "number", "1", ""),
        ("news_1", 0, 0, "field", "青禾镇宣传办", "青禾镇党政办"),
    ]
    reason = found[0].reason
    assert reason is not None
    explained = {unit.line: unit for unit in explain(NEWS).units}
    assert (reason.rule, reason.sureness) == (explained[5].rule, explained[5].sureness) != (explained[1].rule, 0)
    assert set(reason.evidence) <= set(explained[5].evidence)
    assert [abs(weight) for _, weight in reason.evidence] == sorted((abs(w) for _, w in reason.evidence), reverse=True)
    assert {cause: len(members) for cause, members in by_cause(found)} == {
        "another number": 1, "another run-in head": 1, "labelled head, read p": 1, "labelled sec, read p": 1,
        "source: another one read": 1,
    }  # fmt: skip
    command = explain_command(found[0], tmp_path)
    assert main(command.split()[1:]) == 0
    assert reason.rule in capsys.readouterr().out


def test_the_line_to_explain_counts_carriage_returns_as_explain_does() -> None:
    source = Source("甲镇简讯\r\n\r\n连日来,农机手下田抢收,\r群众满意。\n")
    labels = parse_labels("#article\ta1\n3@13\thead:1\ta1\n", source.text)
    case = Case("a", Path("a.tsv"), Path("a.txt"), source, labels)
    found = differences([compare("a", source.text, labels, parse(source))], {"a": case})
    assert [(one.line, one.explain_line) for one in found if one.kind == "label"] == [(3, 4)]


def test_words_and_data_say_the_same(tmp_path: Path) -> None:
    put(tmp_path, "news_1", WRONG)
    put(tmp_path, "town_2", RIGHT)
    found = evaluate(find_labels(tmp_path), tmp_path, details=True)
    data = json.loads(json.dumps(to_data(found)))
    words = to_words(found, families=True)
    assert f"{data['score']:.4f}" in words.split("\n")[1]
    assert data["documents"]["news_1"]["differences"] == 3
    assert data["documents"]["town_2"]["score"] == 1.0
    assert data["confusion"][0]["units"] == max(cell["units"] for cell in data["confusion"])
    assert sum(cell["units"] for cell in data["confusion"]) == data["units"] == 7
    assert sum(level["units"] for level in data["confidence"].values()) == data["units"]
    assert set(data["families"]) == {"news", "town"}
    assert len(data["details"]) == 5
    assert "\nnews_1:5: labelled head:1, read p   连日来," in words
    assert re.search(r"\n    tei-tools explain \S*news_1\.txt --line 5\n", words)
    assert "\nnews_1/a1: source: labelled 青禾镇宣传办, read 青禾镇党政办\n" in words


# --- the documented format -------------------------------------------------------------------------------------------


def block(page: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_documented_example_is_what_it_says(project: Path) -> None:
    page = (project / "docs" / "labels.md").read_text(encoding="utf-8")
    source = re.sub(r"^\d+ ", "", block(page, "text"), flags=re.MULTILINE)
    labels = parse_labels(block(page, "tsv").replace("→", "\t"), source)
    assert labels.remarks == ()
    starts = [source[unit.start : unit.start + 6] for unit in labels.units if unit.label == "sec"]
    assert starts == ["(一)送农机", "(二)送技术"]
    assert all(source.startswith(unit.head, unit.start) for unit in labels.units)
    assert all(value in source for fact in labels.articles[0].fields.values() for value in fact.split("|"))


def test_the_documented_names_are_all_there_are(project: Path) -> None:
    page = (project / "docs" / "labels.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`#?([a-z_]+)(?::N|=)?`", page))
    assert sorted({*LABELS, *FIELDS, *DETAILS} - named) == []
    found = Labels((), ())
    empty = to_data(
        Evaluation((), (), (), Path(), figures([compare("t", "", found, Document(SourceFile(), "zh", ()))]))
    )
    assert sorted(empty.keys() - named - {"schema"}) == []
