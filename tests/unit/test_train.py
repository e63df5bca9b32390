"""Learning: the same texts give the same bytes, what is written is read again, and what it says of itself is true."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click
import pytest

from tei_tools.cli.evaluate import command as evaluate_command
from tei_tools.cli.train import command, one_thread
from tei_tools.errors import SourceError, TeiToolsError
from tei_tools.evaluate.labels import find_labels
from tei_tools.evaluate.run import Case, load_cases
from tei_tools.parse import parse
from tei_tools.read.chain_fit import sparse_library
from tei_tools.read.confidence import sureness_of
from tei_tools.read.model import is_model, label_of, load_model, model_from, read_model
from tei_tools.read.train import FOLDS, SPREAD, digest_of, fit_confidence, folds_of, sample_of, spelled

from .labelled_set import write_labelled_set

pytest.importorskip("scipy", reason="needs scipy: pip install 'tei-tools[train]'")

PROGRAM = "python -m tei_tools.read.train"


def learned(folder: Path, target: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the command says, run as users run it."""
    done = subprocess.run(
        [sys.executable, "-m", "tei_tools.read.train", "--gold", folder, "--text", folder,
         "--sources", folder / "sources.txt", "--write", target, *words],
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_labelled_set(tmp_path_factory.mktemp("labelled"))


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Case]:
    found, failed = load_cases(find_labels(folder), folder)
    assert len(found) == 10 and failed == []
    return found


@pytest.fixture(scope="module")
def model(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("model") / "mine.json"
    done = learned(folder, target)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "10 texts of 5 sources",
        *(f"part {number} of 5: 8 texts learned from, 2 kept aside" for number in range(1, 6)),
        "all 10 texts",
    ]
    assert done.stdout.startswith("by ") and "\nscore " in done.stdout
    return target


def test_the_same_texts_give_the_same_bytes(folder: Path, model: Path, tmp_path: Path) -> None:
    done = learned(folder, tmp_path / "again.json")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.json").read_bytes() == model.read_bytes()


def test_the_file_says_what_it_is(cases: list[Case], model: Path) -> None:
    data = json.loads(model.read_bytes())
    assert {"version", "data", "labels", "figures"} <= data.keys() and is_model(model.read_bytes())
    assert data["data"] == {"sha256": digest_of(cases), "sources": 5, "texts": 10}
    assert data["labels"] == ["byline", "head", "meta", "noise", "p", "salute", "sec", "sign", "title"]
    assert {label_of(tag) for tag in data["tags"]} == {*data["labels"]} - {"byline"}
    figures = data["figures"]
    assert (figures["by"], figures["parts"]) == ("source", 5)
    low, high = figures["interval"]
    assert 0 < low <= figures["score"] <= high <= 1
    assert sum(level["units"] for level in figures["confidence"].values()) == 5 * 17
    assert model.read_text(encoding="utf-8") == spelled(data)
    for name in ("weights", "transitions", "coherence", "confidence", "facts"):
        assert list(data[name]) == sorted(data[name]) != []


def test_another_text_or_label_is_another_set(cases: list[Case], folder: Path, tmp_path: Path) -> None:
    changed = write_labelled_set(tmp_path / "changed")
    path = changed / "news_0.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("4\tp", "4\titem"), encoding="utf-8")
    others, _ = load_cases(find_labels(changed), changed)
    again, _ = load_cases(find_labels(folder), folder)
    assert digest_of(again) == digest_of(reversed(cases)) == digest_of(cases) != digest_of(others)


def test_what_was_learned_reads(cases: list[Case], model: Path) -> None:
    """Ten texts are enough to read an eleventh of the same form."""
    text = (
        "首页 > 松岭县要闻\n松岭县人民政府关于做好采药工作的通知\n来源:松岭县办公室 时间:2023-05-02\n各有关单位:\n"
        "为了做好今年的采药工作,保障群众利益,现将有关事项通知如下。\n一、加强领导\n"
        "各单位要高度重视采药工作,明确责任,狠抓落实,确保按期完成。\n松岭县人民政府\n2023年5月2日\n"
    )
    (article,) = parse(text, model=read_model(model)).articles
    assert article.title is not None and article.title.text == "松岭县人民政府关于做好采药工作的通知"
    assert article.source is not None and article.source.text == "松岭县办公室"


