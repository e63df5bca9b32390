"""Files of labels: what a person says that every line of a text is. ``docs/labels.md`` describes the format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..errors import Problem, SourceError, TeiToolsError
from ..text.encoding import load_bytes

FIELDS = ("title", "kicker", "subtitle", "date", "source", "authors", "photographers", "editors")
"""What is labelled of an article as a whole, in the order of reports."""
PEOPLE = frozenset({"authors", "photographers", "editors"})
DEEP = frozenset({"head", "sec"})
"""Labels that carry a depth, as in ``head:2``."""
LABELS = (
    "title", "kicker", "subtitle", "meta", "byline", "salute", "head", "sec", "p", "cont", "item", "figure",
    "caption", "sign", "note", "table", "noise",
)  # fmt: skip
DETAILS = frozenset({"num", "head", "credit", "lead", "enum", "lost"})

INVISIBLE = " \t\r\u00a0\u3000\ufeff\u200b"
"""What may stand at the edge of a unit without being a part of it. Fixed: figures of other tools rest on it."""

_PLACE = re.compile(r"(?P<first>[0-9]+)(?:-(?P<last>[0-9]+))?(?:@(?P<column>[0-9]+))?")
_DATE = re.compile(r"--\d\d-\d\d|\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)?)?")


class LabelsInvalid(TeiToolsError):
    """A file of labels cannot be used. ``problems`` has every place and cause; the message tells them all."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        lines = (f"{path}:{problem.line}: {problem.message}" for problem in problems)
        super().__init__("labels-invalid", "\n".join(lines))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """The facts of one article as labelled; ``fields`` lacks what the text does not state."""

    id: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LabelledUnit:
    """A line of the text, or a part of one, and what it is.

    ``start`` and ``end`` are half-open offsets in code points; ``line`` counts
    from 1 and ``column`` from 0. ``depth`` is 0 where the label has none.
    ``article`` is ``-`` for noise. ``number`` is the value of its mark.
    ``head`` is the run-in head of a ``sec``. ``unsure``: the label is not to
    be held against a reading that differs.
    """

    line: int
    column: int
    start: int
    end: int
    label: str
    depth: int
    article: str
    number: int | None = None
    head: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one text. ``remarks`` tell of what looks forgotten and stops nothing."""

    articles: tuple[LabelledArticle, ...]
    units: tuple[LabelledUnit, ...]
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a file of labels as written in its line ``at``."""

    at: int
    first: int
    last: int
    column: int
    label: str
    depth: int
    article: str
    number: int | None
    head: str
    unsure: bool


class _Malformed(Exception):
    """One row cannot be understood."""


def read_labels(path: Path, text: str) -> Labels:
    """The labels in a file, for the text they belong to.

    Raises :class:`LabelsInvalid` with every malformed row, and ``SourceError`` if the file cannot be read.
    """
    data = load_bytes(path)
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "this line is not UTF-8; save the file as UTF-8."
        raise LabelsInvalid(path, [Problem("labels", message, line)]) from error
    return parse_labels(content, text, path)


def parse_labels(content: str, text: str, path: Path = Path("labels.tsv")) -> Labels:
    r"""The labels in the content of a file; ``path`` names it in messages.

    >>> rows = "#article\ta1\n1\ttitle\ta1\n2@0\tsec:1\ta1\tnum=1\n2@3\tp\ta1\n"
    >>> labels = parse_labels(rows, "甲镇简讯\n一、乙村修路。\n")
    >>> [(unit.label, unit.depth, unit.start, unit.end, unit.number) for unit in labels.units]
    [('title', 0, 0, 4, None), ('sec', 1, 5, 8, 1), ('p', 0, 8, 12, None)]

    Raises :class:`LabelsInvalid`.
    """
    lines = text.split("\n")
    articles: list[tuple[str, dict[str, str]]] = []
    rows: list[_Row] = []
    problems: list[Problem] = []
    for at, row in enumerate(content.split("\n"), 1):
        row = row.rstrip("\r")
        if not row.strip():
            continue
        try:
            if row.startswith("#"):
                _fact(row, articles)
            else:
                rows.append(_row(at, row, lines, {name for name, _ in articles}))
        except _Malformed as error:
            problems.append(Problem("labels", str(error), at))
    problems += _twice(rows)
    if problems:
        raise LabelsInvalid(path, sorted(problems, key=lambda problem: problem.line))
    return Labels(
        tuple(LabelledArticle(name, fields) for name, fields in articles),
        _units(rows, lines),
        tuple(_forgotten(rows, lines)),
    )


