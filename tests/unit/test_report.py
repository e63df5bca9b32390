"""The report of a run: what it says is what the ledger says, it asks for nothing, and no name in it is markup."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from lxml import html

from tei_tools.__main__ import main
from tei_tools.batch import report
from tei_tools.batch.document import DocumentResult, State
from tei_tools.batch.job import JobOptions
from tei_tools.batch.ledger import Ledger, Run, ledger_path
from tei_tools.batch.report import POLICY, make_report, write_report
from tei_tools.batch.shard import ShardResult
from tei_tools.write.record import load_record

NASTY = "</td><script>alert(1)</script>\"'&\x1b\u202e"


@dataclass
class Made:
    """A ledger of what a test says."""

    documents: list[DocumentResult]
    out: str = "/o/out"
    more: dict[str, int] = field(default_factory=dict)
    made_in: list[Run] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {**Counter(found.state for found in self.documents), **self.more}

    def iter_documents(self) -> Iterator[DocumentResult]:
        yield from sorted(self.documents, key=lambda found: found.relative)

    def runs(self) -> list[Run]:
        return self.made_in


def document(
    relative: str, state: State = "done", code: str = "", confidence: tuple[int, int, int] = (5, 0, 0), **more: object
) -> DocumentResult:
    return DocumentResult(
        f"/in/{relative}.txt", relative, 100, "", state, code, f"{relative}: went wrong" if code else "",
        outputs=((f"{relative}.tei.xml", "0"), (f"{relative}.json", "0")) if state == "done" else (),
        confidence=confidence, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def page_of(documents: list[DocumentResult], **more: int) -> Any:
    return html.document_fromstring(make_report(Made(documents, more=more), "/o/report.html"))


def bars(page: Any, title: str) -> dict[str, str]:
    """Names and figures of a chart."""
    (figure,) = page.xpath("//figure[starts-with(figcaption, $title)]", title=title)
    names, figures = figure.xpath(".//dt/text()"), figure.xpath(".//dd[@class='n']/text()")
    assert all(float(width[:-1]) <= 100 for width in figure.xpath(".//rect/@width"))
    return dict(zip(names, figures, strict=True))


def rows(page: Any, heading: str) -> list[list[str]]:
    (table,) = page.xpath("//h2[text() = $heading]/following-sibling::*[self::table][1]", heading=heading)
    return [[cell.text_content() for cell in row.xpath("td")] for row in table.xpath("tbody/tr")]


DOCUMENTS = [
    document("a", confidence=(9, 1, 0), seconds=0.5, diagnostics=(("number-gap", 2),)),
    document("b/c", confidence=(1, 2, 7), seconds=3.25, diagnostics=(("number-gap", 1), ("no-date", 1))),
    document("d", confidence=(5, 3, 2)),
    document("e", confidence=(0, 0, 0)),
    document("f", "failed", "empty"),
    document("g", "failed", "empty"),
    document("h", "timeout", "timeout", seconds=9.0),
    document("i", "skipped", "exists"),
]


def test_the_figures_are_those_of_the_ledger() -> None:
    page = page_of(DOCUMENTS, started=2)
    assert page.xpath("string(//h2[1])") == "10 documents"
    assert bars(page, "Documents by how they ended") == {
        "done": "4 (40.0%)", "failed": "2 (20.0%)", "took too long": "1 (10.0%)",
        "skipped: the output was there and not ours": "1 (10.0%)", "not brought to an end": "2 (20.0%)",
    }  # fmt: skip
    assert bars(page, "Failures by code") == {"empty": "2 (66.7%)", "timeout": "1 (33.3%)"}
    assert bars(page, "Blocks by confidence") == {"high": "15 (50.0%)", "medium": "6 (20.0%)", "low": "9 (30.0%)"}
    shares = bars(page, "Documents by the share")
    assert {name: said for name, said in shares.items() if not said.startswith("0")} == {
        "10-20 %": "1 (33.3%)", "50-60 %": "1 (33.3%)", "90-100 %": "1 (33.3%)",
    }  # fmt: skip
    assert len(shares) == 10
    lows = bars(page, "Documents by the number")
    assert (lows["0"], lows["2"], lows["6-10"], lows["1"]) == ("1 (33.3%)", "1 (33.3%)", "1 (33.3%)", "0 (0.0%)")
    assert bars(page, "Diagnostics by code") == {"number-gap": "3", "no-date": "1"}
    assert rows(page, "Diagnostics") == [["number-gap", "3", "2"], ["no-date", "1", "1"]]
    assert rows(page, "Failures")[0] == ["f", "empty", "f: went wrong"]
    assert [row[0] for row in rows(page, "Slowest documents")][:3] == ["h", "b/c", "a"]


def test_what_is_to_be_reviewed_comes_in_the_order_of_doubt() -> None:
    page = page_of(DOCUMENTS)
    assert [
        (name, said)
        for entry in page.xpath("//ol/li")
        for name, said in zip(entry.xpath(".//b//text()"), entry.xpath(".//span[@class='n'][2]/text()"), strict=True)
    ] == [("b/c", "7 low, 2 medium, 1 high"), ("d", "2 low, 3 medium, 5 high")]
    assert page.xpath("//ol/li//p/text()") == ["number-gap 1, no-date 1"]
    links = page.xpath("//ol//a/@href")
    assert links[:3] == ["./../in/b/c.txt", "./out/b/c.tei.xml", "./out/b/c.json"]


def test_the_run_and_its_settings_are_told() -> None:
    options = {
        "formats": ["tei"],
        "script": "hans",
        "split": False,
        "write": {"date": "2024", "schemas": ""},
        "words": [],
    }
    runs = [Run("9.9", json.dumps(options), at, at + 75, "h", 1) for at in (0.0, 1_700_000_000.0)]
    page: Any = html.document_fromstring(make_report(Made(DOCUMENTS, made_in=runs), "/o/report.html"))
    said = page.xpath("string(//header/p)")
    assert said.endswith("The last of 2 runs began on 2023-11-14, 22:13 UTC and took 1 min 15 s.")
    settings = page.xpath("//dl[@class='settings']")[0]
    assert dict(zip(settings.xpath("dt/text()"), settings.xpath("dd/text()"), strict=True)) == {
        "version": "9.9", "formats": "tei", "script": "hans", "split": "no", "date": "2024",
    }  # fmt: skip


def test_doubtful_places_are_shown_with_their_words(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "镇里组织农机手下田抢收,群众满意。" * 5 + "\n\n第三,修路\n\n9月24日,镇里组织农机手下田抢收。\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    assert main(["convert", str(tmp_path / "in"), "-o", str(out), "-q"]) == 0
    record = load_record((out / "a.json").read_bytes())
    span = record["articles"][0]["blocks"][0]["spans"][0]
    record["diagnostics"] = [
        {"code": "low-confidence", "severity": "info", "message": f"Line {line}: weak.", "spans": [span]}
        for line in range(5)
    ] + [{"code": "x", "severity": "warning", "message": "No <date>.", "spans": []}]
    (out / "a.json").write_text(json.dumps(record), encoding="utf-8")
    made = Made([document("a", confidence=(0, 0, 1))], str(out))
    page: Any = html.document_fromstring(make_report(made, tmp_path / "report.html"))
    places = page.xpath("//ul[@class='places']/li")
    assert [place.xpath("string(span)") for place in places] == ["No <date>.", "Line 0: weak.", "Line 1: weak.", ""]
    assert places[0].get("class") == "warning" and places[0].xpath("q") == []
    words = places[1].xpath("string(q)")
    assert words and len(words) <= 60 and record["articles"][0]["blocks"][0]["text"].startswith(words.rstrip("…"))
    assert places[3].text == "and 3 more"
    (out / "a.json").write_bytes(b"no record")
    assert 'places"' not in make_report(made, tmp_path / "report.html")


def test_lists_are_bounded_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "REVIEWED", 5)
    monkeypatch.setattr(report, "FAILURES", 3)
    many = [document(f"{k:03}", confidence=(1, 0, 1 + k % 50)) for k in range(100)]
    failed = [document(f"x{k}", "failed", "empty") for k in range(9)]
    page = page_of(many + failed)
    assert page.xpath("//ol//b//text()") == ["049", "099", "048", "098", "047"]
    assert "The first 5 of 100" in page.text_content()
    assert [row[0] for row in rows(page, "Failures")] == ["x0", "x1", "x2"]
    assert "The first 3 of 9" in page.text_content()


def test_nothing_in_a_name_is_markup() -> None:
    nasty = [
        document(NASTY, confidence=(0, 0, 1), diagnostics=((NASTY, 1),)),
        document("javascript:alert(1)", confidence=(0, 0, 1)),
        document("z" + NASTY, "failed", NASTY),
    ]
    text = make_report(Made(nasty, "/o/" + NASTY.replace("/", "")), "/o/report.html")
    page: Any = html.document_fromstring(text)
    assert page.xpath("//script | //*[@onclick or @onerror or @style] | //img | //link") == []
    assert all(link.startswith("./") for link in page.xpath("//a/@href"))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe")
    write_report(Made([document(name, confidence=(0, 0, 1))], str(tmp_path / "out")), tmp_path / "r.html")
    page: Any = html.parse(str(tmp_path / "r.html"))
    link = page.xpath("//ol//a/@href")[1]
    assert unquote_to_bytes(link) == b"./out/\xff\xfe.tei.xml"


def test_it_asks_for_nothing() -> None:
    text = make_report(Made(DOCUMENTS), "/o/report.html")
    page: Any = html.document_fromstring(text)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == POLICY
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert page.xpath("//*[@src] | //link | //script") == []
    assert "http:" not in text
    assert "https:" not in text


def test_the_same_ledger_gives_the_same_bytes() -> None:
    pages = {make_report(Made(list(documents)), "/o/r.html") for documents in (DOCUMENTS, DOCUMENTS[::-1])}
    assert len(pages) == 1


def test_an_empty_ledger() -> None:
    page = page_of([])
    assert page.xpath("string(//h2[1])") == "0 documents"
    assert page.text_content().count("None.") == 3


def test_parts_are_added_up() -> None:
    parts = [Made(DOCUMENTS[:4]), Made(DOCUMENTS[4:])]
    text = make_report(parts, "/o/report.html")
    assert text == make_report(Made(DOCUMENTS), "/o/report.html")


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A report written from a ledger on disk."""
    out = tmp_path / "out"
    with Ledger(ledger_path(out)) as ledger:
        ledger.begin(JobOptions())
        stamped = [
            DocumentResult(**{**{name: getattr(found, name) for name in found.__slots__}, "stamps": ((1, 1),) * 2})
            if found.state == "done"
            else found
            for found in [*DOCUMENTS, document(NASTY.replace("/", ""), confidence=(0, 0, 1))]
        ]
        ledger.record(ShardResult(0, tuple(stamped)))
        for found in stamped:
            for name, _ in found.outputs:
                (out / name).parent.mkdir(exist_ok=True)
                (out / name).write_text("<TEI/>")
        write_report(ledger, tmp_path / "report.html")
    return tmp_path / "report.html"


def test_from_a_ledger_on_disk_the_links_lead_to_the_outputs(real: Path) -> None:
    page: Any = html.parse(str(real))
    links = page.xpath("//a/@href")
    links = [link for link in links if not link.endswith(".txt")]  # the sources of these are nowhere
    assert len(links) == 6
    for link in links:
        assert os.path.exists(os.path.join(os.fsencode(real.parent), unquote_to_bytes(link)))


def test_a_browser_shows_it_without_a_complaint(real: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs chromium, to see that the page comes up under its own policy")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={tmp_path / 'browser'}", "--enable-logging=stderr", "--window-size=1000,2400",
        f"--screenshot={tmp_path / 'report.png'}", real.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, errors="replace")
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line or "Refused" in line]
    assert (done.returncode, said) == (0, []), done.stderr[-2000:]
    assert (tmp_path / "report.png").stat().st_size > 20_000
