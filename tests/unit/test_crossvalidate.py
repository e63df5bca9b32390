"""The figures of record: no text is read by what its source taught, intervals over sources, what evidence adds."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tei_tools.__main__ import main
from tei_tools.errors import SourceError, TeiToolsError
from tei_tools.evaluate import interval
from tei_tools.evaluate.compare import Comparison, compare
from tei_tools.evaluate.crossvalidate import also_learned, crossvalidate, origins_of, without
from tei_tools.evaluate.evaluation import Evaluation, evaluate
from tei_tools.evaluate.figures import figures
from tei_tools.evaluate.interval import difference_interval, score_interval
from tei_tools.evaluate.labels import Labels, find_labels, parse_labels
from tei_tools.evaluate.quality import page
from tei_tools.evaluate.report import to_data, to_words
from tei_tools.evaluate.run import Case, load_cases
from tei_tools.parse import parse
from tei_tools.read import train
from tei_tools.read.chain_fit import Chain, Sequences
from tei_tools.read.model import model_from
from tei_tools.recognize.registry import all_rules

from .labelled_set import write_labelled_set

pytest.importorskip("scipy", reason="needs scipy: pip install 'tei-tools[train]'")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_labelled_set(tmp_path_factory.mktemp("labelled"))


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Case]:
    return load_cases(find_labels(folder), folder)[0]


@pytest.fixture(scope="module")
def report(folder: Path) -> Evaluation:
    sources = folder / "sources.txt"
    return crossvalidate(find_labels(folder), folder, sources=sources, drop=["numbered-heading", "w2="], details=True)


def test_no_text_is_read_by_what_its_source_taught(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[set[str]] = []
    real = train.fit_labels

    def seen(samples: Sequence[train.Sample], all_of_them: train.Taught | None = None) -> dict[str, object]:
        taught.append({sample.source for sample in samples})
        return real(samples, all_of_them)

    monkeypatch.setattr(train, "fit_labels", seen)
    labels = find_labels(folder)
    found, _ = load_cases(labels, folder)
    origins = origins_of(found, folder / "sources.txt")
    samples = [train.sample_of(case, origins[case.id].source) for case in found]
    held = train.held_out(samples)
    assert [one.sample.id for one in held] == sorted(labels)
    every = {sample.source for sample in samples}
    assert sorted(map(len, taught)) == [4] * 5
    assert set.union(*(every - sources for sources in taught)) == every
    around: list[set[str]] = []
    fit_around = train.fit_around

    def seen_around(some: Sequence[train.Held]) -> dict[str, dict[str, float]]:
        around.append({one.sample.source for one in some})
        return fit_around(some)

    monkeypatch.setattr(train, "fit_around", seen_around)
    for one, _ in train.crossvalidated(held):
        assert one.sample.source not in around[-1]


def test_the_report_covers_every_text(report: Evaluation, folder: Path) -> None:
    held = report.held_out
    assert held is not None and (held.by, held.groups, held.folds) == ("source", 5, 5)
    assert [comparison.id for comparison in report.comparisons] == list(find_labels(folder))
    assert held.interval[0] <= report.total.score <= held.interval[1]
    assert {name: len(ids) for name, ids in held.lots.items()} == {"early": 6, "late": 4}
    assert report.total.unaccounted == 0 and report.lost == ()
    assert report.total.parts["headings"] == 1.0  # learned from other sources alone
    assert report.found is not None and all(one.reason is None for one in report.found)


def test_what_evidence_adds(report: Evaluation) -> None:
    assert report.held_out is not None
    rule, words = report.held_out.dropped
    assert (rule.name, words.name) == ("numbered-heading", "w2=")
    low, high = rule.interval
    assert low <= report.total.score - rule.total.score + 1e-12 and low <= high
    run_in = [found.parts["run_in_heads"] or 0.0 for found in (report.total, rule.total)]
    assert run_in[0] == 1.0 > run_in[1]  # where a head ends that has text behind it is what the rule knows


def test_evidence_is_left_out_wherever_it_stands(cases: list[Case]) -> None:
    by_id = {case.id: case for case in cases}
    samples = [train.sample_of(case, "one") for case in cases]

    def names(some: Sequence[train.Sample]) -> set[str]:
        return {name for sample in some for names in sample.evidence for name in names}

    before, rest = names(samples), names(without(samples, by_id, "R="))
    assert before - rest == {name for name in before if name.startswith(("R=", "-1R=", "+1R=", "-2R=", "+2R="))}
    assert {"R=head", "-1R=head"} <= before - rest
    rule = next(rule for rule in all_rules() if rule.name == "numbered-heading")
    fewer = without(samples, by_id, rule.name)
    assert any(name == rule.name for sample in samples for unit in sample.proposals for *_, name in unit)
    assert not any(name == rule.name for sample in fewer for unit in sample.proposals for *_, name in unit)
    with pytest.raises(TeiToolsError, match="'nonsense'"):
        without(samples, by_id, "nonsense")


def test_words_data_and_page_say_the_same(report: Evaluation, folder: Path) -> None:
    data = json.loads(json.dumps(to_data(report)))
    found = data["cross_validation"]
    assert (found["by"], found["groups"], found["parts"]) == ("source", 5, 5)
    assert found["lots"].keys() == {"early", "late"} and found["lots"]["late"]["documents"] == 4
    assert [one["name"] for one in found["dropped"]] == ["numbered-heading", "w2="]
    words = to_words(report)
    low, high = found["interval"]
    assert f"95 % interval         {low:.4f} to {high:.4f}\n" in words
    assert "cross-validated by source: 5 sources in 5 parts" in words
    gain = found["dropped"][0]["gain"]
    assert f"\n  numbered-heading  {gain:+.4f}  " in words
    fitted = evaluate(find_labels(folder), folder)
    shown = page(report, fitted, "the command")
    assert "\n```sh\nthe command\n```\n" in shown
    assert f"\n| score | {data['score']:.4f} | {fitted.total.score:.4f} |\n" in shown
    assert shown.index("cross-validated") < shown.index("fitted")
    assert f"**{data['score']:.4f}**" in shown and f"| `numbered-heading` | {gain:+.4f} |" in shown
    for heading in ("Confidence", "Kinds", "Lots of labelling", "Labels", "Facts of articles", "What evidence adds"):
        assert f"\n## {heading}\n" in shown
    assert all(len({line.count("|") for line in table.split("\n")}) == 1 for table in tables(shown))


def tables(shown: str) -> list[str]:
    return [part for part in shown.strip().split("\n\n") if part.startswith("| ")]


def test_the_same_texts_give_the_same_figures(report: Evaluation, folder: Path) -> None:
    again = crossvalidate(find_labels(folder), folder, sources=folder / "sources.txt", drop=["numbered-heading", "w2="])
    assert to_data(report) | {"details": []} == to_data(again) | {"details": []}


def test_only_some_are_told_of_and_all_are_learned_from(report: Evaluation, folder: Path) -> None:
    chosen = {"news_0", "notice_3"}
    some = crossvalidate(find_labels(folder), folder, sources=folder / "sources.txt", only=chosen)
    assert some.comparisons == tuple(one for one in report.comparisons if one.id in chosen)


@pytest.fixture
def beside(folder: Path, tmp_path: Path) -> Path:
    """A folder of texts to learn from beside: of one of the sources that count, and of one of their own."""
    for name, other in (("news_0", "more_0"), ("notice_3", "more_1")):
        for kind, ending in (("labels", "tsv"), ("text", "txt")):
            (tmp_path / "beside" / kind).mkdir(parents=True, exist_ok=True)
            (tmp_path / "beside" / kind / f"{other}.{ending}").write_bytes((folder / f"{name}.{ending}").read_bytes())
    return tmp_path / "beside"


def test_what_is_learned_from_beside_counts_in_no_figure(
    report: Evaluation, folder: Path, beside: Path, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    (beside / "SOURCES.tsv").write_text("more_0\tmore\tsite-0\nmore_1\tmore\telsewhere\t2\n", encoding="utf-8")
    found = also_learned(beside, cases)
    assert [(one.case.id, one.source, one.lot) for one in found] == [
        ("more_0", "site-0", ""), ("more_1", "elsewhere", "2")
    ]  # fmt: skip
    assert [(one.source, one.counts, one.lot) for one in (also.sample() for also in found)] == [
        ("site-0", False, ""), ("elsewhere", False, "2")
    ]  # fmt: skip
    taught: list[set[tuple[str, str]]] = []
    real = train.fit_labels

    def seen(samples: Sequence[train.Sample], all_of_them: train.Taught | None = None) -> dict[str, object]:
        taught.append({(sample.id, sample.source) for sample in samples})
        return real(samples, all_of_them)

    monkeypatch.setattr(train, "fit_labels", seen)
    again = crossvalidate(find_labels(folder), folder, sources=folder / "sources.txt", also=beside)
    assert [one.id for one in again.comparisons] == [one.id for one in report.comparisons]
    assert again.held_out is not None and report.held_out is not None
    assert (again.held_out.also, report.held_out.also) == (2, 0)
    assert (again.held_out.groups, again.held_out.folds) == (report.held_out.groups, report.held_out.folds)
    for samples in taught:  # a text beside that is of a source kept aside is kept aside with it
        sources = {source for name, source in samples if not name.startswith("more")}
        assert (("more_0", "site-0") in samples) == ("site-0" in sources)
    assert sum(("more_1", "elsewhere") in samples for samples in taught) == 4
    assert "the 2 texts of the folder that `--also` names" in " ".join(
        page(again, evaluate(find_labels(folder), folder), "c").split()
    )
    assert to_data(again)["cross_validation"]["also_learned"] == 2  # type: ignore[index]


def test_the_parts_of_the_mean_learn_from_more_and_more_lots(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever counts is in all of them; of one lot, or of none, they all learn."""
    count = len(cases)
    lots = ["", "", *["1"] * 2, *["2"] * 3, *["3"] * (count - 7)]
    samples = [train.sample_of(case, case.id, counts=not lot, lot=lot) for case, lot in zip(cases, lots, strict=True)]
    chosen = (None, (0, 1), (0,), (1,), (3, 4), ())
    assert [len(train._with_lots(samples, lots)) for lots in chosen] == [count, 7, 4, 5, count, 2]
    alone = [train.sample_of(case, case.id, counts=False, lot="1") for case in cases]
    assert train._with_lots(alone, (1,)) == train._with_lots(alone, ()) == alone
    taught: list[int] = []

    class Seen(Sequences):
        def fit(self, chosen: Sequence[int], l1: float, l2: float, steps: int, known: Any = None) -> Chain:
            taught.append(len(chosen))
            return super().fit(chosen, l1, l2, steps, known)

    monkeypatch.setattr(train, "Sequences", Seen)
    train.fit_labels([replace(sample, variants=()) for sample in samples])
    assert taught == [len(train._with_lots(samples, lots)) for *_, lots in train._MEMBERS]
    assert {*taught} == {2, 4, 5, count - 5, count}


