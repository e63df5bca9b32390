"""Decisions: kept, found again, taken by the reader, told in the outputs, made anew by a batch when they change."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tei_tools.__main__ import main
from tei_tools.batch.job import JobOptions, make_outputs
from tei_tools.decisions.beside import decisions_path, files_beside, load_decisions, sum_beside
from tei_tools.decisions.entries import (
    FIELDS,
    READINGS,
    Decisions,
    Entry,
    Says,
    decided,
    dump_decisions,
    parse_decisions,
    undone,
)
from tei_tools.decisions.place import find_words
from tei_tools.decisions.take import explain_decided, parse_decided
from tei_tools.errors import SourceError
from tei_tools.model.nodes import Paragraph, Section
from tei_tools.model.walk import article_spans, check_accounts
from tei_tools.text.source import Source, SourceFile, Span
from tei_tools.validate import check_record, check_tei, schema_bytes
from tei_tools.write.record import from_record, to_record
from tei_tools.write.tei import to_tei
from tei_tools.write.tei_reader import read_tei

TEXT = """石桥镇修路惠民

2023-09-19 来源:石桥县政务中心 作者:白洁

今年以来,石桥镇修路三条,群众出行更加方便。

道路通到家门口

红枫村的路修到了家门口,村民杜一帆说,以后卖茶叶方便了。

茶园里的新路

