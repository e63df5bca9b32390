"""The benchmarks run, on next to nothing, and their texts are what they say."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import tei_tools
from benchmarks import contestant, one_text, parts
from benchmarks import size as sizes
from benchmarks.__main__ import main
from benchmarks.corpus import long_text, make_news_page, make_page, number_of, write_corpus
from benchmarks.race import Entry, Finish, medians, race, ratio
from benchmarks.report import bars, document, tables
from tei_tools.text.numerals import parse_numeral


def test_texts_are_the_same_every_time_and_of_the_size_asked_for() -> None:
    assert [make_page(n) for n in range(5)] == [make_page(n) for n in range(5)]
    assert len({make_page(n).text for n in range(20)}) == 20
    for size in (2_000, 20_000):
        made = [len(make_page(n, size).text.encode()) for n in range(10)]
        assert all(size * 0.7 < length < size * 1.9 for length in made), made
    for kind in ("report", "pages"):
        assert 0.8 < len(long_text(kind, 100_000).encode()) / 100_000 < 1.3


def test_sizes_are_spread_like_those_of_real_collections() -> None:
    sizes = sorted(len(make_page(n).text.encode()) for n in range(150))
    assert sizes[0] < 2_000
    assert 3_500 < sizes[75] < 8_000
    assert sizes[-1] > 25_000


@pytest.mark.parametrize(("number", "articles"), [(0, 1), (1, 1), (2, 1), (3, None), (4, 1)])
def test_every_kind_of_text_has_a_structure_to_be_found(number: int, articles: int | None) -> None:
    found = tei_tools.parse(make_page(number, 6_000).text).articles
    assert len(found) == articles if articles else len(found) > 1
    assert all(article.title is not None for article in found)


def test_a_page_of_the_web_has_all_lines_of_its_text() -> None:
    page = make_news_page(0)
    missing = [line for line in page.text.split("\n") if line.strip() and line.strip() not in page.html]
    assert missing == []


@pytest.mark.parametrize("value", [1, 9, 10, 11, 20, 34, 99])
def test_numbers_are_written_as_the_package_reads_them(value: int) -> None:
    assert parse_numeral(number_of(value)) == value


def test_the_floor_builds_the_same_trees() -> None:
    from lxml import etree

    from tei_tools.write.tei import tei_element

    element = tei_element(tei_tools.parse(make_page(4).text))
    again = contestant._build(contestant._plan_of(element))
    assert etree.tostring(again) == etree.tostring(element, with_tail=False)


def test_a_missing_library_is_skipped_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                      capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    import sys

    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert contestant.main(["trafilatura", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"skipped": "trafilatura is not installed"}


def test_a_contestant_that_breaks_ends_the_race(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(RuntimeError, match="nobody"):
        race([Entry("nobody", "no such contestant", tmp_path)], 1)


def test_ratios_are_taken_round_by_round() -> None:
    slow = Finish({}, ({"whole": 4.0}, {"whole": 40.0}, {"whole": 4.0}))
    fast = Finish({}, ({"whole": 2.0}, {"whole": 20.0}, {"whole": 1.0}))
    assert ratio(slow, fast, "whole") == 2.0
    assert ratio(slow, Finish({}, (), "not installed"), "whole") is None
    assert medians([]) == {}


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What benchmarks run in a process of its own, so that nothing else is counted, runs here."""

    def module(name: str, *arguments: str) -> dict[str, object]:
        told = StringIO()
        with redirect_stdout(told):
            assert import_module(name).main([*arguments]) == 0
        made: dict[str, object] = json.loads(told.getvalue().splitlines()[-1])
        return made

    monkeypatch.setattr(parts, "_module", module)