def test_of_what_does_not_count_some_is_read(cases: list[Case]) -> None:
    samples = [train.sample_of(case, case.id, counts=number < 6) for number, case in enumerate(cases)]
    read = [one.sample.id for one in train.held_out(samples, folds=2)]
    assert read == sorted(sample.id for sample in samples if train._is_read(sample))
    assert {sample.id for sample in samples[:6]} <= {*read} < {sample.id for sample in samples}
    many = [replace(samples[-1], id=f"more_{number}") for number in range(400)]
    assert 70 < sum(map(train._is_read, many)) < 130


def test_a_part_learns_from_its_samples_alone(cases: list[Case]) -> None:
    """The same from what was made ready of all samples as from what was made ready of these."""
    samples = [train.sample_of(case, case.id) for case in cases]
    some = samples[1:-1]
    assert train.fit_labels(some, train.Taught(samples)) == train.fit_labels(some)


def test_confidence_is_learned_from_texts_that_count(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    samples = [train.sample_of(case, case.id, counts=case.id != "news_0") for case in cases]
    held = train.held_out(samples, folds=3)
    units: list[int] = []

    def counted(signs: Sequence[object], right: Sequence[bool]) -> dict[str, float]:
        units.append(len(right))
        return {}

    monkeypatch.setattr(train, "fit_confidence", counted)
    train.fit_around(held)
    assert units == [sum(len(one.sample.gold) for one in held if one.sample.counts)]
    assert {one.sample.id for one, _ in train.crossvalidated(held, folds=3)} == {case.id for case in cases} - {"news_0"}


def test_texts_beside_that_cannot_be_used_are_named(folder: Path, beside: Path, cases: list[Case]) -> None:
    assert {one.source for one in also_learned(beside, cases)} == {"more_0", "more_1"}
    (beside / "text" / "more_1.txt").write_text("一行。\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"beside: more_1 cannot be learned from"):
        also_learned(beside)
    (beside / "labels" / "more_1.tsv").rename(beside / "labels" / "news_0.tsv")
    (beside / "text" / "news_0.txt").write_bytes((folder / "news_0.txt").read_bytes())
    (beside / "labels" / "news_0.tsv").write_bytes((folder / "news_0.tsv").read_bytes())
    with pytest.raises(SourceError, match=r"news_0 is the id of a text that is counted too"):
        also_learned(beside, cases)


def test_whole_families_are_kept_aside(folder: Path) -> None:
    with pytest.raises(
        TeiToolsError, match="of 2 sources"
    ):  # there are two families, and of one nothing can be learned
        crossvalidate(find_labels(folder), folder, by="family")


def test_origins(cases: list[Case], folder: Path, tmp_path: Path) -> None:
    found = origins_of(cases, folder / "sources.txt")
    assert (found["news_0"].source, found["notice_9"].source, found["notice_9"].lot) == ("site-0", "site-4", "late")
    assert {origin.source for origin in origins_of(cases, None).values()} == {"news", "notice"}
    (tmp_path / "some.tsv").write_text("news_0\tnews\tsite-0\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no row for notice_1"):
        origins_of([case for case in cases if case.id in ("news_0", "notice_1")], tmp_path / "some.tsv")


# -- intervals

LINES = ["甲镇修路", "一、情况", "路修好了,群众满意。", "乙村通车", "首页"]
LABEL = st.sampled_from(["title\ta1", "head:1\ta1", "p\ta1", "item\ta1", "noise\t-", "p\ta2"])


@st.composite
def compared(draw: st.DrawFn) -> list[Comparison]:
    out = []
    for number in range(draw(st.integers(1, 5))):
        text = "\n".join(draw(st.lists(st.sampled_from(LINES), min_size=2, max_size=8)))
        rows = "".join(f"{line}\t{draw(LABEL)}\n" for line in range(1, text.count("\n") + 2))
        labels = interval_labels(rows, text)
        out.append(compare(f"t_{number}", text, labels, parse(text)))
    return out


def interval_labels(rows: str, text: str) -> Labels:
    return parse_labels(f"#article\ta1\n#title\t甲镇修路\n#article\ta2\n{rows}", text)


@settings(max_examples=60)
@given(compared())
def test_sums_over_sources_give_the_score(comparisons: list[Comparison]) -> None:
    """The fast sums behind the bootstrap are the figures themselves, for once and for doubled sources."""
    import numpy

    sources = {comparison.id: f"s{int(comparison.id[2:]) % 2}" for comparison in comparisons}
    names = sorted({*sources.values()})
    counts, owners = interval._counts(comparisons, sources, names)
    once = numpy.ones((1, len(names)))
    found = interval.scores(numpy.tensordot(once, counts, axes=1), once @ owners)
    assert found[0] == pytest.approx(figures(comparisons).score)


def test_an_interval_is_wide_where_sources_differ() -> None:
    reads_paragraphs = model_from({"tags": ["p"], "weights": {}, "transitions": {}, "coherence": {}, "confidence": {}})
    text = "路修好了,群众满意,大家高兴。\n桥也修好了,群众满意,大家高兴。"
    document = parse(text, rules=[], model=reads_paragraphs)

    def one(number: int, label: str) -> Comparison:
        labels = parse_labels(f"#article\ta1\n1\t{label}\ta1\n2\tp\ta1\n", text)
        return compare(f"t_{number}", text, labels, document)

    good = [one(number, "p") for number in range(12)]
    mixed = [one(number, "p" if number % 2 else "item") for number in range(12)]
    sources = {comparison.id: comparison.id for comparison in good}
    low, high = score_interval(good, sources)
    assert low == high == figures(good).score
    low, high = score_interval(mixed, sources)
    assert low < figures(mixed).score < high
    assert score_interval(mixed, sources) == (low, high)
    low, high = difference_interval(good, mixed, sources)
    assert 0 < low < figures(good).score - figures(mixed).score < high
    alike = dict.fromkeys(sources, "one source")
    assert len({*score_interval(mixed, alike)}) == 1  # of one source nothing can be said


# -- the command


def told(capsys: pytest.CaptureFixture[str], code: int, *words: str) -> tuple[str, str]:
    assert main(["evaluate", *words]) == code
    return capsys.readouterr()


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], report: Evaluation) -> None:
    base = ("--gold", str(folder), "--text", str(folder))
    sources = ("--sources", str(folder / "sources.txt"))
    target = tmp_path / "quality.md"
    out, err = told(capsys, 0, *base, "--cross-validate", *sources, "--write", str(target), "--json", "-")
    assert json.loads(out)["score"] == report.total.score
    assert err.splitlines() == [f"part {n} of 5: 8 texts learned from, 2 kept aside" for n in range(1, 6)]
    shown = target.read_text(encoding="utf-8")
    assert f"tei-tools evaluate --gold {folder} --text {folder} --cross-validate --sources" in shown
    told(capsys, 0, *base, "--cross-validate", *sources, "--only-kind", "news", "--write", str(target))
    assert "Figures over 5 texts" in target.read_text(encoding="utf-8")
    target.write_text("# Notes\n", encoding="utf-8")
    _, err = told(capsys, 1, *base, "--cross-validate", *sources, "--write", str(target))
    assert "quality.md: was left as it is" in err and target.read_text(encoding="utf-8") == "# Notes\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--drop", "title"), "--drop needs --cross-validate."),
        (("--write", "page.md"), "--write needs --cross-validate."),
        (("--by", "family"), "--by needs --cross-validate."),
        (("--cross-validate", "--model", "m.json"), "--model cannot stand with --cross-validate."),
        (("--pred", ".", "--model", "m.json"), "--pred and --model contradict each other"),
        (("--only-kind", "letter"), "there are news, notice."),
        (("--cross-validate", "--folds", "1"), "--folds"),
    ],
)
def test_what_contradicts_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    _, err = told(capsys, 2, "--gold", str(folder), "--text", str(folder), *words)
    assert message in err


def test_a_missing_extra_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    sources = str(folder / "sources.txt")
    _, err = told(capsys, 1, "--gold", str(folder), "--text", str(folder), "--cross-validate", "--sources", sources)
    assert "pip install 'tei-tools[train]'" in err