def test_only_what_several_sources_show_is_learned(cases: list[Case], model: Path) -> None:
    data: dict[str, Any] = json.loads(model.read_bytes())
    spread: dict[str, set[str]] = {}
    for case in cases:
        source = str(int(case.id.split("_")[1]) // 2)
        for names in sample_of(case, source).evidence:
            for name in names:
                spread.setdefault(name, set()).add(source)
    assert min(len(spread[name]) for name in data["weights"]) >= SPREAD
    assert any(len(sources) < SPREAD for sources in spread.values())


def test_sources_are_dealt_out() -> None:
    sources = [f"site-{number}" for number in range(23)]
    part = folds_of(sources)
    assert part == folds_of(reversed(sources)) and part.keys() == {*sources}
    assert sorted(Counter(part.values()).values()) == [2] * 7 + [3] * 3
    assert part != folds_of(sources, seed=1)
    assert max(folds_of(sources, folds=7).values()) == 6
    assert max(folds_of(sources[:4]).values()) == 3


@pytest.mark.parametrize("asked", [command, evaluate_command], ids=["train", "evaluate"])
def test_commands_make_as_many_parts_as_the_library(asked: click.Command) -> None:
    (folds,) = [option.default for option in asked.params if option.name == "folds"]
    assert folds == FOLDS


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_too_few_sources_are_refused(count: int) -> None:
    with pytest.raises(TeiToolsError, match=f"of {count} sources"):
        folds_of([f"site-{number}" for number in range(count)])


def test_too_few_sources_end_the_command_with_a_message(tmp_path: Path) -> None:
    done = learned(write_labelled_set(tmp_path / "two", sources=2), tmp_path / "mine.json")
    assert done.returncode == 1 and not (tmp_path / "mine.json").exists()
    assert "tei-tools: the labelled texts are of 2 sources, " in done.stderr and "--sources" in done.stderr


def test_other_files_are_spared(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "notes.json"
    target.write_text("{}", encoding="utf-8")
    done = learned(folder, target)
    assert (done.returncode, target.read_text(encoding="utf-8")) == (1, "{}")
    assert "notes.json: was left as it is" in done.stderr


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(TeiToolsError, match=r"pip install 'tei-tools\[train\]'") as raised:
        sparse_library()
    assert raised.value.code == "no-extra"


def test_processes_share_the_work_and_threads_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):  # set, so that it is as before in the end
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    one_thread()
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["OMP_NUM_THREADS"]) == ("3", "1")


def test_labels_that_cannot_be_used_are_told_of(tmp_path: Path) -> None:
    broken = write_labelled_set(tmp_path / "set")
    (broken / "news_0.tsv").write_text("#article\ta1\n1\theadline\ta1\n", encoding="utf-8")
    done = learned(broken, tmp_path / "mine.json")
    assert done.returncode == 1
    assert done.stderr.startswith("news_0 was left out:\n  ") and "there is no label 'headline'" in done.stderr
    assert json.loads((tmp_path / "mine.json").read_bytes())["data"]["texts"] == 9


def test_the_help_page_names_every_option() -> None:
    done = subprocess.run([sys.executable, "-m", "tei_tools.read.train", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith(f"Usage: {PROGRAM} [OPTIONS]")
    for parameter in command.params:
        assert parameter.opts[0] in done.stdout


def test_sureness_is_as_often_right_as_it_says() -> None:
    signs = [{"one": 1.0, "good": float(number % 2)} for number in range(400)]
    right = [(number % 2 == 1 and number % 20 != 1) or number % 20 == 0 for number in range(400)]
    weights = fit_confidence(signs, right)
    assert sureness_of({"one": 1.0, "good": 1.0}, weights) == pytest.approx(0.9, abs=0.02)
    assert sureness_of({"one": 1.0, "good": 0.0}, weights) == pytest.approx(0.1, abs=0.04)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"tags": 1, "weights": 2, "transitions": 3, "coherence": 4, "confidence": 5}']
)
def test_what_is_no_model_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.json"):
        read_model(tmp_path / "a.json")


def test_the_weights_of_the_package_say_what_they_are() -> None:
    about = load_model().about
    assert about["data"].keys() == {"sha256", "sources", "texts"} and len(about["data"]["sha256"]) == 64
    assert {label_of(tag) for tag in about["tags"]} <= {*about["labels"]}
    assert {"score", "interval", "by_label", "by_field", "confidence"} <= about["figures"].keys()


def test_the_weights_of_the_package_were_learned_from_the_labelled_texts(shared: Path) -> None:
    gold = shared / "gold"
    if not gold.is_dir():
        pytest.skip("needs ../shared/gold (labelled texts of other people), which is not here")
    found, _ = load_cases(find_labels(gold / "labels"), gold / "text")
    assert load_model().about["data"]["sha256"] == digest_of(found)


def test_marginals_are_those_of_crfsuite(tmp_path: Path) -> None:
    pycrfsuite = pytest.importorskip("pycrfsuite")

    lines = [[f"w={number % 3}", f"v={number % 2}"] for number in range(12)]
    tags = ["p" if number % 3 else "noise.F" for number in range(12)]
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.append(lines, tags)
    trainer.set_params({"max_iterations": 5, "feature.possible_transitions": True})
    trainer.train(str(tmp_path / "labels"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "labels"))
    info = tagger.info()
    weights: dict[str, dict[str, float]] = {}
    for (name, tag), weight in info.state_features.items():
        weights.setdefault(name, {})[tag] = weight
    moves = {f"{before}>{after}": weight for (before, after), weight in info.transitions.items()}
    data = {"tags": sorted(tagger.labels()), "weights": weights, "transitions": moves}
    ours = model_from({**data, "coherence": {}, "confidence": {}}).marginals(lines)
    tagger.set(lines)
    theirs = [tagger.marginal("p", place) for place in range(len(lines))]
    assert [found.get("p", 0.0) for found in ours] == pytest.approx(theirs, abs=0.002)
    assert min(theirs) < 0.45 < 0.7 < max(theirs)
