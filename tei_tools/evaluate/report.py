"""Figures as tables for people and as one JSON object that says the same and more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..language import phrase, shown
from ..text.printable import columns, padded
from .compare import Comparison
from .differences import Difference, by_cause, explain_command
from .evaluation import Evaluation, HeldOut
from .figures import LEVELS, MINOR_PARTS, PARTS, Figures, Tally, by_family, figures, halves

SCHEMA = "tei-tools/evaluation/1"
WORST, WORST_HELD_OUT = 10, 20
"""So many documents are listed as the worst; the second number is that of a cross-validation."""
LARGEST = 20
"""So many cells of the confusion are listed."""
SHOWN = 40
"""Characters of a text that a line shows."""


Data = dict[str, object]


def to_data(report: Evaluation) -> Data:
    """All figures as one JSON object; differences too if they were asked for."""
    documents: Data = {}
    for comparison in report.comparisons:
        own = figures([comparison])
        documents[comparison.id] = {**_summary(own), "units": _units(own), "differences": wrong(comparison)}
    data: Data = {"schema": SCHEMA, **_summary(report.total)}
    data["units"] = _units(report.total)
    data["per_part"] = {name: _tally(tally) for name, tally in report.total.tallies.items()}
    data["per_label"] = {name: _tally(tally) for name, tally in report.total.labels.items()}
    data["per_field"] = {name: _tally(tally) for name, tally in report.total.fields.items()}
    data["confidence"] = _confidence(report.total)
    data["confusion"] = [
        {"labelled": label, "read": got, "units": count} for (label, got), count in _largest(report.total)
    ]
    data["halves"] = _halves(report.comparisons)
    data["families"] = {
        name: {"documents": len(members), **_summary(figures(members))}
        for name, members in by_family(report.comparisons).items()
    }
    data["documents"] = documents
    data["lost"] = [{"id": entry.id, "reason": entry.reason} for entry in report.lost]
    data["not_compared"] = [{"id": entry.id, "reason": entry.reason} for entry in report.not_compared]
    if report.held_out is not None:
        data["cross_validation"] = _held_out(report, report.held_out)
    if report.found is not None:
        data["details"] = [_difference(difference) for difference in report.found]
    return data


def _held_out(report: Evaluation, held: HeldOut) -> Data:
    def parts(members: Mapping[str, Sequence[str]]) -> Data:
        return {
            name: {"documents": len(chosen), **_summary(figures(chosen))}
            for name, chosen in members_of(report.comparisons, members).items()
        }

    return {
        "by": held.by,
        "groups": held.groups,
        "parts": held.folds,
        "also_learned": held.also,
        "interval": list(held.interval),
        "lots": parts(held.lots),
        "scripts": parts(held.scripts),
        "dropped": [
            {
                "name": one.name,
                "gain": report.total.score - one.total.score,
                "interval": list(one.interval),
                **_summary(one.total),
            }
            for one in held.dropped
        ],
    }


def members_of(comparisons: Sequence[Comparison], members: Mapping[str, Sequence[str]]) -> dict[str, list[Comparison]]:
    """The comparisons behind ids, by the names that the ids stand under."""
    by_id = {comparison.id: comparison for comparison in comparisons}
    return {name: [by_id[one] for one in ids if one in by_id] for name, ids in members.items()}


def _summary(found: Figures) -> Data:
    return {
        "score": found.score,
        **found.parts,
        "by_label": {name: tally.f1 for name, tally in found.labels.items()},
        "by_field": {name: tally.f1 for name, tally in found.fields.items()},
        "characters_unaccounted": found.unaccounted,
        "characters": found.characters,
    }


def _units(found: Figures) -> int:
    return sum(found.confusion.values())


def wrong(comparison: Comparison) -> int:
    """How many units and fields of a document are not as labelled."""
    units = sum(
        unit.counted and not (unit.right_heading if unit.is_heading else unit.right) for unit in comparison.units
    )
    return units + sum(not fact.right for fact in comparison.fields)


def _tally(tally: Tally) -> Data:
    return {
        "right": tally.right, "wrong": tally.wrong, "missed": tally.missed,
        "precision": tally.precision, "recall": tally.recall, "f1": tally.f1,
    }  # fmt: skip


def _confidence(found: Figures) -> Data:
    trusts = found.confidence
    return {
        level: {"units": trusts[level].units, "right": trusts[level].right, "share": trusts[level].share}
        for level in LEVELS
    }


def _halves(comparisons: Sequence[Comparison]) -> Data:
    first, second = (figures(half) for half in halves(comparisons))
    return {"a": _summary(first), "b": _summary(second), "apart": abs(first.score - second.score)}


def _largest(found: Figures) -> list[tuple[tuple[str, str], int]]:
    return sorted(found.confusion.items(), key=lambda cell: (-cell[1], cell[0]))


def _difference(difference: Difference) -> Data:
    data: Data = {"id": difference.id, "kind": difference.kind, "labelled": difference.label, "read": difference.got}
    if difference.kind == "field":
        return data | {"article": difference.article, "name": difference.name}
    data |= {"line": difference.line, "column": difference.column, "text": difference.text}
    if (reason := difference.reason) is not None:
        data["rule"] = reason.rule
        data["evidence"] = [{"name": name, "weight": weight} for name, weight in reason.evidence]
        data["sureness"] = round(reason.sureness, 4)
        data["confidence"] = reason.confidence
    return data


# For people.


def to_words(report: Evaluation, *, families: bool = False) -> str:
    """The figures as tables; with ``families`` one line for each."""
    total = report.total
    held = report.held_out
    sections = [_overview(report)]
    sections.append(phrase("Labels") + "\n" + _tallies("label", total.labels))
    sections.append(phrase("Facts of articles") + "\n" + _tallies("field", total.fields))
    sections.append(phrase("Confidence") + "\n" + confidence_table(total))
    if families or held is not None:
        sections.append(phrase("Families") + "\n" + _groups("family", by_family(report.comparisons)))
    if held is not None:
        sections += _held_out_words(report, held)
    cells = [cell for cell in _largest(total) if cell[0][0] != cell[0][1]]
    if cells:
        rows = [["labelled", "read", "units"], *([label, got, str(count)] for (label, got), count in cells[:LARGEST])]
        more = shown(f"(and {len(cells) - LARGEST} smaller cells; --json has all)") if len(cells) > LARGEST else ""
        title = phrase("Confusion, the largest cells first")
        sections.append("\n".join(part for part in (title, _table(rows, left=2), more) if part))
    ranking = sorted((figures([c]).score, c.id, c) for c in report.comparisons if wrong(c))
    if ranking:
        rows = [["document", "differences", "score", *PARTS]]
        for _, name, comparison in ranking[: WORST if held is None else WORST_HELD_OUT]:
            rows.append([name, str(wrong(comparison)), *map(number, _values(figures([comparison])))])
        sections.append(phrase("The worst documents first") + "\n" + _table(rows))
    if report.found is not None:
        sections += [_group(cause, members, report.texts) for cause, members in by_cause(report.found)]
    return "\n\n".join(sections) + "\n"


def _groups(what: str, groups: Mapping[str, Sequence[Comparison]]) -> str:
    rows = [[what, "documents", "score", *PARTS]]
    for name, members in groups.items():
        rows.append([name, str(len(members)), *map(number, _values(figures(members)))])
    return _table(rows)


def _held_out_words(report: Evaluation, held: HeldOut) -> list[str]:
    sections = []
    for title, what, members in (("Lots", "lot", held.lots), ("Scripts", "script", held.scripts)):
        if len(members) > 1:
            sections.append(f"{phrase(title)}\n" + _groups(what, members_of(report.comparisons, members)))
    if held.dropped:
        rows = [["without", "gain", "from", "to", "score", *PARTS]]
        for one in held.dropped:
            gain = (report.total.score - one.total.score, *one.interval)
            rows.append([one.name, *(f"{value:+.4f}" for value in gain), *map(number, _values(one.total))])
        title = phrase("What evidence adds: the gain of the score by it, and its 95 % interval")
        sections.append(f"{title}\n{_table(rows)}")
    return sections


def _overview(report: Evaluation) -> str:
    total = report.total
    first, second = (figures(half) for half in halves(report.comparisons))
    rows = [["score", number(total.score)], *(["  " + name, number(total.parts[name])] for name in PARTS)]
    rows += [[name, number(total.parts[name])] for name in MINOR_PARTS]
    rows.append(["characters_unaccounted", str(total.unaccounted)])
    if len(report.comparisons) > 1:
        rows.append([phrase("halves"), shown(f"{number(first.score)} and {number(second.score)}")])
    count = len(report.comparisons)
    documents = "1 document" if count == 1 else f"{count} documents"
    head = shown(f"{documents}, {_units(total)} units, {total.characters} characters")
    if (held := report.held_out) is not None:
        groups = {"source": "sources", "family": "families"}[held.by]
        head += "\n" + shown(
            f"cross-validated by {held.by}: {held.groups} {groups} in {held.folds} parts, none read by what it taught"
        )
        low, high = held.interval
        rows.insert(1, ["  " + phrase("95 % interval"), shown(f"{number(low)} to {number(high)}")])
    return head + "\n" + "\n".join(f"{padded(name, 24)}{value}" for name, value in rows)


def _values(found: Figures) -> list[float | None]:
    return [found.score, *(found.parts[name] for name in PARTS)]


def _tallies(what: str, tallies: Mapping[str, Tally]) -> str:
    rows = [[what, "labelled", "read", "right", "precision", "recall", "F1"]]
    for name, tally in tallies.items():
        counts = (tally.right + tally.missed, tally.right + tally.wrong, tally.right)
        rows.append([name, *map(str, counts), *map(number, (tally.precision, tally.recall, tally.f1))])
    return _table(rows)


def confidence_table(found: Figures) -> str:
    """How many units of each level of confidence are right."""
    rows = [["confidence", "units", "right", "share"]]
    for level, trust in found.confidence.items():
        rows.append([phrase(level), str(trust.units), str(trust.right), number(trust.share)])
    return _table(rows)


def _group(cause: str, members: Sequence[Difference], texts: Path) -> str:
    return "\n".join([f"{len(members)} × {shown(cause)}", *(line for one in members for line in _lines(one, texts))])


def _lines(difference: Difference, texts: Path) -> list[str]:
    if difference.kind == "field":
        place = f"{difference.id}/{difference.article}"
        said = f"labelled {difference.label or 'nothing'}, read {difference.got or 'nothing'}"
        return [f"{place}: {difference.name}: {shown(said)}"]
    what = "" if difference.kind == "label" else f"{difference.kind}: "
    column = f" from column {difference.column}" if difference.column else ""
    text = " ".join(difference.text.split())
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    said = what + shown(f"labelled {difference.label}, read {difference.got or 'nothing'}{column}")
    lines = [f"{difference.id}:{difference.line}: {said}   {text}"]
    if (reason := difference.reason) is not None:
        evidence = "  ".join(f"{name} {weight:+.1f}" for name, weight in reason.evidence) or phrase("no evidence")
        how = shown(f"sure {reason.sureness:.2f}, {reason.confidence}")
        lines.append(f"    {reason.rule}: {evidence} ({how})")
        lines.append(f"    {explain_command(difference, texts)}")
    return lines


def number(value: float | None) -> str:
    """A figure with four digits, a dash for none.

    >>> number(2 / 3), number(None)
    ('0.6667', '-')
    """
    return "-" if value is None else f"{value:.4f}"


def _table(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Rows in columns; all but the ``left`` first ones are flush right."""
    head, *body = rows
    rows = [[*map(phrase, head)], *body]
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            padded(cell, width, right=place >= left)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return "\n".join(lines)
