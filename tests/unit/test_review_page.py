"""The page of a document: every character of the source stands on it, in the color of its block, and leads to it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools import explain, parse, read_source
from tei_tools.errors import Diagnostic
from tei_tools.model.visit import walk_blocks
from tei_tools.review import page as page_of_review
from tei_tools.review.index import make_index, row_of
from tei_tools.review.markup import data_block
from tei_tools.review.page import View, make_page, remarks_html, source_html
from tei_tools.review.segments import Runs, owned, segments_of
from tei_tools.review.views import rebuilt
from tei_tools.review.words import LANGUAGES, words_of

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.txt"))


def view_of(path: Path) -> View:
    source = read_source(path)
    return View(path.name, source.text, parse(source), explain(source))


class _Page(HTMLParser):
    """The text of the lines of the source, and the blocks that both sides name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.side = ""
        self.text = {"source": "", "structure": ""}
        self.blocks: dict[str, list[str]] = {"source": [], "structure": []}
        self.units: dict[str, set[str]] = {"source": set(), "structure": set()}
        self.inside = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id") in self.text:
            self.side = str(found["id"])
        elif tag == "nav":
            self.side = ""
        if self.side and (block := found.get("data-b")):
            self.blocks[self.side].append(block)
        if self.side and (unit := found.get("data-u")):
            self.units[self.side].add(unit)

    def handle_data(self, data: str) -> None:
        if self.side:
            self.text[self.side] += data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_character_is_there_and_both_sides_name_the_same_blocks(path: Path) -> None:
    view = view_of(path)
    page = _Page(make_page(view))
    seen = re.sub(r"[\s\u200b]", "", page.text["source"].removeprefix("Source"))
    assert seen == re.sub(r"[\s\u200b]", "", view.text)
    assert {*page.blocks["source"]} == {*page.blocks["structure"]} == {owner.id for _, owner, _ in owned(view.document)}
    assert view.explanation is not None
    assert {int(unit) for unit in page.units["source"]} == {*range(len(view.explanation.units))}
    read = {str(n) for n, unit in enumerate(view.explanation.units) if unit.label not in ("noise", "figure")}
    assert read <= page.units["structure"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("甲乙镇修路一二、。(zh)<>&\"'\n\r\t\u3000\x00\x07\u202e\ufffd12 "), max_size=120))
def test_segments_tile_every_line(text: str) -> None:
    document, units = parse(text), View("", text, parse(text), explain(text)).units
    lines = segments_of(text, document, units)
    start = 0
    for line, segments in zip(text.split("\n"), lines, strict=True):
        assert "".join(text[one.start : one.end] for one in segments) == line
        assert [one.start for one in segments] == ([start, *(one.end for one in segments[:-1])] if line else [])
        start += len(line) + 1
    for segments in lines:
        for one in segments:
            assert one.owner is not None or not text[one.start : one.end].strip()
    for article in document.articles:
        for block in walk_blocks(article):
            read = getattr(block, "text", None)
            if read is not None:
                assert "".join(run.text for run in Runs(units).of(read)) == read.text


def test_a_hostile_text_stays_text() -> None:
    text = '甲镇</script><script>alert(1)</script>\n\n"><img src=x onerror=alert(2)>今年全镇修路五公里。\x00\u202e反'
    view = View("<b>a.txt", text, parse(text), explain(text))
    page = make_page(view)
    assert "alert(1)</script>" not in page and "<img" not in page and "\x00" not in page and "\u202e" not in page
    assert page.count("<script") == 2  # data, and the one script
    assert "&lt;b&gt;a.txt" in page


def test_no_text_ends_a_data_block() -> None:
    made = data_block("x", {"a": "</script><!--", "b": "甲\u2028乙"})
    inner = made.removeprefix('<script type="application/json" id="x">').removesuffix("</script>")
    assert "<" not in inner and json.loads(inner) == {"a": "</script><!--", "b": "甲\u2028乙"}


def test_the_policy_lets_nothing_out() -> None:
    page = make_page(view_of(EXAMPLES[0]))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src &#x27;none&#x27;; style-src &#x27;sha256-")
    assert "connect-src &#x27;none&#x27;" in policy and "unsafe" not in policy
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "http:" not in page and "https:" not in page


