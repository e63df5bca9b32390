"""Parts of a job make the bytes of the whole, and the examples for clusters are what their programs can read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from tei_tools.batch import engine
from tei_tools.batch.engine import prepare
from tei_tools.batch.ledger import Ledger, ledger_path, ledger_paths
from tei_tools.batch.plan import LEDGER_FOLDER, Part, make_plan
from tei_tools.cli.group import cli

PROJECT = Path(__file__).resolve().parents[2]
CLUSTERS = PROJECT / "examples" / "clusters"
SCRIPTS = sorted(CLUSTERS.glob("*.sh"))
MANIFESTS = sorted(CLUSTERS.glob("*.yaml"))
DOCUMENTATION = PROJECT / "docs" / "clusters.md"
COMMANDS = [*SCRIPTS, *MANIFESTS, DOCUMENTATION]
DOCUMENTS = 16

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts") / "texts"
    source = (PROJECT / "examples" / "local-news.txt").read_text(encoding="utf-8")
    for number in range(DOCUMENTS):
        place = folder / f"{number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"text-{number}.txt").write_text(f"{source}\n第{number}篇。\n", encoding="utf-8")
    return folder


def convert(texts: Path, out: Path, part: Part | None = None) -> int:
    with Ledger(ledger_path(out, part)) as ledger:
        plan = make_plan([str(texts)], str(out), part=part)
        prepare(plan, ledger)
        return engine.run(plan, ledger, workers=1).done


@pytest.fixture(scope="module")
def whole(texts: Path) -> dict[str, bytes]:
    """The outputs of one run."""
    out = texts.parent / "whole"
    assert convert(texts, out) == DOCUMENTS
    return outputs(out)


def outputs(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] not in (LEDGER_FOLDER, "schemas")
    }


@pytest.mark.parametrize("parts", [2, 5])
def test_parts_make_the_bytes_of_the_whole(texts: Path, tmp_path: Path, whole: dict[str, bytes], parts: int) -> None:
    made = [convert(texts, tmp_path, (number, parts)) for number in range(1, parts + 1)]
    assert sum(made) == DOCUMENTS
    assert max(made) < DOCUMENTS
    assert outputs(tmp_path) == whole
    assert [convert(texts, tmp_path, (number, parts)) for number in range(1, parts + 1)] == [0] * parts


def test_another_division_does_nothing_again(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    assert sum(convert(texts, tmp_path, (number, 2)) for number in (1, 2)) == DOCUMENTS
    assert sum(convert(texts, tmp_path, (number, 3)) for number in (1, 2, 3)) == 0
    assert convert(texts, tmp_path) == 0
    assert outputs(tmp_path) == whole


# The examples


def run_script(script: Path, texts: Path, out: Path, tools: Path, **named: str) -> subprocess.CompletedProcess[str]:
    """A script of the examples with this tei-tools, and with what stands for other programs in ``tools``."""
    tools.mkdir(exist_ok=True)
    command = tools / "tei-tools"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tei_tools "$@"\n')
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "SRC": str(texts), "OUT": str(out)}
    return subprocess.run(
        ["bash", str(script)], capture_output=True, text=True, timeout=120, env={**environment, **named}, check=False
    )


@needs_bash
def test_parallel_makes_the_bytes_of_the_whole(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    done = run_script(CLUSTERS / "parallel.sh", texts, tmp_path / "out", tmp_path / "bin", PARTS="3")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert outputs(tmp_path / "out") == whole
    assert [path.name for path in ledger_paths(tmp_path / "out")] == [f"part-{i}-of-3.sqlite" for i in (1, 2, 3)]


@needs_bash
def test_a_slurm_array_makes_the_bytes_of_the_whole(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    for task in ("1", "2"):
        done = run_script(
            CLUSTERS / "slurm-array.sh", texts, tmp_path / "out", tmp_path / "bin",
            PARTS="2", SLURM_ARRAY_TASK_ID=task, SLURM_CPUS_PER_TASK="1",
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert outputs(tmp_path / "out") == whole
    assert [path.name for path in ledger_paths(tmp_path / "out")] == ["part-1-of-2.sqlite", "part-2-of-2.sqlite"]


@needs_bash
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_one(script: Path) -> None:
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert os.access(script, os.X_OK)
    missing = subprocess.run(["bash", str(script)], capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert missing.returncode != 0
    assert "as SRC=..." in missing.stderr


def manifest(path: Path) -> Any:
    yaml = pytest.importorskip("yaml", reason="needs PyYAML")
    (document,) = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    return document


def pods(node: Any) -> list[Any]:
    """Every specification of a pod in a manifest."""
    if isinstance(node, list):
        return [pod for part in node for pod in pods(part)]
    if not isinstance(node, dict):
        return []
    found = [node] if "containers" in node else []
    return found + [pod for part in node.values() for pod in pods(part)]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_a_manifest_is_whole(path: Path) -> None:
    document = manifest(path)
    assert {"apiVersion", "kind", "metadata", "spec"} == set(document)
    found = pods(document["spec"])
    assert found
    for pod in found:
        volumes = {volume["name"] for volume in pod["volumes"]}
        for container in pod["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
            assert container["image"].startswith("registry.example.org/")


def test_the_indexed_job_counts_its_parts_once() -> None:
    spec = manifest(CLUSTERS / "kubernetes-job.yaml")["spec"]
    (container,) = spec["template"]["spec"]["containers"]
    assert spec["completionMode"] == "Indexed"
    assert {"name": "PARTS", "value": str(spec["completions"])} in container["env"]
    assert container["name"] == spec["podFailurePolicy"]["rules"][0]["onExitCodes"]["containerName"]


@needs_bash
def test_the_indexed_job_counts_from_one() -> None:
    spec = manifest(CLUSTERS / "kubernetes-job.yaml")["spec"]
    shell, option, line = spec["template"]["spec"]["containers"][0]["command"]
    said = subprocess.run(
        [shell, option, line.replace("exec tei-tools", "echo")],
        capture_output=True, text=True, check=True, env={"JOB_COMPLETION_INDEX": "0", "PARTS": "100"},
    )  # fmt: skip
    assert "--shard 1/100" in said.stdout


def test_the_cluster_of_the_rayjob_has_one_version() -> None:
    spec = manifest(CLUSTERS / "kuberay-rayjob.yaml")["spec"]["rayClusterSpec"]
    images = {container["image"] for pod in pods(spec) for container in pod["containers"]}
    assert images == {f"registry.example.org/tei-tools-ray:{spec['rayVersion']}"}
    dockerfile = (CLUSTERS / "Dockerfile").read_text(encoding="utf-8")
    assert f"FROM rayproject/ray:{spec['rayVersion']}-py311" in dockerfile


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.name)
def test_every_option_of_ours_exists(path: Path) -> None:
    text = re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8"))
    named = re.findall(r"tei-tools (convert|status)\b([^`\n']*)", text.replace("/data/out\n", "/data/out "))
    assert named
    for name, rest in named:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None, name
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)) <= known
    for name in re.findall(r"examples/clusters/[\w.-]+", text):
        assert (PROJECT / name).is_file()
