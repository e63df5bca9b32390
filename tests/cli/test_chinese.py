"""Under ``--lang zh`` everything that people see is Chinese: the sessions of ``transcripts/`` and all help pages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from tei_tools.__main__ import main
from tei_tools.batch.watch import PlainWatch
from tei_tools.cli.group import COMMANDS, cli
from tei_tools.cli.man import manual_pages
from tei_tools.evaluate.labels import LABELS
from tei_tools.language import VARIABLE, speaking
from tests.cli.test_transcripts import SESSIONS, played

CODE = re.compile(
    r"“[^”]*”|'[^']*'|\"[^\"]*\"|<[^>]*>|\[[^]]*\]"  # what is quoted is somebody else's
    r"|(?:tei-tools|pip|apt|python|ray|cat|find|eval|jq|bash|zsh|fish)(?: +[-'\"./\w|$()\[\]{}=*<>~]+)+"  # commands
    r"|\S*[/\\.=_:@#$-]\S*|\b[A-Z]\S*|\d\S*"  # options, paths, names
)
LIST = rf"\b(?:{'|'.join(LABELS)})\b(?:, \b(?:{'|'.join(LABELS)})\b)+"
SENTENCE = re.compile(r"[a-z]{2,}(?:[,;:]? [a-z]{2,}){2,}")


def english(line: str) -> str | None:
    """The English sentence in a line, if there is one: three words of small letters on end that are no code.

    >>> english("out/a.tei.xml：无法读取：权限不足。")
    >>> english("a.txt: this file cannot be read")
    'this file cannot be read'
    """
    if re.match(r"[|!]?\s+\w+ = ", line):  # a setting, as TOML has it
        return None
    found = SENTENCE.search(CODE.sub("|", re.sub(LIST, "", line)))
    return found[0] if found else None


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_no_session_has_an_english_sentence(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv(VARIABLE, "zh")
    monkeypatch.setattr(PlainWatch, "tick", lambda watch: None)
    said: list[str] = []
    command = ""
    session = path.read_text(encoding="utf-8")
    lines = [*played(session, monkeypatch, capsys)]
    ends = [[line for line in found if line.startswith("=")] for found in (lines, session.splitlines())]
    assert ends[0] == ends[1], "the language changes what is said, never what is done"
    for line in lines:
        command = line if line.startswith("$") else command
        if line.startswith(("|", "!")) and not command.startswith(("$ cat", "$ ls")):
            said.append(line)
    assert any(re.search("[\u4e00-\u9fff]", line) for line in said)
    assert [line for line in said if english(line)] == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_no_help_page_has_an_english_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main([*([name] if name else []), "--help", "--lang", "zh"]) == 0
    page = capsys.readouterr().out
    assert "用法：" in page and "选项：" in page
    assert [line for line in page.splitlines() if english(line)] == []
    assert main([*([name] if name else []), "--help"]) == 0
    page = capsys.readouterr().out
    assert "Usage:" in page and "用法" not in page


def test_manual_pages_are_chinese() -> None:
    with speaking("zh"):
        pages = manual_pages(cli)
    assert all(".SH 名称\n" in page for page in pages.values())
    text = "\n".join(pages.values()).replace("\\-", "-").replace("\\(dq", '"').replace("\\(aq", "'")
    assert [line for line in text.splitlines() if not line.startswith(".") and english(line)] == []


def test_the_option_stands_over_the_variable_and_both_over_the_locale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = {}
    for words in ([], ["--lang", "en"], ["--lang=en"]):
        for variable in ("", "zh", "en"):
            monkeypatch.setenv(VARIABLE, variable)
            main([*words, "convert"])
            chinese[" ".join(words), variable] = "要转换什么" in capsys.readouterr().err
    assert {key for key, value in chinese.items() if value} == {("", ""), ("", "zh")}


def test_a_language_that_is_not_spoken_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "fr", "formats"]) == 2
    assert "'fr' is not one of 'en', 'zh'" in capsys.readouterr().err


def test_outputs_do_not_change_with_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "澄湖县稻田音乐节开幕\n\n一、开幕\n\n9月24日,首届稻田音乐节在白鹭乡举行。\n\n三、闭幕\n\n村民走进田间听山歌。\n"
    )
    Path("a.txt").write_text(text, encoding="utf-8")
    made = {}
    for language in ("en", "zh"):
        assert main(["convert", "a.txt", "-o", language, "--lang", language, "-v"]) == 0
        made[language] = {path.name: path.read_bytes() for path in Path(language).glob("a.*")}
    said = capsys.readouterr().err
    assert made["en"] == made["zh"] and len(made["en"]) == 2
    assert "section number 3 follows 1" in said and "第 1 节之后是第 3 节" in said
    assert b"section number 3 follows 1" in made["zh"]["a.json"]


def test_what_a_ledger_has_stored_is_told_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("texts").mkdir()
    Path("texts/empty.txt").write_bytes(b"")
    main(["convert", "texts", "-o", "out", "--lang", "en"])
    capsys.readouterr()
    assert main(["status", "out", "--lang", "zh"]) == 1
    chinese = capsys.readouterr().out
    assert "文件为空（0 字节）" in chinese and "其中没有文本" in chinese
    assert [line for line in chinese.splitlines() if english(line)] == []
    assert main(["status", "out", "--lang", "en"]) == 1
    assert "the file is empty (0 bytes)" in capsys.readouterr().out


def test_every_command_has_the_option() -> None:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert [option for parameter in command.params for option in parameter.opts].count("--lang") == 1


def test_the_report_is_chinese_and_what_documents_say_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("texts").mkdir()
    Path("texts/empty.txt").write_bytes(b"")
    Path("texts/Not a directory.txt").write_text("澄湖县稻田音乐节开幕\n\n村民走进田间听山歌。\n", encoding="utf-8")
    main(["convert", "texts", "-o", "out", "--report", "zh.html", "--lang", "zh"])
    main(["convert", "texts", "-o", "out", "--report", "en.html", "--lang", "en"])
    page = Path("zh.html").read_text(encoding="utf-8")
    body = page[page.index("<body>") :]
    assert '<html lang="zh-Hans">' in page and "Not a directory" in body
    text = re.sub(r"<(q|a|code)\b.*?</\1>|<[^>]*>", "\n", body, flags=re.DOTALL)
    assert [line for line in text.splitlines() if english(line) and "Not a directory" not in line] == []
    assert "文件为空（0 字节）" in text
    assert re.findall(r"<\w+", page) == re.findall(r"<\w+", Path("en.html").read_text(encoding="utf-8"))