@pytest.mark.usefixtures("in_this_process")
def test_the_whole_on_a_tiny_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                    capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Everything but files and workers, which take whole runs: those are tried with three files below."""
    monkeypatch.setattr(one_text, "MOST", 2)
    own = tmp_path / "own"
    write_corpus(own, 2, 1_200)
    arguments = ["--only", "stages,text", "--documents", "2", "--rounds", "1", "--sizes", "1000"]
    figures, page = tmp_path / "figures.json", tmp_path / "page.md"
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--texts", str(own), "--json", str(figures), "--write", str(page)]) == 0
    made: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    assert {*made["stages"]} == {"invented", "own"}
    for found in made["stages"].values():
        assert found["documents"] == 2
        for label in ("fast", "plain"):
            assert "skipped" in found[label] or {*found[label]} == {*parts.STAGES}
    shown = page.read_text("utf-8")
    assert "| whole |" in shown
    assert "## Bars" in shown
    assert str(tmp_path) not in shown
    assert shown == document(made)
    assert "### Stages" in capsys.readouterr().out
    # Figures of an earlier run are shown again without measuring.
    assert main(["--only", "", "--from", str(figures), "--write", str(tmp_path / "again.md")]) == 0
    other = tmp_path / "mine.md"
    other.write_text("notes", "utf-8")
    for option in ("--write", "--json"):
        assert main(["--only", "", "--from", str(figures), option, str(other)]) == 2
    assert other.read_text("utf-8") == "notes"
    assert main(["--only", "", "--from", str(figures), "--write", str(page), "--json", str(figures)]) == 0
    assert (tmp_path / "again.md").read_text("utf-8") == shown


def test_runs_with_workers(tmp_path: Path) -> None:
    options = parts.Options(tmp_path, batch=4, batch_rounds=1, engines=("local",), tell=lambda line: None)
    made = {"workers": parts.workers(options)}
    runs: Any = made["workers"]["runs"]
    assert {*runs} == {"local 1", "local 2"} and all(run["files_per_second"] > 0 for run in runs.values())
    assert len(list(tables(made))) == 1


@pytest.mark.usefixtures("in_this_process")
def test_runs_over_folders(tmp_path: Path) -> None:
    options = parts.Options(tmp_path, files=(3, 6), tell=lambda line: None)
    made = {"files": parts.files(options)}
    assert [row["files"] for row in made["files"]["runs"]] == [3, 6]  # type: ignore[attr-defined]
    assert len(list(tables(made))) == 1
    grown = next(bar for bar in bars(made) if bar.asked == "parent memory grows under 50 MB")
    assert grown.measured.endswith("(6 files against 3)")
    assert grown.met is None  # six files say nothing about 50,000


@pytest.mark.usefixtures("in_this_process")
def test_dumps_are_compared_with_the_same_documents_as_files(tmp_path: Path) -> None:
    options = parts.Options(tmp_path, rounds=1, dumped=2, tell=lambda line: None)
    made: dict[str, Any] = {"dumps": parts.dumps(options)}
    forms = made["dumps"]["forms"]
    assert {*forms} | {*made["dumps"]["skipped"]} == {"text files", "JSON Lines", "Parquet", "HTML files", "WARC"}
    assert forms["text files"]["rate_of_files"] is None
    assert all(value["rate_of_files"] > 0 for form, value in forms.items() if not form.endswith("files"))
    (shown,) = tables(made)
    assert "| JSON Lines |" in shown.markdown()
    asked = {bar.asked: bar.met for bar in bars(made)}
    assert ("Parquet" in forms) is (asked["Parquet: at least 0.8 of the rate of files"] is not None)


def test_pages_of_the_user_have_a_table_and_a_bar_of_their_own() -> None:
    def side(times: float) -> dict[str, Any]:
        rows = {"tei-tools from the page": {"ms": 9.0, "times_trafilatura": times, "missed": 0}}
        return {"pages": 3, "html_bytes": 20_000, "contestants": rows}

    made = {"peers": {**side(2.0), "text_bytes": 7_000, "own": side(0.9)}}
    shown = [table.title for table in tables(made)]
    assert shown == ["Side by side", "Side by side: the pages given with `--html`"]
    met = {bar.asked: bar.met for bar in bars(made)}
    assert [met[asked] for asked in met if asked.startswith("from the page") or "own pages" in asked] == [False, True]


def test_bars_that_were_not_measured_are_neither_met_nor_missed() -> None:
    assert {bar.met for bar in bars({})} == {None}
    found = {"stages": {"own": {"parse_megabytes_per_second": 0.9, "whole_over_floor": 9.0}}}
    assert [bar.met for bar in bars(found)][:2] == [False, True]


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "everything"]) == 2
    assert "everything" in capsys.readouterr().err


def test_outputs_do_not_grow_beside_their_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("report", "pages"):
        (tmp_path / f"{kind}.txt").write_text(long_text(kind, 20_000), encoding="utf-8")
    (tmp_path / "short.txt").write_text("短文。", encoding="utf-8")
    found = list(sizes.ratios(sorted(tmp_path.glob("*.txt"))))
    assert [path.name for path, *_ in found] == ["pages.txt", "report.txt"]
    assert all(1 < tei <= 1.85 for _, tei, _ in found), found  # short paragraphs: 1.6 is the median of real texts
    assert sizes.main([str(tmp_path), "--each"]) == 0
    assert "TEI    ÷ source: median" in capsys.readouterr().out
    assert sizes.main([str(tmp_path / "short.txt")]) == 1
