"""Reading of every labelled text by a reader that never saw its source: the figures of record.

The labelled texts are cut into parts by source. For each part label weights are fitted on the others, and the weights of
coherence and confidence on readings of the others that were themselves held out. What is given for a text is therefore
what a user gets on a source that nobody trained on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ..decode.build import build
from ..errors import SourceError
from ..model.nodes import Document
from ..model.writable import writable
from ..read.reading import settle
from ..read.train import Held, crossvalidated, held_out, sample_of
from ..recognize.rule import Rule
from ..text.encoding import load_bytes
from ..text.repair import find_repairs
from .run import Case


def sources_of(cases: Sequence[Case], path: Path | None) -> dict[str, str]:
    """The source of each text: from a file of ``id``, kind, source with tabs between, else the family of its id.

    Raises ``SourceError`` if the file cannot be read.
    """
    named: dict[str, str] = {}
    if path is not None:
        for row in load_bytes(path).decode("utf-8-sig", "replace").splitlines():
            cells = row.split("\t")
            if len(cells) >= 3 and not row.startswith("#"):
                named[cells[0]] = cells[2]
        if missing := [case.id for case in cases if case.id not in named]:
            raise SourceError("no-source", f"{path}: there is no row for {missing[0]}; each text needs id, kind, source.")
    return {case.id: named.get(case.id, case.id.split("_")[0]) for case in cases}


def crossvalidate(
    cases: Sequence[Case],
    sources: Mapping[str, str],
    *,
    rules: Sequence[Rule] | None = None,
    seed: int = 0,
    tell: Callable[[str], None] | None = None,
) -> Iterator[tuple[Case, Document]]:
    """Every text with the document that is read of it by weights of other sources."""
    samples = [sample_of(case, sources[case.id], rules) for case in cases]
    by_id = {case.id: case for case in cases}
    for held, around in crossvalidated(held_out(samples, seed, tell), seed):
        yield by_id[held.sample.id], document_of(by_id[held.sample.id], held, around)


def document_of(case: Case, held: Held, around: Mapping[str, Mapping[str, float]]) -> Document:
    """The document of a held-out reading."""
    sample = held.sample
    reading = settle(
        sample.page, sample.units, sample.proposals, sample.evidence, held.marginals, held.columns,
        around["coherence"], around["confidence"], around.get("headline"),
    )  # fmt: skip
    repairs, remarks = find_repairs(case.source.text)
    return writable(build(case.source, repairs, remarks, sample.units, reading.sureness, reading.choices, around.get("levels")))