龙溪村的茶园修了新路,摄影:吴芳,茶叶当天就能运到县城。
"""
WHEN = "2026-05-01T08:30:00Z"


def source_of(text: str = TEXT) -> Source:
    data = text.encode()
    return Source(
        text, SourceFile("a.txt", bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), characters=len(text))
    )


def entry_on(words: str, says: Says, when: str = WHEN, by: str = "白洁", text: str = TEXT) -> Entry:
    start = text.index(words)
    return decided(text, source_of(text).file.sha256, Span(start, start + len(words)), says, by, when)


def decisions_of(*entries: Entry) -> Decisions:
    return Decisions("a.txt").merged([Decisions("a.txt", entries)])


def read(*entries: Entry, text: str = TEXT) -> Any:
    return parse_decided(source_of(text), decisions_of(*entries))


# --- taken by the reader ---


def test_a_reading_is_taken_and_the_page_read_around_it() -> None:
    words = "道路通到家门口"
    plain = read()
    assert any(isinstance(block, Section) and block.head.text == words for block in plain.articles[0].blocks)
    found = read(entry_on(words, Says("p")))
    assert any(isinstance(block, Paragraph) and block.text.text == words for block in found.articles[0].blocks)
    assert found.decisions[0].reading == "p" and found.decisions[0].words == words
    assert check_accounts(found, TEXT) == []


def test_a_level_a_border_and_a_line_in_pieces() -> None:
    first, second = "道路通到家门口", "茶园里的新路"
    levels = read(entry_on(first, Says("head", 1)), entry_on(second, Says("head", 2)))
    (outer,) = (block for block in levels.articles[0].blocks if isinstance(block, Section))
    assert outer.head.text == first
    assert [block.head.text for block in outer.blocks if isinstance(block, Section)] == [second]
    apart = read(entry_on(second, Says("title", begins=True)))
    assert [article.title and article.title.text for article in apart.articles] == ["石桥镇修路惠民", second]
    cut = read(entry_on("今年以来,", Says("head")))
    assert any(isinstance(block, Section) and block.head.text == "今年以来," for block in cut.articles[0].blocks)


def test_facts_stand_over_what_was_found() -> None:
    found = read(
        entry_on("2023-09-19", Says(field="date")),
        entry_on("红枫村", Says(field="source", value="红枫村")),
        entry_on("村民杜一帆说", Says(field="authors", value="杜一帆")),
        entry_on("摄影:吴芳", Says(field="photographers", value="吴 芳")),
    ).articles[0]
    assert found.date is None and found.source is not None and found.source.text == "红枫村"
    assert [(one.name, one.role) for one in (*found.authors, *found.photographers)] == [
        ("杜一帆", "作者"),
        ("吴芳", "摄影"),
    ]
    assert TEXT[slice(*found.authors[0].spans[0])] == "杜一帆"
    dated = read(entry_on("今年以来", Says(field="date", value="2023-10"))).articles[0]
    assert dated.date is not None and (dated.date.when, dated.date.text.text) == ("2023-10", "今年以来")


def test_names_that_are_not_in_the_words_are_refused_and_told() -> None:
    found = read(entry_on("红枫村", Says(field="authors", value="王小石")))
    assert found.articles[0].authors == read().articles[0].authors
    assert "decision-not-possible" in [remark.code for remark in found.diagnostics]


def test_a_value_is_found_in_the_words_and_its_place_is_its_own() -> None:
    """Who chooses a whole line and writes what of it is the fact gets that fact, not the line."""
    line = "2023-09-19 来源:石桥县政务中心 作者:白洁"
    found = read(
        entry_on(line, Says(field="source", value="石桥县 政务中心"), "2026-05-02T08:30:00Z"),
        entry_on(line, Says(field="date", value="2023-09-19"), "2026-05-03T08:30:00Z"),
        entry_on("红枫村的路", Says(field="document-number", value="没有此号"), "2026-05-04T08:30:00Z"),
    )
    (article,) = found.articles
    assert article.source is not None and article.source.text == "石桥县政务中心"
    assert article.date is not None and article.date.text.text == "2023-09-19"
    assert [TEXT[slice(*span)] for span in article.source.spans] == ["石桥县政务中心"]
    assert article.document_number is None
    (remark,) = (one for one in found.diagnostics if one.code == "decision-not-possible")
    assert remark.message.endswith("on the document-number has no effect: its value does not stand in these words.")


def test_parts_of_several_lines_are_decided() -> None:
    """A line that was cut does not keep those below it from being cut."""
    parts = ("今年以来,", "村民杜一帆说,")
    found = decisions_of(*(entry_on(words, Says("note")) for words in parts))
    units = explain_decided(source_of(), found).units
    read_so = {TEXT[unit.start : unit.end]: unit.label for unit in units}
    assert [read_so.get(words) for words in parts] == ["note", "note"]
    assert {"红枫村的路修到了家门口,", "以后卖茶叶方便了。"} <= {*read_so}


def test_an_article_begins_with_a_line_that_went_on_with_the_one_before() -> None:
    words = "家门口,村民杜一帆说,以后卖茶叶方便了。"
    text = TEXT.replace(words, f"\n{words}")
    found = read(
        entry_on(words, Says("cont"), text=text),
        entry_on(words, Says(begins=True), "2026-05-02T08:30:00Z", text=text),
        text=text,
    )
    starts = [article_spans(article)[0].start for article in found.articles]
    assert starts == [0, text.index(words)]
    assert check_accounts(found, text) == []


@pytest.mark.parametrize(
    ("words", "begins", "told"),
    [
        ("石桥镇修路惠民", False, "that no article begins has no effect: there is none before it to go on."),
        ("石桥镇修路惠民", True, ""),
        ("道路通到家门口", True, ""),
        ("道路通到家门口", False, ""),
    ],
)
def test_a_border_that_cannot_be_is_named(words: str, begins: bool, told: str) -> None:
    found = read(entry_on(words, Says(begins=begins)))
    remarks = [one.message for one in found.diagnostics if one.code == "decision-not-possible"]
    assert len(remarks) == bool(told) and all(one.endswith(told) for one in remarks)


def test_a_paragraph_as_long_as_a_whole_report_is_decided() -> None:
    text = TEXT + "石桥镇今年修路三条,群众出行方便了。" * 1_700 + "\n"
    words = text.splitlines()[-1]
    found = read(entry_on(words, Says("note"), text=text), text=text)
    assert len(words) > 29_000 and [one.reading for one in found.decisions] == ["note"]


def test_a_decision_that_no_longer_fits_is_named_and_not_dropped() -> None:
    moved = TEXT.replace("今年以来", "新的一段在前。\n\n今年以来").replace("茶园里的新路", "茶园里的老路")
    entries = [entry_on("道路通到家门口", Says("p")), entry_on("茶园里的新路", Says("p"))]
    found = read(*entries, text=moved)
    assert [decision.words for decision in found.decisions] == ["道路通到家门口"]
    (lost,) = (remark for remark in found.diagnostics if remark.code == "decision-lost")
    assert "茶园里的新路" in lost.message and "白洁" in lost.message


def test_equal_words_are_told_apart_by_what_stands_around_them() -> None:
    text = "甲\n通知\n乙\n通知\n丙"
    entry = decided(text, "x", Span(7, 9), Says("head"), "白洁", WHEN)
    assert find_words(entry, "新\n甲\n通知\n乙\n通知\n丙", "y") == (9, 11)
    assert find_words(entry, "通知\n通知", "y") is None
    assert find_words(entry, text, "x") == (7, 9)


# --- told in the outputs ---


def test_outputs_tell_who_decided_what_and_are_valid() -> None:
    entries = [
        entry_on("道路通到家门口", Says("head", 1)),
        entry_on("茶园里的新路", Says(begins=False), "2026-05-02T08:30:00+08:00", "吴 芳"),
        entry_on("2023-09-19", Says(field="date", value="2023-09-20T08:30:00"), "2026-05-03T08:30:00Z"),
    ]
    document = read(*entries)
    tei, record = to_tei(document), to_record(document)
    assert check_tei(tei) == [] and check_record(record) == []
    assert read_tei(tei, TEXT) == document == from_record(record)
    assert tei.count(b"<respStmt xml:id") == 2
    assert "“2023-09-19” says the date." in tei.decode()


def test_outputs_without_decisions_say_nothing_of_them() -> None:
    made = make_outputs(source_of(), "a", JobOptions(decisions=Decisions("a.txt")))
    assert made.files == make_outputs(source_of(), "a").files
    assert b"decisions" not in made.files["a.json"]


def test_of_decisions_on_the_same_words_the_latest_counts() -> None:
    words = "道路通到家门口"
    both = [entry_on(words, Says("noise")), entry_on(words, Says("p"), "2026-05-01T08:31:00Z", "吴芳")]
    for entries in (both, both[::-1]):
        assert [entry.says.reading for entry in decisions_of(*entries).standing()] == ["p"]
        assert [decision.by for decision in read(*entries).decisions] == ["吴芳"]


# --- laws ---

_SAYS = st.one_of(
    st.builds(Says, st.sampled_from(READINGS), st.none() | st.integers(1, 9), st.none() | st.booleans()),
    st.builds(Says, begins=st.booleans()),
    st.builds(Says, field=st.sampled_from(FIELDS), value=st.none() | st.just("2024-05")),
)


@st.composite
def _decision(draw: st.DrawFn) -> Entry:
    start = draw(st.integers(0, len(TEXT) - 2))
    end = draw(st.integers(start + 1, min(len(TEXT), start + 30)))
    if not TEXT[start:end].strip():
        start, end = 0, 4
    when = f"2026-05-01T08:{draw(st.integers(0, 59)):02}:00{draw(st.sampled_from(['Z', '+08:00']))}"
    return decided(TEXT, "0f" * 32, Span(start, end), draw(_SAYS), draw(st.sampled_from(["白洁", "吴芳"])), when)


@st.composite
def _file(draw: st.DrawFn) -> Decisions:
    entries = draw(st.lists(_decision(), max_size=5))
    for number in range(draw(st.integers(0, 3))):
        if entries:
            entries.append(undone(draw(st.sampled_from(entries)), "白洁", f"2026-05-02T00:0{number}:00Z"))
    return decisions_of(*entries)


@settings(max_examples=40, deadline=None)
@given(_file(), _file(), _file())
def test_files_merge_in_whatever_order_and_however_often(a: Decisions, b: Decisions, c: Decisions) -> None:
    assert a.merged([b]) == b.merged([a])
    assert a.merged([b]).merged([c]) == a.merged([c.merged([b])]) == a.merged([b, c, a])
    assert a.merged([a]) == a


@settings(max_examples=40, deadline=None)
@given(_file(), _decision())
def test_what_is_undone_is_as_if_it_had_not_been(decisions: Decisions, entry: Entry) -> None:
    if any(known.id == entry.id for known in decisions.entries):
        return
    with_it = decisions.with_entry(entry)
    back = undone(entry, "吴芳", "2026-06-01T00:00:00Z")
    again = undone(back, "吴芳", "2026-06-01T00:01:00Z")
    assert with_it.with_entry(back).standing() == decisions.standing()
    assert with_it.with_entry(back).with_entry(again).standing() == with_it.standing()


@settings(max_examples=40, deadline=None)
@given(_file())
def test_a_file_says_what_was_decided_and_fits_its_schema(decisions: Decisions) -> None:
    data = dump_decisions(decisions)
    assert parse_decisions(data) == decisions
    assert dump_decisions(parse_decisions(data)) == data
    jsonschema.Draft202012Validator(json.loads(schema_bytes("decisions.schema.json"))).validate(json.loads(data))


def _said(start: int, end: int, says: Says) -> Entry:
    """A decision on some words of the text."""
    return decided(TEXT, source_of().file.sha256, Span(start, end), says, "白洁", WHEN)


@settings(max_examples=20, deadline=None)
@given(_file())
@example(decisions_of(_said(39, 40, Says("title")), _said(10, 40, Says(field="date", value="2024-05"))))
def test_whatever_was_decided_the_outputs_are_valid_and_nothing_is_lost(decisions: Decisions) -> None:
    document = parse_decided(source_of(), decisions)
    assert check_accounts(document, TEXT) == []
    assert check_tei(to_tei(document)) == [] and check_record(to_record(document)) == []
    assert read_tei(to_tei(document), TEXT) == document


# --- files ---


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": "x"}, "its schema is not"),
        ({"decisions": 3}, "lacks the name of its source or the list"),
        ({"says": {}}, "decision 1: it says nothing"),
        ({"says": {"reading": "heading"}}, "there is no reading 'heading'"),
        ({"says": {"reading": "head", "level": 12}}, "from 1 to 9, not 12"),
        ({"says": {"field": "date", "value": "gestern"}}, "gestern is not a date"),
        ({"says": {"level": True}}, "True is no level"),
        ({"span": [0, 5]}, "its span is not as long as its words"),
        ({"span": [4, 4]}, "is no span"),
        ({"by": " "}, "is no name of a person"),
        ({"when": "2026-13-01T00:00:00Z"}, "is no time"),
        ({"id": "zz"}, "is no name of a decision"),
        ({"quote": 7}, "stands where a string must"),
    ],
)
def test_a_file_that_is_wrong_says_what_is(change: dict[str, Any], told: str) -> None:
    data = json.loads(dump_decisions(decisions_of(entry_on("石桥镇修路惠民", Says("title")))))
    if change.keys() <= data.keys():
        data |= change
    else:
        data["decisions"][0] |= change
    with pytest.raises(SourceError, match="mend it, or move the file away") as caught:
        parse_decisions(json.dumps(data).encode(), "a.txt.decisions.json")
    assert told in str(caught.value) and "a.txt.decisions.json" in str(caught.value)


def test_files_on_different_sources_do_not_merge() -> None:
    with pytest.raises(SourceError, match=r"a\.txt and on b\.txt|b\.txt and on a\.txt"):
        Decisions("a.txt").merged([Decisions("b.txt")])


# --- convert ---


def test_a_changed_file_of_decisions_makes_its_document_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, out = tmp_path / "texts", tmp_path / "out"
    texts.mkdir()
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    (texts / "b.txt").write_text(TEXT, encoding="utf-8")

    def convert(*options: str) -> str:
        assert main(["convert", str(texts), "-o", str(out), "--include", "*", *options]) == 0
        return capsys.readouterr().err

    def kinds() -> list[str]:
        record = json.loads((out / "a.json").read_text(encoding="utf-8"))
        return [block["type"] for block in record["articles"][0]["blocks"]]

    assert "2 done" in convert() and kinds().count("section") == 2
    entry = entry_on("道路通到家门口", Says("p"))
    path = decisions_path(texts / "a.txt")
    path.write_bytes(dump_decisions(decisions_of(entry)))
    assert "1 done" in convert() and kinds().count("section") == 1
    assert "1 done" not in convert()
    path.write_bytes(dump_decisions(decisions_of(entry, undone(entry, "白洁", "2026-05-02T00:00:00Z"))))
    assert "1 done" in convert() and kinds().count("section") == 2
    path.unlink()
    assert "1 done" in convert() and "1 done" not in convert()


def test_broken_decisions_fail_their_document_and_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    decisions_path(tmp_path / "a.txt").write_text("{", encoding="utf-8")
    assert main(["convert", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "-o", str(tmp_path / "out")]) == 1
    assert "a.txt.decisions.json" in capsys.readouterr().err
    assert [path.name for path in sorted((tmp_path / "out").glob("*.json"))] == ["b.json"]


def test_decisions_are_about_one_document_of_a_file_wherever_that_stands_in_it() -> None:
    entry = replace(entry_on("道路通到家门口", Says("p")), member="2")
    assert len(read(entry).decisions) == 1  # the very same text, at another place of its dump
    assert read(entry, text=TEXT + "\n").decisions == ()


def test_no_decisions_stand_beside_the_longest_names(tmp_path: Path) -> None:
    source = tmp_path / ("石" * 83 + ".txt")
    source.write_text("石桥镇简讯\n", encoding="utf-8")
    assert load_decisions(source) == (None, "") and sum_beside(source) == ""


# --- several people ---


def _put(folder: Path, name: str, *entries: Entry) -> Path:
    path = folder / name
    path.write_bytes(dump_decisions(decisions_of(*entries)))
    return path


def test_files_of_others_beside_a_source_count_together(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT, encoding="utf-8")
    first = entry_on("道路通到家门口", Says("p"))
    second = entry_on("茶园里的新路", Says("p"), "2026-05-02T08:30:00Z", "魏一")
    _put(tmp_path, "a.txt.decisions.bai.json", first)
    _put(tmp_path, "a.txt.decisions.wei.json", second)
    _put(tmp_path, "other-a.txt.decisions.json", entry_on("红枫村", Says("p")))
    assert [path.name for path in files_beside(source)] == ["a.txt.decisions.bai.json", "a.txt.decisions.wei.json"]
    found, together = load_decisions(source)
    assert found is not None and found.entries == (first, second) and together == sum_beside(source) != ""
    _put(tmp_path, "a.txt.decisions.json", first)
    assert load_decisions(source)[0] == found and sum_beside(source) != together  # one's own comes first
    assert files_beside(source)[0].name == "a.txt.decisions.json"
    for other in tmp_path.glob("a.txt.decisions.*.json"):
        other.unlink()
    assert sum_beside(source) == hashlib.sha256((tmp_path / "a.txt.decisions.json").read_bytes()).hexdigest()


def test_a_file_about_another_source_is_named(tmp_path: Path) -> None:
    _put(tmp_path, "a.txt.decisions.json", entry_on("红枫村", Says("p")))
    (tmp_path / "a.txt.decisions.wei.json").write_bytes(dump_decisions(Decisions("b.txt")))
    with pytest.raises(SourceError, match=r"a\.txt\.decisions\.wei\.json: is about b\.txt, and .* about a\.txt"):
        load_decisions(tmp_path / "a.txt")


def test_a_name_that_could_be_of_two_sources_is_of_the_one_it_is_about(tmp_path: Path) -> None:
    name = "a.decisions.b.txt"
    made = replace(decisions_of(entry_on("红枫村", Says("p"))), source=name)
    (tmp_path / f"{name}.decisions.json").write_bytes(dump_decisions(made))
    assert load_decisions(tmp_path / name)[0] == made and load_decisions(tmp_path / "a") == (None, "")


@pytest.mark.parametrize("says", [Says("head", 1), Says("note"), Says("title", begins=True)])
def test_what_two_people_said_otherwise_is_named_and_the_later_counts(says: Says) -> None:
    words = "道路通到家门口"
    mine = entry_on(words, Says("p"))
    theirs = entry_on(words, says, "2026-05-02T08:30:00Z", "魏一")
    found = read(theirs, mine)
    (remark,) = (remark for remark in found.diagnostics if remark.code == "decision-disputed")
    assert "魏一" in remark.message and "白洁" in remark.message and f"“{words}”" in remark.message
    assert TEXT[slice(*remark.spans[0])] == words
    assert [decision.by for decision in found.decisions] == ["魏一"]
    settled = read(theirs, mine, undone(mine, "白洁", "2026-05-03T08:30:00Z"))
    assert not [remark for remark in settled.diagnostics if remark.code == "decision-disputed"]
    assert settled.articles == found.articles
    back = read(theirs, mine, undone(theirs, "白洁", "2026-05-03T08:30:00Z"))
    assert [decision.by for decision in back.decisions] == ["白洁"] and len(back.diagnostics) < len(found.diagnostics)


def test_who_says_the_same_or_something_else_of_the_words_disputes_nothing() -> None:
    words = "道路通到家门口"
    same = entry_on(words, Says("p"), "2026-05-02T08:30:00Z", "魏一")
    border = entry_on(words, Says(begins=True), "2026-05-02T08:31:00Z", "魏一")
    changed = entry_on(words, Says("note"), "2026-05-02T08:31:00Z")  # of one's own mind
    for entry in (same, border, changed):
        assert decisions_of(entry_on(words, Says("p")), entry).disputed() == []
    settled = decisions_of(entry_on(words, Says("note")), same, entry_on(words, Says("p"), "2026-05-03T08:30:00Z"))
    assert settled.disputed() == []  # they came to agree


def test_a_dispute_is_seen_where_one_of_them_read_an_older_text() -> None:
    words, older = "道路通到家门口", "旧报头\n" + TEXT
    mine = entry_on(words, Says("p"), text=older)
    theirs = entry_on(words, Says("head", 1), "2026-05-02T08:30:00Z", "魏一")
    assert mine.span != theirs.span
    found = read(mine, theirs)
    assert "decision-disputed" in [remark.code for remark in found.diagnostics]
    assert [decision.by for decision in found.decisions] == ["魏一"]


def test_one_more_file_of_decisions_makes_its_document_anew_and_is_no_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts, out = tmp_path / "texts", tmp_path / "out"
    texts.mkdir()
    for name in ("a.txt", "b.txt"):
        (texts / name).write_text(TEXT, encoding="utf-8")

    def convert() -> str:
        assert main(["convert", str(texts), "-o", str(out), "--include", "*.*", "-j", "1"]) == 0
        return capsys.readouterr().err

    assert "2 done" in convert()
    mine, theirs = (
        entry_on("道路通到家门口", Says("p")),
        entry_on("道路通到家门口", Says("head", 1), "2026-05-02T08:30:00Z", "魏一"),
    )
    _put(texts, "a.txt.decisions.bai.json", mine)
    told = convert()
    assert "1 done" in told and "1 unchanged" in told
    other = _put(texts, "a.txt.decisions.wei.json", theirs)
    assert "1 done" in convert() and "1 done" not in convert()
    record = json.loads((out / "a.json").read_text("utf-8"))
    assert [one["by"] for one in record["decisions"]] == ["魏一"]
    assert "decision-disputed" in [one["code"] for one in record["diagnostics"]]
    other.unlink()
    assert "1 done" in convert()
    assert sorted(path.name for path in out.glob("*.json")) == ["a.json", "b.json"]


def test_a_folder_is_looked_at_once_for_all_its_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(tmp_path, "a.txt.decisions.json", entry_on("红枫村", Says("p")))
    long_ago = tmp_path.stat().st_mtime - 60
    os.utime(tmp_path, (long_ago, long_ago))
    looked: list[str] = []
    scandir = os.scandir

    def look(path: str) -> Any:
        looked.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", look)
    for number in range(50):
        assert files_beside(tmp_path / f"{number}.txt") == []
    assert len(files_beside(tmp_path / "a.txt")) == 1 and looked == [str(tmp_path)]
    _put(tmp_path, "0.txt.decisions.json", entry_on("红枫村", Says("p")))  # which changes the folder
    assert len(files_beside(tmp_path / "0.txt")) == 1 and len(looked) == 2


def test_beside_a_folder_that_cannot_be_listed_is_ones_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> Any:
        raise PermissionError(13, "Permission denied", path)

    path = _put(tmp_path, "a.txt.decisions.json", entry_on("红枫村", Says("p")))
    monkeypatch.setattr(os, "scandir", refuse)
    assert files_beside(tmp_path / "a.txt") == [path] and files_beside(tmp_path / "b.txt") == []
