"""A server on this machine alone, on whose pages a person changes what was read.

It listens on 127.0.0.1, on a port that the system chooses. Every address
begins with a token that only who started it knows; a request for another host
(DNS rebinding), from a page of another origin, or without the token is refused
before anything is done. What is decided is written into the file of decisions
beside the source at once, whole or not at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from ..batch.plan import Limits
from ..decisions.beside import load_decisions, save_decisions
from ..decisions.entries import Decisions, Entry, Says, decided, undone
from ..decisions.take import sum_of
from ..errors import SourceError, TeiToolsError
from ..inputs.blob import InputOptions
from ..language import said_in
from ..model.nodes import Document
from ..model.writable import is_writable_date
from ..read.own_rules import OwnRule
from ..text.given import iso_date
from ..text.source import Source, Span
from . import views
from .index import Row, make_index, row_of
from .page import View, make_page, panel_counts, panels_html, source_html, structure_html
from .reasons import reasons_of
from .segments import facts_of
from .words import LANGUAGES, Language

HOST = "127.0.0.1"
_MOST = 200_000
"""Bytes of a request, at most."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


class _Refused(Exception):
    """A request that is not done: its status, and why, for the person."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Now:
    """A document as it is read now; ``state`` tells whether a page shows this."""

    source: Source
    decisions: Decisions
    view: View
    state: str


class Desk:
    """The documents that are reviewed, and what is done with them; one at a time."""

    def __init__(
        self, entries: Sequence[views.Entry], by: str, language: Language, options: InputOptions, limits: Limits,
        now: Callable[[], datetime] | None = None, own_rules: Sequence[OwnRule] = (),
    ) -> None:  # fmt: skip
        self.entries = entries
        self.by, self.language, self.options, self.limits = by, language, options, limits
        self._own_rules = own_rules
        self._now = now or (lambda: datetime.now(UTC))
        self._lock = Lock()
        self._rows: dict[int, Row] = {}
        self._last: tuple[int, _Now] | None = None

    def open(self, number: int) -> _Now:
        """Read a document and what was decided of it. Raises :class:`~tei_tools.errors.TeiToolsError`."""
        entry = self.entries[number]
        source = views.read(entry, self.options, self.limits)
        decisions, taken = load_decisions(entry.source)
        state = hashlib.sha256(f"{source.file.sha256} {sum_of(source)} {taken}".encode()).hexdigest()[:16]
        last = self._last
        if last is not None and (last[0], last[1].state) == (number, state):
            return last[1]
        view = views.view_now(entry, source, decisions, self._own_rules)
        self._rows[number] = row_of(view, f"d/{number}")
        now = _Now(source, decisions or Decisions(os.path.basename(entry.source)), view, state)
        self._last = number, now
        return now

    def page(self, number: int) -> str:
        """The page of a document. Raises :class:`~tei_tools.errors.TeiToolsError`."""
        now = self.open(number)
        page = make_page(now.view, self.language, ("edit.js",), "'self'")
        data = json.dumps({"state": now.state})[1:-1]
        return page.replace('id="data">{', f'id="data">{{{data},', 1)

    def index(self) -> str:
        """The list of the documents; those that were not read yet are named only."""
        rows = [
            self._rows.get(number) or Row(entry.relative, entry.relative, f"d/{number}", 0, 0, 0, 1.0, 1.0, 0)
            for number, entry in enumerate(self.entries)
        ]
        return make_index(os.path.basename(os.path.dirname(os.path.abspath(self.entries[0].source))), rows,
                          self.language)  # fmt: skip

    def look_ahead(self) -> None:
        """Read every document once, for the list."""
        for number in range(len(self.entries)):
            if number not in self._rows:
                try:
                    with self._lock:
                        self.open(number)
                except TeiToolsError as error:
                    entry = self.entries[number]
                    self._rows[number] = Row(entry.relative, str(error), f"d/{number}", 0, 0, 0, 0.0, 0.0, 1)

    def decide(self, number: int, asked: dict[str, Any]) -> dict[str, Any]:
        """Take a decision, write it down, and give what the document became."""
        with self._lock:
            now = self._unchanged(number, asked)
            span = _span_of(asked.get("words"), now)
            entry = decided(now.source.text, sum_of(now.source), span, _says(asked.get("says")), self.by,
                            self._time(now.decisions), now.source.file.member)  # fmt: skip
            self._write(number, now.decisions.with_entry(entry))
            became = self._became(number, asked, "saved", span.start)
            return became | _but(entry, self.open(number).view.document, _language(asked, self.language))

    def undo(self, number: int, asked: dict[str, Any]) -> dict[str, Any]:
        """Take back a decision, the last one of this person if none is named, and give what the document became."""
        with self._lock:
            now = self._unchanged(number, asked)
            entry = _entry_of(now.decisions, asked["id"]) if "id" in asked else now.decisions.last_of(self.by)
            if entry is None:
                return {"say": "nothing-to-undo"}
            self._write(number, now.decisions.with_entry(undone(entry, self.by, self._time(now.decisions))))
            return self._became(number, asked, "undone", entry.span.start)

    def _time(self, decisions: Decisions) -> str:
        """The time now, behind that of what was decided already: the later of two decisions counts."""
        now = self._now().astimezone(UTC).replace(microsecond=0)
        if decisions.entries:
            last = datetime.fromisoformat(decisions.entries[-1].order[0])
            if last >= now:
                now = datetime.fromtimestamp(last.timestamp() + 1, UTC)
        return now.isoformat().replace("+00:00", "Z")

    def _unchanged(self, number: int, asked: dict[str, Any]) -> _Now:
        now = self.open(number)
        if asked.get("state") != now.state:
            raise _Stale(self._shown(now, _language(asked, self.language)) | {"say": "changed-meanwhile", "here": None})
        return now

    def _write(self, number: int, decisions: Decisions) -> None:
        save_decisions(self.entries[number].source, decisions)

    def _became(self, number: int, asked: dict[str, Any], say: str, place: int) -> dict[str, Any]:
        now = self.open(number)
        here = next((at for at, unit in enumerate(now.view.units) if unit.start <= place < unit.end), None)
        return self._shown(now, _language(asked, self.language)) | {"say": say, "here": here}

    def _shown(self, now: _Now, language: Language) -> dict[str, Any]:
        assert now.view.explanation is not None
        panels = panels_html(now.view, language)
        return {
            "lines": source_html(now.view),
            "read": structure_html(now.view, language),
            "panels": panels,
            "counts": panel_counts(panels),
            "reasons": reasons_of(now.view.explanation),
            "state": now.state,
        }


def _but(entry: Entry, document: Document, language: Language) -> dict[str, str]:
    """What is to say when a decision was kept and cannot be followed; nothing if it is."""
    told = [
        remark.message
        for remark in document.diagnostics
        if remark.code in ("pin-not-possible", "decision-not-possible")
        and (f"{entry.by}, {entry.when}" in remark.message or f"{entry.by} ({entry.when})" in remark.message)
    ]
    return {"say": "saved-but", "but": " ".join(said_in(language, message) for message in told)} if told else {}


class _Stale(Exception):
    """A request about a page that is out of date; ``answer`` is what it should show."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("stale")
        self.answer = answer


