"""The server of a review: strangers are refused, decisions are kept, and a person at the keyboard sees them taken."""

from __future__ import annotations

import http.client
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tei_tools.__main__ import main
from tei_tools.batch.plan import Limits
from tei_tools.decisions.beside import decisions_path
from tei_tools.decisions.entries import Decisions, Says, dump_decisions, read_decisions
from tei_tools.inputs.blob import InputOptions
from tei_tools.review.server import Desk, Server, editable
from tei_tools.review.views import entries_of

from .browser import BROWSER, Browser

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Clock:
    """Every look is a minute later than the one before."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("local-news.txt", "newspaper-page.txt"):
        shutil.copy(EXAMPLES / name, folder)
    return folder


def desk_of(texts: Path) -> Desk:
    entries = entries_of([str(texts)], InputOptions(), Limits())
    return Desk(editable(entries), "白洁", "en", InputOptions(), Limits(), Clock())


@pytest.fixture
def server(texts: Path) -> Iterator[Server]:
    with Server(desk_of(texts)) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def ask(
    server: Server, method: str, path: str, body: object = None, token: str | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """An answer; headers are those of a page of the server unless others are given, and left out when empty."""
    here = f"127.0.0.1:{server.server_port}"
    sent = {"Host": here, "Origin": f"http://{here}", "Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    connection.putrequest(method, f"/{server.token if token is None else token}{path}", skip_host=True)
    for name, value in sent.items():
        if value:
            connection.putheader(name, value)
    if data is not None and "Content-Length" not in sent:
        connection.putheader("Content-Length", str(len(data)))
    connection.endheaders(data)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def state(server: Server, number: int = 0) -> str:
    return server.desk.open(number).state


def decide(server: Server, number: int, words: object, says: object, **more: object) -> tuple[int, Any]:
    asked = {"words": words, "says": says, "state": state(server, number), **more}
    status, _, data = ask(server, "POST", f"/d/{number}/decide", asked)
    return status, json.loads(data)


# --- strangers ---


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost:1"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
    ],
)
def test_another_host_and_another_origin_are_refused(
    server: Server, texts: Path, method: str, headers: dict[str, str], status: int
) -> None:
    body = {"words": {"unit": 0}, "says": {"reading": "noise"}, "state": state(server)} if method == "POST" else None
    path = "/d/0/decide" if method == "POST" else "/d/0"
    assert ask(server, method, path, body)[0] == 200
    decisions_path(texts / "local-news.txt").unlink(missing_ok=True)
    found, _, data = ask(server, method, path, body, **headers)
    assert found == status and b"<" not in data
    assert not decisions_path(texts / "local-news.txt").exists()


def test_a_post_without_an_origin_is_refused(server: Server) -> None:
    assert ask(server, "POST", "/d/0/undo", {"state": state(server)}, Origin="")[0] == 403
    assert ask(server, "GET", "/d/0", Origin="")[0] == 200  # a person who opens the address


@pytest.mark.parametrize("token", ["", "x", "api"])
def test_without_the_token_nothing_is_told(server: Server, token: str) -> None:
    for method, path in (("GET", "/"), ("GET", "/d/0"), ("POST", "/d/0/decide")):
        status, _, data = ask(server, method, path, {} if method == "POST" else None, token=token)
        assert status == 403 and server.token.encode() not in data


def test_it_listens_on_this_machine_alone_and_says_so_to_the_browser(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1" and len(server.token) >= 32
    _, headers, data = ask(server, "GET", "/d/0")
    assert headers["X-Frame-Options"] == "DENY" and headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer" and headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert b"connect-src &#x27;self&#x27;" in data


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/d/0/decide", b"{", {}, 400),
        ("/d/0/decide", b"[1]", {}, 400),
        ("/d/0/decide", b"{}", {"Content_Type": "text/plain"}, 415),
        ("/d/0/decide", b"{}", {"Content_Length": "999999999"}, 413),
        ("/d/7/decide", b"{}", {}, 404),
        ("/d/../decide", b"{}", {}, 404),
        ("/d/0/remove", b"{}", {}, 404),
    ],
)
def test_requests_that_are_wrong_are_refused(
    server: Server, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert ask(server, "POST", path, body, **headers)[0] == status
    assert ask(server, "GET", "/d/9")[0] == ask(server, "GET", "/../../etc/passwd")[0] == 404


# --- decisions ---


def test_a_line_the_words_of_one_a_fact_and_undo(server: Server, texts: Path) -> None:
    file = decisions_path(texts / "local-news.txt")
    status, got = decide(server, 0, {"unit": 3}, {"reading": "note"})
    assert (status, got["say"], got["here"]) == (200, "saved", 3) and got["counts"]["decisions"] == 1
    words = {"from": {"line": 3, "before": ""}, "to": {"line": 3, "before": "澄湖县举办首届稻田音乐节 "}}
    assert decide(server, 0, words, {"reading": "title"})[0] == 200
    assert decide(server, 0, {"fact": "a1.source"}, {"field": "source", "value": None})[0] == 200
    assert decide(server, 0, {"unit": 3}, {"field": "date", "value": "2022年9月24日"})[0] == 200
    entries = read_decisions(file).entries
    assert [entry.by for entry in entries] == ["白洁"] * 4
    assert [entry.quote for entry in entries][1:3] == ["澄湖县举办首届稻田音乐节", "澄湖县融媒体中心"]
    assert entries[3].says.value == "2022-09-24"
    for left in (3, 2, 1, 0):
        status, _, data = ask(server, "POST", "/d/0/undo", {"state": state(server)})
        assert json.loads(data)["say"] == "undone" and len(read_decisions(file).standing()) == left
    assert json.loads(ask(server, "POST", "/d/0/undo", {"state": state(server)})[2])["say"] == "nothing-to-undo"
    named = {"state": state(server), "id": entries[0].id}
    assert json.loads(ask(server, "POST", "/d/0/undo", named)[2])["say"] == "undone"


def test_what_another_person_decided_is_shown_and_can_be_undone(server: Server, texts: Path) -> None:
    file = decisions_path(texts / "local-news.txt")
    assert decide(server, 0, {"unit": 3}, {"reading": "note"})[0] == 200
    (mine,) = read_decisions(file).entries
    theirs = replace(mine, by="魏一", when="2099-05-01T08:30:00Z", says=Says("p"), id="0123456789abcdef")
    other = file.with_name("local-news.txt.decisions.wei.json")
    other.write_bytes(dump_decisions(Decisions("local-news.txt", (theirs,))))
    try:
        page = ask(server, "GET", "/d/0")[2].decode()
        assert "魏一" in page and "decided otherwise" in page
        status, got = decide(server, 0, {"unit": 5}, {"reading": "note"})
        assert status == 200 and "decided otherwise" in json.dumps(got["panels"], ensure_ascii=False)
        assert {entry.by for entry in read_decisions(file).entries} == {"白洁", "魏一"}  # all of them, merged
        named = {"state": state(server), "id": theirs.id}
        got = json.loads(ask(server, "POST", "/d/0/undo", named)[2])
        assert got["say"] == "undone" and "decided otherwise" not in json.dumps(got["panels"], ensure_ascii=False)
    finally:
        other.unlink()


@pytest.mark.parametrize(
    ("words", "says", "told"),
    [
        ({"unit": 999}, {"reading": "p"}, "words are not found"),
        ({"from": {"line": 2, "before": ""}, "to": {"line": 2, "before": ""}}, {"reading": "p"}, "words are not found"),
        ({"unit": 0}, {"reading": "heading"}, "there is no reading"),
        ({"unit": 0}, {"level": "2"}, "is no level"),
        ({"unit": 0}, {"level": 0}, "from 1 to 9"),
        ({"unit": 0}, {"path": "/etc/passwd"}, "not said"),
        ({"unit": 0}, {}, "says nothing"),
        ({"unit": 0}, {"field": "date", "value": "gestern"}, "is not a date"),
    ],
)
def test_what_cannot_be_is_told_and_not_kept(
    server: Server, texts: Path, words: object, says: object, told: str
) -> None:
    status, got = decide(server, 0, words, says)
    assert status in (400, 422) and told in got["message"]
    assert not decisions_path(texts / "local-news.txt").exists()


def test_a_decision_that_cannot_be_followed_is_said_at_once(server: Server, texts: Path) -> None:
    status, got = decide(server, 0, {"unit": 3}, {"field": "source", "value": "没有这些字"}, lang="zh")
    assert (status, got["say"]) == (200, "saved-but") and "这些文字中没有该值" in got["but"]
    status, got = decide(server, 0, {"unit": 3}, {"reading": "note"})
    assert (status, got["say"]) == (200, "saved") and "but" not in got


def test_a_page_that_is_out_of_date_is_told_what_changed(server: Server, texts: Path) -> None:
    old = state(server)
    assert decide(server, 0, {"unit": 3}, {"reading": "note"})[0] == 200
    status, _, data = ask(server, "POST", "/d/0/decide", {"words": {"unit": 4}, "says": {"reading": "p"}, "state": old})
    got = json.loads(data)
    assert status == 409 and got["say"] == "changed-meanwhile" and got["state"] == state(server)
    assert len(read_decisions(decisions_path(texts / "local-news.txt")).entries) == 1


def test_a_source_that_cannot_be_read_is_told(server: Server, texts: Path) -> None:
    (texts / "local-news.txt").write_bytes(b"PK\x03\x04 no archive")
    status, headers, data = ask(server, "GET", "/d/0")
    assert status == 422 and headers.get_content_type() == "text/plain" and b"local-news.txt" in data


def test_the_list_names_every_document_read_or_not(server: Server) -> None:
    page = ask(server, "GET", "/")[2].decode()
    assert 'href="d/0"' in page and 'href="d/1"' in page
    server.desk.look_ahead()
    assert "澄湖县举办首届稻田音乐节" in ask(server, "GET", "/")[2].decode()


# --- at the keyboard ---


def _standing(texts: Path) -> list[str]:
    return [entry.says.reading for entry in read_decisions(decisions_path(texts / "newspaper-page.txt")).standing()]


def _next_that_starts(page: Browser, words: str) -> str:
    """Goes on to the next doubtful lines until one starts so: which ones are doubtful depends on what was learned."""
    for _ in range(9):
        found = str(page.ask("document.getElementById('line-words').value"))
        if found.startswith(words):
            return found
        page.key("n")
    raise AssertionError(f"no doubtful line starts with {words}")


@pytest.mark.skipif(BROWSER is None, reason="needs chromium, to review at the keyboard")
def test_a_round_of_review_by_keyboard(
    server: Server, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Open, go to a doubtful line, change its reading, undo, decide again, convert: the change is there and told of."""
    out = tmp_path / "out"
    assert main(["convert", str(texts), "-o", str(out), "-q"]) == 0
    before = json.loads((out / "newspaper-page.json").read_text(encoding="utf-8"))
    with Browser(tmp_path / "profile") as page:
        for width, height in ((1280, 900), (390, 844)):
            page.size(width, height)
            page.open(f"{server.address}d/1")
            assert page.ask("document.documentElement.scrollWidth") <= width
        for name in ("panel", "structure", "source"):
            page.ask(f"document.querySelector('.bottom [data-pane={name}]').click()")
            shown = (
                "[...document.querySelectorAll('.pane')].filter((one) => one.offsetParent).map((one) => one.id).join()"
            )
            assert page.ask(shown) == name
        page.size(1280, 900)
        page.key("n")
        words = _next_that_starts(page, "石桥镇三项举措推进乡村振兴见实效")
        page.key("x")
        page.wait("document.getElementById('note').textContent === 'Saved.'")
        assert _standing(texts) == ["noise"]
        assert page.ask("document.querySelector('#lines s.sel').textContent") == words
        page.key("u")
        page.wait("document.getElementById('note').textContent === 'Undone.'")
        assert _standing(texts) == []
        page.key("h")
        page.wait("document.querySelectorAll('#lines .decided').length === 1")
        page.key("n")
        following = page.ask("document.getElementById('line-words').value")
        assert following != words
        page.key("w")
        page.ask("document.getElementById('line-words').setSelectionRange(0, 5)")
        page.key("Shift")
        page.key("Escape")
        page.key("f")
        page.wait("document.querySelectorAll('#lines .decided').length === 2")
        assert _standing(texts) == ["head", "meta"]
        assert read_decisions(decisions_path(texts / "newspaper-page.txt")).entries[-1].quote == following[:5]
        page.key("u")
        page.wait("document.querySelectorAll('#lines .decided').length === 1")
        words_of_line = "document.querySelector('#l9 .t .s').firstChild"
        page.ask(f"getSelection().setBaseAndExtent({words_of_line}, 2, {words_of_line}, 6)")
        page.wait("document.getElementById('of-what').textContent.includes('镇先后投')")
        page.key("i")
        page.wait("document.querySelectorAll('#l9.decided').length === 1")
        assert read_decisions(decisions_path(texts / "newspaper-page.txt")).entries[-1].quote == "镇先后投"
        page.key("u")
        page.wait("document.querySelectorAll('#lines .decided').length === 1")
        page.key("6")
        assert page.ask("document.activeElement.id") == "tab-decisions"
        page.ask("document.getElementById('lang').click()")
        assert page.ask("document.getElementById('tab-decisions').textContent") == "裁定 1"
        assert page.said == []
    assert main(["convert", str(texts), "-o", str(out), "-q"]) == 0
    capsys.readouterr()
    after = json.loads((out / "newspaper-page.json").read_text(encoding="utf-8"))
    assert before["articles"][0]["title"]["text"] == words != after["articles"][0]["title"]["text"]
    assert [(one["by"], one["reading"], one["words"]) for one in after["decisions"]] == [("白洁", "head", words)]
    tei = (out / "newspaper-page.tei.xml").read_text(encoding="utf-8")
    assert "<persName>白洁</persName></respStmt>" in tei and f"“{words}” is read as head." in tei