def _fact(row: str, articles: list[tuple[str, dict[str, str]]]) -> None:
    """Take in a row that starts with ``#``."""
    key, *values = row[1:].split("\t")
    value = values[0].strip() if values else ""
    if len(values) > 1:
        raise _Malformed(f"#{key} has {len(values)} values; separate persons by | and use one tab.")
    if key == "article":
        if not value:
            raise _Malformed("#article has no name; write a1, a2, … behind a tab.")
        if any(value == name for name, _ in articles):
            raise _Malformed(f"article {value} is opened twice.")
        articles.append((value, {}))
        return
    if key not in FIELDS:
        raise _Malformed(f"#{key} is not known; use article, {', '.join(FIELDS)}.")
    if not articles:
        raise _Malformed(f"#{key} stands in front of the first #article.")
    name, fields = articles[-1]
    if key in fields:
        raise _Malformed(f"#{key} is given twice for article {name}.")
    if key == "date" and value and not _DATE.fullmatch(value):
        raise _Malformed(f"{value} is not a date like 2024-05-01, 2024-05-01T08:30, 2024-05, 2024 or --05-01.")
    fields[key] = value


def _row(at: int, row: str, lines: Sequence[str], articles: set[str]) -> _Row:
    cells = row.split("\t")
    if not 3 <= len(cells) <= 4:
        raise _Malformed(
            f"{len(cells)} cells where three or four must be: LINE, LABEL, ARTICLE, DETAIL with tabs between."
        )
    first, last, column = _place(cells[0], lines)
    label, depth = _label(cells[1])
    article = cells[2]
    if label == "noise" and article != "-":
        raise _Malformed(f"noise belongs to no article; write - in place of {article!r}.")
    if label != "noise" and article not in articles:
        raise _Malformed(f"there is no article {article!r}; open it above with #article.")
    number, head, unsure = _details(cells[3] if len(cells) == 4 else "", label)
    return _Row(at, first, last, column, label, depth, article, number, head, unsure)


def _place(cell: str, lines: Sequence[str]) -> tuple[int, int, int]:
    match = _PLACE.fullmatch(cell)
    if match is None:
        raise _Malformed(f"{cell!r} is no place; write a line (3), a range (3-7) or a line and a column (3@41).")
    first = int(match["first"])
    last = int(match["last"] or first)
    column = int(match["column"] or 0)
    if match["last"] and match["column"]:
        raise _Malformed(f"{cell!r} has a range and a column; give each line a row of its own.")
    if not 1 <= first <= last:
        raise _Malformed(f"{cell!r} is no range of lines; they count from 1, the smaller first.")
    if last > len(lines):
        raise _Malformed(f"there is no line {last}; the text has {len(lines)}.")
    if column and column >= len(lines[first - 1]):
        raise _Malformed(
            f"there is no column {column} in line {first}; it has {len(lines[first - 1])} characters, counted from 0."
        )
    return first, last, column


def _label(cell: str) -> tuple[str, int]:
    label, colon, depth = cell.partition(":")
    if label not in LABELS:
        raise _Malformed(f"there is no label {label!r}; use one of {', '.join(LABELS)}.")
    if label in DEEP:
        if not (depth.isascii() and depth.isdigit() and int(depth)):
            raise _Malformed(f"{cell!r} has no depth; write {label}:1 for the top, {label}:2 below it and so on.")
        return label, int(depth)
    if colon:
        raise _Malformed(f"{cell!r} has a depth; only {' and '.join(sorted(DEEP))} have one.")
    return label, 0