def _language(asked: dict[str, Any], other: Language) -> Language:
    return next((language for language in LANGUAGES if language == asked.get("lang")), other)


def _entry_of(decisions: Decisions, name: object) -> Entry | None:
    return next((entry for entry in decisions.entries if entry.id == name and not entry.undoes), None)


def _says(asked: object) -> Says:
    """What a page says. Raises :class:`_Refused` for what is no form of it; the rest :func:`decided` checks."""
    known = {"reading": str, "level": int, "begins": bool, "field": str, "value": (str, type(None))}
    if not isinstance(asked, dict) or not {*asked} <= {*known}:
        raise _Refused(HTTPStatus.BAD_REQUEST, "what shall be decided is not said.")
    for name, value in asked.items():
        if not isinstance(value, known[name]) or (name == "level" and isinstance(value, bool)):  # type: ignore[arg-type]
            raise _Refused(HTTPStatus.BAD_REQUEST, f"{value!r} is no {name}.")
    value = asked.get("value")
    if isinstance(value, str) and asked.get("field") == "date" and not is_writable_date(value.strip()):
        value = iso_date(value) or value  # 2024年5月1日, as the text has it
    return Says(asked.get("reading", ""), asked.get("level"), asked.get("begins"), asked.get("field", ""),
                value.strip() if isinstance(value, str) else None)  # fmt: skip


def _span_of(asked: object, now: _Now) -> Span:
    """The words that a page means: a unit, a fact, or what stands between two places in lines."""
    if isinstance(asked, dict):
        if isinstance(unit := asked.get("unit"), int) and 0 <= unit < len(now.view.units):
            return _part(now.view.units[unit], asked.get("before"), asked.get("part"), now.source.text)
        if isinstance(fact := asked.get("fact"), str):
            for article in now.view.document.articles:
                for name, spans, _ in facts_of(article):
                    if fact == f"{article.id}.{name}" and spans:
                        return spans[0]
        start, end = _place(asked.get("from"), now.source.text), _place(asked.get("to"), now.source.text)
        if start is not None and end is not None and start < end:
            words = now.source.text[start:end]
            return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))
    raise _Refused(HTTPStatus.BAD_REQUEST, "the words are not found; choose them again.")


def _part(span: Span, before: object, part: object, text: str) -> Span:
    """The part of a unit that stands behind ``before``; the whole unit if nothing is said of a part."""
    if not (isinstance(before, str) and isinstance(part, str) and part.strip()):
        return span
    start = span.start + len(before) + len(part) - len(part.lstrip())
    end = start + len(part.strip())
    if end > span.end or text[start:end].split() != part.split():
        raise _Refused(HTTPStatus.BAD_REQUEST, "the words are not found; choose them again.")
    return Span(start, end)


