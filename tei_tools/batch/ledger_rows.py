"""Rows of documents in a ledger: the tables, the statements that read and write them, and results made from rows."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import Any

from .document import DocumentResult

TABLES = """
CREATE TABLE IF NOT EXISTS configuration (
  id INTEGER PRIMARY KEY, fingerprint TEXT UNIQUE NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run (
  id INTEGER PRIMARY KEY, configuration INTEGER NOT NULL REFERENCES configuration, started REAL NOT NULL, ended REAL,
  host TEXT NOT NULL, process INTEGER NOT NULL, summary TEXT);
CREATE TABLE IF NOT EXISTS document (
  relative TEXT PRIMARY KEY, source TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  sha256 TEXT NOT NULL, configuration INTEGER NOT NULL, run INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, detail TEXT NOT NULL, outputs TEXT NOT NULL, seconds REAL NOT NULL, diagnostics TEXT NOT NULL,
  high INTEGER NOT NULL, medium INTEGER NOT NULL, low INTEGER NOT NULL, recorded REAL NOT NULL,
  member TEXT NOT NULL DEFAULT '', decisions TEXT NOT NULL DEFAULT '', known TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS document_state ON document (state, code);
CREATE INDEX IF NOT EXISTS document_seconds ON document (seconds);
"""
COLUMNS = (
    "source, size, mtime_ns, sha256, run, state, code, message, detail, outputs, seconds, diagnostics,"
    " high, medium, low, recorded, member, decisions, known"
)
MERGE = f"""
BEGIN;
INSERT OR IGNORE INTO configuration (fingerprint, version, options)
  SELECT fingerprint, version, options FROM part.configuration;
INSERT INTO run (configuration, started, ended, host, process)
  SELECT here.id, started, ended, host, process FROM part.run JOIN part.configuration AS there
  ON there.id = part.run.configuration JOIN main.configuration AS here USING (fingerprint);
INSERT INTO document (relative, configuration, {COLUMNS})
  SELECT relative, here.id, {{columns}} FROM part.document JOIN part.configuration AS there
  ON there.id = part.document.configuration JOIN main.configuration AS here USING (fingerprint) WHERE true
  ON CONFLICT (relative) DO UPDATE SET configuration = excluded.configuration,
  {", ".join(f"{name} = excluded.{name}" for name in COLUMNS.split(", "))}
  WHERE excluded.recorded > document.recorded;
COMMIT;
"""
LATER = ("member", "decisions", "known")
"""Columns of documents that the ledgers of older versions do not have, in their order in the table."""
SELECT = (
    "SELECT relative, source, size, mtime_ns, sha256, code, message, state, detail, outputs, seconds, diagnostics,"
    " high, medium, low, recorded, fingerprint, version, {later} FROM document JOIN configuration"
    " ON configuration.id = document.configuration"
)
"""Reads rows for :func:`result_of`, with :func:`later_columns` in place of ``later``."""
STARTED = (
    "INSERT INTO document VALUES"
    " (CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, '', ?, ?, 'started', '', '', '', '[]', 0, '{}', 0, 0, 0, ?, ?,"
    " '', '')"
    " ON CONFLICT (relative) DO UPDATE SET state = 'started', source = excluded.source,"
    " member = excluded.member, run = excluded.run, configuration = excluded.configuration,"
    " recorded = excluded.recorded"
)
"""Notes a document that is in work."""
ENDED = (
    "INSERT OR REPLACE INTO document SELECT CAST(?1 AS TEXT), CAST(?2 AS TEXT), ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
    " CAST(?10 AS TEXT), CAST(?11 AS TEXT), ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21"
    # What is skipped has no outputs of its own, and must not hide the input that those there were made from.
    " WHERE ?8 != 'skipped' OR NOT EXISTS (SELECT 1 FROM document WHERE relative = CAST(?1 AS TEXT))"
)
"""Writes down what became of a document: :func:`row_of`."""


def row_of(found: DocumentResult, configuration: int, run: int, now: float) -> tuple[object, ...]:
    """What :data:`ENDED` writes of a document, by its columns; ``now`` is in seconds since 1970."""
    return (
        os.fsencode(found.relative),
        os.fsencode(os.path.abspath(found.source)),
        found.size,
        found.mtime_ns,
        found.sha256,
        configuration,
        run,
        found.state,
        found.code,
        found.message.encode("utf-8", "backslashreplace"),
        found.detail.encode("utf-8", "backslashreplace"),
        outputs_of_row(found, found.stamps),
        round(found.seconds, 6),
        json.dumps(dict(found.diagnostics), separators=(",", ":")),
        *found.confidence,
        now,
        found.member,
        found.decisions,
        found.known,
    )


def outputs_of_row(found: DocumentResult, stamps: tuple[tuple[int, int], ...]) -> str:
    """The outputs of a document with their sums and these stamps (size, time of change in ns), as JSON."""
    outputs = [[name, sha, *stamp] for (name, sha), stamp in zip(found.outputs, stamps, strict=True)]
    return json.dumps(outputs, separators=(",", ":"))


def columns_of(base: sqlite3.Connection, schema: str = "main") -> set[str]:
    """The columns of documents that a ledger has."""
    return {row[1] for row in base.execute(f"PRAGMA {schema}.table_info(document)")}


def later_columns(base: sqlite3.Connection, schema: str = "main") -> str:
    """What stands for the later columns in a SELECT from a ledger, which may be older."""
    there = columns_of(base, schema)
    return ", ".join(name if name in there else "''" for name in LATER)


_decoded = json.JSONDecoder().raw_decode


def result_of(row: tuple[Any, ...]) -> DocumentResult:
    """The result in a row of :data:`SELECT`. A document in work has no result of its own: it counts as failed."""
    relative, source, size, mtime_ns, sha256, code, message, state, detail, outputs, seconds, diagnostics = row[:12]
    high, medium, low, _, _, _, member, decisions, known = row[12:]
    made, _ = _decoded(outputs)
    return DocumentResult(
        source=source,
        relative=relative,
        size=size,
        sha256=sha256,
        state="failed" if state == "started" else state,
        code=code,
        message=message,
        outputs=tuple([(entry[0], entry[1]) for entry in made]),
        seconds=seconds,
        diagnostics=() if diagnostics == "{}" else tuple(_decoded(diagnostics)[0].items()),
        confidence=(high, medium, low),
        mtime_ns=mtime_ns,
        stamps=tuple([(entry[2], entry[3]) for entry in made]),
        detail=detail,
        member=member,
        decisions=decisions,
        known=known,
    )
