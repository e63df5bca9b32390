"""Messages are found again in what is stored, and said in Chinese; the catalogue is complete."""

from __future__ import annotations

import importlib.util
import re
import sys
import threading
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from tei_tools import language
from tei_tools.language import FOLDER, Catalogue, Template, chosen_language, read_messages, shown, speaking
from tei_tools.text.printable import columns, padded

PO = FOLDER / "zh" / "LC_MESSAGES" / "tei_tools.po"


@pytest.fixture(scope="module")
def script(project: Path) -> ModuleType:
    """``scripts/catalogue.py`` as a module."""
    spec = importlib.util.spec_from_file_location("catalogue", project / "scripts" / "catalogue.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules["catalogue"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_is_translated_with_its_places(script: ModuleType) -> None:
    said = read_messages(PO.read_text(encoding="utf-8"))
    assert script.faults(script.sentences(), said) == []
    assert len(said) > 900


def test_the_check_of_the_catalogue_sees(script: ModuleType) -> None:
    found = {
        "{0}: gone": script.Found("{0}: gone", {"a.py"}, ("path",)),
        "{0} line{1}": script.Found("{0} line{1}", {"a.py"}, ("n", "'s' if n > 1 else ''")),
        "new": script.Found("new", {"a.py"}),
        "of click": script.Found("of click", {"click"}),
    }
    assert script.faults(found, {"{0}: gone": "{0:t}：不见了", "{0} line{1}": "{0} 行", "new": "新"}) == []
    wrong = script.faults(found, {"{0}: gone": "{1}：不见了", "{0} line{1}": "行", "old": "旧"})
    assert [fault.split(":")[0] for fault in wrong] == [
        "other places in the translation", "other places in the translation", "not translated (a.py)",
        "not a message any more",
    ]  # fmt: skip


def test_the_file_is_as_the_script_writes_it(script: ModuleType) -> None:
    text = PO.read_text(encoding="utf-8")
    assert script.spelled("zh", script.sentences(), read_messages(text)) == text, "run python scripts/catalogue.py"


def test_what_is_edited_and_what_is_compiled_say_the_same() -> None:
    with open(PO, "rb") as file:
        catalog = read_po(file, abort_invalid=True)
    from gettext import GNUTranslations

    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    said = read_messages(PO.read_text(encoding="utf-8"))
    assert {text: translations.gettext(text) for text in said} == said


def test_without_the_edited_file_the_compiled_one_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with open(PO, "rb") as source, open(folder / "tei_tools.mo", "wb") as target:
        write_mo(target, read_po(source))
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language._catalogue.cache_clear()
    try:
        with speaking("zh"):
            assert shown("a.txt: cannot be read: Permission denied.") == "a.txt：无法读取：权限不足。"
        language._catalogue.cache_clear()
        (folder / "tei_tools.mo").unlink()
        with speaking("zh"):
            assert shown("standard input") == "standard input"
    finally:
        language._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a: b.txt: cannot be read: No such file or directory; check the path.",
         "a: b.txt：无法读取：没有该文件或目录；请核对路径。"),
        ("standard input: larger than the limit of 9 bytes; split it or raise the limit (--max-bytes).",
         "标准输入：超过 9 字节的上限；请拆分该文件，或调高上限（--max-bytes）。"),
        ("a.txt:3:1: warning: number-gap: Line 3: section number 5 follows 3.",
         "a.txt:3:1: 警告：number-gap: 第 3 行：第 3 节之后是第 5 节。"),
        ("12 done, 0 failed, 3 skipped, 2 unchanged in 2.0 s, 6.0/s; interrupted with 9 to do, the same command goes "
         "on from here",
         "完成 12，失败 0，跳过 3，未变动 2，用时 2.0 s，6.0/s；中断，尚余 9，用同一命令可从此处继续"),
        ("1 done, 1 failed, 0 skipped in 5 s, 1.0/s. Failed: 1 binary-file; the first was in/b.txt. "
         "Why: tei-tools status out",
         "完成 1，失败 1，跳过 0，用时 5 s，1.0/s。失败原因：1 binary-file；首个失败的是 in/b.txt。"
         "查看原因：tei-tools status out"),
        ("Error: Invalid value for '--date': '2024-02-30' is not a date like 2024-05-01, 2024-05 or 2024.",
         "错误：'--date' 的值无效：'2024-02-30' 不是 2024-05-01、2024-05 或 2024 这样的日期。"),
        ("Invalid value for '--gold': Directory 'there are none' does not exist.",
         "'--gold' 的值无效：目录 'there are none' 不存在。"),
        ("a.txt:5:1: high confidence: list", "a.txt:5:1: 可信度高：列表"),
        ("a.txt:4:2: warning: byte-shift: “?cè)丝?” was read one byte too late and is read as “人口”; 1 character is "
         "lost behind it.",
         "a.txt:4:2: 警告：byte-shift: “?cè)丝?”系错读一个字节，应为“人口”；其后丢失 1 个字符。"),
        ("2 of 4 (50%), 2 done, 0 failed, 0.2/s, 9.7 s left", "2／4 (50%)，完成 2，失败 0，0.2/s，剩余时间 9.7 s"),
        ("x.txt:2:4: info: pinyin-glosses: 102 pinyin glosses that a machine put behind single characters were taken "
         "out.",
         "x.txt:2:4: 提示：pinyin-glosses: 已取出机器加在单字之后的 102 处拼音。"),
        ("undecodable: 2. Convert it to UTF-8, for example with iconv.",
         "undecodable: 2。请将其转换为 UTF-8，例如使用 iconv。"),
        ("my. file.txt: cannot be read: Is a directory.", "my. file.txt：无法读取：是目录。"),
        ("A text that nobody wrote: nothing is known of it.", "A text that nobody wrote: nothing is known of it."),
        ("Permission denied and more.txt", "Permission denied and more.txt"),
        ("3 and 4", "3 和 4"),
        ("salt and pepper", "salt and pepper"),
        ("", ""),
    ],
)  # fmt: skip
def test_sentences(english: str, chinese: str) -> None:
    assert shown(english) == english
    with speaking("zh"):
        assert shown(english) == chinese
    assert language.language() == "en"