def test_both_languages_say_everything() -> None:
    english, chinese = (words_of(language) for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    assert [key for key, word in chinese.items() if key not in ("of", "language") and word.isascii()] == []
    view = view_of(EXAMPLES[0])
    assert "剔除的文字" in make_page(view, "zh") and '<html lang="zh">' in make_page(view, "zh")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_record_alone_gives_back_its_source(path: Path) -> None:
    view = view_of(path)
    text = rebuilt(view.document)
    assert len(text) == len(view.text)
    assert [(at, c) for at, c in enumerate(text) if not c.isspace()] == [
        (at, c) for at, c in enumerate(view.text) if not c.isspace()
    ]
    page = make_page(replace(view, text=text, explanation=None, rebuilt=True))
    assert "The source is not at hand" in page


def test_the_list_has_the_least_sure_first() -> None:
    rows = [row_of(view_of(path), f"{path.stem}.html") for path in EXAMPLES]
    page = make_index("examples", rows)
    order = re.findall(r'<tr><td><a href="([^"]*)"', page)
    assert order == [row.href for row in sorted(rows, key=lambda row: row.sureness)]
    assert all(row.doubtful <= row.characters and 0 <= row.least <= row.sureness <= 1 for row in rows)


def test_doubt_is_marked_and_queued() -> None:
    view = view_of(next(path for path in EXAMPLES if path.stem == "newspaper-page"))
    assert view.explanation is not None
    doubtful = [n for n, unit in enumerate(view.explanation.units) if unit.confidence != "high"]
    page = make_page(view)
    panel = page.partition('id="doubtful"')[2].partition('role="tabpanel"')[0]
    assert [int(n) for n in re.findall(r'data-go="u(\d+)"', panel)] == doubtful != []
    lines = {view.explanation.units[n].line for n in doubtful}
    assert {int(n) for n in re.findall(r'class="l doubt" id="l(\d+)"', source_html(view))} == lines


def test_remarks_are_there_in_both_languages() -> None:
    source = read_source(EXAMPLES[0])
    remark = Diagnostic("pin-nowhere", "warning", "A pin has no effect: its span 9 to 10 has no readable text.")
    view = View("a.txt", source.text, replace(parse(source), diagnostics=(remark,)))
    for language in LANGUAGES:
        page = remarks_html(view, language)
        assert f'<span class="told" lang="en">{remark.message}</span><span class="told" lang="zh">' in page
        assert page.count("<li>") == 1 and "没有可读的文本" in page


def test_a_line_is_called_what_most_of_it_is() -> None:
    """Marks of markup in front of a headline do not make it a line that is left out."""
    text = "# 石桥镇修路惠民\n\n今年以来,石桥镇修路三条,群众出行更加方便。\n"
    lines = source_html(View("a.txt", text, parse(text), explain(text))).split("</div>")
    assert "k-noise" in lines[0] and '<span class="g k-title">' in lines[0]


def test_how_many_doubtful_lines_are_not_listed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_review, "_MOST_TOLD", 1)
    view = view_of(next(path for path in EXAMPLES if path.stem == "newspaper-page"))
    assert view.explanation is not None
    doubtful = sum(unit.confidence != "high" for unit in view.explanation.units)
    panel = page_of_review.doubtful_html(view, "en")
    assert doubtful > 1 and panel.count("<li>") == 1
    assert f"{doubtful - 1:,} <span data-t" in panel and "more are not listed here" in panel


def test_a_browser_shows_it_without_a_complaint(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs chromium, to see that the page comes up under its own policy")
    path = tmp_path / "page.html"
    path.write_text(make_page(view_of(EXAMPLES[0])), encoding="utf-8")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={tmp_path / 'browser'}", "--enable-logging=stderr", "--dump-dom", f"{path.as_uri()}#u3",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, errors="replace")
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line or "Refused" in line]
    assert (done.returncode, said) == (0, []), done.stderr[-2000:]
    assert 'aria-current="true"' in done.stdout  # the script ran and chose the line that the address names