def _place(asked: object, text: str) -> int | None:
    """The offset behind ``before`` in a line, counted from 1; a page has as many characters there as the text."""
    if not isinstance(asked, dict):
        return None
    line, before = asked.get("line"), asked.get("before")
    lines = text.split("\n")
    if not isinstance(line, int) or not isinstance(before, str) or not 1 <= line <= len(lines):
        return None
    start = sum(len(one) + 1 for one in lines[: line - 1])
    return start + min(len(before), len(lines[line - 1]))


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "tei-tools"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, do: Callable[[], tuple[HTTPStatus, str, bytes]]) -> None:
        try:
            self._refuse_strangers()
            status, kind, body = do()
        except _Refused as error:
            self.close_connection = True  # what it sent was not read
            status, kind, body = error.status, "application/json", _json({"message": str(error)})
        except _Stale as error:
            status, kind, body = HTTPStatus.CONFLICT, "application/json", _json(error.answer)
        except TeiToolsError as error:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            kind, body = "application/json", _json({"message": str(error)})
            if self.command == "GET":
                kind, body = "text/plain", str(error).encode("utf-8", "replace")
        except Exception as error:
            told = f"internal error: {type(error).__name__}: {error}"
            traceback.print_exc()
            status, kind, body = HTTPStatus.INTERNAL_SERVER_ERROR, "application/json", _json({"message": told})
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse_strangers(self) -> None:
        """Raise :class:`_Refused` for another host, another origin, or a wrong token."""
        here = f"{HOST}:{self.server.server_port}"
        if self.headers.get_all("Host") != [here]:
            raise _Refused(HTTPStatus.MISDIRECTED_REQUEST, "this is another host.")
        origins = self.headers.get_all("Origin") or []
        if any(origin != f"http://{here}" for origin in origins) or (self.command == "POST" and not origins):
            raise _Refused(HTTPStatus.FORBIDDEN, "pages of other origins may ask for nothing here.")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise _Refused(HTTPStatus.FORBIDDEN, "pages of other origins may ask for nothing here.")
        token = self.path.partition("?")[0].split("/")[1:2]
        if not token or not hmac.compare_digest(token[0].encode("utf-8", "replace"), self.server.token.encode()):
            raise _Refused(HTTPStatus.FORBIDDEN, "open the address that tei-tools printed.")

    def _route(self) -> str:
        return self.path.partition("?")[0].removeprefix(f"/{self.server.token}")

    def _number(self, text: str) -> int:
        number = int(text)
        if number >= len(self.server.desk.entries):
            raise _Refused(HTTPStatus.NOT_FOUND, "there is no such document.")
        return number

    def _get(self) -> tuple[HTTPStatus, str, bytes]:
        route, desk = self._route(), self.server.desk
        if route == "/":
            return HTTPStatus.OK, "text/html", desk.index().encode("utf-8", "replace")
        if match := re.fullmatch(r"/d/(\d{1,9})", route):
            return HTTPStatus.OK, "text/html", desk.page(self._number(match[1])).encode("utf-8", "replace")
        raise _Refused(HTTPStatus.NOT_FOUND, "there is no such page.")

    def _post(self) -> tuple[HTTPStatus, str, bytes]:
        match = re.fullmatch(r"/d/(\d{1,9})/(decide|undo)", self._route())
        if match is None:
            raise _Refused(HTTPStatus.NOT_FOUND, "there is no such thing to do.")
        if self.headers.get_content_type() != "application/json":
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send JSON.")
        size = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"\d{1,9}", size) or int(size) > _MOST:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has {_MOST:,} bytes at most.")
        try:
            asked = json.loads(self.rfile.read(int(size)))
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            raise _Refused(HTTPStatus.BAD_REQUEST, "this is no JSON object.")
        do = self.server.desk.decide if match[2] == "decide" else self.server.desk.undo
        return HTTPStatus.OK, "application/json", _json(do(self._number(match[1]), asked))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the address has the token in it."""


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


class Server(ThreadingHTTPServer):
    """Serves a desk until :meth:`shutdown`; ``address`` is what a browser is to open."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """The address, token included."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over browsers that go away in the middle; everything else is a fault that is told."""
        import sys

        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def editable(entries: Sequence[views.Entry]) -> list[views.Entry]:
    """The entries whose source is at hand, as they are read now.

    Raises :class:`~tei_tools.errors.SourceError` (code ``no-documents``) if there is none.
    """
    found = [views.Entry(one.relative, one.source, one.member) for one in entries if Path(one.source).is_file()]
    if not found:
        raise SourceError(
            "no-documents",
            "there is no source to review: where the files lie that were converted is not known, or they are "
            "gone. Give the source files or their folder.",
        )
    return found


def look_ahead(desk: Desk) -> Thread:
    """A thread that reads every document once, for the list."""
    thread = Thread(target=desk.look_ahead, daemon=True)
    thread.start()
    return thread
