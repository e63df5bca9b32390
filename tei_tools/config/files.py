"""Configuration files: where they lie, and what stands in them before anybody asks what it means."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..errors import ConfigError

FILE_NAME = "tei-tools.toml"
"""Name of a configuration file of its own; in ``pyproject.toml`` the table :data:`TABLE` says the same."""
TABLE = ("tool", "tei-tools")
_RULE = "rule"

FileKind = Literal["project file", "user file"]


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What one file says: ``values`` always, and ``profiles`` when one of them is chosen by name.

    ``table`` is the table of the file that holds the values, as it is written in brackets; empty when they stand at
    the top of the file. ``metadata`` is its table of that name: what is known about all inputs, and ``deposit`` that
    about packages. ``rules`` has its tables ``[[rule]]``, by profile, under the key ``rule``; the name ``""`` stands
    for those outside of profiles. ``found``: nobody named it, it was looked for.
    """

    kind: FileKind
    path: Path
    values: Mapping[str, object]
    profiles: Mapping[str, Mapping[str, object]]
    table: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)
    found: bool = False
    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    deposit: Mapping[str, object] = field(default_factory=dict)

    def place(self, profile: str = "") -> str:
        """The file, and the table in it, for messages.

        >>> ConfigFile("project file", Path("tei-tools.toml"), {}, {}).place("gazette")
        'tei-tools.toml: [profile.gazette]'
        """
        table = ".".join(part for part in (self.table, f"profile.{profile}" if profile else "") if part)
        return f"{self.path}: [{table}]" if table else str(self.path)


def find_project_file(start: Path | None = None) -> Path | None:
    """The nearest file that configures this program, in ``start`` (default: the working directory) or above it.

    In each folder ``tei-tools.toml`` comes first; a ``pyproject.toml`` counts only if it has the table
    ``[tool.tei-tools]``. Raises :class:`ConfigError` if a ``pyproject.toml`` that names that table cannot be read.
    """
    try:
        start = (start or Path.cwd()).absolute()
    except FileNotFoundError:  # the working directory was deleted
        return None
    for folder in (start, *start.parents):
        if os.path.isfile(folder / FILE_NAME):  # Path.is_file raises where it may not look
            return folder / FILE_NAME
        project = folder / "pyproject.toml"
        if os.path.isfile(project) and _has_table(project):
            return project
    return None


def user_file() -> Path:
    """Where the file of the user lies, there or not: ``~/.config/tei-tools/tei-tools.toml`` on Linux."""
    from platformdirs import user_config_path

    return user_config_path("tei-tools", appauthor=False) / FILE_NAME


def read_files(project: Path | None = None, *, search: bool = True, start: Path | None = None) -> list[ConfigFile]:
    """The files that hold, the more important one first.

    ``project`` is read in place of the file found; without ``search`` only ``project`` is read, if it is given.
    Raises :class:`ConfigError` for a file that cannot be read or is not TOML, and for one that was found and that
    somebody else may have put there (code ``config-foreign``).
    """
    found = project or (find_project_file(start) if search else None)
    files = []
    if found:
        if not project:
            refuse_foreign_file(found)
        files.append(_read("project file", found, found=not project))
    mine = user_file() if search else None
    if mine and os.path.isfile(mine):
        files.append(_read("user file", mine))
    return files


def refuse_foreign_file(path: Path) -> None:
    """Raise :class:`ConfigError` for a file that was found and that another user made, or could have put there.

    What it says would be done in the name of whoever runs the program: where outputs go, what is overwritten.
    """
    if not hasattr(os, "geteuid"):
        return
    try:
        file, folder = os.stat(path), os.stat(path.parent)
    except OSError:
        return  # reading it will say what is wrong
    named = "name it with --config if it is to be used, or give --no-config"
    mine = (os.geteuid(), 0)
    if file.st_uid not in mine:
        raise ConfigError("config-foreign", f"{path}: belongs to another user and was not read; {named}.")
    shared = stat.S_IWOTH & ~(stat.S_IWOTH if folder.st_mode & stat.S_ISVTX and file.st_uid in mine else 0)
    if file.st_mode & stat.S_IWOTH or folder.st_mode & shared:
        raise ConfigError("config-foreign", f"{path}: other users can write there, so it was not read; {named}.")


def _has_table(path: Path) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False  # the file of somebody else, for another program
    # Only a file that names the table is parsed, so that a fault in it is told of only when it concerns us.
    return b"tei-tools" in data and _table(_toml(path, data)) is not None


def _toml(path: Path, data: bytes) -> Mapping[str, object]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        raise ConfigError("config-encoding", f"{path}: is not UTF-8 text (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("config-syntax", f"{path}: is not TOML: {error}") from error


def _table(data: Mapping[str, object]) -> Mapping[str, object] | None:
    found: object = data
    for name in TABLE:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _read(kind: FileKind, path: Path, *, found: bool = False) -> ConfigFile:
    data = load_toml(path)
    table = ""
    if path.name == "pyproject.toml":
        table = ".".join(TABLE)
        inner = _table(data)
        if inner is None:
            raise ConfigError("config-no-table", f"{path}: has no table [{table}].")
        data = inner
    profiles = data.get("profile", {})
    where = f"{path}: [{table}.profile]" if table else f"{path}: [profile]"
    if not isinstance(profiles, Mapping):
        raise ConfigError("config-type", f"{where} must be tables, one for each profile: [profile.NAME].")
    for name, profile in profiles.items():
        if not isinstance(profile, Mapping):
            raise ConfigError("config-type", f"{where} {name} must be a table: [profile.{name}].")
    known = data.get("metadata")
    metadata = known if isinstance(known, Mapping) else {}  # a text is the name of a table: the option --metadata
    about = data.get("deposit")
    deposit = about if isinstance(about, Mapping) else {}
    tables = {"profile", *(name for name in ("metadata", "deposit") if isinstance(data.get(name), Mapping))}
    by_profile: dict[str, Mapping[str, object]] = {"": data, **profiles}
    rules = {name: {_RULE: said[_RULE]} for name, said in by_profile.items() if _RULE in said}
    own = {name: {key: value for key, value in said.items() if key != _RULE} for name, said in profiles.items()}
    values = {key: value for key, value in data.items() if key not in {*tables, _RULE}}
    return ConfigFile(kind, path, values, own, table, metadata, found, rules, deposit)


def load_toml(path: Path) -> Mapping[str, object]:
    """What a file of TOML says. Raises :class:`ConfigError` for one that cannot be read or is none."""
    try:
        return _toml(path, path.read_bytes())
    except OSError as error:
        raise ConfigError("config-unreadable", f"{path}: cannot be read: {error.strerror or error}.") from error