def test_every_message_is_found_as_itself() -> None:
    """No message is taken for another one: filled with values, each gives its own translation."""
    said = read_messages(PO.read_text(encoding="utf-8"))
    catalogue = Catalogue(said)
    wrong = []
    for text, translation in said.items():
        if text == translation or "\n" in text or not re.search(r"\{\d+\}", text):
            continue
        template = Template.of(text, translation)
        places = range(len(template.literals) - 1)
        values = ["12" if at in template.numbers else "File" if at in template.words else f"名{at}x" for at in places]
        english = "".join(part for pair in zip(template.literals, [*values, ""], strict=True) for part in pair)
        expected, found = catalogue._filled(template, values), catalogue.translated(english)
        if found is None or found.rstrip("。") != expected.rstrip("。"):
            wrong.append((english, found, expected))
    assert wrong == []
    assert sum("{" in text for text in said) > 400


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)


@given(NAMES, NAMES)
def test_a_value_is_never_changed(name: str, other: str) -> None:
    """Whatever a file is called, its name stands in the Chinese sentence as it does in the English one."""
    name, other = name.strip() or "a", other.strip() or "b"
    with speaking("zh"):
        for english in (
            f"{name}: cannot be written: a folder has that name; rename the folder or the input.",
            f"{name}: has no table [{other}].",
        ):
            said = shown(english)
            assert re.search("[\u4e00-\u9fff]", said)
        assert name in shown(f"{name} is given twice. Nothing was written.") or ": " in name


@given(st.lists(st.sampled_from([": ", ". ", "; ", ", ", "a", "no", " ", "{0}", "is"]), max_size=400))
def test_any_text_is_shown(parts: list[str]) -> None:
    with speaking("zh"):
        assert isinstance(shown("".join(parts)), str)


def test_time_grows_with_the_text() -> None:
    """Texts that repeat what sentences are taken apart at, ten times as long: not a hundred times the work."""
    seen: dict[int, int] = {}
    for size in (40, 400):
        catalogue = Catalogue({"{0}: x {1}: y {2}": "{0}", "known": "知"})
        tried = 0
        original = Template.values

        def counted(self: Template, text: str) -> list[str] | None:
            nonlocal tried
            tried += 1
            return original(self, text)  # noqa: B023 — called in this turn of the loop only

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Template, "values", counted)
            catalogue.translated("x y: no, known; ab. " * size)
        seen[size] = tried
    assert seen[400] <= 15 * max(seen[40], 1)


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh"}, "zh"),
        ([], {"LANG": "zhx_XX"}, "en"),
        ([], {"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_HK"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "TEI_TOOLS_LANG": "en"}, "en"),
        ([], {"TEI_TOOLS_LANG": "nonsense", "LANG": "zh_CN"}, "zh"),
        (["--lang", "en"], {"TEI_TOOLS_LANG": "zh"}, "en"),
        (["convert", "a", "--lang=zh"], {}, "zh"),
        (["convert", "--", "--lang=zh"], {}, "en"),
        (["convert", "--lang"], {}, "en"),
    ],
)
def test_who_chooses(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    assert chosen_language(arguments, environment) == expected


def test_a_terminal_without_chinese_is_spoken_to_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", type("Old", (), {"encoding": "latin-1"})())
    assert chosen_language([], {"LANG": "zh_CN"}) == "en"
    assert chosen_language(["--lang", "zh"], {"LANG": "zh_CN"}) == "zh"


def test_threads_speak_the_language_of_the_process() -> None:
    said: list[str] = []
    with speaking("zh"):
        thread = threading.Thread(target=lambda: said.append(shown("3 done")))
        thread.start()
        thread.join()
    assert said == ["完成 3"]


def test_wide_characters_are_two_columns() -> None:
    assert columns("a标题，") == 7
    assert padded("标", 4) + "|" == "标  |"
