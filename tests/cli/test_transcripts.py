"""What people see: every file in ``transcripts/`` is a session that must come out as written.

A line that starts with ``$`` is a command; ``|`` standard output, ``!`` standard error, ``=`` the exit code follow
it. Besides ``tei-tools`` (``< FILE`` gives it a standard input) a session knows ``put FILE TEXT`` (``\\n`` is a line
break; ``hex:`` gives bytes), ``mkdir DIR``, ``ls DIR`` and ``cat FILE``. ``pytest --accept`` writes sessions anew.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tei_tools.__main__ import main
from tei_tools.batch.watch import PlainWatch

SESSIONS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


def put(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = bytes.fromhex(text[4:]) if text.startswith("hex:") else text.replace("\\n", "\n").encode()
    path.write_bytes(data)


def played(session: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """The lines of a session, with what its commands really said."""
    for line in session.splitlines():
        if line.startswith(("|", "!", "=")):
            continue
        yield line
        if not line.startswith("$ "):
            continue
        program, *words = shlex.split(line[2:])
        if program == "put":
            put(*words)
        elif program == "mkdir":
            Path(words[0]).mkdir(parents=True)
        elif program == "ls":
            found = sorted(path for path in Path(words[0]).rglob("*") if "schemas" not in path.parts)
            yield from (f"| {path.relative_to(words[0])}" for path in found)
        elif program == "cat":
            yield from (f"| {text}" for text in Path(words[0]).read_text(encoding="utf-8").splitlines())
        else:
            assert program == "tei-tools", f"a session has no command {program}"
            data = b""
            if "<" in words:
                data = Path(words.pop()).read_bytes()
                words.remove("<")
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
            code = main(words)
            out, err = capsys.readouterr()
            err = re.sub(r"(?m)^(Try '.*) -h' for help\.$", r"\1 --help' for help.", err)  # as click 8.1 has it
            yield from (f"| {text}".rstrip() for text in out.splitlines())
            yield from (f"! {text}".rstrip() for text in err.splitlines())
            yield f"= {code}"


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_comes_out_as_written(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    expect: Callable[[Path, bytes], None],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(PlainWatch, "tick", lambda watch: None)  # how far it is depends on the machine
    session = path.read_text(encoding="utf-8")
    lines = list(played(session, monkeypatch, capsys))
    expect(path, ("\n".join(lines) + "\n").encode())