def _details(cell: str, label: str) -> tuple[int | None, str, bool]:
    number: int | None = None
    head = ""
    unsure = False
    for part in cell.split(" ; "):
        key, equals, value = part.strip().partition("=")
        if not equals:
            if key not in ("", "?"):
                raise _Malformed(f"{key!r} is no detail; write KEY=VALUE, several with ' ; ' between, or ? for unsure.")
            unsure = unsure or key == "?"
        elif key not in DETAILS:
            raise _Malformed(f"there is no detail {key!r}; use one of {', '.join(sorted(DETAILS))}.")
        elif key == "num":
            if not (value.isascii() and value.isdigit()):
                raise _Malformed(f"num={value} is no integer; write the value of the mark: num=3 for (三).")
            number = int(value)
        elif key == "head":
            if label != "sec":
                raise _Malformed(f"head= belongs to sec, not to {label}.")
            head = value
    return number, head, unsure


def _twice(rows: Sequence[_Row]) -> list[Problem]:
    """Places that more than one row labels."""
    problems = []
    seen: dict[tuple[int, int], int] = {}
    for row in rows:
        known = {seen[line, row.column] for line in range(row.first, row.last + 1) if (line, row.column) in seen}
        if known:
            message = f"this place is labelled already, in line {min(known)} of this file."
            problems.append(Problem("labels", message, row.at))
        seen.update(((line, row.column), row.at) for line in range(row.first, row.last + 1))
    return problems


def _units(rows: Sequence[_Row], lines: Sequence[str]) -> tuple[LabelledUnit, ...]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    placed = [
        (line, row.column, row)
        for row in rows
        for line in range(row.first, row.last + 1)
        if lines[line - 1].strip(INVISIBLE)
    ]
    placed.sort(key=lambda entry: entry[:2])
    units = []
    for line, group in groupby(placed, key=lambda entry: entry[0]):
        parts = list(group)
        base = starts[line - 1]
        ends = [*(column for _, column, _ in parts[1:]), len(lines[line - 1])]
        for (_, column, row), end in zip(parts, ends, strict=True):
            units.append(
                LabelledUnit(
                    line, column, base + column, base + end, row.label, row.depth, row.article, row.number, row.head,
                    row.unsure,
                )
            )  # fmt: skip
    return tuple(units)


def _forgotten(rows: Sequence[_Row], lines: Sequence[str]) -> list[Problem]:
    """What looks like a slip in a file that can be used: lines without a label, labels of blank lines."""
    firsts: dict[int, int] = {}
    remarks = []
    for row in rows:
        for line in range(row.first, row.last + 1):
            firsts[line] = min(row.column, firsts.get(line, row.column))
        if row.first == row.last and not lines[row.first - 1].strip(INVISIBLE):
            remarks.append(
                Problem(
                    "labels",
                    f"line {row.first} of the text is blank; was another one meant?",
                    row.at,
                    severity="warning",
                )
            )
    for line, content in enumerate(lines, 1):
        if content.strip(INVISIBLE) and line not in firsts:
            remarks.append(
                Problem("labels", f"line {line} of the text has no label and is not compared.", severity="warning")
            )
        elif content[: firsts.get(line, 0)].strip(INVISIBLE):
            message = (
                f"line {line} of the text has no label in front of column {firsts[line]}; that part is not compared."
            )
            remarks.append(Problem("labels", message, severity="warning"))
    return remarks


def find_labels(folder: Path) -> dict[str, Path]:
    """The files of labels in a folder by the id of their document, sorted.

    Raises ``SourceError`` (code ``no-labels``) if there is none.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.tsv"))}
    if not found:
        raise SourceError("no-labels", f"{folder}: there is no .tsv file here; docs/labels.md says how to make one.")
    return found
