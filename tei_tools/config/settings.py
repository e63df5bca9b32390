"""Which value holds: environment over project file over user file over default; the command line is above them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import ConfigError
from .files import ConfigFile

ENVIRONMENT = "TEI_TOOLS_"
"""How the names of environment variables begin: ``max-bytes`` is ``TEI_TOOLS_MAX_BYTES``."""

Origin = Literal["environment", "project file", "user file", "default"]


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be set.

    ``check`` takes a value as TOML has it and the folder that relative paths start from, ``read`` the text of an
    environment variable; both give the value to use and raise ``ValueError`` with what is wrong with it.
    """

    name: str
    default: object
    check: Callable[[object, Path], object]
    read: Callable[[str], object]

    @property
    def variable(self) -> str:
        """The environment variable of this key."""
        return ENVIRONMENT + self.name.upper().replace("-", "_")


@dataclass(frozen=True, slots=True)
class Setting:
    """The value that holds for a key, and where it came from: ``place`` is a variable, or a file and table."""

    key: str
    value: object
    origin: Origin
    place: str = ""


def resolve(
    keys: Sequence[Key], files: Sequence[ConfigFile], profile: str | None, environment: Mapping[str, str]
) -> dict[str, Setting]:
    """The setting of every key, in the order of ``keys``; ``files`` come with the more important one first.

    In a file the chosen profile stands above what is outside of profiles. Everything in the files is checked, in
    profiles that were not chosen too. An environment variable that is empty counts as not set. Raises
    :class:`ConfigError` for a key that does not exist, a value that does not fit, and a profile that is in no file.

    >>> key = Key("script", "keep", lambda value, folder: value, str)
    >>> file = ConfigFile("user file", Path("a.toml"), {"script": "hans"}, {"old": {"script": "hant"}})
    >>> resolve([key], [file], None, {})["script"].value
    'hans'
    >>> resolve([key], [file], "old", {})["script"].place
    'a.toml: [profile.old]'
    >>> resolve([key], [file], "old", {"TEI_TOOLS_SCRIPT": "keep"})["script"].origin
    'environment'
    """
    known = {key.name: key for key in keys}
    if profile is not None and profile not in profile_names(files):
        raise _no_profile(profile, files)
    found = {key.name: Setting(key.name, key.default, "default") for key in keys}
    for file in reversed(files):
        tables = [(name, table) for name, table in file.profiles.items() if name != profile]
        tables += [("", file.values)]
        if profile is not None and profile in file.profiles:
            tables += [(profile, file.profiles[profile])]
        for name, table in tables:
            checked = _checked(table, file, file.place(name), known)
            if name in ("", profile):
                found.update((key, Setting(key, value, file.kind, file.place(name))) for key, value in checked)
    for key in keys:
        if text := environment.get(key.variable):
            try:
                found[key.name] = Setting(key.name, key.read(text), "environment", key.variable)
            except ValueError as error:
                raise ConfigError("config-value", f"environment variable {key.variable}: {error}") from error
    return found


def profile_names(files: Iterable[ConfigFile]) -> list[str]:
    """The profiles that the files have, sorted."""
    return sorted({name for file in files for name in file.profiles})


def unused_variables(keys: Sequence[Key], environment: Mapping[str, str], others: Iterable[str] = ()) -> list[str]:
    """Variables that look as if they set something here, and set nothing: misspelled, most of the time."""
    used = {key.variable for key in keys}.union(others)
    return sorted(name for name in environment if name.startswith(ENVIRONMENT) and name not in used)


def _checked(
    table: Mapping[str, object], file: ConfigFile, place: str, known: Mapping[str, Key]
) -> list[tuple[str, object]]:
    checked = []
    for name, value in table.items():
        if name not in known:
            raise ConfigError("config-key", f"{place}: there is no setting {name}{_hint(name, known)}")
        try:
            checked.append((name, known[name].check(value, file.path.parent)))
        except ValueError as error:
            raise ConfigError("config-value", f"{place}: {name}: {error}") from error
    return checked


def _hint(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)." if near else '; "tei-tools config" lists all.'


def _no_profile(profile: str, files: Sequence[ConfigFile]) -> ConfigError:
    names = profile_names(files)
    there = f"there are: {', '.join(names)}" if names else "there are none"
    where = " and ".join(str(file.path) for file in files) or "no configuration file was found"
    return ConfigError("config-profile", f"There is no profile {profile!r}; {there} ({where}).")
