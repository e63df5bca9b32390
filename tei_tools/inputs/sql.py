"""SQL dumps: the rows of INSERT statements, as MySQL, MariaDB, PostgreSQL and SQLite write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..errors import SourceError
from ..text.source import Source
from .blob import Blob, Limits, Member
from .jsonl import too_many
from .records import choose_columns, encoding_of, no_member, read_at, read_record, record_name, spell, words_of

MEDIA_TYPE = "application/sql"
_INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+(?P<table>[`\"\[\]\w.]+)\s*(?:\((?P<names>[^()]*)\)\s*)?VALUES\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>[`\"\[\]\w.]+)\s*\((?P<body>.*)", re.IGNORECASE | re.DOTALL)  # fmt: skip
_NAME = re.compile(rb"^\s*(?:`([^`]+)`|\"([^\"]+)\"|([\w\x80-\xff]+))\s+\w", re.MULTILINE)
_NO_NAMES = frozenset({b"primary", b"key", b"unique", b"constraint", b"index", b"foreign", b"check", b"fulltext"})
_STRING = re.compile(rb"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'", re.DOTALL)
_QUOTE = re.compile(rb"\\.|'", re.DOTALL)
_VALUE = re.compile(r"\s*(?:N?E?'((?:[^'\\]|\\.|'')*)'|([^,()']+)|(\([^()]*\)))\s*(?:,|\Z)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": "", "b": "", "'": "'", '"': '"', "\\": "\\"}


def members(blob: Blob, limits: Limits) -> Iterator[Member]:
    """The rows of the table that the caller names, or of all whose columns look like texts."""
    number = 0
    encoding = encoding_of(blob)
    for table, names, start, row, statement in _rows(blob, limits):
        if blob.options.table and table != blob.options.table:
            continue
        record = _record(row, names, encoding)
        columns = choose_columns(list(record), blob, must=False)
        if not columns.text or not words_of(record.get(columns.text)).strip():
            continue
        number += 1
        if number > limits.max_members:
            raise too_many(blob, limits)
        key = f"{start}-{start + len(row)}@{statement}"
        yield Member(key, record_name(record, columns, number), len(row))
    if not number:
        raise SourceError(
            "no-column",
            f"{blob.label}: no INSERT has a column that looks like the text; say which: --column text=NAME or NUMBER.",
        )


def read_member(blob: Blob, key: str, limits: Limits) -> Source:
    """The row at a place. Raises :class:`SourceError`: ``no-member``, ``no-column``, ``empty-file``."""
    place, _, statement = key.partition("@")
    data = read_at(blob, place, limits)
    encoding = encoding_of(blob)
    if not data.startswith(b"(") or not statement.isdigit():
        raise no_member(blob, key)
    names = _names_of(blob, int(statement), limits)
    record = _record(data, names, encoding)
    columns = choose_columns(list(record), blob)
    return read_record(blob, record, columns, key, data, MEDIA_TYPE, encoding=encoding)


def _record(row: bytes, names: list[str], encoding: str) -> dict[str, str | None]:
    text = spell(row, encoding)[0].strip()[1:-1]
    values = []
    place = 0
    while place < len(text):
        match = _VALUE.match(text, place)
        if match is None or match.end() == place:
            break
        values.append(_spelled(match))
        place = match.end()
    keys = names if len(names) == len(values) else [str(number) for number in range(1, len(values) + 1)]
    return dict(zip(keys, values, strict=False))


def _spelled(match: re.Match[str]) -> str | None:
    if match[1] is not None:
        text = match[1].replace("''", "'")
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), text, flags=re.DOTALL) if "\\" in text else text
    word = (match[2] or match[3] or "").strip()
    return None if word.upper() == "NULL" else word


def _bare(name: bytes) -> str:
    return name.decode("utf-8", "replace").strip().strip('`"[]').rpartition(".")[2].strip('`"[]')


def _listed(names: bytes | None) -> list[str]:
    return [_bare(name) for name in names.split(b",")] if names else []


def _rows(blob: Blob, limits: Limits) -> Iterator[tuple[str, list[str], int, bytes, int]]:
    """Table, names of columns, offset and bytes of every row, and the offset of its statement."""
    created: dict[str, list[str]] = {}
    for offset, statement in _statements(blob, limits):
        if _note_table(statement, created):
            continue
        insert = _INSERT.search(statement[:20_000])
        if insert is None:
            continue
        table = _bare(insert["table"])
        names = _listed(insert["names"]) or created.get(table, [])
        for start, end in _tuples(statement, insert.end()):
            yield table, names, offset + start, statement[start:end], offset


def _tuples(statement: bytes, place: int) -> Iterator[tuple[int, int]]:
    """The places of the rows behind VALUES."""
    depth = 0
    start = place
    while place < len(statement):
        byte = statement[place]
        if byte == 39:
            match = _STRING.match(statement, place)
            if match is None:
                return
            place = match.end()
            continue
        if byte == 40:
            if depth == 0:
                start = place
            depth += 1
        elif byte == 41:
            depth -= 1
            if depth == 0:
                yield start, place + 1
        elif byte == 59 and depth == 0:
            return
        place += 1


def _statements(blob: Blob, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Statements with their offsets: lines up to one that ends with a semicolon and leaves no string open."""
    offset = start = 0
    held: list[bytes] = []
    size = 0
    inside = False
    with blob.open() as stream:
        while line := stream.readline(limits.max_bytes):
            if not held:
                start = offset
            offset += len(line)
            if (
                not held
                and line.lstrip().startswith((b"--", b"#", b"/*"))
                and line.rstrip().endswith((b"*/", b";", b"--")) is False
            ):
                continue
            held.append(line)
            size += len(line)
            for match in _QUOTE.finditer(line):
                inside ^= match.group() == b"'"
            if (line.rstrip().endswith(b";") and not inside) or size > limits.max_bytes:
                yield start, b"".join(held)
                held, size, inside = [], 0, False
    if held:
        yield start, b"".join(held)


def _names_of(blob: Blob, statement: int, limits: Limits) -> list[str]:
    """The names of the columns of the rows that a statement at an offset inserts."""
    with blob.open() as stream:
        stream.seek(statement)
        insert = _INSERT.search(stream.read(20_000))
    if insert is None:
        return []
    if names := _listed(insert["names"]):
        return names
    if blob.path is None or blob.data is not None:
        created = _created(blob, limits)
    else:
        stat = blob.path.stat()
        created = _created_in(blob, limits, stat.st_size, stat.st_mtime_ns)
    return created.get(_bare(insert["table"]), [])


@lru_cache(maxsize=2)
def _created_in(blob: Blob, limits: Limits, size: int, mtime: int) -> dict[str, list[str]]:
    return _created(blob, limits)


def _created(blob: Blob, limits: Limits) -> dict[str, list[str]]:
    """The columns of every table that the dump creates."""
    found: dict[str, list[str]] = {}
    for _, statement in _statements(blob, limits):
        _note_table(statement, found)
    return found


def _note_table(statement: bytes, created: dict[str, list[str]]) -> bool:
    if b"CREATE" not in statement[:2000].upper():
        return False
    match = _CREATE.search(statement[:200_000])
    if match is None:
        return False
    names = [next(filter(None, found)) for found in _NAME.findall(match["body"])]
    created[_bare(match["table"])] = [_bare(name) for name in names if name.lower() not in _NO_NAMES]
    return True
