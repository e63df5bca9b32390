"""Weights of layout are learned from labelled pages, and pages that are laid out here are labelled line by line."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from tei_tools.cli.train_layout import command
from tei_tools.errors import SourceError
from tei_tools.evaluate.labels import parse_labels
from tei_tools.read.layout_evidence import layout_weights
from tei_tools.read.layout_priors import LABELS
from tei_tools.read.layout_training import LabelledPage, Lines, fit, labels_on, measured, page_files
from tei_tools.read.model import load_model
from tei_tools.recognize.units import cut_lines
from tei_tools.text.source import Source, read_lines
from tests.unit.input_files import read_one

PROJECT = Path(__file__).resolve().parents[2]
TAGS = ("head", "p", "title", "noise.F", "noise.M", "noise.T")


@pytest.fixture(scope="module")
def laid() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lay_out_texts", PROJECT / "scripts" / "lay_out_texts.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def labelled(text: str, rows: str, shown: str) -> list[str | None]:
    units = cut_lines(shown, read_lines(shown))
    return labels_on(Source(shown), units, text, parse_labels(f"#article\ta1\n{rows}", text).units)


def test_labels_of_another_extraction_are_found_again() -> None:
    text = "首页 新闻\n石桥村的鱼多了\n来源：青石日报 2021年3月4日\n河水清了。\n"
    rows = "1\tnoise\t-\n2\ttitle\ta1\n3\tmeta\ta1\n4\tp\ta1\n"
    shown = "登录\n首页\n新闻\n石桥村的　鱼多了\n来源：青石日报\n2021年3月4日\n河水清了。\n"
    assert labelled(text, rows, shown) == [None, "noise", "noise", "title", "meta", "cont", "p"]


def test_a_doubtful_label_teaches_nothing() -> None:
    assert labelled("石桥村\n河水清了\n", "1\ttitle\ta1\n2\tp\ta1\t?\n", "石桥村\n河水清了\n") == ["title", None]


def test_a_line_of_more_blanks_than_words_keeps_its_label() -> None:
    line = "2021-11-30发布" + " " * 40 + "2022-01-01实施"
    assert labelled(f"{line}\n茶\n", "1\tmeta\ta1\n2\tp\ta1\n", f"{line}\n茶\n") == ["meta", "p"]


def page(group: str, lines: Sequence[tuple[str, str]]) -> LabelledPage:
    """A page whose words say nothing: its lines by the evidence of their layout and their labels."""
    even = {"head": 0.25, "p": 0.25, "title": 0.25, "noise": 0.25}
    return LabelledPage(
        group, group, [even] * len(lines), [(name,) for name, _ in lines], [label for _, label in lines]
    )


def test_what_pages_of_two_sites_show_is_learned_and_the_rest_is_as_it_was_set() -> None:
    pages = [page(site, [("layout:bold", "head")] * 9 + [("layout:bold", "p")] * 3) for site in ("a", "b")]
    pages.append(page("c", [("layout:right", "p")] * 9))
    weights = fit(Lines(pages, TAGS, [1.0] * 3))
    assert weights["layout:bold"]["head"] > 0.8 > weights["layout:bold"]["p"] > weights["layout:bold"]["noise"]
    assert "layout:right" not in weights
    assert weights["layout:page-title"] == LABELS["layout:page-title"]
    assert list(weights) == sorted(weights) and fit(Lines(pages, TAGS, [1.0] * 3)) == weights


def test_weights_are_drawn_to_what_was_set() -> None:
    pages = [page(site, [("layout:outline", "head")]) for site in ("a", "b")]
    assert fit(Lines(pages, TAGS, [1.0] * 2))["layout:outline"]["head"] == pytest.approx(6.0, abs=0.05)
    weak = fit(Lines(pages, TAGS, [1.0] * 2), pull=1e-4)
    assert weak["layout:outline"]["head"] > 6.0


def test_figures_are_of_sites_that_were_not_learned_from() -> None:
    shown = [("layout:bold", "head"), ("layout:right", "p")] * 6
    pages = [page("a", shown), page("b", shown), page("c", [("layout:bold", "p"), ("layout:right", "head")] * 6)]
    _, figures = measured(pages, [], load_model())
    assert figures["without"]["lines"] == figures["learned"]["lines"] == 36
    assert figures["learned"]["loss"] != figures["without"]["loss"] == figures["by-hand"]["loss"]


def test_a_list_of_pages_has_five_cells(tmp_path: Path) -> None:
    path = tmp_path / "pages.tsv"
    path.write_text("# remark\na\tp/a.html\tl/a.tsv\tt/a.txt\tsite\n", "utf-8")
    (found,) = page_files(path)
    assert (found.id, found.file, found.source) == ("a", tmp_path / "p" / "a.html", "site")
    path.write_text("a\tp/a.html\n", "utf-8")
    with pytest.raises(SourceError, match=r"pages\.tsv:1: five cells"):
        page_files(path)


@pytest.mark.parametrize("kind", ["WebLayout", "WordLayout"])
def test_a_text_that_is_laid_out_is_labelled_in_every_line(kind: str, laid: ModuleType) -> None:
    texts = laid.texts_of(PROJECT / "tests" / "written")[:6]
    for number, lines in enumerate(texts):
        data, shown = getattr(laid, kind)(number).page(lines)
        source = read_one(data, "a.html" if kind == "WebLayout" else "a.docx")
        text = "\n".join(line.text for line in shown) + "\n"
        units = cut_lines(source.text, read_lines(source.text))
        labels = labels_on(source, units, text, parse_labels(laid.rows_of(shown), text).units)
        assert labels.count(None) * 50 <= len(labels), number
        assert "title" in labels and "p" in labels
        again, _ = getattr(laid, kind)(number).page(lines)
        assert again == data


def test_the_command_learns_from_texts_and_pages(
    tmp_path: Path, laid: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laid, "WEB", 3)
    monkeypatch.setattr(laid, "WORD", 2)
    monkeypatch.setattr(laid, "EACH", 1)
    monkeypatch.setattr(sys, "argv", ["lay_out_texts.py", "--write", str(tmp_path / "laid")])
    monkeypatch.chdir(PROJECT)
    laid.main()
    for name in ("labels", "text"):
        (tmp_path / name).mkdir()
        for path in sorted((PROJECT / "tests" / "written" / name).glob("plain-*"))[:12]:
            (tmp_path / name / path.name.replace("-", f"{len(path.stem)}_", 1)).write_bytes(path.read_bytes())
    target = tmp_path / "layout.json"
    given = ["--gold", tmp_path / "labels", "--text", tmp_path / "text", "--pages", tmp_path / "laid" / "pages.tsv"]
    result = CliRunner().invoke(command, [*map(str, given), "--write", str(target)], standalone_mode=False)
    assert result.exception is None and result.return_value == 0, result.output
    data = json.loads(target.read_text("utf-8"))
    assert data["data"]["pages"] == 5 and data["figures"]["learned"]["lines"] > 50
    assert "learned.loss" in result.output and "layout:page-title" in data["labels"]


def test_the_weights_of_the_package_say_where_they_come_from() -> None:
    path = PROJECT / "tei_tools" / "read" / "data" / "layout.json"
    data = json.loads(path.read_text("utf-8"))
    assert len(data["data"]["sha256"]) == 64 and data["figures"]["learned"]["loss"] < data["figures"]["by-hand"]["loss"]
    assert data["labels"] == layout_weights().labels and list(data["labels"]) == sorted(data["labels"])
