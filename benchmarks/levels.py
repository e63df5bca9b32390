"""Fits the depths of heads to a labelled set, and says how right they are on sources that were not fitted on.

``python -m benchmarks.levels ../shared/gold`` prints the share of heads whose depth is right, with the labels as given:
by the stack of the search alone, and by levels in cross-validation over groups of sources. ``--write`` fits all
and writes ``tei_tools/read/data/levels.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tei_tools.decode.build import drafts_of
from tei_tools.decode.levels import heads_of
from tei_tools.evaluate.labels import LabelledUnit, read_labels
from tei_tools.parse import Column, candidates, decode
from tei_tools.read.levels import depths_of
from tei_tools.read.levels_fit import Case, fit, without_holes
from tei_tools.recognize.page import Page, read_page
from tei_tools.recognize.registry import all_rules
from tei_tools.recognize.rule import Candidate, Label, Unit
from tei_tools.recognize.units import cut_lines
from tei_tools.text.encoding import load_bytes
from tei_tools.text.repair import find_repairs
from tei_tools.text.source import read_lines

WEIGHTS = Path(__file__).resolve().parents[1] / "tei_tools" / "read" / "data" / "levels.json"
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article of the labelled set: its source, its lot, its heads, their depths as labelled and by the search."""

    source: str
    lot: str
    case: Case
    searched: Sequence[int]


def label_of(unit: Unit, labels: Sequence[LabelledUnit], seen: set[int]) -> tuple[LabelledUnit | None, str]:
    """What a unit is by the labels: the labelled unit that covers most of it; a second piece of one is ``cont``."""
    start, end = unit.view.origin[0], unit.view.origin[-1]
    shared = [(min(end, other.end) - max(start, other.start), -number) for number, other in enumerate(labels)]
    most, number = max(shared, default=(0, 0))
    if most <= 0:
        return None, "noise"
    found = labels[-number]
    label = "cont" if -number in seen and found.label != "noise" else found.label
    seen.add(-number)
    return found, label


def _only(label: Label, column: Column, page: Page, unit: Unit) -> Column:
    """The candidates of a unit that have a label; without one, a plain candidate of it."""
    kept = [(candidate, value) for candidate, value in column if candidate.label == label]
    if kept:
        return kept
    marker = page.shapes[unit.index].marker if label in ("head", "sec", "item") else None
    end = marker.end if marker is not None and label == "sec" else 0
    return [(Candidate(label, (), marker, end, "u" if label == "head" and marker is None else ""), 0.0)]


def read_articles(folder: Path, name: str, source: str, lot: str) -> list[Labelled]:
    """The articles with heads in one labelled text."""
    text = load_bytes(folder / "text" / f"{name}.txt").decode("utf-8-sig")
    labels = read_labels(folder / "labels" / f"{name}.tsv", text).units
    repairs, _ = find_repairs(text)
    units = cut_lines(text, read_lines(text, repairs))
    page = read_page(units)
    seen: set[int] = set()
    given = [label_of(unit, labels, seen) for unit in units]
    depths = {unit.index: found.depth for unit, (found, _) in zip(units, given, strict=True) if found is not None}
    columns = [
        _only(label, column, page, unit)  # type: ignore[arg-type]
        for unit, column, (_, label) in zip(units, candidates(units, page, all_rules()), given, strict=True)
    ]
    articles = []
    for entries in drafts_of(text, repairs, units, columns, decode(columns)):
        heads = [entry for entry in entries if entry.label in ("head", "sec")]
        if heads:
            right = [depths[entry.unit.index] for entry in heads]
            articles.append(Labelled(source, lot, Case(heads_of(entries), right), [entry.depth for entry in heads]))
    return articles


def read_set(folder: Path) -> list[Labelled]:
    """All articles with heads in a labelled set, in the order of its table of sources."""
    out = []
    for line in (folder / "SOURCES.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, source, lot = line.split("\t")
            out += read_articles(folder, name, source, lot)
    return out


def fold_of(source: str) -> int:
    """The group of a source in cross-validation."""
    return int(hashlib.sha256(f"0{source}".encode()).hexdigest(), 16) % FOLDS


def fingerprint(folder: Path) -> str:
    """The sha256 of the labels of a set, over its files in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted((folder / "labels").glob("*.tsv")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def cross_validate(articles: Sequence[Labelled]) -> tuple[dict[str, tuple[int, int, int]], list[dict[str, float]]]:
    """By lot: the heads, those right by the search alone, those right by levels; and the weights of each fold."""
    counts: dict[str, tuple[int, int, int]] = {}
    folds = [fit([one.case for one in articles if fold_of(one.source) != fold]) for fold in range(FOLDS)]
    for one in articles:
        right = without_holes(one.case.depths)
        found = depths_of(one.case.heads, folds[fold_of(one.source)])
        all_heads, before, after = counts.get(one.lot, (0, 0, 0))
        before += sum(a == b for a, b in zip(right, one.searched, strict=True))
        after += sum(a == b for a, b in zip(right, found, strict=True))
        counts[one.lot] = (all_heads + len(right), before, after)
    return counts, folds


def main(arguments: Sequence[str] | None = None) -> None:
    """Cross-validate, print, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="a labelled set: SOURCES.tsv, text/, labels/")
    parser.add_argument("--write", action="store_true", help="fit all and write the weights of the package")
    parser.add_argument("--folds", type=Path, help="write the weights of each fold to this file, as JSON")
    options = parser.parse_args(arguments)
    articles = read_set(options.folder)
    counts, folds = cross_validate(articles)
    for lot, (heads, before, after) in sorted(counts.items()):
        print(f"{lot:8} {heads:5} heads, depth right: search alone {before / heads:.4f}, levels {after / heads:.4f}")
    if options.folds:
        options.folds.write_text(json.dumps(folds, sort_keys=True), encoding="utf-8")
    if options.write:
        heads = sum(found[0] for found in counts.values())
        content = {
            "fitted-on": {
                "labels-sha256": fingerprint(options.folder),
                "articles": len(articles),
                "heads": heads,
                "cross-validated": round(sum(found[2] for found in counts.values()) / heads, 4),
                "search-alone": round(sum(found[1] for found in counts.values()) / heads, 4),
            },
            "weights": fit([one.case for one in articles]),
        }
        WEIGHTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
