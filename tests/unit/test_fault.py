"""What is sent to the developers tells them enough, and nothing of the text."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.batch.document import DocumentResult
from tei_tools.batch.fault import describe, fault_file, without_text, write_fault

SECRET = "石桥镇机密Secret42"


def fault(code: str = "internal-error", detail: str = "") -> DocumentResult:
    return DocumentResult("in/a.txt", "sub/a", 12, "ab" * 32, "failed", code, f"in/a.txt: {SECRET}", detail=detail)


def raised() -> str:
    def inner() -> None:
        raise KeyError(f'{SECRET}\nOSError: {SECRET}\n  File "{SECRET}", line 3, in {SECRET}')

    try:
        try:
            inner()
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        found = error
    return "".join(traceback.format_exception(found))


def test_a_fault_is_told_without_the_text() -> None:
    data = describe(fault(detail=raised()))
    assert SECRET in raised()
    assert not {*SECRET} - {*"Secret42"} & {*json.dumps(data, ensure_ascii=False)}
    assert "Secret" not in json.dumps(data)
    assert data["errors"] == ["KeyError", "ValueError"]
    assert any(str(frame).startswith("test_fault.py:") and str(frame).endswith(" inner") for frame in data["frames"])  # type: ignore[attr-defined]


def test_problems_keep_their_shape_only() -> None:
    data = describe(fault("output-invalid", f'31:7: rng: <date> may not have when="---14{SECRET}": {SECRET}\n'))
    assert data["problems"] == ['31:7: rng: <date> may not have when="---99字字字字字xxxxxx99": 字字字字字Secret42']


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), min_size=1), st.text(max_size=20))
def test_no_han_character_gets_out(word: str, rest: str) -> None:
    assert not {*word, *rest} & {*map(chr, range(0x3400, 0xA000))} - {"字"} & {*without_text(word + rest)}


def test_it_stands_beside_the_outputs_until_the_document_is_made(tmp_path: Path) -> None:
    out = str(tmp_path)
    path = fault_file(out, "sub/a")
    assert path == tmp_path / "sub" / "a.fault.json"
    for _ in range(2):
        told = write_fault(out, fault())
        assert f"{path} says what to report" in told.message
    assert json.loads(path.read_text("utf-8"))["schema"] == "tei-tools/fault/1"
    done = DocumentResult("in/a.txt", "sub/a", 12, "ab" * 32, "done")
    assert write_fault(out, done) is done
    assert not path.exists()


def test_what_else_stands_there_stays(tmp_path: Path) -> None:
    path = fault_file(str(tmp_path), "a")
    path.write_text("{}", "utf-8")
    for code in ("internal-error", ""):
        result = DocumentResult("a.txt", "a", 1, "", "failed" if code else "done", code)
        assert write_fault(str(tmp_path), result) is result
    assert path.read_text("utf-8") == "{}"


@pytest.mark.parametrize("code", ["empty-file", "timeout", "exists"])
def test_only_faults_of_ours_are_described(tmp_path: Path, code: str) -> None:
    assert write_fault(str(tmp_path), fault(code)).message == f"in/a.txt: {SECRET}"
    assert list(tmp_path.iterdir()) == []
