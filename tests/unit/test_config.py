"""Where settings are found, and which one holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tei_tools.config import ConfigFile, Key, find_project_file, profile_names, read_files, resolve, unused_variables
from tei_tools.config import files as files_module
from tei_tools.errors import ConfigError


def _number(value: object, folder: Path) -> object:
    if not isinstance(value, int):
        raise ValueError(f"must be a whole number, not {value!r}.")
    return value


def _size_from(text: str) -> object:
    if not text.isdecimal():
        raise ValueError(f"{text!r} is not a number.")
    return int(text)


SIZE, SCRIPT = Key("max-bytes", 0, _number, _size_from), Key("script", "keep", lambda value, folder: value, str)
KEYS = (SIZE, SCRIPT)


def user(values: Mapping[str, object] = {}, **profiles: Mapping[str, object]) -> ConfigFile:
    return ConfigFile("user file", Path("/home/u/tei-tools.toml"), values, profiles)


def project(values: Mapping[str, object] = {}, **profiles: Mapping[str, object]) -> ConfigFile:
    return ConfigFile("project file", Path("/p/pyproject.toml"), values, profiles, "tool.tei-tools")


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_the_strongest_that_speaks_is_heard(speaks: list[bool]) -> None:
    """From weak to strong: user file, its profile, project file, its profile, environment."""
    said = [{"max-bytes": number} if speaks[number - 1] else {} for number in range(1, 6)]
    files = [project(said[2], gazette=said[3]), user(said[0], gazette=said[1])]
    environment = {"TEI_TOOLS_MAX_BYTES": "5"} if speaks[4] else {}
    found = resolve(KEYS, files, "gazette", environment)["max-bytes"]
    strongest = max((number for number in range(1, 6) if speaks[number - 1]), default=0)
    assert found.value == strongest
    assert (found.origin, found.place) == {
        0: ("default", ""),
        1: ("user file", "/home/u/tei-tools.toml"),
        2: ("user file", "/home/u/tei-tools.toml: [profile.gazette]"),
        3: ("project file", "/p/pyproject.toml: [tool.tei-tools]"),
        4: ("project file", "/p/pyproject.toml: [tool.tei-tools.profile.gazette]"),
        5: ("environment", "TEI_TOOLS_MAX_BYTES"),
    }[strongest]


def test_a_profile_that_was_not_chosen_says_nothing() -> None:
    assert resolve(KEYS, [user({}, old={"script": "hant"})], None, {})["script"].value == "keep"


@pytest.mark.parametrize(
    ("files", "profile", "environment", "message"),
    [
        (
            [user({"scirpt": "hans"})],
            None,
            {},
            "/home/u/tei-tools.toml: there is no setting scirpt (did you mean script?).",
        ),
        (
            [user({"zzz": 1})],
            None,
            {},
            '/home/u/tei-tools.toml: there is no setting zzz; "tei-tools config" lists all.',
        ),
        (
            [project({"max_bytes": 1})],
            None,
            {},
            "[tool.tei-tools]: there is no setting max_bytes (did you mean max-bytes?)",
        ),
        ([user({"max-bytes": "5"})], None, {}, "/home/u/tei-tools.toml: max-bytes: must be a whole number, not '5'."),
        ([user({}, old={"max-bytes": "5"})], None, {}, "/home/u/tei-tools.toml: [profile.old]: max-bytes: must be"),
        ([], None, {"TEI_TOOLS_MAX_BYTES": "5k"}, "environment variable TEI_TOOLS_MAX_BYTES: '5k' is not a number."),
        ([user({}, old={}, new={})], "odl", {}, "no profile 'odl'; there are: new, old (/home/u/tei-tools.toml)."),
        ([], "old", {}, "no profile 'old'; there are none (no configuration file was found)."),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    files: list[ConfigFile], profile: str | None, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve(KEYS, files, profile, environment)
    assert message in str(caught.value)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert resolve(KEYS, [], None, {"TEI_TOOLS_MAX_BYTES": ""})["max-bytes"].origin == "default"


def test_variables_that_set_nothing_are_found() -> None:
    environment = {"TEI_TOOLS_MAX_BYTE": "5", "TEI_TOOLS_SCRIPT": "hans", "TEI_TOOLS_PROFILE": "x", "HOME": "/"}
    assert unused_variables(KEYS, environment, ["TEI_TOOLS_PROFILE"]) == ["TEI_TOOLS_MAX_BYTE"]


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_project_file(inner) in (None, *(folder / "tei-tools.toml" for folder in tmp_path.parents))
    (tmp_path / "tei-tools.toml").touch()
    assert find_project_file(inner) == tmp_path / "tei-tools.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'tei-tools'\n")
    assert find_project_file(inner) == tmp_path / "tei-tools.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.tei-tools]\n")
    assert find_project_file(inner) == tmp_path / "a" / "pyproject.toml"
    (tmp_path / "a" / "tei-tools.toml").touch()
    assert find_project_file(inner) == tmp_path / "a" / "tei-tools.toml"


def test_a_broken_file_of_somebody_else_is_none_of_our_business(tmp_path: Path) -> None:
    (tmp_path / "tei-tools.toml").touch()
    inner = tmp_path / "a"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("not toml at all")
    assert find_project_file(inner) == tmp_path / "tei-tools.toml"


def test_both_files_are_read_the_project_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "home" / "tei-tools.toml"
    mine.parent.mkdir()
    mine.write_bytes(b'\xef\xbb\xbfscript = "hant"\n[profile.b]\n')
    monkeypatch.setattr(files_module, "user_file", lambda: mine)
    (tmp_path / "pyproject.toml").write_text("[tool.tei-tools]\nmax-bytes = 7\n[tool.tei-tools.profile.a]\n")
    files = read_files(start=tmp_path)
    assert [(file.kind, dict(file.values)) for file in files] == [
        ("project file", {"max-bytes": 7}),
        ("user file", {"script": "hant"}),
    ]
    assert profile_names(files) == ["a", "b"]
    assert read_files(search=False) == []
    other = tmp_path / "other.toml"
    other.write_text("max-bytes = 8\n")
    assert [dict(file.values) for file in read_files(other, start=tmp_path)] == [{"max-bytes": 8}, {"script": "hant"}]


def test_the_user_file_is_where_the_system_keeps_such_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    if sys.platform != "linux":
        pytest.skip("XDG_CONFIG_HOME is what Linux has")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert files_module.user_file() == tmp_path / "tei-tools" / "tei-tools.toml"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.toml", b"a = \n", "x.toml: is not TOML: Invalid value (at line 1, column 5)"),
        ("x.toml", b"a = '\xff'\n", "x.toml: is not UTF-8 text (byte 5)."),
        ("x.toml", b"profile = 1\n", "x.toml: [profile] must be tables, one for each profile: [profile.NAME]."),
        ("x.toml", b"[profile]\nscript = 1\n", "x.toml: [profile] script must be a table: [profile.script]."),
        ("pyproject.toml", b"[tool.other]\n", "pyproject.toml: has no table [tool.tei-tools]."),
        ("missing.toml", None, "missing.toml: cannot be read: No such file or directory."),
    ],
)
def test_a_file_that_cannot_be_understood(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_files(path)
    assert str(caught.value) == f"{tmp_path}/{message}"
