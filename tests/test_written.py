"""The texts written to learn from: labelled whole, read without loss, into valid outputs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tei_tools import check_record, check_tei, from_record, parse, read_tei, to_record, to_tei
from tei_tools.evaluate.crossvalidate import AlsoLearned, also_learned
from tei_tools.evaluate.evaluation import evaluate
from tei_tools.evaluate.labels import find_labels
from tei_tools.evaluate.run import remarks_of

FOLDER = Path(__file__).parent / "written"
EVERY = 32
"""One text in so many is read here: all of them are read when weights are learned."""


@pytest.fixture(scope="module")
def found() -> list[AlsoLearned]:
    return also_learned(FOLDER)


def test_every_text_has_its_labels_and_is_a_source_of_its_own(found: list[AlsoLearned]) -> None:
    names = {path.stem for path in (FOLDER / "text").iterdir()}
    assert [one.case.id for one in found] == sorted(names) and len(found) > 500
    assert all(one.source == one.case.id for one in found)
    assert [*Counter(sorted(one.lot for one in found))] == ["1", "2", "3", "4", "5", "6"]
    assert {path.suffix for path in (FOLDER / "labels").iterdir()} == {".tsv"}


def test_every_line_is_labelled(found: list[AlsoLearned]) -> None:
    assert [
        f"{path.name}:{remark.line}: {remark.message}" for path, remark in remarks_of(one.case for one in found)
    ] == []
    for one in found:
        text = one.case.source.text
        labelled = {text.count("\n", 0, unit.start) for unit in one.case.labels.units}
        assert {number for number, line in enumerate(text.split("\n")) if line.strip()} <= labelled, one.case.id


def test_every_label_and_both_scripts_are_there(found: list[AlsoLearned]) -> None:
    labels = Counter(unit.label.partition(":")[0] for one in found for unit in one.case.labels.units)
    assert min(labels.values()) > 40 and len(labels) == 17
    traditional = sum(len(re.findall("[國說會發時體學為]", one.case.source.text)) > 5 for one in found)
    assert 0.15 < traditional / len(found) < 0.5


def test_no_two_texts_are_alike(found: list[AlsoLearned]) -> None:
    """A template filled in twice teaches less than it seems to: of any two texts few long lines may be the same."""
    owners: dict[str, set[str]] = {}
    for one in found:
        for line in {line.strip() for line in one.case.source.text.split("\n") if len(line.strip()) > 14}:
            owners.setdefault(line, set()).add(one.case.id)
    shared = Counter(tuple(sorted(ids))[:2] for ids in owners.values() if len(ids) > 1)
    assert not shared or max(shared.values()) <= 3, shared.most_common(3)


def test_some_of_them_become_valid_outputs(found: list[AlsoLearned]) -> None:
    for one in found[::EVERY]:
        text = one.case.source.text
        document = parse(text)
        tei, record = to_tei(document), to_record(document)
        wrong = [problem for problem in (*check_tei(tei), *check_record(record)) if problem.severity == "error"]
        assert wrong == [], one.case.id
        assert from_record(record) == document and read_tei(tei, text) == document, one.case.id


def test_some_of_them_are_read_as_labelled() -> None:
    """The weights have learned from these texts: what they cannot read of them, they did not learn."""
    labels = dict(list(find_labels(FOLDER / "labels").items())[::EVERY])
    total = evaluate(labels, FOLDER / "text").total
    assert total.unaccounted == 0 and total.score > 0.81, total.parts
